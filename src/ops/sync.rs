//! Handing over (`send`) and taking in: export, verify, import.

mod decided;
mod detail;
mod front;
mod missing;
mod receipt;
mod rosters;
mod send;

pub use decided::{Decided, Ruled};
pub use detail::{Detail, Receipt};
pub use front::Front;
pub use missing::Missing;
pub(super) use missing::{Gaps, missing};
use receipt::{note_receipt, receipt};
use rosters::take_rosters;
pub use send::Exported;

pub use crate::storage::Progress;

use std::collections::BTreeSet;
use std::path::Path;

use super::erase::{self, drafts_gone};
use super::files::{self, io_fault};
use super::keys::{self, load_trust, name_channel};
use super::places::PLACE;
use super::step::{keep_stamp, last_stamp};
use super::workspace::{DATABASE, Me, Workspace, part_from_copy};
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::PersonId;
use crate::storage::{Ingested, Ingestion, Tx};
use crate::sync::container::{self, Limits};
use crate::sync::inbox::{Coming, Letter};
use crate::sync::keys::Secrets;
use crate::sync::manifest::Manifest;
use crate::sync::outbox;
use crate::sync::trust::{self, Trust};

/// What an import may take beside the changes it brings, in bytes.
const ROOM: u64 = 4 << 20;

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
    /// Which volume, and whether it is the last.
    pub volume: (u32, bool),
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

impl Verified {
    /// Whether it brings no changes and only says what its sender has: such files have no
    /// number of their own.
    #[must_use]
    pub fn is_receipt(&self) -> bool {
        self.segments == 0
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What the file says of itself.
    pub file: Verified,
    /// What came of its changes.
    pub came: Ingested,
    /// When this very file was taken in before, in milliseconds since 1970. Of a receipt
    /// nobody can tell: another one has the same number.
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
    /// Rosters of coordinators below the sender that were taken over.
    pub rosters_below: u64,
    /// Earlier files of this sender that never arrived and whose contents are not here, the
    /// first thousand of them: the number is the sender's word, and may be any.
    pub files_missing: Vec<u64>,
    /// Volumes of this sender's files that never arrived, each with its file's number;
    /// of a file whose last volume is not here, the one after the greatest that is.
    pub volumes_missing: Vec<(u64, u32)>,
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
        let rosters = self.roster.is_none() && self.rosters_below == 0;
        let moved = self.admitted + self.withdrawn > 0;
        came.changes == 0 && came.bodies == 0 && rosters && !moved
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
            Ok(describe(&letter, bytes, &trust, (me, &secrets.key_line()?)))
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
        let fresh = self.store.read(|tx| fresh_segments(tx, &letter))?;
        need_room(&self.home, &letter, &fresh)?;
        let now_ms = world.now_ms();
        let today = world.today().to_string();
        let (me, secrets) = (&self.me, &self.secrets);
        let mut now = me.clone();
        let work = |tx: &Tx| {
            let before = if shown {
                let trust = load_trust(tx, me, secrets)?;
                Some(detail::Before::note(tx, &trust)?)
            } else {
                None
            };
            let known = load_trust(tx, me, secrets)?;
            now.person = addressee(tx, me, secrets, (&known, &letter))?;
            let known = if now.person == me.person {
                known
            } else {
                load_trust(tx, &now, secrets)?
            };
            let whom = (&now, secrets, known);
            let mut imported = take_in(tx, whom, &letter, bytes, now_ms, progress)?;
            if let Some(before) = before {
                let trust = load_trust(tx, &now, secrets)?;
                imported.detail = Some(detail::gather(tx, &trust, &imported, &before, &today)?);
            }
            let twin = imported.came.twin;
            let notes = part_from_copy(tx, secrets, world, twin, &mut now)?;
            imported.file.warnings.extend(notes);
            let drafts = &imported.came.decided.drafts;
            imported
                .file
                .warnings
                .extend(drafts_gone(tx.forms(), drafts));
            erase::acknowledge(tx, &now, secrets, world)?;
            Ok(imported)
        };
        if dry_run {
            let mut imported = self.store.rehearse(work)?;
            if let Some(detail) = &mut imported.detail {
                self.store.read(|tx| detail.name_erased(tx, &today))?;
            }
            return Ok(imported);
        }
        let mut imported = self.store.transact(work)?;
        self.me = now;
        imported.file.warnings.extend(self.after_erasure());
        let moved = imported.admitted + imported.withdrawn + imported.came.decisions > 0;
        if moved || imported.came.forms.contains_key(PLACE) {
            self.read_places()?;
        }
        Ok(imported)
    }

