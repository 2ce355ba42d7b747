//! From the two passes to what a person reads: dates, float, the critical path, what drives each date, what cannot be kept.

use super::super::calendar::WorkTime;
use super::super::model::{ConstraintKind, LinkKind, Moment};
use super::clock::{Tick, between, moment, prev_finish, tick};
use super::graph::{Graph, NONE, Vertex};
use super::network::{Length, Network};
use super::passes::{Clock, Dates, Late, backward, duration_of, forward, moments};

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
    schedule_over(network, &Graph::new(network))
}

/// The same where the graph is known: it is that of every network with these links, this tree and these assignments, of
/// which the same tasks take part.
pub(super) fn schedule_over(network: &Network, graph: &Graph) -> Schedule {
    let fallback;
    let project: &WorkTime = match network.calendars.get(network.calendar as usize) {
        Some(calendar) => calendar,
        None => {
            fallback = WorkTime::standard();
            &fallback
        }
    };
    let clock = Clock::new(network, graph, project);
    let ends = |kind| network.tasks.iter().any(|task| task.kind() == kind && task.manual.is_none());
    let (early, late, end, origin) = match network.finish.filter(|_| network.from_finish) {
        None => {
            let origin = tick(network.start);
            let mut early = forward(&clock, origin, None);
            let computed = last(&clock, &early).unwrap_or(origin);
            // A promise that the plan overruns makes float negative; one it keeps gives no float.
            let end = network.finish.map_or(computed, |promised| computed.min(tick(promised)));
            let late = backward(&clock, end, &early, false, None);
            if ends(ConstraintKind::Alap) {
                early = forward(&clock, origin, Some(&late.dates));
            }
            let finish = last(&clock, &early).unwrap_or(origin);
            (early, late, finish, origin)
        }
        Some(finish) => {
            let end = tick(finish);
            let probe = forward(&clock, tick(network.start).min(end), None);
            let mut late = backward(&clock, end, &probe, true, None);
            let origin = first(&clock, &late).unwrap_or(end);
            let mut early = forward(&clock, origin, None);
            if ends(ConstraintKind::Asap) {
                late = backward(&clock, end, &early, true, Some(&early));
            }
            early = forward(&clock, origin, Some(&late.dates));
            (early, late, end, origin)
        }
    };
    Report { clock, early, late }.finished(origin, end)
}

/// The last finish of a task that takes part.
fn last(clock: &Clock, dates: &Dates) -> Option<Tick> {
    let takes_part = |&task: &usize| !clock.graph.summary[task] && !clock.node(task).inactive;
    (0..dates.finish.len()).filter(takes_part).map(|task| dates.finish[task]).max()
}

/// The first late start of a task that takes part.
fn first(clock: &Clock, late: &Late) -> Option<Tick> {
    let takes_part = |&task: &usize| !clock.graph.summary[task] && !clock.node(task).inactive;
    (0..late.latest.len()).filter(takes_part).map(|task| late.dates.start[task]).min()
}

struct Report<'a> {
    clock: Clock<'a>,
    early: Dates,
    late: Late,
}

