//! A file that is to be merged: what stands in it against what is here, record by record, before anything is done.

use super::client::client_copy;
use super::merge::replace;
use super::read::Bundle;
use super::scope::owned;
use super::write::Scope;
use crate::engine::model::{Id, Settings, Text};
use crate::engine::workspace::{Change, Kind, Merged, Row, Side, Tombstone, Workspace, differences, has, merge, settled};

/// Heads of other copies that are remembered.
const LINEAGE: usize = 24;

/// What becomes of a record that is not alike here and there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Both changed the same, and differently.
    Conflict,
    /// In the file only: comes in.
    New,
    /// Changed in the file alone.
    ChangedThere,
    /// Changed on both sides, in different fields: both changes stand.
    Both,
    /// Deleted in the file: goes here too.
    DeletedThere,
    /// Changed here alone: stays as it is.
    ChangedHere,
    /// Here only: stays.
    OnlyHere,
    /// Deleted here: stays away.
    DeletedHere,
}

impl Fate {
    pub const ALL: [Fate; 8] = [
        Fate::Conflict,
        Fate::New,
        Fate::ChangedThere,
        Fate::Both,
        Fate::DeletedThere,
        Fate::ChangedHere,
        Fate::OnlyHere,
        Fate::DeletedHere,
    ];

    /// True where something here changes.
    pub fn changes(self) -> bool {
        self <= Fate::DeletedThere
    }
}

/// One record that is not alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub fate: Fate,
    pub kind: Kind,
    pub id: Id,
    pub here: Option<Row>,
    pub there: Option<Row>,
}

/// A merge that has been worked out and not done.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub base: Option<Workspace>,
    pub here: Workspace,
    pub there: Workspace,
    pub merged: Merged,
    /// By table, and within it by fate.
    pub items: Vec<Item>,
    /// The head of the file and those before it.
    ancestors: Vec<String>,
}

impl Incoming {
    /// `base` is a state that the file descends from; without one records are merged by their revisions. None for a copy made
    /// for a client whose origin is not known: what was left out of it would look as if it had been deleted.
    pub fn of(now: &Workspace, bundle: &Bundle, base: Option<Workspace>) -> Option<Incoming> {
        let (client, base) = match (bundle.scope, base) {
            // What it descends from is the copy as it went out, so that what was left out of it is left alone.
            (Scope::Client(project), base) => (true, Some(client_copy(&base?, project).0)),
            (_, base) => (false, base),
        };
        let mut there = match &base {
            _ if client || bundle.scope == Scope::Workspace => bundle.workspace.clone(),
            Some(base) => replaced(base, bundle),
            None => beside(now, bundle),
        };
        // Whose copy it is, and where it has been, is no matter of content.
        let own = |theirs: &mut Settings, ours: &Settings| {
            theirs.me = ours.me;
            theirs.lineage = ours.lineage.clone();
            theirs.example = ours.example.clone();
        };
        if *there.settings != *now.settings {
            own(there.settings.make_mut(), &now.settings);
        }
        let base = base.map(|mut base| {
            own(base.settings.make_mut(), &now.settings);
            base
        });
        let merged = merge(base.as_ref(), now, &there);
        let items = now.diff(&there).into_iter().filter_map(|change| item(change, &merged));
        let mut items: Vec<Item> = items.filter(|item| !client || item.fate.changes()).collect();
        items.sort_by_key(|item| (item.kind, item.fate));
        Some(Incoming { base, here: now.clone(), there, merged, items, ancestors: bundle.ancestors.clone() })
    }

    /// The workspace after the merge, the conflicts settled by `sides`. What differs keeps the stamps of those who wrote it.
    pub fn settled(&self, sides: &[Side]) -> Merged {
        let mut after = settled(self.base.as_ref(), &self.here, &self.there, &self.merged, sides);
        descend(&mut after.workspace, &self.ancestors);
        after
    }

    pub fn count(&self, fate: Fate) -> usize {
        self.items.iter().filter(|item| item.fate == fate).count()
    }

    /// True where merging would change nothing here.
    pub fn is_nothing(&self) -> bool {
        self.items.iter().all(|item| !item.fate.changes()) && *self.merged.workspace.settings == *self.here.settings
    }
}

/// Remembers that the workspace descends from the heads that a file names, so that a file of it can be merged there.
pub fn descend(ws: &mut Workspace, ancestors: &[String]) {
    let known = ws.settings.lineage.iter().filter(|head| !ancestors.iter().any(|other| **other == ***head)).cloned();
    let lineage: Vec<Text> = ancestors.iter().map(|head| Text::line(head)).chain(known).take(LINEAGE).collect();
    if ws.settings.lineage != lineage {
        ws.settings.make_mut().lineage = lineage;
    }
}

fn item(change: Change, merged: &Merged) -> Option<Item> {
    let Change { kind, id, before: here, after: there } = change;
    let conflict = merged.conflicts.iter().any(|conflict| conflict.kind == Some(kind) && conflict.id == id);
    let after = merged.workspace.row(kind, id);
    let alike = |one: &Row, other: &Row| one.with_stamp(other.stamped()) == *other;
    let fate = match (&here, &there, &after) {
        _ if conflict => Fate::Conflict,
        (None, Some(_), Some(_)) => Fate::New,
        (None, Some(_), None) => Fate::DeletedHere,
        (Some(_), None, Some(_)) => Fate::OnlyHere,
        (Some(_), _, None) => Fate::DeletedThere,
        (Some(here), Some(there), _) if alike(here, there) => return None,
        (Some(here), Some(_), Some(after)) if alike(here, after) => Fate::ChangedHere,
        (Some(_), Some(there), Some(after)) if alike(there, after) => Fate::ChangedThere,
        (Some(_), Some(_), Some(_)) => Fate::Both,
        (None, None, _) => return None,
    };
    Some(Item { fate, kind, id, here, there })
}

impl Item {
    /// The fields that are not alike: name, value here, value there. None of a record that only one side has.
    pub fn fields(&self) -> Vec<(String, serde_json::Value, serde_json::Value)> {
        match (&self.here, &self.there) {
            (Some(here), Some(there)) => differences(here, there),
            _ => Vec::new(),
        }
    }
}

/// The state that a file of one project descends from, with the project as the file has it; what the file no longer holds
/// leaves a tombstone.
fn replaced(base: &Workspace, bundle: &Bundle) -> Workspace {
    let mut there = replace(base, bundle);
    if let Scope::Project(project) = bundle.scope {
        for row in owned(base, project).into_iter().filter(|row| !has(&there, row.kind(), row.id())).collect::<Vec<_>>() {
            let stamp = row.stamped();
            let stone = Tombstone {
                id: stamp.id,
                kind: row.kind().table().into(),
                at: stamp.updated_at,
                by: stamp.by,
                ..Tombstone::default()
            };
            there.tombstones.insert(stamp.id, Tombstone { rev: stamp.rev.saturating_add(1), ..stone });
        }
    }
    there
}

/// What is here, with what the file brings in its place.
fn beside(now: &Workspace, bundle: &Bundle) -> Workspace {
    let mut there = now.clone();
    for &kind in Kind::ALL {
        bundle.workspace.rows(kind).into_iter().for_each(|row| there.put(row));
    }
    there
}
