//! The order of a list: by the column whose head was pressed, and the other way when it is pressed again. Who has nothing there
//! comes last either way.

use std::cell::Cell;
use std::thread::LocalKey;

use crate::app::prelude::*;
use crate::engine::model::{Id, order};

/// The column, and whether the other way. It is kept while one looks at something else.
pub struct Sort<B: 'static> {
    now: RwSignal<(B, bool)>,
    kept: &'static LocalKey<Cell<(B, bool)>>,
}

impl<B> Clone for Sort<B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for Sort<B> {}

impl<B: Copy + PartialEq + Send + Sync> Sort<B> {
    pub fn new(kept: &'static LocalKey<Cell<(B, bool)>>) -> Sort<B> {
        Sort { now: RwSignal::new(kept.get()), kept }
    }

    /// What is found, which stands in the order of `first`, in this one; `keys` says what each of some ids sorts by.
    pub fn over(
        self,
        found: Memo<Vec<Id>>,
        first: B,
        keys: impl Fn(&[Id], B) -> Vec<Option<i64>> + Send + Sync + 'static,
    ) -> Memo<Vec<Id>> {
        memo(move |_| {
            let (by, other) = self.now.get();
            let mut ids = found.get();
            if by == first {
                if other {
                    ids.reverse();
                }
                return ids;
            }
            let keys = keys(&ids, by);
            sorted(ids, keys, other)
        })
    }

    fn press(self, by: B) {
        let (now, other) = self.now.get_untracked();
        let next = (by, now == by && !other);
        self.kept.set(next);
        self.now.set(next);
    }

    /// The head of a column; one of numbers stands to the right.
    pub fn head(self, by: B, name: &'static str, number: bool) -> impl IntoView {
        let stands = move || self.now.get().0 == by;
        let state = move || match self.now.get() {
            (now, _) if now != by => "none",
            (_, false) => "ascending",
            (_, true) => "descending",
        };
        view! {
            <th scope="col" class=if number { "num" } else { "" } aria-sort=bound(state)>
                <button type="button" class="plain" class:now=bound(stands) on:click=handler(move |_: web_sys::MouseEvent| self.press(by))>{name}</button>
            </th>
        }
    }
}

/// Some ids by what each of them sorts by, smallest first or the other way; equal ones stay as they stand.
fn sorted(ids: Vec<Id>, keys: Vec<Option<i64>>, other: bool) -> Vec<Id> {
    let mut all: Vec<(Option<i64>, Id)> = keys.into_iter().zip(ids).collect();
    order::sort_by(&mut all, |(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if other => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    all.into_iter().map(|(_, id)| id).collect()
}

/// The place of each name in their order.
pub fn places<'a>(names: impl Iterator<Item = (Id, &'a str)>) -> std::collections::HashMap<Id, i64> {
    let mut all: Vec<(Id, &str)> = names.collect();
    order::sort_by(&mut all, |a, b| crate::app::browser::pinyin::compare(a.1, b.1));
    all.into_iter().enumerate().map(|(at, (id, _))| (id, at as i64)).collect()
}
