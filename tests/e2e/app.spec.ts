// A person's first hour with the app: each test is something that someone does, by mouse or by keyboard alone.
import { readFileSync } from 'node:fs';
import { allHere, axe, expect, open, shot, started, test, type Lang, type Theme } from './helpers';
import type { Page } from '@playwright/test';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');

async function example(page: Page, lang: Lang = 'en', theme: Theme = 'light') {
  await open(page, { lang, theme });
  await page.getByTestId('load-example').click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await expect(page.getByTestId('gantt-bar').first()).toBeVisible();
  await saved(page);
}

const row = (page: Page, name: string) => page.getByTestId('gantt-row').filter({ hasText: name });

async function bar(page: Page, name: string) {
  const id = await row(page, name).getAttribute('data-task-id');
  return page.locator(`[data-testid=gantt-bar][data-task-id="${id}"]`);
}

/** Adds a task under the one that is being typed, by keyboard alone. */
async function type(page: Page, name: string) {
  await expect(page.getByTestId('cell-edit')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(name);
}

test('a bar is dragged, its successors follow, undo brings all back, and a reload keeps it', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  await page.getByTestId('nav-projects').click();
  await page.getByTestId('add-project').fill('Tender');
  await page.getByTestId('add-project').press('Enter');
  await page.getByText('Tender').first().click();
  await page.getByTestId('tab-plan').click();
  await page.getByTestId('add-task').click();
  await type(page, 'Survey');
  await page.keyboard.press('Enter');
  await type(page, 'Offer');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cell-edit')).toHaveValue('New task');
  await page.keyboard.press('Escape'); // The row that waited for a name goes again.
  await row(page, 'Survey').focus();
  await page.keyboard.press('l');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const survey = await bar(page, 'Survey');
  const offer = await bar(page, 'Offer');
  const before = { start: await survey.getAttribute('data-start'), next: await offer.getAttribute('data-start') };
  expect(before.next! > before.start!).toBe(true);

  const box = (await survey.locator('.body').boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(box.x + 143, box.y + box.height / 2, { steps: 7 });
  await expect(offer).not.toHaveAttribute('data-start', before.next!); // Already while the pointer is down.
  await page.mouse.up();
  await expect(survey).not.toHaveAttribute('data-start', before.start!);
  const moved = await offer.getAttribute('data-start');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(offer).toHaveAttribute('data-start', before.next!);
  await page.keyboard.press('ControlOrMeta+y');
  await expect(offer).toHaveAttribute('data-start', moved!);
  await saved(page);
  await page.reload();
  await started(page);
  await expect(await bar(page, 'Offer')).toHaveAttribute('data-start', moved!);
});

test('Escape in the middle of a drag brings everything back', async ({ page }) => {
  await example(page);
  const some = page.locator('[data-testid=gantt-bar].bar:not(.summary):not(.milestone)').first();
  const start = (await some.getAttribute('data-start'))!;
  const box = (await some.locator('.body').boundingBox())!;
  await page.mouse.move(box.x + 8, box.y + 6);
  await page.mouse.down();
  await page.mouse.move(box.x + 160, box.y + 6, { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(some).toHaveAttribute('data-start', start);
});

test('a plan of three linked tasks by keyboard alone', async ({ page }) => {
  await open(page, { lang: 'zh-CN' });
  await page.getByTestId('start-empty').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('新建项目');
  await page.keyboard.press('Enter');
  await page.getByTestId('tab-plan').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('add-task').focus();
  await page.keyboard.press('Enter');
  await type(page, '需求调研');
  await page.keyboard.press('Enter');
  await type(page, '方案报价');
  await page.keyboard.press('Enter');
  await type(page, '合同签署');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cell-edit')).toHaveValue('新任务');
  await page.keyboard.press('Escape');
  await expect(row(page, '合同签署')).toBeFocused();
  for (const from of ['需求调研', '方案报价']) {
    await row(page, from).focus();
    await page.keyboard.press('l');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }
  const starts = [];
  for (const name of ['需求调研', '方案报价', '合同签署']) starts.push(await (await bar(page, name)).getAttribute('data-start'));
  expect([...starts].sort()).toEqual(starts);
  expect(new Set(starts).size).toBe(3);
  // A link that would close a loop is refused, and the loop is named.
  await row(page, '合同签署').focus();
  await page.keyboard.press('l');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: '→' })).toContainText('需求调研');
});

