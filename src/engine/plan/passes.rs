//! The forward pass (how early can it be?) and the backward pass (how late may it be?), each one walk over the graph.

use super::super::calendar::WorkTime;
use super::super::model::{ConstraintKind, LinkKind};
use super::clock::{FIRST, LAST, Tick, add, around, between, next_start, prev_finish, shifted, span_from, span_to, tick};
use super::graph::{Graph, NONE, Vertex};
use super::network::{Lag, Length, Link, Network, Node};
use super::schedule::Driver;

/// Before and after every tick: no bound.
const LEAST: Tick = Tick::MIN;
const MOST: Tick = Tick::MAX;

/// The time of tasks and links: where a start, a finish and a duration of a task give the third.
pub(super) struct Clock<'a> {
    pub network: &'a Network,
    pub graph: &'a Graph,
    project: &'a WorkTime,
}

impl<'a> Clock<'a> {
    pub fn new(network: &'a Network, graph: &'a Graph, project: &'a WorkTime) -> Clock<'a> {
        Clock { network, graph, project }
    }

    pub fn node(&self, task: usize) -> &'a Node {
        &self.network.tasks[task]
    }

    fn link(&self, link: u32) -> &'a Link {
        &self.network.links[link as usize]
    }

    /// The task's calendar, else the project's.
    pub fn calendar(&self, task: usize) -> &'a WorkTime {
        let calendar = self.node(task).calendar.and_then(|calendar| self.network.calendars.get(calendar as usize));
        calendar.map_or(self.project, |calendar| calendar)
    }

    /// Those who work on the task: when, how long in all and how long still, in tenths.
    fn parts(&self, task: usize) -> impl Iterator<Item = (&'a WorkTime, i32, i32)> + '_ {
        let (network, node) = (self.network, self.node(task));
        self.graph.assigned.of(task).iter().map(move |&at| {
            let part = &network.assignments[at as usize];
            let length = part.length.unwrap_or(node.duration);
            let left = part.remaining.unwrap_or_else(|| match node.duration.as_tenths() {
                0 => node.left(),
                whole => Length::tenths(length.as_tenths() * node.left().as_tenths() / whole),
            });
            (&*network.calendars[part.calendar as usize], length.ticks(), left.ticks())
        })
    }

    /// Whether the task is done in its own calendar's time: nobody works on it, or it runs by the clock.
    pub fn alone(&self, task: usize) -> bool {
        self.node(task).elapsed || self.graph.assigned.of(task).is_empty()
    }

    fn moved(&self, task: usize, at: Tick, length: i32) -> Tick {
        if self.node(task).elapsed { shifted(at, length) } else { add(self.calendar(task), at, length) }
    }

    /// The finish of a task that starts at `at`.
    pub fn finish(&self, task: usize, at: Tick) -> Tick {
        if self.alone(task) {
            return self.moved(task, at, self.node(task).duration.ticks());
        }
        self.parts(task).map(|(time, whole, _)| add(time, at, whole)).fold(FIRST, Tick::max)
    }

    /// The start of a task that finishes at `at`.
    pub fn start(&self, task: usize, at: Tick) -> Tick {
        if self.alone(task) {
            return self.moved(task, at, -self.node(task).duration.ticks());
        }
        self.parts(task).map(|(time, whole, _)| add(time, at, -whole)).fold(LAST, Tick::min)
    }

    /// The finish of what is left of a task and goes on at `at`.
    fn finish_left(&self, task: usize, at: Tick) -> Tick {
        if self.alone(task) {
            return self.moved(task, at, self.node(task).left().ticks());
        }
        self.parts(task).map(|(time, _, left)| add(time, at, left)).fold(FIRST, Tick::max)
    }

    /// When what is left of a task must go on to finish at `at`.
    fn start_left(&self, task: usize, at: Tick) -> Tick {
        if self.alone(task) {
            return self.moved(task, at, -self.node(task).left().ticks());
        }
        self.parts(task).map(|(time, _, left)| add(time, at, -left)).fold(LAST, Tick::min)
    }

    /// Where the part of a started task that is done ends.
    fn stop(&self, task: usize, start: Tick) -> Tick {
        let node = self.node(task);
        if self.alone(task) {
            return self.moved(task, start, node.duration.ticks().saturating_sub(node.left().ticks()));
        }
        self.parts(task).map(|(time, whole, left)| add(time, start, whole.saturating_sub(left))).fold(FIRST, Tick::max)
    }

    /// The first moment, `at` or later, at which the task can start. A milestone may stand at the end of a working span, and
    /// running time knows no calendar.
    pub fn snap_start(&self, task: usize, at: Tick) -> Tick {
        if self.node(task).elapsed {
            return at;
        }
        let milestone = self.node(task).duration.is_zero();
        let snap = |time: &WorkTime| if milestone && prev_finish(time, at) == at { at } else { next_start(time, at) };
        if self.alone(task) {
            return snap(self.calendar(task));
        }
        self.parts(task).map(|(time, ..)| snap(time)).fold(LAST, Tick::min)
    }

    /// The start on a date that a person set: of a milestone the very moment, on a day off too; of work when work can begin.
    fn set_start(&self, task: usize, at: Tick) -> Tick {
        if self.node(task).duration.is_zero() { at } else { self.snap_start(task, at) }
    }

    /// The last moment, `at` or earlier, at which the task can have finished; and the last that is as good as `at`: the rest
    /// of a night, of a weekend, of a leave.
    fn around(&self, task: usize, at: Tick) -> (Tick, Tick) {
        if self.node(task).elapsed {
            return (at, at);
        }
        if self.alone(task) {
            return around(self.calendar(task), at);
        }
        let both = self.parts(task).map(|(time, ..)| around(time, at));
        both.fold((FIRST, LAST), |(finish, start), (one, other)| (finish.max(one), start.min(other)))
    }

    /// The start and the finish of a task that can start at `at` or later.
    fn placed(&self, task: usize, at: Tick) -> (Tick, Tick) {
        let node = self.node(task);
        if self.alone(task) && !node.elapsed && !node.duration.is_zero() {
            return span_from(self.calendar(task), at, node.duration.ticks());
        }
        let start = self.snap_start(task, at);
        (start, self.finish(task, start))
    }

    /// What is around `at`, and when the task, or what is left of it, must begin to finish there.
    fn placed_back(&self, task: usize, at: Tick) -> (Tick, Tick, Tick) {
        let node = self.node(task);
        if self.alone(task) && !node.elapsed {
            let length = if node.manual.is_some() { node.duration } else { node.left() };
            let (start, finish, next) = span_to(self.calendar(task), at, length.ticks());
            return (finish, next, start);
        }
        let (finish, next) = self.around(task, at);
        (finish, next, self.begin(task, finish))
    }

    /// When a task, or what is left of it, must begin to finish at `at`.
    fn begin(&self, task: usize, at: Tick) -> Tick {
        if self.node(task).manual.is_some() { self.start(task, at) } else { self.start_left(task, at) }
    }

    /// The beginning of the last worked minute before `at`.
    fn minute_before(&self, task: usize, at: Tick) -> Tick {
        if self.alone(task) {
            return self.moved(task, at, -10);
        }
        self.parts(task).map(|(time, ..)| add(time, at, -10)).fold(LAST, Tick::min)
    }

    /// Working time from `is` to `should` where that is later, in tenths: by the calendar in which most is missing.
    pub fn lack(&self, task: usize, is: Tick, should: Tick) -> i32 {
        if should <= is {
            0
        } else if self.node(task).elapsed && !self.graph.summary[task] {
            should - is
        } else if self.alone(task) || self.graph.summary[task] {
            between(self.calendar(task), is, should)
        } else {
            self.parts(task).map(|(time, ..)| between(time, is, should)).fold(0, i32::max)
        }
    }

    /// A date with the lag of a link added. `predecessor` is the predecessor's duration.
    pub fn lagged(&self, link: &Link, at: Tick, predecessor: Length) -> Tick {
        match self.lag(link, predecessor) {
            (length, true) => shifted(at, length),
            (length, false) => add(self.calendar(link.to as usize), at, length),
        }
    }

    /// The last date that with the lag of a link added is not after `at`.
    fn unlagged(&self, link: &Link, at: Tick, predecessor: Length) -> Tick {
        let calendar = self.calendar(link.to as usize);
        match self.lag(link, predecessor) {
            (length, true) => shifted(at, -length),
            (length, false) if length < 0 => {
                // A lead that ends in a break is put behind it, so it must end before.
                let within = i32::from(next_start(calendar, at) > at);
                next_start(calendar, add(calendar, at, -length - within))
            }
            (length, false) => add(calendar, at, -length),
        }
    }

    /// A lag in tenths, and whether it is running time.
    fn lag(&self, link: &Link, predecessor: Length) -> (i32, bool) {
        let (length, elapsed) = match link.lag {
            Lag::Working(length) => (length, false),
            Lag::Elapsed(length) => (length, true),
            Lag::Percent(percent) => {
                let from = link.from as usize;
                (predecessor.percent(percent), self.node(from).elapsed && !self.graph.summary[from])
            }
            Lag::ElapsedPercent(percent) => (predecessor.percent(percent), true),
        };
        (length.ticks(), elapsed)
    }
}

