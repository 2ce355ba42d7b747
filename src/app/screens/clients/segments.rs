//! Segments: who belongs to each by rule or by hand, what each brings, which products fit, and the strategies that win them.

use crate::app::prelude::*;

use super::choose::ClientField;
use super::{known, names};
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::deals::amount;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, DateField, SelectField, TextArea, TextField};
use crate::app::widgets::icon::{Icon, Sign};
use crate::app::widgets::record::{Form, choices};
use crate::engine::control::{live, progress, read_title};
use crate::engine::edit::{self, market};
use crate::engine::model::*;
use crate::engine::sales::segments::{figures, members};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

fn field_name(w: Words, field: RuleField) -> &'static str {
    match field {
        RuleField::Kind => w.client_kind(),
        RuleField::Grade => w.client_grade(),
        RuleField::Industry => w.client_industry(),
        RuleField::Region => w.client_region(),
        RuleField::Size => w.client_size(),
        RuleField::Owner => w.client_owner(),
        RuleField::Source => w.client_source(),
    }
}

fn test_name(w: Words, test: RuleTest) -> &'static str {
    match test {
        RuleTest::Is => w.rule_is(),
        RuleTest::IsNot => w.rule_is_not(),
        RuleTest::Contains => w.rule_contains(),
        RuleTest::AtLeast => w.rule_at_least(),
        RuleTest::AtMost => w.rule_at_most(),
    }
}

fn approach_name(w: Words, approach: Approach) -> &'static str {
    match approach {
        Approach::Executive => w.approach_executive(),
        Approach::Customised => w.approach_customised(),
        Approach::TeleSales => w.approach_tele(),
        Approach::Online => w.approach_online(),
        Approach::Channel => w.approach_channel(),
        Approach::Event => w.log_kind_event(),
        Approach::Referral => w.approach_referral(),
        Approach::Other => w.log_kind_other(),
    }
}

#[component]
pub fn Segments() -> impl IntoView {
    let session = session();
    let w = words();
    let open = RwSignal::new(None::<Id>);
    let none = move || w.none_yet().to_string();
    let standings = known::standings();
    let rows = memo(move |_| {
        let (ws, standings) = (session.ws(), standings.get());
        ws.segments
            .iter()
            .map(|segment| (segment.id, segment.name.to_string(), figures(&ws, &members(&ws, segment, standings.all()))))
            .collect::<Vec<_>>()
    });
    let add = Callback::new(move |name: String| {
        if let Some(id) = session.edit(w.segment_added(name.trim()), |ws, ctx| market::add_segment(ws, ctx, &name)) {
            open.set(Some(id));
        }
    });
    let money = move |minor: i64| amount(session, w, minor);
    view! {
        <div class="page segments">
            {reactive(move || if rows.with(Vec::is_empty) {
                view! { <p class="lead">{w.segment_lead()}</p> }.into_any()
            } else {
                view! {
                    <section class="card">
                        <table class="reg">
                            <thead><tr>
                                <th scope="col">{w.segment_name()}</th><th scope="col" class="num">{w.nav_clients()}</th><th scope="col" class="num">{w.client_open()}</th>
                                <th scope="col" class="num">{w.forecast_won()}</th><th scope="col" class="num">{w.segment_rate()}</th><th scope="col" class="num">{w.forecast_cycle()}</th>
                            </tr></thead>
                            <tbody>{rows.get().into_iter().map(|(id, name, f)| view! {
                                <tr data-testid="segment-row">
                                    <th scope="row"><button class="plain" aria-expanded=bound(move || if open.get() == Some(id) { "true" } else { "false" })
                                        on:click=handler(move |_| open.update(|open| *open = if *open == Some(id) { None } else { Some(id) }))>{name}</button></th>
                                    <td class="num">{f.count}</td>
                                    <td class="num">{if f.open_count == 0 { none() } else { money(f.open) }}</td>
                                    <td class="num">{if f.won_count == 0 { none() } else { money(f.won) }}</td>
                                    <td class="num">{f.win_rate.map_or_else(none, |rate| w.percent((rate * 100.0).round()))}</td>
                                    <td class="num">{f.cycle.map_or_else(none, |days| w.forecast_days(w.number(days, 0)))}</td>
                                </tr>
                            }).collect::<Vec<_>>()}</tbody>
                        </table>
                    </section>
                }.into_any()
            })}
            <AddLine label=w.segment_add() commit=add testid="segment-add" />
            {reactive(move || open.get().map(|id| view! { <One id /> }))}
            <Fits />
        </div>
    }
}

