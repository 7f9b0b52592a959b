//! Handing over and taking in: export, verify, import.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::{self, Pending, io_fault};
use super::keys::{self, load_trust, own_roster};
use super::step::{keep_stamp, last_stamp};
use super::workspace::{Me, Workspace};
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::PersonId;
use crate::domain::stamp::Stamp;
use crate::storage::{Access, Ingested, Ingestion, Peer, Tx};
use crate::sync::card::{Card, recipient};
use crate::sync::container::{self, Limits};
use crate::sync::inbox::Letter;
use crate::sync::keys::Secrets;
use crate::sync::manifest::{Sender, Volume};
use crate::sync::outbox::{self, Letterhead, Load};
use crate::sync::packing::Packed;
use crate::sync::ranges::Ranges;
use crate::sync::roster::{Newer, Signed};
use crate::sync::trust::{self, Trust};

/// Told how far a long work is: done and, if known, of how many. Answers false to
/// cancel.
pub type Progress<'a> = dyn FnMut(u64, Option<u64>) -> bool + 'a;

/// What an export made.
#[derive(Debug, Clone)]
pub struct Exported {
    /// To whom.
    pub to: String,
    /// The number of the file among those to this person.
    pub number: u64,
    /// The files written, read back and found equal.
    pub files: Vec<PathBuf>,
    /// Their length together, in bytes.
    pub bytes: u64,
    /// Changes in them.
    pub changes: u64,
    /// Sealed segments in them.
    pub segments: u64,
    /// Segments left out because the receiver has them.
    pub acknowledged: u64,
    /// Channels left out because the receiver may not have them.
    pub withheld: u64,
}

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
    /// Segments in the file that were here before.
    pub known_segments: u64,
    /// Changes that a roster in this file let in.
    pub admitted: u64,
    /// The number of the roster that was taken over, if one was.
    pub roster: Option<u64>,
    /// Earlier files of this sender that never arrived.
    pub files_missing: Vec<u64>,
    /// What is known to exist and is not here.
    pub missing: Vec<Missing>,
    /// Segments of this workspace that the sender has, and those made here.
    pub receipt: (u64, u64),
}

impl Workspace {
    /// Makes a file for a person: everything granted to them that they have not
    /// acknowledged. `out` is a folder or the file's own path.
    pub fn export(
        &mut self,
        world: &mut World,
        to: &str,
        out: &Path,
        progress: &mut Progress,
    ) -> Result<Exported> {
        let (me, secrets) = (&self.me, &self.secrets);
        let at_ms = world.now_ms();
        let today = world.today().to_string();
        let random = crate::domain::id::hex(&world.bytes::<8>());
        let (pending, mut exported) = self.store.transact(|tx| {
            let peer = find_peer(tx, to)?;
            let trust = load_trust(tx, me, secrets)?;
            outbox::seal_own(tx, &secrets.signing)?;
            let person = peer.person.to_string();
            let have = read_have(tx, peer.person)?;
            let plan = outbox::plan(tx, &trust, &person, &have)?;
            let loads = outbox::pack(tx, &plan, &mut |done| progress(done, None))?;
            let signed = own_roster(tx, secrets)?;
            let (have, tips) = outbox::standing(tx, &trust, &person)?;
            let letterhead = Letterhead {
                from: sender(me, secrets)?,
                to: person,
                number: tx.next_file_number(peer.person, at_ms)?,
                made: today,
                roster: signed.as_ref().map_or(0, |s| s.roster.version),
                have,
                tips,
            };
            let recipients = recipients(tx, &peer, secrets)?;
            let pending = write_volumes(
                &loads,
                &letterhead,
                signed.as_ref(),
                &recipients,
                secrets,
                |n| file_path(out, &random, n),
            )?;
            let note = Some(peer.person.to_string());
            let what = "export".to_owned();
            tx.log_access(&[Access {
                at: Stamp::at(at_ms),
                what,
                record: None,
                note,
            }])?;
            let exported = Exported {
                to: peer.name,
                number: letterhead.number,
                files: Vec::new(),
                bytes: 0,
                changes: loads.iter().map(|l| l.changes).sum(),
                segments: loads.iter().map(|l| l.segments).sum(),
                acknowledged: plan.acknowledged,
                withheld: plan.withheld,
            };
            Ok((pending, exported))
        })?;
        // The seals are kept before a file can be seen: a segment is never cut twice.
        for (path, file) in pending {
            exported.bytes += file.publish()?;
            exported.files.push(path);
        }
        Ok(exported)
    }

