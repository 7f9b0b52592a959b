//! Compressed parts of a sync file: written frame by frame, read under a cap.

use std::io::{BufRead, BufReader, Read, Take};

use zstd::stream::read::Decoder;

use super::manifest::Part;
use crate::domain::fault::{Fault, Result};

/// zstd level of every part: fast, and its window fits the reader's limit.
const LEVEL: i32 = 3;
/// The largest window a reader grants, as a power of two: 16 MiB.
const WINDOW_LOG_MAX: u32 = 24;

/// A part ready for the container: its manifest entry and its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed {
    /// What the manifest says of it.
    pub part: Part,
    /// The bytes in the container.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packed")
            .field("part", &self.part)
            .finish_non_exhaustive()
    }
}

impl Packed {
    /// A part that stands uncompressed in the container, as `roster.json`.
    #[must_use]
    pub fn stored(name: &str, bytes: Vec<u8>) -> Self {
        let plain = bytes.len() as u64;
        Self {
            part: Part::describe(name, &bytes, plain),
            bytes,
        }
    }
}

/// A piece of a part, compressed by itself. The whole of it is at hand, which the library
/// compresses sooner than what is written to it bit by bit.
#[derive(Default)]
pub struct Frame {
    plain: u64,
    bytes: Vec<u8>,
}

impl Frame {
    /// Compresses these bytes.
    pub fn of(plain: &[u8]) -> Result<Self> {
        let bytes = zstd::bulk::compress(plain, LEVEL)
            .map_err(|e| Fault::new("E_FILE_WRITE").because(e))?;
        Ok(Self {
            plain: plain.len() as u64,
            bytes,
        })
    }

    /// Compressed bytes.
    #[must_use]
    pub fn packed(&self) -> usize {
        self.bytes.len()
    }

    /// What it unpacks to, in bytes.
    #[must_use]
    pub fn plain(&self) -> u64 {
        self.plain
    }

    /// Appends what follows: frames one after the other are read as one.
    pub fn append(&mut self, next: &Self) {
        if next.plain > 0 {
            self.plain += next.plain;
            self.bytes.extend_from_slice(&next.bytes);
        }
    }

    /// The part of this name that holds it. One without anything in it is an empty frame.
    pub fn into_part(self, name: &str) -> Result<Packed> {
        let whole = if self.bytes.is_empty() {
            Self::of(b"")?
        } else {
            self
        };
        let Self { plain, bytes } = whole;
        Ok(Packed {
            part: Part::describe(name, &bytes, plain),
            bytes,
        })
    }
}

/// Decompresses a part to exactly `declared` bytes and never to more than `cap`:
/// `E_FILE_SIZE` when more is declared than the cap, `E_FILE_BOMB` when more comes out
/// than was declared, `E_FILE_DAMAGED` when less does or the bytes are not zstd.
pub fn unpack(packed: &[u8], declared: u64, cap: u64) -> Result<Vec<u8>> {
    let mut part = Unpacking::new(packed, declared, cap)?;
    // What a few bytes promise is not reserved before it arrives.
    let likely = declared.min((packed.len() as u64).saturating_mul(16));
    let mut plain = Vec::with_capacity(usize::try_from(likely).unwrap_or(0));
    let came = part.next().read_to_end(&mut plain).map_err(unreadable)?;
    part.count(came)?;
    part.is_at_end()?;
    Ok(plain)
}

/// A part that is decompressed while it is read line by line, with the faults of
/// [`unpack`].
pub struct Unpacking<'a> {
    plain: BufReader<Decoder<'a, &'a [u8]>>,
    /// Bytes that are declared and have not come.
    left: u64,
}

/// Bytes decompressed at a time.
const AT_A_TIME: usize = 128 << 10;

impl<'a> Unpacking<'a> {
    /// Begins with a part that is declared to hold `declared` bytes, at most `cap`.
    pub fn new(packed: &'a [u8], declared: u64, cap: u64) -> Result<Self> {
        if declared > cap {
            return Err(Fault::new("E_FILE_SIZE").with("max", cap >> 20));
        }
        let mut decoder = Decoder::with_buffer(packed).map_err(unreadable)?;
        decoder.window_log_max(WINDOW_LOG_MAX).map_err(unreadable)?;
        Ok(Self {
            plain: BufReader::with_capacity(AT_A_TIME, decoder),
            left: declared,
        })
    }

    /// Appends the next line and its line end; false when nothing is left.
    pub fn line(&mut self, into: &mut Vec<u8>) -> Result<bool> {
        let came = self.next().read_until(b'\n', into).map_err(unreadable)?;
        self.count(came)?;
        Ok(came > 0 || !self.is_at_end()?)
    }

    /// Reads what is left and lets go of it: only whether it is as long as declared counts.
    pub fn drain(mut self) -> Result<()> {
        while !self.is_at_end()? {
            let came = self.plain.buffer().len();
            self.plain.consume(came);
            self.count(came)?;
        }
        Ok(())
    }

    /// Whether all that was declared has come.
    pub fn is_at_end(&mut self) -> Result<bool> {
        let more = !self.plain.fill_buf().map_err(unreadable)?.is_empty();
        match (more, self.left) {
            (true, 0) => Err(Fault::new("E_FILE_BOMB")),
            (false, 1..) => Err(Fault::new("E_FILE_DAMAGED")),
            (more, _) => Ok(!more),
        }
    }

