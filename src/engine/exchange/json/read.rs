//! Reading, from the outside in: bytes, text, bounds, grammar, envelope, version, then record by record, so that an
//! error knows where it stands; last whether the records fit together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::{Fault, Place, ReadError, Warning, shorten};
use super::text::{self, Flaw, Slice};
use super::write::{CLIENT, CONTENT, Scope, checksum};
use super::{Bounds, FORMAT, MAJOR, MINOR, RESCUE_FORMAT};
use crate::engine::model::{Id, Settings};
use crate::engine::workspace::{Kind, Row, Shared, Tombstone, Workspace};
use crate::engine::workspace::{Problem, check};
use serde_json::{Map, Value};

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    Workspace(Box<Bundle>),
    Rescue(Rescue),
}

/// A workspace, or a part of one, and what its file says about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    pub workspace: Workspace,
    pub scope: Scope,
    /// Major and minor version of the format.
    pub schema: (u32, u32),
    pub app_version: String,
    /// Milliseconds since 1970 UTC; none where the file does not say.
    pub exported_at: Option<i64>,
    /// Snapshots the content descends from, newest first.
    pub ancestors: Vec<String>,
    pub warnings: Vec<Warning>,
    /// What does not fit together and is not refused.
    pub problems: Vec<Problem>,
}

/// The browser's storage as the crash overlay saved it: the store reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rescue {
    /// As it stands in the file.
    pub saved_at: String,
    pub keys: BTreeMap<String, String>,
}

/// Reads a file of any kind that this program writes. Never panics.
pub fn read(bytes: &[u8]) -> Result<Document, ReadError> {
    read_within(bytes, &Bounds::DEFAULT)
}

/// The same with other bounds.
fn read_within(bytes: &[u8], bounds: &Bounds) -> Result<Document, ReadError> {
    if bytes.len() > bounds.bytes {
        return Err(ReadError::TooLarge { bytes: bytes.len(), limit: bounds.bytes });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = str::from_utf8(bytes).map_err(|error| {
        let sound = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let (line, column) = text::position(sound, sound.len());
        match error.error_len() {
            // The last character is cut in two.
            None if sound.trim_start().starts_with('{') => ReadError::Truncated { line, column },
            _ => ReadError::NotText { line, column },
        }
    })?;
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return Err(ReadError::WrongFormat { found: None });
    }
    text::check(text, bounds).map_err(|flaw| {
        let place = |at| text::position(text, at);
        match flaw {
            Flaw::TooDeep { at } => {
                let (line, column) = place(at);
                ReadError::TooDeep { line, column, limit: bounds.depth }
            }
            Flaw::TooMany => ReadError::TooManyValues,
            Flaw::Truncated { at } => {
                let (line, column) = place(at);
                ReadError::Truncated { line, column }
            }
            Flaw::Syntax { at, why } => {
                let (line, column) = place(at);
                ReadError::Syntax { line, column, why: shorten(&why, 300) }
            }
        }
    })?;
    let led = text.len() - text.trim_start().len();
    Reader { text, bounds }.document(Slice { at: led, text: text.trim() })
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
    bounds: &'a Bounds,
}

type Members<'a> = Vec<(String, Slice<'a>)>;

impl<'a> Reader<'a> {
    fn document(self, whole: Slice<'a>) -> Result<Document, ReadError> {
        let Some(envelope) = text::members(whole) else { return Err(ReadError::WrongFormat { found: None }) };
        let format = envelope.iter().find(|(name, _)| name == "format").map(|(_, value)| value.text);
        match format.map(serde_json::from_str::<String>) {
            Some(Ok(format)) if format == FORMAT => self.bundle(envelope).map(|bundle| Document::Workspace(Box::new(bundle))),
            Some(Ok(format)) if format == RESCUE_FORMAT => self.rescue(envelope).map(Document::Rescue),
            Some(Ok(found)) => Err(ReadError::WrongFormat { found: Some(shorten(&found, 60)) }),
            _ => Err(ReadError::WrongFormat { found: format.map(|found| shorten(found, 60)) }),
        }
    }

