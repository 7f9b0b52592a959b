//! Filling volumes with segments that are read piece by piece.

use std::collections::HashMap;
use std::sync::mpsc;

use super::manifest::Volume;
use super::packing::{Frame, Packed, Packer};
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
        open: Packing::new(),
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
    open: Packing,
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
            let full = std::mem::replace(&mut self.open, Packing::new());
            let (n, last) = (self.n, false);
            (self.each)(full.finish(Volume { n, last })?)?;
            self.n += 1;
        }
        self.open.add(frames);
        Ok(())
    }

    fn end(mut self) -> Result<()> {
        self.put_small()?;
        let (n, last) = (self.n, true);
        (self.each)(self.open.finish(Volume { n, last })?)
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

/// Pieces compressed: seals, heads and bodies.
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
}

/// A volume that is filled.
struct Packing {
    parts: [Packer; 3],
    segments: u64,
    changes: u64,
}

impl Packing {
    fn new() -> Self {
        Self {
            parts: ["seals.zst", "heads.zst", "bodies.zst"].map(Packer::new),
            segments: 0,
            changes: 0,
        }
    }

    /// Whether there is room for more; the first piece goes in whatever its size.
    fn takes(&self, more: &Frames, room: usize) -> bool {
        let packed: usize = self.parts.iter().map(Packer::packed).sum();
        let plain: u64 = self.parts.iter().map(Packer::plain).sum();
        let more: usize = more.parts.iter().map(Frame::packed).sum();
        self.segments == 0 || (packed + more <= room && plain <= PLAIN)
    }

    fn add(&mut self, frames: &Frames) {
        for (part, frame) in self.parts.iter_mut().zip(&frames.parts) {
            part.add(frame);
        }
        self.segments += frames.segments;
        self.changes += frames.changes;
    }

    fn finish(self, volume: Volume) -> Result<Load> {
        let [seals, heads, bodies] = self.parts.map(Packer::finish);
        Ok(Load {
            volume,
            parts: [seals?, heads?, bodies?],
            segments: self.segments,
            changes: self.changes,
        })
    }
}
