//! The record of a working calendar. Arithmetic over it is the room `calendar`.

use super::shape::{choice, part, record};
use super::{Date, Id, Text};

choice! {
    /// Whose official days off and make-up days apply under the calendar's own exceptions.
    Region { None = "none", China = "CN" }
}

choice! { ExceptionKind { Off = "off", Work = "work" } }

choice! { Source { User = "user", Official = "official", Provisional = "provisional", Leave = "leave" } }

part! {
    /// Working time within a day: minutes after midnight, `from < to <= 1440`.
    Span { from: u32, to: u32 }
}

part! {
    /// The working spans of one weekday, in order, not overlapping; none where the day is off.
    Day { spans: Vec<Span> }
}

part! {
    /// Days that depart from the week: off, or working (with the spans given, else those of Monday).
    Exception {
        from: Date = Date::MIN,
        /// Last day, included.
        to: Date = Date::MIN,
        kind: ExceptionKind,
        name: Text,
        source: Source,
        spans: Vec<Span>,
    }
}

part! {
    /// Every second week has another pattern (大小周): the week that holds `anchor` has this one, the next the calendar's own.
    AlternateWeek { anchor: Date = Date::MIN, week: Vec<Day> }
}

part! {
    /// A dated range of days with a week of its own, as Microsoft Project's work weeks.
    WorkWeek { name: Text, from: Date = Date::MIN, to: Date = Date::MIN, week: Vec<Day> }
}

record! {
    Calendar {
        name: Text,
        region: Region,
        /// Inherits what it does not say itself: empty `week` and the exceptions of the base.
        base: Option<Id>,
        /// Seven days from Monday; empty where `base` gives them.
        week: Vec<Day>,
        alternate: Option<AlternateWeek>,
        work_weeks: Vec<WorkWeek>,
        /// A later entry wins over an earlier one on the same day.
        exceptions: Vec<Exception>,
        /// Working minutes that a "day" of duration stands for.
        minutes_per_day: u32 = 480,
        minutes_per_week: u32 = 2400,
    }
}

impl Day {
    /// 9:00–12:00 and 13:00–18:00, eight hours.
    pub fn office() -> Day {
        Day::of(&[(540, 720), (780, 1080)])
    }

    pub fn of(spans: &[(u32, u32)]) -> Day {
        Day { spans: spans.iter().map(|&(from, to)| Span { from, to, ..Span::default() }).collect(), ..Day::default() }
    }
}

impl Calendar {
    /// Monday to Friday in office hours.
    pub fn weekdays() -> Vec<Day> {
        (0..7).map(|day| if day < 5 { Day::office() } else { Day::default() }).collect()
    }
}
