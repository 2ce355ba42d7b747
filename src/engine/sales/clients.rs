//! How clients stand: when somebody last spoke to them, what they bought, and what that makes of them. All of it in one
//! pass over activities, deals and payments, whatever the number of clients.

use std::collections::{HashMap, HashSet};

use super::forecast::{weighted, worth};
use crate::engine::model::*;
use crate::engine::workspace::{Table, Workspace};

/// Days within which two people who log to one client count as two at once.
pub const TOGETHER: i64 = 30;

/// Shares of what all bought in twelve months, in per cent, up to which a client is an A, then a B.
const A_UNTIL: i128 = 80;
const B_UNTIL: i128 = 95;

/// Amounts in minor units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The last day somebody spoke to the client.
    pub last: Option<Date>,
    /// Members who logged in the last [`TOGETHER`] days, in the order of their ids.
    pub loggers: Vec<Id>,
    pub open: i64,
    pub open_count: usize,
    pub weighted: i64,
    /// Won in the last twelve months.
    pub year: i64,
    /// Ever won.
    pub won: i64,
    pub won_count: usize,
    pub lost_count: usize,
    /// The last day something was won or paid.
    pub bought: Option<Date>,
    pub paid: i64,
    /// By what was won in the last twelve months: A up to 80 % of all, B up to 95 %, then C. Unset where nothing was.
    pub abc: Grade,
    /// Recency, frequency and money, each 1 to 5 by fifths of all who ever bought. None for those who never did.
    pub rfm: Option<[u8; 3]>,
}

impl Standing {
    pub fn silence(&self, today: Date) -> Option<i64> {
        self.last.map(|last| last.until(today).max(0))
    }

    /// Won ÷ (won + lost).
    pub fn win_rate(&self) -> Option<f64> {
        let closed = self.won_count + self.lost_count;
        (closed > 0).then(|| self.won_count as f64 / closed as f64)
    }
}

/// The grade that holds: the one set by hand, else the one by ABC.
pub fn grade(client: &Client, standing: &Standing) -> Grade {
    if client.grade == Grade::Unset { standing.abc } else { client.grade }
}

/// The projects for a client: those that name it, and those of its deals.
pub fn projects(ws: &Workspace, client: Id) -> Vec<&Project> {
    let of_deals: HashSet<Id> =
        ws.deals.iter().filter(|deal| deal.client == Some(client)).filter_map(|deal| deal.project).collect();
    let ours = |project: &&Project| project.clients.contains(&client) || of_deals.contains(&project.id);
    ws.projects.iter().map(|project| &**project).filter(ours).collect()
}

/// The standings of all, with what they rest on.
#[derive(Debug)]
pub struct Standings {
    of: (Table<Activity>, Table<Deal>, Table<Payment>, Table<Stage>, Date),
    by: HashMap<Id, Standing>,
}

impl Standings {
    pub fn of(ws: &Workspace, today: Date) -> Standings {
        let of = (ws.activities.clone(), ws.deals.clone(), ws.payments.clone(), ws.stages.clone(), today);
        Standings { of, by: standings(ws, today) }
    }

    /// True while nothing changed that they rest on.
    pub fn hold(&self, ws: &Workspace, today: Date) -> bool {
        let (activities, deals, payments, stages, day) = &self.of;
        activities.same(&ws.activities)
            && deals.same(&ws.deals)
            && payments.same(&ws.payments)
            && stages.same(&ws.stages)
            && *day == today
    }

    pub fn get(&self, client: Id) -> Option<&Standing> {
        self.by.get(&client)
    }

    pub fn all(&self) -> &HashMap<Id, Standing> {
        &self.by
    }
}

