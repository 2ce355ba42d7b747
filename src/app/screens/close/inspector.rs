//! One lesson in full: what to do next time, where it comes from, what it cost, for whom it is meant, and who took it up.

use crate::app::prelude::*;

use super::names;
use super::segments::SegmentsField;
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::risks::{members, money_text, typed_money};
use crate::app::session::{session, words};
use crate::app::widgets::field::{SelectField, TextArea, TextField};
use crate::app::widgets::record::{Form, choices};
use crate::engine::control::lessons::{area_name, areas};
use crate::engine::edit::{self, lesson::Area};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// Tags as they were typed, separated by commas of either script.
fn tags(text: &str) -> Vec<Text> {
    text.split([',', '，', '、']).map(Text::line).filter(|tag| !tag.is_empty()).collect()
}

#[component]
pub fn LessonInspector(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let form = Form::<Lesson>::of(id, |w, _| w.lesson_changed().to_string());
    let draft = memo(move |_| form.record.with(|one| one.as_ref().is_some_and(|one| one.status == LessonStatus::Draft)));
    let area =
        move |label: &'static str, testid: &'static str, read: fn(&Lesson) -> &Text, slot: fn(&mut Lesson) -> &mut Text| {
            view! {
                <TextArea label rows=2 testid value=form.read(move |one| read(one).to_string())
                    commit=move |text: String| form.change(|one| *slot(one) = Text::new(&text)) />
            }
        };
    let all_areas = session.memo(move |ws| {
        let mut all: Vec<(String, String)> = vec![(String::new(), w.not_set().to_string())];
        all.extend(Area::ALL.into_iter().map(|area| (area.key().to_string(), area_name(area.key(), w))));
        all.extend(areas(ws, w).into_iter().filter(|(key, _)| Area::from_key(key).is_none()));
        all
    });
    let remove = move |_| {
        if session.edit_with_undo(w.lesson_deleted(), |ws, _| edit::delete(ws, Kind::Lesson, id)).is_some() {
            go.replace(Place { open: None, ..place.get_untracked() });
        }
    };
    let days = Callback::new(move |text: String| {
        let typed: String = text.trim().chars().map(half_width).collect();
        match typed.parse::<i32>() {
            Ok(days) => form.change(|one| one.effect_days = Some(days)),
            Err(_) if typed.is_empty() => form.change(|one| one.effect_days = None),
            Err(_) => session.toast(w.lesson_bad_number().into(), false, true),
        }
    });
    let money = Callback::new(move |text: String| match typed_money(&text, session.ws_untracked().settings.currency) {
        Ok(money) => form.change(|one| one.effect_money = money),
        Err(()) => session.toast(w.deal_bad_amount().into(), false, true),
    });
    view! {
        <div class="head" data-testid="lesson-inspector">
            <p class="sub">{w.kind_lesson()}</p>
            <div class="pills">{reactive(move || form.record.get().map(|one| {
                let ((kind, tone), (status, class)) = (names::kind(one.kind, w), names::status(one.status, w));
                view! { <span class=tone>{kind}</span><span class=class>{status}</span><span class="pill off" data-testid="lesson-uses">{w.lesson_uses(one.applied.len())}</span> }
            }))}</div>
        </div>
        {area(w.lesson_what(), "lesson-recommendation", |one| &one.recommendation, |one| &mut one.recommendation)}
        <div class="fields">
            <SelectField label=w.lesson_kind() testid="lesson-kind"
                options=Signal::stored(choices(LessonKind::ALL, LessonKind::key, |kind| names::kind(kind, w).0))
                value=form.read(|one| one.kind.key().to_string())
                commit=move |key: String| form.change(|one| one.kind = LessonKind::from_key(&key).unwrap_or_default()) />
            <SelectField label=w.lesson_status() testid="lesson-status"
                options=Signal::stored(choices(LessonStatus::ALL, LessonStatus::key, |status| names::status(status, w).0))
                value=form.read(|one| one.status.key().to_string())
                commit=move |key: String| form.change(|one| one.status = LessonStatus::from_key(&key).unwrap_or_default()) />
            <Show when=move || draft.get()><p class="hint">{w.lesson_draft_note()}</p></Show>
            <SelectField label=w.lesson_area() testid="lesson-area" options=all_areas
                value=form.read(|one| one.area.to_string())
                commit=move |key: String| form.change(|one| one.area = Text::line(&key)) />
            <SelectField label=w.lesson_owner() testid="lesson-owner" options=members(session, w)
                value=form.read(|one| one.owner.map_or(String::new(), |id| id.to_string()))
                commit=move |key: String| form.change(|one| one.owner = Id::parse(&key)) />
            <TextField label=w.lesson_effect_days() inputmode="numeric" testid="lesson-days" commit=days
                value=form.read(|one| one.effect_days.map_or(String::new(), |days| days.to_string())) />
            <TextField label=w.lesson_effect_money() placeholder=w.risk_money_hint() testid="lesson-money" commit=money
                value=form.read(move |one| money_text(one.effect_money, w)) />
            <TextField label=w.lesson_tags() placeholder=w.lesson_tags_hint() testid="lesson-tags"
                value=form.read(|one| one.tags.iter().map(Text::as_str).collect::<Vec<_>>().join(", "))
                commit=move |text: String| form.change(|one| one.tags = tags(&text)) />
        </div>
        <section>
            {area(w.lesson_situation(), "lesson-situation", |one| &one.situation, |one| &mut one.situation)}
            {area(w.lesson_happened(), "lesson-happened", |one| &one.what_happened, |one| &mut one.what_happened)}
            {area(w.lesson_cause(), "lesson-cause", |one| &one.cause, |one| &mut one.cause)}
        </section>
        <section>
            <h3>{w.lesson_segments()}</h3>
            <SegmentsField chosen=form.read(|one| one.segments.clone()) testid="lesson-segment"
                change={move |segments: Vec<Id>| form.change(|one| one.segments = segments)} />
        </section>
        <Sources form />
        <button class="btn quiet danger" data-testid="lesson-delete" on:click=handler(remove)>{w.lesson_delete()}</button>
    }
}

