//! A file comes in: it is read, what it would change is counted, and the user says whether it replaces or adds.

use crate::app::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use web_sys::HtmlInputElement;

use super::{merge, table};
use crate::app::browser::vault::Unlocked;
use crate::app::browser::{files, vault};
use crate::app::parts;
use crate::app::screens::settings::msproject;
use crate::app::screens::settings::say::table_name;
use crate::app::session::{Session, session, words};
use crate::engine::exchange::csv::{self, Sheet};
use crate::engine::exchange::json::{self, Bundle, Document, Incoming, Place, Preview, ReadError, Warning};
use crate::engine::exchange::mspdi::job::Arrived;
use crate::engine::exchange::trello::{self, Board};
use crate::engine::exchange::xlsx::{self, Named};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

/// Bytes that a file may have.
const LIMIT: usize = 64 << 20;

#[derive(Clone)]
enum State {
    Idle,
    Reading,
    Bad { why: String, place: String },
    Ready { name: String, bundle: Arc<Bundle>, preview: Arc<Preview>, merging: Option<Merging> },
    Project { name: String, plan: Arc<Arrived> },
    Locked { name: String, text: Arc<str> },
    Table { name: String, sheet: Arc<Sheet> },
    Book { name: String, sheets: Arc<Vec<Named>> },
    Board(Arc<Board>),
}

/// What a file of our own turned out to be.
fn of_json(session: Session, name: String, bytes: &[u8]) -> State {
    let w = session.words();
    match json::read(bytes) {
        Ok(Document::Workspace(bundle)) => {
            let preview = Arc::new(json::preview(&session.ws_untracked(), &bundle));
            let merging = merging(session, &bundle);
            State::Ready { name, bundle: Arc::new(*bundle), preview, merging }
        }
        Ok(Document::Rescue(_)) => State::Bad { why: w.settings_bad_rescue().into(), place: name },
        Err(ReadError::WrongFormat { found: Some(found) }) if found == json::LOCKED_FORMAT => {
            State::Locked { name, text: String::from_utf8_lossy(bytes).into() }
        }
        Err(error) => match trello::read(bytes) {
            Ok(board) => State::Board(Arc::new(board)),
            Err(_) => {
                let place = error.place().map(|place| format!(" · {}", say_place(&place, w))).unwrap_or_default();
                State::Bad { why: say_error(&error, w), place: name + &place }
            }
        },
    }
}

fn is_table(name: &str) -> bool {
    let name = name.to_lowercase();
    [".csv", ".tsv", ".txt"].iter().any(|ending| name.ends_with(ending))
}

/// Asks for the password of a locked file.
#[component]
fn Unlock(name: String, text: Arc<str>, state: RwSignal<State>) -> impl IntoView {
    let session = session();
    let w = words();
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let open = move || {
        let (name, text) = (name.clone(), text.clone());
        let secret = password.get_untracked();
        spawn_local(async move {
            match vault::unlock(&text, &secret).await {
                Unlocked::Open(bytes) => drop(state.try_set(of_json(session, name, &bytes))),
                Unlocked::WrongPassword => drop(wrong.try_set(true)),
                Unlocked::Damaged => drop(state.try_set(State::Bad { why: w.lock_damaged().into(), place: name })),
            }
        });
    };
    view! {
        <form
            class="card preview"
            aria-label=w.lock_title()
            data-testid="locked"
            on:submit=handler(move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                open();
            })
        >
            <header>{w.lock_title()}</header>
            <div class="answers">
                <input
                    type="password"
                    class="input pick"
                    autocomplete="off"
                    aria-label=w.lock_password()
                    data-testid="lock-password"
                    aria-invalid=bound(move || wrong.get().to_string())
                    prop:value=bound(move || password.get())
                    on:input=handler(move |event: leptos::ev::Event| password.set(event_target_value(&event)))
                />
                <button class="btn primary" type="submit" data-testid="lock-open">{w.lock_open()}</button>
                <button class="btn quiet" type="button" on:click=handler(move |_| state.set(State::Idle))>{w.cancel()}</button>
            </div>
            <Show when=move || wrong.get()><p class="note warn" role="alert" data-testid="lock-wrong">{w.lock_wrong()}</p></Show>
        </form>
    }
}

