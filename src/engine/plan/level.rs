//! Levelling: tasks are held back until no one has more to do on a day than they can. Serial schedule generation over the
//! real network, its calendars, links and constraints; then the order is improved forward and backward, and the best
//! of the schedules is kept. It works in steps, so that whoever runs it can draw a frame between two of them or stop.
//!
//! A task is held back by running time (`Node::levelling_delay`) alone, so what the scheduler guarantees of links, constraints
//! and calendars holds afterwards too; a delay that would break one is taken back and reported.

use std::collections::HashMap;
use std::sync::Arc;

use super::graph::{Graph, NONE};
use super::network::{Length, Network};
use super::outline::Plan;
use super::schedule::{ConflictKind, Passes, Schedule, schedule};
use super::team::{Team, by_day};
use crate::engine::calendar::WorkTime;
use crate::engine::model::{ConstraintKind, Date, Id, Moment, Priority, TaskStatus};
use crate::engine::workspace::Workspace;

/// Someone whose days are scarce.
#[derive(Clone, Debug)]
pub struct Resource {
    pub time: Arc<WorkTime>,
    /// Per cent of a full day.
    pub capacity: i64,
}

/// What a task takes of someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    pub task: u32,
    pub resource: u32,
    /// Per cent of a full day.
    pub units: i64,
}

#[derive(Clone, Debug)]
pub struct Problem {
    pub network: Network,
    pub resources: Vec<Resource>,
    pub demands: Vec<Demand>,
    /// By task; the least goes first, and the first is held back least.
    pub rank: Vec<u8>,
    /// Minutes that are taken by other work, by resource and day.
    pub taken: HashMap<(u32, i32), i64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// No task is held back further than its float allows.
    pub within_float: bool,
    /// Only from this day on; what starts before stays.
    pub from: Option<Date>,
}

/// A task that is held back.
#[derive(Clone, Debug, PartialEq)]
pub struct Delayed {
    pub task: u32,
    /// Running time.
    pub delay: Length,
    pub before: Moment,
    pub after: Moment,
    /// Whose days were full.
    pub resources: Vec<u32>,
}

/// A day that stays too full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over {
    pub resource: u32,
    pub day: Date,
    /// Minutes too many.
    pub minutes: i64,
}

#[derive(Clone, Debug)]
pub struct Levelled {
    /// Levelling delay by task: what to apply.
    pub delays: Vec<Length>,
    pub delayed: Vec<Delayed>,
    pub over: Vec<Over>,
    pub before: Schedule,
    pub after: Schedule,
}

/// Days further than which a task is not held back.
const HORIZON: i64 = 1500;
/// Tasks above which one order is enough, and up to which there is time for many.
const LARGE: usize = 3000;
const SMALL: usize = 200;
/// Minutes by which starts are shaken to make another order: up to a working week.
const SHAKE: u64 = 7 * 1440;

/// A run of the levelling.
pub struct Levelling {
    problem: Problem,
    options: Options,
    graph: Graph,
    order: Order,
    demands: Vec<Vec<Demand>>,
    /// The schedule with no task held back.
    base: Schedule,
    base_passes: Passes,
    base_breaks: usize,
    orders: usize,
    pass: usize,
    state: Pass,
    best: Option<Best>,
    done: usize,
}

/// The best schedule so far.
struct Best {
    /// The finish, with what stays too full counted on top, and the sum of the delays: the least is the best.
    score: (Moment, i64),
    delays: Vec<Length>,
    why: Vec<Vec<u32>>,
    starts: Vec<i64>,
}

/// One schedule under construction.
struct Pass {
    network: Network,
    schedule: Schedule,
    passes: Passes,
    used: HashMap<(u32, i32), i64>,
    why: Vec<Vec<u32>>,
    /// Of those that wait for nobody, the least comes next.
    key: Vec<i64>,
    waits: Vec<u32>,
    ready: std::collections::BTreeSet<(u8, i64, u32)>,
}

/// Who waits for whom, summaries as two vertices.
struct Order {
    next: Vec<Vec<u32>>,
    waits: Vec<u32>,
    summary: Vec<bool>,
}

