//! Ways out of a conflict: each is an edit that takes it away.

use super::{Edit, Refusal, update};
use crate::engine::model::*;
use crate::engine::plan::{Conflict, ConflictKind, Plan};
use crate::engine::workspace::{Kind, Workspace};

#[derive(Clone, Debug, PartialEq)]
pub enum Fix {
    /// As soon as possible instead of the task's constraint.
    Release(Id),
    Unlink(Id, Id),
    /// The deadline becomes this day.
    Deadline(Id, Date),
    DropDeadline(Id),
    /// The project is due on this day.
    Due(Id, Date),
    /// The project starts on this day.
    Start(Id, Date),
    /// The task takes so many working minutes less.
    Shorten(Id, i64),
    /// The scheduler sets the dates again.
    Automatic(Id),
}

/// What would take a conflict away, the least first.
pub fn fixes(plan: &Plan, conflict: &Conflict) -> Vec<Fix> {
    let at = conflict.task as usize;
    let row = &plan.rows[at];
    let (id, task, project) = (row.task.id, &row.task, plan.project.id);
    let constrained = !matches!(task.constraint.kind, ConstraintKind::Asap | ConstraintKind::Alap);
    // Less than the task takes, or there is nothing to shorten.
    let shorter = (!row.summary && task.actual_start.is_none() && !task.elapsed && task.duration.get() > conflict.minutes)
        .then_some(Fix::Shorten(id, conflict.minutes));
    let mut found = Vec::new();
    match conflict.kind {
        ConflictKind::Link(link) => {
            let link = &plan.network.links[link as usize];
            let from = &plan.rows[link.from as usize].task;
            if task.mode == ScheduleMode::Manual {
                found.push(Fix::Automatic(id));
            }
            if constrained {
                found.push(Fix::Release(id));
            }
            found.push(Fix::Unlink(from.id, id));
        }
        ConflictKind::Constraint => found.push(Fix::Release(id)),
        ConflictKind::Deadline => {
            found.push(Fix::Deadline(id, row.finish.finish_date()));
            found.extend(shorter);
            found.push(Fix::DropDeadline(id));
        }
        ConflictKind::ProjectStart => {
            found.push(Fix::Start(project, row.start.date()));
            if constrained {
                found.push(Fix::Release(id));
            }
        }
        ConflictKind::ProjectFinish => {
            found.push(Fix::Due(project, plan.finish.max(row.finish).finish_date()));
            found.extend(shorter);
        }
        ConflictKind::Loop => {
            let looped =
                |at: u32| plan.schedule.conflicts.iter().any(|other| other.task == at && other.kind == ConflictKind::Loop);
            let closing = plan.network.links.iter().find(|link| link.to == conflict.task && looped(link.from));
            found.extend(closing.map(|link| Fix::Unlink(plan.rows[link.from as usize].task.id, id)));
        }
    }
    found
}

pub fn apply(ws: &mut Workspace, fix: &Fix) -> Edit {
    match *fix {
        Fix::Release(id) => super::task::release(ws, id),
        Fix::Unlink(from, to) => super::task::unlink(ws, from, to),
        Fix::Deadline(id, day) => update::<Task>(ws, id, |task| task.deadline = Some(day.plus(1).midnight())),
        Fix::DropDeadline(id) => update::<Task>(ws, id, |task| task.deadline = None),
        Fix::Due(id, day) => update::<Project>(ws, id, |project| project.due = Some(day)),
        Fix::Start(id, day) => update::<Project>(ws, id, |project| project.start = day),
        Fix::Shorten(id, minutes) => {
            let duration = ws.tasks.get(id).ok_or(Refusal::Missing(Kind::Task))?.duration.get();
            super::task::set_duration(ws, id, (duration - minutes).max(1), false)
        }
        Fix::Automatic(id) => update::<Task>(ws, id, |task| task.mode = ScheduleMode::Auto),
    }
}
