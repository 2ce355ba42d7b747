//! Draws a line at the left into its elements: what differs from before, and nothing else. The elements stay, so that the
//! focus stays with them.

use crate::app::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::row::{Drawn, State, What};
use super::{Grid, Spot};
use crate::engine::scene::columns::Column;
use crate::engine::words::Words;

/// Attributes; none is taken away.
type Attributes<const N: usize> = [(&'static str, Option<String>); N];

/// A line without anything in it.
pub fn row() -> Option<Element> {
    let row = document().create_element("div").ok()?;
    row.set_attribute("role", "row").ok()?;
    Some(row)
}

/// Brings a line from what it shows to what it is to show.
pub fn line(row: &Element, old: Option<&Drawn>, now: &Drawn, grid: Grid) {
    let w = grid.session.words();
    let today = grid.session.today.get_untracked();
    let attributes = |drawn: &Drawn| match &drawn.what {
        What::Task(state) => of_row(state, drawn.line, w, today),
        What::Group { .. } => of_group(drawn.line),
    };
    set(row, old.map(attributes), attributes(now));
    let top = |drawn: &Drawn| drawn.line as f64 * drawn.height;
    if let Some(row) = row.dyn_ref::<HtmlElement>().filter(|_| old.map(top) != Some(top(now))) {
        let _ = row.style().set_property("top", &format!("{}px", top(now)));
    }
    match (old.map(|old| &old.what), &now.what) {
        (Some(What::Task(old)), What::Task(now)) => cells(row, Some(old), now, w, grid.chart),
        (_, What::Task(now)) => {
            row.set_text_content(None);
            add(row, "div", [("class", Some("cells".into())), ("role", Some("none".into()))]);
            cells(row, None, now, w, grid.chart);
        }
        (_, What::Group { name, count }) => {
            row.set_text_content(None);
            let attributes = [("class", Some("group-name".into())), ("role", Some("gridcell".into()))];
            let Some(cell) = add(row, "span", attributes) else { return };
            for (tag, class, text) in [("b", "", name.clone()), ("span", "dim", format!(" {count}"))] {
                if let Some(part) = add(&cell, tag, [("class", Some(class.into()))]) {
                    part.set_text_content(Some(&text));
                }
            }
        }
    }
}

fn cells(row: &Element, old: Option<&State>, now: &State, w: Words, chart: bool) {
    let Some(cells) = row.first_element_child() else { return };
    let same = old.filter(|old| old.columns == now.columns);
    if same.is_none() {
        cells.set_text_content(None);
        for at in 0..now.columns.len() + usize::from(chart) {
            let key = if at < now.columns.len() { at.to_string() } else { "bar".into() };
            add(&cells, "span", [("role", Some("gridcell".into())), ("data-cell", Some(key))]);
        }
    }
    let mut child = cells.first_element_child();
    for at in 0..now.columns.len() {
        let Some(cell) = child else { return };
        set(&cell, same.map(|old| of_cell(old, at)), of_cell(now, at));
        fill(&cell, same.map(|old| content(old, at)), content(now, at), w);
        child = cell.next_element_sibling();
    }
    if let Some(bar) = child.filter(|_| chart) {
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

fn of_row(state: &State, line: usize, w: Words, today: crate::engine::model::Date) -> Attributes<10> {
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
        ("aria-rowindex", Some((line + 2).to_string())),
        ("aria-expanded", row.summary.then(|| yes_or_no(!state.folded))),
        ("aria-selected", Some(yes_or_no(state.chosen))),
        ("tabindex", tab(state, Spot::Row)),
        ("data-testid", Some("gantt-row".into())),
        ("data-task-id", Some(row.id.to_string())),
        ("data-row", Some(row.id.to_string())),
    ]
}

fn of_group(line: usize) -> Attributes<10> {
    [
        ("class", Some("names row group".into())),
        ("aria-level", None),
        ("aria-label", None),
        ("aria-rowindex", Some((line + 2).to_string())),
        ("aria-expanded", None),
        ("aria-selected", None),
        ("tabindex", None),
        ("data-testid", Some("gantt-group".into())),
        ("data-task-id", None),
        ("data-row", None),
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

fn fill(cell: &Element, old: Option<Content>, content: Content, w: Words) {
    if old.as_ref() == Some(&content) {
        return;
    }
    let plain = |content: &Content| !content.owner && content.fold.is_none();
    if let Some(text) = cell.last_element_child().filter(|_| plain(&content) && old.as_ref().is_some_and(plain)) {
        // Another text in the same place.
        indent(cell, &content);
        let _ = text.set_attribute("title", content.text);
        return text.set_text_content(Some(content.text));
    }
    cell.set_text_content(None);
    indent(cell, &content);
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

fn indent(cell: &Element, content: &Content) {
    if let Some((indent, cell)) = content.indent.zip(cell.dyn_ref::<HtmlElement>()) {
        let _ = cell.style().set_property("padding-left", &format!("{indent}px"));
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
