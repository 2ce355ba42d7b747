//! Local storage as the engine's store needs it, and what the app keeps there beside: theme and language.
//!
//! gloo-storage panics where storage is denied, so it is asked for only after a probe; where it is denied the store works in
//! memory, and the user is told.

use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::prelude::*;
use web_sys::DomException;

use super::{boot, clock, files};
use crate::app::session::SaveState;
use crate::engine::model::{Lang, Moment};
use crate::engine::store::{CommitError, Hash, Memory, Opening, Point, Report, Storage, StorageError, Store, Unwritable};
use crate::engine::words::Words;
use crate::engine::workspace::Workspace;

const PREFS: &str = "pursuit/prefs";
/// What Chromium holds for a page, in UTF-16 units of keys and values.
const CAPACITY: usize = 5_242_880;

/// Milliseconds for which a count of what is stored holds.
const COUNTED_MS: i64 = 5_000;

/// Before the label of the state that a file was made of; what follows is the name of the file.
pub const OUT: &str = "@out ";
/// The label of a state before a change of many records.
pub const MANY: &str = "@many";
/// States of either kind that are kept; those of files, so that these can be merged when they come back.
const MARKED_KEPT: usize = 12;
/// Heads that a file names.
const HEADS: usize = 24;

struct Local;

fn raw() -> Result<web_sys::Storage, StorageError> {
    match web_sys::window().map(|window| window.local_storage()) {
        Some(Ok(Some(_))) => Ok(LocalStorage::raw()),
        _ => Err(StorageError::Denied),
    }
}

fn failure(error: JsValue) -> StorageError {
    match error.dyn_ref::<DomException>() {
        Some(error) if matches!(error.name().as_str(), "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => StorageError::Full,
        Some(error) if error.name() == "SecurityError" => StorageError::Denied,
        Some(error) => StorageError::Other(error.message()),
        // Newer browsers give the full store an error class of its own.
        None if format!("{error:?}").contains("Quota") => StorageError::Full,
        None => StorageError::Other(format!("{error:?}")),
    }
}

impl Storage for Local {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        raw()?.get_item(key).map_err(failure)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        raw()?.set_item(key, value).map_err(failure)
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        raw()?.remove_item(key).map_err(failure)
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        let raw = raw()?;
        let count = raw.length().map_err(failure)?;
        (0..count).filter_map(|at| raw.key(at).map_err(failure).transpose()).collect()
    }
}

type AnyStore = Store<Box<dyn Storage>>;

enum Way {
    Store(Box<AnyStore>),
    /// Nothing can be kept; why.
    Memory(SaveReason),
}

#[derive(Clone)]
enum SaveReason {
    Denied,
    Unreadable,
    Newer,
    Other(String),
}

/// What became of an attempt to write.
pub enum Written {
    State(SaveState),
    /// Something else stands there than this tab knew: see [`Saver::reread`].
    Foreign,
}

/// What was opened, as the mirror is compared with it.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    /// Empty where it was damaged.
    pub head: String,
    pub seq: Option<u64>,
    pub known: Known,
}

/// What the tab shows grew out of this, and its place in the order of commits.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub workspace: Option<Workspace>,
    pub seq: u64,
}

/// What writes the workspace.
pub struct Saver {
    way: Way,
    lang: Lang,
    /// What is taken of the browser's room, and when that was counted.
    used: (usize, i64),
}

/// What was damaged at opening.
#[derive(Clone, Debug, PartialEq)]
pub enum Damage {
    /// A sound version opened, of this time (milliseconds since 1970); so many values are not what they should be.
    Opened(usize, Option<i64>),
    Unreadable,
    Newer(String),
}

impl Damage {
    pub fn say(&self, w: Words) -> String {
        match self {
            Damage::Opened(count, at) => w.damage_banner(*count, at.map_or("—".into(), local_time)),
            Damage::Unreadable => w.unreadable_text(""),
            Damage::Newer(schema) => w.newer_banner(schema),
        }
    }
}

