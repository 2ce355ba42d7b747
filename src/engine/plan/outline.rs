//! A project's plan as people see it: its tasks as a tree in order, numbered, each with its dates. It is made from the
//! records of a workspace by one schedule, and holds as long as the tables it was made from are the same.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use super::graph::{Graph, Lists};
use super::network::{Assignment, Lag, Length, Link, Manual, Network, Node};
use super::rows::Rows;
use super::schedule::{Driver, Passes, Schedule};
use crate::engine::calendar::WorkTime;
use crate::engine::model::*;
use crate::engine::words::{TypedLink, Units};
use crate::engine::workspace::{Table, Workspace};

/// One task in its place.
#[derive(Clone, Debug)]
pub struct PlanRow {
    pub task: Arc<Task>,
    /// 0 at the top.
    pub depth: u32,
    /// `2.3.1`.
    pub wbs: Arc<str>,
    /// Row of the summary it belongs to.
    pub parent: Option<u32>,
    /// The row after the last that is inside it.
    pub end: u32,
    pub summary: bool,
    pub start: Moment,
    pub finish: Moment,
    /// Working minutes.
    pub duration: i64,
    /// Working minutes.
    pub total_float: i64,
    pub free_float: i64,
    pub critical: bool,
    /// 0 to 1; of a summary weighted by the durations of what is inside.
    pub progress: f64,
    pub driver: Driver,
    /// Start and finish in the baseline that was taken last, where the task was part of it.
    pub baseline: Option<(Moment, Moment)>,
}

impl PlanRow {
    pub fn milestone(&self) -> bool {
        !self.summary && self.duration == 0
    }

    pub fn done(&self) -> bool {
        self.progress >= 1.0
    }

    /// Whether it says of its task what a schedule does.
    fn has(&self, schedule: &Schedule, at: usize) -> bool {
        self.start == schedule.start[at]
            && self.finish == schedule.finish[at]
            && self.duration == schedule.duration[at]
            && self.total_float == schedule.total_float[at]
            && self.free_float == schedule.free_float[at]
            && self.critical == schedule.critical[at]
            && self.driver == schedule.driver[at]
    }

    fn take(&mut self, schedule: &Schedule, at: usize) {
        self.start = schedule.start[at];
        self.finish = schedule.finish[at];
        self.duration = schedule.duration[at];
        self.total_float = schedule.total_float[at];
        self.free_float = schedule.free_float[at];
        self.critical = schedule.critical[at];
        self.driver = schedule.driver[at];
    }

    /// First day, and last day included.
    pub fn days(&self) -> (Date, Date) {
        let from = self.start.date();
        if self.milestone() { (from, from) } else { (from, self.finish.finish_date().max(from)) }
    }
}

/// The tables a plan rests on, and the default calendar.
type MadeFrom = (Table<Task>, Table<Dependency>, Table<Calendar>, Table<crate::engine::model::Assignment>, Table<Member>, Id);

#[derive(Clone, Debug)]
pub struct Plan {
    pub project: Arc<Project>,
    /// In the order of the tree; a row's place is also its place in `schedule` and `network`.
    pub rows: Rows,
    pub network: Network,
    pub schedule: Schedule,
    /// The project's calendar.
    pub calendar: Arc<WorkTime>,
    pub start: Moment,
    pub finish: Moment,
    passes: Passes,
    /// What does not change with a date, shared with the plans that came of this one.
    frame: Arc<Frame>,
    made_from: MadeFrom,
}

/// The tree and the links of a plan, without any date.
#[derive(Debug)]
struct Frame {
    places: IdMap<u32>,
    graph: Graph,
    /// Links by their successor and by their predecessor, those that do not count too.
    into: Lists,
    from: Lists,
}

