//! Reports: what was drafted of a period and edited. Once frozen, text and figures stay as they are.

use super::shape::{choice, part, record};
use super::{Date, Id, Lang, Text};

choice! {
    /// The last is for the client: nothing internal goes into it.
    ReportKind { Weekly = "weekly", Progress = "progress", Final = "final", Client = "client" }
}

choice! { ReportLight { None = "", Green = "green", Amber = "amber", Red = "red" } }

part! {
    /// `key` says which part of the report it is. What somebody `typed` stays when the rest is drafted again.
    ReportSection { key: Text, text: Text, light: ReportLight, typed: bool }
}

record! {
    Report {
        kind: ReportKind,
        /// None is of all projects.
        project: Option<Id>,
        /// First and last day of the period.
        from: Date = Date::MIN,
        to: Date = Date::MIN,
        /// The language it is written in.
        lang: Lang,
        sections: Vec<ReportSection>,
        frozen: Option<Date>,
        /// Where it was copied to and when, the last at the end: `slack 2026-11-28`.
        sent: Vec<Text>,
    }
}
