//! A row at the left and its cells, which are edited in place; and the head of a group.

use crate::app::prelude::*;
use leptos::attr::custom::custom_attribute;
use leptos::ev::KeyboardEvent;
use web_sys::{HtmlInputElement, MouseEvent};

use super::drag::Grip;
use super::{Act, Grid, Spot};
use crate::app::browser::keys;
use crate::app::session::{Session, session, words};
use crate::engine::edit::cells::status_text;
use crate::engine::model::{Date, Id, LinkKind};
use crate::engine::scene::columns::{Column, Reader, cell};
use crate::engine::scene::lines::{GroupName, Line};
use crate::engine::words::write_cells;

/// What a row shows; it is drawn anew only where this differs.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    line: usize,
    name: String,
    depth: u32,
    summary: bool,
    days: (Date, Date),
    late: i64,
    critical: bool,
    percent: i64,
    cancelled: bool,
    cells: Vec<String>,
}

/// The texts of cells, for the clipboard.
pub fn copy(grid: Grid, session: Session, tasks: &[Id]) -> String {
    let ws = session.ws_untracked();
    let w = session.words();
    let member = |id: Id| ws.members.get(id).map(|member| member.name.to_string()).unwrap_or_default();
    let status = |status| status_text(w, status);
    let reader = Reader { words: w, today: session.today.get_untracked(), member: &member, status: &status };
    let columns = grid.columns.get_untracked();
    let rows: Vec<Vec<String>> = grid.plan.with_untracked(|plan| {
        let places = tasks.iter().filter_map(|id| plan.place(*id));
        places.map(|at| columns.iter().map(|(column, _)| cell(plan, at, column, reader, true)).collect()).collect()
    });
    write_cells(&rows)
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
            let line = grid.line_at(place)?;
            let ws = session.ws_untracked();
            let member = |id: Id| ws.members.get(id).map(|member| member.name.to_string()).unwrap_or_default();
            let status = |status| status_text(w, status);
            let reader = Reader { words: w, today, member: &member, status: &status };
            let cells =
                grid.columns.with(|columns| columns.iter().map(|(column, _)| cell(plan, place, column, reader, false)).collect());
            Some(Shown {
                line,
                name: row.task.name.to_string(),
                depth: if grid.lines.with(|lines| lines.groups.is_empty()) { row.depth } else { 0 },
                summary: row.summary,
                days: row.days(),
                late: plan.days_late(place, today),
                critical: row.critical,
                percent: (row.progress * 100.0).round() as i64,
                cancelled: row.task.status == crate::engine::model::TaskStatus::Cancelled,
                cells,
            })
        })
    });
    // A row that is going away is still drawn once.
    let get = move |f: &dyn Fn(&Shown) -> String| shown.with(|shown| shown.as_ref().map(f)).unwrap_or_default();
    let is = move |f: &dyn Fn(&Shown) -> bool| shown.with(|shown| shown.as_ref().is_some_and(f));
    let today = move || session.today.get();
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
    let first = move || grid.focus.get().is_none() && is(&|row| row.line == 0);
    let row_focus = move || (grid.focus.get() == Some(id) && grid.spot.get() == Spot::Row) || first();
    let click = move |event: MouseEvent| {
        if let Some(from) = grid.linking.get_untracked() {
            grid.linking.set(None);
            return grid.do_now(Act::Link { from, to: id, kind: LinkKind::Fs });
        }
        if event.shift_key() {
            grid.choose_to(id);
        } else if event.ctrl_key() || event.meta_key() {
            grid.toggle(id);
        } else {
            grid.chosen.update(|chosen| chosen.clear());
            grid.anchor.set_value(Some(id));
            grid.do_now(Act::Open(id));
        }
        grid.focus.set(Some(id));
    };
    let chosen = move || grid.chosen.with(|chosen| chosen.contains(&id)) || grid.selected.get() == Some(id);
    let side = move |side: &'static str| grid.drop.get().is_some_and(|(_, (row, where_))| row == id && where_ == side);
    let cells = move || {
        grid.columns
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, (column, _))| view! { <CellView grid id at column shown /> })
            .collect_view()
    };
    view! {
        <div
            {..custom_attribute("aria-level", move || get(&|row| (row.depth + 1).to_string()))}
            class="names row"
            class:sum=bound(move || is(&|row| row.summary))
            class:sel=chosen
            class:source=bound(move || grid.linking.get() == Some(id))
            class:cancelled=bound(move || is(&|row| row.cancelled))
            class:drop-before=bound(move || side("before"))
            class:drop-after=bound(move || side("after"))
            class:drop-inside=bound(move || side("inside"))
            role="row"
            data-testid="gantt-row"
            data-task-id=id.to_string()
            data-row=id.to_string()
            aria-label=spoken
            aria-rowindex=bound(move || get(&|row| (row.line + 2).to_string()))
            aria-expanded=bound(move || is(&|row| row.summary).then(|| if grid.folded.with(|folded| folded.contains(&id)) { "false" } else { "true" }))
            aria-selected=bound(move || if chosen() { "true" } else { "false" })
            tabindex=bound(move || if row_focus() { "0" } else { "-1" })
            style:top=bound(move || get(&|row| format!("{}px", row.line as f64 * grid.size.get().height)))
            on:focus=handler(move |_| {
                grid.focus.set(Some(id));
                grid.spot.set(Spot::Row);
            })
            on:pointerdown=handler(move |event: leptos::ev::PointerEvent| {
                if event.pointer_type() == "mouse" && grid.editing.with_untracked(Option::is_none) && grid.look.with_untracked(|look| look.sort.is_empty()) {
                    grid.start_drag(&event, id, Grip::Row, (0.0, 0.0));
                }
            })
            on:pointerenter=handler(move |event: leptos::ev::PointerEvent| if event.pointer_type() == "mouse" && grid.drag.with_untracked(Option::is_none) { grid.hover.set(None) })
            on:click=click
        >
            {cells}
            {grid.chart.then(|| view! {
                <span
                    class="visually-hidden"
                    role="gridcell"
                    data-cell="bar"
                    tabindex=bound(move || if grid.focus.get() == Some(id) && grid.spot.get() == Spot::Bar { "0" } else { "-1" })
                    on:focus=handler(move |event: leptos::ev::FocusEvent| {
                        event.stop_propagation();
                        grid.focus.set(Some(id));
                        grid.spot.set(Spot::Bar);
                    })
                >
                    {w.bar_cell()}
                </span>
            })}
        </div>
    }
}

