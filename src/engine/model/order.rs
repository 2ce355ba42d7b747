//! Sorting of records and lists for people: compiled once for all types, where the standard library's is compiled for each
//! (3 kB each time, and it was there 45 times). Hot loops sort with the standard library.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Stable.
pub fn sort_by<T>(items: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    let mut targets = targets(items.len(), &mut |a, b| order(&items[a], &items[b]));
    for at in 0..items.len() {
        while targets[at] != at {
            let to = targets[at];
            items.swap(at, to);
            targets.swap(at, to);
        }
    }
}

/// Stable; a key is made for every comparison.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// A set, one insert after the other: a set that is collected is sorted first, by code of its own.
pub fn set<T: Ord>(items: impl Iterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// Where each item goes.
fn targets(len: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sources: Vec<usize> = (0..len).collect();
    sources.sort_by(|a, b| order(*a, *b));
    let mut targets = vec![0; len];
    sources.iter().enumerate().for_each(|(target, source)| targets[*source] = target);
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_stays_in_order() {
        let mut words = vec!["pear", "fig", "plum", "apple", "date", "kiwi"];
        sort_by_key(&mut words, |word| word.len());
        assert_eq!(words, ["fig", "pear", "plum", "date", "kiwi", "apple"]);
        sort_by(&mut words, |a, b| b.cmp(a));
        assert_eq!(words, ["plum", "pear", "kiwi", "fig", "date", "apple"]);
    }
}
