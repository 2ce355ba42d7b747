//! The issues that name a task, to be shown where the task is, and raising one from it.

use crate::app::prelude::*;

use super::names;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::engine::edit;
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

#[component]
pub fn IssuesOfTask(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let found = session.memo(move |ws| {
        let named = ws.issues.iter().filter(|issue| issue.tasks.contains(&id));
        named
            .map(|issue| (issue.id, issue.project, format!("{} {}", issue.code, issue.title), names::status(issue.status, w).0))
            .collect::<Vec<_>>()
    });
    let open = move |project: Id, issue: Id| go.to(Place::in_project(Screen::Control, project).opening(Kind::Issue, issue));
    let raise = move |_| {
        let raised = session.edit(w.issue_added(), |ws, ctx| {
            let issue = edit::issue::from_task(ws, ctx, id)?;
            Ok((issue, ws.issues.get(issue).map(|issue| issue.project)))
        });
        if let Some((issue, Some(project))) = raised {
            open(project, issue);
        }
    };
    view! {
        <section data-testid="issues-of">
            <h3>{w.issue_here()}</h3>
            {reactive(move || found.get().into_iter().map(|(issue, project, name, status)| view! {
                <button type="button" class="rowlink" on:click=handler(move |_| open(project, issue))>
                    <span>{name}</span>
                    <span class="r">{status}</span>
                </button>
            }).collect_view())}
            <button type="button" class="btn" data-testid="issue-raise" on:click=handler(raise)>{w.issue_raise()}</button>
        </section>
    }
}
