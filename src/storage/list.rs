//! Lists: one page of records by index, never all of them.

use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::Tx;
use super::index::Key;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::REVIEW;
use crate::domain::record::Record;
use crate::domain::value::Value;

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The form.
    pub form: String,
    /// What was typed: pinyin, a number, words. Then the order is that of the index,
    /// names and numbers first, and `sort` is not looked at. Empty: all records.
    pub typed: String,
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

impl Query {
    /// The records of a form that wait for an approval, what was written down last first.
    #[must_use]
    pub fn in_review(form: &str) -> Self {
        Self::awaiting(form, (REVIEW, "true"))
    }

    /// The same of what waits in a state, as [`crate::domain::form::Form::awaits`] says it.
    #[must_use]
    pub fn awaiting(form: &str, (field, code): (&str, &str)) -> Self {
        let value = if field == REVIEW {
            true.into()
        } else {
            code.into()
        };
        Self {
            form: form.to_owned(),
            filters: vec![(field.to_owned(), value)],
            descending: true,
            ..Self::default()
        }
    }
}

/// Where a page ended; only for the same query in the same database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub(super) value: CursorKey,
    pub(super) rid: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum CursorKey {
    Int(i64),
    Text(String),
    Id([u8; 16]),
    /// In a search: which of its roads, the key on it, the child of what stands there.
    Found {
        road: usize,
        key: String,
        child: i64,
    },
    /// Behind all values.
    Blank(()),
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

/// How many there are, counted as far as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// So many at least.
    pub n: u64,
    /// Whether there are more.
    pub more: bool,
}

impl Counted {
    pub(super) fn within(n: u64, most: u32) -> Self {
        let most = u64::from(most);
        Self {
            n: n.min(most),
            more: n > most,
        }
    }
}

/// With so few records behind one filter they are read and sorted here, instead of
/// walking an index in which they are rare.
pub(super) const FEW: u32 = 1000;

/// The pieces of a statement under construction.
#[derive(Default)]
pub(super) struct Sentence {
    pub(super) sql: String,
    pub(super) values: Vec<Sql>,
}

impl Sentence {
    pub(super) fn push(&mut self, sql: &str, value: impl Into<Sql>) {
        self.values.push(value.into());
        self.sql
            .push_str(&sql.replace('?', &format!("?{}", self.values.len())));
    }
}

pub(super) fn key_sql(key: Key) -> Sql {
    match key {
        Key::Int(number) => Sql::Integer(number),
        Key::Text(text) => Sql::Text(text),
        Key::Blank => Sql::Blob(Vec::new()),
    }
}

/// The keys of a filter: what it asks for, or that nothing stands there.
pub(super) fn filter_keys(value: &Value) -> Vec<Key> {
    let keys = Key::of(value);
    if keys.is_empty() {
        vec![Key::Blank]
    } else {
        keys
    }
}

/// The filters that are still to be asked of records behind one of them.
fn beside<'q>(
    filters: &'q [(String, Value)],
    behind: Option<&'q (String, Value)>,
) -> impl Iterator<Item = &'q (String, Value)> {
    // A record behind one of several codes may lack the others.
    let behind = behind.filter(|(_, value)| filter_keys(value).len() == 1);
    let same = move |one| behind.is_some_and(|behind| std::ptr::eq(behind, one));
    filters.iter().filter(move |one| !same(*one))
}

