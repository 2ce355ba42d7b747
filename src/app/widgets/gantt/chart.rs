//! The bars, the links, the time scale: SVG of what is in view, from the geometry of `scene::gantt`.

use crate::app::prelude::*;
use std::collections::{HashMap, HashSet};
use web_sys::PointerEvent;

use super::drag::{Drag, Grip};
use super::{Act, Grid, Spot};
use crate::app::session::{session, words};
use crate::engine::model::{Date, Id};
use crate::engine::plan::{baseline, buffers};
use crate::engine::scene::gantt::{Bar, Route, Shape, bar, days_off, label_x, routes, ticks};

/// Pixels beyond the view that are drawn too, and the step in which the view is followed.
const AROUND: f64 = 400.0;

/// The part of the time scale that is drawn, in steps, so that scrolling redraws it seldom.
fn stretch(grid: Grid) -> (f64, f64) {
    let (left, _) = grid.scroll.get();
    let (width, _) = grid.view.get();
    let from = ((left / AROUND).floor() * AROUND - AROUND).max(0.0);
    (from, from + width + 3.0 * AROUND)
}

/// The two rows of the time scale.
#[component]
pub fn Scales(grid: Grid) -> impl IntoView {
    let session = session();
    let w = words();
    let span = memo(move |_| stretch(grid));
    let left = memo(move |_| grid.scroll.get().0);
    let marks = memo(move |_| {
        let (from, to) = span.get();
        grid.plan.with(|plan| ticks(&grid.scale.get(), from, to, w, &plan.calendar))
    });
    let flag = move |date: Date, name: &'static str, class: &'static str, width: f64| {
        let x = grid.scale.with(|scale| scale.x_of_day(date) + scale.day_width(date) / 2.0);
        view! {
            <g class=class>
                <rect x=x - width / 2.0 y="24" width=width height="17" rx="8.5"></rect>
                <text x=x y="36">{name}</text>
            </g>
        }
    };
    view! {
        <svg class="scale" aria-hidden="true" width=bound(move || grid.scale.get().width().to_string()) height="44">
            {reactive(move || {
                let left = left.get();
                let upper = marks.get().0
                    .into_iter()
                    .map(|tick| {
                        // A month that began out of sight still says its name.
                        let room = tick.text.chars().map(|c| if c.is_ascii() { 6.5 } else { 12.0 }).sum::<f64>() + 6.0;
                        let x = (tick.x + 4.0).max(left + 4.0).min(tick.x + tick.width - room).max(tick.x + 4.0);
                        let shown = tick.width > room;
                        view! {
                            <g>
                                <line x1=tick.x x2=tick.x y1="0" y2="44" class="major"></line>
                                {shown.then(|| view! { <text class="strong" x=x y="16">{tick.text}</text> })}
                            </g>
                        }
                    })
                    .collect_view();
                view! { <g>{upper}</g> }
            })}
            {reactive(move || {
                let lower = marks.get().1
                    .into_iter()
                    .map(|tick| {
                        let room = tick.text.chars().map(|c| if c.is_ascii() { 6.0 } else { 11.0 }).sum::<f64>() + 5.0;
                        let text = if tick.width >= room { tick.text.clone() } else { tick.text.split(' ').next().unwrap_or_default().to_string() };
                        let shown = tick.width > 14.0;
                        view! {
                            <g>
                                <line x1=tick.x x2=tick.x y1="24" y2="44"></line>
                                {shown.then(|| view! { <text x=tick.x + 4.0 y="37" class:off=tick.off>{text}</text> })}
                            </g>
                        }
                    })
                    .collect_view();
                view! { <g>{lower}</g> }
            })}
            {reactive(move || {
                let status = grid.plan.with(|plan| plan.project.status_date);
                status.filter(|date| *date != session.today.get()).map(|date| flag(date, w.status_date_mark(), "status", 44.0))
            })}
            {reactive(move || flag(session.today.get(), w.today_mark(), "today", 38.0))}
        </svg>
    }
}

/// Everything that comes before or after a task by its links.
fn chain(grid: Grid, from: Id) -> HashSet<Id> {
    grid.plan.with(|plan| {
        let chain = plan.place(from).map(|place| plan.chain(place)).unwrap_or_default();
        chain.into_iter().map(|place| plan.rows[place as usize].task.id).collect()
    })
}

