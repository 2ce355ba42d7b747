// Fewer files to wait for (a hook of trunk's, after the build): the style sheets that the page opens with become one, those it
// opens without another, and the boot script stands in the page itself, whose policy names it by its hash.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
const page = join(folder, 'index.html');
const take = (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  rmSync(join(folder, name));
  return text;
};
let text = readFileSync(page, 'utf8');

for (const [name, disabled] of [['first', ''], ['later', ' disabled']]) {
  const links = [...text.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"( disabled)?\/>\n?/g)].filter((found) => (found[2] ?? '') === disabled);
  if (links.length === 0) throw new Error('index.html does not name its style sheets in the way this script knows.');
  const sheet = links.map(([, file]) => take(file)).join('\n');
  const file = `${name}-${createHash('sha256').update(sheet).digest('hex').slice(0, 16)}.css`;
  writeFileSync(join(folder, file), sheet);
  links.forEach(([link], at) => { text = text.replace(link, at === 0 ? `<link rel="stylesheet" href="./${file}"${disabled}/>\n` : ''); });
}

const boot = /<script src="\.\/(boot-[^"]+)"><\/script>/.exec(text);
if (!boot) throw new Error('index.html does not name the boot script in the way this script knows.');
const script = take(boot[1]);
if (/<\/script|<!--/i.test(script)) throw new Error('The boot script cannot stand in a page.');
const hash = createHash('sha256').update(script).digest('base64');
text = text.replace(boot[0], () => `<script>${script}</script>`).replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`);
writeFileSync(page, text);