#[component]
fn One(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let form = Form::<Segment>::of(id, |w, one| w.segment_changed(&one.name));
    let rules = form.read(|one| one.rules.clone());
    let standings = known::standings();
    let found = memo(move |_| {
        let (ws, standings) = (session.ws(), standings.get());
        let segment = ws.segments.get(id).cloned();
        let all = segment.map(|segment| members(&ws, &segment, standings.all())).unwrap_or_default();
        all.into_iter().map(|client| (client.id, client.name.to_string(), client.segments.contains(&id))).collect::<Vec<_>>()
    });
    let by_hand = session.memo(move |ws| {
        ws.clients.iter().filter(|client| client.segments.contains(&id)).map(|client| client.id).collect::<Vec<_>>()
    });
    let put = move |client: Id, into: bool| {
        session.edit(form.label(), |ws, _| {
            edit::update::<Client>(ws, client, |client| {
                client.segments.retain(|one| *one != id);
                if into {
                    client.segments.push(id);
                }
            })
        });
    };
    let rule =
        move |at: usize, change: &dyn Fn(&mut SegmentRule)| form.change(|one| one.rules.get_mut(at).into_iter().for_each(change));
    let notes = Callback::new(move |text: String| form.change(|one| one.market = Text::new(&text)));
    let strategies =
        session.memo(move |ws| ws.strategies.iter().filter(|one| one.segment == id).map(|one| one.id).collect::<Vec<_>>());
    let add_strategy = Callback::new(move |name: String| {
        session.edit(w.strategy_added(name.trim()), |ws, ctx| market::add_strategy(ws, ctx, id, &name));
    });
    let delete = move |_| {
        session.edit_with_undo(w.segment_deleted(), |ws, _| edit::delete(ws, Kind::Segment, id));
    };
    view! {
        <section class="card pad inspect" data-testid="segment">
            {form.name(w.segment_name(), "segment-name", |one| &one.name, |one| &mut one.name)}
            <section class="part">
                <h3>{w.segment_rules()}</h3>
                {reactive(move || rules.get().into_iter().enumerate().map(|(at, one)| {
                    let set_field = Callback::new(move |key: String| rule(at, &|one| one.field = RuleField::from_key(&key).unwrap_or_default()));
                    let set_test = Callback::new(move |key: String| rule(at, &|one| one.test = RuleTest::from_key(&key).unwrap_or_default()));
                    let set_value = Callback::new(move |text: String| rule(at, &|one| one.value = Text::line(&text)));
                    let value = match one.field {
                        RuleField::Kind => view! { <SelectField label=w.rule_value() bare=true value=Signal::stored(one.value.to_string()) commit=set_value testid="rule-value"
                            options=Signal::stored(choices(ClientKind::ALL, ClientKind::key, |kind| names::kind(w, kind))) /> }.into_any(),
                        RuleField::Grade => view! { <SelectField label=w.rule_value() bare=true value=Signal::stored(one.value.to_string()) commit=set_value testid="rule-value"
                            options=Signal::stored(choices(Grade::ALL, Grade::key, |grade| if grade == Grade::Unset { w.not_set() } else { grade.key() })) /> }.into_any(),
                        RuleField::Owner => {
                            let people: Vec<_> = session.ws_untracked().members.iter().map(|one| (one.id.to_string(), one.name.to_string())).collect();
                            view! { <SelectField label=w.rule_value() bare=true value=Signal::stored(one.value.to_string()) commit=set_value options=Signal::stored(people) testid="rule-value" /> }.into_any()
                        }
                        _ => view! { <TextField label=w.rule_value() bare=true value=Signal::stored(one.value.to_string()) commit=set_value testid="rule-value" /> }.into_any(),
                    };
                    view! {
                        <div class="line-row rule">
                            <SelectField label=w.merge_field() bare=true value=Signal::stored(one.field.key().to_string()) commit=set_field testid="rule-field"
                                options=Signal::stored(choices(RuleField::ALL, RuleField::key, |field| field_name(w, field))) />
                            <SelectField label=w.rule_test() bare=true value=Signal::stored(one.test.key().to_string()) commit=set_test testid="rule-test"
                                options=Signal::stored(choices(RuleTest::ALL, RuleTest::key, |test| test_name(w, test))) />
                            {value}
                            <button class="btn quiet icon" aria-label=w.rule_delete() on:click=handler(move |_| form.change(|one| if at < one.rules.len() { one.rules.remove(at); }))><Icon sign=Sign::Close /></button>
                        </div>
                    }
                }).collect::<Vec<_>>())}
                <button class="btn quiet" data-testid="rule-add" on:click=handler(move |_| form.change(|one| one.rules.push(SegmentRule { field: RuleField::Industry, test: RuleTest::Contains, ..SegmentRule::default() })))>{w.rule_add()}</button>
            </section>
            <section class="part">
                <h3>{reactive(move || w.client_count(found.with(Vec::len)))}</h3>
                <p class="state">{reactive(move || found.get().into_iter().take(60).map(|(client, name, by_hand)| view! {
                    <span class="pill off" data-testid="segment-client">
                        <button class="plain" on:click=handler(move |_| go.to(Place::page_of(Kind::Client, client)))>{name.clone()}</button>
                        {by_hand.then(|| view! { <button class="plain" aria-label=w.deal_contact_remove(&name) on:click=handler(move |_| put(client, false))>" ×"</button> })}
                    </span>
                }).collect::<Vec<_>>())}</p>
                <ClientField label=w.segment_by_hand() none=w.segment_by_hand() bare=true adds=true but=by_hand testid="segment-by-hand"
                    commit=Callback::new(move |client: Option<Id>| client.into_iter().for_each(|client| { put(client, true); })) />
            </section>
            <section class="part">
                <h3>{w.strategy_title()}</h3>
                <For each=move || strategies.get() key=|id| *id let:id><Strategy id /></For>
                <AddLine label=w.strategy_add() commit=add_strategy testid="strategy-add" />
            </section>
            <section class="part">
                <TextArea label=w.segment_market() value=form.read(|one| one.market.to_string()) commit=notes rows=6 testid="segment-market" />
                {reactive(move || form.read(|one| one.market.is_empty()).get().then(|| view! {
                    <button class="btn quiet" data-testid="market-template" on:click=handler(move |_| form.change(|one| one.market = Text::new(w.segment_template())))>{w.segment_template_use()}</button>
                }))}
            </section>
            <button class="btn quiet danger" on:click=handler(delete)>{w.segment_delete()}</button>
        </section>
    }
}

