//! A project at a glance: phase, dates, health with its reasons, goals, scope.

mod goal;

use crate::app::prelude::*;

use super::clients::known;
use super::close::{Offered, SegmentsField, project_kind};
use super::projects::phase_name;
use super::promise::PromiseCard;
use crate::app::place::{Place, Screen};
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::{AddLine, DateField, SelectField, TextArea, TextField};
use crate::app::widgets::record::choices;
use crate::engine::control::lessons::offered;
use crate::engine::control::{Rag, Reason, health, read_title};
use crate::engine::edit::{self, update};
use crate::engine::model::{Goal, Id, Phase, Project, ProjectKind, Text};
use crate::engine::plan::Plan;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

#[component]
pub fn Overview() -> impl IntoView {
    super::of_project(|id| view! { <OfProject id /> }.into_any())
}

fn change(session: Session, id: Id, change: impl FnOnce(&mut Project)) {
    session.edit(session.words().project_changed(), |ws, _| update::<Project>(ws, id, change));
}

pub fn rag_word(rag: Rag, w: Words) -> (&'static str, &'static str) {
    match rag {
        Rag::Green => ("pill good", w.health_green()),
        Rag::Amber => ("pill warn", w.health_amber()),
        Rag::Red => ("pill bad", w.health_red()),
    }
}

#[component]
fn OfProject(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let plan = session.plan(move || Some(id));
    let goals = session.memo(move |ws| ws.goals.iter().filter(|goal| goal.project == id).map(|goal| goal.id).collect::<Vec<_>>());
    let standings = known::standings();
    let fits = memo(move |_| !offered(&session.ws(), id, standings.get().all()).is_empty());
    let add_goal = move |title: String| {
        let today = session.today.get_untracked();
        let reading = read_title(&title, today);
        session.edit(w.goal_added(), |ws, ctx| {
            let goal = edit::project::add_goal(ws, ctx, id, &title)?;
            let due = ws.projects.get(id).and_then(|project| project.due);
            let currency = ws.settings.currency;
            update::<Goal>(ws, goal, |goal| reading.fill(goal, due, currency))
        });
    };
    view! {
        <div class="page overview">
            <PhaseBar id />
            <div class="cols">
                <div class="stack">
                    <section class="card">
                        <header><h2>{w.goal_title()}</h2></header>
                        <Show when=move || goals.with(Vec::is_empty)><p class="none">{w.goal_none()}</p></Show>
                        <For each=move || goals.get() key=|id| *id let:id><goal::GoalCard id plan /></For>
                        <AddLine label=w.goal_add() testid="add-goal" commit=add_goal />
                    </section>
                </div>
                <div class="stack">
                    <PromiseCard id plan />
                    <Health id plan />
                    <Facts id />
                    <Show when=move || fits.get()><section class="card"><Offered project=id most=3 /></section></Show>
                    <Scope id />
                </div>
            </div>
        </div>
    }
}

#[component]
fn PhaseBar(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let phase = session.memo(move |ws| ws.projects.get(id).map(|project| project.phase).unwrap_or_default());
    let button = move |this: Phase| {
        view! {
            <button
                data-testid=format!("phase-{}", this.key())
                aria-pressed=bound(move || if phase.get() == this { "true" } else { "false" })
                on:click=handler(move |_| change(session, id, |project| project.phase = this))
            >
                {phase_name(this, w)}
            </button>
        }
    };
    view! { <div class="seg phases" role="group" aria-label=w.project_phase_label()>{Phase::ALL.iter().copied().map(button).collect_view()}</div> }
}