/// Opens what is stored: the writer of it, the workspace, and what was found damaged.
pub fn open() -> (Saver, Workspace, Option<Damage>) {
    let lang = Prefs::read().lang;
    let saver = |way| Saver { way, lang, used: (0, 0) };
    let storage: Box<dyn Storage> = Box::new(Local);
    match Store::open(storage) {
        Opening::Empty(store) => (saver(Way::Store(store)), Workspace::default(), None),
        Opening::Opened(opened) => {
            let damage = (!opened.report.is_sound()).then(|| damage_of(&opened.report));
            (saver(Way::Store(Box::new(opened.store))), opened.workspace, damage)
        }
        Opening::Unreadable(..) => (saver(Way::Memory(SaveReason::Unreadable)), Workspace::default(), Some(Damage::Unreadable)),
        Opening::Newer(_, schema) => {
            let shown = format!("{schema:?}");
            (saver(Way::Memory(SaveReason::Newer)), Workspace::default(), Some(Damage::Newer(shown)))
        }
        Opening::Failed(_, StorageError::Denied) => (saver(Way::Memory(SaveReason::Denied)), Workspace::default(), None),
        Opening::Failed(_, error) => (saver(Way::Memory(SaveReason::Other(error.to_string()))), Workspace::default(), None),
    }
}

fn damage_of(report: &Report) -> Damage {
    Damage::Opened(report.damages.len().max(1), report.opened_at)
}

impl Saver {
    pub fn state(&self) -> SaveState {
        let w = Words(self.lang);
        match &self.way {
            Way::Store(_) => SaveState::Saved,
            Way::Memory(reason) => SaveState::Unsaved(match reason {
                SaveReason::Denied => w.unsaved_denied().into(),
                SaveReason::Unreadable => w.unreadable_text(""),
                SaveReason::Newer => w.newer_banner(""),
                SaveReason::Other(message) => w.unsaved_other(message),
            }),
        }
    }

    /// Writes what differs from what is stored.
    pub fn write(&mut self, workspace: &Workspace, now_ms: i64, w: Words) -> Written {
        self.lang = w.0;
        let Way::Store(store) = &mut self.way else { return Written::State(self.state()) };
        if store.holds(workspace) {
            return Written::State(SaveState::Saved);
        }
        Written::State(match store.commit(workspace, now_ms, None) {
            Ok(_) => SaveState::Saved,
            Err(CommitError::Full) => SaveState::Unsaved(w.unsaved_full().into()),
            Err(CommitError::Denied) => SaveState::Unsaved(w.unsaved_denied().into()),
            Err(CommitError::Foreign) => return Written::Foreign,
            Err(CommitError::Unwritable(Unwritable { table, id, message })) => {
                SaveState::Unsaved(w.unsaved_other(format!("{table} {id}: {message}")))
            }
            Err(CommitError::Other(message)) => SaveState::Unsaved(w.unsaved_other(message)),
        })
    }

    /// Reads what now stands there. Gives what this tab read or wrote last, and what stands there; the second is none where
    /// the browser's data was cleared under the open page. None where it cannot be read whole.
    pub fn reread(&mut self) -> Option<(Workspace, Option<Workspace>)> {
        let Way::Store(old) = &self.way else { return None };
        let base = old.last().clone();
        let storage: Box<dyn Storage> = Box::new(Local);
        let (store, theirs) = match Store::open(storage) {
            Opening::Empty(store) => (store, None),
            Opening::Opened(opened) if opened.report.is_sound() => (Box::new(opened.store), Some(opened.workspace)),
            _ => return None,
        };
        self.way = Way::Store(store);
        Some((base, theirs))
    }

    /// What this tab last read or wrote.
    pub fn last(&self) -> Workspace {
        match &self.way {
            Way::Store(store) => store.last().clone(),
            _ => Workspace::default(),
        }
    }

    pub fn known(&self) -> Known {
        Known { workspace: Some(self.last()), seq: self.seq().unwrap_or_default() }
    }

    /// In a tab that does not write: reads anew where another tab has committed.
    fn refresh(&mut self) {
        if let Way::Store(store) = &self.way
            && store.foreign_head().unwrap_or_default()
        {
            let storage: Box<dyn Storage> = Box::new(Local);
            if let Opening::Opened(opened) = Store::open(storage) {
                self.way = Way::Store(Box::new(opened.store));
            }
        }
    }

    /// Newest first, the head among them; none where nothing is kept.
    pub fn points(&mut self) -> Vec<Point> {
        self.refresh();
        match &self.way {
            Way::Store(store) => store.points(),
            _ => Vec::new(),
        }
    }

    /// None where the point cannot be read whole.
    pub fn load(&self, point: Hash) -> Option<Workspace> {
        match &self.way {
            Way::Store(store) => store.load(point).ok(),
            _ => None,
        }
    }

    /// Makes a restore point with a name; such a one is not thinned out.
    pub fn keep(&mut self, workspace: &Workspace, now_ms: i64, label: &str) -> bool {
        match &mut self.way {
            Way::Store(store) => {
                let kept = store.commit(workspace, now_ms, Some(label)).is_ok();
                for mark in [OUT, MANY] {
                    let marked = |point: &Point| point.label.as_ref().is_some_and(|label| label.starts_with(mark));
                    let old = store.points().into_iter().filter(marked).skip(MARKED_KEPT);
                    for point in old.map(|point| point.id).collect::<Vec<_>>() {
                        let _ = store.forget(point);
                    }
                }
                kept
            }
            _ => false,
        }
    }

