//! The plan as one treegrid: names at the left, bars at the right, one scroll position. Only what is in view is in the
//! document. It knows no screen: it draws a [`Plan`] and reports what the user wants by [`Act`].

mod chart;
mod create;
mod drag;
mod head;
mod keyboard;
mod marks;
mod paint;
mod pool;
mod routes;
mod row;
mod seen;

use crate::app::prelude::*;
use gloo_timers::callback::{Interval, Timeout};
use leptos::html::Div;
use std::collections::{BTreeSet, HashSet};
use web_sys::{ClipboardEvent, TouchEvent, WheelEvent};

use super::rows::within;
use crate::app::browser::{files, keys};
use crate::app::session::{Same, Session, session, words};
use crate::engine::edit::task::Place;
use crate::engine::model::{Date, GridLook, Id, LinkKind};
use crate::engine::plan::Plan;
use crate::engine::scene::columns::Column;
use crate::engine::scene::gantt::{RowSize, Scale, Zoom, bar, held_day, opening, window};
use crate::engine::scene::lines::{Line, Lines, lines};

use chart::{Chart, Tip};
use create::Sketch;
use drag::Drag;
pub use head::settle;
use head::{Heads, Split};
pub use seen::Seen;

/// Height of the time scale and the heads of the columns, in pixels.
const HEAD: f64 = 44.0;

/// Pixels a day where the user has not chosen.
pub const PX: f64 = 10.0;

/// A window that is no wider is a phone's, in pixels; a view that is no wider has room for names alone beside the chart.
const NARROW: f64 = 720.0;

/// What there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Wide,
    /// Of the treegrid, beside the chart, for the names.
    Narrow,
    /// Names stand over their bars, and the whole width is the chart's.
    Phone,
}

/// Of the width, at most so much is the treegrid's where the user has not chosen.
const BESIDE_CHART: f64 = 0.6;

/// No line.
const HIDDEN: u32 = u32::MAX;

/// What the user wants of tasks.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Open(Id),
    Move {
        task: Id,
        tasks: Vec<Id>,
        days: i64,
    },
    Resize {
        task: Id,
        days: i64,
    },
    /// The start alone; the finish stays.
    Begin {
        task: Id,
        days: i64,
    },
    Progress {
        task: Id,
        percent: i64,
    },
    Link {
        from: Id,
        to: Id,
        kind: LinkKind,
    },
    Unlink {
        from: Id,
        to: Id,
    },
    /// What was typed into a cell.
    Cell {
        task: Id,
        column: Column,
        text: String,
    },
    /// A new task below this one; at the end where there is none.
    AddBelow(Option<Id>),
    /// The same between two days.
    Create {
        below: Option<Id>,
        from: Date,
        to: Date,
    },
    Indent(Vec<Id>),
    Outdent(Vec<Id>),
    Shift {
        task: Id,
        down: bool,
    },
    Relocate {
        task: Id,
        place: Place,
    },
    Delete(Vec<Id>),
    /// Takes back a task that was just added and got no name.
    Discard(Id),
    /// Rows of a spreadsheet: below a task, or over the cells from one on.
    Paste {
        at: Option<Id>,
        cell: Option<Column>,
        text: String,
    },
}

impl Act {
    /// Whether it is shown while the pointer is down.
    fn live(&self) -> bool {
        matches!(self, Act::Move { .. } | Act::Resize { .. } | Act::Begin { .. } | Act::Progress { .. })
    }
}

/// How far an act has come: shown while the pointer is down, done when it is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Preview,
    Commit,
    Cancel,
}

/// What of a row has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spot {
    #[default]
    Row,
    /// A cell, by the place of its column.
    Cell(usize),
    Bar,
}

