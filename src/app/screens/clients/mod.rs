//! Clients: who waits for contact, found by any part of a name.

mod account;
mod add;
mod asked;
pub mod choose;
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
mod sort;
mod timeline;
mod voices;

pub use inspector::ClientInspector;
pub use timeline::Timeline;

use sort::By;

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use web_sys::{Element, MouseEvent};

use crate::app::browser::{files, keys};
use crate::app::logging::Begin;
use crate::app::place::{Go, Place, Screen, Tab};
use crate::app::screens::record_page::record_or_all;
use crate::app::session::{session, words};
use crate::app::widgets::field::{SearchField, Segmented};
use crate::app::widgets::rows;
use crate::app::widgets::window::Window;
use crate::engine::model::{Date, Grade, Id};
use crate::engine::sales::clients::{self, Standing, Standings};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// What a row shows of a client: the cells but the last, the next contact with what is pressing about it, and how it stands.
#[derive(PartialEq)]
struct Row {
    cells: [String; 6],
    next: (String, Option<(&'static str, String)>),
    open: bool,
    /// Tab leads to it.
    tab: bool,
}

const CLIENT: &str = "data-client-id";

fn model() -> Option<Element> {
    let cell = |class: &str| rows::element("td", &[("class", class)], []);
    let cells = ["name", "dim kind", "dim grade", "dim owner", "dim last", "num silence", "next"].map(cell);
    rows::element("tr", &[("data-testid", "client-row")], cells)
}

fn row(ws: &Workspace, standings: Option<&Standings>, id: Id, today: Date, w: Words, (open, tab): (bool, bool)) -> Option<Row> {
    let client = ws.clients.get(id)?;
    let nothing = Standing::default();
    let standing = standings.and_then(|standings| standings.get(id)).unwrap_or(&nothing);
    let none = || w.none_yet().to_string();
    // What is not known yet is left open: it is no *none*.
    let unknown = || if standings.is_some() { none() } else { String::new() };
    let grade = match clients::grade(client, standing) {
        Grade::Unset => unknown(),
        // By sales, not by hand.
        grade if client.grade == Grade::Unset => w.client_by_abc(grade.key()),
        grade => grade.key().to_string(),
    };
    let cells = [
        client.name.to_string(),
        names::kind(w, client.kind).to_string(),
        grade,
        client.owner.and_then(|owner| ws.members.get(owner)).map_or_else(none, |owner| owner.name.to_string()),
        standing.last.map_or_else(unknown, |day| w.day(day, today)),
        standing.last.map_or_else(unknown, |day| w.client_silent_days(day.until(today).max(0))),
    ];
    let next = match client.next_contact {
        None => (none(), None),
        Some(day) if day < today => (w.day(day, today), Some(("pill bad", w.client_late_days(day.until(today))))),
        Some(day) if day == today => (w.day(day, today), Some(("pill warn", w.client_due_today().to_string()))),
        Some(day) => (w.day(day, today), None),
    };
    Some(Row { cells, next, open, tab })
}

fn paint(element: &Element, old: Option<&Row>, now: &Row, none: &str) {
    for at in 0..now.cells.len() {
        rows::text(rows::child(element, at as u32), old.map(|old| old.cells[at].as_str()), &now.cells[at]);
    }
    if let Some(cell) = rows::child(element, now.cells.len() as u32).filter(|_| old.map(|old| &old.next) != Some(&now.next)) {
        let (day, mark) = &now.next;
        cell.set_class_name(if day == none { "next dim" } else { "next" });
        cell.set_text_content(Some(day));
        if let Some((class, text)) = mark
            && let Ok(pill) = document().create_element("span")
        {
            pill.set_class_name(class);
            pill.set_text_content(Some(text));
            let _ = cell.append_child(&document().create_text_node(" ")).and_then(|_| cell.append_child(&pill));
        }
    }
    let tab = |row: &Row| if row.tab { "0" } else { "-1" };
    let current = |row: &Row| row.open.then_some("true");
    let class = |row: &Row| row.open.then_some("sel");
    rows::attribute(element, "tabindex", old.map(|old| Some(tab(old))), Some(tab(now)));
    rows::attribute(element, "aria-current", old.map(current), current(now));
    rows::attribute(element, "class", old.map(class), class(now));
}

#[component]
pub fn Clients() -> impl IntoView {
    record_or_all(|id| view! { <page::ClientPage id /> }.into_any(), || view! { <Screening /> }.into_any())
}

/// What the screen shows under its bar. The list stays the same one while what is found changes.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Segments,
    Asked,
    Nobody,
    NoMatch,
    List,
}

#[component]
fn Screening() -> impl IntoView {
    let session = session();
    let w = words();
    let text = RwSignal::new(String::new());
    let names = known::clients();
    let found = memo(move |_| names.with(|names| text.with(|text| names.find(text).map(|client| client.id).collect::<Vec<_>>())));
    let count = session.memo(|ws| ws.clients.len());
    let due = memo(move |_| {
        let today = session.today.get();
        session.ws().clients.iter().filter(|client| client.next_contact.is_some_and(|next| next <= today)).count()
    });
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let tab = memo(move |_| place.get().tab);
    let shown = memo(move |_| match tab.get() {
        Tab::Segments => Shown::Segments,
        Tab::Asked => Shown::Asked,
        _ if count.get() == 0 => Shown::Nobody,
        _ if found.with(Vec::is_empty) => Shown::NoMatch,
        _ => Shown::List,
    });
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
            {reactive(move || match shown.get() {
                Shown::Segments => view! { <segments::Segments /> }.into_any(),
                Shown::Asked => view! { <voices::Voices /> }.into_any(),
                Shown::Nobody => {
                    view! {
                        <div class="empty">
                            <h1>{w.client_empty_title()}</h1>
                            <p class="lead">{w.client_empty_text()}</p>
                        </div>
                    }
                        .into_any()
                }
                Shown::NoMatch => {
                    view! {
                        <div class="empty" role="status">
                            <p>{reactive(move || w.client_no_match(text.get().trim()))}</p>
                            <button class="btn" on:click=handler(move |_| text.set(String::new()))>{w.client_clear_search()}</button>
                        </div>
                    }
                        .into_any()
                }
                Shown::List => view! { <List found /> }.into_any(),
            })}
        </section>
    }
}

