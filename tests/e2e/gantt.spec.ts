// The treegrid and the chart, as a person uses them: by mouse, by keyboard, by finger, in both languages.
import { axe, both, example, expect, shot, test } from './helpers';
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
    // Every column there is, and one of one's own; links, progress and cost as text.
    await page.getByTestId('look-options').click();
    for (const key of ['predecessors', 'progress', 'cost', 'float']) await page.getByTestId(`column-${key}`).check();
    await page.getByTestId('column-add').fill('区域');
    await page.getByTestId('column-add').press('Enter');
    await page.keyboard.press('Escape');
    for (const key of ['wbs', 'name', 'owner', 'start', 'finish', 'duration', 'predecessors', 'progress', 'float', 'cost', 'custom:区域']) {
      await expect(page.getByTestId(`head-${key}`)).toBeAttached();
      await expect(cell(page, id, key)).toBeAttached();
    }
    const type = async (key: string, text: string, shown: string | RegExp) => {
      await cell(page, id, key).evaluate((element) => element.scrollIntoView({ inline: 'nearest', block: 'nearest' }));
      await cell(page, id, key).dispatchEvent('dblclick');
      await expect(page.getByTestId('cell-edit')).toBeFocused();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await expect(cell(page, id, key)).toHaveText(shown);
    };
    await type('predecessors', '1.1FS+2d', /^1\.1FS\+2\s?(d|天)$/);
    await type('progress', '40', /^40\s?%$/);
    await type('cost', '1200', /1,?200/);
    await type('custom:区域', '华东', '华东');
    // What is typed on a cell begins it anew; one stop for Tab in the whole grid.
    await cell(page, id, 'name').focus();
    await page.keyboard.type('Z9');
    await page.keyboard.press('Enter');
    await expect(cell(page, id, 'name')).toHaveText('Z9');
    await expect(page.locator('.rows [tabindex="0"]')).toHaveCount(1);
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
    const owner = (await leaf(page, 4).locator('[data-column-key=owner] .visually-hidden').innerText()).trim();
    await page.getByTestId('filter-owner').selectOption({ label: owner });
    await expect(page.locator('[data-testid=gantt-row]:not(.sum) [data-column-key=owner]').filter({ hasNotText: owner })).toHaveCount(0);
    await page.getByTestId('filter-status').selectOption('done');
    await expect(page.locator('g.bar:not(.summary):not(.milestone)').filter({ hasNotText: '100' })).toHaveCount(0);
    await page.getByTestId('clear-filter').click();
    for (const group of ['owner', 'phase', 'status']) {
      await page.getByTestId('group-by').selectOption(group);
      await expect(page.getByTestId('gantt-group').first()).toBeVisible();
      await expect(page.locator('[data-testid=gantt-row].sum')).toHaveCount(0);
    }
    await expect(page.getByTestId('gantt-group').filter({ hasText: lang === 'en' ? /^Done/ : /^完成/ })).toHaveCount(1);
    await page.getByTestId('group-by').selectOption('tree');
    await page.getByTestId('head-name').locator('button').click();
    await expect(page.getByTestId('head-name')).toHaveAttribute('aria-sort', 'ascending');
    const wbs = () => page.locator('[data-testid=gantt-row][aria-level="1"] [data-column-key=wbs]').allInnerTexts();
    const rising = await wbs();
    await page.getByTestId('head-name').locator('button').click();
    await expect(page.getByTestId('head-name')).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(async () => (await wbs())[0]).not.toBe(rising[0]);
  });

  test(`a view is kept with its columns and filter, and comes back (${lang})`, async ({ page }) => {
    await example(page, lang, 'light');
    await page.getByTestId('look-options').click();
    // By keyboard: the focus stays with a column that moves.
    await page.getByTestId('column-predecessors').focus();
    await page.keyboard.press('Space');
    await expect(page.getByTestId('column-predecessors')).toBeChecked();
    await expect(page.getByTestId('column-predecessors')).toBeFocused();
    await page.getByTestId('left-predecessors').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.th').nth(-2)).toHaveAttribute('data-testid', 'head-predecessors');
    await expect(page.getByTestId('left-predecessors')).toBeFocused();
    await page.getByTestId('column-add').fill('区域');
    await page.getByTestId('column-add').press('Enter');
    await page.getByTestId('look-compact').check();
    await page.keyboard.press('Escape');
    await page.getByTestId('filter-only').selectOption('critical');
    await page.getByTestId('zoom-quarter').click();
    await page.getByTestId('look-options').click();
    await expect(page.getByTestId('head-predecessors')).toBeAttached();
    await expect(page.getByTestId('head-custom:区域')).toBeAttached();
    await page.getByTestId('view-save').fill('周会');
    await page.getByTestId('view-save').press('Enter');
    await page.getByTestId('look-compact').uncheck();
    await page.getByTestId('column-predecessors').uncheck();
    await expect(page.getByTestId('head-predecessors')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.getByTestId('clear-filter').click();
    await page.getByTestId('zoom-week').click();
    await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', 'week');
    await page.getByTestId('look-options').click();
    await page.getByTestId('saved-view').filter({ hasText: '周会' }).click();
    await expect(page.getByTestId('head-predecessors')).toBeAttached();
    await expect(page.getByTestId('gantt')).toHaveClass(/compact/);
    await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', 'quarter');
    await expect(page.getByTestId('filter-only')).toHaveValue('critical');
    expect((await rows(page).first().boundingBox())!.height).toBe(26);
  });
}

