//! The team: who there is, how much each can give, and when not.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::app::browser::{files, keys, pinyin};
use crate::app::place::{Go, Place, Screen};
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, CheckField, DateField, SelectField, TextArea, TextField};
use crate::app::widgets::icon::{Icon, Sign};
use crate::app::widgets::record::Form;
use crate::engine::edit::{self, person};
use crate::engine::model::order;
use crate::engine::model::{Calendar, Date, Exception, Id, Member, Money, SkillLevel, Text, Units, half_width};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// What the table shows of a member.
#[derive(Clone, PartialEq)]
struct Row {
    id: Id,
    name: Text,
    department: Text,
    title: Text,
    calendar: String,
    capacity: i64,
    open: usize,
    me: bool,
    inactive: bool,
}

fn rows(ws: &Workspace, w: Words) -> Vec<Row> {
    let mut open: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for part in ws.assignments.iter() {
        let task = ws.tasks.get(part.task);
        if task.is_some_and(|task| !edit::task::is_over(task)) {
            open.entry(part.member).or_default().insert(part.task);
        }
    }
    let row = |member: &Member| {
        let calendar = person::followed_calendar(ws, member).and_then(|id| ws.calendars.get(id));
        Row {
            id: member.id,
            name: member.name.clone(),
            department: member.department.clone(),
            title: member.title.clone(),
            calendar: calendar.map_or(w.person_calendar_default().to_string(), |calendar| calendar_name(w, calendar)),
            capacity: member.capacity.get(),
            open: open.get(&member.id).map_or(0, BTreeSet::len),
            me: member.id == ws.settings.me,
            inactive: member.inactive,
        }
    };
    let mut all: Vec<(&Text, Row)> = ws
        .members
        .iter()
        .map(|member| (if member.sort_key.is_empty() { &member.name } else { &member.sort_key }, row(member)))
        .collect();
    order::sort_by(&mut all, |(a, left), (b, right)| left.inactive.cmp(&right.inactive).then_with(|| pinyin::compare(a, b)));
    all.into_iter().map(|(_, row)| row).collect()
}

fn calendar_name(w: Words, calendar: &Calendar) -> String {
    if calendar.name.is_empty() { w.person_calendar_unnamed().into() } else { calendar.name.to_string() }
}

