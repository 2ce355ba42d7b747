//! A project of a workspace as a file, with the dates that were computed for it.

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::import::{FIELD, PRIORITY, UID};
use crate::engine::model::*;
use crate::engine::plan::{Lag, Plan, PlanRow};
use crate::engine::workspace::Workspace;

const NAMESPACE: &str = "http://schemas.microsoft.com/project";

/// Elements, one after the other. Writing into memory does not fail.
struct Out(Writer<Vec<u8>>);

impl Out {
    fn event(&mut self, event: Event) {
        let _ = self.0.write_event(event);
    }

    fn open(&mut self, name: &str) {
        self.event(Event::Start(BytesStart::new(name)));
    }

    fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn leaf(&mut self, name: &str, value: impl ToString) {
        self.open(name);
        // What XML cannot say is no text that anybody wrote.
        let text: String = value.to_string().chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        self.event(Event::Text(BytesText::new(&text)));
        self.close(name);
    }

    fn flag(&mut self, name: &str, value: bool) {
        self.leaf(name, u8::from(value));
    }

    fn date(&mut self, name: &str, value: Option<Moment>) {
        if let Some(moment) = value {
            // The end of the last day there is has no other name.
            self.leaf(name, format!("{}:00", if moment == Moment::MAX { moment.plus(-1) } else { moment }));
        }
    }
}

/// `PT8H0M0S`.
fn length(minutes: i64) -> String {
    let (sign, size) = if minutes < 0 { ("-", minutes.unsigned_abs()) } else { ("", minutes as u64) };
    format!("{sign}PT{}H{}M0S", size / 60, size % 60)
}

/// The project of a plan in Microsoft Project's XML.
pub fn write(ws: &Workspace, plan: &Plan) -> String {
    let mut out = Out(Writer::new_with_indent(Vec::new(), b' ', 1));
    out.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
    out.event(Event::Start(BytesStart::new("Project").with_attributes([("xmlns", NAMESPACE)])));
    let uids = uids(plan);
    let mut calendars = Calendars { ws, uids: BTreeMap::new() };
    let project = &plan.project;
    let own = project.calendar.filter(|id| ws.calendars.contains(*id)).unwrap_or(ws.settings.default_calendar);
    let calendar = calendars.uid(own);
    for row in &plan.rows {
        row.task.calendar.map(|id| calendars.uid(id));
    }
    let people = people(ws, plan);
    head(&mut out, plan, calendar);
    fields(&mut out, plan);

    // A person's calendar stands on the one they keep.
    let of_people: Vec<(i64, i64)> =
        people.iter().map(|person| calendars.uid(person.calendar.unwrap_or(own))).zip(1_000_000..).collect();
    out.open("Calendars");
    let listed: Vec<(Id, i64)> = calendars.uids.iter().map(|(id, uid)| (*id, *uid)).collect();
    for (id, uid) in listed {
        base_calendar(&mut out, ws, plan, id, uid);
    }
    for (person, (base, uid)) in people.iter().zip(&of_people).filter(|(person, _)| works(person)) {
        out.open("Calendar");
        out.leaf("UID", uid);
        out.leaf("Name", &person.name);
        out.flag("IsBaseCalendar", false);
        out.leaf("BaseCalendarUID", base);
        out.close("Calendar");
    }
    out.close("Calendars");

    out.open("Tasks");
    for (at, row) in plan.rows.iter().enumerate() {
        task(&mut out, plan, at, row, &uids, &calendars);
    }
    out.close("Tasks");

    out.open("Resources");
    for (at, (person, (_, calendar))) in people.iter().zip(&of_people).enumerate() {
        out.open("Resource");
        out.leaf("UID", at + 1);
        out.leaf("ID", at + 1);
        out.leaf("Name", &person.name);
        let kind = match person.kind {
            ResourceKind::Material => 0,
            ResourceKind::Money => 2,
            _ => 1,
        };
        out.leaf("Type", kind);
        if !person.unit_of_measure.is_empty() {
            out.leaf("MaterialLabel", &person.unit_of_measure);
        }
        if !person.department.is_empty() {
            out.leaf("Group", &person.department);
        }
        if !person.email.is_empty() {
            out.leaf("EmailAddress", &person.email);
        }
        out.leaf("MaxUnits", person.capacity.get() as f64 / 100.0);
        if let Some(rate) = person.cost_rate {
            out.leaf("StandardRate", rate.minor as f64 / 100.0);
            out.leaf("StandardRateFormat", 2);
        }
        if works(person) {
            out.leaf("CalendarUID", calendar);
        }
        out.close("Resource");
    }
    out.close("Resources");

    out.open("Assignments");
    let mut number = 0;
    for (at, row) in plan.rows.iter().enumerate().filter(|(_, row)| !row.summary) {
        for (person, part) in parts(ws, row) {
            let Some(resource) = people.iter().position(|known| known.id == person) else { continue };
            number += 1;
            out.open("Assignment");
            out.leaf("UID", number);
            out.leaf("TaskUID", uids[at]);
            out.leaf("ResourceUID", resource + 1);
            let units = part.as_ref().map_or(1.0, |part| part.quantity.unwrap_or(part.units.get() as f64 / 100.0));
            let works = works(&people[resource]);
            let work =
                part.as_ref().and_then(|part| part.work).map_or((row.duration as f64 * units).round() as i64, Minutes::get);
            out.date("Finish", Some(row.finish));
            if works {
                let left = work - work * row.task.progress.get() / 100;
                out.leaf("RemainingWork", length(left));
            }
            out.date("Start", Some(row.start));
            out.leaf("Units", units);
            if works {
                out.leaf("Work", length(work));
            }
            out.leaf("WorkContour", 0);
            out.close("Assignment");
        }
    }
    out.close("Assignments");
    out.close("Project");
    String::from_utf8(out.0.into_inner()).unwrap_or_default()
}

