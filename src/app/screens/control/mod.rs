//! Control: the issues and conflicts of a project, how old they are, whether they pile up, and who holds up most.

mod conflict;
mod figures;
mod inspector;
mod names;
mod of;

pub use inspector::IssueInspector;
pub use of::IssuesOfTask;

use crate::app::prelude::*;

use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, Segmented};
use crate::engine::control::issues::{Which, age, listed, overdue};
use crate::engine::edit;
use crate::engine::model::{Id, IssueKind};
use crate::engine::plan::work_time;
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

#[component]
pub fn Control() -> impl IntoView {
    super::of_project(|project| view! { <OfProject project /> }.into_any())
}

#[component]
fn OfProject(project: Id) -> impl IntoView {
    view! {
        <div class="page control" data-testid="control">
            <figures::Figures project />
            <div class="cols">
                <Log project />
                <div class="stack">
                    <figures::Ages project />
                    <figures::Trend project />
                    <figures::Holders project />
                </div>
            </div>
        </div>
    }
}

fn which_name(which: Which, w: Words) -> (&'static str, &'static str) {
    match which {
        Which::Open => ("open", w.issue_which_open()),
        Which::Overdue => ("overdue", w.issue_which_overdue()),
        Which::Conflicts => ("conflicts", w.issue_which_conflicts()),
        Which::Resolved => ("resolved", w.issue_which_resolved()),
        Which::All => ("all", w.issue_which_all()),
    }
}

/// One line of the log.
#[derive(Clone, PartialEq)]
struct Row {
    id: Id,
    name: String,
    kind: IssueKind,
    severity: Option<(&'static str, &'static str)>,
    owner: String,
    due: String,
    overdue: bool,
    age: String,
    status: (&'static str, &'static str),
}

#[component]
fn Log(project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let which = RwSignal::new(Which::Open);
    let open = memo(move |_| place.get().open.filter(|(kind, _)| *kind == Kind::Issue).map(|(_, id)| id));
    let any = session.memo(move |ws| ws.issues.iter().any(|issue| issue.project == project));
    let rows = memo(move |_| {
        let (ws, today) = (session.ws(), session.today.get());
        let calendar = work_time(&ws, figures::calendar(&ws, project));
        let none = || w.none_yet().to_string();
        listed(&ws, project, which.get(), today)
            .into_iter()
            .map(|issue| Row {
                id: issue.id,
                name: format!("{} {}", issue.code, issue.title),
                kind: issue.kind,
                severity: names::severity(issue.severity, w),
                owner: issue.owner.and_then(|id| ws.members.get(id)).map_or_else(none, |member| member.name.to_string()),
                due: issue.due.map_or_else(none, |due| w.day(due, today)),
                overdue: overdue(&issue, today),
                age: age(&issue, &calendar, today).map_or_else(none, |days| days.to_string()),
                status: names::status(issue.status, w),
            })
            .collect::<Vec<Row>>()
    });
    let conflicts = memo(move |_| which.get() == Which::Conflicts);
    let add = Callback::new(move |title: String| {
        let kind = if conflicts.get_untracked() { IssueKind::Conflict } else { IssueKind::Issue };
        if let Some(id) = session.edit(w.issue_added(), |ws, ctx| edit::issue::add(ws, ctx, project, kind, &title)) {
            if kind == IssueKind::Issue {
                which.set(Which::Open);
            }
            go.to(place.get_untracked().opening(Kind::Issue, id));
        }
    });
    let empty = move || match (any.get(), conflicts.get()) {
        (_, true) => w.issue_conflict_lead(),
        (false, _) => w.issue_lead(),
        _ => w.issue_none_here(),
    };
    view! {
        <section class="card issues">
            <header>
                <h2>{w.issue_title()}</h2>
                <Segmented
                    label=w.issue_which()
                    value=derive(move || which_name(which.get(), w).0.to_string())
                    options=Which::ALL.iter().map(|one| which_name(*one, w)).map(|(key, name)| (key.to_string(), name.to_string())).collect()
                    commit=move |key: String| which.set(Which::ALL.into_iter().find(|one| which_name(*one, w).0 == key).unwrap_or_default())
                    testid="issues"
                />
            </header>
            {reactive(move || if rows.with(Vec::is_empty) {
                view! { <p class="none">{empty()}</p> }.into_any()
            } else {
                view! {
                    <table class="reg" data-testid="issue-log">
                        <thead><tr>
                            <th scope="col">{w.issue_what()}</th><th scope="col">{w.issue_severity()}</th><th scope="col">{w.issue_owner()}</th>
                            <th scope="col">{w.issue_due()}</th><th scope="col" class="num" title=w.issue_ages_note()>{w.issue_age()}</th><th scope="col">{w.issue_status()}</th>
                        </tr></thead>
                        <tbody>{rows.get().into_iter().map(|row| {
                            let id = row.id;
                            view! {
                                <tr data-testid="issue-row" class:sel=bound(move || open.get() == Some(id))>
                                    <th scope="row">
                                        <button type="button" class="plain" on:click=handler(move |_| go.to(place.get_untracked().opening(Kind::Issue, id)))>{row.name}</button>
                                        {(row.kind != IssueKind::Issue).then(|| view! { <span class="pill off">{names::kind(row.kind, w)}</span> })}
                                    </th>
                                    <td class="severity">{match row.severity {
                                        Some((name, class)) => view! { <span class=class>{name}</span> }.into_any(),
                                        None => w.none_yet().into_any(),
                                    }}</td>
                                    <td class="owner">{row.owner}</td>
                                    <td class="due" class:late=row.overdue>{row.due}</td>
                                    <td class="num age">{row.age}</td>
                                    <td class="status"><span class=row.status.1>{row.status.0}</span></td>
                                </tr>
                            }
                        }).collect::<Vec<_>>()}</tbody>
                    </table>
                }
                .into_any()
            })}
            {reactive(move || view! { <AddLine label=if conflicts.get() { w.issue_add_conflict() } else { w.issue_add() } commit=add testid="issue-add" /> })}
        </section>
    }
}
