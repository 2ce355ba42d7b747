//! Two workspaces that were changed apart become one: record by record and field by field. Where both changed the same
//! field the later change is taken and the conflict is told, as data; what was deleted on one side and changed on the
//! other stays. Then trees and links are mended, see `repair`.
//!
//! The laws (`tests/merge.rs`): what only one side changed is taken as it is; merging again changes nothing; and both
//! ways round give the same. So nothing here depends on which side is called ours.

mod fields;
mod repair;

pub use repair::{Mend, Repair};

use serde_json::{Map, Value};
use std::cmp::Ordering;

use super::{Kind, Row, Shared, Workspace};
use crate::engine::model::{Id, Settings, Stamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Ours,
    Theirs,
}

/// A place that both sides changed, and not alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// None for the settings.
    pub kind: Option<Kind>,
    pub id: Id,
    /// `custom.<id>` for a field of the user's own; none where one side deleted the record that the other changed.
    pub field: Option<String>,
    /// Null where there is nothing, which for a field is its default.
    pub base: Value,
    pub ours: Value,
    pub theirs: Value,
    /// Whose value stands in the merged workspace.
    pub taken: Side,
}

#[derive(Clone, Debug, Default)]
pub struct Merged {
    pub workspace: Workspace,
    pub conflicts: Vec<Conflict>,
    pub repairs: Vec<Repair>,
}

/// With the workspace both descend from, three ways; without one, by revision: of a record the higher one is taken, and
/// equal revisions of different content are a conflict.
pub fn merge(base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace) -> Merged {
    let only = |workspace: &Workspace| Merged { workspace: workspace.clone(), ..Merged::default() };
    if ours == theirs || base == Some(theirs) {
        return only(ours);
    }
    if base == Some(ours) {
        return only(theirs);
    }
    let mut merged = only(ours);
    let after = &mut merged.workspace;
    after.tombstones = tombstones(ours, theirs);
    for change in ours.diff(theirs) {
        let place = Place { kind: change.kind, id: change.id, conflicts: &mut merged.conflicts };
        let stone = after.tombstones.get(&change.id).map(|stone| stone.rev);
        let before = base.and_then(|base| base.row(change.kind, change.id).or_else(|| made_on_both(&change)));
        let kept = match (change.before, change.after) {
            (Some(ours), Some(theirs)) => Some(place.both(before.as_ref(), &ours, &theirs)),
            (Some(row), None) => place.one(before.as_ref(), row, stone, Side::Ours),
            (None, Some(row)) => place.one(before.as_ref(), row, stone, Side::Theirs),
            (None, None) => None,
        };
        match kept {
            Some(row) => {
                after.tombstones.remove(&change.id);
                after.put(row);
            }
            None => drop(after.take(change.kind, change.id)),
        }
    }
    rest(base, ours, theirs, &mut merged);
    merged.repairs = repair::repair(base, ours, theirs, &mut merged.workspace);
    merged
}

impl Conflict {
    /// Puts the other value in the place of the one that was taken. The caller stamps what differs, as after any edit.
    pub fn settle(&self, workspace: &mut Workspace, side: Side) -> Result<(), String> {
        let value = match side {
            Side::Ours => &self.ours,
            Side::Theirs => &self.theirs,
        };
        let Some(kind) = self.kind else {
            let mut json = object(serde_json::to_value(&**workspace.settings.arc()).unwrap_or_default());
            fields::set(&mut json, self.field.as_deref().unwrap_or_default(), value);
            let settings: Settings = serde_json::from_value(Value::Object(json)).map_err(|error| error.to_string())?;
            workspace.settings = Shared::new(settings);
            return Ok(());
        };
        match (&self.field, workspace.row(kind, self.id)) {
            (Some(field), Some(row)) => {
                let mut json = object(row.to_json());
                fields::set(&mut json, field, value);
                workspace.put(Row::from_json(kind, Value::Object(json))?);
            }
            (Some(_), None) => {}
            (None, _) if value.is_null() => drop(workspace.take(kind, self.id)),
            (None, _) => workspace.put(Row::from_json(kind, value.clone())?),
        }
        Ok(())
    }
}

