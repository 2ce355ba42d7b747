//! What needs a look inside: data of newer versions, and how restore points thin out.

use serde_json::{Value, json};
use std::sync::Arc;

use super::pack::{inflate, seal, unpack};
use super::points::surplus;
use super::snapshot::Snapshot;
use super::unread::LARGE;
use super::*;
use crate::engine::model::{Client, Id, Member, Text};
use crate::engine::workspace::Kind;

const T: i64 = 1_790_000_000_000;

fn open(storage: &Memory) -> Opened<&Memory> {
    match Store::open(storage) {
        Opening::Opened(opened) => *opened,
        other => panic!("{other:?}"),
    }
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    workspace.members.insert(Member { id: Id::new(T as u64, 1), name: Text::new("李明朗"), ..Member::default() });
    workspace
}

fn stored() -> Memory {
    let storage = Memory::default();
    let Opening::Empty(mut store) = Store::open(&storage) else { panic!() };
    store.commit(&workspace(), T, None).unwrap();
    storage
}

/// Puts another snapshot in the place of the head, as another version would write it.
fn rewrite(storage: &Memory, change: impl FnOnce(&mut Value)) -> Hash {
    let head = storage.get(HEAD).unwrap().unwrap();
    let value = storage.get(&format!("{SNAPSHOTS}{head}")).unwrap().unwrap();
    let mut snapshot: Value = serde_json::from_slice(inflate(&unpack(&value).unwrap(), &mut Vec::new()).unwrap()).unwrap();
    change(&mut snapshot);
    let (hash, value) = seal(snapshot.to_string().as_bytes());
    storage.set(&snapshot_key(hash), &value).unwrap();
    storage.set(HEAD, &hash.to_string()).unwrap();
    hash
}

fn chunk(storage: &Memory, text: &str) -> Hash {
    let (hash, value) = seal(text.as_bytes());
    storage.set(&chunk_key(hash), &value).unwrap();
    hash
}

fn entries(storage: &Memory) -> Vec<(String, String)> {
    let mut keys = storage.keys().unwrap();
    keys.sort();
    keys.into_iter().map(|key| (key.clone(), storage.get(&key).unwrap().unwrap())).collect()
}

#[test]
fn a_newer_major_version_is_refused_and_nothing_is_written() {
    let storage = stored();
    rewrite(&storage, |snapshot| snapshot["schema"] = json!([2, 3]));
    let before = entries(&storage);
    assert!(matches!(Store::open(&storage), Opening::Newer(_, Schema { major: 2, minor: 3 })));
    assert_eq!(entries(&storage), before);
    // And where the head is lost, an older snapshot does not open over it.
    storage.set(HEAD, "?").unwrap();
    assert!(matches!(Store::open(&storage), Opening::Newer(..)));
    storage.remove(HEAD).unwrap();
    assert!(matches!(Store::open(&storage), Opening::Newer(..)));
    assert_eq!(entries(&storage).len(), before.len() - 1);
}

#[test]
fn what_a_newer_versions_snapshot_may_need_is_not_swept() {
    let storage = stored();
    let head = storage.get(HEAD).unwrap().unwrap();
    let theirs = chunk(&storage, "in a form that we cannot know");
    rewrite(&storage, |snapshot| snapshot["schema"] = json!([2, 0]));
    storage.set(HEAD, &head).unwrap();
    let Opened { mut store, mut workspace, .. } = open(&storage);
    for n in 0..10 {
        workspace.settings.make_mut().name = Text::new(&format!("{n}"));
        store.commit(&workspace, T + n, None).unwrap();
        store.sweep().unwrap();
    }
    store.discard_damaged().unwrap();
    store.sweep().unwrap();
    assert!(storage.get(&chunk_key(theirs)).unwrap().is_some());
}

#[test]
fn a_newer_minor_versions_tables_and_fields_are_carried() {
    let storage = stored();
    let deal = Id::new(T as u64, 9);
    let zebras = chunk(&storage, &format!("zebras\n{{\"id\":\"{deal}\",\"stage\":\"won\"}}"));
    let picture = chunk(&storage, "a picture");
    let link = chunk(&storage, "unknown\n{\"notes\":{\"a\":1}}");
    let first = Id::NONE.to_string();
    rewrite(&storage, |snapshot| {
        snapshot["schema"] = json!([1, 7]);
        snapshot["attachments"] = json!({ "logo": [picture.to_string()] });
        snapshot["tables"]["zebras"] = json!([[zebras.to_string(), 1, 60, deal.to_string()]]);
        snapshot["tables"]["unknown"] = json!([[link.to_string(), 1, 60, first]]);
    });
    let Opened { mut store, workspace, report } = open(&storage);
    assert!(report.is_sound());
    assert_eq!(workspace.unknown["zebras"], json!([{ "id": deal.to_string(), "stage": "won" }]));
    assert_eq!(workspace.unknown["notes"], json!({ "a": 1 }));
    let mut now = workspace.clone();
    for n in 0..20 {
        now.settings.make_mut().name = Text::new(&format!("{n}"));
        store.commit(&now, T + n, None).unwrap();
    }
    store.sweep().unwrap();
    let Opened { mut store, workspace, report } = open(&storage);
    assert!(workspace == now && report.is_sound());
    assert!(storage.get(&chunk_key(picture)).unwrap().is_some(), "a newer version's field needs it");
    assert!(storage.get(&chunk_key(zebras)).unwrap().is_some());
    // A merge changes the tables: they are written whole, and are still there.
    now.unknown.make_mut().insert("zebras".into(), json!([]));
    store.commit(&now, T, None).unwrap();
    assert!(open(&storage).workspace == now);
}