/// Dates by task, summaries included.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    pub start: Vec<Tick>,
    pub finish: Vec<Tick>,
    /// What the start of a leaf, or the opening of a summary, is bound by.
    pub driver: Vec<Driver>,
}

impl Dates {
    fn new(count: usize, start: Tick, finish: Tick, by: Driver) -> Dates {
        Dates { start: vec![start; count], finish: vec![finish; count], driver: vec![by; count] }
    }

    /// Writes what was computed of a task, and says whether its dates are others.
    fn set(&mut self, task: usize, start: Tick, finish: Tick) -> bool {
        let before = (self.start[task], self.finish[task]);
        (self.start[task], self.finish[task]) = (start, finish);
        before != (start, finish)
    }
}

/// What is to be computed: everything, or what a change reaches.
pub(super) struct Reach<'a> {
    graph: &'a Graph,
    all: bool,
    /// Vertices that the pass under way is to compute: tasks and openings of summaries by their place, their closings behind.
    due: Vec<bool>,
    /// What has become of a task, of the following.
    pub found: Vec<u8>,
}

/// It is not what it was: its duration, its constraint, its progress.
pub(super) const EDITED: u8 = 1;
/// It stands on other dates.
pub(super) const MOVED: u8 = 2;
/// Something of it has to be told anew: its early or late dates, what drives it, its float.
pub(super) const TOLD: u8 = 4;
/// It is to be asked for its free float, and for what it cannot keep.
pub(super) const FREE: u8 = 8;
pub(super) const KEPT: u8 = 16;

