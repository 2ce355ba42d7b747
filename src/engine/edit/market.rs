//! Edits of segments, of what fits them, and of the strategies that win them.

use super::refusal::{named, there};
use super::task::Place;
use super::{Context, Edit, activity, add as put, ids, update};
use crate::engine::model::*;
use crate::engine::workspace::Workspace;

pub fn add_segment(ws: &mut Workspace, ctx: &Context, name: &str) -> Edit<Id> {
    Ok(put(ws, ctx, Segment { name: named(name)?, ..Segment::default() }))
}

/// The segment with its strategies; clients that were put into it by hand, projects and lessons leave it.
pub fn delete_segment(ws: &mut Workspace, id: Id) {
    for strategy in ids::<MarketStrategy>(ws, |strategy| strategy.segment == id) {
        ws.strategies.remove(strategy);
    }
    for client in ids::<Client>(ws, |client| client.segments.contains(&id)) {
        let _ = update::<Client>(ws, client, |client| client.segments.retain(|segment| *segment != id));
    }
    for project in ids::<Project>(ws, |project| project.segments.contains(&id)) {
        let _ = update::<Project>(ws, project, |project| project.segments.retain(|segment| *segment != id));
    }
    for lesson in ids::<Lesson>(ws, |lesson| lesson.segments.contains(&id)) {
        let _ = update::<Lesson>(ws, lesson, |lesson| lesson.segments.retain(|segment| *segment != id));
    }
    ws.segments.remove(id);
}

pub fn add_product(ws: &mut Workspace, ctx: &Context, name: &str) -> Edit<Id> {
    Ok(put(ws, ctx, Product { name: named(name)?, ..Product::default() }))
}

/// The product leaves the fits; deals keep its name in their lines.
pub fn delete_product(ws: &mut Workspace, id: Id) {
    for segment in ids::<Segment>(ws, |segment| segment.fits.iter().any(|fit| fit.product == id)) {
        let _ = update::<Segment>(ws, segment, |segment| segment.fits.retain(|fit| fit.product != id));
    }
    for deal in ids::<Deal>(ws, |deal| deal.lines.iter().any(|line| line.product == Some(id))) {
        let _ = update::<Deal>(ws, deal, |deal| {
            deal.lines.iter_mut().filter(|line| line.product == Some(id)).for_each(|line| line.product = None);
        });
    }
    ws.products.remove(id);
}

/// How well a product fits a segment, 1 to 5; none takes the score away.
pub fn set_fit(ws: &mut Workspace, segment: Id, product: Id, fit: Option<Score>) -> Edit {
    there::<Product>(ws, product)?;
    update::<Segment>(ws, segment, |segment| match segment.fits.iter_mut().find(|one| one.product == product) {
        Some(one) => one.fit = fit,
        None => segment.fits.push(ProductFit { product, fit, ..ProductFit::default() }),
    })
}

pub fn add_strategy(ws: &mut Workspace, ctx: &Context, segment: Id, name: &str) -> Edit<Id> {
    there::<Segment>(ws, segment)?;
    Ok(put(ws, ctx, MarketStrategy { segment, name: named(name)?, ..MarketStrategy::default() }))
}

pub fn add_tactic(ws: &mut Workspace, ctx: &Context, strategy: Id, name: &str, approach: Approach) -> Edit<Id> {
    let tactic = Tactic { id: ctx.id(), name: named(name)?, approach, ..Tactic::default() };
    let id = tactic.id;
    update::<MarketStrategy>(ws, strategy, |strategy| strategy.tactics.push(tactic))?;
    Ok(id)
}

/// A tactic, and the project of its strategy.
fn tactic_of(ws: &Workspace, strategy: Id, tactic: Id) -> Edit<(Tactic, Option<Id>)> {
    let strategy = there::<MarketStrategy>(ws, strategy)?;
    let tactic = strategy.tactics.iter().find(|one| one.id == tactic).cloned().unwrap_or_default();
    Ok((tactic, strategy.project.filter(|id| ws.projects.contains(*id))))
}

/// What a tactic is measured by becomes a goal of the strategy's project (or of the one called `project`), with its owner and
/// its days. One that has a goal keeps it; one without a measure is refused.
pub fn tactic_to_goal(ws: &mut Workspace, ctx: &Context, strategy: Id, tactic: Id, project: &str) -> Edit<Id> {
    let (tactic, of) = tactic_of(ws, strategy, tactic)?;
    if let Some(goal) = tactic.goal.filter(|goal| ws.goals.contains(*goal)) {
        return Ok(goal);
    }
    let project = of.map_or_else(|| activity::home(ws, ctx, None, None, project), Ok)?;
    let goal = super::project::add_goal(ws, ctx, project, &tactic.measure)?;
    update::<Goal>(ws, goal, |goal| {
        goal.specific = tactic.name.clone();
        goal.metric = tactic.measure.clone();
        (goal.owner, goal.due) = (tactic.owner, tactic.due);
        goal.start = tactic.start.or(goal.start);
    })?;
    update::<MarketStrategy>(ws, strategy, |strategy| {
        strategy.tactics.iter_mut().filter(|one| one.id == tactic.id).for_each(|one| one.goal = Some(goal));
    })?;
    Ok(goal)
}

/// The tactic becomes a task of the strategy's project (or of the one called `project`), with its owner, its measure as what
/// is accepted, and its start. One that has a task keeps it.
pub fn tactic_to_task(ws: &mut Workspace, ctx: &Context, strategy: Id, tactic: Id, project: &str) -> Edit<Id> {
    let (tactic, of) = tactic_of(ws, strategy, tactic)?;
    if let Some(task) = tactic.task.filter(|task| ws.tasks.contains(*task)) {
        return Ok(task);
    }
    let project = of.map_or_else(|| activity::home(ws, ctx, None, None, project), Ok)?;
    let task = super::task::add(ws, ctx, project, Place::Last, &tactic.name)?;
    update::<Task>(ws, task, |task| {
        task.owner = tactic.owner;
        task.acceptance = tactic.measure.clone();
        task.budget_cost = tactic.budget;
        task.deadline = tactic.due.map(|due| due.at(1080));
        if let Some(on) = tactic.start {
            task.constraint = Constraint { kind: ConstraintKind::Snet, date: Some(on.at(540)), ..Constraint::default() };
        }
    })?;
    update::<MarketStrategy>(ws, strategy, |strategy| {
        strategy.tactics.iter_mut().filter(|one| one.id == tactic.id).for_each(|one| one.task = Some(task));
    })?;
    Ok(task)
}
