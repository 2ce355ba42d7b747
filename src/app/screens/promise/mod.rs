//! The promise: a confidence gives a date and a date its confidence; what would make it safer; what moves the finish.

pub mod buffers;

use crate::app::prelude::*;
use leptos::ev::PointerEvent;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::app::place::{Place, Screen};
use crate::app::promise::{Promise, State};
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::Segmented;
use crate::engine::edit::{self, update};
use crate::engine::model::{Correlation, Date, Distribution, EstimateClass, Id, Pct, Project, PromisePolicy, TaskKind, order};
use crate::engine::plan::Plan;
use crate::engine::risk::response_cost;
use crate::engine::scene::chart;
use crate::engine::simulate::{Outcome, is_certain};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 96.0;

/// The confidence that the project is promised with.
fn confidence(ws: &Workspace, project: Id) -> u32 {
    ws.projects.get(project).map_or(80, |project| project.promise.confidence.get()).clamp(1, 99) as u32
}

fn days_text(days: f64) -> String {
    format!("{:.1}", days.abs())
}

fn change(session: Session, id: Id, change: impl FnOnce(&mut PromisePolicy)) {
    session.edit(session.words().promise_changed(), |ws, _| update::<Project>(ws, id, |project| change(&mut project.promise)));
}

/// The one line: the date that can be promised. Opens the panel.
#[component]
pub fn Answer(plan: Memo<Same<Plan>>, promise: Promise, open: RwSignal<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    reactive(move || {
        let outcome = promise.outcome.get()?;
        let project = plan.with(|plan| plan.project.id);
        let ws = session.ws();
        if plan.with(|plan| is_certain(&ws, plan)) {
            return None;
        }
        let percent = confidence(&ws, project);
        let today = session.today.get();
        let date = outcome.date(percent)?;
        Some(view! {
            <button class="answer" data-testid="promise-open" aria-expanded=bound(move || open.get().to_string()) title=w.promise_open() on:click=handler(move |_| open.update(|open| *open = !*open))>
                <span class="p">{w.promise_date()}</span>
                <b data-testid="promise-date" data-date=date.to_string() data-fresh=bound(move || (promise.state.get() == State::Fresh).to_string())>{w.day(date, today)}</b>
                <span class="pill warn">{w.promise_badge(percent)}</span>
            </button>
        })
    })
}

#[component]
pub fn PromisePanel(id: Id, plan: Memo<Same<Plan>>, promise: Promise) -> impl IntoView {
    let session = session();
    let w = words();
    let certain = memo(move |_| {
        let ws = session.ws();
        plan.with(|plan| is_certain(&ws, plan))
    });
    view! {
        <section class="promise-panel" data-testid="promise-panel" aria-label=w.promise_title()>
            <Show when=move || !certain.get()><Status promise /></Show>
            <Show when=move || certain.get()><p class="none" data-testid="promise-certain">{w.promise_certain()}</p></Show>
            {reactive(move || {
                let outcome = promise.outcome.get().filter(|outcome| !certain.get() && !outcome.quantiles.is_empty())?;
                Some(view! {
                    <div class="promise-cols">
                        <div><Spread id outcome=outcome.clone() /></div>
                        <div><Safer id plan outcome=outcome.clone() /></div>
                        <div><Tornado outcome=outcome.clone() /></div>
                    </div>
                    <Figures outcome />
                })
            })}
            <buffers::Buffers plan />
            <Policy id />
        </section>
    }
}

/// How sure the planned finish is.
#[component]
pub fn PlannedSure(plan: Memo<Same<Plan>>, promise: Promise) -> impl IntoView {
    let session = session();
    let w = words();
    reactive(move || {
        let outcome = promise.outcome.get()?;
        let ws = session.ws();
        let sure = plan.with(|plan| (!is_certain(&ws, plan)).then(|| outcome.sureness(plan.finish.finish_date())))?;
        Some(view! { <span class="p" data-testid="plan-sure">{w.promise_sure_short(w.percent((sure * 100.0).round()))}</span> })
    })
}

