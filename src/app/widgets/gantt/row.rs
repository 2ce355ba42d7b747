//! A row at the left: number, name, owner, duration, dates; the name and the duration are edited in place.

use crate::app::prelude::*;
use leptos::attr::custom::custom_attribute;
use leptos::ev::KeyboardEvent;
use web_sys::HtmlInputElement;

use super::{Act, Cell, Grid};
use crate::app::browser::{files, keys};
use crate::app::session::{session, words};
use crate::engine::model::{Date, Id, TaskKind};

/// What a row shows; it is drawn anew only where this differs.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    line: usize,
    wbs: String,
    name: String,
    depth: u32,
    summary: bool,
    milestone: bool,
    buffer: bool,
    duration: String,
    per_day: i64,
    days: (Date, Date),
    late: i64,
    critical: bool,
    percent: i64,
    float: i64,
    cancelled: bool,
    owner: String,
    predecessors: String,
}

#[component]
pub fn Row(grid: Grid, id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = memo(move |_| {
        let today = session.today.get();
        grid.plan.with(|plan| {
            let place = plan.place(id)?;
            let row = &plan.rows[place];
            let line = grid.line_of.with(|lines| lines.get(&(place as u32)).copied())?;
            let owner =
                row.task.owner.and_then(|owner| session.ws_untracked().members.get(owner).map(|member| member.name.to_string()));
            let predecessors = if grid.chart { String::new() } else { w.links(&plan.predecessors(place), plan.units()) };
            Some(Shown {
                line,
                wbs: row.wbs.clone(),
                name: row.task.name.to_string(),
                depth: row.depth,
                summary: row.summary,
                milestone: row.milestone(),
                buffer: row.task.kind == TaskKind::Buffer,
                duration: w.row_duration(&row.task, row.summary, row.duration, plan.units()),
                per_day: plan.calendar.minutes_per_day(),
                days: row.days(),
                late: plan.days_late(place, today),
                critical: row.critical,
                percent: (row.progress * 100.0).round() as i64,
                float: row.total_float,
                cancelled: row.task.status == crate::engine::model::TaskStatus::Cancelled,
                owner: owner.unwrap_or_default(),
                predecessors,
            })
        })
    });
    // A row that is going away is still drawn once.
    let get = move |f: &dyn Fn(&Shown) -> String| shown.with(|shown| shown.as_ref().map(f)).unwrap_or_default();
    let is = move |f: &dyn Fn(&Shown) -> bool| shown.with(|shown| shown.as_ref().is_some_and(f));
    let is_folded = move || grid.folded.with(|folded| folded.contains(&id));
    let toggle = move || {
        grid.folded.update(|folded| {
            if !folded.remove(&id) {
                folded.insert(id);
            }
        })
    };
    let editing = memo(move |_| grid.editing.get().filter(|(task, _)| *task == id).map(|(_, cell)| cell));
    let first = move || grid.focus.get().is_none() && is(&|row| row.line == 0);
    let today = move || session.today.get();
    let days = move |minutes: i64, per_day: i64| w.in_days(w.number(minutes as f64 / per_day.max(1) as f64, 1));
    let spoken = move || {
        shown.with(|row| {
            row.as_ref().map(|row| {
                let (from, to) = row.days;
                let mut text = w.row_spoken(w.day(from, today()), &row.name, row.percent, w.day(to, today()));
                if row.critical {
                    text += w.row_spoken_critical();
                }
                if row.late > 0 {
                    text += &w.row_spoken_late(row.late);
                }
                text
            })
        })
    };
    view! {
        <div
            {..custom_attribute("aria-level", move || get(&|row| (row.depth + 1).to_string()))}
            class="names row"
            class:sum=bound(move || is(&|row| row.summary))
            class:sel=bound(move || grid.selected.get() == Some(id))
            class:source=bound(move || grid.linking.get() == Some(id))
            class:cancelled=bound(move || is(&|row| row.cancelled))
            role="row"
            data-testid="gantt-row"
            data-task-id=id.to_string()
            data-row=id.to_string()
            aria-label=spoken
            aria-rowindex=bound(move || get(&|row| (row.line + 2).to_string()))
            aria-expanded=bound(move || is(&|row| row.summary).then(|| if is_folded() { "false" } else { "true" }))
            aria-selected=bound(move || if grid.selected.get() == Some(id) { "true" } else { "false" })
            tabindex=bound(move || if grid.focus.get() == Some(id) || first() { "0" } else { "-1" })
            style:top=bound(move || get(&|row| format!("{}px", row.line as f64 * grid.size.height)))
            on:focus=handler(move |_| grid.focus.set(Some(id)))
            on:click=handler(move |_| match grid.linking.get_untracked() {
                Some(from) => {
                    grid.linking.set(None);
                    grid.do_now(Act::Link { from, to: id });
                }
                None => {
                    grid.focus.set(Some(id));
                    grid.do_now(Act::Open(id));
                }
            })
        >
            <span class="wbs" role="gridcell">{reactive(move || get(&|row| row.wbs.clone()))}</span>
            <span
                class="name"
                role="gridcell"
                style:padding-left=bound(move || get(&|row| format!("{}px", 8 + row.depth * 16)))
                on:dblclick=handler(move |_| grid.editing.set(Some((id, Cell::Name))))
            >
                {reactive(move || match is(&|row| row.summary) {
                    true => view! {
                        <button
                            class="fold"
                            tabindex="-1"
                            aria-label=bound(move || if is_folded() { w.unfold() } else { w.fold() })
                            on:click=handler(move |event: leptos::ev::MouseEvent| {
                                event.stop_propagation();
                                toggle();
                            })
                        >
                            {reactive(move || if is_folded() { "▸" } else { "▾" })}
                        </button>
                    }.into_any(),
                    false => ().into_any(),
                })}
                {reactive(move || match editing.get() {
                    Some(Cell::Name) => view! { <Edit grid id cell=Cell::Name text=get(&|row| row.name.clone()) label=w.col_task() /> }.into_any(),
                    _ => view! { <span class="t" title=get(&|row| row.name.clone())>{get(&|row| row.name.clone())}</span> }.into_any(),
                })}
            </span>
            <span class="who-cell" role="gridcell">
                {reactive(move || {
                    let owner = get(&|row| row.owner.clone());
                    (!owner.is_empty()).then(|| {
                        let mark: String = owner.chars().take(1).collect();
                        let full = owner.clone();
                        view! {
                            <span class="who" title=full aria-hidden="true">{mark}</span>
                            <span class=if grid.chart { "visually-hidden" } else { "owner" }>{owner}</span>
                        }
                    })
                })}
            </span>
            <span class="num dim" role="gridcell" on:dblclick=handler(move |_| grid.editing.set(Some((id, Cell::Duration))))>
                {reactive(move || match editing.get() {
                    Some(Cell::Duration) => {
                        let text = get(&|row| row.duration.clone());
                        view! { <Edit grid id cell=Cell::Duration text label=w.col_duration() /> }.into_any()
                    }
                    _ => get(&|row| if row.milestone { "◆".into() } else { row.duration.clone() }).into_any(),
                })}
            </span>
            <span class="num dim" role="gridcell">{reactive(move || get(&|row| w.day_short(row.days.0, today())))}</span>
            <span class="num" class:dim=bound(move || is(&|row| row.late == 0)) class:late=bound(move || is(&|row| row.late > 0)) role="gridcell">
                {reactive(move || get(&|row| w.day_short(row.days.1, today())))}
            </span>
            {(!grid.chart).then(|| view! {
                <span class="num dim" role="gridcell">{reactive(move || get(&|row| w.percent(row.percent as f64)))}</span>
                <span class="num dim" role="gridcell">{reactive(move || get(&|row| if row.summary { String::new() } else { days(row.float, row.per_day) }))}</span>
                <span class="pred dim" role="gridcell">{reactive(move || get(&|row| row.predecessors.clone()))}</span>
            })}
        </div>
    }
}

