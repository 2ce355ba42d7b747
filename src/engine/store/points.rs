//! Restore points: listing, reading, thinning, and what everything costs.

use std::collections::{BTreeMap, BTreeSet};

use super::chunk;
use super::open::{Damage, Fault, Missing, build};
use super::pack::{Hash, units, verified};
use super::snapshot::{Schema, Snapshot};
use super::{ASIDE, CHUNKS, CommitError, HEAD, Held, SNAPSHOTS, Storage, StorageError, Store, chunk_key, is_ours, snapshot_key};
use crate::engine::model::order;
use crate::engine::workspace::Workspace;

/// A state that was committed and is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub id: Hash,
    /// Milliseconds since 1970 UTC.
    pub at: i64,
    pub label: Option<String>,
    pub records: usize,
    /// What removing it would free: its snapshot and the chunks that nothing else needs.
    pub units: usize,
    pub is_head: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LoadError {
    NoSuchPoint,
    /// Written by a newer version.
    Newer(Schema),
    /// These records cannot be read; the rest is given.
    Damaged(Box<Workspace>, Vec<Missing>),
    Storage(StorageError),
}

impl From<StorageError> for LoadError {
    fn from(error: StorageError) -> LoadError {
        LoadError::Storage(error)
    }
}

/// UTF-16 units of keys and values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// Everything in the storage, keys of others too: this is what the browser's limit counts.
    pub total: usize,
    /// The workspace as it is now.
    pub now: usize,
    /// What restore points hold beyond that.
    pub points: usize,
    /// Damaged values that are kept for export.
    pub set_aside: usize,
    /// Left by commits that were cut off; [`Store::sweep`] frees it.
    pub unused: usize,
    /// The tables of `now`.
    pub tables: Vec<TableUsage>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableUsage {
    pub table: String,
    pub records: usize,
    pub units: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub keys: usize,
    pub units: usize,
}

/// Snapshots that are always kept: the head and the two before it.
const NEWEST: usize = 3;
/// Of points younger than `.0` milliseconds, the last of every `.1` is kept.
const LADDER: [(i64, i64); 4] = [(HOUR, 5 * 60_000), (24 * HOUR, HOUR), (30 * 24 * HOUR, 24 * HOUR), (i64::MAX, 30 * 24 * HOUR)];
const HOUR: i64 = 3_600_000;
/// Restore points without a label may hold what the workspace of now leaves of this many units, within bounds; beyond it
/// the oldest go.
const ROOM: usize = 2_500_000;
const BUDGET: (usize, usize) = (100_000, 600_000);

impl<S: Storage> Store<S> {
    /// Newest first, the head among them.
    pub fn points(&self) -> Vec<Point> {
        let counts = self.references();
        let listed = self.held.iter().rev().filter(|held| held.snapshot.records() > 0 || Some(held.hash) == self.head);
        listed
            .map(|held| Point {
                id: held.hash,
                at: held.snapshot.at,
                label: held.snapshot.label.clone(),
                records: held.snapshot.records(),
                units: cost(held, &counts),
                is_head: Some(held.hash) == self.head,
            })
            .collect()
    }

    /// Reads a restore point. What it has in common with the workspace of now is shared, so `diff` costs what differs.
    pub fn load(&self, point: Hash) -> Result<Workspace, LoadError> {
        let held = self.held.iter().find(|held| held.hash == point).ok_or(LoadError::NoSuchPoint)?;
        let fetch = |hash| Ok(self.storage.get(&chunk_key(hash))?.and_then(|value| verified(hash, &value)));
        let mut faults = Vec::new();
        let built = build(&held.snapshot, &self.last, &self.index, fetch, &mut faults)?;
        let workspace = chunk::absorb(built.workspace);
        if built.missing.is_empty() {
            Ok(workspace)
        } else if !faults.is_empty() && held.snapshot.schema > Schema::OURS {
            Err(LoadError::Newer(held.snapshot.schema))
        } else {
            Err(LoadError::Damaged(Box::new(workspace), built.missing))
        }
    }

    /// Removes a restore point because the user said so. The head and the newest point beside it stay.
    pub fn forget(&mut self, point: Hash) -> Result<Swept, CommitError> {
        if self.foreign_head()? {
            return Err(CommitError::Foreign);
        }
        let mut others = self.held.iter().filter(|held| held.snapshot.records() > 0 && Some(held.hash) != self.head);
        if Some(point) == self.head || others.next_back().is_none_or(|last| last.hash == point) {
            return Ok(Swept::default());
        }
        Ok(self.drop_points(&BTreeSet::from([point])))
    }

