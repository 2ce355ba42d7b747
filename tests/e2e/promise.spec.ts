// The promise: a date with its probability, computed beside the page, and what it rests on.
import { axe, example, expect, open, shot, test } from './helpers';
import type { Page } from '@playwright/test';

const promised = (page: Page) => page.getByTestId('promise-date');

/** Waits until the date is that of the plan as it is. */
async function fresh(page: Page) {
  await expect(promised(page)).toHaveAttribute('data-fresh', 'true', { timeout: 120_000 });
  return (await promised(page).getAttribute('data-date'))!;
}

async function panel(page: Page) {
  await page.getByTestId('promise-open').click();
  await expect(page.getByTestId('promise-panel')).toBeVisible();
}

test('a confidence gives a date, a date its confidence, and the overview says the same', async ({ page }) => {
  await example(page, 'en', 'light');
  const p80 = await fresh(page);
  await panel(page);
  const confidence = page.getByTestId('promise-confidence');
  await expect(confidence).toHaveValue('80');
  const before = await page.getByTestId('promise-panel-date').textContent();
  await confidence.focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('promise-panel-date')).not.toHaveText(before!);
  await page.getByTestId('promise-day').focus();
  await page.keyboard.press('End');
  await expect(page.getByTestId('promise-sure')).toContainText('100');
  // The line of the chart is dragged, too.
  const chart = (await page.getByTestId('promise-chart').boundingBox())!;
  await page.mouse.move(chart.x + chart.width - 2, chart.y + 40);
  await page.mouse.down();
  await page.mouse.move(chart.x + 2, chart.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByTestId('promise-day')).toHaveValue((await page.getByTestId('promise-day').getAttribute('min'))!);
  await expect(page.getByTestId('promise-driver')).toHaveCount(3);
  await expect(page.getByTestId('promise-tornado').locator('tbody tr').first()).toBeVisible();
  await page.getByTestId('promise-figures').locator('summary').click();
  await expect(page.getByTestId('promise-risks').locator('tbody tr').first()).toContainText('R-0');
  await axe(page);
  expect(p80 >= (await page.getByTestId('plan-finish').getAttribute('data-date'))!).toBe(true);
  await page.getByTestId('tab-overview').click();
  await expect(page.getByTestId('promise-state')).toHaveAttribute('data-state', 'fresh', { timeout: 120_000 });
  await expect(page.getByTestId('promise-panel-date')).toBeVisible();
});

test('a change makes the promise stale, and it is computed again by itself', async ({ page }) => {
  await example(page, 'en', 'light');
  const first = await fresh(page);
  await panel(page);
  await page.getByTestId('promise-class-low').click();
  await expect(page.getByTestId('promise-state')).not.toHaveAttribute('data-state', 'fresh');
  await expect(page.getByTestId('promise-state')).toHaveAttribute('data-state', 'fresh', { timeout: 120_000 });
  const second = await fresh(page);
  expect(second > first).toBe(true);
});

test('three points of a task move the promise; what is no estimate is refused and changes nothing', async ({ page }) => {
  await example(page, 'en', 'light');
  const before = await fresh(page);
  const critical = page.locator('[data-testid=gantt-bar].critical:not(.summary):not(.milestone)').last();
  const task = (await critical.getAttribute('data-task-id'))!;
  const project = new URL(page.url()).searchParams.get('project')!;
  await open(page, { lang: 'en', query: `at=plan&project=${project}&open=tasks.${task}` });
  const field = page.getByTestId('task-estimate');
  const was = await field.inputValue();
  await field.fill('9 5 4');
  await field.press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: '9 5 4' })).toBeVisible();
  await field.fill('1w、2w、16w');
  await field.press('Enter');
  await expect(field).toHaveValue('5 · 10 · 80');
  expect(was).not.toBe('5 · 10 · 80');
  await expect(promised(page)).not.toHaveAttribute('data-date', before, { timeout: 120_000 });
  expect((await fresh(page)) > before).toBe(true);
});

