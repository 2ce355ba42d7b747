//! What belongs to a deal beside its fields: people with their roles, products with discount, competitors, its history.

use crate::app::prelude::*;

use super::amount;
use crate::app::screens::clients::names;
use crate::app::screens::close;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, SelectField, TextField};
use crate::app::widgets::icon::{Icon, Sign};
use crate::app::widgets::record::{Form, choices};
use crate::engine::edit::deal::{lines_total, set_amount};
use crate::engine::model::{BuyingRole, ContactRole, Deal, DealLine, Id, Money, Pct, Text};

fn form(id: Id) -> Form<Deal> {
    Form::<Deal>::of(id, |w, deal| w.deal_changed(&deal.name))
}

/// Who of the client plays which part in this deal.
#[component]
pub fn DealContacts(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = form(id);
    let roles = session.memo(move |ws| {
        let deal = ws.deals.get(id)?;
        let name = |role: &ContactRole| ws.contacts.get(role.contact).map(|one| one.name.to_string()).unwrap_or_default();
        Some(deal.contacts.iter().map(|role| (role.contact, name(role), role.role)).collect::<Vec<_>>())
    });
    let others = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.deal_contact_add().to_string())];
        if let Some(deal) = ws.deals.get(id) {
            let free = |contact: &Id| !deal.contacts.iter().any(|role| role.contact == *contact);
            let ours = ws.contacts.iter().filter(|one| Some(one.client) == deal.client && !one.left && free(&one.id));
            all.extend(ours.map(|one| (one.id.to_string(), one.name.to_string())));
        }
        all
    });
    let add = Callback::new(move |key: String| {
        let Some(contact) = Id::parse(&key) else { return };
        let role = session.ws_untracked().contacts.get(contact).map(|one| one.buying_role).unwrap_or_default();
        form.change(|deal| deal.contacts.push(ContactRole { contact, role, ..ContactRole::default() }));
    });
    view! {
        <section class="part" data-testid="deal-contacts">
            <h3>{w.deal_contacts()}</h3>
            <ul>
                {reactive(move || roles.get().unwrap_or_default().into_iter().map(|(contact, name, role)| {
                    let set = Callback::new(move |key: String| form.change(|deal| {
                        deal.contacts.iter_mut().filter(|one| one.contact == contact).for_each(|one| one.role = BuyingRole::from_key(&key).unwrap_or_default());
                    }));
                    let label = w.deal_contact_remove(&name);
                    view! {
                        <li class="line-row">
                            <b>{name.clone()}</b>
                            <SelectField label=w.contact_role() bare=true value=Signal::stored(role.key().to_string()) commit=set
                                options=Signal::stored(choices(BuyingRole::ALL, BuyingRole::key, |role| names::role(w, role))) />
                            <button class="btn quiet icon" aria-label=label on:click=handler(move |_| form.change(|deal| deal.contacts.retain(|one| one.contact != contact)))><Icon sign=Sign::Close /></button>
                        </li>
                    }
                }).collect_view())}
            </ul>
            <SelectField label=w.deal_contact_add() bare=true value=Signal::stored(String::new()) options=others commit=add testid="deal-contact-add" />
        </section>
    }
}

/// What is sold: price, quantity, discount; their sum can become the amount.
#[component]
pub fn Lines(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = form(id);
    let lines = form.read(|deal| deal.lines.clone());
    let total = form.read(lines_total);
    let now = form.read(|deal| deal.amount.map(|money| money.minor));
    let add = Callback::new(move |name: String| {
        let known = session.ws_untracked().products.iter().find(|one| *one.name == *name.trim()).cloned();
        let line = DealLine {
            product: known.as_ref().map(|one| one.id),
            price: known.and_then(|one| one.price),
            name: Text::line(&name),
            ..DealLine::default()
        };
        form.change(|deal| deal.lines.push(line));
    });
    let change =
        move |at: usize, change: &dyn Fn(&mut DealLine)| form.change(|deal| deal.lines.get_mut(at).into_iter().for_each(change));
    let money = move |text: &str| Money::parse(text, session.ws_untracked().settings.currency);
    view! {
        <section class="part" data-testid="deal-lines">
            <h3>{w.deal_products()}</h3>
            <ul>
                {reactive(move || lines.get().into_iter().enumerate().map(|(at, line)| {
                    let price = line.price.map_or(String::new(), |price| amount(session, w, price.minor));
                    let set_price = Callback::new(move |text: String| match money(&text) {
                        Some(price) => change(at, &|line| line.price = Some(price)),
                        None => session.toast(w.deal_bad_amount().into(), false, true),
                    });
                    let set_qty = Callback::new(move |text: String| match text.trim().parse::<f64>() {
                        Ok(qty) if (0.0..=1e9).contains(&qty) => change(at, &|line| line.qty = qty),
                        _ => session.toast(w.deal_bad_qty().into(), false, true),
                    });
                    let set_discount = Callback::new(move |text: String| match text.trim().trim_end_matches(['%', '％']).trim().parse::<i64>() {
                        Ok(off @ 0..=100) => change(at, &|line| line.discount = Pct::new(off)),
                        _ => session.toast(w.deal_bad_probability().into(), false, true),
                    });
                    let label = w.deal_contact_remove(&line.name);
                    view! {
                        <li class="line-row three" data-testid="deal-line">
                            <b>{line.name.to_string()}</b>
                            <button class="btn quiet icon" aria-label=label on:click=handler(move |_| form.change(|deal| { if at < deal.lines.len() { deal.lines.remove(at); } }))><Icon sign=Sign::Close /></button>
                            <TextField label=w.deal_price() value=Signal::stored(price) commit=set_price testid="line-price" />
                            <TextField label=w.deal_qty() value=Signal::stored(w.number(line.qty, 2)) commit=set_qty testid="line-qty" inputmode="decimal" />
                            <TextField label=w.deal_discount() value=Signal::stored(w.percent(line.discount.get() as f64)) commit=set_discount testid="line-discount" inputmode="numeric" />
                        </li>
                    }
                }).collect_view())}
            </ul>
            {reactive(move || (!lines.with(Vec::is_empty)).then(|| {
                let sum = total.get();
                let differs = now.get() != Some(sum);
                view! {
                    <p class="state" data-testid="lines-total">{w.deal_total(amount(session, w, sum))}
                        {differs.then(|| view! {
                            <button class="btn quiet" on:click=handler(move |_| {
                                let currency = session.ws_untracked().settings.currency;
                                session.edit(form.label(), |ws, ctx| set_amount(ws, ctx, id, Some(Money::new(sum, currency))));
                            })>{w.deal_total_take()}</button>
                        })}
                    </p>
                }
            }))}
            <AddLine label=w.deal_line_add() commit=add testid="deal-line-add" />
        </section>
    }
}

