// Pursuit's Gantt chart beside two others, in one run: node gantt.mjs --dist ../../dist --data FOLDER [--runs 5] [--sizes 1000,10000,100000]
//
// A fresh browser for every measurement, the programs in turn. Ours schedules, finds the critical path and saves; the
// peers only draw. What each figure means stands in docs/benchmarks.md, into which the table is to be copied.
import { chromium } from 'playwright';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dated, peers } from './pages.mjs';
import { instruments } from './instruments.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    dist: { type: 'string', default: join(here, '../../dist') },
    data: { type: 'string' },
    runs: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '1000,10000,100000' },
    only: { type: 'string', default: 'pursuit,dhtmlx,svar' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    json: { type: 'string' },
  },
});
const [runs, sizes, programs] = [Number(options.runs), options.sizes.split(',').map(Number), options.only.split(',')];
const median = (all) => { const sorted = all.filter((n) => n != null).sort((a, b) => a - b); return sorted.length ? sorted[sorted.length >> 1] : null; };
const p95 = (all) => { const sorted = [...all].sort((a, b) => a - b); return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)]; };

const work = await mkdtemp(join(tmpdir(), 'pursuit-bench-'));
const site = join(work, 'site');
await mkdir(site, { recursive: true });
await peers(site);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function serve(folder) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(here, '../../scripts/serve.mjs'), folder, '--port', String(port)], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return { home: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}
await copyFile(join(site, 'dhtmlx.html'), join(site, 'index.html'));
const [ours, theirs] = [await serve(options.dist), await serve(site)];

const launch = () => chromium.launch({
  executablePath: options.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--enable-precise-memory-info'],
});
async function page(browser, state) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, locale: 'en', timezoneId: 'Asia/Shanghai', storageState: state });
  const tab = await context.newPage();
  tab.setDefaultTimeout(180_000);
  await tab.addInitScript(instruments);
  // A browser loads pages of its own when it starts; they are not what is measured.
  await tab.waitForTimeout(3000);
  return tab;
}

/** The page of a browser in which the workspace was imported and saved, as its storage is then; none where it is too large. */
async function stored(size, file) {
  const browser = await launch();
  try {
    const tab = await page(browser);
    await tab.goto(`${ours.home}/?at=settings&lang=en`);
    await tab.getByTestId('import-file').setInputFiles(file);
    await tab.getByTestId('import-replace').click();
    const saved = tab.getByTestId('save-state');
    await tab.waitForFunction(() => ['saved', 'unsaved'].includes(document.querySelector('[data-testid=save-state]')?.dataset.state) && performance.now() > 0);
    await tab.waitForTimeout(1500); // set-up, not measured: what is written late is there
    const state = await saved.getAttribute('data-state');
    if (state !== 'saved') return null;
    return await tab.context().storageState({ indexedDB: true });
  } finally {
    await browser.close();
  }
}