impl<'a> Reach<'a> {
    pub fn everything(graph: &'a Graph) -> Reach<'a> {
        let count = graph.summary.len();
        Reach { graph, all: true, due: Vec::new(), found: vec![EDITED | MOVED | TOLD | FREE | KEPT; count] }
    }

    /// Ready for the forward pass, where these tasks are not what they were.
    pub fn of(graph: &'a Graph, network: &Network, edited: &[u32]) -> Reach<'a> {
        let count = graph.summary.len();
        let mut reach = Reach { graph, all: false, due: vec![false; 2 * count], found: vec![0; count] };
        for &task in edited {
            reach.found[task as usize] = EDITED | TOLD;
            reach.due[task as usize] = true;
            reach.close(task as usize);
            reach.followers(network, task as usize);
        }
        reach
    }

    /// Ready for the backward pass; all of it where the end has moved.
    pub fn turn(&mut self, network: &Network, ended: bool) {
        if self.all {
            return;
        }
        self.due.fill(ended);
        for task in 0..self.found.len() {
            let found = self.found[task];
            if found & (EDITED | MOVED) != 0 {
                self.close(task);
                // They ask whether it is they who start it.
                self.inside(task, true);
            }
            if found & EDITED != 0 {
                self.leaders(network, task);
            }
        }
    }

    /// Ready to ask for free float, which successors bound, and for what cannot be kept, which predecessors ask for.
    pub fn spread(&mut self, network: &Network) {
        if self.all {
            return;
        }
        for task in 0..self.found.len() {
            if self.found[task] & (EDITED | MOVED) != 0 {
                self.found[task] |= KEPT;
                for &link in self.graph.from.of(task) {
                    self.found[network.links[link as usize].to as usize] |= KEPT;
                }
                for &link in self.graph.into.of(task) {
                    self.found[network.links[link as usize].from as usize] |= FREE;
                }
            }
            if self.found[task] & TOLD != 0 {
                self.found[task] |= FREE;
            }
        }
    }

    /// Whether a vertex is to be computed, by its place.
    fn is_due(&self, vertex: usize) -> bool {
        self.all || self.due[vertex]
    }

    fn close(&mut self, task: usize) {
        let behind = if self.graph.summary[task] { self.graph.summary.len() } else { 0 };
        self.due[task + behind] = true;
    }

    /// Where successors begin.
    fn followers(&mut self, network: &Network, task: usize) {
        for &link in self.graph.from.of(task) {
            self.due[network.links[link as usize].to as usize] = true;
        }
    }

    /// Where predecessors end.
    fn leaders(&mut self, network: &Network, task: usize) {
        for &link in self.graph.into.of(task) {
            self.close(network.links[link as usize].from as usize);
        }
    }

    /// What is directly in a summary: where it ends, or where it begins.
    fn inside(&mut self, summary: usize, ends: bool) {
        let graph = self.graph;
        for &task in graph.children.of(summary) {
            if ends {
                self.close(task as usize);
            } else {
                self.due[task as usize] = true;
            }
        }
    }

    fn told(&mut self, another: bool, task: usize) {
        if another {
            self.found[task] |= TOLD;
        }
    }

    /// A task has other early dates.
    fn moved(&mut self, network: &Network, task: usize) {
        self.found[task] |= MOVED | TOLD;
        if !self.all {
            self.followers(network, task);
            if self.graph.parent[task] != NONE {
                self.close(self.graph.parent[task] as usize);
            }
        }
    }

    /// A task has other late dates.
    fn retarded(&mut self, network: &Network, task: usize) {
        self.found[task] |= TOLD;
        if !self.all {
            self.leaders(network, task);
            if self.graph.parent[task] != NONE {
                self.due[self.graph.parent[task] as usize] = true;
            }
        }
    }
}

/// The latest of several bounds, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    at: Tick,
    by: Driver,
}

impl Bound {
    fn raise(&mut self, at: Tick, by: Driver) {
        if at > self.at {
            *self = Bound { at, by };
        }
    }

