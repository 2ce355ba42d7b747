//! A workspace with every field of every record filled, made from the model's own shapes: a new field is in it by itself.

use pursuit::engine::exchange::json::{Bundle, Document, read};
use pursuit::engine::model::shape::Shape;
use pursuit::engine::model::{Date, Id, Moment, Settings, Text};
use pursuit::engine::workspace::{Kind, Tombstone};
use serde_json::{Map, Value, json};

/// Text that must stay text.
pub const HOSTILE: &str = "<script>alert(\"x\")</script>\n\t'; DROP TABLE tasks; -- =1+1 \\u0041 \u{202e}字 & \u{2028}🚀";

pub fn id(kind: Kind, number: u128) -> Id {
    Id::new(1_790_000_000_000 + kind as u64 * 1000, number)
}

/// An id that no record has.
pub fn nobody(number: u128) -> Id {
    Id::new(1_700_000_000_000, number)
}

/// Which table a field names a record of.
fn target(kind: Kind, path: &str) -> Option<Kind> {
    Some(match path {
        "project" | "applied" => Kind::Project,
        "sponsor" | "manager" | "owner" | "member" | "by" | "me" | "raised_by" | "parties" | "collaborators" => Kind::Member,
        "stage_log.by" | "tactics.owner" | "look.owner" => Kind::Member,
        "phase_gates.by" | "history.by" | "acceptance.by" | "comments.by" => Kind::Member,
        "client" | "clients" => Kind::Client,
        "calendar" | "base" | "default_calendar" => Kind::Calendar,
        "deal" | "deals" => Kind::Deal,
        "pipeline" => Kind::Pipeline,
        "stage" | "stage_log.from" | "stage_log.to" => Kind::Stage,
        "source" | "lost_reason" if kind == Kind::Deal => Kind::ListItem,
        "contacts.contact" | "contact" => Kind::Contact,
        "lines.product" | "fits.product" => Kind::Product,
        "plan" => Kind::PaymentPlan,
        "segment" | "segments" => Kind::Segment,
        "tactics.task" => Kind::Task,
        "task" | "tasks" | "next_task" | "baselines.tasks.task" => Kind::Task,
        "from" | "to" if kind == Kind::Dependency => Kind::Task,
        "risk" | "secondary_of" => Kind::Risk,
        "issue" => Kind::Issue,
        "goals" | "tactics.goal" => Kind::Goal,
        "contacts" | "reports_to" => Kind::Contact,
        "matrix" => Kind::RiskMatrix,
        "parent" => kind,
        _ => return None,
    })
}

fn fill(shape: &Value, kind: Kind, number: u128, path: &str) -> Value {
    if *shape == Id::shape() {
        return match (path, target(kind, path)) {
            ("id", _) => json!(id(kind, number)),
            // The first of its kind has nobody above it.
            ("parent" | "base" | "reports_to" | "secondary_of", _) if number == 1 => Value::Null,
            ("parent" | "base" | "reports_to" | "secondary_of", Some(above)) => json!(id(above, 1)),
            ("from", Some(target)) => json!(id(target, 2)),
            ("to", Some(target)) => json!(id(target, 3)),
            (_, Some(target)) => json!(id(target, 1)),
            _ => json!(nobody(7)),
        };
    }
    if *shape == Date::shape() {
        return json!("2026-10-08");
    }
    if *shape == Moment::shape() {
        return json!("2026-10-08T09:30");
    }
    if let Some(first) = shape["anyOf"].get(0) {
        return fill(first, kind, number, path);
    }
    if let Some(keys) = shape["enum"].as_array() {
        return keys.last().cloned().unwrap_or_default();
    }
    match shape["type"].as_str() {
        Some("boolean") => json!(true),
        Some("integer") => json!(shape["maximum"].as_i64().unwrap_or(77).min(77)),
        Some("number") => json!(0.1 + 0.2),
        Some("string") => json!(HOSTILE),
        Some("array") => json!([fill(&shape["items"], kind, number, path)]),
        Some("object") => {
            let mut fields = Map::new();
            for (name, field) in shape["properties"].as_object().into_iter().flatten() {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                fields.insert(name.clone(), fill(field, kind, number, &path));
            }
            if shape.get("additionalProperties").is_some() {
                fields.insert("field-1".into(), json!({ "any": [HOSTILE, 1, null, { "deep": [] }] }));
            } else if shape.get("required").is_none() {
                // Money has no room for what a newer version adds; everything else has.
                fields.insert("later".into(), json!([HOSTILE, { "task": id(Kind::Task, 1) }, 1.5, null]));
            }
            Value::Object(fields)
        }
        _ => panic!("a shape that the sample does not know: {shape}"),
    }
}

/// The document, three records a table.
pub fn full_json() -> Value {
    let mut tables = Map::new();
    for &kind in Kind::ALL {
        let records: Vec<Value> = [1, 2, 3].iter().map(|&number| fill(&kind.shape(), kind, number, "")).collect();
        tables.insert(kind.table().into(), json!(records));
    }
    tables.insert(
        "zebras".into(),
        json!([{ "id": nobody(1), "task": id(Kind::Task, 1), "stripes": [1, 2.5, HOSTILE] }, { "id": nobody(2), "of": nobody(1) }]),
    );
    tables.insert("aardvarks".into(), json!({ "not": "a list" }));
    let mut tombstone = fill(&Tombstone::shape(), Kind::Task, 9, "");
    tombstone["kind"] = json!("tasks");
    json!({
        "format": "pursuit-workspace",
        "schema": "1.0",
        "app_version": "0.1.0",
        "exported_at": "2026-10-08T01:30:00.000Z",
        "scope": "workspace",
        "ancestors": ["snapshot-2", "snapshot-1"],
        "settings": fill(&Settings::shape(), Kind::Project, 1, ""),
        "tables": tables,
        "tombstones": [tombstone],
    })
}

pub fn bundle(text: &str) -> Bundle {
    match read(text.as_bytes()) {
        Ok(Document::Workspace(bundle)) => *bundle,
        Ok(other) => panic!("{other:?}"),
        Err(error) => panic!("{error}"),
    }
}

pub fn full() -> Bundle {
    bundle(&full_json().to_string())
}

#[test]
fn the_hostile_text_is_allowed() {
    assert_eq!(Text::new(HOSTILE).as_str(), HOSTILE);
}
