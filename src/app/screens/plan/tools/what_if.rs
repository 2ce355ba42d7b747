//! What if: a change tried on a draft, its effect on finish, cost and load beside what is now, and then accepted or dropped.

use crate::app::prelude::*;

use super::super::original;
use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{DateField, SelectField};
use crate::engine::edit::{Context, Edit, effort, task};
use crate::engine::model::{Date, Id, Money, half_width};
use crate::engine::plan::Plan;
use crate::engine::plan::compare::compare;
use crate::engine::workspace::Workspace;

/// Tasks that are offered, at most.
const MOST: usize = 400;

#[derive(Clone, PartialEq)]
enum Change {
    Add(Id, i64),
    Crash(i64),
    Move(Date),
}

fn apply(ws: &mut Workspace, ctx: &Context, id: Id, change: &Change) -> Edit {
    match change {
        Change::Add(member, units) => effort::assign(ws, ctx, id, *member, *units),
        Change::Crash(minutes) => task::set_duration(ws, id, *minutes, false),
        Change::Move(day) => task::move_to(ws, id, day.midnight()),
    }
}

#[component]
pub fn WhatIf(plan: Memo<Same<Plan>>, #[prop(into)] selected: Signal<Option<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let project = plan.with_untracked(|plan| plan.project.id);
    let open = |row: &&crate::engine::plan::PlanRow| !row.summary && !row.done();
    let first = plan.with_untracked(|plan| {
        plan.rows.iter().filter(open).find(|row| row.critical).or(plan.rows.iter().find(open)).map(|row| row.task.id)
    });
    let chosen = selected.get_untracked().filter(|id| plan.with_untracked(|plan| plan.row(*id).is_some_and(|row| !row.summary)));
    let target = RwSignal::new(chosen.or(first));
    let kind = RwSignal::new("add".to_string());
    let member = RwSignal::new(session.ws_untracked().members.iter().next().map(|member| member.id));
    let number = RwSignal::new("100".to_string());
    let date = RwSignal::new(None::<Date>);
    let tried = RwSignal::new(None::<(Id, Change)>);
    // What is selected in the plan is asked about, until something is being tried.
    Effect::new(move |_| {
        let leaf = |id: &Id| plan.with_untracked(|plan| plan.row(*id).is_some_and(|row| !row.summary && !row.done()));
        if let Some(id) = selected.get().filter(leaf)
            && tried.with_untracked(Option::is_none)
        {
            target.set(Some(id));
        }
    });
    let read = move || {
        let id = target.get_untracked()?;
        let text: String = number.get_untracked().chars().map(half_width).collect();
        let percent = || text.trim().trim_end_matches('%').trim().parse::<i64>().ok().filter(|value| (1..=1000).contains(value));
        let length = || plan.with_untracked(|plan| plan.units()).read(&text).filter(|typed| typed.minutes > 0 && !typed.elapsed);
        let change = match kind.get_untracked().as_str() {
            "add" => Change::Add(member.get_untracked()?, percent()?),
            "crash" => Change::Crash(length()?.minutes),
            _ => Change::Move(date.get_untracked()?),
        };
        Some((id, change))
    };
    let attempt = move |_| match read() {
        Some((id, change)) => {
            session.preview(|ws, ctx| apply(ws, ctx, id, &change));
            tried.set(Some((id, change)));
        }
        None => session.toast(w.pl_bad_input().into(), false, true),
    };
    // Of a large plan the critical tasks and the one that is chosen: others are chosen in the plan.
    let tasks = derive(move || {
        plan.with(|plan| {
            let (mut left, chosen) = (MOST, target.get());
            let mut offered = |row: &&crate::engine::plan::PlanRow| {
                let wanted = chosen == Some(row.task.id) || left > 0 && (row.critical || plan.rows.len() <= MOST);
                left -= usize::from(wanted && left > 0);
                wanted
            };
            plan.rows
                .iter()
                .filter(open)
                .filter(|row| offered(row))
                .map(|row| (row.task.id.to_string(), format!("{} {}", row.wbs, row.task.name)))
                .collect::<Vec<_>>()
        })
    });
    let members = derive(move || {
        session.ws().members.iter().map(|member| (member.id.to_string(), member.name.to_string())).collect::<Vec<_>>()
    });
    let kinds = vec![
        ("add".into(), w.pl_if_add().into()),
        ("crash".into(), w.pl_if_crash().into()),
        ("move".into(), w.pl_if_move().into()),
    ];
    view! {
        <div class="tool-line">
            <SelectField label=w.pl_if_task() testid="if-task" value=derive(move || target.get().map(|id| id.to_string()).unwrap_or_default()) options=tasks commit=move |key: String| target.set(Id::parse(&key)) />
            <SelectField label=w.pl_if_what() testid="if-kind" value=kind options=Signal::stored(kinds) commit=move |key: String| {
                number.set(if key == "add" { "100".into() } else { String::new() });
                kind.set(key);
            } />
            {reactive(move || match kind.get().as_str() {
                "add" => view! {
                    <SelectField label=w.pl_if_member() testid="if-member" value=derive(move || member.get().map(|id| id.to_string()).unwrap_or_default()) options=members commit=move |key: String| member.set(Id::parse(&key)) />
                    <label class="field"><span>{w.pl_if_units()}</span><input inputmode="numeric" data-testid="if-number" prop:value=bound(move || number.get()) on:input=handler(move |event: leptos::ev::Event| number.set(event_target_value(&event))) /></label>
                }.into_any(),
                "crash" => view! {
                    <label class="field"><span>{w.pl_if_days()}</span><input inputmode="decimal" data-testid="if-number" prop:value=bound(move || number.get()) on:input=handler(move |event: leptos::ev::Event| number.set(event_target_value(&event))) /></label>
                }.into_any(),
                _ => view! { <DateField label=w.pl_if_date() testid="if-date" value=date commit=move |day| date.set(day) /> }.into_any(),
            })}
            <button class="btn primary" data-testid="if-try" on:click=attempt>{w.pl_if_try()}</button>
        </div>
        <p class="note">{w.pl_if_hint()}</p>
        {reactive(move || tried.get().and_then(|(id, change)| {
            let before = original(session, project)?;
            let (old, new, after) = (session.settled(), session.ws(), plan.get());
            let found = compare((&old, &before), (&new, &after));
            let today = session.today.get();
            let unit = session.money_unit().get();
            let currency = new.settings.currency;
            let money = |cost: Option<i64>| cost.map_or(w.none_yet().to_string(), |cost| w.money(Money::new(cost, currency), unit));
            let signed = |value: f64, decimals| if value > 0.0 { format!("+{}", w.number(value, decimals)) } else { w.number(value, decimals) };
            let hours = |minutes: i64| w.pl_hours(w.number(minutes as f64 / 60.0, 1));
            let cost = match found.cost { (Some(a), Some(b)) => money(Some(b - a)), _ => w.none_yet().to_string() };
            let line = |name: &'static str, key: &'static str, a: String, b: String, c: String| view! {
                <tr data-testid=format!("if-{key}")><th scope="row">{name}</th><td class="num">{a}</td><td class="num">{b}</td><td class="num">{c}</td></tr>
            };
            Some(view! {
                <table class="tool-table what-if" data-testid="if-result">
                    <thead><tr><th></th><th class="num">{w.pl_if_now()}</th><th class="num">{w.pl_if_then()}</th><th class="num">{w.pl_if_change()}</th></tr></thead>
                    <tbody>
                        {line(w.pl_if_finish(), "finish", w.day(found.finish.0.finish_date(), today), w.day(found.finish.1.finish_date(), today), w.in_days(signed(found.days, 1)))}
                        {line(w.pl_if_cost(), "cost", money(found.cost.0), money(found.cost.1), cost)}
                        {line(w.pl_if_work(), "work", hours(found.work.0), hours(found.work.1), w.pl_hours(signed((found.work.1 - found.work.0) as f64 / 60.0, 1)))}
                        {line(w.pl_if_over(), "over", found.over_days.0.to_string(), found.over_days.1.to_string(), signed(found.over_days.1 as f64 - found.over_days.0 as f64, 0))}
                        {line(w.pl_if_conflicts(), "conflicts", found.conflicts.0.to_string(), found.conflicts.1.to_string(), signed(found.conflicts.1 as f64 - found.conflicts.0 as f64, 0))}
                    </tbody>
                </table>
                <div class="tool-line">
                    <span>{w.pl_if_moved(found.moved.len())}</span>
                    <button class="btn primary" data-testid="if-accept" on:click=handler(move |_| {
                        let change = change.clone();
                        tried.set(None);
                        session.edit(w.pl_step_what_if(), |ws, ctx| apply(ws, ctx, id, &change));
                        super::focus_body();
                    })>{w.pl_level_accept()}</button>
                    <button class="btn" data-testid="if-cancel" on:click=handler(move |_| {
                        tried.set(None);
                        session.drop_preview();
                        super::focus_body();
                    })>{w.pl_level_cancel()}</button>
                </div>
            })
        }))}
    }
}
