//! Deals as a table: the stage and the closing day are changed in place.

use crate::app::prelude::*;

use super::ask::{Asking, move_to};
use super::{amount, stage_name};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField};
use crate::engine::edit::{deal, pipeline};
use crate::engine::model::{Date, Id};
use crate::engine::workspace::Kind;

/// Rows that are drawn at first; more by one key.
const STEP: usize = 100;

#[component]
pub fn Table(found: Memo<Vec<Id>>, asking: Asking) -> impl IntoView {
    let w = words();
    let shown = RwSignal::new(STEP);
    let rows = move || found.with(|found| found.iter().take(shown.get()).copied().collect::<Vec<_>>());
    view! {
        <div class="list-scroll">
            <table class="list deal-table" aria-label=w.nav_deals()>
                <thead><tr>
                    <th scope="col">{w.deal_name()}</th>
                    <th scope="col">{w.deal_client()}</th>
                    <th scope="col">{w.deal_stage()}</th>
                    <th scope="col" class="num">{w.deal_amount()}</th>
                    <th scope="col" class="num">{w.deal_probability()}</th>
                    <th scope="col">{w.deal_expected_close()}</th>
                </tr></thead>
                <tbody><For each=rows key=|id| *id let:id><Row id asking /></For></tbody>
            </table>
            <Show when=move || { found.with(Vec::len) > shown.get() }>
                <button class="btn quiet" on:click=handler(move |_| shown.update(|shown| *shown += STEP))>
                    {reactive(move || w.deal_more(found.with(Vec::len).saturating_sub(shown.get())))}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn Row(id: Id, asking: Asking) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let deal = session.memo(move |ws| ws.deals.get(id).cloned());
    let client = session.memo(move |ws| {
        let client = ws.deals.get(id).and_then(|deal| deal.client).and_then(|id| ws.clients.get(id));
        client.map_or(w.none_yet().to_string(), |client| client.name.to_string())
    });
    let stages = session.memo(move |ws| {
        let pipeline = ws.deals.get(id).map(|deal| deal.pipeline).unwrap_or_default();
        pipeline::stages(ws, pipeline).iter().map(|stage| (stage.id.to_string(), stage_name(w, stage))).collect::<Vec<_>>()
    });
    let read = move |part: fn(&crate::engine::model::Deal) -> String| {
        derive(move || deal.with(|deal| deal.as_deref().map(part).unwrap_or_default()))
    };
    let set_stage = Callback::new(move |key: String| {
        if let Some(to) = Id::parse(&key) {
            move_to(session, asking, id, to);
        }
    });
    let set_close = Callback::new(move |day: Option<Date>| {
        let name = deal.get_untracked().map(|deal| deal.name.to_string()).unwrap_or_default();
        session.edit(w.deal_changed(name), |ws, ctx| deal::set_expected_close(ws, ctx, id, day));
    });
    let minor = move || deal.with(|deal| deal.as_deref().and_then(|deal| deal.amount)).map(|money| money.minor);
    view! {
        <tr data-testid="deal-row">
            <td class="name">
                <button class="plain" on:click=handler(move |_| go.to(Place::of(Screen::Deals).opening(Kind::Deal, id)))>{read(|deal| deal.name.to_string())}</button>
            </td>
            <td class="dim">{client}</td>
            <td><SelectField label=w.deal_stage() bare=true value=read(|deal| deal.stage.to_string()) options=stages commit=set_stage testid="row-stage" /></td>
            <td class="num">{reactive(move || minor().map_or(w.none_yet().to_string(), |minor| amount(session, w, minor)))}</td>
            <td class="num">{reactive(move || deal.with(|deal| deal.as_deref().map(|deal| w.percent(deal.probability.get() as f64))))}</td>
            <td><DateField label=w.deal_expected_close() bare=true value=derive(move || deal.with(|deal| deal.as_deref().and_then(|deal| deal.expected_close))) commit=set_close /></td>
        </tr>
    }
}
