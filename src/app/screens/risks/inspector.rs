//! One risk in full: what it is, how bad, what is done about it, and when it was last looked at.

use crate::app::prelude::*;
use std::sync::Arc;

use super::{Level, assess, more, names};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::{AddLine, DateField, SelectField, TextArea, TextField};
use crate::engine::edit::{self, risk::View};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::risk;
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// Most working days that a delay can be given.
const MOST_DAYS: f64 = 20_000.0;

/// The risk that is shown, and how it is read and changed.
#[derive(Clone, Copy)]
pub(super) struct This {
    pub(super) id: Id,
    pub(super) session: Session,
    pub(super) w: Words,
    pub(super) risk: Memo<Option<Arc<Risk>>>,
    matrix: Memo<RiskMatrix>,
}

impl This {
    pub(super) fn read<T: Default>(self, read: impl Fn(&Risk) -> T) -> T {
        self.risk.with(|risk| risk.as_deref().map(read).unwrap_or_default())
    }

    pub(super) fn text(self, read: impl Fn(&Risk) -> String + Send + Sync + 'static) -> Signal<String> {
        derive(move || self.read(&read))
    }

    pub(super) fn change(self, what: &str, change: impl FnOnce(&mut Risk)) {
        let code = self.session.ws_untracked().risks.get(self.id).map(|risk| risk.code.clone()).unwrap_or_default();
        self.session.edit(self.w.risk_change(&code, what), |ws, _| edit::update::<Risk>(ws, self.id, change));
    }
}

/// Members by name, with "not set" first.
pub fn members(session: Session, w: Words) -> Signal<Vec<(String, String)>> {
    session
        .memo(move |ws| {
            let mut all: Vec<(String, String)> = ws
                .members
                .iter()
                .filter(|member| !member.inactive)
                .map(|member| (member.id.to_string(), member.name.to_string()))
                .collect();
            order::sort_by(&mut all, |a, b| a.1.cmp(&b.1));
            all.insert(0, (String::new(), w.not_set().to_string()));
            all
        })
        .into()
}

fn id_text(id: Option<Id>) -> String {
    id.map_or(String::new(), |id| id.to_string())
}

/// An amount as it is edited: in full, so that nothing is lost by leaving the field.
pub fn money_text(money: Option<Money>, w: Words) -> String {
    money.map_or(String::new(), |money| w.number(money.minor as f64 / 100.0, 2))
}

/// What was typed for an amount: `Err` where it is none.
pub fn typed_money(text: &str, currency: Currency) -> Result<Option<Money>, ()> {
    if text.trim().is_empty() { Ok(None) } else { Money::parse(text, currency).map(Some).ok_or(()) }
}

/// The same for a number.
pub(super) fn typed_number(text: &str) -> Result<Option<f64>, ()> {
    let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace() && !matches!(c, '%' | ',')).collect();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0).map(Some).ok_or(())
}

fn options<T: Copy>(all: &[T], key: impl Fn(T) -> &'static str, name: impl Fn(T) -> &'static str) -> Vec<(String, String)> {
    all.iter().map(|one| (key(*one).to_string(), name(*one).to_string())).collect()
}

/// The category tree, group by group.
pub fn categories(w: Words) -> Vec<(String, String)> {
    let all = risk::GROUPS.iter().flat_map(|group| group.iter());
    all.map(|category| (category.key().to_string(), names::category(*category, w))).collect()
}

