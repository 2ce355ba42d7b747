//! A follow-up logged in one line from anywhere: the palette reads it, `L` on a row begins it. It shows what it has read
//! before Enter keeps it.

use crate::app::prelude::*;
use leptos::ev::KeyboardEvent;

use super::browser::{files, keys, pinyin};
use super::screens::clients::names as called;
use super::session::{Session, session};
use super::shell::{Overlay, OverlaySignal};
use crate::engine::edit;
use crate::engine::model::{Activity, Id, Text};
use crate::engine::sales::typed::{self, Line, Named};
use crate::engine::words::Words;
use crate::engine::workspace::{Kind, Workspace};

/// The line that is begun.
#[derive(Clone, Copy)]
pub struct Logging {
    /// Whom it is about.
    pub about: RwSignal<Option<(Kind, Id)>>,
    /// Enter was pressed before the palette was there.
    pub entered: RwSignal<bool>,
    /// What had the focus before.
    pub before: StoredValue<Option<web_sys::HtmlElement>, LocalStorage>,
    pub overlay: OverlaySignal,
}

/// The box of the frame that is typed into until the palette's own is there.
pub const AHEAD: &str = "#ahead";

impl Logging {
    pub fn new(overlay: OverlaySignal) -> Logging {
        Logging { about: RwSignal::new(None), entered: RwSignal::new(false), before: StoredValue::new_local(None), overlay }
    }

    /// Opens the palette; the next key is typed into it already, by an input method too.
    pub fn open(self) {
        self.before.set_value(files::holder());
        files::focus(AHEAD);
        self.overlay.set(Overlay::Palette);
    }

    /// Closes it. Who had the focus gets it back, unless what was done puts it elsewhere.
    pub fn close(self) {
        self.about.set(None);
        self.overlay.set(Overlay::None);
        files::take_text(AHEAD);
        self.before.with_value(|before| files::focus_back(before.clone()));
    }
}

/// What opens the line, for handlers that run later.
#[derive(Clone, Copy)]
pub struct Begin(Logging);

impl Begin {
    pub fn new() -> Begin {
        Begin(expect_context::<Logging>())
    }

    pub fn of(self, kind: Kind, id: Id) {
        self.0.about.set(Some((kind, id)));
        self.0.open();
    }

    /// Does it for an `L` that is no part of a text; true where it was one.
    pub fn on_key(self, event: &KeyboardEvent, kind: Kind, id: Id) -> bool {
        let ours = event.key().eq_ignore_ascii_case("l")
            && !keys::composing(event)
            && !keys::command(event)
            && !event.alt_key()
            && !keys::typing(event);
        if ours {
            event.prevent_default();
            event.stop_propagation();
            self.of(kind, id);
        }
        ours
    }
}

/// What the palette's box begins with.
pub fn seed(w: Words, ws: &Workspace, about: Option<(Kind, Id)>) -> String {
    about.and_then(|(kind, id)| name(ws, kind, id)).map(|name| format!("{} {name} ", w.said_verb())).unwrap_or_default()
}

fn name(ws: &Workspace, kind: Kind, id: Id) -> Option<String> {
    match kind {
        Kind::Client => ws.clients.get(id).map(|client| client.name.to_string()),
        Kind::Contact => ws.contacts.get(id).map(|contact| contact.name.to_string()),
        Kind::Deal => ws.deals.get(id).map(|deal| deal.name.to_string()),
        Kind::Task => ws.tasks.get(id).map(|task| task.name.to_string()),
        _ => None,
    }
}

/// Everybody and everything that a line can be about; the one it was begun for comes first.
fn names(ws: &Workspace, first: Option<(Kind, Id)>) -> Vec<Named<(Kind, Id)>> {
    let mut all: Vec<Named<(Kind, Id)>> = Vec::new();
    if let Some((kind, id)) = first
        && let Some(name) = name(ws, kind, id)
    {
        all.push(Named { name, who: (kind, id) });
    }
    let named = |name: &Text, kind, id| Named { name: name.to_string(), who: (kind, id) };
    all.extend(ws.contacts.iter().filter(|contact| !contact.left).map(|one| named(&one.name, Kind::Contact, one.id)));
    all.extend(ws.clients.iter().map(|one| named(&one.name, Kind::Client, one.id)));
    all.extend(
        ws.clients.iter().filter(|one| !one.short_name.is_empty()).map(|one| named(&one.short_name, Kind::Client, one.id)),
    );
    all.extend(ws.deals.iter().map(|one| named(&one.name, Kind::Deal, one.id)));
    all
}

