//! After a merge: what lives has what it hangs on, no record lies within itself, no links form a loop. Every mend is told.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use super::object;
use crate::engine::model::{Id, Stamp};
use crate::engine::workspace::check::{Problem, has, tangles};
use crate::engine::workspace::{Kind, Row, Tombstone, Workspace, references};

#[derive(Clone, Debug, PartialEq)]
pub enum Mend {
    /// It had been deleted on one side, and something on the other side hangs on it.
    Restored,
    /// Its place in a tree was gone or within itself; the field names the new one above, none at the top.
    Moved { field: &'static str, to: Option<Id> },
    /// It named a record that was deleted on the other side.
    Cleared { field: &'static str, was: Id },
    /// A link or an assignment of which an end is gone, or that closed a loop.
    Dropped,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    pub kind: Kind,
    pub id: Id,
    pub mend: Mend,
}

struct Mender<'a> {
    before: [Option<&'a Workspace>; 3],
    now: &'a mut Workspace,
    fields: BTreeMap<Kind, Fields>,
    repairs: Vec<Repair>,
}

fn typed(kind: Kind, field: &str, ty: &str) -> bool {
    kind.fields().contains(&(field, ty))
}

/// How the fields of a record that name others are to be taken.
#[derive(Clone, Default)]
struct Fields {
    /// Must name a record.
    needed: BTreeSet<&'static str>,
    /// Needs two others (links, assignments): without one of them it is nothing.
    relation: bool,
    /// The one above, of the same table.
    above: Option<&'static str>,
}

pub fn repair(base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace, now: &mut Workspace) -> Vec<Repair> {
    let mut mender = Mender { before: [Some(ours), Some(theirs), base], now, fields: BTreeMap::new(), repairs: Vec::new() };
    mender.dangling();
    mender.trees(base);
    mender.strangers();
    mender.loops(base, ours, theirs);
    mender.settle(ours, theirs);
    mender.repairs
}

impl Mender<'_> {
    fn fields(&mut self, row: &Row) -> Fields {
        let kind = row.kind();
        let known = self.fields.entry(kind).or_insert_with(|| {
            let mut fields = Fields::default();
            // A record with every field empty still names what it must; what it may is found by the shape.
            references(
                &Row::from_json(kind, json!({ "id": Id::from_bits(1) })).unwrap_or_else(|_| row.clone()),
                &mut |field, _, _| {
                    if typed(kind, field, "Id") {
                        fields.needed.insert(field);
                    }
                },
            );
            fields.relation = fields.needed.iter().filter(|field| **field != "project").count() > 1;
            fields
        });
        if known.above.is_none() {
            references(row, &mut |field, target, _| {
                if target == kind && !known.needed.contains(field) && typed(kind, field, "Option<Id>") {
                    known.above = Some(field);
                }
            });
        }
        known.clone()
    }

    /// A record as it was where it still was.
    fn remembered(&self, kind: Kind, id: Id) -> Option<Row> {
        self.before.iter().flatten().find_map(|workspace| workspace.row(kind, id))
    }

    /// References to what the merge took away.
    fn lost(&self, row: &Row) -> Vec<(&'static str, Kind, Id)> {
        let mut lost = Vec::new();
        references(row, &mut |field, kind, id| {
            if !id.is_none() && !has(self.now, kind, id) && self.remembered(kind, id).is_some() {
                lost.push((field, kind, id));
            }
        });
        lost
    }

    fn rows(&self) -> Vec<Row> {
        Kind::ALL.iter().flat_map(|kind| self.now.rows(*kind)).collect()
    }

    fn dangling(&mut self) {
        let mut open: Vec<Row> = self.rows().into_iter().filter(|row| !self.lost(row).is_empty()).collect();
        let all = open.clone();
        while let Some(row) = open.pop() {
            let fields = self.fields(&row);
            for (field, kind, id) in self.lost(&row) {
                if !fields.relation && fields.needed.contains(field) && !has(self.now, kind, id) {
                    open.extend(self.restore(kind, id));
                }
            }
        }
        let restored: Vec<Row> = self.repairs.iter().filter_map(|repair| self.now.row(repair.kind, repair.id)).collect();
        for row in all.into_iter().chain(restored) {
            let fields = self.fields(&row);
            let lost = self.lost(&row);
            if fields.relation && lost.iter().any(|(field, ..)| fields.needed.contains(field)) {
                self.drop(&row);
                continue;
            }
            for (field, kind, was) in lost {
                if Some(field) == fields.above {
                    let to = self.next_above(kind, was, field);
                    self.place(&row, field, to);
                } else {
                    self.clear(row.kind(), row.id(), field, was);
                }
            }
        }
    }

    fn restore(&mut self, kind: Kind, id: Id) -> Option<Row> {
        let row = self.remembered(kind, id)?;
        let stamp = row.stamped();
        let stone = self.now.tombstones.remove(&id).map_or(0, |stone| stone.rev.saturating_add(1));
        let row = row.with_stamp(Stamp { rev: stamp.rev.max(stone), ..stamp });
        self.now.put(row.clone());
        self.repairs.push(Repair { kind, id, mend: Mend::Restored });
        Some(row)
    }

    /// The nearest above a record that is gone which is still there.
    fn next_above(&self, kind: Kind, gone: Id, field: &str) -> Option<Id> {
        let mut seen = BTreeSet::from([gone]);
        let mut at = gone;
        loop {
            let next = self.remembered(kind, at)?.to_json().get(field).and_then(|id| Id::parse(id.as_str()?))?;
            if !seen.insert(next) {
                return None;
            }
            if has(self.now, kind, next) {
                return Some(next);
            }
            at = next;
        }
    }

    /// Puts a changed record in its place, under a new revision.
    fn change(&mut self, kind: Kind, id: Id, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> bool {
        let Some(row) = self.now.row(kind, id) else { return false };
        let mut json = object(row.to_json());
        change(&mut json);
        let Ok(changed) = Row::from_json(kind, Value::Object(json)) else { return false };
        if changed == row {
            return false;
        }
        let stamp = row.stamped();
        self.now.put(changed.with_stamp(Stamp { rev: stamp.rev.saturating_add(1), ..stamp }));
        true
    }

    fn place(&mut self, row: &Row, field: &'static str, to: Option<Id>) {
        let placed = self.change(row.kind(), row.id(), |json| {
            match to {
                Some(to) => json.insert(field.into(), json!(to)),
                None => json.remove(field),
            };
        });
        if placed {
            self.repairs.push(Repair { kind: row.kind(), id: row.id(), mend: Mend::Moved { field, to } });
        }
    }

    fn clear(&mut self, kind: Kind, id: Id, field: &'static str, was: Id) {
        let text = json!(was);
        if self.change(kind, id, |json| {
            let (name, rest) = field.split_once('.').unwrap_or((field, ""));
            if let Some(value) = json.get_mut(name)
                && without(value, rest, &text)
            {
                json.remove(name);
            }
        }) {
            self.repairs.push(Repair { kind, id, mend: Mend::Cleared { field, was } });
        }
    }

    fn drop(&mut self, row: &Row) {
        let Some(row) = self.now.take(row.kind(), row.id()) else { return };
        let Stamp { id, updated_at, rev, by, .. } = row.stamped();
        let kind = row.kind();
        let rev = rev.saturating_add(1).max(self.now.tombstones.get(&id).map_or(0, |stone| stone.rev));
        let stone = Tombstone { id, kind: kind.table().into(), at: updated_at, by, rev, ..Tombstone::default() };
        self.now.tombstones.insert(id, stone);
        self.repairs.push(Repair { kind, id, mend: Mend::Dropped });
    }

    /// A record that ended as a side with the highest revision has it already is that side's.
    fn settle(&mut self, ours: &Workspace, theirs: &Workspace) {
        let mended: BTreeSet<(Kind, Id)> = self.repairs.iter().map(|repair| (repair.kind, repair.id)).collect();
        for (kind, id) in mended {
            let Some(row) = self.now.row(kind, id) else { continue };
            let sides: Vec<Row> = [ours, theirs].iter().filter_map(|workspace| workspace.row(kind, id)).collect();
            let newest = sides.iter().map(|side| side.stamped().rev).max();
            let alike = |side: &&Row| Some(side.stamped().rev) == newest && side.with_stamp(row.stamped()) == row;
            if let Some(side) = sides.iter().filter(alike).max_by_key(|side| (side.stamped().updated_at, side.stamped().by)) {
                self.now.put(side.clone());
            }
        }
    }

    /// Of a loop, the move that was made first goes back to where it came from.
    fn trees(&mut self, base: Option<&Workspace>) {
        loop {
            let cycles = tangles(self.now).into_iter().filter_map(|problem| match problem {
                Problem::ParentCycle { kind, ids } => Some((kind, ids)),
                _ => None,
            });
            let cycles: Vec<_> = cycles.collect();
            if cycles.is_empty() {
                return;
            }
            for (kind, ids) in cycles {
                let rows: Vec<Row> = ids.iter().filter_map(|id| self.now.row(kind, *id)).collect();
                let Some(field) = rows.iter().find_map(|row| self.fields(row).above) else { return };
                let above = |row: &Row| row.to_json().get(field).and_then(|id| Id::parse(id.as_str()?));
                let was = |row: &Row| base.and_then(|base| base.row(kind, row.id())).and_then(|row| above(&row));
                let order = |row: &Row| {
                    let stamp = row.stamped();
                    (was(row) == above(row), stamp.updated_at, stamp.rev, stamp.id)
                };
                let Some(first) = rows.iter().min_by_key(|row| order(row)) else { return };
                let to = was(first).filter(|to| Some(*to) != above(first) && has(self.now, kind, *to));
                self.place(first, field, to);
            }
        }
    }

    /// A task lies in the project of the one above it.
    fn strangers(&mut self) {
        loop {
            let strangers: Vec<(Id, Id)> = tangles(self.now)
                .into_iter()
                .filter_map(|problem| match problem {
                    Problem::ForeignParent { task, parent } => Some((task, self.now.tasks.get(parent)?.project)),
                    _ => None,
                })
                .collect();
            if strangers.is_empty() {
                return;
            }
            // From the top: the one above may itself have to move.
            for (task, project) in strangers {
                if self.change(Kind::Task, task, |json| drop(json.insert("project".into(), json!(project)))) {
                    let mend = Mend::Moved { field: "project", to: Some(project) };
                    self.repairs.push(Repair { kind: Kind::Task, id: task, mend });
                }
            }
        }
    }

    /// Of the links that close a loop the one made last goes, before those that both sides knew.
    fn loops(&mut self, base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace) {
        let mut told: Option<Vec<Problem>> = None;
        loop {
            let mut dropped = false;
            for problem in tangles(self.now) {
                let tasks: BTreeSet<Id> = match &problem {
                    Problem::LinkCycle { tasks } => tasks.iter().copied().collect(),
                    Problem::SummaryCycle { tasks } => {
                        // One that a side had before is not of the merge's making.
                        let told = told.get_or_insert_with(|| [ours, theirs].into_iter().flat_map(tangles).collect());
                        if told.contains(&problem) {
                            continue;
                        }
                        tasks.iter().copied().collect()
                    }
                    _ => continue,
                };
                let within = self.now.links.iter().filter(|link| tasks.contains(&link.from) && tasks.contains(&link.to));
                let known = |id: Id| base.is_some_and(|base| base.links.contains(id));
                let last = within.max_by_key(|link| (!known(link.id), link.created_at, link.id)).cloned();
                if let Some(link) = last {
                    self.drop(&Row::Dependency(link));
                    dropped = true;
                }
            }
            if !dropped {
                return;
            }
        }
    }
}

/// Takes an id out of what stands under a path; true where nothing is left of the value itself.
fn without(value: &mut Value, path: &str, id: &Value) -> bool {
    match value {
        Value::Array(items) if path.is_empty() => {
            items.retain(|item| item != id);
            items.is_empty()
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                without(item, path, id);
            }
            false
        }
        Value::Object(fields) => {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            if let Some(inner) = fields.get_mut(name)
                && without(inner, rest, id)
            {
                fields.remove(name);
            }
            false
        }
        value => path.is_empty() && value == id,
    }
}
