//! The one root of state: the workspace as a value, its history, where it is saved, and what the screen needs beside.
//!
//! Every change goes through [`Session::edit`]: nothing else sets the workspace. While something is dragged, a draft
//! stands in its place and is dropped or kept at the end.

pub mod tabs;

use crate::app::prelude::*;
use std::sync::Arc;

use super::browser::{boot, clock, files, storage};
use super::parts;
use crate::engine::edit::{self, Context, Edit, Refusal};
use crate::engine::model::{Date, Id, Lang, MoneyUnit};
use crate::engine::plan::Plan;
use crate::engine::words::Words;
use crate::engine::workspace::{History, Workspace};

#[derive(Clone, Debug, PartialEq)]
pub enum SaveState {
    Saved,
    Saving,
    /// It rests in local storage alone; what that means.
    Partly(String),
    /// Why not, for the user.
    Unsaved(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub key: u32,
    pub text: String,
    pub undo: bool,
    pub bad: bool,
}

/// A shared value that is equal only to itself.
#[derive(Debug)]
pub struct Same<T>(pub Arc<T>);

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Same(self.0.clone())
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for Same<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

#[derive(Clone, Copy)]
pub struct Session {
    root: RwSignal<Same<Workspace>>,
    draft: RwSignal<Option<Same<Workspace>>>,
    history: StoredValue<History<String, Arc<Workspace>>>,
    /// Rises with every push on or pop from the history.
    steps: RwSignal<u32>,
    saver: StoredValue<storage::Saver, LocalStorage>,
    pub save: RwSignal<SaveState>,
    pub prefs: RwSignal<storage::Prefs>,
    pub today: RwSignal<Date>,
    pub toasts: RwSignal<Vec<Toast>>,
    /// What the live region says.
    pub spoken: RwSignal<String>,
    /// What the reader found damaged at opening, for the user to know.
    pub damage: RwSignal<Option<storage::Damage>>,
    /// When everything was exported last, and until when nobody wants to be reminded.
    pub backup: RwSignal<storage::Backup>,
    device: Id,
    mirror: StoredValue<Mirror>,
    /// This tab was elected to write when it opened.
    writer: bool,
    /// The other tabs; none until the part that knows them is here.
    among: StoredValue<Option<&'static dyn Among>, LocalStorage>,
    /// The plans that were made last, one of a project.
    plans: StoredValue<Vec<Same<Plan>>>,
}

/// A tab among others, as the session sees it. What is behind it is loaded after the first screen (`session/tabs.rs`); until
/// then a tab is alone, and the store refuses to write over what another one wrote.
pub trait Among {
    fn writes(&self) -> bool;
    /// Tells the others what was changed here since the last time.
    fn tell(&self);
    /// Tells the others what rests in the store.
    fn saved(&self, state: &SaveState, now: &Workspace);
    /// What a tab that does not write shows of its being saved.
    fn state(&self) -> SaveState;
    /// Asks the one that writes to keep a restore point, and to erase everything.
    fn keep(&self, label: &str);
    fn erase(&self);
    /// The head of the store, as far as this tab has heard.
    fn head(&self) -> Option<String>;
}

/// What the session asks of the part that knows the other tabs.
pub enum Asked {
    /// To be there.
    Join,
    /// To take over what IndexedDB holds, where that is newer.
    Adopt(Vec<(String, String)>, Box<storage::Stand>),
    /// To read anew what another one wrote.
    Reread,
}

/// Records that one step changes, from which on the state before it is kept as a restore point.
const BULK: usize = 50;
/// Milliseconds after which the tab that writes looks for others: the first screen comes before.
const SETTLED: u32 = 250;
/// Milliseconds until a part that did not come is asked for again.
const AGAIN: u32 = 3_000;

/// How far IndexedDB is.
#[derive(Clone, Debug, Default)]
struct Mirror {
    /// It has been compared with what was opened; before that nothing is written there.
    ready: bool,
    running: bool,
    /// The last attempt to write there failed.
    failed: bool,
    /// The head it was brought to, or that it could not be brought to.
    head: Option<String>,
}

impl Session {
    /// Opens what is stored. One tab writes; the others send it what they change.
    pub fn open(writer: bool) -> Session {
        let (saver, workspace, damage) = storage::open();
        let device = Id::new(clock::now_ms() as u64, clock::random());
        let known = saver.known();
        let prefs = storage::Prefs::read();
        files::dress(prefs.theme.key(), prefs.lang.key());
        let session = Session {
            root: RwSignal::new(Same(Arc::new(workspace))),
            draft: RwSignal::new(None),
            history: StoredValue::new(History::default()),
            steps: RwSignal::new(0),
            save: RwSignal::new(saver.state()),
            saver: StoredValue::new_local(saver),
            prefs: RwSignal::new(prefs),
            today: RwSignal::new(clock::today()),
            toasts: RwSignal::new(Vec::new()),
            spoken: RwSignal::new(String::new()),
            damage: RwSignal::new(damage),
            backup: RwSignal::new(storage::Backup::read()),
            device,
            mirror: StoredValue::new(Mirror::default()),
            writer,
            among: StoredValue::new_local(None),
            plans: StoredValue::new(Vec::new()),
        };
        session.keep_saving();
        leptos::task::spawn_local(session.meet());
        if writer {
            leptos::task::spawn_local(session.consult_mirror(known));
        }
        // Midnight passes while the page is open.
        gloo_timers::callback::Interval::new(60_000, move || {
            let today = clock::today();
            if session.today.get_untracked() != today {
                session.today.set(today);
            }
        })
        .forget();
        session
    }

