// A plain file server for the built page: right media types, no caching, nothing rewritten. Programs of node alone.
//
//   node scripts/serve.mjs [FOLDER] [--port N] [--prefix /some/sub-folder/] [--query '?example=1'] [--open]
//
// Without --port it takes 7417, or the next free port: the browser keeps data by address, so it should stay the same.
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { delimiter, extname, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';

const HOME_PORT = 7417;
const TRIES = 20;
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string' },
    prefix: { type: 'string', default: '/' },
    query: { type: 'string', default: '' },
    open: { type: 'boolean', default: false },
  },
});
const folder = resolve(positionals[0] ?? 'dist');
const prefix = `/${options.prefix}/`.replace(/\/+/g, '/');

/** The file that an address means, or null. */
async function find(path) {
  let inside;
  try { inside = decodeURIComponent(path.slice(prefix.length)); } catch { return null; }
  const file = resolve(folder, inside || 'index.html');
  if (inside.includes('\0') || !file.startsWith(folder + sep)) return null;
  const info = await stat(file).catch(() => null);
  return info?.isFile() ? { file, size: info.size } : null;
}

const server = createServer(async (request, response) => {
  const say = (status, text, headers = {}) => response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text);
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'Only GET and HEAD\n', { allow: 'GET, HEAD' });
  const [path] = request.url.split(/[?#]/);
  if (`${path}/` === prefix) return say(301, '', { location: prefix });
  const found = path.startsWith(prefix) ? await find(path) : null;
  if (!found) return say(404, 'Not found\n');
  response.writeHead(200, {
    'content-type': TYPES[extname(found.file)] ?? 'application/octet-stream',
    'content-length': found.size,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') return response.end();
  return createReadStream(found.file).on('error', () => response.destroy()).pipe(response);
});

/** Opens the browser where there is a screen and a way to. */
async function openBrowser(address) {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  for (const place of process.env.PATH.split(delimiter)) {
    const program = join(place, 'xdg-open');
    if (await access(program).then(() => true, () => false)) {
      spawn(program, [address], { stdio: 'ignore', detached: true }).unref();
      return;
    }
  }
}

const wanted = Number(options.port ?? HOME_PORT);
let port = wanted;
server.on('error', (error) => {
  const next = error.code === 'EADDRINUSE' && options.port === undefined && port < HOME_PORT + TRIES;
  if (!next) {
    console.error(`Cannot serve on port ${port}: ${error.message}`);
    process.exit(1);
  }
  port += 1;
  server.listen(port, '127.0.0.1');
});
server.on('listening', () => {
  const address = `http://127.0.0.1:${server.address().port}${prefix}`;
  if (port !== wanted) console.log(`Port ${wanted} is taken. The browser keeps data by address: what was entered there does not show here.`);
  console.log(`Pursuit is at ${address}   (Ctrl-C stops)`);
  if (options.query) console.log(`With the example project: ${address}${options.query}`);
  if (options.open) openBrowser(address);
});

if (!(await find(prefix))) {
  console.error(`No index.html in ${folder}: build the page first (make build).`);
  process.exit(1);
}
server.listen(port, '127.0.0.1');
