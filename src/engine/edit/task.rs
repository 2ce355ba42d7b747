//! Edits of the plan: tasks, their order and tree, their dates, and the links between them.

use std::collections::{BTreeMap, BTreeSet};

use super::refusal::{named, there};
use super::{Context, Edit, Refusal, add as put, ids, rank, update};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::words::Typed;
use crate::engine::workspace::Workspace;

/// Where a new task goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// At the end of the project, at the top level.
    Last,
    /// Below this task, as its sibling.
    After(Id),
    Before(Id),
    /// The last inside this task.
    Inside(Id),
}

/// True where nothing is to be done any more.
pub fn is_over(task: &Task) -> bool {
    matches!(task.status, TaskStatus::Done | TaskStatus::Cancelled)
}

/// Tasks of one parent in their order.
pub fn siblings(ws: &Workspace, project: Id, parent: Option<Id>) -> Vec<&std::sync::Arc<Task>> {
    let mut tasks: Vec<_> = ws.tasks.iter().filter(|task| task.project == project && task.parent == parent).collect();
    order::sort_by(&mut tasks, |a, b| (&*a.rank, a.id).cmp(&(&*b.rank, b.id)));
    tasks
}

pub fn children(ws: &Workspace, id: Id) -> bool {
    ws.tasks.iter().any(|task| task.parent == Some(id))
}

/// The task and everything inside it.
pub fn subtree(ws: &Workspace, roots: &[Id]) -> BTreeSet<Id> {
    let mut inside: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for task in ws.tasks.iter() {
        if let Some(parent) = task.parent {
            inside.entry(parent).or_default().push(task.id);
        }
    }
    let mut found = BTreeSet::new();
    let mut open: Vec<Id> = roots.to_vec();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(inside.get(&id).into_iter().flatten());
        }
    }
    found
}

/// The parent and rank that put a task at a place.
fn seat(ws: &Workspace, project: Id, place: Place) -> Edit<(Option<Id>, Text)> {
    let (parent, beside, after) = match place {
        Place::Last => (None, None, true),
        Place::Inside(id) => (Some(there::<Task>(ws, id)?.id), None, true),
        Place::After(id) => (there::<Task>(ws, id)?.parent, Some(id), true),
        Place::Before(id) => (there::<Task>(ws, id)?.parent, Some(id), false),
    };
    let row = siblings(ws, project, parent);
    let at = match beside {
        None => row.len(),
        Some(id) => row.iter().position(|task| task.id == id).map_or(row.len(), |at| at + usize::from(after)),
    };
    let low = if at == 0 { "" } else { &row[at - 1].rank };
    let high = row.get(at).map_or("", |task| &task.rank);
    Ok((parent, Text::from(rank::between(low, high).as_str())))
}

/// A new task. One that gets its first child becomes a summary.
pub fn add(ws: &mut Workspace, ctx: &Context, project: Id, place: Place, name: &str) -> Edit<Id> {
    there::<Project>(ws, project)?;
    let (parent, rank) = seat(ws, project, place)?;
    let task = Task { project, parent, rank, name: named(name)?, estimated: true, ..Task::default() };
    Ok(put(ws, ctx, task))
}

pub fn rename(ws: &mut Workspace, id: Id, name: &str) -> Edit {
    let name = named(name)?;
    update::<Task>(ws, id, |task| task.name = name)
}

