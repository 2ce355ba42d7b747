//! The laws of merging, over workspaces that were edited at random.

#[path = "store/sample.rs"]
#[allow(dead_code)]
mod sample;

use proptest::prelude::*;
use pursuit::engine::edit::{self, Context};
use pursuit::engine::model::*;
use pursuit::engine::workspace::{Conflict, Kind, Mend, Problem, Row, Side, Workspace, check, merge};
use sample::{Dice, T};

/// Records of every table that hang on one another, edited as a person would.
fn step(ws: &Workspace, dice: &mut Dice, at: i64) -> Workspace {
    let seed = u128::from(dice.next()) << 64 | u128::from(dice.next());
    let ctx = Context::new(at, Date::from_days(20_000), Id::from_bits(u128::from(dice.next())), seed);
    let mut now = ws.clone();
    let any = |ids: Vec<Id>, dice: &mut Dice| ids.get(dice.below(ids.len())).copied();
    let projects: Vec<Id> = ws.projects.iter().map(|row| row.id).collect();
    let tasks: Vec<Id> = ws.tasks.iter().map(|row| row.id).collect();
    let clients: Vec<Id> = ws.clients.iter().map(|row| row.id).collect();
    let members: Vec<Id> = ws.members.iter().map(|row| row.id).collect();
    let text = dice.text(4);
    match dice.below(14) {
        0 => _ = edit::add(&mut now, &ctx, Project { name: text, ..Project::default() }),
        1 | 2 => {
            if let Some(project) = any(projects, dice) {
                let parent = any(tasks, dice).filter(|id| ws.tasks.get(*id).is_some_and(|task| task.project == project));
                edit::add(&mut now, &ctx, Task { project, parent, name: text, ..Task::default() });
            }
        }
        3 => {
            if let (Some(from), Some(to)) = (any(tasks.clone(), dice), any(tasks, dice)) {
                let project = ws.tasks.get(from).map_or(Id::NONE, |task| task.project);
                edit::add(&mut now, &ctx, Dependency { project, from, to, ..Dependency::default() });
            }
        }
        4 => {
            let owner = any(members, dice);
            edit::add(&mut now, &ctx, Client { name: text, owner, ..Client::default() });
        }
        5 => _ = any(clients, dice).map(|client| edit::add(&mut now, &ctx, Contact { client, name: text, ..Contact::default() })),
        6 => _ = edit::add(&mut now, &ctx, Member { name: text, ..Member::default() }),
        7 => {
            if let (Some(task), Some(member)) = (any(tasks, dice), any(members, dice)) {
                edit::add(&mut now, &ctx, Assignment { task, member, ..Assignment::default() });
            }
        }
        8 => {
            let owner = any(members, dice);
            drop(any(tasks, dice).map(|id| edit::update(&mut now, id, |task: &mut Task| task.owner = owner)));
        }
        9 => drop(any(tasks, dice).map(|id| edit::update(&mut now, id, |task: &mut Task| task.name = text))),
        10 => {
            let tag = dice.text(1);
            drop(any(clients, dice).map(|id| edit::update(&mut now, id, |client: &mut Client| client.tags.push(tag))));
        }
        11 => {
            // A move, within the project and not into itself.
            if let (Some(id), Some(parent)) = (any(tasks.clone(), dice), any(tasks, dice)) {
                let of = |id: Id| ws.tasks.get(id).map(|task| task.project);
                let mut above = Some(parent);
                while let Some(at) = above.filter(|at| *at != id) {
                    above = ws.tasks.get(at).and_then(|task| task.parent);
                }
                if above.is_none() && of(id) == of(parent) {
                    drop(edit::update(&mut now, id, |task: &mut Task| task.parent = Some(parent)));
                }
            }
        }
        12 => {
            let rows: Vec<(Kind, Id)> =
                Kind::ALL.iter().flat_map(|kind| ws.rows(*kind)).map(|row| (row.kind(), row.id())).collect();
            if let Some((kind, id)) = rows.get(dice.below(rows.len())) {
                drop(edit::delete(&mut now, *kind, *id));
            }
        }
        _ => now.settings.make_mut().name = text,
    }
    let now = edit::stamp(ws, now, &ctx);
    // Edits refuse what does not fit; so does this one.
    if refused(&now).is_empty() { now } else { ws.clone() }
}

