//! How bad risks are: the matrix and its levels, when a risk is due for review, what it is expected to cost, what it may do
//! to the plan, and what ought to be asked.

mod detect;
mod events;
mod prompts;
mod rounds;

pub use detect::{Suggestion, Why, suggestions};
pub use events::{Chance, Response, RiskEvent, events};
pub use prompts::{GROUPS, category_name, group_name, prompts};
pub use rounds::{Due, Round, rounds};

use std::collections::BTreeMap;

use crate::engine::edit::risk::View;
use crate::engine::model::*;
use crate::engine::scene::matrix::{Own, own};
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

type Name = fn(Words) -> &'static str;

/// Rows are probability from the least, columns impact from the least, values levels from the least.
type Grid = [[u8; 5]; 5];

const CRITICAL: Grid = [[0, 0, 1, 1, 2], [0, 1, 1, 2, 2], [1, 1, 2, 2, 3], [1, 2, 2, 3, 4], [2, 2, 3, 4, 4]];
const SENSITIVE: Grid = [[0, 0, 0, 1, 1], [0, 0, 1, 1, 2], [0, 1, 1, 2, 3], [1, 1, 2, 3, 3], [1, 2, 3, 3, 3]];
const ISO: Grid = [[0, 0, 1, 1, 1], [0, 1, 1, 2, 2], [1, 1, 2, 3, 3], [1, 2, 3, 3, 4], [2, 3, 3, 4, 4]];

/// The matrix of a workspace that chose none.
pub fn default_matrix() -> RiskMatrix {
    let [critical, ..] = ready_matrices();
    critical
}

/// Three matrices to begin with; all share the scales of probability and delay.
pub fn ready_matrices() -> [RiskMatrix; 3] {
    let five: [(Name, u32); 5] = [
        (Words::matrix_level1, 60),
        (Words::matrix_level2, 60),
        (Words::matrix_level3, 30),
        (Words::matrix_level4, 14),
        (Words::matrix_level5, 7),
    ];
    let four = [five[0], five[2], five[3], five[4]];
    [
        ready(Words::matrix_critical, &five, CRITICAL),
        ready(Words::matrix_sensitive, &four, SENSITIVE),
        ready(Words::matrix_iso, &five, ISO),
    ]
}

fn both(name: Name) -> (Text, Text) {
    (name(Words(Lang::Zh)).into(), name(Words(Lang::En)).into())
}

fn ready(name: Name, levels: &[(Name, u32)], grid: Grid) -> RiskMatrix {
    let probability: [(Name, Name, i64, i64); 5] = [
        (Words::matrix_p1, Words::matrix_p1_note, 0, 10),
        (Words::matrix_p2, Words::matrix_p2_note, 10, 30),
        (Words::matrix_p3, Words::matrix_p3_note, 30, 50),
        (Words::matrix_p4, Words::matrix_p4_note, 50, 80),
        (Words::matrix_p5, Words::matrix_p5_note, 80, 100),
    ];
    let impact: [(Name, Name, f64); 5] = [
        (Words::matrix_i1, Words::matrix_i1_note, 0.0),
        (Words::matrix_i2, Words::matrix_i2_note, 2.0),
        (Words::matrix_i3, Words::matrix_i3_note, 4.0),
        (Words::matrix_i4, Words::matrix_i4_note, 7.0),
        (Words::matrix_i5, Words::matrix_i5_note, 13.0),
    ];
    let step = |name: Name, note: Name| {
        let ((zh, en), (zh_note, en_note)) = (both(name), both(note));
        ScaleStep { zh, en, zh_note, en_note, ..ScaleStep::default() }
    };
    RiskMatrix {
        name: both(name).1,
        p_steps: probability
            .into_iter()
            .map(|(name, note, min, max)| ScaleStep {
                min_percent: Some(Pct::new(min)),
                max_percent: Some(Pct::new(max)),
                ..step(name, note)
            })
            .collect(),
        i_steps: impact.into_iter().map(|(name, note, from)| ScaleStep { days_from: Some(from), ..step(name, note) }).collect(),
        levels: levels
            .iter()
            .map(|&(name, review_days)| {
                let (zh, en) = both(name);
                RiskLevel { zh, en, review_days, ..RiskLevel::default() }
            })
            .collect(),
        grid: grid.iter().map(|row| row.to_vec()).collect(),
        ..RiskMatrix::default()
    }
}

