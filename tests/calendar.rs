//! Working time against the official calendars, against dates worked out by hand, and against an oracle that walks days.

mod data;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use pursuit::engine::calendar::{WorkTime, china_status, china_years};
use pursuit::engine::model::{
    AlternateWeek, Calendar, Date, Day, Exception, ExceptionKind, Id, Moment, Region, Source, Span, Text, WorkWeek,
};

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn alone(calendar: &Calendar) -> WorkTime {
    WorkTime::compile(calendar, &|_| None, &[])
}

fn china() -> Calendar {
    Calendar { region: Region::China, ..Calendar::default() }
}

fn exception(kind: ExceptionKind, from: &str, to: &str, spans: &[(u32, u32)]) -> Exception {
    Exception { kind, from: date(from), to: date(to), spans: Day::of(spans).spans, ..Exception::default() }
}

fn off(from: &str, to: &str) -> Exception {
    exception(ExceptionKind::Off, from, to, &[])
}

fn work(from: &str, to: &str) -> Exception {
    exception(ExceptionKind::Work, from, to, &[])
}

const OFFICE: [(u32, u32); 2] = [(540, 720), (780, 1080)];

#[test]
fn china_working_days() {
    let time = alone(&china());
    let count = |from: &str, to: &str| time.working_days(date(from), date(to));
    for (year, days) in (2020..).zip([249, 250, 249, 249, 251, 248, 248]) {
        assert_eq!(count(&format!("{year}-01-01"), &format!("{}-01-01", year + 1)), days, "{year}");
    }
    for (month, days) in (1..).zip([21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]) {
        let first = Date::new(2026, month, 1).unwrap();
        assert_eq!(time.working_days(first, first.plus_months(1)), days, "2026-{month}");
    }
    for (days, from, to) in [(10, "2026-09-18", "2026-10-08"), (5, "2026-02-12", "2026-02-25"), (10, "2026-09-28", "2026-10-15")]
    {
        assert_eq!(time.finish_by_days(date(from), days), date(to));
        // The same by minutes, as the schedule computes it.
        assert_eq!(time.add(date(from).at(540), days * 480), date(to).at(1080));
        assert_eq!(time.add(date(to).at(1080), -days * 480), date(from).at(540));
    }
}

/// Every day of 2020–2027 as the cross-checked data of three packages has it.
#[test]
fn china_equals_the_notices() {
    let Some(file) = data::part("cn-calendar-2020-2027.json") else { return };
    let text = std::fs::read_to_string(file).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut days = BTreeMap::new();
    for (year, known) in data["years"].as_object().unwrap() {
        let year = year.parse().unwrap();
        let official = known["status"].as_str().unwrap().starts_with("official");
        assert_eq!(china_status(year), Some(if official { Source::Official } else { Source::Provisional }));
        let notices: Vec<&str> = known["notices"].as_array().unwrap().iter().filter_map(|url| url.as_str()).collect();
        assert_eq!(china_years().find(|known| known.year == year).unwrap().notices, notices);
        for (key, works) in [("off", false), ("makeup_workdays", true)] {
            for day in known[key].as_array().unwrap() {
                let name = day[1].as_str().unwrap().split('(').next().unwrap().to_owned();
                days.insert(date(day[0].as_str().unwrap()), (works, name));
            }
        }
    }
    let time = alone(&china());
    let (mut day, end) = (date("2019-01-01"), date("2028-12-31"));
    while day <= end {
        let expected = days.get(&day);
        assert_eq!(time.is_working(day), expected.map_or(day.weekday() < 5, |known| known.0), "{day}");
        assert_eq!(time.name_of(day).map(|name| name.as_str()), expected.map(|known| known.1.as_str()), "{day}");
        assert_eq!(time.reason(day).is_some_and(|reason| !reason.english.is_empty()), expected.is_some(), "{day}");
        day = day.plus(1);
    }
}

#[test]
fn make_up_sunday_has_the_hours_of_monday() {
    let time = alone(&china());
    let sunday = date("2026-09-20");
    assert_eq!((sunday.weekday(), time.spans(sunday)), (6, &OFFICE[..]));
    let reason = time.reason(sunday).unwrap();
    assert_eq!((reason.name.as_str(), reason.english, reason.source), ("国庆节", "National Day", Source::Official));
    assert_eq!(time.next_start(at("2026-09-19T08:00")), at("2026-09-20T09:00"));
    assert_eq!(time.reason(date("2026-09-19")), None);
}

