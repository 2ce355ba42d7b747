// Takes comments out of the built scripts and style sheets (a hook of trunk's, after the build): whole lines only, so that no
// string can be meant.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const COMMENTS = {
  '.js': /^[ \t]*(\/\/.*|\/\*\*[^]*?\*\/[ \t]*)\n/gm,
  '.css': /^[ \t]*\/\*[^]*?\*\/[ \t]*\n/gm,
};
if (process.env.TRUNK_PROFILE === 'release') for (const name of readdirSync(folder)) {
  const comments = COMMENTS[/\.\w+$/.exec(name)?.[0]];
  if (comments) writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace(comments, ''));
}
