//! Findings: what two people did apart can break a rule that each of them kept. Then
//! nothing is refused or hidden; it is shown until someone mends it.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::case;
use crate::domain::fault::{Note, Result};
use crate::domain::form::Form;
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::domain::volunteer::{HoursEntry, overlaps};
use crate::storage::{Status, Tx};

/// A broken rule, and the records that break it together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, as a remark (`F_…`).
    pub note: Note,
    /// The records.
    pub records: Vec<RecordId>,
}

impl Workspace {
    /// Every rule that the records of this workspace break together.
    pub fn findings(&mut self) -> Result<Vec<Finding>> {
        self.store.read(findings_in)
    }

    /// The same, each told as soon as it is found.
    pub fn each_finding(&mut self, mut each: impl FnMut(Finding) -> Result<()>) -> Result<()> {
        self.store.read(|tx| each_finding(tx, &mut each))
    }
}

/// Every rule that the records of a database break together.
pub(super) fn findings_in(tx: &Tx) -> Result<Vec<Finding>> {
    let mut all = Vec::new();
    each_finding(tx, &mut |finding| {
        all.push(finding);
        Ok(())
    })?;
    Ok(all)
}

/// What hears of each.
type Each<'a> = &'a mut dyn FnMut(Finding) -> Result<()>;

fn each_finding(tx: &Tx, each: Each) -> Result<()> {
    let forms = std::sync::Arc::clone(tx.forms());
    for form in forms.iter() {
        twice(tx, form, each)?;
    }
    open_cases(tx, each)?;
    overlapping_hours(tx, each)?;
    elsewhere(tx, each)?;
    for record in tx.unsettled()? {
        let apart = tx.apart(record.id)?;
        if !apart.is_empty() {
            let code = if record.void {
                "F_APART_VOID"
            } else {
                "F_APART_APPROVED"
            };
            let note = Note::new(code).with("count", apart.len());
            each(Finding {
                note,
                records: vec![record.id],
            })?;
        }
    }
    Ok(())
}

/// Records that somebody's change put where they are not.
fn elsewhere(tx: &Tx, each: Each) -> Result<()> {
    let mut count: BTreeMap<RecordId, usize> = BTreeMap::new();
    let rows = tx.inactive()?.into_iter();
    for row in rows.filter(|r| r.status == Status::Elsewhere) {
        *count.entry(row.head.record).or_default() += 1;
    }
    for (id, changes) in count {
        let code = match tx.record(id)? {
            Some(_) => "F_PLACE",
            None => "F_PLACE_OPEN",
        };
        each(Finding {
            note: Note::new(code).with("count", changes),
            records: vec![id],
        })?;
    }
    Ok(())
}

/// A number or another unique value that stands in two records.
fn twice(tx: &Tx, form: &Form, each: Each) -> Result<()> {
    let number = form.number.iter().map(|n| vec![n.field.clone()]);
    let unique: Vec<_> = form.unique.iter().collect();
    // A form that says itself what must be unique is judged by that alone.
    if unique.is_empty() {
        for fields in number {
            for (value, records) in tx.repeated(&form.id, &fields[0])? {
                each(Finding {
                    note: named("F_NUMBER_TWICE", form, &value),
                    records,
                })?;
            }
        }
        return Ok(());
    }
    for rule in unique {
        let Some(first) = rule.fields.first() else {
            continue;
        };
        for (value, ids) in tx.repeated(&form.id, first)? {
            let mut records = Vec::new();
            for id in ids {
                records.extend(tx.record(id)?);
            }
            let key = |r: &Record| -> (Vec<Value>, Option<String>) {
                let year = rule.year_of.as_ref().and_then(|f| r.get(f).text());
                let year = year.map(|d| d.chars().take(4).collect());
                (rule.fields.iter().map(|f| r.get(f).clone()).collect(), year)
            };
            let mut rest = records;
            while let Some(one) = rest.pop() {
                let (same, others): (Vec<_>, Vec<_>) =
                    rest.into_iter().partition(|r| key(r) == key(&one));
                rest = others;
                if !same.is_empty() {
                    let mut records: Vec<RecordId> = same.iter().map(|r| r.id).collect();
                    records.push(one.id);
                    records.sort_unstable();
                    each(Finding {
                        note: named("F_NUMBER_TWICE", form, &value),
                        records,
                    })?;
                }
            }
        }
    }
    Ok(())
}

fn named(code: &'static str, form: &Form, value: &str) -> Note {
    Note::new(code)
        .with("zh", &form.label.zh)
        .with("en", &form.label.en)
        .with("value", value)
}

/// Two open cases of one client.
fn open_cases(tx: &Tx, each: Each) -> Result<()> {
    for (client, records) in tx.siblings_in("F1", &case::OPEN)? {
        let name = tx
            .record(client)?
            .map(|c| c.get("name").text().unwrap_or_default().to_owned());
        let note = Note::new("F_OPEN_CASES").with("name", name.unwrap_or_default());
        each(Finding { note, records })?;
    }
    Ok(())
}

/// Minutes of service that count twice.
fn overlapping_hours(tx: &Tx, each: Each) -> Result<()> {
    for ids in tx.same_pair("hours", "volunteer", "date")? {
        let mut entries = Vec::new();
        let mut name = String::new();
        for id in ids {
            let Some(record) = tx.record(id)? else {
                continue;
            };
            if let Some(volunteer) = record.parent.map(|p| tx.record(p)).transpose()?.flatten() {
                volunteer
                    .get("name")
                    .text()
                    .unwrap_or_default()
                    .clone_into(&mut name);
            }
            entries.extend(HoursEntry::read(record.id, &record.fields));
        }
        for (a, b, minutes) in overlaps(&entries) {
            let note = Note::new("F_HOURS_OVERLAP")
                .with("name", &name)
                .with("minutes", minutes);
            each(Finding {
                note,
                records: vec![a, b],
            })?;
        }
    }
    Ok(())
}