#[test]
fn tables_carried_unknown_go_to_their_places_once_they_are_known() {
    let storage = Memory::default();
    let Opening::Empty(mut store) = Store::open(&storage) else { panic!() };
    let mut before = workspace();
    let client = Id::new(T as u64, 5).to_string();
    before.unknown.make_mut().insert("clients".into(), json!([{ "id": client, "name": "远山" }]));
    before.unknown.make_mut().insert("zebras".into(), json!([1]));
    before.unknown.make_mut().insert("tasks".into(), json!([{ "id": "not one" }]));
    store.commit(&before, T, None).unwrap();
    let Opened { mut store, mut workspace, .. } = open(&storage);
    assert_eq!(workspace.clients.len(), 1);
    assert_eq!(workspace.unknown.keys().collect::<Vec<_>>(), ["tasks", "zebras"]);
    for n in 0..2 {
        workspace.unknown.make_mut().insert("other".into(), json!(n));
        store.commit(&workspace, T, None).unwrap();
        assert!(open(&storage).workspace == workspace);
    }
}

#[test]
fn records_that_only_a_newer_minor_version_can_read_are_not_taken_for_damage() {
    let storage = stored();
    let members = chunk(&storage, &format!("members\n{{\"id\":\"{}\",\"rev\":\"seven\"}}", Id::new(T as u64, 1)));
    let change = |minor: u64| {
        move |snapshot: &mut Value| {
            snapshot["schema"] = json!([1, minor]);
            snapshot["tables"]["members"] = json!([[members.to_string(), 1, 60, Id::NONE.to_string()]]);
        }
    };
    rewrite(&storage, change(1));
    assert!(matches!(Store::open(&storage), Opening::Newer(_, Schema { major: 1, minor: 1 })));
    // From our own version it is damage, and the state before opens.
    let ours = stored();
    let members = chunk(&ours, &format!("members\n{{\"id\":\"{}\",\"rev\":\"seven\"}}", Id::new(T as u64, 1)));
    rewrite(&ours, |snapshot| {
        snapshot["at"] = json!(T + 1);
        snapshot["tables"]["members"] = json!([[members.to_string(), 1, 60, Id::NONE.to_string()]]);
    });
    let Opened { report, workspace: opened, .. } = open(&ours);
    assert!(opened == workspace() && matches!(report.damages[..], [Damage { fault: Fault::NotUnderstood(_), .. }]), "{report:?}");
    assert_eq!((report.opened_at, report.newest_at), (Some(T), Some(T + 1)));
}

#[test]
fn restore_points_thin_out_with_age() {
    const DAY: i64 = 24 * 3_600_000;
    // Three years of an edit every twenty minutes of eight hours a day, thinned after each as the store does.
    let mut held: Vec<Held> = Vec::new();
    let mut most = 0;
    for n in 0..3 * 365 * 24 {
        let at = T + n / 24 * DAY + n % 24 * 20 * 60_000;
        let snapshot = Snapshot {
            model: String::new(),
            schema: Schema::OURS,
            seq: n as u64,
            at,
            label: (n == 100).then(|| "by hand".into()),
            parent: None,
            tables: Default::default(),
            aside: Vec::new(),
            extra: Default::default(),
        };
        held.push(Held { hash: Hash::of(&n.to_le_bytes()), units: 0, snapshot: Arc::new(snapshot) });
        let head = held.last().map(|held| held.hash);
        let dropped = surplus(&held, head, at);
        held.retain(|held| !dropped.contains(&held.hash));
        most = most.max(held.len());
        let newest = held.iter().rev().take(3).map(|held| held.snapshot.seq);
        assert!(newest.eq((0..=n as u64).rev().take(3)), "the newest three stay");
    }
    assert!(most < 100, "{most}");
    let now = held.last().map_or(0, |held| held.snapshot.at);
    let ages: Vec<i64> = held.iter().map(|held| now - held.snapshot.at).collect();
    assert!(ages.iter().filter(|age| **age < DAY).count() >= 8, "one an hour of a day");
    assert!((0..29).all(|day| ages.iter().any(|age| age / DAY == day)), "one a day of a month");
    assert!((1..35).all(|month| ages.iter().any(|age| (age - month * 30 * DAY).abs() <= 30 * DAY)), "one a month");
    assert!(held.iter().any(|held| held.snapshot.label.is_some()), "a labelled one stays");
    // A clock that is set back drops nothing but what the steps say, and panics nowhere.
    for now in [i64::MIN, 0, i64::MAX] {
        let dropped = surplus(&held, None, now);
        assert!(dropped.len() <= held.len() - 3);
    }
}

