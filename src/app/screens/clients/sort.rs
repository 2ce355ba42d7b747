//! What the list of clients is put in order by.

use std::cell::Cell;
use std::collections::HashMap;

use crate::app::prelude::*;
use crate::app::session::{Same, session};
use crate::app::widgets::sort::{Sort, places};
use crate::engine::model::{Client, ClientKind, Date, Grade, Id};
use crate::engine::sales::clients::{Standing, Standings, grade};
use crate::engine::workspace::Workspace;

#[derive(Clone, Copy, PartialEq)]
pub enum By {
    Name,
    Kind,
    Grade,
    Owner,
    Last,
    Silence,
    Next,
}

thread_local! {
    static KEPT: Cell<(By, bool)> = const { Cell::new((By::Name, false)) };
}

pub fn new() -> Sort<By> {
    Sort::new(&KEPT)
}

/// What is found, which stands in the order of names, in this one.
pub fn by(sort: Sort<By>, found: Memo<Vec<Id>>, standings: Memo<Option<Same<Standings>>>) -> Memo<Vec<Id>> {
    let session = session();
    sort.over(found, By::Name, move |ids, by| keys(&session.ws(), standings.get().as_deref(), ids, by))
}

/// What each of some clients sorts by.
fn keys(ws: &Workspace, standings: Option<&Standings>, ids: &[Id], by: By) -> Vec<Option<i64>> {
    let owners = match by {
        By::Owner => places(ws.members.iter().map(|member| (member.id, &*member.name))),
        _ => HashMap::new(),
    };
    let nothing = Standing::default();
    let key = |client: &Client| {
        let standing = standings.and_then(|all| all.get(client.id)).unwrap_or(&nothing);
        let day = |day: Date| Date::MIN.until(day);
        match by {
            By::Name => None,
            By::Kind => ClientKind::ALL.iter().position(|kind| *kind == client.kind).map(|at| at as i64),
            By::Grade => Some(grade(client, standing)).filter(|grade| *grade != Grade::Unset).map(|grade| grade as i64),
            By::Owner => client.owner.and_then(|owner| owners.get(&owner).copied()),
            By::Last => standing.last.map(day),
            By::Silence => standing.last.map(|last| -day(last)),
            By::Next => client.next_contact.map(day),
        }
    };
    ids.iter().map(|id| ws.clients.get(*id).and_then(|client| key(client))).collect()
}
