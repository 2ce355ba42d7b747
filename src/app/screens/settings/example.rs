//! The example comes in, and goes again by undo.

use crate::app::place::{Go, Place, Screen};
use crate::app::session::Session;
use crate::engine::example;

/// Puts the example into the workspace as one step and opens its plan.
pub fn load_example(session: Session, go: Go) {
    let w = session.words();
    if let Some(project) = session.edit(w.example_loaded(), |ws, ctx| Ok(example::load(ws, ctx, w))) {
        go.to(Place::in_project(Screen::Plan, project));
    }
}
