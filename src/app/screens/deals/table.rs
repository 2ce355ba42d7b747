//! Deals as a table: the stage, the owner and the closing day are changed in place, or of many at once.

use crate::app::prelude::*;
use std::collections::BTreeSet;

use super::ask::{Asking, move_to};
use super::stage_name;
use crate::app::browser::files;
use crate::app::logging::Begin;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField};
use crate::app::widgets::window::Window;
use crate::engine::edit::{self, deal, pipeline};
use crate::engine::model::{Date, Deal, Id, Money};
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

/// What a row shows.
#[derive(Clone, Default, PartialEq)]
struct Shown {
    name: String,
    client: String,
    stage: String,
    amount: String,
    probability: String,
    close: String,
}

/// A cell that is being changed.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Stage,
    Close,
}

/// The field of the one cell that is being changed.
const FIELD: &str = ".cell-field :is(select, input)";

#[component]
fn Row(id: Id, asking: Asking, chosen: Chosen) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let begin = Begin::new();
    let row = session.memo(move |ws| {
        let Some(deal) = ws.deals.get(id) else { return Shown::default() };
        let none = || w.none_yet().to_string();
        let money = |minor| w.money(Money::new(minor, ws.settings.currency), ws.settings.money_unit);
        Shown {
            name: deal.name.to_string(),
            client: deal.client.and_then(|id| ws.clients.get(id)).map_or_else(none, |client| client.name.to_string()),
            stage: ws.stages.get(deal.stage).map_or_else(none, |stage| stage_name(w, stage)),
            amount: deal.amount.map_or_else(none, |amount| money(amount.minor)),
            probability: w.percent(deal.probability.get() as f64),
            close: deal.expected_close.map_or_else(none, |day| day.to_string()),
        }
    });
    let text = move |part: fn(&Shown) -> &String| reactive(move || row.with(|row| part(row).clone()));
    let cell = RwSignal::new(None::<Cell>);
    // The fields of a row are made when they are asked for: thousands of rows are looked at, few are changed.
    let field = move |which: Cell| match which {
        Cell::Stage => {
            let ws = session.ws_untracked();
            let pipeline = ws.deals.get(id).map(|deal| deal.pipeline).unwrap_or_default();
            let stages =
                pipeline::stages(&ws, pipeline).iter().map(|stage| (stage.id.to_string(), stage_name(w, stage))).collect();
            let set = Callback::new(move |key: String| {
                if let Some(to) = Id::parse(&key) {
                    move_to(session, asking, id, to);
                }
            });
            let value = session.memo(move |ws| ws.deals.get(id).map(|deal| deal.stage.to_string()).unwrap_or_default());
            view! { <SelectField label=w.deal_stage() bare=true value options=Signal::stored(stages) commit=set testid="row-stage" /> }.into_any()
        }
        Cell::Close => {
            let set = Callback::new(move |day: Option<Date>| {
                let name = row.with_untracked(|row| row.name.clone());
                session.edit(w.deal_changed(name), |ws, ctx| deal::set_expected_close(ws, ctx, id, day));
            });
            let value = session.memo(move |ws| ws.deals.get(id).and_then(|deal| deal.expected_close));
            view! { <DateField label=w.deal_expected_close() bare=true value commit=set testid="row-close-field" /> }.into_any()
        }
    };
    let back = move |which: Cell| {
        cell.set(None);
        files::focus_soon(format!(
            "[data-deal-row=\"{id}\"] [data-cell={}]",
            if which == Cell::Stage { "stage" } else { "close" }
        ));
    };
    let changed = move |which: Cell,
                        label: &'static str,
                        name: &'static str,
                        testid: &'static str,
                        part: fn(&Shown) -> &String| {
        reactive(move || {
            if cell.get() == Some(which) {
                view! {
                <div class="cell-field" on:focusout=handler(move |_| cell.set(None))
                    on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if matches!(event.key().as_str(), "Escape" | "Enter") { back(which) })>
                    {field(which)}
                </div>
            }.into_any()
            } else {
                view! {
                <button class="plain cell" data-testid=testid data-cell=name aria-label=bound(move || format!("{label}: {}", row.with(|row| part(row).clone())))
                    on:click=handler(move |_| { cell.set(Some(which)); files::offer_soon(FIELD); })>{text(part)}</button>
            }.into_any()
            }
        })
    };
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
        <tr data-testid="deal-row" data-deal-row=id.to_string() class:sel=bound(move || chosen.with(|chosen| chosen.contains(&id)))
            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| { begin.on_key(&event, Kind::Deal, id); })>
            <td class="tick"><input type="checkbox" data-testid="choose" aria-label=bound(move || row.with(|row| row.name.clone())) prop:checked=bound(move || chosen.with(|chosen| chosen.contains(&id)))
                on:change=handler(move |event: leptos::ev::Event| choose(event_target_checked(&event))) /></td>
            <td class="name">
                <button class="plain" on:click=handler(move |_| go.to(to())) on:dblclick=handler(move |_| go.to(Place::page_of(Kind::Deal, id)))>{text(|row| &row.name)}</button>
            </td>
            <td class="dim client">{text(|row| &row.client)}</td>
            <td class="stage-cell">{changed(Cell::Stage, w.deal_stage(), "stage", "row-stage-cell", |row| &row.stage)}</td>
            <td class="num">{text(|row| &row.amount)}</td>
            <td class="num prob">{text(|row| &row.probability)}</td>
            <td class="close-cell">{changed(Cell::Close, w.deal_expected_close(), "close", "row-close", |row| &row.close)}</td>
        </tr>
    }
}
