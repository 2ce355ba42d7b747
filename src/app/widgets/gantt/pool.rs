//! Elements that come and go as one scrolls. What leaves the view gives its element to what comes into it, and only what
//! differs from what it showed is set: the browser makes next to nothing anew.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;

use leptos::prelude::document;
use web_sys::{Element, Node};

const SVG: Option<&str> = Some("http://www.w3.org/2000/svg");

pub type Attributes = Vec<(&'static str, String)>;

/// A shape within a group. One with no text has none ever.
#[derive(Clone, PartialEq)]
pub struct Part {
    tag: &'static str,
    class: &'static str,
    attributes: Attributes,
    text: Option<String>,
}

impl Part {
    pub fn new(tag: &'static str, class: &'static str, attributes: impl Into<Attributes>) -> Part {
        Part { tag, class, attributes: attributes.into(), text: None }
    }

    /// What tests know it by.
    pub fn named(mut self, name: &'static str) -> Part {
        self.attributes.push(("data-testid", name.into()));
        self
    }

    /// What is done by dragging it.
    pub fn grip(mut self, key: &'static str) -> Part {
        self.attributes.push(("data-grip", key.into()));
        self
    }

    pub fn saying(self, text: String) -> Part {
        Part { text: Some(text), ..self }
    }

    fn fits(&self, other: &Part) -> bool {
        (self.tag, self.class, self.text.is_some()) == (other.tag, other.class, other.text.is_some())
            && self.attributes.iter().map(|(name, _)| name).eq(other.attributes.iter().map(|(name, _)| name))
    }
}

/// A group of shapes. Its attributes are the same ones in the same order for every group of a pool.
#[derive(Clone, PartialEq)]
pub struct Group {
    pub attributes: Attributes,
    pub parts: Vec<Part>,
}

struct Seat<K, D> {
    /// None while it waits out of the document.
    key: Option<K>,
    element: Element,
    drawn: Rc<D>,
}

/// The elements inside another, by key.
pub struct Pool<K, D> {
    within: Element,
    make: fn() -> Option<Element>,
    /// Whether the document has them in the order in which they are shown: it costs more.
    ordered: bool,
    /// Those with a key first, in the order in which they are shown.
    seats: Vec<Seat<K, D>>,
}

impl<K: Clone + Eq + Hash, D: PartialEq> Pool<K, D> {
    pub fn new(within: Element, make: fn() -> Option<Element>, ordered: bool) -> Pool<K, D> {
        // A view that takes the place of another one may get its elements, with all that was drawn there.
        while let Some(left) = within.first_element_child() {
            left.remove();
        }
        Pool { within, make, ordered, seats: Vec::new() }
    }

    /// Shows these, in this order, and nothing else. `draw` brings an element from what it shows to what it is to show.
    pub fn show(&mut self, wanted: Vec<(K, Rc<D>)>, draw: impl Fn(&Element, Option<&D>, &D)) {
        let keys: HashSet<&K> = wanted.iter().map(|(key, _)| key).collect();
        let (mut known, mut order, mut free) = (HashMap::new(), Vec::new(), Vec::new());
        for seat in self.seats.drain(..) {
            match seat.key.clone().filter(|key| keys.contains(key)) {
                Some(key) => {
                    order.push(key.clone());
                    known.insert(key, seat);
                }
                None => free.push(seat),
            }
        }
        drop(keys);
        if !self.ordered {
            // Those still in the document are taken first, and stay where they are.
            free.reverse();
        }
        let kept = wanted.iter().map(|(key, _)| key).filter(|key| known.contains_key(key));
        let moved = self.ordered && !kept.eq(order.iter());
        let mut fresh = Vec::with_capacity(wanted.len());
        for (key, now) in wanted {
            let (element, old, stays) = match known.remove(&key) {
                Some(seat) => (seat.element, Some(seat.drawn), !moved),
                None => match free.pop() {
                    Some(seat) => (seat.element, Some(seat.drawn), !self.ordered && seat.key.is_some()),
                    None => match (self.make)() {
                        Some(element) => (element, None, false),
                        None => continue,
                    },
                },
            };
            if !old.as_ref().is_some_and(|old| Rc::ptr_eq(old, &now) || **old == *now) {
                draw(&element, old.as_deref(), &now);
            }
            fresh.push(!stays);
            self.seats.push(Seat { key: Some(key), element, drawn: now });
        }
        // What is new goes before what follows it; what stays is not moved, so that it keeps the focus.
        let mut next: Option<&Node> = None;
        for (seat, fresh) in self.seats.iter().zip(fresh).rev() {
            if fresh {
                let _ = self.within.insert_before(&seat.element, next);
            }
            next = Some(&seat.element);
        }
        for seat in &mut free {
            if seat.key.take().is_some() {
                seat.element.remove();
            }
        }
        self.seats.append(&mut free);
    }

    pub fn element(&self, key: &K) -> Option<&Element> {
        self.seats.iter().find(|seat| seat.key.as_ref() == Some(key)).map(|seat| &seat.element)
    }
}

/// An empty group.
pub fn group() -> Option<Element> {
    element("g")
}

fn element(tag: &str) -> Option<Element> {
    document().create_element_ns(SVG, tag).ok()
}

pub fn draw(group: &Element, old: Option<&Group>, now: &Group) {
    set(group, old.map_or(&[], |old| &old.attributes), &now.attributes);
    let fit =
        |old: &&Group| old.parts.len() == now.parts.len() && old.parts.iter().zip(&now.parts).all(|(old, now)| old.fits(now));
    let Some(old) = old.filter(fit) else {
        group.set_text_content(None);
        for part in &now.parts {
            if let Some(element) = element(part.tag) {
                let _ = element.set_attribute("class", part.class);
                set(&element, &[], &part.attributes);
                element.set_text_content(part.text.as_deref());
                let _ = group.append_child(&element);
            }
        }
        return;
    };
    let mut child = group.first_element_child();
    for (old, now) in old.parts.iter().zip(&now.parts) {
        let Some(element) = child else { break };
        if old != now {
            set(&element, &old.attributes, &now.attributes);
            if old.text != now.text {
                element.set_text_content(now.text.as_deref());
            }
        }
        child = element.next_element_sibling();
    }
}

fn set(element: &Element, old: &[(&'static str, String)], now: &[(&'static str, String)]) {
    for (at, (name, value)) in now.iter().enumerate() {
        if old.get(at).is_none_or(|(_, old)| old != value) {
            // On an element there is nothing that could fail.
            let _ = element.set_attribute(name, value);
        }
    }
}
