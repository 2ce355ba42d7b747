//! What the pages of single records share: which record has the screen, the way back, the figures at the top, the keys.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use crate::app::browser::keys;
use crate::app::logging::Begin;
use crate::app::place::{Go, Place};
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

/// The page of the record that the address opens as one, else the screen with all of them.
pub fn record_or_all(record: fn(Id) -> AnyView, all: fn() -> AnyView) -> AnyView {
    let place = expect_context::<Memo<Place>>();
    let shown = memo(move |_| place.get().open.filter(|_| place.get().is_page()).map(|(_, id)| id));
    reactive(move || shown.get().map_or_else(all, record)).into_any()
}

fn all(place: Place) -> Place {
    Place { open: None, page: false, ..place }
}

/// The way back to all of them.
#[component]
pub fn Back(name: &'static str) -> impl IntoView {
    let place = expect_context::<Memo<Place>>();
    view! { <a class="btn quiet" data-testid="page-back" href=bound(move || all(place.get()).query())>"‹ "{name}</a> }
}

/// What the figure is of, the figure, and what stands under it.
pub type Figure = (&'static str, String, String);

#[component]
pub fn Figures(figures: impl Fn() -> Vec<Figure> + Send + 'static) -> impl IntoView {
    view! {
        <div class="card grid4">
            {reactive(move || figures().into_iter().map(|(label, value, under)| view! {
                <div><div class="l">{label}</div><div class="big">{value}</div><div class="m">{under}</div></div>
            }).collect::<Vec<_>>())}
        </div>
    }
}

/// `L` begins a line about the record, Escape leads back unless `busy`. To be made while the page is.
pub fn page_keys(kind: Kind, id: Id, begin: Begin, busy: impl Fn() -> bool + 'static) -> impl Fn(KeyboardEvent) + 'static {
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    move |event| {
        if begin.on_key(&event, kind, id) || keys::composing(&event) || keys::typing(&event) || busy() {
            return;
        }
        if event.key() == "Escape" {
            go.to(all(place.get_untracked()));
        }
    }
}
