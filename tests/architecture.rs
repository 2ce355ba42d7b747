//! The arrows of ARCHITECTURE.md, held over the sources: each room uses only those above it.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// Rooms from the ground up; a room may use those before it.
const FLOORS: &[(&str, u32)] = &[
    ("model", 1),
    ("calendar", 2),
    ("words", 2),
    ("workspace", 3),
    ("rcpsp", 3),
    ("plan", 4),
    ("risk", 7),
    ("scene", 5),
    ("edit", 6),
    ("sales", 7),
    ("control", 8),
    ("example", 8),
    ("exchange", 9),
    ("store", 9),
    ("tabs", 9),
    ("report", 10),
    ("simulate", 10),
    ("jobs", 11),
];

#[test]
fn rooms_of_the_engine_use_only_those_above() {
    let mut checked = 0;
    for (room, floor) in FLOORS {
        let folder = Path::new("src/engine").join(room);
        let files = if folder.is_dir() { sources(&folder) } else { vec![folder.with_extension("rs")] };
        for file in files.into_iter().filter(|file| file.exists()) {
            let text = fs::read_to_string(&file).expect("readable");
            // Tests inside a file may look wherever they like.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (other, above) in FLOORS.iter().filter(|(other, _)| other != room) {
                let names = code.contains(&format!("engine::{other}::")) || code.contains(&format!("engine::{other};"));
                assert!(!names || above < floor, "{} uses `{other}`, which does not stand above it", file.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 300, "the rooms were found");
}

#[test]
fn only_the_browser_room_keeps_files_and_storage() {
    for file in sources(Path::new("src/app")) {
        let text = fs::read_to_string(&file).expect("readable");
        let inside = file.starts_with("src/app/browser");
        for name in ["gloo_storage", "local_storage(", "inner_html", "JSON::parse", "Url::create_object"] {
            assert!(inside && name != "inner_html" || !text.contains(name), "{} uses {name}", file.display());
        }
    }
}

#[test]
fn the_engine_has_no_clock_and_no_browser() {
    for file in sources(Path::new("src/engine")) {
        let text = fs::read_to_string(&file).expect("readable");
        for name in
            ["SystemTime", "Instant::now", "Local::now", "Utc::now", "web_sys", "js_sys", "leptos", "std::fs", "thread_rng"]
        {
            assert!(!text.contains(name), "{} uses {name}", file.display());
        }
    }
}
