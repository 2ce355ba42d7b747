//! Whether clients get answers, and how content they are.

use crate::engine::model::*;
use crate::engine::workspace::Workspace;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    pub all: usize,
    /// Answered or done.
    pub answered: usize,
    /// Days the oldest open one has waited.
    pub oldest: Option<i64>,
    /// Mean of CSAT scores, 1 to 5.
    pub csat: Option<f64>,
    /// Share of 9 and 10 minus share of 0 to 6, in per cent.
    pub nps: Option<f64>,
}

impl Coverage {
    pub fn rate(&self) -> Option<f64> {
        (self.all > 0).then(|| self.answered as f64 / self.all as f64)
    }
}

pub fn is_open(requirement: &Requirement) -> bool {
    use RequirementStatus::{Acknowledged, InProgress, New};
    matches!(requirement.status, New | Acknowledged | InProgress)
}

/// Of one client, or of all.
pub fn coverage(ws: &Workspace, client: Option<Id>, today: Date) -> Coverage {
    let mut out = Coverage::default();
    let (mut csat, mut nps) = (Vec::new(), Vec::new());
    for one in ws.requirements.iter().filter(|one| client.is_none_or(|client| one.client == client)) {
        if one.status != RequirementStatus::Rejected && one.kind != RequirementKind::Praise {
            out.all += 1;
            if is_open(one) {
                out.oldest = out.oldest.max(Some(one.received.until(today).max(0)));
            } else {
                out.answered += 1;
            }
        }
        match (one.score_kind, one.score) {
            (ScoreKind::Csat, Some(score @ 1..=5)) => csat.push(score as f64),
            (ScoreKind::Nps, Some(score @ 0..=10)) => nps.push(score),
            _ => {}
        }
    }
    let share = |test: fn(&u8) -> bool| nps.iter().filter(|score| test(score)).count() as f64 / nps.len() as f64 * 100.0;
    out.csat = (!csat.is_empty()).then(|| csat.iter().sum::<f64>() / csat.len() as f64);
    out.nps = (!nps.is_empty()).then(|| share(|score| *score >= 9) - share(|score| *score <= 6));
    out
}

/// A month: mean CSAT, NPS, and how many scores each rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    pub month: Date,
    pub csat: Option<f64>,
    pub nps: Option<f64>,
    pub scores: usize,
}

/// Satisfaction by month, the last so many up to this one.
pub fn trend(ws: &Workspace, today: Date, months: i32) -> Vec<Month> {
    let first = today.first_of_month().plus_months(1 - months);
    (0..months)
        .map(|n| {
            let (from, until) = (first.plus_months(n), first.plus_months(n + 1));
            let scored = ws.requirements.iter().filter(|one| from <= one.received && one.received < until);
            let (mut csat, mut nps) = (Vec::new(), Vec::new());
            for one in scored {
                match (one.score_kind, one.score) {
                    (ScoreKind::Csat, Some(score)) => csat.push(f64::from(score)),
                    (ScoreKind::Nps, Some(score)) => nps.push(score),
                    _ => {}
                }
            }
            let share = |test: fn(&u8) -> bool| nps.iter().filter(|score| test(score)).count() as f64 / nps.len() as f64 * 100.0;
            Month {
                month: from,
                csat: (!csat.is_empty()).then(|| csat.iter().sum::<f64>() / csat.len() as f64),
                nps: (!nps.is_empty()).then(|| share(|score| *score >= 9) - share(|score| *score <= 6)),
                scores: csat.len() + nps.len(),
            }
        })
        .collect()
}
