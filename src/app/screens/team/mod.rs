//! The team of a project: who has which part in which task, and who has which skill.

mod duties;
mod skills;

use crate::app::prelude::*;

use crate::app::browser::pinyin;
use crate::app::place::{Go, Place, Tab};
use crate::app::session::{Same, session, words};
use crate::app::widgets::field::Segmented;
use crate::engine::control::team::{self, Duty};
use crate::engine::model::order;
use crate::engine::model::{Id, Text};
use crate::engine::plan::Plan;

/// A member as the matrices head their columns or lines with it.
#[derive(Clone, PartialEq)]
struct Person {
    id: Id,
    name: Text,
    /// Department and title, or where the member is.
    what: String,
}

/// What both matrices show.
#[derive(Clone, Copy)]
struct Staff {
    project: Id,
    plan: Memo<Option<Same<Plan>>>,
    duties: Memo<Vec<Duty>>,
    people: Memo<Vec<Person>>,
}

#[component]
pub fn Team() -> impl IntoView {
    super::of_project(|project| view! { <OfProject project /> }.into_any())
}

#[component]
fn OfProject(project: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let plan = session.plan(move || Some(project));
    let duties = memo(move |_| plan.with(|plan| plan.as_ref().map_or_else(Vec::new, |plan| team::duties(&session.ws(), plan))));
    let people = memo(move |_| {
        let ws = session.ws();
        let ids = plan.with(|plan| plan.as_ref().map(|plan| duties.with(|duties| team::team(&ws, plan, duties))));
        let mut people: Vec<(Text, Person)> = ids
            .into_iter()
            .flatten()
            .filter_map(|id| ws.members.get(id))
            .map(|member| {
                let key = if member.sort_key.is_empty() { &member.name } else { &member.sort_key };
                let what: Vec<&str> = [&member.department, &member.title, &member.city]
                    .into_iter()
                    .map(Text::as_str)
                    .filter(|text| !text.is_empty())
                    .collect();
                (key.clone(), Person { id: member.id, name: member.name.clone(), what: what.join(" · ") })
            })
            .collect();
        order::sort_by(&mut people, |(a, _), (b, _)| pinyin::compare(a, b));
        people.into_iter().map(|(_, person)| person).collect::<Vec<Person>>()
    });
    let staff = Staff { project, plan, duties, people };
    let tab = memo(move |_| place.get().tab == Tab::Skills);
    view! {
        <section class="list-screen team">
            <div class="bar">
                <Segmented
                    label=w.tab_team()
                    value=derive(move || if tab.get() { "skills" } else { "duties" }.to_string())
                    options=vec![("duties".into(), w.team_duties().into()), ("skills".into(), w.team_skills().into())]
                    commit=Callback::new(move |key: String| {
                        let tab = if key == "skills" { Tab::Skills } else { Tab::default() };
                        go.replace(Place { tab, ..place.get_untracked() });
                    })
                    testid="team"
                />
                <div class="promise"><b>{reactive(move || w.person_count(people.with(Vec::len)))}</b></div>
                <div class="sp"></div>
            </div>
            {reactive(move || match tab.get() {
                true => view! { <skills::Skills staff /> }.into_any(),
                false => view! { <duties::Duties staff /> }.into_any(),
            })}
        </section>
    }
}
