//! Files: what goes out comes back as it was, and what comes from anywhere harms nothing.

#[allow(dead_code)]
#[path = "../examples/generate.rs"]
mod generate;
#[path = "exchange/sample.rs"]
mod sample;

use generate::Shape as Tree;
use pursuit::engine::exchange::json::{
    Bundle, Document, FaultKind, Problem, ReadError, Scope, Warning, add_as_copy, check, export, preview, read, replace,
};
use pursuit::engine::exchange::{holiday_cn, schema};
use pursuit::engine::model::{Calendar, Dependency, Id, Project, Task, Text};
use pursuit::engine::workspace::{History, Kind, Row, Shared, Workspace};
use sample::{HOSTILE, bundle, full, full_json, id, nobody};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const T: i64 = 1_790_000_000_000;

fn all(workspace: &Workspace, at: i64) -> String {
    export(workspace, Scope::Workspace, at, &["snapshot-2".into(), "snapshot-1".into()])
}

fn fails(text: &str) -> ReadError {
    match read(text.as_bytes()) {
        Err(error) => error,
        Ok(_) => panic!("was read: {}", text.chars().take(300).collect::<String>()),
    }
}

fn with(tables: Value) -> String {
    json!({ "format": "pursuit-workspace", "schema": "1.0", "tables": tables }).to_string()
}

fn small() -> Workspace {
    let mut workspace = Workspace::default();
    let project = Project { id: id(Kind::Project, 1), name: Text::new("市场份额 +10%"), ..Project::default() };
    for number in 1..=3u128 {
        workspace.tasks.insert(Task {
            id: id(Kind::Task, number),
            project: project.id,
            name: Text::new("拜访客户"),
            parent: (number > 1).then_some(id(Kind::Task, 1)),
            ..Task::default()
        });
    }
    workspace.links.insert(Dependency {
        id: id(Kind::Dependency, 1),
        project: project.id,
        from: id(Kind::Task, 2),
        to: id(Kind::Task, 3),
        ..Dependency::default()
    });
    workspace.projects.insert(project);
    workspace
}

// ---- What goes out comes back.

#[test]
fn a_full_workspace_comes_back_whole() {
    let (sent, read) = (full_json(), full());
    let text = all(&read.workspace, T);
    let written: Value = serde_json::from_str(&text).unwrap();
    for (name, value) in sent.as_object().unwrap() {
        if name == "exported_at" {
            continue;
        }
        for (table, records) in value.as_object().filter(|_| name == "tables").into_iter().flatten() {
            // What a newer version added is there too, and null is what an absent field means.
            assert_eq!(written["tables"][table], without_null_ids(records), "{table}");
        }
        if name != "tables" {
            assert_eq!(written[name], *value, "{name}");
        }
    }
    let names: BTreeSet<_> = read.warnings.iter().map(|warning| format!("{warning:?}")).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(read.warnings.contains(&Warning::UnknownTable { name: "zebras".into(), records: 2 }));
    assert_eq!(read.ancestors, ["snapshot-2", "snapshot-1"]);
    assert_eq!(read.exported_at, Some(1_791_423_000_000));
}

fn without_null_ids(records: &Value) -> Value {
    let mut records = records.clone();
    for record in records.as_array_mut().into_iter().flatten() {
        if let Some(record) = record.as_object_mut() {
            record
                .retain(|name, value| !(value.is_null() && ["parent", "base", "reports_to", "secondary_of"].contains(&&**name)));
        }
    }
    records
}

#[test]
fn out_in_out_is_the_same_bytes_but_for_the_time() {
    for workspace in [Workspace::default(), small(), full().workspace, generate::workspace(500, Tree::Tree, 3)] {
        let first = all(&workspace, T);
        let back = bundle(&first);
        assert!(back.workspace == workspace);
        assert!(!back.warnings.contains(&Warning::Checksum));
        let again = all(&back.workspace, T + 86_400_000);
        let differing: Vec<_> = first.lines().zip(again.lines()).filter(|(a, b)| a != b).collect();
        assert_eq!(differing.len(), 1, "{differing:?}");
        assert!(differing[0].0.contains("\"exported_at\""));
        assert_eq!(all(&back.workspace, T), first);
    }
}

