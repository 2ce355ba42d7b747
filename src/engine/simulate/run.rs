//! One simulation: what is drawn in a run, and what is kept of it. Nothing is allocated in a run where the plan keeps one
//! calendar. Each run has its own stream of random numbers, tasks before risks, so that another risk or a response changes
//! nothing but what it changes.

use std::collections::HashMap;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

use super::estimate::{Quantile, Shapes, points};
use super::{MilestoneDates, Outcome, RiskFigures, TaskFigures};
use crate::engine::model::{Correlation, Currency, Id, Moment, Money, TaskKind};
use crate::engine::plan::Plan;
use crate::engine::plan::chance::{Repeated, carried_out};
use crate::engine::risk::{Chance, RiskEvent};

/// How much of a task's luck is that of its owner or phase.
const SHARED: f64 = 0.5;

struct Drawn {
    place: usize,
    quantile: Quantile,
    /// Who it shares luck with; none for itself alone.
    group: Option<usize>,
    /// Sums over the runs: duration, its square, its product with the finish.
    sum: f64,
    square: f64,
    product: f64,
    critical: u32,
    tenths: f64,
}

struct Event {
    risk: Id,
    probability: f64,
    /// Tenths of a working minute for each of the tasks.
    delay: f64,
    /// Among what is drawn.
    tasks: Vec<usize>,
    cost: f64,
    hits: u32,
    /// Sum of the finishes of runs in which it happened.
    finishes: f64,
}

pub struct Simulator {
    repeated: Repeated,
    shapes: Shapes,
    drawn: Vec<Drawn>,
    events: Vec<Event>,
    happened: Vec<bool>,
    luck: Vec<f64>,
    milestones: Vec<(usize, Vec<i64>)>,
    finishes: Vec<i64>,
    sum: f64,
    square: f64,
    cost: f64,
    planned: i64,
    unbuffered: i64,
    day: f64,
    ids: Vec<Id>,
    seed: u64,
    currency: Currency,
}

impl Simulator {
    /// `responded` is the risk that is taken as it will be once its responses are done.
    pub fn new(plan: &Plan, events: &[RiskEvent], currency: Currency, seed: u64, responded: Option<Id>) -> Simulator {
        let policy = plan.project.promise.clone();
        let mut shapes = Shapes::default();
        let mut groups: HashMap<Option<Id>, usize> = HashMap::new();
        let mut drawn = Vec::new();
        let mut place_of: HashMap<Id, usize> = HashMap::new();
        let mut phase = None;
        for (place, row) in plan.rows.iter().enumerate() {
            if row.depth == 0 {
                phase = Some(row.task.id);
            }
            if row.summary || row.task.actual_finish.is_some() || plan.network.tasks[place].inactive || row.done() {
                continue;
            }
            let length = plan.network.tasks[place].duration.as_tenths() as f64 / 10.0;
            // A milestone has no length to draw. A buffer is no work but room for what others take longer: what is drawn
            // is when the work ends, and the planned finish behind the buffer is asked how sure it is.
            let length = if row.task.kind == TaskKind::Buffer { 0.0 } else { length };
            let own = if row.milestone() || row.task.kind != TaskKind::Task { None } else { points(&row.task, policy.class) };
            let quantile = own.map_or(Quantile::Fixed(length), |points| shapes.quantile(points, policy.distribution));
            let with = match policy.correlation {
                Correlation::None => None,
                Correlation::Owner => row.task.owner.map(Some),
                Correlation::Phase => Some(phase),
            };
            let next = groups.len();
            let group = with.map(|with| *groups.entry(with).or_insert(next));
            place_of.insert(row.task.id, drawn.len());
            drawn.push(Drawn { place, quantile, group, sum: 0.0, square: 0.0, product: 0.0, critical: 0, tenths: 0.0 });
        }
        let day = plan.calendar.minutes_per_day() as f64;
        let event = |event: &RiskEvent| {
            let now = event.current.clone()?;
            let then = event.target.clone().filter(|_| responded == Some(event.risk));
            let Chance { probability, days, cost } = then.unwrap_or(now);
            let cost = cost.filter(|cost| cost.currency == currency).map_or(0.0, |cost| cost.minor as f64);
            Some(Event {
                risk: event.risk,
                probability,
                delay: days * day * 10.0,
                tasks: event.tasks.iter().filter_map(|task| place_of.get(task).copied()).collect(),
                cost,
                hits: 0,
                finishes: 0.0,
            })
        };
        let events: Vec<Event> = events.iter().filter_map(event).collect();
        let milestones = plan.rows.iter().enumerate().filter(|(_, row)| row.milestone());
        let mut repeated = Repeated::new(&carried_out(&plan.network, &plan.schedule));
        for task in drawn.iter().filter(|task| plan.rows[task.place].task.kind == TaskKind::Buffer) {
            repeated.set_duration(task.place, 0);
        }
        let unbuffered = repeated.run().minutes();
        Simulator {
            repeated,
            unbuffered,
            shapes,
            happened: vec![false; events.len()],
            luck: vec![0.0; groups.len()],
            milestones: milestones.map(|(place, _)| (place, Vec::new())).collect(),
            finishes: Vec::new(),
            drawn,
            events,
            sum: 0.0,
            square: 0.0,
            cost: 0.0,
            planned: plan.finish.minutes(),
            day,
            ids: plan.rows.iter().map(|row| row.task.id).collect(),
            seed,
            currency,
        }
    }

