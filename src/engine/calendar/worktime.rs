//! The arithmetic of working time.
//!
//! The years 1900 to 2200 are cut into runs of days that follow one [`Pattern`] each: a year of plain weeks, a holiday, a
//! make-up day, a summer with other hours. So a run of any length costs the same, and everything follows from two
//! functions, each a look into the runs and a division within one: [`WorkTime::worked`], the minutes worked before a
//! moment, and [`WorkTime::minute`], the moment of the n-th worked minute.

use std::sync::Arc;

use super::super::model::{Calendar, Date, Day, Exception, FIRST_DAY, Id, LAST_DAY, MINUTES_PER_DAY, Moment, Source, Text};
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
    pub minutes: i32,
    pub worked: i32,
    /// Minutes worked before it, less those that the pattern counts before it.
    pub ahead: i32,
}

/// Days for which the index has one entry.
const INDEXED: i32 = 128;
/// Runs that are walked over before they are searched.
const NEAR: usize = 8;
/// More minutes than there are.
const LONG: i64 = 1 << 30;

/// Where a moment lies: in which run, on a day with which spans, how many minutes after its midnight.
struct Seat<'a> {
    run: usize,
    /// Minutes worked before the day.
    before: i32,
    spans: &'a [(u32, u32)],
    minute: i32,
}

impl Seat<'_> {
    /// Minutes worked before the moment.
    fn worked(&self) -> i32 {
        self.before + total_before(self.spans, self.minute)
    }
}

