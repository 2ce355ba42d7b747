//! The plan of a key account: what there is to win, who stands behind it, and its steps, which are tasks of a project.

use crate::engine::edit::client::account_project;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// What the client buys elsewhere in a year: what it buys less our share. None where one of the two is not known.
    pub elsewhere: Option<Money>,
    /// What the aim would bring in a year beyond today's share.
    pub to_win: Option<Money>,
    /// The project that the steps belong to.
    pub project: Option<Id>,
    /// What is to be done of that project for this client.
    pub steps: Vec<Step>,
    /// How much of it is done.
    pub done: usize,
    /// The review is so many days overdue; 0 is due today.
    pub overdue: Option<i64>,
    /// Somebody planned something.
    pub planned: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub task: Id,
    pub name: Text,
    pub owner: Option<Id>,
    pub progress: i64,
}

pub fn account(ws: &Workspace, client: &Client, today: Date) -> Account {
    let part = |percent: i64| {
        let annual = client.annual_purchase?;
        let minor = i128::from(annual.minor) * i128::from(percent.max(0)) / 100;
        Some(Money::new(i64::try_from(minor).ok()?, annual.currency))
    };
    let share = client.share_of_wallet.map(Pct::get);
    let project = account_project(ws, client.id);
    let of_project = |task: &Task| Some(task.project) == project && task.client == Some(client.id);
    let parents: std::collections::BTreeSet<Id> = ws.tasks.iter().filter_map(|task| task.parent).collect();
    let ours =
        |task: &&std::sync::Arc<Task>| of_project(task) && task.status != TaskStatus::Cancelled && !parents.contains(&task.id);
    let (done, open): (Vec<_>, Vec<_>) = ws.tasks.iter().filter(ours).partition(|task| task.progress.get() >= 100);
    let steps: Vec<Step> = open
        .into_iter()
        .map(|task| Step { task: task.id, name: task.name.clone(), owner: task.owner, progress: task.progress.get() })
        .collect();
    Account {
        elsewhere: share.and_then(|share| part(100 - share)),
        to_win: share.zip(client.share_aim).and_then(|(share, aim)| part(aim.get() - share)),
        project,
        planned: client.sponsor.is_some()
            || client.share_aim.is_some()
            || !client.account_aim.is_empty()
            || !client.account_needs.is_empty()
            || !steps.is_empty(),
        steps,
        done: done.len(),
        overdue: client.account_review.map(|due| due.until(today)).filter(|days| *days >= 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{self, Context};

    #[test]
    fn what_there_is_to_win_and_the_steps_to_it() {
        let mut ws = Workspace::default();
        let today = Date::new(2026, 11, 25).unwrap();
        let ctx = Context::new(1, today, Id::from_bits(7), 1);
        let id = edit::client::add(&mut ws, &ctx, "华东医药").unwrap();
        let of = |ws: &Workspace| account(ws, ws.clients.get(id).unwrap(), today);
        assert_eq!(of(&ws), Account::default());
        edit::update::<Client>(&mut ws, id, |client| {
            client.annual_purchase = Money::parse("1000万", Currency::Cny);
            client.share_of_wallet = Some(Pct::new(20));
            client.share_aim = Some(Pct::new(35));
            client.account_review = Some(today.plus(-3));
        })
        .unwrap();
        let now = of(&ws);
        assert_eq!((now.elsewhere, now.to_win), (Money::parse("800万", Currency::Cny), Money::parse("150万", Currency::Cny)));
        assert_eq!((now.overdue, now.planned), (Some(3), true));
        let ctx = Context::new(1, today, Id::from_bits(7), 200);
        let step = edit::client::account_step(&mut ws, &ctx, id, "每季拜访一次院长", "大客户").unwrap();
        let ctx = Context::new(1, today, Id::from_bits(7), 300);
        edit::client::account_step(&mut ws, &ctx, id, "联合方案研讨", "大客户").unwrap();
        assert_eq!(ws.projects.len(), 1, "the second step finds the project of the first");
        assert_eq!(ws.projects.iter().next().unwrap().kind, ProjectKind::KeyAccount);
        edit::update::<Task>(&mut ws, step, |task| task.progress = Pct::new(100)).unwrap();
        let names: Vec<String> = of(&ws).steps.iter().map(|step| step.name.to_string()).collect();
        assert_eq!((names, of(&ws).done), (vec!["联合方案研讨".to_string()], 1));
        assert!(edit::client::account_step(&mut ws, &ctx, id, "  ", "大客户").is_err());
    }
}
