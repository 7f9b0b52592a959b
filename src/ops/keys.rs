//! Identities: this device's card, the cards of others, the roster.

use std::collections::BTreeMap;
use std::path::Path;

use super::erase::drafts_gone;
use super::files;
use super::workspace::{Me, Workspace, part_from_copy};
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::{PersonId, Scope, hex};
use crate::domain::role::Role;
use crate::storage::{Judged, Peer, StoredRoster, Tx};
use crate::sync::card::Card;
use crate::sync::keys::Secrets;
use crate::sync::roster::{self, Entry, Roster, Signed};
use crate::sync::trust::{self, Trust};
use crate::sync::{key_lists, public_key, words};

/// The setting that holds what rosters grant this device.
const GRANTED: &str = "granted";
/// No card is longer, in bytes.
const CARD: u64 = 16 * 1024;

/// A device that this workspace trusts, and whose it is.
#[derive(Debug, Clone)]
pub struct Acquaintance {
    /// Whose it is, and what was exchanged with it.
    pub peer: Peer,
    /// The fingerprint of its card.
    pub fingerprint: String,
    /// Its card, and its grants by the rosters here.
    pub entry: Entry,
    /// The name of its person, with its letter if they have several.
    pub called: String,
}

impl Acquaintance {
    /// What tells the device from every other one: the first half of its ids.
    #[must_use]
    pub fn id(&self) -> String {
        hex(&trust::digest(&self.peer.key))
    }
}

/// A card that is trusted from now on.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// The card.
    pub card: Card,
    /// What the person should know.
    pub warnings: Vec<Note>,
}

/// This device as a roster entry: trusted for its own place.
pub fn own_entry(me: &Me, secrets: &Secrets) -> Result<Entry> {
    let identity = identity(me, secrets)?;
    Ok(Entry::new(&identity, &[]))
}

/// What this device says of itself.
pub fn identity(me: &Me, secrets: &Secrets) -> Result<crate::sync::card::Identity> {
    Ok(crate::sync::card::Identity {
        person: me.person.to_string(),
        name: me.name.clone(),
        team: me.team.clone(),
        place: me.place.clone(),
        role: me.role,
        letter: me.letter.clone(),
        key: secrets.key_line()?,
        age: secrets.recipient().to_string(),
    })
}

/// Whom this workspace believes now.
pub fn load_trust(tx: &Tx, me: &Me, secrets: &Secrets) -> Result<Trust> {
    Trust::load(tx, &own_entry(me, secrets)?)
}

/// The roster that this key signed last, if it signed one.
pub fn own_roster(tx: &Tx, secrets: &Secrets) -> Result<Option<Signed>> {
    let key = secrets.public_key()?;
    let stored = tx.rosters()?.into_iter().find(|r| r.key == key);
    stored
        .map(|r| Signed::kept(&r.text, r.sig.as_bytes()))
        .transpose()
}

/// Judges the changes of every key whose rights differ again.
pub(super) fn judge_again(tx: &Tx, before: &Trust, now: &Trust) -> Result<Judged> {
    let forms = std::sync::Arc::clone(tx.forms());
    let verdict = |head: &crate::domain::change::Head| now.verdict(&forms, head);
    tx.set_meta(GRANTED, &now.told().join(" "))?;
    tx.judge_again(&verdict, Some(&now.differing(before)))
}

/// Judges everything again if the forms changed since that was last done: who may write
/// what stands in them. Answers what the person should know.
pub(super) fn judge_by_forms(
    tx: &Tx,
    secrets: &Secrets,
    world: &mut World,
    me: &mut Me,
) -> Result<Vec<Note>> {
    if !tx.take_unjudged()? {
        return Ok(Vec::new());
    }
    let trust = load_trust(tx, me, secrets)?;
    let forms = std::sync::Arc::clone(tx.forms());
    let judged = tx.judge_again(&|head| trust.verdict(&forms, head), None)?;
    let mut notes = Vec::new();
    if judged.admitted + judged.withdrawn > 0 {
        let note = Note::new("W_JUDGED_AGAIN").with("admitted", judged.admitted);
        notes.push(note.with("withdrawn", judged.withdrawn));
    }
    notes.extend(drafts_gone(tx.forms(), &judged.drafts));
    notes.extend(part_from_copy(tx, secrets, world, judged.twin, me)?);
    Ok(notes)
}

