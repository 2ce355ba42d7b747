//! Logging a follow-up: with whom, how it went, when next, and the next action as a task.

use super::task::Place;
use super::{Context, Edit, client, update};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// The project that work for a client or deal belongs to: the deal's, the first open one that names the client, or the one
/// called `home`, which is made where there is none.
pub fn home(ws: &mut Workspace, ctx: &Context, client: Option<Id>, deal: Option<Id>, home: &str) -> Edit<Id> {
    let open = |project: &Project| !project.archived && !matches!(project.phase, Phase::Closed | Phase::Cancelled);
    let of_deal = deal.and_then(|id| ws.deals.get(id)).and_then(|deal| deal.project);
    let of_client = || ws.projects.iter().find(|project| open(project) && client.is_some_and(|id| project.clients.contains(&id)));
    let known = of_deal.filter(|id| ws.projects.contains(*id)).or_else(|| of_client().map(|project| project.id));
    match known.or_else(|| ws.projects.iter().find(|project| open(project) && &*project.name == home).map(|project| project.id)) {
        Some(id) => Ok(id),
        None => super::project::add(ws, ctx, home, ctx.today),
    }
}

/// Logs an activity. What is not said is filled from what is: the client from the contact or the deal, the person from who
/// uses this copy. The deal gets the next contact and step, and the next action becomes a task of `project`, or of the
/// one that [`home`] finds.
pub fn log(ws: &mut Workspace, ctx: &Context, mut activity: Activity, action: &str, project: &str) -> Edit<Id> {
    let of_contact = activity.contacts.first().and_then(|id| ws.contacts.get(*id)).map(|contact| contact.client);
    let of_deal = activity.deal.and_then(|id| ws.deals.get(id)).and_then(|deal| deal.client);
    activity.client = activity.client.or(of_contact).or(of_deal);
    activity.member = activity.member.or(Some(ws.settings.me)).filter(|me| ws.members.contains(*me));
    if activity.on == Date::MIN {
        activity.on = ctx.today;
    }
    let action = Text::line(action);
    if let Some(deal) = activity.deal.filter(|id| ws.deals.contains(*id)) {
        update::<Deal>(ws, deal, |deal| {
            deal.next_contact = activity.next_contact.or(deal.next_contact.filter(|due| *due > activity.on));
            if !action.is_empty() {
                deal.next_step = action.clone();
            }
        })?;
    }
    for contact in activity.contacts.clone() {
        if ws.contacts.contains(contact) {
            update::<Contact>(ws, contact, |contact| contact.next_contact = activity.next_contact)?;
        }
    }
    if !action.is_empty() {
        let project = match activity.project {
            Some(project) => project,
            None => home(ws, ctx, activity.client, activity.deal, project)?,
        };
        let task = super::task::add(ws, ctx, project, Place::Last, &action)?;
        let (client, deal, owner) = (activity.client, activity.deal, activity.member);
        update::<Task>(ws, task, |task| {
            (task.client, task.deal, task.owner) = (client, deal, owner);
            // Nine in the morning of the day it is wanted.
            if let Some(on) = activity.next_contact {
                task.constraint = Constraint { kind: ConstraintKind::Snet, date: Some(on.at(540)), ..Constraint::default() };
            }
        })?;
        activity.next_task = Some(task);
    }
    client::log(ws, ctx, activity)
}
