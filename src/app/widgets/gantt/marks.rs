//! The bars of the rows in view.

use crate::app::prelude::*;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use web_sys::PointerEvent;

use super::drag::Grip;
use super::pool::{self, Group, Part, Pool};
use super::{Grid, Line, Spot, within};
use crate::app::session::Same;
use crate::engine::model::{Date, Id};
use crate::engine::plan::Plan;
use crate::engine::scene::gantt::{Bar, RowSize, Scale, Shape, bar};
use crate::engine::scene::labels::label;
use crate::engine::words::Words;

/// Draws the bars whenever something that they show has changed.
pub fn keep(grid: Grid, within: NodeRef<leptos::svg::G>, used: Memo<HashMap<Id, f64>>, lit: Memo<HashSet<Id>>) {
    let pool = StoredValue::new_local(None::<Pool<Id, Group>>);
    let known = StoredValue::new_local(Known::default());
    Effect::new(move |_| {
        let Some(within) = within.get() else { return };
        let ground = (grid.plan.get(), grid.scale.get(), grid.size.get(), grid.session.today.get());
        let lines = grid.lines.read();
        let (from, to) = grid.window.get();
        let (used, lit, chosen) = (used.read(), lit.read(), grid.chosen.read());
        let (selected, focus) = (grid.selected.get(), grid.focus.get().filter(|_| grid.spot.get() == Spot::Bar));
        let w = grid.session.words();
        let (plan, scale, size, today) = &ground;
        let mut before = known.try_update_value(std::mem::take).unwrap_or_default();
        if before.ground.as_ref() != Some(&ground) {
            before.groups.clear();
        }
        let mut groups: Vec<(Id, Rc<Group>)> = Vec::with_capacity(to - from);
        let mut now = HashMap::new();
        for (line, shown) in lines.all.iter().enumerate().take(to).skip(from) {
            let Line::Task(place) = shown else { continue };
            let place = *place as usize;
            let id = plan.rows[place].task.id;
            let summary = plan.rows[place].summary;
            let ringed = (selected == Some(id) && !summary) || chosen.contains(&id) || focus == Some(id);
            let share = used.get(&id).copied();
            let state = (line, lit.contains(&id), ringed, share);
            let group = match before.groups.remove(&id) {
                Some((known, group)) if known == state => group,
                _ => {
                    let mut bar = bar(plan, place, scale);
                    if bar.shape == Shape::Buffer {
                        bar.done = bar.width * share.unwrap_or(0.0).clamp(0.0, 1.0);
                    }
                    let mark = Mark { plan, place, line, bar, share, size, scale, today: *today, w };
                    Rc::new(mark.group(state.1, ringed))
                }
            };
            now.insert(id, (state, group.clone()));
            groups.push((id, group));
        }
        pool.update_value(|held| {
            held.get_or_insert_with(|| Pool::new(within.into(), pool::group, false)).show(groups, pool::draw)
        });
        known.set_value(Known { ground: Some(ground.clone()), groups: now });
    });
}

/// Line, lit, ringed, how much of a buffer is used up: what a bar shows beside the plan.
type State = (usize, bool, bool, Option<f64>);

/// The groups that are drawn: while the ground is the same they are not made again.
#[derive(Default)]
struct Known {
    ground: Option<(Same<Plan>, Scale, RowSize, Date)>,
    groups: HashMap<Id, (State, Rc<Group>)>,
}

/// The task of the bar that an event is about.
fn task_of(event: &web_sys::Event) -> Option<Id> {
    Id::parse(&within(event, ".bar")?.get_attribute("data-task-id")?)
}

pub fn pressed(grid: Grid, event: &PointerEvent) {
    let grip = within(event, "[data-grip]").and_then(|part| Grip::from_key(&part.get_attribute("data-grip")?));
    if let (Some(grip), Some(id)) = (grip, task_of(event)) {
        let scale = grid.scale.get_untracked();
        let bar = grid.plan.with_untracked(|plan| plan.place(id).map(|place| bar(plan, place, &scale)));
        grid.start_drag(event, id, grip, bar.map_or((0.0, 0.0), |bar| (bar.width, bar.done)));
    }
}

/// The chain of the bar under the pointer is lit, and what it rests on is told.
pub fn hovered(grid: Grid, event: &PointerEvent) {
    if event.pointer_type() == "mouse" && grid.drag.with_untracked(Option::is_none) {
        let over = task_of(event);
        if over != grid.hover.get_untracked() {
            grid.hover.set(over);
        }
    }
}

struct Mark<'a> {
    plan: &'a Plan,
    place: usize,
    line: usize,
    bar: Bar,
    share: Option<f64>,
    size: &'a RowSize,
    scale: &'a Scale,
    today: Date,
    w: Words,
}

/// A length or a place, to a hundredth of a pixel.
fn px(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}

fn rect(class: &'static str, [x, y, width, height]: [f64; 4]) -> Part {
    Part::new("rect", class, [("x", px(x)), ("y", px(y)), ("width", px(width.max(0.0))), ("height", px(height))])
}

fn path(class: &'static str, d: String) -> Part {
    Part::new("path", class, [("d", d)])
}

