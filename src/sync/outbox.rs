//! Making a file: choose what the receiver lacks and may have, pack.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::mpsc;

use super::filling::{PIECE, Piece, pack_all};
use super::hex;
use super::one_pass::{self, Stretch};
use super::runs::Runs;
use super::seal::{self, Seal};
use super::trust::Trust;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::Channel;
use crate::storage::{StoredSeal, Tx};

pub use super::filling::Load;

/// A segment ends at this many bytes of heads and bodies, or at an export.
pub(super) const SEGMENT: usize = 8 << 20;
/// No volume is larger, in bytes, unless one segment is.
pub const VOLUME: usize = 32 << 20;
/// So many pieces are read ahead: reading goes on while a volume is written. A piece is
/// as long as [`PIECE`] and one change more.
const AHEAD: usize = 24;
/// What stands in a volume beside segments, roster and what the manifest says of the
/// sender: the parts in the manifest, headers, encryption.
const BESIDE: usize = 1 << 20;
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
        let (pieces, receive) = mpsc::sync_channel::<Option<Piece>>(AHEAD);
        let room = most.saturating_sub(BESIDE);
        let packer = scope.spawn(move || pack_all(receive, room, each));
        let mut done = 0;
        let read = read_segments(tx, &plan.seals, &mut |piece| {
            done += piece.changes;
            let sent = pieces.send(Some(piece)).is_ok();
            if sent && go_on(done) {
                Ok(())
            } else {
                Err(Fault::new("E_CANCELLED"))
            }
        });
        if read.is_ok() {
            // Nobody listens if packing failed, which is told below.
            let _ = pieces.send(None);
        }
        drop(pieces);
        // If packing failed, the reader only heard that nobody listens any more.
        packer.join().map_err(|_| Fault::new("E_THREAD"))??;
        read
    })
}

/// Hands over the segments of these seals piece by piece as they are read, each seal with
/// the last piece.
fn read_segments(
    tx: &Tx,
    seals: &[StoredSeal],
    each: &mut dyn FnMut(Piece) -> Result<()>,
) -> Result<()> {
    let mut open = Vec::new();
    let mut stretches = Vec::new();
    for (place, seal) in seals.iter().enumerate() {
        let mut segment = Segment::of(place, seal);
        let twins = chosen_twins(tx, seal)?;
        if twins.is_empty() {
            stretches.push(Stretch {
                channel: seal.channel.clone(),
                first: seal.first,
                last: seal.last,
            });
            open.push(segment);
            continue;
        }
        let range = (seal.first, seal.last);
        tx.each_change(&seal.channel, range, |seq, _, head, body| {
            let other = twins.get(&seq).is_some_and(|wanted| wanted != head);
            if other {
                Ok(())
            } else {
                segment.add(seq, head, body, each)
            }
        })?;
        segment.is_whole()?;
    }
    one_pass::read(tx, &stretches, |passing| {
        let segment = open.get_mut(passing.stretch);
        let segment = segment.ok_or_else(|| Fault::new("E_DB_DAMAGED"))?;
        segment.add(passing.seq, passing.head, passing.body, each)
    })?;
    open.iter().try_for_each(Segment::is_whole)
}

/// A segment that is read.
struct Segment {
    begin: String,
    seal: Vec<u8>,
    expected: u64,
    last: u64,
    /// What of it was not handed over yet.
    piece: Piece,
}

impl Segment {
    fn of(place: usize, seal: &StoredSeal) -> Self {
        Self {
            begin: format!("{}/", seal.channel),
            seal: seal.line.clone(),
            expected: seal.first,
            last: seal.last,
            piece: Piece {
                place,
                ..Piece::default()
            },
        }
    }

    fn damaged(&self) -> Fault {
        Fault::new("E_DB_DAMAGED").with("path", &self.begin)
    }

    fn add(
        &mut self,
        seq: u64,
        head: &[u8],
        body: Option<(&[u8], &[u8])>,
        each: &mut dyn FnMut(Piece) -> Result<()>,
    ) -> Result<()> {
        if seq != self.expected || seq > self.last {
            return Err(self.damaged());
        }
        self.expected += 1;
        let piece = &mut self.piece;
        piece.changes += 1;
        piece.heads.extend_from_slice(head);
        piece.heads.push(b'\n');
        if let Some((salt, patch)) = body {
            let salt = crate::domain::id::hex(salt);
            let _ = write!(piece.bodies, "{}{seq} {salt} ", self.begin);
            piece.bodies.extend_from_slice(patch);
            piece.bodies.push(b'\n');
        }
        if seq == self.last {
            piece.segments = 1;
            piece.seals = std::mem::take(&mut self.seal);
        }
        if seq < self.last && piece.plain() < PIECE {
            return Ok(());
        }
        let next = Piece {
            place: piece.place,
            ..Piece::default()
        };
        each(std::mem::replace(piece, next))
    }

    fn is_whole(&self) -> Result<()> {
        if self.expected == self.last + 1 {
            Ok(())
        } else {
            Err(self.damaged())
        }
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
