//! Reading a file: decrypt, prove, and only then hand over what is in it.

use std::collections::BTreeMap;
use std::sync::mpsc;

use age::x25519;

use super::container::{Limits, Opened};
use super::manifest::Manifest;
use super::packing::Unpacking;
use super::roster::Signed;
use super::seal::{self, Seal};
use crate::domain::change::{Body, Head};
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Channel, unhex};
use crate::domain::value::Patch;
use crate::storage::{Incoming, Scales, Spent, check_body};

/// Changes handed over at a time, and how many such batches the reader may be ahead.
const BATCH: usize = 256;
const AHEAD: usize = 8;

/// A file whose signature, parts and seals were checked. Whether its sender is
/// trusted is the caller's question; what its segments hold is checked by
/// [`Letter::walk`].
pub struct Letter {
    /// What the sender signed.
    pub manifest: Manifest,
    /// The roster that travels with it, signature checked, trust not.
    pub roster: Option<Signed>,
    /// The seals, each checked by itself.
    pub seals: Vec<Seal>,
    opened: Opened,
    limits: Limits,
}

/// One verified change of a file.
pub struct Arrival {
    /// Which of the letter's seals covers it.
    pub seal: usize,
    /// Its head, read, and the head's bytes.
    pub head: (Head, Vec<u8>),
    /// Its body, if it came: that to which the head committed, and what it says.
    pub body: Option<(Body, Patch)>,
}

/// What comes of a file while it is read.
#[allow(
    clippy::large_enum_variant,
    reason = "nearly all are changes, and a box for each would cost more than it saves"
)]
pub enum Coming {
    /// Which seal covers a change, and the change.
    Change(usize, Incoming),
    /// The next change is still being read.
    Pause,
}

impl Letter {
    /// Decrypts and checks manifest, parts and seals. Nothing is written anywhere.
    pub fn open(bytes: &[u8], identity: &x25519::Identity, limits: Limits) -> Result<Self> {
        let opened = Opened::new(bytes, identity, &limits)?;
        let manifest = opened.manifest()?;
        opened.check_parts(&manifest, &limits)?;
        let roster = opened
            .roster()
            .map(|(text, sig)| Signed::parse(text, sig))
            .transpose()?;
        let seals = opened.unpack(&manifest, "seals.zst", &limits)?;
        let seals = seal::parse_seals(&seals)?;
        Ok(Self {
            manifest,
            roster,
            seals,
            opened,
            limits,
        })
    }

    /// Hands over every change of the segments that `wanted` marks, in order,
    /// after checking that the segment's heads are the sealed ones and each body is
    /// the one its head commits to. A part that does not unpack to what it declares is
    /// said to be so, whatever else is wrong with what stands in it.
    pub fn walk(&self, wanted: &[bool], each: impl FnMut(Arrival) -> Result<()>) -> Result<()> {
        self.walk_parts(wanted, each)
            .map_err(|fault| self.wrong_size().err().unwrap_or(fault))
    }

    fn wrong_size(&self) -> Result<()> {
        self.part("heads.zst")?.drain()?;
        self.part("bodies.zst")?.drain()
    }

    fn walk_parts(
        &self,
        wanted: &[bool],
        mut each: impl FnMut(Arrival) -> Result<()>,
    ) -> Result<()> {
        if !wanted.contains(&true) {
            return Ok(());
        }
        // Decompressed segment by segment: a file may unpack to half a gigabyte.
        let mut heads = self.part("heads.zst")?;
        let mut bodies = Bodies::new(self.part("bodies.zst")?)?;
        let mut block = Vec::new();
        for (place, (seal, wanted)) in self.seals.iter().zip(wanted).enumerate() {
            let statement = &seal.statement;
            read_block(&mut heads, statement.last - statement.first + 1, &mut block)?;
            seal.check_heads(&block)?;
            let channel: Channel = statement.channel().parse()?;
            let mut lines = block.split_inclusive(|b| *b == b'\n');
            let begin = format!("{channel}/");
            for seq in statement.first..=statement.last {
                let line = lines.next().and_then(|line| line.strip_suffix(b"\n"));
                let bytes = line.ok_or_else(|| damaged("heads"))?;
                let body = bodies.take(&begin, seq)?;
                if !wanted {
                    continue;
                }
                let head = Head::parse(bytes)?;
                if head.seq != seq || head.device != channel.device || head.scope != channel.scope {
                    return Err(damaged("heads"));
                }
                let body = match body {
                    Some(body) => {
                        let patch = check_body(&head, &body)?;
                        Some((body, patch))
                    }
                    None => None,
                };
                each(Arrival {
                    seal: place,
                    head: (head, bytes.to_vec()),
                    body,
                })?;
            }
        }
        if heads.is_at_end()? && bodies.is_at_end()? {
            Ok(())
        } else {
            Err(damaged("rest"))
        }
    }

