//! What was typed and is not saved: kept in the encrypted database, never sent.

use super::save::Saved;
use super::workspace::Workspace;
use super::world::{World, clock_at};
use crate::domain::fault::Result;
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
}

impl Workspace {
    /// Keeps what was typed, in place of what was kept under this key.
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
            at: Stamp::at(world.now_ms()),
        };
        self.store.transact(|tx| tx.keep_draft(&kept, body))
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
        let shown = |k: Kept| Unsaved {
            key: k.key,
            form: k.form,
            title: k.title,
            at: clock_at(k.at.ms()),
        };
        Ok(kept.into_iter().map(shown).collect())
    }

    /// Saves a form, new or known; the draft it was typed in goes in the same
    /// transaction, so that nothing is offered twice. `seen` is what stood on the screen:
    /// what came since then stays beside what is saved, as a conflict.
    pub fn save_form(
        &mut self,
        world: &mut World,
        form: &str,
        (id, parent): (Option<RecordId>, Option<RecordId>),
        input: &Object,
        draft: Option<&str>,
        seen: &Seen,
    ) -> Result<Saved> {
        self.batch(|saver| {
            let saver = saver.saw(seen);
            draft.map_or(Ok(()), |key| saver.tx.drop_draft(key))?;
            match id {
                Some(id) => saver.set(world, id, input),
                None => saver.new_record(world, form, parent, input),
            }
        })
    }
}
