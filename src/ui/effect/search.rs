//! Search over everything: what is found, told apart, and told together where it is one
//! person in many meetings.

use super::Bench;
use super::list;
use super::show::Words;
use crate::domain::fault::Result;
use crate::domain::form::{Forms, Search};
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::storage;
use crate::ui::kit::answer::{Answer, Hit, Hits};

/// So many lines of a search are shown.
const HITS: usize = 50;
/// So many records are looked at: many may be one line.
const LOOKED_AT: u32 = 200;

impl Bench {
    /// People, numbers and words; written to the access log once for each search.
    pub(super) fn search(&mut self, typed: String) -> Result<Answer> {
        if typed.trim().is_empty() {
            return Ok(Answer::Hits(Hits::default()));
        }
        let lang = self.lang;
        let first = self.searched != self.ticket;
        self.searched = self.ticket;
        let (workspace, world) = self.open()?;
        let today = world.today();
        let mut found = if first {
            workspace.search(world, &typed, LOOKED_AT + 1)?
        } else {
            workspace.search_on(&typed, LOOKED_AT + 1)?
        };
        let mut more = found.len() > LOOKED_AT as usize;
        found.truncate(LOOKED_AT as usize);
        let mut groups = grouped(&workspace.forms(), found);
        more |= groups.len() > HITS;
        groups.truncate(HITS);
        let shown = groups.iter().filter_map(|g| g.first());
        let records = shown.map(|hit| hit.record.clone()).collect();
        let views = workspace.views(world, records)?;
        let words = Words::of(lang, workspace, &views)?;
        let hits = views.iter().zip(groups).map(|(view, group)| {
            let root = group.first().and_then(|hit| hit.root.as_ref());
            let above =
                root.map(|r| format!("{} {}", words.form_name(&r.form), words.title(r, None)));
            let of = group.iter().filter_map(|hit| hit.root.as_ref());
            let of = of.map(|root| (root.id, words.title(root, None)));
            let person = view.parent.as_ref().filter(|_| root.is_none());
            let beside = words.person(&view.record, today);
            Hit {
                id: view.record.id,
                form: words.form_name(&view.record.form),
                title: words.title(&view.record, view.parent.as_ref()),
                beside: beside
                    .or_else(|| person.and_then(|p| words.person(p, today)))
                    .unwrap_or_default(),
                about: above.unwrap_or_else(|| list::about(&words, view)),
                of: if group.len() > 1 {
                    of.collect()
                } else {
                    Vec::new()
                },
            }
        });
        Ok(Answer::Hits(Hits {
            hits: hits.collect(),
            typed,
            more,
        }))
    }
}

/// Rows of different records that name the same person with more than the name are one
/// line: somebody who was at many meetings is one person. The newest of each comes first.
fn grouped(forms: &Forms, found: Vec<storage::Hit>) -> Vec<Vec<storage::Hit>> {
    let key = |record: &Record| -> Option<(String, Vec<Value>)> {
        let form = forms.get(&record.form).filter(|f| f.rows_of.is_some())?;
        let named = |id: &String| {
            form.field(id)
                .is_some_and(|f| f.search == Some(Search::Name))
        };
        let person = form.title.len() > 1 && form.title.iter().any(named);
        if !person {
            return None;
        }
        let title = form.title.iter().map(|f| record.get(f).clone());
        Some((form.id.clone(), title.collect()))
    };
    let mut groups: Vec<Vec<storage::Hit>> = Vec::new();
    for hit in found {
        let own = key(&hit.record);
        let same = |g: &&mut Vec<storage::Hit>| {
            own.is_some() && g.first().and_then(|h| key(&h.record)) == own
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(hit),
            None => groups.push(vec![hit]),
        }
    }
    for group in &mut groups {
        // An id begins with the time it was made at.
        group.sort_by_key(|hit| std::cmp::Reverse(hit.record.root));
    }
    groups
}
