// Takes the section of function names out of the wasm that trunk has built (a hook of trunk's, after the build): names are half
// of the file and serve no user. `strip` would take more with it, see docs/decisions.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
if (process.env.TRUNK_PROFILE === 'release') for (const name of readdirSync(folder).filter((name) => name.endsWith('.wasm'))) {
  const wasm = readFileSync(join(folder, name));
  const number = (at) => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return [value, at];
    }
  };
  const kept = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const [size, body] = number(at + 1);
    const [length, text] = wasm[at] === 0 ? number(body) : [0, body];
    if (wasm[at] !== 0 || wasm.toString('utf8', text, text + length) !== 'name') kept.push(wasm.subarray(at, body + size));
    at = body + size;
  }
  writeFileSync(join(folder, name), Buffer.concat(kept));
}
