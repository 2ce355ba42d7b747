//! The days on which a recurring task comes.

use crate::engine::calendar::WorkTime;
use crate::engine::model::{Date, Recurrence, Recurs};

/// Occurrences that one rule gives, at most.
pub const MOST: usize = 400;

/// The days of a rule in order. A day that is not worked is not skipped but moved to the next working day, and two that
/// fall together are one.
pub fn occurrences(rule: &Recurrence, time: &WorkTime) -> Vec<Date> {
    let every = rule.every.clamp(1, 120) as i64;
    let mut days: Vec<Date> = Vec::new();
    let mut nth = 0;
    while days.len() < MOST {
        let day = match rule.kind {
            Recurs::Weekly => {
                let first = rule.from.plus((rule.weekday.min(6) as i64 - rule.from.weekday() as i64).rem_euclid(7));
                first.plus(nth * every * 7)
            }
            _ => {
                let month = rule.from.first_of_month().plus_months((nth * every) as i32);
                let last = month.plus_months(1).plus(-1);
                match rule.kind {
                    Recurs::FirstWorkingDay => time.next_start(month.midnight()).date(),
                    Recurs::LastWorkingDay => time.prev_finish(last.plus(1).midnight()).finish_date(),
                    _ => month.plus(rule.day.clamp(1, 31) as i64 - 1).min(last),
                }
            }
        };
        nth += 1;
        if day > rule.until || day >= Date::MAX {
            break;
        }
        if day < rule.from {
            continue;
        }
        let day = time.next_start(day.midnight()).date();
        if days.last() != Some(&day) {
            days.push(day);
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn rule(kind: Recurs) -> Recurrence {
        Recurrence { kind, from: day("2026-09-07"), until: day("2026-12-31"), ..Recurrence::default() }
    }

    fn texts(rule: &Recurrence) -> Vec<String> {
        let china = crate::engine::model::Calendar { region: crate::engine::model::Region::China, ..Default::default() };
        let time = WorkTime::compile(&china, &|_| None, &[]);
        occurrences(rule, &time).iter().map(|day| day.to_string()[5..].to_string()).collect()
    }

    #[test]
    fn every_second_wednesday() {
        let rule = Recurrence { every: 2, weekday: 2, until: day("2026-10-21"), ..rule(Recurs::Weekly) };
        assert_eq!(texts(&rule), ["09-09", "09-23", "10-08", "10-21"]); // 7 October is part of the National Day week
    }

    #[test]
    fn the_last_day_of_a_month_and_its_working_days() {
        let last = Recurrence { day: 31, ..rule(Recurs::Monthly) };
        assert_eq!(texts(&last), ["09-30", "11-02", "11-30", "12-31"]); // 31 October is a Saturday
        assert_eq!(texts(&rule(Recurs::FirstWorkingDay)), ["10-08", "11-02", "12-01"]);
        assert_eq!(texts(&rule(Recurs::LastWorkingDay)), ["09-30", "10-30", "11-30", "12-31"]);
    }

    #[test]
    fn a_rule_without_end_stops() {
        let rule = Recurrence { every: 0, until: Date::MAX, ..rule(Recurs::Weekly) };
        assert_eq!(occurrences(&rule, &WorkTime::standard()).len(), MOST);
        let none = Recurrence { until: day("2026-09-01"), ..rule };
        assert_eq!(occurrences(&none, &WorkTime::standard()), []);
    }
}
