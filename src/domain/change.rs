//! A change: one save of one record, frozen as bytes.
//!
//! The head is what the author signs; the body can be erased. Both are stored and
//! relayed verbatim. The bytes are specified in `src/sync/FORMAT.md` and frozen.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::fault::{Fault, Result};
use super::id::{Channel, DeviceId, Dot, RecordId, Scope, hex, unhex};
use super::stamp::Stamp;
use super::value::Patch;

/// What is signed of a change: who, where, when, about what, having seen what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The device and its incarnation (`d`).
    pub device: DeviceId,
    /// The scope of the record's root (`g`).
    pub scope: Scope,
    /// The how-manieth change of this device in this scope (`s`), from 1.
    pub seq: u64,
    /// When, for display (`h`).
    pub stamp: Stamp,
    /// The form (`e`, before the slash).
    pub form: String,
    /// The form's version at the author's (`e`, after the slash).
    pub form_version: u32,
    /// The record (`r`).
    pub record: RecordId,
    /// The record's parent (`u`).
    pub parent: Option<RecordId>,
    /// The root above the record, itself for a root (`t`).
    pub root: RecordId,
    /// The person's step: the stamp of its first change (`b`).
    pub step: Stamp,
    /// The step that this change takes back (`o`), if it undoes one.
    pub undoes: Option<Stamp>,
    /// Heads of gate fields that the author saw, here and on the parent (`z`).
    pub gates: Vec<Dot>,
    /// On a gate change: heads of the record and its rows that the author saw (`w`).
    pub rows: Vec<Dot>,
    /// The fields touched, each with the heads that the author saw (`f`).
    pub fields: BTreeMap<String, Vec<Dot>>,
    /// sha256(salt ‖ patch bytes) (`c`).
    pub commitment: [u8; 32],
}

/// The erasable part of a change: a salt and the patch's own bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Keeps a short patch from being guessed from its commitment.
    pub salt: [u8; 16],
    /// The patch as JSON, verbatim.
    pub patch: Vec<u8>,
}

impl Body {
    /// A body of a patch under a fresh salt.
    pub fn new(patch: &Patch, salt: [u8; 16]) -> Result<Self> {
        let patch = serde_json::to_vec(patch).map_err(|e| Fault::new("E_BODY").because(e))?;
        Ok(Self { salt, patch })
    }

    /// sha256(salt ‖ patch bytes), as the head commits to it.
    #[must_use]
    pub fn commitment(&self) -> [u8; 32] {
        let mut sha = Sha256::new();
        sha.update(self.salt);
        sha.update(&self.patch);
        sha.finalize().into()
    }

    /// The patch, read. A field that stands in it twice would say two things.
    pub fn read(&self) -> Result<Patch> {
        let Once(patch) =
            serde_json::from_slice(&self.patch).map_err(|e| Fault::new("E_BODY").because(e))?;
        Ok(patch)
    }
}

/// A patch in which each field stands once, in byte order.
struct Once(Patch);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Once;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("fields in byte order")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Once, A::Error> {
                let mut patch = Patch::new();
                while let Some((field, value)) = map.next_entry::<String, _>()? {
                    if patch
                        .last_key_value()
                        .is_some_and(|(last, _)| *last >= field)
                    {
                        return Err(serde::de::Error::custom("fields out of order"));
                    }
                    patch.insert(field, value);
                }
                Ok(Once(patch))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// sha256 of a head's bytes: the log's key.
#[must_use]
pub fn head_hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A dot as a head writes it: a number in the same channel, else a text.
enum DotText<'a> {
    Here(u64),
    There(&'a str),
}

impl<'de: 'a, 'a> Deserialize<'de> for DotText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Dots;
        impl<'de> Visitor<'de> for Dots {
            type Value = DotText<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a dot")
            }

            fn visit_u64<E>(self, seq: u64) -> std::result::Result<DotText<'de>, E> {
                Ok(DotText::Here(seq))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> std::result::Result<DotText<'de>, E> {
                Ok(DotText::There(text))
            }
        }
        deserializer.deserialize_any(Dots)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'a> {
    d: &'a str,
    g: &'a str,
    s: u64,
    h: &'a str,
    #[serde(borrow)]
    e: std::borrow::Cow<'a, str>,
    r: &'a str,
    u: Option<&'a str>,
    t: Option<&'a str>,
    b: &'a str,
    o: Option<&'a str>,
    #[serde(default, borrow)]
    z: Vec<DotText<'a>>,
    #[serde(default, borrow)]
    w: Vec<DotText<'a>>,
    #[serde(borrow)]
    f: BTreeMap<std::borrow::Cow<'a, str>, Vec<DotText<'a>>>,
    c: &'a str,
}

