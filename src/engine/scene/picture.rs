//! The Gantt chart as a picture: SVG text of the whole chart, of a part, of one slide, or of pages for paper. It stands
//! alone: colours, names, time scale and legend are in it, and nothing outside is asked for.

use std::collections::HashMap;
use std::fmt::Write;

use crate::engine::calendar::WorkTime;
use crate::engine::model::{Date, LinkKind, MINUTES_PER_DAY, Moment, TaskKind};
use crate::engine::plan::{Plan, buffers};
use crate::engine::words::Words;

/// What is drawn.
pub struct Subject<'a> {
    pub plan: &'a Plan,
    /// Rows, as places in the plan, in the order in which they stand.
    pub lines: &'a [u32],
    pub words: Words,
    pub today: Date,
    /// First and last day; those of the lines where there is none.
    pub span: Option<(Date, Date)>,
}

/// On what it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paper {
    /// As large as it needs to be, a day this wide.
    Free { px_per_day: f64 },
    /// One 16:9 slide. Where the rows do not fit, the deepest levels are left out.
    Slide,
    /// A4, across, with the head on every page.
    A4,
}

const MARGIN: f64 = 28.0;
const TITLE: f64 = 52.0;
const HEAD: f64 = 40.0;
const LEGEND: f64 = 34.0;
const NAMES: f64 = 392.0;
const ROW: f64 = 26.0;
const SLIDE: (f64, f64) = (1600.0, 900.0);
const SHEET: (f64, f64) = (1122.0, 793.0);
/// Rows that a slide holds where they can still be read.
const SLIDE_ROW: f64 = 15.0;
/// The longest side of a chart that is as large as it needs to be.
const MOST: f64 = 30_000.0;

const TEXT: &str = "#1b1e22";
const DIM: &str = "#545a62";
const LINE: &str = "#e4e4de";
const OFF: &str = "#f4f4f0";
const ACCENT: &str = "#2a57c0";
const LATE: &str = "#b42318";
/// Ground and line of a buffer.
const BUFFER: (&str, &str) = ("#efe3c4", "#7a5200");

/// Pages of SVG; one but on [`Paper::A4`]. None where there is nothing to draw.
pub fn pictures(subject: &Subject, paper: Paper) -> Vec<String> {
    if subject.lines.is_empty() {
        return Vec::new();
    }
    let used: HashMap<usize, f64> =
        buffers::buffers(subject.plan).iter().filter_map(|buffer| Some((buffer.task, buffer.share()?))).collect();
    let used = &used;
    match paper {
        Paper::Free { px_per_day } => {
            let (from, to) = span(subject, subject.lines);
            let days = (from.until(to) + 1).max(1) as f64;
            let wide = (days * px_per_day).clamp(420.0, MOST);
            let ground = Ground { from, to, x: MARGIN + NAMES, px: wide / days };
            let height = MARGIN * 2.0 + TITLE + HEAD + LEGEND + subject.lines.len() as f64 * ROW;
            let size = (ground.end() + MARGIN, height);
            vec![Page { subject, ground, lines: subject.lines, row: ROW, size, note: None, used }.svg()]
        }
        Paper::Slide => {
            let room = SLIDE.1 - MARGIN * 2.0 - TITLE - HEAD - LEGEND;
            let lines = fitting(subject, (room / SLIDE_ROW) as usize);
            let left = subject.lines.len() - lines.len();
            let note = (left > 0).then(|| subject.words.out_left(left));
            let row = (room / lines.len() as f64).min(34.0);
            vec![Page { subject, ground: across(subject, &lines, SLIDE.0), lines: &lines, row, size: SLIDE, note, used }.svg()]
        }
        Paper::A4 => {
            let room = SHEET.1 - MARGIN * 2.0 - TITLE - HEAD - LEGEND;
            let each = (room / 20.0) as usize;
            let ground = across(subject, subject.lines, SHEET.0);
            let count = subject.lines.len().div_ceil(each);
            let page = |(at, lines)| {
                let note = Some(subject.words.out_page(at + 1, count));
                Page { subject, ground, lines, row: 20.0, size: SHEET, note, used }.svg()
            };
            subject.lines.chunks(each).enumerate().map(page).collect()
        }
    }
}

