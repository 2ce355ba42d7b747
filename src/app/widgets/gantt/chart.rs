//! The bars, the links, the time scale: SVG of what is in view, from the geometry of `scene::gantt`.

use crate::app::prelude::*;
use std::collections::{HashMap, HashSet};
use web_sys::PointerEvent;

use super::drag::{Drag, Grip};
use super::{Grid, marks, routes};
use crate::app::session::{session, words};
use crate::engine::model::{Date, Id};
use crate::engine::plan::{baseline, buffers};
use crate::engine::scene::gantt::{bar, days_off, ticks};
use crate::engine::scene::labels::text_width;

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
    // What stands on the scale: middle and width. What the scale says below is left out.
    let today = memo(move |_| (grid.middle_of(session.today.get()), text_width(w.today_mark(), 7.0, 11.5) + 14.0));
    let status = memo(move |_| {
        let status = grid.plan.with(|plan| plan.project.status_date).filter(|date| *date != session.today.get())?;
        Some((grid.middle_of(status), text_width(w.status_date_mark(), 7.0, 11.5) + 14.0))
    });
    let flag = move |(x, width): (f64, f64), name: &'static str, class: &'static str| {
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
                        let room = text_width(&tick.text, 7.5, 12.0) + 6.0;
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
                let flags = [Some(today.get()), status.get()];
                let free = |from: f64, to: f64| {
                    flags.iter().flatten().all(|(x, width)| to < x - width / 2.0 || from > x + width / 2.0)
                };
                let lower = marks.get().1
                    .into_iter()
                    .map(|tick| {
                        let first = tick.text.split(' ').next().unwrap_or_default();
                        let all = tick.x + 4.0 + text_width(&tick.text, 6.5, 11.0);
                        let whole = all <= tick.x + tick.width && free(tick.x, all);
                        let text = if whole { tick.text.clone() } else { first.to_string() };
                        let shown = tick.width > 14.0 && (whole || free(tick.x, tick.x + 4.0 + text_width(first, 6.5, 11.0)));
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
            {reactive(move || status.get().map(|place| flag(place, w.status_date_mark(), "status")))}
            {reactive(move || flag(today.get(), w.today_mark(), "today"))}
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
    let span = memo(move |_| stretch(grid));
    let height = move || grid.lines.with(|lines| lines.all.len() as f64) * grid.size.get().height;
    let lit = memo(move |_| grid.light.get().map(|id| chain(grid, id)).unwrap_or_default());
    let used = memo(move |_| {
        grid.plan.with(|plan| {
            buffers::buffers(plan)
                .iter()
                .filter_map(|buffer| Some((plan.rows[buffer.task].task.id, buffer.share()?)))
                .collect::<HashMap<Id, f64>>()
        })
    });
    let (bars, links) = (NodeRef::<leptos::svg::G>::new(), NodeRef::<leptos::svg::G>::new());
    marks::keep(grid, bars, used, lit);
    routes::keep(grid, links, used, lit);
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
                let top = (y1 / size.height).floor() * size.height + size.middle - size.bar / 2.0;
                Some(
                    view! { <rect class="drawn" x=x1.min(x2) y=top width=(x2 - x1).abs() height=size.bar rx="3"></rect> }
                        .into_any(),
                )
            }
            _ => None,
        }
    };
    // By the keyboard.
    let sketched = move || {
        let sketch = grid.sketch.get()?;
        let line = grid.line_at(grid.plan.with(|plan| plan.place(sketch.below))?)?;
        let (x, end) = grid.scale.with(|scale| (scale.x_of_day(sketch.from), scale.x_of_day(sketch.to.plus(1))));
        let size = grid.size.get();
        let top = line as f64 * size.height + size.middle - size.bar / 2.0;
        Some(view! { <rect class="drawn" data-testid="sketch" x=x y=top width=end - x height=size.bar rx="3"></rect> })
    };
    let pressed = move |event: PointerEvent| {
        grid.link.set(None);
        let Some(frame) = svg.get_untracked().map(|svg| svg.get_bounding_client_rect()) else { return };
        let line = ((f64::from(event.client_y()) - frame.top()) / grid.size.get_untracked().height).max(0.0) as usize;
        grid.start_drag(&event, grid.task_at(line).unwrap_or(Id::NONE), Grip::Create, (0.0, 0.0));
    };
    let line_at = move |date: Date, class: &'static str| {
        let x = grid.middle_of(date);
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
            let straight = grid.middle_of(status);
            grid.lines.with(|lines| {
                let mut path = format!("M{straight:.1} {:.1}", from as f64 * size.height);
                for (line, shown) in lines.all.iter().enumerate().take(to).skip(from) {
                    let y = line as f64 * size.height + size.middle;
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
                        line as f64 * size.height,
                        (line + 1) as f64 * size.height
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
            on:pointerover=handler(move |event: PointerEvent| marks::hovered(grid, &event))
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
            {reactive(move || {
                let status = grid.plan.with(|plan| plan.project.status_date);
                status.filter(|date| *date != session.today.get()).map(|date| line_at(date, "status-date"))
            })}
            {reactive(move || line_at(session.today.get(), "today"))}
            <g class="links" node_ref=links on:pointerdown=handler(move |event: PointerEvent| routes::pressed(&event)) on:click=handler(move |event: web_sys::MouseEvent| routes::clicked(grid, &event))></g>
            <g class="bars" node_ref=bars on:pointerdown=handler(move |event: PointerEvent| marks::pressed(grid, &event))></g>
            {progress}
            {drawn}
            {sketched}
        </svg>
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

/// What stands beside a bar that the pointer rests on, or that is asked about by keyboard: its dates, and why it has them.
/// While a bar is dragged, the dates it comes to. It stands over the treegrid, which holds rows alone.
#[component]
pub fn Tip(grid: Grid) -> impl IntoView {
    let session = session();
    let w = words();
    let dragged = memo(move |_| grid.drag.with(|drag| drag.as_ref().and_then(Drag::carried)));
    move || {
        let dragged = dragged.get();
        let id = dragged.or(grid.hover.get())?;
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
            // What is dragged is told above it, so that what follows is seen to move.
            let above = below - size.height - if dragged.is_some() { 60.0 } else { 114.0 };
            let top = match dragged {
                Some(_) if above > grid.scroll.get().1 + 44.0 => above,
                None if below + 110.0 > room => above,
                _ => below,
            };
            Some(view! {
                <div class="tip" role="tooltip" data-testid="gantt-tip" style:left=format!("{left}px") style:top=format!("{top}px")>
                    <b>{row.task.name.to_string()}</b>
                    <p>{format!("{} – {} · {}", w.day(from, today), w.day(to, today), w.percent((row.progress * 100.0).round()))}</p>
                    {dragged.is_none().then(|| view! { <p class="dim">{grid.why.run(id)}</p> })}
                </div>
            })
        })
    }
}