/// Deletes tasks with all inside them, their links, their assignments, and their mention by risks.
pub fn delete(ws: &mut Workspace, roots: &[Id]) -> Edit {
    let gone = subtree(ws, roots);
    for id in ids::<Dependency>(ws, |link| gone.contains(&link.from) || gone.contains(&link.to)) {
        ws.links.remove(id);
    }
    for id in ids::<Assignment>(ws, |part| gone.contains(&part.task)) {
        ws.assignments.remove(id);
    }
    for id in ids::<Risk>(ws, |risk| risk.tasks.iter().any(|task| gone.contains(task))) {
        update::<Risk>(ws, id, |risk| risk.tasks.retain(|task| !gone.contains(task)))?;
    }
    for id in ids::<ResponseAction>(ws, |action| action.task.is_some_and(|task| gone.contains(&task))) {
        update::<ResponseAction>(ws, id, |action| action.task = None)?;
    }
    for id in ids::<Issue>(ws, |issue| issue.tasks.iter().any(|task| gone.contains(task))) {
        update::<Issue>(ws, id, |issue| issue.tasks.retain(|task| !gone.contains(task)))?;
    }
    for id in gone {
        ws.tasks.remove(id);
    }
    Ok(())
}

/// Moves a task (with what is inside) to another place in the tree. Refused where it would be inside itself, or where
/// a link would then join a summary with its own child.
pub fn relocate(ws: &mut Workspace, id: Id, place: Place) -> Edit {
    let task = there::<Task>(ws, id)?.clone();
    if let Place::After(other) | Place::Before(other) | Place::Inside(other) = place {
        if other == id {
            return Ok(());
        }
        if subtree(ws, &[id]).contains(&other) {
            return Err(Refusal::InsideItself);
        }
    }
    let (parent, rank) = seat(ws, task.project, place)?;
    update::<Task>(ws, id, |task| {
        task.parent = parent;
        task.rank = rank;
    })?;
    sound_links(ws, task.project)
}

/// One level deeper: under the sibling above.
pub fn indent(ws: &mut Workspace, id: Id) -> Edit {
    let task = there::<Task>(ws, id)?;
    let row = siblings(ws, task.project, task.parent);
    let at = row.iter().position(|sibling| sibling.id == id).ok_or(Refusal::NothingAbove)?;
    let above = row.get(at.wrapping_sub(1)).ok_or(Refusal::NothingAbove)?.id;
    relocate(ws, id, Place::Inside(above))
}

/// One level up: after its parent.
pub fn outdent(ws: &mut Workspace, id: Id) -> Edit {
    let parent = there::<Task>(ws, id)?.parent.ok_or(Refusal::AtTop)?;
    relocate(ws, id, Place::After(parent))
}

/// Up or down among its siblings.
pub fn shift(ws: &mut Workspace, id: Id, down: bool) -> Edit {
    let task = there::<Task>(ws, id)?;
    let row = siblings(ws, task.project, task.parent);
    let at = row.iter().position(|sibling| sibling.id == id).unwrap_or(0);
    let place = match down {
        true => row.get(at + 1).map(|next| Place::After(next.id)),
        false => at.checked_sub(1).map(|above| Place::Before(row[above].id)),
    };
    place.map_or(Ok(()), |place| relocate(ws, id, place))
}

/// Asks that the task start at a moment, as dragging its bar does: automatic tasks get *start no earlier than*, and
/// keep the order that their links give; manual tasks and those already begun get the very dates.
pub fn move_to(ws: &mut Workspace, id: Id, start: Moment) -> Edit {
    refuse_summary(ws, id)?;
    update::<Task>(ws, id, |task| {
        if task.mode == ScheduleMode::Manual {
            let length = task.manual_start.zip(task.manual_finish).map(|(from, to)| to.minutes() - from.minutes());
            task.manual_start = Some(start);
            task.manual_finish = length.map(|length| start.plus(length));
        } else if task.actual_start.is_some() {
            task.actual_start = Some(start);
        } else {
            task.constraint = Constraint { kind: ConstraintKind::Snet, date: Some(start), ..Constraint::default() };
        }
    })
}

/// Takes the wish for a start away: the links and the project's start decide again.
pub fn release(ws: &mut Workspace, id: Id) -> Edit {
    update::<Task>(ws, id, |task| task.constraint = Constraint::default())
}

