//! Tables as text: CSV, and what a spreadsheet puts on the clipboard. In: comma, semicolon or tab, told from the first line.
//! Out: UTF-8 with a byte order mark, so that Excel reads Chinese, and cells that a spreadsheet would run are disarmed.

use std::borrow::Cow;

use crate::engine::words::{TooManyRows, filled, read_cells};

/// Bounds of a table from outside.
pub const MAX_BYTES: usize = 32 << 20;
pub const MAX_ROWS: usize = 100_000;
pub const MAX_COLUMNS: usize = 500;
/// Characters of a cell; what is longer is cut.
pub const MAX_CELL: usize = 20_000;

/// A table with the names of its columns. Every row has as many cells as there are names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvError {
    Empty,
    TooLarge,
    TooManyRows,
    TooManyColumns,
    /// It holds characters that no table has: it is no text.
    NotText,
}

/// Reads a table; the first line that is not empty names its columns. Never panics.
pub fn read(text: &str) -> Result<Sheet, CsvError> {
    let mut rows = cells(text)?.into_iter();
    let columns = rows.next().ok_or(CsvError::Empty)?;
    let width = columns.len();
    let rows = rows.map(|mut row| {
        row.resize(width.max(row.len()), String::new());
        row.truncate(width);
        row
    });
    Ok(Sheet { rows: rows.collect(), columns })
}

/// The cells of every line that is not empty, without a guess about what the first one is.
pub fn cells(text: &str) -> Result<Vec<Vec<String>>, CsvError> {
    if text.len() > MAX_BYTES {
        return Err(CsvError::TooLarge);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.chars().take(4096).any(|c| c == '\0') {
        return Err(CsvError::NotText);
    }
    // Old programs of the Mac end their lines by a carriage return alone.
    let old = !text.contains('\n') && text.contains('\r');
    let text = if old { Cow::Owned(text.replace('\r', "\n")) } else { Cow::Borrowed(text) };
    let read = read_cells(&text, delimiter(&text), MAX_ROWS, MAX_COLUMNS + 1).map_err(|TooManyRows| CsvError::TooManyRows)?;
    let mut rows = filled(read);
    if rows.iter().any(|row| row.len() > MAX_COLUMNS) {
        return Err(CsvError::TooManyColumns);
    }
    for cell in rows.iter_mut().flatten() {
        let kept = cell.trim();
        if kept.len() != cell.len() || kept.len() > MAX_CELL {
            *cell = kept.chars().take(MAX_CELL).collect();
        }
    }
    if rows.is_empty() { Err(CsvError::Empty) } else { Ok(rows) }
}

/// The one of the three that stands most often in the first line, outside quotes.
fn delimiter(text: &str) -> char {
    let mut counts = [('\t', 0), (',', 0), (';', 0)];
    let mut quoted = false;
    for c in text.trim_start().chars().take(64 << 10) {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(known, _)| *known == c).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // The first of several with the same count: a tab is never part of a text.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(known, count)| if *count == 0 { ',' } else { *known })
}

/// Writes a table.
pub fn write<R: IntoIterator<Item = String>>(
    columns: impl IntoIterator<Item = String>,
    rows: impl IntoIterator<Item = R>,
) -> String {
    let mut out = String::from('\u{feff}');
    line(&mut out, columns);
    rows.into_iter().for_each(|row| line(&mut out, row));
    out
}

fn line(out: &mut String, cells: impl IntoIterator<Item = String>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        let cell = disarmed(&cell);
        if cell.contains(['"', ',', '\n', '\r']) || cell != cell.trim() {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it, by which it is text. A number stays.
pub fn disarmed(cell: &str) -> String {
    let dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if dangerous && cell.replace(',', "").parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_string() }
}

/// Takes the apostrophe away again that [`disarmed`] put there.
pub fn armed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if disarmed(rest) != rest => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| cell.to_string()).collect()
    }

    #[test]
    fn tables_as_people_have_them() {
        let comma = read("\u{feff}名称,城市\r\n\"华东, 电气\",上海\r\n\r\n长江\n").unwrap();
        assert_eq!(comma.columns, row(&["名称", "城市"]));
        assert_eq!(comma.rows, [row(&["华东, 电气", "上海"]), row(&["长江", ""])]);
        assert_eq!(read("a\tb\n1,5\t2").unwrap().rows, [row(&["1,5", "2"])]);
        assert_eq!(read("a;b\n1;2;3").unwrap().rows, [row(&["1", "2"])]);
        assert_eq!(read("name\n\"two\nlines \"\"quoted\"\"\"").unwrap().rows, [row(&["two\nlines \"quoted\""])]);
        assert_eq!(read("only").unwrap(), Sheet { columns: row(&["only"]), rows: Vec::new() });
    }

    #[test]
    fn lines_that_end_by_a_carriage_return_alone() {
        assert_eq!(read("a,b\r1,2\r3,4").unwrap().rows, [row(&["1", "2"]), row(&["3", "4"])]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(read(" \n\r\n"), Err(CsvError::Empty));
        assert_eq!(read("PK\u{3}\u{4}\0\0"), Err(CsvError::NotText));
        assert_eq!(read(&",".repeat(2_000)), Err(CsvError::TooManyColumns));
        assert_eq!(read(&"x\n".repeat(MAX_ROWS + 10)), Err(CsvError::TooManyRows));
    }

    #[test]
    fn what_was_written_reads_the_same_and_runs_nothing() {
        let cells = row(&["=1+1", "-5", "@x", "+86 138", " space ", "a\"b", "两\n行", "1,000", "'", "−"]);
        let text = write(row(&["a"; 10]), [cells.clone()]);
        assert!(text.starts_with('\u{feff}') && text.contains("'=1+1") && text.contains(",-5,"));
        let read = read(&text).unwrap();
        let back: Vec<String> = read.rows[0].iter().map(|cell| armed(cell).to_string()).collect();
        let trimmed: Vec<String> = cells.iter().map(|cell| cell.trim().to_string()).collect();
        assert_eq!(back, trimmed);
    }
}
