//! Taking a list out as an office table, counted again after writing.

use std::cell::Cell;
use std::fs::File;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::files::io_fault;
use super::outside;
use super::print::filled;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::stamp::Stamp;
use crate::i18n::Lang;
use crate::i18n::values::Names;
use crate::report::list;
use crate::report::table::{Csv, SHEET_ROWS, xlsx};
use crate::storage::{Access, Query};

/// A kind of office table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values, UTF-8 with a mark, as Excel reads it.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl TableFormat {
    /// The format that the ending of a file name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// What to take out.
#[derive(Debug, Clone)]
pub struct TakeOut {
    /// The list; limit and cursor don't count: all of it is taken.
    pub query: Query,
    /// The kind of table.
    pub format: TableFormat,
    /// The language of headings and codes.
    pub lang: Lang,
    /// Whether protected and sensitive values stand there whole.
    pub reveal: bool,
    /// The file; it must not be there yet.
    pub out: PathBuf,
}

/// What was taken out.
#[derive(Debug)]
pub struct TakenOut {
    /// Rows below the headings, read back and counted.
    pub rows: u64,
    /// The length of the file.
    pub bytes: u64,
    /// That the file is not encrypted.
    pub warnings: Vec<Note>,
}

impl Workspace {
    /// Writes a whole list as an office table. The access log says so before the file is
    /// made; CSV is written page by page, however long the list is.
    pub fn take_out(&mut self, world: &World, job: &TakeOut) -> Result<TakenOut> {
        outside::must_be_free(&job.out)?;
        let forms = self.forms();
        let form = forms.need(&job.query.form)?;
        let count = self.count(&job.query)?;
        if job.format == TableFormat::Xlsx && count >= SHEET_ROWS {
            return Err(Fault::new("E_XLSX_ROWS").with("max", SHEET_ROWS - 1));
        }
        self.log_taking(world, &form.id, count)?;
        let names = Names::new();
        let pen = self.pen(&forms, &names, job.lang, job.reveal);
        let mut headings = vec![pen.word("paper-no")];
        headings.extend(list::headings(&pen, form));
        let title = pen.form(form);
        let rows = Cell::new(0_u64);
        let bytes = match job.format {
            TableFormat::Csv => outside::write(
                &job.out,
                |out| {
                    let mut csv = Csv::begin(out, &headings)?;
                    self.rows(world, job, |row| {
                        rows.set(rows.get() + 1);
                        csv.row(&row)
                    })?;
                    csv.end().map(drop)
                },
                |path| counted(csv_rows(path, headings.len())?, rows.get(), path),
            )?,
            TableFormat::Xlsx => {
                let mut all = Vec::new();
                self.rows(world, job, |row| {
                    all.push(row);
                    Ok(())
                })?;
                rows.set(all.len() as u64);
                let book = xlsx(&title, &headings, &all)?;
                outside::write(
                    &job.out,
                    |out| out.write_all(&book).map_err(|e| io_fault(&job.out, e)),
                    |path| counted(xlsx_rows(path)?, rows.get(), path),
                )?
            }
        };
        let rows = rows.get();
        let mut warnings = vec![Note::new("W_UNENCRYPTED").with("path", job.out.display())];
        // A list sorted by a field holds only the records that have one.
        if rows < count {
            warnings.push(Note::new("W_ROWS_LEFT_OUT").with("count", count - rows));
        }
        Ok(TakenOut {
            rows,
            bytes,
            warnings,
        })
    }

    /// All rows of the list, numbered; what is revealed is logged before it is given.
    fn rows(
        &mut self,
        world: &World,
        job: &TakeOut,
        mut give: impl FnMut(Vec<String>) -> Result<()>,
    ) -> Result<()> {
        let forms = self.forms();
        let form = forms.need(&job.query.form)?;
        if job.reveal {
            let mut ids = Vec::new();
            self.each_page(world, &job.query, job.lang, true, |_, views| {
                ids.extend(views.iter().map(|v| v.record.id));
                Ok(())
            })?;
            self.log_look(world, "reveal", &ids)?;
        }
        let mut no = 0_u64;
        self.each_page(world, &job.query, job.lang, job.reveal, |pen, views| {
            for view in views {
                no += 1;
                let mut row = vec![no.to_string()];
                row.extend(list::cells(pen, form, &filled(view)));
                give(row)?;
            }
            Ok(())
        })
    }

    fn log_taking(&mut self, world: &World, form: &str, count: u64) -> Result<()> {
        let line = Access {
            at: Stamp::at(world.now_ms()),
            what: "takeout".to_owned(),
            record: None,
            note: Some(format!("{form} {count}")),
        };
        self.store.transact(|tx| tx.log_access(&[line]))
    }
}

fn counted(found: u64, wanted: u64, path: &Path) -> Result<()> {
    if found == wanted {
        return Ok(());
    }
    Err(Fault::new("E_ROWS_DIFFER")
        .with("path", path.display())
        .with("found", found)
        .with("count", wanted))
}

/// The rows of a CSV file below its headings, each as long as these.
fn csv_rows(path: &Path, columns: usize) -> Result<u64> {
    let bad = || Fault::new("E_READ_BACK").with("path", path.display());
    let file = File::open(path).map_err(|e| io_fault(path, e))?;
    let mut rows = 0;
    let mut record = csv::StringRecord::new();
    let mut reader = csv::Reader::from_reader(file);
    while reader
        .read_record(&mut record)
        .map_err(|e| bad().because(e))?
    {
        if record.len() != columns {
            return Err(bad());
        }
        rows += 1;
    }
    Ok(rows)
}

/// The rows of a workbook's first sheet below its headings.
fn xlsx_rows(path: &Path) -> Result<u64> {
    let bad = |e: calamine::XlsxError| {
        Fault::new("E_READ_BACK")
            .with("path", path.display())
            .because(e)
    };
    let mut book: Xlsx<_> = open_workbook(path).map_err(bad)?;
    let range = book.worksheet_range_at(0).transpose().map_err(bad)?;
    let filled = |row: &&[Data]| row.iter().any(|cell| *cell != Data::Empty);
    let rows = range.map_or(0, |r| r.rows().filter(filled).count());
    Ok((rows as u64).saturating_sub(1))
}
