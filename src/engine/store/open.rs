//! Opening: the head where it is sound, else the newest sound snapshot, else what is left of the newest readable one.
//! Nothing is written.

use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

use super::chunk::{self, Part};
use super::pack::{Hash, inflate, units, verified};
use super::snapshot::{Entry, Schema, Snapshot};
use super::unread::{LARGE, MODEL, Runs, Unread};
use super::{ASIDE, CHUNKS, HEAD, Held, Index, SNAPSHOTS, Storage, StorageError, Store, chunk_key, is_ours, snapshot_key};
use crate::engine::model::order;
use crate::engine::workspace::{Row, Shared, Workspace};

/// What a storage held.
#[derive(Debug)]
pub enum Opening<S> {
    /// Nothing of ours was ever written here.
    Empty(Box<Store<S>>),
    Opened(Box<Opened<S>>),
    /// There is data, and none of it could be read. Offer it for export; [`Store::rescue`] gathers what chunks still hold,
    /// [`Store::start_over`] begins anew beside it.
    Unreadable(S, Report),
    /// Written by a newer version: to be read by that one. Nothing was written.
    Newer(S, Schema),
    /// The storage itself failed or is denied: work in memory.
    Failed(S, StorageError),
}

#[derive(Debug)]
pub struct Opened<S> {
    pub store: Store<S>,
    pub workspace: Workspace,
    pub report: Report,
}

/// What was not as it should be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub damages: Vec<Damage>,
    /// When the snapshot that was opened was written; milliseconds since 1970 UTC.
    pub opened_at: Option<i64>,
    /// When the newest snapshot that is known was written: later than `opened_at` where an older one had to be opened.
    pub newest_at: Option<i64>,
    /// No snapshot was sound, and these records of the one that was opened are not there.
    pub missing: Vec<Missing>,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.damages.is_empty() && self.missing.is_empty()
    }
}

/// A value that is not what its key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    pub key: String,
    pub fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The key is gone.
    Absent,
    /// The value does not verify.
    Altered,
    /// The value verifies, and this version cannot read it; the message says why.
    NotUnderstood(String),
}

/// Records that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub table: String,
    pub records: usize,
}

/// Why a snapshot could not be opened.
pub(super) enum Refused {
    Newer(Schema),
    Damaged,
    Storage(StorageError),
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Refused {
        Refused::Storage(error)
    }
}

impl<S: Storage> Store<S> {
    pub fn open(storage: S) -> Opening<S> {
        let mut found = match Found::read(&storage) {
            Ok(Some(found)) => found,
            Ok(None) => return Opening::Empty(Box::new(Store::empty(storage))),
            Err(error) => return Opening::Failed(storage, error),
        };
        match found.choose(&storage) {
            Ok(Some(chosen)) => {
                let Chosen { head, built } = chosen;
                let mut report = found.report;
                report.missing = built.missing;
                let in_parts = !report.missing.is_empty();
                let workspace = chunk::absorb(built.workspace.clone());
                let mut aside = found.aside;
                // The opened snapshot knows what was damaged when it was written; so do those that came after it.
                let opened = found.held.iter().skip_while(|held| held.hash != head);
                aside.extend(opened.flat_map(|held| held.snapshot.aside.iter().cloned()));
                aside.extend(report.damages.iter().map(|damage| damage.key.clone()).filter(|key| key != HEAD));
                order::sort_by(&mut aside, Ord::cmp);
                aside.dedup();
                // What the head lists as damaged has been told before.
                let at_head = found.held.iter().find(|held| found.head_text == Some(held.hash.to_string()) && held.hash == head);
                report.damages.retain(|damage| at_head.is_none_or(|held| !held.snapshot.aside.contains(&damage.key)));
                let store = Store {
                    head_text: found.head_text,
                    head: (!in_parts).then_some(head),
                    // What was opened in parts is written anew, as a whole.
                    last: if in_parts { Workspace::default() } else { built.workspace },
                    index: if in_parts { Index::default() } else { built.index },
                    blind: found.blind,
                    held: found.held,
                    aside,
                    weighed: 0,
                    storage,
                };
                Opening::Opened(Box::new(Opened { store, workspace, report }))
            }
            Ok(None) => Opening::Unreadable(storage, found.report),
            Err(Refused::Newer(schema)) => Opening::Newer(storage, schema),
            Err(Refused::Storage(error)) => Opening::Failed(storage, error),
            Err(Refused::Damaged) => Opening::Unreadable(storage, found.report),
        }
    }

