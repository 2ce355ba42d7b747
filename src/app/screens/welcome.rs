//! The first page: load the example, start empty, or bring a file.

use crate::app::prelude::*;
use leptos_router::hooks::use_query_map;

use super::settings::ImportButton;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{Session, session, words};
use crate::engine::example;

#[component]
pub fn Welcome(started: RwSignal<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    // `?example=1` shows the example to somebody who follows a link.
    let asked = use_query_map().with_untracked(|query| query.get("example").as_deref() == Some("1"));
    if asked && !session.read_only {
        gloo_timers::callback::Timeout::new(0, move || {
            if session.ws_untracked().is_empty() {
                load_example(session, go);
            }
        })
        .forget();
    }
    view! {
        <div class="page welcome" data-testid="welcome">
            <h1>{w.welcome_title()}</h1>
            <p class="lead">{w.welcome_lead()}</p>
            <div class="actions">
                <button class="btn primary" data-testid="load-example" on:click=handler(move |_| load_example(session, go))>
                    {w.welcome_example()}
                </button>
                <button class="btn" data-testid="start-empty" on:click=handler(move |_| started.set(true))>{w.welcome_empty()}</button>
                <ImportButton />
            </div>
            <p class="note">{w.welcome_local()}</p>
        </div>
    }
}

/// Loads the example as one step and opens its plan.
pub fn load_example(session: Session, go: Go) {
    let w = session.words();
    if let Some(project) = session.edit(w.example_loaded(), |ws, ctx| Ok(example::load(ws, ctx, w))) {
        go.to(Place::in_project(Screen::Plan, project));
    }
}
