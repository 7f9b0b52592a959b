//! What a person wants to see: of a file before they take it in, and of what has arrived
//! at whom.

use std::collections::{BTreeMap, BTreeSet};

use super::decided::{self, Decided};
use super::missing::{Gaps, missing};
use super::{Imported, Missing};
use crate::domain::fault::Result;
use crate::domain::id::RecordId;
use crate::domain::value::Patch;
use crate::ops::conflict::{Conflict, conflicts_of};
use crate::ops::finding::{Finding, findings_in};
use crate::ops::keys::{called, load_trust};
use crate::ops::view::{View, view};
use crate::ops::workspace::Workspace;
use crate::storage::{Peer, TOLD, Tx};
use crate::sync::trust::Trust;

/// The most conflicts that are shown with their values; all are counted.
const CONFLICTS: usize = 200;

/// What an import brings, to be looked at.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Records with fields that come into conflict, each with its conflicts.
    pub conflicts: Vec<(View, Vec<Conflict>)>,
    /// Records that come or change, each with what stood in its changed fields before;
    /// none for a new one.
    pub changes: Vec<(View, Option<Patch>)>,
    /// Rules that are broken by what comes, with the forms of the records.
    pub findings: Vec<(Finding, String)>,
    /// What was decided, and the answers to decisions.
    pub decisions: Vec<Decided>,
    /// Approvals and returns beyond those, of records that are not told one by one.
    pub more_decisions: u64,
}

/// What stood before an import.
pub(super) struct Before {
    broken: BTreeSet<(&'static str, Vec<RecordId>)>,
    decided: decided::Before,
}

impl Before {
    pub(super) fn note(tx: &Tx, trust: &Trust) -> Result<Self> {
        Ok(Self {
            broken: broken(tx)?,
            decided: decided::Before::note(tx, trust)?,
        })
    }
}

/// What has arrived at one device of a person, and what of theirs is missing here.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The device.
    pub peer: Peer,
    /// How it is called: its person, with its letter if they have several.
    pub called: String,
    /// Changes of this device that they have not said they have.
    pub lacking: u64,
    /// Changes of this device in all.
    pub made: u64,
    /// Files of theirs that never came and whose contents are not here.
    pub files_missing: Vec<u64>,
}

/// The rules that are broken, told apart by their records.
fn broken(tx: &Tx) -> Result<BTreeSet<(&'static str, Vec<RecordId>)>> {
    let all = findings_in(tx)?.into_iter();
    Ok(all.map(|f| (f.note.code, f.records)).collect())
}

pub(super) fn gather(
    tx: &Tx,
    trust: &Trust,
    imported: &Imported,
    before: &Before,
    today: &str,
) -> Result<Detail> {
    let names = trust.names();
    let mut detail = Detail::default();
    let mut seen = BTreeSet::new();
    for (id, _) in imported.came.conflicts.iter().take(CONFLICTS) {
        if seen.insert(*id)
            && let Some(record) = tx.record(*id)?
        {
            let open = conflicts_of(tx, &record, &names)?;
            detail.conflicts.push((view(tx, record, today)?, open));
        }
    }
    let mut told: BTreeMap<RecordId, Option<Patch>> = BTreeMap::new();
    for (id, was) in &imported.came.touched {
        // A record that came in two parts: what stood there first counts.
        match (told.get_mut(id), was) {
            (None, was) => drop(told.insert(*id, was.clone())),
            (Some(Some(first)), Some(was)) => {
                for (field, value) in was {
                    first.entry(field.clone()).or_insert_with(|| value.clone());
                }
            }
            _ => {}
        }
    }
    let one_by_one = imported.came.touched.iter().take(TOLD);
    let one_by_one: BTreeSet<RecordId> = one_by_one.map(|(id, _)| *id).collect();
    for (id, was) in told {
        let Some(record) = tx.record(id)? else {
            continue;
        };
        if one_by_one.contains(&id) {
            detail.changes.push((view(tx, record, today)?, was));
        } else if decided::ruled(&record, was.as_ref()).is_some() {
            detail.more_decisions += 1;
        }
    }
    for finding in findings_in(tx)? {
        if before
            .broken
            .contains(&(finding.note.code, finding.records.clone()))
        {
            continue;
        }
        let first = finding
            .records
            .first()
            .map(|id| tx.record(*id))
            .transpose()?;
        let form = first.flatten().map(|r| r.form).unwrap_or_default();
        detail.findings.push((finding, form));
    }
    let came = (&before.decided, detail.changes.as_slice());
    detail.decisions = decided::gather(tx, trust, came, today)?;
    Ok(detail)
}

impl Detail {
    /// Names what is erased as long as it is still here: after a dry run.
    pub(super) fn name_erased(&mut self, tx: &Tx, today: &str) -> Result<()> {
        for decided in self.decisions.iter_mut().filter(|d| d.about.is_none()) {
            if let Some(id) = decided.id {
                decided.about = decided::shown(tx, id, today)?;
            }
        }
        Ok(())
    }
}

impl Workspace {
    /// What has arrived at whom, coordinators first, and what is known to exist and is
    /// not here.
    pub fn receipts(&mut self) -> Result<(Vec<Receipt>, Vec<Missing>)> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let trust = load_trust(tx, me, secrets)?;
            let mut all = Vec::new();
            let peers = tx.peers()?;
            for peer in peers.clone() {
                let (lacking, made) = crate::ops::post::lacking(tx, me.device, &peer)?;
                let gaps = Gaps::of(tx, &peer.key)?;
                all.push(Receipt {
                    lacking,
                    made,
                    files_missing: gaps.files,
                    called: called(&peers, &peer)?,
                    peer,
                });
            }
            all.sort_by_key(|r| !r.peer.pinned);
            Ok((all, missing(tx, &trust)?))
        })
    }
}
