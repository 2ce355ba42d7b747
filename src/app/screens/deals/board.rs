//! Deals by stage: cards are dragged between columns by mouse or finger, or moved with Alt and the arrows.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use web_sys::{Element, PointerEvent};

use super::ask::{Asking, move_to};
use super::{amount, stage_name};
use crate::app::browser::files;
use crate::app::place::{Go, Place};
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::app::widgets::carry::carry;
use crate::app::widgets::rows;
use crate::engine::edit::pipeline;
use crate::engine::model::{Date, Id, Money};
use crate::engine::sales::forecast::{Column as Sums, rotting};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// Cards of a column that are drawn at first, and as many more whenever the end of them comes into sight.
const SHOWN: usize = 16;
/// Of a card, in pixels, at least; of a column.
const HIGH: i32 = 76;
const WIDE: i32 = 222;
/// Milliseconds until the columns beyond the edge have cards too.
const REST: u32 = 50;
/// Pixels from the end at which more are drawn.
const NEAR: i32 = 600;

/// What a column shows.
#[derive(Clone, Default, PartialEq)]
struct Column {
    sums: Sums,
    cards: Vec<Id>,
}

/// What a card shows of a deal, and how it stands.
#[derive(PartialEq)]
struct Card {
    name: String,
    client: String,
    amount: String,
    rotten: Option<String>,
    overdue: bool,
    no_step: bool,
    open: bool,
    carried: bool,
}

const CARD: &str = "data-card";

fn model() -> Option<Element> {
    let span = |class: &str| rows::element("span", &[("class", class)], []);
    let under = rows::element("span", &[("class", "m")], [span(""), span("sp"), span("")]);
    let button = [("class", "board-card"), ("data-testid", "deal-card"), ("aria-describedby", "deal-hint")];
    rows::element("li", &[], [rows::element("button", &button, [span("t"), under, span("m")])])
}

fn card(ws: &Workspace, id: Id, today: Date, w: Words, (open, carried): (bool, bool)) -> Option<Card> {
    let deal = ws.deals.get(id)?;
    let going = deal.closed.is_none();
    let money = |money: Money| w.money(Money::new(money.minor, ws.settings.currency), ws.settings.money_unit);
    let amount = deal.amount.map_or_else(|| w.none_yet().to_string(), money);
    let rotten = ws.stages.get(deal.stage).and_then(|stage| rotting(deal, stage, today));
    Some(Card {
        name: deal.name.to_string(),
        client: deal.client.and_then(|id| ws.clients.get(id)).map(|one| one.name.to_string()).unwrap_or_default(),
        amount: format!("{amount} · {}", w.percent(deal.probability.get() as f64)),
        rotten: rotten.map(|days| w.deal_rotting(days)),
        overdue: going && deal.expected_close.is_some_and(|day| day < today),
        no_step: going && deal.next_step.is_empty(),
        open,
        carried,
    })
}

fn paint(element: &Element, old: Option<&Card>, now: &Card, w: Words) {
    let Some(button) = rows::child(element, 0) else { return };
    let class = |card: &Card| match (card.open, card.carried) {
        (_, true) => "board-card carried",
        (true, _) => "board-card sel",
        _ => "board-card",
    };
    rows::attribute(&button, "class", old.map(|old| Some(class(old))), Some(class(now)));
    rows::text(rows::child(&button, 0), old.map(|old| old.name.as_str()), &now.name);
    let under = rows::child(&button, 1);
    let part = |at: u32| under.as_ref().and_then(|under| rows::child(under, at));
    rows::text(part(0), old.map(|old| old.client.as_str()), &now.client);
    rows::text(part(2), old.map(|old| old.amount.as_str()), &now.amount);
    let marks = |card: &Card| (card.rotten.clone(), card.overdue, card.no_step);
    if old.map(marks) == Some(marks(now)) {
        return;
    }
    let Some(place) = rows::child(&button, 2) else { return };
    place.set_text_content(None);
    let pills = [
        now.rotten.as_deref().map(|text| ("pill warn", text)),
        now.overdue.then(|| ("pill bad", w.deal_overdue())),
        now.no_step.then(|| ("pill off", w.deal_no_step())),
    ];
    for (class, text) in pills.into_iter().flatten() {
        if let Ok(pill) = document().create_element("span") {
            pill.set_class_name(class);
            pill.set_text_content(Some(text));
            let _ = place.append_child(&pill);
        }
    }
}

