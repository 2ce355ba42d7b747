//! What the live region says after a change of the plan: one sentence each.

use crate::app::prelude::*;

use crate::app::session::{Same, Session};
use crate::engine::model::Id;
use crate::engine::plan::{Plan, PlanRow};

/// Where a task now stands in time, and how free it is; of several the first.
pub fn dates(session: Session, plan: Memo<Same<Plan>>, task: Id, count: usize) {
    plan.with_untracked(|plan| {
        let Some(row) = plan.row(task) else { return };
        let w = session.words();
        let ((from, to), today) = (row.days(), session.today.get_untracked());
        let mut text = w.moved_spoken(w.day(from, today), &row.task.name, w.day(to, today));
        text += &free(plan, row, session);
        session.say(if count > 1 { w.moved_many_spoken(count, text) } else { text });
    });
}

fn free(plan: &Plan, row: &PlanRow, session: Session) -> String {
    let w = session.words();
    let days = row.total_float as f64 / plan.calendar.minutes_per_day().max(1) as f64;
    match row.summary || row.done() {
        true => String::new(),
        false if row.critical => w.row_spoken_critical().to_string(),
        false => w.spoken_float(w.number(days, 1)),
    }
}

/// How much of a task is done.
pub fn progress(session: Session, plan: Memo<Same<Plan>>, task: Id) {
    plan.with_untracked(|plan| {
        if let Some(row) = plan.row(task) {
            let w = session.words();
            session.say(w.progress_spoken(&row.task.name, w.percent((row.progress * 100.0).round())));
        }
    });
}

/// Where a task now stands in the tree; of several the first.
pub fn place(session: Session, plan: Memo<Same<Plan>>, task: Id, count: usize) {
    plan.with_untracked(|plan| {
        let Some(row) = plan.row(task) else { return };
        let w = session.words();
        let above = row.parent.and_then(|parent| plan.rows.get(parent as usize));
        let text = match above {
            Some(above) => w.placed_spoken(&above.task.name, &row.task.name, &row.wbs),
            None => w.placed_top_spoken(&row.task.name, &row.wbs),
        };
        session.say(if count > 1 { w.moved_many_spoken(count, text) } else { text });
    });
}
