//! Handing over: one signed, encrypted file for one person.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Progress;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::hex;
use crate::domain::stamp::Stamp;
use crate::ops::files::{self, Pending};
use crate::ops::keys::{load_trust, name_channel, own_roster};
use crate::ops::post::{note_made, read_have};
use crate::ops::workspace::{Me, Workspace};
use crate::ops::world::World;
use crate::storage::{Access, Peer, Tx};
use crate::sync::card::{Card, recipient};
use crate::sync::container;
use crate::sync::keys::Secrets;
use crate::sync::letterhead::{Letterhead, rosters_for, standing};
use crate::sync::manifest::{Sender, Volume};
use crate::sync::outbox::{self, Load, Plan};
use crate::sync::packing::Packed;
use crate::sync::public_key;
use crate::sync::roster::Signed;
use crate::sync::sealing::{self, Unsent};
use crate::sync::trust::{Trust, digest};

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
    /// What the sender should know of it.
    pub warnings: Vec<Note>,
}

impl Exported {
    /// Whether there was nothing that the other one lacks: the file only says what is here.
    #[must_use]
    pub fn is_receipt(&self) -> bool {
        self.segments == 0
    }
}

impl Workspace {
    /// Makes a file for a device of a person: everything granted to it that it has not
    /// acknowledged. `out` is a folder or the file's own path.
    pub fn export(
        &mut self,
        world: &mut World,
        to: &str,
        out: &Path,
        progress: &mut Progress,
    ) -> Result<Exported> {
        self.export_in_volumes(world, to, out, outbox::VOLUME, progress)
    }

    /// [`Workspace::export`] in volumes of at most `most` bytes, as far as one segment
    /// fits; each is written before the next is read.
    pub fn export_in_volumes(
        &mut self,
        world: &mut World,
        to: &str,
        out: &Path,
        most: usize,
        progress: &mut Progress,
    ) -> Result<Exported> {
        let (me, secrets) = (&self.me, &self.secrets);
        let at_ms = world.now_ms();
        let today = world.today().to_string();
        let random = hex(&world.bytes::<8>());
        let mark = self.mark();
        let folder = if out.is_dir() {
            out.to_path_buf()
        } else {
            files::folder_of(out)
        };
        files::sweep(&folder, &mark);
        let (pending, mut exported, key, plan) = self.store.transact(|tx| {
            let trust = load_trust(tx, me, secrets)?;
            let peer = find_peer(tx, &trust, to)?;
            let unsent = sealing::seal_own(tx, &secrets.signing)?;
            let line = public_key::to_line(&peer.key);
            let plan = outbox::plan(tx, &trust, &line, &read_have(tx, &peer.key)?)?;
            let signed = own_roster(tx, secrets)?;
            let (below, without_room) = rosters_for(tx, &trust, &line)?;
            let letterhead = Letterhead {
                from: sender(me, secrets)?,
                to: peer.person.to_string(),
                number: file_number(tx, &peer, &plan, at_ms)?,
                made: today,
                roster: signed.as_ref().map_or(0, |s| s.roster.version),
                standing: standing(tx, &trust, (&line, digest(&peer.key)))?,
                below,
            };
            let mut writer = Volumes {
                letterhead: &letterhead,
                roster: signed.as_ref(),
                recipients: &[secrets.recipient(), recipient_of(&peer)?],
                secrets,
                mark: &mark,
                path: &|n| file_path(out, &random, n),
                pending: Vec::new(),
                changes: 0,
                segments: 0,
            };
            let roster = signed.as_ref().map_or(0, |s| s.text.len() + s.sig.len());
            let some = Volume { n: 1, last: false };
            let said = letterhead.manifest(some, &[]).length()?;
            let most = most.saturating_sub(roster + said);
            let mut each = |load: Load| writer.write(&load);
            let names = trust.names();
            outbox::pack(tx, &plan, most, &mut each, &mut |done| progress(done, None)).map_err(
                |mut fault| {
                    let notes = fault.notes.into_iter();
                    fault.notes = notes.map(|n| name_channel(n, &names)).collect();
                    fault
                },
            )?;
            let Volumes {
                pending,
                changes,
                segments,
                ..
            } = writer;
            let note = Some(peer.person.to_string());
            let what = "export".to_owned();
            tx.log_access(&[Access {
                at: Stamp::at(at_ms),
                what,
                record: None,
                note,
            }])?;
            let mut warnings: Vec<Note> = unsent.iter().map(|u| unsent_note(u, &names)).collect();
            if without_room > 0 {
                warnings.push(Note::new("W_ROSTERS_TOO_MANY").with("count", without_room));
            }
            let exported = Exported {
                to: peer.name,
                number: letterhead.number,
                files: Vec::new(),
                bytes: 0,
                changes,
                segments,
                acknowledged: plan.acknowledged,
                withheld: plan.withheld,
                warnings,
            };
            Ok((pending, exported, peer.key, plan))
        })?;
        // The seals are kept before a file can be seen: a segment is never cut twice.
        for (path, file) in pending {
            exported.bytes += file.publish_new()?;
            exported.files.push(path);
        }
        // Only a file that is there was made. What can't be noted is shown as unsent.
        let _ = self.store.transact(|tx| note_made(tx, &key, &plan.seals));
        Ok(exported)
    }
}

