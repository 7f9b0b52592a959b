//! Index changes of many records, gathered in little space and then made in the order of
//! the keys: rows that lie together are written together.

use rusqlite::{Statement, params};

use super::Tx;
use super::index::{Entries, Key};
use crate::domain::fault::Result;

/// Entries, bytes of their texts and bytes of running text after which they are written.
/// Each batch of entries goes through most pages of the index once, so few and large ones
/// are sooner done; with so many an import takes about two hundred megabytes. Running text is written in its own order and may go earlier.
const MANY_ENTRIES: usize = 2_000_000;
const MUCH_TEXT: usize = 32 << 20;
const MANY_WORDS: usize = 48 << 20;

/// What the text index gathers before it writes a piece of itself, unless told otherwise.
/// Pieces are merged again and again, so much text is sooner written in a large one.
const USUAL_PIECE: usize = 1 << 20;

/// Rows that one statement inserts: what a statement costs by itself is then shared.
const ROWS: usize = 16;

/// Index changes of many records, gathered.
#[derive(Default)]
pub(super) struct IndexBatch {
    values_out: Vec<(i64, i64, Key, i64)>,
    prefixes_out: Vec<(String, i64)>,
    words_out: Vec<i64>,
    values: Vec<Coming>,
    prefixes: Vec<Coming>,
    /// What the entries say, one after the other.
    texts: String,
    /// What fits no [`Coming`].
    odd_values: Vec<(i64, i64, Key, i64)>,
    odd_prefixes: Vec<(String, i64)>,
    words: Vec<(i64, String)>,
    many_words: usize,
}

/// An entry that comes in, in half the space of what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Coming {
    rank: u128,
    rid: i64,
    /// Where its text begins, and how long it is.
    at: u32,
    len: u32,
}

/// An entry's form and field as the beginning of its rank.
fn begin(form: i64, field: i64) -> Option<u128> {
    let form = u16::try_from(form).ok()?;
    let field = u16::try_from(field).ok()?;
    Some(u128::from(form) << 112 | u128::from(field) << 96)
}

/// Kinds of values, in the order of the database.
const INT: u8 = 0;
const TEXT: u8 = 1;
const BLANK: u8 = 2;

