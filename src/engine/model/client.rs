//! Clients, their contacts, and what was said with them.

use super::shape::{choice, part, record};
use super::{Date, Id, Money, Pct, Score, Text};

choice! {
    ClientKind {
        Lead = "lead", Prospect = "prospect", Customer = "customer", Partner = "partner", Dormant = "dormant", Lost = "lost",
    }
}

choice! { Grade { Unset = "", A = "A", B = "B", C = "C", D = "D" } }

record! {
    /// An account.
    Client {
        name: Text,
        sort_key: Text,
        short_name: Text,
        kind: ClientKind,
        grade: Grade,
        segments: Vec<Id>,
        industry: Text,
        /// Employees.
        size: Option<u32>,
        annual_revenue: Option<Money>,
        region: Text,
        address: Text,
        website: Text,
        source: Text,
        /// The member whom the client talks to.
        owner: Option<Id>,
        owner_since: Option<Date>,
        next_contact: Option<Date>,
        next_contact_note: Text,
        follow_up_days: Option<u32>,
        credit_code: Text,
        phone: Text,
        wechat: Text,
        decision_process: Text,
        annual_purchase: Option<Money>,
        share_of_wallet: Option<Pct>,
        relationship: Option<Score>,
        blacklisted: bool,
        remark: Text,
        /// The plan of a key account: who of the leaders stands behind it, what the client is after, where both are to be.
        sponsor: Option<Id>,
        account_needs: Text,
        account_aim: Text,
        /// The share of wallet that is aimed at.
        share_aim: Option<Pct>,
        account_review: Option<Date>,
    }
}

choice! {
    BuyingRole {
        Other = "other", DecisionMaker = "decision_maker", EconomicBuyer = "economic_buyer", Influencer = "influencer", User = "user",
        TechnicalEvaluator = "technical_evaluator", Gatekeeper = "gatekeeper", Champion = "champion", Opponent = "opponent",
    }
}

choice! { Attitude { Unknown = "unknown", Support = "support", Neutral = "neutral", Oppose = "oppose" } }

record! {
    /// A person at a client.
    Contact {
        client: Id,
        name: Text,
        sort_key: Text,
        title: Text,
        department: Text,
        reports_to: Option<Id>,
        buying_role: BuyingRole,
        attitude: Attitude,
        influence: Option<Score>,
        phone: Text,
        landline: Text,
        email: Text,
        wechat: Text,
        wecom: Text,
        dingtalk: Text,
        qq: Text,
        birthday: Option<Date>,
        preferred_channel: Text,
        next_contact: Option<Date>,
        owner: Option<Id>,
        primary: bool,
        left: bool,
        remark: Text,
    }
}

choice! {
    ActivityKind {
        Call = "call", Visit = "visit", Wechat = "wechat", Meeting = "meeting", Email = "email", Sms = "sms", Video = "video",
        Dinner = "dinner", Event = "event", Other = "other",
    }
}

choice! { Direction { Out = "out", In = "in" } }

choice! { Outcome { Neutral = "neutral", Positive = "positive", Negative = "negative", NoAnswer = "no_answer" } }

part! { Attachment { name: Text, url: Text } }

record! {
    /// One entry of the follow-up log (跟进记录).
    Activity {
        on: Date = Date::MIN,
        /// Minutes after midnight, where the hour matters.
        minute: Option<u32>,
        kind: ActivityKind,
        direction: Direction,
        client: Option<Id>,
        contacts: Vec<Id>,
        deal: Option<Id>,
        project: Option<Id>,
        member: Option<Id>,
        subject: Text,
        content: Text,
        outcome: Outcome,
        duration_minutes: Option<u32>,
        place: Text,
        next_contact: Option<Date>,
        next_task: Option<Id>,
        attachments: Vec<Attachment>,
    }
}
