//! What is typed or pasted into a cell of the treegrid, read as people write it and done as the edit it stands for.

use super::{Context, Edit, Refusal, Wanted, task, update};
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::scene::columns::Column;
use crate::engine::words::{Words, read_links};
use crate::engine::workspace::{Kind, Workspace};

/// Writes a text into a cell. `plan` is the plan of the workspace before the edit; a task that was just added is not in it.
pub fn set(ws: &mut Workspace, ctx: &Context, plan: &Plan, id: Id, column: &Column, text: &str, w: Words) -> Edit {
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim();
    let refuse = |wanted| Err(Refusal::Unreadable(wanted, text.into()));
    let place = plan.place(id);
    let row = place.map(|place| &plan.rows[place]);
    let calendar = place.map_or(&plan.calendar, |place| plan.calendar_of(place));
    let (from, to) = row.map_or((plan.start, plan.start), |row| (row.start, row.finish));
    match column {
        Column::Wbs | Column::Float | Column::StartSlip | Column::FinishSlip => Ok(()),
        Column::Name => task::rename(ws, id, text),
        Column::Duration => match plan.units().read(text) {
            Some(typed) => task::type_duration(ws, id, typed),
            None if text == "◆" => task::set_duration(ws, id, 0, false),
            None => refuse(Wanted::Duration),
        },
        Column::Start if text.is_empty() => task::release(ws, id),
        Column::Start => match read_date(text, ctx.today) {
            Some(date) => task::move_to(ws, id, calendar.next_start(date.midnight())),
            None => refuse(Wanted::Date),
        },
        Column::Finish => match read_date(text, ctx.today) {
            Some(date) => {
                let end = calendar.prev_finish(date.plus(1).midnight());
                let minutes = calendar.between(from, end);
                if minutes <= 0 {
                    return refuse(Wanted::Date);
                }
                task::set_duration(ws, id, minutes, false)
            }
            None => refuse(Wanted::Date),
        },
        Column::Progress => match text.trim_end_matches('%').trim().parse::<f64>() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => task::set_progress(ws, id, percent.round() as i64, from, to),
            _ => refuse(Wanted::Number),
        },
        Column::Owner if text.is_empty() => update::<Task>(ws, id, |task| task.owner = None),
        Column::Owner => match person(ws, text) {
            Some(owner) => update::<Task>(ws, id, |task| task.owner = Some(owner)),
            None => refuse(Wanted::Person),
        },
        Column::Cost if text.is_empty() => update::<Task>(ws, id, |task| task.budget_cost = None),
        Column::Cost => match read_amount(text) {
            Some(amount) => {
                let cost = Money::new((amount * 100.0).round() as i64, ws.settings.currency);
                update::<Task>(ws, id, |task| task.budget_cost = Some(cost))
            }
            None => refuse(Wanted::Number),
        },
        Column::Status => match choose(TaskStatus::ALL, text, |status| [status.key(), status_text(w, status)]) {
            Some(status) => task::set_status(ws, id, status, from, to),
            None => refuse(Wanted::Choice),
        },
        Column::Priority => {
            let name = |priority: Priority| [priority.key(), crate::engine::scene::columns::priority(w, priority)];
            match choose(Priority::ALL, text, name) {
                Some(priority) => update::<Task>(ws, id, |task| task.priority = priority),
                None => refuse(Wanted::Choice),
            }
        }
        Column::Predecessors => set_predecessors(ws, ctx, plan, id, text),
        Column::Custom(name) => {
            let value = Text::line(text).to_string();
            update::<Task>(ws, id, |task| {
                match value.is_empty() {
                    true => task.custom.remove(name),
                    false => task.custom.insert(name.clone(), value.into()),
                };
            })
        }
    }
}

pub fn status_text(w: Words, status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Todo => w.status_todo(),
        TaskStatus::Doing => w.status_doing(),
        TaskStatus::Blocked => w.status_blocked(),
        TaskStatus::Review => w.status_review(),
        TaskStatus::Done => w.status_done(),
        TaskStatus::Cancelled => w.status_cancelled(),
    }
}

fn choose<T: Copy>(all: &[T], text: &str, names: impl Fn(T) -> [&'static str; 2]) -> Option<T> {
    let text = text.to_lowercase();
    all.iter().copied().find(|one| names(*one).iter().any(|name| name.to_lowercase() == text))
}

/// The member of a name, or the only one whose name begins so.
fn person(ws: &Workspace, text: &str) -> Option<Id> {
    let text = text.to_lowercase();
    let exact = ws.members.iter().find(|member| member.name.to_lowercase() == text);
    if let Some(member) = exact {
        return Some(member.id);
    }
    let mut some = ws.members.iter().filter(|member| member.name.to_lowercase().starts_with(&text));
    match (some.next(), some.next()) {
        (Some(member), None) => Some(member.id),
        _ => None,
    }
}

/// `500万`, `1.2亿`, `5,000,000`, `¥300`.
fn read_amount(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '¥' | '$' | ' ' | '元')).collect();
    let (digits, scale) = match (plain.strip_suffix('万'), plain.strip_suffix('亿')) {
        (Some(digits), _) => (digits, 1e4),
        (_, Some(digits)) => (digits, 1e8),
        _ => (plain.as_str(), 1.0),
    };
    let amount = digits.parse::<f64>().ok()? * scale;
    (amount.is_finite() && amount.abs() < 1e13).then_some(amount)
}

