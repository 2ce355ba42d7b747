// The chart in the hand: several bars, both ends, links, edges, fingers; and what stands in a chart beside its bars.
import { readFile } from 'node:fs/promises';
import { axe, both, example, expect, open, shot, test, type Lang } from './helpers';
import type { Locator, Page } from '@playwright/test';

/** A plan of forty tasks of five days that begin today, pasted as from a spreadsheet. */
async function forty(page: Page, lang: Lang = 'en') {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, { lang });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('add-project').fill('华东投标');
  await page.getByTestId('add-project').press('Enter');
  await page.getByText('华东投标').first().click();
  await page.getByTestId('tab-plan').click();
  await page.getByTestId('add-task').click();
  await expect(page.getByTestId('cell-edit')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('立项');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cell-edit')).toHaveValue(lang === 'en' ? 'New task' : '新任务');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('gantt-row')).toHaveCount(1);
  const rows = Array.from({ length: 40 }, (_, at) => `任务 ${at + 1}\t5d`);
  await page.evaluate((text) => navigator.clipboard.writeText(text), ['name\tduration', ...rows].join('\n'));
  await page.getByTestId('gantt-row').focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '42');
}

const barOf = (page: Page, id: string) => page.locator(`[data-testid=gantt-bar][data-task-id="${id}"]`);
const rowOf = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);
const spoken = (page: Page) => page.locator('[aria-live]').first();
const scrolled = (page: Page) => page.getByTestId('gantt').evaluate((element) => [element.scrollLeft, element.scrollTop]);

/** Ids of leaves that have not begun and whose bars are in view, from above. */
async function waiting(page: Page, count: number) {
  const ids = await page.locator('g.bar.bar').evaluateAll((bars) => {
    const frame = document.querySelector('[data-testid=gantt]')!.getBoundingClientRect();
    const names = document.querySelector('.names.head')!.getBoundingClientRect().right;
    return bars
      .filter((bar) => !bar.querySelector('.percent')?.textContent && bar.querySelector('.body'))
      .filter((bar) => {
        const box = bar.querySelector('.body')!.getBoundingClientRect();
        return box.left > names + 20 && box.right < frame.right - 60 && box.top > frame.top + 60 && box.bottom < frame.bottom - 60 && box.width > 20;
      })
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((bar) => bar.getAttribute('data-task-id')!);
  });
  expect(ids.length).toBeGreaterThanOrEqual(count);
  return ids.slice(0, count);
}

async function carry(page: Page, what: Locator, dx: number, dy = 0, let_go = true) {
  const box = (await what.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx, y + dy, { steps: 6 });
  if (let_go) await page.mouse.up();
}

const dates = async (bar: Locator) => [(await bar.getAttribute('data-start'))!, (await bar.getAttribute('data-finish'))!];

