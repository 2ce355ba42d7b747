//! The order in which dates can be computed, and the loops that forbid one.
//!
//! A leaf is one vertex. A summary is two: it *opens* before its children (what holds it back holds them back) and *closes*
//! after them (its dates are theirs). A link runs from where its predecessor closes to where its successor opens, so a link
//! between a summary and its own child is a loop like any other, and a link between two summaries costs one edge, not one
//! for each pair of children.

use super::network::Network;

/// No task.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vertex {
    Leaf(u32),
    Open(u32),
    Close(u32),
}

/// Lists by position, end to end in one array.
#[derive(Debug)]
pub(super) struct Lists {
    begin: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    #[inline(never)]
    pub fn new(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Lists {
        let mut begin = vec![0; count + 1];
        for (list, _) in pairs.clone() {
            begin[list as usize + 1] += 1;
        }
        for list in 0..count {
            begin[list + 1] += begin[list];
        }
        let mut items = vec![0; begin[count] as usize];
        let mut free = begin.clone();
        for (list, item) in pairs {
            items[free[list as usize] as usize] = item;
            free[list as usize] += 1;
        }
        Lists { begin, items }
    }

    pub fn of_mut(&mut self, list: usize) -> &mut [u32] {
        &mut self.items[self.begin[list] as usize..self.begin[list + 1] as usize]
    }

    pub fn of(&self, list: usize) -> &[u32] {
        &self.items[self.begin[list] as usize..self.begin[list + 1] as usize]
    }
}

/// The network as a graph without loops.
#[derive(Debug)]
pub(super) struct Graph {
    /// By task; [`NONE`] at the top. What the network says, less what is no tree.
    pub parent: Vec<u32>,
    pub summary: Vec<bool>,
    /// Summaries are counted through: which of them a task is.
    pub gate: Vec<u32>,
    pub gates: usize,
    /// Tasks by their summary, in the order in which their dates are known.
    pub children: Lists,
    /// Leaves that take part.
    pub leaves: Vec<u32>,
    /// Every vertex behind those it waits for, and what follows one another near together: a walk stays where it has been.
    pub order: Vec<Vertex>,
    /// Links by successor and by predecessor: those that count, between two active tasks and in no loop.
    pub into: Lists,
    pub from: Lists,
    /// Assignments by task.
    pub assigned: Lists,
    /// Tasks whose links form loops, and are left out.
    pub looped: Vec<u32>,
}

impl Graph {
    pub fn new(network: &Network) -> Graph {
        let (parent, summary) = tree(network);
        let active = |task: u32| !network.tasks[task as usize].inactive;
        let mut live: Vec<bool> = network
            .links
            .iter()
            .map(|link| {
                let known = (link.from.max(link.to) as usize) < network.tasks.len();
                known && active(link.from) && active(link.to)
            })
            .collect();
        let mut edges = Edges::new(network, &parent, &summary, &live);
        let (mut order, core) = edges.order();
        let mut looped = Vec::new();
        if !core.is_empty() {
            let count = network.tasks.len();
            let mut within = vec![false; 2 * count];
            for &vertex in &core {
                within[vertex as usize] = true;
            }
            for (link, live) in network.links.iter().zip(&mut live) {
                *live = *live && !(within[close_of(&summary, link.from)] && within[link.to as usize]);
            }
            looped = (0..count as u32).filter(|&task| within[task as usize]).collect();
            edges = Edges::new(network, &parent, &summary, &live);
            order = edges.order().0;
        }
        let count = network.tasks.len();
        let links = || network.links.iter().zip(&live).zip(0..).filter(|((_, live), _)| **live);
        let links = || links().map(|((link, _), at): (_, u32)| (link, at));
        let assigned = network.assignments.iter().zip(0..).filter(|(assignment, _)| {
            (assignment.task as usize) < count && (assignment.calendar as usize) < network.calendars.len()
        });
        let vertex = |at: u32| match at {
            at if at >= count as u32 => Vertex::Close(at - count as u32),
            at if summary[at as usize] => Vertex::Open(at),
            at => Vertex::Leaf(at),
        };
        let inside = order.iter().filter_map(|&at| match vertex(at) {
            Vertex::Leaf(task) | Vertex::Close(task) if parent[task as usize] != NONE => Some((parent[task as usize], task)),
            _ => None,
        });
        let mut gates = 0;
        let gate = summary.iter().map(|&summary| {
            gates += u32::from(summary);
            gates.wrapping_sub(1)
        });
        Graph {
            gate: gate.collect(),
            gates: gates as usize,
            children: Lists::new(count, inside),
            leaves: (0..count as u32).filter(|&task| !summary[task as usize] && active(task)).collect(),
            order: edges.near(&order).into_iter().map(vertex).collect(),
            into: Lists::new(count, links().map(|(link, at)| (link.to, at))),
            from: Lists::new(count, links().map(|(link, at)| (link.from, at))),
            assigned: Lists::new(count, assigned.map(|(assignment, at)| (assignment.task, at))),
            parent,
            summary,
            looped,
        }
    }
}

/// A loop of links and parents, where there is one: tasks in the order in which each waits for the one before, the first
/// waiting for the last. `Network` may be scheduled all the same; the links of loops are then left out and reported.
pub fn find_cycle(network: &Network) -> Option<Vec<u32>> {
    let (parent, summary) = tree(network);
    let count = network.tasks.len();
    let live: Vec<bool> = network.links.iter().map(|link| (link.from.max(link.to) as usize) < network.tasks.len()).collect();
    let edges = Edges::new(network, &parent, &summary, &live);
    let (_, core) = edges.order();
    let first = *core.first()?;
    // Every vertex of the core has a next one in the core: follow them until one comes again.
    let mut within = vec![false; 2 * count];
    for &vertex in &core {
        within[vertex as usize] = true;
    }
    let mut seen = vec![NONE; 2 * count];
    let mut path: Vec<u32> = Vec::new();
    let mut vertex = first;
    while seen[vertex as usize] == NONE {
        seen[vertex as usize] = path.len() as u32;
        path.push(vertex);
        vertex = *edges.next.of(vertex as usize).iter().find(|&&next| within[next as usize])?;
    }
    let task = |vertex: u32| vertex % count as u32;
    let mut tasks: Vec<u32> = path[seen[vertex as usize] as usize..].iter().map(|&vertex| task(vertex)).collect();
    tasks.dedup();
    while tasks.len() > 1 && tasks.first() == tasks.last() {
        tasks.pop();
    }
    // The same loop by the same name, wherever the walk began.
    let least = (0..tasks.len()).min_by_key(|&at| tasks[at])?;
    tasks.rotate_left(least);
    Some(tasks)
}

/// Parents that form a tree, and who has children. A task that is its own ancestor goes to the top.
fn tree(network: &Network) -> (Vec<u32>, Vec<bool>) {
    let count = network.tasks.len();
    let mut parent: Vec<u32> =
        network.tasks.iter().map(|task| task.parent.filter(|&parent| (parent as usize) < count).unwrap_or(NONE)).collect();
    // 0 not seen, else the number of the climb that came by.
    let mut seen = vec![0u32; count];
    for task in 0..count {
        let (climb, mut at) = (task as u32 + 1, task);
        while seen[at] == 0 {
            seen[at] = climb;
            match parent[at] {
                NONE => break,
                above if seen[above as usize] == climb => parent[at] = NONE,
                above => at = above as usize,
            }
        }
    }
    let mut summary = vec![false; count];
    for &above in parent.iter().filter(|&&above| above != NONE) {
        summary[above as usize] = true;
    }
    (parent, summary)
}

/// The vertex at which a task's dates are known.
fn close_of(summary: &[bool], task: u32) -> usize {
    task as usize + if summary[task as usize] { summary.len() } else { 0 }
}

/// Vertices: a task's own position for a leaf and for the opening of a summary, that plus the number of tasks for its close.
struct Edges {
    next: Lists,
    /// By vertex.
    exists: Vec<bool>,
}

impl Edges {
    fn new(network: &Network, parent: &[u32], summary: &[bool], live: &[bool]) -> Edges {
        let count = summary.len();
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(network.links.len() + 2 * count);
        for task in 0..count as u32 {
            if parent[task as usize] != NONE {
                pairs.push((parent[task as usize], task));
                pairs.push((close_of(summary, task) as u32, parent[task as usize] + count as u32));
            }
        }
        for (link, _) in network.links.iter().zip(live).filter(|(_, live)| **live) {
            pairs.push((close_of(summary, link.from) as u32, link.to));
        }
        let exists = (0..2 * count).map(|vertex| vertex < count || summary[vertex - count]).collect();
        Edges { next: Lists::new(2 * count, pairs.iter().copied()), exists }
    }

