//! What a record leaves in the indexes: filter and sort rows, search keys, words.

use std::collections::{BTreeSet, HashSet};

use rusqlite::params;
use sha2::{Digest, Sha256};

use super::Tx;
use super::numbers::{Numbers, OfForm};
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms, Search};
use crate::domain::id::hex;
use crate::domain::record::Record;
use crate::domain::value::{Patch, Value};
use crate::text::{pinyin, split};

/// The index entries of one record; a void record has none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entries {
    form: i64,
    /// `(field, value)` of each indexed field, in order; a field of several codes has
    /// several.
    values: Vec<(i64, Key)>,
    /// Keys that searches read by prefix, in order ([`prefix_key`]).
    prefixes: Vec<String>,
    /// Text by single characters, after the form's word; empty if there is none.
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

impl Key {
    /// The beginning of its place in the index as one number: two entries stand in the
    /// order of their ranks, and only where those are equal in the order of all they are.
    fn rank(&self, form: i64, field: i64) -> u128 {
        let small = |number: i64| u16::try_from(number).ok().filter(|n| *n < u16::MAX);
        let Some(form) = small(form) else {
            return u128::MAX;
        };
        let begin = u128::from(form) << 112;
        let Some(field) = small(field) else {
            return begin | u128::MAX >> 16;
        };
        let (kind, value) = match self {
            // Moved so that negative numbers come first.
            Self::Int(number) => (0, u128::from(number.cast_unsigned() ^ 1 << 63) << 24),
            Self::Text(text) => (1, first_bytes(text.as_bytes(), 11)),
            Self::Blank => (2, 0),
        };
        begin | u128::from(field) << 96 | kind << 88 | value
    }
}

/// The first bytes, at most 16, as a number in their order.
fn first_bytes(bytes: &[u8], most: usize) -> u128 {
    let mut first = [0; 16];
    let taken = bytes.iter().take(most);
    for (place, byte) in first.iter_mut().skip(16 - most).zip(taken) {
        *place = *byte;
    }
    u128::from_be_bytes(first)
}

/// Sorts entries by their ranks first: most differ there, and the memory that they point
/// to is not touched.
fn sorted<T: Ord>(entries: impl Iterator<Item = T>, rank: impl Fn(&T) -> u128) -> Vec<(u128, T)> {
    let mut sorted: Vec<(u128, T)> = entries.map(|entry| (rank(&entry), entry)).collect();
    sorted.sort_unstable();
    sorted
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
        let mut prefixes = BTreeSet::new();
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
            if field.search == Some(Search::Exact) {
                prefixes.insert(exact_key(text));
            }
            if field.search == Some(Search::Name) {
                prefixes.extend(pinyin::keys(text));
            }
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
        values.sort_unstable();
        values.dedup();
        let prefixes = prefixes.iter().map(|key| prefix_key(numbers.form, key));
        Self {
            form: numbers.form,
            values,
            prefixes: prefixes.collect(),
            words,
        }
    }

    /// The first of the record's keys that begins so, without the form before it.
    pub(super) fn first_key(&self, needle: &str) -> Option<String> {
        let mark = prefix_key(self.form, "");
        let needle = prefix_key(self.form, needle);
        let at = self.prefixes.partition_point(|key| *key < needle);
        let key = self.prefixes.get(at).filter(|k| k.starts_with(&needle))?;
        key.strip_prefix(&mark).map(str::to_owned)
    }
}

/// How entries are written. Another number has older databases built anew when opened.
const LAYOUT: &str = "4";

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
        sha.update(format!("{:?}", machine.order));
    }
    for field in &form.fields {
        sha.update(format!(
            "{} {} {:?}\n",
            field.id, field.indexed, field.search
        ));
    }
}

/// Index changes of many records, gathered and then made in the order of the keys:
/// rows that lie together are written together.
#[derive(Default)]
pub(super) struct IndexBatch {
    values_out: Vec<(i64, i64, Key, i64)>,
    prefixes_out: Vec<(String, i64)>,
    words_out: Vec<i64>,
    /// What comes in, by record. The entries stay where they were made.
    coming: Vec<(i64, Entries)>,
    many: usize,
    text: usize,
    rids: HashSet<i64>,
}

/// Entries and bytes of text after which a batch is written. Each batch goes through most
/// pages of the index once, so few and large ones are sooner done; so many take about a
/// hundred megabytes while they are written, in an import of more than a year of a team.
const MANY_ENTRIES: usize = 600_000;
const MUCH_TEXT: usize = 48 << 20;

impl IndexBatch {
    /// Whether it holds entries of this record: what they change must be written before
    /// it is changed again.
    pub(super) fn holds(&self, rid: i64) -> bool {
        self.rids.contains(&rid)
    }

    /// Whether it is large enough to be written.
    pub(super) fn is_full(&self) -> bool {
        self.many > MANY_ENTRIES || self.text > MUCH_TEXT
    }

    /// Whether it is worth writing when there is nothing else to do.
    pub(super) fn is_something(&self) -> bool {
        self.many > MANY_ENTRIES / 8
    }
}