fn refused(ws: &Workspace) -> Vec<Problem> {
    check(ws).into_iter().filter(Problem::refused).collect()
}

fn edited(from: &Workspace, seed: u64, edits: usize, at: i64) -> Workspace {
    let mut dice = Dice::new(seed);
    (0..edits).fold(from.clone(), |ws, n| step(&ws, &mut dice, at + n as i64))
}

fn three(seed: u64, grown: usize, ours: usize, theirs: usize) -> [Workspace; 3] {
    let base = edited(&Workspace::default(), seed, grown, T);
    let (a, b) = (edited(&base, seed ^ 1, ours, T + 10_000), edited(&base, seed ^ 2, theirs, T + 10_000));
    [base, a, b]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_one_side_changed_is_taken(seed in any::<u64>(), grown in 0usize..150, edits in 0usize..40) {
        let [base, ours, _] = three(seed, grown, edits, 0);
        for (base, a, b) in [(Some(&base), &ours, &base), (Some(&base), &base, &ours), (Some(&base), &ours, &ours), (None, &ours, &ours)] {
            let merged = merge(base, a, b);
            prop_assert!(merged.workspace == ours);
            prop_assert!(merged.conflicts.is_empty() && merged.repairs.is_empty());
        }
    }

    /// Where something had to be mended, the other side's wish may come back once the first merge has settled it.
    #[test]
    fn merging_again_changes_nothing_where_nothing_was_mended(seed in any::<u64>(), grown in 0usize..150, ours in 0usize..40, theirs in 0usize..40) {
        let [base, ours, theirs] = three(seed, grown, ours, theirs);
        for base in [Some(&base), None] {
            let first = merge(base, &ours, &theirs);
            if !first.repairs.is_empty() {
                continue;
            }
            let once = first.workspace;
            for side in [&ours, &theirs] {
                let again = merge(base, &once, side);
                prop_assert_eq!(once.diff(&again.workspace), Vec::new());
                prop_assert!(again.workspace.settings == once.settings);
            }
        }
    }

    #[test]
    fn both_ways_round_end_equal(seed in any::<u64>(), grown in 0usize..150, ours in 0usize..40, theirs in 0usize..40) {
        let [base, ours, theirs] = three(seed, grown, ours, theirs);
        for base in [Some(&base), None] {
            let (there, back) = (merge(base, &ours, &theirs), merge(base, &theirs, &ours));
            prop_assert_eq!(there.workspace.diff(&back.workspace), Vec::new());
            prop_assert!(there.workspace == back.workspace);
            prop_assert_eq!(there.conflicts.len(), back.conflicts.len());
            let value = |conflict: &Conflict| match conflict.taken {
                Side::Ours => conflict.ours.clone(),
                Side::Theirs => conflict.theirs.clone(),
            };
            prop_assert!(there.conflicts.iter().zip(&back.conflicts).all(|(a, b)| a.field == b.field && value(a) == value(b)));
        }
    }

    #[test]
    fn trees_and_links_are_sound_and_nothing_is_lost(seed in any::<u64>(), grown in 20usize..200, ours in 1usize..60, theirs in 1usize..60) {
        let [base, ours, theirs] = three(seed, grown, ours, theirs);
        let merged = merge(Some(&base), &ours, &theirs);
        let known: Vec<Problem> = [&base, &ours, &theirs].into_iter().flat_map(check).collect();
        let new: Vec<Problem> = check(&merged.workspace).into_iter().filter(|problem| !known.contains(problem)).collect();
        prop_assert!(new.is_empty(), "{new:?}");
        // What a side made or changed is there, but for relations that were dropped and told.
        for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
            for change in base.diff(side) {
                let Some(row) = change.after else { continue };
                // Changed and changed back is as it was.
                if change.before.is_some_and(|before| before.with_stamp(row.stamped()) == row) {
                    continue;
                }
                let told = merged.repairs.iter().any(|repair| repair.id == change.id && repair.mend == Mend::Dropped);
                prop_assert!(told || merged.workspace.row(change.kind, change.id).is_some(), "{row:?} {:?}", other.row(change.kind, change.id));
            }
        }
    }
}

