//! Several tabs edit one workspace. One of them, elected outside, writes; the others send it what they change and take over
//! what it announces. The room is a state machine: messages in, messages out. It never waits, and knows no browser.
//!
//! - What the writer has is **shared**; every change of it has a version, and is announced with it.
//! - A follower is always *shared* plus what it has changed itself. That is sent one parcel at a time, and put on anew over
//!   whatever is announced meanwhile (`workspace::merge`), so that nothing waits for an answer and nothing is lost.
//! - Of one **field** the later change stands, whatever way it comes ([`Times`]).
//! - Another writer begins a new **reign** with the version it knows. Whoever knows more sends what they hold beyond it: what
//!   a tab shows holds everything that it has ever heard, so any state that both know serves as the common one.

mod delta;
mod times;

pub use delta::Delta;
pub use times::{Timed, Times};

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

use crate::engine::model::Id;
use crate::engine::workspace::{Merged, Side, Workspace, merge};

/// States that are remembered, so that one who missed some is told the difference.
const REMEMBERED: usize = 200;

/// Which writer it is; the later wins, and of two at once the higher id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reign(pub u64, pub Id);

/// One state of what is shared: under whom it was announced, and its place in the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub reign: Reign,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// From one who has come, or has missed something: what it knows, and the head of the store that it opened.
    Hello {
        from: Id,
        head: Option<String>,
        stands: Vec<Stand>,
    },
    /// From a new writer: where it begins.
    Reign {
        reign: Reign,
        stand: Stand,
    },
    /// From the writer: what is shared is now this. `before` is what it differs from by `delta`.
    State {
        reign: Reign,
        stand: Stand,
        before: Before,
        delta: Box<Delta>,
        /// When the fields in it were changed.
        times: Vec<Timed>,
        /// The parcel that it contains: of whom, and which.
        parcel: Option<(Id, u64)>,
        /// The values that lost against later ones of the same field.
        lost: Option<Box<Delta>>,
    },
    /// From a follower: what it changed.
    Parcel {
        from: Id,
        number: u64,
        reign: Reign,
        stand: Stand,
        delta: Box<Delta>,
        times: Vec<Timed>,
    },
    /// From the writer: this state rests in the store, as this head.
    Saved {
        reign: Reign,
        stand: Stand,
        head: String,
        seq: u64,
    },
    /// From the writer: it cannot be saved, and why.
    Unsaved {
        reign: Reign,
        why: String,
    },
    /// From a follower: keep a restore point, or erase everything.
    Keep {
        label: String,
    },
    Erase,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Before {
    Stand(Stand),
    /// What this one opened from the store.
    Opened(Id),
    /// Nothing: the delta is the whole.
    Nothing(Id),
}

/// What is to be done after a message.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The workspace is now another.
    pub now: Option<Workspace>,
    pub say: Vec<Message>,
    /// What lost against later changes.
    pub lost: Option<Delta>,
    /// One has come and names a head of the store: see [`Tab::welcome`].
    pub greet: Option<(Id, String)>,
    /// This tab no longer writes.
    pub deposed: bool,
}

#[derive(Debug)]
pub struct Tab {
    id: Id,
    writes: bool,
    reign: Reign,
    stand: Stand,
    /// What the writer has, as far as this tab knows. Of the writer itself: what it last announced.
    shared: Workspace,
    shared_times: Times,
    /// What this tab shows.
    now: Workspace,
    times: Times,
    /// A parcel on its way: its number, and the workspace as it was with it and without what came later.
    sent: Option<(u64, Workspace)>,
    number: u64,
    log: VecDeque<(Stand, Workspace, Times)>,
    /// It has heard from the writer of this reign.
    greeted: bool,
    /// The last parcel of each tab that is contained in what is shared.
    done: BTreeMap<Id, u64>,
    saved: Saved,
}

/// What rests in the store.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    pub stand: Stand,
    pub head: Option<String>,
    pub seq: u64,
    /// The workspace of that head, where this tab knew it.
    pub workspace: Option<Workspace>,
    pub why_not: Option<String>,
}

impl Stand {
    /// The state that rests in the store as a head, by whomever it was announced.
    fn of_head(head: &str) -> Stand {
        Stand { reign: Reign(0, Id::from_bits(u128::from_str_radix(head, 16).unwrap_or_default())), version: 0 }
    }
}

impl Tab {
    /// A tab that has opened `opened` from the store, and writes or follows.
    pub fn new(id: Id, writes: bool, opened: Workspace) -> Tab {
        Tab {
            id,
            writes,
            reign: if writes { Reign(1, id) } else { Reign::default() },
            stand: Stand::default(),
            shared: opened.clone(),
            shared_times: Times::default(),
            now: opened,
            times: Times::default(),
            sent: None,
            number: 0,
            log: VecDeque::new(),
            greeted: writes,
            done: BTreeMap::new(),
            saved: Saved::default(),
        }
    }

