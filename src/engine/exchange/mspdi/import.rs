//! A file's project into a workspace, as a new project beside those that are there. What a workspace cannot say is listed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::network::Calendars;
use super::{Mspdi, ResourceType, Unread, WireTask};
use crate::engine::edit::{Context, add as put, rank};
use crate::engine::model::*;
use crate::engine::plan::{Lag, Length};
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

/// What came in.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Imported {
    pub project: Id,
    pub tasks: usize,
    pub links: usize,
    pub calendars: usize,
    /// People and other resources that were not there before.
    pub members: usize,
    pub assignments: usize,
    pub baselines: usize,
    /// What the file says and the workspace does not.
    pub left: Vec<Unread>,
}

/// Where the file's own numbers and fields are kept among a record's custom values.
pub(super) const UID: &str = "msp.uid";
pub(super) const PRIORITY: &str = "msp.priority";
pub(super) const FIELD: &str = "msp.field.";

/// Adds the file's project. Refuses nothing: what cannot be said is in [`Imported::left`].
pub fn add(plan: &Mspdi, ws: &mut Workspace, ctx: &Context, w: Words, name: &str) -> Imported {
    let mut left: BTreeMap<(&str, &str), (u32, Option<String>)> = BTreeMap::new();
    let mut note = |record, field, value: Option<String>| {
        let (count, example) = left.entry((record, field)).or_default();
        *count += 1;
        *example = example.take().or(value);
    };
    let mut done = Imported::default();
    let mut calendars = Calendars::new(plan);
    // Calendars by their position among those compiled.
    let mut known: BTreeMap<u32, Id> = BTreeMap::new();
    let mut used: Vec<i64> = Vec::new();
    let mut calendar = |ws: &mut Workspace, uid: i64, used: &mut Vec<i64>| -> Option<(u32, Id)> {
        let at = calendars.of(uid)?;
        used.push(uid);
        let id = *known.entry(at).or_insert_with(|| put(ws, ctx, calendars.record(uid)));
        Some((at, id))
    };
    let of_project = plan.calendar.and_then(|uid| calendar(ws, uid, &mut used));
    let title = [plan.title.trim(), name.trim(), w.mspdi_project()].into_iter().find(|text| !text.is_empty());
    let start = plan.start.or(plan.tasks.first().and_then(|task| task.start)).unwrap_or(ctx.today.midnight());
    let mut project = Project {
        name: Text::line(title.unwrap_or_default()),
        code: Text::from(format!("P-{:03}", ws.projects.len() + 1).as_str()),
        start: start.date(),
        due: plan.finish.filter(|_| plan.from_finish).map(Moment::finish_date),
        from_finish: plan.from_finish,
        status_date: plan.status.map(Moment::finish_date),
        calendar: of_project.map(|(_, id)| id),
        critical_float: (plan.critical_days * f64::from(plan.minutes_per_day)).round() as i64,
        manager: Some(ws.settings.me).filter(|me| ws.members.contains(*me)),
        ..Project::default()
    };
    project.stamp(Stamp { id: ctx.id(), ..Stamp::default() });
    for (field, name) in &plan.field_names {
        project.custom.insert(format!("{FIELD}{field}"), Value::String(Text::line(name).to_string()));
    }
    for (field, differs) in [
        ("HonorConstraints", !plan.honour_constraints),
        ("SplitsInProgressTasks", !plan.split_in_progress),
        ("MultipleCriticalPaths", plan.many_critical_paths),
    ] {
        if differs {
            note("", field, None);
        }
    }

    // Tasks: the one at level 0 is the project itself.
    let tasks: Vec<&WireTask> = plan.tasks.iter().filter(|task| task.outline_level > 0).collect();
    let ranks: Vec<String> = rank::spread(tasks.len()).collect();
    let mut ids: BTreeMap<i64, Id> = BTreeMap::new();
    let mut records: Vec<Task> = Vec::with_capacity(tasks.len());
    let mut open: Vec<(u32, Id)> = Vec::new();
    for (&wire, rank) in tasks.iter().zip(&ranks) {
        while open.last().is_some_and(|(level, _)| *level >= wire.outline_level) {
            open.pop();
        }
        let mut task = task(wire, w);
        task.stamp(Stamp { id: ctx.id(), ..Stamp::default() });
        task.project = project.id;
        task.parent = open.last().map(|(_, id)| *id);
        task.rank = Text::from(rank.as_str());
        if let Some(uid) = wire.calendar {
            task.calendar = calendar(ws, uid, &mut used).map(|(_, id)| id);
        }
        let exact = |length: Length| length.as_tenths() % 10 == 0;
        if !exact(wire.duration) {
            note("Task", "Duration", Some(format!("{:.1} min", wire.duration.as_tenths() as f64 / 10.0)));
        }
        let left = Length::tenths(wire.duration.as_tenths() - wire.duration.percent(wire.progress.into()).as_tenths());
        let begun = wire.actual_start.is_some() && wire.actual_finish.is_none();
        if begun && wire.remaining.is_some_and(|remaining| (remaining.as_minutes() - left.as_minutes()).abs() > 1) {
            note("Task", "RemainingDuration", Some(wire.name.clone()));
        }
        if begun && wire.stop.zip(wire.resume).is_some_and(|(stop, resume)| resume.minutes() - stop.minutes() > 1440) {
            note("Task", "Resume", Some(wire.name.clone()));
        }
        if wire.external {
            note("Task", "ExternalTask", Some(wire.name.clone()));
        }
        open.push((wire.outline_level, task.id));
        ids.insert(wire.uid, task.id);
        records.push(task);
    }

    // People and other resources, those of a name that is known being the same.
    let mut members: BTreeMap<i64, Id> = BTreeMap::new();
    for resource in plan.resources.iter().filter(|resource| resource.uid > 0 && !resource.name.trim().is_empty()) {
        let name = Text::line(&resource.name);
        let kind = match resource.kind {
            ResourceType::Work => ResourceKind::Person,
            ResourceType::Material => ResourceKind::Material,
            ResourceType::Cost => ResourceKind::Money,
        };
        let own = resource.calendar.filter(|_| resource.works).and_then(|uid| calendar(ws, uid, &mut used));
        let own = own.filter(|own| Some(*own) != of_project && own.0 != 0).map(|(_, id)| id);
        let there = ws.members.iter().find(|member| member.name == name && member.kind == kind && own.is_none()).cloned();
        let id = there.map(|member| member.id).unwrap_or_else(|| {
            done.members += 1;
            let member = Member {
                kind,
                name,
                calendar: own,
                capacity: Units::new((resource.max_units * 100.0).round() as i64),
                department: Text::line(&resource.group),
                email: Text::line(&resource.email),
                unit_of_measure: Text::line(&resource.material_label),
                cost_rate: resource.rate.map(|rate| Money::new((rate * 100.0).round() as i64, ws.settings.currency)),
                ..Member::default()
            };
            put(ws, ctx, member)
        });
        members.insert(resource.uid, id);
    }
    for assignment in &plan.assignments {
        let Some(&task) = ids.get(&assignment.task) else { continue };
        let Some(&member) = assignment.resource.and_then(|uid| members.get(&uid)) else {
            if assignment.resource.is_some() {
                note("Assignment", "ResourceUID", None);
            }
            continue;
        };
        if !assignment.flat {
            note("Assignment", "WorkContour", None);
        }
        if !assignment.overtime_work.is_zero() {
            note("Assignment", "OvertimeWork", None);
        }
        let works = plan.resources.iter().any(|resource| Some(resource.uid) == assignment.resource && resource.works);
        let part = Assignment {
            task,
            member,
            units: Units::new(if works { (assignment.units * 100.0).round() as i64 } else { 100 }),
            work: Some(Minutes::new(assignment.work.as_minutes())).filter(|work| works && work.get() > 0),
            quantity: Some(assignment.units).filter(|_| !works),
            ..Assignment::default()
        };
        put(ws, ctx, part);
        done.assignments += 1;
    }

    // Baselines, the first being number 0.
    let mut numbers: Vec<u32> = plan.tasks.iter().flat_map(|task| &task.baselines).map(|baseline| baseline.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let parts = tasks.iter().filter_map(|wire| {
            let saved = wire.baselines.iter().find(|saved| saved.number == number)?;
            Some(BaselineTask {
                task: *ids.get(&wire.uid)?,
                start: saved.start?,
                finish: saved.finish?,
                work: saved.work.as_minutes(),
                ..BaselineTask::default()
            })
        });
        let baseline = Baseline {
            id: ctx.id(),
            name: Text::line(&w.mspdi_baseline(number)),
            taken_at: ctx.now_ms,
            tasks: parts.collect(),
            ..Baseline::default()
        };
        if !baseline.tasks.is_empty() {
            done.baselines += 1;
            project.baselines.push(baseline);
        }
    }

    let mut links = Vec::new();
    for wire in &tasks {
        for link in &wire.predecessors {
            match (ids.get(&link.predecessor), ids.get(&wire.uid)) {
                (Some(&from), Some(&to)) => links.push((from, to, link)),
                _ => note("PredecessorLink", "PredecessorUID", Some(link.predecessor.to_string())),
            }
        }
    }
    let ends: Vec<(Id, Id)> = links.iter().map(|(from, to, _)| (*from, *to)).collect();
    for ((from, to, link), closes) in links.into_iter().zip(closing(&ends)) {
        if closes {
            note("PredecessorLink", "PredecessorUID", Some(link.predecessor.to_string()));
            continue;
        }
        let (lag, lag_unit) = match link.lag {
            Lag::Working(lag) => (lag.as_minutes(), LagUnit::Working),
            Lag::Elapsed(lag) => (lag.as_minutes(), LagUnit::Elapsed),
            Lag::Percent(percent) => (percent.into(), LagUnit::Percent),
            Lag::ElapsedPercent(percent) => (percent.into(), LagUnit::ElapsedPercent),
        };
        put(ws, ctx, Dependency { project: project.id, from, to, kind: link.kind, lag, lag_unit, ..Dependency::default() });
        done.links += 1;
    }
    for unused in plan.calendars.iter().filter(|calendar| !used.contains(&calendar.uid) && !calendar.name.is_empty()) {
        if plan.calendars.iter().all(|other| other.base != Some(unused.uid)) {
            note("Calendar", "Name", Some(unused.name.clone()));
        }
    }
    done.calendars = known.len();
    done.tasks = records.len();
    done.project = project.id;
    for task in records {
        put(ws, ctx, task);
    }
    put(ws, ctx, project);
    done.left = plan.unread.clone();
    done.left.extend(left.into_iter().map(|((record, field), (count, value))| Unread {
        record: record.into(),
        field: field.into(),
        count,
        value: value.map(|value| value.chars().take(80).collect()),
    }));
    done
}

