//! Levelling: small projects whose best length can be seen, made projects, and PSPLIB's with their published optima.

mod data;

use std::ops::ControlFlow;

use proptest::prelude::*;
use pursuit::engine::rcpsp::{Activity, End, Link, LinkKind, Options, Plan, Problem, Solution, check, psplib, solve};

fn solved(plan: &Plan, options: Options) -> Solution {
    let problem = Problem::new(plan.clone()).expect("a sound plan");
    let solution = solve(&problem, options, &mut |_| ControlFlow::Continue(()));
    assert_eq!(check::violation(plan, &solution.starts, &solution.finishes), None);
    assert_eq!(solution.makespan, solution.finishes.iter().copied().max().unwrap_or(0));
    assert!(solution.schedules <= options.schedules.max(1));
    assert!(solution.cpm <= solution.lower_bound && solution.lower_bound <= solution.makespan);
    solution
}

fn few() -> Options {
    Options { schedules: 500, seed: 1 }
}

fn task(duration: u32, demand: u32) -> Activity {
    Activity { duration, demands: vec![(0, demand)], ..Activity::default() }
}

fn link(from: usize, to: usize, kind: LinkKind, lag: i32) -> Link {
    Link { from, to, kind, lag }
}

fn plan(activities: Vec<Activity>, links: Vec<Link>, units: &[u32]) -> Plan {
    Plan { activities, links, capacities: vec![units.to_vec()], calendars: Vec::new() }
}

#[test]
fn nothing_takes_no_time() {
    let solution = solved(&Plan::default(), few());
    assert_eq!((solution.makespan, solution.end), (0, End::Optimal));
}

#[test]
fn one_person_does_one_thing_after_the_other() {
    let solution = solved(&plan(vec![task(3, 1), task(2, 1), task(4, 1)], vec![], &[1]), few());
    assert_eq!((solution.cpm, solution.makespan, solution.end), (4, 9, End::Optimal));
}

#[test]
fn without_scarcity_the_critical_path_stands_after_one_schedule() {
    let links = vec![link(0, 1, LinkKind::Fs, 0), link(0, 2, LinkKind::Fs, 0)];
    let solution = solved(&plan(vec![task(3, 1), task(2, 1), task(4, 1)], links, &[2]), few());
    assert_eq!((solution.makespan, solution.schedules, solution.end), (7, 1, End::Optimal));
    assert_eq!(solution.starts, [0, 3, 3]);
}

#[test]
fn pairs_what_fits_together() {
    // Of 5 units 4 + 1, 3 + 2 and 3 + 2 go together: three times 2 slots, where greed takes more.
    let tasks = [4, 3, 3, 2, 2, 1].map(|units| task(2, units)).to_vec();
    assert_eq!(solved(&plan(tasks, vec![], &[5]), few()).makespan, 6);
}

#[test]
fn links_of_every_kind_hold_while_one_person_works() {
    for (kind, lag, starts) in [
        (LinkKind::Fs, 2, [0, 5]),
        (LinkKind::Ss, 4, [0, 4]),
        (LinkKind::Ff, 3, [0, 4]),
        (LinkKind::Sf, 7, [0, 5]),
        (LinkKind::Fs, -5, [0, 3]),
    ] {
        let solution = solved(&plan(vec![task(3, 1), task(2, 1)], vec![link(0, 1, kind, lag)], &[1]), few());
        if lag >= 0 {
            assert_eq!(solution.starts, starts, "{kind:?} {lag}");
        } else {
            assert_eq!(solution.makespan, 5);
        }
    }
}

#[test]
fn waits_for_a_member_who_is_away() {
    // Away in slots 1 to 3; a task is not torn apart by that, so the longer one waits.
    let solution = solved(&plan(vec![task(2, 1), task(1, 1)], vec![], &[1, 0, 0, 0, 1]), few());
    assert_eq!((solution.makespan, solution.starts), (6, vec![4, 0]));
}

