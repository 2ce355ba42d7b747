//! One goal: how far it is, whether it is SMART, and its fields.

use crate::app::prelude::*;

use super::rag_word;
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::{DateField, Segmented, SelectField, TextArea, TextField};
use crate::engine::control::{expected, live, progress, rag, read_title, target_value};
use crate::engine::edit::{self, project, update};
use crate::engine::model::{Goal, GoalSource, GoalStatus, Id, Money, Text, ValueKind, half_width};
use crate::engine::plan::Plan;
use crate::engine::sales::forecast::goal_segment;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

fn change(session: Session, id: Id, change: impl FnOnce(&mut Goal)) {
    session.edit(session.words().goal_changed(), |ws, _| update::<Goal>(ws, id, change));
}

/// A number as people type it, with 万 and 亿 too; `Ok(None)` where empty, `Err` where it is none.
fn number(text: &str) -> Result<Option<f64>, ()> {
    let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '%').collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let plain_number = plain.replace(',', "").parse::<f64>().ok().filter(|value| value.is_finite());
    let amount = || Money::parse(&plain, Default::default()).map(|money| money.minor as f64 / 100.0);
    plain_number.or_else(amount).map(Some).ok_or(())
}

/// Takes a typed number, or says that it is none.
fn take(session: Session, text: &str, use_it: impl FnOnce(Option<f64>)) {
    match number(text) {
        Ok(value) => use_it(value),
        Err(()) => session.toast(session.words().goal_bad_number(text), false, true),
    }
}

fn shown(value: Option<f64>, goal: &Goal, w: Words) -> String {
    match value {
        None => w.none_yet().to_string(),
        Some(value) => format!("{} {}", w.number(value, 2), goal.unit).trim().to_string(),
    }
}

/// What a goal follows: the deals of its project, or those of the segment whose strategy it measures.
fn follows(w: Words, ws: &Workspace, goal: &Goal) -> String {
    let Some(segment) = goal_segment(ws, goal) else { return source_name(w, goal.source).to_string() };
    let what = match goal.source {
        GoalSource::PaidAmount => w.keyed_paid_amount(),
        GoalSource::WonCount => w.keyed_won_count(),
        _ => w.keyed_won_amount(),
    };
    format!("{} · {what}", segment.name)
}

/// Where the value comes from.
fn source_name(w: Words, source: GoalSource) -> &'static str {
    match source {
        GoalSource::Manual | GoalSource::TaskProgress => w.goal_source_manual(),
        GoalSource::WonAmount => w.goal_source_won(),
        GoalSource::PaidAmount => w.goal_source_paid(),
        GoalSource::WonCount => w.goal_source_count(),
    }
}

