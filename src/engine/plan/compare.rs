//! Two plans of one project side by side: what a change would do to the finish, the cost and the load.

use super::load::Load;
use super::outline::Plan;
use super::team::{Team, planned_cost};
use crate::engine::model::{Id, Moment};
use crate::engine::workspace::Workspace;

/// A task whose finish differs. Days are working days; positive is later.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub task: Id,
    pub before: Moment,
    pub after: Moment,
    pub days: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub finish: (Moment, Moment),
    /// Working days by which the project ends later.
    pub days: f64,
    /// Minor units; none where no task has a cost.
    pub cost: (Option<i64>, Option<i64>),
    /// Days on which someone has too much.
    pub over_days: (usize, usize),
    /// Working minutes of all people.
    pub work: (i64, i64),
    /// What cannot be kept.
    pub conflicts: (usize, usize),
    pub moved: Vec<Moved>,
}

/// What changes from one workspace's plan to another's.
pub fn compare((old, before): (&Workspace, &Plan), (new, after): (&Workspace, &Plan)) -> Difference {
    let calendar = &before.calendar;
    let days = |from, to| calendar.between(from, to) as f64 / calendar.minutes_per_day() as f64;
    let moved = (before.rows.iter())
        .filter(|row| !row.summary)
        .filter_map(|row| {
            let now = after.row(row.task.id)?;
            let moved = Moved { task: row.task.id, before: row.finish, after: now.finish, days: days(row.finish, now.finish) };
            (row.finish != now.finish || row.start != now.start).then_some(moved)
        })
        .collect();
    let (loads, costs) = ((Load::of(old, &[before]), Load::of(new, &[after])), (cost(old, before), cost(new, after)));
    let work = |load: &Load| load.members.iter().flat_map(|member| &member.load).sum();
    Difference {
        finish: (before.finish, after.finish),
        days: days(before.finish, after.finish),
        cost: costs,
        over_days: (loads.0.over_days(), loads.1.over_days()),
        work: (work(&loads.0), work(&loads.1)),
        conflicts: (before.schedule.conflicts.len(), after.schedule.conflicts.len()),
        moved,
    }
}

/// What a plan costs in all.
pub fn cost(ws: &Workspace, plan: &Plan) -> Option<i64> {
    let team = Team::of(ws, plan);
    let leaves = (0..plan.rows.len()).filter(|&at| !plan.rows[at].summary);
    leaves.filter_map(|at| planned_cost(ws, plan, &team, at)).reduce(|a, b| a.saturating_add(b))
}
