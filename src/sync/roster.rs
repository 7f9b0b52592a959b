//! The roster: which devices may do what inside a prefix of places. Cumulative and
//! numbered; the highest number of a coordinator replaces all earlier ones.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ssh_key::PrivateKey;

use super::card::Identity;
use super::ranges::MAX_NUMBER;
use super::sign::{self, Namespace};
use super::{device, hex, public_key, words};
use crate::domain::fault::{Fault, Result};
use crate::domain::role::Role;

/// No roster is longer, in bytes.
const MAX_FILE: usize = 16 * 1024 * 1024;

/// One device on the roster: its card, what it was granted, and whether that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The person's id, a UUID.
    pub person: String,
    /// The id on this device's own card, if it is a further device of a person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub was: Option<String>,
    /// The person's name.
    pub name: String,
    /// The code of the project team.
    pub team: String,
    /// Division code of the place of work.
    pub place: String,
    /// The role that the coordinator grants.
    pub role: Role,
    /// The device's letter in its own numbers.
    pub letter: String,
    /// The signing key, as `ssh-ed25519 AAAA…`.
    pub key: String,
    /// The age recipient, as `age1…`.
    pub age: String,
    /// Granted scopes, each `PREFIX/CLASS` or `PREFIX/*`, sorted, without repeats.
    pub grants: Vec<String>,
    /// Present when the key is revoked: the last good segment of each known channel.
    /// A channel that is not listed has no good segment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revoked: Option<BTreeMap<String, LastGood>>,
}

/// The last segment of a channel that was made before its key was lost. Its hash says
/// which one, and through `prev` all before it: whoever has the key can seal other
/// segments of the same numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastGood {
    /// Its number.
    pub n: u64,
    /// SHA-256 of its statement, 64 hex digits.
    pub sha256: String,
}

impl Entry {
    /// A new entry for a card, with the grants given or else the card's default.
    #[must_use]
    pub fn new(card: &Identity, grants: &[String]) -> Self {
        let mut grants = grants.to_vec();
        if grants.is_empty() {
            grants.push(card.default_grant());
        }
        grants.sort();
        grants.dedup();
        let Identity {
            person,
            name,
            team,
            place,
            role,
            letter,
            key,
            age,
        } = card.clone();
        Self {
            person,
            was: None,
            name,
            team,
            place,
            role,
            letter,
            key,
            age,
            grants,
            revoked: None,
        }
    }

    /// The same device as one of this person, whatever its card says.
    #[must_use]
    pub fn of(mut self, person: &str) -> Self {
        if self.person != person {
            self.was = Some(std::mem::replace(&mut self.person, person.to_owned()));
        }
        self
    }

    /// The part that stood on the card.
    #[must_use]
    pub fn identity(&self) -> Identity {
        let Self {
            person,
            name,
            team,
            place,
            role,
            letter,
            key,
            age,
            ..
        } = self.clone();
        Identity {
            person,
            name,
            team,
            place,
            role,
            letter,
            key,
            age,
        }
    }

    fn covers(&self, scope: &str) -> bool {
        self.grants.iter().any(|g| covers(g, scope))
    }
}

/// What a coordinator signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Version of the format: 1.
    pub v: u32,
    /// The number of this roster among those of its key, from 1.
    pub version: u64,
    /// The places it speaks for: 2, 4, 6, 9 or 12 digits.
    pub prefix: String,
    /// The coordinator's signing key, as `ssh-ed25519 AAAA…`.
    pub by: String,
    /// The day it was made, `YYYY-MM-DD`.
    pub made: String,
    /// Every device ever admitted, in the order of admission.
    pub devices: Vec<Entry>,
}

/// A roster with the bytes that were signed, kept and relayed verbatim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What it says.
    pub roster: Roster,
    /// The signed bytes: one line of JSON with its line end.
    pub text: String,
    /// The signature, namespace `sanshe-roster-v1`.
    pub sig: String,
}

/// What to do with a roster beside the one that is known from the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    /// Take it: it is the first or has a higher number.
    Take,
    /// It is the one already known.
    Same,
}

/// Whether the text is a grant: a prefix of places, a slash, and a class or `*`.
#[must_use]
pub fn is_grant(text: &str) -> bool {
    text.split_once('/').is_some_and(|(place, class)| {
        words::is_prefix(place) && matches!(class, "case" | "people" | "open" | "*")
    })
}

/// Whether a grant covers a scope: the scope's place lies inside the grant's, and the
/// class is the same or any.
#[must_use]
pub fn covers(grant: &str, scope: &str) -> bool {
    if !is_grant(grant) || !device::is_scope(scope) {
        return false;
    }
    match (grant.split_once('/'), scope.split_once('/')) {
        (Some((prefix, any)), Some((place, class))) => {
            place.starts_with(prefix) && (any == "*" || any == class)
        }
        _ => false,
    }
}

