// The same simulation in Chromium's worker beside the native program, in turn, in one go:
//
//   node benches/simulate/chromium.mjs PLAN.json NATIVE [RUNS] [DIST] [ROUNDS]
//
// NATIVE is the program of examples/simulate. Of the worker is measured what a job takes from its request to its result in a
// worker that has done one before, reading the request included; of the native program its whole life. Beside it the time
// between two frames of the page while a worker is at work.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(join(here, '../../tests/e2e/package.json'))('@playwright/test');
const [plan, native, runs = '10000', dist = join(here, '../../dist'), rounds = '5'] = process.argv.slice(2);
const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];

const port = 7500 + (process.pid % 400);
const server = spawn(process.execPath, [join(here, '../../scripts/serve.mjs'), resolve(dist), '--port', String(port)], { stdio: 'ignore' });
const home = `http://127.0.0.1:${port}/`;
for (let tries = 0; tries < 100; tries += 1) {
  if (await fetch(home).then(() => true, () => false)) break;
  await new Promise((done) => setTimeout(done, 50));
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await page.goto(home);
  await page.waitForFunction(() => !document.getElementById('splash'));
  const file = readFileSync(plan, 'utf8');
  const project = JSON.parse(file).tables.projects[0].id;
  const request = `${JSON.stringify({ project, runs: Number(runs), seed: 1 })}\n${file}`;
  await page.evaluate((text) => {
    const address = new URL(document.getElementById('app-files').dataset.worker, document.baseURI).href;
    const bytes = new TextEncoder().encode(text);
    const worker = new Worker(address);
    window.job = () => new Promise((done, fail) => {
      const began = performance.now();
      worker.onerror = () => fail(new Error('the worker failed'));
      worker.onmessage = ({ data }) => {
        if (data.error) fail(new Error(data.error));
        else if (data.result) done({ took: performance.now() - began, outcome: new TextDecoder().decode(data.result) });
      };
      worker.postMessage({ name: 'simulate', bytes });
    });
    window.frames60 = async () => {
      const gaps = [];
      let last = performance.now();
      let on = true;
      const frame = (now) => { gaps.push(now - last); last = now; if (on) requestAnimationFrame(frame); };
      requestAnimationFrame(frame);
      await window.job();
      on = false;
      return gaps.slice(2);
    };
  }, request);
  await page.evaluate(() => window.job());
  const [ours, theirs] = [[], []];
  for (let round = 0; round < Number(rounds); round += 1) {
    const began = performance.now();
    const out = JSON.parse(execFileSync(native, [plan, '--runs', runs, '--seed', '1'], { maxBuffer: 1 << 28 }));
    theirs.push(performance.now() - began);
    const { took, outcome } = await page.evaluate(() => window.job());
    ours.push(took);
    const found = JSON.parse(outcome);
    if (found.mean_minutes !== out.mean_minutes || found.sd_minutes !== out.sd_minutes) throw new Error('the two do not give the same');
  }
  const gaps = (await page.evaluate(() => window.frames60())).sort((a, b) => a - b);
  const p95 = gaps[Math.min(gaps.length - 1, Math.ceil(gaps.length * 0.95) - 1)];
  console.log(`Chromium's worker: ${median(ours).toFixed(0)} ms; native: ${median(theirs).toFixed(0)} ms; the worker takes ${(median(ours) / median(theirs)).toFixed(2)} times as long (asked: at most 2.5), same figures to the bit`);
  console.log(`  between two frames of the page meanwhile: median ${median(gaps).toFixed(1)} ms, 95 % within ${p95?.toFixed(1)} ms, ${gaps.length} frames`);
} finally {
  await browser.close();
  server.kill();
}
