//! Scheduling rules as tables that a person can read: each case of `tests/scheduling/*.toml` is a small plan and the dates
//! it must get. `tests/scheduling/README.md` says how a table is written.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use pursuit::engine::calendar::WorkTime;
use pursuit::engine::model::{
    AlternateWeek, Calendar, ConstraintKind, Date, Day, Exception, ExceptionKind, LinkKind, Moment, Region,
};
use pursuit::engine::plan::{self, Assignment, ConflictKind, Driver, Lag, Length, Link, Manual, Network, Node, Schedule};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Where the rule comes from, where it is not plain.
    #[serde(default, rename = "source")]
    _source: String,
    #[serde(default)]
    start: Option<String>,
    #[serde(default)]
    finish: Option<String>,
    #[serde(default)]
    from_finish: bool,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    calendar: Option<String>,
    #[serde(default)]
    calendars: BTreeMap<String, Hours>,
    #[serde(default)]
    honour_constraints: Option<bool>,
    #[serde(default)]
    split_in_progress: Option<bool>,
    #[serde(default)]
    many_critical_paths: bool,
    plan: String,
    #[serde(default)]
    conflicts: Vec<String>,
}

/// A calendar: by default Monday to Friday, 8:00–12:00 and 13:00–17:00.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Hours {
    /// `Mon-Fri 08:00-12:00 13:00-17:00`, one entry for each run of days.
    week: Vec<String>,
    /// The week in turn with it, and a day of a week that has it.
    other_week: Vec<String>,
    other_from: Option<String>,
    /// `09-10` or `09-10..09-11`.
    off: Vec<String>,
    /// Days worked with the usual hours.
    work: Vec<String>,
    china: bool,
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn week(entries: &[String]) -> Vec<Day> {
    let mut week = vec![Day::default(); 7];
    for entry in entries {
        let mut words = entry.split_whitespace();
        let days = words.next().unwrap();
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let day = |name: &str| DAYS.iter().position(|day| *day == name).unwrap_or_else(|| panic!("no day {name}"));
        let spans: Vec<(u32, u32)> = words
            .map(|span| {
                let (from, to) = span.split_once('-').unwrap();
                (minute(from), minute(to))
            })
            .collect();
        week[day(first)..=day(last)].fill(Day::of(&spans));
    }
    week
}

fn minute(clock: &str) -> u32 {
    let (hours, minutes) = clock.split_once(':').unwrap();
    hours.parse::<u32>().unwrap() * 60 + minutes.parse::<u32>().unwrap()
}

/// `09-07` is in 2026.
fn date(text: &str) -> Date {
    let full = if text.len() == 5 { format!("2026-{text}") } else { text.to_string() };
    Date::parse(&full).unwrap_or_else(|| panic!("no date {text}"))
}

/// `09-07 08:00` is in 2026.
fn moment(text: &str) -> Moment {
    let (day, clock) = text.trim().split_once([' ', 'T']).unwrap_or_else(|| panic!("no date and time: {text}"));
    date(day).at(minute(clock).into())
}

fn work_time(hours: &Hours) -> WorkTime {
    let usual = ["Mon-Fri 08:00-12:00 13:00-17:00".to_string()];
    let mut calendar = Calendar {
        week: week(if hours.week.is_empty() { &usual } else { &hours.week }),
        region: if hours.china { Region::China } else { Region::None },
        ..Calendar::default()
    };
    if let Some(anchor) = &hours.other_from {
        calendar.alternate =
            Some(AlternateWeek { anchor: date(anchor), week: week(&hours.other_week), ..AlternateWeek::default() });
    }
    for (days, kind) in [(&hours.off, ExceptionKind::Off), (&hours.work, ExceptionKind::Work)] {
        for days in days {
            let (from, to) = days.split_once("..").unwrap_or((days, days));
            calendar.exceptions.push(Exception { from: date(from), to: date(to), kind, ..Exception::default() });
        }
    }
    WorkTime::compile(&calendar, &|_| None, &[])
}

/// `3d`, `4h`, `30m`, `1w` of working time, `3ed`, `4eh` of running time; the flag says which.
fn length(text: &str) -> Option<(Length, bool)> {
    let unit = text.find(|c: char| c.is_ascii_alphabetic())?;
    let number: f64 = text[..unit].parse().ok()?;
    let (minutes, elapsed) = match &text[unit..] {
        "m" => (1, false),
        "h" => (60, false),
        "d" => (480, false),
        "w" => (2400, false),
        "eh" => (60, true),
        "ed" => (1440, true),
        _ => return None,
    };
    Some((Length::tenths((number * f64::from(minutes) * 10.0).round() as i64), elapsed))
}