    /// Joins the other tabs, if there are any.
    async fn meet(self) {
        if self.writer {
            gloo_timers::future::TimeoutFuture::new(SETTLED).await;
        }
        while parts::among(self, Asked::Join).await.is_err() {
            if !self.writes() {
                self.mark_saved(SaveState::Unsaved(self.words().part_failed().into()));
            }
            gloo_timers::future::TimeoutFuture::new(AGAIN).await;
        }
    }

    /// True in the one tab that writes to the store.
    pub fn writes(self) -> bool {
        self.among.get_value().map_or(self.writer, Among::writes)
    }

    fn mark_saved(self, state: SaveState) {
        if state != self.save.get_untracked() {
            self.save.set(state);
        }
    }

    /// The workspace as the user sees it: the draft while there is one.
    pub fn ws(self) -> Arc<Workspace> {
        match self.draft.get() {
            Some(draft) => draft.0,
            None => self.root.get().0,
        }
    }

    pub fn ws_untracked(self) -> Arc<Workspace> {
        self.draft.get_untracked().unwrap_or_else(|| self.root.get_untracked()).0
    }

    /// The workspace without the draft.
    pub fn settled(self) -> Arc<Workspace> {
        self.root.get_untracked().0
    }

    /// The same, tracked: whoever reads it is not told of what is only shown while something is dragged.
    pub fn kept(self) -> Arc<Workspace> {
        self.root.get().0
    }

    /// A part of the workspace; what reads it is told only when the part itself changed.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(self, part: impl Fn(&Workspace) -> T + Send + Sync + 'static) -> Memo<T> {
        memo(move |_| part(&self.ws()))
    }

    /// The plan of a project with its schedule; made anew when something it rests on changed.
    pub fn plan(self, project: impl Fn() -> Option<Id> + Send + Sync + 'static) -> Memo<Option<Same<Plan>>> {
        memo(move |_| self.plan_in(&self.ws(), project()?))
    }

    /// The same of a state: the plan that was made last is kept, so that after an edit the first who asks makes it and the
    /// others have it.
    pub fn plan_in(self, ws: &Workspace, project: Id) -> Option<Same<Plan>> {
        let known = self.plans.with_value(|plans| plans.iter().find(|plan| plan.project.id == project).cloned());
        let made = match &known {
            Some(known) if known.still_holds(ws) => return Some(known.clone()),
            Some(known) => known.after(ws),
            None => Plan::of(ws, project),
        };
        let made = made.map(|plan| Same(Arc::new(plan)));
        self.plans.update_value(|plans| {
            plans.retain(|plan| plan.project.id != project);
            plans.extend(made.clone());
        });
        made
    }

