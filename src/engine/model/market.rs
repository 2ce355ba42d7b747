//! What is sold to whom: products, segments with their strategies, and what clients ask for.

use super::shape::{choice, part, record};
use super::{Date, Id, Money, Pct, Priority, Score, Text};

record! { Product { name: Text, code: Text, unit: Text, price: Option<Money>, archived: bool } }

choice! { RuleField { Kind = "kind", Grade = "grade", Industry = "industry", Region = "region", Size = "size", Owner = "owner", Source = "source" } }
choice! { RuleTest { Is = "is", IsNot = "is_not", Contains = "contains", AtLeast = "at_least", AtMost = "at_most" } }
part! { SegmentRule { field: RuleField, test: RuleTest, value: Text } }
part! { ProductFit { product: Id, fit: Option<Score>, note: Text } }

record! {
    /// A group of clients: those that meet every rule, and those that were put in by hand.
    Segment {
        name: Text,
        description: Text,
        rules: Vec<SegmentRule>,
        potential: Option<Money>,
        share: Option<Pct>,
        priority: Priority,
        fits: Vec<ProductFit>,
        market: Text,
    }
}

choice! {
    Approach {
        Executive = "executive", Customised = "customised", TeleSales = "tele_sales", Online = "online", Channel = "channel",
        Event = "event", Referral = "referral", Other = "other",
    }
}
choice! { StrategyStatus { Draft = "draft", Active = "active", Done = "done", Dropped = "dropped" } }
part! { Tactic { id: Id, name: Text, approach: Approach, owner: Option<Id>, start: Option<Date>, due: Option<Date>, budget: Option<Money>, task: Option<Id>, measure: Text, goal: Option<Id> } }

record! {
    /// How a segment is to be won.
    MarketStrategy {
        segment: Id,
        project: Option<Id>,
        name: Text,
        objective: Text,
        tactics: Vec<Tactic>,
        message: Text,
        offer: Text,
        channels: Text,
        budget: Option<Money>,
        status: StrategyStatus,
        result: Text,
        review: Option<Date>,
    }
}

choice! {
    RequirementKind {
        Requirement = "requirement", Feedback = "feedback", Complaint = "complaint", Praise = "praise", ChangeRequest = "change_request",
    }
}
choice! {
    RequirementStatus {
        New = "new", Acknowledged = "acknowledged", InProgress = "in_progress", Answered = "answered", Done = "done",
        Rejected = "rejected",
    }
}
choice! { ScoreKind { None = "", Csat = "csat", Nps = "nps" } }

record! {
    /// What a client asked for, complained of or praised.
    Requirement {
        client: Id,
        contact: Option<Id>,
        project: Option<Id>,
        deal: Option<Id>,
        kind: RequirementKind,
        title: Text,
        detail: Text,
        received: Date = Date::MIN,
        channel: Text,
        priority: Priority,
        status: RequirementStatus,
        owner: Option<Id>,
        due: Option<Date>,
        acknowledged: Option<Date>,
        answer: Text,
        answered: Option<Date>,
        closed: Option<Date>,
        tasks: Vec<Id>,
        score_kind: ScoreKind,
        /// CSAT 1 to 5, or NPS 0 to 10, by `score_kind`.
        score: Option<u8>,
        /// The client has said that the answer is what was asked for.
        confirmed: bool,
    }
}
