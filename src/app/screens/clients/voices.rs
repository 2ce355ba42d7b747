//! What all clients ask for and how content they are: coverage, the trend of CSAT and NPS, and every open request.

use crate::app::prelude::*;
use std::cmp::Ordering;

use super::asked::{kind_name, status_name};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{SelectField, TextField};
use crate::engine::edit::requirement;
use crate::engine::model::{Id, ScoreKind, order};
use crate::engine::sales::requirements::{by_client, coverage, is_open, trend};
use crate::engine::workspace::Kind;

/// Months of the trend, and rows that are shown at most.
const MONTHS: i32 = 6;
const SHOWN: usize = 200;

#[component]
pub fn Voices() -> impl IntoView {
    let session = session();
    let w = words();
    let none = move || w.none_yet().to_string();
    let figures = memo(move |_| coverage(&session.ws(), None, session.today.get()));
    let clients = memo(move |_| {
        let mut all = by_client(&session.ws(), session.today.get());
        all.truncate(SHOWN);
        all
    });
    let rows = session.memo(|ws| {
        let mut all: Vec<_> = ws.requirements.iter().map(|one| (!is_open(one), one.received, one.id)).collect();
        order::sort_by_key(&mut all, |one| *one);
        all.into_iter().take(SHOWN).map(|(_, _, id)| id).collect::<Vec<Id>>()
    });
    let score = move |value: Option<f64>, decimals: usize| value.map_or_else(none, |value| w.number(value, decimals));
    view! {
        <div class="page voices">
            <div class="card grid4">
                {reactive(move || {
                    let f = figures.get();
                    [
                        (w.client_answered(), f.rate().map_or_else(none, |rate| w.percent((rate * 100.0).round()))),
                        (w.voice_oldest(), f.oldest.map_or_else(none, |days| w.client_silent_days(days))),
                        (w.voice_csat(), score(f.csat, 1)),
                        (w.voice_nps(), score(f.nps, 0)),
                    ].into_iter().map(|(label, value)| view! { <div><div class="l">{label}</div><div class="big">{value}</div></div> }).collect::<Vec<_>>()
                })}
            </div>
            <div class="cols">
                <section class="card">
                    <header><h2>{w.asked_title()}</h2></header>
                    {reactive(move || rows.with(Vec::is_empty).then(|| view! { <p class="none">{w.voice_none()}</p> }))}
                    <ul class="todos"><For each=move || rows.get() key=|id| *id let:id><Voice id /></For></ul>
                </section>
                <div class="stack">
                    <section class="card">
                        <header><h2>{w.voice_trend()}</h2><small>{w.voice_rule()}</small></header>
                        <Trend client=None />
                    </section>
                    {reactive(move || (!clients.with(Vec::is_empty)).then(|| view! {
                        <section class="card">
                            <header><h2>{w.voice_by_client()}</h2><small>{w.voice_by_client_note()}</small></header>
                            <table class="reg" data-testid="voice-clients">
                                <thead><tr><th scope="col">{w.kind_client()}</th><th scope="col" class="num">{w.voice_csat()}</th><th scope="col" class="num">{w.voice_nps()}</th><th scope="col" class="num">{w.voice_scores()}</th><th scope="col">{w.voice_turn()}</th></tr></thead>
                                <tbody>{reactive(move || clients.get().into_iter().map(|one| {
                                    let name = session.ws_untracked().clients.get(one.client).map(|client| client.name.to_string()).unwrap_or_default();
                                    let turn = one.turn.map_or_else(none, |turn| match turn {
                                        Ordering::Less => w.voice_falling(),
                                        Ordering::Equal => w.voice_steady(),
                                        Ordering::Greater => w.voice_rising(),
                                    }.to_string());
                                    let low = one.turn == Some(Ordering::Less);
                                    view! {
                                        <tr><th scope="row"><a href=Place::page_of(Kind::Client, one.client).query()>{name}</a></th><td class="num">{score(one.csat, 1)}</td>
                                            <td class="num">{score(one.nps, 0)}</td><td class="num">{one.scores}</td><td class:bad=low>{turn}</td></tr>
                                    }
                                }).collect::<Vec<_>>())}</tbody>
                            </table>
                        </section>
                    }))}
                </div>
            </div>
        </div>
    }
}

/// CSAT and NPS by month, of one client or of all.
#[component]
pub fn Trend(client: Option<Id>) -> impl IntoView {
    let session = session();
    let w = words();
    let months = memo(move |_| trend(&session.ws(), client, session.today.get(), MONTHS));
    let score =
        move |value: Option<f64>, decimals: usize| value.map_or(w.none_yet().to_string(), |value| w.number(value, decimals));
    view! {
        <table class="reg" data-testid="voice-trend">
            <thead><tr><th scope="col">{w.forecast_month()}</th><th scope="col" class="num">{w.voice_csat()}</th><th scope="col">{w.voice_bar()}</th><th scope="col" class="num">{w.voice_nps()}</th><th scope="col" class="num">{w.voice_scores()}</th></tr></thead>
            <tbody>{reactive(move || months.get().into_iter().map(|one| {
                let wide = format!("{:.0}%", one.csat.unwrap_or(0.0) * 20.0);
                view! {
                    <tr><th scope="row">{w.month_year(one.month)}</th><td class="num">{score(one.csat, 1)}</td>
                        <td class="bar-cell"><span class="meter"><b style:width=wide></b></span></td>
                        <td class="num">{score(one.nps, 0)}</td><td class="num">{one.scores}</td></tr>
                }
            }).collect::<Vec<_>>())}</tbody>
        </table>
    }
}

