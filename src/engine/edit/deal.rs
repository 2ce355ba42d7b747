//! Edits of deals. A change of stage asks only for what the stage requires; the probability follows the stage unless it was
//! set by hand, and then stays with its reason; the history of stages, amounts and closing days keeps itself.

use super::refusal::named;
use super::{Context, Edit, Refusal, add as put, ids, pipeline, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// A new deal in the first stage of the first pipeline; the first one ever brings the usual pipeline.
pub fn add(ws: &mut Workspace, ctx: &Context, name: &str, client: Option<Id>) -> Edit<Id> {
    named(name)?;
    let pipeline = pipeline::ensure(ws, ctx);
    add_to(ws, ctx, pipeline, name, client)
}

/// The same in a pipeline that is there. Refused while it has no stage.
pub fn add_to(ws: &mut Workspace, ctx: &Context, pipeline: Id, name: &str, client: Option<Id>) -> Edit<Id> {
    let name = named(name)?;
    let stages = pipeline::stages(ws, pipeline);
    let stage = stages.first().ok_or(Refusal::Missing(Kind::Stage))?;
    let me = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    let owner = client.and_then(|id| ws.clients.get(id)).and_then(|client| client.owner).or(me);
    let deal = Deal {
        name,
        client,
        owner,
        pipeline,
        stage: stage.id,
        stage_since: ctx.today,
        opened: ctx.today,
        probability: stage.probability,
        stage_log: vec![moved(ws, ctx, None, stage.id, 0)],
        ..Deal::default()
    };
    Ok(put(ws, ctx, deal))
}

fn moved(ws: &Workspace, ctx: &Context, from: Option<Id>, to: Id, days: i64) -> StageMove {
    let by = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    StageMove { on: ctx.today, at: ctx.now_ms, by, from, to: Some(to), days, ..StageMove::default() }
}

/// What a change of stage brings along, where the stage asks for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brought {
    pub amount: Option<Money>,
    pub expected_close: Option<Date>,
    pub lost_reason: Option<Id>,
    pub lost_note: Text,
    pub next_step: Text,
    pub contract_no: Text,
}

/// What the stage requires and the deal has not, with what is brought counted.
pub fn wanting(deal: &Deal, stage: &Stage, brought: &Brought) -> Vec<Need> {
    let has = |need: &Need| match need {
        Need::Amount => deal.amount.or(brought.amount).is_some(),
        Need::ExpectedClose => deal.expected_close.or(brought.expected_close).is_some(),
        Need::Contact => !deal.contacts.is_empty(),
        Need::NextStep => !deal.next_step.is_empty() || !brought.next_step.is_empty(),
        Need::Products => !deal.lines.is_empty(),
        Need::ContractNo => !deal.contract_no.is_empty() || !brought.contract_no.is_empty(),
        Need::LostReason => brought.lost_reason.or(deal.lost_reason).is_some(),
    };
    let mut wanting: Vec<Need> = stage.needs.iter().copied().filter(|need| !has(need)).collect();
    // A deal is never lost without a reason, whatever its pipeline asks for.
    if stage.kind == StageKind::Lost && !has(&Need::LostReason) && !wanting.contains(&Need::LostReason) {
        wanting.push(Need::LostReason);
    }
    wanting
}

