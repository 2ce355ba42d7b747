//! Civil days and civil minutes: no time zone, no daylight saving. Always within the years 1900 to 2200, so that
//! arithmetic cannot overflow; what would leave them stops at the edge.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use std::fmt;

use super::shape::Shape;

pub const MINUTES_PER_DAY: i64 = 1440;
/// The same where time is computed in 32 bits, which all minutes of these years fit in.
const DAY: i32 = MINUTES_PER_DAY as i32;

/// Days from 1970-01-01 of the first and last day there is: 1900-01-01 and 2200-12-31.
pub const FIRST_DAY: i32 = -25567;
pub const LAST_DAY: i32 = 84370;

/// A civil day, counted from 1970-01-01. In files `"2026-09-18"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    pub const MIN: Date = Date(FIRST_DAY);
    pub const MAX: Date = Date(LAST_DAY);

    /// Days since 1970-01-01; what lies outside 1900–2200 becomes the nearest day inside.
    pub const fn from_days(days: i64) -> Date {
        if days < FIRST_DAY as i64 {
            Date(FIRST_DAY)
        } else if days > LAST_DAY as i64 {
            Date(LAST_DAY)
        } else {
            Date(days as i32)
        }
    }

    /// None where there is no such day or it lies outside 1900–2200.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        Date::from_naive(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    fn from_naive(date: NaiveDate) -> Option<Date> {
        let days = date.num_days_from_ce() - 719_163;
        (FIRST_DAY..=LAST_DAY).contains(&days).then_some(Date(days))
    }

    fn naive(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0 + 719_163).expect("a Date lies within 1900–2200")
    }

    /// Reads `2026-09-18`, `2026/9/18` or `2026年9月18日`.
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim().trim_end_matches('日');
        let mut parts = text.split(['-', '/', '.', '年', '月']);
        let mut next = || parts.next().map(str::trim).filter(|part| (1..=4).contains(&part.len()))?.parse::<u32>().ok();
        let (year, month, day) = (next()?, next()?, next()?);
        if parts.next().is_some() {
            return None;
        }
        Date::new(year as i32, month, day)
    }

    pub const fn days(self) -> i32 {
        self.0
    }

    pub const fn plus(self, days: i64) -> Date {
        Date::from_days((self.0 as i64).saturating_add(days))
    }

    /// Calendar days from `self` to `other`, negative where `other` is earlier.
    pub const fn until(self, other: Date) -> i64 {
        other.0 as i64 - self.0 as i64
    }

    /// 0 is Monday.
    pub const fn weekday(self) -> usize {
        (self.0 as i64 + 3).rem_euclid(7) as usize
    }

    pub fn year(self) -> i32 {
        self.naive().year()
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.naive().month()
    }

    /// 1 to 31.
    pub fn day(self) -> u32 {
        self.naive().day()
    }

    /// 1 to 4.
    pub fn quarter(self) -> u32 {
        (self.month() - 1) / 3 + 1
    }

    /// Number of the week and the year it belongs to, by ISO 8601.
    pub fn iso_week(self) -> (i32, u32) {
        let week = self.naive().iso_week();
        (week.year(), week.week())
    }

    pub fn monday(self) -> Date {
        self.plus(-(self.weekday() as i64))
    }

    pub fn first_of_month(self) -> Date {
        self.plus(1 - self.day() as i64)
    }

    pub fn first_of_quarter(self) -> Date {
        Date::new(self.year(), self.quarter() * 3 - 2, 1).unwrap_or(Date::MIN)
    }

    /// The same day `months` later, or the last of that month where it is shorter.
    pub fn plus_months(self, months: i32) -> Date {
        let count = self.year() * 12 + self.month() as i32 - 1 + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) as u32 + 1);
        (0..4).find_map(|less| Date::new(year, month, self.day() - less.min(self.day() - 1))).unwrap_or(if months < 0 {
            Date::MIN
        } else {
            Date::MAX
        })
    }

    /// The minute at which the day begins.
    pub const fn midnight(self) -> Moment {
        Moment(self.0 * DAY)
    }

    pub const fn at(self, minute_of_day: i64) -> Moment {
        Moment::from_minutes(self.0 as i64 * MINUTES_PER_DAY + minute_of_day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let date = self.naive();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A civil minute, counted from 1970-01-01T00:00. In files `"2026-09-18T09:00"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i32);

impl Moment {
    pub const MIN: Moment = Date::MIN.midnight();
    /// Midnight after the last day: a finish can lie there.
    pub const MAX: Moment = Moment((LAST_DAY + 1) * DAY);

    /// Minutes since 1970-01-01T00:00; what lies outside 1900–2200 becomes the nearest minute inside.
    pub const fn from_minutes(minutes: i64) -> Moment {
        if minutes < Moment::MIN.minutes() {
            Moment::MIN
        } else if minutes > Moment::MAX.minutes() {
            Moment::MAX
        } else {
            Moment(minutes as i32)
        }
    }

    pub const fn minutes(self) -> i64 {
        self.0 as i64
    }

    pub const fn plus(self, minutes: i64) -> Moment {
        Moment::from_minutes(self.minutes().saturating_add(minutes))
    }

    pub const fn date(self) -> Date {
        Date::from_days(self.0.div_euclid(DAY) as i64)
    }

    /// The day in which the minute before lies: a finish at midnight belongs to the day that ends there.
    pub const fn finish_date(self) -> Date {
        self.plus(-1).date()
    }

    /// 0 to 1439.
    pub const fn minute_of_day(self) -> i64 {
        self.0.rem_euclid(DAY) as i64
    }

    /// Reads `2026-09-18T09:00`, also with seconds (dropped), also a bare date (its midnight).
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let Some((day, clock)) = text.split_once(['T', ' ']) else { return Some(Date::parse(text)?.midnight()) };
        let mut parts = clock.split(':');
        let mut next = || parts.next().filter(|part| part.len() == 2)?.parse::<i64>().ok();
        let (hour, minute) = (next()?, next()?);
        if !(0..=24).contains(&hour) || !(0..60).contains(&minute) || hour * 60 + minute > MINUTES_PER_DAY {
            return None;
        }
        Some(Date::parse(day)?.at(hour * 60 + minute))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if *self == Moment::MAX {
            return write!(f, "{}T24:00", Date::MAX);
        }
        let minute = self.minute_of_day();
        write!(f, "{}T{:02}:{:02}", self.date(), minute / 60, minute % 60)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! as_text {
    ($ty:ident, $what:literal, $pattern:literal) => {
        impl serde::Serialize for $ty {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $ty {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                $ty::parse(&text).ok_or_else(|| {
                    serde::de::Error::custom(format_args!(
                        concat!("\"{}\" is not ", $what, " of the years 1900 to 2200"),
                        text.chars().take(40).collect::<String>().escape_debug()
                    ))
                })
            }
        }

        impl Shape for $ty {
            fn shape() -> Value {
                json!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

as_text!(Date, "a date (2026-09-18)", "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$");
as_text!(Moment, "a date and time (2026-09-18T09:00)", "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_of_the_world() {
        assert_eq!(Date::MIN, Date::new(1900, 1, 1).unwrap());
        assert_eq!(Date::MAX, Date::new(2200, 12, 31).unwrap());
        assert_eq!(Date::MAX.plus(1), Date::MAX);
        assert_eq!(Date::MIN.plus(i64::MIN), Date::MIN);
        assert_eq!(Date::new(2201, 1, 1), None);
        assert_eq!(Moment::MAX.plus(i64::MAX), Moment::MAX);
        assert_eq!(Moment::parse(&Moment::MAX.to_string()), Some(Moment::MAX));
    }

    #[test]
    fn reads_what_people_write() {
        let day = Date::new(2026, 9, 18).unwrap();
        for text in ["2026-09-18", "2026/9/18", "2026年9月18日", " 2026-9-18 "] {
            assert_eq!(Date::parse(text), Some(day), "{text}");
        }
        for text in ["", "2026", "2026-13-01", "2026-02-29", "18-09-2026-", "2026-09-18-01", "99999-01-01"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(day.weekday(), 4);
        assert_eq!(day.iso_week(), (2026, 38));
        assert_eq!(Date::new(2026, 8, 31).unwrap().plus_months(6).to_string(), "2027-02-28");
        assert_eq!(Moment::parse("2026-09-18T09:30:00"), Some(day.at(570)));
        assert_eq!(Moment::parse("2026-09-18T25:00"), None);
    }
}
