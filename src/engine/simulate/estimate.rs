//! How long a task may take: a distribution by three points, sampled by its quantile function, so that one uniform number
//! gives one duration and tasks can be made to go together. Powers and roots are libm's, bit for bit the same everywhere.

use crate::engine::model::{Distribution, EstimateClass, Task};

/// Cells of a quantile table, and of the integral it is made from.
const CELLS: usize = 256;
const STEPS: usize = 1024;

/// Three points in working minutes: optimistic, likely, pessimistic, in order.
pub type Points = [f64; 3];

/// The points of a task: its own, else by the class of the project; none where the duration is as written.
pub fn points(task: &Task, class: EstimateClass) -> Option<Points> {
    let duration = task.duration.get() as f64;
    if task.optimistic.is_some() || task.likely.is_some() || task.pessimistic.is_some() {
        let likely = task.likely.map_or(duration, |minutes| minutes.get() as f64);
        let low = task.optimistic.map_or(likely, |minutes| minutes.get() as f64).min(likely);
        let high = task.pessimistic.map_or(likely, |minutes| minutes.get() as f64).max(likely);
        return Some([low, likely, high]);
    }
    let (low, high) = match class {
        EstimateClass::Exact => return None,
        EstimateClass::High => (0.95, 1.15),
        EstimateClass::Medium => (0.9, 1.4),
        EstimateClass::Low => (0.8, 2.0),
    };
    Some([duration * low, duration, duration * high])
}

/// A quantile function.
pub enum Quantile {
    Fixed(f64),
    Triangular(Points),
    /// Low end, width, and which table.
    Pert(f64, f64, usize),
}

/// The tables of the shapes that occur.
#[derive(Default)]
pub struct Shapes {
    known: Vec<(u64, Vec<f64>)>,
}

impl Shapes {
    pub fn quantile(&mut self, [low, likely, high]: Points, distribution: Distribution) -> Quantile {
        let width = high - low;
        if width <= 0.0 {
            return Quantile::Fixed(likely);
        }
        if distribution == Distribution::Triangular {
            return Quantile::Triangular([low, likely, high]);
        }
        let mode = (likely - low) / width;
        let known = self.known.iter().position(|(bits, _)| *bits == mode.to_bits());
        let at = known.unwrap_or_else(|| {
            self.known.push((mode.to_bits(), table(mode)));
            self.known.len() - 1
        });
        Quantile::Pert(low, width, at)
    }

    /// The duration that is not exceeded with probability `u`, 0 to 1.
    #[inline]
    pub fn at(&self, quantile: &Quantile, u: f64) -> f64 {
        match *quantile {
            Quantile::Fixed(value) => value,
            Quantile::Triangular([low, likely, high]) => {
                let width = high - low;
                if u * width < likely - low {
                    low + (u * width * (likely - low)).sqrt()
                } else {
                    high - ((1.0 - u) * width * (high - likely)).sqrt()
                }
            }
            Quantile::Pert(low, width, table) => {
                let table = &self.known[table].1;
                let place = u * CELLS as f64;
                let cell = (place as usize).min(CELLS - 1);
                low + width * (table[cell] + (table[cell + 1] - table[cell]) * (place - cell as f64))
            }
        }
    }
}

/// Quantiles of the PERT-beta distribution on 0 to 1: the beta distribution with α = 1 + 4·mode, β = 1 + 4·(1 − mode).
fn table(mode: f64) -> Vec<f64> {
    let (alpha, beta) = (4.0 * mode, 4.0 * (1.0 - mode));
    let mut sums = vec![0.0; STEPS + 1];
    for step in 0..STEPS {
        let x = (step as f64 + 0.5) / STEPS as f64;
        sums[step + 1] = sums[step] + libm::pow(x, alpha) * libm::pow(1.0 - x, beta);
    }
    let all = sums[STEPS];
    let mut step = 0;
    (0..=CELLS)
        .map(|cell| {
            let want = all * cell as f64 / CELLS as f64;
            while step + 1 < STEPS && sums[step + 1] < want {
                step += 1;
            }
            let part = ((want - sums[step]) / (sums[step + 1] - sums[step]).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
            if cell == 0 {
                0.0
            } else if cell == CELLS {
                1.0
            } else {
                (step as f64 + part) / STEPS as f64
            }
        })
        .collect()
}