#[component]
pub fn People() -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let rows = session.memo(move |ws| rows(ws, w));
    let open = memo(move |_| rows.with(|rows| rows.iter().map(|row| row.open).sum::<usize>()));
    let add = Callback::new(move |name: String| {
        if let Some(id) = session.edit(w.person_added(name.trim()), |ws, ctx| person::add(ws, ctx, &name)) {
            go.to(Place::of(Screen::People).opening(Kind::Member, id));
        }
    });
    let ids = memo(move |_| rows.with(|rows| rows.iter().map(|row| row.id).collect::<Vec<Id>>()));
    let at = RwSignal::new(Id::NONE);
    let tab_stop = memo(move |_| {
        let at = at.get();
        ids.with(|ids| if ids.contains(&at) { Some(at) } else { ids.first().copied() })
    });
    let on_key = move |event: KeyboardEvent| {
        if keys::composing(&event) || keys::command(&event) {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let id = target.and_then(|target| target.get_attribute("data-member-id")).and_then(|id| Id::parse(&id));
        let ids = ids.get_untracked();
        let Some(now) = id.and_then(|id| ids.iter().position(|one| *one == id)) else { return };
        let to = match event.key().as_str() {
            "ArrowDown" => now + 1,
            "ArrowUp" => now.saturating_sub(1),
            "Home" => 0,
            "End" => ids.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let to = ids[to.min(ids.len() - 1)];
        at.set(to);
        files::focus(&format!("tr[data-member-id=\"{to}\"]"));
    };
    view! {
        <section class="list-screen">
            <div class="bar">
                <div class="promise">
                    <b>{reactive(move || w.person_count(ids.with(Vec::len)))}</b>
                    <Show when=move || ids.with(|ids| !ids.is_empty())>
                        <span class="p">{reactive(move || w.person_open_total(open.get()))}</span>
                    </Show>
                </div>
                <div class="sp"></div>
                <div class="bar-add"><AddLine label=w.person_add() commit=add testid="add-member" /></div>
            </div>
            {reactive(move || {
                if ids.with(Vec::is_empty) {
                    return view! {
                        <div class="empty">
                            <h1>{w.person_empty_title()}</h1>
                            <p class="lead">{w.person_empty_text()}</p>
                        </div>
                    }
                        .into_any();
                }
                view! {
                    <div class="list-scroll" on:keydown=on_key>
                        <table class="list people" aria-label=w.person_table()>
                            <thead>
                                <tr>
                                    <th scope="col">{w.person_name()}</th>
                                    <th scope="col">{w.person_department()}</th>
                                    <th scope="col">{w.person_title()}</th>
                                    <th scope="col">{w.person_calendar()}</th>
                                    <th scope="col" class="num">{w.person_capacity_short()}</th>
                                    <th scope="col" class="num">{w.person_tasks()}</th>
                                </tr>
                            </thead>
                            <tbody>
                                <For each=move || ids.get() key=|id| *id let:id><MemberRow id rows tab_stop /></For>
                            </tbody>
                        </table>
                    </div>
                }
                    .into_any()
            })}
        </section>
    }
}

#[component]
fn MemberRow(id: Id, rows: Memo<Vec<Row>>, tab_stop: Memo<Option<Id>>) -> impl IntoView {
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let row = memo(move |_| rows.with(|rows| rows.iter().find(|row| row.id == id).cloned()));
    let open = memo(move |_| place.get().open == Some((Kind::Member, id)));
    let show = move || go.to(Place::of(Screen::People).opening(Kind::Member, id));
    view! {
        <tr
            data-testid="member-row"
            data-member-id=id.to_string()
            tabindex=bound(move || if tab_stop.get() == Some(id) { "0" } else { "-1" })
            class:sel=bound(move || open.get())
            aria-current=bound(move || open.get().then_some("true"))
            on:click=handler(move |_| show())
            on:keydown=handler(move |event: KeyboardEvent| {
                if event.key() == "Enter" && !keys::composing(&event) {
                    event.prevent_default();
                    show();
                }
            })
        >
            {reactive(move || {
                row.get().map(|row| view! {
                    <td class="name">
                        {row.name.to_string()}
                        {row.me.then(|| view! { " "<span class="pill good">{w.person_me_mark()}</span> })}
                        {row.inactive.then(|| view! { " "<span class="pill off">{w.person_inactive_mark()}</span> })}
                    </td>
                    <td class="dim department">{row.department.to_string()}</td>
                    <td class="dim title">{row.title.to_string()}</td>
                    <td class="dim calendar">{row.calendar}</td>
                    <td class="num capacity">{w.percent(row.capacity as f64)}</td>
                    <td class="num open" aria-label=w.person_open_tasks(row.open)>{row.open}</td>
                })
            })}
        </tr>
    }
}

#[component]
pub fn MemberInspector(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let form = Form::<Member>::of(id, |w, member| w.person_changed(&member.name));
    let me = session.memo(move |ws| ws.settings.me == id);
    let set_me = Callback::new(move |me: bool| {
        session.edit(form.label(), |ws, _| person::set_me(ws, id, me));
    });
    let set_inactive = Callback::new(move |inactive: bool| form.change(|member| member.inactive = inactive));
    let calendar = session.memo(move |ws| {
        let followed = ws.members.get(id).and_then(|member| person::followed_calendar(ws, member));
        followed.map_or(String::new(), |calendar| calendar.to_string())
    });
    let calendars = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.person_calendar_default().to_string())];
        let shared =
            ws.calendars.iter().filter(|calendar| !person::is_personal(calendar) && calendar.id != ws.settings.default_calendar);
        all.extend(shared.map(|calendar| (calendar.id.to_string(), calendar_name(w, calendar))));
        all
    });
    let follow = Callback::new(move |key: String| {
        session.edit(form.label(), |ws, _| person::follow_calendar(ws, id, Id::parse(&key)));
    });
    let set_capacity = Callback::new(move |text: String| {
        let text: String = text.trim().chars().map(half_width).collect();
        match text.trim_end_matches('%').trim().parse::<f64>() {
            Ok(share) if (0.0..=1000.0).contains(&share) => {
                form.change(|member| member.capacity = Units::new(share.round() as i64))
            }
            _ => session.toast(w.person_bad_capacity().into(), false, true),
        }
    });
    let cost = form.read(|member| {
        member.cost_rate.map_or(String::new(), |rate| {
            let text = format!("{:.2}", rate.minor as f64 / 100.0);
            text.trim_end_matches('0').trim_end_matches('.').to_string()
        })
    });
    let set_cost = Callback::new(move |text: String| {
        let currency = session.ws_untracked().settings.currency;
        match Money::parse(&text, currency) {
            _ if text.trim().is_empty() => form.change(|member| member.cost_rate = None),
            Some(rate) if rate.minor >= 0 => form.change(|member| member.cost_rate = Some(rate)),
            _ => session.toast(w.person_bad_amount().into(), false, true),
        }
    });
    let skills = form
        .read(move |member| edit::team::write_skills(member.skills.iter().map(|known| (&known.skill, known.level)), w.is_zh()));
    let set_skills = Callback::new(move |text: String| {
        form.change(|member| {
            let typed = edit::team::read_skills(&text).into_iter();
            member.skills = typed.map(|(skill, level)| SkillLevel { skill, level, ..SkillLevel::default() }).collect();
        })
    });
    let set_remark = Callback::new(move |text: String| form.change(|member| member.remark = Text::new(&text)));
    let delete = move |_| {
        let name = form.record.get_untracked().map(|member| member.name.to_string()).unwrap_or_default();
        let stay = place.get_untracked();
        if session.edit_with_undo(w.person_deleted(name), |ws, _| edit::delete(ws, Kind::Member, id)).is_some() {
            go.replace(Place { open: None, ..stay });
        }
    };
    view! {
        <div class="inspect" data-member-id=id.to_string()>
            {form.name(w.person_name(), "member-name", |member| &member.name, |member| &mut member.name)}
            <div class="fields">
                <CheckField label=w.person_me() value=me commit=set_me testid="member-me" />
                {form.line(w.person_department(), "text", |member| &member.department, |member| &mut member.department)}
                {form.line(w.person_title(), "text", |member| &member.title, |member| &mut member.title)}
                <SelectField label=w.person_calendar() value=calendar options=calendars commit=follow testid="member-calendar" />
                <TextField
                    label=w.person_capacity()
                    value=form.read(|member| member.capacity.get().to_string())
                    commit=set_capacity
                    inputmode="decimal"
                    testid="member-capacity"
                />
                <TextField label=w.person_cost() value=cost commit=set_cost placeholder=w.person_cost_hint() inputmode="decimal" testid="member-cost" />
                <TextField label=w.person_skills() placeholder=w.skills_hint() value=skills commit=set_skills testid="member-skills" />
                {form.phone(w.person_phone(), |member| &member.phone, |member| &mut member.phone)}
                {form.line(w.person_email(), "email", |member| &member.email, |member| &mut member.email)}
                {form.line(w.person_wechat(), "text", |member| &member.wechat, |member| &mut member.wechat)}
            </div>
            <Leave id />
            <div class="fields">
                <TextArea label=w.person_remark() value=form.read(|member| member.remark.to_string()) commit=set_remark />
                <CheckField label=w.person_inactive() value=form.read(|member| member.inactive) commit=set_inactive testid="member-inactive" />
            </div>
            <button class="btn quiet danger" data-testid="delete-member" on:click=delete>{w.person_delete()}</button>
        </div>
    }
}

