//! The report for the client. It is drafted from the copy that a client may have, so that what is not marked for the client,
//! and of what is marked the fields that stay here, cannot come into it. Dates alone are those of the whole plan.

use super::facts::{Facts, is_done};
use super::{TITLE, section};
use crate::engine::exchange::json::client_copy;
use crate::engine::model::*;
use crate::engine::plan::PlanRow;
use crate::engine::sales::requirements;

pub fn draft(facts: &Facts) -> Vec<ReportSection> {
    let Some(plan) = facts.plan() else { return Vec::new() };
    let w = facts.w;
    let (copy, _) = client_copy(facts.ws, plan.project.id);
    // Only the copy's records from here on; of the plan the days.
    let shown = Facts { ws: &copy, w, about: facts.about, plans: Vec::new() };
    let marked = |row: &&PlanRow| copy.tasks.get(row.task.id).is_some_and(|task| task.visibility == Visibility::Client);
    let line = |row: &PlanRow| shown.with(&row.task.name, &[shown.day(row.days().1)]);
    let done: Vec<String> = facts.finished(plan).filter(marked).map(line).collect();
    let next: Vec<String> = facts.coming(plan).into_iter().filter(marked).map(line).collect();
    let all: Vec<&PlanRow> = Facts::tasks(plan).filter(marked).collect();
    let finished = all.iter().filter(|row| is_done(row)).count();
    let mut summary = Vec::new();
    if !all.is_empty() {
        summary.push(w.report_agreed(all.len(), finished));
    }
    let ahead = all.iter().filter(|row| row.milestone() && !is_done(row)).min_by_key(|row| row.days().0);
    summary.extend(ahead.map(|row| w.report_next_milestone(&row.task.name, shown.day(row.days().0))));
    // The name of the project may say what is aimed at, and the name of one client is no matter of another.
    let only = plan.project.clients.first().filter(|_| plan.project.clients.len() == 1);
    let title = match shown.client(only.copied()) {
        name if name.is_empty() => w.report_client_title().to_string(),
        name => format!("{} · {name}", w.report_client_title()),
    };
    vec![
        section(TITLE, title),
        section("summary", summary.join("\n")),
        section("done", shown.list(done)),
        section("next", shown.list(next)),
        section("asked", shown.list(asked(&shown))),
        section("risks", shown.list(watched(&shown))),
        section("needs", String::new()),
    ]
}

/// What the client asked for: what is open, and what was answered in the period.
fn asked(shown: &Facts) -> Vec<String> {
    let w = shown.w;
    let line = |one: &std::sync::Arc<Requirement>| {
        let open = requirements::is_open(one);
        let answered = one.answered.or(one.closed);
        if open {
            return Some(
                shown.with(&one.title, &[w.report_in_work().to_string(), one.due.map_or(String::new(), |day| shown.day(day))]),
            );
        }
        answered.filter(|day| shown.within(*day))?;
        Some(shown.with(&one.title, &[one.answer.to_string()]))
    };
    shown.ws.requirements.iter().filter_map(line).collect()
}

/// Risks and issues that are marked for the client and open.
fn watched(shown: &Facts) -> Vec<String> {
    let risks = shown.ws.risks.iter().filter(|risk| crate::engine::risk::is_open(risk));
    let issues = shown.ws.issues.iter().filter(|one| crate::engine::edit::issue::is_open(one));
    risks.map(|risk| risk.title.to_string()).chain(issues.map(|issue| issue.title.to_string())).collect()
}
