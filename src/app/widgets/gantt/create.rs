//! A new task that is drawn by the keyboard: where it begins and ends, before it is there.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{Act, Grid, keyboard};
use crate::engine::model::{Date, Id};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// The task below which it comes.
    pub below: Id,
    pub from: Date,
    /// Included.
    pub to: Date,
}

/// Begins one behind a task, as long as an arrow key moves a bar.
pub fn begin(grid: Grid, task: Id) {
    let unit = grid.scale.get_untracked().zoom.unit();
    let from = grid.plan.with_untracked(|plan| {
        let finish = plan.row(task)?.days().1;
        Some(plan.calendar.next_start(finish.plus(1).midnight()).date())
    });
    if let Some(from) = from {
        show(grid, Sketch { below: task, from, to: from.plus(unit - 1) });
    }
}

/// Draws it, brings it into view and says where it stands.
fn show(grid: Grid, sketch: Sketch) {
    let (w, today) = (grid.session.words(), grid.session.today.get_untracked());
    grid.sketch.set(Some(sketch));
    let scale = grid.scale.get_untracked();
    grid.show(scale.x_of_day(sketch.from));
    let dates = w.moved_spoken(w.day(sketch.from, today), w.new_task_name(), w.day(sketch.to, today));
    grid.session.say(format!("{dates}. {}", w.sketch_hint()));
}

/// Arrows move it by the unit of the zoom, with Alt by a day; with Shift they move its end; up and down lead to another row.
/// Enter makes the task, Escape leaves it. True where the key was for it.
pub fn on_key(event: &KeyboardEvent, grid: Grid) -> bool {
    let Some(sketch) = grid.sketch.get_untracked() else { return false };
    let unit = if event.alt_key() { 1 } else { grid.scale.get_untracked().zoom.unit() };
    let by = |days: i64| {
        let Sketch { below, from, to } = sketch;
        show(
            grid,
            match event.shift_key() {
                true => Sketch { below, from, to: to.plus(days).max(from) },
                false => Sketch { below, from: from.plus(days), to: to.plus(days) },
            },
        );
    };
    match event.key().as_str() {
        "ArrowRight" => by(unit),
        "ArrowLeft" => by(-unit),
        key @ ("ArrowDown" | "ArrowUp") => {
            let (line, down) = (grid.line(sketch.below).unwrap_or(0), key == "ArrowDown");
            let next = if down { line + 1 } else { line.saturating_sub(1) };
            if let Some(below) = keyboard::seek(grid, next, down) {
                grid.focus_on(below, grid.spot.get_untracked());
                show(grid, Sketch { below, ..sketch });
            }
        }
        "Enter" => {
            grid.sketch.set(None);
            grid.do_now(Act::Create { below: Some(sketch.below), from: sketch.from, to: sketch.to });
        }
        "Escape" | "Tab" => {
            grid.sketch.set(None);
            return event.key() == "Escape";
        }
        // Shift and Alt themselves, and what would do something else to the row.
        _ => {}
    }
    true
}