/// A workspace with a table large enough to be left unread, and the storage that holds it.
fn large() -> (Workspace, Memory) {
    let mut workspace = workspace();
    for n in 0..2 * LARGE as u128 {
        let client = Client { id: Id::new(T as u64, n), name: format!("客户 {n}").as_str().into(), ..Client::default() };
        workspace.clients.insert(client);
    }
    let storage = Memory::default();
    let Opening::Empty(mut store) = Store::open(&storage) else { panic!() };
    store.commit(&workspace, T, None).unwrap();
    (workspace, storage)
}

fn is_unread(store: &Store<&Memory>) -> bool {
    matches!(store.index.runs.get(&Part::Table(Kind::Client)), Some(Runs::Unread(unread)) if !unread.is_read())
}

#[test]
fn a_large_table_is_read_when_it_is_asked_for() {
    let (before, storage) = large();
    let Opened { mut store, workspace, report } = open(&storage);
    assert!(is_unread(&store) && report.is_sound());
    assert_eq!((workspace.clients.len(), workspace.members == before.members), (2 * LARGE, true));
    // An edit of another table, its commit and what a snapshot lists leave it so.
    let mut edited = workspace.clone();
    edited.members = Default::default();
    assert_eq!(workspace.diff(&edited).len(), 1);
    store.commit(&edited, T + 1, None).unwrap();
    assert!(is_unread(&store));
    let Opened { mut store, workspace, .. } = open(&storage);
    assert!(is_unread(&store) && workspace.members.is_empty());
    assert!(workspace.clients == before.clients && !is_unread(&store));
    // An edit within it rewrites one run, as it would have.
    let runs = |store: &Store<&Memory>| store.index.runs[&Part::Table(Kind::Client)].entries();
    let listed = runs(&store);
    let mut edited = workspace.clone();
    let (id, late) = (Id::new(T as u64, 7), Id::new(T as u64 + 1, 0));
    edited.clients.insert(Client { name: Text::new("改名"), ..(**edited.clients.get(id).unwrap()).clone() });
    edited.clients.insert(Client { id: late, ..Client::default() });
    assert!(edited.clients.remove(Id::new(T as u64, 1_500)).is_some());
    store.commit(&edited, T + 2, None).unwrap();
    let changed = runs(&store).iter().filter(|entry| !listed.contains(entry)).count();
    assert!((1..=3).contains(&changed), "{changed} of {}", listed.len());
    let again = open(&storage);
    assert!(is_unread(&again.store) && again.workspace == edited);
}

#[test]
fn what_another_version_wrote_is_read_at_once() {
    let (before, storage) = large();
    rewrite(&storage, |snapshot| snapshot["model"] = json!("another"));
    let Opened { mut store, workspace, report } = open(&storage);
    assert!(matches!(store.index.runs[&Part::Table(Kind::Client)], Runs::Read(_)) && report.is_sound());
    assert!(workspace == before);
    // Once it is written by this one, its tables can wait.
    store.commit(&workspace, T + 1, Some("now ours")).unwrap();
    assert!(is_unread(&open(&storage).store));
}

#[test]
fn damage_in_a_table_that_waits_is_found_at_opening() {
    let (before, storage) = large();
    let Opened { mut store, workspace, .. } = open(&storage);
    let runs = |store: &Store<&Memory>| store.index.runs[&Part::Table(Kind::Client)].entries();
    let listed = runs(&store);
    let mut edited = workspace.clone();
    edited.clients.remove(Id::new(T as u64, 1_500));
    store.commit(&edited, T + 1, None).unwrap();
    let fresh = runs(&store).into_iter().find(|entry| !listed.contains(entry)).unwrap();
    let key = chunk_key(fresh.hash);
    let value = storage.get(&key).unwrap().unwrap();
    storage.set(&key, value.char_indices().nth(1).map(|(at, _)| &value[at..]).unwrap()).unwrap();
    let Opened { workspace, report, .. } = open(&storage);
    assert_eq!(report.damages, [Damage { key, fault: Fault::Altered }]);
    assert!(report.missing.is_empty() && workspace == before);
}
