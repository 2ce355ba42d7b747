// Without a network, and with another build on the server.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { allHere, axe, expect, open, shot, started, test } from './helpers';

const kept = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then((ready) => ready.active?.state));

test('opens with the network off, at any place, with the data', async ({ page, context }) => {
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
  await expect.poll(() => kept(page)).toBe('activated');
  await allHere(page);
  await context.setOffline(true);
  await page.reload();
  await started(page);
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await page.goto('./?at=settings&lang=en');
  await started(page);
  await expect(page.getByTestId('export-json')).toBeVisible();
});

test('the manifest and its icons are there, so that the page can be installed', async ({ page, request, baseURL }) => {
  await open(page);
  const manifest = await (await request.get(`${baseURL}manifest.webmanifest`)).json();
  expect(manifest).toMatchObject({ display: 'standalone', start_url: './', scope: './' });
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await request.get(`${baseURL}${src}`);
    expect(icon.headers()['content-type']).toBe(type);
    if (type === 'image/png') {
      const bytes = await icon.body();
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
  }
});

test.describe('another build', () => {
  test.use({ bypassCSP: false });
  test('is offered, and taken only when asked', async ({ page, troubles }) => {
    troubles.expect(/^request: GET http:\/\/127\.0\.0\.1/);
    const dist = fileURLToPath(new URL('../../dist', import.meta.url));
    const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png' };
    let build = 'one';
    const server = createServer(async (request, response) => {
      const name = request.url!.split('?')[0].slice(1) || 'index.html';
      const file = await readFile(join(dist, name)).catch(() => null);
      if (!file) return void response.writeHead(404).end();
      const body = name === 'sw.js' ? `${file}\n// ${build}`.replace(/`pursuit-\$\{'/, `$&${build}-`) : file;
      response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'cache-control': 'no-cache' }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const address = `http://127.0.0.1:${(server.address() as { port: number }).port}/?lang=en`;
      await page.goto(address);
      await started(page);
      await expect.poll(() => kept(page)).toBe('activated');
      await page.reload();
      await started(page);
      await expect(page.getByTestId('update')).toHaveCount(0);
      build = 'two';
      await page.reload();
      await started(page);
      await expect(page.getByTestId('update')).toBeVisible();
      await axe(page);
      await shot(page, 'update');
      const caches = () => page.evaluate(() => window.caches.keys());
      expect((await caches()).some((name) => name.includes('one'))).toBe(true);
      const left = page.waitForEvent('framenavigated');
      await page.getByTestId('update-take').click();
      await left;
      await started(page);
      await expect.poll(caches).toEqual([expect.stringContaining('two')]);
      await expect(page.getByTestId('update')).toHaveCount(0);
    } finally {
      server.close();
    }
  });
});
