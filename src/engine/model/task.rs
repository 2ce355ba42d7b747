//! Tasks, and the links between them. Computed dates are never stored: `plan` gives them.

use super::shape::{choice, part, record};
use super::{Date, Id, Minutes, Moment, Money, Pct, Score, Text};

choice! { TaskKind { Task = "task", Milestone = "milestone", Buffer = "buffer" } }
choice! {
    TaskStatus { Todo = "todo", Doing = "doing", Blocked = "blocked", Review = "review", Done = "done", Cancelled = "cancelled" }
}
choice! { Priority { Normal = "normal", Low = "low", High = "high", Urgent = "urgent" } }
choice! {
    /// The unit in which a person wrote a duration, and reads it again.
    TimeUnit { Day = "day", Minute = "minute", Hour = "hour", Week = "week", Month = "month" }
}
choice! { ScheduleMode { Auto = "auto", Manual = "manual" } }

choice! {
    /// As soon / as late as possible; start / finish no earlier / no later than; must start / finish on.
    ConstraintKind {
        Asap = "asap", Alap = "alap", Snet = "snet", Snlt = "snlt", Fnet = "fnet", Fnlt = "fnlt", Mso = "mso", Mfo = "mfo",
    }
}

part! { Constraint { kind: ConstraintKind, date: Option<Moment> } }
part! { ChecklistItem { text: Text, done: bool } }
part! { SkillNeed { skill: Text, level: Option<Score> } }
part! { Comment { at: i64, by: Id, text: Text } }

choice! {
    /// How progress is counted.
    ProgressMethod { Percent = "percent", ZeroHundred = "0_100", FiftyFifty = "50_50", Milestones = "milestones", Units = "units" }
}

choice! {
    /// Which of duration, units and work stays when another changes.
    EffortKind { FixedDuration = "fixed_duration", FixedUnits = "fixed_units", FixedWork = "fixed_work" }
}

choice! {
    /// Which days a recurring task comes on.
    Recurs { Weekly = "weekly", Monthly = "monthly", FirstWorkingDay = "first_working_day", LastWorkingDay = "last_working_day" }
}

part! {
    /// When a recurring task comes again. Its occurrences are tasks inside it, made by the edit that sets the rule.
    Recurrence {
        kind: Recurs,
        /// Every so many weeks or months.
        every: u32 = 1,
        /// Of a weekly one: 0 is Monday.
        weekday: u8,
        /// Of a monthly one: the day of the month, the last one where the month is shorter.
        day: u8 = 1,
        from: Date = Date::MIN,
        /// Included.
        until: Date = Date::MIN,
    }
}

record! {
    /// A task, milestone or buffer. One with children is a summary: its dates and progress roll up from them.
    Task {
        project: Id,
        parent: Option<Id>,
        /// Place among its siblings: compared as text (see `edit::rank`).
        rank: Text,
        name: Text,
        kind: TaskKind,
        mode: ScheduleMode,
        status: TaskStatus,
        priority: Priority,
        important: bool,
        urgent: bool,
        /// The one who is accountable.
        owner: Option<Id>,
        /// Working minutes on the task's calendar; running minutes where `elapsed`.
        duration: Minutes = Minutes::new(480),
        elapsed: bool,
        duration_unit: TimeUnit,
        /// The duration is a guess that nobody has confirmed.
        estimated: bool,
        effort: EffortKind,
        work: Option<Minutes>,
        progress: Pct,
        progress_method: ProgressMethod,
        /// Dates that the user set for a task in manual mode.
        manual_start: Option<Moment>,
        manual_finish: Option<Moment>,
        actual_start: Option<Moment>,
        actual_finish: Option<Moment>,
        actual_work: Option<Minutes>,
        remaining_work: Option<Minutes>,
        budget_cost: Option<Money>,
        actual_cost: Option<Money>,
        constraint: Constraint,
        deadline: Option<Moment>,
        calendar: Option<Id>,
        /// Running time by which levelling holds the task back.
        levelling_delay: Minutes,
        /// A duration that is kept in nine cases of ten: what buffers are sized by.
        safe_duration: Option<Minutes>,
        recurrence: Option<Recurrence>,
        /// Resources' calendars do not move the task.
        ignore_resource_calendars: bool,
        acceptance: Text,
        checklist: Vec<ChecklistItem>,
        optimistic: Option<Minutes>,
        likely: Option<Minutes>,
        pessimistic: Option<Minutes>,
        skills: Vec<SkillNeed>,
        deal: Option<Id>,
        client: Option<Id>,
        reminder: Option<Date>,
        notes: Text,
        comments: Vec<Comment>,
    }
}

choice! { LinkKind { Fs = "FS", Ss = "SS", Ff = "FF", Sf = "SF" } }

choice! {
    /// What `lag` counts: working minutes of the successor's calendar, running minutes, or per cent of the predecessor's duration, the last
    /// also as running time.
    LagUnit { Working = "working", Elapsed = "elapsed", Percent = "percent", ElapsedPercent = "elapsed_percent" }
}

record! {
    /// A link: `from` is the predecessor.
    Dependency {
        project: Id,
        from: Id,
        to: Id,
        kind: LinkKind,
        /// Negative is a lead.
        lag: i64,
        lag_unit: LagUnit,
    }
}