#[component]
pub fn RiskInspector(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let this =
        This { id, session, w, risk: session.memo(move |ws| ws.risks.get(id).cloned()), matrix: session.memo(risk::matrix) };
    let area = move |label: &'static str, read: fn(&Risk) -> &Text, write: fn(&mut Risk) -> &mut Text| {
        let value = this.text(move |risk| read(risk).to_string());
        view! { <TextArea label value rows=2 commit=move |text: String| this.change(label, |risk| *write(risk) = Text::new(&text)) /> }
    };
    let remove = move |_| {
        let code = this.risk.get_untracked().map(|risk| risk.code.clone()).unwrap_or_default();
        if session.edit_with_undo(w.risk_deleted(&code), |ws, _| edit::delete(ws, Kind::Risk, id)).is_some() {
            go.replace(Place { open: None, ..place.get_untracked() });
        }
    };
    view! {
        <div class="risk-inspector" data-testid="risk-inspector">
            <header>
                <span class="code">{reactive(move || this.read(|risk| risk.code.to_string()))}</span>
                <Level matrix=this.matrix seat=derive(move || seat(this, View::Current)) />
                <span class="pill off">{reactive(move || this.read(|risk| names::status(risk.status, w)))}</span>
            </header>
            <TextField
                label=w.risk_title()
                class="title"
                value=this.text(|risk| risk.title.to_string())
                testid="risk-title"
                commit=move |text: String| {
                    let title = Text::line(&text);
                    if !title.is_empty() {
                        this.change(w.risk_title(), |risk| risk.title = title);
                    }
                }
            />
            <Assessments this />
            <section>
                <div class="pair">
                    <SelectField
                        label=w.risk_owner()
                        value=this.text(|risk| id_text(risk.owner))
                        options=members(session, w)
                        testid="risk-owner"
                        commit=move |key: String| this.change(w.risk_owner(), |risk| risk.owner = Id::parse(&key))
                    />
                    <SelectField
                        label=w.risk_status()
                        value=this.text(|risk| risk.status.key().to_string())
                        options=Signal::stored(options(RiskStatus::ALL, RiskStatus::key, |status| names::status(status, w)))
                        testid="risk-status"
                        commit=move |key: String| {
                            let Some(status) = RiskStatus::from_key(&key) else { return };
                            session.edit(w.risk_status(), |ws, ctx| edit::risk::set_status(ws, ctx, id, status));
                        }
                    />
                    <SelectField
                        label=w.risk_type()
                        value=this.text(|risk| risk.kind.key().to_string())
                        options=Signal::stored(options(RiskType::ALL, RiskType::key, |kind| names::kind(kind, w)))
                        commit=move |key: String| {
                            let Some(kind) = RiskType::from_key(&key) else { return };
                            this.change(w.risk_type(), |risk| {
                                risk.kind = kind;
                                if !names::strategies(kind).contains(&risk.strategy) {
                                    risk.strategy = Strategy::Undecided;
                                }
                            });
                        }
                    />
                    <SelectField
                        label=w.risk_category()
                        value=this.text(|risk| risk.category.key().to_string())
                        options=Signal::stored(categories(w))
                        commit=move |key: String| {
                            let Some(category) = RiskCategory::from_key(&key) else { return };
                            this.change(w.risk_category(), |risk| risk.category = category);
                        }
                    />
                </div>
            </section>
            <section>
                <h3>{w.risk_statement()}</h3>
                {area(w.risk_cause(), |risk| &risk.cause, |risk| &mut risk.cause)}
                {area(w.risk_event(), |risk| &risk.event, |risk| &mut risk.event)}
                {area(w.risk_effect(), |risk| &risk.effect, |risk| &mut risk.effect)}
            </section>
            <Numbers this />
            <more::Depth this />
            <section>
                <h3>{w.risk_response()}</h3>
                <SelectField
                    label=w.risk_strategy()
                    value=this.text(|risk| risk.strategy.key().to_string())
                    options=derive(move || {
                        let mut all = names::strategies(this.read(|risk| risk.kind)).to_vec();
                        let now = this.read(|risk| risk.strategy);
                        if !all.contains(&now) {
                            all.push(now);
                        }
                        options(&all, Strategy::key, |strategy| names::strategy(strategy, w))
                    })
                    testid="risk-strategy"
                    commit=move |key: String| {
                        let Some(strategy) = Strategy::from_key(&key) else { return };
                        this.change(w.risk_strategy(), |risk| risk.strategy = strategy);
                    }
                />
                {area(w.risk_trigger(), |risk| &risk.trigger, |risk| &mut risk.trigger)}
                {area(w.risk_contingency(), |risk| &risk.contingency_plan, |risk| &mut risk.contingency_plan)}
                {area(w.risk_fallback(), |risk| &risk.fallback_plan, |risk| &mut risk.fallback_plan)}
            </section>
            <Actions this />
            <more::Target this />
            <more::Fate this />
            <Tasks this />
            <more::Threatens this />
            <Review this />
            <button type="button" class="btn quiet danger" data-testid="risk-delete" on:click=remove>{w.risk_delete()}</button>
        </div>
    }
}

