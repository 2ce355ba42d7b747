// The store under attack: full, denied, cleared under the open page, damaged, and written by a newer version.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { allHere, axe, example, expect, open, shot, started, test, type Troubles } from './helpers';

const saved = (page: Page) => expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'saved');
const rows = (page: Page, name: string) => page.getByTestId('client-row').filter({ hasText: name });

async function client(page: Page, name: string) {
  await page.getByTestId('nav-clients').click();
  await page.getByTestId('add-client').fill(name);
  await page.getByTestId('add-client').press('Enter');
  await expect(rows(page, name)).toBeVisible();
}

/** A workspace with one client. */
async function begun(page: Page) {
  await open(page, { lang: 'en' });
  await page.getByTestId('start-empty').click();
  await client(page, 'The first');
  await saved(page);
}

async function exported(page: Page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('not-saved').getByRole('button').click(),
  ]);
  return (await readFile(await download.path())).toString();
}

/** A page of the same origin without the app, from which what is stored is changed. */
async function aside(page: Page, troubles: Troubles) {
  troubles.expect(/favicon\.ico/);
  await page.goto('./manifest.webmanifest');
}

/** Both places, as another program would change them. */
const put = (page: Page, keys: Record<string, string>) =>
  page.evaluate(async (keys) => {
    for (const [key, value] of Object.entries(keys)) localStorage.setItem(key, value);
    indexedDB.deleteDatabase('pursuit');
  }, keys);

const keys = (page: Page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => /^pursuit\/(head|[csq]\/)/.test(key))));

/** The text of a sealed value (docs/storage.md), and back. */
function unsealed(text: string) {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const c of text) {
    const code = c.codePointAt(0)!;
    const size = code < 0xb400 ? 15 : 7;
    bits = (bits << size) | (code - (size === 15 ? 0x3400 : 0xb400));
    count += size;
    for (; count >= 8; bits &= (1 << count) - 1) bytes.push(bits >> (count -= 8));
  }
  return inflateRawSync(Buffer.from(bytes)).toString();
}

function sealed(text: string) {
  const bytes = deflateRawSync(Buffer.from(text));
  let [value, bits, count] = ['', 0, 0];
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    count += 8;
    if (count >= 15) {
      count -= 15;
      value += String.fromCharCode(0x3400 + (bits >> count));
      bits &= (1 << count) - 1;
    }
  }
  if (count > 7) value += String.fromCharCode(0x3400 + (bits << (15 - count)));
  else if (count > 0) value += String.fromCharCode(0xb400 + (bits << (7 - count)));
  return { hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32), value };
}

test('a full store says so, work goes on, the export holds it, and room makes it saved', async ({ page }) => {
  await begun(page);
  await allHere(page);
  await page.evaluate(() => {
    const put = Storage.prototype.setItem;
    Object.assign(window, { room: () => { Storage.prototype.setItem = put; } });
    Storage.prototype.setItem = function (key, value) {
      if (/^pursuit\/(head|[cs]\/)/.test(key)) throw new DOMException('full', 'QuotaExceededError');
      put.call(this, key, value);
    };
  });
  await client(page, 'Only in memory');
  await expect(page.getByTestId('not-saved')).toContainText('storage is full');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'unsaved');
  await axe(page);
  await shot(page, 'store-full');
  expect(await exported(page)).toContain('Only in memory');
  // The state before stays as it was.
  expect(Object.keys(await keys(page)).length).toBeGreaterThan(1);
  await page.evaluate(() => (window as unknown as { room(): void }).room());
  await client(page, 'With room again');
  await saved(page);
  await page.reload();
  await started(page);
  for (const name of ['The first', 'Only in memory', 'With room again']) await expect(rows(page, name)).toBeVisible();
});

for (const lang of ['en', 'zh-CN'] as const) {
  test(`a denied store says so, work goes on in memory, the export is offered (${lang})`, async ({ page }) => {
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'indexedDB']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
      }
    });
    await open(page, { lang });
    await page.getByTestId('start-empty').click();
    await client(page, '只在内存里');
    await expect(page.getByTestId('not-saved')).toContainText(lang === 'en' ? 'does not allow storage' : '不允许存储');
    await axe(page);
    expect(await exported(page)).toContain('只在内存里');
  });
}

test('data that the browser cleared under the open page is stored again', async ({ page }) => {
  await begun(page);
  await page.evaluate(() => localStorage.clear());
  await client(page, 'After it was cleared');
  await expect(page.getByTestId('toast').filter({ hasText: 'cleared' })).toBeVisible();
  await saved(page);
  await page.reload();
  await started(page);
  for (const name of ['The first', 'After it was cleared']) await expect(rows(page, name)).toBeVisible();
});

