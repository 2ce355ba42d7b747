// Clients: the page of one, follow-ups typed in a line, duplicates found and merged.
import { axe, expect, open, shot, test, type Lang, type Theme } from './helpers';
import type { Page } from '@playwright/test';

async function clients(page: Page, lang: Lang = 'en', theme: Theme = 'light') {
  await open(page, { lang, theme });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await page.getByTestId('nav-clients').click();
  await expect(page.getByTestId('client-row').first()).toBeVisible();
}

const row = (page: Page, name: string) => page.getByTestId('client-row').filter({ hasText: name });

test('a follow-up is typed in one line: who, how, when next, and a task', async ({ page }) => {
  await clients(page, 'zh-CN');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('log call 李明朗 要离线包，有进展，下次 3天后，待办 发离线包方案');
  const option = page.getByTestId('palette-option').first();
  await expect(option).toContainText('电话 · 李明朗（华东医药） · 要离线包 · 有进展');
  await expect(option).toContainText('待办：发离线包方案');
  await page.keyboard.press('Enter');
  await row(page, '华东医药').focus();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByTestId('client-page')).toBeVisible();
  await expect(page.getByTestId('line-row').filter({ hasText: '要离线包' })).toContainText('待办：发离线包方案');
  await expect(page.getByTestId('client-silence')).toContainText('0 天');
  await page.getByTestId('line-row').getByRole('link', { name: /李明朗/ }).first().click();
  await expect(page.getByTestId('task-name')).toHaveValue('发离线包方案');
});

test('L on a row begins the line for it, and pinyin initials find whom', async ({ page }) => {
  await clients(page, 'zh-CN');
  await row(page, '申联电气').focus();
  await page.keyboard.press('l');
  await expect(page.getByTestId('palette-input')).toHaveValue('跟进 申联电气 ');
  await page.keyboard.type('电话里谈了交期');
  await page.keyboard.press('Enter');
  await expect(row(page, '申联电气')).toContainText('0 天');
  await expect(row(page, '申联电气')).toBeFocused();
  // By silence, the longest first and who was never spoken to last; and by name again.
  const silence = page.getByRole('columnheader', { name: '静默' });
  await silence.getByRole('button').click();
  await expect(silence).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.getByTestId('client-row').first()).toContainText('申联电气');
  await silence.getByRole('button').press('Enter');
  await expect(silence).toHaveAttribute('aria-sort', 'descending');
  const days = await page.getByTestId('client-row').locator('.silence').allTextContents();
  const numbers = days.filter((text) => /\d/.test(text)).map((text) => parseInt(text, 10));
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  await axe(page);
  await page.getByRole('columnheader', { name: '名称' }).getByRole('button').click();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('跟进 拜访 ytwl 看了仓库');
  await expect(page.getByTestId('palette-option').first()).toContainText('拜访 · 甬通物流 · 看了仓库');
  await page.getByTestId('palette-input').fill('跟进 谁也不是');
  await expect(page.getByText('跟进谁？')).toBeVisible();
});

test('the page has everything of a client, and its line can be narrowed', async ({ page }) => {
  await clients(page);
  await row(page, 'Kangyuan').dblclick();
  const line = page.getByTestId('timeline');
  await expect(page.getByTestId('client-page')).toBeVisible();
  await expect(line.getByTestId('line-row').filter({ hasText: '¥300k due' })).toContainText('overdue');
  await page.getByTestId('line-deals').click();
  await expect(line.getByTestId('line-row').first()).toHaveAttribute('data-kind', 'deals');
  await expect(page.getByTestId('client-deal')).toHaveCount(2);
  await expect(page.getByTestId('decision-map')).toContainText('missing: Decision maker');
  await page.keyboard.press('Tab');
  await page.getByTestId('page-back').click();
  await expect(page.getByTestId('client-row').first()).toBeVisible();
});

