//! Pipelines, their stages and the lists that deals choose from. The first deal brings a pipeline of nine usual stages.

use super::{Context, Edit, Refusal, add as put, rank, update};
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};
use std::sync::Arc;

struct Seat {
    zh: &'static str,
    en: &'static str,
    milestone: (&'static str, &'static str),
    probability: i64,
    rot: Option<u32>,
    kind: StageKind,
    category: ForecastCategory,
    needs: &'static [Need],
}

use ForecastCategory::{BestCase, Closed, Commit, Omitted, Pipeline as Early};
use StageKind::{Lost, Open, Void, Won};

#[rustfmt::skip]
const STAGES: [Seat; 9] = [
    Seat { zh: "线索确认", en: "Qualified lead", milestone: ("有需求、有预算范围、找到对接人", "A need, a range of budget, someone to talk to"), probability: 10, rot: Some(14), kind: Open, category: Early, needs: &[] },
    Seat { zh: "初步接触", en: "First contact", milestone: ("客户同意见面并说明痛点", "They agree to meet and say what hurts"), probability: 20, rot: Some(14), kind: Open, category: Early, needs: &[] },
    Seat { zh: "需求确认", en: "Needs confirmed", milestone: ("书面确认需求与决策流程", "Needs and the way of deciding are confirmed in writing"), probability: 40, rot: Some(21), kind: Open, category: Early, needs: &[] },
    Seat { zh: "方案报价", en: "Proposal", milestone: ("客户评审方案并认可价格区间", "They reviewed the proposal and accept the price range"), probability: 60, rot: Some(21), kind: Open, category: BestCase, needs: &[Need::Amount, Need::ExpectedClose] },
    Seat { zh: "商务谈判", en: "Negotiation", milestone: ("条款基本一致，进入内部审批", "Terms agreed in the main, internal approval begins"), probability: 80, rot: Some(14), kind: Open, category: Commit, needs: &[Need::Amount, Need::ExpectedClose] },
    Seat { zh: "合同签订中", en: "Contract out", milestone: ("合同已发出待盖章", "The contract is out for signature"), probability: 90, rot: Some(10), kind: Open, category: Commit, needs: &[Need::Amount, Need::ExpectedClose] },
    Seat { zh: "赢单", en: "Won", milestone: ("合同签署", "The contract is signed"), probability: 100, rot: None, kind: Won, category: Closed, needs: &[Need::Amount] },
    Seat { zh: "输单", en: "Lost", milestone: ("", ""), probability: 0, rot: None, kind: Lost, category: Omitted, needs: &[Need::LostReason] },
    Seat { zh: "无效", en: "Void", milestone: ("", ""), probability: 0, rot: None, kind: Void, category: Omitted, needs: &[] },
];

const LOST_REASONS: [(&str, &str); 10] = [
    ("价格", "Price"),
    ("竞品", "Competitor"),
    ("预算", "Budget"),
    ("功能/产品不匹配", "Missing features"),
    ("周期过长", "Long cycle"),
    ("未触达决策人", "No decision-maker"),
    ("客户无回应", "Unresponsive"),
    ("需求不匹配", "Poor fit"),
    ("关系/招标", "Relationship or tender"),
    ("其他", "Other"),
];

const SOURCES: [(&str, &str); 6] = [
    ("老客户转介绍", "Referral"),
    ("主动开发", "Outbound"),
    ("线上推广", "Online"),
    ("活动与沙龙", "Events"),
    ("渠道伙伴", "Partner"),
    ("招投标", "Tender"),
];

/// The pipeline that is there, else the usual one with its nine stages; lists likewise.
pub fn ensure(ws: &mut Workspace, ctx: &Context) -> Id {
    for (list, entries) in [(ListKind::LostReason, &LOST_REASONS[..]), (ListKind::Source, &SOURCES[..])] {
        if !ws.lists.iter().any(|item| item.list == list) {
            for ((zh, en), rank) in entries.iter().zip(rank::spread(entries.len())) {
                let rank = rank.as_str().into();
                put(ws, ctx, ListItem { list, name_zh: (*zh).into(), name_en: (*en).into(), rank, ..ListItem::default() });
            }
        }
    }
    match first(ws) {
        Some(id) => id,
        None => add(ws, ctx, "销售流程", "Sales"),
    }
}

/// The first pipeline that is in use.
pub fn first(ws: &Workspace) -> Option<Id> {
    let in_use = ws.pipelines.iter().filter(|pipeline| !pipeline.archived);
    in_use.min_by_key(|pipeline| (pipeline.rank.clone(), pipeline.id)).map(|pipeline| pipeline.id)
}

