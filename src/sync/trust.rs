//! Whom this workspace believes: its own key for its own place, the coordinators whose
//! cards it pinned, and the devices that their rosters name.

mod below;

use std::collections::{BTreeMap, BTreeSet};

use super::card::Card;
use super::revoked::Good;
use super::roster::{self, Entry, Roster, Signed};
use super::{device, words};
use crate::domain::change::Head;
use crate::domain::control;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{APPROVED, Forms, RETURNED};
use crate::domain::id::{Channel, Class, DeviceId, Scope};
use crate::domain::role::Role;
use crate::storage::{Tx, Verdict};

/// A change in a place or class that its author was granted nothing in.
pub const HELD_SCOPE: &str = "H_SCOPE";
/// A change by a key that no trusted roster names.
pub const HELD_UNKNOWN: &str = "H_UNKNOWN";
/// An approval, a return, a decision or a report by someone whose role doesn't reach that
/// far.
pub const HELD_ROLE: &str = "H_ROLE";

/// A change by a revoked key, after the last segment that is known to be good.
pub const HELD_REVOKED: &str = "H_REVOKED";
/// A change of a form that belongs to another class than its scope.
pub const HELD_CLASS: &str = "H_CLASS";

/// One key that is believed, by all rosters together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    person: String,
    /// The id on the card, where a roster says that it is another person's.
    was: Option<String>,
    name: String,
    /// The coordinator below whose roster is the only word for whose key this is.
    by: Option<String>,
    rights: Vec<Right>,
    revoked: Vec<Revoked>,
}

/// A role inside a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Right {
    grant: Grant,
    role: Role,
    /// Its roster's signer reports to whom it gives this, and sends only what is open.
    up: bool,
}

/// A roster's word that a key was lost: it counts inside the roster's prefix, against
/// every other roster's grant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Revoked {
    prefix: String,
    good: BTreeMap<Channel, Good>,
}

impl Revoked {
    fn forbids(&self, head: &Head) -> bool {
        head.scope.place().starts_with(&self.prefix)
            && !self
                .good
                .get(&head.channel())
                .is_some_and(|g| g.holds(head))
    }
}

impl Known {
    /// Whether any right is left.
    fn is_in_use(&self) -> bool {
        let ended = |prefix: &str| self.revoked.iter().any(|r| prefix.starts_with(&r.prefix));
        self.rights.iter().any(|r| !ended(&r.grant.prefix))
    }

    /// The strongest role in a scope, by any roster.
    fn role_in(&self, scope: &Scope) -> Option<Role> {
        let rights = self.rights.iter().filter(|r| r.grant.covers(scope));
        rights.map(|r| r.role).max()
    }

    fn told(&self) -> Vec<String> {
        let text = |grant: &Grant| {
            let class = grant.class.map_or("*", Class::word);
            format!("{}/{class}", grant.prefix)
        };
        self.rights.iter().map(|r| text(&r.grant)).collect()
    }