    fn open_letter(&self, path: &Path) -> Result<(Letter, u64)> {
        if path.is_dir() {
            return Err(Fault::new("E_FILE_FOLDER").with("path", path.display()));
        }
        let limits = Limits::default();
        let file = std::fs::File::open(path).map_err(|e| io_fault(path, e))?;
        let long = file.metadata().map_err(|e| io_fault(path, e))?.len();
        let bytes =
            container::read_in(file, long, &limits).map_err(|f| f.with("path", path.display()))?;
        let letter = Letter::open(&bytes, &self.secrets.identity, limits)?;
        Ok((letter, bytes.len() as u64))
    }
}

/// The id by which this person goes once a file's roster counts: it may say that this is
/// a further device of somebody. Refuses a file for somebody else.
fn addressee(
    tx: &Tx,
    me: &Me,
    secrets: &Secrets,
    (trust, letter): (&Trust, &Letter),
) -> Result<PersonId> {
    let own = secrets.key_line()?;
    let roster = letter.roster.iter().map(|s| &s.roster);
    let mut roster = roster.filter(|r| trust.believes(r));
    let entry = roster.find_map(|r| r.entry(&own).filter(|e| trust.may_say_whose(&r.by, e)));
    let entry = entry.filter(|e| e.was.is_some() && trust.is_person(&own, &me.person.to_string()));
    let person = match entry {
        Some(entry) => entry.person.parse().map_err(|_| Fault::new("E_ROSTER"))?,
        None => me.person,
    };
    let to = letter
        .manifest
        .to
        .parse()
        .map_err(|_| Fault::new("E_FILE_TO"))?;
    if to != person && tx.person_now(to)? != person && to != me.person {
        return Err(Fault::new("E_FILE_TO"));
    }
    if person != me.person {
        tx.set_meta("person", &person.to_string())?;
        tx.put_alias(me.person, person)?;
    }
    Ok(person)
}

/// Refuses a file of somebody who is not trusted here, or not any more.
fn known_sender(trust: &Trust, manifest: &Manifest) -> Result<()> {
    let line = &manifest.from.key;
    if trust.is_revoked(line) {
        let names = trust.names();
        let key = crate::sync::public_key::from_line(line)?;
        let name = names.get(&crate::domain::id::hex(&trust::digest(&key)));
        let name = name.map_or(manifest.from.person.as_str(), String::as_str);
        return Err(Fault::new("E_SENDER_REVOKED").with("name", name));
    }
    if trust.who(line).is_none() || !trust.is_person(line, &manifest.from.person) {
        return Err(Fault::new("E_SENDER_UNKNOWN"));
    }
    Ok(())
}

