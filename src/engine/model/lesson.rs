//! What was learnt: kept so that the next deal or project goes better.

use super::shape::{choice, record};
use super::{Id, Money, Text};

choice! { LessonKind { Improve = "improve", Keep = "keep", Avoid = "avoid" } }
choice! { LessonStatus { Draft = "draft", Reviewed = "reviewed", Published = "published" } }

record! {
    Lesson {
        project: Option<Id>,
        /// The deal it comes from.
        deal: Option<Id>,
        risk: Option<Id>,
        issue: Option<Id>,
        task: Option<Id>,
        kind: LessonKind,
        /// Stage, risk, client, team, plan, price.
        area: Text,
        situation: Text,
        what_happened: Text,
        cause: Text,
        effect_days: Option<i32>,
        effect_money: Option<Money>,
        recommendation: Text,
        owner: Option<Id>,
        segments: Vec<Id>,
        status: LessonStatus,
        /// Projects that took it up.
        applied: Vec<Id>,
    }
}