#[component]
fn CellView(grid: Grid, id: Id, at: usize, column: Column, shown: Memo<Option<Shown>>) -> impl IntoView {
    let w = words();
    let text = memo(move |_| shown.with(|row| row.as_ref().and_then(|row| row.cells.get(at).cloned())).unwrap_or_default());
    let name = column == Column::Name;
    let finish = column == Column::Finish;
    let wanted = column.clone();
    let editing =
        memo(move |_| grid.editing.with(|editing| editing.as_ref().is_some_and(|(task, cell)| *task == id && *cell == wanted)));
    let title = column.title(w);
    let summary = memo(move |_| shown.with(|row| row.as_ref().is_some_and(|row| row.summary)));
    let key = column.key();
    let opened = column.clone();
    let late = move || finish && shown.with(|row| row.as_ref().is_some_and(|row| row.late > 0));
    let is_folded = move || grid.folded.with(|folded| folded.contains(&id));
    let owner = column == Column::Owner;
    let (right, readonly) = (column.right(), !column.editable());
    view! {
        <span
            role="gridcell"
            class=format!("cell {}", if name { "name" } else { "" })
            class:num=right
            class:dim=bound(move || !name && !late())
            class:late=late
            data-cell=at.to_string()
            data-column-key=key
            aria-readonly=readonly.then_some("true")
            tabindex=bound(move || if grid.focus.get() == Some(id) && grid.spot.get() == Spot::Cell(at) { "0" } else { "-1" })
            style:padding-left=bound(move || name.then(|| shown.with(|row| format!("{}px", 8 + row.as_ref().map_or(0, |row| row.depth) * 16))))
            on:focus=handler(move |event: leptos::ev::FocusEvent| {
                event.stop_propagation();
                grid.focus.set(Some(id));
                grid.spot.set(Spot::Cell(at));
            })
            on:dblclick=handler(move |_| if opened.editable() { grid.editing.set(Some((id, opened.clone()))) })
        >
            {reactive(move || (name && summary.get()).then(|| view! {
                <button
                    class="fold"
                    tabindex="-1"
                    aria-label=bound(move || if is_folded() { w.unfold() } else { w.fold() })
                    on:pointerdown=|event| event.stop_propagation()
                    on:click=handler(move |event: leptos::ev::MouseEvent| {
                        event.stop_propagation();
                        grid.folded.update(|folded| {
                            if !folded.remove(&id) {
                                folded.insert(id);
                            }
                        });
                    })
                >
                    {reactive(move || if is_folded() { "▸" } else { "▾" })}
                </button>
            }))}
            {reactive(move || match editing.get() {
                true => view! { <Edit grid id column=column.clone() text=text.get_untracked() label=title.clone() /> }.into_any(),
                false if owner => {
                    let full = text.get();
                    let mark: String = full.chars().take(1).collect();
                    // Where there is no room for a name its mark stands for it.
                    let narrow = grid.columns.with(|columns| columns.get(at).is_some_and(|(_, width)| *width < 90));
                    let name = if narrow { "visually-hidden" } else { "t" };
                    (!full.is_empty()).then(|| view! {
                        <span class="who" aria-hidden="true" title=full.clone()>{mark}</span>
                        <span class=name>{full.clone()}</span>
                    }).into_any()
                }
                false => view! { <span class="t" title=text.get()>{text.get()}</span> }.into_any(),
            })}
        </span>
    }
}

