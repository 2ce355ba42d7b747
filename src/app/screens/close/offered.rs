//! Lessons of other projects that fit one: why each fits, how often it was taken up, and taking it up here.

use crate::app::prelude::*;

use super::{names, title};
use crate::app::place::{Go, Place};
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::engine::control::lessons::{Fit, Offer, offered};
use crate::engine::edit;
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

/// At most `most` of them.
#[component]
pub fn Offered(project: Id, most: usize) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let standings = known::standings();
    let offers = memo(move |_| offered(&session.ws(), project, standings.get().all()));
    let row = move |offer: Offer| {
        let ws = session.ws_untracked();
        let Offer { lesson, fit, applied } = offer;
        let id = lesson.id;
        let why = match fit {
            Fit::Segments(ids) => {
                let names: Vec<String> =
                    ids.iter().filter_map(|id| ws.segments.get(*id)).map(|segment| segment.name.to_string()).collect();
                w.lesson_fit_segments(names.join(if w.is_zh() { "、" } else { ", " }))
            }
            Fit::Kind(kind) => w.lesson_fit_kind(names::project_kind(kind, w)),
        };
        let (kind, tone) = names::kind(lesson.kind, w);
        let name = title(&lesson);
        let take = move |event: leptos::ev::Event| {
            let yes = event_target_checked(&event);
            session.edit(w.lesson_applied(), |ws, _| edit::lesson::apply(ws, id, project, yes));
        };
        view! {
            <li data-testid="offer">
                <span class=tone>{kind}</span>
                <button type="button" class="plain" on:click=handler(move |_| go.to(place.get_untracked().opening(Kind::Lesson, id)))>{name.clone()}</button>
                <small>{why}" · "{w.lesson_uses(lesson.applied.len())}</small>
                <label class="check">
                    <input type="checkbox" data-testid="offer-apply" aria-label=w.lesson_apply_named(name) prop:checked=applied on:change=handler(take) />
                    <span>{w.lesson_apply()}</span>
                </label>
            </li>
        }
    };
    view! {
        <div class="offers" data-testid="offers">
            <header><h2>{w.lesson_fit()}</h2><small>{w.lesson_fit_note()}</small></header>
            {reactive(move || if offers.with(Vec::is_empty) {
                view! { <p class="none">{w.lesson_fit_none()}</p> }.into_any()
            } else {
                view! { <ul class="lessons">{offers.get().into_iter().take(most).map(row).collect::<Vec<_>>()}</ul> }.into_any()
            })}
        </div>
    }
}
