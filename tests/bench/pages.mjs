// The pages that are measured: two peers, bundled here with the data beside them, and ours as it is built.
import { build } from 'esbuild';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const DAY = 86_400_000;

/** Days that are worked: Monday to Friday, counted from Monday 1970-01-05. */
const fromWorking = (nth) => Math.floor(nth / 5) * 7 + (((nth % 5) + 5) % 5) + 4;
const toWorking = (day) => Math.floor((day - 4) / 7) * 5 + Math.min((day - 4) % 7, 5);

/** The generated workspace as the peers read it: they do not schedule, so each task comes with its dates. */
export function dated(workspace) {
  const { tasks, links } = workspace.tables;
  const parents = new Set(tasks.map((task) => task.parent));
  const before = new Map(links.map((link) => [link.to, link.from]));
  const first = Math.floor(Date.parse(`${workspace.tables.projects[0].start}T00:00Z`) / DAY);
  const starts = new Map(); // in working days
  for (const task of tasks) {
    if (parents.has(task.id)) continue;
    const after = before.get(task.id);
    const fixed = task.constraint?.date;
    starts.set(task.id, after ? starts.get(after) + 2 : toWorking(fixed ? Math.floor(Date.parse(`${fixed}Z`) / DAY) : first));
  }
  const number = new Map(tasks.map((task, at) => [task.id, at + 1]));
  const day = (nth) => new Date(fromWorking(nth) * DAY).toISOString().slice(0, 10);
  const rows = tasks.map((task) => {
    const row = { id: number.get(task.id), text: task.name, parent: task.parent ? number.get(task.parent) : 0 };
    const start = starts.get(task.id);
    // The end is the day after the last, as both peers want it.
    return start === undefined ? { ...row, summary: true } : { ...row, start: day(start), end: new Date((fromWorking(start + 1) + 1) * DAY).toISOString().slice(0, 10) };
  });
  const spans = new Map();
  for (const row of [...rows].reverse()) {
    if (row.summary) [row.start, row.end] = spans.get(row.id) ?? [day(0), day(1)];
    const span = spans.get(row.parent) ?? [row.start, row.end];
    spans.set(row.parent, [span[0] < row.start ? span[0] : row.start, span[1] > row.end ? span[1] : row.end]);
  }
  return { tasks: rows, links: links.map((link, at) => ({ id: at + 1, source: number.get(link.from), target: number.get(link.to) })) };
}

const html = (name, css) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title>
<link rel="stylesheet" href="${css}"><style>html,body,#root,.wx-willow-theme{margin:0;height:100%;width:100%}</style></head>
<body><div id="root"></div><script type="module" src="${name}.js"></script></body></html>`;

/** Bundles the peers into `folder`. */
export async function peers(folder) {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: { dhtmlx: join(here, 'peers/dhtmlx.mjs'), svar: join(here, 'peers/svar.mjs') },
    outdir: folder, bundle: true, format: 'esm', minify: true, define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error',
  });
  await cp(join(dirname(require.resolve('dhtmlx-gantt/package.json')), 'codebase/dhtmlxgantt.css'), join(folder, 'dhtmlx.css'));
  await cp(join(here, 'node_modules/@svar-ui/react-gantt/dist-full/index.css'), join(folder, 'svar.css'));
  await writeFile(join(folder, 'dhtmlx.html'), html('dhtmlx', 'dhtmlx.css'));
  await writeFile(join(folder, 'svar.html'), html('svar', 'svar.css'));
}
