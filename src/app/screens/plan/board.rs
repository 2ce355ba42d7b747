//! The plan by status: cards are dragged between columns, or moved with Alt and the arrows.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::status_name;
use crate::app::browser::files;
use crate::app::place::{Go, Place};
use crate::app::session::{Same, session, words};
use crate::app::widgets::carry::carry;
use crate::engine::edit::task;
use crate::engine::model::{Id, TaskStatus};
use crate::engine::plan::Plan;
use crate::engine::workspace::Kind;

const COLUMNS: [TaskStatus; 5] = [TaskStatus::Todo, TaskStatus::Doing, TaskStatus::Blocked, TaskStatus::Review, TaskStatus::Done];

/// Cards of a column that are drawn at most; the rest is counted.
const SHOWN: usize = 100;

#[derive(Clone, PartialEq)]
struct Card {
    id: Id,
    name: String,
    owner: String,
    due: String,
    late: i64,
    critical: bool,
}

#[component]
pub fn Board(plan: Memo<Same<Plan>>, #[prop(into)] selected: Signal<Option<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let move_to = move |id: Id, status: TaskStatus| {
        let Some(row) = plan.with_untracked(|plan| plan.row(id).cloned()) else { return };
        if row.task.status != status {
            session.edit(w.step_status(), |ws, _| task::set_status(ws, id, status, row.start, row.finish));
            session.say(format!("{} · {}", row.task.name, status_name(w, status)));
        }
    };
    let dropped = move |id, status: String| {
        if let Some(status) = TaskStatus::from_key(&status) {
            move_to(id, status);
        }
    };
    let carried = carry("data-status", dropped, move |id| go.replace(place.get_untracked().opening(Kind::Task, id)));
    let cards = move |status: TaskStatus| {
        memo(move |_| {
            let today = session.today.get();
            plan.with(|plan| {
                let ws = session.ws_untracked();
                plan.rows
                    .iter()
                    .enumerate()
                    .filter(|(_, row)| !row.summary && row.task.status == status)
                    .map(|(at, row)| Card {
                        id: row.task.id,
                        name: row.task.name.to_string(),
                        owner: row
                            .task
                            .owner
                            .and_then(|id| ws.members.get(id).map(|member| member.name.to_string()))
                            .unwrap_or_default(),
                        due: w.board_due(w.day_short(row.days().1, today)),
                        late: plan.days_late(at, today),
                        critical: row.critical,
                    })
                    .collect::<Vec<_>>()
            })
        })
    };
    let on_key = move |event: KeyboardEvent, id: Id, status: TaskStatus| {
        let at = COLUMNS.iter().position(|column| *column == status).unwrap_or(0);
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowRight", true) if at + 1 < COLUMNS.len() => move_to(id, COLUMNS[at + 1]),
            ("ArrowLeft", true) if at > 0 => move_to(id, COLUMNS[at - 1]),
            ("Enter" | " ", _) => return go.replace(place.get_untracked().opening(Kind::Task, id)),
            _ => return,
        }
        event.prevent_default();
        files::focus_soon(format!("[data-card=\"{id}\"]"));
    };
    view! {
        <div class="board" data-testid="board" on:touchmove=handler(move |event| carried.touch(&event))>
            <p class="visually-hidden" id="board-hint">{w.board_hint()}</p>
            {COLUMNS
                .into_iter()
                .map(|status| {
                    let cards = cards(status);
                    view! {
                        <section class="column" data-status=status.key() aria-label=status_name(w, status) class:over=bound(move || carried.card().is_some())>
                            <header>{status_name(w, status)} <span class="n">{reactive(move || cards.with(Vec::len))}</span></header>
                            <ul>
                                <For each=move || cards.with(|cards| cards.iter().take(SHOWN).cloned().collect::<Vec<_>>()) key=|card| (card.id, card.name.clone(), card.due.clone(), card.late, card.owner.clone()) let:card>
                                    <li>
                                        <button
                                            class="board-card"
                                            class:sel=bound(move || selected.get() == Some(card.id))
                                            class:carried=bound(move || carried.card() == Some(card.id))
                                            data-testid="board-card"
                                            data-card=card.id.to_string()
                                            data-task-id=card.id.to_string()
                                            aria-describedby="board-hint"
                                            on:pointerdown=handler(move |event: leptos::ev::PointerEvent| {
                                                carried.press(card.id, &event);
                                            })
                                            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| on_key(event, card.id, status))
                                        >
                                            <span class="t">{card.name.clone()}</span>
                                            <span class="m">
                                                <span>{card.due.clone()}</span>
                                                {(card.late > 0).then(|| view! { <span class="pill bad">{w.pill_late(card.late)}</span> })}
                                                {(card.critical && card.late == 0).then(|| view! { <span class="pill off">{w.pill_critical()}</span> })}
                                                <span class="sp"></span>
                                                <span>{card.owner.clone()}</span>
                                            </span>
                                        </button>
                                    </li>
                                </For>
                            </ul>
                        </section>
                    }
                })
                .collect_view()}
            {carried.ghost(move |id| plan.with_untracked(|plan| plan.row(id).map(|row| row.task.name.to_string())))}
        </div>
    }
}
