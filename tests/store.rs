//! The store under edits, crashes, full disks and damage.

#[path = "store/faulty.rs"]
mod faulty;
#[path = "store/sample.rs"]
mod sample;

use faulty::Faulty;
use proptest::prelude::*;
use pursuit::engine::store::{CommitError, Fault, Hash, LoadError, Memory, Opened, Opening, Storage, StorageError, Store};
use pursuit::engine::workspace::Workspace;
use sample::{Dice, T};
use std::collections::{BTreeMap, BTreeSet};

/// How many times the usual number of faults: `FAULTS=10 cargo test --test store`.
fn much() -> u64 {
    std::env::var("FAULTS").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

fn open<S: Storage + std::fmt::Debug>(storage: S) -> Opened<S> {
    match Store::open(storage) {
        Opening::Opened(opened) => *opened,
        other => panic!("{other:?}"),
    }
}

fn fresh<S: Storage + std::fmt::Debug>(storage: S) -> Store<S> {
    match Store::open(storage) {
        Opening::Empty(store) => *store,
        other => panic!("{other:?}"),
    }
}

/// Edits and commits; gives back every state that was acknowledged, the empty one first.
fn script<S: Storage>(store: &mut Store<S>, seed: u64, commits: i64, apart_ms: i64) -> Vec<Workspace> {
    let mut dice = Dice::new(seed);
    let mut states = vec![Workspace::default()];
    let mut now = Workspace::default();
    for n in 0..commits {
        let at = T + n * apart_ms;
        for _ in 0..1 + dice.below(4) {
            sample::edit(&mut now, &mut dice, at);
        }
        let label = (dice.below(20) == 0).then_some("before the import");
        store.commit(&now, at, label).unwrap();
        states.push(now.clone());
    }
    states
}

#[test]
fn a_crash_after_any_write_loses_no_acknowledged_commit() {
    let crashes: usize = (0..much()).map(|round| crash_everywhere(11 + round)).sum();
    println!("crashes survived: {crashes}");
    assert!(crashes > 800);
}

fn crash_everywhere(seed: u64) -> usize {
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    let mut dice = Dice::new(seed);
    let mut now = Workspace::default();
    let (mut before, mut crashes) = (now.clone(), 0);
    for n in 0..150 {
        let at = T + n * 1_300_000;
        for _ in 0..1 + dice.below(4) {
            sample::edit(&mut now, &mut dice, at);
        }
        storage.record();
        let head = store.commit(&now, at, None).unwrap().head.to_string();
        let states = storage.recorded();
        crashes += states.len();
        for (place, state) in states.into_iter().enumerate() {
            // Cut off here: what was acknowledged opens, or what was being committed if its head is there.
            let committed = state.get("pursuit/head").is_some_and(|text| **text == *head);
            let crashed = Faulty::holding(state);
            let Opened { mut store, workspace, report } = open(&crashed);
            assert!(workspace == if committed { now.clone() } else { before.clone() }, "commit {n}, write {place}");
            assert!(report.is_sound() || n == 0 && workspace.is_empty(), "commit {n}, write {place}: {report:?}");
            // And work goes on from there.
            if place % 3 == 0 {
                let mut next = workspace;
                sample::edit(&mut next, &mut Dice::new(n as u64), at + 1);
                store.commit(&next, at + 1, None).unwrap();
                store.sweep().unwrap();
                assert_eq!(store.usage().unwrap().unused, 0);
                let Opened { workspace, report, .. } = open(&crashed);
                assert!(workspace == next && report.is_sound());
            }
        }
        before = now.clone();
    }
    crashes
}

#[test]
fn a_storage_that_is_full_at_any_write_keeps_the_commit_before() {
    let refused: usize = (0..much()).map(|round| fail_everywhere(1_000 + round)).sum();
    println!("refused writes survived: {refused}");
    assert!(refused > 500);
}

fn fail_everywhere(seed: u64) -> usize {
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    let mut dice = Dice::new(seed);
    let mut now = Workspace::default();
    let (mut before, mut refused) = (now.clone(), 0);
    for n in 0..60 {
        let at = T + n * 1_300_000;
        for _ in 0..1 + dice.below(6) {
            sample::edit(&mut now, &mut dice, at);
        }
        for error in [StorageError::Full, StorageError::Denied, StorageError::Other("gone".into())] {
            for write in 0.. {
                let held = storage.state();
                storage.fail_at(write, error.clone());
                let result = store.commit(&now, at, None);
                storage.heal();
                if result.is_ok() {
                    break;
                }
                refused += 1;
                assert_eq!(result, Err(CommitError::from(error.clone())));
                if n > 0 {
                    assert!(storage.state() == held, "a commit that failed left something behind");
                    assert!(open(&storage).workspace == before);
                }
            }
            assert!(store.holds(&now) && open(&storage).workspace == now);
            before = now.clone();
            sample::edit(&mut now, &mut dice, at + 1);
        }
    }
    refused
}

#[test]
fn a_storage_of_little_room_fills_up_and_says_so() {
    let storage = Memory::of_size(60_000);
    let mut store = fresh(&storage);
    let mut dice = Dice::new(13);
    let mut now = Workspace::default();
    let mut before = now.clone();
    for n in 0..2_000 {
        sample::edit(&mut now, &mut dice, T + n * 60_000);
        match store.commit(&now, T + n * 60_000, None) {
            Ok(_) => before = now.clone(),
            Err(error) => {
                assert_eq!(error, CommitError::Full);
                let Opened { workspace, report, .. } = open(&storage);
                assert!(workspace == before && report.is_sound());
                // The user lets restore points go, one by one; then the edit finds room.
                let points = store.points();
                for point in points.iter().filter(|point| !point.is_head) {
                    store.forget(point.id).unwrap();
                }
                assert!(store.points().len() >= 2, "the newest point stays");
                store.commit(&before, T + n * 60_000, None).unwrap();
                return;
            }
        }
    }
    panic!("it never filled up");
}

/// Which keys each of the points needs, found out by opening it as the head.
fn needs(storage: &Faulty, points: &[Hash]) -> Vec<BTreeSet<String>> {
    points
        .iter()
        .map(|point| {
            let copy = Faulty::holding(storage.state());
            copy.set("pursuit/head", &point.to_string()).unwrap();
            copy.listen();
            assert!(open(&copy).report.is_sound());
            let mut keys: BTreeSet<String> = copy.heard().into_iter().filter(|key| key.starts_with("pursuit/c/")).collect();
            keys.insert(format!("pursuit/s/{point}"));
            keys
        })
        .collect()
}

/// Opens damaged storage and checks all that is promised; true where a point before the head, or a part, was opened.
fn check_damage(damaged: Faulty, key: &str, points: &[(Hash, Workspace)], needs: &[BTreeSet<String>]) -> bool {
    let value = damaged.get(key).unwrap();
    let value_sum = value.as_ref().map_or(0, |value| value.chars().map(u32::from).sum::<u32>());
    let sound = needs.iter().position(|keys| !keys.contains(key));
    let Opened { mut store, workspace, mut report } = open(&damaged);
    if key.starts_with("pursuit/c/") && !needs[0].contains(key) {
        // Opening looks at what the head needs; the rest is looked at later.
        assert!(report.is_sound());
        report.damages = store.verify().unwrap();
    }
    assert!(!report.is_sound(), "{key} was damaged and nobody says so");
    assert!(report.damages.iter().any(|damage| damage.key == key || damage.fault == Fault::Absent), "{report:?}");
    match sound {
        Some(place) => {
            assert!(workspace == points[place].1, "{key}: not the newest sound one");
            assert!(report.missing.is_empty());
            assert!(place == 0 || report.opened_at <= report.newest_at);
        }
        None => {
            // Every point needs it: all of the newest but what the chunk held.
            let changes = workspace.diff(&points[0].1);
            let missing: usize = report.missing.iter().map(|missing| missing.records).sum();
            assert!(!report.missing.is_empty() && !workspace.is_empty());
            assert!(changes.len() <= missing && changes.iter().all(|change| change.before.is_none()), "{missing} {changes:?}");
        }
    }
    // Work goes on, and what was damaged is still there to be exported.
    let mut next = workspace;
    sample::edit(&mut next, &mut Dice::new(5), T);
    store.commit(&next, T + 1_000_000_000, None).unwrap();
    for n in 0..2 {
        store.commit(&next, T + 1_000_000_001 + n, Some("again")).unwrap();
        store.sweep().unwrap();
    }
    let Opened { mut store, workspace, report } = open(&damaged);
    assert!(workspace == next && report.is_sound(), "{report:?}");
    if let Some(value) = value {
        let kept = damaged.state().values().any(|held| **held == *value);
        assert!(kept, "the damaged value of {key} was overwritten");
    }
    // The user throws it away: tried for one in four, for time.
    if !value_sum.is_multiple_of(4) && much() == 1 {
        return sound != Some(0);
    }
    store.discard_damaged().unwrap();
    store.commit(&next, T + 2_000_000_000, Some("clean")).unwrap();
    store.sweep().unwrap();
    let Opened { store, workspace, report } = open(&damaged);
    assert!(workspace == next && report.is_sound() && store.set_aside().is_empty());
    let usage = store.usage().unwrap();
    assert_eq!((usage.set_aside, usage.unused), (0, 0));
    sound != Some(0)
}

/// A store, its points newest first with the states they are, and what each needs.
fn aged(commits: i64, seed: u64) -> (Faulty, Vec<(Hash, Workspace)>, Vec<BTreeSet<String>>) {
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    script(&mut store, seed, commits, 2_000_000);
    let points: Vec<(Hash, Workspace)> = store.points().iter().map(|point| (point.id, store.load(point.id).unwrap())).collect();
    let ids: Vec<Hash> = points.iter().map(|(id, _)| *id).collect();
    let needs = needs(&storage, &ids);
    (storage, points, needs)
}

#[test]
fn any_character_of_a_small_store_may_be_damaged() {
    let (mut flips, mut older) = (0, 0);
    for round in 0..much() {
        let (storage, points, needs) = aged(5, 21 + round);
        if points.len() < 4 {
            continue; // the first commits of this seed were of settings only
        }
        for (key, value) in storage.state() {
            let chars: Vec<char> = value.chars().collect();
            let mut damage = |chars: Vec<char>| {
                let copy = Faulty::holding(storage.state());
                copy.set(&key, &String::from_iter(chars)).unwrap();
                older += usize::from(check_damage(copy, &key, &points, &needs));
                flips += 1;
            };
            for place in 0..chars.len() {
                // One bit, another one at each place; and what a browser makes of half a character.
                let flipped = if place % 16 == 15 { 0xfffd } else { chars[place] as u32 ^ 1 << (place % 16) };
                let mut chars = chars.clone();
                chars[place] = char::from_u32(flipped).unwrap_or('x');
                damage(chars);
            }
            for keep in (0..chars.len()).step_by(1 + chars.len() / 12) {
                damage(chars[..keep].to_vec());
            }
            damage([&chars[..], &chars[..1]].concat());
            let gone = Faulty::holding(storage.state());
            gone.remove(&key).unwrap();
            if needs[0].contains(&key) || key == "pursuit/head" || key.starts_with("pursuit/c/") {
                older += usize::from(check_damage(gone, &key, &points, &needs));
            } else {
                // A point that is not there is not missed: nothing names it.
                assert!(open(&gone).workspace == points[0].1);
            }
            flips += 1;
        }
    }
    println!("damages survived: {flips}, {older} of them by an older or partial state");
    assert!(flips > 1_000 && older > 200);
}

#[test]
fn damage_anywhere_in_a_large_store_is_found() {
    let (storage, points, needs) = {
        let storage = Faulty::default();
        let mut store = fresh(&storage);
        let mut now = sample::workspace(2_000, 300, 1_500);
        let mut dice = Dice::new(2);
        let mut states: BTreeMap<Hash, Workspace> = BTreeMap::new();
        for n in 0..8 {
            states.insert(store.commit(&now, T + n * 4_000_000, None).unwrap().head, now.clone());
            (0..5).for_each(|_| sample::edit(&mut now, &mut dice, T + n));
        }
        let points: Vec<(Hash, Workspace)> = store.points().iter().map(|point| (point.id, states[&point.id].clone())).collect();
        let ids: Vec<Hash> = points.iter().map(|(id, _)| *id).collect();
        let needs = needs(&storage, &ids);
        (storage, points, needs)
    };
    let mut dice = Dice::new(9);
    let state: Vec<(String, std::rc::Rc<str>)> = storage.state().into_iter().collect();
    for _ in 0..20 * much() {
        let (key, value) = &state[dice.below(state.len())];
        let mut chars: Vec<char> = value.chars().collect();
        let place = dice.below(chars.len());
        chars[place] = char::from_u32(chars[place] as u32 ^ 1 << dice.below(15)).unwrap_or('x');
        let copy = Faulty::holding(storage.state());
        copy.set(key, &String::from_iter(chars)).unwrap();
        check_damage(copy, key, &points, &needs);
    }
}

#[test]
fn many_damages_at_once_never_open_empty() {
    let (storage, points, _) = aged(10, 22);
    let mut dice = Dice::new(31);
    let (mut opened, mut unreadable) = (0, 0);
    let rounds = 400 * much() as usize;
    for round in 0..rounds {
        let mut state = storage.state();
        let keys: Vec<String> = state.keys().cloned().collect();
        for _ in 0..1 + dice.below(1 + round * keys.len() * 4 / rounds) {
            let key = &keys[dice.below(keys.len())];
            match dice.below(3) {
                0 => drop(state.remove(key)),
                1 => drop(state.insert(key.clone(), "".into())),
                _ => drop(state.insert(key.clone(), dice.text(40).as_str().into())),
            }
        }
        if state.is_empty() {
            continue;
        }
        match Store::open(Faulty::holding(state.clone())) {
            Opening::Opened(it) => {
                opened += 1;
                let known = points.iter().any(|(_, workspace)| *workspace == it.workspace);
                assert!(known || !it.report.missing.is_empty());
                assert!(!it.workspace.is_empty());
            }
            Opening::Unreadable(storage, report) => {
                unreadable += 1;
                assert!(!report.is_sound() || storage.state().keys().all(|key| key.starts_with("pursuit/c/")));
                // What chunks still hold can be gathered, and a new beginning removes nothing.
                let rescued = Store::rescue(&storage).unwrap();
                let mut store = Store::start_over(storage).unwrap();
                let now = rescued.unwrap_or_default();
                store.commit(&now, T, Some("rescued")).unwrap();
                store.sweep().unwrap();
                let after = store.storage().state();
                for (key, value) in state.iter().filter(|(key, _)| *key != "pursuit/head") {
                    assert!(after.get(key) == Some(value) || after.values().any(|held| held == value), "{key}");
                }
                assert!(open(store.into_storage()).workspace == now);
            }
            other => panic!("{other:?}"),
        }
    }
    println!("{opened} opened, {unreadable} unreadable");
    assert!(opened > 40 && unreadable > 40);
}

#[test]
fn a_young_store_does_not_open_empty_over_damage() {
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    let now = sample::workspace(1, 0, 0);
    store.commit(&now, T, None).unwrap();
    let needed = needs(&storage, &[store.head().unwrap()]).remove(0);
    // The empty workspace of the first commit is there and sound: it is not what was saved.
    let snapshot = format!("pursuit/s/{}", store.head().unwrap());
    for gone in [true, false] {
        let damage = |damaged: &Faulty, key: &str| if gone { damaged.remove(key) } else { damaged.set(key, "") }.unwrap();
        let damaged = Faulty::holding(storage.state());
        damage(&damaged, &snapshot);
        assert!(matches!(Store::open(&damaged), Opening::Unreadable(_, report) if !report.is_sound()));
        assert!(Store::rescue(&&damaged).unwrap().unwrap() == now);
        for key in needed.iter().filter(|key| **key != snapshot) {
            damage(&damaged, key);
        }
        assert!(matches!(Store::open(&damaged), Opening::Unreadable(..)));
        assert_eq!(Store::rescue(&&damaged), Ok(None));
        damaged.set(&snapshot, &storage.get(&snapshot).unwrap().unwrap()).unwrap();
        assert!(matches!(Store::open(&damaged), Opening::Unreadable(_, report) if !report.is_sound()));
    }
    // Where the head alone is gone, everything opens.
    storage.remove("pursuit/head").unwrap();
    assert!(open(&storage).workspace == now);
}

#[test]
fn a_forgotten_points_damaged_chunk_waits_for_the_user() {
    let (storage, points, needs) = aged(8, 21);
    let (place, key) = (2..points.len())
        .find_map(|place| {
            let alone = |key: &&String| {
                key.starts_with("pursuit/c/")
                    && needs.iter().enumerate().all(|(other, keys)| other == place || !keys.contains(*key))
            };
            needs[place].iter().find(alone).map(|key| (place, key))
        })
        .unwrap();
    storage.set(key, "damaged").unwrap();
    let Opened { mut store, .. } = open(&storage);
    assert!(matches!(store.load(points[place].0), Err(LoadError::Damaged(..))));
    assert_eq!(store.verify().unwrap().len(), 1);
    assert_eq!(store.verify(), Ok(Vec::new()), "told once");
    store.forget(points[place].0).unwrap();
    store.sweep().unwrap();
    assert_eq!(storage.get(key), Ok(Some("damaged".into())));
    store.discard_damaged().unwrap();
    store.sweep().unwrap();
    assert_eq!(storage.get(key), Ok(None));
}

#[test]
fn another_tabs_head_is_not_overwritten() {
    let storage = Faulty::default();
    let mut ours = fresh(&storage);
    let states = script(&mut ours, 41, 5, 1000);
    let mut theirs = open(&storage);
    sample::edit(&mut theirs.workspace, &mut Dice::new(1), T);
    theirs.store.commit(&theirs.workspace, T, None).unwrap();
    let held = storage.state();
    assert_eq!(ours.foreign_head(), Ok(true));
    assert_eq!(ours.commit(&states[2], T, Some("mine")), Err(CommitError::Foreign));
    assert_eq!(ours.sweep(), Err(CommitError::Foreign));
    assert_eq!(ours.forget(ours.points()[2].id), Err(CommitError::Foreign));
    assert_eq!(ours.discard_damaged(), Err(CommitError::Foreign));
    assert!(storage.state() == held);
    // Opened anew it may.
    let Opened { mut store, .. } = open(&storage);
    store.commit(&states[2], T, None).unwrap();
    assert!(open(&storage).workspace == states[2]);
    // A store that was cleared under the tab: it says so, and the data goes into a new one.
    storage.state().keys().for_each(|key| storage.remove(key).unwrap());
    assert_eq!(store.commit(&states[3], T, None), Err(CommitError::Foreign));
    fresh(&storage).commit(&states[3], T, None).unwrap();
    assert!(open(&storage).workspace == states[3]);
}

#[test]
fn a_commit_of_nothing_writes_nothing() {
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    let now = script(&mut store, 42, 5, 1000).pop().unwrap();
    let held = storage.state();
    assert_eq!(store.commit(&now, T + 9_000, None).unwrap().written_units, 0);
    assert!(storage.state() == held);
    assert!(store.commit(&now, T + 9_000, Some("by hand")).unwrap().written_units > 0);
    assert_eq!(store.points()[0].label.as_deref(), Some("by hand"));
}

#[test]
fn what_cannot_be_read_again_is_not_written() {
    use pursuit::engine::model::{Checkin, Goal};
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    let mut now = script(&mut store, 43, 3, 1000).pop().unwrap();
    let held = storage.state();
    let id = Dice::new(8).id(T);
    now.goals.insert(Goal { id, checkins: vec![Checkin { value: f64::NAN, ..Checkin::default() }], ..Goal::default() });
    match store.commit(&now, T, None) {
        Err(CommitError::Unwritable(record)) => assert_eq!((record.table, record.id), ("goals", id)),
        other => panic!("{other:?}"),
    }
    assert!(storage.state() == held);
}

#[test]
fn a_storage_that_fails_is_not_taken_for_an_empty_one() {
    let storage = Faulty::default();
    script(&mut fresh(&storage), 44, 3, 1000);
    storage.fail_at(0, StorageError::Denied);
    storage.fail_reads();
    assert!(matches!(Store::open(&storage), Opening::Failed(_, StorageError::Denied)));
    storage.heal();
    // Keys of others do not make a store.
    let others = Faulty::default();
    others.set("pursuit/theme", "dark").unwrap();
    others.set("other/head", "x").unwrap();
    let mut store = fresh(&others);
    script(&mut store, 44, 3, 1000);
    let usage = store.usage().unwrap();
    assert_eq!(usage.total, usage.now + usage.points + 13 + 4 + 10 + 1);
}

#[test]
fn points_can_be_listed_read_and_forgotten() {
    let storage = Faulty::default();
    let mut store = fresh(&storage);
    let states = script(&mut store, 45, 200, 1_000_000);
    let points = store.points();
    assert!(points[0].is_head && points.len() > 20 && points.len() < 120, "{}", points.len());
    for point in &points {
        let workspace = store.load(point.id).unwrap();
        assert!(states.contains(&workspace));
        assert_eq!(store.commit(&states[200], T, None).unwrap().written_units, 0);
    }
    // A point's cost is what forgetting it frees.
    let total = store.usage().unwrap().total;
    let swept = store.forget(points[3].id).unwrap();
    assert_eq!(swept.units, points[3].units);
    assert_eq!(store.usage().unwrap().total, total - swept.units);
    assert_eq!(store.load(points[3].id), Err(LoadError::NoSuchPoint));
    for point in &points {
        store.forget(point.id).unwrap();
    }
    assert!(store.points().len() == 2);
    assert!(open(&storage).workspace == states[200]);
    assert_eq!(store.usage().unwrap().unused, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40 * much() as u32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_committed_opens_again(seed in any::<u64>(), commits in 1i64..40, apart in 0i64..10_000_000, jump in 0usize..40) {
        let storage = Memory::default();
        let mut store = fresh(&storage);
        let mut states = script(&mut store, seed, commits, apart);
        // Back to any state before, as an undo or a restore does, and on.
        let back = states[jump % states.len()].clone();
        store.commit(&back, T + commits * apart, None).unwrap();
        prop_assert!(open(&storage).workspace == back);
        let mut now = back;
        let Opened { mut store, .. } = open(&storage);
        sample::edit(&mut now, &mut Dice::new(seed), T);
        store.commit(&now, T + commits * apart, None).unwrap();
        states.push(now.clone());
        let Opened { store, workspace, report } = open(&storage);
        prop_assert!(workspace == now && report.is_sound());
        for point in store.points() {
            prop_assert!(states.contains(&store.load(point.id).unwrap()));
        }
        let usage = store.usage().unwrap();
        prop_assert_eq!(usage.total, storage.units());
        prop_assert_eq!(usage.total, usage.now + usage.points);
    }

    #[test]
    fn no_text_under_our_keys_makes_it_panic(values in prop::collection::vec((0usize..5, ".{0,40}"), 1..6)) {
        let storage = Memory::default();
        for (kind, value) in values {
            let hash = "ba7816bf8f01cfea414140de5dae2223";
            let key = match kind {
                0 => "pursuit/head".to_string(),
                1 => format!("pursuit/s/{hash}"),
                2 => format!("pursuit/c/{hash}"),
                3 => format!("pursuit/s/{value}"),
                _ => format!("pursuit/q/{value}"),
            };
            let value = if kind == 0 && value.len() > 20 { hash.into() } else { value };
            storage.set(&key, &value).unwrap();
        }
        let unreadable = matches!(Store::open(&storage), Opening::Unreadable(..));
        prop_assert!(unreadable);
        prop_assert!(matches!(Store::rescue(&&storage), Ok(None)));
    }
}

/// The size: half of Chromium's 5,242,880 units, and 64 kB for an edit.
#[test]
fn a_large_team_fits_and_an_edit_is_small() {
    let storage = Memory::default();
    let mut store = fresh(&storage);
    let mut now = sample::workspace(20_000, 5_000, 20_000);
    let start = std::time::Instant::now();
    store.commit(&now, T, None).unwrap();
    println!("all: {} units, {:?}", storage.units(), start.elapsed());
    let usage = store.usage().unwrap();
    println!("{usage:?} {}", storage.keys().unwrap().len());
    assert!(storage.units() < 2_621_440, "{}", storage.units());
    let mut dice = Dice::new(3);
    let (mut most, mut spent) = (0, std::time::Duration::ZERO);
    for n in 0..100 {
        let id = now.tasks.iter().nth(dice.below(now.tasks.len())).unwrap().id;
        let mut task = (**now.tasks.get(id).unwrap()).clone();
        task.name = dice.text(9);
        task.rev += 1;
        now.tasks.insert(task);
        let start = std::time::Instant::now();
        let committed = store.commit(&now, T + n * 1000, None).unwrap();
        spent += start.elapsed();
        most = most.max(committed.written_units);
    }
    println!("edit: {most} units, {:?}", spent / 100);
    assert!(most * 2 < 64_000, "{most} units");
    let start = std::time::Instant::now();
    let opened = open(&storage);
    println!("open: {:?}", start.elapsed());
    assert!(opened.workspace == now && opened.report.is_sound());
    // What a point has in common with now is one and the same in memory.
    let before = store.load(store.points()[1].id).unwrap();
    let same = now.clients.iter().zip(before.clients.iter()).all(|(now, then)| std::sync::Arc::ptr_eq(now, then));
    assert!(same && before.diff(&now).len() == 1);
    println!("after: {} units", storage.units());
}