impl Plan {
    /// The predecessors of the task at a place, by their numbers in the outline, in the order of the plan.
    pub fn predecessors(&self, place: usize) -> Vec<TypedLink> {
        let mut links: Vec<&Link> = self.links_into(place).collect();
        links.sort_by_key(|link| (link.from, link.kind));
        let typed = |link: &Link| {
            let (lag, lag_unit) = match link.lag {
                Lag::Working(lag) => (lag.as_minutes(), LagUnit::Working),
                Lag::Elapsed(lag) => (lag.as_minutes(), LagUnit::Elapsed),
                Lag::Percent(percent) => (percent.into(), LagUnit::Percent),
                Lag::ElapsedPercent(percent) => (percent.into(), LagUnit::ElapsedPercent),
            };
            let task = self.rows[link.from as usize].wbs.to_string();
            TypedLink { task, kind: link.kind, lag, lag_unit }
        };
        links.into_iter().map(typed).collect()
    }

    /// The links to the task at a place.
    pub fn links_into(&self, place: usize) -> impl Iterator<Item = &Link> {
        self.frame.into.of(place).iter().map(|&at| &self.network.links[at as usize])
    }

    /// A task with everything that comes before or after it by links, as places.
    pub fn chain(&self, place: usize) -> Vec<u32> {
        let mut chain = vec![place as u32];
        for forward in [true, false] {
            let mut seen = vec![false; self.rows.len()];
            let mut open = vec![place];
            while let Some(at) = open.pop() {
                let links = if forward { &self.frame.from } else { &self.frame.into };
                for &link in links.of(at) {
                    let link = &self.network.links[link as usize];
                    let next = if forward { link.to } else { link.from };
                    if !std::mem::replace(&mut seen[next as usize], true) {
                        chain.push(next);
                        open.push(next as usize);
                    }
                }
            }
        }
        chain
    }

    /// What days, weeks and months of duration stand for.
    pub fn units(&self) -> Units {
        Units::new(self.calendar.minutes_per_day(), self.calendar.minutes_per_week())
    }

    /// None where there is no such project.
    pub fn of(ws: &Workspace, project: Id) -> Option<Plan> {
        let project = ws.projects.get(project)?.clone();
        let mut calendars = Calendars::new(ws, &project);
        let (order, nodes, places) = outline(ws, project.id, &mut calendars);
        let calendar = calendars.project.clone();
        let mut network = Network::new(project_start(&project, &calendar), calendar.clone());
        network.critical_limit = project.critical_float;
        network.finish = project.due.map(|due| due.plus(1).midnight());
        network.from_finish = project.from_finish && project.due.is_some();
        network.status = project.status_date.map(|day| day.plus(1).midnight());
        network.tasks = nodes;
        network.links = links(ws, project.id, &places);
        network.assignments = assignments(ws, &order, &places, &network.tasks, &mut calendars);
        network.calendars = calendars.all;
        let (count, numbered) = (network.tasks.len(), || network.links.iter().zip(0..));
        let into = Lists::new(count, numbered().map(|(link, at)| (link.to, at)));
        let from = Lists::new(count, numbered().map(|(link, at)| (link.from, at)));
        let frame = Frame { into, from, graph: Graph::new(&network), places };
        let (schedule, passes) = Passes::new(&network, &frame.graph);
        let rows = rows(order, &project, &network, &schedule);
        let (start, finish) = (schedule.project_start, schedule.project_finish);
        let (frame, made_from) = (Arc::new(frame), made_from(ws));
        Some(Plan { project, rows, network, schedule, calendar, start, finish, passes, frame, made_from })
    }

    /// The plan of a workspace that came of this one's. Where only tasks changed, and none its place in the tree, whom it
    /// belongs to or whether it takes part, the tree and the order of computing are taken over and the dates alone are
    /// computed; else it is made anew. None where the project is gone.
    pub fn after(&self, ws: &Workspace) -> Option<Plan> {
        self.retimed(ws).or_else(|| Plan::of(ws, self.project.id))
    }

