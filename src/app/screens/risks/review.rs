//! The weekly round: one risk after the other, what is due first, then what changed, then what is new. `Enter` confirms it as
//! it stands; two digits, probability and impact, assess it anew; arrows go on and back.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::{Level, names};
use crate::app::browser::{files, keys};
use crate::app::session::{session, words};
use crate::app::widgets::field::TextField;
use crate::engine::edit::{self, risk::View};
use crate::engine::model::{Id, RiskMatrix, Score};
use crate::engine::risk::{self, Due};

#[component]
pub fn Review(project: Id, matrix: Memo<RiskMatrix>, on_open: Callback<Id>, close: Callback<()>) -> impl IntoView {
    let session = session();
    let w = words();
    // The list of a round stays as it was when the round began; what is done is ticked off.
    let list = StoredValue::new(risk::rounds(&session.ws_untracked(), project, session.today.get_untracked()));
    let total = list.with_value(Vec::len);
    let at = RwSignal::new(0usize);
    let done: RwSignal<Vec<Id>> = RwSignal::new(Vec::new());
    let typed: RwSignal<Option<Score>> = RwSignal::new(None);
    let note = RwSignal::new(String::new());
    let now = move || list.with_value(|list| list.get(at.get()).cloned());
    let now_untracked = move || list.with_value(|list| list.get(at.get_untracked()).cloned());
    files::focus_soon("[data-testid=risk-round]");
    let go = move |to: usize| {
        typed.set(None);
        note.set(String::new());
        at.set(to.min(total));
        files::focus_soon("[data-testid=risk-round]");
    };
    let next = move |id: Id| {
        done.update(|done| {
            if !done.contains(&id) {
                done.push(id);
            }
        });
        go(at.get_untracked() + 1);
    };
    let days = move |id: Id| {
        let ws = session.ws_untracked();
        let risk = ws.risks.get(id)?;
        let matrix = risk::matrix(&ws);
        let (p, i) = risk::seat(&matrix, &risk.current)?;
        Some(matrix.levels.get(risk::level(&matrix, p, i))?.review_days)
    };
    let confirm = move || {
        let Some(round) = now_untracked() else { return };
        // Without an assessment there is nothing to confirm.
        let Some(days) = days(round.risk) else { return session.say(w.risk_review_first().to_string()) };
        let text = note.get_untracked();
        if session.edit(w.risk_review(), |ws, ctx| edit::risk::review(ws, ctx, round.risk, &text, days)).is_some() {
            next(round.risk);
        }
    };
    let change = move |p: Score, i: Score| {
        let Some(round) = now_untracked() else { return };
        let text = note.get_untracked();
        let done = session.edit(w.risk_review(), |ws, ctx| {
            let matrix = risk::matrix(ws);
            let days = matrix.levels.get(risk::level(&matrix, p, i)).map_or(30, |level| level.review_days);
            edit::risk::assess(ws, ctx, round.risk, View::Current, Some((p, i)))?;
            edit::risk::review(ws, ctx, round.risk, &text, days)
        });
        if done.is_some() {
            next(round.risk);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let typing = event
            .target()
            .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok())
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "BUTTON"));
        if keys::composing(&event) || keys::command(&event) || typing {
            return;
        }
        match event.key().as_str() {
            "Enter" => confirm(),
            "ArrowRight" | "ArrowDown" => go(at.get_untracked() + 1),
            "ArrowLeft" | "ArrowUp" => go(at.get_untracked().saturating_sub(1)),
            "Escape" if typed.get_untracked().is_some() => typed.set(None),
            "Escape" => close.run(()),
            digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() => {
                let number = i64::from(digit.as_bytes()[0] - b'0');
                let (rows, columns) = matrix.with_untracked(|matrix| (matrix.p_steps.len() as i64, matrix.i_steps.len() as i64));
                match typed.get_untracked() {
                    None if (1..=rows).contains(&number) => {
                        typed.set(Some(Score::new(number)));
                        session.say(w.risk_round_half(number));
                    }
                    Some(p) if (1..=columns).contains(&number) => change(p, Score::new(number)),
                    _ => return,
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let why = move |due: Due| match due {
        Due::Due => w.risk_round_due(),
        Due::Changed => w.risk_round_changed(),
        Due::New => w.risk_round_new(),
    };
    let card = move |id: Id, due: Due| {
        let risk = session.memo(move |ws| ws.risks.get(id).cloned());
        let seat = derive(move || risk.with(|risk| matrix.with(|matrix| risk::seat(matrix, &risk.as_deref()?.current))));
        let text = move || {
            risk.get().map(|risk| {
                let owner = risk.owner.and_then(|owner| session.ws().members.get(owner).map(|member| member.name.to_string()));
                let said = [&risk.cause, &risk.event, &risk.effect].into_iter().filter(|text| !text.is_empty());
                let said = said.map(|text| text.to_string()).collect::<Vec<_>>().join(" → ");
                view! {
                    <h3>
                        <span class="code">{risk.code.to_string()}</span>
                        " "
                        {risk.title.to_string()}
                    </h3>
                    <p class="hint">{said}</p>
                    <dl class="kv">
                        <dt>{w.risk_owner()}</dt>
                        <dd>{owner.unwrap_or(w.none_yet().to_string())}</dd>
                        <dt>{w.risk_strategy()}</dt>
                        <dd>{names::strategy(risk.strategy, w)}</dd>
                        <dt>{w.risk_trigger()}</dt>
                        <dd>{if risk.trigger.is_empty() { w.none_yet().to_string() } else { risk.trigger.to_string() }}</dd>
                    </dl>
                }
            })
        };
        view! {
            <article class="round-card" data-testid="risk-round-card" data-risk-id=id.to_string()>
                <p class="sub">
                    <span class="pill off">{why(due)}</span>
                    " "
                    <Level matrix seat />
                    " "
                    {reactive(move || seat.get().map(|(p, i)| format!("P{}×I{}", p.get(), i.get())))}
                </p>
                {text}
                <TextField label=w.risk_review_note() value=note testid="risk-round-note" commit=move |text: String| note.set(text) />
                <div class="do">
                    <button type="button" class="btn primary" data-testid="risk-round-confirm" disabled=bound(move || seat.get().is_none()) on:click=handler(move |_| confirm())>
                        {w.risk_round_confirm()}
                    </button>
                    <button type="button" class="btn" on:click=handler(move |_| on_open.run(id))>{w.risk_round_open()}</button>
                    <button type="button" class="btn quiet" data-testid="risk-round-skip" on:click=handler(move |_| go(at.get_untracked() + 1))>{w.risk_round_skip()}</button>
                </div>
            </article>
        }
    };
    view! {
        <section class="register round">
            <header>
                <h2>{w.risk_round_title()}</h2>
                <small data-testid="risk-round-count">{reactive(move || w.risk_round_count(total, done.with(Vec::len)))}</small>
                <button type="button" class="btn quiet r" data-testid="risk-round-close" on:click=handler(move |_| close.run(()))>{w.risk_round_close()}</button>
            </header>
            <div class="round-body" tabindex="-1" role="group" aria-label=w.risk_round_title() data-testid="risk-round" on:keydown=on_key>
                {reactive(move || match now() {
                    Some(round) => card(round.risk, round.due).into_any(),
                    None => view! { <p class="none" data-testid="risk-round-done">{if total == 0 { w.risk_round_none() } else { w.risk_round_end() }}</p> }.into_any(),
                })}
                <p class="hint" aria-live="polite">
                    {reactive(move || match typed.get() {
                        Some(p) => w.risk_round_half(p.get()),
                        None => w.risk_round_keys().to_string(),
                    })}
                </p>
            </div>
            <ol class="round-list">
                {reactive(move || {
                    let (here, done) = (at.get(), done.get());
                    list.get_value()
                        .into_iter()
                        .enumerate()
                        .map(|(place, round)| {
                            let name = session.ws().risks.get(round.risk).map(|risk| format!("{} {}", risk.code, risk.title));
                            let mark = if done.contains(&round.risk) { "✓ " } else { "" };
                            view! {
                                <li>
                                    <button type="button" class="rowlink" aria-current=(place == here).then_some("step") on:click=handler(move |_| go(place))>
                                        <span>{mark}{name}</span>
                                        <span class="r">{why(round.due)}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                })}
            </ol>
        </section>
    }
}