fn seat(this: This, view: View) -> Option<(Score, Score)> {
    this.matrix.with(|matrix| this.read(|risk| risk::seat(matrix, view.of(risk))))
}

/// The three assessments, each by the steps of both scales with what they mean.
#[component]
fn Assessments(this: This) -> impl IntoView {
    let w = this.w;
    let steps = move |probability: bool| {
        derive(move || {
            this.matrix.with(|matrix| {
                let steps = if probability { &matrix.p_steps } else { &matrix.i_steps };
                let named = steps.iter().enumerate().map(|(place, step)| {
                    let number = place + 1;
                    (number.to_string(), w.risk_step(number, risk::step_name(step, w), risk::step_note(step, w)))
                });
                std::iter::once((String::new(), w.risk_not_assessed().to_string())).chain(named).collect::<Vec<_>>()
            })
        })
    };
    let line = move |view: View| {
        let score = move |probability: bool| {
            this.text(move |risk| {
                let assessment = view.of(risk);
                let score = if probability { assessment.p } else { assessment.i };
                score.map_or(String::new(), |score| score.get().to_string())
            })
        };
        let set = move |probability: bool| {
            move |key: String| {
                let new = key.parse().ok().map(Score::new);
                let old = this.risk.get_untracked().map(|risk| view.of(&risk).clone()).unwrap_or_default();
                let (p, i) = if probability { (new, old.i) } else { (old.p, new) };
                match (p, i) {
                    (Some(p), Some(i)) => assess(this.session, this.id, view, Some((p, i))),
                    _ if new.is_none() => assess(this.session, this.id, view, None),
                    // One of the two alone is kept until the other follows; it is no assessment yet.
                    _ => this.change(names::view(view, w), |risk| {
                        let assessment = match view {
                            View::Inherent => &mut risk.inherent,
                            View::Current => &mut risk.current,
                            View::Target => &mut risk.target,
                        };
                        (assessment.p, assessment.i) = (p, i);
                    }),
                }
            }
        };
        let name = names::view(view, w);
        let key = super::view_key(view);
        view! {
            <div class="assess">
                <div class="head">
                    <span>{name}</span>
                    <Level matrix=this.matrix seat=derive(move || seat(this, view)) />
                </div>
                <SelectField
                    label=w.risk_p_of(name)
                    bare=true
                    value=score(true)
                    options=steps(true)
                    commit=set(true)
                    testid=format!("risk-p-{key}")
                />
                <SelectField
                    label=w.risk_i_of(name)
                    bare=true
                    value=score(false)
                    options=steps(false)
                    commit=set(false)
                    testid=format!("risk-i-{key}")
                />
            </div>
        }
    };
    view! {
        <section>
            <h3>{w.risk_assessment()} " · " {w.risk_p()} " × " {w.risk_i()}</h3>
            {View::ALL.map(line).into_iter().collect_view()}
        </section>
    }
}

