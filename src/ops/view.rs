//! Looking: one record whole, a list, a search, a history.

use std::collections::{BTreeMap, BTreeSet};

use super::save::need_record;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{APPROVED, Facts, Form, MENDED, POS, REVIEW, Rows, VOID, computed};
use crate::domain::id::{Dot, RecordId};
use crate::domain::record::{Record, RowStep};
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};
use crate::storage::{Access, Hit, LogRow, Page, Query, Status, Tx};

/// A record with its rows and computed fields.
#[derive(Debug, Clone)]
pub struct View {
    /// The record.
    pub record: Record,
    /// Its computed fields.
    pub computed: Patch,
    /// Its rows by field, in their order, void ones left out; computed fields stand
    /// among the others.
    pub rows: BTreeMap<String, Vec<Record>>,
    /// The numbers of the rows. An approval freezes them: a row that it did not see comes
    /// behind those it saw, and one voided elsewhere leaves a gap.
    pub numbers: BTreeMap<RecordId, usize>,
    /// The records that hang on it and are no rows, void ones left out.
    pub children: Vec<Record>,
    /// The record above, if there is one.
    pub parent: Option<Record>,
}

/// The row that a change in a history is about.
#[derive(Debug, Clone)]
pub struct OfRow {
    /// The row.
    pub id: RecordId,
    /// Its form.
    pub form: String,
    /// What was done to it.
    pub step: RowStep,
    /// What it said then, as its changes stand in the history.
    pub says: Patch,
}

/// One change in a record's history.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its name.
    pub dot: Dot,
    /// The step of its author that it belongs to, with others.
    pub step: Stamp,
    /// The row that it changed, if it was not the record itself.
    pub row: Option<OfRow>,
    /// When, by the author's clock.
    pub stamp: Stamp,
    /// The author's name, if a card of theirs is here.
    pub author: Option<String>,
    /// `(field, before, after)`; before is what the author's heads said.
    pub fields: Vec<(String, Value, Value)>,
    /// Whether it takes a step back.
    pub undo: bool,
    /// Why it takes no part, if it does not.
    pub held: Option<String>,
}

impl Workspace {
    /// The record whose id is, or begins with, this text; its own number will do too.
    pub fn find(&mut self, text: &str) -> Result<RecordId> {
        self.store.read(|tx| {
            if let Ok(id) = text.parse::<RecordId>() {
                return Ok(id);
            }
            if let Some((low, high)) = id_range(text) {
                match tx.records_by_prefix(low, high, 2)?.as_slice() {
                    [only] => return Ok(only.id),
                    [] => {}
                    _ => return Err(Fault::new("E_ID_SHORT").with("id", text)),
                }
            }
            for form in tx.forms().iter() {
                let Some(number) = &form.number else { continue };
                let value = Value::from(text);
                if let [only] = tx.having(&form.id, &number.field, &value, 2)?.as_slice() {
                    return Ok(only.id);
                }
            }
            Err(Fault::new("E_NO_RECORD").with("id", text))
        })
    }

    /// One record whole; the look is written to the access log.
    pub fn show(&mut self, world: &World, id: RecordId) -> Result<View> {
        let today = world.today().to_string();
        let at = Stamp::at(world.now_ms());
        self.store.transact(|tx| {
            let record = need_record(tx, id)?;
            let what = "show".to_owned();
            tx.log_access(&[Access {
                at,
                what,
                record: Some(id),
                note: None,
            }])?;
            view(tx, record, &today)
        })
    }

    /// All changes of a record, oldest first; its rows have histories of their own.
    pub fn history(&mut self, id: RecordId) -> Result<Vec<Past>> {
        let names = self.author_names()?;
        self.store.read(|tx| {
            need_record(tx, id)?;
            let past = past_of(tx, id, &names)?.into_iter();
            Ok(past.map(|(p, _)| p).collect())
        })
    }

    /// [`Workspace::history`] with the changes of its rows among its own.
    pub fn history_whole(&mut self, id: RecordId) -> Result<Vec<Past>> {
        let names = self.author_names()?;
        self.store.read(|tx| {
            let record = need_record(tx, id)?;
            let past = past_of(tx, id, &names)?.into_iter();
            let mut all: Vec<Past> = past.map(|(p, _)| p).collect();
            let forms = tx.forms();
            let own = forms.get(&record.form);
            let rows = own.into_iter().flat_map(Form::row_fields);
            let rows: BTreeSet<&str> = rows.map(|(_, form)| form).collect();
            for form in rows {
                for row in tx.children(id, Some(form))? {
                    all.extend(past_of_row(tx, &row, &names)?);
                }
            }
            all.sort_by_key(|p| (p.stamp, p.dot));
            Ok(all)
        })
    }

