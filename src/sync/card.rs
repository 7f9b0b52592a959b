//! A device's card: who works on it, where, in what role, and its two public keys,
//! signed by the device itself. Trust begins when two people compare the fingerprint.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ssh_key::PrivateKey;

use super::sign::{self, Namespace};
use super::{public_key, words};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::role::Role;

/// No card is longer, in bytes.
const MAX_FILE: usize = 16 * 1024;
const GROUPS: usize = 6;

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The person's id, a UUID made with the workspace.
    pub person: String,
    /// The person's name as others will see it.
    pub name: String,
    /// The code of the project team.
    pub team: String,
    /// Division code of the place of work: 6, 9 or 12 digits.
    pub place: String,
    /// The role that the person says they have; the roster decides.
    pub role: Role,
    /// The device's letter in its own numbers: one or two of A–Z.
    pub letter: String,
    /// The signing key, as `ssh-ed25519 AAAA…` without a comment.
    pub key: String,
    /// The age recipient, as `age1…`.
    pub age: String,
}

impl Identity {
    /// Every field that is not as a card's must be: `E_CARD_NAME` for text that can't be
    /// shown safely, `E_SIG_KEY` for an unfit key, `E_CARD_FIELD` for the rest.
    pub fn check(&self) -> Result<()> {
        let mut notes = Vec::new();
        let mut need = |ok: bool, code: &'static str, field: &str| {
            if !ok {
                notes.push(Note::new(code).at(field).with("field", field));
            }
        };
        need(words::is_clean(&self.name), "E_CARD_NAME", "name");
        need(words::is_clean(&self.team), "E_CARD_NAME", "team");
        need(words::is_uuid(&self.person), "E_CARD_FIELD", "person");
        let place = matches!(self.place.len(), 6 | 9 | 12) && words::is_prefix(&self.place);
        need(place, "E_CARD_FIELD", "place");
        let letter = matches!(self.letter.len(), 1 | 2)
            && self.letter.bytes().all(|b| b.is_ascii_uppercase());
        need(letter, "E_CARD_FIELD", "letter");
        need(public_key::from_line(&self.key).is_ok(), "E_SIG_KEY", "key");
        need(recipient(&self.age).is_some(), "E_CARD_FIELD", "age");
        if notes.is_empty() {
            Ok(())
        } else {
            Err(notes.into())
        }
    }

    /// What a card grants when nobody says otherwise: every class in its place.
    #[must_use]
    pub fn default_grant(&self) -> String {
        format!("{}/*", words::prefix_of(&self.place))
    }
}

/// Reads an age recipient in its one spelling.
#[must_use]
pub fn recipient(text: &str) -> Option<age::x25519::Recipient> {
    let read = text.parse::<age::x25519::Recipient>().ok()?;
    (read.to_string() == text).then_some(read)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    v: u32,
    person: String,
    name: String,
    team: String,
    place: String,
    role: Role,
    letter: String,
    key: String,
    age: String,
    made: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    card: String,
    sig: String,
}

/// A card whose own signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What the device says of itself.
    pub identity: Identity,
    /// The day the card was made, `YYYY-MM-DD`.
    pub made: String,
    /// The signed statement, byte for byte.
    statement: String,
}

impl Card {
    /// Writes and signs a card; returns the text of its file, one line. `key` must be
    /// the private half of the key that the identity names.
    pub fn write(identity: &Identity, made: &str, key: &PrivateKey) -> Result<String> {
        identity.check()?;
        if !words::is_date(made) {
            return Err(Fault::new("E_CARD_FIELD").at("made").with("field", "made"));
        }
        if public_key::to_line(&sign::public_of(key)?) != identity.key {
            return Err(Fault::new("E_SIG_KEY").at("key"));
        }
        let Identity {
            person,
            name,
            team,
            place,
            role,
            letter,
            key: line,
            age,
        } = identity.clone();
        let made = made.to_owned();
        let statement = Statement {
            v: 1,
            person,
            name,
            team,
            place,
            role,
            letter,
            key: line,
            age,
            made,
        };
        let card = json(&statement)?;
        let sig = sign::sign(key, Namespace::Card, card.as_bytes())?;
        Ok(json(&Envelope { card, sig })? + "\n")
    }

    /// Reads a card's file: its form, every field, and the signature by the very key
    /// that it names. `E_CARD` when it is not a card, `E_CARD_NEWER` when a later
    /// version of the program made it, else the codes of `Identity::check` and
    /// `sign::verify`.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let refused = || Fault::new("E_CARD");
        if bytes.len() > MAX_FILE {
            return Err(refused());
        }
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(|_| refused())?;
        let version: Version = serde_json::from_str(&envelope.card).map_err(|_| refused())?;
        if version.v > 1 {
            return Err(Fault::new("E_CARD_NEWER"));
        }
        let said: Statement = serde_json::from_str(&envelope.card).map_err(|_| refused())?;
        let canonical = said.v == 1
            && words::is_date(&said.made)
            && json(&said)? == envelope.card
            && (json(&envelope)? + "\n").as_bytes() == bytes;
        if !canonical {
            return Err(refused());
        }
        let Statement {
            v: _,
            person,
            name,
            team,
            place,
            role,
            letter,
            key,
            age,
            made,
        } = said;
        let identity = Identity {
            person,
            name,
            team,
            place,
            role,
            letter,
            key,
            age,
        };
        identity.check()?;
        let signer = sign::verify(Namespace::Card, &envelope.sig, envelope.card.as_bytes())?;
        if public_key::to_line(&signer) != identity.key {
            return Err(Fault::new("E_SIG_KEY").at("key"));
        }
        Ok(Self {
            identity,
            made,
            statement: envelope.card,
        })
    }

    /// The digits that two people compare face to face: 30 digits in six groups, made
    /// from the SHA-256 of the whole statement.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        digits_of(self.statement.as_bytes())
    }

    /// Refuses digits that are not this card's: `E_CARD_FINGERPRINT`. Spaces, hyphens and
    /// full-width digits are read as people type them.
    pub fn check_fingerprint(&self, typed: &str) -> Result<()> {
        let digits = fold(typed);
        if digits.is_some() && digits == fold(&self.fingerprint()) {
            return Ok(());
        }
        Err(Fault::new("E_CARD_FINGERPRINT"))
    }
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Fault::new("E_CARD").because(e))
}

/// The fingerprint of a text: each five bytes of its SHA-256 as five digits, six times.
fn digits_of(statement: &[u8]) -> String {
    let groups: Vec<String> = Sha256::digest(statement)
        .chunks(5)
        .take(GROUPS)
        .map(|chunk| {
            let number = chunk.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
            format!("{:05}", number % 100_000)
        })
        .collect();
    groups.join(" ")
}

/// The ASCII digits of what was typed, or nothing when another character stands in it.
fn fold(typed: &str) -> Option<String> {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '‐' | '–' | '—'))
        .map(|c| match c {
            '0'..='9' => Some(c),
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
