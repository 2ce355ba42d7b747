//! The workspace as one readable JSON document: `docs/file-format.md` describes it, `docs/workspace.schema.json` is its
//! schema. Written in one stable order, so that the same content is the same bytes but for the time of export.

mod client;
mod error;
mod incoming;
mod merge;
mod read;
mod scope;
mod text;
mod write;

pub use crate::engine::workspace::{Problem, check};
pub use client::{Removed, client_copy};
pub use error::{Fault, FaultKind, Place, ReadError, Warning};
pub use incoming::{Fate, Incoming, Item, descend};
pub use merge::{Counts, Preview, add_as_copy, preview, replace};
pub use read::{Bundle, Document, Rescue, read};
pub use write::{Scope, export, parcel};

/// The name of the format, in every file.
pub const FORMAT: &str = "pursuit-workspace";
/// The name of what the crash overlay saves.
pub const RESCUE_FORMAT: &str = "pursuit-rescue";
/// The name of a file that a password opens; what is in it is one of the two others.
pub const LOCKED_FORMAT: &str = "pursuit-locked";
/// A newer major version is refused. A newer minor version adds fields and tables, which are carried.
pub const MAJOR: u32 = 1;
pub const MINOR: u32 = 0;

/// What a file may hold at most, so that none can exhaust the memory or the stack.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub bytes: usize,
    /// Objects and arrays within one another; serde_json stops at 128 of its own accord.
    pub depth: usize,
    /// Records, tombstones and what stands in tables of a newer version: 100,000 linked tasks and some.
    pub records: usize,
    /// Objects and arrays in all.
    pub containers: usize,
    /// Commas in all.
    pub values: usize,
}

impl Bounds {
    pub const DEFAULT: Bounds = Bounds { bytes: 64 << 20, depth: 64, records: 250_000, containers: 2_000_000, values: 8_000_000 };
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds::DEFAULT
    }
}
