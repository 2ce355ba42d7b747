//! Workbooks of Excel and WPS: the sheets of one in as tables of text, tables out as one with a sheet for each. Formulas are not
//! taken: of a cell comes what it shows. The page loads this room when it is first used.

use calamine::{Data, DataRef, Reader, Xlsx};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

use super::csv::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, Sheet};
use crate::engine::model::Date;

/// Bounds of a workbook from outside, unpacked.
const MAX_UNPACKED: u64 = 192 << 20;
const MAX_ENTRIES: usize = 4_000;
const MAX_SHEETS: usize = 64;
const MAX_CELLS: usize = 2_000_000;
/// Characters that Excel takes in a cell, and in a sheet's name.
const CELL: usize = 32_000;
const NAME: usize = 31;

/// A sheet and its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub sheet: Sheet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No workbook, or a damaged one.
    Damaged,
    Locked,
    TooLarge,
    /// Nothing stands in it.
    Empty,
}

/// A cell that goes out.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Number(f64),
    Text(String),
    Day { day: Date },
}

/// A table that goes out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Whether a file begins as a packed one does, and as one of Excel's with a password or of before 2007.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || is_old(bytes)
}

fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The sheets in which something stands. Never more than the bounds say, whatever the file says of itself.
pub fn read(bytes: &[u8]) -> Result<Vec<Named>, Refused> {
    if is_old(bytes) {
        return Err(Refused::Locked);
    }
    weigh(bytes, MAX_UNPACKED)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let names: Vec<String> = book.sheet_names().into_iter().take(MAX_SHEETS).collect();
    let mut left = MAX_CELLS;
    let mut sheets = Vec::new();
    for name in names {
        // One that cannot be read (a chart, a macro's) is passed over.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().map_err(|_| Refused::Damaged)? {
            let (row, column) = cell.get_position();
            let text = shown(cell.get_value());
            if text.is_empty() {
                continue;
            }
            left = left.checked_sub(1).ok_or(Refused::TooLarge)?;
            if column as usize >= MAX_COLUMNS {
                return Err(Refused::TooLarge);
            }
            let row = rows.entry(row).or_default();
            if row.len() <= column as usize {
                left = left.checked_sub(column as usize - row.len()).ok_or(Refused::TooLarge)?;
                row.resize(column as usize + 1, String::new());
            }
            row[column as usize] = text;
        }
        if rows.len() > MAX_ROWS {
            return Err(Refused::TooLarge);
        }
        let mut rows = rows.into_values();
        let Some(columns) = rows.next() else { continue };
        let width = columns.len();
        let rows = rows.map(|mut row| {
            row.resize(width, String::new());
            row
        });
        sheets.push(Named { name, sheet: Sheet { rows: rows.collect(), columns } });
    }
    if sheets.is_empty() { Err(Refused::Empty) } else { Ok(sheets) }
}

/// Unpacks all of it into nothing: what it says of its size may be a lie.
fn weigh(bytes: &[u8], most: u64) -> Result<(), Refused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Refused::TooLarge);
    }
    let mut left = most;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| Refused::Damaged)?;
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| Refused::Damaged)?;
        left = left.checked_sub(size).ok_or(Refused::TooLarge)?;
    }
    Ok(())
}

