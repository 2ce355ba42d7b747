//! The heads of the columns (sort, resize, reorder, by mouse and by keyboard), the time scale, and the pane's edge.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use web_sys::PointerEvent;

use super::Grid;
use super::chart::Scales;
use crate::app::browser::files;
use crate::app::session::{session, words};
use crate::engine::model::{GridLook, ViewColumn};
use crate::engine::scene::columns::Column;

/// What of the head is dragged: a column's right edge, or a column itself.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pull {
    Width { at: usize, from: f64, width: u32 },
    Column { at: usize, from: f64 },
}

/// Writes the columns that are shown into the look, so that one of them can be changed.
pub fn settle(look: &mut GridLook, shown: &[(Column, u32)]) {
    look.columns = shown
        .iter()
        .map(|(column, width)| ViewColumn { key: column.key().as_str().into(), width: *width, ..ViewColumn::default() })
        .collect();
}

#[component]
pub fn Heads(grid: Grid) -> impl IntoView {
    let session = session();
    let w = words();
    let pull = RwSignal::new(None::<Pull>);
    let shown = move || grid.columns.get_untracked();
    let resize = move |at: usize, width: i64| {
        let mut columns = shown();
        if let Some(column) = columns.get_mut(at) {
            column.1 = width.clamp(30, 800) as u32;
            grid.look.update(|look| settle(look, &columns));
        }
    };
    let reorder = move |from: usize, to: usize| {
        let mut columns = shown();
        if from < columns.len() && to < columns.len() && from != to {
            let column = columns.remove(from);
            columns.insert(to, column);
            grid.look.update(|look| settle(look, &columns));
            files::focus_soon(format!("[data-head=\"{to}\"]"));
        }
    };
    let sort = move |column: &Column| {
        let key = column.key();
        grid.look.update(|look| match (*look.sort == *key, look.descending) {
            (false, _) => (look.sort, look.descending) = (key.as_str().into(), false),
            (true, false) => look.descending = true,
            (true, true) => (look.sort, look.descending) = ("".into(), false),
        });
        session.say(w.sorted_spoken(column.title(w)));
    };
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        let x = f64::from(event.client_x());
        if let Some(Pull::Width { at, from, width }) = pull.get_untracked() {
            resize(at, i64::from(width) + (x - from) as i64);
        }
    });
    let ended = window_event_listener(leptos::ev::pointerup, move |event| {
        if let Some(Pull::Column { at, from }) = pull.get_untracked() {
            let x = f64::from(event.client_x());
            if (x - from).abs() < 5.0 {
                if let Some((column, _)) = shown().get(at) {
                    sort(column);
                }
            } else {
                let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32);
                let head = under.and_then(|element| element.closest("[data-column]").ok().flatten());
                let to = head.and_then(|head| head.get_attribute("data-column")).and_then(|to| to.parse().ok());
                if let Some(to) = to {
                    reorder(at, to);
                }
            }
        }
        pull.set(None);
    });
    on_cleanup(move || {
        moved.remove();
        ended.remove();
    });
    let head = move |at: usize, column: Column, width: u32| {
        let title = column.title(w);
        let label = title.clone();
        let key = column.key();
        let by = key.clone();
        let sorted = move || grid.look.with(|look| (*look.sort == *by).then_some(look.descending));
        let mark = sorted.clone();
        let keyed = column.clone();
        view! {
            <span
                role="columnheader"
                class="th"
                class:num=column.right()
                data-column=at.to_string()
                data-testid=format!("head-{key}")
                aria-sort=bound(move || match sorted() {
                    Some(false) => "ascending",
                    Some(true) => "descending",
                    None => "none",
                })
            >
                <button
                    class="head-name"
                    data-head=at.to_string()
                    tabindex=if at == 0 { "0" } else { "-1" }
                    on:pointerdown=handler(move |event: PointerEvent| {
                        if event.button() == 0 {
                            pull.set(Some(Pull::Column { at, from: f64::from(event.client_x()) }));
                        }
                    })
                    on:keydown=handler(move |event: KeyboardEvent| {
                        let last = shown().len().saturating_sub(1);
                        match (event.key().as_str(), event.alt_key(), event.shift_key()) {
                            ("Enter" | " ", ..) => sort(&keyed),
                            ("ArrowRight", true, _) => reorder(at, (at + 1).min(last)),
                            ("ArrowLeft", true, _) => reorder(at, at.saturating_sub(1)),
                            ("ArrowRight", _, true) => resize(at, i64::from(width) + 8),
                            ("ArrowLeft", _, true) => resize(at, i64::from(width) - 8),
                            ("ArrowRight", ..) => files::focus(&format!("[data-head=\"{}\"]", (at + 1).min(last))),
                            ("ArrowLeft", ..) => files::focus(&format!("[data-head=\"{}\"]", at.saturating_sub(1))),
                            _ => return,
                        }
                        if event.shift_key() {
                            files::focus_soon(format!("[data-head=\"{at}\"]"));
                        }
                        event.prevent_default();
                        event.stop_propagation();
                    })
                >
                    {title}
                    {reactive(move || mark().map(|down| if down { " ↓" } else { " ↑" }))}
                </button>
                <span
                    class="col-edge"
                    title=w.column_width(label)
                    data-testid=format!("edge-{key}")
                    on:pointerdown=handler(move |event: PointerEvent| {
                        event.prevent_default();
                        event.stop_propagation();
                        pull.set(Some(Pull::Width { at, from: f64::from(event.client_x()), width }));
                    })
                ></span>
            </span>
        }
    };
    view! {
        <div class="heads" role="rowgroup">
            <div class="names head" role="row" aria-rowindex="1">
                {reactive(move || {
                    grid.columns.get().into_iter().enumerate().map(|(at, (column, width))| head(at, column, width)).collect_view()
                })}
            </div>
            {grid.chart.then(|| view! { <Scales grid /> })}
        </div>
    }
}

/// The edge between the treegrid and the chart. It stands over both: a treegrid holds rows alone.
#[component]
pub fn Split(grid: Grid) -> impl IntoView {
    let w = words();
    // Where the pointer went down, and the width there.
    let pull = RwSignal::new(None::<(f64, f64)>);
    let wide = move |width: f64| grid.look.update(|look| look.split = width.max(80.0) as u32);
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        if let Some((from, width)) = pull.get_untracked() {
            wide(width + f64::from(event.client_x()) - from);
        }
    });
    let ended = window_event_listener(leptos::ev::pointerup, move |_| pull.set(None));
    on_cleanup(move || {
        moved.remove();
        ended.remove();
    });
    view! {
        <div
            class="split"
            role="separator"
            aria-orientation="vertical"
            aria-label=w.split_label()
            aria-valuenow=bound(move || grid.names.get().round().to_string())
            aria-valuemin="80"
            aria-valuemax=bound(move || (grid.view.get().0 - 120.0).max(80.0).round().to_string())
            tabindex="0"
            data-testid="split"
            style:left=bound(move || format!("{}px", grid.names.get() - 4.0))
            on:pointerdown=handler(move |event: PointerEvent| {
                event.prevent_default();
                pull.set(Some((f64::from(event.client_x()), grid.names.get_untracked())));
            })
            on:dblclick=handler(move |_| grid.look.update(|look| look.split = 0))
            on:keydown=handler(move |event: KeyboardEvent| {
                let step = match event.key().as_str() {
                    "ArrowLeft" => -16.0,
                    "ArrowRight" => 16.0,
                    _ => return,
                };
                wide(grid.names.get_untracked() + step);
                event.prevent_default();
                event.stop_propagation();
            })
        ></div>
    }
}