/// Whether others take what is written here in a scope, as far as the rosters say that
/// came; kept as a setting, for a save asks it each time.
pub(super) fn counts_with_others(tx: &Tx, me: &Me, scope: &Scope) -> Result<bool> {
    let scope = scope.to_string();
    Ok(match tx.meta(GRANTED)? {
        Some(grants) => grants.split(' ').any(|g| roster::covers(g, &scope)),
        None => roster::covers(&format!("{}/*", words::prefix_of(&me.place)), &scope),
    })
}

/// Keeps a roster whose signature and trust were checked: `trust` is what counted before.
pub fn keep_roster(tx: &Tx, trust: &Trust, signed: &Signed) -> Result<()> {
    let roster = &signed.roster;
    let heard = |e: &&Entry| trust.may_say_whose(&roster.by, e);
    for entry in roster.devices.iter().filter(heard) {
        if let Some(was) = &entry.was {
            let id = |text: &str| text.parse().map_err(|_| Fault::new("E_ROSTER"));
            tx.put_alias(id(was)?, id(&entry.person)?)?;
        }
    }
    tx.put_roster(&StoredRoster {
        key: public_key::from_line(&signed.roster.by)?,
        version: signed.roster.version,
        text: signed.text.clone().into_bytes(),
        sig: signed.sig.clone(),
    })
}

impl Workspace {
    /// A coordinator's first roster, with only its own device, made at `init`.
    pub(super) fn found_roster(&mut self, world: &World) -> Result<()> {
        if self.me.role != Role::Coordinator {
            return Ok(());
        }
        let own = own_entry(&self.me, &self.secrets)?;
        let roster = Roster {
            v: 1,
            version: 1,
            prefix: words::prefix_of(&self.me.place).to_owned(),
            by: own.key.clone(),
            made: world.today().to_string(),
            devices: vec![own],
        };
        let signed = roster.sign(&self.secrets.signing)?;
        self.store
            .transact(|tx| keep_roster(tx, &Trust::default(), &signed))
    }

    /// Writes this device's card to `out`; answers its fingerprint, to be read aloud.
    pub fn write_card(&mut self, world: &World, out: &Path) -> Result<String> {
        let identity = identity(&self.me, &self.secrets)?;
        let text = Card::write(&identity, &world.today().to_string(), &self.secrets.signing)?;
        files::write_new(out, text.as_bytes())?;
        Ok(Card::parse(text.as_bytes())?.fingerprint())
    }

    /// Reads a card without trusting it, so that its name and place can be shown.
    pub fn read_card(path: &Path) -> Result<Card> {
        Card::parse(&files::read_capped(path, CARD)?)
    }

    /// [`Workspace::trust_as`] of a person's first device.
    pub fn trust(
        &mut self,
        world: &mut World,
        path: &Path,
        fingerprint: &str,
        grants: &[String],
    ) -> Result<Trusted> {
        self.trust_as(world, path, fingerprint, grants, None)
    }