    /// What this tab opened is the state of this head.
    pub fn opened(&mut self, head: Option<String>, seq: u64) {
        if let Some(head) = &head {
            self.stand = Stand::of_head(head);
            self.remember();
        }
        self.saved = Saved { head, seq, workspace: Some(self.shared.clone()), stand: self.stand, ..Saved::default() };
    }

    pub fn writes(&self) -> bool {
        self.writes
    }

    pub fn stand(&self) -> Stand {
        self.stand
    }

    pub fn saved(&self) -> &Saved {
        &self.saved
    }

    /// True where something this tab said has not been answered.
    pub fn waits(&self) -> bool {
        !self.writes && (!self.greeted || self.sent.is_some())
    }

    /// True where all that this tab has rests in the store.
    pub fn is_saved(&self) -> bool {
        self.sent.is_none() && self.now == self.shared && self.saved.stand.version >= self.stand.version
    }

    /// What one says who has come, `head` being what it opened.
    pub fn hello(&self, head: Option<String>) -> Message {
        match self.writes {
            true => Message::Reign { reign: self.reign, stand: self.stand },
            false => {
                let stands = self.log.iter().rev().map(|(stand, ..)| *stand).take(REMEMBERED / 2).collect();
                Message::Hello { from: self.id, head, stands }
            }
        }
    }

    /// This tab writes from now on.
    pub fn reign(&mut self) -> Vec<Message> {
        if self.writes {
            return Vec::new();
        }
        self.writes = true;
        self.greeted = true;
        self.sent = None;
        self.saved.stand.version = 0;
        self.reign = Reign(self.reign.0.saturating_add(1), self.id);
        let mut say = vec![Message::Reign { reign: self.reign, stand: self.stand }];
        say.extend(self.announce(None, None));
        say
    }

    /// Another took the pen: this tab follows from now on.
    pub fn depose(&mut self) {
        self.writes = false;
        self.greeted = false;
        self.sent = None;
    }

    /// The workspace was changed here; `at` is the time, in milliseconds.
    pub fn changed(&mut self, now: &Workspace, at: i64) -> Vec<Message> {
        self.times.note(&self.now, now, at, self.id);
        self.now = now.clone();
        if self.writes { self.announce(None, None).into_iter().collect() } else { self.send().into_iter().collect() }
    }

    /// Answers one who opened a head of the store; `opened` is what stands there, none where it is not known.
    pub fn welcome(&self, who: Id, opened: Option<&Workspace>) -> Vec<Message> {
        let (before, from) = match opened {
            Some(opened) => (Before::Opened(who), opened),
            None => (Before::Nothing(who), &Workspace::default()),
        };
        std::iter::once(self.state(before, from, self.done_of(who), None)).chain(self.rests()).collect()
    }

    fn done_of(&self, who: Id) -> Option<(Id, u64)> {
        self.done.get(&who).map(|number| (who, *number))
    }

    /// What rests in the store, for one who has come.
    fn rests(&self) -> Option<Message> {
        let Saved { stand, head, seq, .. } = self.saved.clone();
        Some(Message::Saved { reign: self.reign, stand, head: head?, seq })
    }

    /// This state was committed as this head.
    pub fn committed(&mut self, stand: Stand, workspace: &Workspace, head: String, seq: u64) -> Option<Message> {
        if !self.writes {
            return None;
        }
        self.keep(Stand::of_head(&head), workspace.clone(), self.times.clone());
        self.saved = Saved { stand, head: Some(head.clone()), seq, workspace: Some(workspace.clone()), why_not: None };
        Some(Message::Saved { reign: self.reign, stand, head, seq })
    }

    pub fn failed(&mut self, why: &str) -> Option<Message> {
        let why = Some(why.to_string());
        if !self.writes || self.saved.why_not == why {
            return None;
        }
        self.saved.why_not = why.clone();
        why.map(|why| Message::Unsaved { reign: self.reign, why })
    }

    fn state(&self, before: Before, from: &Workspace, parcel: Option<(Id, u64)>, lost: Option<Delta>) -> Message {
        let delta = Box::new(Delta::between(from, &self.shared));
        let times = self.shared_times.of(from, &self.shared);
        Message::State { reign: self.reign, stand: self.stand, before, delta, times, parcel, lost: lost.map(Box::new) }
    }

