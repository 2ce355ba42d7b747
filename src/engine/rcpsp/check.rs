//! Whether a schedule keeps the plan's rules, found the plain way: it shares no code with what makes schedules.

use super::problem::{LinkKind, Plan};

/// A broken rule. Positions count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// There is not one start and one finish for every activity.
    Incomplete,
    TooEarly {
        activity: usize,
    },
    /// Between start and finish there are not as many working slots as the activity needs, or a slot at an end rests.
    WrongLength {
        activity: usize,
    },
    Link {
        link: usize,
    },
    Capacity {
        resource: usize,
        slot: usize,
    },
}

/// The first rule that is broken.
pub fn violation(plan: &Plan, starts: &[u32], finishes: &[u32]) -> Option<Violation> {
    if starts.len() != plan.activities.len() || finishes.len() != plan.activities.len() {
        return Some(Violation::Incomplete);
    }
    let works = |activity: usize, slot: u32| match plan.activities[activity].calendar {
        Some(calendar) => *plan.calendars[calendar].get(slot as usize).unwrap_or(&true),
        None => true,
    };
    for (at, activity) in plan.activities.iter().enumerate() {
        if starts[at] < activity.release {
            return Some(Violation::TooEarly { activity: at });
        }
        let working = (starts[at]..finishes[at]).filter(|&slot| works(at, slot)).count();
        let ends_rest = activity.duration > 0 && working > 0 && !(works(at, starts[at]) && works(at, finishes[at] - 1));
        if working != activity.duration as usize || ends_rest || (activity.duration == 0 && starts[at] != finishes[at]) {
            return Some(Violation::WrongLength { activity: at });
        }
    }
    for (at, link) in plan.links.iter().enumerate() {
        let (waited, waiting) = match link.kind {
            LinkKind::Fs => (finishes[link.from], starts[link.to]),
            LinkKind::Ss => (starts[link.from], starts[link.to]),
            LinkKind::Ff => (finishes[link.from], finishes[link.to]),
            LinkKind::Sf => (starts[link.from], finishes[link.to]),
        };
        if i64::from(waiting) < i64::from(waited) + i64::from(link.lag) {
            return Some(Violation::Link { link: at });
        }
    }
    let end = finishes.iter().copied().max().unwrap_or(0) as usize;
    for (resource, capacity) in plan.capacities.iter().enumerate() {
        let mut used = vec![0u64; end];
        for (at, activity) in plan.activities.iter().enumerate() {
            let units: u64 =
                activity.demands.iter().filter(|demand| demand.0 == resource).map(|demand| u64::from(demand.1)).sum();
            for slot in (starts[at]..finishes[at]).filter(|&slot| works(at, slot)) {
                used[slot as usize] += units;
            }
        }
        let has = |slot: usize| u64::from(capacity.get(slot).or(capacity.last()).copied().unwrap_or(0));
        if let Some(slot) = (0..end).find(|&slot| used[slot] > has(slot)) {
            return Some(Violation::Capacity { resource, slot });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::problem::{Activity, Link};
    use super::*;

    /// Two activities of two slots that need the one unit, the second after the first; slot 2 rests for the second.
    fn plan() -> Plan {
        let one = Activity { duration: 2, demands: vec![(0, 1)], ..Activity::default() };
        Plan {
            activities: vec![one.clone(), Activity { calendar: Some(0), release: 1, ..one }],
            links: vec![Link { from: 0, to: 1, kind: LinkKind::Ss, lag: 1 }],
            capacities: vec![vec![1]],
            calendars: vec![vec![true, true, false]],
        }
    }

    #[test]
    fn accepts_what_is_right_and_names_what_is_not() {
        let check = |starts: [u32; 2], finishes: [u32; 2]| violation(&plan(), &starts, &finishes);
        assert_eq!(check([0, 3], [2, 5]), None);
        assert_eq!(check([0, 0], [2, 2]), Some(Violation::TooEarly { activity: 1 }));
        assert_eq!(check([0, 3], [1, 5]), Some(Violation::WrongLength { activity: 0 }));
        assert_eq!(check([0, 2], [2, 5]), Some(Violation::WrongLength { activity: 1 }));
        assert_eq!(check([0, 1], [2, 4]), Some(Violation::Capacity { resource: 0, slot: 1 }));
        assert_eq!(check([5, 3], [7, 5]), Some(Violation::Link { link: 0 }));
        assert_eq!(violation(&plan(), &[0], &[2]), Some(Violation::Incomplete));
    }
}
