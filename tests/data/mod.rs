//! Where the plans lie that are no part of this repository.

use std::path::PathBuf;

/// Real plans of Microsoft Project; none, and said so, where they are not at hand.
pub fn plans() -> Option<PathBuf> {
    let data = std::env::var_os("PURSUIT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let folder = data.join("msproject");
    if !folder.is_dir() {
        println!("skipped: no data");
        return None;
    }
    Some(folder)
}