    fn retimed(&self, ws: &Workspace) -> Option<Plan> {
        let project = ws.projects.get(self.project.id)?;
        if !self.rests_on(ws, project) {
            return None;
        }
        let (mut rows, mut network, mut edited) = (self.rows.clone(), self.network.clone(), Vec::new());
        for (before, now) in self.made_from.0.changes(&ws.tasks) {
            let (before, now) = (before?, now?);
            if before.project != project.id && now.project != project.id {
                continue;
            }
            let seat = |task: &Task| (task.project, task.parent, task.owner, task.calendar, task.ignore_resource_calendars);
            let inactive = |task: &Task| task.status == TaskStatus::Cancelled;
            if seat(&before) != seat(&now) || before.rank != now.rank || inactive(&before) != inactive(&now) {
                return None;
            }
            let place = self.place(now.id)?;
            let (parent, calendar) = (network.tasks[place].parent, network.tasks[place].calendar);
            let node = node(&now, parent, calendar);
            if node != network.tasks[place] {
                network.tasks[place] = node;
                edited.push(place as u32);
            }
            rows.edit(place).task = now;
        }
        let (schedule, passes) = match self.passes.after(&self.schedule, &network, &self.frame.graph, &edited) {
            Some((schedule, passes, touched)) => {
                touched.into_iter().for_each(|at| take(&mut rows, &schedule, at as usize));
                (schedule, passes)
            }
            None => {
                let (schedule, passes) = Passes::new(&network, &self.frame.graph);
                (0..rows.len()).for_each(|at| take(&mut rows, &schedule, at));
                (schedule, passes)
            }
        };
        let length = |at: usize| (schedule.duration[at], network.tasks[at].progress);
        let same =
            |&at: &u32| length(at as usize) == (self.schedule.duration[at as usize], self.network.tasks[at as usize].progress);
        if !edited.iter().all(same) {
            for (at, progress) in progress(&network, &schedule).into_iter().enumerate() {
                if rows[at].progress != progress {
                    rows.edit(at).progress = progress;
                }
            }
        }
        Some(Plan {
            project: project.clone(),
            rows,
            network,
            calendar: self.calendar.clone(),
            start: schedule.project_start,
            finish: schedule.project_finish,
            schedule,
            passes,
            frame: self.frame.clone(),
            made_from: made_from(ws),
        })
    }

    /// True while nothing but tasks changed.
    fn rests_on(&self, ws: &Workspace, project: &Arc<Project>) -> bool {
        let (_, links, calendars, assignments, members, calendar) = &self.made_from;
        links.same(&ws.links)
            && calendars.same(&ws.calendars)
            && assignments.same(&ws.assignments)
            && members.same(&ws.members)
            && *calendar == ws.settings.default_calendar
            && Arc::ptr_eq(project, &self.project)
    }

    /// True while nothing changed that the plan was made from.
    pub fn still_holds(&self, ws: &Workspace) -> bool {
        self.made_from.0.same(&ws.tasks) && ws.projects.get(self.project.id).is_some_and(|project| self.rests_on(ws, project))
    }

    pub fn place(&self, task: Id) -> Option<usize> {
        self.frame.places.get(&task).map(|at| *at as usize)
    }

    pub fn row(&self, task: Id) -> Option<&PlanRow> {
        self.rows.get(self.place(task)?)
    }

    /// The calendar that a row's task keeps.
    pub fn calendar_of(&self, place: usize) -> &Arc<WorkTime> {
        let own = self.network.tasks.get(place).and_then(|node| node.calendar);
        own.and_then(|at| self.network.calendars.get(at as usize)).unwrap_or(&self.calendar)
    }

    /// Working days a task is late on a day: since it should have finished, or begun; 0 where it is not.
    pub fn days_late(&self, place: usize, today: Date) -> i64 {
        let row = &self.rows[place];
        if row.summary || row.done() || row.task.status == TaskStatus::Cancelled {
            return 0;
        }
        let (from, to) = row.days();
        let due = if row.task.progress.get() == 0 && from < today && to >= today { from } else { to.plus(1) };
        if due < today || to < today { self.calendar.working_days(due, today).max(0) } else { 0 }
    }