/// The beginning of a value's place among those of its field as one number, which says
/// all of it but the end of a long text.
fn rank(key: &Key) -> u128 {
    let (kind, value) = match key {
        // Moved so that negative numbers come first.
        Key::Int(number) => (INT, u128::from(number.cast_unsigned() ^ 1 << 63) << 24),
        Key::Text(text) => (TEXT, first_bytes(text.as_bytes(), 11)),
        Key::Blank => (BLANK, 0),
    };
    u128::from(kind) << 88 | value
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

impl IndexBatch {
    /// What fits no [`Coming`], and what goes, takes about three times the space.
    fn many(&self) -> usize {
        let come = self.values.len() + self.prefixes.len() + self.words.len();
        let odd = self.odd_values.len() + self.odd_prefixes.len();
        let go = self.values_out.len() + self.prefixes_out.len();
        come + self.words_out.len() + 3 * (odd + go)
    }

    /// Whether it is worth writing when there is nothing else to do.
    pub(super) fn is_something(&self) -> bool {
        self.many() > MANY_ENTRIES / 16
    }

    /// Gathers the entries of a new record; its running text is taken out of them.
    pub(super) fn gather_new(&mut self, rid: i64, new: &mut Entries) {
        for (field, key) in &new.values {
            self.add_value((new.form, *field), key, rid);
        }
        for key in &new.prefixes {
            self.add_prefix(key, rid);
        }
        if !new.words.is_empty() {
            self.add_words(rid, std::mem::take(&mut new.words));
        }
    }

    /// Gathers what changes in the entries of record `rid` from `old`, written or gathered,
    /// to `new`.
    pub(super) fn gather(&mut self, rid: i64, old: &Entries, new: &mut Entries) {
        let gone = |entry: &&(i64, Key)| !new.values.contains(entry);
        let gone = old.values.iter().filter(gone);
        let gone = gone.map(|(field, key)| (old.form, *field, key.clone(), rid));
        self.values_out.extend(gone);
        let gone = |key: &&String| !new.prefixes.contains(key);
        let gone = old.prefixes.iter().filter(gone);
        self.prefixes_out.extend(gone.map(|key| (key.clone(), rid)));
        for (field, key) in new.values.iter().filter(|e| !old.values.contains(e)) {
            self.add_value((new.form, *field), key, rid);
        }
        for key in new.prefixes.iter().filter(|k| !old.prefixes.contains(k)) {
            self.add_prefix(key, rid);
        }
        if old.words != new.words {
            if !old.words.is_empty() {
                self.words_out.push(rid);
            }
            self.add_words(rid, std::mem::take(&mut new.words));
        }
    }

    fn add_value(&mut self, (form, field): (i64, i64), key: &Key, rid: i64) {
        let packed = begin(form, field).zip(self.add_text(text_of(key)));
        match packed {
            Some((begin, (at, len))) => self.values.push(Coming {
                rank: begin | rank(key),
                rid,
                at,
                len,
            }),
            None => self.odd_values.push((form, field, key.clone(), rid)),
        }
    }

    fn add_prefix(&mut self, key: &str, rid: i64) {
        let rank = first_bytes(key.as_bytes(), 16);
        match self.add_text(key) {
            Some((at, len)) => self.prefixes.push(Coming { rank, rid, at, len }),
            None => self.odd_prefixes.push((key.to_owned(), rid)),
        }
    }

    fn add_text(&mut self, text: &str) -> Option<(u32, u32)> {
        let at = u32::try_from(self.texts.len()).ok()?;
        let len = u32::try_from(text.len()).ok()?;
        self.texts.push_str(text);
        Some((at, len))
    }

    fn add_words(&mut self, rid: i64, words: String) {
        self.many_words += words.len();
        self.words.push((rid, words));
    }

    /// Sorts the values that come and leaves out those that went again; of those that go
    /// only what was written before is left.
    fn settle_values(&mut self) {
        let mut sorted = Sorted::of(&mut self.values, &self.texts);
        let odd = &mut self.odd_values;
        self.values_out.retain(|out| {
            let (form, field, key, rid) = out;
            let rank = begin(*form, *field).map(|begin| begin | rank(key));
            let came = rank.is_some_and(|rank| sorted.take_back(rank, *rid, text_of(key)));
            !came && !take_one(odd, out)
        });
        sorted.leave_out();
        self.values_out.sort_unstable();
    }

    /// [`IndexBatch::settle_values`] for prefixes.
    fn settle_prefixes(&mut self) {
        let mut sorted = Sorted::of(&mut self.prefixes, &self.texts);
        let odd = &mut self.odd_prefixes;
        self.prefixes_out.retain(|out| {
            let (key, rid) = out;
            let rank = first_bytes(key.as_bytes(), 16);
            !sorted.take_back(rank, *rid, key) && !take_one(odd, out)
        });
        sorted.leave_out();
        self.prefixes_out.sort_unstable();
    }

    /// The running text that comes, by record: of one that changed again, the last.
    fn settled_words(&mut self) -> Vec<(i64, &str)> {
        // Those of one record stay in the order in which they came.
        self.words.sort_by_key(|(rid, _)| *rid);
        let by_record = self.words.chunk_by(|(a, _), (b, _)| a == b);
        let last = by_record.filter_map(<[_]>::last);
        let last = last.map(|(rid, words)| (*rid, words.as_str()));
        last.filter(|(_, words)| !words.is_empty()).collect()
    }
}

fn text_of(key: &Key) -> &str {
    if let Key::Text(text) = key { text } else { "" }
}

/// Takes one that is equal out, if there is one.
fn take_one<T: PartialEq>(from: &mut Vec<T>, what: &T) -> bool {
    let at = from.iter().position(|one| one == what);
    at.map(|at| from.swap_remove(at)).is_some()
}

/// Entries in order, and which of them went again before they were written.
struct Sorted<'a> {
    entries: &'a mut Vec<Coming>,
    texts: &'a str,
    gone: Vec<bool>,
}

