//! The names of things: records, devices, scopes, channels, dots.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fault::Fault;

/// A record's id, a UUIDv7 that never derives from personal data.
pub type RecordId = Uuid;

/// A person's id: a random UUID made at `init`; `ref:worker` fields hold it.
pub type PersonId = Uuid;

/// A device: 16 bytes of the digest of its public key and 4 random bytes, the
/// incarnation, which are drawn anew whenever the database may have a twin.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 20]);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DeviceId {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        unhex(text)
            .map(Self)
            .ok_or_else(|| Fault::new("E_DEVICE_ID").with("text", text))
    }
}

/// Reads exactly `N` bytes of lower-case hexadecimal digits.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let nibble = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        text.push(char::from(DIGITS[usize::from(b >> 4)]));
        text.push(char::from(DIGITS[usize::from(b & 15)]));
    }
    text
}

/// Which grants a record needs: casework, people, or the open programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Clients and their cases.
    Case,
    /// Volunteers, hours, certificates, funds.
    People,
    /// Meetings and the rest of the programme.
    Open,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::Case, Self::People, Self::Open];

    /// The word in a scope.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::People => "people",
            Self::Open => "open",
        }
    }
}

impl FromStr for Class {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL
            .into_iter()
            .find(|c| c.word() == text)
            .ok_or_else(|| Fault::new("E_SCOPE_TEXT").with("text", text))
    }
}

/// Where a record belongs and who may hold it: `<6, 9 or 12 digits>/<class>`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    place: String,
    class: Class,
}

impl Scope {
    /// A scope of a place code and a class; refuses what is no 6, 9 or 12 digits.
    pub fn new(place: &str, class: Class) -> Result<Self, Fault> {
        if matches!(place.len(), 6 | 9 | 12) && place.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self {
                place: place.to_owned(),
                class,
            })
        } else {
            Err(Fault::new("E_SCOPE_TEXT").with("text", place))
        }
    }

    /// The division code.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The class.
    #[must_use]
    pub fn class(&self) -> Class {
        self.class
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.place, self.class.word())
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Scope {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let (place, class) = text
            .split_once('/')
            .ok_or_else(|| Fault::new("E_SCOPE_TEXT").with("text", text))?;
        Self::new(place, class.parse()?)
    }
}

/// What one device wrote in one scope: the unit of sequence, sealing and transfer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel {
    /// The device that writes it.
    pub device: DeviceId,
    /// The scope it is about.
    pub scope: Scope,
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.device, self.scope)
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Channel {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let (device, scope) = text
            .split_once('/')
            .ok_or_else(|| Fault::new("E_CHANNEL_TEXT").with("text", text))?;
        Ok(Self {
            device: device.parse()?,
            scope: scope.parse()?,
        })
    }
}

/// The name of a change inside one scope: which device, and its how-manieth there.
/// All changes of one record share one scope, so this names a change of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot {
    /// The device that wrote the change.
    pub device: DeviceId,
    /// Its number in the channel, from 1, without gaps.
    pub seq: u64,
}

impl fmt::Display for Dot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.seq)
    }
}

impl FromStr for Dot {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let bad = || Fault::new("E_DOT_TEXT").with("text", text);
        let (device, seq) = text.split_once(':').ok_or_else(bad)?;
        let number: u64 = seq.parse().map_err(|_| bad())?;
        if number == 0 || number.to_string() != seq {
            return Err(bad());
        }
        Ok(Self {
            device: device.parse()?,
            seq: number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_written() {
        let device = DeviceId([0xab; 20]);
        assert_eq!(device.to_string().parse::<DeviceId>().unwrap(), device);
        let channel: Channel = format!("{device}/320585101201/case").parse().unwrap();
        assert_eq!(channel.scope.class(), Class::Case);
        assert_eq!(channel.to_string().parse::<Channel>().unwrap(), channel);
        let dot = Dot { device, seq: 7 };
        assert_eq!(dot.to_string().parse::<Dot>().unwrap(), dot);
    }

    #[test]
    fn what_is_not_a_name_is_refused() {
        for text in ["", "AB", "zz", &"ab".repeat(19), &"AB".repeat(20)] {
            assert!(text.parse::<DeviceId>().is_err(), "{text}");
        }
        for text in [
            "3205/case",
            "320585/cases",
            "32058５/case",
            "320585",
            "/case",
        ] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
        for tail in ["", ":", ":0", ":01", ":-1", ":18446744073709551616"] {
            assert!(format!("{}{tail}", "ab".repeat(20)).parse::<Dot>().is_err());
        }
    }
}
