//! A field that chooses a client. There may be thousands: their names are put into it when it is opened, not before.

use crate::app::prelude::*;

use super::known;
use crate::app::session::session;
use crate::app::widgets::field::SelectField;
use crate::engine::model::Id;

/// `none` is what stands there for no client; `holds` says which clients may be chosen.
#[component]
pub fn ClientField(
    label: &'static str,
    none: &'static str,
    #[prop(into)] value: Signal<Option<Id>>,
    commit: Callback<Option<Id>>,
    testid: &'static str,
    #[prop(optional)] bare: bool,
    #[prop(optional)] but: Option<Signal<Vec<Id>>>,
) -> impl IntoView {
    let session = session();
    let opened = RwSignal::new(false);
    let names = known::clients();
    let options = memo(move |_| {
        let mut all = vec![(String::new(), none.to_string())];
        if opened.get() {
            let gone = but.map(|but| but.get()).unwrap_or_default();
            names.with(|names| {
                let rest = names.all().filter(|client| !gone.contains(&client.id));
                all.extend(rest.map(|client| (client.id.to_string(), client.name.to_string())));
            });
        } else if let Some(client) = value.get().and_then(|id| session.ws().clients.get(id).cloned()) {
            all.push((client.id.to_string(), client.name.to_string()));
        }
        all
    });
    let open = move || {
        if !opened.get_untracked() {
            opened.set(true);
        }
    };
    view! {
        <SelectField
            label
            bare
            testid
            options
            value=derive(move || value.get().map_or(String::new(), |id| id.to_string()))
            commit=Callback::new(move |key: String| commit.run(Id::parse(&key)))
            on:pointerdown=handler(move |_: leptos::ev::PointerEvent| open())
            on:focusin=handler(move |_: leptos::ev::FocusEvent| open())
        />
    }
}
