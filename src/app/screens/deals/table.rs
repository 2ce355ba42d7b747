//! Deals as a table: the stage, the owner and the closing day are changed in place, or of many at once.

use crate::app::prelude::*;
use std::collections::BTreeSet;

use super::ask::{Asking, move_to};
use super::{amount, stage_name};
use crate::app::logging::Begin;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField};
use crate::app::widgets::window::Window;
use crate::engine::edit::{self, deal, pipeline};
use crate::engine::model::{Date, Deal, Id};
use crate::engine::workspace::Kind;

type Chosen = RwSignal<BTreeSet<Id>>;

#[component]
pub fn Table(found: Memo<Vec<Id>>, asking: Asking) -> impl IntoView {
    let w = words();
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let window = Window::over(found, "tr[data-testid=deal-row]");
    // What is no longer found is no longer chosen.
    let held = memo(move |_| {
        found.with(|found| chosen.with(|chosen| found.iter().filter(|id| chosen.contains(id)).copied().collect::<Vec<Id>>()))
    });
    let all = move |on: bool| chosen.set(if on { found.get_untracked().into_iter().collect() } else { BTreeSet::new() });
    view! {
        <div class="list-scroll" node_ref=window.area on:scroll=handler(move |_| window.scrolled())>
            <Bulk held chosen />
            <table class="list deal-table" aria-label=w.nav_deals() aria-rowcount=bound(move || found.with(Vec::len) + 1)>
                <thead><tr>
                    <th scope="col" class="tick"><input type="checkbox" aria-label=w.dealbulk_all() data-testid="choose-all"
                        prop:checked=bound(move || !held.with(Vec::is_empty) && held.with(Vec::len) == found.with(Vec::len))
                        on:change=handler(move |event: leptos::ev::Event| all(event_target_checked(&event))) /></th>
                    <th scope="col">{w.deal_name()}</th>
                    <th scope="col">{w.deal_client()}</th>
                    <th scope="col">{w.deal_stage()}</th>
                    <th scope="col" class="num">{w.deal_amount()}</th>
                    <th scope="col" class="num">{w.deal_probability()}</th>
                    <th scope="col">{w.deal_expected_close()}</th>
                </tr></thead>
                <tbody>
                    {window.space(true, 7)}
                    <For each=move || window.shown() key=|id| *id let:id><Row id asking chosen /></For>
                    {window.space(false, 7)}
                </tbody>
            </table>
        </div>
    }
}

/// What is done with all that are chosen.
#[component]
fn Bulk(held: Memo<Vec<Id>>, chosen: Chosen) -> impl IntoView {
    let session = session();
    let w = words();
    let stages = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.dealbulk_stage().to_string())];
        let pipeline = pipeline::first(ws).unwrap_or_default();
        all.extend(pipeline::stages(ws, pipeline).iter().map(|stage| (stage.id.to_string(), stage_name(w, stage))));
        all
    });
    let people = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.dealbulk_owner().to_string())];
        all.extend(ws.members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let set_stage = Callback::new(move |key: String| {
        let (Some(stage), ids) = (Id::parse(&key), held.get_untracked()) else { return };
        let stay = session.edit_with_undo(w.dealbulk_done(ids.len()), |ws, ctx| deal::set_stages(ws, ctx, &ids, stage));
        if let Some(stay) = stay.filter(|stay| !stay.is_empty()) {
            session.toast(w.dealbulk_stay(stay.len()), false, true);
            chosen.set(stay.into_iter().collect());
        }
    });
    let set_owner = Callback::new(move |key: String| {
        let (Some(owner), ids) = (Id::parse(&key), held.get_untracked()) else { return };
        session.edit_with_undo(w.dealbulk_done(ids.len()), |ws, _| {
            ids.iter().try_for_each(|id| edit::update::<Deal>(ws, *id, |deal| deal.owner = Some(owner)))
        });
    });
    let set_close = Callback::new(move |day: Option<Date>| {
        let ids = held.get_untracked();
        session.edit_with_undo(w.dealbulk_done(ids.len()), |ws, ctx| {
            ids.iter().try_for_each(|id| deal::set_expected_close(ws, ctx, *id, day))
        });
    });
    let later = move |days: i64| {
        let ids = held.get_untracked();
        session.edit_with_undo(w.dealbulk_done(ids.len()), |ws, ctx| deal::shift_close(ws, ctx, &ids, days));
    };
    let delete = move |_| {
        let ids = held.get_untracked();
        session.edit_with_undo(w.dealbulk_deleted(ids.len()), |ws, _| {
            ids.iter().try_for_each(|id| edit::delete(ws, Kind::Deal, *id))
        });
    };
    view! {
        {reactive(move || (!held.with(Vec::is_empty)).then(|| view! {
            <div class="dealbulk" role="toolbar" aria-label=w.dealbulk_title() data-testid="bulk">
                <b>{w.dealbulk_count(held.with(Vec::len))}</b>
                <SelectField label=w.dealbulk_stage() bare=true value=Signal::stored(String::new()) options=stages commit=set_stage testid="bulk-stage" />
                <SelectField label=w.dealbulk_owner() bare=true value=Signal::stored(String::new()) options=people commit=set_owner testid="bulk-owner" />
                <DateField label=w.deal_expected_close() value=Signal::stored(None) commit=set_close testid="bulk-close" />
                <button class="btn" data-testid="bulk-later" on:click=handler(move |_| later(7))>{w.dealbulk_later(7)}</button>
                <button class="btn" on:click=handler(move |_| later(30))>{w.dealbulk_later(30)}</button>
                <button class="btn quiet danger" on:click=handler(delete)>{w.dealbulk_delete()}</button>
                <button class="btn quiet" on:click=handler(move |_| chosen.set(BTreeSet::new()))>{w.cancel()}</button>
            </div>
        }))}
    }
}

