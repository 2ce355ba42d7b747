//! From elements to plain values, field by field.

use std::collections::BTreeMap;

use super::super::xml::{Element, XmlError, records};
use super::{Mspdi, ResourceType, Unread, WireAssignment, WireBaseline, WireLink, WireResource, WireTask, days};
use crate::engine::model::{ConstraintKind, EffortKind, LinkKind, Moment, TimeUnit};
use crate::engine::plan::{Lag, Length};

/// Kinds of values that made no sense which are told one by one.
const MOST_NOTES: usize = 1_000;

/// Reads values, and remembers those that made no sense.
#[derive(Default)]
pub(super) struct Notes {
    unread: BTreeMap<(String, String), (u32, Option<String>)>,
}

impl Notes {
    fn note(&mut self, record: &str, field: &str, value: Option<&str>) {
        let key = (record.chars().take(80).collect(), field.chars().take(80).collect());
        if self.unread.len() < MOST_NOTES || self.unread.contains_key(&key) {
            let (count, example) = self.unread.entry(key).or_default();
            *count += 1;
            *example = example.take().or(value.map(|value| value.chars().take(80).collect()));
        }
    }

    pub fn bad(&mut self, record: &str, field: &str, value: &str) {
        self.note(record, field, Some(value));
    }

    fn parsed<T>(&mut self, element: &Element, field: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = element.text_of(field)?;
        let value = parse(text);
        if value.is_none() {
            self.bad(&element.name, field, text);
        }
        value
    }

    pub fn number(&mut self, element: &Element, field: &str) -> Option<i64> {
        self.parsed(element, field, |text| text.parse().ok().or_else(|| whole(text.parse().ok()?)))
    }

    fn fraction(&mut self, element: &Element, field: &str) -> Option<f64> {
        self.parsed(element, field, |text| text.parse().ok().filter(|number: &f64| number.is_finite()))
    }

    pub fn flag(&mut self, element: &Element, field: &str) -> Option<bool> {
        self.parsed(element, field, |text| match text {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        })
    }

    pub fn moment(&mut self, element: &Element, field: &str) -> Option<Moment> {
        if element.text_of(field) == Some("NA") {
            return None;
        }
        self.parsed(element, field, Moment::parse)
    }

    fn length(&mut self, element: &Element, field: &str) -> Option<Length> {
        self.parsed(element, field, length)
    }
}

fn whole(number: f64) -> Option<i64> {
    (number.abs() < 1e15).then_some(number.round() as i64)
}

/// `PT8H30M0S`, also with days, fractions and a sign. None where it is none, or longer than all time there is.
fn length(text: &str) -> Option<Length> {
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (date, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((text.strip_prefix('P')?, ""));
    let mut tenths = 0.0;
    for (mut rest, units) in
        [(date, [('D', 14_400.0), ('W', 100_800.0)].as_slice()), (time, &[('H', 600.0), ('M', 10.0), ('S', 1.0 / 6.0)])]
    {
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_ascii_uppercase())?;
            let unit = rest[end..].chars().next()?;
            let (_, size) = units.iter().find(|(letter, _)| *letter == unit)?;
            let number: f64 = rest[..end].parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
            tenths += number * size;
            rest = &rest[end + 1..];
        }
    }
    whole(tenths * sign).map(Length::tenths)
}