fn task(wire: &WireTask, w: Words) -> Task {
    let name = Text::line(&wire.name);
    let mut task = Task {
        name: if name.is_empty() { Text::from(w.new_task_name()) } else { name },
        notes: Text::new(&wire.notes),
        kind: if wire.milestone || wire.duration.is_zero() && !wire.summary { TaskKind::Milestone } else { TaskKind::Task },
        mode: if wire.manual || wire.external { ScheduleMode::Manual } else { ScheduleMode::Auto },
        priority: match wire.priority {
            ..400 => Priority::Low,
            400..600 => Priority::Normal,
            600..800 => Priority::High,
            800.. => Priority::Urgent,
        },
        duration: Minutes::new(wire.duration.as_minutes()),
        elapsed: wire.elapsed,
        duration_unit: wire.duration_unit,
        estimated: wire.estimated,
        effort: wire.effort,
        // People's calendars do not move what is of fixed duration.
        ignore_resource_calendars: wire.ignore_resource_calendars && wire.calendar.is_some() || wire.fixed_duration,
        work: wire.work.map(|work| Minutes::new(work.as_minutes())).filter(|work| work.get() > 0),
        progress: Pct::new(wire.progress.into()),
        actual_start: wire.actual_start,
        actual_finish: wire.actual_finish,
        deadline: wire.deadline,
        levelling_delay: Minutes::new(wire.levelling_delay.as_minutes()),
        constraint: Constraint { kind: wire.constraint, date: wire.constraint_date, ..Constraint::default() },
        ..Task::default()
    };
    if task.mode == ScheduleMode::Manual {
        (task.manual_start, task.manual_finish) = (wire.start, wire.finish);
    }
    task.status = match (wire.inactive, wire.progress) {
        (true, _) => TaskStatus::Cancelled,
        (_, 0) if wire.actual_start.is_none() => TaskStatus::Todo,
        (_, 100) => TaskStatus::Done,
        _ => TaskStatus::Doing,
    };
    task.custom.insert(UID.into(), wire.uid.into());
    if ![300, 500, 700, 900].contains(&wire.priority) {
        task.custom.insert(PRIORITY.into(), wire.priority.into());
    }
    for (field, value) in &wire.custom {
        task.custom.insert(format!("{FIELD}{field}"), Value::String(Text::new(value).to_string()));
    }
    task
}