/// Fresh, stale, running, stopped or failed, and what can be done about it.
#[component]
fn Status(promise: Promise) -> impl IntoView {
    let w = words();
    let again = move || view! { <button class="btn" data-testid="promise-again" on:click=handler(move |_| promise.again())>{w.promise_again()}</button> };
    let running = memo(move |_| match promise.state.get() {
        State::Running(done) => Some((done * 100.0).round() as i64),
        _ => None,
    });
    let at_work = memo(move |_| running.get().is_some());
    let rest = memo(move |_| match promise.state.get() {
        State::Running(_) => None,
        other => Some(other),
    });
    view! {
        <div class="line" role="status" data-testid="promise-state" data-state=bound(move || match promise.state.get() {
            State::Fresh => "fresh",
            State::Waiting => "stale",
            State::Running(_) => "running",
            State::Stopped => "stopped",
            State::Failed(_) => "failed",
        })>
            <Show when=move || at_work.get()>
                <progress max="100" value=bound(move || running.get().unwrap_or(0)) aria-label=w.promise_title()></progress>
                <span>{reactive(move || w.promise_running(w.percent(running.get().unwrap_or(0) as f64)))}</span>
                <button class="btn" data-testid="promise-stop" on:click=handler(move |_| promise.stop())>{w.promise_cancel()}</button>
            </Show>
            {reactive(move || rest.get().map(|state| match state {
                State::Waiting if promise.outcome.with_untracked(Option::is_some) => view! { <span class="pill warn">{w.promise_stale()}</span> }.into_any(),
                State::Waiting => view! { <span>{w.promise_waiting()}</span> }.into_any(),
                State::Stopped => view! { <span>{w.promise_stopped()}</span>{again()} }.into_any(),
                State::Failed(why) => view! { <span class="pill bad">{w.promise_failed(why)}</span>{again()} }.into_any(),
                _ => ().into_any(),
            }))}
        </div>
    }
}

/// Confidence and date, each by the other, over the spread of the finish.
#[component]
fn Spread(id: Id, outcome: Same<Outcome>) -> impl IntoView {
    let session = session();
    let w = words();
    let today = session.today.get_untracked();
    let due = session.memo(move |ws| ws.projects.get(id).and_then(|project| project.due));
    let percent = RwSignal::new(confidence(&session.ws_untracked(), id));
    let outcome = StoredValue::new(outcome);
    let of = move |percent: u32| outcome.with_value(|outcome| outcome.date(percent)).unwrap_or(Date::MIN);
    let day = move |day: Date| w.day(day, today);
    let (first, last) = outcome.with_value(|outcome| {
        let days = &outcome.days;
        (days.first().map_or(0, |day| day.0), days.last().map_or(0, |day| day.0))
    });
    let x = chart::Scale::new(f64::from(first), f64::from(last + 1), WIDTH);
    let date = RwSignal::new(of(percent.get_untracked()).days());
    let mark = move || format!("{:.1}", x.at(f64::from(date.get()) + 0.5));
    let sure = move || {
        let day = Date::from_days(date.get().into());
        outcome.with_value(|outcome| outcome.sureness(day)) * 100.0
    };
    let choose_day = move |day: i32| {
        date.set(day.clamp(first, last));
        percent.set((sure().round() as u32).clamp(1, 99));
    };
    // The line in the chart is dragged; the two sliders below do the same from the keyboard.
    let drag = move |event: PointerEvent| {
        let chart = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(chart) = chart.filter(|_| event.buttons() & 1 == 1) {
            let _ = chart.set_pointer_capture(event.pointer_id());
            let place = chart.get_bounding_client_rect();
            let share = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
            choose_day(first + (share * f64::from(last + 1 - first)).floor() as i32);
        }
    };
    let columns = outcome.with_value(|outcome| chart::columns(&outcome.days, 40, WIDTH, HEIGHT));
    let curve = outcome.with_value(|outcome| chart::s_curve(&outcome.days, WIDTH, HEIGHT));
    let label = w.promise_chart(day(of(10)), day(of(90)), day(of(50)));
    let number = |event: &leptos::ev::Event| event_target_value(event).parse::<i32>().ok();
    view! {
        <div class="promise-head">
            <b data-testid="promise-panel-date">{reactive(move || day(Date::from_days(date.get().into())))}</b>
            <span class="pill warn">{reactive(move || w.promise_badge(percent.get()))}</span>
        </div>
        <svg class="spread" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label data-testid="promise-chart"
            on:pointerdown=drag on:pointermove=drag>
            <g class="columns">
                {columns.into_iter().map(|column| {
                    let right = column.x + column.width / 2.0;
                    view! { <rect class:sure=bound(move || right <= x.at(f64::from(date.get()) + 1.0)) x=column.x y=column.y width=(column.width - 1.0).max(0.5) height=column.height /> }
                }).collect_view()}
            </g>
            <path d=curve />
            <line class="mark" x1=mark x2=mark y1="0" y2=HEIGHT />
        </svg>
        <div class="ends"><span>{day(Date::from_days(first.into()))}</span><span>{day(Date::from_days(last.into()))}</span></div>
        <label class="slide">
            <span>{w.promise_sure()}</span>
            <input
                type="range" min="1" max="99" data-testid="promise-confidence"
                prop:value=bound(move || percent.get().to_string())
                aria-valuetext=bound(move || w.promise_sure_value(day(of(percent.get())), w.percent(percent.get().into())))
                on:input=handler(move |event: leptos::ev::Event| if let Some(value) = number(&event) {
                    percent.set(value.clamp(1, 99) as u32);
                    date.set(of(percent.get_untracked()).days());
                })
                on:change=handler(move |event: leptos::ev::Event| if let Some(value) = number(&event) {
                    change(session, id, |promise| promise.confidence = Pct::new(value.clamp(1, 99).into()));
                })
            />
        </label>
        <label class="slide">
            <span>{w.promise_drag()}</span>
            <input
                type="range" min=first.to_string() max=last.to_string() data-testid="promise-day"
                prop:value=bound(move || date.get().to_string())
                aria-valuetext=bound(move || w.promise_drag_value(day(Date::from_days(date.get().into())), w.percent(sure().round())))
                on:input=handler(move |event: leptos::ev::Event| if let Some(value) = number(&event) {
                    choose_day(value);
                })
            />
        </label>
        <p class="m" data-testid="promise-sure">{reactive(move || w.promise_drag_value(day(Date::from_days(date.get().into())), w.percent(sure().round())))}</p>
        {reactive(move || due.get().map(|due| {
            let sure = outcome.with_value(|outcome| outcome.sureness(due)) * 100.0;
            view! { <p class="m" data-testid="promise-due">{w.promise_by_due(day(due), w.percent(sure.round()))}</p> }
        }))}
    }
}

