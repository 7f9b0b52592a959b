//! Judging what is in the log again: after rights changed, after a decision came, after
//! a second head of one name did. What stands afterwards follows from the log, the
//! decisions in it and the verdicts, whatever stood before.

use std::collections::{BTreeMap, BTreeSet};

use super::{LogRow, Status, Tx, Verdict};
use crate::domain::change::Head;
use crate::domain::control::{Decisions, Standing, Twin, is_control};
use crate::domain::fault::Result;
use crate::domain::id::{Channel, RecordId};

/// What came of judging again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// Changes that take part now and did not before.
    pub admitted: u64,
    /// Changes that took part before and don't now.
    pub withdrawn: u64,
    /// Changes that were erased by it.
    pub erased: u64,
    /// What was typed and not saved, and went with it: how many drafts, by form.
    pub drafts: BTreeMap<String, u64>,
    /// A change that takes part now names one of this very device that this database
    /// never wrote: see [`Ingested::twin`](super::Ingested::twin).
    pub twin: bool,
}

/// What moved, and must be shown again.
#[derive(Debug, Default)]
pub(super) struct Moved {
    pub(super) judged: Judged,
    pub(super) records: BTreeSet<RecordId>,
    /// Those of them of which something was erased.
    erased: BTreeSet<RecordId>,
    pub(super) parents: BTreeSet<RecordId>,
    /// Changes without a body that became erased, or are not any more: whether their
    /// segments are whole is another question now.
    pub(super) hollow: BTreeSet<(Channel, u64)>,
}

impl Tx<'_> {
    /// Judges every change of these keys again (`None`: of all), those that take part
    /// too: a revocation acts backwards. Decisions come first, then what they are about.
    pub fn judge_again(
        &self,
        verdict: &dyn Fn(&Head) -> Verdict,
        keys: Option<&BTreeSet<[u8; 16]>>,
    ) -> Result<Judged> {
        let asked = |channel: &Channel| match (keys, channel.device.0.first_chunk::<16>()) {
            (Some(keys), Some(key)) => keys.contains(key),
            _ => true,
        };
        let mut moved = Moved::default();
        let before = self.decisions()?;
        for row in self.controls()? {
            let channel = row.head.channel();
            if asked(&channel) {
                self.judge_dot(&channel, row.head.seq, (&before, verdict), &mut moved)?;
            }
        }
        let decisions = self.decisions()?;
        for channel in self.channels()?.into_iter().filter(asked) {
            let mut seqs = BTreeSet::new();
            self.each_change(&channel, (1, self.tip(&channel)?), |seq, _, _, _| {
                seqs.insert(seq);
                Ok(())
            })?;
            for seq in seqs {
                self.judge_dot(&channel, seq, (&decisions, verdict), &mut moved)?;
            }
        }
        self.follow(&before, (&decisions, verdict), &mut moved)?;
        self.show_moved(&moved)
    }

    /// Judges again what two sets of decisions differ about.
    pub(super) fn follow(
        &self,
        before: &Decisions,
        (now, verdict): (&Decisions, &dyn Fn(&Head) -> Verdict),
        moved: &mut Moved,
    ) -> Result<()> {
        let differing = before.differing(now);
        for (dot, scope) in differing.dots {
            let device = dot.device;
            self.judge_dot(&Channel { device, scope }, dot.seq, (now, verdict), moved)?;
        }
        for (root, scope) in differing.roots {
            for (channel, seq) in self.dots_under(root, &scope)? {
                self.judge_dot(&channel, seq, (now, verdict), moved)?;
            }
        }
        Ok(())
    }

    /// Judges all heads of one dot.
    pub(super) fn judge_dot(
        &self,
        channel: &Channel,
        seq: u64,
        (decisions, verdict): (&Decisions, &dyn Fn(&Head) -> Verdict),
        moved: &mut Moved,
    ) -> Result<()> {
        let Some(id) = self.names().find_channel(&self.conn, channel)? else {
            return Ok(());
        };
        let rows = self.twins(id, seq)?;
        let twins: Vec<Twin> = rows
            .iter()
            .map(|row| Twin {
                head: &row.head,
                hash: row.hash,
                held: match verdict(&row.head) {
                    Verdict::Active => None,
                    Verdict::Held(reason) => Some(reason),
                },
            })
            .collect();
        let standings = decisions.standings(&twins);
        for (row, standing) in rows.iter().zip(standings) {
            self.stand(row, standing, moved)?;
        }
        Ok(())
    }

    fn stand(&self, row: &LogRow, standing: Standing, moved: &mut Moved) -> Result<()> {
        let (status, reason) = match standing {
            Standing::Active => (Status::Active, None),
            Standing::Held(reason) => (Status::Held, Some(reason)),
            Standing::Forked => (Status::Forked, None),
            Standing::Erased => (Status::Erased, None),
        };
        if status != row.status {
            self.set_status(row.id, status)?;
            if status == Status::Active {
                moved.judged.twin |= self.names_unwritten(&row.head)?;
            }
            let control = is_control(&row.head);
            let erased = status == Status::Erased;
            moved.judged.admitted += u64::from(status == Status::Active);
            moved.judged.withdrawn += u64::from(row.status == Status::Active && !erased);
            moved.judged.erased += u64::from(erased);
            if erased {
                self.erase_body(row.id)?;
            }
            if row.body.is_none() && (erased || row.status == Status::Erased) {
                moved.hollow.insert((row.head.channel(), row.head.seq));
            }
            if !control {
                if erased {
                    moved.erased.insert(row.head.record);
                }
                moved.records.insert(row.head.record);
                moved.parents.extend(row.head.parent);
            }
        }
        reason.map_or(Ok(()), |reason| self.hold(row.id, &reason))
    }

    /// Shows again what moved.
    pub(super) fn show_moved(&self, moved: &Moved) -> Result<Judged> {
        let mut judged = moved.judged.clone();
        if judged.erased > 0 {
            // Before the records are shown anew: what they said is then nowhere.
            judged.drafts = self.drop_drafts_about(&moved.erased)?;
            self.must_scrub()?;
        }
        for (channel, seq) in &moved.hollow {
            self.weigh_again(channel, *seq)?;
        }
        for id in &moved.records {
            self.project(*id)?;
        }
        self.project_parents(&moved.parents)?;
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
}