    /// Checks a file as an import would, and writes nothing.
    pub fn verify(&mut self, path: &Path) -> Result<Verified> {
        let (letter, bytes) = self.open_letter(path)?;
        letter.walk(|_| Ok(true), |_, _| Ok(()))?;
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
        let (letter, bytes) = self.open_letter(path)?;
        if letter.manifest.to != self.me.person.to_string() {
            return Err(Fault::new("E_FILE_TO"));
        }
        let now_ms = world.now_ms();
        let (me, secrets) = (&self.me, &self.secrets);
        let work = |tx: &Tx| take_in(tx, me, secrets, &letter, bytes, now_ms, progress);
        if dry_run {
            self.store.rehearse(work)
        } else {
            self.store.transact(work)
        }
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
    let mut trust = load_trust(tx, me, secrets)?;
    let roster = take_roster(tx, &mut trust, letter)?;
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
    let had = |seal: &crate::sync::seal::Seal| -> Result<bool> {
        let stored = outbox::stored(&seal.statement.channel().parse()?, seal)?;
        Ok(tx.has_seal(&stored.channel, stored.n, &stored.hash)?
            && tx.bodies_whole(&stored.channel, stored.first, stored.last)?)
    };
    let known: Vec<bool> = letter.seals.iter().map(had).collect::<Result<_>>()?;
    let total = letter.changes();
    let mut done = 0;
    let index: BTreeMap<&str, bool> = letter
        .seals
        .iter()
        .map(|s| s.text.as_str())
        .zip(known.iter().copied())
        .collect();
    letter.walk(
        |seal| Ok(!index.get(seal.text.as_str()).copied().unwrap_or(false)),
        |_, arrival| {
            done += 1;
            if done % 1024 == 0 && !progress(done, Some(total)) {
                return Err(Fault::new("E_CANCELLED"));
            }
            tx.ingest(&mut run, arrival.head, arrival.bytes, arrival.body)
        },
    )?;
    let came = tx.finish_ingest(run)?;
    for (seal, _) in letter
        .seals
        .iter()
        .zip(&known)
        .filter(|(_, known)| !**known)
    {
        tx.add_seal(&outbox::stored(&seal.statement.channel().parse()?, seal)?)?;
    }
    let admitted = if roster.is_some() {
        tx.readmit(&verdict)?
    } else {
        0
    };
    note_receipt(tx, person, letter, now_ms)?;
    keep_stamp(tx, last_stamp(tx)?.observe(came.latest, now_ms))?;
    let received = tx.received(person)?;
    let files_missing = (1..manifest.number)
        .filter(|n| !received.contains(n))
        .collect();
    Ok(Imported {
        file: describe(letter, bytes, &trust, me),
        came,
        known_segments: known.iter().filter(|k| **k).count() as u64,
        admitted,
        roster,
        files_missing,
        missing: missing(tx, &trust)?,
        receipt: receipt(tx, secrets, &manifest.have)?,
    })
}

/// The roster in a file counts if a pinned coordinator signed it and it is newer than
/// the one here; an older one is left, because files arrive late.
fn take_roster(tx: &Tx, trust: &mut Trust, letter: &Letter) -> Result<Option<u64>> {
    let Some(signed) = &letter.roster else {
        return Ok(None);
    };
    if !trust.is_pinned(&signed.roster.by) {
        return Ok(None);
    }
    let key = crate::sync::public_key::from_line(&signed.roster.by)?;
    let known = tx.rosters()?.into_iter().find(|r| r.key == key);
    let known = known
        .map(|r| Signed::parse(&r.text, r.sig.as_bytes()))
        .transpose()?;
    match Signed::newer(known.as_ref(), signed) {
        Ok(Newer::Take) => {
            keys::keep_roster(tx, signed)?;
            trust.add_roster(signed)?;
            Ok(Some(signed.roster.version))
        }
        Ok(Newer::Same) => Ok(None),
        Err(fault) if fault.code() == "E_ROSTER_OLD" => Ok(None),
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
    // Only the newest file says what its sender has now.
    if newest {
        let have: Vec<(String, String)> = manifest
            .have
            .iter()
            .map(|(c, r)| (c.clone(), r.to_string()))
            .collect();
        tx.put_have(person, &have)?;
    }
    Ok(())
}

/// What others sealed and this workspace may have, but has not.
fn missing(tx: &Tx, trust: &Trust) -> Result<Vec<Missing>> {
    let names = trust.names();
    let mut missing = Vec::new();
    for (channel, tip, _) in tx.tips()? {
        let parsed: crate::domain::id::Channel = channel.parse()?;
        let mut have = Ranges::new();
        for seal in tx.seals(&parsed)? {
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

/// The person of this name or id; several of one name are told apart by their ids.
fn find_peer(tx: &Tx, to: &str) -> Result<Peer> {
    let to = to.trim();
    let peers = tx.peers()?;
    let same = |p: &&Peer| p.name == to || p.person.to_string() == to;
    let found: Vec<&Peer> = peers.iter().filter(same).collect();
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] => {
            let names: Vec<&str> = peers.iter().map(|p| p.name.as_str()).collect();
            let names = if names.is_empty() {
                "-".to_owned()
            } else {
                names.join("、")
            };
            Err(Fault::new("E_PEER")
                .with("name", to)
                .with("known", names)
                .at("to"))
        }
        many => {
            let ids: Vec<String> = many.iter().map(|p| p.person.to_string()).collect();
            Err(Fault::new("E_PEER_MANY")
                .with("name", to)
                .with("ids", ids.join(" "))
                .at("to"))
        }
    }
}

fn read_have(tx: &Tx, person: PersonId) -> Result<BTreeMap<String, Ranges>> {
    tx.have_of(person)?
        .into_iter()
        .map(|(channel, ranges)| Ok((channel, ranges.parse()?)))
        .collect()
}

fn sender(me: &Me, secrets: &Secrets) -> Result<Sender> {
    Ok(Sender {
        person: me.person.to_string(),
        device: me.device.to_string(),
        key: secrets.key_line()?,
    })
}

/// The receiver's devices and this one: exactly these open the file.
fn recipients(tx: &Tx, peer: &Peer, secrets: &Secrets) -> Result<Vec<age::x25519::Recipient>> {
    let mut all = vec![secrets.recipient()];
    for text in tx.cards(Some(peer.person))? {
        let card = Card::parse(text.as_bytes())?;
        all.push(recipient(&card.identity.age).ok_or_else(|| Fault::new("E_CARD"))?);
    }
    Ok(all)
}

fn write_volumes(
    loads: &[Load],
    letterhead: &Letterhead,
    roster: Option<&Signed>,
    recipients: &[age::x25519::Recipient],
    secrets: &Secrets,
    path: impl Fn(Option<usize>) -> Result<PathBuf>,
) -> Result<Vec<(PathBuf, Pending)>> {
    let of = u32::try_from(loads.len()).unwrap_or(u32::MAX);
    let mut pending = Vec::new();
    for (i, load) in (1..=of).zip(loads) {
        let mut parts: Vec<Packed> = Vec::new();
        if let Some(signed) = roster {
            parts.push(Packed::stored(
                "roster.json",
                signed.text.clone().into_bytes(),
            ));
            parts.push(Packed::stored(
                "roster.json.sig",
                signed.sig.clone().into_bytes(),
            ));
        }
        parts.extend(load.parts.iter().cloned());
        let manifest = letterhead.manifest(Volume { n: i, of }, &parts);
        let (text, sig) = manifest.sign(&secrets.signing)?;
        let path = path((of > 1).then_some(i as usize))?;
        let packed: u64 = parts.iter().map(|p| p.part.bytes).sum();
        files::need_space(&path, packed + (1 << 20))?;
        let file = Pending::write(&path, |out| {
            container::write(out, recipients, (&text, &sig), &parts).map(drop)
        })?;
        pending.push((path, file));
    }
    Ok(pending)
}

/// Where a file goes: under a random name into a folder, or to the path given, with
/// the volume's number before the ending. Nothing that stands there is overwritten.
fn file_path(out: &Path, random: &str, volume: Option<usize>) -> Result<PathBuf> {
    let number = volume.map_or(String::new(), |n| format!("-{n}"));
    let path = if out.is_dir() {
        out.join(format!("{random}{number}.sanshe"))
    } else {
        let stem = out
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let ending = out
            .extension()
            .map_or("sanshe".into(), |e| e.to_string_lossy().into_owned());
        if volume.is_none() {
            out.to_path_buf()
        } else {
            out.with_file_name(format!("{stem}{number}.{ending}"))
        }
    };
    if path.exists() {
        return Err(Fault::new("E_PATH_TAKEN")
            .with("path", path.display())
            .at("out"));
    }
    Ok(path)
}
