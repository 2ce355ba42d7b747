//! A change of stage, and the dialog that asks for exactly what the stage requires.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::stage_name;
use crate::app::browser::{files, keys};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::{DateField, SelectField, TextField};
use crate::engine::edit::deal::{self, Brought};
use crate::engine::model::{Id, ListKind, Money, Need, StageKind, Text};

/// The deal, the stage it is to go to, and what that wants.
pub type Asking = RwSignal<Option<(Id, Id, Vec<Need>)>>;

/// Moves the deal, or asks for what is wanting.
pub fn move_to(session: Session, asking: Asking, id: Id, to: Id) {
    let ws = session.ws_untracked();
    let (Some(deal), Some(stage)) = (ws.deals.get(id), ws.stages.get(to)) else { return };
    if deal.stage == to {
        return;
    }
    let mut wanting = deal::wanting(deal, stage, &Brought::default());
    // Losing always asks, so that the reason is of this loss.
    if stage.kind == StageKind::Lost && !wanting.contains(&Need::LostReason) {
        wanting.push(Need::LostReason);
    }
    if wanting.is_empty() {
        go(session, id, to, Brought::default(), "");
    } else {
        asking.set(Some((id, to, wanting)));
        files::focus_soon(".deal-ask :is(input, select)");
    }
}

fn go(session: Session, id: Id, to: Id, brought: Brought, lesson: &str) -> bool {
    let w = session.words();
    let ws = session.ws_untracked();
    let name = ws.deals.get(id).map(|deal| deal.name.to_string()).unwrap_or_default();
    let stage = ws.stages.get(to).map(|stage| stage_name(w, stage)).unwrap_or_default();
    let label = w.deal_moved(name, stage);
    let done = session.edit(label.clone(), |ws, ctx| {
        deal::set_stage(ws, ctx, id, to, brought)?;
        deal::learn(ws, ctx, id, lesson)
    });
    let done = done.is_some();
    if done {
        session.say(label);
    }
    done
}

#[component]
pub fn Ask(asking: Asking) -> impl IntoView {
    let session = session();
    let w = words();
    view! {
        {reactive(move || asking.get().map(|(id, to, wanting)| {
            let brought = RwSignal::new(Brought::default());
            let lesson = RwSignal::new(String::new());
            let ws = session.ws_untracked();
            let stage = ws.stages.get(to).map(|stage| stage_name(w, stage)).unwrap_or_default();
            let close = move || {
                asking.set(None);
                files::focus_soon(format!("[data-card=\"{id}\"] button"));
            };
            let confirm = move || {
                let learnt = lesson.get_untracked();
                if go(session, id, to, brought.get_untracked(), &learnt) {
                    close();
                }
            };
            let reasons: Vec<(String, String)> = std::iter::once((String::new(), w.not_set().to_string()))
                .chain(ws.lists.iter().filter(|item| item.list == ListKind::LostReason && !item.archived).map(|item| {
                    let name = if w.is_zh() { &item.name_zh } else { &item.name_en };
                    (item.id.to_string(), name.to_string())
                }))
                .collect();
            let field = move |need: Need| match need {
                Need::Amount => view! {
                    <TextField label=w.deal_amount() testid="ask-amount" inputmode="text" placeholder="500万"
                        value=derive(move || brought.with(|b| b.amount.map_or(String::new(), |m| w.money(m, Default::default()))))
                        commit=Callback::new(move |text: String| match Money::parse(&text, session.ws_untracked().settings.currency) {
                            Some(money) => brought.update(|b| b.amount = Some(money)),
                            None => session.toast(w.deal_bad_amount().into(), false, true),
                        }) />
                }.into_any(),
                Need::ExpectedClose => view! {
                    <DateField label=w.deal_expected_close() testid="ask-close" value=derive(move || brought.with(|b| b.expected_close))
                        commit=Callback::new(move |day| brought.update(|b| b.expected_close = day)) />
                }.into_any(),
                Need::LostReason => {
                    let reasons = reasons.clone();
                    view! {
                        <SelectField label=w.deal_lost_reason() testid="ask-reason" options=Signal::stored(reasons)
                            value=derive(move || brought.with(|b| b.lost_reason.map_or(String::new(), |id| id.to_string())))
                            commit=Callback::new(move |key: String| brought.update(|b| b.lost_reason = Id::parse(&key))) />
                        <TextField label=w.deal_lost_note() value=derive(move || brought.with(|b| b.lost_note.to_string()))
                            commit=Callback::new(move |text: String| brought.update(|b| b.lost_note = Text::new(&text))) />
                        <TextField label=w.deal_lesson_ask() testid="ask-lesson" value=lesson commit=Callback::new(move |text: String| lesson.set(text)) />
                    }.into_any()
                }
                Need::NextStep => view! {
                    <TextField label=w.deal_next_step() value=derive(move || brought.with(|b| b.next_step.to_string()))
                        commit=Callback::new(move |text: String| brought.update(|b| b.next_step = Text::line(&text))) />
                }.into_any(),
                Need::ContractNo => view! {
                    <TextField label=w.deal_contract_no() value=derive(move || brought.with(|b| b.contract_no.to_string()))
                        commit=Callback::new(move |text: String| brought.update(|b| b.contract_no = Text::line(&text))) />
                }.into_any(),
                Need::Contact | Need::Products => view! { <p class="note">{crate::engine::edit::need_name(w, need)}</p> }.into_any(),
            };
            view! {
                <div class="veil" on:click=handler(move |_| close())></div>
                <div class="sheet deal-ask" role="dialog" aria-modal="true" aria-label=w.deal_ask(&stage)
                    on:keydown=handler(move |event: KeyboardEvent| if event.key() == "Escape" && !keys::composing(&event) { close() })>
                    <header><h2>{w.deal_ask(&stage)}</h2></header>
                    <div class="fields">{wanting.into_iter().map(field).collect_view()}</div>
                    <div class="actions">
                        <button class="btn primary" data-testid="ask-confirm" on:click=handler(move |_| confirm())>{w.deal_ask_confirm()}</button>
                        <button class="btn quiet" on:click=handler(move |_| close())>{w.cancel()}</button>
                    </div>
                </div>
            }
        }))}
    }
}