    /// What the storage holds, counted key by key.
    pub fn usage(&self) -> Result<Usage, StorageError> {
        let mut usage = Usage::default();
        let head = self.held.iter().find(|held| Some(held.hash) == self.head);
        let now = order::set(head.into_iter().flat_map(|head| head.snapshot.mentions()));
        let needed = self.references();
        let names = order::set(self.held.iter().map(|held| held.hash));
        for key in self.storage.keys()? {
            let size = units(&key) + self.storage.get(&key)?.map_or(0, |value| units(&value));
            usage.total += size;
            let chunk: Option<Hash> = key.strip_prefix(CHUNKS).and_then(|hash| hash.parse().ok());
            let snapshot: Option<Hash> = key.strip_prefix(SNAPSHOTS).and_then(|hash| hash.parse().ok());
            let place = if key == HEAD
                || chunk.is_some_and(|hash| now.contains(&hash))
                || snapshot.is_some() && snapshot == self.head
            {
                &mut usage.now
            } else if key.starts_with(ASIDE) || self.aside.contains(&key) {
                &mut usage.set_aside
            } else if chunk.is_some_and(|hash| needed.contains_key(&hash)) || snapshot.is_some_and(|hash| names.contains(&hash)) {
                &mut usage.points
            } else if is_ours(&key) {
                &mut usage.unused
            } else {
                continue;
            };
            *place += size;
        }
        usage.tables = head.map_or(Vec::new(), |head| {
            let table = |(name, entries): (&String, &Vec<super::Entry>)| TableUsage {
                table: name.clone(),
                records: entries.iter().map(|entry| entry.records).sum(),
                units: entries.iter().map(|entry| entry.units + units(CHUNKS) + 32).sum(),
            };
            head.snapshot.tables.iter().map(table).collect()
        });
        Ok(usage)
    }

    /// Reads every chunk of every restore point, for a quiet moment: opening looks at the head's alone. What is damaged is
    /// reported and from then on kept until [`Store::discard_damaged`].
    pub fn verify(&mut self) -> Result<Vec<Damage>, StorageError> {
        let mut damages = Vec::new();
        for hash in self.references().into_keys() {
            let key = chunk_key(hash);
            let value = self.storage.get(&key)?;
            if value.as_ref().is_none_or(|value| verified(hash, value).is_none()) && !self.aside.contains(&key) {
                let fault = if value.is_some() { Fault::Altered } else { Fault::Absent };
                self.aside.push(key.clone());
                damages.push(Damage { key, fault });
            }
        }
        Ok(damages)
    }

    /// Removes chunks that no snapshot needs: leftovers of commits that were cut off. While there is a snapshot that
    /// cannot be read, nothing is.
    pub fn sweep(&mut self) -> Result<Swept, CommitError> {
        if self.foreign_head()? {
            return Err(CommitError::Foreign);
        }
        let mut swept = Swept::default();
        if self.blind || self.head.is_none() {
            return Ok(swept);
        }
        let needed = self.references();
        for key in self.storage.keys()? {
            let chunk: Option<Hash> = key.strip_prefix(CHUNKS).and_then(|hash| hash.parse().ok());
            if chunk.is_some_and(|hash| !needed.contains_key(&hash)) && !self.aside.contains(&key) {
                swept.add(self.remove(&key));
            }
        }
        Ok(swept)
    }

    /// Throws damaged values away because the user said so: what does not verify, and what was moved aside.
    pub fn discard_damaged(&mut self) -> Result<Swept, CommitError> {
        if self.foreign_head()? {
            return Err(CommitError::Foreign);
        }
        let mut swept = Swept::default();
        if !self.is_at_head() {
            // Until something is committed the damaged is all there is of the newest.
            return Ok(swept);
        }
        let head = self.held.iter().filter(|held| Some(held.hash) == self.head);
        let current = order::set(head.flat_map(|head| head.snapshot.mentions()).map(chunk_key));
        for key in self.storage.keys()?.into_iter().filter(|key| is_ours(key) && key != HEAD && !current.contains(key)) {
            let name = key.strip_prefix(CHUNKS).or(key.strip_prefix(SNAPSHOTS)).map(|hash| hash.parse::<Hash>());
            let damaged = match name {
                None => key.starts_with(ASIDE),
                Some(Err(())) => true,
                Some(Ok(hash)) => self.storage.get(&key)?.is_some_and(|value| verified(hash, &value).is_none()),
            };
            if damaged {
                swept.add(self.remove(&key));
            }
        }
        let readable = order::set(self.held.iter().map(|held| snapshot_key(held.hash)));
        self.blind = self.storage.keys()?.iter().any(|key| key.starts_with(SNAPSHOTS) && !readable.contains(key));
        self.aside.clear();
        Ok(swept)
    }

    /// Called after a commit: drops the points that age has made too many, and the oldest where all of them hold too much.
    pub(super) fn thin(&mut self, now: i64) {
        let surplus = surplus(&self.held, self.head, now).into_iter().filter(|hash| !self.aside_needs(*hash)).collect();
        self.drop_points(&surplus);
        // What points hold is counted when there is one more of them, not at every commit.
        if self.held.len() > self.weighed {
            self.drop_points(&self.beyond_budget());
        }
        self.weighed = self.held.len();
    }

