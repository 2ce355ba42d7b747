//! From the two passes to what a person reads: dates, float, the critical path, what drives each date, what cannot be kept.

use std::sync::Arc;

use super::super::calendar::WorkTime;
use super::super::model::{ConstraintKind, LinkKind, Moment};
use super::clock::{FIRST, LAST, Tick, between, moment, prev_finish, tick};
use super::graph::{Graph, NONE, Vertex};
use super::network::{Length, Network};
use super::passes::{Clock, Early, FREE, KEPT, Late, Reach, TOLD, backward, duration_of, forward};

/// What holds a task where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Driver {
    #[default]
    ProjectStart,
    /// As late as possible, and nothing comes after it.
    ProjectFinish,
    /// A link from a predecessor, by position in `Network::links`. It may lead to a summary the task belongs to.
    Link(u32),
    /// A link to a successor, for a task that is as late as possible.
    Successor(u32),
    /// Its own constraint.
    Constraint,
    /// The constraint of the summary at this position, to which it belongs.
    Parent(u32),
    /// For a summary: the child that starts first.
    Child(u32),
    Deadline,
    /// It has started, or finished.
    Actual,
    /// A person set it.
    Manual,
    /// What is not done moves behind the status date.
    Status,
    Levelling,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// The link at this position in `Network::links` is not kept; `task` is its successor.
    Link(u32),
    /// The task's own constraint is not kept.
    Constraint,
    Deadline,
    /// The task starts before the project.
    ProjectStart,
    /// The task finishes after the project's promised finish.
    ProjectFinish,
    /// The task is part of a loop of links, which were left out.
    Loop,
}

/// Something that cannot be kept as the plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub task: u32,
    pub kind: ConflictKind,
    /// Working minutes that are missing, on the task's calendar; at least 1, but 0 for a loop.
    pub minutes: i64,
}

/// The result, by position in `Network::tasks`.
///
/// Dates are cut to the minute. Float is in working minutes of the task's calendar (running minutes where its duration is),
/// to the nearest minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub early_start: Vec<Moment>,
    pub early_finish: Vec<Moment>,
    pub late_start: Vec<Moment>,
    pub late_finish: Vec<Moment>,
    pub start: Vec<Moment>,
    pub finish: Vec<Moment>,
    /// How far the task can slip before the project's finish, a deadline or a constraint does: the lesser of late − early
    /// start and late − early finish, the latter alone once it has started. Negative where it is too late already.
    pub total_float: Vec<i64>,
    /// How far it can slip before a successor does; never negative.
    pub free_float: Vec<i64>,
    /// Total float at most `Network::critical_limit`, and not finished. A summary is critical where one of its tasks is.
    pub critical: Vec<bool>,
    /// What the start is held by.
    pub driver: Vec<Driver>,
    /// Where links and the project's start alone put a task that has not begun: what a levelling delay counts from.
    pub undelayed: Vec<Moment>,
    /// Working minutes: of a leaf as given, of a summary from its start to its finish on its calendar.
    pub duration: Vec<i64>,
    pub summary: Vec<bool>,
    /// By task, then by kind in the order of [`ConflictKind`].
    pub conflicts: Vec<Conflict>,
    pub project_start: Moment,
    pub project_finish: Moment,
}

/// Schedules a project by Microsoft Project's rules (`docs/scheduling.md`). Never fails: what cannot be kept is reported.
pub fn schedule(network: &Network) -> Schedule {
    Passes::new(network, &Graph::new(network)).0
}

/// What a schedule was made of: with it, only what a change reaches is computed anew.
#[derive(Clone, Debug)]
pub(super) struct Passes {
    early: Early,
    late: Late,
    /// Late dates as they are shown: of summaries from the first to the last of their children's.
    shown: Vec<[Tick; 2]>,
    /// Total float in tenths.
    total: Vec<i32>,
    origin: Tick,
    end: Tick,
    /// One pass forward and one back were enough: it is scheduled from its start, and no task hangs.
    plain: bool,
}

/// The project's calendar.
fn calendar(network: &Network) -> Arc<WorkTime> {
    network.calendars.get(network.calendar as usize).cloned().unwrap_or_else(|| Arc::new(WorkTime::standard()))
}

