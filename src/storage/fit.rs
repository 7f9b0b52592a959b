//! Whether a record that a search met fits the filters too: asked one by one, until it
//! pays to know all that fit.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

use super::Tx;
use super::list::{Query, Sentence, filter_keys, key_sql};
use crate::domain::fault::Result;
use crate::domain::value::Value;

/// After so many records that don't fit, those that do are gathered, if they are at most
/// so many: to look one up then takes no query.
const MISSES: u32 = 20;
const GATHERED: u32 = 20_000;

/// The filters of one search, and what was learnt of them.
pub(super) struct Fit<'q> {
    form: i64,
    query: &'q Query,
    /// The filter with the fewest records behind it, if there is any.
    narrow: Option<usize>,
    /// How many records did not fit so far.
    misses: Cell<u32>,
    /// Once those are many: the records that fit, unless they are too many.
    fitting: OnceCell<Option<HashSet<i64>>>,
}

impl<'q> Fit<'q> {
    pub(super) fn new(form: i64, query: &'q Query, narrow: Option<usize>) -> Self {
        Self {
            form,
            query,
            narrow,
            misses: Cell::new(0),
            fitting: OnceCell::new(),
        }
    }

    /// The form, and the filter that few are behind.
    pub(super) fn narrow(&self) -> Option<(i64, &'q (String, Value))> {
        Some((self.form, self.query.filters.get(self.narrow?)?))
    }

    /// Whether all that fit are known.
    pub(super) fn is_known(&self) -> bool {
        self.fitting.get().is_some_and(Option::is_some)
    }
}

impl Tx<'_> {
    /// Whether a record fits the filters.
    pub(super) fn fits(&self, fit: &Fit, rid: i64) -> Result<bool> {
        if fit.query.filters.is_empty() {
            return Ok(true);
        }
        if fit.misses.get() > MISSES {
            if fit.fitting.get().is_none() {
                // It was empty: nothing is turned away.
                let _ = fit.fitting.set(self.fitting(fit)?);
            }
            if let Some(Some(fitting)) = fit.fitting.get() {
                return Ok(fitting.contains(&rid));
            }
        }
        let fits = self.asked_to_fit(fit, rid)?;
        fit.misses.set(fit.misses.get() + u32::from(!fits));
        Ok(fits)
    }

    /// The records that fit the filters, unless they are too many.
    fn fitting(&self, fit: &Fit) -> Result<Option<HashSet<i64>>> {
        let Some(filter) = fit.narrow else {
            return Ok(None);
        };
        let rids = self.rids_behind(fit.form, fit.query, filter, GATHERED + 1)?;
        Ok((rids.len() <= GATHERED as usize).then(|| rids.into_iter().collect()))
    }

    fn asked_to_fit(&self, fit: &Fit, rid: i64) -> Result<bool> {
        let mut sentence = Sentence::default();
        sentence.sql.push_str("SELECT 1 WHERE ");
        sentence.push("1 = ?", 1);
        for (field, value) in &fit.query.filters {
            let Some(field) = self.names().find(&self.conn, field)? else {
                return Ok(false);
            };
            for key in filter_keys(value) {
                sentence.push(" AND EXISTS (SELECT 1 FROM ix f WHERE f.form = ?", fit.form);
                sentence.push(" AND f.field = ?", field);
                sentence.push(" AND f.value = ?", key_sql(key));
                sentence.push(" AND f.rid = ?)", rid);
            }
        }
        let mut statement = self.conn.prepare_cached(&sentence.sql)?;
        Ok(statement.exists(rusqlite::params_from_iter(&sentence.values))?)
    }
}
