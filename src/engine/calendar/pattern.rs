//! Days that repeat: one day, a week, or two weeks in turn. Prefix sums over one cycle make any count a division.

use super::super::model::{Day, MINUTES_PER_DAY, Span};

/// Worked minutes of a day, `from..to` after midnight: in order, not touching.
pub(super) type Spans = Vec<(u32, u32)>;

/// A day of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// Minutes and days worked in the cycle before it.
    minutes: i32,
    worked: i32,
    spans: Spans,
}

/// Counts are in 32 bits, which all minutes of all years fit in: 64 are slow to divide where there is no such instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// A day on which a cycle begins; all counts are from here, negative before it.
    origin: i32,
    days: Vec<Place>,
    /// Minutes and days worked in a cycle.
    minutes: i32,
    worked: i32,
}

impl Pattern {
    /// `days` has at least one.
    pub fn new(origin: i32, days: Vec<Spans>) -> Pattern {
        let (mut minutes, mut worked) = (0, 0);
        let days = days.into_iter().map(|spans| {
            let place = Place { minutes, worked, spans };
            minutes += total(&place.spans);
            worked += i32::from(!place.spans.is_empty());
            place
        });
        Pattern { days: days.collect(), origin, minutes, worked }
    }

    pub fn cycle(&self) -> usize {
        self.days.len()
    }

    /// The number of the cycle and the day in it.
    #[inline]
    fn place(&self, day: i32) -> (i32, &Place) {
        let since = day - self.origin;
        let (cycles, place) = match self.days.len() as i32 {
            1 => (since, 0),
            7 => (since.div_euclid(7), since.rem_euclid(7)), // a constant is multiplied by its inverse
            cycle => (since.div_euclid(cycle), since.rem_euclid(cycle)),
        };
        (cycles, &self.days[place as usize])
    }

    pub fn spans(&self, day: i32) -> &[(u32, u32)] {
        &self.place(day).1.spans
    }

    pub fn minutes_before(&self, day: i32) -> i32 {
        self.before(day).0
    }

    /// Minutes worked before a day, and its spans.
    pub fn before(&self, day: i32) -> (i32, &[(u32, u32)]) {
        let (cycles, place) = self.place(day);
        (cycles * self.minutes + place.minutes, &place.spans)
    }

    pub fn worked_before(&self, day: i32) -> i32 {
        let (cycles, place) = self.place(day);
        cycles * self.worked + place.worked
    }

    /// The day of the `nth` worked minute, and the minute of that day. Only where the pattern has work.
    pub fn minute(&self, nth: i32) -> (i32, i32) {
        let (day, place, mut left) = self.find(self.minutes, nth, |place| place.minutes);
        for &(from, to) in &place.spans {
            let long = (to - from) as i32;
            if left < long {
                return (day, from as i32 + left);
            }
            left -= long;
        }
        (day, MINUTES_PER_DAY as i32) // not reached: `left` is less than the minutes of the day
    }

    /// The `nth` working day. Only where the pattern has one.
    pub fn working_day(&self, nth: i32) -> i32 {
        self.find(self.worked, nth, |place| place.worked).0
    }

    /// The day that holds the `nth` unit, where a cycle has `all`, and how many of the day's units come before it.
    fn find(&self, all: i32, nth: i32, before: impl Fn(&Place) -> i32) -> (i32, &Place, i32) {
        let all = all.max(1);
        let (cycles, rest) = (nth.div_euclid(all), nth.rem_euclid(all));
        let at = self.days[1..].iter().take_while(|place| before(place) <= rest).count();
        let place = &self.days[at];
        (self.origin + cycles * self.cycle() as i32 + at as i32, place, rest - before(place))
    }
}

pub(super) fn total(spans: &[(u32, u32)]) -> i32 {
    spans.iter().map(|&(from, to)| (to - from) as i32).sum()
}

/// Minutes worked before a minute of the day.
pub(super) fn total_before(spans: &[(u32, u32)], minute: i32) -> i32 {
    spans.iter().map(|&(from, to)| (minute.min(to as i32) - from as i32).max(0)).sum()
}

/// Spans as the arithmetic needs them: within the day, in order; what overlaps or touches is one.
pub(super) fn clean(spans: &[Span]) -> Spans {
    let end = MINUTES_PER_DAY as u32;
    let mut sorted: Spans = spans.iter().map(|span| (span.from, span.to.min(end))).filter(|(from, to)| from < to).collect();
    sorted.sort_unstable();
    let mut joined: Spans = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// Seven days from Monday; a day that is not given is off.
pub(super) fn seven(week: &[Day]) -> Vec<Spans> {
    (0..7).map(|day| week.get(day).map_or_else(Vec::new, |day| clean(&day.spans))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_and_finding_are_inverse() {
        let half = vec![(540, 720)];
        let week = [vec![vec![], half.clone(), vec![(0, 60), (1380, 1440)]], vec![vec![]; 4]].concat();
        for pattern in [Pattern::new(-3, week), Pattern::new(5, vec![half])] {
            for day in -40..40 {
                let (before, after) = (pattern.minutes_before(day), pattern.minutes_before(day + 1));
                assert_eq!(after - before, total(pattern.spans(day)));
                for nth in before..after {
                    let (found, minute) = pattern.minute(nth);
                    assert_eq!((found, total_before(pattern.spans(day), minute)), (day, nth - before));
                }
                if after > before {
                    assert_eq!(pattern.working_day(pattern.worked_before(day)), day);
                }
            }
        }
    }
}
