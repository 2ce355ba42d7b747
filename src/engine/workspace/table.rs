//! A table: a persistent map from id to record.

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use std::{ops::Deref, sync::Arc};

use crate::engine::model::{Id, Record};

/// A shared value that compares by pointer first: what was not touched is equal without a look inside.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    pub fn new(value: T) -> Shared<T> {
        Shared(Arc::new(value))
    }

    pub fn arc(&self) -> &Arc<T> {
        &self.0
    }

    pub fn same(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: Clone> Shared<T> {
    pub fn make_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        self.same(other) || *self.0 == *other.0
    }
}

impl<T> From<Arc<T>> for Shared<T> {
    fn from(value: Arc<T>) -> Shared<T> {
        Shared(value)
    }
}

/// A record before and after, none where it was not there.
pub type Differing<R> = (Id, Option<Arc<R>>, Option<Arc<R>>);

/// Records by id, in the order of their ids (which is the order of their making).
#[derive(Clone, Debug, PartialEq)]
pub struct Table<R: PartialEq>(OrdMap<Id, Shared<R>>);

impl<R: PartialEq> Default for Table<R> {
    fn default() -> Table<R> {
        Table(OrdMap::new())
    }
}

impl<R: Record> Table<R> {
    pub fn get(&self, id: Id) -> Option<&Arc<R>> {
        self.0.get(&id).map(Shared::arc)
    }

    pub fn contains(&self, id: Id) -> bool {
        self.0.contains_key(&id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<R>> {
        self.0.values().map(Shared::arc)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn insert(&mut self, record: impl Into<Arc<R>>) {
        let record = record.into();
        self.0.insert(record.id(), Shared::from(record));
    }

    pub fn remove(&mut self, id: Id) -> Option<Arc<R>> {
        self.0.remove(&id).map(|shared| shared.arc().clone())
    }

    /// True where both are one and the same value: nothing at all was changed.
    pub fn same(&self, other: &Table<R>) -> bool {
        self.0.ptr_eq(&other.0) || self.0.is_empty() && other.0.is_empty()
    }

    /// What differs between `self` (before) and `now`.
    pub fn diff(&self, now: &Table<R>) -> Vec<Differing<R>> {
        if self.same(now) {
            return Vec::new();
        }
        self.0
            .diff(&now.0)
            .map(|item| match item {
                DiffItem::Add(id, after) => (*id, None, Some(after.arc().clone())),
                DiffItem::Update { old: (id, before), new: (_, after) } => {
                    (*id, Some(before.arc().clone()), Some(after.arc().clone()))
                }
                DiffItem::Remove(id, before) => (*id, Some(before.arc().clone()), None),
            })
            .collect()
    }
}
