//! By which rules the whole project is scheduled: from its start or back from the promised finish, when it is looked at, what
//! counts as critical.

use crate::app::prelude::*;

use crate::app::session::{Same, session, words};
use crate::app::widgets::field::{DateField, SelectField, TextField};
use crate::engine::edit;
use crate::engine::model::Project;
use crate::engine::plan::Plan;

#[component]
pub fn Rules(plan: Memo<Same<Plan>>) -> impl IntoView {
    let session = session();
    let w = words();
    let id = plan.with_untracked(|plan| plan.project.id);
    let change = move |change: Box<dyn FnOnce(&mut Project)>| {
        session.edit(w.pl_step_rules(), |ws, _| edit::update::<Project>(ws, id, change));
    };
    let directions =
        vec![("start".to_string(), w.pl_from_start().to_string()), ("finish".to_string(), w.pl_from_finish().to_string())];
    view! {
        <div class="tool-line">
            <SelectField label=w.pl_direction() testid="direction" options=Signal::stored(directions)
                value=derive(move || plan.with(|plan| if plan.project.from_finish { "finish" } else { "start" }).to_string())
                commit=move |key: String| change(Box::new(move |project| project.from_finish = key == "finish")) />
            <DateField label=w.project_start() testid="rules-start" value=derive(move || Some(plan.with(|plan| plan.project.start)))
                commit=move |day| if let Some(day) = day { change(Box::new(move |project| project.start = day)) } />
            <DateField label=w.project_due() testid="rules-due" value=derive(move || plan.with(|plan| plan.project.due))
                commit=move |day| change(Box::new(move |project| project.due = day)) />
        </div>
        <p class="note" data-testid="rules-said">{reactive(move || plan.with(|plan| {
            let today = session.today.get();
            match (plan.project.from_finish, plan.project.due) {
                (false, _) => w.pl_said_start(w.day(plan.finish.finish_date(), today), w.day(plan.start.date(), today)),
                (true, None) => w.pl_said_no_due().to_string(),
                (true, Some(due)) => w.pl_said_finish(w.day(due, today), w.day(plan.start.date(), today)),
            }
        }))}</p>
        <div class="tool-line">
            <DateField label=w.status_date_field() testid="status-date" value=derive(move || plan.with(|plan| plan.project.status_date))
                commit=move |day| change(Box::new(move |project| project.status_date = day)) />
            <TextField label=w.pl_critical_limit() testid="critical-limit"
                value=derive(move || plan.with(|plan| w.duration(plan.project.critical_float, false, Default::default(), plan.units())))
                commit=move |typed: String| match plan.with_untracked(|plan| plan.units()).read(&typed) {
                    Some(limit) if !limit.elapsed => change(Box::new(move |project| project.critical_float = limit.minutes)),
                    _ => session.toast(w.bad_duration(&typed), false, true),
                } />
        </div>
    }
}
