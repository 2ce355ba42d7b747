// Reports: drafted in one click, edited, frozen, copied, printed; what a client may read; the brief before a call.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe, example, expect, open, shot, test, type Lang } from './helpers';

test.beforeEach(async ({ page, context }) => {
  await page.clock.setFixedTime(new Date('2026-11-24T09:00:00'));
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
});

/** The list of reports of the example. */
async function reports(page: Page, lang: Lang) {
  await example(page, lang);
  await page.getByTestId('nav-reports').click();
  await expect(page.getByTestId('report-row').first()).toBeVisible();
}

async function begin(page: Page, kind: 'weekly' | 'progress' | 'final' | 'client') {
  await page.getByTestId(`report-new-${kind}`).click();
  await expect(page.getByTestId('report-page')).toBeVisible();
  await expect(page.getByTestId('report-section').first()).toBeVisible();
}

const text = (page: Page, key: string) => page.getByTestId(`report-text-${key}`);

/** What a button put on the clipboard. */
async function copied(page: Page, way: string) {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByTestId(`report-copy-${way}`).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe('');
  return page.evaluate(() => navigator.clipboard.readText());
}

test('a weekly report is drafted from the week, edited, drafted again without loss, frozen and copied', async ({ page }) => {
  await reports(page, 'en');
  await axe(page);
  await begin(page, 'weekly');
  // This week so far: nothing was paid.
  await expect(page.getByTestId('report-from')).toHaveValue('2026-11-23');
  await expect(page.getByTestId('report-to')).toHaveValue('2026-11-29');
  await expect(text(page, 'results')).toHaveValue(/0 tasks done/);
  // Another week is drafted by its own data.
  await page.getByTestId('report-from').fill('2026-11-09');
  await page.getByTestId('report-to').fill('2026-11-15');
  await expect(text(page, 'done')).toHaveValue('- Pilot acceptance report (Chen Li, 13 Nov)\n- Second round of follow-up (Wang Lei, 10 Nov)');
  await expect(text(page, 'payments')).toHaveValue(/¥475k \(Sucheng Precision · first order, 12 Nov\)/);
  // What is typed stays when the rest is drafted again, until the draft is taken.
  await text(page, 'help').fill('Sponsor: call *their* legal <today>');
  await text(page, 'help').blur();
  await expect(page.getByTestId('report-typed')).toHaveCount(1);
  await page.getByTestId('report-refresh').click();
  await expect(page.getByTestId('toast').filter({ hasText: '1 section that you edited is as you left it' })).toBeVisible();
  await expect(text(page, 'help')).toHaveValue('Sponsor: call *their* legal <today>');
  await page.getByTestId('report-take').click();
  await expect(page.getByTestId('report-typed')).toHaveCount(0);
  await expect(text(page, 'help')).not.toHaveValue(/Sponsor/);
  await page.getByTestId('undo').click();
  await expect(text(page, 'help')).toHaveValue('Sponsor: call *their* legal <today>');
  await axe(page);
  await shot(page, 'report-weekly-en');

  await page.getByTestId('report-freeze').click();
  await expect(page.getByTestId('report-state')).toHaveText('Frozen 24 Nov');
  await expect(page.getByTestId('report-section')).toHaveCount(0);
  await expect(page.getByTestId('report-paper')).toContainText('Sponsor: call *their* legal <today>');
  const plain = await copied(page, 'wechat');
  expect(plain).toContain('【Help needed】\nSponsor: call *their* legal <today>');
  const markdown = await copied(page, 'markdown');
  expect(markdown).toMatch(/^# Weekly report · All projects\n/);
  expect(markdown).toContain('## Help needed\n\nSponsor: call \\*their\\* legal \\<today\\>');
  expect(await copied(page, 'slack')).toMatch(/\*Help needed\*\nSponsor: call \*\u200btheir/);
  expect(await copied(page, 'teams')).toContain('**Help needed**\n\nSponsor');
  await expect(page.getByTestId('report-sent').locator('li')).toHaveText([/Teams/, /Slack/, /DingTalk/, /WeChat/]);
  await axe(page);
  await page.getByTestId('page-back').click();
  await expect(page.getByTestId('report-row')).toHaveCount(2);
  await expect(page.getByTestId('report-row').first()).toContainText('2026-11-09 – 2026-11-15');
});

test('a progress report keeps its figures once frozen, and goes on into the next period', async ({ page }) => {
  await reports(page, 'zh-CN');
  await begin(page, 'progress');
  await expect(text(page, 'schedule')).toHaveValue(/^比计划晚 \d+ 个工作日：|^\d+ 项任务延期/);
  await expect(text(page, 'cost')).toHaveValue('预算 60万；还没有记录花费。');
  await expect(page.getByTestId('report-rate-cost')).toHaveValue('');
  await page.getByTestId('report-rate-cost').selectOption('amber');
  await axe(page);
  await shot(page, 'report-progress-zh');
  await page.getByTestId('report-freeze').click();
  const paper = page.getByTestId('report-paper');
  await expect(paper).toContainText('费用 需留意');
  const before = await paper.innerText();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('report-html').click()]);
  const html = (await readFile(await download.path())).toString();
  expect(html).toContain('<html lang="zh-CN">');
  expect(html).toContain('<span class="amber">需留意</span>');

  // The project is given half a year more; the frozen report says what it said.
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('project-row').first().getByRole('link').click();
  await page.getByTestId('project-due').fill('2027-05-31');
  await expect(page.getByTestId('project-due')).toHaveValue('2027-05-31');
  await page.getByTestId('nav-reports').click();
  await page.getByTestId('report-row').first().getByRole('link').click();
  await expect(paper).toBeVisible();
  expect(await paper.innerText()).toBe(before);
  await page.getByTestId('report-again').click();
  await expect(page.getByTestId('report-from')).toHaveValue('2026-11-25');
  await expect(text(page, 'schedule')).not.toHaveValue(/^比计划晚/);
  await expect(page.getByTestId('report-rate-cost')).toHaveValue('amber');

  await page.getByTestId('page-back').click();
  await begin(page, 'final');
  await expect(text(page, 'goals')).toHaveValue(/235万 \/ 500万/);
  await expect(text(page, 'lessons')).toHaveValue(/提前三周订货/);
  await axe(page);
  await page.getByTestId('report-delete').click();
  await expect(page.getByTestId('report-row')).toHaveCount(3);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('report-row')).toHaveCount(4);
});

