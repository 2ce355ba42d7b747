//! How links run between bars so that they can be followed: beside each other, and around what is written beside bars.

use std::collections::HashMap;

use super::gantt::{Bar, RowSize, Scale, Shape, bar};
use super::labels::{BESIDE, HALF};
use crate::engine::model::LinkKind;
use crate::engine::plan::Plan;

/// A link's way.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// From the one bar to the other; first across.
    pub corners: Vec<(f64, f64)>,
    pub critical: bool,
    /// The places it joins.
    pub from: usize,
    pub to: usize,
    /// Whether it arrives at the start of its goal.
    to_start: bool,
}

impl Route {
    /// The way as a path.
    pub fn line(&self) -> String {
        let mut line = String::new();
        for (at, (x, y)) in self.corners.iter().enumerate() {
            line += &match at {
                0 => format!("M{x:.1} {y:.1}"),
                _ if at % 2 == 1 => format!("H{x:.1}"),
                _ => format!("V{y:.1}"),
            };
        }
        line
    }

    /// The arrow at its end, as a path.
    pub fn head(&self) -> String {
        let (x, y) = self.corners.last().copied().unwrap_or_default();
        let tip = if self.to_start { -5.0 } else { 5.0 };
        format!("M{x:.1} {y:.1}l{tip:.1} -3.2v6.4z")
    }

    /// Where a mark on the link can stand: in the middle of the first way down.
    pub fn middle(&self) -> (f64, f64) {
        let [a, b] = [1, 2].map(|at| self.corners.get(at).copied().unwrap_or_default());
        (a.0, (a.1 + b.1) / 2.0)
    }
}

/// Lanes beside a bar's end in which a link can go down: how far the first is from the bar, one from the next, how many. Five
/// are nearer than a label is.
const FIRST: f64 = 4.0;
const APART: f64 = 3.0;
const LANES: usize = 8;

/// Rows from where a link begins whose labels it goes around. Further away it crosses them, and they stand over it.
const NEAR: usize = 12;

/// Labels that are looked at, at most: where many links run past from far away the frame has its time.
const LABELS: usize = 600;

/// What is worse than what: to cross a label, to need a way around, to run over the link of another task.
const CROSSES: usize = 4;
const AROUND: usize = 2;

/// A link's way down: where, from and to which height, and of which task.
struct Taken {
    x: f64,
    top: f64,
    bottom: f64,
    by: usize,
}

/// Where a link begins and ends, and on which side of the bars.
struct Ends {
    from_end: bool,
    to_start: bool,
    from: (f64, f64),
    to: (f64, f64),
    /// The edge of the goal's row at which the link arrives.
    gap: f64,
    /// Whether something is written right of either bar.
    labelled: (bool, bool),
}

impl Ends {
    /// Where the link comes down or up to its goal from beside it.
    fn enter(&self) -> f64 {
        self.to.0 + if self.to_start { -7.0 } else { 7.0 }
    }

    /// Whether one way down leads to the goal.
    fn direct(&self, turn: f64) -> bool {
        match (self.from_end, self.to_start) {
            (true, true) => self.enter() >= turn,
            (false, false) => self.enter() <= turn,
            _ => true,
        }
    }

    /// The corners of the way in a lane; first across.
    fn corners(&self, turn: f64) -> Vec<(f64, f64)> {
        let ((x1, y1), (x2, y2), enter) = (self.from, self.to, self.enter());
        let bend = match (self.from_end, self.to_start) {
            (true, false) => turn.max(enter),
            (false, true) => turn.min(enter),
            _ => turn,
        };
        // What goes on to the right, or comes from there, would run through what is written there.
        let through = self.from_end && self.labelled.0 && bend > turn && bend > x1 + BESIDE
            || !self.to_start && self.labelled.1 && bend > x2 + BESIDE;
        if self.direct(turn) && !through {
            vec![(x1, y1), (bend, y1), (bend, y2), (x2, y2)]
        } else {
            // Around: along the gap between two rows.
            let gap = self.gap;
            vec![(x1, y1), (turn, y1), (turn, gap), (enter, gap), (enter, y2), (x2, y2)]
        }
    }
}

/// How many of some labels a way crosses, each as left, right and middle.
fn crossed(corners: &[(f64, f64)], labels: &[(f64, f64, f64)]) -> usize {
    let crosses = |(left, right, y): &&(f64, f64, f64)| {
        corners.windows(2).any(|pair| {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            ax.max(bx) > *left && ax.min(bx) < *right && ay.max(by) > y - HALF && ay.min(by) < y + HALF
        })
    };
    labels.iter().filter(crosses).count()
}

