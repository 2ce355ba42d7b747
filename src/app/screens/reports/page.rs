//! One report: its sections, edited while it is a draft and read once it is frozen; its period; the ways it goes out.

use crate::app::prelude::*;

use super::feedback::Feedback;
use super::out::{Paper, Ways};
use super::section::Section;
use super::{page_of, state};
use crate::app::browser::{files, keys};
use crate::app::place::{Go, Place, Screen};
use crate::app::screens::record_page::Back;
use crate::app::session::{session, words};
use crate::app::widgets::field::{DateField, SelectField};
use crate::app::widgets::record::Form;
use crate::engine::edit::{self, report as edits};
use crate::engine::model::{Date, Id, Report, ReportKind};
use crate::engine::report::{self, About, text::Doc};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

#[component]
pub fn ReportPage(id: Id) -> impl IntoView {
    let w = words();
    let form = Form::<Report>::of(id, |w, _| w.report_changed().to_string());
    let there = memo(move |_| form.record.with(Option::is_some));
    reactive(move || {
        match there.get() {
        true => view! { <Open form /> }.into_any(),
        false => view! {
            <div class="page"><p class="none">{w.report_gone()}</p><a class="btn" href=Place::of(Screen::Reports).query()>{w.nav_reports()}</a></div>
        }
        .into_any(),
    }
    })
}