/// How the file would be merged, and when the state was kept that both descend from.
#[derive(Clone)]
struct Merging {
    incoming: Arc<Incoming>,
    since: Option<i64>,
}

/// None where there is nothing here to merge with, or it cannot be told what was left out of the file.
fn merging(session: Session, bundle: &Bundle) -> Option<Merging> {
    let now = session.ws_untracked();
    if now.is_empty() {
        return None;
    }
    let base = session.with_saver(|saver| saver.origin(&bundle.ancestors)).flatten();
    let (base, since) = base.unzip();
    Some(Merging { incoming: Arc::new(Incoming::of(&now, bundle, base)?), since })
}

#[component]
pub fn ImportButton() -> impl IntoView {
    let session = session();
    let w = words();
    let state = RwSignal::new(State::Idle);
    let chosen = move |input: HtmlInputElement| {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        state.set(State::Reading);
        spawn_local(async move {
            let read = files::read(&file, LIMIT).await;
            input.set_value("");
            let next = match read {
                Err(size) => State::Bad { why: w.settings_bad_large(w.number(size as f64 / 1e6, 1)), place: file.name() },
                Ok(bytes) if msproject::is_xml(&bytes) => {
                    let name = file.name();
                    return msproject::read(session, &file.name(), &bytes, move |found| {
                        let next = match found {
                            Ok(plan) => State::Project { name: name.clone(), plan: Arc::new(plan) },
                            Err(refused) => {
                                let place = refused.place.map(|place| format!(" · {place}")).unwrap_or_default();
                                State::Bad { why: refused.why, place: name.clone() + &place }
                            }
                        };
                        state.try_set(next);
                    });
                }
                Ok(bytes) if xlsx::is_workbook(&bytes) => {
                    // Shows that it reads first.
                    gloo_timers::future::TimeoutFuture::new(20).await;
                    match parts::read_book(bytes).await {
                        Ok(Ok(sheets)) => State::Book { name: file.name(), sheets: Arc::new(sheets) },
                        Ok(Err(refused)) => State::Bad { why: table::say_refused(refused, w).into(), place: file.name() },
                        Err(_) => State::Bad { why: w.part_failed().into(), place: file.name() },
                    }
                }
                Ok(bytes) if is_table(&file.name()) => match csv::read(&files::decode(&bytes)) {
                    Ok(sheet) => State::Table { name: file.name(), sheet: Arc::new(sheet) },
                    Err(error) => State::Bad { why: table::say_error(error, w).into(), place: file.name() },
                },
                Ok(bytes) => of_json(session, file.name(), &bytes),
            };
            state.set(next);
        });
    };
    view! {
        <div class="import">
            <label class="btn file">
                <input
                    type="file"
                    class="visually-hidden"
                    accept=".json,.xml,.csv,.tsv,.txt,.xlsx,.xlsm,application/json,text/xml,application/xml"
                    data-testid="import-file"
                    on:change=handler(move |event: leptos::ev::Event| chosen(event_target(&event)))
                />
                <span>{w.settings_import()}</span>
            </label>
            {reactive(move || match state.get() {
                State::Idle => ().into_any(),
                State::Reading => view! { <p class="note" role="status">{w.settings_import_reading()}</p> }.into_any(),
                State::Bad { why, place } => {
                    view! {
                        <div class="banner bad" role="alert" data-testid="import-error">
                            <span>{w.settings_import_bad(why)}" "<small>{place}</small>" "{w.settings_import_safe()}</span>
                            <button class="btn quiet" on:click=handler(move |_| state.set(State::Idle))>{w.dismiss()}</button>
                        </div>
                    }
                        .into_any()
                }
                State::Ready { name, bundle, preview, merging } => view! { <Ask name bundle preview merging state /> }.into_any(),
                State::Locked { name, text } => view! { <Unlock name text state /> }.into_any(),
                State::Table { name, sheet } => {
                    view! { <table::AskTable name sheet done=move |()| drop(state.try_set(State::Idle)) /> }.into_any()
                }
                State::Book { name, sheets } => {
                    view! { <table::AskBook name sheets done=move |()| drop(state.try_set(State::Idle)) /> }.into_any()
                }
                State::Board(board) => {
                    view! { <table::AskBoard board done=move |()| drop(state.try_set(State::Idle)) /> }.into_any()
                }
                State::Project { name, plan } => {
                    let done = move || {
                        state.try_set(State::Idle);
                    };
                    view! { <msproject::Preview name plan done /> }.into_any()
                }
            })}
        </div>
    }
}

