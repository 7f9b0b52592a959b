//! A search within one list: what was typed leads by several roads to records of one
//! form, page by page, and never reads what other forms hold.
//!
//! The roads, in this order: names and numbers of the records themselves; those of the
//! records above, where the list shows them (a case is found by its client's name); text
//! of the records, of their rows and of the records above. A record that two roads lead
//! to stands where the first does: where that is can be told from the record alone, so
//! pages need no memory of one another.

use std::collections::HashSet;
use std::ops::ControlFlow;

use rusqlite::params;

use super::Tx;
use super::fit::Fit;
use super::index::{Entries, exact_key, form_word, prefix_key};
use super::list::{Counted, Cursor, CursorKey, FEW, Page, Query};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Form;
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::text::{pinyin, split};

/// One road to records.
enum Road {
    /// Keys of the records themselves that begin so.
    Own(String),
    /// Keys of the records above that begin so.
    Above(String),
    /// Text of any of them.
    Words(String),
}

/// The road of those who were asked one by one.
const FILTER: usize = usize::MAX;

/// Where on its road a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    road: usize,
    key: String,
    rid: i64,
    child: i64,
}

/// A search under way.
struct Search<'f> {
    form: i64,
    /// The form above with its number, if the list shows anything of it.
    above: Option<(i64, &'f Form)>,
    /// Forms of rows, by number.
    rows: Vec<i64>,
    roads: Vec<Road>,
    fit: Fit<'f>,
}

/// What is told of each record that a road leads to. The same record may be told again by
/// another road.
type Told<'a> = dyn FnMut(&Search, Spot) -> Result<ControlFlow<()>> + 'a;

/// With so few records behind a filter each of them is asked whether it is found.
const FEW_ASKED: u64 = 200;