/// What most days could be gained from.
struct Driver {
    days: f64,
    name: String,
    what: String,
    action: String,
    place: Place,
}

fn drivers(ws: &Workspace, project: Id, outcome: &Outcome, w: Words) -> Vec<Driver> {
    let risks = outcome.risks.iter().filter(|figures| figures.days() > 0.05).filter_map(|figures| {
        let risk = ws.risks.get(figures.risk)?;
        let name = format!("{} {}", risk.code, risk.title);
        let action = match figures.bought.filter(|days| *days > 0.05) {
            Some(days) => w.promise_safer_bought(days_text(days)),
            None => w.promise_safer_plan().to_string(),
        };
        Some(Driver {
            days: figures.days(),
            what: w.promise_safer_risk(days_text(figures.delay), &name),
            name,
            action,
            place: Place::in_project(Screen::Risks, project).opening(Kind::Risk, risk.id),
        })
    });
    let tasks = outcome.tasks.iter().filter(|figures| figures.days > 0.05 && figures.criticality > 0.05).filter_map(|figures| {
        let task = ws.tasks.get(figures.task)?;
        let share = w.percent((figures.criticality * 100.0).round());
        Some(Driver {
            days: figures.days,
            name: task.name.to_string(),
            what: w.promise_safer_task(&task.name, share),
            action: w.promise_safer_split(days_text(figures.days)),
            place: Place::in_project(Screen::Plan, project).opening(Kind::Task, task.id),
        })
    });
    let mut all: Vec<Driver> = risks.chain(tasks).collect();
    order::sort_by(&mut all, |a, b| b.days.total_cmp(&a.days));
    all
}

