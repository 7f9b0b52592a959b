//! Rows that wait in a state, and records of one value whatever their number: read by
//! index, so that what is done and over costs nothing.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::Tx;
use super::index::{Key, queue_key};
use super::list::Counted;
use crate::domain::fault::Result;
use crate::domain::form::{Form, RETURNED};
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::text::pinyin::upper_bound;

/// Which rows wait.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// The rows' form; its states say what they are ordered by.
    pub form: String,
    /// The states that wait.
    pub states: Vec<String>,
    /// A field of the record above and the value it must have.
    pub above: Option<(String, String)>,
}

/// How many wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// In all.
    pub all: Counted,
    /// Before the day that was asked for.
    pub before: Counted,
}

/// A row that waits: what it is ordered by, itself, the record above.
type Waiter = (String, i64, i64);

/// Rows of one state in their order, below a record that is not void. Both records are
/// read, so as many are asked for as are wanted.
const OF_STATE: &str = "SELECT s.value, s.rid, p.rid FROM ix s
     JOIN record r ON r.rid = s.rid
     JOIN record p ON p.id = r.parent AND p.scope = r.scope AND p.void = 0
     WHERE s.form = ?1 AND s.field = ?2 AND s.value >= ?3 AND s.value < ?4
     ORDER BY s.value, s.rid LIMIT ?5";

/// Rows below the records that have a value, in any order.
const BELOW: &str = "SELECT coalesce(r.fields ->> ?4, ''), r.rid, p.rid FROM ix a
     JOIN record p ON p.rid = a.rid
     JOIN record r ON r.parent = p.id AND r.form = ?5 AND r.scope = p.scope AND r.void = 0
     WHERE a.form = ?1 AND a.field = ?2 AND a.value = ?3
       AND r.state IN (SELECT value FROM json_each(?6))";

fn path(field: &str) -> String {
    format!("$.\"{field}\"")
}

