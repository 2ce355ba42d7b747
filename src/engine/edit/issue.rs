//! Edits of issues and conflicts: raised, worked on, resolved, brought back.

use super::refusal::{named, there};
use super::{Context, Edit, add as put, ids, task, update};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// True while something is still to be done about it.
pub fn is_open(issue: &Issue) -> bool {
    !matches!(issue.status, IssueStatus::Resolved | IssueStatus::Closed)
}

/// An issue with what is known of it: it gets the next free code of its project, and says who raised it today.
pub fn add_known(ws: &mut Workspace, ctx: &Context, known: Issue) -> Id {
    let number = ws
        .issues
        .iter()
        .filter(|issue| issue.project == known.project)
        .filter_map(|issue| issue.code.strip_prefix("I-")?.parse::<u32>().ok())
        .max()
        .map_or(1, |last| last.saturating_add(1));
    let code = Text::from(format!("I-{number:02}").as_str());
    let raised_by = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    put(ws, ctx, Issue { code, raised_by, raised_on: Some(ctx.today), ..known })
}

/// A new issue of a project; refused without a title or a project.
pub fn add(ws: &mut Workspace, ctx: &Context, project: Id, kind: IssueKind, title: &str) -> Edit<Id> {
    let title = named(title)?;
    there::<Project>(ws, project)?;
    Ok(add_known(ws, ctx, Issue { project, kind, title, ..Issue::default() }))
}

/// Raised from a task that cannot go on: a blocker with its name and its owner.
pub fn from_task(ws: &mut Workspace, ctx: &Context, id: Id) -> Edit<Id> {
    let task = there::<Task>(ws, id)?.clone();
    let known = Issue {
        project: task.project,
        kind: IssueKind::Blocker,
        title: task.name.clone(),
        owner: task.owner,
        tasks: vec![id],
        ..Issue::default()
    };
    Ok(add_known(ws, ctx, known))
}

/// A task of the plan that does something about the issue, due with it.
pub fn add_task(ws: &mut Workspace, ctx: &Context, id: Id, name: &str) -> Edit<Id> {
    let issue = there::<Issue>(ws, id)?.clone();
    let new = task::add(ws, ctx, issue.project, task::Place::Last, name)?;
    update::<Task>(ws, new, |task| {
        task.owner = issue.owner;
        // Before today nothing can begin that is thought of today.
        task.constraint = Constraint { kind: ConstraintKind::Snet, date: Some(ctx.today.midnight()), ..Constraint::default() };
        task.deadline = issue.due.map(|due| due.plus(1).midnight());
    })?;
    update::<Issue>(ws, id, |issue| {
        issue.tasks.push(new);
        if issue.status == IssueStatus::Open {
            issue.status = IssueStatus::Doing;
        }
    })?;
    Ok(new)
}

/// Sets the status. What is resolved gets the day; what was and is open again counts as reopened.
pub fn set_status(ws: &mut Workspace, ctx: &Context, id: Id, status: IssueStatus) -> Edit {
    update::<Issue>(ws, id, |issue| {
        let was_open = is_open(issue);
        issue.status = status;
        match (was_open, is_open(issue)) {
            (_, false) => issue.resolved_on = issue.resolved_on.or(Some(ctx.today)),
            (false, true) => {
                issue.resolved_on = None;
                issue.reopened = issue.reopened.saturating_add(1);
                issue.status = if status == IssueStatus::Open { IssueStatus::Reopened } else { status };
            }
            (true, true) => {}
        }
    })
}

/// The issue; the risk it came from and its lessons let go of it.
pub fn delete(ws: &mut Workspace, id: Id) {
    // These records were just found, so their updates cannot be refused.
    for risk in ids::<Risk>(ws, |risk| risk.issue == Some(id)) {
        let _ = update::<Risk>(ws, risk, |risk| risk.issue = None);
    }
    for lesson in ids::<Lesson>(ws, |lesson| lesson.issue == Some(id)) {
        let _ = update::<Lesson>(ws, lesson, |lesson| lesson.issue = None);
    }
    ws.issues.remove(id);
}

