//! Edits of risks and the responses to them.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, ids, issue, task, update};
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

    fn of_mut(self, risk: &mut Risk) -> &mut Assessment {
        match self {
            View::Inherent => &mut risk.inherent,
            View::Current => &mut risk.current,
            View::Target => &mut risk.target,
        }
    }

    /// As a note of the history names it.
    pub fn noted(self) -> Assessed {
        match self {
            View::Inherent => Assessed::Inherent,
            View::Current => Assessed::Current,
            View::Target => Assessed::Target,
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

/// Puts a risk into a cell of the matrix, or takes it out (`None`). Every assessment keeps its history, and the first
/// current one is the inherent one too.
pub fn assess(ws: &mut Workspace, ctx: &Context, id: Id, view: View, place: Option<(Score, Score)>) -> Edit {
    let by = Some(ws.settings.me).filter(|me| !me.is_none());
    update::<Risk>(ws, id, |risk| {
        let (p, i) = (place.map(|(p, _)| p), place.map(|(_, i)| i));
        let before = view.of(risk);
        if (before.p, before.i) != (p, i) {
            let seat = Assessment { p, i, ..Assessment::default() };
            let never = risk.history.iter().all(|note| note.of != Assessed::Current);
            if view == View::Current && never && risk.inherent.p.is_none() {
                risk.inherent = seat.clone();
            }
            *view.of_mut(risk) = seat;
            risk.history.push(AssessmentNote { of: view.noted(), on: ctx.today, by, p, i, ..AssessmentNote::default() });
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

/// The risk happened: it becomes an issue of the project, with what the risk knew of it. One risk has one issue.
pub fn occur(ws: &mut Workspace, ctx: &Context, id: Id) -> Edit<Id> {
    let risk = ws.risks.get(id).ok_or(Refusal::Missing(Kind::Risk))?.clone();
    let known = risk.issue.filter(|issue| ws.issues.contains(*issue));
    let issue = match known {
        Some(issue) => issue,
        None => {
            // Five steps of impact to four of severity: the two worst are the worst.
            let severity = risk.current.i.map(|impact| Score::new(impact.get().min(4)));
            let known = Issue {
                project: risk.project,
                title: risk.title.clone(),
                detail: risk.effect.clone(),
                cause: risk.cause.clone(),
                solution: risk.contingency_plan.clone(),
                severity,
                owner: risk.owner,
                tasks: risk.tasks.clone(),
                risk: Some(id),
                ..Issue::default()
            };
            issue::add_known(ws, ctx, known)
        }
    };
    update::<Risk>(ws, id, |risk| {
        risk.status = RiskStatus::Occurred;
        risk.occurred_on = risk.occurred_on.or(Some(ctx.today));
        risk.issue = Some(issue);
    })?;
    Ok(issue)
}

/// Sets the status; a risk that occurred gets its issue.
pub fn set_status(ws: &mut Workspace, ctx: &Context, id: Id, status: RiskStatus) -> Edit {
    if status == RiskStatus::Occurred {
        return occur(ws, ctx, id).map(|_| ());
    }
    update::<Risk>(ws, id, |risk| risk.status = status)
}

/// Accepts the risk as it stands until a day; after that it is due for review.
pub fn accept(ws: &mut Workspace, ctx: &Context, id: Id, active: bool, expires: Option<Date>, reason: &str) -> Edit {
    let by = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    update::<Risk>(ws, id, |risk| {
        risk.strategy = if active { Strategy::AcceptActive } else { Strategy::AcceptPassive };
        risk.acceptance =
            Some(Acceptance { by, at: Some(ctx.today), expires, reason: Text::new(reason), ..Acceptance::default() });
    })
}

/// A risk that a response to another brings about.
pub fn add_secondary(ws: &mut Workspace, ctx: &Context, of: Id, title: &str) -> Edit<Id> {
    let first = ws.risks.get(of).ok_or(Refusal::Missing(Kind::Risk))?.clone();
    let id = add(ws, ctx, first.project, title)?;
    update::<Risk>(ws, id, |risk| {
        risk.secondary_of = Some(of);
        risk.category = first.category;
        risk.owner = first.owner;
        risk.tasks = first.tasks.clone();
    })?;
    Ok(id)
}

/// A risk with what is known of it already: from a prompt or a detector.
pub fn add_known(ws: &mut Workspace, ctx: &Context, known: Risk) -> Edit<Id> {
    let id = add(ws, ctx, known.project, &known.title)?;
    update::<Risk>(ws, id, |risk| {
        risk.kind = known.kind;
        risk.category = known.category;
        risk.cause = known.cause;
        risk.owner = known.owner;
        risk.tasks = known.tasks;
    })?;
    Ok(id)
}

/// Changes the matrix the workspace uses; `now` is that matrix, which becomes a record the first time it is changed.
pub fn change_matrix(ws: &mut Workspace, ctx: &Context, now: RiskMatrix, change: impl FnOnce(&mut RiskMatrix)) -> Edit {
    if ws.matrices.contains(ws.settings.matrix) {
        return update::<RiskMatrix>(ws, ws.settings.matrix, change);
    }
    let mut matrix = RiskMatrix { id: Id::NONE, ..now };
    change(&mut matrix);
    let id = put(ws, ctx, matrix);
    ws.settings.make_mut().matrix = id;
    Ok(())
}

/// Most and fewest steps of a scale of the matrix.
pub const STEPS: std::ops::RangeInclusive<usize> = 3..=6;

/// Gives the matrix another size. What it grows by repeats the last step; what it loses is gone. Assessments stay as they
/// are: one beyond the scale stands at its last step.
pub fn resize(matrix: &mut RiskMatrix, rows: usize, columns: usize) {
    let fit = |steps: &mut Vec<ScaleStep>, size: usize| {
        let size = size.clamp(*STEPS.start(), *STEPS.end());
        steps.resize(size, steps.last().cloned().unwrap_or_default());
        size
    };
    let (rows, columns) = (fit(&mut matrix.p_steps, rows), fit(&mut matrix.i_steps, columns));
    for line in &mut matrix.grid {
        line.resize(columns, line.last().copied().unwrap_or(0));
    }
    matrix.grid.resize(rows, matrix.grid.last().cloned().unwrap_or_else(|| vec![0; columns]));
}

/// Fewest and most levels.
pub const LEVELS: std::ops::RangeInclusive<usize> = 2..=6;

/// Gives the matrix so many levels. What is added is as bad as the worst; cells of one that is gone get the worst that is left.
pub fn relevel(matrix: &mut RiskMatrix, count: usize) {
    let count = count.clamp(*LEVELS.start(), *LEVELS.end());
    let worst = matrix.levels.last().cloned().unwrap_or_default();
    matrix.levels.resize(count, RiskLevel { colour: Text::default(), tone: None, ..worst });
    matrix.grid.iter_mut().flatten().for_each(|level| *level = (*level).min(count as u8 - 1));
}

/// The risk with its response actions; what names it lets go of it.
pub fn delete(ws: &mut Workspace, id: Id) {
    for action in ids::<ResponseAction>(ws, |action| action.risk == id) {
        ws.actions.remove(action);
    }
    // These records were just found, so their updates cannot be refused.
    for issue in ids::<Issue>(ws, |issue| issue.risk == Some(id)) {
        let _ = update::<Issue>(ws, issue, |issue| issue.risk = None);
    }
    for lesson in ids::<Lesson>(ws, |lesson| lesson.risk == Some(id)) {
        let _ = update::<Lesson>(ws, lesson, |lesson| lesson.risk = None);
    }
    for other in ids::<Risk>(ws, |risk| risk.secondary_of == Some(id)) {
        let _ = update::<Risk>(ws, other, |risk| risk.secondary_of = None);
    }
    ws.risks.remove(id);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> (Workspace, Context, Id) {
        let mut ws = Workspace::default();
        let ctx = Context::new(1_790_000_000_000, Date::new(2026, 11, 24).unwrap(), Id::from_bits(7), 1);
        let project = put(&mut ws, &ctx, Project::default());
        (ws, ctx, project)
    }

    #[test]
    fn a_risk_that_happens_becomes_one_issue() {
        let (mut ws, ctx, project) = start();
        let risk = add(&mut ws, &ctx, project, "Supplier fails").unwrap();
        set_status(&mut ws, &ctx, risk, RiskStatus::Occurred).unwrap();
        let issue = ws.risks.get(risk).unwrap().issue.unwrap();
        assert_eq!(occur(&mut ws, &ctx, risk).unwrap(), issue);
        let made = ws.issues.get(issue).unwrap();
        assert_eq!((made.code.as_str(), made.title.as_str(), made.risk), ("I-01", "Supplier fails", Some(risk)));
        assert_eq!(ws.risks.get(risk).unwrap().occurred_on, Some(ctx.today));
        delete(&mut ws, risk);
        assert_eq!(ws.issues.get(issue).unwrap().risk, None);
    }

    #[test]
    fn a_secondary_risk_knows_the_first() {
        let (mut ws, ctx, project) = start();
        let first = add(&mut ws, &ctx, project, "First").unwrap();
        let second = add_secondary(&mut ws, &ctx, first, "Second").unwrap();
        assert_eq!(ws.risks.get(second).unwrap().secondary_of, Some(first));
        delete(&mut ws, first);
        assert_eq!(ws.risks.get(second).unwrap().secondary_of, None);
    }

    #[test]
    fn a_matrix_is_resized_within_bounds() {
        let mut matrix = RiskMatrix {
            p_steps: vec![ScaleStep::default(); 5],
            i_steps: vec![ScaleStep::default(); 5],
            grid: vec![vec![0, 1, 2, 3, 4]; 5],
            ..RiskMatrix::default()
        };
        resize(&mut matrix, 9, 1);
        assert_eq!((matrix.p_steps.len(), matrix.i_steps.len()), (6, 3));
        assert_eq!(matrix.grid, vec![vec![0, 1, 2]; 6]);
        resize(&mut matrix, 3, 4);
        assert_eq!(matrix.grid, vec![vec![0, 1, 2, 2]; 3]);
    }

    #[test]
    fn every_assessment_is_noted_and_a_target_is_no_review() {
        let mut ws = Workspace::default();
        let today = Date::parse("2026-11-25").unwrap();
        let ctx = Context::new(0, today, Id::from_bits(2), 1 << 40);
        let id = add(&mut ws, &ctx, Id::from_bits(1), "Rain").unwrap();
        let seat = |p, i| Some((Score::new(p), Score::new(i)));
        assess(&mut ws, &ctx, id, View::Target, seat(1, 2)).unwrap();
        assess(&mut ws, &ctx, id, View::Current, seat(4, 4)).unwrap();
        assess(&mut ws, &ctx, id, View::Current, seat(4, 4)).unwrap();
        assess(&mut ws, &ctx, id, View::Inherent, seat(5, 4)).unwrap();
        let risk = ws.risks.get(id).unwrap();
        let noted: Vec<_> = risk.history.iter().map(|note| (note.of, note.p.unwrap().get())).collect();
        assert_eq!(noted, [(Assessed::Target, 1), (Assessed::Current, 4), (Assessed::Inherent, 5)]);
        // The first current assessment is the inherent one until that is given.
        assert_eq!((risk.inherent.p, risk.target.i), (Some(Score::new(5)), Some(Score::new(2))));
        assert_eq!(crate::engine::risk::looked_at(risk).count(), 1);
    }
}
