//! The Gantt chart as rectangles: which rows are in view, where their bars stand, what the time scale says. Everything is
//! in pixels; the screen only draws it.

use std::sync::Arc;

use crate::engine::calendar::WorkTime;
use crate::engine::model::{Date, MINUTES_PER_DAY, Moment};
use crate::engine::plan::Plan;
use crate::engine::words::Words;

/// How close one looks at time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    Day,
    #[default]
    Week,
    Month,
    Quarter,
    Year,
}

impl Zoom {
    pub const ALL: [Zoom; 5] = [Zoom::Day, Zoom::Week, Zoom::Month, Zoom::Quarter, Zoom::Year];

    pub const fn key(self) -> &'static str {
        match self {
            Zoom::Day => "day",
            Zoom::Week => "week",
            Zoom::Month => "month",
            Zoom::Quarter => "quarter",
            Zoom::Year => "year",
        }
    }

    pub fn from_key(key: &str) -> Zoom {
        Zoom::ALL.into_iter().find(|zoom| zoom.key() == key).unwrap_or_default()
    }

    pub const fn px_per_day(self) -> f64 {
        match self {
            Zoom::Day => 36.0,
            Zoom::Week => 10.0,
            Zoom::Month => 4.0,
            Zoom::Quarter => 1.6,
            Zoom::Year => 0.6,
        }
    }

    /// One step closer (`true`) or further away.
    pub fn step(self, closer: bool) -> Zoom {
        let at = Zoom::ALL.iter().position(|zoom| *zoom == self).unwrap_or(1);
        Zoom::ALL[if closer { at.saturating_sub(1) } else { (at + 1).min(4) }]
    }

    /// The step whose marks can be read at so many pixels a day.
    pub fn of(px: f64) -> Zoom {
        Zoom::ALL.into_iter().find(|zoom| px >= zoom.px_per_day() * 0.7).unwrap_or(Zoom::Year)
    }

    /// Days by which an arrow key moves a bar.
    pub const fn unit(self) -> i64 {
        match self {
            Zoom::Day => 1,
            Zoom::Week => 7,
            Zoom::Month => 30,
            Zoom::Quarter => 91,
            Zoom::Year => 365,
        }
    }
}

/// Pixels from days: the left edge of the chart is the beginning of `origin`.
#[derive(Clone, Debug)]
pub struct Scale {
    pub origin: Date,
    pub days: i64,
    pub zoom: Zoom,
    /// Pixels a day.
    pub px: f64,
    /// Days off of this calendar have no width.
    pub skip: Option<Arc<WorkTime>>,
}

impl PartialEq for Scale {
    fn eq(&self, other: &Self) -> bool {
        let skip = match (&self.skip, &other.skip) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        skip && (self.origin, self.days, self.zoom, self.px) == (other.origin, other.days, other.zoom, other.px)
    }
}

impl Scale {
    /// Room for the whole plan and today, with some days around.
    pub fn fitting(plan: &Plan, today: Date, px: f64, skip: bool, width: f64) -> Scale {
        let px = px.clamp(0.1, 120.0);
        let zoom = Zoom::of(px);
        // What takes no part in the plan's own dates is drawn too.
        let (starts, finishes) = (&plan.schedule.start, &plan.schedule.finish);
        let mut first = starts.iter().fold(plan.start, |first, at| first.min(*at)).date();
        let mut last = finishes.iter().fold(plan.finish, |last, at| last.max(*at)).date();
        let near = 400;
        if first.until(today).abs() < near || last.until(today).abs() < near || (first <= today && today <= last) {
            first = first.min(today);
            last = last.max(today);
        }
        let before = if zoom == Zoom::Day { 3 } else { 7 };
        let origin = first.plus(-before).monday();
        let room = (width / px * if skip { 1.6 } else { 1.0 }).ceil() as i64;
        let days = (origin.until(last) + 28).max(room);
        Scale { origin, days, zoom, px, skip: skip.then(|| plan.calendar.clone()) }
    }

    /// Pixels a day at which the whole plan is in view.
    pub fn fit(plan: &Plan, width: f64) -> f64 {
        let days = plan.start.date().until(plan.finish.date()).max(1) as f64 + 16.0;
        (width / days).clamp(0.1, 60.0)
    }

    pub fn width(&self) -> f64 {
        self.x_of_day(self.origin.plus(self.days))
    }

    pub fn x_of_day(&self, date: Date) -> f64 {
        let days = match &self.skip {
            Some(calendar) => calendar.working_days(self.origin, date),
            None => self.origin.until(date),
        };
        days as f64 * self.px
    }

