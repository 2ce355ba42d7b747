//! Risks of a project: the matrix, what is not assessed yet, and the register.

mod ask;
mod editor;
mod inspector;
mod more;
mod names;
mod register;
mod review;

pub use inspector::{RiskInspector, members, money_text, typed_money};
pub use more::RisksOf;

use crate::app::prelude::*;
use std::sync::Arc;

use crate::app::browser::{files, picture};
use crate::app::place::{Go, Place};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::Segmented;
use crate::app::widgets::matrix::{Axes, Chip, DragSignal, Matrix, Moved, RiskChip, Seat, Shade};
use crate::engine::edit::{self, risk::View};
use crate::engine::model::order;
use crate::engine::model::{Id, MatrixView, Money, Risk, RiskMatrix, RiskType};
use crate::engine::risk;
use crate::engine::scene;
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// Puts a risk into a cell (or out of the matrix) and says where it now is.
fn assess(session: Session, id: Id, view: View, seat: Option<Seat>) {
    let w = session.words();
    let Some(before) = session.ws_untracked().risks.get(id).cloned() else { return };
    let done = session.edit(w.risk_moved(&before.code), |ws, ctx| edit::risk::assess(ws, ctx, id, view, seat));
    if done.is_some() {
        let matrix = risk::matrix(&session.ws_untracked());
        session.say(match seat {
            Some((p, i)) => {
                let level = risk::level_name(&matrix, risk::level(&matrix, p, i), w);
                w.risk_said(&before.code, i.get(), level, p.get(), &before.title)
            }
            None => w.risk_said_out(&before.code, &before.title),
        });
    }
}

/// The level of a cell as a coloured word; "not assessed" where there is no cell.
#[component]
fn Level(matrix: Memo<RiskMatrix>, #[prop(into)] seat: Signal<Option<Seat>>) -> impl IntoView {
    let w = words();
    let now = memo(move |_| {
        let (p, i) = seat.get()?;
        matrix.with(|matrix| Some(Shade::of(matrix, risk::level(matrix, p, i), w)))
    });
    view! {
        <span
            class=bound(move || now.with(|now| now.as_ref().map_or("lv none".to_string(), |shade| format!("lv {}", shade.class()))))
            style:background=bound(move || now.with(|now| now.as_ref().and_then(Shade::ground)))
            style:color=bound(move || now.with(|now| now.as_ref().and_then(Shade::ink)))
        >
            {reactive(move || now.get().map_or(w.risk_not_assessed().to_string(), |shade| shade.name))}
        </span>
    }
}

fn view_key(view: View) -> &'static str {
    match view {
        View::Inherent => "inherent",
        View::Current => "current",
        View::Target => "target",
    }
}

#[component]
pub fn Risks() -> impl IntoView {
    super::of_project(|project| view! { <OfProject project /> }.into_any())
}

/// What the user looks at.
#[derive(Clone, Copy)]
struct Look {
    view: RwSignal<View>,
    arrows: RwSignal<bool>,
    cell: RwSignal<Option<Seat>>,
    due: RwSignal<bool>,
    /// Threats and opportunities each have their matrix.
    kind: RwSignal<RiskType>,
    level: RwSignal<Option<usize>>,
    find: RwSignal<String>,
    beside: RwSignal<Beside>,
    editing: RwSignal<bool>,
}

/// What stands beside the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Register,
    Review,
    Ask,
}

impl Look {
    /// Shows one cell in the register; the same cell again shows all.
    fn choose(self, seat: Seat) {
        self.cell.update(|cell| *cell = if *cell == Some(seat) { None } else { Some(seat) });
    }

    fn clear(self) {
        self.cell.set(None);
        self.due.set(false);
        self.level.set(None);
        self.find.set(String::new());
    }
}

