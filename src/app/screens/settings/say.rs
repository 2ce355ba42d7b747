//! Records, fields and values as people read them, where two versions of a record stand side by side.

use serde_json::Value;

use crate::engine::model::{Id, Money};
use crate::engine::words::{Words, choice_name, field_name};
use crate::engine::workspace::{Kind, Row, Workspace};

/// Characters of a value that are shown.
const SHOWN: usize = 80;

/// What a table is called.
pub fn table_name(kind: Kind, w: Words) -> &'static str {
    match kind {
        Kind::Project => w.settings_table_projects(),
        Kind::Goal => w.settings_table_goals(),
        Kind::Task => w.settings_table_tasks(),
        Kind::Dependency => w.settings_table_links(),
        Kind::Calendar => w.settings_table_calendars(),
        Kind::Member => w.settings_table_members(),
        Kind::Assignment => w.settings_table_assignments(),
        Kind::Client => w.settings_table_clients(),
        Kind::Contact => w.settings_table_contacts(),
        Kind::Activity => w.settings_table_activities(),
        Kind::Risk => w.settings_table_risks(),
        Kind::Issue => w.settings_table_issues(),
        Kind::ResponseAction => w.settings_table_actions(),
        Kind::RiskMatrix => w.settings_table_matrices(),
        Kind::Pipeline => w.settings_table_pipelines(),
        Kind::Stage => w.settings_table_stages(),
        Kind::Deal => w.settings_table_deals(),
        Kind::PaymentPlan => w.settings_table_payment_plans(),
        Kind::Payment => w.settings_table_payments(),
        Kind::Target => w.settings_table_targets(),
        Kind::ListItem => w.settings_table_lists(),
        Kind::Product => w.settings_table_products(),
        Kind::Segment => w.settings_table_segments(),
        Kind::MarketStrategy => w.settings_table_strategies(),
        Kind::Requirement => w.settings_table_requirements(),
        Kind::View => w.views_table(),
        Kind::Lesson => w.settings_table_lessons(),
        Kind::Report => w.nav_reports(),
    }
}

/// What a record is called by people.
pub fn record_name(row: &Row) -> String {
    let json = row.to_json();
    let named = ["name", "title", "subject", "text", "content", "name_zh", "code"]
        .iter()
        .find_map(|field| json.get(*field)?.as_str().filter(|text| !text.is_empty()).map(String::from));
    named.unwrap_or_default().chars().take(60).collect()
}

/// The same with its table; a link is called by its two ends.
pub fn record_title(row: &Row, ws: &Workspace, w: Words) -> String {
    let name = match row {
        Row::Dependency(link) => {
            let name = |id| ws.tasks.get(id).map_or("—", |task| crate::engine::model::Text::as_str(&task.name));
            format!("{} → {}", name(link.from), name(link.to))
        }
        row => record_name(row),
    };
    let table = table_name(row.kind(), w);
    if name.is_empty() { table.to_string() } else { format!("{table} · {name}") }
}

/// A value of a field, shortened; none yet is a dash.
pub fn value(value: &Value, ws: &Workspace, w: Words) -> String {
    let text = whole_value(value, ws, w);
    if text.chars().count() > SHOWN { text.chars().take(SHOWN).chain(['…']).collect() } else { text }
}

/// The same, whole.
pub fn whole_value(value: &Value, ws: &Workspace, w: Words) -> String {
    match value {
        Value::Null => w.none_yet().to_string(),
        Value::Bool(yes) => if *yes { w.merge_yes() } else { w.merge_no() }.to_string(),
        Value::String(text) => match Id::parse(text).and_then(|id| named(id, ws)) {
            Some(name) => name,
            None => choice_name(text, w).map_or_else(|| text.clone(), str::to_string),
        },
        Value::Array(items) if items.is_empty() => w.none_yet().to_string(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let all: Vec<String> = items.iter().map(|item| whole_value(item, ws, w)).collect();
            all.join(if w.is_zh() { "、" } else { ", " })
        }
        Value::Array(items) => w.merge_items(items.len()),
        Value::Object(map) if map.contains_key("m") => match serde_json::from_value::<Money>(value.clone()) {
            Ok(money) => w.money(money, ws.settings.money_unit),
            Err(_) => value.to_string(),
        },
        Value::Object(map) => {
            let parts: Vec<String> = map.values().map(|part| whole_value(part, ws, w)).collect();
            parts.join(" ")
        }
        number => number.to_string(),
    }
}

fn named(id: Id, ws: &Workspace) -> Option<String> {
    let kinds = [Kind::Task, Kind::Member, Kind::Client, Kind::Project, Kind::Calendar, Kind::Deal, Kind::Stage, Kind::Contact];
    let row = kinds.iter().find_map(|kind| ws.row(*kind, id))?;
    Some(record_name(&row)).filter(|name| !name.is_empty())
}

/// The name of a field; one of a newer version is called as in the file.
pub fn field(name: &str, w: Words) -> String {
    field_name(name, w).map_or_else(|| name.to_string(), str::to_string)
}
