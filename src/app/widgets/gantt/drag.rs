//! What happens between pressing on something and letting go: the wish is reported every frame, and once more at the end.

use crate::app::prelude::*;
use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use super::{Act, Grid, Stage};
use crate::engine::edit::task::Place;
use crate::engine::model::{Date, Id, LinkKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    Move,
    Resize,
    /// The left end: the finish stays.
    Begin,
    Progress,
    /// A link from the bar's start or from its finish.
    Link {
        start: bool,
    },
    /// The row at the left, to another place in the tree.
    Row,
    /// Empty ground: a new task.
    Create,
}

impl Grip {
    /// What a part of a bar is named by in the document.
    pub fn from_key(key: &str) -> Option<Grip> {
        Some(match key {
            "move" => Grip::Move,
            "resize" => Grip::Resize,
            "begin" => Grip::Begin,
            "progress" => Grip::Progress,
            "link-start" => Grip::Link { start: true },
            "link-end" => Grip::Link { start: false },
            _ => return None,
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    pub task: Id,
    pub grip: Grip,
    /// Where the pointer went down, and is, in the window's pixels.
    pub from: (f64, f64),
    pub now: (f64, f64),
    /// What was scrolled away when it went down.
    pub scroll: (f64, f64),
    /// Left, top, right and bottom of the grid in the window then: to ask each time makes the browser lay out the page.
    frame: [f64; 4],
    /// Width of the bar as it was, and of its done part.
    bar: (f64, f64),
    last: Option<Act>,
    pub far: bool,
}

impl Drag {
    /// The task whose dates or progress it changes, where it has begun to.
    pub fn carried(&self) -> Option<Id> {
        self.last.as_ref().filter(|act| act.live()).map(|_| self.task)
    }
}

/// How near to an edge a drag scrolls, and by how much at once.
const EDGE: f64 = 36.0;
const STEP: f64 = 14.0;

impl Grid {
    pub fn start_drag(self, event: &PointerEvent, task: Id, grip: Grip, bar: (f64, f64)) {
        if event.button() != 0 {
            return;
        }
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let scroll = self.scroll.get_untracked();
        let frame = self.scroller.get_untracked().map(|scroller| scroller.get_bounding_client_rect());
        let frame = frame.map_or([0.0; 4], |frame| [frame.left(), frame.top(), frame.right(), frame.bottom()]);
        let drag = Drag { task, grip, from: at, now: at, scroll, frame, bar, last: None, far: false };
        // What lies below it is not pressed too.
        event.stop_propagation();
        if event.pointer_type() == "touch" {
            // A finger that stays drags; one that moves at once pans. On empty ground it has drawn something at once, so that
            // it is seen.
            let mut drag = drag;
            if grip == Grip::Create {
                let scale = self.scale.get_untracked();
                drag.now.0 += (scale.zoom.unit() as f64 * scale.px).clamp(24.0, 120.0);
                drag.far = true;
            }
            let timer = Timeout::new(350, move || {
                self.pressing.update_value(|pressing| drop(pressing.take()));
                self.begin(drag);
            });
            return self.pressing.set_value(Some(timer));
        }
        if grip != Grip::Row {
            event.prevent_default();
        }
        self.begin(drag);
    }

    fn begin(self, drag: Drag) {
        if drag.grip != Grip::Create {
            self.focus.set(Some(drag.task));
        }
        self.hover.set(None);
        self.before.set_value(None);
        self.drag.set(Some(drag));
        let ticking = Interval::new(16, move || self.scroll_at_edge());
        self.ticking.set_value(Some(ticking));
    }

    /// At the edge of the view the ground moves under the pointer.
    fn scroll_at_edge(self) {
        let (Some(drag), Some(scroller)) = (self.drag.get_untracked(), self.scroller.get_untracked()) else { return };
        if !drag.far {
            return;
        }
        let [left, top, right, bottom] = drag.frame;
        let names = if drag.grip == Grip::Row { left } else { left + self.names.get_untracked() };
        let push = |at: f64, low: f64, high: f64| match at {
            _ if at < low + EDGE => -STEP,
            _ if at > high - EDGE => STEP,
            _ => 0.0,
        };
        let dx = if drag.grip == Grip::Row { 0.0 } else { push(drag.now.0, names, right) };
        let dy = if matches!(drag.grip, Grip::Row | Grip::Link { .. }) { push(drag.now.1, top + 44.0, bottom) } else { 0.0 };
        if dx != 0.0 || dy != 0.0 {
            let before = (scroller.scroll_left(), scroller.scroll_top());
            scroller.scroll_by_with_x_and_y(dx, dy);
            if before != (scroller.scroll_left(), scroller.scroll_top()) {
                self.scroll.set((f64::from(scroller.scroll_left()), f64::from(scroller.scroll_top())));
                self.dragged_to(drag.now);
            }
        }
    }

    /// The pointer moved: shows what letting go would do.
    pub fn move_drag(self, event: &PointerEvent) {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.dragged_to(at);
    }

    fn dragged_to(self, at: (f64, f64)) {
        let Some(mut drag) = self.drag.get_untracked() else { return };
        drag.now = at;
        drag.far |= (at.0 - drag.from.0).abs() + (at.1 - drag.from.1).abs() > 5.0;
        if drag.grip == Grip::Row {
            self.drop.set(if drag.far { self.drop_at(&drag) } else { None });
        }
        let wish = if drag.far { self.wish(&drag) } else { None };
        if wish != drag.last {
            match &wish {
                Some(act) if act.live() => self.act.run((act.clone(), Stage::Preview)),
                _ => self.act.run((Act::Open(drag.task), Stage::Cancel)),
            }
            drag.last = wish;
        }
        self.drag.set(Some(drag));
    }

    /// Lets go. A press that did not move opens the task.
    pub fn end_drag(self) {
        self.pressing.update_value(|pressing| drop(pressing.take()));
        self.ticking.update_value(|ticking| drop(ticking.take()));
        let Some(drag) = self.drag.get_untracked() else { return };
        let act = match drag.grip {
            Grip::Row => {
                drag.far.then(|| self.drop_at(&drag)).flatten().map(|(place, _)| Act::Relocate { task: drag.task, place })
            }
            Grip::Link { start } => self.target(drag.now).filter(|(to, _)| *to != drag.task).map(|(to, at_finish)| {
                let kind = match (start, at_finish) {
                    (false, false) => LinkKind::Fs,
                    (true, false) => LinkKind::Ss,
                    (false, true) => LinkKind::Ff,
                    (true, true) => LinkKind::Sf,
                };
                Act::Link { from: drag.task, to, kind }
            }),
            Grip::Create => self.create(&drag),
            _ if drag.far => self.wish(&drag),
            _ => Some(Act::Open(drag.task)),
        };
        self.drag.set(None);
        self.drop.set(None);
        match act {
            Some(act) => self.do_now(act),
            None => self.act.run((Act::Open(drag.task), Stage::Cancel)),
        }
    }

    pub fn cancel_drag(self) {
        self.pressing.update_value(|pressing| drop(pressing.take()));
        self.ticking.update_value(|ticking| drop(ticking.take()));
        self.drop.set(None);
        if let Some(drag) = self.drag.get_untracked() {
            self.drag.set(None);
            self.act.run((Act::Open(drag.task), Stage::Cancel));
        }
    }

    /// A finger that moves before it has stayed is no drag.
    pub fn finger_moved(self) {
        self.pressing.update_value(|pressing| drop(pressing.take()));
    }

    fn wish(self, drag: &Drag) -> Option<Act> {
        let dx = drag.now.0 - drag.from.0 + self.scroll.get_untracked().0 - drag.scroll.0;
        let task = drag.task;
        let row = self.plan.with_untracked(|plan| plan.row(task).map(|row| (row.days(), row.task.progress.get())));
        let ((start, finish), percent) = row?;
        let scale = self.scale.get_untracked();
        let days = |from: Date| Some(scale.days_by(from, dx)).filter(|days| *days != 0);
        // The plan that is drawn while dragging is the draft: the days count from where the bar was.
        let (start, finish) =
            if drag.last.is_some() { self.before.get_value().unwrap_or((start, finish)) } else { (start, finish) };
        self.before.set_value(Some((start, finish)));
        match drag.grip {
            Grip::Move => {
                let chosen = self.chosen.get_untracked();
                let tasks = if chosen.contains(&task) { chosen.into_iter().collect() } else { vec![task] };
                days(start).map(|days| Act::Move { task, tasks, days })
            }
            Grip::Resize => days(finish).map(|days| Act::Resize { task, days }),
            Grip::Begin => days(start).map(|days| Act::Begin { task, days }),
            Grip::Progress => {
                let share = (drag.bar.1 + dx) / drag.bar.0.max(1.0) * 100.0;
                let wanted = ((share / 5.0).round() * 5.0).clamp(0.0, 100.0) as i64;
                (wanted != percent || drag.last.is_some()).then_some(Act::Progress { task, percent: wanted })
            }
            Grip::Link { .. } | Grip::Row | Grip::Create => None,
        }
    }

    /// The two days between which a new task was drawn, where it is wide enough to be meant.
    fn create(self, drag: &Drag) -> Option<Act> {
        if !drag.far || (drag.now.0 - drag.from.0).abs() < 6.0 {
            return None;
        }
        let frame = self.scroller.get_untracked()?.get_bounding_client_rect();
        let left = frame.left() + self.names.get_untracked();
        let scale = self.scale.get_untracked();
        let x1 = drag.from.0 - left + drag.scroll.0;
        let x2 = drag.now.0 - left + self.scroll.get_untracked().0;
        let (from, to) = (scale.day_at(x1.min(x2)), scale.day_at(x1.max(x2)));
        Some(Act::Create { below: (!drag.task.is_none()).then_some(drag.task), from, to })
    }

    fn target(self, (x, y): (f64, f64)) -> Option<(Id, bool)> {
        let element: Element = document().element_from_point(x as f32, y as f32)?;
        let row = element.closest("[data-task-id]").ok().flatten()?;
        let id = Id::parse(&row.get_attribute("data-task-id")?)?;
        let frame = row.get_bounding_client_rect();
        let is_bar = row.dyn_ref::<HtmlElement>().is_none();
        Some((id, is_bar && x > frame.left() + frame.width() * 0.6))
    }

    /// Before, after or inside the row under the pointer; and its line with the word for it.
    fn drop_at(self, drag: &Drag) -> Option<(Place, (Id, &'static str))> {
        let element = document().element_from_point(drag.now.0 as f32, drag.now.1 as f32)?;
        let row = element.closest("[data-row]").ok().flatten()?;
        let id = Id::parse(&row.get_attribute("data-row")?).filter(|id| *id != drag.task)?;
        let frame = row.get_bounding_client_rect();
        let share = (drag.now.1 - frame.top()) / frame.height().max(1.0);
        Some(match share {
            _ if share < 0.3 => (Place::Before(id), (id, "before")),
            _ if share > 0.7 => (Place::After(id), (id, "after")),
            _ => (Place::Inside(id), (id, "inside")),
        })
    }
}
