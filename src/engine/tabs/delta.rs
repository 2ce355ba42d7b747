//! What differs between two workspaces, as it travels from tab to tab.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::engine::model::{Id, Settings, Text};
use crate::engine::workspace::{Kind, Merged, Row, Shared, Tombstone, Workspace, merge, merge_row};

/// Records before and after, by JSON; what neither side has is not in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Wire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<(Settings, Settings)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stones: Vec<Tombstone>,
    /// Tombstones that went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lifted: Vec<Id>,
    /// Tables of a newer version, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wire {
    table: Text,
    id: Id,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    before: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    after: Value,
}

/// The same with its records read.
struct Read {
    kind: Kind,
    id: Id,
    before: Option<Row>,
    after: Option<Row>,
}

impl Wire {
    fn read(&self) -> Option<Read> {
        let kind = Kind::from_table(&self.table)?;
        let row = |value: &Value| match value {
            Value::Null => Some(None),
            value => Row::from_json(kind, value.clone()).ok().filter(|row| row.id() == self.id).map(Some),
        };
        Some(Read { kind, id: self.id, before: row(&self.before)?, after: row(&self.after)? })
    }
}

fn place(ws: &mut Workspace, kind: Kind, id: Id, row: Option<Row>) {
    match row {
        Some(row) => ws.put(row),
        None => drop(ws.take(kind, id)),
    }
}

impl Delta {
    pub fn between(before: &Workspace, after: &Workspace) -> Delta {
        let json = |row: &Option<Row>| row.as_ref().map_or(Value::Null, Row::to_json);
        let rows = before.diff(after).into_iter().map(|change| Wire {
            table: change.kind.table().into(),
            id: change.id,
            before: json(&change.before),
            after: json(&change.after),
        });
        let (old, new) = (&before.tombstones, &after.tombstones);
        let (mut stones, mut lifted) = (Vec::new(), Vec::new());
        if !old.ptr_eq(new) {
            stones.extend(new.iter().filter(|(id, stone)| old.get(*id) != Some(stone)).map(|(_, stone)| stone.clone()));
            lifted.extend(old.keys().filter(|id| !new.contains_key(*id)));
        }
        Delta {
            rows: rows.collect(),
            settings: (before.settings != after.settings)
                .then(|| ((**before.settings.arc()).clone(), (**after.settings.arc()).clone())),
            stones,
            lifted,
            unknown: (before.unknown != after.unknown).then(|| (**after.unknown.arc()).clone()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
            && self.settings.is_none()
            && self.stones.is_empty()
            && self.lifted.is_empty()
            && self.unknown.is_none()
    }

    /// The workspace with what is after put in, whatever stood there.
    pub fn put(&self, ws: &Workspace) -> Workspace {
        self.with(ws, true)
    }

    fn with(&self, ws: &Workspace, after: bool) -> Workspace {
        let mut now = ws.clone();
        for change in self.rows.iter().filter_map(Wire::read) {
            place(&mut now, change.kind, change.id, if after { change.after } else { change.before });
        }
        if let Some((old, new)) = &self.settings {
            now.settings = Shared::new(if after { new.clone() } else { old.clone() });
        }
        if after {
            for stone in &self.stones {
                now.tombstones.insert(stone.id, stone.clone());
            }
            self.lifted.iter().for_each(|id| drop(now.tombstones.remove(id)));
            if let Some(unknown) = &self.unknown {
                now.unknown = Shared::new(unknown.clone());
            }
        }
        now
    }

    /// True where every record stands as it was before.
    fn fits(&self, ws: &Workspace) -> bool {
        self.rows.iter().all(|wire| wire.read().is_none_or(|change| ws.row(change.kind, change.id) == change.before))
            && self.settings.as_ref().is_none_or(|(before, _)| *ws.settings == *before)
    }

    /// The workspace with these changes merged in. `current` says that they were made of the very state this is.
    pub fn merge_into(&self, ws: &Workspace, current: bool) -> Merged {
        let there = self.put(ws);
        if current && self.fits(ws) {
            return Merged { workspace: there, ..Merged::default() };
        }
        merge(Some(&self.with(ws, false)), ws, &there)
    }

    /// An earlier state with these changes made in it too, so that undo takes back one's own steps and not the others'.
    pub fn shift(&self, ws: &Workspace) -> Workspace {
        let mut now = ws.clone();
        for Read { kind, id, before, after } in self.rows.iter().filter_map(Wire::read) {
            let here = now.row(kind, id);
            if here == before {
                place(&mut now, kind, id, after);
            } else if let (Some(here), Some(before), Some(after)) = (here, before, after) {
                now.put(merge_row(&before, &here, &after));
            }
        }
        if let Some((before, after)) = &self.settings
            && *now.settings == *before
        {
            now.settings = Shared::new(after.clone());
        }
        now
    }
}
