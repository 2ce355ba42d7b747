// The second place of the data, in IndexedDB: what was said to be saved survives a browser that is killed.
import { chromium, type Browser, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, open, started, test } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');

/** Every key in IndexedDB. */
const mirrored = (page: Page) =>
  page.evaluate(() => window.pursuitBoot.mirror.newer('')) as Promise<Record<string, string> | null>;

/** Every key of the store in local storage. */
const local = (page: Page) =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => /^pursuit\/(head$|[csq]\/)/.test(key))));

async function example(page: Page) {
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await saved(page);
}

async function choose(page: Page, unit: string) {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings-unit').selectOption(unit);
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
}

test('saved means in both places', async ({ page }) => {
  await example(page);
  expect(await mirrored(page)).toEqual(await local(page));
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('undo')).toBeDisabled();
  await saved(page);
  await expect.poll(async () => (await mirrored(page))?.['pursuit/head']).toBe((await local(page))['pursuit/head']);
});

test('local storage that lost everything, or its last edits, comes back from the second place', async ({ page }) => {
  await example(page);
  const before = await local(page);
  await choose(page, 'wan');
  const after = await local(page);
  expect(after['pursuit/head']).not.toBe(before['pursuit/head']);
  for (const lost of [{}, before]) {
    // As a browser that was killed leaves it; frozen, the page writes nothing when it goes.
    await page.evaluate((keys) => {
      window.pursuitBoot.frozen = true;
      for (const key of Object.keys(localStorage)) if (key !== 'pursuit/prefs') localStorage.removeItem(key);
      for (const [key, value] of Object.entries(keys)) localStorage.setItem(key, value);
    }, lost);
    await open(page, { lang: 'en', query: 'at=settings' });
    await expect(page.getByTestId('settings-unit')).toHaveValue('wan');
    await expect.poll(async () => (await local(page))['pursuit/head']).toBe(after['pursuit/head']);
  }
});

test('a page without IndexedDB keeps its data in local storage alone', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } }));
  await open(page, { lang: 'en' });
  await page.getByTestId('load-example').click();
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
  // It is not said to be saved where it rests in one place alone.
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'partly');
  await expect(page.getByTestId('not-saved')).toContainText('local storage only');
  await page.reload();
  await started(page);
  await expect(page.getByTestId('welcome')).toHaveCount(0);
});

test('erasing erases both places', async ({ page }) => {
  await example(page);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('erase-confirm').fill('erase');
  await page.getByTestId('erase').click();
  await expect.poll(async () => Object.keys((await mirrored(page)) ?? {}).filter((key) => key.startsWith('pursuit/c/')).length).toBe(0);
  await page.reload();
  await started(page);
  await page.getByTestId('nav-today').click();
  await expect(page.getByTestId('welcome')).toBeVisible();
});

/** A browser of its own, with a profile on disk, that can be killed as the kernel does. */
async function launch(profile: string): Promise<[ChildProcess, Browser]> {
  await rm(join(profile, 'DevToolsActivePort'), { force: true });
  const child = spawn('/usr/bin/chromium', [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--remote-debugging-port=0',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`, 'about:blank',
  ], { stdio: 'ignore', detached: true });
  let port = '';
  await expect.poll(async () => {
    port = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n')[0];
    return port;
  }).toMatch(/^\d+$/);
  return [child, await chromium.connectOverCDP(`http://127.0.0.1:${port}`)];
}

test('a browser killed half a second after saved has lost nothing', async ({ baseURL }) => {
  const profile = await mkdtemp(join(tmpdir(), 'pursuit-killed-'));
  try {
    for (const [round, unit] of ['wan', 'yi', 'yuan'].entries()) {
      const [child, browser] = await launch(profile);
      const page = await browser.contexts()[0].newPage();
      await page.goto(`${baseURL}?lang=en`);
      await started(page);
      if (round === 0) {
        await page.getByTestId('load-example').click();
        await expect(page.locator('main')).toHaveAttribute('data-screen', 'plan');
        await saved(page);
      }
      await choose(page, unit);
      const stands = await page.evaluate(() => localStorage.getItem('pursuit/head'));
      // The half second is the fault that is tried, not a wait for something.
      await new Promise((done) => setTimeout(done, 500));
      const gone = new Promise((done) => child.once('exit', done));
      process.kill(-child.pid!, 'SIGKILL');
      await gone;
      const [next, again] = await launch(profile);
      const later = await again.contexts()[0].newPage();
      await later.goto(`${baseURL}?lang=en&at=settings`);
      await started(later);
      await expect(later.getByTestId('settings-unit')).toHaveValue(unit);
      await expect.poll(() => later.evaluate(() => localStorage.getItem('pursuit/head'))).toBe(stands);
      const closed = new Promise((done) => next.once('exit', done));
      process.kill(-next.pid!, 'SIGKILL');
      await closed;
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});