fn head(out: &mut Out, plan: &Plan, calendar: i64) {
    let project = &plan.project;
    out.leaf("SaveVersion", 14);
    out.leaf("Name", &project.name);
    out.leaf("Title", &project.name);
    out.flag("ScheduleFromStart", !plan.network.from_finish);
    out.date(
        "StartDate",
        Some(plan.start.min(plan.network.start)).filter(|_| plan.network.from_finish).or(Some(plan.network.start)),
    );
    out.date("FinishDate", Some(plan.finish));
    let per_day = plan.calendar.minutes_per_day();
    out.leaf("CriticalSlackLimit", project.critical_float.div_euclid(per_day.max(1)));
    out.leaf("CalendarUID", calendar);
    out.leaf("MinutesPerDay", per_day);
    out.leaf("MinutesPerWeek", plan.calendar.minutes_per_week());
    out.leaf("DaysPerMonth", 20);
    out.flag("HonorConstraints", plan.network.honour_constraints);
    out.flag("MultipleCriticalPaths", plan.network.many_critical_paths);
    out.flag("SplitsInProgressTasks", plan.network.split_in_progress);
    out.date("StatusDate", plan.network.status);
}

/// The definitions of the file's own fields, where it came from such a file.
fn fields(out: &mut Out, plan: &Plan) {
    out.open("ExtendedAttributes");
    for (field, name) in plan.project.custom.iter().filter_map(|(key, name)| Some((key.strip_prefix(FIELD)?, name.as_str()?))) {
        out.open("ExtendedAttribute");
        out.leaf("FieldID", field);
        out.leaf("FieldName", name);
        out.close("ExtendedAttribute");
    }
    out.close("ExtendedAttributes");
}

/// The numbers of tasks: those they had in the file they came from, else new ones.
fn uids(plan: &Plan) -> Vec<i64> {
    let own = |row: &PlanRow| row.task.custom.get(UID)?.as_i64().filter(|uid| *uid > 0);
    let mut taken = std::collections::BTreeSet::new();
    let kept: Vec<Option<i64>> = plan.rows.iter().map(|row| own(row).filter(|uid| taken.insert(*uid))).collect();
    let mut next = taken.last().copied().unwrap_or(0);
    let mut number = || {
        next += 1;
        next
    };
    kept.into_iter().map(|kept| kept.unwrap_or_else(&mut number)).collect()
}

