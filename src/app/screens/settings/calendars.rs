//! Working calendars: templates, the week, and the days that depart from it.

use crate::app::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlInputElement;

use super::change;
use crate::app::browser::files;
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::{DateField, SelectField, TextField};
use crate::app::widgets::icon::{Icon, Sign};
use crate::engine::edit::{self, update};
use crate::engine::exchange::holiday_cn;
use crate::engine::model::order;
use crate::engine::model::{AlternateWeek, Calendar, Date, Day, Exception, ExceptionKind, Id, Project, Region, Source, Text};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

#[derive(Clone, Copy)]
enum Template {
    China,
    Plain,
    Six,
    Alternate,
}

impl Template {
    const ALL: [Template; 4] = [Template::China, Template::Plain, Template::Six, Template::Alternate];

    fn name(self, w: Words) -> &'static str {
        match self {
            Template::China => w.settings_calendar_china(),
            Template::Plain => w.settings_calendar_plain(),
            Template::Six => w.settings_calendar_six(),
            Template::Alternate => w.settings_calendar_alternate(),
        }
    }

    fn make(self, w: Words, today: Date) -> Calendar {
        let six = || (0..7).map(|day| if day < 6 { Day::office() } else { Day::default() }).collect::<Vec<_>>();
        let region = if matches!(self, Template::Plain) { Region::None } else { Region::China };
        Calendar {
            name: Text::from(self.name(w)),
            region,
            week: if matches!(self, Template::Six) { six() } else { Calendar::weekdays() },
            alternate: matches!(self, Template::Alternate).then(|| AlternateWeek {
                anchor: today.monday(),
                week: six(),
                ..AlternateWeek::default()
            }),
            ..Calendar::default()
        }
    }
}

#[component]
pub fn Calendars() -> impl IntoView {
    let session = session();
    let w = words();
    let ids = session.memo(|ws| ws.calendars.iter().map(|calendar| calendar.id).collect::<Vec<_>>());
    let add = move |template: Template| {
        let calendar = template.make(w, session.today.get_untracked());
        session.edit(w.settings_calendar_added(), |ws, ctx| {
            let id = edit::add(ws, ctx, calendar);
            if !ws.calendars.contains(ws.settings.default_calendar) {
                ws.settings.make_mut().default_calendar = id;
            }
            Ok(())
        });
    };
    view! {
        <section class="card" data-testid="calendars">
            <header><h2>{w.settings_calendars()}</h2></header>
            <div class="fields">
                <p class="note">{w.settings_calendars_lead()}</p>
                <Show when=move || ids.with(Vec::is_empty)><p class="none">{w.settings_calendars_none()}</p></Show>
                <For each=move || ids.get() key=|id| *id let:id><OneCalendar id /></For>
                <div class="actions" role="group" aria-label=w.settings_calendar_new()>
                    <span class="m">{w.settings_calendar_new()}</span>
                    {Template::ALL
                        .map(|template| view! { <button class="btn" on:click=handler(move |_| add(template))>{template.name(w)}</button> })
                        .collect_view()}
                </div>
            </div>
        </section>
    }
}

fn edit_calendar(session: Session, id: Id, change: impl FnOnce(&mut Calendar)) {
    session.edit(session.words().settings_calendar_changed(), |ws, _| update::<Calendar>(ws, id, change));
}

fn worked_days(week: &[Day], w: Words) -> String {
    let weekdays = Calendar::weekdays();
    let week = if week.is_empty() { &weekdays } else { week };
    let days = week.iter().enumerate().filter(|(_, day)| !day.spans.is_empty()).map(|(at, _)| w.weekday_name(at));
    days.collect::<Vec<_>>().join(" ")
}

