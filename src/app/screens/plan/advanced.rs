//! The rarer fields of a task, folded until they are wanted: scheduling, people and effort, measure and cost, repetition.

use crate::app::prelude::*;

use super::why::constraint_name;
use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{CheckField, DateField, SelectField, TextField};
use crate::app::widgets::record::choices;
use crate::engine::edit::{self, effort, recurring, task};
use crate::engine::model::*;
use crate::engine::plan::{Plan, works};

#[derive(Clone, Copy)]
struct Of {
    id: Id,
    task: Memo<Task>,
    plan: Memo<Option<Same<Plan>>>,
}

impl Of {
    fn text(self, read: impl Fn(&Task) -> String + Send + Sync + 'static) -> Signal<String> {
        derive(move || self.task.with(&read))
    }

    fn date(self, read: impl Fn(&Task) -> Option<Date> + Send + Sync + 'static) -> Signal<Option<Date>> {
        derive(move || self.task.with(&read))
    }

    fn change(self, change: impl FnOnce(&mut Task)) {
        let session = session();
        session.edit(session.words().step_edit_task(), |ws, _| edit::update::<Task>(ws, self.id, change));
    }

    /// The first working minute of a day, or the last before its end.
    fn moment(self, day: Option<Date>, end: bool) -> Option<Moment> {
        let (day, plan) = (day?, self.plan.get_untracked()?);
        let time = plan.place(self.id).map_or(plan.calendar.clone(), |at| plan.calendar_of(at).clone());
        Some(if end { time.prev_finish(day.plus(1).midnight()) } else { time.next_start(day.midnight()) })
    }

    fn per_day(self) -> f64 {
        self.plan.get().map_or(480.0, |plan| plan.calendar.minutes_per_day() as f64)
    }
}

fn number(text: &str) -> Option<f64> {
    let text: String = text.chars().map(half_width).filter(|c| *c != ',').collect();
    text.trim().parse::<f64>().ok().filter(|value| (0.0..1e7).contains(value))
}

/// Hours as minutes; an empty text is none, another is refused.
fn hours(text: &str) -> Option<Option<Minutes>> {
    if text.trim().is_empty() { Some(None) } else { number(text).map(|hours| Some(Minutes::new((hours * 60.0) as i64))) }
}

/// What was read; where nothing was, the user is told.
fn told<T>(read: Option<T>, typed: &str) -> Option<T> {
    if read.is_none() {
        let session = session();
        session.toast(session.words().pl_bad_number(typed), false, true);
    }
    read
}

fn bound(kind: ConstraintKind) -> bool {
    !matches!(kind, ConstraintKind::Asap | ConstraintKind::Alap)
}

fn ends(kind: ConstraintKind) -> bool {
    matches!(kind, ConstraintKind::Fnet | ConstraintKind::Fnlt | ConstraintKind::Mfo)
}

#[component]
pub fn Advanced(id: Id, task: Memo<Task>, plan: Memo<Option<Same<Plan>>>) -> impl IntoView {
    let w = words();
    let of = Of { id, task, plan };
    let summary = memo(move |_| plan.get().and_then(|plan| plan.row(id).map(|row| row.summary)).unwrap_or(false));
    let recurs = memo(move |_| task.with(|task| task.recurrence.is_some()));
    view! {
        <details class="more" data-testid="more-scheduling"><summary>{w.pl_more()}</summary><Scheduling of summary /></details>
        <Show when=move || !summary.get()>
            <details class="more" data-testid="more-effort"><summary>{w.pl_effort()}</summary><Effort of /></details>
            <details class="more" data-testid="more-value"><summary>{w.pl_value()}</summary><Measure of /></details>
        </Show>
        <Show when=move || !summary.get() || recurs.get()>
            <details class="more" data-testid="more-recurs"><summary>{w.pl_recurs()}</summary><Repeat of /></details>
        </Show>
    }
}

