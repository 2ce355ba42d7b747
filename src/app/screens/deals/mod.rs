//! Deals: what may close, by stage, as a table, and against the target.

mod ask;
mod board;
mod calendar;
mod forecast;
mod inspector;
mod months;
mod page;
mod parts;
mod payments;
mod pipelines;
mod sort;
mod table;
mod targets;

pub use inspector::DealInspector;

use crate::app::prelude::*;

use crate::app::place::{Go, Place, Screen, Tab};
use crate::app::screens::clients::known;
use crate::app::screens::record_page::record_or_all;
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::{AddLine, SearchField, Segmented, SelectField};
use crate::engine::edit::{self, pipeline};
use crate::engine::model::{Id, Money, Stage, order};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};
use ask::{Ask, Asking};

/// The stages that a deal may move to: those of its pipeline, then those of the others with the pipeline's name.
fn stage_choices(w: Words, ws: &Workspace, of: Id) -> Vec<(String, String)> {
    let others = ws.pipelines.iter().filter(|one| !one.archived && one.id != of);
    let mut all: Vec<(Id, String)> = vec![(of, String::new())];
    all.extend(others.map(|one| (one.id, format!("{} · ", pipelines::pipeline_name(w, one)))));
    let stages = all.into_iter().flat_map(|(pipeline, before)| {
        let stages = pipeline::stages(ws, pipeline);
        stages.into_iter().map(move |stage| (stage.id.to_string(), format!("{before}{}", stage_name(w, &stage))))
    });
    stages.collect()
}

pub fn stage_name(w: Words, stage: &Stage) -> String {
    if w.is_zh() || stage.name_en.is_empty() { stage.name_zh.to_string() } else { stage.name_en.to_string() }
}

/// An amount in minor units as the user reads it.
pub fn amount(session: Session, w: Words, minor: i64) -> String {
    let ws = session.ws_untracked();
    w.money(Money::new(minor, ws.settings.currency), ws.settings.money_unit)
}

/// Takes an amount as it is typed, or says that it is none; nothing typed takes it away.
fn type_amount(session: Session, label: String, id: Id, text: &str) {
    let amount = Money::parse(text, session.ws_untracked().settings.currency);
    if amount.is_none() && !text.trim().is_empty() {
        return session.toast(session.words().deal_bad_amount().into(), false, true);
    }
    session.edit(label, |ws, ctx| edit::deal::set_amount(ws, ctx, id, amount));
}

#[component]
pub fn Deals() -> impl IntoView {
    record_or_all(|id| view! { <page::DealPage id /> }.into_any(), || view! { <Views /> }.into_any())
}

#[component]
fn Views() -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let tab = memo(move |_| place.get().tab);
    let text = RwSignal::new(String::new());
    let asking: Asking = RwSignal::new(None);
    let count = session.memo(|ws| ws.deals.len());
    // The pipeline that is shown: the chosen one while it is there, else the first.
    let chosen = RwSignal::new(None::<Id>);
    let pipelines = session.memo(move |ws| {
        let mut all: Vec<_> = ws
            .pipelines
            .iter()
            .filter(|one| !one.archived)
            .map(|one| (one.rank.clone(), one.id, pipelines::pipeline_name(w, one)))
            .collect();
        order::sort_by_key(&mut all, |one| (one.0.clone(), one.1));
        all.into_iter().map(|(_, id, name)| (id.to_string(), name)).collect::<Vec<_>>()
    });
    let pipeline = memo(move |_| {
        let ws = session.ws();
        chosen.get().filter(|id| ws.pipelines.contains(*id)).or_else(|| pipeline::first(&ws))
    });
    let names = known::deals();
    let found = memo(move |_| names.with(|names| text.with(|text| names.find(text))));
    let add = Callback::new(move |name: String| {
        // It goes where one looks.
        let shown = pipeline.get_untracked();
        let add = session.edit(w.deal_added(name.trim()), |ws, ctx| match shown {
            Some(pipeline) => edit::deal::add_to(ws, ctx, pipeline, &name, None),
            None => edit::deal::add(ws, ctx, &name, None),
        });
        if let Some(id) = add {
            text.set(String::new());
            go.to(Place::of(Screen::Deals).opening(Kind::Deal, id));
        }
    });
    // Which view, by what the views do not follow by themselves.
    let shown = memo(move |_| (count.get() == 0, tab.get(), pipeline.get()));
    view! {
        <section class="list-screen deals">
            <div class="bar">
                <Segmented
                    label=w.deal_view()
                    value=derive(move || tab.get().key().to_string())
                    options=vec![
                        ("board".into(), w.deal_view_board().into()),
                        ("table".into(), w.deal_view_table().into()),
                        ("calendar".into(), w.deal_view_calendar().into()),
                        ("forecast".into(), w.deal_view_forecast().into()),
                        ("targets".into(), w.deal_view_targets().into()),
                        ("pipelines".into(), w.deal_view_pipelines().into()),
                    ]
                    commit=Callback::new(move |key: String| go.replace(Place { tab: Tab::from_key(&key).unwrap_or_default(), ..place.get_untracked() }))
                    testid="deals"
                />
                <div class="promise"><b>{reactive(move || w.deal_count(count.get()))}</b></div>
                {reactive(move || (pipelines.with(Vec::len) > 1 && matches!(tab.get(), Tab::Board | Tab::Forecast)).then(|| view! {
                    <SelectField label=w.pipeline_name() bare=true options=pipelines testid="pipeline-shown"
                        value=derive(move || pipeline.get().map_or(String::new(), |id| id.to_string())) commit=Callback::new(move |key: String| chosen.set(Id::parse(&key))) />
                }))}
                <div class="sp"></div>
                <SearchField text label=w.deal_search() testid="deal-search" class="search" />
                <div class="bar-add"><AddLine label=w.deal_add() commit=add testid="add-deal" /></div>
            </div>
            {reactive(move || match shown.get() {
                (_, Tab::Targets, _) => view! { <targets::Targets /> }.into_any(),
                (_, Tab::Pipelines, _) => view! { <pipelines::Pipelines /> }.into_any(),
                (_, Tab::Forecast, _) => view! { <forecast::ForecastPage pipeline /> }.into_any(),
                (true, ..) | (_, _, None) => view! {
                    <div class="empty"><h1>{w.deal_empty_title()}</h1><p class="lead">{w.deal_empty_text()}</p></div>
                }.into_any(),
                (_, Tab::Calendar, _) => view! { <calendar::Calendar found /> }.into_any(),
                (_, Tab::Table, _) => view! { <table::Table found asking /> }.into_any(),
                (_, _, Some(pipeline)) => view! { <board::Board pipeline found asking /> }.into_any(),
            })}
            <Ask asking />
        </section>
    }
}