#[test]
fn where_years_are_provisional() {
    let time = alone(&china());
    assert!(
        !time.provisional(date("2026-12-31")) && time.provisional(date("2027-03-01")) && time.provisional(date("2031-01-01"))
    );
    assert!(!WorkTime::standard().provisional(date("2027-10-01")));

    // December alone does not tell of a year: the notice for the next may have given it.
    let notice = |from, to| Exception { source: Source::Official, ..off(from, to) };
    let december = Calendar { exceptions: vec![notice("2027-12-31", "2027-12-31")], ..china() };
    assert!(alone(&december).provisional(date("2027-10-01")));

    // A notice replaces all that was foreseen for its year: 2027-10-05 was foreseen as a day off.
    let known = Calendar { exceptions: vec![notice("2027-10-01", "2027-10-04")], ..china() };
    let known = alone(&known);
    assert!(
        !known.provisional(date("2027-10-05")) && known.is_working(date("2027-10-05")) && !time.is_working(date("2027-10-05"))
    );
    assert!(!known.is_working(date("2026-10-05")), "other years keep the table");
}

#[test]
fn alternating_weeks() {
    let week = Calendar::weekdays();
    let mut long = week.clone();
    long[5] = Day::of(&[(540, 720)]);
    let alternate = Some(AlternateWeek { anchor: date("2026-09-16"), week: long, ..AlternateWeek::default() });
    let time = alone(&Calendar { week, alternate, ..Calendar::default() });
    for (day, minutes) in [("2026-09-19", 180), ("2026-09-26", 0), ("2026-10-03", 180), ("2026-09-12", 0), ("2026-09-05", 180)] {
        assert_eq!(time.day_minutes(date(day)), minutes, "{day}");
    }
    assert_eq!(time.working_days(date("2026-09-14"), date("2026-09-28")), 11);
    assert_eq!(time.between(at("2026-09-14T00:00"), at("2026-09-28T00:00")), 10 * 480 + 180);
    assert_eq!(time.add(at("2026-09-18T09:00"), 480 + 180), at("2026-09-19T12:00"));
}

#[test]
fn starts_and_finishes_at_the_ends_of_spans() {
    let time = WorkTime::standard();
    // 2026-09-18 is a Friday.
    for (from, start, finish) in [
        ("2026-09-18T09:00", "2026-09-18T09:00", "2026-09-17T18:00"),
        ("2026-09-18T10:00", "2026-09-18T10:00", "2026-09-18T10:00"),
        ("2026-09-18T12:00", "2026-09-18T13:00", "2026-09-18T12:00"),
        ("2026-09-18T12:30", "2026-09-18T13:00", "2026-09-18T12:00"),
        ("2026-09-18T18:00", "2026-09-21T09:00", "2026-09-18T18:00"),
        ("2026-09-19T00:00", "2026-09-21T09:00", "2026-09-18T18:00"),
    ] {
        assert_eq!((time.next_start(at(from)), time.prev_finish(at(from))), (at(start), at(finish)), "{from}");
        assert_eq!(time.add(at(from), 0), at(from));
    }
    assert_eq!(time.add(at("2026-09-18T09:00"), 180), at("2026-09-18T12:00"));
    assert_eq!(time.add(at("2026-09-18T09:00"), 181), at("2026-09-18T13:01"));
    assert_eq!(time.add(at("2026-09-18T18:00"), -300), at("2026-09-18T13:00"));
    assert_eq!(time.add(at("2026-09-18T18:00"), -301), at("2026-09-18T11:59"));
    assert_eq!(time.add(at("2026-09-19T12:00"), 480), at("2026-09-21T18:00"));
    assert_eq!(time.between(at("2026-09-21T10:00"), at("2026-09-18T10:00")), -480);
}

