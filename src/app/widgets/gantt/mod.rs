//! The plan as one treegrid: names at the left, bars at the right, one scroll position. Only rows in view are in the
//! document. It knows no screen: it draws a [`Plan`] and reports what the user wants by [`Act`].

mod chart;
mod drag;
mod row;

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use std::collections::{HashMap, HashSet};

use crate::app::browser::{files, keys};
use crate::app::session::{Same, session, words};
use crate::engine::model::Id;
use crate::engine::plan::Plan;
use crate::engine::scene::gantt::{RowSize, Scale, Zoom, visible, window};

use chart::{Chart, Head};
use drag::Drag;
use row::Row;

/// What the user wants of a task.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Open(Id),
    Move {
        task: Id,
        days: i64,
    },
    Resize {
        task: Id,
        days: i64,
    },
    Progress {
        task: Id,
        percent: i64,
    },
    Link {
        from: Id,
        to: Id,
    },
    Rename {
        task: Id,
        name: String,
    },
    Duration {
        task: Id,
        text: String,
    },
    /// A new task below this one; at the end where there is none.
    AddBelow(Option<Id>),
    Indent(Id),
    Outdent(Id),
    Shift {
        task: Id,
        down: bool,
    },
    Delete(Id),
    /// Takes back a task that was just added and got no name.
    Discard(Id),
}

/// How far an act has come: shown while the pointer is down, done when it is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Preview,
    Commit,
    Cancel,
}

/// What the parts of the widget share.
#[derive(Clone, Copy)]
pub struct Grid {
    pub plan: Memo<Same<Plan>>,
    pub scale: Memo<Scale>,
    pub size: RowSize,
    pub folded: RwSignal<HashSet<Id>>,
    /// Rows in view of the tree: places in the plan.
    pub lines: Memo<Vec<u32>>,
    /// Line of each place that is not folded away.
    pub line_of: Memo<HashMap<u32, usize>>,
    pub window: Memo<(usize, usize)>,
    pub scroll: RwSignal<(f64, f64)>,
    pub view: RwSignal<(f64, f64)>,
    pub focus: RwSignal<Option<Id>>,
    /// The task whose name or duration is being typed.
    pub editing: RwSignal<Option<(Id, Cell)>>,
    /// Where a link that is being made begins.
    pub linking: RwSignal<Option<Id>>,
    pub drag: RwSignal<Option<Drag>>,
    pub selected: Signal<Option<Id>>,
    pub act: Callback<(Act, Stage)>,
    pub chart: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Name,
    Duration,
}

impl Grid {
    pub fn do_now(self, act: Act) {
        self.act.run((act, Stage::Commit));
    }

    fn task_at(self, line: usize) -> Option<Id> {
        let place = self.lines.with_untracked(|lines| lines.get(line).copied())?;
        self.plan.with_untracked(|plan| plan.rows.get(place as usize).map(|row| row.task.id))
    }

    fn line(self, task: Id) -> Option<usize> {
        let place = self.plan.with_untracked(|plan| plan.place(task))?;
        self.line_of.with_untracked(|lines| lines.get(&(place as u32)).copied())
    }

    /// Puts the focus on a row, scrolling it into view first.
    pub fn focus_row(self, task: Id, scroller: NodeRef<Div>) {
        self.focus.set(Some(task));
        self.scroll_to(task, scroller);
        files::focus_soon(format!("[data-row=\"{task}\"]"));
    }

    fn scroll_to(self, task: Id, scroller: NodeRef<Div>) {
        if let (Some(line), Some(scroller)) = (self.line(task), scroller.get_untracked()) {
            let (top, height) = (line as f64 * self.size.height, self.view.get_untracked().1 - 44.0);
            let now = scroller.scroll_top() as f64;
            if top < now {
                scroller.set_scroll_top(top as i32);
            } else if top + self.size.height > now + height {
                scroller.set_scroll_top((top + self.size.height - height) as i32);
            }
        }
    }
}

