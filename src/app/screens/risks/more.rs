//! The rest of a risk: what is left once the responses are done, acceptance, what it leads to, and whom it threatens.

use crate::app::prelude::*;

use super::inspector::{This, money_text, typed_money, typed_number};
use super::names;
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::clients::choose::{AddDealField, ClientField};
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, CheckField, DateField, SelectField, TextField};
use crate::engine::edit;
use crate::engine::model::*;
use crate::engine::risk;
use crate::engine::workspace::{Kind, Workspace};

/// The numbers of the target, and what the responses bring.
#[component]
pub fn Target(this: This) -> impl IntoView {
    let (w, session) = (this.w, this.session);
    let unit = session.money_unit();
    let benefit = session.memo(move |ws| {
        let matrix = risk::matrix(ws);
        risk::benefit(ws, ws.risks.get(this.id)?, &matrix)
    });
    view! {
        <section>
            <h3>{w.risk_after()}</h3>
            <div class="triple">
                <TextField label=w.risk_percent() inputmode="decimal" testid="risk-target-percent"
                    value=this.text(|risk| risk.target_probability.map_or(String::new(), |percent| percent.get().to_string()))
                    commit=move |text: String| if let Ok(number) = typed_number(&text) {
                        this.change(w.risk_after(), |risk| risk.target_probability = number.map(|number| Pct::new(number.round() as i64)));
                    } />
                <TextField label=w.risk_impact_days() inputmode="decimal" testid="risk-target-days"
                    value=this.text(move |risk| risk.target_days.map_or(String::new(), |days| w.number(days, 1)))
                    commit=move |text: String| if let Ok(days) = typed_number(&text) {
                        this.change(w.risk_after(), |risk| risk.target_days = days.map(|days| days.min(20_000.0)));
                    } />
                <TextField label=w.risk_impact_money() placeholder=w.risk_money_hint() testid="risk-target-money"
                    value=this.text(move |risk| money_text(risk.target_money, w))
                    commit=move |text: String| {
                        let currency = session.ws_untracked().settings.currency;
                        if let Ok(money) = typed_money(&text, currency) {
                            this.change(w.risk_after(), |risk| risk.target_money = money);
                        }
                    } />
            </div>
            {reactive(move || benefit.get().map(|benefit| {
                let money = w.money(Money::new(benefit.minor.abs(), benefit.currency), unit.get());
                let text = if benefit.minor >= 0 { w.risk_worth(money) } else { w.risk_not_worth(money) };
                view! { <p class="why" data-testid="risk-benefit">{text}</p> }
            }))}
        </section>
    }
}

/// How it would hit each area, how near it is, how sure one is, and what if the plan for it fails.
#[component]
pub fn Depth(this: This) -> impl IntoView {
    let w = this.w;
    let scores = Signal::stored(
        std::iter::once((String::new(), w.not_set().to_string()))
            .chain((1..=5).map(|step| (step.to_string(), step.to_string())))
            .collect::<Vec<_>>(),
    );
    let area = move |label: &'static str,
                     read: fn(&ImpactAreas) -> Option<Score>,
                     write: fn(&mut ImpactAreas) -> &mut Option<Score>| {
        view! {
            <SelectField label options=scores
                value=this.text(move |risk| read(&risk.impact_areas).map_or(String::new(), |score| score.get().to_string()))
                commit=move |key: String| this.change(label, |risk| *write(&mut risk.impact_areas) = key.parse().ok().map(Score::new)) />
        }
    };
    let sure = |confidence: Confidence| match confidence {
        Confidence::Unset => w.not_set(),
        Confidence::Low => w.risk_sure_low(),
        Confidence::Medium => w.risk_sure_medium(),
        Confidence::High => w.risk_sure_high(),
    };
    let sure = Confidence::ALL.iter().map(|one| (one.key().to_string(), sure(*one).to_string())).collect::<Vec<_>>();
    view! {
        <section>
            <h3>{w.risk_areas()}</h3>
            <div class="pair">
                {area(w.risk_area_cost(), |areas| areas.cost, |areas| &mut areas.cost)}
                {area(w.risk_area_schedule(), |areas| areas.schedule, |areas| &mut areas.schedule)}
                {area(w.risk_area_scope(), |areas| areas.scope, |areas| &mut areas.scope)}
                {area(w.risk_area_relation(), |areas| areas.relationship, |areas| &mut areas.relationship)}
                <DateField label=w.risk_proximity() testid="risk-proximity"
                    value=derive(move || this.read(|risk| risk.proximity))
                    commit={move |day: Option<Date>| this.change(w.risk_proximity(), |risk| risk.proximity = day)} />
                <SelectField label=w.risk_sure() options=Signal::stored(sure)
                    value=this.text(|risk| risk.confidence.key().to_string())
                    commit=move |key: String| this.change(w.risk_sure(), |risk| risk.confidence = Confidence::from_key(&key).unwrap_or_default()) />
            </div>
        </section>
    }
}

