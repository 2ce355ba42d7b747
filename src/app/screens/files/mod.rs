//! What comes in and goes out as files, and how two versions are brought together. A part of its own: neither the first
//! screen nor the settings need it.

mod import;
mod merge;
mod out;
mod share;
mod table;

pub use import::ImportButton;
pub use out::Tables;
pub use share::Share;
