//! The workspace as a value: what was done can be undone, and a difference is the whole difference.

#[path = "store/sample.rs"]
#[allow(dead_code)]
mod sample;

use proptest::prelude::*;
use pursuit::engine::workspace::{History, Workspace};
use sample::{Dice, T};

fn edited(from: &Workspace, dice: &mut Dice, edits: usize) -> Workspace {
    let mut workspace = from.clone();
    (0..edits).for_each(|_| sample::edit(&mut workspace, dice, T));
    workspace
}

/// The records of `to`, made from `from` by their difference.
fn apply(from: &Workspace, to: &Workspace) -> Workspace {
    let mut workspace = from.clone();
    for change in from.diff(to) {
        assert_eq!(change.before, from.row(change.kind, change.id));
        assert_eq!(change.after, to.row(change.kind, change.id));
        match change.after {
            Some(row) => workspace.put(row),
            None => drop(workspace.take(change.kind, change.id)),
        }
    }
    // Settings, tombstones and unknown tables are not records.
    Workspace { settings: to.settings.clone(), tombstones: to.tombstones.clone(), unknown: to.unknown.clone(), ..workspace }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undo_of_n_edits_gives_back_what_was(seed in any::<u64>(), edits in 1usize..120, back in 1usize..120) {
        let mut dice = Dice::new(seed);
        let mut history = History::default();
        let mut states = vec![edited(&Workspace::default(), &mut dice, 10)];
        for n in 0..edits {
            let now = edited(&states[n], &mut dice, 1);
            history.push(n, states[n].clone());
            states.push(now);
        }
        let back = back.min(edits);
        let mut now = states[edits].clone();
        for n in (edits - back..edits).rev() {
            let (label, before) = history.undo(now).unwrap();
            prop_assert_eq!(label, n);
            now = before;
            prop_assert!(now == states[n]);
        }
        for n in edits - back..edits {
            let (label, after) = history.redo(now).unwrap();
            prop_assert_eq!(label, n);
            now = after;
            prop_assert!(now == states[n + 1]);
        }
        prop_assert!(history.redo(now.clone()).is_err());
        // A new edit after an undo: what was undone cannot come back.
        let (_, now) = history.undo(now).unwrap();
        history.push(99, now.clone());
        prop_assert!(history.redo(now).is_err());
    }

    #[test]
    fn a_difference_applied_gives_the_other(seed in any::<u64>(), base in 0usize..60, ours in 0usize..60, theirs in 0usize..60) {
        let mut dice = Dice::new(seed);
        let base = edited(&Workspace::default(), &mut dice, base);
        let (ours, theirs) = (edited(&base, &mut dice, ours), edited(&base, &mut dice, theirs));
        for (a, b) in [(&base, &ours), (&ours, &base), (&ours, &theirs), (&Workspace::default(), &theirs), (&theirs, &Workspace::default())] {
            prop_assert!(apply(a, b) == *b);
            // The difference the other way round is the same one, turned.
            let there = a.diff(b);
            let back = b.diff(a);
            prop_assert_eq!(there.len(), back.len());
            prop_assert!(there.iter().zip(&back).all(|(there, back)| there.before == back.after && there.after == back.before));
            // Each record stands in it once, and only if it differs.
            prop_assert!(there.iter().all(|change| change.before != change.after));
            prop_assert!(there.is_sorted_by(|one, next| (one.kind, one.id) < (next.kind, next.id)));
        }
        prop_assert!(ours.diff(&ours.clone()).is_empty());
    }
}

#[test]
fn history_forgets_the_oldest_steps_only() {
    let mut history = History::default();
    let depth = History::<i64, i64>::DEPTH as i64;
    (0..depth + 50).for_each(|n| history.push(n, n));
    let mut now = depth + 50;
    while let Ok((_, before)) = history.undo(now) {
        assert_eq!(before, now - 1);
        now = before;
    }
    assert_eq!(now, 50);
}
