//! How long the engine takes: a full schedule, one task changed, reading Microsoft Project's XML, levelling. The plans are
//! files that `benches/engine/run.sh` makes, so that other programs are measured on the very same ones.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use pursuit::engine::edit::{Context, task};
use pursuit::engine::exchange::mspdi::{self, Mspdi};
use pursuit::engine::model::{Date, GridLook, Id, Lang};
use pursuit::engine::plan::level::{Demand, Levelling, Options, Problem, Resource};
use pursuit::engine::plan::{self, Plan};
use pursuit::engine::scene::gantt::{RowSize, Scale, bar, days_off, ticks, window};
use pursuit::engine::scene::labels::label;
use pursuit::engine::scene::lines::{Line, lines};
use pursuit::engine::scene::routes::routes;
use pursuit::engine::words::Words;
use pursuit::engine::workspace::Workspace;

const PLANS: [&str; 6] = ["tree-1000", "tree-10000", "tree-100000", "chain-1000", "chain-10000", "chain-100000"];
/// People of the plan that is levelled.
const TEAM: u32 = 12;

fn main() {
    divan::main();
}

fn bytes(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("PURSUIT_BENCH").map_or_else(|| PathBuf::from("target/bench"), PathBuf::from);
    let file = folder.join(format!("{name}.xml"));
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}; benches/engine/run.sh makes it", file.display()))
}

fn read(name: &str) -> Mspdi {
    Mspdi::read(&bytes(name)).expect("a file of our own")
}

/// The plan in a workspace, and its first task that is no summary.
fn workspace(name: &str) -> (Workspace, Id, Id) {
    let mut ws = Workspace::default();
    let ctx = Context::new(1_790_000_000_000, Date::from_days(20_458), Id::from_bits(7), 1 << 40);
    let project = mspdi::add(&read(name), &mut ws, &ctx, Words(Lang::En), name).project;
    let plan = Plan::of(&ws, project).expect("it is there");
    let first = plan.rows.iter().find(|row| !row.summary).expect("a task").task.id;
    (ws, project, first)
}

#[divan::bench(args = PLANS, sample_count = 15, sample_size = 1, max_time = 15)]
fn schedule(bencher: Bencher, name: &str) {
    let network = read(name).network();
    bencher.bench(|| plan::schedule(black_box(&network)));
}

/// The first task gets another duration, and the plan follows from the one before, as in every frame of a drag.
#[divan::bench(args = PLANS, sample_count = 15, sample_size = 1, max_time = 15)]
fn follow(bencher: Bencher, name: &str) {
    let (ws, project, first) = workspace(name);
    let plan = Plan::of(&ws, project).expect("it is there");
    bencher.with_inputs(|| ws.clone()).bench_values(|mut ws| {
        task::set_duration(&mut ws, first, 1440, false).expect("a task of the plan");
        (plan.after(&ws), ws)
    });
}

/// What a view of the chart shows: lines, bars, time scale, days off, links.
#[divan::bench(args = PLANS, sample_count = 15, sample_size = 1, max_time = 15)]
fn layout(bencher: Bencher, name: &str) {
    let (ws, project, _) = workspace(name);
    let plan = Plan::of(&ws, project).expect("it is there");
    let today = plan.start.date();
    let scale = Scale::fitting(&plan, today, 10.0, false, 1600.0);
    bencher.bench(|| {
        let all = lines(&plan, &GridLook::default(), "", |_| false, today).all;
        let mut line_of = vec![None; plan.rows.len()];
        for (at, line) in all.iter().enumerate() {
            if let Line::Task(place) = line {
                line_of[*place as usize] = Some(at);
            }
        }
        let seen = window(all.len(), 320.0, 900.0, RowSize::NORMAL.height);
        for line in &all[seen.clone()] {
            if let Line::Task(place) = line {
                black_box(bar(&plan, *place as usize, &scale));
            }
        }
        black_box(ticks(&scale, 0.0, 1600.0, Words(Lang::En), &plan.calendar));
        black_box(days_off(&scale, 0.0, 1600.0, &plan.calendar));
        let label_of = |line: usize| match all[line] {
            Line::Task(place) => {
                let bar = bar(&plan, place as usize, &scale);
                label(&plan, place as usize, &bar, RowSize::NORMAL.bar, None, today, Words(Lang::En)).span()
            }
            Line::Group(_) => None,
        };
        routes(&plan, &scale, RowSize::NORMAL, seen, |place| line_of[place], label_of)
    });
}

/// The first task gets another duration, and the plan is made anew with its outline.
#[divan::bench(args = PLANS, sample_count = 15, sample_size = 1, max_time = 15)]
fn change(bencher: Bencher, name: &str) {
    let (ws, project, first) = workspace(name);
    bencher.with_inputs(|| ws.clone()).bench_values(|mut ws| {
        task::set_duration(&mut ws, first, 1440, false).expect("a task of the plan");
        (Plan::of(&ws, project), ws)
    });
}

#[divan::bench(args = PLANS, sample_count = 15, sample_size = 1, max_time = 15)]
fn read_xml(bencher: Bencher, name: &str) {
    let bytes = bytes(name);
    bencher.bench(|| Mspdi::read(black_box(&bytes)));
}

static CROWDED: LazyLock<Problem> = LazyLock::new(|| {
    let network = read("tree-1000").network();
    let mut has_children = vec![false; network.tasks.len()];
    network.tasks.iter().filter_map(|task| task.parent).for_each(|parent| has_children[parent as usize] = true);
    let time = Arc::clone(&network.calendars[network.calendar as usize]);
    let leaves = (0..network.tasks.len() as u32).filter(|at| !has_children[*at as usize]);
    // Everyone has some task of every stage.
    let demands = leaves.map(|task| Demand { task, resource: task * 7 % TEAM, units: 100 }).collect();
    Problem {
        rank: vec![2; network.tasks.len()],
        resources: vec![Resource { time, capacity: 100 }; TEAM as usize],
        demands,
        network,
        taken: Default::default(),
    }
});

/// A tree of 1,000 tasks shared out among twelve people.
#[divan::bench(sample_count = 5, sample_size = 1, max_time = 60)]
fn level(bencher: Bencher) {
    bencher.with_inputs(|| CROWDED.clone()).bench_values(|problem| Levelling::new(problem, Options::default()).run());
}
