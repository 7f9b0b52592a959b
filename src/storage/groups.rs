//! Records by what they have in common: groups that break a rule together, counts by
//! form, the last row below a record.

use rusqlite::OptionalExtension;
use rusqlite::types::{Value as Sql, ValueRef};

use super::Tx;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::RecordId;
use crate::domain::record::Record;

impl Tx<'_> {
    /// Records of a form, not void, that have the same value in an indexed field, in
    /// groups of more than one.
    pub fn repeated(&self, form: &str, field: &str) -> Result<Vec<Vec<Record>>> {
        let names = self.names();
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT group_concat(rid) FROM ix WHERE form = ?1 AND field = ?2
               AND value < x'' GROUP BY value HAVING count(*) > 1",
        )?;
        let rows = statement.query_map((form, field), |r| r.get::<_, String>(0))?;
        let mut found = Vec::new();
        for rids in rows {
            let rids = rids?;
            let rids = rids.split(',').filter_map(|rid| rid.parse().ok());
            found.push(rids.map(|rid| self.record_at(rid)).collect::<Result<_>>()?);
        }
        Ok(found)
    }

    /// Records of a form that hang on one parent and are in one of these states, where
    /// there is more than one of them: `(parent, records)`.
    pub fn siblings_in(
        &self,
        form: &str,
        states: &[&str],
    ) -> Result<Vec<(RecordId, Vec<RecordId>)>> {
        let machine = self.forms().get(form).and_then(|f| f.state.as_ref());
        let (names, field) = (self.names(), machine.map_or("", |m| m.field.as_str()));
        let (Some(form), Some(field)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, field)?,
        ) else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT r.parent, group_concat(hex(r.id)) FROM ix s JOIN record r ON r.rid = s.rid
             WHERE s.form = ?1 AND s.field = ?2
               AND s.value IN (SELECT value FROM json_each(?3)) AND r.parent IS NOT NULL
             GROUP BY r.parent HAVING count(*) > 1 ORDER BY r.parent",
        )?;
        let states = serde_json::to_string(states).unwrap_or_default();
        let rows = statement.query_map((form, field, states), |r| {
            Ok((RecordId::from_bytes(r.get(0)?), r.get::<_, String>(1)?))
        })?;
        rows.map(|row| {
            row.map(|(parent, ids)| (parent, ids_of(&ids)))
                .map_err(Fault::from)
        })
        .collect()
    }

    /// Records of a form that agree in two indexed fields, in groups of more than one.
    pub fn same_pair(&self, form: &str, one: &str, other: &str) -> Result<Vec<Vec<Record>>> {
        let names = self.names();
        let (Some(form), Some(one), Some(other)) = (
            names.find(&self.conn, form)?,
            names.find(&self.conn, one)?,
            names.find(&self.conn, other)?,
        ) else {
            return Ok(Vec::new());
        };
        // Both indexes are read once, each in its order: a join of them would look one up
        // for every row of the other.
        let mut others: Vec<(i64, usize)> = Vec::new();
        let mut values = 0;
        self.each_value((form, other), |new, rid| {
            values += usize::from(new);
            others.push((rid, values));
            Ok(())
        })?;
        others.sort_unstable();
        let mut groups: Vec<Vec<i64>> = Vec::new();
        let mut here: Vec<i64> = Vec::new();
        self.each_value((form, one), |new, rid| {
            if new {
                agreeing(&others, &mut here, &mut groups);
            }
            here.push(rid);
            Ok(())
        })?;
        agreeing(&others, &mut here, &mut groups);
        let records = groups.iter().map(|group| {
            let records = group.iter().map(|rid| self.record_at(*rid));
            let mut records = records.collect::<Result<Vec<_>>>()?;
            records.sort_unstable_by_key(|record| record.id);
            Ok(records)
        });
        records.collect()
    }

    /// The records with a value in an indexed field, in the order of the values: whether
    /// the value is another than before, and the record's number.
    fn each_value(
        &self,
        (form, field): (i64, i64),
        mut each: impl FnMut(bool, i64) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT value, rid FROM ix WHERE form = ?1 AND field = ?2 AND value < x''
             ORDER BY value, rid",
        )?;
        let mut rows = statement.query((form, field))?;
        let mut last: Option<Sql> = None;
        while let Some(row) = rows.next()? {
            let value = row.get_ref(0)?;
            let new = last.as_ref().is_none_or(|l| ValueRef::from(l) != value);
            if new {
                last = Some(value.try_into().map_err(|_| Fault::new("E_DB_DAMAGED"))?);
            }
            each(new, row.get(1)?)?;
        }
        Ok(())
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

/// Moves those of `here` that agree in the other value to `groups`.
fn agreeing(others: &[(i64, usize)], here: &mut Vec<i64>, groups: &mut Vec<Vec<i64>>) {
    if here.len() > 1 {
        let mut valued: Vec<(usize, i64)> = Vec::new();
        for rid in here.iter() {
            let from = others.partition_point(|(other, _)| other < rid);
            let of = others
                .iter()
                .skip(from)
                .take_while(|(other, _)| other == rid);
            valued.extend(of.map(|(rid, value)| (*value, *rid)));
        }
        valued.sort_unstable();
        let same = valued.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() > 1);
        groups.extend(same.map(|g| g.iter().map(|(_, rid)| *rid).collect()));
    }
    here.clear();
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