    /// Width of a day.
    pub fn day_width(&self, date: Date) -> f64 {
        if self.skip.as_ref().is_some_and(|calendar| !calendar.is_working(date)) { 0.0 } else { self.px }
    }

    /// A day is drawn by its working time: what starts at nine begins at the day's left edge, what ends at six at its right.
    pub fn x_of(&self, moment: Moment, calendar: &WorkTime) -> f64 {
        let date = moment.date();
        let all = calendar.day_minutes(date);
        let share = if all > 0 {
            calendar.between(date.midnight(), moment) as f64 / all as f64
        } else {
            moment.minute_of_day() as f64 / MINUTES_PER_DAY as f64
        };
        self.x_of_day(date) + share.clamp(0.0, 1.0) * self.day_width(date)
    }

    pub fn day_at(&self, x: f64) -> Date {
        let days = (x / self.px).floor() as i64;
        match &self.skip {
            Some(calendar) if days >= 0 => calendar.finish_by_days(self.origin, days + 1),
            _ => self.origin.plus(days),
        }
    }

    /// Days from where a bar starts to where it would start that many pixels further.
    pub fn days_by(&self, from: Date, dx: f64) -> i64 {
        match &self.skip {
            Some(_) => from.until(self.day_at(self.x_of_day(from) + dx + self.px / 2.0)),
            None => (dx / self.px).round() as i64,
        }
    }
}

/// Sizes of a row, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowSize {
    pub height: f64,
    /// How thick a bar is.
    pub bar: f64,
    /// From the top of the row to the middle of its bar.
    pub middle: f64,
}

impl RowSize {
    pub const NORMAL: RowSize = RowSize { height: 32.0, bar: 15.0, middle: 16.0 };
    pub const COMPACT: RowSize = RowSize { height: 26.0, bar: 13.0, middle: 13.0 };
    pub const TOUCH: RowSize = RowSize { height: 44.0, bar: 20.0, middle: 22.0 };
    /// The name of the task stands over its bar.
    pub const NAMED: RowSize = RowSize { height: 50.0, bar: 15.0, middle: 33.0 };
}

/// Lines that a viewport shows, with a few more on either side.
pub fn window(count: usize, scroll_top: f64, height: f64, row: f64) -> std::ops::Range<usize> {
    let over = 6.0;
    let first = ((scroll_top / row).floor() - over).max(0.0) as usize;
    let last = ((scroll_top + height) / row + over).ceil().max(0.0) as usize;
    first.min(count)..last.min(count)
}

/// The shape of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Bar,
    Summary,
    Milestone,
    Buffer,
}

impl Shape {
    pub const fn key(self) -> &'static str {
        match self {
            Shape::Bar => "bar",
            Shape::Summary => "summary",
            Shape::Milestone => "milestone",
            Shape::Buffer => "buffer",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub shape: Shape,
    /// Left edge, of a milestone its middle.
    pub x: f64,
    pub width: f64,
    /// Part of the width that is done.
    pub done: f64,
    /// Right end of the float, where there is any.
    pub float_to: Option<f64>,
    pub deadline: Option<f64>,
}

/// The bar of a row.
pub fn bar(plan: &Plan, place: usize, scale: &Scale) -> Bar {
    let row = &plan.rows[place];
    let calendar = plan.calendar_of(place);
    let shape = match (row.summary, row.milestone(), row.task.kind) {
        (true, ..) => Shape::Summary,
        (_, true, _) => Shape::Milestone,
        (.., crate::engine::model::TaskKind::Buffer) => Shape::Buffer,
        _ => Shape::Bar,
    };
    let x = scale.x_of(row.start, calendar);
    let to = scale.x_of(row.finish, calendar).max(x);
    let width = if shape == Shape::Milestone { 0.0 } else { (to - x).max(3.0) };
    let slack = row.total_float > 0 && !row.summary && !row.done();
    let float_to = slack.then(|| scale.x_of(calendar.add(row.finish, row.total_float), calendar)).filter(|end| *end > x + width);
    let deadline = row.task.deadline.map(|moment| scale.x_of(moment, calendar));
    Bar { shape, x, width, done: width * row.progress, float_to, deadline }
}

/// The left edge of what is first looked at, where so many pixels are shown: today a third from the left, or the end of a
/// plan that is over; where no task of the rows in sight stands there, the bar of the first of them.
pub fn opening(plan: &Plan, scale: &Scale, rows: &[usize], today: Date, room: f64) -> f64 {
    let day = today.min(plan.finish.date());
    let left = (scale.x_of_day(day) - (room / 3.0).min(240.0)).max(0.0);
    let seen = |place: &usize| {
        let bar = bar(plan, *place, scale);
        bar.shape != Shape::Summary && bar.x + bar.width > left && bar.x < left + room
    };
    match rows.first() {
        Some(first) if !rows.iter().any(seen) => (bar(plan, *first, scale).x - 24.0).max(0.0),
        _ => left,
    }
}

/// The day around which one looks closer or from further away, and how far from the left edge it then stands, where so much
/// of the chart is seen from `left` on: the first of the wanted days that is in view; else what is in the middle, or the day
/// of the plan that is nearest to it, so that one never looks closer at nothing.
pub fn held_day(plan: &Plan, scale: &Scale, (left, room): (f64, f64), mut wanted: impl Iterator<Item = Date>) -> (Date, f64) {
    let place = |day: Date| scale.x_of_day(day) - left;
    let (first, last) = (plan.start.date(), plan.finish.date());
    let middle = || scale.day_at(left + room / 2.0).max(first).min(last.max(first));
    let day = wanted.find(|day| (0.0..=room).contains(&place(*day))).unwrap_or_else(middle);
    (day, place(day).clamp(room / 4.0, room * 3.0 / 4.0))
}

/// A mark of the time scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub x: f64,
    pub width: f64,
    pub text: String,
    pub off: bool,
}

