//! Taking in changes that others made: log rows first, then each record once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::params;

use super::index::IndexBatch;
use super::judge::{Judged, Moved};
use super::project::alone;
use super::records::Ready;
use super::{LogRow, Status, Tx};
use crate::domain::change::{Body, Head, head_hash};
use crate::domain::control::{Decisions, is_control};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Forms;
use crate::domain::id::{Channel, DeviceId, Dot, RecordId, Scope};
use crate::domain::record::{Open, Record};
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};

/// Changes gathered before their records are shown; bounds the memory of an import.
const BATCH: usize = 1024;

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

/// This database's own device, and how far it wrote in each scope.
struct Own {
    device: Option<DeviceId>,
    tips: HashMap<Scope, u64>,
}

/// A change that is about to be written to the log.
struct Came {
    head: Head,
    bytes: Vec<u8>,
    hash: [u8; 32],
    body: Option<Body>,
    patch: Option<Patch>,
    verdict: Verdict,
    ready: Option<Ready>,
}

/// A verified change on its way in.
pub struct Incoming {
    /// The head, read.
    pub head: Head,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The body, if it came, and what it says.
    pub body: Option<(Body, Patch)>,
    hash: [u8; 32],
    ready: Option<Ready>,
}

impl Incoming {
    /// A change as it came.
    #[must_use]
    pub fn new(head: Head, bytes: Vec<u8>, body: Option<(Body, Patch)>) -> Self {
        let hash = head_hash(&bytes);
        Self {
            head,
            bytes,
            body,
            hash,
            ready: None,
        }
    }

    /// Makes the record of this change ready in case it is the only change of a new
    /// record, as most are. Needs no database, so another thread may do it.
    #[must_use]
    pub fn made_ready(mut self, forms: &Forms) -> Self {
        let creates = self.head.fields.values().all(Vec::is_empty);
        if let Some((_, patch)) = self.body.as_ref().filter(|_| creates) {
            self.ready = alone(forms, &self.head, patch).ok().flatten();
        }
        self
    }
}

/// An import under way.
pub struct Ingestion<'a> {
    /// The digest of this workspace's public key: its devices begin with it.
    pub(super) me: [u8; 16],
    verdict: &'a dyn Fn(&Head) -> Verdict,
    pub(super) pending: HashMap<RecordId, Vec<LogRow>>,
    pub(super) ready: HashMap<RecordId, Ready>,
    pub(super) waiting: usize,
    pub(super) newest: Option<RecordId>,
    pub(super) index: IndexBatch,
    /// Records whose gathered rows say something else by now: a twin came, or a body.
    pub(super) stale: BTreeSet<RecordId>,
    tips: HashMap<i64, u64>,
    own: Option<Own>,
    decisions: Option<Decisions>,
    pub(super) parents: BTreeSet<RecordId>,
    pub(super) done: Ingested,
}

impl<'a> Ingestion<'a> {
    /// An import into the workspace whose devices begin with `me`.
    #[must_use]
    pub fn new(me: [u8; 16], verdict: &'a dyn Fn(&Head) -> Verdict) -> Self {
        Self {
            me,
            verdict,
            pending: HashMap::new(),
            ready: HashMap::new(),
            waiting: 0,
            newest: None,
            index: IndexBatch::default(),
            stale: BTreeSet::new(),
            tips: HashMap::new(),
            own: None,
            decisions: None,
            parents: BTreeSet::new(),
            done: Ingested::default(),
        }
    }

    /// The record must be shown again, from what is in the log.
    fn reread(&mut self, record: RecordId) {
        self.pending.entry(record).or_default();
        self.stale.insert(record);
    }
}