/// All lines, or as many levels of them as fit, or the first of the top level.
fn fitting(subject: &Subject, most: usize) -> Vec<u32> {
    let depth = |line: &u32| subject.plan.rows[*line as usize].depth;
    let deepest = subject.lines.iter().map(depth).max().unwrap_or(0);
    let level = (0..=deepest).rev().find(|level| subject.lines.iter().filter(|line| depth(line) <= *level).count() <= most);
    subject.lines.iter().copied().filter(|line| depth(line) <= level.unwrap_or(0)).take(most).collect()
}

/// First and last day, with some around.
fn span(subject: &Subject, lines: &[u32]) -> (Date, Date) {
    subject.span.unwrap_or_else(|| {
        let rows = || lines.iter().map(|line| &subject.plan.rows[*line as usize]);
        let first = rows().map(|row| row.start.date()).min().unwrap_or(subject.today);
        let last = rows().map(|row| row.finish.date()).max().unwrap_or(subject.today);
        (first.plus(-2), last.plus((first.until(last) / 10).clamp(4, 60)))
    })
}

/// The time scale over the whole width of a paper.
fn across(subject: &Subject, lines: &[u32], width: f64) -> Ground {
    let (from, to) = span(subject, lines);
    let x = MARGIN + NAMES;
    Ground { from, to, x, px: (width - MARGIN - x) / (from.until(to) + 1).max(1) as f64 }
}

/// Days as pixels.
#[derive(Clone, Copy)]
struct Ground {
    from: Date,
    /// Included.
    to: Date,
    x: f64,
    px: f64,
}

impl Ground {
    fn end(self) -> f64 {
        self.day(self.to.plus(1))
    }

    fn day(self, date: Date) -> f64 {
        self.x + self.from.until(date) as f64 * self.px
    }

    /// A day is drawn by its working time, as in the chart on the screen.
    fn at(self, moment: Moment, calendar: &WorkTime) -> f64 {
        let date = moment.date();
        let share = match calendar.day_minutes(date) {
            all if all > 0 => calendar.between(date.midnight(), moment) as f64 / all as f64,
            _ => moment.minute_of_day() as f64 / MINUTES_PER_DAY as f64,
        };
        self.day(date) + share.clamp(0.0, 1.0) * self.px
    }
}

struct Page<'a> {
    subject: &'a Subject<'a>,
    ground: Ground,
    lines: &'a [u32],
    row: f64,
    size: (f64, f64),
    note: Option<String>,
    /// How much of each buffer is used up, by its place in the plan.
    used: &'a HashMap<usize, f64>,
}

/// Writing to a string does not fail.
macro_rules! put {
    ($out:expr, $($part:tt)*) => { let _ = write!($out, $($part)*); };
}