/// How content one client is: the means and their trend.
#[component]
pub fn Contentment(client: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let figures = memo(move |_| coverage(&session.ws(), Some(client), session.today.get()));
    view! {
        <section class="part" data-testid="client-contentment">
            <h3>{w.voice_client_title()}</h3>
            {reactive(move || {
                let f = figures.get();
                let score = |value: Option<f64>, decimals| value.map_or(w.none_yet().to_string(), |value| w.number(value, decimals));
                if f.csat.is_none() && f.nps.is_none() {
                    return view! { <p class="none">{w.voice_client_none()}</p> }.into_any();
                }
                view! {
                    <p class="state">{w.voice_csat()}" "<b>{score(f.csat, 1)}</b>" · "{w.voice_nps()}" "<b>{score(f.nps, 0)}</b></p>
                    <Trend client=Some(client) />
                }.into_any()
            })}
        </section>
    }
}

#[component]
fn Voice(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let one = session.memo(move |ws| ws.requirements.get(id).cloned());
    let kind = RwSignal::new("csat".to_string());
    let set = Callback::new(move |text: String| {
        let Ok(value) = text.trim().parse::<u8>() else { return session.toast(w.voice_bad().into(), false, true) };
        let kind = if kind.get_untracked() == "nps" { ScoreKind::Nps } else { ScoreKind::Csat };
        let most = if kind == ScoreKind::Nps { 10 } else { 5 };
        if value > most || kind == ScoreKind::Csat && value == 0 {
            return session.toast(w.voice_bad().into(), false, true);
        }
        let raised = session.edit(w.voice_scored(), |ws, ctx| requirement::score(ws, ctx, id, kind, value, w.said_project()));
        if raised.flatten().is_some() {
            session.toast(w.voice_issue().into(), false, true);
        }
    });
    let to_task = move |_| {
        session.edit_with_undo(w.voice_task(), |ws, ctx| requirement::to_task(ws, ctx, id, w.said_project()));
    };
    let answer = Callback::new(move |text: String| {
        session.edit(w.asked_answer(), |ws, ctx| requirement::answer(ws, ctx, id, &text));
    });
    view! {
        {reactive(move || one.get().map(|one| {
            let today = session.today.get();
            let ws = session.ws_untracked();
            let client = ws.clients.get(one.client).map(|client| client.name.to_string()).unwrap_or_default();
            let who = one.contact.and_then(|id| ws.contacts.get(id)).map(|contact| format!(" · {}", contact.name));
            let owner = one.client;
            let open = is_open(&one);
            let days = one.received.until(today).max(0);
            let scored = one.score.map(|score| if one.score_kind == ScoreKind::Nps { format!("NPS {score}") } else { format!("CSAT {score}") });
            let low = one.score.is_some_and(|score| requirement::is_low(one.score_kind, score));
            let task = one.tasks.last().and_then(|task| ws.tasks.get(*task)).map(|task| (task.project, task.id));
            view! {
                <li class="voice" data-testid="voice">
                    <div class="head">
                        <b>{one.title.to_string()}</b>
                        <span class=if open { "pill warn" } else { "pill good" }>{status_name(w, one.status)}</span>
                        {scored.map(|text| view! { <span class=if low { "pill bad" } else { "pill good" } data-testid="voice-score">{text}</span> })}
                    </div>
                    <small><a href=Place::page_of(Kind::Client, owner).query()>{client}</a>{who}" · "{kind_name(w, one.kind)}" · "{if open { w.today_asked_days(days) } else { w.day(one.received, today) }}</small>
                    <div class="line-row">
                        <TextField label=w.asked_answer() value=Signal::stored(one.answer.to_string()) commit=answer />
                        <SelectField label=w.voice_kind() bare=true value=kind commit=Callback::new(move |key| kind.set(key)) testid="voice-kind"
                            options=Signal::stored(vec![("csat".to_string(), "CSAT 1–5".to_string()), ("nps".to_string(), "NPS 0–10".to_string())]) />
                        <TextField label=w.voice_score() bare=true placeholder=w.voice_score() value=Signal::stored(String::new()) commit=set inputmode="numeric" testid="voice-set" />
                        {match task {
                            Some((project, task)) => view! { <button class="btn quiet" on:click=handler(move |_| go.to(Place::in_project(Screen::Plan, project).opening(Kind::Task, task)))>{w.tactic_open()}</button> }.into_any(),
                            None => view! { <button class="btn quiet" data-testid="voice-task" on:click=handler(to_task)>{w.tactic_to_task()}</button> }.into_any(),
                        }}
                    </div>
                </li>
            }
        }))}
    }
}
