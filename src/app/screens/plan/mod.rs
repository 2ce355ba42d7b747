//! The plan of a project: one plan, shown as Gantt, list or board.

mod advanced;
mod board;
mod estimate;
mod export;
pub mod inspector;
mod look;
mod speech;
pub mod tools;
mod why;

use crate::app::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::app::place::{Go, Place, PlanView, Tool};
use crate::app::promise::Promise;
use crate::app::screens::promise::{Answer, PlannedSure, PromisePanel};
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::Segmented;
use crate::app::widgets::gantt::{Act, Gantt, PX, Room, Seen, Stage, columns_of};
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::edit::{self, Context, Edit, Refusal, cells, table, task};
use crate::engine::model::{GridLook, Id, Task};
use crate::engine::plan::{Plan, PlanRow};
use crate::engine::scene::columns::Column;
use crate::engine::scene::gantt::Zoom;
use crate::engine::simulate::is_certain;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

thread_local! {
    /// How each project was looked at the last time, while the page is open.
    static LOOKS: std::cell::RefCell<HashMap<Id, GridLook>> = std::cell::RefCell::new(HashMap::new());
}

#[component]
pub fn PlanScreen() -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let plan = session.plan(move || place.get().project);
    let there = memo(move |_| plan.get().is_some());
    provide_context(Seen::default());
    let look = RwSignal::new(GridLook::default());
    let whose = memo(move |_| place.get().project.unwrap_or_default());
    // Each project is looked at as it was the last time.
    Effect::new(move |seen: Option<Id>| {
        let (project, now) = (whose.get(), look.get());
        if seen == Some(project) {
            LOOKS.with_borrow_mut(|looks| looks.insert(project, now));
        } else if let Some(kept) = LOOKS.with_borrow(|looks| looks.get(&project).cloned()) {
            look.set(kept);
        }
        project
    });
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(BTreeSet::new());
    let fit = RwSignal::new(0u32);
    let editing = RwSignal::new(None::<(Id, Column)>);
    let open = RwSignal::new(false);
    move || {
        if !there.get() {
            return super::gone();
        }
        // The plan is asked for only while it is there; a plan that goes takes this view with it.
        let last = StoredValue::new(plan.get_untracked());
        let plan = memo(move |_| {
            if let Some(now) = plan.get() {
                last.set_value(Some(now));
            }
            last.get_value().expect("set before the first look")
        });
        let project = plan.with_untracked(|plan| plan.project.id);
        let promise = Promise::of(session, project);
        let act =
            Callback::new(move |(act, stage): (Act, Stage)| perform(session, (go, place), plan, editing, chosen, act, stage));
        let tool = memo(move |_| place.get().tool);
        let choose = Callback::new(move |tool: Tool| {
            session.drop_preview();
            go.replace(Place { tool, ..place.get_untracked() });
        });
        let view_kind = memo(move |_| place.get().view);
        let empty = memo(move |_| plan.with(|plan| plan.rows.is_empty()));
        let selected = derive(move || place.get().open.filter(|(kind, _)| *kind == Kind::Task).map(|(_, id)| id));
        let zoom = derive(move || look.with(|look| Zoom::of(if look.scale > 0.0 { look.scale } else { PX })));
        let views = [(PlanView::Gantt, w.view_gantt()), (PlanView::List, w.view_list()), (PlanView::Board, w.view_board())];
        let zooms = [
            (Zoom::Day, w.zoom_day()),
            (Zoom::Week, w.zoom_week()),
            (Zoom::Month, w.zoom_month()),
            (Zoom::Quarter, w.zoom_quarter()),
            (Zoom::Year, w.zoom_year()),
        ];
        let chart = memo(move |_| view_kind.get() == PlanView::Gantt);
        let why = Callback::new(move |id: Id| plan.with(|plan| why::why(plan, id, w, session.today.get()).0));
        view! {
            <div class="plan">
                <div class="bar">
                    <Promised plan promise open />
                    <div class="sp"></div>
                    <Segmented
                        label=w.plan_views()
                        testid="view"
                        value=derive(move || view_kind.get().key().to_string())
                        options=views.iter().map(|(view, name)| (view.key().to_string(), name.to_string())).collect()
                        commit=move |key: String| {
                            let view = PlanView::from_key(&key).unwrap_or_default();
                            go.replace(Place { view, ..place.get_untracked() });
                        }
                    />
                    <export::ExportMenu plan />
                    <tools::ToolsButton plan open=tool choose />
                    <button class="btn primary" data-testid="add-task" on:click=handler(move |_| act.run((Act::AddBelow(None), Stage::Commit)))>
                        <Icon sign=Sign::Plus />
                        {w.add_task()}
                    </button>
                </div>
                <Show when=move || open.get()><PromisePanel id=project plan promise /></Show>
                <Show when=move || view_kind.get() != PlanView::Board && !empty.get()>
                    <div class="strip">
                        <look::Filters look search />
                        <div class="scales">
                            <Show when=move || chart.get()>
                                <Segmented
                                    label=w.zoom_label()
                                    testid="zoom"
                                    value=derive(move || zoom.get().key().to_string())
                                    options=zooms.into_iter().map(|(zoom, name)| (zoom.key().to_string(), name.to_string())).collect()
                                    commit=move |key: String| look.update(|look| look.scale = Zoom::from_key(&key).px_per_day())
                                />
                                <button class="btn" data-testid="zoom-fit" on:click=handler(move |_| fit.update(|fit| *fit += 1))>{w.zoom_fit()}</button>
                            </Show>
                            <look::Options look project=whose chart />
                        </div>
                    </div>
                </Show>
                {reactive(move || match (empty.get(), view_kind.get()) {
                    (true, _) => view! {
                        <div class="empty">
                            <h2>{w.plan_empty_title()}</h2>
                            <p>{w.plan_empty_text()}</p>
                            <button class="btn primary" on:click=handler(move |_| act.run((Act::AddBelow(None), Stage::Commit)))>{w.plan_first_task()}</button>
                        </div>
                    }
                    .into_any(),
                    (_, PlanView::Board) => view! { <board::Board plan selected /> }.into_any(),
                    (_, view) => view! {
                        <Gantt plan look search chosen selected act why editing fit chart=view == PlanView::Gantt />
                    }
                    .into_any(),
                })}
                <look::Bulk plan chosen act />
                <tools::Tools plan open=tool choose zoom selected />
            </div>
        }
        .into_any()
    }
}

