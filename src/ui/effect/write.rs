//! Writing.

use super::Bench;
use super::show::Words;
use crate::domain::fault::Result;
use crate::i18n::say;
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
            } => {
                let (workspace, world) = self.open()?;
                let draft = draft.as_deref();
                let saved =
                    workspace.save_form(world, &form, (id, parent), &input, draft, &seen)?;
                let (notes, made) = (saved.warnings, saved.made);
                let sheet = self.sheet(saved.view, false)?;
                Ok(Answer::Saved { sheet, notes, made })
            }
            Write::Move { id, to, input } => {
                let (workspace, world) = self.open()?;
                let view = workspace.move_to(world, id, &to, &input)?;
                let sheet = self.sheet(view, false)?;
                Ok(Answer::Saved {
                    sheet,
                    notes: Vec::new(),
                    made: Vec::new(),
                })
            }
            Write::Void { id, reason } => {
                let (workspace, world) = self.open()?;
                let view = workspace.void(world, id, &reason)?;
                let sheet = self.sheet(view, false)?;
                Ok(Answer::Saved {
                    sheet,
                    notes: Vec::new(),
                    made: Vec::new(),
                })
            }
            Write::Approve(id) => {
                let (workspace, world) = self.open()?;
                let view = workspace.approve(world, id)?;
                let sheet = self.sheet(view, false)?;
                Ok(Answer::Saved {
                    sheet,
                    notes: Vec::new(),
                    made: Vec::new(),
                })
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
            Write::Undo => self.undo(),
            Write::Keep { conflict, change } => {
                let (workspace, world) = self.open()?;
                let view = workspace.keep(world, &conflict, &change)?;
                let sheet = self.sheet(view, false)?;
                Ok(Answer::Saved {
                    sheet,
                    notes: Vec::new(),
                    made: Vec::new(),
                })
            }
        }
    }

    /// Takes the last step back and says by name what it was.
    fn undo(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let undone = workspace.undo(world)?;
        let mut records = Vec::new();
        for (id, _, _) in &undone.records {
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
        let total = named.len();
        named.truncate(3);
        let comma = if lang.is_chinese() { "、" } else { ", " };
        let (what, n) = (named.join(comma), total.to_string());
        let words = [("what", what.as_str()), ("n", n.as_str())];
        let id = if undone.left.is_empty() {
            "form-undone"
        } else {
            "form-undone-partly"
        };
        Ok(Answer::Undone(say(lang, id, &words)))
    }
}
