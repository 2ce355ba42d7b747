//! A table: a persistent map from id to record.

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use std::sync::{Arc, LazyLock};
use std::{fmt, marker::PhantomData, ops::Deref};

use super::tables::{Kind, Row, Stored, Workspace};
use crate::engine::model::Id;

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

/// Records of all tables by id: one kind of map, so that its code is there once and not once a table.
pub(super) type Map = OrdMap<Id, Row>;

/// Where records come from that nobody has asked for yet.
pub trait Source: Send + Sync {
    /// A workspace that has them in its table; the same one whenever it is asked.
    fn workspace(&self) -> &Workspace;
}

/// The records of one table; nothing where there are none. One pointer, so that copying a workspace is copying some thirty.
#[derive(Clone, Default)]
pub(super) struct Rows(Option<Arc<Inner>>);

#[derive(Clone)]
enum Inner {
    Read(Map),
    /// To be read when the first record is asked for.
    Unread {
        kind: Kind,
        count: usize,
        source: Arc<dyn Source>,
    },
}

static NONE: LazyLock<Map> = LazyLock::new(Map::new);

impl Rows {
    pub fn unread(kind: Kind, count: usize, source: Arc<dyn Source>) -> Rows {
        Rows(Some(Arc::new(Inner::Unread { kind, count, source })))
    }

    pub fn map(&self) -> &Map {
        match self.0.as_deref() {
            None => &NONE,
            Some(Inner::Read(map)) => map,
            Some(Inner::Unread { kind, source, .. }) => source.workspace().table(*kind).map(),
        }
    }

    pub fn map_mut(&mut self) -> &mut Map {
        if !matches!(self.0.as_deref(), Some(Inner::Read(_))) {
            self.0 = Some(Arc::new(Inner::Read(self.map().clone())));
        }
        match self.0.as_mut().map(Arc::make_mut) {
            Some(Inner::Read(map)) => map,
            _ => unreachable!(),
        }
    }

    pub fn len(&self) -> usize {
        match self.0.as_deref() {
            None => 0,
            Some(Inner::Read(map)) => map.len(),
            Some(Inner::Unread { count, .. }) => *count,
        }
    }

    /// True where both are one and the same value.
    pub fn same(&self, other: &Rows) -> bool {
        let shared = self.0.as_ref().zip(other.0.as_ref()).is_some_and(|(one, other)| Arc::ptr_eq(one, other));
        shared || self.len() == other.len() && (self.len() == 0 || self.map().ptr_eq(other.map()))
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Rows) -> bool {
        self.same(other) || self.map() == other.map()
    }
}

/// A record before and after, none where it was not there.
pub(super) type Differing = (Id, Option<Row>, Option<Row>);

/// The same of one table.
pub type Changed<R> = (Option<Arc<R>>, Option<Arc<R>>);

/// Records by id, in the order of their ids (which is the order of their making).
pub struct Table<R> {
    /// Only rows of `R`.
    pub(super) rows: Rows,
    of: PhantomData<fn() -> R>,
}

impl<R> Default for Table<R> {
    fn default() -> Table<R> {
        Table { rows: Rows::default(), of: PhantomData }
    }
}

impl<R> Clone for Table<R> {
    fn clone(&self) -> Table<R> {
        Table { rows: self.rows.clone(), of: PhantomData }
    }
}

impl<R> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.rows.map().fmt(f)
    }
}

impl<R> PartialEq for Table<R> {
    fn eq(&self, other: &Table<R>) -> bool {
        self.rows == other.rows
    }
}

impl<R> Table<R> {
    pub fn contains(&self, id: Id) -> bool {
        self.rows.map().contains_key(&id)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// True where both are one and the same value: nothing at all was changed.
    pub fn same(&self, other: &Table<R>) -> bool {
        self.rows.same(&other.rows)
    }
}

impl<R: Stored> Table<R> {
    pub fn get(&self, id: Id) -> Option<&Arc<R>> {
        self.rows.map().get(&id).and_then(R::of)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<R>> {
        self.rows.map().values().filter_map(R::of)
    }

    /// Records that differ between this table and what became of it: before and now.
    pub fn changes(&self, now: &Table<R>) -> Vec<Changed<R>> {
        let mut changes = Vec::new();
        let record = |row: Option<Row>| row.as_ref().and_then(R::of).cloned();
        diff(&self.rows, &now.rows, |(_, before, now)| changes.push((record(before), record(now))));
        changes
    }

    pub fn insert(&mut self, record: impl Into<Arc<R>>) {
        let record = record.into();
        self.rows.map_mut().insert(record.id(), R::row(record));
    }

    pub fn remove(&mut self, id: Id) -> Option<Arc<R>> {
        self.rows.map_mut().remove(&id).as_ref().and_then(R::of).cloned()
    }
}

/// What differs between `before` and `now`.
pub(super) fn diff(before: &Rows, now: &Rows, mut each: impl FnMut(Differing)) {
    if before.same(now) {
        return;
    }
    for item in before.map().diff(now.map()) {
        each(match item {
            DiffItem::Add(id, after) => (*id, None, Some(after.clone())),
            DiffItem::Update { old: (id, before), new: (_, after) } => (*id, Some(before.clone()), Some(after.clone())),
            DiffItem::Remove(id, before) => (*id, Some(before.clone()), None),
        });
    }
}
