//! What the issues of a project say together: how old they are, how fast they are resolved, and whether they pile up.

use crate::engine::calendar::WorkTime;
use crate::engine::edit::issue::is_open;
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;
use std::sync::Arc;

/// Most working days of each age but the last, which is anything older.
pub const AGES: [i64; 3] = [3, 7, 14];

/// Working days from the day it was raised to the day it was resolved, or to today. None where nobody said when it was raised.
pub fn age(issue: &Issue, calendar: &WorkTime, today: Date) -> Option<i64> {
    let to = if is_open(issue) { today } else { issue.resolved_on? };
    Some(calendar.working_days(issue.raised_on?, to).max(0))
}

/// Which of the four ages: 0–3, 4–7, 8–14, more than 14 working days.
pub fn bucket(days: i64) -> usize {
    AGES.iter().position(|most| days <= *most).unwrap_or(AGES.len())
}

/// True where it is open and its day is over.
pub fn overdue(issue: &Issue, today: Date) -> bool {
    is_open(issue) && issue.due.is_some_and(|due| due < today)
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// None where there never was an issue.
    pub open: Option<usize>,
    pub overdue: usize,
    /// Open issues by age.
    pub ages: [usize; 4],
    /// Mean working days from raised to resolved.
    pub to_resolve: Option<f64>,
    /// The share of those ever resolved that came back at least once, 0 to 1.
    pub reopened: Option<f64>,
}

/// Figures of the issues of one project.
pub fn figures(ws: &Workspace, project: Id, calendar: &WorkTime, today: Date) -> Figures {
    let mut figures = Figures::default();
    let (mut days, mut resolved, mut ever, mut back) = (0, 0_usize, 0_usize, 0_usize);
    for issue in ws.issues.iter().filter(|issue| issue.project == project) {
        let open = figures.open.get_or_insert(0);
        let age = age(issue, calendar, today);
        if is_open(issue) {
            *open += 1;
            figures.overdue += usize::from(overdue(issue, today));
            if let Some(age) = age {
                figures.ages[bucket(age)] += 1;
            }
        } else if let Some(age) = age {
            days += age;
            resolved += 1;
        }
        ever += usize::from(!is_open(issue) || issue.reopened > 0);
        back += usize::from(issue.reopened > 0);
    }
    figures.to_resolve = (resolved > 0).then(|| days as f64 / resolved as f64);
    figures.reopened = (ever > 0).then(|| back as f64 / ever as f64);
    figures
}

/// What happened in a week, and what was open at its end (today in the last).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    pub monday: Date,
    pub raised: usize,
    pub resolved: usize,
    pub open: usize,
}

/// The last weeks up to the present one; none where no issue has a day.
pub fn trend(ws: &Workspace, project: Id, today: Date, weeks: i64) -> Vec<Week> {
    let days: Vec<(Date, Option<Date>)> = (ws.issues.iter())
        .filter(|issue| issue.project == project)
        .filter_map(|issue| Some((issue.raised_on?, if is_open(issue) { None } else { issue.resolved_on })))
        .collect();
    if days.is_empty() {
        return Vec::new();
    }
    let first = today.monday().plus(7 * (1 - weeks));
    let week = |at: i64| {
        let (monday, next) = (first.plus(7 * at), first.plus(7 * (at + 1)));
        let within = |day: Date| monday <= day && day < next;
        Week {
            monday,
            raised: days.iter().filter(|(raised, _)| within(*raised)).count(),
            resolved: days.iter().filter(|(_, resolved)| resolved.is_some_and(within)).count(),
            open: days.iter().filter(|(raised, resolved)| *raised < next && resolved.is_none_or(|day| day >= next)).count(),
        }
    };
    (0..weeks).map(week).collect()
}

/// Which issues are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    Open,
    Overdue,
    Conflicts,
    Resolved,
    All,
}

impl Which {
    pub const ALL: [Which; 5] = [Which::Open, Which::Overdue, Which::Conflicts, Which::Resolved, Which::All];

    pub fn holds(self, issue: &Issue, today: Date) -> bool {
        match self {
            Which::Open => is_open(issue),
            Which::Overdue => overdue(issue, today),
            Which::Conflicts => issue.kind == IssueKind::Conflict,
            Which::Resolved => !is_open(issue),
            Which::All => true,
        }
    }
}