#[component]
fn Scheduling(of: Of, summary: Memo<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let kind = memo(move |_| of.task.with(|task| task.constraint.kind));
    let manual = memo(move |_| of.task.with(|task| task.mode == ScheduleMode::Manual));
    let dated = move |early: bool| {
        of.plan.get().and_then(|plan| {
            plan.place(of.id).map(|at| {
                let dates = &plan.schedule;
                let (from, to) = if early {
                    (dates.early_start[at], dates.early_finish[at])
                } else {
                    (dates.late_start[at], dates.late_finish[at])
                };
                let today = session.today.get();
                format!("{} – {}", w.day(from.date(), today), w.day(to.finish_date().max(from.date()), today))
            })
        })
    };
    let calendars = derive(move || {
        let mut all = vec![(String::new(), w.pl_calendar_project().to_string())];
        all.extend(
            session
                .ws()
                .calendars
                .iter()
                .filter(|one| !edit::person::is_personal(one))
                .map(|one| (one.id.to_string(), one.name.to_string())),
        );
        all
    });
    view! {
        <div class="fields">
            <dl class="kv">
                <dt>{w.pl_early()}</dt><dd data-testid="task-early">{reactive(move || dated(true))}</dd>
                <dt>{w.pl_late()}</dt><dd data-testid="task-late">{reactive(move || dated(false))}</dd>
                <dt>{w.pl_free_float()}</dt>
                <dd>{reactive(move || of.plan.get().and_then(|plan| plan.row(of.id).map(|row| if row.summary { w.none_yet().to_string() } else { w.in_working_days(w.number(row.free_float as f64 / of.per_day(), 2)) })))}</dd>
                {reactive(move || Some(of.task.with(|task| task.levelling_delay.get())).filter(|delay| *delay > 0).map(|delay| view! {
                    <dt>{w.pl_level_delay_field()}</dt><dd>{w.in_days(w.number(delay as f64 / 1440.0, 1))}</dd>
                }))}
            </dl>
            <SelectField label=w.pl_mode() testid="task-mode" value=of.text(|task| task.mode.key().into())
                options=Signal::stored(vec![("auto".into(), w.pl_mode_auto().into()), ("manual".into(), w.pl_mode_manual().into())])
                commit=move |key: String| if let (Some(mode), Some(row)) = (ScheduleMode::from_key(&key), of.plan.get_untracked().and_then(|plan| plan.row(of.id).cloned())) {
                    of.change(move |task| {
                        task.mode = mode;
                        if mode == ScheduleMode::Manual {
                            (task.manual_start, task.manual_finish) = (Some(row.start), Some(row.finish));
                        }
                    });
                } />
            <Show when=move || manual.get()>
                <DateField label=w.pl_manual_start() testid="manual-start" value=of.date(|task| task.manual_start.map(Moment::date)) commit=move |day| { let at = of.moment(day, false); of.change(move |task| task.manual_start = at) } />
                <DateField label=w.pl_manual_finish() testid="manual-finish" value=of.date(|task| task.manual_finish.map(Moment::finish_date)) commit=move |day| { let at = of.moment(day, true); of.change(move |task| task.manual_finish = at) } />
            </Show>
            <SelectField label=w.pl_constraint() testid="task-constraint" value=of.text(|task| task.constraint.kind.key().into())
                options=Signal::stored(choices(ConstraintKind::ALL, ConstraintKind::key, move |kind| constraint_name(w, kind)))
                commit=move |key: String| if let (Some(kind), Some(row)) = (ConstraintKind::from_key(&key), of.plan.get_untracked().and_then(|plan| plan.row(of.id).cloned())) {
                    let stands = if ends(kind) { row.finish } else { row.start };
                    of.change(move |task| {
                        let date = if bound(kind) { Some(stands) } else { None };
                        task.constraint = Constraint { kind, date, ..Constraint::default() };
                    });
                } />
            <Show when=move || bound(kind.get())>
                <DateField label=w.pl_constraint_date() testid="constraint-date"
                    value=of.date(|task| task.constraint.date.map(|at| if ends(task.constraint.kind) { at.finish_date() } else { at.date() }))
                    commit=move |day| { let at = of.moment(day, ends(kind.get_untracked())); if at.is_some() { of.change(move |task| task.constraint.date = at) } } />
            </Show>
            <Show when=move || !summary.get()>
                <SelectField label=w.pl_calendar() testid="task-calendar" value=of.text(|task| task.calendar.map(|id| id.to_string()).unwrap_or_default()) options=calendars
                    commit=move |key: String| of.change(move |task| task.calendar = Id::parse(&key)) />
                <CheckField label=w.pl_ignore_people() testid="ignore-people" value=derive(move || of.task.with(|task| task.ignore_resource_calendars)) commit=move |on| of.change(move |task| task.ignore_resource_calendars = on) />
                <TextField label=w.pl_remaining() testid="remaining" value=derive(move || of.plan.get().map_or_else(String::new, |plan| of.task.with(|task| w.duration(task::remaining(task), task.elapsed, task.duration_unit, plan.units()))))
                    commit=move |typed: String| if let Some((plan, row)) = of.plan.get_untracked().and_then(|plan| plan.row(of.id).cloned().map(|row| (plan, row))) {
                        match plan.units().read(&typed) {
                            Some(left) => { session.edit(w.step_progress(), |ws, _| task::set_remaining(ws, of.id, left.minutes, row.start, row.finish)); }
                            None => session.toast(w.bad_duration(&typed), false, true),
                        }
                    } />
                <DateField label=w.pl_actual_start() testid="actual-start" value=of.date(|task| task.actual_start.map(Moment::date)) commit=move |day| { let at = of.moment(day, false); of.change(move |task| task.actual_start = at) } />
                <DateField label=w.pl_actual_finish() testid="actual-finish" value=of.date(|task| task.actual_finish.map(Moment::finish_date)) commit=move |day| {
                    let at = of.moment(day, true);
                    of.change(move |task| {
                        task.actual_finish = at;
                        if at.is_some() {
                            (task.progress, task.status) = (Pct::new(100), TaskStatus::Done);
                        }
                    });
                } />
                <TextField label=w.pl_safe() testid="safe-duration" inputmode="decimal" value=derive(move || of.plan.get().zip(of.task.with(|task| task.safe_duration)).map(|(plan, safe)| w.duration(safe.get(), false, TimeUnit::Day, plan.units())).unwrap_or_default())
                    commit=move |typed: String| {
                        let read = of.plan.get_untracked().and_then(|plan| plan.units().read(&typed)).filter(|read| !read.elapsed);
                        match read.map(|read| Minutes::new(read.minutes)) {
                            None if !typed.trim().is_empty() => session.toast(w.bad_duration(&typed), false, true),
                            safe => of.change(move |task| task.safe_duration = safe),
                        }
                    } />
            </Show>
        </div>
    }
}

