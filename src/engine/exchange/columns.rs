//! From the columns of somebody's table to records: which column is which field is guessed from its name and settled by the
//! user; then every row becomes a record, and what was not understood is told.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::csv::{Sheet, armed};
use crate::engine::edit::{Context, add};
use crate::engine::model::*;
use crate::engine::workspace::{Kind, Row, Stored, Workspace};

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Text,
    /// Text of one line.
    Line,
    Date,
    /// A day as a moment, at the end of the working day.
    Deadline,
    Money,
    Whole,
    Percent,
    /// True where the cell says so.
    Yes,
    /// A member by name; one that is not there is added.
    Member,
    /// A client by name; one that is not there is added.
    Client,
    /// Several words, divided by commas.
    Tags,
    /// A task of the same table by name.
    Parent,
    /// One of the keys, by any of its names.
    Choice(&'static [(&'static str, &'static [&'static str])]),
}

/// A field that a table may bring, and what people call it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub field: &'static str,
    pub names: &'static [&'static str],
    pub cell: Cell,
}

const fn column(field: &'static str, cell: Cell, names: &'static [&'static str]) -> Column {
    Column { field, names, cell }
}

const CLIENT_KINDS: Cell = Cell::Choice(&[
    ("lead", &["lead", "线索"]),
    ("prospect", &["prospect", "潜在", "潜在客户", "意向客户"]),
    ("customer", &["customer", "成交", "成交客户", "正式客户", "老客户"]),
    ("partner", &["partner", "伙伴", "合作伙伴", "渠道"]),
    ("dormant", &["dormant", "休眠"]),
    ("lost", &["lost", "流失"]),
]);
const GRADES: Cell = Cell::Choice(&[
    ("A", &["a", "a级", "a类", "重点"]),
    ("B", &["b", "b级", "b类"]),
    ("C", &["c", "c级", "c类"]),
    ("D", &["d", "d级", "d类"]),
]);
const TASK_STATES: Cell = Cell::Choice(&[
    ("todo", &["todo", "to do", "to-do", "backlog", "not started", "待办", "未开始", "待处理"]),
    ("doing", &["doing", "in progress", "started", "进行中", "处理中"]),
    ("blocked", &["blocked", "on hold", "受阻", "阻塞", "暂停"]),
    ("review", &["review", "in review", "testing", "待审", "评审", "测试中"]),
    ("done", &["done", "complete", "completed", "closed", "完成", "已完成", "已关闭"]),
    ("cancelled", &["cancelled", "canceled", "取消", "已取消"]),
]);
const PRIORITIES: Cell = Cell::Choice(&[
    ("low", &["low", "低"]),
    ("normal", &["normal", "medium", "中", "普通", "一般"]),
    ("high", &["high", "高", "重要"]),
    ("urgent", &["urgent", "highest", "紧急", "最高"]),
]);

const CLIENTS: &[Column] = &[
    column(
        "name",
        Cell::Line,
        &[
            "name",
            "client",
            "company",
            "account",
            "account name",
            "客户",
            "客户名称",
            "公司",
            "公司名称",
            "单位",
            "名称",
            "企业名称",
        ],
    ),
    column("short_name", Cell::Line, &["short name", "简称", "客户简称"]),
    column("kind", CLIENT_KINDS, &["type", "kind", "stage", "客户类型", "类型", "客户状态"]),
    column("grade", GRADES, &["grade", "level", "rating", "等级", "级别", "客户等级", "客户级别"]),
    column("industry", Cell::Line, &["industry", "行业", "所属行业"]),
    column("size", Cell::Whole, &["size", "employees", "规模", "人数", "员工人数"]),
    column("annual_revenue", Cell::Money, &["annual revenue", "revenue", "年营业额", "年收入", "营收"]),
    column("region", Cell::Line, &["region", "city", "state", "地区", "区域", "城市", "省份"]),
    column("address", Cell::Line, &["address", "地址", "公司地址", "联系地址"]),
    column("website", Cell::Line, &["website", "web", "url", "网站", "网址", "官网"]),
    column("source", Cell::Line, &["source", "lead source", "来源", "客户来源"]),
    column(
        "owner",
        Cell::Member,
        &["owner", "account owner", "sales", "负责人", "对接人", "客户对接人", "销售", "业务员", "跟进人"],
    ),
    column(
        "next_contact",
        Cell::Date,
        &["next contact", "next follow up", "next follow-up", "下次联系", "下次跟进", "下次联系日期", "下次跟进时间"],
    ),
    column("next_contact_note", Cell::Line, &["next contact note", "下次联系事项", "跟进事项"]),
    column("follow_up_days", Cell::Whole, &["follow up days", "跟进间隔", "跟进周期"]),
    column("credit_code", Cell::Line, &["credit code", "tax id", "统一社会信用代码", "信用代码", "税号"]),
    column("phone", Cell::Line, &["phone", "tel", "telephone", "电话", "联系电话", "公司电话", "手机"]),
    column("wechat", Cell::Line, &["wechat", "微信", "微信号"]),
    column("annual_purchase", Cell::Money, &["annual purchase", "年采购额"]),
    column("tags", Cell::Tags, &["tags", "labels", "标签"]),
    column("remark", Cell::Text, &["remark", "notes", "note", "comment", "description", "备注", "说明"]),
];

const TASKS: &[Column] = &[
    column("name", Cell::Line, &["name", "task", "task name", "title", "summary", "任务", "任务名称", "名称", "标题"]),
    column("parent", Cell::Parent, &["parent task", "parent", "上级任务", "父任务"]),
    column("status", TASK_STATES, &["status", "section/column", "section", "column", "list", "状态", "列表", "分组"]),
    column("owner", Cell::Member, &["owner", "assignee", "assigned to", "负责人", "执行人", "经办人"]),
    column("manual_start", Cell::Date, &["start", "start date", "开始", "开始日期", "开始时间"]),
    column(
        "deadline",
        Cell::Deadline,
        &["due", "due date", "deadline", "finish", "截止", "截止日期", "截止时间", "完成日期", "到期日"],
    ),
    column("done", Cell::Date, &["completed at", "completed on", "完成时间", "实际完成"]),
    column("progress", Cell::Percent, &["progress", "% complete", "percent complete", "进度", "完成率"]),
    column("priority", PRIORITIES, &["priority", "优先级"]),
    column("notes", Cell::Text, &["notes", "description", "desc", "备注", "描述", "说明"]),
    column("tags", Cell::Tags, &["tags", "labels", "标签"]),
];

/// What the rows of a table become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Clients,
    /// Tasks of a project.
    Tasks(Id),
}

