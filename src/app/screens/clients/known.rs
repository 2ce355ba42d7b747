//! What the lists of clients and deals rest on, computed once for all who ask, and anew only where it changed: how clients
//! stand, the order of their names, and what everything is found by. An edit of one record among thousands costs that one.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread::LocalKey;

use crate::app::browser::idle;
use crate::app::browser::pinyin::{self, Spelt};
use crate::app::prelude::*;
use crate::app::session::{Same, Session, session};
use crate::engine::model::{Client, Contact, Deal, Id};
use crate::engine::sales::clients::Standings;
use crate::engine::sales::duplicates::Keys;
use crate::engine::sales::ledger::Ledger;
use crate::engine::workspace::{Table, Workspace};

type Kept<T> = RefCell<Option<ArcMemo<Same<T>>>>;

thread_local! {
    /// How clients stand has been computed.
    static LOOKED: Cell<bool> = const { Cell::new(false) };
    static STANDINGS: Kept<Standings> = const { RefCell::new(None) };
    static LEDGER: Kept<Ledger> = const { RefCell::new(None) };
    static KEYS: Kept<Keys> = const { RefCell::new(None) };
    static CLIENTS: Kept<ClientNames> = const { RefCell::new(None) };
    static DEALS: Kept<DealNames> = const { RefCell::new(None) };
}

/// `holds` says whether what was made last is still true; `make` is given what was made last, which no longer holds.
fn kept<T: Send + Sync + 'static>(
    session: Session,
    slot: &'static LocalKey<Kept<T>>,
    holds: fn(Session, &T) -> bool,
    make: fn(Session, Option<&T>) -> T,
) -> ArcMemo<Same<T>> {
    let make = move || {
        ArcMemo::new(move |old: Option<&Same<T>>| match old {
            Some(old) if holds(session, old) => old.clone(),
            old => Same(Arc::new(make(session, old.map(|old| &**old)))),
        })
    };
    slot.with_borrow_mut(|slot| slot.get_or_insert_with(make).clone())
}

fn standings_of(session: Session) -> ArcMemo<Same<Standings>> {
    kept(
        session,
        &STANDINGS,
        |session, old| old.hold(&session.ws(), session.today.get()),
        |session, _| {
            LOOKED.set(true);
            Standings::of(&session.ws(), session.today.get())
        },
    )
}

fn ledger_of(session: Session) -> ArcMemo<Same<Ledger>> {
    kept(
        session,
        &LEDGER,
        |session, old| old.holds(&session.ws()),
        |session, old| old.map_or_else(|| Ledger::of(&session.ws()), |old| old.after(&session.ws())),
    )
}

fn keys_of(session: Session) -> ArcMemo<Same<Keys>> {
    kept(
        session,
        &KEYS,
        |session, old| old.hold(&session.ws()),
        |session, old| old.map_or_else(|| Keys::of(&session.ws()), |old| old.after(&session.ws())),
    )
}

fn clients_of(session: Session) -> ArcMemo<Same<ClientNames>> {
    kept(
        session,
        &CLIENTS,
        |session, old| old.holds(&session.ws()),
        |session, old| {
            let ws = session.ws();
            old.and_then(|old| old.after(&ws)).unwrap_or_else(|| ClientNames::of(&ws))
        },
    )
}

fn deals_of(session: Session) -> ArcMemo<Same<DealNames>> {
    kept(
        session,
        &DEALS,
        |session, old| {
            let ws = session.ws();
            old.of.0.same(&ws.deals) && old.of.1.same(&ws.clients)
        },
        |session, old| DealNames::make(&session.ws(), old),
    )
}

pub fn standings() -> Memo<Same<Standings>> {
    standings_of(session()).into()
}

/// The same where it has been computed; otherwise soon. The first look reads every entry of the log, which what was asked for
/// need not wait for.
pub fn standings_soon() -> Memo<Option<Same<Standings>>> {
    let session = session();
    let standings = standings_of(session);
    let there = RwSignal::new(LOOKED.get());
    if !there.get_untracked() {
        let standings = standings.clone();
        idle::when_idle(move || {
            standings.get_untracked();
            there.try_set(true);
        });
    }
    memo(move |_| there.get().then(|| standings.get()))
}

/// What the figures of deals are read from.
pub fn ledger() -> Memo<Same<Ledger>> {
    ledger_of(session()).into()
}

pub fn keys() -> Memo<Same<Keys>> {
    keys_of(session()).into()
}

pub fn clients() -> Memo<Same<ClientNames>> {
    clients_of(session()).into()
}

pub fn deals() -> Memo<Same<DealNames>> {
    deals_of(session()).into()
}

/// Makes all of it while the browser is idle, a piece at a time.
pub fn make_ready(session: Session) {
    idle::when_idle(move || {
        drop((standings_of(session).get_untracked(), ledger_of(session).get_untracked()));
        idle::when_idle(move || {
            clients_of(session).get_untracked();
            idle::when_idle(move || drop((deals_of(session).get_untracked(), keys_of(session).get_untracked())));
        });
    });
}

/// What a client sorts and is found by.
struct Name {
    client: Arc<Client>,
    spelt: Spelt,
}

impl Name {
    fn of(client: &Arc<Client>, contacts: &BTreeMap<Id, String>) -> Arc<Name> {
        let contacts = contacts.get(&client.id).map_or("", String::as_str);
        let spelt = Spelt::of(&format!("{}\n{}{contacts}", client.name, client.short_name));
        Arc::new(Name { client: client.clone(), spelt })
    }

