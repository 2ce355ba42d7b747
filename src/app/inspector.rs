//! The inspector: one record is edited in one place, at the right of every view.

use crate::app::prelude::*;

use super::browser::keys;
use super::parts::{self, Shown};
use super::place::{Go, Place};
use super::session::{session, words};
use super::widgets::icon::{Icon, Sign};
use crate::engine::edit::share;
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

#[component]
pub fn Inspector(place: Memo<Place>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let open = memo(move |_| place.get().open.filter(|_| !place.get().is_page()));
    let there = session.memo(move |ws| open.get().is_some_and(|(kind, id)| ws.row(kind, id).is_some()));
    let close = move || go.replace(Place { open: None, ..place.get_untracked() });
    view! {
        {reactive(move || {
            open.get().map(|(kind, id)| {
                let body = move || {
                    if !there.get() {
                        return view! { <p class="none">{w.record_gone()}</p> }.into_any();
                    }
                    parts::show(Shown::Record(kind, id))
                        .unwrap_or_else(|| view! { <p class="none">{w.record_gone()}</p> }.into_any())
                };
                view! {
                    <aside
                        class="side"
                        aria-label=w.inspector_label()
                        data-testid="inspector"
                        on:keydown=handler(move |event: leptos::ev::KeyboardEvent| {
                            if event.key() == "Escape" && !keys::composing(&event) {
                                close();
                            }
                        })
                    >
                        <button class="btn quiet icon close" aria-label=w.close() on:click=handler(move |_| close())>
                            <Icon sign=Sign::Close />
                        </button>
                        {body}
                        {matches!(kind, Kind::Task | Kind::Risk).then(|| view! { <ClientMark kind id /> })}
                    </aside>
                }
            })
        })}
    }
}

/// The mark that a client may see the record: copies for clients hold what is marked.
#[component]
fn ClientMark(kind: Kind, id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = session.memo(move |ws| share::is_for_client(ws, kind, id));
    let set = move |event| {
        let mark = event_target_checked(&event);
        let label = if mark { w.share_marked() } else { w.share_unmarked() };
        session.edit(label, |ws, _| share::mark(ws, kind, id, mark));
    };
    view! {
        <label class="check client-mark">
            <input type="checkbox" data-testid="client-mark" prop:checked=bound(move || shown.get()) on:change=set />
            <span>{w.share_visible()}</span>
        </label>
    }
}
