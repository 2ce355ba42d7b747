//! Long work that runs beside the page: the jobs of the worker program (`src/bin/worker.rs`), by name. A request and a
//! result are bytes. A job works in slices, so that the page can do it itself where the browser has no workers.
//! To add one: a name here, an arm in [`start`], and on the page `browser::worker::run(name, request, …)`.

pub mod level;

use super::exchange::mspdi::job as mspdi;
use super::simulate;

/// `simulate::Request` as JSON to `simulate::Outcome` as JSON.
pub const SIMULATE: &str = "simulate";

/// `level::Request` before a workspace to `level::Found` as JSON.
pub const LEVEL: &str = "level";

/// `exchange::mspdi::job`: Microsoft Project's XML to records and a report.
pub const READ_MSPDI: &str = "read-mspdi";
/// The same: a project to Microsoft Project's XML.
pub const WRITE_MSPDI: &str = "write-mspdi";

pub use simulate::job::{Job, Step};

/// What is done in one go.
struct Once {
    begun: bool,
    request: Vec<u8>,
    work: fn(&[u8]) -> Result<Vec<u8>, String>,
}

impl Job for Once {
    fn step(&mut self) -> Step {
        if !std::mem::replace(&mut self.begun, true) {
            return Step::More(0.0);
        }
        (self.work)(&self.request).map_or_else(Step::Failed, Step::Done)
    }
}

/// Begins a job. The request comes from outside: what is wrong with it is an error, never a panic.
pub fn start(name: &str, request: Vec<u8>) -> Result<Box<dyn Job>, String> {
    let once = |request, work| Ok(Box::new(Once { begun: false, request, work }) as Box<dyn Job>);
    match name {
        SIMULATE => simulate::job::Simulation::of_request(&request).map(|job| Box::new(job) as Box<dyn Job>),
        LEVEL => level::Run::of_request(&request).map(|job| Box::new(job) as Box<dyn Job>),
        READ_MSPDI => once(request, mspdi::read_file),
        WRITE_MSPDI => once(request, mspdi::write_file),
        _ => Err(format!("no job is called “{name}”")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::{Date, Id, Project};
    use crate::engine::workspace::Workspace;

    #[test]
    fn a_job_says_how_far_it_is_and_what_is_wrong_with_its_request() {
        assert!(start("nothing", Vec::new()).is_err());
        assert!(start(SIMULATE, b"{}".to_vec()).is_err());
        let project = Id::from_bits(1);
        let mut ws = Workspace::default();
        let begin = Date::parse("2026-11-23").unwrap();
        ws.projects.insert(Project { id: project, start: begin, ..Project::default() });
        let task = crate::engine::model::Task { id: Id::from_bits(2), project, ..Default::default() };
        ws.tasks.insert(task);
        let bytes = simulate::Request { project, runs: 250, seed: 1 }.bytes(&ws);
        let mut job = start(SIMULATE, bytes).unwrap();
        let mut shares = Vec::new();
        loop {
            match job.step() {
                Step::More(share) => shares.push(share),
                Step::Done(bytes) => {
                    break assert_eq!(serde_json::from_slice::<simulate::Outcome>(&bytes).unwrap().runs, 250);
                }
                Step::Failed(message) => panic!("{message}"),
            }
        }
        assert!(!shares.is_empty() && shares.is_sorted());
    }
}