#[component]
pub fn Chart(grid: Grid) -> impl IntoView {
    let session = session();
    let w = words();
    let span = memo(move |_| stretch(grid));
    let height = move || grid.lines.with(|lines| lines.all.len() as f64) * grid.size.get().height;
    let rows = move || {
        let (from, to) = grid.window.get();
        grid.plan.with(|plan| {
            grid.lines.with(|lines| {
                let shown = &lines.all[from.min(lines.all.len())..to.min(lines.all.len())];
                let task = |line: &super::Line| match line {
                    super::Line::Task(place) => Some(plan.rows[*place as usize].task.id),
                    super::Line::Group(_) => None,
                };
                shown.iter().filter_map(task).collect::<Vec<_>>()
            })
        })
    };
    let lit = memo(move |_| grid.hover.get().map(|id| chain(grid, id)).unwrap_or_default());
    let used = memo(move |_| {
        grid.plan.with(|plan| {
            buffers::buffers(plan)
                .iter()
                .filter_map(|buffer| Some((plan.rows[buffer.task].task.id, buffer.share()?)))
                .collect::<HashMap<Id, f64>>()
        })
    });
    let links = move || {
        let (from, to) = grid.window.get();
        let (scale, size) = (grid.scale.get(), grid.size.get());
        grid.plan.with(|plan| {
            let routes = grid.line_of.with(|lines| routes(plan, &scale, size, from..to, |place| super::shown(lines, place)));
            let named = |route: Route| (plan.rows[route.from].task.id, plan.rows[route.to].task.id, route);
            routes.into_iter().map(named).collect::<Vec<_>>()
        })
    };
    let link = move |(from, to, route): (Id, Id, Route)| {
        let name =
            move |id: Id| grid.plan.with_untracked(|plan| plan.row(id).map(|row| row.task.name.to_string()).unwrap_or_default());
        let is_lit = move || lit.with(|lit| lit.contains(&from) && lit.contains(&to));
        let is_chosen = move || grid.link.get() == Some((from, to));
        let (x, y) = route.middle;
        let path = route.line.clone();
        view! {
            <g class="link" class:critical=route.critical class:lit=is_lit class:sel=is_chosen data-testid="gantt-link"
                data-from=from.to_string() data-to=to.to_string()>
                <path class="hit" d=path on:click=handler(move |_| {
                    grid.link.set(Some((from, to)));
                    session.say(w.link_chosen(name(from), name(to)));
                })></path>
                <path class="line" d=route.line></path>
                <path class="head" d=route.head></path>
                {reactive(move || is_chosen().then(|| view! {
                    <g class="cut" data-testid="link-remove" on:pointerdown=|event| event.stop_propagation() on:click=handler(move |_| {
                        grid.link.set(None);
                        grid.do_now(Act::Unlink { from, to });
                    })>
                        <circle cx=x cy=y r="8"></circle>
                        <path d=format!("M{:.1} {:.1}l6 6m0 -6l-6 6", x - 3.0, y - 3.0)></path>
                    </g>
                }))}
            </g>
        }
    };
    // The whole window is listened to, so that a bar follows the pointer wherever it goes.
    let moved = window_event_listener(leptos::ev::pointermove, move |event| grid.move_drag(&event));
    let ended = window_event_listener(leptos::ev::pointerup, move |_| grid.end_drag());
    let lost = window_event_listener(leptos::ev::pointercancel, move |_| grid.cancel_drag());
    let escaped = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            grid.cancel_drag();
            grid.link.set(None);
        }
    });
    on_cleanup(move || {
        moved.remove();
        ended.remove();
        lost.remove();
        escaped.remove();
    });
    let rules = move || {
        let (from, to) = grid.window.get();
        let (row, width) = (grid.size.get().height, grid.scale.get().width());
        (from..to).map(|line| format!("M0 {:.1}H{width:.0}", (line + 1) as f64 * row - 0.5)).collect::<String>()
    };
    let svg = NodeRef::<leptos::svg::Svg>::new();
    let drawn = move || {
        // Only what draws something asks where it is: that makes the browser lay out the page.
        let draws = |drag: &Drag| drag.far && matches!(drag.grip, Grip::Link { .. } | Grip::Create);
        let drag = grid.drag.get().filter(draws)?;
        let frame = svg.get_untracked()?.get_bounding_client_rect();
        let scroll = grid.scroll.get();
        let (x1, y1) =
            (drag.from.0 - frame.left() - scroll.0 + drag.scroll.0, drag.from.1 - frame.top() - scroll.1 + drag.scroll.1);
        let (x2, y2) = (drag.now.0 - frame.left(), drag.now.1 - frame.top());
        match drag.grip {
            Grip::Link { .. } => Some(view! { <line class="rubber" x1=x1 y1=y1 x2=x2 y2=y2></line> }.into_any()),
            Grip::Create => {
                let size = grid.size.get();
                let top = (y1 / size.height).floor() * size.height + (size.height - size.bar) / 2.0;
                Some(
                    view! { <rect class="drawn" x=x1.min(x2) y=top width=(x2 - x1).abs() height=size.bar rx="3"></rect> }
                        .into_any(),
                )
            }
            _ => None,
        }
    };
    let pressed = move |event: PointerEvent| {
        grid.link.set(None);
        if event.pointer_type() != "mouse" {
            return;
        }
        let Some(frame) = svg.get_untracked().map(|svg| svg.get_bounding_client_rect()) else { return };
        let line = ((f64::from(event.client_y()) - frame.top()) / grid.size.get_untracked().height).max(0.0) as usize;
        grid.start_drag(&event, grid.task_at(line).unwrap_or(Id::NONE), Grip::Create, (0.0, 0.0));
    };
    let line_at = move |date: Date, class: &'static str| {
        let x = grid.scale.with(|scale| scale.x_of_day(date) + scale.day_width(date) / 2.0);
        view! { <line class=class x1=x x2=x y1="0" y2=height></line> }
    };
    let progress = move || {
        if !grid.look.with(|look| look.progress_line) {
            return None;
        }
        let status = grid.plan.with(|plan| plan.project.status_date).unwrap_or(session.today.get());
        let (from, to) = grid.window.get();
        let size = grid.size.get();
        let scale = grid.scale.get();
        let points = grid.plan.with(|plan| {
            let at = baseline::progress_line(plan, status.plus(1).midnight());
            let straight = scale.x_of_day(status) + scale.day_width(status);
            grid.lines.with(|lines| {
                let mut path = format!("M{straight:.1} {:.1}", from as f64 * size.height);
                for (line, shown) in lines.all.iter().enumerate().take(to).skip(from) {
                    let y = (line as f64 + 0.5) * size.height;
                    let x = match shown {
                        super::Line::Task(place) if !plan.rows[*place as usize].summary => {
                            let moment = at.get(*place as usize).copied().unwrap_or(status.plus(1).midnight());
                            let x = scale.x_of(moment, plan.calendar_of(*place as usize));
                            if moment >= status.midnight() && moment <= status.plus(1).midnight() { straight } else { x }
                        }
                        _ => straight,
                    };
                    path += &format!(
                        "L{straight:.1} {:.1}L{x:.1} {y:.1}L{straight:.1} {:.1}",
                        y - size.height / 2.0,
                        y + size.height / 2.0
                    );
                }
                path
            })
        });
        Some(view! { <path class="progress-line" data-testid="progress-line" d=points></path> })
    };
    view! {
        <svg
            class="chart"
            node_ref=svg
            width=bound(move || grid.scale.get().width().to_string())
            height=bound(move || height().to_string())
            aria-hidden="true"
            on:pointerdown=pressed
            on:pointerleave=handler(move |_| grid.hover.set(None))
        >
            <g class="off">
                {reactive(move || {
                    let (from, to) = span.get();
                    grid.plan
                        .with(|plan| days_off(&grid.scale.get(), from, to, &plan.calendar))
                        .into_iter()
                        .map(|(x, width)| view! { <rect x=x y="0" width=width height=bound(move || height().to_string())></rect> })
                        .collect_view()
                })}
                {reactive(move || own_days_off(grid, span.get()))}
            </g>
            <path class="rules" d=rules></path>
            <g class="links">
                <For each=links key=|(from, to, route)| (*from, *to, route.line.clone(), route.critical) let:route>{link(route)}</For>
            </g>
            <For each=rows key=|id| *id let:id>
                <BarMark grid id used lit />
            </For>
            {reactive(move || {
                let status = grid.plan.with(|plan| plan.project.status_date);
                status.filter(|date| *date != session.today.get()).map(|date| line_at(date, "status-date"))
            })}
            {reactive(move || line_at(session.today.get(), "today"))}
            {progress}
            {drawn}
        </svg>
        <Tip grid />
    }
}