impl Page<'_> {
    fn svg(&self) -> String {
        let (width, height) = self.size;
        let mut out = String::with_capacity(4096 + self.lines.len() * 700);
        put!(
            out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif" font-size="12" fill="{TEXT}">"#
        );
        put!(out, "<title>{}</title>", escape(&self.subject.plan.project.name));
        put!(out, r##"<rect width="{width:.0}" height="{height:.0}" fill="#ffffff"/>"##);
        put!(
            out,
            r#"<clipPath id="chart"><rect x="{:.1}" y="0" width="{:.1}" height="{height:.0}"/></clipPath>"#,
            self.ground.x,
            self.ground.end() - self.ground.x + MARGIN
        );
        self.title(&mut out);
        self.head(&mut out);
        self.names(&mut out);
        put!(out, r#"<g clip-path="url(#chart)">"#);
        self.links(&mut out);
        for (at, line) in self.lines.iter().enumerate() {
            self.bar(&mut out, at, *line as usize);
        }
        self.today(&mut out);
        out.push_str("</g>");
        self.legend(&mut out);
        out.push_str("</svg>");
        out
    }

    fn top(&self) -> f64 {
        MARGIN + TITLE + HEAD
    }

    fn bottom(&self) -> f64 {
        self.top() + self.lines.len() as f64 * self.row
    }

    fn middle(&self, at: usize) -> f64 {
        self.top() + (at as f64 + 0.5) * self.row
    }

    fn title(&self, out: &mut String) {
        let Subject { plan, words: w, today, .. } = *self.subject;
        let right = self.size.0 - MARGIN;
        let name = cut(&plan.project.name, (right - MARGIN - 220.0) / 20.0);
        put!(out, r#"<text x="{MARGIN}" y="{}" font-size="20" font-weight="600">{}</text>"#, MARGIN + 18.0, escape(&name));
        let finish = w.day(plan.finish.finish_date(), today);
        let share = w.percent((plan.progress() * 100.0).round());
        let text = format!("{} {finish} · {}", w.plan_finish(), w.plan_progress(share));
        put!(out, r#"<text x="{MARGIN}" y="{}" fill="{DIM}">{}</text>"#, MARGIN + 38.0, escape(&text));
        put!(
            out,
            r#"<text x="{right:.0}" y="{}" fill="{DIM}" text-anchor="end">{}</text>"#,
            MARGIN + 14.0,
            escape(&w.day_full(today))
        );
        if let Some(note) = &self.note {
            put!(out, r#"<text x="{right:.0}" y="{}" fill="{DIM}" text-anchor="end">{}</text>"#, MARGIN + 38.0, escape(note));
        }
    }

    /// The two rows of the time scale, and what runs down from them: days off and lines.
    fn head(&self, out: &mut String) {
        let Subject { plan, words: w, .. } = *self.subject;
        let ground = self.ground;
        let (top, bottom) = (self.top(), self.bottom());
        put!(out, r#"<g clip-path="url(#chart)">"#);
        if ground.px >= 2.5 {
            for (from, to) in plan.calendar.off_days(ground.from, ground.to) {
                let (x, end) = (ground.day(from), ground.day(to.plus(1)).min(ground.end()));
                put!(out, r#"<rect x="{x:.1}" y="{top:.1}" width="{:.1}" height="{:.1}" fill="{OFF}"/>"#, end - x, bottom - top);
            }
        }
        let (upper, lower) = scale(ground.px);
        for (unit, y, colour, strong) in [(upper, top - 24.0, TEXT, true), (lower, top - 7.0, DIM, false)] {
            let mut at = unit.first(ground.from);
            while at <= ground.to {
                let next = unit.next(at);
                let (x, end) = (ground.day(at).max(ground.x), ground.day(next).min(ground.end()));
                let from = if strong { top - HEAD } else { top - 18.0 };
                let to = if strong { bottom } else { top };
                put!(out, r#"<path d="M{x:.1} {from:.1}V{to:.1}" stroke="{LINE}"/>"#);
                let text = cut(&unit.name(w, at), (end - x - 6.0) / 11.0);
                if text != "…" {
                    put!(out, r#"<text x="{:.1}" y="{y:.1}" font-size="11" fill="{colour}">{}</text>"#, x + 4.0, escape(&text));
                }
                at = next;
            }
        }
        out.push_str("</g>");
        put!(out, r#"<path d="M{MARGIN} {top:.1}H{:.1}" stroke="{DIM}"/>"#, ground.end());
        let y = top - 7.0;
        for (x, text) in [(0.0, "WBS"), (56.0, w.col_task()), (268.0, w.col_start()), (330.0, w.col_finish())] {
            put!(out, r#"<text x="{}" y="{y:.1}" font-size="11" fill="{DIM}">{text}</text>"#, MARGIN + x);
        }
    }

    fn today(&self, out: &mut String) {
        let (ground, today) = (self.ground, self.subject.today);
        if ground.from <= today && today <= ground.to {
            let (x, top, bottom) = (ground.day(today) + ground.px / 2.0, self.top(), self.bottom());
            put!(out, r#"<path d="M{x:.1} {top:.1}V{bottom:.1}" stroke="{ACCENT}" stroke-width="1.5"/>"#);
        }
    }

    fn names(&self, out: &mut String) {
        let Subject { plan, words: w, today, .. } = *self.subject;
        let size = (self.row * 0.55).clamp(9.0, 13.0);
        for (at, line) in self.lines.iter().enumerate() {
            let row = &plan.rows[*line as usize];
            let y = self.middle(at) + size * 0.36;
            let under = self.top() + (at + 1) as f64 * self.row;
            put!(out, r#"<path d="M{MARGIN} {under:.1}H{:.1}" stroke="{LINE}"/>"#, self.ground.end());
            let indent = f64::from(row.depth.min(8)) * 12.0;
            let name = cut(&row.task.name, (204.0 - indent) / size);
            let weight = if row.summary { "600" } else { "400" };
            let (from, to) = row.days();
            put!(
                out,
                r#"<g font-size="{size:.1}"><text x="{MARGIN}" y="{y:.1}" fill="{DIM}">{}</text>"#,
                escape(&cut(&row.wbs, 52.0 / size))
            );
            put!(out, r#"<text x="{:.1}" y="{y:.1}" font-weight="{weight}">{}</text>"#, MARGIN + 56.0 + indent, escape(&name));
            for (x, day) in [(268.0, from), (330.0, to)] {
                put!(out, r#"<text x="{}" y="{y:.1}" fill="{DIM}">{}</text>"#, MARGIN + x, escape(&w.day_short(day, today)));
            }
            out.push_str("</g>");
        }
    }

    /// Left and right end of a row's bar.
    fn ends(&self, line: usize) -> (f64, f64) {
        let row = &self.subject.plan.rows[line];
        let calendar = self.subject.plan.calendar_of(line);
        let from = self.ground.at(row.start, calendar);
        if row.milestone() { (from, from) } else { (from, self.ground.at(row.finish, calendar).max(from + 2.0)) }
    }

    fn bar(&self, out: &mut String, at: usize, line: usize) {
        let Subject { plan, words: w, today, .. } = *self.subject;
        let row = &plan.rows[line];
        let (x, end) = self.ends(line);
        let (y, thick) = (self.middle(at), (self.row * 0.5).min(14.0));
        let buffer = row.task.kind == TaskKind::Buffer;
        let (fill, done) = match (row.critical, buffer) {
            (_, true) => (BUFFER.0, BUFFER.1),
            (true, _) => ("#f3bfb7", "#c63d30"),
            _ => ("#b7c9f0", "#4d78d6"),
        };
        // Of a buffer it is what is used up.
        let share = if buffer { self.used.get(&line).copied().unwrap_or(0.0) } else { row.progress };
        let label = if row.summary {
            let (up, foot) = (y - thick * 0.3, y + thick * 0.4);
            put!(out, r##"<path d="M{x:.1} {up:.1}H{end:.1}V{foot:.1}l-4 -4H{:.1}l-4 4z" fill="#3a4047"/>"##, (x + 4.0).min(end));
            String::new()
        } else if row.milestone() {
            let half = thick * 0.55;
            let fill = if row.critical { done } else { "#3a4047" };
            put!(
                out,
                r#"<path d="M{x:.1} {:.1}l{half:.1} {half:.1}-{half:.1} {half:.1}-{half:.1} -{half:.1}z" fill="{fill}"/>"#,
                y - half
            );
            w.day_short(row.days().0, today)
        } else {
            let (up, width) = (y - thick / 2.0, end - x);
            let dashes = if buffer { r#" stroke-dasharray="3 2""# } else { "" };
            put!(
                out,
                r#"<rect x="{x:.1}" y="{up:.1}" width="{width:.1}" height="{thick:.1}" rx="2" fill="{fill}" stroke="{done}" stroke-width=".7"{dashes}/>"#
            );
            if share > 0.0 {
                let width = width * share.min(1.0);
                put!(out, r#"<rect x="{x:.1}" y="{up:.1}" width="{width:.1}" height="{thick:.1}" rx="2" fill="{done}"/>"#);
            }
            if share > 0.0 { w.percent((share * 100.0).round()) } else { String::new() }
        };
        if let Some(deadline) = row.task.deadline {
            let (x, foot) = (self.ground.at(deadline, plan.calendar_of(line)), y + thick / 2.0 + 2.0);
            put!(out, r#"<path class="deadline" d="M{x:.1} {foot:.1}l4 -6h-8z" fill="{LATE}"/>"#);
        }
        if !label.is_empty() && self.row >= 16.0 && end > self.ground.x {
            put!(out, r#"<text x="{:.1}" y="{:.1}" font-size="10" fill="{DIM}">{}</text>"#, end + 9.0, y + 3.6, escape(&label));
        }
    }

    /// Links between rows of this page.
    fn links(&self, out: &mut String) {
        let plan = self.subject.plan;
        let seats: HashMap<u32, usize> = self.lines.iter().enumerate().map(|(at, line)| (*line, at)).collect();
        for link in &plan.network.links {
            let (Some(&a), Some(&b)) = (seats.get(&link.from), seats.get(&link.to)) else { continue };
            let (from, to) = (self.ends(link.from as usize), self.ends(link.to as usize));
            let end = matches!(link.kind, LinkKind::Fs | LinkKind::Ff);
            let start = matches!(link.kind, LinkKind::Fs | LinkKind::Ss);
            let (x1, x2) = (if end { from.1 } else { from.0 }, if start { to.0 } else { to.1 });
            let (y1, y2) = (self.middle(a), self.middle(b));
            let turn = if end { x1 + 4.0 } else { x1 - 4.0 };
            let enter = if start { x2 - 5.0 } else { x2 + 5.0 };
            let direct = if end == start { (enter >= turn) == end } else { true };
            let critical = plan.rows[link.from as usize].critical && plan.rows[link.to as usize].critical;
            let colour = if critical { "#c63d30" } else { "#9aa1aa" };
            let path = if direct {
                let bend = if end == start {
                    turn
                } else if end {
                    turn.max(enter)
                } else {
                    turn.min(enter)
                };
                format!("M{x1:.1} {y1:.1}H{bend:.1}V{y2:.1}H{x2:.1}")
            } else {
                let gap = y2 - (y2 - y1).signum() * self.row / 2.0;
                format!("M{x1:.1} {y1:.1}H{turn:.1}V{gap:.1}H{enter:.1}V{y2:.1}H{x2:.1}")
            };
            put!(out, r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width=".9"/>"#);
            let tip = if start { -4.0 } else { 4.0 };
            put!(out, r#"<path d="M{x2:.1} {y2:.1}l{tip} -2.6v5.2z" fill="{colour}"/>"#);
        }
    }

    fn legend(&self, out: &mut String) {
        let w = self.subject.words;
        let y = self.size.1 - MARGIN;
        let mut x = MARGIN;
        for (text, fill, stroke) in [
            (w.out_task(), "#b7c9f0", "#4d78d6"),
            (w.out_done(), "#4d78d6", "#4d78d6"),
            (w.out_critical(), "#f3bfb7", "#c63d30"),
            (w.out_summary(), "#3a4047", "#3a4047"),
            (w.buffer_one(), BUFFER.0, BUFFER.1),
            (w.out_milestone(), "", ""),
        ] {
            if text == w.buffer_one()
                && !self.lines.iter().any(|line| self.subject.plan.rows[*line as usize].task.kind == TaskKind::Buffer)
            {
                continue;
            }
            if fill.is_empty() {
                put!(out, r##"<path d="M{:.1} {:.1}l5 5-5 5-5-5z" fill="#3a4047"/>"##, x + 9.0, y - 9.0);
            } else {
                put!(
                    out,
                    r#"<rect x="{x:.1}" y="{:.1}" width="18" height="8" rx="2" fill="{fill}" stroke="{stroke}" stroke-width=".7"/>"#,
                    y - 8.0
                );
            }
            put!(out, r#"<text x="{:.1}" y="{y:.1}" font-size="11" fill="{DIM}">{text}</text>"#, x + 24.0);
            x += 48.0 + ems(text) * 11.0;
        }
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// The two units that can be read where a day is so wide.
fn scale(px: f64) -> (Unit, Unit) {
    match px {
        18.0.. => (Unit::Month, Unit::Day),
        3.5.. => (Unit::Month, Unit::Week),
        1.1.. => (Unit::Year, Unit::Month),
        _ => (Unit::Year, Unit::Quarter),
    }
}

impl Unit {
    fn first(self, date: Date) -> Date {
        match self {
            Unit::Day => date,
            Unit::Week => date.monday(),
            Unit::Month => date.first_of_month(),
            Unit::Quarter => date.first_of_quarter(),
            Unit::Year => Date::new(date.year(), 1, 1).unwrap_or(date),
        }
    }

    /// Always later.
    fn next(self, date: Date) -> Date {
        let next = match self {
            Unit::Day => date.plus(1),
            Unit::Week => date.plus(7),
            Unit::Month => date.plus_months(1),
            Unit::Quarter => date.plus_months(3),
            Unit::Year => date.plus_months(12),
        };
        if next > date { next } else { date.plus(36_500) }
    }

    fn name(self, w: Words, date: Date) -> String {
        match self {
            Unit::Day | Unit::Week => date.day().to_string(),
            Unit::Month if date.month() == 1 || date.day() > 1 => w.month(date),
            Unit::Month => w.month(date),
            Unit::Quarter => w.quarter(date),
            Unit::Year => w.year(date),
        }
    }
}

/// Width in ems, as good as it can be known without a font.
fn ems(text: &str) -> f64 {
    text.chars()
        .map(|letter| {
            if letter as u32 >= 0x2e80 {
                1.0
            } else if letter.is_uppercase() {
                0.7
            } else {
                0.54
            }
        })
        .sum()
}

/// As much of a text as so many ems hold.
fn cut(text: &str, room: f64) -> String {
    if ems(text) <= room {
        return text.into();
    }
    let mut kept = String::new();
    let mut width = 0.8;
    for letter in text.chars() {
        width += ems(letter.encode_utf8(&mut [0; 4]));
        if width > room {
            break;
        }
        kept.push(letter);
    }
    kept + "…"
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::{Baseline, BaselineTask, Dependency, Lang, Minutes, Project, Task, Text};
    use crate::engine::workspace::Workspace;

    fn plan(names: &[&str]) -> Plan {
        let mut ws = Workspace::default();
        let id = |n: u128| crate::engine::model::Id::new(1, n);
        let start = Date::new(2026, 9, 7).unwrap();
        ws.projects.insert(Project { id: id(1), name: Text::new("标书 <A & B>"), start, ..Project::default() });
        for (at, name) in names.iter().enumerate() {
            let rank = Text::new(&format!("a{at:05}"));
            ws.tasks.insert(Task { id: id(10 + at as u128), project: id(1), rank, name: Text::new(name), ..Task::default() });
        }
        Plan::of(&ws, id(1)).unwrap()
    }

    fn drawn(plan: &Plan, paper: Paper) -> Vec<String> {
        let lines: Vec<u32> = (0..plan.rows.len() as u32).collect();
        let today = Date::new(2026, 9, 8).unwrap();
        pictures(&Subject { plan, lines: &lines, words: Words(Lang::Zh), today, span: None }, paper)
    }

    /// Reads it as XML, and gives the texts.
    fn texts(svg: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(svg);
        let (mut found, mut inside) = (Vec::new(), String::new());
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => return found,
                quick_xml::events::Event::Start(_) => inside.clear(),
                quick_xml::events::Event::Text(text) => inside += text.as_ref(),
                quick_xml::events::Event::GeneralRef(name) => inside += &format!("&{};", name.as_ref() as &str),
                quick_xml::events::Event::End(_) if !inside.is_empty() => found.push(std::mem::take(&mut inside)),
                _ => {}
            }
        }
    }

    #[test]
    fn a_picture_is_well_formed_and_escaped_with_title_scale_names_and_legend() {
        let svg = &drawn(&plan(&["写 <script>alert(1)</script> & \"标书\"", "谈判\u{1}"]), Paper::Free { px_per_day: 24.0 })[0];
        assert!(!svg.contains("<script"));
        let texts = texts(svg);
        for expected in ["标书 &lt;A &amp; B&gt;", "谈判", "关键任务", "里程碑", "9月"] {
            assert!(texts.iter().any(|text| text.starts_with(expected)), "{expected}: {texts:?}");
        }
        assert_eq!(svg.matches("<rect").count(), 2 + 2 + 4 + 1, "ground, clip, two bars, four of the legend, one week-end");
    }

    #[test]
    fn a_buffer_is_dashed_and_shows_what_is_used_of_it() {
        let mut ws = Workspace::default();
        let id = |n: u128| crate::engine::model::Id::new(1, n);
        let start = Date::new(2026, 9, 7).unwrap();
        // Promised on Monday, it begins on Wednesday after two days of work: half of its four days is used.
        let baseline = Baseline {
            tasks: vec![BaselineTask { task: id(11), start: start.midnight().plus(540), ..BaselineTask::default() }],
            ..Baseline::default()
        };
        ws.projects.insert(Project { id: id(1), start, baselines: vec![baseline], ..Project::default() });
        let task = |n: u128, rank: &str, days: i64, kind| Task {
            id: id(n),
            project: id(1),
            rank: Text::new(rank),
            name: Text::new("任务"),
            duration: Minutes::new(days * 480),
            kind,
            ..Task::default()
        };
        ws.tasks.insert(task(10, "a1", 2, TaskKind::Task));
        ws.tasks.insert(task(11, "a2", 4, TaskKind::Buffer));
        ws.links.insert(Dependency { id: id(20), project: id(1), from: id(10), to: id(11), ..Dependency::default() });
        let svg = &drawn(&Plan::of(&ws, id(1)).unwrap(), Paper::Slide)[0];
        let widths: Vec<f64> = svg
            .split("<rect")
            .filter(|part| part.contains(BUFFER.1) && part.contains("rx"))
            .map(|part| part.split(r#"width=""#).nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(widths.len(), 3, "the buffer, what is used of it, and the legend");
        assert!((widths[1] / widths[0] - 0.5).abs() < 0.01, "{widths:?}");
        assert_eq!(svg.matches("stroke-dasharray").count(), 1);
        assert!(texts(svg).iter().any(|text| text == "50%") && texts(svg).iter().any(|text| text == "缓冲"));
    }

    #[test]
    fn paper_has_as_many_pages_as_the_rows_need_each_with_head_and_number() {
        let names: Vec<String> = (0..70).map(|at| format!("任务 {at}")).collect();
        let plan = plan(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let pages = drawn(&plan, Paper::A4);
        assert_eq!(pages.len(), 3);
        for (at, page) in pages.iter().enumerate() {
            let texts = texts(page);
            assert!(texts.iter().any(|text| text == "WBS") && texts.iter().any(|text| text.starts_with("标书")));
            assert!(texts.iter().any(|text| text.contains(&format!("{}", at + 1)) && text.contains('3')));
        }
        let all: usize = pages.iter().map(|page| texts(page).iter().filter(|text| text.starts_with("任务 ")).count()).sum();
        assert_eq!(all, 70, "every row once");
    }

    #[test]
    fn a_slide_is_16_to_9_and_says_what_it_left_out() {
        let names: Vec<String> = (0..300).map(|at| format!("任务 {at}")).collect();
        let plan = plan(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let slide = &drawn(&plan, Paper::Slide)[0];
        assert!(slide.contains(r#"viewBox="0 0 1600 900""#));
        let shown = texts(slide).iter().filter(|text| text.starts_with("任务 ")).count();
        assert!(texts(slide).iter().any(|text| text.contains(&(300 - shown).to_string())), "{shown}");
        assert!(drawn(&self::plan(&[]), Paper::Slide).is_empty());
    }
}
