//! Find or do: one box for every record and command, by name, by pinyin initials, by any part of either.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use std::sync::Arc;

use super::browser::{files, keys, pinyin};
use super::logging::{self, Logging};
use super::parts::{self, Act};
use super::place::{Go, Place, Screen, Tool};
use super::screens::close;
use super::screens::plan::tools;
use super::session::{Session, session, words};
use super::shell::{Overlay, OverlaySignal, RAIL, screen_name};
use crate::engine::control::lessons;
use crate::engine::edit;
use crate::engine::model::{Id, Lang};
use crate::engine::sales::typed;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

#[derive(Clone)]
struct Found {
    name: String,
    what: &'static str,
    act: Arc<dyn Fn() + Send + Sync>,
}

/// Results that are shown at most.
const SHOWN: usize = 12;

#[component]
pub fn Palette() -> impl IntoView {
    let overlay = expect_context::<OverlaySignal>();
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let logging = expect_context::<Logging>();
    let begun = logging.about.get_untracked();
    let seed = logging::seed(w, &session.ws_untracked(), begun) + &files::take_text(logging::AHEAD);
    let text = RwSignal::new(seed.clone());
    let at = RwSignal::new(0usize);
    let found = Memo::new_with_compare(
        move |_| text.with(|text| logged(session, w, text, begun).unwrap_or_else(|| search(session, go, overlay, w, text))),
        |_, _| true,
    );
    let saying = memo(move |_| text.with(|text| typed::begins(text)));
    let run = move |place: usize| {
        if let Some(found) = found.get_untracked().get(place) {
            logging.close();
            (found.act)();
        }
    };
    // Focused before the next key: one types on without waiting for the box.
    let input = NodeRef::<leptos::html::Input>::new();
    input.on_load(move |input| {
        input.set_value(&seed);
        let _ = input.focus();
        if logging.entered.get_untracked() {
            logging.entered.set(false);
            leptos::task::spawn_local(async move { run(0) });
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if keys::composing(&event) {
            return;
        }
        let last = found.get_untracked().len().saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => at.update(|at| *at = at.saturating_sub(1)),
            "Enter" => run(at.get_untracked()),
            "Escape" => logging.close(),
            "Tab" => {}
            _ => return,
        }
        event.stop_propagation();
        event.prevent_default();
    };
    view! {
        <div class="veil" on:click=handler(move |_| logging.close())></div>
        <div class="palette" role="dialog" aria-modal="true" aria-label=w.palette_title() on:keydown=on_key>
            <input
                node_ref=input
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-activedescendant=bound(move || (!found.with(Vec::is_empty)).then(|| format!("found-{}", at.get())))
                aria-label=w.palette_title()
                autocomplete="off"
                placeholder=w.palette_hint()
                data-testid="palette-input"
                on:input=handler(move |event: leptos::ev::Event| {
                    at.set(0);
                    text.set(event_target_value(&event));
                })
            />
            <ul id="palette-list" role="listbox" aria-label=w.palette_title()>
                {reactive(move || {
                    found
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(place, found)| view! {
                            <li
                                id=format!("found-{place}")
                                role="option"
                                data-testid="palette-option"
                                aria-selected=bound(move || if at.get() == place { "true" } else { "false" })
                                on:click=handler(move |_| run(place))
                            >
                                <span>{found.name}</span>
                                <small>{found.what}</small>
                            </li>
                        })
                        .collect_view()
                })}
            </ul>
            <Show when=move || found.with(Vec::is_empty)>
                <p class="none">{reactive(move || if saying.get() { w.said_nobody() } else { w.palette_none() })}</p>
            </Show>
            <Show when=move || saying.get()><p class="none hint">{w.said_hint()}</p></Show>
        </div>
    }
}

fn search(session: Session, go: Go, overlay: OverlaySignal, w: Words, text: &str) -> Vec<Found> {
    let ws = session.ws();
    let matcher = pinyin::Matcher::new(text);
    let mut found: Vec<Found> =
        commands(session, go, overlay, w).into_iter().filter(|command| matcher.matches(&command.name)).collect();
    if !text.trim().is_empty() {
        records(&ws, w, |name, what, place| {
            if matcher.matches(name) {
                found.push(Found { name: name.to_string(), what, act: Arc::new(move || go.to(place)) });
            }
            found.len() < SHOWN * 4
        });
    }
    found.truncate(SHOWN);
    found
}

/// The ways to log what is typed, where it is a follow-up.
fn logged(session: Session, w: Words, text: &str, begun: Option<(Kind, Id)>) -> Option<Vec<Found>> {
    let ways = logging::read(session, w, text, begun)?;
    let found = ways.into_iter().map(|way| {
        let (activity, action) = (way.activity, way.action);
        Found { name: way.says, what: w.said_what(), act: Arc::new(move || logging::keep(session, activity.clone(), &action)) }
    });
    Some(found.collect())
}

