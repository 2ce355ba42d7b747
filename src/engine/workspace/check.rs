//! Whether records fit together: what refers to nothing is told, what could never be planned is refused.

use std::fmt;

use super::refs::references;
use super::{Kind, Stored, Table, Workspace};
use crate::engine::model::order;
use crate::engine::model::{Id, Record};

#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// A field names a record that is not there: shown as missing. `kind` is none for settings; `to` is `NONE` where the
    /// field must name a record and is empty.
    Dangling { kind: Option<Kind>, id: Id, field: &'static str, to: Id },
    /// Records that lie within one another, each within the next and the last within the first. Refused for tasks.
    ParentCycle { kind: Kind, ids: Vec<Id> },
    /// Tasks that wait for one another by their links, each for the one before and the first for the last. Refused.
    LinkCycle { tasks: Vec<Id> },
    /// Tasks that wait for one another by links of the summaries they lie in. Told; the plan leaves such links out.
    SummaryCycle { tasks: Vec<Id> },
    /// A task that lies within a task of another project. Refused.
    ForeignParent { task: Id, parent: Id },
}

impl Problem {
    /// Whether a file with this problem is refused.
    pub const fn refused(&self) -> bool {
        match self {
            Problem::ParentCycle { kind, .. } => matches!(kind, Kind::Task),
            Problem::LinkCycle { .. } | Problem::ForeignParent { .. } => true,
            Problem::Dangling { .. } | Problem::SummaryCycle { .. } => false,
        }
    }

    pub const fn code(&self) -> &'static str {
        match self {
            Problem::Dangling { .. } => "dangling",
            Problem::ParentCycle { .. } => "parent-cycle",
            Problem::LinkCycle { .. } => "link-cycle",
            Problem::SummaryCycle { .. } => "summary-cycle",
            Problem::ForeignParent { .. } => "foreign-parent",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let path = |f: &mut fmt::Formatter, ids: &[Id]| {
            for id in ids.iter().take(8) {
                write!(f, " {id}")?;
            }
            if ids.len() > 8 { write!(f, " and {} more", ids.len() - 8) } else { Ok(()) }
        };
        match self {
            Problem::Dangling { kind, id, field, to } => {
                match kind {
                    Some(kind) => write!(f, "{} ({id}): {field} names ", kind.table())?,
                    None => write!(f, "settings: {field} names ")?,
                }
                if to.is_none() { write!(f, "nothing") } else { write!(f, "{to}, which is not there") }
            }
            Problem::ParentCycle { kind, ids } => {
                write!(f, "{} that lie within one another:", kind.table())?;
                path(f, ids)
            }
            Problem::LinkCycle { tasks } => {
                write!(f, "tasks whose links form a loop:")?;
                path(f, tasks)
            }
            Problem::SummaryCycle { tasks } => {
                write!(f, "tasks that wait for one another through their summaries:")?;
                path(f, tasks)
            }
            Problem::ForeignParent { task, parent } => {
                write!(f, "tasks ({task}): its parent {parent} is in another project")
            }
        }
    }
}

/// Everything that does not fit, what is refused first.
pub fn check(workspace: &Workspace) -> Vec<Problem> {
    let mut problems = tangles(workspace);
    dangling(workspace, &mut problems);
    problems
}

/// What is wrong with trees and links, what is refused first.
pub fn tangles(workspace: &Workspace) -> Vec<Problem> {
    let mut problems = Vec::new();
    parents(&workspace.tasks, |task| task.parent, &mut problems);
    parents(&workspace.goals, |goal| goal.parent, &mut problems);
    parents(&workspace.calendars, |calendar| calendar.base, &mut problems);
    parents(&workspace.contacts, |contact| contact.reports_to, &mut problems);
    parents(&workspace.risks, |risk| risk.secondary_of, &mut problems);
    for task in workspace.tasks.iter() {
        let parent = task.parent.and_then(|parent| workspace.tasks.get(parent));
        if let Some(parent) = parent.filter(|parent| parent.project != task.project) {
            problems.push(Problem::ForeignParent { task: task.id, parent: parent.id });
        }
    }
    links(workspace, &mut problems);
    order::sort_by_key(&mut problems, |problem| !problem.refused());
    problems
}

fn dangling(workspace: &Workspace, problems: &mut Vec<Problem>) {
    for &kind in Kind::ALL {
        for row in workspace.rows(kind) {
            let id = row.id();
            references(&row, &mut |field, target, to| {
                if !has(workspace, target, to) {
                    problems.push(Problem::Dangling { kind: Some(kind), id, field, to });
                }
            });
        }
    }
    let settings = &workspace.settings;
    for (field, target, to) in [
        ("default_calendar", Kind::Calendar, settings.default_calendar),
        ("me", Kind::Member, settings.me),
        ("matrix", Kind::RiskMatrix, settings.matrix),
    ] {
        if !to.is_none() && !has(workspace, target, to) {
            problems.push(Problem::Dangling { kind: None, id: Id::NONE, field, to });
        }
    }
}

