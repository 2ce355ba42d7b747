// A large workspace in the store: the share of the browser's room it takes, what an edit of one record writes and how long
// it takes, and how soon the first screen is there, beside a page that only does JSON.parse of the same content.
//
//   node scripts/bench-store.mjs DIST FILE.json [RUNS]
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(new URL('../tests/e2e/', import.meta.url))('@playwright/test');
const [dist = 'dist', file, runs = '5'] = process.argv.slice(2);
const QUOTA = 5_242_880;
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const server = spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', import.meta.url)), dist, '--port', String(port)], { stdio: 'ignore' });
const home = `http://127.0.0.1:${port}/`;
for (let tries = 0; tries < 100 && !(await fetch(home).then((answer) => answer.ok, () => false)); tries += 1) await new Promise((done) => setTimeout(done, 50));
const profile = mkdtempSync(join(tmpdir(), 'pursuit-store-'));
const launch = () =>
  chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking'],
    viewport: { width: 1440, height: 900 },
  });
const median = (all) => all.slice().sort((a, b) => a - b)[all.length >> 1];
const saved = (page) => page.waitForFunction(() => document.querySelector('[data-testid=save-state]')?.dataset.state === 'saved', null, { timeout: 120_000 });

try {
  let context = await launch();
  let page = await context.newPage();
  await page.goto(`${home}?at=settings&lang=en`);
  await page.getByTestId('import-file').setInputFiles(file);
  await page.getByTestId('import-replace').click({ timeout: 120_000 });
  await saved(page);
  const used = await page.evaluate(() => Object.entries(localStorage).reduce((sum, [key, value]) => sum + key.length + value.length, 0));
  console.log(`room: ${used.toLocaleString('en')} units in ${await page.evaluate(() => localStorage.length)} keys, ${((used / QUOTA) * 100).toFixed(1)} % of Chromium's ${QUOTA.toLocaleString('en')}`);

  // An edit of one record: what is written, and the longest time in which the page does nothing else.
  await page.goto(`${home}?at=clients&lang=en`);
  await page.getByTestId('client-row').first().click();
  const field = page.getByTestId('client-name');
  await field.waitFor();
  await page.evaluate(() => {
    window.written = 0;
    window.commits = [];
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      window.written += key.length + value.length;
      const from = performance.now();
      window.first ??= from;
      set.call(this, key, value);
      window.last = performance.now();
    };
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
  const edits = [];
  for (let run = 0; run < Number(runs); run += 1) {
    await page.evaluate(() => { window.written = 0; window.first = undefined; window.tasks.length = 0; });
    await field.fill(`Name ${run}`);
    await field.press('Enter');
    await page.waitForFunction(() => window.written > 0);
    await saved(page);
    edits.push(await page.evaluate(() => ({ bytes: window.written * 2, write: window.last - window.first, longest: Math.max(0, ...window.tasks) })));
  }
  console.log(`edit of one record: ${median(edits.map((edit) => edit.bytes)).toLocaleString('en')} bytes; from the first key written to the last ${median(edits.map((edit) => edit.write)).toFixed(1)} ms; longest task of the page ${median(edits.map((edit) => edit.longest)).toFixed(0)} ms (0: none over 50)`);
  await context.close();

  // Opening, a fresh browser each time, in turn with a page that only parses.
  const content = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  const parts = [];
  for (let at = 0; at < content.length; at += 1_000_000) parts.push(content.slice(at, at + 1_000_000));
  const plain = mkdtempSync(join(tmpdir(), 'pursuit-plain-'));
  const fits = content.length <= QUOTA - 1000;
  console.log(`the same content as plain JSON: ${content.length.toLocaleString('en')} characters${fits ? '' : ', which local storage does not hold: the plain page keeps as much of it as fits'}`);
  writeFileSync(join(plain, 'index.html'), '<!doctype html><meta charset="utf-8"><title>plain</title><script src="plain.js"></script>');
  writeFileSync(join(plain, 'plain.js'), `const text = localStorage.getItem('plain'); if (text) { const data = JSON.parse(text); document.title = String(Object.keys(data).length); document.body?.append('ready'); window.done = performance.now(); }`);
  const plainPort = port + 1;
  const other = spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', import.meta.url)), plain, '--port', String(plainPort)], { stdio: 'ignore' });
  const plainHome = `http://127.0.0.1:${plainPort}/`;
  for (let tries = 0; tries < 100 && !(await fetch(plainHome).then((answer) => answer.ok, () => false)); tries += 1) await new Promise((done) => setTimeout(done, 50));
  try {
    context = await launch();
    page = await context.newPage();
    await page.goto(plainHome);
    // As large a part of it as the browser takes: the same share of every table.
    const whole = JSON.parse(content);
    const share = Math.min(1, (QUOTA - 100_000) / content.length);
    const part = Object.fromEntries(Object.entries(whole.tables).map(([name, rows]) => [name, rows.slice(0, Math.floor(rows.length * share))]));
    const text = JSON.stringify({ ...whole, tables: part });
    console.log(`the plain page parses ${text.length.toLocaleString('en')} characters of it`);
    await page.evaluate((text) => localStorage.setItem('plain', text), text);
    // Local storage is written to disk some seconds late, and this page has no second place.
    await page.waitForTimeout(10_000);
    await context.close();
    const ours = [];
    const theirs = [];
    for (let run = 0; run < Number(runs); run += 1) {
      context = await launch();
      page = await context.newPage();
      await page.goto(`${home}?at=clients&lang=en`);
      await page.getByTestId('client-row').first().waitFor({ timeout: 120_000 });
      ours.push(await page.evaluate(() => performance.now()));
      await context.close();
      context = await launch();
      page = await context.newPage();
      await page.goto(plainHome);
      await page.waitForFunction(() => window.done);
      theirs.push(await page.evaluate(() => window.done));
      await context.close();
    }
    console.log(`first screen: ${median(ours).toFixed(0)} ms; the plain page: ${median(theirs).toFixed(0)} ms; ratio ${(median(ours) / median(theirs)).toFixed(2)} (asked 1.5)`);
  } finally {
    other.kill();
    rmSync(plain, { recursive: true, force: true });
  }
} finally {
  server.kill();
  rmSync(profile, { recursive: true, force: true });
}
