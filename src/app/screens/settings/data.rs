//! The data: out as a file, in from a file, how much room it takes, and erasing it.

use crate::app::prelude::*;

use crate::app::browser::{clock, files, storage};
use crate::app::parts::{self, Shown};
use crate::app::session::{Session, session, words};
use crate::engine::edit::project::remove_example;
use crate::engine::exchange::json;
use crate::engine::workspace::{Kind, Workspace};

/// Downloads everything as one JSON file, named after the project where there is one, and the minute.
pub fn export(session: Session) {
    let w = session.words();
    let ws = session.settled();
    let name = format!("{}_{}.json", file_stem(&ws, w.settings_file_name()), clock::stamp());
    let ancestors = session.ancestors(&name);
    files::download(&name, "application/json", &json::export(&ws, json::Scope::Workspace, clock::now_ms(), &ancestors));
    session.note_backup();
    session.toast(w.settings_exported(&name), false, false);
}

pub fn file_stem(ws: &Workspace, otherwise: &str) -> String {
    let mut open = ws.projects.iter().filter(|project| !project.archived);
    let name = match (open.next(), open.next()) {
        (Some(only), None) => only.name.as_str(),
        _ => otherwise,
    };
    let stem = files::clean(name);
    if stem.is_empty() { otherwise.to_string() } else { stem }
}

#[component]
pub fn Data() -> impl IntoView {
    let session = session();
    let w = words();
    let count = session.memo(|ws| Kind::ALL.iter().map(|kind| ws.count(*kind)).sum::<usize>());
    let example = session.memo(|ws| !ws.settings.example.is_empty());
    let lasting = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        lasting.try_set(storage::is_lasting().await);
    });
    let used = move || {
        session.save.track();
        session.with_saver(|saver| saver.used_percent()).unwrap_or_default()
    };
    view! {
        <section class="card">
            <header><h2>{w.settings_data()}</h2></header>
            <div class="fields">
                <p class="note">{w.settings_data_lead()}</p>
                <p class="note" data-testid="store-kept">
                    {reactive(move || lasting.get().map(|lasting| if lasting { w.store_lasting() } else { w.store_passing() }))}
                    {storage::forgets_in_a_week().then(|| format!(" {}", w.backup_safari()))}
                </p>
                <div class="line">
                    <span>{w.settings_used()}</span>
                    <span class="meter"><b style:width=bound(move || format!("{:.1}%", used().clamp(0.0, 100.0)))></b></span>
                    <span class="m">{reactive(move || w.percent(used()))}" · "{reactive(move || w.settings_records(count.get()))}</span>
                </div>
                <div class="actions">
                    <button class="btn primary" data-testid="export-json" on:click=handler(move |_| export(session))>{w.settings_export()}</button>
                    {parts::show(Shown::Import)}
                    <super::msproject::ExportProject />
                    <Show when=move || example.get()>
                        <button
                            class="btn"
                            data-testid="remove-example"
                            on:click=handler(move |_| {
                                session.edit_with_undo(w.example_removed(), |ws, _| remove_example(ws));
                            })
                        >
                            {w.example_remove()}
                        </button>
                    </Show>
                </div>
            </div>
        </section>
        <Erase />
    }
}

#[component]
fn Erase() -> impl IntoView {
    let session = session();
    let w = words();
    let typed = RwSignal::new(String::new());
    let sure = move || typed.with(|typed| typed.trim().eq_ignore_ascii_case(w.settings_erase_word()));
    let erase = move || {
        if sure() {
            session.erase();
            typed.set(String::new());
            session.toast(w.settings_erased().to_string(), false, false);
        }
    };
    view! {
        <section class="card">
            <header><h2>{w.settings_erase()}</h2></header>
            <div class="fields">
                <p class="note">{w.settings_erase_lead()}</p>
                <div class="actions">
                    <label class="field">
                        <span>{w.settings_erase_type(w.settings_erase_word())}</span>
                        <input
                            type="text"
                            autocomplete="off"
                            data-testid="erase-confirm"
                            prop:value=bound(move || typed.get())
                            on:input=handler(move |event: leptos::ev::Event| typed.set(event_target_value(&event)))
                        />
                    </label>
                    <button class="btn bad" data-testid="erase" disabled=bound(move || !sure()) on:click=handler(move |_| erase())>
                        {w.settings_erase()}
                    </button>
                </div>
            </div>
        </section>
    }
}