/** All measures of one program in one fresh browser. */
async function measure(program, size, set) {
  const browser = await launch();
  const found = {};
  try {
    const mine = program === 'pursuit';
    const tab = await page(browser, mine ? set.state ?? undefined : undefined);
    const cdp = await tab.context().newCDPSession(tab);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    // Time that the page's thread was at work, in milliseconds: script, style, layout and painting.
    const worked = async () => 1000 * (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
    if (!mine) await tab.goto(`${theirs.home}/${program}.html?tasks=${size}`, { waitUntil: 'commit' });
    else if (set.state) await tab.goto(`${ours.home}/?at=plan&project=${set.project}&lang=en`, { waitUntil: 'commit' });
    else {
      // Too large for the browser's store: it is imported, and the clock starts where the plan is asked for, records in memory.
      await tab.goto(`${ours.home}/?at=settings&lang=en`);
      await tab.getByTestId('import-file').setInputFiles(set.file);
      await tab.getByTestId('import-replace').click();
      await tab.waitForTimeout(3000);
      await tab.evaluate(() => window.benchRestart());
      await tab.evaluate((project) => {
        history.pushState(null, '', `?at=plan&project=${project}&lang=en`);
        dispatchEvent(new PopStateEvent('popstate'));
      }, set.project);
    }
    const ready = await tab.evaluate((selector) => window.benchReady(selector), { pursuit: '[data-testid=gantt-bar]', dhtmlx: '.gantt_task_line', svar: '.wx-bar' }[program]);
    found.ready = ready.ready;
    found.parsed = ready.data ? ready.ready - ready.data : null;
    found.readyWork = await worked();
    found.elements = await tab.evaluate(() => document.querySelectorAll('*').length);
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    const heap = (await cdp.send('Runtime.getHeapUsage')).usedSize;
    const wasm = await tab.evaluate(() => window.benchWasm());
    found.memory = (heap + wasm) / 2 ** 20;
    found.wasm = wasm / 2 ** 20;
    // Scroll: one step a frame.
    await tab.evaluate(() => window.benchCalm());
    found.scroll = p95(await tab.evaluate((step) => window.benchScroll(step), 160));
    // Drag the first leaf by real pointer events.
    await tab.evaluate(() => window.benchShow());
    const bar = await tab.evaluate(() => window.benchBar());
    if (bar) {
      await tab.mouse.move(bar.x, bar.y);
      await tab.mouse.down();
      await tab.evaluate(() => window.benchFrames(true));
      for (let step = 1; step <= 60; step += 1) await tab.mouse.move(bar.x + step * 4, bar.y);
      const frames = await tab.evaluate(() => window.benchFrames(false));
      found.dragMoved = Math.abs((await tab.evaluate(() => window.benchBar()?.x ?? 0)) - bar.x);
      await tab.mouse.move(bar.x, bar.y);
      await tab.mouse.up();
      // A drag that carried nothing is no measurement.
      if (found.dragMoved > 60) found.drag = p95(frames);
    }
    // Move the first leaf by 30 days; it is in sight in every program.
    await tab.evaluate(() => window.benchShow());
    const before = await worked();
    const moved = await tab.evaluate(() => window.benchMove(30));
    found.move = moved.move;
    found.moveCalm = moved.calm;
    found.moveWork = (await worked()) - before;
    if (mine) {
      await tab.waitForTimeout(800);
      found.saved = await tab.evaluate(() => window.benchSaved());
    }
  } catch (error) {
    console.error(`${program} ${size}: ${String(error).split('\n')[0]}`);
  } finally {
    await browser.close();
  }
  return found;
}

const all = {};
try {
  for (const size of sizes) {
    const file = join(options.data, `${size}.json`);
    const workspace = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(join(site, `data-${size}.json`), JSON.stringify(dated(workspace)));
    const project = workspace.tables.projects[0].id;
    const set = { file, project, state: programs.includes('pursuit') ? await stored(size, file) : null };
    if (programs.includes('pursuit')) console.error(`${size}: ${set.state ? 'opened from the store' : 'imported, not stored'}`);
    const results = Object.fromEntries(programs.map((program) => [program, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const program of programs) {
        const found = await measure(program, size, set);
        console.error(`${size} ${program} ${run + 1}/${runs} ${JSON.stringify(found)}`);
        results[program].push(found);
      }
    }
    all[size] = { stored: Boolean(set.state), ...results };
  }
} finally {
  ours.stop();
  theirs.stop();
  await rm(work, { recursive: true, force: true });
}
if (options.json) await writeFile(options.json, JSON.stringify(all, null, 1));

const of = (size, program, key) => median((all[size]?.[program] ?? []).map((found) => found[key]));
const show = (value, unit) => (value == null ? '—' : `${value < 10 && unit !== '' ? value.toFixed(1) : Math.round(value).toLocaleString('en')}${unit}`);
const rows = [];
const ROWS = [['ready', 'ready', ' ms', { 1000: 0.6, 10000: 0.6, 100000: 1 }], ['ready, work', 'readyWork', ' ms', {}],
  ['move by 30 days', 'move', ' ms', { 10000: 0.6 }], ['move, until calm', 'moveCalm', ' ms', {}], ['move, work', 'moveWork', ' ms', {}],
  ['drag, p95 frame', 'drag', ' ms', {}], ['scroll, p95 frame', 'scroll', ' ms', { 10000: 1, 100000: 1 }],
  ['memory', 'memory', ' MB', {}], ['elements', 'elements', '', {}]];
for (const [name, key, unit, targets] of ROWS) {
  for (const size of sizes) {
    const [mine, ...others] = ['pursuit', 'dhtmlx', 'svar'].map((program) => of(size, program, key));
    const best = Math.min(...others.filter((value) => value != null));
    const ratio = mine != null && Number.isFinite(best) ? (mine / best).toFixed(2) : '—';
    rows.push([name, size.toLocaleString('en'), show(mine, unit), ...others.map((value) => show(value, unit)), ratio, targets[size] ? `≤ ${targets[size]}` : '']);
  }
}
console.log(`${runs} runs, ${cpus().length} × ${cpus()[0].model.trim()}\n`);
console.log('| measure | tasks | Pursuit | DHTMLX | SVAR | ratio to the better | target |\n|---|--:|--:|--:|--:|--:|--:|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
for (const size of sizes) console.log(`\n${size.toLocaleString('en')}: an edit writes ${show(of(size, 'pursuit', 'saved'), ' bytes')}; wasm memory ${show(of(size, 'pursuit', 'wasm'), ' MB')}; peers from data in hand ${['dhtmlx', 'svar'].map((program) => show(of(size, program, 'parsed'), ' ms')).join(', ')}`);
