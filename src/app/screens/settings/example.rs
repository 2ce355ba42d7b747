//! The example comes in, and goes again by undo.

use crate::app::place::{Go, Place, Screen};
use crate::app::prelude::*;
use crate::app::session::Session;
use crate::engine::example;

/// Puts the example into the workspace as one step and opens its plan, unless one has gone from where it was asked for.
pub fn load_example(session: Session, go: Go, place: Memo<Place>, from: Place) {
    let w = session.words();
    let loaded = session.edit(w.example_loaded(), |ws, ctx| Ok(example::load(ws, ctx, w)));
    if let Some(project) = loaded.filter(|_| place.try_get_untracked() == Some(from)) {
        go.to(Place::in_project(Screen::Plan, project));
    }
}