/// Moves a deal to another stage of its pipeline.
pub fn set_stage(ws: &mut Workspace, ctx: &Context, id: Id, stage: Id, brought: Brought) -> Edit {
    let deal = ws.deals.get(id).ok_or(Refusal::Missing(Kind::Deal))?.clone();
    let stage = ws.stages.get(stage).ok_or(Refusal::Missing(Kind::Stage))?.clone();
    if deal.stage == stage.id {
        return Ok(());
    }
    let wanting = wanting(&deal, &stage, &brought);
    if !wanting.is_empty() {
        return Err(Refusal::StageNeeds(wanting));
    }
    if let Some(amount) = brought.amount {
        set_amount(ws, ctx, id, Some(amount))?;
    }
    if let Some(day) = brought.expected_close {
        set_expected_close(ws, ctx, id, Some(day))?;
    }
    let step = moved(ws, ctx, Some(deal.stage), stage.id, deal.stage_since.until(ctx.today).max(0));
    update::<Deal>(ws, id, |deal| {
        deal.pipeline = stage.pipeline;
        deal.stage = stage.id;
        deal.stage_since = ctx.today;
        deal.stage_log.push(step);
        if !deal.probability_by_hand {
            deal.probability = stage.probability;
        }
        let over = matches!(stage.kind, StageKind::Won | StageKind::Lost | StageKind::Void);
        deal.closed = over.then_some(ctx.today);
        if stage.kind == StageKind::Won && deal.contract_amount.is_none() {
            deal.contract_amount = deal.amount;
        }
        if stage.kind == StageKind::Lost {
            deal.lost_reason = brought.lost_reason.or(deal.lost_reason);
            if !brought.lost_note.is_empty() {
                deal.lost_note = brought.lost_note;
            }
        }
        if !brought.next_step.is_empty() {
            deal.next_step = brought.next_step;
        }
        if !brought.contract_no.is_empty() {
            deal.contract_no = brought.contract_no;
        }
    })
}

/// Moves many; those that the stage asks something of stay, and are given back.
pub fn set_stages(ws: &mut Workspace, ctx: &Context, ids: &[Id], stage: Id) -> Edit<Vec<Id>> {
    let mut stay = Vec::new();
    for id in ids {
        match set_stage(ws, ctx, *id, stage, Brought::default()) {
            Err(Refusal::StageNeeds(_)) => stay.push(*id),
            done => done?,
        }
    }
    Ok(stay)
}

/// Moves the expected closing day of many by so many days; one without a day stays without.
pub fn shift_close(ws: &mut Workspace, ctx: &Context, ids: &[Id], days: i64) -> Edit {
    for id in ids {
        let day = ws.deals.get(*id).and_then(|deal| deal.expected_close).map(|day| day.plus(days));
        if day.is_some() {
            set_expected_close(ws, ctx, *id, day)?;
        }
    }
    Ok(())
}

/// What the lines of a deal come to: price × quantity less discount, in minor units.
pub fn lines_total(deal: &Deal) -> i64 {
    let line = |line: &DealLine| {
        let whole = line.price.map_or(0, |money| money.minor) as f64 * line.qty;
        (whole * (100 - line.discount.get()) as f64 / 100.0).round() as i64
    };
    deal.lines.iter().map(line).fold(0, i64::saturating_add)
}

pub fn set_amount(ws: &mut Workspace, ctx: &Context, id: Id, amount: Option<Money>) -> Edit {
    update::<Deal>(ws, id, |deal| {
        if deal.amount != amount {
            deal.amount_log.push(AmountMove { on: ctx.today, from: deal.amount, to: amount, ..AmountMove::default() });
            deal.amount = amount;
        }
    })
}

pub fn set_expected_close(ws: &mut Workspace, ctx: &Context, id: Id, day: Option<Date>) -> Edit {
    update::<Deal>(ws, id, |deal| {
        if deal.expected_close != day {
            deal.close_log.push(CloseMove { on: ctx.today, from: deal.expected_close, to: day, ..CloseMove::default() });
            deal.expected_close = day;
        }
    })
}

/// Sets the probability by hand. It then stays until it is let go, and must say why.
pub fn set_probability(ws: &mut Workspace, id: Id, probability: i64, reason: &str) -> Edit {
    let reason = Text::line(reason);
    if reason.is_empty() {
        return Err(Refusal::NoReason);
    }
    update::<Deal>(ws, id, |deal| {
        deal.probability = Pct::new(probability);
        deal.probability_by_hand = true;
        deal.probability_reason = reason;
    })
}

