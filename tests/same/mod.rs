//! The example's project, simulated: durations and risks drawn, owners' tasks going together, responses tried.

use pursuit::engine::edit::{Context, update};
use pursuit::engine::example;
use pursuit::engine::model::{Correlation, Date, Id, Lang, Project};
use pursuit::engine::simulate::{self, Request, simulate};
use pursuit::engine::words::Words;
use pursuit::engine::workspace::Workspace;

/// Another number is right where the simulation or the example was meant to change.
pub const FINGERPRINT: u64 = 11_745_070_066_792_833_043;

pub fn fingerprint() -> u64 {
    let mut ws = Workspace::default();
    let today = Date::parse("2026-11-25").unwrap();
    let ctx = Context::new(1_790_000_000_000, today, Id::from_bits(7), 1 << 40);
    let project = example::load(&mut ws, &ctx, Words(Lang::En));
    update::<Project>(&mut ws, project, |project| project.promise.correlation = Correlation::Owner).unwrap();
    let outcome = simulate(&ws, Request { project, runs: 500, seed: 1 }).unwrap();
    simulate::fingerprint(&serde_json::to_vec(&outcome).unwrap())
}