    /// Begins with an empty workspace beside data that could not be read, once the user has said so. Every key that is
    /// there stays until [`Store::discard_damaged`].
    pub fn start_over(storage: S) -> Result<Store<S>, StorageError> {
        let Some(found) = Found::read(&storage)? else { return Ok(Store::empty(storage)) };
        let aside = storage.keys()?.into_iter().filter(|key| is_ours(key) && key != HEAD).collect();
        Ok(Store { head_text: found.head_text, held: found.held, blind: true, aside, ..Store::empty(storage) })
    }

    /// Gathers the records of every chunk that verifies, of each record the version changed last; for data of which no
    /// snapshot can be read. Deleted records may be among them. None where there is nothing.
    pub fn rescue(storage: &S) -> Result<Option<Workspace>, StorageError> {
        let mut rescued = Workspace::default();
        let mut room = Vec::new();
        for key in storage.keys()? {
            let Some(hash) = key.strip_prefix(CHUNKS).and_then(|hash| hash.parse().ok()) else { continue };
            let bytes = storage.get(&key)?.and_then(|value| verified(hash, &value));
            let text = bytes.as_ref().and_then(|bytes| inflate(bytes, &mut room));
            let Some((text, part)) = text.and_then(|text| chunk::table_of(text).map(|part| (text, part))) else { continue };
            let mut read = Workspace::default();
            if !matches!(part, Part::Table(_)) || chunk::decode(part, hash, 0, text, &mut read).is_err() {
                continue;
            }
            for change in Workspace::default().diff(&read) {
                let version = |row: &Row| (row.stamped().rev, row.stamped().updated_at);
                let known = rescued.row(change.kind, change.id);
                if let Some(row) = change.after.filter(|row| known.is_none_or(|known| version(&known) < version(row))) {
                    rescued.put(row);
                }
            }
        }
        Ok((!rescued.is_empty()).then_some(rescued))
    }
}

/// What stands in the storage before a choice is made.
struct Found {
    head_text: Option<String>,
    held: Vec<Held>,
    newer: BTreeMap<Hash, Schema>,
    blind: bool,
    report: Report,
    aside: Vec<String>,
    /// Chunks that were looked at, and their deflated bytes where they are sound.
    chunks: BTreeMap<Hash, Option<Vec<u8>>>,
}

struct Chosen {
    head: Hash,
    built: Built,
}

impl Found {
    /// None where there is no key of ours.
    fn read<S: Storage>(storage: &S) -> Result<Option<Found>, StorageError> {
        let mut keys: Vec<String> = storage.keys()?.into_iter().filter(|key| is_ours(key)).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        order::sort_by(&mut keys, Ord::cmp);
        let mut found = Found {
            head_text: storage.get(HEAD)?,
            held: Vec::new(),
            newer: BTreeMap::new(),
            blind: false,
            report: Report::default(),
            aside: keys.iter().filter(|key| key.starts_with(ASIDE)).cloned().collect(),
            chunks: BTreeMap::new(),
        };
        let mut room = Vec::new();
        for key in keys {
            let Some(name) = key.strip_prefix(SNAPSHOTS) else { continue };
            let value = storage.get(&key)?.unwrap_or_default();
            let bytes = name.parse().ok().and_then(|hash| Some((hash, verified(hash, &value)?)));
            match bytes.map(|(hash, bytes)| (hash, inflate(&bytes, &mut room).map_or(Err(None), Snapshot::from_json))) {
                Some((hash, Ok(snapshot))) => found.held.push(Held { hash, units: units(&value), snapshot: Arc::new(snapshot) }),
                Some((hash, Err(Some(schema)))) => {
                    found.newer.insert(hash, schema);
                    found.blind = true;
                }
                Some((_, Err(None))) => found.damaged(key, Fault::NotUnderstood("not a snapshot".into())),
                None => found.damaged(key, Fault::Altered),
            }
        }
        order::sort_by_key(&mut found.held, |held| (held.snapshot.seq, held.snapshot.at, held.hash));
        Ok(Some(found))
    }

