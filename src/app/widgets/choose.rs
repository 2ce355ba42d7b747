//! One of many records, found by typing: a box with a list under it (the editable combobox of the ARIA patterns). Only a row of
//! the list is ever taken: Escape and leaving the box bring back what was there.

use std::cell::Cell;

use crate::app::prelude::*;
use leptos::ev::{Event, FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html;

use crate::app::browser::{files, keys};
use crate::app::session::words;
use crate::engine::model::Id;

/// Rows that are shown at most, and how many of them a page key moves.
pub const SHOWN: usize = 50;
const PAGE: usize = 8;
/// Pixels that the list needs under the box; with less it opens above, where there is more.
const TALL: f64 = 300.0;

/// What a text finds: the first of it by name, and how much it is in all.
#[derive(Clone, Default, PartialEq)]
pub struct Found {
    pub first: Vec<(Id, String)>,
    pub count: usize,
}

impl Found {
    pub fn of(all: impl Iterator<Item = (Id, String)>) -> Found {
        let mut found = Found::default();
        for row in all {
            found.count += 1;
            if found.count <= SHOWN {
                found.first.push(row);
            }
        }
        found
    }
}

type Row = (Option<Id>, String);

/// A number for each box of the page: the parts of one refer to each other by it.
fn number() -> u32 {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    LAST.set(LAST.get() + 1);
    LAST.get()
}

/// `none` is what stands there for no record, and the row that takes it away, unless there is none to take (`adds`);
/// `find` is asked for nothing before the list is opened.
#[component]
pub fn ChooseField(
    #[prop(into)] label: String,
    none: &'static str,
    /// The record that is chosen, by its name.
    #[prop(into)]
    value: Signal<Option<(Id, String)>>,
    find: Callback<String, Found>,
    commit: Callback<Option<Id>>,
    testid: &'static str,
    #[prop(optional)] bare: bool,
    /// What is chosen goes elsewhere, and the box is empty again.
    #[prop(optional)]
    adds: bool,
) -> impl IntoView {
    let w = words();
    let id = format!("choose-{}", number());
    let (list, area) = (NodeRef::<html::Ul>::new(), NodeRef::<html::Input>::new());
    let (opened, above) = (RwSignal::new(false), RwSignal::new(false));
    let typed = RwSignal::new(None::<String>);
    let at = RwSignal::new(None::<usize>);
    let name = memo(move |_| value.get().map_or(String::new(), |(_, name)| name));
    let found = memo(move |_| {
        if !opened.get() {
            return (Vec::new(), 0);
        }
        let text = typed.get().unwrap_or_default();
        let found = find.run(text.clone());
        let rest = found.count - found.first.len();
        let away = (text.trim().is_empty() && !adds).then(|| (None, none.to_string()));
        let rows: Vec<Row> = away.into_iter().chain(found.first.into_iter().map(|(id, name)| (Some(id), name))).collect();
        (rows, rest)
    });
    let rows = memo(move |_| found.with(|(rows, _)| rows.clone()));
    let listed = memo(move |_| opened.get() && !rows.with(Vec::is_empty));
    let now = move || value.get_untracked().map(|(id, _)| id);
    let open = move || {
        if opened.get_untracked() {
            return;
        }
        if let Some(input) = area.get_untracked() {
            let place = input.get_bounding_client_rect();
            let below = f64::from(files::height()) - place.bottom();
            above.set(below < TALL && place.top() > below);
        }
        opened.set(true);
        let chosen = now();
        at.set(rows.with_untracked(|rows| rows.iter().position(|(id, _)| id.is_some() && *id == chosen)));
    };
    let close = move || {
        opened.set(false);
        typed.set(None);
        at.set(None);
    };
    // What is typed next goes in place of what stands there.
    let again = move || {
        close();
        if let Some(input) = area.get_untracked() {
            input.set_value(&name.get_untracked());
            input.select();
        }
    };
    let take = move |place: usize| {
        let Some(chosen) = rows.with_untracked(|rows| rows.get(place).map(|(id, _)| *id)) else { return };
        if adds || chosen != now() {
            commit.run(chosen);
        }
        again();
    };
    // The row that the arrows stand on is in sight.
    Effect::new(move || {
        let (Some(list), Some(at)) = (list.get(), at.get()) else { return };
        let Some(row) = list.children().item(at as u32) else { return };
        let (row, all) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
        let past = (row.bottom() - all.bottom()).max(0.0) + (row.top() - all.top()).min(0.0);
        list.set_scroll_top(list.scroll_top() + past as i32);
    });
    let on_key = move |event: KeyboardEvent| {
        if keys::composing(&event) || keys::command(&event) {
            return;
        }
        let last = || rows.with_untracked(Vec::len).saturating_sub(1);
        let was = opened.get_untracked();
        let step = |to: &dyn Fn(usize) -> usize, first: usize| {
            open();
            let start = at.get_untracked();
            at.set(Some(if was { start.map_or(first, to).min(last()) } else { start.unwrap_or(first) }));
        };
        match event.key().as_str() {
            "ArrowDown" => step(&|at| at + 1, 0),
            "ArrowUp" => step(&|at| at.saturating_sub(1), last()),
            "PageDown" if was => step(&|at| at + PAGE, 0),
            "PageUp" if was => step(&|at| at.saturating_sub(PAGE), 0),
            "Enter" if was => match at.get_untracked() {
                Some(place) => take(place),
                None => again(),
            },
            "Escape" if was => again(),
            _ => return,
        }
        event.stop_propagation();
        event.prevent_default();
    };
    let row_id = {
        let id = id.clone();
        move |place: usize| format!("{id}-{place}")
    };
    let active = {
        let row_id = row_id.clone();
        move || at.get().filter(|_| listed.get()).map(&row_id)
    };
    let list_id = format!("{id}-list");
    let controls = list_id.clone();
    view! {
        <div class="field choose">
            <label for=id.clone() class:visually-hidden=bare>{label.clone()}</label>
            <div>
                <input
                    node_ref=area
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=bound(move || if listed.get() { "true" } else { "false" })
                    aria-controls=bound(move || listed.get().then(|| controls.clone()))
                    aria-activedescendant=bound(active)
                    placeholder=none
                    data-testid=testid
                    prop:value=bound(move || typed.get().unwrap_or_else(|| name.get()))
                    on:input=handler(move |event: Event| {
                        open();
                        typed.set(Some(event_target_value(&event)));
                        at.set((!rows.with_untracked(Vec::is_empty)).then_some(0));
                    })
                    on:keydown=handler(on_key)
                    on:focus=handler(move |_: FocusEvent| area.get_untracked().into_iter().for_each(|input| input.select()))
                    on:click=handler(move |_: MouseEvent| {
                        if !opened.get_untracked() {
                            open();
                            area.get_untracked().into_iter().for_each(|input| input.select());
                        }
                    })
                    on:blur=handler(move |_: FocusEvent| close())
                />
                // What is pressed here leaves the focus in the box.
                <div
                    class="choices"
                    class:above=bound(move || above.get())
                    hidden=bound(move || !opened.get())
                    on:mousedown=handler(move |event: MouseEvent| event.prevent_default())
                >
                    {reactive(move || {
                        let row_id = row_id.clone();
                        listed.get().then(|| view! {
                            <ul node_ref=list id=list_id.clone() role="listbox" aria-label=label.clone()>
                                {reactive(move || rows.get().into_iter().enumerate().map(|(place, (_, name))| view! {
                                    <li
                                        id=row_id(place)
                                        role="option"
                                        data-testid="choice"
                                        aria-selected=bound(move || if at.get() == Some(place) { "true" } else { "false" })
                                        on:click=handler(move |_: MouseEvent| take(place))
                                    >
                                        {name}
                                    </li>
                                }).collect_view())}
                            </ul>
                        })
                    })}
                    <p role="status">
                        {reactive(move || opened.get().then(|| match found.with(|(rows, rest)| (rows.is_empty(), *rest)) {
                            (true, _) => w.palette_none().to_string(),
                            (_, 0) => String::new(),
                            (_, rest) => w.deal_more(rest),
                        }))}
                    </p>
                </div>
            </div>
        </div>
    }
}
