//! From an order of the activities to a schedule: one after the other, each as early as links and resources allow (the
//! serial schedule generation scheme, Kelley 1963). Backwards it is the same on turned time.

use super::problem::{LinkKind, Problem, Side};

/// Slots in which activities start and before which they end, counted in the direction of the side that made them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    pub starts: Vec<u32>,
    pub finishes: Vec<u32>,
}

impl Dates {
    pub fn new(count: usize) -> Dates {
        Dates { starts: vec![0; count], finishes: vec![0; count] }
    }

    pub fn makespan(&self) -> u32 {
        self.finishes.iter().copied().max().unwrap_or(0)
    }

    /// The same schedule seen from the other end of `limit` slots, which hold it.
    pub fn turned(&self, limit: u32) -> Dates {
        let turn = |slots: &[u32]| slots.iter().map(|&slot| limit - slot).collect();
        Dates { starts: turn(&self.finishes), finishes: turn(&self.starts) }
    }
}

/// Reusable room for making schedules: what every resource has left in every slot that was looked at.
pub struct Decoder<'a> {
    problem: &'a Problem,
    width: usize,
    left: Vec<u32>,
}

impl<'a> Decoder<'a> {
    pub fn new(problem: &'a Problem) -> Decoder<'a> {
        Decoder { problem, width: problem.plan.capacities.len(), left: Vec::new() }
    }

    /// Makes the schedule of an order that respects the links. `limit` is where turned time begins; in a stationary plan it
    /// is not looked at. `None` is where it cannot be: a backward schedule of a plan that is not stationary would start
    /// before slot 0 or before a release.
    pub fn run(&mut self, side: Side, limit: u32, order: &[u32], dates: &mut Dates) -> Option<u32> {
        self.left.clear();
        let frame = Frame { problem: self.problem, side, limit };
        let mut makespan = 0;
        for &one in order {
            let at = one as usize;
            let activity = &self.problem.plan.activities[at];
            let from = frame.earliest(at, dates)?;
            let demands: &[(usize, u32)] = if activity.duration == 0 { &[] } else { &activity.demands };
            let (start, finish) = self.place(&frame, activity.calendar, activity.duration, demands, from)?;
            if side == Side::Backward
                && !self.problem.stationary
                && u64::from(finish) + u64::from(activity.release) > limit.into()
            {
                return None;
            }
            dates.starts[at] = start;
            dates.finishes[at] = finish;
            makespan = makespan.max(finish);
        }
        Some(makespan)
    }

    /// The schedule that forgets resources: no other ends earlier.
    pub fn without_resources(problem: &Problem) -> Dates {
        let frame = Frame { problem, side: Side::Forward, limit: 0 };
        let mut decoder = Decoder::new(problem);
        let mut dates = Dates::new(problem.count());
        for &one in &problem.order {
            let at = one as usize;
            let activity = &problem.plan.activities[at];
            let placed = frame
                .earliest(at, &dates)
                .and_then(|from| decoder.place(&frame, activity.calendar, activity.duration, &[], from))
                .expect("forward time has no end");
            (dates.starts[at], dates.finishes[at]) = placed;
        }
        dates
    }

    /// The earliest run of `duration` working slots at or after `from` in which nothing lacks, taken.
    fn place(
        &mut self,
        frame: &Frame,
        calendar: Option<usize>,
        duration: u32,
        demands: &[(usize, u32)],
        from: u32,
    ) -> Option<(u32, u32)> {
        if duration == 0 || (demands.is_empty() && calendar.is_none()) {
            return Some((from, from + duration));
        }
        let (mut start, mut slot, mut missing) = (from, from, duration);
        while missing > 0 {
            if frame.outside(slot) {
                return None;
            }
            if frame.works(calendar, slot) {
                if missing == duration {
                    start = slot;
                }
                missing = if self.has(frame, slot, demands) { missing - 1 } else { duration };
            }
            slot += 1;
        }
        for slot in (start..slot).filter(|&slot| frame.works(calendar, slot)) {
            let row = slot as usize * self.width;
            demands.iter().for_each(|&(resource, units)| self.left[row + resource] -= units);
        }
        Some((start, slot))
    }

    fn has(&mut self, frame: &Frame, slot: u32, demands: &[(usize, u32)]) -> bool {
        if demands.is_empty() {
            return true;
        }
        let row = slot as usize * self.width;
        while self.left.len() < row + self.width {
            let slot = (self.left.len() / self.width) as u32;
            self.left.extend_from_slice(frame.row(slot, self.width));
        }
        let left = &self.left[row..row + self.width];
        demands.iter().all(|&(resource, units)| left[resource] >= units)
    }
}

/// Turned or straight time over a problem.
struct Frame<'a> {
    problem: &'a Problem,
    side: Side,
    limit: u32,
}

impl Frame<'_> {
    fn turned(&self) -> bool {
        self.side == Side::Backward && !self.problem.stationary
    }

    /// Turned time ends where straight time begins.
    fn outside(&self, slot: u32) -> bool {
        self.turned() && slot >= self.limit
    }

    /// The slot of straight time. Only for slots that are not outside.
    fn straight(&self, slot: u32) -> u32 {
        if self.turned() { self.limit - 1 - slot } else { slot }
    }

    fn works(&self, calendar: Option<usize>, slot: u32) -> bool {
        let Some(calendar) = calendar else { return true };
        self.problem.plan.calendars[calendar].get(self.straight(slot) as usize).copied().unwrap_or(true)
    }

    fn row(&self, slot: u32, width: usize) -> &[u32] {
        let rows = &self.problem.rows;
        let row = (self.straight(slot) as usize).min(rows.len() / width - 1) * width;
        &rows[row..row + width]
    }

    /// Where links and release let an activity start, its predecessors being placed.
    fn earliest(&self, at: usize, dates: &Dates) -> Option<u32> {
        let activity = &self.problem.plan.activities[at];
        let mut start = if self.side == Side::Forward { i64::from(activity.release) } else { 0 };
        let mut finish = 0;
        for bond in self.problem.waits_for(self.side, at) {
            let other = bond.other as usize;
            let (from_start, from_finish) = (i64::from(dates.starts[other]), i64::from(dates.finishes[other]));
            match bond.kind {
                LinkKind::Fs => start = start.max(from_finish + bond.lag),
                LinkKind::Ss => start = start.max(from_start + bond.lag),
                LinkKind::Ff => finish = finish.max(from_finish + bond.lag),
                LinkKind::Sf => finish = finish.max(from_start + bond.lag),
            }
        }
        let start = start as u32;
        if finish <= 0 { Some(start) } else { Some(start.max(self.latest_start_that_ends_at(at, finish as u32)?)) }
    }

    /// The earliest start whose finish is not before `finish`.
    fn latest_start_that_ends_at(&self, at: usize, finish: u32) -> Option<u32> {
        let activity = &self.problem.plan.activities[at];
        let Some(_) = activity.calendar.filter(|_| activity.duration > 0) else {
            return Some(finish.saturating_sub(activity.duration));
        };
        let mut slot = finish;
        loop {
            if self.outside(slot - 1) {
                return None;
            }
            if self.works(activity.calendar, slot - 1) {
                break;
            }
            slot += 1;
        }
        let mut missing = activity.duration;
        while missing > 0 && slot > 0 {
            slot -= 1;
            missing -= u32::from(self.works(activity.calendar, slot));
        }
        Some(slot)
    }
}
