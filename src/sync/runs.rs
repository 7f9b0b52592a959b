//! What somebody has of a channel: runs of segments, each named by the hash of its last
//! statement, which through `prev` says all of it. Numbers alone can't tell two segments
//! of one number apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hex;
use super::ranges::{MAX_NUMBER, Ranges};
use super::seal;
use crate::domain::fault::{Fault, Result};
use crate::storage::StoredSeal;

/// Segments `first` to `last`, each statement naming the one before it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(u64, u64, String)", into = "(u64, u64, String)")]
pub struct Run {
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// SHA-256 of the last statement, 64 hex digits.
    pub sha256: String,
}

impl From<(u64, u64, String)> for Run {
    fn from((first, last, sha256): (u64, u64, String)) -> Self {
        Self {
            first,
            last,
            sha256,
        }
    }
}

impl From<Run> for (u64, u64, String) {
    fn from(run: Run) -> Self {
        (run.first, run.last, run.sha256)
    }
}

/// Runs in their order, without repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs(Vec<Run>);

/// Where a segment stands in its chain.
struct Link {
    n: u64,
    hash: [u8; 32],
    /// `None` for the first of a channel.
    prev: Option<[u8; 32]>,
}

fn links<'a>(seals: impl Iterator<Item = &'a StoredSeal>) -> Result<Vec<Link>> {
    let link = |seal: &StoredSeal| {
        let statement = seal::statement_of(&seal.line)?;
        Ok(Link {
            n: seal.n,
            hash: seal.hash,
            prev: hex::decode::<32>(&statement.prev),
        })
    };
    seals.map(link).collect()
}

impl Runs {
    /// Reads runs in their order: `E_RANGES` for anything else.
    pub fn from_runs(runs: Vec<Run>) -> Result<Self> {
        let fits = |run: &Run| {
            (1..=run.last).contains(&run.first)
                && run.last <= MAX_NUMBER
                && hex::decode::<32>(&run.sha256).is_some()
        };
        if runs.iter().all(fits) && runs.is_sorted_by(|a, b| a < b) {
            Ok(Self(runs))
        } else {
            Err(Fault::new("E_RANGES"))
        }
    }

    /// The runs that these segments of one channel make, of which all bodies came.
    pub fn of(seals: &[StoredSeal]) -> Result<Self> {
        let mut open: BTreeMap<[u8; 32], Run> = BTreeMap::new();
        let mut done = Vec::new();
        let mut links = links(seals.iter().filter(|s| s.whole))?;
        links.sort_by_key(|l| (l.n, l.hash));
        for link in links {
            let before = link.prev.and_then(|prev| open.remove(&prev));
            let (first, kept) = match before {
                Some(run) if run.last + 1 == link.n => (run.first, None),
                other => (link.n, other),
            };
            done.extend(kept);
            let run = Run {
                first,
                last: link.n,
                sha256: hex::encode(&link.hash),
            };
            open.insert(link.hash, run);
        }
        done.extend(open.into_values());
        done.sort();
        Ok(Self(done))
    }

    /// The runs.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The greatest number.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.0.iter().map(|r| r.last).max()
    }

    /// Which of these segments of the channel the one who said this has (`FORMAT.md`
    /// 4.1).
    pub fn had(&self, seals: &[StoredSeal]) -> Result<Vec<bool>> {
        let mut had = vec![false; seals.len()];
        if self.0.is_empty() {
            return Ok(had);
        }
        let links = links(seals.iter())?;
        for run in &self.0 {
            let counted = |n: u64, last: u64| (run.first..=last).contains(&n);
            match follow(run, &links) {
                Follow::Down(those, rest) => {
                    for (link, had) in links.iter().zip(&mut had) {
                        *had |= those.contains(&link.hash)
                            || rest.is_some_and(|rest| counted(link.n, rest));
                    }
                }
                Follow::Other => {}
                Follow::Ahead => {
                    for (link, had) in links.iter().zip(&mut had) {
                        *had |= counted(link.n, run.last);
                    }
                }
            }
        }
        Ok(had)
    }

    /// The numbers under which they have a segment that is not here, though one of that
    /// number is.
    pub fn differing(&self, seals: &[StoredSeal]) -> Result<Ranges> {
        let links = links(seals.iter())?;
        let other = |run: &&Run| matches!(follow(run, &links), Follow::Other);
        Ok(self.0.iter().filter(other).map(|run| run.last).collect())
    }

    /// What is in this and in an earlier saying too: of runs that overlap, the shorter.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        let mut all = BTreeSet::new();
        for a in &self.0 {
            for b in &other.0 {
                let first = a.first.max(b.first);
                let shorter = if a.last <= b.last { a } else { b };
                if first <= shorter.last && (a.last != b.last || a.sha256 == b.sha256) {
                    all.insert(Run {
                        first,
                        ..shorter.clone()
                    });
                }
            }
        }
        Self(all.into_iter().collect())
    }

    /// As the database keeps them.
    pub fn to_text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Fault::new("E_RANGES").because(e))
    }

    /// Reads what [`Runs::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| Fault::new("E_RANGES").because(e))
    }
}

/// Where a run leads among the segments that are here.
enum Follow {
    /// Its last statement is here: these segments, and where the chain breaks, those up
    /// to a number.
    Down(BTreeSet<[u8; 32]>, Option<u64>),
    /// Another statement stands in its place.
    Other,
    /// Nothing here speaks against it.
    Ahead,
}

fn follow(run: &Run, links: &[Link]) -> Follow {
    let hash = hex::decode::<32>(&run.sha256).unwrap_or_default();
    let at = |n: u64| links.iter().filter(move |l| l.n == n);
    if !at(run.last).any(|l| l.hash == hash) {
        let mut after = at(run.last + 1).peekable();
        let unnamed = after.peek().is_some() && !after.any(|l| l.prev == Some(hash));
        return if unnamed || at(run.last).next().is_some() {
            Follow::Other
        } else {
            Follow::Ahead
        };
    }
    let mut those = BTreeSet::new();
    let mut named = hash;
    for n in (run.first..=run.last).rev() {
        let Some(link) = at(n).find(|l| l.hash == named) else {
            return Follow::Down(those, Some(n));
        };
        those.insert(named);
        match link.prev {
            Some(prev) => named = prev,
            None => break,
        }
    }
    Follow::Down(those, None)
}

impl Serialize for Runs {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Runs {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        Self::from_runs(Vec::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
