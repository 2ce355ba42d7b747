//! What is to be scheduled: a [`Plan`] as the caller says it, and the [`Problem`] it becomes once it is known to be sound.

use std::fmt;

pub use crate::engine::model::LinkKind;

/// What must be done. It runs without a break, except over the slots in which its calendar rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Working slots. An activity of 0 slots is a milestone and uses nothing.
    pub duration: u32,
    /// `(resource, units)` held in every working slot.
    pub demands: Vec<(usize, u32)>,
    /// It starts no earlier than this slot.
    pub release: u32,
    /// The slot before which it should have ended; lateness counts `weight` for every slot.
    pub due: Option<u32>,
    /// How much a slot of delay weighs; 0 is "it does not matter".
    pub weight: u32,
    /// Which of the plan's calendars it works by; `None` works always.
    pub calendar: Option<usize>,
}

/// `to` waits for `from`: FS `start ≥ finish + lag`, SS `start ≥ start + lag`, FF `finish ≥ finish + lag`,
/// SF `finish ≥ start + lag`. The lag counts slots of every kind, working or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    pub kind: LinkKind,
    pub lag: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub activities: Vec<Activity>,
    pub links: Vec<Link>,
    /// For each resource the units it has in slot 0, 1, …; the last number holds for ever after.
    pub capacities: Vec<Vec<u32>>,
    /// For each calendar whether it works in slot 0, 1, …; after the last slot it always works.
    pub calendars: Vec<Vec<bool>>,
}

/// Why a plan cannot be scheduled. Positions count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    NoSuchActivity {
        link: usize,
    },
    NoSuchResource {
        activity: usize,
    },
    NoSuchCalendar {
        activity: usize,
    },
    /// These activities wait for one another, each for the one before it and the first for the last.
    Cycle(Vec<usize>),
    /// More than the resource has in the long run.
    TooDemanding {
        activity: usize,
        resource: usize,
        demand: u32,
        capacity: u32,
    },
    /// The longest schedule would need more room than is good for a browser.
    TooLong,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::NoSuchActivity { link } => write!(f, "link {link} names an activity that is not there"),
            Fault::NoSuchResource { activity } => write!(f, "activity {activity} asks for a resource that is not there"),
            Fault::NoSuchCalendar { activity } => write!(f, "activity {activity} works by a calendar that is not there"),
            Fault::Cycle(ring) => write!(f, "activities {ring:?} wait for one another"),
            Fault::TooDemanding { activity, resource, demand, capacity } => {
                write!(f, "activity {activity} asks for {demand} of resource {resource}, which has {capacity}")
            }
            Fault::TooLong => write!(f, "the plan is too long: durations, lags and dates need too many slots"),
        }
    }
}

impl std::error::Error for Fault {}

/// Numbers of a table that holds one per slot and resource: 64 MB.
const MOST_CELLS: u64 = 1 << 24;

/// Which way time runs. Scheduling backwards is scheduling forwards in a plan with its links turned round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Forward,
    Backward,
}

/// The other end of a link.
#[derive(Clone, Copy, Debug)]
pub struct Bond {
    pub other: u32,
    pub kind: LinkKind,
    pub lag: i64,
}

/// For each activity a run of bonds.
#[derive(Clone, Debug, Default)]
struct Bonds {
    first: Vec<u32>,
    bonds: Vec<Bond>,
}

impl Bonds {
    fn new(count: usize, pairs: impl Iterator<Item = (usize, Bond)> + Clone) -> Bonds {
        let mut first = vec![0u32; count + 1];
        pairs.clone().for_each(|(at, _)| first[at + 1] += 1);
        (0..count).for_each(|at| first[at + 1] += first[at]);
        let mut next = first.clone();
        let mut bonds = vec![Bond { other: 0, kind: LinkKind::Fs, lag: 0 }; first[count] as usize];
        for (at, bond) in pairs {
            bonds[next[at] as usize] = bond;
            next[at] += 1;
        }
        Bonds { first, bonds }
    }

    fn of(&self, at: usize) -> &[Bond] {
        &self.bonds[self.first[at] as usize..self.first[at + 1] as usize]
    }
}

/// A sound plan: positions exist, links make no ring, and every activity fits the resources in the end, so that every
/// order of the activities leads to a schedule.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) plan: Plan,
    before: Bonds,
    after: Bonds,
    /// Activities in an order that respects the links.
    pub(super) order: Vec<u32>,
    /// A table of `slots × resources`; the last row holds for ever after.
    pub(super) rows: Vec<u32>,
    /// No slot differs from another, so a schedule can be moved as a whole and time can be turned round.
    pub(super) stationary: bool,
}