#[test]
fn night_shift_and_round_the_clock() {
    // 22:00–06:00 from Monday evening to Saturday morning.
    let mut week = vec![Day::of(&[(0, 360), (1320, 1440)]); 5];
    week[0] = Day::of(&[(1320, 1440)]);
    week.extend([Day::of(&[(0, 360)]), Day::default()]);
    let time = alone(&Calendar { week, ..Calendar::default() });
    assert_eq!(time.add(at("2026-09-14T22:00"), 480), at("2026-09-15T06:00"));
    assert_eq!(time.add(at("2026-09-14T22:00"), 120), at("2026-09-15T00:00"), "midnight is a finish");
    assert_eq!(time.add(at("2026-09-14T22:00"), 120).finish_date(), date("2026-09-14"));
    assert_eq!(time.next_start(at("2026-09-15T00:00")), at("2026-09-15T00:00"), "and a start");
    assert_eq!(time.add(at("2026-09-19T06:00"), -480), at("2026-09-18T22:00"));
    assert_eq!(time.add(at("2026-09-18T22:00"), 481), at("2026-09-21T22:01"));

    let always = WorkTime::always();
    assert_eq!(always.add(at("2026-02-28T23:59"), 1440 + 1), at("2026-03-02T00:00"));
    assert_eq!(always.next_start(at("2026-02-28T23:59")), at("2026-02-28T23:59"));
    assert_eq!(always.between(Moment::MIN, Moment::MAX), Moment::MAX.minutes() - Moment::MIN.minutes());
    assert_eq!((always.minutes_per_day(), always.minutes_per_week()), (1440, 10_080));
}

#[test]
fn half_days_leave_and_which_exception_wins() {
    let exceptions = vec![
        off("2026-09-14", "2026-09-18"),
        work("2026-09-16", "2026-09-19"),
        exception(ExceptionKind::Work, "2026-09-17", "2026-09-17", &[(540, 720)]),
        off("2026-09-18", "2026-09-10"), // ends before it begins: says nothing
    ];
    let calendar = Calendar { exceptions, ..Calendar::default() };
    let minutes =
        |time: &WorkTime| -> Vec<i64> { (14..21).map(|day| time.day_minutes(date(&format!("2026-09-{day}")))).collect() };
    assert_eq!(minutes(&alone(&calendar)), [0, 0, 480, 180, 480, 480, 0]);
    let leave = Exception { name: Text::new("年假"), ..off("2026-09-16", "2026-09-17") };
    let time = WorkTime::compile(&calendar, &|_| None, &[leave]);
    assert_eq!(minutes(&time), [0, 0, 0, 0, 480, 480, 0]);
    let reason = time.reason(date("2026-09-16")).unwrap();
    assert_eq!((reason.name.as_str(), reason.source), ("年假", Source::Leave));
    assert_eq!(time.name_of(date("2026-09-15")), None, "an exception without a name");
}

#[test]
fn bad_spans_are_cleaned() {
    let spans = [(600, 700), (500, 600), (650, 800), (900, 900), (1000, 950), (1400, 5000), (2000, 3000)];
    let calendar = Calendar { week: vec![Day::of(&spans); 7], minutes_per_day: 0, minutes_per_week: 0, ..Calendar::default() };
    let time = alone(&calendar);
    assert_eq!(time.spans(date("2026-09-18")), [(500, 800), (1400, 1440)]);
    assert_eq!((time.minutes_per_day(), time.minutes_per_week()), (1, 1));
}

#[test]
fn bases_are_inherited_and_a_ring_of_them_ends() {
    let id = Id::from_bits;
    let six = vec![Day::of(&[(480, 720)]); 6];
    let summer = WorkWeek {
        name: Text::new("Summer"),
        from: date("2026-07-01"),
        to: date("2026-08-31"),
        week: vec![Day::of(&[(420, 780)]); 5],
        ..WorkWeek::default()
    };
    let office = Calendar {
        id: id(1),
        base: Some(id(3)),
        week: six,
        work_weeks: vec![summer],
        exceptions: vec![off("2026-09-14", "2026-09-15"), work("2026-08-30", "2026-08-30")],
        ..china()
    };
    let shop =
        Calendar { id: id(2), base: Some(id(1)), exceptions: vec![work("2026-09-15", "2026-09-15")], ..Calendar::default() };
    let own = Calendar { id: id(3), base: Some(id(2)), ..Calendar::default() };
    let all: BTreeMap<Id, Arc<Calendar>> =
        [office, shop, own.clone()].into_iter().map(|calendar| (calendar.id, Arc::new(calendar))).collect();
    let time = WorkTime::compile(&own, &|id| all.get(&id).cloned(), &[]);
    for (day, minutes) in [
        ("2026-09-12", 240), // Saturday of the base's week
        ("2026-09-14", 0),   // the base's exception
        ("2026-09-15", 240), // which the nearer base takes back
        ("2026-10-01", 0),   // the base's region
        ("2026-07-01", 360), // the base's work week
        ("2026-07-04", 0),
        ("2026-08-30", 360), // a make-up Sunday in it has its hours
    ] {
        assert_eq!(time.day_minutes(date(day)), minutes, "{day}");
    }
    assert_eq!(time.name_of(date("2026-07-01")), Some(&Text::new("Summer")));

    // A week of its own replaces the base's week and work weeks, not its days off.
    let other = Calendar { week: vec![Day::of(&[(0, 60)]); 7], ..own };
    let time = WorkTime::compile(&other, &|id| all.get(&id).cloned(), &[]);
    let minutes = ["2026-07-01", "2026-09-13", "2026-09-14", "2026-09-15"].map(|day| time.day_minutes(date(day)));
    assert_eq!(minutes, [60, 60, 0, 60]);
    let lost = Calendar { base: Some(id(9)), ..Calendar::default() };
    assert_eq!(alone(&lost), WorkTime::standard());
}

