//! What a workspace is made of: ids, bounded values, and a record for every entity. It says what may stand in a file
//! and refuses what may not; it computes nothing.

pub mod order;
pub mod shape;

mod basics;
mod calendar;
mod client;
mod deal;
mod issue;
mod lesson;
mod market;
mod people;
mod project;
mod report;
mod risk;
mod settings;
mod task;
mod time;
mod view;

pub use basics::{Currency, Id, IdMap, Minutes, Money, Pct, Score, Text, Units, half_width};
pub use calendar::{AlternateWeek, Calendar, Day, Exception, ExceptionKind, Region, Source, Span, WorkWeek};
pub use client::*;
pub use deal::*;
pub use issue::*;
pub use lesson::*;
pub use market::*;
pub use people::*;
pub use project::*;
pub use report::*;
pub use risk::*;
pub use settings::*;
pub use task::*;
pub use time::{Date, FIRST_DAY, LAST_DAY, MINUTES_PER_DAY, Moment};
pub use view::*;

use shape::choice;

choice! {
    /// Who may read a record: `client` marks what a client's copy may hold.
    Visibility { Internal = "internal", Client = "client" }
}

/// What every entity has beside its own fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    pub id: Id,
    pub created_at: i64,
    pub updated_at: i64,
    pub rev: u32,
    pub by: Id,
}

pub trait Record: Clone + Default + PartialEq + serde::Serialize + serde::de::DeserializeOwned {
    fn id(&self) -> Id;
    fn stamp(&mut self, stamp: Stamp);
    fn stamped(&self) -> Stamp;
}
