//! Seals: the statement by which a device signs one segment of one channel. A seal is
//! made once, at an export, and travels verbatim ever after.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ssh_key::PrivateKey;

use super::ranges::MAX_NUMBER;
use super::sign::{self, Namespace};
use super::{device, hex};
use crate::domain::fault::{Fault, Result};

/// No line of the seals part is longer, in bytes.
const MAX_LINE: usize = 4096;
/// Fewer seals than this are not worth a second thread.
const MANY: usize = 64;

/// What a device says of one segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Version of the statement: 1.
    pub v: u32,
    /// The device id, 40 hex digits.
    pub d: String,
    /// The scope, as `320585101201/case`.
    pub g: String,
    /// The number of the segment in its channel, from 1 without gaps.
    pub n: u64,
    /// The sequence number of its first change.
    pub first: u64,
    /// The sequence number of its last change.
    pub last: u64,
    /// SHA-256 of the text of the statement before it, 64 hex digits; empty for the first.
    pub prev: String,
    /// SHA-256 of the segment's head lines, each with its line end, 64 hex digits.
    pub sha256: String,
}

impl Statement {
    /// The exact text that is signed: one line of JSON without a line end.
    pub fn to_text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Fault::new("E_SEAL").because(e))
    }

    /// The channel: `d/g`.
    #[must_use]
    pub fn channel(&self) -> String {
        format!("{}/{}", self.d, self.g)
    }

    /// Reads the exact text; another spelling or an impossible number is `E_SEAL`, a
    /// later version `E_FILE_NEWER`.
    pub fn from_text(text: &str) -> Result<Self> {
        let refused = || Fault::new("E_SEAL");
        let version: Version = serde_json::from_str(text).map_err(|_| refused())?;
        if version.v > 1 {
            return Err(Fault::new("E_FILE_NEWER").with("format", version.v));
        }
        let read: Self = serde_json::from_str(text).map_err(|_| refused())?;
        read.check()?;
        if read.to_text()? != text {
            return Err(refused());
        }
        Ok(read)
    }

    fn check(&self) -> Result<()> {
        let first_has_no_prev = if self.n == 1 {
            self.first == 1 && self.prev.is_empty()
        } else {
            self.first > 1 && hex::decode::<32>(&self.prev).is_some()
        };
        let good = self.v == 1
            && device::is_device(&self.d)
            && device::is_scope(&self.g)
            && (1..=MAX_NUMBER).contains(&self.n)
            && (self.first..=MAX_NUMBER).contains(&self.last)
            && first_has_no_prev
            && hex::decode::<32>(&self.sha256).is_some();
        if good {
            Ok(())
        } else {
            Err(Fault::new("E_SEAL"))
        }
    }
}

/// A statement with its signature, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// What it says.
    pub statement: Statement,
    /// The signed text, byte for byte.
    pub text: String,
    /// The signature, namespace `sanshe-segment-v1`.
    pub sig: String,
    /// The key that signed; the device id was made from it.
    pub key: [u8; 32],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    statement: String,
    sig: String,
}

impl Seal {
    /// The line of the seals part, with its line end.
    pub fn to_line(&self) -> Result<String> {
        let (statement, sig) = (self.text.clone(), self.sig.clone());
        serde_json::to_string(&Line { statement, sig })
            .map(|line| line + "\n")
            .map_err(|e| Fault::new("E_SEAL").because(e))
    }

    /// Checks a stored or received pair of text and signature: the form, the signature,
    /// and that the device was made from the key that signed (`E_SEAL_DEVICE`).
    pub fn verify(text: String, sig: String) -> Result<Self> {
        let statement = Statement::from_text(&text)?;
        let key = sign::verify(Namespace::Segment, &sig, text.as_bytes())?;
        let device = hex::decode::<20>(&statement.d);
        if !device.is_some_and(|d| device::belongs_to(&d, &key)) {
            return Err(Fault::new("E_SEAL_DEVICE").with("device", &statement.d));
        }
        Ok(Self {
            statement,
            text,
            sig,
            key,
        })
    }

