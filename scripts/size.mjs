// What the built page weighs: every file of dist raw, as gzip and as brotli. Fails above the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const BUDGET = 300_000; // bytes of brotli, all files together
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

// The worker loads when there is work for it, not with the page.
const first = rows.filter((row) => !row.name.startsWith('worker-'));
const sum = (column) => first.reduce((total, row) => total + row[column], 0);
const total = { name: 'total', raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
const cell = (value) => (typeof value === 'number' ? value.toLocaleString('en') : value).padStart(11);
const line = (row) => `${cell(row.raw)}${cell(row.gzip)}${cell(row.brotli)}  ${row.name}`;

console.log(line({ raw: 'raw', gzip: 'gzip', brotli: 'brotli', name: '' }));
for (const row of [...rows, total]) console.log(line(row));
if (rows.length === 0 || total.brotli > BUDGET) {
  console.error(rows.length === 0 ? `${dist} is empty.` : `Over the budget of ${BUDGET.toLocaleString('en')} bytes brotli.`);
  process.exit(1);
}