for (const lang of ['zh-CN', 'en'] as const) {
  test(`several bars go together, and one undo brings them back (${lang})`, async ({ page }) => {
    await forty(page, lang);
    // Not the first ones: above them is no room for what is told.
    const [, , a, b] = await waiting(page, 4);
    await rowOf(page, a).click();
    await rowOf(page, b).click({ modifiers: ['ControlOrMeta'] });
    await expect(spoken(page)).toContainText('2');
    const before = [await dates(barOf(page, a)), await dates(barOf(page, b))];
    await carry(page, barOf(page, a).locator('.body'), 70, 0, false);
    await expect(barOf(page, a)).not.toHaveAttribute('data-start', before[0][0]);
    await expect(barOf(page, b)).not.toHaveAttribute('data-start', before[1][0]);
    // The dates it comes to are told above it, and go when it is let go.
    const told = page.getByTestId('gantt-tip');
    const [, month, day] = (await dates(barOf(page, a)))[0].split(/[-T ]/).map(Number);
    await expect(told.locator('p')).toContainText(lang === 'en' ? new RegExp(`\\b${day} [A-Z]|[A-Z][a-z]+ ${day}\\b`) : `${month}月${day}日`);
    expect((await told.boundingBox())!.y).toBeLessThan((await barOf(page, a).locator('.body').boundingBox())!.y);
    await page.mouse.up();
    await expect(spoken(page)).toContainText(lang === 'en' ? '2 tasks, the first' : '2 个任务');
    await page.keyboard.press('ControlOrMeta+z');
    await expect(barOf(page, a)).toHaveAttribute('data-start', before[0][0]);
    await expect(barOf(page, b)).toHaveAttribute('data-start', before[1][0]);
  });

  test(`every change is said in one sentence (${lang})`, async ({ page }) => {
    await forty(page, lang);
    const [, , id] = await waiting(page, 3);
    const name = (await rowOf(page, id).locator('.name .t').innerText()).trim();
    await rowOf(page, id).focus();
    const says = async (key: string, ...texts: (string | RegExp)[]) => {
      await page.keyboard.press(key);
      for (const text of texts) await expect(spoken(page)).toContainText(text);
    };
    await says('Alt+ArrowRight', name, lang === 'en' ? ' to ' : '至');
    await says('Shift+ArrowRight', name, lang === 'en' ? ' to ' : '至');
    await says(']', name, lang === 'en' ? /10\s?% done/ : /完成 10\s?%/);
    await says('Alt+ArrowUp', name, lang === 'en' ? 'is now' : '现在是');
    await expect(rowOf(page, id)).toBeFocused();
    await says('Alt+Shift+ArrowRight', name, lang === 'en' ? 'inside' : '之内');
    await says('Alt+Shift+ArrowLeft', name, lang === 'en' ? 'is now' : '现在是');
    await says('-', lang === 'en' ? 'Month' : '月');
    await says('+', lang === 'en' ? 'Week' : '周');
    await says('l', lang === 'en' ? 'Choose the successor' : '选择后续任务');
    await expect(page.getByTestId('linking-hint')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('linking-hint')).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(spoken(page)).not.toBeEmpty();
  });
}

both('both ends and the progress are pulled', async (page, lang) => {
  await forty(page, lang);
  const [id] = await waiting(page, 1);
  const bar = barOf(page, id);
  const [start, finish] = await dates(bar);
  await carry(page, bar.getByTestId('grip-end'), 60);
  await expect(bar).not.toHaveAttribute('data-finish', finish);
  await expect(bar).toHaveAttribute('data-start', start);
  const wide = await dates(bar);
  await carry(page, bar.getByTestId('grip-begin'), 24);
  await expect(bar).not.toHaveAttribute('data-start', start);
  await expect(bar).toHaveAttribute('data-finish', wide[1]);
  await bar.locator('.body').hover();
  await carry(page, bar.getByTestId('grip-progress'), 30);
  await expect(bar.locator('.percent')).toContainText('%');
});

