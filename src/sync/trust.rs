//! Whom this workspace believes: its own key for its own place, the coordinators whose
//! cards it pinned, and the devices that their rosters name.

use std::collections::{BTreeMap, BTreeSet};

use super::card::Card;
use super::roster::{self, Entry, Signed};
use super::{device, words};
use crate::domain::change::Head;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{APPROVED, Forms};
use crate::domain::id::{Class, DeviceId, Scope};
use crate::domain::role::Role;
use crate::storage::{Tx, Verdict};

/// A change in a place or class that its author was granted nothing in.
pub const HELD_SCOPE: &str = "H_SCOPE";
/// A change by a key that no trusted roster names.
pub const HELD_UNKNOWN: &str = "H_UNKNOWN";
/// An approval by someone who may not approve.
pub const HELD_ROLE: &str = "H_ROLE";

/// One key that is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    person: String,
    name: String,
    role: Role,
    grants: Vec<String>,
    granted: Vec<Grant>,
}

/// A grant taken apart, for the many questions that an import asks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    prefix: String,
    /// `None`: every class.
    class: Option<Class>,
}

impl Grant {
    fn read(text: &str) -> Option<Self> {
        let (prefix, class) = text.split_once('/').filter(|_| roster::is_grant(text))?;
        let class = if class == "*" {
            None
        } else {
            Some(class.parse().ok()?)
        };
        Some(Self {
            prefix: prefix.to_owned(),
            class,
        })
    }

    fn covers(&self, scope: &Scope) -> bool {
        scope.place().starts_with(&self.prefix) && self.class.is_none_or(|c| c == scope.class())
    }
}

/// Everything that decides whether a change counts, as of the newest rosters.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// By the first 16 bytes of the key's digest, with which its devices begin.
    keys: BTreeMap<[u8; 16], Known>,
    lines: BTreeMap<String, [u8; 16]>,
    /// The keys whose rosters are believed, besides this device's own.
    pinned: BTreeSet<String>,
}

/// With what the devices of a key begin.
#[must_use]
pub fn digest(public_key: &[u8; 32]) -> [u8; 16] {
    let device = device::device_id(public_key, [0; 4]);
    let mut digest = [0; 16];
    digest.copy_from_slice(device.first_chunk::<16>().unwrap_or(&[0; 16]));
    digest
}

fn digest_of(device: &DeviceId) -> [u8; 16] {
    let mut digest = [0; 16];
    digest.copy_from_slice(device.0.first_chunk::<16>().unwrap_or(&[0; 16]));
    digest
}

impl Trust {
    /// Reads cards and rosters: `own` is this device's entry, trusted for its place.
    pub fn load(tx: &Tx, own: &Entry) -> Result<Self> {
        let mut trust = Self::default();
        // A pinned coordinator speaks for the place on the card until a roster comes.
        for peer in tx.peers()?.into_iter().filter(|p| p.pinned) {
            for text in tx.cards(Some(peer.person))? {
                let card = Card::parse(text.as_bytes())?;
                trust.pinned.insert(card.identity.key.clone());
                trust.add(&Entry::new(&card.identity, &[]))?;
            }
        }
        for stored in tx.rosters()? {
            let signed = Signed::parse(&stored.text, stored.sig.as_bytes())?;
            trust.add_roster(&signed)?;
        }
        // Its own key last: a roster's grants to it widen, never narrow, what it may here.
        let mut entry = own.clone();
        if let Some(known) = trust.of_line(&own.key) {
            entry.grants.extend(known.grants.clone());
        }
        trust.add(&entry)?;
        Ok(trust)
    }

    /// Whether rosters of this key are believed: a pinned coordinator's.
    #[must_use]
    pub fn is_pinned(&self, line: &str) -> bool {
        self.pinned.contains(line)
    }

    /// Adds the devices of a roster and the coordinator who signed it, who may do
    /// everything in its prefix.
    pub fn add_roster(&mut self, signed: &Signed) -> Result<()> {
        let roster = &signed.roster;
        for entry in roster.devices.iter().filter(|e| e.revoked.is_none()) {
            let mut entry = entry.clone();
            if entry.key == roster.by {
                entry.grants.push(format!("{}/*", roster.prefix));
            }
            self.add(&entry)?;
        }
        Ok(())
    }

    fn add(&mut self, entry: &Entry) -> Result<()> {
        let key = super::public_key::from_line(&entry.key)?;
        let known = Known {
            person: entry.person.clone(),
            name: entry.name.clone(),
            role: entry.role,
            granted: entry.grants.iter().filter_map(|g| Grant::read(g)).collect(),
            grants: entry.grants.clone(),
        };
        self.lines.insert(entry.key.clone(), digest(&key));
        self.keys.insert(digest(&key), known);
        Ok(())
    }

    fn of_line(&self, line: &str) -> Option<&Known> {
        self.keys.get(self.lines.get(line)?)
    }

    /// The person and name of a trusted signing key, given as its line.
    #[must_use]
    pub fn who(&self, line: &str) -> Option<(&str, &str)> {
        self.of_line(line)
            .map(|k| (k.person.as_str(), k.name.as_str()))
    }

    /// Whether a change counts. The answer follows from the change and the rosters
    /// alone, so every machine with the same rosters decides alike.
    #[must_use]
    pub fn verdict(&self, forms: &Forms, head: &Head) -> Verdict {
        let hold = |reason: &str| Verdict::Held(reason.to_owned());
        let Some(known) = self.keys.get(&digest_of(&head.device)) else {
            return hold(HELD_UNKNOWN);
        };
        if !known.granted.iter().any(|g| g.covers(&head.scope)) {
            return hold(HELD_SCOPE);
        }
        if head.fields.contains_key(APPROVED) {
            let form = forms.get(&head.form);
            let may = form.is_some_and(|f| f.approve.iter().any(|r| r == known.role.code()));
            if !may {
                return hold(HELD_ROLE);
            }
        }
        Verdict::Active
    }

    /// Whether a person may be sent what belongs to a scope.
    #[must_use]
    pub fn may_have(&self, person: &str, scope: &str) -> bool {
        let theirs = self.keys.values().filter(|k| k.person == person);
        theirs
            .flat_map(|k| &k.grants)
            .any(|g| roster::covers(g, scope))
    }

    /// Names by the first 32 hex digits of device ids.
    #[must_use]
    pub fn names(&self) -> BTreeMap<String, String> {
        let name = |(digest, known): (&[u8; 16], &Known)| {
            (crate::domain::id::hex(digest), known.name.clone())
        };
        self.keys.iter().map(name).collect()
    }
}

/// The grants that a person typed, each `PLACE/CLASS` or `PLACE/*`.
pub fn read_grants(texts: &[String]) -> Result<Vec<String>> {
    texts
        .iter()
        .map(|text| {
            let (place, class) = text.split_once('/').unwrap_or((text, "*"));
            let grant = format!("{}/{class}", words::prefix_of(place));
            if roster::is_grant(&grant) {
                Ok(grant)
            } else {
                Err(Fault::new("E_GRANT").with("text", text).at("grant"))
            }
        })
        .collect()
}
