// The treegrid and the chart, as a person uses them: by mouse, by keyboard, by finger, in both languages.
import { axe, example, expect, shot, test } from './helpers';
import type { Page } from '@playwright/test';

const rows = (page: Page) => page.getByTestId('gantt-row');
const leaf = (page: Page, at = 0) => page.locator('[data-testid=gantt-row]:not(.sum)').nth(at);
const cell = (page: Page, id: string, key: string) => page.locator(`[data-row="${id}"] [data-column-key="${key}"]`);
const barOf = (page: Page, id: string) => page.locator(`[data-testid=gantt-bar][data-task-id="${id}"]`);
const idOf = async (page: Page, at = 0) => (await leaf(page, at).getAttribute('data-task-id'))!;
const live = (page: Page) => page.locator('[aria-live]').first();

/** A leaf that has not begun, with its bar. */
async function open_task(page: Page) {
  const bar = page.locator('g.bar.bar:not(.summary)').filter({ hasNotText: '%' }).last();
  return (await bar.getAttribute('data-task-id'))!;
}

for (const lang of ['zh-CN', 'en'] as const) {
  test(`cells are edited in place: typing, Enter goes down, Tab goes on (${lang})`, async ({ page }) => {
    await example(page, lang, 'light');
    const id = await idOf(page, 3);
    await page.locator(`[data-row="${id}"]`).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(cell(page, id, 'name')).toBeFocused();
    await page.keyboard.press('F2');
    await expect(page.getByTestId('cell-edit')).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('客户访谈 A');
    await page.keyboard.press('Tab');
    await expect(cell(page, id, 'name')).toContainText('客户访谈 A');
    await expect(cell(page, id, 'owner').getByTestId('cell-edit')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(cell(page, id, 'duration').getByTestId('cell-edit')).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('7d');
    await page.keyboard.press('Enter');
    await expect(cell(page, id, 'duration')).toContainText('7');
    await expect(page.getByTestId('cell-edit')).toHaveCount(0);
    // What cannot be read is refused with what could be written.
    await cell(page, id, 'start').dblclick();
    await page.keyboard.type('someday');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('toast').filter({ hasText: 'someday' })).toBeVisible();
  });

  test(`search keeps the tree, filters, groups, sorts (${lang})`, async ({ page }) => {
    await example(page, lang, 'light');
    const all = await rows(page).count();
    const name = (await leaf(page, 4).locator('.name .t').innerText()).trim();
    await page.getByTestId('grid-search').fill(name);
    await expect(page.getByTestId('gantt-row').filter({ hasText: name })).toBeVisible();
    await expect(page.locator('[data-testid=gantt-row].sum')).not.toHaveCount(0);
    expect(await rows(page).count()).toBeLessThan(all);
    await page.getByTestId('clear-filter').click();
    await page.getByTestId('filter-only').selectOption('critical');
    await expect(page.locator('g.bar.bar:not(.critical)')).toHaveCount(0);
    await page.getByTestId('filter-only').selectOption('all');
    await page.getByTestId('group-by').selectOption('owner');
    await expect(page.getByTestId('gantt-group').first()).toBeVisible();
    await expect(page.locator('[data-testid=gantt-row].sum')).toHaveCount(0);
    await page.getByTestId('group-by').selectOption('tree');
    await page.getByTestId('head-name').locator('button').click();
    await expect(page.getByTestId('head-name')).toHaveAttribute('aria-sort', 'ascending');
  });

  test(`a view is kept with its columns and filter, and comes back (${lang})`, async ({ page }) => {
    await example(page, lang, 'light');
    await page.getByTestId('look-options').click();
    await page.getByTestId('column-predecessors').check();
    await page.getByTestId('column-add').fill('区域');
    await page.getByTestId('column-add').press('Enter');
    await page.getByTestId('look-compact').check();
    await expect(page.getByTestId('head-predecessors')).toBeAttached();
    await expect(page.getByTestId('head-custom:区域')).toBeAttached();
    await page.getByTestId('view-save').fill('周会');
    await page.getByTestId('view-save').press('Enter');
    await page.getByTestId('look-compact').uncheck();
    await page.getByTestId('column-predecessors').uncheck();
    await expect(page.getByTestId('head-predecessors')).toHaveCount(0);
    await page.getByTestId('saved-view').filter({ hasText: '周会' }).click();
    await expect(page.getByTestId('head-predecessors')).toBeAttached();
    await expect(page.getByTestId('gantt')).toHaveClass(/compact/);
  });
}

