//! The plan of a project: one plan, shown as Gantt, list or board.

mod advanced;
mod board;
mod estimate;
pub mod inspector;
pub mod tools;
mod why;

use crate::app::prelude::*;

use crate::app::place::{Go, Place, PlanView, Screen, Tool};
use crate::app::promise::Promise;
use crate::app::screens::promise::{Answer, PlannedSure, PromisePanel};
use crate::app::screens::settings::msproject::export;
use crate::app::session::{Same, Session, session, words};
use crate::app::widgets::field::Segmented;
use crate::app::widgets::gantt::{Act, Cell, Gantt, Stage};
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::edit::{Edit, Refusal, task};
use crate::engine::model::{Id, LinkKind};
use crate::engine::plan::{Plan, PlanRow};
use crate::engine::scene::gantt::Zoom;
use crate::engine::simulate::is_certain;
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

#[component]
pub fn PlanScreen() -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    let plan = session.plan(move || place.get().project);
    let there = memo(move |_| plan.get().is_some());
    let zoom = RwSignal::new(Zoom::default());
    let editing = RwSignal::new(None::<(Id, Cell)>);
    let open = RwSignal::new(false);
    move || {
        if !there.get() {
            return view! {
                <div class="empty">
                    <p>{w.project_gone()}</p>
                    <a class="btn" href=Place::of(Screen::Projects).query()>{w.go_to_projects()}</a>
                </div>
            }
            .into_any();
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
        let act = Callback::new(move |(act, stage): (Act, Stage)| perform(session, go, place, plan, editing, act, stage));
        let tool = memo(move |_| place.get().tool);
        let choose = Callback::new(move |tool: Tool| {
            session.drop_preview();
            go.replace(Place { tool, ..place.get_untracked() });
        });
        let view_kind = memo(move |_| place.get().view);
        let empty = memo(move |_| plan.with(|plan| plan.rows.is_empty()));
        let selected = derive(move || place.get().open.filter(|(kind, _)| *kind == Kind::Task).map(|(_, id)| id));
        let views = [(PlanView::Gantt, w.view_gantt()), (PlanView::List, w.view_list()), (PlanView::Board, w.view_board())];
        let zooms = [
            (Zoom::Day, w.zoom_day()),
            (Zoom::Week, w.zoom_week()),
            (Zoom::Month, w.zoom_month()),
            (Zoom::Quarter, w.zoom_quarter()),
        ];
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
                    <Show when=move || view_kind.get() == PlanView::Gantt>
                        <Segmented
                            label=w.zoom_label()
                            testid="zoom"
                            value=derive(move || zoom.get().key().to_string())
                            options=zooms.iter().map(|(zoom, name)| (zoom.key().to_string(), name.to_string())).collect()
                            commit=move |key: String| zoom.set(Zoom::from_key(&key))
                        />
                    </Show>
                    <button class="btn" data-testid="plan-export-mspdi" title=w.mspdi_export() on:click=handler(move |_| export(session, plan.get_untracked().project.id))>
                        {w.mspdi_export_short()}
                    </button>
                    <tools::ToolsButton plan open=tool choose />
                    <button class="btn primary" data-testid="add-task" on:click=handler(move |_| act.run((Act::AddBelow(None), Stage::Commit)))>
                        <Icon sign=Sign::Plus />
                        {w.add_task()}
                    </button>
                </div>
                <Show when=move || open.get()><PromisePanel id=project plan promise /></Show>
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
                    (_, view) => view! { <Gantt plan zoom selected act editing chart=view == PlanView::Gantt /> }.into_any(),
                })}
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
                <span class="p">{w.plan_finish()}</span>
                <b data-testid="plan-finish" data-date=finish.to_string()>{w.day(finish, session.today.get())}</b>
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
    go: Go,
    place: Memo<Place>,
    plan: Memo<Same<Plan>>,
    editing: RwSignal<Option<(Id, Cell)>>,
    act: Act,
    stage: Stage,
) {
    let w = session.words();
    if stage == Stage::Cancel {
        return session.drop_preview();
    }
    // The draft of the moment before is not what the next one starts from.
    let planned = plan.with_untracked(|plan| plan.project.id);
    let before = original(session, planned);
    let Some(before) = before else { return };
    if stage == Stage::Preview {
        return session.preview(|ws, _| change(ws, &before, &act));
    }
    match act.clone() {
        Act::Open(id) => go.replace(place.get_untracked().opening(Kind::Task, id)),
        Act::Move { task, .. } | Act::Resize { task, .. } | Act::Progress { task, .. } => {
            let label = match act {
                Act::Move { .. } => w.step_move(),
                Act::Resize { .. } => w.step_duration(),
                _ => w.step_progress(),
            };
            if session.edit(label, |ws, _| change(ws, &before, &act)).is_some() {
                say_dates(session, plan, task, w);
            }
        }
        Act::Link { from, to } => {
            if session.edit(w.step_link(), |ws, ctx| task::link(ws, ctx, from, to, LinkKind::Fs, 0)).is_some() {
                say_dates(session, plan, to, w);
            }
        }
        Act::Rename { task: id, name } => {
            session.edit(w.step_rename(), |ws, _| task::rename(ws, id, &name));
        }
        Act::Duration { task: id, text } => set_duration(session, &before, id, &text),
        Act::AddBelow(above) => {
            let seat = above.map_or(task::Place::Last, |above| match row(plan, above) {
                Some(row) if row.summary => task::Place::Before(plan.with_untracked(|plan| {
                    plan.place(above).and_then(|at| plan.rows.get(at + 1)).map_or(above, |first| first.task.id)
                })),
                _ => task::Place::After(above),
            });
            let added = session.edit(w.step_add_task(), |ws, ctx| task::add(ws, ctx, planned, seat, w.new_task_name()));
            if added.is_some() {
                editing.set(added.map(|id| (id, Cell::Name)));
            }
        }
        Act::Indent(id) => {
            session.edit(w.step_indent(), |ws, _| task::indent(ws, id));
        }
        Act::Outdent(id) => {
            session.edit(w.step_outdent(), |ws, _| task::outdent(ws, id));
        }
        Act::Shift { task: id, down } => {
            session.edit(w.step_reorder(), |ws, _| task::shift(ws, id, down));
        }
        Act::Discard(id) => {
            session.edit(w.step_add_task(), |ws, _| task::delete(ws, &[id]));
        }
        Act::Delete(id) => {
            let name = row(plan, id).map(|row| row.task.name.to_string()).unwrap_or_default();
            session.edit_with_undo(w.step_delete_task(name), |ws, _| task::delete(ws, &[id]));
            if place.get_untracked().open == Some((Kind::Task, id)) {
                go.replace(Place { open: None, ..place.get_untracked() });
            }
        }
    }
}