#[component]
fn OneCalendar(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let calendar = session.memo(move |ws| ws.calendars.get(id).cloned().unwrap_or_default());
    let is_default = session.memo(move |ws| ws.settings.default_calendar == id);
    let week = move || {
        calendar.with(|calendar| match &calendar.alternate {
            None => w.settings_calendar_week(worked_days(&calendar.week, w)),
            Some(other) => w.settings_calendar_week_two(worked_days(&other.week, w), worked_days(&calendar.week, w)),
        })
    };
    let regions = vec![
        (Region::None.key().to_string(), w.settings_calendar_region_none().to_string()),
        (Region::China.key().to_string(), w.settings_calendar_region_cn().to_string()),
    ];
    let delete = move |_| {
        session.edit_with_undo(w.settings_calendar_deleted(), |ws, _| {
            let using: Vec<Id> =
                ws.projects.iter().filter(|project| project.calendar == Some(id)).map(|project| project.id).collect();
            for project in using {
                update::<Project>(ws, project, |project| project.calendar = None)?;
            }
            edit::delete(ws, Kind::Calendar, id)?;
            if ws.settings.default_calendar == id {
                let next = ws.calendars.iter().next().map_or(Id::NONE, |calendar| calendar.id);
                ws.settings.make_mut().default_calendar = next;
            }
            Ok(())
        });
    };
    view! {
        <details class="one-calendar" data-testid="calendar">
            <summary>
                <b>{reactive(move || calendar.with(|calendar| calendar.name.to_string()))}</b>
                <span class="m">{week}</span>
                <Show when=move || is_default.get()><span class="pill off">{w.settings_calendar_default()}</span></Show>
            </summary>
            <div class="fields two">
                <TextField
                    label=w.settings_calendar_name()
                    value=derive(move || calendar.with(|calendar| calendar.name.to_string()))
                    commit=move |text: String| {
                        let name = Text::line(&text);
                        if !name.is_empty() {
                            edit_calendar(session, id, |calendar| calendar.name = name);
                        }
                    }
                />
                <SelectField
                    label=w.settings_calendar_region()
                    value=derive(move || calendar.with(|calendar| calendar.region.key().to_string()))
                    options=Signal::stored(regions)
                    commit=move |key: String| {
                        edit_calendar(session, id, |calendar| calendar.region = Region::from_key(&key).unwrap_or_default())
                    }
                />
            </div>
            <Exceptions id calendar />
            <div class="actions">
                <Holidays id />
                <Show when=move || !is_default.get()>
                    <button class="btn" on:click=handler(move |_| change(session, |kept| kept.default_calendar = id))>
                        {w.settings_calendar_make_default()}
                    </button>
                </Show>
                <button class="btn quiet" on:click=delete>{w.delete()}</button>
            </div>
        </details>
    }
}