#[component]
fn Effort(of: Of) -> impl IntoView {
    let session = session();
    let w = words();
    let people = session.memo(move |ws| {
        (ws.assignments.iter())
            .filter(|part| part.task == of.id && works(part))
            .map(|part| {
                (part.member, ws.members.get(part.member).map(|one| one.name.to_string()).unwrap_or_default(), part.units.get())
            })
            .collect::<Vec<_>>()
    });
    let work = session.memo(move |ws| ws.tasks.get(of.id).map(|task| effort::work(ws, task)).unwrap_or(0));
    let candidates = derive(move || {
        let mut all = vec![(String::new(), w.pl_add_person().to_string())];
        let there = people.get();
        all.extend(
            session
                .ws()
                .members
                .iter()
                .filter(|one| !there.iter().any(|part| part.0 == one.id))
                .map(|one| (one.id.to_string(), one.name.to_string())),
        );
        all
    });
    view! {
        <div class="fields">
            <SelectField label=w.pl_effort_kind() testid="effort-kind" value=of.text(|task| task.effort.key().into())
                options=Signal::stored(vec![("fixed_duration".into(), w.pl_fixed_duration().into()), ("fixed_units".into(), w.pl_fixed_units().into()), ("fixed_work".into(), w.pl_fixed_work().into())])
                commit=move |key: String| if let Some(kind) = EffortKind::from_key(&key) { of.change(move |task| task.effort = kind) } />
            <p class="note" data-testid="effort-said">{reactive(move || of.task.with(|task| match task.effort {
                EffortKind::FixedDuration => w.pl_said_duration(),
                EffortKind::FixedUnits => w.pl_said_units(),
                EffortKind::FixedWork => w.pl_said_work(),
            }))}</p>
            <TextField label=w.pl_work_hours() testid="task-work" inputmode="decimal" value=derive(move || w.number(work.get() as f64 / 60.0, 2))
                commit=move |typed: String| if let Some(hours) = told(number(&typed), &typed) {
                    session.edit(w.pl_work_hours(), |ws, _| effort::set_work(ws, of.id, (hours * 60.0) as i64));
                } />
            {reactive(move || people.get().into_iter().map(|(member, name, units)| view! {
                <div class="rowlink" data-testid="assigned">
                    <TextField label=w.pl_person_units(&name) inputmode="numeric" value=Signal::stored(units.to_string())
                        commit=move |typed: String| if let Some(percent) = told(number(typed.trim_end_matches(['%', '％'])), &typed) {
                            session.edit(w.pl_step_assign(), |ws, ctx| effort::assign(ws, ctx, of.id, member, percent as i64));
                        } />
                    <button class="btn quiet icon" aria-label=format!("{} {name}", w.remove()) on:click=handler(move |_| {
                        session.edit(w.pl_step_assign(), |ws, _| effort::unassign(ws, of.id, member));
                    })>"×"</button>
                </div>
            }).collect_view())}
            <SelectField label=w.pl_add_person() bare=true testid="add-person" value=Signal::stored(String::new()) options=candidates
                commit=move |key: String| if let Some(member) = Id::parse(&key) {
                    session.edit(w.pl_step_assign(), |ws, ctx| effort::assign(ws, ctx, of.id, member, 100));
                } />
        </div>
    }
}

