//! China's holidays of one year in the form of the project holiday-cn: `{ "year": 2026, "papers": ["https://…"],
//! "days": [{ "name": "国庆节", "date": "2026-10-01", "isOffDay": true }, …] }`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

use crate::engine::model::{Date, Exception, ExceptionKind, Source, Text};

/// A year's list has some sixty days and a few kilobytes.
const MAX_BYTES: usize = 1 << 20;
const MAX_DAYS: usize = 800;
const MAX_NAME: usize = 100;

/// What one file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Holidays {
    pub year: i32,
    /// Days off and days worked in their place, in order; neighbours of one name and kind are one range.
    pub exceptions: Vec<Exception>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum HolidayError {
    TooLarge {
        bytes: usize,
        limit: usize,
    },
    /// Not JSON, or not of this form; the position is of the JSON text.
    Form {
        line: usize,
        column: usize,
        why: String,
    },
    /// Outside the years that there are, 1900 to 2200.
    Year {
        found: i64,
    },
    NoDays,
    TooManyDays {
        found: usize,
        limit: usize,
    },
    /// `index` counts from 0 in `days`.
    Date {
        index: usize,
        found: String,
    },
    /// The day lies neither in the year nor in a month beside it.
    OtherYear {
        index: usize,
        date: Date,
        year: i32,
    },
    NameTooLong {
        index: usize,
        characters: usize,
        limit: usize,
    },
    /// The day stands twice, once as a day off and once as worked.
    Contradiction {
        index: usize,
        date: Date,
    },
}

impl HolidayError {
    pub const fn code(&self) -> &'static str {
        match self {
            HolidayError::TooLarge { .. } => "too-large",
            HolidayError::Form { .. } => "form",
            HolidayError::Year { .. } => "year",
            HolidayError::NoDays => "no-days",
            HolidayError::TooManyDays { .. } => "too-many-days",
            HolidayError::Date { .. } => "date",
            HolidayError::OtherYear { .. } => "other-year",
            HolidayError::NameTooLong { .. } => "name-too-long",
            HolidayError::Contradiction { .. } => "contradiction",
        }
    }
}

impl fmt::Display for HolidayError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            HolidayError::TooLarge { bytes, limit } => write!(f, "the file has {bytes} bytes; {limit} are allowed"),
            HolidayError::Form { line, column, why } => write!(f, "line {line}, column {column}: {why}"),
            HolidayError::Year { found } => write!(f, "year: {found} is not between 1900 and 2200"),
            HolidayError::NoDays => write!(f, "days: the list is empty"),
            HolidayError::TooManyDays { found, limit } => write!(f, "days: {found} days; {limit} are allowed"),
            HolidayError::Date { index, found } => {
                write!(f, "days[{index}].date: \"{}\" is not a date (2026-10-01)", found.escape_debug())
            }
            HolidayError::OtherYear { index, date, year } => write!(f, "days[{index}].date: {date} is not of {year}"),
            HolidayError::NameTooLong { index, characters, limit } => {
                write!(f, "days[{index}].name: {characters} characters; {limit} are allowed")
            }
            HolidayError::Contradiction { index, date } => {
                write!(f, "days[{index}]: {date} is a day off and a working day")
            }
        }
    }
}

impl std::error::Error for HolidayError {}

#[derive(Deserialize)]
struct Year {
    year: i64,
    days: Vec<Day>,
}

#[derive(Deserialize)]
struct Day {
    name: String,
    date: String,
    #[serde(rename = "isOffDay")]
    off: bool,
}

