//! The plan of payments of a deal, and what came in.

use super::{Context, Edit, Refusal, add as put, ids};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// The next instalment of a deal.
pub fn plan(ws: &mut Workspace, ctx: &Context, deal: Id, due: Option<Date>, amount: Money) -> Edit<Id> {
    ws.deals.get(deal).ok_or(Refusal::Missing(Kind::Deal))?;
    let last = ws.payment_plans.iter().filter(|plan| plan.deal == deal).map(|plan| plan.number).max().unwrap_or(0);
    Ok(put(ws, ctx, PaymentPlan { deal, number: last.saturating_add(1), due, amount: Some(amount), ..PaymentPlan::default() }))
}

/// Money that came in, for an instalment or for the deal.
pub fn receive(ws: &mut Workspace, ctx: &Context, deal: Id, plan: Option<Id>, on: Date, amount: Money) -> Edit<Id> {
    ws.deals.get(deal).ok_or(Refusal::Missing(Kind::Deal))?;
    Ok(put(ws, ctx, Payment { deal, plan, on, amount: Some(amount), ..Payment::default() }))
}

/// An instalment; what was paid on it stays with the deal.
pub fn delete_plan(ws: &mut Workspace, id: Id) {
    for payment in ids::<Payment>(ws, |payment| payment.plan == Some(id)) {
        let _ = super::update::<Payment>(ws, payment, |payment| payment.plan = None);
    }
    ws.payment_plans.remove(id);
}
