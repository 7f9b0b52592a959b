//! Where a search meets a record first: told from the record alone, so that pages need no
//! memory of one another.

use rusqlite::params;

use super::Tx;
use super::find::{Road, Search};
use super::index::Keys;
use super::list::{Cursor, CursorKey};
use crate::domain::fault::{Fault, Result};
use crate::domain::id::RecordId;
use crate::domain::record::Record;

/// Where on its road a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) road: usize,
    pub(super) key: String,
    pub(super) rid: i64,
    pub(super) child: i64,
}

/// Where a page ended.
pub(super) fn spot_of(cursor: &Cursor) -> Result<Spot> {
    match &cursor.value {
        CursorKey::Found { road, key, child } => Ok(Spot {
            road: *road,
            key: key.clone(),
            rid: cursor.rid,
            child: *child,
        }),
        _ => Err(Fault::new("E_CURSOR")),
    }
}

impl Tx<'_> {
    /// Where a record is met first; it was met here.
    pub(super) fn first_spot(
        &self,
        search: &Search,
        here: &Spot,
        record: &Record,
    ) -> Result<Option<Spot>> {
        let rid = here.child;
        let own = Keys::of_record(&self.forms, record);
        let mut above: Option<Option<(i64, Keys)>> = None;
        for (road, way) in search.roads.iter().enumerate() {
            let spot = |key: String, at: i64| Spot {
                road,
                key,
                rid: at,
                child: rid,
            };
            match way {
                Road::Own(needle) => {
                    if let Some(key) = own.first(needle) {
                        return Ok(Some(spot(key, rid)));
                    }
                }
                Road::Above(needle) => {
                    let above = match &above {
                        Some(known) => known,
                        None => above.insert(self.above_of(search, record)?),
                    };
                    if let Some((at, keys)) = above
                        && let Some(key) = keys.first(needle)
                    {
                        return Ok(Some(spot(key, *at)));
                    }
                }
                // All that are asked are of forms that count.
                Road::Words { phrase, .. } => {
                    let mut sources = self.rows_below(search, record.id)?;
                    sources.push(rid);
                    if let Some((at, ..)) = self.above_of(search, record)? {
                        sources.push(at);
                    }
                    sources.sort_unstable_by(|a, b| b.cmp(a));
                    for at in sources {
                        if here.road == road && here.rid == at {
                            return Ok(Some(spot(String::new(), at)));
                        }
                        let mut statement = self.conn.prepare_cached(
                            "SELECT 1 FROM words WHERE words MATCH ?1 AND rowid = ?2",
                        )?;
                        if statement.exists(params![phrase, at])? {
                            return Ok(Some(spot(String::new(), at)));
                        }
                    }
                }
            }
        }
        Ok(None)
    }

    fn above_of(&self, search: &Search, record: &Record) -> Result<Option<(i64, Keys)>> {
        let (Some((_, form)), Some(parent)) = (search.above, record.parent) else {
            return Ok(None);
        };
        let found = self.find(parent)?.filter(|(_, r)| r.form == form.id);
        Ok(found.map(|(rid, above)| {
            let keys = Keys::of_record(&self.forms, &above);
            (rid, keys)
        }))
    }

    fn rows_below(&self, search: &Search, id: RecordId) -> Result<Vec<i64>> {
        let mut rids = Vec::new();
        for form in &search.rows {
            let mut statement = self.conn.prepare_cached(
                "SELECT rid FROM record WHERE parent = ?1 AND form = ?2 AND void = 0",
            )?;
            let rows = statement.query_map(params![&id.as_bytes()[..], form], |r| r.get(0))?;
            for row in rows {
                rids.push(row?);
            }
        }
        Ok(rids)
    }
}
