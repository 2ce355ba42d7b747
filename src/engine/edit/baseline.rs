//! Baselines: the plan as it was promised, kept with a reason.

use super::refusal::{named, there};
use super::{Context, Edit, Refusal, update};
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::plan::team::{Team, part_work, planned_cost};
use crate::engine::workspace::{Kind, Workspace};

/// Keeps every task's dates, work and cost as they are planned now.
pub fn take(ws: &mut Workspace, ctx: &Context, project: Id, name: &str, reason: &str) -> Edit<Id> {
    let name = named(name)?;
    let plan = Plan::of(ws, project).ok_or(Refusal::Missing(Kind::Project))?;
    let team = Team::of(ws, &plan);
    let currency = ws.settings.currency;
    let tasks = (plan.rows.iter().enumerate())
        .map(|(at, row)| BaselineTask {
            task: row.task.id,
            start: row.start,
            finish: row.finish,
            work: team.parts_of(at).iter().map(|part| part_work(&plan, part)).sum(),
            cost: planned_cost(ws, &plan, &team, at).filter(|_| !row.summary).map(|cost| Money::new(cost, currency)),
            ..BaselineTask::default()
        })
        .collect();
    let id = ctx.id();
    let baseline = Baseline { id, name, reason: Text::new(reason), taken_at: ctx.now_ms, tasks, ..Baseline::default() };
    update::<Project>(ws, project, |project| project.baselines.push(baseline))?;
    Ok(id)
}

pub fn remove(ws: &mut Workspace, project: Id, baseline: Id) -> Edit {
    there::<Project>(ws, project)?;
    update::<Project>(ws, project, |project| project.baselines.retain(|one| one.id != baseline))
}
