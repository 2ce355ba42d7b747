//! Targets by month: of all, of each member, team and project, beside what was won; and the year as a chart.

use crate::app::prelude::*;
use web_sys::HtmlInputElement;

use super::amount;
use crate::app::browser::keys;
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::engine::edit::target;
use crate::engine::model::{Date, Money, Target, Text};
use crate::engine::sales::forecast::Span;
use crate::engine::sales::targets::{Cell, Row, Whose, figures, rows};
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

fn name(w: Words, ws: &Workspace, whose: &Whose) -> String {
    match whose {
        Whose::All => w.forecast_everybody().to_string(),
        Whose::Member(id) => ws.members.get(*id).map(|one| one.name.to_string()).unwrap_or_default(),
        Whose::Team(name) => w.target_team(name),
        Whose::Project(id) => ws.projects.get(*id).map(|one| one.name.to_string()).unwrap_or_default(),
    }
}

#[component]
pub fn Targets() -> impl IntoView {
    let session = session();
    let w = words();
    let shift = RwSignal::new(0i32);
    let chosen = RwSignal::new(0usize);
    let year = memo(move |_| session.today.get().year() + shift.get());
    let ledger = known::ledger();
    let all = memo(move |_| rows(&session.ws(), &ledger.get(), year.get(), session.today.get()));
    let none = move || w.none_yet().to_string();
    let money = move |minor: i64| amount(session, w, minor);
    let row = memo(move |_| all.with(|all| all.get(chosen.get()).or(all.first()).cloned()));
    let set = move |whose: Whose, at: u32, text: &str| {
        let ws = session.ws_untracked();
        let value = match text.trim() {
            "" => None,
            text => match Money::parse(text, ws.settings.currency) {
                Some(money) => Some(money.minor),
                None => return session.toast(w.deal_bad_amount().into(), false, true),
            },
        };
        let Some(month) = Date::new(year.get_untracked(), at, 1) else { return };
        let (member, project, department) = match &whose {
            Whose::All => (None, None, Text::default()),
            Whose::Member(id) => (Some(*id), None, Text::default()),
            Whose::Team(name) => (None, None, name.clone()),
            Whose::Project(id) => (None, Some(*id), Text::default()),
        };
        let like = Target { month, member, project, department, ..Target::default() };
        session.edit(w.forecast_target_set(), |ws, ctx| target::set(ws, ctx, &|one| whose.owns(one), like, value));
    };
    // This month of the chosen row, by all its figures.
    let now = move || {
        let (ws, today) = (session.ws(), session.today.get());
        let Some(row) = row.get() else { return Vec::new() };
        let f = figures(&ws, &ledger.get(), &row.whose, Span::month(today), today);
        vec![
            (w.forecast_attainment(), f.attainment().map_or_else(none, |rate| w.percent((rate * 100.0).round()))),
            (w.forecast_gap(), f.gap().map_or_else(none, money)),
            (w.forecast_coverage(), f.coverage().map_or_else(none, |rate| w.number(rate, 2))),
            (w.forecast_last_month(), money(f.last_month)),
            (w.forecast_last_year(), money(f.same_last_year)),
        ]
    };
    // A year of a team is a hundred and more fields: the table hears what happens in them.
    let place = |input: &HtmlInputElement| -> Option<(usize, u32)> {
        Some((input.get_attribute("data-row")?.parse().ok()?, input.get_attribute("data-month")?.parse().ok()?))
    };
    let change = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let Some((at, month)) = place(&input) else { return };
        let (text, before) = (input.value(), input.default_value());
        // What was refused or cleaned is shown as it now stands.
        input.set_value(&before);
        if let Some(whose) =
            all.with_untracked(|all| all.get(at).map(|row| row.whose.clone())).filter(|_| text.trim() != before.trim())
        {
            set(whose, month, &text);
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && keys::typing(&event) && !keys::composing(&event) {
            let input: HtmlInputElement = event_target(&event);
            input.set_value(&input.default_value());
        }
    };
    let line = move |at: usize, row: &Row| {
        let year = row.year();
        let cell = |month: usize, cell: &Cell| {
            let value = cell.target.map_or(String::new(), money);
            let month = month as u32 + 1;
            let label = format!("{} · {}", name(w, &session.ws_untracked(), &row.whose), w.target_of(month));
            let won = if cell.won > 0 { money(cell.won) } else { String::new() };
            let rate = cell.target.filter(|target| *target > 0).map(|target| cell.won as f64 / target as f64);
            let tone = if rate.is_some_and(|rate| rate >= 1.0) { "m good" } else { "m" };
            view! { <td><input type="text" autocomplete="off" aria-label=label value=value.clone() prop:value=value data-testid="target-cell" data-row=at.to_string() data-month=month.to_string() /><span class=tone>{won}</span></td> }
        };
        let rate = year
            .target
            .filter(|target| *target > 0)
            .map_or_else(none, |target| w.percent((year.won as f64 / target as f64 * 100.0).round()));
        view! {
            <tr data-testid="target-row">
                <th scope="row"><button class="plain" aria-pressed=bound(move || if chosen.get() == at { "true" } else { "false" }) on:click=handler(move |_| chosen.set(at))>{name(w, &session.ws_untracked(), &row.whose)}</button></th>
                {row.months.iter().enumerate().map(|(month, one)| cell(month, one)).collect::<Vec<_>>()}
                <td class="num"><b>{year.target.map_or_else(none, money)}</b><span class="m">{money(year.won)}" · "{rate}</span></td>
            </tr>
        }
    };
    view! {
        <div class="page targets">
            <div class="actions">
                <button class="btn quiet" aria-label=w.forecast_before() on:click=handler(move |_| shift.update(|n| *n -= 1))>"‹"</button>
                <b data-testid="target-year">{reactive(move || w.target_year(year.get()))}</b>
                <button class="btn quiet" aria-label=w.forecast_after() on:click=handler(move |_| shift.update(|n| *n += 1))>"›"</button>
                <b>{reactive(move || row.get().map(|row| name(w, &session.ws_untracked(), &row.whose)))}</b>
            </div>
            <div class="card pad" tabindex="0" role="region" aria-label=w.nav_deals()>{reactive(move || row.get().map(|row| chart(w, &row, money)))}</div>
            <div class="card figures-row">
                {reactive(move || now().into_iter().map(|(label, value)| view! { <div><div class="l">{label}</div><div class="big">{value}</div></div> }).collect::<Vec<_>>())}
            </div>
            <div class="card wide" tabindex="0" role="region" aria-label=w.forecast_target()>
                <table class="reg">
                    <thead><tr><th scope="col">{w.forecast_whose()}</th>{(1..=12u32).map(|month| view! { <th scope="col">{w.target_of(month)}</th> }).collect::<Vec<_>>()}<th scope="col" class="num">{w.target_whole()}</th></tr></thead>
                    <tbody on:change=handler(change) on:keydown=handler(on_key)>{reactive(move || all.with(|all| all.iter().enumerate().map(|(at, row)| line(at, row)).collect::<Vec<_>>()))}</tbody>
                </table>
            </div>
        </div>
    }
}

