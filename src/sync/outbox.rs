//! Making a file: choose what the receiver lacks and may have, pack.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::mpsc;

use super::hex;
use super::manifest::Volume;
use super::one_pass::{self, Stretch};
use super::packing::{Packed, Packer};
use super::runs::Runs;
use super::seal::{self, Seal};
use super::trust::Trust;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::Channel;
use crate::storage::{StoredSeal, Tx};

/// A segment ends at this many bytes of heads and bodies, or at an export.
pub(super) const SEGMENT: usize = 8 << 20;
/// No volume is larger, in bytes.
pub const VOLUME: usize = 32 << 20;
/// So many segments are read ahead: reading goes on while a volume is written.
const AHEAD: usize = 3;
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
/// the changes read so far and answers false to cancel. One thread reads the log, others
/// compress and hand over.
pub fn pack(
    tx: &Tx,
    plan: &Plan,
    most: usize,
    each: &mut (dyn FnMut(Load) -> Result<()> + Send),
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (segments, receive) = mpsc::sync_channel::<Option<Segment>>(AHEAD);
        let full = most.saturating_sub(SEGMENT + BESIDE);
        let packer = scope.spawn(move || pack_all(receive, full, each));
        let mut done = 0;
        let read = read_segments(tx, &plan.seals, |segment| {
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

/// Hands over the segments of these seals, each when the last of it was read.
fn read_segments(
    tx: &Tx,
    seals: &[StoredSeal],
    mut each: impl FnMut(Segment) -> Result<()>,
) -> Result<()> {
    let mut open = Vec::new();
    let mut stretches = Vec::new();
    for seal in seals {
        let mut segment = Segment::of(seal);
        let twins = chosen_twins(tx, seal)?;
        if twins.is_empty() {
            stretches.push(Stretch {
                channel: seal.channel.clone(),
                first: seal.first,
                last: seal.last,
            });
            open.push(Some(segment));
            continue;
        }
        let range = (seal.first, seal.last);
        tx.each_change(&seal.channel, range, |seq, _, head, body| {
            let other = twins.get(&seq).is_some_and(|wanted| wanted != head);
            if other {
                Ok(())
            } else {
                segment.add(seq, head, body)
            }
        })?;
        each(segment.whole()?)?;
    }
    one_pass::read(tx, &stretches, |passing| {
        let slot = &mut open[passing.stretch];
        let Some(segment) = slot.as_mut() else {
            return Ok(());
        };
        segment.add(passing.seq, passing.head, passing.body)?;
        if segment.expected <= segment.last {
            return Ok(());
        }
        slot.take().map_or(Ok(()), &mut each)
    })?;
    open.into_iter()
        .flatten()
        .try_for_each(|segment| segment.whole().map(drop))
}

/// The lines of one segment.
struct Segment {
    begin: String,
    seal: Vec<u8>,
    heads: Vec<u8>,
    bodies: Vec<u8>,
    changes: u64,
    expected: u64,
    last: u64,
}

impl Segment {
    fn of(seal: &StoredSeal) -> Self {
        Self {
            begin: format!("{}/", seal.channel),
            seal: seal.line.clone(),
            heads: Vec::new(),
            bodies: Vec::new(),
            changes: 0,
            expected: seal.first,
            last: seal.last,
        }
    }

    fn damaged(&self) -> Fault {
        Fault::new("E_DB_DAMAGED").with("path", &self.begin)
    }

    fn add(&mut self, seq: u64, head: &[u8], body: Option<(&[u8], &[u8])>) -> Result<()> {
        if seq != self.expected {
            return Err(self.damaged());
        }
        self.expected += 1;
        self.changes += 1;
        self.heads.extend_from_slice(head);
        self.heads.push(b'\n');
        if let Some((salt, patch)) = body {
            let salt = crate::domain::id::hex(salt);
            let _ = write!(self.bodies, "{}{seq} {salt} ", self.begin);
            self.bodies.extend_from_slice(patch);
            self.bodies.push(b'\n');
        }
        Ok(())
    }

    fn whole(self) -> Result<Self> {
        if self.expected == self.last + 1 {
            Ok(self)
        } else {
            Err(self.damaged())
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
        // Compressing is the longest part of an export: heads and bodies side by side.
        let (heads, bodies) = (&mut self.heads, &mut self.bodies);
        let (one, other) = std::thread::scope(|scope| {
            let heads = scope.spawn(|| heads.write_all(&segment.heads));
            (bodies.write_all(&segment.bodies), heads.join())
        });
        one.map_err(failed)?;
        other.map_err(|_| Fault::new("E_THREAD"))?.map_err(failed)?;
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
