//! A row at the left and its cells, which are edited in place; and the head of a group.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use web_sys::{HtmlInputElement, MouseEvent};

use super::drag::Grip;
use super::{Act, Grid, Spot, paint, within};
use crate::app::browser::keys;
use crate::app::session::{Session, session, words};
use crate::engine::edit::cells::status_text;
use crate::engine::model::{Date, Id, LinkKind};
use crate::engine::scene::columns::{Column, Reader, cell};
use crate::engine::scene::lines::{GroupName, Line};
use crate::engine::words::write_cells;

/// What a row shows; it is drawn anew only where this differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    pub line: usize,
    pub name: String,
    pub depth: u32,
    pub summary: bool,
    pub days: (Date, Date),
    pub late: i64,
    pub critical: bool,
    pub percent: i64,
    pub cancelled: bool,
    pub cells: Vec<String>,
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

/// All that decides how a row looks. One effect draws the whole row by hand: an attribute that follows signals of its own,
/// ten a cell, would be made anew for each row that scrolls into view.
#[derive(Clone, PartialEq)]
pub(super) struct State {
    pub shown: Shown,
    pub columns: Vec<(Column, u32)>,
    pub chosen: bool,
    /// What of it Tab leads to.
    pub tab: Option<Spot>,
    /// The cell that is being typed in.
    pub editing: Option<usize>,
    /// A link begins here.
    pub source: bool,
    pub folded: bool,
    /// Where a dragged row would come to.
    pub side: Option<&'static str>,
}

/// What of a row an event is about.
fn spot_of(event: &web_sys::Event) -> Spot {
    let cell = within(event, "[data-cell]").and_then(|cell| cell.get_attribute("data-cell"));
    match cell.as_deref() {
        None => Spot::Row,
        Some("bar") => Spot::Bar,
        Some(at) => at.parse().map_or(Spot::Row, Spot::Cell),
    }
}

fn shown(grid: Grid, session: Session, id: Id) -> Option<Shown> {
    let (w, today) = (session.words(), session.today.get());
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
}

fn state(grid: Grid, id: Id, shown: Shown) -> State {
    let columns = grid.columns.get();
    let editing = grid.editing.with(|editing| {
        let (_, column) = editing.as_ref().filter(|(task, _)| *task == id)?;
        columns.iter().position(|(known, _)| known == column)
    });
    let focus = grid.focus.get();
    let tab = match focus {
        Some(focus) if focus == id => Some(grid.spot.get()),
        None if shown.line == 0 => Some(Spot::Row),
        _ => None,
    };
    State {
        chosen: grid.chosen.with(|chosen| chosen.contains(&id)) || grid.selected.get() == Some(id),
        tab,
        editing,
        source: grid.linking.get() == Some(id),
        folded: shown.summary && grid.folded.with(|folded| folded.contains(&id)),
        side: grid.drop.with(|drop| drop.as_ref().filter(|(_, (row, _))| *row == id).map(|(_, (_, side))| *side)),
        columns,
        shown,
    }
}

#[component]
pub fn Row(grid: Grid, id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = memo(move |_| shown(grid, session, id));
    let state = memo(move |_| shown.with(|shown| shown.as_ref().map(|shown| state(grid, id, shown.clone()))));
    let (row, cells) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    Effect::new(move |old: Option<Option<State>>| {
        let now = state.get();
        if let (Some(row), Some(cells), Some(now)) = (row.get(), cells.get(), &now) {
            paint::row(&row, &cells, old.flatten().as_ref(), now, grid);
        }
        now
    });
    let edit = memo(move |_| {
        state.with(|state| state.as_ref().and_then(|state| state.editing.map(|at| (at, state.columns[at].0.clone()))))
    });
    let top =
        move || shown.with(|shown| format!("{}px", shown.as_ref().map_or(0, |row| row.line) as f64 * grid.size.get().height));
    let click = move |event: MouseEvent| {
        if within(&event, ".fold").is_some() {
            return grid.folded.update(|folded| {
                if !folded.remove(&id) {
                    folded.insert(id);
                }
            });
        }
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
    let focus = move |event: leptos::ev::FocusEvent| {
        let spot = spot_of(&event);
        // The field in a cell has the focus for itself.
        if !keys::is_field(&event) {
            grid.focus.set(Some(id));
            grid.spot.set(spot);
        }
    };
    let press = move |event: leptos::ev::PointerEvent| {
        let still = grid.editing.with_untracked(Option::is_none) && grid.look.with_untracked(|look| look.sort.is_empty());
        if event.pointer_type() == "mouse" && still && within(&event, ".fold").is_none() {
            grid.start_drag(&event, id, Grip::Row, (0.0, 0.0));
        }
    };
    let enter = move |event: leptos::ev::PointerEvent| {
        if event.pointer_type() == "mouse" && grid.drag.with_untracked(Option::is_none) {
            grid.hover.set(None);
        }
    };
    let open = move |event: MouseEvent| {
        let Spot::Cell(at) = spot_of(&event) else { return };
        let column = grid.columns.with_untracked(|columns| columns.get(at).map(|(column, _)| column.clone()));
        if let Some(column) = column.filter(Column::editable) {
            grid.editing.set(Some((id, column)));
        }
    };
    view! {
        <div
            class="names row"
            role="row"
            data-testid="gantt-row"
            data-task-id=id.to_string()
            data-row=id.to_string()
            node_ref=row
            style:top=bound(top)
            on:focusin=handler(focus)
            on:pointerdown=handler(press)
            on:pointerenter=handler(enter)
            on:click=handler(click)
            on:dblclick=handler(open)
        >
            <div class="cells" role="none" node_ref=cells></div>
            {reactive(move || edit.get().map(|(at, column)| {
                let text = shown.with_untracked(|row| row.as_ref().and_then(|row| row.cells.get(at).cloned())).unwrap_or_default();
                let (key, label) = (column.key().to_string(), column.title(w));
                view! {
                    <span class="cell" role="gridcell" data-column-key=key style:grid-area=format!("1 / {}", at + 1)>
                        <Edit grid id column text label />
                    </span>
                }
            }))}
        </div>
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
