//! Sealed segments of channels, verbatim, as they are relayed.

use rusqlite::params;

use super::Tx;
use crate::domain::fault::Result;
use crate::domain::id::Channel;

/// One sealed segment as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSeal {
    /// The channel.
    pub channel: Channel,
    /// Its number in the channel, from 1.
    pub n: u64,
    /// The first change in it.
    pub first: u64,
    /// The last change in it.
    pub last: u64,
    /// sha256 of the statement: the next statement names it.
    pub hash: [u8; 32],
    /// Whether every body of it came, or was erased.
    pub whole: bool,
    /// Statement and signature, the exact line.
    pub line: Vec<u8>,
}

impl Tx<'_> {
    /// Keeps a seal; one that is there stays, and becomes whole once all its bodies came.
    pub fn add_seal(&self, seal: &StoredSeal) -> Result<()> {
        let channel = self.names().channel(&self.conn, &seal.channel)?;
        self.conn
            .prepare_cached(
                "INSERT INTO seal(channel, n, first, last, hash, whole, line)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (channel, n, hash) DO UPDATE SET whole = max(whole, ?6)",
            )?
            .execute(params![
                channel,
                seal.n,
                seal.first,
                seal.last,
                &seal.hash[..],
                seal.whole,
                seal.line
            ])?;
        Ok(())
    }

    /// The seals of a channel in order.
    pub fn seals(&self, channel: &Channel) -> Result<Vec<StoredSeal>> {
        let Some(id) = self.names().find_channel(&self.conn, channel)? else {
            return Ok(Vec::new());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT n, first, last, hash, whole, line FROM seal WHERE channel = ?1 ORDER BY n, hash",
        )?;
        let rows = statement.query_map([id], |r| {
            Ok(StoredSeal {
                channel: channel.clone(),
                n: r.get(0)?,
                first: r.get(1)?,
                last: r.get(2)?,
                hash: r.get(3)?,
                whole: r.get(4)?,
                line: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether this very segment is here, with all its bodies or not.
    pub fn knows_seal(&self, channel: &Channel, n: u64, hash: &[u8; 32]) -> Result<bool> {
        let seals = self.seals(channel)?;
        Ok(seals.iter().any(|s| s.n == n && s.hash == *hash))
    }

    /// Whether another segment of this number is here than the one with this hash.
    pub fn has_other_seal(&self, channel: &Channel, n: u64, hash: &str) -> Result<bool> {
        let seals = self.seals(channel)?;
        let other = |s: &&StoredSeal| s.n == n && crate::domain::id::hex(&s.hash) != hash;
        Ok(seals.iter().any(|s| other(&s)))
    }

    /// Whether this very segment is here with all its bodies.
    pub fn has_seal(&self, channel: &Channel, n: u64, hash: &[u8; 32]) -> Result<bool> {
        let Some(id) = self.names().find_channel(&self.conn, channel)? else {
            return Ok(false);
        };
        Ok(self
            .conn
            .prepare_cached(
                "SELECT 1 FROM seal WHERE channel = ?1 AND n = ?2 AND hash = ?3 AND whole = 1",
            )?
            .exists(params![id, n, &hash[..]])?)
    }
}
