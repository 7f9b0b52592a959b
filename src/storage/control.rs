//! Decisions about changes, as they stand in the log.

use super::judge::{Judged, Moved};
use super::log::{COLUMNS, read};
use super::{LogRow, Status, Tx, Verdict};
use crate::domain::change::{Body, Head, head_hash};
use crate::domain::control::{Control, Decisions, is_control};
use crate::domain::fault::{Fault, Result};

impl Tx<'_> {
    /// All control changes, in the order of arrival.
    pub fn controls(&self) -> Result<Vec<LogRow>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM log WHERE id IN (SELECT log FROM control) ORDER BY id"
        ))?;
        let mut rows = statement.query([])?;
        let mut controls = Vec::new();
        while let Some(row) = rows.next()? {
            controls.push(read(row)?);
        }
        Ok(controls)
    }

    /// The control changes that count, with what they say.
    pub fn in_force(&self) -> Result<Vec<(LogRow, Control)>> {
        let counts = |row: LogRow| {
            let says = Control::read(&row.head, row.patch.as_ref()?)?;
            Some((row, says))
        };
        let rows = self.controls()?.into_iter();
        let active = rows.filter(|row| row.status == Status::Active);
        Ok(active.filter_map(counts).collect())
    }

    /// All decisions that count, with the erased roots that stand beside the database.
    pub fn decisions(&self) -> Result<Decisions> {
        let mut decisions = Decisions::default();
        for (row, says) in self.in_force()? {
            decisions.add(&row.head, &says);
        }
        let mut statement = self.conn.prepare_cached("SELECT hash FROM buried")?;
        let hashes = statement.query_map([], |r| r.get(0))?;
        decisions.bury(hashes.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(decisions)
    }

    pub(super) fn note_control(&self, log: i64) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO control(log) VALUES (?1)")?
            .execute([log])?;
        Ok(())
    }

    /// Finds the control changes of the log anew. The mark can't stand inside a text of
    /// a head: there a quotation mark has a backslash before it.
    pub(super) fn find_controls(&self) -> Result<()> {
        let mut statement = self
            .conn
            .prepare("SELECT id FROM log WHERE instr(head, CAST(?1 AS BLOB)) > 0")?;
        let logs = statement.query_map([r#","e":"control/"#], |r| r.get(0))?;
        for log in logs.collect::<rusqlite::Result<Vec<i64>>>()? {
            if is_control(&self.change(log)?.head) {
                self.note_control(log)?;
            }
        }
        Ok(())
    }

    /// Appends a control change that was just made at this device, and does what follows
    /// from it.
    pub fn decide(
        &self,
        verdict: &dyn Fn(&Head) -> Verdict,
        head: &Head,
        body: &Body,
    ) -> Result<Judged> {
        let channel = self.names().channel(&self.conn, &head.channel())?;
        if self.tip_of(channel)? + 1 != head.seq {
            return Err(Fault::new("E_DB_DAMAGED").with("channel", head.channel()));
        }
        let before = self.decisions()?;
        let bytes = head.to_bytes();
        let hash = head_hash(&bytes);
        let dot = (channel, head.seq);
        let said = (bytes.as_slice(), &hash);
        let log = self.insert_change(dot, head.record, said, Some(body), Status::Active)?;
        self.note_control(log)?;
        let now = self.decisions()?;
        let mut moved = Moved::default();
        self.follow(&before, (&now, verdict), &mut moved)?;
        self.show_moved(&moved)
    }
}
