//! The people files go to and come from: cards, rosters, numbers, what each has.

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use crate::domain::fault::Result;
use crate::domain::id::PersonId;

/// A person whose card is trusted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The person.
    pub person: PersonId,
    /// The name on the card.
    pub name: String,
    /// Whether this is the coordinator that this workspace answers to.
    pub pinned: bool,
    /// The number of the last file to them, 0 before the first.
    pub sent: u64,
    /// When it was made, in milliseconds since 1970.
    pub sent_at: Option<u64>,
    /// When a file of theirs was last imported, in milliseconds since 1970.
    pub heard_at: Option<u64>,
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

const PEER: &str = "person, name, pinned, sent, sent_at, heard_at";

fn peer(row: &Row) -> rusqlite::Result<Peer> {
    Ok(Peer {
        person: PersonId::from_bytes(row.get(0)?),
        name: row.get(1)?,
        pinned: row.get(2)?,
        sent: row.get(3)?,
        sent_at: row.get(4)?,
        heard_at: row.get(5)?,
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
            .prepare_cached("INSERT OR REPLACE INTO card(key, person, text) VALUES (?1, ?2, ?3)")?
            .execute(params![&key[..], &person.as_bytes()[..], card])?;
        Ok(())
    }

    /// Everyone whose card is here, by name.
    pub fn peers(&self) -> Result<Vec<Peer>> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("SELECT {PEER} FROM peer ORDER BY name, person"))?;
        let rows = statement.query_map([], peer)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One person.
    pub fn peer(&self, person: PersonId) -> Result<Option<Peer>> {
        Ok(self
            .conn
            .prepare_cached(&format!("SELECT {PEER} FROM peer WHERE person = ?1"))?
            .query_row([&person.as_bytes()[..]], peer)
            .optional()?)
    }

    /// The cards of one person or of all, verbatim.
    pub fn cards(&self, person: Option<PersonId>) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT text FROM card WHERE ?1 IS NULL OR person = ?1 ORDER BY person, key",
        )?;
        let person = person.as_ref().map(|p| &p.as_bytes()[..]);
        let rows = statement.query_map([person], |r| r.get(0))?;
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

    /// Notes that a file was made for a person; answers its number. It is told to
    /// them, and a number is never given twice.
    pub fn next_file_number(&self, person: PersonId, at_ms: u64) -> Result<u64> {
        self.conn
            .prepare_cached("UPDATE peer SET sent = sent + 1, sent_at = ?2 WHERE person = ?1")?
            .execute(params![&person.as_bytes()[..], at_ms])?;
        Ok(self.peer(person)?.map_or(0, |p| p.sent))
    }

    /// Notes that a file of a person was taken in.
    pub fn note_received(&self, person: PersonId, number: u64, at_ms: u64) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO received(person, number, at) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![&person.as_bytes()[..], number, at_ms])?;
        self.conn
            .prepare_cached(
                "UPDATE peer SET heard_at = max(coalesce(heard_at, 0), ?2) WHERE person = ?1",
            )?
            .execute(params![&person.as_bytes()[..], at_ms])?;
        Ok(())
    }

    /// When a file of a person was first taken in, in milliseconds since 1970.
    pub fn received_at(&self, person: PersonId, number: u64) -> Result<Option<u64>> {
        Ok(self
            .conn
            .prepare_cached("SELECT at FROM received WHERE person = ?1 AND number = ?2")?
            .query_row(params![&person.as_bytes()[..], number], |r| r.get(0))
            .optional()?)
    }

    /// The numbers of the files of a person that were taken in, in order.
    pub fn received(&self, person: PersonId) -> Result<Vec<u64>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT number FROM received WHERE person = ?1 ORDER BY number")?;
        let rows = statement.query_map([&person.as_bytes()[..]], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Replaces what a person has, as their newest file says: `(channel, ranges)`.
    pub fn put_have(&self, person: PersonId, have: &[(String, String)]) -> Result<()> {
        self.replace_all("peer_have", "ranges", person, have)
    }

    /// What a person has, as their newest file said.
    pub fn have_of(&self, person: PersonId) -> Result<Vec<(String, String)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT channel, ranges FROM peer_have WHERE person = ?1")?;
        let rows = statement.query_map([&person.as_bytes()[..]], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Raises what a person has sealed, as a file of theirs says: `(channel, n)`.
    pub fn raise_tips(&self, person: PersonId, tips: &[(String, u64)]) -> Result<()> {
        for (channel, tip) in tips {
            self.conn
                .prepare_cached(
                    "INSERT INTO peer_tip(person, channel, tip) VALUES (?1, ?2, ?3)
                     ON CONFLICT (person, channel) DO UPDATE SET tip = max(tip, ?3)",
                )?
                .execute(params![&person.as_bytes()[..], channel, tip])?;
        }
        Ok(())
    }

    /// The greatest sealed segment that anyone told of, by channel, with who told:
    /// missing is what of it is not here.
    pub fn tips(&self) -> Result<Vec<(String, u64, PersonId)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT channel, max(tip), person FROM peer_tip GROUP BY channel ORDER BY channel",
        )?;
        let rows = statement.query_map([], |r| {
            Ok((r.get(0)?, r.get(1)?, PersonId::from_bytes(r.get(2)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn replace_all(
        &self,
        table: &str,
        column: &str,
        person: PersonId,
        rows: &[(String, String)],
    ) -> Result<()> {
        self.conn
            .prepare_cached(&format!("DELETE FROM {table} WHERE person = ?1"))?
            .execute([&person.as_bytes()[..]])?;
        let mut insert = self.conn.prepare_cached(&format!(
            "INSERT INTO {table}(person, channel, {column}) VALUES (?1, ?2, ?3)"
        ))?;
        for (channel, text) in rows {
            insert.execute(params![&person.as_bytes()[..], channel, text])?;
        }
        Ok(())
    }
}
