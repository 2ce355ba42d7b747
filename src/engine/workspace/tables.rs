//! Which tables there are. One list; everything that goes through all of them is generated from it.

use imbl::OrdMap;
use serde_json::{Map, Value};
use std::sync::Arc;

use super::table::{self, Rows, Shared, Source, Table};
use crate::engine::model::shape::{self, Part, Shape, part};
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
    /// None of a row of another table.
    fn of(row: &Row) -> Option<&Arc<Self>>;
}

/// One record that differs between two workspaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub kind: Kind,
    pub id: Id,
    pub before: Option<Row>,
    pub after: Option<Row>,
}

/// A record of one table from text. A function of its own for each: a browser makes fast what is called often, as a whole.
#[inline(never)]
fn read<R: Default + shape::Part>(json: &str) -> Result<Arc<R>, String> {
    let mut record = R::default();
    shape::read_part(&mut record, json)?;
    Ok(Arc::new(record))
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
        #[derive(Clone, Debug)]
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

            /// The fields of its records: names in files, and types as they stand in the source.
            pub fn fields(self) -> &'static [(&'static str, &'static str)] {
                match self { $(Kind::$record => $record::default().fields()),* }
            }

            /// The JSON Schema of a record.
            pub fn shape(self) -> Value {
                match self { $(Kind::$record => <$record as Shape>::shape()),* }
            }
        }

        /// By pointer first: what was not touched is equal without a look inside.
        impl PartialEq for Row {
            fn eq(&self, other: &Row) -> bool {
                match (self, other) {
                    $((Row::$record(record), Row::$record(other)) => Arc::ptr_eq(record, other) || record == other,)*
                    _ => false,
                }
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

            /// By way of text: a second way to write every record would be a tenth of the app.
            pub fn to_json(&self) -> Value {
                let mut text = Vec::new();
                self.write_json(&mut text);
                std::str::from_utf8(&text).ok().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
            }

            pub fn write_json(&self, out: &mut Vec<u8>) {
                match self { $(Row::$record(record) => shape::write_part(&**record, out)),* }
            }

            /// The message of the error names the field.
            pub fn from_json(kind: Kind, value: Value) -> Result<Row, String> {
                Row::from_slice(kind, value.to_string().as_bytes())
            }

            /// The same from text.
            pub fn from_slice(kind: Kind, json: &[u8]) -> Result<Row, String> {
                let json = std::str::from_utf8(json).map_err(|error| error.to_string())?;
                match kind { $(Kind::$record => read(json).map(Row::$record)),* }
            }
        }

        impl Workspace {
            pub(super) fn table(&self, kind: Kind) -> &Rows {
                match kind { $(Kind::$record => &self.$table.rows),* }
            }

            fn table_mut(&mut self, kind: Kind) -> &mut Rows {
                match kind { $(Kind::$record => &mut self.$table.rows),* }
            }
        }

        $(impl Stored for $record {
            const KIND: Kind = Kind::$record;
            fn table(workspace: &Workspace) -> &Table<$record> { &workspace.$table }
            fn table_mut(workspace: &mut Workspace) -> &mut Table<$record> { &mut workspace.$table }
            fn row(record: Arc<$record>) -> Row { Row::$record(record) }
            fn of(row: &Row) -> Option<&Arc<$record>> { if let Row::$record(record) = row { Some(record) } else { None } }
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
    pipelines: Pipeline,
    stages: Stage,
    deals: Deal,
    payment_plans: PaymentPlan,
    payments: Payment,
    targets: Target,
    lists: ListItem,
    products: Product,
    segments: Segment,
    strategies: MarketStrategy,
    requirements: Requirement,
    views: View,
    lessons: Lesson,
    reports: Report,
}

impl Workspace {
    pub fn count(&self, kind: Kind) -> usize {
        self.table(kind).len()
    }

    /// Records of one table, in the order of their ids.
    pub fn rows(&self, kind: Kind) -> Vec<Row> {
        self.table(kind).map().values().cloned().collect()
    }

    pub fn row(&self, kind: Kind, id: Id) -> Option<Row> {
        self.table(kind).map().get(&id).cloned()
    }

    pub fn put(&mut self, row: Row) {
        self.table_mut(row.kind()).map_mut().insert(row.id(), row);
    }

    pub fn take(&mut self, kind: Kind, id: Id) -> Option<Row> {
        self.table_mut(kind).map_mut().remove(&id)
    }

    /// Leaves a table to be read when the first of its `count` records is asked for.
    pub fn leave_unread(&mut self, kind: Kind, count: usize, source: Arc<dyn Source>) {
        *self.table_mut(kind) = Rows::unread(kind, count, source);
    }

    /// True where nothing in the table was touched.
    pub fn same_table(&self, kind: Kind, other: &Workspace) -> bool {
        self.table(kind).same(other.table(kind))
    }

    /// Every record that differs between `self` (before) and `now`; settings and tombstones are not records.
    pub fn diff(&self, now: &Workspace) -> Vec<Change> {
        let mut changes = Vec::new();
        for &kind in Kind::ALL {
            table::diff(self.table(kind), now.table(kind), |(id, before, after)| {
                changes.push(Change { kind, id, before, after });
            });
        }
        changes
    }

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
