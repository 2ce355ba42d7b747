//! The forward pass again and again, each time with other durations: what a simulation does ten thousand times.
//!
//! Where all tasks keep one calendar and nothing holds them but links and starts, a date is a number of worked tenths of a
//! minute and a run needs no calendar at all. Every other plan runs through the scheduler's own forward pass. Both give what
//! `schedule` gives for the same durations.

use std::sync::Arc;

use super::super::calendar::WorkTime;
use super::super::model::{ConstraintKind, LinkKind, Moment};
use super::clock::{Tick, add, between, moment, tick};
use super::graph::{Graph, NONE, Vertex};
use super::network::{Lag, Length, Network};
use super::passes::{Clock, Early, Reach, forward};
use super::schedule::{Driver, Schedule};

const LEAST: i64 = i64::MIN / 4;

/// The network as it is carried out, which is forwards, however it was planned. Who is to begin as late as possible begins
/// on the day that the plan says: the decision to wait was taken. In a plan made backwards from its finish that holds for
/// those who wait for nobody; all others begin as soon as those before them are done, so that what is early is not lost.
/// With the planned durations it finishes when the plan does.
pub fn carried_out(network: &Network, schedule: &Schedule) -> Network {
    let backwards = network.from_finish && network.finish.is_some();
    let mut out = network.clone();
    if backwards {
        (out.from_finish, out.start) = (false, schedule.project_start);
    }
    let mut waits = vec![false; out.tasks.len()];
    for link in &out.links {
        waits[link.to as usize] = true;
    }
    for task in 0..out.tasks.len() {
        let node = &network.tasks[task];
        let begun = node.manual.is_some() || node.actual_start.is_some() || node.actual_finish.is_some();
        if node.kind() != ConstraintKind::Alap || begun || schedule.summary[task] {
            continue;
        }
        let above = std::iter::successors(Some(task), |&at| network.tasks[at].parent.map(|parent| parent as usize));
        let free = backwards && above.take(network.tasks.len()).any(|at| waits[at]);
        let node = &mut out.tasks[task];
        (node.constraint, node.constraint_date) =
            if free { (ConstraintKind::Asap, None) } else { (ConstraintKind::Snet, Some(schedule.start[task])) };
    }
    out
}

/// A plan that is run many times.
pub struct Repeated {
    network: Network,
    graph: Graph,
    project: Arc<WorkTime>,
    /// Assignments that have a length of their own, and by how much longer than their task.
    shares: Vec<(usize, f64)>,
    /// Worked tenths before the project's start, where a run needs no calendar.
    plain: Option<i64>,
    start: Vec<i64>,
    finish: Vec<i64>,
    /// The link by which a task, or a summary's opening, is held.
    held: Vec<u32>,
    gates: Vec<[(i64, u32); 2]>,
    critical: Vec<bool>,
    earliest: Vec<i64>,
}

impl Repeated {
    pub fn new(network: &Network) -> Repeated {
        let network = network.clone();
        let graph = Graph::new(&network);
        let project = network.calendars.get(network.calendar as usize).cloned();
        let project = project.unwrap_or_else(|| Arc::new(WorkTime::standard()));
        let count = network.tasks.len();
        let shares = network.assignments.iter().enumerate().filter_map(|(at, part)| {
            let whole = network.tasks.get(part.task as usize)?.duration.as_tenths();
            (whole > 0).then_some((at, part.length?.as_tenths() as f64 / whole as f64))
        });
        let worked = |at: Tick| i64::from(between(&project, tick(Moment::MIN), at));
        let plain = is_plain(&network, &graph).then(|| worked(tick(network.start)));
        let held_back = |node: &super::network::Node| match (node.kind(), node.constraint_date) {
            (ConstraintKind::Snet, Some(date)) => worked(tick(date)),
            _ => LEAST,
        };
        Repeated {
            shares: shares.collect(),
            plain,
            start: vec![0; count],
            finish: vec![0; count],
            held: vec![NONE; count],
            gates: vec![[(LEAST, NONE); 2]; count],
            critical: vec![false; count],
            earliest: network.tasks.iter().map(held_back).collect(),
            network,
            graph,
            project,
        }
    }

    /// Whether a run needs no calendar.
    pub fn is_plain(&self) -> bool {
        self.plain.is_some()
    }

    pub fn set_duration(&mut self, task: usize, tenths: i64) {
        self.network.tasks[task].duration = Length::tenths(tenths);
    }

    /// The dates for the durations that are set. Gives the finish of the project; then `finish` and `critical` can be asked.
    pub fn run(&mut self) -> Moment {
        match self.plain {
            Some(origin) => self.run_plain(origin),
            None => self.run_any(),
        }
    }

    /// Working minutes from the project's start to the finish of the last run, on the project's calendar.
    pub fn minutes(&self, finish: Moment) -> i64 {
        self.project.between(self.network.start, finish)
    }

    /// Finish of a task in the last run.
    pub fn finish(&self, task: usize) -> Moment {
        match self.plain {
            Some(origin) => self.date(origin, self.finish[task]),
            None => moment(self.finish[task] as Tick),
        }
    }

    /// Whether a task held the finish of the project in the last run.
    pub fn critical(&self, task: usize) -> bool {
        self.critical[task] && !self.graph.summary[task]
    }

    fn date(&self, origin: i64, worked: i64) -> Moment {
        moment(add(&self.project, tick(self.network.start), Length::tenths(worked - origin).ticks()))
    }

