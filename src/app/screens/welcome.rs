//! The first page: load the example, start empty, or bring a file.

use crate::app::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::app::parts::{self, Act, Shown};
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};

#[component]
pub fn Welcome(started: RwSignal<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let from = place.get_untracked();
    let load_example = move || parts::act(session, Act::LoadExample(go, place, from));
    // `?example=1` shows the example to somebody who follows a link.
    let asked = use_query_map().with_untracked(|query| query.get("example").as_deref() == Some("1"));
    if asked {
        gloo_timers::callback::Timeout::new(0, move || {
            if session.ws_untracked().is_empty() {
                load_example();
            }
        })
        .forget();
    }
    view! {
        <div class="page welcome" data-testid="welcome">
            <h1>{w.welcome_title()}</h1>
            <p class="lead">{w.welcome_lead()}</p>
            <div class="actions">
                <button class="btn primary" data-testid="load-example" on:click=handler(move |_| load_example())>
                    {w.welcome_example()}
                </button>
                <button class="btn" data-testid="start-empty" on:click=handler(move |_| started.set(true))>{w.welcome_empty()}</button>
                {parts::show(Shown::Import)}
            </div>
            <p class="note">{w.welcome_local()}</p>
        </div>
    }
}
