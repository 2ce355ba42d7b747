//! The mark that a client may see a record: copies for clients hold what is marked.

use crate::app::prelude::*;

use crate::app::session::{session, words};
use crate::engine::edit::share;
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

#[component]
pub fn ClientMark(kind: Kind, id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = session.memo(move |ws| share::is_for_client(ws, kind, id));
    let there = session.memo(move |ws| ws.row(kind, id).is_some());
    let set = move |event: leptos::ev::Event| {
        let mark = event_target_checked(&event);
        let label = if mark { w.share_marked() } else { w.share_unmarked() };
        session.edit(label, |ws, _| share::mark(ws, kind, id, mark));
    };
    view! {
        <Show when=move || there.get()>
            <label class="check client-mark">
                <input type="checkbox" data-testid="client-mark" prop:checked=bound(move || shown.get()) on:change=handler(set) />
                <span>{w.share_visible()}</span>
            </label>
        </Show>
    }
}