#[component]
fn Row(id: Id, asking: Asking, chosen: Chosen) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let begin = Begin::new();
    let deal = session.memo(move |ws| ws.deals.get(id).cloned());
    let client = session.memo(move |ws| {
        let client = ws.deals.get(id).and_then(|deal| deal.client).and_then(|id| ws.clients.get(id));
        client.map_or(w.none_yet().to_string(), |client| client.name.to_string())
    });
    let stages = session.memo(move |ws| {
        let pipeline = ws.deals.get(id).map(|deal| deal.pipeline).unwrap_or_default();
        pipeline::stages(ws, pipeline).iter().map(|stage| (stage.id.to_string(), stage_name(w, stage))).collect::<Vec<_>>()
    });
    let read = move |part: fn(&Deal) -> String| derive(move || deal.with(|deal| deal.as_deref().map(part).unwrap_or_default()));
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
    let name = read(|deal| deal.name.to_string());
    let choose = move |on: bool| {
        chosen.update(|chosen| {
            if on {
                chosen.insert(id)
            } else {
                chosen.remove(&id)
            };
        })
    };
    let to = move || Place { tab: place.get_untracked().tab, ..Place::of(Screen::Deals) }.opening(Kind::Deal, id);
    view! {
        <tr data-testid="deal-row" class:sel=bound(move || chosen.with(|chosen| chosen.contains(&id)))
            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| { begin.on_key(&event, Kind::Deal, id); })>
            <td class="tick"><input type="checkbox" data-testid="choose" aria-label=bound(move || name.get()) prop:checked=bound(move || chosen.with(|chosen| chosen.contains(&id)))
                on:change=handler(move |event: leptos::ev::Event| choose(event_target_checked(&event))) /></td>
            <td class="name">
                <button class="plain" on:click=handler(move |_| go.to(to())) on:dblclick=handler(move |_| go.to(Place::page_of(Kind::Deal, id)))>{name}</button>
            </td>
            <td class="dim client">{client}</td>
            <td class="stage-cell"><SelectField label=w.deal_stage() bare=true value=read(|deal| deal.stage.to_string()) options=stages commit=set_stage testid="row-stage" /></td>
            <td class="num">{reactive(move || minor().map_or(w.none_yet().to_string(), |minor| amount(session, w, minor)))}</td>
            <td class="num prob">{reactive(move || deal.with(|deal| deal.as_deref().map(|deal| w.percent(deal.probability.get() as f64))))}</td>
            <td class="close-cell"><DateField label=w.deal_expected_close() bare=true value=derive(move || deal.with(|deal| deal.as_deref().and_then(|deal| deal.expected_close))) commit=set_close /></td>
        </tr>
    }
}