#[component]
pub fn GoalCard(id: Id, plan: Memo<Option<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let goal = session.memo(move |ws| ws.goals.get(id).map(|goal| live(ws, goal, session.today.get())).unwrap_or_default());
    let figures = move || {
        let goal = goal.get();
        let should = plan.with(|plan| plan.as_ref().and_then(|plan| expected(&goal, &plan.calendar, session.today.get())));
        (progress(&goal), should)
    };
    let meter = move || {
        let (is, should) = figures();
        let Some(is) = is else { return view! { <p class="note">{w.goal_no_progress()}</p> }.into_any() };
        let percent = |value: f64| w.percent((value * 100.0).round());
        let text = match should {
            Some(should) => w.goal_progress_expected(percent(should), percent(is)),
            None => w.goal_progress(percent(is)),
        };
        view! {
            <div class="meter" role="img" aria-label=text.clone()>
                <b class="w" style:width=format!("{:.1}%", should.unwrap_or(0.0) * 100.0)></b>
                <b style:width=format!("{:.1}%", is * 100.0)></b>
            </div>
            <p class="m">
                {text}" · "{goal.with(|goal| shown(goal.current, goal, w))}" / "{goal.with(|goal| shown(target_value(goal), goal, w))}
            </p>
        }
        .into_any()
    };
    let word = move || {
        let (is, should) = figures();
        is.zip(should).map(|(is, should)| {
            let (class, word) = rag_word(rag(is, should), w);
            view! { <span class=class>{word}</span> }
        })
    };
    let letters = move || {
        let filled = goal.with(project::smart);
        let count = filled.iter().filter(|letter| **letter).count();
        view! {
            <span class="smart" role="img" aria-label=w.goal_smart(count)>
                {["S", "M", "A", "R", "T"]
                    .into_iter()
                    .zip(filled)
                    .map(|(letter, on)| view! { <i class:on=on title=if on { w.goal_filled() } else { w.goal_missing() }>{letter}</i> })
                    .collect_view()}
                <span class="m">{format!("{count}/5")}</span>
            </span>
        }
    };
    let agreed = move || goal.with(|goal| !matches!(goal.status, GoalStatus::Draft));
    let agree = move |_| {
        session.edit(w.goal_agreed(), |ws, _| project::agree_goal(ws, id));
    };
    let check_in = move |text: String| {
        take(session, &text, |value| {
            if let Some(value) = value {
                session.edit(w.goal_checked_in(), |ws, ctx| project::check_in(ws, id, ctx.today, value, ""));
            }
        })
    };
    // What is open when the page opens stays so while one types in it.
    let open = goal.with_untracked(|goal| project::smart(goal).contains(&false));
    view! {
        <article class="goal" data-testid="goal">
            <div class="head">
                <h3>{reactive(move || goal.with(|goal| goal.title.to_string()))}</h3>
                {word}
            </div>
            {meter}
            <div class="line">
                {letters}
                {reactive(move || if agreed() {
                    view! { <span class="pill good">{w.goal_is_agreed()}</span> }.into_any()
                } else {
                    view! { <button class="btn" data-testid="agree-goal" on:click=agree>{w.goal_agree()}</button> }.into_any()
                })}
                {reactive(move || match goal.with(|goal| goal.source) {
                    GoalSource::Manual | GoalSource::TaskProgress => view! {
                        <TextField
                            label=w.goal_checkin()
                            value=derive(move || goal.with(|goal| goal.current.map_or(String::new(), |value| w.number(value, 2))))
                            placeholder=w.goal_checkin()
                            inputmode="decimal"
                            testid="goal-checkin"
                            commit=check_in
                        />
                    }.into_any(),
                    _ => view! { <span class="pill off" data-testid="goal-follows">{goal.with(|goal| follows(w, &session.ws(), goal))}</span> }.into_any(),
                })}
            </div>
            <Ask id />
            <crate::app::screens::risks::RisksOf id />
            <details open=open>
                <summary>{w.goal_details()}</summary>
                <Fields id />
                <button
                    class="btn quiet"
                    on:click=handler(move |_| {
                        session.edit_with_undo(w.goal_deleted(), |ws, _| edit::delete(ws, Kind::Goal, id));
                    })
                >
                    {w.delete()}
                </button>
            </details>
        </article>
    }
}

