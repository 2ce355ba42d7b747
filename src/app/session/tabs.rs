//! The session among the other tabs of the page: it tells them what changes here, takes over what changes there, and writes
//! where this is the tab that does.

use super::*;
use crate::engine::tabs::{Delta, Stand};

/// Seconds after which one who is not answered greets again, and after which the pen is taken from a tab that is stuck.
const GREET_AGAIN: u32 = 2;
const STUCK: u32 = 8;

impl Session {
    /// Opens the channel and says that this tab has come.
    pub(super) fn join(self) {
        self.channel.set_value(Some(Channel::open(move |message| {
            if !boot::frozen() {
                self.hear(message);
            }
        })));
        let writes = boot::watch_pen(move || self.promoted(), move || self.deposed());
        if writes && !self.writes() {
            self.promoted();
        }
        self.greet();
        let waited = StoredValue::new(0);
        let every_second = gloo_timers::callback::Interval::new(1_000, move || {
            if boot::frozen() || !self.tab.with_value(Tab::waits) {
                return waited.set_value(0);
            }
            waited.update_value(|waited| *waited += 1);
            match waited.get_value() {
                GREET_AGAIN => self.greet(),
                STUCK => {
                    waited.set_value(0);
                    boot::steal_pen();
                }
                _ => {}
            }
        });
        every_second.forget();
    }

    pub fn writes(self) -> bool {
        self.tab.with_value(Tab::writes)
    }

    fn greet(self) {
        let head = self.with_saver(|saver| saver.head()).flatten();
        let hello = self.tab.with_value(|tab| tab.hello(head));
        self.say_to_tabs(hello);
    }

    pub(super) fn say_to_tabs(self, message: Message) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                channel.say(&message);
            }
        });
    }

    /// Tells the others what was changed here since the last time.
    pub(super) fn tell_tabs(self) {
        let now = self.root.get_untracked().0;
        let say = self.tab.try_update_value(|tab| tab.changed(&now)).unwrap_or_default();
        say.into_iter().for_each(|message| self.say_to_tabs(message));
    }

    /// Tells the others what rests in the store.
    pub(super) fn tell_saved(self, state: &SaveState, now: &Workspace) {
        let (head, seq) = self.with_saver(|saver| (saver.head(), saver.seq().unwrap_or_default())).unwrap_or_default();
        let messages = self.tab.try_update_value(|tab| {
            let stored = !matches!(state, SaveState::Unsaved(_));
            let news = tab.saved().head != head || !tab.is_saved();
            let stand: Stand = tab.stand();
            let committed = head.filter(|_| stored && news).and_then(|head| tab.committed(stand, now, head, seq));
            let failed = match state {
                SaveState::Unsaved(why) | SaveState::Partly(why) => tab.failed(why),
                _ => None,
            };
            committed.into_iter().chain(failed).collect::<Vec<_>>()
        });
        messages.unwrap_or_default().into_iter().for_each(|message| self.say_to_tabs(message));
    }

    /// What a tab that does not write shows of its being saved.
    pub(super) fn mark_saved(self) {
        let state = self.tab.with_value(|tab| match (&tab.saved().why_not, tab.is_saved()) {
            (Some(why), _) => SaveState::Unsaved(why.clone()),
            (None, true) => SaveState::Saved,
            (None, false) => SaveState::Saving,
        });
        if state != self.save.get_untracked() {
            self.save.set(state);
        }
    }

    /// The workspace changed elsewhere: what can be undone here keeps one's own steps and takes over the others'.
    pub(super) fn take_over(self, now: Workspace) {
        let before = self.root.get_untracked().0;
        let delta = Delta::between(&before, &now);
        if delta.is_empty() {
            return;
        }
        self.history.update_value(|history| history.map(|earlier| Arc::new(delta.shift(earlier))));
        self.root.set(Same(Arc::new(now)));
    }

    fn hear(self, message: Message) {
        match message {
            Message::Keep { label } if self.writes() => {
                self.keep_point(&label);
                return;
            }
            Message::Erase if self.writes() => return self.erase(),
            _ => {}
        }
        // What was changed here and not told yet comes first.
        self.tell_tabs();
        let Some(outcome) = self.tab.try_update_value(|tab| tab.hear(message)) else { return };
        if let Some(now) = outcome.now {
            self.take_over(now);
        }
        if let Some(lost) = outcome.lost {
            let now = self.root.get_untracked().0;
            let other = Arc::new(lost.put(&now));
            self.history.update_value(|history| history.push(self.words().tabs_lost_step().to_string(), other));
            self.steps.update(|steps| *steps += 1);
            self.toast(self.words().tabs_lost().to_string(), true, false);
        }
        outcome.say.into_iter().for_each(|message| self.say_to_tabs(message));
        if let Some((who, head)) = outcome.greet {
            let opened = self.with_saver(|saver| head.parse().ok().and_then(|point| saver.load(point))).flatten();
            let welcome = self.tab.with_value(|tab| tab.welcome(who, opened.as_ref()));
            welcome.into_iter().for_each(|message| self.say_to_tabs(message));
        }
        if !self.writes() {
            self.mark_saved();
        }
    }

    /// The tab that wrote is gone, or does not answer: this one writes. What it has is more than what the store may show it
    /// yet, which is brought together.
    fn promoted(self) {
        if self.writes() || boot::frozen() {
            return;
        }
        self.tell_tabs();
        let known = self.tab.with_value(|tab| tab.saved().clone());
        let (saver, opened, damage) = storage::open();
        let seq = saver.seq();
        self.saver.set_value(saver);
        self.damage.set(damage);
        if seq > Some(known.seq) && self.damage.with_untracked(Option::is_none) {
            let now = self.root.get_untracked().0;
            self.take_over(merge(known.workspace.as_ref(), &now, &opened).workspace);
        }
        let now = self.root.get_untracked().0;
        let say = self.tab.try_update_value(|tab| {
            tab.changed(&now);
            tab.reign()
        });
        say.unwrap_or_default().into_iter().for_each(|message| self.say_to_tabs(message));
        self.mirror.set_value(Mirror::default());
        leptos::task::spawn_local(self.consult_mirror());
    }

    /// Another tab took the pen away.
    fn deposed(self) {
        self.tab.update_value(Tab::depose);
        self.greet();
        self.mark_saved();
    }
}