#[component]
fn OfProject(project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let look = Look {
        view: RwSignal::new(View::Current),
        arrows: RwSignal::new(false),
        cell: RwSignal::new(None),
        due: RwSignal::new(false),
        kind: RwSignal::new(RiskType::Threat),
        level: RwSignal::new(None),
        find: RwSignal::new(String::new()),
        beside: RwSignal::new(Beside::Register),
        editing: RwSignal::new(false),
    };
    let drag: DragSignal = RwSignal::new(None);
    let matrix = session.memo(risk::matrix);
    // Open ones first, then in the order of their codes.
    let risks = session.memo(move |ws| {
        let mut risks: Vec<Arc<Risk>> = ws.risks.iter().filter(|risk| risk.project == project).cloned().collect();
        order::sort_by(&mut risks, |a, b| (!risk::is_open(a), &a.code, a.id).cmp(&(!risk::is_open(b), &b.code, b.id)));
        risks
    });
    let chips = memo(move |_| {
        let (view, kind) = (look.view.get(), look.kind.get());
        matrix.with(|matrix| {
            risks.with(|risks| {
                risks
                    .iter()
                    .filter(|risk| risk::is_open(risk) && risk.kind == kind)
                    .map(|risk| Chip {
                        id: risk.id,
                        code: risk.code.to_string(),
                        title: risk.title.to_string(),
                        at: risk::seat(matrix, view.of(risk)),
                        path: View::ALL.iter().filter_map(|view| risk::seat(matrix, view.of(risk))).collect(),
                    })
                    .collect::<Vec<Chip>>()
            })
        })
    });
    let open = memo(move |_| place.get().open.filter(|(kind, _)| *kind == Kind::Risk).map(|(_, id)| id));
    let on_open = Callback::new(move |id: Id| go.to(place.get_untracked().opening(Kind::Risk, id)));
    let on_move = Callback::new(move |(id, seat): Moved| assess(session, id, look.view.get_untracked(), seat));
    let on_filter = Callback::new(move |seat: Seat| look.choose(seat));
    let add = move || {
        let name = w.risk_new_name();
        if let Some(id) = session.edit(w.risk_added(), |ws, ctx| edit::risk::add(ws, ctx, project, name)) {
            look.clear();
            look.beside.set(Beside::Ask);
            on_open.run(id);
        }
    };
    let unassessed = move || chips.with(|chips| chips.iter().filter(|chip| chip.at.is_none()).cloned().collect::<Vec<Chip>>());
    // What the legend counts is what the matrix shows.
    let counts = memo(move |_| {
        let mut counts = matrix.with(|matrix| vec![0; matrix.levels.len()]);
        matrix.with(|matrix| {
            chips.with(|chips| {
                for (p, i) in chips.iter().filter_map(|chip| chip.at) {
                    counts[risk::level(matrix, p, i)] += 1;
                }
            })
        });
        counts
    });
    let round = memo(move |_| risk::rounds(&session.ws(), project, session.today.get()).len());
    let due = memo(move |_| risk::counts(&session.ws(), project, look.view.get(), session.today.get()).due);
    let mirror = derive(move || look.kind.get() == RiskType::Opportunity);
    let turn = move |turn: fn(&mut MatrixView)| {
        session.edit(w.matrix_changed(), |ws, ctx| {
            let now = risk::matrix(ws);
            edit::risk::change_matrix(ws, ctx, now, |matrix| turn(&mut matrix.view))
        });
    };
    let picture = move || {
        let matrix = matrix.get_untracked();
        let counts = counts.get_untracked();
        chips.with_untracked(|chips| picture(&matrix, chips, &counts, look.kind.get_untracked(), look.arrows.get_untracked(), w))
    };
    let save_png = move || {
        let picture = picture();
        let svg = scene::matrix::svg(&picture);
        let name = format!("{}.png", w.matrix_title());
        leptos::task::spawn_local(async move {
            match picture::png(&svg).await {
                Ok(blob) => files::download_blob(&name, &blob),
                Err(_) => session.toast(w.matrix_picture_failed().to_string(), false, true),
            }
        });
    };
    let copy = move || {
        let svg = scene::matrix::svg(&picture());
        leptos::task::spawn_local(async move {
            match picture::copy(svg).await {
                Ok(()) => session.toast(w.matrix_copied().to_string(), false, false),
                Err(_) => session.toast(w.matrix_copy_failed().to_string(), false, true),
            }
        });
    };
    let save_svg = move || {
        files::download(&format!("{}.svg", w.matrix_title()), "image/svg+xml", &scene::matrix::svg(&picture()));
    };
    view! {
        <Bar project look add=Callback::new(move |()| add()) due round />
        <div class="risks" data-testid="risks">
            <section class="weigh">
                <header>
                    <h1>{w.matrix_title()}</h1>
                    <small>{reactive(move || if matrix.with(|matrix| matrix.view.transpose) { w.matrix_axes_turned() } else { w.matrix_axes() })}</small>
                    <Segmented
                        label=w.risk_type()
                        value=derive(move || look.kind.get().key().to_string())
                        options=RiskType::ALL.iter().map(|kind| (kind.key().to_string(), names::kind(*kind, w).to_string())).collect()
                        commit=move |key: String| {
                            look.cell.set(None);
                            look.level.set(None);
                            look.kind.set(RiskType::from_key(&key).unwrap_or_default());
                        }
                        testid="risk-kind"
                    />
                </header>
                <Matrix
                    matrix
                    chips
                    open
                    chosen=look.cell
                    arrows=look.arrows
                    mirror
                    drag
                    on_move
                    on_open
                    on_filter
                />
                <ul class="legend">
                    {reactive(move || {
                        matrix.with(|matrix| {
                            let counts = counts.get();
                            let chosen = look.level.get();
                            (0..matrix.levels.len())
                                .map(|level| (level, Shade::of(matrix, level, w)))
                                .map(|(level, shade)| view! {
                                    <li data-testid="risk-legend" data-level={level + 1}>
                                        <button
                                            type="button"
                                            class="rung"
                                            aria-pressed=if chosen == Some(level) { "true" } else { "false" }
                                            on:click=handler(move |_| look.level.update(|now| *now = if *now == Some(level) { None } else { Some(level) }))
                                        >
                                            <b class=format!("lv {}", shade.class()) style:background=shade.ground() style:color=shade.ink()>{counts.get(level).copied()}</b>
                                            {shade.name}
                                        </button>
                                    </li>
                                })
                                .collect_view()
                        })
                    })}
                </ul>
                <div class="matrix-tools">
                    <button type="button" class="btn quiet" data-testid="matrix-transpose" on:click=handler(move |_| turn(|view| view.transpose = !view.transpose))>{w.matrix_transpose()}</button>
                    <button type="button" class="btn quiet" data-testid="matrix-flip-p" on:click=handler(move |_| turn(|view| view.flip_p = !view.flip_p))>{w.matrix_flip_p()}</button>
                    <button type="button" class="btn quiet" data-testid="matrix-flip-i" on:click=handler(move |_| turn(|view| view.flip_i = !view.flip_i))>{w.matrix_flip_i()}</button>
                    <button type="button" class="btn quiet" data-testid="matrix-copy" on:click=handler(move |_| copy())>{w.matrix_copy()}</button>
                    <button type="button" class="btn quiet" data-testid="matrix-png" on:click=handler(move |_| save_png())>"PNG"</button>
                    <button type="button" class="btn quiet" data-testid="matrix-svg" on:click=handler(move |_| save_svg())>"SVG"</button>
                    <button type="button" class="btn quiet" data-testid="matrix-edit" aria-expanded=bound(move || if look.editing.get() { "true" } else { "false" })
                        on:click=handler(move |_| look.editing.update(|on| *on = !*on))>{w.matrix_edit()}</button>
                </div>
                <Show when=move || look.editing.get()><editor::Editor matrix /></Show>
                <div
                    class="unassessed"
                    class:over=bound(move || drag.with(|drag| drag.is_some()))
                    data-drop="out"
                    data-testid="risk-unassessed"
                >
                    <h2>{reactive(move || w.risk_unassessed(unassessed().len()))}</h2>
                    <p class="hint">
                        {reactive(move || if unassessed().is_empty() { w.risk_unassessed_none() } else { w.risk_unassessed_hint() })}
                    </p>
                    <div class="chips">
                        <For each=unassessed key=Chip::clone let:chip>
                            <RiskChip chip drag open on_move on_open wide=true />
                        </For>
                    </div>
                </div>
            </section>
            {reactive(move || {
                let back = Callback::new(move |()| look.beside.set(Beside::Register));
                match look.beside.get() {
                    Beside::Review => view! { <review::Review project matrix on_open close=back /> }.into_any(),
                    Beside::Ask => view! {
                        <div class="stack">
                            <ask::Ask project on_open />
                            <register::Register look matrix risks open on_open add=Callback::new(move |()| add()) />
                        </div>
                    }.into_any(),
                    Beside::Register => {
                        view! { <register::Register look matrix risks open on_open add=Callback::new(move |()| add()) /> }.into_any()
                    }
                }
            })}
        </div>
    }
}

