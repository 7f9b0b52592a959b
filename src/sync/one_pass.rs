//! Reading several stretches of channels in one pass over the log.
//!
//! A person writes in turn in several channels, so one page of the log holds changes of
//! all of them. Read one channel after another, every page would be fetched and
//! decrypted for each.

use std::collections::HashMap;

use crate::domain::fault::Result;
use crate::domain::id::Channel;
use crate::storage::Tx;

/// A stretch of a channel, from one sequence number to another, both included. No dot of
/// it may be forked.
pub(super) struct Stretch {
    pub(super) channel: Channel,
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Stretch {
    fn len(&self) -> u64 {
        (self.last + 1).saturating_sub(self.first)
    }
}

/// A change on the way: which stretch it is of, its number there, its head, and its body
/// as salt and patch.
pub(super) struct Passing<'a> {
    pub(super) stretch: usize,
    pub(super) seq: u64,
    pub(super) head: &'a [u8],
    pub(super) body: Option<(&'a [u8], &'a [u8])>,
}

/// Hands over the changes of all stretches; those of one come in sequence, those of
/// several in any mixture.
pub(super) fn read(
    tx: &Tx,
    stretches: &[Stretch],
    mut each: impl FnMut(Passing) -> Result<()>,
) -> Result<()> {
    let mut next: Vec<u64> = stretches.iter().map(|s| s.first).collect();
    if let Some(span) = worth_a_pass(tx, stretches)? {
        let mut of: HashMap<&Channel, Vec<usize>> = HashMap::new();
        for (at, stretch) in stretches.iter().enumerate() {
            of.entry(&stretch.channel).or_default().push(at);
        }
        let (channels, places): (Vec<_>, Vec<_>) = of.into_iter().unzip();
        tx.each_arrival(&channels, span, |channel, seq, head, body| {
            let mine = places.get(channel).into_iter().flatten();
            // What lies in another order than it was written is read below.
            let awaited = mine.copied().find(|at| {
                let stretch = &stretches[*at];
                next[*at] == seq && seq <= stretch.last
            });
            let Some(stretch) = awaited else {
                return Ok(());
            };
            next[stretch] += 1;
            each(Passing {
                stretch,
                seq,
                head,
                body,
            })
        })?;
    }
    for (at, stretch) in stretches.iter().enumerate() {
        let rest = (next[at], stretch.last);
        if rest.0 <= rest.1 {
            tx.each_change(&stretch.channel, rest, |seq, _, head, body| {
                each(Passing {
                    stretch: at,
                    seq,
                    head,
                    body,
                })
            })?;
        }
    }
    Ok(())
}

/// Where in the log the stretches lie, if at least half of what lies there is theirs.
fn worth_a_pass(tx: &Tx, stretches: &[Stretch]) -> Result<Option<(i64, i64)>> {
    if stretches.len() < 2 {
        return Ok(None);
    }
    let (mut from, mut to) = (i64::MAX, 0);
    for stretch in stretches {
        from = from.min(tx.place_of(&stretch.channel, stretch.first)?);
        to = to.max(tx.place_of(&stretch.channel, stretch.last)?);
    }
    let wanted: u64 = stretches.iter().map(Stretch::len).sum();
    let lies = u64::try_from(to - from).unwrap_or(u64::MAX);
    Ok((from > 0 && wanted.saturating_mul(2) >= lies).then_some((from, to)))
}