#[component]
fn Measure(of: Of) -> impl IntoView {
    let session = session();
    let w = words();
    let currency = session.memo(|ws| ws.settings.currency);
    let money = move |amount: Option<Money>| amount.map(|amount| w.number(amount.minor as f64 / 100.0, 2)).unwrap_or_default();
    let read = move |typed: &str| {
        if typed.trim().is_empty() { Some(None) } else { Money::parse(typed, currency.get_untracked()).map(Some) }
    };
    let methods = [w.pl_by_percent(), w.pl_by_0_100(), w.pl_by_50_50(), w.pl_by_milestones(), w.pl_by_units()];
    view! {
        <div class="fields">
            <SelectField label=w.pl_progress_method() testid="progress-method" value=of.text(|task| task.progress_method.key().into())
                options=Signal::stored(ProgressMethod::ALL.iter().zip(methods).map(|(method, name)| (method.key().to_string(), name.to_string())).collect())
                commit=move |key: String| if let Some(method) = ProgressMethod::from_key(&key) { of.change(move |task| task.progress_method = method) } />
            <TextField label=w.pl_actual_work() testid="actual-work" inputmode="decimal" value=of.text(move |task| task.actual_work.map(|work| w.number(work.get() as f64 / 60.0, 2)).unwrap_or_default())
                commit=move |typed: String| if let Some(work) = told(hours(&typed), &typed) { of.change(move |task| task.actual_work = work) } />
            <TextField label=w.pl_budget_cost() testid="budget-cost" inputmode="decimal" value=of.text(move |task| money(task.budget_cost))
                commit=move |typed: String| if let Some(cost) = told(read(&typed), &typed) { of.change(move |task| task.budget_cost = cost) } />
            <TextField label=w.pl_actual_cost() testid="actual-cost" inputmode="decimal" value=of.text(move |task| money(task.actual_cost))
                commit=move |typed: String| if let Some(cost) = told(read(&typed), &typed) { of.change(move |task| task.actual_cost = cost) } />
        </div>
    }
}

