//! The plan of a key account: what there is to win, who of the leaders stands behind it, where both want to be, and its
//! steps, each a task of the account's project.

use crate::app::prelude::*;

use crate::app::place::{Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, SelectField, TextArea, TextField};
use crate::app::widgets::record::Form;
use crate::engine::edit::client::account_step;
use crate::engine::model::{Client, Grade, Id, Money, Pct, Score, Text, half_width};
use crate::engine::sales::account::{Account, account};
use crate::engine::workspace::Kind;

/// Steps that are listed at most, the newest first.
const SHOWN: usize = 8;

#[component]
pub fn AccountPlan(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = Form::<Client>::of(id, |w, client| w.client_changed(&client.name));
    let plan = memo(move |_| {
        let ws = session.ws();
        ws.clients.get(id).map(|client| account(&ws, client, session.today.get())).unwrap_or_default()
    });
    // Open from the start where there is a plan, or where there should be one.
    let open = plan.with_untracked(|plan| plan.planned || plan.project.is_some())
        || form.record.with_untracked(|client| client.as_ref().is_some_and(|client| client.grade == Grade::A));
    let people = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.not_set().to_string())];
        all.extend(ws.members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let scores: Vec<(String, String)> = std::iter::once((String::new(), w.not_set().to_string()))
        .chain((1..=5).map(|n| (n.to_string(), w.account_relationship_of(n))))
        .collect();
    let money = move |money: Money| w.money(money, session.ws_untracked().settings.money_unit);
    let annual = Callback::new(move |text: String| {
        let value = Money::parse(&text, session.ws_untracked().settings.currency);
        if value.is_none() && !text.trim().is_empty() {
            return session.toast(w.deal_bad_amount().into(), false, true);
        }
        form.change(|client| client.annual_purchase = value);
    });
    let percent = move |label: &'static str,
                        testid: &'static str,
                        read: fn(&Client) -> Option<Pct>,
                        slot: fn(&mut Client) -> &mut Option<Pct>| {
        let commit = Callback::new(move |text: String| {
            let text: String = text.trim().trim_end_matches(['%', '％']).chars().map(half_width).collect();
            match text.trim().parse::<i64>() {
                _ if text.is_empty() => form.change(|client| *slot(client) = None),
                Ok(value @ 0..=100) => form.change(|client| *slot(client) = Some(Pct::new(value))),
                _ => session.toast(w.account_bad_percent().into(), false, true),
            }
        });
        view! { <TextField label inputmode="numeric" testid commit value=form.read(move |client| read(client).map_or(String::new(), |share| share.get().to_string())) /> }
    };
    let area =
        move |label: &'static str, testid: &'static str, read: fn(&Client) -> &Text, slot: fn(&mut Client) -> &mut Text| {
            let commit = Callback::new(move |text: String| form.change(|client| *slot(client) = Text::new(&text)));
            view! { <TextArea label testid rows=2 value=form.read(move |client| read(client).to_string()) commit /> }
        };
    let step = Callback::new(move |text: String| {
        let name = w.account_project(
            form.record.with_untracked(|client| client.as_ref().map_or(String::new(), |client| client.name.to_string())),
        );
        session.edit(w.account_step_added(), |ws, ctx| account_step(ws, ctx, id, &text, &name));
    });
    let says = move || {
        let Account { elsewhere, to_win, overdue, .. } = plan.get();
        view! {
            {overdue.map(|days| view! { <span class="pill warn">{if days == 0 { w.account_review_today().to_string() } else { w.account_review_due(days) }}</span> })}
            {elsewhere.map(|sum| view! { <span class="pill off" data-testid="account-elsewhere">{w.account_elsewhere(money(sum))}</span> })}
            {to_win.map(|sum| view! { <span class="pill good" data-testid="account-to-win">{w.account_to_win(money(sum))}</span> })}
        }
    };
    let steps = move || {
        let plan = plan.get();
        let ws = session.ws_untracked();
        let rest = plan.steps.len().saturating_sub(SHOWN);
        let rows = plan.steps.into_iter().rev().take(SHOWN).map(|step| {
            let owner = step.owner.and_then(|id| ws.members.get(id)).map(|member| member.name.to_string()).unwrap_or_default();
            let to = Place::in_project(Screen::Plan, plan.project.unwrap_or(Id::NONE)).opening(Kind::Task, step.task);
            view! { <a class="rowlink" href=to.query() data-testid="account-step"><span>{step.name.to_string()}</span><span class="r">{owner}" "{w.percent(step.progress as f64)}</span></a> }
        });
        let rows = rows.collect::<Vec<_>>();
        let all = plan.project.filter(|_| plan.done > 0 || rest > 0).map(|project| {
            let text = if rest > 0 { w.account_rest(plan.done, rest) } else { w.account_done(plan.done) };
            view! { <a class="rowlink" href=Place::in_project(Screen::Plan, project).query()>{text}</a> }
        });
        view! { {rows}{all} }
    };
    view! {
        <details class="part account" open=open data-testid="account-plan">
            <summary>{w.account_title()}</summary>
            <p class="state">{reactive(says)}</p>
            <div class="fields">
                {form.pick(
                    w.account_sponsor(),
                    people,
                    |client| client.sponsor.map_or(String::new(), |id| id.to_string()),
                    |client, key| client.sponsor = Id::parse(key),
                )}
                {area(w.account_needs(), "account-needs", |client| &client.account_needs, |client| &mut client.account_needs)}
                {area(w.account_aim(), "account-aim", |client| &client.account_aim, |client| &mut client.account_aim)}
                <TextField label=w.account_annual() testid="account-annual" placeholder="500万" commit=annual
                    value=form.read(move |client| client.annual_purchase.map_or(String::new(), money)) />
                {percent(w.account_share(), "account-share", |client| client.share_of_wallet, |client| &mut client.share_of_wallet)}
                {percent(w.account_share_aim(), "account-share-aim", |client| client.share_aim, |client| &mut client.share_aim)}
                <SelectField label=w.account_relationship() options=Signal::stored(scores) testid="account-relationship"
                    value=form.read(|client| client.relationship.map_or(String::new(), |score| score.get().to_string()))
                    commit=Callback::new(move |key: String| form.change(|client| client.relationship = key.parse().ok().map(Score::new))) />
                {form.date(w.account_review(), "account-review", |client| client.account_review, |client, day| client.account_review = day)}
            </div>
            <h3>{w.account_steps()}</h3>
            {reactive(steps)}
            <AddLine label=w.account_step_add() commit=step testid="account-step-add" />
        </details>
    }
}