/// Working minutes, running minutes where `elapsed`. None at all makes a milestone of it.
pub fn set_duration(ws: &mut Workspace, id: Id, minutes: i64, elapsed: bool) -> Edit {
    let unit = there::<Task>(ws, id)?.duration_unit;
    type_duration(ws, id, Typed { minutes, elapsed, unit, estimated: false })
}

/// A duration as it was typed, which is shown in its unit again.
pub fn type_duration(ws: &mut Workspace, id: Id, typed: Typed) -> Edit {
    refuse_summary(ws, id)?;
    update::<Task>(ws, id, |task| {
        task.duration = Minutes::new(typed.minutes);
        task.elapsed = typed.elapsed;
        task.duration_unit = typed.unit;
        task.estimated = typed.estimated;
        task.manual_finish = None;
        task.kind = match (typed.minutes, task.kind) {
            (0, TaskKind::Task) => TaskKind::Milestone,
            (1.., TaskKind::Milestone) => TaskKind::Task,
            (_, kind) => kind,
        };
    })?;
    super::effort::follow_duration(ws, id)
}

/// Progress in per cent; the status follows. `start` is where the plan has it, which becomes the actual start.
pub fn set_progress(ws: &mut Workspace, id: Id, progress: i64, start: Moment, finish: Moment) -> Edit {
    refuse_summary(ws, id)?;
    update::<Task>(ws, id, |task| {
        task.progress = Pct::new(progress);
        task.status = match (task.progress.get(), task.status) {
            (100, _) => TaskStatus::Done,
            (0, TaskStatus::Doing | TaskStatus::Review | TaskStatus::Done) => TaskStatus::Todo,
            (1.., TaskStatus::Todo | TaskStatus::Done) => TaskStatus::Doing,
            (_, status) => status,
        };
        actuals(task, start, finish);
    })
}

/// Minutes still to do of a task that is under way: what is done stays done, and the duration follows.
/// `start` and `finish` are where the plan has it, as in `set_progress`.
pub fn set_remaining(ws: &mut Workspace, id: Id, minutes: i64, start: Moment, finish: Moment) -> Edit {
    let task = there::<Task>(ws, id)?;
    let (done, elapsed) = (task.duration.get() - remaining(task), task.elapsed);
    let whole = done.saturating_add(minutes.max(0)).max(1);
    set_duration(ws, id, whole, elapsed)?;
    // Less than a per cent left is not nothing.
    let most = if minutes > 0 { 99 } else { 100 };
    set_progress(ws, id, (done * 100 / whole).min(most), start, finish)
}

/// What is left of a task's duration by its progress.
pub fn remaining(task: &Task) -> i64 {
    task.duration.get() * (100 - task.progress.get()) / 100
}

/// The column of the board. Done means 100 %, back to do means 0 %.
pub fn set_status(ws: &mut Workspace, id: Id, status: TaskStatus, start: Moment, finish: Moment) -> Edit {
    update::<Task>(ws, id, |task| {
        task.progress = match (status, task.progress.get()) {
            (TaskStatus::Done, _) => Pct::new(100),
            (TaskStatus::Todo, _) => Pct::new(0),
            (TaskStatus::Doing | TaskStatus::Review, 100) => Pct::new(90),
            (_, progress) => Pct::new(progress),
        };
        task.status = status;
        actuals(task, start, finish);
    })
}

/// Progress fixes the dates it proves: begun means an actual start, done an actual finish.
fn actuals(task: &mut Task, start: Moment, finish: Moment) {
    let progress = task.progress.get();
    task.actual_start = if progress > 0 { task.actual_start.or(Some(start)) } else { None };
    task.actual_finish = if progress == 100 { task.actual_finish.or(Some(finish)) } else { None };
}

fn refuse_summary(ws: &Workspace, id: Id) -> Edit {
    if children(ws, id) { Err(Refusal::SummaryDates) } else { Ok(()) }
}

