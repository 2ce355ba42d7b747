// The page sends nothing: it asks for its own files, by GET and without a body, and for nothing else, whatever one does.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, open, test } from './helpers';

test('every screen, a file out and a file in, and no request but for the page\'s own files', async ({ page, context, baseURL }) => {
  const asked: string[] = [];
  const sent: string[] = [];
  context.on('request', (request) => {
    asked.push(request.url());
    if (request.method() !== 'GET' || request.postData() !== null) sent.push(`${request.method()} ${request.url()}`);
  });
  // What is no request of the page's, and yet a way out.
  await page.addInitScript(() => {
    const tried: string[] = [];
    Object.assign(window, { tried });
    for (const name of ['WebSocket', 'EventSource', 'RTCPeerConnection', 'WebTransport'] as const) {
      Object.defineProperty(window, name, { value: class { constructor() { tried.push(name); } } });
    }
    navigator.sendBeacon = () => { tried.push('sendBeacon'); return true; };
  });
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  for (const tab of ['overview', 'plan', 'risks', 'control', 'close']) {
    await page.getByTestId(`tab-${tab}`).click();
    await expect(page.locator('main')).toHaveAttribute('data-screen', tab);
  }
  for (const screen of ['today', 'projects', 'deals', 'clients', 'people', 'reports', 'settings']) {
    await page.getByTestId(`nav-${screen}`).click();
    await expect(page.locator('main')).toHaveAttribute('data-screen', screen);
  }
  const coming = page.waitForEvent('download');
  await page.getByTestId('export-json').click();
  const file = await (await coming).path();
  await page.getByTestId('import-file').setInputFiles(file);
  await page.getByTestId('import-copy').click();
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await page.evaluate(() => navigator.serviceWorker.ready);

  const worker = await readFile(fileURLToPath(new URL('../../dist/sw.js', import.meta.url)), 'utf8');
  const files: string[] = JSON.parse(/FILES = (\[.*\]);/.exec(worker)![1]);
  const own = new Set([...files, 'sw.js'].map((name) => new URL(name, baseURL).href));
  const others = asked.filter((url) => !/^(blob|data):/.test(url) && !own.has(url.split(/[?#]/)[0]));
  expect(others).toEqual([]);
  expect(sent).toEqual([]);
  expect(await page.evaluate(() => (window as unknown as { tried: string[] }).tried)).toEqual([]);
});
