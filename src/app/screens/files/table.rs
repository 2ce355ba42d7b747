//! A table comes in: which column is which field, what would be added, what is not understood; and a board of Trello.
//! Any screen that has a [`Sheet`], a pasted one too, can ask by [`AskTable`].

use crate::app::prelude::*;
use std::sync::Arc;

use crate::app::screens::settings::say::field as field_name;
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::SelectField;
use crate::engine::edit::{self, Context};
use crate::engine::exchange::columns::{self, Mapping, Report, Target};
use crate::engine::exchange::csv::{CsvError, Sheet};
use crate::engine::exchange::trello::{self, Board, Left};
use crate::engine::exchange::xlsx::{Named, Refused};
use crate::engine::model::{Id, Text};
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

/// Odd cells that are listed.
const LISTED: usize = 20;

pub fn say_error(error: CsvError, w: Words) -> &'static str {
    match error {
        CsvError::Empty => w.table_bad_empty(),
        CsvError::NotText => w.table_bad_text(),
        _ => w.table_bad_large(),
    }
}

pub fn say_refused(refused: Refused, w: Words) -> &'static str {
    match refused {
        Refused::Damaged => w.book_bad_damaged(),
        Refused::Locked => w.book_bad_locked(),
        Refused::TooLarge => w.book_bad_large(),
        Refused::Empty => w.table_bad_empty(),
    }
}

/// A workbook: which of its sheets, and what becomes of it.
#[component]
pub fn AskBook(name: String, sheets: Arc<Vec<Named>>, #[prop(into)] done: Callback<()>) -> impl IntoView {
    let w = words();
    let chosen = RwSignal::new(String::from("0"));
    let options: Vec<_> = sheets.iter().enumerate().map(|(at, sheet)| (at.to_string(), sheet.name.clone())).collect();
    let several = options.len() > 1;
    view! {
        {several.then(|| view! {
            <SelectField
                label=w.book_sheet()
                value=derive(move || chosen.get())
                options=Signal::stored(options.clone())
                testid="book-sheet"
                commit=move |key: String| chosen.set(key)
            />
        })}
        {reactive(move || {
            let at: usize = chosen.get().parse().unwrap_or_default();
            let name = name.clone();
            sheets.get(at).map(|named| view! { <AskTable name sheet=Arc::new(named.sheet.clone()) done /> })
        })}
    }
}

/// What a sheet is taken for by its columns: tasks where they name a due day or a state, else clients.
fn likely(sheet: &Sheet) -> &'static str {
    let hits = |target| columns::guess(target, sheet).iter().flatten().count();
    if hits(Target::Tasks(Id::NONE)) > hits(Target::Clients) { "tasks" } else { "clients" }
}