pub(super) fn read(bytes: &[u8]) -> Result<Mspdi, XmlError> {
    let mut notes = Notes::default();
    let mut plan = Mspdi {
        title: String::new(),
        start: None,
        finish: None,
        from_finish: false,
        status: None,
        calendar: None,
        minutes_per_day: 480,
        minutes_per_week: 2400,
        critical_days: 0.0,
        honour_constraints: true,
        split_in_progress: true,
        many_critical_paths: false,
        calendars: Vec::new(),
        tasks: Vec::new(),
        resources: Vec::new(),
        assignments: Vec::new(),
        field_names: Vec::new(),
        unread: Vec::new(),
    };
    let mut project = Element::default();
    records(bytes, "Project", &["Calendars", "Tasks", "Resources", "Assignments"], &mut |list, element| match (
        list,
        element.name.as_str(),
    ) {
        ("", _) => project.children.push(element),
        ("Calendars", "Calendar") => plan.calendars.push(days::calendar(&element, &mut notes)),
        ("Tasks", "Task") => plan.tasks.extend(task(&element, &mut notes)),
        ("Resources", "Resource") => plan.resources.push(resource(&element, &mut notes)),
        ("Assignments", "Assignment") => plan.assignments.push(assignment(&element, &mut notes)),
        (list, other) => notes.note(list, other, None),
    })?;
    properties(&project, &mut plan, &mut notes);
    let unread = notes.unread.into_iter();
    plan.unread = unread.map(|((record, field), (count, value))| Unread { record, field, count, value }).collect();
    Ok(plan)
}

fn properties(project: &Element, plan: &mut Mspdi, notes: &mut Notes) {
    plan.title = project.text_of("Title").or(project.text_of("Name")).unwrap_or_default().to_string();
    plan.start = notes.moment(project, "StartDate");
    plan.finish = notes.moment(project, "FinishDate");
    plan.from_finish = notes.flag(project, "ScheduleFromStart") == Some(false);
    plan.status = notes.moment(project, "StatusDate");
    plan.calendar = notes.number(project, "CalendarUID").filter(|uid| *uid >= 0);
    let minutes = |value: Option<i64>, usual, most| value.map_or(usual, |value| value.clamp(1, most) as u32);
    plan.minutes_per_day = minutes(notes.number(project, "MinutesPerDay"), 480, 1440);
    plan.minutes_per_week = minutes(notes.number(project, "MinutesPerWeek"), 2400, 10_080);
    plan.critical_days = notes.fraction(project, "CriticalSlackLimit").unwrap_or(0.0);
    plan.honour_constraints = notes.flag(project, "HonorConstraints") != Some(false);
    plan.split_in_progress = notes.flag(project, "SplitsInProgressTasks") != Some(false);
    plan.many_critical_paths = notes.flag(project, "MultipleCriticalPaths") == Some(true);
    let definitions = project.children.iter().filter(|child| child.name == "ExtendedAttributes");
    plan.field_names = definitions
        .flat_map(|list| list.all("ExtendedAttribute"))
        .filter_map(|own| {
            let name = own.text_of("Alias").or(own.text_of("FieldName"))?;
            Some((own.text_of("FieldID")?.to_string(), name.to_string()))
        })
        .take(MOST_NOTES)
        .collect();
    // What says how Microsoft Project itself looks or counts, and what is computed here.
    let known = [
        "SaveVersion",
        "BuildNumber",
        "GUID",
        "CreationDate",
        "LastSaved",
        "CurrentDate",
        "Author",
        "DaysPerMonth",
        "DefaultStartTime",
        "DefaultFinishTime",
        "DurationFormat",
        "WorkFormat",
        "EditableActualCosts",
        "MoveCompletedEndsBack",
        "MoveRemainingStartsBack",
        "MoveRemainingStartsForward",
        "MoveCompletedEndsForward",
        "FiscalYearStart",
        "FYStartDate",
        "WeekStartDay",
        "ShowProjectSummaryTask",
        "ExtendedAttributes",
        "Title",
        "Name",
        "StartDate",
        "FinishDate",
        "ScheduleFromStart",
        "StatusDate",
        "CalendarUID",
        "MinutesPerDay",
        "MinutesPerWeek",
        "CriticalSlackLimit",
        "HonorConstraints",
        "SplitsInProgressTasks",
        "MultipleCriticalPaths",
    ];
    for child in project.children.iter().filter(|child| !known.contains(&child.name.as_str())) {
        notes.note("", &child.name, None);
    }
}

