//! What a record leaves in the indexes: filter and sort rows, search keys, words.

use std::collections::{BTreeSet, HashSet};

use rusqlite::params;
use sha2::{Digest, Sha256};

use super::Tx;
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms, RETURNED, Search};
use crate::domain::id::hex;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::text::{pinyin, split};

/// The index entries of one record; a void record has none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entries {
    /// `(field, value)` of each indexed field; a field of several codes has several.
    values: BTreeSet<(String, Key)>,
    /// Keys that searches read by prefix.
    pub(super) prefixes: BTreeSet<String>,
    /// Text by single characters.
    words: String,
}

/// An indexed value: numbers sort before texts, as in the database, and nothing at all
/// sorts last, so that a sorted list leaves nobody out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Int(i64),
    Text(String),
    Blank,
}

impl Key {
    pub(super) fn of(value: &Value) -> Vec<Self> {
        match value {
            Value::Bool(yes) => vec![Self::Int((*yes).into())],
            Value::Int(number) => vec![Self::Int(*number)],
            Value::Text(text) if !text.is_empty() => vec![Self::Text(text.clone())],
            Value::Codes(codes) => codes.iter().cloned().map(Self::Text).collect(),
            _ => Vec::new(),
        }
    }
}

impl rusqlite::ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Int(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Blank => Ok(rusqlite::types::ToSqlOutput::from(&[][..])),
        }
    }
}

/// The search key of a form's records: a range of keys lies within one form, so that a
/// list is searched without reading what others hold.
pub(super) fn prefix_key(form: i64, key: &str) -> String {
    format!("{form}:{key}")
}

/// The word that stands in the text of each record of a form. What people type holds no
/// private-use characters, so nobody can ask for it.
pub(super) fn form_word(form: i64) -> String {
    format!("\u{e001}{form}")
}

/// How a whole number is searched: lower case, without spaces and hyphens.
pub(super) fn exact_key(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_lowercase)
        .collect()
}

impl Entries {
    pub(super) fn of(form: Option<&Form>, record: &Record) -> Self {
        let mut entries = Self::default();
        let Some(form) = form.filter(|_| !record.void) else {
            return entries;
        };
        let mut words = Vec::new();
        for field in &form.fields {
            let value = record.get(&field.id);
            if field.indexed || form.state.as_ref().is_some_and(|m| m.field == field.id) {
                let mut keys = Key::of(value);
                if keys.is_empty() {
                    keys.push(Key::Blank);
                }
                entries
                    .values
                    .extend(keys.into_iter().map(|key| (field.id.clone(), key)));
            }
            let Some(text) = value.text().filter(|t| !t.is_empty()) else {
                continue;
            };
            match field.search {
                Some(Search::Name) => {
                    entries.prefixes.extend(pinyin::keys(text));
                    words.push(split::index_text(text));
                }
                Some(Search::Text) => words.push(split::index_text(text)),
                Some(Search::Exact) => {
                    entries.prefixes.insert(exact_key(text));
                }
                None => {}
            }
        }
        // Only what waits to be mended: what was mended once costs nothing for ever after.
        if record.returned().is_some() && !record.approved {
            let waits = (RETURNED.to_owned(), Key::Int(1));
            entries.values.insert(waits);
        }
        // A private-use character is a word to the tokenizer: no phrase reaches over it.
        entries.words = words.join(" \u{e000} ");
        entries
    }
}

/// How entries are written. Another number has older databases built anew when opened.
const LAYOUT: &str = "3";

/// A digest of what in the forms decides which entries records have.
pub(super) fn digest(forms: &Forms) -> String {
    let mut sha = Sha256::new();
    sha.update(LAYOUT);
    for form in forms.iter() {
        sha.update(form.id.as_bytes());
        if let Some(machine) = &form.state {
            sha.update(format!("{:?}", machine.order));
        }
        for field in &form.fields {
            sha.update(format!(
                "{} {} {:?}\n",
                field.id, field.indexed, field.search
            ));
        }
    }
    hex(&sha.finalize())
}

