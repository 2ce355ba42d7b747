//! What the store needs of the place it writes to: four operations of local storage.

use std::{cell::RefCell, collections::BTreeMap, fmt, rc::Rc};

use super::pack::units;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// No room: the value that stood there still stands.
    Full,
    /// The browser does not let this page keep anything.
    Denied,
    Other(String),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            StorageError::Full => f.write_str("the storage is full"),
            StorageError::Denied => f.write_str("the storage is denied"),
            StorageError::Other(message) => f.write_str(message),
        }
    }
}

/// Text by key. A `set` writes the whole value or, where it fails, nothing.
pub trait Storage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError>;
    fn set(&self, key: &str, value: &str) -> Result<(), StorageError>;
    fn remove(&self, key: &str) -> Result<(), StorageError>;
    /// In any order; keys of others too.
    fn keys(&self) -> Result<Vec<String>, StorageError>;
}

macro_rules! storage_by_reference {
    ($($ty:ty),*) => { $(impl<T: Storage + ?Sized> Storage for $ty {
        fn get(&self, key: &str) -> Result<Option<String>, StorageError> { (**self).get(key) }
        fn set(&self, key: &str, value: &str) -> Result<(), StorageError> { (**self).set(key, value) }
        fn remove(&self, key: &str) -> Result<(), StorageError> { (**self).remove(key) }
        fn keys(&self) -> Result<Vec<String>, StorageError> { (**self).keys() }
    })* };
}

storage_by_reference!(&T, Rc<T>, Box<T>);

/// A storage in memory: where the browser's is denied, and in tests. It can be given the size of a browser's.
#[derive(Clone, Debug)]
pub struct Memory {
    entries: RefCell<BTreeMap<String, String>>,
    limit: usize,
}

impl Default for Memory {
    fn default() -> Memory {
        Memory::of_size(usize::MAX)
    }
}

impl Memory {
    /// `limit` counts the UTF-16 units of keys and values.
    pub fn of_size(limit: usize) -> Memory {
        Memory { entries: RefCell::default(), limit }
    }

    pub fn units(&self) -> usize {
        self.entries.borrow().iter().map(|(key, value)| units(key) + units(value)).sum()
    }
}

impl Storage for Memory {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        Ok(self.entries.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        if self.limit != usize::MAX {
            let replaced = self.entries.borrow().get(key).map_or(0, |old| units(key) + units(old));
            if self.units() - replaced + units(key) + units(value) > self.limit {
                return Err(StorageError::Full);
            }
        }
        self.entries.borrow_mut().insert(key.into(), value.into());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.entries.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        Ok(self.entries.borrow().keys().cloned().collect())
    }
}
