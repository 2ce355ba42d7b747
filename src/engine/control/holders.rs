//! Who holds up most: the people whose critical tasks are late, or who have more to do in them than a day gives.

use std::collections::BTreeMap;

use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::plan::load::Load;
use crate::engine::plan::team::Team;
use crate::engine::workspace::Workspace;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub member: Id,
    /// Working days that their latest critical task is late.
    pub delay: i64,
    /// Their late critical tasks, the latest first.
    pub late: Vec<Id>,
    /// Days from today on, within their critical tasks, with more to do than they can.
    pub over: usize,
    /// Their first critical task that is not done.
    pub next: Id,
}

/// A person's part in the critical path: late tasks by minus their days of delay, and the days of all that are not done.
struct Held {
    late: Vec<(i64, Id)>,
    spans: Vec<(Date, Date)>,
    next: Id,
}

/// People on the critical path who are late or have too much to do, by days of delay, then by days with too much.
pub fn holders(ws: &Workspace, plan: &Plan, today: Date) -> Vec<Holder> {
    let team = Team::of(ws, plan);
    let mut found: BTreeMap<Id, Held> = BTreeMap::new();
    for (at, row) in plan.rows.iter().enumerate() {
        if !row.critical || row.done() || row.task.status == TaskStatus::Done {
            continue;
        }
        let late = plan.days_late(at, today);
        let (from, to) = row.days();
        for part in team.parts_of(at) {
            let one = found.entry(part.member).or_insert_with(|| Held { late: Vec::new(), spans: Vec::new(), next: row.task.id });
            if late > 0 {
                one.late.push((-late, row.task.id));
            }
            one.spans.push((from.max(today), to));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let load = Load::of(ws, &[plan]);
    let over = |member: Id, spans: &[(Date, Date)]| {
        let days = load.members.iter().filter(|one| one.member == member).flat_map(|one| one.over());
        days.map(|at| load.day(at)).filter(|day| spans.iter().any(|(from, to)| from <= day && day <= to)).count()
    };
    let mut holders: Vec<Holder> = found
        .into_iter()
        .map(|(member, Held { mut late, spans, next })| {
            order::sort_by_key(&mut late, |(days, _)| *days);
            let delay = late.first().map_or(0, |(days, _)| -days);
            let late = late.into_iter().map(|(_, id)| id).collect();
            Holder { member, delay, late, over: over(member, &spans), next }
        })
        .filter(|one| one.delay > 0 || one.over > 0)
        .collect();
    order::sort_by_key(&mut holders, |one| (-one.delay, std::cmp::Reverse(one.over), one.member));
    holders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, add, project, task, update};

    #[test]
    fn the_latest_owner_of_the_critical_path_stands_first_and_float_excuses() {
        let mut ws = Workspace::default();
        let start = Date::parse("2026-11-02").unwrap();
        let ctx = Context::new(1, start, Id::from_bits(7), 1);
        let id = project::add(&mut ws, &ctx, "P", start).unwrap();
        let people: Vec<Id> = (0..4).map(|_| add(&mut ws, &ctx, Member::default())).collect();
        let make = |ws: &mut Workspace, owner: usize, days: i64| {
            let new = task::add(ws, &ctx, id, task::Place::Last, "T").unwrap();
            update::<Task>(ws, new, |task| (task.owner, task.duration) = (Some(people[owner]), Minutes::new(days * 480)))
                .unwrap();
            new
        };
        // One after the other and critical: 0, then 1, then 2 with two at once that do not fit a day; 3 has float.
        let first = make(&mut ws, 0, 3);
        let second = make(&mut ws, 1, 4);
        let third = make(&mut ws, 2, 20);
        let beside = make(&mut ws, 2, 20);
        make(&mut ws, 3, 2);
        for (from, to) in [(first, second), (second, third), (second, beside)] {
            task::link(&mut ws, &ctx, from, to, LinkKind::Fs, 0).unwrap();
        }
        let plan = Plan::of(&ws, id).unwrap();
        let today = Date::parse("2026-11-13").unwrap();
        let found = holders(&ws, &plan, today);
        let named: Vec<_> = found.iter().map(|one| (one.member, one.delay, one.late.clone())).collect();
        // The first ended on the 4th, a weekend between. The next two are two days late, and one of them has too much to do.
        let two = vec![third, beside];
        assert_eq!(named, [(people[0], 6, vec![first]), (people[2], 2, two), (people[1], 2, vec![second])]);
        assert_eq!((found[1].next, found[0].over), (third, 0));
        assert!(found[1].over > 10, "{found:?}");
        assert!(found.iter().all(|one| one.member != people[3]), "float excuses");
        for done in [first, second] {
            let row = plan.row(done).unwrap();
            task::set_progress(&mut ws, done, 100, row.start, row.finish).unwrap();
        }
        let plan = Plan::of(&ws, id).unwrap();
        assert!(holders(&ws, &plan, today).iter().all(|one| one.member == people[2]));
    }
}
