//! What was typed and is not saved.

use super::Bench;
use crate::domain::fault::{DRAFT_UNKEPT, Note, Result};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::Draft;

impl Bench {
    pub(super) fn draft(&mut self, draft: Draft) -> Result<Answer> {
        match draft {
            Draft::Keep {
                key,
                form,
                title,
                body,
            } => {
                let kept = self.open().and_then(|(workspace, world)| {
                    workspace.keep_unsaved(world, (&key, &form, &title), &body)
                });
                kept.map_err(|mut fault| {
                    // The screen must know which of its wishes was refused.
                    fault.notes.insert(0, Note::new(DRAFT_UNKEPT));
                    fault
                })?;
                Ok(Answer::Kept)
            }
            Draft::Read(key) => Ok(Answer::Draft(self.open()?.0.unsaved(&key)?)),
            Draft::Drop(key) => {
                self.open()?.0.drop_unsaved(&key)?;
                Ok(Answer::Dropped)
            }
        }
    }
}