/// The plan as it was before anything was dragged.
fn original(session: Session, project: Id) -> Option<Plan> {
    thread_local! {
        static LAST: std::cell::RefCell<Option<Plan>> = const { std::cell::RefCell::new(None) };
    }
    let ws = session.settled();
    LAST.with_borrow_mut(|last| {
        if !last.as_ref().is_some_and(|plan| plan.project.id == project && plan.still_holds(&ws)) {
            *last = Plan::of(&ws, project);
        }
        last.clone()
    })
}

/// Moves, resizes or progresses a task from where `before` has it.
fn change(ws: &mut Workspace, before: &Plan, act: &Act) -> Edit {
    let at = |task: Id| before.place(task).ok_or(Refusal::Missing(Kind::Task));
    match *act {
        Act::Move { task: id, days } => {
            let place = at(id)?;
            let row = &before.rows[place];
            let calendar = before.calendar_of(place);
            let aim = row.start.date().plus(days).at(row.start.minute_of_day());
            // A milestone may stand at the end of a day; work begins when work can.
            let start = if row.milestone() { aim } else { calendar.next_start(aim) };
            task::move_to(ws, id, start)
        }
        Act::Resize { task: id, days } => {
            let place = at(id)?;
            let row = &before.rows[place];
            let calendar = before.calendar_of(place);
            let last = row.finish.finish_date().plus(days).plus(1).midnight();
            let minutes = calendar.between(row.start, calendar.prev_finish(last));
            let day = calendar.minutes_per_day();
            task::set_duration(ws, id, minutes.max(day.min(row.duration)), false)
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

/// Says where a task now stands.
fn say_dates(session: Session, plan: Memo<Same<Plan>>, task: Id, w: Words) {
    if let Some(row) = row(plan, task) {
        let (from, to) = row.days();
        let today = session.today.get_untracked();
        session.say(w.moved_spoken(w.day(from, today), &row.task.name, w.day(to, today)));
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
