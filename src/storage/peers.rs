//! The people files go to and come from: cards, rosters, numbers, what each has.

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use crate::domain::fault::Result;
use crate::domain::id::PersonId;

const HOUR_MS: u64 = 3_600_000;

/// A device whose card is trusted here, and its person: files go from device to device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The person.
    pub person: PersonId,
    /// The name on the card.
    pub name: String,
    /// Whether this is a coordinator whose rosters count here.
    pub pinned: bool,
    /// The device's public key.
    pub key: [u8; 32],
    /// The card, verbatim.
    pub card: String,
    /// The number of the last file to it, 0 before the first.
    pub sent: u64,
    /// When it was made, in milliseconds since 1970.
    pub sent_at: Option<u64>,
    /// When a file of it was last imported, in milliseconds since 1970.
    pub heard_at: Option<u64>,
}

/// A file that was taken in: its number, which volume of it, and whether that is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The number.
    pub number: u64,
    /// The volume.
    pub volume: u32,
    /// Whether no volume comes after it.
    pub last: bool,
}

/// A roster as kept: the newest of each signing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRoster {
    /// The public key of the coordinator who signed it.
    pub key: [u8; 32],
    /// Its version.
    pub version: u64,
    /// The roster, verbatim.
    pub text: Vec<u8>,
    /// The signature, verbatim.
    pub sig: String,
}

pub(super) const PEER: &str =
    "SELECT p.person, p.name, p.pinned, c.key, c.text, c.sent, c.sent_at, c.heard_at
     FROM card c JOIN peer p ON p.person = c.person";

pub(super) fn peer(row: &Row) -> rusqlite::Result<Peer> {
    Ok(Peer {
        person: PersonId::from_bytes(row.get(0)?),
        name: row.get(1)?,
        pinned: row.get(2)?,
        key: row.get(3)?,
        card: row.get(4)?,
        sent: row.get(5)?,
        sent_at: row.get(6)?,
        heard_at: row.get(7)?,
    })
}

