// Takes the section of function names out of the wasm that trunk has built (a hook of trunk's, after the build): names are half
// of the file and serve no user. `strip` would take more with it, see docs/decisions.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader } from './wasm.mjs';

const folder = process.env.TRUNK_STAGING_DIR;
if (process.env.TRUNK_PROFILE === 'release') for (const name of readdirSync(folder).filter((name) => name.endsWith('.wasm'))) {
  const wasm = readFileSync(join(folder, name));
  const reader = new Reader(wasm, 8);
  const kept = [wasm.subarray(0, 8)];
  while (!reader.done) {
    const start = reader.at;
    const custom = reader.byte() === 0;
    const body = new Reader(reader.take(reader.number()));
    if (!custom || body.take(body.number()).toString() !== 'name') kept.push(wasm.subarray(start, reader.at));
  }
  writeFileSync(join(folder, name), Buffer.concat(kept));
}