    pub fn words(self) -> Words {
        Words(self.prefs.get_untracked().lang)
    }

    pub fn lang(self) -> Memo<Lang> {
        memo(move |_| self.prefs.get().lang)
    }

    pub fn money_unit(self) -> Memo<MoneyUnit> {
        self.memo(|ws| ws.settings.money_unit)
    }

    pub fn context(self) -> Context {
        Context::new(clock::now_ms(), self.today.get_untracked(), self.device, clock::random())
    }

    fn apply<T>(self, edit: impl FnOnce(&mut Workspace, &Context) -> Edit<T>) -> Edit<(Workspace, T)> {
        let before = self.root.get_untracked().0;
        let ctx = self.context();
        let mut after = (*before).clone();
        let value = edit(&mut after, &ctx)?;
        Ok((edit::stamp(&before, after, &ctx), value))
    }

    /// Does an edit as one step that can be undone. A refusal is shown and changes nothing. `label` names the step.
    pub fn edit<T>(self, label: impl Into<String>, edit: impl FnOnce(&mut Workspace, &Context) -> Edit<T>) -> Option<T> {
        match self.apply(edit) {
            Ok((after, value)) => {
                self.set(label.into(), Arc::new(after));
                Some(value)
            }
            Err(refusal) => {
                self.draft.set(None);
                self.refuse(&refusal);
                None
            }
        }
    }

    /// The same for what takes something away: the toast offers to undo it.
    pub fn edit_with_undo<T>(
        self,
        label: impl Into<String>,
        edit: impl FnOnce(&mut Workspace, &Context) -> Edit<T>,
    ) -> Option<T> {
        let label = label.into();
        let done = self.edit(label.clone(), edit);
        if done.is_some() {
            self.toast(label, true, false);
        }
        done
    }

    /// Shows what an edit would give, without doing it; false where it cannot be done.
    pub fn preview(self, edit: impl FnOnce(&mut Workspace, &Context) -> Edit) -> bool {
        let drawn = self.apply(edit);
        let done = drawn.is_ok();
        if let Ok((draft, ())) = drawn {
            self.draft.set(Some(Same(Arc::new(draft))));
        }
        done
    }

    /// Whether a draft is shown.
    pub fn previewing(self) -> bool {
        self.draft.with_untracked(Option::is_some)
    }

    /// Does what is shown, as one step: the workspace of the draft is kept as it is, so nothing is computed again. False
    /// where nothing is shown.
    pub fn keep_preview(self, label: impl Into<String>) -> bool {
        let Some(draft) = self.draft.get_untracked() else { return false };
        self.set(label.into(), draft.0);
        true
    }

    pub fn drop_preview(self) {
        if self.draft.get_untracked().is_some() {
            self.draft.set(None);
        }
    }

    /// A workspace that was made elsewhere, with the stamps of those who made it, as one step that can be undone.
    pub fn take_in(self, label: String, after: Workspace) {
        self.set(label.clone(), Arc::new(after));
        self.toast(label, true, false);
    }

    fn set(self, label: String, after: Arc<Workspace>) {
        let before = self.root.get_untracked().0;
        let records = before.diff(&after).len();
        let changed = records > 0 || before.settings != after.settings;
        if records >= BULK && !before.is_empty() && !self.with_saver(|saver| saver.has_kept(&before)).unwrap_or_default() {
            self.keep_point(storage::MANY);
        }
        batch(|| {
            self.draft.set(None);
            if changed {
                self.history.update_value(|history| history.push(label, before));
                self.steps.update(|steps| *steps += 1);
                self.root.set(Same(after));
            }
        });
    }

    pub fn undo(self) {
        self.travel(History::undo, |w, label| w.undone(label));
    }

