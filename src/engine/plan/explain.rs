//! Why a task starts when it does: its driver, the driver of that, and so on to where it all begins. Facts only; the words
//! are the reader's.

use super::super::calendar::WorkTime;
use super::super::model::{ConstraintKind, Date, LinkKind, Moment, Text};
use super::network::{Lag, Length, Network};
use super::schedule::{Driver, Schedule};

/// One task of the chain and what holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub task: u32,
    pub start: Moment,
    pub finish: Moment,
    pub cause: Cause,
    /// Days off between the cause and the start, on the calendar by which the task is done.
    pub waiting: Vec<Off>,
    /// Days off between its start and its finish.
    pub within: Vec<Off>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    ProjectStart,
    ProjectFinish,
    /// A predecessor, and the date of it that counts: its finish or its start, by the kind of link.
    Link {
        link: u32,
        from: u32,
        kind: LinkKind,
        date: Moment,
        lag: Lag,
    },
    /// As late as possible before a successor, and the date of that which counts.
    Successor {
        link: u32,
        to: u32,
        kind: LinkKind,
        date: Moment,
        lag: Lag,
    },
    Constraint {
        kind: ConstraintKind,
        date: Option<Moment>,
    },
    /// The constraint of a summary above it.
    Parent {
        task: u32,
        kind: ConstraintKind,
        date: Option<Moment>,
    },
    /// A summary starts with this child.
    Child(u32),
    /// As late as possible before its deadline.
    Deadline(Moment),
    Actual(Moment),
    Manual,
    Status(Moment),
    /// Running time by which levelling holds it back.
    Levelling(Length),
}

/// Days off in a row, of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    pub from: Date,
    /// Included.
    pub to: Date,
    /// None of a usual weekend.
    pub name: Option<Text>,
}

/// Days that are looked through for names, at most.
const MOST_DAYS: i64 = 800;

/// The chain of reasons for the start of a task, the task itself first. It ends where a step is held by no other task, or
/// where a task comes again (one that is as late as possible is held by its successor, which it holds). Empty where there is
/// no such task. `schedule` is that of `network`.
pub fn explain(network: &Network, schedule: &Schedule, task: u32) -> Vec<Step> {
    let mut seen = vec![false; schedule.start.len().min(network.tasks.len())];
    let mut steps = Vec::new();
    let mut next = Some(task);
    while let Some(task) = next.filter(|task| seen.get(*task as usize) == Some(&false)) {
        seen[task as usize] = true;
        let (cause, from) = cause(network, schedule, task as usize);
        next = match cause {
            Cause::Link { from, .. } => Some(from),
            Cause::Successor { to, .. } => Some(to),
            Cause::Child(child) => Some(child),
            _ => None,
        };
        steps.push(step(network, schedule, task, cause, from));
    }
    steps
}

/// What holds a task, and the moment from which it waits.
fn cause(network: &Network, schedule: &Schedule, task: usize) -> (Cause, Option<Moment>) {
    let node = &network.tasks[task];
    match schedule.driver[task] {
        Driver::ProjectStart => (Cause::ProjectStart, Some(schedule.project_start.max(network.start))),
        Driver::ProjectFinish => (Cause::ProjectFinish, None),
        Driver::Link(at) => {
            let link = &network.links[at as usize];
            let from = link.from as usize;
            let date = match link.kind {
                LinkKind::Fs | LinkKind::Ff => schedule.finish[from],
                LinkKind::Ss | LinkKind::Sf => schedule.start[from],
            };
            let waits = matches!(link.kind, LinkKind::Fs | LinkKind::Ss).then_some(date);
            (Cause::Link { link: at, from: link.from, kind: link.kind, date, lag: link.lag }, waits)
        }
        Driver::Successor(at) => {
            let link = &network.links[at as usize];
            let to = link.to as usize;
            let date = match link.kind {
                LinkKind::Fs | LinkKind::Ss => schedule.start[to],
                LinkKind::Ff | LinkKind::Sf => schedule.finish[to],
            };
            (Cause::Successor { link: at, to: link.to, kind: link.kind, date, lag: link.lag }, None)
        }
        Driver::Constraint => {
            let waits = node.constraint_date.filter(|_| matches!(node.constraint, ConstraintKind::Snet | ConstraintKind::Mso));
            (Cause::Constraint { kind: node.constraint, date: node.constraint_date }, waits)
        }
        Driver::Parent(parent) => {
            let above = &network.tasks[parent as usize];
            (Cause::Parent { task: parent, kind: above.constraint, date: above.constraint_date }, above.constraint_date)
        }
        Driver::Child(child) => (Cause::Child(child), None),
        Driver::Deadline => (node.deadline.map_or(Cause::ProjectFinish, Cause::Deadline), None),
        Driver::Actual => (Cause::Actual(node.actual_start.unwrap_or(schedule.start[task])), None),
        Driver::Manual => (Cause::Manual, None),
        Driver::Status => (network.status.map_or(Cause::ProjectStart, Cause::Status), network.status),
        Driver::Levelling => (Cause::Levelling(node.levelling_delay), None),
    }
}

fn step(network: &Network, schedule: &Schedule, task: u32, cause: Cause, from: Option<Moment>) -> Step {
    let (start, finish) = (schedule.start[task as usize], schedule.finish[task as usize]);
    let (mut waiting, mut within) = (Vec::new(), Vec::new());
    let runs_by_clock = network.tasks[task as usize].elapsed && !schedule.summary[task as usize];
    if let Some(time) = calendar(network, task).filter(|_| !runs_by_clock) {
        if let Some(from) = from.filter(|from| *from < start) {
            // The day of the cause itself is worked, or is part of the wait where its work is over before it.
            waiting = off(time, from.date(), start.date().plus(-1));
        }
        within = off(time, start.date(), finish.finish_date());
    }
    Step { task, start, finish, cause, waiting, within }
}

/// The calendar by which a task is done: of the first who works on it, else its own, else the project's.
fn calendar(network: &Network, task: u32) -> Option<&WorkTime> {
    let part = network.assignments.iter().find(|part| part.task == task).map(|part| part.calendar);
    let own = network.tasks[task as usize].calendar;
    let known = |calendar: u32| network.calendars.get(calendar as usize).map(|calendar| &**calendar);
    part.and_then(known).or(own.and_then(known)).or(known(network.calendar))
}

/// Days off from `from` to `to`, both included, cut where their name changes.
fn off(time: &WorkTime, from: Date, to: Date) -> Vec<Off> {
    let mut found: Vec<Off> = Vec::new();
    let to = to.min(from.plus(MOST_DAYS));
    for (first, last) in time.off_days(from, to) {
        for day in (0..=first.until(last)).map(|at| first.plus(at)) {
            let name = time.name_of(day).cloned();
            match found.last_mut() {
                Some(run) if run.name == name && run.to.plus(1) == day => run.to = day,
                _ => found.push(Off { from: day, to: day, name }),
            }
        }
    }
    found
}