    /// Progress of the whole project.
    pub fn progress(&self) -> f64 {
        let top = self.rows.iter().filter(|row| row.parent.is_none() && row.duration > 0);
        let (done, all) =
            top.fold((0.0, 0.0), |(done, all), row| (done + row.progress * row.duration as f64, all + row.duration as f64));
        if all > 0.0 { done / all } else { 0.0 }
    }
}

fn made_from(ws: &Workspace) -> MadeFrom {
    (
        ws.tasks.clone(),
        ws.links.clone(),
        ws.calendars.clone(),
        ws.assignments.clone(),
        ws.members.clone(),
        ws.settings.default_calendar,
    )
}

/// Writes what was computed of a task into its row, where it is something else.
fn take(rows: &mut Rows, schedule: &Schedule, at: usize) {
    if !rows[at].has(schedule, at) {
        rows.edit(at).take(schedule, at);
    }
}

/// A task in its place, with what it takes of it: a task is read once, when it is come by, and then lies far away.
struct Seat {
    task: Arc<Task>,
    /// Its owner, whose calendar it keeps where nobody is assigned to it.
    owner: Option<Id>,
    depth: u32,
    wbs: Arc<str>,
    parent: Option<u32>,
    /// The place after the last inside it.
    end: u32,
}

/// A task before its place is known; its seat takes it.
struct Found<'a> {
    task: Option<Arc<Task>>,
    id: Id,
    owner: Option<Id>,
    parent: Option<Id>,
    rank: &'a str,
    node: Node,
}

/// The links of a project between tasks that are there.
#[inline(never)]
fn links(ws: &Workspace, project: Id, places: &IdMap<u32>) -> Vec<Link> {
    let mut links = Vec::new();
    for link in ws.links.iter().filter(|link| link.project == project) {
        if let (Some(&from), Some(&to)) = (places.get(&link.from), places.get(&link.to)) {
            let lag = match link.lag_unit {
                LagUnit::Working => Lag::minutes(link.lag),
                LagUnit::Elapsed => Lag::Elapsed(Length::minutes(link.lag)),
                LagUnit::Percent => Lag::Percent(link.lag.clamp(-10_000, 10_000) as i32),
                LagUnit::ElapsedPercent => Lag::ElapsedPercent(link.lag.clamp(-10_000, 10_000) as i32),
            };
            links.push(Link { from, to, kind: link.kind, lag });
        }
    }
    links
}

/// Who works on which task, by the calendars that this makes it follow.
#[inline(never)]
fn assignments(
    ws: &Workspace,
    order: &[Seat],
    places: &IdMap<u32>,
    nodes: &[Node],
    calendars: &mut Calendars,
) -> Vec<Assignment> {
    let mut assignments = Vec::new();
    let mut assigned = vec![false; order.len()];
    // Who is consulted or informed does no work on the task, so their leave does not move it.
    for part in ws.assignments.iter().filter(|part| works(part)) {
        let Some(&task) = places.get(&part.task) else { continue };
        assigned[task as usize] = true;
        if !order[task as usize].task.ignore_resource_calendars
            && let Some(calendar) = calendars.of_member(part.member, &nodes[task as usize])
        {
            assignments.push(Assignment { task, calendar, length: None, remaining: None });
        }
    }
    // Who is accountable works on the task where nobody is assigned to it.
    for (task, seat) in order.iter().enumerate() {
        if !assigned[task]
            && let Some(calendar) = seat.owner.and_then(|owner| calendars.of_member(owner, &nodes[task]))
        {
            assignments.push(Assignment { task: task as u32, calendar, length: None, remaining: None });
        }
    }
    assignments
}

/// The rows with what the schedule says of them.
#[inline(never)]
fn rows(order: Vec<Seat>, project: &Project, network: &Network, schedule: &Schedule) -> Rows {
    let baseline: IdMap<(Moment, Moment)> = (project.baselines.last().into_iter())
        .flat_map(|baseline| baseline.tasks.iter().map(|task| (task.task, (task.start, task.finish))))
        .collect();
    let progress = progress(network, schedule);
    let row = |(at, seat): (usize, Seat)| {
        let mut row = PlanRow {
            depth: seat.depth,
            wbs: seat.wbs,
            parent: seat.parent,
            end: seat.end,
            baseline: if baseline.is_empty() { None } else { baseline.get(&seat.task.id).copied() },
            task: seat.task,
            summary: schedule.summary[at],
            start: Moment::MIN,
            finish: Moment::MIN,
            duration: 0,
            total_float: 0,
            free_float: 0,
            critical: false,
            progress: progress[at],
            driver: Driver::default(),
        };
        row.take(schedule, at);
        row
    };
    order.into_iter().enumerate().map(row).collect()
}

