// Cuts the parts that are loaded later out of the wasm (a hook of trunk's, after the build; src/app/parts.rs names the parts).
// Trunk has bound the whole program; here the program as the compiler left it is cut, and what is left is bound in its place.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  // What several parts share is many small pieces. They travel in few files: each in the one of the first part, in this
  // order, that needs it. The files, the parts and their loader are named by their contents, like every other file.
  const ORDER = ['today', 'plan', 'sales', 'risks', 'office', 'files', 'find'];
  const hashed = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const found = readFileSync(join(work, '__wasm_split.js'), 'utf8');
  const pieces = [...found.matchAll(/^\/\* (.*) \*\/\nconst __chunk_(\d+) =/gm)].map(([, users, number]) => {
    const parts = users.split(', ').map((name) => name.replace(/^part_/, ''));
    const bytes = readFileSync(join(work, `chunk_${number}.wasm`));
    return { number, parts, bytes, first: ORDER.find((part) => parts.includes(part)) ?? 'rest' };
  });
  const packs = [...new Set(pieces.map(({ first }) => first))].map((first) => {
    const bytes = Buffer.concat(pieces.filter((piece) => piece.first === first).map((piece) => piece.bytes));
    const file = `part-shared-${first}-${hashed(bytes)}.bin`;
    writeFileSync(join(folder, file), bytes);
    return { first, file };
  });
  const parts = [...found.matchAll(/^export const (__wasm_split_load_part_(\w+)) = wrapAsyncCb\(makeLoad\([^]*?fetch\(new URL\("\.\/([^"]+)"[^]*?\[([^\]]*)\]\)\);$/gm)].map(([, load, part, file, needs]) => {
    const bytes = readFileSync(join(work, file));
    const name = `part-${part}-${hashed(bytes)}.wasm`;
    writeFileSync(join(folder, name), bytes);
    const numbers = needs.split(',').map((need) => need.trim().replace('__chunk_', '')).filter(Boolean);
    return { load, part, name, needs: numbers.map((number) => pieces.findIndex((piece) => piece.number === number)) };
  });
  const shared = /function getSharedImports\(\) \{[^]*?\n\}\n/.exec(found)?.[0];
  const sound = shared && parts.length === found.match(/^export const/gm)?.length && parts.every(({ needs }) => !needs.includes(-1));
  if (!sound || pieces.length !== found.match(/^const __chunk_/gm)?.length) throw new Error('The tool writes its loader in a way this script does not know.');
  // In place of the tool's loader, which would fetch each piece and compile it when it is needed: here a part can be
  // compiled while the app itself is still on its way (the page says which: public/boot.js).
  const loader = `import { initSync } from "./${js}.js";
let sharedImports = undefined;
${shared}
const { file } = window.pursuitBoot;
// Does something once; again where it failed.
function once(make) {
  let made;
  return () => {
    if (!made) {
      const making = made = make();
      making.catch(() => { if (made === making) made = undefined; });
    }
    return made;
  };
}
// Compiles a module when its code is asked for, and makes it when it is called, behind those that it needs.
function lazy(code, needs) {
  const compile = once(code);
  const load = once(async () => {
    const [module] = await Promise.all([compile(), ...needs.map((need) => need())]);
    return WebAssembly.instantiate(module, getSharedImports());
  });
  load.ahead = () => { for (const need of needs) need.ahead(); compile().catch(() => {}); };
  return load;
}
const packs = ${JSON.stringify(packs.map(({ file }) => file))}.map((name) => ({ at: 0, bytes: () => file(name) }));
const pieces = ${JSON.stringify(pieces.map(({ first, bytes }) => [packs.findIndex((pack) => pack.first === first), bytes.length]))}.map(([pack, length]) => {
  const { at, bytes } = packs[pack];
  packs[pack].at += length;
  return lazy(async () => WebAssembly.compile((await bytes()).slice(at, at + length)), []);
});
const part = (name, needs) => lazy(() => file(name), needs.map((need) => pieces[need]));
const parts = {
${parts.map(({ part, name, needs }) => `  ${part}: part("${name}", ${JSON.stringify(needs)}),`).join('\n')}
};
const loading = (part) => async (at, data) => {
  const done = await part().then(() => true, (error) => { console.warn(error); return false; });
  getSharedImports().__wasm_split.__indirect_function_table.get(at)(data, done);
};
${parts.map(({ load, part }) => `export const ${load} = loading(parts.${part});`).join('\n')}
parts[document.getElementById('app-files')?.dataset.ahead]?.ahead();
`;
  const loaderName = `parts-${hashed(loader)}.js`;
  writeFileSync(join(folder, loaderName), loader);
  // Only where the loader is imported: the wasm still asks for it by its first name.
  const glue = join(folder, `${js}.js`);
  writeFileSync(glue, readFileSync(glue, 'utf8').replaceAll('from "./__wasm_split.js"', `from "./${loaderName}"`));
  // What the parts with screens are made of, for the page to ask for before their loader is here.
  const LATER = ['tabs', 'sheets', 'files', 'find'];
  const packsOf = ({ needs }) => [...new Set(needs.map((need) => packs.find((pack) => pack.first === pieces[need].first).file))];
  const made = JSON.stringify(Object.fromEntries(parts.filter(({ part }) => !LATER.includes(part)).map((part) => [part.part, [part.name, ...packsOf(part)]])));
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
