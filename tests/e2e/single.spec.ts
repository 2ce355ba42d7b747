// The one-file edition, from the disk.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, started, test } from './helpers';

const script = fileURLToPath(new URL('../../scripts/single.mjs', import.meta.url));
const dist = fileURLToPath(new URL('../../dist', import.meta.url));

test('opens from the disk, keeps what was done, and asks for nothing else', async ({ page, context, troubles }, info) => {
  const file = info.outputPath('成单 pursuit.html');
  execFileSync(process.execPath, [script, dist, file]);
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const address = pathToFileURL(file).href;
  troubles.expect(/^request: GET file:/);
  await page.goto(`${address}?lang=en`);
  await started(page);
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  // No worker there: the page simulates by itself, in slices.
  await expect(page.getByTestId('promise-date')).toHaveAttribute('data-fresh', 'true', { timeout: 120_000 });
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-unit').selectOption('wan');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  const out = async (testid: string, name: RegExp) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testid).click()]);
    expect(download.suggestedFilename()).toMatch(name);
    return download.path();
  };
  await out('export-json', /\.json$/);
  // The browser's cryptography and the code for workbooks are there too.
  await page.getByTestId('share-password').fill('春江花月夜');
  const locked = await out('share-download', /\.json$/);
  const book = await out('xlsx-export', /\.xlsx$/);
  await page.getByTestId('import-file').setInputFiles({ name: '全部.json', mimeType: 'application/json', buffer: await readFile(locked) });
  await page.getByTestId('lock-password').fill('春江花月夜');
  await page.getByTestId('lock-open').click();
  await expect(page.getByTestId('import-preview')).toBeVisible();
  await page.getByTestId('import-cancel').click();
  await page.getByTestId('import-file').setInputFiles({ name: '全部.xlsx', mimeType: 'application/octet-stream', buffer: await readFile(book) });
  await expect(page.getByTestId('book-sheet')).toBeVisible();
  await page.goto(`${address}?lang=en&at=settings`);
  await started(page);
  await expect(page.getByTestId('settings-unit')).toHaveValue('wan');
  const others = asked.filter((url) => !url.startsWith(address) && !/^(data|blob):/.test(url));
  expect(others).toEqual([]);
});