both('a link is drawn from a bar to a bar, and the ground moves at the edge', async (page, lang) => {
  await forty(page, lang);
  const [a, b] = await waiting(page, 2);
  await barOf(page, a).locator('.body').hover();
  const handle = (await barOf(page, a).getByTestId('link-start').boundingBox())!;
  const goal = (await barOf(page, b).locator('.body').boundingBox())!;
  await page.mouse.move(handle.x + 4, handle.y + 4);
  await page.mouse.down();
  await page.mouse.move(goal.x + 6, goal.y + 6, { steps: 6 });
  await page.mouse.up();
  const link = page.locator(`[data-testid=gantt-link][data-from="${a}"][data-to="${b}"]`);
  await expect(link).toHaveCount(1);
  // While the first is dragged the second goes along; Esc brings both back; letting go is one step.
  const [there, then] = [await dates(barOf(page, a)), await dates(barOf(page, b))];
  for (const end of ['Escape', 'let go']) {
    await carry(page, barOf(page, a).locator('.body'), 70, 0, false);
    await expect(barOf(page, a)).not.toHaveAttribute('data-start', there[0]);
    await expect(barOf(page, b)).not.toHaveAttribute('data-start', then[0]);
    if (end === 'Escape') {
      await page.keyboard.press('Escape');
      await expect(barOf(page, a)).toHaveAttribute('data-start', there[0]);
      await expect(barOf(page, b)).toHaveAttribute('data-start', then[0]);
    }
    await page.mouse.up();
  }
  await expect(barOf(page, b)).not.toHaveAttribute('data-start', then[0]);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(barOf(page, a)).toHaveAttribute('data-start', there[0]);
  await expect(barOf(page, b)).toHaveAttribute('data-start', then[0]);
  // It is chosen by a press on its line, and cut by the mark on it.
  await link.locator('.hit').click({ force: true, position: { x: 2, y: 2 } }).catch(() => link.locator('.hit').dispatchEvent('click'));
  if (!(await link.getByTestId('link-remove').count())) await link.locator('.hit').dispatchEvent('click');
  await link.getByTestId('link-remove').click({ force: true });
  await expect(link).toHaveCount(0);
  await barOf(page, a).locator('.body').hover();
  const again = (await barOf(page, a).getByTestId('link-handle').boundingBox())!;
  const frame = (await page.getByTestId('gantt').boundingBox())!;
  const [left, top] = await scrolled(page);
  await page.mouse.move(again.x + 4, again.y + 4);
  await page.mouse.down();
  await page.mouse.move(frame.x + frame.width - 8, frame.y + frame.height - 8, { steps: 4 });
  await expect.poll(async () => (await scrolled(page))[0]).toBeGreaterThan(left + 60);
  await expect.poll(async () => (await scrolled(page))[1]).toBeGreaterThan(top);
  await page.keyboard.press('Escape');
  await page.mouse.up();
});

test('L and a row link, by keyboard alone', async ({ page }) => {
  await forty(page);
  const [a] = await waiting(page, 1);
  await rowOf(page, a).focus();
  await page.keyboard.press('l');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(spoken(page)).toContainText('Linked');
  await expect(page.locator('.gantt.linking')).toHaveCount(0);
});