/// `editing` opens the name of a task that was just added.
#[component]
pub fn Gantt(
    plan: Memo<Same<Plan>>,
    zoom: RwSignal<Zoom>,
    #[prop(into)] selected: Signal<Option<Id>>,
    #[prop(into)] act: Callback<(Act, Stage)>,
    editing: RwSignal<Option<(Id, Cell)>>,
    chart: bool,
) -> impl IntoView {
    let session = session();
    let w = words();
    let scroller = NodeRef::<Div>::new();
    let coarse = web_sys::window().and_then(|window| window.match_media("(pointer: coarse)").ok().flatten());
    let size = if coarse.is_some_and(|query| query.matches()) { RowSize::TOUCH } else { RowSize::NORMAL };
    let view = RwSignal::new((1000.0, 700.0));
    let scroll = RwSignal::new((0.0, 0.0));
    let folded = RwSignal::new(HashSet::new());
    let drag = RwSignal::new(None::<Drag>);
    let scale = memo(move |old: Option<&Scale>| {
        let fresh = plan.with(|plan| Scale::fitting(plan, session.today.get(), zoom.get(), view.get().0));
        // While a bar is dragged the ground must not move under it.
        match old {
            Some(old) if drag.with_untracked(Option::is_some) && old.zoom == fresh.zoom => *old,
            _ => fresh,
        }
    });
    let lines =
        memo(move |_| plan.with(|plan| folded.with(|folded| visible(plan, |at| folded.contains(&plan.rows[at].task.id)))));
    let line_of = memo(move |_| lines.with(|lines| lines.iter().enumerate().map(|(line, place)| (*place, line)).collect()));
    let span = memo(move |_| {
        let range = window(lines.with(Vec::len), scroll.get().1, view.get().1, size.height);
        (range.start, range.end)
    });
    let grid = Grid {
        plan,
        scale,
        size,
        folded,
        lines,
        line_of,
        window: span,
        scroll,
        view,
        focus: RwSignal::new(selected.get_untracked()),
        editing,
        linking: RwSignal::new(None),
        drag,
        selected,
        act,
        chart,
    };
    let measure = move || {
        if let Some(scroller) = scroller.get_untracked() {
            view.set((scroller.client_width() as f64, scroller.client_height() as f64));
        }
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    // Looks at today first, where the plan is under way.
    Effect::new(move |placed: Option<Option<Zoom>>| {
        let element = scroller.get()?;
        measure();
        let now = zoom.get();
        if placed.flatten() != Some(now) && chart {
            let scale = scale.get_untracked();
            let day = session.today.get_untracked().min(plan.with_untracked(|plan| plan.finish.date()));
            element.set_scroll_left((scale.x_of_day(day) - 240.0).max(0.0) as i32);
        }
        Some(now)
    });
    // A task that is being named is in view, also one that was just added far below.
    Effect::new(move |_| {
        if let Some((task, _)) = editing.get() {
            lines.track();
            gloo_timers::callback::Timeout::new(0, move || grid.scroll_to(task, scroller)).forget();
        }
    });
    let height = move || lines.with(|lines| lines.len() as f64 * size.height);
    let rows = move || {
        let (from, to) = span.get();
        plan.with(|plan| {
            lines.with(|lines| {
                lines[from.min(lines.len())..to.min(lines.len())]
                    .iter()
                    .map(|at| plan.rows[*at as usize].task.id)
                    .collect::<Vec<_>>()
            })
        })
    };
    view! {
        <div
            class="gantt"
            class:listing=!chart
            class:linking=bound(move || grid.linking.get().is_some())
            data-testid="gantt"
            data-zoom=bound(move || zoom.get().key())
            node_ref=scroller
            tabindex="-1"
            on:scroll=handler(move |_| {
                if let Some(element) = scroller.get_untracked() {
                    scroll.set((element.scroll_left() as f64, element.scroll_top() as f64));
                }
            })
            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| on_key(event, grid, zoom, scroller))
        >
            <div class="canvas" role="treegrid" aria-label=w.tab_plan() aria-rowcount=bound(move || (lines.with(Vec::len) + 1).to_string())>
                <div class="heads">
                    <div class="names head" role="row" aria-rowindex="1">
                        <span class="wbs" role="columnheader">"WBS"</span>
                        <span class="name" role="columnheader">{w.col_task()}</span>
                        <span class="who-cell" role="columnheader">{if chart { view! { <span class="visually-hidden">{w.col_owner()}</span> }.into_any() } else { w.col_owner().into_any() }}</span>
                        <span class="num" role="columnheader">{w.col_duration()}</span>
                        <span class="num" role="columnheader">{w.col_start()}</span>
                        <span class="num" role="columnheader">{w.col_finish()}</span>
                        {(!chart).then(|| view! {
                            <span class="num" role="columnheader">{w.col_progress()}</span>
                            <span class="num" role="columnheader">{w.col_float()}</span>
                            <span class="pred" role="columnheader">{w.col_predecessors()}</span>
                        })}
                    </div>
                    {chart.then(|| view! { <Head grid /> })}
                </div>
                <div class="rows" role="rowgroup" style:height=bound(move || format!("{}px", height()))>
                    <For each=rows key=|id| *id let:id>
                        <Row grid id />
                    </For>
                </div>
                {chart.then(|| view! { <Chart grid /> })}
            </div>
        </div>
    }
}

