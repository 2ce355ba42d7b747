// Writes sw.js, by which the page works without a network (a hook of trunk's, after the build): it names every file of this
// build and carries a version made of their contents, so that a browser sees at once that there is another build.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length).replace(/^[\\/]+/, '').replaceAll('\\', '/'))
  .sort();
const hash = createHash('sha256');
for (const file of files) hash.update(file).update('\0').update(readFileSync(join(folder, file)));
const version = hash.digest('hex').slice(0, 16);
const worker = readFileSync(new URL('../public/sw.js', import.meta.url), 'utf8');
writeFileSync(
  join(folder, 'sw.js'),
  worker.replace("'VERSION'", `'${version}'`).replace("['FILES']", JSON.stringify(files.map((file) => (file === 'index.html' ? './' : file)))),
);