/// Days off of one member.
#[component]
fn Leave(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let all = session.memo(move |ws| ws.members.get(id).map(|member| person::leave(ws, member)).unwrap_or_default());
    let from = RwSignal::new(None::<Date>);
    let to = RwSignal::new(None::<Date>);
    let reason = RwSignal::new(String::new());
    let set_from = Callback::new(move |day: Option<Date>| from.set(day));
    let set_to = Callback::new(move |day: Option<Date>| to.set(day));
    let set_reason = Callback::new(move |text: String| reason.set(text));
    let name = move || session.ws_untracked().members.get(id).map(|member| member.name.to_string()).unwrap_or_default();
    let add = move |_| {
        let Some(first) = from.get_untracked() else { return };
        let last = to.get_untracked().unwrap_or(first);
        let why = reason.get_untracked();
        if session.edit(w.person_leave_added(name()), |ws, ctx| person::add_leave(ws, ctx, id, first, last, &why)).is_some() {
            from.set(None);
            to.set(None);
            reason.set(String::new());
        }
    };
    let line = move |leave: Exception| {
        let today = session.today.get_untracked();
        let days = if leave.from == leave.to {
            w.day(leave.from, today)
        } else {
            format!("{} – {}", w.day(leave.from, today), w.day(leave.to, today))
        };
        let (reason, label) = (leave.name.to_string(), w.person_leave_remove(&days));
        let remove = move |_| {
            session.edit_with_undo(w.person_leave_removed(name()), |ws, _| person::remove_leave(ws, id, &leave));
        };
        view! {
            <li class="rowlink" data-testid="leave-row">
                <span>{days}</span>
                <small class="r">{reason}</small>
                <button class="btn quiet icon" aria-label=label on:click=remove><Icon sign=Sign::Close /></button>
            </li>
        }
    };
    view! {
        <section class="part leave">
            <h3>{w.person_leave()}</h3>
            <Show when=move || all.with(Vec::is_empty)><p class="none">{w.person_leave_none()}</p></Show>
            <ul>{reactive(move || all.get().into_iter().map(line).collect_view())}</ul>
            <div class="leave-add">
                <DateField label=w.person_leave_from() value=from commit=set_from testid="leave-from" />
                <DateField label=w.person_leave_to() value=to commit=set_to testid="leave-to" />
                <TextField label=w.person_leave_name() value=reason commit=set_reason testid="leave-name" />
                <button class="btn" data-testid="leave-add" disabled=bound(move || from.get().is_none()) on:click=add>{w.person_leave_add()}</button>
            </div>
        </section>
    }
}