test('reports-to, left the company, and a birthday show in the map and the list', async ({ page }) => {
  await clients(page);
  await row(page, 'East China').dblclick();
  await page.getByTestId('add-contact').fill('Zhou Min');
  await page.getByTestId('add-contact').press('Enter');
  const person = page.getByTestId('contact-row').filter({ has: page.locator('summary', { hasText: 'Zhou Min' }) });
  await person.locator('summary').click();
  const boss = await page.getByTestId('decision-map').locator('.person b').first().textContent();
  await person.getByLabel('Reports to').selectOption({ label: boss! });
  await expect(page.getByTestId('decision-map').locator('.tree .tree, .tree ul').getByText('Zhou Min')).toBeVisible();
  const born = await page.evaluate(() => {
    const now = new Date();
    return `1980-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
  });
  await person.getByTestId('contact-birthday').fill(born);
  await expect(person).toContainText('birthday today');
  await person.getByTestId('contact-left').check();
  await expect(page.getByTestId('decision-map').getByText('Zhou Min')).toHaveCount(0);
  await expect(person).toContainText('left');
});

test('phone, e-mail and WeChat are copied by one key', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await clients(page);
  await row(page, 'East China').dblclick();
  const person = page.getByTestId('contact-row').first();
  await person.locator('summary').click();
  await person.getByLabel('Phone', { exact: true }).fill('138 0013 8000');
  await person.getByLabel('Phone', { exact: true }).press('Enter');
  await expect(person.getByTestId('copy')).toContainText('138 0013 8000');
  await page.getByTestId('page-back').click();
  await row(page, 'East China').focus();
  await page.keyboard.press('p');
  await expect(page.getByTestId('toast')).toContainText('copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe('13800138000');
});

test('two who log to one client are seen', async ({ page }) => {
  await clients(page);
  await row(page, 'Sucheng').dblclick();
  await expect(page.getByTestId('client-two')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('log call Sucheng Precision asked for seats');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('line-row').filter({ hasText: 'asked for seats' })).toBeVisible();
  await expect(page.getByTestId('client-two')).toContainText('2 people');
});

test('a duplicate is said while one types, and merged field by field', async ({ page }) => {
  await clients(page, 'zh-CN');
  await page.getByTestId('add-client').fill('华东医药（集团）有限公司');
  await expect(page.getByTestId('alike')).toContainText('华东医药');
  await axe(page);
  await page.getByTestId('add-client').press('Enter');
  await expect(page.getByTestId('client-name')).toHaveValue('华东医药（集团）有限公司');
  await page.getByTestId('inspector').getByTestId('merge-likely').click();
  const name = page.getByTestId('merge-row').filter({ hasText: '名称' });
  await expect(name).toBeVisible();
  await axe(page);
  await name.getByRole('radio').nth(1).check();
  await page.getByTestId('merge-do').click();
  await expect(page.getByTestId('client-name')).toHaveValue('华东医药');
  await expect(row(page, '华东医药')).toHaveCount(1);
  await expect(page.getByTestId('contact-row')).not.toHaveCount(0);
});

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as const) {
  test(`the page of a client in ${lang}, ${theme}`, async ({ page }) => {
    await clients(page, lang, theme);
    await axe(page);
    await page.getByTestId('client-row').first().dblclick();
    await expect(page.getByTestId('timeline')).toBeVisible();
    await axe(page);
    await shot(page, `client-page-${lang}-${theme}`);
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill(lang === 'en' ? 'log call ' : '跟进 电话 ');
    await axe(page);
  });
}

test('300 clients pasted out of a spreadsheet, with duplicates, in one step that can be undone', async ({ page }) => {
  await clients(page, 'zh-CN');
  const before = await page.getByTestId('client-row').count();
  // 300 rows: 280 new ones, 18 that say an earlier one again in another form, and two that are there already.
  const rows = ['客户名称\t联系人\t手机\t城市\t备注'];
  for (let n = 1; n <= 280; n += 1) rows.push(`客户甲${n}有限公司\t张${n}\t139${String(10000000 + n)}\t杭州\t"第一行\n第二行"`);
  for (let n = 1; n <= 18; n += 1) rows.push(`客户甲${n}（集团）\t李${n}\t\t上海\t`);
  rows.push('华东医药股份有限公司\t李明朗\t13800138000\t杭州\t', '申联电气\t\t\t上海\t');
  await page.getByTestId('import-clients').click();
  await page.getByTestId('paste-text').fill(rows.join('\r\n'));
  await expect(page.getByTestId('paste-sums')).toHaveText('新建 280 家，20 行重复');
  await expect(page.getByTestId('paste-column').first()).toHaveValue('1');
  await expect(page.getByTestId('paste-column').nth(2)).not.toHaveValue('0');
  await axe(page);
  await page.getByTestId('paste-do').click();
  await expect(page.getByText(`${before + 280} 家客户`)).toBeVisible();
  await page.getByTestId('client-search').fill('khj5yxgs');
  await expect(page.getByTestId('client-row').first()).toContainText('客户甲5');
  await page.getByTestId('client-row').first().dblclick();
  await expect(page.getByTestId('contact-row')).toHaveCount(2);
  await page.getByTestId('undo').click();
  await page.getByTestId('nav-clients').click();
  await expect(page.getByText(`${before} 家客户`)).toBeVisible();
  // The state before a change of so many records is a restore point.
  await page.getByTestId('nav-settings').click();
  await expect(page.getByTestId('point').filter({ hasText: '批量改动之前' })).toHaveCount(1);
});

test('a CSV file in GB 18030, its columns named by hand, and a list too long is refused', async ({ page }) => {
  await clients(page);
  await page.getByTestId('import-clients').click();
  // 客户,电话 / 甲公司,0571-88886666 in GB 18030.
  const bytes = Buffer.from([0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0xb5, 0xe7, 0xbb, 0xb0, 0x0a, 0xbc, 0xd7, 0xb9, 0xab, 0xcb, 0xbe, 0x2c, ...Buffer.from('0571-88886666')]);
  await page.getByTestId('paste-file').setInputFiles({ name: 'clients.csv', mimeType: 'text/csv', buffer: bytes });
  await expect(page.getByTestId('paste-row')).toContainText('甲公司');
  await page.getByTestId('paste-column').nth(1).selectOption({ label: 'Remark' });
  await page.getByTestId('paste-do').click();
  await expect(row(page, '甲公司')).toBeVisible();
  await page.getByTestId('import-clients').click();
  await page.getByTestId('paste-file').setInputFiles({ name: 'long.csv', mimeType: 'text/csv', buffer: Buffer.from('x,1\n'.repeat(10_050)) });
  await expect(page.getByRole('alert')).toContainText('10000');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('paste-text')).toHaveCount(0);
});