impl Report<'_> {
    fn finished(self, origin: Tick, end: Tick) -> Schedule {
        let Clock { network, graph, .. } = self.clock;
        let count = network.tasks.len();
        let (early, late) = (&self.early, &self.late.dates);
        // Where tasks stand: as late as possible, or as early.
        let mut driver = early.driver.clone();
        let (mut start, mut finish) = (early.start.clone(), early.finish.clone());
        for task in 0..count {
            if self.hangs(task) {
                (start[task], finish[task], driver[task]) = (late.start[task], late.finish[task], late.driver[task]);
            }
        }
        // Late dates of summaries, as they are shown: from the first to the last of their children's.
        let (mut late_start, mut late_finish) = (late.start.clone(), late.finish.clone());
        let mut total: Vec<i64> = vec![0; count];
        let mut least = vec![0; count]; // float of what stands in a summary, where it is negative
        let mut critical = vec![false; count];
        for &vertex in &graph.order {
            let task = match vertex {
                Vertex::Open(task) => {
                    (late_start[task], late_finish[task]) = (Tick::MAX, Tick::MIN);
                    continue;
                }
                Vertex::Leaf(task) | Vertex::Close(task) => task,
            };
            if late_finish[task] == Tick::MIN {
                (late_start[task], late_finish[task]) = (early.start[task], early.finish[task]);
            }
            let node = self.clock.node(task);
            total[task] = self.total_float(task, late_start[task], late_finish[task]);
            if graph.summary[task] && least[task] == 0 {
                total[task] = total[task].max(0);
            }
            if !graph.summary[task] {
                let done = node.actual_finish.is_some() || node.progress >= 100;
                critical[task] = !done && !node.inactive && total[task] <= network.critical_limit.saturating_mul(10);
            }
            let parent = graph.parent[task] as usize;
            if graph.parent[task] != NONE && !node.inactive {
                let manual = node.manual.is_some() && !graph.summary[task];
                let (from, to) =
                    if manual { (early.start[task], early.finish[task]) } else { (late_start[task], late_finish[task]) };
                (late_start[parent], late_finish[parent]) = (late_start[parent].min(from), late_finish[parent].max(to));
                critical[parent] |= critical[task];
                least[parent] = least[parent].min(total[task]);
                if start[task] == start[parent] && !matches!(driver[parent], Driver::Child(_)) {
                    driver[parent] = Driver::Child(task as u32);
                }
            }
        }
        // Planned back from a promise, what has begun can end after it.
        let leaves = (0..count).filter(|&task| !graph.summary[task] && !network.tasks[task].inactive);
        let ended = leaves.map(|task| finish[task]).fold(end, Tick::max);
        let minutes = |tenths: &i64| Length::tenths(*tenths).as_minutes();
        Schedule {
            early_start: moments(&early.start),
            early_finish: moments(&early.finish),
            late_start: moments(&late_start),
            late_finish: moments(&late_finish),
            free_float: (0..count).map(|task| self.free_float(task, total[task], &start, &finish).as_minutes()).collect(),
            total_float: total.iter().map(minutes).collect(),
            duration: (0..count).map(|task| duration_of(&self.clock, &self.early, task).as_minutes()).collect(),
            conflicts: self.conflicts(&start, &finish, origin, end),
            critical,
            undelayed: early.undelayed.iter().map(|&at| moment(at.clamp(super::clock::FIRST, super::clock::LAST))).collect(),
            driver,
            start: moments(&start),
            finish: moments(&finish),
            summary: graph.summary.clone(),
            project_start: moment(start.iter().copied().min().unwrap_or(origin)),
            project_finish: moment(ended),
        }
    }

    /// Whether a task stands at its late dates.
    fn hangs(&self, task: usize) -> bool {
        let node = self.clock.node(task);
        let free = node.manual.is_none() && node.actual_start.is_none() && node.actual_finish.is_none();
        free && !self.clock.graph.summary[task] && node.kind() == ConstraintKind::Alap
    }

    /// Time between two dates of a task, in tenths of a minute.
    fn slack(&self, task: usize, from: Tick, to: Tick) -> i64 {
        if self.clock.node(task).elapsed { to - from } else { between(self.clock.calendar(task), from, to) }
    }

    fn total_float(&self, task: usize, late_start: Tick, late_finish: Tick) -> i64 {
        let node = self.clock.node(task);
        if self.hangs(task) && !self.clock.network.from_finish {
            return 0; // it has used it up
        }
        // Where it is not too late, another calendar's nights do not make it so.
        let [begin, end] = self.late.latest[task];
        let slack = |early: Tick, late: Tick, latest: Tick| {
            let slack = self.slack(task, early, late);
            if latest >= early && !self.clock.graph.summary[task] { slack.max(0) } else { slack }
        };
        let finish = slack(self.early.finish[task], late_finish, end);
        if node.actual_start.is_some() && !self.clock.graph.summary[task] {
            return finish;
        }
        finish.min(slack(self.early.start[task], late_start, begin))
    }

    fn free_float(&self, task: usize, total: i64, start: &[Tick], finish: &[Tick]) -> Length {
        let Clock { network, graph, .. } = self.clock;
        if self.clock.node(task).actual_finish.is_some() {
            return Length::ZERO;
        }
        let mut free = None::<i64>;
        for &at in graph.from.of(task) {
            let link = &network.links[at as usize];
            let to = link.to as usize;
            if network.tasks[to].actual_finish.is_some() {
                continue;
            }
            let next = match link.kind {
                LinkKind::Fs | LinkKind::Ss => start[to],
                LinkKind::Ff | LinkKind::Sf => finish[to],
            };
            let own = match link.kind {
                LinkKind::Fs | LinkKind::Ff => finish[task],
                LinkKind::Ss | LinkKind::Sf => start[task],
            };
            let length = duration_of(&self.clock, &self.early, task);
            let slack = self.slack(task, self.clock.lagged(link, own, length), next);
            free = Some(free.map_or(slack, |free| free.min(slack)));
        }
        Length::tenths(free.unwrap_or(total).max(0))
    }

    fn conflicts(&self, start: &[Tick], finish: &[Tick], origin: Tick, end: Tick) -> Vec<Conflict> {
        let Clock { network, graph, .. } = self.clock;
        let mut conflicts = Vec::new();
        let promised = network.finish.map_or(Tick::MAX, tick).max(if network.from_finish { end } else { Tick::MIN });
        let mut looped = graph.looped.iter().peekable();
        for (task, node) in network.tasks.iter().enumerate() {
            if looped.next_if(|looped| **looped == task as u32).is_some() {
                conflicts.push(Conflict { task: task as u32, kind: ConflictKind::Loop, minutes: 0 });
            }
            if node.actual_finish.is_some() || node.inactive {
                continue;
            }
            let mut short = |kind, is: Tick, should: Tick| {
                let missing = self.clock.lack(task, is, should);
                if missing > 0 {
                    let minutes = Length::tenths(missing).as_minutes().max(1);
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
                let date = match link.kind {
                    LinkKind::Fs | LinkKind::Ff => finish[from],
                    LinkKind::Ss | LinkKind::Sf => start[from],
                };
                let date = self.clock.lagged(link, date, duration_of(&self.clock, &self.early, from));
                // By the start where it can still be moved: where the scheduler would put it for this link alone.
                let movable = !graph.summary[task] && node.actual_start.is_none() && node.manual.is_none();
                let (is, should) = match link.kind {
                    LinkKind::Fs | LinkKind::Ss if movable => (start[task], self.clock.snap_start(task, date)),
                    LinkKind::Fs | LinkKind::Ss => (start[task], date),
                    LinkKind::Ff | LinkKind::Sf if movable => (start[task], self.clock.start(task, date)),
                    LinkKind::Ff | LinkKind::Sf => (finish[task], date),
                };
                short(ConflictKind::Link(at), is, should);
            }
            if let Some(date) = node.constraint_date.map(tick) {
                let kind = node.kind();
                use ConstraintKind::*;
                if matches!(kind, Snet | Mso) {
                    short(ConflictKind::Constraint, start[task], date);
                }
                if matches!(kind, Snlt | Mso) {
                    short(ConflictKind::Constraint, date, start[task]);
                }
                if matches!(kind, Fnet | Mfo) {
                    short(ConflictKind::Constraint, finish[task], date);
                }
                if matches!(kind, Fnlt | Mfo) {
                    short(ConflictKind::Constraint, date, finish[task]);
                }
            }
            if let Some(deadline) = node.deadline {
                short(ConflictKind::Deadline, tick(deadline), finish[task]);
            }
            if !graph.summary[task] && node.actual_start.is_none() && node.manual.is_none() {
                short(ConflictKind::ProjectStart, start[task], prev_finish(self.clock.calendar(task), origin));
            }
            if !graph.summary[task] {
                short(ConflictKind::ProjectFinish, promised, finish[task]);
            }
        }
        conflicts
    }
}
