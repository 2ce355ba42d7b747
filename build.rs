//! Turns `locales/*.toml` into one typed function a text, so that a missing key does not compile.
//!
//! An entry is `key = { zh = "…", en = "…" }`. `{name}` takes a value; `{n|day|days}` writes one form where the value is 1
//! and the other elsewhere. Both languages must be there and name the same values.

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=locales");
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        // What scripts/split.mjs cuts the app's parts by.
        println!("cargo::rustc-link-arg-bin=pursuit=--emit-relocs");
    }
    println!("cargo::rustc-env=PURSUIT_MODEL={:016x}", model());
    let mut files: Vec<_> = fs::read_dir("locales").expect("locales/").map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ext| ext == "toml")) {
        let place = file.display();
        let table: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(&fs::read_to_string(file).expect("readable")).unwrap_or_else(|error| panic!("{place}: {error}"));
        for (key, mut text) in table {
            let mut language = |name: &str| text.remove(name).unwrap_or_else(|| panic!("{place}: `{key}` has no {name}"));
            let pair = (language("zh"), language("en"));
            assert!(text.is_empty(), "{place}: `{key}` has an unknown language");
            assert!(texts.insert(key.clone(), pair).is_none(), "{place}: `{key}` stands twice");
        }
    }
    let mut code = String::from("impl Words {\n");
    for (key, (zh, en)) in &texts {
        let (zh_parts, en_parts) = (parts(zh), parts(en));
        let (zh_names, en_names) = (names(&zh_parts), names(&en_parts));
        assert!(zh_names == en_names, "locales: `{key}` takes {zh_names:?} in Chinese and {en_names:?} in English");
        writeln!(code, "    /// {} · {}", zh.replace('\n', " "), en.replace('\n', " ")).unwrap();
        if zh_names.is_empty() {
            writeln!(code, "    pub fn {key}(self) -> &'static str {{ self.pick({zh:?}, {en:?}) }}").unwrap();
        } else {
            let arguments: String = zh_names.iter().map(|name| format!(", {name}: impl Value")).collect();
            let values: String = zh_names.iter().map(|name| format!("&{name}, ")).collect();
            writeln!(
                code,
                "    pub fn {key}(self{arguments}) -> String {{ fill(self.pick({}, {}), &[{values}]) }}",
                pattern(&zh_parts, &zh_names),
                pattern(&en_parts, &zh_names)
            )
            .unwrap();
        }
    }
    code.push_str("}\n");
    let out = Path::new(&env::var("OUT_DIR").expect("OUT_DIR")).join("words.rs");
    fs::write(out, code).expect("writable");
}

/// A hash of the sources that say what a record is (FNV-1a): the store reads later what the same sources wrote.
fn model() -> u64 {
    let mut places = vec!["src/engine/model".into(), "src/engine/workspace/tables.rs".into()];
    let mut hash = 0xcbf2_9ce4_8422_2325;
    while let Some(place) = places.pop() {
        let place: std::path::PathBuf = place;
        println!("cargo::rerun-if-changed={}", place.display());
        if place.is_dir() {
            let mut inner: Vec<_> = fs::read_dir(&place).expect("readable").map(|entry| entry.expect("entry").path()).collect();
            inner.sort();
            places.extend(inner);
            continue;
        }
        for byte in fs::read(&place).expect("readable") {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

enum Part<'a> {
    Text(&'a str),
    Value(&'a str),
    Plural(&'a str, &'a str, &'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}').unwrap_or_else(|| panic!("locales: no }} in {text}"));
        parts.push(Part::Text(&rest[..open]));
        let inner: Vec<&str> = rest[open + 1..close].split('|').collect();
        parts.push(match inner[..] {
            [name] => Part::Value(name),
            [name, one, many] => Part::Plural(name, one, many),
            _ => panic!("locales: {{name}} or {{name|one|many}} in {text}"),
        });
        rest = &rest[close + 1..];
    }
    parts.push(Part::Text(rest));
    parts
}

fn names<'a>(parts: &[Part<'a>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value(name) | Part::Plural(name, ..) => Some(*name),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

fn pattern(parts: &[Part], names: &[&str]) -> String {
    let place = |name: &str| names.iter().position(|known| *known == name).expect("named");
    let inner: Vec<String> = parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => format!("Piece::Text({text:?})"),
            Part::Value(name) => format!("Piece::Value({})", place(name)),
            Part::Plural(name, one, many) => format!("Piece::Plural({}, {one:?}, {many:?})", place(name)),
        })
        .collect();
    format!("&[{}]", inner.join(", "))
}
