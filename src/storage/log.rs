//! The log: changes by channel, by record, by range.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use super::place::settle;
use super::{Tx, names::Names};
use crate::domain::change::{Body, Head};
use crate::domain::control::is_control;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Channel, RecordId};
use crate::domain::value::{Patch, Value};

/// Whether a change takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It takes part.
    Active = 0,
    /// Held back: its author had no right to it, as far as the rosters here say.
    Held = 1,
    /// Two different heads carry its dot: inactive everywhere until a coordinator decides.
    Forked = 2,
    /// It puts its record where the record is not. Never stored: it follows from all
    /// changes of the record.
    Elsewhere = 3,
    /// What it said is erased; its head stays.
    Erased = 4,
}

impl Status {
    pub(super) fn from_int(number: i64) -> Result<Self> {
        match number {
            0 => Ok(Self::Active),
            1 => Ok(Self::Held),
            2 => Ok(Self::Forked),
            4 => Ok(Self::Erased),
            _ => Err(Fault::new("E_DB_DAMAGED")),
        }
    }
}

/// One change as the log keeps it.
#[derive(Debug, Clone)]
pub struct LogRow {
    /// Its number in this log, in the order of arrival.
    pub id: i64,
    /// sha256 of the head's bytes.
    pub hash: [u8; 32],
    /// Whether it takes part.
    pub status: Status,
    /// The head, read.
    pub head: Head,
    /// The body, unless it is missing or erased.
    pub body: Option<Body>,
    /// What the body says.
    pub patch: Option<Patch>,
}

impl LogRow {
    /// What the change says of a field it touches; `None` while its body is missing.
    #[must_use]
    pub fn says(&self, field: &str) -> Option<Value> {
        Some(self.patch.as_ref()?.get(field).cloned().unwrap_or_default())
    }
}

pub(super) const COLUMNS: &str = "id, hash, status, head, salt, patch";

/// What asks for the changes that are held back, forked or elsewhere. It says `<> 0` too,
/// or the whole log would be read: the index of the few is found by that word alone.
fn inactive_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM log WHERE id IN (
           SELECT id FROM log WHERE status <> 0 AND status IN (1, 2)
           UNION SELECT log FROM held
         ) ORDER BY id"
    )
}

pub(super) fn read(row: &Row) -> Result<LogRow> {
    let head: Vec<u8> = row.get(3)?;
    let salt: Option<[u8; 16]> = row.get(4)?;
    let patch: Option<Vec<u8>> = row.get(5)?;
    let body = salt.zip(patch).map(|(salt, patch)| Body { salt, patch });
    Ok(LogRow {
        id: row.get(0)?,
        hash: row.get(1)?,
        status: Status::from_int(row.get(2)?)?,
        head: Head::parse(&head)?,
        patch: body.as_ref().map(Body::read).transpose()?,
        body,
    })
}