struct Calendars<'a> {
    ws: &'a Workspace,
    uids: BTreeMap<Id, i64>,
}

impl Calendars<'_> {
    fn uid(&mut self, id: Id) -> i64 {
        let id = if self.ws.calendars.contains(id) { id } else { self.ws.settings.default_calendar };
        let next = self.uids.len() as i64 + 1;
        *self.uids.entry(id).or_insert(next)
    }
}

/// A calendar with everything that it and its bases say: its usual week, and each day that departs from it.
fn base_calendar(out: &mut Out, ws: &Workspace, plan: &Plan, id: Id, uid: i64) {
    let time = crate::engine::plan::work_time(ws, id);
    let name = ws.calendars.get(id).map_or("Standard", |calendar| calendar.name.as_str());
    out.open("Calendar");
    out.leaf("UID", uid);
    out.leaf("Name", if name.is_empty() { "Standard" } else { name });
    out.flag("IsBaseCalendar", true);
    out.leaf("BaseCalendarUID", -1);
    let week = ws.calendars.get(id).map_or_else(Calendar::weekdays, |calendar| usual_week(ws, calendar));
    out.open("WeekDays");
    for day in [6, 0, 1, 2, 3, 4, 5] {
        out.open("WeekDay");
        out.leaf("DayType", (day + 1) % 7 + 1);
        let spans: Vec<(u32, u32)> = week.get(day).iter().flat_map(|day| &day.spans).map(|span| (span.from, span.to)).collect();
        out.flag("DayWorking", !spans.is_empty());
        times(out, &spans);
        out.close("WeekDay");
    }
    out.close("WeekDays");
    // Every day that is not as in the usual week, in runs of equal days.
    let spans_of = |day: Date| time.spans(day).to_vec();
    let usual = |day: Date| -> Vec<(u32, u32)> {
        week.get(day.weekday()).iter().flat_map(|day| &day.spans).map(|span| (span.from, span.to)).collect()
    };
    out.open("Exceptions");
    let mut run: Option<Odd> = None;
    let (first, last) = reach(ws, id, plan);
    let mut day = first;
    let mut runs = Vec::new();
    while day <= last {
        let spans = spans_of(day);
        let odd = spans != usual(day);
        let name = time.name_of(day).map(|name| name.to_string()).unwrap_or_default();
        match &mut run {
            Some((_, to, known, known_name)) if odd && *known == spans && *known_name == name => *to = day,
            _ => {
                runs.extend(run.take());
                run = odd.then_some((day, day, spans, name));
            }
        }
        if day == Date::MAX {
            break;
        }
        day = day.plus(1);
    }
    runs.extend(run);
    for (from, to, spans, name) in runs {
        out.open("Exception");
        out.flag("EnteredByOccurrences", false);
        out.open("TimePeriod");
        out.leaf("FromDate", format!("{from}T00:00:00"));
        out.leaf("ToDate", format!("{to}T23:59:00"));
        out.close("TimePeriod");
        out.leaf("Occurrences", from.until(to) + 1);
        out.leaf("Name", name);
        out.leaf("Type", 1);
        out.flag("DayWorking", !spans.is_empty());
        times(out, &spans);
        out.close("Exception");
    }
    out.close("Exceptions");
    out.close("Calendar");
}

/// Days in a row that depart from the week in one way: first, last, working spans, name.
type Odd = (Date, Date, Vec<(u32, u32)>, String);

/// The days whose departures from the week are written: some years about the plan, and all that the calendar names itself.
fn reach(ws: &Workspace, id: Id, plan: &Plan) -> (Date, Date) {
    let (mut first, mut last) = (plan.start.date().plus(-366), plan.finish.date().plus(3 * 366));
    let mut next = Some(id);
    for _ in 0..16 {
        let Some(calendar) = next.and_then(|id| ws.calendars.get(id)) else { break };
        for exception in &calendar.exceptions {
            (first, last) = (first.min(exception.from), last.max(exception.to));
        }
        for week in &calendar.work_weeks {
            (first, last) = (first.min(week.from), last.max(week.to));
        }
        next = calendar.base;
    }
    (first, last)
}

