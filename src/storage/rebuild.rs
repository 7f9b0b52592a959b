//! Health: is the file whole, do the projections say what the log says, and the
//! hashes by which two machines see that they are equal.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::gathered::IndexBatch;
use super::{Store, Tx};
use crate::domain::control::is_control;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Channel, RecordId, Scope, hex};

/// The setting that says that verdicts must be asked again.
const UNJUDGED: &str = "unjudged";

/// One channel as this machine has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelState {
    /// The channel.
    pub channel: Channel,
    /// Changes in it.
    pub changes: u64,
    /// The greatest sequence number.
    pub tip: u64,
    /// sha256 over hash, presence of the body and status of each change, in sequence.
    pub hash: String,
}

/// The records of one scope as this machine shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeState {
    /// The scope.
    pub scope: Scope,
    /// Records in it, void ones too.
    pub records: u64,
    /// sha256 over all that the records show, in the order of their ids.
    pub hash: String,
}

/// What a rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Changes read.
    pub changes: u64,
    /// Records shown after it.
    pub records: u64,
    /// The projections that said something else before, by name.
    pub differed: Vec<&'static str>,
}

/// A digest of rows that doesn't mind their order: the sum of their hashes.
#[derive(Default, PartialEq, Eq)]
struct Sum([u64; 4]);

impl Sum {
    fn add(&mut self, row: &[u8]) {
        let hash = Sha256::digest(row);
        for (sum, bytes) in self.0.iter_mut().zip(hash.chunks_exact(8)) {
            let word = bytes.iter().fold(0u64, |w, b| w << 8 | u64::from(*b));
            *sum = sum.wrapping_add(word);
        }
    }
}

/// Told how far long work is: done and, if known, of how many. Answers false to cancel.
pub type Progress<'a> = dyn FnMut(u64, Option<u64>) -> bool + 'a;

/// Records that are merged side by side, between two words about how far it is.
const AT_ONCE: usize = 2048;

/// What forgets the projections, one table after the other.
const FORGET: [&str; 7] = [
    "DELETE FROM ix",
    "DELETE FROM prefix",
    "DELETE FROM record",
    "DELETE FROM step",
    "DELETE FROM control",
    "DELETE FROM held WHERE log IN (SELECT id FROM log WHERE status = 0)",
    "INSERT INTO words(words) VALUES ('delete-all')",
];

/// The projections and what they hold, in words that don't depend on row numbers.
const PROJECTIONS: [(&str, &str); 7] = [
    (
        "record",
        "SELECT id, form, parent, root, scope, state, void, approved, created, changed, open,
         apart, fields, heads FROM record",
    ),
    (
        "ix",
        "SELECT x.form, x.field, x.value, r.id FROM ix x LEFT JOIN record r ON r.rid = x.rid",
    ),
    (
        "prefix",
        "SELECT p.key, r.id FROM prefix p LEFT JOIN record r ON r.rid = p.rid",
    ),
    (
        "words",
        "SELECT w.term, w.offset, r.id FROM temp.word w LEFT JOIN record r ON r.rid = w.doc",
    ),
    (
        "step",
        "SELECT s.stamp, l.hash, s.undone FROM step s LEFT JOIN log l ON l.id = s.log",
    ),
    (
        "held",
        "SELECT l.hash FROM held h JOIN log l ON l.id = h.log WHERE l.status = 0",
    ),
    (
        "control",
        "SELECT l.hash FROM control c JOIN log l ON l.id = c.log",
    ),
];

impl Store {
    /// What `SQLCipher` says of the pages, each by itself: empty if all are as they were
    /// written.
    pub fn page_complaints(&self) -> Result<Vec<String>> {
        self.complaints("PRAGMA cipher_integrity_check")
    }

    /// What `SQLite` says of tables and indexes: empty if they belong together.
    pub fn table_complaints(&self) -> Result<Vec<String>> {
        self.complaints("PRAGMA integrity_check")
    }

