//! The columns of the treegrid: what stands in a cell, how it is sorted, and what may be typed into it.

use crate::engine::model::{Date, Id, Text};
use crate::engine::plan::{Plan, baseline};
use crate::engine::words::Words;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Wbs,
    Name,
    Owner,
    Duration,
    Start,
    Finish,
    Progress,
    Float,
    Predecessors,
    Cost,
    Status,
    Priority,
    /// Working days later than in the last baseline.
    StartSlip,
    FinishSlip,
    /// A field of the user's own, by its name.
    Custom(String),
}

impl Column {
    pub const ALL: [Column; 14] = [
        Column::Wbs,
        Column::Name,
        Column::Owner,
        Column::Duration,
        Column::Start,
        Column::Finish,
        Column::Progress,
        Column::Float,
        Column::Predecessors,
        Column::Cost,
        Column::Status,
        Column::Priority,
        Column::StartSlip,
        Column::FinishSlip,
    ];

    pub fn key(&self) -> String {
        let key = match self {
            Column::Wbs => "wbs",
            Column::Name => "name",
            Column::Owner => "owner",
            Column::Duration => "duration",
            Column::Start => "start",
            Column::Finish => "finish",
            Column::Progress => "progress",
            Column::Float => "float",
            Column::Predecessors => "predecessors",
            Column::Cost => "cost",
            Column::Status => "status",
            Column::Priority => "priority",
            Column::StartSlip => "start_slip",
            Column::FinishSlip => "finish_slip",
            Column::Custom(name) => return format!("custom:{name}"),
        };
        key.into()
    }

    pub fn from_key(key: &str) -> Option<Column> {
        if let Some(name) = key.strip_prefix("custom:").filter(|name| !name.is_empty()) {
            return Some(Column::Custom(name.into()));
        }
        Column::ALL.into_iter().find(|column| column.key() == key)
    }

    /// Width where the user has not set one.
    pub fn width(&self) -> u32 {
        match self {
            Column::Wbs => 54,
            Column::Name => 214,
            Column::Owner => 54,
            Column::Duration | Column::Progress | Column::Float => 58,
            Column::Start | Column::Finish => 66,
            Column::Predecessors => 110,
            Column::Cost => 90,
            Column::Status | Column::Priority | Column::StartSlip | Column::FinishSlip => 76,
            Column::Custom(_) => 110,
        }
    }

    /// Numbers and dates stand at the right.
    pub fn right(&self) -> bool {
        use Column::*;
        matches!(self, Duration | Start | Finish | Progress | Float | Cost | StartSlip | FinishSlip)
    }

    /// What is computed cannot be typed.
    pub fn editable(&self) -> bool {
        !matches!(self, Column::Wbs | Column::Float | Column::StartSlip | Column::FinishSlip)
    }

    pub fn title(&self, w: Words) -> String {
        match self {
            Column::Wbs => "WBS",
            Column::Name => w.col_task(),
            Column::Owner => w.col_owner(),
            Column::Duration => w.col_duration(),
            Column::Start => w.col_start(),
            Column::Finish => w.col_finish(),
            Column::Progress => w.col_progress(),
            Column::Float => w.col_float(),
            Column::Predecessors => w.col_predecessors(),
            Column::Cost => w.col_cost(),
            Column::Status => w.field_status(),
            Column::Priority => w.field_priority(),
            Column::StartSlip => w.col_start_slip(),
            Column::FinishSlip => w.col_finish_slip(),
            Column::Custom(name) => return name.clone(),
        }
        .into()
    }
}

/// What a cell needs to know beside the plan.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub words: Words,
    pub today: Date,
    pub member: &'a dyn Fn(Id) -> String,
    pub status: &'a dyn Fn(crate::engine::model::TaskStatus) -> &'static str,
}

