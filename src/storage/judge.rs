//! Judging again what is in the log, after rights changed.

use std::collections::BTreeSet;

use super::{LogRow, Status, Tx, Verdict};
use crate::domain::change::Head;
use crate::domain::fault::Result;
use crate::domain::id::Channel;

/// What came of judging again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judged {
    /// Changes that take part now and did not before.
    pub admitted: u64,
    /// Changes that took part before and don't now.
    pub withdrawn: u64,
}

impl Tx<'_> {
    /// Judges every change of these keys again (`None`: of all), those that take part
    /// too: a revocation acts backwards. What stands afterwards follows from the log
    /// and the verdicts, whatever stood before.
    pub fn judge_again(
        &self,
        verdict: &dyn Fn(&Head) -> Verdict,
        keys: Option<&BTreeSet<[u8; 16]>>,
    ) -> Result<Judged> {
        let mut judged = Judged::default();
        let mut records = BTreeSet::new();
        let mut parents = BTreeSet::new();
        let asked = |channel: &Channel| match (keys, channel.device.0.first_chunk::<16>()) {
            (Some(keys), Some(key)) => keys.contains(key),
            _ => true,
        };
        for channel in self.channels()?.into_iter().filter(asked) {
            for (row, status, reason) in self.judge_channel(&channel, verdict)? {
                if row.status != status {
                    judged.admitted += u64::from(status == Status::Active);
                    judged.withdrawn += u64::from(row.status == Status::Active);
                    self.set_status(row.id, status)?;
                    records.insert(row.head.record);
                    parents.extend(row.head.parent);
                }
                if let Some(reason) = reason {
                    self.hold(row.id, &reason)?;
                }
            }
        }
        for id in &records {
            self.project(*id)?;
        }
        self.project_parents(&parents)?;
        Ok(judged)
    }

    /// Whether a dot is forked.
    pub fn is_forked(&self, channel: &Channel, seq: u64) -> Result<bool> {
        let id = self.names().channel(&self.conn, channel)?;
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM log WHERE channel = ?1 AND seq = ?2 AND status = 2")?
            .exists(rusqlite::params![id, seq])?)
    }

    /// The changes of a channel that stand otherwise than they should, or are held
    /// back, with how they should stand and why.
    fn judge_channel(
        &self,
        channel: &Channel,
        verdict: &dyn Fn(&Head) -> Verdict,
    ) -> Result<Vec<(LogRow, Status, Option<String>)>> {
        let mut logs: Vec<(u64, i64)> = Vec::new();
        self.each_change(channel, (1, self.tip(channel)?), |seq, log, _, _| {
            logs.push((seq, log));
            Ok(())
        })?;
        let mut other = Vec::new();
        for twins in logs.chunk_by(|a, b| a.0 == b.0) {
            let mut rows = Vec::new();
            for (_, log) in twins {
                let row = self.change(*log)?;
                let judged = verdict(&row.head);
                rows.push((row, judged));
            }
            let good = rows.iter().filter(|(_, v)| *v == Verdict::Active).count();
            for (row, judged) in rows {
                let (status, reason) = match judged {
                    Verdict::Held(reason) => (Status::Held, Some(reason)),
                    // Two different changes of one name, and nothing tells them apart.
                    Verdict::Active if good > 1 => (Status::Forked, None),
                    Verdict::Active => (Status::Active, None),
                };
                if status != row.status || reason.is_some() {
                    other.push((row, status, reason));
                }
            }
        }
        Ok(other)
    }
}
