//! What the plan itself says may go wrong: late critical tasks, people with more than they can do, money that runs out. Each
//! suggests a risk until one of its category is linked to the task.

use std::collections::BTreeMap;

use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::workspace::Workspace;

use super::is_open;

#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A critical task is so many working days late.
    Late { task: Id, days: i64 },
    /// A member has so many per cent of a day's work from a day on.
    Overloaded { member: Id, percent: i64, from: Date },
    /// A task has cost more than was meant for it.
    Overspent { task: Id, over: Money },
    /// All tasks together have cost, or are meant to cost, more than the project's budget.
    Budget { over: Money },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub why: Why,
    pub category: RiskCategory,
    pub tasks: Vec<Id>,
    pub owner: Option<Id>,
}

/// Late tasks first, then people, then money.
pub fn suggestions(ws: &Workspace, plan: &Plan, today: Date) -> Vec<Suggestion> {
    let mut found = Vec::new();
    for (place, row) in plan.rows.iter().enumerate() {
        let days = plan.days_late(place, today);
        if !row.summary && row.critical && !row.done() && row.task.kind != TaskKind::Buffer && days > 0 {
            let task = row.task.id;
            let why = Why::Late { task, days };
            found.push(Suggestion { why, category: RiskCategory::Delay, tasks: vec![task], owner: row.task.owner });
        }
    }
    found.extend(overloads(ws, plan, today));
    for row in plan.rows.iter().filter(|row| !row.summary) {
        if let (Some(meant), Some(spent)) = (row.task.budget_cost, row.task.actual_cost)
            && meant.currency == spent.currency
            && spent.minor > meant.minor
        {
            let (task, over) = (row.task.id, Money::new(spent.minor - meant.minor, spent.currency));
            let why = Why::Overspent { task, over };
            found.push(Suggestion { why, category: RiskCategory::Funding, tasks: vec![task], owner: row.task.owner });
        }
    }
    if let Some(budget) = plan.project.budget {
        let sum = plan.rows.iter().filter(|row| !row.summary).filter_map(|row| {
            let both = [row.task.actual_cost, row.task.budget_cost].into_iter().flatten();
            both.filter(|money| money.currency == budget.currency).map(|money| money.minor).max()
        });
        let sum = sum.fold(0i64, i64::saturating_add);
        if sum > budget.minor {
            let why = Why::Budget { over: Money::new(sum - budget.minor, budget.currency) };
            let owner = plan.project.manager;
            found.push(Suggestion { why, category: RiskCategory::Funding, tasks: Vec::new(), owner });
        }
    }
    let known: Vec<_> = ws.risks.iter().filter(|risk| risk.project == plan.project.id && is_open(risk)).collect();
    found.retain(|one| {
        !known.iter().any(|risk| {
            let linked =
                if one.tasks.is_empty() { risk.tasks.is_empty() } else { one.tasks.iter().any(|id| risk.tasks.contains(id)) };
            risk.category == one.category && linked
        })
    });
    found
}

/// The worst day of every member whose assignments in this plan, from today on, come to more than they can give.
fn overloads(ws: &Workspace, plan: &Plan, today: Date) -> Vec<Suggestion> {
    // By member, by day: how much begins or ends there.
    let mut steps: BTreeMap<Id, BTreeMap<Date, i64>> = BTreeMap::new();
    let mut holds: BTreeMap<Id, Vec<(Date, Date, Id)>> = BTreeMap::new();
    for assignment in ws.assignments.iter() {
        let Some(row) = plan.row(assignment.task).filter(|row| !row.summary && !row.done() && !row.milestone()) else { continue };
        let (from, to) = row.days();
        if to < today {
            continue;
        }
        let from = from.max(today);
        let units = assignment.units.get();
        let of = steps.entry(assignment.member).or_default();
        *of.entry(from).or_default() += units;
        *of.entry(to.plus(1)).or_default() -= units;
        holds.entry(assignment.member).or_default().push((from, to, assignment.task));
    }
    let mut found = Vec::new();
    for (member, steps) in steps {
        let (mut load, mut worst) = (0, (100, None));
        for (day, step) in steps {
            load += step;
            if load > worst.0 {
                worst = (load, Some(day));
            }
        }
        if let (percent, Some(from)) = worst {
            let tasks = holds[&member].iter().filter(|(first, last, _)| *first <= from && from <= *last);
            let tasks = tasks.map(|(_, _, task)| *task).collect();
            let why = Why::Overloaded { member, percent, from };
            found.push(Suggestion { why, category: RiskCategory::People, tasks, owner: Some(member) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_critical_task_a_full_day_and_spent_money_suggest_risks_once() {
        let monday = Date::new(2026, 9, 21).unwrap();
        let project = Id::from_bits(1);
        let mut ws = Workspace::default();
        let yuan = |amount: i64| Some(Money::new(amount * 100, Currency::Cny));
        ws.projects.insert(Project { id: project, start: monday, budget: yuan(100), ..Project::default() });
        ws.members.insert(Member { id: Id::from_bits(9), ..Member::default() });
        for id in [2, 3] {
            let task = Task {
                id: Id::from_bits(id),
                project,
                rank: Text::from(format!("{id}").as_str()),
                duration: Minutes::new(480 * 5),
                budget_cost: yuan(40),
                actual_cost: if id == 2 { yuan(90) } else { None },
                ..Task::default()
            };
            ws.tasks.insert(task);
            ws.assignments.insert(Assignment {
                id: Id::from_bits(100 + id),
                task: Id::from_bits(id),
                member: Id::from_bits(9),
                units: Units::new(80),
                ..Assignment::default()
            });
        }
        let whys = |ws: &Workspace, today| {
            let plan = Plan::of(ws, project).unwrap();
            suggestions(ws, &plan, today).into_iter().map(|one| one.why).collect::<Vec<_>>()
        };
        let found = whys(&ws, monday);
        assert!(found.contains(&Why::Overloaded { member: Id::from_bits(9), percent: 160, from: monday }), "{found:?}");
        assert!(found.contains(&Why::Overspent { task: Id::from_bits(2), over: yuan(50).unwrap() }));
        assert!(found.contains(&Why::Budget { over: yuan(30).unwrap() }));
        let late = whys(&ws, monday.plus(9));
        assert!(late.iter().any(|why| matches!(why, Why::Late { days, .. } if *days > 0)), "{late:?}");
        ws.risks.insert(Risk {
            id: Id::from_bits(50),
            project,
            category: RiskCategory::Funding,
            tasks: vec![Id::from_bits(2)],
            ..Risk::default()
        });
        assert!(!whys(&ws, monday).iter().any(|why| matches!(why, Why::Overspent { .. })));
    }
}