impl Target {
    pub fn columns(self) -> &'static [Column] {
        match self {
            Target::Clients => CLIENTS,
            Target::Tasks(_) => TASKS,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Target::Clients => Kind::Client,
            Target::Tasks(_) => Kind::Task,
        }
    }
}

/// For each column of a sheet the place of its field in [`Target::columns`], none where it is left out.
pub type Mapping = Vec<Option<usize>>;

/// Which column is which field, by its name. No field is given twice.
pub fn guess(target: Target, sheet: &Sheet) -> Mapping {
    let mut given = vec![false; target.columns().len()];
    let mut mapping = vec![None; sheet.columns.len()];
    // A name that is the field's own first, then one that only holds it.
    for whole in [true, false] {
        for (at, name) in sheet.columns.iter().enumerate() {
            let name = plain(name);
            if mapping[at].is_some() || name.is_empty() {
                continue;
            }
            let fits = |known: &&str| if whole { name == **known } else { known.chars().count() > 1 && name.contains(*known) };
            let found =
                target.columns().iter().enumerate().find(|(place, column)| !given[*place] && column.names.iter().any(fits));
            if let Some((place, _)) = found {
                mapping[at] = Some(place);
                given[place] = true;
            }
        }
    }
    mapping
}

fn plain(name: &str) -> String {
    let name: String = name.to_lowercase().chars().filter(|c| !matches!(c, '*' | ':' | '：' | '(' | ')' | '（' | '）')).collect();
    name.split(['_', ' ']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub added: usize,
    /// Members and clients that came along by name.
    pub came_along: usize,
    /// Rows without a name, by their place in the file, from 1 and with the line of names.
    pub nameless: Vec<usize>,
    /// Rows whose record is there already, by name: they are added all the same where the user says so.
    pub there: usize,
    /// Cells that were not understood: row, name of the column, what stands there. The first hundred.
    pub odd: Vec<(usize, String, String)>,
    pub odd_count: usize,
}

/// Adds the records of a sheet. Those that are there already by name are passed over unless `twice`.
pub fn import(ws: &mut Workspace, ctx: &Context, target: Target, sheet: &Sheet, mapping: &Mapping, twice: bool) -> Report {
    let mut importer = Importer { ws, ctx, report: Report::default(), members: BTreeMap::new(), clients: BTreeMap::new() };
    importer.learn();
    importer.all(target, sheet, mapping, twice);
    importer.report
}

struct Importer<'a> {
    ws: &'a mut Workspace,
    ctx: &'a Context,
    report: Report,
    members: BTreeMap<String, Id>,
    clients: BTreeMap<String, Id>,
}

