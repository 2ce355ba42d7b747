//! The pipelines and their stages: what each is called, how sure a deal is in it, when it rots, and what ends it.

use crate::app::prelude::*;

use super::stage_name;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, CheckField, TextArea, TextField};
use crate::app::widgets::record::{Form, choices};
use crate::engine::edit::{self, need_name, pipeline};
use crate::engine::model::{ForecastCategory, Id, Need, Pipeline, Stage, StageKind, Text, half_width, order};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

pub fn pipeline_name(w: Words, one: &Pipeline) -> String {
    if w.is_zh() || one.name_en.is_empty() { one.name_zh.to_string() } else { one.name_en.to_string() }
}

fn kind_name(w: Words, kind: StageKind) -> &'static str {
    match kind {
        StageKind::Open => w.stage_open(),
        StageKind::OnHold => w.stage_hold(),
        StageKind::Won => w.forecast_won(),
        StageKind::Lost => w.stage_lost(),
        StageKind::Void => w.pay_void(),
    }
}

fn category_name(w: Words, category: ForecastCategory) -> &'static str {
    match category {
        ForecastCategory::Pipeline => w.category_pipeline(),
        ForecastCategory::BestCase => w.category_best(),
        ForecastCategory::Commit => w.category_commit(),
        ForecastCategory::Closed => w.category_closed(),
        ForecastCategory::Omitted => w.category_omitted(),
    }
}

#[component]
pub fn Pipelines() -> impl IntoView {
    let session = session();
    let w = words();
    let all = session.memo(|ws| {
        let mut all: Vec<_> = ws.pipelines.iter().map(|one| (one.rank.clone(), one.id)).collect();
        order::sort_by_key(&mut all, |one| one.clone());
        all.into_iter().map(|(_, id)| id).collect::<Vec<Id>>()
    });
    let add = Callback::new(move |name: String| {
        session.edit(w.pipeline_added(name.trim()), |ws, ctx| match Text::line(&name) {
            name if name.is_empty() => Err(edit::Refusal::EmptyName),
            name => {
                pipeline::ensure(ws, ctx);
                Ok(pipeline::add(ws, ctx, &name, &name))
            }
        });
    });
    view! {
        <div class="page pipelines">
            <p class="lead">{w.pipeline_lead()}</p>
            <For each=move || all.get() key=|id| *id let:id><One id /></For>
            <AddLine label=w.pipeline_add() commit=add testid="pipeline-add" />
        </div>
    }
}

#[component]
fn One(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = Form::<Pipeline>::of(id, |w, one| w.pipeline_changed(pipeline_name(w, one)));
    let stages = session.memo(move |ws| pipeline::stages(ws, id).iter().map(|stage| stage.id).collect::<Vec<_>>());
    let deals = session.memo(move |ws| ws.deals.iter().filter(|deal| deal.pipeline == id).count());
    let rename = Callback::new(move |name: String| {
        form.change(|one| {
            let name = Text::line(&name);
            if !name.is_empty() {
                if w.is_zh() { one.name_zh = name } else { one.name_en = name }
            }
        })
    });
    let add = Callback::new(move |name: String| {
        session.edit(w.stage_added(name.trim()), |ws, ctx| pipeline::add_stage(ws, ctx, id, &name));
    });
    let delete = move |_| {
        session.edit_with_undo(w.pipeline_deleted(), |ws, _| edit::delete(ws, Kind::Pipeline, id));
    };
    view! {
        <section class="card pad" data-testid="pipeline">
            <div class="actions">
                <TextField label=w.pipeline_name() bare=true class="title" value=form.read(move |one| pipeline_name(w, one)) commit=rename testid="pipeline-name" />
                <span class="m">{reactive(move || w.deal_count(deals.get()))}</span>
                <span class="sp"></span>
                <button class="btn quiet danger" data-testid="pipeline-delete" on:click=handler(delete)>{w.pipeline_delete()}</button>
            </div>
            <For each=move || stages.get() key=|id| *id let:id><StageRow id /></For>
            <AddLine label=w.stage_add() commit=add testid="stage-add" />
        </section>
    }
}