#[component]
fn Repeat(of: Of) -> impl IntoView {
    let session = session();
    let w = words();
    let stands = of.task.with_untracked(|task| task.recurrence.clone());
    let today = session.today.get_untracked();
    let rule = RwSignal::new(stands.clone().unwrap_or(Recurrence {
        weekday: today.weekday() as u8,
        from: today,
        until: today.plus(90),
        ..Recurrence::default()
    }));
    let kind = RwSignal::new(stands.map_or(String::new(), |rule| rule.kind.key().to_string()));
    let kinds = [w.pl_r_weekly(), w.pl_r_monthly(), w.pl_r_first(), w.pl_r_last()];
    let mut options = vec![(String::new(), w.pl_r_none().to_string())];
    options.extend(Recurs::ALL.iter().zip(kinds).map(|(kind, name)| (kind.key().to_string(), name.to_string())));
    let weekdays = StoredValue::new((0..7).map(|day| (day.to_string(), w.weekday_name(day))).collect::<Vec<_>>());
    view! {
        <div class="fields">
            <SelectField label=w.pl_recurs() testid="recurs" value=kind options=Signal::stored(options) commit=move |key: String| {
                if let Some(kind) = Recurs::from_key(&key) { rule.update(|rule| rule.kind = kind) }
                kind.set(key);
            } />
            <Show when=move || !kind.with(String::is_empty)>
                <TextField label=w.pl_r_every() inputmode="numeric" testid="recurs-every" value=derive(move || rule.with(|rule| rule.every.to_string()))
                    commit=move |typed: String| if let Some(every) = told(number(&typed), &typed) { rule.update(|rule| rule.every = (every as u32).clamp(1, 120)) } />
                <Show when=move || kind.with(|kind| kind == "weekly")>
                    <SelectField label=w.pl_r_weekday() testid="recurs-weekday" value=derive(move || rule.with(|rule| rule.weekday.to_string())) options=derive(move || weekdays.get_value())
                        commit=move |key: String| rule.update(|rule| rule.weekday = key.parse().unwrap_or(0)) />
                </Show>
                <Show when=move || kind.with(|kind| kind == "monthly")>
                    <TextField label=w.pl_r_day() inputmode="numeric" value=derive(move || rule.with(|rule| rule.day.to_string()))
                        commit=move |typed: String| if let Some(day) = told(number(&typed), &typed) { rule.update(|rule| rule.day = (day as u8).clamp(1, 31)) } />
                </Show>
                <DateField label=w.pl_r_from() testid="recurs-from" value=derive(move || Some(rule.with(|rule| rule.from))) commit=move |day| if let Some(day) = day { rule.update(|rule| rule.from = day) } />
                <DateField label=w.pl_r_until() testid="recurs-until" value=derive(move || Some(rule.with(|rule| rule.until))) commit=move |day| if let Some(day) = day { rule.update(|rule| rule.until = day) } />
            </Show>
            <button class="btn" data-testid="recurs-make" on:click=handler(move |_| {
                let wanted = (!kind.with_untracked(String::is_empty)).then(|| rule.get_untracked());
                session.edit(w.pl_step_recur(), |ws, ctx| recurring::set(ws, ctx, of.id, wanted));
            })>{w.pl_r_make()}</button>
        </div>
    }
}
