//! What older versions left in the browser opens in this one, with the same content as the file they exported from it.
//!
//! `tests/golden/<schema>.keys.json` are the keys of local storage as that version wrote them, `<schema>.workspace.json` its
//! export of the same state. Another schema version adds a pair and changes none.

use pursuit::engine::exchange::json::{Document, read};
use pursuit::engine::model::Text;
use pursuit::engine::store::{Memory, Opening, Storage, Store};
use std::collections::BTreeMap;
use std::fs;

fn text(schema: &str, what: &str) -> String {
    fs::read_to_string(format!("tests/golden/{schema}.{what}.json")).expect("a golden file")
}

#[test]
fn every_schema_version_opens_with_all_it_held_and_can_be_worked_on() {
    let schemas = ["1.0"];
    for schema in schemas {
        let keys: BTreeMap<String, String> = serde_json::from_str(&text(schema, "keys")).expect("keys");
        let storage = Memory::default();
        keys.iter().for_each(|(key, value)| storage.set(key, value).expect("room"));
        let Opening::Opened(opened) = Store::open(&storage) else { panic!("{schema} does not open") };
        assert!(opened.report.is_sound(), "{schema}: {:?}", opened.report);
        let Ok(Document::Workspace(file)) = read(text(schema, "workspace").as_bytes()) else { panic!("{schema} is not read") };
        assert_eq!(opened.workspace.diff(&file.workspace), Vec::new(), "{schema}");
        assert!(opened.workspace.settings == file.workspace.settings && opened.workspace.clients.len() > 1);
        // Opening wrote nothing, and an edit is kept beside all that was there.
        assert_eq!(storage.keys().expect("keys").len(), keys.len());
        let (mut store, mut now) = (opened.store, opened.workspace);
        now.settings.make_mut().name = Text::new("华东");
        store.commit(&now, 1_900_000_000_000, None).expect("room");
        let Opening::Opened(again) = Store::open(&storage) else { panic!("{schema} does not open again") };
        assert!(again.report.is_sound() && again.workspace == now, "{schema}");
    }
    let files = fs::read_dir("tests/golden").expect("tests/golden").count();
    assert_eq!(files, 2 * schemas.len(), "every golden pair is opened");
}