    fn lower(&mut self, at: Tick, by: Driver) {
        // A date that a person gave is named before the project's finish that it made.
        if at < self.at || at == self.at && self.by == Driver::ProjectFinish {
            *self = Bound { at, by };
        }
    }
}

/// Early dates of leaves, of summaries from the first to the last of their tasks'.
#[derive(Clone, Debug)]
pub(super) struct Early {
    pub dates: Dates,
    /// Where links and the project's start alone put a leaf: what its levelling delay counts from.
    pub undelayed: Vec<Tick>,
    /// Whether a summary has dates of its own, and not only the project's start because nothing in it takes part.
    filled: Vec<bool>,
    /// What summaries hold their children to: not to start, not to finish, and not to go on before.
    gates: Vec<[Bound; 3]>,
}

impl Early {
    pub fn new(graph: &Graph) -> Early {
        let count = graph.summary.len();
        let none = Bound { at: LEAST, by: Driver::ProjectStart };
        Early {
            dates: Dates::new(count, MOST, LEAST, Driver::ProjectStart),
            undelayed: vec![MOST; count],
            filled: vec![false; count],
            gates: vec![[none; 3]; graph.gates],
        }
    }

    /// From the first to the last of what is in a summary.
    fn around(&self, clock: &Clock, summary: usize, late: Option<&Dates>) -> (Tick, Tick) {
        let Clock { network, graph, .. } = *clock;
        let (mut start, mut finish) = (MOST, LEAST);
        for &child in graph.children.of(summary) {
            let child = child as usize;
            let node = clock.node(child);
            if node.inactive || graph.summary[child] && !self.filled[child] {
                continue;
            }
            let hangs = |_: &&Dates| {
                !graph.summary[child] && alap(network, child) && node.manual.is_none() && node.actual_start.is_none()
            };
            let dates = late.filter(hangs).unwrap_or(&self.dates);
            (start, finish) = (start.min(dates.start[child]), finish.max(dates.finish[child]));
        }
        (start, finish)
    }
}

/// Early dates. `origin` is the start of what nothing else holds. With `late` (a backward pass's dates), tasks that are to be
/// as late as possible stand there, and push those that follow them.
pub(super) fn forward(clock: &Clock, origin: Tick, late: Option<&Dates>, early: &mut Early, reach: &mut Reach) {
    let Clock { network, graph, .. } = *clock;
    let count = network.tasks.len();
    let none = Bound { at: LEAST, by: Driver::ProjectStart };
    for &vertex in &graph.order {
        let (task, place) = match vertex {
            Vertex::Leaf(task) | Vertex::Open(task) => (task as usize, task as usize),
            Vertex::Close(task) => (task as usize, task as usize + count),
        };
        if !reach.is_due(place) {
            continue;
        }
        let (parent, node) = (graph.parent[task], clock.node(task));
        if let Vertex::Close(_) = vertex {
            let (mut start, mut finish) = early.around(clock, task, late);
            if let Some(manual) = node.manual {
                // A summary in manual mode keeps its own dates over those of its children.
                start = manual.start.map_or(start, tick);
                finish = manual.finish.map_or(finish, tick);
            }
            let filled = start != MOST && finish != LEAST;
            if !filled {
                (start, finish) = (origin, origin); // nothing in it takes part
            }
            let before = std::mem::replace(&mut early.filled[task], filled);
            if early.dates.set(task, start, finish) || before != filled {
                reach.moved(network, task);
            }
            continue;
        }
        let [mut start, mut finish, mut going] =
            if parent == NONE { [none; 3] } else { early.gates[graph.gate[parent as usize] as usize] };
        for &at in graph.into.of(task) {
            let link = clock.link(at);
            let from = link.from as usize;
            let dates = late.filter(|_| alap(network, from) && !alap(network, task)).unwrap_or(&early.dates);
            let length = duration_of(clock, &early.dates, from);
            let from_date = match link.kind {
                LinkKind::Fs | LinkKind::Ff => dates.finish[from],
                LinkKind::Ss | LinkKind::Sf => dates.start[from],
            };
            let date = clock.lagged(link, from_date, length);
            match link.kind {
                LinkKind::Fs | LinkKind::Ss => start.raise(date, Driver::Link(at)),
                LinkKind::Ff | LinkKind::Sf => finish.raise(date, Driver::Link(at)),
            }
            let waits = matches!(link.kind, LinkKind::Fs) && clock.node(from).actual_finish.is_none();
            if waits {
                going.raise(date, Driver::Link(at));
            }
        }
        if let Vertex::Open(_) = vertex {
            let date = node.constraint_date.map(tick);
            if let (ConstraintKind::Snet | ConstraintKind::Mso, Some(date)) = (node.kind(), date) {
                start.raise(date, Driver::Parent(task as u32));
            }
            let gate = &mut early.gates[graph.gate[task] as usize];
            if std::mem::replace(gate, [start, finish, going]) != [start, finish, going] && !reach.all {
                reach.inside(task, false);
            }
            reach.told(std::mem::replace(&mut early.dates.driver[task], start.by) != start.by, task);
            continue;
        }
        let actual = node.actual_start.map(tick).or(node.actual_finish.map(|finish| clock.start(task, tick(finish))));
        let mut undelayed = MOST;
        let (begin, end, by) = match (node.manual, actual) {
            (Some(manual), _) => {
                let begin = manual.start.map_or_else(|| clock.snap_start(task, origin), tick);
                (begin, manual.finish.map_or_else(|| clock.finish(task, begin), tick), Driver::Manual)
            }
            (None, Some(begin)) => (begin, started(clock, task, begin, going), Driver::Actual),
            (None, None) => unstarted(clock, task, origin, start, finish, &mut undelayed),
        };
        if early.dates.set(task, begin, end) {
            reach.moved(network, task);
        }
        let before =
            (std::mem::replace(&mut early.dates.driver[task], by), std::mem::replace(&mut early.undelayed[task], undelayed));
        reach.told(before != (by, undelayed), task);
    }
}

fn alap(network: &Network, task: usize) -> bool {
    network.tasks[task].kind() == ConstraintKind::Alap
}

/// Duration of a predecessor, for lags in per cent of it: of a summary the working time between its dates.
pub(super) fn duration_of(clock: &Clock, dates: &Dates, task: usize) -> Length {
    if clock.graph.summary[task] {
        Length::tenths(between(clock.calendar(task), dates.start[task], dates.finish[task]).into())
    } else {
        clock.node(task).duration
    }
}

/// Finish of a task that has started. What is left of it goes on at once, or when it is to be resumed, or (where tasks may be
/// split) behind the predecessors that are not finished, or behind the status date.
fn started(clock: &Clock, task: usize, begin: Tick, going: Bound) -> Tick {
    let (network, node) = (clock.network, clock.node(task));
    if let Some(finish) = node.actual_finish {
        return tick(finish);
    }
    let mut end = clock.finish(task, begin);
    let mut floor = node.resume.map_or(LEAST, tick);
    if node.left() < node.duration && network.split_in_progress {
        floor = floor.max(going.at);
    }
    if !node.left().is_zero() {
        floor = floor.max(network.status.map_or(LEAST, tick));
    }
    if floor > clock.stop(task, begin) {
        end = end.max(clock.finish_left(task, clock.snap_start(task, floor)));
    }
    match (node.kind(), node.constraint_date) {
        (ConstraintKind::Fnet, Some(date)) => end.max(tick(date)),
        _ => end,
    }
}

/// Start and finish of a task that has not started, under the bounds its predecessors put on its start and its finish.
fn unstarted(
    clock: &Clock,
    task: usize,
    origin: Tick,
    start: Bound,
    finish: Bound,
    undelayed: &mut Tick,
) -> (Tick, Tick, Driver) {
    let (network, node) = (clock.network, clock.node(task));
    let date = node.constraint_date.map_or(origin, tick);
    let kind = node.kind();
    let mut begin = start;
    if finish.at != LEAST {
        begin.raise(clock.start(task, finish.at), finish.by);
    }
    if begin.at != LEAST {
        // No link pulls a task before the project's start.
        begin.raise(origin, Driver::ProjectStart);
    } else {
        // The project's start holds what nothing else does: a date given for the start may lie before it.
        begin = match kind {
            ConstraintKind::Snet => Bound { at: date, by: Driver::Constraint },
            ConstraintKind::Fnet => Bound { at: clock.start(task, date), by: Driver::Constraint },
            _ => Bound { at: origin, by: Driver::ProjectStart },
        };
    }
    if kind == ConstraintKind::Asap && node.levelling_delay.is_zero() && network.status.is_none() {
        let (start, finish) = clock.placed(task, begin.at);
        *undelayed = start;
        return (start, finish, begin.by);
    }
    begin.at = clock.snap_start(task, begin.at);
    *undelayed = begin.at;
    if !node.levelling_delay.is_zero() {
        begin.raise(clock.snap_start(task, shifted(begin.at, node.levelling_delay.ticks())), Driver::Levelling);
    }
    if let Some(status) = network.status {
        begin.raise(clock.snap_start(task, tick(status)), Driver::Status);
    }
    let honour = network.honour_constraints;
    match kind {
        ConstraintKind::Snet => begin.raise(clock.snap_start(task, date), Driver::Constraint),
        ConstraintKind::Fnet => begin.raise(clock.set_start(task, clock.start(task, date)), Driver::Constraint),
        ConstraintKind::Snlt if honour => begin.lower(clock.snap_start(task, date), Driver::Constraint),
        ConstraintKind::Fnlt if honour => begin.lower(clock.start(task, date), Driver::Constraint),
        ConstraintKind::Mso if honour => begin = Bound { at: clock.set_start(task, date), by: Driver::Constraint },
        ConstraintKind::Mfo if honour => begin = Bound { at: clock.start(task, date), by: Driver::Constraint },
        ConstraintKind::Mso => begin.raise(clock.snap_start(task, date), Driver::Constraint),
        ConstraintKind::Mfo => begin.raise(clock.start(task, date), Driver::Constraint),
        _ => {}
    }
    (begin.at, clock.finish(task, begin.at), begin.by)
}

/// Late dates of leaves (of summaries the least of their leaves'), and what bounds them.
#[derive(Clone, Debug)]
pub(super) struct Late {
    pub dates: Dates,
    /// What a task's predecessors are held to: when it (of a started one the rest) must begin, and when it must be finished;
    /// not moved to the end of a working span, which is not the same moment in another calendar.
    pub latest: Vec<[Tick; 2]>,
    /// What summaries hold their children to: not to finish later, and (those that start it) not to start later.
    gates: Vec<[Bound; 2]>,
}

impl Late {
    pub fn new(graph: &Graph) -> Late {
        let count = graph.summary.len();
        let none = Bound { at: MOST, by: Driver::ProjectFinish };
        Late {
            dates: Dates::new(count, MOST, MOST, Driver::ProjectFinish),
            latest: vec![[MOST; 2]; count],
            gates: vec![[none; 2]; graph.gates],
        }
    }

