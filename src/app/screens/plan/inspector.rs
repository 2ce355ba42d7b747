//! A task, all of it: name, state, fields, why it stands where it stands, what it is linked with.

use crate::app::prelude::*;

use super::advanced::Advanced;
use super::why::why;
use super::{original, set_duration, status_name};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField, TextArea, TextField};
use crate::engine::edit::{self, task};
use crate::engine::model::*;
use crate::engine::plan::{Plan, PlanRow};
use crate::engine::words::Words;
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
                    commit=move |typed: String| if let Some(plan) = original(session, project.get_untracked()) { set_duration(session, &plan, id, &typed) } />
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
                <TextField label=w.field_estimate() placeholder=w.field_estimate_hint() testid="task-estimate"
                    value=derive(move || task.with(|task| estimate(task, per_day(), w)))
                    commit=move |typed: String| {
                        let parts: Vec<f64> = typed.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|part| part.parse().ok()).collect();
                        let day = per_day() as f64;
                        let minutes = move |at: usize| parts.get(at).filter(|_| parts.len() == 3).map(|days| Minutes::new((days * day) as i64));
                        let (optimistic, likely, pessimistic) = (minutes(0), minutes(1), minutes(2));
                        update(Box::new(move |task| {
                            (task.optimistic, task.likely, task.pessimistic) = (optimistic, likely, pessimistic);
                        }));
                    } />
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
fn Links(id: Id, plan: Memo<Option<crate::app::session::Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let list = move |before: bool| {
        plan.get().map(|plan| {
            let Some(at) = plan.place(id) else { return ().into_any() };
            plan.network
                .links
                .iter()
                .filter(|link| if before { link.to as usize == at } else { link.from as usize == at })
                .map(|link| {
                    let other = &plan.rows[if before { link.from } else { link.to } as usize];
                    let other_id = other.task.id;
                    let (from, to) = if before { (other_id, id) } else { (id, other_id) };
                    view! {
                        <div class="rowlink">
                            <button class="plain" on:click=handler(move |_| go.replace(place.get_untracked().opening(Kind::Task, other_id)))>
                                {format!("{} {}", other.wbs, other.task.name)}
                            </button>
                            <LinkFields from to name=other.task.name.to_string() per_day=plan.calendar.minutes_per_day() />
                            <button class="btn quiet icon" aria-label=format!("{} {}", w.remove(), other.task.name)
                                on:click=handler(move |_| { session.edit(w.step_unlink(), |ws, _| task::unlink(ws, from, to)); })>"×"</button>
                        </div>
                    }
                })
                .collect_view()
                .into_any()
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
            {reactive(move || list(true))}
            <SelectField label=w.add_predecessor() bare=true testid="add-predecessor" value=Signal::stored(String::new()) options=candidates
                commit=move |key: String| if let Some(from) = Id::parse(&key) {
                    session.edit(w.step_link(), |ws, ctx| task::link(ws, ctx, from, id, LinkKind::Fs, 0));
                } />
        </section>
        <section>
            <h3>{w.successors()}</h3>
            {reactive(move || list(false))}
        </section>
    }
}

/// Kind and lag of a link.
#[component]
fn LinkFields(from: Id, to: Id, name: String, per_day: i64) -> impl IntoView {
    let session = session();
    let w = words();
    let link = session.memo(move |ws| {
        ws.links.iter().find(|link| link.from == from && link.to == to).map(|link| (**link).clone()).unwrap_or_default()
    });
    let change = move |change: Box<dyn FnOnce(&mut Dependency)>| {
        let id = link.with_untracked(|link| link.id);
        session.edit(w.step_link(), |ws, _| edit::update::<Dependency>(ws, id, change));
    };
    view! {
        <span class="lag">
            <SelectField label=w.pl_link_kind(&name) bare=true testid="link-kind" value=derive(move || link.with(|link| link.kind.key().to_string()))
                options=Signal::stored(LinkKind::ALL.iter().map(|kind| (kind.key().to_string(), kind.key().to_string())).collect())
                commit=move |key: String| if let Some(kind) = LinkKind::from_key(&key) { change(Box::new(move |link| link.kind = kind)) } />
            <TextField label=w.pl_link_lag(&name) bare=true testid="link-lag" value=derive(move || link.with(|link| lag_text(link, per_day, w)))
                commit=move |typed: String| if let Some((lag, unit)) = read_lag(&typed, per_day) { change(Box::new(move |link| (link.lag, link.lag_unit) = (lag, unit))) } />
        </span>
    }
}

/// `2`, `-1`, `3e` (running days), `50%`.
fn lag_text(link: &Dependency, per_day: i64, w: Words) -> String {
    let sign = if link.lag < 0 { "-" } else { "" };
    let number = |value: f64| format!("{sign}{}", w.number(value.abs(), 2));
    match link.lag_unit {
        LagUnit::Working => number(link.lag as f64 / per_day as f64),
        LagUnit::Elapsed => format!("{}e", number(link.lag as f64 / MINUTES_PER_DAY as f64)),
        LagUnit::Percent => format!("{}%", link.lag),
        LagUnit::ElapsedPercent => format!("{}e%", link.lag),
    }
}

fn read_lag(text: &str, per_day: i64) -> Option<(i64, LagUnit)> {
    let text: String = text.chars().map(half_width).collect::<String>().trim().replace('−', "-").to_lowercase();
    let (digits, unit, scale) = match (
        text.strip_suffix("e%")
            .map(|digits| (digits, LagUnit::ElapsedPercent))
            .or(text.strip_suffix('%').map(|digits| (digits, LagUnit::Percent))),
        text.strip_suffix("ed").or(text.strip_suffix('e')),
    ) {
        (Some((digits, unit)), _) => (digits, unit, 1.0),
        (_, Some(digits)) => (digits, LagUnit::Elapsed, MINUTES_PER_DAY as f64),
        _ => (text.trim_end_matches(['d', '天']), LagUnit::Working, per_day as f64),
    };
    let value: f64 = if digits.is_empty() { 0.0 } else { digits.trim().parse().ok()? };
    (value.abs() < 10_000.0).then_some(((value * scale).round() as i64, unit))
}

fn kind_name(w: Words, row: &PlanRow) -> &'static str {
    match (row.summary, row.milestone(), row.task.kind) {
        (true, ..) => w.summary_one(),
        (_, true, _) => w.milestone_one(),
        (.., TaskKind::Buffer) => w.buffer_one(),
        _ => w.task_one(),
    }
}

fn estimate(task: &Task, per_day: i64, w: Words) -> String {
    match (task.optimistic, task.likely, task.pessimistic) {
        (Some(a), Some(b), Some(c)) => [a, b, c].map(|minutes| w.number(minutes.get() as f64 / per_day as f64, 1)).join(" · "),
        _ => String::new(),
    }
}