/// Fields of a task that are read, and those that are computed here or say nothing.
const TASK: &[&str] = &[
    "UID",
    "ID",
    "Name",
    "Notes",
    "WBS",
    "OutlineLevel",
    "OutlineNumber",
    "Summary",
    "Milestone",
    "Active",
    "Manual",
    "ExternalTask",
    "Type",
    "Estimated",
    "Priority",
    "Work",
    "EffortDriven",
    "RemainingWork",
    "RegularWork",
    "PercentWorkComplete",
    "CalendarUID",
    "IgnoreResourceCalendar",
    "Duration",
    "DurationFormat",
    "ConstraintType",
    "ConstraintDate",
    "Deadline",
    "Start",
    "Finish",
    "ActualStart",
    "ActualFinish",
    "PercentComplete",
    "RemainingDuration",
    "Stop",
    "Resume",
    "LevelingDelay",
    "Baseline",
    "PredecessorLink",
    "ExtendedAttribute",
    "IsNull",
    "ManualStart",
    "ManualFinish",
    "ManualDuration",
    "Critical",
    "EarlyStart",
    "EarlyFinish",
    "LateStart",
    "LateFinish",
    "TotalSlack",
    "FreeSlack",
    "StartSlack",
    "FinishSlack",
    "StartVariance",
    "FinishVariance",
    "WorkVariance",
    "GUID",
    "CreateDate",
    "ActualDuration",
    "OverAllocated",
    "Rollup",
    "IsSubproject",
    "IsSubprojectReadOnly",
    "ResumeValid",
];

/// Fields of a resource that are read, and those that are sums of its assignments or say nothing.
const RESOURCE: &[&str] = &[
    "UID",
    "ID",
    "GUID",
    "Name",
    "Type",
    "IsNull",
    "MaxUnits",
    "PeakUnits",
    "OverAllocated",
    "StandardRate",
    "StandardRateFormat",
    "Group",
    "EmailAddress",
    "MaterialLabel",
    "CalendarUID",
    "CreationDate",
    "CanLevel",
    "Start",
    "Finish",
    "Work",
    "RegularWork",
    "RemainingWork",
    "PercentWorkComplete",
    "WorkVariance",
];

/// The same of an assignment.
const ASSIGNMENT: &[&str] = &[
    "UID",
    "GUID",
    "TaskUID",
    "ResourceUID",
    "Units",
    "Work",
    "RegularWork",
    "OvertimeWork",
    "RemainingWork",
    "WorkContour",
    "Start",
    "Finish",
    "StartVariance",
    "FinishVariance",
    "WorkVariance",
    "CreationDate",
    "ResumeValid",
    "PercentWorkComplete",
    "Milestone",
];