impl<'a> Sorted<'a> {
    fn of(entries: &'a mut Vec<Coming>, texts: &'a str) -> Self {
        entries.sort_unstable();
        let gone = vec![false; entries.len()];
        Self {
            entries,
            texts,
            gone,
        }
    }

    /// Marks such an entry as gone, if there is one.
    fn take_back(&mut self, rank: u128, rid: i64, text: &str) -> bool {
        let from = (self.entries).partition_point(|entry| (entry.rank, entry.rid) < (rank, rid));
        let alike = self.entries.iter().zip(&mut self.gone).skip(from);
        let alike = alike.take_while(|(entry, _)| (entry.rank, entry.rid) == (rank, rid));
        let mut same =
            alike.filter(|(entry, gone)| !**gone && entry.text(self.texts) == Some(text));
        same.next().map(|(_, gone)| *gone = true).is_some()
    }

    fn leave_out(self) {
        let mut gone = self.gone.into_iter();
        self.entries.retain(|_| gone.next() != Some(true));
    }
}

/// A statement that inserts so many rows, each of values that all share and of two of its
/// own. Without `OR FAIL` it would note every page as it was, to take back a part of what
/// it did; what fails here is taken back as a whole.
fn insert_rows(into: &str, shared: usize, rows: usize) -> String {
    let row = |row: usize| {
        let own = shared + 1 + row * 2;
        let places = (1..=shared).chain([own, own + 1]);
        let places: Vec<String> = places.map(|at| format!("?{at}")).collect();
        format!("({})", places.join(","))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT OR FAIL INTO {into} VALUES {}", rows.join(","))
}

impl Coming {
    /// Form and field of an indexed value.
    fn field(&self) -> [i64; 2] {
        let [form, below, field, beneath, ..] = self.rank.to_be_bytes();
        [[form, below], [field, beneath]].map(|number| u16::from_be_bytes(number).into())
    }

    /// Binds the entry's value.
    fn bind(&self, texts: &str, insert: &mut Statement, at: usize) -> rusqlite::Result<()> {
        let [_, _, _, _, kind, number @ .., _, _, _] = self.rank.to_be_bytes();
        match kind {
            INT => {
                let number = u64::from_be_bytes(number) ^ 1 << 63;
                insert.raw_bind_parameter(at, number.cast_signed())
            }
            TEXT => self.bind_text(texts, insert, at),
            _ => insert.raw_bind_parameter(at, [].as_slice() as &[u8]),
        }
    }

    fn text<'t>(&self, texts: &'t str) -> Option<&'t str> {
        let from = self.at as usize;
        texts.get(from..from + self.len as usize)
    }

    fn bind_text(&self, texts: &str, insert: &mut Statement, at: usize) -> rusqlite::Result<()> {
        let text = self.text(texts).ok_or(rusqlite::Error::InvalidQuery)?;
        insert.raw_bind_parameter(at, text)
    }
}

