//! What is scheduled: tasks, links and calendars as dense arrays. A position in `Network::tasks` is a task's name here.

use std::sync::Arc;

use super::super::calendar::WorkTime;
use super::super::model::{ConstraintKind, LinkKind, Moment};

/// A length of time in tenths of a minute, the resolution Microsoft Project computes with: a third of a day at 33 % is not
/// a whole number of minutes, and a chain of such tasks must not drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(i32);

impl Length {
    pub const ZERO: Length = Length(0);
    /// Longer than all time there is: 301 years.
    const LIMIT: i64 = 1_600_000_000;

    pub const fn minutes(minutes: i64) -> Length {
        if minutes > Length::LIMIT || minutes < -Length::LIMIT { Length::tenths(minutes) } else { Length::tenths(minutes * 10) }
    }

    /// Cut to ±301 years.
    pub const fn tenths(tenths: i64) -> Length {
        if tenths > Length::LIMIT {
            Length(Length::LIMIT as i32)
        } else if tenths < -Length::LIMIT {
            Length(-Length::LIMIT as i32)
        } else {
            Length(tenths as i32)
        }
    }

    pub const fn as_tenths(self) -> i64 {
        self.0 as i64
    }

    pub(super) const fn ticks(self) -> i32 {
        self.0
    }

    /// Whole minutes, to the nearest, halves away from zero.
    pub const fn as_minutes(self) -> i64 {
        ((self.0 + if self.0 < 0 { -5 } else { 5 }) / 10) as i64
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// So many per cent of it, to the nearest tenth of a minute.
    pub const fn percent(self, percent: i32) -> Length {
        let product = self.as_tenths() * percent as i64; // within 62 bits
        Length::tenths((product + if product < 0 { -50 } else { 50 }) / 100)
    }
}

/// Dates that a person set; the scheduler keeps them whatever they break.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manual {
    /// The project's start where there is none.
    pub start: Option<Moment>,
    /// The start and the duration where there is none.
    pub finish: Option<Moment>,
}

/// A task. One that others call their parent is a summary, and what only leaves have (duration, progress, assignments) is
/// not read from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Position of the summary it belongs to. Parents may stand before or after their children.
    pub parent: Option<u32>,
    /// Does nothing by itself: what has no duration is a milestone.
    pub milestone: bool,
    pub manual: Option<Manual>,
    /// Takes no part: it is given dates, but moves neither its successors nor its summary.
    pub inactive: bool,
    /// Position in `Network::calendars`; the project's calendar where there is none.
    pub calendar: Option<u32>,
    /// Working time on the task's calendar, running time where `elapsed`.
    pub duration: Length,
    pub elapsed: bool,
    pub constraint: ConstraintKind,
    /// Date of the constraint; a constraint that needs one and has none is as soon as possible.
    pub constraint_date: Option<Moment>,
    pub deadline: Option<Moment>,
    pub actual_start: Option<Moment>,
    pub actual_finish: Option<Moment>,
    /// 0 to 100.
    pub progress: u8,
    /// What is left of the duration; by `progress` where there is none.
    pub remaining: Option<Length>,
    /// The remaining work of a started task begins no earlier.
    pub resume: Option<Moment>,
    /// Running time by which levelling holds the task back.
    pub levelling_delay: Length,
}

impl Node {
    /// An automatic task of so many working minutes.
    pub fn task(minutes: i64) -> Node {
        Node { duration: Length::minutes(minutes), ..Node::default() }
    }

    pub fn milestone() -> Node {
        Node { milestone: true, ..Node::default() }
    }

    pub fn under(mut self, parent: u32) -> Node {
        self.parent = Some(parent);
        self
    }

    pub fn constrained(mut self, kind: ConstraintKind, date: Option<Moment>) -> Node {
        (self.constraint, self.constraint_date) = (kind, date);
        self
    }

    /// The kind that applies: one that needs a date and has none does not.
    pub(super) fn kind(&self) -> ConstraintKind {
        match self.constraint {
            ConstraintKind::Alap => ConstraintKind::Alap,
            kind if self.constraint_date.is_some() => kind,
            _ => ConstraintKind::Asap,
        }
    }

    /// What is left of the duration.
    pub(super) fn left(&self) -> Length {
        match (self.actual_finish, self.remaining) {
            (Some(_), _) => Length::ZERO,
            (None, Some(remaining)) => remaining,
            (None, None) if self.progress == 0 => self.duration,
            (None, None) => {
                Length::tenths(self.duration.as_tenths() - self.duration.percent(self.progress.min(100) as i32).as_tenths())
            }
        }
    }
}

/// How far the successor stays behind; negative is a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Working time of the successor's calendar.
    Working(Length),
    Elapsed(Length),
    /// Per cent of the predecessor's duration, running time where that is.
    Percent(i32),
    /// Per cent of the predecessor's duration, as running time.
    ElapsedPercent(i32),
}

impl Lag {
    pub const NONE: Lag = Lag::Working(Length::ZERO);

    pub const fn minutes(minutes: i64) -> Lag {
        Lag::Working(Length::minutes(minutes))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The predecessor.
    pub from: u32,
    pub to: u32,
    pub kind: LinkKind,
    pub lag: Lag,
}

impl Link {
    /// Finish to start, no lag.
    pub const fn fs(from: u32, to: u32) -> Link {
        Link { from, to, kind: LinkKind::Fs, lag: Lag::NONE }
    }
}

/// Someone who works on a task. A task that has any finishes when the last of them has done their part, each in their own
/// working time; a task of fixed duration is to have none here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub task: u32,
    /// Position in `Network::calendars`: when this one works on this task.
    pub calendar: u32,
    /// Working time the part takes: work over units. The task's duration where there is none.
    pub length: Option<Length>,
    /// What is left of it; the task's share where there is none.
    pub remaining: Option<Length>,
}

/// A project to be scheduled. Links, parents, calendars and assignments that point nowhere are ignored.
#[derive(Clone, Debug)]
pub struct Network {
    pub tasks: Vec<Node>,
    pub links: Vec<Link>,
    pub assignments: Vec<Assignment>,
    pub calendars: Vec<Arc<WorkTime>>,
    /// Position of the project's calendar.
    pub calendar: u32,
    pub start: Moment,
    /// The promised finish: what is scheduled back from with `from_finish`, else what late dates are counted from once the
    /// plan overruns it.
    pub finish: Option<Moment>,
    /// Tasks hang at `finish`. Those that are to do so are `Alap`; an `Asap` one is as early as its predecessors allow.
    pub from_finish: bool,
    /// Work that should have been done before it and is not is moved behind it.
    pub status: Option<Moment>,
    /// Greatest total float of a critical task, in working minutes.
    pub critical_limit: i64,
    /// Constraints win over links, and what they break is reported. Else links win over constraints.
    pub honour_constraints: bool,
    /// The rest of a started task waits for its predecessors.
    pub split_in_progress: bool,
    /// A task without successors has no float: each chain has its critical path.
    pub many_critical_paths: bool,
}

impl Network {
    /// No tasks, one calendar, scheduled from a start.
    pub fn new(start: Moment, calendar: Arc<WorkTime>) -> Network {
        Network {
            tasks: Vec::new(),
            links: Vec::new(),
            assignments: Vec::new(),
            calendars: vec![calendar],
            calendar: 0,
            start,
            finish: None,
            from_finish: false,
            status: None,
            critical_limit: 0,
            honour_constraints: true,
            split_in_progress: true,
            many_critical_paths: false,
        }
    }
}
