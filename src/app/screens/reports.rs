//! What is not there yet says so, and where the related things are.

use crate::app::prelude::*;

use crate::app::place::{Place, Screen};
use crate::app::session::words;
use crate::app::shell::screen_name;

#[component]
pub fn NotYet(screen: Screen) -> impl IntoView {
    let w = words();
    let (text, there) = match screen {
        Screen::Deals => (w.project_not_yet_deals(), [Screen::Clients, Screen::Projects]),
        _ => (w.project_not_yet_reports(), [Screen::Today, Screen::Settings]),
    };
    view! {
        <div class="page">
            <h1>{screen_name(screen, w)}</h1>
            <p class="lead">{text}</p>
            <div class="actions">
                {there.map(|screen| view! { <a class="btn" href=Place::of(screen).query()>{screen_name(screen, w)}</a> }).collect_view()}
            </div>
        </div>
    }
}
