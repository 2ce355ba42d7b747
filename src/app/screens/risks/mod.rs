//! Risks of a project: the matrix, what is not assessed yet, and the register.

mod inspector;
mod names;

pub use inspector::RiskInspector;

use leptos::prelude::*;
use std::sync::Arc;

use crate::app::place::{Go, Place, Screen};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::Segmented;
use crate::app::widgets::matrix::{Chip, DragSignal, Matrix, Moved, RiskChip, Seat};
use crate::engine::edit::{self, risk::View};
use crate::engine::model::{Id, Money, Risk, RiskMatrix};
use crate::engine::risk;
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
    let now = Memo::new(move |_| {
        let (p, i) = seat.get()?;
        matrix.with(|matrix| {
            let level = risk::level(matrix, p, i);
            Some((risk::tone(matrix, level), risk::level_name(matrix, level, w)))
        })
    });
    view! {
        <span class=move || now.get().map_or("lv none".to_string(), |(tone, _)| format!("lv level-{tone}"))>
            {move || now.get().map_or(w.risk_not_assessed().to_string(), |(_, name)| name)}
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
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let project = Memo::new(move |_| place.get().project.filter(|id| session.ws().projects.contains(*id)));
    view! {
        {move || match project.get() {
            Some(project) => view! { <OfProject project /> }.into_any(),
            None => {
                view! {
                    <div class="empty">
                        <p>{w.project_gone()}</p>
                        <a class="btn" href=Place::of(Screen::Projects).query()>{w.go_to_projects()}</a>
                    </div>
                }
                    .into_any()
            }
        }}
    }
}

/// What the user looks at.
#[derive(Clone, Copy)]
struct Look {
    view: RwSignal<View>,
    arrows: RwSignal<bool>,
    cell: RwSignal<Option<Seat>>,
    due: RwSignal<bool>,
}

impl Look {
    /// Shows one cell in the register; the same cell again shows all.
    fn choose(self, seat: Seat) {
        self.cell.update(|cell| *cell = if *cell == Some(seat) { None } else { Some(seat) });
    }

    fn clear(self) {
        self.cell.set(None);
        self.due.set(false);
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
    };
    let drag: DragSignal = RwSignal::new(None);
    let matrix = session.memo(risk::matrix);
    // Open ones first, then in the order of their codes.
    let risks = session.memo(move |ws| {
        let mut risks: Vec<Arc<Risk>> = ws.risks.iter().filter(|risk| risk.project == project).cloned().collect();
        risks.sort_by(|a, b| (!risk::is_open(a), &a.code, a.id).cmp(&(!risk::is_open(b), &b.code, b.id)));
        risks
    });
    let chips = Memo::new(move |_| {
        let view = look.view.get();
        matrix.with(|matrix| {
            risks.with(|risks| {
                risks
                    .iter()
                    .filter(|risk| risk::is_open(risk))
                    .map(|risk| Chip {
                        id: risk.id,
                        code: risk.code.to_string(),
                        title: risk.title.to_string(),
                        at: risk::seat(matrix, view.of(risk)),
                        from: risk::seat(matrix, &risk.inherent),
                    })
                    .collect::<Vec<Chip>>()
            })
        })
    });
    let open = Memo::new(move |_| place.get().open.filter(|(kind, _)| *kind == Kind::Risk).map(|(_, id)| id));
    let on_open = Callback::new(move |id: Id| go.to(place.get_untracked().opening(Kind::Risk, id)));
    let on_move = Callback::new(move |(id, seat): Moved| assess(session, id, look.view.get_untracked(), seat));
    let on_filter = Callback::new(move |seat: Seat| look.choose(seat));
    let add = move || {
        let name = w.risk_new_name();
        if let Some(id) = session.edit(w.risk_added(), |ws, ctx| edit::risk::add(ws, ctx, project, name)) {
            look.clear();
            on_open.run(id);
        }
    };
    let unassessed = move || chips.with(|chips| chips.iter().filter(|chip| chip.at.is_none()).cloned().collect::<Vec<Chip>>());
    let counts = Memo::new(move |_| risk::counts(&session.ws(), project, look.view.get(), session.today.get()));
    view! {
        <Bar project look add=Callback::new(move |()| add()) due=Signal::derive(move || counts.with(|counts| counts.due)) />
        <div class="risks" data-testid="risks">
            <section class="weigh">
                <header>
                    <h1>{w.matrix_title()}</h1>
                    <small>{w.matrix_axes()}</small>
                </header>
                <Matrix
                    matrix
                    chips
                    open
                    chosen=look.cell
                    arrows=look.arrows
                    drag
                    on_move
                    on_open
                    on_filter
                />
                <ul class="legend">
                    {move || {
                        matrix.with(|matrix| {
                            let counts = counts.get();
                            (0..matrix.levels.len())
                                .map(|level| view! {
                                    <li data-testid="risk-legend" data-level={level + 1}>
                                        <b class=format!("lv level-{}", risk::tone(matrix, level))>{counts.levels.get(level).copied()}</b>
                                        {risk::level_name(matrix, level, w)}
                                    </li>
                                })
                                .collect_view()
                        })
                    }}
                </ul>
                <div
                    class="unassessed"
                    class:over=move || drag.with(|drag| drag.is_some())
                    data-drop="out"
                    data-testid="risk-unassessed"
                >
                    <h2>{move || w.risk_unassessed(counts.with(|counts| counts.unassessed))}</h2>
                    <p class="hint">
                        {move || if unassessed().is_empty() { w.risk_unassessed_none() } else { w.risk_unassessed_hint() }}
                    </p>
                    <div class="chips">
                        <For each=unassessed key=Chip::clone let:chip>
                            <RiskChip chip drag open on_move on_open wide=true />
                        </For>
                    </div>
                </div>
            </section>
            <Register look matrix risks open on_open add=Callback::new(move |()| add()) />
        </div>
    }
}

