// Takes comments (whole lines only, so that no string can be meant), empty lines and indentation out of the built scripts and
// style sheets (a hook of trunk's, after the build).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const COMMENTS = {
  '.js': /^[ \t]*(\/\/.*|\/\*\*[^]*?\*\/[ \t]*)\n/gm,
  '.css': /^[ \t]*\/\*[^]*?\*\/[ \t]*\n/gm,
};
if (process.env.TRUNK_PROFILE === 'release') for (const name of readdirSync(folder)) {
  const comments = COMMENTS[/\.\w+$/.exec(name)?.[0]];
  if (!comments) continue;
  const bare = readFileSync(join(folder, name), 'utf8').replace(comments, '');
  const several = bare.split('\n').some((line) => line.split('`').length % 2 === 0);
  if (several) throw new Error(`${name}: a text over several lines would lose its indentation.`);
  writeFileSync(join(folder, name), bare.replace(/^[ \t]+/gm, '').replace(/\n{2,}/g, '\n'));
}
