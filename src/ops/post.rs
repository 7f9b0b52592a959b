//! What has gone to whom and what has not.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::fault::Result;
use crate::domain::id::{Channel, Class, DeviceId};
use crate::storage::{Peer, Tx};
use crate::sync::ranges::Ranges;
use crate::sync::{sign, trust};

impl Workspace {
    /// How many changes of this device, in any of its incarnations, the coordinator has
    /// not acknowledged, by class; classes without any are left out. Where no coordinator
    /// is known yet, all of them.
    pub fn unsent(&mut self) -> Result<Vec<(Class, u64)>> {
        let own = trust::digest(&sign::public_of(&self.secrets.signing)?);
        self.store.read(|tx| {
            let coordinators: Vec<Peer> = tx.peers()?.into_iter().filter(|p| p.pinned).collect();
            let mut unsent: BTreeMap<&str, (Class, u64)> = BTreeMap::new();
            for channel in tx.channels()? {
                if !channel.device.0.starts_with(&own) {
                    continue;
                }
                let mut least = tx.tip(&channel)?;
                for peer in &coordinators {
                    least = least.min(lacking_of(tx, &channel, peer)?);
                }
                let class = channel.scope.class();
                let slot = unsent.entry(class.word()).or_insert((class, 0));
                slot.1 += least;
            }
            Ok(unsent.into_values().filter(|(_, n)| *n > 0).collect())
        })
    }
}

/// How many changes of a device, in any of its incarnations, a person has not said they
/// have, and how many there are.
pub(super) fn lacking(tx: &Tx, device: DeviceId, peer: &Peer) -> Result<(u64, u64)> {
    let key = device.0.first_chunk::<16>().copied().unwrap_or_default();
    let (mut lacking, mut made) = (0, 0);
    for channel in tx.channels()? {
        if channel.device.0.starts_with(&key) {
            made += tx.tip(&channel)?;
            lacking += lacking_of(tx, &channel, peer)?;
        }
    }
    Ok((lacking, made))
}

/// How many changes of a channel a person has not said they have.
fn lacking_of(tx: &Tx, channel: &Channel, peer: &Peer) -> Result<u64> {
    let have = have(tx, peer, &channel.to_string())?;
    let seals = tx.seals(channel)?.into_iter();
    let has: u64 = seals
        .filter(|seal| have.contains(seal.n))
        .map(|seal| seal.last + 1 - seal.first)
        .sum();
    Ok(tx.tip(channel)?.saturating_sub(has))
}

fn have(tx: &Tx, peer: &Peer, channel: &str) -> Result<Ranges> {
    let mut all = Ranges::new();
    for (named, ranges) in tx.have_of(peer.person)? {
        if named == channel {
            let ranges: Ranges = ranges.parse()?;
            for (first, last) in ranges.pairs() {
                all.insert_range(*first, *last);
            }
        }
    }
    Ok(all)
}