fn take_in(
    tx: &Tx,
    (me, secrets, before): (&Me, &Secrets, Trust),
    letter: &Letter,
    bytes: u64,
    now_ms: u64,
    progress: &mut Progress,
) -> Result<Imported> {
    let rosters = take_rosters(tx, (me, secrets), &before, letter)?;
    // Read anew: what the roster no longer grants must not linger.
    let trust = match (rosters.own, rosters.below) {
        (None, 0) => before.clone(),
        _ => load_trust(tx, me, secrets)?,
    };
    let manifest = &letter.manifest;
    let line = &manifest.from.key;
    known_sender(&trust, manifest)?;
    let sender = crate::sync::public_key::from_line(line)?;
    let forms = std::sync::Arc::clone(tx.forms());
    let verdict = |head: &crate::domain::change::Head| trust.verdict(&forms, head);
    let scales = tx.scales(&verdict)?;
    let mut run = Ingestion::new(trust::digest(&secrets.public_key()?), &scales);
    let fresh = fresh_segments(tx, letter)?;
    let total = letter.changes();
    let mut done = 0;
    let mut at = None;
    let mut lacking = BTreeSet::new();
    letter.walk_ahead(&scales, &fresh, |coming| {
        let Coming::Change(seal, change) = coming else {
            return tx.use_pause(&mut run);
        };
        let begins = at.replace(seal) != Some(seal);
        if (begins || done % 1024 == 0) && !progress(done, Some(total)) {
            return Err(Fault::new("E_CANCELLED"));
        }
        done += 1;
        if change.body.is_none() {
            lacking.insert(seal);
        }
        tx.ingest(&mut run, change)
    })?;
    let mut came = tx.finish_ingest(run)?;
    let known = letter.seals.iter().zip(&fresh).filter(|(_, f)| !**f);
    came.known += known
        .map(|(seal, _)| seal.statement.last - seal.statement.first + 1)
        .fold(0, u64::saturating_add);
    came.twin |= is_set_back(tx, me, letter)?;
    let mut weighed = false;
    let mut beside = Vec::new();
    for (place, seal) in letter.seals.iter().enumerate() {
        if fresh.get(place) == Some(&true) {
            let channel = seal.statement.channel().parse()?;
            if tx.has_other_seal(&channel, seal.statement.n, &seal.hash())? {
                beside.push((seal.statement.channel(), seal.statement.n));
            }
            let (first, last) = (seal.statement.first, seal.statement.last);
            // A body that is erased is not lacking; one that was refused, for an erasure
            // that doesn't count any more at the end of this file, is.
            let sure = !lacking.contains(&place) && came.refused_bodies == 0;
            let whole = sure || tx.has_all_bodies(&channel, first, last)?;
            tx.add_seal(&outbox::stored(&channel, seal, whole)?)?;
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
    came.twin |= judged.twin;
    for (form, n) in judged.drafts {
        *came.decided.drafts.entry(form).or_default() += n;
    }
    let mut forked = Vec::new();
    for (channel, seq) in std::mem::take(&mut came.forked) {
        if tx.is_forked(&channel, seq)? {
            forked.push((channel, seq));
        }
    }
    came.forked = forked;
    let again = if letter.seals.is_empty() {
        None
    } else {
        tx.received_at(&sender, manifest.number, manifest.volume.n)?
    };
    note_receipt(tx, &sender, letter, now_ms)?;
    keep_stamp(tx, last_stamp(tx)?.observe(came.latest, now_ms))?;
    let gaps = missing::Gaps::of(tx, &sender)?;
    let mut file = describe(letter, bytes, &trust, (me, &secrets.key_line()?));
    let names = trust.names();
    for (channel, n) in beside {
        let note = Note::new("W_SEGMENT_TWIN").with("channel", &channel);
        file.warnings.push(name_channel(note.with("n", n), &names));
    }
    file.warnings.extend(rosters.odd);
    Ok(Imported {
        file,
        came,
        again,
        known_segments: fresh.iter().filter(|f| !**f).count() as u64,
        admitted: judged.admitted,
        withdrawn: judged.withdrawn,
        roster: rosters.own,
        rosters_below: rosters.below,
        files_missing: gaps.files,
        volumes_missing: gaps.volumes,
        missing: missing::missing(tx, &trust)?,
        receipt: receipt(tx, secrets, &manifest.have)?,
        detail: None,
    })
}

/// Whether a seal of the device as which this workspace writes now is not here: the
/// database was set back, or a copy of it is at work. Only this key makes such seals, so
/// nobody else's word counts.
fn is_set_back(tx: &Tx, me: &Me, letter: &Letter) -> Result<bool> {
    for seal in letter.manifest.evidence()? {
        if seal.statement.d == me.device.to_string() {
            let stored = outbox::stored(&seal.statement.channel().parse()?, &seal, true)?;
            if !tx.knows_seal(&stored.channel, stored.n, &stored.hash)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Refuses before anything is written what would fill the disk: the log, what is shown of
/// it and the journal take about four times what the parts hold unpacked.
fn need_room(home: &Path, letter: &Letter, fresh: &[bool]) -> Result<()> {
    let part = |name: &str| letter.manifest.part(name).map_or(0, |p| p.plain);
    let plain = part("heads.zst").saturating_add(part("bodies.zst"));
    let new = letter.seals.iter().zip(fresh).filter(|(_, fresh)| **fresh);
    let new = new
        .map(|(seal, _)| seal.statement.last - seal.statement.first + 1)
        .fold(0, u64::saturating_add);
    let all = letter.changes().max(1);
    let share = u128::from(plain) * 4 * u128::from(new) / u128::from(all);
    let bytes = u64::try_from(share).unwrap_or(u64::MAX);
    files::need_space(&home.join(DATABASE), bytes.saturating_add(ROOM))
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

fn describe(letter: &Letter, bytes: u64, trust: &Trust, (me, own): (&Me, &str)) -> Verified {
    let manifest = &letter.manifest;
    let who = trust
        .who(&manifest.from.key)
        .filter(|_| trust.is_person(&manifest.from.key, &manifest.from.person));
    let mine = me.person.to_string();
    let broken = letter.broken_chains().into_iter();
    let names = trust.names();
    let odd = |c| name_channel(Note::new("W_SEAL_CHAIN").with("channel", c), &names);
    Verified {
        from: who.map(|(_, name)| name.to_owned()),
        person: manifest.from.person.clone(),
        for_me: manifest.to == mine || manifest.from.key == own,
        number: manifest.number,
        volume: (manifest.volume.n, manifest.volume.last),
        made: manifest.made.clone(),
        changes: letter.changes(),
        segments: letter.seals.len() as u64,
        bytes,
        warnings: broken.map(odd).collect(),
    }
}
