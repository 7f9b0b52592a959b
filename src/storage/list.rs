//! Lists: one page of records by index, never all of them.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};
use serde::{Deserialize, Serialize};

use super::Tx;
use super::index::Key;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The form.
    pub form: String,
    /// Indexed fields and the value each must have.
    pub filters: Vec<(String, Value)>,
    /// An indexed field to sort by; else the oldest record first.
    pub sort: Option<String>,
    /// Backwards.
    pub descending: bool,
    /// Void records instead of the others; they are sorted by age only.
    pub void: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Records to a page, at least 1.
    pub limit: u32,
}

/// Where a page ended; only for the same query in the same database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    value: CursorKey,
    rid: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum CursorKey {
    Int(i64),
    Text(String),
    Id([u8; 16]),
}

impl Cursor {
    /// The cursor as one word for a command line.
    #[must_use]
    pub fn to_word(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        crate::domain::id::hex(&json)
    }

    /// Reads such a word.
    pub fn from_word(word: &str) -> Result<Self> {
        let bad = || Fault::new("E_CURSOR");
        let digits: Option<Vec<u8>> = word
            .as_bytes()
            .chunks(2)
            .map(|pair| {
                crate::domain::id::unhex::<1>(std::str::from_utf8(pair).ok()?).map(|b| b[0])
            })
            .collect();
        serde_json::from_slice(&digits.ok_or_else(bad)?).map_err(|_| bad())
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// The records.
    pub items: Vec<Record>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// The pieces of a statement under construction.
struct Sentence {
    sql: String,
    values: Vec<Sql>,
}

impl Sentence {
    fn push(&mut self, sql: &str, value: impl Into<Sql>) {
        self.values.push(value.into());
        self.sql
            .push_str(&sql.replace('?', &format!("?{}", self.values.len())));
    }
}

fn key_sql(key: Key) -> Sql {
    match key {
        Key::Int(number) => Sql::Integer(number),
        Key::Text(text) => Sql::Text(text),
    }
}

impl Tx<'_> {
    /// One page of a list, by keyset: as fast at a million records as at a hundred.
    pub fn list(&self, query: &Query) -> Result<Page> {
        let empty = Page {
            items: Vec::new(),
            next: None,
        };
        let names = self.names();
        let Some(form) = names.find(&self.conn, &query.form)? else {
            return Ok(empty);
        };
        let direction = if query.descending {
            ("<", "DESC")
        } else {
            (">", "ASC")
        };
        let mut sentence = Sentence {
            sql: String::new(),
            values: Vec::new(),
        };
        // Without a sort the first filter's index row is walked, not the whole form.
        let sort = query
            .sort
            .as_ref()
            .or(query.filters.first().map(|(field, _)| field));
        let rid = if let Some(sort) = sort {
            let Some(field) = names.find(&self.conn, sort)? else {
                return Ok(empty);
            };
            sentence
                .sql
                .push_str("SELECT x.value, x.rid FROM ix x WHERE ");
            sentence.push("x.form = ?", form);
            sentence.push(" AND x.field = ?", field);
            if let (None, Some((_, value))) = (&query.sort, query.filters.first()) {
                for key in Key::of(value) {
                    sentence.push(" AND x.value = ?", key_sql(key));
                }
            }
            if let Some(after) = &query.after {
                let value = match &after.value {
                    CursorKey::Int(number) => Sql::Integer(*number),
                    CursorKey::Text(text) => Sql::Text(text.clone()),
                    CursorKey::Id(_) => return Err(Fault::new("E_CURSOR")),
                };
                sentence.push(&format!(" AND (x.value, x.rid) {} (?", direction.0), value);
                sentence.push(", ?)", after.rid);
            }
            "x.rid"
        } else {
            sentence
                .sql
                .push_str("SELECT r.id, r.rid FROM record r WHERE ");
            sentence.push("r.form = ?", form);
            sentence.push(" AND r.void = ?", i64::from(query.void));
            if let Some(after) = &query.after {
                let CursorKey::Id(id) = after.value else {
                    return Err(Fault::new("E_CURSOR"));
                };
                sentence.push(&format!(" AND r.id {} ?", direction.0), id.to_vec());
            }
            "r.rid"
        };
        if !self.filter(&mut sentence, form, rid, &query.filters)? {
            return Ok(empty);
        }
        let order = if sort.is_some() {
            format!(" ORDER BY x.value {0}, x.rid {0}", direction.1)
        } else {
            format!(" ORDER BY r.id {}", direction.1)
        };
        sentence.sql.push_str(&order);
        sentence.push(" LIMIT ?", i64::from(query.limit) + 1);
        self.page(&sentence, query.limit)
    }

    /// Adds the filters; false if one can match nothing.
    fn filter(
        &self,
        sentence: &mut Sentence,
        form: i64,
        rid: &str,
        filters: &[(String, Value)],
    ) -> Result<bool> {
        for (field, value) in filters {
            let Some(field) = self.names().find(&self.conn, field)? else {
                return Ok(false);
            };
            for key in Key::of(value) {
                sentence.push(" AND EXISTS (SELECT 1 FROM ix f WHERE f.form = ?", form);
                sentence.push(" AND f.field = ?", field);
                sentence.push(" AND f.value = ?", key_sql(key));
                sentence.sql.push_str(" AND f.rid = ");
                sentence.sql.push_str(rid);
                sentence.sql.push(')');
            }
        }
        Ok(true)
    }

    fn page(&self, sentence: &Sentence, limit: u32) -> Result<Page> {
        let mut statement = self.conn.prepare_cached(&sentence.sql)?;
        let mut rows = statement.query(params_from_iter(&sentence.values))?;
        let mut found: Vec<(CursorKey, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let key = match row.get::<_, Sql>(0)? {
                Sql::Integer(number) => CursorKey::Int(number),
                Sql::Text(text) => CursorKey::Text(text),
                Sql::Blob(id) => {
                    CursorKey::Id(id.try_into().map_err(|_| Fault::new("E_DB_DAMAGED"))?)
                }
                _ => return Err(Fault::new("E_DB_DAMAGED")),
            };
            found.push((key, row.get(1)?));
        }
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more);
        let next = next.map(|(value, rid)| Cursor {
            value: value.clone(),
            rid: *rid,
        });
        let items = found
            .iter()
            .map(|(_, rid)| self.record_at(*rid))
            .collect::<Result<_>>()?;
        Ok(Page { items, next })
    }

