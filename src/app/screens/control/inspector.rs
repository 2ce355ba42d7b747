//! One issue in full: how grave, whose, until when, why, what is done about it, and what it taught.

use crate::app::prelude::*;

use super::conflict::Conflict;
use super::{figures, names};
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::clients::known;
use crate::app::screens::close;
use crate::app::screens::risks::members;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, DateField, SelectField, TextArea};
use crate::app::widgets::record::{Form, choices};
use crate::engine::control::issues::{age, overdue};
use crate::engine::control::lessons::segments_of;
use crate::engine::edit::{self, issue::is_open};
use crate::engine::model::*;
use crate::engine::plan::work_time;
use crate::engine::workspace::Kind;

fn id_text(id: Option<Id>) -> String {
    id.map_or(String::new(), |id| id.to_string())
}

#[component]
pub fn IssueInspector(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let form = Form::<Issue>::of(id, |w, issue| w.issue_changed(&issue.code));
    let conflict = memo(move |_| form.record.with(|issue| issue.as_ref().is_some_and(|one| one.kind == IssueKind::Conflict)));
    let resolved = memo(move |_| form.record.with(|issue| issue.as_ref().is_some_and(|one| !is_open(one))));
    let area = move |label: &'static str, testid: &'static str, read: fn(&Issue) -> &Text, slot: fn(&mut Issue) -> &mut Text| {
        view! {
            <TextArea label rows=2 testid value=form.read(move |issue| read(issue).to_string())
                commit=move |text: String| form.change(|issue| *slot(issue) = Text::new(&text)) />
        }
    };
    let person = move |label: &'static str,
                       testid: &'static str,
                       read: fn(&Issue) -> Option<Id>,
                       slot: fn(&mut Issue) -> &mut Option<Id>| {
        view! {
            <SelectField label options=members(session, w) testid value=form.read(move |issue| id_text(read(issue)))
                commit=move |key: String| form.change(|issue| *slot(issue) = Id::parse(&key)) />
        }
    };
    let severities = std::iter::once((String::new(), w.not_set().to_string()))
        .chain(names::severities(w).iter().zip(1..).map(|(name, step)| (step.to_string(), name.to_string())))
        .collect::<Vec<_>>();
    let statuses = choices(IssueStatus::ALL, IssueStatus::key, |status| names::status(status, w).0);
    let remove = move |_| {
        let code = form.record.with_untracked(|issue| issue.as_ref().map(|one| one.code.to_string()).unwrap_or_default());
        if session.edit_with_undo(w.issue_deleted(code), |ws, _| edit::delete(ws, Kind::Issue, id)).is_some() {
            go.replace(Place { open: None, ..place.get_untracked() });
        }
    };
    view! {
        <div class="head" data-testid="issue-inspector">
            <p class="sub">{reactive(move || form.record.get().map(|one| format!("{} · {}", one.code, names::kind(one.kind, w))))}</p>
            {form.name(w.issue_name(), "issue-title", |issue| &issue.title, |issue| &mut issue.title)}
            <Pills form />
        </div>
        <div class="fields">
            <SelectField label=w.issue_status() testid="issue-status" options=Signal::stored(statuses)
                value=form.read(|issue| issue.status.key().to_string())
                commit=move |key: String| {
                    let Some(status) = IssueStatus::from_key(&key) else { return };
                    session.edit(form.label(), |ws, ctx| edit::issue::set_status(ws, ctx, id, status));
                } />
            <SelectField label=w.issue_severity() testid="issue-severity" options=Signal::stored(severities)
                value=form.read(|issue| issue.severity.map_or(String::new(), |severity| severity.get().to_string()))
                commit=move |key: String| form.change(|issue| issue.severity = key.parse().ok().map(Score::new)) />
            {person(w.issue_owner(), "issue-owner", |issue| issue.owner, |issue| &mut issue.owner)}
            {form.date(w.issue_due(), "issue-due", |issue| issue.due, |issue, day| issue.due = day)}
            <SelectField label=w.issue_kind() testid="issue-kind"
                options=Signal::stored(choices(IssueKind::ALL, IssueKind::key, |kind| names::kind(kind, w)))
                value=form.read(|issue| issue.kind.key().to_string())
                commit=move |key: String| form.change(|issue| issue.kind = IssueKind::from_key(&key).unwrap_or_default()) />
            {person(w.issue_raised_by(), "issue-raised-by", |issue| issue.raised_by, |issue| &mut issue.raised_by)}
            {form.date(w.issue_raised_on(), "issue-raised-on", |issue| issue.raised_on, |issue, day| issue.raised_on = day)}
            <Show when=move || resolved.get()>
                <DateField label=if conflict.get() { w.issue_closed_on() } else { w.issue_resolved_on() } testid="issue-resolved-on"
                    value=form.read(|issue| issue.resolved_on)
                    commit={move |day: Option<Date>| form.change(|issue| issue.resolved_on = day.or(issue.resolved_on))} />
            </Show>
        </div>
        <Show when=move || resolved.get()><Learnt form /></Show>
        <section>
            {area(w.issue_detail(), "issue-detail", |issue| &issue.detail, |issue| &mut issue.detail)}
            {area(w.issue_cause(), "issue-cause", |issue| &issue.cause, |issue| &mut issue.cause)}
            {area(w.issue_solution(), "issue-solution", |issue| &issue.solution, |issue| &mut issue.solution)}
        </section>
        <Show when=move || conflict.get()><Conflict form /></Show>
        <Tasks form conflict />
        <FromRisk form />
        <button class="btn quiet danger" data-testid="issue-delete" on:click=handler(remove)>{w.delete()}</button>
    }
}