#[component]
fn Safer(id: Id, plan: Memo<Same<Plan>>, outcome: Same<Outcome>) -> impl IntoView {
    let session = session();
    let w = words();
    let ws = session.ws_untracked();
    let found = drivers(&ws, id, &outcome, w);
    let percent = confidence(&ws, id);
    let (buffer, buffered) = plan.with_untracked(|plan| {
        let day = plan.calendar.minutes_per_day();
        let days = outcome.buffer_days(percent, &plan.calendar).map(|days| (days.max(0.0).ceil(), day));
        (days, plan.rows.iter().any(|row| row.task.kind == TaskKind::Buffer))
    });
    let size = move |minutes: i64| {
        let names = edit::buffer::Names {
            project_buffer: w.promise_buffer_name(),
            feeding_buffer: w.promise_buffer_name(),
            baseline: w.promise_buffer_baseline(),
        };
        session.edit(w.promise_buffer_set(), |ws, ctx| edit::buffer::promise(ws, ctx, id, minutes, &names));
    };
    let unit = ws.settings.money_unit;
    view! {
        <h3>{w.promise_safer()}</h3>
        {found.is_empty().then(|| view! { <p class="none">{w.promise_safer_none()}</p> })}
        <ol data-testid="promise-drivers">
            {found.into_iter().take(3).map(|driver| view! {
                <li data-testid="promise-driver" data-name=driver.name><a href=driver.place.query()>{driver.what}</a><span class="m">{driver.action}</span></li>
            }).collect_view()}
        </ol>
        {buffer.map(|(days, day)| view! {
            <div class="line">
                <span data-testid="promise-buffer">{w.promise_buffer(format!("{days:.0}"), w.percent(percent.into()))}</span>
                {(days > 0.0).then(|| view! {
                    <button class="btn" data-testid="promise-buffer-set" on:click=handler(move |_| size(days as i64 * day))>
                        {if buffered { w.promise_buffer_set() } else { w.promise_buffer_add() }}
                    </button>
                })}
            </div>
        })}
        {outcome.expected_cost.map(|cost| view! { <p class="m">{w.promise_cost(w.money(cost, unit))}</p> })}
        <p class="m">{w.promise_runs(outcome.runs)}</p>
    }
}

/// Tasks and risks by the days they move the finish, with how often a task is critical.
#[component]
fn Tornado(outcome: Same<Outcome>) -> impl IntoView {
    let session = session();
    let w = words();
    let ws = session.ws_untracked();
    let tasks = outcome.tasks.iter().filter_map(|figures| {
        let name = ws.tasks.get(figures.task)?.name.to_string();
        Some((name, figures.days, Some(figures.criticality), "swing"))
    });
    let risks = outcome.risks.iter().filter_map(|figures| {
        let risk = ws.risks.get(figures.risk)?;
        Some((format!("{} {}", risk.code, risk.title), figures.days(), None, "swing risk"))
    });
    let mut rows: Vec<_> = tasks.chain(risks).filter(|row| row.1.abs() > 0.05).collect();
    order::sort_by(&mut rows, |a, b| b.1.abs().total_cmp(&a.1.abs()));
    rows.truncate(8);
    let most = rows.first().map_or(1.0, |row| row.1.abs());
    view! {
        <h3>{w.promise_tornado()}</h3>
        <table data-testid="promise-tornado">
            <thead><tr><th>{w.promise_tornado_what()}</th><th class="n" colspan="2">{w.promise_tornado_days()}</th><th class="n">{w.promise_tornado_critical()}</th></tr></thead>
            <tbody>
                {rows.into_iter().map(|(name, days, critical, class)| view! {
                    <tr>
                        <th scope="row" title=name.clone()>{name.clone()}</th>
                        <td class="w"><span class=class style:width=format!("{:.0}%", days.abs() / most * 100.0)></span></td>
                        <td class="n">{format!("{}{}", if days < 0.0 { "−" } else { "+" }, days_text(days))}</td>
                        <td class="n">{critical.map_or(w.none_yet().to_string(), |share| w.percent((share * 100.0).round()))}</td>
                    </tr>
                }).collect_view()}
            </tbody>
        </table>
    }
}