/// The answer before the tools: when it will be done, against when it was to be.
#[component]
fn Promised(plan: Memo<Same<Plan>>, promise: Promise, open: RwSignal<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let all = plan;
    let shown = move || {
        plan.with(|plan| {
            if plan.rows.is_empty() {
                return None;
            }
            let finish = plan.finish.finish_date();
            let against = plan.project.due.map(|due| {
                let days = plan.calendar.working_days(due.plus(1), finish.plus(1));
                let early = plan.calendar.working_days(finish.plus(1), due.plus(1));
                match (days, early) {
                    (1.., _) => (w.plan_finish_late(days), "pill bad"),
                    (_, 1..) => (w.plan_finish_early(early), "pill good"),
                    _ => (w.plan_finish_on().to_string(), "pill off"),
                }
            });
            let share = w.percent((plan.progress() * 100.0).round());
            Some(view! {
                <span class="one">
                    <span class="p">{w.plan_finish()}</span>
                    <b data-testid="plan-finish" data-date=finish.to_string()>{w.day(finish, session.today.get())}</b>
                </span>
                <PlannedSure plan=all promise />
                {against.map(|(text, class)| view! { <span class=class>{text}</span> })}
                <span class="p share">{w.plan_progress(share)}</span>
            })
        })
    };
    // Before anything is uncertain the same button opens the panel, where one says how sure the durations are.
    let certain = memo(move |_| {
        let ws = session.ws();
        plan.with(|plan| !plan.rows.is_empty() && is_certain(&ws, plan))
    });
    view! {
        <div class="promise">
            <Answer plan promise open />
            {shown}
            <Show when=move || certain.get()>
                <button class="btn quiet" data-testid="promise-start" aria-expanded=bound(move || open.get().to_string()) on:click=handler(move |_| open.update(|open| *open = !*open))>{w.promise_open()}</button>
            </Show>
        </div>
    }
}

/// The row of a task, cloned so that an edit can look at the dates as they are drawn.
fn row(plan: Memo<Same<Plan>>, task: Id) -> Option<PlanRow> {
    plan.with_untracked(|plan| plan.row(task).cloned())
}

