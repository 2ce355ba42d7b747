//! Levelling: computed beside the page, shown as a draft, accepted as one step or dropped.

use crate::app::prelude::*;

use super::super::original;
use crate::app::browser::files::{focus_soon, focused};
use crate::app::browser::worker::{self, Told};
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::CheckField;
use crate::engine::edit::levelling;
use crate::engine::jobs;
use crate::engine::jobs::level::{Found, Request};
use crate::engine::model::Id;
use crate::engine::plan::Plan;

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

/// What runs; none stops it.
type Run = StoredValue<Option<worker::Job>, LocalStorage>;

#[component]
pub fn Levelling(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let project = plan.with_untracked(|plan| plan.project.id);
    let within = RwSignal::new(false);
    let run: Run = StoredValue::new_local(None);
    let progress = RwSignal::new(None::<f64>);
    let outcome = RwSignal::new(None::<Outcome>);
    on_cleanup(move || {
        run.try_update_value(|run| *run = None);
    });
    let start = move |_| {
        session.drop_preview();
        outcome.set(None);
        let request = Request { project, within_float: within.get_untracked(), from: session.today.get_untracked() };
        progress.set(Some(0.0));
        focus_soon(STOP);
        let bytes = request.bytes(&session.settled());
        run.set_value(Some(worker::run(jobs::LEVEL, bytes, move |told| hear(session, project, told, progress, outcome))));
    };
    let held = memo(move |_| plan.with(|plan| plan.rows.iter().any(|row| row.task.levelling_delay.get() > 0)));
    view! {
        <p class="note">{w.pl_level_text()}</p>
        <div class="tool-line">
            <CheckField label=w.pl_level_float() testid="level-float" value=within commit=move |on| within.set(on) />
            {reactive(move || match progress.get() {
                Some(share) => view! {
                    <span role="status">{w.pl_level_progress(w.percent((share * 100.0).floor()))}</span>
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

fn hear(session: Session, project: Id, told: Told, progress: RwSignal<Option<f64>>, outcome: RwSignal<Option<Outcome>>) {
    let bytes = match told {
        Told::Progress(share) => {
            let _ = progress.try_set(Some(share));
            return;
        }
        Told::Failed(why) => {
            session.toast(why, false, true);
            let _ = progress.try_set(None);
            return;
        }
        Told::Done(bytes) => bytes,
    };
    // Whoever waits at the button that goes is led on to the answer.
    if focused(STOP) || focused(RUN) {
        focus_soon("[data-testid=level-accept]");
    }
    if progress.try_set(None).is_some() {
        return;
    }
    let (Ok(found), Some(plan)) = (serde_json::from_slice::<Found>(&bytes), original(session, project)) else { return };
    let found = told_in_words(session, &plan, &found);
    let delays = found.delays.clone();
    session.preview(|ws, _| levelling::apply(ws, project, &delays));
    outcome.set(Some(found));
}

fn told_in_words(session: Session, plan: &Plan, found: &Found) -> Outcome {
    let (w, ws, today) = (session.words(), session.settled(), session.today.get_untracked());
    let name = |id: &Id| ws.members.get(*id).map(|member| member.name.to_string());
    let per_day = plan.calendar.minutes_per_day() as f64;
    let lines = found.delayed.iter().filter_map(|one| {
        let row = plan.row(one.task)?;
        let days = w.number(plan.calendar.between(one.before, one.after) as f64 / per_day, 1);
        let who: Vec<String> = one.who.iter().filter_map(name).collect();
        let who = who.join(if w.is_zh() { "、" } else { ", " });
        Some((one.task, format!("{} {}", row.wbs, row.task.name), w.pl_level_delay(days, who)))
    });
    let day = |at: crate::engine::model::Moment| w.day(at.finish_date(), today);
    Outcome {
        delays: found.delays.clone(),
        lines: lines.collect(),
        finish: w.pl_level_finish(day(found.finish_after), day(found.finish_before)),
        over: found.over,
    }
}
