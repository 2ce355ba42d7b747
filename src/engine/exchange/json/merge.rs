//! What an import does to the workspace that is open: replace it, or add what the file has beside it.

use serde_json::{Map, Value};
use std::collections::HashMap;

use super::read::Bundle;
use super::scope::owned;
use super::write::Scope;
use crate::engine::model::{Id, Settings};
use crate::engine::workspace::has;
use crate::engine::workspace::{Kind, Row, Shared, Workspace};

/// How many records of a table the import would touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the file only.
    pub new: usize,
    /// In both, and not alike.
    pub changed: usize,
    pub same: usize,
    /// Not in the file, where the file could hold it: a replacement removes it.
    pub only_here: usize,
}

/// What [`replace`] would do. [`add_as_copy`] adds `new + changed + same` records and touches no other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Every table, in the order of kinds.
    pub tables: Vec<(Kind, Counts)>,
    pub settings_changed: bool,
    /// Records in tables of a newer version.
    pub unknown: usize,
}

impl Preview {
    pub fn total(&self) -> Counts {
        self.tables.iter().fold(Counts::default(), |sum, (_, counts)| Counts {
            new: sum.new + counts.new,
            changed: sum.changed + counts.changed,
            same: sum.same + counts.same,
            only_here: sum.only_here + counts.only_here,
        })
    }
}

pub fn preview(now: &Workspace, incoming: &Bundle) -> Preview {
    let after = replace(now, incoming);
    let mut counts: Vec<Counts> = vec![Counts::default(); Kind::ALL.len()];
    for change in now.diff(&after) {
        let counts = &mut counts[change.kind as usize];
        match (change.before, change.after) {
            (None, _) => counts.new += 1,
            (_, None) => counts.only_here += 1,
            _ => counts.changed += 1,
        }
    }
    let tables = Kind::ALL.iter().zip(counts).map(|(&kind, counts)| {
        (kind, Counts { same: incoming.workspace.count(kind).saturating_sub(counts.new + counts.changed), ..counts })
    });
    Preview {
        tables: tables.collect(),
        settings_changed: after.settings != now.settings,
        unknown: incoming.workspace.unknown.values().map(|table| table.as_array().map_or(1, Vec::len)).sum(),
    }
}

/// The workspace as the file has it; what is alike stays shared with `now`. Of a file of one project, that project is
/// replaced and the members, clients, contacts and calendars it names are brought up to it; nothing else is touched.
pub fn replace(now: &Workspace, incoming: &Bundle) -> Workspace {
    let mut after = now.clone();
    let file = &incoming.workspace;
    match incoming.scope {
        Scope::Workspace => {
            for change in now.diff(file) {
                match change.after {
                    Some(row) => after.put(row),
                    None => drop(after.take(change.kind, change.id)),
                }
            }
            if now.settings != file.settings {
                after.settings = file.settings.clone();
            }
            after.tombstones = file.tombstones.clone();
            if now.unknown != file.unknown {
                after.unknown = file.unknown.clone();
            }
        }
        // What was left out of it would go here too.
        Scope::Client(_) => {}
        Scope::Project(project) => {
            for row in owned(now, project) {
                if !has(file, row.kind(), row.id()) {
                    after.take(row.kind(), row.id());
                }
            }
            for &kind in Kind::ALL {
                for row in file.rows(kind) {
                    after.tombstones.remove(&row.id());
                    if now.row(kind, row.id()).as_ref() != Some(&row) {
                        after.put(row);
                    }
                }
            }
        }
    }
    after
}

/// Adds every record of the file under a new id, with every mention of an old id turned into the new one, so that it can
/// stand beside its original. The settings stay, but a default calendar and a risk matrix come along where there is none.
pub fn add_as_copy(now: &Workspace, incoming: &Bundle, ids: &mut dyn FnMut() -> Id) -> Workspace {
    let file = &incoming.workspace;
    let rows: Vec<Row> = Kind::ALL.iter().flat_map(|&kind| file.rows(kind)).collect();
    let strange = || file.unknown.values().filter_map(Value::as_array).flatten();
    let strange_ids = strange().filter_map(|record| Id::parse(record.get("id")?.as_str()?));
    let olds: Vec<Id> = rows.iter().map(Row::id).chain(strange_ids).collect();
    let mut renamed: HashMap<Id, Id> = olds.iter().map(|&old| (old, Id::NONE)).collect();
    let mut given = std::collections::HashSet::with_capacity(olds.len());
    for old in olds {
        let mut new = ids();
        while new.is_none() || renamed.contains_key(&new) || now.kind_of(new).is_some() || !given.insert(new) {
            new = Id::from_bits(new.bits().wrapping_add(1));
        }
        renamed.insert(old, new);
    }
    let mut after = now.clone();
    for row in rows {
        after.put(copy(&row, &renamed));
    }
    if !file.unknown.is_empty() {
        let mut unknown: Map<String, Value> = (**now.unknown.arc()).clone();
        for (name, table) in file.unknown.iter() {
            let mut json = table.to_string().into_bytes();
            rename(&mut json, &renamed);
            let copied: Value = serde_json::from_slice(&json).unwrap_or_else(|_| table.clone());
            match (unknown.get_mut(name), copied) {
                (Some(Value::Array(here)), Value::Array(copied)) => here.extend(copied),
                (Some(_), _) => {}
                (None, copied) => drop(unknown.insert(name.clone(), copied)),
            }
        }
        after.unknown = Shared::new(unknown);
    }
    let settings: &Settings = &now.settings;
    let missing = |kind, id| !has(now, kind, id);
    let theirs = |id| renamed.get(&id).copied().unwrap_or_default();
    let (calendar, matrix) = (theirs(file.settings.default_calendar), theirs(file.settings.matrix));
    if !calendar.is_none() && missing(Kind::Calendar, settings.default_calendar) {
        after.settings.make_mut().default_calendar = calendar;
    }
    if !matrix.is_none() && missing(Kind::RiskMatrix, settings.matrix) {
        after.settings.make_mut().matrix = matrix;
    }
    after
}

/// A record of the same content under its new id. Ids are all of one length, so they are changed in its JSON in place.
fn copy(row: &Row, renamed: &HashMap<Id, Id>) -> Row {
    let mut json = Vec::new();
    row.write_json(&mut json);
    rename(&mut json, renamed);
    Row::from_slice(row.kind(), &json).unwrap_or_else(|_| {
        // A number that is no number, which no file can hold, does not come back from JSON.
        let stamp = row.stamped();
        row.with_stamp(crate::engine::model::Stamp { id: renamed.get(&stamp.id).copied().unwrap_or(stamp.id), ..stamp })
    })
}

/// Every string in a JSON text, names of fields too, that is one of the old ids becomes the new one.
fn rename(json: &mut [u8], renamed: &HashMap<Id, Id>) {
    const LENGTH: usize = 26;
    let mut at = 0;
    while at < json.len() {
        if json[at] != b'"' {
            at += 1;
            continue;
        }
        let start = at + 1;
        let mut end = start;
        while end < json.len() && json[end] != b'"' {
            end += if json[end] == b'\\' { 2 } else { 1 };
        }
        if end - start == LENGTH
            && let Some(text) = json.get_mut(start..start + LENGTH)
            && let Some(new) = str::from_utf8(text).ok().and_then(Id::parse).and_then(|old| renamed.get(&old))
        {
            text.copy_from_slice(new.to_string().as_bytes());
        }
        at = end + 1;
    }
}
