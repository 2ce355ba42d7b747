//! What happens between pressing on a bar and letting go: the wish is reported every frame, and once more at the end.

use crate::app::prelude::*;
use web_sys::PointerEvent;

use super::{Act, Grid, Stage};
use crate::engine::model::Id;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    Move,
    Resize,
    Progress,
    Link,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    pub task: Id,
    pub grip: Grip,
    /// Where the pointer went down, in the chart's pixels.
    pub from: (f64, f64),
    pub now: (f64, f64),
    /// Left edge and width of the bar as it was.
    bar: (f64, f64),
    last: Option<Act>,
}

impl Grid {
    pub fn start_drag(self, event: &PointerEvent, task: Id, grip: Grip, bar: (f64, f64)) {
        if event.button() != 0 || session_read_only() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let at = (event.client_x() as f64, event.client_y() as f64);
        self.focus.set(Some(task));
        self.drag.set(Some(Drag { task, grip, from: at, now: at, bar, last: None }));
    }

    /// The pointer moved: shows what letting go would do.
    pub fn move_drag(self, event: &PointerEvent) {
        let Some(mut drag) = self.drag.get_untracked() else { return };
        drag.now = (event.client_x() as f64, event.client_y() as f64);
        let wish = self.wish(&drag);
        if wish != drag.last {
            match &wish {
                Some(act @ (Act::Move { .. } | Act::Resize { .. } | Act::Progress { .. })) => {
                    self.act.run((act.clone(), Stage::Preview))
                }
                _ => self.act.run((Act::Open(drag.task), Stage::Cancel)),
            }
            drag.last = wish;
        }
        self.drag.set(Some(drag));
    }

    /// Lets go. A press that did not move opens the task.
    pub fn end_drag(self, target: Option<Id>) {
        let Some(drag) = self.drag.get_untracked() else { return };
        self.drag.set(None);
        let act = match (drag.grip, self.wish(&drag), target) {
            (Grip::Link, _, Some(to)) if to != drag.task => Act::Link { from: drag.task, to },
            (Grip::Link, ..) => return,
            (_, Some(act), _) => act,
            (_, None, _) => {
                self.act.run((Act::Open(drag.task), Stage::Cancel));
                Act::Open(drag.task)
            }
        };
        self.do_now(act);
    }

    pub fn cancel_drag(self) {
        if let Some(drag) = self.drag.get_untracked() {
            self.drag.set(None);
            self.act.run((Act::Open(drag.task), Stage::Cancel));
        }
    }

    fn wish(self, drag: &Drag) -> Option<Act> {
        let dx = drag.now.0 - drag.from.0;
        let days = (dx / self.scale.get_untracked().zoom.px_per_day()).round() as i64;
        let task = drag.task;
        match drag.grip {
            Grip::Move => (days != 0).then_some(Act::Move { task, days }),
            Grip::Resize => (days != 0).then_some(Act::Resize { task, days }),
            Grip::Progress => {
                let before = self.plan.with_untracked(|plan| plan.row(task).map(|row| row.task.progress.get()))?;
                if dx.abs() < 2.0 {
                    return None;
                }
                let share = (drag.bar.1 + dx) / drag.bar.0.max(1.0) * 100.0;
                let percent = ((share / 5.0).round() * 5.0).clamp(0.0, 100.0) as i64;
                (percent != before || drag.last.is_some()).then_some(Act::Progress { task, percent })
            }
            Grip::Link => None,
        }
    }
}

fn session_read_only() -> bool {
    crate::app::session::session().read_only
}