/// One way to read a line: what it will log, in words, and what does it.
pub struct Reading {
    pub says: String,
    pub activity: Activity,
    pub action: String,
}

/// The ways to read what is typed; none where it is no follow-up. Several people of one name are several ways.
pub fn read(session: Session, w: Words, text: &str, first: Option<(Kind, Id)>) -> Option<Vec<Reading>> {
    let today = session.today.get_untracked();
    let line = typed::read(text, today)?;
    let ws = session.ws_untracked();
    let names = names(&ws, first);
    let (found, said) = typed::about(&line.rest, &names, |word, name| pinyin::Matcher::new(word).matches(name));
    let mut seen: Vec<(Kind, Id)> = Vec::new();
    let mut ways = Vec::new();
    for (kind, id) in found.into_iter().map(|named| named.who) {
        if seen.contains(&(kind, id)) || ways.len() >= 6 {
            continue;
        }
        seen.push((kind, id));
        ways.push(reading(w, &ws, &line, &said, kind, id, today));
        // The one it was begun for is meant.
        if first == Some((kind, id)) {
            break;
        }
    }
    Some(ways)
}

fn reading(w: Words, ws: &Workspace, line: &Line, said: &str, kind: Kind, id: Id, today: crate::engine::model::Date) -> Reading {
    let mut activity = Activity {
        on: today,
        kind: line.kind,
        outcome: line.outcome,
        next_contact: line.next,
        content: Text::new(said),
        ..Activity::default()
    };
    match kind {
        Kind::Contact => {
            activity.contacts = vec![id];
            activity.client = ws.contacts.get(id).map(|contact| contact.client);
        }
        Kind::Deal => activity.deal = Some(id),
        Kind::Task => {
            let task = ws.tasks.get(id);
            activity.client = task.and_then(|task| task.client);
            activity.deal = task.and_then(|task| task.deal);
            activity.project = task.map(|task| task.project);
        }
        _ => activity.client = Some(id),
    }
    let mut parts = vec![called::activity(w, line.kind).to_string(), name(ws, kind, id).unwrap_or_default()];
    if kind == Kind::Contact {
        let client = activity.client.and_then(|id| ws.clients.get(id));
        parts[1] = w.said_at(client.map(|client| client.name.to_string()).unwrap_or_default(), &parts[1]);
    }
    if !said.is_empty() {
        parts.push(said.to_string());
    }
    if line.outcome != Default::default() {
        parts.push(called::outcome(w, line.outcome).to_string());
    }
    if let Some(day) = line.next {
        parts.push(w.said_next(w.day(day, today)));
    }
    if !line.action.is_empty() {
        parts.push(w.said_task(&line.action));
    }
    Reading { says: parts.join(" · "), activity, action: line.action.clone() }
}

/// Keeps it.
pub fn keep(session: Session, activity: Activity, action: &str) {
    let w = session.words();
    let ws = session.ws_untracked();
    let of_contact = activity.contacts.first().and_then(|id| ws.contacts.get(*id)).map(|contact| contact.client);
    let of_deal = activity.deal.and_then(|id| ws.deals.get(id)).map(|deal| deal.name.to_string());
    let client = activity.client.or(of_contact).and_then(|id| ws.clients.get(id)).map(|client| client.name.to_string());
    let label = w.log_done(client.or(of_deal).unwrap_or_default());
    session.edit_with_undo(label, |ws, ctx| edit::activity::log(ws, ctx, activity, action, w.said_project()));
}

/// A button that begins a line.
#[component]
pub fn LogButton(kind: Kind, id: Id) -> impl IntoView {
    let w = session().words();
    let begin = Begin::new();
    view! {
        <button class="btn quiet" data-testid="log-begin" title="L" on:click=handler(move |_| begin.of(kind, id))>{w.today_log()}</button>
    }
}
