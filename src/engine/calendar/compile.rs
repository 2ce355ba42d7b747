//! From records to runs: weeks below, days that depart from them above, each layer painted over the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::model::{
    Calendar, Date, Day, Exception, ExceptionKind, FIRST_DAY, Id, LAST_DAY, Region, Source, Span, Text, WorkWeek,
};
use super::china::{china_days, china_years};
use super::pattern::{Pattern, Spans, clean, seven};
use super::worktime::{Reason, Run, WorkTime};

/// A Monday, on which weeks begin.
const MONDAY: i32 = -3;

/// How many bases of bases are followed; more can only be a mistake.
const BASES: usize = 16;

/// A value for every day there is: each holds from its day to the next one's.
struct Layer<T>(BTreeMap<i32, T>);

impl<T: Copy> Layer<T> {
    fn new(value: T) -> Layer<T> {
        Layer(BTreeMap::from([(FIRST_DAY, value)]))
    }

    /// The value of a day there is.
    fn get(&self, day: i32) -> T {
        *self.0.range(..=day).next_back().expect("a layer has a value for the first day").1
    }

    /// Nothing happens where `to` is before `from`.
    fn paint(&mut self, from: Date, to: Date, value: T) {
        if to < from {
            return;
        }
        let (from, after) = (from.days(), to.days() + 1);
        if after <= LAST_DAY {
            let rest = self.get(after);
            self.0.insert(after, rest);
        }
        let covered: Vec<i32> = self.0.range(from..after).map(|(day, _)| *day).collect();
        for day in covered {
            self.0.remove(&day);
        }
        self.0.insert(from, value);
    }
}

#[derive(Clone, Copy)]
struct Week {
    pattern: u32,
    /// Every day with the hours of a usual day of this week, for days that are worked without saying when.
    usual: u32,
    reason: Option<u32>,
}

#[derive(Clone, Copy)]
enum Hours {
    Off,
    Usual,
    Own(u32),
}

/// Patterns and reasons, each kept once.
#[derive(Default)]
struct Pool {
    patterns: Vec<Pattern>,
    pattern_of: BTreeMap<(i32, Vec<Spans>), u32>,
    reasons: Vec<Reason>,
    reason_of: BTreeMap<(Text, &'static str, Source), u32>,
}

impl Pool {
    fn pattern(&mut self, origin: i32, days: Vec<Spans>) -> u32 {
        *self.pattern_of.entry((origin, days)).or_insert_with_key(|(origin, days)| {
            self.patterns.push(Pattern::new(*origin, days.clone()));
            self.patterns.len() as u32 - 1
        })
    }

    fn every_day(&mut self, spans: Spans) -> u32 {
        self.pattern(0, vec![spans])
    }

    fn reason(&mut self, name: &Text, english: &'static str, source: Source) -> u32 {
        *self.reason_of.entry((name.clone(), english, source)).or_insert_with(|| {
            self.reasons.push(Reason { name: name.clone(), english, source });
            self.reasons.len() as u32 - 1
        })
    }

    /// `week` alone, or in turn with another of which the first begins in the week of `anchor`.
    fn week(&mut self, week: &[Day], alternate: Option<(Date, &[Day])>, reason: Option<u32>) -> Week {
        let days = seven(week);
        let other = alternate.map_or_else(Vec::new, |(_, week)| seven(week));
        let usual = days.iter().chain(&other).find(|spans| !spans.is_empty()).cloned();
        let usual = self.every_day(usual.unwrap_or_else(|| clean(&Day::office().spans)));
        let origin = alternate.map_or(MONDAY, |(anchor, _)| anchor.monday().days());
        Week { pattern: self.pattern(origin, [other, days].concat()), usual, reason }
    }

