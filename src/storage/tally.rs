//! What came of an import, counted and told.

use super::ingest::{Ingested, Ingestion, Overruled, Tally};
use super::{LogRow, Status, Tx};
use crate::domain::form::{APPROVED, RETURNED};
use crate::domain::id::{Dot, RecordId};
use crate::domain::record::{Open, Record};
use crate::domain::value::Patch;

/// So many records are told one by one; all are counted. Of those after, [`Ingested`]
/// still names each that was approved or given back, so that decisions can be counted.
pub const TOLD: usize = 300;

impl Tx<'_> {
    pub(super) fn tally(&self, run: &mut Ingestion, before: Option<&Record>, after: &Record) {
        let form = self.forms().get(&after.form);
        let unknown = form.map(|form| form.unknown(after.fields.keys()));
        let opened = after.open.iter().filter(|(field, open)| {
            let was = before.and_then(|b| b.open.get(*field));
            **open == Open::Conflict && was != Some(*open)
        });
        let opened: Vec<_> = opened.map(|(field, _)| (after.id, field.clone())).collect();
        let tally = tally_of(&mut run.done, &after.form, unknown);
        let was = match before {
            None => {
                tally.new += 1;
                None
            }
            Some(before) if before.fields != after.fields || before.open != after.open => {
                tally.changed += 1;
                let other =
                    |f: &&String| before.get(f) != after.get(f) || after.open.contains_key(*f);
                let fields = after.fields.keys().filter(other);
                Some(fields.map(|f| (f.clone(), before.get(f).clone())).collect())
            }
            Some(_) => Some(Patch::new()),
        };
        tally.conflicts += opened.len() as u64;
        run.done.conflicts.extend(opened);
        let says = |field: &str| was.as_ref().is_none_or(|was| was.contains_key(field));
        let approved = after.approved && was.is_some() && says(APPROVED);
        if approved || (after.returned().is_some() && says(RETURNED)) {
            run.done.touched.push((after.id, was));
        } else {
            tell(&mut run.done, after.id, was);
        }
    }
}

/// Notes a record for those who look at an import one by one: new, or with what its
/// fields were.
pub(super) fn tell(done: &mut Ingested, id: RecordId, was: Option<Patch>) {
    let is_nothing = was.as_ref().is_some_and(Patch::is_empty);
    if !is_nothing && done.touched.len() < TOLD {
        done.touched.push((id, was));
    }
}

/// The tally of a form, after noting what of it this version doesn't know.
pub(super) fn tally_of<'a>(
    done: &'a mut Ingested,
    form: &str,
    unknown: Option<u64>,
) -> &'a mut Tally {
    match unknown {
        None => done.unknown_forms += 1,
        Some(fields) => done.unknown_fields += fields,
    }
    done.forms.entry(form.to_owned()).or_default()
}

/// Lists the values of this person that a change settling a conflict did not keep.
pub(super) fn note_overruled(run: &mut Ingestion, changes: &[LogRow]) {
    let mine = |dot: &Dot| dot.device.0.starts_with(&run.me);
    let mut found = Vec::new();
    for row in changes
        .iter()
        .filter(|r| r.status == Status::Active && !mine(&r.head.dot()))
    {
        for (field, saw) in row.head.fields.iter().filter(|(_, saw)| saw.len() > 1) {
            let Some(own) = saw.iter().find(|d| mine(d)) else {
                continue;
            };
            let own = changes.iter().find(|c| c.head.dot() == *own);
            let Some((own, kept)) = own.and_then(|o| o.says(field)).zip(row.says(field)) else {
                continue;
            };
            if own != kept {
                found.push(Overruled {
                    record: row.head.record,
                    field: field.clone(),
                    mine: own,
                    kept,
                    by: row.head.dot(),
                });
            }
        }
    }
    run.done.overruled.extend(found);
}
