//! Tables and days that go out: CSV for a spreadsheet, iCalendar for a calendar program.

use crate::app::prelude::*;
use std::collections::BTreeSet;

use crate::app::browser::{clock, files};
use crate::app::screens::settings::say::{self, table_name};
use crate::app::session::{session, words};
use crate::app::widgets::field::SelectField;
use crate::engine::exchange::{csv, ics};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// Fields of a record that say nothing to a reader of a table.
const LEFT_OUT: [&str; 7] = ["id", "created_at", "updated_at", "rev", "by", "custom", "rank"];

#[component]
pub fn Tables() -> impl IntoView {
    let session = session();
    let w = words();
    let kinds = session.memo(move |ws| {
        let filled = Kind::ALL.iter().filter(|kind| ws.count(**kind) > 0);
        filled.map(|kind| (kind.table().to_string(), table_name(*kind, w).to_string())).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(Kind::Task.table().to_string());
    let out = move |_| {
        let ws = session.settled();
        let Some(kind) = Kind::from_table(&chosen.get_untracked()).filter(|kind| ws.count(*kind) > 0) else { return };
        let name = format!("{}_{}.csv", table_name(kind, w), clock::stamp());
        files::download(&name, "text/csv", &table(&ws, kind, w));
        session.toast(w.settings_exported(&name), false, false);
    };
    let calendar = move |_| {
        let name = format!("{}_{}.ics", w.settings_file_name(), clock::stamp());
        files::download(&name, "text/calendar", &ics::export(&session.settled(), None, true, clock::now_ms(), w));
        session.toast(w.settings_exported(&name), false, false);
    };
    view! {
        <section class="card" data-testid="tables">
            <header><h2>{w.out_tables()}</h2></header>
            <div class="fields">
                <SelectField
                    label=w.out_csv_what()
                    value=derive(move || chosen.get())
                    options=derive(move || kinds.get())
                    testid="csv-what"
                    commit=move |key: String| chosen.set(key)
                />
                <div class="actions">
                    <button class="btn" data-testid="csv-export" on:click=out>{w.out_csv()}</button>
                    <button class="btn" data-testid="ics-export" on:click=calendar>{w.out_ics()}</button>
                </div>
            </div>
        </section>
    }
}

/// A table as people read it: fields by their names, records that are named by theirs.
fn table(ws: &Workspace, kind: Kind, w: Words) -> String {
    let rows: Vec<serde_json::Value> = ws.rows(kind).iter().map(|row| row.to_json()).collect();
    let mut fields: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.as_object()).flat_map(|row| row.keys().map(String::as_str)).collect();
    fields.retain(|field| !LEFT_OUT.contains(field));
    let first = ["code", "name", "title", "subject"].into_iter().filter(|field| fields.contains(field));
    let rest = fields.iter().copied().filter(|field| !["code", "name", "title", "subject"].contains(field));
    let order: Vec<&str> = first.chain(rest).collect();
    let cells = |row: &serde_json::Value| {
        let cell = |field: &&str| row.get(*field).map_or(String::new(), |value| say::whole_value(value, ws, w));
        order.iter().map(cell).collect::<Vec<_>>()
    };
    csv::write(order.iter().map(|field| say::field(field, w)), rows.iter().map(cells))
}
