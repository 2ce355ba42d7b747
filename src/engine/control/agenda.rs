//! What waits for the user, ordered by what waiting costs, and what comes in the next days.

use super::issues::overdue;
use super::{open_risk, silent_since};
use crate::engine::edit::client::last_contacts;
use crate::engine::edit::issue::is_open;
use crate::engine::edit::task::is_over;
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::workspace::{Kind, Workspace};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wait {
    /// So many working days late.
    Late { days: i64, critical: bool },
    /// The review is so many days overdue; 0 is due today.
    Review { days: i64, score: i64 },
    /// The user's issue is so many days overdue.
    Issue { days: i64, grave: bool },
    /// The contact is so many days overdue; for so long nobody has spoken to the client.
    Contact { days: i64, silent: Option<i64> },
    /// The plan of the account is to be looked at again since so many days.
    Account { days: i64 },
    /// The deal stands so many days too long in its stage; none where it only lacks a next step.
    Deal { rotten: Option<i64> },
    /// An instalment is so many days overdue.
    Payment { days: i64 },
    /// The client has waited so many days for an answer.
    Asked { days: i64, complaint: bool },
}

/// Days after which a question of a client counts as waiting; a complaint does at once.
const ANSWER_IN: i64 = 2;

fn selling(ws: &Workspace, today: Date, now: &mut Vec<Waiting>) {
    for deal in ws.deals.iter() {
        let Some(stage) = ws.stages.get(deal.stage).filter(|stage| stage.kind == StageKind::Open) else { continue };
        // One that is to be spoken of on a later day waits until then.
        if deal.next_contact.is_some_and(|on| on > today) {
            continue;
        }
        let rotten = crate::engine::sales::forecast::rotting(deal, stage, today);
        if rotten.is_some() || deal.next_step.is_empty() {
            now.push(Waiting { kind: Kind::Deal, id: deal.id, project: None, wait: Wait::Deal { rotten } });
        }
    }
    let paid = crate::engine::sales::money::paid_by_plan(ws);
    for plan in ws.payment_plans.iter() {
        let state = crate::engine::sales::money::state_of(plan, paid.get(&plan.id).copied().unwrap_or(0), today);
        if let (crate::engine::sales::money::PlanState::Overdue, Some(due)) = (state, plan.due) {
            let wait = Wait::Payment { days: due.until(today) };
            now.push(Waiting { kind: Kind::PaymentPlan, id: plan.id, project: None, wait });
        }
    }
    for one in ws.requirements.iter().filter(|one| crate::engine::sales::requirements::is_open(one)) {
        if one.due.is_some_and(|due| due > today) && one.acknowledged.is_some() {
            continue;
        }
        let days = one.received.until(today);
        let complaint = one.kind == RequirementKind::Complaint;
        if complaint || days >= ANSWER_IN {
            let wait = Wait::Asked { days: days.max(0), complaint };
            now.push(Waiting { kind: Kind::Requirement, id: one.id, project: None, wait });
        }
    }
}

impl Wait {
    /// Sorts what costs most first: what holds up the end, then high risks, complaints and money that is owed, then the rest by
    /// how long it waits.
    fn order(self) -> (u8, i64) {
        match self {
            Wait::Late { days, critical: true } => (0, -days),
            Wait::Review { days, score } if score >= HIGH => (1, -score * 100 - days),
            Wait::Issue { days, grave } => (if grave { 1 } else { 2 }, -days),
            Wait::Contact { days, silent } => (2, -days.max(silent.unwrap_or(0))),
            Wait::Late { days, .. } => (2, -days),
            Wait::Payment { days } | Wait::Asked { days, complaint: true } => (1, -days),
            Wait::Account { days } | Wait::Asked { days, .. } => (2, -days),
            Wait::Deal { rotten: Some(days) } => (2, -days),
            Wait::Deal { rotten: None } => (3, 0),
            Wait::Review { days, .. } => (3, -days),
        }
    }
}

/// Probability times impact from which a risk counts as high.
pub const HIGH: i64 = 12;

/// Probability times impact as they now stand; 0 where not assessed.
pub fn score(risk: &Risk) -> i64 {
    risk.current.p.zip(risk.current.i).map_or(0, |(p, i)| p.get() * i.get())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub kind: Kind,
    pub id: Id,
    pub project: Option<Id>,
    pub wait: Wait,
}