/// The field in a cell. Enter keeps what is typed and goes down, of a new task's name it adds the next; Tab goes on to the
/// next cell, of a new task's name it indents; Escape brings back.
#[component]
fn Edit(grid: Grid, id: Id, column: Column, text: String, label: String) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    let unnamed = words().new_task_name();
    let name = column == Column::Name;
    let fresh = name && text == unnamed;
    let before = if text == "◆" { String::new() } else { text };
    let typed = grid.typed.get_value();
    grid.typed.set_value(None);
    let over = typed.is_some();
    let start = typed.unwrap_or_else(|| before.clone());
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            if over {
                let end = field.value().len() as u32;
                let _ = field.set_selection_range(end, end);
            } else {
                field.select();
            }
        }
    });
    let was = StoredValue::new(before);
    let column = StoredValue::new(column);
    let keep = move |input: &HtmlInputElement| {
        let typed = input.value();
        // A field that leaves the page says so once more, when all it had is gone.
        let (Some(was), Some(column)) = (was.try_get_value(), column.try_get_value()) else { return };
        if typed.trim() != was.trim() {
            grid.do_now(Act::Cell { task: id, column, text: typed });
        }
    };
    let mine = move |editing: &Option<(Id, Column)>| {
        let Some((task, cell)) = editing else { return false };
        *task == id && column.try_with_value(|column| column == cell).unwrap_or(false)
    };
    let close = move || {
        if grid.editing.with_untracked(mine) {
            grid.editing.set(None);
        }
    };
    let at = move || {
        grid.columns
            .with_untracked(|columns| {
                columns.iter().position(|(known, _)| column.try_with_value(|column| column == known) == Some(true))
            })
            .unwrap_or(0)
    };
    let neighbour = move |back: bool| {
        let columns = grid.columns.get_untracked();
        let step = |at: usize| if back { at.checked_sub(1) } else { Some(at + 1).filter(|at| *at < columns.len()) };
        let mut next = step(at());
        while let Some(at) = next.filter(|at| !columns[*at].0.editable()) {
            next = step(at);
        }
        if let Some(at) = next {
            return Some((id, columns[at].0.clone()));
        }
        let line = grid.line(id)?;
        let task = grid.task_at(if back { line.checked_sub(1)? } else { line + 1 })?;
        let mut editable = columns.into_iter().map(|(column, _)| column).filter(Column::editable);
        Some((task, if back { editable.next_back()? } else { editable.next()? }))
    };
    view! {
        <input
            class="cell-edit"
            type="text"
            autocomplete="off"
            aria-label=label
            data-testid="cell-edit"
            node_ref=field
            value=start
            on:click=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:pointerdown=|event| event.stop_propagation()
            on:focus=|event| event.stop_propagation()
            on:blur=handler(move |event: leptos::ev::FocusEvent| {
                if grid.editing.with_untracked(mine) {
                    keep(&event_target(&event));
                    close();
                }
            })
            on:keydown=handler(move |event: KeyboardEvent| {
                if keys::composing(&event) {
                    return;
                }
                let input: HtmlInputElement = event_target(&event);
                let renamed = name && (fresh || input.value() == unnamed);
                match event.key().as_str() {
                    "Enter" => {
                        close();
                        keep(&input);
                        if renamed {
                            grid.do_now(Act::AddBelow(Some(id)));
                        } else {
                            let down = grid.line(id).and_then(|line| grid.task_at(line + 1)).unwrap_or(id);
                            grid.focus_on(down, Spot::Cell(at()));
                        }
                    }
                    "Tab" if renamed => {
                        keep(&input);
                        grid.do_now(if event.shift_key() { Act::Outdent(vec![id]) } else { Act::Indent(vec![id]) });
                    }
                    "Tab" => {
                        let next = neighbour(event.shift_key());
                        close();
                        keep(&input);
                        match next {
                            Some((task, column)) => {
                                let spot = grid.columns.with_untracked(|columns| columns.iter().position(|(known, _)| *known == column));
                                grid.focus.set(Some(task));
                                grid.spot.set(Spot::Cell(spot.unwrap_or(0)));
                                grid.editing.set(Some((task, column)));
                            }
                            None => grid.focus_on(id, Spot::Cell(at())),
                        }
                    }
                    "Escape" => {
                        close();
                        let above = grid.line(id).and_then(|line| grid.task_at(line.wrapping_sub(1)));
                        if fresh {
                            grid.do_now(Act::Discard(id));
                            grid.focus_on(above.unwrap_or(id), Spot::Row);
                        } else {
                            let spot = grid.spot.get_untracked();
                            grid.focus_on(id, if matches!(spot, Spot::Cell(_)) { spot } else { Spot::Row });
                        }
                    }
                    _ => {
                        event.stop_propagation();
                        return;
                    }
                }
                event.prevent_default();
                event.stop_propagation();
            })
        />
    }
}

