//! Recurring tasks: a rule, and a task inside for each time it comes.

use super::refusal::there;
use super::{Context, Edit, Refusal, add as put, rank, task, update};
use crate::engine::model::*;
use crate::engine::plan::recurrence::occurrences;
use crate::engine::plan::work_time;
use crate::engine::workspace::Workspace;

/// Sets the rule and makes its occurrences anew; those that have begun stay. Without a rule those that have not begun go.
/// Refused where the task has children that no rule made.
pub fn set(ws: &mut Workspace, ctx: &Context, id: Id, rule: Option<Recurrence>) -> Edit {
    let task = there::<Task>(ws, id)?.clone();
    if task.recurrence.is_none() && task::children(ws, id) {
        return Err(Refusal::SummaryDates);
    }
    let project = ws.projects.get(task.project).cloned();
    let calendar = task.calendar.or(project.and_then(|project| project.calendar)).unwrap_or(ws.settings.default_calendar);
    let time = work_time(ws, calendar);
    let begun = |task: &Task| task.actual_start.is_some() || task.progress.get() > 0;
    let all: Vec<_> = task::siblings(ws, task.project, Some(id)).into_iter().cloned().collect();
    let waiting: Vec<Id> = all.iter().filter(|child| !begun(child)).map(|child| child.id).collect();
    task::delete(ws, &waiting)?;
    let kept: Vec<Date> =
        all.iter().filter(|child| begun(child)).filter_map(|child| child.constraint.date).map(Moment::date).collect();
    let mut last = all.iter().filter(|child| begun(child)).map(|child| child.rank.to_string()).max().unwrap_or_default();
    let duration = if task.duration.get() > 0 { task.duration } else { Minutes::new(60) };
    for (at, day) in rule.iter().flat_map(|rule| occurrences(rule, &time)).enumerate() {
        if kept.contains(&day) {
            continue;
        }
        last = rank::between(&last, "");
        let start = time.next_start(day.midnight());
        let occurrence = Task {
            project: task.project,
            parent: Some(id),
            rank: Text::from(last.as_str()),
            name: Text::line(&format!("{} {}", task.name, at + 1)),
            owner: task.owner,
            duration,
            calendar: task.calendar,
            constraint: Constraint { kind: ConstraintKind::Snet, date: Some(start), ..Constraint::default() },
            ..Task::default()
        };
        put(ws, ctx, occurrence);
    }
    update::<Task>(ws, id, |task| {
        task.recurrence = rule;
        if task.recurrence.is_some() {
            task.constraint = Constraint::default();
            task.kind = TaskKind::Task;
        }
    })
}
