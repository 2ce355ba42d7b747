//! Today: what waits, ordered by what waiting costs, and what comes next.

use crate::app::prelude::*;
use std::cell::RefCell;

use crate::app::browser::{clock, files, idle, keys};
use crate::app::logging::Begin;
use crate::app::parts;
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::control::agenda::{Agenda, Coming, Wait, Waiting, agenda};
use crate::engine::control::{expected, live, progress};
use crate::engine::edit;
use crate::engine::model::{Client, GoalStatus, Id, Phase, Text};
use crate::engine::plan::{Plan, work_time};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// Rows of what waits, and of what comes, that are shown at first, and more by one key.
const SHOWN: usize = 20;

type Watch = (ArcMemo<Vec<Same<Plan>>>, ArcMemo<Agenda>);

thread_local! {
    /// The one computation behind the screen and the number in the rail.
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// The plans of all open projects, and what waits. While something is dragged they stay as they are.
fn watch(session: Session) -> (Memo<Vec<Same<Plan>>>, Memo<Agenda>) {
    let make = || {
        let plans = ArcMemo::new(move |_| {
            let ws = session.kept();
            let open = ws
                .projects
                .iter()
                .filter(|project| !project.archived && !matches!(project.phase, Phase::Closed | Phase::Cancelled));
            open.filter_map(|project| session.plan_in(&ws, project.id)).collect::<Vec<_>>()
        });
        let of = plans.clone();
        let agenda = ArcMemo::new(move |_| {
            let plans = of.get();
            let plans: Vec<&Plan> = plans.iter().map(|plan| &**plan).collect();
            agenda(&session.kept(), &plans, session.today.get())
        });
        (plans, agenda)
    };
    let (plans, agenda) = WATCH.with_borrow_mut(|watch| watch.get_or_insert_with(make).clone());
    (plans.into(), agenda.into())
}

/// The number beside a screen in the rail: how many things wait, or how many there are.
pub fn count(screen: Screen) -> AnyView {
    let session = session();
    let of = move |count: fn(&Workspace) -> usize| number("n", move || Some(count(&session.settled())));
    match screen {
        Screen::Today => {
            let (_, agenda) = watch(session);
            number("n bad", move || {
                leptos::task::spawn_local(async move {
                    // A part that does not come says so where it is shown.
                    let _ = parts::make_ready(session).await;
                });
                agenda.try_with_untracked(|agenda| agenda.now.len())
            })
        }
        Screen::Projects => of(|ws| ws.projects.iter().filter(|project| !project.archived).count()),
        Screen::Deals => of(|ws| ws.deals.iter().filter(|deal| deal.closed.is_none()).count()),
        Screen::Clients => of(|ws| ws.clients.len()),
        Screen::People => of(|ws| ws.members.len()),
        _ => ().into_any(),
    }
}

/// It is counted when the frame that shows an edit is drawn: nobody looks at the rail first.
fn number(class: &'static str, count: impl Fn() -> Option<usize> + Copy + 'static) -> AnyView {
    let session = session();
    let number = RwSignal::new(0);
    let asked = StoredValue::new(false);
    let look = move || {
        let (Some(now), Some(before)) = (count(), number.try_get_untracked()) else { return };
        asked.set_value(false);
        if now != before {
            number.set(now);
        }
    };
    Effect::new(move |_| {
        session.kept();
        session.today.track();
        if !asked.get_value() {
            asked.set_value(true);
            idle::when_idle(look);
        }
    });
    view! { <span class=class>{reactive(move || Some(number.get()).filter(|n| *n > 0))}</span> }.into_any()
}

#[component]
pub fn Today() -> impl IntoView {
    let session = session();
    let w = words();
    let (plans, agenda) = watch(session);
    let shown = RwSignal::new(SHOWN);
    let soon = RwSignal::new(SHOWN);
    let lead = move || {
        agenda.with(|agenda| {
            let critical = agenda.now.iter().filter(|waiting| matches!(waiting.wait, Wait::Late { critical: true, .. })).count();
            match (agenda.now.len(), critical) {
                (0, _) => w.today_lead_none().to_string(),
                (n, 0) => w.today_lead(n),
                (n, critical) => w.today_lead_critical(critical, n),
            }
        })
    };
    view! {
        <div class="page today">
            <h1>{reactive(move || greeting(session, w))}</h1>
            <p class="lead">{lead}</p>
            <Figures agenda plans />
            <div class="cols">
                <section class="card">
                    <header><h2>{w.today_now()}</h2><small title=w.today_keys()>{w.today_now_order()}</small></header>
                    <Show when=move || agenda.with(|agenda| agenda.now.is_empty())>
                        <p class="none">{w.today_now_empty()}</p>
                    </Show>
                    <ul class="todos">
                        {reactive(move || {
                            let shown = shown.get();
                            agenda.with(|agenda| agenda.now.iter().take(shown).cloned().collect::<Vec<_>>()).into_iter().map(|waiting| view! { <NowRow waiting plans /> }).collect_view()
                        })}
                    </ul>
                    {reactive(move || {
                        let rest = agenda.with(|agenda| agenda.now.len()).saturating_sub(shown.get());
                        (rest > 0).then(|| view! { <button class="btn quiet" on:click=handler(move |_| shown.update(|shown| *shown += SHOWN))>{w.deal_more(rest)}</button> })
                    })}
                </section>
                <section class="card">
                    <header><h2>{w.today_soon()}</h2></header>
                    <Show when=move || agenda.with(|agenda| agenda.soon.is_empty())>
                        <p class="none">{w.today_soon_empty()}</p>
                    </Show>
                    <ul class="todos">
                        {reactive(move || {
                            let shown = soon.get();
                            agenda.with(|agenda| agenda.soon.iter().take(shown).cloned().collect::<Vec<_>>()).into_iter().map(|coming| view! { <SoonRow coming /> }).collect_view()
                        })}
                    </ul>
                    {reactive(move || {
                        let rest = agenda.with(|agenda| agenda.soon.len()).saturating_sub(soon.get());
                        (rest > 0).then(|| view! { <button class="btn quiet" on:click=handler(move |_| soon.update(|soon| *soon += SHOWN))>{w.deal_more(rest)}</button> })
                    })}
                </section>
            </div>
        </div>
    }
}

fn greeting(session: Session, w: Words) -> String {
    let today = session.today.get();
    let ws = session.ws();
    let calendar = work_time(&ws, ws.settings.default_calendar);
    let works = calendar.is_working(today);
    let status = match calendar.reason(today) {
        Some(reason) => {
            let name = if w.is_zh() || reason.english.is_empty() { reason.name.to_string() } else { reason.english.to_string() };
            if works { w.today_make_up(name) } else { w.today_holiday(name) }
        }
        None if !works => w.today_day_off().to_string(),
        None => String::new(),
    };
    let day = w.day_spoken(today) + &status;
    match clock::hour() {
        0..12 => w.today_morning(day),
        12..18 => w.today_afternoon(day),
        _ => w.today_evening(day),
    }
}

/// Where a record is shown, and what it is called.
fn record(ws: &Workspace, kind: Kind, id: Id, project: Option<Id>, w: Words) -> (Place, String, Sign) {
    let project = project.unwrap_or(Id::NONE);
    let (screen, name, sign) = match kind {
        Kind::Task => (Screen::Plan, ws.tasks.get(id).map(|task| task.name.to_string()), Sign::Task),
        Kind::Risk => {
            let name = ws.risks.get(id).map(|risk| w.today_review_name(format!("{} {}", risk.code, risk.title)));
            (Screen::Risks, name, Sign::Risk)
        }
        Kind::Issue => {
            let name = ws.issues.get(id).map(|issue| format!("{} {}", issue.code, issue.title));
            (Screen::Control, name, Sign::Risk)
        }
        Kind::Deal => (Screen::Deals, ws.deals.get(id).map(|deal| deal.name.to_string()), Sign::Deal),
        Kind::PaymentPlan => {
            let plan = ws.payment_plans.get(id);
            let deal = plan.and_then(|plan| ws.deals.get(plan.deal));
            let name = plan.zip(deal).map(|(plan, deal)| w.today_pay_name(plan.number, &deal.name));
            let place = Place::of(Screen::Deals);
            return (deal.map_or(place, |deal| place.opening(Kind::Deal, deal.id)), name.unwrap_or_default(), Sign::Deal);
        }
        Kind::Requirement => {
            let one = ws.requirements.get(id);
            let place = Place::of(Screen::Clients);
            let name = one.map(|one| w.today_asked_name(&one.title));
            return (one.map_or(place, |one| place.opening(Kind::Client, one.client)), name.unwrap_or_default(), Sign::Phone);
        }
        _ => (Screen::Clients, ws.clients.get(id).map(|client| w.today_contact_name(&client.name)), Sign::Phone),
    };
    let place = if screen.of_project() { Place::in_project(screen, project) } else { Place::of(screen) };
    (place.opening(kind, id), name.unwrap_or_default(), sign)
}

#[component]
fn Figures(agenda: Memo<Agenda>, plans: Memo<Vec<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let milestone = move || agenda.with(|agenda| agenda.milestone);
    // The goal that is due first speaks for all.
    let goal = move || {
        let ws = session.ws();
        let open = |id: Id| plans.with(|plans| plans.iter().find(|plan| plan.project.id == id).cloned());
        let goals = ws.goals.iter().filter(|goal| goal.status != GoalStatus::Dropped);
        let known = goals.filter_map(|goal| {
            let goal = live(&ws, goal, session.today.get());
            let is = progress(&goal)?;
            let plan = open(goal.project)?;
            Some((goal, is, plan))
        });
        let (goal, is, plan) = known.min_by_key(|(goal, ..)| (goal.due.is_none(), goal.due))?;
        let should = expected(&goal, &plan.calendar, session.today.get());
        Some((goal.title.to_string(), is, should))
    };
    let none = w.none_yet();
    view! {
        <div class="card grid4">
            <div>
                <div class="l">{w.today_fig_late()}</div>
                <div class="big" class:bad=bound(move || agenda.with(|agenda| agenda.late > 0))>
                    {reactive(move || if plans.with(Vec::is_empty) { none.to_string() } else { agenda.with(|agenda| agenda.late).to_string() })}
                </div>
            </div>
            <div>
                <div class="l">{w.today_fig_milestone()}</div>
                {reactive(move || match milestone() {
                    None => view! { <div class="big">{none}</div> }.into_any(),
                    Some((id, on)) => {
                        let (ws, today) = (session.ws(), session.today.get());
                        let name = ws.tasks.get(id).map(|task| task.name.to_string()).unwrap_or_default();
                        let left = work_time(&ws, ws.settings.default_calendar).working_days(today, on);
                        let day = w.day(on, today);
                        let text = if left >= 0 { w.today_fig_due(day, left) } else { w.today_fig_over(day) };
                        view! { <div class="big name" title=name.clone()>{name.clone()}</div><div class="m">{text}</div> }.into_any()
                    }
                })}
            </div>
            <div>
                <div class="l">{w.today_fig_risks()}</div>
                <div class="big">
                    {reactive(move || if session.ws().risks.is_empty() { none.to_string() } else { agenda.with(|agenda| agenda.high_risks).to_string() })}
                </div>
            </div>
            <div>
                <div class="l">{w.today_fig_goal()}</div>
                {reactive(move || match goal() {
                    None => view! { <div class="big">{none}</div> }.into_any(),
                    Some((title, is, should)) => view! {
                        <div class="big" title=title>{w.percent(is * 100.0)}</div>
                        <div class="meter">
                            <b class="w" style:width=format!("{:.1}%", should.unwrap_or(0.0) * 100.0)></b>
                            <b style:width=format!("{:.1}%", is * 100.0)></b>
                        </div>
                        <div class="m">{should.map(|should| w.today_fig_expected(w.percent((should * 100.0).round())))}</div>
                    }.into_any(),
                })}
            </div>
        </div>
    }
}

#[component]
fn NowRow(waiting: Waiting, plans: Memo<Vec<Same<Plan>>>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let ws = session.ws_untracked();
    let begin = Begin::new();
    let Waiting { kind, id, project, wait } = waiting;
    let account = matches!(wait, Wait::Account { .. });
    let (place, name, sign) = if account { account_of(&ws, id, w) } else { record(&ws, kind, id, project, w) };
    let project_name = project.and_then(|id| ws.projects.get(id)).map(|project| project.name.to_string());
    let (pill, tone, under) = match wait {
        Wait::Late { days, critical } => {
            let under = [project_name, critical.then(|| w.today_critical().to_string())];
            (
                w.today_late(days),
                if critical { "pill bad" } else { "pill warn" },
                under.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            )
        }
        Wait::Review { days, .. } => {
            let pill = if days == 0 { w.today_review_due().to_string() } else { w.today_review_over(days) };
            (pill, "pill warn", project_name.unwrap_or_default())
        }
        Wait::Issue { days, .. } => (w.issue_overdue(days), "pill bad", project_name.unwrap_or_default()),
        Wait::Deal { rotten } => {
            let client = ws.deals.get(id).and_then(|deal| deal.client).and_then(|id| ws.clients.get(id));
            let pill = rotten.map_or(w.deal_no_step().to_string(), |days| w.deal_rotting(days));
            (pill, "pill warn", client.map(|client| client.name.to_string()).unwrap_or_default())
        }
        Wait::Payment { days } => {
            let minor = ws.payment_plans.get(id).and_then(|plan| plan.amount).map_or(0, |money| money.minor);
            (w.today_contact_over(days), "pill bad", super::deals::amount(session, w, minor))
        }
        Wait::Asked { days, complaint } => {
            let client = ws.requirements.get(id).and_then(|one| ws.clients.get(one.client));
            let tone = if complaint { "pill bad" } else { "pill warn" };
            (w.today_asked_days(days), tone, client.map(|client| client.name.to_string()).unwrap_or_default())
        }
        Wait::Account { days } => {
            let pill = if days == 0 { w.account_review_today().to_string() } else { w.account_review_due(days) };
            (pill, "pill warn", ws.clients.get(id).map(|client| client.account_aim.to_string()).unwrap_or_default())
        }
        Wait::Contact { days, silent } => {
            let pill = match (silent, days) {
                (Some(days), _) => w.today_silent(days),
                (None, 0) => w.today_contact_due().to_string(),
                (None, days) => w.today_contact_over(days),
            };
            let note = ws.clients.get(id).map(|client| client.next_contact_note.to_string()).unwrap_or_default();
            (pill, if silent.is_some() { "pill bad" } else { "pill warn" }, note)
        }
    };
    let act = match kind {
        Kind::Client if account => w.today_reviewed(),
        Kind::PaymentPlan => w.pay_receive(),
        Kind::Deal | Kind::Requirement | Kind::Issue => w.open(),
        Kind::Task => w.done(),
        Kind::Risk => w.today_reviewed(),
        _ => w.today_log(),
    };
    let label = format!("{act} · {name}");
    let act_on = move || match kind {
        Kind::Client if account => reviewed(session, id),
        Kind::Task => finish(session, plans, id),
        Kind::Risk => review(session, id),
        Kind::PaymentPlan => receive(session, id),
        Kind::Client => begin.of(kind, id),
        _ => go.to(place),
    };
    let about = about(&ws, kind, id);
    let can = edit::later::can(kind);
    let put_off = move || {
        if can {
            snooze(session, kind, id, account);
            files::focus_soon("[data-testid=today-row]");
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if keys::composing(&event) || keys::command(&event) || keys::typing(&event) {
            return;
        }
        if let Some((kind, id)) = about
            && begin.on_key(&event, kind, id)
        {
            return;
        }
        match event.key().as_str() {
            "d" | "D" => act_on(),
            "s" | "S" => put_off(),
            "ArrowDown" => files::focus_beside("[data-testid=today-row]", true),
            "ArrowUp" => files::focus_beside("[data-testid=today-row]", false),
            _ => return,
        }
        event.prevent_default();
    };
    let log_label = format!("{} · {name}", w.today_log());
    let snooze_label = format!("{} · {name}", w.today_snooze());
    view! {
        <li class="todo" data-testid="today-row" data-kind=kind.table() tabindex="-1" on:keydown=handler(on_key)>
            <Icon sign />
            <a href=place.query()><span class="t">{name}</span><span class="m">{under}</span></a>
            <span class=tone>{pill}</span>
            <span class="acts">
                {about.filter(|_| kind != Kind::Client || account).map(|(kind, id)| view! {
                    <button class="btn quiet icon" title="L" aria-label=log_label on:click=handler(move |_| begin.of(kind, id))><Icon sign=Sign::Phone /></button>
                })}
                {can.then(|| view! { <button class="btn quiet" title="S" data-testid="today-snooze" aria-label=snooze_label on:click=handler(move |_| put_off())>{w.today_snooze()}</button> })}
                <button class="btn quiet" title="D" data-testid="today-act" aria-label=label on:click=handler(move |_| act_on())>{act}</button>
            </span>
        </li>
    }
}

/// Whom a follow-up from a row is about.
fn about(ws: &Workspace, kind: Kind, id: Id) -> Option<(Kind, Id)> {
    match kind {
        Kind::Client | Kind::Deal => Some((kind, id)),
        Kind::PaymentPlan => ws.payment_plans.get(id).map(|plan| (Kind::Deal, plan.deal)),
        Kind::Requirement => ws.requirements.get(id).map(|one| (Kind::Client, one.client)),
        Kind::Task => ws.tasks.get(id).filter(|task| task.client.is_some() || task.deal.is_some()).map(|_| (kind, id)),
        _ => None,
    }
}

/// The plan of a key account, on its client's page.
fn account_of(ws: &Workspace, id: Id, w: Words) -> (Place, String, Sign) {
    let name = ws.clients.get(id).map(|client| w.today_account_name(&client.name)).unwrap_or_default();
    (Place::page_of(Kind::Client, id), name, Sign::Client)
}

/// The plan of an account was looked at.
fn reviewed(session: Session, id: Id) {
    let (w, today) = (session.words(), session.today.get_untracked());
    let name = session.ws_untracked().clients.get(id).map(|client| client.name.to_string()).unwrap_or_default();
    let next = today.plus(edit::client::REVIEW);
    session.edit_with_undo(w.today_account_done(w.day(next, today), name), |ws, ctx| edit::client::reviewed(ws, ctx, id));
}

/// Puts a row off to the next working day.
fn snooze(session: Session, kind: Kind, id: Id, account: bool) {
    let w = session.words();
    let (ws, today) = (session.ws_untracked(), session.today.get_untracked());
    let calendar = work_time(&ws, ws.settings.default_calendar);
    let on = (1..30).map(|days| today.plus(days)).find(|day| calendar.is_working(*day)).unwrap_or(today.plus(1));
    let (_, name, _) = if account { account_of(&ws, id, w) } else { record(&ws, kind, id, None, w) };
    session.edit_with_undo(w.today_snoozed(w.day(on, today), name), |ws, ctx| match account {
        true => edit::update::<Client>(ws, id, |client| client.account_review = Some(on)),
        false => edit::later::until(ws, ctx, kind, id, on),
    });
}

/// The task is done, today at the latest.
fn finish(session: Session, plans: Memo<Vec<Same<Plan>>>, id: Id) {
    let w = session.words();
    let today = session.today.get_untracked();
    let found = plans.with_untracked(|plans| {
        plans.iter().find_map(|plan| Some((plan.row(id)?.start, plan.calendar.spans(today).last().map(|span| span.1))))
    });
    let Some((start, end)) = found else { return };
    let finish = today.at(end.map_or(1080, i64::from));
    let name = session.ws_untracked().tasks.get(id).map(|task| task.name.clone()).unwrap_or_default();
    session.edit_with_undo(w.today_task_done_named(Text::as_str(&name)), |ws, _| {
        edit::task::set_progress(ws, id, 100, start.min(finish), finish)
    });
}

/// The rest of an instalment came in today.
fn receive(session: Session, id: Id) {
    let w = session.words();
    session.edit_with_undo(w.pay_received(), |ws, ctx| {
        let plan = ws.payment_plans.get(id).cloned().ok_or(edit::Refusal::Missing(Kind::PaymentPlan))?;
        let (_, paid) = crate::engine::sales::money::plan_state(ws, &plan, ctx.today);
        let money = plan.amount.unwrap_or(crate::engine::model::Money::new(0, ws.settings.currency));
        let rest = crate::engine::model::Money::new(money.minor - paid, money.currency);
        edit::payment::receive(ws, ctx, plan.deal, Some(id), ctx.today, rest)
    });
}

fn review(session: Session, id: Id) {
    let score = session.ws_untracked().risks.get(id).map_or(0, |risk| crate::engine::control::agenda::score(risk));
    let days = match score {
        15.. => 7,
        8.. => 14,
        _ => 30,
    };
    session.edit_with_undo(session.words().today_reviewed(), |ws, ctx| edit::risk::review(ws, ctx, id, "", days));
}

#[component]
fn SoonRow(coming: Coming) -> impl IntoView {
    let session = session();
    let w = words();
    let ws = session.ws_untracked();
    let (place, name, sign) =
        if coming.account { account_of(&ws, coming.id, w) } else { record(&ws, coming.kind, coming.id, coming.project, w) };
    let day = format!("{} {}", w.day(coming.on, session.today.get_untracked()), w.weekday(coming.on));
    view! {
        <li class="todo" data-testid="today-row" data-kind=coming.kind.table()>
            <Icon sign />
            <a href=place.query()><span class="t">{name}</span></a>
            <span class="pill off">{day}</span>
        </li>
    }
}