impl Tx<'_> {
    /// Makes the gathered changes, all of them.
    pub(super) fn write_index(&self, batch: &mut IndexBatch) -> Result<()> {
        self.write_values(batch)?;
        self.write_prefixes(batch)?;
        self.write_words(batch)
    }

    fn write_values(&self, batch: &mut IndexBatch) -> Result<()> {
        let mut delete = self.conn.prepare_cached(
            "DELETE FROM ix WHERE form = ?1 AND field = ?2 AND value = ?3 AND rid = ?4",
        )?;
        batch.settle_values();
        for (form, field, key, rid) in &batch.values_out {
            delete.execute(params![form, field, key, rid])?;
        }
        let into = "ix(form, field, value, rid)";
        for (form, field, key, rid) in &batch.odd_values {
            let mut insert = self.conn.prepare_cached(&insert_rows(into, 2, 1))?;
            insert.execute(params![form, field, key, rid])?;
        }
        for run in batch.values.chunk_by(|a, b| a.rank >> 96 == b.rank >> 96) {
            let field = run.first().map_or([0, 0], Coming::field);
            self.insert(into, &field, run, |entry, insert, at| {
                entry.bind(&batch.texts, insert, at)
            })?;
        }
        Ok(())
    }

    fn write_prefixes(&self, batch: &mut IndexBatch) -> Result<()> {
        let mut delete = self
            .conn
            .prepare_cached("DELETE FROM prefix WHERE key = ?1 AND rid = ?2")?;
        batch.settle_prefixes();
        for (key, rid) in &batch.prefixes_out {
            delete.execute(params![key, rid])?;
        }
        let into = "prefix(key, rid)";
        for (key, rid) in &batch.odd_prefixes {
            let mut insert = self.conn.prepare_cached(&insert_rows(into, 0, 1))?;
            insert.execute(params![key, rid])?;
        }
        self.insert(into, &[], &batch.prefixes, |entry, insert, at| {
            entry.bind_text(&batch.texts, insert, at)
        })
    }

    /// Inserts entries, several by one statement: what each costs by itself is then shared.
    fn insert(
        &self,
        into: &str,
        shared: &[i64],
        entries: &[Coming],
        bind: impl Fn(&Coming, &mut Statement, usize) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let (full, rest) = entries.split_at(entries.len() - entries.len() % ROWS);
        for (rows, entries) in [(ROWS, full), (1, rest)] {
            if entries.is_empty() {
                continue;
            }
            let mut insert = self
                .conn
                .prepare_cached(&insert_rows(into, shared.len(), rows))?;
            for (place, number) in shared.iter().enumerate() {
                insert.raw_bind_parameter(place + 1, number)?;
            }
            for chunk in entries.chunks(rows) {
                for (row, entry) in chunk.iter().enumerate() {
                    let at = shared.len() + 1 + row * 2;
                    bind(entry, &mut insert, at)?;
                    insert.raw_bind_parameter(at + 1, entry.rid)?;
                }
                insert.raw_execute()?;
            }
        }
        Ok(())
    }

    /// Makes what of the gathered changes is enough by now; answers what is spent.
    pub(super) fn write_if_many(&self, batch: &mut IndexBatch) -> Result<Option<IndexBatch>> {
        if batch.many() > MANY_ENTRIES || batch.texts.len() > MUCH_TEXT {
            let mut batch = std::mem::take(batch);
            self.write_index(&mut batch)?;
            return Ok(Some(batch));
        }
        if batch.many_words <= MANY_WORDS {
            return Ok(None);
        }
        self.write_words(batch)?;
        batch.many_words = 0;
        Ok(Some(IndexBatch {
            words: std::mem::take(&mut batch.words),
            ..IndexBatch::default()
        }))
    }

    /// How much the text index gathers before it writes a piece of itself; what it
    /// gathered by now is written.
    fn set_piece(&self, bytes: usize) -> Result<()> {
        self.conn
            .prepare_cached("INSERT INTO words(words, rank) VALUES ('hashsize', ?1)")?
            .execute([bytes])?;
        Ok(())
    }

    fn write_words(&self, batch: &mut IndexBatch) -> Result<()> {
        let mut delete = self
            .conn
            .prepare_cached("DELETE FROM words WHERE rowid = ?1")?;
        for rid in batch.words_out.drain(..) {
            delete.execute([rid])?;
        }
        let in_one_piece = batch.many_words > USUAL_PIECE;
        if in_one_piece {
            self.set_piece(MANY_WORDS)?;
        }
        let mut insert = self
            .conn
            .prepare_cached("INSERT INTO words(rowid, text) VALUES (?1, ?2)")?;
        for (rid, words) in batch.settled_words() {
            insert.execute(params![rid, words])?;
        }
        if in_one_piece {
            self.set_piece(USUAL_PIECE)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "gathered_test.rs"]
mod tests;
