//! What the grid shows now, for whoever makes a picture of it: asked for when it is needed, never followed.

use crate::app::prelude::*;

use super::{Grid, Line};
use crate::engine::model::Date;

/// Rows that are not folded or filtered away, those in view, and the days in view.
pub struct View {
    pub lines: Vec<u32>,
    pub in_view: Vec<u32>,
    pub span: (Date, Date),
}

type Ask = Box<dyn Fn() -> Option<View>>;

/// The screen gives it as a context; a grid on it fills it.
#[derive(Clone, Copy)]
pub struct Seen(StoredValue<Option<Ask>, LocalStorage>);

impl Default for Seen {
    fn default() -> Seen {
        Seen(StoredValue::new_local(None))
    }
}

impl Seen {
    /// None where no chart is shown.
    pub fn now(self) -> Option<View> {
        self.0.with_value(|ask| ask.as_ref().and_then(|ask| ask()))
    }
}

pub fn keep(grid: Grid) {
    let Some(seen) = use_context::<Seen>().filter(|_| grid.chart) else { return };
    seen.0.set_value(Some(Box::new(move || {
        let lines = grid.lines.try_get_untracked()?.all;
        let ((left, top), (width, height)) = (grid.scroll.try_get_untracked()?, grid.view.try_get_untracked()?);
        let (scale, row) = (grid.scale.try_get_untracked()?, grid.size.try_get_untracked()?.height);
        let names = grid.names.try_get_untracked()?;
        let first = ((top / row).round().max(0.0) as usize).min(lines.len());
        let count = ((height - super::HEAD) / row).floor().max(1.0) as usize;
        let places = |lines: &[Line]| {
            let place = |line: &Line| match line {
                Line::Task(place) => Some(*place),
                Line::Group(_) => None,
            };
            lines.iter().filter_map(place).collect::<Vec<_>>()
        };
        let in_view = places(&lines[first..(first + count).min(lines.len())]);
        let span = (scale.day_at(left), scale.day_at(left + (width - names).max(100.0)));
        Some(View { lines: places(&lines), in_view, span })
    })));
    on_cleanup(move || {
        seen.0.try_update_value(|ask| *ask = None);
    });
}