/// The two rows of the time scale between two pixels: months over days or weeks, years over months or quarters.
pub fn ticks(scale: &Scale, from: f64, to: f64, w: Words, calendar: &WorkTime) -> (Vec<Tick>, Vec<Tick>) {
    let first = scale.day_at(from.max(0.0));
    let last = scale.day_at(to.min(scale.width())).plus(1);
    let run = |start: Date, next: &dyn Fn(Date) -> Date, text: &dyn Fn(Date) -> String, mark: bool| {
        let mut ticks = Vec::new();
        let mut at = start;
        let mut seen = 0;
        while at < last && seen < 1500 {
            seen += 1;
            let after = next(at);
            if after <= at {
                break;
            }
            let (x, end) = (scale.x_of_day(at), scale.x_of_day(after));
            if end > x {
                ticks.push(Tick { x, width: end - x, text: text(at), off: mark && !calendar.is_working(at) });
            }
            at = after;
        }
        ticks
    };
    let months = |text: &dyn Fn(Date) -> String| run(first.first_of_month(), &|day| day.plus_months(1), text, false);
    let weeks = |text: &dyn Fn(Date) -> String| run(first.monday(), &|day| day.plus(7), text, false);
    let quarters = |text: &dyn Fn(Date) -> String| run(first.first_of_quarter(), &|day| day.plus_months(3), text, false);
    match scale.zoom {
        Zoom::Day => (
            weeks(&|day| format!("{} · {}", w.month_year(day), w.week(day))),
            run(first, &|day| day.plus(1), &|day| format!("{} {}", day.day(), w.weekday_letter(day)), true),
        ),
        Zoom::Week if scale.px >= 9.0 && scale.skip.is_none() => {
            (months(&|day| w.month_year(day)), weeks(&|day| format!("{} {}", day.day(), w.week(day))))
        }
        Zoom::Week => (months(&|day| w.month_year(day)), weeks(&|day| day.day().to_string())),
        Zoom::Month => (months(&|day| w.month_year(day)), weeks(&|day| day.day().to_string())),
        Zoom::Quarter => (quarters(&|day| w.quarter_year(day)), months(&|day| w.month(day))),
        Zoom::Year => {
            let new_year = Date::new(first.year(), 1, 1).unwrap_or(first);
            (run(new_year, &|day| day.plus_months(12), &|day| w.year(day), false), quarters(&|day| w.quarter(day)))
        }
    }
}