test('several rows are chosen and changed at once, and one undo brings all back', async ({ page }) => {
  await example(page, 'en', 'light');
  await leaf(page, 5).click();
  await leaf(page, 8).click({ modifiers: ['Shift'] });
  const many = await page.locator('[data-testid=gantt-row][aria-selected=true]').count();
  expect(many).toBeGreaterThanOrEqual(4);
  await expect(page.getByTestId('bulk-count')).toContainText(String(many));
  await leaf(page, 10).click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByTestId('bulk-count')).toContainText(String(many + 1));
  const id = await idOf(page, 5);
  await page.getByTestId('bulk-delete').click();
  await expect(page.locator(`[data-row="${id}"]`)).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.locator(`[data-row="${id}"]`)).toHaveCount(1);
});

test('rows of a spreadsheet are pasted as a tree and copied out again', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await example(page, 'en', 'light');
  await page.evaluate(() => navigator.clipboard.writeText('WBS\tTask\tDur.\tPredecessors\n1\tPasted phase\t\t\n1.1\tPasted one\t3d\t\n1.2\tPasted two\t2d\t\n'));
  await leaf(page, 2).focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(rows(page).filter({ hasText: 'Pasted phase' })).toHaveClass(/sum/);
  const one = rows(page).filter({ hasText: 'Pasted one' });
  await expect(one).toContainText('3d');
  await one.focus();
  await page.keyboard.press('ControlOrMeta+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Pasted one\t');
});

test('a row is dragged into another, columns are resized and moved, the pane is split elsewhere', async ({ page }) => {
  await example(page, 'en', 'light');
  const id = await idOf(page, 1);
  const before = await cell(page, id, 'wbs').innerText();
  const [from, to] = [(await leaf(page, 1).boundingBox())!, (await leaf(page, 3).boundingBox())!];
  await page.mouse.move(from.x + 20, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + to.height - 3, { steps: 6 });
  await page.mouse.up();
  await expect(cell(page, id, 'wbs')).not.toHaveText(before);
  const edge = (await page.getByTestId('edge-name').boundingBox())!;
  const width = (await page.getByTestId('head-name').boundingBox())!.width;
  await page.mouse.move(edge.x + 2, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + 62, edge.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await page.getByTestId('head-name').boundingBox())!.width).toBeGreaterThan(width + 40);
  await page.getByTestId('head-wbs').locator('button').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.locator('.th').nth(1)).toHaveAttribute('data-testid', 'head-wbs');
  const split = page.getByTestId('split');
  const now = Number(await split.getAttribute('aria-valuenow'));
  await split.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(split).toHaveAttribute('aria-valuenow', String(now - 16));
});

test('a bar is moved, resized and progressed by the keyboard, and every change is said', async ({ page }) => {
  await example(page, 'en', 'light');
  const id = await open_task(page);
  await page.locator(`[data-row="${id}"]`).focus();
  const bar = barOf(page, id);
  const start = (await bar.getAttribute('data-start'))!;
  await page.keyboard.press('b');
  await page.keyboard.press('ArrowRight');
  await expect(bar).not.toHaveAttribute('data-start', start);
  const finish = (await bar.getAttribute('data-finish'))!;
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar).not.toHaveAttribute('data-finish', finish);
  await expect(live(page)).not.toBeEmpty();
  await page.keyboard.press('Escape');
  await expect(page.locator(`[data-row="${id}"]`)).toBeFocused();
});

test('a link is chosen and cut, by mouse and by Delete', async ({ page }) => {
  await example(page, 'en', 'light');
  const links = page.getByTestId('gantt-link');
  await expect(links.first()).toBeAttached();
  const first = links.first();
  const [from, to] = [await first.getAttribute('data-from'), await first.getAttribute('data-to')];
  const same = page.locator(`[data-testid=gantt-link][data-from="${from}"][data-to="${to}"]`);
  await same.locator('.hit').dispatchEvent('click');
  await same.getByTestId('link-remove').dispatchEvent('click');
  await expect(same).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(same).toHaveCount(1);
});

