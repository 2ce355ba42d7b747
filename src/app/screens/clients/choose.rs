//! Fields that choose a client or a deal, found as in their lists: by any part of a name and by pinyin initials.

use crate::app::prelude::*;

use super::known;
use crate::app::session::session;
use crate::app::widgets::choose::{ChooseField, Found};
use crate::engine::model::{Deal, Id};

/// A client is found by its contacts too. `none` is what stands there for no client; with `adds` what is chosen goes into a
/// list, and `but` are those that are in it.
#[component]
pub fn ClientField(
    label: &'static str,
    none: &'static str,
    #[prop(optional, into)] value: Signal<Option<Id>>,
    commit: Callback<Option<Id>>,
    testid: &'static str,
    #[prop(optional)] bare: bool,
    #[prop(optional)] adds: bool,
    #[prop(optional, into)] but: Signal<Vec<Id>>,
) -> impl IntoView {
    let session = session();
    let names = known::clients();
    let find = Callback::new(move |text: String| {
        let but = but.get();
        names.with(|names| {
            let found = names.find(&text).filter(|client| !but.contains(&client.id));
            Found::of(found.map(|client| (client.id, client.name.to_string())))
        })
    });
    let value = derive(move || {
        let id = value.get()?;
        session.ws().clients.get(id).map(|client| (id, client.name.to_string()))
    });
    view! { <ChooseField label none value find commit testid bare adds /> }
}

/// Adds a deal to a list, where `but` are those that are in it. A deal is found by its client's name too.
#[component]
pub fn AddDealField(
    label: &'static str,
    none: &'static str,
    commit: Callback<Option<Id>>,
    testid: &'static str,
    #[prop(into)] but: Signal<Vec<Id>>,
) -> impl IntoView {
    let session = session();
    let names = known::deals();
    let find = Callback::new(move |text: String| {
        let (ws, but) = (session.ws(), but.get());
        let found = names.with(|names| names.find(&text));
        let found = found.into_iter().filter(|id| !but.contains(id)).filter_map(|id| ws.deals.get(id));
        Found::of(found.map(|deal: &std::sync::Arc<Deal>| (deal.id, deal.name.to_string())))
    });
    view! { <ChooseField label none value=Signal::stored(None) find commit testid bare=true adds=true /> }
}
