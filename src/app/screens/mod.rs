//! One file or folder a screen.

pub mod backup;
pub mod clients;
pub mod close;
pub mod control;
pub mod deals;
pub mod files;
pub mod overview;
pub mod people;
pub mod plan;
pub mod projects;
pub mod promise;
mod record_page;
pub mod reports;
pub mod risks;
pub mod settings;
pub mod team;
pub mod today;
pub mod welcome;

use crate::app::place::{Place, Screen};
use crate::app::prelude::*;
use crate::app::session::{session, words};
use crate::engine::model::Id;

/// A screen of the project that the address names; where that is gone, the way to the others.
fn of_project(show: fn(Id) -> AnyView) -> impl IntoView {
    let session = session();
    let place = expect_context::<Memo<Place>>();
    let project = session.memo(move |ws| place.get().project.filter(|id| ws.projects.contains(*id)));
    reactive(move || project.get().map_or_else(gone, show))
}

fn gone() -> AnyView {
    let w = words();
    view! {
        <div class="empty">
            <p>{w.project_gone()}</p>
            <a class="btn" href=Place::of(Screen::Projects).query()>{w.go_to_projects()}</a>
        </div>
    }
    .into_any()
}