/** The example with what only some plans have: a calendar of a task's own, a status date, a baseline, a deadline. */
async function rich(page: Page, lang: Lang) {
  await example(page, lang);
  await page.getByTestId('nav-settings').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-json').click()]);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  delete file.checksum;
  const { tasks, calendars, projects } = file.tables;
  const spans = [{ from: 540, to: 1080 }];
  const own = { id: '01KE5Q8601QVNRV8B5HVP6E999', name: 'Night shift', week: [{}, {}, { spans }, { spans }, { spans }, { spans }, { spans }] };
  calendars.push(own);
  const parents = new Set(tasks.map((task: { parent?: string }) => task.parent));
  const leaves = tasks.filter((task: { id: string; kind?: string }) => !parents.has(task.id) && !task.kind);
  for (const task of leaves) if (!task.progress) task.calendar = own.id;
  leaves[0].deadline = '2026-09-20T18:00';
  projects[0].status_date = '2026-10-15';
  projects[0].baselines = [{
    id: '01KE5Q8601QVNRV8B5HVP6E998', name: 'First', taken_at: 1790000000000,
    tasks: leaves.map((task: { id: string }) => ({ task: task.id, start: '2026-09-28T09:00', finish: '2026-10-12T18:00' })),
  }];
  await page.getByTestId('import-file').setInputFiles({ name: 'rich.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  await page.getByTestId('import-replace').click();
  await page.getByTestId('nav-projects').click();
  await page.locator('a[href*="project="]').first().click();
  await page.getByTestId('tab-plan').click();
  await expect(page.getByTestId('gantt-bar').first()).toBeVisible();
}

for (const lang of ['zh-CN', 'en'] as const) {
  test(`own days off, status date, baseline, deadline, float, buffer, progress line stand in the chart (${lang})`, async ({ page }) => {
    await rich(page, lang);
    await page.getByTestId('zoom-fit').click();
    await expect(page.getByTestId('baseline-bar').first()).toBeAttached();
    // A row with a calendar of its own has other days off than the ground has.
    await page.getByTestId('zoom-week').click();
    await expect(page.getByTestId('own-days-off').first()).toBeAttached();
    const places = (of: string) => page.locator(of).evaluateAll((rects) => rects.map((rect) => rect.getAttribute('x')));
    const [own, all] = [await places('.own rect:not(.on)'), await places('.off > rect')];
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((x) => !all.includes(x)).length).toBeGreaterThan(0);
    // Two rows of the scale at each zoom, with weeks and quarters.
    const scale = { day: [/W\d\d/, /第\d+周/], week: [/W\d\d/, /第\d+周/], month: [/November 2026/, /2026年11月/], quarter: [/Q4 2026/, /2026年四季度/], year: [/^Q4$/, /^Q4$/] };
    for (const [zoom, said] of Object.entries(scale)) {
      await page.getByTestId(`zoom-${zoom}`).click();
      await expect(page.locator('.scale text').filter({ hasText: said[lang === 'en' ? 0 : 1] })).not.toHaveCount(0);
    }
    await page.getByTestId('zoom-fit').click();
    await expect(page.locator('line.status-date')).toBeAttached();
    await expect(page.locator('.scale .status text')).toHaveText(lang === 'en' ? 'Status' : '状态日');
    await expect(page.locator('.scale .today text')).toHaveText(lang === 'en' ? 'Today' : '今天');
    await expect(page.locator('g.bar .deadline').first()).toBeAttached();
    await expect(page.locator('g.bar .float').first()).toBeAttached();
    await page.getByTestId('look-options').click();
    await page.getByTestId('look-progress-line').check();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('progress-line')).toBeAttached();
    await shot(page, `gantt-rich-${lang}`);
    // Labels stand right of their bars.
    const over = await page.locator('g.bar').evaluateAll((bars) => bars.filter((bar) => {
      const [body, label] = [bar.querySelector('.body, .milestone'), bar.querySelector('.percent, .strong')];
      if (!body || !label?.textContent) return false;
      return label.getBoundingClientRect().left < body.getBoundingClientRect().right;
    }).length);
    expect(over).toBe(0);
    await axe(page);
  });
}

test('at 200 % the plan is still worked with', async ({ page }) => {
  // A window of 1440×900 looked at twice as large has so much room.
  await page.setViewportSize({ width: 720, height: 450 });
  await example(page, 'zh-CN');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
  await page.getByTestId('gantt-row').nth(2).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('gantt-row').nth(3)).toBeFocused();
  await page.keyboard.press('F2');
  await expect(page.getByTestId('cell-edit')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('改个名字');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('gantt-row').nth(3)).toContainText('改个名字');
  await page.getByTestId('add-task').click();
  await expect(page.getByTestId('cell-edit')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await page.getByTestId('look-options').click();
  await expect(page.getByTestId('view-save')).toBeInViewport();
  await page.keyboard.press('Escape');
  await axe(page);
});

