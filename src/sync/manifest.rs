//! The manifest: who sends what to whom, what the sender has, and the hash of every part
//! of the file. It is the one thing the sender signs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ssh_key::PrivateKey;

use super::ranges::MAX_NUMBER;
use super::roster::Signed;
use super::runs::Runs;
use super::seal::Seal;
use super::sign::{self, Namespace};
use super::{device, hex, public_key, words};
use crate::domain::fault::{Fault, Result};

/// The latest version of the file format.
pub const FORMAT: u32 = 2;
/// No manifest is longer, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// No export has more volumes.
const MAX_VOLUMES: u32 = 100_000;

/// The parts of a container beside the manifest, in their order there.
pub const PARTS: [&str; 5] = [
    "roster.json",
    "roster.json.sig",
    "seals.zst",
    "heads.zst",
    "bodies.zst",
];

/// The sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// The person's id, a UUID.
    pub person: String,
    /// The device id, 40 hex digits; made from `key`.
    pub device: String,
    /// The signing key, as `ssh-ed25519 AAAA…`.
    pub key: String,
}

/// One part of the container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name there, one of `PARTS`.
    pub name: String,
    /// Length in the container, in bytes.
    pub bytes: u64,
    /// Length when decompressed, in bytes; the same as `bytes` for what is not compressed.
    pub plain: u64,
    /// SHA-256 of the bytes in the container, 64 hex digits.
    pub sha256: String,
}

impl Part {
    /// The entry for these packed bytes.
    #[must_use]
    pub fn describe(name: &str, packed: &[u8], plain: u64) -> Self {
        Self {
            name: name.to_owned(),
            bytes: packed.len() as u64,
            plain,
            sha256: hex::encode(&Sha256::digest(packed)),
        }
    }
}

/// A seal of the receiver's own device, as evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The text of the statement.
    pub statement: String,
    /// Its signature.
    pub sig: String,
}

/// A roster that a coordinator below the sender signed, passed on as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Below {
    /// The text of the roster, its line end included.
    pub roster: String,
    /// Its signature.
    pub sig: String,
}

impl Below {
    /// How many bytes of a manifest it takes: quoted, a roster is longer than by itself.
    pub fn length(&self) -> Result<usize> {
        let quoted = serde_json::to_string(self);
        let quoted = quoted.map_err(|e| Fault::new("E_MANIFEST").because(e))?;
        Ok(quoted.len() + 1)
    }
}

/// Which piece of one large export this file is. Each piece can be imported alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// The number of this piece, from 1.
    pub n: u32,
    /// Whether none comes after it.
    pub last: bool,
}

/// What the sender signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the file format: 2 with rosters in `below`, else 1.
    pub format: u32,
    /// The sender.
    pub from: Sender,
    /// The one person for whom the file is, a UUID.
    pub to: String,
    /// The sending device's count of files to the receiving one, from 1; for people to
    /// speak about.
    pub number: u64,
    /// The day it was made by the sender's clock, `YYYY-MM-DD`; decides nothing.
    pub made: String,
    /// Number of the roster the sender works by; 0 for none.
    pub roster: u64,
    /// Which piece of the export this is.
    pub volume: Volume,
    /// What the sender has: the sealed segments of each channel.
    pub have: BTreeMap<String, Runs>,
    /// The last sealed segment of each channel, as far as the sender knows.
    pub tips: BTreeMap<String, u64>,
    /// The seals that end what the sender knows of the receiving device's own channels.
    pub yours: Vec<Evidence>,
    /// The rosters of coordinators below the sender, by their signers' keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<Below>,
    /// The other parts of the container, in their order.
    pub parts: Vec<Part>,
}