impl Tx<'_> {
    /// The first `limit` of the rows that wait, each with the record above.
    pub fn waiting(&self, ask: &Waiting, limit: u32) -> Result<Vec<(Record, Record)>> {
        let waiters = self.waiters(ask, limit)?.into_iter();
        let pair = |(_, row, above)| Ok((self.record_at(row)?, self.record_at(above)?));
        waiters.take(limit as usize).map(pair).collect()
    }

    /// How many rows wait, and how many of them stand before `day` in the order; both
    /// counted as far as `most`.
    pub fn waiting_tally(&self, ask: &Waiting, day: &str, most: u32) -> Result<Waits> {
        let waiters = self.waiters(ask, most.saturating_add(1))?;
        let before = waiters
            .iter()
            .filter(|(by, ..)| !by.is_empty() && **by < *day);
        Ok(Waits {
            before: Counted::within(before.count() as u64, most),
            all: Counted::within(waiters.len() as u64, most),
        })
    }

    /// The rows that wait, in order: all, or of each state the first so many.
    fn waiters(&self, ask: &Waiting, limit: u32) -> Result<Vec<Waiter>> {
        let forms = std::sync::Arc::clone(self.forms());
        let Some(form) = forms.get(&ask.form) else {
            return Ok(Vec::new());
        };
        let mut waiters = match &ask.above {
            Some(above) => self.waiters_below(form, &ask.states, above)?,
            None => self.waiters_of(form, &ask.states, limit)?,
        };
        waiters.sort_unstable();
        Ok(waiters)
    }

    fn waiters_of(&self, form: &Form, states: &[String], limit: u32) -> Result<Vec<Waiter>> {
        let of = self.numbers.of(&form.id);
        let Some((of, (field, ..))) = of.and_then(|of| Some((of, of.queue()?))) else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(OF_STATE)?;
        let mut waiters = Vec::new();
        for state in states {
            let begin = queue_key(state, "");
            let end = upper_bound(&begin);
            let rows = statement.query_map(params![of.form, field, begin, end, limit], |r| {
                Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?))
            })?;
            for row in rows {
                let (key, row, above) = row?;
                let by = key.strip_prefix(&begin).unwrap_or_default();
                waiters.push((by.to_owned(), row, above));
            }
        }
        Ok(waiters)
    }

    fn waiters_below(
        &self,
        form: &Form,
        states: &[String],
        (field, value): &(String, String),
    ) -> Result<Vec<Waiter>> {
        let names = self.names();
        let by = form.state.as_ref().and_then(|machine| machine.by.as_ref());
        let (Some(above), Some(by), Some(own)) =
            (self.forms().above(form), by, self.numbers.of(&form.id))
        else {
            return Ok(Vec::new());
        };
        let (Some(above), Some(field)) = (
            names.find(&self.conn, &above.id)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(Vec::new());
        };
        let states = serde_json::to_string(states).unwrap_or_default();
        let values = params![above, field, value, path(by), own.form, states];
        let mut statement = self.conn.prepare_cached(BELOW)?;
        let rows = statement.query_map(values, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The record of a form with this value in an indexed field that stands last by
    /// another field, among those where `also` has its value too.
    pub fn last_of(
        &self,
        form: &str,
        (field, value): (&str, &Value),
        by: &str,
        also: Option<(&str, &str)>,
    ) -> Result<Option<Record>> {
        let names = self.names();
        let (Some(form), Some(field), Some(Key::Text(value))) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
            Key::of(value).into_iter().next(),
        ) else {
            return Ok(None);
        };
        let rid: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT r.rid FROM ix x JOIN record r ON r.rid = x.rid
                 WHERE x.form = ?1 AND x.field = ?2 AND x.value = ?3
                   AND (?5 IS NULL OR r.fields ->> ?5 = ?6)
                 ORDER BY r.fields ->> ?4 DESC, r.rid DESC LIMIT 1",
            )?
            .query_row(
                (
                    form,
                    field,
                    value,
                    path(by),
                    also.map(|(f, _)| path(f)),
                    also.map(|(_, v)| v),
                ),
                |r| r.get(0),
            )
            .optional()?;
        rid.map(|rid| self.record_at(rid)).transpose()
    }

    /// Records of a form whose indexed field lies between two values, both included,
    /// and which have these other values; the last first, at most `limit`.
    pub fn between(
        &self,
        form: &str,
        (field, low, high): (&str, &str, &str),
        with: &[(&str, &str)],
        limit: u32,
    ) -> Result<Vec<Record>> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(Vec::new());
        };
        let mut sql = "SELECT x.rid FROM ix x WHERE x.form = ?1 AND x.field = ?2
                       AND x.value BETWEEN ?3 AND ?4"
            .to_owned();
        let mut values: Vec<Sql> = vec![
            form.into(),
            field.into(),
            Sql::Text(low.to_owned()),
            Sql::Text(high.to_owned()),
        ];
        for (other, value) in with {
            let Some(other) = names.find(&self.conn, other)? else {
                return Ok(Vec::new());
            };
            values.push(other.into());
            values.push(Sql::Text((*value).to_owned()));
            let n = values.len();
            let at = n - 1;
            sql = format!(
                "{sql} AND EXISTS (SELECT 1 FROM ix f WHERE f.form = ?1 AND f.field = ?{at}
                   AND f.value = ?{n} AND f.rid = x.rid)"
            );
        }
        values.push(i64::from(limit).into());
        let last = values.len();
        sql = format!("{sql} ORDER BY x.value DESC, x.rid DESC LIMIT ?{last}");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |r| r.get(0))?;
        let rids: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
        rids.into_iter().map(|rid| self.record_at(rid)).collect()
    }

    /// Tells every record of a form whose date, an indexed field, lies from the first day
    /// on and before the last; nothing for records that are void.
    pub fn each_dated(
        &self,
        form: &str,
        (field, from, to): (&str, &str, &str),
        mut each: impl FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT rid FROM ix WHERE form = ?1 AND field = ?2 AND value >= ?3 AND value < ?4
             ORDER BY value, rid",
        )?;
        let mut rows = statement.query(params![form, field, from, to])?;
        while let Some(row) = rows.next()? {
            each(self.record_at(row.get(0)?)?)?;
        }
        Ok(())
    }

    /// The records of a form that were given back to be mended, the oldest first.
    pub fn returned(&self, form: &str) -> Result<Vec<Record>> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, RETURNED)?,
        ) else {
            return Ok(Vec::new());
        };
        let mut statement = self
            .conn
            .prepare_cached("SELECT rid FROM ix WHERE form = ?1 AND field = ?2 ORDER BY rid")?;
        let rids = statement.query_map([form, field], |r| r.get(0))?;
        let rids: Vec<i64> = rids.collect::<rusqlite::Result<_>>()?;
        rids.into_iter().map(|rid| self.record_at(rid)).collect()
    }

    /// How many records of a form have an indexed field between two values, both included.
    pub fn count_between(&self, form: &str, (field, low, high): (&str, &str, &str)) -> Result<u64> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(0);
        };
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM ix WHERE form = ?1 AND field = ?2
                 AND value BETWEEN ?3 AND ?4",
            )?
            .query_row(params![form, field, low, high], |r| r.get(0))?)
    }
}
