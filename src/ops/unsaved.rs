//! What was typed and is not saved: kept in the encrypted database, never sent.

use super::save::Saved;
use super::workspace::Workspace;
use super::world::{World, clock_at};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::record::Seen;
use crate::domain::stamp::Stamp;
use crate::storage::Kept;

/// A draft as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// Its key.
    pub key: String,
    /// The form.
    pub form: String,
    /// What people see of it.
    pub title: String,
    /// When it was kept last, here.
    pub at: jiff::civil::DateTime,
    /// Whether anything was typed: a form that comes next waits with nothing in it.
    pub begun: bool,
}

/// What a save belongs to, besides what is saved.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The draft that is done with.
    pub draft: Option<&'a str>,
    /// The form that comes next, below the record that is saved.
    pub then: Option<&'a str>,
    /// What stood on the screen: what came since then stays beside what is saved, as a
    /// conflict.
    pub seen: &'a Seen,
}

/// The key of the draft of a new record of `form` below `above`.
fn below(form: &str, above: RecordId) -> String {
    format!("{form}+{above}")
}

/// The records that the key of a draft names: what it is about, or what it hangs on.
fn named(key: &str) -> impl Iterator<Item = RecordId> {
    let words = key.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    words.filter_map(|word| word.parse().ok())
}

impl Workspace {
    /// Keeps what was typed, in place of what was kept under this key. What is typed in a
    /// form that stood open while its record was erased is kept no more: it would bring
    /// back what nobody is to have.
    pub fn keep_unsaved(
        &mut self,
        world: &World,
        (key, form, title): (&str, &str, &str),
        body: &str,
    ) -> Result<()> {
        let kept = Kept {
            key: key.to_owned(),
            form: form.to_owned(),
            title: title.to_owned(),
            at: Stamp::at(world.here_ms()),
        };
        self.store.transact(|tx| {
            for id in named(key) {
                if tx.is_erased(id)? {
                    return Err(Fault::new("E_NO_RECORD").with("id", id));
                }
            }
            tx.keep_draft(&kept, body)
        })
    }

    /// What was kept under this key.
    pub fn unsaved(&mut self, key: &str) -> Result<Option<String>> {
        self.store.read(|tx| tx.draft_body(key))
    }

    /// It is done with.
    pub fn drop_unsaved(&mut self, key: &str) -> Result<()> {
        self.store.transact(|tx| tx.drop_draft(key))
    }

    /// All that was typed and not saved, the newest first.
    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method's path names one lifetime of a transaction, the closure any"
    )]
    pub fn all_unsaved(&mut self) -> Result<Vec<Unsaved>> {
        let kept = self.store.read(|tx| tx.drafts())?;
        let shown = |(k, begun): (Kept, bool)| Unsaved {
            key: k.key,
            form: k.form,
            title: k.title,
            at: clock_at(k.at.ms()),
            begun,
        };
        Ok(kept.into_iter().map(shown).collect())
    }

    /// Forms that come next and are not filled in: those whose record was made some other
    /// way, or whose record above was taken out, are over.
    pub(super) fn still_waits(&mut self, unsaved: &Unsaved) -> Result<bool> {
        let above = unsaved.key.strip_prefix(&unsaved.form);
        let above = above.and_then(|key| key.strip_prefix('+')?.parse::<RecordId>().ok());
        let Some(above) = above.filter(|_| !unsaved.begun) else {
            return Ok(true);
        };
        self.store.read(|tx| {
            let there = tx.record(above)?.is_some_and(|r| !r.void);
            let made = tx.children(above, Some(&unsaved.form))?;
            Ok(there && made.iter().all(|r| r.void))
        })
    }

    /// Saves a form, new or known; the draft it was typed in goes in the same
    /// transaction, so that nothing is offered twice, and the form that comes next waits
    /// from then on.
    pub fn save_form(
        &mut self,
        world: &mut World,
        form: &str,
        (id, parent): (Option<RecordId>, Option<RecordId>),
        input: &Object,
        page: &Page,
    ) -> Result<Saved> {
        self.batch(|saver| {
            let by = saver.saw(page.seen);
            page.draft.map_or(Ok(()), |key| by.tx.drop_draft(key))?;
            let saved = match id {
                Some(id) => by.set(world, id, input)?,
                None => by.new_record(world, form, parent, input)?,
            };
            if let Some(then) = page.then {
                let record = &saved.view.record;
                let title = by.tx.forms().need(form)?.title.iter();
                let title = title.filter_map(|f| record.get(f).text());
                let next = Kept {
                    key: below(then, record.id),
                    form: then.to_owned(),
                    title: title.collect::<Vec<_>>().join(" "),
                    at: Stamp::at(world.here_ms()),
                };
                by.tx.keep_draft(&next, "")?;
            }
            Ok(saved)
        })
    }
}
