//! Everything that happened with a client or for a deal, on one line of time: the newest first, what is still to come on top.

use std::sync::Arc;

use super::money::{PlanState, plan_state};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Said(Arc<Activity>),
    /// A deal came to this stage.
    Moved(Id),
    Paid(i64),
    /// An instalment is due, and how it stands.
    Due(u32, i64, PlanState),
    Asked(Arc<Requirement>),
    Answered(Text),
    Risk(Text),
    Project(Text),
}

impl What {
    /// Which of the line's kinds it is, for choosing among them.
    pub fn group(&self) -> Group {
        match self {
            What::Said(_) => Group::Said,
            What::Moved(_) => Group::Deals,
            What::Paid(_) | What::Due(..) => Group::Money,
            What::Asked(_) | What::Answered(_) => Group::Asked,
            What::Risk(_) | What::Project(_) => Group::Work,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Said,
    Deals,
    Money,
    Asked,
    Work,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub on: Date,
    /// The record it tells of.
    pub kind: Kind,
    pub id: Id,
    pub deal: Option<Id>,
    pub what: What,
}

/// Whose line: of a client with all its deals, or of one deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Client(Id),
    Deal(Id),
}

pub fn timeline(ws: &Workspace, of: Of, today: Date) -> Vec<Entry> {
    let mut all = Vec::new();
    let deal_is = |deal: &Deal| match of {
        Of::Client(client) => deal.client == Some(client),
        Of::Deal(id) => deal.id == id,
    };
    for activity in ws.activities.iter() {
        let ours = match of {
            Of::Client(client) => activity.client == Some(client),
            Of::Deal(deal) => activity.deal == Some(deal),
        };
        if ours {
            let (on, id, deal) = (activity.on, activity.id, activity.deal);
            all.push(Entry { on, kind: Kind::Activity, id, deal, what: What::Said(activity.clone()) });
        }
    }
    let mut deals = Vec::new();
    let mut projects = Vec::new();
    for deal in ws.deals.iter().filter(|deal| deal_is(deal)) {
        deals.push(deal.id);
        projects.extend(deal.project);
        for step in &deal.stage_log {
            let Some(to) = step.to else { continue };
            all.push(Entry { on: step.on, kind: Kind::Deal, id: deal.id, deal: Some(deal.id), what: What::Moved(to) });
        }
    }
    for plan in ws.payment_plans.iter().filter(|plan| deals.contains(&plan.deal)) {
        let (state, paid) = plan_state(ws, plan, today);
        if let (Some(on), PlanState::Pending | PlanState::Partial | PlanState::Overdue) = (plan.due, state) {
            let rest = plan.amount.map_or(0, |money| money.minor) - paid;
            let what = What::Due(plan.number, rest, state);
            all.push(Entry { on, kind: Kind::PaymentPlan, id: plan.id, deal: Some(plan.deal), what });
        }
    }
    for payment in ws.payments.iter().filter(|payment| deals.contains(&payment.deal)) {
        let what = What::Paid(payment.amount.map_or(0, |money| money.minor));
        all.push(Entry { on: payment.on, kind: Kind::Payment, id: payment.id, deal: Some(payment.deal), what });
    }
    for one in ws.requirements.iter() {
        let ours = match of {
            Of::Client(client) => one.client == client,
            Of::Deal(deal) => one.deal == Some(deal),
        };
        if ours {
            let entry = |on, what| Entry { on, kind: Kind::Requirement, id: one.id, deal: one.deal, what };
            all.push(entry(one.received, What::Asked(one.clone())));
            if let Some(on) = one.answered {
                all.push(entry(on, What::Answered(one.title.clone())));
            }
        }
    }
    for risk in ws.risks.iter() {
        let ours = match of {
            Of::Client(client) => risk.clients.contains(&client) || risk.deals.iter().any(|deal| deals.contains(deal)),
            Of::Deal(deal) => risk.deals.contains(&deal),
        };
        if let (true, Some(on)) = (ours, risk.identified) {
            let name = Text::from(format!("{} {}", risk.code, risk.title).as_str());
            all.push(Entry { on, kind: Kind::Risk, id: risk.id, deal: None, what: What::Risk(name) });
        }
    }
    for project in ws.projects.iter() {
        let ours = match of {
            Of::Client(client) => project.clients.contains(&client),
            Of::Deal(deal) => project.deals.contains(&deal),
        };
        if ours || projects.contains(&project.id) {
            let what = What::Project(project.name.clone());
            all.push(Entry { on: project.start, kind: Kind::Project, id: project.id, deal: None, what });
        }
    }
    all.sort_by_key(|entry| std::cmp::Reverse((entry.on, entry.id)));
    all
}