/// Probability, delay and money as numbers, and what they come to.
#[component]
fn Numbers(this: This) -> impl IntoView {
    let w = this.w;
    let unit = this.session.money_unit();
    let percent = this.text(|risk| risk.probability.map_or(String::new(), |percent| percent.get().to_string()));
    let by_step = move || {
        let by_step = this
            .matrix
            .with(|matrix| this.read(|risk| if risk.probability.is_none() { risk::percent(risk, matrix) } else { None }));
        by_step.map(|percent| w.risk_percent_hint(w.percent(percent)))
    };
    let cost = this.session.memo(move |ws| {
        let currency = ws.risks.get(this.id)?.impact_money?.currency;
        Some(risk::response_cost(ws, this.id, currency))
    });
    let sum = move || {
        let (value, percent, impact) = this.matrix.with(|matrix| {
            this.read(|risk| Some((risk::emv(risk, matrix)?, risk::percent(risk, matrix)?, risk.impact_money?)))
        })?;
        let money = move |minor: i64| w.money(Money::new(minor, value.currency), unit.get());
        let named = |minor: i64| if minor > 0 { w.risk_emv_gain(money(minor)) } else { w.risk_emv_loss(money(-minor)) };
        let how = w.risk_emv_how(money(impact.minor.abs()), w.percent(percent));
        let cost = cost.get().map_or(0, |cost| cost.minor);
        let with_cost = (cost != 0).then(|| view! { <div>{w.risk_emv_cost(money(cost), money(value.minor - cost))}</div> });
        Some(view! {
            <div class="why" data-testid="risk-emv">
                <b>{named(value.minor)}</b>
                " "
                {how}
                {with_cost}
            </div>
        })
    };
    view! {
        <section>
            <h3>{w.risk_numbers()}</h3>
            <div class="triple">
                <TextField
                    label=w.risk_percent()
                    value=percent
                    inputmode="decimal"
                    testid="risk-percent"
                    commit=move |text: String| {
                        if let Ok(number) = typed_number(&text) {
                            this.change(w.risk_percent(), |risk| risk.probability = number.map(|number| Pct::new(number.round() as i64)));
                        }
                    }
                />
                <TextField
                    label=w.risk_impact_days()
                    value=this.text(move |risk| risk.impact_days.map_or(String::new(), |days| w.number(days, 1)))
                    inputmode="decimal"
                    testid="risk-days"
                    commit=move |text: String| {
                        if let Ok(days) = typed_number(&text) {
                            this.change(w.risk_impact_days(), |risk| risk.impact_days = days.map(|days| days.min(MOST_DAYS)));
                        }
                    }
                />
                <TextField
                    label=w.risk_impact_money()
                    value=this.text(move |risk| money_text(risk.impact_money, w))
                    placeholder=w.risk_money_hint()
                    testid="risk-money"
                    commit=move |text: String| {
                        let currency = this.session.ws_untracked().settings.currency;
                        if let Ok(money) = typed_money(&text, currency) {
                            this.change(w.risk_impact_money(), |risk| risk.impact_money = money);
                        }
                    }
                />
            </div>
            {reactive(move || by_step().map(|hint| view! { <p class="hint">{hint}</p> }))}
            {sum}
        </section>
    }
}

/// What is done about the risk.
#[component]
fn Actions(this: This) -> impl IntoView {
    let (w, session) = (this.w, this.session);
    let actions = session
        .memo(move |ws| ws.actions.iter().filter(|action| action.risk == this.id).map(|action| action.id).collect::<Vec<Id>>());
    view! {
        <section>
            <h3>{w.risk_actions()}</h3>
            <For each=move || actions.get() key=|id| *id let:action>
                <Action this action />
            </For>
            <AddLine
                label=w.risk_action_add()
                testid="risk-action-add"
                commit=move |text: String| {
                    session.edit(w.risk_action(), |ws, ctx| edit::risk::add_action(ws, ctx, this.id, &text));
                }
            />
        </section>
    }
}

