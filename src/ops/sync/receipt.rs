//! What is noted of a file that came, and what its sender says they have.

use std::collections::BTreeMap;

use crate::domain::fault::Result;
use crate::ops::post::read_have;
use crate::storage::{Taken, Tx};
use crate::sync::inbox::Letter;
use crate::sync::keys::Secrets;
use crate::sync::ranges::Ranges;
use crate::sync::runs::Runs;
use crate::sync::trust;

/// As what a file is noted. One without changes takes the number of the last one with
/// some: it tells that such a file is, and is none of its volumes. The first that a device
/// ever makes has a number of its own; it is that one if nothing it speaks of is missing.
fn taken(tx: &Tx, letter: &Letter) -> Result<Taken> {
    let manifest = &letter.manifest;
    let mut word = letter.seals.is_empty();
    if word && manifest.number == 1 {
        word = false;
        for (channel, tip) in &manifest.tips {
            let seals = tx.seals(&channel.parse()?)?;
            let here: Ranges = seals.iter().filter(|s| s.whole).map(|s| s.n).collect();
            word |= !here.missing_up_to(*tip).is_empty();
        }
    }
    Ok(Taken {
        number: manifest.number,
        volume: if word { 0 } else { manifest.volume.n },
        last: manifest.volume.last && !word,
    })
}

pub(super) fn note_receipt(tx: &Tx, sender: &[u8; 32], letter: &Letter, now_ms: u64) -> Result<()> {
    let manifest = &letter.manifest;
    let newest = tx
        .received(sender)?
        .last()
        .is_none_or(|last| last.number <= manifest.number);
    let file = taken(tx, letter)?;
    tx.note_received(sender, file, now_ms)?;
    let tips: Vec<(String, u64)> = manifest.tips.iter().map(|(c, n)| (c.clone(), *n)).collect();
    tx.raise_tips(sender, &tips)?;
    // The newest file says what its sender has now. A lower number came late, or its
    // sender was restored from a backup and lost what they had: only what both files say
    // is sure, and what is sent once too often does no harm.
    let known = read_have(tx, sender)?;
    let mut have: Vec<(String, String)> = Vec::new();
    for (channel, runs) in &manifest.have {
        let sure = if newest {
            runs.clone()
        } else if let Some(before) = known.get(channel) {
            runs.common(before)
        } else {
            continue;
        };
        have.push((channel.clone(), sure.to_text()?));
    }
    tx.put_have(sender, &have)
}

/// How many of the segments made here the sender has, and how many there are.
pub(super) fn receipt(
    tx: &Tx,
    secrets: &Secrets,
    have: &BTreeMap<String, Runs>,
) -> Result<(u64, u64)> {
    let own = trust::digest(&secrets.public_key()?);
    let (mut there, mut made) = (0, 0);
    for channel in tx
        .channels()?
        .into_iter()
        .filter(|c| c.device.0.starts_with(&own))
    {
        let seals = tx.seals(&channel)?;
        made += seals.len() as u64;
        if let Some(runs) = have.get(&channel.to_string()) {
            there += runs.had(&seals)?.into_iter().filter(|had| *had).count() as u64;
        }
    }
    Ok((there, made))
}