impl Importer<'_> {
    fn learn(&mut self) {
        self.members = self.ws.members.iter().map(|member| (member.name.trim().to_lowercase(), member.id)).collect();
        self.clients = self.ws.clients.iter().map(|client| (client.name.trim().to_lowercase(), client.id)).collect();
    }

    fn all(&mut self, target: Target, sheet: &Sheet, mapping: &Mapping, twice: bool) {
        let columns = target.columns();
        let mut rank = String::new();
        let mut named: BTreeMap<String, Id> = BTreeMap::new();
        let mut parents: Vec<(Id, usize, (String, &String))> = Vec::new();
        if let Target::Tasks(project) = target {
            let last = self
                .ws
                .tasks
                .iter()
                .filter(|task| task.project == project && task.parent.is_none())
                .map(|task| task.rank.to_string())
                .max();
            rank = last.unwrap_or_default();
        }
        for (at, row) in sheet.rows.iter().enumerate() {
            let line = at + 2;
            let mut json = Map::new();
            let mut parent = None;
            for ((cell, place), title) in row.iter().zip(mapping).zip(&sheet.columns) {
                let (Some(column), cell) = (place.and_then(|place| columns.get(place)), armed(cell.trim())) else { continue };
                if cell.is_empty() {
                    continue;
                }
                if column.cell == Cell::Parent {
                    parent = Some((cell.to_string(), title));
                    continue;
                }
                match self.value(column.cell, cell) {
                    Some(value) => drop(json.insert(column.field.into(), value)),
                    None => self.odd(line, title, cell),
                }
            }
            let name = json.get("name").and_then(Value::as_str).unwrap_or_default().trim().to_string();
            if name.is_empty() {
                self.report.nameless.push(line);
                continue;
            }
            let there = match target {
                Target::Clients => self.clients.contains_key(&name.to_lowercase()),
                Target::Tasks(_) => false,
            };
            if there {
                self.report.there += 1;
                if !twice {
                    continue;
                }
            }
            if let Target::Tasks(project) = target {
                rank = next_rank(&rank);
                finish_task(&mut json, project, &rank);
            }
            let Ok(row) = Row::from_json(target.kind(), Value::Object(json)) else {
                self.report.nameless.push(line);
                continue;
            };
            let id = self.put(row);
            self.report.added += 1;
            if target == Target::Clients {
                self.clients.insert(name.to_lowercase(), id);
            }
            named.entry(name.to_lowercase()).or_insert(id);
            parents.extend(parent.map(|parent| (id, line, parent)));
        }
        for (id, line, (parent, title)) in parents {
            match named.get(&parent.to_lowercase()).copied().filter(|above| !self.lies_in(*above, id)) {
                Some(above) => {
                    let _ = crate::engine::edit::update(self.ws, id, |task: &mut Task| task.parent = Some(above));
                }
                None => self.odd(line, title, &parent),
            }
        }
    }

    /// True where a task is another or lies in it.
    fn lies_in(&self, task: Id, other: Id) -> bool {
        let mut at = Some(task);
        while let Some(id) = at {
            if id == other {
                return true;
            }
            at = self.ws.tasks.get(id).and_then(|task| task.parent);
        }
        false
    }

    fn put(&mut self, row: Row) -> Id {
        fn record<R: Stored + Clone>(ws: &mut Workspace, ctx: &Context, record: &R) -> Id {
            add(ws, ctx, record.clone())
        }
        match &row {
            Row::Client(client) => record(self.ws, self.ctx, &**client),
            Row::Task(task) => record(self.ws, self.ctx, &**task),
            _ => Id::NONE,
        }
    }

    fn odd(&mut self, line: usize, title: &str, cell: &str) {
        self.report.odd_count += 1;
        if self.report.odd.len() < 100 {
            let shown = cell.chars().take(60).collect();
            self.report.odd.push((line, title.to_string(), shown));
        }
    }

    fn value(&mut self, cell: Cell, text: &str) -> Option<Value> {
        Some(match cell {
            Cell::Text => json!(Text::new(text)),
            Cell::Line => json!(Text::line(text)),
            Cell::Date => json!(date(text)?),
            Cell::Deadline => json!(date(text)?.at(18 * 60)),
            Cell::Money => json!(money(text, self.ws.settings.currency)?),
            Cell::Whole => json!(number(text).filter(|n| (0.0..=4e9).contains(n))?.round() as u32),
            Cell::Percent => json!(Pct::new(percent(text)?)),
            Cell::Yes => json!(matches!(text.to_lowercase().as_str(), "true" | "yes" | "y" | "1" | "x" | "是" | "√")),
            Cell::Member => json!(self.member(text)),
            Cell::Client => json!(self.client(text)),
            Cell::Tags => {
                let words = text.split([',', '，', ';', '；', '、', '|']).map(Text::line).filter(|word| !word.is_empty());
                json!(words.collect::<Vec<_>>())
            }
            Cell::Parent => return None,
            Cell::Choice(keys) => {
                let text = text.to_lowercase();
                let found = keys.iter().find(|(key, names)| *key == text || names.contains(&text.as_str()));
                json!(found?.0)
            }
        })
    }

    fn member(&mut self, name: &str) -> Id {
        let name = Text::line(name);
        if let Some(id) = self.members.get(&name.to_lowercase()) {
            return *id;
        }
        let id = add(self.ws, self.ctx, Member { name: name.clone(), ..Member::default() });
        self.report.came_along += 1;
        self.members.insert(name.to_lowercase(), id);
        id
    }

    fn client(&mut self, name: &str) -> Id {
        let name = Text::line(name);
        if let Some(id) = self.clients.get(&name.to_lowercase()) {
            return *id;
        }
        let id = add(self.ws, self.ctx, Client { name: name.clone(), ..Client::default() });
        self.report.came_along += 1;
        self.clients.insert(name.to_lowercase(), id);
        id
    }
}

