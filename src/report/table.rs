//! Tables for office programs: rows of text as CSV or as an Excel workbook. A cell that
//! came from a person is never run as a formula.

use std::io::Write;

use rust_xlsxwriter::{Format as Style, Workbook};

use crate::domain::fault::{Fault, Result};
use crate::text::width::{Ambiguous, cells};

/// The mark that tells Excel a CSV file is UTF-8.
pub const MARK: &[u8] = "\u{feff}".as_bytes();
/// What a cell begins with that programs would run: formulas, and what they skip before
/// one. The wide forms count too where the office program is Chinese or Japanese.
const RUNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// What stands before such a cell in CSV: programs then take it as text.
const GUARD: char = '\'';
/// A sheet of a workbook has this many rows, its headings among them.
pub const SHEET_ROWS: u64 = 1_048_576;
/// Characters an Excel cell holds.
const CELL: usize = 32_767;

/// A cell as it stands in CSV.
#[must_use]
pub fn safe(cell: &str) -> String {
    if cell.trim_start_matches(' ').starts_with(RUNS) {
        format!("{GUARD}{cell}")
    } else {
        cell.to_owned()
    }
}

/// A cell of a CSV file without the guard that [`safe`] put before it.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(rest) if rest.trim_start_matches(' ').starts_with(RUNS) => rest,
        _ => cell,
    }
}

/// Writes rows as CSV, one by one: however many there are, one is in memory.
pub struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Begins a file with the mark and the headings.
    pub fn begin(mut out: W, headings: &[String]) -> Result<Self> {
        out.write_all(MARK)
            .map_err(|e| Fault::new("E_FILE").because(e))?;
        let mut csv = Self {
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(out),
        };
        csv.row(headings)?;
        Ok(csv)
    }

    /// Writes one row.
    pub fn row(&mut self, cells: &[String]) -> Result<()> {
        self.writer
            .write_record(cells.iter().map(|c| safe(c)))
            .map_err(|e| Fault::new("E_FILE").because(e))
    }

    /// Ends the file.
    pub fn end(self) -> Result<W> {
        self.writer
            .into_inner()
            .map_err(|e| Fault::new("E_FILE").because(std::io::Error::other(e.to_string())))
    }
}

/// A workbook of one sheet. Every cell is text, so no number loses a digit and nothing
/// is run.
pub fn xlsx(name: &str, headings: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let bad = |e: rust_xlsxwriter::XlsxError| Fault::new("E_FILE").because(e);
    if rows.len() as u64 >= SHEET_ROWS {
        return Err(Fault::new("E_XLSX_ROWS").with("max", SHEET_ROWS - 1));
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(name)).map_err(bad)?;
    let (bold, plain) = (
        Style::new().set_bold().set_num_format("@"),
        Style::new().set_num_format("@"),
    );
    for (line, row) in std::iter::once(headings)
        .chain(rows.iter().map(Vec::as_slice))
        .enumerate()
    {
        let style = if line == 0 { &bold } else { &plain };
        for (column, cell) in row.iter().enumerate() {
            if cell.chars().count() > CELL {
                return Err(Fault::new("E_XLSX_CELL")
                    .with("max", CELL)
                    .with("line", line + 1));
            }
            let at = (
                u32::try_from(line).unwrap_or(u32::MAX),
                u16::try_from(column).unwrap_or(u16::MAX),
            );
            sheet
                .write_string_with_format(at.0, at.1, cell, style)
                .map_err(bad)?;
        }
    }
    for (column, heading) in headings.iter().enumerate() {
        let column_cells = rows.iter().take(200).filter_map(|r| r.get(column));
        let widest = column_cells
            .chain([heading])
            .map(|c| cells(c, Ambiguous::One))
            .max();
        let wide = u16::try_from(widest.unwrap_or(8).clamp(6, 40) + 2).unwrap_or(20);
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        sheet.set_column_width(column, wide).map_err(bad)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(bad)?;
    book.save_to_buffer().map_err(bad)
}

/// Names of sheets are short and lack some signs.
fn sheet_name(name: &str) -> String {
    let kept = name
        .chars()
        .filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control());
    let name: String = kept.take(31).collect();
    if name.trim().is_empty() {
        "1".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run() {
        for cell in [
            "=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1",
        ] {
            let kept = safe(cell);
            assert!(kept.starts_with('\''), "{cell:?}");
            assert_eq!(unguarded(&kept), cell);
        }
        for cell in ["", "张三", "1-2", "'quoted", "a=b", "'"] {
            assert_eq!(safe(cell), cell);
            assert_eq!(unguarded(cell), cell);
        }
    }

    #[test]
    fn sheets_have_names_that_excel_takes() {
        assert_eq!(sheet_name("志愿者[1]/2"), "志愿者12");
        assert_eq!(sheet_name("?*"), "1");
        assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 31);
    }
}
