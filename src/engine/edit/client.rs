//! Edits of clients, their contacts and the follow-up log.

use std::collections::BTreeMap;

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, ids, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

pub fn add(ws: &mut Workspace, ctx: &Context, name: &str) -> Edit<Id> {
    let owner = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    Ok(put(ws, ctx, Client { name: named(name)?, owner, ..Client::default() }))
}

pub fn add_contact(ws: &mut Workspace, ctx: &Context, client: Id, name: &str) -> Edit<Id> {
    ws.clients.get(client).ok_or(Refusal::Missing(Kind::Client))?;
    let primary = !ws.contacts.iter().any(|contact| contact.client == client);
    Ok(put(ws, ctx, Contact { client, name: named(name)?, primary, ..Contact::default() }))
}

/// Makes a member the one whom the client talks to, from today.
pub fn hand_to(ws: &mut Workspace, ctx: &Context, id: Id, owner: Option<Id>) -> Edit {
    update::<Client>(ws, id, |client| {
        if client.owner != owner {
            client.owner = owner;
            client.owner_since = owner.map(|_| ctx.today);
        }
    })
}

/// Logs a follow-up. The next contact it names becomes the client's; without one, the client's rhythm gives it.
pub fn log(ws: &mut Workspace, ctx: &Context, activity: Activity) -> Edit<Id> {
    let next = activity.next_contact;
    let (client, on) = (activity.client, activity.on);
    let id = put(ws, ctx, activity);
    if let Some(client) = client.filter(|client| ws.clients.contains(*client)) {
        update::<Client>(ws, client, |client| {
            let by_rhythm = client.follow_up_days.map(|days| on.plus(days as i64));
            client.next_contact = next.or(by_rhythm).or(client.next_contact.filter(|due| *due > on));
        })?;
    }
    Ok(id)
}

/// The open key-account project of a client.
pub fn account_project(ws: &Workspace, client: Id) -> Option<Id> {
    let open = |project: &Project| !project.archived && !matches!(project.phase, Phase::Closed | Phase::Cancelled);
    let ours = |project: &Project| project.kind == ProjectKind::KeyAccount && project.clients.contains(&client);
    ws.projects.iter().find(|project| ours(project) && open(project)).map(|project| project.id)
}

/// A step of the plan of a key account: a task of its project, which is made and called `name` where there is none.
pub fn account_step(ws: &mut Workspace, ctx: &Context, id: Id, text: &str, name: &str) -> Edit<Id> {
    let client = ws.clients.get(id).ok_or(Refusal::Missing(Kind::Client))?.clone();
    let text = named(text)?;
    let project = match account_project(ws, id) {
        Some(project) => project,
        None => {
            let project = super::project::add(ws, ctx, name, ctx.today)?;
            update::<Project>(ws, project, |project| {
                project.kind = ProjectKind::KeyAccount;
                project.clients = vec![id];
                (project.sponsor, project.manager) = (client.sponsor, client.owner);
            })?;
            project
        }
    };
    let task = super::task::add(ws, ctx, project, super::task::Place::Last, &text)?;
    update::<Task>(ws, task, |task| (task.client, task.owner) = (Some(id), client.owner))?;
    Ok(task)
}

/// Days from one review of an account plan to the next: a quarter.
pub const REVIEW: i64 = 91;

/// The plan of the account was looked at today; the next time is in a quarter.
pub fn reviewed(ws: &mut Workspace, ctx: &Context, id: Id) -> Edit {
    update::<Client>(ws, id, |client| client.account_review = Some(ctx.today.plus(REVIEW)))
}

/// The client with its contacts, its log, its deals and what it asked for.
pub fn delete(ws: &mut Workspace, id: Id) {
    for contact in ids::<Contact>(ws, |contact| contact.client == id) {
        ws.contacts.remove(contact);
    }
    for activity in ids::<Activity>(ws, |activity| activity.client == Some(id)) {
        ws.activities.remove(activity);
    }
    for requirement in ids::<Requirement>(ws, |requirement| requirement.client == id) {
        ws.requirements.remove(requirement);
    }
    for deal in ids::<Deal>(ws, |deal| deal.client == Some(id)) {
        super::deal::delete(ws, deal);
    }
    ws.clients.remove(id);
}

/// Every day on which somebody spoke to the client, the last of them.
pub fn last_contact(ws: &Workspace, id: Id) -> Option<Date> {
    ws.activities.iter().filter(|activity| activity.client == Some(id)).map(|activity| activity.on).max()
}

/// The same for every client that was ever spoken to, in one pass.
pub fn last_contacts(ws: &Workspace) -> BTreeMap<Id, Date> {
    let mut last = BTreeMap::new();
    for activity in ws.activities.iter() {
        if let Some(client) = activity.client {
            let day = last.entry(client).or_insert(activity.on);
            *day = activity.on.max(*day);
        }
    }
    last
}

/// Makes a contact the one to talk to first; there is one at most.
pub fn set_primary(ws: &mut Workspace, id: Id, primary: bool) -> Edit {
    let client = ws.contacts.get(id).ok_or(Refusal::Missing(Kind::Contact))?.client;
    for other in ids::<Contact>(ws, |contact| contact.client == client && contact.primary) {
        update::<Contact>(ws, other, |contact| contact.primary = false)?;
    }
    update::<Contact>(ws, id, |contact| contact.primary = primary)
}
