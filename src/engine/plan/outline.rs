//! A project's plan as people see it: its tasks as a tree in order, numbered, each with its dates. It is made from the
//! records of a workspace by one schedule, and holds as long as the tables it was made from are the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::network::{Assignment, Lag, Length, Link, Manual, Network, Node};
use super::schedule::{Driver, Schedule, schedule};
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
    pub wbs: String,
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

    /// First day, and last day included.
    pub fn days(&self) -> (Date, Date) {
        let from = self.start.date();
        if self.milestone() { (from, from) } else { (from, self.finish.finish_date().max(from)) }
    }
}

/// The tables a plan rests on, and the default calendar.
type MadeFrom = (Table<Task>, Table<Dependency>, Table<Calendar>, Table<crate::engine::model::Assignment>, Table<Member>, Id);

/// An open level of the tree: the row it belongs to, its tasks, how many of them are done.
type Level<'a> = (Option<u32>, &'a Vec<&'a Arc<Task>>, usize);

#[derive(Clone, Debug)]
pub struct Plan {
    pub project: Arc<Project>,
    /// In the order of the tree; a row's place is also its place in `schedule` and `network`.
    pub rows: Vec<PlanRow>,
    pub network: Network,
    pub schedule: Schedule,
    /// The project's calendar.
    pub calendar: Arc<WorkTime>,
    pub start: Moment,
    pub finish: Moment,
    places: HashMap<Id, u32>,
    made_from: MadeFrom,
}

impl Plan {
    /// The predecessors of the task at a place, by their numbers in the outline, in the order of the plan.
    pub fn predecessors(&self, place: usize) -> Vec<TypedLink> {
        let mut links: Vec<&Link> = self.network.links.iter().filter(|link| link.to as usize == place).collect();
        links.sort_by_key(|link| (link.from, link.kind));
        let typed = |link: &Link| {
            let (lag, lag_unit) = match link.lag {
                Lag::Working(lag) => (lag.as_minutes(), LagUnit::Working),
                Lag::Elapsed(lag) => (lag.as_minutes(), LagUnit::Elapsed),
                Lag::Percent(percent) => (percent.into(), LagUnit::Percent),
                Lag::ElapsedPercent(percent) => (percent.into(), LagUnit::ElapsedPercent),
            };
            let task = self.rows[link.from as usize].wbs.clone();
            TypedLink { task, kind: link.kind, lag, lag_unit }
        };
        links.into_iter().map(typed).collect()
    }

    /// What days, weeks and months of duration stand for.
    pub fn units(&self) -> Units {
        Units::new(self.calendar.minutes_per_day(), self.calendar.minutes_per_week())
    }

    /// None where there is no such project.
    pub fn of(ws: &Workspace, project: Id) -> Option<Plan> {
        let project = ws.projects.get(project)?.clone();
        let (order, ends) = outline(ws, project.id);
        let places: HashMap<Id, u32> = order.iter().enumerate().map(|(at, seat)| (seat.task.id, at as u32)).collect();
        let mut calendars = Calendars::new(ws, &project);
        let calendar = calendars.project.clone();
        let mut network = Network::new(project_start(&project, &calendar), calendar.clone());
        network.critical_limit = project.critical_float;
        network.finish = project.due.map(|due| due.plus(1).midnight());
        network.from_finish = project.from_finish && project.due.is_some();
        network.status = project.status_date.map(|day| day.plus(1).midnight());
        for seat in &order {
            network.tasks.push(calendars.node(seat));
        }
        for link in ws.links.iter().filter(|link| link.project == project.id) {
            if let (Some(&from), Some(&to)) = (places.get(&link.from), places.get(&link.to)) {
                let lag = match link.lag_unit {
                    LagUnit::Working => Lag::minutes(link.lag),
                    LagUnit::Elapsed => Lag::Elapsed(Length::minutes(link.lag)),
                    LagUnit::Percent => Lag::Percent(link.lag.clamp(-10_000, 10_000) as i32),
                    LagUnit::ElapsedPercent => Lag::ElapsedPercent(link.lag.clamp(-10_000, 10_000) as i32),
                };
                network.links.push(Link { from, to, kind: link.kind, lag });
            }
        }
        let mut assigned = vec![false; order.len()];
        // Who is consulted or informed does no work on the task, so their leave does not move it.
        for part in ws.assignments.iter().filter(|part| works(part)) {
            let Some(&task) = places.get(&part.task) else { continue };
            assigned[task as usize] = true;
            if !order[task as usize].task.ignore_resource_calendars
                && let Some(calendar) = calendars.of_member(part.member, &network.tasks[task as usize])
            {
                network.assignments.push(Assignment { task, calendar, length: None, remaining: None });
            }
        }
        // Who is accountable works on the task where nobody is assigned to it.
        for (task, seat) in order.iter().enumerate() {
            if !assigned[task]
                && !seat.task.ignore_resource_calendars
                && let Some(calendar) = seat.task.owner.and_then(|owner| calendars.of_member(owner, &network.tasks[task]))
            {
                network.assignments.push(Assignment { task: task as u32, calendar, length: None, remaining: None });
            }
        }
        network.calendars = calendars.all;
        let dates = schedule(&network);
        let progress = progress(&order, &dates);
        let baseline: HashMap<Id, (Moment, Moment)> = (project.baselines.last().into_iter())
            .flat_map(|baseline| baseline.tasks.iter().map(|task| (task.task, (task.start, task.finish))))
            .collect();
        let rows = order
            .into_iter()
            .enumerate()
            .map(|(at, seat)| PlanRow {
                depth: seat.depth,
                wbs: seat.wbs,
                parent: seat.parent,
                end: ends[at],
                summary: dates.summary[at],
                start: dates.start[at],
                finish: dates.finish[at],
                duration: dates.duration[at],
                total_float: dates.total_float[at],
                free_float: dates.free_float[at],
                critical: dates.critical[at],
                progress: progress[at],
                driver: dates.driver[at],
                baseline: baseline.get(&seat.task.id).copied(),
                task: seat.task,
            })
            .collect();
        let made_from = (
            ws.tasks.clone(),
            ws.links.clone(),
            ws.calendars.clone(),
            ws.assignments.clone(),
            ws.members.clone(),
            ws.settings.default_calendar,
        );
        let (start, finish) = (dates.project_start, dates.project_finish);
        Some(Plan { project, rows, network, schedule: dates, calendar, start, finish, places, made_from })
    }

