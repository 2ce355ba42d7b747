//! Which lines a treegrid shows: the tree, without what is folded, filtered or not found; or the tasks in groups; sorted.

use std::cmp::Ordering;

use super::columns::{Column, key};
use crate::engine::model::{Date, GridLook, GroupBy, Id, Only, TaskStatus};
use crate::engine::plan::Plan;

/// A line of the treegrid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// A row of the plan.
    Task(u32),
    /// The head of a group, by its place in `Lines::groups`.
    Group(u32),
}

#[derive(Clone, Debug, PartialEq)]
pub enum GroupName {
    Owner(Option<Id>),
    /// The row at the top that it belongs to.
    Phase(u32),
    Status(TaskStatus),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: GroupName,
    pub count: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    pub all: Vec<Line>,
    pub groups: Vec<Group>,
    /// Whether something is left out by the filter or the search.
    pub filtered: bool,
}

/// The lines of a plan. What matches the filter and the search is shown with everything above it, so that the tree is kept;
/// a search unfolds what it finds.
pub fn lines(plan: &Plan, look: &GridLook, search: &str, folded: impl Fn(Id) -> bool, today: Date) -> Lines {
    let count = plan.rows.len();
    let search = search.trim().to_lowercase();
    let filtered = look.only != Only::All || look.owner.is_some() || look.status.is_some() || !search.is_empty();
    let mut shown = vec![!filtered; count];
    if filtered {
        for at in 0..count {
            if matches(plan, at, look, &search, today) {
                let mut next = Some(at as u32);
                while let Some(at) = next.filter(|at| !shown[*at as usize]) {
                    shown[at as usize] = true;
                    next = plan.rows[at as usize].parent;
                }
            }
        }
    }
    if look.group != GroupBy::Tree {
        return grouped(plan, look, filtered, |at| matches(plan, at, look, &search, today));
    }
    let sorted = Column::from_key(&look.sort);
    let mut all = Vec::with_capacity(count);
    match sorted {
        None => {
            let mut at = 0;
            while at < count {
                let row = &plan.rows[at];
                if !shown[at] {
                    at = row.end as usize;
                    continue;
                }
                all.push(Line::Task(at as u32));
                at = if row.summary && search.is_empty() && folded(row.task.id) { row.end as usize } else { at + 1 };
            }
        }
        Some(column) => {
            let mut open = vec![children(plan, None)];
            sort(plan, &column, look.descending, &mut open[0]);
            open[0].reverse();
            while let Some(level) = open.last_mut() {
                let Some(at) = level.pop() else {
                    open.pop();
                    continue;
                };
                if !shown[at as usize] {
                    continue;
                }
                all.push(Line::Task(at));
                let row = &plan.rows[at as usize];
                if row.summary && !(search.is_empty() && folded(row.task.id)) {
                    let mut inside = children(plan, Some(at));
                    sort(plan, &column, look.descending, &mut inside);
                    inside.reverse();
                    open.push(inside);
                }
            }
        }
    }
    Lines { all, groups: Vec::new(), filtered }
}

fn children(plan: &Plan, parent: Option<u32>) -> Vec<u32> {
    let (mut at, end) = match parent {
        Some(parent) => (parent as usize + 1, plan.rows[parent as usize].end as usize),
        None => (0, plan.rows.len()),
    };
    let mut found = Vec::new();
    while at < end {
        found.push(at as u32);
        at = plan.rows[at].end as usize;
    }
    found
}

fn sort(plan: &Plan, column: &Column, descending: bool, places: &mut [u32]) {
    places.sort_by(|a, b| {
        let order = key(plan, *a as usize, column).partial_cmp(&key(plan, *b as usize, column)).unwrap_or(Ordering::Equal);
        if descending { order.reverse() } else { order }
    });
}

fn matches(plan: &Plan, at: usize, look: &GridLook, search: &str, today: Date) -> bool {
    let row = &plan.rows[at];
    let task = &row.task;
    let kept = match look.only {
        Only::All => true,
        Only::Open => !row.done() && task.status != TaskStatus::Cancelled,
        Only::Critical => row.critical,
        Only::Late => plan.days_late(at, today) > 0,
        Only::Milestones => row.milestone(),
    };
    kept && (look.owner.is_none() || (look.owner == task.owner && !row.summary))
        && (look.status.is_none_or(|status| status == task.status) && (look.status.is_none() || !row.summary))
        && (look.only == Only::All || look.only == Only::Open || !row.summary)
        && (search.is_empty() || task.name.to_lowercase().contains(search) || *row.wbs == *search)
}

fn grouped(plan: &Plan, look: &GridLook, filtered: bool, kept: impl Fn(usize) -> bool) -> Lines {
    let mut groups: Vec<(GroupName, Vec<u32>)> = Vec::new();
    let mut top = 0;
    for (at, row) in plan.rows.iter().enumerate() {
        if row.parent.is_none() {
            top = at as u32;
        }
        if row.summary || !kept(at) {
            continue;
        }
        let name = match look.group {
            GroupBy::Owner => GroupName::Owner(row.task.owner),
            GroupBy::Status => GroupName::Status(row.task.status),
            GroupBy::Phase | GroupBy::Tree => GroupName::Phase(top),
        };
        match groups.iter_mut().find(|group| group.0 == name) {
            Some(group) => group.1.push(at as u32),
            None => groups.push((name, vec![at as u32])),
        }
    }
    match look.group {
        GroupBy::Status => groups.sort_by_key(|(name, _)| match name {
            GroupName::Status(status) => *status as u32,
            _ => 0,
        }),
        // Those whose task nobody has come last.
        GroupBy::Owner => groups.sort_by_key(|(name, _)| *name == GroupName::Owner(None)),
        _ => {}
    }
    let mut result = Lines { filtered, ..Lines::default() };
    let column = Column::from_key(&look.sort);
    for (name, mut places) in groups {
        if let Some(column) = &column {
            sort(plan, column, look.descending, &mut places);
        }
        result.all.push(Line::Group(result.groups.len() as u32));
        result.groups.push(Group { name, count: places.len() });
        result.all.extend(places.into_iter().map(Line::Task));
    }
    result
}