    fn part(&self, name: &str) -> Result<Unpacking<'_>> {
        self.opened.unpacking(&self.manifest, name, &self.limits)
    }

    /// [`Letter::walk`] on a thread of its own, so that reading, proving and weighing go
    /// on while `each` writes, which answers what it has no more use for. A fault on
    /// either side ends both.
    pub fn walk_ahead(
        &self,
        scales: &Scales,
        wanted: &[bool],
        mut each: impl FnMut(Coming) -> Result<Option<Spent>>,
    ) -> Result<()> {
        std::thread::scope(|scope| {
            let (hand_back, given_back) = mpsc::channel::<Spent>();
            let (emptied, empty) = mpsc::channel::<Vec<(usize, Incoming)>>();
            let (send, receive) = mpsc::sync_channel::<Vec<(usize, Incoming)>>(AHEAD);
            let reader = scope.spawn(move || {
                let mut batch = Vec::with_capacity(BATCH);
                let gone = |_| Fault::new("E_CANCELLED");
                self.walk(wanted, |arrival| {
                    let (head, bytes) = arrival.head;
                    batch.push((arrival.seal, scales.weigh(head, bytes, arrival.body)));
                    if batch.len() < BATCH {
                        return Ok(());
                    }
                    scales.weigh_together(batch.iter_mut().map(|(_, change)| change));
                    given_back.try_iter().for_each(drop);
                    let next = empty.try_recv();
                    let next = next.unwrap_or_else(|_| Vec::with_capacity(BATCH));
                    send.send(std::mem::replace(&mut batch, next)).map_err(gone)
                })?;
                scales.weigh_together(batch.iter_mut().map(|(_, change)| change));
                send.send(batch).map_err(gone)?;
                drop(send);
                given_back.iter().for_each(drop);
                Ok(())
            });
            let mut take = move |coming| -> Result<()> {
                if let Some(spent) = each(coming)? {
                    // If the reader gave up, it is let go of here.
                    let _ = hand_back.send(spent);
                }
                Ok(())
            };
            let mut write = move || -> Result<()> {
                loop {
                    let mut batch = match receive.try_recv() {
                        Ok(batch) => batch,
                        Err(mpsc::TryRecvError::Disconnected) => return Ok(()),
                        Err(mpsc::TryRecvError::Empty) => {
                            take(Coming::Pause)?;
                            let Ok(batch) = receive.recv() else {
                                return Ok(());
                            };
                            batch
                        }
                    };
                    for (seal, change) in batch.drain(..) {
                        take(Coming::Change(seal, change))?;
                    }
                    // If the reader has no more use for it, it is let go of here.
                    let _ = emptied.send(batch);
                }
            };
            let written = write();
            // The reader lets go of what is given back until nobody is left to give.
            drop(write);
            let read = reader.join().map_err(|_| Fault::new("E_THREAD"))?;
            // If writing failed, the reader only heard that nobody listens any more.
            written.and(read)
        })
    }

    /// How many changes the seals cover.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.seals
            .iter()
            .map(|s| s.statement.last - s.statement.first + 1)
            .fold(0, u64::saturating_add)
    }

    /// Seals whose predecessor in the same file does not lead to them: a sign of a
    /// copied workspace.
    #[must_use]
    pub fn broken_chains(&self) -> Vec<String> {
        let mut last: BTreeMap<String, &Seal> = BTreeMap::new();
        let mut broken = Vec::new();
        for seal in &self.seals {
            let channel = seal.statement.channel();
            if let Some(before) = last.insert(channel.clone(), seal) {
                let next = seal.statement.n == before.statement.n + 1;
                if next && seal::follows(before, seal).is_err() {
                    broken.push(channel);
                }
            }
        }
        broken
    }
}

fn damaged(part: &str) -> Fault {
    Fault::new("E_SEGMENTS").with("part", part)
}

/// Reads the next `count` lines with their line ends in the place of what `block` held.
fn read_block(heads: &mut Unpacking, count: u64, block: &mut Vec<u8>) -> Result<()> {
    block.clear();
    for _ in 0..count {
        if !heads.line(block)? || !block.ends_with(b"\n") {
            return Err(damaged("heads"));
        }
    }
    Ok(())
}

/// Body lines, which may have holes: `<dot> <salt> <patch>`.
struct Bodies<'a> {
    part: Unpacking<'a>,
    line: Vec<u8>,
    next: Option<Body>,
    /// How long the dot is with which the line begins.
    dot: usize,
}

impl<'a> Bodies<'a> {
    fn new(part: Unpacking<'a>) -> Result<Self> {
        let mut bodies = Self {
            part,
            line: Vec::new(),
            next: None,
            dot: 0,
        };
        bodies.advance()?;
        Ok(bodies)
    }

    fn advance(&mut self) -> Result<()> {
        self.line.clear();
        if !self.part.line(&mut self.line)? {
            return Ok(());
        }
        let line = self.line.strip_suffix(b"\n");
        let line = line.ok_or_else(|| damaged("line"))?;
        let mut words = line.splitn(3, |b| *b == b' ');
        let (dot, salt, patch) = (words.next(), words.next(), words.next());
        let salt = salt
            .and_then(|s| std::str::from_utf8(s).ok())
            .and_then(unhex::<16>);
        let (Some(dot), Some(salt), Some(patch)) = (dot, salt, patch) else {
            return Err(damaged("bodies"));
        };
        self.dot = dot.len();
        self.next = Some(Body {
            salt,
            patch: patch.to_vec(),
        });
        Ok(())
    }

    /// The body of a change, if the next line is its.
    fn take(&mut self, begin: &str, seq: u64) -> Result<Option<Body>> {
        let dot = self.line.get(..self.dot).unwrap_or_default();
        let number = dot.strip_prefix(begin.as_bytes());
        if self.next.is_none() || number != Some(seq.to_string().as_bytes()) {
            return Ok(None);
        }
        let body = self.next.take();
        self.advance()?;
        Ok(body)
    }

    fn is_at_end(&mut self) -> Result<bool> {
        Ok(self.next.is_none() && self.part.is_at_end()?)
    }
}