impl Order {
    fn new(network: &Network, graph: &Graph) -> Order {
        let count = network.tasks.len();
        let close = |task: u32| task as usize + if graph.summary[task as usize] { count } else { 0 };
        let mut next = vec![Vec::new(); 2 * count];
        for task in 0..count as u32 {
            if graph.parent[task as usize] != NONE {
                next[graph.parent[task as usize] as usize].push(task);
                next[close(task)].push(graph.parent[task as usize] + count as u32);
            }
            for &link in graph.into.of(task as usize) {
                next[close(network.links[link as usize].from)].push(task);
            }
        }
        let mut waits = vec![0; 2 * count];
        next.iter().flatten().for_each(|&to: &u32| waits[to as usize] += 1);
        Order { next, waits, summary: graph.summary.clone() }
    }
}

impl Levelling {
    pub fn new(mut problem: Problem, options: Options) -> Levelling {
        for task in &mut problem.network.tasks {
            task.levelling_delay = Length::ZERO;
        }
        problem.rank.resize(problem.network.tasks.len(), 0);
        let graph = Graph::new(&problem.network);
        let order = Order::new(&problem.network, &graph);
        let (base, base_passes) = Passes::new(&problem.network, &graph);
        let mut demands = vec![Vec::new(); problem.network.tasks.len()];
        for demand in &problem.demands {
            if let Some(of_task) = demands.get_mut(demand.task as usize)
                && (demand.resource as usize) < problem.resources.len()
            {
                of_task.push(*demand);
            }
        }
        let count = problem.network.tasks.len();
        let orders = if count <= SMALL { 16 } else { 1 + 3 * usize::from(count <= LARGE) };
        let key: Vec<i64> = base.late_start.iter().map(|at| at.minutes()).collect();
        let state = Pass::new(&problem, &order, &base, &base_passes, key);
        let base_breaks = breaks(&base);
        Levelling {
            problem,
            options,
            graph,
            order,
            demands,
            base,
            base_passes,
            base_breaks,
            orders,
            pass: 0,
            state,
            best: None,
            done: 0,
        }
    }