#[test]
fn no_working_time_at_all() {
    let never = alone(&Calendar { week: vec![Day::default(); 7], ..Calendar::default() });
    let now = at("2026-09-18T09:00");
    assert_eq!((never.next_start(now), never.prev_finish(now)), (Moment::MAX, Moment::MIN));
    assert_eq!((never.add(now, 1), never.add(now, -1), never.add(now, 0)), (Moment::MAX, Moment::MIN, now));
    assert_eq!(never.between(Moment::MIN, Moment::MAX), 0);
    assert_eq!(never.finish_by_days(now.date(), 3), Date::MAX);
    assert_eq!(never.off_days(Date::MIN, Date::MAX).collect::<Vec<_>>(), [(Date::MIN, Date::MAX)]);
    assert_eq!(WorkTime::always().off_days(Date::MIN, Date::MAX).next(), None);
}

#[test]
fn days_off_of_a_viewport() {
    let time = alone(&china());
    let runs: Vec<_> = time.off_days(date("2026-09-19"), date("2026-10-11")).map(|(a, b)| (a.day(), b.day())).collect();
    assert_eq!(runs, [(19, 19), (25, 27), (1, 7), (11, 11)]);
}

/// Minutes of any size, also the largest there are.
fn any_minutes() -> impl Strategy<Value = i64> {
    prop_oneof![-5_000i64..5_000, -2_000_000i64..2_000_000, any::<i64>(), Just(i64::MIN), Just(i64::MAX)]
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let (min, max) = (Moment::MIN.minutes(), Moment::MAX.minutes());
    prop_oneof![
        29_000_000i64..31_000_000,
        min..=max,
        min..=min + 20_000,
        max - 20_000..=max,
        (min / 1440..=max / 1440).prop_map(|day| day * 1440),
    ]
    .prop_map(Moment::from_minutes)
}

fn any_day() -> impl Strategy<Value = Day> {
    let span = (0u32..1500, 0u32..1500).prop_map(|(from, to)| Span { from, to, ..Span::default() });
    let spans = proptest::collection::vec(span, 0..3);
    prop_oneof![Just(Day::office()), Just(Day::default()), spans.prop_map(|spans| Day { spans, ..Day::default() })]
}

fn any_week() -> impl Strategy<Value = Vec<Day>> {
    prop_oneof![Just(Calendar::weekdays()), proptest::collection::vec(any_day(), 0..8)]
}

/// Ranges of days, many near one another, some as long as there are.
fn any_range() -> impl Strategy<Value = (Date, Date)> {
    let day = prop_oneof![4 => 20_600i64..20_700, 1 => -26_000i64..85_000];
    (day, prop_oneof![4 => -1i64..12, 1 => 0i64..120_000]).prop_map(|(from, days)| {
        let from = Date::from_days(from);
        (from, from.plus(days))
    })
}

fn any_exception() -> impl Strategy<Value = Exception> {
    (any_range(), any::<bool>(), any_day()).prop_map(|((from, to), works, day)| Exception {
        from,
        to,
        kind: if works { ExceptionKind::Work } else { ExceptionKind::Off },
        spans: day.spans,
        ..Exception::default()
    })
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let alternate = proptest::option::of((any_range(), any_week()));
    let work_weeks = proptest::collection::vec((any_range(), any_week()), 0..3);
    let exceptions = proptest::collection::vec(any_exception(), 0..8);
    (any_week(), alternate, work_weeks, exceptions, any::<bool>()).prop_map(|(week, alternate, work_weeks, exceptions, cn)| {
        Calendar {
            region: if cn { Region::China } else { Region::None },
            week,
            alternate: alternate.map(|((anchor, _), week)| AlternateWeek { anchor, week, ..AlternateWeek::default() }),
            work_weeks: work_weeks
                .into_iter()
                .map(|((from, to), week)| WorkWeek { from, to, week, ..WorkWeek::default() })
                .collect(),
            exceptions,
            ..Calendar::default()
        }
    })
}

