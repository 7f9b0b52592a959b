//! What a record leaves in the indexes: filter and sort rows, search keys, words.

use std::collections::BTreeSet;

use rusqlite::params;
use sha2::{Digest, Sha256};

use super::Tx;
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms, Search};
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
    prefixes: BTreeSet<String>,
    /// Text by single characters.
    words: String,
}

/// An indexed value: numbers sort before texts, as in the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Int(i64),
    Text(String),
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
        }
    }
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
                let keys = Key::of(value).into_iter();
                entries
                    .values
                    .extend(keys.map(|key| (field.id.clone(), key)));
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
        // A private-use character is a word to the tokenizer: no phrase reaches over it.
        entries.words = words.join(" \u{e000} ");
        entries
    }
}

/// A digest of what in the forms decides which entries records have.
pub(super) fn digest(forms: &Forms) -> String {
    let mut sha = Sha256::new();
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

impl Tx<'_> {
    /// Changes the index entries of record `rid` from `old` to `new`.
    pub(super) fn reindex(&self, form: &str, rid: i64, old: &Entries, new: &Entries) -> Result<()> {
        let names = self.names();
        let form = names.text(&self.conn, form)?;
        for (field, key) in old.values.difference(&new.values) {
            let field = names.text(&self.conn, field)?;
            self.conn
                .prepare_cached(
                    "DELETE FROM ix WHERE form = ?1 AND field = ?2 AND value = ?3 AND rid = ?4",
                )?
                .execute(params![form, field, key, rid])?;
        }
        for (field, key) in new.values.difference(&old.values) {
            let field = names.text(&self.conn, field)?;
            self.conn
                .prepare_cached("INSERT INTO ix(form, field, value, rid) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![form, field, key, rid])?;
        }
        for key in old.prefixes.difference(&new.prefixes) {
            self.conn
                .prepare_cached("DELETE FROM prefix WHERE key = ?1 AND rid = ?2")?
                .execute(params![key, rid])?;
        }
        for key in new.prefixes.difference(&old.prefixes) {
            self.conn
                .prepare_cached("INSERT INTO prefix(key, rid) VALUES (?1, ?2)")?
                .execute(params![key, rid])?;
        }
        if old.words != new.words {
            if !old.words.is_empty() {
                self.conn
                    .prepare_cached("DELETE FROM words WHERE rowid = ?1")?
                    .execute([rid])?;
            }
            if !new.words.is_empty() {
                self.conn
                    .prepare_cached("INSERT INTO words(rowid, text) VALUES (?1, ?2)")?
                    .execute(params![rid, new.words])?;
            }
        }
        Ok(())
    }
}
