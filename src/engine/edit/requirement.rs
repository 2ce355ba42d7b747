//! What clients ask for: logged, answered, confirmed.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// `contact` is who of the client said it, where that is known.
pub fn add(ws: &mut Workspace, ctx: &Context, client: Id, kind: RequirementKind, contact: Option<Id>, title: &str) -> Edit<Id> {
    let owner = ws.clients.get(client).ok_or(Refusal::Missing(Kind::Client))?.owner;
    let contact = contact.filter(|id| ws.contacts.get(*id).is_some_and(|contact| contact.client == client));
    let title = named(title)?;
    let record = Requirement { client, contact, kind, title, received: ctx.today, owner, ..Requirement::default() };
    Ok(put(ws, ctx, record))
}

/// Writes down what the client was told.
pub fn answer(ws: &mut Workspace, ctx: &Context, id: Id, text: &str) -> Edit {
    let text = Text::new(text.trim());
    if text.is_empty() {
        return Err(Refusal::NoReason);
    }
    update::<Requirement>(ws, id, |record| {
        record.answer = text;
        record.answered = Some(ctx.today);
        record.acknowledged = record.acknowledged.or(Some(ctx.today));
        record.status = RequirementStatus::Answered;
    })
}

/// The client says that the answer is what was asked for. Refused before there is an answer.
pub fn confirm(ws: &mut Workspace, ctx: &Context, id: Id) -> Edit {
    let record = ws.requirements.get(id).ok_or(Refusal::Missing(Kind::Requirement))?;
    if record.answered.is_none() {
        return Err(Refusal::NotAnswered);
    }
    update::<Requirement>(ws, id, |record| {
        record.confirmed = true;
        record.closed = Some(ctx.today);
        record.status = RequirementStatus::Done;
    })
}

/// A score that is low: CSAT of 1 or 2, NPS of 6 and less.
pub fn is_low(kind: ScoreKind, score: u8) -> bool {
    match kind {
        ScoreKind::None => false,
        ScoreKind::Csat => score <= 2,
        ScoreKind::Nps => score <= 6,
    }
}

/// Writes down how content the client is. A score that falls low raises an issue in the project that the work belongs to (the
/// one called `project` where there is none), and gives it.
pub fn score(ws: &mut Workspace, ctx: &Context, id: Id, kind: ScoreKind, score: u8, project: &str) -> Edit<Option<Id>> {
    let record = ws.requirements.get(id).ok_or(Refusal::Missing(Kind::Requirement))?.clone();
    let most = if kind == ScoreKind::Csat { 5 } else { 10 };
    let least = u8::from(kind == ScoreKind::Csat);
    let score = score.clamp(least, most);
    let was_low = record.score.is_some_and(|score| is_low(record.score_kind, score));
    update::<Requirement>(ws, id, |record| (record.score_kind, record.score) = (kind, Some(score)))?;
    if was_low || !is_low(kind, score) {
        return Ok(None);
    }
    let project = match record.project.filter(|id| ws.projects.contains(*id)) {
        Some(id) => id,
        None => super::activity::home(ws, ctx, Some(record.client), record.deal, project)?,
    };
    let client = ws.clients.get(record.client).map(|client| client.name.to_string()).unwrap_or_default();
    let issue = Issue {
        project,
        title: Text::line(&format!("{client} · {}", record.title)),
        detail: record.detail.clone(),
        severity: Some(Score::new(if score <= most / 4 { 4 } else { 3 })),
        owner: record.owner,
        ..Issue::default()
    };
    Ok(Some(super::issue::add_known(ws, ctx, issue)))
}

/// A task that does what was asked for.
pub fn to_task(ws: &mut Workspace, ctx: &Context, id: Id, project: &str) -> Edit<Id> {
    let record = ws.requirements.get(id).ok_or(Refusal::Missing(Kind::Requirement))?.clone();
    let project = match record.project.filter(|id| ws.projects.contains(*id)) {
        Some(id) => id,
        None => super::activity::home(ws, ctx, Some(record.client), record.deal, project)?,
    };
    let task = super::task::add(ws, ctx, project, super::task::Place::Last, &record.title)?;
    update::<Task>(ws, task, |task| {
        (task.client, task.deal, task.owner) = (Some(record.client), record.deal, record.owner);
        task.deadline = record.due.map(|due| due.at(1080));
    })?;
    update::<Requirement>(ws, id, |record| {
        record.tasks.push(task);
        record.acknowledged = record.acknowledged.or(Some(ctx.today));
        if matches!(record.status, RequirementStatus::New | RequirementStatus::Acknowledged) {
            record.status = RequirementStatus::InProgress;
        }
    })?;
    Ok(task)
}
