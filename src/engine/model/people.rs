//! Members of the team and other resources, and what they are assigned to.

use super::shape::{choice, part, record};
use super::{Date, Id, Minutes, Money, Pct, Score, Text, Units};

choice! { ResourceKind { Person = "person", Team = "team", Equipment = "equipment", Material = "material", Money = "money" } }

part! { SkillLevel { skill: Text, level: Option<Score> } }

record! {
    /// A person or another resource.
    Member {
        kind: ResourceKind,
        name: Text,
        /// How the name sorts where its reading is not the usual one (曾 as Zeng).
        sort_key: Text,
        department: Text,
        title: Text,
        phone: Text,
        email: Text,
        wechat: Text,
        wecom: Text,
        dingtalk: Text,
        city: Text,
        time_zone: Text,
        calendar: Option<Id>,
        /// Share of a full working day that the member can give.
        capacity: Units,
        /// Per hour.
        cost_rate: Option<Money>,
        unit_of_measure: Text,
        stock: Option<f64>,
        skills: Vec<SkillLevel>,
        inactive: bool,
        color: Text,
        remark: Text,
    }
}

choice! { Raci { Responsible = "R", Accountable = "A", Consulted = "C", Informed = "I" } }

record! {
    /// A member's part in a task.
    Assignment {
        task: Id,
        member: Id,
        units: Units,
        work: Option<Minutes>,
        quantity: Option<f64>,
        from: Option<Date>,
        to: Option<Date>,
        raci: Raci,
        progress: Pct,
    }
}