/// Where it comes from and where it was taken up, each a link.
#[component]
fn Sources(form: Form<Lesson>) -> impl IntoView {
    let session = session();
    let w = words();
    let from = session.memo(move |ws| ws.lessons.get(form.id).map(|one| sources(ws, one)).unwrap_or_default());
    let used = session.memo(move |ws| {
        let applied = ws.lessons.get(form.id).map(|one| one.applied.clone()).unwrap_or_default();
        let named = applied.into_iter().filter_map(|id| ws.projects.get(id));
        named.map(|one| (Place::in_project(Screen::Close, one.id), one.name.to_string())).collect::<Vec<_>>()
    });
    let list = |title: &'static str, testid: &'static str, links: Memo<Vec<(Place, String)>>| {
        view! {
            <Show when=move || !links.with(Vec::is_empty)>
                <section data-testid=testid>
                    <h3>{title}</h3>
                    {reactive(move || links.get().into_iter().map(|(place, name)| view! { <a class="rowlink" href=place.query()>{name}</a> }).collect::<Vec<_>>())}
                </section>
            </Show>
        }
    };
    view! {
        {list(w.lesson_from(), "lesson-from", from)}
        {list(w.lesson_used_in(), "lesson-used", used)}
    }
}

fn sources(ws: &Workspace, lesson: &Lesson) -> Vec<(Place, String)> {
    let project = lesson.project.and_then(|id| ws.projects.get(id));
    let project = project.map(|one| (Place::in_project(Screen::Overview, one.id), one.name.to_string()));
    let issue = lesson.issue.and_then(|id| ws.issues.get(id)).map(|one| {
        (Place::in_project(Screen::Control, one.project).opening(Kind::Issue, one.id), format!("{} {}", one.code, one.title))
    });
    let risk = lesson.risk.and_then(|id| ws.risks.get(id)).map(|one| {
        (Place::in_project(Screen::Risks, one.project).opening(Kind::Risk, one.id), format!("{} {}", one.code, one.title))
    });
    let task = lesson.task.and_then(|id| ws.tasks.get(id));
    let task = task.map(|one| (Place::in_project(Screen::Plan, one.project).opening(Kind::Task, one.id), one.name.to_string()));
    let deal = lesson.deal.and_then(|id| ws.deals.get(id));
    let deal = deal.map(|one| (Place::of(Screen::Deals).opening(Kind::Deal, one.id), one.name.to_string()));
    [project, issue, risk, task, deal].into_iter().flatten().collect()
}