test('the report for the client holds what is marked and nothing internal; what the client says becomes a request', async ({ page }) => {
  await example(page, 'en');
  // An internal note on a milestone that the client may see.
  await page.getByTestId('gantt-row').filter({ hasText: 'Goals agreed' }).click();
  await page.getByTestId('task-notes').fill('INTERNAL: they will pay more');
  await page.getByTestId('task-notes').blur();
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('share-what').selectOption('client');
  await page.getByTestId('mark-milestones').click();
  await page.getByTestId('nav-reports').click();
  await begin(page, 'client');
  await expect(text(page, 'summary')).toHaveValue(/Next milestone: Contract signed/);
  await text(page, 'needs').fill('Please name the day of signing.');
  await text(page, 'needs').blur();
  await page.getByTestId('report-from').fill('2026-09-01');
  await expect(text(page, 'done')).toHaveValue(/Goals agreed/);
  await page.getByTestId('report-freeze').click();
  const all = [await page.getByTestId('report-paper').innerText()];
  for (const way of ['wechat', 'markdown', 'slack', 'teams']) all.push(await copied(page, way));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('report-html').click()]);
  all.push((await readFile(await download.path())).toString());
  for (const one of all) {
    expect(one).toContain('Please name the day of signing.');
    expect(one).toContain('Goals agreed');
    // Notes, tasks that are not marked, risks, deals, money, what was said.
    for (const secret of ['INTERNAL', 'Legal and compliance', 'competitor', 'Kangyuan', '¥1M', '475', 'Mr Li', 'Reports trace', 'Q4', '¥5M', 'Shenlian']) expect(one, secret).not.toContain(secret);
  }
  await page.getByTestId('feedback-kind').selectOption('change_request');
  await page.getByTestId('feedback-add').fill('Sign a week earlier');
  await page.getByTestId('feedback-add').press('Enter');
  await expect(page.getByTestId('feedback-row').filter({ hasText: 'Sign a week earlier' })).toContainText('Change');
  await axe(page);
  await shot(page, 'report-client-en');
  await page.getByTestId('feedback-row').filter({ hasText: 'Sign a week earlier' }).getByRole('link').click();
  await expect(page.getByTestId('asked-row').filter({ hasText: 'Sign a week earlier' })).toBeVisible();
});

test('without any report the screen teaches', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-reports').click();
  await expect(page.getByTestId('report-lead')).toContainText('一键成稿');
  await expect(page.getByTestId('report-new-progress')).toBeDisabled();
  await axe(page);
  await shot(page, 'report-none-zh');
  await page.getByTestId('report-new-weekly').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('report-page')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('report-row')).toHaveCount(1);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('report-lead')).toBeVisible();
});

test('a brief before a call is one page that can be copied and printed', async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => { document.documentElement.dataset.printed = 'yes'; };
  });
  await example(page, 'zh-CN');
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('client-row').filter({ hasText: '华东医药' }).dblclick();
  await page.getByTestId('client-brief').click();
  const paper = page.getByTestId('report-paper');
  for (const part of ['李明朗', '300万', '报表增加批号追溯', '李总说预算月底前要定', '四季度 500 万新签单']) await expect(paper).toContainText(part);
  await axe(page);
  await shot(page, 'report-brief-zh');
  expect(await copied(page, 'wechat')).toContain('【最近沟通】');
  await page.getByTestId('report-print').click();
  await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes');
  // On paper stands the report alone.
  await page.emulateMedia({ media: 'print' });
  await expect(paper).toBeVisible();
  await expect(page.getByTestId('report-print')).toBeHidden();
  await expect(page.getByTestId('nav-reports')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.getByTestId('page-back').click();
  await expect(page.getByTestId('client-page')).toBeVisible();
});
