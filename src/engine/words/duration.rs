//! Durations as people type and read them: `3d`, `1w`, `4h`, `2个工作日`, `3ed`, `半天`. One reader and one writer, for the grid,
//! the inspector, lags and tables. What is written here is read here as the same length.

use super::Words;
use crate::engine::model::{Minutes, Task, TimeUnit, half_width};

/// Working minutes that days, weeks and months of duration stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    pub per_day: i64,
    pub per_week: i64,
    pub per_month: i64,
}

/// A length of time as it was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Working minutes; running minutes where `elapsed`.
    pub minutes: i64,
    /// Runs day and night.
    pub elapsed: bool,
    /// The unit named first.
    pub unit: TimeUnit,
    /// It ended in `?`: a guess.
    pub estimated: bool,
}

const RUNNING: Units = Units { per_day: 1440, per_week: 7 * 1440, per_month: 30 * 1440 };

const UNITS: &[(TimeUnit, &[&str])] = &[
    (TimeUnit::Minute, &["minutes", "minute", "mins", "min", "m", "分钟", "分"]),
    (TimeUnit::Hour, &["hours", "hour", "hrs", "hr", "h", "小时", "钟头", "时"]),
    (TimeUnit::Day, &["days", "day", "dys", "dy", "d", "工作日", "天", "日"]),
    (TimeUnit::Week, &["weeks", "week", "wks", "wk", "w", "工作周", "星期", "礼拜", "周"]),
    (TimeUnit::Month, &["months", "month", "mons", "mon", "mo", "工作月", "月"]),
];

/// What says before a unit that it runs day and night.
const ELAPSED: &[&str] = &["elapsed", "自然", "日历", "连续", "e"];

impl Units {
    /// A month of twenty days, as in Microsoft Project.
    pub fn new(per_day: i64, per_week: i64) -> Units {
        Units { per_day, per_week, per_month: per_day * 20 }
    }

    pub fn minutes(self, unit: TimeUnit) -> i64 {
        match unit {
            TimeUnit::Minute => 1,
            TimeUnit::Hour => 60,
            TimeUnit::Day => self.per_day,
            TimeUnit::Week => self.per_week,
            TimeUnit::Month => self.per_month,
        }
    }

    /// Reads a duration. A bare number is days; several parts are added (`2d 4h`, `1天半`). None where it is none, or longer
    /// than a task can take.
    pub fn read(self, text: &str) -> Option<Typed> {
        let text = plain(text);
        let (text, estimated) = text.strip_suffix('?').map_or((&text[..], false), |rest| (rest, true));
        let (mut rest, mut sum) = (text, 0.0);
        let mut found: Option<(TimeUnit, bool)> = None;
        while !rest.is_empty() {
            let (mut amount, after) = amount(rest)?;
            let after = after.strip_prefix('个').unwrap_or(after);
            let half = after.strip_prefix('半').filter(|_| !rest.starts_with('半'));
            amount += if half.is_some() { 0.5 } else { 0.0 };
            let after = half.unwrap_or(after);
            let (unit, elapsed, after) = match unit(after) {
                Some(unit) => unit,
                None if after.is_empty() && found.is_none() && half.is_none() => (TimeUnit::Day, false, after),
                None => return None,
            };
            if found.is_some_and(|(_, before)| before != elapsed) {
                return None;
            }
            // `一天半`
            let after = match after {
                "半" if half.is_none() => {
                    amount += 0.5;
                    ""
                }
                after => after,
            };
            let size = if elapsed { RUNNING.minutes(unit) } else { self.minutes(unit) };
            sum += amount * size as f64;
            found = found.or(Some((unit, elapsed)));
            rest = after;
        }
        let (unit, elapsed) = found?;
        let minutes = sum.round();
        let fits = minutes <= Minutes::new(i64::MAX).get() as f64;
        fits.then_some(Typed { minutes: minutes as i64, elapsed, unit, estimated })
    }
}