/// Acceptance with its end, the issue it became, and what its responses may bring about.
#[component]
pub fn Fate(this: This) -> impl IntoView {
    let (w, session) = (this.w, this.session);
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let accepted = memo(move |_| this.read(|risk| matches!(risk.strategy, Strategy::AcceptActive | Strategy::AcceptPassive)));
    let active = memo(move |_| this.read(|risk| risk.strategy == Strategy::AcceptActive));
    let reason = this.text(|risk| risk.acceptance.as_ref().map_or(String::new(), |one| one.reason.to_string()));
    let expires = derive(move || this.read(|risk| risk.acceptance.as_ref().and_then(|one| one.expires)));
    let accept = move |expires: Option<Date>, reason: &str| {
        session.edit(w.risk_accept(), |ws, ctx| edit::risk::accept(ws, ctx, this.id, active.get_untracked(), expires, reason));
    };
    let issue = session.memo(move |ws| {
        let issue = ws.issues.get(ws.risks.get(this.id)?.issue?)?.clone();
        let owner = issue.owner.and_then(|owner| ws.members.get(owner)).map(|member| member.name.to_string());
        Some((issue, owner))
    });
    let related = session.memo(move |ws| {
        let first = ws.risks.get(this.id).and_then(|risk| risk.secondary_of).and_then(|id| ws.risks.get(id));
        let first = first.map(|risk| (risk.id, w.risk_caused_by(format!("{} {}", risk.code, risk.title))));
        let others = ws.risks.iter().filter(|risk| risk.secondary_of == Some(this.id));
        first.into_iter().chain(others.map(|risk| (risk.id, format!("{} {}", risk.code, risk.title)))).collect::<Vec<_>>()
    });
    view! {
        <Show when=move || accepted.get()>
            <section>
                <h3>{w.risk_accept()}</h3>
                <DateField label=w.risk_accept_until() value=expires testid="risk-accept-until"
                    commit={move |day: Option<Date>| accept(day, &reason.get_untracked())} />
                <TextField label=w.risk_accept_reason() value=reason
                    commit=move |text: String| accept(expires.get_untracked(), &text) />
            </section>
        </Show>
        <section>
            <h3>{w.risk_secondary()}</h3>
            {reactive(move || related.get().into_iter().map(|(id, name)| view! {
                <button type="button" class="rowlink" data-testid="risk-related" on:click=handler(move |_| go.to(place.get_untracked().opening(Kind::Risk, id)))>{name}</button>
            }).collect_view())}
            <AddLine label=w.risk_secondary_add() testid="risk-secondary-add" commit=move |text: String| {
                session.edit(w.risk_added(), |ws, ctx| edit::risk::add_secondary(ws, ctx, this.id, &text));
            } />
        </section>
        <section>
            <h3>{w.risk_happened()}</h3>
            {reactive(move || match issue.get() {
                Some((issue, owner)) => {
                    let id = issue.id;
                    let solved = !edit::issue::is_open(&issue);
                    view! {
                        <a class="rowlink" data-testid="risk-issue" href=Place::in_project(Screen::Control, issue.project).opening(Kind::Issue, id).query()>
                            <span>{format!("{} {}", issue.code, issue.title)}</span>
                            <span class="r">{owner.unwrap_or(w.none_yet().to_string())}</span>
                        </a>
                        <div class="pair">
                            <DateField label=w.risk_action_due() value=Signal::stored(issue.due) testid="risk-issue-due"
                                commit={move |day: Option<Date>| { session.edit(w.risk_happened(), |ws, _| edit::update::<Issue>(ws, id, |issue| issue.due = day)); }} />
                            <CheckField label=w.risk_issue_solved() value=Signal::stored(solved) testid="risk-issue-solved"
                                commit=move |yes: bool| {
                                    let status = if yes { IssueStatus::Resolved } else { IssueStatus::Reopened };
                                    session.edit(w.risk_happened(), |ws, ctx| edit::issue::set_status(ws, ctx, id, status));
                                } />
                        </div>
                    }.into_any()
                }
                None => view! {
                    <button type="button" class="btn" data-testid="risk-occur" on:click=handler(move |_| {
                        session.edit_with_undo(w.risk_occurred_done(), |ws, ctx| edit::risk::occur(ws, ctx, this.id));
                    })>{w.risk_occur()}</button>
                }.into_any(),
            })}
        </section>
    }
}

type List = fn(&mut Risk) -> &mut Vec<Id>;

