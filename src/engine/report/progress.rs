//! The progress report of one project: how it stands on five sides, each rated, what was done, what comes, what help is
//! needed.

use super::facts::Facts;
use super::standing::{self, Standing};
use super::{light_name, section, weekly};
use crate::engine::control::{live, progress, target_value};
use crate::engine::model::*;

pub fn draft(facts: &Facts) -> Vec<ReportSection> {
    let sides: Vec<(&str, Standing)> = match facts.plan() {
        Some(plan) => vec![
            ("schedule", standing::schedule(facts, plan)),
            ("cost", standing::cost(facts, plan)),
            ("scope", standing::scope(facts, plan)),
            ("risks", standing::risks(facts)),
            ("client", standing::client(facts, plan)),
        ],
        None => Vec::new(),
    };
    let mut sections = vec![section("summary", summary(facts, &sides))];
    sections.extend(sides.into_iter().map(|(key, (light, text))| ReportSection { light, ..section(key, text) }));
    sections.push(section("done", facts.list(facts.done_lines())));
    sections.push(section("next", facts.list(facts.coming_lines())));
    sections.push(section("help", facts.list(weekly::help(facts))));
    sections
}

/// The worst of the sides with the first line of each that is as bad, how far the work is, and the goals.
fn summary(facts: &Facts, sides: &[(&str, Standing)]) -> String {
    let w = facts.w;
    let mut lines = Vec::new();
    let worst = sides.iter().map(|(_, (light, _))| *light).max().unwrap_or_default();
    if let Some(word) = light_name(worst, w) {
        let why = sides.iter().filter(|(_, (light, _))| *light == worst && worst > ReportLight::Green);
        let why: Vec<&str> = why.filter_map(|(_, (_, text))| text.lines().next()).collect();
        // What a list follows ends in a colon.
        let stop = if w.is_zh() { "。" } else { "." };
        let why: Vec<String> = why
            .into_iter()
            .map(|line| match line.strip_suffix(['：', ':']) {
                Some(line) => format!("{line}{stop}"),
                None => line.to_string(),
            })
            .collect();
        let text = if w.is_zh() { why.concat() } else { why.join(" ") };
        lines.push(if text.is_empty() { word.to_string() } else { w.report_overall(word, text) });
    }
    if let Some(plan) = facts.plan().filter(|plan| !plan.rows.is_empty()) {
        lines.push(w.report_work_done(w.percent((plan.progress() * 100.0).round())));
    }
    let goals = goals(facts);
    lines.extend((!goals.is_empty()).then(|| facts.list(goals)));
    lines.join("\n")
}

/// The goals of the project with what is reached of each.
pub fn goals(facts: &Facts) -> Vec<String> {
    let Some(project) = facts.project() else { return Vec::new() };
    let ours = |goal: &&std::sync::Arc<Goal>| goal.project == project.id && goal.status != GoalStatus::Dropped;
    facts.ws.goals.iter().filter(ours).map(|goal| goal_line(facts, &live(facts.ws, goal, facts.about.today))).collect()
}

fn goal_line(facts: &Facts, goal: &Goal) -> String {
    let w = facts.w;
    let share = progress(goal).map_or_else(|| w.none_yet().to_string(), |share| w.percent((share * 100.0).round()));
    w.report_goal(&goal.title, value(facts, goal, goal.current), value(facts, goal, target_value(goal)), share)
}

/// A value of a goal with its unit; an amount of money as money.
fn value(facts: &Facts, goal: &Goal, value: Option<f64>) -> String {
    let Some(value) = value else { return facts.w.none_yet().to_string() };
    match (goal.unit.as_str(), Currency::from_key(&goal.unit)) {
        ("元", _) => facts.money(Money::new((value * 100.0).round() as i64, Currency::Cny)),
        (_, Some(currency)) => facts.money(Money::new((value * 100.0).round() as i64, currency)),
        (unit, _) => format!("{} {unit}", facts.w.number(value, 2)).trim().to_string(),
    }
}
