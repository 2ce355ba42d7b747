//! Where a workspace rests: git's shape, in small, over a [`Storage`] that holds text by key.
//!
//! - A **chunk** is a run of records of one table; its key is the hash of its value, so it is never rewritten.
//! - A **snapshot** lists the chunks of every table; its key too is its hash.
//! - The **head** names the snapshot that is the workspace. Writing it is the only commit point.
//! - **Restore points** are snapshots that were the head before. They share chunks, so they cost what changed.
//!
//! What never happens here: opening writes nothing; a value that does not verify is not overwritten or removed before the
//! user has said so; a commit over a head that this store did not read or write is refused; a workspace is never opened
//! empty over data that could not be read. `docs/storage.md` says the same to the user.

mod chunk;
mod commit;
mod open;
mod pack;
mod points;
mod snapshot;
mod storage;
#[cfg(test)]
mod tests;
mod unread;

pub use chunk::Unwritable;
pub use commit::{CommitError, Committed};
pub use open::{Damage, Fault, Missing, Opened, Opening, Report};
pub use pack::Hash;
pub use points::{LoadError, Point, Swept, TableUsage, Usage};
pub use snapshot::Schema;
pub use storage::{Memory, Storage, StorageError};

use std::{collections::BTreeMap, sync::Arc};

use crate::engine::workspace::Workspace;
use chunk::Part;
use snapshot::{Entry, Snapshot};
use unread::Runs;

/// Every key of the store begins so.
pub const PREFIX: &str = "pursuit/";
const HEAD: &str = "pursuit/head";
const CHUNKS: &str = "pursuit/c/";
const SNAPSHOTS: &str = "pursuit/s/";
/// Damaged values that had to make room for sound ones of the same name.
const ASIDE: &str = "pursuit/q/";

fn chunk_key(hash: Hash) -> String {
    format!("{CHUNKS}{hash}")
}

fn snapshot_key(hash: Hash) -> String {
    format!("{SNAPSHOTS}{hash}")
}

/// Keys of the store; the app may keep others under the same prefix.
fn is_ours(key: &str) -> bool {
    key == HEAD || [CHUNKS, SNAPSHOTS, ASIDE].iter().any(|prefix| key.starts_with(prefix))
}

/// A workspace at rest. It remembers what it last read or wrote, so that a commit costs what differs from that.
#[derive(Debug)]
pub struct Store<S> {
    storage: S,
    /// What stood under [`HEAD`] when this store last read or wrote it.
    head_text: Option<String>,
    /// The snapshot that `last` is; none before the first commit and after an opening in parts.
    head: Option<Hash>,
    last: Workspace,
    index: Index,
    /// Every snapshot that could be read, the head too, oldest first.
    held: Vec<Held>,
    /// A snapshot that cannot be read may need any chunk: none is removed.
    blind: bool,
    /// Keys with damaged values, kept for export until the user throws them away.
    aside: Vec<String>,
    /// How many snapshots there were when what they hold was last counted.
    weighed: usize,
}

/// The chunks of a workspace.
#[derive(Clone, Debug, Default, PartialEq)]
struct Index {
    runs: BTreeMap<Part, Runs>,
    /// Tables of a newer version, carried as they are listed for as long as nobody changes them.
    carried: BTreeMap<String, Vec<Entry>>,
    extra: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug)]
struct Held {
    hash: Hash,
    units: usize,
    snapshot: Arc<Snapshot>,
}

impl<S: Storage> Store<S> {
    fn empty(storage: S) -> Store<S> {
        Store {
            storage,
            head_text: None,
            head: None,
            last: Workspace::default(),
            index: Index::default(),
            held: Vec::new(),
            blind: false,
            aside: Vec::new(),
            weighed: 0,
        }
    }

    /// The snapshot that the workspace was opened from or last committed to.
    pub fn head(&self) -> Option<Hash> {
        self.head
    }

    /// The workspace as this store last read or wrote it.
    pub fn last(&self) -> &Workspace {
        &self.last
    }

    /// The place of the workspace in the order of commits; none before the first.
    pub fn seq(&self) -> Option<u64> {
        self.held.iter().find(|held| Some(held.hash) == self.head).map(|held| held.snapshot.seq)
    }

    /// True where this workspace is what rests here. Costs what differs.
    pub fn holds(&self, workspace: &Workspace) -> bool {
        self.is_at_head() && self.last == *workspace
    }

    fn is_at_head(&self) -> bool {
        self.head.is_some() && self.head_text == self.head.map(|head| head.to_string())
    }

    /// True where the stored head is not the one that this store read or wrote: another tab has committed, or the
    /// browser's data was cleared. Then [`Store::commit`] refuses; open the storage anew, merge, and commit there.
    pub fn foreign_head(&self) -> Result<bool, StorageError> {
        Ok(self.storage.get(HEAD)? != self.head_text)
    }

    pub fn storage(&self) -> &S {
        &self.storage
    }

    pub fn into_storage(self) -> S {
        self.storage
    }

    /// Keys with damaged values that are kept for export. See [`Store::discard_damaged`].
    pub fn set_aside(&self) -> &[String] {
        &self.aside
    }
}
