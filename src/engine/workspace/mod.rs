//! The workspace as a value. An edit makes a new one that shares everything it did not touch, so a copy is free,
//! and `diff` costs what differs. Undo, saving, "what changed" and merging are all uses of that.
//!
//! The room knows tables and records, never what a record means.

mod history;
mod table;
mod tables;

pub use history::{History, Step};
pub use table::{Shared, Table};
pub use tables::{Change, Kind, Row, Stored, Tombstone, Workspace};
