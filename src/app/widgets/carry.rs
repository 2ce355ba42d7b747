//! Carrying a card of a board to another column by mouse or finger. It knows columns by an attribute and moves nothing.
//! A finger that stays takes a card up; one that moves at once scrolls what lies under it.

use crate::app::prelude::*;
use gloo_timers::callback::Timeout;
use web_sys::{PointerEvent, TouchEvent};

use crate::engine::model::Id;

/// Pixels a pointer moves before a press becomes a carrying.
const FAR: f64 = 6.0;
/// Milliseconds that a finger stays before it takes a card up.
const STAY: u32 = 300;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    id: Id,
    x: f64,
    y: f64,
    far: bool,
    finger: bool,
}

#[derive(Clone, Copy)]
pub struct Carry(RwSignal<Option<Held>>);

/// `dropped` is given the card and the value of `attribute` of the column it was let go over; `tapped` a card that was
/// pressed and not carried.
pub fn carry(attribute: &'static str, dropped: impl Fn(Id, String) + 'static, tapped: impl Fn(Id) + 'static) -> Carry {
    let held = RwSignal::new(None::<Held>);
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        if let Some(now) = held.get_untracked() {
            let (x, y) = (event.client_x() as f64, event.client_y() as f64);
            let moved = (x - now.x).abs() + (y - now.y).abs() > FAR;
            if moved && now.finger && !now.far {
                held.set(None);
            } else if now.far || moved {
                held.set(Some(Held { x, y, far: true, ..now }));
            }
        }
    });
    let ended = window_event_listener(leptos::ev::pointerup, move |event: PointerEvent| {
        let Some(Held { id, far, .. }) = held.get_untracked() else { return };
        held.set(None);
        if !far {
            return tapped(id);
        }
        let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
        let column = under.and_then(|element| element.closest(&format!("[{attribute}]")).ok().flatten());
        if let Some(column) = column.and_then(|column| column.get_attribute(attribute)) {
            dropped(id, column);
        }
    });
    let stopped = window_event_listener(leptos::ev::pointercancel, move |_| held.set(None));
    on_cleanup(move || {
        moved.remove();
        ended.remove();
        stopped.remove();
    });
    Carry(held)
}

impl Carry {
    /// For a card's `pointerdown`.
    pub fn press(self, id: Id, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let finger = event.pointer_type() == "touch";
        let now = Held { id, x: event.client_x() as f64, y: event.client_y() as f64, far: false, finger };
        let held = self.0;
        held.set(Some(now));
        if finger {
            Timeout::new(STAY, move || {
                if held.try_get_untracked().flatten() == Some(now) {
                    held.set(Some(Held { far: true, ..now }));
                }
            })
            .forget();
        }
    }

    /// For the `touchmove` of what holds the cards: nothing scrolls while one is carried.
    pub fn touch(self, event: &TouchEvent) {
        if self.0.get_untracked().is_some_and(|held| held.far) {
            event.prevent_default();
        }
    }

    /// The card that is on its way.
    pub fn card(self) -> Option<Id> {
        self.0.get().filter(|held| held.far).map(|held| held.id)
    }

    /// What goes along with the pointer.
    pub fn ghost(self, name: impl Fn(Id) -> Option<String> + Send + 'static) -> impl IntoView {
        move || {
            self.0.get().filter(|held| held.far).and_then(|held| {
                let name = name(held.id)?;
                Some(view! { <div class="ghost" style:left=format!("{}px", held.x) style:top=format!("{}px", held.y)>{name}</div> })
            })
        }
    }
}