/// A day of completion is the state; a start is a start no earlier than.
fn finish_task(json: &mut Map<String, Value>, project: Id, rank: &str) {
    json.insert("project".into(), json!(project));
    json.insert("rank".into(), json!(rank));
    if let Some(done) = json.remove("done") {
        json.insert("status".into(), json!("done"));
        json.insert("progress".into(), json!(100));
        let day = done.as_str().and_then(Date::parse);
        json.extend(day.map(|day| ("actual_finish".to_string(), json!(day.at(18 * 60)))));
    }
    if let Some(start) = json.remove("manual_start").and_then(|start| Date::parse(start.as_str()?)) {
        json.insert("constraint".into(), json!({ "kind": "snet", "date": start.at(9 * 60) }));
    }
}

fn next_rank(last: &str) -> String {
    crate::engine::edit::rank::between(last, "")
}

/// `2026-09-18`, `2026/9/18`, `2026年9月18日`, `18.9.2026`, `9/18/2026` (a month that cannot be one is a day), with or without
/// a time after it.
pub fn date(text: &str) -> Option<Date> {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .take(3)
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [a, b, c] = numbers[..] else {
        // 20260918
        let [one] = numbers[..] else { return None };
        return (19_000_101..=22_001_231)
            .contains(&one)
            .then(|| Date::new((one / 10_000) as i32, one / 100 % 100, one % 100))
            .flatten();
    };
    if a >= 1900 {
        Date::new(a as i32, b, c)
    } else if c >= 1900 {
        let dotted = text.contains('.') || a > 12;
        if dotted { Date::new(c as i32, b, a) } else { Date::new(c as i32, a, b) }
    } else {
        None
    }
}

/// `5,000,000`, `¥500万`, `1.2亿`, `12k`.
fn number(text: &str) -> Option<f64> {
    let text: String =
        text.chars().filter(|c| !matches!(c, ',' | '，' | ' ' | '\u{a0}' | '¥' | '￥' | '$' | '€' | '£' | '元')).collect();
    let (digits, scale) = match text.chars().last()? {
        '万' => (text.trim_end_matches('万'), 1e4),
        '亿' => (text.trim_end_matches('亿'), 1e8),
        'k' | 'K' => (&text[..text.len() - 1], 1e3),
        'm' | 'M' => (&text[..text.len() - 1], 1e6),
        _ => (text.as_str(), 1.0),
    };
    digits.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| n * scale)
}

fn money(text: &str, currency: Currency) -> Option<Money> {
    let amount = number(text)?;
    (amount.abs() < 1e13).then(|| Money::new((amount * 100.0).round() as i64, currency))
}