/// A record that both sides have and their common state had not was made once and came to the other since: field by field,
/// nothing was there before.
fn made_on_both(change: &super::Change) -> Option<Row> {
    let (ours, _) = change.before.as_ref().zip(change.after.as_ref())?;
    Row::from_json(change.kind, serde_json::json!({ "id": ours.id() })).ok()
}

/// The merged workspace with the conflicts settled as the user wishes, one side for each, and mended anew: a place in a tree
/// that was chosen may close a loop.
pub fn settled(base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace, merged: &Merged, sides: &[Side]) -> Merged {
    let mut after = merged.clone();
    let mut touched = false;
    for (conflict, side) in after.conflicts.iter_mut().zip(sides) {
        if conflict.taken == *side || conflict.settle(&mut after.workspace, *side).is_err() {
            continue;
        }
        touched = true;
        conflict.taken = *side;
        let kept = conflict.kind.and_then(|kind| merged.workspace.row(kind, conflict.id));
        if let (None, Some(kept)) = (&conflict.field, kept)
            && after.workspace.row(kept.kind(), kept.id()).is_none()
        {
            // What was deleted on one side goes after all, and later than the change it goes against.
            let Stamp { id, updated_at, rev, by, .. } = kept.stamped();
            let stone = super::Tombstone { id, kind: kept.kind().table().into(), at: updated_at, by, ..Default::default() };
            after.workspace.tombstones.insert(id, super::Tombstone { rev: rev.saturating_add(1), ..stone });
        }
    }
    if touched {
        after.repairs.extend(repair::repair(base, ours, theirs, &mut after.workspace));
    }
    after
}

/// One record that was changed on two sides; of the same field the later change is taken.
pub fn merge_row(base: &Row, ours: &Row, theirs: &Row) -> Row {
    Place { kind: ours.kind(), id: ours.id(), conflicts: &mut Vec::new() }.both(Some(base), ours, theirs)
}

/// The fields of which two records differ, but for their stamps: name, value of the one, value of the other.
pub fn differences(one: &Row, other: &Row) -> Vec<(String, Value, Value)> {
    let [one, other] = [one, other].map(|row| fields::content(object(row.to_json())));
    fields::differing(&one, &other, Side::Ours).into_iter().map(fields::Found::values).collect()
}

struct Place<'a> {
    kind: Kind,
    id: Id,
    conflicts: &'a mut Vec<Conflict>,
}

