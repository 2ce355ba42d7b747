//! The line that adds a client, and says while one types who may be there already.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::known;
use crate::app::browser::keys;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::engine::edit;
use crate::engine::model::{Id, half_width};
use crate::engine::sales::duplicates::Keys;
use crate::engine::workspace::Kind;

/// Those that are likely the one that is typed; a number is compared as a phone.
fn alike(keys: &Keys, text: &str) -> Vec<Id> {
    if text.trim().chars().count() < 2 {
        return Vec::new();
    }
    let digits = text.chars().map(half_width).all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+'));
    let mut found = if digits { keys.like("", text, None) } else { keys.like(text, "", None) };
    found.truncate(5);
    found
}

#[component]
pub fn AddClient(added: Callback<()>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let text = RwSignal::new(String::new());
    let keys = known::keys();
    let found = memo(move |_| {
        let ws = session.ws();
        let ids = text.with(|text| if text.trim().is_empty() { Vec::new() } else { keys.with(|keys| alike(keys, text)) });
        ids.into_iter().filter_map(|id| ws.clients.get(id).map(|client| (id, client.name.to_string()))).collect::<Vec<_>>()
    });
    let add = move || {
        let name = text.get_untracked();
        if name.trim().is_empty() {
            return;
        }
        if let Some(id) = session.edit(w.client_added(name.trim()), |ws, ctx| edit::client::add(ws, ctx, &name)) {
            text.set(String::new());
            added.run(());
            go.to(Place::of(Screen::Clients).opening(Kind::Client, id));
        }
    };
    view! {
        <div class="bar-add">
            <div class="add-line">
                <input
                    type="text"
                    autocomplete="off"
                    aria-label=w.client_add()
                    placeholder=w.client_add()
                    data-testid="add-client"
                    prop:value=bound(move || text.get())
                    on:input=handler(move |event| text.set(event_target_value(&event)))
                    on:keydown=handler(move |event: KeyboardEvent| {
                        if keys::composing(&event) {
                            return;
                        }
                        match event.key().as_str() {
                            "Enter" => {
                                event.prevent_default();
                                add();
                            }
                            "Escape" => text.set(String::new()),
                            _ => {}
                        }
                    })
                />
            </div>
            {reactive(move || (!found.with(Vec::is_empty)).then(|| view! {
                <div class="alike" role="status" data-testid="alike">
                    {found.get().into_iter().map(|(id, name)| view! {
                        <a href=Place::of(Screen::Clients).opening(Kind::Client, id).query() on:click=handler(move |_| text.set(String::new()))>{w.client_same(&name)}</a>
                    }).collect_view()}
                    <small>{w.merge_add_anyway()}</small>
                </div>
            }))}
        </div>
    }
}