    fn is_revoked_in(&self, scope: &Scope) -> bool {
        self.revoked
            .iter()
            .any(|r| scope.place().starts_with(&r.prefix))
    }
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
    /// The keys whose rosters are believed, each with the prefixes of places that it
    /// speaks for.
    pinned: BTreeMap<String, Vec<String>>,
    /// The coordinators to whom this one, a coordinator too, reports.
    above: BTreeSet<String>,
    /// The coordinators whom this one made coordinators of a part, and whom these did:
    /// how far below each is.
    below: BTreeMap<String, usize>,
    told: Vec<String>,
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
        trust.pin(&own.key, words::prefix_of(&own.place));
        // A pinned coordinator speaks for the place on the card until a roster comes.
        for peer in tx.peers()?.into_iter().filter(|p| p.pinned) {
            let card = Card::parse(peer.card.as_bytes())?.identity;
            trust.pin(&card.key, words::prefix_of(&card.place));
            if own.role == Role::Coordinator {
                // What may go up, and what counts here, stands in the own roster.
                trust.above.insert(card.key);
            } else {
                trust.add(
                    &Entry::new(&card, &[]).of(&peer.person.to_string()),
                    (None, false),
                )?;
            }
        }
        let rosters = tx.rosters()?;
        let rosters = rosters
            .iter()
            .map(|stored| Signed::kept(&stored.text, stored.sig.as_bytes()))
            .collect::<Result<Vec<_>>>()?;
        let rosters: Vec<&Roster> = rosters.iter().map(|s| &s.roster).collect();
        trust.pin_all_below(&own.key, &rosters);
        // Those from below last: they say of nobody whose they are whom another knows.
        let mut counting: Vec<&Roster> =
            rosters.into_iter().filter(|r| trust.believes(r)).collect();
        counting.sort_by_key(|r| trust.below.get(&r.by).copied().unwrap_or(0));
        for roster in counting {
            trust.add_roster(tx, roster)?;
        }
        trust.told = match trust.of_line(&own.key) {
            Some(known) if known.is_in_use() => known.told(),
            Some(_) => Vec::new(),
            None => own.grants.clone(),
        };
        // Its own key last: rosters widen, never narrow, what it may here.
        trust.add(own, (None, false))?;
        if let Some(known) = trust.known_mut(&own.key) {
            known.revoked.clear();
        }
        Ok(trust)
    }

    fn pin(&mut self, line: &str, prefix: &str) {
        let prefixes = self.pinned.entry(line.to_owned()).or_default();
        prefixes.push(prefix.to_owned());
    }

    /// Whether rosters of this key are looked at: a pinned coordinator's.
    #[must_use]
    pub fn is_pinned(&self, line: &str) -> bool {
        self.pinned.contains_key(line)
    }

    /// Whether a roster counts: its signer is pinned, and it speaks for no place beyond
    /// those for which it is.
    #[must_use]
    pub fn believes(&self, roster: &Roster) -> bool {
        let bounds = self.pinned.get(&roster.by).into_iter().flatten();
        bounds
            .into_iter()
            .any(|bound| roster.prefix.starts_with(bound))
    }

    /// Adds the devices of a roster and the coordinator who signed it, who may do
    /// everything in its prefix. What several rosters grant one key adds up.
    fn add_roster(&mut self, tx: &Tx, roster: &Roster) -> Result<()> {
        for entry in &roster.devices {
            let mut entry = entry.clone();
            if entry.key == roster.by {
                entry.grants.push(format!("{}/*", roster.prefix));
            }
            let wider = words::is_wider(&entry.place, &roster.prefix);
            let up = wider && entry.role == Role::Coordinator;
            if !self.may_say_whose(&roster.by, &entry) {
                entry.was = None;
            }
            let by = self.is_below(&roster.by).then(|| roster.by.clone());
            self.add(&entry, (by, up))?;
            let over = self.is_over(&entry.key, &roster.by);
            let Some(channels) = entry.revoked.as_ref().filter(|_| !over) else {
                continue;
            };
            let mut good = BTreeMap::new();
            for (channel, last) in channels {
                let channel: Channel = channel.parse()?;
                let found = Good::find(tx, &channel, last)?;
                good.insert(channel, found);
            }
            let prefix = roster.prefix.clone();
            if let Some(known) = self.known_mut(&entry.key) {
                known.revoked.push(Revoked { prefix, good });
            }
        }
        Ok(())
    }

    /// Whether a key stands above a coordinator below: nobody takes back the rights of
    /// whom their own came from.
    fn is_over(&self, key: &str, by: &str) -> bool {
        let step = |line: &str| self.below.get(line);
        step(by).is_some_and(|by| self.is_pinned(key) && step(key).is_none_or(|of| of < by))
    }

    /// Whether a roster's word counts that a device is a further one of somebody. An id
    /// belongs to no place: a coordinator of a part gives nobody another one who is known
    /// by others' word, nor takes anybody's.
    #[must_use]
    pub fn may_say_whose(&self, by: &str, entry: &Entry) -> bool {
        let Some(was) = entry.was.as_deref().filter(|_| self.is_below(by)) else {
            return true;
        };
        let key = self.lines.get(&entry.key);
        let others = self.keys.iter();
        let mut others = others.filter(|(_, known)| known.by.as_deref() != Some(by));
        !others.any(|(other, known)| {
            Some(other) == key || known.person == was || known.was.as_deref() == Some(was)
        })
    }

    fn add(&mut self, entry: &Entry, (by, up): (Option<String>, bool)) -> Result<()> {
        let key = digest(&super::public_key::of_known_line(&entry.key)?);
        self.lines.insert(entry.key.clone(), key);
        let known = self.keys.entry(key).or_insert_with(|| Known {
            person: entry.person.clone(),
            was: None,
            name: entry.name.clone(),
            by,
            rights: Vec::new(),
            revoked: Vec::new(),
        });
        if entry.was.is_some() {
            known.person.clone_from(&entry.person);
            known.was.clone_from(&entry.was);
        }
        for grant in entry.grants.iter().filter_map(|g| Grant::read(g)) {
            let right = Right {
                grant,
                role: entry.role,
                up,
            };
            if !known.rights.contains(&right) {
                known.rights.push(right);
            }
        }
        Ok(())
    }

    fn known_mut(&mut self, line: &str) -> Option<&mut Known> {
        self.keys.get_mut(self.lines.get(line)?)
    }

    fn of_line(&self, line: &str) -> Option<&Known> {
        self.keys.get(self.lines.get(line)?)
    }

    /// The person and name of a trusted signing key, given as its line; a revoked one
    /// is trusted no more.
    #[must_use]
    pub fn who(&self, line: &str) -> Option<(&str, &str)> {
        self.of_line(line)
            .filter(|k| k.is_in_use())
            .map(|k| (k.person.as_str(), k.name.as_str()))
    }

    /// Whether a person's id, on a card or given later, is that of the person with this
    /// key.
    #[must_use]
    pub fn is_person(&self, line: &str, id: &str) -> bool {
        self.of_line(line)
            .is_some_and(|k| k.person == id || k.was.as_deref() == Some(id))
    }

    /// Whether rosters took every right from this key, given as its line.
    #[must_use]
    pub fn is_revoked(&self, line: &str) -> bool {
        self.of_line(line).is_some_and(|k| !k.is_in_use())
    }

    /// Whether a device belongs to a key that a roster revokes: which of its changes
    /// count depends on the segments that are here.
    #[must_use]
    pub fn weighs_segments(&self, device: &DeviceId) -> bool {
        let known = self.keys.get(&digest_of(device));
        known.is_some_and(|k| !k.revoked.is_empty())
    }

    /// The keys whose rights differ, by the first bytes of their devices.
    #[must_use]
    pub fn differing(&self, other: &Self) -> BTreeSet<[u8; 16]> {
        let keys = self.keys.keys().chain(other.keys.keys());
        keys.filter(|k| self.keys.get(*k) != other.keys.get(*k))
            .copied()
            .collect()
    }

    /// Whether a change counts. The answer follows from the change, the rosters and,
    /// for a revoked key, its good segments, so every machine that has them decides
    /// alike.
    #[must_use]
    pub fn verdict(&self, forms: &Forms, head: &Head) -> Verdict {
        let hold = |reason: &str| Verdict::Held(reason.to_owned());
        let Some(known) = self.keys.get(&digest_of(&head.device)) else {
            return hold(HELD_UNKNOWN);
        };
        if known.revoked.iter().any(|r| r.forbids(head)) {
            return hold(HELD_REVOKED);
        }
        let Some(role) = known.role_in(&head.scope) else {
            return hold(HELD_SCOPE);
        };
        let form = forms.get(&head.form);
        // Else a grant for meetings would let casework in under their name.
        if form.is_some_and(|f| f.class != head.scope.class()) {
            return hold(HELD_CLASS);
        }
        if control::takes_coordinator(head) && role != Role::Coordinator {
            return hold(HELD_ROLE);
        }
        if form.is_some_and(|f| !f.is_written_by(role.code())) {
            return hold(HELD_ROLE);
        }
        let judges = [APPROVED, RETURNED];
        if judges.iter().any(|f| head.fields.contains_key(*f)) {
            let may = form.is_some_and(|f| f.approve.iter().any(|r| r == role.code()));
            if !may {
                return hold(HELD_ROLE);
            }
        }
        Verdict::Active
    }

    /// Whether the device with this key, given as its line, may be sent what belongs to
    /// a scope. To a coordinator above this one nothing goes that names a person: only
    /// what is open, whatever was granted.
    #[must_use]
    pub fn may_have(&self, line: &str, scope: &str) -> bool {
        let Ok(scope) = scope.parse::<Scope>() else {
            return false;
        };
        if self.is_kept_from(line, &scope) {
            return false;
        }
        let known = self.of_line(line);
        known.is_some_and(|k| k.role_in(&scope).is_some() && !k.is_revoked_in(&scope))
    }

    /// Whether a file for a person may hold what belongs to a scope: a device of theirs may
    /// have it, or might until it was revoked.
    #[must_use]
    pub fn may_hold(&self, person: &str, scope: &Scope) -> bool {
        let above = |key: &[u8; 16]| self.above.iter().any(|l| self.lines.get(l) == Some(key));
        self.keys.iter().any(|(key, known)| {
            (known.person == person || known.was.as_deref() == Some(person))
                && known.role_in(scope).is_some()
                && (scope.class() == Class::Open || !above(key))
        })
    }

    fn is_kept_from(&self, line: &str, scope: &Scope) -> bool {
        self.above.contains(line) && scope.class() != Class::Open
    }

    /// Every key to which what belongs to a scope goes, or went until it was revoked: by
    /// the first bytes of its devices, with its name and whether it was revoked there.
    #[must_use]
    pub fn replicas(&self, scope: &Scope) -> Vec<([u8; 16], String, bool)> {
        let gets = |right: &Right| {
            right.grant.covers(scope) && (!right.up || scope.class() == Class::Open)
        };
        let never = self
            .lines
            .iter()
            .filter(|(line, _)| self.is_kept_from(line, scope));
        let never: BTreeSet<_> = never.map(|(_, key)| key).collect();
        let keys = self.keys.iter();
        let keys = keys.filter(|(key, k)| k.rights.iter().any(gets) && !never.contains(key));
        keys.map(|(key, known)| (*key, known.name.clone(), known.is_revoked_in(scope)))
            .collect()
    }

    /// What rosters grant this device, as far as they are here: outside it, others hold
    /// its changes back. Its card's own grant until a roster names it.
    #[must_use]
    pub fn told(&self) -> &[String] {
        &self.told
    }

    /// The name of a person whom a card or a roster names, of whatever standing.
    #[must_use]
    pub fn name_of(&self, person: &str) -> Option<&str> {
        let mut all = self.keys.values();
        all.find(|k| k.person == person).map(|k| k.name.as_str())
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
