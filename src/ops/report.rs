//! A coordinator's report: figures without names, each from one query, and the record in
//! which they go up to the county.

mod count;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use self::count::Gather;
use super::files::io_fault;
use super::outside;
use super::save::Saved;
use super::step::may_write;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::figure::{self, Line, Told};
use crate::domain::form::Object;
use crate::domain::identifiers::division;
use crate::domain::record::Record;
use crate::domain::stamp::Stamp;
use crate::report::table::{Csv, xlsx};
use crate::storage::Access;
use crate::sync::words::prefix_of;

/// The form of a report.
pub const REPORT: &str = "report";
/// The field that holds its figures.
const FIGURES: &str = "figures";
/// The form of one of them.
const FIGURE: &str = "report_figure";

/// Which records are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub to: Date,
    /// The division code of the place; everything inside it counts.
    pub place: String,
}

impl Period {
    /// The whole month before the one of this day.
    #[must_use]
    pub fn last_month(today: Date, place: &str) -> Self {
        let to = today.first_of_month();
        Self {
            from: to.saturating_sub(1.month()),
            to,
            place: place.to_owned(),
        }
    }
}

/// The figures of a period.
#[derive(Debug, Clone)]
pub struct Report {
    /// The period and the place.
    pub period: Period,
    /// The figures, parts behind their whole.
    pub lines: Vec<Line>,
    /// Records that were left out of a figure, because something about them waits to be
    /// mended (a finding), what is counted has no single value yet (a conflict), or what
    /// they hang on has a form that is not known here.
    pub left_out: u64,
}

/// The kinds of file that a report can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFile {
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// Anything else, as it was printed.
    Plain,
}

impl Workspace {
    /// The figures of a period, from the records that are here. Only what may go up stands
    /// in it: nothing personal, and no small number about people in need.
    pub fn report(&mut self, world: &World, period: &Period) -> Result<Report> {
        if period.to <= period.from {
            return Err(Fault::new("E_REPORT_PERIOD").at("to"));
        }
        let reference = &self.reference;
        division::check(&period.place, &reference.city, &reference.places)
            .map_err(|note| note.at("place"))?;
        let today = world.today();
        self.store.read(|tx| {
            let forms = Arc::clone(tx.forms());
            let mut gather = Gather::new(tx, &forms, period, today)?;
            let mut lines = Vec::new();
            for figure in figure::built_in(&forms)? {
                lines.extend(gather.lines(&figure)?);
            }
            Ok(Report {
                period: period.clone(),
                lines,
                left_out: gather.left_out.len() as u64,
            })
        })
    }

    /// Whether this person may save reports; the refusal says who may.
    pub fn may_report(&self) -> Result<()> {
        may_write(self.forms().need(REPORT)?, &self.me)
    }

    /// Saves the figures of a period as a record, which goes up like any open one. Where
    /// one is there whose period and place overlap, it is warned of: one less the other
    /// would be a report of fewer people.
    pub fn record_report(&mut self, world: &mut World, period: &Period) -> Result<(Report, Saved)> {
        self.may_report()?;
        let report = self.report(world, period)?;
        let overlap = self.overlap(period, &report.lines)?;
        let rows = report.lines.iter().map(|line| {
            let mut row = json!({"indicator": line.indicator});
            if let Some((_, part)) = &line.part {
                row["part"] = part.as_str().into();
            }
            match line.told {
                Told::Number(n) => row["value"] = n.into(),
                Told::Few => row["hidden"] = "few".into(),
                Told::Withheld => row["hidden"] = "withheld".into(),
            }
            row
        });
        let input = Object::from_iter([
            ("from".to_owned(), period.from.to_string().into()),
            ("to".to_owned(), period.to.to_string().into()),
            ("place".to_owned(), period.place.as_str().into()),
            (FIGURES.to_owned(), rows.collect::<Vec<_>>().into()),
        ]);
        let mut saved = self.new_record(world, REPORT, None, &input)?;
        saved.warnings.extend(overlap);
        Ok((report, saved))
    }

    /// That reports are there from which this one could be subtracted, or the other way:
    /// they share days, one's place lies in the other's, and they tell one figure at least.
    /// One whose figures have not come may tell any.
    fn overlap(&mut self, period: &Period, lines: &[Line]) -> Result<Option<Note>> {
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let mut found: Vec<[String; 3]> = Vec::new();
        self.store.read(|tx| {
            tx.each_dated(REPORT, ("from", "", &to), |other| {
                let text = |field: &str| other.get(field).text().unwrap_or_default().to_owned();
                let place = text("place");
                let inside = place.starts_with(prefix_of(&period.place))
                    || period.place.starts_with(prefix_of(&place));
                if !inside || text("to") <= from {
                    return Ok(());
                }
                let rows = tx.children(other.id, Some(FIGURE))?;
                let told = |row: &Record| {
                    let indicator = row.get("indicator").text();
                    !row.void
                        && lines
                            .iter()
                            .any(|l| Some(l.indicator.as_str()) == indicator)
                };
                if rows.is_empty() || rows.iter().any(told) {
                    found.push([text("from"), text("to"), place]);
                }
                Ok(())
            })
        })?;
        let note = Note::new("W_REPORT_OVERLAP").with("count", found.len());
        Ok(found
            .first()
            .map(|[from, to, place]| note.with("from", from).with("to", to).with("place", place)))
    }

    /// Writes a report, already in words, to a new file. Answers that it is not encrypted.
    pub fn write_report(
        &mut self,
        world: &World,
        (out, kind): (&Path, ReportFile),
        (name, headings, rows): (&str, &[String], &[Vec<String>]),
        plain: &str,
    ) -> Result<Note> {
        outside::must_be_free(out)?;
        let line = Access {
            at: Stamp::at(world.now_ms()),
            what: "takeout".to_owned(),
            record: None,
            note: Some(format!("{REPORT} {}", rows.len())),
        };
        self.store.transact(|tx| tx.log_access(&[line]))?;
        let bytes = match kind {
            ReportFile::Csv => {
                let mut csv = Csv::begin(Vec::new(), headings)?;
                rows.iter().try_for_each(|row| csv.row(row))?;
                csv.end()?
            }
            ReportFile::Xlsx => xlsx(name, headings, rows)?,
            ReportFile::Plain => plain.as_bytes().to_vec(),
        };
        let to = PathBuf::from(out);
        let fill = |sink: &mut dyn std::io::Write| {
            let written = sink.write_all(&bytes);
            written.map_err(|e| io_fault(&to, e))
        };
        outside::write(out, fill, |_| Ok(()))?;
        Ok(Note::new("W_UNENCRYPTED").with("path", out.display()))
    }
}