fn usual_week(ws: &Workspace, calendar: &Calendar) -> Vec<Day> {
    let mut own = calendar.clone();
    for _ in 0..16 {
        if !own.week.is_empty() {
            return own.week;
        }
        match own.base.and_then(|base| ws.calendars.get(base)) {
            Some(base) => own = (**base).clone(),
            None => break,
        }
    }
    Calendar::weekdays()
}

fn times(out: &mut Out, spans: &[(u32, u32)]) {
    if spans.is_empty() {
        return;
    }
    out.open("WorkingTimes");
    for (from, to) in spans {
        let clock = |minute: u32| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
        out.open("WorkingTime");
        out.leaf("FromTime", clock(*from));
        out.leaf("ToTime", clock(*to));
        out.close("WorkingTime");
    }
    out.close("WorkingTimes");
}

fn task(out: &mut Out, plan: &Plan, at: usize, row: &PlanRow, uids: &[i64], calendars: &Calendars) {
    let task = &row.task;
    let manual = task.mode == ScheduleMode::Manual;
    out.open("Task");
    out.leaf("UID", uids[at]);
    out.leaf("ID", at + 1);
    out.leaf("Name", &task.name);
    out.flag("Active", task.status != TaskStatus::Cancelled);
    out.flag("Manual", manual);
    let ignored = task.ignore_resource_calendars;
    let with_calendar = task.calendar.is_some();
    out.leaf(
        "Type",
        match task.effort {
            EffortKind::FixedWork => 2,
            EffortKind::FixedDuration if ignored => 1,
            _ if ignored && !with_calendar => 1,
            _ => 0,
        },
    );
    out.leaf("WBS", &row.wbs);
    out.leaf("OutlineNumber", &row.wbs);
    out.leaf("OutlineLevel", row.depth + 1);
    let usual = match task.priority {
        Priority::Low => 300,
        Priority::Normal => 500,
        Priority::High => 700,
        Priority::Urgent => 900,
    };
    out.leaf("Priority", task.custom.get(PRIORITY).and_then(|value| value.as_i64()).unwrap_or(usual));
    out.date("Start", Some(row.start));
    out.date("Finish", Some(row.finish));
    out.leaf("Duration", length(row.duration));
    if manual {
        out.date("ManualStart", task.manual_start.or(Some(row.start)));
        out.date("ManualFinish", task.manual_finish.or(Some(row.finish)));
        out.leaf("ManualDuration", length(row.duration));
    }
    let format = match (task.duration_unit, task.elapsed) {
        (TimeUnit::Minute, elapsed) => 3 + i32::from(elapsed),
        (TimeUnit::Hour, elapsed) => 5 + i32::from(elapsed),
        (TimeUnit::Day, elapsed) => 7 + i32::from(elapsed),
        (TimeUnit::Week, elapsed) => 9 + i32::from(elapsed),
        (TimeUnit::Month, elapsed) => 11 + i32::from(elapsed),
    };
    out.leaf("DurationFormat", if row.summary { 7 } else { format });
    if let Some(work) = task.work {
        out.leaf("Work", length(work.get()));
    }
    out.flag("Estimated", task.estimated);
    out.flag("Milestone", !row.summary && task.kind == TaskKind::Milestone);
    out.flag("Summary", row.summary);
    out.flag("Critical", row.critical);
    let schedule = &plan.schedule;
    out.date("EarlyStart", schedule.early_start.get(at).copied());
    out.date("EarlyFinish", schedule.early_finish.get(at).copied());
    out.date("LateStart", schedule.late_start.get(at).copied());
    out.date("LateFinish", schedule.late_finish.get(at).copied());
    out.leaf("FreeSlack", row.free_float.saturating_mul(10));
    out.leaf("TotalSlack", row.total_float.saturating_mul(10));
    out.leaf("PercentComplete", if row.summary { (row.progress * 100.0).round() as i64 } else { task.progress.get() });
    if !row.summary {
        out.date("ActualStart", task.actual_start);
        out.date("ActualFinish", task.actual_finish);
        let done = task.actual_finish.is_some();
        let left = task.duration.get() - task.duration.get() * task.progress.get() / 100;
        let left = if done { 0 } else { left };
        out.leaf("ActualDuration", length(task.duration.get() - left));
        out.leaf("RemainingDuration", length(left));
    }
    out.leaf(
        "ConstraintType",
        match task.constraint.kind {
            ConstraintKind::Asap => 0,
            ConstraintKind::Alap => 1,
            ConstraintKind::Mso => 2,
            ConstraintKind::Mfo => 3,
            ConstraintKind::Snet => 4,
            ConstraintKind::Snlt => 5,
            ConstraintKind::Fnet => 6,
            ConstraintKind::Fnlt => 7,
        },
    );
    out.leaf("CalendarUID", task.calendar.and_then(|id| calendars.uids.get(&id)).copied().unwrap_or(-1));
    out.date("ConstraintDate", task.constraint.date);
    out.date("Deadline", task.deadline);
    out.leaf("LevelingDelay", task.levelling_delay.get().saturating_mul(10));
    out.flag("IgnoreResourceCalendar", ignored && with_calendar);
    if !task.notes.is_empty() {
        out.leaf("Notes", &task.notes);
    }
    for link in plan.network.links.iter().filter(|link| link.to as usize == at) {
        out.open("PredecessorLink");
        out.leaf("PredecessorUID", uids[link.from as usize]);
        out.leaf(
            "Type",
            match link.kind {
                LinkKind::Ff => 0,
                LinkKind::Fs => 1,
                LinkKind::Sf => 2,
                LinkKind::Ss => 3,
            },
        );
        let (lag, format) = match link.lag {
            Lag::Working(lag) => (lag.as_tenths(), 7),
            Lag::Elapsed(lag) => (lag.as_tenths(), 8),
            Lag::Percent(percent) => (percent.into(), 19),
            Lag::ElapsedPercent(percent) => (percent.into(), 20),
        };
        out.leaf("LinkLag", lag);
        out.leaf("LagFormat", format);
        out.close("PredecessorLink");
    }
    for (key, value) in &task.custom {
        if let (Some(field), Some(value)) = (key.strip_prefix(FIELD), value.as_str()) {
            out.open("ExtendedAttribute");
            out.leaf("FieldID", field);
            out.leaf("Value", value);
            out.close("ExtendedAttribute");
        }
    }
    for (number, baseline) in plan.project.baselines.iter().take(11).enumerate() {
        if let Some(saved) = baseline.tasks.iter().find(|saved| saved.task == task.id) {
            out.open("Baseline");
            out.leaf("Number", number);
            out.date("Start", Some(saved.start));
            out.date("Finish", Some(saved.finish));
            out.leaf("Work", length(saved.work));
            out.close("Baseline");
        }
    }
    out.close("Task");
}