impl Mark<'_> {
    /// Everything stands relative to the left end of the bar and the top of its row: bars of one length are drawn alike.
    fn group(&self, lit: bool, ringed: bool) -> Group {
        let row = &self.plan.rows[self.place];
        let (size, scale) = (self.size, self.scale);
        let (thick, middle) = (size.bar, size.middle);
        let y = middle - thick / 2.0;
        let Bar { shape, x, width, float_to, deadline, .. } = self.bar;
        let mut parts = Vec::with_capacity(12);
        if let Some((from, to)) = row.baseline {
            let calendar = self.plan.calendar_of(self.place);
            let (from, to) = (scale.x_of(from, calendar), scale.x_of(to, calendar));
            parts.push(rect("baseline", [from - x, y + thick + 2.0, (to - from).max(3.0), 3.0]).named("baseline-bar"));
        }
        if let Some(end) = float_to {
            // At the bar's foot: the label beside the bar stands above it.
            let foot = y + thick - 0.5;
            let ends = [("x1", px(width)), ("x2", px(end - x)), ("y1", px(foot)), ("y2", px(foot))];
            parts.push(Part::new("line", "float", ends));
        }
        if let Some(at) = deadline {
            parts.push(path("deadline", format!("M{:.1} {:.1}l5 -7h-10z", at - x, y + thick + 3.0)));
        }
        if ringed {
            let (x, width) = if shape == Shape::Milestone { (-thick / 2.0, thick) } else { (0.0, width) };
            parts.push(rect("ring", [x - 3.0, y - 3.0, width + 6.0, thick + 6.0]));
        }
        match shape {
            Shape::Summary => parts.push(self.summary(middle)),
            Shape::Milestone => self.milestone(thick, middle, &mut parts),
            Shape::Bar | Shape::Buffer => self.body([y, thick, middle], &mut parts),
        }
        let mut class = format!("bar {}", shape.key());
        for (name, holds) in [(" critical", row.critical), (" fixed", row.summary), (" lit", lit)] {
            class += if holds { name } else { "" };
        }
        let attributes = vec![
            ("class", class),
            ("transform", format!("translate({} {})", px(x), px(self.line as f64 * size.height))),
            ("data-testid", "gantt-bar".into()),
            ("data-task-id", row.task.id.to_string()),
            ("data-start", row.start.to_string()),
            ("data-finish", row.finish.to_string()),
            ("data-critical", row.critical.to_string()),
        ];
        Group { attributes, parts }
    }

    fn summary(&self, middle: f64) -> Part {
        // A short bracket has short teeth.
        let width = self.bar.width;
        let tooth = (width / 2.0).min(5.0);
        let inner = 2.0 * tooth - width;
        path("summary", format!("M0 {:.1}h{width:.1}v9l-{tooth:.1} -4h{inner:.1}l-{tooth:.1} 4z", middle - 4.0))
    }

    fn milestone(&self, thick: f64, middle: f64, parts: &mut Vec<Part>) {
        let half = thick / 2.0 + 0.5;
        parts.push(path("milestone", format!("M0 {:.1}l{half} {half}-{half} {half}-{half}-{half}z", middle - half)).grip("move"));
        parts.push(self.label("strong", thick, middle));
        parts.push(handle(half + 7.0, middle).grip("link-end"));
    }

    fn body(&self, [y, thick, middle]: [f64; 3], parts: &mut Vec<Part>) {
        let Bar { shape, width, done, .. } = self.bar;
        parts.push(rect("body", [0.0, y, width, thick]).grip("move"));
        parts.push(rect("done", [0.0, y, done, thick]));
        parts.push(rect("grip-begin", [-4.0, y, (width / 4.0).clamp(4.0, 8.0), thick]).named("grip-begin").grip("begin"));
        if shape == Shape::Bar {
            let there = [done - 4.0, y + thick - 5.0, 8.0, 9.0];
            parts.push(rect("grip-progress", there).named("grip-progress").grip("progress"));
        }
        parts.push(path("knob", format!("M{done:.1} {:.1}l4 6h-8z", y + thick - 2.0)));
        parts.push(rect("grip-end", [width - (width / 3.0).min(5.0), y, 9.0, thick]).named("grip-end").grip("resize"));
        parts.push(handle(-9.0, middle).named("link-start").grip("link-start"));
        parts.push(handle(width + 9.0, middle).named("link-handle").grip("link-end"));
        parts.push(self.label("percent", thick, middle));
    }

    /// What is written beside the bar; a text in any case, so that every bar has the same parts.
    fn label(&self, class: &'static str, thick: f64, middle: f64) -> Part {
        let label = label(self.plan, self.place, &self.bar, thick, self.share, self.today, self.w);
        let beside = [("x", px(label.x - self.bar.x)), ("y", px(middle + 4.0))];
        Part::new("text", class, beside).saying(label.text)
    }
}

/// Where a link is drawn from.
fn handle(x: f64, y: f64) -> Part {
    Part::new("circle", "grip-link", [("cx", px(x)), ("cy", px(y)), ("r", "4.5".into())])
}
