//! Whether a project is where it should be: the figures of goals, and health with its reasons. It reads and never writes.

pub mod agenda;
pub mod holders;
pub mod issues;
pub mod lessons;
pub mod team;

use crate::engine::calendar::WorkTime;
use crate::engine::edit::client::last_contact;
use crate::engine::model::order;
use crate::engine::model::*;
use crate::engine::plan::Plan;
use crate::engine::plan::buffers::{Light, buffers};
use crate::engine::plan::fever;
use crate::engine::workspace::Workspace;

/// Green, amber, red; the greater is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rag {
    Green,
    Amber,
    Red,
}

/// The value that means "reached": percentage points add to the baseline, a relative change multiplies it.
pub fn target_value(goal: &Goal) -> Option<f64> {
    let target = goal.target?;
    let value = match goal.value_kind {
        ValueKind::Absolute => target,
        ValueKind::PercentagePoint => goal.baseline? + target,
        ValueKind::Relative => goal.baseline? * (1.0 + target / 100.0),
    };
    value.is_finite().then_some(value)
}

/// The goal with the value it has now: one that follows the deals takes it from them.
pub fn live(ws: &Workspace, goal: &Goal, today: Date) -> Goal {
    match crate::engine::sales::forecast::goal_value(ws, goal, today) {
        Some(value) => Goal { current: Some(value), ..goal.clone() },
        None => goal.clone(),
    }
}

/// 0 to 1: how much of the way from the baseline to the target is done, for goals that fall as for those that rise.
/// None where a value is missing.
pub fn progress(goal: &Goal) -> Option<f64> {
    let (current, target) = (goal.current?, target_value(goal)?);
    let baseline = goal.baseline.or((goal.value_kind == ValueKind::Absolute).then_some(0.0))?;
    if target == baseline {
        let reached = if goal.direction == GoalDirection::Down { current <= target } else { current >= target };
        return Some(if reached { 1.0 } else { 0.0 });
    }
    let progress = (current - baseline) / (target - baseline);
    progress.is_finite().then(|| progress.clamp(0.0, 1.0))
}

/// 0 to 1: the working days that are over of all from start to due.
pub fn expected(goal: &Goal, calendar: &WorkTime, today: Date) -> Option<f64> {
    let (start, end) = (goal.start?, goal.due?.plus(1));
    let all = calendar.working_days(start, end);
    if all <= 0 {
        return None;
    }
    Some((calendar.working_days(start, today.min(end)) as f64 / all as f64).clamp(0.0, 1.0))
}

/// By the share of the expected progress that is there: from 0.95 green, from 0.8 amber, below red.
pub fn rag(progress: f64, expected: f64) -> Rag {
    match if expected > 0.0 { progress / expected } else { 1.0 } {
        0.95.. => Rag::Green,
        0.8.. => Rag::Amber,
        _ => Rag::Red,
    }
}

/// What the title of a goal says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub due: Option<Date>,
    /// Of the unit that `percent` names.
    pub target: Option<f64>,
    /// The target stands in per cent, so whether points or a relative change are meant must be asked.
    pub percent: bool,
    /// The target is an amount of money in yuan.
    pub money: bool,
    /// What the value follows, where the title speaks of bookings, payments or deals won.
    pub source: GoalSource,
}

impl Reading {
    /// Puts what was read into a goal; without a day of its own it is due with its project.
    pub fn fill(&self, goal: &mut Goal, due: Option<Date>, currency: Currency) {
        goal.due = self.due.or(due);
        goal.target = self.target;
        goal.source = self.source;
        // Points or relative: asked where the title speaks of per cent.
        if self.percent {
            goal.unit = Text::from("%");
        } else if self.money {
            goal.unit = Text::from(currency.key());
            goal.baseline = Some(0.0);
        } else if self.target.is_some() {
            goal.baseline = Some(0.0);
        }
    }
}

/// Reads `六个月内`, `in six months`, `下一季度`, `10%`, `500万`, `赢单 12 个` out of a title.
pub fn read_title(title: &str, today: Date) -> Reading {
    let text: String = title.chars().map(half_width).collect::<String>().to_lowercase();
    let mut reading = Reading { due: due_in(&text, today), ..Reading::default() };
    if let Some(percent) = percent_in(&text) {
        (reading.target, reading.percent) = (Some(percent), true);
    } else if let Some(money) = money_in(&text) {
        (reading.target, reading.money) = (Some(money), true);
        reading.source = source_of_money(&text);
    } else if let Some(count) = won_in(&text) {
        (reading.target, reading.source) = (Some(count), GoalSource::WonCount);
    }
    reading
}

