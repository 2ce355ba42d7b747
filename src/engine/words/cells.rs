//! Rows of cells as spreadsheets (Excel, WPS) put them on the clipboard and into files: one reader, one writer.

/// More rows than are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyRows;

/// Reads rows of cells. A cell may stand in quotes and then hold separators and line breaks; quotes in it are doubled. A row is
/// taken apart into `most_cells` at most, the last of which keeps the rest.
pub fn read_cells(text: &str, separator: char, most_rows: usize, most_cells: usize) -> Result<Vec<Vec<String>>, TooManyRows> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().expect("one row at least");
        let count = row.len();
        let cell = row.last_mut().expect("one cell at least");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            c if c == separator && !quoted && count < most_cells => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                if rows.len() > most_rows {
                    return Err(TooManyRows);
                }
                rows.push(vec![String::new()]);
            }
            c => cell.push(c),
        }
    }
    Ok(rows)
}

/// Without the rows in which nothing stands.
pub fn filled(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

/// Writes rows with tabs between, so that a spreadsheet reads them back.
pub fn write_cells(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| match text.contains(['\t', '\n', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.clone(),
    };
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t")).collect::<Vec<_>>().join("\r\n")
}