both('several rows are chosen and changed at once, and one undo brings all back', async (page, lang) => {
  await example(page, lang, 'light');
  await leaf(page, 5).click();
  await leaf(page, 8).click({ modifiers: ['Shift'] });
  const many = await page.locator('[data-testid=gantt-row][aria-selected=true]').count();
  expect(many).toBeGreaterThanOrEqual(4);
  await expect(page.getByTestId('bulk-count')).toContainText(String(many));
  await leaf(page, 10).click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByTestId('bulk-count')).toContainText(String(many + 1));
  // What can be done stands below the rows: the last one is seen above it.
  const offset = await page.getByTestId('gantt').evaluate((element) => { const top = element.scrollTop; element.scrollTop = element.scrollHeight; return top; });
  const all = await page.getByRole('treegrid').getAttribute('aria-rowcount');
  const last = (await page.locator(`[data-testid=gantt-row][aria-rowindex="${all}"]`).boundingBox())!;
  expect(last.y + last.height).toBeLessThanOrEqual((await page.getByTestId('bulk').boundingBox())!.y + 1);
  await page.getByTestId('gantt').evaluate((element, top) => { element.scrollTop = top; }, offset);
  await expect(page.locator('[data-testid=gantt-row][aria-selected=true]')).toHaveCount(many + 1);
  const id = await idOf(page, 5);
  // Owner, status, a day later, a chain of links, in and out: each for all of them, each one step.
  const chosen = page.locator('[data-testid=gantt-row][aria-selected=true]');
  const spared = await chosen.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-task-id')!));
  const ids = await chosen.evaluateAll((rows) => rows.filter((row) => !row.classList.contains('sum')).map((row) => row.getAttribute('data-task-id')!));
  await page.getByTestId('bulk-owner').selectOption({ index: 2 });
  const owner = await page.getByTestId('bulk-owner').locator('option').nth(2).innerText();
  await expect(chosen.locator('[data-column-key=owner]').filter({ hasText: owner })).toHaveCount(spared.length);
  const texts = () => Promise.all(ids.map((id) => barOf(page, id).textContent()));
  await page.getByTestId('bulk-status').selectOption('todo');
  await expect.poll(async () => (await texts()).filter((text) => text?.includes('%'))).toEqual([]);
  const starts = () => Promise.all(ids.map((id) => barOf(page, id).getAttribute('data-start')));
  const was = await starts();
  await page.getByTestId('bulk-later').click();
  await expect.poll(async () => (await starts()).filter((start, at) => start === was[at]).length).toBe(0);
  await page.getByTestId('bulk-earlier').click();
  const levels = () => Promise.all(ids.map((id) => page.locator(`[data-row="${id}"]`).getAttribute('aria-level')));
  const deep = await levels();
  await page.getByTestId('bulk-outdent').click();
  await expect.poll(levels).not.toEqual(deep);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(levels).toEqual(deep);
  await page.getByTestId('bulk-chain').click();
  for (const [at, to] of ids.slice(1).entries()) {
    await expect(page.locator(`[data-testid=gantt-link][data-from="${ids[at]}"][data-to="${to}"]`)).not.toHaveCount(0);
  }
  if (lang === 'en') await axe(page);
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

both('a row is dragged into another, columns are resized and moved, the pane is split elsewhere', async (page, lang) => {
  await example(page, lang, 'light');
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
  // By mouse: a head is carried to another one.
  const [carried, goal] = [(await page.getByTestId('head-duration').boundingBox())!, (await page.getByTestId('head-owner').boundingBox())!];
  const order = () => page.locator('.th').evaluateAll((heads) => heads.map((head) => head.getAttribute('data-testid')));
  const place = (await order()).indexOf('head-owner');
  await page.mouse.move(carried.x + carried.width / 2, carried.y + 30);
  await page.mouse.down();
  await page.mouse.move(goal.x + goal.width / 2, goal.y + 30, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await order()).indexOf('head-duration')).toBe(place);
  const split = page.getByTestId('split');
  const bar = (await split.boundingBox())!;
  const before_split = Number(await split.getAttribute('aria-valuenow'));
  await page.mouse.move(bar.x + 4, bar.y + 20);
  await page.mouse.down();
  await page.mouse.move(bar.x - 76, bar.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(split).toHaveAttribute('aria-valuenow', String(before_split - 80));
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
  // The chain of the bar with the focus is lit, and why it stands there is shown and said.
  await expect(bar).toHaveClass(/ lit/);
  await expect(bar.locator('.body')).toBeInViewport();
  await page.keyboard.press('w');
  const tip = page.getByTestId('gantt-tip');
  await expect(tip).toBeVisible();
  await expect(live(page)).toContainText((await tip.locator('.dim').innerText()).trim());
  await axe(page);
  await page.keyboard.press('Escape');
  await expect(tip).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(bar).not.toHaveAttribute('data-start', start);
  const finish = (await bar.getAttribute('data-finish'))!;
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar).not.toHaveAttribute('data-finish', finish);
  await expect(live(page)).not.toBeEmpty();
  await page.keyboard.press('Escape');
  await expect(page.locator(`[data-row="${id}"]`)).toBeFocused();
  await expect(page.locator('.lighting, .lit')).toHaveCount(0);
});