    /// The same vertices in another such order: what waited for a vertex alone comes next.
    fn near(&self, order: &[u32]) -> Vec<u32> {
        let mut waits = self.waits();
        let mut open: Vec<u32> = order.iter().rev().copied().filter(|&v| waits[v as usize] == 0).collect();
        let mut near = Vec::with_capacity(order.len());
        while let Some(vertex) = open.pop() {
            near.push(vertex);
            for &to in self.next.of(vertex as usize).iter().rev() {
                waits[to as usize] -= 1;
                if waits[to as usize] == 0 {
                    open.push(to);
                }
            }
        }
        near
    }

    /// For how many others each vertex waits.
    fn waits(&self) -> Vec<u32> {
        let mut waits = vec![0u32; self.exists.len()];
        for &to in &self.next.items {
            waits[to as usize] += 1;
        }
        waits
    }

    /// Vertices in an order in which every edge runs forward, and those that lie on loops or between loops.
    fn order(&self) -> (Vec<u32>, Vec<u32>) {
        let count = self.exists.len();
        let mut waits = self.waits();
        let mut order: Vec<u32> = (0..count as u32).filter(|&v| self.exists[v as usize] && waits[v as usize] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            for &to in self.next.of(order[at] as usize) {
                waits[to as usize] -= 1;
                if waits[to as usize] == 0 {
                    order.push(to);
                }
            }
            at += 1;
        }
        // What remains waits for a loop; peel off from behind what no loop waits for.
        let mut core: Vec<u32> = (0..count as u32).filter(|&v| self.exists[v as usize] && waits[v as usize] > 0).collect();
        if !core.is_empty() {
            let remains = |v: u32| waits[v as usize] > 0;
            let back = core.iter().flat_map(|&v| self.next.of(v as usize).iter().map(move |&to| (to, v)));
            let back = Lists::new(count, back.collect::<Vec<_>>().into_iter());
            let mut leads = vec![0u32; count];
            for &vertex in &core {
                leads[vertex as usize] = self.next.of(vertex as usize).iter().filter(|&&to| remains(to)).count() as u32;
            }
            let mut ends: Vec<u32> = core.iter().copied().filter(|&v| leads[v as usize] == 0).collect();
            while let Some(end) = ends.pop() {
                for &from in back.of(end as usize) {
                    leads[from as usize] -= 1;
                    if leads[from as usize] == 0 {
                        ends.push(from);
                    }
                }
            }
            core.retain(|&v| leads[v as usize] > 0);
        }
        (order, core)
    }
}
