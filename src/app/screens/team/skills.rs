//! The skills matrix: members down, skills across, a level from 1 to 5 in each cell; and what open tasks need and lack.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::{Person, Staff};
use crate::app::browser::{files, keys};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::AddLine;
use crate::app::widgets::rows::within;
use crate::engine::control::team::{self, Gap};
use crate::engine::edit;
use crate::engine::model::{Id, Score, Text};
use crate::engine::workspace::Kind;

#[component]
pub fn Skills(staff: Staff) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    // Skills that were just named and that nobody has yet.
    let fresh = RwSignal::new(Vec::<Text>::new());
    let skills = memo(move |_| {
        let ws = session.ws();
        let team = staff.people.with(|people| people.iter().map(|person| person.id).collect());
        let mut skills = staff.plan.with(|plan| plan.as_ref().map(|plan| team::skills(&ws, plan, &team)).unwrap_or_default());
        skills.extend(fresh.get());
        skills.into_iter().collect::<Vec<Text>>()
    });
    let gaps = memo(move |_| staff.plan.with(|plan| plan.as_ref().map_or_else(Vec::new, |plan| team::gaps(&session.ws(), plan))));
    let at = RwSignal::new((Id::NONE, Text::default()));
    // The cell that Tab leads to.
    let stop = memo(move |_| {
        let (member, skill) = at.get();
        let people = staff.people.with(|people| people.iter().map(|person| person.id).collect::<Vec<Id>>());
        let member = if people.contains(&member) { Some(member) } else { people.first().copied() };
        (member, skills.with(|skills| skills.iter().find(|known| **known == skill).or(skills.first()).cloned()))
    });
    let cell_of = |event: &web_sys::Event| {
        let cell = within(event, "[data-skill]")?;
        Some((Id::parse(&cell.get_attribute("data-member")?)?, Text::line(&cell.get_attribute("data-skill")?)))
    };
    let level_of =
        move |member: Id, skill: &Text| session.ws_untracked().members.get(member).and_then(|member| team::level(member, skill));
    let set = move |(member, skill): (Id, Text), level: Option<i64>| {
        let name = session.ws_untracked().members.get(member).map(|member| member.name.to_string()).unwrap_or_default();
        at.set((member, skill.clone()));
        // A skill that nobody has any more keeps its column while one is at it.
        fresh.update(|fresh| {
            if !fresh.contains(&skill) {
                fresh.push(skill.clone());
            }
        });
        session.edit(w.skill_set(&skill, &name), |ws, _| edit::team::set_level(ws, member, &skill, level.map(Score::new)));
        session.say(format!("{name} {skill}: {}", level.map_or(w.none_yet().to_string(), |level| level.to_string())));
    };
    let next = move |(member, skill): &(Id, Text)| match level_of(*member, skill) {
        None => Some(1),
        Some(5) => None,
        Some(level) => Some(level + 1),
    };
    let clicked = move |event: web_sys::MouseEvent| {
        if let Some(cell) = cell_of(&event) {
            let level = next(&cell);
            set(cell, level);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(cell) = cell_of(&event).filter(|_| !keys::composing(&event) && !keys::command(&event)) else { return };
        let key = event.key();
        let level = match key.as_str() {
            "1" | "2" | "3" | "4" | "5" => Some(key.parse().ok()),
            "0" | "Delete" | "Backspace" => Some(None),
            "Enter" | " " => Some(next(&cell)),
            _ => None,
        };
        if let Some(level) = level {
            event.prevent_default();
            return set(cell, level);
        }
        let people: Vec<Id> = staff.people.with_untracked(|people| people.iter().map(|person| person.id).collect());
        let skills = skills.get_untracked();
        let line = people.iter().position(|id| *id == cell.0).unwrap_or(0);
        let column = skills.iter().position(|skill| *skill == cell.1).unwrap_or(0);
        let (line, column) = match key.as_str() {
            "ArrowUp" => (line.saturating_sub(1), column),
            "ArrowDown" => ((line + 1).min(people.len().saturating_sub(1)), column),
            "ArrowLeft" => (line, column.saturating_sub(1)),
            "ArrowRight" => (line, (column + 1).min(skills.len().saturating_sub(1))),
            "Home" => (line, 0),
            "End" => (line, skills.len().saturating_sub(1)),
            _ => return,
        };
        event.prevent_default();
        at.set((people[line], skills[column].clone()));
        files::focus_soon(format!("[data-testid=skill-row]:nth-child({}) td:nth-of-type({})", line + 1, column + 1));
    };
    let line = move |person: Person| {
        let id = person.id;
        let cell = move |skill: Text| {
            let wanted = skill.clone();
            let level = session.memo(move |ws| ws.members.get(id).and_then(|member| team::level(member, &wanted)));
            let mine = skill.clone();
            let here = memo(move |_| stop.get() == (Some(id), Some(mine.clone())));
            view! {
                <td
                    role="gridcell"
                    data-member=id.to_string()
                    data-skill=skill.to_string()
                    class=bound(move || format!("level l{}", level.get().unwrap_or(0)))
                    aria-label=bound(move || level.get().map_or(w.none_yet().to_string(), |level| w.skill_level(level)))
                    tabindex=bound(move || if here.get() { "0" } else { "-1" })
                >
                    {reactive(move || level.get().map_or(String::new(), |level| level.to_string()))}
                </td>
            }
        };
        view! {
            <tr role="row" data-testid="skill-row">
                <th scope="row" role="rowheader">
                    <a href=Place::of(Screen::People).opening(Kind::Member, id).query()>{person.name.to_string()}</a>
                    <small>{person.what}</small>
                </th>
                <For each=move || skills.get() key=|skill| skill.clone() let:skill>{cell(skill)}</For>
            </tr>
        }
    };
    let names = move |who: &[Id]| {
        let ws = session.ws();
        let names: Vec<String> = who.iter().filter_map(|id| ws.members.get(*id)).map(|member| member.name.to_string()).collect();
        names.join(if w.is_zh() { "、" } else { ", " })
    };
    let gap = move |gap: Gap| {
        let task = gap.task;
        let have = gap.have.map_or(w.skill_none_has().to_string(), |level| w.skill_has(level));
        let who = if gap.who.is_empty() { w.skill_nobody().to_string() } else { w.skill_who(names(&gap.who)) };
        view! {
            <li data-testid="skill-gap">
                <button type="button" class="rowlink" on:click=handler(move |_| go.to(Place { tab: crate::app::place::Tab::Skills, ..Place::in_project(Screen::Team, staff.project) }.opening(Kind::Task, task)))>
                    <b>{gap.name.to_string()}</b>
                    <span>{w.skill_needs(&gap.skill, gap.needed)}" · "{have}</span>
                    <span class="dim">{who}</span>
                </button>
            </li>
        }
    };
    let add = Callback::new(move |text: String| {
        let named = edit::team::read_skills(&text).into_iter().map(|(name, _)| name);
        fresh.update(|fresh| fresh.extend(named));
    });
    let needed = memo(move |_| staff.plan.with(|plan| plan.as_ref().is_some_and(|plan| team::asks_for_skills(plan))));
    let shown = memo(move |_| (staff.people.with(Vec::is_empty), skills.with(Vec::is_empty)));
    view! {
        <div class="page skills" on:click=handler(clicked) on:keydown=handler(on_key)>
            {reactive(move || match shown.get() {
                (true, _) => view! { <p class="lead">{w.raci_empty_text()}</p> }.into_any(),
                (_, true) => view! { <p class="lead">{w.skill_empty()}</p> }.into_any(),
                _ => view! {
                    <section class="card wide">
                        <table class="raci" role="grid" aria-label=w.team_skills()>
                            <thead><tr role="row">
                                <th scope="col" role="columnheader">{w.person_name()}</th>
                                {reactive(move || skills.get().into_iter().map(|skill| view! { <th scope="col" role="columnheader" class="across">{skill.to_string()}</th> }).collect_view())}
                            </tr></thead>
                            <tbody><For each=move || staff.people.get() key=|person| (person.id, person.name.clone(), person.what.clone()) let:person>{line(person)}</For></tbody>
                        </table>
                    </section>
                }.into_any(),
            })}
            <Show when=move || !staff.people.with(Vec::is_empty)><AddLine label=w.skill_add() commit=add testid="skill-add" /></Show>
            <section class="card gaps">
                <h2>{w.skill_gaps()}</h2>
                {reactive(move || match gaps.with(Vec::is_empty) {
                    true if !needed.get() => view! { <p class="none">{w.skill_no_needs()}</p> }.into_any(),
                    true => view! { <p class="none">{w.skill_no_gaps()}</p> }.into_any(),
                    false => view! { <ul>{gaps.get().into_iter().map(gap).collect_view()}</ul> }.into_any(),
                })}
            </section>
        </div>
    }
}
