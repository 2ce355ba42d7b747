//! The session among the other tabs of the page: it tells them what changes here, takes over what changes there, and writes
//! where this is the tab that does. A part that is loaded after the first screen, called by `parts::among` alone.

use std::cell::RefCell;

use super::*;
use crate::app::browser::tabs::Channel;
use crate::engine::tabs::{Delta, Message, Stand, Tab};
use crate::engine::workspace::merge;

/// Seconds after which one who is not answered greets again, and after which the pen is taken from a tab that is stuck.
const GREET_AGAIN: u32 = 2;
const STUCK: u32 = 8;

/// What this tab and the others tell each other. One for the page, and as long as it.
struct Joined {
    session: Session,
    tab: RefCell<Tab>,
    channel: RefCell<Option<Channel>>,
}

/// Does what the session asks for.
pub fn ask(session: Session, asked: Asked) {
    let joined = session.joined();
    match asked {
        Asked::Join => {}
        Asked::Adopt(keys, stand) => joined.adopt(keys, &stand),
        Asked::Reread => joined.reread(),
    }
}

impl Session {
    fn joined(self) -> &'static Joined {
        if let Some(joined) = JOINED.with(|joined| *joined.borrow()) {
            return joined;
        }
        let opened = self.with_saver(|saver| (saver.last(), saver.head(), saver.seq().unwrap_or_default()));
        let (last, head, seq) = opened.unwrap_or_default();
        let tab = Tab::new(self.device, self.writer && boot::has_pen(), last);
        let joined: &'static Joined =
            Box::leak(Box::new(Joined { session: self, tab: RefCell::new(tab), channel: RefCell::default() }));
        joined.tab.borrow_mut().opened(head, seq);
        JOINED.with(|kept| *kept.borrow_mut() = Some(joined));
        self.among.set_value(Some(joined));
        joined.join();
        joined
    }
}

thread_local! {
    static JOINED: RefCell<Option<&'static Joined>> = const { RefCell::new(None) };
}

impl Among for Joined {
    fn writes(&self) -> bool {
        self.tab.borrow().writes()
    }

    fn tell(&self) {
        let now = self.session.root.get_untracked().0;
        let say = self.tab.borrow_mut().changed(&now, clock::now_ms());
        self.say_all(say);
    }

    fn saved(&self, state: &SaveState, now: &Workspace) {
        let (head, seq) = self.session.with_saver(|saver| (saver.head(), saver.seq().unwrap_or_default())).unwrap_or_default();
        let messages: Vec<Message> = {
            let mut tab = self.tab.borrow_mut();
            let stored = !matches!(state, SaveState::Unsaved(_));
            let news = tab.saved().head != head || !tab.is_saved();
            let stand: Stand = tab.stand();
            let committed = head.filter(|_| stored && news).and_then(|head| tab.committed(stand, now, head, seq));
            let failed = match state {
                SaveState::Unsaved(why) | SaveState::Partly(why) => tab.failed(why),
                _ => None,
            };
            committed.into_iter().chain(failed).collect()
        };
        self.say_all(messages);
    }

    fn state(&self) -> SaveState {
        let tab = self.tab.borrow();
        match (&tab.saved().why_not, tab.is_saved()) {
            (Some(why), _) => SaveState::Unsaved(why.clone()),
            (None, true) => SaveState::Saved,
            (None, false) => SaveState::Saving,
        }
    }

    fn keep(&self, label: &str) {
        self.say(&Message::Keep { label: label.into() });
    }

    fn erase(&self) {
        self.say(&Message::Erase);
    }

    fn head(&self) -> Option<String> {
        self.tab.borrow().saved().head.clone()
    }
}

impl Joined {
    /// Opens the channel and says that this tab has come.
    fn join(&'static self) {
        let channel = Channel::open(move |message| {
            if !boot::frozen() {
                self.hear(message);
            }
        });
        *self.channel.borrow_mut() = Some(channel);
        let writes = boot::watch_pen(move || self.promoted(), move || self.deposed());
        if writes && !self.writes() {
            self.promoted();
        }
        self.greet();
        self.session.flush();
        let waited = RefCell::new(0);
        let every_second = gloo_timers::callback::Interval::new(1_000, move || {
            let mut waited = waited.borrow_mut();
            if boot::frozen() || !self.tab.borrow().waits() {
                *waited = 0;
                return;
            }
            *waited += 1;
            match *waited {
                GREET_AGAIN => self.greet(),
                STUCK => {
                    *waited = 0;
                    boot::steal_pen();
                }
                _ => {}
            }
        });
        every_second.forget();
    }

