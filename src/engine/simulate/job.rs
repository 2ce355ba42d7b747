//! A simulation in slices: the plan as it stands, then once more for each risk whose responses would change it.

use super::{Outcome, Request, Simulator};
use crate::engine::exchange::json::{Document, read};
use crate::engine::model::{Currency, Id, Moment};
use crate::engine::plan::Plan;
use crate::engine::risk::{RiskEvent, events};
use crate::engine::workspace::Workspace;

/// Runs with a response, at most: P80 of so many is sure to a fraction of what a day is.
const RUNS_OF_RESPONSE: u32 = 2_000;
/// Risks whose responses are looked at, those that cost most days first.
const RESPONSES: usize = 12;
const SLICE: u32 = 100;

/// How far a long piece of work is.
pub enum Step {
    /// Done so far, 0 to 1.
    More(f64),
    Done(Vec<u8>),
    Failed(String),
}

/// Work in slices, so that a page can do it between two frames.
pub trait Job {
    /// Some milliseconds of work.
    fn step(&mut self) -> Step;
}

pub struct Simulation {
    plan: Plan,
    events: Vec<RiskEvent>,
    currency: Currency,
    request: Request,
    now: Simulator,
    at: u32,
    outcome: Option<Outcome>,
    /// Risks still to be looked at, the next one last.
    left: Vec<Id>,
    total: u32,
    done: u32,
    /// P80 of as many runs without any response.
    before: Option<Moment>,
}

impl Simulation {
    pub fn new(ws: Workspace, request: Request) -> Result<Simulation, String> {
        let plan = Plan::of(&ws, request.project).ok_or("there is no such project")?;
        if !(1..=Request::MAX_RUNS).contains(&request.runs) {
            return Err(format!("runs must be 1 to {}", Request::MAX_RUNS));
        }
        let (events, currency) = (events(&ws, request.project), ws.settings.currency);
        let mut now = Simulator::new(&plan, &events, currency, request.seed, None);
        now.reserve(request.runs);
        let total = request.runs;
        Ok(Simulation {
            plan,
            events,
            currency,
            request,
            now,
            at: 0,
            outcome: None,
            left: Vec::new(),
            total,
            done: 0,
            before: None,
        })
    }

    /// From the bytes of [`Request::bytes`].
    pub fn of_request(bytes: &[u8]) -> Result<Simulation, String> {
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("the request has no first line")?;
        let request = serde_json::from_slice(&bytes[..end]).map_err(|error| error.to_string())?;
        match read(&bytes[end + 1..]).map_err(|error| format!("{error:?}"))? {
            Document::Workspace(bundle) => Simulation::new(bundle.workspace, request),
            Document::Rescue(_) => Err("this is no workspace".into()),
        }
    }

    /// Some more runs; the outcome at the end.
    pub fn advance(&mut self, runs: u32) -> Option<Outcome> {
        let short = self.request.runs.min(RUNS_OF_RESPONSE);
        let wanted = if self.outcome.is_none() { self.request.runs } else { short };
        let end = (self.at + runs).min(wanted);
        for number in self.at..end {
            self.now.run(number);
            if self.outcome.is_none() && number + 1 == short {
                self.before = self.now.p80();
            }
        }
        self.done += end - self.at;
        self.at = end;
        if self.at < wanted {
            return None;
        }
        match &mut self.outcome {
            None => {
                let outcome = self.now.outcome();
                self.left = self.worth_a_look(&outcome);
                self.total += self.left.len() as u32 * short;
                self.outcome = Some(outcome);
            }
            Some(outcome) => {
                if let (Some(risk), Some(before), Some(after)) = (self.left.pop(), self.before, self.now.p80())
                    && let Some(figures) = outcome.risks.iter_mut().find(|figures| figures.risk == risk)
                {
                    let minutes = self.plan.calendar.between(after, before) as f64;
                    figures.bought = Some(minutes / self.plan.calendar.minutes_per_day() as f64);
                }
            }
        }
        match self.left.last() {
            None => self.outcome.take(),
            Some(&risk) => {
                self.now = Simulator::new(&self.plan, &self.events, self.currency, self.request.seed, Some(risk));
                self.now.reserve(short);
                self.at = 0;
                None
            }
        }
    }

    /// Risks that have a target and hit something.
    fn worth_a_look(&self, outcome: &Outcome) -> Vec<Id> {
        let open =
            |risk: Id| self.events.iter().any(|event| event.risk == risk && event.target.is_some() && !event.tasks.is_empty());
        let mut found: Vec<_> = outcome.risks.iter().filter(|figures| open(figures.risk)).collect();
        found.sort_by(|a, b| a.days().total_cmp(&b.days()));
        let skip = found.len().saturating_sub(RESPONSES);
        found[skip..].iter().map(|figures| figures.risk).collect()
    }
}

impl Job for Simulation {
    fn step(&mut self) -> Step {
        match self.advance(SLICE) {
            None => Step::More(f64::from(self.done) / f64::from(self.total.max(1))),
            Some(outcome) => match serde_json::to_vec(&outcome) {
                Ok(bytes) => Step::Done(bytes),
                Err(error) => Step::Failed(error.to_string()),
            },
        }
    }
}
