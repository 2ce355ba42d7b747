//! Undo and redo: a list of workspaces. Each shares what the others have too, so a step costs what it changed.

/// A step that can be taken back: what it was called, and the value before it.
#[derive(Clone, Debug)]
pub struct Step<L, W> {
    pub label: L,
    pub value: W,
}

#[derive(Clone, Debug)]
pub struct History<L, W> {
    past: Vec<Step<L, W>>,
    future: Vec<Step<L, W>>,
}

impl<L, W> Default for History<L, W> {
    fn default() -> Self {
        History { past: Vec::new(), future: Vec::new() }
    }
}

impl<L: Clone, W> History<L, W> {
    /// Steps that are kept; older ones are forgotten.
    pub const DEPTH: usize = 200;

    /// Remembers the value before an edit. What was undone before it cannot be redone any more.
    pub fn push(&mut self, label: L, before: W) {
        self.future.clear();
        if self.past.len() == Self::DEPTH {
            self.past.remove(0);
        }
        self.past.push(Step { label, value: before });
    }

    /// Gives back the value before the last step, and the step's label. `now` is kept for redo.
    pub fn undo(&mut self, now: W) -> Result<(L, W), W> {
        let Some(step) = self.past.pop() else { return Err(now) };
        self.future.push(Step { label: step.label.clone(), value: now });
        Ok((step.label, step.value))
    }

    pub fn redo(&mut self, now: W) -> Result<(L, W), W> {
        let Some(step) = self.future.pop() else { return Err(now) };
        self.past.push(Step { label: step.label.clone(), value: now });
        Ok((step.label, step.value))
    }

    /// Changes every value that is remembered.
    pub fn map(&mut self, mut change: impl FnMut(&W) -> W) {
        for step in self.past.iter_mut().chain(&mut self.future) {
            step.value = change(&step.value);
        }
    }

    pub fn undo_label(&self) -> Option<&L> {
        self.past.last().map(|step| &step.label)
    }

    pub fn redo_label(&self) -> Option<&L> {
        self.future.last().map(|step| &step.label)
    }

    pub fn len(&self) -> usize {
        self.past.len()
    }

    pub fn is_empty(&self) -> bool {
        self.past.is_empty()
    }
}
