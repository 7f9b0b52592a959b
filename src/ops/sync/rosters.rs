//! Rosters that come with a file.

use crate::domain::fault::{Note, Result};
use crate::ops::keys::{self, load_trust};
use crate::ops::workspace::Me;
use crate::storage::Tx;
use crate::sync::inbox::Letter;
use crate::sync::keys::Secrets;
use crate::sync::roster::{Newer, Signed};
use crate::sync::trust::Trust;

/// Takes over the rosters of a file, its sender's own first. Answers the number of that one
/// if it was taken, and what is odd about them.
pub(super) fn take_rosters(
    tx: &Tx,
    (me, secrets): (&Me, &Secrets),
    before: &Trust,
    letter: &Letter,
) -> Result<(Option<u64>, Vec<Note>)> {
    let mut odd = Vec::new();
    let (number, outside) = match &letter.roster {
        Some(signed) => take_roster(tx, before, signed)?,
        None => (None, false),
    };
    if outside {
        odd.push(Note::new("W_ROSTER_OUTSIDE"));
    }
    let left = take_below(tx, (me, secrets), letter)?;
    if left > 0 {
        odd.push(Note::new("W_ROSTERS_LEFT").with("count", left));
    }
    Ok((number, odd))
}

/// The roster in a file counts if a pinned coordinator signed it and it is newer than
/// the one here; an older one is left, because files arrive late. Answers its number if
/// it was taken, and whether it was left for speaking beyond its signer's place.
fn take_roster(tx: &Tx, trust: &Trust, signed: &Signed) -> Result<(Option<u64>, bool)> {
    if !trust.believes(&signed.roster) {
        return Ok((None, trust.is_pinned(&signed.roster.by)));
    }
    let key = crate::sync::public_key::from_line(&signed.roster.by)?;
    let known = tx.rosters()?.into_iter().find(|r| r.key == key);
    let known = known
        .map(|r| Signed::parse(&r.text, r.sig.as_bytes()))
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
/// come after the one of the whole. Answers how many were left, or contradict one that is
/// here.
fn take_below(tx: &Tx, (me, secrets): (&Me, &Secrets), letter: &Letter) -> Result<u64> {
    let mut waiting = letter.manifest.rosters_below()?;
    let mut left = 0;
    while !waiting.is_empty() {
        let trust = load_trust(tx, me, secrets)?;
        let counts = |s: &Signed| trust.is_below(&s.roster.by) && trust.believes(&s.roster);
        let (now, later): (Vec<Signed>, Vec<Signed>) = waiting.into_iter().partition(counts);
        waiting = later;
        if now.is_empty() {
            return Ok(left + waiting.len() as u64);
        }
        for signed in &now {
            match take_roster(tx, &trust, signed) {
                // Somebody copied that coordinator's workspace, which is not the sender's.
                Err(fault) if fault.code() == "E_ROSTER_TWIN" => left += 1,
                done => drop(done?),
            }
        }
    }
    Ok(left)
}
