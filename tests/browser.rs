//! What only a browser can show: how its local storage behaves under the app. Run by `make test` in headless Chromium.
#![cfg(target_arch = "wasm32")]

mod same;

use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// The app's keys, apart from those of the app itself.
const KEY: &str = "pursuit/test/text";

/// The store packs 15 bits to a UTF-16 unit, from U+3400 on, and the last few from U+B400 on: every one of these units must
/// come back as it went in.
#[wasm_bindgen_test]
fn local_storage_keeps_every_unit_the_store_packs() {
    let text: String = (0x3400..=0xB480).filter_map(char::from_u32).collect();
    let raw = LocalStorage::raw();
    raw.set_item(KEY, &text).unwrap();
    assert_eq!(raw.get_item(KEY).unwrap().as_deref(), Some(text.as_str()));
    raw.remove_item(KEY).unwrap();
    assert_eq!(raw.get_item(KEY).unwrap(), None);
}

/// The store relies on it: a write that does not fit leaves the old value in place.
#[wasm_bindgen_test]
fn a_write_that_does_not_fit_leaves_the_old_value() {
    let raw = LocalStorage::raw();
    raw.set_item(KEY, "old").unwrap();
    assert!(raw.set_item(KEY, &"x".repeat(6 << 20)).is_err());
    assert_eq!(raw.get_item(KEY).unwrap().as_deref(), Some("old"));
    raw.remove_item(KEY).unwrap();
}

/// What `tests/same_bytes.rs` asks for natively.
#[wasm_bindgen_test]
fn a_simulation_gives_the_bytes_that_it_gives_natively() {
    assert_eq!(same::fingerprint(), same::FINGERPRINT);
}
