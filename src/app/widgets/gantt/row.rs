//! The rows at the left and their cells, which are edited in place; and the heads of groups.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use std::collections::HashMap;
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement, MouseEvent};

use super::drag::Grip;
use super::pool::Pool;
use super::{Act, Grid, Line, Spot, paint, within};
use crate::app::browser::keys;
use crate::app::session::{Same, Session, words};
use crate::engine::edit::cells::status_text;
use crate::engine::model::{Date, Id, LinkKind};
use crate::engine::plan::Plan;
use crate::engine::scene::columns::{Column, Reader, cell};
use crate::engine::scene::lines::GroupName;
use crate::engine::words::{Words, write_cells};

/// What a row shows of the plan.
#[derive(Debug, PartialEq)]
pub(super) struct Shown {
    pub id: Id,
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

/// All that decides how a line looks: only where it differs is it drawn again.
#[derive(PartialEq)]
pub(super) struct Drawn {
    pub line: usize,
    /// Of a line, in pixels.
    pub height: f64,
    pub what: What,
}

#[derive(PartialEq)]
pub(super) enum What {
    Task(State),
    Group { name: String, count: usize },
}

#[derive(PartialEq)]
pub(super) struct State {
    pub shown: Rc<Shown>,
    pub columns: Rc<Vec<(Column, u32)>>,
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

fn shown(plan: &Plan, place: usize, columns: &[(Column, u32)], flat: bool, reader: Reader) -> Shown {
    let row = &plan.rows[place];
    Shown {
        id: row.task.id,
        name: row.task.name.to_string(),
        depth: if flat { 0 } else { row.depth },
        summary: row.summary,
        days: row.days(),
        late: plan.days_late(place, reader.today),
        critical: row.critical,
        percent: (row.progress * 100.0).round() as i64,
        cancelled: row.task.status == crate::engine::model::TaskStatus::Cancelled,
        cells: columns.iter().map(|(column, _)| cell(plan, place, column, reader, false)).collect(),
    }
}

/// What the texts of rows rest on; while it is the same they are not made again.
type Ground = (Same<Plan>, Rc<Vec<(Column, u32)>>, bool, Date);

/// Which line it is: a task, or the head of a group.
type Key = Result<Id, u32>;

/// The field that is open: which cell, what it is made of, and what takes it away.
struct Open {
    cell: (Id, Column),
    scope: Owner,
    field: Box<dyn FnOnce()>,
}

/// Draws the lines in view whenever something that they show has changed. The one with the focus, and the one that is typed
/// in, stay in the document out of sight too.
pub fn keep(grid: Grid, within: NodeRef<leptos::html::Div>) {
    let session = grid.session;
    let w = session.words();
    let owner = Owner::current().unwrap_or_default();
    let pool = StoredValue::new_local(None::<Pool<Key, Drawn>>);
    let known = StoredValue::new_local((None::<Ground>, HashMap::<Id, Rc<Shown>>::new()));
    let open = StoredValue::new_local(None::<Open>);
    Effect::new(move |_| {
        let Some(within) = within.get() else { return };
        let today = session.today.get();
        let (plan, columns, lines) = (grid.plan.get(), Rc::new(grid.columns.get()), grid.lines.read());
        let (chosen, folded, side) = (grid.chosen.read(), grid.folded.read(), grid.drop.read());
        let height = grid.size.get().height;
        let (selected, focus, spot, source) = (grid.selected.get(), grid.focus.get(), grid.spot.get(), grid.linking.get());
        let editing = grid.editing.get();
        let (from, to) = grid.window.get();
        let ws = session.ws_untracked();
        let member = |id: Id| ws.members.get(id).map(|member| member.name.to_string()).unwrap_or_default();
        let status = |status| status_text(w, status);
        let reader = Reader { words: w, today, member: &member, status: &status };
        let flat = !lines.groups.is_empty();
        let ground: Ground = (plan.clone(), columns.clone(), flat, today);
        let (old, mut texts) = known.try_update_value(std::mem::take).unwrap_or_default();
        if old.as_ref() != Some(&ground) {
            texts.clear();
        }
        let held = {
            let line_of = grid.line_of.read();
            let line_of = |id: Id| plan.place(id).and_then(|place| super::shown(&line_of, place));
            [focus, editing.as_ref().map(|(task, _)| *task)].map(|id| id.and_then(line_of))
        };
        let mut seen: Vec<usize> = (from..to.min(lines.all.len())).chain(held.into_iter().flatten()).collect();
        seen.sort_unstable();
        seen.dedup();
        let mut now = HashMap::with_capacity(seen.len());
        let drawn = seen.into_iter().map(|line| match lines.all[line] {
            Line::Group(group) => {
                let (name, count) = lines
                    .groups
                    .get(group as usize)
                    .map_or_else(Default::default, |group| (group_name(&group.name, &plan, w, member), group.count));
                (Err(group), Rc::new(Drawn { line, height, what: What::Group { name, count } }))
            }
            Line::Task(place) => {
                let id = plan.rows[place as usize].task.id;
                let shown = texts.remove(&id).unwrap_or_else(|| Rc::new(shown(&plan, place as usize, &columns, flat, reader)));
                now.insert(id, shown.clone());
                let state = State {
                    chosen: chosen.contains(&id) || selected == Some(id),
                    tab: match focus {
                        Some(focus) if focus == id => Some(spot),
                        None if line == 0 => Some(Spot::Row),
                        _ => None,
                    },
                    editing: editing
                        .as_ref()
                        .filter(|(task, _)| *task == id)
                        .and_then(|(_, column)| columns.iter().position(|(known, _)| known == column)),
                    source: source == Some(id),
                    folded: shown.summary && folded.contains(&id),
                    side: side.as_ref().filter(|(_, (row, _))| *row == id).map(|(_, (_, side))| *side),
                    columns: columns.clone(),
                    shown,
                };
                (Ok(id), Rc::new(Drawn { line, height, what: What::Task(state) }))
            }
        });
        let drawn: Vec<(Key, Rc<Drawn>)> = drawn.collect();
        // What leaves the document loses the focus, and who hears of that may change what is read here.
        drop((chosen, folded, side, lines));
        let draw = |element: &Element, old: Option<&Drawn>, now: &Drawn| paint::line(element, old, now, grid);
        pool.update_value(|held| {
            let pool = held.get_or_insert_with(|| Pool::new(within.into(), paint::row, true));
            pool.show(drawn, draw);
            open.update_value(|open| {
                let row = editing.as_ref().and_then(|(task, _)| pool.element(&Ok(*task)));
                let cell = editing.as_ref().filter(|_| row.is_some());
                if open.as_ref().map(|open| &open.cell) != cell {
                    if let Some(open) = open.take() {
                        (open.field)();
                        open.scope.cleanup();
                    }
                    if let (Some(row), Some((task, column))) = (row, cell) {
                        let at = columns.iter().position(|(known, _)| known == column).unwrap_or(0);
                        let text = now.get(task).and_then(|shown| shown.cells.get(at).cloned()).unwrap_or_default();
                        *open = Some(typed_in(&owner, row, grid, (*task, column.clone()), at, text));
                    }
                }
            });
        });
        known.set_value((Some(ground), now));
    });
    on_cleanup(move || {
        if let Some(open) = open.try_update_value(Option::take).flatten() {
            open.scope.cleanup();
        }
    });
}

/// Puts the field into its row.
fn typed_in(owner: &Owner, row: &Element, grid: Grid, cell: (Id, Column), at: usize, text: String) -> Open {
    use leptos::tachys::view::{Mountable, Render};
    let scope = owner.child();
    let (id, column) = cell.clone();
    let (key, label) = (column.key().to_string(), column.title(grid.session.words()));
    let mut field = untrack(|| {
        scope.with(|| {
            view! {
                <span class="cell" role="gridcell" data-column-key=key style:grid-area=format!("1 / {}", at + 1)>
                    <Edit grid id column text label />
                </span>
            }
            .into_any()
            .build()
        })
    });
    field.mount(row, None);
    Open { cell, scope, field: Box::new(move || field.unmount()) }
}

fn group_name(name: &GroupName, plan: &Plan, w: Words, member: impl Fn(Id) -> String) -> String {
    match name {
        GroupName::Owner(None) => w.group_nobody().to_string(),
        GroupName::Owner(Some(id)) => member(*id),
        GroupName::Phase(place) => plan.rows.get(*place as usize).map(|row| row.task.name.to_string()).unwrap_or_default(),
        GroupName::Status(status) => status_text(w, *status).to_string(),
    }
}

/// The task of the row that an event is about.
fn task_of(event: &web_sys::Event) -> Option<Id> {
    Id::parse(&within(event, "[data-row]")?.get_attribute("data-row")?)
}

pub fn clicked(grid: Grid, event: &MouseEvent) {
    let Some(id) = task_of(event) else { return };
    if within(event, ".fold").is_some() {
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
        // Where the whole width is the chart's, its bar may be far away.
        if grid.chart && grid.names.get_untracked() == 0.0 {
            grid.show_bar(id);
        }
    }
    grid.focus.set(Some(id));
}

pub fn focused(grid: Grid, event: &web_sys::FocusEvent) {
    // The field in a cell has the focus for itself.
    if let Some(id) = task_of(event).filter(|_| !keys::is_field(event)) {
        grid.focus.set(Some(id));
        grid.spot.set(spot_of(event));
        grid.within.set(true);
    }
}

pub fn pressed(grid: Grid, event: &web_sys::PointerEvent) {
    let still = grid.editing.with_untracked(Option::is_none) && grid.look.with_untracked(|look| look.sort.is_empty());
    if let Some(id) = task_of(event)
        && event.pointer_type() == "mouse"
        && still
        && within(event, ".fold").is_none()
    {
        grid.start_drag(event, id, Grip::Row, (0.0, 0.0));
    }
}

/// A cell that is pressed twice is typed in.
pub fn opened(grid: Grid, event: &MouseEvent) {
    let (Some(id), Spot::Cell(at)) = (task_of(event), spot_of(event)) else { return };
    let column = grid.columns.with_untracked(|columns| columns.get(at).map(|(column, _)| column.clone()));
    if let Some(column) = column.filter(Column::editable) {
        grid.editing.set(Some((id, column)));
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
                        // One that got its name by Tab is kept.
                        let unnamed = |row: &crate::engine::plan::PlanRow| *row.task.name == *unnamed;
                        if fresh && grid.plan.with_untracked(|plan| plan.row(id).is_some_and(unnamed)) {
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
