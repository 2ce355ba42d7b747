//! Writing: compact first, which is what the checksum is of, then laid out for reading.

use sha2::{Digest, Sha256};
use std::borrow::Cow;

use super::{FORMAT, MAJOR, MINOR, scope, text};
use crate::engine::model::{Date, Id};
use crate::engine::workspace::{Kind, Workspace};

/// How much a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    Workspace,
    /// One project and what it names.
    Project(Id),
    /// Of one project what is for the client: see [`super::client_copy`].
    Client(Id),
}

/// Before the project's id in the scope of a copy for a client.
pub(super) const CLIENT: &str = "client:";

/// The members of the envelope that the checksum covers, in the order in which they are written.
pub(super) const CONTENT: [&str; 5] = ["scope", "ancestors", "settings", "tables", "tombstones"];

/// `at` is in milliseconds since 1970 UTC; `ancestors` are the snapshots that the content descends from, newest first,
/// by which a file that comes back is merged.
pub fn export(workspace: &Workspace, scope: Scope, at: i64, ancestors: &[String]) -> String {
    let (workspace, scope) = part(workspace, scope);
    let workspace = &*workspace;
    let content = [
        compact(&scope),
        compact(&ancestors),
        compact(&**workspace.settings.arc()),
        {
            let mut out = Vec::new();
            tables(workspace, &mut out);
            out
        },
        compact(&workspace.tombstones.values().collect::<Vec<_>>()),
    ];
    let mut out = Vec::new();
    let mut member = |name: &str, value: &[u8]| {
        out.push(if out.is_empty() { b'{' } else { b',' });
        out.extend(compact(name));
        out.push(b':');
        out.extend(value);
    };
    member("format", &compact(FORMAT));
    member("schema", &compact(&format!("{MAJOR}.{MINOR}")));
    member("app_version", &compact(env!("CARGO_PKG_VERSION")));
    member("exported_at", &compact(&time_stamp(at)));
    CONTENT.iter().zip(&content).for_each(|(name, value)| member(name, value));
    member("checksum", &compact(&checksum(&content)));
    out.push(b'}');
    String::from_utf8(text::pretty(&out)).expect("white space between the tokens of UTF-8 text leaves it UTF-8")
}

/// What goes out, and what the file says that it is.
fn part(workspace: &Workspace, scope: Scope) -> (Cow<'_, Workspace>, String) {
    match scope {
        Scope::Workspace => (Cow::Borrowed(workspace), String::from("workspace")),
        Scope::Project(project) => (Cow::Owned(scope::project(workspace, project)), project.to_string()),
        Scope::Client(project) => (Cow::Owned(super::client_copy(workspace, project).0), format!("{CLIENT}{project}")),
    }
}

/// For the worker beside the page: what [`export`] writes without what a file needs beyond its records (white space, checksum).
/// It is asked for after every change, so it is written in one go to where it is wanted.
pub fn parcel(workspace: &Workspace, scope: Scope, out: &mut Vec<u8>) {
    let (part, scope) = part(workspace, scope);
    let records: usize = Kind::ALL.iter().map(|kind| part.count(*kind)).sum();
    out.reserve(records * 300 + 4096);
    out.extend(br#"{"format":"#);
    out.extend(compact(FORMAT));
    out.extend(format!(r#","schema":"{MAJOR}.{MINOR}","scope":"{scope}","settings":"#).into_bytes());
    out.extend(compact(&**part.settings.arc()));
    out.extend(br#","tables":"#);
    tables(&part, out);
    out.push(b'}');
}

fn tables(workspace: &Workspace, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, &kind) in Kind::ALL.iter().enumerate() {
        out.extend(if at > 0 { ",\"" } else { "\"" }.as_bytes());
        out.extend(kind.table().as_bytes());
        out.extend(b"\":[");
        for (index, row) in workspace.rows(kind).iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            row.write_json(out);
        }
        out.push(b']');
    }
    for (name, table) in workspace.unknown.iter().filter(|(name, _)| Kind::from_table(name).is_none()) {
        out.push(b',');
        out.extend(compact(name.as_str()));
        out.push(b':');
        out.extend(compact(table));
    }
    out.push(b'}');
}

fn compact<T: serde::Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("writing values with text keys to memory cannot fail")
}

/// Of the members of [`CONTENT`] without white space between tokens, each followed by a line feed.
pub(super) fn checksum<T: AsRef<[u8]>>(content: &[T; 5]) -> String {
    let mut hash = Sha256::new();
    for member in content {
        hash.update(member.as_ref());
        hash.update(b"\n");
    }
    hash.finalize().iter().fold(String::from("sha256:"), |text, byte| text + &format!("{byte:02x}"))
}

/// `2026-09-18T01:00:00.000Z`, within the years 1900 to 2200.
fn time_stamp(at: i64) -> String {
    const DAY: i64 = 86_400_000;
    let (day, ms) = (Date::from_days(at.div_euclid(DAY)), at.rem_euclid(DAY));
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1000)
}