    fn bundle(self, envelope: Members<'a>) -> Result<Bundle, ReadError> {
        let version = self.version(&envelope)?;
        self.distinct(&envelope, None)?;
        let get = |name: &str| envelope.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        let mut bundle = Bundle { schema: version, ..Bundle::default() };
        if version > (MAJOR, MINOR) {
            bundle.warnings.push(Warning::NewerMinor { major: version.0, minor: version.1 });
        }
        if let Some(value) = get("app_version") {
            bundle.app_version = self.plain(value, "app_version")?;
        }
        if let Some(value) = get("exported_at") {
            let stamp: String = self.plain(value, "exported_at")?;
            bundle.exported_at = chrono::DateTime::parse_from_rfc3339(&stamp).ok().map(|time| time.timestamp_millis());
        }
        if let Some(value) = get("ancestors") {
            bundle.ancestors = self.plain(value, "ancestors")?;
        }
        let scope: String = get("scope").map_or(Ok("workspace".into()), |value| self.plain(value, "scope"))?;
        if let Some(value) = get("settings") {
            let settings: Settings = self.parse(value, |at| Place { table: Some("settings".into()), ..at })?;
            bundle.workspace.settings = Shared::new(settings);
        }
        let Some(tables) = get("tables") else {
            return Err(missing("tables"));
        };
        self.tables(tables, get("tombstones"), &mut bundle)?;
        if scope != "workspace" {
            let (client, id) = scope.strip_prefix(CLIENT).map_or((false, scope.as_str()), |id| (true, id));
            let project = Id::parse(id).filter(|id| bundle.workspace.projects.contains(*id)).ok_or_else(|| {
                let at = self.place(get("scope").map_or(0, |value| value.at), "scope");
                refused(at, Fault::other("scope is neither \"workspace\" nor the id of a project in the file"))
            })?;
            bundle.scope = if client { Scope::Client(project) } else { Scope::Project(project) };
        }
        for (name, _) in &envelope {
            let known = ["format", "schema", "app_version", "exported_at", "checksum"];
            if !known.contains(&name.as_str()) && !CONTENT.contains(&name.as_str()) {
                bundle.warnings.push(Warning::UnknownName { name: shorten(name, 60) });
            }
        }
        if let Some(value) = get("checksum") {
            let written: String = self.plain(value, "checksum")?;
            let found = CONTENT.map(|name| {
                let mut content = Vec::new();
                text::minify(get(name).map_or("", |value| value.text), &mut content);
                content
            });
            if checksum(&found) != written {
                bundle.warnings.push(Warning::Checksum);
            }
        }
        let (refused, told): (Vec<Problem>, _) = check(&bundle.workspace).into_iter().partition(Problem::refused);
        if !refused.is_empty() {
            return Err(ReadError::Structure { problems: refused.into_iter().take(100).collect() });
        }
        bundle.problems = told;
        Ok(bundle)
    }

    /// `"1.0"`, or a bare major number.
    fn version(self, envelope: &Members<'a>) -> Result<(u32, u32), ReadError> {
        let value = envelope.iter().find(|(name, _)| name == "schema").map(|(_, value)| *value);
        let Some(value) = value else {
            return Err(missing("schema"));
        };
        let text = serde_json::from_str::<String>(value.text).unwrap_or_else(|_| value.text.to_owned());
        let (major, minor) = text.split_once('.').unwrap_or((&text, "0"));
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
        match (number(major), number(minor)) {
            (Some(major), Some(minor)) if major > MAJOR => Err(ReadError::Newer { major, minor, ours: MAJOR }),
            (Some(major @ 1..), Some(minor)) => Ok((major, minor)),
            _ => Err(refused(self.place(value.at, "schema"), Fault::wrong_type(&text, "a version like \"1.0\""))),
        }
    }