/// Half-width, lower-case, without spaces.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The number at the beginning, in digits or Chinese, and what follows it.
fn amount(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    if end > 0 {
        return Some((text[..end].parse().ok().filter(|_| end <= 15)?, &text[end..]));
    }
    if let Some(rest) = text.strip_prefix('半') {
        return Some((0.5, rest));
    }
    let digit = |c: char| "一二三四五六七八九".chars().position(|known| known == c).map(|at| at as u32 + 1);
    let (mut value, mut last, mut length) = (0, 0, 0);
    for c in text.chars() {
        match (c, digit(c)) {
            ('两', _) if last == 0 => last = 2,
            ('零' | '〇', _) => {}
            (_, Some(digit)) if last == 0 => last = digit,
            ('十', _) => (value, last) = (value + last.max(1) * 10, 0),
            ('百', _) if last > 0 => (value, last) = (value + last * 100, 0),
            _ => break,
        }
        length += c.len_utf8();
        if value > 9_999 {
            return None;
        }
    }
    (length > 0).then(|| (f64::from(value + last), &text[length..]))
}

/// The unit at the beginning, whether it runs day and night, and what follows it.
fn unit(text: &str) -> Option<(TimeUnit, bool, &str)> {
    let running = ELAPSED.iter().find_map(|mark| text.strip_prefix(mark));
    let (text, elapsed) = running.map_or((text, false), |rest| (rest, true));
    UNITS.iter().find_map(|(unit, names)| {
        let rest = names.iter().find_map(|name| text.strip_prefix(name))?;
        // `m` is no month, and `dog` no day.
        let ends = !rest.starts_with(|c: char| c.is_ascii_alphabetic());
        ends.then_some((*unit, elapsed, rest))
    })
}

impl Words {
    /// A task's duration in the unit in which it was typed.
    pub fn task_duration(self, task: &Task, units: Units) -> String {
        self.duration(task.duration.get(), task.elapsed, task.duration_unit, units)
    }

    /// The same for a row of a plan: a summary takes the working minutes it spans.
    pub fn row_duration(self, task: &Task, summary: bool, minutes: i64, units: Units) -> String {
        if summary { self.duration(minutes, false, TimeUnit::Day, units) } else { self.task_duration(task, units) }
    }

    /// `3d`, `3 天`; running time `3ed`, `3 自然日`. In the unit asked for where two decimals say it exactly, else in the first
    /// of days, hours and minutes that does.
    pub fn duration(self, minutes: i64, elapsed: bool, unit: TimeUnit, units: Units) -> String {
        let units = if elapsed { RUNNING } else { units };
        let exact = |unit: &TimeUnit| minutes.saturating_mul(100) % units.minutes(*unit).max(1) == 0;
        let unit = [unit, TimeUnit::Day, TimeUnit::Hour].into_iter().find(exact).unwrap_or(TimeUnit::Minute);
        let number = plain_number(minutes as f64 / units.minutes(unit).max(1) as f64);
        if self.is_zh() {
            let name = match (unit, elapsed) {
                (TimeUnit::Minute, false) => "分钟",
                (TimeUnit::Hour, false) => "小时",
                (TimeUnit::Day, false) => "天",
                (TimeUnit::Week, false) => "周",
                (TimeUnit::Month, false) => "个月",
                (TimeUnit::Minute, true) => "连续分钟",
                (TimeUnit::Hour, true) => "连续小时",
                (TimeUnit::Day, true) => "自然日",
                (TimeUnit::Week, true) => "自然周",
                (TimeUnit::Month, true) => "自然月",
            };
            return format!("{number} {name}");
        }
        let name = match unit {
            TimeUnit::Minute => "min",
            TimeUnit::Hour => "h",
            TimeUnit::Day => "d",
            TimeUnit::Week => "w",
            TimeUnit::Month => "mo",
        };
        format!("{number}{}{name}", if elapsed { "e" } else { "" })
    }
}