/// Where float is counted from. A promise that the plan overruns makes it negative; one it keeps gives none.
fn late_end(network: &Network, computed: Tick) -> Tick {
    network.finish.map_or(computed, |promised| computed.min(tick(promised)))
}

impl Passes {
    /// The schedule of a network with this graph: it is that of every network with these links, this tree and these
    /// assignments, of which the same tasks take part.
    pub fn new(network: &Network, graph: &Graph) -> (Schedule, Passes) {
        let project = calendar(network);
        let clock = Clock::new(network, graph, &project);
        let mut reach = Reach::everything(graph);
        let mut early = Early::new(graph);
        let mut late = Late::new(graph);
        let ends = |kind| network.tasks.iter().any(|task| task.kind() == kind && task.manual.is_none());
        let (end, origin) = match network.finish.filter(|_| network.from_finish) {
            None => {
                let origin = tick(network.start);
                forward(&clock, origin, None, &mut early, &mut reach);
                let end = late_end(network, last(graph, &early).unwrap_or(origin));
                backward(&clock, end, &early.dates, false, None, &mut late, &mut reach);
                if ends(ConstraintKind::Alap) {
                    forward(&clock, origin, Some(&late.dates), &mut early, &mut reach);
                }
                (last(graph, &early).unwrap_or(origin), origin)
            }
            Some(finish) => {
                let end = tick(finish);
                forward(&clock, tick(network.start).min(end), None, &mut early, &mut reach);
                backward(&clock, end, &early.dates, true, None, &mut late, &mut reach);
                let origin = first(graph, &late).unwrap_or(end);
                forward(&clock, origin, None, &mut early, &mut reach);
                if ends(ConstraintKind::Asap) {
                    backward(&clock, end, &early.dates, true, Some(&early.dates), &mut late, &mut reach);
                }
                forward(&clock, origin, Some(&late.dates), &mut early, &mut reach);
                (end, origin)
            }
        };
        let count = network.tasks.len();
        let mut schedule = Schedule::blank(graph, count);
        let mut passes = Passes {
            early,
            late,
            shown: vec![[Tick::MAX, Tick::MIN]; count],
            total: vec![0; count],
            origin,
            end,
            plain: !network.from_finish && !ends(ConstraintKind::Alap),
        };
        passes.report(&clock, &mut schedule, &mut reach);
        (schedule, passes)
    }

    /// The same after some tasks of the network were edited, and the tasks of which something may be another. None where it
    /// cannot be told how far the edit reaches.
    pub fn after(
        &self,
        schedule: &Schedule,
        network: &Network,
        graph: &Graph,
        edited: &[u32],
    ) -> Option<(Schedule, Passes, Vec<u32>)> {
        if !self.plain || edited.iter().any(|&task| network.tasks[task as usize].kind() == ConstraintKind::Alap) {
            return None;
        }
        let project = calendar(network);
        let clock = Clock::new(network, graph, &project);
        let mut reach = Reach::of(graph, network, edited);
        let mut now = self.clone();
        forward(&clock, now.origin, None, &mut now.early, &mut reach);
        now.end = last(graph, &now.early).unwrap_or(now.origin);
        let (before, end) = (late_end(network, self.end), late_end(network, now.end));
        reach.turn(network, end != before);
        backward(&clock, end, &now.early.dates, false, None, &mut now.late, &mut reach);
        let mut schedule = schedule.clone();
        now.report(&clock, &mut schedule, &mut reach);
        let touched = reach.found.iter().zip(0..).filter(|(found, _)| **found & (TOLD | FREE) != 0);
        Some((schedule, now, touched.map(|(_, task)| task).collect()))
    }
}

/// The last finish of a task that takes part.
fn last(graph: &Graph, early: &Early) -> Option<Tick> {
    graph.leaves.iter().map(|&task| early.dates.finish[task as usize]).max()
}

/// The first late start of a task that takes part.
fn first(graph: &Graph, late: &Late) -> Option<Tick> {
    graph.leaves.iter().map(|&task| late.dates.start[task as usize]).min()
}

