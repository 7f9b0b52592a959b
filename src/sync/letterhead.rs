//! What a manifest says besides the parts of its file: from whom to whom, and how far the
//! sender has come.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::{Below, Evidence, Manifest, Part, Sender, Volume};
use super::outbox::read_line;
use super::packing::Packed;
use super::roster::Signed;
use super::runs::Runs;
use super::seal::Seal;
use super::trust::Trust;
use crate::domain::fault::Result;
use crate::storage::{StoredSeal, Tx};

/// What this workspace has and knows of.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// What is here.
    pub have: BTreeMap<String, Runs>,
    /// What is known to exist.
    pub tips: BTreeMap<String, u64>,
    /// The last seals of the other one's own channels.
    pub yours: Vec<Evidence>,
}

/// What this workspace has and knows of, of the channels that a device may have, given as
/// its key's line and the first bytes of its ids.
pub fn standing(tx: &Tx, trust: &Trust, (to, digest): (&str, [u8; 16])) -> Result<Standing> {
    let mut standing = Standing::default();
    let tips = &mut standing.tips;
    for (channel, tip) in tx.tips()? {
        let scope = channel.split_once('/').map(|(_, scope)| scope);
        if scope.is_some_and(|s| trust.may_have(to, s)) {
            tips.insert(channel, tip);
        }
    }
    for channel in tx.channels()? {
        let theirs = channel.device.0.starts_with(&digest);
        if !theirs && !trust.may_have(to, &channel.scope.to_string()) {
            continue;
        }
        let seals = tx.seals(&channel)?;
        if theirs {
            standing.yours.extend(ends(&seals)?);
        }
        let Some(last) = seals.iter().map(|s| s.n).max() else {
            continue;
        };
        let tip = tips.entry(channel.to_string()).or_default();
        *tip = last.max(*tip);
        let runs = Runs::of(&seals)?;
        if !runs.is_empty() {
            standing.have.insert(channel.to_string(), runs);
        }
    }
    standing.yours.sort();
    Ok(standing)
}

/// No more of a manifest is given to rosters, in bytes: what else it says must fit too.
const MAX_BELOW: usize = 6 * 1024 * 1024;

/// The rosters that go along to a device: to a coordinator above this one those of the
/// coordinators below, so that what their teams sealed is verified there too. They are in
/// the order of their signers' keys. With them, how many there was no room for.
pub fn rosters_for(tx: &Tx, trust: &Trust, to: &str) -> Result<(Vec<Below>, u64)> {
    if !trust.reports_to(to) {
        return Ok((Vec::new(), 0));
    }
    let mut rosters = Vec::new();
    for stored in tx.rosters()? {
        let signed = Signed::kept(&stored.text, stored.sig.as_bytes())?;
        if trust.is_below(&signed.roster.by) && trust.believes(&signed.roster) {
            rosters.push(signed);
        }
    }
    fitting(rosters, MAX_BELOW)
}

/// As many rosters as `most` bytes hold, and how many they don't. One of a wider place
/// goes first: those inside it count by its word.
fn fitting(mut rosters: Vec<Signed>, most: usize) -> Result<(Vec<Below>, u64)> {
    rosters.sort_by_cached_key(|s| (s.roster.prefix.len(), s.roster.by.clone()));
    let (mut room, mut left) = (most, 0);
    let mut below = BTreeMap::new();
    for signed in rosters {
        let (roster, sig) = (signed.text, signed.sig);
        let one = Below { roster, sig };
        match room.checked_sub(one.length()?) {
            Some(rest) => {
                room = rest;
                below.insert(signed.roster.by, one);
            }
            None => left += 1,
        }
    }
    Ok((below.into_values().collect(), left))
}

/// The seals of a channel that no other one follows.
fn ends(seals: &[StoredSeal]) -> Result<Vec<Evidence>> {
    let seals = seals.iter().map(|s| read_line(&s.line));
    let seals: Vec<Seal> = seals.collect::<Result<_>>()?;
    let named: BTreeSet<&str> = seals.iter().map(|s| s.statement.prev.as_str()).collect();
    let ends = seals.iter().filter(|s| !named.contains(s.hash().as_str()));
    Ok(ends
        .map(|s| Evidence {
            statement: s.text.clone(),
            sig: s.sig.clone(),
        })
        .collect())
}

/// What a volume's manifest says besides its parts.
pub struct Letterhead {
    /// The sender.
    pub from: Sender,
    /// The receiver, a person's id.
    pub to: String,
    /// The sender's count of files to this receiver.
    pub number: u64,
    /// The day.
    pub made: String,
    /// The number of the sender's roster, 0 for none.
    pub roster: u64,
    /// What the sender has and knows of.
    pub standing: Standing,
    /// The rosters of coordinators below the sender, if they go along.
    pub below: Vec<Below>,
}

impl Letterhead {
    /// The manifest of one volume.
    #[must_use]
    pub fn manifest(&self, volume: Volume, parts: &[Packed]) -> Manifest {
        let parts: Vec<Part> = parts.iter().map(|p| p.part.clone()).collect();
        let mut manifest = Manifest {
            format: 1,
            from: self.from.clone(),
            to: self.to.clone(),
            number: self.number,
            made: self.made.clone(),
            roster: self.roster,
            volume,
            have: self.standing.have.clone(),
            tips: self.standing.tips.clone(),
            yours: self.standing.yours.clone(),
            below: self.below.clone(),
            parts,
        };
        manifest.format = manifest.format_needed();
        manifest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::roster::{Entry, Roster};
    use crate::sync::test_kit::{identity, signer};

    fn roster(n: u8, prefix: &str) -> Signed {
        let roster = Roster {
            v: 1,
            version: 1,
            prefix: prefix.into(),
            by: identity(n).key,
            made: "2025-03-01".into(),
            devices: vec![Entry::new(&identity(n), &[])],
        };
        roster.sign(&signer(n).private).unwrap()
    }

    #[test]
    fn rosters_that_do_not_fit_are_left_out_and_counted_the_widest_last() {
        let all = || {
            vec![
                roster(1, "320585101"),
                roster(2, "320585"),
                roster(3, "320585101201"),
            ]
        };
        let (whole, left) = fitting(all(), usize::MAX).unwrap();
        assert_eq!((whole.len(), left), (3, 0));
        let lengths: Vec<usize> = whole.iter().map(|b| b.length().unwrap()).collect();
        // What is counted is what the manifest takes.
        let quoted = serde_json::to_string(&whole).unwrap();
        assert_eq!(lengths.iter().sum::<usize>(), quoted.len() - 1);
        let by = |of: &[Below]| -> BTreeSet<String> {
            let signed = of
                .iter()
                .map(|b| Signed::parse(b.roster.as_bytes(), b.sig.as_bytes()).unwrap());
            signed.map(|s| s.roster.by).collect()
        };
        let keys = |of: &[u8]| of.iter().map(|n| identity(*n).key).collect();
        let (some, left) = fitting(all(), quoted.len() - 2).unwrap();
        assert_eq!((by(&some), left), (keys(&[1, 2]), 1));
        let most = *lengths.iter().max().unwrap();
        let (one, left) = fitting(all(), most).unwrap();
        assert_eq!((by(&one), left), (keys(&[2]), 2));
        let (none, left) = fitting(all(), 0).unwrap();
        assert_eq!((none.len(), left), (0, 3));
    }
}
