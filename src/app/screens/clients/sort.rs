//! The order of the list of clients: by the column whose head was pressed, and the other way when it is pressed again. Who has
//! nothing there comes last either way.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::HashMap;

use crate::app::browser::pinyin;
use crate::app::prelude::*;
use crate::app::session::session;
use crate::engine::model::{Client, ClientKind, Date, Grade, Id, order};
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

/// The column, and whether the other way.
#[derive(Clone, Copy)]
pub struct Sort(RwSignal<(By, bool)>);

thread_local! {
    /// Kept while one looks at something else.
    static KEPT: Cell<(By, bool)> = const { Cell::new((By::Name, false)) };
}

impl Sort {
    pub fn new() -> Sort {
        Sort(RwSignal::new(KEPT.get()))
    }

    fn press(self, by: By) {
        let (now, other) = self.0.get_untracked();
        let next = (by, now == by && !other);
        KEPT.set(next);
        self.0.set(next);
    }

    /// What is found, which stands in the order of names, in this one.
    pub fn sorted(self, found: Memo<Vec<Id>>, standings: Memo<Option<crate::app::session::Same<Standings>>>) -> Memo<Vec<Id>> {
        let session = session();
        memo(move |_| {
            let (by, other) = self.0.get();
            let mut ids = found.get();
            if by == By::Name {
                if other {
                    ids.reverse();
                }
                return ids;
            }
            let ws = session.ws();
            let keys = keys(&ws, standings.get().as_deref(), &ids, by);
            let mut all: Vec<(Option<i64>, Id)> = keys.into_iter().zip(ids).collect();
            order::sort_by(&mut all, |(a, _), (b, _)| match (a, b) {
                (Some(a), Some(b)) if other => b.cmp(a),
                (Some(a), Some(b)) => a.cmp(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
            all.into_iter().map(|(_, id)| id).collect()
        })
    }

    /// The head of a column.
    pub fn head(self, by: By, name: &'static str) -> impl IntoView {
        let stands = move || self.0.get().0 == by;
        let class = if by == By::Silence { "num" } else { "" };
        let state = move || match self.0.get() {
            (now, _) if now != by => "none",
            (_, false) => "ascending",
            (_, true) => "descending",
        };
        view! {
            <th scope="col" class=class aria-sort=bound(state)>
                <button type="button" class="plain" class:now=bound(stands) on:click=handler(move |_: web_sys::MouseEvent| self.press(by))>{name}</button>
            </th>
        }
    }
}

/// What each of some clients sorts by.
fn keys(ws: &Workspace, standings: Option<&Standings>, ids: &[Id], by: By) -> Vec<Option<i64>> {
    let owners: HashMap<Id, i64> = if by == By::Owner { owners(ws) } else { HashMap::new() };
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

/// The place of each member in the order of names.
fn owners(ws: &Workspace) -> HashMap<Id, i64> {
    let mut all: Vec<(Id, &str)> = ws.members.iter().map(|member| (member.id, &*member.name)).collect();
    let by_name = |a: &(Id, &str), b: &(Id, &str)| -> Ordering { pinyin::compare(a.1, b.1) };
    order::sort_by(&mut all, by_name);
    all.into_iter().enumerate().map(|(at, (id, _))| (id, at as i64)).collect()
}