/// How grave, how old, how late, and whether it came back.
#[component]
fn Pills(form: Form<Issue>) -> impl IntoView {
    let session = session();
    let w = words();
    reactive(move || {
        let (ws, today) = (session.ws(), session.today.get());
        form.record.get().map(|issue| {
            let severity = names::severity(issue.severity, w).map(|(name, class)| (name.to_string(), class));
            let days = age(&issue, &work_time(&ws, figures::calendar(&ws, issue.project)), today);
            let age = days.map(|days| (w.issue_age_days(days), "pill off"));
            let late = issue.due.filter(|_| overdue(&issue, today)).map(|due| (w.issue_overdue(due.until(today)), "pill bad"));
            let back = (issue.reopened > 0).then(|| (w.issue_back(issue.reopened), "pill warn"));
            let pills = [severity, age, late, back].into_iter().flatten();
            view! { <div class="pills" data-testid="issue-pills">{pills.map(|(text, class)| view! { <span class=class>{text}</span> }).collect::<Vec<_>>()}</div> }
        })
    })
}

/// What was resolved can be learnt from.
#[component]
fn Learnt(form: Form<Issue>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let standings = known::standings();
    let lesson = session.memo(move |ws| ws.lessons.iter().find(|lesson| lesson.issue == Some(form.id)).cloned());
    let learn = move |_| {
        let standings = standings.get_untracked();
        let made = session.edit(w.lesson_added(), |ws, ctx| {
            let project = ws.issues.get(form.id).map(|issue| issue.project).unwrap_or_default();
            let segments = segments_of(ws, project, standings.all());
            edit::lesson::from_issue(ws, ctx, form.id, &segments)
        });
        if let Some(lesson) = made.and_then(|id| session.ws_untracked().lessons.get(id).cloned()) {
            go.to(close::place_of(&lesson));
        }
    };
    view! {
        <section class="learn" data-testid="issue-learnt">
            {reactive(move || match lesson.get() {
                Some(lesson) => view! {
                    <h3>{w.issue_lesson()}</h3>
                    <a class="rowlink" data-testid="issue-lesson" href=close::place_of(&lesson).query()>{close::title(&lesson)}</a>
                }.into_any(),
                None => view! {
                    <p>{w.issue_learn_ask()}</p>
                    <button type="button" class="btn primary" data-testid="issue-learn" on:click=handler(learn)>{w.issue_learn()}</button>
                }.into_any(),
            })}
        </section>
    }
}

/// What is done about it, as tasks of the plan.
#[component]
fn Tasks(form: Form<Issue>, conflict: Memo<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let tasks = session.memo(move |ws| {
        let Some(issue) = ws.issues.get(form.id) else { return Vec::new() };
        let named = issue.tasks.iter().filter_map(|id| ws.tasks.get(*id));
        named.map(|task| (task.id, task.project, task.name.to_string(), w.percent(task.progress.get() as f64))).collect()
    });
    let add = Callback::new(move |name: String| {
        session.edit(w.issue_task_added(), |ws, ctx| edit::issue::add_task(ws, ctx, form.id, &name));
    });
    view! {
        <section data-testid="issue-tasks">
            <h3>{reactive(move || if conflict.get() { w.issue_actions() } else { w.issue_tasks() })}</h3>
            {reactive(move || tasks.get().into_iter().map(|(id, project, name, done)| view! {
                <div class="rowlink">
                    <button type="button" class="name" on:click=handler(move |_| go.to(Place::in_project(Screen::Plan, project).opening(Kind::Task, id)))>{name.clone()}</button>
                    <span class="r">{done}</span>
                    <button type="button" class="btn quiet icon" aria-label=w.issue_task_unlink(name)
                        on:click=handler(move |_| form.change(|issue| issue.tasks.retain(|task| *task != id)))>"×"</button>
                </div>
            }).collect::<Vec<_>>())}
            <AddLine label=w.issue_task_add() commit=add testid="issue-task-add" />
        </section>
    }
}

#[component]
fn FromRisk(form: Form<Issue>) -> impl IntoView {
    let session = session();
    let w = words();
    let risk = session.memo(move |ws| {
        let risk = ws.risks.get(ws.issues.get(form.id)?.risk?)?;
        Some((
            Place::in_project(Screen::Risks, risk.project).opening(Kind::Risk, risk.id),
            format!("{} {}", risk.code, risk.title),
        ))
    });
    reactive(move || {
        risk.get().map(|(place, name)| {
            view! { <section><h3>{w.issue_from_risk()}</h3><a class="rowlink" data-testid="issue-risk" href=place.query()>{name}</a></section> }
        })
    })
}