fn source_of_money(text: &str) -> GoalSource {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["回款", "收款", "到账", "payment", "cash"]) {
        GoalSource::PaidAmount
    } else if has(&["签单", "签约", "订单", "合同额", "成交", "booking", "won"]) {
        GoalSource::WonAmount
    } else {
        GoalSource::Manual
    }
}

/// How many deals are to be won: `赢单 12 个`, `成交8单`, `win 5 deals`.
fn won_in(text: &str) -> Option<f64> {
    const WON: [&str; 6] = ["赢单", "成交", "签单", "签约", "win ", "close "];
    let after = WON.iter().find_map(|word| text.split_once(word))?.1;
    let unit = after.find(['个', '单', '笔']).or_else(|| after.find(" deal"))?;
    // The number and nothing else stands between the two.
    let number = after[..unit].trim();
    let alone = number.chars().all(|c| c.is_ascii_alphanumeric() || "一二两三四五六七八九十".contains(c));
    number_before(number).filter(|count| alone && *count > 0.0)
}

/// The number that ends `text`, in digits, Chinese or English, and where it begins.
fn number_before(text: &str) -> Option<f64> {
    const ENGLISH: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let text = text.trim_end_matches([' ', '-']);
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if let Ok(number) = text[digits.len()..].replace(',', "").parse::<f64>() {
        return Some(number);
    }
    let chinese = text.trim_end_matches(|c: char| "一二两三四五六七八九十".contains(c));
    if chinese.len() < text.len() {
        return chinese_number(&text[chinese.len()..]);
    }
    let word = text.rsplit(' ').next()?;
    ENGLISH.iter().position(|known| *known == word).map(|at| at as f64 + 1.0)
}

/// 一 to 九十九.
fn chinese_number(text: &str) -> Option<f64> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|known| known == c).map(|at| at as f64 + 1.0);
    let text = text.replace('两', "二");
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1.0 } else { digit(tens.chars().next()?)? };
            let ones = if ones.is_empty() { 0.0 } else { digit(ones.chars().next()?)? };
            Some(tens * 10.0 + ones)
        }
        None => digit(text.chars().next()?),
    }
}

fn due_in(text: &str, today: Date) -> Option<Date> {
    for (word, months) in [("个月", 1.0), ("month", 1.0), ("季度内", 3.0), ("quarters", 3.0), ("年内", 12.0), ("year", 12.0)]
    {
        let number = text.find(word).and_then(|at| number_before(text[..at].trim_end_matches('个')));
        if let Some(months) = number.map(|number| number * months).filter(|months| (1.0..=240.0).contains(months)) {
            return Some(today.plus_months(months as i32));
        }
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let quarter_end = |quarters: i32| today.first_of_quarter().plus_months(3 * quarters).plus(-1);
    if has(&["半年", "half a year"]) {
        Some(today.plus_months(6))
    } else if has(&["下一季度", "下季度", "next quarter"]) {
        Some(quarter_end(2))
    } else if has(&["本季度", "this quarter"]) {
        Some(quarter_end(1))
    } else if has(&["今年", "年底", "this year", "year end"]) {
        Date::new(today.year(), 12, 31)
    } else {
        None
    }
}

fn percent_in(text: &str) -> Option<f64> {
    if let Some(at) = text.find('%') {
        return number_before(&text[..at]);
    }
    let after = text.split("百分之").nth(1)?;
    let number: String = after.chars().take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)).collect();
    number.parse().ok().or_else(|| chinese_number(&number))
}

fn money_in(text: &str) -> Option<f64> {
    for (at, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(rest.len());
        let Ok(number) = rest[..end].replace(',', "").parse::<f64>() else { continue };
        let unit = rest[end..].trim_start();
        let scale = match unit.chars().next() {
            Some('万') => 1e4,
            Some('亿') => 1e8,
            Some('m') if !unit.starts_with("mo") => 1e6,
            Some('k') => 1e3,
            Some('元') => 1.0,
            _ if text[..at].ends_with(['¥', '$', '€']) => 1.0,
            _ => continue,
        };
        return Some(number * scale);
    }
    None
}

/// Why a project is not well, with the record to look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A critical task is so many working days late.
    LateCritical(Id, i64),
    /// The plan ends so many working days after the project is due.
    EndsLate(i64),
    GoalBehind(Id),
    GoalWithoutNumber(Id),
    /// So many tasks, this the first of them.
    TasksWithoutOwner(Id, usize),
    NoBuffer,
    /// A buffer is used up faster than its chain is done.
    BufferBurns(Burn),
    RiskWithoutOwner(Id),
    /// Nobody has spoken to the client for so many days.
    SilentClient(Id, i64),
}

