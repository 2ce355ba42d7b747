//! The brief before a call: a client on one page. Who they are and who decides, what is open between us, what was said
//! last, how their project stands, what they wait for.

use super::facts::Facts;
use super::text::{Doc, Part};
use super::{About, heading, standing};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::sales::clients::projects;
use crate::engine::sales::money::balance;
use crate::engine::sales::requirements;
use crate::engine::words::{Words, choice_name};
use crate::engine::workspace::Workspace;

/// Entries of the log that are shown.
const SAID: usize = 3;

/// None where there is no such client.
pub fn brief(ws: &Workspace, client: Id, today: Date, w: Words) -> Option<Doc> {
    let client = ws.clients.get(client)?;
    let about = About { kind: ReportKind::Client, project: None, from: today.plus(-13), to: today, today };
    let facts = Facts { ws, w, about, plans: Vec::new() };
    let sections = [
        ("who", who(&facts, client)),
        ("contacts", facts.list(contacts(&facts, client))),
        ("deals", facts.list(deals(&facts, client))),
        ("asked", facts.list(asked(&facts, client))),
        ("said", facts.list(said(&facts, client))),
        ("plan", facts.list(plans(&facts, client))),
    ];
    let part = |(key, text): (&str, String)| {
        let heading = heading(ReportKind::Weekly, key, w).to_string();
        Part { heading, light: ReportLight::None, text }
    };
    let title = format!("{} · {}", w.report_brief(), client.name);
    let parts = sections.into_iter().filter(|(_, text)| !text.is_empty()).map(part).collect();
    Some(Doc { title, lines: vec![w.day_full(today)], parts, lang: w.0 })
}

fn who(facts: &Facts, client: &Client) -> String {
    let w = facts.w;
    let kind = choice_name(client.kind.key(), w).unwrap_or_default().to_string();
    let grade = if client.grade == Grade::Unset { String::new() } else { w.report_grade(client.grade.key()) };
    let facts_of = [kind, grade, client.industry.to_string(), client.region.to_string(), facts.member(client.owner)];
    let known: Vec<String> = facts_of.into_iter().filter(|text| !text.is_empty()).collect();
    let mut lines = vec![known.join(" · ")];
    if let Some(day) = client.next_contact {
        lines.push(facts.with(&facts.contact(client), &[facts.day(day)]));
    }
    lines.push(client.account_needs.trim().to_string());
    lines.push(client.remark.trim().to_string());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Who is still there, those to talk to first on top.
fn contacts(facts: &Facts, client: &Client) -> Vec<String> {
    let mut ours: Vec<_> = facts.ws.contacts.iter().filter(|one| one.client == client.id && !one.left).collect();
    order::sort_by_key(&mut ours, |one| !one.primary);
    let named = |key: &str| choice_name(key, facts.w).unwrap_or_default().to_string();
    let line = |one: &std::sync::Arc<Contact>| {
        let role = if one.buying_role == BuyingRole::Other { String::new() } else { named(one.buying_role.key()) };
        let attitude = if one.attitude == Attitude::Unknown { String::new() } else { named(one.attitude.key()) };
        facts.with(&one.name, &[one.title.to_string(), role, attitude, one.phone.to_string()])
    };
    ours.into_iter().map(line).collect()
}

/// Open deals with their next step, then what is paid and what is late of those that were won.
fn deals(facts: &Facts, client: &Client) -> Vec<String> {
    let w = facts.w;
    let ours: Vec<_> = facts.ws.deals.iter().filter(|deal| deal.client == Some(client.id)).collect();
    let open = ours.iter().filter(|deal| matches!(facts.stage_kind(deal), StageKind::Open | StageKind::OnHold));
    let mut lines: Vec<String> = open
        .map(|deal| {
            let close = deal.expected_close.map_or(String::new(), |day| w.report_closes(facts.day(day)));
            let step = if deal.next_step.is_empty() { w.report_no_step().to_string() } else { deal.next_step.to_string() };
            facts.with(&deal.name, &[facts.amount(deal.amount), facts.stage(deal.stage), close, step])
        })
        .collect();
    let currency = facts.ws.settings.currency;
    let (mut paid, mut overdue) = (0i64, 0i64);
    for deal in &ours {
        let one = balance(facts.ws, deal, facts.about.today);
        (paid, overdue) = (paid.saturating_add(one.paid), overdue.saturating_add(one.overdue));
    }
    lines.extend((paid > 0).then(|| w.report_received(facts.money(Money::new(paid, currency)))));
    lines.extend((overdue > 0).then(|| w.report_owed(facts.money(Money::new(overdue, currency)))));
    lines
}

fn asked(facts: &Facts, client: &Client) -> Vec<String> {
    let open = facts.ws.requirements.iter().filter(|one| one.client == client.id && requirements::is_open(one));
    open.map(|one| {
        let kind = choice_name(one.kind.key(), facts.w).unwrap_or_default().to_string();
        let days = facts.w.report_waiting(one.received.until(facts.about.today).max(0));
        facts.with(&one.title, &[kind, days])
    })
    .collect()
}

fn said(facts: &Facts, client: &Client) -> Vec<String> {
    let mut all: Vec<_> = facts.ws.activities.iter().filter(|one| one.client == Some(client.id)).collect();
    order::sort_by_key(&mut all, |one| std::cmp::Reverse((one.on, one.minute)));
    let line = |one: &std::sync::Arc<Activity>| {
        let text = if one.content.is_empty() { &one.subject } else { &one.content };
        let kind = choice_name(one.kind.key(), facts.w).unwrap_or_default();
        facts.with(text, &[facts.day(one.on), kind.to_string(), facts.member(one.member)])
    };
    all.into_iter().take(SAID).map(line).collect()
}

/// The projects for the client: how far each is, whether it is in time, and the next milestone.
fn plans(facts: &Facts, client: &Client) -> Vec<String> {
    let w = facts.w;
    let mut lines = Vec::new();
    for project in projects(facts.ws, client.id).into_iter().filter(|project| !project.archived) {
        let Some(plan) = Plan::of(facts.ws, project.id).filter(|plan| !plan.rows.is_empty()) else { continue };
        let progress = w.percent((plan.progress() * 100.0).round());
        lines.push(w.report_project_stands(&project.name, progress, standing::schedule(facts, &plan).1));
        let next =
            Facts::tasks(&plan).filter(|row| row.milestone() && !super::facts::is_done(row)).min_by_key(|row| row.days().0);
        lines.extend(next.map(|row| w.report_next_milestone(&row.task.name, facts.day(row.days().0))));
    }
    lines
}