test('a risk added in the matrix moves the date, and the panel names it', async ({ page }) => {
  await example(page, 'en', 'light');
  const before = await fresh(page);
  // The last task of the plan that is no milestone holds its finish.
  const critical = page.locator('[data-testid=gantt-bar].critical:not(.summary):not(.milestone)').last();
  const task = (await critical.getAttribute('data-task-id'))!;
  await page.getByTestId('tab-risks').click();
  await page.getByTestId('risk-add').click();
  const title = page.getByTestId('risk-title');
  await title.fill('Key witness leaves');
  await title.press('Enter');
  for (const [field, value] of [['risk-percent', '90'], ['risk-days', '25']] as const) {
    await page.getByTestId(field).fill(value);
    await page.getByTestId(field).press('Enter');
  }
  await page.getByTestId('risk-task-link').selectOption(task);
  await expect(page.getByTestId('risk-task')).toHaveCount(1);
  await page.getByTestId('tab-plan').click();
  await expect(promised(page)).not.toHaveAttribute('data-date', before, { timeout: 120_000 });
  expect((await fresh(page)) > before).toBe(true);
  await panel(page);
  await expect(page.getByTestId('promise-driver').first()).toContainText('Key witness leaves');
});

test('a worker that is killed in the middle is replaced, and the page recovers', async ({ page }) => {
  await page.addInitScript(() => {
    const Native = Worker;
    const made: Worker[] = [];
    Object.assign(window, { made });
    window.Worker = class extends Native {
      constructor(url: string | URL) {
        super(url);
        made.push(this);
        // The first one dies as soon as it speaks, and tells nobody.
        if (made.length === 1) this.addEventListener('message', (event) => { event.stopImmediatePropagation(); this.terminate(); });
      }
    };
  });
  await example(page, 'en', 'light');
  await fresh(page);
  expect(await page.evaluate(() => (window as unknown as { made: Worker[] }).made.length)).toBeGreaterThan(1);
});

test('a browser without workers simulates all the same', async ({ page }) => {
  await page.addInitScript(() => { delete (window as { Worker?: unknown }).Worker; });
  await example(page, 'en', 'light');
  await fresh(page);
  await panel(page);
  await expect(page.getByTestId('promise-driver')).toHaveCount(3);
});

test('without workers the page goes on drawing while it simulates', async ({ page }) => {
  await page.addInitScript(() => {
    delete (window as { Worker?: unknown }).Worker;
    // Frames that are drawn while the state says that it runs.
    const counts = { frames: 0 };
    Object.assign(window, { counts });
    const frame = () => {
      if (document.querySelector('[data-testid=promise-state][data-state=running]')) counts.frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await example(page, 'en', 'light');
  await fresh(page);
  await panel(page);
  // Another plan is simulated with the panel in sight.
  await page.getByTestId('gantt-row').nth(6).click();
  await page.getByTestId('task-duration').fill('9d');
  await page.getByTestId('task-duration').press('Enter');
  await expect(promised(page)).toHaveAttribute('data-fresh', 'false');
  await fresh(page);
  expect(await page.evaluate(() => (window as unknown as { counts: { frames: number } }).counts.frames)).toBeGreaterThan(3);
});

test('the worker is no part of the first page', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await open(page, { lang: 'en' });
  expect(asked.filter((url) => url.includes('worker'))).toEqual([]);
  await page.getByTestId('load-example').click();
  await fresh(page);
  expect(asked.some((url) => /\/worker-[0-9a-f]{16}\.js$/.test(url))).toBe(true);
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as const) {
  test(`pictures ${lang} ${theme}`, async ({ page }) => {
    await example(page, lang, theme);
    await fresh(page);
    await panel(page);
    await axe(page);
    await shot(page, `promise-${lang}-${theme}`);
  });
}