impl Problem {
    pub fn new(mut plan: Plan) -> Result<Problem, Fault> {
        let count = plan.activities.len();
        for (at, link) in plan.links.iter().enumerate() {
            if link.from >= count || link.to >= count {
                return Err(Fault::NoSuchActivity { link: at });
            }
        }
        for (at, activity) in plan.activities.iter().enumerate() {
            if activity.calendar.is_some_and(|calendar| calendar >= plan.calendars.len()) {
                return Err(Fault::NoSuchCalendar { activity: at });
            }
            if activity.demands.iter().any(|&(resource, _)| resource >= plan.capacities.len()) {
                return Err(Fault::NoSuchResource { activity: at });
            }
        }
        plan.activities.iter_mut().for_each(merge_demands);
        for (at, activity) in plan.activities.iter().enumerate().filter(|(_, activity)| activity.duration > 0) {
            for &(resource, demand) in &activity.demands {
                let capacity = plan.capacities[resource].last().copied().unwrap_or(0);
                if demand > capacity {
                    return Err(Fault::TooDemanding { activity: at, resource, demand, capacity });
                }
            }
        }
        measure(&plan)?;

        let bond = |other: usize, kind, lag: i32| Bond { other: other as u32, kind, lag: lag.into() };
        // Turning time round swaps starts and finishes, and so SS and FF.
        let turned = |kind| match kind {
            LinkKind::Ss => LinkKind::Ff,
            LinkKind::Ff => LinkKind::Ss,
            same => same,
        };
        let before = Bonds::new(count, plan.links.iter().map(|link| (link.to, bond(link.from, link.kind, link.lag))));
        let after = Bonds::new(count, plan.links.iter().map(|link| (link.from, bond(link.to, turned(link.kind), link.lag))));

        let resources = plan.capacities.len();
        let slots = plan.capacities.iter().map(Vec::len).max().unwrap_or(0);
        let mut rows = Vec::with_capacity(slots * resources);
        for slot in 0..slots {
            rows.extend(plan.capacities.iter().map(|units| units.get(slot).or(units.last()).copied().unwrap_or(0)));
        }
        let stationary =
            slots <= 1 && plan.activities.iter().all(|one| one.release == 0 && one.due.is_none() && one.calendar.is_none());

        let mut problem = Problem { plan, before, after, order: Vec::new(), rows, stationary };
        problem.order = problem.sorted((0..count as u32).collect(), Side::Forward);
        if problem.order.len() < count { Err(Fault::Cycle(problem.ring())) } else { Ok(problem) }
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    pub fn count(&self) -> usize {
        self.plan.activities.len()
    }

    /// What an activity waits for, seen from a side.
    pub(super) fn waits_for(&self, side: Side, at: usize) -> &[Bond] {
        match side {
            Side::Forward => self.before.of(at),
            Side::Backward => self.after.of(at),
        }
    }

    /// What waits for an activity, seen from a side. Kinds are not those of this side.
    pub(super) fn awaited_by(&self, side: Side, at: usize) -> &[Bond] {
        match side {
            Side::Forward => self.after.of(at),
            Side::Backward => self.before.of(at),
        }
    }

    pub(super) fn links_directly(&self, side: Side, first: u32, then: u32) -> bool {
        self.waits_for(side, then as usize).iter().any(|bond| bond.other == first)
    }

    /// The wished order, changed no more than the links ask for. In a ring nothing has its turn: those are left out.
    pub(super) fn sorted(&self, wish: Vec<u32>, side: Side) -> Vec<u32> {
        let count = self.count();
        let mut place = vec![0u32; count];
        wish.iter().enumerate().for_each(|(at, &one)| place[one as usize] = at as u32);
        let waits = |at: u32| self.waits_for(side, at as usize);
        if wish.iter().all(|&one| waits(one).iter().all(|bond| place[bond.other as usize] < place[one as usize])) {
            return wish;
        }
        let mut open: Vec<usize> = (0..count as u32).map(|at| waits(at).len()).collect();
        let mut ready: std::collections::BinaryHeap<std::cmp::Reverse<u32>> =
            (0..count).filter(|&at| open[at] == 0).map(|at| std::cmp::Reverse(place[at])).collect();
        let mut sorted = Vec::with_capacity(count);
        while let Some(std::cmp::Reverse(at)) = ready.pop() {
            let one = wish[at as usize];
            sorted.push(one);
            for bond in self.awaited_by(side, one as usize) {
                let other = bond.other as usize;
                open[other] -= 1;
                if open[other] == 0 {
                    ready.push(std::cmp::Reverse(place[other]));
                }
            }
        }
        sorted
    }

    /// Some ring of links, for the message. `order` lacks what is in a ring or behind one.
    fn ring(&self) -> Vec<usize> {
        let mut free = vec![false; self.count()];
        self.order.iter().for_each(|&one| free[one as usize] = true);
        let mut seen = vec![usize::MAX; self.count()];
        let mut path = Vec::new();
        let mut at = free.iter().position(|free| !free).unwrap_or(0);
        // Walking against the links from an activity that never had its turn meets only such activities.
        while seen[at] == usize::MAX {
            seen[at] = path.len();
            path.push(at);
            match self.before.of(at).iter().find(|bond| !free[bond.other as usize]) {
                Some(bond) => at = bond.other as usize,
                None => break,
            }
        }
        let mut ring = path.split_off(seen[at]);
        ring.reverse();
        ring
    }
}

/// One entry a resource, none that asks for nothing.
fn merge_demands(activity: &mut Activity) {
    activity.demands.sort_unstable();
    activity.demands.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.saturating_add(next.1);
        }
        same
    });
    activity.demands.retain(|&(_, units)| units > 0);
}