/// The matrix that the workspace uses. One that lacks a scale, a level or the grid cannot be drawn and is not used.
pub fn matrix(ws: &Workspace) -> RiskMatrix {
    ws.matrices
        .get(ws.settings.matrix)
        .filter(|matrix| {
            !matrix.p_steps.is_empty() && !matrix.i_steps.is_empty() && !matrix.levels.is_empty() && !matrix.grid.is_empty()
        })
        .map_or_else(default_matrix, |matrix| (**matrix).clone())
}

/// The level of a cell, as an index into the matrix's levels. A score beyond the scale counts as its last step.
pub fn level(matrix: &RiskMatrix, p: Score, i: Score) -> usize {
    let last = matrix.levels.len().saturating_sub(1);
    let row = matrix.grid.get(p.get() as usize - 1).or(matrix.grid.last());
    let value = row.and_then(|row| row.get(i.get() as usize - 1).or(row.last()));
    value.map_or(0, |level| *level as usize).min(last)
}

/// The cell of an assessment; none while it is not assessed. A score beyond the scale stands at its last step.
pub fn seat(matrix: &RiskMatrix, assessment: &Assessment) -> Option<(Score, Score)> {
    let on = |score: Score, steps: usize| Score::new(score.get().min(steps.max(1) as i64));
    Some((on(assessment.p?, matrix.p_steps.len()), on(assessment.i?, matrix.i_steps.len())))
}

/// How many colours there are to choose from.
pub const TONES: u8 = 8;

/// How a level is coloured: as was chosen, else 1 to 5, however many levels there are.
pub fn tone(matrix: &RiskMatrix, level: usize) -> usize {
    if let Some(chosen) = matrix.levels.get(level).and_then(|level| level.tone) {
        return chosen.clamp(1, TONES) as usize;
    }
    rank(matrix, level)
}

/// The user's own colour of a level; none where it has one of the style sheet's colours.
pub fn own_colour(matrix: &RiskMatrix, level: usize) -> Option<Own> {
    own(&matrix.levels.get(level)?.colour)
}

/// How bad a level is among all, 1 to 5: what paper in grey shows, whatever its colour.
pub fn rank(matrix: &RiskMatrix, level: usize) -> usize {
    let last = matrix.levels.len().saturating_sub(1);
    if last == 0 { 3 } else { 1 + (level.min(last) * 8 + last) / (2 * last) }
}

pub fn step_name(step: &ScaleStep, w: Words) -> String {
    written(w, &step.zh, &step.en)
}

/// What a step of a scale means in numbers.
pub fn step_note(step: &ScaleStep, w: Words) -> String {
    written(w, &step.zh_note, &step.en_note)
}

pub fn level_name(matrix: &RiskMatrix, level: usize, w: Words) -> String {
    matrix.levels.get(level).map_or(String::new(), |level| written(w, &level.zh, &level.en))
}

/// The text of the language, or the other where it is empty.
fn written(w: Words, zh: &Text, en: &Text) -> String {
    let (first, other) = if w.is_zh() { (zh, en) } else { (en, zh) };
    if first.is_empty() { other } else { first }.to_string()
}

/// True while it can still happen and is worth watching.
pub fn is_open(risk: &Risk) -> bool {
    !matches!(risk.status, RiskStatus::Occurred | RiskStatus::Closed | RiskStatus::Rejected)
}

/// What was noted of the current assessment: a target that was set is no review.
pub fn looked_at(risk: &Risk) -> impl DoubleEndedIterator<Item = &AssessmentNote> {
    risk.history.iter().filter(|note| note.of == Assessed::Current)
}

/// The day an open risk is to be reviewed: the day that was set, or, once the risk was assessed on it or later, the
/// interval of its level after that. None where it is neither assessed nor has a day.
pub fn review_due(risk: &Risk, matrix: &RiskMatrix) -> Option<Date> {
    if !is_open(risk) {
        return None;
    }
    let assessed = looked_at(risk).map(|note| note.on).max().or(risk.identified);
    let by_level = || {
        let (p, i) = seat(matrix, &risk.current)?;
        let days = matrix.levels.get(level(matrix, p, i))?.review_days;
        Some(assessed?.plus(days as i64))
    };
    let due = match risk.next_review {
        Some(day) if looked_at(risk).all(|note| note.on < day) => Some(day),
        set => by_level().or(set),
    };
    // An acceptance that ran out is looked at again.
    match risk.acceptance.as_ref().and_then(|acceptance| acceptance.expires) {
        Some(expires) if looked_at(risk).all(|note| note.on < expires) => Some(due.map_or(expires, |due| due.min(expires))),
        _ => due,
    }
}