    /// How much of it is done, and of how much.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.orders * self.problem.network.tasks.len())
    }

    /// Places one task; false when there is nothing more to do.
    pub fn step(&mut self) -> bool {
        if self.pass >= self.orders {
            return false;
        }
        let Some((_, _, task)) = self.state.ready.pop_first() else {
            self.next_pass();
            return self.pass < self.orders;
        };
        let at = task as usize;
        if at < self.problem.network.tasks.len() && !self.order.summary[at] {
            self.place(at);
            self.done += 1;
        }
        self.state.release(at, &self.order, &self.problem.rank);
        true
    }

    /// All steps at once.
    pub fn run(mut self) -> Levelled {
        while self.step() {}
        self.finished()
    }

    /// The best schedule so far; of a run that was stopped, what had been reached.
    pub fn finished(mut self) -> Levelled {
        if self.best.is_none() {
            self.keep();
        }
        let none = || Best { score: (Moment::MIN, 0), delays: Vec::new(), why: Vec::new(), starts: Vec::new() };
        let Best { mut delays, mut why, .. } = self.best.take().unwrap_or_else(none);
        delays.resize(self.problem.network.tasks.len(), Length::ZERO);
        why.resize(delays.len(), Vec::new());
        for (task, delay) in self.problem.network.tasks.iter_mut().zip(&delays) {
            task.levelling_delay = *delay;
        }
        let after = schedule(&self.problem.network);
        let delayed = (0..delays.len())
            .filter(|&at| !delays[at].is_zero() && after.start[at] > self.base.start[at])
            .map(|at| Delayed {
                task: at as u32,
                delay: delays[at],
                before: self.base.start[at],
                after: after.start[at],
                resources: why[at].clone(),
            })
            .collect();
        let over = over(&self.problem, &self.demands, &after);
        Levelled { delays, delayed, over, before: self.base, after }
    }

    /// Ends a pass: keeps it if it is the best, and makes the order of the next.
    fn next_pass(&mut self) {
        self.keep();
        self.pass += 1;
        self.done = self.pass * self.problem.network.tasks.len();
        if self.pass >= self.orders {
            return;
        }
        let now = &self.state.schedule;
        // Odd passes go by where tasks stand if all are pushed back against the end, even ones by where they start, from the
        // fourth on in the best schedule so far, shaken.
        let key = match (self.pass, &self.best) {
            (pass, _) if pass % 2 == 1 => self.pushed_back(now),
            (4.., Some(best)) => shaken(&best.starts, self.pass as u64),
            _ => now.start.iter().map(|at| at.minutes()).collect(),
        };
        self.state = Pass::new(&self.problem, &self.order, &self.base, &self.base_passes, key);
    }

    fn keep(&mut self) {
        let delays: Vec<Length> = self.state.network.tasks.iter().map(|task| task.levelling_delay).collect();
        let finish = self.state.schedule.project_finish;
        let late = self.state.schedule.start.iter().zip(&self.base.start).map(|(now, then)| now.minutes() - then.minutes()).sum();
        let over: i64 = over(&self.problem, &self.demands, &self.state.schedule).iter().map(|over| over.minutes).sum();
        // What stays too full counts more than any delay.
        let finish = finish.plus(over.saturating_mul(10));
        if self.best.as_ref().is_none_or(|best| (finish, late) < best.score) {
            let starts = self.state.schedule.start.iter().map(|at| at.minutes()).collect();
            self.best = Some(Best { score: (finish, late), delays, why: self.state.why.clone(), starts });
        }
    }

    /// Starts of tasks that are pushed back against the end of the project, the last first, within their people's days. Links
    /// count without their lags: it is an order that comes of it, not a schedule.
    fn pushed_back(&self, now: &Schedule) -> Vec<i64> {
        let network = &self.problem.network;
        let count = network.tasks.len();
        let mut order: Vec<usize> = (0..count).filter(|&at| !self.graph.summary[at]).collect();
        order.sort_by_key(|&at| std::cmp::Reverse((now.finish[at], now.start[at], at)));
        let mut key: Vec<i64> = now.start.iter().map(|at| at.minutes()).collect();
        let mut bound = vec![now.project_finish; count];
        let mut into: Vec<Vec<u32>> = vec![Vec::new(); count];
        for link in &network.links {
            if (link.from.max(link.to) as usize) < count {
                into[link.to as usize].push(link.from);
            }
        }
        let mut used: HashMap<(u32, i32), i64> = self.problem.taken.clone();
        for at in order {
            let time = self.time(at);
            let length = network.tasks[at].duration.as_minutes();
            let mut end = bound[at].max(now.finish[at].min(bound[at]));
            let mut start = time.add(end, -length);
            for _ in 0..HORIZON {
                match self.full_day(at, start, end, &used) {
                    Some((day, _)) if start > now.start[at] => {
                        end = time.prev_finish(day.midnight());
                        start = time.add(end, -length);
                    }
                    _ => break,
                }
            }
            let start = start.max(now.start[at]);
            key[at] = start.minutes();
            take(&self.demands[at], &self.problem.resources, start, end, &mut used);
            for &from in &into[at] {
                bound[from as usize] = bound[from as usize].min(start.max(now.finish[from as usize]));
            }
        }
        key
    }

    fn time(&self, task: usize) -> &WorkTime {
        let network = &self.problem.network;
        let own = network.tasks[task].calendar.or(Some(network.calendar));
        own.and_then(|at| network.calendars.get(at as usize)).unwrap_or(&network.calendars[0])
    }

    /// The first day on which one of a task's people has too much, and who.
    fn full_day(&self, task: usize, start: Moment, finish: Moment, used: &HashMap<(u32, i32), i64>) -> Option<(Date, u32)> {
        let mut first: Option<(Date, u32)> = None;
        for demand in &self.demands[task] {
            let resource = &self.problem.resources[demand.resource as usize];
            for (day, minutes) in by_day(&resource.time, start, finish, demand.units) {
                let capacity = resource.time.day_minutes(day) * resource.capacity / 100;
                // What alone is more than a day holds cannot be levelled.
                let alone = minutes > capacity;
                let sum = used.get(&(demand.resource, day.days())).copied().unwrap_or(0) + minutes;
                if sum > capacity && !(alone && sum == minutes) {
                    if first.is_none_or(|(found, _)| day < found) {
                        first = Some((day, demand.resource));
                    }
                    break;
                }
            }
        }
        first
    }

    fn movable(&self, task: usize) -> bool {
        let node = &self.problem.network.tasks[task];
        let free = node.manual.is_none() && node.actual_start.is_none() && node.actual_finish.is_none() && node.progress == 0;
        let kind = if node.constraint_date.is_some() || node.constraint == ConstraintKind::Alap {
            node.constraint
        } else {
            ConstraintKind::Asap
        };
        let from = self.options.from.is_none_or(|from| self.state.schedule.start[task].date() >= from);
        free && from && !matches!(kind, ConstraintKind::Mso | ConstraintKind::Mfo | ConstraintKind::Alap)
    }

    /// Holds a task back until its people have time, and takes their time.
    fn place(&mut self, task: usize) {
        let (start, finish) = (self.state.schedule.start[task], self.state.schedule.finish[task]);
        if self.demands[task].is_empty() || self.problem.network.tasks[task].inactive {
            return;
        }
        if self.movable(task) && self.full_day(task, start, finish, &self.state.used).is_some() {
            self.hold_back(task);
        }
        let (start, finish) = (self.state.schedule.start[task], self.state.schedule.finish[task]);
        take(&self.demands[task], &self.problem.resources, start, finish, &mut self.state.used);
    }

    fn hold_back(&mut self, task: usize) {
        let before = (self.state.schedule.clone(), self.state.passes.clone());
        let latest = if self.options.within_float { self.base.late_start[task] } else { Moment::MAX };
        let mut why: Vec<u32> = Vec::new();
        for _ in 0..HORIZON {
            let (start, finish) = (self.state.schedule.start[task], self.state.schedule.finish[task]);
            let Some((day, who)) = self.full_day(task, start, finish, &self.state.used) else {
                // A delay that breaks what held before is no solution.
                if breaks(&self.state.schedule) <= self.base_breaks && start <= latest {
                    self.state.why[task] = why;
                    return;
                }
                break;
            };
            if !why.contains(&who) {
                why.push(who);
            }
            let aim = self.first_fit(task, start, day, who, &mut why);
            if aim > latest || before.0.start[task].date().until(aim.date()) > HORIZON {
                break;
            }
            let delay = aim.minutes() - self.state.schedule.undelayed[task].minutes();
            self.state.network.tasks[task].levelling_delay = Length::minutes(delay.max(0));
            self.follow(task);
            if self.state.schedule.start[task] <= start {
                break; // a constraint holds it there
            }
        }
        self.state.network.tasks[task].levelling_delay = Length::ZERO;
        (self.state.schedule, self.state.passes) = before;
    }

    /// The schedule after a task got another delay.
    fn follow(&mut self, task: usize) {
        let Pass { network, schedule, passes, .. } = &mut self.state;
        (*schedule, *passes) = match passes.after(schedule, network, &self.graph, &[task as u32]) {
            Some((schedule, passes, _)) => (schedule, passes),
            None => Passes::new(network, &self.graph),
        };
    }

    /// The first start after a full day at which everyone seems to have time, counted on the task's own calendar; the
    /// schedule that is then made says whether it holds.
    fn first_fit(&self, task: usize, start: Moment, day: Date, who: u32, why: &mut Vec<u32>) -> Moment {
        let (time, node) = (self.time(task), &self.problem.network.tasks[task]);
        let length = node.duration.as_minutes();
        let mut aim = self.next_try(task, start, day, who);
        for _ in 0..HORIZON {
            let (from, to) = if node.elapsed {
                (aim, aim.plus(length))
            } else {
                let from = time.next_start(aim);
                (from, time.add(from, length))
            };
            let Some((day, who)) = self.full_day(task, from, to, &self.state.used) else { break };
            if !why.contains(&who) {
                why.push(who);
            }
            aim = self.next_try(task, from, day, who);
        }
        aim
    }

    /// The next start to try where a day is full: later on that day if some of it is free, else the day after.
    fn next_try(&self, task: usize, start: Moment, day: Date, who: u32) -> Moment {
        let resource = &self.problem.resources[who as usize];
        let time = self.time(task);
        let next = time.next_start(day.plus(1).midnight());
        let units = self.demands[task].iter().filter(|demand| demand.resource == who).map(|demand| demand.units).sum::<i64>();
        let capacity = resource.time.day_minutes(day) * resource.capacity / 100;
        let free = capacity - self.state.used.get(&(who, day.days())).copied().unwrap_or(0);
        if free > 0 && units > 0 && !self.problem.network.tasks[task].elapsed {
            let late = resource.time.add(day.plus(1).midnight(), -(free * 100 / units));
            if late > start && late.date() == day {
                return late;
            }
        }
        next.max(start.plus(1))
    }
}

