//! Small plans in the shapes that real ones have (`tests/oracle/make.py` writes them), scheduled from their durations, links,
//! constraints, progress and calendars. What must come of each stands beside it: the lines that MPXJ's `MicrosoftScheduler` gives, but for
//! those that are marked, with the reason, where Microsoft Project is known to do otherwise. Where MPXJ is installed its lines
//! are made anew and compared, so that they cannot drift.

mod data;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use pursuit::engine::exchange::mspdi::Mspdi;
use pursuit::engine::plan;

/// `uid` and the rest of its line, and of a marked line what MPXJ has instead.
type Lines = BTreeMap<i64, (String, Option<String>)>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

fn plans() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "xml"));
    found.sort();
    found
}

/// `uid,start,finish,float,critical`; a line that ends in `# MPXJ: …` differs from MPXJ's on purpose.
fn expected(plan: &std::path::Path) -> Lines {
    let text = std::fs::read_to_string(plan.with_extension("csv")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (ours, theirs) = line.split_once(" # MPXJ: ").map_or((line, None), |(ours, theirs)| (ours, Some(theirs.into())));
            let (uid, rest) = ours.split_once(',').unwrap();
            (uid.parse().unwrap(), (rest.to_string(), theirs))
        })
        .collect()
}

fn computed(plan: &std::path::Path) -> BTreeMap<i64, String> {
    let plan = Mspdi::read(&std::fs::read(plan).unwrap()).unwrap();
    let dates = plan::schedule(&plan.network());
    (plan.tasks.iter().enumerate())
        .filter(|(at, task)| !task.summary && !dates.summary[*at])
        .map(|(at, task)| {
            let line = format!("{},{},{},{}", dates.start[at], dates.finish[at], dates.total_float[at], dates.critical[at]);
            (task.uid, line)
        })
        .collect()
}

#[test]
fn every_task_of_every_shape_stands_where_it_must() {
    let plans = plans();
    assert!(plans.len() >= 8);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for plan in &plans {
        let (expected, computed) = (expected(plan), computed(plan));
        assert_eq!(expected.len(), computed.len(), "{}", plan.display());
        for (uid, line) in computed {
            count += 1;
            if expected[&uid].0 != line {
                wrong.push(format!("{} {uid}: {line}, expected {}", plan.file_stem().unwrap().display(), expected[&uid].0));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} tasks differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn mpxj_still_says_the_same() {
    let Some(python) = data::mpxj() else { return };
    let said = Command::new(python).arg("tests/mpxj/schedule.py").args(plans()).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8(said.stdout).unwrap();
    let mut wrong = Vec::new();
    let mut plan = Lines::new();
    for line in said.lines() {
        if let Some(path) = line.strip_prefix("# ") {
            plan = expected(std::path::Path::new(path));
            continue;
        }
        let (uid, rest) = line.split_once(',').unwrap();
        let (ours, theirs) = &plan[&uid.parse().unwrap()];
        if rest != theirs.as_ref().unwrap_or(ours) {
            wrong.push(format!("{line}, written down as {}", theirs.as_ref().unwrap_or(ours)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