/// A compiled calendar. Moments at the edge of 1900–2200 stand for "never".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTime {
    /// The first begins on the first day there is; by day, and therefore by minutes and days worked.
    pub(super) runs: Vec<Run>,
    /// For every [`INDEXED`] days the run of the first of them.
    pub(super) index: Vec<u32>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) reasons: Vec<Reason>,
    /// Minutes and days worked in all.
    pub(super) minutes: i32,
    pub(super) worked: i32,
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
        self.start_after(at, &self.seat(at))
    }

    /// The last moment, `at` or earlier, at which work can have ended.
    pub fn prev_finish(&self, at: Moment) -> Moment {
        self.finish_before(at, &self.seat(at))
    }

    /// Both: where work can have ended, and where it can go on.
    pub fn around(&self, at: Moment) -> (Moment, Moment) {
        let seat = self.seat(at);
        (self.finish_before(at, &seat), self.start_after(at, &seat))
    }

    /// When `minutes` of work that can begin at `at` begin and are finished. `minutes` is at least 1.
    pub fn span_from(&self, at: Moment, minutes: i32) -> (Moment, Moment) {
        let seat = self.seat(at);
        let last = self.minute(seat.run, seat.worked().saturating_add(minutes) - 1);
        (self.start_after(at, &seat), last.map_or(Moment::MAX, |minute| minute.plus(1)))
    }

    /// When `minutes` of work that have to be finished at `at` must begin, and what is around `at`. `minutes` is at least 1.
    pub fn span_to(&self, at: Moment, minutes: i32) -> (Moment, Moment, Moment) {
        let seat = self.seat(at);
        let first = self.minute(seat.run, seat.worked().saturating_sub(minutes));
        (first.unwrap_or(Moment::MIN), self.finish_before(at, &seat), self.start_after(at, &seat))
    }

    fn start_after(&self, at: Moment, seat: &Seat) -> Moment {
        match seat.spans.iter().find(|(_, to)| *to as i32 > seat.minute) {
            Some(&(from, _)) => at.plus((from as i32 - seat.minute).max(0).into()),
            None => self.minute(seat.run, seat.worked()).unwrap_or(Moment::MAX),
        }
    }

    fn finish_before(&self, at: Moment, seat: &Seat) -> Moment {
        match seat.spans.iter().rfind(|(from, _)| (*from as i32) < seat.minute) {
            Some(&(_, to)) => at.plus((to as i32 - seat.minute).min(0).into()),
            None => self.minute(seat.run, seat.worked() - 1).map_or(Moment::MIN, |minute| minute.plus(1)),
        }
    }

    /// The moment at which `minutes` of work begun at `at` are finished; with negative `minutes`, the moment at which that
    /// much work must begin to be finished at `at`. A finish stays at the end of its span, a start at the beginning.
    pub fn add(&self, at: Moment, minutes: i64) -> Moment {
        if minutes == 0 {
            return at;
        }
        let seat = self.seat(at);
        // Less than none and more than there is are none.
        let sum = (i64::from(seat.worked()) + minutes.clamp(-LONG, LONG)) as i32;
        match minutes {
            1.. => self.minute(seat.run, sum - 1).map_or(Moment::MAX, |minute| minute.plus(1)),
            _ => self.minute(seat.run, sum).unwrap_or(Moment::MIN),
        }
    }

    /// Minutes worked from `a` to `b`; negative where `b` is earlier.
    pub fn between(&self, a: Moment, b: Moment) -> i64 {
        if a == b { 0 } else { i64::from(self.seat(b).worked()) - i64::from(self.seat(a).worked()) }
    }

    pub fn day_minutes(&self, day: Date) -> i64 {
        total(self.spans(day)).into()
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

    /// Where a moment lies.
    fn seat(&self, at: Moment) -> Seat<'_> {
        let day = at.date().days();
        let run = self.run_at(day);
        let found = &self.runs[run];
        let (before, spans) = self.pattern(found).before(day);
        // The end of the last day is not its midnight.
        let minute = if at == Moment::MAX { MINUTES_PER_DAY } else { at.minute_of_day() } as i32;
        Seat { run, before: found.ahead + before, spans, minute }
    }

    /// The moment at which the `nth` worked minute begins, the first being 0; it is looked for from a run on.
    fn minute(&self, from: usize, nth: i32) -> Option<Moment> {
        if !(0..self.minutes).contains(&nth) {
            return None;
        }
        let mut at = from;
        // Of runs with equal sums the last is the one with work.
        let near = |at: usize| self.runs[at].minutes <= nth && self.runs.get(at + 1).is_none_or(|next| next.minutes > nth);
        let mut steps = 0;
        while !near(at) {
            steps += 1;
            at = match self.runs[at].minutes <= nth {
                _ if steps > NEAR => self.runs.partition_point(|run| run.minutes <= nth) - 1,
                true => at + 1,
                false => at - 1,
            };
        }
        let run = &self.runs[at];
        let (day, minute) = self.pattern(run).minute(nth - run.ahead);
        Some(Date::from_days(day.into()).at(minute.into()))
    }

    /// Working days before a day.
    fn days_before(&self, day: Date) -> i64 {
        let run = self.run(day.days());
        let pattern = self.pattern(run);
        (run.worked + pattern.worked_before(day.days()) - pattern.worked_before(run.from)).into()
    }

    /// The `nth` working day, the first being 0.
    fn working_day(&self, nth: i64) -> Option<Date> {
        let nth = i32::try_from(nth).ok().filter(|nth| (0..self.worked).contains(nth))?;
        let run = &self.runs[self.runs.partition_point(|run| run.worked <= nth) - 1];
        let pattern = self.pattern(run);
        Some(Date::from_days(pattern.working_day(pattern.worked_before(run.from) + nth - run.worked).into()))
    }

    pub(super) fn run(&self, day: i32) -> &Run {
        &self.runs[self.run_at(day)]
    }

    /// The place of the run to which a day belongs.
    fn run_at(&self, day: i32) -> usize {
        debug_assert!((FIRST_DAY..=LAST_DAY).contains(&day));
        let mut at = self.index[((day - FIRST_DAY) / INDEXED) as usize] as usize;
        while self.runs.get(at + 1).is_some_and(|next| next.from <= day) {
            at += 1;
        }
        at
    }

    /// The index of some runs.
    pub(super) fn index(runs: &[Run]) -> Vec<u32> {
        let mut at = 0;
        let run_of = |day: i32| {
            while runs.get(at + 1).is_some_and(|next| next.from <= day) {
                at += 1;
            }
            at as u32
        };
        (FIRST_DAY..=LAST_DAY).step_by(INDEXED as usize).map(run_of).collect()
    }

    /// The day after the last of a run.
    fn end(&self, at: usize) -> i32 {
        self.runs.get(at + 1).map_or(LAST_DAY + 1, |next| next.from)
    }

    fn pattern(&self, run: &Run) -> &Pattern {
        &self.patterns[run.pattern as usize]
    }
}