    pub fn redo(self) {
        self.travel(History::redo, |w, label| w.redone(label));
    }

    fn travel(
        self,
        step: impl FnOnce(&mut History<String, Arc<Workspace>>, Arc<Workspace>) -> Result<(String, Arc<Workspace>), Arc<Workspace>>,
        say: impl FnOnce(Words, String) -> String,
    ) {
        let now = self.root.get_untracked().0;
        let done = self.history.try_update_value(|history| step(history, now));
        if let Some(Ok((label, value))) = done {
            batch(|| {
                self.draft.set(None);
                self.steps.update(|steps| *steps += 1);
                self.root.set(Same(value));
            });
            self.toast(say(self.words(), label), false, false);
        }
    }

    /// What undo and redo would take back or do again.
    pub fn undo_labels(self) -> (Option<String>, Option<String>) {
        self.steps.track();
        self.history.with_value(|history| (history.undo_label().cloned(), history.redo_label().cloned()))
    }

    pub fn refuse(self, refusal: &Refusal) {
        let text = refusal.say(self.words(), &self.ws_untracked());
        self.toast(text, false, true);
    }

    /// Shows a line for some seconds, and says it.
    pub fn toast(self, text: String, undo: bool, bad: bool) {
        let key = self.toasts.with_untracked(|toasts| toasts.last().map_or(0, |toast| toast.key + 1));
        self.say(text.clone());
        self.toasts.update(|toasts| {
            toasts.retain(|toast| toast.text != text);
            toasts.push(Toast { key, text, undo, bad });
            let extra = toasts.len().saturating_sub(3);
            toasts.drain(..extra);
        });
        gloo_timers::callback::Timeout::new(7_000, move || self.toasts.update(|toasts| toasts.retain(|toast| toast.key != key)))
            .forget();
    }

    pub fn say(self, text: String) {
        self.spoken.set(text);
    }

    pub fn set_prefs(self, change: impl FnOnce(&mut storage::Prefs)) {
        self.prefs.update(change);
        let prefs = self.prefs.get_untracked();
        files::dress(prefs.theme.key(), prefs.lang.key());
        prefs.write();
    }

    pub fn with_saver<T>(self, f: impl FnOnce(&mut storage::Saver) -> T) -> Option<T> {
        self.saver.try_update_value(f)
    }

    /// Erases all that is stored and starts anew.
    pub fn erase(self) {
        if !self.writes() {
            return self.among.get_value().into_iter().for_each(Among::erase);
        }
        self.with_saver(storage::Saver::erase);
        self.history.set_value(History::default());
        self.mirror.update_value(|mirror| mirror.head = None);
        self.sync_mirror();
        self.steps.update(|steps| *steps += 1);
        self.damage.set(None);
        self.root.set(Same(Arc::new(Workspace::default())));
    }

    /// Writes after the frame in which something changed, and at once when the page is hidden.
    fn keep_saving(self) {
        let waiting = StoredValue::new(false);
        let first = StoredValue::new(true);
        Effect::new(move |_| {
            self.root.track();
            if first.get_value() {
                return first.set_value(false);
            }
            if matches!(self.save.get_untracked(), SaveState::Saved) {
                self.save.set(SaveState::Saving);
            }
            if !waiting.get_value() {
                waiting.set_value(true);
                gloo_timers::callback::Timeout::new(120, move || {
                    waiting.set_value(false);
                    self.flush();
                })
                .forget();
            }
        });
        storage::on_hide(move || self.flush());
    }