    fn complaints(&self, pragma: &str) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare(pragma)?;
        let rows = statement.query_map([], |r| r.get(0))?;
        let mut said: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
        said.retain(|text| text != "ok");
        Ok(said)
    }

    /// Builds every projection anew from the log and tells which said something else.
    /// If `progress` answers false it is taken back.
    pub fn rebuild(&mut self, progress: &mut Progress) -> Result<Health> {
        self.conn.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab(main, words, instance)",
        )?;
        self.transact(|tx| {
            if !progress(0, None) {
                return Err(Fault::new("E_CANCELLED"));
            }
            let before = tx.sums()?;
            let (changes, records) = tx.replay(progress)?;
            let after = tx.sums()?;
            let names = PROJECTIONS.iter().map(|(name, _)| *name);
            let pairs = before.into_iter().zip(after).zip(names);
            let differed = pairs
                .filter(|((a, b), _)| a != b)
                .map(|(_, name)| name)
                .collect();
            Ok(Health {
                changes,
                records,
                differed,
            })
        })
    }

    /// Builds every projection anew because the forms, or how entries are written, are not
    /// those it was built with: all of it, or, if `progress` answers false, nothing.
    pub(super) fn renew(&mut self, progress: &mut Progress) -> Result<()> {
        self.transact(|tx| {
            tx.replay(progress)?;
            tx.set_meta(UNJUDGED, "1")?;
            tx.set_meta("forms", &super::index::digest(tx.forms()))
        })
    }

    /// Copies the whole log into the main file, so that copying that one file is
    /// enough; nobody else has it open.
    pub fn checkpoint(&self) -> Result<()> {
        let busy: i64 = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
        if busy == 0 {
            Ok(())
        } else {
            Err(Fault::new("E_SECOND_INSTANCE"))
        }
    }
}

