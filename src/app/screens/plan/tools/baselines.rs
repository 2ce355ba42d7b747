//! Baselines: take one with a reason, compare the plan with any of them, and the buffers that are counted from them.

use crate::app::prelude::*;

use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{SelectField, TextField};
use crate::engine::edit::{self, baseline, buffer};
use crate::engine::model::{BufferMethod, Id, Pct, Project};
use crate::engine::plan::Plan;
use crate::engine::plan::baseline::variance;
use crate::engine::plan::buffers::{Light, buffers};
use crate::engine::words::Words;

const SHOWN: usize = 200;

#[component]
pub fn Baselines(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let project = plan.with_untracked(|plan| plan.project.id);
    let name = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<Id>);
    let list = memo(move |_| {
        plan.with(|plan| {
            plan.project.baselines.iter().map(|one| (one.id, one.name.to_string(), one.reason.to_string())).collect::<Vec<_>>()
        })
    });
    let shown = memo(move |_| {
        chosen
            .get()
            .filter(|id| list.with(|list| list.iter().any(|one| one.0 == *id)))
            .or_else(|| list.with(|list| list.last().map(|one| one.0)))
    });
    let take = move |_| {
        let given = name.get_untracked();
        let given = if given.trim().is_empty() { session.today.get_untracked().to_string() } else { given };
        let why = reason.get_untracked();
        let id = session.edit(w.pl_step_baseline(&given), |ws, ctx| baseline::take(ws, ctx, project, &given, &why));
        if let Some(id) = id {
            chosen.set(Some(id));
            name.set(String::new());
            reason.set(String::new());
        }
    };
    view! {
        <div class="tool-line">
            <input class="input" data-testid="baseline-name" aria-label=w.pl_baseline_name() placeholder=w.pl_baseline_name() prop:value=bound(move || name.get()) on:input=handler(move |event: leptos::ev::Event| name.set(event_target_value(&event))) />
            <input class="input wide" data-testid="baseline-reason" aria-label=w.pl_baseline_reason() placeholder=w.pl_baseline_reason() prop:value=bound(move || reason.get()) on:input=handler(move |event: leptos::ev::Event| reason.set(event_target_value(&event))) />
            <button class="btn" data-testid="take-baseline" on:click=take>{w.pl_take_baseline()}</button>
            <span class="sp"></span>
            {reactive(move || shown.get().map(|id| view! {
                <SelectField label=w.pl_baseline_pick() testid="baseline-pick" value=Signal::stored(id.to_string())
                    options=derive(move || list.get().into_iter().map(|(id, name, why)| (id.to_string(), if why.is_empty() { name } else { format!("{name} · {why}") })).collect::<Vec<_>>())
                    commit=move |key: String| chosen.set(Id::parse(&key)) />
                <button class="btn quiet" data-testid="baseline-delete" on:click=handler(move |_| {
                    session.edit_with_undo(w.pl_step_drop_baseline(), |ws, _| baseline::remove(ws, project, id));
                    super::focus_body();
                })>{w.pl_baseline_delete()}</button>
            }))}
        </div>
        {reactive(move || plan.with(|plan| table(plan, shown.get(), w, session.today.get())))}
        <Buffers plan project />
    }
}

fn table(plan: &Plan, shown: Option<Id>, w: Words, today: crate::engine::model::Date) -> AnyView {
    let Some(baseline) = plan.project.baselines.iter().find(|one| Some(one.id) == shown) else {
        return view! { <p class="none" data-testid="no-baseline">{w.pl_baseline_none()}</p> }.into_any();
    };
    let all = variance(plan, baseline);
    let differs = |at: &usize| all[*at].as_ref().is_some_and(|one| one.start_days != 0.0 || one.finish_days != 0.0);
    let places: Vec<usize> = (0..plan.rows.len()).filter(differs).collect();
    if places.is_empty() {
        return view! { <p class="none">{w.pl_same_as_baseline()}</p> }.into_any();
    }
    let say = |days: f64| {
        let text = w.number(days.abs(), 1);
        match days {
            _ if days.abs() < 0.05 => (w.pl_variance_on().to_string(), "num"),
            _ if days > 0.0 => (w.pl_variance_late(text), "num late"),
            _ => (w.pl_variance_early(text), "num"),
        }
    };
    let rows = places
        .iter()
        .take(SHOWN)
        .filter_map(|&at| {
            let (row, one) = (&plan.rows[at], all[at].as_ref()?);
            let ((start, start_class), (finish, finish_class)) = (say(one.start_days), say(one.finish_days));
            Some(view! {
                <tr data-testid="variance" data-task-id=row.task.id.to_string()>
                    <th scope="row">{format!("{} {}", row.wbs, row.task.name)}</th>
                    <td class="num">{w.day_short(one.start.date(), today)}</td>
                    <td class="num">{w.day_short(one.finish.finish_date().max(one.start.date()), today)}</td>
                    <td class="num">{w.day_short(row.days().1, today)}</td>
                    <td class=start_class>{start}</td>
                    <td class=finish_class data-days=one.finish_days.to_string()>{finish}</td>
                </tr>
            })
        })
        .collect_view();
    let rest = places.len().saturating_sub(SHOWN);
    view! {
        <table class="tool-table">
            <thead><tr>
                <th>{w.col_task()}</th><th class="num">{w.pl_was_start()}</th><th class="num">{w.pl_was_finish()}</th>
                <th class="num">{w.col_finish()}</th><th class="num">{w.pl_start_variance()}</th><th class="num">{w.pl_finish_variance()}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {(rest > 0).then(|| view! { <p class="none">{w.pl_more_rows(rest)}</p> })}
    }
    .into_any()
}

