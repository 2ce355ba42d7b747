//! What is scheduled, from what the file says. Dates that Microsoft Project computed are not read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Mspdi, WireCalendar, WireTask, WireWeek};
use crate::engine::calendar::WorkTime;
use crate::engine::model::order;
use crate::engine::model::{Calendar, Date, Day, Moment, Text, WorkWeek};
use crate::engine::plan::{Assignment, Length, Link, Manual, Network, Node};

/// How many bases of bases are followed.
const BASES: usize = 16;

impl Mspdi {
    /// The network of the file's tasks, in their order. Of automatic tasks no stored date is used: starts and finishes are
    /// those that durations, links, constraints, progress, calendars and resources give.
    pub fn network(&self) -> Network {
        let mut calendars = Calendars::new(self);
        let start = self.start.or(self.tasks.first().and_then(|task| task.start));
        let mut network = Network::new(start.unwrap_or(Date::from_days(0).midnight()), calendars.compiled[0].clone());
        let position: BTreeMap<i64, u32> = self.tasks.iter().zip(0..).map(|(task, at)| (task.uid, at)).collect();
        // The summaries that are open, by level.
        let mut open: Vec<(u32, u32)> = Vec::new();
        for (task, at) in self.tasks.iter().zip(0..) {
            while open.last().is_some_and(|(level, _)| *level >= task.outline_level) {
                open.pop();
            }
            let mut node = node(task);
            node.parent = open.last().map(|(_, parent)| *parent);
            node.calendar = task.calendar.and_then(|uid| calendars.of(uid));
            node.resume = self.resume(task, &node, &calendars);
            network.tasks.push(node);
            open.push((task.outline_level, at));
            for link in &task.predecessors {
                if let Some(&from) = position.get(&link.predecessor) {
                    network.links.push(Link { from, to: at, kind: link.kind, lag: link.lag });
                }
            }
        }
        self.assign(&position, &mut network, &mut calendars);
        network.calendars = calendars.compiled;
        network.finish = self.finish.filter(|_| self.from_finish);
        network.from_finish = self.from_finish;
        network.critical_limit = (self.critical_days * f64::from(self.minutes_per_day)).round() as i64;
        network.honour_constraints = self.honour_constraints;
        network.split_in_progress = self.split_in_progress;
        network.many_critical_paths = self.many_critical_paths;
        network
    }

    /// When a started task goes on, where it stands still in between.
    fn resume(&self, task: &WireTask, node: &Node, calendars: &Calendars) -> Option<Moment> {
        let (stop, resume) = (task.stop?, task.resume?);
        let time = &calendars.compiled[node.calendar.unwrap_or(0) as usize];
        let started = task.actual_start.is_some() && task.actual_finish.is_none() && (1..100).contains(&task.progress);
        (started && time.between(stop, resume) > 0).then_some(resume)
    }

    /// Who works on what. A task of fixed duration takes it, whoever works; another takes its duration in the working time
    /// of those who work on it, or where they have different working times as long as the last of them takes.
    fn assign(&self, position: &BTreeMap<i64, u32>, network: &mut Network, calendars: &mut Calendars) {
        let works: BTreeMap<i64, Option<i64>> =
            self.resources.iter().filter(|resource| resource.works).map(|resource| (resource.uid, resource.calendar)).collect();
        let mut parts: Vec<Assignment> = Vec::new();
        for assignment in &self.assignments {
            let Some(&at) = position.get(&assignment.task) else { continue };
            let task = &self.tasks[at as usize];
            let Some(own) = assignment.resource.and_then(|resource| works.get(&resource)) else { continue };
            if task.fixed_duration || task.elapsed || assignment.units <= 0.0 {
                continue;
            }
            let own =
                own.and_then(|uid| calendars.of(uid)).filter(|_| !(task.calendar.is_some() && task.ignore_resource_calendars));
            let calendar = match (network.tasks[at as usize].calendar, own) {
                (Some(task), Some(own)) => calendars.both(task, own),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => 0,
            };
            let share = |work: Length| Length::tenths((work.as_tenths() as f64 / assignment.units).round() as i64);
            let work = Length::tenths(assignment.work.as_tenths() - assignment.overtime_work.as_tenths());
            let counts = assignment.flat && work > Length::ZERO;
            parts.push(Assignment {
                task: at,
                calendar,
                length: counts.then(|| share(work)),
                remaining: assignment.remaining_work.filter(|_| counts).map(share),
            });
        }
        order::sort_by_key(&mut parts, |part| part.task);
        for parts in parts.chunk_by_mut(|one, two| one.task == two.task) {
            if parts.iter().all(|part| part.calendar == parts[0].calendar) {
                if parts[0].calendar != network.tasks[parts[0].task as usize].calendar.unwrap_or(0) {
                    network.assignments.push(Assignment { length: None, remaining: None, ..parts[0] });
                }
            } else {
                network.assignments.extend_from_slice(parts);
            }
        }
    }
}

