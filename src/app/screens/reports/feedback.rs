//! What the client said to a report: noted in one line, it is a request of the client from then on.

use crate::app::prelude::*;

use crate::app::place::Place;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, SelectField};
use crate::app::widgets::record::Form;
use crate::engine::edit::{self, requirement};
use crate::engine::model::{Id, Report, Requirement, RequirementKind};
use crate::engine::words::choice_name;
use crate::engine::workspace::Kind;

#[component]
pub fn Feedback(form: Form<Report>) -> impl IntoView {
    let session = session();
    let w = words();
    let project = memo(move |_| form.record.with(|report| report.as_deref().and_then(|report| report.project)));
    let clients = session.memo(move |ws| {
        let of = project.get().and_then(|id| ws.projects.get(id));
        let ids = of.map(|project| project.clients.clone()).unwrap_or_default();
        let known = ids.into_iter().filter_map(|id| ws.clients.get(id));
        known.map(|client| (client.id.to_string(), client.name.to_string())).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(String::new());
    let client = memo(move |_| {
        let known = clients.get();
        let chosen = chosen.with(|chosen| known.iter().find(|(id, _)| id == chosen).or(known.first()).map(|(id, _)| id.clone()));
        chosen.unwrap_or_default()
    });
    let kind = RwSignal::new(RequirementKind::Feedback);
    let kinds: Vec<_> = RequirementKind::ALL
        .iter()
        .map(|kind| (kind.key().to_string(), choice_name(kind.key(), w).unwrap_or_default().to_string()))
        .collect();
    let add = Callback::new(move |text: String| {
        let Some(client) = Id::parse(&client.get_untracked()) else { return };
        session.edit(w.asked_logged(), |ws, ctx| {
            let id = requirement::add(ws, ctx, client, kind.get_untracked(), None, &text)?;
            edit::update::<Requirement>(ws, id, |one| one.project = project.get_untracked())
        });
    });
    // Since the period began, the newest first.
    let noted = session.memo(move |ws| {
        let since = form.record.with(|report| report.as_deref().map(|report| report.from));
        let of =
            |one: &&std::sync::Arc<Requirement>| one.project == project.get() && since.is_some_and(|day| one.received >= day);
        let mut all: Vec<_> = ws.requirements.iter().filter(of).cloned().collect();
        all.sort_unstable_by_key(|one| std::cmp::Reverse((one.received, one.id)));
        all
    });
    view! {
        <section class="card pad inspect" data-testid="report-feedback">
            <section class="part">
                <h3>{w.report_feedback()}</h3>
                <p class="note">{w.report_feedback_hint()}</p>
                {reactive(move || if clients.with(Vec::is_empty) {
                    view! { <p class="none">{w.report_feedback_none()}</p> }.into_any()
                } else {
                    view! {
                        <div class="fields">
                            <SelectField label=w.report_feedback_client() value=client options=clients testid="feedback-client"
                                commit=Callback::new(move |key: String| chosen.set(key)) />
                            <SelectField label=w.report_kind() value=derive(move || kind.get().key().to_string()) options=Signal::stored(kinds.clone()) testid="feedback-kind"
                                commit=Callback::new(move |key: String| kind.set(RequirementKind::from_key(&key).unwrap_or_default())) />
                        </div>
                        <AddLine label=w.report_feedback_add() commit=add testid="feedback-add" />
                    }.into_any()
                })}
                <ul>{reactive(move || noted.get().into_iter().map(|one| {
                    let kind = choice_name(one.kind.key(), w).unwrap_or_default();
                    view! {
                        <li data-testid="feedback-row">
                            <a class="rowlink" href=Place::page_of(Kind::Client, one.client).query()>
                                <span>{one.title.to_string()}</span><span class="r">{kind}" · "{w.day(one.received, session.today.get())}</span>
                            </a>
                        </li>
                    }
                }).collect::<Vec<_>>())}</ul>
            </section>
        </section>
    }
}