/// A resource whose time counts.
fn works(member: &Member) -> bool {
    !matches!(member.kind, ResourceKind::Material | ResourceKind::Money)
}

/// Who works on a task: those assigned, else the one who is accountable.
fn parts(ws: &Workspace, row: &PlanRow) -> Vec<(Id, Option<Assignment>)> {
    let assigned: Vec<_> = ws
        .assignments
        .iter()
        .filter(|part| part.task == row.task.id && part.raci == Raci::Responsible)
        .map(|part| (part.member, Some((**part).clone())))
        .collect();
    let owner = row.task.owner.filter(|_| assigned.is_empty() && !row.milestone());
    if owner.is_some() { owner.map(|owner| (owner, None)).into_iter().collect() } else { assigned }
}

/// Everyone who works on a task of the plan, in the order of their first one.
fn people(ws: &Workspace, plan: &Plan) -> Vec<std::sync::Arc<Member>> {
    let mut found: Vec<std::sync::Arc<Member>> = Vec::new();
    for row in plan.rows.iter().filter(|row| !row.summary) {
        for (person, _) in parts(ws, row) {
            if let Some(member) = ws.members.get(person).filter(|_| found.iter().all(|known| known.id != person)) {
                found.push(member.clone());
            }
        }
    }
    found
}
