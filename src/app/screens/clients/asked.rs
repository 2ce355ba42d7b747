//! What a client asked for: logged in one line, answered, confirmed; and the share that has an answer.

use crate::app::prelude::*;

use crate::app::session::{session, words};
use crate::app::widgets::client_mark::ClientMark;
use crate::app::widgets::field::{AddLine, SelectField, TextField};
use crate::app::widgets::record::choices;
use crate::engine::edit::requirement;
use crate::engine::model::order;
use crate::engine::model::{Id, Requirement, RequirementKind, RequirementStatus};
use crate::engine::sales::requirements::coverage;
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

pub fn kind_name(w: Words, kind: RequirementKind) -> &'static str {
    match kind {
        RequirementKind::Requirement => w.asked_requirement(),
        RequirementKind::Feedback => w.asked_feedback(),
        RequirementKind::Complaint => w.asked_complaint(),
        RequirementKind::Praise => w.asked_praise(),
        RequirementKind::ChangeRequest => w.asked_change(),
    }
}

pub fn status_name(w: Words, status: RequirementStatus) -> &'static str {
    match status {
        RequirementStatus::New => w.asked_new(),
        RequirementStatus::Acknowledged => w.asked_acknowledged(),
        RequirementStatus::InProgress => w.asked_in_progress(),
        RequirementStatus::Answered => w.asked_answered(),
        RequirementStatus::Done => w.asked_done(),
        RequirementStatus::Rejected => w.asked_rejected(),
    }
}

#[component]
pub fn Asked(client: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let kind = RwSignal::new(RequirementKind::default());
    let contact = RwSignal::new(None::<Id>);
    let contacts = session.memo(move |ws| {
        let ours = ws.contacts.iter().filter(|contact| contact.client == client && !contact.left);
        let names = ours.map(|contact| (contact.id.to_string(), contact.name.to_string()));
        std::iter::once((String::new(), w.not_set().to_string())).chain(names).collect::<Vec<_>>()
    });
    let all = session.memo(move |ws| {
        let mut all: Vec<_> = ws.requirements.iter().filter(|one| one.client == client).cloned().collect();
        order::sort_by_key(&mut all, |one| std::cmp::Reverse((one.received, one.id)));
        all
    });
    let share = move || {
        let coverage = coverage(&session.ws(), Some(client), session.today.get());
        let rate = coverage.rate().map_or(w.none_yet().to_string(), |rate| w.percent((rate * 100.0).round()));
        let oldest = coverage.oldest.map_or(String::new(), |days| w.asked_oldest(days));
        format!("{} {oldest}", w.asked_coverage(rate)).trim().to_string()
    };
    let add = Callback::new(move |title: String| {
        session.edit(w.asked_logged(), |ws, ctx| {
            requirement::add(ws, ctx, client, kind.get_untracked(), contact.get_untracked(), &title)
        });
    });
    view! {
        <section class="part">
            <h3>{w.asked_title()}</h3>
            <p class="state" data-testid="asked-coverage">{share}</p>
            <SelectField
                label=w.client_kind()
                value=derive(move || kind.get().key().to_string())
                options=Signal::stored(choices(RequirementKind::ALL, RequirementKind::key, |kind| kind_name(w, kind)))
                commit=Callback::new(move |key: String| kind.set(RequirementKind::from_key(&key).unwrap_or_default()))
                testid="asked-kind"
            />
            <Show when=move || { contacts.with(Vec::len) > 1 }>
                <SelectField
                    label=w.kind_contact()
                    value=derive(move || contact.get().map_or(String::new(), |id| id.to_string()))
                    options=contacts
                    commit=Callback::new(move |key: String| contact.set(Id::parse(&key)))
                    testid="asked-contact"
                />
            </Show>
            <AddLine label=w.asked_add() commit=add testid="asked-add" />
            <ul>
                <For each=move || all.get() key=|one| (one.id, one.rev) let:one><One one=(*one).clone() /></For>
            </ul>
        </section>
    }
}

#[component]
fn One(one: Requirement) -> impl IntoView {
    let session = session();
    let w = words();
    let id = one.id;
    let answer = Callback::new(move |text: String| {
        session.edit(w.asked_answer(), |ws, ctx| requirement::answer(ws, ctx, id, &text));
    });
    let may_confirm = one.status == RequirementStatus::Answered;
    let who = one.contact.and_then(|id| session.ws_untracked().contacts.get(id).map(|contact| format!("{} · ", contact.name)));
    let day = w.day(one.received, session.today.get_untracked());
    view! {
        <li class="asked" data-testid="asked-row">
            <b>{one.title.to_string()}</b>
            <small>{who}{kind_name(w, one.kind)}" · "{day}" "</small>
            <span class=if one.status == RequirementStatus::Done { "pill good" } else { "pill off" }>{status_name(w, one.status)}</span>
            <TextField label=w.asked_answer() value=Signal::stored(one.answer.to_string()) commit=answer testid="asked-answer" />
            {may_confirm.then(|| view! {
                <button class="btn quiet" data-testid="asked-confirm" on:click=handler(move |_| { session.edit(w.asked_confirm(), |ws, ctx| requirement::confirm(ws, ctx, id)); })>{w.asked_confirm()}</button>
            })}
            <ClientMark kind=Kind::Requirement id />
        </li>
    }
}