both('a new task is drawn by the keyboard, from a row and from a bar', async (page, lang) => {
  await example(page, lang, 'light');
  const grid = page.getByRole('treegrid');
  const count = Number(await grid.getAttribute('aria-rowcount'));
  await leaf(page, 2).focus();
  await page.keyboard.press('n');
  const sketch = page.getByTestId('sketch');
  await expect(page.getByTestId('sketch-hint')).toBeVisible();
  await expect(live(page)).toContainText(lang === 'en' ? 'New task' : '新任务');
  const shape = () => sketch.evaluate((rect) => [Number(rect.getAttribute('x')), Number(rect.getAttribute('width'))]);
  const [x, width] = await shape();
  await page.keyboard.press('ArrowRight');
  await expect.poll(shape).toEqual([x + 70, width]);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(shape).toEqual([x + 70, width + 70]);
  await page.keyboard.press('Escape');
  await expect(sketch).toHaveCount(0);
  await expect(grid).toHaveAttribute('aria-rowcount', String(count));
  await page.keyboard.press('b');
  await page.keyboard.press('n');
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(shape).toEqual([x + 10, width]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(grid).toHaveAttribute('aria-rowcount', String(count + 1));
  await expect(page.getByTestId('cell-edit')).toBeFocused();
  await expect(live(page)).toContainText(lang === 'en' ? 'New task, ' : '新任务，');
  await page.keyboard.type('画出来的');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  const drawn = rows(page).filter({ hasText: '画出来的' });
  await expect(drawn).toHaveCount(1);
  // Below the row that Down led to, and it begins where it was drawn.
  const bar = barOf(page, (await drawn.getAttribute('data-task-id'))!);
  const left = await bar.evaluate((group) => Number(group.getAttribute('transform')!.match(/\(([\d.]+)/)![1]));
  expect(left).toBeGreaterThanOrEqual(x + 10);
  expect(left).toBeLessThan(x + 40);
  // A name that Tab has kept is not lost by Escape.
  await page.keyboard.press('Enter');
  await page.keyboard.type('有名字的');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(rows(page).filter({ hasText: '有名字的' })).toHaveCount(1);
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

both('empty ground is dragged to make a task; zoom, fit and hidden days off', async (page, lang) => {
  await example(page, lang, 'light');
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
  // From far away one looks closer at the plan, not at the years after it.
  await page.getByTestId('zoom-year').click();
  await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', 'year');
  await page.getByTestId('zoom-week').click();
  await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', 'week');
  await expect.poll(() => page.locator('g.bar .body').evaluateAll((bodies, names) => {
    const frame = document.querySelector('[data-testid=gantt]')!.getBoundingClientRect();
    return bodies.map((body) => body.getBoundingClientRect()).filter((box) => box.right > frame.left + names && box.left < frame.right).length;
  }, names)).toBeGreaterThan(0);
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

both('a bar under the pointer tells why, and lights its chain', async (page, lang) => {
  await example(page, lang, 'light');
  // One that stands clear of the names.
  const id = await page.locator('g.bar.bar').evaluateAll((bars) => {
    const names = document.querySelector('.names.head')!.getBoundingClientRect().right;
    return bars.find((bar) => (bar.querySelector('.body')?.getBoundingClientRect().left ?? 0) > names + 10)!.getAttribute('data-task-id');
  });
  await barOf(page, id!).locator('.body').hover();
  await expect(page.getByTestId('gantt-tip')).toBeVisible();
  await expect(page.getByTestId('gantt-tip')).not.toBeEmpty();
  await expect(page.getByTestId('gantt')).toHaveClass(/lighting/);
  await expect(barOf(page, id!)).toHaveClass(/ lit/);
  // What it waits for and what waits for it, with the links between; others are dimmed.
  const near = page.locator(`[data-testid=gantt-link][data-from="${id}"], [data-testid=gantt-link][data-to="${id}"]`);
  await expect(near).not.toHaveCount(0);
  for (const link of await near.all()) await expect(link).toHaveClass(/ lit/);
  await expect(page.locator('g.bar:not(.lit)')).not.toHaveCount(0);
  await page.mouse.move(5, 5);
  await expect(page.locator('.lighting, .lit')).toHaveCount(0);
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
  // Where critical rows and others stand.
  await page.getByTestId('gantt').evaluate((element) => { element.scrollTop = 600; });
  await expect(page.locator('.link.critical .line').first()).toBeAttached();
  // What a bar is and what is done of it differ, and both differ from the ground.
  const paint = (part: string) => page.locator(part).first().evaluate((element) => {
    const style = getComputedStyle(element);
    return { fill: style.fill, stroke: style.stroke };
  });
  const ground = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const [body, done, link, critical] = await Promise.all(['g.bar.bar .body', 'g.bar.bar .done', '.link:not(.critical) .line', '.link.critical .line'].map(paint));
  expect(body.stroke).not.toBe(ground);
  expect(done.fill).not.toBe(body.fill);
  expect(link.stroke).not.toBe(ground);
  expect(critical.stroke).toBe(link.stroke);
  await page.screenshot({ path: 'screenshots/gantt-forced.png' });
  await leaf(page, 0).locator('.name').click();
  await expect(page.getByTestId('task-name')).toBeVisible();
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
    // The whole width is the chart's.
    const names = await page.locator('.names.head').evaluate((element) => element.getBoundingClientRect().width);
    expect(names).toBeLessThanOrEqual(1);
    // A finger that stays on empty ground has drawn something; letting go makes the task.
    const count = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
    const free = await page.evaluate(() => {
      const frame = document.querySelector('[data-testid=gantt]')!.getBoundingClientRect();
      for (let y = frame.top + 60; y < frame.bottom - 20; y += 4) {
        for (let x = 20; x < 300; x += 20) {
          if ([-12, 0, 12, 60].every((dx) => [-8, 0, 8].every((dy) => document.elementFromPoint(x + dx, y + dy)?.matches('svg.chart, svg.chart .off rect')))) return [x, y] as [number, number];
        }
      }
      return null;
    });
    await touch('touchStart', [free!]);
    await expect(page.locator('.drawn')).toBeVisible();
    await touch('touchMove', [[free![0] + 30, free![1]]]);
    await touch('touchMove', [[free![0] + 60, free![1]]]);
    await touch('touchEnd', []);
    await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', String(count + 1));
    await expect(page.getByTestId('cell-edit')).toBeFocused();
    await expect(page.getByTestId('cell-edit')).toBeInViewport({ ratio: 1 });
  });
});
