//! A small project, simulated: durations and risks drawn, owners' tasks going together, a response tried.

use pursuit::engine::model::*;
use pursuit::engine::simulate::{self, Request, simulate};
use pursuit::engine::workspace::Workspace;

/// Another number is right where the simulation was meant to change.
pub const FINGERPRINT: u64 = 8_614_423_487_574_936_899;

pub fn fingerprint() -> u64 {
    let (mut ws, project) = (Workspace::default(), Id::from_bits(1));
    let promise = PromisePolicy { class: EstimateClass::Medium, correlation: Correlation::Owner, ..PromisePolicy::default() };
    let start = Date::parse("2026-11-23").unwrap();
    ws.projects.insert(Project { id: project, start, promise, ..Project::default() });
    for place in 0..12_u128 {
        let id = Id::from_bits(100 + place);
        let rank = Text::from(format!("a{place:02}").as_str());
        let duration = Minutes::new(480 * (2 + place as i64 % 5));
        let owner = Some(Id::from_bits(50 + place % 3));
        ws.tasks.insert(Task { id, project, rank, duration, owner, ..Task::default() });
        if place > 1 {
            let from = Id::from_bits(100 + place - 2);
            ws.links.insert(Dependency { id: Id::from_bits(200 + place), project, from, to: id, ..Dependency::default() });
        }
    }
    let seat = |p, i| Assessment { p: Some(Score::new(p)), i: Some(Score::new(i)), ..Assessment::default() };
    let (current, target) = (seat(4, 4), seat(1, 2));
    let tasks = vec![Id::from_bits(105)];
    ws.risks.insert(Risk { id: Id::from_bits(300), project, current, target, tasks, ..Risk::default() });
    let outcome = simulate(&ws, Request { project, runs: 500, seed: 1 }).unwrap();
    simulate::fingerprint(&serde_json::to_vec(&outcome).unwrap())
}