#[component]
fn Bar(project: Id, look: Look, add: Callback<()>, due: Memo<usize>, round: Memo<usize>) -> impl IntoView {
    let session = session();
    let w = words();
    let unit = session.money_unit();
    let loss = session.memo(move |ws| risk::exposure(ws, project));
    let reserve = session.memo(move |ws| ws.projects.get(project).and_then(|project| project.contingency_reserve));
    let sums = move |sums: Vec<Money>| {
        let sums: Vec<String> = sums.into_iter().map(|sum| w.money(sum, unit.get())).collect();
        if sums.is_empty() { w.none_yet().to_string() } else { sums.join(" + ") }
    };
    let pressed = |on: bool| if on { "true" } else { "false" };
    view! {
        <div class="bar">
            <Segmented
                label=w.risk_view()
                value=derive(move || view_key(look.view.get()).to_string())
                options=View::ALL.iter().map(|view| (view_key(*view).to_string(), names::view(*view, w).to_string())).collect()
                commit=move |key: String| {
                    if let Some(view) = View::ALL.into_iter().find(|view| view_key(*view) == key) {
                        look.cell.set(None);
                        look.view.set(view);
                    }
                }
                testid="risk-view"
            />
            <button
                type="button"
                class="btn quiet"
                data-testid="risk-arrows"
                aria-pressed=bound(move || pressed(look.arrows.get()))
                on:click=handler(move |_| look.arrows.update(|on| *on = !*on))
            >
                {w.risk_arrows()}
            </button>
            <div class="sp"></div>
            <div class="loss" data-testid="risk-loss">
                {w.risk_loss()} " " <b>{reactive(move || sums(loss.get()))}</b> " · "
                {reactive(move || reserve.get().map_or(w.risk_reserve_none().to_string(), |money| w.risk_reserve(w.money(money, unit.get()))))}
            </div>
            <button
                type="button"
                class="btn"
                data-testid="risk-due"
                aria-pressed=bound(move || pressed(look.due.get()))
                on:click=handler(move |_| look.due.update(|on| *on = !*on))
            >
                {reactive(move || w.risk_due(due.get()))}
            </button>
            <button
                type="button"
                class="btn quiet"
                data-testid="risk-ask-open"
                aria-pressed=bound(move || pressed(look.beside.get() == Beside::Ask))
                on:click=handler(move |_| look.beside.update(|now| *now = if *now == Beside::Ask { Beside::Register } else { Beside::Ask }))
            >
                {w.risk_ask()}
            </button>
            <button
                type="button"
                class="btn"
                data-testid="risk-round-open"
                aria-pressed=bound(move || pressed(look.beside.get() == Beside::Review))
                on:click=handler(move |_| look.beside.update(|now| *now = if *now == Beside::Review { Beside::Register } else { Beside::Review }))
            >
                {reactive(move || w.risk_round_button(round.get()))}
            </button>
            <button type="button" class="btn primary" data-testid="risk-add" on:click=handler(move |_| add.run(()))>
                {w.risk_add()}
            </button>
        </div>
    }
}

