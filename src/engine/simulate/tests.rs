//! Against theory: what a simulation must give where the answer is known.

use super::Outcome;
use super::*;
use crate::engine::model::*;
use crate::engine::plan::chance::Repeated;

const DAY: f64 = 480.0;
const PROJECT: Id = Id::from_bits(1);

/// A project of tasks with three points in days, in `chains` that run side by side; every chain is linked end to start.
fn project(distribution: Distribution, chains: &[&[[f64; 3]]]) -> Workspace {
    let mut ws = Workspace::default();
    let start = Date::new(2026, 3, 2).unwrap();
    let promise = PromisePolicy { distribution, ..PromisePolicy::default() };
    ws.projects.insert(Project { id: PROJECT, start, promise, ..Project::default() });
    let mut id = 100;
    for chain in chains {
        for (place, days) in chain.iter().enumerate() {
            let [low, likely, high] = days.map(|days| Some(Minutes::new((days * DAY) as i64)));
            let duration = likely.unwrap();
            let task = Task {
                id: Id::from_bits(id),
                project: PROJECT,
                name: "t".into(),
                rank: format!("{id}").as_str().into(),
                ..Task::default()
            };
            ws.tasks.insert(Task { duration, optimistic: low, likely, pessimistic: high, ..task });
            if place > 0 {
                let (from, to) = (Id::from_bits(id - 1), Id::from_bits(id));
                ws.links.insert(Dependency {
                    id: Id::from_bits(id + 10_000),
                    project: PROJECT,
                    from,
                    to,
                    ..Dependency::default()
                });
            }
            id += 1;
        }
    }
    ws
}

fn run(ws: &Workspace, runs: u32) -> Outcome {
    simulate(ws, Request { project: PROJECT, runs, seed: 1 }).unwrap()
}

fn near(is: f64, should: f64, within: f64) {
    assert!((is - should).abs() <= within, "{is} is not {should} ± {within}");
}

#[test]
fn serial_triangular_tasks_have_the_mean_and_the_variance_of_the_formulae() {
    let tasks = [[2.0, 5.0, 14.0], [1.0, 3.0, 4.0], [6.0, 6.0, 12.0]];
    let outcome = run(&project(Distribution::Triangular, &[&tasks]), 40_000);
    let mean: f64 = tasks.iter().map(|[a, m, b]| (a + m + b) / 3.0).sum();
    let variance: f64 = tasks.iter().map(|[a, m, b]| (a * a + m * m + b * b - a * m - a * b - m * b) / 18.0).sum();
    near(outcome.mean_minutes / DAY, mean, 0.05);
    near(outcome.sd_minutes / DAY, variance.sqrt(), 0.05);
    assert!(outcome.tasks.iter().all(|task| task.criticality == 1.0));
}

#[test]
fn a_pert_task_has_the_mean_and_the_variance_of_its_beta() {
    for [a, m, b] in [[4.0, 5.0, 9.0], [2.0, 2.0, 8.0], [3.0, 9.0, 9.0]] {
        let outcome = run(&project(Distribution::Pert, &[&[[a, m, b]]]), 40_000);
        let mean = (a + 4.0 * m + b) / 6.0;
        near(outcome.mean_minutes / DAY, mean, 0.02);
        near(outcome.sd_minutes / DAY, ((mean - a) * (b - mean) / 7.0_f64).sqrt(), 0.02);
    }
}

#[test]
fn two_parallel_equal_sums_end_later_by_the_deviation_over_the_root_of_pi() {
    // Sums of thirty are normal for what is asked.
    let chain = [[1.0, 2.0, 3.0]; 30];
    let one = run(&project(Distribution::Triangular, &[&chain]), 40_000);
    let two = run(&project(Distribution::Triangular, &[&chain, &chain]), 40_000);
    let later = (two.mean_minutes - one.mean_minutes) / one.sd_minutes;
    near(later, 1.0 / std::f64::consts::PI.sqrt(), 0.02);
    // Of the two first tasks one at least holds the finish in every run.
    let cut = two.tasks[0].criticality + two.tasks[30].criticality;
    assert!(cut >= 1.0 - 1e-9);
    near(two.tasks[0].criticality, 0.5, 0.02);
}