impl Tx<'_> {
    /// One page of a list that something was typed over.
    pub(super) fn found(&self, form: i64, query: &Query) -> Result<Page> {
        let after = query.after.as_ref().map(spot_of).transpose()?;
        let mut items: Vec<Record> = Vec::new();
        let mut last: Option<Spot> = None;
        let mut next = None;
        self.search_list(form, query, after.as_ref(), &mut |search, spot| {
            let record = self.record_at(spot.child)?;
            // Another road told it, or will.
            if spot.road != FILTER
                && self.first_spot(search, &spot, &record)?.as_ref() != Some(&spot)
            {
                return Ok(ControlFlow::Continue(()));
            }
            if items.len() >= query.limit as usize {
                next = last.take();
                return Ok(ControlFlow::Break(()));
            }
            items.push(record);
            last = Some(spot);
            Ok(ControlFlow::Continue(()))
        })?;
        let next = next.map(|spot| Cursor {
            value: CursorKey::Found {
                road: spot.road,
                key: spot.key,
                child: spot.child,
            },
            rid: spot.rid,
        });
        Ok(Page { items, next })
    }

    /// How many records that finds, counted as far as `most`.
    pub(super) fn count_found(&self, form: i64, query: &Query, most: u32) -> Result<Counted> {
        let mut seen = HashSet::new();
        self.search_list(form, query, None, &mut |_, spot| {
            seen.insert(spot.child);
            Ok(if seen.len() > most as usize {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(Counted::within(seen.len() as u64, most))
    }

    fn search_list(
        &self,
        form: i64,
        query: &Query,
        after: Option<&Spot>,
        tell: &mut Told,
    ) -> Result<()> {
        let forms = std::sync::Arc::clone(self.forms());
        let Some(own) = forms.get(&query.form) else {
            return Ok(());
        };
        let shown = own.list.iter().chain(&own.title);
        let shows_above = shown.into_iter().any(|c| c.starts_with("parent."));
        let above = match forms.above(own).filter(|_| shows_above) {
            Some(above) => self
                .names()
                .find(&self.conn, &above.id)?
                .map(|n| (n, above)),
            None => None,
        };
        let mut rows = Vec::new();
        for (_, row_form) in own.row_fields() {
            rows.extend(self.names().find(&self.conn, row_form)?);
        }
        let mut needles: Vec<String> = pinyin::query(&query.typed).into_iter().collect();
        let exact = exact_key(&query.typed);
        if exact.chars().any(|c| c.is_ascii_digit()) && !needles.contains(&exact) {
            needles.push(exact);
        }
        let mut roads: Vec<Road> = needles.iter().cloned().map(Road::Own).collect();
        if above.is_some() {
            roads.extend(needles.into_iter().map(Road::Above));
        }
        if let Some(phrase) = split::phrase(&query.typed) {
            let forms = rows.iter().copied().chain([form]);
            let forms = forms.chain(above.iter().map(|(n, _)| *n));
            let words: Vec<String> = forms.map(form_word).collect();
            let forms = words.join(" OR ");
            roads.push(Road::Words(format!("({forms}) AND ({phrase})")));
        }
        let narrow = self.narrowest(form, &query.filters)?;
        let search = Search {
            form,
            above,
            rows,
            roads,
            fit: Fit::new(form, query, narrow.map(|(filter, _)| filter)),
        };
        if let Some((filter, count)) = narrow
            && !count.more
            && count.n <= FEW_ASKED
        {
            return self.among_few(&search, query, filter, after, tell);
        }
        for (road, way) in search.roads.iter().enumerate() {
            let after = after.filter(|a| a.road >= road);
            if after.is_some_and(|a| a.road > road) {
                continue;
            }
            let flow = match way {
                Road::Own(needle) => self.own_road(&search, road, needle, after, tell)?,
                Road::Above(needle) => self.above_road(&search, road, needle, after, tell)?,
                Road::Words(phrase) => self.words_road(&search, road, phrase, after, tell)?,
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Few records fit the filters: each is asked whether it is found.
    fn among_few(
        &self,
        search: &Search,
        query: &Query,
        filter: usize,
        after: Option<&Spot>,
        tell: &mut Told,
    ) -> Result<()> {
        let mut rids = self.rids_behind(search.form, query, filter, FEW)?;
        rids.sort_unstable();
        for rid in rids {
            if after.is_some_and(|a| rid <= a.rid) {
                continue;
            }
            let record = self.record_at(rid)?;
            let spot = Spot {
                road: FILTER,
                key: String::new(),
                rid,
                child: rid,
            };
            if self.first_spot(search, &spot, &record)?.is_some() && tell(search, spot)?.is_break()
            {
                break;
            }
        }
        Ok(())
    }

    fn own_road(
        &self,
        search: &Search,
        road: usize,
        needle: &str,
        after: Option<&Spot>,
        tell: &mut Told,
    ) -> Result<ControlFlow<()>> {
        self.keys(search.form, needle, after, |key, rid| {
            if after.is_some_and(|a| a.key == key && a.rid == rid) {
                return Ok(ControlFlow::Continue(()));
            }
            if !self.fits(&search.fit, rid)? {
                return Ok(ControlFlow::Continue(()));
            }
            let spot = Spot {
                road,
                key: key.to_owned(),
                rid,
                child: rid,
            };
            tell(search, spot)
        })
    }

    fn above_road(
        &self,
        search: &Search,
        road: usize,
        needle: &str,
        after: Option<&Spot>,
        tell: &mut Told,
    ) -> Result<ControlFlow<()>> {
        let Some((above, _)) = search.above else {
            return Ok(ControlFlow::Continue(()));
        };
        self.keys(above, needle, after, |key, rid| {
            let here = after.filter(|a| a.key == key && a.rid == rid);
            let from = here.map_or(i64::MIN, |a| a.child);
            for child in self.below(search, rid, from)? {
                let spot = Spot {
                    road,
                    key: key.to_owned(),
                    rid,
                    child,
                };
                if self.tell_if_fits(search, spot, tell)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn words_road(
        &self,
        search: &Search,
        road: usize,
        phrase: &str,
        after: Option<&Spot>,
        tell: &mut Told,
    ) -> Result<ControlFlow<()>> {
        let last = after.map_or(i64::MAX, |a| a.rid);
        // Then nothing but records of the list itself is found.
        let alone = search.rows.is_empty() && search.above.is_none();
        let mut statement = self.conn.prepare_cached(
            "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid <= ?2 ORDER BY rowid DESC",
        )?;
        let mut rows = statement.query(params![phrase, last])?;
        while let Some(row) = rows.next()? {
            let rid: i64 = row.get(0)?;
            let from = after.filter(|a| a.rid == rid).map(|a| a.child);
            let children = if !alone {
                self.meant(search, rid, from)?
            } else if from.is_none() {
                vec![rid]
            } else {
                Vec::new()
            };
            for child in children {
                let spot = Spot {
                    road,
                    key: String::new(),
                    rid,
                    child,
                };
                if self.tell_if_fits(search, spot, tell)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The keys of a form that begin with a needle, in order, from where a page ended.
    fn keys(
        &self,
        form: i64,
        needle: &str,
        after: Option<&Spot>,
        mut each: impl FnMut(&str, i64) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let begin = prefix_key(form, needle);
        let end = pinyin::upper_bound(&begin);
        let mark = prefix_key(form, "");
        let (from, rid) = after.map_or((begin, i64::MIN), |a| (prefix_key(form, &a.key), a.rid));
        let mut statement = self.conn.prepare_cached(
            "SELECT key, rid FROM prefix WHERE (key, rid) >= (?1, ?2) AND key < ?3
             ORDER BY key, rid",
        )?;
        let mut rows = statement.query(params![from, rid, end])?;
        while let Some(row) = rows.next()? {
            let damaged = |_| Fault::new("E_DB_DAMAGED");
            let key = row.get_ref(0)?.as_str().map_err(damaged)?;
            let key = key.strip_prefix(&mark).unwrap_or(key);
            if each(key, row.get(1)?)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The records of the list below one that stands above, behind `from`.
    fn below(&self, search: &Search, rid: i64, from: i64) -> Result<Vec<i64>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT rid FROM record WHERE parent = (SELECT id FROM record WHERE rid = ?1)
               AND form = ?2 AND void = 0 AND rid > ?3 ORDER BY rid",
        )?;
        let rows = statement.query_map(params![rid, search.form, from], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The records of the list that a record with the words in it stands for.
    fn meant(&self, search: &Search, rid: i64, from: Option<i64>) -> Result<Vec<i64>> {
        let (form, parent): (i64, Option<[u8; 16]>) = self
            .conn
            .prepare_cached("SELECT form, parent FROM record WHERE rid = ?1")?
            .query_row([rid], |r| Ok((r.get(0)?, r.get(1)?)))?;
        if form == search.form {
            return Ok(if from.is_none() {
                vec![rid]
            } else {
                Vec::new()
            });
        }
        if search.above.is_some_and(|(above, _)| above == form) {
            return self.below(search, rid, from.unwrap_or(i64::MIN));
        }
        let Some(parent) = parent.filter(|_| search.rows.contains(&form) && from.is_none()) else {
            return Ok(Vec::new());
        };
        let mut statement = self
            .conn
            .prepare_cached("SELECT rid FROM record WHERE id = ?1 AND form = ?2 AND void = 0")?;
        let rows = statement.query_map(params![&parent[..], search.form], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn tell_if_fits(
        &self,
        search: &Search,
        spot: Spot,
        tell: &mut Told,
    ) -> Result<ControlFlow<()>> {
        if self.fits(&search.fit, spot.child)? {
            tell(search, spot)
        } else {
            Ok(ControlFlow::Continue(()))
        }
    }

    /// Where a record is met first; it was met here.
    fn first_spot(&self, search: &Search, here: &Spot, record: &Record) -> Result<Option<Spot>> {
        let rid = here.child;
        let own = Entries::of_record(&self.forms, &self.numbers, record);
        let mut above: Option<Option<(i64, Record, Entries)>> = None;
        for (road, way) in search.roads.iter().enumerate() {
            let spot = |key: String, at: i64| Spot {
                road,
                key,
                rid: at,
                child: rid,
            };
            match way {
                Road::Own(needle) => {
                    if let Some(key) = own.first_key(needle) {
                        return Ok(Some(spot(key, rid)));
                    }
                }
                Road::Above(needle) => {
                    let above = match &above {
                        Some(known) => known,
                        None => above.insert(self.above_of(search, record)?),
                    };
                    if let Some((at, _, entries)) = above
                        && let Some(key) = entries.first_key(needle)
                    {
                        return Ok(Some(spot(key, *at)));
                    }
                }
                Road::Words(phrase) => {
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

    fn above_of(&self, search: &Search, record: &Record) -> Result<Option<(i64, Record, Entries)>> {
        let (Some((_, form)), Some(parent)) = (search.above, record.parent) else {
            return Ok(None);
        };
        let found = self.find(parent)?.filter(|(_, r)| r.form == form.id);
        Ok(found.map(|(rid, above)| {
            let entries = Entries::of_record(&self.forms, &self.numbers, &above);
            (rid, above, entries)
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

fn spot_of(cursor: &Cursor) -> Result<Spot> {
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