pub fn needs_review(risk: &Risk, matrix: &RiskMatrix, today: Date) -> bool {
    review_due(risk, matrix).is_some_and(|due| due <= today)
}

/// Probability in per cent: as given, or the middle of the current step.
pub fn percent(risk: &Risk, matrix: &RiskMatrix) -> Option<f64> {
    if let Some(given) = risk.probability {
        return Some(given.get() as f64);
    }
    let step = matrix.p_steps.get(risk.current.p?.get() as usize - 1).or(matrix.p_steps.last())?;
    Some((step.min_percent?.get() + step.max_percent?.get()) as f64 / 2.0)
}

/// Expected monetary value: probability times impact, below nought for a threat.
pub fn emv(risk: &Risk, matrix: &RiskMatrix) -> Option<Money> {
    let impact = risk.impact_money?;
    let value = (percent(risk, matrix)? / 100.0 * impact.minor.abs() as f64).round() as i64;
    let signed = if risk.kind == RiskType::Threat { -value } else { value };
    Some(Money::new(signed, impact.currency))
}

/// What the risk is expected to come to once its responses are done: the target's numbers, where they are not given those
/// of the target's place in the matrix for the probability, and the money as it is. None without a target.
pub fn target_emv(risk: &Risk, matrix: &RiskMatrix) -> Option<Money> {
    let percent = match (risk.target_probability, risk.target.p) {
        (Some(given), _) => given.get() as f64,
        (None, Some(p)) if Some(p) == risk.current.p => percent(risk, matrix)?,
        (None, Some(p)) => {
            let step = matrix.p_steps.get(p.get() as usize - 1).or(matrix.p_steps.last())?;
            (step.min_percent?.get() + step.max_percent?.get()) as f64 / 2.0
        }
        (None, None) => return None,
    };
    let impact = risk.target_money.or(risk.impact_money)?;
    let value = (percent / 100.0 * impact.minor.abs() as f64).round() as i64;
    Some(Money::new(if risk.kind == RiskType::Threat { -value } else { value }, impact.currency))
}

/// What the responses bring beyond what they cost: the change of the expected money less the cost.
pub fn benefit(ws: &Workspace, risk: &Risk, matrix: &RiskMatrix) -> Option<Money> {
    let (now, then) = (emv(risk, matrix)?, target_emv(risk, matrix)?);
    if now.currency != then.currency {
        return None;
    }
    let cost = response_cost(ws, risk.id, now.currency).minor;
    Some(Money::new(then.minor.saturating_sub(now.minor).saturating_sub(cost), now.currency))
}

/// What the responses of a risk cost in a currency, without those that were dropped.
pub fn response_cost(ws: &Workspace, risk: Id, currency: Currency) -> Money {
    let costs = ws.actions.iter().filter(|action| action.risk == risk && action.status != ActionStatus::Dropped);
    let sum = costs.filter_map(|action| action.cost).filter(|cost| cost.currency == currency);
    Money::new(sum.fold(0, |sum: i64, cost| sum.saturating_add(cost.minor)), currency)
}

/// What the open threats of a project are expected to cost, a sum for each currency, above nought. Risks are taken as
/// independent of one another.
pub fn exposure(ws: &Workspace, project: Id) -> Vec<Money> {
    let matrix = matrix(ws);
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for risk in ws.risks.iter().filter(|risk| risk.project == project && risk.kind == RiskType::Threat && is_open(risk)) {
        if let Some(value) = emv(risk, &matrix) {
            let sum = sums.entry(value.currency).or_default();
            *sum = sum.saturating_sub(value.minor);
        }
    }
    sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect()
}

/// How many open risks of a project there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By level, from the least.
    pub levels: Vec<usize>,
    pub unassessed: usize,
    pub due: usize,
}

