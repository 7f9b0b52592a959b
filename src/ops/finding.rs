//! Findings: what two people did apart can break a rule that each of them kept. Then
//! nothing is refused or hidden; it is shown until someone mends it.

use std::collections::BTreeMap;

use super::workspace::Workspace;
use crate::domain::case;
use crate::domain::fault::{Note, Result};
use crate::domain::form::{Form, Unique};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
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
    let mut rules = form.unique.clone();
    if let Some(number) = form.number.as_ref().map(|n| &n.field)
        // What the form says itself of its number counts alone.
        && !rules.iter().any(|r| r.fields.contains(number))
    {
        rules.push(Unique {
            fields: vec![number.clone()],
            ..Unique::default()
        });
    }
    for rule in rules {
        let alike = match rule.fields.as_slice() {
            [] => continue,
            [only] => tx.repeated(&form.id, only)?,
            // Two fields leave few that a third, or the year, tells apart.
            [one, other, ..] => tx.same_pair(&form.id, one, other)?,
        };
        for records in alike {
            let mut together: BTreeMap<String, Vec<Record>> = BTreeMap::new();
            for record in records {
                if let Some(key) = rule.key(form, &record.fields) {
                    // Values have no order of their own.
                    together.entry(format!("{key:?}")).or_default().push(record);
                }
            }
            for same in together.into_values().filter(|same| same.len() > 1) {
                let Some(note) = same.first().map(|r| rule.finding(form, &r.fields)) else {
                    continue;
                };
                let mut records: Vec<RecordId> = same.iter().map(|r| r.id).collect();
                records.sort_unstable();
                each(Finding { note, records })?;
            }
        }
    }
    Ok(())
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
    for records in tx.same_pair("hours", "volunteer", "date")? {
        let mut entries = Vec::new();
        let mut name = String::new();
        for record in records {
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