#[test]
fn a_certain_plan_ends_when_the_schedule_says_to_the_minute() {
    let mut ws = project(Distribution::Pert, &[&[[3.0; 3], [4.5; 3]], &[[9.25; 3]]]);
    let planned = Plan::of(&ws, PROJECT).unwrap().finish;
    let outcome = run(&ws, 50);
    assert_eq!((outcome.quantile(1), outcome.quantile(99)), (Some(planned), Some(planned)));
    assert_eq!(outcome.sd_minutes, 0.0);
    // The same through the general pass: a finished task, a running one, a date.
    ws.tasks.insert(Task { progress: Pct::new(40), ..(**ws.tasks.get(Id::from_bits(100)).unwrap()).clone() });
    let plan = Plan::of(&ws, PROJECT).unwrap();
    assert!(!Repeated::new(&plan.network).is_plain());
    assert_eq!(run(&ws, 50).quantile(50), Some(plan.finish));
}

/// Tasks as late as possible before a promised finish.
fn backwards(mut ws: Workspace, due: &str) -> Workspace {
    for id in ws.tasks.iter().map(|task| task.id).collect::<Vec<_>>() {
        let task = (**ws.tasks.get(id).unwrap()).clone();
        ws.tasks.insert(Task { constraint: Constraint { kind: ConstraintKind::Alap, ..Constraint::default() }, ..task });
    }
    let project = (**ws.projects.get(PROJECT).unwrap()).clone();
    ws.projects.insert(Project { from_finish: true, due: Date::parse(due), ..project });
    ws
}

#[test]
fn a_plan_made_backwards_begins_when_it_says_and_runs_forwards() {
    let ws = backwards(project(Distribution::Pert, &[&[[3.0; 3], [4.5; 3]], &[[2.0; 3]]]), "2026-06-30");
    let plan = Plan::of(&ws, PROJECT).unwrap();
    assert_eq!(plan.finish.finish_date(), Date::parse("2026-06-30").unwrap());
    let certain = run(&ws, 20);
    let last = plan.rows.iter().map(|row| row.finish).max();
    assert_eq!((certain.quantile(1), certain.quantile(99)), (last, last));
    near(certain.mean_minutes / DAY, 7.5, 1e-9);
    // The short chain begins two days before the end, not with the project: any delay of it is one of the finish.
    let ws = backwards(project(Distribution::Triangular, &[&[[3.0; 3], [4.5; 3]], &[[2.0, 2.0, 8.0]]]), "2026-06-30");
    near(run(&ws, 20_000).mean_minutes / DAY, 7.5 + (2.0 + 2.0 + 8.0) / 3.0 - 2.0, 0.05);
}

#[test]
fn a_task_that_is_to_wait_begins_on_its_day_in_every_run() {
    let mut ws = project(Distribution::Triangular, &[&[[10.0; 3]], &[[2.0, 2.0, 8.0]]]);
    near(run(&ws, 2_000).mean_minutes / DAY, 10.0, 1e-9);
    let task = (**ws.tasks.get(Id::from_bits(101)).unwrap()).clone();
    ws.tasks.insert(Task { constraint: Constraint { kind: ConstraintKind::Alap, ..Constraint::default() }, ..task });
    near(run(&ws, 20_000).mean_minutes / DAY, 12.0, 0.05);
}

#[test]
fn a_buffer_is_room_and_no_work() {
    let mut ws = project(Distribution::Triangular, &[&[[8.0, 10.0, 12.0], [5.0; 3]]]);
    let task = (**ws.tasks.get(Id::from_bits(101)).unwrap()).clone();
    ws.tasks.insert(Task { kind: TaskKind::Buffer, ..task });
    let outcome = run(&ws, 10_000);
    near(outcome.mean_minutes / DAY, 10.0, 0.05);
    let plan = Plan::of(&ws, PROJECT).unwrap();
    assert_eq!(outcome.planned, plan.finish.minutes());
    assert_eq!(outcome.sureness(plan.finish.finish_date()), 1.0);
    // What makes the plan 80 % sure is less than what is there.
    let needed = outcome.buffer_days(80, &plan.calendar).unwrap();
    assert!(needed > 0.3 && needed < 1.5, "{needed}");
}

#[test]
fn both_passes_give_the_same_for_drawn_durations() {
    let ws = project(Distribution::Pert, &[&[[1.0, 2.0, 5.0]; 8], &[[1.0, 2.0, 5.0]; 8]]);
    let plan = Plan::of(&ws, PROJECT).unwrap();
    let mut general = plan.network.clone();
    // Another calendar that is the same one.
    general.calendars.push(general.calendars[0].clone());
    general.tasks[0].calendar = Some(general.calendars.len() as u32 - 1);
    let (mut plain, mut general) = (Repeated::new(&plan.network), Repeated::new(&general));
    assert!(plain.is_plain() && !general.is_plain());
    for round in 0..200_i64 {
        for task in 0..16 {
            let tenths = 10 * ((round * 7919 + task as i64 * 104_729) % 3_001);
            plain.set_duration(task, tenths);
            general.set_duration(task, tenths);
        }
        assert_eq!(plain.run(), general.run());
        assert!((0..16).all(|task| plain.critical(task) == general.critical(task)));
    }
}

