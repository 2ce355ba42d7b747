//! The final report of a project: background, goals against results, time line, cost, deals, risks, issues, lessons.

use super::facts::{Facts, is_done};
use super::{progress, section, standing};
use crate::engine::model::*;
use crate::engine::plan::{Plan, baseline};
use crate::engine::sales::money::balance;

pub fn draft(facts: &Facts) -> Vec<ReportSection> {
    let plan = facts.plan();
    vec![
        section("background", plan.map_or(String::new(), |plan| background(facts, plan))),
        section("goals", facts.list(progress::goals(facts))),
        section("timeline", plan.map_or(String::new(), |plan| timeline(facts, plan))),
        section("cost", plan.map_or(String::new(), |plan| standing::cost(facts, plan).1)),
        section("deals", facts.list(deals(facts))),
        section("risks", facts.list(risks(facts))),
        section("issues", facts.list(issues(facts))),
        section("lessons", facts.list(lessons(facts))),
    ]
}

fn background(facts: &Facts, plan: &Plan) -> String {
    let (w, project) = (facts.w, &plan.project);
    let mut lines = vec![project.description.trim().to_string()];
    let clients: Vec<String> = project.clients.iter().map(|id| facts.client(Some(*id))).filter(|name| !name.is_empty()).collect();
    lines.extend((!clients.is_empty()).then(|| w.report_for(clients.join(if w.is_zh() { "、" } else { ", " }))));
    let inside = project.scope_in.trim().replace('\n', if w.is_zh() { "；" } else { "; " });
    lines.extend((!inside.is_empty()).then(|| w.report_scope_in(inside)));
    lines.extend(project.manager.map(|id| w.report_manager(facts.member(Some(id)))));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The end against what it should have been, then every milestone with how late it was against the last baseline.
fn timeline(facts: &Facts, plan: &Plan) -> String {
    let w = facts.w;
    if plan.rows.is_empty() {
        return String::new();
    }
    let mut lines = vec![w.report_span(facts.day(plan.start.date()), facts.day(plan.finish.finish_date()))];
    lines.push(standing::schedule(facts, plan).1);
    let milestone = |(at, row): (usize, &crate::engine::plan::PlanRow)| {
        let slip = baseline::slip(plan, at).map(|(_, finish)| finish.round() as i64);
        let slip = match slip {
            Some(days) if days > 0 => w.report_later(days),
            Some(days) if days < 0 => w.report_earlier(-days),
            _ => String::new(),
        };
        let open = if is_done(row) { String::new() } else { w.report_not_reached().to_string() };
        facts.with(&row.task.name, &[facts.day(row.days().1), slip, open])
    };
    let rows = plan.rows.iter().enumerate();
    let shown = rows.filter(|(_, row)| row.milestone() && row.task.status != TaskStatus::Cancelled);
    let milestones: Vec<String> = shown.map(milestone).collect();
    lines.extend((!milestones.is_empty()).then(|| facts.list(milestones)));
    lines.join("\n")
}

fn deals(facts: &Facts) -> Vec<String> {
    let w = facts.w;
    let of = |kind: StageKind| facts.deals().filter(move |deal| facts.stage_kind(deal) == kind).collect::<Vec<_>>();
    let worth = |deals: &[&std::sync::Arc<Deal>]| facts.sum(deals.iter().filter_map(|deal| deal.contract_amount.or(deal.amount)));
    let (won, lost, open) = (of(StageKind::Won), of(StageKind::Lost), of(StageKind::Open));
    let mut lines = Vec::new();
    if won.len() + lost.len() + open.len() == 0 {
        return lines;
    }
    lines.push(w.report_won(won.len(), worth(&won)));
    let currency = facts.ws.settings.currency;
    let paid: i64 = won.iter().map(|deal| balance(facts.ws, deal, facts.about.today).paid).sum();
    lines.extend((paid > 0).then(|| w.report_received(facts.money(Money::new(paid, currency)))));
    lines.extend((!lost.is_empty()).then(|| w.report_lost(lost.len(), worth(&lost))));
    lines.extend((!open.is_empty()).then(|| w.report_open(open.len(), worth(&open))));
    lines.extend(won.iter().map(|deal| {
        let more = [facts.client(deal.client), facts.amount(deal.contract_amount.or(deal.amount))];
        w.report_deal_won(facts.with(&deal.name, &more))
    }));
    lines
}

/// How many there were and what became of them; each that happened with what it cost.
fn risks(facts: &Facts) -> Vec<String> {
    let w = facts.w;
    let all = facts.risks();
    if all.is_empty() {
        return Vec::new();
    }
    let happened: Vec<_> = all.iter().filter(|risk| risk.status == RiskStatus::Occurred || risk.occurred_on.is_some()).collect();
    let closed = all.iter().filter(|risk| risk.status == RiskStatus::Closed).count();
    let mut lines = vec![w.report_risk_counts(all.len(), happened.len(), closed)];
    lines.extend(happened.into_iter().map(|risk| {
        let days = risk.actual_days.map_or(String::new(), |days| w.report_days(w.number(days, 1)));
        let cost = risk.actual_cost.map_or(String::new(), |money| facts.money(money));
        facts.with(&risk.title, &[cost, days])
    }));
    lines
}

fn issues(facts: &Facts) -> Vec<String> {
    let of = |issue: &&std::sync::Arc<Issue>| facts.about.project == Some(issue.project);
    let line = |issue: &std::sync::Arc<Issue>| {
        let solved = issue.resolved_on.map(|day| facts.w.report_solved(facts.day(day)));
        let solved = solved.unwrap_or_else(|| facts.w.report_not_solved().to_string());
        facts.with(&issue.title, &[issue.solution.to_string(), solved])
    };
    facts.ws.issues.iter().filter(of).map(line).collect()
}

/// Lessons of the project and of its deals.
fn lessons(facts: &Facts) -> Vec<String> {
    let of_deal = |id: Id| facts.ws.deals.get(id).is_some_and(|deal| deal.project == facts.about.project);
    let ours = |one: &&std::sync::Arc<Lesson>| {
        facts.about.project.is_some() && (one.project == facts.about.project || one.deal.is_some_and(of_deal))
    };
    let line = |one: &std::sync::Arc<Lesson>| {
        let texts = [&one.situation, &one.what_happened, &one.cause, &one.recommendation];
        let texts: Vec<&str> = texts.into_iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        texts.join(if facts.w.is_zh() { "；" } else { "; " })
    };
    facts.ws.lessons.iter().filter(ours).map(line).filter(|line| !line.is_empty()).collect()
}