#[component]
fn List(found: Memo<Vec<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let begin = Begin::new();
    let standings = known::standings_soon();
    let sort = sort::new();
    let found = sort::by(sort, found, standings);
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
    let show = move |id: Id| go.to(Place::of(Screen::Clients).opening(Kind::Client, id));
    let primary = move |id: Id| {
        let ws = session.ws_untracked();
        ws.contacts.iter().filter(|contact| contact.client == id && !contact.left).max_by_key(|contact| contact.primary).cloned()
    };
    let on_key = move |event: KeyboardEvent| {
        // The row that has the focus, wherever the list has moved since.
        let Some(id) = rows::id_of(&event, CLIENT) else { return };
        if begin.on_key(&event, Kind::Client, id) || copy::on_key(session, &event, primary(id).as_deref()) {
            return;
        }
        if keys::composing(&event) || keys::command(&event) {
            return;
        }
        let Some(now) = found.with_untracked(|found| found.iter().position(|one| *one == id)) else { return };
        match event.key().as_str() {
            "ArrowDown" => move_to(now + 1),
            "ArrowUp" if now == 0 => files::focus("[data-testid=client-search]"),
            "ArrowUp" => move_to(now - 1),
            "Home" => move_to(0),
            "End" => move_to(usize::MAX),
            "Enter" if event.shift_key() => go.to(Place::page_of(Kind::Client, id)),
            "Enter" => show(id),
            _ => return,
        }
        event.prevent_default();
    };
    let click = move |event: MouseEvent| rows::id_of(&event, CLIENT).into_iter().for_each(show);
    let twice =
        move |event: MouseEvent| rows::id_of(&event, CLIENT).into_iter().for_each(|id| go.to(Place::page_of(Kind::Client, id)));
    let tab_stop = memo(move |_| found.with(|found| found.get(at.get().min(found.len().saturating_sub(1))).copied()));
    let body = NodeRef::<leptos::html::Tbody>::new();
    let shown = move || {
        let (ws, standings, today) = (session.ws(), standings.get(), session.today.get());
        let (open, tab) = (place.get().open, tab_stop.get());
        let stands = |id: Id| (open == Some((Kind::Client, id)), tab == Some(id));
        let row = |id: Id| Some((id, row(&ws, standings.as_deref(), id, today, w, stands(id))?));
        window.shown().into_iter().filter_map(row).collect()
    };
    let none = w.none_yet();
    let paint = Box::new(move |element: &Element, old: Option<&Row>, now: &Row| paint(element, old, now, none));
    rows::rows(move || body.get().map(Element::from), shown, rows::Draw { model, named: CLIENT, paint });
    view! {
        <div class="list-scroll" node_ref=window.area on:scroll=handler(move |_| window.scrolled()) on:keydown=handler(on_key)
            on:click=handler(click) on:dblclick=handler(twice)>
            <table class="list clients" aria-label=w.client_table() aria-rowcount=bound(move || found.with(Vec::len) + 1)>
                <thead>
                    <tr>
                        {sort.head(By::Name, w.client_name(), false)}
                        {sort.head(By::Kind, w.client_kind(), false)}
                        {sort.head(By::Grade, w.client_grade(), false)}
                        {sort.head(By::Owner, w.client_owner(), false)}
                        {sort.head(By::Last, w.client_last(), false)}
                        {sort.head(By::Silence, w.client_silence(), true)}
                        {sort.head(By::Next, w.client_next(), false)}
                    </tr>
                </thead>
                <tbody>{window.space(true, 7)}</tbody>
                <tbody node_ref=body></tbody>
                <tbody>{window.space(false, 7)}</tbody>
            </table>
        </div>
    }
}
