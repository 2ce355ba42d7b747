//! What types and states of lessons and kinds of projects are called.

use crate::engine::exchange::lessons::kind_name;
use crate::engine::model::{LessonKind, LessonStatus, ProjectKind};
use crate::engine::words::Words;

/// The name, and the class of its pill.
pub fn kind(kind: LessonKind, w: Words) -> (&'static str, &'static str) {
    let class = match kind {
        LessonKind::Keep => "pill good",
        LessonKind::Avoid => "pill bad",
        LessonKind::Improve => "pill warn",
    };
    (kind_name(kind, w), class)
}

pub fn status(status: LessonStatus, w: Words) -> (&'static str, &'static str) {
    match status {
        LessonStatus::Draft => (w.lesson_status_draft(), "pill off"),
        LessonStatus::Reviewed => (w.lesson_status_reviewed(), "pill off"),
        LessonStatus::Published => (w.lesson_status_published(), "pill good"),
    }
}

pub fn project_kind(kind: ProjectKind, w: Words) -> &'static str {
    match kind {
        ProjectKind::KeyAccount => w.project_kind_key_account(),
        ProjectKind::NewMarket => w.project_kind_new_market(),
        ProjectKind::Channel => w.project_kind_channel(),
        ProjectKind::Bid => w.project_kind_bid(),
        ProjectKind::Campaign => w.project_kind_campaign(),
        ProjectKind::Delivery => w.project_kind_delivery(),
        ProjectKind::Other => w.project_kind_other(),
    }
}
