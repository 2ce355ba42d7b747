//! Putting off what Today shows, to a later day.

use super::{Context, Edit, Refusal, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// True for what can wait by the user's own word. A late task or an overdue payment is late, whatever one says.
pub fn can(kind: Kind) -> bool {
    matches!(kind, Kind::Client | Kind::Deal | Kind::Requirement | Kind::Risk)
}

/// Puts a record off until a day: the next contact of a client or deal, the answer promised to a request, the next review of
/// a risk.
pub fn until(ws: &mut Workspace, ctx: &Context, kind: Kind, id: Id, on: Date) -> Edit {
    match kind {
        Kind::Client => update::<Client>(ws, id, |client| client.next_contact = Some(on)),
        Kind::Deal => update::<Deal>(ws, id, |deal| deal.next_contact = Some(on)),
        Kind::Requirement => update::<Requirement>(ws, id, |one| {
            one.due = Some(on);
            one.acknowledged = one.acknowledged.or(Some(ctx.today));
            if one.status == RequirementStatus::New {
                one.status = RequirementStatus::Acknowledged;
            }
        }),
        Kind::Risk => update::<Risk>(ws, id, |risk| risk.next_review = Some(on)),
        other => Err(Refusal::Missing(other)),
    }
}
