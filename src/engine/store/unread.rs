//! Tables that are read when somebody asks for them. Opening looks at every chunk, so that damage is found; what a sound chunk
//! of this version's own writing says can wait: the first screen needs few tables, and the largest is seldom among them.

use std::sync::{Arc, OnceLock};

use super::chunk::{self, Part, Run};
use super::pack::inflate;
use super::snapshot::Entry;
use crate::engine::workspace::{Source, Workspace};

/// What the records are made of, as a hash: a chunk that was written or read with the same is read for certain.
pub const MODEL: &str = env!("PURSUIT_MODEL");

/// Records of a table from which on it is left unread.
pub const LARGE: usize = 1_000;

/// The chunks of one table, deflated, and what they say.
#[derive(Debug)]
pub struct Unread {
    part: Part,
    chunks: Vec<(Entry, Vec<u8>)>,
    read: OnceLock<(Workspace, Vec<Run>)>,
}

impl Unread {
    pub fn new(part: Part, chunks: Vec<(Entry, Vec<u8>)>) -> Unread {
        Unread { part, chunks, read: OnceLock::new() }
    }

    #[cfg(test)]
    pub fn is_read(&self) -> bool {
        self.read.get().is_some()
    }

    fn read(&self) -> &(Workspace, Vec<Run>) {
        self.read.get_or_init(|| {
            let mut workspace = Workspace::default();
            let mut text = Vec::new();
            let runs = self.chunks.iter().map(|(entry, bytes)| {
                let text = inflate(bytes, &mut text).ok_or("it does not inflate")?;
                chunk::decode(self.part, entry.hash, entry.units, text, &mut workspace)
            });
            match runs.collect() {
                Ok(runs) => (workspace, runs),
                // Nothing may go on, and nothing is written: what stands in the store is sound and stays.
                Err(error) => panic!("{}: {error}", self.part.name()),
            }
        })
    }
}

impl Source for Unread {
    fn workspace(&self) -> &Workspace {
        &self.read().0
    }
}

/// The runs of a part, known or still to be read.
#[derive(Clone, Debug)]
pub enum Runs {
    Read(Vec<Run>),
    Unread(Arc<Unread>),
}

impl Runs {
    pub fn get(&self) -> &[Run] {
        match self {
            Runs::Read(runs) => runs,
            Runs::Unread(unread) => &unread.read().1,
        }
    }

    /// One more, of a part that is being read.
    pub fn push(&mut self, run: Run) {
        if let Runs::Read(runs) = self {
            runs.push(run);
        }
    }

    pub fn entries(&self) -> Vec<Entry> {
        match self {
            Runs::Read(runs) => runs.iter().map(Run::entry).collect(),
            Runs::Unread(unread) => unread.chunks.iter().map(|(entry, _)| entry.clone()).collect(),
        }
    }
}

impl Default for Runs {
    fn default() -> Runs {
        Runs::Read(Vec::new())
    }
}

impl PartialEq for Runs {
    fn eq(&self, other: &Runs) -> bool {
        self.get() == other.get()
    }
}
