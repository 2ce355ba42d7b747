//! Restore points: earlier states of the workspace. Each is compared with now, record by record; all of it is brought back
//! or one record, as a step that can be undone.

use crate::app::prelude::*;
use std::sync::Arc;

use super::say::{self, table_name};
use crate::app::browser::storage::{MANY, OUT, local_time};
use crate::app::session::{session, words};
use crate::engine::store::{Hash, Point};
use crate::engine::words::Words;
use crate::engine::workspace::{Change, Row, Workspace, differences};

/// Differences that are listed; more are counted.
const LISTED: usize = 60;

#[component]
pub fn Points() -> impl IntoView {
    let session = session();
    let w = words();
    let turned = RwSignal::new(0);
    let points = memo(move |_| {
        turned.track();
        session.save.track();
        session.with_saver(|saver| saver.points()).unwrap_or_default()
    });
    let shown = RwSignal::new(None::<Hash>);
    let name = RwSignal::new(String::new());
    let keep = move || {
        let label = name.with_untracked(|name| name.trim().chars().take(60).collect::<String>());
        if !label.is_empty() && session.keep_point(&label) {
            name.set(String::new());
            turned.update(|turned| *turned += 1);
            session.toast(w.store_point_kept(&label), false, false);
        }
    };
    view! {
        <section class="card" data-testid="points">
            <header><h2>{w.store_points()}</h2></header>
            <div class="fields">
                <p class="note">{w.store_points_lead()}</p>
                <form class="actions" on:submit=handler(move |event: leptos::ev::SubmitEvent| { event.prevent_default(); keep(); })>
                    <label class="field">
                        <span>{w.store_point_name()}</span>
                        <input
                            type="text"
                            autocomplete="off"
                            maxlength="60"
                            data-testid="point-name"
                            prop:value=bound(move || name.get())
                            on:input=handler(move |event: leptos::ev::Event| name.set(event_target_value(&event)))
                        />
                    </label>
                    <button class="btn" type="submit" data-testid="point-keep" disabled=bound(move || name.with(|name| name.trim().is_empty()))>
                        {w.store_point_keep()}
                    </button>
                </form>
                <p class="note" data-testid="points-cost">{reactive(move || points.with(|points| cost(points, w)))}</p>
                <ul class="points">
                    <For each=move || points.get() key=|point| (point.id, point.is_head, point.units) let:point>
                        <li data-testid="point">{entry(point, shown, w)}</li>
                    </For>
                </ul>
            </div>
        </section>
    }
}

fn size(units: usize, w: Words) -> String {
    // A unit is two bytes in the browser's storage.
    w.store_point_size(w.number(units as f64 * 2.0 / 1000.0, 0))
}

fn cost(points: &[Point], w: Words) -> String {
    let units: usize = points.iter().filter(|point| !point.is_head).map(|point| point.units).sum();
    w.store_points_cost(points.len().saturating_sub(1), size(units, w))
}

fn entry(point: Point, shown: RwSignal<Option<Hash>>, w: Words) -> impl IntoView {
    let id = point.id;
    let open = move || shown.get() == Some(id);
    let title = match &point.label {
        Some(label) => {
            let label = match label.strip_prefix(OUT) {
                Some(name) => w.store_point_out(name),
                None if label == MANY => w.store_point_many().to_string(),
                None => label.clone(),
            };
            format!("{label} · {}", local_time(point.at))
        }
        None => local_time(point.at),
    };
    let records = w.settings_records(point.records);
    let about = if point.is_head { w.store_point_now().to_string() } else { format!("{records} · {}", size(point.units, w)) };
    view! {
        <div class="line">
            <span>{title}</span>
            <span class="m">{about}</span>
            {(!point.is_head).then(|| view! {
                <button
                    class="btn"
                    data-testid="point-compare"
                    aria-expanded=bound(move || open().to_string())
                    on:click=handler(move |_| shown.update(|shown| *shown = if *shown == Some(id) { None } else { Some(id) }))
                >
                    {w.store_point_compare()}
                </button>
            })}
        </div>
        {reactive(move || open().then(|| view! { <Compare point=id /> }))}
    }
}

#[component]
fn Compare(point: Hash) -> impl IntoView {
    let session = session();
    let w = words();
    let Some(then) = session.with_saver(|saver| saver.load(point)).flatten().map(Arc::new) else {
        return view! { <p class="note warn">{w.store_point_damaged()}</p> }.into_any();
    };
    let whole = then.clone();
    let restore = move |_| {
        let whole = whole.clone();
        session.edit_with_undo(w.store_restored(), move |ws, _| {
            *ws = Workspace { tombstones: ws.tombstones.clone(), ..(*whole).clone() };
            Ok(())
        });
    };
    let changes = move || then.diff(&session.ws());
    let changes = memo(move |_| changes());
    view! {
        <div class="compare" data-testid="point-diff">
            <p class="note">{reactive(move || changes.with(|changes| summary(changes, w)))}</p>
            <ul>
                {reactive(move || changes.with(|changes| changes.iter().take(LISTED).cloned().map(|change| line(change, w)).collect_view()))}
            </ul>
            <button
                class="btn primary"
                data-testid="point-restore"
                disabled=bound(move || changes.with(Vec::is_empty))
                on:click=restore
            >
                {w.store_restore_all()}
            </button>
        </div>
    }
    .into_any()
}

fn summary(changes: &[Change], w: Words) -> String {
    if changes.is_empty() {
        return w.store_diff_none().into();
    }
    let count = |holds: fn(&Change) -> bool| changes.iter().filter(|change| holds(change)).count();
    let new = count(|change| change.before.is_none());
    let gone = count(|change| change.after.is_none());
    w.store_diff_summary(changes.len() - new - gone, gone, new)
}

fn line(change: Change, w: Words) -> impl IntoView {
    let session = session();
    let Change { kind, id, before, after } = change;
    let name = before.as_ref().or(after.as_ref()).map(say::record_name).unwrap_or_default();
    let what = match (&before, &after) {
        (None, _) => w.store_diff_new().to_string(),
        (_, None) => w.store_diff_gone().to_string(),
        (Some(before), Some(after)) => fields(before, after, &session.ws_untracked(), w),
    };
    let label = w.store_restored_one(&name);
    let restore = move |_| {
        let before = before.clone();
        session.edit_with_undo(label.clone(), move |ws, _| {
            match before {
                Some(row) => ws.put(row),
                None => drop(ws.take(kind, id)),
            }
            Ok(())
        });
    };
    view! {
        <li class="line" data-testid="point-change">
            <span>{table_name(kind, w)}" · "{name}</span>
            <span class="m">{what}</span>
            <button class="btn quiet" on:click=restore>{w.store_restore_one()}</button>
        </li>
    }
}

/// The values that differ, then and now.
fn fields(before: &Row, after: &Row, ws: &Workspace, w: Words) -> String {
    let differing = differences(before, after);
    let shown = |(field, then, now): &(String, serde_json::Value, serde_json::Value)| {
        format!("{}: {} → {}", say::field(field, w), say::value(then, ws, w), say::value(now, ws, w))
    };
    let mut told: Vec<String> = differing.iter().take(3).map(shown).collect();
    if differing.len() > 3 {
        told.push(w.store_diff_more(differing.len() - 3));
    }
    told.join("; ")
}