/// What a wish of the grid means.
fn perform(
    session: Session,
    (go, place): (Go, Memo<Place>),
    plan: Memo<Same<Plan>>,
    editing: RwSignal<Option<(Id, Column)>>,
    chosen: RwSignal<BTreeSet<Id>>,
    act: Act,
    stage: Stage,
) {
    let w = session.words();
    if stage == Stage::Cancel {
        DRAGGED.with_borrow_mut(|dragged| *dragged = (None, None));
        return session.drop_preview();
    }
    // The draft of the moment before is not what the next one starts from.
    let planned = plan.with_untracked(|plan| plan.project.id);
    let Some(before) = settled(session, plan) else { return };
    if stage == Stage::Preview {
        let shown = session.preview(|ws, _| change(ws, &before, &act));
        return DRAGGED.with_borrow_mut(|dragged| dragged.1 = shown.then_some(act));
    }
    let shown = DRAGGED.with_borrow_mut(|dragged| dragged.1.take()) == Some(act.clone());
    match act.clone() {
        Act::Open(id) => go.replace(place.get_untracked().opening(Kind::Task, id)),
        Act::Move { task, .. } | Act::Resize { task, .. } | Act::Begin { task, .. } | Act::Progress { task, .. } => {
            let label = match act {
                Act::Move { .. } => w.step_move(),
                Act::Progress { .. } => w.step_progress(),
                _ => w.step_duration(),
            };
            // What was shown last is what is wanted: it is kept, not computed a second time.
            let done = shown && session.keep_preview(label) || session.edit(label, |ws, _| change(ws, &before, &act)).is_some();
            match act {
                _ if !done => {}
                Act::Progress { .. } => speech::progress(session, plan, task),
                Act::Move { tasks, .. } => speech::dates(session, plan, task, tasks.len()),
                _ => speech::dates(session, plan, task, 1),
            }
        }
        Act::Link { from, to, kind } => {
            if session.edit(w.step_link(), |ws, ctx| task::link(ws, ctx, from, to, kind, 0)).is_some()
                && let (Some(from), Some(to)) = (row(plan, from), row(plan, to))
            {
                let day = w.day(to.days().0, session.today.get_untracked());
                session.say(w.linked_spoken(day, &from.task.name, &to.task.name));
            }
        }
        Act::Unlink { from, to } => {
            let name = |id: Id| row(plan, id).map(|row| row.task.name.to_string()).unwrap_or_default();
            session.edit_with_undo(w.link_remove(name(from), name(to)), |ws, _| task::unlink(ws, from, to));
        }
        Act::Cell { task: id, column, text } => {
            let done = session.edit(w.step_edit_task(), |ws, ctx| cells::set(ws, ctx, &before, id, &column, &text, w));
            match column {
                _ if done.is_none() => {}
                Column::Start | Column::Finish | Column::Duration | Column::Predecessors => speech::dates(session, plan, id, 1),
                _ => {
                    let name = row(plan, id).map(|row| row.task.name.to_string()).unwrap_or_default();
                    session.say(w.cell_set_spoken(column.title(w), name, &text));
                }
            }
        }
        Act::AddBelow(above) => {
            let seat = above.map_or(task::Place::Last, |above| match row(plan, above) {
                Some(row) if row.summary => task::Place::Before(plan.with_untracked(|plan| {
                    plan.place(above).and_then(|at| plan.rows.get(at + 1)).map_or(above, |first| first.task.id)
                })),
                _ => task::Place::After(above),
            });
            let added = session.edit(w.step_add_task(), |ws, ctx| task::add(ws, ctx, planned, seat, w.new_task_name()));
            if added.is_some() {
                editing.set(added.map(|id| (id, Column::Name)));
            }
        }
        Act::Create { below, from, to } => {
            let seat = below.map_or(task::Place::Last, task::Place::After);
            let added = session.edit(w.step_add_task(), |ws, ctx| {
                let id = task::add(ws, ctx, planned, seat, w.new_task_name())?;
                let start = before.calendar.next_start(from.midnight());
                let minutes = before.calendar.between(start, to.plus(1).midnight()).max(before.calendar.minutes_per_day());
                task::set_duration(ws, id, minutes, false)?;
                task::move_to(ws, id, start)?;
                Ok(id)
            });
            if let Some(id) = added {
                editing.set(Some((id, Column::Name)));
                speech::dates(session, plan, id, 1);
            }
        }
        Act::Indent(ids) => {
            // From the first on: each goes under what is then above it; what moves with its parent stays.
            let roots = roots(plan, &ids);
            let done = session.edit(w.step_indent(), |ws, _| {
                let mut above = None;
                for id in &roots {
                    match above {
                        Some(above) => task::relocate(ws, *id, task::Place::After(above))?,
                        None => task::indent(ws, *id)?,
                    }
                    above = Some(*id);
                }
                Ok(())
            });
            if let (Some(()), Some(first)) = (done, roots.first()) {
                speech::place(session, plan, *first, roots.len());
            }
        }
        Act::Outdent(ids) => {
            let mut roots = roots(plan, &ids);
            // Of several, those at the top level stay there.
            if roots.iter().any(|id| row(plan, *id).is_some_and(|row| row.parent.is_some())) {
                roots.retain(|id| row(plan, *id).is_some_and(|row| row.parent.is_some()));
            }
            roots.reverse();
            let done = session.edit(w.step_outdent(), |ws, _| roots.iter().try_for_each(|id| task::outdent(ws, *id)));
            if let (Some(()), Some(first)) = (done, roots.last()) {
                speech::place(session, plan, *first, roots.len());
            }
        }
        Act::Shift { task: id, down } => {
            if session.edit(w.step_reorder(), |ws, _| task::shift(ws, id, down)).is_some() {
                speech::place(session, plan, id, 1);
            }
        }
        Act::Relocate { task: id, place } => {
            let mut ids = chosen.get_untracked().into_iter().collect::<Vec<_>>();
            if !ids.contains(&id) {
                ids = vec![id];
            }
            let roots = roots(plan, &ids);
            let done = session.edit(w.step_reorder(), |ws, _| {
                let mut place = place;
                for id in &roots {
                    task::relocate(ws, *id, place)?;
                    place = task::Place::After(*id);
                }
                Ok(())
            });
            if done.is_some() {
                speech::place(session, plan, id, roots.len());
            }
        }
        Act::Discard(id) => {
            session.edit(w.step_add_task(), |ws, _| task::delete(ws, &[id]));
        }
        Act::Delete(ids) => {
            let label = match ids.as_slice() {
                [one] => w.step_delete_task(row(plan, *one).map(|row| row.task.name.to_string()).unwrap_or_default()),
                many => w.bulk_deleted(many.len()),
            };
            session.edit_with_undo(label, |ws, _| task::delete(ws, &ids));
            chosen.update(|chosen| chosen.clear());
            if place.get_untracked().open.is_some_and(|(kind, id)| kind == Kind::Task && ids.contains(&id)) {
                go.replace(Place { open: None, ..place.get_untracked() });
            }
        }
        Act::Paste { at, cell, text } => paste(session, plan, &before, at, cell, &text),
    }
}

