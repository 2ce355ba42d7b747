//! Levels a PSPLIB single-mode project and prints how long it takes: `makespan=M cpm=C`.

use std::{ops::ControlFlow, process::ExitCode};

use pursuit::engine::rcpsp::{Options, Problem, check, psplib, solve};

const HELP: &str = "\
Levels a project with scarce resources and prints `makespan=M cpm=C`.

Usage: level FILE.sm [--schedules N] [--seed N] [--starts]

  FILE.sm         a single-mode file of PSPLIB
  --schedules N   how many schedules may be made (5000)
  --seed N        the same seed gives the same schedule (1)
  --starts        also print `job start finish` for every job
  --help          this text
";

fn main() -> ExitCode {
    match run() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("level: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let (mut file, mut options, mut starts) = (None, Options::default(), false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("schedules") => options.schedules = arguments.value()?.parse()?,
            Long("seed") => options.seed = arguments.value()?.parse()?,
            Long("starts") => starts = true,
            Short('h') | Long("help") => return Ok(HELP.into()),
            Value(path) if file.is_none() => file = Some(std::path::PathBuf::from(path)),
            other => return Err(other.unexpected().into()),
        }
    }
    let file = file.ok_or("which file? Try --help")?;
    if options.schedules == 0 {
        return Err("--schedules must be 1 or more".into());
    }
    let name = file.display();
    let bytes = std::fs::read(&file).map_err(|error| format!("{name}: {error}"))?;
    let plan = psplib::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| format!("{name}: {error}"))?;
    let problem = Problem::new(plan).map_err(|error| format!("{name}: {error}"))?;
    let solution = solve(&problem, options, &mut |_| ControlFlow::Continue(()));
    if let Some(violation) = check::violation(problem.plan(), &solution.starts, &solution.finishes) {
        return Err(format!("{name}: the schedule breaks a rule, please report it: {violation:?}").into());
    }
    let mut text = format!("makespan={} cpm={}\n", solution.makespan, solution.cpm);
    if starts {
        for (at, (start, finish)) in solution.starts.iter().zip(&solution.finishes).enumerate() {
            text += &format!("{} {start} {finish}\n", at + 1);
        }
    }
    Ok(text)
}