impl Schedule {
    fn blank(graph: &Graph, count: usize) -> Schedule {
        let never = || vec![Moment::MIN; count];
        Schedule {
            early_start: never(),
            early_finish: never(),
            late_start: never(),
            late_finish: never(),
            start: never(),
            finish: never(),
            total_float: vec![0; count],
            free_float: vec![0; count],
            critical: vec![false; count],
            driver: vec![Driver::ProjectStart; count],
            undelayed: never(),
            duration: vec![0; count],
            summary: graph.summary.clone(),
            conflicts: Vec::new(),
            project_start: Moment::MIN,
            project_finish: Moment::MIN,
        }
    }
}
impl Passes {
    /// Makes of the passes what a person reads.
    fn report(&mut self, clock: &Clock, schedule: &mut Schedule, reach: &mut Reach) {
        let Clock { network, graph, .. } = *clock;
        self.tell(clock, schedule, &mut reach.found);
        reach.spread(network);
        for task in 0..network.tasks.len() {
            if reach.found[task] & FREE != 0 {
                schedule.free_float[task] = self.free_float(clock, task).as_minutes();
            }
        }
        self.conflicts(clock, &mut schedule.conflicts, &reach.found);
        let starts = (0..network.tasks.len()).map(|task| self.stands(clock, task)[0]);
        // Planned back from a promise, what has begun can end after it.
        let finishes = graph.leaves.iter().map(|&task| self.stands(clock, task as usize)[1]);
        let (start, finish) = (starts.min().unwrap_or(self.origin), finishes.fold(self.end, Tick::max));
        (schedule.project_start, schedule.project_finish) = (moment(start), moment(finish));
    }

    /// Dates, float and what drives them, of all tasks that are to be told anew and of the summaries around them.
    fn tell(&mut self, clock: &Clock, schedule: &mut Schedule, found: &mut [u8]) {
        let Clock { network, graph, .. } = *clock;
        let limit = network.critical_limit.saturating_mul(10);
        for &vertex in &graph.order {
            let (Vertex::Leaf(task) | Vertex::Close(task)) = vertex else { continue };
            let (task, parent) = (task as usize, graph.parent[task as usize]);
            if found[task] & TOLD == 0 {
                continue;
            }
            if parent != NONE {
                found[parent as usize] |= TOLD;
            }
            let node = clock.node(task);
            let [start, finish] = self.stands(clock, task);
            let hangs = self.hangs(clock, task);
            let mut driver = if hangs { self.late.dates.driver[task] } else { self.early.dates.driver[task] };
            let mut critical = false;
            let mut least = 0; // float of what stands in a summary, where it is negative
            self.shown[task] = [self.late.dates.start[task], self.late.dates.finish[task]];
            if graph.summary[task] {
                let mut shown = [Tick::MAX, Tick::MIN];
                for &child in graph.children.of(task) {
                    let (at, part) = (child as usize, clock.node(child as usize));
                    if part.inactive {
                        continue;
                    }
                    let manual = part.manual.is_some() && !graph.summary[at];
                    let [from, to] = if manual { self.early_of(at) } else { self.shown[at] };
                    shown = [shown[0].min(from), shown[1].max(to)];
                    critical |= schedule.critical[at];
                    least = least.min(self.total[at]);
                    if !matches!(driver, Driver::Child(_)) && self.stands(clock, at)[0] == start {
                        driver = Driver::Child(child);
                    }
                }
                self.shown[task] = if shown[1] == Tick::MIN { self.early_of(task) } else { shown };
            }
            let mut total = self.total_float(clock, task);
            if graph.summary[task] && least == 0 {
                total = total.max(0);
            }
            if !graph.summary[task] {
                let done = node.actual_finish.is_some() || node.progress >= 100;
                critical = !done && !node.inactive && i64::from(total) <= limit;
            }
            self.total[task] = total;
            let [late_start, late_finish] = self.shown[task];
            let [early_start, early_finish] = self.early_of(task);
            (schedule.early_start[task], schedule.early_finish[task]) = (moment(early_start), moment(early_finish));
            (schedule.late_start[task], schedule.late_finish[task]) = (moment(late_start), moment(late_finish));
            (schedule.start[task], schedule.finish[task]) = (moment(start), moment(finish));
            schedule.total_float[task] = Length::tenths(total.into()).as_minutes();
            schedule.critical[task] = critical;
            schedule.driver[task] = driver;
            schedule.undelayed[task] = moment(self.early.undelayed[task].clamp(FIRST, LAST));
            schedule.duration[task] = duration_of(clock, &self.early.dates, task).as_minutes();
        }
    }

