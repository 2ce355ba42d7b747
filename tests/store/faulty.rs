//! A storage that fails as it is told to, and remembers what it held after every write.

use pursuit::engine::store::{Storage, StorageError};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt,
    rc::Rc,
};

pub type State = imbl::OrdMap<String, Rc<str>>;

#[derive(Default)]
pub struct Faulty {
    state: RefCell<State>,
    states: RefCell<Option<Vec<State>>>,
    heard: RefCell<Option<Vec<String>>>,
    fault: RefCell<Option<StorageError>>,
    /// Writes that succeed before the fault.
    left: Cell<usize>,
    reads_fail: Cell<bool>,
}

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let sizes: BTreeMap<String, usize> = self.state().into_iter().map(|(key, value)| (key, value.chars().count())).collect();
        fmt::Debug::fmt(&sizes, f)
    }
}

impl Faulty {
    pub fn holding(state: State) -> Faulty {
        Faulty { state: RefCell::new(state), ..Faulty::default() }
    }

    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// From now on every state is kept.
    pub fn record(&self) {
        *self.states.borrow_mut() = Some(Vec::new());
    }

    pub fn recorded(&self) -> Vec<State> {
        self.states.take().unwrap_or_default()
    }

    /// From now on every key that is read is kept.
    pub fn listen(&self) {
        *self.heard.borrow_mut() = Some(Vec::new());
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.take().unwrap_or_default()
    }

    /// The `write`th `set` from now on fails, and all after it.
    pub fn fail_at(&self, write: usize, error: StorageError) {
        *self.fault.borrow_mut() = Some(error);
        self.left.set(write);
    }

    pub fn fail_reads(&self) {
        self.reads_fail.set(true);
    }

    pub fn heal(&self) {
        *self.fault.borrow_mut() = None;
        self.reads_fail.set(false);
    }

    fn wrote(&self) {
        if let Some(states) = &mut *self.states.borrow_mut() {
            states.push(self.state());
        }
    }

    fn read(&self) -> Result<(), StorageError> {
        match &*self.fault.borrow() {
            Some(error) if self.reads_fail.get() => Err(error.clone()),
            _ => Ok(()),
        }
    }
}

impl Storage for Faulty {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.read()?;
        if let Some(heard) = &mut *self.heard.borrow_mut() {
            heard.push(key.into());
        }
        Ok(self.state.borrow().get(key).map(|value| value.to_string()))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        if let Some(error) = &*self.fault.borrow() {
            let left = self.left.get();
            if left == 0 {
                return Err(error.clone());
            }
            self.left.set(left - 1);
        }
        self.state.borrow_mut().insert(key.into(), value.into());
        self.wrote();
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.state.borrow_mut().remove(key);
        self.wrote();
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        self.read()?;
        Ok(self.state.borrow().keys().cloned().collect())
    }
}
