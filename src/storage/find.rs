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

use rusqlite::{params, params_from_iter};

use super::Tx;
use super::fit::Fit;
use super::index::{exact_key, form_word, prefix_key};
use super::list::{Counted, Cursor, CursorKey, Page, Query, Sentence};
use super::met::{Spot, spot_of};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Form;
use crate::domain::record::Record;
use crate::text::{pinyin, split};

/// One road to records.
pub(super) enum Road {
    /// Keys of the records themselves that begin so.
    Own(String),
    /// Keys of the records above that begin so.
    Above(String),
    /// Text of any of them.
    Words {
        /// What was typed.
        phrase: String,
        /// The same in records of the forms that count.
        within: String,
        /// The same in rows and in records above, if there are such forms.
        beside: Option<String>,
    },
}

/// The road of those who were asked one by one.
const FILTER: usize = usize::MAX;

/// A search under way.
pub(super) struct Search<'f> {
    form: i64,
    /// The form above with its number, if the list shows anything of it.
    pub(super) above: Option<(i64, &'f Form)>,
    /// Forms of rows, by number.
    pub(super) rows: Vec<i64>,
    pub(super) roads: Vec<Road>,
    fit: Fit<'f>,
}

/// What is told of each record that a road leads to. The same record may be told again by
/// another road.
type Told<'a> = dyn FnMut(&Search, Spot) -> Result<ControlFlow<()>> + 'a;

