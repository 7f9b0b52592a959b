//! Handing over (`send`) and taking in: export, verify, import.

mod detail;
mod send;

pub use detail::{Detail, Receipt};
pub use send::Exported;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::io_fault;
use super::keys::{self, load_trust};
use super::step::{keep_stamp, last_stamp};
use super::workspace::{Me, Workspace, new_incarnation};
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::PersonId;
use crate::storage::{Ingested, Ingestion, Tx};
use crate::sync::container::{self, Limits};
use crate::sync::inbox::Letter;
use crate::sync::keys::Secrets;
use crate::sync::outbox;
use crate::sync::ranges::Ranges;
use crate::sync::roster::{Newer, Signed};
use crate::sync::trust::{self, Trust};

/// Told how far a long work is: done and, if known, of how many. Answers false to
/// cancel.
pub type Progress<'a> = dyn FnMut(u64, Option<u64>) -> bool + 'a;

/// The most missing files that are listed.
const FILES: usize = 1000;

/// What a file says of itself, after every signature and hash was checked.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The sender's name, if their key is trusted here.
    pub from: Option<String>,
    /// The sender's id.
    pub person: String,
    /// Whether it is for this person, or was made here.
    pub for_me: bool,
    /// The file's number among those to its receiver.
    pub number: u64,
    /// Which volume, of how many.
    pub volume: (u32, u32),
    /// The day it was made, by the sender's clock.
    pub made: String,
    /// Changes in it.
    pub changes: u64,
    /// Segments in it.
    pub segments: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// What is odd about it.
    pub warnings: Vec<Note>,
}

/// Segments that exist and are not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The channel.
    pub channel: String,
    /// Its author's name, if known here.
    pub author: Option<String>,
    /// The segments' numbers.
    pub segments: String,
}

/// What an import did, or would do.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What the file says of itself.
    pub file: Verified,
    /// What came of its changes.
    pub came: Ingested,
    /// When this very file was taken in before, in milliseconds since 1970.
    pub again: Option<u64>,
    /// Segments in the file that were here before.
    pub known_segments: u64,
    /// Changes that a roster in this file let in.
    pub admitted: u64,
    /// Changes that a roster in this file takes out, because it revokes their key or
    /// grants it less.
    pub withdrawn: u64,
    /// The number of the roster that was taken over, if one was.
    pub roster: Option<u64>,
    /// Earlier files of this sender that never arrived, the first thousand of them: the
    /// number is the sender's word, and may be any.
    pub files_missing: Vec<u64>,
    /// What is known to exist and is not here.
    pub missing: Vec<Missing>,
    /// Segments of this workspace that the sender has, and those made here.
    pub receipt: (u64, u64),
    /// What a person wants to see of it before they say yes, if that was asked for.
    pub detail: Option<Detail>,
}

impl Imported {
    /// Whether nothing of it is new here: no change, no roster, nobody let in or out.
    #[must_use]
    pub fn is_nothing_new(&self) -> bool {
        let came = &self.came;
        let roster = self.roster.is_none() && self.admitted == 0 && self.withdrawn == 0;
        came.changes == 0 && came.bodies == 0 && roster
    }
}

impl Workspace {
    /// Checks a file as an import would, and writes nothing.
    pub fn verify(&mut self, path: &Path) -> Result<Verified> {
        let (letter, bytes) = self.open_letter(path)?;
        letter.walk(&vec![true; letter.seals.len()], |_| Ok(()))?;
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let trust = load_trust(tx, me, secrets)?;
            Ok(describe(&letter, bytes, &trust, me))
        })
    }

    /// Takes a file in, in one transaction; with `dry_run`, does the same and takes it
    /// all back, so that what is shown is what would happen.
    pub fn import(
        &mut self,
        world: &mut World,
        path: &Path,
        dry_run: bool,
        progress: &mut Progress,
    ) -> Result<Imported> {
        self.take_letter(world, path, (dry_run, false), progress)
    }

    /// [`Workspace::import`], with what a person wants to see of it.
    pub fn import_shown(
        &mut self,
        world: &mut World,
        path: &Path,
        dry_run: bool,
        progress: &mut Progress,
    ) -> Result<Imported> {
        self.take_letter(world, path, (dry_run, true), progress)
    }

    fn take_letter(
        &mut self,
        world: &mut World,
        path: &Path,
        (dry_run, shown): (bool, bool),
        progress: &mut Progress,
    ) -> Result<Imported> {
        let (letter, bytes) = self.open_letter(path)?;
        if letter.manifest.to != self.me.person.to_string() {
            return Err(Fault::new("E_FILE_TO"));
        }
        let now_ms = world.now_ms();
        let today = world.today().to_string();
        let (me, secrets) = (&self.me, &self.secrets);
        let mut device = me.device;
        let work = |tx: &Tx| {
            let before = if shown {
                detail::broken(tx)?
            } else {
                BTreeSet::new()
            };
            let mut imported = take_in(tx, me, secrets, &letter, bytes, now_ms, progress)?;
            if shown {
                let trust = load_trust(tx, me, secrets)?;
                imported.detail = Some(detail::gather(tx, &trust, &imported, &before, &today)?);
            }
            // Somebody writes under this device's name: a copy nobody noticed. From here
            // on the two must not count on in one channel.
            if imported.came.twin {
                device = new_incarnation(tx, secrets, world)?;
                imported.file.warnings.push(Note::new("W_COPIED"));
            }
            Ok(imported)
        };
        if dry_run {
            return self.store.rehearse(work);
        }
        let imported = self.store.transact(work)?;
        self.me.device = device;
        Ok(imported)
    }

    fn open_letter(&self, path: &Path) -> Result<(Letter, u64)> {
        let limits = Limits::default();
        let file = std::fs::File::open(path).map_err(|e| io_fault(path, e))?;
        let bytes =
            container::read_in(file, &limits).map_err(|f| f.with("path", path.display()))?;
        let letter = Letter::open(&bytes, &self.secrets.identity, limits)?;
        Ok((letter, bytes.len() as u64))
    }
}