#[component]
pub fn AskTable(
    name: String,
    sheet: Arc<Sheet>,
    /// `clients` or `tasks`; by the columns where it is empty.
    #[prop(optional)]
    kind: &'static str,
    #[prop(into)] done: Callback<()>,
) -> impl IntoView {
    let session = session();
    let w = words();
    let kind = RwSignal::new(if kind.is_empty() { likely(&sheet) } else { kind }.to_string());
    let into = RwSignal::new(String::new());
    let twice = RwSignal::new(false);
    let guessed = sheet.clone();
    let target = move || match kind.get().as_str() {
        "tasks" => Target::Tasks(Id::parse(&into.get()).unwrap_or_default()),
        _ => Target::Clients,
    };
    let mapping: RwSignal<Mapping> = RwSignal::new(columns::guess(target(), &sheet));
    let remap = move || mapping.set(columns::guess(target(), &guessed));
    let tried = sheet.clone();
    let report = memo(move |_| {
        let mut ws = (*session.ws()).clone();
        columns::import(&mut ws, &session.context(), target(), &tried, &mapping.get(), twice.get())
    });
    let fields = move || target().columns();
    let has_name = memo(move |_| mapping.get().iter().flatten().any(|place| fields()[*place].field == "name"));
    let projects = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.table_new_project().to_string())];
        all.extend(ws.projects.iter().filter(|one| !one.archived).map(|one| (one.id.to_string(), Text::to_string(&one.name))));
        all
    });
    let (file, brought) = (name.clone(), sheet.clone());
    let import = move |_| {
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_string();
        let (sheet, mapping, twice, target) = (brought.clone(), mapping.get_untracked(), twice.get_untracked(), untrack(target));
        session.keep_point(w.store_point_import());
        let added = session.edit_with_undo(w.table_done(report.with_untracked(|report| report.added)), move |ws, ctx| {
            let target = into_project(ws, ctx, target, &stem);
            Ok(columns::import(ws, ctx, target, &sheet, &mapping, twice))
        });
        if added.is_some() {
            done.run(());
        }
    };
    let shown = sheet.clone();
    view! {
        <section class="card preview" role="group" aria-label=w.table_title(&name) data-testid="table-preview">
            <header>{w.table_title(&name)}</header>
            <div class="fields pad">
                <SelectField
                    label=w.table_as()
                    value=derive(move || kind.get())
                    options=Signal::stored(vec![
                        ("clients".to_string(), w.table_as_clients().to_string()),
                        ("tasks".to_string(), w.table_as_tasks().to_string()),
                    ])
                    testid="table-as"
                    commit=move |key: String| {
                        kind.set(key);
                        remap();
                    }
                />
                {reactive(move || (kind.get() == "tasks").then(|| view! {
                    <SelectField
                        label=w.table_into()
                        value=derive(move || into.get())
                        options=derive(move || projects.get())
                        testid="table-into"
                        commit=move |key: String| into.set(key)
                    />
                }))}
            </div>
            <div class="wide">
                <table class="reg counts map">
                    <caption class="visually-hidden">{w.table_map()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.table_column()}</th>
                            <th scope="col">{w.table_field()}</th>
                            <th scope="col">{w.table_example()}</th>
                        </tr>
                    </thead>
                    <tbody>{reactive(move || rows(&shown, fields(), mapping, w))}</tbody>
                </table>
            </div>
            <ul class="told" data-testid="table-report" aria-live="polite">
                {reactive(move || report.with(|report| say(report, w)).into_iter().map(|line| view! { <li>{line}</li> }).collect_view())}
            </ul>
            <div class="answers">
                <button
                    class="btn primary"
                    data-testid="table-import"
                    disabled=bound(move || !has_name.get() || report.with(|report| report.added == 0))
                    on:click=import
                >
                    {w.table_do()}
                </button>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="table-twice"
                        prop:checked=bound(move || twice.get())
                        on:change=handler(move |event: leptos::ev::Event| twice.set(event_target_checked(&event)))
                    />
                    <span>{w.table_twice()}</span>
                </label>
                <button class="btn quiet" data-testid="table-cancel" on:click=handler(move |_| done.run(()))>{w.cancel()}</button>
            </div>
            <Show when=move || !has_name.get()><p class="note warn" role="alert">{w.table_need_name()}</p></Show>
        </section>
    }
}

/// A project for tasks that are to come into a new one.
fn into_project(ws: &mut Workspace, ctx: &Context, target: Target, name: &str) -> Target {
    match target {
        Target::Tasks(id) if id.is_none() => {
            let project = edit::project::add(ws, ctx, name, ctx.today);
            project.map_or(target, Target::Tasks)
        }
        target => target,
    }
}

