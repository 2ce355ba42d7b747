//! What the grid shows now, for whoever makes a picture of it: asked for when it is needed, never followed.

use leptos::prelude::*;

use super::Grid;
use crate::engine::model::Date;

/// Rows that are not folded away, those in view, and the days in view.
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

/// Height of the time scale, in pixels.
const HEAD: f64 = 44.0;

pub fn keep(grid: Grid) {
    let Some(seen) = use_context::<Seen>().filter(|_| grid.chart) else { return };
    seen.0.set_value(Some(Box::new(move || {
        let lines = grid.lines.try_get_untracked()?;
        let ((left, top), (width, height)) = (grid.scroll.try_get_untracked()?, grid.view.try_get_untracked()?);
        let scale = grid.scale.try_get_untracked()?;
        let first = ((top / grid.size.height).round().max(0.0) as usize).min(lines.len());
        let count = ((height - HEAD) / grid.size.height).floor().max(1.0) as usize;
        let in_view = lines[first..(first + count).min(lines.len())].to_vec();
        let span = (scale.day_at(left), scale.day_at(left + (width - names_width()).max(100.0)));
        Some(View { lines, in_view, span })
    })));
    on_cleanup(move || {
        seen.0.try_update_value(|ask| *ask = None);
    });
}

/// The names stand over the left part of what scrolls.
fn names_width() -> f64 {
    let names = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(".gantt .names").ok().flatten());
    names.map_or(0.0, |names| names.get_bounding_client_rect().width())
}
