//! The risk matrix: probability up, impact to the right. A grid of ARIA with one stop for Tab; chips are dragged between its
//! cells, or moved with Alt and the arrows.

use crate::app::prelude::*;
use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html::Div;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::app::browser::{files, keys};
use crate::app::session::words;
use crate::engine::model::{Id, RiskMatrix, Score};
use crate::engine::risk;
use crate::engine::scene::matrix::Own;
use crate::engine::words::Words;

/// Probability and impact.
pub type Seat = (Score, Score);

/// A level as it is seen: by its name, a colour of the style sheet or of the user's own, and on paper by how bad it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Shade {
    tone: usize,
    rank: usize,
    own: Option<Own>,
    pub name: String,
}

impl Shade {
    pub fn of(matrix: &RiskMatrix, level: usize, w: Words) -> Shade {
        Shade {
            tone: risk::tone(matrix, level),
            rank: risk::rank(matrix, level),
            own: risk::own_colour(matrix, level),
            name: risk::level_name(matrix, level, w),
        }
    }

    pub fn class(&self) -> String {
        if self.own.is_some() {
            format!("level-own rank-{}", self.rank)
        } else {
            format!("level-{} rank-{}", self.tone, self.rank)
        }
    }

    pub fn ground(&self) -> Option<String> {
        self.own.as_ref().map(|own| own.ground.clone())
    }

    pub fn ink(&self) -> Option<&'static str> {
        self.own.as_ref().map(|own| own.ink)
    }
}

/// A risk as the matrix shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chip {
    pub id: Id,
    pub code: String,
    pub title: String,
    /// Where it stands; none while not assessed.
    pub at: Option<Seat>,
    /// Where it was, is and is meant to be: the arrows go along these.
    pub path: Vec<Seat>,
}

/// A chip under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    id: Id,
    code: String,
    /// Where it was taken, and where the pointer is, in pixels of the window.
    start: (i32, i32),
    now: (i32, i32),
    /// False until it has gone far enough to be no click.
    moving: bool,
    over: Under,
}

/// What is under the pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Under {
    #[default]
    Nothing,
    Cell(Seat),
    /// The list of what is not assessed.
    Out,
}

/// The one drag that goes on, shared by the matrix and the list beside it.
pub type DragSignal = RwSignal<Option<Drag>>;

/// Chips that a cell shows; where there are more, the last of them is the number of the rest.
const SHOWN: usize = 4;
/// Pixels that a pointer may stray in a click.
const STRAY: i32 = 4;

/// What is reported of a risk: its id and where it goes, `None` being out of the matrix.
pub type Moved = (Id, Option<Seat>);

/// How the two scales lie on the screen: the steps of probability and impact, and the view of the matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes {
    rows: i64,
    columns: i64,
    transpose: bool,
    flip_p: bool,
    flip_i: bool,
}

impl Axes {
    /// `mirror` turns impact round, as opportunities are shown.
    pub fn of(matrix: &RiskMatrix, mirror: bool) -> Axes {
        let view = &matrix.view;
        Axes {
            rows: matrix.p_steps.len().clamp(1, 6) as i64,
            columns: matrix.i_steps.len().clamp(1, 6) as i64,
            transpose: view.transpose,
            flip_p: view.flip_p,
            flip_i: view.flip_i != mirror,
        }
    }

    /// How many rows and columns are on the screen.
    pub fn size(self) -> (usize, usize) {
        let (rows, columns) = if self.transpose { (self.columns, self.rows) } else { (self.rows, self.columns) };
        (rows as usize, columns as usize)
    }

    /// The cell in a row from the top and a column from the left.
    pub fn seat(self, row: usize, column: usize) -> Seat {
        let (row, column) = (row as i64, column as i64);
        // Up the screen a scale rises, to the right too, unless it is flipped.
        let up = |size: i64, flip: bool| if flip { row + 1 } else { size - row };
        let right = |size: i64, flip: bool| if flip { size - column } else { column + 1 };
        let (p, i) = if self.transpose {
            (right(self.rows, self.flip_p), up(self.columns, self.flip_i))
        } else {
            (up(self.rows, self.flip_p), right(self.columns, self.flip_i))
        };
        (Score::new(p), Score::new(i))
    }

