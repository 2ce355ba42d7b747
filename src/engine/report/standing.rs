//! How a project stands, side by side: schedule, cost, scope, risk, client. Each is rated and says first, in words, what
//! the rating rests on; a side without data is not rated.

use super::facts::Facts;
use crate::engine::control::agenda::score;
use crate::engine::control::silent;
use crate::engine::edit::requirement::is_low;
use crate::engine::model::*;
use crate::engine::plan::{Plan, baseline};
use crate::engine::risk;
use crate::engine::sales::requirements;

/// The rating, and why.
pub type Standing = (ReportLight, String);

/// Spending may be ahead of the work by so much of the budget before it is said.
const AHEAD: f64 = 0.1;

/// The end against the day the project is due, else against the last baseline. What is not finished cannot end in the past.
pub fn schedule(facts: &Facts, plan: &Plan) -> Standing {
    let (w, today) = (facts.w, facts.about.today);
    if plan.rows.is_empty() {
        return (ReportLight::None, w.report_no_plan().to_string());
    }
    let planned = plan.finish.finish_date();
    let end = if plan.progress() < 1.0 { planned.max(today) } else { planned };
    let base = plan.project.baselines.last().and_then(baseline::finish).map(|finish| finish.finish_date());
    let Some(due) = plan.project.due.or(base) else {
        return (ReportLight::None, w.report_ends(facts.day(end)));
    };
    let days = |from: Date, to: Date| plan.calendar.working_days(from.plus(1), to.plus(1));
    let behind = days(due, end);
    if behind > 0 {
        return (ReportLight::Red, w.report_behind(behind, facts.day(end), facts.day(due)));
    }
    let late: Vec<i64> = (0..plan.rows.len()).map(|at| plan.days_late(at, today)).filter(|days| *days > 0).collect();
    let spare = if end < due { days(end, due) } else { 0 };
    match late.iter().max() {
        Some(most) => (ReportLight::Amber, w.report_late(late.len(), *most, facts.day(end), facts.day(due))),
        None if spare == 0 => (ReportLight::Green, w.report_on_day(facts.day(end))),
        None => (ReportLight::Green, w.report_on_plan(facts.day(end), spare)),
    }
}

/// What was spent against the budget and the work that is done.
pub fn cost(facts: &Facts, plan: &Plan) -> Standing {
    let w = facts.w;
    let spent: Vec<Money> = Facts::tasks(plan).filter_map(|row| row.task.actual_cost).collect();
    let Some(budget) = plan.project.budget else {
        let none = spent.is_empty();
        let text = if none { w.report_no_cost().to_string() } else { w.report_spent(facts.sum(spent.into_iter())) };
        return (ReportLight::None, text);
    };
    if spent.is_empty() {
        return (ReportLight::None, w.report_budget(facts.money(budget)));
    }
    let ours = spent.iter().filter(|money| money.currency == budget.currency);
    let minor = ours.fold(0i64, |sum, money| sum.saturating_add(money.minor));
    let all = facts.sum(spent.into_iter());
    if minor > budget.minor {
        let over = facts.money(Money::new(minor - budget.minor, budget.currency));
        return (ReportLight::Red, w.report_over(over, all, facts.money(budget)));
    }
    let share = if budget.minor > 0 { minor as f64 / budget.minor as f64 } else { 0.0 };
    let percent = |share: f64| w.percent((share * 100.0).round());
    let (used, done) = (percent(share), percent(plan.progress()));
    if share > plan.progress() + AHEAD {
        (ReportLight::Amber, w.report_ahead(all, facts.money(budget), used, done))
    } else {
        (ReportLight::Green, w.report_in_budget(all, facts.money(budget), used, done))
    }
}

/// Changes that were asked for and are not decided.
pub fn scope(facts: &Facts, plan: &Plan) -> Standing {
    let w = facts.w;
    let open: Vec<String> = facts
        .waiting()
        .filter(|one| one.kind == RequirementKind::ChangeRequest)
        .map(|one| facts.with(&one.title, &[facts.client(Some(one.client)), facts.day(one.received)]))
        .collect();
    if !open.is_empty() {
        return (ReportLight::Amber, format!("{}\n{}", w.report_changes(open.len()), facts.list(open)));
    }
    if plan.project.scope_in.trim().is_empty() && plan.project.scope_out.trim().is_empty() {
        return (ReportLight::None, w.report_no_scope().to_string());
    }
    (ReportLight::Green, w.report_no_change().to_string())
}

/// High threats; red where nothing is done about one of them.
pub fn risks(facts: &Facts) -> Standing {
    let w = facts.w;
    let all = facts.risks();
    if all.is_empty() {
        return (ReportLight::None, w.report_no_risks().to_string());
    }
    let open = all.iter().filter(|risk| risk::is_open(risk));
    let high = facts.high_risks();
    if high.is_empty() {
        let unrated = open.clone().filter(|risk| score(risk) == 0).count();
        let unrated = if unrated > 0 { format!(" {}", w.report_unrated(unrated)) } else { String::new() };
        return (ReportLight::Green, format!("{}{unrated}", w.report_none_high(open.count())));
    }
    let answered = |risk: &Risk| {
        let works = |one: &ResponseAction| one.risk == risk.id && one.status != ActionStatus::Dropped;
        risk.acceptance.is_some() || facts.ws.actions.iter().any(|one| works(one))
    };
    let bare = high.iter().filter(|risk| !answered(risk)).count();
    let lead = if bare > 0 { w.report_high_bare(high.len(), bare) } else { w.report_high(high.len()) };
    let light = if bare > 0 { ReportLight::Red } else { ReportLight::Amber };
    (light, format!("{lead}\n{}", facts.list(high.into_iter().map(|risk| facts.risk(risk)).collect())))
}

/// Complaints and low scores, answers that are owed, silence.
pub fn client(facts: &Facts, plan: &Plan) -> Standing {
    let (w, today) = (facts.w, facts.about.today);
    let clients = &plan.project.clients;
    if clients.is_empty() {
        return (ReportLight::None, w.report_no_client().to_string());
    }
    let ours = |one: &Requirement| one.project == Some(plan.project.id);
    let mut light = ReportLight::Green;
    let mut lines = Vec::new();
    for one in facts.ws.requirements.iter().filter(|one| ours(one)) {
        let open = requirements::is_open(one);
        let low = one.score.is_some_and(|score| is_low(one.score_kind, score)) && facts.within(one.received);
        if open && one.kind == RequirementKind::Complaint || low {
            light = ReportLight::Red;
            lines.push(facts.with(&w.report_complains(facts.client(Some(one.client)), &one.title), &[facts.day(one.received)]));
        } else if open {
            light = light.max(ReportLight::Amber);
            lines.push(w.report_waits(facts.client(Some(one.client)), one.received.until(today).max(0), &one.title));
        }
    }
    for id in clients {
        if let Some(days) = silent(facts.ws, *id, today) {
            light = light.max(ReportLight::Amber);
            lines.push(w.health_silent(days, facts.client(Some(*id))));
        }
    }
    let lead = if lines.is_empty() { w.report_content().to_string() } else { w.report_matters(lines.len()) };
    (light, if lines.is_empty() { lead } else { format!("{lead}\n{}", facts.list(lines)) })
}