#[test]
fn works_through_the_rests_of_its_calendar() {
    // Slots 2 and 3 are a weekend for the first task alone.
    let mut plan = plan(vec![task(4, 1), task(2, 1)], vec![], &[1]);
    plan.calendars = vec![vec![true, true, false, false]];
    plan.activities[0].calendar = Some(0);
    let solution = solved(&plan, few());
    // The second cannot use the weekend before the first has begun; before, between or after, 6 working slots are needed.
    assert_eq!((solution.starts[0], solution.finishes[0]), (0, 6));
    assert_eq!((solution.starts[1], solution.makespan), (2, 6));
}

#[test]
fn releases_hold() {
    let mut plan = plan(vec![task(2, 1), task(2, 1)], vec![], &[1]);
    plan.activities[0].release = 3;
    let solution = solved(&plan, few());
    assert_eq!((solution.starts, solution.makespan), (vec![3, 0], 5));
}

#[test]
fn what_is_due_or_weighs_more_goes_first() {
    let mut due = plan(vec![task(2, 1), task(2, 1), task(2, 1)], vec![], &[1]);
    due.activities[2].due = Some(2);
    let solution = solved(&due, few());
    assert_eq!((solution.starts[2], solution.lateness), (0, 0));

    let mut weighed = plan(vec![task(2, 1), task(2, 1), task(2, 1)], vec![], &[1]);
    weighed.activities[0].weight = 1;
    weighed.activities[1].weight = 9;
    assert_eq!(solved(&weighed, few()).starts, [2, 0, 4]);

    // Both cannot be in time; the heavier is.
    let mut both = plan(vec![task(2, 1), task(2, 1)], vec![], &[1]);
    both.activities.iter_mut().for_each(|one| one.due = Some(2));
    both.activities[1].weight = 3;
    let solution = solved(&both, few());
    assert_eq!((solution.starts, solution.lateness), (vec![2, 0], 2));
}

