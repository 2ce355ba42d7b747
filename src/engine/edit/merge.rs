//! Two clients that are one: merged field by field, and nothing of either is lost.

use super::{Edit, Refusal, ids, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// A field that both have with different values, by its name in files. `take` names those of which the other's counts.
pub fn conflicts(keep: &Client, other: &Client) -> Vec<String> {
    let (a, b) = (fields(keep), fields(other));
    b.iter().filter(|(name, value)| a.get(*name).is_some_and(|kept| kept != *value)).map(|(name, _)| name.clone()).collect()
}

fn fields(client: &Client) -> serde_json::Map<String, serde_json::Value> {
    let mut fields = match serde_json::to_value(client) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    for base in ["id", "created_at", "updated_at", "rev", "by"] {
        fields.remove(base);
    }
    fields
}

/// Puts `other` into `keep`: what only one has is kept, lists are joined, and of two values that differ the one that is not
/// taken is written into the remark. Contacts, log, deals and all that named `other` then name `keep`.
pub fn clients(ws: &mut Workspace, keep: Id, other: Id, take: &[String], lost: impl Fn(&str, &str) -> String) -> Edit {
    let kept = ws.clients.get(keep).ok_or(Refusal::Missing(Kind::Client))?.clone();
    let gone = ws.clients.get(other).ok_or(Refusal::Missing(Kind::Client))?.clone();
    if keep == other {
        return Ok(());
    }
    let (mut merged, theirs) = (fields(&kept), fields(&gone));
    let mut aside = Vec::new();
    for (name, value) in theirs {
        match merged.get_mut(&name) {
            None => {
                merged.insert(name, value);
            }
            Some(ours) if *ours == value => {}
            Some(serde_json::Value::Array(ours)) => {
                let more = value.as_array().cloned().unwrap_or_default();
                more.into_iter().for_each(|one| {
                    if !ours.contains(&one) {
                        ours.push(one);
                    }
                });
            }
            Some(ours) => {
                let unused = if name != "remark" && take.contains(&name) { std::mem::replace(ours, value) } else { value };
                let unused = match unused {
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                };
                aside.push(if name == "remark" { unused } else { lost(&name, &unused) });
            }
        }
    }
    let mut client: Client = serde_json::from_value(serde_json::Value::Object(merged)).unwrap_or_else(|_| (*kept).clone());
    client.stamp(kept.stamped());
    if !aside.is_empty() {
        let remark = [client.remark.to_string(), aside.join("\n")].into_iter().filter(|part| !part.is_empty());
        client.remark = Text::new(&remark.collect::<Vec<_>>().join("\n"));
    }
    ws.clients.insert(client);
    rename_all(ws, keep, other)?;
    ws.clients.remove(other);
    Ok(())
}

fn swap(list: &mut Vec<Id>, keep: Id, other: Id) {
    if let Some(at) = list.iter().position(|id| *id == other) {
        if list.contains(&keep) {
            list.remove(at);
        } else {
            list[at] = keep;
        }
    }
}

fn rename_all(ws: &mut Workspace, keep: Id, other: Id) -> Edit {
    let has_primary = ws.contacts.iter().any(|contact| contact.client == keep && contact.primary);
    for id in ids::<Contact>(ws, |contact| contact.client == other) {
        update::<Contact>(ws, id, |contact| {
            contact.client = keep;
            contact.primary &= !has_primary;
        })?;
    }
    for id in ids::<Activity>(ws, |activity| activity.client == Some(other)) {
        update::<Activity>(ws, id, |activity| activity.client = Some(keep))?;
    }
    for id in ids::<Deal>(ws, |deal| deal.client == Some(other)) {
        update::<Deal>(ws, id, |deal| deal.client = Some(keep))?;
    }
    for id in ids::<Requirement>(ws, |requirement| requirement.client == other) {
        update::<Requirement>(ws, id, |requirement| requirement.client = keep)?;
    }
    for id in ids::<Task>(ws, |task| task.client == Some(other)) {
        update::<Task>(ws, id, |task| task.client = Some(keep))?;
    }
    for id in ids::<Project>(ws, |project| project.clients.contains(&other)) {
        update::<Project>(ws, id, |project| swap(&mut project.clients, keep, other))?;
    }
    for id in ids::<Risk>(ws, |risk| risk.clients.contains(&other)) {
        update::<Risk>(ws, id, |risk| swap(&mut risk.clients, keep, other))?;
    }
    Ok(())
}
