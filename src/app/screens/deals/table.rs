//! Deals as a table: stage, amount and closing day are changed in place, stage, owner and day of many at once; its heads order it.

use crate::app::prelude::*;
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, MouseEvent};

use super::ask::{Asking, move_to};
use super::sort::{self, By};
use super::{stage_choices, stage_name, type_amount};
use crate::app::browser::files;
use crate::app::logging::Begin;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField, TextField};
use crate::app::widgets::rows;
use crate::app::widgets::window::Window;
use crate::engine::edit::{self, deal, pipeline};
use crate::engine::model::{Date, Deal, Id, Money};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

type Chosen = RwSignal<BTreeSet<Id>>;

#[component]
pub fn Table(found: Memo<Vec<Id>>, asking: Asking) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let begin = Begin::new();
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let sort = sort::new();
    let found = sort::by(sort, found);
    let window = Window::over(found, "tr[data-testid=deal-row]");
    // What is no longer found is no longer chosen.
    let held = memo(move |_| {
        found.with(|found| chosen.with(|chosen| found.iter().filter(|id| chosen.contains(id)).copied().collect::<Vec<Id>>()))
    });
    let all = move |on: bool| chosen.set(if on { found.get_untracked().into_iter().collect() } else { BTreeSet::new() });
    let editing: Editing = RwSignal::new(None);
    let body = NodeRef::<leptos::html::Tbody>::new();
    let shown = move || {
        let (ws, editing) = (session.ws(), editing.get());
        let cell = |id: Id| editing.filter(|(deal, _)| *deal == id).map(|(_, cell)| cell);
        chosen.with(|chosen| {
            let row = |id: Id| Some((id, row(&ws, id, w, chosen.contains(&id), cell(id))?));
            window.shown().into_iter().filter_map(row).collect()
        })
    };
    let paint = Box::new(move |element: &Element, old: Option<&Row>, now: &Row| paint(element, old, now, w));
    rows::rows(move || body.get().map(Element::from), shown, rows::Draw { model, named: DEAL, paint });
    mount_field(editing, asking);
    let to = move |id: Id| Place { tab: place.get_untracked().tab, ..Place::of(Screen::Deals) }.opening(Kind::Deal, id);
    let named = move |event: &MouseEvent| rows::within(event, ".name button").and_then(|_| rows::id_of(event, DEAL));
    let click = move |event: MouseEvent| {
        if let Some(id) = named(&event) {
            go.to(to(id));
        } else if let Some((id, cell)) = rows::id_of(&event, DEAL).zip(Cell::of(&event)) {
            editing.set(Some((id, cell)));
            files::offer_soon(FIELD);
        }
    };
    let twice = move |event: MouseEvent| named(&event).into_iter().for_each(|id| go.to(Place::page_of(Kind::Deal, id)));
    let change = move |event: leptos::ev::Event| {
        if let Some(id) = rows::within(&event, "[data-testid=choose]").and_then(|_| rows::id_of(&event, DEAL)) {
            let on = event_target_checked(&event);
            chosen.update(|chosen| {
                if on {
                    chosen.insert(id)
                } else {
                    chosen.remove(&id)
                };
            });
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(id) = rows::id_of(&event, DEAL) else { return };
        if begin.on_key(&event, Kind::Deal, id) {
            return;
        }
        if let Some((id, cell)) = editing.get_untracked().filter(|_| matches!(event.key().as_str(), "Escape" | "Enter")) {
            editing.set(None);
            files::focus_soon(format!("[{DEAL}=\"{id}\"] [data-cell={}]", cell.key()));
        }
    };
    view! {
        <div class="list-scroll" node_ref=window.area on:scroll=handler(move |_| window.scrolled()) on:click=handler(click) on:dblclick=handler(twice)
            on:change=handler(change) on:keydown=handler(on_key)>
            <Bulk held chosen />
            <table class="list deal-table" aria-label=w.nav_deals() aria-rowcount=bound(move || found.with(Vec::len) + 1)>
                <thead><tr>
                    <th scope="col" class="tick"><input type="checkbox" aria-label=w.dealbulk_all() data-testid="choose-all"
                        prop:checked=bound(move || !held.with(Vec::is_empty) && held.with(Vec::len) == found.with(Vec::len))
                        on:change=handler(move |event: leptos::ev::Event| all(event_target_checked(&event))) /></th>
                    {sort.head(By::Name, w.deal_name(), false)}
                    {sort.head(By::Client, w.deal_client(), false)}
                    {sort.head(By::Stage, w.deal_stage(), false)}
                    {sort.head(By::Amount, w.deal_amount(), true)}
                    {sort.head(By::Probability, w.deal_probability(), true)}
                    {sort.head(By::Close, w.deal_expected_close(), false)}
                </tr></thead>
                <tbody>{window.space(true, 7)}</tbody>
                <tbody node_ref=body></tbody>
                <tbody>{window.space(false, 7)}</tbody>
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
        all.extend(stage_choices(w, ws, pipeline));
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

/// What a row shows: name, client, stage, amount, probability, closing day; and how it stands.
#[derive(PartialEq)]
struct Row {
    cells: [String; 6],
    chosen: bool,
    editing: Option<Cell>,
}

/// A cell that is changed in place.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Stage,
    Amount,
    Close,
}

/// The cell that is being changed.
type Editing = RwSignal<Option<(Id, Cell)>>;

impl Cell {
    const ALL: [Cell; 3] = [Cell::Stage, Cell::Amount, Cell::Close];

    const fn key(self) -> &'static str {
        match self {
            Cell::Stage => "stage",
            Cell::Amount => "amount",
            Cell::Close => "close",
        }
    }

    /// Among the cells of a row.
    const fn at(self) -> usize {
        match self {
            Cell::Stage => 2,
            Cell::Amount => 3,
            Cell::Close => 5,
        }
    }

    fn label(self, w: Words) -> &'static str {
        match self {
            Cell::Stage => w.deal_stage(),
            Cell::Amount => w.deal_amount(),
            Cell::Close => w.deal_expected_close(),
        }
    }

    fn of(event: &MouseEvent) -> Option<Cell> {
        let key = rows::within(event, "[data-cell]")?.get_attribute("data-cell")?;
        Cell::ALL.into_iter().find(|cell| cell.key() == key)
    }
}