    /// Writes now what is not written yet.
    pub fn flush(self) {
        if boot::frozen() {
            return;
        }
        let among = self.among.get_value();
        if let Some(among) = among {
            among.tell();
        }
        if !self.writes() {
            return among.into_iter().for_each(|among| self.mark_saved(among.state()));
        }
        let now = self.root.get_untracked().0;
        let words = self.words();
        let Some(state) = self.with_saver(|saver| saver.write(&now, clock::now_ms(), words)) else { return };
        let state = match state {
            storage::Written::State(state) => state,
            // Another tab wrote, or the browser's data was cleared: both are brought together and written.
            storage::Written::Foreign => {
                return leptos::task::spawn_local(async move {
                    if parts::among(self, Asked::Reread).await.is_err() {
                        self.mark_saved(SaveState::Unsaved(words.unsaved_foreign().into()));
                    }
                });
            }
        };
        // It is saved when it rests in both places.
        if state == SaveState::Saved && !self.mirrored() {
            return self.sync_mirror();
        }
        let state = match state {
            SaveState::Saved if self.mirror.with_value(|mirror| mirror.failed) => SaveState::Partly(words.mirror_failed().into()),
            state => state,
        };
        if let Some(among) = among {
            among.saved(&state, &now);
        }
        self.mark_saved(state);
    }

    /// Keeps the workspace as it is now as a restore point with a name.
    pub fn keep_point(self, label: &str) -> bool {
        if !self.writes() {
            let among = self.among.get_value();
            among.into_iter().for_each(|among| among.keep(label));
            return among.is_some();
        }
        let now = self.root.get_untracked().0;
        let kept = self.with_saver(|saver| saver.keep(&now, clock::now_ms(), label)).unwrap_or_default();
        self.flush();
        kept
    }

    /// What a file that goes out descends from, newest first: the state of now, which is kept as a restore point, those before
    /// it, and the heads of other copies that have come in. By these the file is merged when it comes back.
    pub fn ancestors(self, name: &str) -> Vec<String> {
        self.keep_point(&format!("{}{name}", storage::OUT));
        let known = self.among.get_value().filter(|among| !among.writes()).and_then(Among::head);
        let held = self.with_saver(|saver| saver.heads()).unwrap_or_default();
        let foreign = self.settled().settings.lineage.iter().map(|head| head.to_string()).collect::<Vec<_>>();
        known.into_iter().chain(held).chain(foreign).collect()
    }

    /// Everything went out as a file.
    pub fn note_backup(self) {
        self.set_backup(storage::Backup { at: clock::now_ms(), quiet_until: 0 });
    }

    pub fn set_backup(self, backup: storage::Backup) {
        backup.write();
        self.backup.set(backup);
    }

    /// True where IndexedDB is at the head of local storage.
    fn mirrored(self) -> bool {
        let head = self.with_saver(|saver| saver.head()).flatten();
        head.is_none() || self.mirror.with_value(|mirror| mirror.head == head)
    }

    /// Brings IndexedDB to what local storage holds, one after the other, and then says *Saved*.
    fn sync_mirror(self) {
        if self.mirror.with_value(|mirror| !mirror.ready || mirror.running) || boot::frozen() {
            return;
        }
        self.mirror.update_value(|mirror| mirror.running = true);
        leptos::task::spawn_local(async move {
            let head = self.with_saver(|saver| saver.head()).flatten();
            // Where the browser has no IndexedDB for the page, local storage alone keeps the data, which is said.
            let written = boot::mirror_sync().await;
            self.mirror.update_value(|mirror| {
                mirror.running = false;
                mirror.failed = !written;
                mirror.head = head;
            });
            self.flush();
        });
    }

    /// Looks whether IndexedDB holds something newer than what was opened, without keeping the first screen waiting.
    async fn consult_mirror(self, known: storage::Known) {
        let sound = self.damage.with_untracked(Option::is_none);
        let Some(stand) = self.with_saver(|saver| saver.stand(sound, known)) else { return };
        if let Some(keys) = boot::mirror_newer(&stand.head).await
            // Without the code for it the mirror is left as it is: nothing is written over what is newer there.
            && parts::among(self, Asked::Adopt(keys, Box::new(stand))).await.is_err()
        {
            return;
        }
        self.mirror.update_value(|mirror| mirror.ready = true);
        self.flush();
    }
}

/// The session of the page.
pub fn session() -> Session {
    expect_context::<Session>()
}

/// The texts in the user's language. The whole app is drawn anew when the language changes.
pub fn words() -> Words {
    session().words()
}