    /// One page of a list.
    pub fn list(&mut self, query: &Query) -> Result<Page> {
        self.store.read(|tx| {
            let form = tx.forms().need(&query.form)?;
            for (field, _) in &query.filters {
                need_indexed(form, field)?;
            }
            if let Some(sort) = &query.sort {
                need_indexed(form, sort)?;
            }
            tx.list(query)
        })
    }

    /// What a search finds; the search is written to the access log, its words are not.
    pub fn search(&mut self, world: &World, text: &str, limit: u32) -> Result<Vec<Hit>> {
        let at = Stamp::at(world.now_ms());
        self.store.transact(|tx| {
            let what = "search".to_owned();
            tx.log_access(&[Access {
                at,
                what,
                record: None,
                note: None,
            }])?;
            tx.search(text, limit)
        })
    }

    /// What a search finds that goes on letter by letter; its beginning was logged.
    pub fn search_on(&mut self, text: &str, limit: u32) -> Result<Vec<Hit>> {
        self.store.read(|tx| tx.search(text, limit))
    }
}

/// Lists filter and sort by indexed fields only: others would read every record.
fn need_indexed(form: &Form, field: &str) -> Result<()> {
    let state = form.state.as_ref().is_some_and(|m| m.field == field);
    match form.field(field) {
        None if field == REVIEW && !form.approve.is_empty() => Ok(()),
        Some(known) if known.indexed || state => Ok(()),
        Some(_) => {
            let indexed = form
                .fields
                .iter()
                .filter(|f| f.indexed)
                .map(|f| f.id.as_str());
            let indexed: Vec<&str> = indexed.collect();
            Err(Fault::new("E_NOT_INDEXED")
                .with("fields", indexed.join(" "))
                .at(field))
        }
        None => Err(Fault::new("E_UNKNOWN_FIELD")
            .with("field", field)
            .with("form", &form.id)
            .at(field)),
    }
}

/// A record with its rows, its children and what is computed from them.
pub fn view(tx: &Tx, record: Record, today: &str) -> Result<View> {
    let forms = tx.forms();
    let form = forms.get(&record.form);
    let mut rows: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    let mut children = Vec::new();
    for child in tx.children(record.id, None)? {
        let of = forms.get(&child.form).and_then(|f| f.rows_of.as_ref());
        match of {
            Some(of) => rows.entry(of.field.clone()).or_default().push(child),
            None if child.void => {}
            None => children.push(child),
        }
    }
    let numbers = number_rows(tx, &record, &mut rows)?;
    let parent = record.parent.map(|p| tx.record(p)).transpose()?.flatten();
    let own = form.map(|form| {
        let rows: Rows = rows
            .iter()
            .map(|(field, list)| {
                let row = |r: &Record| crate::domain::form::Row {
                    id: r.id,
                    values: r.fields.clone(),
                };
                (field.clone(), list.iter().map(row).collect())
            })
            .collect();
        computed(&Facts {
            forms,
            form,
            values: &record.fields,
            rows: &rows,
            parent: parent.as_ref().map(|p| &p.fields),
            today,
        })
    });
    for row in rows.values_mut().flatten() {
        if let Some(form) = forms.get(&row.form) {
            let values = computed(&Facts {
                forms,
                form,
                values: &row.fields,
                rows: &Rows::new(),
                parent: Some(&record.fields),
                today,
            });
            row.fields.extend(values);
        }
    }
    Ok(View {
        record,
        computed: own.unwrap_or_default(),
        rows,
        numbers,
        children,
        parent,
    })
}

