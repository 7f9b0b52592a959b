//! Records as rows: read, written, and their place among others.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::gathered::IndexBatch;
use super::index::Entries;
use super::numbers::Numbers;
use super::place::place;
use super::{Store, Tx};
use crate::domain::change::Head;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{APPROVED, Forms, VOID};
use crate::domain::id::{Dot, RecordId};
use crate::domain::record::{Open, Place, Record};
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};

/// Heads as stored: most fields of a record share the dot of one change (`all`),
/// the others are listed. Devices by number.
#[derive(Serialize, Deserialize)]
struct StoredHeads {
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<(i64, u64)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    of: BTreeMap<String, Vec<(i64, u64)>>,
}

const COLUMNS: &str = "rid, id, form, parent, root, scope, state, void, approved, created, \
                       changed, open, fields, heads";

fn damaged() -> Fault {
    Fault::new("E_DB_DAMAGED")
}

fn json<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| damaged().because(e))
}

fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| damaged().because(e))
}

/// A record as it stood, with its index entries.
pub(super) struct Stood {
    pub(super) rid: i64,
    pub(super) record: Record,
    entries: Entries,
}

impl Stood {
    pub(super) fn new(forms: &Forms, numbers: &Numbers, rid: i64, record: Record) -> Self {
        let entries = Entries::of_record(forms, numbers, &record);
        Self {
            rid,
            record,
            entries,
        }
    }
}

/// A record ready to be written: all that needs no database was done.
pub(super) struct Ready {
    pub(super) place: Place,
    state: Option<String>,
    pub(super) void: bool,
    pub(super) approved: bool,
    created: Stamp,
    changed: Stamp,
    fields: String,
    open: Option<String>,
    heads: Heads,
    entries: Entries,
    /// Fields that the form here doesn't have; `None` if the form isn't known here.
    pub(super) unknown: Option<u64>,
}

/// The heads of a record's fields: those of a record of one change are all the same.
enum Heads {
    All(Dot),
    Of(BTreeMap<String, Vec<Dot>>),
}

impl Ready {
    pub(super) fn new(forms: &Forms, numbers: &Numbers, record: &Record) -> Result<Self> {
        let waits = record.open.iter().map(|(f, o)| (f, *o == Open::Waiting));
        let open = if record.open.is_empty() {
            None
        } else {
            Some(to_json(&waits.collect::<BTreeMap<_, _>>())?)
        };
        let form = forms.get(&record.form);
        Ok(Self {
            place: record.place(),
            state: record.state.clone(),
            void: record.void,
            approved: record.approved,
            created: record.created,
            changed: record.changed,
            fields: to_json(&record.fields)?,
            open,
            heads: Heads::Of(record.heads.clone()),
            entries: Entries::of_record(forms, numbers, record),
            unknown: form.map(|form| form.unknown(record.fields.keys())),
        })
    }

    /// What one change that names none before it shows by itself: the same as a blank
    /// record that applies it ([`Record::apply`]), at a fraction of the work.
    pub(super) fn alone(
        forms: &Forms,
        numbers: &Numbers,
        head: &Head,
        patch: &Patch,
    ) -> Result<Self> {
        let form = forms.get(&head.form);
        let says = |name: &str| patch.get(name).unwrap_or(&Value::Empty);
        let machine = form.and_then(|f| f.state.as_ref());
        let state = machine.and_then(|m| says(&m.field).text());
        let (void, approved) = (says(VOID).is_true(), says(APPROVED).is_true());
        let of = form.zip(numbers.of(&head.form)).filter(|_| !void);
        Ok(Self {
            state: state.map(str::to_owned),
            void,
            approved,
            created: head.stamp,
            changed: head.stamp,
            fields: to_json(patch)?,
            open: None,
            heads: if patch.is_empty() {
                Heads::Of(BTreeMap::new())
            } else {
                Heads::All(head.dot())
            },
            entries: of.map_or_else(Entries::default, |(form, of)| {
                Entries::of(form, of, patch, of.waits(approved, false))
            }),
            unknown: form.map(|form| form.unknown(patch.keys())),
            place: place(head),
        })
    }
}