/// `A`, `A FS+2d`, `A SS-50%`, `A FF+3ed`.
fn link(text: &str, to: u32, tasks: &[String]) -> Link {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap();
    let from = tasks.iter().position(|task| task == name).unwrap_or_else(|| panic!("no task {name}")) as u32;
    let how = words.next().unwrap_or("FS");
    let kind = match &how[..2] {
        "FS" => LinkKind::Fs,
        "SS" => LinkKind::Ss,
        "FF" => LinkKind::Ff,
        "SF" => LinkKind::Sf,
        other => panic!("no link {other}"),
    };
    let lag = match &how[2..] {
        "" => Lag::NONE,
        percent if percent.ends_with("e%") => Lag::ElapsedPercent(percent.trim_end_matches("e%").parse().unwrap()),
        percent if percent.ends_with('%') => Lag::Percent(percent.trim_end_matches('%').parse().unwrap()),
        lag => match length(lag).unwrap_or_else(|| panic!("no lag {lag}")) {
            (length, true) => Lag::Elapsed(length),
            (length, false) => Lag::Working(length),
        },
    };
    Link { from, to, kind, lag }
}

/// One word or a word and what it says, separated by commas.
fn rules(text: &str, task: u32, calendars: &BTreeMap<&str, u32>, network: &mut Network) {
    let list = text.split(',').map(str::trim).filter(|rule| !rule.is_empty());
    for rule in list {
        let (word, rest) = rule.split_once(' ').unwrap_or((rule, ""));
        let node = &mut network.tasks[task as usize];
        if let Some(percent) = word.strip_suffix('%') {
            node.progress = percent.parse().unwrap();
            continue;
        }
        let calendar = |name: &str| *calendars.get(name).unwrap_or_else(|| panic!("no calendar {name}"));
        match word {
            "manual" => node.manual = Some(Manual { start: Some(moment(rest)), finish: None }),
            "inactive" => node.inactive = true,
            "deadline" => node.deadline = Some(moment(rest)),
            "started" => node.actual_start = Some(moment(rest)),
            "finished" => node.actual_finish = Some(moment(rest)),
            "left" => node.remaining = Some(length(rest).unwrap().0),
            "resume" => node.resume = Some(moment(rest)),
            "delay" => node.levelling_delay = length(rest).unwrap().0,
            "calendar" => node.calendar = Some(calendar(rest)),
            "by" => network.assignments.extend(rest.split_whitespace().map(|name| Assignment {
                task,
                calendar: calendar(name),
                length: None,
                remaining: None,
            })),
            word => {
                let kind = ConstraintKind::from_key(word).unwrap_or_else(|| panic!("no rule {word}"));
                let date = (!rest.is_empty()).then(|| moment(rest));
                (node.constraint, node.constraint_date) = (kind, date);
            }
        }
    }
}

