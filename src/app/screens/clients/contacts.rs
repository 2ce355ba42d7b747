//! The people at a client.

use crate::app::prelude::*;

use super::copy::{self, CopyButton};
use super::names;
use crate::app::browser::pinyin;
use crate::app::logging::Begin;
use crate::app::session::{session, words};
use crate::app::widgets::field::{AddLine, CheckField};
use crate::app::widgets::record::{Form, choices, grouped};
use crate::engine::edit;
use crate::engine::model::order;
use crate::engine::model::{Attitude, BuyingRole, Contact, Id, Score, Text};
use crate::engine::workspace::Kind;

#[component]
pub fn Contacts(client: Id) -> impl IntoView {
    let session = session();
    let w = words();
    // The primary contact first, then by name.
    let all = session.memo(move |ws| {
        let mut all: Vec<(bool, Text, Id)> = ws
            .contacts
            .iter()
            .filter(|contact| contact.client == client)
            .map(|contact| (!contact.primary, contact.name.clone(), contact.id))
            .collect();
        order::sort_by(&mut all, |a, b| a.0.cmp(&b.0).then_with(|| pinyin::compare(&a.1, &b.1)));
        all.into_iter().map(|(_, _, id)| id).collect::<Vec<Id>>()
    });
    let add = Callback::new(move |name: String| {
        session.edit(w.contact_added(name.trim()), |ws, ctx| edit::client::add_contact(ws, ctx, client, &name));
    });
    view! {
        <section class="part">
            <h3>{w.contact_title()}</h3>
            <Show when=move || all.with(Vec::is_empty)><p class="none">{w.contact_none()}</p></Show>
            <For each=move || all.get() key=|id| *id let:id><Person id /></For>
            <AddLine label=w.contact_add() commit=add testid="add-contact" />
        </section>
    }
}

#[component]
fn Person(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let form = Form::<Contact>::of(id, |w, contact| w.contact_changed(&contact.name));
    let name = form.read(|contact| contact.name.to_string());
    let primary = form.read(|contact| contact.primary);
    let today = session.today;
    let birthday = move || {
        form.record.with(|contact| contact.as_deref().and_then(|contact| contact.birthday))?;
        let (ws, today) = (session.ws(), today.get());
        crate::engine::sales::clients::birthdays(&ws, today, 14).into_iter().find(|(who, ..)| *who == id).map(|(_, _, days)| days)
    };
    let colleagues = session.memo(move |ws| {
        let client = ws.contacts.get(id).map(|contact| contact.client).unwrap_or_default();
        let mut all = vec![(String::new(), w.not_set().to_string())];
        let others = ws.contacts.iter().filter(|other| other.client == client && other.id != id && !other.left);
        all.extend(others.map(|other| (other.id.to_string(), other.name.to_string())));
        all
    });
    let levels: Vec<(String, String)> = std::iter::once((String::new(), w.not_set().to_string()))
        .chain((1..=5).map(|n| (n.to_string(), n.to_string())))
        .collect();
    let left = form.read(|contact| contact.left);
    let set_left = Callback::new(move |left: bool| {
        form.change(|contact| {
            contact.left = left;
            contact.primary &= !left;
        });
    });
    let reach = move || {
        let contact = form.record.get()?;
        let ways = [
            (w.client_phone(), grouped(&contact.phone)),
            (w.client_email(), contact.email.to_string()),
            (w.client_wechat(), contact.wechat.to_string()),
        ];
        let buttons: Vec<_> = ways
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| view! { <CopyButton label text /> })
            .collect();
        Some(view! { <p class="state" title=w.contact_copy_hint()>{buttons}</p> })
    };
    let begin = Begin::new();
    let about = form.read(move |contact| {
        let mut about: Vec<String> = Vec::new();
        if !contact.title.is_empty() {
            about.push(contact.title.to_string());
        }
        if contact.buying_role != BuyingRole::Other {
            about.push(names::role(w, contact.buying_role).into());
        }
        if contact.attitude != Attitude::Unknown {
            about.push(names::attitude(w, contact.attitude).into());
        }
        about.join(" · ")
    });
    let set_primary = Callback::new(move |primary: bool| {
        session.edit(form.label(), |ws, _| edit::client::set_primary(ws, id, primary));
    });
    let delete = move |_| {
        session.edit_with_undo(w.contact_deleted(name.get_untracked()), |ws, _| edit::delete(ws, Kind::Contact, id));
    };
    view! {
        <details class="contact" class:gone=bound(move || left.get()) data-testid="contact-row" data-contact-id=id.to_string()>
            <summary on:keydown=handler(move |event| {
                if !begin.on_key(&event, Kind::Contact, id) {
                    copy::on_key(session, &event, form.record.get_untracked().as_deref());
                }
            })>
                <b>{reactive(move || name.get())}</b>
                <Show when=move || primary.get()><span class="pill off">{w.contact_primary_mark()}</span></Show>
                <Show when=move || left.get()><span class="pill off">{w.contact_left_mark()}</span></Show>
                {reactive(move || birthday().map(|days| view! {
                    <span class="pill good">{if days == 0 { w.contact_birthday_today().to_string() } else { w.contact_birthday_in(days) }}</span>
                }))}
                <small>{reactive(move || about.get())}</small>
            </summary>
            {reach}
            <div class="fields">
                {form.name(w.contact_name(), "contact-name", |contact| &contact.name, |contact| &mut contact.name)}
                {form.line(w.contact_job(), "text", |contact| &contact.title, |contact| &mut contact.title)}
                {form.pick(
                    w.contact_role(),
                    Signal::stored(choices(BuyingRole::ALL, BuyingRole::key, |role| names::role(w, role))),
                    |contact| contact.buying_role.key().into(),
                    |contact, key| contact.buying_role = BuyingRole::from_key(key).unwrap_or_default(),
                )}
                {form.pick(
                    w.contact_attitude(),
                    Signal::stored(choices(Attitude::ALL, Attitude::key, |attitude| names::attitude(w, attitude))),
                    |contact| contact.attitude.key().into(),
                    |contact, key| contact.attitude = Attitude::from_key(key).unwrap_or_default(),
                )}
                {form.line(w.contact_department(), "text", |contact| &contact.department, |contact| &mut contact.department)}
                {form.pick(
                    w.contact_boss(),
                    colleagues,
                    |contact| contact.reports_to.map_or(String::new(), |id| id.to_string()),
                    |contact, key| contact.reports_to = Id::parse(key),
                )}
                {form.pick(
                    w.contact_influence(),
                    Signal::stored(levels),
                    |contact| contact.influence.map_or(String::new(), |score| score.get().to_string()),
                    |contact, key| contact.influence = key.parse::<i64>().ok().map(Score::new),
                )}
                {form.phone(w.client_phone(), |contact| &contact.phone, |contact| &mut contact.phone)}
                {form.line(w.client_wechat(), "text", |contact| &contact.wechat, |contact| &mut contact.wechat)}
                {form.line(w.client_email(), "email", |contact| &contact.email, |contact| &mut contact.email)}
                {form.date(w.contact_birthday(), "contact-birthday", |contact| contact.birthday, |contact, day| contact.birthday = day)}
                <CheckField label=w.contact_primary() value=primary commit=set_primary />
                <CheckField label=w.contact_left() value=left commit=set_left testid="contact-left" />
                <button class="btn quiet danger" on:click=delete>{w.contact_delete()}</button>
            </div>
        </details>
    }
}