/// No schedule is longer than this bound: after the last exception and the last release, in every slot something runs or a
/// lag passes.
fn measure(plan: &Plan) -> Result<(), Fault> {
    let tables = plan.capacities.iter().map(Vec::len).chain(plan.calendars.iter().map(Vec::len)).max().unwrap_or(0) as u64;
    let releases = plan.activities.iter().map(|one| u64::from(one.release)).max().unwrap_or(0);
    let work: u64 = plan.activities.iter().map(|one| u64::from(one.duration)).sum();
    let lags: u64 = plan.links.iter().map(|link| u64::from(link.lag.max(0) as u32)).sum();
    let slots = tables.saturating_add(releases).saturating_add(work).saturating_add(lags);
    let width = plan.capacities.len().max(1) as u64;
    if slots.saturating_mul(width) > MOST_CELLS { Err(Fault::TooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fs(from: usize, to: usize) -> Link {
        Link { from, to, kind: LinkKind::Fs, lag: 0 }
    }

    fn plan(count: usize, links: &[Link]) -> Plan {
        let one = Activity { duration: 1, demands: vec![(0, 1)], ..Activity::default() };
        Plan { activities: vec![one; count], links: links.to_vec(), capacities: vec![vec![1]], ..Plan::default() }
    }

    #[test]
    fn names_the_ring() {
        let fault = Problem::new(plan(5, &[fs(0, 1), fs(1, 2), fs(2, 3), fs(3, 1), fs(3, 4)])).unwrap_err();
        let Fault::Cycle(mut ring) = fault else { panic!("{fault}") };
        ring.sort_unstable();
        assert_eq!(ring, [1, 2, 3]);
        assert_eq!(Problem::new(plan(1, &[fs(0, 0)])).unwrap_err(), Fault::Cycle(vec![0]));
    }

    #[test]
    fn refuses_what_is_not_there_or_never_fits() {
        assert_eq!(Problem::new(plan(1, &[fs(0, 1)])).unwrap_err(), Fault::NoSuchActivity { link: 0 });
        let with = |change: fn(&mut Activity)| {
            let mut plan = plan(1, &[]);
            change(&mut plan.activities[0]);
            Problem::new(plan).unwrap_err()
        };
        assert_eq!(with(|one| one.demands = vec![(1, 1)]), Fault::NoSuchResource { activity: 0 });
        assert_eq!(with(|one| one.calendar = Some(0)), Fault::NoSuchCalendar { activity: 0 });
        let too_much = Fault::TooDemanding { activity: 0, resource: 0, demand: 2, capacity: 1 };
        assert_eq!(with(|one| one.demands = vec![(0, 2)]), too_much);
        assert_eq!(with(|one| one.demands = vec![(0, 1), (0, 1)]), too_much);
        assert_eq!(with(|one| one.duration = u32::MAX), Fault::TooLong);
    }

    #[test]
    fn keeps_a_wish_that_the_links_allow() {
        let problem = Problem::new(plan(4, &[fs(3, 0)])).unwrap();
        assert_eq!(problem.sorted(vec![2, 3, 1, 0], Side::Forward), [2, 3, 1, 0]);
        assert_eq!(problem.sorted(vec![0, 2, 3, 1], Side::Forward), [2, 3, 0, 1]);
        assert_eq!(problem.sorted(vec![2, 3, 0, 1], Side::Backward), [2, 0, 3, 1]);
    }
}
