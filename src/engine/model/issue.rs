//! Problems that are there now: found, raised as a blocker, or a risk that happened.

use super::shape::{choice, record};
use super::{Date, Id, Score, Text};

choice! { IssueKind { Issue = "issue", Conflict = "conflict", Blocker = "blocker" } }
choice! {
    IssueStatus {
        Open = "open", Doing = "doing", Blocked = "blocked", Resolved = "resolved", Closed = "closed", Reopened = "reopened",
    }
}
choice! {
    /// How a conflict is settled: Thomas and Kilmann's modes, and handing it up.
    ConflictMethod {
        Unset = "", Negotiate = "negotiate", Compromise = "compromise", Collaborate = "collaborate",
        Accommodate = "accommodate", Force = "force", Avoid = "avoid", Escalate = "escalate",
    }
}

record! {
    Issue {
        project: Id,
        /// `I-01`, unique within the project.
        code: Text,
        title: Text,
        detail: Text,
        kind: IssueKind,
        /// 1 is slight, 4 is the worst.
        severity: Option<Score>,
        raised_by: Option<Id>,
        raised_on: Option<Date>,
        owner: Option<Id>,
        due: Option<Date>,
        status: IssueStatus,
        cause: Text,
        solution: Text,
        resolved_on: Option<Date>,
        /// How often it came back after it was resolved.
        reopened: u32,
        /// What is done about it; of a conflict, what was agreed.
        tasks: Vec<Id>,
        /// The risk that happened.
        risk: Option<Id>,
        /// Members who stand against each other, or against the contacts.
        parties: Vec<Id>,
        contacts: Vec<Id>,
        /// What each party wants, one a line.
        positions: Text,
        method: ConflictMethod,
        outcome: Text,
        /// Every party got what it needs.
        win_win: bool,
    }
}
