// Issues from the log to the lesson, conflicts, who holds up most, and lessons that other projects are offered.
import { readFile } from 'node:fs/promises';
import { axe, both, example, expect, open, shot, test } from './helpers';
import type { Page } from '@playwright/test';

/** Opens a tab of the project that is shown. */
async function tab(page: Page, name: string) {
  await page.getByTestId(`tab-${name}`).click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', name);
}

/** Types into a field and waits until the record has taken it. */
async function type(page: Page, id: string, text: string) {
  await page.getByTestId(id).fill(text);
  await page.getByTestId(id).blur();
  await expect(page.getByTestId(id)).toHaveValue(text);
}

/** A line that adds something. */
async function line(page: Page, id: string, text: string) {
  await page.getByTestId(id).fill(text);
  await page.getByTestId(id).press('Enter');
}

/** A project by its name, shown at its overview. */
async function project(page: Page, name: string) {
  await page.getByTestId('nav-projects').click();
  await line(page, 'add-project', name);
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'overview');
  await expect(page.getByTestId('project-name')).toHaveValue(name);
}

test('a blocker is raised, resolved and learnt from, and a new project of the segment is offered the lesson', async ({ page }) => {
  await open(page, { lang: 'en', query: 'at=clients&tab=segments' });
  await page.getByTestId('start-empty').click();
  await line(page, 'segment-add', 'Hospitals');
  await expect(page.getByTestId('segment-row')).toContainText('Hospitals');
  await project(page, 'First hospital');
  await page.getByTestId('project-segment').selectOption({ label: 'Hospitals' });
  await page.getByTestId('project-kind').selectOption('delivery');

  // The blocker.
  await tab(page, 'control');
  await expect(page.getByTestId('issue-figures')).toContainText('—');
  await line(page, 'issue-add', 'No test data from the ward');
  await expect(page.getByTestId('issue-inspector')).toContainText('I-01');
  await page.getByTestId('issue-kind').selectOption('blocker');
  await page.getByTestId('issue-severity').selectOption('4');
  await type(page, 'issue-cause', 'Nobody had asked their data officer');
  await type(page, 'issue-solution', 'Ask for test data at the first visit');
  await line(page, 'issue-task-add', 'Write to the data officer');
  await expect(page.getByTestId('issue-tasks')).toContainText('Write to the data officer');
  await expect(page.getByTestId('issue-status')).toHaveValue('doing');
  await expect(page.getByTestId('issue-row')).toHaveCount(1);

  // Resolved, it offers to become a lesson with what it knows.
  await page.getByTestId('issue-status').selectOption('resolved');
  await expect(page.getByTestId('issue-row')).toHaveCount(0);
  await page.getByTestId('issue-learn').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'close');
  await expect(page.getByTestId('lesson-recommendation')).toHaveValue('Ask for test data at the first visit');
  await expect(page.getByTestId('lesson-situation')).toHaveValue('No test data from the ward');
  await expect(page.getByTestId('lesson-cause')).toHaveValue('Nobody had asked their data officer');
  await expect(page.getByTestId('lesson-from')).toContainText('I-01 No test data from the ward');

  // A draft is offered to nobody.
  await project(page, 'Second hospital');
  await page.getByTestId('project-segment').selectOption({ label: 'Hospitals' });
  await expect(page.getByTestId('offer')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('test data at the first');
  await page.getByTestId('palette-option').filter({ hasText: 'Lesson' }).click();
  await page.getByTestId('lesson-status').selectOption('published');

  // A new project of the segment is, and takes it up.
  await page.getByTestId('nav-projects').click();
  await page.getByRole('link', { name: 'Second hospital' }).click();
  const offer = page.getByTestId('offer');
  await expect(offer).toContainText('Ask for test data at the first visit');
  await expect(offer).toContainText('Same segment: Hospitals · used 0 times');
  await axe(page);
  await offer.getByTestId('offer-apply').click();
  await expect(page.getByTestId('offer-apply')).toBeChecked();
  await tab(page, 'close');
  await expect(page.getByTestId('offer-apply')).toBeChecked();
  await expect(offer).toContainText('used 1 time');
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('offer-apply')).not.toBeChecked();
  await page.getByTestId('redo').click();
  await expect(page.getByTestId('offer-apply')).toBeChecked();
  await axe(page);

  // It is kept.
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.reload();
  await expect(page.getByTestId('offer-apply')).toBeChecked();
});

