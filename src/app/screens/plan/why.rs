//! Why a task stands where it stands, in sentences: what holds it, and what holds that.

use crate::engine::model::{ConstraintKind, Date, Id, LinkKind};
use crate::engine::plan::{Cause, Lag, Plan, Step, explain};
use crate::engine::words::Words;

/// Reasons further back that are told, at most.
const BACK: usize = 6;

/// The sentence of a task, and of each that it goes back to.
pub fn why(plan: &Plan, id: Id, w: Words, today: Date) -> (String, Vec<(Id, String, String)>) {
    let Some(at) = plan.place(id) else { return Default::default() };
    let steps = explain(&plan.network, &plan.schedule, at as u32);
    let first = steps.first().map(|step| sentence(plan, step, w, today)).unwrap_or_default();
    let back = steps.iter().skip(1).take(BACK).map(|step| {
        let row = &plan.rows[step.task as usize];
        (row.task.id, format!("{} {}", row.wbs, row.task.name), sentence(plan, step, w, today))
    });
    (first, back.collect())
}

fn sentence(plan: &Plan, step: &Step, w: Words, today: Date) -> String {
    let row = |at: u32| &plan.rows[at as usize];
    let day = |at: crate::engine::model::Moment| w.day(at.date(), today);
    let mut text = match &step.cause {
        Cause::ProjectStart => w.why_start().to_string(),
        Cause::ProjectFinish => w.pl_why_finish().to_string(),
        Cause::Link { from, kind, date, lag, .. } => {
            let from = row(*from);
            let said = match kind {
                LinkKind::Fs | LinkKind::Ff => w.why_link(w.day(date.finish_date(), today), &from.task.name, &from.wbs),
                _ => w.why_link_start(day(*date), &from.task.name, &from.wbs),
            };
            said + &lagged(plan, lag, w)
        }
        Cause::Successor { to, .. } => w.pl_why_late(&row(*to).task.name, &row(*to).wbs),
        Cause::Constraint { kind, date } => match (kind, date) {
            (ConstraintKind::Snet, Some(date)) => w.why_constraint(day(*date)),
            (kind, date) => w.pl_why_kind(date.map(day).unwrap_or_default(), constraint_name(w, *kind)),
        },
        Cause::Parent { task, .. } => w.pl_why_parent(&row(*task).task.name),
        Cause::Child(_) => w.why_summary().to_string(),
        Cause::Deadline(date) => w.pl_why_deadline(w.day(date.finish_date(), today)),
        Cause::Actual(date) => w.why_actual(day(*date)),
        Cause::Manual => w.why_manual().to_string(),
        Cause::Status(date) => w.pl_why_status(w.day(date.finish_date(), today)),
        Cause::Levelling(delay) => w.pl_why_levelling(w.number(delay.as_minutes() as f64 / 1440.0, 1)),
    };
    // Days off with a name; plain weekends need no telling.
    let time = plan.calendar_of(step.task as usize);
    let named: Vec<String> = (step.waiting.iter().chain(&step.within))
        .filter_map(|off| {
            let name = off.name.as_ref()?;
            let english = time.reason(off.from).map_or("", |reason| reason.english);
            let name = if w.is_zh() || english.is_empty() { name.to_string() } else { english.to_string() };
            let (from, to) = (w.day(off.from, today), w.day(off.to, today));
            Some(if off.from == off.to { format!("{from} {name}") } else { format!("{from}–{to} {name}") })
        })
        .take(4)
        .collect();
    if !named.is_empty() {
        let (between, end) = if w.is_zh() { ("、", "。") } else { (", ", ".") };
        text += &format!(" {}{end}", w.why_off_days(named.join(between)));
    }
    text
}

fn lagged(plan: &Plan, lag: &Lag, w: Words) -> String {
    let days = match lag {
        Lag::Working(length) => length.as_minutes() as f64 / plan.calendar.minutes_per_day() as f64,
        Lag::Elapsed(length) => length.as_minutes() as f64 / 1440.0,
        Lag::Percent(_) | Lag::ElapsedPercent(_) => return String::new(),
    };
    let number = w.number(days.abs(), 1);
    match days {
        _ if days > 0.0 => format!(" {}", w.pl_why_lag(number)),
        _ if days < 0.0 => format!(" {}", w.pl_why_lead(number)),
        _ => String::new(),
    }
}

pub fn constraint_name(w: Words, kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::Asap => w.pl_k_asap(),
        ConstraintKind::Alap => w.pl_k_alap(),
        ConstraintKind::Snet => w.pl_k_snet(),
        ConstraintKind::Snlt => w.pl_k_snlt(),
        ConstraintKind::Fnet => w.pl_k_fnet(),
        ConstraintKind::Fnlt => w.pl_k_fnlt(),
        ConstraintKind::Mso => w.pl_k_mso(),
        ConstraintKind::Mfo => w.pl_k_mfo(),
    }
}
