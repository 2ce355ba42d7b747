//! Edits of lessons: written down, made from an issue, taken up by other projects.

use super::refusal::{named, there};
use super::{Context, Edit, add as put, update};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

/// A lesson of a project (of none in particular without one), which is called by what it advises.
pub fn add(ws: &mut Workspace, ctx: &Context, project: Option<Id>, segments: &[Id], recommendation: &str) -> Edit<Id> {
    let recommendation = named(recommendation)?;
    let owner = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    Ok(put(ws, ctx, Lesson { project, recommendation, owner, segments: segments.to_vec(), ..Lesson::default() }))
}

/// What an issue taught, with all that it knows: where it happened, why, what helped and how long it took. One issue has one
/// lesson.
pub fn from_issue(ws: &mut Workspace, ctx: &Context, id: Id, segments: &[Id]) -> Edit<Id> {
    let issue = there::<Issue>(ws, id)?.clone();
    if let Some(known) = ws.lessons.iter().find(|lesson| lesson.issue == Some(id)) {
        return Ok(known.id);
    }
    let risk = issue.risk.and_then(|risk| ws.risks.get(risk)).cloned();
    let lesson = Lesson {
        project: Some(issue.project),
        issue: Some(id),
        risk: risk.as_ref().map(|risk| risk.id),
        task: issue.tasks.first().copied(),
        // A conflict that everybody won is worth doing again.
        kind: if issue.win_win { LessonKind::Keep } else { LessonKind::Avoid },
        area: Text::from(area_of(&issue).key()),
        situation: issue.title.clone(),
        what_happened: issue.detail.clone(),
        cause: issue.cause.clone(),
        effect_days: risk.as_ref().and_then(|risk| risk.impact_days).map(|days| days.round() as i32),
        effect_money: risk.as_ref().and_then(|risk| risk.impact_money),
        recommendation: if issue.solution.is_empty() { issue.outcome.clone() } else { issue.solution.clone() },
        owner: issue.owner,
        segments: segments.to_vec(),
        tags: issue.tags.clone(),
        ..Lesson::default()
    };
    Ok(put(ws, ctx, lesson))
}

/// What a lesson is about. Stands as its key in `area`, where any other text may stand too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Stage,
    Risk,
    Client,
    Team,
    Plan,
    Price,
}

impl Area {
    pub const ALL: [Area; 6] = [Area::Stage, Area::Risk, Area::Client, Area::Team, Area::Plan, Area::Price];

    pub fn key(self) -> &'static str {
        match self {
            Area::Stage => "stage",
            Area::Risk => "risk",
            Area::Client => "client",
            Area::Team => "team",
            Area::Plan => "plan",
            Area::Price => "price",
        }
    }

    pub fn from_key(key: &str) -> Option<Area> {
        Area::ALL.into_iter().find(|area| area.key() == key)
    }
}

fn area_of(issue: &Issue) -> Area {
    match issue.kind {
        IssueKind::Conflict if !issue.contacts.is_empty() => Area::Client,
        IssueKind::Conflict => Area::Team,
        _ if issue.risk.is_some() => Area::Risk,
        _ => Area::Plan,
    }
}

/// Marks the lesson as taken up by a project, or takes the mark away.
pub fn apply(ws: &mut Workspace, id: Id, project: Id, applied: bool) -> Edit {
    there::<Project>(ws, project)?;
    update::<Lesson>(ws, id, |lesson| {
        lesson.applied.retain(|one| *one != project);
        if applied {
            lesson.applied.push(project);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::{issue, project, risk};
    use super::*;

    #[test]
    fn an_issue_hands_on_what_it_knows_and_teaches_once() {
        let mut ws = Workspace::default();
        let ctx = Context::new(1, Date::new(2026, 11, 24).unwrap(), Id::from_bits(7), 1);
        let project = project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let danger = risk::add(&mut ws, &ctx, project, "Supplier fails").unwrap();
        update::<Risk>(&mut ws, danger, |risk| {
            risk.cause = "One source".into();
            risk.impact_days = Some(4.6);
            risk.contingency_plan = "A second supplier".into();
        })
        .unwrap();
        let raised = risk::occur(&mut ws, &ctx, danger).unwrap();
        let segment = Id::from_bits(99);
        let id = from_issue(&mut ws, &ctx, raised, &[segment]).unwrap();
        assert_eq!(from_issue(&mut ws, &ctx, raised, &[]).unwrap(), id);
        let lesson = ws.lessons.get(id).unwrap();
        let texts = [&lesson.situation, &lesson.cause, &lesson.recommendation, &lesson.area].map(|text| text.as_str());
        assert_eq!(texts, ["Supplier fails", "One source", "A second supplier", "risk"]);
        assert_eq!((lesson.effect_days, lesson.kind, lesson.segments.as_slice()), (Some(5), LessonKind::Avoid, &[segment][..]));
        risk::delete(&mut ws, danger);
        issue::delete(&mut ws, raised);
        let lesson = ws.lessons.get(id).unwrap();
        assert_eq!((lesson.risk, lesson.issue), (None, None));
    }

    #[test]
    fn a_project_takes_a_lesson_up_once() {
        let mut ws = Workspace::default();
        let ctx = Context::new(1, Date::new(2026, 11, 24).unwrap(), Id::from_bits(7), 1);
        let first = project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let id = add(&mut ws, &ctx, None, &[], "Ask who signs").unwrap();
        for applied in [true, true, false, true] {
            apply(&mut ws, id, first, applied).unwrap();
        }
        assert_eq!(ws.lessons.get(id).unwrap().applied, [first]);
        project::delete(&mut ws, first);
        assert!(ws.lessons.get(id).unwrap().applied.is_empty());
        assert!(apply(&mut ws, id, first, true).is_err());
    }
}
