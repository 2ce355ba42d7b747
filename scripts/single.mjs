// The one-file edition: everything of dist in one page that opens from the disk by a double click.
//
//   node scripts/single.mjs [DIST] [OUT.html]
//
// What a server would hand out is inlined: style sheets, the boot script, the app's JavaScript as a module, its wasm as
// gzip in base64, and the same of the worker's program, which the page runs itself: a page from the disk has no workers.
// The page's policy names each script and style by its hash, so it is as strict as the other.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? 'dist';
const out = process.argv[3] ?? join(dist, 'pursuit.html');
const read = (name) => readFileSync(join(dist, name), 'utf8');
const local = (name) => name.replace(/^\.\//, '');
const scripts = [];
const styles = [];
const hashed = (list, text) => {
  list.push(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return text;
};

let page = read('index.html');
const files = page.match(/data-js="([^"]+)" data-wasm="([^"]+)"/);
const worker = page.match(/data-worker="([^"]+)"/);
const vault = page.match(/data-files="([^"]+)"/);
if (!files || !worker || !vault) throw new Error(`${dist}/index.html does not name the app's files: build the page first.`);
const [js, wasm] = [local(files[1]), local(files[2])];

// The loader of the parts becomes an object in the same script; the boot script takes each file out of the page.
const parts = readdirSync(dist).filter((name) => /^part-.*\.wasm$/.test(name));
const loaderName = readdirSync(dist).find((name) => /^parts-.*\.js$/.test(name));
if (!loaderName) throw new Error(`${dist} has no loader of parts.`);
const loader = read(loaderName);
const loads = [...loader.matchAll(/^export const (\w+)/gm)].map((found) => found[1]);
const load = `const partsOfThePage = (() => {
${loader
  .replace(/^import [^;]+;$/m, '')
  .replace(/^export (?=const)/gm, '')}
return { ${loads.join(', ')} };
})();
`;
const glue = load + read(js).replace(/^import \* as (\w+) from "\.\/parts-[^"]+";?$/gm, 'const $1 = partsOfThePage;').replace(/^export\s*\{[^}]*\};?$/gm, '').replace(/^export default [^;]+;$/gm, '').replace(/^export (?=(async )?(function|class|const|let))/gm, '');
if (/^\s*(import|export)\s[^(]/m.test(glue)) throw new Error(`${js} imports or exports in a way this script does not know.`);
const start = /^export default (\w+)/m.exec(read(js))?.[1] ?? /(\w+) as default/.exec(read(js))?.[1];
const safe = (text) => text.replace(/<\/(script|style)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
const app = safe(`${glue.replaceAll('import.meta.url', 'document.baseURI')}\nwindow.pursuitApp = ${start};\n`);
const packed = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).toString('base64');
const stored = (id, name) => `<script type="application/octet-stream" id="${id}">${packed(name)}</script>\n`;
const work = safe(read(local(worker[1])));
const workWasm = /worker-[0-9a-f]+_bg\.wasm/.exec(work)?.[0];
if (!workWasm) throw new Error(`${worker[1]} does not name its wasm.`);

page = page.replace(/<link rel="(modulepreload|preload|manifest|apple-touch-icon)"[^>]*>\n?/g, '');
page = page.replace(/<link rel="stylesheet" href="([^"]+)"[^>]*>/g, (_, name) => `<style>${hashed(styles, read(local(name)))}</style>`);
page = page.replace(/<link rel="icon" href="([^"]+)"[^>]*>/, (_, name) => `<link rel="icon" href="data:image/svg+xml;base64,${Buffer.from(read(local(name))).toString('base64')}">`);
page = page.replace('</body>', () => `${stored('app-wasm', wasm)}${parts.map((name) => stored(name, name)).join('')}${stored('worker-wasm', workWasm)}<script>${hashed(scripts, work)}</script>\n<script>${hashed(scripts, safe(read(local(vault[1]))))}</script>\n<script type="module">${hashed(scripts, app)}</script>\n</body>`);
page = page.replace(/script-src 'self'/, `script-src ${scripts.join(' ')}`).replace(/style-src 'self'/, `style-src ${styles.join(' ')}`);
if (/ (src|href)="(?!data:|#)[^"]+\.(js|css|wasm|svg)/.test(page)) throw new Error('Something still refers to another file.');
writeFileSync(out, page);
console.log(`${out}: ${Math.round(page.length / 1000).toLocaleString('en')} kB`);