fn one<R: pursuit::engine::workspace::Stored>(record: R) -> Workspace {
    let mut ws = Workspace::default();
    R::table_mut(&mut ws).insert(record);
    ws
}

fn id(n: u128) -> Id {
    Id::from_bits(n)
}

fn client(rev: u32, at: i64, change: impl FnOnce(&mut Client)) -> Workspace {
    let mut client = Client { id: id(1), rev, updated_at: at, name: "远山".into(), ..Client::default() };
    change(&mut client);
    one(client)
}

#[test]
fn different_fields_both_survive_and_of_the_same_the_later_wins() {
    let base = client(1, T, |_| {});
    let ours = client(2, T + 2, |client| (client.phone, client.region) = ("1".into(), "华东".into()));
    let theirs = client(2, T + 1, |client| (client.phone, client.wechat) = ("2".into(), "w".into()));
    let merged = merge(Some(&base), &ours, &theirs);
    let after = merged.workspace.clients.get(id(1)).unwrap();
    assert_eq!((after.phone.as_str(), after.region.as_str(), after.wechat.as_str()), ("1", "华东", "w"));
    assert_eq!((after.rev, after.updated_at), (3, T + 2));
    let [conflict] = merged.conflicts.as_slice() else { panic!("{:?}", merged.conflicts) };
    assert_eq!((conflict.field.as_deref(), conflict.taken), (Some("phone"), Side::Ours));
    assert_eq!((&conflict.ours, &conflict.theirs), (&"1".into(), &"2".into()));
    let mut settled = merged.workspace.clone();
    conflict.settle(&mut settled, Side::Theirs).unwrap();
    assert_eq!(settled.clients.get(id(1)).unwrap().phone.as_str(), "2");
}

#[test]
fn lists_are_merged_item_by_item_where_that_is_plain() {
    let tags = |tags: &[&str]| tags.iter().map(|tag| Text::new(tag)).collect::<Vec<_>>();
    for (base, ours, theirs, wanted) in [
        (vec!["a", "b"], vec!["a", "b", "o"], vec!["a", "b", "t"], Some(vec!["a", "b", "o", "t"])),
        (vec!["a", "b"], vec!["b"], vec!["a", "b", "t"], Some(vec!["b", "t"])),
        (vec!["a", "b"], vec!["a2", "b"], vec!["a", "b2"], Some(vec!["a2", "b2"])),
        (vec!["a", "b"], vec!["a", "o", "b"], vec!["a", "b", "t"], Some(vec!["a", "o", "b", "t"])),
        (vec!["a", "b"], vec!["a2", "b"], vec!["a3", "b"], None),
        (vec!["a", "b", "c"], vec!["b", "a"], vec!["a", "b"], None),
    ] {
        let at = |list: &[&str], at| client(2, T + at, |client| client.tags = tags(list));
        let merged = merge(Some(&at(&base, 0)), &at(&ours, 2), &at(&theirs, 1));
        let after = merged.workspace.clients.get(id(1)).unwrap().tags.clone();
        assert_eq!(merged.conflicts.len(), usize::from(wanted.is_none()), "{ours:?} {theirs:?} {after:?}");
        assert_eq!(after, tags(&wanted.unwrap_or(ours)));
    }
}

#[test]
fn amounts_are_taken_with_their_currency() {
    let money = |minor, currency| Some(Money::new(minor, currency));
    let base = client(1, T, |client| client.annual_revenue = money(100, Currency::Cny));
    let ours = client(2, T + 1, |client| client.annual_revenue = money(200, Currency::Cny));
    let theirs = client(2, T + 2, |client| client.annual_revenue = money(100, Currency::Usd));
    let merged = merge(Some(&base), &ours, &theirs);
    assert_eq!(merged.workspace.clients.get(id(1)).unwrap().annual_revenue, money(100, Currency::Usd));
    assert_eq!(merged.conflicts.len(), 1);
}

