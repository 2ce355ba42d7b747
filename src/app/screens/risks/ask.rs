//! What ought to be asked: risks that the plan itself suggests, and a list of prompts for a category.

use crate::app::prelude::*;

use super::inspector::categories;
use crate::app::session::{session, words};
use crate::app::widgets::field::SelectField;
use crate::engine::edit;
use crate::engine::model::{Id, Risk, RiskCategory, Text};
use crate::engine::risk::{self, Suggestion, Why};

#[component]
pub fn Ask(project: Id, on_open: Callback<Id>) -> impl IntoView {
    let session = session();
    let w = words();
    let unit = session.money_unit();
    let category = RwSignal::new(RiskCategory::People);
    let plan = session.plan(move || Some(project));
    let suggested =
        memo(move |_| plan.get().map(|plan| risk::suggestions(&session.ws(), &plan, session.today.get())).unwrap_or_default());
    let task = move |id: Id| session.ws().tasks.get(id).map(|task| task.name.to_string()).unwrap_or_default();
    let say = move |one: &Suggestion| match &one.why {
        Why::Late { task: id, days } => w.risk_suggest_late(*days, task(*id)),
        Why::Overloaded { member, percent, from } => {
            let name = session.ws().members.get(*member).map(|member| member.name.to_string()).unwrap_or_default();
            w.risk_suggest_load(w.day_short(*from, session.today.get()), name, w.percent(*percent as f64))
        }
        Why::Overspent { task: id, over } => w.risk_suggest_spent(w.money(*over, unit.get()), task(*id)),
        Why::Budget { over } => w.risk_suggest_budget(w.money(*over, unit.get())),
    };
    let add = move |known: Risk| {
        if let Some(id) = session.edit(w.risk_added(), |ws, ctx| edit::risk::add_known(ws, ctx, known)) {
            on_open.run(id);
        }
    };
    view! {
        <section class="risk-ask" data-testid="risk-ask">
            <Show when=move || !suggested.with(Vec::is_empty)>
                <h2>{w.risk_suggested()}</h2>
                <ul class="asked">
                    {reactive(move || {
                        suggested
                            .get()
                            .into_iter()
                            .map(|one| {
                                let text = say(&one);
                                let title = Text::line(&text);
                                view! {
                                    <li>
                                        <span>{text}</span>
                                        <button
                                            type="button"
                                            class="btn quiet"
                                            data-testid="risk-suggestion"
                                            on:click=handler(move |_| add(Risk {
                                                project,
                                                title: title.clone(),
                                                category: one.category,
                                                tasks: one.tasks.clone(),
                                                owner: one.owner,
                                                ..Risk::default()
                                            }))
                                        >
                                            {w.risk_suggest_add()}
                                        </button>
                                    </li>
                                }
                            })
                            .collect_view()
                    })}
                </ul>
            </Show>
            <h2>{w.risk_prompts()}</h2>
            <SelectField
                label=w.risk_category()
                value=derive(move || category.get().key().to_string())
                options=Signal::stored(categories(w))
                testid="risk-ask-category"
                commit=move |key: String| category.set(RiskCategory::from_key(&key).unwrap_or_default())
            />
            <ul class="asked">
                {reactive(move || {
                    let category = category.get();
                    risk::prompts(category, w)
                        .into_iter()
                        .map(|prompt| view! {
                            <li>
                                <span>{prompt}</span>
                                <button
                                    type="button"
                                    class="btn quiet"
                                    data-testid="risk-prompt"
                                    aria-label=w.risk_prompt_add(prompt)
                                    on:click=handler(move |_| add(Risk { project, title: prompt.into(), category, ..Risk::default() }))
                                >
                                    {w.risk_suggest_add()}
                                </button>
                            </li>
                        })
                        .collect_view()
                })}
            </ul>
        </section>
    }
}
