//! Every change a user can make, named by its verb: each takes a workspace and gives a new one, or a refusal that the
//! user can read. Nothing here touches a screen, and nothing else in the engine writes a record.

pub mod activity;
pub mod baseline;
pub mod buffer;
pub mod cells;
pub mod client;
pub mod deal;
pub mod effort;
pub mod fix;
pub mod intake;
pub mod issue;
pub mod later;
pub mod lesson;
pub mod levelling;
pub mod market;
pub mod merge;
pub mod payment;
pub mod person;
pub mod pipeline;
pub mod project;
pub mod rank;
pub mod recurring;
pub mod report;
pub mod requirement;
pub mod risk;
pub mod share;
pub mod table;
pub mod target;
pub mod task;
pub mod team;

mod refusal;

pub use refusal::{Refusal, Wanted, need_name};

use std::{cell::Cell, collections::BTreeSet, sync::Arc};

use crate::engine::model::{Date, Id, Stamp};
use crate::engine::workspace::{Kind, Stored, Tombstone, Workspace};

pub type Edit<T = ()> = Result<T, Refusal>;

/// What an edit must be told from outside: the time, the day, the device and where new ids come from.
pub struct Context {
    pub now_ms: i64,
    pub today: Date,
    pub device: Id,
    random: Cell<u128>,
}

impl Context {
    /// `seed` is 128 random bits.
    pub fn new(now_ms: i64, today: Date, device: Id, seed: u128) -> Context {
        Context { now_ms, today, device, random: Cell::new(seed) }
    }

    /// A new id, later than all before it from this context.
    pub fn id(&self) -> Id {
        let next = self.random.get().wrapping_add(1);
        self.random.set(next);
        Id::new(self.now_ms.max(0) as u64, next)
    }
}

/// Puts a new record into its table and gives its id. The id is made here unless the record brings one.
pub fn add<R: Stored>(ws: &mut Workspace, ctx: &Context, mut record: R) -> Id {
    let mut stamp = record.stamped();
    if stamp.id.is_none() {
        stamp.id = ctx.id();
    }
    record.stamp(stamp);
    R::table_mut(ws).insert(record);
    stamp.id
}

/// Changes one record. Refused where there is none; a change that leaves it equal changes nothing.
pub fn update<R: Stored>(ws: &mut Workspace, id: Id, change: impl FnOnce(&mut R)) -> Edit {
    let before = R::table(ws).get(id).ok_or(Refusal::Missing(R::KIND))?;
    let mut after = (**before).clone();
    change(&mut after);
    if after != **before {
        R::table_mut(ws).insert(Arc::new(after));
    }
    Ok(())
}

/// Deletes a record and all that has no meaning without it.
pub fn delete(ws: &mut Workspace, kind: Kind, id: Id) -> Edit {
    if ws.row(kind, id).is_none() {
        return Err(Refusal::Missing(kind));
    }
    match kind {
        Kind::Project => project::delete(ws, id),
        Kind::Task => task::delete(ws, &[id])?,
        Kind::Risk => risk::delete(ws, id),
        Kind::Issue => issue::delete(ws, id),
        Kind::Client => client::delete(ws, id),
        Kind::Deal => deal::delete(ws, id),
        Kind::Stage => pipeline::delete_stage(ws, id)?,
        Kind::Pipeline => pipeline::delete(ws, id)?,
        Kind::Segment => market::delete_segment(ws, id),
        Kind::Product => market::delete_product(ws, id),
        Kind::PaymentPlan => payment::delete_plan(ws, id),
        Kind::Member => person::delete(ws, id),
        _ => {
            ws.take(kind, id);
        }
    }
    Ok(())
}

/// Finishes an edit: every record that differs gets its revision, time and device; what is gone leaves a tombstone.
pub fn stamp(before: &Workspace, mut after: Workspace, ctx: &Context) -> Workspace {
    for change in before.diff(&after) {
        match (change.before, change.after) {
            (old, Some(new)) => {
                let old = old.map(|row| row.stamped());
                let created_at = old.map_or(ctx.now_ms, |stamp| stamp.created_at);
                let rev = old.map_or(1, |stamp| stamp.rev.saturating_add(1));
                after.put(new.with_stamp(Stamp { id: change.id, created_at, updated_at: ctx.now_ms, rev, by: ctx.device }));
                after.tombstones.remove(&change.id);
            }
            (Some(old), None) => {
                let stone = Tombstone {
                    id: change.id,
                    kind: change.kind.table().into(),
                    at: ctx.now_ms,
                    by: ctx.device,
                    rev: old.stamped().rev.saturating_add(1),
                    ..Tombstone::default()
                };
                after.tombstones.insert(change.id, stone);
            }
            (None, None) => {}
        }
    }
    after
}

/// Ids of the records of a table that a test holds for.
fn ids<R: Stored>(ws: &Workspace, holds: impl Fn(&R) -> bool) -> BTreeSet<Id> {
    R::table(ws).iter().filter(|record| holds(record)).map(|record| record.id()).collect()
}