/// Runs of days off between two pixels, as (x, width); none where days are too narrow to tell apart.
pub fn days_off(scale: &Scale, from: f64, to: f64, calendar: &WorkTime) -> Vec<(f64, f64)> {
    if scale.skip.is_some() || matches!(scale.zoom, Zoom::Quarter | Zoom::Year) {
        return Vec::new();
    }
    let (first, last) = (scale.day_at(from.max(0.0)), scale.day_at(to.min(scale.width())).plus(1));
    calendar.off_days(first, last).map(|(a, b)| (scale.x_of_day(a), scale.x_of_day(b.plus(1)) - scale.x_of_day(a))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, task};
    use crate::engine::model::{Id, Lang, LinkKind};
    use crate::engine::workspace::Workspace;

    fn chain(count: usize) -> Plan {
        let mut ws = Workspace::default();
        let ctx = Context::new(1_790_000_000_000, Date::new(2026, 9, 7).unwrap(), Id::from_bits(7), 1);
        let project = crate::engine::edit::project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let mut last = None;
        for n in 0..count {
            let id = task::add(&mut ws, &ctx, project, task::Place::Last, &format!("T{n}")).unwrap();
            if let Some(last) = last {
                task::link(&mut ws, &ctx, last, id, LinkKind::Fs, 0).unwrap();
            }
            last = Some(id);
        }
        Plan::of(&ws, project).unwrap()
    }

    #[test]
    fn what_is_first_looked_at_has_a_bar_in_it() {
        let plan = chain(30);
        let today = plan.finish.date();
        let scale = Scale::fitting(&plan, today, 10.0, false, 300.0);
        let all: Vec<usize> = (0..30).collect();
        let now = opening(&plan, &scale, &all, today, 300.0);
        assert_eq!(now, scale.x_of_day(today) - 100.0, "the last bars stand at today");
        let first = opening(&plan, &scale, &all[..5], today, 300.0);
        let x = bar(&plan, 0, &scale).x;
        assert!(first < x && x < first + 300.0 && first < now - 100.0);
        assert_eq!(opening(&plan, &scale, &[], today, 300.0), now);
    }

    #[test]
    fn one_looks_closer_at_what_is_there() {
        let plan = chain(30);
        let (start, finish) = (plan.start.date(), plan.finish.date());
        let scale = Scale::fitting(&plan, start, 0.6, false, 800.0);
        // The plan is a thin strip at the left: the middle of the view is years later.
        assert!(scale.day_at(400.0) > finish.plus(300));
        assert_eq!(held_day(&plan, &scale, (0.0, 800.0), std::iter::empty()), (finish, 200.0));
        assert_eq!(held_day(&plan, &scale, (0.0, 800.0), [start.plus(3)].into_iter()), (start.plus(3), 200.0));
        // What is out of view is not held; in the middle half a day stays where it is.
        let close = Scale::fitting(&plan, start, 10.0, false, 300.0);
        let left = close.x_of_day(start.plus(10));
        assert_eq!(held_day(&plan, &close, (left, 300.0), [start].into_iter()).1, 150.0);
        assert_eq!(held_day(&plan, &close, (left, 300.0), [start, start.plus(20)].into_iter()), (start.plus(20), 100.0));
    }

    #[test]
    fn hidden_days_off_have_no_width() {
        let plan = chain(1);
        let scale = Scale::fitting(&plan, plan.start.date(), 10.0, true, 800.0);
        let monday = Date::new(2026, 9, 7).unwrap();
        assert_eq!(scale.x_of_day(monday.plus(7)) - scale.x_of_day(monday), 50.0);
        assert_eq!(scale.day_width(monday.plus(5)), 0.0);
        assert_eq!(scale.day_at(scale.x_of_day(monday.plus(7)) + 1.0), monday.plus(7));
        let open = Scale::fitting(&plan, plan.start.date(), 10.0, false, 800.0);
        assert_eq!(open.x_of_day(monday.plus(7)) - open.x_of_day(monday), 70.0);
    }

    #[test]
    fn both_rows_of_the_scale_cover_the_view() {
        let plan = chain(3);
        for zoom in Zoom::ALL {
            let scale = Scale::fitting(&plan, plan.start.date(), zoom.px_per_day(), false, 800.0);
            let (upper, lower) = ticks(&scale, 0.0, 800.0, Words(Lang::Zh), &plan.calendar);
            for row in [&upper, &lower] {
                assert!(row.first().is_some_and(|tick| tick.x <= 0.0));
                assert!(row.last().is_some_and(|tick| tick.x + tick.width >= 800.0));
                assert!(row.windows(2).all(|pair| (pair[0].x + pair[0].width - pair[1].x).abs() < 0.01));
            }
        }
    }

    #[test]
    fn the_whole_plan_fits() {
        let plan = chain(30);
        let px = Scale::fit(&plan, 600.0);
        let days = plan.start.date().until(plan.finish.date()) as f64;
        assert!(days * px < 600.0 && days * px > 300.0);
    }
}
