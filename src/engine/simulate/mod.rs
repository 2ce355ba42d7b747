//! When can we promise it, and how sure are we? The plan is scheduled some thousand times: durations are drawn from their
//! three points, risks happen or do not, calendars hold in every run. It writes nothing and has no clock and no randomness
//! of its own: the same request gives the same bytes natively and in the browser.

pub mod estimate;
pub mod job;
mod run;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::engine::calendar::WorkTime;
use crate::engine::exchange::json::{Scope, parcel};
use crate::engine::model::{Currency, Date, EstimateClass, Id, Moment, Money};
use crate::engine::plan::Plan;
use crate::engine::workspace::Workspace;

pub use run::Simulator;

/// What stands before the file in a request.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Request {
    pub project: Id,
    pub runs: u32,
    pub seed: u64,
}

impl Request {
    pub const MAX_RUNS: u32 = 100_000;

    /// One line of JSON, then the project as a file: the same for as long as nothing in the project changed.
    pub fn bytes(self, ws: &Workspace) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(&self).unwrap_or_default();
        bytes.push(b'\n');
        parcel(ws, Scope::Project(self.project), &mut bytes);
        bytes
    }
}

/// By what a result knows what it was made from (FNV-1a).
pub fn fingerprint(request: &[u8]) -> u64 {
    request.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Nothing could vary: no three points, no class, no risk that hits a task.
pub fn is_certain(ws: &Workspace, plan: &Plan) -> bool {
    let class = plan.project.promise.class;
    let open = plan.rows.iter().filter(|row| !row.summary && !row.done());
    let fixed = class == EstimateClass::Exact
        && open.clone().all(|row| estimate::points(&row.task, class).is_none_or(|[low, _, high]| high <= low));
    fixed && crate::engine::risk::events(ws, plan.project.id).iter().all(|event| event.tasks.is_empty())
}

/// A date of which so many per cent of the runs are not later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MilestoneDates {
    pub task: Id,
    /// P10, P50, P80, P90, in minutes since 1970.
    pub quantiles: [i64; 4],
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskFigures {
    pub task: Id,
    /// Share of the runs in which it held the finish.
    pub criticality: f64,
    /// Working days by which the finish moves with one standard deviation of its duration.
    pub days: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskFigures {
    pub risk: Id,
    /// Share of the runs in which it happened.
    pub probability: f64,
    /// Working days by which the mean finish is later in runs in which it happened.
    pub delay: f64,
    /// Working days by which P80 is earlier once its responses are done; none where no target was set.
    pub bought: Option<f64>,
}

impl RiskFigures {
    /// Working days that it adds to the mean finish.
    pub fn days(&self) -> f64 {
        self.delay * self.probability
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub runs: u32,
    pub seed: u64,
    /// P1 to P99 of the finish, in minutes since 1970.
    pub quantiles: Vec<i64>,
    /// Days of the finish since 1970, in order, and how many runs ended on each.
    pub days: Vec<(i32, u32)>,
    /// Working minutes from the project's start.
    pub mean_minutes: f64,
    pub sd_minutes: f64,
    /// The finish of the plan as it stands.
    pub planned: i64,
    /// The same without its buffers.
    pub unbuffered: i64,
    pub milestones: Vec<MilestoneDates>,
    pub tasks: Vec<TaskFigures>,
    pub risks: Vec<RiskFigures>,
    /// What risks cost on average, with the responses that are not done, in one currency.
    pub expected_cost: Option<Money>,
    pub currency: Currency,
}

impl Outcome {
    /// The day by which the project is done with so many per cent, 1 to 99.
    pub fn date(&self, percent: u32) -> Option<Date> {
        Some(self.quantile(percent)?.finish_date())
    }

    pub fn quantile(&self, percent: u32) -> Option<Moment> {
        let at = (percent.clamp(1, 99) as usize - 1).min(self.quantiles.len().checked_sub(1)?);
        Some(Moment::from_minutes(self.quantiles[at]))
    }

    /// How sure a day is: the share of runs that ended on it or before.
    pub fn sureness(&self, day: Date) -> f64 {
        let until = self.days.iter().take_while(|(at, _)| *at <= day.days()).map(|(_, count)| *count).sum::<u32>();
        f64::from(until) / f64::from(self.runs.max(1))
    }

    /// Working days from the planned finish without buffers to a quantile: the buffer that makes the plan so sure.
    pub fn buffer_days(&self, percent: u32, calendar: &WorkTime) -> Option<f64> {
        let minutes = calendar.between(Moment::from_minutes(self.unbuffered), self.quantile(percent)?);
        Some(minutes as f64 / calendar.minutes_per_day() as f64)
    }
}

/// Simulates in one go.
pub fn simulate(ws: &Workspace, request: Request) -> Result<Outcome, String> {
    let mut simulation = job::Simulation::new(ws.clone(), request)?;
    loop {
        if let Some(outcome) = simulation.advance(1000) {
            return Ok(outcome);
        }
    }
}
