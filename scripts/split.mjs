// Cuts the parts that are loaded later out of the wasm (a hook of trunk's, after the build; src/app/parts.rs names the parts).
// Trunk has bound the whole program; here the program as the compiler left it is cut, and what is left is bound in its place.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { merge } from './merge.mjs';

const folder = process.env.TRUNK_STAGING_DIR;
const page = join(folder, 'index.html');
const names = readFileSync(page, 'utf8').match(/data-js="\.\/([^"]+)\.js" data-wasm="\.\/([^"]+)\.wasm"/);
if (!names) throw new Error('index.html does not name the app\'s files.');
const [, js, wasm] = names;
const target = JSON.parse(execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1', '--offline'])).target_directory;
const program = join(target, 'wasm32-unknown-unknown', process.env.TRUNK_PROFILE === 'release' ? 'release' : 'debug', 'pursuit.wasm');

const work = mkdtempSync(join(tmpdir(), 'pursuit-split-'));
try {
  execFileSync('wasm-split-cli', [program, work, '--target', 'web', '--out-name', js], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('wasm-bindgen', ['--target', 'web', '--no-typescript', '--keep-lld-exports', '--out-dir', folder, '--out-name', js, join(work, `${js}.wasm`)]);
  if (`${js}_bg` !== wasm) renameSync(join(folder, `${js}_bg.wasm`), join(folder, `${wasm}.wasm`));
  // What several parts share is many small pieces. They are merged into few modules: each goes into that of the first part, in
  // this order, that needs it. The modules, the parts and their loader are named by their contents, like every other file.
  const ORDER = ['today', 'plan', 'sales', 'risks', 'office', 'files', 'find', 'tabs', 'sheets'];
  const hashed = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const found = readFileSync(join(work, '__wasm_split.js'), 'utf8');
  const write = (name, bytes) => {
    const file = `${name}-${hashed(bytes)}.wasm`;
    writeFileSync(join(folder, file), bytes);
    return file;
  };
  const pieces = new Map([...found.matchAll(/^\/\* (.*) \*\/\nconst __chunk_(\d+) =/gm)].map(([, users, number]) => {
    const parts = users.split(', ').map((name) => name.replace(/^part_/, ''));
    return [number, ORDER.find((part) => parts.includes(part))];
  }));
  const modules = Object.fromEntries([...new Set(pieces.values())].map((first) => {
    const own = [...pieces].filter((piece) => piece[1] === first).map(([number]) => readFileSync(join(work, `chunk_${number}.wasm`)));
    return [first, write(`part-shared-${first}`, merge(own))];
  }));
  const parts = [...found.matchAll(/^export const (__wasm_split_load_part_(\w+)) = wrapAsyncCb\(makeLoad\([^]*?fetch\(new URL\("\.\/([^"]+)"[^]*?\[([^\]]*)\]\)\);$/gm)].map(([, load, part, file, needs]) => {
    const numbers = needs.split(',').map((need) => need.trim().replace('__chunk_', '')).filter(Boolean);
    const files = [...new Set(numbers.map((number) => modules[pieces.get(number)]))];
    return { load, part, files: [...files, write(`part-${part}`, readFileSync(join(work, file)))] };
  });
  const shared = /function getSharedImports\(\) \{[^]*?\n\}\n/.exec(found)?.[0];
  const sound = shared && parts.length === found.match(/^export const/gm)?.length && parts.every(({ files }) => !files.includes(undefined));
  if (!sound || pieces.size !== found.match(/^const __chunk_/gm)?.length) throw new Error('The tool writes its loader in a way this script does not know.');
  // In place of the tool's loader, which would fetch each piece and compile it when it is needed: here a part can be
  // compiled while the app itself is still on its way (the page says which: public/boot.js).
  const loader = `import { initSync } from "./${js}.js";
let sharedImports = undefined;
${shared}
const { file } = window.pursuitBoot;
// A module is made once; again where it failed.
const made = {};
const module = (name) => (made[name] ??= file(name)
  .then((code) => WebAssembly.instantiate(code, getSharedImports()))
  .catch((error) => { delete made[name]; throw error; }));
// The part itself is called, and so comes when what it shares is there.
async function part(files) {
  for (const name of files) file(name).catch(() => {});
  await Promise.all(files.slice(0, -1).map(module));
  await module(files.at(-1));
}
const loading = (files) => async (at, data) => {
  const done = await part(files).then(() => true, (error) => { console.warn(error); return false; });
  getSharedImports().__wasm_split.__indirect_function_table.get(at)(data, done);
};
${parts.map(({ load, files }) => `export const ${load} = loading(${JSON.stringify(files)});`).join('\n')}
`;
  const loaderName = `parts-${hashed(loader)}.js`;
  writeFileSync(join(folder, loaderName), loader);
  // Only where the loader is imported: the wasm still asks for it by its first name.
  const glue = join(folder, `${js}.js`);
  writeFileSync(glue, readFileSync(glue, 'utf8').replaceAll('from "./__wasm_split.js"', `from "./${loaderName}"`));
  // What the parts with screens are made of, for the page to ask for before their loader is here.
  const LATER = ['tabs', 'sheets', 'files', 'find'];
  const made = JSON.stringify(Object.fromEntries(parts.filter(({ part }) => !LATER.includes(part)).map(({ part, files }) => [part, files])));
  const text = readFileSync(page, 'utf8').replace('id="app-files"', `id="app-files" data-parts='${made}'`);
  // What the app is made of is asked for before anything that the page waits for.
  const preload = /<link rel="preload" [^>]*_bg\.wasm"[^>]*>/.exec(text)?.[0];
  const script = /<script src="\.\/boot-/.exec(text)?.[0];
  if (!preload || !script) throw new Error('index.html does not load the app in the way this script knows.');
  const early = `${preload}\n<link rel="modulepreload" href="./${loaderName}">\n${script}`;
  writeFileSync(page, text.replace(preload, '').replace(script, early));
} finally {
  rmSync(work, { recursive: true });
}
