//! The same request gives the same bytes: a fingerprint of the whole outcome, which changes when anything drawn does.
#![cfg(not(target_arch = "wasm32"))]

mod same;

#[test]
fn a_simulation_gives_the_bytes_that_it_gave() {
    assert_eq!(same::fingerprint(), same::FINGERPRINT);
}
