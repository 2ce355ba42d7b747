//! Runs of records. A chunk's text is the name of its table on the first line and then one record's JSON a line.
//!
//! Where a run ends is kept from commit to commit: an edit rewrites the run it stands in, and a run that has grown too
//! long is cut. Ids rise with time, so what is new lands in the last runs.

use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

use super::pack::{Hash, seal, units};
use super::snapshot::Entry;
use crate::engine::model::shape::write_part;
use crate::engine::model::{Id, Settings, order};
use crate::engine::workspace::{Change, Kind, Row, Shared, Tombstone, Workspace};

/// A run is cut into runs of `TARGET` where it weighs more than `LIMIT`.
const TARGET: usize = 48 << 10;
const LIMIT: usize = 2 * TARGET;
/// A run that an edit leaves lighter than this joins its neighbour.
const SMALL: usize = 4 << 10;

/// Bytes of JSON, short records counting for more, so that a run has at most some hundreds of them.
fn weight(line: usize) -> usize {
    line.max(256)
}

/// What is stored in runs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Table(Kind),
    Tombstones,
    /// One line with the id [`Id::NONE`]; no run where the settings are the default.
    Settings,
    /// The same for the tables of a newer version that came by a file.
    Unknown,
}

impl Part {
    pub fn all() -> impl Iterator<Item = Part> {
        Kind::ALL.iter().map(|kind| Part::Table(*kind)).chain([Part::Tombstones, Part::Settings, Part::Unknown])
    }

    pub fn name(self) -> &'static str {
        match self {
            Part::Table(kind) => kind.table(),
            Part::Tombstones => "tombstones",
            Part::Settings => "settings",
            Part::Unknown => "unknown",
        }
    }

    pub fn from_name(name: &str) -> Option<Part> {
        Part::all().find(|part| part.name() == name)
    }

    fn write(self, workspace: &Workspace, id: Id, out: &mut Vec<u8>) {
        match self {
            Part::Table(kind) => workspace.row(kind, id).into_iter().for_each(|row| row.write_json(out)),
            Part::Tombstones => workspace.tombstones.get(&id).into_iter().for_each(|tombstone| write_part(tombstone, out)),
            Part::Settings => write_part(&**workspace.settings.arc(), out),
            // To memory, of values with text keys: it cannot fail.
            Part::Unknown => drop(serde_json::to_writer(out, &*workspace.unknown)),
        }
    }

    /// Puts one line into the workspace and says whose it was.
    fn read(self, line: &[u8], workspace: &mut Workspace) -> Result<Id, String> {
        fn parse<T: serde::de::DeserializeOwned>(line: &[u8]) -> Result<T, String> {
            serde_json::from_str(text(line)?).map_err(|error| error.to_string())
        }
        match self {
            Part::Table(kind) => {
                let row = Row::from_slice(kind, line)?;
                let id = row.id();
                workspace.put(row);
                Ok(id)
            }
            Part::Tombstones => {
                let tombstone: Tombstone = parse(line)?;
                let id = tombstone.id;
                workspace.tombstones.insert(id, tombstone);
                Ok(id)
            }
            Part::Settings => {
                parse::<Settings>(line).map(|settings| workspace.settings = Shared::new(settings)).map(|()| Id::NONE)
            }
            Part::Unknown => parse(line).map(|unknown| workspace.unknown = Shared::new(unknown)).map(|()| Id::NONE),
        }
    }

    /// Copies one line's worth from another workspace, sharing the record.
    pub fn copy(self, from: &Workspace, id: Id, to: &mut Workspace) {
        match self {
            Part::Table(kind) => from.row(kind, id).into_iter().for_each(|row| to.put(row)),
            Part::Tombstones => {
                from.tombstones.get(&id).into_iter().for_each(|tombstone| drop(to.tombstones.insert(id, tombstone.clone())))
            }
            Part::Settings => to.settings = from.settings.clone(),
            Part::Unknown => to.unknown = from.unknown.clone(),
        }
    }

    /// True where the line says what stands in the workspace: what is written must be read back the same.
    fn holds(self, line: &[u8], workspace: &Workspace, id: Id) -> Result<(), String> {
        let mut read = Workspace::default();
        let same = self.read(line, &mut read)? == id
            && match self {
                Part::Table(kind) => read.row(kind, id) == workspace.row(kind, id),
                Part::Tombstones => read.tombstones.get(&id) == workspace.tombstones.get(&id),
                Part::Settings => read.settings == workspace.settings,
                Part::Unknown => read.unknown == workspace.unknown,
            };
        if same { Ok(()) } else { Err("the record would not be read back as it is".into()) }
    }
}

