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
  const fetched = (file) => `fetch(new URL("./${file}", import.meta.url))`;
  let loader = readFileSync(join(work, '__wasm_split.js'), 'utf8');
  const packs = new Map();
  for (const [, users, number] of loader.matchAll(/^\/\* (.*) \*\/\nconst __chunk_(\d+) =/gm)) {
    const names = users.split(', ').map((name) => name.replace(/^part_/, ''));
    const first = ORDER.find((part) => names.includes(part)) ?? 'rest';
    if (!packs.has(first)) packs.set(first, []);
    packs.get(first).push({ file: `chunk_${number}.wasm`, names });
  }
  // Files that a part needs beside its own.
  const needed = {};
  for (const [first, pieces] of packs) {
    const pack = `part-shared-${first}-${hashed(Buffer.concat(pieces.map(({ file }) => readFileSync(join(work, file)))))}.bin`;
    let at = 0;
    const bytes = pieces.map(({ file, names }) => {
      const piece = readFileSync(join(work, file));
      if (!loader.includes(fetched(file))) throw new Error(`The loader does not fetch ${file} in the way this script knows.`);
      loader = loader.replace(fetched(file), `piece("./${pack}", ${at}, ${at + piece.length})`);
      at += piece.length;
      for (const name of names) (needed[name] ??= new Set()).add(`./${pack}`);
      return piece;
    });
    writeFileSync(join(folder, pack), Buffer.concat(bytes));
  }
  const parts = {};
  for (const file of readdirSync(work).filter((file) => /^split_.*\.wasm$/.test(file))) {
    const bytes = readFileSync(join(work, file));
    const part = file.replace(/^.*part_/, '').replace(/\.wasm$/, '');
    parts[part] = `part-${part}-${hashed(bytes)}.wasm`;
    writeFileSync(join(folder, parts[part]), bytes);
    loader = loader.replace(fetched(file), fetched(parts[part]));
  }
  // Each piece is loaded in the same way.
  loader = loader.replace(
    /^\/\* .* \*\/\nconst (__chunk_\d+) = makeLoad\(\(\) => \{\s*const src = piece\(([^)]*)\);\s*src\.catch\(\(\) => \{\}\);\s*return async \(imports\) => (?:debugWrap)?\(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}\s*, \[\]\);$/gm,
    'const $1 = shared($2);',
  );
  if (/const __chunk_\d+ = makeLoad/.test(loader)) throw new Error('The loader loads a piece in a way this script does not know.');
  // A server that gives wasm another type is no reason to fail.
  loader = loader.replaceAll('WebAssembly.instantiateStreaming(src, imports)', 'instantiated(src, imports)');
  loader += `async function instantiated(src, imports) {
    const response = await src;
    if (!response.ok) throw new Error(response.url + ': ' + response.status);
    const typed = response.headers.get('content-type') === 'application/wasm';
    return typed ? WebAssembly.instantiateStreaming(response, imports) : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
function shared(pack, from, to) {
    return makeLoad(() => {
        const src = piece(pack, from, to);
        src.catch(() => {});
        return async (imports) => instantiated(src, imports);
    }, []);
}
const packs = new Map();
async function piece(pack, from, to) {
    if (!packs.has(pack)) packs.set(pack, fetch(new URL(pack, import.meta.url)).then((response) => {
        if (!response.ok) throw new Error(response.url + ': ' + response.status);
        return response.arrayBuffer();
    }).catch((error) => { packs.delete(pack); throw error; }));
    return new Response((await packs.get(pack)).slice(from, to), { headers: { 'content-type': 'application/wasm' } });
}
`;
  const loaderName = `parts-${hashed(loader)}.js`;
  writeFileSync(join(folder, loaderName), loader);
  // Only where the loader is imported: the wasm still asks for it by its first name.
  const glue = join(folder, `${js}.js`);
  writeFileSync(glue, readFileSync(glue, 'utf8').replaceAll('from "./__wasm_split.js"', `from "./${loaderName}"`));
  // For public/boot.js, which asks ahead for what the first screen will need.
  const text = readFileSync(page, 'utf8');
  const files = Object.entries(parts).map(([part, file]) => `data-part-${part}="${[`./${file}`, ...(needed[part] ?? [])].join(' ')}"`).join(' ');
  writeFileSync(page, text.replace('id="app-files"', `id="app-files" ${files}`));
} finally {
  rmSync(work, { recursive: true });
}