/// The chart's figures, and the dates of milestones.
#[component]
fn Figures(outcome: Same<Outcome>) -> impl IntoView {
    let session = session();
    let w = words();
    let ws = session.ws_untracked();
    let today = session.today.get_untracked();
    let levels = [10, 25, 50, 75, 80, 90, 95];
    let at = |percent: u32| outcome.date(percent).map_or(w.none_yet().to_string(), |date| w.day(date, today));
    let finish = levels.map(|level| (w.percent(level.into()), at(level)));
    let milestones: Vec<_> = outcome
        .milestones
        .iter()
        .filter_map(|dates| {
            let name = ws.tasks.get(dates.task)?.name.to_string();
            let dates = dates.quantiles.map(|at| w.day(crate::engine::model::Moment::from_minutes(at).finish_date(), today));
            Some((name, dates))
        })
        .collect();
    let none = || w.none_yet().to_string();
    let unit = ws.settings.money_unit;
    let risks: Vec<(String, [String; 4])> = outcome
        .risks
        .iter()
        .filter_map(|figures| {
            let risk = ws.risks.get(figures.risk)?;
            let cost = response_cost(&ws, risk.id, outcome.currency);
            let cells = [
                w.percent((figures.probability * 100.0).round()),
                w.number(figures.delay, 1),
                figures.bought.map_or_else(none, |days| w.number(days, 1)),
                if cost.minor == 0 { none() } else { w.money(cost, unit) },
            ];
            Some((format!("{} {}", risk.code, risk.title), cells))
        })
        .collect();
    view! {
        <details data-testid="promise-figures">
            <summary>{w.promise_figures()}</summary>
            <div class="promise-cols">
                <table>
                    <thead><tr><th>{w.promise_level()}</th><th>{w.promise_finish()}</th></tr></thead>
                    <tbody>{finish.into_iter().map(|(level, date)| view! { <tr><th scope="row">{level}</th><td>{date}</td></tr> }).collect_view()}</tbody>
                </table>
                {(!milestones.is_empty()).then(|| view! {
                    <table>
                        <thead><tr><th>{w.promise_milestone()}</th><th>"P10"</th><th>"P50"</th><th>"P80"</th><th>"P90"</th></tr></thead>
                        <tbody>{milestones.into_iter().map(|(name, dates)| view! {
                            <tr><th scope="row" title=name.clone()>{name.clone()}</th>{dates.into_iter().map(|date| view! { <td>{date}</td> }).collect_view()}</tr>
                        }).collect_view()}</tbody>
                    </table>
                })}
                {(!risks.is_empty()).then(|| view! {
                    <table data-testid="promise-risks">
                        <thead><tr><th>{w.promise_risk()}</th><th>{w.promise_risk_often()}</th><th>{w.promise_risk_delay()}</th><th>{w.promise_risk_buys()}</th><th>{w.promise_risk_cost()}</th></tr></thead>
                        <tbody>{risks.into_iter().map(|(name, cells)| view! {
                            <tr><th scope="row" title=name.clone()>{name.clone()}</th>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr>
                        }).collect_view()}</tbody>
                    </table>
                })}
            </div>
        </details>
    }
}

/// What the simulation assumes.
#[component]
fn Policy(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let policy = session.memo(move |ws| ws.projects.get(id).map(|project| project.promise.clone()).unwrap_or_default());
    let text = |key: &str, name: &str| (key.to_string(), name.to_string());
    let classes = vec![
        text(EstimateClass::Exact.key(), w.promise_class_exact()),
        text(EstimateClass::High.key(), w.promise_class_high()),
        text(EstimateClass::Medium.key(), w.promise_class_medium()),
        text(EstimateClass::Low.key(), w.promise_class_low()),
    ];
    let shapes = vec![
        text(Distribution::Pert.key(), w.promise_shape_pert()),
        text(Distribution::Triangular.key(), w.promise_shape_triangular()),
    ];
    let together = vec![
        text(Correlation::None.key(), w.promise_together_none()),
        text(Correlation::Owner.key(), w.promise_together_owner()),
        text(Correlation::Phase.key(), w.promise_together_phase()),
    ];
    view! {
        <div class="promise-set">
            <div><span>{w.promise_class()}</span>
                <Segmented label=w.promise_class() testid="promise-class" options=classes
                    value=derive(move || policy.with(|policy| policy.class.key().to_string()))
                    commit=move |key: String| change(session, id, |promise| promise.class = EstimateClass::from_key(&key).unwrap_or_default()) /></div>
            <div><span>{w.promise_shape()}</span>
                <Segmented label=w.promise_shape() testid="promise-shape" options=shapes
                    value=derive(move || policy.with(|policy| policy.distribution.key().to_string()))
                    commit=move |key: String| change(session, id, |promise| promise.distribution = Distribution::from_key(&key).unwrap_or_default()) /></div>
            <div><span>{w.promise_together()}</span>
                <Segmented label=w.promise_together() testid="promise-together" options=together
                    value=derive(move || policy.with(|policy| policy.correlation.key().to_string()))
                    commit=move |key: String| change(session, id, |promise| promise.correlation = Correlation::from_key(&key).unwrap_or_default()) /></div>
        </div>
    }
}

/// The overview's card.
#[component]
pub fn PromiseCard(id: Id, plan: Memo<Option<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let there = memo(move |_| plan.with(|plan| plan.as_ref().is_some_and(|plan| !plan.rows.is_empty())));
    reactive(move || {
        there.get().then(|| {
            let last = StoredValue::new(plan.get_untracked());
            let plan = memo(move |_| {
                if let Some(now) = plan.get() {
                    last.set_value(Some(now));
                }
                last.get_value().expect("set before the first look")
            });
            let promise = Promise::of(session, id);
            view! {
                <section class="card">
                    <header><h2>{w.promise_title()}</h2></header>
                    <PromisePanel id plan promise />
                </section>
            }
        })
    })
}