/// Which minutes of a day are worked, by looking up the record day by day. China's days are taken from `plain`.
fn oracle(calendar: &Calendar, plain: &WorkTime, day: Date) -> Vec<bool> {
    let of = |day: Option<&Day>| -> Vec<bool> {
        let spans = day.map_or(&[][..], |day| &day.spans);
        (0..1440).map(|minute| spans.iter().any(|span| (span.from..span.to).contains(&minute))).collect()
    };
    let works = |minutes: &[bool]| minutes.contains(&true);
    let base = if calendar.week.is_empty() { Calendar::weekdays() } else { calendar.week.clone() };
    let other = calendar.alternate.as_ref().filter(|other| !other.week.is_empty());
    let summer = calendar.work_weeks.iter().rev().find(|w| !w.week.is_empty() && w.from <= day && day <= w.to);
    let (week, usual) = match (summer, other) {
        (Some(summer), _) => (&summer.week, summer.week.clone()),
        (None, Some(other)) => {
            let turn = other.anchor.monday().until(day.monday()) / 7 % 2 == 0;
            let both = (0..7).map(|at| base.get(at).cloned().unwrap_or_default()).chain(other.week.iter().cloned());
            (if turn { &other.week } else { &base }, both.collect())
        }
        (None, None) => (&base, base.clone()),
    };
    let usual = usual.iter().map(|day| of(Some(day))).find(|day| works(day)).unwrap_or_else(|| of(Some(&Day::office())));
    let said = calendar.exceptions.iter().rev().find(|said| said.from <= day && day <= said.to);
    let table = (calendar.region == Region::China && plain.reason(day).is_some()).then(|| plain.is_working(day));
    match (said, table) {
        (Some(said), _) if said.kind == ExceptionKind::Off => of(None),
        (Some(said), _) => {
            let own = of(Some(&Day { spans: said.spans.clone(), ..Day::default() }));
            if works(&own) { own } else { usual }
        }
        (None, Some(true)) => usual,
        (None, Some(false)) => of(None),
        (None, None) => of(week.get(day.weekday())),
    }
}

