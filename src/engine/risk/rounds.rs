//! The weekly round: which risks are to be looked at, and why.

use crate::engine::model::*;
use crate::engine::workspace::Workspace;

use super::{is_open, looked_at, matrix, needs_review};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Its review is due, or its acceptance ran out.
    Due,
    /// The last assessment differs from the one before, within the last week, and was not confirmed since.
    Changed,
    /// Identified within the last week and never reviewed.
    New,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    pub risk: Id,
    pub due: Due,
}

/// A round looks back so many days.
const BACK: i64 = 7;

/// Open risks of a project that a round goes through: what is due, what changed, what is new; worst first within each.
pub fn rounds(ws: &Workspace, project: Id, today: Date) -> Vec<Round> {
    let matrix = matrix(ws);
    let recent = |day: Date| day.until(today) < BACK;
    let mut found: Vec<(Due, i64, Text, Id)> = Vec::new();
    for risk in ws.risks.iter().filter(|risk| risk.project == project && is_open(risk)) {
        let mut notes = looked_at(risk).rev();
        let (last, before) = (notes.next(), notes.next());
        let moved = last.zip(before).is_some_and(|(last, before)| (last.p, last.i) != (before.p, before.i) && recent(last.on));
        let due = if needs_review(risk, &matrix, today) {
            Due::Due
        } else if moved {
            Due::Changed
        } else if last.is_none() && risk.identified.is_some_and(recent) {
            Due::New
        } else {
            continue;
        };
        let score = risk.current.p.zip(risk.current.i).map_or(0, |(p, i)| p.get() * i.get());
        found.push((due, -score, risk.code.clone(), risk.id));
    }
    found.sort();
    found.into_iter().map(|(due, _, _, risk)| Round { risk, due }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_then_changed_then_new_and_a_confirmation_ends_it() {
        let today = Date::new(2026, 11, 24).unwrap();
        let project = Id::from_bits(1);
        let note = |days: i64, p: i64| AssessmentNote {
            on: today.plus(-days),
            p: Some(Score::new(p)),
            i: Some(Score::new(3)),
            ..AssessmentNote::default()
        };
        let seat = |p: i64| Assessment { p: Some(Score::new(p)), i: Some(Score::new(3)), ..Assessment::default() };
        let mut ws = Workspace::default();
        let base = Risk { project, identified: Some(today.plus(-90)), ..Risk::default() };
        for (id, history, identified) in [
            (10, vec![], today),
            (11, vec![note(30, 2), note(2, 3)], today.plus(-90)),
            (12, vec![note(80, 3)], today.plus(-90)),
            (13, vec![note(3, 3), note(2, 3)], today.plus(-90)),
        ] {
            let current = if history.is_empty() { Assessment::default() } else { seat(3) };
            ws.risks.insert(Risk { id: Id::from_bits(id), current, history, identified: Some(identified), ..base.clone() });
        }
        let due: Vec<_> = rounds(&ws, project, today).into_iter().map(|round| (round.risk.bits(), round.due)).collect();
        assert_eq!(due, [(12, Due::Due), (11, Due::Changed), (10, Due::New)]);
    }
}