impl Tx<'_> {
    /// Adds a change under its channel's number; answers its number in this log.
    pub(super) fn insert_change(
        &self,
        (channel, seq): (i64, u64),
        record: RecordId,
        (head, hash): (&[u8], &[u8; 32]),
        body: Option<&Body>,
        status: Status,
    ) -> Result<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO log(channel, seq, hash, record, status, head, salt, patch)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                channel,
                seq,
                &hash[..],
                &record.as_bytes()[..],
                status as i64,
                head,
                body.map(|b| &b.salt[..]),
                body.map(|b| &b.patch[..]),
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// All changes of one record, in the order of arrival; control changes are part of
    /// none.
    pub fn changes_of(&self, record: RecordId) -> Result<Vec<LogRow>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM log WHERE record = ?1 ORDER BY id"
        ))?;
        let mut rows = statement.query([&record.as_bytes()[..]])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            let row = read(row)?;
            if !is_control(&row.head) {
                changes.push(row);
            }
        }
        settle(&mut changes);
        Ok(changes)
    }

    /// Whether any change of this record is here, also one that is held back or erased.
    pub fn is_in_log(&self, record: RecordId) -> Result<bool> {
        self.in_log_before(record, i64::MAX)
    }

    /// One change by its number in this log.
    pub fn change(&self, id: i64) -> Result<LogRow> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM log WHERE id = ?1"))?;
        let mut rows = statement.query([id])?;
        let row = rows.next()?.ok_or_else(|| Fault::new("E_DB_DAMAGED"))?;
        read(row)
    }

    /// The greatest sequence number of a channel, 0 if it is empty.
    pub fn tip(&self, channel: &Channel) -> Result<u64> {
        let Some(id) = self.names.find_channel(&self.conn, channel)? else {
            return Ok(0);
        };
        self.tip_of(id)
    }

    pub(super) fn tip_of(&self, channel: i64) -> Result<u64> {
        let tip: Option<u64> = self
            .conn
            .prepare_cached("SELECT max(seq) FROM log WHERE channel = ?1")?
            .query_row([channel], |r| r.get(0))?;
        Ok(tip.unwrap_or(0))
    }

    /// Every channel with a change in the log.
    pub fn channels(&self) -> Result<Vec<Channel>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT device, scope FROM channel")?;
        let mut rows = statement.query([])?;
        let mut channels = Vec::new();
        while let Some(row) = rows.next()? {
            channels.push(Channel {
                device: self.names.device_of(&self.conn, row.get(0)?)?,
                scope: row.get::<_, String>(1)?.parse()?,
            });
        }
        channels.sort();
        Ok(channels)
    }

    /// Hands sequence number, number in this log, and the verbatim head, salt and patch
    /// of each change of a channel from `first` to `last` to `each`, in sequence.
    pub fn each_change(
        &self,
        channel: &Channel,
        (first, last): (u64, u64),
        mut each: impl FnMut(u64, i64, &[u8], Option<(&[u8], &[u8])>) -> Result<()>,
    ) -> Result<()> {
        let Some(id) = self.names.find_channel(&self.conn, channel)? else {
            return Ok(());
        };
        // In the order of the index: any other would sort every body first.
        let mut statement = self.conn.prepare_cached(
            "SELECT seq, id, head, salt, patch FROM log
             WHERE channel = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq, hash",
        )?;
        let damaged = |_| Fault::new("E_DB_DAMAGED");
        let mut rows = statement.query(params![id, first, last])?;
        while let Some(row) = rows.next()? {
            let head = row.get_ref(2)?.as_blob().map_err(damaged)?;
            let salt = row.get_ref(3)?.as_blob_or_null().map_err(damaged)?;
            let patch = row.get_ref(4)?.as_blob_or_null().map_err(damaged)?;
            each(row.get(0)?, row.get(1)?, head, salt.zip(patch))?;
        }
        Ok(())
    }

    /// Hands over the changes of these channels that lie in this log between two places,
    /// both included, in the order of arrival: which of the channels it is, sequence
    /// number, head, and salt and patch.
    pub fn each_arrival(
        &self,
        channels: &[&Channel],
        (from, to): (i64, i64),
        mut each: impl FnMut(usize, u64, &[u8], Option<(&[u8], &[u8])>) -> Result<()>,
    ) -> Result<()> {
        let mut of = HashMap::new();
        for (at, channel) in channels.iter().enumerate() {
            if let Some(id) = self.names.find_channel(&self.conn, channel)? {
                of.insert(id, at);
            }
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT channel, seq, head, salt, patch FROM log
             WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        )?;
        let damaged = |_| Fault::new("E_DB_DAMAGED");
        let mut rows = statement.query(params![from, to])?;
        while let Some(row) = rows.next()? {
            let Some(at) = of.get(&row.get::<_, i64>(0)?) else {
                continue;
            };
            let head = row.get_ref(2)?.as_blob().map_err(damaged)?;
            let salt = row.get_ref(3)?.as_blob_or_null().map_err(damaged)?;
            let patch = row.get_ref(4)?.as_blob_or_null().map_err(damaged)?;
            each(*at, row.get(1)?, head, salt.zip(patch))?;
        }
        Ok(())
    }

    /// Where in this log, in the order of arrival, a change of a channel lies; 0 if it
    /// is not here.
    pub fn place_of(&self, channel: &Channel, seq: u64) -> Result<i64> {
        let Some(id) = self.names.find_channel(&self.conn, channel)? else {
            return Ok(0);
        };
        let place: Option<i64> = self
            .conn
            .prepare_cached("SELECT min(id) FROM log WHERE channel = ?1 AND seq = ?2")?
            .query_row(params![id, seq], |r| r.get(0))?;
        Ok(place.unwrap_or(0))
    }

    /// The change of a channel with this number and hash, if it is here.
    pub fn change_at(
        &self,
        channel: &Channel,
        seq: u64,
        hash: &[u8; 32],
    ) -> Result<Option<LogRow>> {
        let Some(id) = self.names.find_channel(&self.conn, channel)? else {
            return Ok(None);
        };
        let log = self.log_of(id, seq, hash)?;
        log.map(|log| self.change(log)).transpose()
    }

    /// All changes of one dot.
    pub(super) fn twins(&self, channel: i64, seq: u64) -> Result<Vec<LogRow>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM log WHERE channel = ?1 AND seq = ?2 ORDER BY hash"
        ))?;
        let mut rows = statement.query(params![channel, seq])?;
        let mut twins = Vec::new();
        while let Some(row) = rows.next()? {
            twins.push(read(row)?);
        }
        Ok(twins)
    }

    /// The number in this log of the change of this name and hash.
    pub(super) fn log_of(&self, channel: i64, seq: u64, hash: &[u8; 32]) -> Result<Option<i64>> {
        Ok(self
            .conn
            .prepare_cached("SELECT id FROM log WHERE channel = ?1 AND seq = ?2 AND hash = ?3")?
            .query_row(params![channel, seq, &hash[..]], |r| r.get(0))
            .optional()?)
    }

    /// Whether every body of a run of changes is here, or erased.
    pub fn has_all_bodies(&self, channel: &Channel, first: u64, last: u64) -> Result<bool> {
        let Some(id) = self.names.find_channel(&self.conn, channel)? else {
            return Ok(false);
        };
        let lacks = self
            .conn
            .prepare_cached(
                "SELECT 1 FROM log WHERE channel = ?1 AND seq BETWEEN ?2 AND ?3
                 AND patch IS NULL AND status <> 4",
            )?
            .exists(params![id, first, last])?;
        Ok(!lacks)
    }

    /// Whether a dot between `first` and `last` has two heads.
    pub fn has_twins(&self, channel: &Channel, first: u64, last: u64) -> Result<bool> {
        Ok(self.count_changes(channel, first, last)? > last + 1 - first)
    }

    /// How many changes of a channel from `first` to `last` are here.
    pub fn count_changes(&self, channel: &Channel, first: u64, last: u64) -> Result<u64> {
        let Some(id) = self.names.find_channel(&self.conn, channel)? else {
            return Ok(0);
        };
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM log WHERE channel = ?1 AND seq BETWEEN ?2 AND ?3",
            )?
            .query_row(params![id, first, last], |r| r.get(0))?)
    }

    pub(super) fn set_status(&self, log: i64, status: Status) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE log SET status = ?2 WHERE id = ?1")?
            .execute(params![log, status as i64])?;
        if status != Status::Held {
            self.conn
                .prepare_cached("DELETE FROM held WHERE log = ?1")?
                .execute([log])?;
        }
        Ok(())
    }

    /// Why a change is held back, if it is.
    pub fn held_reason(&self, log: i64) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT reason FROM held WHERE log = ?1")?
            .query_row([log], |r| r.get(0))
            .optional()?)
    }

    pub(super) fn hold(&self, log: i64, reason: &str) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO held(log, reason) VALUES (?1, ?2)")?
            .execute(params![log, reason])?;
        Ok(())
    }

    /// Every change that is held back, forked or puts its record elsewhere, in the
    /// order of arrival.
    pub fn inactive(&self) -> Result<Vec<LogRow>> {
        let mut statement = self.conn.prepare_cached(&inactive_sql())?;
        let mut rows = statement.query([])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            let mut row = read(row)?;
            if row.status == Status::Active {
                row.status = Status::Elsewhere;
            }
            changes.push(row);
        }
        Ok(changes)
    }

    pub(super) fn names(&self) -> &Names {
        self.names
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use zeroize::Zeroizing;

    use super::*;
    use crate::storage::Store;

    #[test]
    fn what_takes_no_part_is_found_without_reading_the_log() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("db");
        let mut store = Store::create(&file, &Zeroizing::new([7; 32]), Arc::default()).unwrap();
        let plan = store.read(|tx| {
            let sql = format!("EXPLAIN QUERY PLAN {}", inactive_sql());
            let mut steps = tx.conn.prepare(&sql)?;
            let steps = steps.query_map([], |r| r.get::<_, String>(3))?;
            Ok(steps.collect::<rusqlite::Result<Vec<String>>>()?)
        });
        let plan = plan.unwrap();
        assert!(plan.iter().any(|s| s.contains("log_inactive")), "{plan:?}");
        assert!(!plan.iter().any(|s| s == "SCAN log"), "{plan:?}");
    }
}
