//! The `.sanshe` file: an age file around a plain ustar with fixed names in a fixed
//! order. Read in memory only; nothing of it is ever extracted to disk.
//!
//! age protects every byte of its payload against strangers; what a sender could hide in
//! the slack of the tar is refused by comparing each header with the one that we write.

use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;

use age::stream::StreamReader;
use age::{DecryptError, Decryptor, Encryptor, x25519};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};
use zeroize::Zeroizing;

use super::hex;
use super::manifest::{self, Manifest, PARTS};
use super::packing::{self, Packed, Unpacking};
use crate::domain::fault::{Fault, Result};

const BLOCK: usize = 512;
const END: usize = 2 * BLOCK;
/// The header of an age file to a few recipients is far shorter; a long one would make
/// the parser read it again for every line.
const MAX_AGE_HEADER: usize = 8 * 1024;
const AGE_V1: &[u8] = b"age-encryption.org/v1\n";
const NAMES: [&str; 7] = [
    "manifest.json.sig",
    "manifest.json",
    "roster.json",
    "roster.json.sig",
    "seals.zst",
    "heads.zst",
    "bodies.zst",
];

/// How much a reader takes into memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The encrypted file.
    pub encrypted: u64,
    /// All parts together when decompressed.
    pub plain: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            encrypted: 64 << 20,
            plain: 512 << 20,
        }
    }
}

/// Writes a container for these recipients (the receiver and the sender). `text` and
/// `sig` are what `Manifest::sign` returned; `parts` are exactly the manifest's, in order.
/// Any failure to write is `E_FILE_WRITE` with the system's error as its source.
pub fn write<W: Write>(
    out: W,
    recipients: &[x25519::Recipient],
    (text, sig): (&str, &str),
    parts: &[Packed],
) -> Result<W> {
    let failed = |e: std::io::Error| Fault::new("E_FILE_WRITE").because(e);
    let recipients = recipients.iter().map(|r| r as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients)
        .map_err(|e| Fault::new("E_FILE_WRITE").because(e))?;
    let mut tar = tar::Builder::new(encryptor.wrap_output(out).map_err(failed)?);
    let front = [(NAMES[0], sig.as_bytes()), (NAMES[1], text.as_bytes())];
    let rest = parts
        .iter()
        .map(|p| (p.part.name.as_str(), p.bytes.as_slice()));
    for (name, bytes) in front.into_iter().chain(rest) {
        let header = header(name, bytes.len() as u64).ok_or_else(|| parts_fault("name"))?;
        tar.append(&header, bytes).map_err(failed)?;
    }
    tar.into_inner()
        .and_then(age::stream::StreamWriter::finish)
        .map_err(failed)
}

/// The one header that an entry may have.
fn header(name: &str, size: u64) -> Option<Header> {
    let mut header = Header::new_ustar();
    header.set_path(name).ok()?;
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(size);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Some(header)
}

/// Copies a file that is said to be `long` bytes long into memory; more than the limit is
/// `E_FILE_SIZE`, before the rest is read.
pub fn read_in(input: impl Read, long: u64, limits: &Limits) -> Result<Vec<u8>> {
    // One byte more, or the end would be looked for in a buffer of twice the size.
    let likely = long.min(limits.encrypted).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(likely).unwrap_or(0));
    input
        .take(limits.encrypted + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Fault::new("E_FILE_READ").because(e))?;
    if bytes.len() as u64 > limits.encrypted {
        return Err(too_big(limits.encrypted));
    }
    Ok(bytes)
}

