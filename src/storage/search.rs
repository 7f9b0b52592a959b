//! Search: names by pinyin and whole numbers by prefix, text by phrases.

use rusqlite::params;

use super::index::{exact_key, prefix_key};
use super::{Query, Tx};
use crate::domain::fault::Result;
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::text::{pinyin, split};

/// How many index rows are read for each record wanted: a name has several keys.
const KEYS_PER_HIT: u32 = 8;

/// What a search found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The record with the word in it.
    pub record: Record,
    /// The record at the top, if that is another: the minutes of a topic.
    pub root: Option<Record>,
}

impl Tx<'_> {
    /// Records whose names begin with what was typed in pinyin (full, initials, in
    /// any reading), whose numbers begin with it, or whose text holds it; at most
    /// `limit`, names and numbers first. Void records are not found.
    pub fn search(&self, typed: &str, limit: u32) -> Result<Vec<Hit>> {
        let mut rids: Vec<i64> = Vec::new();
        if let Some(query) = pinyin::query(typed) {
            self.by_prefix(&query, limit, &mut rids)?;
        }
        let exact = exact_key(typed);
        if exact.chars().any(|c| c.is_ascii_digit()) {
            self.by_prefix(&exact, limit, &mut rids)?;
        }
        if rids.len() < limit as usize
            && let Some(phrase) = split::phrase(typed)
        {
            self.by_words(&phrase, limit, &mut rids)?;
        }
        rids.truncate(limit as usize);
        rids.into_iter().map(|rid| self.hit(rid)).collect()
    }

    /// Each form's own range of keys, then all in the order of the keys.
    fn by_prefix(&self, key: &str, limit: u32, rids: &mut Vec<i64>) -> Result<()> {
        let mut found: Vec<(String, i64)> = Vec::new();
        let mut statement = self.conn.prepare_cached(
            "SELECT key, rid FROM prefix WHERE key >= ?1 AND key < ?2 ORDER BY key, rid LIMIT ?3",
        )?;
        for form in self.forms().iter() {
            let Some(form) = self.names().find(&self.conn, &form.id)? else {
                continue;
            };
            let begin = prefix_key(form, key);
            let end = pinyin::upper_bound(&begin);
            let mark = prefix_key(form, "");
            let mut rows =
                statement.query(params![begin, end, limit.saturating_mul(KEYS_PER_HIT)])?;
            while let Some(row) = rows.next()? {
                let key: String = row.get(0)?;
                let key = key.strip_prefix(&mark).unwrap_or(&key).to_owned();
                found.push((key, row.get(1)?));
            }
        }
        found.sort_unstable();
        for (_, rid) in found {
            if !rids.contains(&rid) {
                rids.push(rid);
            }
        }
        Ok(())
    }

    fn by_words(&self, phrase: &str, limit: u32, rids: &mut Vec<i64>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
        )?;
        let mut rows = statement.query(params![phrase, limit])?;
        while let Some(row) = rows.next()? {
            let rid = row.get(0)?;
            if !rids.contains(&rid) {
                rids.push(rid);
            }
        }
        Ok(())
    }

    /// Records with exactly this search key (a pinyin of a name, a whole number), at
    /// most `limit` of each form.
    pub fn with_key(&self, key: &str, limit: u32) -> Result<Vec<Record>> {
        let mut rids: Vec<i64> = Vec::new();
        let mut statement = self
            .conn
            .prepare_cached("SELECT rid FROM prefix WHERE key = ?1 ORDER BY rid DESC LIMIT ?2")?;
        for form in self.forms().iter() {
            if let Some(form) = self.names().find(&self.conn, &form.id)? {
                let found =
                    statement.query_map(params![prefix_key(form, key), limit], |r| r.get(0))?;
                rids.extend(found.collect::<rusqlite::Result<Vec<i64>>>()?);
            }
        }
        rids.into_iter().map(|rid| self.record_at(rid)).collect()
    }

    fn hit(&self, rid: i64) -> Result<Hit> {
        let record = self.record_at(rid)?;
        let root = if record.root == record.id {
            None
        } else {
            self.record(record.root)?
        };
        Ok(Hit { record, root })
    }

    /// Records of one form whose name has this pinyin or beginning, at most `limit`.
    pub fn named(&self, form: &str, typed: &str, limit: u32) -> Result<Vec<RecordId>> {
        let page = self.list(&Query {
            form: form.to_owned(),
            typed: typed.to_owned(),
            limit,
            ..Query::default()
        })?;
        Ok(page.items.into_iter().map(|r| r.id).collect())
    }
}
