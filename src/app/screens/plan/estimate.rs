//! How long a task may take, in three points: what the promise is drawn from.

use crate::app::prelude::*;

use crate::app::session::{session, words};
use crate::app::widgets::field::TextField;
use crate::engine::edit;
use crate::engine::model::{Id, Minutes, Task};
use crate::engine::words::Units;

/// Takes three lengths, or none; says what is wrong with anything else and changes nothing.
#[component]
pub fn Estimate(id: Id, #[prop(into)] units: Signal<Units>) -> impl IntoView {
    let session = session();
    let w = words();
    let three = session.memo(move |ws| {
        let task = ws.tasks.get(id)?;
        Some([task.optimistic?, task.likely?, task.pessimistic?].map(Minutes::get))
    });
    let value = derive(move || {
        let day = units.get().per_day.max(1) as f64;
        three.get().map_or(String::new(), |three| three.map(|minutes| w.number(minutes as f64 / day, 2)).join(" · "))
    });
    let commit = move |typed: String| {
        let read = units.get_untracked().read_three(&typed);
        if read.is_none() && !typed.trim().is_empty() {
            return session.toast(w.promise_bad_estimate(typed), false, true);
        }
        let [low, likely, high] = read.map_or([None; 3], |three| three.map(|minutes| Some(Minutes::new(minutes))));
        session.edit(w.field_estimate(), |ws, _| {
            edit::update::<Task>(ws, id, |task| (task.optimistic, task.likely, task.pessimistic) = (low, likely, high))
        });
    };
    view! { <TextField label=w.field_estimate() placeholder=w.field_estimate_hint() testid="task-estimate" value commit /> }
}