/// Which links close a loop, so that none is left without them. Microsoft Project writes no such; others may.
fn closing(links: &[(Id, Id)]) -> Vec<bool> {
    let mut out: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
    for (at, (from, _)) in links.iter().enumerate() {
        out.entry(*from).or_default().push(at);
    }
    let mut closes = vec![false; links.len()];
    // A walk in depth with a stack of its own: a link to where the walk still is closes a loop.
    let mut open: BTreeMap<Id, bool> = BTreeMap::new();
    for &first in out.keys() {
        if open.contains_key(&first) {
            continue;
        }
        open.insert(first, true);
        let mut stack = vec![(first, 0)];
        while let Some((task, next)) = stack.last_mut() {
            let Some(&link) = out.get(task).and_then(|links| links.get(*next)) else {
                open.insert(*task, false);
                stack.pop();
                continue;
            };
            *next += 1;
            let to = links[link].1;
            match open.get(&to) {
                Some(still) => closes[link] = *still,
                None => {
                    open.insert(to, true);
                    stack.push((to, 0));
                }
            }
        }
    }
    closes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_close_a_loop_are_found() {
        let id = |n: u128| Id::from_bits(n);
        let pairs = |pairs: &[(u128, u128)]| pairs.iter().map(|(a, b)| (id(*a), id(*b))).collect::<Vec<_>>();
        assert_eq!(closing(&pairs(&[(1, 2), (2, 3), (1, 3)])), [false; 3]);
        assert_eq!(closing(&pairs(&[(1, 1)])), [true]);
        assert_eq!(closing(&pairs(&[(1, 2), (2, 3), (3, 1), (3, 4)])), [false, false, true, false]);
    }
}
