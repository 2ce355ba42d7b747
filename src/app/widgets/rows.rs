//! Rows of a long list, or cards of a board, drawn by hand: one effect draws all that are in sight. An element is copied from
//! one that was made once, keeps its record while that stays in sight and then serves another, so that a key in a search or a
//! turn of the wheel changes texts and makes next to nothing anew. What happens on a row is heard where the list hears it.

use crate::app::prelude::*;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::app::browser::files;
use crate::engine::model::Id;

type Paint<T> = Box<dyn Fn(&Element, Option<&T>, &T)>;

/// How a kind of row is drawn.
pub struct Draw<T> {
    /// Makes the element that is copied.
    pub model: fn() -> Option<Element>,
    /// Names the attribute that carries the id.
    pub named: &'static str,
    /// Draws a row that showed something else before, or nothing.
    pub paint: Paint<T>,
}

struct Row<T> {
    id: Id,
    element: Element,
    shows: T,
}

/// What is drawn into `inside` follows what `shown` gives: each record with all that decides how it looks.
pub fn rows<T: PartialEq + 'static>(
    inside: impl Fn() -> Option<Element> + 'static,
    shown: impl Fn() -> Vec<(Id, T)> + 'static,
    draw: Draw<T>,
) {
    let model = (draw.model)();
    Effect::new(move |before: Option<Vec<Row<T>>>| {
        let now = shown();
        let (Some(inside), Some(model)) = (inside(), &model) else { return before.unwrap_or_default() };
        if before.is_none() {
            // The browser's element may have served a list before.
            inside.set_text_content(None);
        }
        redraw(&inside, before.unwrap_or_default(), now, &draw, model)
    });
}

/// An element with its attributes and what is in it.
pub fn element<const N: usize>(tag: &str, attributes: &[(&str, &str)], inside: [Option<Element>; N]) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    for part in inside.into_iter().flatten() {
        element.append_child(&part).ok()?;
    }
    Some(element)
}

fn copy(model: &Element) -> Option<Element> {
    model.clone_node_with_deep(true).ok()?.dyn_into().ok()
}

fn redraw<T: PartialEq>(
    inside: &Element,
    before: Vec<Row<T>>,
    now: Vec<(Id, T)>,
    draw: &Draw<T>,
    model: &Element,
) -> Vec<Row<T>> {
    let stays: std::collections::BTreeSet<Id> = now.iter().map(|(id, _)| *id).collect();
    let holder = files::holder();
    let mut known: BTreeMap<Id, Row<T>> = BTreeMap::new();
    let mut free: Vec<Row<T>> = Vec::new();
    for row in before {
        if stays.contains(&row.id) {
            known.insert(row.id, row);
            continue;
        }
        row.element.remove();
        // What has the focus goes with its record.
        if !holder.as_ref().is_some_and(|holder| row.element.contains(Some(holder))) {
            free.push(row);
        }
    }
    let mut next = inside.first_element_child();
    let mut drawn = Vec::with_capacity(now.len());
    for (id, shows) in now {
        let (element, old) = match known.remove(&id).or_else(|| free.pop()) {
            Some(row) => (row.element, Some((row.id, row.shows))),
            None => match copy(model) {
                Some(element) => (element, None),
                None => continue,
            },
        };
        if old.as_ref().is_none_or(|(before, _)| *before != id) {
            let _ = element.set_attribute(draw.named, &id.to_string());
        }
        let old = old.map(|(_, old)| old);
        if old.as_ref() != Some(&shows) {
            (draw.paint)(&element, old.as_ref(), &shows);
        }
        if next.as_ref() == Some(&element) {
            next = element.next_element_sibling();
        } else {
            let _ = inside.insert_before(&element, next.as_deref());
        }
        drawn.push(Row { id, element, shows });
    }
    drawn
}

/// The record of the row that an event comes from.
pub fn id_of(event: &web_sys::Event, named: &str) -> Option<Id> {
    let element = within(event, &format!("[{named}]"))?;
    Id::parse(&element.get_attribute(named)?)
}

/// What of a selector an event comes from.
pub fn within(event: &web_sys::Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// The element at a place inside another.
pub fn child(element: &Element, at: u32) -> Option<Element> {
    element.children().item(at)
}

/// Writes a text where it differs.
pub fn text(element: Option<Element>, old: Option<&str>, now: &str) {
    if old != Some(now)
        && let Some(element) = element
    {
        element.set_text_content(Some(now));
    }
}

/// Sets an attribute where it differs, or takes it away.
pub fn attribute(element: &Element, name: &str, old: Option<Option<&str>>, now: Option<&str>) {
    if old == Some(now) || old.is_none() && now.is_none() {
        return;
    }
    // On an element there is nothing that could fail.
    let _ = match now {
        Some(now) => element.set_attribute(name, now),
        None => element.remove_attribute(name),
    };
}
