//! What a coordinator's board of teams asks: one page of devices, and what waits of each.

use std::collections::BTreeMap;

use rusqlite::{params, params_from_iter};

use super::list::{Query, Sentence};
use super::peers::{PEER, peer};
use super::{Peer, Tx};
use crate::domain::control::HELD_REFUSED;
use crate::domain::fault::Result;

impl Tx<'_> {
    /// A page of the devices whose cards are here, by their persons' names, after the
    /// device with this name and key.
    pub fn peers_after(&self, after: Option<(&str, &[u8; 32])>, limit: u32) -> Result<Vec<Peer>> {
        let (name, key) = after.unzip();
        let mut statement = self.conn.prepare_cached(&format!(
            "{PEER} WHERE ?1 IS NULL OR (p.name, c.key) > (?1, ?2) ORDER BY p.name, c.key LIMIT ?3"
        ))?;
        let rows = statement.query_map(params![name, key.map(|k| &k[..]), limit], peer)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many devices' cards are here.
    pub fn count_peers(&self) -> Result<u64> {
        Ok(self
            .conn
            .prepare_cached("SELECT count(*) FROM card")?
            .query_row([], |r| r.get(0))?)
    }

    /// How many of the records of a form that wait for an approval each device wrote in,
    /// by its first bytes.
    pub fn in_review_by_key(&self, form: &str) -> Result<BTreeMap<[u8; 16], u64>> {
        let Some(number) = self.names().find(&self.conn, form)? else {
            return Ok(BTreeMap::new());
        };
        let mut sentence = Sentence {
            sql: "SELECT substr(d.d, 1, 16), count(DISTINCT r.rid) FROM (".to_owned(),
            ..Sentence::default()
        };
        for filter in &Query::in_review(form).filters {
            if !self.behind(&mut sentence, number, filter)? {
                return Ok(BTreeMap::new());
            }
        }
        sentence.sql.push_str(
            ") x JOIN record r ON r.rid = x.rid
             JOIN log l ON l.record = r.id JOIN channel c ON c.id = l.channel
             JOIN device d ON d.id = c.device GROUP BY 1",
        );
        let mut statement = self.conn.prepare_cached(&sentence.sql)?;
        let values = params_from_iter(&sentence.values);
        let rows = statement.query_map(values, |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many changes are held back, by the first bytes of the devices that made them;
    /// those that were refused are decided, and wait for nothing.
    pub fn held_by_key(&self) -> Result<BTreeMap<[u8; 16], u64>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT substr(d.d, 1, 16), count(*)
             FROM held h JOIN log l ON l.id = h.log JOIN channel c ON c.id = l.channel
             JOIN device d ON d.id = c.device WHERE h.reason <> ?1 GROUP BY 1",
        )?;
        let rows = statement.query_map([HELD_REFUSED], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