fn with_risk(percent: i64, days: f64) -> Workspace {
    let mut ws = project(Distribution::Pert, &[&[[10.0; 3], [5.0; 3]]]);
    ws.risks.insert(Risk {
        id: Id::from_bits(7),
        project: PROJECT,
        code: "R-01".into(),
        probability: Some(Pct::new(percent)),
        impact_days: Some(days),
        impact_money: Some(Money::new(100_000, Currency::Cny)),
        tasks: vec![Id::from_bits(100)],
        current: Assessment { p: Some(Score::new(3)), i: Some(Score::new(3)), ..Assessment::default() },
        ..Risk::default()
    });
    ws
}

#[test]
fn a_risk_moves_the_finish_by_its_probability_times_its_delay() {
    let outcome = run(&with_risk(30, 6.0), 40_000);
    near(outcome.mean_minutes / DAY, 15.0 + 0.3 * 6.0, 0.05);
    let risk = &outcome.risks[0];
    near(risk.delay, 6.0, 1e-6);
    near(risk.days(), 1.8, 0.05);
    near(outcome.expected_cost.unwrap().minor as f64, 30_000.0, 1_000.0);
}

#[test]
fn a_response_buys_days_of_p80() {
    let mut ws = with_risk(50, 6.0);
    let risk = (**ws.risks.get(Id::from_bits(7)).unwrap()).clone();
    let target = Assessment { p: Some(Score::new(1)), i: Some(Score::new(1)), ..Assessment::default() };
    ws.risks.insert(Risk { target, target_probability: Some(Pct::new(5)), target_days: Some(1.0), ..risk });
    near(run(&ws, 4_000).risks[0].bought.unwrap(), 6.0, 1e-6);
}

#[test]
fn tasks_of_one_owner_go_well_or_badly_together() {
    let mut ws = project(Distribution::Pert, &[&[[1.0, 2.0, 6.0]; 20]]);
    let alone = run(&ws, 4_000).sd_minutes;
    for id in 100..120 {
        ws.tasks.insert(Task { owner: Some(Id::from_bits(5)), ..(**ws.tasks.get(Id::from_bits(id)).unwrap()).clone() });
    }
    let project = (**ws.projects.get(PROJECT).unwrap()).clone();
    ws.projects
        .insert(Project { promise: PromisePolicy { correlation: Correlation::Owner, ..project.promise.clone() }, ..project });
    // The variance of a sum of n equally correlated: n + n(n − 1)ρ; the copula takes a little off ρ.
    near(run(&ws, 4_000).sd_minutes / alone, (1.0_f64 + 19.0 * 0.48).sqrt(), 0.2);
}

#[test]
fn the_same_seed_gives_the_same_bytes_everywhere() {
    let mut ws = project(Distribution::Pert, &[&[[1.0, 2.0, 6.0]; 5], &[[2.0, 3.0, 9.0]; 4]]);
    let project = (**ws.projects.get(PROJECT).unwrap()).clone();
    ws.projects
        .insert(Project { promise: PromisePolicy { correlation: Correlation::Phase, ..project.promise.clone() }, ..project });
    let bytes = serde_json::to_vec(&run(&ws, 500)).unwrap();
    assert_eq!(bytes, serde_json::to_vec(&run(&ws, 500)).unwrap());
    let other = simulate(&ws, Request { project: PROJECT, runs: 500, seed: 2 }).unwrap();
    assert_ne!(bytes, serde_json::to_vec(&other).unwrap());
}

#[test]
fn what_is_wrong_with_a_request_is_said() {
    let ws = with_risk(10, 1.0);
    let none = Request { project: Id::from_bits(9), runs: 10, seed: 1 };
    assert!(simulate(&ws, none).is_err());
    assert!(simulate(&ws, Request { project: PROJECT, runs: 0, seed: 1 }).is_err());
    let bytes = Request { project: PROJECT, runs: 250, seed: 1 }.bytes(&ws);
    assert_eq!(fingerprint(&bytes), fingerprint(&Request { project: PROJECT, runs: 250, seed: 1 }.bytes(&ws)));
}
