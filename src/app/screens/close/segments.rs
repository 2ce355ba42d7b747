//! The field that chooses segments: those that are chosen, each with a way out, and one more.

use crate::app::prelude::*;

use crate::app::place::{Place, Screen, Tab};
use crate::app::session::{session, words};
use crate::app::widgets::field::SelectField;
use crate::engine::model::Id;

#[component]
pub fn SegmentsField(
    #[prop(into)] chosen: Signal<Vec<Id>>,
    #[prop(into)] change: Callback<Vec<Id>>,
    testid: &'static str,
) -> impl IntoView {
    let session = session();
    let w = words();
    let any = session.memo(|ws| !ws.segments.is_empty());
    let named = memo(move |_| {
        let (ws, chosen) = (session.ws(), chosen.get());
        chosen.into_iter().filter_map(|id| Some((id, ws.segments.get(id)?.name.to_string()))).collect::<Vec<_>>()
    });
    let free = memo(move |_| {
        let (ws, chosen) = (session.ws(), chosen.get());
        let free = ws.segments.iter().filter(|segment| !chosen.contains(&segment.id));
        let free = free.map(|segment| (segment.id.to_string(), segment.name.to_string()));
        std::iter::once((String::new(), w.lesson_segment_add().to_string())).chain(free).collect::<Vec<_>>()
    });
    let add = Callback::new(move |key: String| {
        if let Some(id) = Id::parse(&key) {
            let mut all = chosen.get_untracked();
            all.push(id);
            change.run(all);
        }
    });
    let without = move |id: Id| chosen.get_untracked().into_iter().filter(|other| *other != id).collect::<Vec<_>>();
    view! {
        {reactive(move || named.get().into_iter().map(|(id, name)| view! {
            <div class="rowlink">
                <span>{name.clone()}</span>
                <button type="button" class="btn quiet icon r" aria-label=w.issue_party_remove(name) on:click=handler(move |_| change.run(without(id)))>"×"</button>
            </div>
        }).collect_view())}
        {reactive(move || if any.get() {
            view! { <SelectField label=w.lesson_segment_add() bare=true value=Signal::stored(String::new()) options=free commit=add testid /> }.into_any()
        } else {
            // Segments are made where clients are.
            view! { <a class="plain" href=Place { tab: Tab::Segments, ..Place::of(Screen::Clients) }.query()>{w.segment_add()}</a> }.into_any()
        })}
    }
}
