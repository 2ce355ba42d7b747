//! The arithmetic of working time.
//!
//! The years 1900 to 2200 are cut into runs of days that follow one [`Pattern`] each: a year of plain weeks, a holiday, a
//! make-up day, a summer with other hours. So a run of any length costs the same, and everything follows from two
//! functions, each a binary search over the runs and a division within one: [`WorkTime::worked`], the minutes worked
//! before a moment, and [`WorkTime::minute`], the moment of the n-th worked minute.

use std::sync::Arc;

use super::super::model::{Calendar, Date, Day, Exception, FIRST_DAY, Id, LAST_DAY, Moment, Source, Text};
use super::compile;
use super::pattern::{Pattern, total, total_before};

/// Why a day departs from the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub name: Text,
    /// Its English name where it is an official holiday, else empty.
    pub english: &'static str,
    pub source: Source,
}

/// Days from `from` to the next run's, all by one pattern and for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub from: i32,
    pub pattern: u32,
    pub reason: Option<u32>,
    /// Minutes and days worked before it.
    pub minutes: i64,
    pub worked: i64,
}

/// A compiled calendar. Moments at the edge of 1900–2200 stand for "never".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTime {
    /// The first begins on the first day there is; by day, and therefore by minutes and days worked.
    pub(super) runs: Vec<Run>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) reasons: Vec<Reason>,
    /// Minutes and days worked in all.
    pub(super) minutes: i64,
    pub(super) worked: i64,
    /// Years whose official days are known; none where the calendar follows no region.
    pub(super) official: Option<Vec<i32>>,
    pub(super) minutes_per_day: i64,
    pub(super) minutes_per_week: i64,
}

impl WorkTime {
    /// Compiles a calendar and what it inherits, and `leave` on top of it. From below: week, work weeks, official days of
    /// the region, exceptions of the bases from the most remote, its own exceptions, leave; later wins.
    pub fn compile(calendar: &Calendar, bases: &dyn Fn(Id) -> Option<Arc<Calendar>>, leave: &[Exception]) -> WorkTime {
        compile::compile(calendar, bases, leave)
    }

    /// Every minute of every day: elapsed time.
    pub fn always() -> WorkTime {
        let week = vec![Day::of(&[(0, 1440)]); 7];
        let calendar = Calendar { week, minutes_per_day: 1440, minutes_per_week: 10_080, ..Calendar::default() };
        WorkTime::compile(&calendar, &|_| None, &[])
    }

    /// Monday to Friday in office hours, no holidays.
    pub fn standard() -> WorkTime {
        WorkTime::compile(&Calendar::default(), &|_| None, &[])
    }

    /// The first moment, `at` or later, at which work can begin.
    pub fn next_start(&self, at: Moment) -> Moment {
        self.minute(self.worked(at)).unwrap_or(Moment::MAX)
    }

    /// The last moment, `at` or earlier, at which work can have ended.
    pub fn prev_finish(&self, at: Moment) -> Moment {
        self.minute(self.worked(at) - 1).map_or(Moment::MIN, |minute| minute.plus(1))
    }

    /// The moment at which `minutes` of work begun at `at` are finished; with negative `minutes`, the moment at which that
    /// much work must begin to be finished at `at`. A finish stays at the end of its span, a start at the beginning.
    pub fn add(&self, at: Moment, minutes: i64) -> Moment {
        let sum = self.worked(at).saturating_add(minutes);
        match minutes {
            0 => at,
            1.. => self.minute(sum - 1).map_or(Moment::MAX, |minute| minute.plus(1)),
            _ => self.minute(sum).unwrap_or(Moment::MIN),
        }
    }

    /// Minutes worked from `a` to `b`; negative where `b` is earlier.
    pub fn between(&self, a: Moment, b: Moment) -> i64 {
        self.worked(b) - self.worked(a)
    }

    pub fn day_minutes(&self, day: Date) -> i64 {
        total(self.spans(day))
    }

    pub fn is_working(&self, day: Date) -> bool {
        !self.spans(day).is_empty()
    }

    /// Worked spans of a day in minutes after midnight: in order, not touching.
    pub fn spans(&self, day: Date) -> &[(u32, u32)] {
        self.pattern(self.run(day.days())).spans(day.days())
    }

    /// Why the day departs from the week, where it does. An official holiday has a name on a weekend too, and a make-up
    /// day is a working day with the name of its holiday.
    pub fn reason(&self, day: Date) -> Option<&Reason> {
        self.run(day.days()).reason.map(|reason| &self.reasons[reason as usize])
    }

