//! Which tables there are. One list; everything that goes through all of them is generated from it.

use imbl::OrdMap;
use serde_json::{Map, Value};
use std::sync::Arc;

use super::table::{Shared, Table};
use crate::engine::model::shape::{Shape, part};
use crate::engine::model::*;

part! {
    /// What is left of a deleted record, so that the deletion can travel in a file.
    Tombstone { id: Id, kind: Text, at: i64, by: Id, rev: u32 }
}

/// A record with a table of its own.
pub trait Stored: Record {
    const KIND: Kind;
    fn table(workspace: &Workspace) -> &Table<Self>;
    fn table_mut(workspace: &mut Workspace) -> &mut Table<Self>;
    fn row(record: Arc<Self>) -> Row;
}

/// One record that differs between two workspaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub kind: Kind,
    pub id: Id,
    pub before: Option<Row>,
    pub after: Option<Row>,
}

macro_rules! tables {
    ($($table:ident : $record:ident),* $(,)?) => {
        /// Everything a user has. Cheap to clone.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Workspace {
            pub settings: Shared<Settings>,
            $(pub $table: Table<$record>,)*
            /// Deleted records by id.
            pub tombstones: OrdMap<Id, Tombstone>,
            /// Tables of a newer version, as they were read.
            pub unknown: Shared<Map<String, Value>>,
        }

        /// Names a table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($record),* }

        /// A record of any table.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Row { $($record(Arc<$record>)),* }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$record),*];

            /// The name of the table, in files too.
            pub const fn table(self) -> &'static str {
                match self { $(Kind::$record => stringify!($table)),* }
            }

            pub fn from_table(name: &str) -> Option<Kind> {
                Kind::ALL.iter().copied().find(|kind| kind.table() == name)
            }

            /// The JSON Schema of a record.
            pub fn shape(self) -> Value {
                match self { $(Kind::$record => <$record as Shape>::shape()),* }
            }
        }

        impl Row {
            pub fn kind(&self) -> Kind {
                match self { $(Row::$record(_) => Kind::$record),* }
            }

            pub fn stamped(&self) -> Stamp {
                match self { $(Row::$record(record) => record.stamped()),* }
            }

            pub fn id(&self) -> Id {
                self.stamped().id
            }

            /// The same record with another stamp.
            pub fn with_stamp(&self, stamp: Stamp) -> Row {
                match self { $(Row::$record(record) => {
                    let mut record = record.clone();
                    Arc::make_mut(&mut record).stamp(stamp);
                    Row::$record(record)
                }),* }
            }

            pub fn to_json(&self) -> Value {
                match self { $(Row::$record(record) => serde_json::to_value(&**record)),* }.unwrap_or_default()
            }

            pub fn write_json(&self, out: &mut Vec<u8>) {
                // Writing to memory, of values with text keys: it cannot fail.
                let _ = match self { $(Row::$record(record) => serde_json::to_writer(out, &**record)),* };
            }

            /// The message of the error names the field.
            pub fn from_json(kind: Kind, value: Value) -> Result<Row, String> {
                match kind { $(Kind::$record => serde_json::from_value(value).map(|record| Row::$record(Arc::new(record)))),* }
                    .map_err(|error| error.to_string())
            }

            /// The same from text.
            pub fn from_slice(kind: Kind, json: &[u8]) -> Result<Row, String> {
                match kind { $(Kind::$record => serde_json::from_slice(json).map(|record| Row::$record(Arc::new(record)))),* }
                    .map_err(|error| error.to_string())
            }
        }

        impl Workspace {
            pub fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$record => self.$table.len()),* }
            }

            /// Records of one table, in the order of their ids.
            pub fn rows(&self, kind: Kind) -> Vec<Row> {
                match kind { $(Kind::$record => self.$table.iter().cloned().map(Row::$record).collect()),* }
            }

            pub fn row(&self, kind: Kind, id: Id) -> Option<Row> {
                match kind { $(Kind::$record => self.$table.get(id).cloned().map(Row::$record)),* }
            }

            pub fn put(&mut self, row: Row) {
                match row { $(Row::$record(record) => self.$table.insert(record)),* }
            }

            pub fn take(&mut self, kind: Kind, id: Id) -> Option<Row> {
                match kind { $(Kind::$record => self.$table.remove(id).map(Row::$record)),* }
            }

            /// True where nothing in the table was touched.
            pub fn same_table(&self, kind: Kind, other: &Workspace) -> bool {
                match kind { $(Kind::$record => self.$table.same(&other.$table)),* }
            }

            /// Every record that differs between `self` (before) and `now`; settings and tombstones are not records.
            pub fn diff(&self, now: &Workspace) -> Vec<Change> {
                let mut changes = Vec::new();
                $(changes.extend(self.$table.diff(&now.$table).into_iter().map(|(id, before, after)| Change {
                    kind: Kind::$record,
                    id,
                    before: before.map(Row::$record),
                    after: after.map(Row::$record),
                }));)*
                changes
            }
        }

        $(impl Stored for $record {
            const KIND: Kind = Kind::$record;
            fn table(workspace: &Workspace) -> &Table<$record> { &workspace.$table }
            fn table_mut(workspace: &mut Workspace) -> &mut Table<$record> { &mut workspace.$table }
            fn row(record: Arc<$record>) -> Row { Row::$record(record) }
        })*
    };
}

tables! {
    projects: Project,
    goals: Goal,
    tasks: Task,
    links: Dependency,
    calendars: Calendar,
    members: Member,
    assignments: Assignment,
    clients: Client,
    contacts: Contact,
    activities: Activity,
    risks: Risk,
    actions: ResponseAction,
    matrices: RiskMatrix,
    issues: Issue,
    views: View,
}

impl Workspace {
    pub fn get<R: Stored>(&self, id: Id) -> Option<&Arc<R>> {
        R::table(self).get(id)
    }

    pub fn is_empty(&self) -> bool {
        Kind::ALL.iter().all(|kind| self.count(*kind) == 0)
    }

    /// The table a record stands in.
    pub fn kind_of(&self, id: Id) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| self.row(*kind, id).is_some())
    }
}