    /// SHA-256 of the statement, which the next statement of the channel repeats.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(&Sha256::digest(self.text.as_bytes()))
    }

    /// Whether these head lines, line ends included, are the sealed ones: else
    /// `E_SEAL_HEADS`.
    pub fn check_heads(&self, lines: &[u8]) -> Result<()> {
        if hex::encode(&Sha256::digest(lines)) == self.statement.sha256 {
            return Ok(());
        }
        Err(Fault::new("E_SEAL_HEADS")
            .with("device", &self.statement.d)
            .with("n", self.statement.n))
    }
}

/// Signs a statement; the device must be one of this key.
pub fn seal(key: &PrivateKey, statement: &Statement) -> Result<Seal> {
    statement.check()?;
    let text = statement.to_text()?;
    let sig = sign::sign(key, Namespace::Segment, text.as_bytes())?;
    Seal::verify(text, sig)
}

/// The statement for the next segment of a channel: its number and `prev` follow from the
/// seal before it, if there is one. `heads` are the segment's head lines with line ends,
/// `last` the sequence number of the last of them.
pub fn next(before: Option<&Seal>, channel: (&str, &str), last: u64, heads: &[u8]) -> Statement {
    let (d, g) = channel;
    Statement {
        v: 1,
        d: d.to_owned(),
        g: g.to_owned(),
        n: before.map_or(1, |s| s.statement.n + 1),
        first: before.map_or(1, |s| s.statement.last + 1),
        last,
        prev: before.map(Seal::hash).unwrap_or_default(),
        sha256: hex::encode(&Sha256::digest(heads)),
    }
}

/// Reads a seals part: JSON lines, each checked as by `Seal::verify`, on two threads when
/// there are many. The first bad line refuses the whole part.
pub fn parse_seals(bytes: &[u8]) -> Result<Vec<Seal>> {
    let refused = || Fault::new("E_SEAL");
    let text = std::str::from_utf8(bytes).map_err(|_| refused())?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let body = text.strip_suffix('\n').ok_or_else(refused)?;
    let lines: Vec<&str> = body.split('\n').collect();
    if lines.len() < MANY {
        return lines.into_iter().map(parse_line).collect();
    }
    let (left, right) = lines.split_at(lines.len() / 2);
    std::thread::scope(|scope| {
        let all = |part: &[&str]| {
            part.iter()
                .copied()
                .map(parse_line)
                .collect::<Result<Vec<_>>>()
        };
        let other = scope.spawn(move || all(right));
        let mut seals = all(left)?;
        seals.extend(other.join().map_err(|_| refused())??);
        Ok(seals)
    })
}

fn parse_line(line: &str) -> Result<Seal> {
    let refused = || Fault::new("E_SEAL");
    if line.len() > MAX_LINE {
        return Err(refused());
    }
    let Line { statement, sig } = serde_json::from_str(line).map_err(|_| refused())?;
    let seal = Seal::verify(statement, sig)?;
    // One seal has one line: what is relayed is the same bytes everywhere.
    if seal.to_line()?.strip_suffix('\n') != Some(line) {
        return Err(refused());
    }
    Ok(seal)
}

/// What a stored line states; its signature was checked before it was kept.
pub fn statement_of(line: &[u8]) -> Result<Statement> {
    let Line { statement, .. } =
        serde_json::from_slice(line).map_err(|_| Fault::new("E_DB_DAMAGED"))?;
    Statement::from_text(&statement)
}

/// Checks that one seal follows the other in its channel: the next number, the next
/// sequence number, and the hash of the statement before. Else `E_SEAL_CHAIN`.
pub fn follows(before: &Seal, after: &Seal) -> Result<()> {
    let (a, b) = (&before.statement, &after.statement);
    let good = a.d == b.d
        && a.g == b.g
        && b.n == a.n + 1
        && b.first == a.last + 1
        && b.prev == before.hash()
        && before.key == after.key;
    if good {
        return Ok(());
    }
    Err(Fault::new("E_SEAL_CHAIN")
        .with("device", &b.d)
        .with("n", b.n))
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[cfg(test)]
mod tests;
