//! Small tables: settings of the workspace, counters, the access log, steps.

use rusqlite::{OptionalExtension, Row, params};

use super::{LogRow, Store, Tx};
use crate::domain::change::Head;
use crate::domain::fault::Result;
use crate::domain::id::RecordId;
use crate::domain::stamp::Stamp;

/// One line of the access log (PIPL 54–56: who looked at what, when).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// When.
    pub at: Stamp,
    /// `show`, `print`, `export`, `search`, `backup` …
    pub what: String,
    /// The record, if it was about one.
    pub record: Option<RecordId>,
    /// To whom or where, never a value.
    pub note: Option<String>,
}

fn access(r: &Row) -> rusqlite::Result<Access> {
    Ok(Access {
        at: Stamp::from_bits(r.get(0)?),
        what: r.get(1)?,
        record: r.get::<_, Option<[u8; 16]>>(2)?.map(RecordId::from_bytes),
        note: r.get(3)?,
    })
}

impl Store {
    pub(super) fn meta(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
            .optional()?)
    }

    pub(super) fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.conn.execute(
            "INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)",
            params![key, value],
        )?;
        Ok(())
    }
}

impl Tx<'_> {
    /// A setting of this workspace.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |r| r.get(0))
            .optional()?)
    }

    /// Writes a setting of this workspace.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO meta(key, value) VALUES (?1, ?2) ON CONFLICT (key)
                 DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value",
            )?
            .execute(params![key, value])?;
        Ok(())
    }

    /// The next number of a counter, from 1; never given twice, even after voiding.
    pub fn count_up(&self, name: &str) -> Result<i64> {
        Ok(self
            .conn
            .prepare_cached(
                "INSERT INTO counter(name, last) VALUES (?1, 1)
                 ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            )?
            .query_row([name], |r| r.get(0))?)
    }

    /// The places that people added, by code.
    pub fn places(&self) -> Result<Vec<(String, String)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT code, name FROM place ORDER BY code")?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds or renames a place.
    pub fn put_place(&self, code: &str, name: &str) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO place(code, name) VALUES (?1, ?2)")?
            .execute(params![code, name])?;
        Ok(())
    }

    /// Writes lines to the access log.
    pub fn log_access(&self, lines: &[Access]) -> Result<()> {
        let mut statement = self
            .conn
            .prepare_cached("INSERT INTO access(at, what, record, note) VALUES (?1, ?2, ?3, ?4)")?;
        for line in lines {
            statement.execute(params![
                line.at.to_bits(),
                line.what,
                line.record.as_ref().map(|r| &r.as_bytes()[..]),
                line.note,
            ])?;
        }
        Ok(())
    }

    /// The access log, newest first.
    pub fn accesses(&self, limit: u32) -> Result<Vec<Access>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT at, what, record, note FROM access ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], access)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The whole access log, oldest first.
    pub fn all_accesses(&self) -> Result<Vec<Access>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT at, what, record, note FROM access ORDER BY id")?;
        let rows = statement.query_map([], access)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes that a change made here belongs to a step, and what it undoes.
    pub(super) fn note_step(&self, head: &Head, log: i64) -> Result<()> {
        self.conn
            .prepare_cached("INSERT INTO step(stamp, log, undone) VALUES (?1, ?2, ?3)")?
            .execute(params![head.step.to_bits(), log, head.undoes.is_some()])?;
        if let Some(undone) = head.undoes {
            self.conn
                .prepare_cached("UPDATE step SET undone = 1 WHERE stamp = ?1")?
                .execute([undone.to_bits()])?;
        }
        Ok(())
    }

    /// Forgets the steps: a new incarnation undoes nothing of the old one.
    pub fn forget_steps(&self) -> Result<()> {
        self.conn.execute("DELETE FROM step", [])?;
        Ok(())
    }

    /// The last step of this device that was not taken back yet, with its changes;
    /// before another step, if one is given. Nobody takes back what is erased.
    pub fn last_step(&self, before: Option<Stamp>) -> Result<Option<(Stamp, Vec<LogRow>)>> {
        let stamp: Option<u64> = self
            .conn
            .prepare_cached(
                "SELECT s.stamp FROM step s JOIN log l ON l.id = s.log
                 WHERE s.undone = 0 AND l.status <> 4 AND (?1 IS NULL OR s.stamp < ?1)
                 ORDER BY s.stamp DESC LIMIT 1",
            )?
            .query_row([before.map(Stamp::to_bits)], |r| r.get(0))
            .optional()?;
        let Some(stamp) = stamp else {
            return Ok(None);
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT s.log FROM step s JOIN log l ON l.id = s.log
                 WHERE s.stamp = ?1 AND l.status <> 4 ORDER BY s.log",
        )?;
        let logs = statement.query_map([stamp], |r| r.get(0))?;
        let logs: Vec<i64> = logs.collect::<rusqlite::Result<_>>()?;
        let rows = logs
            .into_iter()
            .map(|log| self.change(log))
            .collect::<Result<_>>()?;
        Ok(Some((Stamp::from_bits(stamp), rows)))
    }
}