#[test]
fn numbers_come_back_to_the_last_bit() {
    for value in
        ["0.30000000000000004", "5e-324", "1.7976931348623157e308", "123456789.12345679", "0.1", "-2.2250738585072014e-308"]
    {
        let text = format!(r#"{{"goals":[{{"id":"{}","target":{value}}}]}}"#, id(Kind::Goal, 1));
        let text = format!(r#"{{"format":"pursuit-workspace","schema":"1.0","tables":{text}}}"#);
        let target = bundle(&text).workspace.goals.iter().next().unwrap().target.unwrap();
        assert_eq!(target.to_bits(), value.parse::<f64>().unwrap().to_bits(), "{value}");
    }
}

#[test]
fn white_space_and_a_byte_order_mark_do_not_matter_but_an_edit_is_told() {
    let text = all(&full().workspace, T);
    let minified = serde_json::from_str::<Value>(&text).map(|_| {
        // By the serde_json of the test, so that the order of names stays: only line breaks and indents go.
        text.lines().map(str::trim_start).collect::<String>()
    });
    for variant in [minified.unwrap(), text.replace('\n', "\r\n"), format!("\u{feff}{text}"), format!("\n\n {text}\n")] {
        let read = bundle(&variant);
        assert!(read.workspace == full().workspace);
        assert!(!read.warnings.contains(&Warning::Checksum));
    }
    let edited = bundle(&text.replacen("\"rev\": 77", "\"rev\": 78", 1));
    assert!(edited.warnings.contains(&Warning::Checksum));
    let older = bundle(&text.replacen("\"app_version\": \"", "\"app_version\": \"x", 1));
    assert!(!older.warnings.contains(&Warning::Checksum));
}

#[test]
fn script_stays_text() {
    let read = full();
    assert_eq!(read.workspace.clients.iter().next().unwrap().name.as_str(), HOSTILE);
    let text = all(&read.workspace, T);
    assert!(bundle(&text).workspace.members.iter().all(|member| member.name.as_str() == HOSTILE));
}

#[test]
fn names_that_serde_uses_for_itself_are_names() {
    let strange = json!({ "$serde_json::private::RawValue": "[1,", "$serde_json::private::Number": "1", "$ref": "#" });
    let text = with(json!({ "later": [strange], "clients": [{ "id": id(Kind::Client, 1), "x": strange }] }));
    let written: Value = serde_json::from_str(&all(&bundle(&text).workspace, T)).unwrap();
    assert_eq!(written["tables"]["later"][0], strange);
    assert_eq!(written["tables"]["clients"][0]["x"], strange);
}

// ---- The schema.

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&schema::workspace_schema()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).map_err(|error| error.to_string()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn the_schema_in_docs_is_the_one_of_the_model() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/workspace.schema.json");
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == schema::workspace_schema(),
        "docs/workspace.schema.json is not what the model says: cargo run --example schema"
    );
}

#[test]
fn real_exports_are_valid_and_wrong_ones_are_not() {
    let validator = validator();
    for workspace in [Workspace::default(), small(), full().workspace, generate::workspace(300, Tree::Chain, 1)] {
        let written: Value = serde_json::from_str(&all(&workspace, T)).unwrap();
        let errors: Vec<_> =
            validator.iter_errors(&written).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let mut part: Value = serde_json::from_str(&export(&small(), Scope::Project(id(Kind::Project, 1)), T, &[])).unwrap();
    assert!(validator.is_valid(&part));
    part["scope"] = json!("half");
    assert!(!validator.is_valid(&part));
    let whole: Value = serde_json::from_str(&all(&full().workspace, T)).unwrap();
    for wrong in wrongs(&whole) {
        assert!(!validator.is_valid(&wrong.document), "{}[{}].{}", wrong.kind.table(), wrong.index, wrong.path);
    }
    for name in ["format", "schema", "tables"] {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(name);
        assert!(!validator.is_valid(&without), "{name}");
    }
}

// ---- Errors say where.

struct Wrong {
    kind: Kind,
    index: usize,
    /// Names only, `checklist.done`.
    path: String,
    document: Value,
}

/// The document with a value of a wrong type in each field of the second record of each table, one at a time.
fn wrongs(whole: &Value) -> Vec<Wrong> {
    fn walk(value: &Value, path: Vec<String>, found: &mut Vec<Vec<String>>) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields.iter().filter(|(name, _)| *name != "later" && *name != "custom") {
                    let mut path = path.clone();
                    path.push(name.clone());
                    found.push(path.clone());
                    walk(field, path, found);
                }
            }
            Value::Array(items) => {
                let mut path = path;
                path.push("0".into());
                items.iter().take(1).for_each(|item| walk(item, path.clone(), found));
            }
            _ => {}
        }
    }
    let mut wrongs = Vec::new();
    for &kind in Kind::ALL {
        let mut paths = Vec::new();
        walk(&whole["tables"][kind.table()][1], Vec::new(), &mut paths);
        assert!(paths.len() > 8);
        for path in paths {
            let mut document = whole.clone();
            let place = document.pointer_mut(&format!("/tables/{}/1/{}", kind.table(), path.join("/"))).unwrap();
            *place = if place.is_object() { json!("wrong") } else { json!({ "wrong": true }) };
            let path = path.into_iter().filter(|name| name != "0").collect::<Vec<_>>().join(".");
            wrongs.push(Wrong { kind, index: 1, path, document });
        }
    }
    assert!(wrongs.len() > 300);
    wrongs
}

#[test]
fn a_wrong_type_in_any_field_is_named() {
    let whole: Value = serde_json::from_str(&all(&full().workspace, T)).unwrap();
    for wrong in wrongs(&whole) {
        let text = serde_json::to_string_pretty(&wrong.document).unwrap();
        let ReadError::Value { at, fault } = fails(&text) else { panic!("{}", wrong.path) };
        let what = format!("{} {} → {at}: {}", wrong.kind.table(), wrong.path, fault.text);
        assert_eq!(at.table.as_deref(), Some(wrong.kind.table()), "{what}");
        assert_eq!(at.index, Some(wrong.index), "{what}");
        assert_eq!(at.id, (wrong.path != "id").then_some(id(wrong.kind, 2)), "{what}");
        // An amount of money is named as a whole.
        let money = wrong.path.ends_with(".m") || wrong.path.ends_with(".c");
        assert_eq!(at.field, if money { &wrong.path[..wrong.path.len() - 2] } else { &wrong.path }, "{what}");
        assert_eq!(fault.kind, FaultKind::Type, "{what}");
        let (line, wanted) = (text.lines().nth(at.line - 1).unwrap(), wrong.document.to_string().contains("wrong"));
        assert!(wanted && at.column <= line.chars().count() + 1, "{what}: {line}");
        let near = text.lines().skip(at.line.saturating_sub(4)).take(5).any(|line| line.contains("wrong"));
        assert!(near, "{what}: {line}");
    }
}

