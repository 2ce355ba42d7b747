//! What the lists of clients and deals rest on, computed once for all who ask, and anew only where it changed: how clients
//! stand, the order of their names, and what everything is found by. An edit of one record among thousands costs that one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread::LocalKey;

use crate::app::browser::pinyin::{self, Spelt};
use crate::app::prelude::*;
use crate::app::session::{Same, Session, session};
use crate::engine::model::{Client, Contact, Deal, Id};
use crate::engine::sales::clients::Standings;
use crate::engine::sales::duplicates::Keys;
use crate::engine::workspace::{Table, Workspace};

type Kept<T> = RefCell<Option<ArcMemo<Same<T>>>>;

thread_local! {
    static STANDINGS: Kept<Standings> = const { RefCell::new(None) };
    static KEYS: Kept<Keys> = const { RefCell::new(None) };
    static CLIENTS: Kept<ClientNames> = const { RefCell::new(None) };
    static DEALS: Kept<DealNames> = const { RefCell::new(None) };
}

/// `holds` says whether what was made last is still true; `make` is given what was made last, which no longer holds.
fn kept<T: Send + Sync + 'static>(
    slot: &'static LocalKey<Kept<T>>,
    holds: fn(Session, &T) -> bool,
    make: fn(Session, Option<&T>) -> T,
) -> Memo<Same<T>> {
    let session = session();
    let make = move || {
        ArcMemo::new(move |old: Option<&Same<T>>| match old {
            Some(old) if holds(session, old) => old.clone(),
            old => Same(Arc::new(make(session, old.map(|old| &**old)))),
        })
    };
    slot.with_borrow_mut(|slot| slot.get_or_insert_with(make).clone()).into()
}

pub fn standings() -> Memo<Same<Standings>> {
    kept(
        &STANDINGS,
        |session, old| old.hold(&session.ws(), session.today.get()),
        |session, _| Standings::of(&session.ws(), session.today.get()),
    )
}

pub fn keys() -> Memo<Same<Keys>> {
    kept(
        &KEYS,
        |session, old| old.hold(&session.ws()),
        |session, old| old.map_or_else(|| Keys::of(&session.ws()), |old| old.after(&session.ws())),
    )
}

/// What a client sorts and is found by.
struct Name {
    client: Arc<Client>,
    /// Names of its contacts.
    contacts: String,
    spelt: Spelt,
}

impl Name {
    fn sort(&self) -> &str {
        sort_of(&self.client)
    }
}

fn sort_of(client: &Client) -> &str {
    if client.sort_key.is_empty() { &client.name } else { &client.sort_key }
}

/// Clients in the order of their names.
pub struct ClientNames {
    of: (Table<Client>, Table<Contact>),
    all: Vec<Arc<Name>>,
}

impl ClientNames {
    fn make(ws: &Workspace, old: Option<&ClientNames>) -> ClientNames {
        let mut contacts: BTreeMap<Id, String> = BTreeMap::new();
        for contact in ws.contacts.iter() {
            let names = contacts.entry(contact.client).or_default();
            names.push('\n');
            names.push_str(&contact.name);
        }
        let known: BTreeMap<Id, &Arc<Name>> = old.iter().flat_map(|old| &old.all).map(|name| (name.client.id, name)).collect();
        // Whether the order is still that of before.
        let mut sorted = old.is_some_and(|old| old.all.len() == ws.clients.len());
        let mut made: BTreeMap<Id, Arc<Name>> = BTreeMap::new();
        for client in ws.clients.iter() {
            let contacts = contacts.remove(&client.id).unwrap_or_default();
            let name = match known.get(&client.id) {
                Some(name) if name.contacts == contacts && Arc::ptr_eq(&name.client, client) => (*name).clone(),
                name => {
                    sorted &= name.is_some_and(|name| name.sort() == sort_of(client));
                    let spelt = Spelt::of(&format!("{}\n{}{contacts}", client.name, client.short_name));
                    Arc::new(Name { client: client.clone(), contacts, spelt })
                }
            };
            made.insert(client.id, name);
        }
        let all = match old.filter(|_| sorted) {
            Some(old) => old.all.iter().filter_map(|name| made.remove(&name.client.id)).collect(),
            None => {
                let made: Vec<Arc<Name>> = made.into_values().collect();
                let order = pinyin::order(&made.iter().map(|name| name.sort()).collect::<Vec<_>>());
                order.into_iter().map(|at| made[at].clone()).collect()
            }
        };
        ClientNames { of: (ws.clients.clone(), ws.contacts.clone()), all }
    }

    pub fn find(&self, text: &str) -> Vec<Id> {
        let matcher = pinyin::Matcher::new(text);
        self.all.iter().filter(|name| matcher.finds(&name.spelt)).map(|name| name.client.id).collect()
    }
}

pub fn clients() -> Memo<Same<ClientNames>> {
    kept(
        &CLIENTS,
        |session, old| {
            let ws = session.ws();
            old.of.0.same(&ws.clients) && old.of.1.same(&ws.contacts)
        },
        |session, old| ClientNames::make(&session.ws(), old),
    )
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

pub fn deals() -> Memo<Same<DealNames>> {
    kept(
        &DEALS,
        |session, old| {
            let ws = session.ws();
            old.of.0.same(&ws.deals) && old.of.1.same(&ws.clients)
        },
        |session, old| DealNames::make(&session.ws(), old),
    )
}
