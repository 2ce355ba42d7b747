//! One client at a glance: state, fields, contacts, log. The whole of it is on its page.

use crate::app::prelude::*;

use super::{asked::Asked, contacts::Contacts, known, log::Log, merge, names};
use crate::app::logging::Begin;
use crate::app::place::{Go, Place};
use crate::app::session::{session, words};
use crate::app::widgets::field::{Folded, TextArea, TextField};
use crate::app::widgets::record::{Form, choices};
use crate::engine::edit;
use crate::engine::model::{Client, ClientKind, Grade, Id, Text, half_width};
use crate::engine::sales::clients::Standing;
use crate::engine::workspace::Kind;

#[component]
pub fn ClientInspector(id: Id) -> impl IntoView {
    let w = words();
    let form = Form::<Client>::of(id, |w, client| w.client_changed(&client.name));
    let begin = Begin::new();
    view! {
        <div class="inspect" data-client-id=id.to_string() on:keydown=handler(move |event| { begin.on_key(&event, Kind::Client, id); })>
            {form.name(w.client_name(), "client-name", |client| &client.name, |client| &mut client.name)}
            <Pills id />
            <merge::Likely id />
            <a class="btn" data-testid="client-open-page" href=Place::page_of(Kind::Client, id).query()>{w.client_page_open()}</a>
            <ClientFields id brief=true />
            <crate::app::screens::risks::RisksOf id />
            <Log client=id />
            <Contacts client=id />
            <Asked client=id />
            <Folded label=w.client_more()><ClientFields id /></Folded>
        </div>
    }
}

/// What is late, silent, or done by two at once.
#[component]
pub fn Pills(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let standings = known::standings();
    let standing = memo(move |_| standings.with(|all| all.get(id).cloned()).unwrap_or_default());
    let client = session.memo(move |ws| ws.clients.get(id).cloned());
    let pills = move || {
        let (today, Standing { last, loggers, .. }) = (session.today.get(), standing.get());
        let Some(client) = client.get() else { return view! { <p class="state"></p> }.into_any() };
        let late = client.next_contact.filter(|day| *day < today).map(|day| w.client_late_days(day.until(today)));
        let days = last.map(|day| day.until(today).max(0));
        let silence = days.map_or(w.client_never().to_string(), |days| w.client_silent_state(days));
        let silent = days.zip(client.follow_up_days).is_some_and(|(days, rhythm)| days > rhythm as i64);
        let ws = session.ws_untracked();
        let name = |id: &Id| ws.members.get(*id).map(|member| member.name.to_string());
        let names: Vec<String> = loggers.iter().filter_map(name).collect();
        let owner = client.owner.as_ref().and_then(name).zip(client.owner);
        let two = (names.len() > 1).then(|| {
            let sentence = w.client_two(names.len(), names.join(if w.is_zh() { "、" } else { ", " }));
            view! { <span class="pill warn" data-testid="client-two">{sentence}</span> }
        });
        // Whoever logs most recently and is not the owner may take the client over.
        let other = loggers.iter().find(|id| Some(**id) != client.owner).copied().filter(|_| names.len() > 1 && owner.is_none());
        view! {
            <p class="state">
                {late.map(|late| view! { <span class="pill bad">{w.client_next()}" · "{late}</span> })}
                <span class=if silent { "pill bad" } else { "pill off" } data-testid="client-silence">{silence}</span>
                {two}
                {other.map(|member| {
                    let label = w.client_one(name(&member).unwrap_or_default());
                    let said = label.clone();
                    view! {
                        <button class="btn quiet" on:click=handler(move |_| {
                            session.edit(said.clone(), |ws, ctx| edit::client::hand_to(ws, ctx, id, Some(member)));
                        })>{label}</button>
                    }
                })}
            </p>
        }
        .into_any()
    };
    view! { {pills} }
}

/// The fields of a client: those of every day, or all others with the end of it.
#[component]
pub fn ClientFields(id: Id, #[prop(optional)] brief: bool) -> impl IntoView {
    let session = session();
    let w = words();
    let place = expect_context::<Memo<Place>>();
    let form = Form::<Client>::of(id, |w, client| w.client_changed(&client.name));
    if brief || place.get_untracked().page {
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
        let set_owner = Callback::new(move |key: String| {
            session.edit(form.label(), |ws, ctx| edit::client::hand_to(ws, ctx, id, Id::parse(&key)));
        });
        let usual = view! {
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
                <crate::app::widgets::field::SelectField label=w.client_owner() options=owners commit=set_owner testid="client-owner"
                    value=form.read(|client| client.owner.map_or(String::new(), |owner| owner.to_string())) />
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
        };
        if brief {
            return usual.into_any();
        }
        return view! { {usual} <Others form /> }.into_any();
    }
    view! { <Others form /> }.into_any()
}

#[component]
fn Others(form: Form<Client>) -> impl IntoView {
    let session = session();
    let w = words();
    let go = expect_context::<Go>();
    let place = expect_context::<Memo<Place>>();
    let id = form.id;
    let remark = Callback::new(move |text: String| form.change(|client| client.remark = Text::new(&text)));
    let decides = Callback::new(move |text: String| form.change(|client| client.decision_process = Text::new(&text)));
    let delete = move |_| {
        let name = form.record.get_untracked().map(|client| client.name.to_string()).unwrap_or_default();
        let stay = place.get_untracked();
        if session.edit_with_undo(w.client_deleted(name), |ws, _| edit::delete(ws, Kind::Client, id)).is_some() {
            go.replace(Place { open: None, page: false, ..stay });
        }
    };
    view! {
        <div class="fields">
            {form.line(w.client_short(), "text", |client| &client.short_name, |client| &mut client.short_name)}
            {form.line(w.client_industry(), "text", |client| &client.industry, |client| &mut client.industry)}
            {form.line(w.client_region(), "text", |client| &client.region, |client| &mut client.region)}
            {form.line(w.client_address(), "text", |client| &client.address, |client| &mut client.address)}
            {form.line(w.client_source(), "text", |client| &client.source, |client| &mut client.source)}
            {form.phone(w.client_phone(), |client| &client.phone, |client| &mut client.phone)}
            {form.line(w.client_wechat(), "text", |client| &client.wechat, |client| &mut client.wechat)}
            {form.line(w.client_website(), "url", |client| &client.website, |client| &mut client.website)}
            {reactive(move || {
                let site = form.read(|client| client.website.to_string()).get();
                is_web(&site).then(|| view! {
                    <p class="link"><a href=site.clone() target="_blank" rel="noopener noreferrer">{site.clone()}</a></p>
                })
            })}
            <TextArea label=w.client_decides() value=form.read(|client| client.decision_process.to_string()) commit=decides />
            <TextArea label=w.client_remark() value=form.read(|client| client.remark.to_string()) commit=remark />
        </div>
        <button class="btn quiet danger" data-testid="delete-client" on:click=delete>{w.client_delete()}</button>
    }
}

/// Only these become links: nothing that a file brings may run.
fn is_web(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.starts_with("https://") || address.starts_with("http://")
}
