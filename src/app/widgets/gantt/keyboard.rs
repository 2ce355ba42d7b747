//! Keys of the treegrid: a row, a cell of it or its bar has the focus, and the arrows do what suits that.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::{Act, Grid, Spot, create, elsewhere, within};
use crate::app::browser::keys;
use crate::engine::model::{Id, LinkKind};
use crate::engine::scene::columns::Column;

pub fn on_key(event: KeyboardEvent, grid: Grid) {
    if elsewhere(&event) {
        return;
    }
    // A button inside (a head, a fold mark) has its own keys.
    let in_head = within(&event, ".heads").is_some();
    if in_head {
        return;
    }
    if matches!(event.key().as_str(), "Delete" | "Backspace")
        && let Some((from, to)) = grid.link.get_untracked()
    {
        grid.link.set(None);
        event.prevent_default();
        return grid.do_now(Act::Unlink { from, to });
    }
    let Some(task) = grid.focus.get_untracked().filter(|task| grid.line(*task).is_some()).or_else(|| first(grid)) else {
        if event.key() == "Enter" {
            event.prevent_default();
            grid.do_now(Act::AddBelow(None));
        }
        return;
    };
    if grid.sketch.get_untracked().is_some() && create::on_key(&event, grid) {
        event.prevent_default();
        event.stop_propagation();
        return;
    }
    let done = if keys::command(&event) { commanded(&event, grid, task) } else { plain(&event, grid, task) };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn first(grid: Grid) -> Option<Id> {
    (0..2).find_map(|line| grid.task_at(line))
}

/// Shows beside its bar why a task has its dates, and says it; or takes that away again.
fn tell(grid: Grid, task: Id) {
    if grid.hover.get_untracked() == Some(task) {
        return grid.hover.set(None);
    }
    grid.show_bar(task);
    grid.hover.set(Some(task));
    grid.session.say(grid.why.run(task));
}

fn last_line(grid: Grid) -> usize {
    grid.lines.with_untracked(|lines| lines.all.len().saturating_sub(1))
}

/// The nearest task from a line on, in a direction, past heads of groups.
pub fn seek(grid: Grid, line: usize, down: bool) -> Option<Id> {
    let last = last_line(grid);
    let mut line = line.min(last);
    loop {
        if let Some(task) = grid.task_at(line) {
            return Some(task);
        }
        line = if down { line + 1 } else { line.checked_sub(1)? };
        if line > last {
            return None;
        }
    }
}

fn commanded(event: &KeyboardEvent, grid: Grid, task: Id) -> bool {
    match event.key().as_str() {
        "a" | "A" => {
            let all = grid.between(0, last_line(grid));
            grid.chosen.set(all.into_iter().collect());
        }
        " " => grid.toggle(task),
        _ => return false,
    }
    true
}

fn plain(event: &KeyboardEvent, grid: Grid, task: Id) -> bool {
    let spot = grid.spot.get_untracked();
    let line = grid.line(task).unwrap_or(0);
    let go = |line: usize, down: bool| {
        if let Some(next) = seek(grid, line, down) {
            grid.focus_on(next, spot);
        }
    };
    let columns = grid.columns.get_untracked();
    let Some(row) = grid.plan.with_untracked(|plan| plan.row(task).cloned()) else { return false };
    let key = event.key();
    let (alt, shift) = (event.alt_key(), event.shift_key());
    let unit = grid.scale.get_untracked().zoom.unit();
    let done = |act: Act| {
        grid.do_now(act);
        if spot == Spot::Bar {
            grid.show_bar(task);
        }
    };
    let moved = |days: i64| done(Act::Move { task, tasks: grid.subject(task), days });
    // A row that changes its place in the document loses the focus there.
    let placed = |act: Act| {
        grid.do_now(act);
        grid.focus_on(task, spot);
    };
    match (spot, key.as_str(), alt, shift) {
        // The bar.
        (Spot::Bar, "ArrowRight", false, false) => moved(unit),
        (Spot::Bar, "ArrowLeft", false, false) => moved(-unit),
        (Spot::Bar, "ArrowRight", false, true) => done(Act::Resize { task, days: unit }),
        (Spot::Bar, "ArrowLeft", false, true) => done(Act::Resize { task, days: -unit }),
        // A cell.
        (Spot::Cell(at), "ArrowRight", false, false) => {
            let next = if at + 1 < columns.len() {
                Spot::Cell(at + 1)
            } else if grid.chart {
                Spot::Bar
            } else {
                spot
            };
            grid.focus_on(task, next);
        }
        (Spot::Cell(at), "ArrowLeft", false, false) => {
            grid.focus_on(task, at.checked_sub(1).map_or(Spot::Row, Spot::Cell));
        }
        (Spot::Cell(at), "Enter" | "F2", ..) => {
            if let Some((column, _)) = columns.get(at).filter(|(column, _)| column.editable()) {
                grid.editing.set(Some((task, column.clone())));
            }
        }
        (Spot::Cell(at), "Delete" | "Backspace", ..) => {
            let clears = |column: &Column| {
                matches!(column, Column::Owner | Column::Cost | Column::Predecessors | Column::Start | Column::Custom(_))
            };
            if let Some((column, _)) = columns.get(at).filter(|(column, _)| clears(column)) {
                grid.do_now(Act::Cell { task, column: column.clone(), text: String::new() });
            }
        }
        (_, "Escape", ..) if grid.hover.get_untracked() == Some(task) => grid.hover.set(None),
        (Spot::Cell(_) | Spot::Bar, "Escape", ..)
            if grid.drag.with_untracked(Option::is_none) && grid.linking.get_untracked().is_none() =>
        {
            grid.focus_on(task, Spot::Row);
        }
        // Whatever is typed on a cell begins what stands in it.
        (Spot::Cell(at), typed, false, _) if typed.chars().count() == 1 && typed != " " => {
            if let Some((column, _)) = columns.get(at).filter(|(column, _)| column.editable()) {
                grid.typed.set_value(Some(typed.to_string()));
                grid.editing.set(Some((task, column.clone())));
            }
        }
        (_, "ArrowDown", true, _) => placed(Act::Shift { task, down: true }),
        (_, "ArrowUp", true, _) => placed(Act::Shift { task, down: false }),
        (_, "ArrowRight", true, true) => placed(Act::Indent(grid.subject(task))),
        (_, "ArrowLeft", true, true) => placed(Act::Outdent(grid.subject(task))),
        (_, "ArrowRight", true, false) => moved(1),
        (_, "ArrowLeft", true, false) => moved(-1),
        (_, "ArrowRight", false, true) => grid.do_now(Act::Resize { task, days: 1 }),
        (_, "ArrowLeft", false, true) => grid.do_now(Act::Resize { task, days: -1 }),
        (_, "ArrowDown" | "ArrowUp", false, true) => {
            let down = key == "ArrowDown";
            let next = seek(grid, if down { line + 1 } else { line.saturating_sub(1) }, down);
            if let Some(next) = next {
                if grid.anchor.get_value().is_none() || grid.chosen.with_untracked(|chosen| chosen.is_empty()) {
                    grid.anchor.set_value(Some(task));
                }
                grid.choose_to(next);
                grid.focus_on(next, spot);
            }
        }
        (_, "ArrowDown", ..) => go(line + 1, true),
        (_, "ArrowUp", ..) => go(line.saturating_sub(1), false),
        (_, "Home", ..) => go(0, true),
        (_, "End", ..) => go(last_line(grid), false),
        (_, "PageDown", ..) => go(line + 15, false),
        (_, "PageUp", ..) => go(line.saturating_sub(15), true),
        (Spot::Row, "ArrowRight", ..) if row.summary && grid.folded.with_untracked(|folded| folded.contains(&task)) => {
            grid.folded.update(|folded| {
                folded.remove(&task);
            });
        }
        (Spot::Row, "ArrowLeft", ..) if row.summary && !grid.folded.with_untracked(|folded| folded.contains(&task)) => {
            grid.folded.update(|folded| {
                folded.insert(task);
            });
        }
        (Spot::Row, "ArrowRight", ..) => grid.focus_on(task, Spot::Cell(0)),
        (Spot::Row, "ArrowLeft", ..) => {
            let parent = row
                .parent
                .and_then(|parent| grid.plan.with_untracked(|plan| plan.rows.get(parent as usize).map(|row| row.task.id)));
            if let Some(parent) = parent.filter(|parent| grid.line(*parent).is_some()) {
                grid.focus_on(parent, Spot::Row);
            }
        }
        (_, "Enter", ..) => match grid.linking.get_untracked() {
            Some(from) => {
                grid.linking.set(None);
                grid.do_now(Act::Link { from, to: task, kind: LinkKind::Fs });
            }
            None => grid.do_now(Act::AddBelow(Some(task))),
        },
        (_, "Escape", ..) if grid.drag.with_untracked(Option::is_some) => grid.cancel_drag(),
        (_, "Escape", ..) if grid.linking.get_untracked().is_some() => grid.linking.set(None),
        (_, "Escape", ..) if !grid.chosen.with_untracked(|chosen| chosen.is_empty()) => {
            grid.chosen.update(|chosen| chosen.clear())
        }
        (_, "F2", ..) => grid.editing.set(Some((task, Column::Name))),
        (_, " ", ..) => grid.do_now(Act::Open(task)),
        (_, "n" | "N", false, _) if grid.chart => create::begin(grid, task),
        (_, "w" | "W", false, _) if grid.chart => tell(grid, task),
        (_, "b" | "B", ..) if grid.chart => grid.focus_on(task, Spot::Bar),
        (_, "Delete", ..) => {
            let tasks = grid.subject(task);
            let next = grid.task_at(line + tasks.len()).or_else(|| grid.task_at(line.wrapping_sub(1)));
            grid.do_now(Act::Delete(tasks));
            if let Some(next) = next {
                grid.focus_on(next, Spot::Row);
            }
        }
        (_, "l" | "L", false, _) => {
            grid.linking.set(Some(task));
            grid.session.say(grid.session.words().linking_hint().to_string());
        }
        (_, "]", ..) => grid.do_now(Act::Progress { task, percent: row.task.progress.get() + 10 }),
        (_, "[", ..) => grid.do_now(Act::Progress { task, percent: row.task.progress.get() - 10 }),
        (_, "+" | "=", ..) => grid.zoom_step(true),
        (_, "-", ..) => grid.zoom_step(false),
        _ => return false,
    }
    true
}