    fn run_plain(&mut self, origin: i64) -> Moment {
        let Repeated { network, graph, start, finish, held, gates, earliest, .. } = self;
        let mut end = origin;
        for &vertex in &graph.order {
            let (Vertex::Leaf(task) | Vertex::Open(task) | Vertex::Close(task)) = vertex;
            let task = task as usize;
            let parent = graph.parent[task];
            if let Vertex::Close(_) = vertex {
                if start[task] == i64::MAX {
                    (start[task], finish[task]) = (origin, origin);
                } else if parent != NONE {
                    let parent = parent as usize;
                    (start[parent], finish[parent]) = (start[parent].min(start[task]), finish[parent].max(finish[task]));
                }
                continue;
            }
            let [mut begin, mut ending] = if parent == NONE { [(LEAST, NONE); 2] } else { gates[parent as usize] };
            for &at in graph.into.of(task) {
                let link = &network.links[at as usize];
                let from = link.from as usize;
                let Lag::Working(lag) = link.lag else { continue };
                let (date, bound) = match link.kind {
                    LinkKind::Fs => (finish[from], &mut begin),
                    LinkKind::Ss => (start[from], &mut begin),
                    LinkKind::Ff => (finish[from], &mut ending),
                    LinkKind::Sf => (start[from], &mut ending),
                };
                let date = date + lag.as_tenths();
                if date > bound.0 {
                    *bound = (date, at);
                }
            }
            if let Vertex::Open(_) = vertex {
                if earliest[task] > begin.0 {
                    begin = (earliest[task], NONE);
                }
                gates[task] = [begin, ending];
                (start[task], finish[task]) = (i64::MAX, LEAST);
                continue;
            }
            let length = network.tasks[task].duration.as_tenths();
            if ending.0 != LEAST && ending.0 - length > begin.0 {
                begin = (ending.0 - length, ending.1);
            }
            if begin.0 != LEAST {
                begin = if begin.0 >= origin { begin } else { (origin, NONE) };
            } else if earliest[task] == LEAST {
                begin = (origin, NONE);
            }
            if earliest[task] > begin.0 {
                begin = (earliest[task], NONE);
            }
            (start[task], finish[task], held[task]) = (begin.0, begin.0 + length, begin.1);
            end = end.max(finish[task]);
            if parent != NONE {
                let parent = parent as usize;
                (start[parent], finish[parent]) = (start[parent].min(start[task]), finish[parent].max(finish[task]));
            }
        }
        self.trace(end);
        self.date(origin, end)
    }

    fn run_any(&mut self) -> Moment {
        for &(at, share) in &self.shares {
            let part = &mut self.network.assignments[at];
            let whole = self.network.tasks[part.task as usize].duration.as_tenths();
            part.length = Some(Length::tenths((whole as f64 * share + 0.5) as i64));
        }
        let clock = Clock::new(&self.network, &self.graph, &self.project);
        let mut early = Early::new(&self.graph);
        forward(&clock, tick(self.network.start), None, &mut early, &mut Reach::everything(&self.graph));
        let long = |ticks: &[Tick]| ticks.iter().map(|&at| at.into()).collect();
        (self.start, self.finish) = (long(&early.dates.start), long(&early.dates.finish));
        for (held, driver) in self.held.iter_mut().zip(&early.dates.driver) {
            *held = if let Driver::Link(at) = driver { *at } else { NONE };
        }
        let leaves = self.finish.iter().enumerate();
        let live = leaves.filter(|(task, _)| !self.graph.summary[*task] && !self.network.tasks[*task].inactive);
        let end = live.map(|(_, finish)| *finish).max().unwrap_or(tick(self.network.start).into());
        self.trace(end);
        moment(end as Tick)
    }

    /// Follows what holds the project's finish back through the links; a tie is broken by the first link.
    fn trace(&mut self, end: i64) {
        let Repeated { network, graph, finish, held, critical, .. } = self;
        critical.fill(false);
        for &vertex in graph.order.iter().rev() {
            let (Vertex::Leaf(task) | Vertex::Close(task)) = vertex else { continue };
            let task = task as usize;
            let parent = graph.parent[task];
            if parent != NONE && critical[parent as usize] && finish[task] == finish[parent as usize] {
                critical[task] = true;
            }
            if graph.summary[task] || network.tasks[task].inactive {
                continue;
            }
            critical[task] |= finish[task] == end;
            if critical[task] && held[task] != NONE {
                critical[network.links[held[task] as usize].from as usize] = true;
            }
        }
    }
}

/// One calendar, no progress, no date but an earliest start.
fn is_plain(network: &Network, graph: &Graph) -> bool {
    let own = |calendar: u32| calendar == network.calendar;
    let tasks = network.tasks.iter().zip(&graph.summary).all(|(node, summary)| {
        let snet = matches!(node.kind(), ConstraintKind::Snet) && (*summary || !node.duration.is_zero());
        node.manual.is_none()
            && !node.inactive
            && (*summary || !node.elapsed)
            && node.calendar.is_none_or(own)
            && (matches!(node.kind(), ConstraintKind::Asap) || snet)
            && node.actual_start.is_none()
            && node.actual_finish.is_none()
            && node.progress == 0
            && node.levelling_delay.is_zero()
    });
    tasks
        && network.status.is_none()
        && !network.from_finish
        && network.links.iter().all(|link| matches!(link.lag, Lag::Working(_)))
        && network.assignments.iter().all(|part| own(part.calendar) && part.length.is_none())
}
