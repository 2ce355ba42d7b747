//! Tables and days that go out: one table as CSV, all as a workbook for Excel or WPS, iCalendar for a calendar program.

use crate::app::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

use crate::app::browser::{clock, files};
use crate::app::parts;
use crate::app::screens::settings::say::{self, table_name};
use crate::app::session::{session, words};
use crate::app::widgets::field::SelectField;
use crate::engine::exchange::xlsx::{Cell, Table};
use crate::engine::exchange::{csv, ics};
use crate::engine::model::{Date, Money};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// Fields of a record that say nothing to a reader of a table.
const LEFT_OUT: [&str; 7] = ["id", "created_at", "updated_at", "rev", "by", "custom", "rank"];

/// What stands first in a table.
const FIRST: [&str; 4] = ["code", "name", "title", "subject"];

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[component]
pub fn Tables() -> impl IntoView {
    let session = session();
    let w = words();
    let kinds = session.memo(move |ws| {
        let filled = Kind::ALL.iter().filter(|kind| ws.count(**kind) > 0);
        filled.map(|kind| (kind.table().to_string(), table_name(*kind, w).to_string())).collect::<Vec<_>>()
    });
    let wanted = RwSignal::new(Kind::Task.table().to_string());
    // The one that was chosen, else the first in which something stands.
    let chosen = memo(move |_| {
        let wanted = wanted.get();
        kinds.with(|kinds| kinds.iter().find(|(key, _)| *key == wanted).or(kinds.first()).map(|(key, _)| key.clone()))
    });
    let one = move || {
        let Some(kind) = chosen.get_untracked().and_then(|key| Kind::from_table(&key)) else { return };
        let name = format!("{}_{}.csv", table_name(kind, w), clock::stamp());
        let Table { columns, rows, .. } = table(&session.settled(), kind, w);
        let rows = rows.into_iter().map(|row| row.into_iter().map(text).collect::<Vec<_>>());
        files::download(&name, "text/csv", &csv::write(columns, rows));
        session.toast(w.settings_exported(&name), false, false);
    };
    let all = move || {
        let ws = session.settled();
        let filled = Kind::ALL.iter().filter(|kind| ws.count(**kind) > 0);
        let tables: Vec<Table> = filled.map(|kind| table(&ws, *kind, w)).collect();
        let name = format!("{}_{}.xlsx", w.settings_file_name(), clock::stamp());
        spawn_local(async move {
            match parts::write_book(tables).await {
                Ok(Ok(bytes)) => {
                    files::download_bytes(&name, XLSX, &bytes);
                    session.toast(w.settings_exported(&name), false, false);
                }
                Ok(Err(why)) => session.toast(w.out_xlsx_failed(why), false, true),
                Err(_) => session.toast(w.part_failed().to_string(), false, true),
            }
        });
    };
    let calendar = move || {
        let name = format!("{}_{}.ics", w.settings_file_name(), clock::stamp());
        files::download(&name, "text/calendar", &ics::export(&session.settled(), None, true, clock::now_ms(), w));
        session.toast(w.settings_exported(&name), false, false);
    };
    view! {
        <section class="card" data-testid="tables">
            <header><h2>{w.out_tables()}</h2></header>
            <div class="fields">
                <Show when=move || chosen.with(Option::is_none)><p class="note">{w.out_none()}</p></Show>
                <Show when=move || chosen.with(Option::is_some)>
                    <SelectField
                        label=w.out_csv_what()
                        value=derive(move || chosen.get().unwrap_or_default())
                        options=derive(move || kinds.get())
                        testid="csv-what"
                        commit=move |key: String| wanted.set(key)
                    />
                    <div class="actions">
                        <button class="btn" data-testid="csv-export" on:click=handler(move |_| one())>{w.out_csv()}</button>
                        <button class="btn" data-testid="xlsx-export" on:click=handler(move |_| all())>{w.out_xlsx()}</button>
                        <button class="btn" data-testid="ics-export" on:click=handler(move |_| calendar())>{w.out_ics()}</button>
                    </div>
                </Show>
            </div>
        </section>
    }
}

/// A table as people read it: fields by their names, records that are named by theirs, numbers, days and amounts as such.
fn table(ws: &Workspace, kind: Kind, w: Words) -> Table {
    let rows: Vec<serde_json::Value> = ws.rows(kind).iter().map(|row| row.to_json()).collect();
    let mut fields: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.as_object()).flat_map(|row| row.keys().map(String::as_str)).collect();
    fields.retain(|field| !LEFT_OUT.contains(field));
    let first = FIRST.into_iter().filter(|field| fields.contains(field));
    let rest = fields.iter().copied().filter(|field| !FIRST.contains(field));
    let order: Vec<&str> = first.chain(rest).collect();
    let cells = |row: &serde_json::Value| order.iter().map(|field| cell(row.get(*field), ws, w)).collect();
    Table {
        name: table_name(kind, w).to_string(),
        columns: order.iter().map(|field| say::field(field, w)).collect(),
        rows: rows.iter().map(cells).collect(),
    }
}

fn cell(value: Option<&serde_json::Value>, ws: &Workspace, w: Words) -> Cell {
    let Some(value) = value else { return Cell::Text(String::new()) };
    let own = |money: &Money| money.currency == ws.settings.currency;
    match value {
        serde_json::Value::Number(number) => Cell::Number(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => match Date::parse(text) {
            Some(day) => Cell::Day { day },
            None => Cell::Text(say::whole_value(value, ws, w)),
        },
        serde_json::Value::Object(map) if map.contains_key("m") => {
            match serde_json::from_value::<Money>(value.clone()).ok().filter(own) {
                Some(money) => Cell::Number(money.minor as f64 / 100.0),
                None => Cell::Text(say::whole_value(value, ws, w)),
            }
        }
        value => Cell::Text(say::whole_value(value, ws, w)),
    }
}

/// A cell as text.
fn text(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::Day { day } => day.to_string(),
    }
}
