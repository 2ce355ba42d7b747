//! Calendars of the file: weeks, work weeks, and exceptions that recur by seven kinds of rules.

use super::super::xml::Element;
use super::read::Notes;
use super::{WireCalendar, WireWeek, WireWorkWeek};
use crate::engine::model::{Date, Exception, ExceptionKind, Moment, Source, Span, Text};

/// Days that one exception, and all of a file's, can stand for.
const MOST_DAYS: usize = 4_000;

pub(super) fn calendar(element: &Element, notes: &mut Notes) -> WireCalendar {
    let mut calendar = WireCalendar {
        uid: notes.number(element, "UID").unwrap_or(-1),
        name: element.text_of("Name").unwrap_or_default().to_string(),
        base: notes.number(element, "BaseCalendarUID").filter(|uid| *uid >= 0),
        ..WireCalendar::default()
    };
    if let Some(days) = element.child("WeekDays") {
        calendar.week = week(days, notes);
        // Before 2007 exceptions were week days of type 0.
        for day in days.all("WeekDay").filter(|day| day.text_of("DayType") == Some("0")) {
            calendar.exceptions.extend(exceptions(day, notes));
        }
    }
    for week_ in element.child("WorkWeeks").iter().flat_map(|weeks| weeks.all("WorkWeek")) {
        if let (Some((from, to)), Some(days)) = (period(week_, notes), week_.child("WeekDays")) {
            let name = week_.text_of("Name").unwrap_or_default().to_string();
            calendar.work_weeks.push(WireWorkWeek { name, from, to, week: week(days, notes) });
        }
    }
    if let Some(list) = element.child("Exceptions") {
        calendar.exceptions.clear(); // newer files say the same twice
        calendar.exceptions.extend(list.all("Exception").flat_map(|exception| exceptions(exception, notes)));
    }
    calendar
}

fn week(days: &Element, notes: &mut Notes) -> WireWeek {
    let mut week = WireWeek::default();
    for day in days.all("WeekDay") {
        // 1 is Sunday.
        let Some(kind @ 1..=7) = notes.number(day, "DayType") else { continue };
        let spans = spans(day, notes);
        let works = notes.flag(day, "DayWorking").unwrap_or(!spans.is_empty());
        week[(kind as usize + 5) % 7] = Some(if works { spans } else { Vec::new() });
    }
    week
}

fn spans(day: &Element, notes: &mut Notes) -> Vec<(u32, u32)> {
    let times = day.child("WorkingTimes");
    let mut found = Vec::new();
    for time in times.iter().flat_map(|times| times.all("WorkingTime")) {
        let mut minute = |field| {
            let text = time.text_of(field)?;
            let clock = Moment::parse(&format!("2000-01-01T{text}"));
            if clock.is_none() {
                notes.bad("WorkingTime", field, text);
            }
            Some(clock?.minutes() - Date::new(2000, 1, 1)?.midnight().minutes())
        };
        if let (Some(from), Some(to)) = (minute("FromTime"), minute("ToTime")) {
            // A day ends at midnight, which is written as its beginning.
            let to = if to <= from && to == 0 { 1440 } else { to };
            if from < to {
                found.push((from as u32, to as u32));
            }
        }
    }
    found
}

fn period(element: &Element, notes: &mut Notes) -> Option<(Date, Date)> {
    let period = element.child("TimePeriod")?;
    let from = notes.moment(period, "FromDate")?.date();
    let to = notes.moment(period, "ToDate").map_or(from, Moment::date);
    Some((from, to))
}

/// The days of one exception.
fn exceptions(element: &Element, notes: &mut Notes) -> Vec<Exception> {
    let Some((from, to)) = period(element, notes) else { return Vec::new() };
    let spans = spans(element, notes);
    let works = notes.flag(element, "DayWorking").unwrap_or(!spans.is_empty());
    let kind = if works && !spans.is_empty() { ExceptionKind::Work } else { ExceptionKind::Off };
    let spans: Vec<Span> = spans.iter().map(|&(from, to)| Span { from, to, ..Span::default() }).collect();
    let name = Text::line(element.text_of("Name").unwrap_or_default());
    let mut number = |field| notes.number(element, field);
    let rule = Rule {
        kind: number("Type").unwrap_or(1),
        every: number("Period").unwrap_or(1).clamp(1, 10_000),
        weekdays: number("DaysOfWeek").unwrap_or(0),
        item: number("MonthItem").unwrap_or(0),
        position: number("MonthPosition").unwrap_or(0),
        month: number("Month").unwrap_or(0).clamp(0, 11) as u32 + 1,
        day: number("MonthDay").unwrap_or(1).clamp(1, 31) as u32,
        most: match number("EnteredByOccurrences") {
            Some(1) => number("Occurrences").map_or(MOST_DAYS, |most| most.clamp(0, MOST_DAYS as i64) as usize),
            _ => MOST_DAYS,
        },
    };
    let days = rule.days(from, to);
    days.into_iter()
        .map(|(from, to)| Exception {
            from,
            to,
            kind,
            name: name.clone(),
            source: Source::User,
            spans: spans.clone(),
            ..Exception::default()
        })
        .collect()
}