    fn tables(self, tables: Slice<'a>, tombstones: Option<Slice<'a>>, bundle: &mut Bundle) -> Result<(), ReadError> {
        let Some(tables) = text::members(tables) else {
            return Err(self.wrong_type(tables, "tables", "an object"));
        };
        self.distinct(&tables, Some("tables"))?;
        let tombstones = match tombstones {
            Some(value) => text::elements(value).ok_or_else(|| self.wrong_type(value, "tombstones", "an array"))?,
            None => Vec::new(),
        };
        let mut known = Vec::new();
        let mut unknown = Map::new();
        let mut found = tombstones.len();
        for (name, value) in tables {
            let records = text::elements(value);
            found += records.as_ref().map_or(1, Vec::len);
            match (Kind::from_table(&name), records) {
                (Some(kind), Some(records)) => known.push((kind, records)),
                (Some(_), None) => return Err(self.wrong_type(value, &format!("tables.{name}"), "an array")),
                (None, records) => {
                    let content: Value = self.parse(value, |at| Place { table: Some(shorten(&name, 60)), ..at })?;
                    let records = records.map_or(1, |records| records.len());
                    bundle.warnings.push(Warning::UnknownTable { name: shorten(&name, 60), records });
                    unknown.insert(name, content);
                }
            }
        }
        if found > self.bounds.records {
            return Err(ReadError::TooManyRecords { found, limit: self.bounds.records });
        }
        bundle.workspace.unknown = Shared::new(unknown);
        let mut ids: HashMap<Id, (Kind, usize)> = HashMap::with_capacity(found);
        for (kind, records) in known {
            for (index, value) in records.into_iter().enumerate() {
                let row = self.row(kind, index, value)?;
                if let Some((first, first_index)) = ids.insert(row.id(), (kind, index)) {
                    let at = Box::new(Place { id: Some(row.id()), ..self.in_table(kind.table(), index, value.at) });
                    return Err(ReadError::IdTwice { at, first_table: first.table().into(), first_index });
                }
                bundle.workspace.put(row);
            }
        }
        for (index, value) in tombstones.into_iter().enumerate() {
            let tombstone: Tombstone = self.parse(value, |at| record_place(at, "tombstones", index, value))?;
            let at = |id| Box::new(Place { id, ..self.in_table("tombstones", index, value.at) });
            if tombstone.id.is_none() {
                return Err(ReadError::NoId { at: at(None) });
            }
            if bundle.workspace.tombstones.contains_key(&tombstone.id) {
                let first = bundle.workspace.tombstones.len();
                return Err(ReadError::IdTwice {
                    at: at(Some(tombstone.id)),
                    first_table: "tombstones".into(),
                    first_index: first.min(index),
                });
            }
            bundle.workspace.tombstones.insert(tombstone.id, tombstone);
        }
        Ok(())
    }

    fn row(self, kind: Kind, index: usize, value: Slice<'a>) -> Result<Row, ReadError> {
        match Row::from_slice(kind, value.text.as_bytes()) {
            Ok(row) if row.id().is_none() => Err(ReadError::NoId { at: Box::new(self.in_table(kind.table(), index, value.at)) }),
            Ok(row) => Ok(row),
            Err(message) => Err(self.fault(&message, value, |at| record_place(at, kind.table(), index, value))),
        }
    }

    fn rescue(self, envelope: Members<'a>) -> Result<Rescue, ReadError> {
        self.distinct(&envelope, None)?;
        let get = |name: &str| envelope.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        if get("schema").is_some() {
            self.version(&envelope)?;
        }
        let saved_at = get("savedAt")
            .map_or(String::new(), |value| serde_json::from_str(value.text).unwrap_or_else(|_| value.text.to_owned()));
        let Some(keys) = get("keys") else {
            return Err(missing("keys"));
        };
        let Some(entries) = text::members(keys) else { return Err(self.wrong_type(keys, "keys", "an object")) };
        let mut keys = BTreeMap::new();
        for (name, value) in entries {
            let field = format!("keys.{}", shorten(&name, 60));
            keys.insert(name, self.plain(value, &field)?);
        }
        Ok(Rescue { saved_at: shorten(&saved_at, 60), keys })
    }

