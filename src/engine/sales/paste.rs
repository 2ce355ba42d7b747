//! Rows of clients out of a spreadsheet: pasted with tabs, or a file with commas. It reads them into a grid, guesses what
//! each column means, and says of each row whether it is new, one that is there, or one that cannot be taken.

use std::collections::HashMap;

use super::duplicates::{key, phone_key};
use crate::engine::model::*;
use crate::engine::words::{TooManyRows, filled, read_cells};
use crate::engine::workspace::Workspace;

/// More than this is refused: a spreadsheet of clients is smaller.
pub const MOST_ROWS: usize = 10_000;
pub const MOST_COLUMNS: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Empty,
    Rows(usize),
    Columns(usize),
}

/// Cells by rows, separated by tabs, commas or semicolons.
pub fn grid(text: &str) -> Result<Vec<Vec<String>>, Refused> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = [('\t', first.matches('\t').count()), (',', first.matches(',').count()), (';', first.matches(';').count())];
    // A tab decides: it never stands in a name.
    let separator = if separator[0].1 > 0 || separator[1].1 == 0 && separator[2].1 == 0 {
        '\t'
    } else if separator[1].1 >= separator[2].1 {
        ','
    } else {
        ';'
    };
    // One cell more than a row may have (its last one closed by the end of the line), so that a wider row is seen.
    let widest = MOST_COLUMNS + 1;
    let rows = read_cells(text, separator, MOST_ROWS, widest + 1).map_err(|TooManyRows| Refused::Rows(MOST_ROWS))?;
    if rows.iter().any(|row| row.len() > widest) {
        return Err(Refused::Columns(MOST_COLUMNS));
    }
    let rows = filled(rows);
    if rows.is_empty() { Err(Refused::Empty) } else { Ok(rows) }
}

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Skip,
    Name,
    Short,
    Kind,
    Grade,
    Industry,
    Region,
    Address,
    Phone,
    Wechat,
    Website,
    Source,
    Owner,
    Next,
    Remark,
    ContactName,
    ContactTitle,
    ContactPhone,
    ContactEmail,
    ContactWechat,
}

impl Column {
    #[rustfmt::skip]
    pub const ALL: [Column; 20] = [
        Column::Skip, Column::Name, Column::Short, Column::Kind, Column::Grade, Column::Industry, Column::Region, Column::Address, Column::Phone, Column::Wechat,
        Column::Website, Column::Source, Column::Owner, Column::Next, Column::Remark,
        Column::ContactName, Column::ContactTitle, Column::ContactPhone, Column::ContactEmail, Column::ContactWechat,
    ];
}

/// What headers are called, the first that a header contains deciding.
#[rustfmt::skip]
const HEADERS: [(&str, Column); 54] = [
    ("联系人电话", Column::ContactPhone), ("联系人手机", Column::ContactPhone), ("contact phone", Column::ContactPhone), ("手机", Column::ContactPhone), ("mobile", Column::ContactPhone),
    ("联系人微信", Column::ContactWechat), ("contact wechat", Column::ContactWechat),
    ("邮箱", Column::ContactEmail), ("email", Column::ContactEmail), ("e-mail", Column::ContactEmail), ("邮件", Column::ContactEmail),
    ("职务", Column::ContactTitle), ("职位", Column::ContactTitle), ("title", Column::ContactTitle), ("position", Column::ContactTitle),
    ("下次联系", Column::Next), ("下次跟进", Column::Next), ("next", Column::Next),
    ("联系人", Column::ContactName), ("contact", Column::ContactName), ("姓名", Column::ContactName), ("person", Column::ContactName),
    ("简称", Column::Short), ("short", Column::Short),
    ("等级", Column::Grade), ("级别", Column::Grade), ("grade", Column::Grade),
    ("类型", Column::Kind), ("客户状态", Column::Kind), ("kind", Column::Kind), ("type", Column::Kind), ("status", Column::Kind),
    ("行业", Column::Industry), ("industry", Column::Industry),
    ("地区", Column::Region), ("城市", Column::Region), ("省", Column::Region), ("region", Column::Region), ("city", Column::Region),
    ("地址", Column::Address), ("address", Column::Address),
    ("电话", Column::Phone), ("phone", Column::Phone), ("tel", Column::Phone),
    ("微信", Column::Wechat), ("wechat", Column::Wechat),
    ("网站", Column::Website), ("网址", Column::Website), ("website", Column::Website),
    ("来源", Column::Source), ("source", Column::Source),
    ("负责人", Column::Owner), ("owner", Column::Owner),
    ("备注", Column::Remark),
];
const NAMES: [&str; 8] = ["客户名称", "公司名称", "企业名称", "客户", "公司", "名称", "client", "company"];

