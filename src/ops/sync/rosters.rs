//! Rosters that come with a file.

use std::collections::BTreeMap;

use crate::domain::fault::{Note, Result};
use crate::ops::keys::{self, load_trust};
use crate::ops::workspace::Me;
use crate::storage::{StoredRoster, Tx};
use crate::sync::inbox::Letter;
use crate::sync::keys::Secrets;
use crate::sync::roster::{Newer, Signed};
use crate::sync::trust::Trust;

/// What was taken over of a file's rosters.
#[derive(Default)]
pub(super) struct Taken {
    /// The number of the sender's own, if it was taken.
    pub(super) own: Option<u64>,
    /// How many of coordinators below were.
    pub(super) below: u64,
    /// What is odd about them.
    pub(super) odd: Vec<Note>,
}

/// Takes over the rosters of a file, its sender's own first.
pub(super) fn take_rosters(
    tx: &Tx,
    (me, secrets): (&Me, &Secrets),
    before: &Trust,
    letter: &Letter,
) -> Result<Taken> {
    let mut taken = Taken::default();
    if let Some(signed) = &letter.roster {
        let (own, outside) = take_roster(tx, before, &known(tx)?, signed)?;
        taken.own = own;
        if outside {
            taken.odd.push(Note::new("W_ROSTER_OUTSIDE"));
        }
    }
    let waiting = letter.manifest.rosters_below()?;
    if !waiting.is_empty() {
        let now = match taken.own {
            Some(_) => load_trust(tx, me, secrets)?,
            None => before.clone(),
        };
        let (below, left) = take_below(tx, (me, secrets), now, waiting)?;
        taken.below = below;
        if left > 0 {
            taken
                .odd
                .push(Note::new("W_ROSTERS_LEFT").with("count", left));
        }
    }
    Ok(taken)
}

/// The rosters here, by their signers' keys.
fn known(tx: &Tx) -> Result<BTreeMap<[u8; 32], StoredRoster>> {
    Ok(tx.rosters()?.into_iter().map(|r| (r.key, r)).collect())
}

/// The roster in a file counts if a pinned coordinator signed it and it is newer than
/// the one here; an older one is left, because files arrive late. Answers its number if
/// it was taken, and whether it was left for speaking beyond its signer's place.
fn take_roster(
    tx: &Tx,
    trust: &Trust,
    known: &BTreeMap<[u8; 32], StoredRoster>,
    signed: &Signed,
) -> Result<(Option<u64>, bool)> {
    if !trust.believes(&signed.roster) {
        return Ok((None, trust.is_pinned(&signed.roster.by)));
    }
    let key = crate::sync::public_key::from_line(&signed.roster.by)?;
    let known = known
        .get(&key)
        .map(|r| Signed::kept(&r.text, r.sig.as_bytes()))
        .transpose()?;
    match Signed::newer(known.as_ref(), signed) {
        Ok(Newer::Take) => {
            keys::keep_roster(tx, trust, signed)?;
            Ok((Some(signed.roster.version), false))
        }
        Ok(Newer::Same) => Ok((None, false)),
        Err(fault) if fault.code() == "E_ROSTER_OLD" => Ok((None, false)),
        Err(fault) => Err(fault),
    }
}

/// The rosters of coordinators below the sender count as far as each is one's below this
/// coordinator too: a roster makes its signer's own coordinators known, so those of a part
/// come after the one of the whole. Answers how many were taken, and how many were left, or
/// contradict one that is here.
fn take_below(
    tx: &Tx,
    (me, secrets): (&Me, &Secrets),
    mut trust: Trust,
    mut waiting: Vec<Signed>,
) -> Result<(u64, u64)> {
    // There is one of each key, so what is taken changes nothing for those after it.
    let known = known(tx)?;
    let (mut taken, mut left) = (0, 0);
    loop {
        let counts = |s: &Signed| trust.is_below(&s.roster.by) && trust.believes(&s.roster);
        let (now, later): (Vec<Signed>, Vec<Signed>) = waiting.into_iter().partition(counts);
        waiting = later;
        let before = taken;
        for signed in &now {
            match take_roster(tx, &trust, &known, signed) {
                // Somebody copied that coordinator's workspace, which is not the sender's.
                Err(fault) if fault.code() == "E_ROSTER_TWIN" => left += 1,
                done => taken += u64::from(done?.0.is_some()),
            }
        }
        // Only a roster that was not here before makes others known.
        if waiting.is_empty() || taken == before {
            return Ok((taken, left + waiting.len() as u64));
        }
        trust = load_trust(tx, me, secrets)?;
    }
}