/// The head of a group of tasks.
#[component]
pub fn GroupRow(grid: Grid, group: u32) -> impl IntoView {
    let session = session();
    let w = words();
    let line = move || grid.lines.with(|lines| lines.all.iter().position(|line| *line == Line::Group(group))).unwrap_or(0);
    let name = move || {
        grid.lines.with(|lines| {
            let group = lines.groups.get(group as usize)?;
            let name = match &group.name {
                GroupName::Owner(None) => w.group_nobody().to_string(),
                GroupName::Owner(Some(id)) => {
                    session.ws_untracked().members.get(*id).map(|member| member.name.to_string()).unwrap_or_default()
                }
                GroupName::Phase(place) => {
                    grid.plan.with(|plan| plan.rows.get(*place as usize).map(|row| row.task.name.to_string())).unwrap_or_default()
                }
                GroupName::Status(status) => status_text(w, *status).to_string(),
            };
            Some((name, group.count))
        })
    };
    view! {
        <div
            class="names row group"
            role="row"
            data-testid="gantt-group"
            aria-rowindex=bound(move || (line() + 2).to_string())
            style:top=bound(move || format!("{}px", line() as f64 * grid.size.get().height))
        >
            <span class="group-name" role="gridcell">
                {reactive(move || name().map(|(name, count)| view! { <b>{name}</b> " " <span class="dim">{count}</span> }))}
            </span>
        </div>
    }
}
