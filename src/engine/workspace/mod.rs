//! The workspace as a value. An edit makes a new one that shares everything it did not touch, so a copy is free,
//! and `diff` costs what differs. Undo, saving, "what changed" and merging are all uses of that.
//!
//! The room knows tables and records and which fields name others, never what a record means.

mod check;
mod history;
mod merge;
mod refs;
mod table;
mod tables;

pub use check::{Problem, check, has};
pub use history::{History, Step};
pub use merge::{Conflict, Mend, Merged, Repair, Side, differences, merge, merge_row, settled};
pub use refs::{Visit, references};
pub use table::{Shared, Source, Table};
pub use tables::{Change, Kind, Row, Stored, Tombstone, Workspace};
