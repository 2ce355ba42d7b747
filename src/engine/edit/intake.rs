//! Taking clients in from rows: new ones are made, those that are there get what they have not, and nothing that was there
//! is written over.

use super::{Context, Edit, Refusal, add as put, update};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Workspace};

/// One row: for a client that is there, for the client of an earlier row, or for a new one.
pub struct Row {
    pub known: Option<Id>,
    pub earlier: Option<usize>,
    pub client: Client,
    pub contact: Option<Contact>,
}

/// Gives how many clients were made. `rows` are in their order, `earlier` counting among them.
pub fn clients(ws: &mut Workspace, ctx: &Context, rows: Vec<Row>) -> Edit<usize> {
    let mine = Some(ws.settings.me).filter(|me| ws.members.contains(*me));
    let mut ids: Vec<Option<Id>> = Vec::with_capacity(rows.len());
    let mut made = 0;
    for Row { known, earlier, client, contact } in rows {
        let there = known.or_else(|| earlier.and_then(|at| ids.get(at).copied().flatten()));
        let id = match there {
            Some(id) => {
                fill(ws, id, client)?;
                id
            }
            None if client.name.is_empty() => {
                ids.push(None);
                continue;
            }
            None => {
                made += 1;
                put(ws, ctx, Client { owner: client.owner.or(mine), ..client })
            }
        };
        ids.push(Some(id));
        if let Some(contact) = contact {
            take_contact(ws, ctx, id, contact)?;
        }
    }
    Ok(made)
}

/// A client gets what it has not; a remark is added to the one it has.
fn fill(ws: &mut Workspace, id: Id, from: Client) -> Edit {
    ws.clients.get(id).ok_or(Refusal::Missing(Kind::Client))?;
    update::<Client>(ws, id, |client| {
        let text = |slot: &mut Text, from: Text| {
            if slot.is_empty() {
                *slot = from;
            }
        };
        if client.name != from.name && client.short_name.is_empty() && from.short_name.is_empty() {
            client.short_name = from.name;
        }
        text(&mut client.short_name, from.short_name);
        text(&mut client.industry, from.industry);
        text(&mut client.region, from.region);
        text(&mut client.address, from.address);
        text(&mut client.phone, from.phone);
        text(&mut client.wechat, from.wechat);
        text(&mut client.website, from.website);
        text(&mut client.source, from.source);
        client.owner = client.owner.or(from.owner);
        client.next_contact = client.next_contact.or(from.next_contact);
        if client.grade == Grade::Unset {
            client.grade = from.grade;
        }
        if !from.remark.is_empty() && !client.remark.contains(&*from.remark) {
            let both = [client.remark.to_string(), from.remark.to_string()];
            client.remark = Text::new(both.join("\n").trim());
        }
    })
}

/// A contact of the same name gets what it has not; another is added.
fn take_contact(ws: &mut Workspace, ctx: &Context, client: Id, from: Contact) -> Edit {
    let same = ws.contacts.iter().find(|contact| contact.client == client && contact.name == from.name).map(|contact| contact.id);
    match same {
        Some(id) => update::<Contact>(ws, id, |contact| {
            let fill = |slot: &mut Text, from: Text| {
                if slot.is_empty() {
                    *slot = from;
                }
            };
            fill(&mut contact.title, from.title);
            fill(&mut contact.phone, from.phone);
            fill(&mut contact.email, from.email);
            fill(&mut contact.wechat, from.wechat);
        }),
        None => {
            let primary = !ws.contacts.iter().any(|contact| contact.client == client);
            put(ws, ctx, Contact { client, primary, ..from });
            Ok(())
        }
    }
}
