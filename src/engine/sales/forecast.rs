//! What will close, and whether it reaches the target. Lost counts nothing, void is not counted at all, and a deal whose
//! closing day has passed stands apart instead of in a month that is over.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::ledger::{Ledger, Line};
use super::{clients, segments};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// From the first day up to, not with, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub until: Date,
}

impl Span {
    pub fn month(day: Date) -> Span {
        let from = day.first_of_month();
        Span { from, until: from.plus_months(1) }
    }

    pub fn quarter(day: Date) -> Span {
        let from = day.first_of_quarter();
        Span { from, until: from.plus_months(3) }
    }

    /// The same span so many months later.
    pub fn shifted(self, months: i32) -> Span {
        Span { from: self.from.plus_months(months), until: self.until.plus_months(months) }
    }

    pub fn months(self) -> i32 {
        (self.until.year() - self.from.year()) * 12 + self.until.month() as i32 - self.from.month() as i32
    }

    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}

/// Whose deals are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub member: Option<Id>,
    pub project: Option<Id>,
    pub pipeline: Option<Id>,
}

impl Scope {
    pub fn holds(&self, deal: &Deal) -> bool {
        self.member.is_none_or(|member| deal.owner == Some(member))
            && self.project.is_none_or(|project| deal.project == Some(project))
            && self.pipeline.is_none_or(|pipeline| deal.pipeline == pipeline)
    }
}

/// What a deal is worth when it is won: the contract, else the amount that was expected.
pub fn worth(deal: &Deal) -> i64 {
    deal.contract_amount.or(deal.amount).map_or(0, |money| money.minor)
}

/// The amount times the probability, in minor units, half a unit up.
pub fn weighted(deal: &Deal) -> i64 {
    let amount = deal.amount.map_or(0, |money| money.minor) as i128;
    ((amount * deal.probability.get() as i128 + 50).div_euclid(100)) as i64
}

/// Amounts in minor units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forecast {
    pub won: i64,
    pub won_count: usize,
    pub lost_count: usize,
    /// Open deals that are expected to close in the span.
    pub open: i64,
    pub open_count: usize,
    pub weighted: i64,
    /// Won and what is committed; then with the best case; then with all that is open.
    pub commit: i64,
    pub best: i64,
    pub pipeline: i64,
    pub target: Option<i64>,
    /// Open deals whose expected day has passed: counted in no span.
    pub overdue: i64,
    pub overdue_count: usize,
    /// Open deals without an expected day.
    pub undated: i64,
    pub undated_count: usize,
    /// Of deals closed in the span: won ÷ (won + lost).
    pub win_rate_closed: Option<f64>,
    /// Of deals opened in the span: won ÷ all but void.
    pub win_rate_all: Option<f64>,
    /// Mean days from opening to winning, of deals won in the span.
    pub cycle: Option<f64>,
    /// Deals whose expected day was moved to a later one within the span.
    pub slipped: usize,
    pub last_month: i64,
    pub same_last_year: i64,
}

impl Forecast {
    /// Won and the weighted rest.
    pub fn forecast(&self) -> i64 {
        self.won + self.weighted
    }

    pub fn attainment(&self) -> Option<f64> {
        self.target.filter(|target| *target > 0).map(|target| self.won as f64 / target as f64)
    }

    pub fn gap(&self) -> Option<i64> {
        self.target.map(|target| target - self.won)
    }

    /// Open pipeline ÷ what is still missing. None where nothing is.
    pub fn coverage(&self) -> Option<f64> {
        self.gap().filter(|gap| *gap > 0).map(|gap| self.open as f64 / gap as f64)
    }

    /// Minor units a day: open deals × the mean won deal × win rate ÷ cycle.
    pub fn velocity(&self) -> Option<f64> {
        let mean = (self.won_count > 0).then(|| self.won as f64 / self.won_count as f64)?;
        let cycle = self.cycle.filter(|days| *days > 0.0)?;
        Some(self.open_count as f64 * mean * self.win_rate_closed? / cycle)
    }
}

/// All figures of a span in one pass over the deals.
pub fn forecast(ws: &Workspace, ledger: &Ledger, span: Span, scope: Scope, today: Date) -> Forecast {
    let target = target(ws, TargetKind::Bookings, span, scope);
    let whom = ledger.whom(scope);
    forecast_of(ledger, span, today, target, &|line| whom.holds(line))
}