    /// True while nothing changed that the plan was made from.
    pub fn still_holds(&self, ws: &Workspace) -> bool {
        let (tasks, links, calendars, assignments, members, calendar) = &self.made_from;
        tasks.same(&ws.tasks)
            && links.same(&ws.links)
            && calendars.same(&ws.calendars)
            && assignments.same(&ws.assignments)
            && members.same(&ws.members)
            && *calendar == ws.settings.default_calendar
            && ws.projects.get(self.project.id).is_some_and(|project| Arc::ptr_eq(project, &self.project))
    }

    pub fn place(&self, task: Id) -> Option<usize> {
        self.places.get(&task).map(|at| *at as usize)
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

struct Seat {
    task: Arc<Task>,
    depth: u32,
    wbs: String,
    parent: Option<u32>,
}

/// The tasks of a project in the order of their tree, and for each the place after the last inside it. A task whose parent
/// is not there stands at the top.
fn outline(ws: &Workspace, project: Id) -> (Vec<Seat>, Vec<u32>) {
    let mut inside: BTreeMap<Option<Id>, Vec<&Arc<Task>>> = BTreeMap::new();
    for task in ws.tasks.iter().filter(|task| task.project == project) {
        let parent = task.parent.filter(|parent| ws.tasks.get(*parent).is_some_and(|parent| parent.project == project));
        inside.entry(parent).or_default().push(task);
    }
    for row in inside.values_mut() {
        row.sort_by(|a, b| (&*a.rank, a.id).cmp(&(&*b.rank, b.id)));
    }
    let none = Vec::new();
    let mut order: Vec<Seat> = Vec::new();
    let mut ends: Vec<u32> = Vec::new();
    let mut open: Vec<Level> = vec![(None, inside.get(&None).unwrap_or(&none), 0)];
    while let Some((parent, tasks, at)) = open.last_mut() {
        let Some(&task) = tasks.get(*at) else {
            if let Some(parent) = *parent {
                ends[parent as usize] = order.len() as u32;
            }
            open.pop();
            continue;
        };
        *at += 1;
        let wbs = match parent {
            Some(parent) => format!("{}.{at}", order[*parent as usize].wbs),
            None => at.to_string(),
        };
        let parent = *parent;
        let place = order.len() as u32;
        let depth = open.len() as u32 - 1;
        order.push(Seat { task: task.clone(), depth, wbs, parent });
        ends.push(place + 1);
        if let Some(children) = inside.get(&Some(task.id)) {
            open.push((Some(place), children, 0));
        }
    }
    (order, ends)
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
    by_id: HashMap<Id, u32>,
    pairs: HashMap<(u32, u32), u32>,
    project: Arc<WorkTime>,
}

impl<'a> Calendars<'a> {
    fn new(ws: &'a Workspace, project: &Project) -> Calendars<'a> {
        let named = project.calendar.filter(|id| ws.calendars.contains(*id));
        let id = named.unwrap_or(ws.settings.default_calendar);
        let compiled = Arc::new(work_time(ws, id));
        Calendars { ws, all: vec![compiled.clone()], by_id: HashMap::from([(id, 0)]), pairs: HashMap::new(), project: compiled }
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

    fn node(&mut self, seat: &Seat) -> Node {
        let task = &seat.task;
        let manual =
            (task.mode == ScheduleMode::Manual).then_some(Manual { start: task.manual_start, finish: task.manual_finish });
        Node {
            parent: seat.parent,
            milestone: task.kind == TaskKind::Milestone,
            manual,
            inactive: task.status == TaskStatus::Cancelled,
            calendar: task.calendar.and_then(|id| self.of(id)),
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
}

/// A calendar of the workspace, compiled; the standard week where there is none of that id.
pub fn work_time(ws: &Workspace, id: Id) -> WorkTime {
    match ws.calendars.get(id) {
        Some(calendar) => WorkTime::compile(calendar, &|id| ws.calendars.get(id).cloned(), &[]),
        None => WorkTime::standard(),
    }
}

/// Progress of every row, from the last to the first, so that what is inside a summary is known before it.
fn progress(order: &[Seat], dates: &Schedule) -> Vec<f64> {
    let mut own: Vec<f64> = order.iter().map(|seat| seat.task.progress.get() as f64 / 100.0).collect();
    let mut sums = vec![(0.0, 0.0); order.len()];
    for at in (0..order.len()).rev() {
        if dates.summary[at] {
            let (done, weight): (f64, f64) = sums[at];
            own[at] = if weight > 0.0 { done / weight } else { 0.0 };
        }
        if let Some(parent) = order[at].parent
            && order[at].task.status != TaskStatus::Cancelled
        {
            let weight = if dates.summary[at] { sums[at].1 } else { dates.duration[at].max(1) as f64 };
            sums[parent as usize].0 += own[at] * weight;
            sums[parent as usize].1 += weight;
        }
    }
    own
}
