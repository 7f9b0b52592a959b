//! A coordinator's report: figures without names, each from one query, and the record in
//! which they go up to the county.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::files::io_fault;
use super::finding::findings_in;
use super::outside;
use super::save::Saved;
use super::step::may_write;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::date::parse_date;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::figure::{self, Figure, Line, Measure, States, Told, guarded};
use crate::domain::form::{Facts, Form, Forms, Kind, Object, computed, no_rows};
use crate::domain::id::RecordId;
use crate::domain::identifiers::division;
use crate::domain::meeting::rhythm::{Round, rounds};
use crate::domain::record::Record;
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};
use crate::report::table::{Csv, xlsx};
use crate::storage::{Access, Status, Tx};
use crate::sync::words::prefix_of;

/// The form of a report.
pub const REPORT: &str = "report";
/// The field that holds its figures.
const FIGURES: &str = "figures";

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
    /// Records of the period that were left out, because something between them waits to
    /// be mended (a finding).
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
            let broken = findings_in(tx)?.into_iter().flat_map(|f| f.records);
            let mut gather = Gather {
                tx,
                forms: &forms,
                period,
                today,
                broken: broken.collect(),
                left_out: BTreeSet::new(),
                above: BTreeMap::new(),
            };
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

    /// Saves the figures of a period as a record, which goes up like any open one.
    pub fn record_report(&mut self, world: &mut World, period: &Period) -> Result<(Report, Saved)> {
        self.may_report()?;
        let report = self.report(world, period)?;
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
        let saved = self.new_record(world, REPORT, None, &input)?;
        Ok((report, saved))
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

/// What stands above a record, as far as its figures need it.
struct Above {
    /// Whether one of the records above is void or not here: then it counts nowhere.
    counts: bool,
    /// The division code of the root.
    place: String,
    fields: Patch,
}

/// What is asked once for all figures.
struct Gather<'a, 's> {
    tx: &'a Tx<'s>,
    forms: &'a Forms,
    period: &'a Period,
    today: Date,
    broken: BTreeSet<RecordId>,
    left_out: BTreeSet<RecordId>,
    above: BTreeMap<RecordId, Arc<Above>>,
}

impl Gather<'_, '_> {
    fn lines(&mut self, figure: &Figure) -> Result<Vec<Line>> {
        let mut parts: BTreeMap<String, u64> = BTreeMap::new();
        let all = if figure.measure == Measure::Missed {
            self.missed(figure)?
        } else {
            self.counted(figure, &mut parts)?
        };
        let values: Vec<u64> = parts.values().copied().collect();
        let (told, told_parts) = if figure.sensitive {
            guarded(all, &values)
        } else {
            let told = values.iter().map(|n| Told::Number(*n));
            (Told::Number(all), told.collect())
        };
        let list = figure
            .by
            .as_ref()
            .and_then(|by| list_of(self.forms, figure, by));
        let list = list.unwrap_or_default();
        let mut lines = vec![Line {
            indicator: figure.id.clone(),
            part: None,
            told,
        }];
        lines.extend(parts.into_keys().zip(told_parts).map(|(code, told)| Line {
            indicator: figure.id.clone(),
            part: Some((list.clone(), code)),
            told,
        }));
        Ok(lines)
    }

    fn counted(&mut self, figure: &Figure, parts: &mut BTreeMap<String, u64>) -> Result<u64> {
        let forms = self.forms;
        let form = forms.need(&figure.form)?;
        let mut above: BTreeSet<RecordId> = BTreeSet::new();
        let mut sum = 0;
        self.each(figure, |it, record| {
            let up = it.above(form, &record)?;
            if !up.counts || !it.is_inside(&up.place) || !it.holds(figure, form, &record, &up)? {
                return Ok(());
            }
            if it.broken.contains(&record.id) {
                it.left_out.insert(record.id);
                return Ok(());
            }
            let n = match &figure.measure {
                Measure::Records | Measure::Missed => 1,
                Measure::Above => u64::from(record.parent.is_some_and(|p| above.insert(p))),
                Measure::Sum(field) => it.number(form, &record, &up, field),
            };
            sum += n;
            if let Some(part) = figure.by.as_ref().and_then(|by| record.get(by).text()) {
                *parts.entry(part.to_owned()).or_default() += n;
            }
            Ok(())
        })?;
        Ok(sum)
    }

    /// Every record whose date lies in the period.
    fn each(
        &mut self,
        figure: &Figure,
        mut each: impl FnMut(&mut Self, Record) -> Result<()>,
    ) -> Result<()> {
        let (from, to) = (self.period.from.to_string(), self.period.to.to_string());
        let from = if figure.until { "" } else { &from };
        let tx = self.tx;
        tx.each_dated(&figure.form, (&figure.date, from, &to), |record| {
            each(self, record)
        })
    }

    fn is_inside(&self, place: &str) -> bool {
        place.starts_with(prefix_of(&self.period.place))
    }

    /// What stands above a record, read once for all that hang there.
    fn above(&mut self, form: &Form, record: &Record) -> Result<Arc<Above>> {
        let place = |form: Option<&Form>, record: &Record| {
            let field = form.and_then(|f| f.place.as_ref());
            let text = field.and_then(|f| record.get(f).text());
            text.unwrap_or_else(|| record.scope.place()).to_owned()
        };
        let Some(parent) = record.parent else {
            return Ok(Arc::new(Above {
                counts: true,
                place: place(Some(form), record),
                fields: Patch::new(),
            }));
        };
        if let Some(known) = self.above.get(&parent) {
            return Ok(Arc::clone(known));
        }
        let found = self.tx.record(parent)?.filter(|p| p.scope == record.scope);
        let above = match found {
            None => Above {
                counts: false,
                place: String::new(),
                fields: Patch::new(),
            },
            Some(up) => {
                let forms = self.forms;
                let further = match forms.get(&up.form) {
                    Some(form) => self.above(form, &up)?,
                    None => return Err(Fault::new("E_FORM_UNKNOWN").with("form", &up.form)),
                };
                Above {
                    counts: !up.void && further.counts,
                    place: further.place.clone(),
                    fields: up.fields,
                }
            }
        };
        let above = Arc::new(above);
        self.above.insert(parent, Arc::clone(&above));
        Ok(above)
    }

    fn holds(&self, figure: &Figure, form: &Form, record: &Record, up: &Above) -> Result<bool> {
        let has = |states: &[String]| {
            let state = record.state.as_ref();
            state.is_some_and(|s| states.contains(s))
        };
        let stands = match &figure.states {
            States::All => true,
            States::Now(states) => has(states),
            States::Ever(states) => has(states) || self.was_ever(form, record, states)?,
        };
        let Some(that) = figure.that.as_ref().filter(|_| stands) else {
            return Ok(stands);
        };
        let (rows, today) = (no_rows(), self.today.to_string());
        let facts = Facts {
            forms: self.forms,
            form,
            values: &record.fields,
            rows: &rows,
            parent: Some(&up.fields),
            today: &today,
        };
        Ok(that.holds(&facts.vars()) == Some(true))
    }

    /// The number in a field, computed ones too.
    fn number(&self, form: &Form, record: &Record, up: &Above, field: &str) -> u64 {
        let value = if form.field(field).is_some_and(|f| f.computed.is_some()) {
            let (rows, today) = (no_rows(), self.today.to_string());
            let facts = Facts {
                forms: self.forms,
                form,
                values: &record.fields,
                rows: &rows,
                parent: Some(&up.fields),
                today: &today,
            };
            computed(&facts).remove(field).unwrap_or_default()
        } else {
            record.get(field).clone()
        };
        let number = value.int().and_then(|n| u64::try_from(n).ok());
        number.unwrap_or(0)
    }

    /// Whether a record was once in one of these states, as its changes say.
    fn was_ever(&self, form: &Form, record: &Record, states: &[String]) -> Result<bool> {
        let Some(machine) = &form.state else {
            return Ok(false);
        };
        let changes = self.tx.changes_of(record.id)?;
        let mut active = changes.iter().filter(|c| c.status == Status::Active);
        Ok(active.any(|change| {
            let said = change.says(&machine.field);
            let said = said.as_ref().and_then(Value::text);
            said.is_some_and(|s| states.iter().any(|state| state == s))
        }))
    }

    /// The regular meetings whose days ended in the period, and before today, without
    /// minutes. A place holds them from the first one on that it wrote down.
    fn missed(&mut self, figure: &Figure) -> Result<u64> {
        let forms = self.forms;
        let form = forms.need(&figure.form)?;
        let mut held: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
        self.each(figure, |it, record| {
            let place = it.above(form, &record)?.place.clone();
            let day = record.get(&figure.date).text().map(parse_date).transpose();
            if let (Some(day), true) = (day.map_err(Fault::from)?, it.is_inside(&place)) {
                let round = Round::of(&place, day);
                if record.get("kind").text() == Some(round.kind) {
                    held.entry(place).or_default().insert(round.from);
                }
            }
            Ok(())
        })?;
        let end = self.period.to.min(self.today);
        let mut missed = 0;
        for (place, held) in &held {
            let first = held.first().copied().unwrap_or(end);
            let due = rounds(place, first, end).filter(|r| r.to >= self.period.from);
            missed += due.filter(|r| !held.contains(&r.from)).count() as u64;
        }
        Ok(missed)
    }
}

/// The code list of a field.
fn list_of(forms: &Forms, figure: &Figure, field: &str) -> Option<String> {
    match &forms.get(&figure.form)?.field(field)?.kind {
        Kind::Code { list } => Some(list.clone()),
        _ => None,
    }
}
