//! Targets by month of a year: of all, of each member, team and project, beside what was won.

use std::collections::HashMap;

use super::forecast::{Forecast, Span, forecast_of, worth};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// Whose target it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    All,
    Member(Id),
    /// Members of one department.
    Team(Text),
    Project(Id),
}

impl Whose {
    /// The target says it is theirs.
    pub fn owns(&self, target: &Target) -> bool {
        let whose = (target.member, target.project, target.department.is_empty());
        match self {
            Whose::All => whose == (None, None, true),
            Whose::Member(id) => target.member == Some(*id),
            Whose::Team(name) => target.member.is_none() && target.project.is_none() && target.department == *name,
            Whose::Project(id) => target.member.is_none() && target.project == Some(*id),
        }
    }

    /// The deal counts for them.
    fn holds(&self, ws: &Workspace, deal: &Deal) -> bool {
        match self {
            Whose::All => true,
            Whose::Member(id) => deal.owner == Some(*id),
            Whose::Team(name) => deal.owner.and_then(|id| ws.members.get(id)).is_some_and(|member| member.department == *name),
            Whose::Project(id) => deal.project == Some(*id),
        }
    }
}

/// Amounts in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    pub target: Option<i64>,
    pub won: i64,
    /// Open deals that are expected to close then, weighted.
    pub weighted: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub whose: Whose,
    pub months: [Cell; 12],
}

impl Row {
    /// The sums of the year; its target where one month has one.
    pub fn year(&self) -> Cell {
        let target = self.months.iter().filter_map(|cell| cell.target).reduce(i64::saturating_add);
        let won = self.months.iter().map(|cell| cell.won).sum();
        Cell { target, won, weighted: self.months.iter().map(|cell| cell.weighted).sum() }
    }
}

/// Everybody, members in use, teams and open projects, in that order, in one pass over deals and targets.
pub fn rows(ws: &Workspace, year: i32, today: Date) -> Vec<Row> {
    let mut whose = vec![Whose::All];
    whose.extend(
        ws.members
            .iter()
            .filter(|member| !member.inactive && member.kind == ResourceKind::Person)
            .map(|member| Whose::Member(member.id)),
    );
    let mut teams: Vec<Text> =
        ws.members.iter().map(|member| member.department.clone()).filter(|name| !name.is_empty()).collect();
    teams.sort_unstable();
    teams.dedup();
    whose.extend(teams.into_iter().map(Whose::Team));
    whose.extend(ws.projects.iter().filter(|project| !project.archived).map(|project| Whose::Project(project.id)));
    let place: HashMap<Whose, usize> = whose.iter().cloned().enumerate().map(|(at, whose)| (whose, at)).collect();
    let mut rows: Vec<Row> = whose.into_iter().map(|whose| Row { whose, months: Default::default() }).collect();
    for target in ws.targets.iter().filter(|target| target.kind == TargetKind::Bookings && target.month.year() == year) {
        if let Some(row) = rows.iter_mut().find(|row| row.whose.owns(target)) {
            let cell = &mut row.months[target.month.month() as usize - 1];
            cell.target = Some(cell.target.unwrap_or(0).saturating_add(target.value));
        }
    }
    for deal in ws.deals.iter() {
        let Some(stage) = ws.stages.get(deal.stage) else { continue };
        let (on, won, weight) = match stage.kind {
            StageKind::Won => (deal.closed, worth(deal), 0),
            StageKind::Open | StageKind::OnHold => {
                (deal.expected_close.filter(|day| *day >= today), 0, super::forecast::weighted(deal))
            }
            _ => continue,
        };
        let Some(on) = on.filter(|on| on.year() == year) else { continue };
        let member = deal.owner.and_then(|id| ws.members.get(id));
        let theirs = [
            Some(Whose::All),
            deal.owner.map(Whose::Member),
            member.map(|member| Whose::Team(member.department.clone())),
            deal.project.map(Whose::Project),
        ];
        for at in theirs.into_iter().flatten().filter_map(|whose| place.get(&whose)) {
            let cell = &mut rows[*at].months[on.month() as usize - 1];
            cell.won += won;
            cell.weighted += weight;
        }
    }
    rows
}

/// All figures of a span for somebody.
pub fn figures(ws: &Workspace, whose: &Whose, span: Span, today: Date) -> Forecast {
    let ours =
        |target: &&std::sync::Arc<Target>| target.kind == TargetKind::Bookings && whose.owns(target) && span.holds(target.month);
    let target = ws.targets.iter().filter(ours).map(|target| target.value).reduce(i64::saturating_add);
    forecast_of(ws, span, today, target, &|deal| whose.holds(ws, deal))
}
