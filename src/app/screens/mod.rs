//! One file or folder a screen.

pub mod clients;
pub mod deals;
pub mod overview;
pub mod people;
pub mod plan;
pub mod projects;
pub mod promise;
pub mod reports;
pub mod risks;
pub mod settings;
pub mod today;
pub mod welcome;

use crate::app::prelude::*;

use super::place::Screen;

pub fn show(screen: Screen) -> AnyView {
    match screen {
        Screen::Today => view! { <today::Today /> }.into_any(),
        Screen::Projects => view! { <projects::Projects /> }.into_any(),
        Screen::Overview => view! { <overview::Overview /> }.into_any(),
        Screen::Plan => view! { <plan::PlanScreen /> }.into_any(),
        Screen::Risks => view! { <risks::Risks /> }.into_any(),
        Screen::Clients => view! { <clients::Clients /> }.into_any(),
        Screen::People => view! { <people::People /> }.into_any(),
        Screen::Deals => view! { <deals::Deals /> }.into_any(),
        Screen::Reports => view! { <reports::NotYet screen /> }.into_any(),
        Screen::Settings => view! { <settings::Settings /> }.into_any(),
    }
}
