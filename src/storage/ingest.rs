//! Taking in changes that others made: log rows first, then each record once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::params;

use super::gathered::IndexBatch;
use super::judge::{Judged, Moved};
use super::records::Ready;
use super::scales::{Incoming, Ruled, Scales};
use super::{LogRow, Status, Tx};
use crate::domain::change::{Body, Head};
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Channel, Dot, RecordId};
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};

/// Changes gathered before their records are shown: few enough that they lie in the
/// processor's cache when they are needed again.
const BATCH: usize = 256;

/// Whether a change takes part, as its author's rights decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Active,
    /// It is held back, for this reason (a code of the locale files).
    Held(String),
}

/// A field whose value of this workspace was not kept by another person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overruled {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// What was written here.
    pub mine: Value,
    /// What was kept.
    pub kept: Value,
    /// The change that kept it.
    pub by: Dot,
}

/// What came of an import, by form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that were not here.
    pub new: u64,
    /// Records that show something else now.
    pub changed: u64,
    /// Fields that came into conflict.
    pub conflicts: u64,
    /// Changes held back.
    pub held: u64,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ingested {
    /// Changes that were not in the log.
    pub changes: u64,
    /// Changes that were.
    pub known: u64,
    /// Bodies that a change in the log was lacking.
    pub bodies: u64,
    /// Decisions about changes, and answers to them.
    pub decisions: u64,
    /// Changes that were in the log and take part now, or don't any more, or were erased,
    /// because of a decision that came.
    pub decided: Judged,
    /// Bodies that came late and were refused, because what they hang on is erased.
    pub refused_bodies: u64,
    /// Dots with two different heads, as found now.
    pub forked: Vec<(Channel, u64)>,
    /// Another database writes as this very device, as an unnoticed copy does: a
    /// change of this device came that is not in its log, or another names such a
    /// one. This database must become another device before it writes again: its own
    /// next change would take a name that is taken.
    pub twin: bool,
    /// By form.
    pub forms: BTreeMap<String, Tally>,
    /// The first records that show something else now, and every one that was approved or
    /// given back, each with what stood in the fields that changed; none for a new one.
    pub touched: Vec<(RecordId, Option<Patch>)>,
    /// Records with a field newly in conflict.
    pub conflicts: Vec<(RecordId, String)>,
    /// Values of this person that another did not keep.
    pub overruled: Vec<Overruled>,
    /// Changes of forms that this version doesn't know: kept, relayed, not shown.
    pub unknown_forms: u64,
    /// Values in fields that the form here doesn't have: kept, relayed, not shown.
    pub unknown_fields: u64,
    /// The latest stamp seen that may drag the clock.
    pub latest: Stamp,
}

/// What an import has no more use for. Whoever read the file lets go of it: memory that
/// one thread takes and another gives back makes both wait.
#[derive(Default)]
pub struct Spent {
    pub(super) changes: Vec<Incoming>,
    #[allow(
        clippy::vec_box,
        reason = "the boxes too were made where the file is read, and are let go of there"
    )]
    pub(super) ready: Vec<Box<Ready>>,
    pub(super) index: Option<IndexBatch>,
    pub(super) merged: Vec<Vec<LogRow>>,
}

/// A record to be shown at the next flush: as the changes of it that came show it, if
/// they are all there is; else from what the log holds then.
#[derive(Default)]
pub(super) struct Pending {
    /// Where the first of its changes stands in the log.
    pub(super) log: i64,
    /// What they show, if that was found when they were weighed.
    pub(super) ready: Option<Box<Ready>>,
    /// More came of it than its changes say: the log must be asked.
    pub(super) reread: bool,
    /// Its further changes: where in the log, and where in [`Spent`].
    came: Vec<(i64, usize)>,
    first: usize,
}

/// The channel whose changes come in just now.
struct Current {
    channel: Channel,
    id: i64,
    tip: u64,
}