const DEAL: &str = "data-deal-row";

/// The field of the one cell that is being changed.
const FIELD: &str = ".cell-field :is(select, input)";

fn model() -> Option<Element> {
    let cell = |class: &str, inside| rows::element("td", &[("class", class)], [inside]);
    let tick = rows::element("input", &[("type", "checkbox"), ("data-testid", "choose")], []);
    let button = |testid: &str, key: &str| {
        rows::element("button", &[("class", "plain cell"), ("data-testid", testid), ("data-cell", key)], [])
    };
    let cells = [
        cell("tick", tick),
        cell("name", rows::element("button", &[("class", "plain")], [])),
        cell("dim client", None),
        cell("stage-cell", button("row-stage-cell", Cell::Stage.key())),
        cell("num amount-cell", button("row-amount", Cell::Amount.key())),
        cell("num prob", None),
        cell("close-cell", button("row-close", Cell::Close.key())),
    ];
    rows::element("tr", &[("data-testid", "deal-row")], cells)
}

fn row(ws: &Workspace, id: Id, w: Words, chosen: bool, editing: Option<Cell>) -> Option<Row> {
    let deal = ws.deals.get(id)?;
    let none = || w.none_yet().to_string();
    let money = |minor| w.money(Money::new(minor, ws.settings.currency), ws.settings.money_unit);
    let cells = [
        deal.name.to_string(),
        deal.client.and_then(|id| ws.clients.get(id)).map_or_else(none, |client| client.name.to_string()),
        ws.stages.get(deal.stage).map_or_else(none, |stage| stage_name(w, stage)),
        deal.amount.map_or_else(none, |amount| money(amount.minor)),
        w.percent(deal.probability.get() as f64),
        deal.expected_close.map_or_else(none, |day| day.to_string()),
    ];
    Some(Row { cells, chosen, editing })
}

