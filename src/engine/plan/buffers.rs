//! Critical chain: how large buffers are to be, which tasks they protect, and how fast they are used up.

use super::outline::{Plan, PlanRow};
use super::schedule::Driver;
use crate::engine::model::{BufferMethod, BufferPolicy, Id, LinkKind, Moment, TaskKind};

/// Time of a chain's tasks: as planned, and where known with safety. Any unit.
pub type Estimate = (f64, Option<f64>);

/// The buffer of a chain. None where the method needs safe durations and no task has one, or where there is to be none.
pub fn size(policy: &BufferPolicy, chain: &[Estimate]) -> Option<f64> {
    let planned: f64 = chain.iter().map(|(planned, _)| planned).sum();
    match policy.method {
        BufferMethod::None => None,
        BufferMethod::Percent => Some(planned * policy.percent.get() as f64 / 100.0),
        BufferMethod::CutPaste => Some(planned * 0.5),
        BufferMethod::Rsem => {
            let safety: Vec<f64> = chain.iter().filter_map(|(planned, safe)| Some((safe.as_ref()? - planned).max(0.0))).collect();
            (!safety.is_empty()).then(|| safety.iter().map(|safety| safety * safety).sum::<f64>().sqrt())
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    Green,
    Amber,
    Red,
}

/// Share of a buffer that is used over share of its chain that is done; none before anything is done.
pub fn burn(used: f64, done: f64) -> Option<f64> {
    (done > 0.0).then(|| used / done)
}

/// Green under 1, amber to 1.3, red above; what is used before anything is done is red.
pub fn light(used: f64, done: f64) -> Light {
    match burn(used, done) {
        None if used <= 0.0 => Light::Green,
        None => Light::Red,
        Some(burn) if burn < 1.0 => Light::Green,
        Some(burn) if burn <= 1.3 => Light::Amber,
        Some(_) => Light::Red,
    }
}

/// A buffer as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// Place in the plan.
    pub task: usize,
    /// Places of the tasks it protects, the last first.
    pub chain: Vec<usize>,
    /// Working minutes.
    pub size: i64,
    /// Share of the chain's time that is done.
    pub done: f64,
    /// Working minutes by which the chain has run into it; none where no baseline says where it was to begin.
    pub used: Option<i64>,
}

impl Buffer {
    /// Share that is used, may be above 1.
    pub fn share(&self) -> Option<f64> {
        let used = self.used? as f64;
        (self.size > 0).then(|| used / self.size as f64)
    }

    pub fn burn(&self) -> Option<f64> {
        burn(self.share()?, self.done)
    }

    pub fn light(&self) -> Option<Light> {
        Some(light(self.share()?, self.done))
    }
}

/// Every buffer of a plan. Where it was to begin is what the last baseline that holds it says.
pub fn buffers(plan: &Plan) -> Vec<Buffer> {
    let places = (0..plan.rows.len()).filter(|&at| plan.rows[at].task.kind == TaskKind::Buffer && !plan.rows[at].summary);
    places.map(|at| buffer(plan, at)).collect()
}

fn buffer(plan: &Plan, at: usize) -> Buffer {
    let row = &plan.rows[at];
    let chain = chain(plan, at);
    let (done, all) = chain
        .iter()
        .map(|&task| &plan.rows[task])
        .fold((0.0, 0.0), |(done, all), row| (done + row.progress * row.duration as f64, all + row.duration as f64));
    let used = promised(plan, row.task.id).map(|begin| plan.calendar.between(begin, row.start).max(0));
    Buffer { task: at, chain, size: row.duration, done: if all > 0.0 { done / all } else { 0.0 }, used }
}

/// The start of a buffer in the last baseline that holds it.
fn promised(plan: &Plan, buffer: Id) -> Option<Moment> {
    plan.project
        .baselines
        .iter()
        .rev()
        .find_map(|baseline| baseline.tasks.iter().find(|task| task.task == buffer).map(|task| task.start))
}

/// The tasks that lead to one, from the last back to the first: each time the predecessor that holds it, else the one that
/// finishes last. Buffers end a chain.
pub fn chain(plan: &Plan, task: usize) -> Vec<usize> {
    let mut into: Vec<Vec<u32>> = vec![Vec::new(); plan.rows.len()];
    for (link, at) in plan.network.links.iter().zip(0..) {
        into[link.to as usize].push(at);
    }
    let mut seen = vec![false; plan.rows.len()];
    seen[task] = true;
    let (mut found, mut at) = (Vec::new(), task);
    loop {
        let held = match plan.schedule.driver[at] {
            Driver::Link(link) => Some(plan.network.links[link as usize].from as usize),
            _ => into[at]
                .iter()
                .map(|&link| plan.network.links[link as usize].from as usize)
                .max_by_key(|&from| plan.rows[from].finish),
        };
        // A summary leads to the last of its leaves.
        let next = held.and_then(|held| last_leaf(plan, held));
        match next.filter(|&next| !seen[next] && plan.rows[next].task.kind != TaskKind::Buffer) {
            Some(next) => {
                seen[next] = true;
                found.push(next);
                at = next;
            }
            None => return found,
        }
    }
}

fn last_leaf(plan: &Plan, at: usize) -> Option<usize> {
    (at..plan.rows[at].end as usize).filter(|&inside| !plan.rows[inside].summary).max_by_key(|&inside| plan.rows[inside].finish)
}

/// What a chain of tasks is estimated at, in working minutes; safe is what was said, else the pessimistic estimate.
pub fn estimates(plan: &Plan, chain: &[usize]) -> Vec<Estimate> {
    let safe = |row: &PlanRow| row.task.safe_duration.or(row.task.pessimistic).map(|minutes| minutes.get() as f64);
    chain.iter().map(|&at| &plan.rows[at]).map(|row| (row.duration as f64, safe(row))).collect()
}

/// Where a chain that is not critical joins one that is: the predecessor, the successor and the working time to spare.
pub fn joins(plan: &Plan) -> Vec<(usize, usize, i64)> {
    let mut found = Vec::new();
    for link in plan.network.links.iter().filter(|link| link.kind == LinkKind::Fs) {
        let (from, to) = (link.from as usize, link.to as usize);
        let (a, b) = (&plan.rows[from], &plan.rows[to]);
        let plain = |row: &PlanRow| !row.summary && row.task.kind != TaskKind::Buffer && !row.done();
        if plain(a) && plain(b) && !a.critical && b.critical {
            found.push((from, to, a.free_float));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::Pct;

    fn policy(method: BufferMethod, percent: i64) -> BufferPolicy {
        BufferPolicy { method, percent: Pct::new(percent), ..BufferPolicy::default() }
    }

    #[test]
    fn sizes_of_the_textbook_chain() {
        let chain = [(6.0, Some(9.0)), (4.0, Some(6.0)), (2.0, Some(3.0))];
        assert_eq!(size(&policy(BufferMethod::CutPaste, 0), &chain), Some(6.0));
        assert!((size(&policy(BufferMethod::Rsem, 0), &chain).unwrap() - 14f64.sqrt()).abs() < 1e-9);
        assert_eq!(size(&policy(BufferMethod::Percent, 25), &chain), Some(3.0));
        assert_eq!(size(&policy(BufferMethod::None, 25), &chain), None);
        assert_eq!(size(&policy(BufferMethod::Rsem, 0), &[(6.0, None)]), None);
    }

    #[test]
    fn how_fast_it_burns() {
        assert!((burn(10.0 / 30.0, 14.0 / 52.0).unwrap() - 1.238).abs() < 0.001);
        assert!((burn(0.5, 0.4).unwrap() - 1.25).abs() < 1e-9);
        let lights =
            [(0.0, 0.0), (0.1, 0.0), (0.3, 0.4), (0.5, 0.5), (0.5, 0.4), (0.6, 0.4)].map(|(used, done)| light(used, done));
        use Light::*;
        assert_eq!(lights, [Green, Red, Green, Amber, Amber, Red]);
    }
}