/// How a buffer is used up.
#[derive(Clone, Debug, PartialEq)]
pub struct Burn {
    pub buffer: Id,
    /// The task that took most of it, and who answers for it.
    pub task: Option<Id>,
    pub owner: Option<Id>,
    /// Working days that are used, and that there are.
    pub used: f64,
    pub size: f64,
    /// Share of the chain that is done.
    pub done: f64,
    /// Share used over share done; none before anything is done.
    pub burn: Option<f64>,
    pub red: bool,
}

/// The buffers of a plan that are amber or red.
pub fn burning(plan: &Plan) -> Vec<Burn> {
    let day = plan.calendar.minutes_per_day() as f64;
    let of = |buffer: &crate::engine::plan::buffers::Buffer| {
        let light = buffer.light().filter(|light| *light != Light::Green)?;
        let eater = fever::eater(plan, buffer).map(|(at, _)| &plan.rows[at].task);
        Some(Burn {
            buffer: plan.rows[buffer.task].task.id,
            task: eater.map(|task| task.id),
            owner: eater.and_then(|task| task.owner),
            used: buffer.used? as f64 / day,
            size: buffer.size as f64 / day,
            done: buffer.done,
            burn: buffer.burn(),
            red: light == Light::Red,
        })
    };
    buffers(plan).iter().filter_map(of).collect()
}

impl Reason {
    pub fn level(&self) -> Rag {
        match self {
            Reason::LateCritical(..) | Reason::EndsLate(_) => Rag::Red,
            Reason::BufferBurns(burn) if burn.red => Rag::Red,
            _ => Rag::Amber,
        }
    }
}

/// The worst of its reasons, which are ordered worst first. None where there is nothing to judge by.
pub fn health(ws: &Workspace, plan: &Plan, today: Date) -> (Option<Rag>, Vec<Reason>) {
    let project = &plan.project;
    let mut reasons = Vec::new();
    let mut late: Vec<(Id, i64)> = (0..plan.rows.len())
        .filter(|at| plan.rows[*at].critical)
        .map(|at| (plan.rows[at].task.id, plan.days_late(at, today)))
        .filter(|(_, days)| *days > 0)
        .collect();
    order::sort_by_key(&mut late, |(_, days)| -days);
    reasons.extend(late.into_iter().map(|(id, days)| Reason::LateCritical(id, days)));
    if let Some(due) = project.due.filter(|_| !plan.rows.is_empty()) {
        let over = plan.calendar.working_days(due.plus(1), plan.finish.finish_date().plus(1));
        if over > 0 {
            reasons.push(Reason::EndsLate(over));
        }
    }
    let mut burning: Vec<Reason> = burning(plan).into_iter().map(Reason::BufferBurns).collect();
    order::sort_by_key(&mut burning, |reason| std::cmp::Reverse(reason.level()));
    reasons.extend(burning);
    let goals: Vec<Goal> = ws
        .goals
        .iter()
        .filter(|goal| goal.project == project.id && goal.status != GoalStatus::Dropped)
        .map(|goal| live(ws, goal, today))
        .collect();
    for goal in &goals {
        let behind =
            progress(goal).zip(expected(goal, &plan.calendar, today)).is_some_and(|(is, should)| rag(is, should) == Rag::Red);
        if target_value(goal).is_none() {
            reasons.push(Reason::GoalWithoutNumber(goal.id));
        } else if behind {
            reasons.push(Reason::GoalBehind(goal.id));
        }
    }
    let mut alone = plan.rows.iter().filter(|row| {
        row.task.owner.is_none()
            && row.task.kind == TaskKind::Task
            && !row.summary
            && !row.done()
            && row.task.status != TaskStatus::Cancelled
    });
    if let Some(first) = alone.next() {
        reasons.push(Reason::TasksWithoutOwner(first.task.id, 1 + alone.count()));
    }
    if !plan.rows.is_empty() && !plan.rows.iter().any(|row| row.task.kind == TaskKind::Buffer) {
        reasons.push(Reason::NoBuffer);
    }
    let risks: Vec<_> = ws.risks.iter().filter(|risk| risk.project == project.id && open_risk(risk)).collect();
    reasons.extend(risks.iter().filter(|risk| risk.owner.is_none()).map(|risk| Reason::RiskWithoutOwner(risk.id)));
    reasons.extend(project.clients.iter().filter_map(|id| silent(ws, *id, today).map(|days| Reason::SilentClient(*id, days))));
    let judged = !plan.rows.is_empty() || goals.len() + risks.len() > 0;
    let worst = reasons.iter().map(Reason::level).max().or(judged.then_some(Rag::Green));
    (worst, reasons)
}