#[component]
pub fn Board(pipeline: Id, found: Memo<Vec<Id>>, asking: Asking) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let stages = session.memo(move |ws| pipeline::stages(ws, pipeline));
    // As many as may be in sight, so that the first frame draws no more.
    let first = ((files::height() / HIGH).max(4) as usize).min(SHOWN);
    let shown = RwSignal::new(first);
    let in_sight = RwSignal::new((files::width() / WIDE + 1) as usize);
    gloo_timers::callback::Timeout::new(REST, move || {
        let _ = in_sight.try_set(usize::MAX);
    })
    .forget();
    // The one that was moved last is drawn wherever it stands, so that it keeps the focus.
    let kept = RwSignal::new(None::<Id>);
    // Another search begins anew.
    Effect::new(move |before: Option<()>| {
        found.track();
        if before.is_some() && shown.get_untracked() != first {
            shown.set(first);
        }
    });
    let more = move |event: leptos::ev::Event| {
        let board: web_sys::Element = event_target(&event);
        if board.scroll_top() + board.client_height() + NEAR > board.scroll_height()
            && shown.get_untracked() < found.with_untracked(Vec::len)
        {
            shown.update(|shown| *shown += SHOWN);
        }
    };
    let ledger = known::ledger();
    let columns = memo(move |_| {
        let (most, ledger) = (shown.get(), ledger.get());
        let mut columns: Vec<Column> =
            found.with(|found| ledger.columns(found)).into_iter().map(|sums| Column { sums, cards: Vec::new() }).collect();
        let kept = kept.get();
        found.with(|found| {
            for (id, line) in ledger.of_some(found) {
                let cards = &mut columns[line.stage as usize].cards;
                if cards.len() < most || kept == Some(id) {
                    cards.push(id);
                }
            }
        });
        columns
    });
    let dropped = move |id, stage: String| {
        if let Some(stage) = Id::parse(&stage) {
            kept.set(Some(id));
            move_to(session, asking, id, stage);
        }
    };
    let carried = carry("data-stage", dropped, move |id| go.replace(place.get_untracked().opening(Kind::Deal, id)));
    let on_key = move |event: KeyboardEvent| {
        let Some(id) = rows::id_of(&event, CARD) else { return };
        let Some(stage) = session.ws_untracked().deals.get(id).map(|deal| deal.stage) else { return };
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
            files::focus_soon(format!("[data-card=\"{id}\"] button"));
        }
    };
    let press = move |event: PointerEvent| {
        if let Some(id) = rows::id_of(&event, CARD) {
            carried.press(id, &event);
        }
    };
    // A pointer that moves says nothing new about which card it carries.
    let on_its_way = memo(move |_| carried.card());
    let of_stage = move |at: usize, stage: Id| {
        let number = move || ledger.with(|ledger| ledger.number(stage)) as usize;
        memo(move |_| {
            let column = columns.with(|columns| columns.get(number()).cloned().unwrap_or_default());
            if at < in_sight.get() { column } else { Column { cards: Vec::new(), ..column } }
        })
    };
    view! {
        <div class="board deal-board" data-testid="deal-board" on:scroll=handler(more) on:touchmove=handler(move |event| carried.touch(&event))
            on:pointerdown=handler(press) on:keydown=handler(on_key)>
            <p class="visually-hidden" id="deal-hint">{w.deal_board_hint()}</p>
            {reactive(move || stages.get().into_iter().enumerate().map(|(at, stage)| {
                let column = of_stage(at, stage.id);
                let name = stage_name(w, &stage);
                let list = NodeRef::<leptos::html::Ul>::new();
                let cards = move || {
                    let (ws, today) = (session.ws(), session.today.get());
                    let (open, carried) = (place.get().open, on_its_way.get());
                    let stands = |id: Id| (open == Some((Kind::Deal, id)), carried == Some(id));
                    column.with(|column| column.cards.iter().filter_map(|id| Some((*id, card(&ws, *id, today, w, stands(*id))?))).collect())
                };
                let paint = Box::new(move |element: &Element, old: Option<&Card>, now: &Card| paint(element, old, now, w));
                rows::rows(move || list.get().map(Element::from), cards, rows::Draw { model, named: CARD, paint });
                view! {
                    <section class="column" data-stage=stage.id.to_string() data-testid="deal-column" aria-label=name.clone()>
                        <header>
                            {name.clone()}
                            <span class="n" data-testid="column-count">{reactive(move || column.with(|column| column.sums.count))}</span>
                            <small data-testid="column-sum">{reactive(move || column.with(|Column { sums, .. }| if sums.count == 0 { w.none_yet().to_string() } else { w.deal_column(amount(session, w, sums.sum), amount(session, w, sums.weighted)) }))}</small>
                        </header>
                        <ul node_ref=list></ul>
                        {reactive(move || column.with(|column| (column.sums.count > column.cards.len()).then(|| w.deal_more(column.sums.count - column.cards.len()))))}
                    </section>
                }
            }).collect_view())}
            {carried.ghost(move |id| session.ws_untracked().deals.get(id).map(|deal| deal.name.to_string()))}
        </div>
    }
}
