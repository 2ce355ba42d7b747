//! Who has how much to do when: load against capacity by member and day, what is too much and what is idle.

use std::collections::BTreeMap;

use super::outline::Plan;
use super::team::{Team, by_day};
use crate::engine::model::order;
use crate::engine::model::{Date, Id};
use crate::engine::workspace::Workspace;

/// Days that are looked at, at most.
pub const MOST_DAYS: i64 = 1500;

/// One member's days, by place in [`Load::from`] + place. Working minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberLoad {
    pub member: Id,
    pub capacity: Vec<i64>,
    pub load: Vec<i64>,
}

/// A stretch of days in which a member has less than half of what they could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    pub from: Date,
    /// Included.
    pub to: Date,
    pub working_days: i64,
    /// Minutes that are free.
    pub minutes: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    pub from: Date,
    pub days: usize,
    /// By name of the member.
    pub members: Vec<MemberLoad>,
}

impl Load {
    /// The load that several plans put on their people, from their first day to their last.
    pub fn of(ws: &Workspace, plans: &[&Plan]) -> Load {
        let from = plans.iter().filter(|plan| !plan.rows.is_empty()).map(|plan| plan.start.date()).min();
        let to = plans.iter().flat_map(|plan| plan.rows.iter().map(|row| row.finish.finish_date())).max();
        let (Some(from), Some(to)) = (from, to) else { return Load { from: Date::MIN, days: 0, members: Vec::new() } };
        let days = (from.until(to) + 1).clamp(1, MOST_DAYS) as usize;
        let mut found: BTreeMap<Id, MemberLoad> = BTreeMap::new();
        for plan in plans {
            let team = Team::of(ws, plan);
            for part in &team.parts {
                let one = found.entry(part.member).or_insert_with(|| MemberLoad {
                    member: part.member,
                    capacity: (0..days as i64).map(|at| team.capacity_on(part.member, from.plus(at))).collect(),
                    load: vec![0; days],
                });
                let row = &plan.rows[part.task as usize];
                for (day, minutes) in by_day(&team.time[&part.member], row.start, row.finish, part.units) {
                    if let Some(load) = usize::try_from(from.until(day)).ok().and_then(|at| one.load.get_mut(at)) {
                        *load += minutes;
                    }
                }
            }
        }
        let mut members: Vec<MemberLoad> = found.into_values().collect();
        let name = |id| ws.members.get(id).map(|member| member.name.to_string()).unwrap_or_default();
        order::sort_by_key(&mut members, |one| (name(one.member), one.member));
        Load { from, days, members }
    }

    pub fn day(&self, at: usize) -> Date {
        self.from.plus(at as i64)
    }

    /// Days on which someone has more to do than they can.
    pub fn over_days(&self) -> usize {
        self.members.iter().map(|member| member.over().count()).sum()
    }
}

impl MemberLoad {
    /// Places of the days with too much.
    pub fn over(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.load.len()).filter(|&at| self.load[at] > self.capacity[at])
    }

    /// Load and capacity of the days from one to before another.
    pub fn sum(&self, from: usize, to: usize) -> (i64, i64) {
        let to = to.min(self.load.len());
        let from = from.min(to);
        (self.load[from..to].iter().sum(), self.capacity[from..to].iter().sum())
    }

    /// Load over capacity; none where there is no capacity.
    pub fn utilisation(&self, from: usize, to: usize) -> Option<f64> {
        let (load, capacity) = self.sum(from, to);
        (capacity > 0).then(|| load as f64 / capacity as f64)
    }

    /// Stretches of five working days or more with less than half the load, from `since` on.
    pub fn idle(&self, begin: Date, since: Date) -> Vec<Idle> {
        let mut found = Vec::new();
        let mut run: Option<Idle> = None;
        for at in 0..=self.load.len() {
            let day = begin.plus(at as i64);
            if at < self.load.len() && (self.capacity[at] == 0 || day < since) {
                continue;
            }
            if at < self.load.len() && self.load[at] * 2 < self.capacity[at] {
                let free = self.capacity[at] - self.load[at];
                let idle = run.get_or_insert(Idle { from: day, to: day, working_days: 0, minutes: 0 });
                (idle.to, idle.working_days, idle.minutes) = (day, idle.working_days + 1, idle.minutes + free);
            } else {
                found.extend(run.take().filter(|idle| idle.working_days >= 5));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_is_five_days_under_half() {
        let day = |free: i64| (480, 480 - free);
        // Four free days, a full one, a weekend within six free ones.
        let days: Vec<(i64, i64)> = [480, 480, 480, 300, 0, 480, 480]
            .map(day)
            .into_iter()
            .chain([(0, 0), (0, 0)])
            .chain([480, 241, 480, 480].map(day))
            .collect();
        let one = MemberLoad {
            member: Id::from_bits(1),
            capacity: days.iter().map(|day| day.0).collect(),
            load: days.iter().map(|day| day.1).collect(),
        };
        let begin = Date::new(2026, 9, 7).unwrap();
        let idle = one.idle(begin, begin);
        assert_eq!(idle, [Idle { from: begin.plus(5), to: begin.plus(12), working_days: 6, minutes: 480 * 5 + 241 }]);
        assert_eq!(one.utilisation(7, 9), None);
        assert_eq!(one.utilisation(4, 6), Some(0.5));
    }
}
