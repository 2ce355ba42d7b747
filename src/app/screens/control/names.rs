//! What kinds, states, severities and ways of settling are called.

use crate::engine::model::{ConflictMethod, IssueKind, IssueStatus, Score};
use crate::engine::words::Words;

pub fn kind(kind: IssueKind, w: Words) -> &'static str {
    match kind {
        IssueKind::Issue => w.issue_kind_issue(),
        IssueKind::Conflict => w.issue_kind_conflict(),
        IssueKind::Blocker => w.issue_kind_blocker(),
    }
}

/// The name, and the class of its pill.
pub fn status(status: IssueStatus, w: Words) -> (&'static str, &'static str) {
    match status {
        IssueStatus::Open => (w.issue_status_open(), "pill off"),
        IssueStatus::Doing => (w.issue_status_doing(), "pill off"),
        IssueStatus::Blocked => (w.issue_status_blocked(), "pill bad"),
        IssueStatus::Resolved => (w.issue_status_resolved(), "pill good"),
        IssueStatus::Closed => (w.issue_status_closed(), "pill good"),
        IssueStatus::Reopened => (w.issue_status_reopened(), "pill warn"),
    }
}

/// Severities, 1 to 4.
pub fn severities(w: Words) -> [&'static str; 4] {
    [w.issue_severity_1(), w.issue_severity_2(), w.issue_severity_3(), w.issue_severity_4()]
}

/// The name, and the class of its pill; none where nobody has said.
pub fn severity(severity: Option<Score>, w: Words) -> Option<(&'static str, &'static str)> {
    let at = usize::try_from(severity?.get()).ok()?.clamp(1, 4) - 1;
    Some((severities(w)[at], ["pill off", "pill off", "pill warn", "pill bad"][at]))
}

pub fn method(method: ConflictMethod, w: Words) -> &'static str {
    match method {
        ConflictMethod::Unset => w.not_set(),
        ConflictMethod::Negotiate => w.issue_method_negotiate(),
        ConflictMethod::Compromise => w.issue_method_compromise(),
        ConflictMethod::Collaborate => w.issue_method_collaborate(),
        ConflictMethod::Accommodate => w.issue_method_accommodate(),
        ConflictMethod::Force => w.issue_method_force(),
        ConflictMethod::Avoid => w.issue_method_avoid(),
        ConflictMethod::Escalate => w.issue_method_escalate(),
    }
}