/// A date as people write it: `2026-09-18`, `2026/9/18`, `9/18`, `9月18日`, `18 Sep 2026`. One without a year is in today's.
pub fn read_date(text: &str, today: Date) -> Option<Date> {
    let lower = text.to_lowercase();
    let numbers: Vec<i64> = lower
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap_or(-1))
        .collect();
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = MONTHS.iter().position(|month| lower.contains(month)).map(|at| at as i64 + 1);
    let year = i64::from(today.year());
    let (year, month, day) = match (named, numbers.as_slice()) {
        (Some(month), [day]) => (year, month, *day),
        (Some(month), [day, year]) if *year > 99 => (*year, month, *day),
        (None, [month, day]) => (year, *month, *day),
        (None, [year, month, day, ..]) if *year > 99 => (*year, *month, *day),
        (None, [short @ 0..=99, month, day]) => (2000 + *short, *month, *day),
        _ => return None,
    };
    Date::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Makes the predecessors of a task those that a text names: `2.1, 3FS+2d, 4SS`.
fn set_predecessors(ws: &mut Workspace, ctx: &Context, plan: &Plan, id: Id, text: &str) -> Edit {
    let unreadable = |part: &str| Refusal::Unreadable(Wanted::Link, part.into());
    let mut wanted = Vec::new();
    for link in read_links(text, plan.units()).map_err(|part| unreadable(&part))? {
        let row = plan.rows.iter().find(|row| *row.wbs == *link.task).ok_or_else(|| unreadable(&link.task))?;
        wanted.push((row.task.id, link.kind, link.lag, link.lag_unit));
    }
    let old: Vec<Id> = ws.links.iter().filter(|link| link.to == id).map(|link| link.id).collect();
    for link in old {
        let record = ws.links.get(link).ok_or(Refusal::Missing(Kind::Dependency))?;
        let kept = wanted.iter().position(|(from, kind, lag, unit)| {
            record.from == *from && record.kind == *kind && record.lag == *lag && record.lag_unit == *unit
        });
        match kept {
            Some(at) => drop(wanted.swap_remove(at)),
            None => drop(ws.links.remove(link)),
        }
    }
    for (from, kind, lag, unit) in wanted {
        let link = task::link(ws, ctx, from, id, kind, lag)?;
        update::<Dependency>(ws, link, |link| link.lag_unit = unit)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        let today = Date::new(2026, 9, 1).unwrap();
        let day = Date::new(2026, 9, 18);
        for text in ["2026-09-18", "2026/9/18", "9/18", "9月18日", "2026年9月18日", "18 Sep", "18 September 2026", "26/9/18"]
        {
            assert_eq!(read_date(text, today), day, "{text}");
        }
        for text in ["", "soon", "13/40", "9", "99999999999999999999/1/1"] {
            assert_eq!(read_date(text, today), None, "{text}");
        }
    }

    #[test]
    fn amounts_as_people_write_them() {
        assert_eq!(read_amount("500万"), Some(5_000_000.0));
        assert_eq!(read_amount("¥1,200.5"), Some(1200.5));
        assert_eq!(read_amount("much"), None);
        assert_eq!(read_amount("1e99"), None);
    }

    #[test]
    fn predecessors_are_typed_and_read_back() {
        let mut ws = Workspace::default();
        let ctx = Context::new(1_790_000_000_000, Date::new(2026, 9, 7).unwrap(), Id::from_bits(7), 1);
        let project = super::super::project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let ids: Vec<Id> =
            (0..3).map(|n| task::add(&mut ws, &ctx, project, task::Place::Last, &format!("T{n}")).unwrap()).collect();
        let plan = Plan::of(&ws, project).unwrap();
        let w = Words(Lang::En);
        set(&mut ws, &ctx, &plan, ids[2], &Column::Predecessors, "1SS+2d，2", w).unwrap();
        let plan = Plan::of(&ws, project).unwrap();
        let written = w.links(&plan.predecessors(2), plan.units()).replace(' ', "");
        assert!(written == "1SS+2d;2", "{written}");
        assert!(matches!(
            set(&mut ws, &ctx, &plan, ids[2], &Column::Predecessors, "9", w),
            Err(Refusal::Unreadable(Wanted::Link, _))
        ));
        assert!(matches!(set(&mut ws, &ctx, &plan, ids[0], &Column::Predecessors, "3", w), Err(Refusal::Cycle(_))));
        set(&mut ws, &ctx, &plan, ids[2], &Column::Predecessors, "", w).unwrap();
        assert!(ws.links.iter().all(|link| link.to != ids[2]));
    }
}