/// At most two decimals, no grouping, as it would be typed.
fn plain_number(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{text}", if value < 0.0 { "-" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Lang;

    const UNITS: Units = Units { per_day: 480, per_week: 2400, per_month: 9600 };

    #[test]
    fn durations_as_people_type_them() {
        use TimeUnit::*;
        for (text, minutes, elapsed, unit) in [
            ("3d", 1440, false, Day),
            ("3", 1440, false, Day),
            ("3 days", 1440, false, Day),
            ("1w", 2400, false, Week),
            ("4h", 240, false, Hour),
            ("90min", 90, false, Minute),
            ("90m", 90, false, Minute),
            ("2mo", 19_200, false, Month),
            ("1.5d", 720, false, Day),
            (".5d", 240, false, Day),
            ("2d 4h", 1200, false, Day),
            ("１．５ｄ", 720, false, Day),
            ("2个工作日", 960, false, Day),
            ("2 工作日", 960, false, Day),
            ("３天", 1440, false, Day),
            ("三天", 1440, false, Day),
            ("两天", 960, false, Day),
            ("半天", 240, false, Day),
            ("半个工作日", 240, false, Day),
            ("一天半", 720, false, Day),
            ("1天半", 720, false, Day),
            ("一天半小时", 510, false, Day),
            ("一个半小时", 90, false, Hour),
            ("两个半月", 24_000, false, Month),
            ("半个月", 4800, false, Month),
            ("十二天", 5760, false, Day),
            ("二十天", 9600, false, Day),
            ("一百二十天", 57_600, false, Day),
            ("一周", 2400, false, Week),
            ("两个星期", 4800, false, Week),
            ("4小时", 240, false, Hour),
            ("4个小时", 240, false, Hour),
            ("30分钟", 30, false, Minute),
            ("3ed", 4320, true, Day),
            ("3 EDays", 4320, true, Day),
            ("2eh", 120, true, Hour),
            ("1ew", 10_080, true, Week),
            ("1emo", 43_200, true, Month),
            ("3 elapsed days", 4320, true, Day),
            ("3个自然日", 4320, true, Day),
            ("三个日历日", 4320, true, Day),
            ("2 连续小时", 120, true, Hour),
            ("0", 0, false, Day),
            ("0d", 0, false, Day),
        ] {
            assert_eq!(UNITS.read(text), Some(Typed { minutes, elapsed, unit, estimated: false }), "{text}");
        }
        assert_eq!(UNITS.read("3d?"), Some(Typed { minutes: 1440, estimated: true, ..Typed::default() }));
        assert_eq!(UNITS.read("3天？"), Some(Typed { minutes: 1440, estimated: true, ..Typed::default() }));
    }

    #[test]
    fn what_is_no_duration() {
        for text in [
            "",
            "d",
            "天",
            "-3d",
            "3x",
            "3dog",
            "3d4",
            "1.2.3d",
            "1e9",
            "1e400d",
            "NaN",
            "inf",
            "3d 2ed",
            "半半天",
            "?",
            "99999999999d",
            "60001d",
            "一一天",
            "3,5d",
            "soon",
        ] {
            assert_eq!(UNITS.read(text), None, "{text}");
        }
    }

    #[test]
    fn durations_in_both_languages() {
        use TimeUnit::*;
        let (zh, en) = (Words(Lang::Zh), Words(Lang::En));
        for (minutes, elapsed, unit, chinese, english) in [
            (1440, false, Day, "3 天", "3d"),
            (240, false, Day, "0.5 天", "0.5d"),
            (240, false, Hour, "4 小时", "4h"),
            (2400, false, Week, "1 周", "1w"),
            (9600, false, Month, "1 个月", "1mo"),
            (50, false, Day, "50 分钟", "50min"),
            (75, false, Day, "1.25 小时", "1.25h"),
            (4320, true, Day, "3 自然日", "3ed"),
            (120, true, Hour, "2 连续小时", "2eh"),
            (0, false, Day, "0 天", "0d"),
            (480_000, false, Day, "1000 天", "1000d"),
        ] {
            assert_eq!(zh.duration(minutes, elapsed, unit, UNITS), chinese);
            assert_eq!(en.duration(minutes, elapsed, unit, UNITS), english);
        }
    }

    /// What is written is read as the same length, whatever the working day.
    #[test]
    fn written_and_read_again() {
        for units in
            [UNITS, Units { per_day: 450, per_week: 2250, per_month: 9000 }, Units { per_day: 1, per_week: 7, per_month: 20 }]
        {
            for minutes in (0..3000).chain([9999, 28_799_999, 28_800_000]) {
                for (unit, elapsed) in TimeUnit::ALL.iter().flat_map(|unit| [(*unit, false), (*unit, true)]) {
                    for lang in [Lang::Zh, Lang::En] {
                        let text = Words(lang).duration(minutes, elapsed, unit, units);
                        let read = units.read(&text).map(|typed| (typed.minutes, typed.elapsed));
                        assert_eq!(read, Some((minutes, elapsed)), "{text}");
                    }
                }
            }
        }
    }
}
