//! The time in which two calendars both work: what a task with a calendar of its own is done in by someone who has one too.

use std::collections::BTreeMap;

use super::super::model::LAST_DAY;
use super::pattern::{Pattern, Spans};
use super::worktime::{Run, WorkTime};

impl WorkTime {
    /// What is worked in both, with the names of days of either, and the day and week lengths of `self`.
    pub fn both(&self, other: &WorkTime) -> WorkTime {
        let mut cuts: Vec<i32> = self.runs.iter().chain(&other.runs).map(|run| run.from).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut patterns: Vec<Pattern> = Vec::new();
        let mut pattern_of: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let (mut runs, mut minutes, mut worked) = (Vec::with_capacity(cuts.len()), 0, 0);
        for (at, &from) in cuts.iter().enumerate() {
            let (one, two) = (self.run(from), other.run(from));
            let pattern = *pattern_of.entry((one.pattern, two.pattern)).or_insert_with(|| {
                patterns.push(common(&self.patterns[one.pattern as usize], &other.patterns[two.pattern as usize]));
                patterns.len() as u32 - 1
            });
            let reason = one.reason.or(two.reason.map(|reason| reason + self.reasons.len() as u32));
            let (days, end) = (&patterns[pattern as usize], cuts.get(at + 1).copied().unwrap_or(LAST_DAY + 1));
            runs.push(Run { from, pattern, reason, minutes, worked, ahead: minutes - days.minutes_before(from) });
            minutes += days.minutes_before(end) - days.minutes_before(from);
            worked += days.worked_before(end) - days.worked_before(from);
        }
        WorkTime {
            index: WorkTime::index(&runs),
            runs,
            patterns,
            reasons: self.reasons.iter().chain(&other.reasons).cloned().collect(),
            minutes,
            worked,
            official: self.official.clone().or_else(|| other.official.clone()),
            minutes_per_day: self.minutes_per_day,
            minutes_per_week: self.minutes_per_week,
        }
    }
}

/// A cycle that holds whole cycles of both.
fn common(one: &Pattern, two: &Pattern) -> Pattern {
    let (a, b) = (one.cycle(), two.cycle());
    let cycle = (a..=a * b).step_by(a).find(|cycle| cycle % b == 0).unwrap_or(a * b);
    Pattern::new(0, (0..cycle as i32).map(|day| overlap(one.spans(day), two.spans(day))).collect())
}

fn overlap(one: &[(u32, u32)], two: &[(u32, u32)]) -> Spans {
    let pairs = one.iter().flat_map(|a| two.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::model::{Calendar, Date, Day, Exception, Region, Text};
    use super::*;

    #[test]
    fn a_night_guard_in_an_office() {
        let night = Calendar { week: vec![Day::of(&[(0, 600), (1020, 1440)]); 7], ..Calendar::default() };
        let off = Date::new(2026, 9, 16).unwrap();
        let leave = Exception { from: off, to: off, name: Text::new("leave"), ..Exception::default() };
        let guard = WorkTime::compile(&night, &|_| None, &[leave]);
        let office = WorkTime::compile(&Calendar { region: Region::China, ..Calendar::default() }, &|_| None, &[]);
        let both = office.both(&guard);
        // 9:00–10:00 and 17:00–18:00.
        assert_eq!(both.spans(Date::new(2026, 9, 18).unwrap()), [(540, 600), (1020, 1080)]);
        assert_eq!(both.name_of(off).map(|name| name.as_str()), Some("leave"));
        for day in (0..400).map(|day| Date::new(2026, 1, 1).unwrap().plus(day)) {
            let expected = if day == off { 0 } else { office.day_minutes(day) / 4 };
            assert_eq!(both.day_minutes(day), expected, "{day}");
            assert_eq!(both.between(day.midnight(), day.plus(1).midnight()), expected, "{day}");
        }
    }
}
