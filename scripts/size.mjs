// What the built page weighs: the files before the first screen, then those that come later, raw, as gzip and as brotli.
// Fails where the first are above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const BUDGET = 300_000; // bytes of brotli, all files before the first screen
const dist = process.argv[2] ?? 'dist';

const rows = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(path);
    return {
      name: path.slice(dist.length + 1),
      raw: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }).length,
    };
  })
  .sort((a, b) => b.brotli - a.brotli || a.name.localeCompare(b.name));

// Parts and their style sheets, the service worker and its icons come after the first screen.
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const sheets = [...page.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"[^>]* disabled/g)].map((found) => found[1]);
const later = (row) => /^(part-|sw\.js|icon-|pursuit\.html|worker|files-)/.test(row.name) || sheets.includes(row.name);
const sum = (of, column) => of.reduce((total, row) => total + row[column], 0);
const total = (name, of) => ({ name, raw: sum(of, 'raw'), gzip: sum(of, 'gzip'), brotli: sum(of, 'brotli') });
const cell = (value) => (typeof value === 'number' ? value.toLocaleString('en') : value).padStart(11);
const line = (row) => `${cell(row.raw)}${cell(row.gzip)}${cell(row.brotli)}  ${row.name}`;

const [first, rest] = [rows.filter((row) => !later(row)), rows.filter(later)];
console.log(line({ raw: 'raw', gzip: 'gzip', brotli: 'brotli', name: '' }));
for (const row of [...first, total('before the first screen', first), ...rest, total('later', rest), total('total', rows)]) console.log(line(row));
const weight = sum(first, 'brotli');
if (rows.length === 0 || weight > BUDGET) {
  console.error(rows.length === 0 ? `${dist} is empty.` : `Over the budget of ${BUDGET.toLocaleString('en')} bytes brotli.`);
  process.exit(1);
}