pub fn counts(ws: &Workspace, project: Id, view: View, today: Date) -> Counts {
    let matrix = matrix(ws);
    let mut counts = Counts { levels: vec![0; matrix.levels.len()], ..Counts::default() };
    for risk in ws.risks.iter().filter(|risk| risk.project == project && is_open(risk)) {
        match seat(&matrix, view.of(risk)) {
            Some((p, i)) => counts.levels[level(&matrix, p, i)] += 1,
            None => counts.unassessed += 1,
        }
        counts.due += usize::from(needs_review(risk, &matrix, today));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(value: i64) -> Score {
        Score::new(value)
    }

    fn placed(p: i64, i: i64) -> Assessment {
        Assessment { p: Some(score(p)), i: Some(score(i)), ..Assessment::default() }
    }

    fn yuan(amount: i64) -> Money {
        Money::new(amount * 100, Currency::Cny)
    }

    #[test]
    fn ready_matrices_are_whole_and_rise_along_both_axes() {
        for matrix in ready_matrices() {
            assert_eq!((matrix.p_steps.len(), matrix.i_steps.len(), matrix.grid.len()), (5, 5, 5));
            let at = |p, i| level(&matrix, score(p), score(i));
            for p in 1..=5 {
                for i in 1..=5 {
                    assert!(at(p, i) < matrix.levels.len());
                    assert!(p == 5 || at(p, i) <= at(p + 1, i));
                    assert!(i == 5 || at(p, i) <= at(p, i + 1));
                }
            }
            assert_eq!((at(1, 1), at(5, 5)), (0, matrix.levels.len() - 1));
            assert_eq!(at(6, 6), at(5, 5));
            assert_eq!((tone(&matrix, 0), tone(&matrix, matrix.levels.len() - 1)), (1, 5));
        }
        let matrix = default_matrix();
        assert_eq!([0, 1, 2, 3, 4].map(|level| tone(&matrix, level)), [1, 2, 3, 4, 5]);
        assert_eq!(level(&RiskMatrix::default(), score(3), score(3)), 0);
    }

    #[test]
    fn an_unusable_matrix_is_not_used() {
        let mut ws = Workspace::default();
        let id = Id::from_bits(7);
        ws.matrices.insert(RiskMatrix { id, ..RiskMatrix::default() });
        ws.settings.make_mut().matrix = id;
        assert_eq!(matrix(&ws), default_matrix());
        let [_, sensitive, _] = ready_matrices();
        ws.matrices.insert(RiskMatrix { id, ..sensitive });
        assert_eq!(matrix(&ws).levels.len(), 4);
    }

    /// The worked rows of research/crm-risk-people.md, 2.2.2.
    #[test]
    fn expected_money() {
        let matrix = default_matrix();
        let value = |kind, percent, impact| {
            let risk = Risk { kind, probability: Some(Pct::new(percent)), impact_money: Some(yuan(impact)), ..Risk::default() };
            emv(&risk, &matrix).unwrap().minor / 100
        };
        assert_eq!(value(RiskType::Threat, 35, 18_000), -6_300);
        assert_eq!(value(RiskType::Opportunity, 20, 12_000), 2_400);

        let mut ws = Workspace::default();
        let spent = |risk, amount, id, status| ResponseAction {
            id: Id::from_bits(id),
            risk,
            cost: Some(yuan(amount)),
            status,
            ..ResponseAction::default()
        };
        let (threat, chance) = (Id::from_bits(1), Id::from_bits(2));
        ws.actions.insert(spent(threat, 2_200, 10, ActionStatus::Planned));
        ws.actions.insert(spent(threat, 9_000, 11, ActionStatus::Dropped));
        ws.actions.insert(spent(chance, 1_000, 12, ActionStatus::Done));
        let cost = |risk| response_cost(&ws, risk, Currency::Cny).minor / 100;
        assert_eq!(value(RiskType::Threat, 15, 8_000) - cost(threat), -3_400);
        assert_eq!(value(RiskType::Opportunity, 35, 12_000) - cost(chance), 3_200);

        // The same rows as the benefit of the response: what changes, less what it costs.
        let risk = |id, kind, (percent, impact): (i64, i64), (after, left): (i64, i64)| Risk {
            id,
            kind,
            probability: Some(Pct::new(percent)),
            impact_money: Some(yuan(impact)),
            target_probability: Some(Pct::new(after)),
            target_money: Some(yuan(left)),
            ..Risk::default()
        };
        let gain = |risk: Risk| benefit(&ws, &risk, &matrix).unwrap().minor / 100;
        assert_eq!(gain(risk(threat, RiskType::Threat, (35, 18_000), (15, 8_000))), -3_400 + 6_300);
        assert_eq!(gain(risk(chance, RiskType::Opportunity, (20, 12_000), (35, 12_000))), 3_200 - 2_400);
        assert_eq!(benefit(&ws, &Risk { impact_money: Some(yuan(1)), ..Risk::default() }, &matrix), None);
    }

    #[test]
    fn an_acceptance_that_runs_out_is_due() {
        let matrix = default_matrix();
        let day = Date::new(2026, 9, 22).unwrap();
        let mut risk = Risk { identified: Some(day), ..Risk::default() };
        risk.acceptance = Some(Acceptance { expires: Some(day.plus(5)), ..Acceptance::default() });
        assert_eq!(review_due(&risk, &matrix), Some(day.plus(5)));
        risk.history.push(AssessmentNote { on: day.plus(5), ..AssessmentNote::default() });
        assert_eq!(review_due(&risk, &matrix), None);
    }

    #[test]
    fn probability_falls_back_to_the_middle_of_its_step() {
        let matrix = default_matrix();
        let mut risk = Risk { current: placed(4, 2), impact_money: Some(yuan(1_000)), ..Risk::default() };
        assert_eq!(emv(&risk, &matrix), Some(yuan(-650)));
        risk.current.p = None;
        assert_eq!(emv(&risk, &matrix), None);
        risk.probability = Some(Pct::new(50));
        assert_eq!(emv(&risk, &matrix), Some(yuan(-500)));
        risk.impact_money = None;
        assert_eq!(emv(&risk, &matrix), None);
    }

    #[test]
    fn only_open_threats_of_the_project_are_exposure() {
        let (project, other) = (Id::from_bits(1), Id::from_bits(2));
        let base = Risk { project, probability: Some(Pct::new(50)), impact_money: Some(yuan(100)), ..Risk::default() };
        let mut ws = Workspace::default();
        let all = [
            base.clone(),
            Risk { impact_money: Some(Money::new(4_000, Currency::Usd)), ..base.clone() },
            Risk { status: RiskStatus::Closed, ..base.clone() },
            Risk { kind: RiskType::Opportunity, ..base.clone() },
            Risk { project: other, ..base.clone() },
            Risk { impact_money: Some(yuan(20)), ..base },
        ];
        for (place, risk) in all.into_iter().enumerate() {
            ws.risks.insert(Risk { id: Id::from_bits(100 + place as u128), ..risk });
        }
        assert_eq!(exposure(&ws, project), [yuan(60), Money::new(2_000, Currency::Usd)]);
    }

    #[test]
    fn reviews_fall_due_by_level() {
        let matrix = default_matrix();
        let day = Date::new(2026, 9, 22).unwrap();
        let mut risk = Risk { current: placed(5, 5), status: RiskStatus::Open, ..Risk::default() };
        assert_eq!(review_due(&risk, &matrix), None);
        risk.identified = Some(day);
        assert_eq!(review_due(&risk, &matrix), Some(day.plus(7)));
        assert!(!needs_review(&risk, &matrix, day.plus(6)) && needs_review(&risk, &matrix, day.plus(7)));
        risk.next_review = Some(day.plus(3));
        assert_eq!(review_due(&risk, &matrix), Some(day.plus(3)));
        // A later assessment is a review too.
        risk.history.push(AssessmentNote { on: day.plus(4), ..AssessmentNote::default() });
        assert_eq!(review_due(&risk, &matrix), Some(day.plus(11)));
        risk.status = RiskStatus::Closed;
        assert_eq!(review_due(&risk, &matrix), None);
        let waiting = Risk { next_review: Some(day), ..Risk::default() };
        assert!(needs_review(&waiting, &matrix, day));
    }

    #[test]
    fn counting() {
        let project = Id::from_bits(1);
        let day = Date::new(2026, 9, 22).unwrap();
        let mut ws = Workspace::default();
        for (id, current, status) in [
            (10, placed(5, 5), RiskStatus::Open),
            (11, placed(1, 1), RiskStatus::Watch),
            (12, Assessment { p: Some(score(3)), ..Assessment::default() }, RiskStatus::Identified),
            (13, placed(5, 5), RiskStatus::Closed),
        ] {
            ws.risks.insert(Risk { id: Id::from_bits(id), project, current, status, identified: Some(day), ..Risk::default() });
        }
        let now = counts(&ws, project, View::Current, day.plus(10));
        assert_eq!(now, Counts { levels: vec![1, 0, 0, 0, 1], unassessed: 1, due: 1 });
        assert_eq!(counts(&ws, project, View::Target, day).unassessed, 3);
    }
}
