//! Makes a workspace of any size, the same for the same seed: for benchmarks, for tests and to try the program out.

use pursuit::engine::exchange::json::{Scope, export};
use pursuit::engine::exchange::mspdi;
use pursuit::engine::model::{
    Calendar, Constraint, ConstraintKind, Date, Dependency, Id, Minutes, Project, Settings, Task, Text,
};
use pursuit::engine::plan::Plan;
use pursuit::engine::workspace::{Shared, Workspace};

const HELP: &str = "\
Makes a Pursuit workspace with one project and writes it as JSON, or as Microsoft Project XML where the file ends in .xml.

Usage: generate --tasks N [--shape tree|chain] [--seed S] -o FILE

  --tasks N           how many tasks, 1 to 100000, summaries included
  --shape tree        stages > work packages > 10 tasks of 2 days, in finish-start chains inside each stage; the stages
                      begin spread over two years [default]
  --shape chain       one finish-start chain of tasks of 2 days (shorter where it would last more than 150 years)
  --seed S            a number; the same seed gives the same file [1]
  -o, --output FILE   where to write it; - is the standard output
  -h, --help          this text";

const MAX_TASKS: usize = 100_000;
/// 2026-01-05, a Monday, in days and in milliseconds.
const START_DAY: i64 = 20_458;
const START_MS: u64 = START_DAY as u64 * 86_400_000;
const DAY: i64 = 480;
/// Working days of two years.
const SPREAD: i64 = 520;
const PACKAGES_IN_STAGE: usize = 10;
const LEAVES_IN_PACKAGE: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Tree,
    Chain,
}