    /// True where this workspace is the head, and is kept by a name already.
    pub fn has_kept(&self, workspace: &Workspace) -> bool {
        let Way::Store(store) = &self.way else { return false };
        store.holds(workspace) && store.points().iter().any(|point| point.is_head && point.label.is_some())
    }

    /// The heads that are known here, newest first.
    pub fn heads(&mut self) -> Vec<String> {
        self.points().into_iter().take(HEADS).map(|point| point.id.to_string()).collect()
    }

    /// The first of these heads that is known here: the workspace as it was, and when.
    pub fn origin(&mut self, heads: &[String]) -> Option<(Workspace, i64)> {
        let points = self.points();
        let found = heads.iter().filter_map(|head| points.iter().find(|point| point.id.to_string() == *head));
        found.into_iter().find_map(|point| Some((self.load(point.id)?, point.at)))
    }

    /// What stands here now. Of a storage that was damaged the mirror is always asked.
    pub fn stand(&self, sound: bool, known: Known) -> Stand {
        let head = self.head().filter(|_| sound).unwrap_or_default();
        Stand { head, seq: self.seq(), known }
    }

    /// The head that rests in local storage; none where nothing is kept there.
    pub fn head(&self) -> Option<String> {
        match &self.way {
            Way::Store(store) => store.head().map(|head| head.to_string()),
            _ => None,
        }
    }

    pub fn seq(&self) -> Option<u64> {
        match &self.way {
            Way::Store(store) => store.seq(),
            _ => None,
        }
    }

    /// Takes over what IndexedDB holds where that is sound and newer than what was opened, `opened` being its place in the
    /// order of commits. Gives the workspace. Local storage is brought up to it, the head last.
    pub fn adopt(&mut self, keys: Vec<(String, String)>, opened: Option<u64>) -> Option<Workspace> {
        let memory = Memory::default();
        for (key, value) in &keys {
            memory.set(key, value).ok()?;
        }
        let Opening::Opened(mirrored) = Store::open(memory) else { return None };
        if !mirrored.report.is_sound() || mirrored.store.seq() <= opened {
            return None;
        }
        let (heads, others): (Vec<_>, Vec<_>) = keys.iter().partition(|(key, _)| key == "pursuit/head");
        for (key, value) in others.into_iter().chain(heads) {
            if Local.get(key).ok()?.as_ref() != Some(value) {
                Local.set(key, value).ok()?;
            }
        }
        let storage: Box<dyn Storage> = Box::new(Local);
        let Opening::Opened(opened) = Store::open(storage) else { return None };
        self.way = Way::Store(Box::new(opened.store));
        Some(opened.workspace)
    }

    /// Share of the browser's room that is taken, in per cent. It is counted anew after some seconds alone: that reads all that
    /// is stored.
    pub fn used_percent(&mut self) -> f64 {
        let now = clock::now_ms();
        if now - self.used.1 > COUNTED_MS {
            self.used = (used_units(), now);
        }
        (self.used.0 * 100) as f64 / CAPACITY as f64
    }

    /// Deletes everything this product keeps in the browser and begins a new store.
    pub fn erase(&mut self) {
        self.used = (0, 0);
        for (key, _) in raw_entries().into_iter().filter(|(key, _)| key.starts_with("pursuit/") && key != PREFS) {
            let _ = Local.remove(&key);
        }
        let storage: Box<dyn Storage> = Box::new(Local);
        self.way = match Store::open(storage) {
            Opening::Empty(store) => Way::Store(store),
            _ => Way::Store(match Store::open(Box::new(Memory::default()) as Box<dyn Storage>) {
                Opening::Empty(store) => store,
                _ => return,
            }),
        };
    }

    /// The stored text as it stands, for whoever can still read it.
    pub fn download_raw(&self) {
        let keys: serde_json::Map<String, serde_json::Value> = raw_entries()
            .into_iter()
            .filter(|(key, _)| key.starts_with("pursuit/"))
            .map(|(key, value)| (key, serde_json::Value::String(value)))
            .collect();
        let file = serde_json::json!({ "format": "pursuit-rescue", "schema": 1, "keys": keys });
        files::download("pursuit-rescue.json", "application/json", &file.to_string());
    }
}