/// Reads one year's file. Every exception has the source `official`.
pub fn read(bytes: &[u8]) -> Result<Holidays, HolidayError> {
    if bytes.len() > MAX_BYTES {
        return Err(HolidayError::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: Year = serde_json::from_slice(bytes).map_err(|error| HolidayError::Form {
        line: error.line(),
        column: error.column(),
        why: shorten(&error.to_string(), 200),
    })?;
    let year = i32::try_from(file.year).ok().filter(|year| Date::new(*year, 1, 1).is_some());
    let Some(year) = year else { return Err(HolidayError::Year { found: file.year }) };
    if file.days.is_empty() {
        return Err(HolidayError::NoDays);
    }
    if file.days.len() > MAX_DAYS {
        return Err(HolidayError::TooManyDays { found: file.days.len(), limit: MAX_DAYS });
    }
    let mut days: BTreeMap<Date, (ExceptionKind, Text)> = BTreeMap::new();
    for (index, day) in file.days.into_iter().enumerate() {
        let Some(date) = Date::parse(&day.date) else {
            return Err(HolidayError::Date { index, found: shorten(&day.date, 40) });
        };
        // New Year's holiday reaches into the December before and, at the other end, into the January after.
        if !(Date::new(year, 1, 1).unwrap_or(date).plus(-31)..=Date::new(year, 12, 31).unwrap_or(date).plus(31)).contains(&date) {
            return Err(HolidayError::OtherYear { index, date, year });
        }
        let characters = day.name.chars().count();
        if characters > MAX_NAME {
            return Err(HolidayError::NameTooLong { index, characters, limit: MAX_NAME });
        }
        let kind = if day.off { ExceptionKind::Off } else { ExceptionKind::Work };
        if days.get(&date).is_some_and(|(known, _)| *known != kind) {
            return Err(HolidayError::Contradiction { index, date });
        }
        days.entry(date).or_insert((kind, Text::line(&day.name)));
    }
    let mut exceptions: Vec<Exception> = Vec::new();
    for (date, (kind, name)) in days {
        match exceptions.last_mut() {
            Some(last) if last.to.plus(1) == date && last.kind == kind && last.name == name => last.to = date,
            _ => {
                exceptions.push(Exception { from: date, to: date, kind, name, source: Source::Official, ..Exception::default() })
            }
        }
    }
    Ok(Holidays { year, exceptions })
}

/// At most `limit` characters.
fn shorten(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: &str) -> Result<Holidays, HolidayError> {
        read(format!(r#"{{"$schema":"x","year":2026,"papers":["https://www.gov.cn/"],"days":[{days}]}}"#).as_bytes())
    }

    /// The State Council's notice for 2026: 1 to 7 October off, 20 September and 10 October worked.
    #[test]
    fn national_day_of_2026() {
        let off: Vec<String> =
            (1..=7).map(|day| format!(r#"{{"name":"国庆节","date":"2026-10-{day:02}","isOffDay":true}}"#)).collect();
        let work = |date: &str| format!(r#"{{"name":"国庆节","date":"{date}","isOffDay":false}}"#);
        let list = format!("{},{},{}", work("2026-10-10"), off.join(","), work("2026-09-20"));
        let read = days(&list).unwrap();
        assert_eq!(read.year, 2026);
        let told: Vec<String> = read
            .exceptions
            .iter()
            .map(|e| format!("{} {} {} {} {}", e.from, e.to, e.kind.key(), e.name, e.source.key()))
            .collect();
        assert_eq!(
            told,
            [
                "2026-09-20 2026-09-20 work 国庆节 official",
                "2026-10-01 2026-10-07 off 国庆节 official",
                "2026-10-10 2026-10-10 work 国庆节 official",
            ]
        );
    }

    #[test]
    fn says_what_is_wrong() {
        let day = |date: &str, off: bool| format!(r#"{{"name":"元旦","date":"{date}","isOffDay":{off}}}"#);
        let code = |list: &str| days(list).map(|_| "fine").unwrap_or_else(|error| error.code());
        assert_eq!(code(&day("2026-01-01", true)), "fine");
        assert_eq!(code(&day("2025-12-31", true)), "fine");
        assert_eq!(code(""), "no-days");
        assert_eq!(code(&day("2026-02-30", true)), "date");
        assert_eq!(code(&day("2024-01-01", true)), "other-year");
        assert_eq!(code(&format!("{},{}", day("2026-01-01", true), day("2026-01-01", false))), "contradiction");
        assert_eq!(code(&format!("{},{}", day("2026-01-01", true), day("2026-01-01", true))), "fine");
        assert_eq!(code(&vec![day("2026-01-01", true); 801].join(",")), "too-many-days");
        assert_eq!(code(&day("2026-01-01", true).replace("元旦", &"元".repeat(101))), "name-too-long");
        assert_eq!(code(r#"{"name":"元旦","date":"2026-01-01"}"#), "form");
        assert_eq!(code(r#"{"name":"元旦","date":20260101,"isOffDay":true}"#), "form");
        assert_eq!(read(br#"{"year":1500,"days":[]}"#).unwrap_err().code(), "year");
        assert_eq!(read(b"{\"year\":2026,\"days\":[").unwrap_err().code(), "form");
        assert_eq!(read(&vec![b' '; MAX_BYTES + 1]).unwrap_err().code(), "too-large");
        assert_eq!(read(&b"[".repeat(100_000)).unwrap_err().code(), "form");
    }

    #[test]
    fn the_first_and_the_last_year() {
        for year in [1900, 2200] {
            let text = format!(r#"{{"year":{year},"days":[{{"name":"","date":"{year}-01-01","isOffDay":true}}]}}"#);
            assert_eq!(read(text.as_bytes()).unwrap().exceptions.len(), 1);
        }
    }
}