#[component]
fn Bar(project: Id, look: Look, add: Callback<()>, due: Signal<usize>) -> impl IntoView {
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
                value=Signal::derive(move || view_key(look.view.get()).to_string())
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
                aria-pressed=move || pressed(look.arrows.get())
                on:click=move |_| look.arrows.update(|on| *on = !*on)
            >
                {w.risk_arrows()}
            </button>
            <div class="sp"></div>
            <div class="loss" data-testid="risk-loss">
                {w.risk_loss()} " " <b>{move || sums(loss.get())}</b> " · "
                {move || reserve.get().map_or(w.risk_reserve_none().to_string(), |money| w.risk_reserve(w.money(money, unit.get())))}
            </div>
            <button
                type="button"
                class="btn"
                data-testid="risk-due"
                aria-pressed=move || pressed(look.due.get())
                on:click=move |_| look.due.update(|on| *on = !*on)
            >
                {move || w.risk_due(due.get())}
            </button>
            <button type="button" class="btn primary" data-testid="risk-add" on:click=move |_| add.run(())>
                {w.risk_add()}
            </button>
        </div>
    }
}

#[component]
fn Register(
    look: Look,
    matrix: Memo<RiskMatrix>,
    risks: Memo<Vec<Arc<Risk>>>,
    open: Memo<Option<Id>>,
    on_open: Callback<Id>,
    add: Callback<()>,
) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = Memo::new(move |_| {
        let (cell, due, view, today) = (look.cell.get(), look.due.get(), look.view.get(), session.today.get());
        matrix.with(|matrix| {
            risks.with(|risks| {
                risks
                    .iter()
                    .filter(|risk| cell.is_none() || risk::is_open(risk) && risk::seat(matrix, view.of(risk)) == cell)
                    .filter(|risk| !due || risk::needs_review(risk, matrix, today))
                    .map(|risk| risk.id)
                    .collect::<Vec<Id>>()
            })
        })
    });
    let filtered = move || look.cell.get().is_some() || look.due.get();
    let none = Memo::new(move |_| risks.with(Vec::is_empty));
    let filter_text = move || {
        let cell =
            look.cell.get().map(|(p, i)| w.risk_filter_cell(step(&matrix, i.get(), false, w), step(&matrix, p.get(), true, w)));
        let due = look.due.get().then(|| w.risk_filter_due().to_string());
        cell.into_iter().chain(due).collect::<Vec<String>>().join(" · ")
    };
    view! {
        <section class="register">
            <header>
                <h2>{w.risk_register()}</h2>
                <Show when=filtered>
                    <div class="filter" role="status" data-testid="risk-filter">
                        <span>{filter_text}</span>
                        <button type="button" class="btn quiet" data-testid="risk-filter-clear" on:click=move |_| look.clear()>
                            {w.risk_filter_clear()}
                        </button>
                    </div>
                </Show>
            </header>
            <Show
                when=move || !none.get()
                fallback=move || view! {
                    <div class="empty" data-testid="risk-empty">
                        <h2>{w.risk_empty_title()}</h2>
                        <p>{w.risk_empty_text()}</p>
                        <button type="button" class="btn" on:click=move |_| add.run(())>{w.risk_add()}</button>
                    </div>
                }
            >
                <table class="reg" data-testid="risk-register">
                    <thead>
                        <tr>
                            <th scope="col">{w.risk_level()}</th>
                            <th scope="col">{w.risk_what()}</th>
                            <th scope="col">{w.risk_owner()}</th>
                            <th scope="col">{w.risk_strategy()}</th>
                            <th scope="col" class="num">{w.risk_delay()}</th>
                            <th scope="col" class="num">{w.risk_next_review()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || shown.get() key=|id| *id let:id>
                            <Line id look matrix open on_open />
                        </For>
                    </tbody>
                </table>
                <Show when=move || shown.with(Vec::is_empty)>
                    <p class="none">{w.risk_filter_empty()}</p>
                </Show>
            </Show>
        </section>
    }
}