impl Place<'_> {
    fn both(self, base: Option<&Row>, ours: &Row, theirs: &Row) -> Row {
        let (a, b) = (ours.stamped(), theirs.stamped());
        let later = (a.updated_at, a.rev, a.by).cmp(&(b.updated_at, b.rev, b.by));
        let Some(base) = base else { return self.two_ways(ours, theirs) };
        let json = [base, ours, theirs].map(|row| fields::content(object(row.to_json())));
        let mut found = Vec::new();
        let content = fields::merge(&json[0], &json[1], &json[2], later, "", &mut found);
        self.conflicts.extend(found.into_iter().map(|field| field.of(Some(self.kind), self.id)));
        let (newest, theirs_newest) = if later == Ordering::Less { (b, true) } else { (a, false) };
        let as_newest = content == json[if theirs_newest { 2 } else { 1 }] || later == Ordering::Equal && content == json[2];
        let rev = if as_newest { newest.rev } else { a.rev.max(b.rev).saturating_add(1) };
        let stamp = Stamp { created_at: a.created_at.min(b.created_at), rev, ..newest };
        // The parts are each from a sound record; should they not fit, the later record stands as it is.
        let sound = Row::from_json(self.kind, Value::Object(content));
        sound.unwrap_or_else(|_| if theirs_newest { theirs.clone() } else { ours.clone() }).with_stamp(stamp)
    }

    fn two_ways(self, ours: &Row, theirs: &Row) -> Row {
        let (a, b) = (ours.stamped(), theirs.stamped());
        let json = [ours, theirs].map(|row| fields::content(object(row.to_json())));
        let order = (a.rev, a.updated_at, a.by)
            .cmp(&(b.rev, b.updated_at, b.by))
            .then_with(|| fields::text(&json[0]).cmp(&fields::text(&json[1])))
            .then(b.created_at.cmp(&a.created_at));
        let taken = if order == Ordering::Less { Side::Theirs } else { Side::Ours };
        if a.rev == b.rev {
            let found = fields::differing(&json[0], &json[1], taken);
            self.conflicts.extend(found.into_iter().map(|field| field.of(Some(self.kind), self.id)));
        }
        if taken == Side::Ours { ours.clone() } else { theirs.clone() }
    }

    /// A record that only one side has. `stone` is the revision of the other's deletion, where it left one.
    fn one(self, base: Option<&Row>, row: Row, stone: Option<u32>, side: Side) -> Option<Row> {
        let plain = |row: &Row| row.with_stamp(Stamp::default());
        let stamp = row.stamped();
        match (base, stone) {
            // One that was kept before, against the same deletion, is kept again.
            (Some(base), _) if plain(base) == plain(&row) && stone.is_none_or(|stone| stone >= stamp.rev) => return None,
            (None, Some(stone)) if stone > stamp.rev => return None,
            (None, None) => return Some(row),
            _ => {}
        }
        let mine = row.to_json();
        let (ours, theirs) = if side == Side::Ours { (mine, Value::Null) } else { (Value::Null, mine) };
        let base = base.map_or(Value::Null, Row::to_json);
        self.conflicts.push(Conflict { kind: Some(self.kind), id: self.id, field: None, base, ours, theirs, taken: side });
        let rev = stone.map_or(stamp.rev, |stone| stamp.rev.max(stone.saturating_add(1)));
        Some(row.with_stamp(Stamp { rev, ..stamp }))
    }
}

/// Of either side, the later where both have one.
fn tombstones(ours: &Workspace, theirs: &Workspace) -> imbl::OrdMap<Id, super::Tombstone> {
    let mut stones = ours.tombstones.clone();
    for (id, stone) in theirs.tombstones.iter() {
        let order = |stone: &super::Tombstone| (stone.rev, stone.at, stone.by);
        if stones.get(id).is_none_or(|mine| order(mine) < order(stone)) {
            stones.insert(*id, stone.clone());
        }
    }
    let gone = |id: &Id| ours.kind_of(*id).is_none() && theirs.kind_of(*id).is_none();
    // What one side made anew is no longer deleted there; what both have is not deleted at all.
    let live: Vec<Id> = stones.keys().copied().filter(|id| !gone(id)).collect();
    for id in live {
        let (mine, other) = (ours.kind_of(id).is_some(), theirs.kind_of(id).is_some());
        if mine && other {
            stones.remove(&id);
        }
    }
    stones
}

/// The settings, and tables of a newer version.
fn rest(base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace, merged: &mut Merged) {
    let default = Workspace::default();
    let base = base.unwrap_or(&default);
    if ours.settings != theirs.settings {
        let json = [base, ours, theirs].map(|ws| object(serde_json::to_value(&**ws.settings.arc()).unwrap_or_default()));
        let mut found = Vec::new();
        let content = fields::merge(&json[0], &json[1], &json[2], Ordering::Equal, "", &mut found);
        if let Ok(settings) = serde_json::from_value::<Settings>(Value::Object(content)) {
            merged.workspace.settings = Shared::new(settings);
            merged.conflicts.extend(found.into_iter().map(|field| field.of(None, Id::NONE)));
        }
    }
    if ours.unknown != theirs.unknown {
        let [base, ours, theirs] = [base, ours, theirs].map(|ws| ws.unknown.arc().as_ref());
        let content = fields::merge(base, ours, theirs, Ordering::Equal, "", &mut Vec::new());
        merged.workspace.unknown = Shared::new(content);
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
