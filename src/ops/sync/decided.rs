//! The decisions that a file brings: of a coordinator about changes, records and devices,
//! and the answers to them; each with what it is about.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::control::{Control, Target};
use crate::domain::fault::Result;
use crate::domain::form::{APPROVED, RETURNED};
use crate::domain::id::{Channel, DeviceId, RecordId};
use crate::domain::record::Record;
use crate::domain::value::Patch;
use crate::ops::keys::called;
use crate::ops::view::{View, view};
use crate::storage::{LogRow, Status, Tx};
use crate::sync::public_key;
use crate::sync::trust::Trust;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruled {
    /// A change that was held back takes part.
    Admit,
    /// A change takes no part, for good.
    Refuse,
    /// A record and all that hangs on it is erased, on this ground.
    Erase(String),
    /// The author has erased it.
    Erased,
    /// A record was given back to be mended, for this reason.
    Return(String),
    /// A record was approved.
    Approve,
    /// This person's device was revoked.
    Revoke(String),
}

/// One decision.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What.
    pub ruled: Ruled,
    /// Who said so, if known here.
    pub author: Option<String>,
    /// The record that it is about.
    pub id: Option<RecordId>,
    /// The form of that record, if its head is here.
    pub form: Option<String>,
    /// That record, if it is shown here.
    pub about: Option<View>,
    /// Whether it does not count, because its author may not decide so.
    pub held: bool,
}

/// What stood before an import, to tell what it brings.
pub(super) struct Before {
    controls: BTreeSet<i64>,
    revoked: BTreeSet<[u8; 32]>,
}

impl Before {
    pub(super) fn note(tx: &Tx, trust: &Trust) -> Result<Self> {
        Ok(Self {
            controls: tx.controls()?.iter().map(|row| row.id).collect(),
            revoked: revoked(tx, trust)?,
        })
    }
}

fn revoked(tx: &Tx, trust: &Trust) -> Result<BTreeSet<[u8; 32]>> {
    let keys = tx.peers()?.into_iter().map(|peer| peer.key);
    Ok(keys
        .filter(|key| trust.is_revoked(&public_key::to_line(key)))
        .collect())
}

/// The decisions that came since; `changes` are the records that they changed.
pub(super) fn gather(
    tx: &Tx,
    trust: &Trust,
    (before, changes): (&Before, &[(View, Option<Patch>)]),
    today: &str,
) -> Result<Vec<Decided>> {
    let names = trust.names();
    let mut all = Vec::new();
    for row in tx.controls()? {
        if before.controls.contains(&row.id) {
            continue;
        }
        if let Some(decided) = control(tx, &row, &names, today)? {
            all.push(decided);
        }
    }
    let peers = tx.peers()?;
    for key in revoked(tx, trust)?.difference(&before.revoked) {
        if let Some(peer) = peers.iter().find(|peer| peer.key == *key) {
            all.push(Decided {
                ruled: Ruled::Revoke(called(&peers, peer)?),
                author: None,
                id: None,
                form: None,
                about: None,
                held: false,
            });
        }
    }
    all.extend(
        changes
            .iter()
            .filter_map(|(view, was)| gate(view, was.as_ref(), &names)),
    );
    Ok(all)
}

fn author(names: &BTreeMap<String, String>, device: &DeviceId) -> Option<String> {
    let digest: String = device.to_string().chars().take(32).collect();
    names.get(&digest).cloned()
}

/// What a control change says; `None` if its body is missing or nobody here can read it.
fn control(
    tx: &Tx,
    row: &LogRow,
    names: &BTreeMap<String, String>,
    today: &str,
) -> Result<Option<Decided>> {
    let says = row.patch.as_ref().and_then(|p| Control::read(&row.head, p));
    let Some(says) = says else {
        return Ok(None);
    };
    let target = |target: &Target| -> Result<Option<RecordId>> {
        let channel = Channel {
            device: target.dot.device,
            scope: row.head.scope.clone(),
        };
        let row = tx.change_at(&channel, target.dot.seq, &target.head)?;
        Ok(row.map(|row| row.head.record))
    };
    let (ruled, id) = match says {
        Control::Admit(whom) => (Ruled::Admit, target(&whom)?),
        Control::Refuse(whom) => (Ruled::Refuse, target(&whom)?),
        Control::Erase(root, ground) => (Ruled::Erase(ground), Some(root)),
        Control::Erased(root) => (Ruled::Erased, Some(root)),
    };
    let mut form = None;
    let mut about = None;
    if let Some(id) = id {
        form = tx.changes_of(id)?.first().map(|row| row.head.form.clone());
        about = shown(tx, id, today)?;
    }
    Ok(Some(Decided {
        ruled,
        author: author(names, &row.head.device),
        id,
        form,
        about,
        held: row.status != Status::Active,
    }))
}

/// The record of this id as it is shown.
pub(super) fn shown(tx: &Tx, id: RecordId, today: &str) -> Result<Option<View>> {
    let record = tx.record(id)?;
    record.map(|record| view(tx, record, today)).transpose()
}

/// What a record's changes decided about it, and in which field; `was` is what stood in
/// those that changed.
pub(super) fn ruled(record: &Record, was: Option<&Patch>) -> Option<(Ruled, &'static str)> {
    let came = |field: &str| was.is_none_or(|was| was.contains_key(field));
    match record.returned().filter(|_| came(RETURNED)) {
        Some(reason) => Some((Ruled::Return(reason.to_owned()), RETURNED)),
        None if record.approved && was.is_some() && came(APPROVED) => {
            Some((Ruled::Approve, APPROVED))
        }
        None => None,
    }
}

/// A record that was given back or approved by what came.
fn gate(view: &View, was: Option<&Patch>, names: &BTreeMap<String, String>) -> Option<Decided> {
    let record = &view.record;
    let (ruled, field) = ruled(record, was)?;
    let dot = record.heads_of(field).first();
    Some(Decided {
        ruled,
        author: dot.and_then(|dot| author(names, &dot.device)),
        id: Some(record.id),
        form: Some(record.form.clone()),
        about: Some(view.clone()),
        held: false,
    })
}
