//! What has gone to whom and what has not.

use std::collections::BTreeMap;

use super::keys::load_trust;
use super::workspace::Workspace;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Channel, Class, DeviceId};
use crate::storage::{Peer, StoredSeal, Tx};
use crate::sync::runs::Runs;
use crate::sync::{public_key, sign, trust};

/// Changes of this device, of one class, that nobody they are for has acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing {
    /// The class.
    pub class: Class,
    /// How many are in no file for them.
    pub unsent: u64,
    /// How many are in a file that was made for one: whether it arrived nobody has said.
    pub made: u64,
}

/// What files to a device hold of own channels: the last change by channel.
type Made = BTreeMap<String, u64>;

fn made_key(key: &[u8; 32]) -> String {
    format!("made {}", crate::sync::hex::encode(key))
}

/// What was noted by [`note_made`].
fn read_made(tx: &Tx, key: &[u8; 32]) -> Result<Made> {
    let Some(text) = tx.meta(&made_key(key))? else {
        return Ok(Made::new());
    };
    serde_json::from_str(&text).map_err(|e| Fault::new("E_DB_DAMAGED").because(e))
}

fn begun_key(channel: &str) -> String {
    format!("begun {channel}")
}

/// How many changes of a channel were made with the workspace; see [`Workspace::begun`].
fn read_begun(tx: &Tx, channel: &str) -> Result<u64> {
    let text = tx.meta(&begun_key(channel))?;
    text.map_or(Ok(0), |text| {
        text.parse().map_err(|_| Fault::new("E_DB_DAMAGED"))
    })
}

/// Notes that a file for a device was made, with these segments in it.
pub(super) fn note_made(tx: &Tx, key: &[u8; 32], seals: &[StoredSeal]) -> Result<()> {
    let mut made = read_made(tx, key)?;
    for seal in seals {
        let last = made.entry(seal.channel.to_string()).or_default();
        *last = seal.last.max(*last);
    }
    let text = serde_json::to_string(&made).map_err(|e| Fault::new("E_DB").because(e))?;
    tx.set_meta(&made_key(key), &text)
}

impl Workspace {
    /// Notes that what this device wrote so far, as the name of its own place, belongs to
    /// the setting up of the workspace. It travels with the first file as everything does,
    /// but nobody is told that it is unsent: no person saved it.
    pub fn begun(&mut self) -> Result<()> {
        let device = self.me.device;
        self.store.transact(|tx| {
            for channel in tx.channels()?.iter().filter(|c| c.device == device) {
                let tip = tx.tip(channel)?;
                tx.set_meta(&begun_key(&channel.to_string()), &tip.to_string())?;
            }
            Ok(())
        })
    }

    /// How many changes of this device, in any of its incarnations, nobody they are for has
    /// acknowledged, by class; classes without any are left out. They are for the
    /// coordinators above who may have them; where there is none, as at the top, for
    /// everybody who may. Where nobody is known yet, all of them are unsent.
    pub fn outgoing(&mut self) -> Result<Vec<Outgoing>> {
        let own = trust::digest(&sign::public_of(&self.secrets.signing)?);
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let trust = load_trust(tx, me, secrets)?;
            let mut peers = Vec::new();
            for peer in tx.peers()? {
                let told = (read_have(tx, &peer.key)?, read_made(tx, &peer.key)?);
                peers.push((public_key::to_line(&peer.key), peer.pinned, told));
            }
            let mut all: BTreeMap<&str, Outgoing> = BTreeMap::new();
            for channel in tx.channels()? {
                if !channel.device.0.starts_with(&own) {
                    continue;
                }
                let scope = channel.scope.to_string();
                let mut above = peers.iter().filter(|(_, pinned, _)| *pinned);
                let goes_up = above.any(|(line, ..)| trust.may_have(line, &scope));
                let tip = tx.tip(&channel)?;
                let name = channel.to_string();
                let begun = read_begun(tx, &name)?;
                let (mut least, mut in_files) = (tip.saturating_sub(begun), begun);
                let whom = peers.iter().filter(|(_, pinned, _)| *pinned || !goes_up);
                for (_, _, (have, made)) in whom {
                    if let Some(runs) = have.get(&name) {
                        least = least.min(lacking_of(tx, &channel, runs, begun)?);
                    }
                    in_files = in_files.max(made.get(&name).copied().unwrap_or(0));
                }
                let unsent = tip.saturating_sub(in_files).min(least);
                let class = channel.scope.class();
                let none = Outgoing {
                    class,
                    unsent: 0,
                    made: 0,
                };
                let slot = all.entry(class.word()).or_insert(none);
                slot.unsent += unsent;
                slot.made += least - unsent;
            }
            let any = |o: &Outgoing| o.unsent + o.made > 0;
            Ok(all.into_values().filter(any).collect())
        })
    }
}

/// How many changes of a device, in any of its incarnations, another one has not said it
/// has, and how many there are.
pub(super) fn lacking(tx: &Tx, device: DeviceId, peer: &Peer) -> Result<(u64, u64)> {
    let key = device.0.first_chunk::<16>().copied().unwrap_or_default();
    let have = read_have(tx, &peer.key)?;
    let (mut lacking, mut made) = (0, 0);
    for channel in tx.channels()? {
        if channel.device.0.starts_with(&key) {
            let tip = tx.tip(&channel)?;
            made += tip;
            lacking += match have.get(&channel.to_string()) {
                Some(runs) => lacking_of(tx, &channel, runs, 0)?,
                None => tip,
            };
        }
    }
    Ok((lacking, made))
}

/// How many changes of a channel, but for the first `begun`, are in none of the segments
/// that somebody has.
fn lacking_of(tx: &Tx, channel: &Channel, runs: &Runs, begun: u64) -> Result<u64> {
    let tip = tx.tip(channel)?;
    let seals = tx.seals(channel)?;
    let had = runs.had(&seals)?;
    // Two segments may hold the same change.
    let mut count = 0;
    let mut from = begun + 1;
    for (seal, _) in seals.iter().zip(had).filter(|(_, had)| *had) {
        count += (seal.last + 1).saturating_sub(from.max(seal.first));
        from = from.max(seal.last + 1);
    }
    Ok(tip.saturating_sub(begun + count))
}

/// What a device has, by channel, as its newest file said.
pub(super) fn read_have(tx: &Tx, key: &[u8; 32]) -> Result<BTreeMap<String, Runs>> {
    tx.have_of(Some(key))?
        .into_iter()
        .map(|(channel, runs)| Ok((channel, Runs::from_text(&runs)?)))
        .collect()
}