/// The probability follows the stage again.
pub fn follow_stage(ws: &mut Workspace, id: Id) -> Edit {
    let deal = ws.deals.get(id).ok_or(Refusal::Missing(Kind::Deal))?;
    let probability = ws.stages.get(deal.stage).map_or(deal.probability, |stage| stage.probability);
    update::<Deal>(ws, id, |deal| {
        deal.probability = probability;
        deal.probability_by_hand = false;
        deal.probability_reason = Text::default();
    })
}

/// Keeps what was learnt from a deal, if anything was: the reason of the loss is what happened.
pub fn learn(ws: &mut Workspace, ctx: &Context, id: Id, recommendation: &str) -> Edit {
    let recommendation = Text::new(recommendation.trim());
    let deal = ws.deals.get(id).ok_or(Refusal::Missing(Kind::Deal))?.clone();
    if recommendation.is_empty() {
        return Ok(());
    }
    let reason = deal.lost_reason.and_then(|id| ws.lists.get(id)).map(|item| item.name_zh.to_string()).unwrap_or_default();
    let happened: Vec<String> = [reason, deal.lost_note.to_string()].into_iter().filter(|text| !text.is_empty()).collect();
    let lesson = Lesson {
        project: deal.project,
        deal: Some(id),
        kind: LessonKind::Avoid,
        situation: deal.name.clone(),
        what_happened: Text::new(&happened.join(" · ")),
        effect_money: deal.amount,
        recommendation,
        owner: deal.owner,
        ..Lesson::default()
    };
    put(ws, ctx, lesson);
    Ok(())
}

/// The deal with its plan of payments and what was paid.
pub fn delete(ws: &mut Workspace, id: Id) {
    for plan in ids::<PaymentPlan>(ws, |plan| plan.deal == id) {
        ws.payment_plans.remove(plan);
    }
    for payment in ids::<Payment>(ws, |payment| payment.deal == id) {
        ws.payments.remove(payment);
    }
    ws.deals.remove(id);
}

/// Puts a deal to a project, whose goals then follow it, or takes it out of any.
pub fn set_project(ws: &mut Workspace, id: Id, project: Option<Id>) -> Edit {
    for other in ids::<Project>(ws, |one| one.deals.contains(&id) && Some(one.id) != project) {
        update::<Project>(ws, other, |one| one.deals.retain(|deal| *deal != id))?;
    }
    if let Some(project) = project {
        update::<Project>(ws, project, |one| {
            if !one.deals.contains(&id) {
                one.deals.push(id);
            }
        })?;
    }
    update::<Deal>(ws, id, |deal| deal.project = project)
}

/// A project that wins or delivers this deal: the steps of a usual one, linked one after another.
pub fn make_project(ws: &mut Workspace, ctx: &Context, id: Id, steps: &[(&str, i64)]) -> Edit<Id> {
    let deal = ws.deals.get(id).ok_or(Refusal::Missing(Kind::Deal))?.clone();
    let project = super::project::add(ws, ctx, &deal.name, ctx.today)?;
    update::<Project>(ws, project, |project| {
        project.clients.extend(deal.client);
        project.deals.push(id);
        project.due = deal.expected_close.filter(|day| *day > ctx.today);
        project.booking_target = deal.amount;
        project.manager = deal.owner.or(project.manager);
    })?;
    let mut before = None;
    for ((name, days), rank) in steps.iter().zip(super::rank::spread(steps.len())) {
        let task = Task {
            project,
            rank: rank.as_str().into(),
            name: named(name)?,
            kind: if *days == 0 { TaskKind::Milestone } else { TaskKind::Task },
            duration: Minutes::new(days * 480),
            owner: deal.owner,
            client: deal.client,
            deal: Some(id),
            ..Task::default()
        };
        let task = put(ws, ctx, task);
        if let Some(from) = before {
            super::task::link(ws, ctx, from, task, LinkKind::Fs, 0)?;
        }
        before = Some(task);
    }
    update::<Deal>(ws, id, |deal| deal.project = Some(project))?;
    Ok(project)
}
