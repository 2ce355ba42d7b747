//! A file that goes out: the whole, one project, or what a client may see of it; with a password or without; as a download
//! or into one and the same file.

use crate::app::prelude::*;
use leptos::task::spawn_local;

use crate::app::browser::{clock, files, vault};
use crate::app::screens::settings::file_stem;
use crate::app::screens::settings::say::{self, table_name};
use crate::app::session::{Session, session, words};
use crate::app::widgets::field::SelectField;
use crate::engine::edit::share;
use crate::engine::exchange::json::{self, Removed, Scope, client_copy};
use crate::engine::model::{Id, Text};
use crate::engine::words::Words;
use crate::engine::workspace::Kind;

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Whole,
    Project,
    Client,
}

impl What {
    fn of(key: &str) -> What {
        match key {
            "project" => What::Project,
            "client" => What::Client,
            _ => What::Whole,
        }
    }
}

/// How the file leaves the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Download,
    Choose,
    Again,
}

#[component]
pub fn Share() -> impl IntoView {
    let session = session();
    let w = words();
    let what = RwSignal::new(String::from("whole"));
    let chosen = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let turned = RwSignal::new(0);
    let projects = session.memo(|ws| {
        let open = ws.projects.iter().filter(|project| !project.archived);
        open.map(|project| (project.id.to_string(), Text::to_string(&project.name))).collect::<Vec<_>>()
    });
    let project = memo(move |_| {
        let known = projects.get();
        let named = chosen.with(|chosen| known.iter().find(|(id, _)| id == chosen).or(known.first()).map(|(id, _)| id.clone()));
        named.and_then(|id| Id::parse(&id))
    });
    let scope = move || match (What::of(&what.get_untracked()), project.get_untracked()) {
        (What::Project, Some(id)) => Scope::Project(id),
        (What::Client, Some(id)) => Scope::Client(id),
        _ => Scope::Workspace,
    };
    let send = move |way: Way| {
        let secret = password.get_untracked();
        let scope = scope();
        spawn_local(async move {
            out(session, scope, &secret, way).await;
            turned.try_update(|turned| *turned += 1);
        });
    };
    let kinds = memo(move |_| {
        let mut all = vec![("whole".to_string(), w.share_whole().to_string())];
        if projects.with(|projects| !projects.is_empty()) {
            all.push(("project".to_string(), w.share_project().to_string()));
            all.push(("client".to_string(), w.share_client().to_string()));
        }
        all
    });
    let again = move || {
        turned.track();
        vault::kept().map(|name| w.share_keep_again(name))
    };
    view! {
        <section class="card" data-testid="share">
            <header><h2>{w.share_title()}</h2></header>
            <div class="fields">
                <p class="note">{w.share_lead()}</p>
                <SelectField
                    label=w.share_what()
                    value=derive(move || what.get())
                    options=derive(move || kinds.get())
                    testid="share-what"
                    commit=move |key: String| what.set(key)
                />
                {reactive(move || (what.get() != "whole").then(|| view! {
                    <SelectField
                        label=w.share_of()
                        value=derive(move || project.get().map(|id| id.to_string()).unwrap_or_default())
                        options=derive(move || projects.get())
                        testid="share-project"
                        commit=move |key: String| chosen.set(key)
                    />
                }))}
                {reactive(move || (What::of(&what.get()) == What::Client).then(|| project.get()).flatten().map(|id| view! { <Client id /> }))}
                <label class="field">
                    <span>{w.share_password()}</span>
                    <input
                        type="password"
                        autocomplete="new-password"
                        data-testid="share-password"
                        aria-describedby="share-password-hint"
                        prop:value=bound(move || password.get())
                        on:input=handler(move |event: leptos::ev::Event| password.set(event_target_value(&event)))
                    />
                </label>
                <p class="note" id="share-password-hint">{w.share_password_hint()}</p>
                <div class="actions">
                    <button class="btn primary" data-testid="share-download" on:click=handler(move |_| send(Way::Download))>{w.share_download()}</button>
                    {vault::can_keep().then(|| view! {
                        <button class="btn" data-testid="share-keep" on:click=handler(move |_| send(Way::Choose))>{w.share_keep()}</button>
                    })}
                    {reactive(move || again().map(|text| view! {
                        <button class="btn" data-testid="share-again" on:click=handler(move |_| send(Way::Again))>{text}</button>
                    }))}
                </div>
            </div>
        </section>
    }
}

