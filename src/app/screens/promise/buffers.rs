//! The buffers of a plan: how far each is used up, who used it, and how that went over time.

use crate::app::prelude::*;

use crate::app::place::{Place, Screen};
use crate::app::session::{Same, Session, session};
use crate::engine::control::{self, Burn};
use crate::engine::edit::baseline;
use crate::engine::model::{Date, Id};
use crate::engine::plan::Plan;
use crate::engine::plan::buffers::{Buffer, Light, buffers};
use crate::engine::plan::fever::{Reading, readings};
use crate::engine::scene::chart;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

const SIZE: f64 = 100.0;

/// What a buffer that burns has to say, the owner of the task that took most of it by name.
pub fn say(burn: &Burn, ws: &Workspace, w: Words) -> String {
    let name = |id: Id| ws.tasks.get(id).map(|task| task.name.to_string()).unwrap_or_default();
    let done = w.percent((burn.done * 100.0).round());
    let rate = burn.burn.map_or(w.none_yet().to_string(), |burn| format!("{burn:.2}"));
    let used = w.buffer_used(name(burn.buffer), w.number(burn.size, 1), w.number(burn.used, 1));
    let base = w.buffer_burns(done, rate, used);
    let Some(task) = burn.task else { return base };
    match burn.owner.and_then(|owner| ws.members.get(owner)) {
        Some(owner) => w.buffer_by_owner(&owner.name, name(task), base),
        None => w.buffer_by_task(name(task), base),
    }
}

fn light_word(light: Light, w: Words) -> (&'static str, &'static str) {
    match light {
        Light::Green => ("pill good", w.buffer_green()),
        Light::Amber => ("pill warn", w.buffer_amber()),
        Light::Red => ("pill bad", w.buffer_red()),
    }
}

#[component]
pub fn Buffers(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    reactive(move || {
        let ws = session.ws();
        session.today.track();
        plan.with(|plan| {
            let found = buffers(plan);
            if found.is_empty() {
                return ().into_any();
            }
            let burning = control::burning(plan);
            let cards = found.iter().map(|buffer| card(plan, buffer, &burning, &ws, session)).collect_view();
            view! { <div class="promise-cols buffers">{cards}</div> }.into_any()
        })
    })
}

fn card(plan: &Plan, buffer: &Buffer, burning: &[Burn], ws: &Workspace, session: Session) -> AnyView {
    let (w, today) = (session.words(), session.today.get_untracked());
    let row = &plan.rows[buffer.task];
    let day = plan.calendar.minutes_per_day() as f64;
    let size = w.number(buffer.size as f64 / day, 1);
    let title = view! { <h3>{w.buffer_title(&row.task.name)}</h3> };
    let Some((used, light)) = buffer.used.zip(buffer.light()) else {
        let text = w.buffer_unread(size);
        let project = plan.project.id;
        let promise = move |_| {
            session
                .edit(w.promise_buffer_baseline(), |ws, ctx| baseline::take(ws, ctx, project, w.promise_buffer_baseline(), ""));
        };
        return view! {
            <div data-testid="buffer">
                {title}
                <div class="line"><span>{text}</span><button class="btn" data-testid="buffer-baseline" on:click=promise>{w.buffer_baseline()}</button></div>
            </div>
        }
        .into_any();
    };
    let (class, word) = light_word(light, w);
    let burn = burning.iter().find(|burn| burn.buffer == row.task.id);
    let text = match burn {
        Some(burn) => say(burn, ws, w),
        None => {
            let rate = buffer.burn().map_or(w.none_yet().to_string(), |burn| format!("{burn:.2}"));
            let used = w.buffer_used(&row.task.name, size, w.number(used as f64 / day, 1));
            w.buffer_burns(w.percent((buffer.done * 100.0).round()), rate, used)
        }
    };
    let place = Place::in_project(Screen::Plan, plan.project.id)
        .opening(Kind::Task, burn.and_then(|burn| burn.task).unwrap_or(row.task.id));
    let found = readings(plan, buffer, today);
    view! {
        <div data-testid="buffer">
            {title}
            <p><span class=class data-testid="buffer-light">{word}</span>" "<a href=place.query() data-testid="buffer-text">{text}</a></p>
            {fever(&found, w)}
            {table(&found, ws, today, w)}
        </div>
    }
    .into_any()
}

