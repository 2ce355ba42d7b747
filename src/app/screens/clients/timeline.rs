//! Everything with a client or for a deal on one line of time; what is shown of it is chosen by its kind.

use crate::app::prelude::*;

use super::names;
use crate::app::place::{Place, Screen};
use crate::app::screens::deals::{amount, stage_name};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::Segmented;
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::edit;
use crate::engine::model::{Date, Outcome};
use crate::engine::sales::money::PlanState;
use crate::engine::sales::timeline::{Entry, Group, Of, What, timeline};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// Entries that are shown at first, and more by one key.
const STEP: usize = 60;

const GROUPS: [(&str, Option<Group>); 6] = [
    ("all", None),
    ("said", Some(Group::Said)),
    ("deals", Some(Group::Deals)),
    ("money", Some(Group::Money)),
    ("asked", Some(Group::Asked)),
    ("work", Some(Group::Work)),
];

#[component]
pub fn Timeline(of: Of) -> impl IntoView {
    let session = session();
    let w = words();
    let chosen = RwSignal::new("all".to_string());
    let shown = RwSignal::new(STEP);
    let all = memo(move |_| {
        let group = chosen.with(|key| GROUPS.iter().find(|(known, _)| known == key).and_then(|(_, group)| *group));
        let mut all = timeline(&session.ws(), of, session.today.get());
        all.retain(|entry| group.is_none_or(|group| entry.what.group() == group));
        all
    });
    let names = [w.line_all(), w.line_said(), w.line_deals(), w.line_money(), w.line_asked(), w.line_work()];
    let options = GROUPS.iter().zip(names).map(|((key, _), name)| (key.to_string(), name.to_string())).collect();
    view! {
        <section class="line" data-testid="timeline">
            <Segmented label=w.line_title() value=chosen options commit=Callback::new(move |key| chosen.set(key)) testid="line" />
            {reactive(move || all.with(Vec::is_empty).then(|| view! { <p class="none">{w.line_none()}</p> }))}
            <ol>
                {reactive(move || {
                    let today = session.today.get();
                    all.with(|all| all.iter().take(shown.get()).map(|entry| row(session, w, entry, today)).collect::<Vec<_>>())
                })}
            </ol>
            {reactive(move || {
                let rest = all.with(Vec::len).saturating_sub(shown.get());
                (rest > 0).then(|| view! {
                    <button class="btn quiet" on:click=handler(move |_| shown.update(|shown| *shown += STEP))>{w.deal_more(rest)}</button>
                })
            })}
        </section>
    }
}

fn row(session: Session, w: Words, entry: &Entry, today: Date) -> AnyView {
    let ws = session.ws_untracked();
    let deal = entry.deal.and_then(|id| ws.deals.get(id)).map(|deal| deal.name.to_string()).unwrap_or_default();
    let money = |minor: i64| amount(session, w, minor);
    let mut tone = "";
    let mut under = String::new();
    let (sign, title, place) = match &entry.what {
        What::Said(activity) => {
            let who: Vec<String> =
                activity.contacts.iter().filter_map(|id| ws.contacts.get(*id)).map(|one| one.name.to_string()).collect();
            let member = activity.member.and_then(|id| ws.members.get(id)).map(|member| member.name.to_string());
            let mut head = vec![names::activity(w, activity.kind).to_string()];
            head.extend(who);
            under = [Some(activity.subject.to_string()), Some(activity.content.to_string())]
                .into_iter()
                .flatten()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ");
            tone = match activity.outcome {
                Outcome::Positive => "pill good",
                Outcome::Negative => "pill bad",
                Outcome::NoAnswer => "pill warn",
                Outcome::Neutral => "",
            };
            let mut tail: Vec<String> = member.into_iter().collect();
            tail.extend(activity.next_contact.map(|day| w.said_next(w.day(day, today))));
            tail.extend(Some(deal.clone()).filter(|name| !name.is_empty()));
            head.push(tail.join(" · "));
            let place = activity.next_task.and_then(|id| ws.tasks.get(id)).map(|task| {
                under = [under.clone(), w.said_task(&task.name)]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · ");
                Place::in_project(Screen::Plan, task.project).opening(Kind::Task, task.id)
            });
            (Sign::Phone, head.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "), place)
        }
        What::Moved(stage) => {
            let stage = ws.stages.get(*stage).map(|stage| stage_name(w, stage)).unwrap_or_default();
            (Sign::Deal, w.deal_moved(&deal, stage), Some(Place::page_of(Kind::Deal, entry.id)))
        }
        What::Paid(minor) => (Sign::Deal, w.line_paid(money(*minor)), entry.deal.map(|id| Place::page_of(Kind::Deal, id))),
        What::Due(number, minor, state) => {
            if *state == PlanState::Overdue {
                (tone, under) = ("pill bad", deal.clone());
            }
            (Sign::Deal, w.line_due(money(*minor), *number), entry.deal.map(|id| Place::page_of(Kind::Deal, id)))
        }
        What::Asked(one) => {
            under = super::asked::status_name(w, one.status).to_string();
            let who =
                one.contact.and_then(|id| ws.contacts.get(id)).map(|contact| format!("{} · ", contact.name)).unwrap_or_default();
            (Sign::Task, format!("{who}{} · {}", super::asked::kind_name(w, one.kind), one.title), None)
        }
        What::Answered(title) => (Sign::Task, w.line_answered(title), None),
        What::Risk(name) => {
            let project = ws.risks.get(entry.id).map(|risk| risk.project).unwrap_or_default();
            (Sign::Risk, name.to_string(), Some(Place::in_project(Screen::Risks, project).opening(Kind::Risk, entry.id)))
        }
        What::Project(name) => (Sign::Project, w.line_project(name), Some(Place::in_project(Screen::Overview, entry.id))),
    };
    let pill = match &entry.what {
        What::Said(activity) if !tone.is_empty() => Some(names::outcome(w, activity.outcome)),
        What::Due(..) if !tone.is_empty() => Some(w.pay_overdue()),
        _ => None,
    };
    let id = entry.id;
    let is_said = matches!(entry.what, What::Said(_));
    let day = w.day(entry.on, today);
    let future = entry.on > today;
    let label = w.log_delete_on(&day);
    view! {
        <li class:future=future data-testid="line-row" data-kind=entry.kind.table()>
            <span class="on">{day}</span>
            <Icon sign />
            <div class="what">
                {match place {
                    Some(place) => view! { <a href=place.query()>{title}</a> }.into_any(),
                    None => view! { <b>{title}</b> }.into_any(),
                }}
                {pill.map(|pill| view! { " "<span class=tone>{pill}</span> })}
                {(!under.is_empty()).then(|| view! { <p>{under}</p> })}
            </div>
            {is_said.then(|| view! {
                <button class="btn quiet icon" aria-label=label
                    on:click=handler(move |_| { session.edit_with_undo(w.log_deleted(), |ws, _| edit::delete(ws, Kind::Activity, id)); })>
                    <Icon sign=Sign::Close />
                </button>
            })}
        </li>
    }
    .into_any()
}