/// An import under way.
pub struct Ingestion<'a> {
    /// The digest of this workspace's public key: its devices begin with it.
    pub(super) me: [u8; 16],
    scales: &'a Scales<'a>,
    pub(super) pending: HashMap<RecordId, Pending>,
    pub(super) waiting: usize,
    /// No record beyond this one was in the log before the changes that are gathered now.
    pub(super) newest: Option<RecordId>,
    pub(super) index: IndexBatch,
    current: Option<Current>,
    pub(super) spent: Spent,
    pub(super) parents: BTreeSet<RecordId>,
    pub(super) done: Ingested,
}

impl<'a> Ingestion<'a> {
    /// An import into the workspace whose devices begin with `me`.
    #[must_use]
    pub fn new(me: [u8; 16], scales: &'a Scales) -> Self {
        Self {
            me,
            scales,
            pending: HashMap::new(),
            waiting: 0,
            newest: None,
            index: IndexBatch::default(),
            current: None,
            spent: Spent::default(),
            parents: BTreeSet::new(),
            done: Ingested::default(),
        }
    }

    /// The record must be shown again, from what is in the log.
    fn reread(&mut self, record: RecordId, log: i64) {
        let pending = self.pending.entry(record);
        let pending = pending.or_insert_with(|| Pending {
            log,
            ..Pending::default()
        });
        pending.reread = true;
    }

    /// The changes of a record, all that came of it just now and all there is.
    pub(super) fn rows_of(&mut self, pending: &Pending) -> Vec<LogRow> {
        let first = [(pending.log, pending.first)];
        let came = first.iter().chain(&pending.came);
        let rows = came.filter_map(|(log, at)| {
            let change = self.spent.changes.get_mut(*at)?;
            let (head, patch) = *change.says.take()?;
            Some(LogRow {
                id: *log,
                hash: change.hash,
                status: change.status(),
                head,
                body: None,
                patch,
            })
        });
        rows.collect()
    }
}