#[component]
fn Strategy(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let form = Form::<MarketStrategy>::of(id, |w, one| w.strategy_changed(&one.name));
    let approach = RwSignal::new(Approach::default());
    let tactics = form.read(|one| one.tactics.clone());
    let add = Callback::new(move |name: String| {
        session.edit(form.label(), |ws, ctx| market::add_tactic(ws, ctx, id, &name, approach.get_untracked()));
    });
    let to_task = move |tactic: Id| {
        session.edit_with_undo(w.tactic_task(), |ws, ctx| market::tactic_to_task(ws, ctx, id, tactic, w.said_project()));
    };
    let to_goal = move |tactic: Id| {
        let today = session.today.get_untracked();
        session.edit_with_undo(w.tactic_goal(), |ws, ctx| {
            let goal = market::tactic_to_goal(ws, ctx, id, tactic, w.said_project())?;
            let (currency, due) = (ws.settings.currency, ws.goals.get(goal).and_then(|goal| goal.due));
            edit::update::<Goal>(ws, goal, |goal| read_title(&goal.title, today).fill(goal, due, currency))
        });
    };
    let change = move |tactic: Id, change: &dyn Fn(&mut Tactic)| {
        form.change(|one| one.tactics.iter_mut().filter(|one| one.id == tactic).for_each(change))
    };
    let approaches = choices(Approach::ALL, Approach::key, |one| approach_name(w, one));
    view! {
        <div class="strategy" data-testid="strategy">
            {form.name(w.strategy_name(), "strategy-name", |one| &one.name, |one| &mut one.name)}
            <div class="fields">
                {form.line(w.strategy_objective(), "text", |one| &one.objective, |one| &mut one.objective)}
                {form.line(w.strategy_message(), "text", |one| &one.message, |one| &mut one.message)}
                {form.line(w.strategy_offer(), "text", |one| &one.offer, |one| &mut one.offer)}
            </div>
            <ul>{reactive(move || tactics.get().into_iter().map(|one| {
                let tactic = one.id;
                let task = one.task.and_then(|task| session.ws_untracked().tasks.get(task).map(|task| (task.project, task.id)));
                let goal = one.goal.and_then(|goal| session.ws().goals.get(goal).map(|goal| live(&session.ws_untracked(), goal, session.today.get())));
                let set_due = Callback::new(move |day: Option<Date>| change(tactic, &|one| one.due = day));
                let set_measure = Callback::new(move |text: String| change(tactic, &|one| one.measure = Text::line(&text)));
                view! {
                    <li class="line-row tactic" data-testid="tactic">
                        <span><b>{one.name.to_string()}</b>" "<span class="pill off">{approach_name(w, one.approach)}</span></span>
                        <TextField label=w.tactic_measure() value=Signal::stored(one.measure.to_string()) commit=set_measure placeholder=w.tactic_measure_hint() testid="tactic-measure" />
                        <DateField label=w.tactic_due() value=Signal::stored(one.due) commit=set_due />
                        <span class="acts">
                        {match goal {
                            Some(goal) => {
                                let done = progress(&goal).map_or_else(|| w.none_yet().to_string(), |done| w.percent((done * 100.0).round()));
                                let to = Place::in_project(Screen::Overview, goal.project).query();
                                view! { <a class="btn quiet" href=to data-testid="tactic-kpi">{w.tactic_kpi(done)}</a> }.into_any()
                            }
                            None => view! {
                                <button class="btn" data-testid="tactic-goal" disabled=one.measure.is_empty() title=w.tactic_to_goal_hint() on:click=handler(move |_| to_goal(tactic))>{w.tactic_to_goal()}</button>
                            }.into_any(),
                        }}
                        {match task {
                            Some((project, task)) => view! { <button class="btn quiet" on:click=handler(move |_| go.to(Place::in_project(Screen::Plan, project).opening(Kind::Task, task)))>{w.tactic_open()}</button> }.into_any(),
                            None => view! { <button class="btn" data-testid="tactic-task" on:click=handler(move |_| to_task(tactic))>{w.tactic_to_task()}</button> }.into_any(),
                        }}
                        </span>
                    </li>
                }
            }).collect::<Vec<_>>())}</ul>
            <div class="line-row">
                <SelectField label=w.strategy_approach() bare=true value=derive(move || approach.get().key().to_string()) options=Signal::stored(approaches)
                    commit=Callback::new(move |key: String| approach.set(Approach::from_key(&key).unwrap_or_default())) testid="tactic-approach" />
                <AddLine label=w.tactic_add() commit=add testid="tactic-add" />
            </div>
        </div>
    }
}