/// The field in a cell. Enter keeps what is typed (of a name, and goes on with a new row), Tab indents, Escape brings back.
#[component]
fn Edit(grid: Grid, id: Id, cell: Cell, text: String, label: &'static str) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    let before = text.clone();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let keep = move |input: &HtmlInputElement, before: &str| {
        let typed = input.value();
        if typed.trim() != before.trim() {
            grid.do_now(match cell {
                Cell::Name => Act::Rename { task: id, name: typed },
                Cell::Duration => Act::Duration { task: id, text: typed },
            });
        }
    };
    let close = move || {
        grid.editing.update(|editing| {
            if *editing == Some((id, cell)) {
                *editing = None;
            }
        });
    };
    let left = before.clone();
    let unnamed = words().new_task_name();
    view! {
        <input
            class="cell-edit"
            type="text"
            autocomplete="off"
            aria-label=label
            data-testid="cell-edit"
            node_ref=field
            value=text
            on:click=|event| event.stop_propagation()
            on:blur=handler(move |event: leptos::ev::FocusEvent| {
                if grid.editing.get_untracked() == Some((id, cell)) {
                    keep(&event_target(&event), &left);
                    close();
                }
            })
            on:keydown=handler(move |event: KeyboardEvent| {
                if keys::composing(&event) {
                    return;
                }
                let input: HtmlInputElement = event_target(&event);
                match event.key().as_str() {
                    "Enter" => {
                        close();
                        keep(&input, &before);
                        if cell == Cell::Name {
                            grid.do_now(Act::AddBelow(Some(id)));
                        } else {
                            files::focus_soon(format!("[data-row=\"{id}\"]"));
                        }
                    }
                    "Tab" if cell == Cell::Name => {
                        keep(&input, &before);
                        grid.do_now(if event.shift_key() { Act::Outdent(id) } else { Act::Indent(id) });
                    }
                    "Escape" => {
                        close();
                        let fresh = cell == Cell::Name && before == unnamed;
                        let above = grid.line(id).and_then(|line| grid.task_at(line.wrapping_sub(1)));
                        if fresh {
                            grid.do_now(Act::Discard(id));
                        }
                        let rest = above.filter(|_| fresh).unwrap_or(id);
                        grid.focus.set(Some(rest));
                        files::focus_soon(format!("[data-row=\"{rest}\"]"));
                    }
                    _ => return,
                }
                event.prevent_default();
                event.stop_propagation();
            })
        />
    }
}
