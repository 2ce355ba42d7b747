//! Leptos, and the few of its parts that are generic over every closure wrapped so that they are compiled once per type.
//!
//! A closure has a type of its own: a memo, an attribute or a row made of one is compiled anew for each. Behind a box it is
//! compiled once. Measured after brotli: a third of the app.

pub use leptos::prelude::*;

use leptos::children::{ChildrenFn, ViewFn};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A part of a view that follows the signals it reads: `{reactive(move || …)}`.
pub fn reactive<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || view().into_any())
}

/// A value of an attribute, class, style or property that follows the signals it reads: `class:bad=bound(move || …)`.
pub fn bound<T: 'static>(value: impl Fn() -> T + Send + 'static) -> Box<dyn FnMut() -> T + Send> {
    Box::new(value)
}

/// What an event does: `on:click=handler(move |_| …)`. Nothing, when what it belongs to is gone: a field that is taken out of the
/// page while somebody types in it is told by the browser that it was changed and left.
pub fn handler<E: 'static>(mut act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    let shown = Marker::new();
    Box::new(move |event| {
        if shown.stands() {
            act(event)
        }
    })
}

/// Goes with the owner under which it was made.
#[derive(Clone, Copy)]
struct Marker(StoredValue<()>);

impl Marker {
    #[inline(never)]
    fn new() -> Marker {
        Marker(StoredValue::new(()))
    }

    #[inline(never)]
    fn stands(self) -> bool {
        self.0.try_get_value().is_some()
    }
}

type Compute<T> = Box<dyn Fn(Option<&T>) -> T + Send + Sync>;

/// A value computed from signals, and only passed on when it is another.
pub fn memo<T: PartialEq + Send + Sync + 'static>(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T> {
    Memo::new(Box::new(compute) as Compute<T>)
}

/// A value computed from signals each time it is read.
pub fn derive<T: Send + Sync + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    Signal::derive(Box::new(compute) as Box<dyn Fn() -> T + Send + Sync>)
}

/// A condition of [`Show`].
pub struct When(Box<dyn Fn() -> bool + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for When {
    fn from(condition: F) -> When {
        When(Box::new(condition))
    }
}

/// Its children while `when` holds, else `fallback`.
#[component]
pub fn Show(#[prop(into)] when: When, children: ChildrenFn, #[prop(optional, into)] fallback: ViewFn) -> AnyView {
    let when = memo(move |_| (when.0)());
    reactive(move || if when.get() { children() } else { fallback.run() }).into_any()
}

/// A row: the hash of its key, and what makes its view.
type Line = (u64, Box<dyn FnOnce() -> AnyView + Send>);

/// One view per item, kept while its key stays.
#[component]
pub fn For<T, I, K, V>(
    each: impl Fn() -> I + Send + Sync + 'static,
    key: impl Fn(&T) -> K + Send + Sync + 'static,
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    T: Send + 'static,
    I: IntoIterator<Item = T>,
    K: Hash,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    lines(Box::new(move || {
        let line = |item: T| {
            let mut hasher = DefaultHasher::new();
            key(&item).hash(&mut hasher);
            let children = children.clone();
            (hasher.finish(), Box::new(move || children(item).into_any()) as _)
        };
        each().into_iter().map(line).collect()
    }))
}

fn lines(each: Box<dyn Fn() -> Vec<Line> + Send + Sync>) -> AnyView {
    view! { <leptos::prelude::For each key=|line: &Line| line.0 children=|line: Line| (line.1)() /> }.into_any()
}