#[component]
fn Health(id: Id, plan: Memo<Option<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let judged = memo(move |_| {
        let ws = session.ws();
        plan.with(|plan| plan.as_ref().map(|plan| health(&ws, plan, session.today.get()))).unwrap_or((None, Vec::new()))
    });
    let verdict = move || match judged.with(|judged| judged.0) {
        None => view! { <span class="pill off">{w.health_unknown()}</span> }.into_any(),
        Some(rag) => {
            let (class, word) = rag_word(rag, w);
            view! { <span class=class data-testid="health">{word}</span> }.into_any()
        }
    };
    let reasons = move || {
        let ws = session.ws();
        let (rag, reasons) = judged.get();
        if reasons.is_empty() {
            return rag.map(|_| view! { <p class="none">{w.health_fine()}</p> }).into_any();
        }
        let row = |reason: Reason| {
            let (text, place) = say(&reason, &ws, id, w);
            let (class, word) = rag_word(reason.level(), w);
            view! { <li class="reason" data-testid="health-reason"><a href=place.query()>{text}</a><span class=class>{word}</span></li> }
        };
        view! { <ul class="reasons">{reasons.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <header><h2>{w.health_title()}</h2>{verdict}<small>{w.health_worst()}</small></header>
            {reasons}
        </section>
    }
}

/// A reason in words, and where to look.
fn say(reason: &Reason, ws: &Workspace, project: Id, w: Words) -> (String, Place) {
    let plan = Place::in_project(Screen::Plan, project);
    let here = Place::in_project(Screen::Overview, project);
    let task = |id: Id| ws.tasks.get(id).map(|task| task.name.to_string()).unwrap_or_default();
    let goal = |id: Id| ws.goals.get(id).map(|goal| goal.title.to_string()).unwrap_or_default();
    match *reason {
        Reason::LateCritical(id, days) => (w.health_late(days, task(id)), plan.opening(Kind::Task, id)),
        Reason::EndsLate(days) => (w.health_ends_late(days), plan),
        Reason::GoalBehind(id) => (w.health_goal_behind(goal(id)), here),
        Reason::GoalWithoutNumber(id) => (w.health_goal_number(goal(id)), here),
        Reason::TasksWithoutOwner(id, count) => (w.health_tasks_owner(count), plan.opening(Kind::Task, id)),
        Reason::NoBuffer => (w.health_buffer().to_string(), plan),
        Reason::BufferBurns(ref burn) => {
            (super::promise::buffers::say(burn, ws, w), plan.opening(Kind::Task, burn.task.unwrap_or(burn.buffer)))
        }
        Reason::RiskWithoutOwner(id) => {
            let name = ws.risks.get(id).map(|risk| format!("{} {}", risk.code, risk.title)).unwrap_or_default();
            (w.health_risk_owner(name), Place::in_project(Screen::Risks, project).opening(Kind::Risk, id))
        }
        Reason::SilentClient(id, days) => {
            let name = ws.clients.get(id).map(|client| client.name.to_string()).unwrap_or_default();
            (w.health_silent(days, name), Place::of(Screen::Clients).opening(Kind::Client, id))
        }
    }
}

#[component]
fn Facts(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let project = session.memo(move |ws| ws.projects.get(id).cloned().unwrap_or_default());
    let people = session.memo(move |ws| {
        let nobody = (String::new(), w.not_set().to_string());
        std::iter::once(nobody)
            .chain(ws.members.iter().map(|member| (member.id.to_string(), member.name.to_string())))
            .collect::<Vec<_>>()
    });
    let calendars = session.memo(move |ws| {
        let default = (String::new(), w.project_calendar_default().to_string());
        let all = ws.calendars.iter().map(|calendar| (calendar.id.to_string(), calendar.name.to_string()));
        std::iter::once(default).chain(all).collect::<Vec<_>>()
    });
    let id_text = |id: Option<Id>| id.map_or(String::new(), |id| id.to_string());
    view! {
        <section class="card">
            <header><h2>{w.project_facts()}</h2></header>
            <div class="fields two">
                <TextField
                    label=w.project_name()
                    value=derive(move || project.with(|project| project.name.to_string()))
                    testid="project-name"
                    commit=move |name: String| {
                        session.edit(w.project_changed(), |ws, _| edit::project::rename(ws, id, &name));
                    }
                />
                <SelectField
                    label=w.project_manager()
                    value=derive(move || project.with(|project| id_text(project.manager)))
                    options=derive(move || people.get())
                    commit=move |key: String| change(session, id, |project| project.manager = Id::parse(&key))
                />
                <DateField
                    label=w.project_start()
                    value=derive(move || project.with(|project| Some(project.start)))
                    testid="project-start"
                    commit=move |day| {
                        if let Some(day) = day {
                            change(session, id, |project| project.start = day);
                        }
                    }
                />
                <DateField
                    label=w.project_due()
                    value=derive(move || project.with(|project| project.due))
                    testid="project-due"
                    commit=move |day| change(session, id, |project| project.due = day)
                />
                <SelectField
                    label=w.project_kind()
                    value=derive(move || project.with(|project| project.kind.key().to_string()))
                    options=Signal::stored(choices(ProjectKind::ALL, ProjectKind::key, |kind| project_kind(kind, w)))
                    testid="project-kind"
                    commit=move |key: String| change(session, id, |project| project.kind = ProjectKind::from_key(&key).unwrap_or_default())
                />
                <SelectField
                    label=w.project_calendar()
                    value=derive(move || project.with(|project| id_text(project.calendar)))
                    options=derive(move || calendars.get())
                    commit=move |key: String| change(session, id, |project| project.calendar = Id::parse(&key))
                />
            </div>
            <div class="fields">
                <h3>{w.project_segments()}</h3>
                <SegmentsField
                    chosen=derive(move || project.with(|project| project.segments.clone()))
                    change={move |segments: Vec<Id>| change(session, id, |project| project.segments = segments)}
                    testid="project-segment"
                />
            </div>
        </section>
    }
}

#[component]
fn Scope(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let project = session.memo(move |ws| ws.projects.get(id).cloned().unwrap_or_default());
    view! {
        <section class="card">
            <header><h2>{w.project_scope()}</h2></header>
            <div class="fields">
                <TextArea
                    label=w.project_scope_in()
                    value=derive(move || project.with(|project| project.scope_in.to_string()))
                    commit=move |text: String| change(session, id, |project| project.scope_in = Text::new(&text))
                />
                <TextArea
                    label=w.project_scope_out()
                    value=derive(move || project.with(|project| project.scope_out.to_string()))
                    commit=move |text: String| change(session, id, |project| project.scope_out = Text::new(&text))
                />
            </div>
        </section>
    }
}