    /// The row and column of a cell.
    pub fn place(self, seat: Seat) -> (usize, usize) {
        let (rows, columns) = self.size();
        let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let mut all = all.filter(|(row, column)| self.seat(*row, *column) == seat);
        all.next().unwrap_or_default()
    }

    pub fn transposed(self) -> bool {
        self.transpose
    }
}

fn score(value: usize) -> Score {
    Score::new(value as i64)
}

/// Whether something stands in the list of a crowded cell.
fn in_list(element: &Element) -> bool {
    matches!(element.closest(".peek"), Ok(Some(_)))
}

fn drop_at(x: i32, y: i32) -> Under {
    let under = document().element_from_point(x as f32, y as f32);
    let Some(under) = under else { return Under::Nothing };
    if let Ok(Some(cell)) = under.closest("[data-testid=risk-cell]") {
        let number = |name| cell.get_attribute(name).and_then(|text| text.parse().ok());
        if let (Some(p), Some(i)) = (number("data-p"), number("data-i")) {
            return Under::Cell((Score::new(p), Score::new(i)));
        }
    }
    match under.closest("[data-drop=out]") {
        Ok(Some(_)) => Under::Out,
        _ => Under::Nothing,
    }
}

/// A risk that can be opened by a click and dragged to another cell.
#[component]
pub fn RiskChip(
    chip: Chip,
    drag: DragSignal,
    #[prop(into)] open: Signal<Option<Id>>,
    on_move: Callback<Moved>,
    on_open: Callback<Id>,
    /// Shows the title beside the code, and takes part in the order of Tab.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let Chip { id, code, title, at, .. } = chip;
    let name = format!("{code} {title}");
    let beside = wide.then(|| view! { <span>{title.clone()}</span> });
    // The click that a browser sends after a drag is no click.
    let dragged = StoredValue::new(false);
    let down = {
        let code = code.clone();
        move |event: PointerEvent| {
            dragged.set_value(false);
            if event.button() != 0 {
                return;
            }
            let here = (event.client_x(), event.client_y());
            if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            drag.set(Some(Drag { id, code: code.clone(), start: here, now: here, moving: false, over: Under::Nothing }));
        }
    };
    let moved = move |event: PointerEvent| {
        if drag.with_untracked(|drag| drag.as_ref().is_none_or(|drag| drag.id != id)) {
            return;
        }
        let (x, y) = (event.client_x(), event.client_y());
        drag.update(|drag| {
            if let Some(drag) = drag {
                let far = (x - drag.start.0).abs().max((y - drag.start.1).abs()) > STRAY;
                drag.now = (x, y);
                drag.moving |= far;
                drag.over = if drag.moving { drop_at(x, y) } else { Under::Nothing };
            }
        });
    };
    let up = move |_: PointerEvent| {
        let Some(done) = drag.get_untracked().filter(|drag| drag.id == id) else { return };
        drag.set(None);
        dragged.set_value(done.moving);
        match done.over {
            Under::Cell(seat) if done.moving && at != Some(seat) => on_move.run((id, Some(seat))),
            Under::Out if done.moving && at.is_some() => on_move.run((id, None)),
            _ => {}
        }
    };
    let cancel = move || {
        if drag.with_untracked(Option::is_some) {
            drag.set(None);
            dragged.set_value(true);
        }
    };
    view! {
        <button
            type="button"
            class="chip"
            class:wide=wide
            class:sel=bound(move || open.get() == Some(id))
            class:taken=bound(move || drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.moving && drag.id == id)))
            data-testid="risk-chip"
            data-risk-id=id.to_string()
            tabindex=if wide { "0" } else { "-1" }
            aria-label=name
            title=title
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=handler(move |_| cancel())
            on:keydown=handler(move |event: KeyboardEvent| {
                if event.key() == "Escape" && drag.with_untracked(Option::is_some) {
                    event.stop_propagation();
                    cancel();
                }
            })
            on:click=handler(move |event: leptos::ev::MouseEvent| {
                event.stop_propagation();
                if !dragged.get_value() {
                    on_open.run(id);
                }
                dragged.set_value(false);
            })
        >
            {code}
            {beside}
        </button>
    }
}