impl Roster {
    fn check(&self) -> Result<()> {
        let refused = |why: &str| Err(Fault::new("E_ROSTER").with("why", why));
        if self.version == 0 || self.version > MAX_NUMBER {
            return refused("version");
        }
        if !words::is_prefix(&self.prefix) || !words::is_date(&self.made) {
            return refused("prefix, made");
        }
        public_key::from_line(&self.by)?;
        let mut keys = std::collections::BTreeSet::new();
        let people: std::collections::BTreeSet<&str> =
            self.devices.iter().map(|e| e.person.as_str()).collect();
        for entry in &self.devices {
            entry.identity().check()?;
            if entry
                .was
                .as_ref()
                .is_some_and(|was| !words::is_uuid(was) || people.contains(was.as_str()))
            {
                return refused("was");
            }
            let mut sorted = entry.grants.clone();
            sorted.sort();
            sorted.dedup();
            let inside = |g: &String| is_grant(g) && g.starts_with(&self.prefix);
            if sorted != entry.grants || !entry.grants.iter().all(inside) {
                return refused("grants");
            }
            if !keys.insert(entry.key.as_str()) {
                return refused("devices");
            }
            let key = public_key::of_known_line(&entry.key)?;
            let own = |(channel, last): (&String, &LastGood)| {
                (1..=MAX_NUMBER).contains(&last.n)
                    && hex::decode::<32>(&last.sha256).is_some()
                    && device::is_channel(channel)
                    && device::of_key(channel, &key)
            };
            if !entry.revoked.iter().flatten().all(own) {
                return refused("revoked");
            }
        }
        Ok(())
    }

    /// Checks and signs the roster; `by` must be the public half of `key`.
    pub fn sign(self, key: &PrivateKey) -> Result<Signed> {
        self.check()?;
        if self.v != 1 || public_key::to_line(&sign::public_of(key)?) != self.by {
            return Err(Fault::new("E_ROSTER").with("why", "by"));
        }
        let text = self.to_text()?;
        let sig = sign::sign(key, Namespace::Roster, text.as_bytes())?;
        Ok(Signed {
            roster: self,
            text,
            sig,
        })
    }

    fn to_text(&self) -> Result<String> {
        serde_json::to_string(self)
            .map(|t| t + "\n")
            .map_err(|e| Fault::new("E_ROSTER").because(e))
    }

    /// The entry of a signing key, given as its line.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.devices.iter().find(|e| e.key == key)
    }

    /// The role in which a key that is not revoked may work in a scope.
    #[must_use]
    pub fn grants(&self, key: &str, scope: &str) -> Option<Role> {
        let entry = self.entry(key)?;
        (entry.revoked.is_none() && entry.covers(scope)).then_some(entry.role)
    }
}

impl Signed {
    /// Reads a roster and checks its form and its signature by the key it names.
    /// Whether that key is pinned is the caller's question.
    ///
    /// `E_ROSTER` when it is not a roster, `E_ROSTER_NEWER` when a later version of the
    /// program made it, else the codes of `sign::verify` and `Identity::check`.
    pub fn parse(text: &[u8], sig: &[u8]) -> Result<Self> {
        Self::read(text, sig, Roster::check)
    }

    /// [`Signed::parse`] of one that was parsed before it was kept: its signature is
    /// checked again, the form and the keys of its devices are not.
    pub fn kept(text: &[u8], sig: &[u8]) -> Result<Self> {
        Self::read(text, sig, |_| Ok(()))
    }

    fn read(text: &[u8], sig: &[u8], check: fn(&Roster) -> Result<()>) -> Result<Self> {
        let refused = || Fault::new("E_ROSTER").with("why", "json");
        if text.len() > MAX_FILE {
            return Err(refused());
        }
        let text = std::str::from_utf8(text).map_err(|_| refused())?;
        let sig = std::str::from_utf8(sig).map_err(|_| Fault::new("E_SIG"))?;
        // The signature first: nothing unsigned is looked at.
        let signer = sign::verify(Namespace::Roster, sig, text.as_bytes())?;
        let version: Version = serde_json::from_str(text).map_err(|_| refused())?;
        if version.v > 1 {
            return Err(Fault::new("E_ROSTER_NEWER"));
        }
        let roster: Roster = serde_json::from_str(text).map_err(|_| refused())?;
        if roster.v != 1 || roster.to_text()? != text {
            return Err(refused());
        }
        check(&roster)?;
        if public_key::to_line(&signer) != roster.by {
            return Err(Fault::new("E_ROSTER").with("why", "by"));
        }
        Ok(Self {
            roster,
            text: text.to_owned(),
            sig: sig.to_owned(),
        })
    }

    /// Compares a roster that arrived with the one known from the same key. A lower
    /// number is `E_ROSTER_OLD`; the same number with another text is `E_ROSTER_TWIN`.
    pub fn newer(known: Option<&Self>, arrived: &Self) -> Result<Newer> {
        let Some(known) = known.filter(|k| k.roster.by == arrived.roster.by) else {
            return Ok(Newer::Take);
        };
        let (have, new) = (known.roster.version, arrived.roster.version);
        if new > have {
            Ok(Newer::Take)
        } else if new == have && known.text == arrived.text {
            Ok(Newer::Same)
        } else {
            let code = if new < have {
                "E_ROSTER_OLD"
            } else {
                "E_ROSTER_TWIN"
            };
            Err(Fault::new(code).with("have", have).with("got", new))
        }
    }
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[cfg(test)]
mod tests;
