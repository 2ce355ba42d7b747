//! How a plan is looked at, and the views that a user kept under a name.

use super::shape::{choice, part, record};
use super::{Id, TaskStatus, Text};

choice! {
    /// Tasks that are shown.
    Only { All = "all", Open = "open", Critical = "critical", Late = "late", Milestones = "milestones" }
}

choice! { GroupBy { Tree = "tree", Owner = "owner", Phase = "phase", Status = "status" } }

part! {
    /// A column: one of the treegrid's keys, or `custom:` and the name of a field of the user's own.
    ViewColumn { key: Text, width: u32 }
}

part! {
    /// What is shown of a plan and how. All defaults are the view that a new project has.
    GridLook {
        columns: Vec<ViewColumn>,
        only: Only,
        owner: Option<Id>,
        status: Option<TaskStatus>,
        group: GroupBy,
        /// Key of the column that is sorted by; the order of the tree where it is empty.
        sort: Text,
        descending: bool,
        /// Pixels a day; the default where it is 0.
        scale: f64,
        /// Width of the treegrid beside the chart; by its columns where it is 0.
        split: u32,
        hide_weekends: bool,
        compact: bool,
        progress_line: bool,
    }
}

record! {
    /// A look at a plan that the user kept.
    View {
        project: Id,
        name: Text,
        look: GridLook,
    }
}