    /// Whether a task stands at its late dates.
    fn hangs(&self, clock: &Clock, task: usize) -> bool {
        let node = clock.node(task);
        let free = || node.manual.is_none() && node.actual_start.is_none() && node.actual_finish.is_none();
        !self.plain && free() && !clock.graph.summary[task] && node.kind() == ConstraintKind::Alap
    }

    /// Where a task stands: as late as possible, or as early.
    fn stands(&self, clock: &Clock, task: usize) -> [Tick; 2] {
        let dates = if self.hangs(clock, task) { &self.late.dates } else { &self.early.dates };
        [dates.start[task], dates.finish[task]]
    }

    fn early_of(&self, task: usize) -> [Tick; 2] {
        [self.early.dates.start[task], self.early.dates.finish[task]]
    }

    fn total_float(&self, clock: &Clock, task: usize) -> i32 {
        let node = clock.node(task);
        if self.hangs(clock, task) && !clock.network.from_finish {
            return 0; // it has used it up
        }
        // Where it is not too late, another calendar's nights do not make it so.
        let [begin, end] = self.late.latest[task];
        let [early_start, early_finish] = self.early_of(task);
        let [late_start, late_finish] = self.shown[task];
        let slack = |early: Tick, late: Tick, latest: Tick| {
            let slack = slack(clock, task, early, late);
            if latest >= early && !clock.graph.summary[task] { slack.max(0) } else { slack }
        };
        let finish = slack(early_finish, late_finish, end);
        if node.actual_start.is_some() && !clock.graph.summary[task] {
            return finish;
        }
        if begin >= early_start && end >= early_finish && rigid(clock, task) && [early_finish, late_start].iter().all(inside) {
            return finish; // from the starts it is as long
        }
        finish.min(slack(early_start, late_start, begin))
    }

    fn free_float(&self, clock: &Clock, task: usize) -> Length {
        let Clock { network, graph, .. } = *clock;
        if clock.node(task).actual_finish.is_some() {
            return Length::ZERO;
        }
        let [start, finish] = self.stands(clock, task);
        let mut free = None::<i32>;
        for &at in graph.from.of(task) {
            let link = &network.links[at as usize];
            let to = link.to as usize;
            if network.tasks[to].actual_finish.is_some() {
                continue;
            }
            let [next_start, next_finish] = self.stands(clock, to);
            let next = match link.kind {
                LinkKind::Fs | LinkKind::Ss => next_start,
                LinkKind::Ff | LinkKind::Sf => next_finish,
            };
            let own = match link.kind {
                LinkKind::Fs | LinkKind::Ff => finish,
                LinkKind::Ss | LinkKind::Sf => start,
            };
            let length = duration_of(clock, &self.early.dates, task);
            let slack = slack(clock, task, clock.lagged(link, own, length), next);
            free = Some(free.map_or(slack, |free| free.min(slack)));
        }
        Length::tenths(free.unwrap_or(self.total[task]).max(0).into())
    }

    /// What cannot be kept: of tasks that are to be asked anew, and of the others what was found before.
    fn conflicts(&self, clock: &Clock, conflicts: &mut Vec<Conflict>, found: &[u8]) {
        let mut before = std::mem::take(conflicts).into_iter().peekable();
        for (task, found) in found.iter().enumerate() {
            let asked = found & KEPT != 0;
            while let Some(conflict) = before.next_if(|conflict| conflict.task == task as u32) {
                if !asked {
                    conflicts.push(conflict);
                }
            }
            if asked {
                self.conflicts_of(clock, task, conflicts);
            }
        }
    }

