//! What a record leaves in the indexes: filter and sort rows, search keys, words.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::numbers::{Numbers, OfForm};
use crate::domain::form::{Form, Forms, Search};
use crate::domain::id::hex;
use crate::domain::record::Record;
use crate::domain::value::{Patch, Value};
use crate::text::{pinyin, split};

/// The index entries of one record; a void record has none.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Entries {
    pub(super) form: i64,
    /// `(field, value)` of each indexed field, in order; a field of several codes has
    /// several.
    pub(super) values: Vec<(i64, Key)>,
    /// Keys that searches read by prefix, in order ([`prefix_key`]).
    pub(super) prefixes: Vec<String>,
    /// Text by single characters, after the form's word; empty if there is none.
    pub(super) words: String,
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
    pub(super) fn of_record(forms: &Forms, numbers: &Numbers, record: &Record) -> Self {
        let form = forms.get(&record.form).filter(|_| !record.void);
        let Some((form, of)) = form.zip(numbers.of(&record.form)) else {
            return Self::default();
        };
        let waits = of.waits(record.approved, record.returned().is_some());
        Self::of(form, of, &record.fields, waits)
    }

    /// The entries of these fields of a form, of a record that waits so
    /// ([`OfForm::waits`]).
    pub(super) fn of(form: &Form, numbers: &OfForm, fields: &Patch, waits: Option<i64>) -> Self {
        let mut values: Vec<(i64, Key)> = waits.map(|n| (n, Key::Int(1))).into_iter().collect();
        let mut words = String::new();
        for (at, field) in form.fields.iter().enumerate() {
            let value = fields.get(&field.id).unwrap_or(&Value::Empty);
            if let Some(number) = numbers.field(at) {
                let keys = Key::of(value);
                if keys.is_empty() {
                    values.push((number, Key::Blank));
                }
                values.extend(keys.into_iter().map(|key| (number, key)));
            }
            let Some(text) = value.text().filter(|t| !t.is_empty()) else {
                continue;
            };
            if matches!(field.search, Some(Search::Name | Search::Text)) {
                if words.is_empty() {
                    words = form_word(numbers.form);
                } else {
                    // A private-use character is a word to the tokenizer: no phrase
                    // reaches over it.
                    words.push_str(" \u{e000}");
                }
                words.push(' ');
                words.push_str(&split::index_text(text));
            }
        }
        values.extend(queued(form, numbers, fields));
        values.sort_unstable();
        values.dedup();
        let prefixes = keys_of(form, fields);
        let prefixes = prefixes.iter().map(|key| prefix_key(numbers.form, key));
        Self {
            form: numbers.form,
            values,
            prefixes: prefixes.collect(),
            words,
        }
    }
}

/// The keys by which the fields of a form are found, without the form before them.
fn keys_of(form: &Form, fields: &Patch) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for field in &form.fields {
        let text = || {
            fields
                .get(&field.id)
                .and_then(Value::text)
                .filter(|t| !t.is_empty())
        };
        match field.search {
            Some(Search::Exact) => keys.extend(text().map(exact_key)),
            Some(Search::Name) => keys.extend(text().map(pinyin::keys).into_iter().flatten()),
            _ => {}
        }
    }
    keys
}

/// The keys by which a record is found, and nothing else of its entries; none for a void
/// one.
pub(super) struct Keys(BTreeSet<String>);

impl Keys {
    pub(super) fn of_record(forms: &Forms, record: &Record) -> Self {
        let form = forms.get(&record.form).filter(|_| !record.void);
        Self(
            form.map(|form| keys_of(form, &record.fields))
                .unwrap_or_default(),
        )
    }

    /// The first that begins so.
    pub(super) fn first(&self, needle: &str) -> Option<String> {
        let key = self.0.range(needle.to_owned()..).next()?;
        key.starts_with(needle).then(|| key.clone())
    }
}

/// Where a record waits: its state and what orders those in it.
fn queued(form: &Form, numbers: &OfForm, fields: &Patch) -> Option<(i64, Key)> {
    let (number, state, by) = numbers.queue()?;
    let text = |at: usize| {
        let field = form.fields.get(at)?;
        fields.get(&field.id).and_then(Value::text)
    };
    let by = text(by).unwrap_or_default();
    Some((number, Key::Text(queue_key(text(state)?, by))))
}

/// A state, and what orders the records in it.
pub(super) fn queue_key(state: &str, by: &str) -> String {
    format!("{state}\t{by}")
}

/// How entries are written. Another number has older databases built anew when opened.
const LAYOUT: &str = "5";

/// A digest of what in the forms decides which entries records have, and whose changes
/// count.
pub(super) fn digest(forms: &Forms) -> String {
    let mut sha = Sha256::new();
    sha.update(LAYOUT);
    for form in forms.iter() {
        add_form(&mut sha, form);
    }
    hex(&sha.finalize())
}

fn add_form(sha: &mut Sha256, form: &Form) {
    sha.update(form.id.as_bytes());
    sha.update(format!(
        " {:?} {:?} {:?}\n",
        form.class, form.roles, form.approve
    ));
    if let Some(machine) = &form.state {
        sha.update(format!("{:?} {:?}", machine.order, machine.by));
    }
    for field in &form.fields {
        sha.update(format!(
            "{} {} {:?}\n",
            field.id, field.indexed, field.search
        ));
    }
}
