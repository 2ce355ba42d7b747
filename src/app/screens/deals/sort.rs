//! What the table of deals is put in order by.

use std::cell::Cell;
use std::collections::HashMap;

use crate::app::prelude::*;
use crate::app::session::session;
use crate::app::widgets::sort::{Sort, places};
use crate::engine::edit::pipeline;
use crate::engine::model::{Date, Deal, Id};
use crate::engine::workspace::Workspace;

#[derive(Clone, Copy, PartialEq)]
pub enum By {
    Name,
    Client,
    Stage,
    Amount,
    Probability,
    Close,
}

thread_local! {
    static KEPT: Cell<(By, bool)> = const { Cell::new((By::Name, false)) };
}

pub fn new() -> Sort<By> {
    Sort::new(&KEPT)
}

/// What is found, which stands in the order of names, in this one.
pub fn by(sort: Sort<By>, found: Memo<Vec<Id>>) -> Memo<Vec<Id>> {
    let session = session();
    sort.over(found, By::Name, move |ids, by| keys(&session.ws(), ids, by))
}

/// What each of some deals sorts by; a stage by its place in its pipeline.
fn keys(ws: &Workspace, ids: &[Id], by: By) -> Vec<Option<i64>> {
    let places: HashMap<Id, i64> = match by {
        By::Client => places(ws.clients.iter().map(|client| (client.id, &*client.name))),
        By::Stage => {
            let stages = ws.pipelines.iter().flat_map(|one| pipeline::stages(ws, one.id));
            stages.enumerate().map(|(at, stage)| (stage.id, at as i64)).collect()
        }
        _ => HashMap::new(),
    };
    let key = |deal: &Deal| match by {
        By::Name => None,
        By::Client => deal.client.and_then(|client| places.get(&client).copied()),
        By::Stage => places.get(&deal.stage).copied(),
        By::Amount => deal.amount.map(|amount| amount.minor),
        By::Probability => Some(deal.probability.get()),
        By::Close => deal.expected_close.map(|day| Date::MIN.until(day)),
    };
    ids.iter().map(|id| ws.deals.get(*id).and_then(|deal| key(deal))).collect()
}