impl Tx<'_> {
    /// Takes one verified change in. Known ones only give their body, if it lacked.
    pub fn ingest(&self, run: &mut Ingestion, incoming: Incoming) -> Result<()> {
        let Incoming {
            head,
            bytes,
            body,
            hash,
            ready,
        } = incoming;
        let (body, patch) = body.unzip();
        let channel = self.names().channel(&self.conn, &head.channel())?;
        let tip = match run.tips.get(&channel) {
            Some(tip) => *tip,
            None => self.tip_of(channel)?,
        };
        run.tips.insert(channel, tip.max(head.seq));
        run.done.latest = run.done.latest.max(head.stamp);
        let verdict = (run.verdict)(&head);
        if verdict == Verdict::Active {
            // Only of those who have a say: a stranger may name what they like.
            self.look_for_twin(run, &head)?;
        }
        let decisions = match run.decisions.take() {
            Some(decisions) => decisions,
            None => self.decisions()?,
        };
        let came = self.take_one(
            run,
            &decisions,
            (channel, tip),
            Came {
                head,
                bytes,
                hash,
                body,
                patch,
                verdict,
                ready,
            },
        );
        run.decisions = Some(decisions);
        came?;
        if run.waiting >= BATCH {
            self.flush(run)
        } else {
            Ok(())
        }
    }

    fn take_one(
        &self,
        run: &mut Ingestion,
        decisions: &Decisions,
        (channel, tip): (i64, u64),
        came: Came,
    ) -> Result<()> {
        let Came {
            head,
            bytes,
            hash,
            mut body,
            mut patch,
            verdict,
            ready,
        } = came;
        let erased = decisions.erase(&head);
        if erased && body.is_some() {
            run.done.refused_bodies += 1;
            (body, patch) = (None, None);
        }
        if head.seq <= tip
            && let Some(log) = self.log_of(channel, head.seq, &hash)?
        {
            run.done.known += 1;
            return self.give_body(run, log, &head, body);
        }
        let status = match &verdict {
            _ if erased => Status::Erased,
            Verdict::Active => Status::Active,
            Verdict::Held(_) => Status::Held,
        };
        let own = run.own.as_ref().and_then(|o| o.device);
        run.done.twin |= own == Some(head.device);
        let id = self.insert_change(channel, &head, &bytes, &hash, body.as_ref(), status)?;
        run.done.changes += 1;
        if let (Verdict::Held(reason), false) = (&verdict, erased) {
            self.hold(id, reason)?;
            let admitted = decisions.admits(&head, hash) && !decisions.refuses(&head, hash);
            let tally = run.done.forms.entry(head.form.clone()).or_default();
            tally.held += u64::from(!admitted);
        }
        let control = is_control(&head);
        if control {
            self.note_control(id)?;
            run.done.decisions += 1;
        }
        let decided = decisions.admits(&head, hash) || decisions.refuses(&head, hash);
        let twinned = head.seq <= tip && self.has_twins(&head.channel(), head.seq, head.seq)?;
        if decided || twinned {
            let record = head.record;
            self.beside(run, decisions, &head)?;
            if !control {
                run.reread(record);
            }
        }
        if control {
            return Ok(());
        }
        let row = LogRow {
            id,
            hash,
            status,
            head,
            body,
            patch,
        };
        if let Some(ready) = ready.filter(|_| row.status == Status::Active) {
            run.ready.insert(row.head.record, ready);
        }
        run.pending.entry(row.head.record).or_default().push(row);
        run.waiting += 1;
        Ok(())
    }

    /// Judges a change that just came together with what was here under its name.
    fn beside(&self, run: &mut Ingestion, decisions: &Decisions, head: &Head) -> Result<()> {
        let mut moved = Moved::default();
        let channel = head.channel();
        self.judge_dot(&channel, head.seq, (decisions, run.verdict), &mut moved)?;
        if self.is_forked(&channel, head.seq)? {
            run.done.forked.push((channel, head.seq));
        }
        for record in moved.records {
            run.reread(record);
        }
        run.parents.extend(moved.parents);
        Ok(())
    }

    /// Does the head name a change of this device that this database never wrote?
    fn look_for_twin(&self, run: &mut Ingestion, head: &Head) -> Result<()> {
        if run.own.is_none() {
            let device = self.meta("device")?.map(|text| text.parse()).transpose()?;
            let tips = HashMap::new();
            run.own = Some(Own { device, tips });
        }
        let Some(own) = run.own.as_mut() else {
            return Ok(());
        };
        let Some(device) = own.device else {
            return Ok(());
        };
        let dots = head.fields.values().flatten();
        let dots = dots.chain(&head.gates).chain(&head.rows);
        let named = dots.filter(|dot| dot.device == device).map(|dot| dot.seq);
        let Some(named) = named.max() else {
            return Ok(());
        };
        let tip = match own.tips.get(&head.scope) {
            Some(tip) => *tip,
            None => self.tip(&Channel {
                device,
                scope: head.scope.clone(),
            })?,
        };
        own.tips.insert(head.scope.clone(), tip);
        run.done.twin |= named > tip;
        Ok(())
    }

    fn give_body(
        &self,
        run: &mut Ingestion,
        log: i64,
        head: &Head,
        body: Option<Body>,
    ) -> Result<()> {
        let Some(body) = body else { return Ok(()) };
        let filled = self
            .conn
            .prepare_cached("UPDATE log SET salt = ?2, patch = ?3 WHERE id = ?1 AND patch IS NULL")?
            .execute(params![log, &body.salt[..], body.patch])?;
        if filled > 0 {
            run.done.bodies += 1;
            if !is_control(head) {
                run.reread(head.record);
            }
        }
        Ok(())
    }

    /// Shows what was gathered, and answers what came of the whole import.
    pub fn finish_ingest(&self, mut run: Ingestion) -> Result<Ingested> {
        self.flush(&mut run)?;
        self.write_index(std::mem::take(&mut run.index))?;
        self.project_parents(&run.parents)?;
        if let Some(before) = run.decisions.take() {
            let mut moved = Moved::default();
            self.follow(&before, (&self.decisions()?, run.verdict), &mut moved)?;
            run.done.decided = self.show_moved(&moved)?;
        }
        Ok(run.done)
    }

    pub(super) fn tally(&self, run: &mut Ingestion, before: Option<&Record>, after: &Record) {
        let form = self.forms().get(&after.form);
        let done = &mut run.done;
        match form {
            None => done.unknown_forms += 1,
            Some(form) => {
                let unknown = |name: &&String| form.field(name).is_none();
                let unknown = after.fields.keys().filter(unknown).count();
                done.unknown_fields += u64::try_from(unknown).unwrap_or(u64::MAX);
            }
        }
        let tally = done.forms.entry(after.form.clone()).or_default();
        match before {
            None => tally.new += 1,
            Some(before) if before.fields != after.fields || before.open != after.open => {
                tally.changed += 1;
            }
            Some(_) => {}
        }
        for (field, open) in &after.open {
            let was = before.and_then(|b| b.open.get(field));
            if *open == Open::Conflict && was != Some(open) {
                tally.conflicts += 1;
                done.conflicts.push((after.id, field.clone()));
            }
        }
    }
}

/// Lists the values of this person that a change settling a conflict did not keep.
pub(super) fn note_overruled(run: &mut Ingestion, changes: &[LogRow]) {
    let mine = |dot: &Dot| dot.device.0.starts_with(&run.me);
    let mut found = Vec::new();
    for row in changes
        .iter()
        .filter(|r| r.status == Status::Active && !mine(&r.head.dot()))
    {
        for (field, saw) in row.head.fields.iter().filter(|(_, saw)| saw.len() > 1) {
            let Some(own) = saw.iter().find(|d| mine(d)) else {
                continue;
            };
            let own = changes.iter().find(|c| c.head.dot() == *own);
            let Some((own, kept)) = own.and_then(|o| o.says(field)).zip(row.says(field)) else {
                continue;
            };
            if own != kept {
                found.push(Overruled {
                    record: row.head.record,
                    field: field.clone(),
                    mine: own,
                    kept,
                    by: row.head.dot(),
                });
            }
        }
    }
    run.done.overruled.extend(found);
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
