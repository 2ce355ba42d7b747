//! Copying a number or an address by one key.

use crate::app::prelude::*;

use crate::app::browser::{files, keys};
use crate::app::session::{Session, session, words};
use crate::engine::model::Contact;

pub fn copy(session: Session, text: String) {
    leptos::task::spawn_local(async move {
        let w = session.words();
        if files::copy(&text).await {
            session.toast(w.copy_done(&text), false, false);
        } else {
            session.toast(w.copy_failed(&text), false, true);
        }
    });
}

/// What a key copies of a contact: P its phone, E its e-mail, W its WeChat. True where it was one of them.
pub fn on_key(session: Session, event: &leptos::ev::KeyboardEvent, contact: Option<&Contact>) -> bool {
    if keys::composing(event) || keys::command(event) || event.alt_key() || keys::typing(event) {
        return false;
    }
    let Some(contact) = contact else { return false };
    let text = match event.key().as_str() {
        "p" | "P" => &contact.phone,
        "e" | "E" => &contact.email,
        "w" | "W" => &contact.wechat,
        _ => return false,
    };
    if text.is_empty() {
        return false;
    }
    event.prevent_default();
    event.stop_propagation();
    copy(session, text.to_string());
    true
}

/// One way to reach somebody, copied when pressed.
#[component]
pub fn CopyButton(label: &'static str, text: String) -> impl IntoView {
    let session = session();
    let w = words();
    let what = text.clone();
    view! {
        <button type="button" class="btn quiet copy" title=w.copy_what(label) aria-label=format!("{} {text}", w.copy_what(label))
            data-testid="copy" on:click=handler(move |_| copy(session, what.clone()))>
            <small>{label}</small>{text.clone()}
        </button>
    }
}
