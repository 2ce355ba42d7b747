//! Keeps the simulation of a project up to date: some time after the last change, when nothing is dragged, it is done anew
//! beside the page. What was found before stays on the screen meanwhile and is said to be stale.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::app::prelude::*;
use gloo_timers::callback::Timeout;

use super::browser::worker::{self, Told};
use super::session::{Same, Session};
use crate::engine::jobs;
use crate::engine::model::Id;
use crate::engine::simulate::{Outcome, Request, fingerprint, is_certain};

/// From the last change to the simulation.
const IDLE_MS: u32 = 700;
const RUNS: u32 = 5_000;
const SEED: u64 = 1;

#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The outcome is that of the plan as it is.
    Fresh,
    /// The plan changed; it is simulated soon.
    Waiting,
    /// 0 to 1.
    Running(f64),
    Stopped,
    Failed(String),
}

thread_local! {
    /// Outcomes by project, with what they were made from, so that another screen need not do it again.
    static KNOWN: RefCell<HashMap<Id, (u64, Same<Outcome>)>> = RefCell::new(HashMap::new());
}

#[derive(Clone, Copy)]
pub struct Promise {
    session: Session,
    project: Id,
    pub outcome: RwSignal<Option<Same<Outcome>>>,
    pub state: RwSignal<State>,
    job: StoredValue<Option<worker::Job>, LocalStorage>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Promise {
    /// Watches a project for as long as the component lives that asks for it.
    pub fn of(session: Session, project: Id) -> Promise {
        let known = KNOWN.with_borrow(|known| known.get(&project).map(|(_, outcome)| outcome.clone()));
        let promise = Promise {
            session,
            project,
            outcome: RwSignal::new(known),
            state: RwSignal::new(State::Waiting),
            job: StoredValue::new_local(None),
            timer: StoredValue::new_local(None),
        };
        Effect::new(move |_| {
            session.ws();
            promise.again();
        });
        promise
    }

    /// Simulates soon; what runs is dropped.
    pub fn again(self) {
        self.job.set_value(None);
        self.state.set(State::Waiting);
        self.timer.set_value(Some(Timeout::new(IDLE_MS, move || self.begin())));
    }

    pub fn stop(self) {
        self.job.set_value(None);
        self.timer.set_value(None);
        self.state.set(State::Stopped);
    }

    fn begin(self) {
        let ws = self.session.settled();
        let Some(plan) = self.session.plan_in(&ws, self.project) else { return };
        // Every run would end on the same day.
        if is_certain(&ws, &plan) {
            return self.state.set(State::Fresh);
        }
        let request = Request { project: self.project, runs: RUNS, seed: SEED }.bytes(&ws);
        let print = fingerprint(&request);
        let known =
            KNOWN.with_borrow(|known| known.get(&self.project).filter(|(of, _)| *of == print).map(|known| known.1.clone()));
        if let Some(known) = known {
            if self.outcome.with_untracked(|old| old.as_ref() != Some(&known)) {
                self.outcome.set(Some(known));
            }
            self.state.set(State::Fresh);
            return;
        }
        self.state.set(State::Running(0.0));
        let job = worker::run(jobs::SIMULATE, request, move |told| self.hear(print, told));
        self.job.set_value(Some(job));
    }

    fn hear(self, print: u64, told: Told) {
        let state = match told {
            Told::Progress(done) => State::Running(done),
            Told::Failed(why) => State::Failed(why),
            Told::Done(bytes) => match serde_json::from_slice::<Outcome>(&bytes) {
                Ok(outcome) => {
                    let outcome = Same(Arc::new(outcome));
                    KNOWN.with_borrow_mut(|known| known.insert(self.project, (print, outcome.clone())));
                    // The same again is not drawn again, so that what has the focus keeps it.
                    let same = self.outcome.try_with_untracked(|old| old.as_ref().is_some_and(|old| *old.0 == *outcome.0));
                    if same == Some(false) {
                        self.outcome.set(Some(outcome));
                    }
                    State::Fresh
                }
                Err(error) => State::Failed(error.to_string()),
            },
        };
        let _ = self.state.try_set(state);
    }
}
