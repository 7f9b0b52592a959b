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
mod tests {
    use super::*;
    use crate::sync::test_kit::{device, signer};

    const G: &str = "320585101201/case";

    /// A chain of `n` seals of the device of key 1, three heads each.
    fn chain(n: usize) -> Vec<Seal> {
        let d = device(1);
        let mut seals: Vec<Seal> = Vec::new();
        for i in 0..n {
            let heads = format!("{{\"s\":{}}}\n", i * 3 + 1);
            let last = i as u64 * 3 + 3;
            let statement = next(seals.last(), (&d, G), last, heads.as_bytes());
            seals.push(seal(&signer(1).private, &statement).unwrap());
        }
        seals
    }

    fn part(seals: &[Seal]) -> String {
        seals.iter().map(|s| s.to_line().unwrap()).collect()
    }

    #[test]
    fn the_text_is_exactly_that_of_the_format_paper() {
        let one = &chain(1)[0];
        let expected = format!(
            "{{\"v\":1,\"d\":\"{}\",\"g\":\"{G}\",\"n\":1,\"first\":1,\"last\":3,\"prev\":\"\",\
             \"sha256\":\"{}\"}}",
            device(1),
            hex::encode(&Sha256::digest(b"{\"s\":1}\n"))
        );
        assert_eq!(one.text, expected);
        assert!(one.check_heads(b"{\"s\":1}\n").is_ok());
        assert_eq!(
            one.check_heads(b"{\"s\":1}").unwrap_err().code(),
            "E_SEAL_HEADS"
        );
    }

    #[test]
    fn a_part_reads_back_with_one_thread_and_with_two() {
        for n in [0, 1, 2, MANY - 1, MANY, MANY + 1] {
            let seals = chain(n);
            assert_eq!(parse_seals(part(&seals).as_bytes()).unwrap(), seals);
        }
    }

    #[test]
    fn a_bad_line_anywhere_refuses_the_part() {
        for n in [3, MANY + 1] {
            let good: Vec<String> = chain(n).iter().map(|s| s.to_line().unwrap()).collect();
            for at in [0, n / 2, n - 1] {
                for edit in [
                    |l: &str| l.replace("\\\"last\\\":", "\\\"last\\\":1"),
                    |l: &str| l.replace("{\"statement\"", "{ \"statement\""),
                    |l: &str| l.replace('\n', "\n\n"),
                    |l: &str| l.replace("SIGNATURE", "SIGNATURES"),
                    |l: &str| l.replace('\n', ""),
                    |l: &str| l.replace('\n', "\r\n"),
                ] {
                    let mut lines = good.clone();
                    lines[at] = edit(&lines[at]);
                    assert!(parse_seals(lines.concat().as_bytes()).is_err());
                }
            }
        }
        assert_eq!(parse_seals(b"\n").unwrap_err().code(), "E_SEAL");
        assert_eq!(parse_seals(&[0xff, b'\n']).unwrap_err().code(), "E_SEAL");
    }

    #[test]
    fn another_keys_device_and_another_namespace_are_refused() {
        let statement = chain(1)[0].statement.clone();
        let e = seal(&signer(2).private, &statement).unwrap_err();
        assert_eq!(e.code(), "E_SEAL_DEVICE");
        let text = statement.to_text().unwrap();
        let sig = sign::sign(&signer(1).private, Namespace::File, text.as_bytes()).unwrap();
        assert_eq!(
            Seal::verify(text, sig).unwrap_err().code(),
            "E_SIG_NAMESPACE"
        );
    }

    #[test]
    fn impossible_statements_are_refused() {
        let good = chain(2)[1].statement.clone();
        assert!(good.check().is_ok());
        let big = MAX_NUMBER + 1;
        for bad in [
            Statement {
                n: 0,
                ..good.clone()
            },
            Statement {
                n: 1,
                ..good.clone()
            },
            Statement {
                n: big,
                ..good.clone()
            },
            Statement {
                first: 0,
                ..good.clone()
            },
            Statement {
                first: 1,
                ..good.clone()
            },
            Statement {
                last: 3,
                ..good.clone()
            },
            Statement {
                last: big,
                ..good.clone()
            },
            Statement {
                prev: String::new(),
                ..good.clone()
            },
            Statement {
                sha256: good.sha256.to_uppercase() + "0",
                ..good.clone()
            },
            Statement {
                d: "x".into(),
                ..good.clone()
            },
            Statement {
                g: "320585101201/cases".into(),
                ..good.clone()
            },
            Statement {
                v: 0,
                ..good.clone()
            },
        ] {
            assert_eq!(seal(&signer(1).private, &bad).unwrap_err().code(), "E_SEAL");
            assert_eq!(
                Statement::from_text(&bad.to_text().unwrap())
                    .unwrap_err()
                    .code(),
                "E_SEAL"
            );
        }
        let newer = Statement { v: 2, ..good }.to_text().unwrap();
        assert_eq!(
            Statement::from_text(&newer).unwrap_err().code(),
            "E_FILE_NEWER"
        );
    }

    #[test]
    fn a_chain_breaks_when_a_seal_is_missing_recut_or_exchanged() {
        let seals = chain(3);
        assert!(follows(&seals[0], &seals[1]).is_ok() && follows(&seals[1], &seals[2]).is_ok());
        let breaks = |a: &Seal, b: &Seal| follows(a, b).unwrap_err().code();
        assert_eq!(breaks(&seals[0], &seals[2]), "E_SEAL_CHAIN");
        assert_eq!(breaks(&seals[1], &seals[0]), "E_SEAL_CHAIN");
        let d = device(1);
        let recut = seal(&signer(1).private, &next(None, (&d, G), 2, b"x\n")).unwrap();
        assert_eq!(breaks(&recut, &seals[1]), "E_SEAL_CHAIN");
        let twin = seal(&signer(1).private, &next(None, (&d, G), 3, b"y\n")).unwrap();
        assert_eq!(breaks(&twin, &seals[1]), "E_SEAL_CHAIN");
    }
}