/// None for an empty line of the file.
fn task(element: &Element, notes: &mut Notes) -> Option<WireTask> {
    if notes.flag(element, "IsNull") == Some(true) {
        return None;
    }
    for child in element.children.iter().filter(|child| !TASK.contains(&child.name.as_str())) {
        notes.note("Task", &child.name, None);
    }
    let text = |field| element.text_of(field).unwrap_or_default().to_string();
    let manual = notes.flag(element, "Manual") == Some(true);
    let or_manual = |date: Option<Moment>, manual_date| date.or(if manual { manual_date } else { None });
    Some(WireTask {
        uid: notes.number(element, "UID").unwrap_or(-1),
        id: notes.number(element, "ID").unwrap_or(-1),
        name: text("Name"),
        notes: text("Notes"),
        wbs: text("WBS"),
        outline_level: notes.number(element, "OutlineLevel").unwrap_or(1).clamp(0, 65_535) as u32,
        summary: notes.flag(element, "Summary") == Some(true),
        milestone: notes.flag(element, "Milestone") == Some(true),
        inactive: notes.flag(element, "Active") == Some(false),
        manual,
        external: notes.flag(element, "ExternalTask") == Some(true),
        fixed_duration: notes.number(element, "Type") == Some(1),
        effort: match notes.number(element, "Type") {
            Some(1) => EffortKind::FixedDuration,
            Some(2) => EffortKind::FixedWork,
            _ => EffortKind::FixedUnits,
        },
        work: notes.length(element, "Work"),
        estimated: notes.flag(element, "Estimated") == Some(true),
        priority: notes.number(element, "Priority").unwrap_or(500).clamp(0, 1000) as u32,
        calendar: notes.number(element, "CalendarUID").filter(|uid| *uid >= 0),
        ignore_resource_calendars: notes.flag(element, "IgnoreResourceCalendar") == Some(true),
        duration: notes.length(element, "Duration").unwrap_or_default(),
        elapsed: notes.number(element, "DurationFormat").is_some_and(elapsed),
        duration_unit: notes.number(element, "DurationFormat").map_or(TimeUnit::Day, unit),
        constraint: match notes.number(element, "ConstraintType") {
            Some(1) => ConstraintKind::Alap,
            Some(2) => ConstraintKind::Mso,
            Some(3) => ConstraintKind::Mfo,
            Some(4) => ConstraintKind::Snet,
            Some(5) => ConstraintKind::Snlt,
            Some(6) => ConstraintKind::Fnet,
            Some(7) => ConstraintKind::Fnlt,
            _ => ConstraintKind::Asap,
        },
        constraint_date: notes.moment(element, "ConstraintDate"),
        deadline: notes.moment(element, "Deadline"),
        start: or_manual(notes.moment(element, "Start"), notes.moment(element, "ManualStart")),
        finish: or_manual(notes.moment(element, "Finish"), notes.moment(element, "ManualFinish")),
        actual_start: notes.moment(element, "ActualStart"),
        actual_finish: notes.moment(element, "ActualFinish"),
        progress: notes.number(element, "PercentComplete").unwrap_or(0).clamp(0, 100) as u8,
        remaining: notes.length(element, "RemainingDuration"),
        stop: notes.moment(element, "Stop"),
        resume: notes.moment(element, "Resume"),
        levelling_delay: Length::tenths(notes.number(element, "LevelingDelay").unwrap_or(0)),
        baselines: element.all("Baseline").map(|baseline| self::baseline(baseline, notes)).collect(),
        predecessors: element.all("PredecessorLink").filter_map(|link| self::link(link, notes)).collect(),
        custom: element
            .all("ExtendedAttribute")
            .filter_map(|own| Some((own.text_of("FieldID")?.to_string(), own.text_of("Value")?.to_string())))
            .collect(),
    })
}

fn baseline(element: &Element, notes: &mut Notes) -> WireBaseline {
    rest(element, &["Number", "Start", "Finish", "Duration", "DurationFormat", "EstimatedDuration", "Work", "Interim"], notes);
    WireBaseline {
        number: notes.number(element, "Number").unwrap_or(0).clamp(0, 10) as u32,
        start: notes.moment(element, "Start"),
        finish: notes.moment(element, "Finish"),
        duration: notes.length(element, "Duration").unwrap_or_default(),
        work: notes.length(element, "Work").unwrap_or_default(),
    }
}

/// Formats of running time: even numbers, but for per cent of it.
fn elapsed(format: i64) -> bool {
    matches!(format, 4 | 6 | 8 | 10 | 12 | 36 | 38 | 40 | 42 | 44)
}

/// The unit of a format, estimated or not, running or not.
fn unit(format: i64) -> TimeUnit {
    match format {
        3 | 4 | 35 | 36 => TimeUnit::Minute,
        5 | 6 | 37 | 38 => TimeUnit::Hour,
        9 | 10 | 41 | 42 => TimeUnit::Week,
        11 | 12 | 43 | 44 => TimeUnit::Month,
        _ => TimeUnit::Day,
    }
}

/// Notes what stands in a record and is not read.
fn rest(element: &Element, known: &[&str], notes: &mut Notes) {
    for child in element.children.iter().filter(|child| !known.contains(&child.name.as_str())) {
        notes.note(&element.name, &child.name, None);
    }
}