pub fn open_risk(risk: &Risk) -> bool {
    !matches!(risk.status, RiskStatus::Closed | RiskStatus::Rejected)
}

/// Days since the last contact with a client, where they are more than its rhythm allows (14 where it has none).
pub fn silent(ws: &Workspace, client: Id, today: Date) -> Option<i64> {
    silent_since(ws.clients.get(client)?, last_contact(ws, client), today)
}

/// The same, with the day of the last contact at hand.
pub fn silent_since(client: &Client, last: Option<Date>, today: Date) -> Option<i64> {
    let days = last?.until(today);
    (days > client.follow_up_days.unwrap_or(14) as i64).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(value_kind: ValueKind, baseline: f64, target: f64, current: f64) -> Goal {
        Goal { value_kind, baseline: Some(baseline), target: Some(target), current: Some(current), ..Goal::default() }
    }

    #[test]
    fn points_and_relative_differ() {
        assert_eq!(target_value(&goal(ValueKind::PercentagePoint, 25.0, 10.0, 0.0)), Some(35.0));
        assert_eq!(target_value(&goal(ValueKind::Relative, 25.0, 10.0, 0.0)), Some(27.500000000000004));
        assert_eq!(target_value(&goal(ValueKind::Absolute, 25.0, 10.0, 0.0)), Some(10.0));
        assert_eq!(target_value(&Goal { baseline: None, ..goal(ValueKind::Relative, 0.0, 10.0, 0.0) }), None);
    }

    #[test]
    fn progress_up_and_down() {
        assert_eq!(progress(&goal(ValueKind::PercentagePoint, 25.0, 10.0, 28.5)), Some(0.35));
        assert_eq!(progress(&goal(ValueKind::Absolute, 20.0, 10.0, 15.0)), Some(0.5));
        assert_eq!(progress(&goal(ValueKind::Absolute, 0.0, 10.0, 12.0)), Some(1.0));
        assert_eq!(progress(&goal(ValueKind::Absolute, 5.0, 5.0, 4.0)), Some(0.0));
        assert_eq!(progress(&Goal::default()), None);
    }

    #[test]
    fn expected_by_working_days() {
        let calendar = WorkTime::standard();
        let day = |text| Date::parse(text);
        let goal = Goal { start: day("2026-11-02"), due: day("2026-11-13"), ..Goal::default() };
        assert_eq!(expected(&goal, &calendar, day("2026-11-09").unwrap()), Some(0.5));
        assert_eq!(expected(&goal, &calendar, day("2026-12-09").unwrap()), Some(1.0));
        assert_eq!(expected(&goal, &calendar, day("2026-10-09").unwrap()), Some(0.0));
        assert_eq!(
            [rag(0.48, 0.5), rag(0.42, 0.5), rag(0.1, 0.5), rag(0.0, 0.0)],
            [Rag::Green, Rag::Amber, Rag::Red, Rag::Green]
        );
    }

    #[test]
    fn reads_titles() {
        let today = Date::new(2026, 11, 24).unwrap();
        let read = |title| read_title(title, today);
        for title in [
            "在六个月内将某产品的市场份额提高10%",
            "在 6 个月内提高１０％",
            "Raise the share by 10 % in six months",
            "半年内提高百分之十",
        ] {
            let expected = Reading { due: Date::new(2027, 5, 24), target: Some(10.0), percent: true, ..Reading::default() };
            assert_eq!(read(title), expected, "{title}");
        }
        let source = GoalSource::WonAmount;
        let bookings = Reading { due: Date::new(2027, 3, 31), target: Some(5e6), percent: false, money: true, source };
        for title in ["下一季度新签单 500 万元", "New bookings of ¥5M next quarter"] {
            assert_eq!(read(title), bookings, "{title}");
        }
        assert_eq!((read("本季度回款 200 万").target, read("本季度回款 200 万").source), (Some(2e6), GoalSource::PaidAmount));
        for title in ["本季度赢单 12 个", "今年成交十二单", "Win 12 deals this quarter"] {
            assert_eq!((read(title).target, read(title).source), (Some(12.0), GoalSource::WonCount), "{title}");
        }
        for title in ["在三个月内签单", "预算 30 万元以内", "签约前做三个样板"] {
            assert_eq!(read(title).source, GoalSource::Manual, "{title}");
        }
        assert_eq!(read("十二个月内").due, Date::new(2027, 11, 24));
        assert_eq!(read("做得更好 %"), Reading { percent: false, ..Reading::default() });
    }
}
