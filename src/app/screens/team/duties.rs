//! The responsibility assignment matrix: tasks down, members across, in each cell who does, answers, is asked, is told.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use std::collections::BTreeMap;

use super::{Person, Staff};
use crate::app::browser::{files, keys};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::CheckField;
use crate::app::widgets::rows::within;
use crate::app::widgets::window::Window;
use crate::engine::control::team::{Duty, Fault};
use crate::engine::edit::{self, team::Role};
use crate::engine::model::{Id, Raci};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

const LETTERS: [Raci; 4] = [Raci::Responsible, Raci::Accountable, Raci::Consulted, Raci::Informed];

fn letter_name(w: Words, letter: Raci) -> &'static str {
    match letter {
        Raci::Responsible => w.raci_responsible(),
        Raci::Accountable => w.raci_accountable(),
        Raci::Consulted => w.raci_consulted(),
        Raci::Informed => w.raci_informed(),
    }
}

/// A role in words, for readers and the tooltip.
fn spoken(w: Words, role: Role) -> String {
    let accountable = role.accountable.then(|| letter_name(w, Raci::Accountable));
    let all: Vec<&str> = accountable.into_iter().chain(role.part.map(|part| letter_name(w, part))).collect();
    if all.is_empty() { w.raci_none().to_string() } else { all.join(if w.is_zh() { "、" } else { ", " }) }
}

fn fault_name(w: Words, fault: Fault) -> &'static str {
    match fault {
        Fault::Nobody => w.raci_nobody(),
        Fault::NoneAccountable => w.raci_none_accountable(),
    }
}

