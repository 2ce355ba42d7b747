// Tables and boards of other programs come in, and tables and days go out.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe, example, expect, here, open, shot, test, type Lang, type Theme } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');

async function bring(page: Page, name: string, buffer: Buffer | string) {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('import-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(buffer) });
}

async function downloaded(page: Page, testid: string) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testid).click()]);
  return { name: download.suggestedFilename(), text: (await readFile(await download.path())).toString() };
}

const CLIENTS = '客户名称,客户等级,负责人,下次跟进时间,年营业额,备注,内部编号\r\n'
  + '华东电气,A级,王芳,2026/10/8,1.2亿,"两\r\n行",K-1\r\n'
  + '长江物流,Z,李雷,下周,,\'=1+1,K-2\r\n,B,,,,,K-3\r\n';

const BOARD = {
  id: 'b', name: '投标项目', closed: false,
  lists: [{ id: 'l1', name: 'To do', closed: false, pos: 1 }, { id: 'l2', name: '已完成', closed: false, pos: 2 }],
  members: [{ id: 'm1', fullName: '王芳', username: 'wf' }],
  cards: [
    { id: 'c1', name: '递交标书', idList: 'l1', pos: 1, closed: false, due: '2026-10-08T04:00:00.000Z', dueComplete: false, desc: '', labels: [], idMembers: ['m1'], attachments: [{ url: 'javascript:alert(1)' }] },
    { id: 'c2', name: '答疑', idList: 'l2', pos: 1, closed: false, due: null, desc: '', labels: [], idMembers: [] },
    { id: 'c3', name: '旧卡', idList: 'l1', pos: 9, closed: true },
  ],
  checklists: [], actions: [{}],
};

for (const [lang, theme] of [['zh-CN', 'light'], ['en', 'dark']] as [Lang, Theme][]) {
  test(`clients come out of a table, column by column (${lang})`, async ({ page }) => {
    await open(page, { lang, theme });
    await page.getByTestId('start-empty').click();
    await bring(page, '客户.csv', CLIENTS);
    await expect(page.getByTestId('table-preview')).toBeVisible();
    const columns = page.getByTestId('table-column');
    await expect(columns).toHaveCount(7);
    // What is not known by its name is left out, and what is not understood is told with its line and its column.
    await expect(columns.nth(6)).toHaveValue('');
    const told = page.getByTestId('table-report');
    await expect(told).toContainText(lang === 'en' ? '2 records will be added' : '将新增 2 条');
    await expect(told).toContainText('下次跟进时间');
    await expect(told).toContainText('下周');
    await expect(told).toContainText('4');
    await axe(page);
    await shot(page, `table-${lang}-${theme}`, page.getByTestId('table-preview'));
    // Without a name nothing can come in.
    const name = await columns.first().inputValue();
    await columns.first().selectOption('');
    await expect(page.getByTestId('table-import')).toBeDisabled();
    await columns.first().selectOption(name);
    await page.getByTestId('table-import').click();
    await saved(page);
    await page.getByTestId('nav-clients').click();
    await expect(page.getByTestId('client-row')).toHaveCount(2);
    await expect(page.getByTestId('client-row').filter({ hasText: '华东电气' })).toContainText('王芳');
    // The same file again finds them there.
    await bring(page, '客户.csv', CLIENTS);
    await expect(page.getByTestId('table-import')).toBeDisabled();
    await page.getByTestId('table-twice').check();
    await expect(page.getByTestId('table-import')).toBeEnabled();
    await page.getByTestId('table-cancel').click();
    await expect(page.getByTestId('table-preview')).toHaveCount(0);
    // One undo takes all of it back, the people who came along too.
    await page.getByTestId('undo').click();
    await page.getByTestId('nav-people').click();
    await here(page);
    await expect(page.locator('main').getByText('李雷')).toHaveCount(0);
    await page.getByTestId('nav-clients').click();
    await here(page);
    await expect(page.getByTestId('client-row')).toHaveCount(0);
  });

  test(`a board of Trello becomes a project (${lang})`, async ({ page }) => {
    await open(page, { lang, theme });
    await page.getByTestId('start-empty').click();
    await bring(page, 'board.json', JSON.stringify(BOARD));
    await expect(page.getByTestId('board-preview')).toContainText('投标项目');
    await expect(page.getByTestId('board-left')).toContainText(lang === 'en' ? 'Attachments: 1' : '附件：1');
    await axe(page);
    await shot(page, `board-${lang}-${theme}`, page.getByTestId('board-preview'));
    await page.getByTestId('board-import').click();
    await saved(page);
    await page.getByTestId('nav-projects').click();
    await page.getByText('投标项目').first().click();
    await page.getByTestId('tab-plan').click();
    await expect(page.getByTestId('gantt-row').filter({ hasText: '递交标书' })).toBeVisible();
    await page.getByTestId('undo').click();
    await page.getByTestId('nav-projects').click();
    await here(page);
    await expect(page.locator('main').getByText('投标项目')).toHaveCount(0);
  });
}

