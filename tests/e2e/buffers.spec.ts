// Buffers: sized by the promise, used up by what is late, and who used them.
import { axe, expect, open, shot, test, type Lang, type Theme } from './helpers';
import type { Page } from '@playwright/test';

const id = (number: number) => String(number).padStart(26, '0');
const PROJECT = id(1);
const DAY = 480;

/** A chain of four and six days, then a buffer of six days, all of it promised; the first task is done, three days late. */
function late() {
  const stamp = (number: number) => ({ id: id(number) });
  const task = (number: number, name: string, days: number, more: object) => ({
    ...stamp(number), project: PROJECT, rank: `a${number}`, name, duration: days * DAY, owner: id(9), ...more,
  });
  const promised = (number: number, start: string, finish: string) => ({ task: id(number), start, finish, work: 0 });
  return {
    format: 'pursuit-workspace', schema: '1.0', scope: 'workspace',
    tables: {
      projects: [{
        ...stamp(1), name: '华东扩产', start: '2026-03-02',
        baselines: [{
          id: id(5), name: 'Promise', reason: '', taken_at: 0,
          tasks: [
            promised(10, '2026-03-02T09:00', '2026-03-05T18:00'),
            promised(11, '2026-03-06T09:00', '2026-03-13T18:00'),
            promised(12, '2026-03-16T09:00', '2026-03-23T18:00'),
          ],
        }],
      }],
      members: [{ ...stamp(9), name: '王芳' }],
      tasks: [
        task(10, '试产', 4, { progress: 100, status: 'done', actual_start: '2026-03-05T09:00', actual_finish: '2026-03-10T18:00' }),
        task(11, '客户验收', 6, {}),
        task(12, '项目缓冲', 6, { kind: 'buffer' }),
      ],
      links: [[10, 11], [11, 12]].map(([from, to]) => ({ ...stamp(100 + from), project: PROJECT, from: id(from), to: id(to) })),
    },
  };
}

async function bring(page: Page, lang: Lang, theme: Theme = 'light') {
  await page.clock.setFixedTime(new Date('2026-03-11T09:00:00'));
  await open(page, { lang, theme });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('import-file').setInputFiles({ name: 'late.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(late())) });
  await page.getByTestId('import-replace').click();
  await page.getByTestId('nav-projects').click();
  await page.getByText('华东扩产').first().click();
}

test('a late critical task eats 3 of 6 buffer days with 40 % of the chain done: burn 1.25, amber, the owner is named (scenario 4)', async ({ page }) => {
  await bring(page, 'en');
  await page.getByTestId('tab-overview').click();
  const reason = page.getByTestId('health-reason').filter({ hasText: 'burn 1.25' });
  await expect(reason).toContainText('3 of 6 days');
  await expect(reason).toContainText(/40\s?%/);
  await expect(reason).toContainText('王芳');
  await expect(reason.locator('.pill.warn')).toBeVisible();
  await reason.getByRole('link').click();
  await expect(page.getByTestId('task-name')).toHaveValue('试产');
  await page.keyboard.press('Escape');
  await page.getByTestId('promise-start').or(page.getByTestId('promise-open')).first().click();
  await expect(page.getByTestId('buffer-light')).toHaveText('watch');
  await expect(page.getByTestId('buffer-fever')).toHaveAttribute('aria-label', /40\s?% of the chain done, 50\s?% of the buffer used/);
  await page.getByTestId('buffer-figures').locator('summary').click();
  await expect(page.getByTestId('buffer-figures').locator('tbody tr')).toHaveCount(2);
  await expect(page.getByTestId('buffer-figures').locator('tbody tr').first()).toContainText('试产');
  await axe(page);
});

test('the promise puts a buffer behind the last task, in one step back again', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('promise-open').click({ timeout: 120_000 });
  await expect(page.getByTestId('promise-state')).toHaveAttribute('data-state', 'fresh', { timeout: 120_000 });
  const before = await page.getByTestId('buffer').count();
  const finish = page.getByTestId('plan-finish');
  const was = await finish.getAttribute('data-date');
  await page.getByTestId('promise-buffer-set').click();
  await expect(finish).not.toHaveAttribute('data-date', was!);
  await expect(page.getByTestId('promise-state')).toHaveAttribute('data-state', 'fresh', { timeout: 120_000 });
  // The plan now ends where the promise is, which a simulation without the buffer finds 80 % sure.
  await expect(page.getByTestId('plan-sure')).toContainText(/(8\d|9\d)\s?%/);
  expect(await page.getByTestId('buffer').count()).toBeGreaterThanOrEqual(Math.max(before, 1));
  await page.keyboard.press('ControlOrMeta+z');
  await expect(finish).toHaveAttribute('data-date', was!);
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as const) {
  test(`pictures ${lang} ${theme}`, async ({ page }) => {
    await bring(page, lang, theme);
    await page.getByTestId('tab-plan').click();
    // The chart draws how much of the buffer is used up, and says it.
    const bar = page.locator('g.bar.buffer');
    await expect(bar.locator('.percent')).toHaveText(/^50\s?%$/);
    const width = async (part: string) => Number(await bar.locator(part).getAttribute('width'));
    expect((await width('.done')) / (await width('.body'))).toBeCloseTo(0.5, 2);
    await page.getByTestId('promise-start').or(page.getByTestId('promise-open')).first().click();
    await expect(page.getByTestId('buffer')).toBeVisible();
    await page.getByTestId('buffer').scrollIntoViewIfNeeded();
    // The names of the bands stand apart, beside what is drawn.
    const boxes = await page.getByTestId('buffer-fever').locator('text').evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect()).map(({ top, bottom, left }) => ({ top, bottom, left })));
    expect(boxes.length).toBe(3);
    for (const [at, box] of boxes.slice(1).entries()) expect(box.top).toBeGreaterThanOrEqual(boxes[at].bottom - 3);
    const edge = await page.getByTestId('buffer-fever').locator('.full').evaluate((line) => line.getBoundingClientRect().right);
    for (const box of boxes) expect(box.left).toBeGreaterThan(edge);
    await shot(page, `buffers-${lang}-${theme}`);
  });
}
