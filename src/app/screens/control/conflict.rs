//! What only a conflict has: who stands against whom, what each wants, how it is settled, and with what outcome.

use crate::app::prelude::*;

use super::names;
use crate::app::session::{session, words};
use crate::app::widgets::field::{CheckField, SelectField, TextArea};
use crate::app::widgets::record::{Form, choices};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

type List = fn(&mut Issue) -> &mut Vec<Id>;

/// One who takes part: the list it stands in, its id and its name.
type Party = (bool, Id, String);

/// Those of a list that can be added, by name, with what the empty choice says first.
fn free(all: impl Iterator<Item = (Id, String)>, there: &[Id], say: &str) -> Vec<(String, String)> {
    let mut free: Vec<(String, String)> =
        all.filter(|(id, _)| !there.contains(id)).map(|(id, name)| (id.to_string(), name)).collect();
    order::sort_by(&mut free, |a, b| a.1.cmp(&b.1));
    free.insert(0, (String::new(), say.to_string()));
    free
}

/// Contacts of the clients that the project is about; of all clients where it names none.
fn contacts(ws: &Workspace, issue: &Issue) -> Vec<(Id, String)> {
    let clients = ws.projects.get(issue.project).map(|project| project.clients.clone()).unwrap_or_default();
    let ours = ws.contacts.iter().filter(|contact| !contact.left && (clients.is_empty() || clients.contains(&contact.client)));
    let named = ours.map(|contact| {
        let client = ws.clients.get(contact.client).map(|client| format!(" · {}", client.name)).unwrap_or_default();
        (contact.id, format!("{}{client}", contact.name))
    });
    named.collect()
}

#[component]
pub fn Conflict(form: Form<Issue>) -> impl IntoView {
    let session = session();
    let w = words();
    let members: List = |issue| &mut issue.parties;
    let others: List = |issue| &mut issue.contacts;
    let parties = memo(move |_| {
        let ws = session.ws();
        let Some(issue) = form.record.get() else { return Vec::new() };
        let ours = issue.parties.iter().filter_map(|id| Some((true, *id, ws.members.get(*id)?.name.to_string())));
        let theirs = issue.contacts.iter().filter_map(|id| Some((false, *id, ws.contacts.get(*id)?.name.to_string())));
        ours.chain(theirs).collect::<Vec<Party>>()
    });
    let free_members = memo(move |_| {
        let ws = session.ws();
        let there = form.record.get().map(|issue| issue.parties.clone()).unwrap_or_default();
        let all = ws.members.iter().filter(|member| !member.inactive).map(|member| (member.id, member.name.to_string()));
        free(all, &there, w.issue_party_member())
    });
    let free_contacts = memo(move |_| {
        let ws = session.ws();
        let Some(issue) = form.record.get() else { return Vec::new() };
        free(contacts(&ws, &issue).into_iter(), &issue.contacts, w.issue_party_contact())
    });
    let add = move |list: List| {
        Callback::new(move |key: String| {
            if let Some(id) = Id::parse(&key) {
                form.change(|issue| list(issue).push(id));
            }
        })
    };
    view! {
        <section data-testid="conflict">
            <h3>{w.issue_parties()}</h3>
            {reactive(move || parties.get().into_iter().map(|(ours, id, name)| {
                let list = if ours { members } else { others };
                view! {
                    <div class="rowlink">
                        <span>{name.clone()}</span>
                        <button type="button" class="btn quiet icon r" aria-label=w.issue_party_remove(name)
                            on:click=handler(move |_| form.change(|issue| list(issue).retain(|other| *other != id)))>"×"</button>
                    </div>
                }
            }).collect_view())}
            <SelectField label=w.issue_party_member() bare=true value=Signal::stored(String::new()) options=free_members commit=add(members) testid="party-member" />
            <SelectField label=w.issue_party_contact() bare=true value=Signal::stored(String::new()) options=free_contacts commit=add(others) testid="party-contact" />
            <TextArea label=w.issue_positions() placeholder=w.issue_positions_hint() testid="issue-positions"
                value=form.read(|issue| issue.positions.to_string())
                commit=move |text: String| form.change(|issue| issue.positions = Text::new(&text)) />
            <SelectField label=w.issue_method() testid="issue-method"
                value=form.read(|issue| issue.method.key().to_string())
                options=Signal::stored(choices(ConflictMethod::ALL, ConflictMethod::key, |method| names::method(method, w)))
                commit=move |key: String| form.change(|issue| issue.method = ConflictMethod::from_key(&key).unwrap_or_default()) />
            <TextArea label=w.issue_outcome() rows=2 testid="issue-outcome"
                value=form.read(|issue| issue.outcome.to_string())
                commit=move |text: String| form.change(|issue| issue.outcome = Text::new(&text)) />
            <CheckField label=w.issue_win_win() testid="issue-win-win"
                value=form.read(|issue| issue.win_win)
                commit=move |yes: bool| form.change(|issue| issue.win_win = yes) />
        </section>
    }
}