    /// How many records a query without cursor would list in all.
    pub fn count(&self, query: &Query) -> Result<u64> {
        let Some(form) = self.names().find(&self.conn, &query.form)? else {
            return Ok(0);
        };
        let mut sentence = Sentence {
            sql: "SELECT count(*) FROM record r WHERE ".to_owned(),
            values: Vec::new(),
        };
        sentence.push("r.form = ?", form);
        sentence.push(" AND r.void = ?", i64::from(query.void));
        if !self.filter(&mut sentence, form, "r.rid", &query.filters)? {
            return Ok(0);
        }
        let mut statement = self.conn.prepare_cached(&sentence.sql)?;
        Ok(statement.query_row(params_from_iter(&sentence.values), |r| r.get(0))?)
    }

    /// The records of a form that have this value in an indexed field, at most `limit`.
    pub fn having(
        &self,
        form: &str,
        field: &str,
        value: &Value,
        limit: u32,
    ) -> Result<Vec<Record>> {
        let filters = vec![(field.to_owned(), value.clone())];
        let (form, sort) = (form.to_owned(), Some(field.to_owned()));
        Ok(self
            .list(&Query {
                form,
                filters,
                sort,
                limit,
                ..Query::default()
            })?
            .items)
    }

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
             GROUP BY value HAVING count(*) > 1 LIMIT ?3",
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
             WHERE a.form = ?1 AND a.field = ?2
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
