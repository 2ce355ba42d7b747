//! The load of everyone under the plan, week by week (day by day where time is shown in days): how much of what they can do is
//! taken, what is too much, who is idle. Other projects of the same people count.

use crate::app::prelude::*;

use crate::app::session::{Same, session, words};
use crate::engine::plan::Plan;
use crate::engine::plan::load::Load;
use crate::engine::scene::gantt::Zoom;

/// Columns that are drawn at most.
const SHOWN: usize = 120;

#[component]
pub fn LoadStrip(plan: Memo<Same<Plan>>, zoom: Signal<Zoom>) -> impl IntoView {
    let session = session();
    let w = words();
    move || {
        let (plan, ws, today) = (plan.get(), session.ws(), session.today.get());
        let others: Vec<Plan> = (ws.projects.iter())
            .filter(|one| one.id != plan.project.id && !one.archived)
            .filter_map(|one| Plan::of(&ws, one.id))
            .collect();
        let all: Vec<&Plan> = std::iter::once(&*plan.0).chain(&others).collect();
        let load = Load::of(&ws, &all);
        let ours = Load::of(&ws, &[&plan]);
        if ours.members.is_empty() {
            return view! { <p class="none" data-testid="load-none">{w.pl_load_none()}</p> }.into_any();
        }
        let step = if zoom.get() == Zoom::Day { 1 } else { 7 };
        // Whole weeks from the Monday of the project's first day.
        let first = if step == 7 { ours.from.monday() } else { ours.from };
        let columns = (((first.until(ours.from) + ours.days as i64 + step - 1) / step) as usize).min(SHOWN);
        let range = move |column: usize| {
            let from = load_place(load.from, first.plus(column as i64 * step));
            let to = load_place(load.from, first.plus((column as i64 + 1) * step));
            (from, to)
        };
        let heads = (0..columns)
            .map(|column| {
                let day = first.plus(column as i64 * step);
                view! { <th scope="col" class="num">{w.day_short(day, today)}</th> }
            })
            .collect_view();
        let rows = (load.members.iter())
            .filter(|member| ours.members.iter().any(|one| one.member == member.member))
            .map(|member| {
                let name = ws.members.get(member.member).map(|one| one.name.to_string()).unwrap_or_default();
                let over = member.over().count();
                let idle: i64 = member.idle(load.from, today.max(ours.from)).iter().map(|idle| idle.working_days).sum();
                let cells = (0..columns)
                    .map(|column| {
                        let (from, to) = range(column);
                        let (minutes, capacity) = member.sum(from, to);
                        let full = (from..to.min(member.load.len())).any(|at| member.load[at] > member.capacity[at]);
                        let hours = |minutes: i64| w.number(minutes as f64 / 60.0, 1);
                        let day = w.day(first.plus(column as i64 * step), today);
                        let mut title = w.pl_load_cell(hours(capacity), day, hours(minutes), &name);
                        if full {
                            title += w.pl_load_cell_over();
                        }
                        let text = match member.utilisation(from, to) {
                            Some(share) if minutes > 0 => w.percent((share * 100.0).round()),
                            None if minutes > 0 => hours(minutes),
                            _ => String::new(),
                        };
                        let class = if full {
                            "num over"
                        } else if minutes > 0 {
                            "num busy"
                        } else {
                            "num"
                        };
                        view! { <td class=class title=title>{full.then_some("! ")}{text}</td> }
                    })
                    .collect_view();
                view! {
                    <tr data-testid="load-row" data-over=over.to_string()>
                        <th scope="row">
                            {name}
                            {(over > 0).then(|| view! { <span class="pill bad">{w.pl_load_over(over)}</span> })}
                            {(idle > 0).then(|| view! { <span class="pill off">{w.pl_load_idle(idle)}</span> })}
                        </th>
                        {cells}
                    </tr>
                }
            })
            .collect_view();
        view! {
            <table class="load" data-testid="load" data-step=step.to_string() aria-label=w.pl_load_label()>
                <thead><tr><th>{w.pl_if_member()}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    }
}

fn load_place(from: crate::engine::model::Date, day: crate::engine::model::Date) -> usize {
    from.until(day).max(0) as usize
}