/// The issues of a project, the open ones first, the gravest of them first, then what is due first.
pub fn listed(ws: &Workspace, project: Id, which: Which, today: Date) -> Vec<Arc<Issue>> {
    let ours = ws.issues.iter().filter(|issue| issue.project == project && which.holds(issue, today));
    let mut all: Vec<Arc<Issue>> = ours.cloned().collect();
    order::sort_by_key(&mut all, |issue| {
        let grave = issue.severity.map_or(0, Score::get);
        (!is_open(issue), -grave, issue.due.is_none(), issue.due, issue.code.to_string(), issue.id)
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, add, issue, project};

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    /// A project with issues: raised, resolved, times reopened.
    fn with(issues: &[(&str, &str, u32)]) -> (Workspace, Id) {
        let mut ws = Workspace::default();
        let ctx = Context::new(1, day("2026-11-24"), Id::from_bits(7), 1);
        let id = project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        for (raised, resolved, reopened) in issues {
            let resolved_on = Date::parse(resolved);
            let status = if resolved_on.is_some() { IssueStatus::Resolved } else { IssueStatus::Open };
            let raised_on = Date::parse(raised);
            add(&mut ws, &ctx, Issue { project: id, raised_on, resolved_on, status, reopened: *reopened, ..Issue::default() });
        }
        (ws, id)
    }

    #[test]
    fn ages_are_working_days_with_their_edges() {
        let edges = [(0, 0), (3, 0), (4, 1), (7, 1), (8, 2), (14, 2), (15, 3), (400, 3)];
        assert!(edges.iter().all(|(days, at)| bucket(*days) == *at));
        // Raised on a Friday, a weekend between: Friday and Monday are over on Tuesday.
        let (ws, id) = with(&[("2026-11-20", "", 0), ("2026-10-05", "", 0), ("2026-11-24", "", 0)]);
        let today = day("2026-11-24");
        let calendar = WorkTime::standard();
        let ages: Vec<_> = ws.issues.iter().map(|issue| age(issue, &calendar, today)).collect();
        assert_eq!(ages, [Some(2), Some(36), Some(0)]);
        assert_eq!(figures(&ws, id, &calendar, today).ages, [2, 0, 0, 1]);
    }

    #[test]
    fn figures_without_data_are_none() {
        let calendar = WorkTime::standard();
        let today = day("2026-11-24");
        let (ws, id) = with(&[]);
        assert_eq!(figures(&ws, id, &calendar, today), Figures::default());
        assert!(trend(&ws, id, today, 8).is_empty());
        // Two and four working days to resolve; one of three that were ever resolved came back.
        let (ws, id) = with(&[("2026-11-16", "2026-11-18", 0), ("2026-11-12", "2026-11-18", 0), ("2026-11-20", "", 1)]);
        let figures = figures(&ws, id, &calendar, today);
        assert_eq!((figures.open, figures.to_resolve, figures.reopened), (Some(1), Some(3.0), Some(1.0 / 3.0)));
    }

    #[test]
    fn the_trend_counts_each_week_and_what_is_open_at_its_end() {
        let (ws, id) = with(&[
            ("2026-11-01", "", 0),           // before all of them: open throughout
            ("2026-11-09", "2026-11-16", 0), // Monday to Monday: open at the end of its week, closed in the next
            ("2026-11-15", "2026-11-15", 0), // a Sunday
            ("2026-11-23", "", 0),
        ]);
        let weeks: Vec<_> = trend(&ws, id, day("2026-11-24"), 3).iter().map(|w| (w.raised, w.resolved, w.open)).collect();
        assert_eq!(weeks, [(2, 1, 2), (0, 1, 1), (1, 0, 2)]);
    }

    #[test]
    fn the_gravest_open_one_stands_first() {
        let (mut ws, id) = with(&[("2026-11-01", "", 0), ("2026-11-02", "2026-11-03", 0), ("2026-11-04", "", 0)]);
        let ids: Vec<Id> = ws.issues.iter().map(|issue| issue.id).collect();
        let ctx = Context::new(1, day("2026-11-24"), Id::from_bits(7), 1);
        crate::engine::edit::update::<Issue>(&mut ws, ids[2], |issue| {
            (issue.severity, issue.due) = (Some(Score::new(4)), Some(day("2026-11-20")));
        })
        .unwrap();
        let listed = |which| listed(&ws, id, which, ctx.today).iter().map(|issue| issue.id).collect::<Vec<_>>();
        assert_eq!(listed(Which::All), [ids[2], ids[0], ids[1]]);
        assert_eq!((listed(Which::Overdue), listed(Which::Resolved)), (vec![ids[2]], vec![ids[1]]));
        let mut ws = ws.clone();
        issue::set_status(&mut ws, &ctx, ids[2], IssueStatus::Closed).unwrap();
        assert!(!overdue(ws.issues.get(ids[2]).unwrap(), ctx.today));
    }
}