/// Those of some tasks that are not inside another of them, in the order of the plan.
fn roots(plan: Memo<Same<Plan>>, ids: &[Id]) -> Vec<Id> {
    plan.with_untracked(|plan| {
        let mut end = 0;
        let mut found = Vec::new();
        for (at, row) in plan.rows.iter().enumerate() {
            if at >= end && ids.contains(&row.task.id) {
                found.push(row.task.id);
                end = row.end as usize;
            }
        }
        found
    })
}

/// Rows from the clipboard: over the cells from one on, or as new tasks below a row.
fn paste(session: Session, plan: Memo<Same<Plan>>, before: &Plan, at: Option<Id>, cell: Option<Column>, text: &str) {
    let w = session.words();
    let rows = match table::read(text) {
        Ok(rows) => rows,
        Err(refusal) => return session.refuse(&refusal),
    };
    let count = rows.len();
    let from = |columns: &[Column]| {
        let start = cell.as_ref().and_then(|cell| columns.iter().position(|column| column == cell)).unwrap_or(0);
        columns[start..].to_vec()
    };
    let columns: Vec<Column> = LOOKS
        .with_borrow(|looks| looks.get(&before.project.id).cloned())
        .map(|look| columns_of(&look, true, Room::Wide, 0.0).into_iter().map(|(column, _)| column).collect())
        .unwrap_or_else(|| vec![Column::Wbs, Column::Name, Column::Owner, Column::Duration, Column::Start, Column::Finish]);
    let label = w.rows_pasted(count);
    let done = session.edit_with_undo(label, |ws: &mut Workspace, ctx: &Context| match &cell {
        Some(_) => {
            let tasks: Vec<Id> = plan.with_untracked(|plan| {
                let first = at.and_then(|at| plan.place(at)).unwrap_or(0);
                plan.rows.from(first).map(|row| row.task.id).collect()
            });
            table::overwrite(ws, ctx, before, &tasks, &from(&columns), &rows, w)
        }
        None => table::add_rows(ws, ctx, before, at, &columns, &rows, w).map(|_| 0),
    });
    if let Some(left @ 1..) = done {
        session.toast(w.rows_left_out(left), false, true);
    }
}