/// A new pipeline with the nine usual stages, to be changed at will.
pub fn add(ws: &mut Workspace, ctx: &Context, name_zh: &str, name_en: &str) -> Id {
    let last = ws.pipelines.iter().map(|pipeline| pipeline.rank.to_string()).max().unwrap_or_default();
    let rank = rank::between(&last, "").as_str().into();
    let pipeline = put(ws, ctx, Pipeline { name_zh: name_zh.into(), name_en: name_en.into(), rank, ..Pipeline::default() });
    for (seat, rank) in STAGES.iter().zip(rank::spread(STAGES.len())) {
        let criterion = ExitCriterion {
            id: ctx.id(),
            text_zh: seat.milestone.0.into(),
            text_en: seat.milestone.1.into(),
            ..ExitCriterion::default()
        };
        let stage = Stage {
            pipeline,
            name_zh: seat.zh.into(),
            name_en: seat.en.into(),
            rank: rank.as_str().into(),
            kind: seat.kind,
            probability: Pct::new(seat.probability),
            category: seat.category,
            rot_days: seat.rot,
            milestone_zh: seat.milestone.0.into(),
            milestone_en: seat.milestone.1.into(),
            criteria: if seat.kind == Open { vec![criterion] } else { Vec::new() },
            needs: seat.needs.to_vec(),
            ..Stage::default()
        };
        put(ws, ctx, stage);
    }
    pipeline
}

/// The stages of a pipeline in their order.
pub fn stages(ws: &Workspace, pipeline: Id) -> Vec<Arc<Stage>> {
    let mut stages: Vec<_> = ws.stages.iter().filter(|stage| stage.pipeline == pipeline).cloned().collect();
    order::sort_by(&mut stages, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
    stages
}

/// Changes the probability of a stage; the deals in it follow, but for those that were set by hand.
pub fn set_probability(ws: &mut Workspace, stage: Id, probability: i64) -> Edit {
    ws.stages.get(stage).ok_or(Refusal::Missing(Kind::Stage))?;
    let probability = Pct::new(probability);
    update::<Stage>(ws, stage, |stage| stage.probability = probability)?;
    for deal in super::ids::<Deal>(ws, |deal| deal.stage == stage && !deal.probability_by_hand) {
        update::<Deal>(ws, deal, |deal| deal.probability = probability)?;
    }
    Ok(())
}

/// A new open stage before the ones that end a deal.
pub fn add_stage(ws: &mut Workspace, ctx: &Context, pipeline: Id, name: &str) -> Edit<Id> {
    ws.pipelines.get(pipeline).ok_or(Refusal::Missing(Kind::Pipeline))?;
    let name = super::refusal::named(name)?;
    let all = stages(ws, pipeline);
    let at = all.iter().position(|stage| !matches!(stage.kind, Open | StageKind::OnHold)).unwrap_or(all.len());
    let low = if at == 0 { "" } else { &all[at - 1].rank };
    let high = all.get(at).map_or("", |stage| &stage.rank);
    let probability = if at == 0 { Pct::new(10) } else { all[at - 1].probability };
    let rank = rank::between(low, high).as_str().into();
    Ok(put(ws, ctx, Stage { pipeline, name_zh: name.clone(), name_en: name, rank, probability, ..Stage::default() }))
}

/// Moves a stage one place on or back.
pub fn shift_stage(ws: &mut Workspace, id: Id, on: bool) -> Edit {
    let pipeline = ws.stages.get(id).ok_or(Refusal::Missing(Kind::Stage))?.pipeline;
    let all = stages(ws, pipeline);
    let at = all.iter().position(|stage| stage.id == id).unwrap_or(0);
    let other = if on { at + 1 } else { at.wrapping_sub(1) };
    let Some(other) = all.get(other) else { return Ok(()) };
    let (mine, theirs) = (all[at].rank.clone(), other.rank.clone());
    update::<Stage>(ws, id, |stage| stage.rank = theirs)?;
    update::<Stage>(ws, other.id, |stage| stage.rank = mine)
}

/// Refused while deals stand in it.
pub fn delete_stage(ws: &mut Workspace, id: Id) -> Edit {
    let deals = ws.deals.iter().filter(|deal| deal.stage == id).count();
    if deals > 0 {
        return Err(Refusal::InUse(deals));
    }
    ws.stages.remove(id);
    Ok(())
}

/// The pipeline with its stages. Refused while deals are in it.
pub fn delete(ws: &mut Workspace, id: Id) -> Edit {
    let deals = ws.deals.iter().filter(|deal| deal.pipeline == id).count();
    if deals > 0 {
        return Err(Refusal::InUse(deals));
    }
    for stage in stages(ws, id) {
        ws.stages.remove(stage.id);
    }
    ws.pipelines.remove(id);
    Ok(())
}

/// Exit criteria from lines of text; a line that was there keeps its id, so that what is met stays met.
pub fn set_criteria(ws: &mut Workspace, ctx: &Context, id: Id, text: &str, chinese: bool) -> Edit {
    let lines: Vec<Text> = text.lines().map(Text::line).filter(|line| !line.is_empty()).take(20).collect();
    update::<Stage>(ws, id, |stage| {
        let old = std::mem::take(&mut stage.criteria);
        let made = lines.into_iter().enumerate().map(|(at, line)| {
            let same = old.iter().find(|one| one.text_zh == line || one.text_en == line).or(old.get(at));
            let mut one = same.cloned().unwrap_or_else(|| ExitCriterion { id: ctx.id(), ..ExitCriterion::default() });
            if one.text_zh.is_empty() || chinese {
                one.text_zh = line.clone();
            }
            if one.text_en.is_empty() || !chinese {
                one.text_en = line;
            }
            one
        });
        stage.criteria = made.collect();
    })
}
