//! Committing: chunks, then the snapshot, then the head. Before the head is written nothing has changed; after it nothing
//! more is needed.

use std::{collections::BTreeMap, sync::Arc};

use super::chunk::{self, Unwritable};
use super::pack::{Hash, seal, units};
use super::snapshot::{Entry, Schema, Snapshot};
use super::unread::{MODEL, Runs};
use super::{ASIDE, HEAD, Held, Index, PREFIX, Storage, StorageError, Store, chunk_key, snapshot_key};
use crate::engine::workspace::Workspace;

/// A commit that is on disk as far as the storage says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    pub head: Hash,
    /// UTF-16 units of the keys and values that were written; 0 where nothing had changed.
    pub written_units: usize,
}

/// Nothing was committed: the head before still opens.
#[derive(Clone, Debug, PartialEq)]
pub enum CommitError {
    /// No room. Nothing was removed to make some.
    Full,
    Denied,
    /// The stored head is another tab's, or gone: see [`Store::foreign_head`].
    Foreign,
    /// A record that could not be read again.
    Unwritable(Unwritable),
    Other(String),
}

impl From<StorageError> for CommitError {
    fn from(error: StorageError) -> CommitError {
        match error {
            StorageError::Full => CommitError::Full,
            StorageError::Denied => CommitError::Denied,
            StorageError::Other(message) => CommitError::Other(message),
        }
    }
}

impl From<Unwritable> for CommitError {
    fn from(record: Unwritable) -> CommitError {
        CommitError::Unwritable(record)
    }
}

/// What was written so far, so that a commit that fails leaves nothing behind.
#[derive(Default)]
struct Written {
    keys: Vec<String>,
    units: usize,
}

impl<S: Storage> Store<S> {
    /// Writes what differs from the last commit. With a label it makes a restore point even where nothing does.
    pub fn commit(&mut self, workspace: &Workspace, at_ms: i64, label: Option<&str>) -> Result<Committed, CommitError> {
        if self.foreign_head()? {
            return Err(CommitError::Foreign);
        }
        if self.head_text.is_none() && self.held.is_empty() {
            // The very first commit is of nothing: from then on there is a head, and chunks without one are damage.
            self.write(&Workspace::default(), Index::default(), Vec::new(), at_ms, None)?;
        }
        let changes = chunk::changes(&self.last, workspace);
        if let Some(head) = self.head.filter(|_| changes.is_empty() && label.is_none() && self.is_at_head()) {
            return Ok(Committed { head, written_units: 0 });
        }
        let mut index = self.index.clone();
        let mut fresh = Vec::new();
        if self.last.unknown != workspace.unknown {
            index.carried.clear();
        }
        for (part, changed) in changes {
            let runs = index.runs.entry(part).or_default();
            let (after, sealed) = chunk::rewrite(part, runs.get(), &changed, workspace)?;
            *runs = Runs::Read(after);
            fresh.extend(sealed);
        }
        let committed = self.write(workspace, index, fresh, at_ms, label)?;
        self.thin(at_ms);
        Ok(committed)
    }

    fn write(
        &mut self,
        workspace: &Workspace,
        index: Index,
        fresh: Vec<chunk::Sealed>,
        at: i64,
        label: Option<&str>,
    ) -> Result<Committed, CommitError> {
        let snapshot = Snapshot {
            schema: Schema::OURS,
            seq: self.held.last().map_or(0, |held| held.snapshot.seq.saturating_add(1)),
            at,
            label: label.map(String::from),
            parent: self.head,
            tables: index.tables(),
            aside: self.aside.clone(),
            model: MODEL.into(),
            extra: index.extra.clone(),
        };
        let (hash, value) = seal(&snapshot.to_json());
        let mut written = Written::default();
        let done = (|| {
            for sealed in &fresh {
                self.place(&chunk_key(sealed.run.hash), &sealed.value, &mut written)?;
            }
            self.place(&snapshot_key(hash), &value, &mut written)?;
            self.keep_lost_head(&mut written)?;
            self.place_head(hash, &mut written)
        })();
        if let Err(error) = done {
            // What cannot be removed now is swept later: no snapshot that is the head names it.
            written.keys.iter().for_each(|key| drop(self.storage.remove(key)));
            return Err(error.into());
        }
        self.head = Some(hash);
        self.head_text = Some(hash.to_string());
        self.last = workspace.clone();
        self.index = index;
        self.held.retain(|held| held.hash != hash);
        self.held.push(Held { hash, units: units(&value), snapshot: Arc::new(snapshot) });
        Ok(Committed { head: hash, written_units: written.units })
    }

    /// Writes a value under the name of its hash. What stands there already is the same or damaged; the damaged is kept
    /// under another name.
    fn place(&self, key: &str, value: &str, written: &mut Written) -> Result<(), StorageError> {
        match self.storage.get(key)? {
            Some(there) if there == value => return Ok(()),
            Some(damaged) => self.keep(key, &damaged, written)?,
            None => written.keys.push(key.into()),
        }
        self.storage.set(key, value)?;
        written.units += units(key) + units(value);
        Ok(())
    }

    /// Copies a damaged value to where nothing will be written over it.
    fn keep(&self, key: &str, damaged: &str, written: &mut Written) -> Result<(), StorageError> {
        let mut mark = Hash::of(damaged.as_bytes()).to_string();
        mark.truncate(8);
        let aside = format!("{ASIDE}{}/{mark}", key.strip_prefix(PREFIX).unwrap_or(key));
        self.storage.set(&aside, damaged)?;
        written.units += units(&aside) + units(damaged);
        Ok(())
    }

    /// A head that names no snapshot we have is data too.
    fn keep_lost_head(&self, written: &mut Written) -> Result<(), StorageError> {
        match &self.head_text {
            Some(text) if !text.parse().is_ok_and(|head| self.held.iter().any(|held| held.hash == head)) => {
                self.keep(HEAD, text, written)
            }
            _ => Ok(()),
        }
    }

    fn place_head(&self, hash: Hash, written: &mut Written) -> Result<(), StorageError> {
        let text = hash.to_string();
        let set = self.storage.set(HEAD, &text);
        // A storage that says no and yet has written has written.
        if set.is_err() && self.storage.get(HEAD) != Ok(Some(text)) {
            return set;
        }
        written.units += units(HEAD) + 32;
        Ok(())
    }
}

impl Index {
    fn tables(&self) -> BTreeMap<String, Vec<Entry>> {
        let mut tables = self.carried.clone();
        let entries = self.runs.iter().map(|(part, runs)| (part.name().to_string(), runs.entries()));
        tables.extend(entries.filter(|(_, entries)| !entries.is_empty()));
        tables
    }
}