#[component]
fn Action(this: This, action: Id) -> impl IntoView {
    let (w, session) = (this.w, this.session);
    let go = expect_context::<Go>();
    let now = session.memo(move |ws| ws.actions.get(action).cloned());
    let read =
        move |read: fn(&ResponseAction) -> String| derive(move || now.with(|now| now.as_deref().map(read).unwrap_or_default()));
    let task = session.memo(move |ws| ws.actions.get(action)?.task.filter(|task| ws.tasks.contains(*task)));
    let change = move |what: &str, change: &dyn Fn(&mut ResponseAction)| {
        session.edit(w.risk_change(w.risk_action(), what), |ws, _| edit::update::<ResponseAction>(ws, action, change));
    };
    let to_plan = move |task: Id| {
        let project = this.risk.get_untracked().map(|risk| risk.project).unwrap_or_default();
        go.to(Place::in_project(Screen::Plan, project).opening(Kind::Task, task));
    };
    let make_task = move |_| {
        if let Some(task) = session.edit(w.risk_action_task(), |ws, ctx| edit::risk::action_to_task(ws, ctx, action)) {
            to_plan(task);
        }
    };
    view! {
        <div class="response" data-testid="risk-action">
            <TextField
                label=w.risk_action()
                bare=true
                value=read(|action| action.text.to_string())
                commit=move |text: String| {
                    let text = Text::line(&text);
                    if !text.is_empty() {
                        change(w.risk_action(), &|action| action.text = text.clone());
                    }
                }
            />
            <div class="pair">
                <SelectField
                    label=w.risk_owner()
                    value=read(|action| id_text(action.owner))
                    options=members(session, w)
                    commit=move |key: String| change(w.risk_owner(), &|action| action.owner = Id::parse(&key))
                />
                <SelectField
                    label=w.risk_status()
                    value=read(|action| action.status.key().to_string())
                    options=Signal::stored(options(ActionStatus::ALL, ActionStatus::key, |status| names::action_status(status, w)))
                    commit=move |key: String| {
                        let Some(status) = ActionStatus::from_key(&key) else { return };
                        let today = session.today.get_untracked();
                        change(w.risk_status(), &|action| {
                            action.status = status;
                            action.done_on = (status == ActionStatus::Done).then_some(today);
                        });
                    }
                />
                <DateField
                    label=w.risk_action_due()
                    value=derive(move || now.with(|now| now.as_deref().and_then(|now| now.due)))
                    commit={move |due: Option<Date>| change(w.risk_action_due(), &|action| action.due = due)}
                />
                <TextField
                    label=w.risk_action_cost()
                    value=derive(move || now.with(|now| money_text(now.as_deref().and_then(|now| now.cost), w)))
                    placeholder=w.risk_money_hint()
                    commit=move |text: String| {
                        let currency = session.ws_untracked().settings.currency;
                        if let Ok(cost) = typed_money(&text, currency) {
                            change(w.risk_action_cost(), &|action| action.cost = cost);
                        }
                    }
                />
            </div>
            <div class="do">
                {reactive(move || match task.get() {
                    Some(task) => view! {
                        <button type="button" class="btn quiet" on:click=handler(move |_| to_plan(task))>{w.risk_action_open()}</button>
                    }.into_any(),
                    None => view! {
                        <button type="button" class="btn quiet" data-testid="risk-action-task" on:click=make_task>{w.risk_action_task()}</button>
                    }.into_any(),
                })}
                <button
                    type="button"
                    class="btn quiet"
                    on:click=handler(move |_| {
                        session.edit_with_undo(w.risk_action_deleted(), |ws, _| edit::delete(ws, Kind::ResponseAction, action));
                    })
                >
                    {w.risk_action_delete()}
                </button>
            </div>
        </div>
    }
}

/// Tasks that the risk has to do with.
#[component]
fn Tasks(this: This) -> impl IntoView {
    let (w, session) = (this.w, this.session);
    let go = expect_context::<Go>();
    let linked = session.memo(move |ws| {
        let ids = ws.risks.get(this.id).map(|risk| risk.tasks.clone()).unwrap_or_default();
        ids.into_iter()
            .filter_map(|id| ws.tasks.get(id).map(|task| (id, task.project, task.name.to_string())))
            .collect::<Vec<_>>()
    });
    let others = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.risk_task_choose().to_string())];
        if let Some(risk) = ws.risks.get(this.id) {
            let free = ws.tasks.iter().filter(|task| task.project == risk.project && !risk.tasks.contains(&task.id));
            all.extend(free.map(|task| (task.id.to_string(), task.name.to_string())));
        }
        all
    });
    view! {
        <section>
            <h3>{w.risk_tasks()}</h3>
            <For each=move || linked.get() key=Clone::clone let:item>
                {
                    let (task, project, name) = item;
                    view! {
                        <div class="rowlink" data-testid="risk-task">
                            <button
                                type="button"
                                class="name"
                                on:click=handler(move |_| go.to(Place::in_project(Screen::Plan, project).opening(Kind::Task, task)))
                            >
                                {name.clone()}
                            </button>
                            <button
                                type="button"
                                class="btn quiet icon r"
                                aria-label=w.risk_task_unlink(name)
                                on:click=handler(move |_| this.change(w.risk_tasks(), |risk| risk.tasks.retain(|other| *other != task)))
                            >
                                "×"
                            </button>
                        </div>
                    }
                }
            </For>
            <SelectField
                label=w.risk_task_link()
                bare=true
                value=Signal::stored(String::new())
                options=others
                testid="risk-task-link"
                commit=move |key: String| {
                    if let Some(task) = Id::parse(&key) {
                        this.change(w.risk_tasks(), |risk| risk.tasks.push(task));
                    }
                }
            />
        </section>
    }
}