/// Writes the file and lets it out.
async fn out(session: Session, scope: Scope, password: &str, way: Way) {
    let w = session.words();
    let ws = session.settled();
    let project = match scope {
        Scope::Workspace => None,
        Scope::Project(id) | Scope::Client(id) => ws.projects.get(id).map(|project| project.name.to_string()),
    };
    let stem = file_stem(&ws, project.as_deref().unwrap_or(w.settings_file_name()));
    let stem = match (&project, scope) {
        (Some(name), Scope::Client(_)) => format!("{}_{}", files::clean(name), w.share_suffix_client()),
        (Some(name), _) => files::clean(name),
        _ => stem,
    };
    let name = format!("{stem}_{}.json", clock::stamp());
    // The descent is named in a copy for a client too: it is a number that says nothing.
    let ancestors = session.ancestors(&name);
    let mut text = json::export(&ws, scope, clock::now_ms(), &ancestors);
    if !password.is_empty() {
        match vault::lock(&text, password).await {
            Some(locked) => text = locked,
            None => return session.toast(w.share_lock_failed().to_string(), false, true),
        }
    }
    let said = match way {
        Way::Download => {
            files::download(&name, "application/json", &text);
            w.settings_exported(&name)
        }
        way => match vault::keep(&name, &text, way == Way::Again).await {
            vault::Kept::To(name) => w.share_kept(name),
            vault::Kept::Cancelled => return,
            vault::Kept::Failed => return session.toast(w.share_keep_failed().to_string(), false, true),
        },
    };
    if scope == Scope::Workspace {
        session.note_backup();
    }
    session.toast(said, false, false);
}

/// What a client's copy holds and what it does not.
#[component]
fn Client(id: Id) -> impl IntoView {
    let session = session();
    let w = words();
    let copy = memo(move |_| {
        let ws = session.ws();
        let (copy, removed) = client_copy(&ws, id);
        let shown = [Kind::Task, Kind::Risk, Kind::Goal, Kind::Issue, Kind::ResponseAction, Kind::Requirement];
        let marked = |kind: Kind| copy.rows(kind).iter().filter(|row| share::is_for_client(&copy, kind, row.id())).count();
        (shown.into_iter().map(marked).sum::<usize>(), removed)
    });
    let mark = move |milestones: bool| {
        session.edit_with_undo(w.share_marked(), |ws, _| share::mark_tasks(ws, id, milestones));
    };
    view! {
        <div class="client-copy" data-testid="client-copy">
            {reactive(move || {
                let count = copy.with(|(count, _)| *count);
                let said = if count == 0 { w.share_client_none().to_string() } else { w.share_client_some(count) };
                view! { <p class="note" data-testid="client-copy-count">{said}</p> }
            })}
            <div class="actions">
                <button class="btn" data-testid="mark-milestones" on:click=handler(move |_| mark(true))>{w.share_mark_milestones()}</button>
                <button class="btn" data-testid="mark-tasks" on:click=handler(move |_| mark(false))>{w.share_mark_tasks()}</button>
            </div>
            <h3>{w.share_removed()}</h3>
            <ul data-testid="client-removed">
                {reactive(move || copy.with(|(_, removed)| removed.iter().map(|one| view! { <li>{say_removed(one, w)}</li> }).collect_view()))}
                <li>{w.share_removed_rest()}</li>
            </ul>
        </div>
    }
}

fn say_removed(one: &Removed, w: Words) -> String {
    let what = table_name(one.kind, w);
    match &one.field {
        None => w.share_removed_records(one.count, what),
        Some(field) => w.share_removed_field(say::field(field, w), one.count, what),
    }
}
