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
    let mut scores = Scores::default();
    for one in ws.requirements.iter().filter(|one| client.is_none_or(|client| one.client == client)) {
        if one.status != RequirementStatus::Rejected && one.kind != RequirementKind::Praise {
            out.all += 1;
            if is_open(one) {
                out.oldest = out.oldest.max(Some(one.received.until(today).max(0)));
            } else {
                out.answered += 1;
            }
        }
        scores.add(one);
    }
    (out.csat, out.nps) = (scores.csat(), scores.nps());
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

/// Scores as they are counted.
#[derive(Clone, Copy, Debug, Default)]
struct Scores {
    csat: (u32, u32),
    promoters: u32,
    detractors: u32,
    nps: u32,
}

impl Scores {
    fn add(&mut self, one: &Requirement) {
        match (one.score_kind, one.score) {
            (ScoreKind::Csat, Some(score @ 1..=5)) => self.csat = (self.csat.0 + u32::from(score), self.csat.1 + 1),
            (ScoreKind::Nps, Some(score @ 0..=10)) => {
                self.nps += 1;
                self.promoters += u32::from(score >= 9);
                self.detractors += u32::from(score <= 6);
            }
            _ => {}
        }
    }

    fn csat(&self) -> Option<f64> {
        (self.csat.1 > 0).then(|| f64::from(self.csat.0) / f64::from(self.csat.1))
    }

    fn nps(&self) -> Option<f64> {
        (self.nps > 0).then(|| (f64::from(self.promoters) - f64::from(self.detractors)) / f64::from(self.nps) * 100.0)
    }

    fn count(&self) -> usize {
        (self.csat.1 + self.nps) as usize
    }
}

/// Satisfaction by month, the last so many up to this one; of one client, or of all.
pub fn trend(ws: &Workspace, client: Option<Id>, today: Date, months: i32) -> Vec<Month> {
    let first = today.first_of_month().plus_months(1 - months);
    let mut scores = vec![Scores::default(); months.max(0) as usize];
    for one in ws.requirements.iter().filter(|one| client.is_none_or(|client| one.client == client)) {
        let at = (one.received.year() - first.year()) * 12 + one.received.month() as i32 - first.month() as i32;
        if let Some(month) = usize::try_from(at).ok().and_then(|at| scores.get_mut(at)) {
            month.add(one);
        }
    }
    let month = |(n, one): (usize, Scores)| Month {
        month: first.plus_months(n as i32),
        csat: one.csat(),
        nps: one.nps(),
        scores: one.count(),
    };
    scores.into_iter().enumerate().map(month).collect()
}

/// How content a client is, and whether that rises.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub client: Id,
    pub csat: Option<f64>,
    pub nps: Option<f64>,
    pub scores: usize,
    /// The last half year against the half year before, CSAT in points and else NPS: below, like or above. None where one
    /// of the two has no score.
    pub turn: Option<std::cmp::Ordering>,
}

/// Of every client that was ever scored, the least content first.
pub fn by_client(ws: &Workspace, today: Date) -> Vec<Content> {
    let (half, year) = (today.plus_months(-6), today.plus_months(-12));
    // All of them, the last half year, the half year before.
    let mut all: std::collections::BTreeMap<Id, [Scores; 3]> = Default::default();
    for one in ws.requirements.iter().filter(|one| one.score.is_some()) {
        let scores = all.entry(one.client).or_default();
        scores[0].add(one);
        if one.received > half {
            scores[1].add(one);
        } else if one.received > year {
            scores[2].add(one);
        }
    }
    let both = |now: Option<f64>, before: Option<f64>| now.zip(before).and_then(|(now, before)| now.partial_cmp(&before));
    let mut out: Vec<Content> = all
        .into_iter()
        .map(|(client, [ever, now, before])| Content {
            client,
            csat: ever.csat(),
            nps: ever.nps(),
            scores: ever.count(),
            turn: both(now.csat(), before.csat()).or_else(|| both(now.nps(), before.nps())),
        })
        .collect();
    // A CSAT of 1 is as low as an NPS of -100.
    let level = |one: &Content| one.csat.map(|csat| (csat - 3.0) * 50.0).or(one.nps).unwrap_or_default();
    order::sort_by(&mut out, |a, b| level(a).total_cmp(&level(b)).then(a.client.cmp(&b.client)));
    out
}