/// What the parts of the widget share.
#[derive(Clone, Copy)]
pub struct Grid {
    pub session: Session,
    pub plan: Memo<Same<Plan>>,
    pub scale: Memo<Scale>,
    pub size: Memo<RowSize>,
    pub look: RwSignal<GridLook>,
    pub columns: Memo<Vec<(Column, u32)>>,
    /// Width of the treegrid beside the chart.
    pub names: Memo<f64>,
    pub folded: RwSignal<HashSet<Id>>,
    pub lines: Memo<Lines>,
    /// Line of each place of the plan; [`HIDDEN`] where it is not shown.
    pub line_of: Memo<Vec<u32>>,
    pub window: Memo<(usize, usize)>,
    pub scroll: RwSignal<(f64, f64)>,
    pub view: RwSignal<(f64, f64)>,
    pub scroller: NodeRef<Div>,
    pub focus: RwSignal<Option<Id>>,
    pub spot: RwSignal<Spot>,
    pub chosen: RwSignal<BTreeSet<Id>>,
    /// Where a choice of several begins.
    pub anchor: StoredValue<Option<Id>>,
    /// The cell that is being typed in.
    pub editing: RwSignal<Option<(Id, Column)>>,
    /// What a cell that was typed over begins with.
    pub typed: StoredValue<Option<String>>,
    /// Where a link that is being made begins.
    pub linking: RwSignal<Option<Id>>,
    /// The link that is chosen, as its two tasks.
    pub link: RwSignal<Option<(Id, Id)>>,
    pub drag: RwSignal<Option<Drag>>,
    /// Dates of the dragged bar before it was dragged.
    pub before: StoredValue<Option<(Date, Date)>>,
    /// The row that a dragged row would come to, and on which side.
    pub drop: RwSignal<Option<(Place, (Id, &'static str))>>,
    /// The task whose dates are explained beside its bar.
    pub hover: RwSignal<Option<Id>>,
    /// A row, a cell or a bar has the focus.
    pub within: RwSignal<bool>,
    /// The task whose chain is lit: that of the bar under the pointer or with the focus.
    pub light: Memo<Option<Id>>,
    /// A new task that is drawn by the keyboard.
    pub sketch: RwSignal<Option<Sketch>>,
    /// The day that stays where it is when one looks closer, and how far from the chart's left edge.
    pub hold: StoredValue<Option<(Date, f64)>>,
    pub pressing: StoredValue<Option<Timeout>, LocalStorage>,
    pub ticking: StoredValue<Option<Interval>, LocalStorage>,
    pub selected: Signal<Option<Id>>,
    pub act: Callback<(Act, Stage)>,
    /// Why a task stands where it stands.
    pub why: Callback<Id, String>,
    pub chart: bool,
}

fn shown(lines: &[u32], place: usize) -> Option<usize> {
    lines.get(place).filter(|line| **line != HIDDEN).map(|line| *line as usize)
}

impl Grid {
    pub fn do_now(self, act: Act) {
        self.act.run((act, Stage::Commit));
    }

    fn task_at(self, line: usize) -> Option<Id> {
        let line = self.lines.with_untracked(|lines| lines.all.get(line).copied())?;
        match line {
            Line::Task(place) => self.plan.with_untracked(|plan| plan.rows.get(place as usize).map(|row| row.task.id)),
            Line::Group(_) => None,
        }
    }

    fn line(self, task: Id) -> Option<usize> {
        let place = self.plan.with_untracked(|plan| plan.place(task))?;
        self.line_of.with_untracked(|lines| shown(lines, place))
    }

    /// The line of a place of the plan, where it is shown.
    fn line_at(self, place: usize) -> Option<usize> {
        self.line_of.with(|lines| shown(lines, place))
    }

    /// Where the middle of a day stands in the chart.
    fn middle_of(self, date: Date) -> f64 {
        self.scale.with(|scale| scale.x_of_day(date) + scale.day_width(date) / 2.0)
    }

    /// The tasks of a range of lines.
    fn between(self, a: usize, b: usize) -> Vec<Id> {
        (a.min(b)..=a.max(b)).filter_map(|line| self.task_at(line)).collect()
    }

    /// What an act of the keyboard or the clipboard is about: the chosen tasks in their order, or the one with the focus.
    pub fn subject(self, task: Id) -> Vec<Id> {
        let chosen = self.chosen.get_untracked();
        if !chosen.contains(&task) {
            return vec![task];
        }
        let mut tasks: Vec<(usize, Id)> = chosen.into_iter().filter_map(|id| Some((self.line(id)?, id))).collect();
        tasks.sort_unstable();
        tasks.into_iter().map(|(_, id)| id).collect()
    }

    pub fn choose_to(self, task: Id) {
        let from = self.anchor.get_value().or(self.focus.get_untracked()).unwrap_or(task);
        self.anchor.set_value(Some(from));
        if let (Some(a), Some(b)) = (self.line(from), self.line(task)) {
            self.chosen.set(self.between(a, b).into_iter().collect());
            self.say_chosen();
        }
    }

    pub fn toggle(self, task: Id) {
        self.anchor.set_value(Some(task));
        let seed = self.selected.get_untracked();
        self.chosen.update(|chosen| {
            if chosen.is_empty() {
                chosen.extend(seed.filter(|seed| *seed != task));
            }
            if !chosen.remove(&task) {
                chosen.insert(task);
            }
        });
        self.say_chosen();
    }

    fn say_chosen(self) {
        self.session.say(self.session.words().chosen_spoken(self.chosen.with_untracked(BTreeSet::len)));
    }

    /// Puts the focus on a row or a part of it, scrolling it into view first.
    pub fn focus_on(self, task: Id, spot: Spot) {
        self.focus.set(Some(task));
        self.spot.set(spot);
        self.hover.set(None);
        self.scroll_to(task);
        if spot == Spot::Bar {
            self.show_bar(task);
        }
        let part = match spot {
            Spot::Row => format!("[data-row=\"{task}\"]"),
            Spot::Cell(at) => format!("[data-row=\"{task}\"] [data-cell=\"{at}\"]"),
            Spot::Bar => format!("[data-row=\"{task}\"] [data-cell=\"bar\"]"),
        };
        // Once it is drawn; unless a key that came meanwhile has opened a cell or led elsewhere.
        Timeout::new(0, move || {
            let now = (self.focus.try_get_untracked().flatten(), self.spot.try_get_untracked());
            if now == (Some(task), Some(spot)) && self.editing.with_untracked(Option::is_none) {
                files::focus(&part);
            }
        })
        .forget();
    }

    fn scroll_to(self, task: Id) {
        if let (Some(line), Some(scroller)) = (self.line(task), self.scroller.get_untracked()) {
            let size = self.size.get_untracked();
            let (top, height) = (line as f64 * size.height, self.view.get_untracked().1 - HEAD);
            let now = f64::from(scroller.scroll_top());
            if top < now {
                scroller.set_scroll_top(top as i32);
            } else if top + size.height > now + height {
                scroller.set_scroll_top((top + size.height - height) as i32);
            }
        }
    }

    /// Scrolls sideways until the beginning of a bar is in view.
    pub fn show_bar(self, task: Id) {
        let scale = self.scale.get_untracked();
        let x = self.plan.with_untracked(|plan| plan.place(task).map(|place| bar(plan, place, &scale).x));
        if let Some(x) = x {
            self.show(x);
        }
    }

    /// Scrolls sideways until a place of the chart is in view.
    fn show(self, x: f64) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let (left, room) = (f64::from(scroller.scroll_left()), self.view.get_untracked().0 - self.names.get_untracked());
        if x < left + 8.0 || x > left + room - 60.0 {
            scroller.set_scroll_left((x - room / 4.0).max(0.0) as i32);
        }
    }

    /// Looks closer or from further away, what is at `x` of the view staying where it is.
    pub fn zoom_at(self, px: f64, x: Option<f64>) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let (scale, px) = (self.scale.get_untracked(), px.clamp(0.3, 80.0));
        if px == scale.px {
            return;
        }
        // While the view has not followed the last step yet, its day is the one that is held.
        let held = self.hold.get_value().map(|(day, _)| day);
        let held = match x.map(|x| x.max(0.0)) {
            Some(x) => (held.unwrap_or_else(|| scale.day_at(f64::from(scroller.scroll_left()) + x)), x),
            None => self.held(&scale),
        };
        self.hold.set_value(Some(held));
        self.look.update(|look| look.scale = px);
    }

