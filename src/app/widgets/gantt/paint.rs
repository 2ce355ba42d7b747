//! Draws a row at the left into its elements: what differs from before, and nothing else. The elements stay, so that the
//! focus stays with them.

use crate::app::prelude::*;
use web_sys::{Element, HtmlElement};

use super::row::State;
use super::{Grid, Spot};
use crate::engine::scene::columns::Column;
use crate::engine::words::Words;

/// Attributes; none is taken away.
type Attributes<const N: usize> = [(&'static str, Option<String>); N];

pub fn row(row: &HtmlElement, cells: &HtmlElement, old: Option<&State>, now: &State, grid: Grid) {
    let w = grid.session.words();
    let today = grid.session.today.get_untracked();
    set(row, old.map(|old| of_row(old, w, today)), of_row(now, w, today));
    let same = old.filter(|old| old.columns == now.columns);
    if same.is_none() {
        cells.set_text_content(None);
        for at in 0..now.columns.len() + usize::from(grid.chart) {
            let key = if at < now.columns.len() { at.to_string() } else { "bar".into() };
            add(cells, "span", [("role", Some("gridcell".into())), ("data-cell", Some(key))]);
        }
    }
    let children = cells.children();
    let child = |at: usize| children.item(at as u32);
    for at in 0..now.columns.len() {
        let Some(cell) = child(at) else { continue };
        set(&cell, same.map(|old| of_cell(old, at)), of_cell(now, at));
        if same.map(|old| content(old, at)) != Some(content(now, at)) {
            fill(&cell, content(now, at), w);
        }
    }
    if let Some(bar) = child(now.columns.len()).filter(|_| grid.chart) {
        if same.is_none() {
            bar.set_text_content(Some(w.bar_cell()));
        }
        let attributes = |state: &State| [("class", Some("visually-hidden".into())), ("tabindex", tab(state, Spot::Bar))];
        set(&bar, same.map(attributes), attributes(now));
    }
}

fn tab(state: &State, spot: Spot) -> Option<String> {
    Some(if state.tab == Some(spot) { "0" } else { "-1" }.into())
}

fn yes_or_no(yes: bool) -> String {
    if yes { "true" } else { "false" }.into()
}

fn classes<const N: usize>(classes: [(&'static str, bool); N]) -> Option<String> {
    let held: Vec<&str> = classes.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect();
    Some(held.join(" "))
}

fn of_row(state: &State, w: Words, today: crate::engine::model::Date) -> Attributes<7> {
    let row = &state.shown;
    let (from, to) = row.days;
    let mut spoken = w.row_spoken(w.day(from, today), &row.name, row.percent, w.day(to, today));
    if row.critical {
        spoken += w.row_spoken_critical();
    }
    if row.late > 0 {
        spoken += &w.row_spoken_late(row.late);
    }
    let class = classes([
        ("names row", true),
        ("sum", row.summary),
        ("sel", state.chosen),
        ("source", state.source),
        ("cancelled", row.cancelled),
        ("drop-before", state.side == Some("before")),
        ("drop-after", state.side == Some("after")),
        ("drop-inside", state.side == Some("inside")),
    ]);
    [
        ("class", class),
        ("aria-level", Some((row.depth + 1).to_string())),
        ("aria-label", Some(spoken)),
        ("aria-rowindex", Some((row.line + 2).to_string())),
        ("aria-expanded", row.summary.then(|| yes_or_no(!state.folded))),
        ("aria-selected", Some(yes_or_no(state.chosen))),
        ("tabindex", tab(state, Spot::Row)),
    ]
}

fn of_cell(state: &State, at: usize) -> Attributes<5> {
    let (row, column) = (&state.shown, &state.columns[at].0);
    let name = *column == Column::Name;
    let late = *column == Column::Finish && row.late > 0;
    [
        ("class", classes([("cell", true), ("name", name), ("num", column.right()), ("dim", !name && !late), ("late", late)])),
        ("data-column-key", Some(column.key().to_string())),
        ("aria-readonly", (!column.editable()).then(|| "true".into())),
        ("tabindex", tab(state, Spot::Cell(at))),
        // The field that is typed in stands in its place.
        ("hidden", (state.editing == Some(at)).then(String::new)),
    ]
}

/// What stands in a cell.
#[derive(PartialEq)]
struct Content<'a> {
    text: &'a str,
    indent: Option<u32>,
    /// Whether its rows are folded away, where it has some.
    fold: Option<bool>,
    owner: bool,
    /// No room for a name: its mark stands for it.
    narrow: bool,
}

fn content(state: &State, at: usize) -> Content<'_> {
    let (column, width) = &state.columns[at];
    let name = *column == Column::Name;
    Content {
        text: state.shown.cells.get(at).map_or("", String::as_str),
        indent: name.then_some(8 + state.shown.depth * 16),
        fold: (name && state.shown.summary).then_some(state.folded),
        owner: *column == Column::Owner,
        narrow: *width < 90,
    }
}

fn fill(cell: &Element, content: Content, w: Words) {
    cell.set_text_content(None);
    if let Some((indent, cell)) = content.indent.zip(wasm_bindgen::JsCast::dyn_ref::<HtmlElement>(cell)) {
        let _ = cell.style().set_property("padding-left", &format!("{indent}px"));
    }
    if let Some(folded) = content.fold {
        let (label, sign) = if folded { (w.unfold(), "▸") } else { (w.fold(), "▾") };
        let attributes =
            [("class", "fold"), ("tabindex", "-1"), ("aria-label", label)].map(|(name, value)| (name, Some(value.into())));
        if let Some(button) = add(cell, "button", attributes) {
            button.set_text_content(Some(sign));
        }
    }
    let title = || ("title", Some(content.text.to_string()));
    if content.owner
        && let Some(first) = content.text.chars().next()
        && let Some(mark) = add(cell, "span", [("class", Some("who".into())), ("aria-hidden", Some("true".into())), title()])
    {
        mark.set_text_content(Some(first.encode_utf8(&mut [0; 4])));
    }
    let class = if content.owner && content.narrow { "visually-hidden" } else { "t" };
    if let Some(text) = add(cell, "span", [("class", Some(class.into())), title()]) {
        text.set_text_content(Some(content.text));
    }
}

fn add<const N: usize>(parent: &Element, tag: &str, attributes: Attributes<N>) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    set(&element, None, attributes);
    parent.append_child(&element).ok()?;
    Some(element)
}

/// Sets what differs. The attributes are the same ones in the same order each time.
fn set<const N: usize>(element: &Element, old: Option<Attributes<N>>, now: Attributes<N>) {
    for (at, (name, value)) in now.into_iter().enumerate() {
        let before = old.as_ref().map(|old| &old[at].1);
        if before == Some(&value) || before.is_none() && value.is_none() {
            continue;
        }
        // On an element there is nothing that could fail.
        let _ = match value {
            Some(value) => element.set_attribute(name, &value),
            None => element.remove_attribute(name),
        };
    }
}