/// The same for any group of deals, with the target that it has.
pub fn forecast_of(ledger: &Ledger, span: Span, today: Date, target: Option<i64>, holds: &dyn Fn(&Line) -> bool) -> Forecast {
    let mut out = Forecast { target, ..Forecast::default() };
    let (mut commit, mut best) = (0, 0);
    let (mut opened, mut opened_won, mut days) = (0usize, 0usize, 0i64);
    let before = span.shifted(-span.months());
    let year_ago = span.shifted(-12);
    let counts = |line: &Line| line.kind != StageKind::Void && holds(line);
    for line in ledger.lines.iter().filter(|line| counts(line)) {
        if span.holds(line.opened) {
            opened += 1;
            opened_won += usize::from(line.kind == StageKind::Won);
        }
        match line.kind {
            StageKind::Won => {
                let Some(on) = line.closed else { continue };
                if span.holds(on) {
                    out.won += line.worth;
                    out.won_count += 1;
                    days += line.opened.until(on).max(0);
                } else if before.holds(on) {
                    out.last_month += line.worth;
                }
                if year_ago.holds(on) {
                    out.same_last_year += line.worth;
                }
            }
            StageKind::Lost => out.lost_count += usize::from(line.closed.is_some_and(|on| span.holds(on))),
            StageKind::Void => {}
            StageKind::Open | StageKind::OnHold => match line.expected {
                None => {
                    out.undated += line.amount;
                    out.undated_count += 1;
                }
                Some(day) if day < today => {
                    out.overdue += line.amount;
                    out.overdue_count += 1;
                }
                Some(day) if span.holds(day) => {
                    out.open += line.amount;
                    out.open_count += 1;
                    out.weighted += line.weighted;
                    match line.category {
                        ForecastCategory::Commit => commit += line.amount,
                        ForecastCategory::BestCase => best += line.amount,
                        _ => {}
                    }
                }
                Some(_) => {}
            },
        }
    }
    let slipped = |(line, mut days): (&Line, _)| counts(line) && Iterator::any(&mut days, |on| span.holds(on));
    out.slipped = ledger.delayed().filter_map(|delayed| slipped(delayed).then_some(())).count();
    out.commit = out.won + commit;
    out.best = out.commit + best;
    out.pipeline = out.won + out.open;
    let rate = |part: usize, all: usize| (all > 0).then(|| part as f64 / all as f64);
    out.win_rate_closed = rate(out.won_count, out.won_count + out.lost_count);
    out.win_rate_all = rate(opened_won, opened);
    out.cycle = (out.won_count > 0).then(|| days as f64 / out.won_count as f64);
    out
}

/// The target of a span; none where no month of it has one.
pub fn target(ws: &Workspace, kind: TargetKind, span: Span, scope: Scope) -> Option<i64> {
    let ours = ws.targets.iter().filter(|target| {
        let whose = target.member == scope.member && target.project == scope.project && target.department.is_empty();
        target.kind == kind && whose && span.holds(target.month)
    });
    ours.map(|target| target.value).reduce(|a, b| a.saturating_add(b))
}

/// A column of the board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    pub count: usize,
    pub sum: i64,
    pub weighted: i64,
}

/// Days beyond those a deal may stand in its stage.
pub fn rotting(deal: &Deal, stage: &Stage, today: Date) -> Option<i64> {
    let over = deal.stage_since.until(today) - stage.rot_days? as i64;
    (over > 0 && matches!(stage.kind, StageKind::Open | StageKind::OnHold)).then_some(over)
}

/// A step of a funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub stage: Id,
    /// Deals that entered it in the period.
    pub entered: usize,
    /// How many of them went on, by today; none where nobody entered, and of the last one.
    pub rate: Option<f64>,
}