fn take_in(
    tx: &Tx,
    me: &Me,
    secrets: &Secrets,
    letter: &Letter,
    bytes: u64,
    now_ms: u64,
    progress: &mut Progress,
) -> Result<Imported> {
    let before = load_trust(tx, me, secrets)?;
    let (roster, outside) = take_roster(tx, &before, letter)?;
    // Read anew: what the roster no longer grants must not linger.
    let trust = load_trust(tx, me, secrets)?;
    let manifest = &letter.manifest;
    let Some((person, _)) = trust.who(&manifest.from.key) else {
        return Err(Fault::new("E_SENDER_UNKNOWN"));
    };
    if person != manifest.from.person {
        return Err(Fault::new("E_SENDER_UNKNOWN"));
    }
    let person: PersonId = manifest
        .from
        .person
        .parse()
        .map_err(|_| Fault::new("E_SENDER_UNKNOWN"))?;
    let forms = std::sync::Arc::clone(tx.forms());
    let verdict = |head: &crate::domain::change::Head| trust.verdict(&forms, head);
    let mut run = Ingestion::new(trust::digest(&secrets.public_key()?), &verdict);
    let fresh = fresh_segments(tx, letter)?;
    let total = letter.changes();
    let mut done = 0;
    let mut lacking = BTreeSet::new();
    letter.walk_ahead(&forms, &fresh, |arrival| {
        done += 1;
        if done % 1024 == 0 && !progress(done, Some(total)) {
            return Err(Fault::new("E_CANCELLED"));
        }
        if arrival.change.body.is_none() {
            lacking.insert(arrival.seal);
        }
        tx.ingest(&mut run, arrival.change)
    })?;
    let mut came = tx.finish_ingest(run)?;
    let known = letter.seals.iter().zip(&fresh).filter(|(_, f)| !**f);
    came.known += known
        .map(|(seal, _)| seal.statement.last - seal.statement.first + 1)
        .fold(0, u64::saturating_add);
    came.twin |= knows_more_of(tx, me, &manifest.tips)?;
    let mut weighed = false;
    for (place, seal) in letter.seals.iter().enumerate() {
        if fresh.get(place) == Some(&true) {
            let channel = seal.statement.channel().parse()?;
            tx.add_seal(&outbox::stored(&channel, seal, !lacking.contains(&place))?)?;
            weighed |= trust.weighs_segments(&channel.device);
        }
    }
    // Which changes of a revoked key count is known once its segments are here.
    let now = if weighed {
        load_trust(tx, me, secrets)?
    } else {
        trust.clone()
    };
    let judged = keys::judge_again(tx, &before, &now)?;
    let mut forked = Vec::new();
    for (channel, seq) in std::mem::take(&mut came.forked) {
        if tx.is_forked(&channel, seq)? {
            forked.push((channel, seq));
        }
    }
    came.forked = forked;
    let again = tx.received_at(person, manifest.number)?;
    note_receipt(tx, person, letter, now_ms)?;
    keep_stamp(tx, last_stamp(tx)?.observe(came.latest, now_ms))?;
    let received = tx.received(person)?;
    let files_missing = (1..manifest.number)
        .filter(|n| received.binary_search(n).is_err())
        .take(FILES)
        .collect();
    let mut file = describe(letter, bytes, &trust, me);
    if outside {
        file.warnings.push(Note::new("W_ROSTER_OUTSIDE"));
    }
    Ok(Imported {
        file,
        came,
        again,
        known_segments: fresh.iter().filter(|f| !**f).count() as u64,
        admitted: judged.admitted,
        withdrawn: judged.withdrawn,
        roster,
        files_missing,
        missing: missing(tx, &trust)?,
        receipt: receipt(tx, secrets, &manifest.have)?,
        detail: None,
    })
}