    /// The day that stays in view when one looks closer, and where: that of the bar with the focus, or today, where it is in
    /// view; else what is in the middle.
    fn held(self, was: &Scale) -> (Date, f64) {
        if let Some(held) = self.hold.get_value() {
            return held;
        }
        let room = (self.view.get_untracked().0 - self.names.get_untracked()).max(0.0);
        let left = self.scroller.get_untracked().map_or(0.0, |scroller| f64::from(scroller.scroll_left()));
        let focus = self.focus.get_untracked();
        let today = self.session.today.get_untracked();
        self.plan.with_untracked(|plan| {
            let start = focus.and_then(|task| plan.row(task)).map(|row| row.start.date());
            held_day(plan, was, (left, room), start.into_iter().chain([today]))
        })
    }

    /// Keeps a day where it is when the scale changes from what it was.
    fn hold_day(self, was: &Scale) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let (day, x) = self.held(was);
        self.hold.set_value(Some((day, x)));
        Timeout::new(0, move || {
            self.hold.set_value(None);
            if let Some(scale) = self.scale.try_get_untracked() {
                scroller.set_scroll_left((scale.x_of_day(day) - x).max(0.0) as i32);
            }
        })
        .forget();
    }

    pub fn zoom_step(self, closer: bool) {
        let zoom = Zoom::of(self.scale.get_untracked().px).step(closer);
        self.zoom_at(zoom.px_per_day(), None);
        let w = self.session.words();
        let name = match zoom {
            Zoom::Day => w.zoom_day(),
            Zoom::Week => w.zoom_week(),
            Zoom::Month => w.zoom_month(),
            Zoom::Quarter => w.zoom_quarter(),
            Zoom::Year => w.zoom_year(),
        };
        self.session.say(w.zoom_spoken(name));
    }
}

