//! Earned value: what was to be done by a day, what is done, what it cost. In money where tasks have a budget or people a
//! rate, else in hours of work. A figure whose divisor is 0, or whose data is missing, is none.

use super::outline::Plan;
use super::team::{Team, planned_cost};
use crate::engine::calendar::WorkTime;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// Budget at completion, planned value, earned value, actual cost; in one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Value {
    pub bac: f64,
    pub pv: f64,
    pub ev: f64,
    /// None where nobody noted what was spent.
    pub ac: Option<f64>,
}

fn ratio(of: f64, by: f64) -> Option<f64> {
    (by.abs() > 1e-9).then(|| of / by)
}

impl Value {
    pub fn sv(&self) -> f64 {
        self.ev - self.pv
    }

    pub fn cv(&self) -> Option<f64> {
        Some(self.ev - self.ac?)
    }

    pub fn spi(&self) -> Option<f64> {
        ratio(self.ev, self.pv)
    }

    pub fn cpi(&self) -> Option<f64> {
        ratio(self.ev, self.ac?)
    }

    /// The rest costs as the work so far did.
    pub fn eac_typical(&self) -> Option<f64> {
        ratio(self.bac, self.cpi()?)
    }

    /// The rest costs what was planned.
    pub fn eac_atypical(&self) -> Option<f64> {
        Some(self.ac? + self.bac - self.ev)
    }

    /// The rest suffers from the pace and the cost so far.
    pub fn eac_combined(&self) -> Option<f64> {
        Some(self.ac? + ratio(self.bac - self.ev, self.cpi()? * self.spi()?)?)
    }

    pub fn etc(&self) -> Option<f64> {
        Some(self.eac_typical()? - self.ac?)
    }

    pub fn vac(&self) -> Option<f64> {
        Some(self.bac - self.eac_typical()?)
    }

    /// How well the rest must go to end within the budget.
    pub fn tcpi_bac(&self) -> Option<f64> {
        ratio(self.bac - self.ev, self.bac - self.ac?)
    }

    /// How well the rest must go to end at the forecast.
    pub fn tcpi_eac(&self) -> Option<f64> {
        ratio(self.bac - self.ev, self.eac_typical()? - self.ac?)
    }

    /// Share of the work that was to be done, and that is done.
    pub fn planned(&self) -> Option<f64> {
        ratio(self.pv, self.bac)
    }

    pub fn earned(&self) -> Option<f64> {
        ratio(self.ev, self.bac)
    }

