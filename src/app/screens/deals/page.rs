//! The page of one deal: its stages on an axis of time, what is still to do in this one, who, what, against whom, the money.

use crate::app::prelude::*;

use super::ask::{Ask, Asking, move_to};
use super::inspector::{Criteria, DealFields, DeleteDeal, Project};
use super::parts::{Competitors, DealContacts, Lessons, Lines, Moves};
use super::payments::Payments;
use super::{amount, stage_name};
use crate::app::browser::files;
use crate::app::logging::Begin;
use crate::app::place::Place;
use crate::app::screens::clients::Timeline;
use crate::app::screens::record_page::{Back, Figures, page_keys};
use crate::app::session::{session, words};
use crate::app::widgets::record::Form;
use crate::engine::edit::pipeline;
use crate::engine::model::{Deal, Id, StageKind};
use crate::engine::sales::forecast::{rotting, weighted};
use crate::engine::sales::money::balance;
use crate::engine::sales::timeline::Of;
use crate::engine::workspace::Kind;

/// A stage on the axis: when it was entered, for how many days, and whether it is the present one.
#[derive(Clone, PartialEq)]
struct Step {
    id: Id,
    name: String,
    milestone: String,
    on: Option<String>,
    days: Option<i64>,
    now: bool,
    over: bool,
}

#[component]
pub fn DealPage(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let begin = Begin::new();
    let asking: Asking = RwSignal::new(None);
    let form = Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name));
    let none = move || w.none_yet().to_string();
    let steps = memo(move |_| {
        let (ws, today) = (session.ws(), session.today.get());
        let Some(deal) = ws.deals.get(id).cloned() else { return Vec::new() };
        let step = |stage: std::sync::Arc<crate::engine::model::Stage>| {
            let entered = deal.stage_log.iter().rev().find(|step| step.to == Some(stage.id)).map(|step| step.on);
            // Days in it, all stays together.
            let mut days = None;
            for (at, step) in deal.stage_log.iter().enumerate().filter(|(_, step)| step.to == Some(stage.id)) {
                let until = deal.stage_log.get(at + 1).map_or(deal.closed.unwrap_or(today), |next| next.on);
                days = Some(days.unwrap_or(0) + step.on.until(until).max(0));
            }
            Step {
                id: stage.id,
                name: stage_name(w, &stage),
                milestone: if w.is_zh() { stage.milestone_zh.to_string() } else { stage.milestone_en.to_string() },
                on: entered.map(|on| w.day(on, today)),
                days,
                now: deal.stage == stage.id,
                over: !matches!(stage.kind, StageKind::Open | StageKind::OnHold),
            }
        };
        pipeline::stages(&ws, deal.pipeline).into_iter().map(step).collect::<Vec<_>>()
    });
    let figures = move || {
        let (ws, today) = (session.ws(), session.today.get());
        let Some(deal) = ws.deals.get(id).cloned() else { return Vec::new() };
        let money = |minor: i64| amount(session, w, minor);
        let one = balance(&ws, &deal, today);
        let stage = ws.stages.get(deal.stage);
        let rotten = stage.and_then(|stage| rotting(&deal, stage, today));
        let days = deal.stage_since.until(today).max(0);
        let close = deal.expected_close.map_or(String::new(), |day| match today.until(day) {
            left if left < 0 && deal.closed.is_none() => w.deal_overdue().to_string(),
            left => w.deal_days_left(left.max(0)),
        });
        vec![
            (
                w.deal_amount(),
                deal.amount.map_or_else(none, |one| money(one.minor)),
                w.deal_weighted(w.percent(deal.probability.get() as f64), money(weighted(&deal))),
            ),
            (w.deal_expected_close(), deal.expected_close.map_or_else(none, |day| w.day(day, today)), close),
            (w.deal_in_stage(), w.client_silent_days(days), rotten.map_or(String::new(), |days| w.deal_rotting(days))),
            (
                w.pay_title(),
                one.paid_rate().map_or_else(none, |rate| w.percent((rate * 100.0).round())),
                if one.overdue > 0 { w.client_overdue(money(one.overdue)) } else { String::new() },
            ),
        ]
    };
    let client = session.memo(move |ws| {
        let client = ws.deals.get(id).and_then(|deal| deal.client).and_then(|id| ws.clients.get(id))?;
        Some((client.id, client.name.to_string()))
    });
    let on_key = page_keys(Kind::Deal, id, begin, move || asking.get_untracked().is_some());
    files::focus_soon("[data-testid=deal-page]");
    view! {
        <article class="page record" tabindex="-1" data-testid="deal-page" data-deal-id=id.to_string() on:keydown=handler(on_key)>
            <header class="head">
                <Back name=w.nav_deals() />
                {form.name(w.deal_name(), "deal-name", |deal| &deal.name, |deal| &mut deal.name)}
                {reactive(move || client.get().map(|(id, name)| view! { <a class="btn" href=Place::page_of(Kind::Client, id).query()>{name}</a> }))}
                <span class="sp"></span>
                <button class="btn primary" data-testid="log-begin" title="L" on:click=handler(move |_| begin.of(Kind::Deal, id))>{w.today_log()}</button>
            </header>
            <ol class="steps" aria-label=w.deal_axis()>
                {reactive(move || steps.get().into_iter().map(|step| {
                    let to = step.id;
                    let under = match (step.on, step.days) {
                        (Some(on), Some(days)) => w.deal_step_days(days, &on),
                        _ => String::new(),
                    };
                    let past = !under.is_empty() && !step.now;
                    view! {
                        <li class:now=step.now class:past=past class:over=step.over>
                            <button data-testid="deal-step" title=step.milestone aria-current=step.now.then_some("step") on:click=handler(move |_| move_to(session, asking, id, to))>
                                <b>{step.name}</b><small>{under}</small>
                            </button>
                        </li>
                    }
                }).collect_view())}
            </ol>
            <Figures figures />
            <div class="cols">
                <div class="stack">
                    <section class="card pad inspect"><Criteria id /></section>
                    <section class="card pad"><Timeline of=Of::Deal(id) /></section>
                    <section class="card pad inspect"><Moves id /><Lessons id /></section>
                </div>
                <div class="card pad inspect">
                    <section class="part"><h3>{w.deal_fields()}</h3><DealFields id /></section>
                    <DealContacts id />
                    <Lines id />
                    <Competitors id />
                    <Payments deal=id />
                    <crate::app::screens::risks::RisksOf id />
                    <Project id />
                    <DeleteDeal id />
                </div>
            </div>
            <Ask asking />
        </article>
    }
}