/// The columns that are shown, with their widths: those chosen, or those that suit what there is room for.
pub fn columns_of(look: &GridLook, chart: bool, room: Room, width: f64) -> Vec<(Column, u32)> {
    use Column::*;
    let plain = |columns: &[Column]| columns.iter().map(|column| (column.clone(), column.width())).collect::<Vec<_>>();
    let name = |others: f64| (Name, (width - others).max(80.0) as u32);
    match (room, chart) {
        (Room::Phone, true) => return vec![name(130.0), (Start, 62), (Finish, 68)],
        (Room::Phone, false) => return vec![name(188.0), (Start, 66), (Finish, 66), (Progress, 56)],
        (Room::Narrow, true) => return vec![(Name, (width * 0.4) as u32)],
        _ => {}
    }
    let chosen: Vec<(Column, u32)> =
        look.columns.iter().filter_map(|column| Some((Column::from_key(&column.key)?, column.width.clamp(30, 800)))).collect();
    let mut columns = match (chosen.is_empty(), chart) {
        (false, _) => chosen.clone(),
        (true, true) => plain(&[Wbs, Name, Owner, Duration, Start, Finish]),
        (true, false) => plain(&[Wbs, Name, Owner, Status, Duration, Start, Finish, Progress, Float, Predecessors]),
    };
    let all: u32 = columns.iter().map(|(_, width)| width).sum();
    let part = (width * BESIDE_CHART) as u32;
    match columns.iter_mut().find(|(column, _)| *column == Name) {
        // A list has the whole width: the name takes what is left.
        Some(name) if !chart => name.1 += (width as u32).saturating_sub(all + 12),
        // Beside the chart it gives way, so that the last column is not cut off, where nothing was chosen.
        Some(name) if chosen.is_empty() && part > 0 => name.1 = name.1.saturating_sub(all.saturating_sub(part)).max(100),
        _ => {}
    }
    columns
}

