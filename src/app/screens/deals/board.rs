//! Deals by stage: cards are dragged between columns by mouse or finger, or moved with Alt and the arrows.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::ask::{Asking, move_to};
use super::{amount, stage_name};
use crate::app::browser::files;
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::app::widgets::carry::carry;
use crate::engine::edit::pipeline;
use crate::engine::model::Id;
use crate::engine::sales::forecast::{rotting, weighted};
use crate::engine::workspace::Kind;

/// Cards of a column that are drawn at first, and as many more whenever the end of them comes into sight.
const SHOWN: usize = 16;
/// Pixels from the end at which more are drawn.
const NEAR: i32 = 600;

#[derive(Clone, Default, PartialEq)]
struct Column {
    count: usize,
    sum: i64,
    weighted: i64,
    cards: Vec<Card>,
}

#[derive(Clone, PartialEq)]
struct Card {
    id: Id,
    rev: u32,
    name: String,
    client: String,
    amount: Option<i64>,
    probability: i64,
    rotten: Option<i64>,
    overdue: bool,
    no_step: bool,
}

#[component]
pub fn Board(pipeline: Id, found: Memo<Vec<Id>>, asking: Asking) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let stages = session.memo(move |ws| pipeline::stages(ws, pipeline));
    let shown = RwSignal::new(SHOWN);
    // The one that was moved last is drawn wherever it stands, so that it keeps the focus.
    let kept = RwSignal::new(None::<Id>);
    // Another search begins anew.
    Effect::new(move |_| {
        found.track();
        shown.set(SHOWN);
    });
    let more = move |event: leptos::ev::Event| {
        let board: web_sys::Element = event_target(&event);
        if board.scroll_top() + board.client_height() + NEAR > board.scroll_height()
            && shown.get_untracked() < found.with_untracked(Vec::len)
        {
            shown.update(|shown| *shown += SHOWN);
        }
    };
    let columns = memo(move |_| {
        let most = shown.get();
        let (ws, today) = (session.ws(), session.today.get());
        let mut columns: std::collections::HashMap<Id, Column> = Default::default();
        for deal in found.get().into_iter().filter_map(|id| ws.deals.get(id)) {
            let Some(stage) = ws.stages.get(deal.stage) else { continue };
            let column = columns.entry(deal.stage).or_default();
            column.count += 1;
            column.sum += deal.amount.map_or(0, |money| money.minor);
            column.weighted += weighted(deal);
            if column.cards.len() < most || kept.get() == Some(deal.id) {
                let open = deal.closed.is_none();
                column.cards.push(Card {
                    id: deal.id,
                    rev: deal.rev,
                    name: deal.name.to_string(),
                    client: deal.client.and_then(|id| ws.clients.get(id)).map(|one| one.name.to_string()).unwrap_or_default(),
                    amount: deal.amount.map(|money| money.minor),
                    probability: deal.probability.get(),
                    rotten: rotting(deal, stage, today),
                    overdue: open && deal.expected_close.is_some_and(|day| day < today),
                    no_step: open && deal.next_step.is_empty(),
                });
            }
        }
        columns
    });
    let dropped = move |id, stage: String| {
        if let Some(stage) = Id::parse(&stage) {
            kept.set(Some(id));
            move_to(session, asking, id, stage);
        }
    };
    let carried = carry("data-stage", dropped, move |id| go.replace(place.get_untracked().opening(Kind::Deal, id)));
    let on_key = move |event: KeyboardEvent, id: Id, stage: Id| {
        let all: Vec<Id> = stages.with_untracked(|stages| stages.iter().map(|stage| stage.id).collect());
        let at = all.iter().position(|one| *one == stage).unwrap_or(0);
        kept.set(Some(id));
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowRight", true) if at + 1 < all.len() => move_to(session, asking, id, all[at + 1]),
            ("ArrowLeft", true) if at > 0 => move_to(session, asking, id, all[at - 1]),
            ("Enter" | " ", _) => {
                event.prevent_default();
                return go.replace(place.get_untracked().opening(Kind::Deal, id));
            }
            _ => return,
        }
        event.prevent_default();
        if asking.get_untracked().is_none() {
            files::focus_soon(format!("[data-card=\"{id}\"]"));
        }
    };
    view! {
        <div class="board deal-board" data-testid="deal-board" on:scroll=handler(more) on:touchmove=handler(move |event| carried.touch(&event))>
            <p class="visually-hidden" id="deal-hint">{w.deal_board_hint()}</p>
            {reactive(move || stages.get().into_iter().map(|stage| {
                let id = stage.id;
                let column = memo(move |_| columns.with(|columns| columns.get(&id).cloned().unwrap_or_default()));
                let name = stage_name(w, &stage);
                view! {
                    <section class="column" data-stage=id.to_string() data-testid="deal-column" aria-label=name.clone()>
                        <header>
                            {name.clone()}
                            <span class="n" data-testid="column-count">{reactive(move || column.with(|column| column.count))}</span>
                            <small data-testid="column-sum">{reactive(move || column.with(|column| if column.count == 0 { w.none_yet().to_string() } else { w.deal_column(amount(session, w, column.sum), amount(session, w, column.weighted)) }))}</small>
                        </header>
                        <ul>
                            <For each=move || column.with(|column| column.cards.clone()) key=|card| (card.id, card.rev, card.client.clone(), card.rotten) let:card>
                                <li>
                                    <button
                                        class="board-card"
                                        class:sel=bound(move || place.get().open == Some((Kind::Deal, card.id)))
                                        class:carried=bound(move || carried.card() == Some(card.id))
                                        data-testid="deal-card"
                                        data-card=card.id.to_string()
                                        aria-describedby="deal-hint"
                                        on:pointerdown=handler(move |event: leptos::ev::PointerEvent| {
                                            carried.press(card.id, &event);
                                        })
                                        on:keydown=handler(move |event: leptos::ev::KeyboardEvent| on_key(event, card.id, id))
                                    >
                                        <span class="t">{card.name.clone()}</span>
                                        <span class="m">
                                            <span>{card.client.clone()}</span>
                                            <span class="sp"></span>
                                            <span>{card.amount.map_or(w.none_yet().to_string(), |minor| amount(session, w, minor))}" · "{w.percent(card.probability as f64)}</span>
                                        </span>
                                        <span class="m">
                                            {card.rotten.map(|days| view! { <span class="pill warn">{w.deal_rotting(days)}</span> })}
                                            {card.overdue.then(|| view! { <span class="pill bad">{w.deal_overdue()}</span> })}
                                            {card.no_step.then(|| view! { <span class="pill off">{w.deal_no_step()}</span> })}
                                        </span>
                                    </button>
                                </li>
                            </For>
                        </ul>
                        {reactive(move || column.with(|column| (column.count > column.cards.len()).then(|| w.deal_more(column.count - column.cards.len()))))}
                    </section>
                }
            }).collect_view())}
            {carried.ghost(move |id| session.ws_untracked().deals.get(id).map(|deal| deal.name.to_string()))}
        </div>
    }
}