    fn beyond_budget(&self) -> BTreeSet<Hash> {
        let mut dropped = BTreeSet::new();
        let head = self.held.iter().find(|held| Some(held.hash) == self.head);
        let now: usize = head.map_or(0, |head| entries(&head.snapshot).map(|(_, size)| size).sum());
        let budget = ROOM.saturating_sub(now).clamp(BUDGET.0, BUDGET.1);
        for point in &self.held[..self.held.len().saturating_sub(NEWEST)] {
            if self.held_by_points(&dropped) <= budget {
                break;
            }
            if point.snapshot.label.is_none() && Some(point.hash) != self.head && !self.aside_needs(point.hash) {
                dropped.insert(point.hash);
            }
        }
        dropped
    }

    fn aside_needs(&self, point: Hash) -> bool {
        let Some(held) = self.held.iter().find(|held| held.hash == point) else { return true };
        if self.aside.is_empty() {
            return false;
        }
        let needs = held.snapshot.mentions().any(|hash| self.aside.contains(&chunk_key(hash)));
        needs || self.aside.contains(&snapshot_key(point))
    }

    fn drop_points(&mut self, dropped: &BTreeSet<Hash>) -> Swept {
        let mut swept = Swept::default();
        if dropped.is_empty() {
            return swept;
        }
        // Snapshots first: a crash in between leaves chunks that `sweep` finds, never a snapshot without its chunks. One
        // that does not go keeps them.
        let mut gone = Vec::new();
        for held in std::mem::take(&mut self.held) {
            let removed = if dropped.contains(&held.hash) { self.remove(&snapshot_key(held.hash)) } else { None };
            let place = if removed.is_some() { &mut gone } else { &mut self.held };
            place.push(held);
            swept.add(removed);
        }
        if self.blind {
            return swept;
        }
        let mut free = order::set(gone.iter().flat_map(|held| held.snapshot.mentions()));
        for held in self.held.iter().rev() {
            if free.is_empty() {
                break;
            }
            for hash in held.snapshot.mentions() {
                free.remove(&hash);
            }
        }
        for key in free.into_iter().map(chunk_key).filter(|key| !self.aside.contains(key)).collect::<Vec<_>>() {
            swept.add(self.remove(&key));
        }
        swept
    }

    /// How many snapshots need each chunk.
    fn references(&self) -> BTreeMap<Hash, usize> {
        let mut counts = BTreeMap::new();
        for hash in self.held.iter().flat_map(|held| held.snapshot.mentions()) {
            *counts.entry(hash).or_default() += 1;
        }
        counts
    }

    /// Units that points hold beyond the head and the labelled ones, when some are dropped.
    fn held_by_points(&self, dropped: &BTreeSet<Hash>) -> usize {
        let stays = |held: &&Held| Some(held.hash) == self.head || held.snapshot.label.is_some();
        let fixed = order::set(self.held.iter().filter(stays).flat_map(|held| held.snapshot.mentions()));
        let mut sizes: BTreeMap<Hash, usize> = BTreeMap::new();
        let mut snapshots = 0;
        for held in self.held.iter().filter(|held| !stays(held) && !dropped.contains(&held.hash)) {
            snapshots += held.units;
            sizes.extend(entries(&held.snapshot).filter(|(hash, _)| !fixed.contains(hash)));
        }
        snapshots + sizes.values().sum::<usize>()
    }

    /// The units that this freed; none where the key stays.
    fn remove(&self, key: &str) -> Option<usize> {
        let size = units(key) + self.storage.get(key).ok()?.map_or(0, |value| units(&value));
        self.storage.remove(key).ok().map(|()| size)
    }
}

impl Swept {
    fn add(&mut self, removed: Option<usize>) {
        self.keys += usize::from(removed.is_some());
        self.units += removed.unwrap_or(0);
    }
}

fn entries(snapshot: &Snapshot) -> impl Iterator<Item = (Hash, usize)> {
    snapshot.tables.values().flatten().map(|entry| (entry.hash, entry.units + CHUNKS.len() + 32))
}

fn cost(held: &Held, counts: &BTreeMap<Hash, usize>) -> usize {
    let own: usize = entries(&held.snapshot).filter(|(hash, _)| counts.get(hash) == Some(&1)).map(|(_, size)| size).sum();
    held.units + SNAPSHOTS.len() + 32 + own
}

/// What the ladder does not keep. `held` is oldest first.
pub(super) fn surplus(held: &[Held], head: Option<Hash>, now: i64) -> BTreeSet<Hash> {
    let mut taken = BTreeSet::new();
    let mut surplus = BTreeSet::new();
    for (place, held) in held.iter().rev().enumerate() {
        let age = now.saturating_sub(held.snapshot.at).max(0);
        let (rung, step) = LADDER
            .iter()
            .map(|(_, step)| *step)
            .enumerate()
            .find(|(rung, _)| age < LADDER[*rung].0)
            .unwrap_or((3, 30 * 24 * HOUR));
        let first = taken.insert((rung, held.snapshot.at.div_euclid(step)));
        let kept = place < NEWEST || first || held.snapshot.label.is_some() || Some(held.hash) == head;
        if !kept {
            surplus.insert(held.hash);
        }
    }
    surplus
}
