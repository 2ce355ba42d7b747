// @svar-ui/react-gantt, the free edition.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Gantt, Willow } from '@svar-ui/react-gantt';

const date = (text) => new Date(`${text}T00:00`);
const { tasks, links } = await (await fetch(`data-${new URLSearchParams(location.search).get('tasks')}.json`)).json();
window.benchData = performance.now();
let api;
const rows = tasks.map((task) => ({
  id: task.id, text: task.text, parent: task.parent, start: date(task.start), end: date(task.end),
  type: task.summary ? 'summary' : 'task', progress: 0, ...(task.summary && { open: true }),
}));
const ties = links.map((link) => ({ ...link, type: 'e2s' }));
const scales = [{ unit: 'month', step: 1, format: '%F %Y' }, { unit: 'week', step: 1, format: '%d' }];
const props = { tasks: rows, links: ties, scales, cellWidth: 70, cellHeight: 32, init: (made) => { api = made; } };
createRoot(document.getElementById('root')).render(createElement(Willow, { fonts: false }, createElement(Gantt, props)));
window.bench = {
  scroller: () => document.querySelector('.wx-gantt'),
  bar: () => document.querySelector('.wx-bar.wx-task'), // the first leaf
  show: () => {},
  move: (id, days) => {
    const task = api.getTask(id);
    const moved = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
    api.exec('update-task', { id, task: { start: moved(task.start), end: moved(task.end) } });
  },
  start: (id) => +api.getTask(id).start,
};
