//! From changes to records.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::IndexBatch;
use super::place::place;
use super::records::{Ready, Stood};
use super::{LogRow, Status, Tx};
use crate::domain::change::{Body, Head, head_hash};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{APPROVED, Forms, VOID};
use crate::domain::id::{DeviceId, Dot, RecordId};
use crate::domain::merge::{self, Seen};
use crate::domain::record::{Place, Record};
use crate::domain::value::Patch;

impl Tx<'_> {
    /// Appends a change that was just made at this device and shows it: log row,
    /// record, indexes, step. Answers the record after it.
    pub fn append(&self, head: &Head, body: &Body, patch: &Patch) -> Result<Record> {
        let channel = self.names().channel(&self.conn, &head.channel())?;
        if self.tip_of(channel)? + 1 != head.seq {
            return Err(Fault::new("E_DB_DAMAGED").with("channel", head.channel()));
        }
        let bytes = head.to_bytes();
        let hash = head_hash(&bytes);
        let dot = (channel, head.seq);
        let said = (bytes.as_slice(), &hash);
        let log = self.insert_change(dot, head.record, said, Some(body), Status::Active)?;
        self.note_step(head, log)?;
        let form = self.forms().get(&head.form);
        let old = self.find(head.record)?;
        let mut record = match &old {
            Some((_, record)) => record.clone(),
            None => Record::blank(place(head), head.stamp),
        };
        if record.apply(form, head, patch) {
            let old = old.map(|(rid, record)| self.stood(rid, record));
            let mut ready = Ready::new(&self.forms, &self.numbers, &record)?;
            let mut batch = IndexBatch::default();
            self.show(&mut batch, old.as_ref(), Some(&mut ready))?;
            self.write_index(&mut batch)?;
        } else {
            let merged = self.project(head.record)?;
            record = merged.ok_or_else(|| Fault::new("E_DB_DAMAGED"))?;
        }
        self.project_parents(&head.parent.into_iter().collect())?;
        Ok(record)
    }

    /// Merges all changes of a record anew and shows the result; `None` if nothing of
    /// it takes part.
    pub(super) fn project(&self, id: RecordId) -> Result<Option<Record>> {
        let changes = self.changes_of(id)?;
        self.note_elsewhere(&changes)?;
        let old = self.find(id)?.map(|(rid, record)| self.stood(rid, record));
        let record = merged(&self.forms, &changes);
        let ready = record
            .as_ref()
            .map(|record| Ready::new(&self.forms, &self.numbers, record));
        let mut batch = IndexBatch::default();
        self.show(&mut batch, old.as_ref(), ready.transpose()?.as_mut())?;
        self.write_index(&mut batch)?;
        Ok(record)
    }

    fn stood(&self, rid: i64, record: Record) -> Stood {
        Stood::new(&self.forms, &self.numbers, rid, record)
    }

    /// Writes what a record shows now in the place of what it showed.
    pub(super) fn show(
        &self,
        batch: &mut IndexBatch,
        old: Option<&Stood>,
        new: Option<&mut Ready>,
    ) -> Result<()> {
        let Some(new) = new else {
            return old.map_or(Ok(()), |old| self.remove_record(batch, old));
        };
        // A row doesn't move: where another place counts now, it is made anew.
        let moved = old.filter(|o| o.record.place() != new.place);
        if let Some(moved) = moved {
            self.remove_record(batch, moved)?;
        }
        let old = old.filter(|_| moved.is_none());
        let was_gated = old.is_some_and(|o| o.record.void || o.record.approved);
        let gated = was_gated || new.void || new.approved;
        let rid = self.write_record(batch, old, new)?;
        if gated {
            self.project_apart(rid, &self.record_at(rid)?)?;
        }
        Ok(())
    }

    /// Shows "changed apart" again on the parents of these records, where a void or
    /// an approval stands: their rows may have changed without it.
    pub(super) fn project_parents(&self, parents: &BTreeSet<RecordId>) -> Result<()> {
        for id in parents {
            // Most parents are open: asking that much is cheaper than reading them.
            let gated = self
                .conn
                .prepare_cached("SELECT 1 FROM record WHERE id = ?1 AND (void OR approved)")?
                .exists([&id.as_bytes()[..]])?;
            if gated && let Some((rid, record)) = self.find(*id)? {
                self.project_apart(rid, &record)?;
            }
        }
        Ok(())
    }

    /// Computes which heads of the record and its rows its void or approval did not
    /// see (rule 4).
    fn project_apart(&self, rid: i64, record: &Record) -> Result<()> {
        let mut gates: BTreeSet<Dot> = BTreeSet::new();
        if record.void {
            gates.extend(record.heads_of(VOID));
        }
        if record.approved {
            gates.extend(record.heads_of(APPROVED));
        }
        let mut apart = BTreeSet::new();
        if !gates.is_empty() {
            let mut heads: Vec<(Dot, Vec<Dot>)> = self.seen_gates(record)?;
            for row in self.children(record.id, None)? {
                let is_row = self
                    .forms()
                    .get(&row.form)
                    .is_some_and(|f| f.rows_of.is_some());
                if is_row {
                    heads.extend(self.seen_gates(&row)?);
                }
            }
            let heads: Vec<(Dot, &[Dot])> = heads.iter().map(|(d, g)| (*d, g.as_slice())).collect();
            for row in self.changes_of(record.id)? {
                if row.status == Status::Active && gates.contains(&row.head.dot()) {
                    apart.extend(merge::changed_apart(row.head.dot(), &row.head.rows, &heads));
                }
            }
            apart.retain(|dot| !gates.contains(dot));
        }
        let apart: Vec<Dot> = apart.into_iter().collect();
        self.set_apart(rid, &apart)
    }

    /// The record's heads, each with the gate heads that its author saw.
    fn seen_gates(&self, record: &Record) -> Result<Vec<(Dot, Vec<Dot>)>> {
        let heads = record.all_heads();
        let changes = self.changes_of(record.id)?;
        let changes = changes.into_iter().filter(|c| c.status == Status::Active);
        let of = changes.map(|c| (c.head.dot(), c.head.gates));
        Ok(of.filter(|(dot, _)| heads.contains(dot)).collect())
    }
}

