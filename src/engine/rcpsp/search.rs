//! The search over orders of activities: a genetic algorithm of two populations (after Debels and Vanhoucke 2005).
//!
//! One holds schedules pushed to the left, made forwards in time, the other schedules pushed to the right, made backwards.
//! A child is crossed from two parents of one population and made in the direction of the other, so that every schedule
//! that is made also is the forward or backward improvement of what its parents had. Where time cannot be turned round
//! (releases, due dates, calendars, capacities that change) there is one population: a child is made forwards, then pushed
//! to the right within its own length, and its order there is what it inherits to its children.
//!
//! **Every pass that places activities counts as a schedule**, backward improvements and the last tidying as well.

use std::ops::ControlFlow;

use super::decode::{Dates, Decoder};
use super::problem::{LinkKind, Problem, Side};
use super::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many schedules may be made; at least one is.
    pub schedules: u32,
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { schedules: 5_000, seed: 1 }
    }
}

/// What the caller hears from time to time, and may answer with `Break` to have the best schedule so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub schedules: u32,
    pub of: u32,
    pub makespan: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// No schedule can be better.
    Optimal,
    Budget,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The slot in which each activity starts, and the one before which it ends.
    pub starts: Vec<u32>,
    pub finishes: Vec<u32>,
    pub makespan: u32,
    /// Slots after the due dates, each times the weight of its activity (1 where that is 0).
    pub lateness: u64,
    /// When each activity would end were resources without limit: `finishes − earliest_finishes` is what they cost.
    pub earliest_finishes: Vec<u32>,
    /// The length were resources without limit: the critical path.
    pub cpm: u32,
    /// No schedule is shorter.
    pub lower_bound: u32,
    /// How many schedules were made.
    pub schedules: u32,
    pub end: End,
}

/// What is to be small, the first first: lateness, length, weighted delay against the plan without resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    lateness: u64,
    makespan: u32,
    delay: u64,
}