/// Won and weighted by month against the target; the table below says the same in figures.
fn chart(w: Words, row: &Row, money: impl Fn(i64) -> String) -> AnyView {
    const WIDE: f64 = 720.0;
    const HIGH: f64 = 120.0;
    let most =
        row.months.iter().map(|cell| (cell.won + cell.weighted).max(cell.target.unwrap_or(0))).max().unwrap_or(0).max(1) as f64;
    let step = WIDE / 12.0;
    let high = |minor: i64| minor as f64 / most * HIGH;
    let bar = |x: f64, from: i64, of: i64, class: &'static str| {
        let (y, tall) = (HIGH - high(from + of), high(of));
        (of > 0).then(
            || view! { <rect class=class x=format!("{x:.1}") y=format!("{y:.1}") width="28" height=format!("{tall:.1}") /> },
        )
    };
    let months = row.months.iter().enumerate().map(|(at, cell)| {
        let x = at as f64 * step + (step - 28.0) / 2.0;
        let line = cell.target.map(|target| {
            let y = format!("{:.1}", HIGH - high(target));
            view! { <line class="aim" x1=format!("{:.1}", x - 8.0) x2=format!("{:.1}", x + 36.0) y1=y.clone() y2=y /> }
        });
        view! {
            <g>{bar(x, 0, cell.won, "won")}{bar(x, cell.won, cell.weighted, "weighted")}{line}
                <text x=format!("{:.1}", x + 14.0) y="136" text-anchor="middle">{at + 1}</text></g>
        }
    });
    let said: Vec<String> = row
        .months
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.won + cell.weighted > 0 || cell.target.is_some())
        .map(|(at, cell)| {
            w.target_said(at + 1, cell.target.map_or(w.none_yet().to_string(), &money), money(cell.weighted), money(cell.won))
        })
        .collect();
    view! {
        <svg class="year" viewBox="0 0 720 142" role="img" aria-label=said.join(if w.is_zh() { "；" } else { "; " }) data-testid="target-chart">{months.collect::<Vec<_>>()}</svg>
        <p class="m chart-key"><i class="won"></i>{w.forecast_won()}<i class="weighted"></i>{w.forecast_weighted()}<i class="aim"></i>{w.forecast_target()}</p>
    }
    .into_any()
}
