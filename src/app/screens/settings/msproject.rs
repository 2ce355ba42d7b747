//! Microsoft Project's files: what one holds, before it comes in as a new project, and a project out as one.
//! The worker reads and writes them: the page itself holds no reader of XML.

use super::say::table_name;
use crate::app::prelude::*;
use std::sync::Arc;

use crate::app::browser::files;
use crate::app::browser::worker::to_its_end;
use crate::app::session::{Session, session, words};
use crate::engine::exchange::mspdi::Imported;
use crate::engine::exchange::mspdi::job::{Arrived, Refused, Request, arrived, take_in, write_request};
use crate::engine::jobs;
use crate::engine::model::{Id, Text};
use crate::engine::workspace::Kind;

/// Lines of the report that are shown.
const MOST_LINES: usize = 200;

/// Whether a file begins as XML does.
pub fn is_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// Reads a file in the worker; `done` is called with what it holds or why it is not taken.
pub fn read(session: Session, name: &str, xml: &[u8], done: impl Fn(Result<Arrived, Refused>) + 'static) {
    let ctx = session.context();
    let w = session.words();
    let request =
        Request { name: stem(name), lang: w.0, today: ctx.today, now_ms: ctx.now_ms, device: ctx.device, seed: ctx.id() };
    to_its_end(jobs::READ_MSPDI, request.bytes(&session.ws_untracked(), xml), move |result| {
        done(match result.and_then(|bytes| arrived(&bytes)) {
            Ok(found) => found,
            Err(why) => Err(Refused { why: w.mspdi_bad_syntax(why), place: None }),
        });
    });
}

/// What would come in, what would not, and the answer.
#[component]
pub fn Preview(name: String, plan: Arc<Arrived>, done: impl Fn() + Clone + Send + Sync + 'static) -> impl IntoView {
    let session = session();
    let w = words();
    let dates = plan.days.map(|(from, to)| w.mspdi_finish(w.day_full(from), w.day_full(to)));
    let Imported { tasks, links, calendars, members, assignments, baselines, left, .. } = plan.report.clone();
    let (kinds, few) = (left.len(), left.len() < 12);
    let rows = [
        (table_name(Kind::Task, w), tasks),
        (table_name(Kind::Dependency, w), links),
        (table_name(Kind::Calendar, w), calendars),
        (w.mspdi_new_members(), members),
        (table_name(Kind::Assignment, w), assignments),
        (w.mspdi_baselines(), baselines),
    ];
    let cancel = done.clone();
    let add = move |_| {
        let added = session.edit_with_undo(w.mspdi_added(), |ws, _| {
            take_in(ws, &plan.made);
            Ok(())
        });
        if added.is_some() {
            done();
        }
    };
    view! {
        <section class="card preview" role="group" aria-label=w.mspdi_preview(&name) data-testid="mspdi-preview">
            <header>{w.mspdi_preview(&name)}</header>
            {dates.map(|dates| view! { <p class="note">{dates}</p> })}
            <table class="reg counts">
                <thead>
                    <tr><th scope="col">{w.settings_import_table()}</th><th scope="col" class="num">{w.mspdi_count()}</th></tr>
                </thead>
                <tbody>
                    {rows
                        .map(|(name, count)| view! { <tr><th scope="row">{name}</th><td class="num">{count.to_string()}</td></tr> })
                        .collect_view()}
                </tbody>
            </table>
            {if left.is_empty() {
                view! { <p class="note">{w.mspdi_left_none()}</p> }.into_any()
            } else {
                view! {
                    <details open=few data-testid="mspdi-left">
                        <summary>{w.mspdi_left(kinds)}</summary>
                        <table class="reg counts">
                            <thead>
                                <tr>
                                    <th scope="col">{w.mspdi_left_field()}</th>
                                    <th scope="col" class="num">{w.mspdi_count()}</th>
                                    <th scope="col">{w.mspdi_left_example()}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {left
                                    .into_iter()
                                    .take(MOST_LINES)
                                    .map(|line| {
                                        let record = if line.record.is_empty() { "Project".to_string() } else { line.record };
                                        view! {
                                            <tr>
                                                <th scope="row">{format!("{record} · {}", line.field)}</th>
                                                <td class="num">{line.count.to_string()}</td>
                                                <td>{line.value.unwrap_or_default()}</td>
                                            </tr>
                                        }
                                    })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </details>
                }
                    .into_any()
            }}
            <div class="answers">
                <button class="btn primary" data-testid="mspdi-add" on:click=add>{w.mspdi_add()}</button>
                <button class="btn quiet" data-testid="mspdi-cancel" on:click=handler(move |_| cancel())>{w.cancel()}</button>
            </div>
        </section>
    }
}

fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string()
}

/// Downloads a project with its computed dates.
pub fn export(session: Session, project: Id) {
    let ws = session.ws_untracked();
    let Some(record) = ws.projects.get(project) else { return };
    let clean: String =
        record.name.chars().map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { ' ' } else { c }).take(60).collect();
    let clean = clean.trim().trim_matches('.').to_string();
    let name = format!("{}.xml", if clean.is_empty() { "project" } else { &clean });
    to_its_end(jobs::WRITE_MSPDI, write_request(&ws, project), move |result| match result {
        Ok(xml) => {
            files::download(&name, "application/xml", &String::from_utf8_lossy(&xml));
            session.toast(session.words().mspdi_exported(&name), false, false);
        }
        Err(why) => session.toast(session.words().mspdi_failed(why), false, true),
    });
}

/// Which project, and the button.
#[component]
pub fn ExportProject() -> impl IntoView {
    let session = session();
    let w = words();
    let projects = session.memo(|ws| {
        let open = ws.projects.iter().filter(|project| !project.archived);
        open.map(|project| (project.id, Text::to_string(&project.name))).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(String::new());
    let project = move || {
        projects.with(|projects| {
            let named = projects.iter().find(|(id, _)| id.to_string() == chosen.get());
            named.or(projects.first()).map(|(id, _)| *id)
        })
    };
    view! {
        <Show when=move || projects.with(|projects| !projects.is_empty())>
            <div class="line">
                <select
                    class="input pick"
                    aria-label=w.mspdi_export_of()
                    data-testid="mspdi-project"
                    on:change=handler(move |event: leptos::ev::Event| chosen.set(event_target_value(&event)))
                >
                    {reactive(move || projects.get().into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> }).collect_view())}
                </select>
                <button class="btn" data-testid="mspdi-export" on:click=handler(move |_| if let Some(id) = project() { export(session, id) })>
                    {w.mspdi_export()}
                </button>
            </div>
        </Show>
    }
}
