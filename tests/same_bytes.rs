//! The same request gives the same bytes everywhere: natively here, and in Chromium where `tests/browser.rs` asks for the same
//! fingerprint of the whole outcome.
#![cfg(not(target_arch = "wasm32"))]

mod same;

#[test]
fn a_simulation_gives_the_bytes_that_it_gave() {
    assert_eq!(same::fingerprint(), same::FINGERPRINT);
}
