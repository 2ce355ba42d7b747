//! Storms: several tabs edit at random over a network that is slow, and die, freeze and take over at any moment.

use super::*;
use crate::engine::edit::{self, Context};
use crate::engine::model::{Client, Date, Settings};
use crate::engine::rcpsp::Random;
use crate::engine::workspace::Shared;
use std::collections::BTreeMap;

/// How many storms of a kind; `STORMS=20` for twenty times as many.
fn storms(from: u64, count: u64) -> std::ops::Range<u64> {
    let times = std::env::var("STORMS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    from..from + count * times
}

/// Tabs, and what is under way between each two of them, in order.
struct House {
    tabs: BTreeMap<usize, Tab>,
    under_way: BTreeMap<(usize, usize), VecDeque<Message>>,
    frozen: Vec<usize>,
    dice: Random,
    clock: i64,
    /// What each tab wrote last into its own field of a record, and the records that were made.
    wrote: BTreeMap<(usize, Id), String>,
    /// What was written last into the field that all write.
    latest: BTreeMap<Id, String>,
    made: Vec<Id>,
    lost: usize,
}

fn start() -> Workspace {
    let mut ws = Workspace { settings: Shared::new(Settings::default()), ..Workspace::default() };
    for n in 1..=4u128 {
        ws.clients.insert(Client { id: Id::from_bits(n), name: format!("{n}").as_str().into(), rev: 1, ..Client::default() });
    }
    ws
}

impl House {
    fn new(tabs: usize, seed: u64) -> House {
        let mut house = House {
            tabs: BTreeMap::new(),
            under_way: BTreeMap::new(),
            frozen: Vec::new(),
            dice: Random::new(seed),
            clock: 1_000,
            wrote: BTreeMap::new(),
            latest: BTreeMap::new(),
            made: Vec::new(),
            lost: 0,
        };
        for n in 0..tabs {
            house.enter(n, n == 0);
        }
        house
    }

    fn enter(&mut self, n: usize, writes: bool) {
        let mut tab = Tab::new(Id::from_bits(1_000 + n as u128), writes, start());
        tab.opened(Some("5a".into()), 1);
        let hello = tab.hello(Some("5a".into()));
        self.tabs.insert(n, tab);
        self.say(n, vec![hello]);
    }

    fn say(&mut self, from: usize, messages: Vec<Message>) {
        for message in messages {
            // As it travels.
            let text = serde_json::to_string(&message).unwrap();
            let others: Vec<usize> = self.tabs.keys().copied().filter(|to| *to != from).collect();
            for to in others {
                let message = serde_json::from_str(&text).unwrap();
                self.under_way.entry((from, to)).or_default().push_back(message);
            }
        }
    }

    fn deliver(&mut self, from: usize, to: usize) {
        let Some(message) = self.under_way.get_mut(&(from, to)).and_then(VecDeque::pop_front) else { return };
        let Some(tab) = self.tabs.get_mut(&to) else { return };
        let outcome = tab.hear(message);
        self.lost += usize::from(outcome.lost.is_some());
        let mut say = outcome.say;
        if let Some((who, head)) = outcome.greet {
            let opened = start();
            say.extend(tab.welcome(who, (head == "5a").then_some(&opened)));
        }
        self.say(to, say);
    }

    fn edit(&mut self, n: usize) {
        self.clock += 1;
        let ctx = Context::new(
            self.clock,
            Date::from_days(20_000),
            Id::from_bits(9_000 + n as u128),
            u128::from(self.dice.draw()) << 8,
        );
        let Some(tab) = self.tabs.get_mut(&n) else { return };
        let before = tab.now.clone();
        let mut now = before.clone();
        let ids: Vec<Id> = now.clients.iter().map(|client| client.id).collect();
        let id = ids[self.dice.below(ids.len())];
        let text = format!("{n}:{}", self.clock);
        match self.dice.below(6) {
            0 => self.made.push(edit::add(&mut now, &ctx, Client { name: text.as_str().into(), ..Client::default() })),
            // A field that all write.
            1 => {
                edit::update(&mut now, id, |client: &mut Client| client.remark = text.as_str().into()).unwrap();
                self.latest.insert(id, text);
            }
            _ => {
                edit::update(&mut now, id, |client: &mut Client| *own(client, n) = text.as_str().into()).unwrap();
                self.wrote.insert((n, id), text);
            }
        }
        let now = edit::stamp(&before, now, &ctx);
        let say = tab.changed(&now, self.clock);
        self.say(n, say);
    }

    /// Delivers everything, and lets who must wait for a dead writer have another.
    fn calm(&mut self) {
        self.frozen.clear();
        for _ in 0..50_000 {
            let waiting: Vec<(usize, usize)> =
                self.under_way.iter().filter(|(_, queue)| !queue.is_empty()).map(|(link, _)| *link).collect();
            if waiting.is_empty() {
                if self.tabs.values().all(|tab| !tab.writes()) {
                    let first = *self.tabs.keys().next().unwrap();
                    self.take_over(first);
                    continue;
                }
                return;
            }
            let (from, to) = waiting[self.dice.below(waiting.len())];
            self.deliver(from, to);
        }
        panic!("they never come to rest");
    }

    fn take_over(&mut self, n: usize) {
        let say = self.tabs.get_mut(&n).map(Tab::reign).unwrap_or_default();
        self.say(n, say);
    }

    fn storm(&mut self, steps: usize, troubles: bool) {
        let tabs = self.tabs.len();
        for _ in 0..steps {
            let n = self.dice.below(tabs);
            match self.dice.below(if troubles { 40 } else { 30 }) {
                0..8 if !self.frozen.contains(&n) => self.edit(n),
                8..30 => {
                    let to = self.dice.below(tabs);
                    if !self.frozen.contains(&to) {
                        self.deliver(n, to);
                    }
                }
                30 => self.frozen.push(n),
                31 | 32 => drop(self.frozen.pop()),
                // A tab that waits too long takes the pen; the other may still believe that it writes.
                33 if !self.frozen.contains(&n) => self.take_over(n),
                _ => {}
            }
        }
    }

    fn check(&self, seed: u64) {
        self.check_records(seed);
        let first = self.tabs.values().next().unwrap();
        for ((n, id), text) in &self.wrote {
            let mut client = (**first.now.clients.get(*id).unwrap()).clone();
            assert_eq!(own(&mut client, *n).as_str(), text, "seed {seed}: tab {n} lost an edit");
        }
        for (id, text) in &self.latest {
            let client = first.now.clients.get(*id).unwrap();
            assert_eq!(client.remark.as_str(), text, "seed {seed}: of what all write an older value stands");
        }
    }

    /// Content is equal everywhere, and every record that was made is there.
    fn check_records(&self, seed: u64) {
        let mut all = self.tabs.values();
        let first = all.next().unwrap();
        for tab in self.tabs.values() {
            assert!(tab.sent.is_none() && tab.greeted, "seed {seed}: a tab still waits");
            if let Some(change) = first.now.diff(&tab.now).into_iter().next() {
                panic!("seed {seed}: {change:?}");
            }
            assert!(tab.now == first.now && tab.shared == tab.now, "seed {seed}: not alike");
        }
        for id in &self.made {
            assert!(first.now.clients.contains(*id), "seed {seed}: a record was lost");
        }
    }
}

/// Each tab writes a field of its own.
fn own(client: &mut Client, n: usize) -> &mut crate::engine::model::Text {
    match n {
        0 => &mut client.industry,
        1 => &mut client.region,
        2 => &mut client.address,
        3 => &mut client.website,
        _ => &mut client.phone,
    }
}

#[test]
fn what_one_writes_all_have() {
    let mut house = House::new(3, 7);
    house.calm();
    for n in 0..3 {
        house.edit(n);
    }
    house.calm();
    house.check(7);
}

#[test]
fn a_storm_ends_with_equal_content_and_no_edit_lost() {
    for seed in storms(0, 40) {
        let mut house = House::new(2 + (seed as usize % 4), seed);
        house.storm(400, false);
        house.calm();
        house.check(seed);
    }
}

#[test]
fn a_storm_in_which_tabs_freeze_and_take_over_ends_the_same() {
    for seed in storms(100_000, 40) {
        let mut house = House::new(2 + (seed as usize % 4), seed);
        house.storm(400, true);
        house.calm();
        house.check(seed);
    }
}

#[test]
fn the_writer_dies_and_what_it_had_said_stays() {
    for seed in storms(200_000, 30) {
        let mut house = House::new(4, seed);
        house.storm(200, false);
        house.tabs.remove(&0);
        let heir = 1 + house.dice.below(3);
        house.take_over(heir);
        let tabs: Vec<usize> = house.tabs.keys().copied().collect();
        for _ in 0..60 {
            let n = tabs[house.dice.below(3)];
            house.edit(n);
        }
        house.calm();
        house.check(seed);
    }
}

#[test]
fn of_one_field_the_later_change_wins_and_the_other_is_told() {
    let mut house = House::new(2, 3);
    house.calm();
    let id = Id::from_bits(1);
    for n in [0, 1] {
        let ctx = Context::new(5_000 + n as i64, Date::from_days(20_000), Id::from_bits(n as u128 + 1), 0);
        let tab = house.tabs.get_mut(&n).unwrap();
        let mut now = tab.now.clone();
        edit::update(&mut now, id, |client: &mut Client| client.remark = format!("{n}").as_str().into()).unwrap();
        let now = edit::stamp(&tab.now.clone(), now, &ctx);
        let say = tab.changed(&now, 5_000 + n as i64);
        house.say(n, say);
    }
    house.calm();
    house.check(3);
    assert_eq!(house.tabs[&0].now.clients.get(id).unwrap().remark.as_str(), "1");
    assert_eq!(house.lost, 2, "both tabs are told what lost");
}

#[test]
fn an_earlier_state_takes_what_others_changed_and_keeps_ones_own_step() {
    let before = start();
    let id = Id::from_bits(1);
    let mine = |ws: &Workspace| {
        let mut now = ws.clone();
        edit::update(&mut now, id, |client: &mut Client| client.remark = "mine".into()).unwrap();
        now
    };
    let theirs = |ws: &Workspace| {
        let mut now = ws.clone();
        edit::update(&mut now, id, |client: &mut Client| client.region = "theirs".into()).unwrap();
        edit::update(&mut now, Id::from_bits(2), |client: &mut Client| client.region = "theirs".into()).unwrap();
        now
    };
    let now = mine(&before);
    let shifted = Delta::between(&now, &theirs(&now)).shift(&before);
    let client = shifted.clients.get(id).unwrap();
    assert_eq!((client.remark.as_str(), client.region.as_str()), ("", "theirs"));
    assert_eq!(shifted.clients.get(Id::from_bits(2)).unwrap().region.as_str(), "theirs");
}