#[cfg(test)]
mod tests {
    use super::super::{Refusal, lesson, project};
    use super::*;

    fn start() -> (Workspace, Context, Id) {
        let mut ws = Workspace::default();
        let ctx = Context::new(1, Date::new(2026, 11, 24).unwrap(), Id::from_bits(7), 1);
        let project = project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        (ws, ctx, project)
    }

    #[test]
    fn codes_go_on_after_the_last_and_begin_anew_in_each_project() {
        let (mut ws, ctx, project) = start();
        let first = add(&mut ws, &ctx, project, IssueKind::Issue, " Paper jam ").unwrap();
        let second = add(&mut ws, &ctx, project, IssueKind::Conflict, "Who pays").unwrap();
        delete(&mut ws, first);
        let third = add(&mut ws, &ctx, project, IssueKind::Issue, "Third").unwrap();
        let other = project::add(&mut ws, &ctx, "Q", ctx.today).unwrap();
        let elsewhere = add(&mut ws, &ctx, other, IssueKind::Issue, "Other").unwrap();
        let code = |id| ws.issues.get(id).unwrap().code.to_string();
        assert_eq!([code(second), code(third), code(elsewhere)], ["I-02", "I-03", "I-01"]);
        assert_eq!(add(&mut ws, &ctx, project, IssueKind::Issue, "  "), Err(Refusal::EmptyName));
    }

    #[test]
    fn what_comes_back_has_no_day_and_is_counted() {
        let (mut ws, ctx, project) = start();
        let id = add(&mut ws, &ctx, project, IssueKind::Issue, "Leak").unwrap();
        let state = |ws: &Workspace| {
            let issue = ws.issues.get(id).unwrap();
            (issue.status, issue.resolved_on, issue.reopened)
        };
        set_status(&mut ws, &ctx, id, IssueStatus::Resolved).unwrap();
        let later = Context::new(2, ctx.today.plus(3), Id::from_bits(7), 9);
        set_status(&mut ws, &later, id, IssueStatus::Closed).unwrap();
        assert_eq!(state(&ws), (IssueStatus::Closed, Some(ctx.today), 0), "closing keeps the day it was resolved");
        set_status(&mut ws, &later, id, IssueStatus::Open).unwrap();
        assert_eq!(state(&ws), (IssueStatus::Reopened, None, 1));
        set_status(&mut ws, &later, id, IssueStatus::Doing).unwrap();
        assert_eq!(state(&ws), (IssueStatus::Doing, None, 1));
    }

    #[test]
    fn a_task_raises_a_blocker_and_a_blocker_makes_tasks() {
        let (mut ws, ctx, project) = start();
        let owner = put(&mut ws, &ctx, Member::default());
        let stuck = task::add(&mut ws, &ctx, project, task::Place::Last, "Install").unwrap();
        update::<Task>(&mut ws, stuck, |task| task.owner = Some(owner)).unwrap();
        let id = from_task(&mut ws, &ctx, stuck).unwrap();
        update::<Issue>(&mut ws, id, |issue| issue.due = Some(ctx.today.plus(4))).unwrap();
        let fix = add_task(&mut ws, &ctx, id, "Order the part").unwrap();
        let issue = ws.issues.get(id).unwrap().clone();
        assert_eq!((issue.kind, issue.owner, issue.status), (IssueKind::Blocker, Some(owner), IssueStatus::Doing));
        assert_eq!(issue.tasks, [stuck, fix]);
        let task = ws.tasks.get(fix).unwrap();
        assert_eq!((task.owner, task.deadline), (Some(owner), Some(ctx.today.plus(5).midnight())));
        task::delete(&mut ws, &[fix]).unwrap();
        assert_eq!(ws.issues.get(id).unwrap().tasks, [stuck]);
        let learnt = lesson::from_issue(&mut ws, &ctx, id, &[]).unwrap();
        project::delete(&mut ws, project);
        assert!(ws.issues.is_empty() && ws.lessons.get(learnt).is_some_and(|one| one.issue.is_none() && one.project.is_none()));
    }
}