#[component]
pub fn Competitors(id: Id) -> impl IntoView {
    let w = words();
    let form = form(id);
    let all = form.read(|deal| deal.competitors.clone());
    let add = Callback::new(move |name: String| {
        form.change(|deal| {
            let name = Text::line(&name);
            if !deal.competitors.contains(&name) {
                deal.competitors.push(name);
            }
        })
    });
    view! {
        <section class="part" data-testid="deal-competitors">
            <h3>{w.deal_competitors()}</h3>
            <p class="state">
                {reactive(move || all.get().into_iter().map(|name| {
                    let gone = name.clone();
                    view! {
                        <span class="pill off">{name.to_string()}
                            <button class="plain" aria-label=w.deal_contact_remove(&name) on:click=handler(move |_| form.change(|deal| deal.competitors.retain(|one| *one != gone)))>" ×"</button>
                        </span>
                    }
                }).collect_view())}
            </p>
            <AddLine label=w.deal_competitor_add() commit=add testid="deal-competitor-add" />
        </section>
    }
}

/// How the amount and the expected day moved; it keeps itself.
#[component]
pub fn Moves(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let rows = session.memo(move |ws| {
        let Some(deal) = ws.deals.get(id) else { return Vec::new() };
        let none = || w.none_yet().to_string();
        let money = |money: Option<Money>| money.map_or_else(none, |money| amount(session, w, money.minor));
        let today = session.today.get_untracked();
        let day = |day: Option<crate::engine::model::Date>| day.map_or_else(none, |day| w.day(day, today));
        let mut rows: Vec<(crate::engine::model::Date, String, bool)> =
            deal.amount_log.iter().map(|step| (step.on, w.deal_move_amount(money(step.from), money(step.to)), false)).collect();
        rows.extend(deal.close_log.iter().map(|step| {
            let slipped = step.from.zip(step.to).is_some_and(|(from, to)| to > from);
            (step.on, w.deal_move_close(day(step.from), day(step.to)), slipped)
        }));
        crate::engine::model::order::sort_by_key(&mut rows, |row| std::cmp::Reverse(row.0));
        rows.into_iter().map(|(on, text, slipped)| (w.day(on, today), text, slipped)).collect()
    });
    view! {
        <section class="part" data-testid="deal-moves">
            <h3>{w.deal_moves()}</h3>
            {reactive(move || if rows.with(Vec::is_empty) {
                view! { <p class="none">{w.deal_moves_none()}</p> }.into_any()
            } else {
                rows.get().into_iter().map(|(on, text, slipped)| view! {
                    <p class="rowlink"><span>{text}</span>{slipped.then(|| view! { <span class="pill warn">{w.deal_slipped()}</span> })}<span class="r">{on}</span></p>
                }).collect_view().into_any()
            })}
        </section>
    }
}

/// What was learnt from losing it.
#[component]
pub fn Lessons(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let all = session.memo(move |ws| {
        let ours = ws.lessons.iter().filter(|lesson| lesson.deal == Some(id));
        ours.map(|lesson| (close::place_of(lesson), lesson.what_happened.to_string(), close::title(lesson))).collect::<Vec<_>>()
    });
    view! {
        {reactive(move || (!all.with(Vec::is_empty)).then(|| view! {
            <section class="part" data-testid="deal-lessons">
                <h3>{w.deal_lesson()}</h3>
                {all.get().into_iter().map(|(place, what, next)| view! { <p class="said"><a href=place.query()><b>{next}</b></a></p><p class="none">{what}</p> }).collect_view()}
            </section>
        }))}
    }
}