impl Tx<'_> {
    /// Whether the forms changed since verdicts were last asked: they follow from the forms
    /// too. Who hears yes asks them again, in this transaction.
    pub fn take_unjudged(&self) -> Result<bool> {
        let unjudged = self.meta(UNJUDGED)?.is_some_and(|mark| !mark.is_empty());
        if unjudged {
            self.set_meta(UNJUDGED, "")?;
        }
        Ok(unjudged)
    }

    fn sums(&self) -> Result<Vec<Sum>> {
        PROJECTIONS
            .iter()
            .map(|(_, sql)| {
                let mut statement = self.conn.prepare(sql)?;
                let columns = statement.column_count();
                let mut rows = statement.query([])?;
                let mut sum = Sum::default();
                let mut line = Vec::new();
                while let Some(row) = rows.next()? {
                    line.clear();
                    for column in 0..columns {
                        push(&mut line, row.get_ref(column)?);
                    }
                    sum.add(&line);
                }
                Ok(sum)
            })
            .collect()
    }

    /// Forgets what is projected, shows every record of the log and finds this device's
    /// steps again. Answers how many changes and records there are.
    fn replay(&self, progress: &mut Progress) -> Result<(u64, u64)> {
        let changes: u64 = self
            .conn
            .query_row("SELECT count(*) FROM log", [], |r| r.get(0))?;
        let mut told = |done: u64| {
            if progress(done, Some(changes)) {
                Ok(())
            } else {
                Err(Fault::new("E_CANCELLED"))
            }
        };
        told(0)?;
        for forget in FORGET {
            self.conn.execute_batch(forget)?;
            told(0)?;
        }
        self.find_controls()?;
        let mut ids = self
            .conn
            .prepare("SELECT DISTINCT record FROM log ORDER BY record")?;
        let mut rows = ids.query([])?;
        let mut batch = IndexBatch::default();
        let mut done = 0;
        let mut at_end = false;
        while !at_end {
            let mut records = Vec::with_capacity(AT_ONCE);
            while records.len() < AT_ONCE {
                let Some(row) = rows.next()? else {
                    at_end = true;
                    break;
                };
                let changes = self.changes_of(RecordId::from_bytes(row.get(0)?))?;
                self.note_elsewhere(&changes)?;
                done += changes.len() as u64;
                records.push(changes);
            }
            self.show_anew(records, &mut batch)?;
            self.write_if_many(&mut batch)?;
            told(done)?;
        }
        self.write_index(&mut batch)?;
        // Rows come after their parents were shown: look once more at what is gated.
        let mut gated = self
            .conn
            .prepare("SELECT id FROM record WHERE void OR approved")?;
        let gated = gated.query_map([], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
        self.project_parents(&gated.collect::<rusqlite::Result<_>>()?)?;
        if let Some(device) = self.meta("device")? {
            let mut own = self.conn.prepare(
                "SELECT l.id FROM log l JOIN channel c ON c.id = l.channel
                 JOIN device d ON d.id = c.device WHERE lower(hex(d.d)) = ?1",
            )?;
            let own = own.query_map([device], |r| r.get(0))?;
            let mut own: Vec<i64> = own.collect::<rusqlite::Result<_>>()?;
            own.sort_unstable();
            for log in own {
                let row = self.change(log)?;
                if !is_control(&row.head) {
                    self.note_step(&row.head, log)?;
                }
            }
        }
        let records = self
            .conn
            .query_row("SELECT count(*) FROM record", [], |r| r.get(0))?;
        Ok((changes, records))
    }

    /// Each channel's count, tip and hash.
    pub fn channel_states(&self) -> Result<Vec<ChannelState>> {
        let mut states = Vec::new();
        for channel in self.channels()? {
            let id = self.names().channel(&self.conn, &channel)?;
            let mut statement = self.conn.prepare_cached(
                "SELECT seq, hash, patch IS NOT NULL, status FROM log
                 WHERE channel = ?1 ORDER BY seq, hash",
            )?;
            let mut rows = statement.query([id])?;
            let mut sha = Sha256::new();
            let (mut changes, mut tip) = (0, 0);
            while let Some(row) = rows.next()? {
                tip = row.get(0)?;
                changes += 1;
                sha.update(row.get::<_, [u8; 32]>(1)?);
                sha.update([row.get::<_, u8>(2)?, row.get::<_, u8>(3)?]);
            }
            let hash = hex(&sha.finalize());
            states.push(ChannelState {
                channel,
                changes,
                tip,
                hash,
            });
        }
        Ok(states)
    }

    /// What the records of each scope show, as one hash. All scopes are read in one pass:
    /// a city has hundreds.
    pub fn scope_states(&self) -> Result<Vec<ScopeState>> {
        let mut statement = self.conn.prepare(
            "SELECT r.scope, r.id, n.text, parent, root, state, void, approved, created,
             changed, open, apart, fields FROM record r JOIN name n ON n.id = r.form
             ORDER BY r.id",
        )?;
        let mut rows = statement.query([])?;
        let mut of: BTreeMap<i64, (u64, Sha256)> = BTreeMap::new();
        let mut line = Vec::new();
        while let Some(row) = rows.next()? {
            line.clear();
            for column in 1..13 {
                push(&mut line, row.get_ref(column)?);
            }
            let (records, sha) = of.entry(row.get(0)?).or_default();
            *records += 1;
            sha.update(&line);
        }
        let states = of.into_iter().map(|(number, (records, sha))| {
            Ok(ScopeState {
                scope: self.names().text_of(&self.conn, number)?.parse()?,
                records,
                hash: hex(&sha.finalize()),
            })
        });
        let mut states: Vec<ScopeState> = states.collect::<Result<_>>()?;
        states.sort_by(|a, b| a.scope.cmp(&b.scope));
        Ok(states)
    }
}

/// A value as bytes that no other value has.
fn push(line: &mut Vec<u8>, value: ValueRef) {
    let (mark, bytes): (u8, Vec<u8>) = match value {
        ValueRef::Null => (0, Vec::new()),
        ValueRef::Integer(number) => (1, number.to_be_bytes().to_vec()),
        ValueRef::Real(number) => (2, number.to_be_bytes().to_vec()),
        ValueRef::Text(text) => (3, text.to_vec()),
        ValueRef::Blob(blob) => (4, blob.to_vec()),
    };
    line.push(mark);
    line.extend((bytes.len() as u64).to_be_bytes());
    line.extend(bytes);
}