test('empty ground is dragged to make a task; zoom, fit and hidden days off', async ({ page }) => {
  await example(page, 'en', 'light');
  const count = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
  const chart = (await page.getByTestId('gantt').boundingBox())!;
  const names = Number(await page.getByTestId('split').getAttribute('aria-valuenow'));
  const y = chart.y + chart.height - 30;
  await page.mouse.move(chart.x + names + 300, y);
  await page.mouse.down();
  await page.mouse.move(chart.x + names + 380, y, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', String(count + 1));
  await expect(page.getByTestId('cell-edit')).toBeFocused();
  await page.keyboard.press('Escape');
  for (const zoom of ['day', 'month', 'quarter', 'year', 'week']) {
    await page.getByTestId(`zoom-${zoom}`).click();
    await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', zoom);
  }
  const width = () => page.locator('svg.chart').evaluate((svg) => Number(svg.getAttribute('width')));
  await page.getByTestId('zoom-day').click();
  await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', 'day');
  const wide = await width();
  await page.getByTestId('look-options').click();
  await page.getByTestId('look-weekends').check();
  await expect.poll(width).toBeLessThan(wide * 0.8);
  await page.getByTestId('look-progress-line').check();
  await expect(page.getByTestId('progress-line')).toBeAttached();
  await page.keyboard.press('Escape');
  await page.getByTestId('zoom-fit').click();
  await expect.poll(width).toBeLessThan(wide * 0.5);
});

test('a bar under the pointer tells why, and lights its chain', async ({ page }) => {
  await example(page, 'en', 'light');
  // One that stands clear of the names.
  const id = await page.locator('g.bar.bar').evaluateAll((bars) => {
    const names = document.querySelector('.names.head')!.getBoundingClientRect().right;
    return bars.find((bar) => (bar.querySelector('.body')?.getBoundingClientRect().left ?? 0) > names + 10)!.getAttribute('data-task-id');
  });
  await barOf(page, id!).locator('.body').hover();
  await expect(page.getByTestId('gantt-tip')).toBeVisible();
  await expect(page.getByTestId('gantt-tip')).not.toBeEmpty();
  await expect(page.getByTestId('gantt')).toHaveClass(/lighting/);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the chart at every zoom: no violation, pictures (${theme})`, async ({ page }) => {
    const lang = theme === 'light' ? 'zh-CN' : 'en';
    await example(page, lang, theme);
    await axe(page);
    for (const zoom of ['day', 'week', 'month', 'quarter', 'year']) {
      await page.getByTestId(`zoom-${zoom}`).click();
      await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', zoom);
      await shot(page, `gantt-${zoom}-${theme}`);
    }
    await page.getByTestId('look-options').click();
    await axe(page);
    await shot(page, `gantt-options-${theme}`);
  });
}

test('in forced colours and on a small window the grid is still there', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.setViewportSize({ width: 720, height: 450 }); // 1440×900 at 200 %.
  await example(page, 'en', 'light');
  await leaf(page, 0).click();
  await axe(page);
});

test.describe('by finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('two fingers zoom, and a finger that stays drags a bar', async ({ page }) => {
    await example(page, 'en', 'light');
    const gantt = page.getByTestId('gantt');
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: string, points: [number, number][]) =>
      cdp.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const width = () => page.locator('svg.chart').evaluate((svg) => Number(svg.getAttribute('width')));
    const before = await width();
    const box = (await gantt.boundingBox())!;
    const [x, y] = [box.x + 270, box.y + 200];
    await touch('touchStart', [[x - 20, y], [x + 20, y]]);
    await touch('touchMove', [[x - 40, y], [x + 40, y]]);
    await touch('touchMove', [[x - 70, y], [x + 70, y]]);
    await touch('touchEnd', []);
    await expect.poll(width).toBeGreaterThan(before * 1.5);
    const names = await page.locator('.names.head').evaluate((element) => element.getBoundingClientRect().width);
    expect(Math.round(names / 3.9)).toBe(40);
  });
});
