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

/// The rosters that go along to a device: to a coordinator above this one those of the
/// coordinators below, so that what their teams sealed is verified there too. They are in
/// the order of their signers' keys.
pub fn rosters_for(tx: &Tx, trust: &Trust, to: &str) -> Result<Vec<Below>> {
    if !trust.reports_to(to) {
        return Ok(Vec::new());
    }
    let mut below = BTreeMap::new();
    for stored in tx.rosters()? {
        let signed = Signed::parse(&stored.text, stored.sig.as_bytes())?;
        if trust.is_below(&signed.roster.by) && trust.believes(&signed.roster) {
            let (roster, sig) = (signed.text, signed.sig);
            below.insert(signed.roster.by, Below { roster, sig });
        }
    }
    Ok(below.into_values().collect())
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