impl Manifest {
    /// The entry of a part.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|p| p.name == name)
    }

    /// Refuses what no sender of ours writes: `E_MANIFEST` with the field.
    pub fn check(&self) -> Result<()> {
        let need = |ok: bool, field: &str| {
            if ok {
                Ok(())
            } else {
                Err(Fault::new("E_MANIFEST").with("field", field))
            }
        };
        need(self.format == self.format_needed(), "format")?;
        need(words::is_uuid(&self.from.person), "from.person")?;
        let key = public_key::from_line(&self.from.key)?;
        let device = hex::decode::<20>(&self.from.device);
        need(
            device.is_some_and(|d| device::belongs_to(&d, &key)),
            "from.device",
        )?;
        need(words::is_uuid(&self.to), "to")?;
        need((1..=MAX_NUMBER).contains(&self.number), "number")?;
        need(words::is_date(&self.made), "made")?;
        need(self.roster <= MAX_NUMBER, "roster")?;
        need((1..=MAX_VOLUMES).contains(&self.volume.n), "volume")?;
        let have = |(c, r): (&String, &Runs)| {
            let within = |tip: &u64| r.last().is_some_and(|last| last <= *tip);
            device::is_channel(c) && self.tips.get(c).is_some_and(within)
        };
        need(self.have.iter().all(have), "have")?;
        let tip = |(c, n): (&String, &u64)| device::is_channel(c) && (1..=MAX_NUMBER).contains(n);
        need(self.tips.iter().all(tip), "tips")?;
        need(
            self.yours.is_sorted_by(|a, b| a.statement < b.statement),
            "yours",
        )?;
        let yours = self.evidence()?;
        let of_one = |pair: &[Seal]| matches!(pair, [a, b] if a.key == b.key);
        need(yours.windows(2).all(of_one), "yours")?;
        let below = self.rosters_below()?;
        let in_order = |pair: &[Signed]| matches!(pair, [a, b] if a.roster.by < b.roster.by);
        need(below.windows(2).all(in_order), "below")?;
        need(self.parts_fit(), "parts")
    }

    /// The seals of `yours`, each checked by itself.
    pub fn evidence(&self) -> Result<Vec<Seal>> {
        let checked = |e: &Evidence| Seal::verify(e.statement.clone(), e.sig.clone());
        self.yours.iter().map(checked).collect()
    }

    /// The rosters of `below`, each checked by itself.
    pub fn rosters_below(&self) -> Result<Vec<Signed>> {
        let checked = |b: &Below| Signed::parse(b.roster.as_bytes(), b.sig.as_bytes());
        self.below.iter().map(checked).collect()
    }

    /// The lowest version in which this can be said: who reads no later one still reads it.
    #[must_use]
    pub fn format_needed(&self) -> u32 {
        if self.below.is_empty() { 1 } else { FORMAT }
    }

    /// The parts are those of a container, in order: both roster parts or neither.
    fn parts_fit(&self) -> bool {
        let names: Vec<&str> = self.parts.iter().map(|p| p.name.as_str()).collect();
        let (_, without) = PARTS.split_at(2);
        (names == PARTS || names == without)
            && self.parts.iter().all(|p| {
                let packed = !p.name.starts_with("roster.");
                p.bytes <= MAX_NUMBER
                    && p.plain <= MAX_NUMBER
                    && (packed || p.plain == p.bytes)
                    && hex::decode::<32>(&p.sha256).is_some()
            })
    }

    /// Checks and signs: the bytes of `manifest.json` and of `manifest.json.sig`.
    /// `E_MANIFEST_LONG` for one that nobody would read.
    pub fn sign(&self, key: &PrivateKey) -> Result<(String, String)> {
        self.check()?;
        if public_key::to_line(&sign::public_of(key)?) != self.from.key {
            return Err(Fault::new("E_MANIFEST").with("field", "from.key"));
        }
        let text = self.to_text()?;
        if text.len() > MAX_BYTES {
            return Err(Fault::new("E_MANIFEST_LONG")
                .with("bytes", text.len())
                .with("most", MAX_BYTES));
        }
        let sig = sign::sign(key, Namespace::File, text.as_bytes())?;
        Ok((text, sig))
    }

    /// How many bytes of a file it takes.
    pub fn length(&self) -> Result<usize> {
        Ok(self.to_text()?.len())
    }

    fn to_text(&self) -> Result<String> {
        serde_json::to_string(self)
            .map(|t| t + "\n")
            .map_err(|e| Fault::new("E_MANIFEST").because(e))
    }

    /// Reads the signed bytes: first the signature, then the form, then that the signer
    /// is the key that the manifest names. Returns the manifest; whether that key is
    /// trusted and whether the file is for this person are the caller's next questions.
    ///
    /// The codes of `sign::verify`, then `E_FILE_NEWER` for a later format, then
    /// `E_MANIFEST`.
    pub fn open(text: &[u8], sig: &[u8]) -> Result<Self> {
        let refused = |field: &str| Fault::new("E_MANIFEST").with("field", field);
        if text.len() > MAX_BYTES {
            return Err(refused("bytes"));
        }
        let sig = std::str::from_utf8(sig).map_err(|_| Fault::new("E_SIG"))?;
        let signer = sign::verify(Namespace::File, sig, text)?;
        let format: Format = serde_json::from_slice(text).map_err(|_| refused("json"))?;
        if format.format > FORMAT {
            return Err(Fault::new("E_FILE_NEWER").with("format", format.format));
        }
        let read: Self = serde_json::from_slice(text).map_err(|_| refused("json"))?;
        if read.to_text()?.as_bytes() != text {
            return Err(refused("json"));
        }
        read.check()?;
        if public_key::to_line(&signer) != read.from.key {
            return Err(refused("from.key"));
        }
        Ok(read)
    }
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::test_kit::{manifest, signer};

    fn read(text: &str, n: u8) -> &'static str {
        let sig = sign::sign(&signer(n).private, Namespace::File, text.as_bytes()).unwrap();
        Manifest::open(text.as_bytes(), sig.as_bytes()).map_or_else(|e| e.code(), |_| "read")
    }

    #[test]
    fn a_signed_manifest_reads_back() {
        let made = manifest(1, 2);
        let (text, sig) = made.sign(&signer(1).private).unwrap();
        assert_eq!(
            Manifest::open(text.as_bytes(), sig.as_bytes()).unwrap(),
            made
        );
        assert_eq!(
            made.sign(&signer(2).private).unwrap_err().code(),
            "E_MANIFEST"
        );
        assert_eq!(read(&text, 2), "E_MANIFEST");
    }

    #[test]
    fn a_manifest_that_nobody_would_read_is_not_signed() {
        let mut long = manifest(1, 2);
        let scope = "320585101201/case";
        let device = |n: u32| format!("{n:040x}/{scope}");
        let each = device(0).len() + "\"\":1,".len();
        let many = u32::try_from(MAX_BYTES / each).unwrap();
        long.tips.extend((0..many).map(|n| (device(n), 1)));
        let fault = long.sign(&signer(1).private).unwrap_err();
        assert_eq!(fault.code(), "E_MANIFEST_LONG");
        // What is signed is read, up to the last byte.
        let over = long.to_text().unwrap().len() - MAX_BYTES;
        for n in (0..many).take(over.div_ceil(each)) {
            long.tips.remove(&device(n));
        }
        let (text, sig) = long.sign(&signer(1).private).unwrap();
        assert!(text.len() + each > MAX_BYTES);
        assert!(Manifest::open(text.as_bytes(), sig.as_bytes()).is_ok());
    }

    #[test]
    fn nonsense_in_a_well_signed_manifest_is_refused() {
        let (text, _) = manifest(1, 2).sign(&signer(1).private).unwrap();
        assert_eq!(read(&text, 1), "read");
        let tip = "\"tips\":{\"";
        for (from, to, expected) in [
            ("\"number\":1", "\"number\":0", "E_MANIFEST"),
            ("\"number\":1", "\"number\":9007199254740992", "E_MANIFEST"),
            (
                "\"number\":1",
                "\"number\":9223372036854775807",
                "E_MANIFEST",
            ),
            (
                "\"number\":1",
                "\"number\":18446744073709551616",
                "E_MANIFEST",
            ),
            ("\"number\":1", "\"number\":1.0", "E_MANIFEST"),
            ("\"number\":1", "\"number\":-1", "E_MANIFEST"),
            ("{\"format\":1", "{\"format\":3", "E_FILE_NEWER"),
            // A version that says nothing new is not spelt so.
            ("{\"format\":1", "{\"format\":2", "E_MANIFEST"),
            ("{\"format\":1", "{\"format\":0", "E_MANIFEST"),
            ("\"to\":\"", "\"to\":\"x", "E_MANIFEST"),
            ("\"volume\":{\"n\":1", "\"volume\":{\"n\":0", "E_MANIFEST"),
            ("\"last\":true", "\"last\":1", "E_MANIFEST"),
            ("[[1,2,\"", "[[1,2],[1,2,\"", "E_MANIFEST"),
            ("[[1,2,", "[[2,1,", "E_MANIFEST"),
            ("[[1,2,", "[[1,9,", "E_MANIFEST"),
            ("[[1,2,\"", "[[1,2,\"0", "E_MANIFEST"),
            ("\"yours\":[{", "\"yours\":[1,{", "E_MANIFEST"),
            ("\\\"n\\\":1", "\\\"n\\\":2", "E_SEAL"),
            ("\\\"last\\\":3", "\\\"last\\\":4", "E_SIG"),
            (tip, "\"tips\":{\"x", "E_MANIFEST"),
            ("heads.zst", "../heads.zst", "E_MANIFEST"),
            ("heads.zst", "seals.zst", "E_MANIFEST"),
            ("\"sha256\":\"", "\"sha256\":\"0", "E_MANIFEST"),
            ("\"format\":1,", "\"format\":1,\"x\":1,", "E_MANIFEST"),
            ("\"format\":1,", "\"format\":1,\"format\":1,", "E_MANIFEST"),
            ("\"format\":1,", "\"format\": 1,", "E_MANIFEST"),
        ] {
            let bad = text.replacen(from, to, 1);
            assert_ne!(bad, text, "{from}");
            assert_eq!(read(&bad, 1), expected, "{to}");
        }
        let signature =
            sign::sign(&signer(1).private, Namespace::Segment, text.as_bytes()).unwrap();
        let e = Manifest::open(text.as_bytes(), signature.as_bytes()).unwrap_err();
        assert_eq!(e.code(), "E_SIG_NAMESPACE");
    }
}