/// `60%`, `60`, `0.6`.
fn percent(text: &str) -> Option<i64> {
    let plain = text.trim_end_matches(['%', '％']).trim();
    let value = number(plain)?;
    let value = if plain.len() == text.len() && value <= 1.0 && plain.contains('.') { value * 100.0 } else { value };
    (0.0..=100.0).contains(&value).then_some(value.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::super::csv;
    use super::*;

    fn context() -> Context {
        Context::new(1_700_000_000_000, Date::parse("2026-09-18").unwrap(), Id::from_bits(1), 5)
    }

    #[test]
    fn clients_from_a_table_of_somebody() {
        let text = "客户名称,客户等级,负责人,下次跟进时间,年营业额,规模,备注,无关\n华东电气,A级,王芳,2026/10/8,1.2亿,500人,\"两\n行\",x\n,B,,,,,,\n长江物流,Z,王芳,下周,,,'=1+1,\n华东电气,A,,,,,,\n";
        let sheet = csv::read(text).unwrap();
        let mapping = guess(Target::Clients, &sheet);
        let names: Vec<_> = mapping.iter().map(|place| place.map(|place| CLIENTS[place].field)).collect();
        assert_eq!(
            names,
            [
                Some("name"),
                Some("grade"),
                Some("owner"),
                Some("next_contact"),
                Some("annual_revenue"),
                Some("size"),
                Some("remark"),
                None
            ]
        );
        let mut ws = Workspace::default();
        let report = import(&mut ws, &context(), Target::Clients, &sheet, &mapping, false);
        assert_eq!((report.added, report.came_along, report.there, &report.nameless[..]), (2, 1, 1, &[3][..]));
        let first = ws.clients.iter().find(|client| client.name.as_str() == "华东电气").unwrap();
        assert_eq!(first.grade, Grade::A);
        assert_eq!(first.next_contact, Date::parse("2026-10-08"));
        assert_eq!(first.annual_revenue.unwrap().minor, 12_000_000_000);
        assert_eq!(first.remark.as_str(), "两\n行");
        assert_eq!(ws.members.len(), 1);
        // "500人" is no number, "Z" no grade and "下周" no day: told, with where they stand.
        assert_eq!(report.odd_count, 3);
        assert_eq!(report.odd[0], (2, "规模".into(), "500人".into()));
        let second = ws.clients.iter().find(|client| client.name.as_str() == "长江物流").unwrap();
        assert_eq!(second.remark.as_str(), "=1+1");
    }

    #[test]
    fn tasks_as_asana_exports_them() {
        let text = "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task\n\
            1,2026-09-01,,2026-09-02,Tender,To do,Wang Fang,w@x.cn,2026-09-07,2026-09-18,\"a,b\",Notes,P,\n\
            2,2026-09-01,2026-09-10,2026-09-10,Read the papers,Done,,,,2026-09-10,,,P,Tender\n";
        let sheet = csv::read(text).unwrap();
        let project = Id::from_bits(9);
        let mapping = guess(Target::Tasks(project), &sheet);
        let mut ws = Workspace::default();
        let report = import(&mut ws, &context(), Target::Tasks(project), &sheet, &mapping, false);
        assert_eq!((report.added, report.came_along, report.odd_count), (2, 1, 0));
        let by = |name: &str| ws.tasks.iter().find(|task| task.name.as_str() == name).unwrap().clone();
        let (tender, read) = (by("Tender"), by("Read the papers"));
        assert_eq!(read.parent, Some(tender.id));
        assert_eq!((read.status, read.progress), (TaskStatus::Done, Pct::new(100)));
        assert_eq!(tender.tags.len(), 2);
        assert_eq!(tender.constraint.kind, ConstraintKind::Snet);
        assert_eq!(tender.deadline, Some(Date::parse("2026-09-18").unwrap().at(18 * 60)));
        assert!(tender.rank < read.rank);
    }

    #[test]
    fn days_and_amounts_as_people_write_them() {
        let day = Date::parse("2026-09-08");
        for text in [
            "2026-09-08",
            "2026/9/8",
            "2026年9月8日",
            "8.9.2026",
            "9/8/2026",
            "20260908",
            "2026-09-08T10:00:00Z",
            "2026/9/8 10:30",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
        assert_eq!(date("18/9/2026"), Date::parse("2026-09-18"));
        assert_eq!([date("soon"), date("99/99/2026"), date("2026")], [None, None, None]);
        assert_eq!(
            [number("5,000"), number("¥500万"), number("1.2亿"), number("12k"), number("x")],
            [Some(5000.0), Some(5e6), Some(1.2e8), Some(12e3), None]
        );
        assert_eq!(
            [percent("60%"), percent("0.6"), percent("60"), percent("160"), percent("1")],
            [Some(60), Some(60), Some(60), None, Some(1)]
        );
    }
}