#[test]
fn stops_when_asked() {
    let plan = plan((1..30).map(|at| task(1 + at % 4, 1 + at % 3)).collect(), vec![], &[4]);
    let mut plan = plan;
    plan.activities[3].release = 2;
    plan.activities.iter_mut().for_each(|one| one.weight = 1);
    let problem = Problem::new(plan.clone()).unwrap();
    let mut heard = Vec::new();
    let solution = solve(&problem, Options { schedules: 10_000, seed: 1 }, &mut |progress| {
        heard.push(progress.schedules);
        if progress.schedules >= 200 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((solution.end, heard), (End::Cancelled, vec![64, 128, 192, 256]));
    assert_eq!(check::violation(&plan, &solution.starts, &solution.finishes), None);
}

#[test]
fn a_chain_of_ten_thousand_is_no_burden() {
    let links = (1..10_000).map(|at| link(at - 1, at, LinkKind::Fs, 0)).collect();
    let solution = solved(&plan(vec![task(1, 1); 10_000], links, &[1]), Options { schedules: 1, seed: 1 });
    assert_eq!(solution.makespan, 10_000);
}

prop_compose! {
    fn any_activity()(
        duration in 0..6u32, demands in prop::collection::vec((0..3usize, 0..4u32), 0..4), release in prop_oneof![3 => Just(0), 1 => 0..9u32],
        due in prop::option::weighted(0.2, 0..20u32), weight in prop_oneof![3 => Just(0), 1 => 0..5u32],
        calendar in prop::option::weighted(0.3, 0..2usize),
    ) -> Activity {
        Activity { duration, demands, release, due, weight, calendar }
    }
}

fn any_kind() -> impl Strategy<Value = LinkKind> {
    prop_oneof![4 => Just(LinkKind::Fs), 1 => Just(LinkKind::Ss), 1 => Just(LinkKind::Ff), 1 => Just(LinkKind::Sf)]
}

fn any_links(count: usize) -> impl Strategy<Value = Vec<Link>> {
    let ends = (0..count, 0..count).prop_filter("no loop", |(from, to)| from != to);
    let one = (ends, any_kind(), prop_oneof![3 => Just(0), 1 => -4..6i32]);
    // Against the numbering, so that input order and link order differ.
    let linked = one.prop_map(|((one, two), kind, lag)| Link { from: one.max(two), to: one.min(two), kind, lag });
    prop::collection::vec(linked, 0..(2 * count))
}

/// Calendars, releases, leave, links of every kind.
fn any_plan() -> impl Strategy<Value = Plan> {
    let calendars = prop::collection::vec(prop::collection::vec(any::<bool>(), 0..12), 2);
    // In the end a resource has enough for any one activity: demands of one resource add up to 12 at most.
    let leave = prop::collection::vec(0..8u32, 0..10).prop_map(|units| units.into_iter().chain([12]).collect::<Vec<u32>>());
    let capacities = prop::collection::vec(leave, 3);
    (2..14usize, capacities, calendars).prop_flat_map(|(count, capacities, calendars)| {
        (prop::collection::vec(any_activity(), count), any_links(count), Just(capacities), Just(calendars))
            .prop_map(|(activities, links, capacities, calendars)| Plan { activities, links, capacities, calendars })
    })
}

/// What PSPLIB has: constant capacities, links from finish to start.
fn any_plain_plan() -> impl Strategy<Value = Plan> {
    any_plan().prop_map(|mut plan| {
        for activity in &mut plan.activities {
            *activity = Activity { duration: activity.duration, demands: activity.demands.clone(), ..Activity::default() };
        }
        plan.links.iter_mut().for_each(|link| (link.kind, link.lag) = (LinkKind::Fs, 0));
        plan.capacities = vec![vec![12], vec![13], vec![14]];
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_rule_is_ever_broken(plan in any_plan(), seed: u64, schedules in 1..300u32) {
        solved(&plan, Options { schedules, seed });
    }

    #[test]
    fn a_plain_plan_lies_between_its_bounds(plan in any_plain_plan(), seed: u64, schedules in 1..300u32) {
        let solution = solved(&plan, Options { schedules, seed });
        prop_assert!(solution.makespan <= plan.activities.iter().map(|one| one.duration).sum::<u32>());
        // No activity could start earlier with the others where they are.
        for at in 0..plan.activities.len() {
            if plan.activities[at].duration > 0 && solution.starts[at] > 0 {
                let (mut starts, mut finishes) = (solution.starts.clone(), solution.finishes.clone());
                (starts[at], finishes[at]) = (starts[at] - 1, finishes[at] - 1);
                prop_assert!(check::violation(&plan, &starts, &finishes).is_some(), "activity {at} waits for nothing");
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_schedule(plan in any_plan(), seed: u64) {
        let options = Options { schedules: 200, seed };
        prop_assert_eq!(solved(&plan, options), solved(&plan, options));
    }

    #[test]
    fn more_schedules_are_never_asked_to_be_worse_than_one(plan in any_plan(), seed: u64) {
        let [one, many] = [1, 200].map(|schedules| solved(&plan, Options { schedules, seed }));
        prop_assert!((many.lateness, many.makespan) <= (one.lateness, one.makespan));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(jobs : |PRECEDENCE RELATIONS|REQUESTS/DURATIONS|RESOURCEAVAILABILITIES|- renewable : |[0-9 ]{1,9}|\n){0,40}") {
        let _ = psplib::parse(&text).map(Problem::new);
    }
}

#[test]
fn psplib_j30_comes_near_its_optima_and_never_below() {
    let Some(folder) = data::part("psplib") else { return };
    // A debug build takes some of the instances and schedules; `level_score` takes all.
    let (instances, schedules, allowed) = if cfg!(debug_assertions) { (2, 500, 0.5) } else { (10, 1_000, 0.2) };
    let optima = std::fs::read_to_string(folder.join("j30opt.sm")).expect("readable");
    let (mut over, mut count) = (0.0, 0);
    for row in optima.lines() {
        let words: Vec<u32> = row.split_whitespace().map_while(|word| word.parse().ok()).collect();
        let [parameter, instance, optimum] = words[..] else { continue };
        if instance > instances {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(format!("j30/j30{parameter}_{instance}.sm"))).expect("readable");
        let plan = psplib::parse(&text).expect("a PSPLIB file");
        let solution = solved(&plan, Options { schedules, seed: 1 });
        assert!(solution.makespan >= optimum, "{parameter}_{instance} is better than the proven optimum");
        over += f64::from(solution.makespan - optimum) / f64::from(optimum) * 100.0;
        count += 1;
    }
    assert_eq!(count, 48 * instances);
    let average = over / f64::from(count);
    assert!(average <= allowed, "{average} % over the optimum");
}