/// To ask a record whether it is found takes as long as to walk past so many entries.
const ASKING: u64 = 50;

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
            let others = rows.iter().copied().chain(above.iter().map(|(n, _)| *n));
            let mut words: Vec<String> = others.map(form_word).collect();
            let said = |words: &[String]| format!("({}) AND ({phrase})", words.join(" OR "));
            let beside = (!words.is_empty()).then(|| said(&words));
            words.push(form_word(form));
            let within = said(&words);
            roads.push(Road::Words {
                phrase,
                within,
                beside,
            });
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
            && self.asks_each(&search, count, after)?
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
                Road::Words { .. } => self.words_road(&search, road, way, after, tell)?,
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Whether those behind a filter are asked one by one; a page goes on as the one before
    /// it went.
    fn asks_each(&self, search: &Search, count: Counted, after: Option<&Spot>) -> Result<bool> {
        if let Some(after) = after {
            return Ok(after.road == FILTER);
        }
        if count.more {
            return Ok(false);
        }
        let worth = u32::try_from(count.n * ASKING).unwrap_or(u32::MAX);
        let mut met = 0;
        for road in &search.roads {
            met += self.many_on(search, road, worth)?;
        }
        Ok(met >= worth)
    }

    /// How many entries a road leads along, counted as far as `most`.
    fn many_on(&self, search: &Search, road: &Road, most: u32) -> Result<u32> {
        let keys = |form: i64, needle: &str| {
            let begin = prefix_key(form, needle);
            let sql = "SELECT count(*) FROM
                (SELECT 1 FROM prefix WHERE key >= ?1 AND key < ?2 LIMIT ?3)";
            let mut statement = self.conn.prepare_cached(sql)?;
            let range = params![begin, pinyin::upper_bound(&begin), most];
            Ok(statement.query_row(range, |r| r.get(0))?)
        };
        match road {
            Road::Own(needle) => keys(search.form, needle),
            Road::Above(needle) => search.above.map_or(Ok(0), |(form, _)| keys(form, needle)),
            Road::Words { phrase, .. } => {
                let sql = "SELECT count(*) FROM
                    (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2)";
                let mut statement = self.conn.prepare_cached(sql)?;
                Ok(statement.query_row(params![phrase, most], |r| r.get(0))?)
            }
        }
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
        let mut rids = self.rids_behind(search.form, query, filter, u32::MAX)?;
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
        self.keys(
            (search.form, Some(&search.fit)),
            needle,
            after,
            |key, rid| {
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
            },
        )
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
        self.keys((above, None), needle, after, |key, rid| {
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
        way: &Road,
        after: Option<&Spot>,
        tell: &mut Told,
    ) -> Result<ControlFlow<()>> {
        let Road::Words {
            phrase,
            within,
            beside,
        } = way
        else {
            return Ok(ControlFlow::Continue(()));
        };
        let last = after.map_or(i64::MAX, |a| a.rid);
        // Once all that fit are known, nobody's form need be asked of the index any more.
        let mut others = self.others(search, beside.as_deref())?;
        let asked = if others.is_some() { phrase } else { within };
        let mut statement = self.conn.prepare_cached(
            "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid <= ?2 ORDER BY rowid DESC",
        )?;
        let mut rows = statement.query(params![asked, last])?;
        while let Some(row) = rows.next()? {
            let rid: i64 = row.get(0)?;
            let from = after.filter(|a| a.rid == rid).map(|a| a.child);
            let itself =
                (others.as_ref()).map_or(beside.is_none(), |others| !others.contains(&rid));
            let children = if !itself {
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
            if others.is_none() && search.fit.is_known() {
                others = self.others(search, beside.as_deref())?;
                drop(rows);
                rows = statement.query(params![phrase, rid - 1])?;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Rows and records above with the words in them, once all that fit the filters are known.
    fn others(&self, search: &Search, beside: Option<&str>) -> Result<Option<HashSet<i64>>> {
        if !search.fit.is_known() {
            return Ok(None);
        }
        let Some(beside) = beside else {
            return Ok(Some(HashSet::new()));
        };
        let sql = "SELECT rowid FROM words WHERE words MATCH ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rids = statement.query_map([beside], |r| r.get(0))?;
        Ok(Some(rids.collect::<rusqlite::Result<_>>()?))
    }

    /// The keys of a form that begin with a needle, in order, from where a page ended; once
    /// all that fit are known, of those who are behind the same filter.
    fn keys(
        &self,
        (form, fit): (i64, Option<&Fit>),
        needle: &str,
        after: Option<&Spot>,
        mut each: impl FnMut(&str, i64) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let begin = prefix_key(form, needle);
        let end = pinyin::upper_bound(&begin);
        let mark = prefix_key(form, "");
        let mut from = after.map_or((begin, i64::MIN), |a| (prefix_key(form, &a.key), a.rid));
        loop {
            let known = fit.filter(|fit| fit.is_known());
            let sentence = self.key_range(&from, &end, known)?;
            let mut statement = self.conn.prepare_cached(&sentence.sql)?;
            let mut rows = statement.query(params_from_iter(&sentence.values))?;
            loop {
                let Some(row) = rows.next()? else {
                    return Ok(ControlFlow::Continue(()));
                };
                let damaged = |_| Fault::new("E_DB_DAMAGED");
                let whole = row.get_ref(0)?.as_str().map_err(damaged)?;
                let key = whole.strip_prefix(&mark).unwrap_or(whole);
                let rid = row.get(1)?;
                if each(key, rid)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                if known.is_none() && fit.is_some_and(Fit::is_known) {
                    from = (whole.to_owned(), rid + 1);
                    break;
                }
            }
        }
    }

    fn key_range(&self, from: &(String, i64), end: &str, fit: Option<&Fit>) -> Result<Sentence> {
        let mut range = Sentence::default();
        range.sql.push_str("SELECT key, rid FROM prefix WHERE ");
        range.push("(key, rid) >= (?", from.0.clone());
        range.push(", ?)", from.1);
        range.push(" AND key < ?", end.to_owned());
        if let Some((form, filter)) = fit.and_then(Fit::narrow) {
            range.sql.push_str(" AND rid IN (");
            self.behind(&mut range, form, filter)?;
            range.sql.push(')');
        }
        range.sql.push_str(" ORDER BY key, rid");
        Ok(range)
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
}
