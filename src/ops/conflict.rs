//! Conflicts: both values with author and time, and keeping one of them.

use std::collections::BTreeMap;

use super::gate::{check_keep, is_voiding};
use super::keys::load_trust;
use super::save::need_record;
use super::step::Step;
use super::view::{View, view};
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::{Dot, RecordId};
use crate::domain::record::{Open, Record};
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};
use crate::storage::{LogRow, Status, Tx};

/// One value of a field in conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The change that says so.
    pub dot: Dot,
    /// Its author's name, if known here.
    pub author: Option<String>,
    /// When, by the author's clock.
    pub stamp: Stamp,
    /// What it says; `None` while its body is missing.
    pub value: Option<Value>,
    /// What else the change says: `(field, value)`.
    pub beside: Vec<(String, Value)>,
}

/// A field without a single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The record.
    pub record: RecordId,
    /// Its form.
    pub form: String,
    /// The field.
    pub field: String,
    /// In conflict, or waiting for changes that may settle it.
    pub open: Open,
    /// The values.
    pub sides: Vec<Side>,
    /// Changes that it waits for, with their authors' names.
    pub waits_for: Vec<(Dot, Option<String>)>,
}

impl Conflict {
    /// The name by which it is kept: `<record>.<field>`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}.{}", self.record, self.field)
    }
}

impl Workspace {
    /// Every field without a single value that somebody can settle, oldest record first:
    /// what is void has to be restored before.
    pub fn conflicts(&mut self) -> Result<Vec<Conflict>> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let names = load_trust(tx, me, secrets)?.names();
            let mut all = Vec::new();
            for record in tx.unsettled()? {
                let of = conflicts_of(tx, &record, &names)?;
                let settles = |c: &Conflict| !record.void || is_voiding(&c.field);
                all.extend(of.into_iter().filter(settles));
            }
            Ok(all)
        })
    }

    /// The fields of one record without a single value.
    pub fn conflicts_in(&mut self, id: RecordId) -> Result<Vec<Conflict>> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let record = need_record(tx, id)?;
            if record.open.is_empty() {
                return Ok(Vec::new());
            }
            let names = load_trust(tx, me, secrets)?.names();
            conflicts_of(tx, &record, &names)
        })
    }

    /// Keeps the value that the change `keep` wrote, as a new change that has seen all
    /// sides; the others hear of it with the next file. The record may be named as
    /// [`Workspace::find`] takes it, the change by its dot, the beginning of its dot or
    /// its author's name, if only one of the sides fits.
    pub fn keep(&mut self, world: &mut World, conflict: &str, keep: &str) -> Result<View> {
        let none = || Fault::new("E_NO_CONFLICT").with("id", conflict);
        let (record, field) = conflict.split_once('.').ok_or_else(none)?;
        let id: RecordId = self.find(record)?;
        let (me, secrets) = (&self.me, &self.secrets);
        let today = world.today().to_string();
        self.store.transact(|tx| {
            let record = need_record(tx, id)?;
            let names = load_trust(tx, me, secrets)?.names();
            let all = conflicts_of(tx, &record, &names)?;
            let conflict = all
                .into_iter()
                .find(|c| c.field == field)
                .ok_or_else(none)?;
            let side = side_named(&conflict.sides, keep)
                .ok_or_else(|| Fault::new("E_NO_SIDE").with("id", keep))?;
            let value = side
                .value
                .clone()
                .ok_or_else(|| Fault::new("E_SIDE_MISSING"))?;
            if let Some(form) = tx.forms().get(&record.form) {
                check_keep(tx, form, &record, (field, &value), me.role.code())?;
            }
            let mut step = Step::begin(tx, me, world, None)?;
            let patch = Patch::from([(field.to_owned(), value)]);
            step.write(&record.place(), Some(&record), &patch)?;
            step.finish()?;
            view(tx, need_record(tx, id)?, &today)
        })
    }
}

/// A whole dot wins, for one dot may be the beginning of another.
fn side_named<'a>(sides: &'a [Side], text: &str) -> Option<&'a Side> {
    if let Some(side) = sides.iter().find(|s| s.dot.to_string() == text) {
        return Some(side);
    }
    let mut fitting = sides.iter().filter(|s| {
        s.author.as_deref() == Some(text) || !text.is_empty() && s.dot.to_string().starts_with(text)
    });
    fitting.next().filter(|_| fitting.next().is_none())
}

pub(super) fn conflicts_of(
    tx: &Tx,
    record: &Record,
    names: &BTreeMap<String, String>,
) -> Result<Vec<Conflict>> {
    let name = |dot: &Dot| {
        let digest: String = dot.device.to_string().chars().take(32).collect();
        names.get(&digest).cloned()
    };
    let changes = if record.open.is_empty() {
        Vec::new()
    } else {
        tx.changes_of(record.id)?
    };
    let mut conflicts = Vec::new();
    for (field, open) in &record.open {
        let heads = record.heads_of(field);
        let mut sides = Vec::new();
        let mut waits_for = Vec::new();
        let speak = |c: &&LogRow| c.status == Status::Active && heads.contains(&c.head.dot());
        for row in changes.iter().filter(speak) {
            sides.push(Side {
                dot: row.head.dot(),
                author: name(&row.head.dot()),
                stamp: row.head.stamp,
                value: row.says(field),
                beside: row
                    .head
                    .fields
                    .keys()
                    .filter(|other| *other != field)
                    .filter_map(|other| Some((other.clone(), row.says(other)?)))
                    .collect(),
            });
            for dot in row.head.fields.get(field).into_iter().flatten() {
                if !changes.iter().any(|c| c.head.dot() == *dot) {
                    waits_for.push((*dot, name(dot)));
                }
            }
        }
        sides.sort_by_key(|s| (s.stamp, s.dot));
        conflicts.push(Conflict {
            record: record.id,
            form: record.form.clone(),
            field: field.clone(),
            open: *open,
            sides,
            waits_for,
        });
    }
    Ok(conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(device: &str, s: u64, author: &str) -> Side {
        let dot = format!("{}:{s}", device.repeat(20));
        Side {
            dot: dot.parse().unwrap(),
            author: Some(author.to_owned()),
            stamp: Stamp::default(),
            value: None,
            beside: Vec::new(),
        }
    }

    #[test]
    fn a_side_is_named_by_what_fits_it_alone() {
        let sides = [
            side("ab", 1, "周"),
            side("ab", 12, "周"),
            side("cd", 3, "陈"),
        ];
        let named = |text: &str| side_named(&sides, text).map(|s| s.author.clone().unwrap());
        assert_eq!(named("陈").as_deref(), Some("陈"));
        assert_eq!(named("cd").as_deref(), Some("陈"));
        assert_eq!(named(&sides[0].dot.to_string()).as_deref(), Some("周"));
        for none in ["", "周", "ab", "ef"] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
