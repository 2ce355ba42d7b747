//! Days that repeat: one day, a week, or two weeks in turn. Prefix sums over one cycle make any count a division.

use super::super::model::{Day, MINUTES_PER_DAY, Span};

/// Worked minutes of a day, `from..to` after midnight: in order, not touching.
pub(super) type Spans = Vec<(u32, u32)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// A day on which a cycle begins; all counts are from here, negative before it.
    origin: i32,
    days: Vec<Spans>,
    /// Minutes worked in the cycle before each of its days, and at last in all of it.
    minutes: Vec<i64>,
    /// The same of working days.
    worked: Vec<i64>,
}

impl Pattern {
    /// `days` has at least one.
    pub fn new(origin: i32, days: Vec<Spans>) -> Pattern {
        let sums = |of: fn(&Spans) -> i64| {
            let mut sum = 0;
            let after = days.iter().map(|day| {
                sum += of(day);
                sum
            });
            std::iter::once(0).chain(after).collect()
        };
        let (minutes, worked) = (sums(|day| total(day)), sums(|day| i64::from(!day.is_empty())));
        Pattern { origin, days, minutes, worked }
    }

    pub fn cycle(&self) -> usize {
        self.days.len()
    }

    /// The number of the cycle and the place in it.
    fn place(&self, day: i32) -> (i64, usize) {
        let since = i64::from(day) - i64::from(self.origin);
        let cycle = self.days.len() as i64;
        (since.div_euclid(cycle), since.rem_euclid(cycle) as usize)
    }

    pub fn spans(&self, day: i32) -> &[(u32, u32)] {
        &self.days[self.place(day).1]
    }

    pub fn minutes_before(&self, day: i32) -> i64 {
        let (cycles, place) = self.place(day);
        cycles * self.minutes[self.cycle()] + self.minutes[place]
    }

    pub fn worked_before(&self, day: i32) -> i64 {
        let (cycles, place) = self.place(day);
        cycles * self.worked[self.cycle()] + self.worked[place]
    }

    /// The day of the `nth` worked minute, and the minute of that day. Only where the pattern has work.
    pub fn minute(&self, nth: i64) -> (i32, i64) {
        let (day, mut left) = self.find(&self.minutes, nth);
        for &(from, to) in self.spans(day) {
            let long = i64::from(to - from);
            if left < long {
                return (day, i64::from(from) + left);
            }
            left -= long;
        }
        (day, MINUTES_PER_DAY) // not reached: `left` is less than the minutes of the day
    }

    /// The `nth` working day. Only where the pattern has one.
    pub fn working_day(&self, nth: i64) -> i32 {
        self.find(&self.worked, nth).0
    }

    /// The day that holds the `nth` unit of `sums`, and how many of the day's units come before it.
    fn find(&self, sums: &[i64], nth: i64) -> (i32, i64) {
        let all = sums[self.cycle()].max(1);
        let (cycles, rest) = (nth.div_euclid(all), nth.rem_euclid(all));
        let place = (sums.partition_point(|&before| before <= rest) - 1).min(self.cycle() - 1);
        let day = i64::from(self.origin) + cycles * self.cycle() as i64 + place as i64;
        (day as i32, rest - sums[place])
    }
}

pub(super) fn total(spans: &[(u32, u32)]) -> i64 {
    spans.iter().map(|&(from, to)| i64::from(to - from)).sum()
}

/// Minutes worked before a minute of the day.
pub(super) fn total_before(spans: &[(u32, u32)], minute: i64) -> i64 {
    spans.iter().map(|&(from, to)| (minute.min(i64::from(to)) - i64::from(from)).max(0)).sum()
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
