//! Duration, units and work of a task, kept consistent: work = duration × units. Which of them follows when another is
//! set is what the task's `effort` says.

use super::{Context, Edit, add as put, ids, update};
use crate::engine::edit::refusal::there;
use crate::engine::model::*;
use crate::engine::plan::works;
use crate::engine::workspace::Workspace;

/// The assignments that mean work on a task.
fn parts(ws: &Workspace, task: Id) -> Vec<Assignment> {
    ws.assignments.iter().filter(|part| part.task == task && works(part)).map(|part| (**part).clone()).collect()
}

/// Units of all who work on a task; of one that nobody is assigned to, one person's.
pub fn units(ws: &Workspace, task: Id) -> i64 {
    let parts = parts(ws, task);
    if parts.is_empty() { 100 } else { parts.iter().map(|part| part.units.get()).sum() }
}

/// Work of a task in minutes: what is said, else its duration times its units.
pub fn work(ws: &Workspace, task: &Task) -> i64 {
    task.work.map_or_else(|| task.duration.get() * units(ws, task.id) / 100, Minutes::get)
}

/// Shares the work of a task out by units.
fn share(ws: &mut Workspace, task: Id, work: i64) -> Edit {
    let all = units(ws, task).max(1);
    for part in parts(ws, task) {
        update::<Assignment>(ws, part.id, |one| one.work = Some(Minutes::new(work * part.units.get() / all)))?;
    }
    update::<Task>(ws, task, |task| task.work = Some(Minutes::new(work)))
}

/// After the duration was set: of fixed work the units follow, else the work. A task whose work nobody said is left alone.
pub fn follow_duration(ws: &mut Workspace, id: Id) -> Edit {
    let task = there::<Task>(ws, id)?.clone();
    let Some(work) = task.work.filter(|_| !task.elapsed) else { return Ok(()) };
    let duration = task.duration.get();
    if task.effort == EffortKind::FixedWork && duration > 0 && !parts(ws, id).is_empty() {
        let (all, wanted) = (units(ws, id).max(1), work.get() * 100 / duration);
        for part in parts(ws, id) {
            update::<Assignment>(ws, part.id, |one| one.units = Units::new((part.units.get() * wanted / all).max(1)))?;
        }
        return Ok(());
    }
    let work = duration * units(ws, id) / 100;
    share(ws, id, work)
}

/// Sets the work: of a fixed duration the units follow, else the duration.
pub fn set_work(ws: &mut Workspace, id: Id, minutes: i64) -> Edit {
    let task = there::<Task>(ws, id)?.clone();
    if task.effort == EffortKind::FixedDuration && !parts(ws, id).is_empty() && task.duration.get() > 0 {
        let (all, wanted) = (units(ws, id).max(1), minutes * 100 / task.duration.get());
        for part in parts(ws, id) {
            update::<Assignment>(ws, part.id, |one| one.units = Units::new((part.units.get() * wanted / all).max(1)))?;
        }
    } else if task.effort != EffortKind::FixedDuration {
        let units = units(ws, id).max(1);
        update::<Task>(ws, id, |task| task.duration = Minutes::new((minutes * 100 + units - 1) / units))?;
    }
    share(ws, id, minutes)
}

/// After who works on a task, or how much of it, changed from `before` units: of a fixed duration the work follows, else the
/// duration.
fn follow_units(ws: &mut Workspace, id: Id, before: i64) -> Edit {
    let task = there::<Task>(ws, id)?.clone();
    let now = units(ws, id).max(1);
    let work = task.work.map_or(task.duration.get() * before / 100, Minutes::get);
    if task.effort == EffortKind::FixedDuration {
        return share(ws, id, task.duration.get() * now / 100);
    }
    update::<Task>(ws, id, |task| task.duration = Minutes::new((work * 100 + now - 1) / now))?;
    share(ws, id, work)
}

/// Assigns someone. One who is assigned already gets the units.
pub fn assign(ws: &mut Workspace, ctx: &Context, id: Id, member: Id, percent: i64) -> Edit {
    let task = there::<Task>(ws, id)?.clone();
    there::<Member>(ws, member)?;
    let before = units(ws, id);
    // The one who is accountable worked on it alone until now, and goes on.
    let joins = task.owner.filter(|owner| *owner != member && parts(ws, id).is_empty() && ws.members.contains(*owner));
    if let Some(owner) = joins {
        put(ws, ctx, Assignment { task: id, member: owner, ..Assignment::default() });
    }
    match parts(ws, id).iter().find(|part| part.member == member) {
        Some(part) => update::<Assignment>(ws, part.id, |part| part.units = Units::new(percent))?,
        None => {
            put(ws, ctx, Assignment { task: id, member, units: Units::new(percent), ..Assignment::default() });
        }
    }
    follow_units(ws, id, before)
}

pub fn unassign(ws: &mut Workspace, id: Id, member: Id) -> Edit {
    let before = units(ws, id);
    for part in ids::<Assignment>(ws, |part| part.task == id && part.member == member && works(part)) {
        ws.assignments.remove(part);
    }
    follow_units(ws, id, before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{person, project, task};

    fn start(effort: EffortKind) -> (Workspace, Context, Id, Id, Id) {
        let (mut ws, ctx) = (Workspace::default(), Context::new(0, Date::from_days(20_000), Id::from_bits(1), 7));
        let (a, b) = (person::add(&mut ws, &ctx, "陈立").unwrap(), person::add(&mut ws, &ctx, "王蕾").unwrap());
        let of = project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let id = task::add(&mut ws, &ctx, of, task::Place::Last, "T").unwrap();
        update::<Task>(&mut ws, id, |task| (task.duration, task.effort) = (Minutes::new(960), effort)).unwrap();
        assign(&mut ws, &ctx, id, a, 100).unwrap();
        (ws, ctx, id, a, b)
    }

    /// Duration, units and work.
    fn state(ws: &Workspace, id: Id) -> (i64, i64, i64) {
        let task = ws.tasks.get(id).unwrap();
        (task.duration.get(), units(ws, id), work(ws, task))
    }

    #[test]
    fn what_follows_when_someone_joins() {
        for (effort, after) in [
            (EffortKind::FixedDuration, (960, 200, 1920)),
            (EffortKind::FixedUnits, (480, 200, 960)),
            (EffortKind::FixedWork, (480, 200, 960)),
        ] {
            let (mut ws, ctx, id, _, b) = start(effort);
            assert_eq!(state(&ws, id), (960, 100, 960));
            assign(&mut ws, &ctx, id, b, 100).unwrap();
            assert_eq!(state(&ws, id), after, "{effort:?}");
            unassign(&mut ws, id, b).unwrap();
            assert_eq!(state(&ws, id), (960, 100, 960), "{effort:?}");
        }
    }

    #[test]
    fn what_follows_the_duration_and_the_work() {
        for (effort, by_duration, by_work) in [
            (EffortKind::FixedDuration, (480, 100, 480), (960, 200, 1920)),
            (EffortKind::FixedUnits, (480, 100, 480), (1920, 100, 1920)),
            (EffortKind::FixedWork, (480, 200, 960), (1920, 100, 1920)),
        ] {
            let (mut ws, _, id, ..) = start(effort);
            task::set_duration(&mut ws, id, 480, false).unwrap();
            assert_eq!(state(&ws, id), by_duration, "{effort:?}");
            let (mut ws, _, id, ..) = start(effort);
            set_work(&mut ws, id, 1920).unwrap();
            assert_eq!(state(&ws, id), by_work, "{effort:?}");
            assert_eq!(parts(&ws, id)[0].work, Some(Minutes::new(1920)));
        }
    }
}
