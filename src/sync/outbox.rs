//! Making a file: seal what is new, choose what the receiver lacks and may have, pack.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::mpsc;

use ssh_key::PrivateKey;

use super::manifest::Volume;
use super::packing::{Packed, Packer};
use super::runs::Runs;
use super::seal::{self, Seal};
use super::trust::{self, Trust};
use super::{hex, sign};
use crate::domain::fault::{Fault, Result};
use crate::domain::id::Channel;
use crate::storage::{StoredSeal, Tx};

/// A segment ends at this many bytes of heads and bodies, or at an export.
const SEGMENT: usize = 8 << 20;
/// No volume is larger, in bytes.
pub const VOLUME: usize = 32 << 20;
/// What stands in a volume beside segments and roster: manifest, headers, encryption.
const BESIDE: usize = 1 << 20;
/// A volume ends once its parts unpack to this many bytes: half of what readers take.
const PLAIN: u64 = 256 << 20;
/// Forked dots of one segment whose combinations are tried for the sealed one.
const TWINS: usize = 10;

/// What of the log goes into a file.
#[derive(Debug, Default)]
pub struct Plan {
    /// The segments, in the order in which they lie in the log: channels are written in
    /// turn there, and what lies together is read and decrypted once.
    pub seals: Vec<StoredSeal>,
    /// Segments that the receiver has already, as their newest file says.
    pub acknowledged: u64,
    /// Channels whose scope was not granted to the receiver.
    pub withheld: u64,
}