    /// Trusts a card whose fingerprint was compared. A coordinator puts the device on
    /// the roster, and believes the rosters of one that is a coordinator's inside its
    /// grants; anyone else, and a coordinator who reports to this one, pins it as their
    /// coordinator's. `person` says that it is a further device of somebody known here.
    /// What a colleague relayed of this device before then counts from now on.
    pub fn trust_as(
        &mut self,
        world: &mut World,
        path: &Path,
        fingerprint: &str,
        grants: &[String],
        person: Option<&str>,
    ) -> Result<Trusted> {
        let bytes = files::read_capped(path, CARD)?;
        let card = Card::parse(&bytes)?;
        card.check_fingerprint(fingerprint)?;
        let text = String::from_utf8(bytes).map_err(|e| Fault::new("E_CARD").because(e))?;
        let key = public_key::from_line(&card.identity.key)?;
        if key == self.secrets.public_key()? {
            return Err(Fault::new("E_OWN_CARD"));
        }
        let coordinator = self.me.role == Role::Coordinator;
        if !coordinator && card.identity.role != Role::Coordinator {
            return Err(Fault::new("E_TRUST_ROLE"));
        }
        if !coordinator && !grants.is_empty() {
            return Err(Fault::new("E_GRANT_BY_COORDINATOR").at("grant"));
        }
        if !coordinator && person.is_some() {
            return Err(Fault::new("E_PERSON_BY_COORDINATOR").at("person"));
        }
        let above = coordinator && is_above(&card.identity, &self.me);
        let pin = !coordinator || above;
        let grants = trust::read_grants(grants)?;
        let (me, secrets, today) = (&self.me, &self.secrets, world.today().to_string());
        let mut after = me.clone();
        let mut warnings = self.store.transact(|tx| {
            let before = load_trust(tx, me, secrets)?;
            let whose = whose(tx, me, &card, person)?;
            if coordinator {
                let mut entry = Entry::new(&card.identity, &grants).of(&whose.to_string());
                if above && grants.is_empty() {
                    // It speaks for more than this place; here it may what it may there.
                    entry.grants = vec![format!("{}/*", words::prefix_of(&me.place))];
                }
                let signed = enrol(tx, secrets, entry, &today)?;
                keep_roster(tx, &before, &signed)?;
            }
            tx.add_card(whose, &card.identity.name, pin, &key, &text)?;
            let judged = judge_again(tx, &before, &load_trust(tx, me, secrets)?)?;
            let mut notes = part_from_copy(tx, secrets, world, judged.twin, &mut after)?;
            notes.extend(drafts_gone(tx.forms(), &judged.drafts));
            Ok(notes)
        })?;
        self.me = after;
        // What the new rights brought into force; what fails is tried at the next opening.
        warnings.extend(self.after_erasure());
        self.read_places()?;
        Ok(Trusted { card, warnings })
    }

    /// Every device whose card is trusted here, by its person's name.
    pub fn acquaintances(&mut self) -> Result<Vec<Acquaintance>> {
        self.store.read(|tx| {
            let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
            for stored in tx.rosters()? {
                let signed = Signed::kept(&stored.text, stored.sig.as_bytes())?;
                entries.extend(
                    signed
                        .roster
                        .devices
                        .into_iter()
                        .map(|e| (e.key.clone(), e)),
                );
            }
            let peers = tx.peers()?;
            let mut known = Vec::new();
            for peer in &peers {
                let card = Card::parse(peer.card.as_bytes())?;
                let entry = entries.get(&card.identity.key).cloned();
                known.push(Acquaintance {
                    fingerprint: card.fingerprint(),
                    entry: entry.unwrap_or_else(|| Entry::new(&card.identity, &[])),
                    called: called(&peers, peer)?,
                    peer: peer.clone(),
                });
            }
            Ok(known)
        })
    }

    /// Writes `allowed_signers` and `revoked_keys` into a folder, for checking files
    /// with public tools.
    pub fn export_keys(&mut self, out: &Path) -> Result<()> {
        let own = own_entry(&self.me, &self.secrets)?;
        let entries = self.store.read(|tx| {
            let mut entries = BTreeMap::from([(own.key.clone(), own)]);
            for text in tx.cards()? {
                let card = Card::parse(text.as_bytes())?;
                entries.insert(card.identity.key.clone(), Entry::new(&card.identity, &[]));
            }
            for stored in tx.rosters()? {
                let signed = Signed::kept(&stored.text, stored.sig.as_bytes())?;
                entries.extend(
                    signed
                        .roster
                        .devices
                        .into_iter()
                        .map(|e| (e.key.clone(), e)),
                );
            }
            Ok(entries)
        })?;
        // A folder that is there keeps the rights it has: only public keys go into it.
        if !out.is_dir() {
            files::make_private_folder(out)?;
        }
        let signers = key_lists::allowed_signers(entries.values());
        files::write_bytes(&out.join("allowed_signers"), signers.as_bytes())?;
        let revoked = key_lists::revoked_keys(entries.values());
        files::write_bytes(&out.join("revoked_keys"), revoked.as_bytes())
    }

    /// Names by the first 32 hex digits of device ids.
    pub fn author_names(&mut self) -> Result<BTreeMap<String, String>> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store
            .read(|tx| Ok(load_trust(tx, me, secrets)?.names()))
    }
}

