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
  // The parts and their loader are named by their contents, like every other file.
  const hashed = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const named = new Map();
  for (const file of readdirSync(work).filter((file) => file.endsWith('.wasm') && file !== `${js}.wasm`)) {
    const bytes = readFileSync(join(work, file));
    named.set(file, `part-${file.replace(/^\d+_/, '').replace(/\.wasm$/, '').replaceAll('_', '-')}-${hashed(bytes)}.wasm`);
    writeFileSync(join(folder, named.get(file)), bytes);
  }
  let loader = readFileSync(join(work, '__wasm_split.js'), 'utf8');
  for (const [file, name] of named) loader = loader.replaceAll(`"./${file}"`, `"./${name}"`);
  // A server that gives wasm another type is no reason to fail.
  loader = loader.replaceAll('WebAssembly.instantiateStreaming(src, imports)', 'instantiated(src, imports)');
  loader += `async function instantiated(src, imports) {
    const response = await src;
    if (!response.ok) throw new Error(response.url + ': ' + response.status);
    const typed = response.headers.get('content-type') === 'application/wasm';
    return typed ? WebAssembly.instantiateStreaming(response, imports) : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
`;
  const loaderName = `parts-${hashed(loader)}.js`;
  writeFileSync(join(folder, loaderName), loader);
  // Only where the loader is imported: the wasm still asks for it by its first name.
  const glue = join(folder, `${js}.js`);
  writeFileSync(glue, readFileSync(glue, 'utf8').replaceAll('from "./__wasm_split.js"', `from "./${loaderName}"`));
} finally {
  rmSync(work, { recursive: true });
}