/// Takes in tables that an older version carried without knowing them.
pub fn absorb(mut workspace: Workspace) -> Workspace {
    let known = |name: &String| Kind::from_table(name).is_some();
    if !workspace.unknown.keys().any(known) {
        return workspace;
    }
    let mut left = (**workspace.unknown.arc()).clone();
    left.retain(|name, value| {
        let Some((kind, records)) = Kind::from_table(name).zip(value.as_array()) else { return true };
        let Ok(rows) = records.iter().map(|record| Row::from_json(kind, record.clone())).collect::<Result<Vec<_>, _>>() else {
            return true;
        };
        for row in rows {
            if workspace.row(kind, row.id()).is_none() {
                workspace.put(row);
            }
        }
        false
    });
    workspace.unknown = Shared::new(left);
    workspace
}

/// What differs, by part: the ids in order, and whether each is still there.
pub fn changes(before: &Workspace, now: &Workspace) -> BTreeMap<Part, Vec<(Id, bool)>> {
    let mut changes: BTreeMap<Part, Vec<(Id, bool)>> = BTreeMap::new();
    for Change { kind, id, after, .. } in before.diff(now) {
        changes.entry(Part::Table(kind)).or_default().push((id, after.is_some()));
    }
    if !before.tombstones.ptr_eq(&now.tombstones) {
        use imbl::ordmap::DiffItem;
        let tombstones = changes.entry(Part::Tombstones).or_default();
        tombstones.extend(before.tombstones.diff(&now.tombstones).map(|item| match item {
            DiffItem::Add(id, _) | DiffItem::Update { new: (id, _), .. } => (*id, true),
            DiffItem::Remove(id, _) => (*id, false),
        }));
    }
    if before.settings != now.settings {
        changes.entry(Part::Settings).or_default().push((Id::NONE, *now.settings != Settings::default()));
    }
    if before.unknown != now.unknown {
        changes.entry(Part::Unknown).or_default().push((Id::NONE, !now.unknown.is_empty()));
    }
    changes.retain(|_, changed| !changed.is_empty());
    changes.values_mut().for_each(|changed| order::sort_by(changed, Ord::cmp));
    changes
}

/// A run as it rests in storage, and whose records it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub hash: Hash,
    /// Of the value.
    pub units: usize,
    pub ids: Arc<[Id]>,
    weight: usize,
}

impl Run {
    /// As a snapshot lists it.
    pub fn entry(&self) -> Entry {
        let first = self.ids.first().copied().unwrap_or(Id::NONE);
        Entry { hash: self.hash, records: self.ids.len(), units: self.units, first }
    }
}

/// A run that was written anew.
pub struct Sealed {
    pub run: Run,
    pub value: String,
}

/// A record that the engine can write but not read: it would be lost at the next opening.
#[derive(Clone, Debug, PartialEq)]
pub struct Unwritable {
    pub table: &'static str,
    pub id: Id,
    pub message: String,
}

enum Piece {
    Kept(Run),
    Dirty { ids: Vec<Id>, weight: usize },
}

impl Piece {
    fn weight(&self) -> usize {
        match self {
            Piece::Kept(run) => run.weight,
            Piece::Dirty { weight, .. } => *weight,
        }
    }

    fn into_ids(self) -> Vec<Id> {
        match self {
            Piece::Kept(run) => run.ids.to_vec(),
            Piece::Dirty { ids, .. } => ids,
        }
    }
}

/// The runs of a part after an edit, and those of them that are new.
pub fn rewrite(part: Part, runs: &[Run], changed: &[(Id, bool)], now: &Workspace) -> Result<(Vec<Run>, Vec<Sealed>), Unwritable> {
    let mut after = Vec::with_capacity(runs.len());
    let mut fresh = Vec::new();
    for piece in join(cut(runs, changed)) {
        match piece {
            Piece::Kept(run) => after.push(run),
            Piece::Dirty { ids, .. } => {
                for sealed in encode(part, &ids, changed, now)? {
                    after.push(sealed.run.clone());
                    fresh.push(sealed);
                }
            }
        }
    }
    Ok((after, fresh))
}