impl Tx<'_> {
    /// Takes one verified change in. Known ones only give their body, if it lacked.
    /// Answers from time to time what is spent.
    pub fn ingest(&self, run: &mut Ingestion, mut change: Incoming) -> Result<Option<Spent>> {
        if run.newest.is_none() {
            run.newest = Some(self.newest_record()?);
        }
        let (channel, tip) = self.current(run, &change)?;
        run.done.latest = run.done.latest.max(change.stamp);
        if change.verdict == Verdict::Active {
            // Only of those who have a say: a stranger may name what they like.
            run.done.twin |= self.is_unwritten(&change.channel.scope, change.names)?;
        }
        if change.erased && change.body.take().is_some() {
            run.done.refused_bodies += 1;
        }
        if change.seq <= tip
            && let Some(log) = self.log_of(channel, change.seq, &change.hash)?
        {
            run.done.known += 1;
            self.give_body(run, log, &change)?;
            return Ok(None);
        }
        run.done.twin |= change.written_here;
        let log = self.write_incoming(run, channel, &change)?;
        let decided = change.ruled != Ruled::Nothing;
        let twinned =
            change.seq <= tip && self.has_twins(&change.channel, change.seq, change.seq)?;
        if decided || twinned {
            self.beside(run, &change, log)?;
        }
        if !change.control {
            Self::gather_change(run, &mut change, log, decided || twinned);
        }
        run.spent.changes.push(change);
        if run.waiting < BATCH {
            return Ok(None);
        }
        self.flush(run)?;
        Ok(Some(std::mem::take(&mut run.spent)))
    }

    /// Adds a change to the log, with the reason if it is held back.
    fn write_incoming(&self, run: &mut Ingestion, channel: i64, change: &Incoming) -> Result<i64> {
        let log = self.insert_change(
            (channel, change.seq),
            change.record,
            (&change.bytes, &change.hash),
            change.body.as_ref(),
            change.status(),
        )?;
        run.done.changes += 1;
        if let (Verdict::Held(reason), false) = (&change.verdict, change.erased) {
            self.hold(log, reason)?;
            let tally = run.done.forms.entry(change.form().to_owned()).or_default();
            tally.held += u64::from(change.ruled != Ruled::Admitted);
        }
        if change.control {
            self.note_control(log)?;
            run.done.decisions += 1;
        }
        Ok(log)
    }

    /// Notes the change's record for the next flush; `moved` if more came of it than
    /// this change.
    fn gather_change(run: &mut Ingestion, change: &mut Incoming, log: i64, moved: bool) {
        run.parents.extend(change.parent);
        run.waiting += 1;
        let at = run.spent.changes.len();
        match run.pending.entry(change.record) {
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                known.reread |= moved;
                known.came.push((log, at));
                let many = known.came.len() + 1;
                let shows = change.shows.take().filter(|(n, _)| *n == many);
                known.ready = shows.map(|(_, ready)| ready);
            }
            Entry::Vacant(free) => {
                let counts = change.status() == Status::Active;
                free.insert(Pending {
                    log,
                    ready: change
                        .shows
                        .take()
                        .filter(|(n, _)| counts && *n == 1)
                        .map(|s| s.1),
                    reread: moved,
                    came: Vec::new(),
                    first: at,
                });
            }
        }
    }

    /// Judges a change that just came together with what was here under its name.
    fn beside(&self, run: &mut Ingestion, change: &Incoming, log: i64) -> Result<()> {
        let mut moved = Moved::default();
        let by = (
            &run.scales.decisions,
            run.scales.verdict as &dyn Fn(&Head) -> Verdict,
        );
        self.judge_dot(&change.channel, change.seq, by, &mut moved)?;
        run.done.twin |= moved.judged.twin;
        if self.is_forked(&change.channel, change.seq)? {
            run.done.forked.push((change.channel.clone(), change.seq));
        }
        for record in moved.records {
            run.reread(record, log);
        }
        run.parents.extend(moved.parents);
        Ok(())
    }

    /// The number of a change's channel and how far the channel had come before it.
    fn current(&self, run: &mut Ingestion, change: &Incoming) -> Result<(i64, u64)> {
        let same = |c: &&mut Current| c.channel == change.channel;
        if let Some(current) = run.current.as_mut().filter(same) {
            let tip = current.tip;
            current.tip = tip.max(change.seq);
            return Ok((current.id, tip));
        }
        let id = self.names().channel(&self.conn, &change.channel)?;
        let tip = self.tip_of(id)?;
        run.current = Some(Current {
            channel: change.channel.clone(),
            id,
            tip: tip.max(change.seq),
        });
        Ok((id, tip))
    }

    fn give_body(&self, run: &mut Ingestion, log: i64, change: &Incoming) -> Result<()> {
        let Some(body) = &change.body else {
            return Ok(());
        };
        let filled = self
            .conn
            .prepare_cached("UPDATE log SET salt = ?2, patch = ?3 WHERE id = ?1 AND patch IS NULL")?
            .execute(params![log, &body.salt[..], body.patch])?;
        if filled > 0 {
            run.done.bodies += 1;
            if !change.control {
                run.reread(change.record, log);
            }
        }
        Ok(())
    }

    /// Shows what was gathered, and answers what came of the whole import.
    pub fn finish_ingest(&self, mut run: Ingestion) -> Result<Ingested> {
        self.flush(&mut run)?;
        self.write_index(&mut run.index)?;
        self.project_parents(&run.parents)?;
        let mut moved = Moved::default();
        let scales = run.scales;
        self.follow(
            &scales.decisions,
            (&self.decisions()?, scales.verdict),
            &mut moved,
        )?;
        run.done.decided = self.show_moved(&moved)?;
        run.done.twin |= run.done.decided.twin;
        Ok(run.done)
    }
}

/// What a change from a file must fulfil before it is taken in: the body says what
/// the head committed to, and speaks of exactly the fields that the head names.
pub fn check_body(head: &Head, body: &Body) -> Result<Patch> {
    if body.commitment() != head.commitment {
        return Err(Fault::new("E_COMMITMENT").with("dot", head.dot()));
    }
    let patch = body.read()?;
    if patch.keys().ne(head.fields.keys()) {
        return Err(Fault::new("E_BODY").with("dot", head.dot()));
    }
    Ok(patch)
}
