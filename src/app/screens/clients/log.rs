//! The follow-up log of a client: one line logs, the newest stands first.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use std::sync::Arc;

use super::names;
use crate::app::browser::keys;
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField};
use crate::app::widgets::icon::{Icon, Sign};
use crate::app::widgets::record::choices;
use crate::engine::edit;
use crate::engine::model::order;
use crate::engine::model::{Activity, ActivityKind, Date, Id, Outcome, Text};
use crate::engine::workspace::{Kind, Table, Workspace};

/// Entries that are shown at first.
const SHOWN: usize = 20;

/// What was said with a client, the newest first, and the log that it is from: looked for anew only where that changed.
#[derive(Clone)]
struct Said {
    of: Table<Activity>,
    all: Vec<Arc<Activity>>,
}

impl Said {
    fn with(ws: &Workspace, client: Id) -> Said {
        let mut all: Vec<Arc<Activity>> =
            ws.activities.iter().filter(|activity| activity.client == Some(client)).cloned().collect();
        order::sort_by_key(&mut all, |activity| std::cmp::Reverse((activity.on, activity.id)));
        Said { of: ws.activities.clone(), all }
    }
}

impl PartialEq for Said {
    fn eq(&self, other: &Said) -> bool {
        self.of.same(&other.of)
    }
}

#[component]
pub fn Log(client: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let said = memo(move |old: Option<&Said>| {
        let ws = session.ws();
        match old.filter(|old| old.of.same(&ws.activities)) {
            Some(old) => old.clone(),
            None => Said::with(&ws, client),
        }
    });
    let all = memo(move |_| said.with(|said| said.all.clone()));
    let whole = RwSignal::new(false);
    let count = memo(move |_| all.with(Vec::len));
    let shown =
        move || all.with(|all| all.iter().take(if whole.get() { usize::MAX } else { SHOWN }).cloned().collect::<Vec<_>>());
    view! {
        <section class="part log">
            <h3>{w.log_title()}</h3>
            <Entry client />
            <Show when=move || count.get() == 0><p class="none">{w.log_none()}</p></Show>
            <ol>
                <For each=shown key=|activity| (activity.id, activity.rev) let:activity><Line activity /></For>
            </ol>
            <Show when=move || !whole.get() && (count.get() > SHOWN)>
                <button class="btn quiet" on:click=handler(move |_| whole.set(true))>{reactive(move || w.log_more(count.get()))}</button>
            </Show>
        </section>
    }
}

/// The form of a new entry.
#[component]
pub fn Entry(client: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let kind = RwSignal::new(ActivityKind::default());
    let outcome = RwSignal::new(Outcome::default());
    let next = RwSignal::new(None::<Date>);
    let text = RwSignal::new(String::new());
    let todo_text = RwSignal::new(String::new());
    let set_kind = Callback::new(move |key: String| kind.set(ActivityKind::from_key(&key).unwrap_or_default()));
    let set_outcome = Callback::new(move |key: String| outcome.set(Outcome::from_key(&key).unwrap_or_default()));
    let set_next = Callback::new(move |day: Option<Date>| next.set(day));
    let log = move || {
        let said = Text::new(text.get_untracked().trim());
        if said.is_empty() {
            return;
        }
        let ws = session.ws_untracked();
        let name = ws.clients.get(client).map(|client| client.name.to_string()).unwrap_or_default();
        let activity = Activity {
            on: session.today.get_untracked(),
            kind: kind.get_untracked(),
            outcome: outcome.get_untracked(),
            client: Some(client),
            member: Some(ws.settings.me).filter(|me| ws.members.contains(*me)),
            content: said,
            next_contact: next.get_untracked(),
            ..Activity::default()
        };
        let label = w.log_done(name);
        let todo = todo_text.get_untracked();
        if session.edit(label.clone(), |ws, ctx| edit::activity::log(ws, ctx, activity, &todo, w.said_project())).is_some() {
            text.set(String::new());
            todo_text.set(String::new());
            next.set(None);
            outcome.set(Outcome::default());
            session.say(label);
        }
    };
    view! {
        <div class="log-entry">
            <textarea
                rows="2"
                aria-label=w.log_text()
                placeholder=w.log_text_hint()
                data-testid="log-text"
                prop:value=bound(move || text.get())
                on:input=handler(move |event: leptos::ev::Event| text.set(event_target_value(&event)))
                on:keydown=handler(move |event: KeyboardEvent| {
                    if event.key() == "Enter" && !event.shift_key() && !keys::composing(&event) {
                        event.prevent_default();
                        log();
                    }
                })
            ></textarea>
            <div class="log-with">
                <SelectField
                    label=w.log_kind()
                    bare=true
                    value=derive(move || kind.get().key().to_string())
                    options=Signal::stored(choices(ActivityKind::ALL, ActivityKind::key, |kind| names::activity(w, kind)))
                    commit=set_kind
                    testid="log-kind"
                />
                <SelectField
                    label=w.log_outcome()
                    bare=true
                    value=derive(move || outcome.get().key().to_string())
                    options=Signal::stored(choices(Outcome::ALL, Outcome::key, |outcome| names::outcome(w, outcome)))
                    commit=set_outcome
                    testid="log-outcome"
                />
                <DateField label=w.log_next() value=next commit=set_next testid="log-next" />
                <label class="field">
                    <span>{w.log_todo()}</span>
                    <input type="text" autocomplete="off" data-testid="log-todo" placeholder=w.log_todo_hint()
                        prop:value=bound(move || todo_text.get()) on:input=handler(move |event| todo_text.set(event_target_value(&event))) />
                </label>
                <button class="btn" data-testid="log-do" disabled=bound(move || text.with(|text| text.trim().is_empty())) on:click=handler(move |_| log())>
                    {w.log_do()}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Line(activity: Arc<Activity>) -> impl IntoView {
    let session = session();
    let w = words();
    let id = activity.id;
    let on = activity.on;
    let today = session.today.get_untracked();
    let who = activity.member.and_then(|member| session.ws_untracked().members.get(member).map(|member| member.name.to_string()));
    let mark = match activity.outcome {
        Outcome::Positive => "pill good",
        Outcome::Negative => "pill bad",
        Outcome::NoAnswer => "pill warn",
        Outcome::Neutral => "pill off",
    };
    let next = activity.next_contact.map(|day| format!("{} {}", w.log_next(), w.day(day, today)));
    let delete = move |_| {
        session.edit_with_undo(w.log_deleted(), |ws, _| edit::delete(ws, Kind::Activity, id));
    };
    view! {
        <li data-testid="log-row" data-activity-id=id.to_string()>
            <div class="head">
                <b>{w.day(on, today)}</b>
                <span>{names::activity(w, activity.kind)}</span>
                <span class=mark>{names::outcome(w, activity.outcome)}</span>
                <small>{who}</small>
                <button class="btn quiet icon" aria-label=w.log_delete_on(w.day(on, today)) on:click=delete><Icon sign=Sign::Close /></button>
            </div>
            {(!activity.subject.is_empty()).then(|| view! { <p class="said"><b>{activity.subject.to_string()}</b></p> })}
            <p class="said">{activity.content.to_string()}</p>
            {next.map(|next| view! { <small>{next}</small> })}
        </li>
    }
}
