//! Edits of projects and goals.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, delete as delete_record, ids, update};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// A new project that starts on a day, with the workspace's calendar.
pub fn add(ws: &mut Workspace, ctx: &Context, name: &str, start: Date) -> Edit<Id> {
    let number = ws.projects.len() + 1;
    let project = Project {
        name: named(name)?,
        code: Text::from(format!("P-{number:03}").as_str()),
        start,
        manager: Some(ws.settings.me).filter(|me| ws.members.contains(*me)),
        ..Project::default()
    };
    Ok(put(ws, ctx, project))
}

pub fn rename(ws: &mut Workspace, id: Id, name: &str) -> Edit {
    let name = named(name)?;
    update::<Project>(ws, id, |project| project.name = name)
}

pub fn archive(ws: &mut Workspace, id: Id, archived: bool) -> Edit {
    update::<Project>(ws, id, |project| project.archived = archived)
}

/// The project with its tasks, links, goals, risks, issues and assignments. Clients, members and lessons stay.
pub fn delete(ws: &mut Workspace, id: Id) {
    for goal in ids::<Goal>(ws, |goal| goal.project == id) {
        ws.goals.remove(goal);
    }
    for risk in ids::<Risk>(ws, |risk| risk.project == id) {
        super::risk::delete(ws, risk);
    }
    for issue in ids::<Issue>(ws, |issue| issue.project == id) {
        super::issue::delete(ws, issue);
    }
    // What was learnt stays.
    for lesson in ids::<Lesson>(ws, |lesson| lesson.project == Some(id) || lesson.applied.contains(&id)) {
        let _ = update::<Lesson>(ws, lesson, |lesson| {
            lesson.project = lesson.project.filter(|project| *project != id);
            lesson.applied.retain(|project| *project != id);
        });
    }
    for link in ids::<Dependency>(ws, |link| link.project == id) {
        ws.links.remove(link);
    }
    for view in ids::<View>(ws, |view| view.project == id) {
        ws.views.remove(view);
    }
    for report in ids::<Report>(ws, |report| report.project == Some(id)) {
        ws.reports.remove(report);
    }
    let tasks = ids::<Task>(ws, |task| task.project == id);
    for part in ids::<Assignment>(ws, |part| tasks.contains(&part.task)) {
        ws.assignments.remove(part);
    }
    for task in tasks {
        ws.tasks.remove(task);
    }
    ws.projects.remove(id);
}

/// A new goal of a project, due in six months.
pub fn add_goal(ws: &mut Workspace, ctx: &Context, project: Id, title: &str) -> Edit<Id> {
    let goal = Goal { project, title: named(title)?, start: Some(ctx.today), ..Goal::default() };
    Ok(put(ws, ctx, goal))
}

/// The letters of SMART that are filled, in their order.
pub fn smart(goal: &Goal) -> [bool; 5] {
    [
        !goal.specific.trim().is_empty(),
        !goal.metric.trim().is_empty()
            && goal.target.is_some()
            && (goal.baseline.is_some() || goal.value_kind == ValueKind::Absolute),
        !goal.achievable.trim().is_empty(),
        !goal.relevance.trim().is_empty(),
        goal.due.is_some(),
    ]
}

/// A goal is agreed when all five letters are filled.
pub fn agree_goal(ws: &mut Workspace, id: Id) -> Edit {
    let goal = ws.goals.get(id).ok_or(Refusal::Missing(Kind::Goal))?;
    let filled = smart(goal).iter().filter(|letter| **letter).count();
    if filled < 5 {
        return Err(Refusal::NotSmart(filled));
    }
    update::<Goal>(ws, id, |goal| goal.status = GoalStatus::Agreed)
}

/// Notes the value of a day; the latest is the current one.
pub fn check_in(ws: &mut Workspace, id: Id, on: Date, value: f64, note: &str) -> Edit {
    update::<Goal>(ws, id, |goal| {
        goal.checkins.push(Checkin { on, value, note: Text::new(note), ..Checkin::default() });
        order::sort_by_key(&mut goal.checkins, |checkin| checkin.on);
        goal.current = goal.checkins.last().map(|checkin| checkin.value);
    })
}

/// Removes what the example brought, and nothing else.
pub fn remove_example(ws: &mut Workspace) -> Edit {
    for id in ws.settings.example.clone() {
        if let Some(kind) = ws.kind_of(id) {
            delete_record(ws, kind, id)?;
        }
    }
    let no_calendar = !ws.calendars.contains(ws.settings.default_calendar);
    let no_me = !ws.members.contains(ws.settings.me);
    let settings = ws.settings.make_mut();
    settings.example.clear();
    if no_calendar {
        settings.default_calendar = Id::NONE;
    }
    if no_me {
        settings.me = Id::NONE;
    }
    Ok(())
}
