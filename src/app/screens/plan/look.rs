//! What is shown of the plan and how: search, filter, groups, columns, saved views; and what is done to several tasks at once.

use crate::app::prelude::*;
use std::collections::BTreeSet;

use super::status_name;
use crate::app::browser::files::focus_soon;
use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{AddLine, CheckField, SearchField, SelectField};
use crate::app::widgets::gantt::{Act, Room, Stage, columns_of, settle};
use crate::engine::edit::{self, task};
use crate::engine::model::{GridLook, GroupBy, Id, LinkKind, Only, TaskStatus, Text, View};
use crate::engine::plan::Plan;
use crate::engine::scene::columns::{Column, custom_name};
use crate::engine::workspace::Kind;

/// Search, filter and groups, in a line of their own.
#[component]
pub fn Filters(look: RwSignal<GridLook>, search: RwSignal<String>) -> impl IntoView {
    let session = session();
    let w = words();
    let only = [
        (Only::All, w.only_all()),
        (Only::Open, w.only_open()),
        (Only::Critical, w.only_critical()),
        (Only::Late, w.only_late()),
        (Only::Milestones, w.only_milestones()),
    ];
    let groups = [
        (GroupBy::Tree, w.group_tree()),
        (GroupBy::Owner, w.group_owner()),
        (GroupBy::Phase, w.group_phase()),
        (GroupBy::Status, w.group_status()),
    ];
    let owners = derive(move || {
        let mut all = vec![(String::new(), w.filter_owner().to_string())];
        all.extend(session.ws().members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let statuses = {
        let mut all = vec![(String::new(), w.filter_status().to_string())];
        all.extend(TaskStatus::ALL.iter().map(|status| (status.key().to_string(), status_name(w, *status).to_string())));
        Signal::stored(all)
    };
    let active = move || {
        !search.with(|search| search.is_empty())
            || look.with(|look| look.only != Only::All || look.owner.is_some() || look.status.is_some())
    };
    view! {
        <div class="filters" role="search">
            <SearchField text=search label=w.grid_search() testid="grid-search" class="input find" />
            <SelectField label=w.grid_filter() bare=true testid="filter-only" value=derive(move || look.with(|look| look.only.key().to_string()))
                options=Signal::stored(only.iter().map(|(key, name)| (key.key().to_string(), name.to_string())).collect())
                commit=move |key: String| look.update(|look| look.only = Only::from_key(&key).unwrap_or_default()) />
            <SelectField label=w.filter_owner() bare=true testid="filter-owner" value=derive(move || look.with(|look| look.owner.map(|id| id.to_string()).unwrap_or_default()))
                options=owners commit=move |key: String| look.update(|look| look.owner = Id::parse(&key)) />
            <SelectField label=w.filter_status() bare=true testid="filter-status" value=derive(move || look.with(|look| look.status.map(|status| status.key().to_string()).unwrap_or_default()))
                options=statuses commit=move |key: String| look.update(|look| look.status = TaskStatus::from_key(&key)) />
            <SelectField label=w.group_by() bare=true testid="group-by" value=derive(move || look.with(|look| look.group.key().to_string()))
                options=Signal::stored(groups.iter().map(|(key, name)| (key.key().to_string(), name.to_string())).collect())
                commit=move |key: String| look.update(|look| look.group = GroupBy::from_key(&key).unwrap_or_default()) />
            <Show when=active>
                <button class="btn quiet" data-testid="clear-filter" on:click=handler(move |_| {
                    search.set(String::new());
                    look.update(|look| (look.only, look.owner, look.status) = (Only::All, None, None));
                })>{w.clear_filter()}</button>
            </Show>
        </div>
    }
}

/// Columns, rows, lines, and the views that were kept.
#[component]
pub fn Options(look: RwSignal<GridLook>, project: Memo<Id>, chart: Memo<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let shown = move || look.with(|look| columns_of(look, chart.get(), Room::Wide, 0.0));
    let toggle = move |column: Column, on: bool| {
        let mut columns = shown();
        match on {
            true => columns.push((column.clone(), column.width())),
            false => columns.retain(|(known, _)| *known != column),
        }
        look.update(|look| settle(look, &columns));
    };
    let shift = move |at: usize, right: bool| {
        let mut columns = shown();
        let to = if right { at + 1 } else { at.wrapping_sub(1) };
        if at < columns.len() && to < columns.len() {
            columns.swap(at, to);
            look.update(|look| settle(look, &columns));
            // At an end there is but the way back.
            let way = if to == 0 || right && to + 1 < columns.len() { "right" } else { "left" };
            focus_soon(format!("[data-testid=\"{way}-{}\"]", columns[to].0.key()));
        }
    };
    // Those that are shown, in their order, then the others.
    let columns = move || {
        let mut all: Vec<Column> = shown().into_iter().map(|(column, _)| column).collect();
        let others: Vec<Column> = Column::ALL.into_iter().filter(|column| !all.contains(column)).collect();
        all.extend(others);
        all
    };
    let line = move |column: Column| {
        let (title, key, fixed) = (column.title(w), column.key(), column == Column::Name);
        let mine = column.clone();
        // Its place among those that are shown, and how many those are.
        let place = memo(move |_| {
            let shown = shown();
            (shown.iter().position(|(known, _)| *known == mine), shown.len())
        });
        let on = move || place.get().0.is_some();
        let step = move |right: bool| {
            if let Some(at) = place.get_untracked().0 {
                shift(at, right);
            }
        };
        view! {
            <li>
                <label class="check">
                    <input type="checkbox" data-testid=format!("column-{key}") prop:checked=on disabled=fixed
                        on:change=handler(move |event: leptos::ev::Event| {
                            toggle(column.clone(), event_target_checked(&event));
                            // Its line moves in the list.
                            focus_soon(format!("[data-testid=\"column-{}\"]", column.key()));
                        }) />
                    <span>{title.clone()}</span>
                </label>
                <span class="sp"></span>
                <Show when=on>
                    <button class="btn quiet icon" aria-label=w.column_left(&title) disabled=bound(move || place.get().0 == Some(0)) data-testid=format!("left-{key}") on:click=handler(move |_| step(false))>"↑"</button>
                    <button class="btn quiet icon" aria-label=w.column_right(&title) disabled=bound(move || place.get().0.is_none_or(|at| at + 1 >= place.get().1)) data-testid=format!("right-{key}") on:click=handler(move |_| step(true))>"↓"</button>
                </Show>
            </li>
        }
    };
    let views = move || session.ws().views.iter().filter(|view| view.project == project.get()).cloned().collect::<Vec<_>>();
    let open = RwSignal::new(false);
    view! {
        <div class="options" on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            focus_soon("[data-testid=look-options]");
        })>
            <button class="btn" data-testid="look-options" aria-expanded=bound(move || if open.get() { "true" } else { "false" }) on:click=handler(move |_| open.update(|open| *open = !*open))>{w.look_button()}</button>
            <Show when=move || open.get()>
                <div class="veil clear" on:click=handler(move |_| open.set(false))></div>
                <div class="panel" role="dialog" aria-label=w.look_button() data-testid="look-panel">
                    <section>
                        <h3>{w.views_title()}</h3>
                        <ul>
                            <For each=views key=|view| (view.id, view.name.clone()) let:view>
                                <li>
                                    <button class="plain" data-testid="saved-view" on:click={
                                        let kept = view.look.clone();
                                        move |_| {
                                            look.set(kept.clone());
                                            open.set(false);
                                        }
                                    }>{view.name.to_string()}</button>
                                    <span class="sp"></span>
                                    <button class="btn quiet icon" aria-label=w.view_delete(view.name.as_str()) data-testid="view-delete" on:click=handler(move |_| {
                                        session.edit_with_undo(w.view_delete(view.name.as_str()), |ws, _| edit::delete(ws, Kind::View, view.id));
                                    })>"×"</button>
                                </li>
                            </For>
                        </ul>
                        <AddLine label=w.view_save() testid="view-save" commit=move |name: String| {
                            let project = project.get_untracked();
                            let kept = look.get_untracked();
                            let done = session.edit(w.view_saved(name.trim()), |ws, ctx| {
                                Ok(edit::add(ws, ctx, View { project, name: Text::line(&name), look: kept, ..View::default() }))
                            });
                            if done.is_some() {
                                session.say(w.view_saved(name.trim()));
                            }
                        } />
                    </section>
                    <section>
                        <CheckField label=w.look_compact() testid="look-compact" value=derive(move || look.with(|look| look.compact)) commit=move |on: bool| look.update(|look| look.compact = on) />
                        <CheckField label=w.look_weekends() testid="look-weekends" value=derive(move || look.with(|look| look.hide_weekends)) commit=move |on: bool| look.update(|look| look.hide_weekends = on) />
                        <CheckField label=w.look_progress_line() testid="look-progress-line" value=derive(move || look.with(|look| look.progress_line)) commit=move |on: bool| look.update(|look| look.progress_line = on) />
                    </section>
                    <section>
                        <h3>{w.columns_title()}</h3>
                        <ul class="column-list"><For each=columns key=Column::key let:column>{line(column)}</For></ul>
                        <AddLine label=w.column_add() testid="column-add" commit=move |name: String| if let Some(column) = custom_name(&name) { toggle(column, true) } />
                    </section>
                </div>
            </Show>
        </div>
    }
}

/// What can be done to all chosen tasks at once.
#[component]
pub fn Bulk(plan: Memo<Same<Plan>>, chosen: RwSignal<BTreeSet<Id>>, #[prop(into)] act: Callback<(Act, Stage)>) -> impl IntoView {
    let session = session();
    let w = words();
    let count = move || chosen.with(BTreeSet::len);
    // In the order of the plan.
    let tasks = move || {
        let chosen = chosen.get_untracked();
        plan.with_untracked(|plan| plan.rows.iter().map(|row| row.task.id).filter(|id| chosen.contains(id)).collect::<Vec<_>>())
    };
    let leaves = move || {
        let all = tasks();
        plan.with_untracked(|plan| {
            all.into_iter().filter_map(|id| plan.row(id).cloned()).filter(|row| !row.summary).collect::<Vec<_>>()
        })
    };
    let owners = derive(move || {
        let mut all = vec![(String::new(), w.bulk_owner().to_string())];
        all.extend(session.ws().members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let statuses = {
        let mut all = vec![(String::new(), w.bulk_status().to_string())];
        all.extend(TaskStatus::ALL.iter().map(|status| (status.key().to_string(), status_name(w, *status).to_string())));
        Signal::stored(all)
    };
    let moved = move |days: i64| {
        let tasks: Vec<Id> = leaves().iter().map(|row| row.task.id).collect();
        if let Some(task) = tasks.first().copied() {
            act.run((Act::Move { task, tasks, days }, Stage::Commit));
        }
    };
    view! {
        <Show when=move || { count() > 1 }>
            <div class="bulk" role="toolbar" aria-label=bound(move || w.bulk_chosen(count())) data-testid="bulk">
                <b data-testid="bulk-count">{reactive(move || w.bulk_chosen(count()))}</b>
                <SelectField label=w.bulk_owner() bare=true testid="bulk-owner" value=Signal::stored(String::new()) options=owners
                    commit=move |key: String| if let Some(owner) = Id::parse(&key) {
                        session.edit(w.bulk_edit(count()), |ws, _| {
                            tasks().into_iter().try_for_each(|id| edit::update::<crate::engine::model::Task>(ws, id, |task| task.owner = Some(owner)))
                        });
                        session.say(w.bulk_edit(count()));
                    } />
                <SelectField label=w.bulk_status() bare=true testid="bulk-status" value=Signal::stored(String::new()) options=statuses
                    commit=move |key: String| if let Some(status) = TaskStatus::from_key(&key) {
                        session.edit(w.bulk_edit(count()), |ws, _| {
                            leaves().iter().try_for_each(|row| task::set_status(ws, row.task.id, status, row.start, row.finish))
                        });
                        session.say(w.bulk_edit(count()));
                    } />
                <button class="btn quiet" data-testid="bulk-earlier" on:click=handler(move |_| moved(-1))>{w.bulk_earlier()}</button>
                <button class="btn quiet" data-testid="bulk-later" on:click=handler(move |_| moved(1))>{w.bulk_later()}</button>
                <button class="btn quiet" data-testid="bulk-indent" on:click=handler(move |_| act.run((Act::Indent(tasks()), Stage::Commit)))>{w.bulk_indent()}</button>
                <button class="btn quiet" data-testid="bulk-outdent" on:click=handler(move |_| act.run((Act::Outdent(tasks()), Stage::Commit)))>{w.bulk_outdent()}</button>
                <button class="btn quiet" data-testid="bulk-chain" on:click=handler(move |_| {
                    let ids: Vec<Id> = leaves().iter().map(|row| row.task.id).collect();
                    session.edit(w.step_link(), |ws, ctx| {
                        ids.windows(2).try_for_each(|pair| match task::link(ws, ctx, pair[0], pair[1], LinkKind::Fs, 0) {
                            Ok(_) | Err(edit::Refusal::LinkTwice) => Ok(()),
                            Err(refusal) => Err(refusal),
                        })
                    });
                    session.say(w.bulk_edit(count()));
                })>{w.bulk_chain()}</button>
                <button class="btn quiet danger" data-testid="bulk-delete" on:click=handler(move |_| act.run((Act::Delete(tasks()), Stage::Commit)))>{w.bulk_delete()}</button>
                <button class="btn quiet" data-testid="bulk-clear" on:click=handler(move |_| chosen.update(|chosen| chosen.clear()))>{w.bulk_clear()}</button>
            </div>
        </Show>
    }
}