/// The text of a cell. `full` dates have their year, as they are typed and copied.
pub fn cell(plan: &Plan, at: usize, column: &Column, reader: Reader, full: bool) -> String {
    let row = &plan.rows[at];
    let w = reader.words;
    let per_day = plan.calendar.minutes_per_day().max(1) as f64;
    let days = |minutes: i64, decimals| w.in_days(w.number(minutes as f64 / per_day, decimals));
    let date = |date: Date| if full { date.to_string() } else { w.day_short(date, reader.today) };
    match column {
        Column::Wbs => row.wbs.to_string(),
        Column::Name => row.task.name.to_string(),
        Column::Owner => row.task.owner.map(reader.member).unwrap_or_default(),
        Column::Duration => match (row.milestone(), full) {
            (true, false) => "◆".into(),
            _ => w.row_duration(&row.task, row.summary, row.duration, plan.units()),
        },
        Column::Start => date(row.days().0),
        Column::Finish => date(row.days().1),
        Column::Progress => w.percent((row.progress * 100.0).round()),
        Column::Float if row.summary => String::new(),
        Column::Float => days(row.total_float, 1),
        Column::Predecessors => w.links(&plan.predecessors(at), plan.units()),
        Column::Cost => row.task.budget_cost.map(|cost| w.number(cost.minor as f64 / 100.0, 2)).unwrap_or_default(),
        Column::Status if row.summary => String::new(),
        Column::Status => (reader.status)(row.task.status).into(),
        Column::Priority => priority(w, row.task.priority).into(),
        Column::StartSlip | Column::FinishSlip => baseline::slip(plan, at).map_or(String::new(), |(start, finish)| {
            let days = if *column == Column::StartSlip { start } else { finish };
            let sign = if days > 0.0 { "+" } else { "" };
            format!("{sign}{}", w.in_days(w.number(days, 1)))
        }),
        Column::Custom(name) => match row.task.custom.get(name) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(serde_json::Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        },
    }
}

pub fn priority(w: Words, priority: crate::engine::model::Priority) -> &'static str {
    use crate::engine::model::Priority::*;
    match priority {
        Low => w.priority_low(),
        Normal => w.priority_normal(),
        High => w.priority_high(),
        Urgent => w.priority_urgent(),
    }
}

/// By what a column is sorted: numbers before texts, and nothing last.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum Key {
    Number(f64),
    Text(String),
    Nothing,
}

pub fn key(plan: &Plan, at: usize, column: &Column) -> Key {
    let row = &plan.rows[at];
    match column {
        Column::Wbs => Key::Number(at as f64),
        Column::Name => Key::Text(row.task.name.to_lowercase()),
        Column::Owner => row.task.owner.map_or(Key::Nothing, |owner| Key::Text(owner.to_string())),
        Column::Duration => Key::Number(row.duration as f64),
        Column::Start => Key::Number(row.start.minutes() as f64),
        Column::Finish => Key::Number(row.finish.minutes() as f64),
        Column::Progress => Key::Number(row.progress),
        Column::Float => Key::Number(row.total_float as f64),
        Column::Predecessors => {
            let first = plan.links_into(at).map(|link| link.from).min();
            first.map_or(Key::Nothing, |from| Key::Number(f64::from(from)))
        }
        Column::Cost => row.task.budget_cost.map_or(Key::Nothing, |cost| Key::Number(cost.minor as f64)),
        Column::Status => Key::Number(f64::from(row.task.status as u32)),
        Column::Priority => Key::Number(match row.task.priority {
            crate::engine::model::Priority::Urgent => 0.0,
            crate::engine::model::Priority::High => 1.0,
            crate::engine::model::Priority::Normal => 2.0,
            crate::engine::model::Priority::Low => 3.0,
        }),
        Column::StartSlip | Column::FinishSlip => baseline::slip(plan, at)
            .map_or(Key::Nothing, |(start, finish)| Key::Number(if *column == Column::StartSlip { start } else { finish })),
        Column::Custom(name) => match row.task.custom.get(name) {
            Some(serde_json::Value::Number(number)) => Key::Number(number.as_f64().unwrap_or_default()),
            Some(serde_json::Value::String(text)) if !text.is_empty() => {
                text.parse().map_or_else(|_| Key::Text(text.clone()), Key::Number)
            }
            _ => Key::Nothing,
        },
    }
}

/// A name of a user's own field as it may stand in a key.
pub fn custom_name(typed: &str) -> Option<Column> {
    let name: String = Text::line(typed).chars().take(40).collect();
    (!name.is_empty()).then_some(Column::Custom(name))
}
