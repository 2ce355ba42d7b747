//! Buffers of the critical chain, put in where they protect the promise.

use super::refusal::there;
use super::{Context, Edit, Refusal, add as put, baseline, ids, task, update};
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::plan::buffers::{chain, estimates, joins, size};
use crate::engine::workspace::{Kind, Workspace};

/// Names that the new tasks and the baseline get.
pub struct Names<'a> {
    pub project_buffer: &'a str,
    pub feeding_buffer: &'a str,
    pub baseline: &'a str,
}

/// Puts a buffer behind the last task, and one wherever a chain with float joins the critical one; each sized by the
/// project's policy, a feeding buffer by no more than the float there is. What buffers there were go. Then a
/// baseline is taken, from which their use is counted.
pub fn insert(ws: &mut Workspace, ctx: &Context, project: Id, names: &Names) -> Edit {
    for old in ids::<Task>(ws, |task| task.project == project && task.kind == TaskKind::Buffer) {
        bridge(ws, ctx, old)?;
    }
    let policy = there::<Project>(ws, project)?.buffer_policy.clone();
    let plan = Plan::of(ws, project).ok_or(Refusal::Missing(Kind::Project))?;
    let leaf = |at: &usize| !plan.rows[*at].summary && plan.rows[*at].task.status != TaskStatus::Cancelled;
    let last = (0..plan.rows.len()).filter(leaf).max_by_key(|&at| (plan.rows[at].finish, plan.rows[at].critical));
    let last = last.ok_or(Refusal::NoChain)?;
    let with = |end: usize| std::iter::once(end).chain(chain(&plan, end)).collect::<Vec<_>>();
    let length = |end: usize| size(&policy, &estimates(&plan, &with(end))).map(|minutes| minutes.round() as i64);
    let whole = length(last).filter(|minutes| *minutes > 0).ok_or(Refusal::NoChain)?;
    for (from, to, float) in joins(&plan) {
        let minutes = length(from).unwrap_or(0).min(float);
        if minutes > 0 {
            let (from, to) = (plan.rows[from].task.id, plan.rows[to].task.id);
            let id = task::add(ws, ctx, project, task::Place::After(from), names.feeding_buffer)?;
            update::<Task>(ws, id, |task| (task.kind, task.duration) = (TaskKind::Buffer, Minutes::new(minutes)))?;
            task::unlink(ws, from, to)?;
            task::link(ws, ctx, from, id, LinkKind::Fs, 0)?;
            task::link(ws, ctx, id, to, LinkKind::Fs, 0)?;
        }
    }
    let id = task::add(ws, ctx, project, task::Place::Last, names.project_buffer)?;
    update::<Task>(ws, id, |task| (task.kind, task.duration) = (TaskKind::Buffer, Minutes::new(whole)))?;
    task::link(ws, ctx, plan.rows[last].task.id, id, LinkKind::Fs, 0)?;
    baseline::take(ws, ctx, project, names.baseline, "")?;
    Ok(())
}

/// Takes a buffer out and joins what it stood between.
fn bridge(ws: &mut Workspace, ctx: &Context, id: Id) -> Edit {
    let find = |ws: &Workspace, into: bool| -> Vec<Dependency> {
        ws.links.iter().filter(|link| if into { link.to == id } else { link.from == id }).map(|link| (**link).clone()).collect()
    };
    let (before, after) = (find(ws, true), find(ws, false));
    task::delete(ws, &[id])?;
    for (a, b) in before.iter().flat_map(|a| after.iter().map(move |b| (a, b))) {
        if !ws.links.iter().any(|link| link.from == a.from && link.to == b.to) {
            put(ws, ctx, Dependency { project: a.project, from: a.from, to: b.to, ..Dependency::default() });
        }
    }
    Ok(())
}