/// A decrypted container whose entries stand where they must. Nothing in it is trusted
/// yet: ask for the manifest, then let it check the parts.
pub struct Opened {
    tar: Zeroizing<Vec<u8>>,
    entries: Vec<(&'static str, Range<usize>)>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

impl Opened {
    /// Decrypts a container and checks the order and form of its entries.
    ///
    /// `E_FILE_FORMAT` when it is no age file, `E_FILE_NOT_FOR_YOU` when this identity
    /// does not open it, `E_FILE_DAMAGED` when a byte is wrong, missing or added,
    /// `E_FILE_PARTS` when the entries are not those of a container, `E_FILE_SIZE` when
    /// it is larger than the limit.
    pub fn new(bytes: &[u8], identity: &x25519::Identity, limits: &Limits) -> Result<Self> {
        if bytes.len() as u64 > limits.encrypted {
            return Err(too_big(limits.encrypted));
        }
        Self::from_tar(decrypt(bytes, identity)?)
    }

    fn from_tar(tar: Zeroizing<Vec<u8>>) -> Result<Self> {
        let entries = scan(&tar)?;
        Ok(Self { tar, entries })
    }

    /// The bytes of an entry, empty when the container has none of that name.
    #[must_use]
    pub fn entry(&self, name: &str) -> &[u8] {
        self.entries
            .iter()
            .find(|(n, _)| *n == name)
            .and_then(|(_, at)| self.tar.get(at.clone()))
            .unwrap_or_default()
    }

    /// The whole decrypted tar.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.tar
    }

    /// The manifest, after its signature and form were checked; see `Manifest::open`.
    pub fn manifest(&self) -> Result<Manifest> {
        Manifest::open(self.entry("manifest.json"), self.entry("manifest.json.sig"))
    }

    /// The roster's bytes and its signature, if the sender is a coordinator.
    #[must_use]
    pub fn roster(&self) -> Option<(&[u8], &[u8])> {
        let text = self.entry("roster.json");
        (!text.is_empty()).then(|| (text, self.entry("roster.json.sig")))
    }

    /// Compares every part with the manifest: name, length and SHA-256 (`E_FILE_PARTS`),
    /// and what they declare to unpack to with the limit (`E_FILE_SIZE`).
    pub fn check_parts(&self, manifest: &Manifest, limits: &Limits) -> Result<()> {
        let here = self
            .entries
            .iter()
            .map(|(n, _)| *n)
            .filter(|n| PARTS.contains(n));
        if !here.eq(manifest.parts.iter().map(|p| p.name.as_str())) {
            return Err(parts_fault("manifest"));
        }
        let mut plain = 0u64;
        for part in &manifest.parts {
            let bytes = self.entry(&part.name);
            let same = bytes.len() as u64 == part.bytes
                && hex::encode(&Sha256::digest(bytes)) == part.sha256;
            if !same {
                return Err(parts_fault("sha256"));
            }
            plain = plain.saturating_add(part.plain);
        }
        if plain > limits.plain {
            return Err(too_big(limits.plain));
        }
        Ok(())
    }

    /// Decompresses one part (`seals.zst`, `heads.zst` or `bodies.zst`) to exactly the
    /// length that the manifest declares; see `packing::unpack`.
    pub fn unpack(&self, manifest: &Manifest, name: &str, limits: &Limits) -> Result<Vec<u8>> {
        let part = manifest.part(name).ok_or_else(|| parts_fault("missing"))?;
        packing::unpack(self.entry(name), part.plain, limits.plain)
    }

    /// [`Opened::unpack`] line by line.
    pub fn unpacking(
        &self,
        manifest: &Manifest,
        name: &str,
        limits: &Limits,
    ) -> Result<Unpacking<'_>> {
        let part = manifest.part(name).ok_or_else(|| parts_fault("missing"))?;
        Unpacking::new(self.entry(name), part.plain, limits.plain)
    }
}

/// The manifest of a container, read from its front alone. What stands behind it is
/// neither read nor checked: it says who signed the manifest, and nothing of the changes.
/// Errors as of [`Opened::new`] and of [`Opened::manifest`].
pub fn front(mut input: impl Read, identity: &x25519::Identity) -> Result<Manifest> {
    let failed = |e: std::io::Error| Fault::new("E_FILE_READ").because(e);
    let mut begins = Vec::with_capacity(MAX_AGE_HEADER);
    let begin = input.by_ref().take(MAX_AGE_HEADER as u64);
    { begin }.read_to_end(&mut begins).map_err(failed)?;
    let whole = BufReader::new(begins.as_slice().chain(input));
    let mut reader = decrypting(&begins, whole, identity)?;
    let mut entry = |name: &str| -> Result<Zeroizing<Vec<u8>>> {
        let damaged = |e: std::io::Error| Fault::new("E_FILE_DAMAGED").because(e);
        let mut found = Header::new_old();
        reader.read_exact(found.as_mut_bytes()).map_err(damaged)?;
        let size = found.entry_size().unwrap_or(u64::MAX);
        if header(name, size).is_none_or(|h| h.as_bytes() != found.as_bytes()) {
            return Err(parts_fault("header"));
        }
        let size = usize::try_from(size)
            .ok()
            .filter(|s| *s <= manifest::MAX_BYTES);
        let size = size.ok_or_else(|| parts_fault("size"))?;
        let mut bytes = Zeroizing::new(vec![0; size.next_multiple_of(BLOCK)]);
        reader.read_exact(&mut bytes).map_err(damaged)?;
        bytes.truncate(size);
        Ok(bytes)
    };
    let (sig, text) = (entry(NAMES[0])?, entry(NAMES[1])?);
    Manifest::open(&text, &sig)
}