#[test]
fn each_kind_of_fault_is_recognised() {
    let tasks = |fields: Value| {
        let mut task = json!({ "id": id(Kind::Task, 1) });
        task.as_object_mut().unwrap().extend(fields.as_object().cloned().unwrap());
        with(json!({ "tasks": [task] }))
    };
    for (fields, kind, found, expected, field) in [
        (json!({ "status": "nowhere" }), FaultKind::Choice, "nowhere", "todo, doing, blocked, review, done, cancelled", "status"),
        (json!({ "reminder": "2026-02-30" }), FaultKind::Date, "2026-02-30", "2026-09-18", "reminder"),
        (json!({ "deadline": "soon" }), FaultKind::DateTime, "soon", "2026-09-18T09:00", "deadline"),
        (json!({ "constraint": { "date": "x" } }), FaultKind::DateTime, "x", "2026-09-18T09:00", "constraint.date"),
        (json!({ "owner": "I" }), FaultKind::Id, "I", "26 characters", "owner"),
        (json!({ "name": "字".repeat(20_001) }), FaultKind::TooLong, "20001", "20000", "name"),
        (json!({ "name": "a\u{7}" }), FaultKind::ControlCharacter, "\\u{7}", "", "name"),
        (json!({ "progress": 101 }), FaultKind::Range, "101", "0 and 100", "progress"),
        (json!({ "duration": -1 }), FaultKind::Range, "-1", "0 and 28800000", "duration"),
        (json!({ "actual_cost": { "m": i64::MAX, "c": "CNY" } }), FaultKind::Range, "9223372036854775807", "", "actual_cost"),
        (json!({ "actual_cost": { "c": "CNY" } }), FaultKind::Missing, "", "m", "actual_cost"),
        (
            json!({ "actual_cost": { "m": 1, "c": "BTC" } }),
            FaultKind::Choice,
            "BTC",
            "CNY, USD, EUR, HKD, GBP, SGD",
            "actual_cost",
        ),
        (json!({ "rev": -1 }), FaultKind::Type, "integer `-1`", "u32", "rev"),
        (json!({ "rev": 1.5 }), FaultKind::Type, "floating point `1.5`", "u32", "rev"),
        (json!({ "important": "yes" }), FaultKind::Type, "string \"yes\"", "a boolean", "important"),
        (json!({ "checklist": [{}, { "done": 1 }] }), FaultKind::Type, "integer `1`", "a boolean", "checklist.done"),
    ] {
        let ReadError::Value { at, fault } = fails(&tasks(fields.clone())) else { panic!("{fields}") };
        assert_eq!(
            (fault.kind, &*fault.found, &*fault.expected, &*at.field),
            (kind, found, expected, field),
            "{fields} {}",
            fault.text
        );
    }
    // A record that is none, and messages that look like places.
    let ReadError::Value { at, fault } = fails(&with(json!({ "tasks": [7] }))) else { panic!() };
    assert_eq!((fault.kind, at.index, at.id, &*at.field), (FaultKind::Type, Some(0), None, ""));
    let ReadError::Value { at, fault } = fails(&tasks(json!({ "status": "x: y at line 9 column 9" }))) else { panic!() };
    assert_eq!((fault.kind, &*at.field, at.line), (FaultKind::Choice, "status", 1));
    let ReadError::Value { fault, .. } = fails(&tasks(json!({ "status": "x".repeat(100_000) }))) else { panic!() };
    assert!(fault.found.len() < 100 && fault.text.len() < 1000);
}

#[test]
fn positions_are_those_of_an_editor() {
    let text = "{\n  \"format\": \"pursuit-workspace\", \"schema\": \"1.0\",\n  \"tables\": {\n    \"tasks\": [\n      {\"name\": \"字字\", \"rev\": \"x\"}]}}";
    let error = fails(text);
    let at = error.place().unwrap();
    assert_eq!(at.line, 5);
    let line: Vec<char> = text.lines().nth(4).unwrap().chars().collect();
    // At the end of the wrong value or just behind it.
    assert!(
        matches!(line[..at.column].iter().collect::<String>().trim_end(), s if s.ends_with("\"x") || s.ends_with("\"x\"") || s.ends_with('}')),
        "{at}"
    );
    assert_eq!(
        error.to_string(),
        format!(
            "{at}: {}",
            match &error {
                ReadError::Value { fault, .. } => fault.text.clone(),
                _ => panic!(),
            }
        )
    );
    let error = fails("{\"format\": \"pursuit-workspace\",\n \"schema\" 1}");
    assert!(matches!(error, ReadError::Syntax { line: 2, column: 11, .. }), "{error:?}");
}

