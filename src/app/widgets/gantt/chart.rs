//! The bars, the links, the time scale: SVG of what is in view, from the geometry of `scene::gantt`.

use crate::app::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::Grid;
use super::drag::Grip;
use crate::app::session::{session, words};
use crate::engine::model::Id;
use crate::engine::scene::gantt::{Bar, Shape, bar, days_off, routes, ticks};

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
pub fn Head(grid: Grid) -> impl IntoView {
    let session = session();
    let w = words();
    let span = memo(move |_| stretch(grid));
    let marks = move || {
        let (from, to) = span.get();
        grid.plan.with(|plan| ticks(grid.scale.get(), from, to, w, &plan.calendar))
    };
    view! {
        <svg class="scale" aria-hidden="true" width=bound(move || grid.scale.get().width().to_string()) height="44">
            {reactive(move || {
                let (upper, lower) = marks();
                let left = grid.scroll.get().0;
                let upper = upper
                    .into_iter()
                    .map(|tick| {
                        // A month that began out of sight still says its name.
                        let x = (tick.x + 4.0).max(left + 4.0).min(tick.x + tick.width - 70.0).max(tick.x + 4.0);
                        view! {
                            <g>
                                <line x1=tick.x x2=tick.x y1="0" y2="44" class="major"></line>
                                <text class="strong" x=x y="16">{tick.text}</text>
                            </g>
                        }
                    })
                    .collect_view();
                let lower = lower
                    .into_iter()
                    .map(|tick| view! {
                        <g>
                            <line x1=tick.x x2=tick.x y1="24" y2="44"></line>
                            <text x=tick.x + 4.0 y="37" class:off=tick.off>{tick.text}</text>
                        </g>
                    })
                    .collect_view();
                view! { <g>{lower}</g><g>{upper}</g> }
            })}
            {reactive(move || {
                let x = grid.scale.get().x_of_day(session.today.get()) + grid.scale.get().zoom.px_per_day() / 2.0;
                view! {
                    <g class="today">
                        <rect x=x - 19.0 y="24" width="38" height="17" rx="8.5"></rect>
                        <text x=x y="36">{w.today_mark()}</text>
                    </g>
                }
            })}
        </svg>
    }
}

#[component]
pub fn Chart(grid: Grid) -> impl IntoView {
    let session = session();
    let span = memo(move |_| stretch(grid));
    let height = move || grid.lines.with(Vec::len) as f64 * grid.size.height;
    let rows = move || {
        let (from, to) = grid.window.get();
        grid.plan.with(|plan| {
            grid.lines.with(|lines| {
                lines[from.min(lines.len())..to.min(lines.len())]
                    .iter()
                    .map(|at| plan.rows[*at as usize].task.id)
                    .collect::<Vec<_>>()
            })
        })
    };
    let links = move || {
        let (from, to) = grid.window.get();
        let scale = grid.scale.get();
        grid.plan
            .with(|plan| {
                grid.line_of.with(|lines| routes(plan, scale, grid.size, from..to, |place| lines.get(&(place as u32)).copied()))
            })
            .into_iter()
            .map(|route| {
                view! {
                    <g class="link" class:critical=route.critical>
                        <path class="line" d=route.line></path>
                        <path class="head" d=route.head></path>
                    </g>
                }
            })
            .collect_view()
    };
    let target = |event: &PointerEvent| {
        let document = web_sys::window()?.document()?;
        let element: Element = document.element_from_point(event.client_x() as f32, event.client_y() as f32)?;
        let row = element.closest("[data-task-id]").ok().flatten()?;
        Id::parse(&row.get_attribute("data-task-id")?)
    };
    // The whole window is listened to, so that a bar follows the pointer wherever it goes.
    let moved = window_event_listener(leptos::ev::pointermove, move |event| grid.move_drag(&event));
    let ended = window_event_listener(leptos::ev::pointerup, move |event| {
        if grid.drag.with_untracked(Option::is_some) {
            grid.end_drag(target(&event));
        }
    });
    let lost = window_event_listener(leptos::ev::pointercancel, move |_| grid.cancel_drag());
    let escaped = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            grid.cancel_drag();
        }
    });
    on_cleanup(move || {
        moved.remove();
        ended.remove();
        lost.remove();
        escaped.remove();
    });
    let svg = NodeRef::<leptos::svg::Svg>::new();
    let rubber = move || {
        let drag = grid.drag.get().filter(|drag| drag.grip == Grip::Link)?;
        let frame = svg.get_untracked()?.unchecked_into::<Element>().get_bounding_client_rect();
        let point = |(x, y): (f64, f64)| (x - frame.left(), y - frame.top());
        let ((x1, y1), (x2, y2)) = (point(drag.from), point(drag.now));
        Some(view! { <line class="rubber" x1=x1 y1=y1 x2=x2 y2=y2></line> })
    };
    view! {
        <svg class="chart" node_ref=svg width=bound(move || grid.scale.get().width().to_string()) height=bound(move || height().to_string()) aria-hidden="true">
            <g class="off">
                {reactive(move || {
                    let (from, to) = span.get();
                    grid.plan
                        .with(|plan| days_off(grid.scale.get(), from, to, &plan.calendar))
                        .into_iter()
                        .map(|(x, width)| view! { <rect x=x y="0" width=width height=bound(move || height().to_string())></rect> })
                        .collect_view()
                })}
            </g>
            <g class="rules">
                {reactive(move || {
                    let (from, to) = grid.window.get();
                    (from..to)
                        .map(|line| {
                            let y = (line + 1) as f64 * grid.size.height - 0.5;
                            view! { <line x1="0" x2=move || grid.scale.get().width() y1=y y2=y></line> }
                        })
                        .collect_view()
                })}
            </g>
            <g class="links">{links}</g>
            <For each=rows key=|id| *id let:id>
                <BarMark grid id />
            </For>
            {reactive(move || {
                let x = grid.scale.get().x_of_day(session.today.get()) + grid.scale.get().zoom.px_per_day() / 2.0;
                view! { <line class="today" x1=x x2=x y1="0" y2=height></line> }
            })}
            {rubber}
        </svg>
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
    day: crate::engine::model::Date,
    fixed: bool,
}