    /// A value of the envelope.
    fn plain<T: serde::de::DeserializeOwned>(self, value: Slice, field: &str) -> Result<T, ReadError> {
        self.parse(value, |at| Place { field: field.to_owned(), ..at })
    }

    fn parse<T: serde::de::DeserializeOwned>(self, value: Slice, place: impl Fn(Place) -> Place) -> Result<T, ReadError> {
        serde_json::from_str(value.text).map_err(|error| self.fault(&error.to_string(), value, place))
    }

    /// Turns a message into an error with a place: `constraint: date: "x" is not a date … at line 3 column 7`.
    fn fault(self, message: &str, value: Slice, place: impl Fn(Place) -> Place) -> ReadError {
        let (mut why, at) = text::split_position(message, value.text);
        let mut fields = Vec::new();
        while let Some((field, rest)) = why.split_once(": ") {
            let named = !field.is_empty() && field.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !named {
                break;
            }
            fields.push(field.to_owned());
            why = rest.to_owned();
        }
        let (line, column) = text::position(self.text, value.at + at);
        let mut at = place(Place { line, column, ..Place::default() });
        if !fields.is_empty() {
            at.field = fields.join(".");
        }
        refused(at, Fault::from_message(&why))
    }

    fn wrong_type(self, value: Slice, field: &str, expected: &str) -> ReadError {
        refused(self.place(value.at, field), Fault::wrong_type(value.text, expected))
    }

    fn place(self, at: usize, field: &str) -> Place {
        let (line, column) = text::position(self.text, at);
        Place { line, column, field: field.to_owned(), ..Place::default() }
    }

    fn in_table(self, table: &str, index: usize, at: usize) -> Place {
        Place { table: Some(table.to_owned()), index: Some(index), ..self.place(at, "") }
    }

    fn distinct(self, members: &Members, table: Option<&str>) -> Result<(), ReadError> {
        let mut seen = BTreeSet::new();
        for (name, value) in members {
            if !seen.insert(name) {
                let at = Box::new(Place { table: table.map(str::to_owned), ..self.place(value.at, "") });
                return Err(ReadError::NameTwice { at, name: shorten(name, 60) });
            }
        }
        Ok(())
    }
}

fn refused(at: Place, fault: Fault) -> ReadError {
    ReadError::Value { at: Box::new(at), fault: Box::new(fault) }
}

/// A name without which the envelope is none.
fn missing(name: &str) -> ReadError {
    let fault = Fault::from_message(&format!("missing field `{name}`"));
    refused(Place { line: 1, column: 1, ..Place::default() }, fault)
}

/// Where a record stands, with its id where that at least can be read.
fn record_place(at: Place, table: &str, index: usize, value: Slice) -> Place {
    let id = text::members(value).and_then(|members| {
        let (_, id) = members.into_iter().find(|(name, _)| name == "id")?;
        serde_json::from_str::<Id>(id.text).ok()
    });
    Place { table: Some(table.to_owned()), index: Some(index), id, ..at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold() {
        let wrap = |tables: &str| format!(r#"{{"format":"pursuit-workspace","schema":"1.0","tables":{tables}}}"#);
        let bounds = Bounds { bytes: 4000, depth: 8, records: 5, containers: 40, values: 200 };
        let code = |text: &str| read_within(text.as_bytes(), &bounds).map(|_| ()).map_err(|error| error.code());
        assert_eq!(code(&wrap("{}")), Ok(()));
        assert_eq!(code(&wrap("{\"later\":[1,2,3,4,5]}")), Ok(()));
        assert_eq!(code(&wrap("{\"later\":[1,2,3,4,5,6]}")), Err("too-many-records"));
        assert_eq!(code(&wrap("{\"later\":[[[[[[[]]]]]]]}")), Err("too-deep"));
        assert_eq!(code(&wrap(&format!("{{\"later\":[{}0]}}", "0,".repeat(200)))), Err("too-many-values"));
        assert_eq!(code(&wrap(&format!("{{\"later\":[{}0]}}", "[],".repeat(40)))), Err("too-many-values"));
        assert_eq!(code(&" ".repeat(4001)), Err("too-large"));
    }
}
