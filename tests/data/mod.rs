//! Where the data lie that are no part of this repository, and what is said where they are not at hand.
#![allow(dead_code)] // Each program of tests uses some of it.

use std::path::PathBuf;

/// Real plans of Microsoft Project; none, and said so, where they are not at hand.
pub fn plans() -> Option<PathBuf> {
    part("msproject")
}

/// A file or folder of `../shared/data`; none, and said so, where it is not at hand.
pub fn part(name: &str) -> Option<PathBuf> {
    let data = std::env::var_os("PURSUIT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let found = Some(data.join(name)).filter(|path| path.exists());
    if found.is_none() {
        skipped(&format!("{name}: neither ../shared/data nor $PURSUIT_DATA has it"));
    }
    found
}

/// The interpreter that has MPXJ, where there is one; `$PURSUIT_MPXJ` names it.
pub fn mpxj() -> Option<PathBuf> {
    let python = std::env::var_os("PURSUIT_MPXJ").map(PathBuf::from).or_else(|| {
        let tools = std::env::var_os("PURSUIT_TOOLS").map(PathBuf::from)?;
        Some(tools.join("mpxj/bin/python"))
    });
    let found = python.filter(|python| python.exists());
    if found.is_none() {
        skipped("reading our files with MPXJ: not installed (scripts/need.sh mpxj)");
    }
    found
}

/// Says what a test could not do here; in the file that `$PURSUIT_SKIPPED` names too, which `scripts/test.sh` reads out.
pub fn skipped(what: &str) {
    println!("skipped: {what}");
    if let Some(file) = std::env::var_os("PURSUIT_SKIPPED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        // One write, so that two programs do not tear each other's lines.
        let _ = file.and_then(|mut file| std::io::Write::write_all(&mut file, format!("{what}\n").as_bytes()));
    }
}
