//! What waits for the person who sits down here, in numbers and records.

use jiff::civil::Date;

use super::decide::Held;
use super::meeting::{OpenActions, Week};
use super::post::Outgoing;
use super::unsaved::Unsaved;
use super::workspace::Workspace;
use crate::domain::fault::Result;
use crate::domain::form::RETURNED;
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::storage::{Counted, Peer, Query};

/// The forms whose records of a month are counted, each by the day it was done.
pub const COUNTED: [(&str, &str); 4] = [
    ("F1", "intake_date"),
    ("minutes", "date"),
    ("volunteer", "registered_on"),
    ("hours", "date"),
];

/// Records of one form that wait for this person's approval.
#[derive(Debug, Clone)]
pub struct Review {
    /// The form.
    pub form: String,
    /// What their list is filtered by: a field and a code.
    pub by: (String, String),
    /// How many, counted up to ten thousand.
    pub count: Counted,
    /// The [`NEWEST`] of them that were written down last, the latest first.
    pub newest: Vec<Record>,
}

/// Records that wait for an approval are counted this far.
const REVIEWS: u32 = 10_000;
/// So many of each form are told one by one.
pub const NEWEST: u32 = 3;

/// What waits.
#[derive(Debug, Clone)]
pub struct Today {
    /// The regular meeting of these days.
    pub week: Week,
    /// Open actions, most urgent first.
    pub actions: OpenActions,
    /// What was typed and not saved.
    pub drafts: Vec<Unsaved>,
    /// Records that were given back to be mended, and why.
    pub returned: Vec<(Record, String)>,
    /// What waits for this person's approval, by form; forms of which nothing waits are
    /// left out.
    pub reviews: Vec<Review>,
    /// Changes that are held back and wait for a coordinator's decision; a coordinator
    /// alone is told.
    pub held: u64,
    /// Fields that two people changed at once.
    pub conflicts: u64,
    /// People we hold a card of.
    pub peers: Vec<Peer>,
    /// Changes that the coordinator has not acknowledged, by class.
    pub outgoing: Vec<Outgoing>,
    /// `(form, records of this month)`, in the order of [`COUNTED`].
    pub month: Vec<(&'static str, u64)>,
}

impl Workspace {
    /// What waits on a day; at most `limit` actions.
    pub fn today(&mut self, today: Date, limit: u32) -> Result<Today> {
        let (first, last) = (today.first_of_month(), today.last_of_month());
        let (first, last) = (first.to_string(), last.to_string());
        let month = self.store.read(|tx| {
            COUNTED
                .iter()
                .map(|(form, day)| Ok((*form, tx.count_between(form, (day, &first, &last))?)))
                .collect::<Result<Vec<_>>>()
        })?;
        let peers = self.store.read(|tx| {
            let peers = tx.peers()?;
            Ok(peers)
        })?;
        let returned = self.store.read(|tx| {
            let mut returned = Vec::new();
            for form in tx.forms().iter().filter(|f| f.field(RETURNED).is_some()) {
                for record in tx.returned(&form.id)? {
                    let reason = record.returned().unwrap_or_default().to_owned();
                    returned.push((record, reason));
                }
            }
            Ok(returned)
        })?;
        let reviews = self.reviews()?;
        let mut drafts = Vec::new();
        for draft in self.all_unsaved()? {
            if self.still_waits(&draft)? {
                drafts.push(draft);
            }
        }
        let held = if self.me.role == Role::Coordinator {
            let held = self.held()?.into_iter().filter(Held::is_open);
            u64::try_from(held.count()).unwrap_or(u64::MAX)
        } else {
            0
        };
        Ok(Today {
            returned,
            reviews,
            held,
            week: self.week(today)?,
            actions: self.open_actions(today, limit)?,
            drafts,
            conflicts: u64::try_from(self.conflicts()?.len()).unwrap_or(u64::MAX),
            peers,
            outgoing: self.outgoing()?,
            month,
        })
    }

    /// What waits for this person's yes, by index.
    fn reviews(&mut self) -> Result<Vec<Review>> {
        let role = self.me.role.code();
        self.store.read(|tx| {
            let mut reviews = Vec::new();
            for form in tx.forms().iter() {
                let Some(by) = form.awaits(role) else {
                    continue;
                };
                let query = Query {
                    limit: NEWEST,
                    ..Query::awaiting(&form.id, by)
                };
                let count = tx.counted(&query, REVIEWS)?;
                if count.n > 0 {
                    reviews.push(Review {
                        form: form.id.clone(),
                        by: (by.0.to_owned(), by.1.to_owned()),
                        count,
                        newest: tx.list(&query)?.items,
                    });
                }
            }
            Ok(reviews)
        })
    }
}