/// The best schedule found within the budget. Equal problems, budgets and seeds give equal solutions.
pub fn solve(problem: &Problem, options: Options, watch: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Solution {
    let free = Decoder::without_resources(problem);
    let cpm = free.makespan();
    let lower_bound = cpm.max(work_bound(problem));
    let mut search = Search::new(problem, options, watch, &free.finishes);
    search.bound = Value { makespan: lower_bound, delay: 0, ..search.value(&free) };
    let mut end = search.run().err().unwrap_or(End::Budget);
    let (value, dates) = search.tidied();
    let schedules = search.schedules;
    if value <= search.bound {
        end = End::Optimal;
    }
    Solution {
        starts: dates.starts,
        finishes: dates.finishes,
        makespan: value.makespan,
        lateness: value.lateness,
        earliest_finishes: free.finishes,
        cpm,
        lower_bound,
        schedules,
        end,
    }
}

/// What the busiest resource needs for its work alone; 0 where capacities change.
fn work_bound(problem: &Problem) -> u32 {
    if problem.rows.len() != problem.plan.capacities.len() {
        return 0;
    }
    let mut work = vec![0u64; problem.rows.len()];
    for activity in &problem.plan.activities {
        for &(resource, units) in &activity.demands {
            work[resource] += u64::from(activity.duration) * u64::from(units);
        }
    }
    let slots = work.iter().zip(&problem.rows).map(|(&work, &units)| if units == 0 { 0 } else { work.div_ceil(units.into()) });
    slots.max().unwrap_or(0) as u32
}

struct Member {
    /// The order in which its schedule is made again in the other direction.
    order: Vec<u32>,
    starts: Vec<u32>,
    value: Value,
}

struct Search<'a> {
    problem: &'a Problem,
    decoder: Decoder<'a>,
    random: Random,
    watch: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    /// Time can be turned round and no activity prefers a place.
    two_way: bool,
    earliest_finishes: &'a [u32],
    bound: Value,
    best: Option<(Value, Side, Dates)>,
    schedules: u32,
    budget: u32,
    /// The schedule made last.
    dates: Dates,
    /// Room for a child and for what it has already.
    child: Vec<u32>,
    taken: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(
        problem: &'a Problem,
        options: Options,
        watch: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
        earliest_finishes: &'a [u32],
    ) -> Search<'a> {
        Search {
            problem,
            decoder: Decoder::new(problem),
            random: Random::new(options.seed),
            watch,
            two_way: problem.stationary && problem.plan.activities.iter().all(|one| one.weight == 0),
            earliest_finishes,
            bound: Value { lateness: 0, makespan: 0, delay: 0 },
            best: None,
            schedules: 0,
            budget: options.schedules.max(1),
            dates: Dates::new(problem.count()),
            child: Vec::with_capacity(problem.count()),
            taken: vec![false; problem.count()],
        }
    }

    fn value(&self, dates: &Dates) -> Value {
        let (mut lateness, mut delay) = (0, 0);
        for (at, activity) in self.problem.plan.activities.iter().enumerate() {
            let finish = dates.finishes[at];
            let late = activity.due.map_or(0, |due| finish.saturating_sub(due));
            lateness += u64::from(late) * u64::from(activity.weight.max(1));
            delay += u64::from(finish - self.earliest_finishes[at]) * u64::from(activity.weight);
        }
        Value { lateness, makespan: dates.makespan(), delay }
    }

    /// Makes one schedule and keeps it if it is the best. `Err` ends the search.
    fn make(&mut self, side: Side, limit: u32, order: &[u32]) -> Result<Option<Value>, End> {
        // The last schedule of the budget is kept for tidying, see `tidied`.
        if self.schedules > 0 && self.schedules + u32::from(self.two_way) >= self.budget {
            return Err(End::Budget);
        }
        if let Some((best, ..)) = &self.best
            && self.schedules.is_multiple_of(64)
        {
            let progress = Progress { schedules: self.schedules, of: self.budget, makespan: best.makespan };
            if (self.watch)(progress).is_break() {
                return Err(End::Cancelled);
            }
        }
        self.schedules += 1;
        let Some(makespan) = self.decoder.run(side, limit, order, &mut self.dates) else { return Ok(None) };
        let value = match (self.two_way, side) {
            (true, _) | (false, Side::Backward) => Value { lateness: 0, makespan, delay: 0 },
            (false, Side::Forward) => self.value(&self.dates),
        };
        // Of a schedule pushed to the right in a plan that prefers places, only the order is of use.
        let counts = self.two_way || side == Side::Forward;
        if counts && self.best.as_ref().is_none_or(|(best, ..)| value < *best) {
            self.best = Some((value, side, self.dates.clone()));
            if value <= self.bound {
                return Err(End::Optimal);
            }
        }
        Ok(Some(value))
    }

    /// Ends by an `Err`; `Ok` where there is nothing to search.
    fn run(&mut self) -> Result<(), End> {
        let count = self.problem.count();
        let rule = latest_starts(self.problem);
        let first = self.rule_order(&rule, false);
        if count < 2 {
            return self.make(Side::Forward, 0, &first).map(drop);
        }
        // From trials, see docs/levelling.md: many members at first, so that they differ, and few in the end, so that they meet.
        let wish = 16.0 * (f64::from(self.budget) / count as f64).sqrt();
        let size = (wish as usize).clamp(20, 1_000);

        let mut order = first;
        let mut left = Vec::with_capacity(size);
        while left.len() < size {
            left.extend(if self.two_way { self.born(Side::Forward, order)? } else { self.born_one_way(order)? });
            order = self.rule_order(&rule, true);
        }
        if !self.two_way {
            loop {
                self.shrink(&mut left, size);
                for at in 0..left.len() {
                    let child = self.cross(&left, at, Side::Forward);
                    let member = self.born_one_way(child)?;
                    self.settle(&mut left, member);
                }
            }
        }
        let mut right = Vec::with_capacity(size);
        for member in &left {
            right.extend(self.born(Side::Backward, member.order.clone())?);
        }
        loop {
            self.shrink(&mut left, size);
            self.shrink(&mut right, size);
            self.generation(&right, &mut left, Side::Forward)?;
            self.generation(&left, &mut right, Side::Backward)?;
        }
    }

    /// Drops the worst, from all at the start of the budget to 20 at its end.
    fn shrink(&self, members: &mut Vec<Member>, size: usize) {
        let spent = (size - 20) as u64 * u64::from(self.schedules) / u64::from(self.budget);
        let keep = size - spent as usize;
        if keep < members.len() {
            members.sort_by_key(|member| member.value);
            members.truncate(keep);
        }
    }

    fn generation(&mut self, parents: &[Member], children: &mut [Member], side: Side) -> Result<(), End> {
        for at in 0..parents.len() {
            let child = self.cross(parents, at, side);
            let member = self.born(side, child)?;
            self.settle(children, member);
        }
        Ok(())
    }

    /// A member of the two-way search.
    fn born(&mut self, side: Side, order: Vec<u32>) -> Result<Option<Member>, End> {
        let value = self.make(side, 0, &order)?;
        Ok(value.map(|value| Member { order: self.order_of(side, &order), starts: self.dates.starts.clone(), value }))
    }

    /// A member of the one-way search: made forwards, and its order that of being pushed to the right within its length.
    fn born_one_way(&mut self, order: Vec<u32>) -> Result<Option<Member>, End> {
        let Some(value) = self.make(Side::Forward, 0, &order)? else { return Ok(None) };
        let starts = self.dates.starts.clone();
        let turned = self.order_of(Side::Forward, &order);
        let pushed = self.make(Side::Backward, value.makespan, &turned)?;
        let order = if pushed.is_some() { self.order_of(Side::Backward, &turned) } else { order };
        Ok(Some(Member { order, starts, value }))
    }

    /// The order in which the other direction makes the schedule that this one made last: the last to end comes first.
    fn order_of(&self, side: Side, order: &[u32]) -> Vec<u32> {
        let mut turned: Vec<u32> = order.iter().rev().copied().collect();
        turned.sort_by_key(|&one| std::cmp::Reverse(self.dates.finishes[one as usize]));
        let other = if side == Side::Forward { Side::Backward } else { Side::Forward };
        self.problem.sorted(turned, other)
    }

    /// A newcomer takes the place of the worst of a few met by chance, unless it is worse still or already there.
    fn settle(&mut self, members: &mut [Member], newcomer: Option<Member>) {
        let Some(newcomer) = newcomer else { return };
        let mut worst = self.random.below(members.len());
        for _ in 0..3 {
            let other = self.random.below(members.len());
            if members[other].value > members[worst].value {
                worst = other;
            }
        }
        let is_there = |member: &Member| member.value == newcomer.value && member.starts == newcomer.starts;
        if newcomer.value <= members[worst].value && !members.iter().any(is_there) {
            members[worst] = newcomer;
        }
    }

    /// A child of the member at a place and the better of two others: the order of one, in which a window follows the other.
    fn cross(&mut self, members: &[Member], at: usize, side: Side) -> Vec<u32> {
        let other = loop {
            let (one, two) = (self.random.below(members.len()), self.random.below(members.len()));
            let better = if members[one].value <= members[two].value { one } else { two };
            if better != at {
                break better;
            }
            // A member that is better than all others wins unless it meets itself.
            if one != at || two != at {
                break if one == at { two } else { one };
            }
        };
        let (outer, inner) = if self.random.below(2) == 0 { (at, other) } else { (other, at) };
        let (outer, inner) = (&members[outer].order, &members[inner].order);

        let count = outer.len();
        let window = ((count as f64 * (0.1 + 0.6 * self.random.unit())) as usize).min(count - 1);
        let from = self.random.below(count - window);
        self.child.clear();
        self.taken.fill(false);
        for &one in &outer[..from] {
            self.taken[one as usize] = true;
            self.child.push(one);
        }
        for &one in inner {
            if self.child.len() == from + window {
                break;
            }
            if !std::mem::replace(&mut self.taken[one as usize], true) {
                self.child.push(one);
            }
        }
        self.child.extend(outer.iter().filter(|&&one| !self.taken[one as usize]));
        self.mutate(side);
        self.child.clone()
    }

    /// About three neighbours change places, and in small plans often one activity moves as far as its links allow.
    fn mutate(&mut self, side: Side) {
        let count = self.child.len();
        for at in 0..count - 1 {
            if self.random.below(count) < 3 && !self.problem.links_directly(side, self.child[at], self.child[at + 1]) {
                self.child.swap(at, at + 1);
            }
        }
        if self.random.below(100) < (2_500 / count).min(80) {
            let at = self.random.below(count);
            let one = self.child[at];
            let mut low = at;
            while low > 0 && !self.problem.links_directly(side, self.child[low - 1], one) {
                low -= 1;
            }
            let mut high = at;
            while high + 1 < count && !self.problem.links_directly(side, one, self.child[high + 1]) {
                high += 1;
            }
            let to = low + self.random.below(high - low + 1);
            if to < at {
                self.child[to..=at].rotate_right(1);
            } else {
                self.child[at..=to].rotate_left(1);
            }
        }
    }

    /// What must start soonest comes first; `by_chance`, is likelier to.
    fn rule_order(&mut self, rule: &[i64], by_chance: bool) -> Vec<u32> {
        let problem = self.problem;
        let count = problem.count();
        let mut open: Vec<usize> = (0..count).map(|at| problem.waits_for(Side::Forward, at).len()).collect();
        if !by_chance {
            let mut order: Vec<u32> = problem.order.clone();
            order.sort_by_key(|&one| rule[one as usize]);
            return problem.sorted(order, Side::Forward);
        }
        let mut ready: Vec<u32> = (0..count as u32).filter(|&one| open[one as usize] == 0).collect();
        let mut order = Vec::with_capacity(count);
        let mut chances = Vec::new();
        while !ready.is_empty() {
            let last = ready.iter().map(|&one| rule[one as usize]).max().unwrap_or(0);
            chances.clear();
            // The fourth root of the advance; square roots are exact everywhere, powers are not.
            chances.extend(ready.iter().map(|&one| ((last - rule[one as usize] + 1) as f64).sqrt().sqrt()));
            let mut aim = self.random.unit() * chances.iter().sum::<f64>();
            let mut at = 0;
            while at + 1 < ready.len() && aim >= chances[at] {
                aim -= chances[at];
                at += 1;
            }
            let one = ready.swap_remove(at);
            order.push(one);
            for bond in problem.awaited_by(Side::Forward, one as usize) {
                open[bond.other as usize] -= 1;
                if open[bond.other as usize] == 0 {
                    ready.push(bond.other);
                }
            }
        }
        order
    }

    /// The best schedule, each activity as early as it can be. One that was made backwards needs a last forward pass.
    fn tidied(&mut self) -> (Value, Dates) {
        let Some((value, side, dates)) = self.best.take() else {
            unreachable!("the first schedule is made forwards, and that always succeeds")
        };
        if side == Side::Forward {
            return (value, dates);
        }
        let straight = dates.turned(value.makespan);
        let mut order = self.problem.order.clone();
        order.sort_by_key(|&one| straight.starts[one as usize]);
        let order = self.problem.sorted(order, Side::Forward);
        self.schedules += 1;
        match self.decoder.run(Side::Forward, 0, &order, &mut self.dates) {
            Some(makespan) if makespan <= value.makespan => (Value { makespan, ..value }, self.dates.clone()),
            _ => (value, straight),
        }
    }
}

/// When each activity must start so that nothing ends after the critical path or its due date, resources and calendars
/// forgotten: a rule of order only, so it may be below 0.
fn latest_starts(problem: &Problem) -> Vec<i64> {
    let activities = &problem.plan.activities;
    let mut starts = vec![i64::MAX; problem.count()];
    let end: i64 = activities.iter().map(|one| i64::from(one.duration)).sum();
    for &one in problem.order.iter().rev() {
        let at = one as usize;
        let duration = i64::from(activities[at].duration);
        let mut finish = activities[at].due.map_or(end, |due| end.min(due.into()));
        for bond in problem.awaited_by(Side::Forward, at) {
            let other = bond.other as usize;
            let (start_of, finish_of) = (starts[other], starts[other] + i64::from(activities[other].duration));
            // The kinds are those of turned time, in which SS and FF have changed places.
            finish = finish.min(match bond.kind {
                LinkKind::Fs => start_of - bond.lag,
                LinkKind::Ff => start_of - bond.lag + duration,
                LinkKind::Ss => finish_of - bond.lag,
                LinkKind::Sf => finish_of - bond.lag + duration,
            });
        }
        starts[at] = finish - duration;
    }
    starts
}
