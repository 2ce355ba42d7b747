//! Writes the JSON Schema of the file format: `cargo run --example schema [-o FILE]`, by default `docs/workspace.schema.json`.

use pursuit::engine::exchange::schema::workspace_schema;

const HELP: &str = "\
Writes the JSON Schema of Pursuit's workspace file.

Usage: schema [-o FILE]

  -o, --output FILE   where to write it; - is the standard output [docs/workspace.schema.json]
  -h, --help          this text";

fn main() {
    if let Err(error) = run() {
        eprintln!("schema: {error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let mut output = String::from("docs/workspace.schema.json");
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('o') | Long("output") => output = arguments.value()?.string()?,
            Short('h') | Long("help") => {
                println!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if output == "-" {
        print!("{}", workspace_schema());
        return Ok(());
    }
    std::fs::write(&output, workspace_schema()).map_err(|error| format!("{output}: {error}"))?;
    Ok(())
}
