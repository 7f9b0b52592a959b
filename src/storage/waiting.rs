//! Rows that wait in a state, and records of one value whatever their number: read by
//! index, so that what is done and over costs nothing.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};

use super::Tx;
use super::index::Key;
use crate::domain::fault::Result;
use crate::domain::form::RETURNED;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// Which rows wait.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// The rows' form.
    pub form: String,
    /// Its indexed field of states, and those that wait.
    pub states: (String, Vec<String>),
    /// The field they are ordered by.
    pub order: String,
    /// A field of the record above and the value it must have.
    pub above: Option<(String, String)>,
}

/// How many wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// In all.
    pub all: u64,
    /// Before the day that was asked for.
    pub before: u64,
}

/// What follows `SELECT …`: rows in their states, below a record that is not void.
const FROM: &str = "FROM ix s JOIN record r ON r.rid = s.rid
     JOIN record p ON p.id = r.parent AND p.scope = r.scope AND p.void = 0
     WHERE s.form = ?1 AND s.field = ?2
       AND s.value IN (SELECT value FROM json_each(?3))
       AND (?5 IS NULL OR p.fields ->> ?5 = ?6)";

fn path(field: &str) -> String {
    format!("$.\"{field}\"")
}

impl Tx<'_> {
    /// The first `limit` of the rows that wait, each with the record above.
    pub fn waiting(&self, ask: &Waiting, limit: u32) -> Result<Vec<(Record, Record)>> {
        let Some(mut values) = self.waiting_values(ask)? else {
            return Ok(Vec::new());
        };
        values.push(i64::from(limit).into());
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT r.rid, p.rid {FROM} ORDER BY r.fields ->> ?4, r.rid LIMIT ?7"
        ))?;
        let rows = statement.query_map(params_from_iter(values), |r| Ok((r.get(0)?, r.get(1)?)))?;
        let rids: Vec<(i64, i64)> = rows.collect::<rusqlite::Result<_>>()?;
        let pair = |(row, above)| Ok((self.record_at(row)?, self.record_at(above)?));
        rids.into_iter().map(pair).collect()
    }

    /// How many rows wait, and how many of them stand before `day` in the order.
    pub fn waiting_tally(&self, ask: &Waiting, day: &str) -> Result<Waits> {
        let Some(mut values) = self.waiting_values(ask)? else {
            return Ok(Waits::default());
        };
        values.push(Sql::Text(day.to_owned()));
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT count(*), coalesce(sum(r.fields ->> ?4 < ?7), 0) {FROM}"
        ))?;
        Ok(statement.query_row(params_from_iter(values), |r| {
            Ok(Waits {
                all: r.get(0)?,
                before: r.get(1)?,
            })
        })?)
    }

    fn waiting_values(&self, ask: &Waiting) -> Result<Option<Vec<Sql>>> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, &ask.form)?,
            names.find(&self.conn, &ask.states.0)?,
        ) else {
            return Ok(None);
        };
        let states = serde_json::to_string(&ask.states.1).unwrap_or_default();
        let (above, value) = match &ask.above {
            Some((field, value)) => (Sql::Text(path(field)), Sql::Text(value.clone())),
            None => (Sql::Null, Sql::Null),
        };
        let order = Sql::Text(path(&ask.order));
        Ok(Some(vec![
            form.into(),
            field.into(),
            Sql::Text(states),
            order,
            above,
            value,
        ]))
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
        let mut rows = statement.query(rusqlite::params![form, field, from, to])?;
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
            .query_row(rusqlite::params![form, field, low, high], |r| r.get(0))?)
    }
}