// ---- Hostile files.

#[test]
fn each_refusal_has_its_name() {
    let task = |number: u128| json!({ "id": id(Kind::Task, number), "project": id(Kind::Project, 1) });
    let whole = || serde_json::from_str::<Value>(&all(&small(), T)).unwrap();
    let changed = |pointer: &str, value: Value| {
        let mut document = whole();
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        document.to_string()
    };
    let nested = |open: &str, close: &str| {
        with(json!({})).replace("{}", &format!("{{\"x\":{}1{}}}", open.repeat(100_000), close.repeat(100_000)))
    };
    for (text, code) in [
        (String::new(), "empty"),
        ("\u{feff} \n".into(), "empty"),
        ("hello".into(), "wrong-format"),
        ("PK\u{3}\u{4}".into(), "wrong-format"),
        ("<?xml version=\"1.0\"?>".into(), "wrong-format"),
        ("[]".into(), "wrong-format"),
        ("\"pursuit-workspace\"".into(), "wrong-format"),
        ("{}".into(), "wrong-format"),
        (r#"{"format":"other"}"#.into(), "wrong-format"),
        (r#"{"format":7}"#.into(), "wrong-format"),
        (r#"{"format":"pursuit-workspace"}"#.into(), "value"),
        (r#"{"format":"pursuit-workspace","schema":"1.0"}"#.into(), "value"),
        (changed("/schema", json!("2.0")), "newer"),
        (changed("/schema", json!(2)), "newer"),
        (changed("/schema", json!("4294967295.4294967295")), "newer"),
        (changed("/schema", json!("0.9")), "value"),
        (changed("/schema", json!("99999999999.0")), "value"),
        (changed("/schema", json!("one")), "value"),
        (changed("/schema", json!(null)), "value"),
        (changed("/schema", json!({ "major": 1 })), "value"),
        // A newer file need not even look like one of today.
        (r#"{"format":"pursuit-workspace","schema":"2.0","tables":7}"#.into(), "newer"),
        (changed("/app_version", json!(1)), "value"),
        (changed("/exported_at", json!(1)), "value"),
        (changed("/scope", json!(1)), "value"),
        (changed("/scope", json!("half")), "value"),
        (changed("/scope", json!(nobody(1))), "value"),
        (changed("/ancestors", json!("x")), "value"),
        (changed("/ancestors", json!([1])), "value"),
        (changed("/settings", json!([])), "value"),
        (changed("/settings", json!({ "week_start": 300 })), "value"),
        (changed("/tables", json!([])), "value"),
        (changed("/tables/tasks", json!({})), "value"),
        (changed("/tombstones", json!({})), "value"),
        (changed("/tombstones", json!([1])), "value"),
        (changed("/tombstones", json!([{ "at": 1 }])), "no-id"),
        (changed("/tombstones", json!([{ "id": nobody(1) }, { "id": nobody(1) }])), "id-twice"),
        (changed("/checksum", json!(1)), "value"),
        (changed("/tables/tasks/0", json!({ "name": "x" })), "no-id"),
        (changed("/tables/tasks/0/id", json!("00000000000000000000000000")), "no-id"),
        (changed("/tables/tasks/0/id", json!("ZZZZZZZZZZZZZZZZZZZZZZZZZZ")), "value"),
        (with(json!({ "tasks": [task(1), task(1)] })), "id-twice"),
        (with(json!({ "tasks": [task(1)], "clients": [{ "id": id(Kind::Task, 1) }] })), "id-twice"),
        (with(json!({})).replace("\"tables\"", "\"tables\":{},\"tables\""), "name-twice"),
        (with(json!({})).replace("{}", "{\"tasks\":[],\"tasks\":[]}"), "name-twice"),
        (all(&small(), T) + "x", "syntax"),
        (all(&small(), T).replacen(',', ";", 1), "syntax"),
        (with(json!({})).replace("{}", "{\"tasks\":[NaN]}"), "syntax"),
        (with(json!({})).replace("{}", "{\"tasks\":[{\"id\":\"\\ud800\"}]}"), "value"),
        (with(json!({})).replace("{}", "{\"x\":[\"\\ud800\"]}"), "value"),
        (with(json!({})).replace("{}", "{\"x\":[1e999]}"), "value"),
        (nested("[", "]"), "too-deep"),
        (nested("{\"a\":", "}"), "too-deep"),
        ("[".repeat(1_000_000), "too-deep"),
        ("{\"a\":".repeat(1_000_000), "too-deep"),
        (with(json!({ "x": vec![0; 250_001] })), "too-many-records"),
        (with(json!({})).replace("{}", &format!("{{\"x\":[{}0]}}", "0,".repeat(8_000_001))), "too-many-values"),
        (with(json!({})).replace("{}", &format!("{{\"x\":[{}0]}}", "[],".repeat(2_000_001))), "too-many-values"),
        (" ".repeat((64 << 20) + 1), "too-large"),
    ] {
        let shown: String = text.chars().take(200).collect();
        let error = fails(&text);
        assert_eq!(error.code(), code, "{shown}\n{error}");
        assert!(!error.to_string().is_empty() && error.to_string().len() < 2000);
    }
    assert_eq!(read(b"\xff\xfe{\x00}\x00").unwrap_err().code(), "not-text");
    assert_eq!(read(b"{\"format\": \"\xc4\xe3\"}").unwrap_err().code(), "not-text");
    assert_eq!(read(&[0x1f, 0x8b, 8, 0]).unwrap_err().code(), "not-text");
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let text = all(&small(), T);
    let whole = text.trim_end().len();
    for end in 0..whole {
        match read(&text.as_bytes()[..end]) {
            Err(ReadError::Empty) if end == 0 => {}
            Err(ReadError::Truncated { line, column }) if end > 0 => assert!(line > 0 && column > 0),
            other => panic!("{end}: {other:?}"),
        }
    }
    assert!(read(&text.as_bytes()[..whole]).is_ok());
}

#[test]
fn a_newer_minor_version_is_carried() {
    let mut document: Value = serde_json::from_str(&all(&full().workspace, T)).unwrap();
    document["schema"] = json!("1.7");
    document["envelope_of_later"] = json!(1);
    document.as_object_mut().unwrap().remove("checksum");
    let read = bundle(&document.to_string());
    assert_eq!(read.schema, (1, 7));
    assert!(read.warnings.contains(&Warning::NewerMinor { major: 1, minor: 7 }));
    assert!(read.warnings.contains(&Warning::UnknownName { name: "envelope_of_later".into() }));
    assert!(read.workspace == full().workspace);
}

#[test]
fn a_rescue_file_is_known() {
    let text = json!({ "format": "pursuit-rescue", "schema": 1, "savedAt": "2026-10-08T01:30:00Z", "keys": { "pursuit:head": "x", "pursuit:c:1": "字" } });
    let Ok(Document::Rescue(rescue)) = read(text.to_string().as_bytes()) else { panic!() };
    assert_eq!(rescue.saved_at, "2026-10-08T01:30:00Z");
    assert_eq!(rescue.keys["pursuit:c:1"], "字");
    for (pointer, value) in [("/keys", json!([])), ("/keys/pursuit:head", json!(7)), ("/schema", json!(2))] {
        let mut wrong = text.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert!(matches!(fails(&wrong.to_string()), ReadError::Value { .. } | ReadError::Newer { .. }), "{pointer}");
    }
}

// ---- Structure.

fn set(workspace: &Workspace, number: u128, change: impl Fn(&mut Task)) -> Workspace {
    let mut workspace = workspace.clone();
    let mut task = (**workspace.tasks.get(id(Kind::Task, number)).unwrap()).clone();
    change(&mut task);
    workspace.tasks.insert(task);
    workspace
}

fn linked(workspace: &Workspace, number: u128, from: u128, to: u128) -> Workspace {
    let mut workspace = workspace.clone();
    let (project, id_of) = (id(Kind::Project, 1), |task| id(Kind::Task, task));
    let link =
        Dependency { id: id(Kind::Dependency, number), project, from: id_of(from), to: id_of(to), ..Dependency::default() };
    workspace.links.insert(link);
    workspace
}

#[test]
fn what_can_never_be_planned_is_refused() {
    let task = |number| id(Kind::Task, number);
    let small = small();
    assert_eq!(check(&small), []);
    let mut other = set(&small, 1, |task| task.project = id(Kind::Project, 2));
    other.projects.insert(Project { id: id(Kind::Project, 2), ..Project::default() });
    let same = |a: &[Id], b: &[Id]| a.iter().collect::<BTreeSet<_>>() == b.iter().collect::<BTreeSet<_>>();
    for (workspace, wanted) in [
        (set(&small, 1, |t| t.parent = Some(t.id)), Problem::ParentCycle { kind: Kind::Task, ids: vec![task(1)] }),
        (
            set(&small, 1, |t| t.parent = Some(id(Kind::Task, 2))),
            Problem::ParentCycle { kind: Kind::Task, ids: vec![task(1), task(2)] },
        ),
        (linked(&small, 2, 3, 2), Problem::LinkCycle { tasks: vec![task(2), task(3)] }),
        (linked(&small, 2, 3, 3), Problem::LinkCycle { tasks: vec![task(3)] }),
        (other, Problem::ForeignParent { task: task(2), parent: task(1) }),
    ] {
        let found = check(&workspace);
        let first = &found[0];
        let alike = match (first, &wanted) {
            (Problem::ParentCycle { kind: a, ids: x }, Problem::ParentCycle { kind: b, ids: y }) => a == b && same(x, y),
            (Problem::LinkCycle { tasks: x }, Problem::LinkCycle { tasks: y }) => same(x, y),
            (a, b) => a == b,
        };
        assert!(alike && first.refused(), "{found:?} is not {wanted:?}");
        let error = fails(&all(&workspace, T));
        assert_eq!(error.code(), "structure");
        assert!(error.to_string().contains(&task(2).to_string()) || found.len() == 1, "{error}");
    }
}

#[test]
fn what_is_odd_is_told() {
    let summary = linked(&small(), 2, 1, 2);
    let read = bundle(&all(&summary, T));
    assert!(
        matches!(&read.problems[..], [Problem::SummaryCycle { tasks }] if tasks.contains(&id(Kind::Task, 1))),
        "{:?}",
        read.problems
    );

    let mut dangling = set(&small(), 2, |task| task.owner = Some(nobody(3)));
    dangling.settings = Shared::new(pursuit::engine::model::Settings { matrix: nobody(4), ..Default::default() });
    dangling.tasks.insert(Task { id: id(Kind::Task, 9), ..Task::default() });
    let read = bundle(&all(&dangling, T));
    assert_eq!(
        read.problems,
        [
            Problem::Dangling { kind: Some(Kind::Task), id: id(Kind::Task, 2), field: "owner", to: nobody(3) },
            Problem::Dangling { kind: Some(Kind::Task), id: id(Kind::Task, 9), field: "project", to: Id::NONE },
            Problem::Dangling { kind: None, id: Id::NONE, field: "matrix", to: nobody(4) },
        ]
    );
    assert!(read.problems.iter().all(|problem| !problem.to_string().is_empty()));

    let mut bases = small();
    for (number, base) in [(1, 2), (2, 3), (3, 2)] {
        let base = Some(id(Kind::Calendar, base));
        bases.calendars.insert(Calendar { id: id(Kind::Calendar, number), base, ..Calendar::default() });
    }
    let loop_of_two = Problem::ParentCycle { kind: Kind::Calendar, ids: vec![id(Kind::Calendar, 2), id(Kind::Calendar, 3)] };
    assert_eq!(bundle(&all(&bases, T)).problems, [loop_of_two]);
    assert_eq!(full().problems, []);
}

#[test]
fn long_chains_and_deep_trees_need_no_stack() {
    let mut workspace = generate::workspace(100_000, Tree::Chain, 1);
    assert_eq!(check(&workspace), []);
    let ids: Vec<Id> = workspace.tasks.iter().map(|task| task.id).collect();
    let project = workspace.projects.iter().next().unwrap().id;
    let link = Dependency { id: nobody(1), project, from: ids[99_999], to: ids[0], ..Dependency::default() };
    workspace.links.insert(link);
    let found = check(&workspace);
    assert!(matches!(&found[..], [Problem::LinkCycle { tasks }] if tasks.len() == 100_000));
    assert!(found[0].to_string().len() < 500);
    for pair in ids.windows(2) {
        let mut task = (**workspace.tasks.get(pair[1]).unwrap()).clone();
        task.parent = Some(pair[0]);
        workspace.tasks.insert(task);
    }
    assert_eq!(check(&workspace).len(), 1);
}

// ---- Import.

fn counter(start: u128) -> impl FnMut() -> Id {
    let mut next = start;
    move || {
        next += 1;
        Id::new(1_800_000_000_000, next)
    }
}

fn ids(workspace: &Workspace) -> BTreeSet<Id> {
    Kind::ALL.iter().flat_map(|&kind| workspace.rows(kind)).map(|row| row.id()).collect()
}

#[test]
fn a_copy_is_the_same_under_other_ids() {
    for (file, now) in [(full(), full().workspace), (full(), Workspace::default()), (bundle(&all(&small(), T)), full().workspace)]
    {
        let copied = add_as_copy(&now, &file, &mut counter(0));
        let (old, before) = (ids(&file.workspace), ids(&now));
        let new: BTreeSet<Id> = ids(&copied).difference(&before).copied().collect();
        assert_eq!(new.len(), old.len());
        assert!(new.is_disjoint(&old));
        assert!(ids(&copied).is_superset(&before));
        // The copies with the old ids put back are the originals.
        let mut text = String::new();
        let mut names = Vec::new();
        for &kind in Kind::ALL {
            let copies: Vec<Row> = copied.rows(kind).into_iter().filter(|row| new.contains(&row.id())).collect();
            let originals = file.workspace.rows(kind);
            assert_eq!(copies.len(), originals.len());
            for (copy, original) in copies.iter().zip(&originals) {
                names.push((copy.id().to_string(), original.id().to_string()));
                text += &copy.to_json().to_string();
            }
        }
        assert!(old.iter().all(|id| !text.contains(&id.to_string())));
        for (copy, original) in names {
            text = text.replace(&copy, &original);
        }
        let originals: String =
            Kind::ALL.iter().flat_map(|&kind| file.workspace.rows(kind)).map(|row| row.to_json().to_string()).collect();
        assert!(text == originals);
        assert_eq!(check(&copied).iter().filter(|problem| problem.refused()).count(), 0);
        assert_eq!(check(&copied).len(), check(&now).len());
    }
}

#[test]
fn a_copy_brings_unknown_tables_and_what_settings_lack() {
    let file = full();
    let copied = add_as_copy(&Workspace::default(), &file, &mut counter(0));
    assert!(copied.calendars.contains(copied.settings.default_calendar));
    assert!(copied.matrices.contains(copied.settings.matrix));
    let zebras = copied.unknown["zebras"].as_array().unwrap();
    assert_eq!(zebras[1]["of"], zebras[0]["id"]);
    assert_ne!(zebras[0]["id"], json!(nobody(1)));
    assert!(copied.tasks.contains(Id::parse(zebras[0]["task"].as_str().unwrap()).unwrap()));
    let twice = add_as_copy(&copied, &file, &mut counter(1000));
    assert_eq!(twice.unknown["zebras"].as_array().unwrap().len(), 4);
    assert_eq!(twice.settings, copied.settings);
}

#[test]
fn a_source_of_ids_that_repeats_itself_does_no_harm() {
    let file = full();
    for bad in [Id::NONE, id(Kind::Task, 1), Id::from_bits(u128::MAX)] {
        let copied = add_as_copy(&file.workspace, &file, &mut || bad);
        assert_eq!(ids(&copied).len(), 2 * ids(&file.workspace).len());
        assert_eq!(check(&copied), []);
    }
}

#[test]
fn a_replacement_is_counted_before_and_undone_after() {
    let now = small();
    let mut incoming = set(&now, 2, |task| task.name = Text::new("电话"));
    incoming.tasks.remove(id(Kind::Task, 3));
    incoming.links.remove(id(Kind::Dependency, 1));
    incoming.tasks.insert(Task { id: id(Kind::Task, 4), project: id(Kind::Project, 1), ..Task::default() });
    let file = bundle(&all(&incoming, T));

    let preview = preview(&now, &file);
    let tasks = preview.tables.iter().find(|(kind, _)| *kind == Kind::Task).unwrap().1;
    assert_eq!((tasks.new, tasks.changed, tasks.same, tasks.only_here), (1, 1, 1, 1));
    let total = preview.total();
    assert_eq!((total.new, total.changed, total.same, total.only_here), (1, 1, 2, 2));
    assert!(!preview.settings_changed);

    let before = now.clone();
    let mut history = History::default();
    let after = replace(&now, &file);
    assert!(after == incoming);
    assert!(after.same_table(Kind::Client, &now) && after.same_table(Kind::Project, &now));
    history.push("import", now);
    let (_, undone) = history.undo(after.clone()).unwrap();
    assert!(undone == before);
    let (_, redone) = history.redo(undone).unwrap();
    assert!(redone == after);
    let everything = replace(&before, &full());
    assert!(everything == full().workspace);
}

// ---- One project.

#[test]
fn a_project_file_holds_what_the_project_names_and_replaces_nothing_else() {
    let mut whole = full().workspace;
    let second = id(Kind::Project, 2);
    // Both projects of the sample own nothing yet but what names the first; give the second a task and a client of its own.
    let mut client = (**whole.clients.get(id(Kind::Client, 2)).unwrap()).clone();
    client.owner = Some(id(Kind::Member, 2));
    whole.clients.insert(client);
    whole.tasks.insert(Task { id: nobody(20), project: second, client: Some(id(Kind::Client, 2)), ..Task::default() });
    let mut project = Project { id: second, name: Text::new("二"), ..Project::default() };
    project.calendar = Some(id(Kind::Calendar, 2));
    whole.projects.insert(project);

    let text = export(&whole, Scope::Project(second), T, &[]);
    let file = bundle(&text);
    assert_eq!(file.scope, Scope::Project(second));
    assert_eq!(file.problems, []);
    assert_eq!(export(&file.workspace, Scope::Project(second), T, &[]), text);
    let names = |kind: Kind| file.workspace.rows(kind).iter().map(Row::id).collect::<Vec<_>>();
    assert_eq!(names(Kind::Task), [nobody(20)]);
    assert_eq!(names(Kind::Project), [second]);
    assert_eq!(names(Kind::Client), [id(Kind::Client, 2)]);
    assert_eq!(names(Kind::Risk), []);
    assert_eq!(names(Kind::Activity), []);
    // The calendar's base, the client's owner, the default calendar and the matrix come along; nobody else does.
    assert_eq!(names(Kind::Calendar), [id(Kind::Calendar, 1), id(Kind::Calendar, 2)]);
    assert!(names(Kind::Member).contains(&id(Kind::Member, 2)));
    assert_eq!(names(Kind::RiskMatrix), [id(Kind::RiskMatrix, 1)]);
    assert!(file.workspace.tombstones.is_empty() && file.workspace.unknown.is_empty());

    let first = bundle(&export(&whole, Scope::Project(id(Kind::Project, 1)), T, &[]));
    assert_eq!(first.workspace.tasks.len(), 3);
    assert_eq!(first.workspace.risks.len(), 3);
    assert_eq!(first.workspace.actions.len(), 3);
    assert_eq!(first.workspace.assignments.len(), 3);
    assert_eq!(first.workspace.links.len(), 3);
    assert_eq!(first.workspace.goals.len(), 3);
    assert_eq!(first.workspace.contacts.len(), 3);

    // Two edits here; the file takes back the one in its own project and leaves the other.
    let mut now = set(&whole, 1, |task| task.name = Text::new("here"));
    now.tasks.insert(Task { id: nobody(21), project: second, ..Task::default() });
    now.tasks.insert(Task { id: nobody(20), project: second, name: Text::new("edited"), ..Task::default() });
    let preview = preview(&now, &file);
    let tasks = preview.tables.iter().find(|(kind, _)| *kind == Kind::Task).unwrap().1;
    assert_eq!((tasks.new, tasks.changed, tasks.same, tasks.only_here), (0, 1, 0, 1));
    let after = replace(&now, &file);
    assert!(!after.tasks.contains(nobody(21)));
    assert_eq!(after.tasks.get(nobody(20)), whole.tasks.get(nobody(20)));
    assert_eq!(after.tasks.get(id(Kind::Task, 1)), now.tasks.get(id(Kind::Task, 1)));
    assert_eq!(after.settings, now.settings);
    assert_eq!(replace(&after, &file), after);
}

// ---- The generator.

#[test]
fn generated_plans_have_the_shape_they_promise() {
    let plan = generate::workspace(10_000, Tree::Tree, 1);
    let summaries: BTreeSet<Id> = plan.tasks.iter().filter_map(|task| task.parent).collect();
    assert_eq!((plan.tasks.len(), summaries.len(), plan.links.len()), (10_000, 992, 8917));
    assert_eq!(check(&plan), []);
    assert!(plan == generate::workspace(10_000, Tree::Tree, 1));
    assert!(plan != generate::workspace(10_000, Tree::Tree, 2));
    let starts: BTreeSet<_> = plan.tasks.iter().filter_map(|task| task.constraint.date).collect();
    assert_eq!(plan.tasks.iter().filter(|task| task.constraint.date.is_some()).count(), 91);
    let spread = starts.first().unwrap().date().until(starts.last().unwrap().date());
    assert!((400..730).contains(&spread), "{spread}");
    assert!(starts.iter().all(|start| start.date().weekday() < 5));
    for parent in plan.tasks.iter().map(|task| task.parent).collect::<BTreeSet<_>>() {
        let ranks: Vec<&Text> = plan.tasks.iter().filter(|task| task.parent == parent).map(|task| &task.rank).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1] && pair[0].len() == pair[1].len()));
        if parent.is_some() {
            assert!(ranks.len() <= 10);
        }
        if parent.is_none() {
            assert_eq!(ranks.len(), 91);
            break;
        }
    }
    let chain = generate::workspace(1000, Tree::Chain, 1);
    assert_eq!((chain.tasks.len(), chain.links.len()), (1000, 999));
    for count in [1, 2, 3, 12, 13, 111, 112, 113] {
        let plan = generate::workspace(count, Tree::Tree, 1);
        assert_eq!(plan.tasks.len(), count);
        assert!(bundle(&all(&plan, T)).workspace == plan);
    }
}

// ---- Anything at all.

mod anything {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static TEXT: LazyLock<String> = LazyLock::new(|| all(&full().workspace, T));
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&TEXT).unwrap());

    /// If it can be read, it can be written and read again as the same.
    fn survives(bytes: &[u8]) -> Option<Bundle> {
        match read(bytes) {
            Ok(Document::Workspace(read)) => {
                let text = all(&read.workspace, T);
                let again = bundle(&text);
                assert!(again.workspace == read.workspace);
                assert!(all(&again.workspace, T) == text);
                Some(*read)
            }
            Ok(Document::Rescue(_)) => None,
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.code().is_empty());
                None
            }
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            Just(json!(0)),
            Just(json!(100)),
            ".{0,12}".prop_map(Value::from),
            Just(json!(id(Kind::Task, 2))),
            Just(json!(id(Kind::Project, 1))),
            Just(json!("2026-02-29")),
            Just(json!("2026-09-18T24:00")),
        ];
        leaf.prop_recursive(4, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-z_]{1,8}", inner, 0..5).prop_map(|map| map.into_iter().collect::<Value>()),
            ]
        })
    }

    /// The value at the `nth` place of a walk through all of them.
    fn nth<'a>(value: &'a mut Value, n: &mut usize) -> Option<&'a mut Value> {
        if *n == 0 {
            return Some(value);
        }
        *n -= 1;
        match value {
            Value::Array(items) => items.iter_mut().find_map(|item| nth(item, n)),
            Value::Object(fields) => fields.values_mut().find_map(|field| nth(field, n)),
            _ => None,
        }
    }

    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(fields) => fields.values().map(count).sum(),
            _ => 0,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            survives(&bytes);
            let _ = holiday_cn::read(&bytes);
        }

        #[test]
        fn json_that_is_no_workspace(value in any_value()) {
            survives(value.to_string().as_bytes());
            survives(with(value.clone()).as_bytes());
            let _ = holiday_cn::read(value.to_string().as_bytes());
            let _ = holiday_cn::read(json!({ "year": value, "days": [value] }).to_string().as_bytes());
            let _ = holiday_cn::read(json!({ "year": 2026, "days": value }).to_string().as_bytes());
        }

        #[test]
        fn exports_with_bytes_changed(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4u8, any::<u8>()), 1..6)) {
            let mut bytes = TEXT.clone().into_bytes();
            for (at, what, byte) in edits {
                let at = at.index(bytes.len());
                match what {
                    0 => bytes[at] = byte,
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, byte),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            survives(&bytes);
        }

        #[test]
        fn exports_with_values_changed(edits in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 1..3)) {
            let mut document = DOCUMENT.clone();
            let places = count(&document);
            for (at, value) in edits {
                if let Some(place) = nth(&mut document, &mut at.index(places)) {
                    *place = value;
                }
            }
            if let Some(read) = survives(document.to_string().as_bytes()) {
                let now = full().workspace;
                let copied = add_as_copy(&now, &read, &mut counter(0));
                prop_assert_eq!(ids(&copied).len(), ids(&now).len() + ids(&read.workspace).len());
                let after = replace(&now, &read);
                prop_assert!(read.scope != Scope::Workspace || after == read.workspace);
                preview(&now, &read);
            }
        }
    }
}
