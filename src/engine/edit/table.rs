//! Rows copied from a spreadsheet (Excel, WPS): read, and pasted as tasks or over cells.

use super::{Context, Edit, Refusal, cells, task};
use crate::engine::model::Id;
use crate::engine::plan::Plan;
use crate::engine::scene::columns::Column;
use crate::engine::words::{TooManyRows, Words, filled, read_cells};
use crate::engine::workspace::Workspace;

/// Rows and cells of a row that are taken at most.
pub const MOST_ROWS: usize = 5_000;
const MOST_CELLS: usize = 64;

/// Reads rows from the clipboard.
pub fn read(text: &str) -> Edit<Vec<Vec<String>>> {
    read_cells(text, '\t', MOST_ROWS, MOST_CELLS).map(filled).map_err(|TooManyRows| Refusal::TooManyRows(MOST_ROWS))
}

/// The columns that a first row names, where it is a head.
fn head(row: &[String], w: Words) -> Option<Vec<Option<Column>>> {
    let known = |text: &String| {
        let text = text.trim().to_lowercase();
        Column::ALL.into_iter().find(|column| column.title(w).to_lowercase() == text || column.key() == text)
    };
    let columns: Vec<Option<Column>> = row.iter().map(known).collect();
    columns.contains(&Some(Column::Name)).then_some(columns)
}

/// Adds rows as tasks below a task, or at the end: by the columns that their head names, else by `columns`; a row of one
/// cell is a name. Numbers such as 2.1 in the WBS column make a tree. Gives the new tasks.
pub fn add_rows(
    ws: &mut Workspace,
    ctx: &Context,
    plan: &Plan,
    below: Option<Id>,
    columns: &[Column],
    rows: &[Vec<String>],
    w: Words,
) -> Edit<Vec<Id>> {
    let named = rows.first().and_then(|row| head(row, w));
    let body = if named.is_some() { &rows[1..] } else { rows };
    let single = body.iter().all(|row| row.len() == 1);
    let columns: Vec<Option<Column>> = match named {
        Some(columns) => columns,
        None if single => vec![Some(Column::Name)],
        None => columns.iter().cloned().map(Some).collect(),
    };
    let mut added: Vec<Id> = Vec::new();
    // The open tasks of the tree, each with the depth of its number.
    let mut open: Vec<(usize, Id)> = Vec::new();
    for row in body {
        let cell = |wanted: &Column| {
            let at = columns.iter().position(|column| column.as_ref() == Some(wanted))?;
            row.get(at).map(|text| text.trim()).filter(|text| !text.is_empty())
        };
        let Some(name) = cell(&Column::Name) else { continue };
        let depth = cell(&Column::Wbs).map_or(0, |wbs| wbs.matches('.').count());
        open.retain(|(above, _)| *above <= depth);
        let place = match (open.last(), below) {
            (Some((above, id)), _) if *above < depth => task::Place::Inside(*id),
            (Some((_, id)), _) => task::Place::After(*id),
            (None, Some(below)) => task::Place::After(below),
            (None, None) => task::Place::Last,
        };
        let id = task::add(ws, ctx, plan.project.id, place, name)?;
        open.retain(|(above, _)| *above < depth);
        open.push((depth, id));
        added.push(id);
    }
    // Only then the other cells, so that predecessors can name rows that came with them and summaries are known.
    let after = Plan::of(ws, plan.project.id);
    let after = after.as_ref().unwrap_or(plan);
    let filled = body.iter().filter(|row| {
        let at = columns.iter().position(|column| *column == Some(Column::Name));
        at.and_then(|at| row.get(at)).is_some_and(|text| !text.trim().is_empty())
    });
    for (row, id) in filled.zip(&added) {
        let summary = after.row(*id).is_some_and(|row| row.summary);
        for (text, column) in row.iter().zip(&columns) {
            let Some(column) = column.as_ref().filter(|column| column.editable() && **column != Column::Name) else { continue };
            let dated = matches!(column, Column::Duration | Column::Start | Column::Finish | Column::Progress | Column::Status);
            // The duration and the start say when it finishes.
            let known = *column == Column::Finish && columns.contains(&Some(Column::Duration));
            if text.trim().is_empty() || (summary && dated) || known {
                continue;
            }
            cells::set(ws, ctx, after, *id, column, text, w)?;
        }
    }
    Ok(added)
}

/// Writes rows over the cells from one on: `tasks` are the rows on the screen from there down, `columns` those from there
/// to the right. Rows that reach further than the tasks are left out and counted.
pub fn overwrite(
    ws: &mut Workspace,
    ctx: &Context,
    plan: &Plan,
    tasks: &[Id],
    columns: &[Column],
    rows: &[Vec<String>],
    w: Words,
) -> Edit<usize> {
    for (row, id) in rows.iter().zip(tasks) {
        for (text, column) in row.iter().zip(columns).filter(|(_, column)| column.editable()) {
            cells::set(ws, ctx, plan, *id, column, text, w)?;
        }
    }
    Ok(rows.len().saturating_sub(tasks.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::model::{Date, Lang};
    use crate::engine::words::write_cells;

    #[test]
    fn rows_of_a_spreadsheet_are_read_and_written_back() {
        let rows = read("a\t\"b\tc\"\r\n\"say \"\"hi\"\"\"\t\r\n\r\n").unwrap();
        assert_eq!(rows, [["a", "b\tc"], ["say \"hi\"", ""]]);
        assert_eq!(read(&write_cells(&rows)).unwrap(), rows);
        assert!(matches!(read(&"x\n".repeat(6000)), Err(Refusal::TooManyRows(_))));
    }

    #[test]
    fn a_pasted_tree_has_its_links_and_durations() {
        let mut ws = Workspace::default();
        let ctx = Context::new(1_790_000_000_000, Date::new(2026, 9, 7).unwrap(), Id::from_bits(7), 1);
        let project = super::super::project::add(&mut ws, &ctx, "P", ctx.today).unwrap();
        let plan = Plan::of(&ws, project).unwrap();
        let rows = read("WBS\tTask\tDur.\tPredecessors\n1\tOffer\t\t\n1.1\tSurvey\t3d\t\n1.2\tPrice\t2天\t1.1\n").unwrap();
        let added = add_rows(&mut ws, &ctx, &plan, None, &[], &rows, Words(Lang::En)).unwrap();
        let plan = Plan::of(&ws, project).unwrap();
        let wbs: Vec<&str> = added.iter().map(|id| plan.row(*id).unwrap().wbs.as_ref()).collect();
        assert_eq!(wbs, ["1", "1.1", "1.2"]);
        assert_eq!(plan.rows[1].duration, 3 * 480);
        assert!(plan.rows[2].start >= plan.rows[1].finish);
    }
}
