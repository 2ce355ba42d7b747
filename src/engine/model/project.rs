//! Projects and their goals.

use super::shape::{choice, part, record};
use super::{Date, Id, Moment, Money, Pct, Text};

choice! {
    ProjectKind {
        KeyAccount = "key_account", NewMarket = "new_market", Channel = "channel", Bid = "bid", Campaign = "campaign",
        Delivery = "delivery", Other = "other",
    }
}

choice! {
    Phase {
        Planning = "planning", Executing = "executing", Monitoring = "monitoring", Closing = "closing", Closed = "closed",
        Cancelled = "cancelled",
    }
}

part! { Assumption { text: Text, status: Text } }
part! { SuccessCriterion { text: Text, metric: Text, target: Text, met: Option<bool> } }
part! { PhaseGate { phase: Phase, date: Option<Date>, decision: Text, by: Option<Id> } }

choice! {
    /// How sure the durations are that nobody estimated in three points: as written, or within a band round them.
    EstimateClass { Exact = "exact", High = "high", Medium = "medium", Low = "low" }
}
choice! { Distribution { Pert = "pert", Triangular = "triangular" } }
choice! {
    /// Whose tasks go well or badly together.
    Correlation { None = "none", Owner = "owner", Phase = "phase" }
}
part! { PromisePolicy { class: EstimateClass, distribution: Distribution, correlation: Correlation, confidence: Pct = Pct::new(80) } }

choice! { BufferMethod { None = "none", Percent = "percent", CutPaste = "cut_paste", Rsem = "rsem" } }
part! { BufferPolicy { method: BufferMethod, percent: Pct } }

part! { BaselineTask { task: Id, start: Moment = Moment::MIN, finish: Moment = Moment::MIN, work: i64, cost: Option<Money> } }
part! { Baseline { id: Id, name: Text, reason: Text, taken_at: i64, tasks: Vec<BaselineTask> } }

record! {
    Project {
        code: Text,
        name: Text,
        kind: ProjectKind,
        phase: Phase,
        sponsor: Option<Id>,
        manager: Option<Id>,
        clients: Vec<Id>,
        deals: Vec<Id>,
        segments: Vec<Id>,
        description: Text,
        scope_in: Text,
        scope_out: Text,
        assumptions: Vec<Assumption>,
        constraints: Text,
        success_criteria: Vec<SuccessCriterion>,
        start: Date = Date::MIN,
        due: Option<Date>,
        /// Plan backwards from `due` instead of forwards from `start`.
        from_finish: bool,
        status_date: Option<Date>,
        calendar: Option<Id>,
        budget: Option<Money>,
        booking_target: Option<Money>,
        contingency_reserve: Option<Money>,
        baselines: Vec<Baseline>,
        buffer_policy: BufferPolicy,
        promise: PromisePolicy,
        phase_gates: Vec<PhaseGate>,
        /// A task with this much float or less (working minutes) counts as critical.
        critical_float: i64,
        closed_at: Option<Date>,
        archived: bool,
    }
}

choice! { ValueKind { Absolute = "absolute", Relative = "relative", PercentagePoint = "percentage_point" } }
choice! { GoalDirection { Up = "up", Down = "down", KeepRange = "keep_range" } }
choice! {
    GoalSource { Manual = "manual", WonAmount = "won_amount", PaidAmount = "paid_amount", WonCount = "won_count", TaskProgress = "task_progress" }
}
choice! {
    GoalStatus {
        Draft = "draft", Agreed = "agreed", Active = "active", Achieved = "achieved", Missed = "missed", Dropped = "dropped",
    }
}

part! { Checkin { on: Date = Date::MIN, value: f64, confidence: Option<u8>, note: Text } }

record! {
    /// An objective in SMART form. Values are in `unit`; an amount of money stands in yuan.
    Goal {
        project: Id,
        parent: Option<Id>,
        title: Text,
        specific: Text,
        metric: Text,
        unit: Text,
        value_kind: ValueKind,
        baseline: Option<f64>,
        /// By `value_kind`: the value to reach, the relative change in per cent, or the change in percentage points.
        target: Option<f64>,
        direction: GoalDirection,
        current: Option<f64>,
        achievable: Text,
        relevance: Text,
        start: Option<Date>,
        due: Option<Date>,
        owner: Option<Id>,
        weight: Option<Pct>,
        source: GoalSource,
        checkins: Vec<Checkin>,
        status: GoalStatus,
    }
}