fn decrypt(bytes: &[u8], identity: &x25519::Identity) -> Result<Zeroizing<Vec<u8>>> {
    let damaged = || Fault::new("E_FILE_DAMAGED");
    let mut reader = decrypting(bytes, bytes, identity)?;
    // The plain text is shorter than the file: no growing, no copies left behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|e| damaged().because(e))?;
    Ok(plain)
}

/// What reads an age file in the clear; `begins` is the beginning of `whole`.
fn decrypting<R: BufRead>(
    begins: &[u8],
    whole: R,
    identity: &x25519::Identity,
) -> Result<StreamReader<R>> {
    let damaged = || Fault::new("E_FILE_DAMAGED");
    if !begins.starts_with(AGE_V1) {
        return Err(Fault::new("E_FILE_FORMAT"));
    }
    let front = begins
        .get(..MAX_AGE_HEADER.min(begins.len()))
        .unwrap_or_default();
    if !front.windows(5).any(|w| w == b"\n--- ") {
        return Err(damaged());
    }
    let decryptor = Decryptor::new_buffered(whole).map_err(|e| damaged().because(e))?;
    decryptor
        .decrypt(std::iter::once(identity as &dyn age::Identity))
        .map_err(|e| match e {
            DecryptError::NoMatchingKeys => Fault::new("E_FILE_NOT_FOR_YOU"),
            other => damaged().because(other),
        })
}

/// Finds the entries and proves that the tar is byte for byte the one we would write.
fn scan(tar: &[u8]) -> Result<Vec<(&'static str, Range<usize>)>> {
    let mut entries: Vec<(&'static str, Range<usize>)> = Vec::new();
    let mut expected = NAMES.as_slice();
    let mut at = 0usize;
    loop {
        let rest = tar.get(at..).unwrap_or_default();
        let block = rest.get(..BLOCK).ok_or_else(|| parts_fault("end"))?;
        if block.iter().all(|b| *b == 0) {
            let ends = rest.len() == END && rest.iter().all(|b| *b == 0);
            return match (ends, expected) {
                (true, []) => Ok(entries),
                (true, _) => Err(parts_fault("missing")),
                (false, _) => Err(parts_fault("end")),
            };
        }
        let mut found = Header::new_old();
        found.as_mut_bytes().copy_from_slice(block);
        let name = found.path_bytes();
        let place = expected.iter().position(|n| n.as_bytes() == name.as_ref());
        // Only the two parts of the roster may be left out, and only together.
        let here = match place {
            Some(0) => 0,
            Some(2) if expected.first() == Some(&PARTS[0]) => 2,
            _ => return Err(parts_fault("order")),
        };
        let (Some(name), after) = (expected.get(here).copied(), expected.get(here + 1..)) else {
            return Err(parts_fault("order"));
        };
        expected = after.unwrap_or_default();
        let size = found
            .entry_size()
            .map_err(|e| parts_fault("size").because(e))?;
        if header(name, size).is_none_or(|h| h.as_bytes() != found.as_bytes()) {
            return Err(parts_fault("header"));
        }
        let start = at + BLOCK;
        let size = usize::try_from(size).map_err(|_| parts_fault("size"))?;
        let end = start.checked_add(size).filter(|end| *end <= tar.len());
        let end = end.ok_or_else(|| parts_fault("size"))?;
        let next = end.next_multiple_of(BLOCK);
        let slack = tar.get(end..next).ok_or_else(|| parts_fault("end"))?;
        if slack.iter().any(|b| *b != 0) {
            return Err(parts_fault("padding"));
        }
        let most = if name.starts_with("manifest") {
            manifest::MAX_BYTES
        } else {
            usize::MAX
        };
        if size > most {
            return Err(parts_fault("size"));
        }
        entries.push((name, start..end));
        at = next;
    }
}

fn parts_fault(why: &'static str) -> Fault {
    Fault::new("E_FILE_PARTS").with("why", why)
}

fn too_big(max: u64) -> Fault {
    Fault::new("E_FILE_SIZE").with("max", max >> 20)
}

#[cfg(test)]
mod tests;