impl Tx<'_> {
    fn read_record(&self, row: &Row) -> Result<(i64, Record)> {
        let conn = &self.conn;
        let heads: StoredHeads = json(row.get_ref(13)?.as_str().map_err(|_| damaged())?)?;
        let dot = |(device, seq): (i64, u64)| -> Result<Dot> {
            let device = self.names().device_of(conn, device)?;
            Ok(Dot { device, seq })
        };
        let fields: BTreeMap<String, _> = json(row.get_ref(12)?.as_str().map_err(|_| damaged())?)?;
        let mut seen = BTreeMap::new();
        for name in fields.keys() {
            let dots = match heads.of.get(name) {
                Some(dots) => dots.iter().map(|d| dot(*d)).collect::<Result<_>>()?,
                None => vec![dot(heads.all.ok_or_else(damaged)?)?],
            };
            seen.insert(name.clone(), dots);
        }
        let open: Option<String> = row.get(11)?;
        let open: BTreeMap<String, bool> = open.map_or(Ok(BTreeMap::new()), |t| json(&t))?;
        let kind = |waits: bool| if waits { Open::Waiting } else { Open::Conflict };
        let parent: Option<[u8; 16]> = row.get(3)?;
        let record = Record {
            id: RecordId::from_bytes(row.get(1)?),
            form: self.names().text_of(conn, row.get(2)?)?,
            parent: parent.map(RecordId::from_bytes),
            root: RecordId::from_bytes(row.get(4)?),
            scope: self.names().text_of(conn, row.get(5)?)?.parse()?,
            state: row.get(6)?,
            void: row.get(7)?,
            approved: row.get(8)?,
            created: Stamp::from_bits(row.get(9)?),
            changed: Stamp::from_bits(row.get(10)?),
            open: open
                .into_iter()
                .map(|(f, waits)| (f, kind(waits)))
                .collect(),
            fields,
            heads: seen,
        };
        Ok((row.get(0)?, record))
    }

    pub(super) fn find(&self, id: RecordId) -> Result<Option<(i64, Record)>> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE id = ?1"))?;
        let mut rows = statement.query([&id.as_bytes()[..]])?;
        rows.next()?.map(|row| self.read_record(row)).transpose()
    }

    /// The record of this id, if there is one.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>> {
        Ok(self.find(id)?.map(|(_, record)| record))
    }

    pub(super) fn record_at(&self, rid: i64) -> Result<Record> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE rid = ?1"))?;
        let mut rows = statement.query([rid])?;
        let row = rows.next()?.ok_or_else(damaged)?;
        Ok(self.read_record(row)?.1)
    }

    /// Records whose id begins with these hexadecimal digits, at most `limit`.
    pub fn records_by_prefix(
        &self,
        low: RecordId,
        high: RecordId,
        limit: u32,
    ) -> Result<Vec<Record>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3"
        ))?;
        let mut rows =
            statement.query(params![&low.as_bytes()[..], &high.as_bytes()[..], limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(self.read_record(row)?.1);
        }
        Ok(found)
    }

    /// The records that hang on `parent`, of one form or of all, oldest first; void
    /// ones too. A record of another scope hangs on nothing here: who may write there
    /// may not for that reason add rows to this one.
    pub fn children(&self, parent: RecordId, form: Option<&str>) -> Result<Vec<Record>> {
        let form = match form {
            Some(form) => match self.names().find(&self.conn, form)? {
                Some(id) => Some(id),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record
             WHERE parent = ?1 AND (?2 IS NULL OR form = ?2)
             AND scope = (SELECT p.scope FROM record p WHERE p.id = ?1) ORDER BY form, id"
        ))?;
        let mut rows = statement.query(params![&parent.as_bytes()[..], form])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(self.read_record(row)?.1);
        }
        Ok(found)
    }

    /// Writes a record's row and gathers its index entries; answers its number.
    pub(super) fn write_record(
        &self,
        batch: &mut IndexBatch,
        old: Option<&Stood>,
        new: &mut Ready,
    ) -> Result<i64> {
        let heads = to_json(&self.stored_heads(&new.heads)?)?;
        let names = self.names();
        if let Some(old) = old {
            self.conn
                .prepare_cached(
                    "UPDATE record SET state = ?2, void = ?3, approved = ?4, created = ?5,
                     changed = ?6, open = ?7, fields = ?8, heads = ?9 WHERE rid = ?1",
                )?
                .execute(params![
                    old.rid,
                    new.state,
                    new.void,
                    new.approved,
                    new.created.to_bits(),
                    new.changed.to_bits(),
                    new.open,
                    new.fields,
                    heads,
                ])?;
            batch.gather(old.rid, &old.entries, &mut new.entries);
            return Ok(old.rid);
        }
        self.conn
            .prepare_cached(
                "INSERT INTO record(id, form, parent, root, scope, state, void, approved,
                 created, changed, open, fields, heads)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                &new.place.id.as_bytes()[..],
                names.text(&self.conn, &new.place.form)?,
                new.place.parent.as_ref().map(|p| &p.as_bytes()[..]),
                &new.place.root.as_bytes()[..],
                names.scope(&self.conn, &new.place.scope)?,
                new.state,
                new.void,
                new.approved,
                new.created.to_bits(),
                new.changed.to_bits(),
                new.open,
                new.fields,
                heads,
            ])?;
        let rid = self.conn.last_insert_rowid();
        batch.gather_new(rid, &mut new.entries);
        Ok(rid)
    }

    /// Takes a record's row and its index entries away.
    pub(super) fn remove_record(&self, batch: &mut IndexBatch, old: &Stood) -> Result<()> {
        batch.gather(old.rid, &old.entries, &mut Entries::default());
        self.conn
            .prepare_cached("DELETE FROM record WHERE rid = ?1")?
            .execute([old.rid])?;
        Ok(())
    }

    fn stored_heads(&self, heads: &Heads) -> Result<StoredHeads> {
        let short = |dot: &Dot| -> Result<(i64, u64)> {
            Ok((self.names().device(&self.conn, dot.device)?, dot.seq))
        };
        let heads = match heads {
            Heads::All(dot) => {
                return Ok(StoredHeads {
                    all: Some(short(dot)?),
                    of: BTreeMap::new(),
                });
            }
            Heads::Of(heads) => heads,
        };
        let mut count: BTreeMap<Dot, usize> = BTreeMap::new();
        for dots in heads.values() {
            if let [only] = dots.as_slice() {
                *count.entry(*only).or_default() += 1;
            }
        }
        let common = count
            .iter()
            .max_by_key(|(dot, n)| (**n, **dot))
            .map(|(dot, _)| *dot);
        let mut of = BTreeMap::new();
        for (name, dots) in heads {
            if !matches!((dots.as_slice(), common), ([only], Some(all)) if *only == all) {
                of.insert(name.clone(), dots.iter().map(short).collect::<Result<_>>()?);
            }
        }
        Ok(StoredHeads {
            all: common.as_ref().map(short).transpose()?,
            of,
        })
    }

    /// Every record with a field in conflict or waiting, or changed apart from a
    /// void or an approval, oldest first.
    pub fn unsettled(&self) -> Result<Vec<Record>> {
        // Named, because to sort by id the planner would rather read every record.
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record INDEXED BY record_open
             WHERE open IS NOT NULL OR apart IS NOT NULL ORDER BY id"
        ))?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(self.read_record(row)?.1);
        }
        Ok(found)
    }

    /// The changes that a record's void or approval did not see.
    pub fn apart(&self, id: RecordId) -> Result<Vec<Dot>> {
        let text: Option<Option<String>> = self
            .conn
            .prepare_cached("SELECT apart FROM record WHERE id = ?1")?
            .query_row([&id.as_bytes()[..]], |r| r.get(0))
            .optional()?;
        let texts: Vec<String> = text.flatten().map_or(Ok(Vec::new()), |t| json(&t))?;
        texts.iter().map(|t| t.parse()).collect()
    }

    pub(super) fn set_apart(&self, rid: i64, dots: &[Dot]) -> Result<()> {
        let text = if dots.is_empty() {
            None
        } else {
            Some(to_json(
                &dots.iter().map(ToString::to_string).collect::<Vec<_>>(),
            )?)
        };
        self.conn
            .prepare_cached("UPDATE record SET apart = ?2 WHERE rid = ?1")?
            .execute(params![rid, text])?;
        Ok(())
    }
}

impl Store {
    /// Reads without writing: a transaction that is always taken back.
    pub fn read<T>(&mut self, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let conn = self.conn.transaction()?;
        let tx = Tx {
            conn,
            forms: std::sync::Arc::clone(&self.forms),
            names: &self.names,
            numbers: std::sync::Arc::clone(&self.numbers),
        };
        work(&tx)
    }
}

#[cfg(test)]
#[path = "records_test.rs"]
mod tests;
