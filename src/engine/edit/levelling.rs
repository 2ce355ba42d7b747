//! What levelling found is kept as a delay of each task, and taken away again.

use super::{Edit, ids, update};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// Sets the delays of a project's tasks, in running minutes; those that are not named have none.
pub fn apply(ws: &mut Workspace, project: Id, delays: &[(Id, i64)]) -> Edit {
    clear(ws, project)?;
    for (task, minutes) in delays {
        update::<Task>(ws, *task, |task| task.levelling_delay = Minutes::new(*minutes))?;
    }
    Ok(())
}

pub fn clear(ws: &mut Workspace, project: Id) -> Edit {
    for task in ids::<Task>(ws, |task| task.project == project && task.levelling_delay.get() > 0) {
        update::<Task>(ws, task, |task| task.levelling_delay = Minutes::default())?;
    }
    Ok(())
}
