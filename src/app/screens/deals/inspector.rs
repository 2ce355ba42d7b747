//! One deal: its stages as a line of time, what the stage is over by, figures, and the money.

use crate::app::prelude::*;

use super::ask::{Ask, Asking, move_to};
use super::payments::Payments;
use super::{stage_choices, stage_name, type_amount};
use crate::app::logging::{Begin, LogButton};
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::clients::choose::ClientField;
use crate::app::session::{session, words};
use crate::app::widgets::field::{CheckField, DateField, SelectField, TextField};
use crate::app::widgets::record::Form;
use crate::engine::edit::{self, deal};
use crate::engine::model::{Date, Deal, Id, Money};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

#[component]
pub fn DealInspector(id: Id) -> impl IntoView {
    let w = words();
    let form = Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name));
    let begin = Begin::new();
    view! {
        <div class="inspect" data-deal-id=id.to_string() on:keydown=handler(move |event: leptos::ev::KeyboardEvent| { begin.on_key(&event, Kind::Deal, id); })>
            {form.name(w.deal_name(), "deal-name", |deal| &deal.name, |deal| &mut deal.name)}
            <p class="state">
                <a class="btn" data-testid="deal-open-page" href=Place::page_of(Kind::Deal, id).query()>{w.deal_page_open()}</a>
                <LogButton kind=Kind::Deal id />
            </p>
            <DealFields id />
            <Axis id />
            <Criteria id />
            <Payments deal=id />
            <crate::app::screens::risks::RisksOf id />
            <Project id />
            <DeleteDeal id />
        </div>
    }
}

/// What is changed most.
#[component]
pub fn DealFields(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let asking: Asking = RwSignal::new(None);
    let form = Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name));
    let unit = move |money: Option<Money>| {
        money.map_or(String::new(), |money| w.money(money, session.ws_untracked().settings.money_unit))
    };
    let stages = session.memo(move |ws| {
        let pipeline = ws.deals.get(id).map(|deal| deal.pipeline).unwrap_or_default();
        stage_choices(w, ws, pipeline)
    });
    let people = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.not_set().to_string())];
        all.extend(ws.members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let set_stage = Callback::new(move |key: String| {
        if let Some(to) = Id::parse(&key) {
            move_to(session, asking, id, to);
        }
    });
    let set_amount = Callback::new(move |text: String| type_amount(session, form.label(), id, &text));
    let set_close = Callback::new(move |day: Option<Date>| {
        session.edit(form.label(), |ws, ctx| deal::set_expected_close(ws, ctx, id, day));
    });
    // A probability by hand needs its reason: both are given together.
    let by_hand = RwSignal::new(None::<i64>);
    let set_probability =
        Callback::new(move |text: String| match text.trim().trim_end_matches(['%', '％']).trim().parse::<i64>() {
            Ok(value @ 0..=100) => by_hand.set(Some(value)),
            _ => session.toast(w.deal_bad_probability().into(), false, true),
        });
    let set_reason = Callback::new(move |reason: String| {
        let Some(value) = by_hand.get_untracked() else { return };
        if session.edit(form.label(), |ws, _| deal::set_probability(ws, id, value, &reason)).is_some() {
            by_hand.set(None);
        }
    });
    view! {
        <div class="fields">
                <SelectField label=w.deal_stage() value=form.read(|deal| deal.stage.to_string()) options=stages commit=set_stage testid="deal-stage" />
                <TextField label=w.deal_amount() value=derive(move || unit(form.read(|deal| deal.amount).get())) commit=set_amount testid="deal-amount" placeholder="500万" />
                <TextField label=w.deal_probability() value=derive(move || w.percent(by_hand.get().unwrap_or(form.read(|deal| deal.probability.get()).get()) as f64)) commit=set_probability testid="deal-probability" inputmode="numeric" />
                <Show when=move || by_hand.get().is_some()>
                    <TextField label=w.deal_probability_reason() value=Signal::stored(String::new()) commit=set_reason testid="deal-reason" />
                </Show>
                {reactive(move || form.read(|deal| deal.probability_by_hand.then(|| deal.probability_reason.to_string())).get().map(|reason| view! {
                    <p class="state" data-testid="by-hand">
                        <span class="pill warn">{w.deal_by_hand()}</span>" "{reason}" "
                        <button class="btn quiet" on:click=handler(move |_| { session.edit(form.label(), |ws, _| deal::follow_stage(ws, id)); })>{w.deal_follow_stage()}</button>
                    </p>
                }))}
                <DateField label=w.deal_expected_close() value=form.read(|deal| deal.expected_close) commit=set_close testid="deal-close" />
                <ClientField label=w.deal_client() none=w.not_set() value=form.read(|deal| deal.client) testid="deal-client"
                    commit=Callback::new(move |client: Option<Id>| form.change(|deal| deal.client = client)) />
                {form.pick(w.client_owner(), people, |deal| deal.owner.map_or(String::new(), |id| id.to_string()), |deal, key| deal.owner = Id::parse(key))}
                {form.line(w.deal_next_step(), "text", |deal| &deal.next_step, |deal| &mut deal.next_step)}
                {form.date(w.deal_next_contact(), "deal-next", |deal| deal.next_contact, |deal, day| deal.next_contact = day)}
                {form.line(w.deal_contract_no(), "text", |deal| &deal.contract_no, |deal| &mut deal.contract_no)}
            </div>
        <Ask asking />
    }
}

