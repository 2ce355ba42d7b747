//! What the open risks of a project may do to its plan, as the simulation draws it.

use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

use super::{is_open, matrix, percent};

/// How likely something is, and what it does when it happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// 0 to 1.
    pub probability: f64,
    /// Working days that each of the tasks takes longer; below nought where an opportunity makes it shorter.
    pub days: f64,
    /// Above nought is spent, below is gained.
    pub cost: Option<Money>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    pub action: Id,
    pub text: Text,
    pub cost: Option<Money>,
    pub done: bool,
}

/// A risk as an event that happens or not.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskEvent {
    pub risk: Id,
    pub code: Text,
    pub title: Text,
    pub owner: Option<Id>,
    pub kind: RiskType,
    /// The tasks it hits, those of this project that there are; nothing moves where there are none.
    pub tasks: Vec<Id>,
    pub inherent: Option<Chance>,
    pub current: Option<Chance>,
    /// Once the responses are done.
    pub target: Option<Chance>,
    /// Without those that were dropped.
    pub responses: Vec<Response>,
}

/// The open risks of a project that can be drawn: those with a probability, in the order of their codes.
pub fn events(ws: &Workspace, project: Id) -> Vec<RiskEvent> {
    let matrix = matrix(ws);
    let mut events: Vec<RiskEvent> = ws
        .risks
        .iter()
        .filter(|risk| risk.project == project && is_open(risk))
        .map(|risk| {
            let tasks = risk.tasks.iter().copied();
            let responses = ws.actions.iter().filter(|action| action.risk == risk.id && action.status != ActionStatus::Dropped);
            RiskEvent {
                risk: risk.id,
                code: risk.code.clone(),
                title: risk.title.clone(),
                owner: risk.owner,
                kind: risk.kind,
                tasks: tasks.filter(|task| ws.tasks.get(*task).is_some_and(|task| task.project == project)).collect(),
                inherent: chance(risk, &matrix, &risk.inherent, false),
                current: chance(risk, &matrix, &risk.current, false),
                target: chance(risk, &matrix, &risk.target, true),
                responses: responses
                    .map(|action| Response {
                        action: action.id,
                        text: action.text.clone(),
                        cost: action.cost,
                        done: action.status == ActionStatus::Done,
                    })
                    .collect(),
            }
        })
        .filter(|event| event.current.is_some())
        .collect();
    order::sort_by(&mut events, |a, b| (&a.code, a.risk).cmp(&(&b.code, b.risk)));
    events
}

/// The numbers of one assessment: as given where they are, else by its steps. The numbers given for now also hold for
/// another assessment as far as it stands on the same step.
fn chance(risk: &Risk, matrix: &RiskMatrix, at: &Assessment, target: bool) -> Option<Chance> {
    let (own_percent, own_days, own_money) =
        if target { (risk.target_probability, risk.target_days, risk.target_money) } else { (None, None, None) };
    let likely = match (own_percent, at.p) {
        (Some(given), _) => given.get() as f64,
        (None, p) if p == risk.current.p && !(target && p.is_none()) => percent(risk, matrix)?,
        (None, p) => {
            let step = matrix.p_steps.get(p?.get() as usize - 1).or(matrix.p_steps.last())?;
            (step.min_percent?.get() + step.max_percent?.get()) as f64 / 2.0
        }
    };
    let given = risk.impact_days.filter(|_| at.i == risk.current.i || at.i.is_none());
    let days = own_days.or(given).or_else(|| days_of(matrix, at.i?)).unwrap_or(0.0).max(0.0);
    let sign = if risk.kind == RiskType::Threat { 1 } else { -1 };
    let cost = own_money.or(risk.impact_money).map(|money| Money::new(money.minor.abs() * sign, money.currency));
    Some(Chance { probability: (likely / 100.0).clamp(0.0, 1.0), days: days * sign as f64, cost })
}

/// The middle of what a step of impact means in days; the last has no end and counts from where it begins.
fn days_of(matrix: &RiskMatrix, step: Score) -> Option<f64> {
    let place = (step.get() as usize - 1).min(matrix.i_steps.len().checked_sub(1)?);
    let from = matrix.i_steps[place].days_from?;
    let until = matrix.i_steps.get(place + 1).and_then(|next| next.days_from);
    Some(until.map_or(from, |until| (from + until.max(from)) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_numbers_come_before_steps_and_gone_tasks_are_left_out() {
        let seat = |p, i| Assessment { p: Some(Score::new(p)), i: Some(Score::new(i)), ..Assessment::default() };
        let (project, task) = (Id::from_bits(1), Id::from_bits(2));
        let mut ws = Workspace::default();
        ws.tasks.insert(Task { id: task, project, ..Task::default() });
        let yuan = Money::new(100, Currency::Cny);
        ws.risks.insert(Risk {
            id: Id::from_bits(3),
            project,
            code: "R-01".into(),
            inherent: seat(5, 5),
            current: seat(4, 4),
            target: seat(2, 3),
            probability: Some(Pct::new(60)),
            impact_days: Some(9.0),
            impact_money: Some(yuan),
            tasks: vec![task, Id::from_bits(99)],
            ..Risk::default()
        });
        ws.risks.insert(Risk { id: Id::from_bits(4), project, code: "R-02".into(), ..Risk::default() });
        ws.risks.insert(Risk {
            id: Id::from_bits(5),
            project,
            code: "R-03".into(),
            kind: RiskType::Opportunity,
            current: seat(2, 2),
            ..Risk::default()
        });
        let all = events(&ws, project);
        assert_eq!(all.len(), 2, "one without a probability cannot be drawn");
        let first = &all[0];
        assert_eq!(first.tasks, [task]);
        assert_eq!(first.inherent, Some(Chance { probability: 0.9, days: 13.0, cost: Some(yuan) }));
        assert_eq!(first.current, Some(Chance { probability: 0.6, days: 9.0, cost: Some(yuan) }));
        assert_eq!(first.target, Some(Chance { probability: 0.2, days: 5.5, cost: Some(yuan) }));
        assert_eq!(all[1].current, Some(Chance { probability: 0.2, days: -3.0, cost: None }));
        assert_eq!(all[1].target, None);
    }
}