test('ten working days from 18 September 2026 end on 8 October, and make-up days are not shaded (scenario 3)', async ({ page }) => {
  await example(page, 'zh-CN');
  await page.getByTestId('add-task').click();
  await type(page, '测试十天');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cell-edit')).toHaveValue('新任务');
  await page.keyboard.press('Escape');
  const added = row(page, '测试十天');
  await added.click();
  const inspector = page.getByTestId('inspector');
  await inspector.getByTestId('task-duration').fill('10个工作日');
  await inspector.getByTestId('task-duration').press('Enter');
  await inspector.getByTestId('task-snet').fill('2026-09-18');
  await expect(inspector.getByTestId('task-finish')).toContainText('2026-10-08');
});

test('a risk is dragged to another cell and keeps its history; an action becomes a task (scenario 5)', async ({ page }) => {
  await example(page);
  await page.getByTestId('tab-risks').click();
  const chip = page.locator('[data-testid=risk-cell][data-p="4"][data-i="4"] [data-testid=risk-chip]').first();
  const id = await chip.getAttribute('data-risk-id');
  await chip.dragTo(page.locator('[data-testid=risk-cell][data-p="2"][data-i="3"]'));
  const there = page.locator(`[data-testid=risk-cell][data-p="2"][data-i="3"] [data-risk-id="${id}"]`);
  await expect(there).toBeVisible();
  await there.click();
  const history = page.getByTestId('risk-history');
  await expect(history).toContainText('2');
  await page.getByTestId('risk-action-add').fill('Test the campaign in one city');
  await page.getByTestId('risk-action-add').press('Enter');
  await page.getByTestId('risk-action-task').last().click();
  await expect(page.getByTestId('gantt')).toBeVisible();
  await saved(page);
});

test('a client is added, found by pinyin initials, called, and still there after a reload', async ({ page }) => {
  await example(page, 'zh-CN');
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('client-search').fill('lml');
  await expect(page.getByTestId('client-row')).toHaveCount(1);
  await expect(page.getByTestId('client-row')).toContainText('华东医药');
  await page.getByTestId('client-search').fill('');
  await page.getByTestId('add-client').fill('苏州精工');
  await page.getByTestId('add-client').press('Enter');
  await expect(page.getByTestId('inspector')).toBeVisible();
  await page.getByTestId('log-text').fill('介绍了新产品，约下周见面');
  await page.getByTestId('log-text').press('Enter');
  await expect(page.getByTestId('log-row').first()).toContainText('约下周见面');
  await saved(page);
  await page.reload();
  await started(page);
  await expect(page.getByTestId('client-row').filter({ hasText: '苏州精工' })).toBeVisible();
});

test('export, erase, import: everything is back (scenario 10, simple form)', async ({ page }) => {
  await example(page);
  const names = await page.getByTestId('gantt-row').allInnerTexts();
  await page.getByTestId('nav-settings').click();
  const download = page.waitForEvent('download');
  await page.getByTestId('export-json').click();
  const path = await (await download).path();
  await page.getByTestId('erase-confirm').fill('erase');
  await page.getByTestId('erase').click();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('pursuit/c/')).length)).toBe(0);
  await page.getByTestId('import-file').setInputFiles(path);
  await page.getByTestId('import-replace').click();
  await page.getByTestId('nav-projects').click();
  await page.getByText('Q4 new bookings').first().click();
  await page.getByTestId('tab-plan').click();
  await expect(page.getByTestId('gantt-row').first()).toBeVisible();
  expect(await page.getByTestId('gantt-row').allInnerTexts()).toEqual(names);
});

test('a wrong file is refused with a reason and harms nothing', async ({ page }) => {
  await example(page);
  await page.getByTestId('nav-settings').click();
  const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  for (const text of ['', '{', '{"format":"other"}', '['.repeat(5000), 'PK\u0003\u0004']) {
    await page.getByTestId('import-file').setInputFiles(file('wrong.json', text));
    await expect(page.getByTestId('import-error')).not.toBeEmpty();
  }
  await page.getByTestId('nav-projects').click();
  await expect(page.getByText('Q4 new bookings').first()).toBeVisible();
});

