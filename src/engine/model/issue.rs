//! Problems that are there now: found, raised as a blocker, or a risk that happened.

use super::shape::{choice, record};
use super::{Date, Id, Score, Text};

choice! { IssueKind { Issue = "issue", Conflict = "conflict", Blocker = "blocker" } }
choice! {
    IssueStatus {
        Open = "open", Doing = "doing", Blocked = "blocked", Resolved = "resolved", Closed = "closed", Reopened = "reopened",
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
        tasks: Vec<Id>,
        /// The risk that happened.
        risk: Option<Id>,
    }
}