/// Of the deals that entered a stage in a period (or ever), how many went on to a later open stage or were won.
pub fn conversion(ws: &Workspace, pipeline: Id, period: Option<Span>, scope: Scope) -> Vec<Step> {
    let stages = crate::engine::edit::pipeline::stages(ws, pipeline);
    let onwards: Vec<_> = stages.iter().filter(|stage| matches!(stage.kind, StageKind::Open | StageKind::Won)).collect();
    let place: HashMap<Id, usize> = onwards.iter().enumerate().map(|(at, stage)| (stage.id, at)).collect();
    let mut entered = vec![0usize; onwards.len()];
    let mut went = vec![0usize; onwards.len()];
    let void = |deal: &Deal| ws.stages.get(deal.stage).is_some_and(|stage| stage.kind == StageKind::Void);
    for deal in ws.deals.iter().filter(|deal| deal.pipeline == pipeline && scope.holds(deal) && !void(deal)) {
        // Who stands in a stage has passed all before it, even where a step was jumped: it is entered on the first day on
        // which the deal stood there or further on. Its first stage says no day but that of the opening.
        let first = deal.stage_log.first().map_or(Some(deal.stage), |step| step.from);
        let begun = first.map(|stage| (stage, deal.opened));
        let moved = deal.stage_log.iter().filter_map(|step| step.to.map(|stage| (stage, step.on)));
        let mut on: Vec<Option<Date>> = vec![None; onwards.len()];
        let mut furthest = None;
        for (at, day) in begun
            .into_iter()
            .chain(moved)
            .chain([(deal.stage, deal.stage_since)])
            .filter_map(|(id, day)| Some((*place.get(&id)?, day)))
        {
            if furthest.is_none_or(|furthest| at > furthest) {
                let from = furthest.map_or(0, |furthest: usize| furthest + 1);
                on[from..=at].iter_mut().for_each(|on| *on = Some(day));
                furthest = Some(at);
            }
        }
        for at in 0..on.len() {
            if on[at].is_some_and(|day| period.is_none_or(|period| period.holds(day))) {
                entered[at] += 1;
                went[at] += usize::from(on.get(at + 1).is_some_and(Option::is_some));
            }
        }
    }
    let rate = |at: usize| (entered[at] > 0 && at + 1 < onwards.len()).then(|| went[at] as f64 / entered[at] as f64);
    onwards.iter().enumerate().map(|(at, stage)| Step { stage: stage.id, entered: entered[at], rate: rate(at) }).collect()
}

/// So many months from the first of a span on, each with all its figures.
pub fn months(ws: &Workspace, ledger: &Ledger, span: Span, count: i32, scope: Scope, today: Date) -> Vec<(Date, Forecast)> {
    (0..count)
        .map(|n| {
            let month = Span::month(span.from.plus_months(n));
            (month.from, forecast(ws, ledger, month, scope, today))
        })
        .collect()
}

/// The segment that a goal measures a strategy of: its deals are those of the segment's clients, whatever their projects.
pub fn goal_segment<'a>(ws: &'a Workspace, goal: &Goal) -> Option<&'a Arc<Segment>> {
    let measured = |strategy: &&Arc<MarketStrategy>| strategy.tactics.iter().any(|tactic| tactic.goal == Some(goal.id));
    ws.segments.get(ws.strategies.iter().find(measured)?.segment)
}

/// A goal that follows the deals: its value by what was won or paid from its start to its end. None for others.
pub fn goal_value(ws: &Workspace, goal: &Goal, today: Date) -> Option<f64> {
    if matches!(goal.source, GoalSource::Manual | GoalSource::TaskProgress) {
        return None;
    }
    let span = Span { from: goal.start.unwrap_or(Date::MIN), until: goal.due.map_or(Date::MAX, |due| due.plus(1)) };
    let members: Option<HashSet<Id>> = goal_segment(ws, goal).map(|segment| {
        let graded = segment.rules.iter().any(|rule| rule.field == RuleField::Grade);
        let standings = if graded { clients::standings(ws, today) } else { HashMap::new() };
        segments::members(ws, segment, &standings).iter().map(|client| client.id).collect()
    });
    let ours = |deal: &Deal| match &members {
        Some(members) => deal.client.is_some_and(|client| members.contains(&client)),
        None => deal.project == Some(goal.project),
    };
    let won = || {
        let of = |deal: &&Arc<Deal>| ours(deal) && deal.closed.is_some_and(|on| span.holds(on));
        let won = |deal: &&Arc<Deal>| ws.stages.get(deal.stage).is_some_and(|stage| stage.kind == StageKind::Won);
        ws.deals.iter().filter(of).filter(won)
    };
    match goal.source {
        GoalSource::WonAmount => Some(won().map(|deal| worth(deal)).sum::<i64>() as f64 / 100.0),
        GoalSource::WonCount => Some(won().count() as f64),
        GoalSource::PaidAmount => {
            let of =
                |payment: &&Arc<Payment>| span.holds(payment.on) && ws.deals.get(payment.deal).is_some_and(|deal| ours(deal));
            Some(ws.payments.iter().filter(of).filter_map(|p| p.amount).map(|money| money.minor).sum::<i64>() as f64 / 100.0)
        }
        GoalSource::Manual | GoalSource::TaskProgress => None,
    }
}