fn main() {
    if let Err(error) = run() {
        eprintln!("generate: {error}");
        eprintln!("Try --help.");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    use lexopt::prelude::*;
    let (mut tasks, mut shape, mut seed, mut output) = (None, Shape::Tree, 1u64, None);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("tasks") => tasks = Some(arguments.value()?.parse::<usize>().map_err(|error| format!("--tasks: {error}"))?),
            Long("shape") => {
                shape = match arguments.value()?.string()?.as_str() {
                    "tree" => Shape::Tree,
                    "chain" => Shape::Chain,
                    other => return Err(format!("--shape: \"{other}\" is neither tree nor chain").into()),
                }
            }
            Long("seed") => seed = arguments.value()?.parse().map_err(|error| format!("--seed: {error}"))?,
            Short('o') | Long("output") => output = Some(arguments.value()?.string()?),
            Short('h') | Long("help") => {
                println!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let tasks = tasks.ok_or("--tasks N is missing")?;
    let output = output.ok_or("-o FILE is missing")?;
    if !(1..=MAX_TASKS).contains(&tasks) {
        return Err(format!("--tasks: {tasks} is not between 1 and {MAX_TASKS}").into());
    }
    let workspace = workspace(tasks, shape, seed);
    let text = if output.ends_with(".xml") {
        let project = workspace.projects.iter().next().map(|project| project.id);
        let plan = project.and_then(|id| Plan::of(&workspace, id)).ok_or("no project")?;
        mspdi::write(&workspace, &plan)
    } else {
        export(&workspace, Scope::Workspace, START_MS as i64, &[])
    };
    if output == "-" {
        print!("{text}");
    } else {
        std::fs::write(&output, &text).map_err(|error| format!("{output}: {error}"))?;
        eprintln!("{output}: {} tasks, {} links, {} bytes", workspace.tasks.len(), workspace.links.len(), text.len());
    }
    Ok(())
}

/// A workspace with one project of `count` tasks.
pub fn workspace(count: usize, shape: Shape, seed: u64) -> Workspace {
    let mut maker = Maker { made: 0, random: seed, workspace: Workspace::default(), project: Id::NONE };
    let calendar =
        Calendar { name: Text::new("Mon–Fri"), week: Calendar::weekdays(), ..maker.stamped(|c: &mut Calendar, id| c.id = id) };
    let mut project: Project = maker.stamped(|p: &mut Project, id| p.id = id);
    maker.project = project.id;
    project.name = Text::new(&format!("{count} tasks, seed {seed}"));
    project.start = Date::from_days(START_DAY);
    project.calendar = Some(calendar.id);
    let settings = Settings { name: Text::new("Generated"), default_calendar: calendar.id, ..Settings::default() };
    maker.workspace.settings = Shared::new(settings);
    maker.workspace.calendars.insert(calendar);
    maker.workspace.projects.insert(project);
    match shape {
        Shape::Tree => maker.tree(count),
        Shape::Chain => maker.chain(count),
    }
    maker.workspace
}

struct Maker {
    /// Records so far.
    made: u64,
    random: u64,
    workspace: Workspace,
    project: Id,
}

impl Maker {
    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A new record; ids rise with every one.
    fn stamped<R: Default>(&mut self, set: impl Fn(&mut R, Id)) -> R {
        let random = u128::from(self.random()) << 16 | u128::from(self.made & 0xffff);
        let mut record = R::default();
        set(&mut record, Id::new(START_MS + self.made, random));
        self.made += 1;
        record
    }

    fn task(&mut self, parent: Option<Id>, place: usize, name: String, minutes: i64) -> Task {
        let mut task: Task = self.stamped(|t: &mut Task, id| t.id = id);
        task.created_at = START_MS as i64;
        task.updated_at = START_MS as i64;
        task.project = self.project;
        task.parent = parent;
        task.rank = Text::new(&rank(place));
        task.name = Text::new(&name);
        task.duration = Minutes::new(minutes);
        task
    }

    /// Finish to start.
    fn link(&mut self, from: Id, to: Id) {
        let mut link: Dependency = self.stamped(|d: &mut Dependency, id| d.id = id);
        (link.project, link.from, link.to) = (self.project, from, to);
        self.workspace.links.insert(link);
    }

    fn tree(&mut self, count: usize) {
        let in_stage = 1 + PACKAGES_IN_STAGE * (1 + LEAVES_IN_PACKAGE);
        let stages = count.div_ceil(in_stage);
        // The last stage, which lasts 200 days, also begins within the two years where it can.
        let room = SPREAD - (2 * PACKAGES_IN_STAGE * LEAVES_IN_PACKAGE) as i64;
        let mut left = count;
        for stage in 0..stages {
            let begin = room * stage as i64 / stages as i64 + (self.random() % 5) as i64;
            let top = self.task(None, stage, format!("Stage {}", stage + 1), 2 * DAY);
            let top_id = top.id;
            self.workspace.tasks.insert(top);
            left -= 1;
            let mut before: Option<Id> = None;
            for package in 0..PACKAGES_IN_STAGE {
                if left == 0 {
                    break;
                }
                let name = format!("Package {}.{}", stage + 1, package + 1);
                let middle = self.task(Some(top_id), package, name, 2 * DAY);
                let middle_id = middle.id;
                self.workspace.tasks.insert(middle);
                left -= 1;
                for leaf in 0..LEAVES_IN_PACKAGE.min(left) {
                    let name = format!("Task {}.{}.{}", stage + 1, package + 1, leaf + 1);
                    let mut task = self.task(Some(middle_id), leaf, name, 2 * DAY);
                    let id = task.id;
                    if before.is_none() {
                        let date = Some(working_day(begin).at(9 * 60));
                        task.constraint = Constraint { kind: ConstraintKind::Snet, date, ..Constraint::default() };
                    }
                    self.workspace.tasks.insert(task);
                    if let Some(before) = before {
                        self.link(before, id);
                    }
                    before = Some(id);
                    left -= 1;
                }
            }
        }
    }

    fn chain(&mut self, count: usize) {
        // 150 years of 260 working days.
        let minutes = (2 * DAY).min(150 * 260 * DAY / count as i64);
        let mut before: Option<Id> = None;
        for place in 0..count {
            let task = self.task(None, place, format!("Task {}", place + 1), minutes);
            let id = task.id;
            self.workspace.tasks.insert(task);
            if let Some(before) = before {
                self.link(before, id);
            }
            before = Some(id);
        }
    }
}

/// The `nth` Monday-to-Friday day from the start, which is a Monday.
fn working_day(nth: i64) -> Date {
    Date::from_days(START_DAY + nth / 5 * 7 + nth % 5)
}

/// Six characters in base 36 that rise with the place; the last is in the middle, so that there is room before the first.
fn rank(place: usize) -> String {
    let mut rank = [b'i'; 6];
    let mut value = place + 1;
    for digit in rank[..5].iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
        value /= 36;
    }
    rank.iter().map(|digit| char::from(*digit)).collect()
}