struct Built {
    network: Network,
    tasks: Vec<String>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn build(case: &Case) -> Built {
    let office = Arc::new(work_time(&Hours::default()));
    let mut network = Network::new(moment(case.start.as_deref().unwrap_or("09-07 08:00")), office);
    let mut calendars: BTreeMap<&str, u32> = BTreeMap::from([("office", 0)]);
    for (name, hours) in &case.calendars {
        calendars.insert(name, network.calendars.len() as u32);
        network.calendars.push(Arc::new(work_time(hours)));
    }
    network.calendar = case.calendar.as_deref().map_or(0, |name| calendars[name]);
    network.finish = case.finish.as_deref().map(moment);
    network.from_finish = case.from_finish;
    network.status = case.status.as_deref().map(moment);
    network.honour_constraints = case.honour_constraints.unwrap_or(true);
    network.split_in_progress = case.split_in_progress.unwrap_or(true);
    network.many_critical_paths = case.many_critical_paths;

    let mut lines = case.plan.lines().filter(|line| !line.trim().is_empty());
    let cells = |line: &str| line.split('|').map(|cell| cell.trim_end().to_string()).collect::<Vec<_>>();
    let header: Vec<String> = cells(lines.next().unwrap()).iter().map(|cell| cell.trim().to_string()).collect();
    let rows: Vec<Vec<String>> = lines.map(cells).collect();
    for row in &rows {
        assert_eq!(row.len(), header.len(), "{}: {row:?}", case.name);
    }
    let tasks: Vec<String> = rows.iter().map(|row| row[0].trim().to_string()).collect();
    let cell = |row: &[String], name: &str| {
        let at = header.iter().position(|column| column == name);
        at.map_or(String::new(), |at| row[at].trim().to_string())
    };
    let mut open: Vec<(usize, u32)> = Vec::new();
    for (row, at) in rows.iter().zip(0..) {
        let depth = row[0].len() - row[0].trim_start().len();
        while open.last().is_some_and(|(above, _)| *above >= depth) {
            open.pop();
        }
        let mut node = Node { parent: open.last().map(|(_, parent)| *parent), ..Node::default() };
        if let Some((length, elapsed)) = length(&cell(row, "duration")) {
            (node.duration, node.elapsed) = (length, elapsed);
        }
        network.tasks.push(node);
        open.push((depth, at));
        let links = cell(row, "after");
        let links = links.split(',').map(str::trim).filter(|text| !text.is_empty());
        network.links.extend(links.map(|text| link(text, at, &tasks)));
        rules(&cell(row, "rules"), at, &calendars, &mut network);
    }
    Built { network, tasks, header, rows }
}

fn show(at: Moment) -> String {
    at.to_string().replace("2026-", "").replace('T', " ")
}

/// A float as it stands in a table: `2d`, `-4h`, `90m`, `0`.
fn show_float(minutes: i64) -> String {
    match minutes {
        0 => "0".into(),
        days if days % 480 == 0 => format!("{}d", days / 480),
        hours if hours % 60 == 0 => format!("{}h", hours / 60),
        minutes => format!("{minutes}m"),
    }
}

fn show_driver(built: &Built, driver: Driver) -> String {
    let name = |task: u32| built.tasks[task as usize].clone();
    match driver {
        Driver::ProjectStart => "project start".into(),
        Driver::ProjectFinish => "project finish".into(),
        Driver::Link(link) => format!("after {}", name(built.network.links[link as usize].from)),
        Driver::Successor(link) => format!("before {}", name(built.network.links[link as usize].to)),
        Driver::Parent(task) => format!("within {}", name(task)),
        Driver::Child(task) => format!("child {}", name(task)),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn value(built: &Built, schedule: &Schedule, column: &str, task: usize) -> String {
    match column {
        "start" => show(schedule.start[task]),
        "finish" => show(schedule.finish[task]),
        "float" => show_float(schedule.total_float[task]),
        "free" => show_float(schedule.free_float[task]),
        "late finish" => show(schedule.late_finish[task]),
        "critical" => if schedule.critical[task] { "yes" } else { "no" }.into(),
        "driver" => show_driver(built, schedule.driver[task]),
        other => panic!("no column {other}"),
    }
}

fn show_conflicts(built: &Built, schedule: &Schedule) -> Vec<String> {
    let name = |task: u32| built.tasks[task as usize].as_str();
    let conflicts = schedule.conflicts.iter().map(|conflict| {
        let what = match conflict.kind {
            ConflictKind::Link(link) => format!("link from {}", name(built.network.links[link as usize].from)),
            ConflictKind::Constraint => "constraint".into(),
            ConflictKind::Deadline => "deadline".into(),
            ConflictKind::ProjectStart => "project start".into(),
            ConflictKind::ProjectFinish => "project finish".into(),
            ConflictKind::Loop => "loop".into(),
        };
        format!("{}: {what} {}", name(conflict.task), show_float(conflict.minutes)).trim_end_matches(" 0").to_string()
    });
    conflicts.collect()
}

/// What is wrong with a case, as the table it should be; none where it is right.
fn check(case: &Case) -> Option<String> {
    let built = build(case);
    let schedule = plan::schedule(&built.network);
    let mut wrong = String::new();
    for (task, row) in built.rows.iter().enumerate() {
        for (at, column) in built.header.iter().enumerate() {
            if matches!(column.as_str(), "task" | "duration" | "after" | "rules") || row[at].trim().is_empty() {
                continue;
            }
            let (expected, found) = (row[at].trim(), value(&built, &schedule, column, task));
            if expected != found {
                let _ = writeln!(wrong, "  {}: {column} is {found}, not {expected}", built.tasks[task]);
            }
        }
    }
    let conflicts = show_conflicts(&built, &schedule);
    if conflicts != case.conflicts {
        let _ = writeln!(wrong, "  conflicts are {conflicts:?}, not {:?}", case.conflicts);
    }
    (!wrong.is_empty()).then_some(wrong)
}

fn cases() -> Vec<(String, Case)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scheduling");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let read: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        cases.extend(read.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

#[test]
fn every_case() {
    let cases = cases();
    let mut names: Vec<&str> = cases.iter().map(|(_, case)| case.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let wrong: Vec<String> =
        cases.iter().filter_map(|(file, case)| Some(format!("{file}: {}\n{}", case.name, check(case)?))).collect();
    println!("{} of {} cases", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{} of {} cases are wrong\n\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn order_of_tasks_and_links_changes_no_case() {
    for (_, case) in cases() {
        let built = build(&case);
        let schedule = plan::schedule(&built.network);
        let count = built.network.tasks.len() as u32;
        let turned = |task: u32| count - 1 - task;
        let mut network = built.network.clone();
        network.tasks.reverse();
        for task in &mut network.tasks {
            task.parent = task.parent.map(turned);
        }
        network.links.reverse();
        for link in &mut network.links {
            (link.from, link.to) = (turned(link.from), turned(link.to));
        }
        for assignment in &mut network.assignments {
            assignment.task = turned(assignment.task);
        }
        let other = plan::schedule(&network);
        for task in 0..count {
            let (here, there) = (task as usize, turned(task) as usize);
            assert_eq!(schedule.start[here], other.start[there], "{}: {}", case.name, built.tasks[here]);
            assert_eq!(schedule.finish[here], other.finish[there], "{}: {}", case.name, built.tasks[here]);
            assert_eq!(schedule.total_float[here], other.total_float[there], "{}: {}", case.name, built.tasks[here]);
            assert_eq!(schedule.free_float[here], other.free_float[there], "{}: {}", case.name, built.tasks[here]);
        }
    }
}
