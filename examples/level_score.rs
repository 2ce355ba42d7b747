//! Scores levelling: over PSPLIB's J30 against the optimum, or over projects made at random in the way of PSPLIB against
//! the critical path. Every schedule is checked by rules that share no code with the solver. The figures of
//! `docs/levelling.md` come from here.

use std::{ops::ControlFlow, path::Path, process::ExitCode, sync::Arc};

use pursuit::engine::calendar::WorkTime;
use pursuit::engine::model::Date;
use pursuit::engine::plan::{self, level};
use pursuit::engine::rcpsp::{Activity, Link, LinkKind, Options, Plan, Problem, check, psplib, solve};

const HELP: &str = "\
Scores levelling and prints the average deviation.

Usage: level_score [FOLDER | --made JOBS] [--schedules N] [--seed N] [--each N] [--app]

  FOLDER          holds j30/*.sm and j30opt.sm ($PURSUIT_DATA/psplib, else ../shared/data/psplib)
  --made JOBS     projects of so many jobs, made at random as PSPLIB's were (60 or 120, say)
  --each N        made projects for each setting of the generator (3)
  --app           score what the app levels real plans with, a slot for a day, which makes few schedules
  --schedules N   how many schedules may be made (5000)
  --seed N        of the solver (1)
  --help          this text
";

struct Case {
    name: String,
    plan: Plan,
    optimum: Option<u32>,
}

fn main() -> ExitCode {
    match run() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("level_score: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let (mut folder, mut made, mut each, mut options, mut app) = (None, None, 3, Options::default(), false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("schedules") => options.schedules = arguments.value()?.parse()?,
            Long("seed") => options.seed = arguments.value()?.parse()?,
            Long("made") => made = Some(arguments.value()?.parse::<usize>()?),
            Long("each") => each = arguments.value()?.parse()?,
            Long("app") => app = true,
            Short('h') | Long("help") => return Ok(HELP.into()),
            Value(path) if folder.is_none() => folder = Some(std::path::PathBuf::from(path)),
            other => return Err(other.unexpected().into()),
        }
    }
    let cases = match made {
        Some(jobs) if !(10..=1000).contains(&jobs) => return Err("--made takes 10 to 1000 jobs".into()),
        Some(jobs) => made_cases(jobs, each),
        None => {
            let data = || std::env::var_os("PURSUIT_DATA").unwrap_or("../shared/data".into());
            j30(&folder.unwrap_or_else(|| Path::new(&data()).join("psplib")))?
        }
    };
    if app { score_app(&cases) } else { score(&cases, options) }
}

fn score_app(cases: &[Case]) -> Result<String, Box<dyn std::error::Error>> {
    let (mut over_cpm, mut over_optimum, mut optimal, mut known) = (0.0, 0.0, 0, 0);
    for case in cases {
        let free = Plan { capacities: vec![vec![u32::MAX]; case.plan.capacities.len()], ..case.plan.clone() };
        let free = Problem::new(free).map_err(|error| format!("{}: {error}", case.name))?;
        let cpm = solve(&free, Options { schedules: 1, seed: 1 }, &mut |_| ControlFlow::Continue(())).makespan;
        let days = levelled_in_app(&case.plan).ok_or_else(|| format!("{}: stays too full", case.name))?;
        if days < i64::from(cpm) {
            return Err(format!("{}: too good to be true: {days}", case.name).into());
        }
        let over = |bound: u32| (days - i64::from(bound)) as f64 / f64::from(bound.max(1)) * 100.0;
        over_cpm += over(cpm);
        if let Some(optimum) = case.optimum {
            over_optimum += over(optimum);
            // A day is counted as a whole, so that a task may begin at noon where half a day is free: the optimum of whole days
            // can be undercut.
            optimal += usize::from(days <= i64::from(optimum));
            known += 1;
        }
    }
    let mut text =
        format!("{} projects, as the app levels: {:.3} % over the critical path", cases.len(), over_cpm / cases.len() as f64);
    if known > 0 {
        text += &format!(", {:.3} % over the optimum, {optimal} of {known} no longer than it", over_optimum / f64::from(known));
    }
    Ok(text + "\n")
}

/// Days, the last one whole, that the app's levelling takes for a project, on a calendar that always works; none where days stay too full.
fn levelled_in_app(plan: &Plan) -> Option<i64> {
    let start = Date::from_days(20_000).midnight();
    let time = Arc::new(WorkTime::always());
    let mut network = plan::Network::new(start, time.clone());
    network.tasks = plan.activities.iter().map(|activity| plan::Node::task(i64::from(activity.duration) * 1440)).collect();
    network.links = plan.links.iter().map(|link| plan::Link::fs(link.from as u32, link.to as u32)).collect();
    let demands = plan.activities.iter().enumerate().flat_map(|(task, activity)| {
        let demand = move |&(resource, units): &(usize, u32)| level::Demand {
            task: task as u32,
            resource: resource as u32,
            units: i64::from(units) * 100,
        };
        activity.demands.iter().map(demand)
    });
    let resource = |units: &Vec<u32>| level::Resource { time: time.clone(), capacity: i64::from(units[0]) * 100 };
    let problem = level::Problem {
        demands: demands.collect(),
        resources: plan.capacities.iter().map(resource).collect(),
        rank: Vec::new(),
        taken: Default::default(),
        network,
    };
    let found = level::Levelling::new(problem, level::Options::default()).run();
    found.over.is_empty().then(|| (found.after.project_finish.minutes() - start.minutes() + 1439) / 1440)
}

fn score(cases: &[Case], options: Options) -> Result<String, Box<dyn std::error::Error>> {
    let (mut over_cpm, mut over_optimum, mut optimal, mut known) = (0.0, 0.0, 0, 0);
    for case in cases {
        let problem = Problem::new(case.plan.clone()).map_err(|error| format!("{}: {error}", case.name))?;
        let solution = solve(&problem, options, &mut |_| ControlFlow::Continue(()));
        if let Some(violation) = check::violation(&case.plan, &solution.starts, &solution.finishes) {
            return Err(format!("{}: {violation:?}", case.name).into());
        }
        if solution.schedules > options.schedules || solution.makespan < case.optimum.unwrap_or(solution.lower_bound) {
            return Err(format!("{}: too good to be true: {solution:?}", case.name).into());
        }
        let over = |bound: u32| f64::from(solution.makespan - bound) / f64::from(bound.max(1)) * 100.0;
        over_cpm += over(solution.cpm);
        if let Some(optimum) = case.optimum {
            over_optimum += over(optimum);
            optimal += usize::from(solution.makespan == optimum);
            known += 1;
        }
    }
    let count = cases.len() as f64;
    let mut text = format!("{} projects, at most {} schedules, seed {}: ", cases.len(), options.schedules, options.seed);
    text += &format!("{:.3} % over the critical path", over_cpm / count);
    if known > 0 {
        text += &format!(", {:.4} % over the optimum, {optimal} of {known} optimal", over_optimum / f64::from(known));
    }
    Ok(text + "\n")
}

/// The optima are rows of `parameter instance makespan seconds` among others.
fn j30(folder: &Path) -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}. Try --help", path.display()))
    };
    let mut cases = Vec::new();
    for row in read("j30opt.sm")?.lines() {
        let words: Vec<&str> = row.split_whitespace().collect();
        let [parameter, instance, optimum, _] = words[..] else { continue };
        let (Ok(parameter), Ok(instance), Ok(optimum)) = (parameter.parse::<u32>(), instance.parse::<u32>(), optimum.parse())
        else {
            continue;
        };
        let name = format!("j30/j30{parameter}_{instance}.sm");
        let plan = psplib::parse(&read(&name)?).map_err(|error| format!("{name}: {error}"))?;
        cases.push(Case { name, plan, optimum: Some(optimum) });
    }
    Ok(cases)
}

/// PSPLIB's design: network complexity, resource factor and resource strength crossed; in J120 resources are scarcer.
fn made_cases(jobs: usize, each: usize) -> Vec<Case> {
    let strengths: &[f64] = if jobs < 100 { &[0.2, 0.5, 0.7, 1.0] } else { &[0.1, 0.2, 0.3, 0.4, 0.5] };
    let mut dice = Dice(8);
    let mut cases = Vec::new();
    for complexity in [1.5, 1.8, 2.1] {
        for factor in [0.25, 0.5, 0.75, 1.0] {
            for &strength in strengths {
                for number in 0..each {
                    let name = format!("{jobs} jobs, NC {complexity}, RF {factor}, RS {strength}, {number}");
                    let plan = std::iter::repeat_with(|| made(&mut dice, jobs, complexity, factor, strength)).flatten().next();
                    cases.push(Case { name, plan: plan.expect("made sooner or later"), optimum: None });
                }
            }
        }
    }
    cases
}

/// A linear congruence (Knuth's MMIX); the solver's numbers are made otherwise.
struct Dice(u64);

impl Dice {
    /// From `low` and below `end`.
    fn roll(&mut self, low: usize, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + ((self.0 >> 33) as usize) % (end - low)
    }
}

/// The network of a made project: who follows whom, directly and at all.
struct Network {
    next: Vec<Vec<usize>>,
    before: Vec<usize>,
    reach: Vec<Vec<bool>>,
}

impl Network {
    fn new(count: usize) -> Network {
        let reach = (0..count).map(|at| (0..count).map(|other| other == at).collect()).collect();
        Network { next: vec![Vec::new(); count], before: vec![0; count], reach }
    }

    fn link(&mut self, from: usize, to: usize) {
        self.next[from].push(to);
        self.before[to] += 1;
        let after = self.reach[to].clone();
        for row in self.reach.iter_mut().filter(|row| row[from]) {
            row.iter_mut().zip(&after).for_each(|(reach, &after)| *reach |= after);
        }
    }

    /// Neither the new link nor an old one would say what others say already, and no job has more than three neighbours.
    fn may_link(&self, from: usize, to: usize) -> bool {
        let doubles = |at: usize| self.reach[at][from] && self.next[at].iter().any(|&other| self.reach[to][other]);
        self.next[from].len() < 3 && self.before[to] < 3 && !self.reach[from][to] && !(0..self.next.len()).any(doubles)
    }
}

/// As ProGen does it (Kolisch, Sprecher, Drexl 1995): three first and three last jobs, durations and requests of 1 to 10,
/// four resources. `None` where the dice led to a network that cannot be completed.
fn made(dice: &mut Dice, jobs: usize, complexity: f64, factor: f64, strength: f64) -> Option<Plan> {
    let (count, end) = (jobs + 2, jobs + 1);
    let mut network = Network::new(count);
    (1..=3).for_each(|at| network.link(0, at));
    (end - 3..end).for_each(|at| network.link(at, end));
    for to in 4..end {
        let mut tries = 0..1000;
        let from = tries.find_map(|_| Some(dice.roll(1, to.min(end - 3))).filter(|&from| network.next[from].len() < 3))?;
        network.link(from, to);
    }
    for from in 1..end - 3 {
        if network.next[from].is_empty() {
            let to = (0..1000).find_map(|_| Some(dice.roll((from + 1).max(4), end)).filter(|&to| network.may_link(from, to)))?;
            network.link(from, to);
        }
    }
    let wanted = (complexity * count as f64).round() as usize;
    let mut tries = 0;
    while network.next.iter().map(Vec::len).sum::<usize>() < wanted {
        tries += 1;
        if tries > 200_000 {
            return None;
        }
        let from = dice.roll(1, end - 3);
        let to = dice.roll((from + 1).max(4), end);
        if network.may_link(from, to) {
            network.link(from, to);
        }
    }

    let mut asks = vec![[false; 4]; count];
    (1..end).for_each(|at| asks[at][dice.roll(0, 4)] = true);
    let mut open = ((factor * 4.0 * jobs as f64).round() as usize).saturating_sub(jobs);
    while open > 0 {
        let (at, resource) = (dice.roll(1, end), dice.roll(0, 4));
        open -= usize::from(!std::mem::replace(&mut asks[at][resource], true));
    }
    let mut activities = vec![Activity::default(); count];
    for (activity, asks) in activities[1..end].iter_mut().zip(&asks[1..]) {
        activity.duration = dice.roll(1, 11) as u32;
        activity.demands =
            (0..4).filter(|&resource| asks[resource]).map(|resource| (resource, dice.roll(1, 11) as u32)).collect();
    }
    let links = network.next.iter().enumerate().flat_map(|(from, next)| next.iter().map(move |&to| (from, to)));
    let links = links.map(|(from, to)| Link { from, to, kind: LinkKind::Fs, lag: 0 }).collect();
    let plan = Plan { activities, links, capacities: vec![vec![u32::MAX]; 4], calendars: Vec::new() };
    let capacities = (0..4).map(|resource| vec![capacity(&plan, resource, strength)]).collect();
    Some(Plan { capacities, ..plan })
}

/// Between the greatest request and the peak of the schedule that forgets resources.
fn capacity(plan: &Plan, resource: usize, strength: f64) -> u32 {
    let free = Plan { capacities: vec![vec![u32::MAX]; 4], ..plan.clone() };
    let problem = Problem::new(free).expect("links go from lower to higher jobs");
    let earliest = solve(&problem, Options { schedules: 1, seed: 1 }, &mut |_| ControlFlow::Continue(()));
    let mut load = vec![0; earliest.makespan as usize];
    let mut least = 0;
    for (at, activity) in plan.activities.iter().enumerate() {
        for &(_, units) in activity.demands.iter().filter(|demand| demand.0 == resource) {
            least = least.max(units);
            load[earliest.starts[at] as usize..earliest.finishes[at] as usize].iter_mut().for_each(|load| *load += units);
        }
    }
    let peak = load.into_iter().max().unwrap_or(0);
    least + (strength * f64::from(peak - least)).round() as u32
}