#[component]
fn StageRow(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = Form::<Stage>::of(id, |w, stage| w.stage_changed(stage_name(w, stage)));
    let number = |text: &str| {
        text.trim().trim_end_matches(['%', '％']).trim().chars().map(half_width).collect::<String>().parse::<i64>().ok()
    };
    let rename = Callback::new(move |name: String| {
        form.change(|stage| {
            let name = Text::line(&name);
            if !name.is_empty() {
                if w.is_zh() { stage.name_zh = name } else { stage.name_en = name }
            }
        })
    });
    let set_probability = Callback::new(move |text: String| match number(&text) {
        Some(value @ 0..=100) => {
            session.edit(form.label(), |ws, _| pipeline::set_probability(ws, id, value));
        }
        _ => session.toast(w.deal_bad_probability().into(), false, true),
    });
    let set_rot = Callback::new(move |text: String| match number(&text) {
        _ if text.trim().is_empty() => form.change(|stage| stage.rot_days = None),
        Some(days @ 1..=3650) => form.change(|stage| stage.rot_days = Some(days as u32)),
        _ => session.toast(w.client_bad_days().into(), false, true),
    });
    let milestone = Callback::new(move |text: String| {
        form.change(
            |stage| {
                if w.is_zh() { stage.milestone_zh = Text::line(&text) } else { stage.milestone_en = Text::line(&text) }
            },
        )
    });
    let criteria = Callback::new(move |text: String| {
        session.edit(form.label(), |ws, ctx| pipeline::set_criteria(ws, ctx, id, &text, w.is_zh()));
    });
    let criteria_text = move |stage: &Stage| {
        let lines: Vec<&str> =
            stage.criteria.iter().map(|one| Text::as_str(if w.is_zh() { &one.text_zh } else { &one.text_en })).collect();
        lines.join("\n")
    };
    let shift = move |on: bool| {
        session.edit(form.label(), |ws, _| pipeline::shift_stage(ws, id, on));
    };
    let delete = move |_| {
        session.edit_with_undo(w.stage_deleted(), |ws, _| edit::delete(ws, Kind::Stage, id));
    };
    let percent = form.read(move |stage| w.percent(stage.probability.get() as f64));
    view! {
        <details class="stage-row" data-testid="stage-row">
            <summary><b>{form.read(move |stage| stage_name(w, stage))}</b><span class="m">{percent}</span><small>{form.read(move |stage| category_name(w, stage.category).to_string())}</small></summary>
            <div class="fields">
                <TextField label=w.stage_name() value=form.read(move |stage| stage_name(w, stage)) commit=rename testid="stage-name" />
                <TextField label=w.deal_probability() value=percent commit=set_probability inputmode="numeric" testid="stage-probability" />
                <TextField label=w.stage_rot() value=form.read(|stage| stage.rot_days.map_or(String::new(), |days| days.to_string())) commit=set_rot inputmode="numeric" testid="stage-rot" />
                {form.pick(w.stage_kind(), Signal::stored(choices(StageKind::ALL, StageKind::key, |kind| kind_name(w, kind))), |stage| stage.kind.key().into(),
                    |stage, key| stage.kind = StageKind::from_key(key).unwrap_or_default())}
                {form.pick(w.stage_category(), Signal::stored(choices(ForecastCategory::ALL, ForecastCategory::key, |one| category_name(w, one))), |stage| stage.category.key().into(),
                    |stage, key| stage.category = ForecastCategory::from_key(key).unwrap_or_default())}
                <TextField label=w.stage_milestone() value=form.read(move |stage| if w.is_zh() { stage.milestone_zh.to_string() } else { stage.milestone_en.to_string() }) commit=milestone />
                <TextArea label=w.stage_criteria() value=form.read(criteria_text) commit=criteria testid="stage-criteria" />
            </div>
            <p class="state needs"><small>{w.stage_needs()}</small>
                {Need::ALL.iter().map(|need| {
                    let need = *need;
                    view! { <CheckField label=need_name(w, need) value=form.read(move |stage| stage.needs.contains(&need)) commit=Callback::new(move |on: bool| form.change(|stage| {
                        stage.needs.retain(|one| *one != need);
                        if on {
                            stage.needs.push(need);
                        }
                    })) /> }
                }).collect::<Vec<_>>()}
            </p>
            <div class="actions">
                <button class="btn" data-testid="stage-up" on:click=handler(move |_| shift(false))>{w.stage_up()}</button>
                <button class="btn" on:click=handler(move |_| shift(true))>{w.stage_down()}</button>
                <button class="btn quiet danger" data-testid="stage-delete" on:click=handler(delete)>{w.stage_delete()}</button>
            </div>
        </details>
    }
}