/// The matrix as it is looked at, as a picture.
fn picture(
    matrix: &RiskMatrix,
    chips: &[Chip],
    counts: &[usize],
    kind: RiskType,
    arrows: bool,
    w: Words,
) -> scene::matrix::Picture {
    let axes = Axes::of(matrix, kind == RiskType::Opportunity);
    let (rows, columns) = axes.size();
    let step = |seat: Seat, vertical: bool| {
        let impact = vertical == axes.transposed();
        let (steps, score) = if impact { (&matrix.i_steps, seat.1) } else { (&matrix.p_steps, seat.0) };
        let step = steps.get(score.get() as usize - 1);
        step.map(|step| (risk::step_name(step, w), risk::step_note(step, w))).unwrap_or_default()
    };
    let cell = |row: usize, column: usize| {
        let seat = axes.seat(row, column);
        let level = risk::level(matrix, seat.0, seat.1);
        let codes = chips.iter().filter(|chip| chip.at == Some(seat)).map(|chip| chip.code.clone()).collect();
        scene::matrix::Cell {
            tone: risk::tone(matrix, level),
            own: risk::own_colour(matrix, level),
            level: risk::level_name(matrix, level, w),
            codes,
        }
    };
    let paths = chips.iter().filter(|_| arrows).flat_map(|chip| chip.path.windows(2));
    let title = if kind == RiskType::Threat {
        w.matrix_title().to_string()
    } else {
        format!("{} · {}", w.matrix_title(), names::kind(kind, w))
    };
    scene::matrix::Picture {
        title,
        note: if axes.transposed() { w.matrix_axes_turned() } else { w.matrix_axes() }.to_string(),
        rows: (0..rows).map(|row| step(axes.seat(row, 0), true)).collect(),
        columns: (0..columns).map(|column| step(axes.seat(0, column), false)).collect(),
        cells: (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect()).collect(),
        arrows: paths.map(|two| [axes.place(two[0]), axes.place(two[1])]).collect(),
        legend: counts
            .iter()
            .enumerate()
            .map(|(level, count)| scene::matrix::Rung {
                tone: risk::tone(matrix, level),
                own: risk::own_colour(matrix, level),
                name: risk::level_name(matrix, level, w),
                count: *count,
            })
            .collect(),
    }
}