impl IndexBatch {
    /// Gathers the entries of a new record.
    pub(super) fn gather_new(&mut self, rid: i64, new: Entries) {
        self.rids.insert(rid);
        self.many += new.values.len() + new.prefixes.len();
        self.text += new.words.len();
        self.coming.push((rid, new));
    }

    /// Gathers what changes in the entries of record `rid` from `old` to `new`.
    pub(super) fn gather(&mut self, rid: i64, old: &Entries, mut new: Entries) {
        let gone = old
            .values
            .iter()
            .filter(|entry| !new.values.contains(entry));
        let gone = gone.map(|(field, key)| (old.form, *field, key.clone(), rid));
        self.values_out.extend(gone);
        let gone = old
            .prefixes
            .iter()
            .filter(|key| !new.prefixes.contains(key));
        self.prefixes_out.extend(gone.map(|key| (key.clone(), rid)));
        if old.words != new.words && !old.words.is_empty() {
            self.words_out.push(rid);
        }
        new.values.retain(|entry| !old.values.contains(entry));
        new.prefixes.retain(|key| !old.prefixes.contains(key));
        if old.words == new.words {
            new.words.clear();
        }
        self.gather_new(rid, new);
    }
}

impl Tx<'_> {
    /// Makes the gathered changes.
    pub(super) fn write_index(&self, batch: &mut IndexBatch) -> Result<()> {
        batch.values_out.sort_unstable();
        batch.prefixes_out.sort_unstable();
        batch.coming.sort_unstable_by_key(|(rid, _)| *rid);
        let coming = || batch.coming.iter();
        let values = coming().flat_map(|(rid, new)| {
            let values = new.values.iter();
            values.map(move |(field, key)| (new.form, *field, key, *rid))
        });
        let values = sorted(values, |(form, field, key, _)| key.rank(*form, *field));
        let prefixes = coming()
            .flat_map(|(rid, new)| new.prefixes.iter().map(move |key| (key.as_str(), *rid)));
        let prefixes = sorted(prefixes, |(key, _)| first_bytes(key.as_bytes(), 16));
        let run = |sql: &str| self.conn.prepare_cached(sql);
        let mut delete =
            run("DELETE FROM ix WHERE form = ?1 AND field = ?2 AND value = ?3 AND rid = ?4")?;
        for (form, field, key, rid) in &batch.values_out {
            delete.execute(params![form, field, key, rid])?;
        }
        let mut insert = run("INSERT INTO ix(form, field, value, rid) VALUES (?1, ?2, ?3, ?4)")?;
        let mut stands = None;
        for (_, (form, field, key, rid)) in &values {
            // What is bound stays bound, and most entries are of the field before.
            if stands.replace((form, field)) != Some((form, field)) {
                insert.raw_bind_parameter(1, form)?;
                insert.raw_bind_parameter(2, field)?;
            }
            insert.raw_bind_parameter(3, key)?;
            insert.raw_bind_parameter(4, rid)?;
            insert.raw_execute()?;
        }
        let mut delete = run("DELETE FROM prefix WHERE key = ?1 AND rid = ?2")?;
        for (key, rid) in &batch.prefixes_out {
            delete.execute(params![key, rid])?;
        }
        let mut insert = run("INSERT INTO prefix(key, rid) VALUES (?1, ?2)")?;
        for (_, (key, rid)) in &prefixes {
            insert.execute(params![key, rid])?;
        }
        let mut delete = run("DELETE FROM words WHERE rowid = ?1")?;
        for rid in &batch.words_out {
            delete.execute([rid])?;
        }
        let mut insert = run("INSERT INTO words(rowid, text) VALUES (?1, ?2)")?;
        for (rid, new) in coming().filter(|(_, new)| !new.words.is_empty()) {
            insert.execute(params![rid, new.words])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> impl Strategy<Value = Key> {
        prop_oneof![
            any::<i64>().prop_map(Key::Int),
            "[ab\u{0}\u{80}张]{0,13}".prop_map(Key::Text),
            Just(Key::Blank),
        ]
    }

    proptest! {
        #[test]
        fn ranks_stand_in_the_order_of_the_entries(
            a in (0..3_i64, 0..3_i64, key()), b in (65_533..65_537_i64, 0..3_i64, key()),
            c in (0..3_i64, 65_533..65_537_i64, key()),
        ) {
            let all = [a, b, c];
            for (one, other) in all.iter().flat_map(|one| all.iter().map(move |o| (one, o))) {
                let rank = |(form, field, key): &(i64, i64, Key)| key.rank(*form, *field);
                if one < other {
                    prop_assert!(rank(one) <= rank(other), "{one:?} {other:?}");
                }
            }
        }

        #[test]
        fn first_bytes_stand_in_the_order_of_the_texts(a in "[ab张]{0,9}", b in "[ab张]{0,9}") {
            if a < b {
                prop_assert!(first_bytes(a.as_bytes(), 16) <= first_bytes(b.as_bytes(), 16));
            }
        }
    }
}
