// What goes out: with a password, for the client, into one and the same file; and the reminder to keep a file.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe, expect, open, shot, test } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');

async function example(page: Page, lang: 'en' | 'zh-CN' = 'en') {
  await open(page, { lang });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await saved(page);
}

async function downloaded(page: Page, testid = 'share-download') {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testid).click()]);
  return readFile(await download.path());
}

const bring = (page: Page, buffer: Buffer) =>
  page.getByTestId('import-file').setInputFiles({ name: 'shared.json', mimeType: 'application/json', buffer });

test('a file with a password shows nothing and opens with it alone', async ({ page }) => {
  await example(page);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('share-password').fill('春江花月夜');
  const file = await downloaded(page);
  const text = file.toString();
  expect(JSON.parse(text)).toMatchObject({ format: 'pursuit-locked', key: 'PBKDF2-SHA-256' });
  expect(text).not.toContain('tables');
  await bring(page, file);
  await page.getByTestId('lock-password').fill('wrong');
  await page.getByTestId('lock-open').click();
  await expect(page.getByTestId('lock-wrong')).toBeVisible();
  await axe(page);
  await page.getByTestId('lock-password').fill('春江花月夜');
  await page.getByTestId('lock-password').press('Enter');
  await expect(page.getByTestId('import-preview')).toBeVisible();
  await page.getByTestId('import-cancel').click();
  // One byte of it changed is not opened.
  const broken = JSON.parse(text);
  broken.data = `${broken.data.slice(0, 40)}${broken.data[40] === 'A' ? 'B' : 'A'}${broken.data.slice(41)}`;
  await bring(page, Buffer.from(JSON.stringify(broken)));
  await page.getByTestId('lock-password').fill('春江花月夜');
  await page.getByTestId('lock-open').click();
  await expect(page.getByTestId('lock-wrong')).toBeVisible();
});

test('a copy for the client holds what is marked and says what it leaves out', async ({ page }) => {
  await example(page, 'zh-CN');
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('share-what').selectOption('client');
  await expect(page.getByTestId('client-copy-count')).toContainText('还没有');
  await page.getByTestId('mark-milestones').click();
  await expect(page.getByTestId('client-copy-count')).toContainText('标为客户可见');
  await expect(page.getByTestId('client-removed')).toContainText('未标记');
  await axe(page);
  await shot(page, 'share-client-zh', page.getByTestId('share'));
  const text = (await downloaded(page)).toString();
  const copy = JSON.parse(text);
  expect(copy.scope).toMatch(/^client:/);
  expect(copy.tables.tasks.some((task: { kind?: string }) => task.kind === 'milestone')).toBe(true);
  for (const table of ['deals', 'activities', 'contacts', 'payments', 'targets', 'matrices', 'risks']) expect(copy.tables[table], table).toEqual([]);
  for (const secret of ['"m":', 'cost', 'remark', 'notes', 'booking_target']) expect(text, secret).not.toContain(secret);
  // What the client changes comes back without taking away what was left out.
  const tasks = copy.tables.tasks as { id: string; name: string; kind?: string; rev: number; updated_at: number }[];
  const milestone = tasks.find((task) => task.kind === 'milestone')!;
  milestone.name = '客户改的名字';
  milestone.rev += 1;
  milestone.updated_at += 1000;
  delete copy.checksum;
  await bring(page, Buffer.from(JSON.stringify(copy)));
  await expect(page.getByTestId('merge-conflict')).toHaveCount(0);
  await expect(page.getByTestId('import-replace')).toHaveCount(0);
  await page.getByTestId('merge-records').click();
  await expect(page.getByTestId('merge-record')).toHaveCount(1);
  await page.getByTestId('import-merge').click();
  await saved(page);
  await page.getByTestId('share-what').selectOption('whole');
  const whole = JSON.parse((await downloaded(page)).toString());
  expect(whole.tables.tasks.length).toBeGreaterThan(tasks.length);
  expect(whole.tables.tasks.find((task: { id: string }) => task.id === milestone.id).name).toBe('客户改的名字');
  expect(whole.tables.risks.length).toBeGreaterThan(0);
});

test('a record is marked for the client where it is edited', async ({ page }) => {
  await example(page);
  await page.getByTestId('gantt-row').nth(1).click();
  await page.getByTestId('client-mark').check();
  await saved(page);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('share-what').selectOption('client');
  await expect(page.getByTestId('client-copy-count')).toContainText('1 record');
});

test('saving to the same file writes to it again', async ({ page }) => {
  // A file of the page's own stands for one that the user would choose.
  await page.addInitScript(() => {
    Object.assign(window, {
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
        (window as unknown as { asked: number }).asked = ((window as unknown as { asked?: number }).asked ?? 0) + 1;
        return (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
      },
    });
  });
  await example(page);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('share-keep').click();
  const again = page.getByTestId('share-again');
  await expect(again).toBeVisible();
  const name = (await again.textContent())!.replace('Save to ', '');
  const content = () =>
    page.evaluate(async (name) => (await (await (await navigator.storage.getDirectory()).getFileHandle(name)).getFile()).text(), name);
  const first = await content();
  expect(JSON.parse(first).format).toBe('pursuit-workspace');
  await page.getByTestId('settings-unit').selectOption('wan');
  await saved(page);
  await again.click();
  await expect.poll(async () => JSON.parse((await content()) || '{}').settings?.money_unit).toBe('wan');
  expect(await page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(1);
});

test('an old backup is said, with its age, and an export silences it', async ({ page }) => {
  await page.clock.install({ time: new Date('2026-11-01T09:00:00') });
  await example(page);
  await expect(page.getByTestId('backup-due')).toHaveCount(0);
  await page.clock.setSystemTime(new Date('2026-11-05T09:00:00'));
  await open(page, { lang: 'en' });
  await expect(page.getByTestId('backup-due')).toContainText('never exported');
  await page.getByTestId('nav-settings').click();
  await downloaded(page, 'export-json');
  await expect(page.getByTestId('backup-due')).toHaveCount(0);
  await page.clock.setSystemTime(new Date('2026-11-12T12:00:00'));
  await open(page, { lang: 'en' });
  await expect(page.getByTestId('backup-due')).toContainText('7 days old');
  await page.getByTestId('backup-later').click();
  await expect(page.getByTestId('backup-due')).toHaveCount(0);
});
