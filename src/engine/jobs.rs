//! Long work that runs beside the page: the jobs of the worker program (`src/bin/worker.rs`), by name. A request and a
//! result are bytes. A job works in slices, so that the page can do it itself where the browser has no workers.
//! To add one: a name here, an arm in [`start`], and on the page `browser::worker::run(name, request, …)`.

use super::simulate;

/// `simulate::Request` as JSON to `simulate::Outcome` as JSON.
pub const SIMULATE: &str = "simulate";

pub enum Step {
    /// Done so far, 0 to 1.
    More(f64),
    Done(Vec<u8>),
    Failed(String),
}

pub trait Job {
    /// Some milliseconds of work.
    fn step(&mut self) -> Step;
}

/// Work that is one slice.
pub struct Once<F>(pub Option<F>);

impl<F: FnOnce() -> Result<Vec<u8>, String>> Job for Once<F> {
    fn step(&mut self) -> Step {
        match self.0.take().map(|work| work()) {
            Some(Ok(result)) => Step::Done(result),
            Some(Err(message)) => Step::Failed(message),
            None => Step::Failed("done already".into()),
        }
    }
}

/// Begins a job. The request comes from outside: what is wrong with it is an error, never a panic.
pub fn start(name: &str, request: Vec<u8>) -> Result<Box<dyn Job>, String> {
    match name {
        SIMULATE => simulate::job::Simulation::of_request(&request).map(|job| Box::new(job) as Box<dyn Job>),
        _ => Err(format!("no job is called “{name}”")),
    }
}
