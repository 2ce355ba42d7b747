//! Clients out of a spreadsheet: pasted rows or a CSV file, what each column means, what each row will do, then one step.

use crate::app::prelude::*;
use leptos::ev::Event;
use leptos::task::spawn_local;
use std::sync::Arc;
use web_sys::HtmlInputElement;

use crate::app::browser::{files, keys};
use crate::app::session::{Same, session, words};
use crate::engine::edit::intake;
use crate::engine::sales::paste::{self, Column, Outcome, Refused};
use crate::engine::words::Words;

/// Bytes of a file, and rows of the preview.
const LIMIT: usize = 8 << 20;
const SHOWN: usize = 8;

fn column_name(w: Words, column: Column) -> &'static str {
    match column {
        Column::Skip => w.paste_skip(),
        Column::Name => w.client_name(),
        Column::Short => w.client_short(),
        Column::Kind => w.client_kind(),
        Column::Grade => w.client_grade(),
        Column::Industry => w.client_industry(),
        Column::Region => w.client_region(),
        Column::Address => w.client_address(),
        Column::Phone => w.client_phone(),
        Column::Wechat => w.client_wechat(),
        Column::Website => w.client_website(),
        Column::Source => w.client_source(),
        Column::Owner => w.client_owner(),
        Column::Next => w.client_next(),
        Column::Remark => w.client_remark(),
        Column::ContactName => w.paste_contact(),
        Column::ContactTitle => w.paste_contact_title(),
        Column::ContactPhone => w.paste_contact_phone(),
        Column::ContactEmail => w.paste_contact_email(),
        Column::ContactWechat => w.paste_contact_wechat(),
    }
}

/// What was read: the cells, or why not.
type Grid = Result<Same<Vec<Vec<String>>>, Refused>;

#[component]
pub fn ImportClients() -> impl IntoView {
    let w = words();
    let open = RwSignal::new(false);
    view! {
        <button class="btn" data-testid="import-clients" on:click=handler(move |_| open.set(true))>{w.paste_open()}</button>
        <Show when=move || open.get()><Sheet open /></Show>
    }
}