#[component]
fn BarMark(grid: Grid, id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = memo(move |_| {
        let scale = grid.scale.get();
        grid.plan.with(|plan| {
            let place = plan.place(id)?;
            let row = &plan.rows[place];
            let line = grid.line_of.with(|lines| lines.get(&(place as u32)).copied())?;
            Some(Shown {
                line,
                bar: bar(plan, place, scale),
                critical: row.critical,
                percent: (row.progress * 100.0).round() as i64,
                start: row.start.to_string(),
                finish: row.finish.to_string(),
                name: row.task.name.to_string(),
                day: row.start.date(),
                fixed: row.summary,
            })
        })
    });
    move || {
        let shown = shown.get()?;
        let Bar { shape, x, width, done, float_to, deadline } = shown.bar;
        let (row, thick) = (grid.size.height, grid.size.bar);
        let top = shown.line as f64 * row;
        let y = top + (row - thick) / 2.0;
        let middle = top + row / 2.0;
        let press = move |grip: Grip| move |event: PointerEvent| grid.start_drag(&event, id, grip, (width, done));
        let body = match shape {
            Shape::Summary => {
                let path =
                    format!("M{x:.1} {:.1}h{width:.1}v9l-5 -4h{:.1}l-5 4z", top + row / 2.0 - 4.0, -(width - 10.0).max(0.0));
                view! { <path class="summary" d=path></path> }.into_any()
            }
            Shape::Milestone => {
                let half = thick / 2.0 + 0.5;
                let path = format!("M{x:.1} {:.1}l{half} {half}-{half} {half}-{half}-{half}z", middle - half);
                view! {
                    <path class="milestone" d=path on:pointerdown=press(Grip::Move)></path>
                    <text class="strong" x=x + 13.0 y=middle + 4.0>{format!("{} {}", w.day_short(shown.day, session.today.get()), shown.name)}</text>
                }
                .into_any()
            }
            Shape::Bar | Shape::Buffer => {
                let label = if shown.percent > 0 { w.percent(shown.percent as f64) } else { String::new() };
                view! {
                    <rect class="body" x=x y=y width=width height=thick rx="3" on:pointerdown=press(Grip::Move)></rect>
                    <rect class="done" x=x y=y width=done height=thick rx="3"></rect>
                    <rect class="grip-progress" x=x + done - 4.0 y=y + thick - 5.0 width="8" height="9" on:pointerdown=press(Grip::Progress)></rect>
                    <path class="knob" d=format!("M{:.1} {:.1}l4 6h-8z", x + done, y + thick - 2.0)></path>
                    <rect class="grip-end" x=x + width - (width / 3.0).min(5.0) y=y width="9" height=thick on:pointerdown=press(Grip::Resize)></rect>
                    <circle class="grip-link" cx=x + width + 9.0 cy=middle r="4.5" data-testid="link-handle" on:pointerdown=press(Grip::Link)></circle>
                    <text class="percent" x=x + width + 7.0 y=middle + 4.0>{label}</text>
                }
                .into_any()
            }
        };
        let ring = move || {
            (grid.selected.get() == Some(id) && shape != Shape::Summary).then(|| {
                let (x, width) = if shape == Shape::Milestone { (x - thick / 2.0, thick) } else { (x, width) };
                view! { <rect class="ring" x=x - 3.0 y=y - 3.0 width=width + 6.0 height=thick + 6.0 rx="5"></rect> }
            })
        };
        Some(view! {
            <g
                class=format!("bar {}", shape.key())
                class:critical=shown.critical
                class:fixed=shown.fixed
                data-testid="gantt-bar"
                data-task-id=id.to_string()
                data-start=shown.start
                data-finish=shown.finish
                data-critical=if shown.critical { "true" } else { "false" }
            >
                {float_to.map(|end| view! { <line class="float" x1=x + width x2=end y1=middle + 0.5 y2=middle + 0.5></line> })}
                {deadline.map(|at| view! { <path class="deadline" d=format!("M{at:.1} {:.1}l5 -7h-10z", y + thick + 3.0)></path> })}
                {ring}
                {body}
            </g>
        })
    }
}
