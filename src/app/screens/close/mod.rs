//! Close: what a project taught, what others have learnt that fits it, and the library of all lessons.

mod inspector;
mod library;
mod names;
mod offered;
mod segments;

pub use inspector::LessonInspector;
pub use names::project_kind;
pub use offered::Offered;
pub use segments::SegmentsField;

use crate::app::prelude::*;
use std::sync::Arc;

use crate::app::place::{Go, Place, Screen};
use crate::app::screens::clients::known;
use crate::app::session::{session, words};
use crate::app::widgets::field::AddLine;
use crate::engine::control::lessons::{self, area_name, segments_of, to_learn};
use crate::engine::edit;
use crate::engine::model::{Id, Lesson};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// Where a lesson is edited: in its project, or in the library of all.
pub fn place_of(lesson: &Lesson) -> Place {
    let place = lesson.project.map_or(Place::of(Screen::Close), |project| Place::in_project(Screen::Close, project));
    place.opening(Kind::Lesson, lesson.id)
}

/// What a lesson is called, in its first line.
pub fn title(lesson: &Lesson) -> String {
    lessons::title(lesson).lines().next().unwrap_or_default().to_string()
}

#[component]
pub fn Close() -> impl IntoView {
    let session = session();
    let place = expect_context::<Memo<Place>>();
    // Without a project it is the library alone.
    let project = session.memo(move |ws| place.get().project.filter(|id| ws.projects.contains(*id)));
    view! {
        <div class="page close-out" data-testid="close-out">
            {reactive(move || project.get().map(|project| view! {
                <div class="cols">
                    <Own project />
                    <section class="card"><Offered project most=usize::MAX /></section>
                </div>
            }))}
            <library::Library />
        </div>
    }
}

/// One line for a lesson, which opens it.
fn line(lesson: &Arc<Lesson>, go: Go, place: Memo<Place>, w: Words) -> AnyView {
    let id = lesson.id;
    let (status, class) = names::status(lesson.status, w);
    let (kind, tone) = names::kind(lesson.kind, w);
    let area = area_name(&lesson.area, w);
    let uses = (!lesson.applied.is_empty()).then(|| w.lesson_uses(lesson.applied.len()));
    let under: Vec<String> = [Some(area).filter(|area| !area.is_empty()), uses].into_iter().flatten().collect();
    view! {
        <li data-testid="lesson">
            <span class=tone>{kind}</span>
            <button type="button" class="plain" on:click=handler(move |_| go.to(place.get_untracked().opening(Kind::Lesson, id)))>{title(lesson)}</button>
            <small>{under.join(" · ")}</small>
            <span class=class>{status}</span>
        </li>
    }
    .into_any()
}

/// The lessons of one project, and the issues it could still learn from.
#[component]
fn Own(project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let standings = known::standings();
    let own = session.memo(move |ws| ws.lessons.iter().filter(|one| one.project == Some(project)).cloned().collect::<Vec<_>>());
    let left = session.memo(move |ws| to_learn(ws, project));
    let segments = move || segments_of(&session.ws_untracked(), project, standings.get_untracked().all());
    let opened = move |id: Option<Id>| {
        if let Some(id) = id {
            go.to(place.get_untracked().opening(Kind::Lesson, id));
        }
    };
    let add = Callback::new(move |text: String| {
        let segments = segments();
        opened(session.edit(w.lesson_added(), |ws, ctx| edit::lesson::add(ws, ctx, Some(project), &segments, &text)));
    });
    let learn = move |issue: Id| {
        let segments = segments();
        opened(session.edit(w.lesson_added(), |ws, ctx| edit::lesson::from_issue(ws, ctx, issue, &segments)));
    };
    view! {
        <section class="card" data-testid="lessons-own">
            <header><h2>{w.lesson_own()}</h2></header>
            {reactive(move || if own.with(Vec::is_empty) {
                view! { <p class="none">{w.lesson_own_none()}</p> }.into_any()
            } else {
                view! { <ul class="lessons">{own.get().iter().map(|one| line(one, go, place, w)).collect::<Vec<_>>()}</ul> }.into_any()
            })}
            <AddLine label=w.lesson_add() commit=add testid="lesson-add" />
            {reactive(move || (!left.with(Vec::is_empty)).then(|| view! {
                <div class="left" data-testid="lessons-left">
                    <h3>{w.lesson_from_issues()}</h3>
                    <ul class="lessons">{left.get().into_iter().map(|issue| {
                        let id = issue.id;
                        let name = format!("{} {}", issue.code, issue.title);
                        let place = Place::in_project(Screen::Control, project).opening(Kind::Issue, id);
                        view! {
                            <li>
                                <a href=place.query()>{name.clone()}</a>
                                <button type="button" class="btn" aria-label=format!("{}: {name}", w.issue_learn()) on:click=handler(move |_| learn(id))>{w.issue_learn()}</button>
                            </li>
                        }
                    }).collect::<Vec<_>>()}</ul>
                </div>
            }))}
        </section>
    }
}
