//! Simulates the project of a Pursuit file and prints JSON: when it ends, how sure, and what drives it.

use std::process::ExitCode;

use lexopt::prelude::{Long, Short, ValueExt};
use pursuit::engine::exchange::json::{Document, read};
use pursuit::engine::model::Id;
use pursuit::engine::simulate::{Request, simulate};
use serde_json::{Map, Value, json};

const HELP: &str = "\
Simulates a project and prints JSON: p10, p50, p80, p90, mean_minutes, sd_minutes, criticality, risk_drivers

usage: simulate FILE.json [--runs N] [--seed N] [--project ID]

FILE.json     a workspace or project that Pursuit exported
--runs N      10000 where it is not given
--seed N      the same seed gives the same bytes; 1 where it is not given
--project ID  where the file has several; else the first";

fn main() -> ExitCode {
    match run() {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("simulate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, String> {
    let (mut file, mut runs, mut seed, mut project) = (None::<String>, 10_000, 1, None::<Id>);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Long("help") | Short('h') => return Ok(HELP.into()),
            Long("runs") => runs = number(&mut arguments)?,
            Long("seed") => seed = number(&mut arguments)?,
            Long("project") => {
                let text = arguments.value().and_then(|value| value.string()).map_err(|error| error.to_string())?;
                project = Some(Id::parse(&text).ok_or(format!("“{text}” is no id"))?);
            }
            lexopt::Arg::Value(value) if file.is_none() => file = Some(value.string().map_err(|error| error.to_string())?),
            other => return Err(format!("{}\n\n{HELP}", other.unexpected())),
        }
    }
    let file = file.ok_or_else(|| format!("no file is given\n\n{HELP}"))?;
    let bytes = std::fs::read(&file).map_err(|error| format!("{file}: {error}"))?;
    let Document::Workspace(bundle) = read(&bytes).map_err(|error| format!("{file}: {error:?}"))? else {
        return Err(format!("{file} is no workspace"));
    };
    let ws = bundle.workspace;
    let project = project.or_else(|| ws.projects.iter().next().map(|project| project.id)).ok_or("the file has no project")?;
    let outcome = simulate(&ws, Request { project, runs, seed })?;
    let date = |percent| outcome.quantile(percent).map(|moment| moment.to_string());
    let criticality: Map<String, Value> =
        outcome.tasks.iter().map(|task| (task.task.to_string(), json!(task.criticality))).collect();
    let mut risks = outcome.risks.clone();
    risks.sort_by(|a, b| b.days().abs().total_cmp(&a.days().abs()));
    let drivers: Vec<Value> = risks
        .iter()
        .map(|risk| {
            let code = ws.risks.get(risk.risk).map(|risk| risk.code.to_string());
            json!({ "risk": risk.risk.to_string(), "code": code, "probability": risk.probability, "delay_days": risk.delay,
                    "days": risk.days(), "response_buys_days": risk.bought })
        })
        .collect();
    let result = json!({
        "runs": outcome.runs, "seed": outcome.seed,
        "p10": date(10), "p50": date(50), "p80": date(80), "p90": date(90),
        "mean_minutes": outcome.mean_minutes, "sd_minutes": outcome.sd_minutes,
        "criticality": criticality, "risk_drivers": drivers,
    });
    serde_json::to_string_pretty(&result).map_err(|error| error.to_string())
}

fn number<T: std::str::FromStr>(arguments: &mut lexopt::Parser) -> Result<T, String> {
    let text = arguments.value().and_then(|value| value.string()).map_err(|error| error.to_string())?;
    text.parse().map_err(|_| format!("“{text}” is no number that fits here"))
}
