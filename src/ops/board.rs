//! The coordinator's board: of each team's devices the last file, what is missing by
//! name, how long they have been silent, and what waits to be looked at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::keys::{called, load_trust};
use super::sync::{Gaps, Missing, missing};
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{hex, unhex};
use crate::storage::{Peer, Tx};
use crate::sync::card::{Card, Identity};
use crate::sync::public_key;
use crate::sync::trust::{Trust, digest};

/// Milliseconds of a day.
const DAY: u64 = 86_400_000;

/// One device on the board.
#[derive(Debug, Clone)]
pub struct Row {
    /// The device, whose it is, and what was exchanged with it.
    pub peer: Peer,
    /// How it is called: its person, with its letter if they have several.
    pub called: String,
    /// Its card.
    pub card: Identity,
    /// The fingerprint of its card.
    pub fingerprint: String,
    /// Whether its key was revoked.
    pub revoked: bool,
    /// The number of the last file of it that was taken in.
    pub last: Option<u64>,
    /// Whole days since one was; none if none ever was.
    pub silent_days: Option<u64>,
    /// Its files that never came and whose contents are not here, by number.
    pub files: Vec<u64>,
    /// Volumes of its files that never came.
    pub volumes: Vec<(u64, u32)>,
    /// Its segments that are known to exist and are not here.
    pub segments: Vec<Missing>,
    /// Records that it wrote in and that wait for an approval.
    pub review: u64,
    /// Its changes that are held back and were not refused.
    pub held: u64,
}

impl Row {
    /// What names the device: the first half of its ids.
    #[must_use]
    pub fn id(&self) -> String {
        hex(&digest(&self.peer.key))
    }
}

/// A page of the board.
#[derive(Debug, Clone)]
pub struct Board {
    /// The devices, by their persons' names.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// How many devices there are in all.
    pub all: u64,
}

#[derive(Serialize, Deserialize)]
struct Cursor(String, String);

fn write_cursor(peer: &Peer) -> Result<String> {
    let cursor = Cursor(peer.name.clone(), hex(&peer.key));
    let text = serde_json::to_vec(&cursor).map_err(|e| Fault::new("E_CURSOR").because(e))?;
    Ok(hex(&text))
}

fn read_cursor(word: &str) -> Result<(String, [u8; 32])> {
    let bad = || Fault::new("E_CURSOR");
    let byte = |pair: &[u8]| Some(unhex::<1>(std::str::from_utf8(pair).ok()?)?[0]);
    let text: Option<Vec<u8>> = word.as_bytes().chunks(2).map(byte).collect();
    let Cursor(name, key) = serde_json::from_slice(&text.ok_or_else(bad)?).map_err(|_| bad())?;
    Ok((name, unhex::<32>(&key).ok_or_else(bad)?))
}

/// What is asked once for all devices.
struct Facts {
    trust: Trust,
    peers: Vec<Peer>,
    missing: BTreeMap<String, Vec<Missing>>,
    review: BTreeMap<[u8; 16], u64>,
    held: BTreeMap<[u8; 16], u64>,
    now_ms: u64,
}

impl Facts {
    fn gather(tx: &Tx, trust: Trust, now_ms: u64) -> Result<Self> {
        let mut by_key: BTreeMap<String, Vec<Missing>> = BTreeMap::new();
        for one in missing(tx, &trust)? {
            let key: String = one.channel.chars().take(32).collect();
            by_key.entry(key).or_default().push(one);
        }
        let mut review: BTreeMap<[u8; 16], u64> = BTreeMap::new();
        let forms = std::sync::Arc::clone(tx.forms());
        for form in forms.iter().filter(|f| !f.approve.is_empty()) {
            for (key, n) in tx.in_review_by_key(&form.id)? {
                *review.entry(key).or_default() += n;
            }
        }
        Ok(Self {
            trust,
            peers: tx.peers()?,
            missing: by_key,
            review,
            held: tx.held_by_key()?,
            now_ms,
        })
    }

    fn row(&self, tx: &Tx, peer: &Peer) -> Result<Row> {
        let key = digest(&peer.key);
        let received = tx.received(&peer.key)?;
        let gaps = Gaps::of(tx, &peer.key)?;
        let card = Card::parse(peer.card.as_bytes())?;
        let silent = peer.heard_at.map(|at| self.now_ms.saturating_sub(at) / DAY);
        let of = |counts: &BTreeMap<[u8; 16], u64>| counts.get(&key).copied().unwrap_or(0);
        Ok(Row {
            called: called(&self.peers, peer)?,
            fingerprint: card.fingerprint(),
            card: card.identity,
            revoked: self.trust.is_revoked(&public_key::to_line(&peer.key)),
            last: received.last().map(|file| file.number),
            silent_days: silent,
            files: gaps.files,
            volumes: gaps.volumes,
            segments: self.missing.get(&hex(&key)).cloned().unwrap_or_default(),
            review: of(&self.review),
            held: of(&self.held),
            peer: peer.clone(),
        })
    }
}

impl Workspace {
    /// A page of the board of teams; `after` is where the page before ended.
    pub fn board(&mut self, world: &World, after: Option<&str>, limit: u32) -> Result<Board> {
        let after = after.map(read_cursor).transpose()?;
        let after = after.as_ref().map(|(name, key)| (name.as_str(), key));
        let (me, secrets, now) = (&self.me, &self.secrets, world.now_ms());
        self.store.read(|tx| {
            let facts = Facts::gather(tx, load_trust(tx, me, secrets)?, now)?;
            let mut peers = tx.peers_after(after, limit.saturating_add(1))?;
            let more = peers.len() > limit as usize;
            peers.truncate(limit as usize);
            let last = peers.last().filter(|_| more);
            let next = last.map(write_cursor).transpose()?;
            let rows = peers.iter().map(|peer| facts.row(tx, peer));
            Ok(Board {
                rows: rows.collect::<Result<_>>()?,
                next,
                all: tx.count_peers()?,
            })
        })
    }

    /// One device of the board, named by [`Row::id`].
    pub fn board_row(&mut self, world: &World, id: &str) -> Result<Row> {
        let (me, secrets, now) = (&self.me, &self.secrets, world.now_ms());
        self.store.read(|tx| {
            let facts = Facts::gather(tx, load_trust(tx, me, secrets)?, now)?;
            let found = facts.peers.iter().find(|p| hex(&digest(&p.key)) == id);
            let unknown = || Fault::new("E_NO_DEVICE").with("text", id).at("device");
            facts.row(tx, found.ok_or_else(unknown)?)
        })
    }
}
