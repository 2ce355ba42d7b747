//! Reports: the list of all with a button for each kind; a report or a brief fills the screen.

mod brief;
mod feedback;
mod out;
mod page;
mod section;

use crate::app::prelude::*;

use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::engine::edit;
use crate::engine::model::{Date, Id, Phase, Report, ReportKind};
use crate::engine::report::{self, About};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// The page of a report, or of a client's brief.
fn page_of(kind: Kind, id: Id) -> Place {
    Place { page: true, ..Place::of(Screen::Reports).opening(kind, id) }
}

#[component]
pub fn Reports() -> impl IntoView {
    let place = expect_context::<Memo<Place>>();
    let shown = memo(move |_| place.get().open.filter(|_| place.get().is_page()));
    reactive(move || match shown.get() {
        Some((Kind::Report, id)) => view! { <page::ReportPage id /> }.into_any(),
        Some((Kind::Client, id)) => view! { <brief::BriefPage id /> }.into_any(),
        _ => view! { <All /> }.into_any(),
    })
    .into_any()
}

fn about(kind: ReportKind, w: Words) -> &'static str {
    match kind {
        ReportKind::Weekly => w.report_about_weekly(),
        ReportKind::Progress => w.report_about_progress(),
        ReportKind::Final => w.report_about_final(),
        ReportKind::Client => w.report_about_client(),
    }
}

/// How a report stands: its tone and words.
fn state(frozen: Option<Date>, today: Date, w: Words) -> (&'static str, String) {
    match frozen {
        Some(day) => ("pill good", w.report_frozen_on(w.day(day, today))),
        None => ("pill off", w.report_draft().to_string()),
    }
}

#[component]
fn All() -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let rows = session.memo(move |ws| {
        let mut all: Vec<_> = ws.reports.iter().cloned().collect();
        all.sort_unstable_by_key(|report| std::cmp::Reverse((report.to, report.id)));
        let row = |report: &Report| {
            let project = report.project.and_then(|id| ws.projects.get(id)).map(|project| project.name.to_string());
            let period = report::period_text(report.kind, report.from, report.to, w);
            let project = project.unwrap_or_else(|| w.report_all_projects().to_string());
            (report.id, report.kind, project, period, report.frozen)
        };
        all.iter().map(|report| row(report)).collect::<Vec<_>>()
    });
    // The first that is under way, else the first.
    let project = session.memo(|ws| {
        let shown = || ws.projects.iter().filter(|project| !project.archived);
        let open = shown().find(|project| !matches!(project.phase, Phase::Closed | Phase::Cancelled));
        open.or_else(|| shown().next()).map(|project| project.id)
    });
    let begin = move |kind: ReportKind| {
        let (ws, today) = (session.settled(), session.today.get_untracked());
        let project = project.get_untracked().filter(|_| kind != ReportKind::Weekly);
        let (from, to) = report::period(&ws, kind, project, today);
        let sections = report::draft(&ws, About { kind, project, from, to, today }, w);
        let new = Report { kind, project, from, to, lang: w.0, sections, ..Report::default() };
        let made = session.edit(w.report_added(report::kind_name(kind, w)), |ws, ctx| Ok(edit::add(ws, ctx, new)));
        if let Some(id) = made {
            go.to(page_of(Kind::Report, id));
        }
    };
    let button = move |kind: ReportKind| {
        let alone = move || kind != ReportKind::Weekly && project.get().is_none();
        view! {
            <button class="card report-kind" data-testid=format!("report-new-{}", kind.key()) disabled=bound(alone)
                on:click=handler(move |_| begin(kind))>
                <b>{report::kind_name(kind, w)}</b><small>{about(kind, w)}</small>
            </button>
        }
    };
    view! {
        <div class="page reports">
            <h1>{w.nav_reports()}</h1>
            <Show when=move || rows.with(Vec::is_empty)><p class="lead" data-testid="report-lead">{w.report_lead()}</p></Show>
            <div class="report-kinds">{ReportKind::ALL.iter().map(|kind| button(*kind)).collect::<Vec<_>>()}</div>
            <Show when=move || project.get().is_none()><p class="note">{w.report_needs_project()}</p></Show>
            {reactive(move || (!rows.with(Vec::is_empty)).then(|| view! {
                <section class="card">
                    <table class="reg" aria-label=w.report_list()>
                        <thead><tr>
                            <th scope="col">{w.report_kind()}</th><th scope="col">{w.report_project()}</th>
                            <th scope="col">{w.report_period()}</th><th scope="col">{w.report_state()}</th>
                        </tr></thead>
                        <tbody>{rows.get().into_iter().map(|(id, kind, project, period, frozen)| {
                            let (tone, name) = state(frozen, session.today.get(), w);
                            view! {
                                <tr data-testid="report-row">
                                    <th scope="row"><a href=page_of(Kind::Report, id).query()>{report::kind_name(kind, w)}</a></th>
                                    <td>{project}</td><td>{period}</td><td><span class=tone>{name}</span></td>
                                </tr>
                            }
                        }).collect::<Vec<_>>()}</tbody>
                    </table>
                </section>
            }))}
        </div>
    }
}