    /// The writer's next version, where there is something in it.
    fn announce(&mut self, parcel: Option<(Id, u64)>, lost: Option<Delta>) -> Option<Message> {
        if self.now == self.shared && parcel.is_none() {
            return None;
        }
        let before = std::mem::replace(&mut self.shared, self.now.clone());
        self.shared_times = self.times.clone();
        let stand = self.stand;
        self.stand = Stand { reign: self.reign, version: stand.version + 1 };
        self.remember();
        Some(self.state(Before::Stand(stand), &before, parcel, lost))
    }

    fn remember(&mut self) {
        self.keep(self.stand, self.shared.clone(), self.shared_times.clone());
    }

    fn keep(&mut self, stand: Stand, workspace: Workspace, times: Times) {
        self.log.push_back((stand, workspace, times));
        if self.log.len() > REMEMBERED {
            self.log.pop_front();
        }
    }

    fn remembered(&self, stand: Stand) -> Option<&Workspace> {
        self.log.iter().find(|(known, ..)| *known == stand).map(|(_, workspace, _)| workspace)
    }

    fn remembered_times(&self, stand: Stand) -> Times {
        self.log.iter().find(|(known, ..)| *known == stand).map(|(.., times)| times.clone()).unwrap_or_default()
    }

    /// A follower's next parcel, where there is none on its way.
    fn send(&mut self) -> Option<Message> {
        if self.sent.is_some() || !self.greeted || self.now == self.shared {
            return None;
        }
        let delta = Delta::between(&self.shared, &self.now);
        let times = self.times.of(&self.shared, &self.now);
        self.number += 1;
        self.sent = Some((self.number, self.now.clone()));
        let (number, reign, stand) = (self.number, self.reign, self.stand);
        Some(Message::Parcel { from: self.id, number, reign, stand, delta: Box::new(delta), times })
    }

    pub fn hear(&mut self, message: Message) -> Outcome {
        let mut outcome = Outcome::default();
        match message {
            Message::Hello { from, head, stands } if self.writes => {
                let known = stands.into_iter().find_map(|stand| Some((stand, self.remembered(stand)?)));
                match (known, head) {
                    (Some((stand, known)), _) => {
                        outcome.say.push(self.state(Before::Stand(stand), known, self.done_of(from), None));
                        outcome.say.extend(self.rests());
                    }
                    (None, Some(head)) => outcome.greet = Some((from, head)),
                    (None, None) => outcome.say.extend(self.welcome(from, None)),
                }
            }
            Message::Reign { reign, stand } => self.submit(reign, stand, &mut outcome),
            Message::Parcel { from, number, reign, stand, delta, times } if self.writes && reign == self.reign => {
                self.take(&delta, &times, stand == self.stand, Some((from, number)), &mut outcome);
            }
            // What an earlier writer said that this one, who took the pen, had not heard.
            Message::State { reign, stand, delta, times, before: Before::Stand(before), parcel, .. }
                if self.writes && reign < self.reign && self.remembered(stand).is_none() =>
            {
                if let Some(known) = self.remembered(before) {
                    let known = delta.put(known);
                    let mut known_times = self.remembered_times(before);
                    known_times.put(&times);
                    self.keep(stand, known, known_times);
                }
                self.done.extend(parcel);
                self.take(&delta, &times, false, None, &mut outcome);
            }
            Message::State { reign, stand, before, delta, times, parcel, lost } => {
                let followed = self.follow(reign, stand, before, (*delta, times), parcel, &mut outcome);
                outcome.lost = lost.map(|lost| *lost).filter(|_| followed);
            }
            Message::Saved { reign, stand, head, seq } if reign == self.reign && !self.writes => {
                let workspace = if stand == self.stand { Some(&self.shared) } else { self.remembered(stand) }.cloned();
                if let Some(workspace) = &workspace {
                    let times = self.remembered_times(stand);
                    self.keep(Stand::of_head(&head), workspace.clone(), times);
                }
                self.saved = Saved { stand, head: Some(head), seq, workspace, why_not: None };
            }
            Message::Unsaved { reign, why } if reign == self.reign && !self.writes => self.saved.why_not = Some(why),
            _ => {}
        }
        outcome
    }

    /// The writer takes in what another changed, and announces it.
    fn take(&mut self, delta: &Delta, times: &[Timed], current: bool, parcel: Option<(Id, u64)>, outcome: &mut Outcome) {
        let merged = delta.merge_into(&self.now, current);
        let Merged { workspace, conflicts, .. } = self.times.settled(merged, &self.now, &delta.put(&self.now), times);
        self.times.learn(times);
        let mut other = workspace.clone();
        for conflict in &conflicts {
            let side = if conflict.taken == Side::Ours { Side::Theirs } else { Side::Ours };
            drop(conflict.settle(&mut other, side));
        }
        let lost = Delta::between(&workspace, &other);
        let lost = (!lost.is_empty()).then_some(lost);
        self.done.extend(parcel);
        if self.now != workspace {
            outcome.now = Some(workspace.clone());
        }
        self.now = workspace;
        outcome.say.extend(self.announce(parcel, lost.clone()));
        outcome.lost = lost;
    }