impl Pass {
    fn new(problem: &Problem, order: &Order, base: &Schedule, passes: &Passes, key: Vec<i64>) -> Pass {
        let count = problem.network.tasks.len();
        let mut pass = Pass {
            network: problem.network.clone(),
            schedule: base.clone(),
            passes: passes.clone(),
            used: problem.taken.clone(),
            why: vec![Vec::new(); count],
            key,
            waits: order.waits.clone(),
            ready: Default::default(),
        };
        for vertex in 0..2 * count {
            if order.waits[vertex] == 0 && (vertex < count || order.summary[vertex - count]) {
                pass.put(vertex, order, &problem.rank);
            }
        }
        pass
    }

    fn put(&mut self, vertex: usize, order: &Order, rank: &[u8]) {
        let count = rank.len();
        // Summaries open and close at once.
        let key = if vertex >= count || order.summary[vertex] { (0, i64::MIN) } else { (rank[vertex], self.key[vertex]) };
        self.ready.insert((key.0, key.1, vertex as u32));
    }

    fn release(&mut self, vertex: usize, order: &Order, rank: &[u8]) {
        for &to in &order.next[vertex] {
            self.waits[to as usize] -= 1;
            if self.waits[to as usize] == 0 {
                self.put(to as usize, order, rank);
            }
        }
    }
}