/// The tasks of a project in the order of their tree, what is scheduled of them, and the place of each. A task whose parent
/// is not there stands at the top.
#[inline(never)]
fn outline(ws: &Workspace, project: Id, calendars: &mut Calendars) -> (Vec<Seat>, Vec<Node>, IdMap<u32>) {
    let found = ws.tasks.iter().filter(|task| task.project == project).map(|task| {
        let calendar = task.calendar.and_then(|id| calendars.of(id));
        Found {
            id: task.id,
            parent: task.parent,
            owner: task.owner.filter(|_| !task.ignore_resource_calendars),
            rank: &task.rank,
            node: node(task, None, calendar),
            task: Some(task.clone()),
        }
    });
    let mut tasks: Vec<Found> = found.collect();
    let count = tasks.len() as u32;
    // First their places among `tasks`.
    let mut places: IdMap<u32> = tasks.iter().zip(0..).map(|(task, at)| (task.id, at)).collect();
    // What is at the top is inside one more.
    let above = tasks.iter().map(|task| task.parent.and_then(|parent| places.get(&parent).copied()).unwrap_or(count));
    let above: Vec<u32> = above.collect();
    let mut inside = Lists::new(tasks.len() + 1, above.iter().copied().zip(0..));
    for parent in 0..=tasks.len() {
        inside.of_mut(parent).sort_by(|&a, &b| {
            let key = |at: u32| (tasks[at as usize].rank, tasks[at as usize].id);
            key(a).cmp(&key(b))
        });
    }
    let mut order: Vec<Seat> = Vec::with_capacity(tasks.len());
    let mut nodes: Vec<Node> = Vec::with_capacity(tasks.len());
    let mut seat_of = vec![0; tasks.len()];
    let mut wbs = String::new();
    // Open levels: the row each belongs to, its tasks, how many of them are done.
    let mut open: Vec<(Option<u32>, &[u32], usize)> = vec![(None, inside.of(tasks.len()), 0)];
    while let Some((parent, level, done)) = open.last_mut() {
        let Some(&at) = level.get(*done) else {
            if let Some(parent) = *parent {
                order[parent as usize].end = order.len() as u32;
            }
            open.pop();
            continue;
        };
        *done += 1;
        wbs.clear();
        if let Some(parent) = *parent {
            wbs.push_str(&order[parent as usize].wbs);
            wbs.push('.');
        }
        let _ = write!(wbs, "{done}");
        let (parent, place) = (*parent, order.len() as u32);
        let depth = open.len() as u32 - 1;
        seat_of[at as usize] = place;
        let found = &mut tasks[at as usize];
        nodes.push(Node { parent, ..found.node });
        let (task, owner) = (found.task.take().expect("a task has one seat"), found.owner);
        order.push(Seat { task, owner, depth, wbs: wbs.as_str().into(), parent, end: place + 1 });
        let children = inside.of(at as usize);
        if !children.is_empty() {
            open.push((Some(place), children, 0));
        }
    }
    if order.len() < tasks.len() {
        // What is inside itself stands nowhere.
        places = order.iter().zip(0..).map(|(seat, place)| (seat.task.id, place)).collect();
    } else {
        places.values_mut().for_each(|at| *at = seat_of[*at as usize]);
    }
    (order, nodes, places)
}

/// Whether an assignment means work on the task.
pub fn works(part: &crate::engine::model::Assignment) -> bool {
    part.raci == Raci::Responsible
}