test.describe('by finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('a finger that stays drags a bar; one that moves at once pans', async ({ page }) => {
    await forty(page, 'zh-CN');
    // Closer, so that there is more than what the view shows.
    await page.getByTestId('zoom-day').click();
    await expect(page.getByTestId('gantt')).toHaveAttribute('data-zoom', 'day');
    await page.getByTestId('gantt').evaluate((element) => {
      const names = document.querySelector('.names.head')!.getBoundingClientRect().right;
      element.scrollLeft += document.querySelector('g.bar .body')!.getBoundingClientRect().left - names - 40;
    });
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: string, points: [number, number][]) =>
      cdp.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const inView = () => page.locator('g.bar.bar').evaluateAll((bars) => {
      const names = document.querySelector('.names.head')!.getBoundingClientRect().right;
      const box = document.querySelector('[data-testid=gantt]')!.getBoundingClientRect();
      const found = bars.find((bar) => {
        const body = bar.querySelector('.body')?.getBoundingClientRect();
        return body && !bar.querySelector('.percent')?.textContent && body.left > names + 4 && body.left + 12 < innerWidth - 50 && body.top > box.top + 50 && body.bottom < box.bottom - 20;
      });
      return found?.getAttribute('data-task-id') ?? null;
    });
    await expect.poll(inView).not.toBeNull();
    const id = (await inView())!;
    const bar = barOf(page, id);
    const [start] = await dates(bar);
    const box = (await bar.locator('.body').boundingBox())!;
    const [x, y] = [box.x + Math.min(10, box.width / 2), box.y + box.height / 2];
    const before = await scrolled(page);
    await touch('touchStart', [[x, y]]);
    await touch('touchMove', [[x - 30, y]]);
    await touch('touchMove', [[x - 60, y]]);
    await touch('touchEnd', []);
    await expect.poll(async () => (await scrolled(page))[0]).toBeGreaterThan(before[0]);
    expect((await dates(bar))[0]).toBe(start);
    // Back, and until the ground lies still: a flick rolls on for a while.
    const back = () => page.getByTestId('gantt').evaluate(async (element, left) => {
      element.scrollLeft = left;
      const set = element.scrollLeft;
      for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
      return element.scrollLeft === set;
    }, before[0]);
    await expect.poll(back).toBe(true);
    const at = (await bar.locator('.body').boundingBox())!;
    const [fx, fy] = [at.x + Math.min(10, at.width / 2), at.y + at.height / 2];
    await touch('touchStart', [[fx, fy]]);
    await expect(page.locator('.gantt.dragging')).toHaveCount(1);
    await touch('touchMove', [[fx + 25, fy]]);
    await touch('touchMove', [[fx + 50, fy]]);
    await touch('touchEnd', []);
    await expect(bar).not.toHaveAttribute('data-start', start);
  });

  test('the list and the chart can be read on a phone', async ({ page }) => {
    await example(page, 'en');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    // The plan began long ago: it opens where a bar of the rows in sight stands. The tools are in one line.
    await expect.poll(() => page.locator('g.bar').evaluateAll((bars) => {
      const names = document.querySelector('.names.head')!.getBoundingClientRect().right;
      return bars.filter((bar) => {
        const box = bar.querySelector('.body, .summary')?.getBoundingClientRect();
        return box && box.right > names && box.left < innerWidth && box.bottom < innerHeight;
      }).length;
    })).toBeGreaterThan(0);
    // Every row says its name and dates over its bar, however far the chart is moved.
    await page.getByTestId('gantt').evaluate((element) => { element.scrollLeft += 120; });
    await expect.poll(() => page.getByTestId('gantt-row').evaluateAll((rows) => {
      const frame = document.querySelector('[data-testid=gantt]')!.getBoundingClientRect();
      const inView = rows.filter((row) => row.getBoundingClientRect().top > frame.top + 44 && row.getBoundingClientRect().bottom < frame.bottom);
      const read = inView.filter((row) => {
        const bar = document.querySelector(`g.bar[data-task-id="${row.getAttribute('data-task-id')}"]`)!.querySelector('.body, .summary, .milestone')!.getBoundingClientRect();
        return [...row.querySelectorAll('.cell .t')].every((text) => {
          const box = text.getBoundingClientRect();
          return box.width > 20 && box.left >= 0 && box.right <= innerWidth && box.bottom <= bar.top + 1;
        });
      });
      return inView.length > 5 && read.length === inView.length;
    })).toBe(true);
    const tops = await Promise.all(['view-list', 'export-menu', 'tools', 'add-task'].map(async (id) => (await page.getByTestId(id).boundingBox())!.y));
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(8);
    await page.getByTestId('view-list').click();
    await expect(page.getByTestId('gantt')).toHaveClass(/listing/);
    for (const key of ['start', 'finish', 'progress']) await expect(page.getByTestId('gantt-row').first().locator(`[data-column-key=${key}]`)).toBeInViewport({ ratio: 1 });
    await page.getByTestId('gantt-row').nth(3).tap();
    await expect(page.getByTestId('inspector')).toBeVisible();
  });
});