/// Links of which a part is in view. `line_of` gives the place of a plan row among the visible ones, `label_of` the left and
/// right end of what is written beside the bar of a line.
pub fn routes(
    plan: &Plan,
    scale: &Scale,
    size: RowSize,
    seen: std::ops::Range<usize>,
    line_of: impl Fn(usize) -> Option<usize>,
    mut label_of: impl FnMut(usize) -> Option<(f64, f64)>,
) -> Vec<Route> {
    let middle = |line: usize| line as f64 * size.height + size.middle;
    let mut routes = Vec::new();
    let mut taken: Vec<Taken> = Vec::new();
    let mut known: HashMap<usize, Option<(f64, f64)>> = HashMap::new();
    for link in &plan.network.links {
        let (from, to) = (link.from as usize, link.to as usize);
        let (Some(upper), Some(lower)) = (line_of(from), line_of(to)) else { continue };
        if upper.max(lower) < seen.start || upper.min(lower) >= seen.end {
            continue;
        }
        let (a, b) = (bar(plan, from, scale), bar(plan, to, scale));
        let half = |bar: &Bar| if bar.shape == Shape::Milestone { size.bar / 2.0 } else { 0.0 };
        let from_end = matches!(link.kind, LinkKind::Fs | LinkKind::Ff);
        let to_start = matches!(link.kind, LinkKind::Fs | LinkKind::Ss);
        let x1 = if from_end { a.x + a.width + half(&a) } else { a.x - half(&a) };
        let x2 = if to_start { b.x - half(&b) } else { b.x + b.width + half(&b) };
        let (y1, y2) = (middle(upper), middle(lower));
        let (top, bottom) = (y1.min(y2), y1.max(y2));
        let mut label = |line: usize| match known.get(&line) {
            Some(span) => *span,
            None if known.len() >= LABELS => None,
            None => *known.entry(line).or_insert_with(|| label_of(line)),
        };
        let labelled = (label(upper).is_some(), label(lower).is_some());
        let near = upper.min(lower).max(upper.saturating_sub(NEAR))..=upper.max(lower).min(upper + NEAR);
        let labels: Vec<(f64, f64, f64)> = near
            .chain([lower])
            .filter_map(|line| label(line).map(|(left, right)| (left - 1.0, right + 1.0, middle(line))))
            .collect();
        let gap = (if y2 > y1 { lower } else { lower + 1 }) as f64 * size.height;
        let ends = Ends { from_end, to_start, from: (x1, y1), to: (x2, y2), gap, labelled };
        let lane = |at: usize| x1 + (FIRST + at as f64 * APART) * if from_end { 1.0 } else { -1.0 };
        let straight = ends.direct(lane(0));
        let cost = |turn: f64| {
            let beside = |other: &&Taken| {
                (other.x - turn).abs() < APART - 0.1 && other.by != from && other.top < bottom && other.bottom > top
            };
            let over = usize::from(taken.iter().any(|other| beside(&other)));
            let around = if straight && !ends.direct(turn) { AROUND } else { 0 };
            crossed(&ends.corners(turn), &labels) * CROSSES + around + over
        };
        let mut turn = lane(0);
        let mut least = usize::MAX;
        for at in 0..LANES {
            let now = cost(lane(at));
            if now < least {
                (turn, least) = (lane(at), now);
            }
            if now == 0 {
                break;
            }
        }
        if taken.len() < 400 {
            taken.push(Taken { x: turn, top, bottom, by: from });
        }
        let critical = plan.rows[from].critical && plan.rows[to].critical;
        routes.push(Route { corners: ends.corners(turn), critical, from, to, to_start });
        if routes.len() >= 2000 {
            break;
        }
    }
    routes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::edit::{Context, task};
    use crate::engine::model::{Date, Id, Lang};
    use crate::engine::scene::labels::label;
    use crate::engine::words::Words;
    use crate::engine::workspace::Workspace;

    const TODAY: (i32, u32, u32) = (2026, 9, 7);

    /// So many tasks of which each has a successor as many rows further down; the first ones are `done` per cent done.
    fn pairs(count: usize, done: i64, kind: LinkKind, lag: i64) -> Plan {
        let mut ws = Workspace::default();
        let ctx = Context::new(1_790_000_000_000, Date::new(TODAY.0, TODAY.1, TODAY.2).unwrap(), Id::from_bits(7), 1);
        let project = crate::engine::edit::project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let ids: Vec<Id> =
            (0..count * 2).map(|n| task::add(&mut ws, &ctx, project, task::Place::Last, &format!("T{n}")).unwrap()).collect();
        for n in 0..count {
            task::link(&mut ws, &ctx, ids[n], ids[n + count], kind, lag).unwrap();
            crate::engine::edit::update::<crate::engine::model::Task>(&mut ws, ids[n], |task| {
                task.progress = crate::engine::model::Pct::new(done);
            })
            .unwrap();
        }
        Plan::of(&ws, project).unwrap()
    }

    /// The routes of a plan, and the spans of the labels of its lines.
    fn drawn(plan: &Plan, px: f64, size: RowSize) -> (Vec<Route>, Vec<Option<(f64, f64)>>) {
        let today = Date::new(TODAY.0, TODAY.1, TODAY.2).unwrap();
        let scale = Scale::fitting(plan, today, px, false, 800.0);
        let span = |place: usize| {
            let bar = bar(plan, place, &scale);
            label(plan, place, &bar, size.bar, None, today, Words(Lang::En)).span()
        };
        let count = plan.rows.len();
        (routes(plan, &scale, size, 0..count, Some, span), (0..count).map(span).collect())
    }

    /// The corners of a path.
    fn read(line: &str) -> Vec<(f64, f64)> {
        let mut at = (0.0, 0.0);
        let mut corners = Vec::new();
        for part in line.split(['H', 'V']).enumerate() {
            match part {
                (0, start) => {
                    let (x, y) = start.trim_start_matches('M').split_once(' ').unwrap();
                    at = (x.parse().unwrap(), y.parse().unwrap());
                }
                (n, to) if n % 2 == 1 => at.0 = to.parse().unwrap(),
                (_, to) => at.1 = to.parse().unwrap(),
            }
            corners.push(at);
        }
        corners
    }

    #[test]
    fn links_of_different_tasks_run_beside_each_other() {
        // Tasks that end together, each with a successor as many rows down: their links cross the same rows.
        for (count, done) in [(3, 0), (5, 40), (7, 0)] {
            let plan = pairs(count, done, LinkKind::Fs, 3 * 480);
            let (routes, _) = drawn(&plan, 36.0, RowSize::NORMAL);
            let downs: Vec<f64> = routes.iter().map(|route| read(&route.line())[1].0).collect();
            assert_eq!(downs.len(), count);
            for (at, x) in downs.iter().enumerate() {
                assert!(downs[at + 1..].iter().all(|other| (x - other).abs() >= APART - 0.11), "{downs:?}");
            }
            for route in &routes {
                let (from, to) = (read(&route.line())[0], *read(&route.line()).last().unwrap());
                let (upper, lower) = (route.from as f64 * 32.0 + 16.0, route.to as f64 * 32.0 + 16.0);
                assert_eq!((from.1, to.1), (upper, lower), "from the middle of its row to that of the other");
            }
        }
    }

    #[test]
    fn no_link_crosses_what_is_written_beside_a_bar() {
        let kinds = [LinkKind::Fs, LinkKind::Ss, LinkKind::Ff, LinkKind::Sf];
        for (count, kind, lag) in kinds.into_iter().flat_map(|kind| [(3, kind, 0), (5, kind, 0), (5, kind, 960), (7, kind, -480)])
        {
            for (px, size) in [(36.0, RowSize::NORMAL), (10.0, RowSize::COMPACT), (4.0, RowSize::NAMED)] {
                let plan = pairs(count, 40, kind, lag);
                let (routes, labels) = drawn(&plan, px, size);
                assert_eq!((routes.len(), labels.iter().flatten().count()), (count, count));
                for (line, (left, right)) in labels.iter().enumerate().filter_map(|(line, span)| span.map(|span| (line, span))) {
                    let box_ = [(left, right, line as f64 * size.height + size.middle)];
                    for route in &routes {
                        assert_eq!(crossed(&read(&route.line()), &box_), 0, "{kind:?} {lag} {px}: {} over {line}", route.line());
                    }
                }
            }
        }
    }

    #[test]
    fn a_link_that_ends_at_a_finish_goes_around_what_is_written_there() {
        let ends = |from: f64, to: f64, labelled| Ends {
            from_end: true,
            to_start: false,
            from: (from, 16.0),
            to: (to, 80.0),
            gap: 64.0,
            labelled: (labelled, labelled),
        };
        // It begins right of the goal, or left of it.
        for (from, to) in [(200.0, 100.0), (100.0, 200.0)] {
            let labels = [(from + BESIDE, from + BESIDE + 30.0, 16.0), (to + BESIDE, to + BESIDE + 30.0, 80.0)];
            assert_eq!(crossed(&ends(from, to, true).corners(from + FIRST), &labels), 0);
            let bare = ends(from, to, false).corners(from + FIRST);
            assert_eq!((bare.len(), crossed(&bare, &labels)), (4, 1), "the short way would cross one");
        }
    }
}