proptest! {
    #[test]
    fn days_equal_the_oracle(calendar in any_calendar(), from in 20_590i64..20_720) {
        let (time, plain) = (alone(&calendar), alone(&china()));
        let from = Date::from_days(from);
        let mut minutes = 0;
        let mut days = 0;
        let mut off = Vec::new();
        for ahead in 0..30 {
            let day = from.plus(ahead);
            let expected = oracle(&calendar, &plain, day);
            let spans = time.spans(day);
            let shown: Vec<bool> = (0..1440).map(|minute| spans.iter().any(|(a, b)| (*a..*b).contains(&minute))).collect();
            prop_assert_eq!(&shown, &expected, "{}", day);
            prop_assert!(spans.windows(2).all(|two| two[0].1 < two[1].0));
            let count = expected.iter().filter(|works| **works).count() as i64;
            prop_assert_eq!(time.day_minutes(day), count);
            prop_assert_eq!(time.is_working(day), count > 0);
            prop_assert_eq!(time.between(from.midnight(), day.midnight()), minutes);
            prop_assert_eq!(time.working_days(from, day), days);
            minutes += count;
            days += i64::from(count > 0);
            if count > 0 {
                prop_assert_eq!(time.finish_by_days(from, days), day);
            } else {
                off.push(day);
            }
        }
        let shown: Vec<Date> = time
            .off_days(from, from.plus(29))
            .flat_map(|(first, last)| (0..=first.until(last)).map(move |ahead| first.plus(ahead)))
            .collect();
        prop_assert_eq!(shown, off);
    }

    /// Walks the minutes of two weeks.
    #[test]
    fn minutes_equal_the_oracle(calendar in any_calendar(), from in 20_590i64..20_720, minute in 0i64..1440, work in 1i64..3000) {
        let (time, plain) = (alone(&calendar), alone(&china()));
        let first = Date::from_days(from);
        let worked: Vec<bool> = (0..14).flat_map(|ahead| oracle(&calendar, &plain, first.plus(ahead))).collect();
        let now = first.at(minute);
        let ahead = |skip: usize| worked.iter().enumerate().skip(skip).filter(|(_, works)| **works).map(|(at, _)| first.at(at as i64));
        if let Some(start) = ahead(minute as usize).next() {
            prop_assert_eq!(time.next_start(now), start);
        }
        if let Some(last) = ahead(minute as usize).nth(work as usize - 1) {
            prop_assert_eq!(time.add(now, work), last.plus(1));
            prop_assert_eq!(time.between(now, last.plus(1)), work);
        }
        let end = first.at(13 * 1440 + minute);
        let behind: Vec<Moment> = ahead(0).filter(|at| *at < end).collect();
        if let Some(last) = behind.last() {
            prop_assert_eq!(time.prev_finish(end), last.plus(1));
        }
        if let Some(start) = behind.iter().rev().nth(work as usize - 1) {
            prop_assert_eq!(time.add(end, -work), *start);
        }
    }

    #[test]
    fn laws(calendar in any_calendar(), now in any_moment(), minutes in any_minutes(), other in any_moment()) {
        let time = alone(&calendar);
        let start = time.next_start(now);
        prop_assert!(time.prev_finish(now) <= now && now <= start);
        prop_assert_eq!(time.next_start(start), start);
        prop_assert_eq!(time.prev_finish(time.prev_finish(now)), time.prev_finish(now));
        prop_assert_eq!(time.between(now, start), 0);
        prop_assert_eq!(time.between(time.prev_finish(now), now), 0);
        prop_assert_eq!(time.between(now, other), -time.between(other, now));

        let end = time.add(now, minutes);
        // What there is to work decides whether the edge is reached, not where the result happens to lie.
        let left = if minutes < 0 { -time.between(Moment::MIN, now) } else { time.between(now, Moment::MAX) };
        if minutes > left && minutes > 0 {
            prop_assert_eq!(end, Moment::MAX);
        } else if minutes < left && minutes < 0 {
            prop_assert_eq!(end, Moment::MIN);
        } else {
            prop_assert_eq!(time.between(now, end), minutes);
            if minutes > 0 {
                prop_assert_eq!(time.between(start, time.add(start, minutes)), minutes);
                prop_assert_eq!(time.prev_finish(end), end);
                prop_assert_eq!(time.add(end, -minutes), start);
            } else if minutes < 0 {
                prop_assert_eq!(time.next_start(end), end);
                prop_assert_eq!(time.add(end, -minutes), time.prev_finish(now));
            }
        }
        let later = now.max(other);
        prop_assert!(time.add(now.min(other), minutes) <= time.add(later, minutes));
        prop_assert!(time.between(now, later) >= 0);
    }

    /// More work never ends earlier.
    #[test]
    fn more_work_ends_later(calendar in any_calendar(), now in any_moment(), minutes in any_minutes(), more in 1i64..10_000) {
        let time = alone(&calendar);
        prop_assert!(time.add(now, minutes) <= time.add(now, minutes.saturating_add(more)));
    }

    #[test]
    fn days_never_panic(calendar in any_calendar(), (from, to) in any_range(), days in any_minutes()) {
        let time = alone(&calendar);
        let finish = time.finish_by_days(from, days);
        prop_assert!(finish >= from);
        if days > 0 && finish < Date::MAX {
            prop_assert_eq!(time.working_days(from, finish.plus(1)), days);
        }
        let mut last = None;
        for (first, end) in time.off_days(from, to).take(200) {
            prop_assert!(from <= first && first <= end && end <= to && last < Some(first));
            prop_assert!(!time.is_working(first) && !time.is_working(end));
            last = Some(end.plus(1));
        }
        let _ = (time.provisional(from), time.name_of(to), time.spans(Date::MIN), time.spans(Date::MAX));
    }

    /// And touches no other day.
    #[test]
    fn leave_is_above_everything(calendar in any_calendar(), leave in any_exception(), at in 0i64..20) {
        let leave = Exception { kind: ExceptionKind::Off, ..leave };
        let day = leave.from.plus(at);
        let time = WorkTime::compile(&calendar, &|_| None, std::slice::from_ref(&leave));
        if day <= leave.to {
            prop_assert!(!time.is_working(day));
        } else {
            let without = alone(&calendar);
            prop_assert_eq!(time.spans(day), without.spans(day));
        }
    }
}
