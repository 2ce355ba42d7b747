//! The money of a deal: instalments, what came in, what is late.

use crate::app::prelude::*;

use super::amount;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, DateField};
use crate::engine::edit::{self, payment};
use crate::engine::model::order;
use crate::engine::model::{Date, Id, Money, PaymentPlan};
use crate::engine::sales::money::{Balance, PlanState, balance, plan_state};

#[component]
pub fn Payments(deal: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let figures = memo(move |_| {
        let (ws, today) = (session.ws(), session.today.get());
        ws.deals.get(deal).map_or(Balance::default(), |deal| balance(&ws, deal, today))
    });
    let plans = memo(move |_| {
        let (ws, today) = (session.ws(), session.today.get());
        let mut plans: Vec<_> = ws.payment_plans.iter().filter(|plan| plan.deal == deal).cloned().collect();
        order::sort_by_key(&mut plans, |plan| plan.number);
        plans.into_iter().map(|plan| (plan_state(&ws, &plan, today), plan)).collect::<Vec<_>>()
    });
    let add = Callback::new(move |text: String| match Money::parse(&text, session.ws_untracked().settings.currency) {
        Some(money) => {
            let due = Some(session.today.get_untracked().plus(30));
            session.edit(w.pay_planned(), |ws, ctx| payment::plan(ws, ctx, deal, due, money));
        }
        None => session.toast(w.deal_bad_amount().into(), false, true),
    });
    let receive = move |plan: Id, minor: i64| {
        let currency = session.ws_untracked().settings.currency;
        session.edit_with_undo(w.pay_received(), |ws, ctx| {
            payment::receive(ws, ctx, deal, Some(plan), ctx.today, Money::new(minor, currency))
        });
    };
    let state = move |state: PlanState| match state {
        PlanState::Pending => ("pill off", w.pay_pending()),
        PlanState::Partial => ("pill warn", w.pay_partial()),
        PlanState::Paid => ("pill good", w.pay_paid()),
        PlanState::Overdue => ("pill bad", w.pay_overdue()),
        PlanState::Void => ("pill off", w.pay_void()),
    };
    view! {
        <section class="part payments">
            <h3>{w.pay_title()}</h3>
            <p class="state" data-testid="paid-rate">{reactive(move || {
                let figures = figures.get();
                let rate = figures.paid_rate().map_or(w.none_yet().to_string(), |rate| w.percent((rate * 100.0).round()));
                w.pay_balance(amount(session, w, figures.overdue), amount(session, w, figures.paid), rate)
            })}</p>
            <ul>
                {reactive(move || plans.get().into_iter().map(|((now, paid), plan)| {
                    let (tone, name) = state(now);
                    let (id, whole) = (plan.id, plan.amount.map_or(0, |money| money.minor));
                    let due = plan.due;
                    let open = matches!(now, PlanState::Pending | PlanState::Partial | PlanState::Overdue);
                    view! {
                        <li data-testid="pay-row">
                            <span>{w.pay_number(plan.number)}" "{amount(session, w, whole)}</span>
                            <span class=tone>{name}</span>
                            <DateField label=w.pay_due() bare=true value=Signal::stored(due) commit=Callback::new(move |day: Option<Date>| {
                                session.edit(w.pay_planned(), |ws, _| edit::update::<PaymentPlan>(ws, id, |plan| plan.due = day));
                            }) />
                            {open.then(|| view! { <button class="btn quiet" data-testid="pay-receive" on:click=handler(move |_| receive(id, whole - paid))>{w.pay_receive()}</button> })}
                        </li>
                    }
                }).collect_view())}
            </ul>
            <AddLine label=w.pay_add() commit=add testid="pay-add" />
        </section>
    }
}