fn fold(text: &str) -> String {
    text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// What each column likely means, and whether the first row names them. Without headers the first column is the name and
/// one with numbers of eleven digits the phone.
pub fn guess(rows: &[Vec<String>]) -> (Vec<Column>, bool) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let first = rows.first().map(Vec::as_slice).unwrap_or_default();
    let mut columns = vec![Column::Skip; width];
    let mut known = 0;
    for (at, cell) in first.iter().enumerate() {
        let header = fold(cell);
        if header.is_empty() || header.chars().count() > 14 {
            continue;
        }
        let named = HEADERS.iter().find(|(name, _)| header.contains(name)).map(|(_, column)| *column);
        let column = named.or_else(|| {
            let is_name =
                NAMES.contains(&header.as_str()) || ["name", "account", "客户名", "公司名"].iter().any(|name| header == *name);
            is_name.then_some(Column::Name)
        });
        if let Some(column) = column.filter(|column| !columns.contains(column)) {
            columns[at] = column;
            known += 1;
        }
    }
    if columns.contains(&Column::Name) || known >= 2 {
        return (columns, true);
    }
    columns.fill(Column::Skip);
    if let Some(first) = columns.first_mut() {
        *first = Column::Name;
    }
    let body = &rows[..rows.len().min(20)];
    let phones = |at: usize| body.iter().filter(|row| row.get(at).is_some_and(|cell| phone_key(cell).is_some())).count();
    if let Some(at) = (1..width).find(|at| phones(*at) * 2 > body.len()) {
        columns[at] = Column::Phone;
    }
    (columns, false)
}

/// What one row says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    pub client: Client,
    pub contact: Option<Contact>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    New(Box<Taken>),
    /// Likely a client that is there; it gets what it has not.
    Known(Id, Box<Taken>),
    /// Likely the same as an earlier row, by its place among all rows.
    Again(usize, Box<Taken>),
    /// Nothing to call it by.
    Nameless,
}

fn kind_of(text: &str) -> ClientKind {
    let text = fold(text);
    let known = [
        ("线索", ClientKind::Lead),
        ("潜在", ClientKind::Prospect),
        ("意向", ClientKind::Prospect),
        ("成交", ClientKind::Customer),
        ("伙伴", ClientKind::Partner),
        ("休眠", ClientKind::Dormant),
        ("流失", ClientKind::Lost),
    ];
    let named = known.iter().find(|(name, _)| text.contains(name)).map(|(_, kind)| *kind);
    named.or_else(|| ClientKind::from_key(&text)).unwrap_or_default()
}

fn taken(ws: &Workspace, row: &[String], columns: &[Column], today: Date) -> Taken {
    let mut client = Client::default();
    let mut contact = Contact { primary: true, ..Contact::default() };
    let mut remarks = Vec::new();
    for (cell, column) in row.iter().zip(columns) {
        let text = Text::line(cell);
        if text.is_empty() {
            continue;
        }
        match column {
            Column::Skip => {}
            Column::Name => client.name = text,
            Column::Short => client.short_name = text,
            Column::Kind => client.kind = kind_of(&text),
            Column::Grade => {
                client.grade = Grade::from_key(fold(&text).to_uppercase().trim_end_matches('级')).unwrap_or_default()
            }
            Column::Industry => client.industry = text,
            Column::Region => client.region = text,
            Column::Address => client.address = text,
            Column::Phone => client.phone = phone(&text),
            Column::Wechat => client.wechat = text,
            Column::Website => client.website = text,
            Column::Source => client.source = text,
            // A person who is not in the team is kept in words.
            Column::Owner => match ws.members.iter().find(|member| fold(&member.name) == fold(&text)) {
                Some(member) => client.owner = Some(member.id),
                None => remarks.push(text.to_string()),
            },
            Column::Next => client.next_contact = super::typed::day(&text, today),
            Column::Remark => remarks.push(text.to_string()),
            Column::ContactName => contact.name = text,
            Column::ContactTitle => contact.title = text,
            Column::ContactPhone => contact.phone = phone(&text),
            Column::ContactEmail => contact.email = text,
            Column::ContactWechat => contact.wechat = text,
        }
    }
    client.remark = Text::new(&remarks.join("\n"));
    // The number of nobody in particular is the client's own.
    if contact.name.is_empty() && client.phone.is_empty() {
        client.phone = std::mem::take(&mut contact.phone);
    }
    Taken { client, contact: Some(contact).filter(|contact| !contact.name.is_empty()) }
}

