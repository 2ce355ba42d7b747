//! Which rows of a long list are in sight: only those are drawn, and the rest is empty space of the same height.

use crate::app::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::browser::files;
use crate::engine::model::Id;

/// From this many rows on only those in sight are drawn.
const FROM: usize = 100;
/// Rows beyond those in sight, above and below together.
const BEYOND: usize = 16;
/// Milliseconds until they are drawn: the first frame has what is in sight and no more.
const REST: u32 = 50;
/// Of what stands above a list, in pixels, at least.
const ABOVE: i32 = 100;
/// Of a row, in pixels, until the page says otherwise.
const ROW: i32 = 32;

#[derive(Clone, Copy)]
pub struct Window {
    pub area: NodeRef<leptos::html::Div>,
    first: RwSignal<usize>,
    /// Of a row, as the page has it.
    height: RwSignal<i32>,
    range: Memo<(usize, usize)>,
    all: Memo<Vec<Id>>,
    row: &'static str,
}

impl Window {
    /// `row` is the selector of a row.
    pub fn over(all: Memo<Vec<Id>>, row: &'static str) -> Window {
        let first = RwSignal::new(0usize);
        let sight = ((files::height() - ABOVE) / ROW + 1).max(10) as usize;
        let drawn = RwSignal::new(sight);
        gloo_timers::callback::Timeout::new(REST, move || {
            let _ = drawn.try_set(sight + BEYOND);
        })
        .forget();
        let range = memo(move |_| {
            let drawn = drawn.get();
            let count = all.with(Vec::len);
            if count <= FROM {
                return (0, count);
            }
            let first = first.get().min(count.saturating_sub(drawn));
            (first, (first + drawn).min(count))
        });
        Window { area: NodeRef::new(), first, height: RwSignal::new(ROW), range, all, row }
    }

    pub fn shown(self) -> Vec<Id> {
        let (from, to) = self.range.get();
        self.all.with(|all| all.get(from..to.min(all.len())).unwrap_or_default().to_vec())
    }

    /// For the area's `scroll`.
    pub fn scrolled(self) {
        let Some(area) = self.area.get_untracked() else { return };
        if let Ok(Some(row)) = area.query_selector(self.row) {
            let now = row.unchecked_into::<HtmlElement>().offset_height().max(1);
            if now != self.height.get_untracked() {
                self.height.set(now);
            }
        }
        // In steps, so that few rows are made anew.
        self.begin((area.scroll_top() / self.height.get_untracked()) as usize);
    }

    /// Draws from a few rows before this one on.
    fn begin(self, row: usize) {
        let start = row.saturating_sub(BEYOND / 4) / 4 * 4;
        if start != self.first.get_untracked() {
            self.first.set(start);
        }
    }

    /// Brings a row into what is drawn.
    pub fn reach(self, row: usize) {
        let (from, until) = self.range.get_untracked();
        if !(from..until).contains(&row) {
            if let Some(area) = self.area.get_untracked() {
                area.set_scroll_top((row as i32 - 5).max(0) * self.height.get_untracked());
            }
            self.begin(row);
        }
    }

    /// The empty space above, or below.
    pub fn space(self, above: bool, columns: usize) -> impl IntoView {
        reactive(move || {
            let (from, to) = self.range.get();
            let rows = if above { from } else { self.all.with(Vec::len).saturating_sub(to) };
            let high = format!("{}px", rows as i32 * self.height.get());
            (rows > 0).then(
                || view! { <tr class="spacer" aria-hidden="true"><td colspan=columns.to_string() style:height=high></td></tr> },
            )
        })
    }
}