    fn damaged(&mut self, key: String, fault: Fault) {
        self.blind |= key.starts_with(SNAPSHOTS);
        let damage = Damage { key, fault };
        if !self.report.damages.contains(&damage) {
            self.report.damages.push(damage);
        }
    }

    fn choose<S: Storage>(&mut self, storage: &S) -> Result<Option<Chosen>, Refused> {
        let named: Option<Hash> = self.head_text.as_deref().and_then(|text| text.parse().ok());
        if let Some(schema) = named.and_then(|head| self.newer.get(&head)) {
            return Err(Refused::Newer(*schema));
        }
        self.report.newest_at = self.held.last().map(|held| held.snapshot.at);
        let head = self.held.iter().position(|held| Some(held.hash) == named);
        match head {
            Some(head) => self.report.newest_at = self.held.get(head).map(|held| held.snapshot.at),
            None => {
                if let Some(schema) = self.newer.values().max() {
                    return Err(Refused::Newer(*schema));
                }
                match named {
                    Some(head) if !self.report.damages.iter().any(|damage| damage.key == snapshot_key(head)) => {
                        self.damaged(snapshot_key(head), Fault::Absent);
                    }
                    Some(_) => {}
                    None if self.head_text.is_none() => self.damaged(HEAD.into(), Fault::Absent),
                    None => self.damaged(HEAD.into(), Fault::Altered),
                }
            }
        }
        let mut order: Vec<Held> = self.held.iter().rev().cloned().collect();
        if let Some(head) = head {
            let newest = order.remove(self.held.len() - 1 - head);
            order.insert(0, newest);
        }
        for (place, held) in order.iter().enumerate() {
            // An empty workspace is believed where the head names it, and elsewhere only if nothing but the head is amiss.
            let believed = held.snapshot.records() > 0
                || place == 0 && head.is_some()
                || self.report.damages.iter().all(|damage| damage.key == HEAD);
            if believed && self.is_sound(storage, &held.snapshot)? {
                match self.build(storage, held, false) {
                    Ok(chosen) => return Ok(Some(chosen)),
                    Err(Refused::Damaged) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        for held in &order {
            let chosen = self.build(storage, held, true)?;
            if !chosen.built.workspace.is_empty() {
                return Ok(Some(chosen));
            }
        }
        Ok(None)
    }

    /// Looks at every chunk of a snapshot, so that all that is damaged in it is reported.
    fn is_sound<S: Storage>(&mut self, storage: &S, snapshot: &Snapshot) -> Result<bool, StorageError> {
        let mut sound = true;
        for entry in snapshot.tables.values().flatten() {
            sound &= self.chunk(storage, entry.hash)?;
        }
        Ok(sound)
    }

    /// Reads a chunk once; true where it verifies.
    fn chunk<S: Storage>(&mut self, storage: &S, hash: Hash) -> Result<bool, StorageError> {
        if let Some(known) = self.chunks.get(&hash) {
            return Ok(known.is_some());
        }
        let key = chunk_key(hash);
        let value = storage.get(&key)?;
        let bytes = value.as_ref().and_then(|value| verified(hash, value));
        let sound = bytes.is_some();
        self.chunks.insert(hash, bytes);
        if !sound {
            self.damaged(key, if value.is_some() { Fault::Altered } else { Fault::Absent });
        }
        Ok(sound)
    }

    /// The workspace of a snapshot. What is missing is left out where `in_parts`, and refused elsewhere.
    fn build<S: Storage>(&mut self, storage: &S, held: &Held, in_parts: bool) -> Result<Chosen, Refused> {
        let snapshot = held.snapshot.clone();
        let mut faults = Vec::new();
        self.is_sound(storage, &snapshot)?;
        let built = build(
            &snapshot,
            &Workspace::default(),
            &Index::default(),
            |hash| Ok(self.chunks.get(&hash).cloned().flatten()),
            &mut faults,
        )?;
        if !in_parts && !faults.is_empty() {
            if snapshot.schema > Schema::OURS {
                return Err(Refused::Newer(snapshot.schema));
            }
            for (hash, message) in faults {
                self.damaged(chunk_key(hash), Fault::NotUnderstood(message));
            }
            return Err(Refused::Damaged);
        }
        self.report.opened_at = Some(snapshot.at);
        Ok(Chosen { head: held.hash, built })
    }
}

#[derive(Debug)]
pub(super) struct Built {
    pub workspace: Workspace,
    pub index: Index,
    pub missing: Vec<Missing>,
}

/// Puts a snapshot together. Chunks that `known` (with its index) has too are taken from there, sharing the records;
/// the others come deflated from `fetch`, which gives none for a chunk that is not sound.
pub(super) fn build(
    snapshot: &Snapshot,
    known: &Workspace,
    known_index: &Index,
    fetch: impl Fn(Hash) -> Result<Option<Vec<u8>>, StorageError>,
    faults: &mut Vec<(Hash, String)>,
) -> Result<Built, StorageError> {
    let mut workspace = Workspace::default();
    let mut index = Index { extra: snapshot.extra.clone(), ..Index::default() };
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    let mut strange = serde_json::Map::new();
    let mut shared: BTreeMap<Hash, &chunk::Run> = BTreeMap::new();
    let mut room = Vec::new();
    // What this version wrote is read for certain, and so need not be read now.
    let may_wait = snapshot.schema == Schema::OURS && snapshot.model == MODEL && known_index.runs.is_empty();
    shared.extend(known_index.runs.values().flat_map(Runs::get).map(|run| (run.hash, run)));
    let mut miss = |name, entry: &Entry| *missing.entry(name).or_default() += entry.records;
    for (name, entries) in &snapshot.tables {
        let part = Part::from_name(name);
        if let Some(Part::Table(kind)) = part.filter(|_| may_wait)
            && let count = entries.iter().map(|entry| entry.records).sum()
            && count >= LARGE
        {
            let chunks = entries.iter().map(|entry| Ok(fetch(entry.hash)?.map(|bytes| (entry.clone(), bytes))));
            if let Some(chunks) = chunks.collect::<Result<Option<Vec<_>>, StorageError>>()? {
                let unread = Arc::new(Unread::new(Part::Table(kind), chunks));
                workspace.leave_unread(kind, count, unread.clone());
                index.runs.insert(Part::Table(kind), Runs::Unread(unread));
                continue;
            }
        }
        let mut values = Vec::new();
        for entry in entries {
            if let Some((part, run)) = part.filter(|part| *part != Part::Unknown).zip(shared.get(&entry.hash)) {
                run.ids.iter().for_each(|id| part.copy(known, *id, &mut workspace));
                index.runs.entry(part).or_default().push((*run).clone());
                continue;
            }
            let Some(bytes) = fetch(entry.hash)? else {
                miss(name, entry);
                continue;
            };
            let Some(text) = inflate(&bytes, &mut room) else {
                faults.push((entry.hash, "it does not inflate".into()));
                miss(name, entry);
                continue;
            };
            let read = match part {
                Some(part) => chunk::decode(part, entry.hash, entry.units, text, &mut workspace)
                    .map(|run| index.runs.entry(part).or_default().push(run)),
                None => chunk::decode_unknown(name, text).map(|records| values.extend(records)),
            };
            if let Err(message) = read {
                faults.push((entry.hash, message));
                miss(name, entry);
            }
        }
        if part.is_none() {
            strange.insert(name.clone(), Value::Array(values));
            index.carried.insert(name.clone(), entries.clone());
        }
    }
    if !strange.is_empty() {
        let mut unknown = (**workspace.unknown.arc()).clone();
        unknown.extend(strange);
        workspace.unknown = Shared::new(unknown);
    }
    let missing = missing.into_iter().map(|(table, records)| Missing { table: table.into(), records }).collect();
    Ok(Built { workspace, index, missing })
}
