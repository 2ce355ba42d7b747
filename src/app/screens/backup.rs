//! The data is in this browser alone: how old the last export is, and a reminder where it is too old.

use crate::app::prelude::*;

use crate::app::browser::{clock, storage};
use crate::app::parts::{self, Act};
use crate::app::session::{session, words};

const DAY_MS: i64 = 86_400_000;

/// A reminder, where one is due.
pub fn reminder() -> AnyView {
    let session = session();
    let w = words();
    let due = memo(move |_| {
        let backup = session.backup.get();
        session.today.track();
        let now = clock::now_ms();
        let ws = session.ws();
        let every = i64::from(ws.settings.backup_reminder_days);
        let projects = ws.projects.iter().map(|one| one.created_at);
        let first = projects.chain(ws.clients.iter().map(|one| one.created_at)).min()?;
        let days = (now - backup.at.max(first)) / DAY_MS;
        (every > 0 && days >= every && now >= backup.quiet_until).then(|| match backup.at {
            0 => w.backup_first().to_string(),
            _ => w.backup_due(days),
        })
    });
    let later = move || {
        session.set_backup(storage::Backup { quiet_until: clock::now_ms() + DAY_MS, ..session.backup.get_untracked() });
    };
    reactive(move || {
        due.get().map(|text| {
            view! {
                <div class="banner" role="note" data-testid="backup-due">
                    <span>{text}{storage::forgets_in_a_week().then(|| format!(" {}", w.backup_safari()))}</span>
                    <button class="btn" on:click=handler(move |_| parts::act(session, Act::Export))>{w.cmd_export()}</button>
                    <button class="btn quiet" data-testid="backup-later" on:click=handler(move |_| later())>{w.backup_later()}</button>
                </div>
            }
        })
    })
    .into_any()
}

/// The age of the last export, for the rail.
pub fn age() -> AnyView {
    let session = session();
    let w = words();
    let said = move || {
        session.today.track();
        match session.backup.get().at {
            0 => w.backup_never().to_string(),
            at => match (clock::now_ms() - at) / DAY_MS {
                0 => w.backup_today().to_string(),
                days => w.backup_days(days),
            },
        }
    };
    view! { <span data-testid="backup-age">" · "{reactive(said)}</span> }.into_any()
}