/// When the risk is looked at next, and how it was assessed before.
#[component]
fn Review(this: This) -> impl IntoView {
    let (w, session) = (this.w, this.session);
    let note = RwSignal::new(String::new());
    // The name and the review interval of the current level.
    let level = memo(move |_| {
        let (p, i) = seat(this, View::Current)?;
        this.matrix.with(|matrix| {
            let level = risk::level(matrix, p, i);
            Some((risk::level_name(matrix, level, w), matrix.levels.get(level)?.review_days))
        })
    });
    let due = memo(move |_| this.matrix.with(|matrix| this.read(|risk| risk::review_due(risk, matrix))));
    let confirm = move |_| {
        let Some((_, days)) = level.get_untracked() else { return };
        let today = session.today.get_untracked();
        let code = this.risk.get_untracked().map(|risk| risk.code.clone()).unwrap_or_default();
        let text = note.get_untracked();
        if session.edit(w.risk_review(), |ws, ctx| edit::risk::review(ws, ctx, this.id, &text, days)).is_some() {
            note.set(String::new());
            session.toast(w.risk_review_done(&code, w.day(today.plus(days as i64), today)), false, false);
        }
    };
    let history = session.memo(move |ws| {
        let Some(risk) = ws.risks.get(this.id) else { return Vec::new() };
        let who = |by: Option<Id>| by.and_then(|by| ws.members.get(by)).map(|member| member.name.to_string());
        risk.history.iter().rev().map(|note| (note.clone(), who(note.by))).collect::<Vec<_>>()
    });
    let entry = move |(entry, who): (AssessmentNote, Option<String>)| {
        let today = session.today.get();
        let place = Assessment { p: entry.p, i: entry.i, ..Assessment::default() };
        let seat = this.matrix.with(|matrix| risk::seat(matrix, &place));
        let of = View::ALL
            .into_iter()
            .find(|view| view.noted() == entry.of && *view != View::Current)
            .map(|view| names::view(view, w));
        view! {
            <li>
                <span class="when">{w.day_short(entry.on, today)}</span>
                {seat.map(|(p, i)| view! { <span>{format!("P{}×I{}", p.get(), i.get())}</span> })}
                <Level matrix=this.matrix seat=Signal::stored(seat) />
                {of.map(|of| view! { <span class="pill off">{of}</span> })}
                <span class="who">{who}</span>
                {(!entry.note.is_empty()).then(|| view! { <p>{entry.note.to_string()}</p> })}
            </li>
        }
    };
    view! {
        <section>
            <h3>{w.risk_review()}</h3>
            <DateField
                label=w.risk_next_review()
                value=due
                testid="risk-next-review"
                commit={move |day: Option<Date>| this.change(w.risk_next_review(), |risk| risk.next_review = day)}
            />
            {reactive(move || match level.get() {
                Some((level, days)) => view! {
                    <p class="hint">{w.risk_review_every(level, days)}</p>
                    <TextField
                        label=w.risk_review_note()
                        value=note
                        testid="risk-review-note"
                        commit=move |text: String| note.set(text)
                    />
                    <button type="button" class="btn" data-testid="risk-review" on:click=confirm>{w.risk_review_confirm()}</button>
                }.into_any(),
                None => view! { <p class="hint">{w.risk_review_first()}</p> }.into_any(),
            })}
        </section>
        <section>
            <h3>{w.risk_history()}</h3>
            <ul class="history" data-testid="risk-history">{reactive(move || history.get().into_iter().map(entry).collect_view())}</ul>
            <Show when=move || history.with(Vec::is_empty)><p class="hint">{w.risk_history_none()}</p></Show>
        </section>
    }
}
