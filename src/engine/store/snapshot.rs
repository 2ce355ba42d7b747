//! A snapshot: which chunks make up a workspace. A JSON document, sealed as a chunk is, and as little rewritten.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::pack::Hash;
use crate::engine::model::Id;

/// Version of what the store writes. A newer major is refused; of a newer minor, what is not known is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Schema {
    pub major: u64,
    pub minor: u64,
}

impl Schema {
    pub const OURS: Schema = Schema { major: 1, minor: 0 };
}

/// A chunk as a snapshot lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub hash: Hash,
    pub records: usize,
    pub units: usize,
    /// Where its range of ids begins; it ends where the next one begins.
    pub first: Id,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub schema: Schema,
    /// One more than the highest that was known when it was written: it orders snapshots when clocks do not.
    pub seq: u64,
    /// Milliseconds since 1970 UTC.
    pub at: i64,
    pub label: Option<String>,
    pub parent: Option<Hash>,
    /// Chunks by table, in the order of ids; settings, tombstones and unknown tables stand among them.
    pub tables: BTreeMap<String, Vec<Entry>>,
    /// Keys with damaged values that the user has not yet thrown away.
    pub aside: Vec<String>,
    /// What the records of all its chunks are made of (see [`MODEL`](super::unread::MODEL)); empty where nobody says.
    pub model: String,
    /// Fields of a newer version.
    pub extra: Map<String, Value>,
}

impl Snapshot {
    pub fn records(&self) -> usize {
        let tables = self.tables.iter().filter(|(name, _)| !matches!(name.as_str(), "settings" | "tombstones" | "unknown"));
        tables.flat_map(|(_, entries)| entries).map(|entry| entry.records).sum()
    }

    pub fn to_json(&self) -> Vec<u8> {
        let tables: Map<String, Value> = self
            .tables
            .iter()
            .map(|(name, entries)| {
                let entries = entries
                    .iter()
                    .map(|entry| json!([entry.hash.to_string(), entry.records, entry.units, entry.first.to_string()]));
                (name.clone(), entries.collect())
            })
            .collect();
        let mut fields = self.extra.clone();
        fields.insert("schema".into(), json!([self.schema.major, self.schema.minor]));
        fields.insert("seq".into(), self.seq.into());
        fields.insert("at".into(), self.at.into());
        fields.insert("tables".into(), Value::Object(tables));
        if let Some(label) = &self.label {
            fields.insert("label".into(), label.as_str().into());
        }
        if let Some(parent) = self.parent {
            fields.insert("parent".into(), parent.to_string().into());
        }
        if !self.aside.is_empty() {
            fields.insert("aside".into(), json!(self.aside));
        }
        if !self.model.is_empty() {
            fields.insert("model".into(), self.model.as_str().into());
        }
        Value::Object(fields).to_string().into_bytes()
    }

    /// The schema is given back where the snapshot is of a newer major version.
    pub fn from_json(text: &[u8]) -> Result<Snapshot, Option<Schema>> {
        let mut fields: Map<String, Value> =
            std::str::from_utf8(text).ok().and_then(|text| serde_json::from_str(text).ok()).ok_or(None)?;
        let schema = fields.remove("schema").as_ref().and_then(schema).ok_or(None)?;
        if schema.major > Schema::OURS.major {
            return Err(Some(schema));
        }
        Snapshot::from_fields(schema, fields).ok_or(None)
    }

    fn from_fields(schema: Schema, mut fields: Map<String, Value>) -> Option<Snapshot> {
        let mut tables = BTreeMap::new();
        let Value::Object(named) = fields.remove("tables")? else { return None };
        for (name, entries) in named {
            let entries: Option<Vec<Entry>> = entries.as_array()?.iter().map(entry).collect();
            tables.insert(name, entries?);
        }
        let parent = match fields.remove("parent") {
            Some(parent) => Some(parent.as_str()?.parse().ok()?),
            None => None,
        };
        let label = match fields.remove("label") {
            Some(Value::String(label)) => Some(label),
            Some(_) => return None,
            None => None,
        };
        let aside = match fields.remove("aside") {
            Some(aside) => aside.as_array()?.iter().map(|key| key.as_str().map(String::from)).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        let model = fields.remove("model").and_then(|model| Some(model.as_str()?.to_string())).unwrap_or_default();
        let (seq, at) = (fields.remove("seq")?.as_u64()?, fields.remove("at")?.as_i64()?);
        Some(Snapshot { schema, seq, at, label, parent, tables, aside, model, extra: fields })
    }

    /// Every chunk the snapshot names, in fields of a newer version too.
    pub fn mentions(&self) -> impl Iterator<Item = Hash> {
        let mut hidden = Vec::new();
        let mut values: Vec<&Value> = self.extra.values().collect();
        while let Some(value) = values.pop() {
            match value {
                Value::String(text) => hidden.extend(text.parse::<Hash>()),
                Value::Array(inner) => values.extend(inner),
                Value::Object(inner) => values.extend(inner.values()),
                _ => {}
            }
        }
        self.tables.values().flatten().map(|entry| entry.hash).chain(hidden)
    }
}

fn schema(value: &Value) -> Option<Schema> {
    match value.as_array()?.as_slice() {
        [major, minor, ..] => Some(Schema { major: major.as_u64()?, minor: minor.as_u64()? }),
        _ => None,
    }
}

fn entry(value: &Value) -> Option<Entry> {
    match value.as_array()?.as_slice() {
        [hash, records, units, first, ..] => Some(Entry {
            hash: hash.as_str()?.parse().ok()?,
            records: usize::try_from(records.as_u64()?).ok()?,
            units: usize::try_from(units.as_u64()?).ok()?,
            first: Id::parse(first.as_str()?)?,
        }),
        _ => None,
    }
}
