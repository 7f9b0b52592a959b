//! Undo: a person's whole step is taken back by new changes, across restarts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::gate::is_locked;
use super::places::PLACE;
use super::save::need_record;
use super::step::Step;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{APPROVED, Form, UNDONE, VOID, VOID_REASON};
use crate::domain::id::{Dot, RecordId};
use crate::domain::record::Record;
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};
use crate::storage::{LogRow, Tx};

/// What an undo did.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// When the step was made that was taken back.
    pub at: Stamp,
    /// The records it took back: id, form, and whether making the record was undone.
    pub records: Vec<(RecordId, String, bool)>,
    /// Fields it left, because someone changed them since or the record is locked; of
    /// a record that it left whole, for that reason or for what hangs on it, `void`.
    pub left: Vec<(RecordId, String)>,
}

impl Workspace {
    /// The step that [`Workspace::undo`] would take back: when it was made, and its records
    /// in the order in which they were touched.
    pub fn last_step(&mut self) -> Result<(Stamp, Vec<RecordId>)> {
        let step = self.store.read(|tx| tx.last_step(None))?;
        let (at, rows) = step.ok_or_else(|| Fault::new("E_NOTHING_TO_UNDO"))?;
        let records = by_record(&rows).into_iter().map(|(id, _)| id);
        Ok((at, records.collect()))
    }

    /// Takes the last step of this device back that was not taken back yet. Approving
    /// is not undone; a conflict that was settled stays settled.
    pub fn undo(&mut self, world: &mut World) -> Result<Undone> {
        self.undo_before(world, None)
    }

    /// The same, but steps at the end that can't be taken back, as an approval, stay as
    /// they are, and the last one before them is taken back. Asked for by name: a person
    /// who wants the approval undone must not lose something else instead.
    pub fn undo_skipping(&mut self, world: &mut World) -> Result<Undone> {
        let mut before = None;
        loop {
            match self.undo_before(world, before) {
                Err(fault)
                    if matches!(fault.code(), "E_UNDO_APPROVED" | "E_UNDO_CHANGED_SINCE") =>
                {
                    let step = self.store.read(|tx| tx.last_step(before))?;
                    before = step.map(|(stamp, _)| stamp);
                }
                other => return other,
            }
        }
    }

    fn undo_before(&mut self, world: &mut World, before: Option<Stamp>) -> Result<Undone> {
        let me = &self.me;
        let undone = self.store.transact(|tx| {
            let forms = Arc::clone(tx.forms());
            let (at, rows) = tx
                .last_step(before)?
                .ok_or_else(|| Fault::new("E_NOTHING_TO_UNDO"))?;
            if rows.iter().any(|r| r.head.fields.contains_key(APPROVED)) {
                return Err(Fault::new("E_UNDO_APPROVED"));
            }
            let mut undone = Undone {
                at,
                ..Undone::default()
            };
            let mut step = Step::begin(tx, me, world, Some(at))?;
            // Rows before what they hang on, as they were made the other way round.
            for (id, changes) in by_record(&rows).into_iter().rev() {
                let record = need_record(tx, id)?;
                let form = forms.get(&record.form);
                let patch = take_back(tx, form, &record, &changes, &mut undone)?;
                let made = patch.get(VOID).is_some_and(Value::is_true);
                if step
                    .write(&record.place(), Some(&record), &patch)?
                    .is_some()
                {
                    undone.records.push((id, record.form.clone(), made));
                }
            }
            if undone.records.is_empty() {
                return Err(Fault::new("E_UNDO_CHANGED_SINCE"));
            }
            step.finish()?;
            undone.records.reverse();
            Ok(undone)
        })?;
        if undone.records.iter().any(|(_, form, _)| form == PLACE) {
            self.read_places()?;
        }
        Ok(undone)
    }
}

/// The step's changes by record, in the order the records were first touched.
fn by_record(rows: &[LogRow]) -> Vec<(RecordId, Vec<&LogRow>)> {
    let mut order: Vec<(RecordId, Vec<&LogRow>)> = Vec::new();
    for row in rows {
        match order.iter_mut().find(|(id, _)| *id == row.head.record) {
            Some((_, list)) => list.push(row),
            None => order.push((row.head.record, vec![row])),
        }
    }
    order
}

fn take_back(
    tx: &Tx,
    form: Option<&Form>,
    record: &Record,
    step: &[&LogRow],
    undone: &mut Undone,
) -> Result<Patch> {
    let all = tx.changes_of(record.id)?;
    let ours: Vec<Dot> = step.iter().map(|r| r.head.dot()).collect();
    let closed = match form {
        Some(form) => is_locked(tx, form, record)?,
        None => record.approved,
    };
    // The log is in the order of arrival: nobody knew the record before it was made.
    let made = all.first().is_some_and(|c| ours.contains(&c.head.dot()));
    if made {
        let used = tx.children(record.id, None)?.iter().any(|c| !c.void);
        if closed || used {
            undone.left.push((record.id, VOID.to_owned()));
            return Ok(Patch::new());
        }
        let foreign = record
            .heads
            .iter()
            .find(|(_, dots)| !dots.iter().all(|d| ours.contains(d)));
        return Ok(match foreign {
            None => Patch::from([
                (VOID.into(), true.into()),
                (VOID_REASON.into(), UNDONE[0].into()),
            ]),
            Some((field, _)) => {
                undone.left.push((record.id, field.clone()));
                Patch::new()
            }
        });
    }
    let mut first: BTreeMap<&String, &Vec<Dot>> = BTreeMap::new();
    for row in step {
        for (field, saw) in &row.head.fields {
            first.entry(field).or_insert(saw);
        }
    }
    let mut patch = Patch::new();
    for (field, saw) in first {
        let sole = matches!(record.heads_of(field), [only] if ours.contains(only));
        let open = form.is_some_and(|f| f.open_after_approval.contains(field));
        let before = match saw.as_slice() {
            [] => Some(Value::Empty),
            [dot] => all
                .iter()
                .find(|c| c.head.dot() == *dot)
                .and_then(|c| c.says(field)),
            _ => None,
        };
        match before {
            Some(value) if sole && (!closed || open) => {
                let value = if field == VOID && value.is_empty() {
                    false.into()
                } else {
                    value
                };
                patch.insert(field.clone(), value);
            }
            _ => undone.left.push((record.id, field.clone())),
        }
    }
    Ok(patch)
}