/// Days off of rows that keep a calendar of their own, over those of the project.
fn own_days_off(grid: Grid, (left, right): (f64, f64)) -> impl IntoView {
    let (from, to) = grid.window.get();
    let scale = grid.scale.get();
    let height = grid.size.get().height;
    grid.plan.with(|plan| {
        grid.lines.with(|lines| {
            let shown = lines.all.iter().enumerate().take(to).skip(from);
            shown
                .filter_map(|(line, shown)| match shown {
                    super::Line::Task(place) => Some((line, *place as usize)),
                    super::Line::Group(_) => None,
                })
                .filter_map(|(line, place)| {
                    let own = plan.network.tasks.get(place)?.calendar?;
                    let calendar = plan.network.calendars.get(own as usize).filter(|_| own != plan.network.calendar)?;
                    let y = line as f64 * height;
                    let off = days_off(&scale, left, right, calendar);
                    Some(view! {
                        <g class="own" data-testid="own-days-off">
                            <rect class="on" x=left y=y width=right - left height=height></rect>
                            {off.into_iter().map(|(x, width)| view! { <rect x=x y=y width=width height=height></rect> }).collect_view()}
                        </g>
                    })
                })
                .collect_view()
        })
    })
}

/// What stands beside a bar that the pointer rests on: its dates, and why it has them.
#[component]
fn Tip(grid: Grid) -> impl IntoView {
    let session = session();
    let w = words();
    move || {
        let id = grid.hover.get()?;
        let (scale, size) = (grid.scale.get(), grid.size.get());
        grid.plan.with(|plan| {
            let place = plan.place(id)?;
            let line = grid.line_at(place)?;
            let row = &plan.rows[place];
            let shown = bar(plan, place, &scale);
            let (from, to) = row.days();
            let today = session.today.get();
            let left = grid.names.get() + shown.x.max(grid.scroll.get().0 + 8.0).min(grid.scroll.get().0 + grid.view.get().0 - grid.names.get() - 300.0);
            let below = 44.0 + (line as f64 + 1.0) * size.height + 2.0;
            let room = grid.scroll.get().1 + grid.view.get().1;
            let top = if below + 110.0 > room { below - size.height - 114.0 } else { below };
            Some(view! {
                <div class="tip" role="tooltip" data-testid="gantt-tip" style:left=format!("{left}px") style:top=format!("{top}px")>
                    <b>{row.task.name.to_string()}</b>
                    <p>{format!("{} – {} · {}", w.day(from, today), w.day(to, today), w.percent((row.progress * 100.0).round()))}</p>
                    <p class="dim">{grid.why.run(id)}</p>
                </div>
            })
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Shown {
    line: usize,
    bar: Bar,
    critical: bool,
    percent: i64,
    start: String,
    finish: String,
    name: String,
    day: Date,
    summary: bool,
    baseline: Option<(f64, f64)>,
}

#[component]
fn BarMark(grid: Grid, id: Id, used: Memo<HashMap<Id, f64>>, lit: Memo<HashSet<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = memo(move |_| {
        let scale = grid.scale.get();
        grid.plan.with(|plan| {
            let place = plan.place(id)?;
            let row = &plan.rows[place];
            let line = grid.line_at(place)?;
            let mut shape = bar(plan, place, &scale);
            if shape.shape == Shape::Buffer {
                shape.done = shape.width * used.with(|used| used.get(&id).copied()).unwrap_or(0.0).clamp(0.0, 1.0);
            }
            let calendar = plan.calendar_of(place);
            let span = |(from, to)| (scale.x_of(from, calendar), scale.x_of(to, calendar));
            Some(Shown {
                line,
                bar: shape,
                critical: row.critical,
                percent: (row.progress * 100.0).round() as i64,
                start: row.start.to_string(),
                finish: row.finish.to_string(),
                name: row.task.name.to_string(),
                day: row.start.date(),
                summary: row.summary,
                baseline: row.baseline.map(span),
            })
        })
    });
    move || {
        let shown = shown.get()?;
        let Bar { shape, x, width, done, float_to, deadline } = shown.bar;
        let size = grid.size.get();
        let (row, thick) = (size.height, size.bar);
        let top = shown.line as f64 * row;
        let y = top + (row - thick) / 2.0;
        let middle = top + row / 2.0;
        let press = move |event: PointerEvent| {
            let part = super::within(&event, "[data-grip]");
            if let Some(grip) = part.and_then(|part| Grip::from_key(&part.get_attribute("data-grip")?)) {
                grid.start_drag(&event, id, grip, (width, done));
            }
        };
        let beside = label_x(&shown.bar, thick);
        let body = match shape {
            Shape::Summary => {
                // A short bracket has short teeth.
                let tooth = (width / 2.0).min(5.0);
                let (high, inner) = (top + row / 2.0 - 4.0, 2.0 * tooth - width);
                let path = format!("M{x:.1} {high:.1}h{width:.1}v9l-{tooth:.1} -4h{inner:.1}l-{tooth:.1} 4z");
                view! { <path class="summary" d=path></path> }.into_any()
            }
            Shape::Milestone => {
                let half = thick / 2.0 + 0.5;
                let path = format!("M{x:.1} {:.1}l{half} {half}-{half} {half}-{half}-{half}z", middle - half);
                view! {
                    <path class="milestone" d=path data-grip="move"></path>
                    <text class="strong" x=beside y=middle + 4.0>{format!("{} {}", w.day_short(shown.day, session.today.get()), shown.name)}</text>
                    <circle class="grip-link" cx=x + half + 7.0 cy=middle r="4.5" data-grip="link-end"></circle>
                }
                .into_any()
            }
            Shape::Bar | Shape::Buffer => {
                let label = match shape {
                    Shape::Buffer => {
                        used.with(|used| used.get(&id).map(|share| w.percent((share * 100.0).round()))).unwrap_or_default()
                    }
                    _ if shown.percent > 0 => w.percent(shown.percent as f64),
                    _ => String::new(),
                };
                view! {
                    <rect class="body" x=x y=y width=width height=thick rx="3" data-grip="move"></rect>
                    <rect class="done" x=x y=y width=done height=thick rx="3"></rect>
                    <rect class="grip-begin" x=x - 4.0 y=y width=(width / 4.0).clamp(4.0, 8.0) height=thick data-testid="grip-begin" data-grip="begin"></rect>
                    {(shape == Shape::Bar).then(|| view! {
                        <rect class="grip-progress" x=x + done - 4.0 y=y + thick - 5.0 width="8" height="9" data-testid="grip-progress" data-grip="progress"></rect>
                    })}
                    <path class="knob" d=format!("M{:.1} {:.1}l4 6h-8z", x + done, y + thick - 2.0)></path>
                    <rect class="grip-end" x=x + width - (width / 3.0).min(5.0) y=y width="9" height=thick data-testid="grip-end" data-grip="resize"></rect>
                    <circle class="grip-link" cx=x - 9.0 cy=middle r="4.5" data-testid="link-start" data-grip="link-start"></circle>
                    <circle class="grip-link" cx=x + width + 9.0 cy=middle r="4.5" data-testid="link-handle" data-grip="link-end"></circle>
                    <text class="percent" x=beside y=middle + 4.0>{label}</text>
                }
                .into_any()
            }
        };
        let ringed = move || {
            (grid.selected.get() == Some(id) && shape != Shape::Summary)
                || grid.chosen.with(|chosen| chosen.contains(&id))
                || (grid.focus.get() == Some(id) && grid.spot.get() == Spot::Bar)
        };
        let ring = move || {
            ringed().then(|| {
                let (x, width) = if shape == Shape::Milestone { (x - thick / 2.0, thick) } else { (x, width) };
                view! { <rect class="ring" x=x - 3.0 y=y - 3.0 width=width + 6.0 height=thick + 6.0 rx="5"></rect> }
            })
        };
        Some(view! {
            <g
                class=format!("bar {}", shape.key())
                class:critical=shown.critical
                class:fixed=shown.summary
                class:lit=bound(move || lit.with(|lit| lit.contains(&id)))
                data-testid="gantt-bar"
                data-task-id=id.to_string()
                data-start=shown.start
                data-finish=shown.finish
                data-critical=if shown.critical { "true" } else { "false" }
                on:pointerdown=handler(press)
                on:pointerenter=handler(move |event: leptos::ev::PointerEvent| if event.pointer_type() == "mouse" && grid.drag.with_untracked(Option::is_none) { grid.hover.set(Some(id)) })
                on:pointerleave=handler(move |_| grid.hover.set(None))
            >
                {shown.baseline.map(|(from, to)| view! { <rect class="baseline" data-testid="baseline-bar" x=from y=y + thick + 2.0 width=(to - from).max(3.0) height="3" rx="1.5"></rect> })}
                {float_to.map(|end| view! { <line class="float" x1=x + width x2=end y1=middle + 0.5 y2=middle + 0.5></line> })}
                {deadline.map(|at| view! { <path class="deadline" d=format!("M{at:.1} {:.1}l5 -7h-10z", y + thick + 3.0)></path> })}
                {ring}
                {body}
            </g>
        })
    }
}