/// Of every client that has one activity or deal at least; a client that is not in it stands at nothing.
pub fn standings(ws: &Workspace, today: Date) -> HashMap<Id, Standing> {
    let mut all: HashMap<Id, Standing> = HashMap::new();
    for activity in ws.activities.iter() {
        let Some(client) = activity.client else { continue };
        let standing = all.entry(client).or_default();
        standing.last = standing.last.max(Some(activity.on));
        if let Some(member) = activity.member
            && (0..TOGETHER).contains(&activity.on.until(today))
            && !standing.loggers.contains(&member)
        {
            standing.loggers.push(member);
        }
    }
    let kinds: HashMap<Id, StageKind> = ws.stages.iter().map(|stage| (stage.id, stage.kind)).collect();
    let year_ago = today.plus_months(-12);
    let mut of_deal: HashMap<Id, Id> = HashMap::new();
    for deal in ws.deals.iter() {
        let (Some(client), Some(kind)) = (deal.client, kinds.get(&deal.stage)) else { continue };
        of_deal.insert(deal.id, client);
        let standing = all.entry(client).or_default();
        match kind {
            StageKind::Open | StageKind::OnHold => {
                standing.open += deal.amount.map_or(0, |money| money.minor);
                standing.open_count += 1;
                standing.weighted += weighted(deal);
            }
            StageKind::Won => {
                standing.won += worth(deal);
                standing.won_count += 1;
                standing.bought = standing.bought.max(deal.closed);
                if deal.closed.is_some_and(|on| on > year_ago && on <= today) {
                    standing.year += worth(deal);
                }
            }
            StageKind::Lost => standing.lost_count += 1,
            StageKind::Void => {}
        }
    }
    for payment in ws.payments.iter() {
        let Some(client) = of_deal.get(&payment.deal) else { continue };
        let standing = all.entry(*client).or_default();
        standing.paid += payment.amount.map_or(0, |money| money.minor);
        standing.bought = standing.bought.max(Some(payment.on));
    }
    all.values_mut().for_each(|standing| standing.loggers.sort_unstable());
    abc(&mut all);
    rfm(&mut all);
    all
}

fn abc(all: &mut HashMap<Id, Standing>) {
    let mut bought: Vec<(i64, Id)> = all.iter().filter(|(_, one)| one.year > 0).map(|(id, one)| (one.year, *id)).collect();
    bought.sort_unstable_by_key(|(year, id)| (std::cmp::Reverse(*year), *id));
    let whole: i128 = bought.iter().map(|(year, _)| *year as i128).sum();
    let mut before = 0i128;
    for (year, id) in bought {
        // Who begins below the mark belongs to it, so that the first is always an A.
        let grade = match before * 100 {
            share if share < whole * A_UNTIL => Grade::A,
            share if share < whole * B_UNTIL => Grade::B,
            _ => Grade::C,
        };
        before += year as i128;
        all.entry(id).or_default().abc = grade;
    }
}

fn rfm(all: &mut HashMap<Id, Standing>) {
    let buyers: Vec<Id> = all.iter().filter(|(_, one)| one.bought.is_some()).map(|(id, _)| *id).collect();
    let scores = |value: &dyn Fn(&Standing) -> i64| -> HashMap<Id, u8> {
        let mut sorted: Vec<i64> = buyers.iter().map(|id| value(&all[id])).collect();
        sorted.sort_unstable();
        // The fifth of those that are not better: equal ones score the same.
        let fifth = |of: i64| (5 * sorted.partition_point(|other| *other <= of)).div_ceil(sorted.len()) as u8;
        buyers.iter().map(|id| (*id, fifth(value(&all[id])))).collect()
    };
    let recency = scores(&|one| one.bought.map_or(i64::MIN, |on| Date::MIN.until(on)));
    let frequency = scores(&|one| one.won_count as i64);
    let money = scores(&|one| one.won.max(one.paid));
    for id in buyers {
        all.entry(id).or_default().rfm = Some([recency[&id], frequency[&id], money[&id]]);
    }
}

/// Days to the next birthday of those who are still there and have one within `ahead` days: who, on which day, in days.
pub fn birthdays(ws: &Workspace, today: Date, ahead: i64) -> Vec<(Id, Date, i64)> {
    let next = |born: Date| {
        // A 29 February is kept on the 28th where there is none.
        let in_year = |year| Date::new(year, born.month(), born.day()).or(Date::new(year, born.month(), 28));
        in_year(today.year()).filter(|day| *day >= today).or(in_year(today.year() + 1))
    };
    let mut all: Vec<(Id, Date, i64)> = ws
        .contacts
        .iter()
        .filter(|contact| !contact.left)
        .filter_map(|contact| next(contact.birthday?).map(|day| (contact.id, day, today.until(day))))
        .filter(|(_, _, days)| *days <= ahead)
        .collect();
    all.sort_unstable_by_key(|(id, day, _)| (*day, *id));
    all
}
