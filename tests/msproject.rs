//! Real plans, scheduled from their durations, links, constraints and calendars, against the dates that Microsoft Project
//! computed for them: start, finish, total float and critical flag of every task that is not a summary.

mod data;

use std::path::PathBuf;

use pursuit::engine::exchange::mspdi::Mspdi;
use pursuit::engine::model::Moment;
use pursuit::engine::plan::{self, Schedule};
use serde_json::Value;

fn plans(folder: &PathBuf) -> Vec<(String, Mspdi)> {
    let mut plans: Vec<(String, Mspdi)> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name()?.to_str()?.strip_suffix(".mspdi.xml")?.to_string();
            let plan = Mspdi::read(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            Some((name, plan))
        })
        .collect();
    plans.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!plans.is_empty());
    plans
}

/// What differs, task by task, and the number of tasks.
fn differences(plan: &Mspdi, schedule: &Schedule, expected: &Value) -> (Vec<String>, usize) {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for task in expected["tasks"].as_array().unwrap().iter().filter(|task| task["summary"] == false) {
        count += 1;
        let uid = task["uid"].as_i64().unwrap();
        let at = plan.tasks.iter().position(|task| task.uid == uid).unwrap();
        let ours =
            (schedule.start[at].to_string(), schedule.finish[at].to_string(), schedule.total_float[at], schedule.critical[at]);
        let text = |field: &str| task[field].as_str().unwrap().to_string();
        let theirs = (text("start"), text("finish"), task["slackMinutes"].as_i64().unwrap(), task["critical"].as_bool().unwrap());
        if ours != theirs {
            wrong.push(format!("task {uid}: {ours:?}, Microsoft Project has {theirs:?}"));
        }
    }
    (wrong, count)
}

#[test]
fn every_task_stands_where_microsoft_project_puts_it() {
    let Some(folder) = data::plans() else { return };
    for (name, plan) in plans(&folder) {
        let expected = std::fs::read(folder.join(format!("{name}.expected.json"))).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        let (wrong, count) = differences(&plan, &plan::schedule(&plan.network()), &expected);
        println!("{name}: {} of {count} tasks equal", count - wrong.len());
        assert!(count > 30);
        assert!(wrong.is_empty(), "{name}: {} of {count} tasks differ\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn dates_are_computed_not_read() {
    let Some(folder) = data::plans() else { return };
    for (name, mut plan) in plans(&folder) {
        let before = plan::schedule(&plan.network());
        // Other stored dates change nothing.
        for task in &mut plan.tasks {
            (task.start, task.finish) = (Some(Moment::MIN), Some(Moment::MAX));
        }
        assert_eq!(plan::schedule(&plan.network()), before, "{name}");
        // Another start changes everything.
        plan.start = plan.start.map(|start| start.plus(7 * 1440));
        let after = plan::schedule(&plan.network());
        for task in 0..plan.tasks.len() {
            assert_eq!(after.start[task], before.start[task].plus(7 * 1440), "{name} {task}");
        }
    }
}