    /// The least of what is in a summary.
    fn least(&self, clock: &Clock, summary: usize) -> LateOne {
        let mut least = LateOne { start: MOST, finish: MOST, latest: [MOST; 2] };
        for &child in clock.graph.children.of(summary) {
            let child = child as usize;
            let node = clock.node(child);
            if node.inactive || node.actual_finish.is_some() && !clock.graph.summary[child] {
                continue;
            }
            let [begin, end] = self.latest[child];
            least = LateOne {
                start: least.start.min(self.dates.start[child]),
                finish: least.finish.min(self.dates.finish[child]),
                latest: [least.latest[0].min(begin), least.latest[1].min(end)],
            };
        }
        least
    }

    /// Writes what was computed of a task, and says whether it is something else.
    fn set(&mut self, task: usize, one: LateOne) -> bool {
        let before = std::mem::replace(&mut self.latest[task], one.latest);
        self.dates.set(task, one.start, one.finish) || before != one.latest
    }
}

/// Late dates of one task.
struct LateOne {
    start: Tick,
    finish: Tick,
    latest: [Tick; 2],
}

/// Late dates. `end` is the finish of what nothing else holds. `early` are the dates of a forward pass.
/// `pull` says that constraints win over successors, as they do when a project is scheduled from its finish, and with
/// `asap` (a forward pass's dates) tasks that are to be as soon as possible stand there, and pull those before them.
pub(super) fn backward(
    clock: &Clock,
    end: Tick,
    early: &Dates,
    pull: bool,
    asap: Option<&Dates>,
    late: &mut Late,
    reach: &mut Reach,
) {
    let Clock { network, graph, .. } = *clock;
    let count = network.tasks.len();
    let none = Bound { at: MOST, by: Driver::ProjectFinish };
    for &vertex in graph.order.iter().rev() {
        let (task, place) = match vertex {
            Vertex::Leaf(task) | Vertex::Open(task) => (task as usize, task as usize),
            Vertex::Close(task) => (task as usize, task as usize + count),
        };
        if !reach.is_due(place) {
            continue;
        }
        let (parent, node) = (graph.parent[task], clock.node(task));
        if let Vertex::Open(_) = vertex {
            let least = late.least(clock, task);
            if late.set(task, least) {
                reach.retarded(network, task);
            }
            continue;
        }
        let [mut finish, mut start] = if parent == NONE { [none; 2] } else { late.gates[graph.gate[parent as usize] as usize] };
        if parent != NONE && early.start[task] != early.start[parent as usize] {
            start = none; // it is another child that starts the summary
        }
        for &at in graph.from.of(task) {
            let link = clock.link(at);
            let (to, by) = (link.to as usize, Driver::Successor(at));
            let next = clock.node(to);
            if next.actual_finish.is_some() || late.latest[to][0] == MOST {
                continue; // done: it holds nobody back
            }
            let early_next = asap.filter(|_| !alap(network, to) && alap(network, task));
            let next_start_at = early_next.map_or(late.latest[to][0], |early| early.start[to]);
            let next_finish_at = early_next.map_or(late.latest[to][1], |early| early.finish[to]);
            let length = duration_of(clock, early, task);
            let date = |at: Tick| clock.unlagged(link, at, length);
            match link.kind {
                LinkKind::Fs => finish.lower(date(next_start_at), by),
                LinkKind::Ff => finish.lower(date(next_finish_at), by),
                LinkKind::Sf => start.lower(date(next_finish_at), by),
                // A start that has happened, here or there, bounds nothing any more.
                LinkKind::Ss if next.actual_start.is_none() && node.actual_start.is_none() => {
                    start.lower(date(next_start_at), by)
                }
                LinkKind::Ss => {}
            }
        }
        if let Vertex::Close(_) = vertex {
            if let (ConstraintKind::Fnlt | ConstraintKind::Mfo, Some(date)) = (node.kind(), node.constraint_date) {
                finish.lower(next_start(clock.calendar(task), tick(date)), Driver::Parent(task as u32));
            }
            let gate = &mut late.gates[graph.gate[task] as usize];
            if std::mem::replace(gate, [finish, start]) != [finish, start] && !reach.all {
                reach.inside(task, true);
            }
            late.dates.driver[task] = finish.by;
            continue;
        }
        let (one, by) = leaf_late(clock, task, end, early, pull, finish, start);
        late.dates.driver[task] = by;
        if late.set(task, one) {
            reach.retarded(network, task);
        }
    }
}

fn leaf_late(clock: &Clock, task: usize, end: Tick, early: &Dates, pull: bool, finish: Bound, start: Bound) -> (LateOne, Driver) {
    let (network, node) = (clock.network, clock.node(task));
    let (kind, date) = (node.kind(), node.constraint_date.map_or(end, tick));
    if let Some(actual) = node.actual_finish {
        let finish = tick(actual);
        let start = node.actual_start.map_or_else(|| clock.start(task, finish), tick);
        return (LateOne { start, finish, latest: [finish; 2] }, Driver::Actual);
    }
    let mut bound = finish;
    // Work that is to begin in a break begins after it, which is too late for what counts from its start.
    let mut before_break = MOST;
    if start.at != MOST {
        bound.lower(clock.finish(task, start.at), start.by);
        if clock.snap_start(task, start.at) > start.at {
            before_break = clock.finish(task, clock.minute_before(task, start.at));
        }
        if kind == ConstraintKind::Alap {
            bound.lower(before_break, start.by);
        }
    }
    if bound.at == MOST && network.many_critical_paths && !pull {
        bound.at = early.finish[task];
    }
    if bound.at > end {
        bound = Bound { at: end, by: Driver::ProjectFinish };
    }
    if node.duration.is_zero()
        && let Some(actual) = node.actual_start
    {
        bound = Bound { at: tick(actual), by: Driver::Actual };
    }
    let (by, honour) = (Driver::Constraint, network.honour_constraints);
    match kind {
        ConstraintKind::Mso if honour => bound = Bound { at: clock.finish(task, clock.set_start(task, date)), by },
        ConstraintKind::Mfo if honour => bound = Bound { at: date, by },
        ConstraintKind::Mso | ConstraintKind::Snlt => bound.lower(clock.finish(task, clock.snap_start(task, date)), by),
        ConstraintKind::Mfo | ConstraintKind::Fnlt => bound.lower(date, by),
        ConstraintKind::Snet if pull => bound.raise(clock.finish(task, clock.snap_start(task, date)), by),
        ConstraintKind::Fnet if pull => bound.raise(date, by),
        _ => {}
    }
    if let Some(deadline) = node.deadline {
        bound.lower(tick(deadline), Driver::Deadline);
    }
    let (at, held, start) = clock.placed_back(task, bound.at);
    // Until work goes on after a break, what finishes in it is as good as what finished before it. Only a milestone is put
    // behind the break, which is as good where a person gave the date.
    let milestone = node.duration.is_zero();
    let due = match bound.by {
        Driver::Constraint | Driver::Deadline => held,
        _ if milestone && clock.snap_start(task, bound.at) > bound.at => at,
        _ if milestone => bound.at,
        _ => held,
    };
    let fixed = honour && matches!(kind, ConstraintKind::Mso | ConstraintKind::Mfo);
    let due = if fixed { due } else { due.min(before_break) };
    // From `at` on there is no work before it is due, so that its length begins at the same time; nothing has no length.
    let same = due >= at && start != at && !node.elapsed && clock.alone(task);
    let latest = [if same { start } else { clock.begin(task, due) }, due];
    let start = match (node.manual, node.actual_start) {
        (None, Some(actual)) => tick(actual),
        _ => start,
    };
    (LateOne { start, finish: at, latest }, bound.by)
}
