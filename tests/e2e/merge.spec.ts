// A file that is merged: two colleagues edit copies of one workspace, and each takes in what the other did.
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { axe, expect, open, shot, test, type Lang } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');

async function exported(page: Page) {
  await page.getByTestId('nav-settings').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-json').click()]);
  return readFile(await download.path());
}

async function bring(page: Page, buffer: Buffer, name = 'file.json') {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('import-file').setInputFiles({ name, mimeType: 'application/json', buffer });
}

async function client(page: Page, name: string) {
  const empty = page.getByTestId('start-empty');
  if (await empty.isVisible()) await empty.click();
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('add-client').fill(name);
  await page.getByTestId('add-client').press('Enter');
  await expect(page.getByTestId('client-row').filter({ hasText: name })).toBeVisible();
}

const rows = (page: Page, name: string) => page.getByTestId('client-row').filter({ hasText: name });

async function rename(page: Page, from: string, to: string) {
  await page.getByTestId('nav-clients').click();
  await rows(page, from).first().click();
  const field = page.getByTestId('client-name');
  await expect(field).toHaveValue(from);
  await field.fill(to);
  await field.press('Enter');
  await expect(rows(page, to)).toBeVisible();
  await saved(page);
}

/** A colleague's browser, with a storage of its own. */
async function colleague(browser: Browser, baseURL: string, lang: Lang) {
  const context = await browser.newContext({ baseURL, locale: lang, timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await open(page, { lang });
  return page;
}

for (const lang of ['en', 'zh-CN'] as Lang[]) {
  test(`two colleagues change copies of one workspace, and one takes in the other's (${lang})`, async ({ page, browser, baseURL }) => {
    await open(page, { lang });
    for (const name of ['华东电气', '长江物流', '南方医药', '北方重工']) await client(page, name);
    await saved(page);
    const first = await exported(page);

    const other = await colleague(browser, baseURL!, lang);
    await other.getByTestId('import-file').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: first });
    await other.getByTestId('import-replace').click();
    await rename(other, '华东电气', '华东电气集团');
    await rename(other, '长江物流', '长江国际物流');
    await client(other, '同事新增的客户');
    await saved(other);
    const theirs = await exported(other);
    await other.context().close();

    await rename(page, '华东电气', '华东电气股份');
    await rename(page, '南方医药', '南方医药集团');
    await bring(page, theirs, '同事.json');
    await expect(page.getByTestId('import-preview')).toBeVisible();
    await expect(page.getByTestId('merge-how')).toContainText(lang === 'en' ? 'field by field' : '逐项合并');
    // Exactly what both changed is a conflict.
    await expect(page.getByTestId('merge-conflict')).toHaveCount(1);
    await expect(page.getByTestId('merge-conflict')).toContainText('华东电气股份');
    await expect(page.getByTestId('merge-conflict')).toContainText('华东电气集团');
    const counts = page.getByTestId('merge-counts').locator('[data-table=clients] td');
    await expect(counts).toHaveText(['1', '1', '1', '—', '—', '1']);
    await page.getByTestId('merge-records').click();
    await expect(page.locator('[data-fate=ChangedThere]')).toContainText('长江物流 → 长江国际物流');
    await expect(page.locator('[data-fate=New]')).toContainText('同事新增的客户');
    await axe(page);
    await shot(page, `merge-${lang}`, page.getByTestId('import-preview'));
    // By the keyboard: the value of here, then that of the file.
    await page.getByTestId('conflict-here').focus();
    await page.keyboard.press('Space');
    await expect(page.getByTestId('conflict-here')).toBeChecked();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByTestId('conflict-there')).toBeChecked();
    await page.getByTestId('merge-all-here').click();
    await expect(page.getByTestId('conflict-here')).toBeChecked();
    await page.getByTestId('import-merge').click();
    await saved(page);
    await page.getByTestId('nav-clients').click();
    for (const name of ['华东电气股份', '长江国际物流', '南方医药集团', '北方重工', '同事新增的客户']) await expect(rows(page, name)).toHaveCount(1);
    await expect(page.getByTestId('client-row')).toHaveCount(5);

    // One step takes all of it back, and once more brings it again.
    await page.getByTestId('undo').click();
    await expect(rows(page, '同事新增的客户')).toHaveCount(0);
    await expect(rows(page, '长江物流')).toHaveCount(1);
    await page.getByTestId('redo').click();
    await expect(rows(page, '同事新增的客户')).toHaveCount(1);
    // The state before it is a restore point.
    await page.getByTestId('nav-settings').click();
    await expect(page.getByTestId('point').filter({ hasText: lang === 'en' ? 'Before an import' : '导入之前' })).toHaveCount(1);

    // What comes in again says that it changes nothing more.
    await bring(page, theirs);
    await expect(page.getByTestId('merge-conflict')).toHaveCount(1);
    await page.getByTestId('import-cancel').click();
  });
}

test('a colleague who deleted what was changed here is a conflict, and what was only deleted goes', async ({ page, browser, baseURL }) => {
  await open(page, { lang: 'en' });
  for (const name of ['Kept', 'Changed here', 'Left alone']) await client(page, name);
  await saved(page);
  const first = await exported(page);
  const other = await colleague(browser, baseURL!, 'en');
  await other.getByTestId('import-file').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: first });
  await other.getByTestId('import-replace').click();
  await other.getByTestId('nav-clients').click();
  for (const name of ['Changed here', 'Left alone']) {
    await rows(other, name).click();
    await other.getByTestId('inspector').getByText('More about the client').click();
    await other.getByTestId('delete-client').click();
    await expect(rows(other, name)).toHaveCount(0);
  }
  await saved(other);
  const theirs = await exported(other);
  await other.context().close();
  await rename(page, 'Changed here', 'Changed here too');
  await bring(page, theirs);
  await expect(page.getByTestId('merge-conflict')).toHaveCount(1);
  await expect(page.getByTestId('merge-conflict')).toContainText('Delete it');
  await page.getByTestId('merge-all-there').click();
  await page.getByTestId('import-merge').click();
  await page.getByTestId('nav-clients').click();
  await expect(page.getByTestId('client-row')).toHaveCount(1);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('client-row')).toHaveCount(3);
});

test('a file whose origin is not known is merged by revisions; a wrong one changes nothing', async ({ page }) => {
  await open(page, { lang: 'en' });
  await client(page, 'Here');
  await saved(page);
  const file = JSON.parse((await exported(page)).toString());
  file.ancestors = [];
  delete file.checksum;
  file.tables.clients[0].name = 'There';
  file.tables.clients[0].rev += 1;
  await bring(page, Buffer.from(JSON.stringify(file)));
  await expect(page.getByTestId('merge-how')).toContainText('more revisions');
  await page.getByTestId('import-merge').click();
  await page.getByTestId('nav-clients').click();
  await expect(rows(page, 'There')).toHaveCount(1);
  await bring(page, Buffer.from('{"format":"pursuit-workspace","schema":"1.0","tables":{"clients":[{"id":"nonsense"}]}}'));
  await expect(page.getByTestId('import-error')).toContainText('Clients, record 1');
  await page.getByTestId('nav-clients').click();
  await expect(rows(page, 'There')).toHaveCount(1);
});