/// Whether a sender knows of segments of this very device that were never sealed here:
/// the database was set back, or a copy of it is at work.
fn knows_more_of(tx: &Tx, me: &Me, tips: &BTreeMap<String, u64>) -> Result<bool> {
    let begin = format!("{}/", me.device);
    for (channel, tip) in tips
        .iter()
        .filter(|(channel, _)| channel.starts_with(&begin))
    {
        let sealed = tx.seals(&channel.parse()?)?.last().map_or(0, |seal| seal.n);
        if *tip > sealed {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which segments of a file are not here yet with all their bodies.
fn fresh_segments(tx: &Tx, letter: &Letter) -> Result<Vec<bool>> {
    letter
        .seals
        .iter()
        .map(|seal| {
            let stored = outbox::stored(&seal.statement.channel().parse()?, seal, true)?;
            Ok(!tx.has_seal(&stored.channel, stored.n, &stored.hash)?)
        })
        .collect()
}

/// The roster in a file counts if a pinned coordinator signed it and it is newer than
/// the one here; an older one is left, because files arrive late. Answers its number if
/// it was taken, and whether it was left for speaking beyond its signer's place.
fn take_roster(tx: &Tx, trust: &Trust, letter: &Letter) -> Result<(Option<u64>, bool)> {
    let Some(signed) = &letter.roster else {
        return Ok((None, false));
    };
    if !trust.believes(&signed.roster) {
        return Ok((None, trust.is_pinned(&signed.roster.by)));
    }
    let key = crate::sync::public_key::from_line(&signed.roster.by)?;
    let known = tx.rosters()?.into_iter().find(|r| r.key == key);
    let known = known
        .map(|r| Signed::parse(&r.text, r.sig.as_bytes()))
        .transpose()?;
    match Signed::newer(known.as_ref(), signed) {
        Ok(Newer::Take) => {
            keys::keep_roster(tx, signed)?;
            Ok((Some(signed.roster.version), false))
        }
        Ok(Newer::Same) => Ok((None, false)),
        Err(fault) if fault.code() == "E_ROSTER_OLD" => Ok((None, false)),
        Err(fault) => Err(fault),
    }
}

fn note_receipt(tx: &Tx, person: PersonId, letter: &Letter, now_ms: u64) -> Result<()> {
    let manifest = &letter.manifest;
    let newest = tx
        .received(person)?
        .last()
        .is_none_or(|last| *last <= manifest.number);
    tx.note_received(person, manifest.number, now_ms)?;
    let tips: Vec<(String, u64)> = manifest.tips.iter().map(|(c, n)| (c.clone(), *n)).collect();
    tx.raise_tips(person, &tips)?;
    // The newest file says what its sender has now. A lower number came late, or its
    // sender was restored from a backup and lost what they had: only what both files say
    // is sure, and what is sent once too often does no harm.
    let known: BTreeMap<String, String> = tx.have_of(person)?.into_iter().collect();
    let mut have: Vec<(String, String)> = Vec::new();
    for (channel, ranges) in &manifest.have {
        let sure = if newest {
            ranges.clone()
        } else if let Some(before) = known.get(channel) {
            ranges.common(&before.parse()?)
        } else {
            continue;
        };
        have.push((channel.clone(), sure.to_string()));
    }
    tx.put_have(person, &have)
}

/// What others sealed and this workspace may have, but has not.
fn missing(tx: &Tx, trust: &Trust) -> Result<Vec<Missing>> {
    let names = trust.names();
    let mut missing = Vec::new();
    for (channel, tip, _) in tx.tips()? {
        let parsed: crate::domain::id::Channel = channel.parse()?;
        let mut have = Ranges::new();
        for seal in tx.seals(&parsed)?.iter().filter(|s| s.whole) {
            have.insert(seal.n);
        }
        let lacking = have.missing_up_to(tip);
        if !lacking.is_empty() {
            let digest: String = channel.chars().take(32).collect();
            let author = names.get(&digest).cloned();
            missing.push(Missing {
                channel,
                author,
                segments: lacking.to_string(),
            });
        }
    }
    Ok(missing)
}

/// How many of the segments made here the sender has, and how many there are.
fn receipt(tx: &Tx, secrets: &Secrets, have: &BTreeMap<String, Ranges>) -> Result<(u64, u64)> {
    let own = trust::digest(&secrets.public_key()?);
    let (mut there, mut made) = (0, 0);
    for channel in tx
        .channels()?
        .into_iter()
        .filter(|c| c.device.0.starts_with(&own))
    {
        for seal in tx.seals(&channel)? {
            made += 1;
            there += u64::from(
                have.get(&channel.to_string())
                    .is_some_and(|r| r.contains(seal.n)),
            );
        }
    }
    Ok((there, made))
}

fn describe(letter: &Letter, bytes: u64, trust: &Trust, me: &Me) -> Verified {
    let manifest = &letter.manifest;
    let who = trust
        .who(&manifest.from.key)
        .filter(|(p, _)| *p == manifest.from.person);
    let mine = me.person.to_string();
    let broken = letter.broken_chains().into_iter();
    Verified {
        from: who.map(|(_, name)| name.to_owned()),
        person: manifest.from.person.clone(),
        for_me: manifest.to == mine || manifest.from.person == mine,
        number: manifest.number,
        volume: (manifest.volume.n, manifest.volume.of),
        made: manifest.made.clone(),
        changes: letter.changes(),
        segments: letter.seals.len() as u64,
        bytes,
        warnings: broken
            .map(|c| Note::new("W_SEAL_CHAIN").with("channel", c))
            .collect(),
    }
}