thread_local! {
    /// The plan as it was before anything was dragged, and the wish that is shown.
    static DRAGGED: std::cell::RefCell<(Option<Arc<Plan>>, Option<Act>)> = const { std::cell::RefCell::new((None, None)) };
}

/// The plan as it is without the draft.
fn original(session: Session, project: Id) -> Option<Arc<Plan>> {
    let ws = session.settled();
    DRAGGED.with_borrow_mut(|(last, _)| {
        if !last.as_ref().is_some_and(|plan| plan.project.id == project && plan.still_holds(&ws)) {
            *last = Plan::of(&ws, project).map(Arc::new);
        }
        last.clone()
    })
}

/// The same where a plan is shown: that one, where it is not a draft's.
fn settled(session: Session, plan: Memo<Same<Plan>>) -> Option<Arc<Plan>> {
    let shown = plan.get_untracked().0;
    if !session.previewing() && shown.still_holds(&session.settled()) {
        DRAGGED.with_borrow_mut(|dragged| dragged.0 = Some(shown.clone()));
        return Some(shown);
    }
    original(session, shown.project.id)
}

/// Moves, resizes or progresses a task from where `before` has it.
fn change(ws: &mut Workspace, before: &Plan, act: &Act) -> Edit {
    let at = |task: Id| before.place(task).ok_or(Refusal::Missing(Kind::Task));
    match *act {
        Act::Move { ref tasks, days, .. } => {
            for id in tasks {
                let place = at(*id)?;
                let row = &before.rows[place];
                if row.summary && tasks.len() > 1 {
                    continue;
                }
                let calendar = before.calendar_of(place);
                let aim = row.start.date().plus(days).at(row.start.minute_of_day());
                // A milestone may stand at the end of a day; work begins when work can.
                let start = if row.milestone() { aim } else { calendar.next_start(aim) };
                task::move_to(ws, *id, start)?;
            }
            Ok(())
        }
        Act::Begin { task: id, days } => {
            let place = at(id)?;
            let row = &before.rows[place];
            let calendar = before.calendar_of(place);
            let start = calendar.next_start(row.start.date().plus(days).midnight());
            let minutes = calendar.between(start, row.finish);
            if minutes <= 0 {
                return Ok(());
            }
            task::set_duration(ws, id, minutes, false)?;
            task::move_to(ws, id, start)
        }
        Act::Resize { task: id, days } => {
            let place = at(id)?;
            let row = &before.rows[place];
            let calendar = before.calendar_of(place);
            let last = row.finish.finish_date().plus(days).plus(1).midnight();
            let finish = calendar.prev_finish(last);
            let minutes = calendar.between(row.start, finish);
            let day = calendar.minutes_per_day();
            task::set_duration(ws, id, minutes.max(day.min(row.duration)), false)?;
            // What is finished ends where it is said to have ended.
            edit::update::<Task>(ws, id, |task| {
                task.actual_finish = task.actual_finish.map(|old| if finish > row.start { finish } else { old });
            })
        }
        Act::Progress { task: id, percent } => {
            let row = &before.rows[at(id)?];
            task::set_progress(ws, id, percent, row.start, row.finish)
        }
        _ => Ok(()),
    }
}

/// Sets a duration from what was typed, or says that it is none.
fn set_duration(session: Session, plan: &Plan, id: Id, text: &str) {
    let w = session.words();
    match plan.units().read(text) {
        Some(typed) => {
            session.edit(w.step_duration(), |ws, _| task::type_duration(ws, id, typed));
        }
        None => session.toast(w.bad_duration(text), false, true),
    }
}

/// The name of a status.
pub fn status_name(w: Words, status: crate::engine::model::TaskStatus) -> &'static str {
    use crate::engine::model::TaskStatus::*;
    match status {
        Todo => w.status_todo(),
        Doing => w.status_doing(),
        Blocked => w.status_blocked(),
        Review => w.status_review(),
        Done => w.status_done(),
        Cancelled => w.status_cancelled(),
    }
}
