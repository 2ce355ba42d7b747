//! Reports, drafted from a workspace for a period: pure functions that give text by section, in one language. What is
//! drafted is then edited and frozen as a record; `text` writes it for chat tools, paper and the browser.

mod brief;
mod closing;
mod facts;
mod for_client;
mod progress;
mod standing;
#[cfg(test)]
mod tests;
pub mod text;
mod weekly;

pub use brief::brief;

use crate::engine::model::*;
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;
use facts::Facts;
use text::{Doc, Part};

/// What a report is drafted of.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub kind: ReportKind,
    /// None is of all projects that are not archived.
    pub project: Option<Id>,
    /// First and last day of the period.
    pub from: Date,
    pub to: Date,
    pub today: Date,
}

impl About {
    pub fn of(report: &Report, today: Date) -> About {
        About { kind: report.kind, project: report.project, from: report.from, to: report.to, today }
    }
}

/// The sections of a report as the data gives them, in their order; one that has nothing to say is empty.
pub fn draft(ws: &Workspace, about: About, w: Words) -> Vec<ReportSection> {
    let facts = Facts::of(ws, about, w);
    match about.kind {
        ReportKind::Weekly => weekly::draft(&facts),
        ReportKind::Progress => progress::draft(&facts),
        ReportKind::Final => closing::draft(&facts),
        ReportKind::Client => for_client::draft(&facts),
    }
}

fn section(key: &str, text: String) -> ReportSection {
    ReportSection { key: key.into(), text: Text::new(&text), ..ReportSection::default() }
}

pub fn kind_name(kind: ReportKind, w: Words) -> &'static str {
    match kind {
        ReportKind::Weekly => w.report_weekly(),
        ReportKind::Progress => w.report_progress(),
        ReportKind::Final => w.report_final(),
        ReportKind::Client => w.report_client(),
    }
}

/// How a side of the project stands, in words; none where it is not rated.
pub fn light_name(light: ReportLight, w: Words) -> Option<&'static str> {
    match light {
        ReportLight::None => None,
        ReportLight::Green => Some(w.health_green()),
        ReportLight::Amber => Some(w.health_amber()),
        ReportLight::Red => Some(w.health_red()),
    }
}

/// What a section is called.
pub fn heading(kind: ReportKind, key: &str, w: Words) -> &'static str {
    match key {
        TITLE => w.report_title(),
        "summary" => w.report_summary(),
        "results" => w.report_results(),
        "deals" => w.report_deals(),
        "payments" => w.report_payments(),
        "done" => w.report_done(),
        "next" if kind == ReportKind::Weekly => w.report_next_week(),
        "next" => w.report_next(),
        "risks" => w.report_risks(),
        "help" => w.report_help(),
        "schedule" => w.report_schedule(),
        "cost" => w.report_cost(),
        "scope" => w.report_scope(),
        "client" => w.report_relation(),
        "background" => w.report_background(),
        "goals" => w.report_goals(),
        "timeline" => w.report_timeline(),
        "issues" => w.report_issues(),
        "lessons" => w.report_lessons(),
        "asked" => w.report_asked(),
        "needs" => w.report_needs(),
        "who" => w.report_who(),
        "contacts" => w.report_contacts(),
        "said" => w.report_said(),
        "plan" => w.report_plan(),
        _ => "",
    }
}

/// True for the sections of a progress report that are rated.
pub fn is_rated(kind: ReportKind, key: &str) -> bool {
    kind == ReportKind::Progress && matches!(key, "schedule" | "cost" | "scope" | "risks" | "client")
}

/// The period that a new report is of: this week; the whole project; else from the day after the last report of the kind,
/// or the first of the month, until today.
pub fn period(ws: &Workspace, kind: ReportKind, project: Option<Id>, today: Date) -> (Date, Date) {
    match kind {
        ReportKind::Weekly => {
            let into = (7 + today.weekday() as i64 - i64::from(ws.settings.week_start)).rem_euclid(7);
            (today.plus(-into), today.plus(6 - into))
        }
        ReportKind::Final => {
            let of = project.and_then(|id| ws.projects.get(id));
            let from = of.map_or(today, |project| project.start);
            (from.min(today), of.and_then(|project| project.closed_at).unwrap_or(today).max(from))
        }
        ReportKind::Progress | ReportKind::Client => {
            let before = ws.reports.iter().filter(|one| one.kind == kind && one.project == project && one.to < today);
            (before.map(|one| one.to.plus(1)).max().unwrap_or(today.first_of_month()), today)
        }
    }
}

/// The period after one: as long, beginning on the next day.
pub fn after(from: Date, to: Date) -> (Date, Date) {
    (to.plus(1), to.plus(1 + from.until(to).max(0)))
}

/// The key of a section that is no part of the text but its title.
const TITLE: &str = "title";

/// What the report is called.
fn title(ws: &Workspace, report: &Report, w: Words) -> String {
    let own = report.sections.iter().find(|section| section.key.as_str() == TITLE).map(|section| section.text.trim());
    if let Some(own) = own.filter(|own| !own.is_empty()) {
        return own.to_string();
    }
    let project = report.project.and_then(|id| ws.projects.get(id));
    let of = project.map_or_else(|| w.report_all_projects().to_string(), |project| project.name.to_string());
    format!("{} · {of}", kind_name(report.kind, w))
}

/// The first and last day, and of a week its number.
pub fn period_text(kind: ReportKind, from: Date, to: Date, w: Words) -> String {
    let days = format!("{from} – {to}");
    if kind == ReportKind::Weekly { format!("{days} · {}", w.week(to)) } else { days }
}

/// The report as it is read, in its own language; sections without text are left out.
pub fn doc(ws: &Workspace, report: &Report) -> Doc {
    let w = Words(report.lang);
    let mut lines = vec![period_text(report.kind, report.from, report.to, w)];
    lines.extend(ws.members.get(ws.settings.me).map(|me| w.report_by(&me.name)));
    let part = |section: &ReportSection| Part {
        heading: heading(report.kind, &section.key, w).to_string(),
        light: section.light,
        text: section.text.trim().to_string(),
    };
    let read = |section: &&ReportSection| section.key.as_str() != TITLE && !section.text.trim().is_empty();
    let parts = report.sections.iter().filter(read).map(part).collect();
    Doc { title: title(ws, report, w), lines, parts, lang: report.lang }
}
