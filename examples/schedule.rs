//! Schedules a plan and prints a line for each task that is not a summary: `uid,start,finish,total_float_minutes,critical`.
//! Dates are computed from durations, links, constraints, progress and calendars; those in the file are not read.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;
use pursuit::engine::exchange::mspdi::Mspdi;
use pursuit::engine::plan::{self, Network};

const HELP: &str = "\
Schedules a plan and prints CSV: uid,start,finish,total_float_minutes,critical

usage: schedule PLAN [--conflicts]

PLAN         Microsoft Project XML (.xml)
--conflicts  also say on standard error what cannot be kept";

/// A plan, and for each of its tasks the name under which it is printed; none of a summary.
struct Plan {
    network: Network,
    names: Vec<Option<String>>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("schedule: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (mut file, mut conflicts) = (None::<PathBuf>, false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Long("help") | Short('h') => {
                println!("{HELP}");
                return Ok(());
            }
            Long("conflicts") => conflicts = true,
            Value(value) if file.is_none() => file = Some(value.into()),
            other => return Err(format!("{}\n\n{HELP}", other.unexpected())),
        }
    }
    let file = file.ok_or_else(|| format!("no plan is given\n\n{HELP}"))?;
    let plan = read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    print!("{}", csv(&plan, conflicts));
    Ok(())
}

fn read(file: &Path) -> Result<Plan, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("xml") => mspdi(&bytes),
        _ => Err("a plan is Microsoft Project XML (.xml)".into()),
    }
}

fn mspdi(bytes: &[u8]) -> Result<Plan, String> {
    let plan = Mspdi::read(bytes).map_err(|error| error.to_string())?;
    let name = |task: &pursuit::engine::exchange::mspdi::WireTask| (!task.summary).then(|| task.uid.to_string());
    Ok(Plan { network: plan.network(), names: plan.tasks.iter().map(name).collect() })
}

fn csv(plan: &Plan, conflicts: bool) -> String {
    let schedule = plan::schedule(&plan.network);
    let mut csv = String::from("uid,start,finish,total_float_minutes,critical\n");
    for (task, name) in plan.names.iter().enumerate() {
        let Some(name) = name.as_ref().filter(|_| !schedule.summary[task]) else { continue };
        let (start, finish) = (schedule.start[task], schedule.finish[task]);
        let _ = writeln!(csv, "{name},{start},{finish},{},{}", schedule.total_float[task], schedule.critical[task]);
    }
    if conflicts {
        for conflict in &schedule.conflicts {
            let name = plan.names[conflict.task as usize].as_deref().unwrap_or("summary");
            eprintln!("{name}: {:?}, {} minutes", conflict.kind, conflict.minutes);
        }
    }
    csv
}
