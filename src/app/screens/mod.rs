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
