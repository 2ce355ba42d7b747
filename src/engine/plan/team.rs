//! Who works on what: the people of a task and how much of their day it takes. Everything about load, cost and levelling
//! rests on it. A task nobody is assigned to is done by the one who is accountable.

use std::collections::HashMap;
use std::sync::Arc;

use super::outline::{Plan, work_time, works};
use crate::engine::calendar::WorkTime;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// One person's part in a task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Place of the task in the plan.
    pub task: u32,
    pub member: Id,
    /// Per cent of a full day.
    pub units: i64,
    /// Working minutes, where the assignment says so.
    pub work: Option<i64>,
}

/// The people of a workspace and when they work.
pub struct Team {
    /// By task.
    pub parts: Vec<Part>,
    /// Working time of everyone in `parts`.
    pub time: HashMap<Id, Arc<WorkTime>>,
    /// Per cent of a full day that each can give.
    pub capacity: HashMap<Id, i64>,
}

impl Team {
    /// The parts of all leaves of a plan that take part in it.
    pub fn of(ws: &Workspace, plan: &Plan) -> Team {
        let mut assigned: HashMap<Id, Vec<(Id, i64, Option<i64>)>> = HashMap::new();
        for part in ws.assignments.iter().filter(|part| works(part)) {
            assigned.entry(part.task).or_default().push((part.member, part.units.get(), part.work.map(Minutes::get)));
        }
        let mut team = Team { parts: Vec::new(), time: HashMap::new(), capacity: HashMap::new() };
        for (at, row) in plan.rows.iter().enumerate() {
            if row.summary || row.duration == 0 || row.task.status == TaskStatus::Cancelled || row.task.kind == TaskKind::Buffer {
                continue;
            }
            let owner = || row.task.owner.map(|owner| (owner, 100, None)).into_iter().collect::<Vec<_>>();
            for (member, units, work) in assigned.get(&row.task.id).cloned().unwrap_or_else(owner) {
                let person = ws.members.get(member);
                let Some(person) = person.filter(|m| matches!(m.kind, ResourceKind::Person | ResourceKind::Team)) else {
                    continue;
                };
                team.parts.push(Part { task: at as u32, member, units, work });
                team.capacity.insert(member, person.capacity.get());
                team.time.entry(member).or_insert_with(|| match person.calendar {
                    Some(calendar) => Arc::new(work_time(ws, calendar)),
                    None => plan.calendar.clone(),
                });
            }
        }
        team
    }

    pub fn parts_of(&self, task: usize) -> &[Part] {
        let from = self.parts.partition_point(|part| (part.task as usize) < task);
        let to = self.parts.partition_point(|part| part.task as usize <= task);
        &self.parts[from..to]
    }

    /// Minutes that a member can give on a day.
    pub fn capacity_on(&self, member: Id, day: Date) -> i64 {
        let share = self.capacity.get(&member).copied().unwrap_or(0);
        self.time.get(&member).map_or(0, |time| time.day_minutes(day) * share / 100)
    }
}

/// Minutes of work of each day from `start` to `finish` by someone who works by `time` and gives `units` per cent.
pub fn by_day(time: &WorkTime, start: Moment, finish: Moment, units: i64) -> impl Iterator<Item = (Date, i64)> + '_ {
    let (first, last) = (start.date(), finish.finish_date().max(start.date()));
    (0..=first.until(last)).map(move |at| first.plus(at)).filter_map(move |day| {
        let (from, to) = (start.max(day.midnight()), finish.min(day.plus(1).midnight()));
        let minutes = if from < to { time.between(from, to) * units / 100 } else { 0 };
        (minutes > 0).then_some((day, minutes))
    })
}

/// Working minutes of a person's part: what the assignment says, else its share of the task's time.
pub fn part_work(plan: &Plan, part: &Part) -> i64 {
    part.work.unwrap_or_else(|| plan.rows[part.task as usize].duration * part.units / 100)
}

/// What a task costs as planned, in minor units: hours of its people by their rates, else its own budget. None where
/// neither says anything.
pub fn planned_cost(ws: &Workspace, plan: &Plan, team: &Team, task: usize) -> Option<i64> {
    let rated = team.parts_of(task).iter().filter_map(|part| {
        let rate = ws.members.get(part.member)?.cost_rate?;
        Some((rate.minor as i128 * part_work(plan, part) as i128 / 60) as i64)
    });
    let hours = rated.reduce(|a, b| a.saturating_add(b));
    hours.or(plan.rows[task].task.budget_cost.map(|cost| cost.minor))
}