    fn sort(&self) -> &str {
        if self.client.sort_key.is_empty() { &self.client.name } else { &self.client.sort_key }
    }
}

/// The names of the contacts of some clients.
fn contacts_of(ws: &Workspace, of: impl Fn(Id) -> bool) -> BTreeMap<Id, String> {
    let mut contacts: BTreeMap<Id, String> = BTreeMap::new();
    for contact in ws.contacts.iter().filter(|contact| of(contact.client)) {
        let names = contacts.entry(contact.client).or_default();
        names.push('\n');
        names.push_str(&contact.name);
    }
    contacts
}

/// Clients in the order of their names.
pub struct ClientNames {
    of: (Table<Client>, Table<Contact>),
    all: Vec<Arc<Name>>,
}

/// Changes from which on all names are sorted anew instead of one put in its place after the other.
const MANY: usize = 100;

impl ClientNames {
    fn of(ws: &Workspace) -> ClientNames {
        let contacts = contacts_of(ws, |_| true);
        let made: Vec<Arc<Name>> = ws.clients.iter().map(|client| Name::of(client, &contacts)).collect();
        let order = pinyin::order(&made.iter().map(|name| name.sort()).collect::<Vec<_>>());
        let all = order.into_iter().map(|at| made[at].clone()).collect();
        ClientNames { of: (ws.clients.clone(), ws.contacts.clone()), all }
    }

    fn holds(&self, ws: &Workspace) -> bool {
        self.of.0.same(&ws.clients) && self.of.1.same(&ws.contacts)
    }

    /// The same after a change; none where so much changed that all is better made anew.
    fn after(&self, ws: &Workspace) -> Option<ClientNames> {
        let clients = self.of.0.changes(&ws.clients).into_iter().filter_map(|(before, now)| before.or(now)).map(|one| one.id);
        let contacts = self.of.1.changes(&ws.contacts).into_iter().flat_map(|(before, now)| [before, now]).flatten();
        let changed: BTreeSet<Id> = clients.chain(contacts.map(|contact| contact.client)).collect();
        if changed.len() > MANY {
            return None;
        }
        let contacts = contacts_of(ws, |client| changed.contains(&client));
        let mut all = self.all.clone();
        for id in changed {
            let at = all.iter().position(|name| name.client.id == id);
            let now = ws.clients.get(id).map(|client| Name::of(client, &contacts));
            match (at, now) {
                (Some(at), Some(now)) if all[at].sort() == now.sort() => all[at] = now,
                (at, now) => {
                    at.map(|at| all.remove(at));
                    if let Some(now) = now {
                        let place = all.partition_point(|name| pinyin::compare(name.sort(), now.sort()).is_lt());
                        all.insert(place, now);
                    }
                }
            }
        }
        Some(ClientNames { of: (ws.clients.clone(), ws.contacts.clone()), all })
    }

    /// Those that a text finds, in that order.
    pub fn find(&self, text: &str) -> impl Iterator<Item = &Arc<Client>> {
        let matcher = pinyin::Matcher::new(text);
        self.all.iter().filter(move |name| matcher.finds(&name.spelt)).map(|name| &name.client)
    }
}

/// Deals in the order of their making, each found by its name and its client's.
pub struct DealNames {
    of: (Table<Deal>, Table<Client>),
    all: BTreeMap<Id, Arc<Spelt>>,
}

impl DealNames {
    fn make(ws: &Workspace, old: Option<&DealNames>) -> DealNames {
        let none = (Table::default(), Table::default());
        let (deals, clients) = old.map_or(&none, |old| &old.of);
        let mut all = old.map(|old| old.all.clone()).unwrap_or_default();
        let renamed: BTreeSet<Id> = if old.is_none() {
            BTreeSet::new()
        } else {
            let changes = clients.changes(&ws.clients).into_iter();
            let other = changes.filter(|(before, now)| before.as_ref().map(|one| &one.name) != now.as_ref().map(|one| &one.name));
            other.filter_map(|(before, now)| before.or(now)).map(|client| client.id).collect()
        };
        let spell = |deal: &Deal| {
            let client = deal.client.and_then(|id| ws.clients.get(id)).map_or("", |client| client.name.as_str());
            Arc::new(Spelt::of(&format!("{}\n{client}", deal.name)))
        };
        for (before, now) in deals.changes(&ws.deals) {
            match (before, now) {
                (Some(before), Some(now)) if before.name == now.name && before.client == now.client => {}
                (_, Some(now)) => drop(all.insert(now.id, spell(&now))),
                (Some(gone), None) => drop(all.remove(&gone.id)),
                (None, None) => {}
            }
        }
        if !renamed.is_empty() {
            for deal in ws.deals.iter().filter(|deal| deal.client.is_some_and(|client| renamed.contains(&client))) {
                all.insert(deal.id, spell(deal));
            }
        }
        DealNames { of: (ws.deals.clone(), ws.clients.clone()), all }
    }

    pub fn find(&self, text: &str) -> Vec<Id> {
        let matcher = pinyin::Matcher::new(text);
        self.all.iter().filter(|(_, spelt)| matcher.finds(spelt)).map(|(id, _)| *id).collect()
    }
}