#[component]
pub fn Duties(staff: Staff) -> impl IntoView {
    let session = session();
    let w = words();
    let faulty = RwSignal::new(false);
    let by_id = memo(move |_| {
        staff.duties.with(|duties| duties.iter().map(|duty| (duty.task, duty.clone())).collect::<BTreeMap<Id, Duty>>())
    });
    let faults = memo(move |_| staff.duties.with(|duties| duties.iter().filter(|duty| duty.fault.is_some()).count()));
    let shown = memo(move |_| {
        let faulty = faulty.get();
        staff.duties.with(|duties| {
            let kept = duties.iter().filter(|duty| !faulty || duty.fault.is_some());
            kept.map(|duty| duty.task).collect::<Vec<Id>>()
        })
    });
    let window = Window::over(shown, "tr[data-testid=duty-row]");
    // The cell that Tab leads to: a task and a member.
    let at = RwSignal::new((Id::NONE, Id::NONE));
    let stop = memo(move |_| {
        let (task, member) = at.get();
        let task = shown.with(|shown| shown.contains(&task).then_some(task).or(shown.first().copied()));
        let people = staff.people.get();
        (task, people.iter().map(|person| person.id).find(|id| *id == member).or(people.first().map(|person| person.id)))
    });
    let cell_of = |event: &web_sys::Event| {
        let cell = within(event, "[data-member]")?;
        let task = within(event, "[data-task-id]")?.get_attribute("data-task-id")?;
        Some((Id::parse(&task)?, Id::parse(&cell.get_attribute("data-member")?)?))
    };
    let role_of = move |task: Id, member: Id| {
        by_id.with_untracked(|duties| duties.get(&task).and_then(|duty| duty.roles.get(&member)).copied().unwrap_or_default())
    };
    let set = move |task: Id, member: Id, role: Role| {
        let named = |people: &Vec<Person>| people.iter().find(|person| person.id == member).map(|person| person.name.to_string());
        let name = staff.people.with_untracked(named).unwrap_or_default();
        let task_name = by_id.with_untracked(|duties| duties.get(&task).map(|duty| duty.name.to_string())).unwrap_or_default();
        let label = w.raci_set(&task_name, &name);
        if session.edit(label, |ws, ctx| edit::team::set_role(ws, ctx, task, member, role)).is_some() {
            session.say(format!("{name}: {}", spoken(w, role)));
        }
    };
    // Of a phase nobody does anything: those who do it are at its tasks.
    let allowed = move |task: Id, role: Role| {
        let summary = by_id.with_untracked(|duties| duties.get(&task).is_some_and(|duty| duty.summary));
        !summary || role.part != Some(Raci::Responsible)
    };
    let clicked = move |event: web_sys::MouseEvent| {
        if let Some((task, member)) = cell_of(&event) {
            at.set((task, member));
            let mut role = role_of(task, member).next();
            while !allowed(task, role) {
                role = role.next();
            }
            set(task, member, role);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some((task, member)) = cell_of(&event).filter(|_| !keys::composing(&event) && !keys::command(&event)) else { return };
        let key = event.key();
        let letter = Raci::from_key(&key.to_uppercase());
        let role = match (letter, key.as_str()) {
            (Some(letter), _) => role_of(task, member).toggled(letter),
            (_, "Delete" | "Backspace") => Role::default(),
            (_, "Enter" | " ") => role_of(task, member).next(),
            (_, "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End") => {
                event.prevent_default();
                let people: Vec<Id> = staff.people.with_untracked(|people| people.iter().map(|person| person.id).collect());
                let shown = shown.get_untracked();
                let line = shown.iter().position(|id| *id == task).unwrap_or(0);
                let column = people.iter().position(|id| *id == member).unwrap_or(0);
                let (line, column) = match key.as_str() {
                    "ArrowUp" => (line.saturating_sub(1), column),
                    "ArrowDown" => ((line + 1).min(shown.len().saturating_sub(1)), column),
                    "ArrowLeft" => (line, column.saturating_sub(1)),
                    "ArrowRight" => (line, (column + 1).min(people.len().saturating_sub(1))),
                    "Home" => (line, 0),
                    _ => (line, people.len().saturating_sub(1)),
                };
                window.reach(line);
                at.set((shown[line], people[column]));
                return files::focus_soon(format!("[data-task-id=\"{}\"] [data-member=\"{}\"]", shown[line], people[column]));
            }
            _ => return,
        };
        event.prevent_default();
        at.set((task, member));
        if allowed(task, role) && role != role_of(task, member) {
            set(task, member, role);
        }
    };
    let count = move |member: Id| {
        staff.duties.with(|duties| {
            let open = || duties.iter().filter(|duty| !duty.summary && !duty.done);
            let accountable = open().filter(|duty| duty.roles.get(&member).is_some_and(|role| role.accountable)).count();
            (accountable, open().filter(|duty| duty.does(member)).count())
        })
    };
    let head = move |person: Person| {
        let id = person.id;
        let counted = move || {
            let (accountable, does) = count(id);
            w.raci_counts(accountable, does)
        };
        view! {
            <th scope="col" role="columnheader" class="across" title=person.what>
                <a href=move || Place::of(Screen::People).opening(Kind::Member, id).query()>{person.name.to_string()}</a>
                <small>{reactive(counted)}</small>
            </th>
        }
    };
    view! {
        {reactive(move || (staff.people.with(Vec::is_empty) || shown.with(Vec::is_empty) && !faulty.get()).then(|| view! {
            <div class="empty">
                <h1>{w.raci_empty_title()}</h1>
                <p class="lead">{w.raci_empty_text()}</p>
                <div class="actions">
                    <a class="btn" href=Place::in_project(Screen::Plan, staff.project).query()>{w.tab_plan()}</a>
                    <a class="btn" href=Place::of(Screen::People).query()>{w.nav_people()}</a>
                </div>
            </div>
        }))}
        <Show when=move || staff.people.with(|people| !people.is_empty()) && staff.duties.with(|duties| !duties.is_empty())>
            <div class="raci-legend">
                {LETTERS.map(|letter| view! { <span><b>{letter.key()}</b>" "{letter_name(w, letter)}</span> }).collect_view()}
                <span class="sp"></span>
                {reactive(move || match faults.get() {
                    0 => view! { <span class="pill good">{w.raci_all_good()}</span> }.into_any(),
                    n => view! { <span class="pill warn" data-testid="raci-faults">{w.raci_faults(n)}</span> }.into_any(),
                })}
                <CheckField label=w.raci_only_faults() value=Signal::from(faulty) commit=Callback::new(move |on: bool| faulty.set(on)) testid="raci-only" />
            </div>
            <div class="list-scroll" node_ref=window.area on:scroll=handler(move |_| window.scrolled())
                on:click=handler(clicked) on:keydown=handler(on_key)>
                <table class="raci" role="grid" aria-label=w.team_duties() aria-rowcount=bound(move || shown.with(Vec::len) + 1)>
                    <thead><tr role="row">
                        <th scope="col" role="columnheader">{w.raci_task()}</th>
                        {reactive(move || staff.people.get().into_iter().map(head).collect_view())}
                    </tr></thead>
                    <tbody>{move || window.space(true, staff.people.with(Vec::len) + 1)}</tbody>
                    <tbody>
                        <For each=move || window.shown() key=|id| *id let:id><Line id by_id staff stop /></For>
                    </tbody>
                    <tbody>{move || window.space(false, staff.people.with(Vec::len) + 1)}</tbody>
                </table>
            </div>
        </Show>
    }
}

/// A task. Its cells stay while their letters change, so that the focus stays with them.
#[component]
fn Line(id: Id, by_id: Memo<BTreeMap<Id, Duty>>, staff: Staff, stop: Memo<(Option<Id>, Option<Id>)>) -> impl IntoView {
    let w = words();
    let go = expect_context::<Go>();
    let here = memo(move |_| stop.get().1.filter(|_| stop.get().0 == Some(id)));
    let is = move |holds: fn(&Duty) -> bool| by_id.with(|duties| duties.get(&id).is_some_and(holds));
    let name =
        memo(move |_| by_id.with(|duties| duties.get(&id).map(|duty| (duty.name.to_string(), duty.depth)).unwrap_or_default()));
    let fault = memo(move |_| by_id.with(|duties| duties.get(&id).and_then(|duty| duty.fault)));
    let cell = move |person: Person| {
        let member = person.id;
        let role = memo(move |_| {
            by_id.with(|duties| duties.get(&id).and_then(|duty| duty.roles.get(&member)).copied().unwrap_or_default())
        });
        let label = memo(move |_| format!("{}: {}", person.name, spoken(w, role.get())));
        view! {
            <td
                role="gridcell"
                data-member=member.to_string()
                class=bound(move || format!("role {}", role.get().letters().to_lowercase()))
                title=bound(move || label.get())
                aria-label=bound(move || label.get())
                tabindex=bound(move || if here.get() == Some(member) { "0" } else { "-1" })
            >
                {reactive(move || role.get().letters())}
            </td>
        }
    };
    let open = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        go.to(Place::in_project(Screen::Team, staff.project).opening(Kind::Task, id));
    };
    view! {
        <tr
            role="row"
            data-testid="duty-row"
            data-task-id=id.to_string()
            class:sum=bound(move || is(|duty| duty.summary))
            class:done=bound(move || is(|duty| duty.done))
        >
            <th scope="row" role="rowheader" style:padding-left=bound(move || format!("{}px", 16 + name.get().1 * 16))>
                <button type="button" class="plain" on:click=handler(open)>{reactive(move || name.get().0)}</button>
                {reactive(move || fault.get().map(|fault| view! { <span class="pill warn">{fault_name(w, fault)}</span> }))}
            </th>
            <For each=move || staff.people.get() key=|person| (person.id, person.name.clone()) let:person>{cell(person)}</For>
        </tr>
    }
}