#[component]
fn Buffers(plan: Memo<Same<Plan>>, project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let policy = memo(move |_| plan.with(|plan| plan.project.buffer_policy.clone()));
    let insert = move |_| {
        let names = buffer::Names {
            project_buffer: w.pl_project_buffer(),
            feeding_buffer: w.pl_feeding_buffer(),
            baseline: w.pl_buffer_baseline(),
        };
        session.edit(w.pl_step_buffers(), |ws, ctx| buffer::insert(ws, ctx, project, &names));
    };
    let methods = [BufferMethod::None, BufferMethod::Percent, BufferMethod::CutPaste, BufferMethod::Rsem]
        .map(|method| {
            let name = match method {
                BufferMethod::None => w.pl_method_none(),
                BufferMethod::Percent => w.pl_method_percent(),
                BufferMethod::CutPaste => w.pl_method_cut(),
                BufferMethod::Rsem => w.pl_method_rsem(),
            };
            (method.key().to_string(), name.to_string())
        })
        .to_vec();
    view! {
        <h3>{w.pl_buffers()}</h3>
        <div class="tool-line">
            <SelectField label=w.pl_buffer_method() testid="buffer-method" value=derive(move || policy.with(|policy| policy.method.key().to_string())) options=Signal::stored(methods)
                commit=move |key: String| if let Some(method) = BufferMethod::from_key(&key) {
                    session.edit(w.pl_buffer_method(), |ws, _| edit::update::<Project>(ws, project, |project| project.buffer_policy.method = method));
                } />
            <Show when=move || policy.with(|policy| policy.method == BufferMethod::Percent)>
                <TextField label=w.pl_buffer_percent() inputmode="numeric" testid="buffer-percent" value=derive(move || policy.with(|policy| policy.percent.get().to_string()))
                    commit=move |typed: String| {
                        let Ok(percent) = typed.trim().parse() else { return };
                        session.edit(w.pl_buffer_method(), |ws, _| edit::update::<Project>(ws, project, |project| project.buffer_policy.percent = Pct::new(percent)));
                    } />
            </Show>
            <button class="btn" data-testid="insert-buffers" on:click=insert>{w.pl_insert_buffers()}</button>
        </div>
        <ul>
            {reactive(move || plan.with(|plan| buffers(plan).into_iter().map(|one| {
                let row = &plan.rows[one.task];
                let state = match one.share() {
                    Some(share) => w.pl_buffer_used(w.percent((one.done * 100.0).round()), w.percent((share * 100.0).round())),
                    None => w.pl_buffer_unknown().to_string(),
                };
                let light = one.light().map(|light| match light {
                    Light::Green => ("pill good", w.pl_light_green()),
                    Light::Amber => ("pill warn", w.pl_light_amber()),
                    Light::Red => ("pill bad", w.pl_light_red()),
                });
                view! {
                    <li data-testid="buffer">
                        <span class="t">{format!("{} {}", row.wbs, row.task.name)}</span>
                        <span>{w.in_days(w.number(one.size as f64 / plan.calendar.minutes_per_day() as f64, 1))}</span>
                        <span>{state}</span>
                        {light.map(|(class, text)| view! { <span class=class>{text}</span> })}
                    </li>
                }
            }).collect_view()))}
        </ul>
    }
}