    fn conflicts_of(&self, clock: &Clock, task: usize, conflicts: &mut Vec<Conflict>) {
        let Clock { network, graph, .. } = *clock;
        let node = clock.node(task);
        if graph.looped.binary_search(&(task as u32)).is_ok() {
            conflicts.push(Conflict { task: task as u32, kind: ConflictKind::Loop, minutes: 0 });
        }
        if node.actual_finish.is_some() || node.inactive {
            return;
        }
        let [start, finish] = self.stands(clock, task);
        // Where no constraint gives it, a start is one at which the task can begin: what puts it there or before is kept.
        let is_snapped = matches!(node.kind(), ConstraintKind::Asap | ConstraintKind::Snet);
        let mut short = |kind, is: Tick, should: Tick| {
            let missing = clock.lack(task, is, should);
            if missing > 0 {
                let minutes = Length::tenths(missing.into()).as_minutes().max(1);
                conflicts.push(Conflict { task: task as u32, kind, minutes });
            }
        };
        for &at in graph.into.of(task) {
            let link = &network.links[at as usize];
            let from = link.from as usize;
            // What has happened in another order is no conflict any more, nor is a rest that waits.
            let waits = network.split_in_progress && node.left() < node.duration;
            let settled = match link.kind {
                LinkKind::Fs => waits || network.tasks[from].actual_finish.is_some(),
                LinkKind::Ss => true,
                LinkKind::Ff | LinkKind::Sf => network.tasks[from].actual_finish.is_some(),
            };
            if node.actual_start.is_some() && settled {
                continue;
            }
            let [from_start, from_finish] = self.stands(clock, from);
            let date = match link.kind {
                LinkKind::Fs | LinkKind::Ff => from_finish,
                LinkKind::Ss | LinkKind::Sf => from_start,
            };
            let date = clock.lagged(link, date, duration_of(clock, &self.early.dates, from));
            // By the start where it can still be moved: where the scheduler would put it for this link alone.
            let movable = !graph.summary[task] && node.actual_start.is_none() && node.manual.is_none();
            if movable && matches!(link.kind, LinkKind::Fs | LinkKind::Ss) && date <= start && is_snapped {
                continue;
            }
            let (is, should) = match link.kind {
                LinkKind::Fs | LinkKind::Ss if movable => (start, clock.snap_start(task, date)),
                LinkKind::Fs | LinkKind::Ss => (start, date),
                LinkKind::Ff | LinkKind::Sf if movable => (start, clock.start(task, date)),
                LinkKind::Ff | LinkKind::Sf => (finish, date),
            };
            short(ConflictKind::Link(at), is, should);
        }
        if let Some(date) = node.constraint_date.map(tick) {
            let kind = node.kind();
            use ConstraintKind::*;
            if matches!(kind, Snet | Mso) {
                short(ConflictKind::Constraint, start, date);
            }
            if matches!(kind, Snlt | Mso) {
                short(ConflictKind::Constraint, date, start);
            }
            if matches!(kind, Fnet | Mfo) {
                short(ConflictKind::Constraint, finish, date);
            }
            if matches!(kind, Fnlt | Mfo) {
                short(ConflictKind::Constraint, date, finish);
            }
        }
        if let Some(deadline) = node.deadline {
            short(ConflictKind::Deadline, tick(deadline), finish);
        }
        let free = !graph.summary[task] && node.actual_start.is_none() && node.manual.is_none();
        if free && start < self.origin {
            short(ConflictKind::ProjectStart, start, prev_finish(clock.calendar(task), self.origin));
        }
        if !graph.summary[task] {
            let promised = network.finish.map_or(Tick::MAX, tick);
            let promised = promised.max(if network.from_finish { self.end } else { Tick::MIN });
            short(ConflictKind::ProjectFinish, promised, finish);
        }
    }
}

/// Whether a task takes as much working time between its late dates as between its early ones.
fn rigid(clock: &Clock, task: usize) -> bool {
    let node = clock.node(task);
    let whole = node.manual.is_none() && node.actual_finish.is_none() && node.progress == 0 && node.remaining.is_none();
    whole && !node.elapsed && !clock.graph.summary[task] && clock.alone(task)
}

/// Whether a date is no edge of time, at which lengths are cut.
fn inside(at: &Tick) -> bool {
    (FIRST + 1..LAST).contains(at)
}

/// Time between two dates of a task, in tenths of a minute.
fn slack(clock: &Clock, task: usize, from: Tick, to: Tick) -> i32 {
    if clock.node(task).elapsed { to - from } else { between(clock.calendar(task), from, to) }
}
