//! All projects: where each stands, a new one, and putting one away.

use crate::app::prelude::*;
use std::sync::Arc;

use crate::app::place::{Go, Place, Screen};
use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{AddLine, CheckField};
use crate::engine::edit;
use crate::engine::model::{Id, Phase};
use crate::engine::plan::Plan;
use crate::engine::words::Words;

pub fn phase_name(phase: Phase, w: Words) -> &'static str {
    match phase {
        Phase::Planning => w.phase_planning(),
        Phase::Executing => w.phase_executing(),
        Phase::Monitoring => w.phase_monitoring(),
        Phase::Closing => w.phase_closing(),
        Phase::Closed => w.phase_closed(),
        Phase::Cancelled => w.phase_cancelled(),
    }
}

#[component]
pub fn Projects() -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let with_archived = RwSignal::new(false);
    let archived = session.memo(|ws| ws.projects.iter().filter(|project| project.archived).count());
    let shown = memo(move |_| {
        let (ws, all) = (session.ws(), with_archived.get());
        let mut ids: Vec<(bool, Id)> =
            ws.projects.iter().filter(|project| all || !project.archived).map(|project| (project.archived, project.id)).collect();
        ids.sort();
        ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    });
    let lead = session.memo(move |ws| match ws.projects.iter().filter(|project| !project.archived).count() {
        0 => w.project_lead_none().to_string(),
        n => w.project_lead(n),
    });
    let add = move |name: String| {
        let today = session.today.get_untracked();
        if let Some(id) = session.edit(w.cmd_new_project(), |ws, ctx| edit::project::add(ws, ctx, &name, today)) {
            go.to(Place::in_project(Screen::Overview, id));
        }
    };
    view! {
        <div class="page projects">
            <h1>{w.nav_projects()}</h1>
            <p class="lead">{reactive(move || lead.get())}</p>
            <section class="card">
                <Show when=move || !shown.with(Vec::is_empty)>
                    <table class="reg" aria-label=w.project_table()>
                        <thead>
                            <tr>
                                <th scope="col">{w.project_name()}</th>
                                <th scope="col">{w.project_phase()}</th>
                                <th scope="col">{w.project_start()}</th>
                                <th scope="col">{w.project_due()}</th>
                                <th scope="col">{w.project_finish()}</th>
                                <th scope="col" class="num">{w.project_progress()}</th>
                                <th scope="col" class="num">{w.project_late()}</th>
                                <th scope="col"><span class="visually-hidden">{w.more()}</span></th>
                            </tr>
                        </thead>
                        <tbody><For each=move || shown.get() key=|id| *id let:id><ProjectRow id /></For></tbody>
                    </table>
                </Show>
                <AddLine label=w.project_add() testid="add-project" commit=add />
            </section>
            <Show when=move || { archived.get() > 0 }>
                <CheckField
                    label=w.project_show_archived(archived.get())
                    value=with_archived
                    commit=move |on| with_archived.set(on)
                />
            </Show>
        </div>
    }
}

#[component]
fn ProjectRow(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let project = session.memo(move |ws| ws.projects.get(id).cloned().unwrap_or_default());
    let plan: Memo<Option<Same<Plan>>> = session.plan(move || Some(id));
    let example = session.memo(move |ws| ws.settings.example.contains(&id));
    let none = w.none_yet();
    let planned = move |figure: &dyn Fn(&Arc<Plan>) -> String| {
        plan.with(|plan| plan.as_ref().filter(|plan| !plan.rows.is_empty()).map_or(none.to_string(), |plan| figure(&plan.0)))
    };
    let finish = move || planned(&|plan| w.day(plan.finish.finish_date(), session.today.get()));
    let progress = move || planned(&|plan| w.percent((plan.progress() * 100.0).round()));
    let late = move || {
        let today = session.today.get();
        planned(&|plan| (0..plan.rows.len()).filter(|at| plan.days_late(*at, today) > 0).count().to_string())
    };
    let archive = move |_| {
        let archived = !project.get_untracked().archived;
        let label = if archived { w.project_archived() } else { w.project_unarchive() };
        session.edit_with_undo(label, |ws, _| edit::project::archive(ws, id, archived));
    };
    let delete = move |_| {
        let name = project.get_untracked().name.clone();
        session.edit_with_undo(w.project_deleted(&name), |ws, _| {
            edit::project::delete(ws, id);
            Ok(())
        });
    };
    view! {
        <tr data-testid="project-row" data-project-id=id.to_string()>
            <th scope="row">
                <a href=Place::in_project(Screen::Overview, id).query()>{reactive(move || project.with(|project| project.name.to_string()))}</a>
                <Show when=move || example.get()><span class="pill off">{w.project_example()}</span></Show>
                <Show when=move || project.with(|project| project.archived)><span class="pill off">{w.project_archived()}</span></Show>
            </th>
            <td>{reactive(move || project.with(|project| phase_name(project.phase, w)))}</td>
            <td>{reactive(move || project.with(|project| w.day(project.start, session.today.get())))}</td>
            <td>{reactive(move || project.with(|project| project.due.map_or(none.to_string(), |due| w.day(due, session.today.get()))))}</td>
            <td>{finish}</td>
            <td class="num">{progress}</td>
            <td class="num">{late}</td>
            <td class="tools">
                <Show when=move || example.get()>
                    <button
                        class="btn quiet"
                        data-testid="remove-example"
                        on:click=handler(move |_| {
                            session.edit_with_undo(w.example_removed(), |ws, _| edit::project::remove_example(ws));
                        })
                    >
                        {w.example_remove()}
                    </button>
                </Show>
                <button class="btn quiet" on:click=archive>
                    {reactive(move || if project.with(|project| project.archived) { w.project_unarchive() } else { w.project_archive() })}
                </button>
                <button class="btn quiet" on:click=delete>{w.delete()}</button>
            </td>
        </tr>
    }
}
