//! Targets by month of a year: of all, of each member, team and project, beside what was won.

use std::collections::HashMap;

use super::forecast::{Forecast, Scope, Span, forecast_of};
use super::ledger::{Ledger, Line};
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

    /// What says whether a line of the ledger counts for them.
    fn holds(&self, ws: &Workspace, ledger: &Ledger) -> Box<dyn Fn(&Line) -> bool> {
        let of = |scope: Scope| {
            let whom = ledger.whom(scope);
            Box::new(move |line: &Line| whom.holds(line))
        };
        match self {
            Whose::All => Box::new(|_| true),
            Whose::Member(id) => of(Scope { member: Some(*id), ..Scope::default() }),
            Whose::Project(id) => of(Scope { project: Some(*id), ..Scope::default() }),
            Whose::Team(name) => {
                let mut ours = vec![false; ledger.count()];
                for member in ws.members.iter().filter(|member| member.department == *name) {
                    ours.get_mut(ledger.number(member.id) as usize).into_iter().for_each(|ours| *ours = true);
                }
                Box::new(move |line| ours[line.owner as usize])
            }
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
pub fn rows(ws: &Workspace, ledger: &Ledger, year: i32, today: Date) -> Vec<Row> {
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
    // The rows of each owner and project by their numbers, so that the pass looks nothing up by id.
    let mut of_owner = vec![[None; 2]; ledger.count()];
    let mut of_project = vec![None; ledger.count()];
    for member in ws.members.iter() {
        if let Some(of) = of_owner.get_mut(ledger.number(member.id) as usize) {
            let team = Whose::Team(member.department.clone());
            *of = [place.get(&Whose::Member(member.id)).copied(), place.get(&team).copied()];
        }
    }
    for project in ws.projects.iter() {
        if let Some(of) = of_project.get_mut(ledger.number(project.id) as usize) {
            *of = place.get(&Whose::Project(project.id)).copied();
        }
    }
    let firsts: Vec<Date> = (1..=12).filter_map(|month| Date::new(year, month, 1)).collect();
    let Some(until) = firsts.first().map(|first| first.plus_months(12)) else { return rows };
    for line in &ledger.lines {
        let (on, won, weight) = match line.kind {
            StageKind::Won => (line.closed, line.worth, 0),
            StageKind::Open | StageKind::OnHold => (line.expected.filter(|day| *day >= today), 0, line.weighted),
            _ => continue,
        };
        let Some(on) = on.filter(|on| firsts[0] <= *on && *on < until) else { continue };
        let month = firsts.partition_point(|first| *first <= on) - 1;
        let [member, team] = of_owner[line.owner as usize];
        for at in [Some(0), member, team, of_project[line.project as usize]].into_iter().flatten() {
            let cell = &mut rows[at].months[month];
            cell.won += won;
            cell.weighted += weight;
        }
    }
    rows
}

/// All figures of a span for somebody.
pub fn figures(ws: &Workspace, ledger: &Ledger, whose: &Whose, span: Span, today: Date) -> Forecast {
    let ours =
        |target: &&std::sync::Arc<Target>| target.kind == TargetKind::Bookings && whose.owns(target) && span.holds(target.month);
    let target = ws.targets.iter().filter(ours).map(|target| target.value).reduce(i64::saturating_add);
    forecast_of(ledger, span, today, target, &*whose.holds(ws, ledger))
}
