//! What showing needs besides the records: whole views of a page, the names behind
//! references, the access log.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::keys::load_trust;
use super::save::need_record;
use super::view::{Past, View, view};
use super::workspace::{Me, Workspace};
use super::world::World;
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms, Kind, WORKER};
use crate::domain::id::{PersonId, RecordId};
use crate::domain::record::Record;
use crate::domain::stamp::Stamp;
use crate::domain::value::Value;
use crate::storage::{Access, Counted, Query, Tx};
use crate::sync::keys::Secrets;
use crate::sync::trust::Trust;

/// What a reference leads to.
#[derive(Debug, Clone)]
pub enum Referred {
    /// A person, by name.
    Person(String),
    /// A record.
    Record(Box<Record>),
}

/// What references lead to, by id.
pub type ReferredById = BTreeMap<RecordId, Referred>;

impl Workspace {
    /// The forms in use here.
    #[must_use]
    pub fn forms(&self) -> Arc<Forms> {
        Arc::clone(self.store.forms())
    }

    /// A record without its rows; nothing is shown, so nothing is logged.
    pub fn record(&mut self, id: RecordId) -> Result<Record> {
        self.store.read(|tx| need_record(tx, id))
    }

    /// The records of a page whole, with rows and computed fields.
    pub fn views(&mut self, world: &World, records: Vec<Record>) -> Result<Vec<View>> {
        let today = world.today().to_string();
        self.store
            .read(|tx| records.into_iter().map(|r| view(tx, r, &today)).collect())
    }

    /// How many records a query lists in all.
    pub fn count(&mut self, query: &Query) -> Result<u64> {
        self.list(&Query {
            limit: 1,
            after: None,
            ..query.clone()
        })?;
        self.store.read(|tx| tx.count(query))
    }

    /// How many records a query lists, counted as far as `most`: a screen that is typed at
    /// needs no more.
    pub fn counted(&mut self, query: &Query, most: u32) -> Result<Counted> {
        self.list(&Query {
            limit: 1,
            after: None,
            ..query.clone()
        })?;
        self.store.read(|tx| tx.counted(query, most))
    }

    /// The people and records that these views refer to; what is not here is left out.
    pub fn referred(&mut self, views: &[View]) -> Result<ReferredById> {
        let forms = self.forms();
        let records = views.iter().flat_map(|v| {
            let rows = v.rows.values().flatten();
            std::iter::once(&v.record).chain(rows).chain(&v.parent)
        });
        let all = records.filter_map(|r| Some((forms.get(&r.form)?, &r.fields)));
        let all = all.flat_map(|(form, fields)| references(form, fields.iter()));
        self.behind(all)
    }

    /// The people and records that a history refers to, what was there before included.
    pub fn referred_in(&mut self, form: &str, past: &[Past]) -> Result<ReferredById> {
        let forms = self.forms();
        let all = past.iter().flat_map(|past| {
            let form = past.row.as_ref().map_or(form, |row| &row.form);
            let changed = past.fields.iter();
            let changed = changed.flat_map(|(f, was, now)| [(f, was), (f, now)]);
            let says = past.row.iter().flat_map(|row| &row.says);
            let values = changed.chain(says);
            let known = forms.get(form).into_iter();
            known.flat_map(move |form| references(form, values.clone()))
        });
        self.behind(all)
    }

    /// What these references lead to.
    fn behind<'a>(
        &mut self,
        references: impl Iterator<Item = (RecordId, &'a str)>,
    ) -> Result<ReferredById> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let mut trust: Option<Trust> = None;
            let mut found = ReferredById::new();
            for (id, to) in references {
                if found.contains_key(&id) {
                    continue;
                }
                let referred = if to == WORKER {
                    called(tx, (me, secrets), id, &mut trust)?.map(Referred::Person)
                } else {
                    tx.record(id)?.map(|r| Referred::Record(Box::new(r)))
                };
                found.extend(referred.map(|r| (id, r)));
            }
            Ok(found)
        })
    }

    /// What a person is called, by card or roster.
    pub fn name_of(&mut self, person: PersonId) -> Result<Option<String>> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store
            .read(|tx| called(tx, (me, secrets), person, &mut None))
    }

    /// Writes to the access log that records were looked at unmasked.
    pub fn log_look(&mut self, world: &World, what: &str, records: &[RecordId]) -> Result<()> {
        let at = Stamp::at(world.now_ms());
        let lines: Vec<Access> = records
            .iter()
            .map(|id| Access {
                at,
                what: what.to_owned(),
                record: Some(*id),
                note: None,
            })
            .collect();
        self.store.transact(|tx| tx.log_access(&lines))
    }

    /// The access log, newest first.
    pub fn accesses(&mut self, limit: u32) -> Result<Vec<Access>> {
        self.store.read(|tx| tx.accesses(limit))
    }
}

/// A person's name: who works here, whoever's card is here, whom a roster names. Rosters
/// are read once, when the first is asked for whose card is not here.
fn called(
    tx: &Tx,
    (me, secrets): (&Me, &Secrets),
    person: PersonId,
    trust: &mut Option<Trust>,
) -> Result<Option<String>> {
    if tx.person_now(person)? == me.person {
        return Ok(Some(me.name.clone()));
    }
    if let Some(name) = tx.person_name(person)? {
        return Ok(Some(name));
    }
    let trust = match trust {
        Some(trust) => trust,
        None => trust.insert(load_trust(tx, me, secrets)?),
    };
    Ok(trust.name_of(&person.to_string()).map(str::to_owned))
}

/// The references among the values of a form's fields.
fn references<'a>(
    form: &'a Form,
    values: impl Iterator<Item = (&'a String, &'a Value)>,
) -> impl Iterator<Item = (RecordId, &'a str)> {
    values.filter_map(|(field, value)| match &form.field(field)?.kind {
        Kind::Ref { to } => Some((value.text()?.parse().ok()?, to.as_str())),
        _ => None,
    })
}