#[component]
pub fn Matrix(
    #[prop(into)] matrix: Signal<RiskMatrix>,
    #[prop(into)] chips: Signal<Vec<Chip>>,
    /// The risk that the inspector shows.
    #[prop(into)]
    open: Signal<Option<Id>>,
    /// The cell that the register is filtered by.
    #[prop(into)]
    chosen: Signal<Option<Seat>>,
    /// Whether the arrows from where risks were are drawn.
    #[prop(into)]
    arrows: Signal<bool>,
    /// Turns impact round, as opportunities are shown.
    #[prop(into)]
    mirror: Signal<bool>,
    drag: DragSignal,
    on_move: Callback<Moved>,
    on_open: Callback<Id>,
    on_filter: Callback<Seat>,
) -> impl IntoView {
    let w = words();
    let axes = memo(move |_| matrix.with(|matrix| Axes::of(matrix, mirror.get())));
    let root = NodeRef::<Div>::new();
    // The crowded cell whose risks are listed.
    let listed = RwSignal::new(None::<Seat>);
    // The one cell that Tab reaches.
    let at: RwSignal<Seat> = RwSignal::new((score(1), score(1)));
    let focus = move |(p, i): Seat| {
        at.set((p, i));
        let found = root.get_untracked().and_then(|root| {
            let selector = format!("[data-p=\"{}\"][data-i=\"{}\"]", p.get(), i.get());
            root.query_selector(&selector).ok().flatten()
        });
        if let Some(cell) = found.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
            let _ = cell.focus();
        }
    };
    let moved = Callback::new(move |(id, seat): Moved| {
        on_move.run((id, seat));
        if let Some(seat) = seat {
            focus(seat);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if keys::composing(&event) || keys::command(&event) {
            return;
        }
        // A key on a chip is the chip's, and one in the list of a crowded cell the list's.
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let on_cell = target.as_ref().is_some_and(|it| it.has_attribute("data-p"));
        let (p, i) = at.get_untracked();
        if target.is_some_and(|it| in_list(&it)) {
            if event.key() == "Escape" {
                event.stop_propagation();
                listed.set(None);
                focus((p, i));
            }
            return;
        }
        let axes = axes.get_untracked();
        let ((rows, columns), (row, column)) = (axes.size(), axes.place((p, i)));
        let next = match event.key().as_str() {
            "ArrowUp" => axes.seat(row.saturating_sub(1), column),
            "ArrowDown" => axes.seat((row + 1).min(rows - 1), column),
            "ArrowRight" => axes.seat(row, (column + 1).min(columns - 1)),
            "ArrowLeft" => axes.seat(row, column.saturating_sub(1)),
            "Home" => axes.seat(row, 0),
            "End" => axes.seat(row, columns - 1),
            "Enter" if on_cell && event.shift_key() => {
                event.prevent_default();
                listed.set(Some((p, i)));
                return files::focus_soon(".peek.open button");
            }
            "Enter" | " " if on_cell => {
                event.prevent_default();
                return on_filter.run((p, i));
            }
            _ => return,
        };
        event.prevent_default();
        if !event.alt_key() {
            return focus(next);
        }
        let here = chips.with_untracked(|chips| {
            let mut here = chips.iter().filter(|chip| chip.at == Some((p, i)));
            let first = here.clone().next().map(|chip| chip.id);
            here.find(|chip| Some(chip.id) == open.get_untracked()).map(|chip| chip.id).or(first)
        });
        if let Some(id) = here.filter(|_| next != (p, i)) {
            moved.run((id, Some(next)));
        }
    };
    let cell = move |p: usize, i: usize| {
        let seat = (score(p), score(i));
        let here =
            memo(move |_| chips.with(|chips| chips.iter().filter(|chip| chip.at == Some(seat)).cloned().collect::<Vec<_>>()));
        // The open one is among those that are shown.
        let shown = move || {
            let (mut here, open) = (here.get(), open.get());
            let room = if here.len() > SHOWN { SHOWN - 1 } else { SHOWN };
            if let Some(place) = here.iter().position(|chip| Some(chip.id) == open).filter(|place| *place >= room) {
                here.swap(room - 1, place);
            }
            here.truncate(room);
            here
        };
        let crowded = move || here.with(Vec::len) > SHOWN;
        let hidden = move || if crowded() { here.with(Vec::len) + 1 - SHOWN } else { 0 };
        let level = memo(move |_| {
            matrix.with(|matrix| {
                let level = risk::level(matrix, seat.0, seat.1);
                Shade::of(matrix, level, w)
            })
        });
        let label = move || {
            let (p, i) = matrix.with(|matrix| (said(matrix.p_steps.get(p - 1), w), said(matrix.i_steps.get(i - 1), w)));
            let (name, n) = (level.get().name, here.with(Vec::len));
            if n == 0 {
                return w.matrix_cell(i, name, n, p);
            }
            let codes: Vec<String> = here.with(|here| here.iter().map(|chip| chip.code.clone()).collect());
            w.matrix_cell_holding(codes.join(", "), i, name, n, p)
        };
        view! {
            <div
                role="gridcell"
                class=bound(move || format!("c {}", level.with(Shade::class)))
                style:background=bound(move || level.with(Shade::ground))
                style:color=bound(move || level.with(Shade::ink))
                class:over=bound(move || drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.over == Under::Cell(seat))))
                class:on=bound(move || chosen.get() == Some(seat))
                class:crowded=crowded
                data-testid="risk-cell"
                data-p=p
                data-i=i
                tabindex=bound(move || if at.get() == seat { "0" } else { "-1" })
                aria-label=label
                aria-selected=bound(move || if chosen.get() == Some(seat) { "true" } else { "false" })
                on:focus=handler(move |_| at.set(seat))
                on:click=handler(move |_| on_filter.run(seat))
            >
                <div class="held"><For each=shown key=Chip::clone let:chip>
                    <RiskChip chip drag open on_move=moved on_open />
                </For>
                <Show when=crowded>
                    <button
                        type="button"
                        class="chip rest"
                        tabindex="-1"
                        aria-label=bound(move || w.matrix_more_label(hidden()))
                        aria-expanded=bound(move || if listed.get() == Some(seat) { "true" } else { "false" })
                        data-testid="risk-rest"
                        on:click=handler(move |event: MouseEvent| {
                            event.stop_propagation();
                            listed.update(|now| *now = if *now == Some(seat) { None } else { Some(seat) });
                            files::focus_soon(".peek.open button");
                        })
                    >
                        <span class="more">{reactive(move || w.matrix_more(hidden()))}</span>
                        <span class="all">{reactive(move || here.with(Vec::len))}</span>
                    </button>
                </Show></div>
                <Show when=move || crowded() && listed.get() == Some(seat)>
                    <ul class="peek open" data-testid="risk-list"
                        on:click=handler(move |event: MouseEvent| event.stop_propagation())
                        on:focusout=handler(move |event: FocusEvent| {
                            let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
                            if !to.is_some_and(|to| in_list(&to)) {
                                listed.set(None);
                            }
                        })
                    >
                        {reactive(move || here.get().into_iter().map(|chip| view! {
                            <li><button type="button" class="rowlink" on:click=handler(move |event: MouseEvent| {
                                event.stop_propagation();
                                listed.set(None);
                                on_open.run(chip.id);
                            })><b>{chip.code}</b> " " <span>{chip.title}</span></button></li>
                        }).collect_view())}
                    </ul>
                </Show>
                <small class="word" aria-hidden="true">{reactive(move || level.get().name)}</small>
                <small class="n" aria-hidden="true">{reactive(move || Some(here.with(Vec::len)).filter(|n| *n > 0))}</small>
            </div>
        }
    };
    let head = move |step: Option<&crate::engine::model::ScaleStep>| {
        let (name, note) = step.map(|step| (risk::step_name(step, w), risk::step_note(step, w))).unwrap_or_default();
        view! { <b>{name}</b> <span>{note}</span> }
    };
    // Only another matrix makes the cells anew.
    let grid = move || {
        let matrix = matrix.get();
        let axes = axes.get();
        let (rows, columns) = axes.size();
        let (up, right) = if axes.transposed() { (&matrix.i_steps, &matrix.p_steps) } else { (&matrix.p_steps, &matrix.i_steps) };
        let of = |seat: Seat, vertical: bool| {
            let score = if vertical == axes.transposed() { seat.1 } else { seat.0 };
            score.get() as usize - 1
        };
        let lines = (0..rows)
            .map(|row| {
                let seats = (0..columns).map(|column| axes.seat(row, column));
                view! {
                    <div role="row" class="line">
                        <div role="rowheader" class="h">{head(up.get(of(axes.seat(row, 0), true)))}</div>
                        {seats.map(|(p, i)| cell(p.get() as usize, i.get() as usize)).collect_view()}
                    </div>
                }
            })
            .collect_view();
        let feet = (0..columns)
            .map(|column| view! { <div role="columnheader" class="h f">{head(right.get(of(axes.seat(0, column), false)))}</div> })
            .collect_view();
        view! {
            {lines}
            <div role="row" class="line">
                <div role="gridcell" class="corner"></div>
                {feet}
            </div>
        }
    };
    let size = move || axes.get().size();
    view! {
        <div
            class=bound(move || format!("matrix rows-{} columns-{}", size().0, size().1))
            class:dragging=bound(move || drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.moving)))
            role="grid"
            aria-label=w.matrix_title()
            aria-description=w.matrix_keys()
            data-testid="risk-matrix"
            node_ref=root
            on:keydown=on_key
        >
            {grid}
            <Show when=move || arrows.get()>
                <svg
                    class="arrows"
                    viewBox=move || format!("0 0 {} {}", size().1 * WIDE, size().0 * HIGH)
                    preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    {reactive(move || {
                        let axes = axes.get();
                        chips.with(|chips| {
                            chips
                                .iter()
                                .flat_map(|chip| chip.path.windows(2).filter_map(|two| arrow(axes.place(two[0]), axes.place(two[1]))))
                                .map(|path| view! { <path d=path></path> })
                                .collect_view()
                        })
                    })}
                </svg>
            </Show>
        </div>
        <Ghost drag />
    }
}