    /// What may come, and one byte more, so that too much is noticed.
    fn next(&mut self) -> Take<&mut BufReader<Decoder<'a, &'a [u8]>>> {
        self.plain.by_ref().take(self.left.saturating_add(1))
    }

    fn count(&mut self, came: usize) -> Result<()> {
        let left = self.left.checked_sub(came as u64);
        self.left = left.ok_or_else(|| Fault::new("E_FILE_BOMB"))?;
        Ok(())
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreadable(error: std::io::Error) -> Fault {
    Fault::new("E_FILE_DAMAGED").because(error)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn pack(plain: &[u8]) -> Packed {
        Frame::of(plain).unwrap().into_part("heads.zst").unwrap()
    }

    #[test]
    fn what_is_packed_unpacks_to_the_declared_length_only() {
        let plain = "一行\n".repeat(1000);
        let p = pack(plain.as_bytes());
        let n = p.part.plain;
        assert_eq!(n, plain.len() as u64);
        assert_eq!(unpack(&p.bytes, n, n).unwrap(), plain.as_bytes());
        let code = |declared, cap| unpack(&p.bytes, declared, cap).unwrap_err().code();
        assert_eq!(code(n - 1, n), "E_FILE_BOMB");
        assert_eq!(code(n + 1, n + 1), "E_FILE_DAMAGED");
        assert_eq!(code(n, n - 1), "E_FILE_SIZE");
        assert_eq!(unpack(&pack(b"").bytes, 0, 0).unwrap(), b"");
    }

    #[test]
    fn frames_one_after_the_other_are_one_part() {
        let mut all = Frame::default();
        for plain in ["一行\n", "", "二行\n"] {
            all.append(&Frame::of(plain.as_bytes()).unwrap());
        }
        let p = all.into_part("heads.zst").unwrap();
        let plain = "一行\n二行\n".as_bytes();
        let n = plain.len() as u64;
        assert_eq!(p.part.plain, n);
        assert_eq!(unpack(&p.bytes, n, n).unwrap(), plain);
        let code = |declared| unpack(&p.bytes, declared, n + 1).unwrap_err().code();
        assert_eq!(code(n - 1), "E_FILE_BOMB");
        assert_eq!(code(n / 2), "E_FILE_BOMB", "at the end of a frame");
        // Others may write an empty one between them.
        let frame = |plain: &str| Frame::of(plain.as_bytes()).unwrap().bytes;
        let raw = [frame("一行\n"), frame(""), frame("二行\n")].concat();
        assert_eq!(unpack(&raw, n, n).unwrap(), plain);
        let mut part = Unpacking::new(&raw, n, n).unwrap();
        let mut lines = Vec::new();
        while part.line(&mut lines).unwrap() {}
        assert_eq!(lines, plain);
        assert_eq!(code(n + 1), "E_FILE_DAMAGED");
    }

    #[test]
    fn lines_come_one_by_one_to_the_declared_length_only() {
        let plain = "一行\n".repeat(1000);
        let p = pack(plain.as_bytes());
        let n = p.part.plain;
        let read = |declared| -> Result<usize> {
            let mut part = Unpacking::new(&p.bytes, declared, 1 << 20)?;
            let mut lines = 0;
            let mut line = Vec::new();
            while part.line(&mut line)? {
                assert_eq!(line, "一行\n".as_bytes());
                line.clear();
                lines += 1;
            }
            assert!(part.is_at_end()?);
            Ok(lines)
        };
        assert_eq!(read(n).unwrap(), 1000);
        assert_eq!(read(n - 1).unwrap_err().code(), "E_FILE_BOMB");
        assert_eq!(read(n - 7).unwrap_err().code(), "E_FILE_BOMB");
        assert_eq!(read(n + 1).unwrap_err().code(), "E_FILE_DAMAGED");
        let begun = Unpacking::new(&p.bytes, n, n).unwrap().is_at_end();
        assert!(!begun.unwrap(), "nothing has come");
    }

    #[test]
    fn a_bomb_stops_at_the_declared_length() {
        let bomb = pack(&vec![0; 64 << 20]);
        assert!(bomb.bytes.len() < 16 << 10);
        assert_eq!(
            unpack(&bomb.bytes, 1000, 1 << 20).unwrap_err().code(),
            "E_FILE_BOMB"
        );
        assert_eq!(
            unpack(&bomb.bytes, 64 << 20, 1 << 20).unwrap_err().code(),
            "E_FILE_SIZE"
        );
    }

    #[test]
    fn a_wide_window_and_rubbish_are_refused() {
        let mut wide = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        wide.window_log(27).unwrap();
        wide.write_all(b"text").unwrap();
        wide.flush().unwrap();
        let wide = wide.finish().unwrap();
        assert_eq!(unpack(&wide, 4, 4).unwrap_err().code(), "E_FILE_DAMAGED");
        let mut more = pack(b"text").bytes;
        more.extend_from_slice(b"rubbish");
        for bad in [&more[..], b"", b"rubbish", &pack(b"text").bytes[..8]] {
            assert_eq!(unpack(bad, 4, 4).unwrap_err().code(), "E_FILE_DAMAGED");
        }
    }
}
