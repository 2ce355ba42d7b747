//! The brief about a client before a call: drafted anew whenever it is opened, kept nowhere.

use crate::app::prelude::*;

use super::out::{Paper, Ways};
use crate::app::browser::{files, keys};
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::engine::model::Id;
use crate::engine::report;
use crate::engine::workspace::Kind;

#[component]
pub fn BriefPage(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let doc = memo(move |_| report::brief(&session.ws(), id, session.today.get(), w));
    let title = move || doc.with(|doc| doc.as_ref().map_or_else(|| w.refused_missing().to_string(), |doc| doc.title.clone()));
    let client = Place::page_of(Kind::Client, id);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !keys::composing(&event) && !keys::typing(&event) {
            go.to(client);
        }
    };
    files::focus_soon("[data-testid=brief-page]");
    view! {
        <article class="page record report" tabindex="-1" data-testid="brief-page" on:keydown=handler(on_key)>
            <header class="head">
                <a class="btn quiet" data-testid="page-back" href=client.query()>"‹ "{w.nav_clients()}</a>
                <h1>{title}</h1>
            </header>
            <div class="cols">
                <div class="stack report-parts">{reactive(move || doc.get().map(|doc| view! { <Paper doc aside=false /> }))}</div>
                <div class="stack report-side"><section class="card pad inspect"><Ways doc=doc log=Callback::new(|_: &'static str| ()) /></section></div>
            </div>
        </article>
    }
}