/// Use over completion, a point for every reading, over the three bands.
fn fever(found: &[Reading], w: Words) -> AnyView {
    let top = found.iter().map(|reading| reading.used).fold(1.5, f64::max);
    let (x, y) = (chart::Scale::new(0.0, 1.0, SIZE), chart::Scale::new(0.0, top, SIZE));
    let at = |done: f64, used: f64| (x.at(done), SIZE - y.at(used));
    let (amber, red) = chart::fever_bands(1.0);
    // From no use at no progress to where each band ends at the right.
    let band = |from: f64, to: f64| {
        let ((ax, ay), (bx, by)) = (at(1.0, from), at(1.0, to));
        format!("M0 {SIZE}L{ax:.1} {ay:.1}L{bx:.1} {by:.1}Z")
    };
    let worst = format!("M0 {SIZE}L{:.1} {:.1}V0H0Z", at(1.0, red).0, at(1.0, red).1);
    let full = at(0.0, 1.0).1;
    // A word beside every band: the colours alone say nothing.
    let places = chart::apart(&chart::fever_names(top, SIZE), 8.0, 4.0, SIZE - 2.0);
    let words = places.into_iter().zip([w.buffer_red(), w.buffer_amber(), w.buffer_green()]).collect::<Vec<_>>();
    let points: Vec<(f64, f64)> = found.iter().map(|reading| at(reading.done, reading.used)).collect();
    let last = points.last().copied().unwrap_or((0.0, SIZE));
    let path = chart::line(&[&[(0.0, SIZE)], points.as_slice()].concat());
    let dots =
        points.into_iter().map(|(x, y)| view! { <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="1.6" /> }).collect_view();
    let label = match found.last() {
        Some(now) => w.buffer_chart(
            w.percent((now.done * 100.0).round()),
            light_word(now.light(), w).1,
            w.percent((now.used * 100.0).round()),
        ),
        None => String::new(),
    };
    view! {
        <figure class="fever">
            <svg viewBox="-2 -2 128 104" role="img" aria-label=label data-testid="buffer-fever">
                <path class="red" d=worst />
                <path class="amber" d=band(amber, red) />
                <path class="green" d=band(0.0, amber) />
                <path class="full" d=format!("M0 {full:.1}H{SIZE}") />
                {words.into_iter().map(|(y, word)| view! { <text x="103" y=format!("{:.1}", y + 2.0)>{word}</text> }).collect_view()}
                <path class="way" d=path />
                {dots}
                <circle class="now" cx=format!("{:.1}", last.0) cy=format!("{:.1}", last.1) r="3" />
            </svg>
            <figcaption><span>{w.buffer_axis_used()}</span><span>{w.buffer_axis_done()}</span></figcaption>
        </figure>
    }
    .into_any()
}

fn table(found: &[Reading], ws: &Workspace, today: Date, w: Words) -> AnyView {
    let row = |reading: &Reading| {
        let what = match reading.task {
            Some(task) => ws.tasks.get(task).map(|task| task.name.to_string()).unwrap_or_default(),
            None => w.buffer_now().to_string(),
        };
        let cells = [
            w.day(reading.on, today),
            w.percent((reading.done * 100.0).round()),
            w.percent((reading.used * 100.0).round()),
            light_word(reading.light(), w).1.to_string(),
        ];
        view! { <tr><th scope="row" title=what.clone()>{what.clone()}</th>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let heads = [w.buffer_after(), w.buffer_day(), w.buffer_done_head(), w.buffer_used_head(), w.buffer_state()];
    view! {
        <details data-testid="buffer-figures">
            <summary>{w.promise_figures()}</summary>
            <table>
                <thead><tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr></thead>
                <tbody>{found.iter().map(row).collect_view()}</tbody>
            </table>
        </details>
    }
    .into_any()
}
