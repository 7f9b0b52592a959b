//! What a revoked key wrote before it was lost, and still counts.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::hex;
use super::roster::LastGood;
use super::seal::{self, Statement};
use crate::domain::change::{Head, head_hash};
use crate::domain::fault::Result;
use crate::domain::id::Channel;
use crate::storage::Tx;

/// Forked dots of one segment whose combinations are tried for the sealed one.
const TWINS: usize = 10;

/// The good changes of one channel of a revoked key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Good {
    /// First and last numbers of good segments.
    ranges: Vec<(u64, u64)>,
    /// Heads with numbers in these ranges that no good segment covers: a thief wrote
    /// them beside the good ones.
    strange: BTreeSet<[u8; 32]>,
}

impl Good {
    pub(super) fn holds(&self, head: &Head) -> bool {
        let inside = |(first, last): &(u64, u64)| (*first..=*last).contains(&head.seq);
        self.ranges.iter().any(inside)
            && (self.strange.is_empty() || !self.strange.contains(&head_hash(&head.to_bytes())))
    }

    /// Finds the good segments: the last one by its hash, each before it by the hash
    /// that the next one names. Where one has not come, all of lower numbers count
    /// until it comes.
    pub(super) fn find(tx: &Tx, channel: &Channel, last: &LastGood) -> Result<Self> {
        let mut by_number: BTreeMap<u64, Vec<([u8; 32], Statement)>> = BTreeMap::new();
        for stored in tx.seals(channel)?.iter().filter(|s| s.n <= last.n) {
            let statement = seal::statement_of(&stored.line)?;
            let same = by_number.entry(stored.n).or_default();
            same.push((stored.hash, statement));
        }
        let mut good = Self::default();
        let mut named = hex::decode::<32>(&last.sha256);
        for n in (1..=last.n).rev() {
            let Some(seals) = by_number.get(&n) else {
                named = None;
                // Segments that have not come may be very many: go on below them.
                if by_number.range(..n).next().is_none() {
                    break;
                }
                continue;
            };
            let chosen: Vec<_> = match named {
                Some(hash) => seals.iter().filter(|(h, _)| *h == hash).collect(),
                None => seals.iter().collect(),
            };
            named = match chosen.as_slice() {
                [(_, only)] => hex::decode::<32>(&only.prev),
                _ => None,
            };
            for (_, statement) in chosen {
                good.add(tx, channel, statement)?;
            }
        }
        Ok(good)
    }

    fn add(&mut self, tx: &Tx, channel: &Channel, statement: &Statement) -> Result<()> {
        let (first, last) = (statement.first, statement.last);
        self.ranges.push((first, last));
        if !tx.has_twins(channel, first, last)? {
            return Ok(());
        }
        let mut rows: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
        tx.each_change(channel, (first, last), |seq, _, head, _| {
            rows.entry(seq).or_default().push(head.to_vec());
            Ok(())
        })?;
        let sealed = sealed_among(&rows, &statement.sha256);
        let twins = rows.into_iter().filter(|(_, heads)| heads.len() > 1);
        for (seq, heads) in twins {
            let strange = heads.iter().filter(|h| sealed.get(&seq) != Some(*h));
            self.strange.extend(strange.map(|h| head_hash(h)));
        }
        Ok(())
    }
}

/// Of numbers with several heads, those that together give the hash of the segment;
/// empty if none do.
fn sealed_among(rows: &BTreeMap<u64, Vec<Vec<u8>>>, sha256: &str) -> BTreeMap<u64, Vec<u8>> {
    let forked: Vec<u64> = rows
        .iter()
        .filter(|(_, heads)| heads.len() > 1)
        .map(|(seq, _)| *seq)
        .collect();
    let ways: Vec<usize> = forked.iter().map(|s| rows[s].len()).collect();
    let all = ways.iter().try_fold(1usize, |all, n| all.checked_mul(*n));
    let Some(all) = all.filter(|all| *all <= 1 << TWINS) else {
        return BTreeMap::new();
    };
    for choice in 0..all {
        let mut rest = choice;
        let mut chosen = BTreeMap::new();
        for (seq, ways) in forked.iter().zip(&ways) {
            chosen.insert(*seq, rows[seq][rest % ways].clone());
            rest /= ways;
        }
        let mut lines = Vec::new();
        for (seq, heads) in rows {
            let head = chosen.get(seq).or(heads.first());
            lines.extend_from_slice(head.map_or(&[], Vec::as_slice));
            lines.push(b'\n');
        }
        if hex::encode(&Sha256::digest(&lines)) == sha256 {
            return chosen;
        }
    }
    BTreeMap::new()
}
