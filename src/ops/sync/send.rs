//! Handing over: one signed, encrypted file for one person.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Progress;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::id::PersonId;
use crate::domain::stamp::Stamp;
use crate::ops::files::{self, Pending};
use crate::ops::keys::{load_trust, own_roster};
use crate::ops::workspace::{Me, Workspace};
use crate::ops::world::World;
use crate::storage::{Access, Peer, Tx};
use crate::sync::card::{Card, recipient};
use crate::sync::container;
use crate::sync::keys::Secrets;
use crate::sync::manifest::{Sender, Volume};
use crate::sync::outbox::{self, Letterhead, Load, Plan, Unsent};
use crate::sync::packing::Packed;
use crate::sync::ranges::Ranges;
use crate::sync::roster::Signed;
use crate::sync::trust::Trust;

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
        let mark = self.mark();
        let folder = if out.is_dir() {
            out.to_path_buf()
        } else {
            files::folder_of(out)
        };
        files::sweep(&folder, &mark);
        let (pending, mut exported) = self.store.transact(|tx| {
            let peer = find_peer(tx, to)?;
            let trust = load_trust(tx, me, secrets)?;
            let unsent = outbox::seal_own(tx, &secrets.signing)?;
            let person = peer.person.to_string();
            let have = read_have(tx, peer.person)?;
            let plan = outbox::plan(tx, &trust, &person, &have)?;
            let loads = outbox::pack(tx, &plan, &mut |done| progress(done, None))?;
            let signed = own_roster(tx, secrets)?;
            let (have, tips) = outbox::standing(tx, &trust, &person)?;
            let letterhead = Letterhead {
                from: sender(me, secrets)?,
                to: person,
                number: file_number(tx, &peer, &plan, at_ms)?,
                made: today,
                roster: signed.as_ref().map_or(0, |s| s.roster.version),
                have,
                tips,
            };
            let recipients = recipients(tx, &trust, &peer, secrets)?;
            let pending = write_volumes(
                &loads,
                &letterhead,
                signed.as_ref(),
                &recipients,
                (secrets, &mark),
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
                warnings: unsent.iter().map(unsent_note).collect(),
            };
            Ok((pending, exported))
        })?;
        // The seals are kept before a file can be seen: a segment is never cut twice.
        for (path, file) in pending {
            exported.bytes += file.publish_new()?;
            exported.files.push(path);
        }
        Ok(exported)
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

/// The number of a file. One without changes only brings word of what is here: it takes
/// the last number again, so that nobody waits for it if it is lost.
fn file_number(tx: &Tx, peer: &Peer, plan: &Plan, at_ms: u64) -> Result<u64> {
    if plan.seals.is_empty() && peer.sent > 0 {
        return Ok(peer.sent);
    }
    tx.next_file_number(peer.person, at_ms)
}

fn unsent_note(unsent: &Unsent) -> Note {
    Note::new("W_UNSENT")
        .with("changes", unsent.changes)
        .with("channel", &unsent.channel)
        .with("segment", unsent.segment)
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

/// The receiver's devices that are not revoked, and this one: exactly these open the file.
fn recipients(
    tx: &Tx,
    trust: &Trust,
    peer: &Peer,
    secrets: &Secrets,
) -> Result<Vec<age::x25519::Recipient>> {
    let mut all = vec![secrets.recipient()];
    for text in tx.cards(Some(peer.person))? {
        let card = Card::parse(text.as_bytes())?;
        if trust.is_revoked(&card.identity.key) {
            continue;
        }
        all.push(recipient(&card.identity.age).ok_or_else(|| Fault::new("E_CARD"))?);
    }
    if all.len() == 1 {
        return Err(Fault::new("E_PEER_REVOKED")
            .with("name", &peer.name)
            .at("to"));
    }
    Ok(all)
}

fn write_volumes(
    loads: &[Load],
    letterhead: &Letterhead,
    roster: Option<&Signed>,
    recipients: &[age::x25519::Recipient],
    (secrets, mark): (&Secrets, &str),
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
        let file = Pending::write(&path, mark, |out| {
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
