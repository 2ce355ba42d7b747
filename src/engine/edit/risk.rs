//! Edits of risks and the responses to them.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, ids, task, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// Which of a risk's three assessments is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    Inherent,
    #[default]
    Current,
    Target,
}

impl View {
    pub const ALL: [View; 3] = [View::Inherent, View::Current, View::Target];

    pub fn of(self, risk: &Risk) -> &Assessment {
        match self {
            View::Inherent => &risk.inherent,
            View::Current => &risk.current,
            View::Target => &risk.target,
        }
    }
}

/// A new risk, not yet assessed; its code is the next free of the project.
pub fn add(ws: &mut Workspace, ctx: &Context, project: Id, title: &str) -> Edit<Id> {
    let title = named(title)?;
    let number = ws
        .risks
        .iter()
        .filter(|risk| risk.project == project)
        .filter_map(|risk| risk.code.strip_prefix("R-")?.parse::<u32>().ok())
        .max()
        .map_or(1, |last| last.saturating_add(1));
    let code = Text::from(format!("R-{number:02}").as_str());
    Ok(put(ws, ctx, Risk { project, title, code, identified: Some(ctx.today), ..Risk::default() }))
}

/// Puts a risk into a cell of the matrix, or takes it out (`None`). The current assessment keeps its history, and the
/// first one is the inherent one too.
pub fn assess(ws: &mut Workspace, ctx: &Context, id: Id, view: View, place: Option<(Score, Score)>) -> Edit {
    let by = Some(ws.settings.me).filter(|me| !me.is_none());
    update::<Risk>(ws, id, |risk| {
        let (p, i) = (place.map(|(p, _)| p), place.map(|(_, i)| i));
        let seat = Assessment { p, i, ..Assessment::default() };
        match view {
            View::Inherent => risk.inherent = seat,
            View::Target => risk.target = seat,
            View::Current if (risk.current.p, risk.current.i) == (p, i) => {}
            View::Current => {
                if risk.history.is_empty() && risk.inherent.p.is_none() {
                    risk.inherent = seat.clone();
                }
                risk.current = seat;
                risk.history.push(AssessmentNote { on: ctx.today, by, p, i, ..AssessmentNote::default() });
            }
        }
        if risk.status == RiskStatus::Identified && risk.current.p.is_some() {
            risk.status = RiskStatus::Open;
        }
    })
}

/// Confirms the assessment as it stands: the review is noted, and the next is due after the level's interval in days.
pub fn review(ws: &mut Workspace, ctx: &Context, id: Id, note: &str, review_days: u32) -> Edit {
    let by = Some(ws.settings.me).filter(|me| !me.is_none());
    update::<Risk>(ws, id, |risk| {
        let (p, i) = (risk.current.p, risk.current.i);
        risk.history.push(AssessmentNote { on: ctx.today, by, p, i, note: Text::new(note), ..AssessmentNote::default() });
        risk.next_review = Some(ctx.today.plus(review_days as i64));
    })
}

pub fn add_action(ws: &mut Workspace, ctx: &Context, risk: Id, text: &str) -> Edit<Id> {
    let text = named(text)?;
    let owner = ws.risks.get(risk).ok_or(Refusal::Missing(Kind::Risk))?.owner;
    Ok(put(ws, ctx, ResponseAction { risk, text, owner, ..ResponseAction::default() }))
}

/// Makes a task of the plan out of a response action.
pub fn action_to_task(ws: &mut Workspace, ctx: &Context, action: Id) -> Edit<Id> {
    let action = ws.actions.get(action).ok_or(Refusal::Missing(Kind::ResponseAction))?.clone();
    if let Some(known) = action.task.filter(|task| ws.tasks.contains(*task)) {
        return Ok(known);
    }
    let risk = ws.risks.get(action.risk).ok_or(Refusal::Missing(Kind::Risk))?.clone();
    let new = task::add(ws, ctx, risk.project, task::Place::Last, &action.text)?;
    update::<Task>(ws, new, |task| {
        task.owner = action.owner;
        // Before today nothing can begin that is thought of today.
        task.constraint = Constraint { kind: ConstraintKind::Snet, date: Some(ctx.today.midnight()), ..Constraint::default() };
        task.deadline = action.due.map(|due| due.plus(1).midnight());
    })?;
    update::<ResponseAction>(ws, action.id, |action| action.task = Some(new))?;
    Ok(new)
}

/// The risk with its response actions.
pub fn delete(ws: &mut Workspace, id: Id) {
    for action in ids::<ResponseAction>(ws, |action| action.risk == id) {
        ws.actions.remove(action);
    }
    ws.risks.remove(id);
}