test('a table that Excel wrote in China is read', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').click();
  // 客户,城市 / 华东电气,上海 in GB18030.
  const gb = Buffer.from([0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0xb3, 0xc7, 0xca, 0xd0, 0x0d, 0x0a, 0xbb, 0xaa, 0xb6, 0xab, 0xb5, 0xe7, 0xc6, 0xf8, 0x2c, 0xc9, 0xcf, 0xba, 0xa3, 0x0d, 0x0a]);
  await bring(page, 'kehu.csv', gb);
  await expect(page.getByTestId('table-preview')).toContainText('华东电气');
  await page.getByTestId('table-import').click();
  await page.getByTestId('nav-clients').click();
  await expect(page.getByTestId('client-row')).toContainText('华东电气');
});

test('tasks as Asana exports them come into a new project', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  const asana = 'Task ID,Created At,Completed At,Name,Section/Column,Assignee,Start Date,Due Date,Tags,Notes,Projects,Parent task\n'
    + '1,2026-09-01,,Tender,To do,Wang Fang,2026-09-07,2026-09-18,"a,b",,P,\n'
    + '2,2026-09-01,2026-09-10,Read the papers,Done,,,2026-09-10,,,P,Tender\n';
  await bring(page, 'Launch plan.csv', asana);
  await expect(page.getByTestId('table-as')).toHaveValue('tasks');
  await page.getByTestId('table-import').click();
  await saved(page);
  await page.getByTestId('nav-projects').click();
  await page.getByText('Launch plan').first().click();
  await page.getByTestId('tab-plan').click();
  await expect(page.getByTestId('gantt-row').filter({ hasText: 'Read the papers' })).toBeVisible();
});

test('what is no table says so and changes nothing', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  await bring(page, 'empty.csv', '\n\n');
  await expect(page.getByTestId('import-error')).toContainText('the table is empty');
  await bring(page, 'program.csv', Buffer.from([0x4d, 0x5a, 3, 4, 0, 0, 0, 0]));
  await expect(page.getByTestId('import-error')).toContainText('this is no text');
});

test('a workbook goes out with a sheet for each table, and comes in again', async ({ page }) => {
  await example(page, 'zh-CN');
  await page.getByTestId('nav-settings').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('xlsx-export').click()]);
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
  const book = await readFile(await download.path());
  expect(book.subarray(0, 2).toString()).toBe('PK');
  await page.getByTestId('erase-confirm').fill('清空');
  await page.getByTestId('erase').click();
  await bring(page, '全部.xlsx', book);
  await page.getByTestId('book-sheet').selectOption({ label: '客户' });
  await expect(page.getByTestId('table-preview')).toBeVisible();
  await axe(page);
  await shot(page, 'book-zh', page.getByTestId('book-sheet'));
  await page.getByTestId('table-import').click();
  await saved(page);
  await page.getByTestId('nav-clients').click();
  await expect(page.getByTestId('client-row')).toHaveCount(6);
  // What is none says so.
  await bring(page, 'broken.xlsx', Buffer.concat([book.subarray(0, 400), Buffer.from('nonsense')]));
  await expect(page.getByTestId('import-error')).toContainText('不是 Excel 工作簿');
  await bring(page, 'old.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
  await expect(page.getByTestId('import-error')).toContainText('.xls');
});

test('tables go out as text that runs nothing, days for a calendar', async ({ page }) => {
  await example(page, 'zh-CN');
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('csv-what').selectOption('tasks');
  const csv = await downloaded(page, 'csv-export');
  expect(csv.name).toMatch(/\.csv$/);
  expect(csv.text.startsWith('\ufeff')).toBe(true);
  const lines = csv.text.split('\r\n');
  expect(lines.length).toBeGreaterThan(20);
  expect(lines[0]).toContain('名称');
  expect(csv.text).not.toMatch(/(^|,)[=+@]/m);
  const days = await downloaded(page, 'ics-export');
  expect(days.text.split('\r\n')[0]).toBe('BEGIN:VCALENDAR');
  const unfolded = days.text.replaceAll('\r\n ', '');
  expect(unfolded.match(/BEGIN:VEVENT/g)!.length).toBe(unfolded.match(/END:VEVENT/g)!.length);
  expect(unfolded).toMatch(/DTSTART;VALUE=DATE:\d{8}\r\n/);
  for (const line of days.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});