test('a damaged value opens the newest sound state, says what happened, and keeps the damaged bytes for export', async ({ page, troubles }) => {
  await begun(page);
  const before = await keys(page);
  await client(page, 'In the damaged value');
  await saved(page);
  const after = await keys(page);
  const [chunk] = Object.keys(after).filter((key) => key.startsWith('pursuit/c/') && !(key in before));
  const broken = after[chunk].slice(0, 5) + String.fromCharCode(after[chunk].charCodeAt(5) ^ 1) + after[chunk].slice(6);
  await aside(page, troubles);
  await put(page, { [chunk]: broken });
  await open(page, { lang: 'en', query: 'at=clients' });
  const banner = page.getByTestId('damage');
  await expect(banner).toContainText('did not verify');
  await expect(rows(page, 'The first')).toBeVisible();
  await axe(page);
  await shot(page, 'store-damaged');
  const [download] = await Promise.all([page.waitForEvent('download'), banner.getByRole('button').first().click()]);
  const raw = JSON.parse((await readFile(await download.path())).toString());
  expect(raw.format).toBe('pursuit-rescue');
  expect(Object.values(raw.keys)).toContain(broken);
  // Work goes on from there, and the damaged value is still kept.
  await client(page, 'After the damage');
  await saved(page);
  expect(Object.values(await keys(page))).toContain(broken);
});

test('the second place mends a damaged value', async ({ page, troubles }) => {
  await begun(page);
  const all = await keys(page);
  const chunk = Object.keys(all).find((key) => key.startsWith('pursuit/c/'))!;
  await aside(page, troubles);
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [chunk, `${all[chunk].slice(0, -2)}!!`]);
  await open(page, { lang: 'en', query: 'at=clients' });
  await expect(rows(page, 'The first')).toBeVisible();
  await expect(page.getByTestId('damage')).toHaveCount(0);
});

test('what a newer version wrote is not touched by an older one', async ({ page, troubles }) => {
  await begun(page);
  const all = await keys(page);
  const snapshot = JSON.parse(unsealed(all[`pursuit/s/${all['pursuit/head']}`]));
  expect(snapshot.schema).toEqual([1, 0]);
  const newer = sealed(JSON.stringify({ ...snapshot, schema: [2, 0], seq: snapshot.seq + 1 }));
  await aside(page, troubles);
  await put(page, { [`pursuit/s/${newer.hash}`]: newer.value, 'pursuit/head': newer.hash });
  const there = await keys(page);
  await open(page, { lang: 'en' });
  await expect(page.getByTestId('damage')).toContainText('newer version');
  await expect(page.getByTestId('not-saved')).toBeVisible();
  await axe(page);
  await page.getByTestId('start-empty').click();
  await client(page, 'In an older version');
  await expect(page.getByTestId('save-state')).toHaveAttribute('data-state', 'unsaved');
  expect(await keys(page)).toEqual(there);
});

test('an older and a newer build of one version edit one store, one after the other', async ({ page, troubles }) => {
  // What a newer minor version added is carried along: an unknown field of the snapshot survives an edit of this one.
  await begun(page);
  const all = await keys(page);
  const snapshot = JSON.parse(unsealed(all[`pursuit/s/${all['pursuit/head']}`]));
  const newer = sealed(JSON.stringify({ ...snapshot, schema: [1, 9], seq: snapshot.seq + 1, added: { later: true } }));
  await aside(page, troubles);
  await put(page, { [`pursuit/s/${newer.hash}`]: newer.value, 'pursuit/head': newer.hash });
  await open(page, { lang: 'en', query: 'at=clients' });
  await expect(rows(page, 'The first')).toBeVisible();
  await client(page, 'By the older one');
  await saved(page);
  const now = await keys(page);
  const kept = JSON.parse(unsealed(now[`pursuit/s/${now['pursuit/head']}`]));
  expect(kept.added).toEqual({ later: true });
});

test('the example survives a store that is full from the beginning', async ({ page }) => {
  await page.addInitScript(() => {
    const put = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (/^pursuit\/(head|[cs]\/)/.test(key)) throw new DOMException('full', 'QuotaExceededError');
      put.call(this, key, value);
    };
  });
  await example(page, 'zh-CN');
  await expect(page.getByTestId('not-saved')).toContainText('存储已满');
  expect(JSON.parse(await exported(page)).tables.tasks.length).toBeGreaterThan(20);
});

const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';

test('whether the browser keeps the data is said, and the seven days in Safari alone', async ({ page, browser, baseURL }) => {
  await open(page, { lang: 'en', query: 'at=settings' });
  await expect(page.getByTestId('store-kept')).toContainText(/The browser has (not )?promised/);
  await expect(page.getByTestId('store-kept')).not.toContainText('seven days');
  const context = await browser.newContext({ baseURL, userAgent: SAFARI, locale: 'zh-CN' });
  const safari = await context.newPage();
  await open(safari, { lang: 'zh-CN', query: 'at=settings' });
  await expect(safari.getByTestId('store-kept')).toContainText('七天');
  await context.close();
});
