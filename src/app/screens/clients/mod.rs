//! Clients: who waits for contact, found by any part of a name.

mod account;
mod add;
mod asked;
mod contacts;
mod copy;
mod decision;
mod inspector;
pub mod known;
mod log;
mod merge;
pub mod names;
mod page;
mod paste;
mod segments;
mod timeline;
mod voices;

pub use inspector::ClientInspector;
pub use timeline::Timeline;

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::app::browser::{files, keys};
use crate::app::logging::Begin;
use crate::app::place::{Go, Place, Screen, Tab};
use crate::app::screens::record_page::record_or_all;
use crate::app::session::{session, words};
use crate::app::widgets::field::{SearchField, Segmented};
use crate::app::widgets::window::Window;
use crate::engine::model::{ClientKind, Date, Grade, Id, Text};
use crate::engine::sales::clients::{self, Standing, Standings};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// What the table shows of a client.
#[derive(Clone, PartialEq)]
struct Row {
    name: Text,
    kind: ClientKind,
    grade: Grade,
    /// The grade is by sales, not by hand.
    by_abc: bool,
    owner: Text,
    last: Option<Date>,
    next: Option<Date>,
}

fn row(ws: &Workspace, standings: &Standings, id: Id) -> Option<Row> {
    let client = ws.clients.get(id)?;
    let nothing = Standing::default();
    let standing = standings.get(id).unwrap_or(&nothing);
    Some(Row {
        name: client.name.clone(),
        kind: client.kind,
        grade: clients::grade(client, standing),
        by_abc: client.grade == Grade::Unset,
        owner: client.owner.and_then(|owner| ws.members.get(owner)).map(|owner| owner.name.clone()).unwrap_or_default(),
        last: standing.last,
        next: client.next_contact,
    })
}

#[component]
pub fn Clients() -> impl IntoView {
    record_or_all(|id| view! { <page::ClientPage id /> }.into_any(), || view! { <Screening /> }.into_any())
}

#[component]
fn Screening() -> impl IntoView {
    let session = session();
    let w = words();
    let text = RwSignal::new(String::new());
    let names = known::clients();
    let found = memo(move |_| names.with(|names| text.with(|text| names.find(text))));
    let count = session.memo(|ws| ws.clients.len());
    let due = memo(move |_| {
        let today = session.today.get();
        session.ws().clients.iter().filter(|client| client.next_contact.is_some_and(|next| next <= today)).count()
    });
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let tab = memo(move |_| place.get().tab);
    view! {
        <section class="list-screen">
            <div class="bar">
                <Segmented label=w.clients_view() value=derive(move || tab.get().key().to_string()) testid="clients"
                    options=vec![
                        ("board".into(), w.clients_view_list().into()),
                        ("segments".into(), w.clients_view_segments().into()),
                        ("asked".into(), w.clients_view_asked().into()),
                    ]
                    commit=Callback::new(move |key: String| go.replace(Place { tab: Tab::from_key(&key).unwrap_or_default(), ..place.get_untracked() })) />
                <div class="promise">
                    <b>{reactive(move || w.client_count(count.get()))}</b>
                    {reactive(move || match due.get() {
                        0 if count.get() == 0 => None,
                        0 => Some(view! { <span class="p">{w.client_none_due()}</span> }.into_any()),
                        n => Some(view! { <span class="pill warn" data-testid="clients-due">{w.client_due_count(n)}</span> }.into_any()),
                    })}
                </div>
                <div class="sp"></div>
                <SearchField
                    text
                    label=w.client_search()
                    placeholder=w.client_search_hint()
                    testid="client-search"
                    class="search"
                    on:keydown=handler(move |event: KeyboardEvent| {
                        if event.key() == "ArrowDown" && !keys::composing(&event) {
                            event.prevent_default();
                            files::focus("[data-testid=client-row]");
                        }
                    })
                />
                <merge::Groups />
                <paste::ImportClients />
                <add::AddClient added=Callback::new(move |_| text.set(String::new())) />
            </div>
            {reactive(move || {
                if tab.get() == Tab::Segments {
                    view! { <segments::Segments /> }.into_any()
                } else if tab.get() == Tab::Asked {
                    view! { <voices::Voices /> }.into_any()
                } else if count.get() == 0 {
                    view! {
                        <div class="empty">
                            <h1>{w.client_empty_title()}</h1>
                            <p class="lead">{w.client_empty_text()}</p>
                        </div>
                    }
                        .into_any()
                } else if found.with(Vec::is_empty) {
                    view! {
                        <div class="empty" role="status">
                            <p>{reactive(move || w.client_no_match(text.get().trim()))}</p>
                            <button class="btn" on:click=handler(move |_| text.set(String::new()))>{w.client_clear_search()}</button>
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <List found /> }.into_any()
                }
            })}
        </section>
    }
}