    fn hours(&mut self, kind: ExceptionKind, spans: &[Span]) -> Hours {
        match (kind, clean(spans)) {
            (ExceptionKind::Off, _) => Hours::Off,
            (ExceptionKind::Work, spans) if spans.is_empty() => Hours::Usual,
            (ExceptionKind::Work, spans) => Hours::Own(self.every_day(spans)),
        }
    }
}

pub(super) fn compile(own: &Calendar, bases: &dyn Fn(Id) -> Option<Arc<Calendar>>, leave: &[Exception]) -> WorkTime {
    let above = ancestors(own, bases);
    // The most remote base first: what is nearer is painted over it.
    let chain: Vec<&Calendar> = above.iter().rev().map(|base| &**base).chain([own]).collect();
    let mut pool = Pool::default();
    let weeks = weeks(&chain, &mut pool);
    let mut days: Layer<Option<(Hours, u32)>> = Layer::new(None);

    let official = chain.iter().any(|calendar| calendar.region == Region::China).then(|| official_years(&chain));
    if let Some(official) = &official {
        // A notice that was imported replaces what was foreseen for its year.
        for day in china_days().filter(|day| day.source == Source::Official || !official.contains(&day.from.year())) {
            let reason = pool.reason(&Text::new(day.holiday.zh), day.holiday.en, day.source);
            days.paint(day.from, day.to, Some((pool.hours(day.kind, &[]), reason)));
        }
    }
    let said = chain.iter().flat_map(|calendar| &calendar.exceptions).map(|exception| (exception, exception.source));
    for (exception, source) in said.chain(leave.iter().map(|exception| (exception, Source::Leave))) {
        let reason = pool.reason(&exception.name, "", source);
        days.paint(exception.from, exception.to, Some((pool.hours(exception.kind, &exception.spans), reason)));
    }

    let off = pool.every_day(Vec::new());
    let mut cuts: Vec<i32> = weeks.0.keys().chain(days.0.keys()).copied().collect();
    cuts.sort_unstable();
    cuts.dedup();
    let runs = cuts.into_iter().map(|day| {
        let week = weeks.get(day);
        match days.get(day) {
            None => (day, week.pattern, week.reason),
            Some((Hours::Off, reason)) => (day, off, Some(reason)),
            Some((Hours::Usual, reason)) => (day, week.usual, Some(reason)),
            Some((Hours::Own(pattern), reason)) => (day, pattern, Some(reason)),
        }
    });
    finish(own, runs, pool, official)
}

/// The bases from the nearest; a base that comes back is not followed again.
fn ancestors(own: &Calendar, bases: &dyn Fn(Id) -> Option<Arc<Calendar>>) -> Vec<Arc<Calendar>> {
    let mut found: Vec<Arc<Calendar>> = Vec::new();
    let mut next = own.base;
    while let Some(id) = next.filter(|id| found.len() < BASES && *id != own.id) {
        let Some(base) = bases(id).filter(|base| found.iter().all(|seen| seen.id != base.id)) else { break };
        next = base.base;
        found.push(base);
    }
    found
}

/// The nearest calendar that says a week says it for all days, with the alternate week that it says; work weeks above.
fn weeks(chain: &[&Calendar], pool: &mut Pool) -> Layer<Week> {
    let said = |calendar: &&Calendar| !calendar.week.is_empty();
    let from = chain.iter().rposition(said);
    let nearest = &chain[from.unwrap_or(0)..];
    let week = from.map_or_else(Calendar::weekdays, |at| chain[at].week.clone());
    let alternate = nearest.iter().rev().find_map(|calendar| calendar.alternate.as_ref()).filter(|a| !a.week.is_empty());
    let mut layer = Layer::new(pool.week(&week, alternate.map(|a| (a.anchor, &a.week[..])), None));
    for WorkWeek { name, from, to, week, .. } in nearest.iter().flat_map(|calendar| &calendar.work_weeks) {
        if !week.is_empty() {
            let reason = pool.reason(name, "", Source::User);
            layer.paint(*from, *to, pool.week(week, None, Some(reason)));
        }
    }
    layer
}

/// Years of which a notice is known, by the table or because its days were imported into a calendar. Days in December say
/// nothing: they may come from the notice for the year after.
fn official_years(chain: &[&Calendar]) -> Vec<i32> {
    let table = china_years().filter(|year| year.status == Source::Official).map(|year| year.year);
    let imported = chain.iter().flat_map(|calendar| &calendar.exceptions);
    let imported = imported.filter(|day| day.source == Source::Official && day.from.month() < 12).map(|day| day.from.year());
    let mut years: Vec<i32> = table.chain(imported).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// Joins equal neighbours and sums up.
fn finish(
    own: &Calendar,
    cuts: impl Iterator<Item = (i32, u32, Option<u32>)>,
    pool: Pool,
    official: Option<Vec<i32>>,
) -> WorkTime {
    let mut runs: Vec<Run> = Vec::new();
    let (mut minutes, mut worked) = (0, 0);
    let count = |run: &Run, end: i32| {
        let pattern = &pool.patterns[run.pattern as usize];
        let minutes = pattern.minutes_before(end) - pattern.minutes_before(run.from);
        (minutes, pattern.worked_before(end) - pattern.worked_before(run.from))
    };
    for (from, pattern, reason) in cuts {
        if let Some(last) = runs.last() {
            if (last.pattern, last.reason) == (pattern, reason) {
                continue;
            }
            let (more, days) = count(last, from);
            (minutes, worked) = (minutes + more, worked + days);
        }
        let ahead = minutes - pool.patterns[pattern as usize].minutes_before(from);
        runs.push(Run { from, pattern, reason, minutes, worked, ahead });
    }
    let last = count(runs.last().expect("the first day begins a run"), LAST_DAY + 1);
    runs.shrink_to_fit();
    WorkTime {
        index: WorkTime::index(&runs),
        minutes: minutes + last.0,
        worked: worked + last.1,
        runs,
        patterns: pool.patterns,
        reasons: pool.reasons,
        official,
        minutes_per_day: own.minutes_per_day.clamp(1, 1440).into(),
        minutes_per_week: own.minutes_per_week.clamp(1, 10_080).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paint_covers_what_was_there() {
        let day = |at: i64| Date::from_days(at);
        let mut layer = Layer::new(0);
        layer.paint(day(10), day(20), 1);
        layer.paint(day(15), day(30), 2);
        layer.paint(day(12), day(12), 3);
        layer.paint(day(5), day(4), 4);
        assert_eq!([9, 10, 12, 13, 15, 30, 31].map(|at| layer.get(at)), [0, 1, 3, 1, 2, 2, 0]);
        layer.paint(Date::MIN, Date::MAX, 5);
        assert_eq!(layer.0, BTreeMap::from([(FIRST_DAY, 5)]));
    }

    /// A run costs the same however long it is, and equal neighbours are one.
    #[test]
    fn ranges_stay_runs() {
        let everything = Exception { from: Date::MIN, to: Date::MAX, ..Exception::default() };
        let never = compile(&Calendar { exceptions: vec![everything], ..Calendar::default() }, &|_| None, &[]);
        assert_eq!((never.runs.len(), never.minutes), (1, 0));

        let days = (0..1000).map(|at| Date::from_days(20_000 + at));
        let exceptions = days.map(|day| Exception { from: day, to: day, ..Exception::default() }).collect();
        let sabbatical = compile(&Calendar { exceptions, ..Calendar::default() }, &|_| None, &[]);
        assert_eq!(sabbatical.runs.len(), 3);
    }
}
