//! Microsoft Project's XML (MSPDI): what such a file says, as plain values, and the network it describes.
//!
//! Reading takes the file's word for everything and computes nothing. What is there and not understood is counted in
//! [`Mspdi::unread`], so that an import can say what it leaves behind. The schema is Microsoft's `mspdi_pj12.xsd`.
//!
//! `read` is the file, `days` its calendars, `network` what is scheduled; `import` puts it into a workspace and `write` makes
//! a file of a workspace's project. `job` does both in the worker of the page.

mod days;
mod import;
pub mod job;
mod network;
mod read;
mod write;

pub use import::{Imported, add};
pub use write::write;

pub use super::xml::{XmlError, XmlErrorKind};
use crate::engine::model::{ConstraintKind, Date, EffortKind, Exception, LinkKind, Moment, TimeUnit};
use crate::engine::plan::{Lag, Length};

/// A project as its file states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mspdi {
    pub title: String,
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    pub from_finish: bool,
    pub status: Option<Moment>,
    /// UID of the project's calendar.
    pub calendar: Option<i64>,
    pub minutes_per_day: u32,
    pub minutes_per_week: u32,
    /// Days of total float up to which a task is critical.
    pub critical_days: f64,
    pub honour_constraints: bool,
    pub split_in_progress: bool,
    pub many_critical_paths: bool,
    pub calendars: Vec<WireCalendar>,
    /// In the order of the outline.
    pub tasks: Vec<WireTask>,
    pub resources: Vec<WireResource>,
    pub assignments: Vec<WireAssignment>,
    /// Names of the file's own fields by `FieldID`.
    pub field_names: Vec<(String, String)>,
    pub unread: Vec<Unread>,
}

/// Something in the file that nothing here reads or that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Unread {
    /// `Task`, `Resource`, …; empty for the project itself.
    pub record: String,
    pub field: String,
    /// How often.
    pub count: u32,
    /// A value that made no sense, where that was the reason.
    pub value: Option<String>,
}

/// Working spans of the days from Monday: minutes after midnight. None where a day is that of the calendar below.
pub type WireWeek = [Option<Vec<(u32, u32)>>; 7];

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireCalendar {
    pub uid: i64,
    pub name: String,
    pub base: Option<i64>,
    pub week: WireWeek,
    pub work_weeks: Vec<WireWorkWeek>,
    /// Recurring ones as their single days.
    pub exceptions: Vec<Exception>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WireWorkWeek {
    pub name: String,
    pub from: Date,
    pub to: Date,
    pub week: WireWeek,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireTask {
    pub uid: i64,
    pub id: i64,
    pub name: String,
    pub notes: String,
    pub wbs: String,
    /// 0 for the project itself.
    pub outline_level: u32,
    pub summary: bool,
    pub milestone: bool,
    pub inactive: bool,
    pub manual: bool,
    /// Of another project, with the dates it had there.
    pub external: bool,
    pub fixed_duration: bool,
    pub effort: EffortKind,
    pub work: Option<Length>,
    pub estimated: bool,
    /// 0 to 1000; 500 is usual.
    pub priority: u32,
    pub calendar: Option<i64>,
    pub ignore_resource_calendars: bool,
    pub duration: Length,
    pub elapsed: bool,
    pub duration_unit: TimeUnit,
    pub constraint: ConstraintKind,
    pub constraint_date: Option<Moment>,
    pub deadline: Option<Moment>,
    /// What Microsoft Project computed. Not read for automatic tasks, whose dates are computed here.
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    pub actual_start: Option<Moment>,
    pub actual_finish: Option<Moment>,
    pub progress: u8,
    pub remaining: Option<Length>,
    pub stop: Option<Moment>,
    pub resume: Option<Moment>,
    /// Running time.
    pub levelling_delay: Length,
    pub baselines: Vec<WireBaseline>,
    pub predecessors: Vec<WireLink>,
    /// The file's own fields by `FieldID`, as text.
    pub custom: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireBaseline {
    pub number: u32,
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    pub duration: Length,
    pub work: Length,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WireLink {
    pub predecessor: i64,
    pub kind: LinkKind,
    pub lag: Lag,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResourceType {
    #[default]
    Work,
    Material,
    Cost,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireResource {
    pub uid: i64,
    pub name: String,
    pub kind: ResourceType,
    /// 1 is full time.
    pub max_units: f64,
    /// Per hour.
    pub rate: Option<f64>,
    pub group: String,
    pub email: String,
    pub material_label: String,
    /// A person or machine whose working time counts; else material or cost.
    pub works: bool,
    pub calendar: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireAssignment {
    pub task: i64,
    /// None where nobody is named.
    pub resource: Option<i64>,
    /// 1 is full time.
    pub units: f64,
    pub work: Length,
    pub overtime_work: Length,
    pub remaining_work: Option<Length>,
    /// Work spread evenly.
    pub flat: bool,
}

impl Mspdi {
    /// Reads a file.
    ///
    /// # Errors
    /// What is no XML, no Microsoft Project XML, hostile or too large; with the line where there is one. Single values that
    /// make no sense are no error: they are left out and counted in [`Mspdi::unread`].
    pub fn read(bytes: &[u8]) -> Result<Mspdi, XmlError> {
        read::read(bytes)
    }
}