/// The device that is meant: by its person's name or id if it is the only one of theirs
/// in use, else by name and letter (`周社工/B`) or by the beginning of its id.
fn find_peer(tx: &Tx, trust: &Trust, to: &str) -> Result<Peer> {
    let to = to.trim();
    let mut all = Vec::new();
    for peer in tx.peers()? {
        let letter = Card::parse(peer.card.as_bytes())?.identity.letter;
        let name = format!("{}/{letter}", peer.name);
        all.push((peer, name));
    }
    let same = |(peer, name): &&(Peer, String)| {
        peer.name == to
            || name == to
            || peer.person.to_string() == to
            || (to.len() >= 8 && hex(&digest(&peer.key)).starts_with(to))
    };
    let found: Vec<_> = all.iter().filter(same).collect();
    let in_use = |peer: &Peer| !trust.is_revoked(&public_key::to_line(&peer.key));
    let (used, lost): (Vec<_>, Vec<_>) = found.into_iter().partition(|(p, _)| in_use(p));
    match (used.as_slice(), lost.as_slice()) {
        ([(only, _)], _) => Ok(only.clone()),
        ([], [(lost, _), ..]) => Err(Fault::new("E_PEER_REVOKED")
            .with("name", &lost.name)
            .at("to")),
        ([], []) if all.is_empty() => Err(Fault::new("E_PEER_NONE").at("to")),
        ([], []) => {
            let names: Vec<&str> = all.iter().map(|(p, _)| p.name.as_str()).collect();
            Err(Fault::new("E_PEER")
                .with("name", to)
                .with("known", names.join("、"))
                .at("to"))
        }
        ([(first, _), others @ ..], _) if others.iter().all(|(p, _)| p.person == first.person) => {
            let names: Vec<&str> = used.iter().map(|(_, name)| name.as_str()).collect();
            Err(Fault::new("E_PEER_DEVICES")
                .with("name", &first.name)
                .with("devices", names.join("、"))
                .at("to"))
        }
        _ => {
            let ids: Vec<String> = used.iter().map(|(p, _)| p.person.to_string()).collect();
            Err(Fault::new("E_PEER_MANY")
                .with("name", to)
                .with("ids", ids.join(" "))
                .at("to"))
        }
    }
}

/// The number of a file. One without changes only brings word of what is here: it takes
/// the last number again, so that nobody waits for it if it is lost.
fn file_number(tx: &Tx, peer: &Peer, plan: &Plan, at_ms: u64) -> Result<u64> {
    if plan.seals.is_empty() && peer.sent > 0 {
        return Ok(peer.sent);
    }
    tx.next_file_number(&peer.key, at_ms)
}

fn unsent_note(unsent: &Unsent, names: &BTreeMap<String, String>) -> Note {
    let note = Note::new("W_UNSENT")
        .with("changes", unsent.changes)
        .with("channel", &unsent.channel)
        .with("segment", unsent.segment);
    name_channel(note, names)
}

fn sender(me: &Me, secrets: &Secrets) -> Result<Sender> {
    Ok(Sender {
        person: me.person.to_string(),
        device: me.device.to_string(),
        key: secrets.key_line()?,
    })
}

/// The receiving device: it and this one open the file, and nobody else.
fn recipient_of(peer: &Peer) -> Result<age::x25519::Recipient> {
    let card = Card::parse(peer.card.as_bytes())?;
    recipient(&card.identity.age).ok_or_else(|| Fault::new("E_CARD"))
}

/// Writes one volume after another beside their places; none is seen there yet.
struct Volumes<'a> {
    letterhead: &'a Letterhead,
    roster: Option<&'a Signed>,
    recipients: &'a [age::x25519::Recipient],
    secrets: &'a Secrets,
    mark: &'a str,
    /// Where a volume goes: its number, if there are others.
    path: &'a (dyn Fn(Option<u32>) -> Result<PathBuf> + Sync),
    pending: Vec<(PathBuf, Pending)>,
    changes: u64,
    segments: u64,
}

impl Volumes<'_> {
    fn write(&mut self, load: &Load) -> Result<()> {
        let mut parts: Vec<Packed> = Vec::new();
        if let Some(signed) = self.roster {
            let stored = |name, text: &str| Packed::stored(name, text.as_bytes().to_vec());
            parts.push(stored("roster.json", &signed.text));
            parts.push(stored("roster.json.sig", &signed.sig));
        }
        parts.extend(load.parts.iter().cloned());
        let volume = load.volume;
        let manifest = self.letterhead.manifest(volume, &parts);
        let (text, sig) = manifest.sign(&self.secrets.signing)?;
        let alone = volume.n == 1 && volume.last;
        let path = (self.path)((!alone).then_some(volume.n))?;
        let packed: u64 = parts.iter().map(|p| p.part.bytes).sum();
        let beside = text.len() as u64 + (1 << 20);
        files::need_space(&path, packed + beside)?;
        let file = Pending::write(&path, self.mark, |out| {
            container::write(out, self.recipients, (&text, &sig), &parts).map(drop)
        })?;
        self.pending.push((path, file));
        self.changes += load.changes;
        self.segments += load.segments;
        Ok(())
    }
}

/// Where a file goes: under a random name into a folder, or to the path given, with
/// the volume's number before the ending. Nothing that stands there is overwritten.
fn file_path(out: &Path, random: &str, volume: Option<u32>) -> Result<PathBuf> {
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
