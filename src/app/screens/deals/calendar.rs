//! Open deals by the day they are expected to close: a month, and beside it those that are overdue or have no day.

use crate::app::prelude::*;

use super::amount;
use crate::app::browser::{files, keys};
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::app::widgets::carry::carry;
use crate::engine::edit::deal;
use crate::engine::model::{Date, Id, order};
use crate::engine::workspace::Kind;

/// Deals of a day that are drawn; the rest is counted.
const SHOWN: usize = 4;

#[derive(Clone, PartialEq)]
struct Chip {
    id: Id,
    name: String,
    minor: i64,
    on: Option<Date>,
}

#[component]
pub fn Calendar(found: Memo<Vec<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let shift = RwSignal::new(0i32);
    let month = memo(move |_| session.today.get().first_of_month().plus_months(shift.get()));
    let chips = memo(move |_| {
        let ws = session.ws();
        let open = found.get().into_iter().filter_map(|id| ws.deals.get(id)).filter(|deal| deal.closed.is_none());
        let mut chips: Vec<Chip> = open
            .map(|deal| Chip {
                id: deal.id,
                name: deal.name.to_string(),
                minor: deal.amount.map_or(0, |one| one.minor),
                on: deal.expected_close,
            })
            .collect();
        order::sort_by_key(&mut chips, |chip| (std::cmp::Reverse(chip.minor), chip.id));
        chips
    });
    let on_key = move |event: leptos::ev::KeyboardEvent, id: Id, on: Option<Date>| {
        let days = match (event.key().as_str(), event.alt_key()) {
            ("ArrowLeft", true) => -1,
            ("ArrowRight", true) => 1,
            ("ArrowUp", true) => -7,
            ("ArrowDown", true) => 7,
            _ => return,
        };
        if keys::composing(&event) {
            return;
        }
        event.prevent_default();
        let day = on.unwrap_or(session.today.get_untracked()).plus(days);
        let name = session.ws_untracked().deals.get(id).map(|deal| deal.name.to_string()).unwrap_or_default();
        session.edit(w.deal_changed(name), |ws, ctx| deal::set_expected_close(ws, ctx, id, Some(day)));
        files::focus_soon(format!("[data-chip=\"{id}\"]"));
    };
    let dropped = move |id: Id, day: String| {
        let Some(day) = Date::parse(&day) else { return };
        let Some(deal) = session.ws_untracked().deals.get(id).cloned() else { return };
        if deal.expected_close == Some(day) {
            return;
        }
        let label = w.deal_changed(&deal.name);
        if session.edit(label, |ws, ctx| deal::set_expected_close(ws, ctx, id, Some(day))).is_some() {
            session.say(w.cal_moved(&deal.name, w.day(day, session.today.get_untracked())));
        }
    };
    // A tap is a click, which the browser sends by itself.
    let carried = carry("data-day", dropped, |_| {});
    let chip = move |chip: &Chip| {
        let (id, on) = (chip.id, chip.on);
        view! {
            <button class="cal-chip" class:carried=bound(move || carried.card() == Some(id)) data-testid="cal-deal" data-chip=id.to_string() aria-describedby="cal-hint"
                on:click=handler(move |_| go.replace(place.get_untracked().opening(Kind::Deal, id)))
                on:pointerdown=handler(move |event: leptos::ev::PointerEvent| carried.press(id, &event))
                on:keydown=handler(move |event| on_key(event, id, on))>
                <span>{chip.name.clone()}</span><small>{amount(session, w, chip.minor)}</small>
            </button>
        }
    };
    let aside = move |title: &'static str, test: fn(Option<Date>, Date) -> bool| {
        let today = session.today.get();
        let some: Vec<_> = chips.with(|chips| chips.iter().filter(|one| test(one.on, today)).cloned().collect());
        (!some.is_empty()).then(|| view! {
            <section class="part"><h3>{title}" "{some.len()}</h3>{some.iter().take(30).map(chip).collect::<Vec<_>>()}</section>
        })
    };
    view! {
        <div class="page cal" on:touchmove=handler(move |event| carried.touch(&event))>
            <p class="visually-hidden" id="cal-hint">{w.cal_hint()}</p>
            <div class="actions">
                <button class="btn quiet" aria-label=w.forecast_before() on:click=handler(move |_| shift.update(|n| *n -= 1))>"‹"</button>
                <b data-testid="cal-month">{reactive(move || w.month_year(month.get()))}</b>
                <button class="btn quiet" aria-label=w.forecast_after() data-testid="cal-next" on:click=handler(move |_| shift.update(|n| *n += 1))>"›"</button>
                <span class="m">{reactive(move || {
                    let first = month.get();
                    let (from, until) = (first, first.plus_months(1));
                    let ours = chips.with(|chips| chips.iter().filter(|one| one.on.is_some_and(|on| from <= on && on < until)).map(|one| one.minor).collect::<Vec<_>>());
                    w.cal_sum(ours.len(), amount(session, w, ours.iter().sum()))
                })}</span>
            </div>
            <div class="cal-cols">
                <table class="month" aria-label=w.cal_title()>
                    <thead><tr>{(0..7).map(|day| view! { <th scope="col">{w.weekday_name(day)}</th> }).collect::<Vec<_>>()}</tr></thead>
                    <tbody>{reactive(move || {
                        let (first, today) = (month.get(), session.today.get());
                        let start = first.monday();
                        let until = first.plus_months(1);
                        let weeks = (start.until(until) + 6) / 7;
                        (0..weeks).map(|week| view! {
                            <tr>{(0..7).map(|day| {
                                let on = start.plus(week * 7 + day);
                                let ours: Vec<Chip> = chips.with(|chips| chips.iter().filter(|one| one.on == Some(on)).cloned().collect());
                                let more = ours.len().saturating_sub(SHOWN);
                                let (outside, is_today) = (on < first || on >= until, on == today);
                                view! {
                                    <td class:off=outside class:now=is_today data-day=on.to_string()>
                                        <span class="d">{on.day()}</span>
                                        {ours.iter().take(SHOWN).map(chip).collect::<Vec<_>>()}
                                        {(more > 0).then(|| view! { <small>{w.deal_more(more)}</small> })}
                                    </td>
                                }
                            }).collect::<Vec<_>>()}</tr>
                        }).collect::<Vec<_>>()
                    })}</tbody>
                </table>
                <aside class="cal-side">
                    {reactive(move || aside(w.deal_overdue(), |on, today| on.is_some_and(|on| on < today)))}
                    {reactive(move || aside(w.cal_undated(), |on, _| on.is_none()))}
                </aside>
            </div>
            {carried.ghost(move |id| session.ws_untracked().deals.get(id).map(|deal| deal.name.to_string()))}
        </div>
    }
}