/// Where the title speaks of per cent, which kind is meant is asked, with what each would come to.
#[component]
fn Ask(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let goal = session.memo(move |ws| ws.goals.get(id).map(|goal| live(ws, goal, session.today.get())).unwrap_or_default());
    // What is asked, with what each answer comes to, in one value: it is drawn anew whenever one of them changes.
    let asked = memo(move |_| {
        let goal = goal.get();
        let reading = read_title(&goal.title, session.today.get());
        let percent = (reading.percent && goal.value_kind == ValueKind::Absolute).then(|| reading.target.unwrap_or_default())?;
        let answer = |kind: ValueKind| {
            let like = Goal { value_kind: kind, target: goal.target.or(Some(percent)), ..goal.clone() };
            (shown(like.baseline, &like, w), shown(target_value(&like), &like, w))
        };
        Some((percent, answer(ValueKind::PercentagePoint), answer(ValueKind::Relative)))
    });
    move || {
        asked.get().map(|(percent, (from, to), (from_relative, to_relative))| {
            let choose = move |kind: ValueKind| {
                change(session, id, |goal| {
                    goal.value_kind = kind;
                    goal.target = goal.target.or(Some(percent));
                })
            };
            view! {
                <div class="ask" role="group" data-testid="goal-ask">
                    <p>{w.goal_ask(w.percent(percent))}</p>
                    <button class="btn" data-testid="goal-ask-point" on:click=handler(move |_| choose(ValueKind::PercentagePoint))>
                        {w.goal_ask_point(from, to)}
                    </button>
                    <button class="btn" data-testid="goal-ask-relative" on:click=handler(move |_| choose(ValueKind::Relative))>
                        {w.goal_ask_relative(from_relative, to_relative)}
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn Fields(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let goal = session.memo(move |ws| ws.goals.get(id).map(|goal| live(ws, goal, session.today.get())).unwrap_or_default());
    let text = move |part: fn(&Goal) -> &Text| derive(move || goal.with(|goal| part(goal).to_string()));
    let value = move |part: fn(&Goal) -> Option<f64>| {
        derive(move || goal.with(|goal| part(goal).map_or(String::new(), |value| w.number(value, 2))))
    };
    let kinds = vec![
        (ValueKind::Absolute.key().to_string(), w.goal_kind_absolute().to_string()),
        (ValueKind::PercentagePoint.key().to_string(), w.goal_kind_point().to_string()),
        (ValueKind::Relative.key().to_string(), w.goal_kind_relative().to_string()),
    ];
    let rename = move |title: String| {
        let title = Text::line(&title);
        if !title.is_empty() {
            change(session, id, |goal| goal.title = title);
        }
    };
    let set_kind = move |key: String| change(session, id, |goal| goal.value_kind = ValueKind::from_key(&key).unwrap_or_default());
    let sources = [GoalSource::Manual, GoalSource::WonAmount, GoalSource::PaidAmount, GoalSource::WonCount];
    let sources = sources.map(|source| (source.key().to_string(), source_name(w, source).to_string())).to_vec();
    let set_source = Callback::new(move |key: String| {
        change(session, id, |goal| {
            goal.source = GoalSource::from_key(&key).unwrap_or_default();
            // What is won and paid is counted from nothing.
            if goal.source != GoalSource::Manual && goal.value_kind == ValueKind::Absolute {
                goal.baseline = goal.baseline.or(Some(0.0));
            }
        })
    });
    view! {
        <div class="fields">
            <TextField label=w.goal_name() value=text(|goal| &goal.title) commit=rename />
            <TextArea
                label=w.goal_specific()
                value=text(|goal| &goal.specific)
                rows=2
                testid="goal-specific"
                commit=move |text: String| change(session, id, |goal| goal.specific = Text::new(&text))
            />
        </div>
        <div class="fields">
            <SelectField
                label=w.goal_source()
                value=derive(move || goal.with(|goal| goal.source.key().to_string()))
                options=Signal::stored(sources)
                testid="goal-source"
                commit=set_source
            />
        </div>
        <div class="fields two">
            <TextField
                label=w.goal_metric()
                value=text(|goal| &goal.metric)
                testid="goal-metric"
                commit=move |text: String| change(session, id, |goal| goal.metric = Text::line(&text))
            />
            <TextField
                label=w.goal_unit()
                value=text(|goal| &goal.unit)
                commit=move |text: String| change(session, id, |goal| goal.unit = Text::line(&text))
            />
        </div>
        <div class="fields">
            <div class="line">
                <span>{w.goal_kind()}</span>
                <Segmented
                    label=w.goal_kind()
                    value=derive(move || goal.with(|goal| goal.value_kind.key().to_string()))
                    options=kinds
                    testid="goal-kind"
                    commit=set_kind
                />
            </div>
        </div>
        <div class="fields three">
            <TextField
                label=w.goal_baseline()
                value=value(|goal| goal.baseline)
                inputmode="decimal"
                testid="goal-baseline"
                commit=move |text: String| take(session, &text, |value| change(session, id, |goal| goal.baseline = value))
            />
            <TextField
                label=w.goal_target()
                value=value(|goal| goal.target)
                inputmode="decimal"
                testid="goal-target"
                commit=move |text: String| take(session, &text, |value| change(session, id, |goal| goal.target = value))
            />
            <div class="field">
                <span>{w.goal_reach()}</span>
                <output data-testid="goal-reach">{reactive(move || goal.with(|goal| shown(target_value(goal), goal, w)))}</output>
            </div>
        </div>
        <div class="fields">
            <TextArea
                label=w.goal_achievable()
                value=text(|goal| &goal.achievable)
                rows=2
                testid="goal-achievable"
                commit=move |text: String| change(session, id, |goal| goal.achievable = Text::new(&text))
            />
            <TextArea
                label=w.goal_relevance()
                value=text(|goal| &goal.relevance)
                rows=2
                testid="goal-relevance"
                commit=move |text: String| change(session, id, |goal| goal.relevance = Text::new(&text))
            />
        </div>
        <div class="fields two">
            <DateField
                label=w.goal_start()
                value=derive(move || goal.with(|goal| goal.start))
                commit=move |day| change(session, id, |goal| goal.start = day)
            />
            <DateField
                label=w.goal_due()
                value=derive(move || goal.with(|goal| goal.due))
                testid="goal-due"
                commit=move |day| change(session, id, |goal| goal.due = day)
            />
        </div>
    }
}
