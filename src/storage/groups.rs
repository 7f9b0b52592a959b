//! Records by what they have in common: groups that break a rule together, counts by
//! form, the last row below a record.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;

use super::Tx;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::RecordId;

impl Tx<'_> {
    /// Values of an indexed field that stand in more than one record of a form that
    /// is not void, with those records; at most `limit` values.
    pub fn repeated(
        &self,
        form: &str,
        field: &str,
        limit: u32,
    ) -> Result<Vec<(String, Vec<RecordId>)>> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT value, group_concat(rid) FROM ix WHERE form = ?1 AND field = ?2
               AND value < x'' GROUP BY value HAVING count(*) > 1 LIMIT ?3",
        )?;
        let rows = statement.query_map((form, field, limit), |r| {
            Ok((r.get::<_, Sql>(0)?, r.get::<_, String>(1)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (value, rids) = row?;
            let value = match value {
                Sql::Text(text) => text,
                Sql::Integer(number) => number.to_string(),
                _ => continue,
            };
            let ids = rids.split(',').filter_map(|r| r.parse().ok());
            let ids = ids
                .map(|rid: i64| Ok(self.record_at(rid)?.id))
                .collect::<Result<_>>()?;
            found.push((value, ids));
        }
        Ok(found)
    }

    /// Records of a form that hang on one parent and are in one of these states, where
    /// there is more than one of them: `(parent, records)`, at most `limit` parents.
    pub fn siblings_in(
        &self,
        form: &str,
        states: &[&str],
        limit: u32,
    ) -> Result<Vec<(RecordId, Vec<RecordId>)>> {
        let Some(form) = self.names().find(&self.conn, form)? else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT parent, group_concat(hex(id)) FROM record
             WHERE form = ?1 AND void = 0 AND parent IS NOT NULL
               AND state IN (SELECT value FROM json_each(?2))
             GROUP BY parent HAVING count(*) > 1 ORDER BY parent LIMIT ?3",
        )?;
        let states = serde_json::to_string(states).unwrap_or_default();
        let rows = statement.query_map((form, states, limit), |r| {
            Ok((RecordId::from_bytes(r.get(0)?), r.get::<_, String>(1)?))
        })?;
        rows.map(|row| {
            row.map(|(parent, ids)| (parent, ids_of(&ids)))
                .map_err(Fault::from)
        })
        .collect()
    }

    /// Records of a form that agree in two indexed fields, in groups of more than one;
    /// at most `limit` groups.
    pub fn same_pair(
        &self,
        form: &str,
        one: &str,
        other: &str,
        limit: u32,
    ) -> Result<Vec<Vec<RecordId>>> {
        let names = self.names();
        let (Some(form), Some(one), Some(other)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, one)?,
            names.find(&self.conn, other)?,
        ) else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT group_concat(hex(r.id)) FROM ix a
             JOIN ix b ON b.form = a.form AND b.field = ?3 AND b.rid = a.rid
             JOIN record r ON r.rid = a.rid
             WHERE a.form = ?1 AND a.field = ?2 AND a.value < x'' AND b.value < x''
             GROUP BY a.value, b.value HAVING count(*) > 1 LIMIT ?4",
        )?;
        let rows = statement.query_map((form, one, other, limit), |r| r.get::<_, String>(0))?;
        rows.map(|row| row.map(|ids| ids_of(&ids)).map_err(Fault::from))
            .collect()
    }

    /// How many records there are of each form that are not void.
    pub fn census(&self) -> Result<Vec<(String, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT n.text, count(*) FROM record r JOIN name n ON n.id = r.form
             WHERE r.void = 0 GROUP BY r.form ORDER BY n.text",
        )?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The latest row order key below a parent, so that the next row goes behind it.
    pub fn last_pos(&self, parent: RecordId, form: &str) -> Result<Option<String>> {
        let Some(form) = self.names().find(&self.conn, form)? else {
            return Ok(None);
        };
        Ok(self
            .conn
            .prepare_cached(
                "SELECT max(fields ->> '$.pos') FROM record WHERE parent = ?1 AND form = ?2",
            )?
            .query_row((&parent.as_bytes()[..], form), |r| r.get(0))
            .optional()?
            .flatten())
    }
}

/// Ids as `group_concat(hex(id))` gives them, sorted.
fn ids_of(text: &str) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> = text
        .split(',')
        .filter_map(|t| RecordId::parse_str(t).ok())
        .collect();
    ids.sort_unstable();
    ids
}