    /// Steps down where it wrote.
    fn yield_to(&mut self, reign: Reign, outcome: &mut Outcome) {
        if self.writes {
            self.depose();
            outcome.deposed = true;
        }
        if self.reign != reign {
            self.reign = reign;
            self.sent = None;
            self.greeted = false;
            self.saved.stand.version = 0;
        }
    }

    /// A writer has begun.
    fn submit(&mut self, reign: Reign, stand: Stand, outcome: &mut Outcome) {
        if reign < self.reign || reign.1 == self.id {
            if self.writes {
                outcome.say.push(self.hello(None));
            }
            return;
        }
        if reign == self.reign && self.greeted {
            return;
        }
        self.yield_to(reign, outcome);
        if stand == self.stand {
            self.greeted = true;
            outcome.say.extend(self.send());
        } else {
            // What is here beyond it is put on anew over what the writer answers, and sent.
            outcome.say.push(self.hello(None));
        }
    }

    /// Takes over what the writer announced; true where it could.
    fn follow(
        &mut self,
        reign: Reign,
        stand: Stand,
        before: Before,
        (delta, times): (Delta, Vec<Timed>),
        parcel: Option<(Id, u64)>,
        outcome: &mut Outcome,
    ) -> bool {
        if reign < self.reign || reign.1 == self.id {
            return false;
        }
        // What the delta is to be put on, and what this tab and the writer have in common.
        let (from, common) = match before {
            Before::Stand(before) if before == self.stand => (self.shared.clone(), Some(self.shared.clone())),
            Before::Stand(_) if reign == self.reign && self.greeted && stand.version <= self.stand.version => return false,
            Before::Stand(before) if !self.greeted && self.remembered(before).is_some() => {
                self.sent = None;
                let known = self.remembered(before).cloned();
                (known.clone().unwrap_or_default(), known)
            }
            // Something was missed; where a greeting is under way already, its answer brings it.
            Before::Stand(_) => {
                let under_way = reign == self.reign && !self.greeted;
                self.yield_to(reign, outcome);
                self.greeted = false;
                if !under_way {
                    outcome.say.push(self.hello(None));
                }
                return false;
            }
            Before::Opened(who) if who == self.id && !self.greeted => match &self.saved.workspace {
                Some(opened) => (opened.clone(), Some(opened.clone())),
                None => (self.shared.clone(), Some(self.shared.clone())),
            },
            Before::Nothing(who) if who == self.id && !self.greeted => (Workspace::default(), None),
            _ => return false,
        };
        self.yield_to(reign, outcome);
        let mine = parcel.is_some_and(|(who, number)| who == self.id && self.sent.as_ref().is_some_and(|(n, _)| *n == number));
        self.done.extend(parcel);
        self.shared = delta.put(&from);
        self.shared_times = match before {
            Before::Stand(before) if before != self.stand => self.remembered_times(before),
            _ => std::mem::take(&mut self.shared_times),
        };
        self.shared_times.put(&times);
        self.greeted = true;
        self.stand = stand;
        self.remember();
        match self.sent.take() {
            Some((number, sent)) if !mine => {
                // The parcel on its way is put on anew, and what came after it on that.
                let moved = self.times.settled(merge(common.as_ref(), &sent, &self.shared), &sent, &self.shared, &times);
                let moved = moved.workspace;
                let now = merge(Some(&sent), &self.now, &moved);
                let now = self.times.settled(now, &self.now, &self.shared, &times).workspace;
                self.times.learn(&times);
                self.sent = Some((number, moved));
                self.show(now, outcome);
            }
            sent => {
                let base = sent.map(|(_, sent)| sent).or(common);
                let now = merge(base.as_ref(), &self.now, &self.shared);
                let now = self.times.settled(now, &self.now, &self.shared, &times).workspace;
                self.times.learn(&times);
                self.show(now, outcome);
                outcome.say.extend(self.send());
            }
        }
        true
    }

    /// What only differs in its stamp is as the writer has it.
    fn show(&mut self, mut now: Workspace, outcome: &mut Outcome) {
        if self.sent.is_none() {
            for change in self.shared.diff(&now) {
                if let (Some(theirs), Some(mine)) = (change.before, change.after)
                    && mine.with_stamp(theirs.stamped()) == theirs
                {
                    now.put(theirs);
                }
            }
        }
        if now != self.now {
            outcome.now = Some(now.clone());
        }
        self.now = now;
    }
}

#[cfg(test)]
mod tests;