test('script in every text of a file stays text', async ({ page }) => {
  await example(page);
  await page.getByTestId('nav-settings').click();
  const download = page.waitForEvent('download');
  await page.getByTestId('export-json').click();
  const document = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  const evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
  for (const records of Object.values(document.tables) as Record<string, unknown>[][]) {
    for (const record of records) {
      for (const key of ['name', 'title', 'text', 'notes', 'content', 'subject', 'remark', 'description', 'department']) {
        if (typeof record[key] === 'string') record[key] = evil;
      }
    }
  }
  delete document.checksum;
  await page.getByTestId('import-file').setInputFiles({ name: 'evil.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
  await page.getByTestId('import-replace').click();
  for (const screen of ['today', 'projects', 'clients', 'people']) {
    await page.getByTestId(`nav-${screen}`).click();
    await expect(page.locator('main')).toHaveAttribute('data-screen', screen);
  }
  await expect(page.getByText('<img src=x').first()).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { hit?: number }).hit)).toBeUndefined();
});

test('a card of the board is moved by mouse and by keyboard', async ({ page }) => {
  await example(page);
  await page.getByTestId('view-board').click();
  const card = page.locator('[data-status=todo] [data-testid=board-card]').first();
  const id = await card.getAttribute('data-task-id');
  await card.dragTo(page.locator('[data-status=doing] header'));
  await expect(page.locator(`[data-status=doing] [data-task-id="${id}"]`)).toBeVisible();
  await page.locator(`[data-card="${id}"]`).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.locator(`[data-status=blocked] [data-task-id="${id}"]`)).toBeVisible();
});

test('works on without the network once it is loaded', async ({ page, context, troubles }) => {
  troubles.expect(/ERR_INTERNET_DISCONNECTED.*icon\.svg/); // The browser looks for the tab's icon again by itself.
  await example(page);
  await allHere(page);
  await context.setOffline(true);
  for (const screen of ['today', 'projects', 'clients', 'people', 'settings']) {
    await page.getByTestId(`nav-${screen}`).click();
    await expect(page.locator('main')).toHaveAttribute('data-screen', screen);
  }
  await context.setOffline(false);
});

test('language and theme are chosen and kept', async ({ page }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('中文');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('nav-today')).toContainText('今日');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});

for (const theme of ['light', 'dark'] as const) {
  test(`every screen: no violation, a reload stays, pictures (${theme})`, async ({ page }) => {
    const lang = theme === 'light' ? 'zh-CN' : 'en';
    await open(page, { lang, theme });
    await axe(page);
    await shot(page, `welcome-${lang}-${theme}`);
    await page.getByTestId('load-example').click();
    await expect(page.getByTestId('gantt-bar').first()).toBeVisible();
    await saved(page);
    await page.getByTestId('gantt-row').nth(6).click();
    await axe(page);
    await shot(page, `plan-${lang}-${theme}`);
    for (const view of ['list', 'board']) {
      await page.getByTestId(`view-${view}`).click();
      await axe(page);
      await shot(page, `plan-${view}-${lang}-${theme}`);
    }
    for (const tab of ['risks', 'overview']) {
      await page.getByTestId(`tab-${tab}`).click();
      await expect(page.locator('main')).toHaveAttribute('data-screen', tab);
      await axe(page);
      await shot(page, `${tab}-${lang}-${theme}`);
      await page.reload();
      await started(page);
      await expect(page.locator('main')).toHaveAttribute('data-screen', tab);
    }
    for (const screen of ['today', 'projects', 'deals', 'clients', 'people', 'reports', 'settings']) {
      await page.getByTestId(`nav-${screen}`).click();
      await expect(page.locator('main')).toHaveAttribute('data-screen', screen);
      await axe(page);
      await shot(page, `${screen}-${lang}-${theme}`);
      await page.reload();
      await started(page);
      await expect(page.locator('main')).toHaveAttribute('data-screen', screen);
    }
  });
}