fn take(demands: &[Demand], resources: &[Resource], start: Moment, finish: Moment, used: &mut HashMap<(u32, i32), i64>) {
    for demand in demands {
        for (day, minutes) in by_day(&resources[demand.resource as usize].time, start, finish, demand.units) {
            *used.entry((demand.resource, day.days())).or_default() += minutes;
        }
    }
}

/// Starts moved by up to `SHAKE`, the same way for the same pass (SplitMix64 of pass and place).
fn shaken(starts: &[i64], pass: u64) -> Vec<i64> {
    let noise = |at: usize| {
        let mut z = (pass << 32 | at as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % SHAKE) as i64
    };
    starts.iter().enumerate().map(|(at, start)| start + noise(at)).collect()
}

/// Links and constraints that are not kept; a deadline and a promise may be missed.
fn breaks(schedule: &Schedule) -> usize {
    schedule.conflicts.iter().filter(|conflict| matches!(conflict.kind, ConflictKind::Link(_) | ConflictKind::Constraint)).count()
}

/// Days that are too full in a schedule.
fn over(problem: &Problem, demands: &[Vec<Demand>], schedule: &Schedule) -> Vec<Over> {
    let mut used = problem.taken.clone();
    for (task, of_task) in demands.iter().enumerate() {
        if !problem.network.tasks[task].inactive {
            take(of_task, &problem.resources, schedule.start[task], schedule.finish[task], &mut used);
        }
    }
    let mut found: Vec<Over> = (used.into_iter())
        .filter_map(|((resource, day), minutes)| {
            let one = &problem.resources[resource as usize];
            let day = Date::from_days(day.into());
            let minutes = minutes - one.time.day_minutes(day) * one.capacity / 100;
            (minutes > 0).then_some(Over { resource, day, minutes })
        })
        .collect();
    found.sort_by_key(|over| (over.day, over.resource));
    found
}

