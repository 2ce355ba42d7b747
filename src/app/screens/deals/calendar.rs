//! Open deals by the day they are expected to close: a month, and beside it those that are overdue or have no day.

use crate::app::prelude::*;

use super::amount;
use crate::app::browser::{files, keys};
use crate::app::place::{Go, Place};
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::app::widgets::carry::carry;
use crate::app::widgets::rows;
use crate::engine::edit::deal;
use crate::engine::model::{Date, Id, order};
use crate::engine::workspace::Kind;

/// Deals of a day that are drawn; the rest is counted.
const SHOWN: usize = 4;
/// The same beside the month.
const ASIDE: usize = 16;

#[derive(Clone, Copy, PartialEq)]
struct Chip {
    id: Id,
    minor: i64,
    on: Option<Date>,
}

const CHIP: &str = "data-chip";

#[component]
pub fn Calendar(found: Memo<Vec<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let shift = RwSignal::new(0i32);
    let month = memo(move |_| session.today.get().first_of_month().plus_months(shift.get()));
    let ledger = known::ledger();
    let chips = memo(move |_| {
        let ledger = ledger.get();
        let mut chips: Vec<Chip> = found.with(|found| {
            let open = ledger.of_some(found).filter(|(_, line)| line.closed.is_none());
            open.map(|(id, line)| Chip { id, minor: line.amount, on: line.expected }).collect()
        });
        order::sort_by_key(&mut chips, |chip| (std::cmp::Reverse(chip.minor), chip.id));
        chips
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(id) = rows::id_of(&event, CHIP) else { return };
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
        let Some(deal) = session.ws_untracked().deals.get(id).cloned() else { return };
        let day = deal.expected_close.unwrap_or(session.today.get_untracked()).plus(days);
        session.edit(w.deal_changed(&deal.name), |ws, ctx| deal::set_expected_close(ws, ctx, id, Some(day)));
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
    let chip = move |chip: Chip| {
        let name = session.ws_untracked().deals.get(chip.id).map(|deal| deal.name.to_string());
        view! {
            <button class="cal-chip" data-testid="cal-deal" data-chip=chip.id.to_string() aria-describedby="cal-hint">
                <span>{name}</span><small>{amount(session, w, chip.minor)}</small>
            </button>
        }
    };
    // The one that is on its way is dimmed where it stood.
    let on_its_way = memo(move |_| carried.card());
    Effect::new(move |before: Option<Option<Id>>| {
        let now = on_its_way.get();
        for (id, on) in before.flatten().map(|id| (id, false)).into_iter().chain(now.map(|id| (id, true))) {
            if let Ok(Some(chip)) = document().query_selector(&format!("[{CHIP}=\"{id}\"]")) {
                let _ = chip.class_list().toggle_with_force("carried", on);
            }
        }
        now
    });
    let click = move |event: web_sys::MouseEvent| {
        rows::id_of(&event, CHIP).into_iter().for_each(|id| go.replace(place.get_untracked().opening(Kind::Deal, id)))
    };
    let press =
        move |event: web_sys::PointerEvent| rows::id_of(&event, CHIP).into_iter().for_each(|id| carried.press(id, &event));
    // A name that changed is drawn too.
    let aside = move |title: &'static str, test: fn(Option<Date>, Date) -> bool| {
        let today = session.today.get();
        ledger.track();
        let some: Vec<Chip> = chips.with(|chips| chips.iter().filter(|one| test(one.on, today)).copied().collect());
        (!some.is_empty()).then(|| view! {
            <section class="part"><h3>{title}" "{some.len()}</h3>{some.iter().take(ASIDE).copied().map(chip).collect::<Vec<_>>()}{(some.len() > ASIDE).then(|| view! { <small>{w.deal_more(some.len() - ASIDE)}</small> })}</section>
        })
    };
    view! {
        <div class="page cal" on:touchmove=handler(move |event| carried.touch(&event)) on:click=handler(click) on:pointerdown=handler(press) on:keydown=handler(on_key)>
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
                        ledger.track();
                        let start = first.monday();
                        let until = first.plus_months(1);
                        let weeks = (start.until(until) + 6) / 7;
                        (0..weeks).map(|week| view! {
                            <tr>{(0..7).map(|day| {
                                let on = start.plus(week * 7 + day);
                                let ours: Vec<Chip> = chips.with(|chips| chips.iter().filter(|one| one.on == Some(on)).copied().collect());
                                let more = ours.len().saturating_sub(SHOWN);
                                let (outside, is_today) = (on < first || on >= until, on == today);
                                view! {
                                    <td class:off=outside class:now=is_today data-day=on.to_string()>
                                        <span class="d">{on.day()}</span>
                                        {ours.iter().take(SHOWN).copied().map(chip).collect::<Vec<_>>()}
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
