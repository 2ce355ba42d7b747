//! What cannot be kept as the plan stands, how much is missing, and the ways out: each is one edit.

use crate::app::prelude::*;

use crate::app::place::{Go, Place};
use crate::app::session::{Same, session, words};
use crate::engine::edit::fix::{self, Fix};
use crate::engine::plan::{Conflict, ConflictKind, Plan};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// Conflicts that are drawn at most; the rest is counted.
const SHOWN: usize = 60;

#[component]
pub fn Conflicts(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let go = expect_context::<Go>();
    move || {
        let plan = plan.get();
        let all = &plan.schedule.conflicts;
        if all.is_empty() {
            return view! { <p class="none" data-testid="no-conflicts">{w.pl_no_conflicts()}</p> }.into_any();
        }
        let rows = all
            .iter()
            .take(SHOWN)
            .map(|conflict| {
                let row = &plan.rows[conflict.task as usize];
                let id = row.task.id;
                let days = w.number(conflict.minutes as f64 / plan.calendar.minutes_per_day() as f64, 1);
                let ways = fix::fixes(&plan, conflict)
                    .into_iter()
                    .map(|way| {
                        let text = fix_text(w, &plan, &way, session.today.get_untracked());
                        view! {
                            <button class="btn" data-testid="fix" on:click=handler(move |_| {
                                session.edit(w.pl_step_fix(), |ws, _| fix::apply(ws, &way));
                                super::focus_body();
                            })>{text}</button>
                        }
                    })
                    .collect_view();
                view! {
                    <li data-testid="conflict">
                        <button class="plain t" on:click=handler(move |_| go.replace(place.get_untracked().opening(Kind::Task, id)))>
                            {format!("{} {}", row.wbs, row.task.name)}
                        </button>
                        <span>{reason(w, &plan, conflict)}</span>
                        {(conflict.minutes > 0).then(|| view! { <span class="pill bad">{w.pl_short(days)}</span> })}
                        <span class="ways">{ways}</span>
                    </li>
                }
            })
            .collect_view();
        let rest = all.len().saturating_sub(SHOWN);
        view! {
            <ul class="conflicts">{rows}</ul>
            {(rest > 0).then(|| view! { <p class="none">{w.pl_more_rows(rest)}</p> })}
        }
        .into_any()
    }
}

fn reason(w: Words, plan: &Plan, conflict: &Conflict) -> String {
    match conflict.kind {
        ConflictKind::Link(link) => w.pl_c_link(&plan.rows[plan.network.links[link as usize].from as usize].task.name),
        ConflictKind::Constraint => w.pl_c_constraint().into(),
        ConflictKind::Deadline => w.pl_c_deadline().into(),
        ConflictKind::ProjectStart => w.pl_c_start().into(),
        ConflictKind::ProjectFinish => w.pl_c_finish().into(),
        ConflictKind::Loop => w.pl_c_loop().into(),
    }
}

fn fix_text(w: Words, plan: &Plan, way: &Fix, today: crate::engine::model::Date) -> String {
    match way {
        Fix::Release(_) => w.pl_f_release().into(),
        Fix::Unlink(from, _) => w.pl_f_unlink(plan.row(*from).map(|row| row.task.name.to_string()).unwrap_or_default()),
        Fix::Deadline(_, day) => w.pl_f_deadline(w.day(*day, today)),
        Fix::DropDeadline(_) => w.pl_f_drop_deadline().into(),
        Fix::Due(_, day) => w.pl_f_due(w.day(*day, today)),
        Fix::Start(_, day) => w.pl_f_start(w.day(*day, today)),
        Fix::Shorten(_, minutes) => w.pl_f_shorten(w.number(*minutes as f64 / plan.calendar.minutes_per_day() as f64, 2)),
        Fix::Automatic(_) => w.pl_f_automatic().into(),
    }
}