/// When an exception recurs; the numbers are those of the schema.
struct Rule {
    /// 1 by days, 2 yearly by date, 3 yearly by position, 4 monthly by date, 5 monthly by position, 6 weekly.
    kind: i64,
    every: i64,
    /// Bit 0 is Sunday.
    weekdays: i64,
    /// 0 any day, 1 a weekday, 2 a day of the weekend, 3 Sunday to 9 Saturday.
    item: i64,
    /// 0 the first to 3 the fourth, 4 the last.
    position: i64,
    /// 1 to 12.
    month: u32,
    day: u32,
    most: usize,
}

impl Rule {
    fn days(&self, from: Date, to: Date) -> Vec<(Date, Date)> {
        let single = |day: Date| (day, day);
        let within = |day: &Date| (from..=to).contains(day);
        match self.kind {
            1 | 7.. | ..=0 if self.every == 1 => vec![(from, to)],
            2..=5 => {
                let yearly = self.kind <= 3;
                let step = if yearly { 12 } else { self.every.min(1200) as i32 };
                let first = if yearly { Date::new(from.year(), self.month, 1).unwrap_or(from) } else { from.first_of_month() };
                let months = (0..).map(|at: i32| first.plus_months(at.saturating_mul(step)));
                let months = months.take_while(|month| *month <= to && *month < Date::MAX.first_of_month());
                let day = |month: Date| if self.kind % 2 == 0 { self.by_date(month) } else { self.by_position(month) };
                months.filter_map(day).filter(within).take(self.most).map(single).collect()
            }
            6 => {
                // Weeks begin on Sunday here.
                let sunday = from.plus(-((from.weekday() as i64 + 1) % 7));
                let weeks =
                    (0..).map(|at: i64| sunday.plus(at * 7 * self.every)).take_while(|week| *week <= to && *week < Date::MAX);
                let days =
                    weeks.flat_map(|week| (0..7).filter(|bit| self.weekdays >> bit & 1 == 1).map(move |day| week.plus(day)));
                days.filter(within).take(self.most).map(single).collect()
            }
            _ => {
                let days = (0..).map(|at: i64| from.plus(at * self.every));
                days.take_while(|day| *day <= to && *day < Date::MAX).take(self.most).map(single).collect()
            }
        }
    }

    fn by_date(&self, month: Date) -> Option<Date> {
        Date::new(month.year(), month.month(), self.day)
    }

    fn by_position(&self, month: Date) -> Option<Date> {
        let fits = |day: &Date| match self.item {
            1 => day.weekday() < 5,
            2 => day.weekday() >= 5,
            item @ 3..=9 => (day.weekday() as i64 + 1) % 7 == item - 3,
            _ => true,
        };
        let mut days = (0..31).map(|at| month.plus(at)).take_while(|day| day.month() == month.month()).filter(fits);
        match self.position {
            4 => days.last(),
            position => days.nth(position.clamp(0, 3) as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rule: Rule, from: &str, to: &str) -> Vec<String> {
        let days = rule.days(Date::parse(from).unwrap(), Date::parse(to).unwrap());
        days.iter().map(|(from, _)| from.to_string()).collect()
    }

    const RULE: Rule = Rule { kind: 1, every: 1, weekdays: 0, item: 0, position: 0, month: 1, day: 1, most: MOST_DAYS };

    #[test]
    fn exceptions_recur() {
        assert_eq!(
            days(Rule { every: 3, ..RULE }, "2026-09-01", "2026-09-10"),
            ["2026-09-01", "2026-09-04", "2026-09-07", "2026-09-10"]
        );
        // Christmas.
        let christmas = Rule { kind: 2, month: 12, day: 25, ..RULE };
        assert_eq!(days(christmas, "2026-01-01", "2028-01-01"), ["2026-12-25", "2027-12-25"]);
        // The last Monday of May: Memorial Day.
        let memorial = Rule { kind: 3, month: 5, item: 4, position: 4, ..RULE };
        assert_eq!(days(memorial, "2026-01-01", "2027-12-31"), ["2026-05-25", "2027-05-31"]);
        let second_weekday = Rule { kind: 5, item: 1, position: 1, every: 2, ..RULE };
        assert_eq!(days(second_weekday, "2026-08-01", "2026-11-30"), ["2026-08-04", "2026-10-02"]);
        let last_of_month = Rule { kind: 4, day: 31, most: 2, ..RULE };
        assert_eq!(days(last_of_month, "2026-06-01", "2027-06-01"), ["2026-07-31", "2026-08-31"]);
        // Every second week on Monday and Friday.
        let weekly = Rule { kind: 6, every: 2, weekdays: 0b100010, ..RULE };
        assert_eq!(days(weekly, "2026-09-02", "2026-09-20"), ["2026-09-04", "2026-09-14", "2026-09-18"]);
        assert!(days(Rule { kind: 6, weekdays: 0b1111111, ..RULE }, "1900-01-01", "2200-12-31").len() <= MOST_DAYS);
    }
}
