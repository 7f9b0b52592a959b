//! Sealing what was written here: the ends of own channels that no seal covers yet.

use std::collections::BTreeMap;

use ssh_key::PrivateKey;

use super::one_pass::{self, Stretch};
use super::outbox::{SEGMENT, read_line, stored};
use super::seal::{self, Seal};
use super::{sign, trust};
use crate::domain::fault::Result;
use crate::domain::id::Channel;
use crate::storage::{StoredSeal, Tx};

/// Changes of an own channel that no seal covers, because a seal made earlier is not
/// here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The channel.
    pub channel: Channel,
    /// How many of its changes stay here.
    pub changes: u64,
    /// The first segment that is wanted before they can go.
    pub segment: u64,
}

/// Seals the unsealed tails of every channel that this key wrote, in all its
/// incarnations. Answers what it could not seal.
pub fn seal_own(tx: &Tx, key: &PrivateKey) -> Result<Vec<Unsent>> {
    let own = trust::digest(&sign::public_of(key)?);
    let mut unsent = Vec::new();
    let mut tails = Vec::new();
    let channels = tx.channels()?.into_iter();
    for channel in channels.filter(|c| c.device.0.starts_with(&own)) {
        let seals = tx.seals(&channel)?;
        // Only a seal that came counts, for only this key can have made it: a number in
        // somebody's manifest is their word, and must not keep this person's work here.
        match first_gap(&seals) {
            None => tails.extend(Tail::of(tx, channel, &seals)?),
            // The database was set back, and what was cut before is not cut again: it
            // comes home with others' files.
            Some(segment) => {
                let changes = outside(tx, &channel, &seals)?;
                if changes > 0 {
                    unsent.push(Unsent {
                        channel,
                        changes,
                        segment,
                    });
                }
            }
        }
    }
    seal_tails(tx, key, tails)?;
    Ok(unsent)
}

/// The first segment that is not here though a later one is.
fn first_gap(seals: &[StoredSeal]) -> Option<u64> {
    let mut next = 1;
    for seal in seals {
        if seal.n > next {
            return Some(next);
        }
        next = seal.n + 1;
    }
    None
}

/// How many changes of a channel no seal covers.
fn outside(tx: &Tx, channel: &Channel, seals: &[StoredSeal]) -> Result<u64> {
    let mut count = 0;
    let mut from = 1;
    for seal in seals {
        if seal.first > from {
            count += tx.count_changes(channel, from, seal.first - 1)?;
        }
        from = from.max(seal.last + 1);
    }
    Ok(count + tx.count_changes(channel, from, tx.tip(channel)?)?)
}

/// The unsealed end of an own channel.
struct Tail {
    channel: Channel,
    names: (String, String),
    first: u64,
    tip: u64,
    before: Option<Seal>,
    /// What the next seal will cover, so far.
    heads: Vec<u8>,
    bodies: usize,
    last: u64,
}

impl Tail {
    fn of(tx: &Tx, channel: Channel, seals: &[StoredSeal]) -> Result<Option<Self>> {
        // Of two seals of one number, as a copied workspace makes them, the one that
        // covers more: nothing is covered twice.
        let last = seals.iter().max_by_key(|s| (s.n, s.last));
        let before = last.map(|s| read_line(&s.line)).transpose()?;
        let first = before.as_ref().map_or(1, |s| s.statement.last + 1);
        let tip = tx.tip(&channel)?;
        Ok((first <= tip).then(|| Self {
            names: (channel.device.to_string(), channel.scope.to_string()),
            channel,
            first,
            tip,
            before,
            heads: Vec::new(),
            bodies: 0,
            last: first - 1,
        }))
    }

    fn add(
        &mut self,
        (tx, key): (&Tx, &PrivateKey),
        seq: u64,
        head: &[u8],
        body: usize,
    ) -> Result<()> {
        self.heads.extend_from_slice(head);
        self.heads.push(b'\n');
        self.last = seq;
        self.bodies += body;
        if self.heads.len() + self.bodies >= SEGMENT {
            self.close((tx, key))?;
        }
        Ok(())
    }

    fn close(&mut self, (tx, key): (&Tx, &PrivateKey)) -> Result<()> {
        if self.heads.is_empty() {
            return Ok(());
        }
        let names = (self.names.0.as_str(), self.names.1.as_str());
        let statement = seal::next(self.before.as_ref(), names, self.last, &self.heads);
        let sealed = seal::seal(key, &statement)?;
        tx.add_seal(&stored(&self.channel, &sealed, true)?)?;
        self.before = Some(sealed);
        self.heads.clear();
        self.bodies = 0;
        Ok(())
    }
}

fn seal_tails(tx: &Tx, key: &PrivateKey, tails: Vec<Tail>) -> Result<()> {
    let mut plain = Vec::new();
    for mut tail in tails {
        let (first, tip) = (tail.first, tail.tip);
        let twins = older_twins(tx, &tail.channel, first, tip)?;
        if twins.is_empty() {
            plain.push(tail);
            continue;
        }
        let channel = tail.channel.clone();
        tx.each_change(&channel, (first, tip), |seq, log, head, body| {
            if twins.get(&seq).is_some_and(|older| *older != log) {
                return Ok(());
            }
            tail.add((tx, key), seq, head, body.map_or(0, |(_, p)| p.len()))
        })?;
        tail.close((tx, key))?;
    }
    let stretches: Vec<Stretch> = plain
        .iter()
        .map(|tail| Stretch {
            channel: tail.channel.clone(),
            first: tail.first,
            last: tail.tip,
        })
        .collect();
    one_pass::read(tx, &stretches, |passing| {
        let body = passing.body.map_or(0, |(_, patch)| patch.len());
        plain[passing.stretch].add((tx, key), passing.seq, passing.head, body)
    })?;
    plain.iter_mut().try_for_each(|tail| tail.close((tx, key)))
}

/// Where a dot of an unsealed tail is forked, the head that was here first: that one was
/// written here. Empty where nothing is forked.
fn older_twins(tx: &Tx, channel: &Channel, first: u64, last: u64) -> Result<BTreeMap<u64, i64>> {
    let mut older: BTreeMap<u64, i64> = BTreeMap::new();
    if tx.has_twins(channel, first, last)? {
        tx.each_change(channel, (first, last), |seq, log, _, _| {
            let entry = older.entry(seq).or_insert(log);
            *entry = log.min(*entry);
            Ok(())
        })?;
    }
    Ok(older)
}
