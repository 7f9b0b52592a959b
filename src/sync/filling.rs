//! Filling volumes with segments that are read piece by piece.

use std::collections::HashMap;
use std::sync::mpsc;

use super::manifest::Volume;
use super::packing::{Frame, Packed};
use crate::domain::fault::Result;

/// So many bytes of heads and bodies of a segment, or of several short ones, are
/// compressed together. Small pieces lie in the processor's cache, and text so alike packs
/// no worse in them.
pub(super) const PIECE: usize = 1 << 20;
/// A volume takes no more segments once its parts unpack to so many bytes, half of what
/// readers take.
const PLAIN: u64 = 256 << 20;

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

/// Fills volumes of at most `room` bytes of parts, as far as one segment fits, and hands
/// each over when it is full; the last one at the word `None`, which a reader that gave up
/// does not say.
pub(super) fn pack_all(
    pieces: mpsc::Receiver<Option<Piece>>,
    room: usize,
    each: &mut (dyn FnMut(Load) -> Result<()> + Send),
) -> Result<()> {
    let mut filling = Filling {
        room,
        each,
        n: 1,
        open: Frames::default(),
        small: Piece::default(),
        begun: HashMap::new(),
    };
    for piece in pieces {
        match piece {
            Some(piece) => filling.take(piece)?,
            None => return filling.end(),
        }
    }
    Ok(())
}

/// Volumes that are filled one after the other with whole segments.
struct Filling<'a> {
    room: usize,
    each: &'a mut (dyn FnMut(Load) -> Result<()> + Send),
    n: u32,
    open: Frames,
    /// Short segments, such as a week brings, that go in together, for they are alike.
    small: Piece,
    /// What of each long segment has come.
    begun: HashMap<usize, Frames>,
}

impl Filling<'_> {
    fn take(&mut self, piece: Piece) -> Result<()> {
        let (place, ends) = (piece.place, piece.segments > 0);
        let begun = self.begun.remove(&place);
        if ends && begun.is_none() {
            if !self.small.takes(&piece, self.room.min(PIECE)) {
                self.put_small()?;
            }
            self.small.append(piece);
            return Ok(());
        }
        let mut frames = begun.unwrap_or_default();
        frames.append(&piece.compress()?);
        if ends {
            self.put_small()?;
            return self.put(&frames);
        }
        self.begun.insert(place, frames);
        Ok(())
    }

    fn put_small(&mut self) -> Result<()> {
        let small = std::mem::take(&mut self.small);
        if small.segments == 0 {
            return Ok(());
        }
        self.put(&small.compress()?)
    }

    fn put(&mut self, frames: &Frames) -> Result<()> {
        if !self.open.takes(frames, self.room) {
            let full = std::mem::take(&mut self.open);
            let (n, last) = (self.n, false);
            (self.each)(full.into_load(Volume { n, last })?)?;
            self.n += 1;
        }
        self.open.append(frames);
        Ok(())
    }

    fn end(mut self) -> Result<()> {
        self.put_small()?;
        let (n, last) = (self.n, true);
        (self.each)(self.open.into_load(Volume { n, last })?)
    }
}

/// Lines on their way into a volume: of one segment, or several whole ones.
#[derive(Default)]
pub(super) struct Piece {
    /// Which of the plan's segments it is of, if it is of one.
    pub(super) place: usize,
    /// Segments that end in it.
    pub(super) segments: u64,
    pub(super) changes: u64,
    pub(super) seals: Vec<u8>,
    pub(super) heads: Vec<u8>,
    pub(super) bodies: Vec<u8>,
}

impl Piece {
    pub(super) fn plain(&self) -> usize {
        self.heads.len() + self.bodies.len()
    }

    fn takes(&self, more: &Self, most: usize) -> bool {
        let seals = self.seals.len() + more.seals.len();
        self.plain() + more.plain() + seals <= most
    }

    fn append(&mut self, more: Self) {
        self.segments += more.segments;
        self.changes += more.changes;
        self.seals.extend(more.seals);
        self.heads.extend(more.heads);
        self.bodies.extend(more.bodies);
    }

    fn compress(self) -> Result<Frames> {
        Ok(Frames {
            parts: [
                Frame::of(&self.seals)?,
                Frame::of(&self.heads)?,
                Frame::of(&self.bodies)?,
            ],
            segments: self.segments,
            changes: self.changes,
        })
    }
}

/// Pieces compressed, as many as came of a segment or fill a volume: seals, heads and
/// bodies.
#[derive(Default)]
struct Frames {
    parts: [Frame; 3],
    segments: u64,
    changes: u64,
}

impl Frames {
    fn append(&mut self, next: &Self) {
        for (part, next) in self.parts.iter_mut().zip(&next.parts) {
            part.append(next);
        }
        self.segments += next.segments;
        self.changes += next.changes;
    }

    fn packed(&self) -> usize {
        self.parts.iter().map(Frame::packed).sum()
    }

    /// Whether a volume with these in it has room for more; the first goes in whatever its
    /// size.
    fn takes(&self, more: &Self, room: usize) -> bool {
        let plain: u64 = self.parts.iter().map(Frame::plain).sum();
        let fits = self.packed() + more.packed() <= room;
        self.segments == 0 || (fits && plain <= PLAIN)
    }

    fn into_load(self, volume: Volume) -> Result<Load> {
        let [seals, heads, bodies] = self.parts;
        Ok(Load {
            volume,
            parts: [
                seals.into_part("seals.zst")?,
                heads.into_part("heads.zst")?,
                bodies.into_part("bodies.zst")?,
            ],
            segments: self.segments,
            changes: self.changes,
        })
    }
}