    fn greet(&self) {
        let head = self.session.with_saver(|saver| saver.head()).flatten();
        let hello = self.tab.borrow().hello(head);
        self.say(&hello);
    }

    fn say(&self, message: &Message) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(message);
        }
    }

    fn say_all(&self, messages: Vec<Message>) {
        messages.iter().for_each(|message| self.say(message));
    }

    /// The workspace changed elsewhere: what can be undone here keeps one's own steps and takes over the others'.
    fn take_over(&self, now: Workspace) {
        let session = self.session;
        let before = session.root.get_untracked().0;
        let delta = Delta::between(&before, &now);
        if delta.is_empty() {
            return;
        }
        session.history.update_value(|history| history.map(|earlier| Arc::new(delta.shift(earlier))));
        session.root.set(Same(Arc::new(now)));
    }

    /// Brings what was read elsewhere together with what this tab shows; both grew out of `base`.
    fn bring_together(&self, base: Option<&Workspace>, theirs: &Workspace) {
        let now = self.session.root.get_untracked().0;
        self.take_over(merge(base, &now, theirs).workspace);
    }

    fn hear(&self, message: Message) {
        let session = self.session;
        match message {
            Message::Keep { label } if self.writes() => {
                session.keep_point(&label);
                return;
            }
            Message::Erase if self.writes() => return session.erase(),
            _ => {}
        }
        // What was changed here and not told yet comes first.
        self.tell();
        let outcome = self.tab.borrow_mut().hear(message);
        if let Some(now) = outcome.now {
            self.take_over(now);
        }
        if let Some(lost) = outcome.lost {
            let now = session.root.get_untracked().0;
            let other = Arc::new(lost.put(&now));
            session.history.update_value(|history| history.push(session.words().tabs_lost_step().to_string(), other));
            session.steps.update(|steps| *steps += 1);
            session.toast(session.words().tabs_lost().to_string(), true, false);
        }
        self.say_all(outcome.say);
        if let Some((who, head)) = outcome.greet {
            let opened = session.with_saver(|saver| head.parse().ok().and_then(|point| saver.load(point))).flatten();
            let welcome = self.tab.borrow().welcome(who, opened.as_ref());
            self.say_all(welcome);
        }
        if !self.writes() {
            session.mark_saved(self.state());
        }
    }

    /// The tab that wrote is gone, or does not answer: this one writes. What it has is more than what the store may show it
    /// yet, which is brought together.
    fn promoted(&self) {
        let session = self.session;
        if self.writes() || boot::frozen() {
            return;
        }
        self.tell();
        let known = self.tab.borrow().saved().clone();
        let (saver, opened, damage) = storage::open();
        let seq = saver.seq();
        session.saver.set_value(saver);
        session.damage.set(damage);
        if seq > Some(known.seq) && session.damage.with_untracked(Option::is_none) {
            self.bring_together(known.workspace.as_ref(), &opened);
        }
        let now = session.root.get_untracked().0;
        let say = {
            let mut tab = self.tab.borrow_mut();
            tab.changed(&now, clock::now_ms());
            tab.reign()
        };
        self.say_all(say);
        session.mirror.set_value(Mirror::default());
        let known = storage::Known { seq: known.seq, workspace: known.workspace };
        leptos::task::spawn_local(session.consult_mirror(known));
    }

    /// Another tab took the pen away.
    fn deposed(&self) {
        self.tab.borrow_mut().depose();
        self.greet();
        self.session.mark_saved(self.state());
    }

    /// Takes over what IndexedDB holds where that is newer.
    fn adopt(&self, keys: Vec<(String, String)>, stand: &storage::Stand) {
        let session = self.session;
        let Some(newer) = session.with_saver(|saver| saver.adopt(keys, stand.seq)).flatten() else { return };
        session.damage.set(None);
        if stand.head.is_empty() || session.with_saver(|saver| saver.seq()).flatten() > Some(stand.known.seq) {
            self.bring_together(stand.known.workspace.as_ref(), &newer);
            session.toast(session.words().store_from_mirror().to_string(), false, false);
        }
    }

    /// Something else stands in the store than this tab knew: another tab wrote, or the browser's data was cleared.
    fn reread(&self) {
        let session = self.session;
        match session.with_saver(storage::Saver::reread).flatten() {
            Some((base, theirs)) => {
                match theirs {
                    Some(theirs) => self.bring_together(Some(&base), &theirs),
                    None => session.toast(session.words().store_cleared().to_string(), false, false),
                }
                session.flush();
            }
            None => session.save.set(SaveState::Unsaved(session.words().unsaved_foreign().into())),
        }
    }
}
