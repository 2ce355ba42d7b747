//! The inspector: one record is edited in one place, at the right of every view.

use crate::app::prelude::*;

use super::browser::keys;
use super::parts::{self, Shown};
use super::place::{Go, Place};
use super::session::{session, words};
use super::widgets::icon::{Icon, Sign};

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
                    </aside>
                }
            })
        })}
    }
}