fn link(element: &Element, notes: &mut Notes) -> Option<WireLink> {
    rest(element, &["PredecessorUID", "Type", "LinkLag", "LagFormat", "CrossProject"], notes);
    if notes.flag(element, "CrossProject") == Some(true) {
        notes.bad("PredecessorLink", "CrossProject", element.text_of("CrossProjectName").unwrap_or("1"));
    }
    let lag = notes.number(element, "LinkLag").unwrap_or(0);
    let percent = lag.clamp(-100_000, 100_000) as i32;
    Some(WireLink {
        predecessor: notes.number(element, "PredecessorUID")?,
        kind: match notes.number(element, "Type") {
            Some(0) => LinkKind::Ff,
            Some(2) => LinkKind::Sf,
            Some(3) => LinkKind::Ss,
            _ => LinkKind::Fs,
        },
        lag: match notes.number(element, "LagFormat") {
            Some(19 | 51) => Lag::Percent(percent),
            Some(20 | 52) => Lag::ElapsedPercent(percent),
            Some(format) if elapsed(format) => Lag::Elapsed(Length::tenths(lag)),
            _ => Lag::Working(Length::tenths(lag)),
        },
    })
}

fn resource(element: &Element, notes: &mut Notes) -> WireResource {
    rest(element, RESOURCE, notes);
    let text = |field| element.text_of(field).unwrap_or_default().to_string();
    let kind = match notes.number(element, "Type") {
        Some(0) => ResourceType::Material,
        Some(2) => ResourceType::Cost,
        _ => ResourceType::Work,
    };
    // Rates by the hour: format 2; by minute, day, week, month and year they are 1 and 3 to 6.
    let per_hour = match notes.number(element, "StandardRateFormat") {
        Some(1) => 60.0,
        Some(3) => 1.0 / 8.0,
        Some(4) => 1.0 / 40.0,
        Some(5) => 1.0 / 160.0,
        Some(6) => 1.0 / 2080.0,
        _ => 1.0,
    };
    let limit = |number: f64, most: f64| (number.abs() <= most).then_some(number);
    WireResource {
        uid: notes.number(element, "UID").unwrap_or(-1),
        name: text("Name"),
        kind,
        max_units: notes.fraction(element, "MaxUnits").and_then(|units| limit(units, 1_000.0)).unwrap_or(1.0),
        rate: notes.fraction(element, "StandardRate").filter(|rate| *rate > 0.0).and_then(|rate| limit(rate * per_hour, 1e12)),
        group: text("Group"),
        email: text("EmailAddress"),
        material_label: text("MaterialLabel"),
        works: kind == ResourceType::Work,
        calendar: notes.number(element, "CalendarUID").filter(|uid| *uid >= 0),
    }
}

fn assignment(element: &Element, notes: &mut Notes) -> WireAssignment {
    rest(element, ASSIGNMENT, notes);
    WireAssignment {
        task: notes.number(element, "TaskUID").unwrap_or(-1),
        resource: notes.number(element, "ResourceUID").filter(|uid| *uid >= 0),
        units: notes.fraction(element, "Units").unwrap_or(1.0),
        work: notes.length(element, "Work").unwrap_or_default(),
        overtime_work: notes.length(element, "OvertimeWork").unwrap_or_default(),
        remaining_work: notes.length(element, "RemainingWork"),
        flat: notes.number(element, "WorkContour").unwrap_or(0) == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (text, tenths) in [
            ("PT8H0M0S", Some(4800)),
            ("PT0H0M6S", Some(1)),
            ("PT5H19M48S", Some(3198)),
            ("P1DT2H", Some(15_600)),
            ("-PT1H", Some(-600)),
            ("PT1.5H", Some(900)),
            ("PT", Some(0)),
            ("8h", None),
            ("PT8", None),
            ("PT1X", None),
            ("PTH", None),
            ("PT-1H", None),
            ("PT1e300H", None),
        ] {
            assert_eq!(length(text).map(Length::as_tenths), tenths, "{text}");
        }
    }
}
