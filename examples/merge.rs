//! Merges two workspace files that descend from a third, and prints one line of JSON for every conflict.

use pursuit::engine::exchange::json::{Document, Scope, export, read};
use pursuit::engine::workspace::{Conflict, Workspace, merge};

const HELP: &str = "\
Merges two Pursuit workspaces that were changed apart.

Usage: merge BASE.json OURS.json THEIRS.json -o OUT.json

  BASE.json           what both descend from; - where it is not known: then records are merged by their revisions
  -o, --output FILE   where to write the merged workspace; - is the standard output

Each conflict is a line of JSON on the standard output (on the error output where the workspace goes there):
table, id, field, base, ours, theirs. The later change is taken. A field of null is a record that one side deleted and
the other changed; it stays. What was mended in trees and links is told on the error output.";

fn main() {
    if let Err(error) = run() {
        eprintln!("merge: {error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let (mut files, mut output) = (Vec::new(), None);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('o') | Long("output") => output = Some(arguments.value()?.string()?),
            Short('h') | Long("help") => {
                println!("{HELP}");
                return Ok(());
            }
            Value(file) => files.push(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let [base, ours, theirs] = files.as_slice() else { return Err("three files are needed; try --help".into()) };
    let output = output.ok_or("-o OUT.json is missing")?;
    let base = if base == "-" { None } else { Some(workspace(base)?) };
    let (ours, theirs) = (workspace(ours)?, workspace(theirs)?);
    let merged = merge(base.as_ref().map(|(ws, _)| ws), &ours.0, &theirs.0);
    let at = ours.1.max(theirs.1);
    let text = export(&merged.workspace, Scope::Workspace, at, &[]);
    let lines = merged.conflicts.iter().map(line);
    if output == "-" {
        lines.for_each(|line| eprintln!("{line}"));
        print!("{text}");
    } else {
        lines.for_each(|line| println!("{line}"));
        std::fs::write(&output, text).map_err(|error| format!("{output}: {error}"))?;
    }
    for repair in &merged.repairs {
        eprintln!("mended: {} {} {:?}", repair.kind.table(), repair.id, repair.mend);
    }
    Ok(())
}

fn workspace(file: &str) -> Result<(Workspace, i64), String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    match read(&bytes) {
        Ok(Document::Workspace(bundle)) => Ok((bundle.workspace, bundle.exported_at.unwrap_or_default())),
        Ok(Document::Rescue(_)) => Err(format!("{file}: what the browser held after a crash, not a workspace")),
        Err(error) => Err(format!("{file}: {error}")),
    }
}

fn line(conflict: &Conflict) -> serde_json::Value {
    let table = conflict.kind.map_or("settings", |kind| kind.table());
    let id = conflict.kind.map(|_| conflict.id);
    serde_json::json!({
        "table": table, "id": id, "field": conflict.field,
        "base": conflict.base, "ours": conflict.ours, "theirs": conflict.theirs,
    })
}