impl Tx<'_> {
    /// Keeps a trusted card and its person.
    pub fn add_card(
        &self,
        person: PersonId,
        name: &str,
        pinned: bool,
        key: &[u8; 32],
        card: &str,
    ) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO peer(person, name, pinned) VALUES (?1, ?2, ?3)
                 ON CONFLICT (person) DO UPDATE SET name = ?2, pinned = pinned OR ?3",
            )?
            .execute(params![&person.as_bytes()[..], name, pinned])?;
        self.conn
            .prepare_cached(
                "INSERT INTO card(key, person, text) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET person = ?2, text = ?3",
            )?
            .execute(params![&key[..], &person.as_bytes()[..], card])?;
        Ok(())
    }

    /// Every device whose card is here, by its person's name.
    pub fn peers(&self) -> Result<Vec<Peer>> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{PEER} ORDER BY p.name, p.person, c.key"))?;
        let rows = statement.query_map([], peer)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The name of a person whose card is here, under whichever of their ids.
    pub fn person_name(&self, person: PersonId) -> Result<Option<String>> {
        let person = self.person_now(person)?;
        Ok(self
            .conn
            .prepare_cached("SELECT name FROM peer WHERE person = ?1")?
            .query_row([&person.as_bytes()[..]], |r| r.get(0))
            .optional()?)
    }

    /// The id that a person goes by now: a second device's own is given up when a
    /// coordinator says whose it is.
    pub fn person_now(&self, person: PersonId) -> Result<PersonId> {
        let now = self
            .conn
            .prepare_cached("SELECT person FROM alias WHERE was = ?1")?
            .query_row([&person.as_bytes()[..]], |r| r.get(0))
            .optional()?;
        Ok(now.map_or(person, PersonId::from_bytes))
    }

    /// Notes that an id stands for another from now on. One under which somebody is known
    /// stays theirs.
    pub fn put_alias(&self, was: PersonId, person: PersonId) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO alias(was, person)
                 SELECT ?1, ?2 WHERE ?1 <> ?2 AND NOT EXISTS (SELECT 1 FROM peer WHERE person = ?1)
                 ON CONFLICT (was) DO UPDATE SET person = ?2",
            )?
            .execute(params![&was.as_bytes()[..], &person.as_bytes()[..]])?;
        Ok(())
    }

    /// All cards, verbatim.
    pub fn cards(&self) -> Result<Vec<String>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT text FROM card ORDER BY person, key")?;
        let rows = statement.query_map([], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The rosters here, one for each signing key.
    pub fn rosters(&self) -> Result<Vec<StoredRoster>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT key, version, text, sig FROM roster ORDER BY key")?;
        let rows = statement.query_map([], |r| {
            Ok(StoredRoster {
                key: r.get(0)?,
                version: r.get(1)?,
                text: r.get(2)?,
                sig: r.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a roster in the place of an older one of the same key.
    pub fn put_roster(&self, roster: &StoredRoster) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO roster(key, version, text, sig) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (key) DO UPDATE SET version = ?2, text = ?3, sig = ?4
                 WHERE version < ?2",
            )?
            .execute(params![
                &roster.key[..],
                roster.version,
                roster.text,
                roster.sig
            ])?;
        Ok(())
    }

    /// Notes that a file was made for a device; answers its number. It is told to
    /// them, and a number is never given twice.
    pub fn next_file_number(&self, key: &[u8; 32], at_ms: u64) -> Result<u64> {
        Ok(self
            .conn
            .prepare_cached(
                "UPDATE card SET sent = sent + 1, sent_at = ?2 WHERE key = ?1 RETURNING sent",
            )?
            .query_row(params![&key[..], at_ms], |r| r.get(0))
            .optional()?
            .unwrap_or(0))
    }

    /// Notes that a file of a device was taken in; its volume is 0 if it held no changes
    /// and only spoke of the one of this number.
    pub fn note_received(&self, key: &[u8; 32], file: Taken, at_ms: u64) -> Result<()> {
        let new = self
            .conn
            .prepare_cached(
                "INSERT OR IGNORE INTO received(key, number, volume, last, at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                &key[..],
                file.number,
                file.volume,
                file.last,
                at_ms
            ])?;
        // The same file again within the hour writes nothing.
        self.conn
            .prepare_cached(
                "UPDATE card SET heard_at = max(coalesce(heard_at, 0), ?2)
                 WHERE key = ?1 AND (?4 OR coalesce(heard_at, 0) + ?3 <= ?2)",
            )?
            .execute(params![&key[..], at_ms, HOUR_MS, new > 0])?;
        Ok(())
    }

    /// When a volume of a device's file was first taken in, in milliseconds since 1970.
    pub fn received_at(&self, key: &[u8; 32], number: u64, volume: u32) -> Result<Option<u64>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT at FROM received WHERE key = ?1 AND number = ?2 AND volume = ?3",
            )?
            .query_row(params![&key[..], number, volume], |r| r.get(0))
            .optional()?)
    }

    /// The files of a device that were taken in, in order.
    pub fn received(&self, key: &[u8; 32]) -> Result<Vec<Taken>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT number, volume, last FROM received WHERE key = ?1 ORDER BY number, volume",
        )?;
        let rows = statement.query_map([&key[..]], |r| {
            Ok(Taken {
                number: r.get(0)?,
                volume: r.get(1)?,
                last: r.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Replaces what a device has, as its newest file says: `(channel, runs)`.
    pub fn put_have(&self, key: &[u8; 32], have: &[(String, String)]) -> Result<()> {
        if self.have_of(Some(key))? == have {
            return Ok(());
        }
        self.conn
            .prepare_cached("DELETE FROM peer_have WHERE key = ?1")?
            .execute([&key[..]])?;
        let mut insert = self
            .conn
            .prepare_cached("INSERT INTO peer_have(key, channel, runs) VALUES (?1, ?2, ?3)")?;
        for (channel, text) in have {
            insert.execute(params![&key[..], channel, text])?;
        }
        Ok(())
    }

    /// What a device has, as its newest file said; of all devices when none is named.
    pub fn have_of(&self, key: Option<&[u8; 32]>) -> Result<Vec<(String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT channel, runs FROM peer_have WHERE ?1 IS NULL OR key = ?1 ORDER BY channel",
        )?;
        let rows = statement.query_map([key.map(|k| &k[..])], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Raises what is sealed, as a file of a device says: `(channel, n)`.
    pub fn raise_tips(&self, key: &[u8; 32], tips: &[(String, u64)]) -> Result<()> {
        for (channel, tip) in tips {
            self.conn
                .prepare_cached(
                    "INSERT INTO peer_tip(key, channel, tip) VALUES (?1, ?2, ?3)
                     ON CONFLICT (key, channel) DO UPDATE SET tip = ?3 WHERE tip < ?3",
                )?
                .execute(params![&key[..], channel, tip])?;
        }
        Ok(())
    }

    /// The greatest sealed segment that anyone told of, by channel: missing is what of
    /// it is not here.
    pub fn tips(&self) -> Result<Vec<(String, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT channel, max(tip) FROM peer_tip GROUP BY channel ORDER BY channel",
        )?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
