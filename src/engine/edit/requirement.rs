//! What clients ask for: logged, answered, confirmed.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

pub fn add(ws: &mut Workspace, ctx: &Context, client: Id, kind: RequirementKind, title: &str) -> Edit<Id> {
    let owner = ws.clients.get(client).ok_or(Refusal::Missing(Kind::Client))?.owner;
    let record = Requirement { client, kind, title: named(title)?, received: ctx.today, owner, ..Requirement::default() };
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