both('the log of the example is aged, filtered and drawn, and a conflict is settled', async (page, lang) => {
  const zh = lang === 'zh-CN';
  await example(page, lang, zh ? 'dark' : 'light');
  await tab(page, 'control');
  const rows = page.getByTestId('issue-row');
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('I-03');
  await expect(page.getByTestId('issue-ages').getByRole('row')).toHaveCount(4);
  // 22 to 27 October and 22 to 29 October, by the working days between.
  await expect(page.getByTestId('issue-figures')).toContainText(zh ? '4 天' : '4d');
  await expect(page.getByTestId('issue-trend').getByRole('img')).toHaveAttribute('aria-label', zh ? /现在未解决 3 个/ : /3 are open now/);
  await expect(page.getByTestId('holders').getByRole('row').nth(1)).toBeVisible();
  await axe(page);
  await shot(page, `control-${zh ? 'zh-dark' : 'en-light'}`);

  await page.getByTestId('issues-overdue').click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('I-04');
  await page.getByTestId('issues-conflicts').click();
  await line(page, 'issue-add', zh ? '报价由谁定' : 'Who sets the price');
  await expect(rows).toHaveCount(2);
  const conflict = page.getByTestId('conflict');
  await page.getByTestId('party-member').selectOption({ label: zh ? '陈立' : 'Chen Li' });
  await page.getByTestId('party-contact').selectOption({ index: 1 });
  await expect(conflict.locator('.rowlink')).toHaveCount(2);
  await type(page, 'issue-positions', 'A: 5%\nB: 10%');
  await page.getByTestId('issue-method').selectOption('compromise');
  await type(page, 'issue-outcome', '7%');
  await page.getByTestId('issue-win-win').check();
  await line(page, 'issue-task-add', zh ? '改报价单' : 'Change the quote');
  await expect(page.getByTestId('issue-tasks').getByRole('heading')).toHaveText(zh ? '约定的行动' : 'Agreed actions');
  await page.getByTestId('issue-status').selectOption('closed');
  await expect(page.getByTestId('issue-resolved-on')).not.toHaveValue('');
  await expect(page.getByTestId('issue-win-win')).toBeChecked();
  await axe(page);
  await shot(page, `conflict-${zh ? 'zh-dark' : 'en-light'}`);
  // What comes back is counted, and has no day any more.
  await page.getByTestId('issue-status').selectOption('open');
  await expect(page.getByTestId('issue-status')).toHaveValue('reopened');
  await expect(page.getByTestId('issue-resolved-on')).toHaveCount(0);
  await page.getByTestId('issue-delete').click();
  await expect(rows).toHaveCount(1);
  await page.getByTestId('toast').getByRole('button').click();
  await expect(rows).toHaveCount(2);
});

test('a task raises an issue, what names it opens it, and mine that is overdue stands in Today', async ({ page }) => {
  await example(page, 'en');
  await page.getByTestId('gantt-bar').nth(8).click();
  const name = await page.getByTestId('task-name').inputValue();
  await page.getByTestId('issue-raise').click();
  await expect(page.getByTestId('issue-title')).toHaveValue(name);
  await expect(page.getByTestId('issue-kind')).toHaveValue('blocker');
  await page.getByTestId('issue-tasks').getByRole('button', { name, exact: true }).click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await page.getByTestId('issues-of').getByRole('button', { name: 'I-06' }).click();
  await expect(page.getByTestId('issue-inspector')).toContainText('I-06');

  await page.getByTestId('nav-today').click();
  const row = page.getByTestId('today-row').filter({ hasText: 'I-04' });
  await page.getByRole('button', { name: /^\d+ more$/ }).first().click();
  await expect(row).toContainText('overdue');
  await row.getByRole('link').click();
  await expect(page.getByTestId('issue-inspector')).toContainText('I-04');
  await page.getByTestId('issue-status').selectOption('resolved');
  await page.getByTestId('nav-today').click();
  await expect(page.getByTestId('today-row').first()).toBeVisible();
  await expect(row).toHaveCount(0);
});

both('the library is searched by words, area and type, copied, and saved as a page', async (page, lang) => {
  const zh = lang === 'zh-CN';
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await example(page, lang, zh ? 'dark' : 'light');
  await tab(page, 'close');
  await line(page, 'lesson-add', zh ? '先谈范围，再谈价' : 'Settle the scope before the price');
  await page.getByTestId('lesson-kind').selectOption('keep');
  await page.getByTestId('lesson-area').selectOption('price');
  await type(page, 'lesson-days', '4');
  await type(page, 'lesson-tags', 'tender, scope');
  await axe(page);
  const found = page.getByTestId('library').getByTestId('lesson');
  await expect(found).toHaveCount(3);
  await shot(page, `close-${zh ? 'zh-dark' : 'en-light'}`);
  await page.getByTestId('library-area').selectOption('price');
  await expect(found).toHaveCount(1);
  await page.getByTestId('library-area').selectOption('');
  await page.getByTestId('library-kind').selectOption('avoid');
  await expect(found).toHaveCount(1);
  await page.getByTestId('library-kind').selectOption('');
  await page.getByTestId('library-search').fill('TENDER');
  await expect(found).toHaveCount(1);
  await expect(page.getByTestId('library-count')).toHaveText(zh ? '1 条' : '1 lesson');
  await page.getByTestId('library-copy').click();
  await expect(page.getByTestId('toast').filter({ hasText: zh ? '已复制 1 条经验' : '1 lesson copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(zh ? '保持 · 先谈范围，再谈价' : 'Keep · Settle the scope before the price');
  const coming = page.waitForEvent('download');
  await page.getByTestId('library-page').click();
  const file = await readFile((await (await coming).path())!, 'utf8');
  expect(file).toContain(zh ? '<html lang="zh-CN">' : '<html lang="en">');
  expect(file).toContain(zh ? '<dd>4 天</dd>' : '<dd>4 days</dd>');

  // Without a project it is the library alone.
  await page.getByTestId('library-search').fill('');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill(zh ? '经验库' : 'lesson library');
  await page.getByTestId('palette-option').first().click();
  await expect(page.getByTestId('lessons-own')).toHaveCount(0);
  await expect(found).toHaveCount(3);
});
