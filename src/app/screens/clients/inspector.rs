//! One client: state, fields, contacts, log.

use crate::app::prelude::*;

use super::{asked::Asked, contacts::Contacts, log::Log, names};
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::app::widgets::field::{TextArea, TextField};
use crate::app::widgets::record::{Form, choices};
use crate::engine::edit;
use crate::engine::model::{Client, ClientKind, Grade, Id, Text, half_width};
use crate::engine::workspace::Kind;

#[component]
pub fn ClientInspector(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let form = Form::<Client>::of(id, |w, client| w.client_changed(&client.name));
    let last = session.memo(move |ws| edit::client::last_contact(ws, id));
    let next = form.read(|client| client.next_contact);
    let state = move || {
        let today = session.today.get();
        let late = next.get().filter(|day| *day < today).map(|day| w.client_late_days(day.until(today)));
        let silence = last.get().map_or(w.client_never().to_string(), |day| w.client_silent_state(day.until(today).max(0)));
        view! {
            <p class="state">
                {late.map(|late| view! { <span class="pill bad">{w.client_next()}" · "{late}</span> })}
                <span class="pill off" data-testid="client-silence">{silence}</span>
            </p>
        }
    };
    let owners = session.memo(move |ws| {
        let mut all = vec![(String::new(), w.not_set().to_string())];
        all.extend(ws.members.iter().map(|member| (member.id.to_string(), member.name.to_string())));
        all
    });
    let rhythm = Callback::new(move |text: String| {
        let text: String = text.trim().chars().map(half_width).collect();
        match text.parse::<u32>() {
            _ if text.is_empty() => form.change(|client| client.follow_up_days = None),
            Ok(days @ 1..=3650) => form.change(|client| client.follow_up_days = Some(days)),
            _ => session.toast(w.client_bad_days().into(), false, true),
        }
    });
    let remark = Callback::new(move |text: String| form.change(|client| client.remark = Text::new(&text)));
    let delete = move |_| {
        let name = form.record.get_untracked().map(|client| client.name.to_string()).unwrap_or_default();
        let stay = place.get_untracked();
        if session.edit_with_undo(w.client_deleted(name), |ws, _| edit::delete(ws, Kind::Client, id)).is_some() {
            go.replace(Place { open: None, ..stay });
        }
    };
    view! {
        <div class="inspect" data-client-id=id.to_string()>
            {form.name(w.client_name(), "client-name", |client| &client.name, |client| &mut client.name)}
            {state}
            <div class="fields">
                {form.pick(
                    w.client_kind(),
                    Signal::stored(choices(ClientKind::ALL, ClientKind::key, |kind| names::kind(w, kind))),
                    |client| client.kind.key().into(),
                    |client, key| client.kind = ClientKind::from_key(key).unwrap_or_default(),
                )}
                {form.pick(
                    w.client_grade(),
                    Signal::stored(choices(Grade::ALL, Grade::key, |grade| if grade == Grade::Unset { w.not_set() } else { grade.key() })),
                    |client| client.grade.key().into(),
                    |client, key| client.grade = Grade::from_key(key).unwrap_or_default(),
                )}
                {form.pick(
                    w.client_owner(),
                    owners,
                    |client| client.owner.map_or(String::new(), |owner| owner.to_string()),
                    |client, key| client.owner = Id::parse(key),
                )}
                {form.date(w.client_next(), "client-next", |client| client.next_contact, |client, day| client.next_contact = day)}
                {form.line(w.client_next_note(), "text", |client| &client.next_contact_note, |client| &mut client.next_contact_note)}
                <TextField
                    label=w.client_rhythm()
                    value=form.read(|client| client.follow_up_days.map_or(String::new(), |days| days.to_string()))
                    commit=rhythm
                    inputmode="numeric"
                    testid="client-rhythm"
                />
            </div>
            <crate::app::screens::risks::RisksOf id />
            <Log client=id />
            <Contacts client=id />
            <Asked client=id />
            <details class="part">
                <summary>{w.client_more()}</summary>
                <div class="fields">
                    {form.line(w.client_industry(), "text", |client| &client.industry, |client| &mut client.industry)}
                    {form.line(w.client_region(), "text", |client| &client.region, |client| &mut client.region)}
                    {form.phone(w.client_phone(), |client| &client.phone, |client| &mut client.phone)}
                    {form.line(w.client_wechat(), "text", |client| &client.wechat, |client| &mut client.wechat)}
                    {form.line(w.client_website(), "url", |client| &client.website, |client| &mut client.website)}
                    {reactive(move || {
                        let site = form.read(|client| client.website.to_string()).get();
                        is_web(&site).then(|| view! {
                            <p class="link"><a href=site.clone() target="_blank" rel="noopener noreferrer">{site.clone()}</a></p>
                        })
                    })}
                    <TextArea label=w.client_remark() value=form.read(|client| client.remark.to_string()) commit=remark />
                </div>
            </details>
            <button class="btn quiet danger" data-testid="delete-client" on:click=delete>{w.client_delete()}</button>
        </div>
    }
}

/// Only these become links: nothing that a file brings may run.
fn is_web(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.starts_with("https://") || address.starts_with("http://")
}