#[component]
fn Open(form: Form<Report>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let id = form.id;
    let frozen = form.read(|report| report.frozen);
    let kind = form.read(|report| report.kind);
    let lang = form.read(|report| report.lang);
    let draft = memo(move |_| frozen.get().is_none());
    let doc = memo(move |_| form.record.with(|report| report.as_deref().map(|report| report::doc(&session.ws(), report))));
    let title = move || doc.with(|doc| doc.as_ref().map(|doc: &Doc| doc.title.clone()).unwrap_or_default());
    let keys_of = form.read(|report| report.sections.iter().map(|section| section.key.clone()).collect::<Vec<_>>());
    let sections = memo(move |_| keys_of.get());
    // The whole report drafted anew, with another period or project where those change.
    let redraft = move |label: String, change: &dyn Fn(&mut Report)| {
        let Some(mut next) = form.record.get_untracked().map(|report| (*report).clone()) else { return };
        change(&mut next);
        let today = session.today.get_untracked();
        let sections = report::draft(&session.settled(), About::of(&next, today), Words(next.lang));
        session.edit(label, |ws, _| {
            edit::update::<Report>(ws, id, |report| {
                (report.project, report.from, report.to) = (next.project, next.from, next.to);
            })?;
            edits::redraft(ws, id, sections)
        });
    };
    let refresh = move |_| {
        redraft(w.report_refreshed().into(), &|_: &mut Report| ());
        let kept = form.record.with_untracked(|report| {
            report.as_deref().map_or(0, |report| report.sections.iter().filter(|section| section.typed).count())
        });
        let said = if kept > 0 { w.report_refreshed_kept(kept) } else { w.report_refreshed().to_string() };
        session.toast(said, true, false);
    };
    let freeze = move |_| {
        session.edit_with_undo(w.report_frozen(), |ws, ctx| edits::freeze(ws, ctx, id));
    };
    let again = move |_| {
        let Some(old) = form.record.get_untracked() else { return };
        let (from, to) = report::after(old.from, old.to);
        let today = session.today.get_untracked();
        let about = About { from, to, ..About::of(&old, today) };
        let sections = report::draft(&session.settled(), about, Words(old.lang));
        let made = session.edit(w.report_again(), |ws, ctx| Ok(edits::again(ws, ctx, &old, from, to, sections)));
        if let Some(id) = made {
            go.to(page_of(Kind::Report, id));
        }
    };
    let delete = move |_| {
        if session.edit_with_undo(w.report_deleted(), |ws, _| edit::delete(ws, Kind::Report, id)).is_some() {
            go.to(Place::of(Screen::Reports));
        }
    };
    let first = Callback::new(move |day: Option<Date>| {
        let Some(day) = day else { return };
        redraft(form.label(), &|report: &mut Report| (report.from, report.to) = (day, report.to.max(day)));
    });
    let last = Callback::new(move |day: Option<Date>| {
        let Some(day) = day else { return };
        redraft(form.label(), &|report: &mut Report| (report.from, report.to) = (report.from.min(day), day));
    });
    let projects = session.memo(move |ws| {
        let all = (String::new(), w.report_all_projects().to_string());
        let names = ws.projects.iter().filter(|project| !project.archived);
        let names = names.map(|project| (project.id.to_string(), project.name.to_string()));
        let all = (kind.get() == ReportKind::Weekly).then_some(all);
        all.into_iter().chain(names).collect::<Vec<_>>()
    });
    let project = form.read(|report| report.project.map_or(String::new(), |id| id.to_string()));
    let choose = Callback::new(move |key: String| redraft(form.label(), &|report: &mut Report| report.project = Id::parse(&key)));
    let sent = form.read(|report| report.sent.clone());
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !keys::composing(&event) && !keys::typing(&event) {
            go.to(Place::of(Screen::Reports));
        }
    };
    files::focus_soon("[data-testid=report-page]");
    view! {
        <article class="page record report" tabindex="-1" data-testid="report-page" on:keydown=handler(on_key)>
            <header class="head">
                <Back name=w.nav_reports() />
                <h1>{title}</h1>
                {reactive(move || {
                    let (tone, name) = state(frozen.get(), session.today.get(), w);
                    view! { <span class=tone data-testid="report-state">{name}</span> }
                })}
                {reactive(move || (lang.get() != w.0).then(|| view! { <span class="pill off">{w.report_lang_note()}</span> }))}
                <span class="sp"></span>
                {reactive(move || if draft.get() {
                    view! {
                        <button class="btn" data-testid="report-refresh" on:click=handler(refresh)>{w.report_refresh()}</button>
                        <button class="btn primary" data-testid="report-freeze" on:click=handler(freeze)>{w.report_freeze()}</button>
                    }.into_any()
                } else {
                    view! { <button class="btn primary" data-testid="report-again" on:click=handler(again)>{w.report_again()}</button> }.into_any()
                })}
            </header>
            <div class="cols">
                <div class="stack report-parts" lang=bound(move || lang.get().key())>
                    {reactive(move || (draft.get() && kind.get() == ReportKind::Client).then(|| view! {
                        <p class="note report-hint">{w.report_mark_hint()}</p>
                    }))}
                    <Show when=move || draft.get()>
                        <For each=move || sections.get() key=|key| key.to_string() let:key><Section form key=key.to_string() /></For>
                    </Show>
                    {reactive(move || doc.get().map(|doc| view! { <Paper doc aside=draft.get() /> }))}
                </div>
                <div class="stack report-side">
                    <section class="card pad inspect">
                        <Show when=move || draft.get()>
                            <div class="fields">
                                <SelectField label=w.report_project() value=project options=projects commit=choose testid="report-project" />
                                <DateField label=w.report_from() value=form.read(|report| Some(report.from)) commit=first testid="report-from" />
                                <DateField label=w.report_to() value=form.read(|report| Some(report.to)) commit=last testid="report-to" />
                            </div>
                        </Show>
                        <Ways doc=doc log=Callback::new(move |way: &'static str| { session.edit(w.report_sent(), |ws, ctx| edits::sent(ws, ctx, id, way)); }) />
                        {reactive(move || (!sent.with(Vec::is_empty)).then(|| view! {
                            <section class="part">
                                <h3>{w.report_sent()}</h3>
                                <ul data-testid="report-sent">{sent.get().iter().rev().map(|line| view! { <li>{sent_line(line, session.today.get(), w)}</li> }).collect::<Vec<_>>()}</ul>
                            </section>
                        }))}
                        <button class="btn quiet danger" data-testid="report-delete" on:click=handler(delete)>{w.delete()}</button>
                    </section>
                    {reactive(move || (kind.get() == ReportKind::Client).then(|| view! { <Feedback form /> }))}
                </div>
            </div>
        </article>
    }
}

/// An entry of what was sent, as it is read.
fn sent_line(line: &str, today: Date, w: Words) -> String {
    let (way, day) = line.split_once(' ').unwrap_or((line, ""));
    let day = Date::parse(day).map_or(day.to_string(), |day| w.day(day, today));
    format!("{day} · {}", super::out::way_name(way, w).unwrap_or(way))
}