#[test]
fn deletions_travel_and_a_change_on_the_other_side_keeps_the_record() {
    let ctx = Context::new(T + 5, Date::from_days(20_000), id(9), 1);
    let base = client(1, T, |_| {});
    let mut gone = base.clone();
    edit::delete(&mut gone, Kind::Client, id(1)).unwrap();
    let gone = edit::stamp(&base, gone, &ctx);
    // Two ways as well, by the tombstone.
    for base in [Some(&base), None] {
        let untouched = client(1, T, |_| {});
        let merged = merge(base, &untouched, &gone);
        assert!(merged.conflicts.is_empty());
        // Without a base the other side is untouched too: three ways it is the base itself.
        assert!(merged.workspace.clients.is_empty());
        assert!(merged.workspace.tombstones.contains_key(&id(1)));
    }
    let changed = client(2, T + 9, |client| client.phone = "1".into());
    let merged = merge(Some(&base), &changed, &gone);
    let [conflict] = merged.conflicts.as_slice() else { panic!() };
    assert_eq!((&conflict.field, conflict.taken, conflict.theirs.is_null()), (&None, Side::Ours, true));
    assert_eq!(merged.workspace.clients.len(), 1);
    assert!(merged.workspace.tombstones.is_empty());
    let mut settled = merged.workspace.clone();
    conflict.settle(&mut settled, Side::Theirs).unwrap();
    assert!(settled.clients.is_empty());
}

#[test]
fn moves_into_one_another_leave_a_tree() {
    let task = |n: u128, parent: Option<u128>, at: i64| {
        Row::Task(std::sync::Arc::new(Task {
            id: id(n),
            project: id(7),
            parent: parent.map(id),
            updated_at: at,
            rev: 1,
            ..Task::default()
        }))
    };
    let of = |tasks: Vec<Row>| {
        let mut ws = one(Project { id: id(7), ..Project::default() });
        tasks.into_iter().for_each(|row| ws.put(row));
        ws
    };
    let base = of(vec![task(1, None, T), task(2, None, T)]);
    let ours = of(vec![task(1, Some(2), T + 1), task(2, None, T)]);
    let theirs = of(vec![task(1, None, T), task(2, Some(1), T + 2)]);
    let merged = merge(Some(&base), &ours, &theirs);
    let parent = |n| merged.workspace.tasks.get(id(n)).unwrap().parent;
    // The later move stands, the earlier went back.
    assert_eq!((parent(1), parent(2)), (None, Some(id(1))));
    assert_eq!(merged.repairs.len(), 1);
    // A task put under one that was deleted moves up, and one of a deleted project brings the project back.
    let ours = of(vec![task(1, None, T), task(2, None, T), task(3, Some(1), T + 1)]);
    let theirs = of(vec![task(2, None, T)]);
    let merged = merge(Some(&base), &ours, &theirs);
    assert_eq!(merged.workspace.tasks.get(id(3)).unwrap().parent, None);
    let merged = merge(Some(&base), &ours, &Workspace::default());
    assert_eq!((merged.workspace.projects.len(), merged.workspace.tasks.len()), (1, 1));
    assert!(merged.repairs.iter().any(|repair| repair.mend == Mend::Restored));
}

#[test]
fn two_ways_the_higher_revision_wins_and_equal_ones_are_told() {
    let (low, high) = (client(2, T + 9, |client| client.phone = "1".into()), client(3, T, |client| client.phone = "2".into()));
    let merged = merge(None, &low, &high);
    assert!(merged.conflicts.is_empty() && merged.workspace == high);
    let even = client(3, T + 1, |client| client.region = "华南".into());
    let merged = merge(None, &even, &high);
    assert_eq!(merged.workspace, even);
    assert_eq!(merged.conflicts.iter().filter_map(|conflict| conflict.field.as_deref()).collect::<Vec<_>>(), ["phone", "region"]);
}