/// The record that these changes, all there are of it, show; `None` if none of them
/// takes part. Needs no database, so that many records are merged side by side.
pub(super) fn merged(forms: &Forms, changes: &[LogRow]) -> Option<Record> {
    let first = changes.iter().find(|c| c.status == Status::Active)?;
    let place = place(&first.head);
    let active = |c: &LogRow| c.status == Status::Active && c.patch.is_some();
    if changes.iter().all(active) {
        let says = changes
            .iter()
            .filter_map(|c| Some((&c.head, c.patch.as_ref()?)));
        if let Some(record) = in_a_row(forms, &place, says) {
            return Some(record);
        }
    }
    let seen: Vec<Seen> = changes
        .iter()
        .map(|c| Seen {
            dot: c.head.dot(),
            stamp: c.head.stamp,
            fields: &c.head.fields,
            patch: c.patch.as_ref(),
            active: c.status == Status::Active,
        })
        .collect();
    let merged = merge::merge(&seen);
    let stamps = || seen.iter().filter(|c| c.active).map(|c| c.stamp);
    let first = stamps().min().unwrap_or_default();
    let last = stamps().max().unwrap_or_default();
    let form = forms.get(&place.form);
    Some(Record::from_fields(place, form, &merged, first, last))
}

/// The record of changes each of which saw exactly what the ones before it left: most
/// histories are such a row. `None` for any other, which only a merge can settle.
pub(super) fn in_a_row<'c>(
    forms: &Forms,
    place: &Place,
    changes: impl Iterator<Item = (&'c Head, &'c Patch)>,
) -> Option<Record> {
    let form = forms.get(&place.form);
    let mut record: Option<Record> = None;
    let mut last: BTreeMap<DeviceId, u64> = BTreeMap::new();
    for (head, patch) in changes {
        let dot = head.dot();
        // A device's own later change covers its earlier ones, whatever came first.
        if last
            .insert(dot.device, dot.seq)
            .is_some_and(|s| s > dot.seq)
        {
            return None;
        }
        let record = record.get_or_insert_with(|| Record::blank(place.clone(), head.stamp));
        if !record.apply(form, head, patch) {
            return None;
        }
    }
    record
}