/// Links two tasks. Refused where it would close a loop (named), join a summary with what is inside it, or stand twice.
pub fn link(ws: &mut Workspace, ctx: &Context, from: Id, to: Id, kind: LinkKind, lag: i64) -> Edit<Id> {
    if from == to {
        return Err(Refusal::LinkToItself);
    }
    let project = there::<Task>(ws, from)?.project;
    there::<Task>(ws, to)?;
    if ws.links.iter().any(|link| link.from == from && link.to == to && link.kind == kind) {
        return Err(Refusal::LinkTwice);
    }
    let id = put(ws, ctx, Dependency { project, from, to, kind, lag, ..Dependency::default() });
    sound_links(ws, project)?;
    Ok(id)
}

pub fn unlink(ws: &mut Workspace, from: Id, to: Id) -> Edit {
    for id in ids::<Dependency>(ws, |link| link.from == from && link.to == to) {
        ws.links.remove(id);
    }
    Ok(())
}

/// Takes one link away; others between the same two tasks stay.
pub fn drop_link(ws: &mut Workspace, link: Id) -> Edit {
    there::<Dependency>(ws, link)?;
    ws.links.remove(link);
    Ok(())
}

/// Checks that the links of a project have no loop, a summary standing for all inside it.
fn sound_links(ws: &Workspace, project: Id) -> Edit {
    let tasks: Vec<&Task> = ws.tasks.iter().map(|task| &**task).filter(|task| task.project == project).collect();
    let place: BTreeMap<Id, usize> = tasks.iter().enumerate().map(|(place, task)| (task.id, place)).collect();
    let count = tasks.len();
    let above: Vec<Option<usize>> = tasks.iter().map(|task| task.parent.and_then(|id| place.get(&id).copied())).collect();
    let parent = |at: usize| above[at];
    // Nodes 0..count are the beginnings of tasks, count..2*count their ends: a summary begins before what is inside it
    // and ends after, and a link orders two of these points, whatever its kind does with the dates.
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); 2 * count];
    for at in 0..count {
        edges[at].push(count + at);
        if let Some(summary) = parent(at) {
            edges[summary].push(at);
            edges[count + at].push(count + summary);
        }
    }
    for link in ws.links.iter().filter(|link| link.project == project) {
        let (Some(&from), Some(&to)) = (place.get(&link.from), place.get(&link.to)) else { continue };
        let (mut around_to, mut around_from) = (parent(to), parent(from));
        while around_to.is_some() || around_from.is_some() {
            if around_to == Some(from) || around_from == Some(to) {
                return Err(Refusal::LinkToOwnChild);
            }
            around_to = around_to.and_then(parent);
            around_from = around_from.and_then(parent);
        }
        edges[count + from].push(to);
    }
    match loop_in(&edges) {
        None => Ok(()),
        Some(points) => {
            let mut names: Vec<Id> = points.iter().map(|point| tasks[point % count].id).collect();
            names.dedup();
            if names.first() != names.last() {
                names.push(names[0]);
            }
            Err(Refusal::Cycle(names))
        }
    }
}

/// A loop in a directed graph, by walking it without recursion.
fn loop_in(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let mut seen = vec![Seen::Not; edges.len()];
    for root in 0..edges.len() {
        if seen[root] != Seen::Not {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(root, 0)];
        seen[root] = Seen::Open;
        while let Some((node, next)) = path.last_mut() {
            match edges[*node].get(*next) {
                None => {
                    seen[*node] = Seen::Done;
                    path.pop();
                }
                Some(&to) => {
                    *next += 1;
                    match seen[to] {
                        Seen::Done => {}
                        Seen::Not => {
                            seen[to] = Seen::Open;
                            path.push((to, 0));
                        }
                        Seen::Open => {
                            let from = path.iter().position(|(node, _)| *node == to).unwrap_or(0);
                            return Some(path[from..].iter().map(|(node, _)| *node).collect());
                        }
                    }
                }
            }
        }
    }
    None
}
