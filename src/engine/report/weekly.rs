//! The weekly report: what came of the week, new deals, payments, tasks done, next week, risks, help needed.

use super::facts::{Facts, is_done};
use super::{section, standing};
use crate::engine::model::*;
use crate::engine::sales::money::{PlanState, paid_by_plan, state_of};

/// Days after which a client that waits for an answer is a matter for others too.
const WAITED: i64 = 2;

pub fn draft(facts: &Facts) -> Vec<ReportSection> {
    vec![
        section("results", results(facts)),
        section("deals", facts.list(deals(facts))),
        section("payments", facts.list(payments(facts))),
        section("done", facts.list(facts.done_lines())),
        section("next", facts.list(next(facts))),
        section("risks", facts.list(facts.high_risks().into_iter().map(|risk| facts.risk(risk)).collect())),
        section("help", facts.list(help(facts))),
    ]
}

fn results(facts: &Facts) -> String {
    let w = facts.w;
    let mut lines = Vec::new();
    let (mut done, mut reached) = (0, 0);
    for plan in &facts.plans {
        done += facts.finished(plan).filter(|row| !row.milestone()).count();
        reached += facts.finished(plan).filter(|row| row.milestone()).count();
    }
    if facts.plans.iter().any(|plan| !plan.rows.is_empty()) {
        lines.push(w.report_tasks_done(done));
        lines.extend((reached > 0).then(|| w.report_reached(reached)));
    }
    let won: Vec<_> = facts.closed(StageKind::Won).collect();
    if !won.is_empty() {
        let worth = won.iter().filter_map(|deal| deal.contract_amount.or(deal.amount));
        lines.push(w.report_won(won.len(), facts.sum(worth)));
    }
    let paid = facts.payments();
    if !paid.is_empty() {
        lines.push(w.report_paid(facts.sum(paid.iter().filter_map(|(payment, _)| payment.amount)), paid.len()));
    }
    for plan in facts.plans.iter().filter(|plan| !plan.rows.is_empty()) {
        let progress = w.percent((plan.progress() * 100.0).round());
        lines.push(w.report_project_stands(&plan.project.name, progress, standing::schedule(facts, plan).1));
    }
    facts.list(lines)
}

/// New, won and lost deals, and those that moved on.
fn deals(facts: &Facts) -> Vec<String> {
    let w = facts.w;
    let mut lines = Vec::new();
    let about = |deal: &Deal| [facts.client(deal.client), facts.amount(deal.contract_amount.or(deal.amount))];
    let new = |deal: &&std::sync::Arc<Deal>| facts.within(deal.opened);
    for deal in facts.deals().filter(new) {
        let [client, amount] = about(deal);
        lines.push(w.report_deal_new(facts.with(&deal.name, &[client, amount, facts.stage(deal.stage)])));
    }
    for deal in facts.closed(StageKind::Won) {
        lines.push(w.report_deal_won(facts.with(&deal.name, &about(deal))));
    }
    for deal in facts.closed(StageKind::Lost) {
        let reason = deal.lost_reason.and_then(|id| facts.ws.lists.get(id));
        let reason = reason.map_or(String::new(), |item| if w.is_zh() { &item.name_zh } else { &item.name_en }.to_string());
        let [client, amount] = about(deal);
        lines.push(w.report_deal_lost(facts.with(&deal.name, &[client, amount, reason])));
    }
    for deal in facts.deals().filter(|deal| !new(deal) && facts.stage_kind(deal) == StageKind::Open) {
        if deal.stage_log.iter().any(|step| step.from.is_some() && step.to == Some(deal.stage) && facts.within(step.on)) {
            let [client, amount] = about(deal);
            lines.push(w.report_deal_moved(facts.with(&deal.name, &[client, amount]), facts.stage(deal.stage)));
        }
    }
    lines
}

/// What came in, then what is overdue on the last day of the period.
fn payments(facts: &Facts) -> Vec<String> {
    let line = |(payment, deal): &(&std::sync::Arc<Payment>, &std::sync::Arc<Deal>)| {
        facts.with(&facts.amount(payment.amount), &[deal.name.to_string(), facts.day(payment.on)])
    };
    let mut lines: Vec<String> = facts.payments().iter().map(line).collect();
    let paid = paid_by_plan(facts.ws);
    let day = facts.about.to.plus(1).min(facts.about.today);
    for plan in facts.ws.payment_plans.iter() {
        let so_far = paid.get(&plan.id).copied().unwrap_or(0);
        let deal = facts.deals().find(|deal| deal.id == plan.deal);
        if let (Some(deal), PlanState::Overdue, Some(due), Some(whole)) =
            (deal, state_of(plan, so_far, day), plan.due, plan.amount)
        {
            let rest = facts.money(Money::new(whole.minor - so_far, whole.currency));
            lines.push(facts.w.report_overdue(rest, &deal.name, due.until(day)));
        }
    }
    lines
}

/// Tasks, contacts, and instalments that fall due.
fn next(facts: &Facts) -> Vec<String> {
    let mut lines = facts.coming_lines();
    lines.extend(facts.contacts());
    lines
}

/// What does not go on without others: blocked tasks, what holds up the end, issues, clients that wait.
pub fn help(facts: &Facts) -> Vec<String> {
    let w = facts.w;
    let mut lines = Vec::new();
    for plan in &facts.plans {
        for (at, row) in plan.rows.iter().enumerate().filter(|(_, row)| !row.summary && !is_done(row)) {
            let days = plan.days_late(at, facts.about.today);
            let owner = facts.member(row.task.owner);
            if row.task.status == TaskStatus::Blocked {
                lines.push(facts.with(&w.report_blocked(&row.task.name), &[owner]));
            } else if row.critical && days > 0 && row.task.kind != TaskKind::Buffer {
                lines.push(facts.with(&w.health_late(days, &row.task.name), &[owner]));
            }
        }
    }
    lines.extend(facts.issues().map(|issue| facts.with(&issue.title, &[facts.member(issue.owner)])));
    for one in facts.waiting() {
        let days = one.received.until(facts.about.today);
        if days > WAITED || one.kind == RequirementKind::Complaint {
            lines.push(w.report_waits(facts.client(Some(one.client)), days.max(0), &one.title));
        }
    }
    lines
}
