//! What has gone to whom and what has not.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::fault::Result;
use crate::domain::id::{Channel, Class, DeviceId};
use crate::storage::{Peer, Tx};
use crate::sync::runs::Runs;
use crate::sync::{sign, trust};

impl Workspace {
    /// How many changes of this device, in any of its incarnations, the coordinator has
    /// not acknowledged, by class; classes without any are left out. Where no coordinator
    /// is known yet, all of them.
    pub fn unsent(&mut self) -> Result<Vec<(Class, u64)>> {
        let own = trust::digest(&sign::public_of(&self.secrets.signing)?);
        self.store.read(|tx| {
            let coordinators: Vec<Peer> = tx.peers()?.into_iter().filter(|p| p.pinned).collect();
            let mut have = Vec::new();
            for peer in &coordinators {
                have.push(read_have(tx, &peer.key)?);
            }
            let mut unsent: BTreeMap<&str, (Class, u64)> = BTreeMap::new();
            for channel in tx.channels()? {
                if !channel.device.0.starts_with(&own) {
                    continue;
                }
                let mut least = tx.tip(&channel)?;
                for have in &have {
                    least = least.min(lacking_of(tx, &channel, have)?);
                }
                let class = channel.scope.class();
                let slot = unsent.entry(class.word()).or_insert((class, 0));
                slot.1 += least;
            }
            Ok(unsent.into_values().filter(|(_, n)| *n > 0).collect())
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
            made += tx.tip(&channel)?;
            lacking += lacking_of(tx, &channel, &have)?;
        }
    }
    Ok((lacking, made))
}

/// How many changes of a channel are in no segment that somebody has.
fn lacking_of(tx: &Tx, channel: &Channel, have: &BTreeMap<String, Runs>) -> Result<u64> {
    let tip = tx.tip(channel)?;
    let Some(runs) = have.get(&channel.to_string()) else {
        return Ok(tip);
    };
    let seals = tx.seals(channel)?;
    let had = runs.had(&seals)?;
    // Two segments may hold the same change.
    let mut count = 0;
    let mut from = 1;
    for (seal, _) in seals.iter().zip(had).filter(|(_, had)| *had) {
        count += (seal.last + 1).saturating_sub(from.max(seal.first));
        from = from.max(seal.last + 1);
    }
    Ok(tip.saturating_sub(count))
}

/// What a device has, by channel, as its newest file said.
pub(super) fn read_have(tx: &Tx, key: &[u8; 32]) -> Result<BTreeMap<String, Runs>> {
    tx.have_of(Some(key))?
        .into_iter()
        .map(|(channel, runs)| Ok((channel, Runs::from_text(&runs)?)))
        .collect()
}
