// Gives the worker's files names by their content and tells the page (a hook of trunk's, after the build): trunk names a
// worker's files by the program alone, and a cache would mix builds. What wasm-bindgen made and public/worker.js become one
// script, so that the worker loads no other. The script for files with passwords, which is loaded when it is first used, is
// named in the same way.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const path = (name) => join(folder, name);
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

const wasm = `worker-${hash(readFileSync(path('worker_bg.wasm')))}_bg.wasm`;
renameSync(path('worker_bg.wasm'), path(wasm));
const script = `${readFileSync(path('worker.js'), 'utf8')}\n${readFileSync('public/worker.js', 'utf8').replace('WASM', `'./${wasm}'`)}`;
const js = `worker-${hash(script)}.js`;
writeFileSync(path(js), script);
rmSync(path('worker.js'));

const files = readFileSync('public/files.js');
const vault = `files-${hash(files)}.js`;
writeFileSync(path(vault), files);

const page = readFileSync(path('index.html'), 'utf8');
const named = page.replace('id="app-files"', `id="app-files" data-worker="./${js}" data-files="./${vault}"`);
if (named === page) throw new Error('index.html has no #app-files that could name the worker');
writeFileSync(path('index.html'), named);
