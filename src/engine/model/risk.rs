//! Risks, what is done about them, and the matrix that says how bad they are.

use super::shape::{choice, part, record};
use super::{Date, Id, Money, Pct, Score, Text};

choice! { RiskType { Threat = "threat", Opportunity = "opportunity" } }

choice! {
    RiskStatus {
        Identified = "identified", Open = "open", Responding = "responding", Watch = "watch", Occurred = "occurred",
        Closed = "closed", Rejected = "rejected",
    }
}

choice! {
    /// The article's categories: resources (people, money, material), delay, technical, market (promotion, competitor,
    /// price, policy); and two more that sales meet.
    RiskCategory {
        Other = "other", People = "people", Funding = "funding", Material = "material", Delay = "delay", Technical = "technical",
        Market = "market", Client = "client", Promotion = "promotion", Competitor = "competitor", Price = "price",
        Policy = "policy",
    }
}

choice! {
    Strategy {
        Undecided = "", Avoid = "avoid", Transfer = "transfer", Mitigate = "mitigate", AcceptActive = "accept_active",
        AcceptPassive = "accept_passive", Escalate = "escalate", Exploit = "exploit", Share = "share", Enhance = "enhance",
    }
}

choice! { Confidence { Unset = "", Low = "low", Medium = "medium", High = "high" } }

part! {
    /// A place in the matrix; not assessed where one of the two is missing.
    Assessment { p: Option<Score>, i: Option<Score> }
}

choice! {
    /// Which of a risk's three assessments a note is about.
    Assessed { Current = "current", Inherent = "inherent", Target = "target" }
}
part! { AssessmentNote { of: Assessed, on: Date = Date::MIN, by: Option<Id>, p: Option<Score>, i: Option<Score>, note: Text } }
part! { ImpactAreas { cost: Option<Score>, schedule: Option<Score>, scope: Option<Score>, relationship: Option<Score> } }
part! { Acceptance { by: Option<Id>, at: Option<Date>, expires: Option<Date>, reason: Text } }

record! {
    Risk {
        project: Id,
        /// `R-01`, unique within the project.
        code: Text,
        kind: RiskType,
        title: Text,
        cause: Text,
        event: Text,
        effect: Text,
        category: RiskCategory,
        status: RiskStatus,
        owner: Option<Id>,
        identified: Option<Date>,
        trigger: Text,
        proximity: Option<Date>,
        inherent: Assessment,
        current: Assessment,
        target: Assessment,
        impact_areas: ImpactAreas,
        probability: Option<Pct>,
        impact_money: Option<Money>,
        /// Working days.
        impact_days: Option<f64>,
        /// The same three as they are meant to be once the responses are done.
        target_probability: Option<Pct>,
        target_money: Option<Money>,
        /// Working days.
        target_days: Option<f64>,
        confidence: Confidence,
        strategy: Strategy,
        contingency_plan: Text,
        fallback_plan: Text,
        secondary_of: Option<Id>,
        tasks: Vec<Id>,
        deals: Vec<Id>,
        clients: Vec<Id>,
        goals: Vec<Id>,
        next_review: Option<Date>,
        history: Vec<AssessmentNote>,
        acceptance: Option<Acceptance>,
        occurred_on: Option<Date>,
        issue: Option<Id>,
        actual_cost: Option<Money>,
        actual_days: Option<f64>,
        closed_reason: Text,
    }
}

choice! { ActionStatus { Planned = "planned", Doing = "doing", Done = "done", Dropped = "dropped" } }

record! {
    ResponseAction {
        risk: Id,
        text: Text,
        owner: Option<Id>,
        due: Option<Date>,
        status: ActionStatus,
        cost: Option<Money>,
        /// Expected change of the scores.
        effect_p: i32,
        effect_i: i32,
        task: Option<Id>,
        done_on: Option<Date>,
        effectiveness: Option<Score>,
    }
}

part! {
    /// A step of a scale, with what it means in numbers.
    ScaleStep { zh: Text, en: Text, zh_note: Text, en_note: Text, min_percent: Option<Pct>, max_percent: Option<Pct>, days_from: Option<f64> }
}

part! {
    /// A level; `tone` is its colour among the eight of the style sheet, by its place where none was chosen; `colour`, as
    /// `#rrggbb`, is one of the user's own instead.
    RiskLevel { zh: Text, en: Text, review_days: u32 = 30, tone: Option<u8>, colour: Text }
}

part! {
    /// How the matrix is looked at; the assessments stay as they are.
    MatrixView { transpose: bool, flip_p: bool, flip_i: bool }
}

record! {
    /// Probability by impact; `grid[p][i]` is the index of a level, p and i counted from 0.
    RiskMatrix {
        name: Text,
        p_steps: Vec<ScaleStep>,
        i_steps: Vec<ScaleStep>,
        levels: Vec<RiskLevel>,
        grid: Vec<Vec<u8>>,
        view: MatrixView,
    }
}