pub fn has(workspace: &Workspace, kind: Kind, id: Id) -> bool {
    match kind {
        Kind::Project => workspace.projects.contains(id),
        Kind::Goal => workspace.goals.contains(id),
        Kind::Task => workspace.tasks.contains(id),
        Kind::Dependency => workspace.links.contains(id),
        Kind::Calendar => workspace.calendars.contains(id),
        Kind::Member => workspace.members.contains(id),
        Kind::Assignment => workspace.assignments.contains(id),
        Kind::Client => workspace.clients.contains(id),
        Kind::Contact => workspace.contacts.contains(id),
        Kind::Activity => workspace.activities.contains(id),
        Kind::Risk => workspace.risks.contains(id),
        Kind::ResponseAction => workspace.actions.contains(id),
        Kind::RiskMatrix => workspace.matrices.contains(id),
        Kind::Issue => workspace.issues.contains(id),
        Kind::Pipeline => workspace.pipelines.contains(id),
        Kind::Stage => workspace.stages.contains(id),
        Kind::Deal => workspace.deals.contains(id),
        Kind::PaymentPlan => workspace.payment_plans.contains(id),
        Kind::Payment => workspace.payments.contains(id),
        Kind::Target => workspace.targets.contains(id),
        Kind::ListItem => workspace.lists.contains(id),
        Kind::Product => workspace.products.contains(id),
        Kind::Segment => workspace.segments.contains(id),
        Kind::MarketStrategy => workspace.strategies.contains(id),
        Kind::Requirement => workspace.requirements.contains(id),
        Kind::View => workspace.views.contains(id),
        Kind::Lesson => workspace.lessons.contains(id),
        Kind::Report => workspace.reports.contains(id),
    }
}

/// Loops in a relation where each record has at most one above it: every climb stops where an earlier one has been.
fn parents<R: Stored + Record>(table: &Table<R>, above: impl Fn(&R) -> Option<Id>, problems: &mut Vec<Problem>) {
    let ids: Vec<Id> = table.iter().map(|record| record.id()).collect();
    let above: Vec<Option<usize>> = table.iter().map(|record| above(record).and_then(|id| ids.binary_search(&id).ok())).collect();
    // 0 not seen, else the number of the climb that came by.
    let mut seen = vec![0usize; ids.len()];
    for start in 0..ids.len() {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = start + 1;
            let Some(next) = above[at] else { break };
            if seen[next] == start + 1 {
                let mut members = vec![ids[next]];
                let mut member = above[next];
                while let Some(index) = member.filter(|&index| index != next) {
                    members.push(ids[index]);
                    member = above[index];
                }
                problems.push(Problem::ParentCycle { kind: R::KIND, ids: members });
            }
            at = next;
        }
    }
}

/// Loops of links: first by the links alone, then with summaries, whose opening comes before all inside them and whose
/// close after.
fn links(workspace: &Workspace, problems: &mut Vec<Problem>) {
    let ids: Vec<Id> = workspace.tasks.iter().map(|task| task.id).collect();
    let count = ids.len();
    let index = |id: Id| ids.binary_search(&id).ok();
    let pairs: Vec<(usize, usize)> =
        workspace.links.iter().filter_map(|link| Some((index(link.from)?, index(link.to)?))).collect();
    let by_links = loops(count, &pairs);
    let found = !by_links.is_empty();
    let named = |tasks: Vec<usize>| tasks.into_iter().map(|task| ids[task]).collect();
    problems.extend(by_links.into_iter().map(|tasks| Problem::LinkCycle { tasks: named(tasks) }));
    if found || problems.iter().any(Problem::refused) {
        return;
    }
    let parent: Vec<Option<usize>> = workspace.tasks.iter().map(|task| task.parent.and_then(index)).collect();
    let mut summary = vec![false; count];
    parent.iter().flatten().for_each(|&above| summary[above] = true);
    // A task opens at its own position; a summary closes at that plus the number of tasks.
    let close = |task: usize| if summary[task] { task + count } else { task };
    let mut edges: Vec<(usize, usize)> = pairs.iter().map(|&(from, to)| (close(from), to)).collect();
    for (task, above) in parent.iter().enumerate() {
        if let Some(above) = above {
            edges.push((*above, task));
            edges.push((close(task), above + count));
        }
    }
    for vertices in loops(2 * count, &edges) {
        let mut tasks: Vec<usize> = vertices.into_iter().map(|vertex| vertex % count).collect();
        tasks.dedup();
        if tasks.len() > 1 && tasks.first() == tasks.last() {
            tasks.pop();
        }
        problems.push(Problem::SummaryCycle { tasks: named(tasks) });
    }
}

/// One loop of every knot of a directed graph, by a walk in depth that keeps its own stack.
fn loops(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    // Successors of a vertex lie together: those of v from start[v] to start[v + 1].
    let mut start = vec![0usize; count + 1];
    edges.iter().for_each(|(from, _)| start[from + 1] += 1);
    (0..count).for_each(|v| start[v + 1] += start[v]);
    let (mut place, mut next) = (start.clone(), vec![0usize; edges.len()]);
    for &(from, to) in edges {
        next[place[from]] = to;
        place[from] += 1;
    }
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let (mut state, mut found) = (vec![NEW; count], Vec::new());
    let mut at = start.clone();
    // Vertices of loops that were found; another loop through them is the same knot.
    let mut knotted = vec![false; count];
    for root in 0..count {
        if state[root] != NEW {
            continue;
        }
        let mut stack = vec![root];
        state[root] = OPEN;
        while let Some(&vertex) = stack.last() {
            if at[vertex] == start[vertex + 1] {
                state[vertex] = DONE;
                stack.pop();
                continue;
            }
            let to = next[at[vertex]];
            at[vertex] += 1;
            match state[to] {
                NEW => {
                    state[to] = OPEN;
                    stack.push(to);
                }
                OPEN if !knotted[to] => {
                    let from = stack.iter().rposition(|&open| open == to).unwrap_or(0);
                    let members = stack[from..].to_vec();
                    members.iter().for_each(|&member| knotted[member] = true);
                    found.push(members);
                }
                _ => {}
            }
        }
    }
    found
}