/// Index changes of many records, gathered and then made in the order of the keys:
/// rows that lie together are written together.
#[derive(Default)]
pub(super) struct IndexBatch {
    values_out: Vec<(i64, i64, Key, i64)>,
    values_in: Vec<(i64, i64, Key, i64)>,
    prefixes_out: Vec<(String, i64)>,
    prefixes_in: Vec<(String, i64)>,
    words_out: Vec<i64>,
    words_in: Vec<(i64, String)>,
    text: usize,
    rids: HashSet<i64>,
}

/// Entries and bytes of text after which a batch is written: some tens of megabytes.
const MANY_ENTRIES: usize = 250_000;
const MUCH_TEXT: usize = 24 << 20;

impl IndexBatch {
    /// Whether it holds entries of this record: what they change must be written before
    /// it is changed again.
    pub(super) fn holds(&self, rid: i64) -> bool {
        self.rids.contains(&rid)
    }

    /// Whether it is large enough to be written.
    pub(super) fn is_full(&self) -> bool {
        self.values_in.len() + self.prefixes_in.len() > MANY_ENTRIES || self.text > MUCH_TEXT
    }
}

impl Tx<'_> {
    /// Gathers what changes in the index entries of record `rid` from `old` to `new`.
    pub(super) fn gather(
        &self,
        batch: &mut IndexBatch,
        form: &str,
        rid: i64,
        old: &Entries,
        new: Entries,
    ) -> Result<()> {
        batch.rids.insert(rid);
        let form = self.names().text(&self.conn, form)?;
        let field = |name: &str| self.names().text(&self.conn, name);
        for (name, key) in old.values.difference(&new.values) {
            batch
                .values_out
                .push((form, field(name)?, key.clone(), rid));
        }
        for prefix in old.prefixes.difference(&new.prefixes) {
            batch.prefixes_out.push((prefix_key(form, prefix), rid));
        }
        if old.words != new.words {
            if !old.words.is_empty() {
                batch.words_out.push(rid);
            }
            if !new.words.is_empty() {
                batch.text += new.words.len();
                let text = format!("{} {}", form_word(form), new.words);
                batch.words_in.push((rid, text));
            }
        }
        for entry in new.values {
            if !old.values.contains(&entry) {
                batch.values_in.push((form, field(&entry.0)?, entry.1, rid));
            }
        }
        let fresh = new
            .prefixes
            .into_iter()
            .filter(|p| !old.prefixes.contains(p));
        let fresh = fresh.map(|prefix| (prefix_key(form, &prefix), rid));
        batch.prefixes_in.extend(fresh);
        Ok(())
    }

    /// Makes the gathered changes.
    pub(super) fn write_index(&self, mut batch: IndexBatch) -> Result<()> {
        batch.values_out.sort_unstable();
        batch.values_in.sort_unstable();
        batch.prefixes_out.sort_unstable();
        batch.prefixes_in.sort_unstable();
        batch.words_in.sort_unstable();
        let run = |sql: &str| self.conn.prepare_cached(sql);
        let mut delete =
            run("DELETE FROM ix WHERE form = ?1 AND field = ?2 AND value = ?3 AND rid = ?4")?;
        for (form, field, key, rid) in &batch.values_out {
            delete.execute(params![form, field, key, rid])?;
        }
        let mut insert = run("INSERT INTO ix(form, field, value, rid) VALUES (?1, ?2, ?3, ?4)")?;
        for (form, field, key, rid) in &batch.values_in {
            insert.execute(params![form, field, key, rid])?;
        }
        let mut delete = run("DELETE FROM prefix WHERE key = ?1 AND rid = ?2")?;
        for (key, rid) in &batch.prefixes_out {
            delete.execute(params![key, rid])?;
        }
        let mut insert = run("INSERT INTO prefix(key, rid) VALUES (?1, ?2)")?;
        for (key, rid) in &batch.prefixes_in {
            insert.execute(params![key, rid])?;
        }
        let mut delete = run("DELETE FROM words WHERE rowid = ?1")?;
        for rid in &batch.words_out {
            delete.execute([rid])?;
        }
        let mut insert = run("INSERT INTO words(rowid, text) VALUES (?1, ?2)")?;
        for (rid, text) in &batch.words_in {
            insert.execute(params![rid, text])?;
        }
        Ok(())
    }
}