impl Problem {
    /// A project's plan as a problem, with what other plans of the same people take. Gives the members by resource too.
    pub fn of(ws: &Workspace, plan: &Plan, others: &[&Plan]) -> (Problem, Vec<Id>) {
        let team = Team::of(ws, plan);
        let mut members: Vec<Id> = Vec::new();
        let mut place: HashMap<Id, u32> = HashMap::new();
        for part in &team.parts {
            place.entry(part.member).or_insert_with(|| {
                members.push(part.member);
                members.len() as u32 - 1
            });
        }
        let resources = members.iter().map(|id| Resource { time: team.time[id].clone(), capacity: team.capacity[id] }).collect();
        let demands = team.parts.iter().map(|part| Demand { task: part.task, resource: place[&part.member], units: part.units });
        let rank = plan.rows.iter().map(|row| match row.task.priority {
            Priority::Urgent => 0,
            Priority::High => 1,
            Priority::Normal => 2,
            Priority::Low => 3,
        });
        let mut taken = HashMap::new();
        for other in others {
            let team = Team::of(ws, other);
            for part in team.parts.iter().filter(|part| other.rows[part.task as usize].task.status != TaskStatus::Cancelled) {
                let (Some(&resource), row) = (place.get(&part.member), &other.rows[part.task as usize]) else { continue };
                for (day, minutes) in by_day(&team.time[&part.member], row.start, row.finish, part.units) {
                    *taken.entry((resource, day.days())).or_default() += minutes;
                }
            }
        }
        let problem =
            Problem { network: plan.network.clone(), resources, demands: demands.collect(), rank: rank.collect(), taken };
        (problem, members)
    }
}

#[cfg(test)]
mod tests {
    use super::super::network::{Link, Node};
    use super::*;
    use crate::engine::model::{ConstraintKind, Day, Exception};

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    /// One who works Monday to Friday, 8:00–12:00 and 13:00–17:00.
    fn office(leave: &[Exception]) -> Arc<WorkTime> {
        let day = Day::of(&[(480, 720), (780, 1020)]);
        let week = (0..7).map(|at| if at < 5 { day.clone() } else { Day::default() }).collect();
        Arc::new(WorkTime::compile(&crate::engine::model::Calendar { week, ..Default::default() }, &|_| None, leave))
    }

    fn problem(tasks: Vec<Node>, links: Vec<Link>, demands: &[(u32, u32, i64)]) -> Problem {
        let network = Network { tasks, links, ..Network::new(at("2026-09-07T08:00"), office(&[])) };
        let demands = demands.iter().map(|&(task, resource, units)| Demand { task, resource, units }).collect();
        let resources = vec![Resource { time: office(&[]), capacity: 100 }; 2];
        Problem { network, resources, demands, rank: Vec::new(), taken: HashMap::new() }
    }

    fn starts(levelled: &Levelled) -> Vec<String> {
        levelled.after.start.iter().map(|at| at.to_string()[8..].replace('T', " ")).collect()
    }

    #[test]
    fn two_at_once_become_one_after_the_other() {
        let problem =
            problem(vec![Node::task(960), Node::task(480), Node::task(480)], vec![], &[(0, 0, 100), (1, 0, 100), (2, 1, 100)]);
        let levelled = Levelling::new(problem, Options::default()).run();
        // The long one waits a day; the other way round the short one would wait two.
        assert_eq!(starts(&levelled), ["08 08:00", "07 08:00", "07 08:00"]);
        let [delayed] = &levelled.delayed[..] else { panic!("{:?}", levelled.delayed) };
        assert_eq!((delayed.task, delayed.before, delayed.after), (0, at("2026-09-07T08:00"), at("2026-09-08T08:00")));
        assert_eq!(delayed.resources, [0]);
        assert_eq!(levelled.over, []);
    }