/// Every changed id goes to the run that begins at or before it.
fn cut(runs: &[Run], changed: &[(Id, bool)]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(runs.len() + 1);
    let mut rest = changed;
    for place in 0..runs.len().max(1) {
        let next = runs.get(place + 1).and_then(|run| run.ids.first());
        let here;
        (here, rest) = rest.split_at(next.map_or(rest.len(), |first| rest.partition_point(|(id, _)| id < first)));
        let run = runs.get(place);
        if here.is_empty() {
            pieces.extend(run.cloned().map(Piece::Kept));
            continue;
        }
        let mut ids: Vec<Id> = run.map_or(Vec::new(), |run| run.ids.to_vec());
        let average = run.map_or(256, |run| run.weight / run.ids.len().max(1));
        ids.retain(|id| here.binary_search_by_key(id, |(changed, _)| *changed).is_err());
        ids.extend(here.iter().filter(|(_, there)| *there).map(|(id, _)| *id));
        order::sort_by(&mut ids, Ord::cmp);
        let weight = average * ids.len();
        if !ids.is_empty() {
            pieces.push(Piece::Dirty { ids, weight });
        }
    }
    pieces
}

/// What an edit left small goes to the run before it, or takes in the one after it.
fn join(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let small = |piece: &Piece| matches!(piece, Piece::Dirty { weight, .. } if *weight < SMALL);
        let fits = joined.last().is_some_and(|last| (small(last) || small(&piece)) && last.weight() + piece.weight() <= TARGET);
        match joined.pop_if(|_| fits) {
            Some(last) => {
                let weight = last.weight() + piece.weight();
                let mut ids = last.into_ids();
                ids.extend(piece.into_ids());
                joined.push(Piece::Dirty { ids, weight });
            }
            None => joined.push(piece),
        }
    }
    joined
}

fn encode(part: Part, ids: &[Id], changed: &[(Id, bool)], now: &Workspace) -> Result<Vec<Sealed>, Unwritable> {
    let mut text = Vec::new();
    let mut ends = Vec::with_capacity(ids.len());
    let mut total = 0;
    for id in ids {
        let start = text.len();
        part.write(now, *id, &mut text);
        if changed.binary_search_by_key(id, |(changed, _)| *changed).is_ok() {
            let holds = part.holds(&text[start..], now, *id);
            holds.map_err(|message| Unwritable { table: part.name(), id: *id, message })?;
        }
        total += weight(text.len() - start);
        ends.push((text.len(), total));
    }
    let pieces = if total > LIMIT { total.div_ceil(TARGET) } else { 1 };
    let mut sealed = Vec::with_capacity(pieces);
    let (mut from, mut start, mut before) = (0, 0, 0);
    for piece in 1..=pieces {
        let upto = ends.partition_point(|(_, weight)| *weight <= total / pieces * piece).max(from + 1);
        let upto = if piece == pieces { ids.len() } else { upto.min(ids.len()) };
        if from >= upto {
            continue;
        }
        let mut chunk = Vec::with_capacity(ends[upto - 1].0 - start + 32);
        chunk.extend_from_slice(part.name().as_bytes());
        for (end, _) in &ends[from..upto] {
            chunk.push(b'\n');
            chunk.extend_from_slice(&text[start..*end]);
            start = *end;
        }
        let (hash, value) = seal(&chunk);
        let weight = ends[upto - 1].1 - before;
        let run = Run { hash, units: units(&value), ids: ids[from..upto].into(), weight };
        sealed.push(Sealed { run, value });
        (from, before) = (upto, ends[upto - 1].1);
    }
    Ok(sealed)
}

/// Reads a chunk's text into the workspace. `units` is the length of its value.
#[inline(never)]
pub fn decode(part: Part, hash: Hash, units: usize, text: &[u8], workspace: &mut Workspace) -> Result<Run, String> {
    let mut ids = Vec::new();
    let mut total = 0;
    for line in records(part.name(), text)? {
        ids.push(part.read(line, workspace)?);
        total += weight(line.len());
    }
    if !ids.is_sorted() {
        return Err("the records are not in order".into());
    }
    Ok(Run { hash, units, ids: ids.into(), weight: total })
}

/// The records of a chunk whose table this version does not know.
pub fn decode_unknown(name: &str, text: &[u8]) -> Result<Vec<Value>, String> {
    let read = |line| serde_json::from_str(self::text(line)?).map_err(|error| error.to_string());
    records(name, text)?.map(read).collect()
}

/// Everything is read as text: a reader of bytes would be a second one in the first screen's file.
fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}

fn records<'a>(name: &str, text: &'a [u8]) -> Result<impl Iterator<Item = &'a [u8]> + use<'a>, String> {
    let mut lines = text.split(|byte| *byte == b'\n');
    if lines.next() == Some(name.as_bytes()) { Ok(lines) } else { Err(format!("not a chunk of {name}")) }
}

/// The table that a chunk says it belongs to.
pub fn table_of(text: &[u8]) -> Option<Part> {
    let name = text.split(|byte| *byte == b'\n').next()?;
    Part::from_name(std::str::from_utf8(name).ok()?)
}
