//! The JSON Schema of the file format, made from the model, so that it cannot say something else. Written to
//! `docs/workspace.schema.json` by `cargo run --example schema`; a test compares the two.

use serde_json::{Map, Value, json};

use super::json::{FORMAT, MAJOR};
use crate::engine::model::shape::Shape;
use crate::engine::model::{Id, Settings};
use crate::engine::workspace::{Kind, Tombstone};

/// The whole document, pretty printed, as it stands in `docs/`.
pub fn workspace_schema() -> String {
    let mut definitions = Map::new();
    let mut tables = Map::new();
    for &kind in Kind::ALL {
        let name = format!("{kind:?}");
        tables.insert(
            kind.table().into(),
            json!({
                "title": format!("Table {}", kind.table()),
                "type": "array",
                "items": { "$ref": format!("#/$defs/{name}") }
            }),
        );
        definitions.insert(name.clone(), entity(kind.shape(), &name));
    }
    definitions.insert("Tombstone".into(), entity(Tombstone::shape(), "Tombstone"));
    definitions.insert("Settings".into(), titled(Settings::shape(), "Settings"));
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:{FORMAT}:{MAJOR}"),
        "title": "Pursuit workspace",
        "description": "A workspace of Pursuit, or one project of it. A field that equals its default is left out; fields and tables that are not listed are kept by a reader. See file-format.md.",
        "type": "object",
        "properties": {
            "format": { "title": "Name of the format", "const": FORMAT },
            "schema": {
                "title": "Version of the format, major.minor",
                "type": "string",
                "pattern": format!("^{MAJOR}\\.[0-9]+$")
            },
            "app_version": { "title": "Version of the program that wrote the file", "type": "string" },
            "exported_at": {
                "title": "When the file was written, UTC",
                "type": "string",
                "pattern": "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$"
            },
            "scope": {
                "title": "The whole workspace, the id of the one project the file holds, or of what the file holds for its client",
                "anyOf": [{ "const": "workspace" }, Id::shape(), { "type": "string", "pattern": "^client:[0-7][0-9A-HJKMNP-TV-Z]{25}$" }]
            },
            "ancestors": {
                "title": "Snapshots that the content descends from, newest first",
                "type": "array",
                "items": { "type": "string" }
            },
            "settings": { "$ref": "#/$defs/Settings" },
            "tables": { "title": "Records by table", "type": "object", "properties": tables },
            "tombstones": {
                "title": "What is left of deleted records",
                "type": "array",
                "items": { "$ref": "#/$defs/Tombstone" }
            },
            "checksum": {
                "title": "SHA-256 of scope, ancestors, settings, tables and tombstones",
                "type": "string",
                "pattern": "^sha256:[0-9a-f]{64}$"
            }
        },
        "required": ["format", "schema", "tables"],
        "$defs": definitions
    });
    let mut text = serde_json::to_string_pretty(&schema).expect("a JSON value with text keys can be written");
    text.push('\n');
    text
}

/// What has an id of its own and must say it.
fn entity(shape: Value, name: &str) -> Value {
    let mut shape = titled(shape, name);
    shape["required"] = json!(["id"]);
    shape
}

fn titled(mut shape: Value, name: &str) -> Value {
    // `ResponseAction` reads "Response action".
    let mut title = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !title.is_empty() {
            title.push(' ');
            title.extend(c.to_lowercase());
        } else {
            title.push(c);
        }
    }
    shape["title"] = json!(title);
    shape
}
