//! A task, all of it: name, state, fields, why it stands where it stands, what it is linked with.

use crate::app::prelude::*;

use super::advanced::Advanced;
use super::why::why;
use super::{set_duration, status_name};
use crate::app::logging::LogButton;
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::control::IssuesOfTask;
use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{DateField, SelectField, TextArea, TextField};
use crate::engine::edit::{self, task};
use crate::engine::model::*;
use crate::engine::plan::{Plan, PlanRow};
use crate::engine::words::{Units, Words, read_lag};
use crate::engine::workspace::Kind;

#[component]
pub fn TaskInspector(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let task = session.memo(move |ws| ws.tasks.get(id).map(|task| (**task).clone()).unwrap_or_default());
    let project = memo(move |_| task.with(|task| task.project));
    let plan = session.plan(move || Some(project.get()));
    let row = move || plan.get().and_then(|plan| plan.row(id).cloned());
    let summary = memo(move |_| row().is_some_and(|row| row.summary));
    let text = move |f: fn(&Task) -> String| derive(move || task.with(f));
    let update = move |change: Box<dyn FnOnce(&mut Task)>| {
        session.edit(w.step_edit_task(), |ws, _| edit::update::<Task>(ws, id, change));
    };
    let members = derive(move || {
        let mut all = vec![(String::new(), w.not_set().to_string())];
        all.extend(session.ws().members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let today = move || session.today.get();
    let per_day = move || plan.get().map_or(480, |plan| plan.calendar.minutes_per_day());
    let in_days = move |minutes: i64| w.number(minutes as f64 / per_day() as f64, 2);
    view! {
        <div class="head">
            <p class="sub">{reactive(move || row().map(|row| format!("{} · {}", row.wbs, kind_name(w, &row))))}</p>
            <TextField label=w.field_name() bare=true class="title" testid="task-name" value=text(|task| task.name.to_string())
                commit=move |name: String| { session.edit(w.step_rename(), |ws, _| task::rename(ws, id, &name)); } />
            <div class="pills">
                {reactive(move || plan.get().and_then(|plan| plan.place(id).map(|at| plan.days_late(at, today()))).filter(|late| *late > 0).map(|late| view! { <span class="pill bad">{w.pill_late(late)}</span> }))}
                {reactive(move || row().filter(|row| row.critical).map(|_| view! { <span class="pill bad" data-testid="critical">{w.pill_critical()}</span> }))}
                {reactive(move || row().filter(PlanRow::done).map(|_| view! { <span class="pill good">{w.pill_done()}</span> }))}
                <LogButton kind=Kind::Task id />
            </div>
        </div>
        <div class="fields">
            <Show when=move || !summary.get()>
                <SelectField label=w.field_status() value=text(|task| task.status.key().to_string()) testid="task-status"
                    options=Signal::stored(TaskStatus::ALL.iter().map(|status| (status.key().to_string(), status_name(w, *status).to_string())).collect())
                    commit=move |key: String| if let (Some(status), Some(row)) = (TaskStatus::from_key(&key), row()) {
                        session.edit(w.step_status(), |ws, _| task::set_status(ws, id, status, row.start, row.finish));
                    } />
            </Show>
            <SelectField label=w.field_owner() value=text(|task| task.owner.map_or(String::new(), |owner| owner.to_string())) options=members testid="task-owner"
                commit=move |key: String| update(Box::new(move |task| task.owner = Id::parse(&key))) />
            <dl class="kv">
                <dt>{w.field_start()}</dt>
                <dd data-testid="task-start">{reactive(move || row().map(|row| w.day_full(row.days().0)))}</dd>
                <dt>{w.field_finish()}</dt>
                <dd data-testid="task-finish">{reactive(move || row().map(|row| w.day_full(row.days().1)))}</dd>
                <dt>{w.field_float()}</dt>
                <dd>{reactive(move || row().map(|row| if row.summary { "—".to_string() } else { w.in_working_days(in_days(row.total_float)) }))}</dd>
            </dl>
            <Show when=move || !summary.get()>
                <TextField label=w.field_duration() testid="task-duration"
                    value=derive(move || plan.get().map_or_else(String::new, |plan| task.with(|task| w.task_duration(task, plan.units()))))
                    commit=move |typed: String| if let Some(plan) = plan.get_untracked() { set_duration(session, &plan, id, &typed) } />
                <TextField label=w.field_progress() testid="task-progress" inputmode="numeric" value=text(|task| task.progress.get().to_string())
                    commit=move |typed: String| if let (Ok(percent), Some(row)) = (typed.trim().trim_end_matches(['%', '％']).trim().parse::<i64>(), row()) {
                        session.edit(w.step_progress(), |ws, _| task::set_progress(ws, id, percent, row.start, row.finish));
                    } />
                <DateField label=w.field_start_wish() testid="task-snet"
                    value=derive(move || task.with(|task| task.constraint.date.filter(|_| task.constraint.kind == ConstraintKind::Snet).map(Moment::date)))
                    commit={move |date: Option<Date>| {
                        session.edit(w.step_move(), |ws, _| match date {
                            Some(date) => task::move_to(ws, id, date.midnight()),
                            None => task::release(ws, id),
                        });
                    }} />
                <DateField label=w.field_deadline() testid="task-deadline"
                    value=derive(move || task.with(|task| task.deadline.map(Moment::finish_date)))
                    commit={move |date: Option<Date>| update(Box::new(move |task| task.deadline = date.map(|date| date.plus(1).midnight())))} />
                <super::estimate::Estimate id units=derive(move || plan.get().map_or(Units::new(480, 2400), |plan| plan.units())) />
                <SelectField label=w.field_kind() value=text(|task| task.kind.key().to_string())
                    options=Signal::stored(vec![("task".into(), w.task_one().into()), ("milestone".into(), w.milestone_one().into()), ("buffer".into(), w.buffer_one().into())])
                    commit=move |key: String| if let Some(kind) = TaskKind::from_key(&key) { update(Box::new(move |task| task.kind = kind)) } />
            </Show>
            <SelectField label=w.field_priority() value=text(|task| task.priority.key().to_string())
                options=Signal::stored(vec![("low".into(), w.priority_low().into()), ("normal".into(), w.priority_normal().into()), ("high".into(), w.priority_high().into()), ("urgent".into(), w.priority_urgent().into())])
                commit=move |key: String| if let Some(priority) = Priority::from_key(&key) { update(Box::new(move |task| task.priority = priority)) } />
        </div>
        <section class="why" data-testid="why">
            <h3>{w.why_title()}</h3>
            {reactive(move || plan.get().map(|plan| {
                let (first, back) = why(&plan, id, w, today());
                view! {
                    <p>{first}</p>
                    {(!back.is_empty()).then(|| view! {
                        <details data-testid="why-chain"><summary>{w.pl_why_chain()}</summary>
                            {back.into_iter().map(|(id, name, text)| view! {
                                <button class="rowlink" on:click=handler(move |_| go.replace(place.get_untracked().opening(Kind::Task, id)))><span><b>{name}</b>" "{text}</span></button>
                            }).collect_view()}
                        </details>
                    })}
                }
            }))}
        </section>
        <Advanced id task plan />
        <Links id plan />
        <section>
            <h3>{w.risks_here()}</h3>
            {reactive(move || {
                session.ws().risks.iter().filter(|risk| risk.tasks.contains(&id)).map(|risk| {
                    let (risk_id, project) = (risk.id, risk.project);
                    let days = risk.impact_days.map(|days| format!("+{}", w.in_days(w.number(days, 1))));
                    view! {
                        <button class="rowlink" on:click=handler(move |_| go.to(Place::in_project(Screen::Risks, project).opening(Kind::Risk, risk_id)))>
                            <span>{format!("{} {}", risk.code, risk.title)}</span>
                            <span class="r">{days}</span>
                        </button>
                    }
                }).collect_view()
            })}
        </section>
        <IssuesOfTask id />
        <TextField label=w.task_skills() placeholder=w.skills_hint() testid="task-skills"
            value=text(|task| edit::team::write_skills(task.skills.iter().map(|need| (&need.skill, need.level)), words().is_zh()))
            commit=move |typed: String| update(Box::new(move |task| {
                let needs = edit::team::read_skills(&typed).into_iter();
                task.skills = needs.map(|(skill, level)| SkillNeed { skill, level, ..SkillNeed::default() }).collect();
            })) />
        <TextArea label=w.field_acceptance() rows=2 value=text(|task| task.acceptance.to_string())
            commit=move |typed: String| update(Box::new(move |task| task.acceptance = Text::new(&typed))) />
        <TextArea label=w.field_notes() testid="task-notes" value=text(|task| task.notes.to_string())
            commit=move |typed: String| update(Box::new(move |task| task.notes = Text::new(&typed))) />
        <button class="btn quiet danger" data-testid="task-delete" on:click=handler(move |_| {
            let name = task.with_untracked(|task| task.name.to_string());
            if session.edit_with_undo(w.step_delete_task(name), |ws, _| task::delete(ws, &[id])).is_some() {
                go.replace(Place { open: None, ..place.get_untracked() });
            }
        })>{w.delete()}</button>
    }
}

#[component]
fn Links(id: Id, plan: Memo<Option<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    // By link: two tasks may have several. What stands here changes with names and links, not with dates or lags, so that a
    // field keeps its focus.
    let list = move |before: bool| {
        let found = session.memo(move |ws| {
            let plan = plan.get();
            let end = |link: &Dependency| if before { (link.to, link.from) } else { (link.from, link.to) };
            let mut found: Vec<(usize, Id, Id, String)> = (ws.links.iter())
                .filter(|link| end(link).0 == id)
                .filter_map(|link| {
                    let plan = plan.as_ref()?;
                    let at = plan.place(end(link).1)?;
                    Some((at, link.id, end(link).1, format!("{} {}", plan.rows[at].wbs, plan.rows[at].task.name)))
                })
                .collect();
            order::sort_by_key(&mut found, |one| (one.0, one.1));
            found
        });
        reactive(move || {
            (found.get().into_iter())
                .map(|(_, link, other, name)| {
                    view! {
                        <div class="rowlink">
                            <button class="plain" on:click=handler(move |_| go.replace(place.get_untracked().opening(Kind::Task, other)))>{name.clone()}</button>
                            <LinkFields link name=name.clone() plan />
                            <button class="btn quiet icon" data-testid="link-remove" aria-label=format!("{} {name}", w.remove())
                                on:click=handler(move |_| { session.edit(w.step_unlink(), |ws, _| task::drop_link(ws, link)); })>"×"</button>
                        </div>
                    }
                })
                .collect_view()
        })
    };
    let candidates = derive(move || {
        let mut all = vec![(String::new(), w.add_predecessor().to_string())];
        if let Some(plan) = plan.get() {
            all.extend(
                plan.rows
                    .iter()
                    .filter(|row| row.task.id != id)
                    .map(|row| (row.task.id.to_string(), format!("{} {}", row.wbs, row.task.name))),
            );
        }
        all
    });
    view! {
        <section>
            <h3>{w.predecessors()}</h3>
            {list(true)}
            <SelectField label=w.add_predecessor() bare=true testid="add-predecessor" value=Signal::stored(String::new()) options=candidates
                commit=move |key: String| if let Some(from) = Id::parse(&key) {
                    session.edit(w.step_link(), |ws, ctx| task::link(ws, ctx, from, id, LinkKind::Fs, 0));
                } />
        </section>
        <section>
            <h3>{w.successors()}</h3>
            {list(false)}
        </section>
    }
}

/// Kind and lag of a link.
#[component]
fn LinkFields(link: Id, name: String, plan: Memo<Option<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let now = session.memo(move |ws| ws.links.get(link).map(|link| (link.kind, link.lag, link.lag_unit)).unwrap_or_default());
    let units = move || plan.with(|plan| plan.as_ref().map_or(Units::new(480, 2400), |plan| plan.units()));
    let change = move |kind: LinkKind, lag: i64, unit: LagUnit| {
        session.edit(w.step_link(), |ws, _| {
            edit::update::<Dependency>(ws, link, |link| (link.kind, link.lag, link.lag_unit) = (kind, lag, unit))
        });
    };
    view! {
        <span class="lag">
            <SelectField label=w.pl_link_kind(&name) bare=true testid="link-kind" value=derive(move || now.get().0.key().to_string())
                options=Signal::stored(LinkKind::ALL.iter().map(|kind| (kind.key().to_string(), kind.key().to_string())).collect())
                commit=move |key: String| if let Some(kind) = LinkKind::from_key(&key) {
                    let (_, lag, unit) = now.get_untracked();
                    change(kind, lag, unit);
                } />
            <TextField label=w.pl_link_lag(&name) bare=true testid="link-lag" placeholder=w.pl_link_lag_hint()
                value=derive(move || { let (_, lag, unit) = now.get(); w.lag(lag, unit, units()) })
                commit=move |typed: String| match read_lag(&typed, units()) {
                    Some((lag, unit)) => change(now.get_untracked().0, lag, unit),
                    None => session.toast(w.pl_bad_lag(&typed), false, true),
                } />
        </span>
    }
}

fn kind_name(w: Words, row: &PlanRow) -> &'static str {
    match (row.summary, row.milestone(), row.task.kind) {
        (true, ..) => w.summary_one(),
        (_, true, _) => w.milestone_one(),
        (.., TaskKind::Buffer) => w.buffer_one(),
        _ => w.task_one(),
    }
}