/// A step with its definition: `Likely 50–80 %`.
fn said(step: Option<&crate::engine::model::ScaleStep>, w: Words) -> String {
    let text = step.map(|step| format!("{} {}", risk::step_name(step, w), risk::step_note(step, w)));
    text.unwrap_or_default().trim().to_string()
}

/// The chip that goes with the pointer.
#[component]
fn Ghost(drag: DragSignal) -> impl IntoView {
    let shown = memo(move |_| drag.with(|drag| drag.as_ref().filter(|drag| drag.moving).map(|drag| drag.code.clone())));
    let place = move || drag.with(|drag| drag.as_ref().map_or((0, 0), |drag| drag.now));
    view! {
        {reactive(move || {
            shown.get().map(|code| view! {
                <div
                    class="chip ghost"
                    aria-hidden="true"
                    style:left=bound(move || format!("{}px", place().0))
                    style:top=bound(move || format!("{}px", place().1))
                >
                    {code}
                </div>
            })
        })}
    }
}

/// A cell in the units of the drawing over the grid; in the proportion of the cells.
const WIDE: usize = 118;
const HIGH: usize = 100;

/// The path of an arrow from the middle of one cell to another's; none within one cell.
fn arrow(from: (usize, usize), to: (usize, usize)) -> Option<String> {
    if from == to {
        return None;
    }
    let middle = |(row, column): (usize, usize)| ((column as f64 + 0.5) * WIDE as f64, (row as f64 + 0.5) * HIGH as f64);
    let ((x1, y1), (x2, y2)) = (middle(from), middle(to));
    let length = (x2 - x1).hypot(y2 - y1);
    let (ux, uy) = ((x2 - x1) / length, (y2 - y1) / length);
    // It ends short of the middle, where the chip's neighbours stand.
    let (x2, y2) = (x2 - ux * 14.0, y2 - uy * 14.0);
    let wing = |side: f64| (x2 - ux * 11.0 - uy * 6.0 * side, y2 - uy * 11.0 + ux * 6.0 * side);
    let ((ax, ay), (bx, by)) = (wing(1.0), wing(-1.0));
    Some(format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}M{ax:.1} {ay:.1}L{x2:.1} {y2:.1}L{bx:.1} {by:.1}"))
}