/// In UTF-16 units of keys and values, without taking the values out of the browser.
fn used_units() -> usize {
    let Ok(raw) = raw() else { return 0 };
    let length =
        |key: &str| js_sys::Reflect::get(&raw, &key.into()).ok()?.dyn_into::<js_sys::JsString>().ok().map(|text| text.length());
    let keys = Local.keys().unwrap_or_default();
    keys.iter().map(|key| key.encode_utf16().count() + length(key).unwrap_or_default() as usize).sum()
}

fn raw_entries() -> Vec<(String, String)> {
    let keys = Local.keys().unwrap_or_default();
    keys.into_iter().filter_map(|key| Local.get(&key).ok().flatten().map(|value| (key, value))).collect()
}

/// `2026-09-18 09:30` where the user is, from milliseconds since 1970 UTC.
pub fn local_time(at_ms: i64) -> String {
    let offset = js_sys::Date::new_0().get_timezone_offset() as i64;
    let moment = Moment::from_minutes(at_ms.div_euclid(60_000) - offset);
    format!("{} {}", moment.date(), Words(Lang::En).clock(moment))
}

/// Calls back when the page goes out of sight or away.
pub fn on_hide(act: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let hidden = Closure::<dyn Fn()>::new(move || {
        if !boot::frozen() {
            act();
        }
    });
    let _ = window.add_event_listener_with_callback("pagehide", hidden.as_ref().unchecked_ref());
    if let Some(document) = window.document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", hidden.as_ref().unchecked_ref());
    }
    hidden.forget();
}

/// When everything was exported last, and until when no reminder is wanted; milliseconds since 1970 UTC, 0 for never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    pub at: i64,
    pub quiet_until: i64,
}

const BACKUP: &str = "pursuit/backup";

impl Backup {
    pub fn read() -> Backup {
        let kept: serde_json::Value =
            if raw().is_ok() { LocalStorage::get(BACKUP).unwrap_or_default() } else { Default::default() };
        let number = |name: &str| kept[name].as_i64().unwrap_or_default();
        Backup { at: number("at"), quiet_until: number("quiet_until") }
    }

    pub fn write(self) {
        if raw().is_ok() && !boot::frozen() {
            let _ = LocalStorage::set(BACKUP, serde_json::json!({ "at": self.at, "quiet_until": self.quiet_until }));
        }
    }
}

/// True where the browser has promised to keep the data; none where it does not say.
pub async fn is_lasting() -> Option<bool> {
    let storage = js_sys::Reflect::get(&web_sys::window()?.navigator(), &"storage".into()).ok()?;
    let ask: js_sys::Function = js_sys::Reflect::get(&storage, &"persisted".into()).ok()?.dyn_into().ok()?;
    let asked: js_sys::Promise = ask.call0(&storage).ok()?.dyn_into().ok()?;
    Some(wasm_bindgen_futures::JsFuture::from(asked).await.ok()?.is_truthy())
}

/// True in Safari, which deletes the data of a page that is not installed after seven days without a visit.
pub fn forgets_in_a_week() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let agent = window.navigator().user_agent().unwrap_or_default();
    let safari = agent.contains("Safari/") && !["Chrome", "Chromium", "Android", "Edg"].iter().any(|other| agent.contains(other));
    let installed = window.match_media("(display-mode: standalone)").ok().flatten().is_some_and(|query| query.matches());
    safari && !installed
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub const fn key(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn from_key(key: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.key() == key).unwrap_or_default()
    }

    pub fn other(self) -> Theme {
        let dark = match self {
            Theme::Dark => true,
            Theme::Light => false,
            Theme::System => {
                let query =
                    web_sys::window().and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten());
                query.is_some_and(|query| query.matches())
            }
        };
        if dark { Theme::Light } else { Theme::Dark }
    }
}

/// What belongs to this browser, not to the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefs {
    pub theme: Theme,
    pub lang: Lang,
}

impl Prefs {
    /// The boot script has read the same and dressed the page; `?lang=` wins over what is kept, that over the browser's.
    pub fn read() -> Prefs {
        let kept: serde_json::Value =
            if raw().is_ok() { LocalStorage::get(PREFS).unwrap_or_default() } else { Default::default() };
        let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
        let lang = root.and_then(|root| root.get_attribute("lang")).unwrap_or_default();
        Prefs {
            theme: Theme::from_key(kept["theme"].as_str().unwrap_or_default()),
            lang: if lang.starts_with("zh") { Lang::Zh } else { Lang::En },
        }
    }

    pub fn write(self) {
        if raw().is_ok() && !boot::frozen() {
            let _ = LocalStorage::set(PREFS, serde_json::json!({ "theme": self.theme.key(), "lang": self.lang.key() }));
        }
    }
}
