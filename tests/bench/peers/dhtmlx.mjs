// dhtmlx-gantt, free edition, with what it offers for large plans switched on.
import { gantt } from 'dhtmlx-gantt';

const date = (text) => new Date(`${text}T00:00`);
const { tasks, links } = await (await fetch(`data-${new URLSearchParams(location.search).get('tasks')}.json`)).json();
window.benchData = performance.now();
gantt.config.smart_rendering = true;
gantt.config.static_background = true;
gantt.config.row_height = 32;
gantt.config.open_tree_initially = true;
gantt.config.grid_width = 420;
gantt.config.min_column_width = 70;
gantt.config.scales = [{ unit: 'month', step: 1, format: '%F %Y' }, { unit: 'week', step: 1, format: '%d' }];
gantt.init('root');
gantt.parse({
  data: tasks.map((task) => ({
    id: task.id, text: task.text, parent: task.parent, start_date: date(task.start), end_date: date(task.end),
    type: task.summary ? 'project' : 'task', open: true,
  })),
  links: links.map((link) => ({ ...link, type: '0' })),
});
window.bench = {
  scroller: () => document.querySelector('.gantt_ver_scroll'),
  bar: (id) => document.querySelector(`.gantt_task_line[data-task-id="${id}"]`) ?? document.querySelector(`.gantt_task_line[task_id="${id}"]`),
  show: (id) => gantt.showTask(id),
  move: (id, days) => {
    const task = gantt.getTask(id);
    const moved = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
    [task.start_date, task.end_date] = [moved(task.start_date), moved(task.end_date)];
    gantt.updateTask(id);
  },
  start: (id) => +gantt.getTask(id).start_date,
};