/// A list of the risk's, with the field that adds to it below.
fn linked(
    this: This,
    title: &'static str,
    list: List,
    name: fn(&Workspace, Id) -> Option<String>,
    place: fn(Id, Id) -> Place,
    add: AnyView,
) -> impl IntoView {
    let go = expect_context::<Go>();
    let w = this.w;
    let named = this.session.memo(move |ws| {
        let ids = ws.risks.get(this.id).map(|risk| ids(risk, list)).unwrap_or_default();
        ids.into_iter().filter_map(|id| name(ws, id).map(|name| (id, name))).collect::<Vec<_>>()
    });
    view! {
        <h3>{title}</h3>
        {reactive(move || named.get().into_iter().map(|(id, name)| view! {
            <div class="rowlink">
                <button type="button" class="name" on:click=handler(move |_| go.to(place(this.risk.get_untracked().map(|risk| risk.project).unwrap_or_default(), id)))>{name.clone()}</button>
                <button type="button" class="btn quiet icon r" aria-label=w.risk_task_unlink(name)
                    on:click=handler(move |_| this.change(title, |risk| list(risk).retain(|other| *other != id)))>"×"</button>
            </div>
        }).collect_view())}
        {add}
    }
}

fn ids(risk: &Risk, list: List) -> Vec<Id> {
    list(&mut risk.clone()).clone()
}

/// Deals, clients and goals that the risk threatens.
#[component]
pub fn Threatens(this: This) -> impl IntoView {
    let w = this.w;
    let but = move |list: List| derive(move || this.risk.get().map(|risk| ids(&risk, list)).unwrap_or_default());
    let add = move |title: &'static str, list: List| {
        Callback::new(move |id: Option<Id>| id.into_iter().for_each(|id| this.change(title, |risk| list(risk).push(id))))
    };
    let deals: List = |risk| &mut risk.deals;
    let clients: List = |risk| &mut risk.clients;
    let goals: List = |risk| &mut risk.goals;
    let free_goals = derive(move || {
        let (ws, there) = (this.session.ws(), but(goals).get());
        let project = this.risk.get().map(|risk| risk.project);
        let free = ws.goals.iter().filter(|goal| Some(goal.project) == project && !there.contains(&goal.id));
        std::iter::once((String::new(), w.risk_choose().to_string()))
            .chain(free.map(|goal| (goal.id.to_string(), goal.title.to_string())))
            .collect::<Vec<_>>()
    });
    let add_goal = add(w.risk_goals(), goals);
    view! {
        <section>
            {linked(this, w.risk_deals(), deals, |ws, id| Some(ws.deals.get(id)?.name.to_string()),
                |_, id| Place::of(Screen::Deals).opening(Kind::Deal, id),
                view! { <AddDealField label=w.risk_deals() none=w.risk_choose() commit=add(w.risk_deals(), deals) testid="risk-deal-link" but=but(deals) /> }.into_any())}
            {linked(this, w.risk_clients(), clients, |ws, id| Some(ws.clients.get(id)?.name.to_string()),
                |_, id| Place::of(Screen::Clients).opening(Kind::Client, id),
                view! { <ClientField label=w.risk_clients() none=w.risk_choose() commit=add(w.risk_clients(), clients) testid="risk-client-link" bare=true adds=true but=but(clients) /> }.into_any())}
            {linked(this, w.risk_goals(), goals, |ws, id| Some(ws.goals.get(id)?.title.to_string()),
                |project, _| Place::in_project(Screen::Overview, project),
                view! { <SelectField label=w.risk_goals() bare=true value=Signal::stored(String::new()) options=free_goals testid="risk-goal-link"
                    commit=move |key: String| add_goal.run(Id::parse(&key)) /> }.into_any())}
        </section>
    }
}

/// The open risks that name a deal, a client or a goal, to be shown where that record is.
#[component]
pub fn RisksOf(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let found = session.memo(move |ws| {
        let names = |risk: &Risk| [&risk.deals, &risk.clients, &risk.goals].iter().any(|list| list.contains(&id));
        let named = ws.risks.iter().filter(|risk| risk::is_open(risk) && names(risk));
        named
            .map(|risk| (risk.id, risk.project, format!("{} {}", risk.code, risk.title), names::status(risk.status, w)))
            .collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !found.with(Vec::is_empty)>
            <section data-testid="risks-of">
                <h3>{w.risks_here()}</h3>
                {reactive(move || found.get().into_iter().map(|(id, project, name, status)| view! {
                    <button type="button" class="rowlink" on:click=handler(move |_| go.to(Place::in_project(Screen::Risks, project).opening(Kind::Risk, id)))>
                        <span>{name}</span>
                        <span class="r">{status}</span>
                    </button>
                }).collect_view())}
            </section>
        </Show>
    }
}
