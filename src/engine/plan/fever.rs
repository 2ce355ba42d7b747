//! How a buffer was used up over time: a reading whenever a task of its chain was finished, and one for now. Nothing is
//! recorded for it: what was done when, and what the baseline had said, is in the plan.

use std::collections::HashMap;

use super::buffers::{Buffer, Light, light};
use super::outline::Plan;
use crate::engine::model::{BaselineTask, Date, Id, order};

/// Shares of the chain that is done and of the buffer that is used; the latter may be above 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub on: Date,
    pub done: f64,
    pub used: f64,
    /// The task that was finished; none for now.
    pub task: Option<Id>,
}

impl Reading {
    pub fn light(&self) -> Light {
        light(self.used, self.done)
    }
}

/// The readings in their order, today's last. Empty where no baseline holds the buffer.
pub fn readings(plan: &Plan, buffer: &Buffer, today: Date) -> Vec<Reading> {
    let (Some(now), Some(promised)) = (buffer.share(), promised(plan, plan.rows[buffer.task].task.id)) else {
        return Vec::new();
    };
    let all: i64 = buffer.chain.iter().map(|&at| plan.rows[at].duration).sum();
    let mut finished: Vec<usize> = buffer.chain.iter().copied().filter(|&at| plan.rows[at].done()).collect();
    order::sort_by_key(&mut finished, |&at| (plan.rows[at].finish, at));
    let mut done = 0;
    let mut found = Vec::new();
    for at in finished {
        let row = &plan.rows[at];
        done += row.duration;
        if let Some(was) = promised.get(&row.task.id)
            && all > 0
            && row.finish.finish_date() <= today
        {
            let late = plan.calendar.between(was.finish, row.finish).max(0);
            let used = late as f64 / buffer.size.max(1) as f64;
            let done = done as f64 / all as f64;
            found.push(Reading { on: row.finish.finish_date(), done, used, task: Some(row.task.id) });
        }
    }
    found.push(Reading { on: today, done: buffer.done, used: now, task: None });
    found
}

/// The task of a chain that took most of its buffer: the one at which the chain's lateness rose most, and by how many
/// working minutes. None where nothing is late.
pub fn eater(plan: &Plan, buffer: &Buffer) -> Option<(usize, i64)> {
    let promised = promised(plan, plan.rows[buffer.task].task.id)?;
    let mut late = 0;
    let mut most: Option<(usize, i64)> = None;
    for &at in buffer.chain.iter().rev() {
        let row = &plan.rows[at];
        let Some(was) = promised.get(&row.task.id) else { continue };
        let now = plan.calendar.between(was.finish, row.finish);
        if now - late > most.map_or(0, |(_, minutes)| minutes) {
            most = Some((at, now - late));
        }
        late = now;
    }
    most
}

/// Tasks of the last baseline that holds a buffer.
fn promised(plan: &Plan, buffer: Id) -> Option<HashMap<Id, &BaselineTask>> {
    let baseline = plan.project.baselines.iter().rev().find(|one| one.tasks.iter().any(|task| task.task == buffer))?;
    Some(baseline.tasks.iter().map(|task| (task.task, task)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, baseline, task};
    use crate::engine::model::*;
    use crate::engine::plan::buffers::buffers;
    use crate::engine::workspace::Workspace;

    const DAY: i64 = 480;

    /// Ten days of work in two tasks of four and six days, then a buffer of six days, promised; the first one took three
    /// days longer.
    fn late() -> (Workspace, Id) {
        let (mut ws, project) = (Workspace::default(), Id::from_bits(1));
        let monday = Date::parse("2026-03-02").unwrap();
        let ctx = Context::new(0, monday, Id::from_bits(2), 1 << 40);
        ws.projects.insert(Project { id: project, start: monday, ..Project::default() });
        let mut before = None;
        for (id, days, kind) in [(10, 4, TaskKind::Task), (11, 6, TaskKind::Task), (12, 6, TaskKind::Buffer)] {
            let id = Id::from_bits(id);
            let rank = Text::from(id.to_string().as_str());
            ws.tasks.insert(Task { id, project, rank, kind, duration: Minutes::new(days * DAY), ..Task::default() });
            if let Some(before) = before {
                task::link(&mut ws, &ctx, before, id, LinkKind::Fs, 0).unwrap();
            }
            before = Some(id);
        }
        baseline::take(&mut ws, &ctx, project, "promise", "").unwrap();
        let first = (**ws.tasks.get(Id::from_bits(10)).unwrap()).clone();
        let begun = Plan::of(&ws, project).unwrap().rows[0].start;
        ws.tasks.insert(Task { duration: Minutes::new(7 * DAY), progress: Pct::new(100), actual_start: Some(begun), ..first });
        (ws, project)
    }

    #[test]
    fn a_task_that_took_longer_eats_the_buffer_and_is_named() {
        let (ws, project) = late();
        let plan = Plan::of(&ws, project).unwrap();
        let buffer = buffers(&plan).remove(0);
        let today = Date::parse("2026-03-11").unwrap();
        let found = readings(&plan, &buffer, today);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].on, found[0].task), (Date::parse("2026-03-10").unwrap(), Some(Id::from_bits(10))));
        assert!((found[0].used - 0.5).abs() < 1e-9 && (found[1].used - 0.5).abs() < 1e-9);
        assert!((found[1].done - 7.0 / 13.0).abs() < 1e-9);
        assert_eq!(found[1].light(), Light::Green);
        assert_eq!(eater(&plan, &buffer), Some((0, 3 * DAY)));
    }

    #[test]
    fn without_a_baseline_there_is_nothing_to_read() {
        let (mut ws, project) = late();
        let record = (**ws.projects.get(project).unwrap()).clone();
        ws.projects.insert(Project { baselines: Vec::new(), ..record });
        let plan = Plan::of(&ws, project).unwrap();
        let buffer = buffers(&plan).remove(0);
        assert_eq!(readings(&plan, &buffer, Date::parse("2026-03-11").unwrap()), []);
        assert_eq!(eater(&plan, &buffer), None);
    }
}