#[component]
fn Exceptions(id: Id, calendar: Memo<std::sync::Arc<Calendar>>) -> impl IntoView {
    let session = session();
    let w = words();
    let kind_name = move |kind| if kind == ExceptionKind::Off { w.settings_exception_off() } else { w.settings_exception_work() };
    let kind = RwSignal::new(ExceptionKind::Off);
    let from = RwSignal::new(Some(session.today.get_untracked()));
    let to = RwSignal::new(None::<Date>);
    let name = RwSignal::new(String::new());
    let add = move |_| {
        let Some(first) = from.get_untracked() else { return };
        let last = to.get_untracked().unwrap_or(first).max(first);
        let exception = Exception {
            from: first,
            to: last,
            kind: kind.get_untracked(),
            name: Text::line(&name.get_untracked()),
            ..Exception::default()
        };
        session.edit(w.settings_exception_added(), |ws, _| {
            update::<Calendar>(ws, id, |calendar| calendar.exceptions.push(exception))
        });
        name.set(String::new());
        to.set(None);
    };
    let list = move || {
        let today = session.today.get();
        let exceptions = calendar.with(|calendar| calendar.exceptions.clone());
        let mut rows: Vec<(usize, Exception)> = exceptions.into_iter().enumerate().collect();
        order::sort_by_key(&mut rows, |(_, exception)| exception.from);
        rows.into_iter()
            .map(|(at, exception)| {
                let first = w.day(exception.from, today);
                let days =
                    if exception.to == exception.from { first } else { format!("{first} – {}", w.day(exception.to, today)) };
                let what = if exception.name.is_empty() { days.clone() } else { exception.name.to_string() };
                let official = exception.source == Source::Official;
                view! {
                    <li data-testid="exception">
                        <span class="days">{days}</span>
                        <span class="pill off">{kind_name(exception.kind)}</span>
                        <span>{exception.name.to_string()}</span>
                        {official.then(|| view! { <small class="m">{w.settings_official()}</small> })}
                        <button
                            class="btn quiet icon"
                            aria-label=w.settings_exception_delete(&what)
                            on:click=handler(move |_| {
                                let gone = exception.clone();
                                session.edit_with_undo(w.settings_exception_deleted(), |ws, _| {
                                    update::<Calendar>(ws, id, |calendar| {
                                        if calendar.exceptions.get(at) == Some(&gone) {
                                            calendar.exceptions.remove(at);
                                        }
                                    })
                                });
                            })
                        >
                            <Icon sign=Sign::Close />
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let kinds = [ExceptionKind::Off, ExceptionKind::Work].map(|kind| (kind.key().to_string(), kind_name(kind).to_string()));
    view! {
        <h3>{w.settings_exceptions()}</h3>
        <Show when=move || calendar.with(|calendar| calendar.exceptions.is_empty())>
            <p class="note">{w.settings_exceptions_none()}</p>
        </Show>
        <ul class="exceptions">{list}</ul>
        <div class="fields five">
            <SelectField
                label=w.settings_exception_kind()
                value=derive(move || kind.get().key().to_string())
                options=Signal::stored(kinds.to_vec())
                testid="exception-kind"
                commit=move |key: String| kind.set(ExceptionKind::from_key(&key).unwrap_or_default())
            />
            <DateField label=w.settings_exception_from() value=from testid="exception-from" commit=move |day| from.set(day) />
            <DateField label=w.settings_exception_to() value=to testid="exception-to" commit=move |day| to.set(day) />
            <TextField
                label=w.settings_exception_name()
                value=name
                testid="exception-name"
                commit=move |text: String| name.set(text)
            />
            <button class="btn" data-testid="exception-add" on:click=add>{w.settings_exception_add()}</button>
        </div>
    }
}

/// Takes a year's official days from a file: they replace those that an earlier file gave, and the user's own still win.
#[component]
fn Holidays(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let chosen = move |input: HtmlInputElement| {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let read = files::read(&file, 1 << 20).await;
            input.set_value("");
            let holidays = match read {
                Err(size) => Err(w.settings_bad_large(w.number(size as f64 / 1e6, 1))),
                Ok(bytes) => holiday_cn::read(&bytes).map_err(|error| error.to_string()),
            };
            match holidays {
                Err(why) => session.toast(w.settings_holidays_bad(why), false, true),
                Ok(holidays) => {
                    let (year, count) = (holidays.year, holidays.exceptions.len());
                    let done = session.edit(w.settings_holidays_imported(year), |ws, _| {
                        update::<Calendar>(ws, id, |calendar| {
                            let old = |known: &Exception| known.source == Source::Official && known.from.year() == year;
                            calendar.exceptions.retain(|known| !old(known));
                            calendar.exceptions.splice(0..0, holidays.exceptions);
                        })
                    });
                    if done.is_some() {
                        session.toast(w.settings_holidays_done(count, year), true, false);
                    }
                }
            }
        });
    };
    view! {
        <label class="btn file" title=w.settings_holidays_hint()>
            <input
                type="file"
                class="visually-hidden"
                accept=".json,application/json"
                data-testid="import-holidays"
                on:change=handler(move |event: leptos::ev::Event| chosen(event_target(&event)))
            />
            <span>{w.settings_holidays_import()}</span>
        </label>
    }
}