/// Gives every record that can be found by name, until told that it is enough.
fn records(ws: &Workspace, w: Words, mut each: impl FnMut(&str, &'static str, Place) -> bool) {
    for project in ws.projects.iter() {
        if !each(&project.name, w.kind_project(), Place::in_project(Screen::Plan, project.id)) {
            return;
        }
    }
    for client in ws.clients.iter() {
        if !each(&client.name, w.kind_client(), Place::page_of(Kind::Client, client.id)) {
            return;
        }
    }
    for deal in ws.deals.iter() {
        if !each(&deal.name, w.deal_name(), Place::of(Screen::Deals).opening(Kind::Deal, deal.id)) {
            return;
        }
    }
    for contact in ws.contacts.iter() {
        if !each(&contact.name, w.kind_contact(), Place::page_of(Kind::Client, contact.client)) {
            return;
        }
    }
    for member in ws.members.iter() {
        if !each(&member.name, w.kind_member(), Place::of(Screen::People).opening(Kind::Member, member.id)) {
            return;
        }
    }
    for risk in ws.risks.iter() {
        let name = format!("{} {}", risk.code, risk.title);
        if !each(&name, w.kind_risk(), Place::in_project(Screen::Risks, risk.project).opening(Kind::Risk, risk.id)) {
            return;
        }
    }
    for issue in ws.issues.iter() {
        let name = format!("{} {}", issue.code, issue.title);
        if !each(&name, w.kind_issue(), Place::in_project(Screen::Control, issue.project).opening(Kind::Issue, issue.id)) {
            return;
        }
    }
    for lesson in ws.lessons.iter() {
        if !each(lessons::title(lesson), w.kind_lesson(), close::place_of(lesson)) {
            return;
        }
    }
    for task in ws.tasks.iter() {
        if !each(&task.name, w.kind_task(), Place::in_project(Screen::Plan, task.project).opening(Kind::Task, task.id)) {
            return;
        }
    }
}

fn commands(session: Session, go: Go, overlay: OverlaySignal, w: Words) -> Vec<Found> {
    let command = |name: String, act: Arc<dyn Fn() + Send + Sync>| Found { name, what: "", act };
    let mut all: Vec<Found> = RAIL
        .iter()
        .map(|(screen, _)| {
            let place = Place::of(*screen);
            command(w.cmd_go(screen_name(*screen, w)), Arc::new(move || go.to(place)))
        })
        .collect();
    all.push(command(
        w.cmd_new_project().into(),
        Arc::new(move || {
            let today = session.today.get_untracked();
            let name = session.words().new_project_name();
            if let Some(id) = session.edit(session.words().cmd_new_project(), |ws, ctx| edit::project::add(ws, ctx, name, today))
            {
                go.to(Place::in_project(Screen::Overview, id));
            }
        }),
    ));
    all.push(command(
        w.cmd_new_client().into(),
        Arc::new(move || {
            let name = session.words().new_client_name();
            if let Some(id) = session.edit(session.words().cmd_new_client(), |ws, ctx| edit::client::add(ws, ctx, name)) {
                go.to(Place::of(Screen::Clients).opening(Kind::Client, id));
            }
        }),
    ));
    let library = Place::of(Screen::Close);
    all.push(command(w.cmd_go(w.lesson_library()), Arc::new(move || go.to(library))));
    all.push(command(w.cmd_export().into(), Arc::new(move || parts::act(session, Act::Export))));
    if let Some(project) = use_context::<Memo<Place>>().and_then(|place| place.get_untracked().project) {
        all.push(command(w.mspdi_export().into(), Arc::new(move || parts::act(session, Act::ExportMspdi(project)))));
        for &tool in &Tool::ALL[1..] {
            let place = Place { tool, ..Place::in_project(Screen::Plan, project) };
            all.push(command(w.pl_cmd_tool(tools::name(tool, w)), Arc::new(move || go.to(place))));
        }
    }
    all.push(command(w.undo().into(), Arc::new(move || session.undo())));
    all.push(command(w.redo().into(), Arc::new(move || session.redo())));
    all.push(command(w.cmd_theme().into(), Arc::new(move || session.set_prefs(|prefs| prefs.theme = prefs.theme.other()))));
    all.push(command(
        w.cmd_language().into(),
        Arc::new(move || session.set_prefs(|prefs| prefs.lang = if prefs.lang == Lang::Zh { Lang::En } else { Lang::Zh })),
    ));
    all.push(command(w.cmd_shortcuts().into(), Arc::new(move || overlay.set(Overlay::Shortcuts))));
    all
}
