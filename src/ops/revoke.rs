//! A device that is lost: its key is revoked, and what it wrote counts up to the last
//! good segment of each channel.

use std::collections::BTreeMap;

use super::erase::drafts_gone;
use super::keys::{called, judge_again, keep_roster, load_trust, own_roster};
use super::workspace::{Workspace, part_from_copy};
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::{Channel, hex};
use crate::storage::{Judged, Peer, StoredSeal, Tx};
use crate::sync::card::Card;
use crate::sync::public_key;
use crate::sync::roster::{Entry, LastGood};
use crate::sync::trust::{Trust, digest};

/// What a revocation did.
#[derive(Debug, Clone)]
pub struct Revocation {
    /// Whose device it is.
    pub name: String,
    /// The number of the roster that says so.
    pub roster: u64,
    /// The last good segment of each channel.
    pub good: BTreeMap<String, u64>,
    /// Changes that count no more, and that count again.
    pub judged: Judged,
    /// Who must get the roster for it to count with them too.
    pub needs: Vec<String>,
    /// What the person should know.
    pub warnings: Vec<Note>,
}

/// The devices whose cards are here and that are in use.
fn needing(tx: &Tx, trust: &Trust) -> Result<Vec<String>> {
    let peers = tx.peers()?;
    let lost = |p: &&Peer| trust.is_revoked(&public_key::to_line(&p.key));
    let others = peers.iter().filter(|p| !lost(p));
    others.map(|p| called(&peers, p)).collect()
}

impl Workspace {
    /// Revokes a device, named by the beginning of its id, by its card's fingerprint or
    /// by its person's name if that is the only one of theirs. All segments that are
    /// here are good, but where `last_good` gives another number; 0 means none. What is
    /// revoked already gets other last segments in the same way.
    pub fn revoke(
        &mut self,
        world: &mut World,
        device: &str,
        last_good: &[(String, u64)],
    ) -> Result<Revocation> {
        self.revoke_if(world, device, last_good, true)
    }

    /// What [`Workspace::revoke`] would do; nothing is done.
    pub fn would_revoke(
        &mut self,
        world: &mut World,
        device: &str,
        last_good: &[(String, u64)],
    ) -> Result<Revocation> {
        self.revoke_if(world, device, last_good, false)
    }

    fn revoke_if(
        &mut self,
        world: &mut World,
        device: &str,
        last_good: &[(String, u64)],
        keep: bool,
    ) -> Result<Revocation> {
        let (me, secrets) = (&self.me, &self.secrets);
        let today = world.today().to_string();
        let mut after = me.clone();
        let work = |tx: &Tx| {
            let mut roster = own_roster(tx, secrets)?
                .ok_or_else(|| Fault::new("E_NO_ROSTER"))?
                .roster;
            let before = load_trust(tx, me, secrets)?;
            let at = find_entry(tx, &roster.devices, device)?;
            let key = at.key.clone();
            if key == roster.by {
                return Err(Fault::new("E_REVOKE_OWN").at("device"));
            }
            let name = at.name.clone();
            let last = last_segments(tx, &key, last_good)?;
            let good = last.iter().map(|(c, l)| (c.clone(), l.n)).collect();
            for entry in roster.devices.iter_mut().filter(|e| e.key == key) {
                entry.revoked = Some(last.clone());
            }
            roster.version += 1;
            today.clone_into(&mut roster.made);
            let signed = roster.sign(&secrets.signing)?;
            keep_roster(tx, &before, &signed)?;
            let now = load_trust(tx, me, secrets)?;
            let judged = judge_again(tx, &before, &now)?;
            let mut warnings = part_from_copy(tx, secrets, world, judged.twin, &mut after)?;
            warnings.extend(drafts_gone(tx.forms(), &judged.drafts));
            Ok(Revocation {
                name,
                roster: signed.roster.version,
                good,
                judged,
                needs: needing(tx, &now)?,
                warnings,
            })
        };
        if !keep {
            return self.store.rehearse(work);
        }
        let mut revocation = self.store.transact(work)?;
        self.me = after;
        // An erasure by the lost key counts no more, and must not stand beside either.
        revocation.warnings.extend(self.after_erasure());
        self.read_places()?;
        Ok(revocation)
    }
}

fn find_entry<'a>(tx: &Tx, devices: &'a [Entry], text: &str) -> Result<&'a Entry> {
    let prints: BTreeMap<String, String> = tx
        .cards()?
        .iter()
        .map(|text| Card::parse(text.as_bytes()).map(|c| (c.identity.key.clone(), c.fingerprint())))
        .collect::<Result<_>>()?;
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let wanted = plain(text);
    let named = |entry: &&Entry| {
        let id = public_key::from_line(&entry.key).map(|key| hex(&digest(&key)));
        let begins =
            |id: String| wanted.len() >= 8 && (id.starts_with(&wanted) || wanted.starts_with(&id));
        entry.name == text.trim()
            || id.is_ok_and(begins)
            || prints.get(&entry.key).is_some_and(|p| plain(p) == wanted)
    };
    let found: Vec<&Entry> = devices.iter().filter(named).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => Err(Fault::new("E_NO_DEVICE").with("text", text).at("device")),
        _ => Err(Fault::new("E_DEVICE_MANY").with("text", text).at("device")),
    }
}

/// The last good segment of every channel of a key that is here.
fn last_segments(
    tx: &Tx,
    key: &str,
    given: &[(String, u64)],
) -> Result<BTreeMap<String, LastGood>> {
    let digest = digest(&public_key::from_line(key)?);
    let mut last = BTreeMap::new();
    let of_key = |c: &Channel| c.device.0.starts_with(&digest);
    let channels: Vec<Channel> = tx.channels()?.into_iter().filter(of_key).collect();
    for (text, n) in given {
        let unknown = || {
            let fault = Fault::new("E_NO_SEGMENT")
                .with("channel", text)
                .with("n", n);
            fault.at("last-good")
        };
        let channel = channels.iter().find(|c| c.to_string() == *text);
        let seals = tx.seals(channel.ok_or_else(unknown)?)?;
        if *n > 0 && alone(&seals, *n).is_none() {
            return Err(unknown());
        }
    }
    for channel in channels {
        let seals = tx.seals(&channel)?;
        let name = channel.to_string();
        let up_to = given.iter().find(|(c, _)| *c == name).map(|(_, n)| *n);
        let up_to = up_to.or(seals.last().map(|s| s.n)).unwrap_or(0);
        // Two segments of one number: one is a thief's, and nobody can tell which.
        if let Some(seal) = (1..=up_to).rev().find_map(|n| alone(&seals, n)) {
            let sha256 = hex(&seal.hash);
            last.insert(name, LastGood { n: seal.n, sha256 });
        }
    }
    Ok(last)
}

fn alone(seals: &[StoredSeal], n: u64) -> Option<&StoredSeal> {
    let mut of = seals.iter().filter(|s| s.n == n);
    of.next().filter(|_| of.next().is_none())
}
