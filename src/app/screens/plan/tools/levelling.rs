//! Levelling: run in slices between frames, shown as a draft, accepted as one step or dropped.

use crate::app::prelude::*;

use super::super::original;
use crate::app::browser::clock;
use crate::app::browser::files::{focus_soon, focused};
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::CheckField;
use crate::engine::edit::levelling;
use crate::engine::model::Id;
use crate::engine::plan::Plan;
use crate::engine::plan::level::{self, Levelled, Options, Problem};
use std::sync::Arc;

/// Milliseconds of a slice.
const SLICE: i64 = 9;

const RUN: &str = "[data-testid=level-run]";
const STOP: &str = "[data-testid=level-stop]";

/// What was found, in words that need no plan any more.
#[derive(Clone, PartialEq)]
struct Outcome {
    delays: Vec<(Id, i64)>,
    lines: Vec<(Id, String, String)>,
    finish: String,
    over: usize,
}

/// A run of which one slice is done at a time. `None` in the cell stops it.
type Run = StoredValue<Option<(level::Levelling, Arc<Plan>, Vec<Id>)>, LocalStorage>;

#[component]
pub fn Levelling(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let project = plan.with_untracked(|plan| plan.project.id);
    let within = RwSignal::new(false);
    let run: Run = StoredValue::new_local(None);
    let progress = RwSignal::new(None::<(usize, usize)>);
    let outcome = RwSignal::new(None::<Outcome>);
    on_cleanup(move || {
        run.try_update_value(|run| *run = None);
    });
    let start = move |_| {
        session.drop_preview();
        outcome.set(None);
        let Some(plan) = original(session, project) else { return };
        let ws = session.settled();
        let others: Vec<Plan> =
            ws.projects.iter().filter(|one| one.id != project && !one.archived).filter_map(|one| Plan::of(&ws, one.id)).collect();
        let (problem, members) = Problem::of(&ws, &plan, &others.iter().collect::<Vec<_>>());
        let options = Options { within_float: within.get_untracked(), from: Some(session.today.get_untracked()) };
        run.set_value(Some((level::Levelling::new(problem, options), plan, members)));
        slice(session, project, run, progress, outcome);
        if progress.with_untracked(Option::is_some) {
            focus_soon(STOP);
        }
    };
    let held = memo(move |_| plan.with(|plan| plan.rows.iter().any(|row| row.task.levelling_delay.get() > 0)));
    view! {
        <p class="note">{w.pl_level_text()}</p>
        <div class="tool-line">
            <CheckField label=w.pl_level_float() testid="level-float" value=within commit=move |on| within.set(on) />
            {reactive(move || match progress.get() {
                Some((done, all)) => view! {
                    <span role="status">{w.pl_level_progress(all, done)}</span>
                    <button class="btn" data-testid="level-stop" on:click=handler(move |_| {
                        run.set_value(None);
                        progress.set(None);
                        focus_soon(RUN);
                    })>{w.pl_level_stop()}</button>
                }.into_any(),
                None => view! { <button class="btn primary" data-testid="level-run" on:click=start>{w.pl_level_run()}</button> }.into_any(),
            })}
            <Show when=move || held.get() && outcome.with(Option::is_none)>
                <button class="btn" data-testid="level-clear" on:click=handler(move |_| {
                    session.edit(w.pl_step_clear_level(), |ws, _| levelling::clear(ws, project));
                })>{w.pl_level_clear()}</button>
            </Show>
        </div>
        {reactive(move || outcome.get().map(|found| {
            let over = found.over;
            if found.delays.is_empty() && over == 0 {
                return view! { <p class="none" data-testid="level-none">{w.pl_level_none()}</p> }.into_any();
            }
            let delays = found.delays.clone();
            view! {
                <div class="tool-line" data-testid="level-result">
                    <b>{w.pl_level_delays(found.lines.len())}</b>
                    <span data-testid="level-finish">{found.finish.clone()}</span>
                    <button class="btn primary" data-testid="level-accept" on:click=handler(move |_| {
                        let delays = delays.clone();
                        session.edit(w.pl_step_level(), |ws, _| levelling::apply(ws, project, &delays));
                        outcome.set(None);
                        focus_soon(RUN);
                    })>{w.pl_level_accept()}</button>
                    <button class="btn" data-testid="level-cancel" on:click=handler(move |_| {
                        session.drop_preview();
                        outcome.set(None);
                        focus_soon(RUN);
                    })>{w.pl_level_cancel()}</button>
                </div>
                {(over > 0).then(|| view! { <p class="note warn">{w.pl_level_over(over)}</p> })}
                <ul>
                    {found.lines.iter().map(|(_, name, text)| view! { <li data-testid="level-delay"><span class="t">{name.clone()}</span><span>{text.clone()}</span></li> }).collect_view()}
                </ul>
            }.into_any()
        }))}
    }
}

/// Works for some milliseconds, then lets the page draw and goes on.
fn slice(
    session: Session,
    project: Id,
    run: Run,
    progress: RwSignal<Option<(usize, usize)>>,
    outcome: RwSignal<Option<Outcome>>,
) {
    let until = clock::now_ms() + SLICE;
    let more = run.try_update_value(|run| {
        let (levelling, ..) = run.as_mut()?;
        while levelling.step() {
            if clock::now_ms() >= until {
                return Some(Some(levelling.progress()));
            }
        }
        Some(None)
    });
    match more.flatten() {
        Some(Some(done)) => {
            progress.set(Some(done));
            gloo_timers::callback::Timeout::new(0, move || slice(session, project, run, progress, outcome)).forget();
        }
        Some(None) => {
            // Whoever waits at the button that goes is led on to the answer.
            if focused(STOP) || focused(RUN) {
                focus_soon("[data-testid=level-accept]");
            }
            progress.set(None);
            let Some((levelling, plan, members)) = run.try_update_value(Option::take).flatten() else { return };
            let found = told(session, &plan, &members, &levelling.finished());
            let delays = found.delays.clone();
            session.preview(|ws, _| levelling::apply(ws, project, &delays));
            outcome.set(Some(found));
        }
        None => {}
    }
}

fn told(session: Session, plan: &Plan, members: &[Id], found: &Levelled) -> Outcome {
    let (w, ws, today) = (session.words(), session.settled(), session.today.get_untracked());
    let name = |id: &Id| ws.members.get(*id).map(|member| member.name.to_string()).unwrap_or_default();
    let per_day = plan.calendar.minutes_per_day() as f64;
    let lines = found
        .delayed
        .iter()
        .map(|one| {
            let row = &plan.rows[one.task as usize];
            let days = w.number(plan.calendar.between(one.before, one.after) as f64 / per_day, 1);
            let who: Vec<String> = one.resources.iter().filter_map(|at| members.get(*at as usize)).map(name).collect();
            (
                row.task.id,
                format!("{} {}", row.wbs, row.task.name),
                w.pl_level_delay(days, who.join(if w.is_zh() { "、" } else { ", " })),
            )
        })
        .collect();
    let delays = plan.rows.iter().zip(&found.delays).filter(|(_, delay)| !delay.is_zero());
    let day = |at: crate::engine::model::Moment| w.day(at.finish_date(), today);
    Outcome {
        delays: delays.map(|(row, delay)| (row.task.id, delay.as_minutes())).collect(),
        lines,
        finish: w.pl_level_finish(day(found.after.project_finish), day(found.before.project_finish)),
        // What is past cannot be spread out any more.
        over: found.over.iter().filter(|over| over.day >= today).count(),
    }
}
