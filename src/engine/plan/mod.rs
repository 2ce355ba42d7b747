//! Planning: from tasks, links, constraints and calendars to dates. It reads a dense [`Network`], never records, and
//! writes nothing but its result; positions in its arrays stand for tasks. Nothing recurses, nothing is looked up by hash,
//! and every step is linear in tasks and links (times the logarithm of a calendar's exceptions).
//!
//! `network` is the input, `graph` the order in which dates can be computed (and the loops that forbid one), `clock`
//! working time at Microsoft Project's resolution, `passes` the forward and backward pass, `schedule` what is made of them,
//! `explain` why a date is what it is.
//! The rules are those of Microsoft Project; `docs/scheduling.md` states them.

pub mod chance;
mod clock;
mod explain;
mod graph;
pub mod network;
mod passes;
mod schedule;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_edits;

pub use explain::{Cause, Off, Step, explain};
pub use graph::find_cycle;
pub use network::{Assignment, Lag, Length, Link, Manual, Network, Node};
pub use schedule::{Conflict, ConflictKind, Driver, Schedule, schedule};

mod outline;
mod rows;
pub use outline::{Plan, PlanRow, work_time, works};
pub use rows::Rows;

pub mod baseline;
pub mod buffers;
pub mod compare;
pub mod earned;
pub mod fever;
pub mod level;
pub mod load;
pub mod recurrence;
pub mod team;
