//! When each field was changed last, as far as a tab knows. Of one field the later change stands, whatever way it comes: while
//! the pen changes hands a tab may hear of changes late, twice, or beside others of the same record, and then neither the
//! record's own stamp nor a common state tells which value of a field is the newer one.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use crate::engine::model::Id;
use crate::engine::workspace::{Merged, Row, Side, Workspace, differences};

/// Records of one step beyond which nothing is noted: nobody types that.
const TYPED: usize = 2_000;

/// Milliseconds, and the tab where two are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(i64, Id);

/// A field with the time of the value that goes with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timed(Id, String, Time);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Times(OrdMap<Id, OrdMap<String, Time>>);

/// The fields that two states have differently, of records that both have.
fn differing(before: &Workspace, after: &Workspace) -> Vec<(Row, Row)> {
    let changes = before.diff(after).into_iter().filter_map(|change| change.before.zip(change.after));
    let rows: Vec<(Row, Row)> = changes.take(TYPED + 1).collect();
    if rows.len() > TYPED { Vec::new() } else { rows }
}

impl Times {
    fn get(&self, id: Id, field: &str) -> Option<Time> {
        self.0.get(&id)?.get(field).copied()
    }

    fn set(&mut self, id: Id, field: &str, time: Time) {
        self.0.entry(id).or_default().insert(field.to_string(), time);
    }

    /// Notes what a tab changed. A record says itself when it was changed, but for a step that was taken back: `at`.
    pub fn note(&mut self, before: &Workspace, after: &Workspace, at: i64, by: Id) {
        for (old, new) in differing(before, after) {
            let (was, is) = (old.stamped().updated_at, new.stamped().updated_at);
            let time = Time(if is > was { is } else { at }, by);
            differences(&old, &new).iter().for_each(|(field, ..)| self.set(new.id(), field, time));
        }
    }

    /// The times that go with the values of `after` where it differs.
    pub fn of(&self, before: &Workspace, after: &Workspace) -> Vec<Timed> {
        let mut times = Vec::new();
        // Of a record that is new there, all that is known.
        for (id, fields) in self.0.iter().filter(|(id, _)| before.kind_of(**id).is_none() && after.kind_of(**id).is_some()) {
            times.extend(fields.iter().map(|(field, time)| Timed(*id, field.clone(), *time)));
        }
        for (old, new) in differing(before, after) {
            let known = differences(&old, &new).into_iter();
            times.extend(known.filter_map(|(field, ..)| {
                let time = self.get(new.id(), &field)?;
                Some(Timed(new.id(), field, time))
            }));
        }
        times
    }

    /// These values are now those of the state that the times are of.
    pub fn put(&mut self, times: &[Timed]) {
        times.iter().for_each(|Timed(id, field, time)| self.set(*id, field, *time));
    }

    /// The same, but for values that are older than those there are.
    pub fn learn(&mut self, times: &[Timed]) {
        for Timed(id, field, time) in times {
            if self.get(*id, field).is_none_or(|mine| mine < *time) {
                self.set(*id, field, *time);
            }
        }
    }

    /// Sees to it that in what `ours` and `theirs` were merged to the later value of each field stands; one whose time is not
    /// known is older than one whose time is. `self` are the times of `ours`, `times` those of `theirs`. Lists are merged item
    /// by item, and stay as they are.
    pub fn settled(&self, mut merged: Merged, ours: &Workspace, theirs: &Workspace, times: &[Timed]) -> Merged {
        let Merged { workspace, conflicts, .. } = &mut merged;
        let told = times.iter().map(|Timed(id, field, time)| ((*id, field.clone()), Some(*time)));
        let disputed = conflicts.iter().filter_map(|conflict| Some(((conflict.id, conflict.field.clone()?), None)));
        let fields: BTreeMap<(Id, String), Option<Time>> = disputed.chain(told).collect();
        for ((id, field), time) in fields {
            let mine = self.get(id, &field);
            let Some(kind) = workspace.kind_of(id).filter(|_| mine.is_some() || time.is_some()) else { continue };
            let [here, one, other] = [&*workspace, ours, theirs].map(|ws| ws.row(kind, id));
            let (Some(here), Some(one), Some(other)) = (here, one, other) else { continue };
            let side = if mine > time { Side::Ours } else { Side::Theirs };
            let chosen = value(if side == Side::Ours { &one } else { &other }, &field);
            if chosen.is_array() || field == "custom" {
                continue;
            }
            let conflict = conflicts.iter_mut().find(|one| one.id == id && one.field.as_ref() == Some(&field));
            conflict.into_iter().for_each(|conflict| conflict.taken = side);
            let mut json = object(here.to_json());
            if json.get(&field).unwrap_or(&Value::Null) == &chosen {
                continue;
            }
            match chosen {
                Value::Null => drop(json.remove(&field)),
                value => drop(json.insert(field, value)),
            }
            if let Ok(row) = Row::from_json(kind, Value::Object(json)) {
                workspace.put(row);
            }
        }
        merged
    }
}

fn value(row: &Row, field: &str) -> Value {
    object(row.to_json()).remove(field).unwrap_or_default()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