/// A line for every column: what it is called, what it is, and its first values.
fn rows(sheet: &Sheet, fields: &'static [columns::Column], mapping: RwSignal<Mapping>, w: Words) -> AnyView {
    let line = |(at, name): (usize, &String)| {
        let examples: Vec<&str> =
            sheet.rows.iter().filter_map(|row| row.get(at)).map(String::as_str).filter(|cell| !cell.is_empty()).take(3).collect();
        let shown: String = examples.join(" · ").chars().take(60).collect();
        let chosen = mapping.with_untracked(|mapping| mapping.get(at).copied().flatten());
        let options: Vec<_> = fields
            .iter()
            .enumerate()
            .map(|(place, column)| {
                view! {
                    <option value=place.to_string() selected=chosen == Some(place)>{field_name(column.field, w)}</option>
                }
            })
            .collect();
        let choose = move |event| {
            let place = event_target_value(&event).parse::<usize>().ok();
            mapping.update(|mapping| {
                // A field is given by one column.
                mapping.iter_mut().filter(|other| place.is_some() && **other == place).for_each(|other| *other = None);
                if let Some(kept) = mapping.get_mut(at) {
                    *kept = place;
                }
            });
        };
        let label = if name.is_empty() { (at + 1).to_string() } else { name.clone() };
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td>
                    <select
                        class="input pick"
                        aria-label=label
                        data-testid="table-column"
                        prop:value=bound(move || mapping.with(|mapping| mapping.get(at).copied().flatten()).map_or(String::new(), |place| place.to_string()))
                        on:change=choose
                    >
                        <option value="">{w.table_leave()}</option>
                        {options}
                    </select>
                </td>
                <td class="dim">{shown}</td>
            </tr>
        }
    };
    sheet.columns.iter().enumerate().map(line).collect_view().into_any()
}

fn say(report: &Report, w: Words) -> Vec<String> {
    let mut lines = vec![w.table_will(report.added)];
    let mut told = |n: usize, line: String| lines.extend((n > 0).then_some(line));
    told(report.came_along, w.table_along(report.came_along));
    told(report.there, w.table_there(report.there));
    let nameless: Vec<String> = report.nameless.iter().take(LISTED).map(usize::to_string).collect();
    told(report.nameless.len(), w.table_nameless(nameless.join(", "), report.nameless.len()));
    told(report.odd_count, w.table_odd(report.odd_count));
    for (line, column, text) in report.odd.iter().take(LISTED) {
        lines.push(w.table_odd_one(column, line, text));
    }
    lines
}

fn left_name(what: Left, w: Words) -> &'static str {
    match what {
        Left::ArchivedCards => w.trello_archived_cards(),
        Left::ArchivedLists => w.trello_archived_lists(),
        Left::Comments => w.trello_comments(),
        Left::CustomFields => w.trello_custom_fields(),
        Left::Attachments => w.trello_attachments(),
        Left::Stray => w.trello_stray(),
    }
}

/// A board of Trello that may come in as a project.
#[component]
pub fn AskBoard(board: Arc<Board>, #[prop(into)] done: Callback<()>) -> impl IntoView {
    let session: Session = session();
    let w = words();
    let holds = w.trello_holds(board.cards(), board.lists.len(), board.members.len());
    let title = w.trello_title(&board.name);
    let label = title.clone();
    let left =
        board.left.iter().map(|(what, count)| view! { <li>{w.trello_left_one(*count, left_name(*what, w))}</li> }).collect_view();
    let any_left = !board.left.is_empty();
    let import = move |_| {
        let board = board.clone();
        session.keep_point(w.store_point_import());
        if session.edit_with_undo(w.trello_done(&board.name), move |ws, ctx| Ok(trello::import(ws, ctx, &board))).is_some() {
            done.run(());
        }
    };
    view! {
        <section class="card preview" role="group" aria-label=label data-testid="board-preview">
            <header>{title}</header>
            <p class="note">{holds}</p>
            {any_left.then(|| view! { <div class="differ"><b>{w.trello_left()}</b><ul data-testid="board-left">{left}</ul></div> })}
            <div class="answers">
                <button class="btn primary" data-testid="board-import" on:click=import>{w.trello_do()}</button>
                <button class="btn quiet" on:click=handler(move |_| done.run(()))>{w.cancel()}</button>
            </div>
        </section>
    }
}