    /// Makes room, so that no run asks for any.
    pub fn reserve(&mut self, runs: u32) {
        self.finishes.reserve(runs as usize);
        for (_, dates) in &mut self.milestones {
            dates.reserve(runs as usize);
        }
    }

    pub fn run(&mut self, number: u32) {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(self.seed ^ u64::from(number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for luck in &mut self.luck {
            *luck = normal(&mut random);
        }
        for task in &mut self.drawn {
            let mut u = unit(&mut random);
            if let Some(group) = task.group {
                // Two lucks in one: the group's and its own (a Gaussian copula).
                let own = normal_of(u, unit(&mut random));
                u = below(libm::sqrt(SHARED) * self.luck[group] + libm::sqrt(1.0 - SHARED) * own);
            }
            task.tenths = self.shapes.at(&task.quantile, u) * 10.0;
        }
        for (event, happened) in self.events.iter().zip(&mut self.happened) {
            *happened = unit(&mut random) < event.probability;
            if *happened {
                self.cost += event.cost;
                for &task in &event.tasks {
                    let task = &mut self.drawn[task];
                    task.tenths = (task.tenths + event.delay).max(0.0);
                }
            }
        }
        for task in &self.drawn {
            self.repeated.set_duration(task.place, (task.tenths + 0.5) as i64);
        }
        let finish = self.repeated.run();
        let minutes = self.repeated.minutes(finish) as f64;
        self.finishes.push(finish.minutes());
        self.sum += minutes;
        self.square += minutes * minutes;
        for task in &mut self.drawn {
            task.sum += task.tenths;
            task.square += task.tenths * task.tenths;
            task.product += task.tenths * minutes;
            task.critical += u32::from(self.repeated.critical(task.place));
        }
        for (event, happened) in self.events.iter_mut().zip(&self.happened) {
            if *happened {
                event.hits += 1;
                event.finishes += minutes;
            }
        }
        for (place, dates) in &mut self.milestones {
            dates.push(self.repeated.finish(*place).minutes());
        }
    }

    /// P80 of the finish so far.
    pub fn p80(&self) -> Option<Moment> {
        let mut sorted = self.finishes.clone();
        sorted.sort_unstable();
        rank(&sorted, 80).map(Moment::from_minutes)
    }

    pub fn outcome(&self) -> Outcome {
        let mut sorted = self.finishes.clone();
        sorted.sort_unstable();
        let runs = sorted.len() as f64;
        let mean = self.sum / runs.max(1.0);
        let deviation = |sum: f64, square: f64| (square / runs - (sum / runs) * (sum / runs)).max(0.0).sqrt();
        let mut days: Vec<(i32, u32)> = Vec::new();
        for &finish in &sorted {
            let day = Moment::from_minutes(finish).finish_date().days();
            match days.last_mut() {
                Some((last, count)) if *last == day => *count += 1,
                _ => days.push((day, 1)),
            }
        }
        let tasks = self.drawn.iter().map(|task| {
            let sd = deviation(task.sum, task.square);
            let covariance = task.product / runs - task.sum / runs * mean;
            // A millionth of a minute is the noise of the sums.
            let minutes = if sd > 1e-6 { covariance / sd } else { 0.0 };
            TaskFigures { task: self.ids[task.place], criticality: f64::from(task.critical) / runs, days: minutes / self.day }
        });
        let risks = self.events.iter().map(|event| {
            let (hits, misses) = (f64::from(event.hits), runs - f64::from(event.hits));
            let apart = hits > 0.0 && misses > 0.0 && !event.tasks.is_empty();
            let delay = if apart { event.finishes / hits - (self.sum - event.finishes) / misses } else { 0.0 };
            RiskFigures { risk: event.risk, probability: hits / runs, delay: delay / self.day, bought: None }
        });
        let milestones = self.milestones.iter().map(|(place, dates)| {
            let mut dates = dates.clone();
            dates.sort_unstable();
            let quantiles = [10, 50, 80, 90].map(|percent| rank(&dates, percent).unwrap_or_default());
            MilestoneDates { task: self.ids[*place], quantiles }
        });
        Outcome {
            runs: sorted.len() as u32,
            seed: self.seed,
            quantiles: (1..100).filter_map(|percent| rank(&sorted, percent)).collect(),
            days,
            mean_minutes: mean,
            sd_minutes: deviation(self.sum, self.square),
            planned: self.planned,
            unbuffered: self.unbuffered,
            milestones: milestones.collect(),
            tasks: tasks.collect(),
            risks: risks.collect(),
            expected_cost: self
                .events
                .iter()
                .any(|event| event.cost != 0.0)
                .then(|| Money::new((self.cost / runs.max(1.0)).round() as i64, self.currency)),
            currency: self.currency,
        }
    }
}

/// The least value that so many per cent of all do not exceed.
fn rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let at = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(at).copied()
}

/// 0 to 1, without 1.
fn unit(random: &mut Xoshiro256PlusPlus) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

fn normal(random: &mut Xoshiro256PlusPlus) -> f64 {
    normal_of(unit(random), unit(random))
}

/// Box and Muller's.
fn normal_of(u: f64, v: f64) -> f64 {
    libm::sqrt(-2.0 * libm::log(1.0 - u)) * libm::cos(2.0 * std::f64::consts::PI * v)
}

/// The probability of a standard normal below `z`.
fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}