/// What would change, and the three answers.
#[component]
fn Ask(
    name: String,
    bundle: Arc<Bundle>,
    preview: Arc<Preview>,
    merging: Option<Merging>,
    state: RwSignal<State>,
) -> impl IntoView {
    let session = session();
    let w = words();
    let total = preview.total();
    let row = move |name: &str, counts: json::Counts| {
        view! {
            <tr>
                <th scope="row">{name.to_string()}</th>
                {[counts.new, counts.changed, counts.same, counts.only_here]
                    .map(|n| view! { <td class="num">{if n == 0 { w.none_yet().to_string() } else { n.to_string() }}</td> })
                    .collect_view()}
            </tr>
        }
    };
    let tables: Vec<_> = preview
        .tables
        .iter()
        .filter(|(_, counts)| counts.new + counts.changed + counts.same + counts.only_here > 0)
        .map(|(kind, counts)| row(table_name(*kind, w), *counts))
        .collect();
    let empty = total.new + total.changed + total.same == 0;
    let notes: Vec<String> = bundle
        .warnings
        .iter()
        .map(|warning| match warning {
            Warning::Checksum => w.settings_import_odd(w.settings_import_odd_checksum()),
            _ => w.settings_import_odd(w.settings_import_odd_newer()),
        })
        .chain((!bundle.problems.is_empty()).then(|| w.settings_import_odd(w.settings_import_problems(bundle.problems.len()))))
        .collect();
    let settings_differ = match &merging {
        Some(Merging { incoming, .. }) => incoming.merged.workspace.settings != incoming.here.settings,
        None => preview.settings_changed,
    };
    let sides = RwSignal::new(match &merging {
        Some(Merging { incoming, .. }) => incoming.merged.conflicts.iter().map(|conflict| conflict.taken).collect(),
        None => Vec::new(),
    });
    let review = merging.clone().map(|Merging { incoming, since }| {
        let bundle = bundle.clone();
        view! { <merge::Review incoming bundle since sides /> }
    });
    let merges = merging.is_some();
    let called = name.clone();
    let merge = move |_| {
        if let Some(Merging { incoming, .. }) = &merging {
            merge::merge(session, incoming, &sides.get_untracked(), &called);
            state.try_set(State::Idle);
        }
    };
    let client_copy = matches!(bundle.scope, json::Scope::Client(_));
    let replacing = bundle.clone();
    let replace = move |_| {
        session.keep_point(w.store_point_import());
        let done = session.edit_with_undo(w.settings_import_replaced(), |ws, _| {
            *ws = json::replace(ws, &replacing);
            json::descend(ws, &replacing.ancestors);
            Ok(())
        });
        if done.is_some() {
            state.try_set(State::Idle);
        }
    };
    let copy = move |_| {
        session.keep_point(w.store_point_import());
        let done = session.edit_with_undo(w.settings_import_copied(), |ws, ctx| {
            *ws = json::add_as_copy(ws, &bundle, &mut || ctx.id());
            Ok(())
        });
        if done.is_some() {
            state.try_set(State::Idle);
        }
    };
    view! {
        <section class="card preview" role="group" aria-label=w.settings_import_preview(&name) data-testid="import-preview">
            <header>{w.settings_import_preview(&name)}</header>
            <Show when=move || empty><p class="note">{w.settings_import_nothing()}</p></Show>
            {(client_copy && !merges).then(|| view! { <p class="note warn">{w.merge_client_unknown()}</p> })}
            {match review {
                Some(review) => review.into_any(),
                None => view! {
                    <table class="reg counts">
                        <thead>
                            <tr>
                                <th scope="col">{w.settings_import_table()}</th>
                                <th scope="col" class="num">{w.settings_import_new()}</th>
                                <th scope="col" class="num">{w.settings_import_changed()}</th>
                                <th scope="col" class="num">{w.settings_import_same()}</th>
                                <th scope="col" class="num">{w.settings_import_gone()}</th>
                            </tr>
                        </thead>
                        <tbody>{tables}{row(w.settings_import_total(), total)}</tbody>
                    </table>
                }
                    .into_any(),
            }}
            {settings_differ.then(|| view! { <p class="note">{w.settings_import_settings()}</p> })}
            {notes.into_iter().map(|note| view! { <p class="note warn">{note}</p> }).collect_view()}
            <div class="answers">
                {merges.then(|| view! {
                    <button class="btn primary" data-testid="import-merge" title=w.merge_file_hint() on:click=merge>{w.merge_file_do()}</button>
                })}
                {(!client_copy).then(|| view! {
                    <button class="btn" class:primary=!merges data-testid="import-replace" title=w.settings_import_replace_hint() on:click=replace>
                        {w.settings_import_replace()}
                    </button>
                })}
                <button class="btn" data-testid="import-copy" title=w.settings_import_copy_hint() on:click=copy>
                    {w.settings_import_copy()}
                </button>
                <button class="btn quiet" data-testid="import-cancel" on:click=handler(move |_| state.set(State::Idle))>{w.cancel()}</button>
            </div>
            <p class="note">{if merges { w.merge_file_hint() } else { w.settings_import_replace_hint() }}</p>
        </section>
    }
}