fn node(task: &WireTask) -> Node {
    // Another project's task stands where it stood, as does one whose children are in another file.
    let manual = (task.manual || task.external).then_some(Manual { start: task.start, finish: task.finish });
    Node {
        milestone: task.milestone,
        manual,
        inactive: task.inactive,
        duration: task.duration,
        elapsed: task.elapsed,
        constraint: task.constraint,
        constraint_date: task.constraint_date,
        deadline: task.deadline,
        actual_start: task.actual_start,
        actual_finish: task.actual_finish,
        progress: task.progress,
        remaining: task.remaining,
        levelling_delay: task.levelling_delay,
        ..Node::default()
    }
}

/// Calendars that are used, each compiled once; the project's first.
pub(super) struct Calendars<'a> {
    plan: &'a Mspdi,
    by_uid: BTreeMap<i64, &'a WireCalendar>,
    compiled: Vec<Arc<WorkTime>>,
    position: BTreeMap<i64, u32>,
    pairs: BTreeMap<(u32, u32), u32>,
}

impl<'a> Calendars<'a> {
    pub fn new(plan: &'a Mspdi) -> Calendars<'a> {
        let by_uid = plan.calendars.iter().map(|calendar| (calendar.uid, calendar)).collect();
        let mut calendars = Calendars { plan, by_uid, compiled: Vec::new(), position: BTreeMap::new(), pairs: BTreeMap::new() };
        let project = plan.calendar.and_then(|uid| calendars.of(uid));
        if project.is_none() {
            calendars.compiled.insert(0, Arc::new(calendars.compile(&WireCalendar::default())));
        }
        calendars
    }

    /// The position of a calendar; none where the file has none of this number.
    pub fn of(&mut self, uid: i64) -> Option<u32> {
        if let Some(&position) = self.position.get(&uid) {
            return Some(position);
        }
        let compiled = self.compile(self.by_uid.get(&uid).copied()?);
        let position = self.keep(compiled);
        self.position.insert(uid, position);
        Some(position)
    }

    fn both(&mut self, one: u32, two: u32) -> u32 {
        if let Some(&position) = self.pairs.get(&(one, two)) {
            return position;
        }
        let position = self.keep(self.compiled[one as usize].both(&self.compiled[two as usize]));
        self.pairs.insert((one, two), position);
        position
    }

    /// Calendars of equal working time are one.
    fn keep(&mut self, compiled: WorkTime) -> u32 {
        let known = self.compiled.iter().position(|known| **known == compiled);
        known.unwrap_or_else(|| {
            self.compiled.push(Arc::new(compiled));
            self.compiled.len() - 1
        }) as u32
    }

    fn compile(&self, own: &WireCalendar) -> WorkTime {
        WorkTime::compile(&self.whole(own), &|_| None, &[])
    }

    /// A calendar of the file as a record that says everything itself.
    pub fn record(&self, uid: i64) -> Calendar {
        self.by_uid.get(&uid).map(|own| self.whole(own)).unwrap_or_default()
    }

    fn whole(&self, own: &WireCalendar) -> Calendar {
        let mut chain = vec![own];
        while let Some(base) = chain[chain.len() - 1].base.and_then(|uid| self.by_uid.get(&uid)) {
            if chain.len() >= BASES || chain.iter().any(|seen| seen.uid == base.uid) {
                break;
            }
            chain.push(base);
        }
        chain.reverse();
        let usual = Day::of(&[(480, 720), (780, 1020)]);
        let mut week: Vec<Day> = (0..7).map(|day| if day < 5 { usual.clone() } else { Day::default() }).collect();
        let mut calendar = Calendar { name: Text::line(&own.name), ..Calendar::default() };
        for one in chain {
            week = overlaid(&week, &one.week);
            for work_week in &one.work_weeks {
                calendar.work_weeks.push(WorkWeek {
                    name: Text::line(&work_week.name),
                    from: work_week.from,
                    to: work_week.to,
                    week: overlaid(&week, &work_week.week),
                    ..WorkWeek::default()
                });
            }
            calendar.exceptions.extend(one.exceptions.iter().cloned());
        }
        calendar.week = week;
        calendar.minutes_per_day = self.plan.minutes_per_day;
        calendar.minutes_per_week = self.plan.minutes_per_week;
        calendar
    }
}

fn overlaid(below: &[Day], week: &WireWeek) -> Vec<Day> {
    let day = |(below, own): (&Day, &Option<Vec<(u32, u32)>>)| own.as_ref().map_or_else(|| below.clone(), |spans| Day::of(spans));
    below.iter().zip(week).map(day).collect()
}