/// The name of a device's person; where they have several, with its letter, as it is
/// written to name the receiver of a file.
pub fn called(all: &[Peer], peer: &Peer) -> Result<String> {
    let same = all.iter().filter(|p| p.person == peer.person);
    if same.count() < 2 {
        return Ok(peer.name.clone());
    }
    let letter = Card::parse(peer.card.as_bytes())?.identity.letter;
    Ok(format!("{}/{letter}", peer.name))
}

/// Says in a remark about a channel whose it is and what stands in it: `author`, empty if
/// nobody here knows the device, and `scope`. `names` are those of [`Trust::names`].
pub(super) fn name_channel(note: Note, names: &BTreeMap<String, String>) -> Note {
    let channel = note.args.iter().find(|(name, _)| *name == "channel");
    let Some(channel) = channel.map(|(_, channel)| channel.clone()) else {
        return note;
    };
    let (device, scope) = channel.split_once('/').unwrap_or((&channel, ""));
    let author = device.get(..32).and_then(|digest| names.get(digest));
    let author = author.map_or("", String::as_str);
    note.with("author", author).with("scope", scope)
}

/// Whether a coordinator's card speaks for a wider place than one's own.
#[must_use]
pub fn is_above(card: &crate::sync::card::Identity, me: &Me) -> bool {
    card.role == Role::Coordinator && words::is_wider(&card.place, words::prefix_of(&me.place))
}

/// Whose device a card is: the person named, or the one it was given to before, or the
/// one on the card. Nobody takes another's id by writing it on a card.
fn whose(tx: &Tx, me: &Me, card: &Card, named: Option<&str>) -> Result<PersonId> {
    let own: PersonId = card
        .identity
        .person
        .parse()
        .map_err(|_| Fault::new("E_CARD"))?;
    let peers = tx.peers()?;
    let key = public_key::from_line(&card.identity.key)?;
    let there = peers.iter().find(|p| p.key == key).map(|p| p.person);
    let mut others = peers.iter().filter(|p| p.key != key);
    let Some(named) = named else {
        let person = tx.person_now(own)?;
        // A second card with somebody's id needs somebody to say that it is theirs.
        let taken = own == me.person || others.any(|p| p.person == own);
        if taken && there != Some(own) {
            return Err(Fault::new("E_PERSON_TAKEN")
                .with("person", own)
                .at("person"));
        }
        return Ok(there.unwrap_or(person));
    };
    let unknown = || Fault::new("E_NO_PERSON").with("person", named).at("person");
    let named: PersonId = named.trim().parse().map_err(|_| unknown())?;
    if named != me.person && !peers.iter().any(|p| p.person == named) {
        return Err(unknown());
    }
    for other in others.filter(|p| p.person == named) {
        let other = Card::parse(other.card.as_bytes())?.identity;
        if (&other.team, &other.letter) == (&card.identity.team, &card.identity.letter) {
            return Err(letter_taken(&other.letter));
        }
    }
    if named == me.person && (&me.team, &me.letter) == (&card.identity.team, &card.identity.letter)
    {
        return Err(letter_taken(&me.letter));
    }
    Ok(named)
}

/// Two devices with one letter would give one number twice.
fn letter_taken(letter: &str) -> Fault {
    Fault::new("E_LETTER_TAKEN")
        .with("letter", letter)
        .at("person")
}

/// The next roster, with this device on it.
fn enrol(tx: &Tx, secrets: &Secrets, entry: Entry, today: &str) -> Result<Signed> {
    let before =
        own_roster(tx, secrets)?.ok_or_else(|| Fault::new("E_ROSTER").with("why", "none"))?;
    let mut roster = before.roster;
    let outside = entry.grants.iter().find(|g| !g.starts_with(&roster.prefix));
    if let Some(grant) = outside {
        return Err(Fault::new("E_GRANT_OUTSIDE")
            .with("grant", grant)
            .with("prefix", &roster.prefix)
            .at("grant"));
    }
    match roster.devices.iter_mut().find(|e| e.key == entry.key) {
        Some(there) if there.revoked.is_some() => return Err(Fault::new("E_REVOKED")),
        Some(there) => *there = entry,
        None => roster.devices.push(entry),
    }
    roster.version += 1;
    today.clone_into(&mut roster.made);
    roster.sign(&secrets.signing)
}