/// A number without what stands between its digits, where it is one.
fn phone(text: &str) -> Text {
    match phone_key(text) {
        Some(digits) if text.chars().all(|c| half_width(c).is_ascii_digit() || " -+()（）".contains(c)) => {
            digits.as_str().into()
        }
        _ => text.into(),
    }
}

/// What becomes of each row.
pub fn outcomes(ws: &Workspace, rows: &[Vec<String>], columns: &[Column], today: Date) -> Vec<Outcome> {
    let mut known: HashMap<String, Id> = HashMap::new();
    for client in ws.clients.iter() {
        let short = Some(&client.short_name).filter(|short| !short.is_empty());
        for name in [Some(&client.name), short].into_iter().flatten() {
            known.entry(key(name)).or_insert(client.id);
        }
        if let Some(phone) = phone_key(&client.phone) {
            known.entry(format!("#{phone}")).or_insert(client.id);
        }
    }
    let mut before: HashMap<String, usize> = HashMap::new();
    rows.iter()
        .enumerate()
        .map(|(at, row)| {
            let taken = Box::new(taken(ws, row, columns, today));
            let name = key(&taken.client.name);
            if name.is_empty() {
                return Outcome::Nameless;
            }
            let keys: Vec<String> =
                std::iter::once(name).chain(phone_key(&taken.client.phone).map(|phone| format!("#{phone}"))).collect();
            if let Some(id) = keys.iter().find_map(|key| known.get(key)) {
                return Outcome::Known(*id, taken);
            }
            if let Some(first) = keys.iter().find_map(|key| before.get(key)) {
                return Outcome::Again(*first, taken);
            }
            for key in keys {
                before.entry(key).or_insert(at);
            }
            Outcome::New(taken)
        })
        .collect()
}

/// How many rows are new, known or doubled, and nameless.
pub fn counts(outcomes: &[Outcome]) -> (usize, usize, usize) {
    let count = |test: fn(&Outcome) -> bool| outcomes.iter().filter(|one| test(one)).count();
    (
        count(|one| matches!(one, Outcome::New(_))),
        count(|one| matches!(one, Outcome::Known(..) | Outcome::Again(..))),
        count(|one| matches!(one, Outcome::Nameless)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_quotes_line_feeds_and_either_separator() {
        let rows = grid("客户名称\t备注\r\n甲\t\"第一行\n第二行，有\"\"引号\"\"\"\r\n\r\n乙\t\r\n").unwrap();
        assert_eq!(rows, [vec!["客户名称", "备注"], vec!["甲", "第一行\n第二行，有\"引号\""], vec!["乙", ""]]);
        assert_eq!(grid("\u{feff}name,phone\n\"A, Inc\",123").unwrap()[1], ["A, Inc", "123"]);
        assert_eq!(grid(" \n\t\n"), Err(Refused::Empty));
        assert_eq!(grid(&"a\n".repeat(MOST_ROWS + 2)), Err(Refused::Rows(MOST_ROWS)));
        assert_eq!(grid(&"a\t".repeat(MOST_COLUMNS + 2)), Err(Refused::Columns(MOST_COLUMNS)));
    }

    #[test]
    fn headers_say_what_columns_mean() {
        let row = |text: &str| text.split('|').map(str::to_string).collect::<Vec<_>>();
        let (columns, headed) = guess(&[row("序号|客户名称|联系人|手机号|所在城市|负责人|备注")]);
        assert!(headed);
        assert_eq!(
            columns,
            [
                Column::Skip,
                Column::Name,
                Column::ContactName,
                Column::ContactPhone,
                Column::Region,
                Column::Owner,
                Column::Remark
            ]
        );
        let (columns, headed) = guess(&[row("Company|Contact|Email|Phone|Industry")]);
        assert!(headed && columns == [Column::Name, Column::ContactName, Column::ContactEmail, Column::Phone, Column::Industry]);
        let (columns, headed) = guess(&[row("华东医药|杭州|138 0013 8000")]);
        assert!(!headed && columns == [Column::Name, Column::Skip, Column::Phone]);
    }
}
