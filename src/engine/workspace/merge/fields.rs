//! Fields of a record, as JSON: absent is the default. A value is taken whole, an amount with its currency; lists are
//! merged item by item where that is plain, and the user's own fields one by one.

use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::{Conflict, Side};
use crate::engine::model::Id;
use crate::engine::workspace::Kind;

/// What a stamp sets; not content.
const STAMP: [&str; 5] = ["id", "created_at", "updated_at", "rev", "by"];
/// The user's own fields stand in here.
const OWN: &str = "custom";

/// A conflict before it is known whose record it is in.
pub struct Found {
    field: String,
    base: Value,
    ours: Value,
    theirs: Value,
    taken: Side,
}

impl Found {
    pub fn of(self, kind: Option<Kind>, id: Id) -> Conflict {
        let Found { field, base, ours, theirs, taken } = self;
        Conflict { kind, id, field: Some(field), base, ours, theirs, taken }
    }

    pub fn values(self) -> (String, Value, Value) {
        (self.field, self.ours, self.theirs)
    }
}

pub fn content(mut record: Map<String, Value>) -> Map<String, Value> {
    STAMP.iter().for_each(|name| drop(record.remove(*name)));
    record
}

pub fn text(record: &Map<String, Value>) -> String {
    serde_json::to_string(record).unwrap_or_default()
}

/// `later` says whose change is the later one: greater is ours.
pub fn merge(
    base: &Map<String, Value>,
    ours: &Map<String, Value>,
    theirs: &Map<String, Value>,
    later: Ordering,
    path: &str,
    found: &mut Vec<Found>,
) -> Map<String, Value> {
    let names: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
    let mut merged = Map::new();
    for name in names {
        let [b, o, t] = [base, ours, theirs].map(|record| record.get(name).unwrap_or(&Value::Null));
        let field = format!("{path}{name}");
        let value = if o == t || t == b {
            o.clone()
        } else if o == b {
            t.clone()
        } else if path.is_empty() && name == OWN {
            let empty = Map::new();
            let [b, o, t] = [b, o, t].map(|value| value.as_object().unwrap_or(&empty));
            Value::Object(merge(b, o, t, later, "custom.", found))
        } else if let Some(list) = list(b, o, t) {
            Value::Array(list)
        } else {
            let ours_wins = later.then_with(|| o.to_string().cmp(&t.to_string())) == Ordering::Greater;
            let (value, taken) = if ours_wins { (o, Side::Ours) } else { (t, Side::Theirs) };
            found.push(Found { field, base: b.clone(), ours: o.clone(), theirs: t.clone(), taken });
            value.clone()
        };
        if !value.is_null() && value != Value::Array(Vec::new()) && value != Value::Object(Map::new()) {
            merged.insert(name.clone(), value);
        }
    }
    merged
}

/// Every field that is not alike.
pub fn differing(ours: &Map<String, Value>, theirs: &Map<String, Value>, taken: Side) -> Vec<Found> {
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let value = |record: &Map<String, Value>, name: &str| record.get(name).cloned().unwrap_or_default();
    let pair = |name: &String| (name.clone(), value(ours, name), value(theirs, name));
    let pairs = names.into_iter().map(pair).filter(|(_, ours, theirs)| ours != theirs);
    pairs.map(|(field, ours, theirs)| Found { field, base: Value::Null, ours, theirs, taken }).collect()
}

/// Sets a field by its path; null is the default, which is absent.
pub fn set(record: &mut Map<String, Value>, path: &str, value: &Value) {
    let (record, name) = match path.split_once('.') {
        Some((OWN, own)) => {
            let inner = record.entry(OWN).or_insert_with(|| Value::Object(Map::new()));
            let Some(inner) = inner.as_object_mut() else { return };
            (inner, own)
        }
        _ => (record, path),
    };
    if value.is_null() {
        record.remove(name);
    } else {
        record.insert(name.into(), value.clone());
    }
}

/// A list that both changed: place by place where none grew or shrank, else by what was taken out and put in. None where
/// both changed the same item, or the order.
fn list(base: &Value, ours: &Value, theirs: &Value) -> Option<Vec<Value>> {
    let items = |value: &Value| match value {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => Some(items.clone()),
        _ => None,
    };
    let (base, ours, theirs) = (items(base)?, items(ours)?, items(theirs)?);
    let merged = if base.len() == ours.len() && base.len() == theirs.len() {
        base.iter().zip(&ours).zip(&theirs).map(|((b, o), t)| place(b, o, t).cloned()).collect::<Option<Vec<_>>>()?
    } else {
        return sequence(&base, &ours, &theirs);
    };
    // Two that put the same item into different places would have it twice.
    (distinct(&merged) || !distinct(&ours) || !distinct(&theirs)).then_some(merged)
}

fn place<'a>(base: &Value, ours: &'a Value, theirs: &'a Value) -> Option<&'a Value> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

fn distinct(items: &[Value]) -> bool {
    let texts: BTreeSet<String> = items.iter().map(Value::to_string).collect();
    texts.len() == items.len()
}

fn sequence(base: &[Value], ours: &[Value], theirs: &[Value]) -> Option<Vec<Value>> {
    if !distinct(base) || !distinct(ours) || !distinct(theirs) {
        return None;
    }
    let (mine, other) = (inserted(base, ours)?, inserted(base, theirs)?);
    let both_took = base.iter().any(|item| !ours.contains(item) && !theirs.contains(item));
    if both_took && mine.iter().any(|new| !new.is_empty()) && other.iter().any(|new| !new.is_empty()) && mine != other {
        return None;
    }
    let mut merged = Vec::new();
    for (gap, (mine, other)) in mine.into_iter().zip(other).enumerate() {
        if gap > 0 && ours.contains(&base[gap - 1]) && theirs.contains(&base[gap - 1]) {
            merged.push(base[gap - 1].clone());
        }
        if mine.is_empty() || other.is_empty() || mine == other {
            merged.extend(if mine.is_empty() { other } else { mine });
        } else {
            let mut new: Vec<Value> = mine.into_iter().chain(other).collect();
            new.sort_by_cached_key(Value::to_string);
            new.dedup();
            merged.extend(new);
        }
    }
    distinct(&merged).then_some(merged)
}

/// What a side put before the first item of the base and after each of them; none where it changed their order.
fn inserted(base: &[Value], side: &[Value]) -> Option<Vec<Vec<Value>>> {
    let mut gaps = vec![Vec::new(); base.len() + 1];
    let mut last = 0;
    for item in side {
        match base.iter().position(|known| known == item) {
            Some(at) if at < last => return None,
            Some(at) => last = at + 1,
            None => gaps[last].push(item.clone()),
        }
    }
    Some(gaps)
}