/// What a cell shows, as people write it.
fn shown(value: &DataRef) -> String {
    let text = match Data::from(value.clone()) {
        Data::String(text) => text,
        Data::Float(number) if number == number.trunc() && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            match (hour, minute) {
                (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            }
        }
        Data::DateTime(span) => span.as_f64().to_string(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        _ => String::new(),
    };
    text.trim().chars().take(MAX_CELL).collect()
}

/// Writes a workbook with a sheet for each table. A text is text, whatever it looks like: nothing is run.
pub fn write(tables: &[Table]) -> Result<Vec<u8>, String> {
    book(tables).map_err(|error| error.to_string())
}

fn book(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same tables give the same bytes, whenever they are written.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(name(&table.name, &mut names))?;
        for (at, column) in (0_u16..).zip(&table.columns) {
            sheet.write_string_with_format(0, at, cut(column), &bold)?;
            sheet.set_column_width(at, if at == 0 { 28 } else { 16 })?;
        }
        for (line, row) in (1_u32..).zip(table.rows.iter().take(1_048_000)) {
            for (at, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Number(number) if number.is_finite() => sheet.write_number(line, at, *number)?,
                    Cell::Number(_) => continue,
                    Cell::Text(text) if text.is_empty() => continue,
                    Cell::Text(text) => sheet.write_string(line, at, cut(text))?,
                    Cell::Day { day: date } => {
                        let moment = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?;
                        sheet.write_datetime_with_format(line, at, &moment, &day)?
                    }
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if !table.columns.is_empty() {
            sheet.autofilter(0, 0, table.rows.len() as u32, table.columns.len() as u16 - 1)?;
        }
    }
    book.save_to_buffer()
}

fn cut(text: &str) -> String {
    text.chars().take(CELL).collect()
}

/// A name that Excel takes, and that no other sheet has.
fn name(wanted: &str, taken: &mut Vec<String>) -> String {
    let clean = |c: char| if c.is_control() || "[]:*?/\\'".contains(c) { ' ' } else { c };
    let stem: String = wanted.chars().map(clean).take(NAME - 3).collect();
    let stem = if stem.trim().is_empty() { "Sheet".to_string() } else { stem.trim().to_string() };
    let numbered = (2..).map(|n| format!("{stem} {n}"));
    let free = std::iter::once(stem.clone()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let free = free.unwrap_or(stem);
    taken.push(free.to_lowercase());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[&str]) -> Vec<Cell> {
        cells.iter().map(|cell| Cell::Text(cell.to_string())).collect()
    }

    fn tables() -> Vec<Table> {
        let columns = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        let mut row = text(&["华东电气", "=1+1", " two\nlines "]);
        row.push(Cell::Number(-1.5));
        row.push(Cell::Day { day: Date::parse("2026-10-08").unwrap() });
        vec![
            Table {
                name: "客户".into(),
                columns: columns(&["名称", "备注", "c", "金额", "日期"]),
                rows: vec![row, text(&["b"])],
            },
            Table {
                name: "a/b:[c]".into(),
                columns: columns(&["x"]),
                rows: vec![vec![Cell::Number(1e12)], vec![Cell::Number(f64::NAN)]],
            },
            Table { name: "客户".into(), columns: columns(&["y"]), rows: Vec::new() },
        ]
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bytes = write(&tables()).unwrap();
        assert!(is_workbook(&bytes));
        let sheets = read(&bytes).unwrap();
        assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["客户", "a b  c", "客户 2"]);
        assert_eq!(sheets[0].sheet.columns, ["名称", "备注", "c", "金额", "日期"]);
        assert_eq!(sheets[0].sheet.rows, [["华东电气", "=1+1", "two\nlines", "-1.5", "2026-10-08"], ["b", "", "", "", ""]]);
        assert_eq!(sheets[1].sheet.rows, [["1000000000000"]]);
        assert_eq!(write(&tables()).unwrap(), bytes, "the same tables, the same bytes");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        assert_eq!(read(b"PK\x03\x04nonsense"), Err(Refused::Damaged));
        assert_eq!(read(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]), Err(Refused::Locked));
        assert_eq!(read(&write(&[Table { name: "x".into(), ..Table::default() }]).unwrap()), Err(Refused::Empty));
    }

    /// A workbook with these parts beside those of a sound one.
    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        use std::io::Write;
        let sound = write(&tables()[..1]).unwrap();
        let mut old = ZipArchive::new(Cursor::new(&sound)).unwrap();
        let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for at in 0..old.len() {
            let mut entry = old.by_index(at).unwrap();
            let name = entry.name().unwrap().to_string();
            if parts.iter().any(|(other, _)| *other == name) {
                continue;
            }
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            new.start_file(name, options).unwrap();
            new.write_all(&bytes).unwrap();
        }
        for (name, bytes) in parts {
            new.start_file(*name, options).unwrap();
            new.write_all(bytes).unwrap();
        }
        new.finish().unwrap().into_inner()
    }

    #[test]
    fn a_file_that_unpacks_without_end_is_refused() {
        let huge = vec![b' '; 8 << 20];
        let bytes = packed(&[("xl/sharedStrings.xml", &huge)]);
        assert!(bytes.len() < 1 << 16, "it is small before");
        assert_eq!(weigh(&bytes, 4 << 20), Err(Refused::TooLarge));
        assert_eq!(weigh(&bytes, 16 << 20), Ok(()));
    }

    #[test]
    fn one_cell_far_away_takes_no_room() {
        let sheet = |cell: &str| {
            format!(
                "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:XFD1048576\"/>\
                 <sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>名称</t></is></c></row>\
                 <row r=\"1048576\"><c r=\"{cell}\" t=\"inlineStr\"><is><t>far</t></is></c></row></sheetData></worksheet>"
            )
        };
        let near = packed(&[("xl/worksheets/sheet1.xml", sheet("A1048576").as_bytes())]);
        assert_eq!(read(&near).unwrap()[0].sheet.rows, [["far"]]);
        let far = packed(&[("xl/worksheets/sheet1.xml", sheet("XFD1048576").as_bytes())]);
        assert_eq!(read(&far), Err(Refused::TooLarge));
    }
}