    #[test]
    fn halves_of_a_day_fit_together() {
        let both =
            problem(vec![Node::task(240), Node::task(480), Node::task(480)], vec![], &[(0, 0, 100), (1, 0, 100), (2, 0, 100)]);
        let levelled = Levelling::new(both, Options::default()).run();
        assert_eq!(levelled.over, []);
        assert_eq!(levelled.after.project_finish, at("2026-09-09T12:00"));
        let halves = problem(vec![Node::task(480), Node::task(480)], vec![], &[(0, 0, 50), (1, 0, 50)]);
        assert_eq!(Levelling::new(halves, Options::default()).run().delayed, []);
    }

    #[test]
    fn priority_goes_first_and_float_is_a_limit() {
        let tasks = || vec![Node::task(480), Node::task(480)];
        let mut urgent = problem(tasks(), vec![], &[(0, 0, 100), (1, 0, 100)]);
        urgent.rank = vec![3, 0];
        assert_eq!(starts(&Levelling::new(urgent, Options::default()).run()), ["08 08:00", "07 08:00"]);
        let tight = problem(tasks(), vec![], &[(0, 0, 100), (1, 0, 100)]);
        let levelled = Levelling::new(tight, Options { within_float: true, ..Options::default() }).run();
        assert_eq!(levelled.delayed, []);
        assert_eq!(levelled.over, [Over { resource: 0, day: at("2026-09-07T08:00").date(), minutes: 480 }]);
    }

    #[test]
    fn what_is_fixed_begun_or_bound_stays() {
        let mut tasks = vec![
            Node::task(480).constrained(ConstraintKind::Mso, Some(at("2026-09-08T08:00"))),
            Node::task(1440),
            Node::task(480).constrained(ConstraintKind::Fnlt, Some(at("2026-09-07T17:00"))),
        ];
        tasks[1].actual_start = Some(at("2026-09-07T08:00"));
        let bound = problem(tasks, vec![], &[(0, 0, 100), (1, 0, 100), (2, 0, 100)]);
        let levelled = Levelling::new(bound, Options::default()).run();
        assert_eq!((levelled.delayed.len(), levelled.after.conflicts.len()), (0, 0));
        assert_eq!(levelled.over.len(), 2);
    }

    #[test]
    fn no_earlier_than_and_leave_are_kept() {
        let day = at("2026-09-09T00:00").date();
        let leave = office(&[Exception { from: day, to: day, ..Exception::default() }]);
        let late = Node::task(480).constrained(ConstraintKind::Snet, Some(at("2026-09-08T08:00")));
        let mut away = problem(vec![Node::task(960), late], vec![], &[(0, 0, 100), (1, 0, 100)]);
        away.network.calendars.push(leave.clone());
        away.resources[0].time = leave;
        for task in 0..2 {
            let part = super::super::network::Assignment { task, calendar: 1, length: None, remaining: None };
            away.network.assignments.push(part);
        }
        let levelled = Levelling::new(away, Options::default()).run();
        assert_eq!(levelled.over, []);
        assert_eq!(starts(&levelled), ["07 08:00", "10 08:00"]);
    }

    #[test]
    fn what_is_more_than_a_day_by_itself_moves_nothing() {
        let heavy = problem(vec![Node::task(480), Node::task(480)], vec![Link::fs(0, 1)], &[(0, 0, 250), (1, 0, 100)]);
        let levelled = Levelling::new(heavy, Options::default()).run();
        assert_eq!(levelled.delayed, []);
        assert_eq!(levelled.over.len(), 1);
    }

    #[test]
    fn it_can_be_stopped_between_two_steps() {
        let tasks = vec![Node::task(480); 20];
        let demands: Vec<_> = (0..20).map(|task| (task, 0, 100)).collect();
        let mut levelling = Levelling::new(problem(tasks, vec![], &demands), Options::default());
        for _ in 0..5 {
            assert!(levelling.step());
        }
        assert_eq!(levelling.progress(), (5, 320));
        assert_eq!(levelling.finished().after.start.len(), 20);
    }
}