/// The name of a step of one of the two scales.
fn step(matrix: &Memo<RiskMatrix>, number: i64, probability: bool, w: Words) -> String {
    matrix.with(|matrix| {
        let steps = if probability { &matrix.p_steps } else { &matrix.i_steps };
        steps.get(number as usize - 1).map_or(String::new(), |step| risk::step_name(step, w))
    })
}

/// One risk in the register.
#[component]
fn Line(id: Id, look: Look, matrix: Memo<RiskMatrix>, open: Memo<Option<Id>>, on_open: Callback<Id>) -> impl IntoView {
    let session = session();
    let w = words();
    let risk = session.memo(move |ws| ws.risks.get(id).cloned());
    let owner = session.memo(move |ws| {
        let owner = ws.risks.get(id)?.owner?;
        ws.members.get(owner).map(|member| member.name.to_string())
    });
    let get = move |read: fn(&Risk) -> String| move || risk.with(|risk| risk.as_deref().map(read).unwrap_or_default());
    let seat = Signal::derive(move || {
        let view = look.view.get();
        risk.with(|risk| matrix.with(|matrix| risk::seat(matrix, view.of(risk.as_deref()?))))
    });
    let due = Memo::new(move |_| risk.with(|risk| matrix.with(|matrix| risk::review_due(risk.as_deref()?, matrix))));
    let late = move || due.get().is_some_and(|due| due <= session.today.get());
    view! {
        <tr
            class:sel=move || open.get() == Some(id)
            class:closed=move || risk.with(|risk| risk.as_deref().is_some_and(|risk| !risk::is_open(risk)))
            data-testid="risk-row"
            data-risk-id=id.to_string()
            on:click=move |_| on_open.run(id)
        >
            <td class="level"><Level matrix seat /></td>
            <td class="what">
                <button type="button" class="name" aria-current=move || (open.get() == Some(id)).then_some("true")>
                    <span class="code">{get(|risk| risk.code.to_string())}</span>
                    " "
                    {get(|risk| risk.title.to_string())}
                </button>
            </td>
            <td class="owner">{move || owner.get().unwrap_or(w.none_yet().to_string())}</td>
            <td class="strategy">
                {move || risk.with(|risk| risk.as_deref().map(|risk| {
                    if risk::is_open(risk) { names::strategy(risk.strategy, w) } else { names::status(risk.status, w) }
                }))}
            </td>
            <td class="num delay">
                {move || risk.with(|risk| {
                    risk.as_deref()
                        .and_then(|risk| risk.impact_days)
                        .map_or(w.none_yet().to_string(), |days| w.risk_days(w.number(days, 1)))
                })}
            </td>
            <td class="num review" class:late=late>
                {move || due.get().map_or(w.none_yet().to_string(), |day| {
                    let text = w.day_short(day, session.today.get());
                    if late() { w.risk_overdue(text) } else { text }
                })}
            </td>
        </tr>
    }
}
