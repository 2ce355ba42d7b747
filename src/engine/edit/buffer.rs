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

/// Sizes the buffer behind which the project finishes, in working minutes, and puts one behind the last task where there is
/// none. Where no baseline holds it, one is taken, from which its use is counted.
pub fn promise(ws: &mut Workspace, ctx: &Context, project: Id, minutes: i64, names: &Names) -> Edit<Id> {
    let plan = Plan::of(ws, project).ok_or(Refusal::Missing(Kind::Project))?;
    let minutes = Minutes::new(minutes.max(1));
    let leaf = |at: &usize| !plan.rows[*at].summary && plan.rows[*at].task.status != TaskStatus::Cancelled;
    let last = |kind: fn(TaskKind) -> bool| {
        let all = (0..plan.rows.len()).filter(leaf).filter(|&at| kind(plan.rows[at].task.kind));
        all.max_by_key(|&at| (plan.rows[at].finish, plan.rows[at].critical, plan.rows[at].milestone()))
    };
    let leads_on =
        |at: usize| plan.network.links.iter().any(|link| link.from as usize == at && !plan.rows[link.to as usize].milestone());
    let id = match last(|kind| kind == TaskKind::Buffer).filter(|&at| !leads_on(at)) {
        Some(at) => {
            let id = plan.rows[at].task.id;
            update::<Task>(ws, id, |task| task.duration = minutes)?;
            id
        }
        None => {
            let end = last(|kind| kind != TaskKind::Buffer).ok_or(Refusal::NoChain)?;
            let id = task::add(ws, ctx, project, task::Place::Last, names.project_buffer)?;
            update::<Task>(ws, id, |task| (task.kind, task.duration) = (TaskKind::Buffer, minutes))?;
            task::link(ws, ctx, plan.rows[end].task.id, id, LinkKind::Fs, 0)?;
            id
        }
    };
    let held = there::<Project>(ws, project)?.baselines.iter().any(|one| one.tasks.iter().any(|task| task.task == id));
    if !held {
        baseline::take(ws, ctx, project, names.baseline, "")?;
    }
    Ok(id)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Date;
    use crate::engine::plan::buffers::buffers;

    #[test]
    fn the_promise_puts_one_buffer_behind_the_last_task_and_sizes_it_again() {
        let (mut ws, project) = (Workspace::default(), Id::from_bits(1));
        let monday = Date::parse("2026-03-02").unwrap();
        let ctx = Context::new(0, monday, Id::from_bits(2), 1 << 40);
        ws.projects.insert(Project { id: project, start: monday, ..Project::default() });
        for (id, days) in [(10, 4), (11, 6)] {
            let rank = Text::from(id.to_string().as_str());
            ws.tasks.insert(Task { id: Id::from_bits(id), project, rank, duration: Minutes::new(days * 480), ..Task::default() });
        }
        let names = Names { project_buffer: "Buffer", feeding_buffer: "Feeding", baseline: "Promise" };
        let id = promise(&mut ws, &ctx, project, 960, &names).unwrap();
        assert_eq!(promise(&mut ws, &ctx, project, 1440, &names).unwrap(), id);
        let plan = Plan::of(&ws, project).unwrap();
        let buffer = buffers(&plan).remove(0);
        assert_eq!((buffer.size, buffer.used, buffer.chain), (1440, Some(0), vec![1]));
        assert_eq!(plan.project.baselines.len(), 1);
        assert_eq!(promise(&mut ws, &ctx, Id::from_bits(7), 1, &names), Err(Refusal::Missing(Kind::Project)));
    }
}
