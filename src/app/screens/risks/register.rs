//! The register: every risk a row, found, filtered, sorted, changed in place and in bulk.

use crate::app::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::inspector::members;
use super::{Level, Look, names};
use crate::app::session::{session, words};
use crate::app::widgets::field::{SearchField, SelectField};
use crate::engine::edit::{self, risk::View};
use crate::engine::model::order;
use crate::engine::model::{Id, Risk, RiskMatrix, RiskStatus, Strategy};
use crate::engine::risk;
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Level,
    Code,
    Owner,
    Strategy,
    Delay,
    Review,
}

impl Sort {
    const ALL: [Sort; 6] = [Sort::Level, Sort::Code, Sort::Owner, Sort::Strategy, Sort::Delay, Sort::Review];

    fn key(self) -> &'static str {
        match self {
            Sort::Level => "level",
            Sort::Code => "code",
            Sort::Owner => "owner",
            Sort::Strategy => "strategy",
            Sort::Delay => "delay",
            Sort::Review => "review",
        }
    }

    fn name(self, w: Words) -> &'static str {
        match self {
            Sort::Level => w.risk_level(),
            Sort::Code => w.risk_what(),
            Sort::Owner => w.risk_owner(),
            Sort::Strategy => w.risk_strategy(),
            Sort::Delay => w.risk_delay(),
            Sort::Review => w.risk_next_review(),
        }
    }

    fn number(self) -> bool {
        matches!(self, Sort::Delay | Sort::Review)
    }

    /// Sorts; what has no value comes last either way, and equals stay in the order of their codes.
    fn order(self, risks: &mut [&Arc<Risk>], down: bool, ws: &Workspace, matrix: &RiskMatrix, view: View) {
        let key = |risk: &Risk| -> Option<(i64, String)> {
            let number = |value: i64| Some((value, String::new()));
            match self {
                Sort::Level => {
                    let (p, i) = risk::seat(matrix, view.of(risk))?;
                    number(risk::level(matrix, p, i) as i64 * 100 + p.get() * i.get())
                }
                Sort::Code => None,
                Sort::Owner => Some((0, ws.members.get(risk.owner?)?.name.to_string())),
                Sort::Strategy => Some((0, risk.strategy.key().to_string())).filter(|(_, key)| !key.is_empty()),
                Sort::Delay => number((risk.impact_days? * 100.0) as i64),
                Sort::Review => {
                    let due = risk::review_due(risk, matrix)?;
                    number(crate::engine::model::Date::MIN.until(due))
                }
            }
        };
        if self == Sort::Code {
            if down {
                risks.reverse();
            }
            return;
        }
        order::sort_by(risks, |a, b| match (key(a), key(b)) {
            (Some(a), Some(b)) => {
                if down {
                    b.cmp(&a)
                } else {
                    a.cmp(&b)
                }
            }
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
    }
}

/// Whether a risk has what is looked for in its texts, its category or its owner's name.
fn holds(ws: &Workspace, risk: &Risk, find: &str, w: Words) -> bool {
    let owner = risk.owner.and_then(|owner| ws.members.get(owner)).map(|member| member.name.to_string()).unwrap_or_default();
    let texts = [&risk.code, &risk.title, &risk.cause, &risk.event, &risk.effect, &risk.trigger].map(|text| text.to_string());
    let named = [owner, names::category(risk.category, w), names::strategy(risk.strategy, w).to_string()];
    texts.iter().chain(&named).any(|text| text.to_lowercase().contains(find))
}

/// Changes all risks that are ticked, as one step.
#[component]
fn Bulk(chosen: RwSignal<BTreeSet<Id>>) -> impl IntoView {
    let session = session();
    let w = words();
    let each = move |change: &dyn Fn(&mut Risk)| {
        let ids = chosen.get_untracked();
        session.edit_with_undo(w.risk_bulk_done(ids.len()), |ws, _| {
            for id in ids.into_iter().filter(|id| ws.risks.contains(*id)).collect::<Vec<_>>() {
                edit::update::<Risk>(ws, id, change)?;
            }
            Ok(())
        });
    };
    let status = move |status: RiskStatus| {
        let ids = chosen.get_untracked();
        session.edit_with_undo(w.risk_bulk_done(ids.len()), |ws, ctx| {
            for id in ids.into_iter().filter(|id| ws.risks.contains(*id)).collect::<Vec<_>>() {
                edit::risk::set_status(ws, ctx, id, status)?;
            }
            Ok(())
        });
    };
    let statuses = Signal::stored(
        std::iter::once((String::new(), w.risk_choose().to_string()))
            .chain(RiskStatus::ALL.iter().map(|status| (status.key().to_string(), names::status(*status, w).to_string())))
            .collect::<Vec<_>>(),
    );
    let people = derive(move || {
        let mut people = members(session, w).get();
        people[0] = (String::new(), w.risk_choose().to_string());
        people
    });
    view! {
        <Show when=move || !chosen.with(BTreeSet::is_empty)>
            <div class="bulk" data-testid="risk-bulk">
                <span>{reactive(move || w.risk_bulk(chosen.with(BTreeSet::len)))}</span>
                <SelectField label=w.risk_owner() value=Signal::stored(String::new()) options=people testid="risk-bulk-owner"
                    commit=move |key: String| if let Some(owner) = Id::parse(&key) { each(&|risk| risk.owner = Some(owner)) } />
                <SelectField label=w.risk_status() value=Signal::stored(String::new()) options=statuses testid="risk-bulk-status"
                    commit=move |key: String| if let Some(now) = RiskStatus::from_key(&key) { status(now) } />
                <button type="button" class="btn quiet" on:click=handler(move |_| chosen.set(BTreeSet::new()))>{w.risk_bulk_none()}</button>
            </div>
        </Show>
    }
}

#[component]
pub fn Register(
    look: Look,
    matrix: Memo<RiskMatrix>,
    risks: Memo<Vec<Arc<Risk>>>,
    open: Memo<Option<Id>>,
    on_open: Callback<Id>,
    add: Callback<()>,
) -> impl IntoView {
    let session = session();
    let w = words();
    let sort: RwSignal<(Sort, bool)> = RwSignal::new((Sort::Code, false));
    let chosen: RwSignal<BTreeSet<Id>> = RwSignal::new(BTreeSet::new());
    let shown = memo(move |_| {
        let (cell, due, view, today) = (look.cell.get(), look.due.get(), look.view.get(), session.today.get());
        let (level, kind, ((by, down), find)) = (look.level.get(), look.kind.get(), (sort.get(), look.find.get().to_lowercase()));
        let ws = session.ws();
        matrix.with(|matrix| {
            risks.with(|risks| {
                let mut found: Vec<&Arc<Risk>> = risks
                    .iter()
                    .filter(|risk| cell.is_none() && level.is_none() || risk.kind == kind)
                    .filter(|risk| {
                        level.is_none()
                            || risk::is_open(risk)
                                && risk::seat(matrix, view.of(risk)).map(|(p, i)| risk::level(matrix, p, i)) == level
                    })
                    .filter(|risk| find.is_empty() || holds(&ws, risk, &find, w))
                    .filter(|risk| cell.is_none() || risk::is_open(risk) && risk::seat(matrix, view.of(risk)) == cell)
                    .filter(|risk| !due || risk::needs_review(risk, matrix, today))
                    .collect();
                by.order(&mut found, down, &ws, matrix, view);
                found.into_iter().map(|risk| risk.id).collect::<Vec<Id>>()
            })
        })
    });
    let filtered =
        move || look.cell.get().is_some() || look.due.get() || look.level.get().is_some() || !look.find.get().is_empty();
    let none = memo(move |_| risks.with(Vec::is_empty));
    let filter_text = move || {
        let cell =
            look.cell.get().map(|(p, i)| w.risk_filter_cell(step(&matrix, i.get(), false, w), step(&matrix, p.get(), true, w)));
        let due = look.due.get().then(|| w.risk_filter_due().to_string());
        let level = look.level.get().map(|level| w.risk_filter_level(matrix.with(|matrix| risk::level_name(matrix, level, w))));
        let find = Some(look.find.get()).filter(|find| !find.is_empty()).map(|find| w.risk_filter_find(find));
        cell.into_iter().chain(level).chain(due).chain(find).collect::<Vec<String>>().join(" · ")
    };
    view! {
        <section class="register">
            <header>
                <h2>{w.risk_register()}</h2>
                <SearchField text=look.find label=w.risk_find() testid="risk-find" class="input find" />
                <Show when=filtered>
                    <div class="filter" role="status" data-testid="risk-filter">
                        <span>{filter_text}</span>
                        <button type="button" class="btn quiet" data-testid="risk-filter-clear" on:click=handler(move |_| look.clear())>
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
                        <button type="button" class="btn" on:click=handler(move |_| add.run(()))>{w.risk_add()}</button>
                    </div>
                }
            >
                <Bulk chosen />
                <table class="reg" data-testid="risk-register">
                    <thead>
                        <tr>
                            <th scope="col" class="tick"><span class="visually-hidden">{w.risk_choose()}</span></th>
                            {Sort::ALL
                                .map(|by| {
                                    let arrow = move || match sort.get() {
                                        (now, false) if now == by => " ↑",
                                        (now, true) if now == by => " ↓",
                                        _ => "",
                                    };
                                    let say = move || match sort.get() {
                                        (now, false) if now == by => "ascending",
                                        (now, true) if now == by => "descending",
                                        _ => "none",
                                    };
                                    view! {
                                        <th scope="col" class:num=by.number() aria-sort=say>
                                            <button type="button" class="sort" data-testid=format!("risk-sort-{}", by.key())
                                                on:click=handler(move |_| sort.update(|(now, down)| if *now == by { *down = !*down } else { (*now, *down) = (by, by == Sort::Level) }))>
                                                {by.name(w)}
                                                {arrow}
                                            </button>
                                        </th>
                                    }
                                })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || shown.get() key=|id| *id let:id>
                            <Line id look matrix open on_open chosen />
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
fn Line(
    id: Id,
    look: Look,
    matrix: Memo<RiskMatrix>,
    open: Memo<Option<Id>>,
    on_open: Callback<Id>,
    chosen: RwSignal<BTreeSet<Id>>,
) -> impl IntoView {
    let session = session();
    let w = words();
    let risk = session.memo(move |ws| ws.risks.get(id).cloned());
    let get = move |read: fn(&Risk) -> String| move || risk.with(|risk| risk.as_deref().map(read).unwrap_or_default());
    let seat = derive(move || {
        let view = look.view.get();
        risk.with(|risk| matrix.with(|matrix| risk::seat(matrix, view.of(risk.as_deref()?))))
    });
    let due = memo(move |_| risk.with(|risk| matrix.with(|matrix| risk::review_due(risk.as_deref()?, matrix))));
    let late = move || due.get().is_some_and(|due| due <= session.today.get());
    view! {
        <tr
            class:sel=bound(move || open.get() == Some(id))
            class:closed=bound(move || risk.with(|risk| risk.as_deref().is_some_and(|risk| !risk::is_open(risk))))
            data-testid="risk-row"
            data-risk-id=id.to_string()
            on:click=handler(move |_| on_open.run(id))
        >
            <td class="tick" on:click=handler(move |event: leptos::ev::MouseEvent| event.stop_propagation())>
                <input type="checkbox" data-testid="risk-tick" aria-label=get(|risk| risk.code.to_string())
                    prop:checked=bound(move || chosen.with(|chosen| chosen.contains(&id)))
                    on:change=handler(move |event: leptos::ev::Event| chosen.update(|chosen| if event_target_checked(&event) { chosen.insert(id); } else { chosen.remove(&id); })) />
            </td>
            <td class="level"><Level matrix seat /></td>
            <td class="what">
                <button type="button" class="name" aria-current=bound(move || (open.get() == Some(id)).then_some("true"))>
                    <span class="code">{get(|risk| risk.code.to_string())}</span>
                    " "
                    {get(|risk| risk.title.to_string())}
                </button>
            </td>
            <td class="owner" on:click=handler(move |event: leptos::ev::MouseEvent| event.stop_propagation())>
                <SelectField
                    label=w.risk_owner()
                    bare=true
                    value=derive(get(|risk| risk.owner.map_or(String::new(), |owner| owner.to_string())))
                    options=members(session, w)
                    testid="risk-cell-owner"
                    commit=move |key: String| {
                        session.edit(w.risk_owner(), |ws, _| edit::update::<Risk>(ws, id, |risk| risk.owner = Id::parse(&key)));
                    }
                />
            </td>
            <td class="strategy" on:click=handler(move |event: leptos::ev::MouseEvent| event.stop_propagation())>
                <SelectField
                    label=w.risk_strategy()
                    bare=true
                    value=derive(get(|risk| risk.strategy.key().to_string()))
                    options=derive(move || {
                        let kind = risk.with(|risk| risk.as_deref().map(|risk| risk.kind).unwrap_or_default());
                        names::strategies(kind).iter().map(|one| (one.key().to_string(), names::strategy(*one, w).to_string())).collect::<Vec<_>>()
                    })
                    testid="risk-cell-strategy"
                    commit=move |key: String| {
                        if let Some(strategy) = Strategy::from_key(&key) {
                            session.edit(w.risk_strategy(), |ws, _| edit::update::<Risk>(ws, id, |risk| risk.strategy = strategy));
                        }
                    }
                />
            </td>
            <td class="num delay">
                {reactive(move || risk.with(|risk| {
                    risk.as_deref()
                        .and_then(|risk| risk.impact_days)
                        .map_or(w.none_yet().to_string(), |days| w.risk_days(w.number(days, 1)))
                }))}
            </td>
            <td class="num review" class:late=late>
                {reactive(move || due.get().map_or(w.none_yet().to_string(), |day| {
                    let text = w.day_short(day, session.today.get());
                    if late() { w.risk_overdue(text) } else { text }
                }))}
            </td>
        </tr>
    }
}