/// Keys of a row that has the focus.
fn on_key(event: KeyboardEvent, grid: Grid, zoom: RwSignal<Zoom>, scroller: NodeRef<Div>) {
    if keys::composing(&event) || keys::typing(&event) || keys::command(&event) {
        return;
    }
    let Some(task) = grid.focus.get_untracked().or_else(|| grid.task_at(0)) else {
        if event.key() == "Enter" {
            event.prevent_default();
            grid.do_now(Act::AddBelow(None));
        }
        return;
    };
    let line = grid.line(task).unwrap_or(0);
    let go = |line: usize| {
        if let Some(next) = grid.task_at(line) {
            grid.focus_row(next, scroller);
        }
    };
    let folded = |task: Id| grid.folded.with_untracked(|folded| folded.contains(&task));
    let row = grid.plan.with_untracked(|plan| plan.row(task).cloned());
    let Some(row) = row else { return };
    let percent = row.task.progress.get();
    match (event.key().as_str(), event.alt_key(), event.shift_key()) {
        ("ArrowDown", true, _) => grid.do_now(Act::Shift { task, down: true }),
        ("ArrowUp", true, _) => grid.do_now(Act::Shift { task, down: false }),
        ("ArrowRight", true, true) => grid.do_now(Act::Indent(task)),
        ("ArrowLeft", true, true) => grid.do_now(Act::Outdent(task)),
        ("ArrowRight", true, false) => grid.do_now(Act::Move { task, days: 1 }),
        ("ArrowLeft", true, false) => grid.do_now(Act::Move { task, days: -1 }),
        ("ArrowRight", false, true) => grid.do_now(Act::Resize { task, days: 1 }),
        ("ArrowLeft", false, true) => grid.do_now(Act::Resize { task, days: -1 }),
        ("ArrowDown", ..) => go(line + 1),
        ("ArrowUp", ..) => go(line.saturating_sub(1)),
        ("Home", ..) => go(0),
        ("End", ..) => go(grid.lines.with_untracked(|lines| lines.len().saturating_sub(1))),
        ("PageDown", ..) => go((line + 15).min(grid.lines.with_untracked(|lines| lines.len().saturating_sub(1)))),
        ("PageUp", ..) => go(line.saturating_sub(15)),
        ("ArrowRight", ..) if row.summary && folded(task) => {
            grid.folded.update(|folded| {
                folded.remove(&task);
            });
        }
        ("ArrowLeft", ..) if row.summary && !folded(task) => {
            grid.folded.update(|folded| {
                folded.insert(task);
            });
        }
        ("ArrowRight", ..) => go(line + 1),
        ("ArrowLeft", ..) => {
            let parent = row
                .parent
                .and_then(|parent| grid.plan.with_untracked(|plan| plan.rows.get(parent as usize).map(|row| row.task.id)));
            if let Some(parent) = parent {
                grid.focus_row(parent, scroller);
            }
        }
        ("Enter", ..) => match grid.linking.get_untracked() {
            Some(from) => {
                grid.linking.set(None);
                grid.do_now(Act::Link { from, to: task });
            }
            None => grid.do_now(Act::AddBelow(Some(task))),
        },
        ("Escape", ..) if grid.drag.with_untracked(Option::is_some) => grid.cancel_drag(),
        ("Escape", ..) if grid.linking.get_untracked().is_some() => grid.linking.set(None),
        ("F2", ..) => grid.editing.set(Some((task, Cell::Name))),
        (" ", ..) => grid.do_now(Act::Open(task)),
        ("Delete", ..) => {
            let next = grid.task_at(line + 1).or_else(|| grid.task_at(line.wrapping_sub(1)));
            grid.do_now(Act::Delete(task));
            if let Some(next) = next {
                grid.focus_row(next, scroller);
            }
        }
        ("l" | "L", false, _) => grid.linking.set(Some(task)),
        ("]", ..) => grid.do_now(Act::Progress { task, percent: percent + 10 }),
        ("[", ..) => grid.do_now(Act::Progress { task, percent: percent - 10 }),
        ("+" | "=", ..) => zoom.update(|zoom| *zoom = zoom.step(true)),
        ("-", ..) => zoom.update(|zoom| *zoom = zoom.step(false)),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}
