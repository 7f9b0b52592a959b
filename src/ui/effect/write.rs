//! Writing.

use super::Bench;
use super::show::{Words, minute};
use crate::domain::fault::{Note, Result};
use crate::domain::id::RecordId;
use crate::i18n::say;
use crate::ops::unsaved::Page;
use crate::ops::view::View;
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::Write;

impl Bench {
    pub(super) fn write(&mut self, ask: Write) -> Result<Answer> {
        match ask {
            Write::Save {
                form,
                id,
                parent,
                input,
                draft,
                seen,
                then,
            } => {
                let (workspace, world) = self.open()?;
                let page = Page {
                    draft: draft.as_deref(),
                    then: then.as_deref(),
                    seen: &seen,
                };
                let saved = workspace.save_form(world, &form, (id, parent), &input, &page)?;
                let (notes, made) = (saved.warnings, saved.made);
                let sheet = self.sheet(saved.view, false)?;
                Ok(Answer::Saved { sheet, notes, made })
            }
            Write::Move {
                id,
                to,
                input,
                seen,
            } => {
                let (workspace, world) = self.open()?;
                let moved =
                    workspace.batch(|saver| saver.saw(&seen).move_to(world, id, &to, &input))?;
                self.saved(moved.view, moved.warnings)
            }
            Write::Void { id, reason, seen } => {
                let (workspace, world) = self.open()?;
                let view = workspace.batch(|saver| saver.saw(&seen).void(world, id, &reason))?;
                self.saved(view, Vec::new())
            }
            Write::Restore(id, seen) => {
                let (workspace, world) = self.open()?;
                let view = workspace.batch(|saver| saver.saw(&seen).restore(world, id))?;
                self.saved(view, Vec::new())
            }
            Write::Approve(id, seen) => {
                let (workspace, world) = self.open()?;
                let view = workspace.batch(|saver| saver.saw(&seen).approve(world, id))?;
                self.saved(view, Vec::new())
            }
            Write::Return { id, reason } => {
                let (workspace, world) = self.open()?;
                let view = workspace.give_back(world, id, &reason)?;
                let sheet = self.sheet(view, false)?;
                Ok(Answer::Saved {
                    sheet,
                    notes: Vec::new(),
                    made: Vec::new(),
                })
            }
            Write::HandIn(id) => {
                let (workspace, world) = self.open()?;
                let view = workspace.hand_in(world, id)?;
                let sheet = self.sheet(view, false)?;
                Ok(Answer::Saved {
                    sheet,
                    notes: Vec::new(),
                    made: Vec::new(),
                })
            }
            Write::Undo => {
                let undone = self.undo()?;
                // It may have been the name of a place.
                self.tell_surroundings();
                Ok(undone)
            }
            Write::Report(of) => self.keep_report(of),
            Write::Keep { conflict, change } => {
                let (workspace, world) = self.open()?;
                let view = workspace.keep(world, &conflict, &change)?;
                self.saved(view, Vec::new())
            }
        }
    }

    fn saved(&mut self, view: View, notes: Vec<Note>) -> Result<Answer> {
        let sheet = self.sheet(view, false)?;
        let made = Vec::new();
        Ok(Answer::Saved { sheet, notes, made })
    }

    /// Asks by name and time whether the last step shall be taken back: it may be of
    /// another day, and of another record than the one on the screen.
    pub(super) fn last_step(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let (at, ids) = workspace.last_step()?;
        let what = self.named(&ids)?;
        let at = minute(at.ms());
        let words = [("what", what.as_str()), ("at", at.as_str())];
        Ok(Answer::LastStep(say(lang, "ui-undo-question", &words)))
    }

    /// Records by form and title, the first three of them; rows only where nothing else is.
    fn named(&mut self, ids: &[RecordId]) -> Result<String> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let mut records = Vec::new();
        for id in ids {
            records.push(workspace.record(*id)?);
        }
        let views = workspace.views(world, records)?;
        let words = Words::of(lang, workspace, &views)?;
        let is_row = |form: &str| words.forms.get(form).is_some_and(|f| f.rows_of.is_some());
        let all_rows = views.iter().all(|v| is_row(&v.record.form));
        let shown = views.iter().filter(|v| all_rows || !is_row(&v.record.form));
        let named = shown.map(|v| {
            let title = words.title(&v.record, v.parent.as_ref());
            format!("{} {title}", words.form_name(&v.record.form))
        });
        let mut named: Vec<String> = named.collect();
        let more = named.len().saturating_sub(3).to_string();
        named.truncate(3);
        let comma = if lang.is_chinese() { "、" } else { ", " };
        let what = named.join(comma);
        if more == "0" {
            return Ok(what);
        }
        let words = [("what", what.as_str()), ("n", more.as_str())];
        Ok(say(lang, "ui-and-more", &words))
    }

    /// Takes the last step back and says by name what it was.
    fn undo(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let undone = workspace.undo(world)?;
        let ids: Vec<RecordId> = undone.records.iter().map(|(id, _, _)| *id).collect();
        let what = self.named(&ids)?;
        let words = [("what", what.as_str())];
        let id = if undone.left.is_empty() {
            "form-undone"
        } else {
            "form-undone-partly"
        };
        Ok(Answer::Undone(say(lang, id, &words)))
    }
}
