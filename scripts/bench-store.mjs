// A large workspace in the store: the share of the browser's room it takes, what an edit of one record writes and how long
// it takes, and how soon the first screen is there, beside pages that only do JSON.parse of the same content.
//
//   node scripts/bench-store.mjs DIST FILE.json [RUNS]
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';

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

  // Opening, a fresh browser each time, in turn with pages that only parse. As plain text local storage does not hold this
  // content, so there are two of them: one parses as much as fits, the other all of it, deflated to fit as ours is.
  const content = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  const whole = JSON.parse(content);
  const share = Math.min(1, (QUOTA - 100_000) / content.length);
  const part = Object.fromEntries(Object.entries(whole.tables).map(([name, rows]) => [name, rows.slice(0, Math.floor(rows.length * share))]));
  const plainText = JSON.stringify({ ...whole, tables: part });
  console.log(`the same content as plain JSON: ${content.length.toLocaleString('en')} characters; local storage takes ${plainText.length.toLocaleString('en')} of them`);
  const peers = {
    part: { text: plainText, read: 'const data = JSON.parse(text)' },
    // A byte to a character: what the browser keeps and reads fastest.
    whole: {
      text: deflateRawSync(content, { level: 6 }).toString('latin1'),
      read: `const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
        const data = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).json()`,
    },
  };
  const folder = mkdtempSync(join(tmpdir(), 'pursuit-plain-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  for (const [name, { read }] of Object.entries(peers)) {
    writeFileSync(join(folder, `${name}.html`), `<!doctype html><meta charset="utf-8"><title>plain</title><script type="module" src="${name}.js"></script>`);
    writeFileSync(join(folder, `${name}.js`), `const text = localStorage.getItem('${name}'); if (text) { ${read}; for (const { name } of data.tables.clients.slice(0, 30)) { const row = document.createElement('p'); row.className = 'client'; row.textContent = name; document.body.append(row); } }`);
  }
  const peerPort = port + 1;
  const other = spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', import.meta.url)), folder, '--port', String(peerPort)], { stdio: 'ignore' });
  // A host of its own for each, and so the whole room.
  const address = (name) => `http://${name === 'part' ? '127.0.0.1' : 'localhost'}:${peerPort}/${name}.html`;
  for (let tries = 0; tries < 100 && !(await fetch(address('part')).then((answer) => answer.ok, () => false)); tries += 1) await new Promise((done) => setTimeout(done, 50));
  try {
    context = await launch();
    page = await context.newPage();
    for (const [name, { text }] of Object.entries(peers)) {
      await page.goto(address(name));
      await page.evaluate(([name, text]) => localStorage.setItem(name, text), [name, text]);
    }
    // Local storage is written to disk some seconds late, and these pages have no second place.
    await page.waitForTimeout(10_000);
    await context.close();
    // When the frame is drawn that shows the first client, told by the page itself.
    const urls = { ours: `${home}?at=clients&lang=en`, part: address('part'), whole: address('whole') };
    const watch = () => {
      const look = () => {
        if (!document.querySelector('[data-testid=client-row], .client')) return false;
        requestAnimationFrame(() => setTimeout(() => { window.done = performance.now(); }));
        return true;
      };
      const seen = new MutationObserver(() => look() && seen.disconnect());
      seen.observe(document, { childList: true, subtree: true });
    };
    const took = { ours: [], part: [], whole: [] };
    for (let run = 0; run < Number(runs); run += 1) {
      for (const [name, url] of Object.entries(urls)) {
        context = await launch();
        page = await context.newPage();
        await page.addInitScript(watch);
        await page.goto(url);
        await page.waitForFunction(() => window.done, null, { timeout: 120_000 });
        took[name].push(await page.evaluate(() => window.done));
        await context.close();
      }
    }
    const [ours, few, all] = [took.ours, took.part, took.whole].map(median);
    console.log(`first screen ${ours.toFixed(0)} ms (${took.ours.map(Math.round).join(' ')})`);
    console.log(`JSON.parse of all of it, deflated: ${all.toFixed(0)} ms (${took.whole.map(Math.round).join(' ')}), ratio ${(ours / all).toFixed(2)} (asked 1.5)`);
    console.log(`JSON.parse of ${Math.round(share * 100)} % of it, plain: ${few.toFixed(0)} ms (${took.part.map(Math.round).join(' ')}), ratio ${(ours / few).toFixed(2)}`);
  } finally {
    other.kill();
    rmSync(folder, { recursive: true, force: true });
  }
} finally {
  server.kill();
  rmSync(profile, { recursive: true, force: true });
}
