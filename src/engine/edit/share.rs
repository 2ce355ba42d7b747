//! What a client may see: the mark on a record, by which copies for clients are made.

use super::{Edit, Refusal};
use crate::engine::model::{Id, Task, TaskKind, Visibility};
use crate::engine::workspace::{Kind, Row, Workspace};

/// True where a record is marked for the client.
pub fn is_for_client(ws: &Workspace, kind: Kind, id: Id) -> bool {
    ws.row(kind, id).is_some_and(|row| row.to_json()["visibility"] == Visibility::Client.key())
}

/// Marks a record for the client, or takes the mark away.
pub fn mark(ws: &mut Workspace, kind: Kind, id: Id, shown: bool) -> Edit {
    let mut json = ws.row(kind, id).ok_or(Refusal::Missing(kind))?.to_json();
    if let Some(json) = json.as_object_mut() {
        match shown {
            true => drop(json.insert("visibility".into(), Visibility::Client.key().into())),
            false => drop(json.remove("visibility")),
        }
    }
    if let Ok(row) = Row::from_json(kind, json) {
        ws.put(row);
    }
    Ok(())
}

/// Marks every task of a project, or its milestones alone.
pub fn mark_tasks(ws: &mut Workspace, project: Id, milestones: bool) -> Edit {
    let wanted = |task: &Task| task.project == project && (!milestones || task.kind == TaskKind::Milestone);
    for id in super::ids::<Task>(ws, wanted) {
        super::update::<Task>(ws, id, |task| task.visibility = Visibility::Client)?;
    }
    Ok(())
}
