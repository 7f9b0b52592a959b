//! What has gone to whom and what has not.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::fault::Result;
use crate::domain::id::{Class, DeviceId};
use crate::storage::{Peer, Tx};
use crate::sync::ranges::Ranges;

impl Workspace {
    /// How many changes of this device the coordinator has not acknowledged, by class;
    /// classes without any are left out. Where no coordinator is known yet, all of them.
    pub fn unsent(&mut self) -> Result<Vec<(Class, u64)>> {
        let device = self.me.device;
        self.store.read(|tx| {
            let coordinators: Vec<Peer> = tx.peers()?.into_iter().filter(|p| p.pinned).collect();
            let mut unsent: BTreeMap<&str, (Class, u64)> = BTreeMap::new();
            for channel in tx.channels()?.into_iter().filter(|c| c.device == device) {
                let mut least = tx.tip(&channel)?;
                for peer in &coordinators {
                    let mut has = 0;
                    let have = have(tx, peer, &channel.to_string())?;
                    for seal in tx.seals(&channel)? {
                        if have.contains(seal.n) {
                            has += seal.last + 1 - seal.first;
                        }
                    }
                    least = least.min(tx.tip(&channel)?.saturating_sub(has));
                }
                let class = channel.scope.class();
                let slot = unsent.entry(class.word()).or_insert((class, 0));
                slot.1 += least;
            }
            Ok(unsent.into_values().filter(|(_, n)| *n > 0).collect())
        })
    }
}

/// How many changes of a device a person has not said they have, and how many there are.
pub(super) fn lacking(tx: &Tx, device: DeviceId, peer: &Peer) -> Result<(u64, u64)> {
    let (mut lacking, mut made) = (0, 0);
    for channel in tx.channels()?.into_iter().filter(|c| c.device == device) {
        let tip = tx.tip(&channel)?;
        let have = have(tx, peer, &channel.to_string())?;
        let seals = tx.seals(&channel)?.into_iter();
        let has: u64 = seals
            .filter(|seal| have.contains(seal.n))
            .map(|seal| seal.last + 1 - seal.first)
            .sum();
        made += tip;
        lacking += tip.saturating_sub(has);
    }
    Ok((lacking, made))
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
