//! What was promised against what is planned now: variance by task, and the progress line.

use std::collections::HashMap;

use super::outline::Plan;
use crate::engine::model::{Baseline, Id, Moment, Money};

/// A task against a baseline. Days are working days of the project's calendar; positive is later.
#[derive(Clone, Debug, PartialEq)]
pub struct Variance {
    pub start: Moment,
    pub finish: Moment,
    pub start_days: f64,
    pub finish_days: f64,
    /// Working minutes then, and the cost then.
    pub work: i64,
    pub cost: Option<Money>,
}

/// By row; none of a task that the baseline does not hold.
pub fn variance(plan: &Plan, baseline: &Baseline) -> Vec<Option<Variance>> {
    let then: HashMap<Id, usize> = baseline.tasks.iter().enumerate().map(|(at, task)| (task.task, at)).collect();
    let day = plan.calendar.minutes_per_day() as f64;
    (plan.rows.iter())
        .map(|row| {
            let then = &baseline.tasks[*then.get(&row.task.id)?];
            let days = |then, now| plan.calendar.between(then, now) as f64 / day;
            Some(Variance {
                start: then.start,
                finish: then.finish,
                start_days: days(then.start, row.start),
                finish_days: days(then.finish, row.finish),
                work: then.work,
                cost: then.cost,
            })
        })
        .collect()
}

/// By how many working days a row begins and finishes later than in the last baseline; none where it is in none.
pub fn slip(plan: &Plan, at: usize) -> Option<(f64, f64)> {
    let tasks = &plan.project.baselines.last()?.tasks;
    let row = &plan.rows[at];
    // Mostly in the order of the rows.
    let there = tasks.get(at).filter(|task| task.task == row.task.id);
    let then = there.or_else(|| tasks.iter().find(|task| task.task == row.task.id))?;
    let days = |then, now| plan.calendar.between(then, now) as f64 / plan.calendar.minutes_per_day() as f64;
    Some((days(then.start, row.start), days(then.finish, row.finish)))
}

/// When the project was to finish by a baseline.
pub fn finish(baseline: &Baseline) -> Option<Moment> {
    baseline.tasks.iter().map(|task| task.finish).max()
}

/// For every row the moment that its progress has reached: `status` where the task is done, has yet to begin, or is just on
/// time; earlier where it is behind, later where it is ahead.
pub fn progress_line(plan: &Plan, status: Moment) -> Vec<Moment> {
    (plan.rows.iter().enumerate())
        .map(|(at, row)| {
            let begun = row.progress > 0.0;
            if row.done() || row.duration == 0 || (!begun && row.start >= status) {
                return status;
            }
            if !begun {
                return row.start;
            }
            let calendar = plan.calendar_of(at);
            let whole = calendar.between(row.start, row.finish).max(0);
            calendar.add(row.start, (whole as f64 * row.progress).round() as i64)
        })
        .collect()
}
