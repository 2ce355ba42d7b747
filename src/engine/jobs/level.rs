//! Levelling as a job: the plan and the work of all other projects go in, what is held back and for whom comes out.

use serde::{Deserialize, Serialize};

use super::{Job, Step};
use crate::engine::exchange::json::{Document, Scope, parcel, read};
use crate::engine::model::{Date, Id, Moment};
use crate::engine::plan::Plan;
use crate::engine::plan::level::{Levelling, Options, Problem};
use crate::engine::workspace::Workspace;

/// Tasks that are placed in a slice.
const SLICE: usize = 64;

/// What stands before the file in a request.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Request {
    pub project: Id,
    pub within_float: bool,
    /// What starts before stays.
    pub from: Date,
}

impl Request {
    /// One line of JSON, then the workspace with what a plan rests on.
    pub fn bytes(self, ws: &Workspace) -> Vec<u8> {
        let bare = Workspace {
            settings: ws.settings.clone(),
            projects: ws.projects.clone(),
            tasks: ws.tasks.clone(),
            links: ws.links.clone(),
            calendars: ws.calendars.clone(),
            members: ws.members.clone(),
            assignments: ws.assignments.clone(),
            ..Workspace::default()
        };
        let mut bytes = serde_json::to_vec(&self).unwrap_or_default();
        bytes.push(b'\n');
        parcel(&bare, Scope::Workspace, &mut bytes);
        bytes
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delayed {
    pub task: Id,
    pub before: Moment,
    pub after: Moment,
    /// Members whose days were full.
    pub who: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The levelling delay of each task that has one, in minutes: what to apply.
    pub delays: Vec<(Id, i64)>,
    pub delayed: Vec<Delayed>,
    pub finish_before: Moment,
    pub finish_after: Moment,
    /// Days of members that stay too full, from the first day on: what is past cannot be spread out any more.
    pub over: usize,
}

pub struct Run {
    /// None once it is done.
    levelling: Option<Levelling>,
    plan: Plan,
    members: Vec<Id>,
    from: Date,
}

impl Run {
    pub fn new(ws: &Workspace, request: Request) -> Result<Run, String> {
        let plan = Plan::of(ws, request.project).ok_or("there is no such project")?;
        let open = ws.projects.iter().filter(|one| one.id != request.project && !one.archived);
        let others: Vec<Plan> = open.filter_map(|one| Plan::of(ws, one.id)).collect();
        let (problem, members) = Problem::of(ws, &plan, &others.iter().collect::<Vec<_>>());
        let options = Options { within_float: request.within_float, from: Some(request.from) };
        Ok(Run { levelling: Some(Levelling::new(problem, options)), plan, members, from: request.from })
    }

    pub fn of_request(bytes: &[u8]) -> Result<Run, String> {
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("the request has no first line")?;
        let request = serde_json::from_slice(&bytes[..end]).map_err(|error| error.to_string())?;
        match read(&bytes[end + 1..]).map_err(|error| format!("{error:?}"))? {
            Document::Workspace(bundle) => Run::new(&bundle.workspace, request),
            Document::Rescue(_) => Err("this is no workspace".into()),
        }
    }

    fn found(&self, levelling: Levelling) -> Found {
        let found = levelling.finished();
        let delayed = found.delayed.iter().map(|one| Delayed {
            task: self.plan.rows[one.task as usize].task.id,
            before: one.before,
            after: one.after,
            who: one.resources.iter().filter_map(|at| self.members.get(*at as usize).copied()).collect(),
        });
        let delays = self.plan.rows.iter().zip(&found.delays).filter(|(_, delay)| !delay.is_zero());
        Found {
            delays: delays.map(|(row, delay)| (row.task.id, delay.as_minutes())).collect(),
            delayed: delayed.collect(),
            finish_before: found.before.project_finish,
            finish_after: found.after.project_finish,
            over: found.over.iter().filter(|over| over.day >= self.from).count(),
        }
    }
}

impl Job for Run {
    fn step(&mut self) -> Step {
        let Some(levelling) = &mut self.levelling else { return Step::Failed("it is over".into()) };
        let more = (0..SLICE).all(|_| levelling.step());
        let (done, all) = levelling.progress();
        if more {
            return Step::More(done as f64 / all.max(1) as f64);
        }
        let found = self.levelling.take().map(|levelling| self.found(levelling));
        found.map_or(Step::Failed(String::new()), |found| {
            serde_json::to_vec(&found).map_or_else(|error| Step::Failed(error.to_string()), Step::Done)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{self, Context, task};
    use crate::engine::model::{Member, Task};

    #[test]
    fn two_tasks_of_one_person_are_spread_out_by_the_job() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 23).unwrap();
        let ctx = |seed| Context::new(1, today, Id::from_bits(7), seed);
        let project = edit::project::add(&mut ws, &ctx(100), "计划", today).unwrap();
        let who = edit::add(&mut ws, &ctx(200), Member { name: "陈立".into(), ..Member::default() });
        for (seed, name) in [(300, "调研"), (400, "方案")] {
            let id = task::add(&mut ws, &ctx(seed), project, task::Place::Last, name).unwrap();
            edit::update::<Task>(&mut ws, id, |task| task.owner = Some(who)).unwrap();
        }
        let bytes = Request { project, within_float: false, from: today }.bytes(&ws);
        let mut job = super::super::start(super::super::LEVEL, bytes).unwrap();
        let found: Found = loop {
            match job.step() {
                Step::More(share) => assert!((0.0..=1.0).contains(&share)),
                Step::Done(bytes) => break serde_json::from_slice(&bytes).unwrap(),
                Step::Failed(why) => panic!("{why}"),
            }
        };
        assert_eq!((found.delays.len(), found.delayed.len(), found.over), (1, 1, 0));
        assert_eq!(found.delayed[0].who, [who]);
        assert!(found.finish_after > found.finish_before && found.delayed[0].after > found.delayed[0].before);
        assert!(Run::of_request(b"{}").is_err() && Run::of_request(b"{}\n{}").is_err());
    }
}
