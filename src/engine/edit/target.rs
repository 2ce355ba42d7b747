//! Edits of targets.

use super::{Context, Edit, add as put, ids};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// Sets the target of bookings of a month for whom `owns` tells; none takes it away. `like` names them in a new record.
pub fn set(ws: &mut Workspace, ctx: &Context, owns: &dyn Fn(&Target) -> bool, like: Target, value: Option<i64>) -> Edit {
    let same = |target: &Target| target.kind == like.kind && target.month == like.month && owns(target);
    for id in ids::<Target>(ws, same) {
        ws.targets.remove(id);
    }
    if let Some(value) = value {
        put(ws, ctx, Target { value, ..like });
    }
    Ok(())
}