impl Head {
    /// This change's name within its scope.
    #[must_use]
    pub fn dot(&self) -> Dot {
        Dot {
            device: self.device,
            seq: self.seq,
        }
    }

    /// The channel it was written in.
    #[must_use]
    pub fn channel(&self) -> Channel {
        Channel {
            device: self.device,
            scope: self.scope.clone(),
        }
    }

    /// The bytes to sign, store and send: one line of JSON in a fixed order.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_json().into_bytes()
    }

    fn to_json(&self) -> String {
        let mut out = String::with_capacity(512);
        let _ = write!(
            out,
            r#"{{"d":"{}","g":"{}","s":{},"h":"{}","e":"#,
            self.device, self.scope, self.seq, self.stamp,
        );
        push_quoted(&mut out, &format!("{}/{}", self.form, self.form_version));
        let _ = write!(out, r#","r":"{}""#, self.record);
        if let Some(parent) = self.parent {
            let _ = write!(out, r#","u":"{parent}""#);
        }
        if self.root != self.record {
            let _ = write!(out, r#","t":"{}""#, self.root);
        }
        let _ = write!(out, r#","b":"{}""#, self.step);
        if let Some(undone) = self.undoes {
            let _ = write!(out, r#","o":"{undone}""#);
        }
        for (key, dots) in [("z", &self.gates), ("w", &self.rows)] {
            if !dots.is_empty() {
                let _ = write!(out, r#","{key}":"#);
                self.push_dots(&mut out, dots);
            }
        }
        out.push_str(r#","f":{"#);
        for (i, (field, dots)) in self.fields.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            push_quoted(&mut out, field);
            out.push(':');
            self.push_dots(&mut out, dots);
        }
        let _ = write!(out, r#"}},"c":"{}"}}"#, hex(&self.commitment));
        out
    }

    fn push_dots(&self, out: &mut String, dots: &[Dot]) {
        out.push('[');
        for (i, dot) in dots.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            let _ = if dot.device == self.device {
                write!(out, "{}", dot.seq)
            } else {
                write!(out, r#""{dot}""#)
            };
        }
        out.push(']');
    }

    /// Reads a head. Only the one exact encoding is taken, so that no head has two
    /// hashes; dots must be sorted and stand once.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let raw: Raw =
            serde_json::from_slice(bytes).map_err(|e| Fault::new("E_HEAD").because(e))?;
        let head = Self::from_raw(&raw)?;
        if head.to_json().as_bytes() == bytes {
            Ok(head)
        } else {
            Err(Fault::new("E_HEAD"))
        }
    }

    fn from_raw(raw: &Raw) -> Result<Self> {
        let bad = || Fault::new("E_HEAD");
        let device: DeviceId = raw.d.parse()?;
        let (form, version) = raw.e.rsplit_once('/').ok_or_else(bad)?;
        let record: RecordId = raw.r.parse().map_err(|_| bad())?;
        let uuid = |text: Option<&str>| -> Result<Option<Uuid>> {
            text.map(|t| t.parse().map_err(|_| bad())).transpose()
        };
        let dots = |texts: &[DotText]| -> Result<Vec<Dot>> {
            let read = texts.iter().map(|text| match text {
                DotText::Here(seq) => Ok(Dot { device, seq: *seq }),
                DotText::There(text) => text.parse(),
            });
            let dots = read.collect::<Result<Vec<Dot>>>()?;
            let sorted = dots.is_sorted_by(|a, b| a < b);
            if sorted && dots.iter().all(|d| d.seq > 0) {
                Ok(dots)
            } else {
                Err(bad())
            }
        };
        let fields = raw
            .f
            .iter()
            .map(|(field, texts)| Ok((field.to_string(), dots(texts)?)));
        if raw.s == 0 || form.is_empty() {
            return Err(bad());
        }
        Ok(Self {
            device,
            scope: raw.g.parse()?,
            seq: raw.s,
            stamp: raw.h.parse()?,
            form: form.to_owned(),
            form_version: version.parse().map_err(|_| bad())?,
            record,
            parent: uuid(raw.u)?,
            root: uuid(raw.t)?.unwrap_or(record),
            step: raw.b.parse()?,
            undoes: raw.o.map(str::parse).transpose()?,
            gates: dots(&raw.z)?,
            rows: dots(&raw.w)?,
            fields: fields.collect::<Result<_>>()?,
            commitment: unhex(raw.c).ok_or_else(bad)?,
        })
    }
}

/// Adds a JSON string of a field id or form id.
fn push_quoted(out: &mut String, text: &str) {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.');
    if text.bytes().all(plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn sample() -> Head {
        let device = DeviceId([0xab; 20]);
        let other = DeviceId([0xcd; 20]);
        let record = Uuid::from_u128(7);
        Head {
            device,
            scope: "320585101201/case".parse().unwrap(),
            seq: 3,
            stamp: Stamp::at(1_700_000_000_000),
            form: "F1".into(),
            form_version: 1,
            record,
            parent: Some(Uuid::from_u128(1)),
            root: Uuid::from_u128(1),
            step: Stamp::at(1_700_000_000_000),
            undoes: None,
            gates: vec![Dot { device, seq: 1 }],
            rows: vec![],
            fields: BTreeMap::from([(
                "request".into(),
                vec![
                    Dot { device, seq: 2 },
                    Dot {
                        device: other,
                        seq: 9,
                    },
                ],
            )]),
            commitment: [9; 32],
        }
    }

    #[test]
    fn the_bytes_of_a_head_are_frozen() {
        let text = String::from_utf8(sample().to_bytes()).unwrap();
        let d = "ab".repeat(20);
        let o = "cd".repeat(20);
        let c = "09".repeat(32);
        assert_eq!(
            text,
            format!(
                r#"{{"d":"{d}","g":"320585101201/case","s":3,"h":"018bcfe568000000","e":"F1/1","r":"00000000-0000-0000-0000-000000000007","u":"00000000-0000-0000-0000-000000000001","t":"00000000-0000-0000-0000-000000000001","b":"018bcfe568000000","z":[1],"f":{{"request":[2,"{o}:9"]}},"c":"{c}"}}"#
            )
        );
        assert_eq!(Head::parse(text.as_bytes()).unwrap(), sample());
    }

    #[test]
    fn only_the_exact_encoding_is_read() {
        let good = String::from_utf8(sample().to_bytes()).unwrap();
        let wrong = [
            good.replace("\"s\":3", "\"s\": 3"),
            good.replace("\"s\":3", "\"s\":0"),
            good.replace("\"s\":3,", "\"s\":3,\"x\":1,"),
            good.replace("\"s\":3,", "\"s\":3,\"s\":3,"),
            good.replace("[2,", "[2,2,"),
            good.replace("F1/1", "F1"),
            good.replace("320585101201/case", "320585101201/all"),
            good.replace("\"z\":[1]", "\"z\":[]"),
            format!("{good}\n"),
        ];
        for text in wrong {
            assert_eq!(
                Head::parse(text.as_bytes()).unwrap_err().code().get(..2),
                Some("E_"),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Head::parse(&bytes);
        }

        #[test]
        fn a_flipped_byte_never_reads_as_the_same_head(at in 0usize..400, bit in 0u8..8) {
            let mut bytes = sample().to_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(head) = Head::parse(&bytes) {
                prop_assert_ne!(head, sample());
            }
        }

        #[test]
        fn any_field_name_survives(name in "\\PC{1,20}") {
            let mut head = sample();
            head.fields = BTreeMap::from([(name, vec![])]);
            prop_assert_eq!(Head::parse(&head.to_bytes()).unwrap(), head);
        }
    }

    #[test]
    fn a_body_commits_to_its_bytes() {
        let patch: Patch = serde_json::from_str(r#"{"request":"午餐"}"#).unwrap();
        let body = Body::new(&patch, [1; 16]).unwrap();
        assert_eq!(body.read().unwrap(), patch);
        let other = Body::new(&patch, [2; 16]).unwrap();
        assert_ne!(body.commitment(), other.commitment());
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"b":1,"a":2}"#,
            r#"{"a":1}x"#,
            "[]",
            "",
        ] {
            let body = Body {
                salt: [1; 16],
                patch: text.into(),
            };
            assert_eq!(body.read().unwrap_err().code(), "E_BODY", "{text}");
        }
    }
}
