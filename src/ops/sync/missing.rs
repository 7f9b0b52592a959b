//! What is known to exist and is not here: segments, files, volumes.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::fault::Result;
use crate::domain::id::{Channel, hex};
use crate::ops::post::read_have;
use crate::storage::{Taken, Tx};
use crate::sync::ranges::Ranges;
use crate::sync::runs::{Run, Runs};
use crate::sync::trust::{Trust, digest};

/// The most missing files, and volumes, that are listed.
const FILES: usize = 1000;

/// Segments that exist and are not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The channel.
    pub channel: String,
    /// Its author's name, if known here.
    pub author: Option<String>,
    /// The segments' numbers. One that is here too is another segment under the same
    /// number, as two copies of a workspace make them.
    pub segments: String,
}

impl Missing {
    /// Whether a device of this key sealed it.
    #[must_use]
    pub fn is_of(&self, key: &[u8; 32]) -> bool {
        self.channel.starts_with(&hex(&digest(key)))
    }
}

/// What others sealed and this workspace may have, but has not.
pub(in crate::ops) fn missing(tx: &Tx, trust: &Trust) -> Result<Vec<Missing>> {
    let names = trust.names();
    let mut said: BTreeMap<String, Vec<Runs>> = BTreeMap::new();
    for (channel, runs) in tx.have_of(None)? {
        said.entry(channel)
            .or_default()
            .push(Runs::from_text(&runs)?);
    }
    let mut missing = Vec::new();
    for (channel, tip) in tx.tips()? {
        let parsed: Channel = channel.parse()?;
        let seals = tx.seals(&parsed)?;
        let here: Ranges = seals.iter().filter(|s| s.whole).map(|s| s.n).collect();
        let mut lacking = here.missing_up_to(tip);
        for runs in said.get(&channel).into_iter().flatten() {
            for (first, last) in runs.differing(&seals)?.pairs() {
                lacking.insert_range(*first, *last);
            }
        }
        if !lacking.is_empty() {
            let digest: String = channel.chars().take(32).collect();
            let author = names.get(&digest).cloned();
            missing.push(Missing {
                channel,
                author,
                segments: lacking.to_string(),
            });
        }
    }
    Ok(missing)
}

/// Files of one device that never came and whose contents are not here, as far as later
/// ones tell: a number is the sender's word, and may be any.
#[derive(Default)]
pub(in crate::ops) struct Gaps {
    /// Numbers of which nothing came, the first thousand.
    pub(in crate::ops) files: Vec<u64>,
    /// Volumes of files of which something came, the first thousand.
    pub(in crate::ops) volumes: Vec<(u64, u32)>,
}

impl Gaps {
    /// The gaps in what came from the device with this key. There is none as long as all
    /// that it says it has is here: then a later file, or somebody else's, brought what
    /// the lost one held.
    pub(in crate::ops) fn of(tx: &Tx, key: &[u8; 32]) -> Result<Self> {
        let gaps = Self::in_numbers(&tx.received(key)?);
        let none = gaps.files.is_empty() && gaps.volumes.is_empty();
        if none || lacks_of(tx, key)? {
            Ok(gaps)
        } else {
            Ok(Self::default())
        }
    }

    fn in_numbers(received: &[Taken]) -> Self {
        let mut by_number: BTreeMap<u64, (BTreeSet<u32>, bool)> = BTreeMap::new();
        // A word of a file (volume 0) says that it is, not that anything of it came.
        for file in received.iter().filter(|file| file.volume > 0) {
            let (volumes, ended) = by_number.entry(file.number).or_default();
            volumes.insert(file.volume);
            *ended |= file.last;
        }
        let last = received.last().map_or(0, |file| file.number);
        let gone = (1..=last).filter(|n| !by_number.contains_key(n));
        let mut missing = Vec::new();
        for (number, (volumes, ended)) in &by_number {
            let top = volumes.last().copied().unwrap_or(0);
            let end = if *ended { top } else { top + 1 };
            let lacking = (1..=end).filter(|v| !volumes.contains(v));
            missing.extend(lacking.map(|v| (*number, v)).take(FILES));
        }
        missing.truncate(FILES);
        Self {
            files: gone.take(FILES).collect(),
            volumes: missing,
        }
    }
}

/// Whether a device says that it has a segment which is not here with all its bodies.
fn lacks_of(tx: &Tx, key: &[u8; 32]) -> Result<bool> {
    for (channel, runs) in read_have(tx, key)? {
        let seals = tx.seals(&channel.parse()?)?;
        let whole = seals.iter().filter(|s| s.whole);
        let here: Ranges = whole.map(|s| s.n).collect();
        let all = |run: &Run| {
            let holds = |(first, last): &(u64, u64)| *first <= run.first && run.last <= *last;
            here.pairs().iter().any(holds)
        };
        if !runs.runs().iter().all(all) || !runs.differing(&seals)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