impl Tx<'_> {
    /// One page of a list, by keyset: as fast at a million records as at a hundred.
    pub fn list(&self, query: &Query) -> Result<Page> {
        let empty = Page {
            items: Vec::new(),
            next: None,
        };
        let Some(form) = self.names().find(&self.conn, &query.form)? else {
            return Ok(empty);
        };
        if !query.typed.trim().is_empty() {
            return self.found(form, query);
        }
        let narrow = self.narrowest(form, &query.filters)?;
        if let (Some(sort), Some((filter, count))) = (&query.sort, &narrow)
            && !count.more
            && query.filters.get(*filter).is_some_and(|(f, _)| f != sort)
        {
            return self.few_sorted(form, query, *filter, sort);
        }
        let direction = if query.descending {
            ("<", "DESC")
        } else {
            (">", "ASC")
        };
        let mut sentence = Sentence::default();
        // Without a sort the narrowest filter's index row is walked, not the whole form.
        let filter = narrow.and_then(|(filter, _)| query.filters.get(filter));
        let sort = query.sort.as_ref().or(filter.map(|(field, _)| field));
        // So is that of a filter by the very field that sorts.
        let walked = match &query.sort {
            Some(sort) => query.filters.iter().find(|(field, _)| field == sort),
            None => filter,
        };
        let rid = if let Some(sort) = sort {
            let Some(field) = self.names().find(&self.conn, sort)? else {
                return Ok(empty);
            };
            sentence
                .sql
                .push_str("SELECT x.value, x.rid FROM ix x WHERE ");
            sentence.push("x.form = ?", form);
            sentence.push(" AND x.field = ?", field);
            // One value is enough here: that all fit is asked below.
            let key = walked.and_then(|(_, value)| filter_keys(value).into_iter().next());
            if let Some(key) = key {
                sentence.push(" AND x.value = ?", key_sql(key));
            }
            if let Some(after) = &query.after {
                let value = match &after.value {
                    CursorKey::Int(number) => Sql::Integer(*number),
                    CursorKey::Text(text) => Sql::Text(text.clone()),
                    CursorKey::Blank(()) => Sql::Blob(Vec::new()),
                    CursorKey::Id(_) | CursorKey::Found { .. } => {
                        return Err(Fault::new("E_CURSOR"));
                    }
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
        if !self.filter(&mut sentence, form, rid, beside(&query.filters, walked))? {
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

    /// The filter with the fewest records behind it, counted as far as [`FEW`].
    pub(super) fn narrowest(
        &self,
        form: i64,
        filters: &[(String, Value)],
    ) -> Result<Option<(usize, Counted)>> {
        let mut best: Option<(usize, Counted)> = None;
        for (at, one) in filters.iter().enumerate() {
            let mut sentence = Sentence::default();
            sentence.sql.push_str("SELECT count(*) FROM (");
            let n: u64 = if self.behind(&mut sentence, form, one)? {
                sentence.push(" LIMIT ?)", i64::from(FEW) + 1);
                let mut statement = self.conn.prepare_cached(&sentence.sql)?;
                statement.query_row(params_from_iter(&sentence.values), |r| r.get(0))?
            } else {
                0
            };
            let count = Counted::within(n, FEW);
            if best.is_none_or(|(_, b)| count.n < b.n) {
                best = Some((at, count));
            }
        }
        Ok(best)
    }

    /// `SELECT x.rid …` of the records behind one filter; false if nothing can be.
    pub(super) fn behind(
        &self,
        sentence: &mut Sentence,
        form: i64,
        (field, value): &(String, Value),
    ) -> Result<bool> {
        let Some(field) = self.names().find(&self.conn, field)? else {
            return Ok(false);
        };
        let Some(key) = filter_keys(value).into_iter().next() else {
            return Ok(false);
        };
        sentence.sql.push_str("SELECT x.rid FROM ix x WHERE ");
        sentence.push("x.form = ?", form);
        sentence.push(" AND x.field = ?", field);
        sentence.push(" AND x.value = ?", key_sql(key));
        Ok(true)
    }

    /// The rows of the records behind one filter that fit the others too.
    pub(super) fn rids_behind(
        &self,
        form: i64,
        query: &Query,
        filter: usize,
        limit: u32,
    ) -> Result<Vec<i64>> {
        let mut sentence = Sentence::default();
        let Some(one) = query.filters.get(filter) else {
            return Ok(Vec::new());
        };
        if !self.behind(&mut sentence, form, one)?
            || !self.filter(
                &mut sentence,
                form,
                "x.rid",
                beside(&query.filters, Some(one)),
            )?
        {
            return Ok(Vec::new());
        }
        sentence.push(" LIMIT ?", i64::from(limit));
        let mut statement = self.conn.prepare_cached(&sentence.sql)?;
        let rows = statement.query_map(params_from_iter(&sentence.values), |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A page of few records, sorted here.
    fn few_sorted(&self, form: i64, query: &Query, filter: usize, sort: &str) -> Result<Page> {
        let mut found: Vec<(Key, i64, Record)> = Vec::new();
        for rid in self.rids_behind(form, query, filter, FEW)? {
            let record = self.record_at(rid)?;
            let keys = filter_keys(record.get(sort));
            found.extend(keys.into_iter().map(|key| (key, rid, record.clone())));
        }
        found.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        if query.descending {
            found.reverse();
        }
        if let Some(after) = &query.after {
            let key = match &after.value {
                CursorKey::Int(number) => Key::Int(*number),
                CursorKey::Text(text) => Key::Text(text.clone()),
                CursorKey::Blank(()) => Key::Blank,
                CursorKey::Id(_) | CursorKey::Found { .. } => return Err(Fault::new("E_CURSOR")),
            };
            let last = (key, after.rid);
            let passed = |at: &(Key, i64, Record)| {
                let order = (&at.0, at.1).cmp(&(&last.0, last.1));
                order.is_eq() || order.is_lt() != query.descending
            };
            found.retain(|one| !passed(one));
        }
        let more = found.len() > query.limit as usize;
        found.truncate(query.limit as usize);
        let next = found.last().filter(|_| more).map(|(key, rid, _)| Cursor {
            value: match key {
                Key::Int(number) => CursorKey::Int(*number),
                Key::Text(text) => CursorKey::Text(text.clone()),
                Key::Blank => CursorKey::Blank(()),
            },
            rid: *rid,
        });
        let items = found.into_iter().map(|(_, _, record)| record).collect();
        Ok(Page { items, next })
    }

    /// Adds the filters; false if one can match nothing.
    fn filter<'q>(
        &self,
        sentence: &mut Sentence,
        form: i64,
        rid: &str,
        filters: impl Iterator<Item = &'q (String, Value)>,
    ) -> Result<bool> {
        for (field, value) in filters {
            let Some(field) = self.names().find(&self.conn, field)? else {
                return Ok(false);
            };
            for key in filter_keys(value) {
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
                Sql::Blob(id) if id.is_empty() => CursorKey::Blank(()),
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
        Ok(self.counted(query, u32::MAX)?.n)
    }

    /// How many records a query without cursor would list, counted as far as `most`.
    pub fn counted(&self, query: &Query, most: u32) -> Result<Counted> {
        let Some(form) = self.names().find(&self.conn, &query.form)? else {
            return Ok(Counted::default());
        };
        if !query.typed.trim().is_empty() {
            return self.count_found(form, query, most);
        }
        let mut sentence = Sentence::default();
        sentence.sql.push_str("SELECT count(*) FROM (");
        let narrow = self.narrowest(form, &query.filters)?;
        let filter = narrow.and_then(|(filter, _)| query.filters.get(filter));
        let rid = if let Some(one) = filter {
            if !self.behind(&mut sentence, form, one)? {
                return Ok(Counted::default());
            }
            "x.rid"
        } else {
            sentence.sql.push_str("SELECT 1 FROM record r WHERE ");
            sentence.push("r.form = ?", form);
            sentence.push(" AND r.void = ?", i64::from(query.void));
            "r.rid"
        };
        if !self.filter(&mut sentence, form, rid, beside(&query.filters, filter))? {
            return Ok(Counted::default());
        }
        sentence.push(" LIMIT ?)", i64::from(most) + 1);
        let mut statement = self.conn.prepare_cached(&sentence.sql)?;
        let n = statement.query_row(params_from_iter(&sentence.values), |r| r.get(0))?;
        Ok(Counted::within(n, most))
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
}