/// The packed parts of one volume.
pub struct Load {
    /// Which one it is.
    pub volume: Volume,
    /// Seals, heads and bodies.
    pub parts: [Packed; 3],
    /// Segments in it.
    pub segments: u64,
    /// Changes in it.
    pub changes: u64,
}

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
    let channels = tx.channels()?.into_iter();
    for channel in channels.filter(|c| c.device.0.starts_with(&own)) {
        let seals = tx.seals(&channel)?;
        // Only a seal that came counts, for only this key can have made it: a number in
        // somebody's manifest is their word, and must not keep this person's work here.
        match first_gap(&seals) {
            None => seal_channel(tx, key, &channel, &seals)?,
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

fn seal_channel(tx: &Tx, key: &PrivateKey, channel: &Channel, seals: &[StoredSeal]) -> Result<()> {
    // Of two seals of one number, as a copied workspace makes them, the one that covers
    // more: nothing is covered twice.
    let last = seals.iter().max_by_key(|s| (s.n, s.last));
    let mut before = last.map(|s| read_line(&s.line)).transpose()?;
    let first = before.as_ref().map_or(1, |s| s.statement.last + 1);
    let tip = tx.tip(channel)?;
    if first > tip {
        return Ok(());
    }
    let names = (channel.device.to_string(), channel.scope.to_string());
    let mut heads = Vec::new();
    let mut bodies = 0;
    let mut last = first - 1;
    let mut close = |heads: &mut Vec<u8>, last: u64| -> Result<()> {
        let statement = seal::next(before.as_ref(), (&names.0, &names.1), last, heads);
        let sealed = seal::seal(key, &statement)?;
        tx.add_seal(&stored(channel, &sealed, true)?)?;
        before = Some(sealed);
        heads.clear();
        Ok(())
    };
    let twins = older_twins(tx, channel, first, tip)?;
    tx.each_change(channel, (first, tip), |seq, log, head, body| {
        if twins.get(&seq).is_some_and(|older| *older != log) {
            return Ok(());
        }
        heads.extend_from_slice(head);
        heads.push(b'\n');
        last = seq;
        bodies += body.map_or(0, |(_, patch)| patch.len());
        if heads.len() + bodies >= SEGMENT {
            bodies = 0;
            close(&mut heads, last)
        } else {
            Ok(())
        }
    })?;
    if !heads.is_empty() {
        close(&mut heads, last)?;
    }
    Ok(())
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

/// A checked seal as the database keeps it; `whole` if all its bodies are here.
pub fn stored(channel: &Channel, seal: &Seal, whole: bool) -> Result<StoredSeal> {
    Ok(StoredSeal {
        channel: channel.clone(),
        n: seal.statement.n,
        first: seal.statement.first,
        last: seal.statement.last,
        hash: hex::decode(&seal.hash()).ok_or_else(|| Fault::new("E_SEAL"))?,
        whole,
        line: seal.to_line()?.into_bytes(),
    })
}

pub(super) fn read_line(line: &[u8]) -> Result<Seal> {
    let seal = seal::parse_seals(line)?.pop();
    seal.ok_or_else(|| Fault::new("E_SEAL"))
}

/// Chooses the segments that a device, given as its key's line, may have and has not
/// acknowledged.
pub fn plan(tx: &Tx, trust: &Trust, to: &str, have: &BTreeMap<String, Runs>) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut placed = Vec::new();
    for channel in tx.channels()? {
        if !trust.may_have(to, &channel.scope.to_string()) {
            plan.withheld += 1;
            continue;
        }
        let seals = tx.seals(&channel)?;
        let had = match have.get(&channel.to_string()) {
            Some(runs) => runs.had(&seals)?,
            None => vec![false; seals.len()],
        };
        for (seal, had) in seals.into_iter().zip(had) {
            if had {
                plan.acknowledged += 1;
            } else {
                let place = tx.place_of(&channel, seal.first)?;
                placed.push((place, seal));
            }
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    plan.seals = placed.into_iter().map(|(_, seal)| seal).collect();
    Ok(plan)
}

/// Packs the segments of a plan into one volume or several of at most `most` bytes, as
/// far as one segment fits, and hands each over before the next is begun. `go_on` is told
/// the changes read so far and answers false to cancel. One thread reads the log, another
/// compresses and hands over.
pub fn pack(
    tx: &Tx,
    plan: &Plan,
    most: usize,
    each: &mut (dyn FnMut(Load) -> Result<()> + Send),
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (segments, receive) = mpsc::sync_channel::<Option<Segment>>(1);
        let full = most.saturating_sub(SEGMENT + BESIDE);
        let packer = scope.spawn(move || pack_all(receive, full, each));
        let mut done = 0;
        let read = plan.seals.iter().try_for_each(|seal| {
            let segment = Segment::read(tx, seal)?;
            done += segment.changes;
            let sent = segments.send(Some(segment)).is_ok();
            if sent && go_on(done) {
                Ok(())
            } else {
                Err(Fault::new("E_CANCELLED"))
            }
        });
        if read.is_ok() {
            // Nobody listens if packing failed, which is told below.
            let _ = segments.send(None);
        }
        drop(segments);
        // If packing failed, the reader only heard that nobody listens any more.
        packer.join().map_err(|_| Fault::new("E_THREAD"))??;
        read
    })
}

/// A volume that the reader did not fill to its end is not handed over: `each` sees the
/// last one only if the plan was read whole, for a reader that gives up says so first.
fn pack_all(
    segments: mpsc::Receiver<Option<Segment>>,
    full: usize,
    each: &mut (dyn FnMut(Load) -> Result<()> + Send),
) -> Result<()> {
    let mut n = 1;
    let mut open = Packing::new()?;
    for segment in segments {
        let Some(segment) = segment else {
            return each(open.finish(Volume { n, last: true })?);
        };
        if open.segments > 0 && (open.packed() > full || open.plain() > PLAIN) {
            let done = std::mem::replace(&mut open, Packing::new()?);
            each(done.finish(Volume { n, last: false })?)?;
            n += 1;
        }
        open.add(&segment)?;
    }
    Ok(())
}

/// The lines of one segment.
struct Segment {
    seal: Vec<u8>,
    heads: Vec<u8>,
    bodies: Vec<u8>,
    changes: u64,
}

impl Segment {
    fn read(tx: &Tx, seal: &StoredSeal) -> Result<Self> {
        let begin = format!("{}/", seal.channel);
        let damaged = || Fault::new("E_DB_DAMAGED").with("path", &begin);
        let twins = chosen_twins(tx, seal)?;
        let mut segment = Self {
            seal: seal.line.clone(),
            heads: Vec::new(),
            bodies: Vec::new(),
            changes: 0,
        };
        let mut expected = seal.first;
        let range = (seal.first, seal.last);
        tx.each_change(&seal.channel, range, |seq, _, head, body| {
            if let Some(wanted) = twins.get(&seq)
                && wanted.as_slice() != head
            {
                return Ok(());
            }
            if seq != expected {
                return Err(damaged());
            }
            expected += 1;
            segment.changes += 1;
            segment.heads.extend_from_slice(head);
            segment.heads.push(b'\n');
            if let Some((salt, patch)) = body {
                let salt = crate::domain::id::hex(salt);
                let _ = write!(segment.bodies, "{begin}{seq} {salt} ");
                segment.bodies.extend_from_slice(patch);
                segment.bodies.push(b'\n');
            }
            Ok(())
        })?;
        if expected == seal.last + 1 {
            Ok(segment)
        } else {
            Err(damaged())
        }
    }
}

struct Packing {
    seals: Packer,
    heads: Packer,
    bodies: Packer,
    segments: u64,
    changes: u64,
}

impl Packing {
    fn new() -> Result<Self> {
        Ok(Self {
            seals: Packer::new("seals.zst")?,
            heads: Packer::new("heads.zst")?,
            bodies: Packer::new("bodies.zst")?,
            segments: 0,
            changes: 0,
        })
    }

    fn packed(&self) -> usize {
        self.seals.packed() + self.heads.packed() + self.bodies.packed()
    }

    fn plain(&self) -> u64 {
        self.seals.plain() + self.heads.plain() + self.bodies.plain()
    }

    fn add(&mut self, segment: &Segment) -> Result<()> {
        let failed = |e: std::io::Error| Fault::new("E_FILE_WRITE").because(e);
        self.seals.write_all(&segment.seal).map_err(failed)?;
        self.heads.write_all(&segment.heads).map_err(failed)?;
        self.bodies.write_all(&segment.bodies).map_err(failed)?;
        self.segments += 1;
        self.changes += segment.changes;
        Ok(())
    }

    fn finish(self, volume: Volume) -> Result<Load> {
        let parts = [
            self.seals.finish()?,
            self.heads.finish()?,
            self.bodies.finish()?,
        ];
        Ok(Load {
            volume,
            parts,
            segments: self.segments,
            changes: self.changes,
        })
    }
}

/// Of forked dots in a segment, the heads that its seal covers: `(sequence, head)`.
/// Empty where nothing is forked, which is always but after an unnoticed copy.
fn chosen_twins(tx: &Tx, seal: &StoredSeal) -> Result<BTreeMap<u64, Vec<u8>>> {
    if !tx.has_twins(&seal.channel, seal.first, seal.last)? {
        return Ok(BTreeMap::new());
    }
    let mut rows: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
    tx.each_change(&seal.channel, (seal.first, seal.last), |seq, _, head, _| {
        rows.entry(seq).or_default().push(head.to_vec());
        Ok(())
    })?;
    let forked: Vec<u64> = rows
        .iter()
        .filter(|(_, t)| t.len() > 1)
        .map(|(s, _)| *s)
        .collect();
    let sealed = read_line(&seal.line)?;
    for choice in 0..1u64 << forked.len().min(TWINS) {
        let mut lines = Vec::new();
        let mut chosen = BTreeMap::new();
        for (seq, twins) in &rows {
            let bit = forked.iter().position(|f| f == seq);
            let pick = bit.map_or(0, |b| usize::from(choice >> b & 1 == 1));
            let head = twins
                .get(pick)
                .or(twins.first())
                .cloned()
                .unwrap_or_default();
            lines.extend_from_slice(&head);
            lines.push(b'\n');
            if bit.is_some() {
                chosen.insert(*seq, head);
            }
        }
        if sealed.check_heads(&lines).is_ok() {
            return Ok(chosen);
        }
    }
    Err(Fault::new("E_FORK_UNSENT").with("channel", &seal.channel))
}