fn say_error(error: &ReadError, w: Words) -> String {
    match error {
        ReadError::Empty => w.settings_bad_empty().into(),
        ReadError::TooLarge { bytes, .. } => w.settings_bad_large(w.number(*bytes as f64 / 1e6, 1)),
        ReadError::NotText { .. } => w.settings_bad_text().into(),
        ReadError::TooDeep { .. } => w.settings_bad_deep().into(),
        ReadError::TooManyValues | ReadError::TooManyRecords { .. } => w.settings_bad_many().into(),
        ReadError::Truncated { .. } => w.settings_bad_cut().into(),
        ReadError::Syntax { why, .. } => w.settings_bad_syntax(why),
        ReadError::WrongFormat { .. } => w.settings_bad_format().into(),
        ReadError::Newer { major, minor, .. } => w.settings_bad_newer(format!("{major}.{minor}")),
        ReadError::NameTwice { name, .. } => w.settings_bad_twice(name),
        ReadError::NoId { .. } => w.settings_bad_no_id().into(),
        ReadError::IdTwice { .. } => w.settings_bad_id_twice().into(),
        ReadError::Value { fault, .. } => w.settings_bad_value(&fault.text),
        ReadError::Structure { problems } => {
            w.settings_bad_structure(problems.first().map(|problem| problem.to_string()).unwrap_or_default())
        }
    }
}

fn say_place(place: &Place, w: Words) -> String {
    let mut parts = Vec::new();
    if place.line > 0 {
        parts.push(w.settings_at(place.column, place.line));
    }
    if let Some(table) = &place.table {
        let name = Kind::from_table(table).map_or(table.to_string(), |kind| table_name(kind, w).to_string());
        parts.push(match place.index {
            Some(index) => w.settings_at_record(index + 1, name),
            None => name,
        });
    }
    if !place.field.is_empty() {
        parts.push(w.settings_at_field(&place.field));
    }
    parts.join(" · ")
}