fn paint(element: &Element, old: Option<&Row>, now: &Row, w: Words) {
    for (at, text) in now.cells.iter().enumerate() {
        let before = old.map(|old| old.cells[at].as_str());
        let Some(cell) = rows::child(element, at as u32 + 1).filter(|_| before != Some(text)) else { continue };
        let button = cell.first_element_child().filter(|child| child.tag_name() == "BUTTON");
        for kind in Cell::ALL.into_iter().filter(|kind| kind.at() == at) {
            let _ = button.as_ref().map(|button| button.set_attribute("aria-label", &format!("{}: {text}", kind.label(w))));
        }
        rows::text(Some(button.unwrap_or(cell)), before, text);
    }
    for kind in Cell::ALL {
        let hidden = |row: &Row| (row.editing == Some(kind)).then_some("");
        if let Some(button) = rows::child(element, kind.at() as u32 + 1).and_then(|cell| cell.first_element_child()) {
            rows::attribute(&button, "hidden", old.map(hidden), hidden(now));
        }
    }
    let class = |row: &Row| row.chosen.then_some("sel");
    rows::attribute(element, "class", old.map(class), class(now));
    let tick = rows::child(element, 0)
        .and_then(|cell| cell.first_element_child())
        .and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok());
    if let Some(tick) = tick {
        tick.set_checked(now.chosen);
        rows::attribute(&tick, "aria-label", old.map(|old| Some(old.cells[0].as_str())), Some(&now.cells[0]));
    }
}

/// Puts the field of the cell that is being changed into that cell, beside what stands there otherwise. It is made when it is
/// asked for: thousands of rows are looked at, few are changed.
fn mount_field(editing: Editing, asking: Asking) {
    Effect::new(move |before| {
        drop(before);
        let (id, cell) = editing.get()?;
        let button = document().query_selector(&format!("[{DEAL}=\"{id}\"] [data-cell={}]", cell.key())).ok()??;
        let place = button.parent_element()?.dyn_into::<web_sys::HtmlElement>().ok()?;
        let left = move |_: leptos::ev::FocusEvent| {
            if editing.get_untracked() == Some((id, cell)) {
                editing.set(None);
            }
        };
        Some(leptos::mount::mount_to(place, move || {
            untrack(|| view! { <div class="cell-field" on:focusout=handler(left)>{field(id, cell, asking)}</div> }.into_any())
        }))
    });
}

fn field(id: Id, cell: Cell, asking: Asking) -> AnyView {
    let session = session();
    let w = words();
    match cell {
        Cell::Stage => {
            let ws = session.ws_untracked();
            let pipeline = ws.deals.get(id).map(|deal| deal.pipeline).unwrap_or_default();
            let stages = stage_choices(w, &ws, pipeline);
            let set = Callback::new(move |key: String| {
                if let Some(to) = Id::parse(&key) {
                    move_to(session, asking, id, to);
                }
            });
            let value = session.memo(move |ws| ws.deals.get(id).map(|deal| deal.stage.to_string()).unwrap_or_default());
            view! { <SelectField label=w.deal_stage() bare=true value options=Signal::stored(stages) commit=set testid="row-stage" /> }.into_any()
        }
        Cell::Amount => {
            let set = Callback::new(move |text: String| {
                let name = session.ws_untracked().deals.get(id).map(|deal| deal.name.to_string()).unwrap_or_default();
                type_amount(session, w.deal_changed(name), id, &text);
            });
            let value = session.memo(move |ws| {
                let amount = ws.deals.get(id).and_then(|deal| deal.amount);
                amount.map_or(String::new(), |amount| w.money(amount, ws.settings.money_unit))
            });
            view! { <TextField label=w.deal_amount() bare=true value commit=set testid="row-amount-field" inputmode="decimal" /> }
                .into_any()
        }
        Cell::Close => {
            let set = Callback::new(move |day: Option<Date>| {
                let name = session.ws_untracked().deals.get(id).map(|deal| deal.name.to_string()).unwrap_or_default();
                session.edit(w.deal_changed(name), |ws, ctx| deal::set_expected_close(ws, ctx, id, day));
            });
            let value = session.memo(move |ws| ws.deals.get(id).and_then(|deal| deal.expected_close));
            view! { <DateField label=w.deal_expected_close() bare=true value commit=set testid="row-close-field" /> }.into_any()
        }
    }
}