/// The project begins at its first working minute, or where its first day has none, at the next.
fn project_start(project: &Project, calendar: &WorkTime) -> Moment {
    calendar.next_start(project.start.midnight())
}

/// Calendars compiled once each, by position.
struct Calendars<'a> {
    ws: &'a Workspace,
    all: Vec<Arc<WorkTime>>,
    by_id: IdMap<u32>,
    pairs: HashMap<(u32, u32), u32>,
    project: Arc<WorkTime>,
}

impl<'a> Calendars<'a> {
    fn new(ws: &'a Workspace, project: &Project) -> Calendars<'a> {
        let named = project.calendar.filter(|id| ws.calendars.contains(*id));
        let id = named.unwrap_or(ws.settings.default_calendar);
        let compiled = Arc::new(work_time(ws, id));
        Calendars {
            ws,
            all: vec![compiled.clone()],
            by_id: IdMap::from_iter([(id, 0)]),
            pairs: HashMap::new(),
            project: compiled,
        }
    }

    fn of(&mut self, id: Id) -> Option<u32> {
        self.ws.calendars.get(id)?;
        if let Some(&at) = self.by_id.get(&id) {
            return Some(at);
        }
        let at = self.all.len() as u32;
        self.all.push(Arc::new(work_time(self.ws, id)));
        self.by_id.insert(id, at);
        Some(at)
    }

    /// When a member works on a task: by their own calendar, where they have one, and the task's, where that has one.
    fn of_member(&mut self, member: Id, node: &Node) -> Option<u32> {
        let calendar = self.ws.members.get(member)?.calendar?;
        let own = self.of(calendar)?;
        let Some(task) = node.calendar.filter(|task| *task != own) else { return Some(own) };
        if let Some(&both) = self.pairs.get(&(task, own)) {
            return Some(both);
        }
        let both = self.all[task as usize].both(&self.all[own as usize]);
        self.all.push(Arc::new(both));
        let at = self.all.len() as u32 - 1;
        self.pairs.insert((task, own), at);
        Some(at)
    }
}

fn node(task: &Task, parent: Option<u32>, calendar: Option<u32>) -> Node {
    let manual = (task.mode == ScheduleMode::Manual).then_some(Manual { start: task.manual_start, finish: task.manual_finish });
    Node {
        parent,
        milestone: task.kind == TaskKind::Milestone,
        manual,
        inactive: task.status == TaskStatus::Cancelled,
        calendar,
        duration: Length::minutes(if task.kind == TaskKind::Milestone { 0 } else { task.duration.get() }),
        elapsed: task.elapsed,
        constraint: task.constraint.kind,
        constraint_date: task.constraint.date,
        deadline: task.deadline,
        actual_start: task.actual_start,
        actual_finish: task.actual_finish,
        progress: task.progress.get() as u8,
        levelling_delay: Length::minutes(task.levelling_delay.get()),
        ..Node::default()
    }
}

/// A calendar of the workspace, compiled; the standard week where there is none of that id.
pub fn work_time(ws: &Workspace, id: Id) -> WorkTime {
    match ws.calendars.get(id) {
        Some(calendar) => WorkTime::compile(calendar, &|id| ws.calendars.get(id).cloned(), &[]),
        None => WorkTime::standard(),
    }
}

/// Progress of every row, from the last to the first, so that what is inside a summary is known before it.
fn progress(network: &Network, schedule: &Schedule) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); network.tasks.len()];
    let mut all = vec![0.0; network.tasks.len()];
    for (at, node) in network.tasks.iter().enumerate().rev() {
        let (done, weight): (f64, f64) = sums[at];
        let summary = schedule.summary[at];
        all[at] = match summary {
            true if weight > 0.0 => done / weight,
            true => 0.0,
            false => f64::from(node.progress) / 100.0,
        };
        if let Some(parent) = node.parent
            && !node.inactive
        {
            let weight = if summary { weight } else { schedule.duration[at].max(1) as f64 };
            sums[parent as usize].0 += all[at] * weight;
            sums[parent as usize].1 += weight;
        }
    }
    all
}