/// `editing` opens a cell, of a task that was just added its name.
#[component]
pub fn Gantt(
    plan: Memo<Same<Plan>>,
    look: RwSignal<GridLook>,
    search: RwSignal<String>,
    chosen: RwSignal<BTreeSet<Id>>,
    #[prop(into)] selected: Signal<Option<Id>>,
    #[prop(into)] act: Callback<(Act, Stage)>,
    #[prop(into)] why: Callback<Id, String>,
    editing: RwSignal<Option<(Id, Column)>>,
    /// Asks that the whole plan be fitted into the view, each time it rises.
    fit: RwSignal<u32>,
    chart: bool,
) -> impl IntoView {
    let session = session();
    let w = words();
    let scroller = NodeRef::<Div>::new();
    let coarse = web_sys::window().and_then(|window| window.match_media("(pointer: coarse)").ok().flatten());
    let coarse = coarse.is_some_and(|query| query.matches());
    let view = RwSignal::new((1000.0, 700.0));
    let window_width = RwSignal::new(f64::from(files::width()));
    let room = memo(move |_| match view.get().0 <= NARROW {
        _ if window_width.get() <= NARROW => Room::Phone,
        true => Room::Narrow,
        false => Room::Wide,
    });
    let named = memo(move |_| chart && room.get() == Room::Phone);
    let size = memo(move |_| match (named.get(), coarse, look.with(|look| look.compact)) {
        (true, ..) => RowSize::NAMED,
        (_, true, _) => RowSize::TOUCH,
        (.., true) => RowSize::COMPACT,
        _ => RowSize::NORMAL,
    });
    let scroll = RwSignal::new((0.0, 0.0));
    let folded = RwSignal::new(HashSet::new());
    let drag = RwSignal::new(None::<Drag>);
    let columns = memo(move |_| {
        let width = view.get().0;
        look.with(|look| columns_of(look, chart, room.get(), width))
    });
    let names = memo(move |_| {
        let all: u32 = columns.with(|columns| columns.iter().map(|(_, width)| width).sum());
        let (split, width) = (look.with(|look| look.split), view.get().0);
        match (chart, room.get()) {
            (false, _) => f64::from(all).max(width),
            (_, Room::Phone) => 0.0,
            (_, Room::Narrow) => (width * 0.4).floor(),
            _ if split > 0 => f64::from(split).clamp(80.0, (width - 120.0).max(80.0)),
            _ => f64::from(all).min(width * BESIDE_CHART),
        }
    });
    let scale = memo(move |old: Option<&Scale>| {
        let (px, skip) = look.with(|look| (if look.scale > 0.0 { look.scale } else { PX }, look.hide_weekends));
        let fresh = plan.with(|plan| Scale::fitting(plan, session.today.get(), px, skip, view.get().0));
        // While a bar is dragged the ground must not move under it.
        match old {
            Some(old) if drag.with_untracked(Option::is_some) && old.px == fresh.px => old.clone(),
            _ => fresh,
        }
    });
    let all = memo(move |_| {
        let (search, today) = (search.get(), session.today.get());
        plan.with(|plan| look.with(|look| folded.with(|folded| lines(plan, look, &search, |id| folded.contains(&id), today))))
    });
    let line_of = memo(move |_| {
        all.with(|lines| {
            let mut places = vec![HIDDEN; plan.with_untracked(|plan| plan.rows.len())];
            for (at, line) in lines.all.iter().enumerate() {
                if let Line::Task(place) = line {
                    places[*place as usize] = at as u32;
                }
            }
            places
        })
    });
    let span = memo(move |_| {
        let range = window(all.with(|lines| lines.all.len()), scroll.get().1, view.get().1, size.get().height);
        (range.start, range.end)
    });
    let (hover, within) = (RwSignal::new(None), RwSignal::new(false));
    let (focus, spot) = (RwSignal::new(selected.get_untracked()), RwSignal::new(Spot::Row));
    let light = memo(move |_| {
        let held = || focus.get().filter(|_| within.get() && spot.get() == Spot::Bar && drag.with(Option::is_none));
        hover.get().or_else(held)
    });
    let grid = Grid {
        session,
        plan,
        scale,
        size,
        look,
        columns,
        names,
        folded,
        lines: all,
        line_of,
        window: span,
        scroll,
        view,
        scroller,
        focus,
        spot,
        chosen,
        anchor: StoredValue::new(None),
        editing,
        typed: StoredValue::new(None),
        linking: RwSignal::new(None),
        link: RwSignal::new(None),
        drag,
        before: StoredValue::new(None),
        drop: RwSignal::new(None),
        hover,
        within,
        light,
        sketch: RwSignal::new(None),
        hold: StoredValue::new(None),
        pressing: StoredValue::new_local(None),
        ticking: StoredValue::new_local(None),
        selected,
        act,
        why,
        chart,
    };
    seen::keep(grid);
    let measure = move || {
        if let Some(scroller) = scroller.get_untracked() {
            let now = (f64::from(scroller.client_width()), f64::from(scroller.client_height()));
            if view.get_untracked() != now {
                view.set(now);
            }
        }
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        window_width.set(f64::from(files::width()));
        measure();
    });
    on_cleanup(move || resized.remove());
    // Looks at today first, where a bar is to be seen there.
    let placed = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(element) = scroller.get() else { return };
        measure();
        if chart && !placed.get_value() {
            placed.set_value(true);
            let (width, height) = view.get_untracked();
            let rows: Vec<usize> = all.with_untracked(|lines| {
                let seen = ((height - HEAD) / size.get_untracked().height).max(0.0) as usize;
                let places = lines.all.iter().take(seen).filter_map(|line| match line {
                    Line::Task(place) => Some(*place as usize),
                    Line::Group(_) => None,
                });
                places.collect()
            });
            let (scale, today, room) = (scale.get_untracked(), session.today.get_untracked(), width - names.get_untracked());
            let left = plan.with_untracked(|plan| opening(plan, &scale, &rows, today, room)) as i32;
            // Drawn for that place at once; the browser goes there when what is drawn has its width.
            scroll.set((f64::from(left), 0.0));
            leptos::task::spawn_local(async move { element.set_scroll_left(left) });
        }
    });
    // The inspector opens and closes beside it.
    Effect::new(move |_| {
        selected.track();
        Timeout::new(0, measure).forget();
    });
    // What can be done to several, and hints, stand below it: the row with the focus stays in view.
    let below =
        memo(move |_| [chosen.with(BTreeSet::len) > 1, grid.linking.with(Option::is_some), grid.sketch.with(Option::is_some)]);
    Effect::new(move |was: Option<[bool; 3]>| {
        let now = below.get();
        if was.is_some_and(|was| was != now) {
            Timeout::new(0, move || {
                measure();
                if let Some(task) = focus.get_untracked().filter(|_| now.contains(&true)) {
                    grid.scroll_to(task);
                }
            })
            .forget();
        }
        now
    });
    Effect::new(move |seen: Option<u32>| {
        let now = fit.get();
        if seen.is_some_and(|seen| seen != now) {
            let room = view.get_untracked().0 - names.get_untracked();
            let (px, day) = plan.with_untracked(|plan| (Scale::fit(plan, room), plan.start.date().plus(-5)));
            grid.hold.set_value(Some((day, 0.0)));
            match scale.get_untracked().px == px {
                true => grid.hold_day(&scale.get_untracked()),
                false => look.update(|look| look.scale = px),
            }
        }
        now
    });
    Effect::new(move |was: Option<Scale>| {
        let now = scale.get();
        if let Some(was) = was.filter(|was| was.px != now.px || was.skip.is_some() != now.skip.is_some()) {
            grid.hold_day(&was);
        }
        now
    });
    // A task that is being named is in view, also one that was just added far below.
    Effect::new(move |_| {
        if let Some((task, _)) = editing.get() {
            all.track();
            Timeout::new(0, move || grid.scroll_to(task)).forget();
        }
    });
    let height = move || all.with(|lines| lines.all.len() as f64) * size.get().height;
    let rows = NodeRef::<Div>::new();
    row::keep(grid, rows);
    let template =
        move || columns.with(|columns| columns.iter().map(|(_, width)| format!("{width}px")).collect::<Vec<_>>().join(" "));
    let copied = move |event: ClipboardEvent| {
        let typing = document().active_element().is_some_and(|element| element.tag_name() == "INPUT");
        if typing {
            return;
        }
        let (Some(task), Some(data)) = (grid.focus.get_untracked(), event.clipboard_data()) else { return };
        let tasks = grid.subject(task);
        let text = row::copy(grid, session, &tasks);
        if data.set_data("text/plain", &text).is_ok() {
            event.prevent_default();
            session.say(w.rows_copied(tasks.len()));
        }
    };
    let pasted = move |event: ClipboardEvent| {
        let typing = document().active_element().is_some_and(|element| element.tag_name() == "INPUT");
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if typing || text.is_empty() {
            return;
        }
        event.prevent_default();
        let cell = match grid.spot.get_untracked() {
            Spot::Cell(at) => columns.with_untracked(|columns| columns.get(at).map(|(column, _)| column.clone())),
            _ => None,
        };
        grid.do_now(Act::Paste { at: grid.focus.get_untracked(), cell, text });
    };
    // Two fingers: how far apart they began, and how close one looked.
    let pinch = StoredValue::new(None::<(f64, f64)>);
    let fingers = |event: &TouchEvent| {
        let touches = event.touches();
        let (a, b) = (touches.item(0)?, touches.item(1)?);
        let (x1, y1, x2, y2) = (a.client_x(), a.client_y(), b.client_x(), b.client_y());
        Some((f64::from(x1 - x2).hypot(f64::from(y1 - y2)), f64::from(x1 + x2) / 2.0))
    };
    view! {
        <div class="gantt-frame" class:named=bound(move || named.get())>
        {chart.then(|| view! { <Split grid /> })}
        <div
            class="gantt"
            class:listing=!chart
            class:linking=bound(move || grid.linking.get().is_some())
            class:dragging=bound(move || drag.with(Option::is_some))
            class:compact=bound(move || size.get() == RowSize::COMPACT)
            class:lighting=bound(move || light.get().is_some())
            data-testid="gantt"
            data-zoom=bound(move || scale.get().zoom.key())
            node_ref=scroller
            tabindex="-1"
            style:--names=bound(move || format!("{}px", names.get()))
            style:--view=bound(move || format!("{}px", view.get().0))
            style:--template=template
            style:--row=bound(move || format!("{}px", size.get().height))
            on:scroll=handler(move |_| {
                if let Some(element) = scroller.get_untracked() {
                    let now = (f64::from(element.scroll_left()), f64::from(element.scroll_top()));
                    if scroll.get_untracked() != now {
                        scroll.set(now);
                    }
                }
            })
            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| keyboard::on_key(event, grid))
            on:copy=copied
            on:paste=pasted
            on:wheel=handler(move |event: WheelEvent| {
                if event.ctrl_key() && chart {
                    event.prevent_default();
                    let left = scroller.get_untracked().map_or(0.0, |element| element.get_bounding_client_rect().left());
                    let x = f64::from(event.client_x()) - left - names.get_untracked();
                    grid.zoom_at(scale.get_untracked().px * (-event.delta_y() / 400.0).exp(), Some(x));
                }
            })
            on:touchstart=handler(move |event: TouchEvent| {
                if let Some((apart, _)) = fingers(&event).filter(|_| chart) {
                    grid.cancel_drag();
                    pinch.set_value(Some((apart, scale.get_untracked().px)));
                }
            })
            on:touchmove=handler(move |event: TouchEvent| {
                if drag.with_untracked(Option::is_some) {
                    event.prevent_default();
                } else {
                    grid.finger_moved();
                }
                if let (Some((began, px)), Some((apart, middle))) = (pinch.get_value(), fingers(&event)) {
                    event.prevent_default();
                    let left = scroller.get_untracked().map_or(0.0, |element| element.get_bounding_client_rect().left());
                    grid.zoom_at(px * apart / began.max(1.0), Some(middle - left - names.get_untracked()));
                }
            })
            on:touchend=handler(move |_| pinch.set_value(None))
        >
            <div
                class="canvas"
                role="treegrid"
                aria-label=w.tab_plan()
                aria-multiselectable="true"
                aria-rowcount=bound(move || (all.with(|lines| lines.all.len()) + 1).to_string())
                aria-colcount=bound(move || columns.with(Vec::len).to_string())
            >
                <Heads grid />
                <div
                    class="rows"
                    role="rowgroup"
                    node_ref=rows
                    style:height=bound(move || format!("{}px", height()))
                    on:focusin=handler(move |event| row::focused(grid, &event))
                    on:focusout=handler(move |_| within.set(false))
                    on:pointerdown=handler(move |event| row::pressed(grid, &event))
                    on:pointerenter=handler(move |event: leptos::ev::PointerEvent| {
                        if event.pointer_type() == "mouse" && drag.with_untracked(Option::is_none) {
                            grid.hover.set(None);
                        }
                    })
                    on:click=handler(move |event| row::clicked(grid, &event))
                    on:dblclick=handler(move |event| row::opened(grid, &event))
                ></div>
                {chart.then(|| view! { <Chart grid /> })}
            </div>
            {chart.then(|| view! { <Tip grid /> })}
            <Show when=move || all.with(|lines| lines.all.is_empty() && lines.filtered)>
                <p class="no-lines" data-testid="no-lines">{w.no_lines()}</p>
            </Show>
        </div>
        {reactive(move || {
            let hint = match (grid.linking.get().is_some(), grid.sketch.get().is_some()) {
                (true, _) => ("linking-hint", w.linking_hint()),
                (_, true) => ("sketch-hint", w.sketch_hint()),
                _ => return None,
            };
            Some(view! { <p class="hint" data-testid=hint.0>{hint.1}</p> })
        })}
        </div>
    }
}

/// True where a key is for what is typed in, or for the input method.
fn elsewhere(event: &leptos::ev::KeyboardEvent) -> bool {
    keys::composing(event) || keys::typing(event)
}