/// Which product fits which segment, 1 to 5.
#[component]
fn Fits() -> impl IntoView {
    let session = session();
    let w = words();
    let grid = session.memo(|ws| {
        let segments: Vec<_> = ws.segments.iter().map(|one| (one.id, one.name.to_string())).collect();
        let row = |product: &Product| {
            let fit = |id: &Id| {
                ws.segments
                    .get(*id)
                    .and_then(|one| one.fits.iter().find(|fit| fit.product == product.id))
                    .and_then(|fit| fit.fit)
                    .map(|fit| fit.get())
            };
            (product.id, product.name.to_string(), segments.iter().map(|(id, _)| fit(id)).collect::<Vec<_>>())
        };
        let rows: Vec<_> = ws.products.iter().filter(|product| !product.archived).map(|product| row(product)).collect();
        (segments, rows)
    });
    let add = Callback::new(move |name: String| {
        session.edit(w.product_added(name.trim()), |ws, ctx| market::add_product(ws, ctx, &name));
    });
    let levels: Vec<(String, String)> = std::iter::once((String::new(), w.none_yet().to_string()))
        .chain((1..=5).map(|n| (n.to_string(), n.to_string())))
        .collect();
    view! {
        <section class="card pad fits">
            <h2>{w.fit_title()}</h2>
            {reactive(move || {
                let (segments, rows) = grid.get();
                if segments.is_empty() || rows.is_empty() {
                    return view! { <p class="none">{w.fit_none()}</p> }.into_any();
                }
                let head: Vec<_> = segments.iter().map(|(_, name)| view! { <th scope="col">{name.clone()}</th> }).collect();
                let body: Vec<_> = rows.into_iter().map(|(product, name, fits)| {
                    let cells: Vec<_> = fits.into_iter().zip(&segments).map(|(fit, (segment, title))| {
                        let segment = *segment;
                        let commit = Callback::new(move |key: String| {
                            let fit = key.parse::<i64>().ok().map(Score::new);
                            session.edit(w.fit_set(), |ws, _| market::set_fit(ws, segment, product, fit));
                        });
                        let label = w.fit_of(&name, title);
                        view! { <td data-fit=fit.map(|fit| fit.to_string())><SelectField label=label bare=true value=Signal::stored(fit.map_or(String::new(), |fit| fit.to_string())) options=Signal::stored(levels.clone()) commit testid="fit" /></td> }
                    }).collect();
                    let gone = w.deal_contact_remove(&name);
                    view! { <tr><th scope="row">{name}</th>{cells}<td class="tools"><button class="btn quiet icon" aria-label=gone on:click=handler(move |_| { session.edit_with_undo(w.product_deleted(), |ws, _| edit::delete(ws, Kind::Product, product)); })><Icon sign=Sign::Close /></button></td></tr> }
                }).collect();
                view! { <table class="reg"><thead><tr><th scope="col">{w.fit_product()}</th>{head}<td></td></tr></thead><tbody>{body}</tbody></table> }.into_any()
            })}
            <AddLine label=w.product_add() commit=add testid="product-add" />
        </section>
    }
}