/// The stages it stood in, each with its days.
#[component]
pub fn Axis(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let axis = move || {
        let (ws, today) = (session.ws(), session.today.get());
        let Some(deal) = ws.deals.get(id).cloned() else { return Vec::new() };
        let last = deal.stage_log.len().saturating_sub(1);
        let steps = deal.stage_log.iter().enumerate().map(|(at, step)| {
            let name = step.to.and_then(|id| ws.stages.get(id)).map(|stage| stage_name(w, stage)).unwrap_or_default();
            let until = deal.stage_log.get(at + 1).map_or(if deal.closed.is_some() { step.on } else { today }, |next| next.on);
            (name, w.day(step.on, today), step.on.until(until).max(0), at == last)
        });
        steps.collect::<Vec<_>>()
    };
    view! {
        <section class="part">
            <h3>{w.deal_axis()}</h3>
            <ol class="axis">
                {reactive(move || axis().into_iter().map(|(name, on, days, now)| view! {
                    <li class:now=now><b>{name}</b><small>{on}" · "{w.client_silent_days(days)}</small></li>
                }).collect_view())}
            </ol>
        </section>
    }
}

/// What the stage is over by.
#[component]
pub fn Criteria(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name));
    let criteria = move || {
        let ws = session.ws();
        let Some(deal) = ws.deals.get(id).cloned() else { return Vec::new() };
        let stage = ws.stages.get(deal.stage).cloned();
        let all = stage.map(|stage| stage.criteria.clone()).unwrap_or_default();
        let text =
            |one: &crate::engine::model::ExitCriterion| if w.is_zh() { one.text_zh.to_string() } else { one.text_en.to_string() };
        all.iter().map(|one| (one.id, text(one), deal.met.contains(&one.id))).collect::<Vec<_>>()
    };
    view! {
        <section class="part">
            <h3>{w.deal_criteria()}</h3>
            {reactive(move || criteria().into_iter().map(|(one, text, met)| view! {
                <CheckField label=text value=Signal::stored(met) commit=Callback::new(move |met: bool| form.change(|deal| {
                    deal.met.retain(|id| *id != one);
                    if met {
                        deal.met.push(one);
                    }
                })) />
            }).collect_view())}
        </section>
    }
}

/// Steps of a project by template, with their working days; none is a milestone.
fn steps(w: Words, template: &str) -> Vec<(&'static str, i64)> {
    match template {
        "bid" => vec![
            (w.tpl_bid_read(), 2),
            (w.tpl_bid_decide(), 1),
            (w.tpl_bid_write(), 8),
            (w.tpl_bid_price(), 2),
            (w.tpl_bid_hand_in(), 0),
            (w.tpl_bid_open(), 5),
            (w.deal_step_signed(), 0),
        ],
        "delivery" => vec![
            (w.tpl_del_kickoff(), 1),
            (w.tpl_del_setup(), 5),
            (w.tpl_del_data(), 5),
            (w.tpl_del_train(), 3),
            (w.tpl_del_live(), 0),
            (w.tpl_del_accept(), 5),
            (w.tpl_del_paid(), 0),
        ],
        _ => vec![
            (w.deal_step_needs(), 3),
            (w.deal_step_proposal(), 5),
            (w.deal_step_terms(), 5),
            (w.deal_step_signed(), 0),
            (w.deal_step_delivery(), 10),
        ],
    }
}

/// The project of the deal, or a new one by a template.
#[component]
pub fn Project(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let form = Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name));
    let project = session.memo(move |ws| ws.deals.get(id).and_then(|deal| deal.project));
    let projects = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.not_set().to_string())];
        let ours = |project: &crate::engine::model::Project| !project.archived || project.deals.contains(&id);
        all.extend(ws.projects.iter().filter(|project| ours(project)).map(|one| (one.id.to_string(), one.name.to_string())));
        all
    });
    let set_project = Callback::new(move |key: String| {
        session.edit(form.label(), |ws, _| deal::set_project(ws, id, Id::parse(&key)));
    });
    let template = RwSignal::new("win".to_string());
    let make = move |_| {
        let steps = steps(w, &template.get_untracked());
        if let Some(project) = session.edit(w.deal_make_project(), |ws, ctx| deal::make_project(ws, ctx, id, &steps)) {
            go.to(Place::in_project(Screen::Plan, project));
        }
    };
    view! {
        <section class="part">
            <SelectField label=w.deal_project() options=projects commit=set_project testid="deal-of-project"
                value=derive(move || project.get().map_or(String::new(), |id| id.to_string())) />
            {reactive(move || match project.get() {
                Some(project) => view! { <a class="btn" href=Place::in_project(Screen::Plan, project).query()>{w.deal_open_project()}</a> }.into_any(),
                None => view! {
                    <SelectField label=w.tpl_title() value=template testid="deal-template" commit=Callback::new(move |key| template.set(key))
                        options=Signal::stored([("win", w.tpl_win()), ("bid", w.tpl_bid()), ("delivery", w.tpl_del())].map(|(key, name)| (key.to_string(), name.to_string())).to_vec()) />
                    <button class="btn" data-testid="deal-project" on:click=handler(make)>{w.deal_make_project()}</button>
                }.into_any(),
            })}
        </section>
    }
}

#[component]
pub fn DeleteDeal(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let form = Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name));
    let delete = move |_| {
        let name = form.record.get_untracked().map(|deal| deal.name.to_string()).unwrap_or_default();
        let stay = place.get_untracked();
        if session.edit_with_undo(w.deal_deleted(name), |ws, _| edit::delete(ws, Kind::Deal, id)).is_some() {
            go.replace(Place { open: None, page: false, ..stay });
        }
    };
    view! { <button class="btn quiet danger" data-testid="delete-deal" on:click=handler(delete)>{w.deal_delete()}</button> }
}