#[component]
fn Sheet(open: RwSignal<bool>) -> impl IntoView {
    let session = session();
    let w = words();
    let grid: RwSignal<Option<Grid>> = RwSignal::new(None);
    let columns = RwSignal::new(Vec::<Column>::new());
    let headed = RwSignal::new(false);
    let close = move || open.set(false);
    let take = move |text: &str| {
        if text.trim().is_empty() {
            return grid.set(None);
        }
        let read = paste::grid(text).map(|rows| Same(Arc::new(rows)));
        if let Ok(rows) = &read {
            let (guessed, first) = paste::guess(rows);
            columns.set(guessed);
            headed.set(first);
        }
        grid.set(Some(read));
    };
    let rows = move || match grid.get() {
        Some(Ok(rows)) => Some(rows),
        _ => None,
    };
    let outcomes = memo(move |_| {
        let rows = rows()?;
        let body = &rows[usize::from(headed.get()).min(rows.len())..];
        Some(columns.with(|columns| paste::outcomes(&session.ws(), body, columns, session.today.get())))
    });
    let apply = move |_| {
        let Some(outcomes) = outcomes.get_untracked() else { return };
        let rows: Vec<intake::Row> = outcomes
            .into_iter()
            .map(|outcome| match outcome {
                Outcome::New(taken) => intake::Row { known: None, earlier: None, client: taken.client, contact: taken.contact },
                Outcome::Known(id, taken) => {
                    intake::Row { known: Some(id), earlier: None, client: taken.client, contact: taken.contact }
                }
                Outcome::Again(at, taken) => {
                    intake::Row { known: None, earlier: Some(at), client: taken.client, contact: taken.contact }
                }
                Outcome::Nameless => intake::Row { known: None, earlier: None, client: Default::default(), contact: None },
            })
            .collect();
        let label = w.paste_done(rows.len());
        if session.edit_with_undo(label, |ws, ctx| intake::clients(ws, ctx, rows)).is_some() {
            close();
        }
    };
    let file = move |input: HtmlInputElement| {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            match files::read(&file, LIMIT).await {
                Ok(bytes) => take(&files::decode(&bytes)),
                Err(size) => session.toast(w.settings_bad_large(w.number(size as f64 / 1e6, 1)), false, true),
            }
            input.set_value("");
        });
    };
    let head = move || {
        let names: Vec<(String, String)> =
            Column::ALL.iter().enumerate().map(|(at, column)| (at.to_string(), column_name(w, *column).to_string())).collect();
        let chosen = columns.get();
        chosen
            .into_iter()
            .enumerate()
            .map(|(at, now)| {
                let options: Vec<_> = names
                    .iter()
                    .zip(Column::ALL)
                    .map(|((key, name), column)| view! { <option value=key.clone() selected=column == now prop:selected=column == now>{name.clone()}</option> })
                    .collect();
                let set = handler(move |event: Event| {
                    let column = event_target_value(&event).parse::<usize>().ok().and_then(|at| Column::ALL.get(at).copied());
                    columns.update(|columns| columns[at] = column.unwrap_or(Column::Skip));
                });
                view! { <th scope="col"><select class="input" data-testid="paste-column" aria-label=w.paste_column(at + 1) on:change=set>{options}</select></th> }
            })
            .collect::<Vec<_>>()
    };
    let preview = move || {
        let (Some(rows), Some(outcomes)) = (rows(), outcomes.get()) else { return Vec::new() };
        let from = usize::from(headed.get()).min(rows.len());
        rows[from..]
            .iter()
            .zip(outcomes)
            .take(SHOWN)
            .map(|(row, outcome)| {
                let (tone, says) = match outcome {
                    Outcome::New(_) => ("pill good", w.paste_new()),
                    Outcome::Known(..) => ("pill warn", w.paste_known()),
                    Outcome::Again(..) => ("pill warn", w.paste_again()),
                    Outcome::Nameless => ("pill off", w.paste_nameless()),
                };
                let cells: Vec<_> =
                    row.iter().map(|cell| view! { <td>{cell.chars().take(60).collect::<String>()}</td> }).collect();
                view! { <tr data-testid="paste-row"><td><span class=tone>{says}</span></td>{cells}</tr> }
            })
            .collect::<Vec<_>>()
    };
    let sums = move || {
        outcomes.with(|outcomes| outcomes.as_ref().map(|outcomes| paste::counts(outcomes))).map(|(fresh, known, nameless)| {
            let text = if nameless > 0 { w.paste_sums_nameless(fresh, known, nameless) } else { w.paste_sums(fresh, known) };
            view! { <p data-testid="paste-sums"><b>{text}</b></p> }
        })
    };
    files::focus_soon(".paste textarea");
    view! {
        <div class="veil" on:click=handler(move |_| close())></div>
        <div class="sheet paste" role="dialog" aria-modal="true" aria-label=w.paste_title()
            on:keydown=handler(move |event: leptos::ev::KeyboardEvent| if event.key() == "Escape" && !keys::composing(&event) {
                event.stop_propagation();
                close();
            })>
            <header><h2>{w.paste_title()}</h2></header>
            <p class="note">{w.paste_note()}</p>
            <textarea rows="4" aria-label=w.paste_text() placeholder=w.paste_text() data-testid="paste-text"
                on:input=handler(move |event: Event| take(&event_target_value(&event)))></textarea>
            <div class="actions">
                <label class="btn file">{w.paste_file()}
                    <input type="file" class="visually-hidden" accept=".csv,.tsv,.txt,text/csv" data-testid="paste-file" on:change=handler(move |event: Event| file(event_target(&event))) />
                </label>
                <label class="check"><input type="checkbox" data-testid="paste-headed" prop:checked=bound(move || headed.get())
                    on:change=handler(move |event: Event| headed.set(event_target_checked(&event))) /><span>{w.paste_headed()}</span></label>
            </div>
            {reactive(move || match grid.get() {
                Some(Err(Refused::Empty)) | None => None,
                Some(Err(Refused::Rows(most))) => Some(view! { <p class="note warn" role="alert">{w.paste_rows(most)}</p> }.into_any()),
                Some(Err(Refused::Columns(most))) => Some(view! { <p class="note warn" role="alert">{w.paste_columns(most)}</p> }.into_any()),
                Some(Ok(_)) => Some(view! {
                    {reactive(sums)}
                    <div class="wide" tabindex="0" role="region" aria-label=w.paste_preview()>
                        <table class="reg"><thead><tr><th scope="col">{w.paste_becomes()}</th>{reactive(head)}</tr></thead><tbody>{reactive(preview)}</tbody></table>
                    </div>
                    <div class="actions">
                        <button class="btn primary" data-testid="paste-do" on:click=handler(apply)>{w.paste_do()}</button>
                        <button class="btn quiet" on:click=handler(move |_| close())>{w.cancel()}</button>
                    </div>
                }.into_any()),
            })}
        </div>
    }
}
