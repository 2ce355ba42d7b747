//! What a deal has brought in, what is still to come, and what is late.

use std::collections::HashMap;

use crate::engine::model::*;
use crate::engine::workspace::Workspace;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanState {
    Pending,
    Partial,
    Paid,
    Overdue,
    Void,
}

/// How an instalment stands, and what was paid of it in minor units.
pub fn plan_state(ws: &Workspace, plan: &PaymentPlan, today: Date) -> (PlanState, i64) {
    let paid = sum(ws.payments.iter().filter(|payment| payment.plan == Some(plan.id)).filter_map(|payment| payment.amount));
    (state_of(plan, paid, today), paid)
}

/// What was paid of every instalment, in one pass.
pub fn paid_by_plan(ws: &Workspace) -> HashMap<Id, i64> {
    let mut paid: HashMap<Id, i64> = HashMap::new();
    for payment in ws.payments.iter() {
        if let Some(plan) = payment.plan {
            let sum = paid.entry(plan).or_default();
            *sum = sum.saturating_add(payment.amount.map_or(0, |money| money.minor));
        }
    }
    paid
}

/// How an instalment stands of which so much was paid.
pub fn state_of(plan: &PaymentPlan, paid: i64, today: Date) -> PlanState {
    let whole = plan.amount.map_or(0, |money| money.minor);
    match () {
        _ if plan.void => PlanState::Void,
        _ if paid >= whole => PlanState::Paid,
        _ if plan.due.is_some_and(|due| due < today) => PlanState::Overdue,
        _ if paid > 0 => PlanState::Partial,
        _ => PlanState::Pending,
    }
}

/// Amounts in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
    pub contract: Option<i64>,
    pub planned: i64,
    pub paid: i64,
    pub overdue: i64,
}

impl Balance {
    pub fn paid_rate(&self) -> Option<f64> {
        self.contract.filter(|contract| *contract > 0).map(|contract| self.paid as f64 / contract as f64)
    }

    pub fn receivable(&self) -> i64 {
        (self.planned - self.paid).max(0)
    }
}

pub fn balance(ws: &Workspace, deal: &Deal, today: Date) -> Balance {
    let mut balance = Balance { contract: deal.contract_amount.or(deal.amount).map(|money| money.minor), ..Balance::default() };
    for plan in ws.payment_plans.iter().filter(|plan| plan.deal == deal.id && !plan.void) {
        let whole = plan.amount.map_or(0, |money| money.minor);
        balance.planned += whole;
        if let (PlanState::Overdue, paid) = plan_state(ws, plan, today) {
            balance.overdue += whole - paid;
        }
    }
    balance.paid = sum(ws.payments.iter().filter(|payment| payment.deal == deal.id).filter_map(|payment| payment.amount));
    balance
}

fn sum(amounts: impl Iterator<Item = Money>) -> i64 {
    amounts.fold(0i64, |sum, money| sum.saturating_add(money.minor))
}
