//! What is computed after an edit is what a schedule of everything gives, field by field: plans at random, edited again and
//! again.

use std::sync::Arc;

use super::super::calendar::WorkTime;
use super::super::model::{Calendar, ConstraintKind, Date, Day, Exception, LinkKind, Moment, Region};
use super::super::rcpsp::Random;
use super::graph::Graph;
use super::schedule::Passes;
use super::*;

const PLANS: u64 = 600;
const EDITS: usize = 6;

struct Maker(Random);

impl Maker {
    fn below(&mut self, count: usize) -> usize {
        self.0.below(count)
    }

    /// True once in so many times.
    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// Ten weeks of 2026, in half hours.
    fn moment(&mut self) -> Moment {
        Date::new(2026, 9, 7).unwrap().midnight().plus(self.below(70 * 48) as i64 * 30)
    }

    fn moment_once_in(&mut self, count: usize) -> Option<Moment> {
        self.one_in(count).then(|| self.moment())
    }

    fn length(&mut self) -> Length {
        match self.below(6) {
            0 => Length::ZERO,
            1 => Length::tenths(self.below(60_000) as i64),
            _ => Length::minutes(self.below(20) as i64 * 240),
        }
    }

    /// Everything of a task but its place, its calendar and whether it takes part.
    fn node(&mut self) -> Node {
        let mut node = Node { duration: self.length(), elapsed: self.one_in(8), ..Node::default() };
        if self.one_in(3) {
            node.constraint = ConstraintKind::ALL[self.below(8)];
            node.constraint_date = Some(self.moment());
        }
        // Where a task hangs, all is computed.
        if node.constraint == ConstraintKind::Alap && !self.one_in(4) {
            node.constraint = ConstraintKind::Asap;
        }
        node.manual = self.one_in(10).then(|| Manual { start: self.moment_once_in(2), finish: self.moment_once_in(2) });
        node.deadline = self.moment_once_in(8);
        node.actual_start = self.moment_once_in(8);
        node.actual_finish = self.moment_once_in(16);
        node.progress = if self.one_in(6) { self.below(101) as u8 } else { 0 };
        node.remaining = self.one_in(16).then(|| self.length());
        node.resume = self.moment_once_in(16);
        node.levelling_delay = if self.one_in(12) { self.length() } else { Length::ZERO };
        node
    }

    fn lag(&mut self) -> Lag {
        let length = Length::minutes(self.below(4000) as i64 - 2000);
        let percent = self.below(250) as i32 - 100;
        let lags = [Lag::Working(length), Lag::Elapsed(length), Lag::Percent(percent), Lag::ElapsedPercent(percent)];
        lags.get(self.below(8)).copied().unwrap_or(Lag::NONE)
    }

    fn network(&mut self) -> Network {
        let count = 2 + self.below(30);
        let mut network = Network::new(Date::new(2026, 9, 14).unwrap().at(480), Arc::new(WorkTime::standard()));
        network.calendars = calendars();
        for at in 0..count {
            let parent = (at > 0 && self.one_in(2)).then(|| self.below(at) as u32);
            let calendar = self.one_in(3).then(|| self.below(4) as u32);
            let inactive = self.one_in(12);
            network.tasks.push(Node { parent, calendar, inactive, ..self.node() });
        }
        // Some lead back, and make loops.
        let back = self.one_in(6);
        for _ in 0..self.below(2 * count) {
            let (a, b) = (self.below(count) as u32, self.below(count) as u32);
            let (from, to) = if back { (a, b) } else { (a.min(b), a.max(b)) };
            let kind = [LinkKind::Fs, LinkKind::Fs, LinkKind::Ss, LinkKind::Ff, LinkKind::Sf][self.below(5)];
            network.links.push(Link { from, to, kind, lag: self.lag() });
        }
        for _ in 0..self.below(count) {
            let length = self.one_in(3).then(|| self.length());
            let (task, calendar) = (self.below(count) as u32, self.below(4) as u32);
            network.assignments.push(Assignment { task, calendar, length, remaining: None });
        }
        network.finish = self.moment_once_in(3);
        network.from_finish = self.one_in(10);
        network.status = self.moment_once_in(6);
        network.honour_constraints = !self.one_in(4);
        network.split_in_progress = !self.one_in(4);
        network.many_critical_paths = self.one_in(8);
        network
    }
}

fn calendars() -> Vec<Arc<WorkTime>> {
    let leave = Date::new(2026, 9, 16).unwrap();
    let leave = Exception { from: leave, to: leave.plus(9), ..Exception::default() };
    let night = Calendar { week: vec![Day::of(&[(0, 300), (1320, 1440)]); 7], ..Calendar::default() };
    let china = Calendar { region: Region::China, ..Calendar::default() };
    let compile = |calendar: &Calendar, leave: &[Exception]| Arc::new(WorkTime::compile(calendar, &|_| None, leave));
    vec![compile(&Calendar::default(), &[]), compile(&china, &[leave]), compile(&night, &[]), Arc::new(WorkTime::always())]
}

#[test]
fn an_edit_gives_what_a_whole_schedule_gives() {
    let mut followed = 0;
    for seed in 0..PLANS {
        let mut make = Maker(Random::new(seed));
        let mut network = make.network();
        let graph = Graph::new(&network);
        let (mut schedule, mut passes) = Passes::new(&network, &graph);
        for _ in 0..EDITS {
            let mut edited = Vec::new();
            for _ in 0..1 + make.below(3) {
                let at = make.below(network.tasks.len());
                let (old, new) = (network.tasks[at], make.node());
                // One thing of it, or all.
                network.tasks[at] = match make.below(6) {
                    0 => Node { parent: old.parent, calendar: old.calendar, inactive: old.inactive, ..new },
                    1 => Node { duration: new.duration, ..old },
                    2 => Node { progress: new.progress, ..old },
                    3 => Node { actual_start: new.actual_start, actual_finish: new.actual_finish, ..old },
                    4 => Node { manual: new.manual, deadline: new.deadline, ..old },
                    _ => Node { constraint: new.constraint, constraint_date: new.constraint_date, ..old },
                };
                edited.push(at as u32);
            }
            let (whole, anew) = Passes::new(&network, &graph);
            (schedule, passes) = match passes.after(&schedule, &network, &graph, &edited) {
                Some((schedule, passes, _)) => {
                    followed += 1;
                    (schedule, passes)
                }
                None => (whole.clone(), anew),
            };
            assert_eq!(schedule, whole, "plan {seed}, edited {edited:?}");
        }
    }
    // Most of them can be followed.
    assert!(followed as u64 > PLANS * EDITS as u64 / 2, "{followed}");
}