    fn add(&mut self, other: &Value) {
        self.bac += other.bac;
        self.pv += other.pv;
        self.ev += other.ev;
        self.ac = match (self.ac, other.ac) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
        };
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Amounts in yuan, dollars.
    Money(Currency),
    Hours,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Earned {
    pub unit: Unit,
    pub total: Value,
    /// By row, summaries summed up; none of what has no weight.
    pub rows: Vec<Option<Value>>,
    /// The day by whose end it is counted.
    pub status: Date,
}

/// Earned value by the end of a day.
pub fn earned(ws: &Workspace, plan: &Plan, status: Date) -> Earned {
    let team = Team::of(ws, plan);
    let leaf = |at: usize| !plan.rows[at].summary && plan.rows[at].task.status != TaskStatus::Cancelled;
    let costs: Vec<Option<i64>> =
        (0..plan.rows.len()).map(|at| if leaf(at) { planned_cost(ws, plan, &team, at) } else { None }).collect();
    let money = costs.iter().flatten().any(|cost| *cost != 0);
    let unit = if money { Unit::Money(currency(ws, plan)) } else { Unit::Hours };
    let until = status.plus(1).midnight();
    let mut rows: Vec<Option<Value>> = vec![None; plan.rows.len()];
    for at in (0..plan.rows.len()).rev() {
        let row = &plan.rows[at];
        if leaf(at) {
            let work = || {
                let hours: i64 = team.parts_of(at).iter().map(|part| super::team::part_work(plan, part)).sum();
                let minutes = if hours > 0 { hours } else { row.task.work.map_or(row.duration, Minutes::get) };
                minutes as f64 / 60.0
            };
            let bac = if money { costs[at].map(|cost| cost as f64 / 100.0) } else { Some(work()) };
            let Some(bac) = bac.filter(|bac| *bac > 0.0 && row.task.kind != TaskKind::Buffer) else { continue };
            let (from, to) = row.baseline.unwrap_or((row.start, row.finish));
            let pv = bac * elapsed(plan.calendar_of(at), from, to, until);
            let ac = if money {
                row.task.actual_cost.map(|cost| cost.minor as f64 / 100.0)
            } else {
                row.task.actual_work.map(|work| work.get() as f64 / 60.0)
            };
            rows[at] = Some(Value { bac, pv, ev: bac * share(&row.task), ac });
        }
        if let (Some(value), Some(parent)) = (rows[at], row.parent) {
            rows[parent as usize].get_or_insert_default().add(&value);
        }
    }
    let mut total = Value::default();
    for (value, _) in rows.iter().zip(&plan.rows).filter(|(_, row)| row.parent.is_none()) {
        value.iter().for_each(|value| total.add(value));
    }
    Earned { unit, total, rows, status }
}

fn currency(ws: &Workspace, plan: &Plan) -> Currency {
    plan.project.budget.map_or(ws.settings.currency, |budget| budget.currency)
}

/// Share of a task's working time that lies before a moment.
fn elapsed(time: &WorkTime, from: Moment, to: Moment, until: Moment) -> f64 {
    let whole = time.between(from, to);
    if until >= to {
        1.0
    } else if until <= from || whole <= 0 {
        0.0
    } else {
        time.between(from, until) as f64 / whole as f64
    }
}

/// Share of a task that is earned, by the way its progress is counted.
pub fn share(task: &Task) -> f64 {
    let progress = task.progress.get();
    match task.progress_method {
        ProgressMethod::ZeroHundred => f64::from(u8::from(progress == 100)),
        ProgressMethod::FiftyFifty => match (progress, task.actual_start) {
            (100, _) => 1.0,
            (0, None) => 0.0,
            _ => 0.5,
        },
        ProgressMethod::Milestones if !task.checklist.is_empty() && progress < 100 => {
            task.checklist.iter().filter(|item| item.done).count() as f64 / task.checklist.len() as f64
        }
        _ => progress as f64 / 100.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbook_vector() {
        let value = Value { bac: 100_000.0, pv: 50_000.0, ev: 40_000.0, ac: Some(45_000.0) };
        let close = |is: Option<f64>, should: f64| assert!((is.unwrap() - should).abs() < 0.0006, "{is:?} {should}");
        assert_eq!((value.sv(), value.cv()), (-10_000.0, Some(-5_000.0)));
        close(value.spi(), 0.80);
        close(value.cpi(), 0.889);
        close(value.eac_typical(), 112_500.0);
        close(value.eac_atypical(), 105_000.0);
        close(value.eac_combined(), 129_375.0);
        close(value.etc(), 67_500.0);
        close(value.vac(), -12_500.0);
        close(value.tcpi_bac(), 1.091);
        close(value.tcpi_eac(), 0.889);
    }

    #[test]
    fn what_cannot_be_divided_is_not_known() {
        let fresh = Value { bac: 100.0, pv: 0.0, ev: 0.0, ac: Some(0.0) };
        assert_eq!((fresh.spi(), fresh.cpi(), fresh.eac_typical(), fresh.tcpi_bac()), (None, None, None, Some(1.0)));
        let unspent = Value { ac: None, ev: 50.0, pv: 50.0, ..fresh };
        assert_eq!(
            (unspent.spi(), unspent.cpi(), unspent.cv(), unspent.eac_atypical(), unspent.tcpi_bac()),
            (Some(1.0), None, None, None, None)
        );
        let used_up = Value { ac: Some(100.0), ev: 50.0, ..unspent };
        assert_eq!(used_up.tcpi_bac(), None);
    }

    #[test]
    fn progress_counts_by_its_method() {
        let task = |method, progress| Task { progress_method: method, progress: Pct::new(progress), ..Task::default() };
        use ProgressMethod::*;
        let shares = [(Percent, 30), (ZeroHundred, 99), (ZeroHundred, 100), (FiftyFifty, 0), (FiftyFifty, 1), (FiftyFifty, 100)];
        assert_eq!(shares.map(|(method, progress)| share(&task(method, progress))), [0.3, 0.0, 1.0, 0.0, 0.5, 1.0]);
        let item = |done| ChecklistItem { done, ..ChecklistItem::default() };
        let steps = Task { checklist: vec![item(true), item(false), item(false), item(true)], ..task(Milestones, 10) };
        assert_eq!(share(&steps), 0.5);
    }
}