/// Puts rows in their order, numbers them and leaves void ones out.
fn number_rows(
    tx: &Tx,
    record: &Record,
    rows: &mut BTreeMap<String, Vec<Record>>,
) -> Result<BTreeMap<RecordId, usize>> {
    let mut seen: Option<BTreeSet<Dot>> = None;
    if record.approved {
        let gates = record.heads_of(APPROVED);
        let approvals = tx.changes_of(record.id)?.into_iter();
        let approvals = approvals.filter(|c| gates.contains(&c.head.dot()));
        seen = Some(approvals.flat_map(|c| c.head.rows).collect());
    }
    let mut numbers = BTreeMap::new();
    for list in rows.values_mut() {
        let mut order = Vec::new();
        for row in list.drain(..) {
            let late = match &seen {
                None => row.void,
                // What an approval saw was there, whatever came to it later.
                Some(seen) => {
                    let changes = tx.changes_of(row.id)?;
                    let known = changes.iter().any(|c| seen.contains(&c.head.dot()));
                    let was_void = row.heads_of(VOID).iter().any(|d| seen.contains(d));
                    !known || row.void && was_void
                }
            };
            let pos = row.get(POS).text().unwrap_or_default().to_owned();
            order.push((late, pos, row.id, row));
        }
        order.sort_by(|a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
        let mut number = 0;
        for (late, _, id, row) in order {
            if late && row.void {
                continue;
            }
            number += 1;
            if !row.void {
                numbers.insert(id, number);
                list.push(row);
            }
        }
    }
    rows.retain(|_, list| !list.is_empty());
    Ok(numbers)
}

/// The changes of one record, oldest first, each with whether it takes part.
fn past_of(tx: &Tx, id: RecordId, names: &BTreeMap<String, String>) -> Result<Vec<(Past, bool)>> {
    let changes = tx.changes_of(id)?;
    let one = |row: &LogRow| {
        let counts = row.status == Status::Active;
        Ok((past(tx, row, &changes, names)?, counts))
    };
    let mut all = changes.iter().map(one).collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|(p, _)| (p.stamp, p.dot));
    Ok(all)
}

/// The changes of a row, each with what the row said by it. That it only stands elsewhere
/// among the others is left out.
fn past_of_row(tx: &Tx, row: &Record, names: &BTreeMap<String, String>) -> Result<Vec<Past>> {
    let mut stands = Patch::new();
    let mut all: Vec<Past> = Vec::new();
    for (mut past, counts) in past_of(tx, row.id, names)? {
        past.fields.retain(|(field, ..)| field != POS);
        let mut says = stands.clone();
        says.extend(
            past.fields
                .iter()
                .map(|(f, _, now)| (f.clone(), now.clone())),
        );
        let void = past.fields.iter().find(|(field, ..)| field == VOID);
        let step = match void.map(|(_, _, now)| now.is_true()) {
            Some(true) => RowStep::Removed,
            Some(false) if !all.is_empty() => RowStep::Restored,
            _ if all.is_empty() => RowStep::Added,
            _ if past.fields.is_empty() => continue,
            _ => RowStep::Changed,
        };
        if counts {
            stands.clone_from(&says);
        }
        past.row = Some(OfRow {
            id: row.id,
            form: row.form.clone(),
            step,
            says,
        });
        all.push(past);
    }
    Ok(all)
}

fn past(tx: &Tx, row: &LogRow, all: &[LogRow], names: &BTreeMap<String, String>) -> Result<Past> {
    let says = |row: &LogRow, field: &str| row.says(field).unwrap_or_default();
    let mut fields = Vec::new();
    for (field, saw) in &row.head.fields {
        let seen = all.iter().filter(|c| saw.contains(&c.head.dot()));
        let before = seen.map(|c| says(c, field)).next_back().unwrap_or_default();
        // Handing in again answers the return before it; what an earlier one answered says
        // nothing about this one.
        let before = if field == MENDED {
            Value::Empty
        } else {
            before
        };
        fields.push((field.clone(), before, says(row, field)));
    }
    let device = row.head.device.to_string();
    let digest: String = device.chars().take(32).collect();
    Ok(Past {
        dot: row.head.dot(),
        step: row.head.step,
        row: None,
        stamp: row.head.stamp,
        author: names.get(&digest).cloned(),
        fields,
        undo: row.head.undoes.is_some(),
        held: tx.held_reason(row.id)?,
    })
}

/// The ids that begin with these hexadecimal digits (hyphens don't count), at least 6.
fn id_range(text: &str) -> Option<(RecordId, RecordId)> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if !(6..=32).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let low = RecordId::parse_str(&format!("{digits:0<32}")).ok()?;
    let high = RecordId::parse_str(&format!("{digits:f<32}")).ok()?;
    Some((low, high))
}
