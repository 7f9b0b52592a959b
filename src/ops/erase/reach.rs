//! Copies of what was erased that no program can reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::fault::Result;
use crate::domain::form::Forms;
use crate::domain::id::{PersonId, RecordId, Scope};
use crate::domain::stamp::Stamp;
use crate::i18n::{Lang, say};
use crate::ops::world::clock_at;
use crate::storage::Tx;
use crate::sync::trust::Trust;

/// Copies of one kind: how many were made, and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies {
    /// How many.
    pub count: u64,
    /// When the last one was made.
    pub last: Stamp,
}

/// Copies that may still hold what was erased, and that the program can't reach, as far
/// as this machine's access log knows. Those from before the record was made are counted
/// too: whose clock was right nobody knows, and a copy too many does no harm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Papers printed from it: when.
    pub prints: Vec<Stamp>,
    /// Office tables, by form.
    pub tables: BTreeMap<String, Copies>,
    /// Sync files for people who may have it, by name.
    pub files: BTreeMap<String, Copies>,
    /// Backups.
    pub backups: Option<Copies>,
}

impl Reach {
    /// What a person has to see to by themselves, line by line.
    #[must_use]
    pub fn lines(&self, lang: Lang, forms: &Forms) -> Vec<String> {
        let time = |at: Stamp| clock_at(at.ms()).strftime("%Y-%m-%d %H:%M").to_string();
        let line = |id: &str, copies: &Copies, more: &[(&str, &str)]| {
            let (count, last) = (copies.count.to_string(), time(copies.last));
            let mut words = vec![("count", count.as_str()), ("time", &last)];
            words.extend(more);
            say(lang, id, &words)
        };
        let mut lines = Vec::new();
        for at in &self.prints {
            lines.push(say(lang, "out-reach-print", &[("time", &time(*at))]));
        }
        for (form, copies) in &self.tables {
            let name = forms.get(form).map(|f| f.label.text(lang.is_chinese()));
            let form = name.unwrap_or(form);
            lines.push(line("out-reach-table", copies, &[("form", form)]));
        }
        for (name, copies) in &self.files {
            lines.push(line("out-reach-file", copies, &[("name", name)]));
        }
        if let Some(copies) = &self.backups {
            lines.push(line("out-reach-backup", copies, &[]));
        }
        lines.push(say(lang, "out-reach-other", &[]));
        lines
    }
}

fn one_more(copies: Option<Copies>, at: Stamp) -> Copies {
    Copies {
        count: copies.map_or(0, |c| c.count) + 1,
        last: copies.map_or(at, |c| c.last.max(at)),
    }
}

/// What may still hold these records: the access log says what left this machine.
pub(super) fn find(
    tx: &Tx,
    trust: &Trust,
    records: &BTreeSet<RecordId>,
    scope: &Scope,
) -> Result<Reach> {
    let mut reach = Reach::default();
    let mut forms: BTreeSet<String> = BTreeSet::new();
    for id in records {
        forms.extend(tx.record(*id)?.map(|r| r.form));
    }
    let count = |copies: &mut BTreeMap<String, Copies>, name: String, at| {
        let more = one_more(copies.get(&name).copied(), at);
        copies.insert(name, more);
    };
    for line in tx.all_accesses()? {
        let (at, note) = (line.at, line.note.unwrap_or_default());
        let about = line.record.is_some_and(|id| records.contains(&id));
        match line.what.as_str() {
            "print" if about => reach.prints.push(at),
            "backup" => reach.backups = Some(one_more(reach.backups, at)),
            "takeout" => {
                let form = note.split(' ').next().unwrap_or_default();
                if forms.contains(form) {
                    count(&mut reach.tables, form.to_owned(), at);
                }
            }
            "export" if trust.may_hold(&note, scope) => {
                let peer = note.parse::<PersonId>().ok();
                let name = peer.map(|id| tx.person_name(id)).transpose()?.flatten();
                count(&mut reach.files, name.unwrap_or(note), at);
            }
            _ => {}
        }
    }
    // A printed record stands there once for each record on the paper.
    reach.prints.dedup();
    Ok(reach)
}