/// Something of the next days.
#[derive(Clone, Debug, PartialEq)]
pub struct Coming {
    pub on: Date,
    pub kind: Kind,
    pub id: Id,
    pub project: Option<Id>,
    /// Of a client: the review of its account plan, not a contact.
    pub account: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agenda {
    pub now: Vec<Waiting>,
    pub soon: Vec<Coming>,
    /// The next milestone that is not reached: its task and day.
    pub milestone: Option<(Id, Date)>,
    pub late: usize,
    pub high_risks: usize,
}

/// Days that are looked ahead.
const AHEAD: i64 = 7;

/// Severity from which an issue counts as grave.
const GRAVE: i64 = 3;

/// Issues that are the user's; everybody's while nobody has said who the user is.
fn issues(ws: &Workspace, plans: &[&Plan], today: Date, agenda: &mut Agenda) {
    let me = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    let open = |project: Id| plans.iter().any(|plan| plan.project.id == project);
    for issue in ws.issues.iter().filter(|issue| (me.is_none() || issue.owner == me) && open(issue.project)) {
        let Some(due) = issue.due.filter(|_| is_open(issue)) else { continue };
        let (kind, id, project, days) = (Kind::Issue, issue.id, Some(issue.project), due.until(today));
        if overdue(issue, today) {
            let grave = issue.severity.is_some_and(|severity| severity.get() >= GRAVE);
            agenda.now.push(Waiting { kind, id, project, wait: Wait::Issue { days, grave } });
        } else if -days <= AHEAD {
            agenda.soon.push(Coming { on: due, kind, id, project, account: false });
        }
    }
}

/// `plans` are those of the projects that are open.
pub fn agenda(ws: &Workspace, plans: &[&Plan], today: Date) -> Agenda {
    let mut agenda = Agenda::default();
    let mut milestones = Vec::new();
    for plan in plans {
        let project = Some(plan.project.id);
        for (at, row) in plan.rows.iter().enumerate() {
            if row.summary || row.done() || is_over(&row.task) || row.task.kind == TaskKind::Buffer {
                continue;
            }
            let (id, on) = (row.task.id, row.days().1);
            let days = plan.days_late(at, today);
            if days > 0 {
                agenda.late += 1;
                agenda.now.push(Waiting { kind: Kind::Task, id, project, wait: Wait::Late { days, critical: row.critical } });
            } else if (0..=AHEAD).contains(&today.until(on)) {
                agenda.soon.push(Coming { on, kind: Kind::Task, id, project, account: false });
            }
            if row.milestone() {
                milestones.push((on, id));
            }
        }
        for risk in ws.risks.iter().filter(|risk| Some(risk.project) == project && open_risk(risk)) {
            agenda.high_risks += usize::from(score(risk) >= HIGH);
            match risk.next_review.map(|due| (due, due.until(today))) {
                Some((_, days)) if days >= 0 => {
                    let wait = Wait::Review { days, score: score(risk) };
                    agenda.now.push(Waiting { kind: Kind::Risk, id: risk.id, project, wait });
                }
                Some((on, days)) if -days <= AHEAD => {
                    agenda.soon.push(Coming { on, kind: Kind::Risk, id: risk.id, project, account: false })
                }
                _ => {}
            }
        }
    }
    issues(ws, plans, today, &mut agenda);
    let last = last_contacts(ws);
    for client in ws.clients.iter().filter(|client| client.kind != ClientKind::Lost) {
        // Without a day of its own, the rhythm says when the client is to be spoken to again.
        let spoken = last.get(&client.id).copied();
        let rhythm = || Some(spoken?.plus(client.follow_up_days? as i64));
        match client.next_contact.or_else(rhythm).map(|due| (due, due.until(today))) {
            Some((_, days)) if days >= 0 => {
                let silent = silent_since(client, spoken, today);
                let wait = Wait::Contact { days, silent };
                agenda.now.push(Waiting { kind: Kind::Client, id: client.id, project: None, wait });
            }
            Some((on, days)) if -days <= AHEAD => {
                agenda.soon.push(Coming { on, kind: Kind::Client, id: client.id, project: None, account: false })
            }
            _ => {}
        }
        if let Some(due) = client.account_review {
            let days = due.until(today);
            if days >= 0 {
                agenda.now.push(Waiting { kind: Kind::Client, id: client.id, project: None, wait: Wait::Account { days } });
            } else if -days <= AHEAD {
                agenda.soon.push(Coming { on: due, kind: Kind::Client, id: client.id, project: None, account: true });
            }
        }
    }
    selling(ws, today, &mut agenda.now);
    order::sort_by_key(&mut agenda.now, |waiting| waiting.wait.order());
    order::sort_by_key(&mut agenda.soon, |coming| coming.on);
    agenda.milestone = milestones.into_iter().min().map(|(on, id)| (id, on));
    agenda
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{edit::Context, example, words::Words};

    #[test]
    fn the_example_has_something_to_do() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 24).unwrap();
        let id = example::load(&mut ws, &Context::new(1, today, Id::from_bits(7), 1), Words::default());
        let plan = Plan::of(&ws, id).unwrap();
        let agenda = agenda(&ws, &[&plan], today);
        assert!(agenda.late > 0 && agenda.high_risks > 0 && agenda.milestone.is_some() && !agenda.soon.is_empty(), "{agenda:?}");
        assert!(agenda.now.is_sorted_by_key(|waiting| waiting.wait.order()));
        let first = |kind| agenda.now.iter().position(|waiting| waiting.kind == kind);
        for kind in [Kind::Task, Kind::Risk, Kind::PaymentPlan, Kind::Client] {
            assert!(first(kind).is_some(), "{kind:?}");
        }
        assert!(first(Kind::PaymentPlan) < first(Kind::Client), "money that is owed comes before a call");
    }

    #[test]
    fn my_issues_wait_from_the_day_after_theirs() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 24).unwrap();
        let ctx = Context::new(1, today, Id::from_bits(7), 1);
        let project = crate::engine::edit::project::add(&mut ws, &ctx, "P", today).unwrap();
        let [me, other] = [(); 2].map(|_| crate::engine::edit::add(&mut ws, &ctx, Member::default()));
        let mut issue = |owner, days: i64, severity, status| {
            let severity = Some(Score::new(severity));
            let due = Some(today.plus(days));
            crate::engine::edit::add(
                &mut ws,
                &ctx,
                Issue { project, owner: Some(owner), due, severity, status, ..Issue::default() },
            )
        };
        let slight = issue(me, -9, 2, IssueStatus::Doing);
        let grave = issue(me, -1, 4, IssueStatus::Open);
        let soon = issue(me, 0, 4, IssueStatus::Open);
        issue(me, -5, 4, IssueStatus::Resolved);
        issue(me, 30, 4, IssueStatus::Open);
        let theirs = issue(other, -2, 2, IssueStatus::Open);
        ws.settings.make_mut().me = me;
        let plan = Plan::of(&ws, project).unwrap();
        let ids = |agenda: Agenda| agenda.now.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(agenda(&ws, &[&plan], today)), [grave, slight]);
        assert_eq!(agenda(&ws, &[&plan], today).soon.iter().map(|one| one.id).collect::<Vec<_>>(), [soon]);
        assert!(ids(agenda(&ws, &[], today)).is_empty(), "a project that is put away asks for nothing");
        ws.settings.make_mut().me = Id::NONE;
        assert_eq!(ids(agenda(&ws, &[&plan], today)), [grave, slight, theirs]);
    }

    #[test]
    fn a_client_without_a_day_waits_by_its_rhythm() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 24).unwrap();
        let mut client = |spoken: i64, follow_up_days, next_contact, kind| {
            let ctx = Context::new(1, today, Id::from_bits(7), ws.clients.len() as u128 + 1);
            let client = Client { follow_up_days, next_contact, kind, ..Client::default() };
            let id = crate::engine::edit::add(&mut ws, &ctx, client);
            crate::engine::edit::add(
                &mut ws,
                &ctx,
                Activity { client: Some(id), on: today.plus(-spoken), ..Activity::default() },
            );
            id
        };
        let silent = client(20, Some(7), None, ClientKind::Customer);
        let due = client(7, Some(7), None, ClientKind::Lead);
        let soon = client(5, Some(7), None, ClientKind::Lead);
        client(1, Some(30), None, ClientKind::Lead);
        client(90, None, None, ClientKind::Lead); // Nobody said how often.
        client(90, Some(7), Some(today.plus(30)), ClientKind::Lead); // A day was agreed on.
        client(90, Some(7), None, ClientKind::Lost);
        let agenda = agenda(&ws, &[], today);
        let waits = [(silent, Wait::Contact { days: 13, silent: Some(20) }), (due, Wait::Contact { days: 0, silent: None })];
        assert_eq!(agenda.now.iter().map(|one| (one.id, one.wait)).collect::<Vec<_>>(), waits);
        assert_eq!(agenda.soon.iter().map(|one| (one.id, one.on)).collect::<Vec<_>>(), [(soon, today.plus(2))]);
    }

    #[test]
    fn the_review_of_an_account_waits_from_its_day_on() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 24).unwrap();
        let review = |ws: &mut Workspace, day: Date, kind| {
            let client = Client { account_review: Some(day), kind, ..Client::default() };
            crate::engine::edit::add(ws, &Context::new(1, today, Id::from_bits(7), ws.clients.len() as u128 + 1), client)
        };
        let due = review(&mut ws, today.plus(-3), ClientKind::Customer);
        let soon = review(&mut ws, today.plus(2), ClientKind::Customer);
        review(&mut ws, today.plus(9), ClientKind::Customer);
        review(&mut ws, today, ClientKind::Lost);
        let agenda = agenda(&ws, &[], today);
        assert_eq!(agenda.now.iter().map(|one| (one.id, one.wait)).collect::<Vec<_>>(), [(due, Wait::Account { days: 3 })]);
        assert_eq!(agenda.soon.iter().map(|one| (one.id, one.account)).collect::<Vec<_>>(), [(soon, true)]);
    }
}