    pub fn name_of(&self, day: Date) -> Option<&Text> {
        self.reason(day).map(|reason| &reason.name).filter(|name| !name.is_empty())
    }

    /// Whether the official days of the year are not known, so that what is computed there may change.
    pub fn provisional(&self, day: Date) -> bool {
        self.official.as_ref().is_some_and(|years| !years.contains(&day.year()))
            || self.reason(day).is_some_and(|reason| reason.source == Source::Provisional)
    }

    /// Minutes that a "day" of duration stands for, at least 1.
    pub fn minutes_per_day(&self) -> i64 {
        self.minutes_per_day
    }

    /// Minutes that a "week" of duration stands for, at least 1.
    pub fn minutes_per_week(&self) -> i64 {
        self.minutes_per_week
    }

    /// The last day of work that takes `working_days` from `start`, which counts where it is worked.
    pub fn finish_by_days(&self, start: Date, working_days: i64) -> Date {
        match working_days {
            ..=0 => start,
            _ => self.working_day(self.days_before(start).saturating_add(working_days - 1)).unwrap_or(Date::MAX),
        }
    }

    /// Working days from `a` to the day before `b`; negative where `b` is earlier.
    pub fn working_days(&self, a: Date, b: Date) -> i64 {
        self.days_before(b) - self.days_before(a)
    }

    /// Runs of days off from `from` to `to`, as first and last day, both included.
    pub fn off_days(&self, from: Date, to: Date) -> impl Iterator<Item = (Date, Date)> + '_ {
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let first = self.next_off(next?).filter(|first| *first <= to)?;
            let back = self.working_day(self.days_before(first));
            next = back;
            Some((first, back.map_or(to, |back| back.plus(-1).min(to))))
        })
    }

    /// The first day off, `day` or later.
    fn next_off(&self, day: Date) -> Option<Date> {
        let mut day = day.days();
        let mut at = self.runs.partition_point(|run| run.from <= day) - 1;
        loop {
            let (pattern, end) = (self.pattern(&self.runs[at]), self.end(at));
            // One cycle shows all days that the pattern has.
            let off = (day..end).take(pattern.cycle()).find(|day| pattern.spans(*day).is_empty());
            if let Some(off) = off {
                return Some(Date::from_days(off.into()));
            }
            (day, at) = (end, at + 1);
            if at == self.runs.len() {
                return None;
            }
        }
    }

    /// Minutes worked before a moment.
    fn worked(&self, at: Moment) -> i64 {
        if at == Moment::MAX {
            return self.minutes; // the end of the last day, not its midnight
        }
        let day = at.date().days();
        let run = self.run(day);
        let pattern = self.pattern(run);
        run.minutes + pattern.minutes_before(day) - pattern.minutes_before(run.from)
            + total_before(pattern.spans(day), at.minute_of_day())
    }

    /// The moment at which the `nth` worked minute begins, the first being 0.
    fn minute(&self, nth: i64) -> Option<Moment> {
        if !(0..self.minutes).contains(&nth) {
            return None;
        }
        // Of runs with equal sums the last is the one with work.
        let run = &self.runs[self.runs.partition_point(|run| run.minutes <= nth) - 1];
        let pattern = self.pattern(run);
        let (day, minute) = pattern.minute(pattern.minutes_before(run.from) + nth - run.minutes);
        Some(Date::from_days(day.into()).at(minute))
    }

    /// Working days before a day.
    fn days_before(&self, day: Date) -> i64 {
        let run = self.run(day.days());
        let pattern = self.pattern(run);
        run.worked + pattern.worked_before(day.days()) - pattern.worked_before(run.from)
    }

    /// The `nth` working day, the first being 0.
    fn working_day(&self, nth: i64) -> Option<Date> {
        if !(0..self.worked).contains(&nth) {
            return None;
        }
        let run = &self.runs[self.runs.partition_point(|run| run.worked <= nth) - 1];
        let pattern = self.pattern(run);
        Some(Date::from_days(pattern.working_day(pattern.worked_before(run.from) + nth - run.worked).into()))
    }

    pub(super) fn run(&self, day: i32) -> &Run {
        debug_assert!((FIRST_DAY..=LAST_DAY).contains(&day));
        &self.runs[self.runs.partition_point(|run| run.from <= day) - 1]
    }

    /// The day after the last of a run.
    fn end(&self, at: usize) -> i32 {
        self.runs.get(at + 1).map_or(LAST_DAY + 1, |next| next.from)
    }

    fn pattern(&self, run: &Run) -> &Pattern {
        &self.patterns[run.pattern as usize]
    }
}