#[component]
fn List(found: Memo<Vec<Id>>) -> impl IntoView {
    let w = words();
    let window = Window::over(found, "tr[data-client-id]");
    let at = RwSignal::new(0usize);
    let move_to = move |to: usize| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        let to = to.min(last);
        at.set(to);
        window.reach(to);
        if let Some(id) = found.with_untracked(|found| found.get(to).copied()) {
            files::focus_soon(format!("tr[data-client-id=\"{id}\"]"));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if keys::composing(&event) || keys::command(&event) {
            return;
        }
        // The row that has the focus, wherever the list has moved since.
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let id = target.and_then(|target| target.get_attribute("data-client-id")).and_then(|id| Id::parse(&id));
        let Some(now) = id.and_then(|id| found.with_untracked(|found| found.iter().position(|one| *one == id))) else { return };
        match event.key().as_str() {
            "ArrowDown" => move_to(now + 1),
            "ArrowUp" if now == 0 => files::focus("[data-testid=client-search]"),
            "ArrowUp" => move_to(now - 1),
            "Home" => move_to(0),
            "End" => move_to(usize::MAX),
            _ => return,
        }
        event.prevent_default();
    };
    let tab_stop = memo(move |_| found.with(|found| found.get(at.get().min(found.len().saturating_sub(1))).copied()));
    view! {
        <div class="list-scroll" node_ref=window.area on:scroll=handler(move |_| window.scrolled()) on:keydown=handler(on_key)>
            <table class="list clients" aria-label=w.client_table() aria-rowcount=bound(move || found.with(Vec::len) + 1)>
                <thead>
                    <tr>
                        <th scope="col">{w.client_name()}</th>
                        <th scope="col">{w.client_kind()}</th>
                        <th scope="col">{w.client_grade()}</th>
                        <th scope="col">{w.client_owner()}</th>
                        <th scope="col">{w.client_last()}</th>
                        <th scope="col" class="num">{w.client_silence()}</th>
                        <th scope="col">{w.client_next()}</th>
                    </tr>
                </thead>
                <tbody>
                    {window.space(true, 7)}
                    <For each=move || window.shown() key=|id| *id let:id><ClientRow id tab_stop /></For>
                    {window.space(false, 7)}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn ClientRow(id: Id, tab_stop: Memo<Option<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let standings = known::standings();
    let row = memo(move |_| row(&session.ws(), &standings.get(), id));
    let open = memo(move |_| place.get().open == Some((Kind::Client, id)));
    let show = move || go.to(Place::of(Screen::Clients).opening(Kind::Client, id));
    let begin = Begin::new();
    let primary = move || {
        let ws = session.ws_untracked();
        ws.contacts.iter().filter(|contact| contact.client == id && !contact.left).max_by_key(|contact| contact.primary).cloned()
    };
    view! {
        <tr
            data-testid="client-row"
            data-client-id=id.to_string()
            tabindex=bound(move || if tab_stop.get() == Some(id) { "0" } else { "-1" })
            class:sel=bound(move || open.get())
            aria-current=bound(move || open.get().then_some("true"))
            on:click=handler(move |_| show())
            on:dblclick=handler(move |_| go.to(Place::page_of(Kind::Client, id)))
            on:keydown=handler(move |event: KeyboardEvent| {
                if begin.on_key(&event, Kind::Client, id) || copy::on_key(session, &event, primary().as_deref()) {
                    return;
                }
                if event.key() == "Enter" && !keys::composing(&event) {
                    event.prevent_default();
                    if event.shift_key() { go.to(Place::page_of(Kind::Client, id)) } else { show() }
                }
            })
        >
            {reactive(move || {
                row.get().map(|row| {
                    let today = session.today.get();
                    let grade = match row.grade {
                        Grade::Unset => w.none_yet().to_string(),
                        grade if row.by_abc => w.client_by_abc(grade.key()),
                        grade => grade.key().to_string(),
                    };
                    let owner = if row.owner.is_empty() { w.none_yet().to_string() } else { row.owner.to_string() };
                    let last = row.last.map_or(w.none_yet().to_string(), |day| w.day(day, today));
                    let silence = row.last.map_or(w.none_yet().to_string(), |day| w.client_silent_days(day.until(today).max(0)));
                    view! {
                        <td class="name">{row.name.to_string()}</td>
                        <td class="dim kind">{names::kind(w, row.kind)}</td>
                        <td class="dim grade">{grade}</td>
                        <td class="dim owner">{owner}</td>
                        <td class="dim last">{last}</td>
                        <td class="num silence">{silence}</td>
                        <td class="next">{next(w, row.next, today)}</td>
                    }
                })
            })}
        </tr>
    }
}

/// The next contact; what is late says so.
fn next(w: Words, next: Option<Date>, today: Date) -> AnyView {
    match next {
        None => view! { <span class="dim">{w.none_yet()}</span> }.into_any(),
        Some(day) if day < today => {
            view! { {w.day(day, today)}" "<span class="pill bad">{w.client_late_days(day.until(today))}</span> }.into_any()
        }
        Some(day) if day == today => {
            view! { {w.day(day, today)}" "<span class="pill warn">{w.client_due_today()}</span> }.into_any()
        }
        Some(day) => w.day(day, today).into_any(),
    }
}
