//! Saving the lines of the grid, one after the other.

use super::super::check::input;
use super::{FORM, Line, Quick, said};
use crate::domain::fault::{DRAFT_UNKEPT, Fault};
use crate::ui::kit::ask::{Ask, Write};
use crate::ui::kit::{Cx, Effect, Toast};

impl Quick {
    /// Saves the next line that has nothing to be mended, from `from` on.
    pub(super) fn save_from(&mut self, from: usize, cx: &Cx) -> Vec<Effect> {
        let good = |l: &Line| !l.is_blank() && l.wrong.is_none();
        let next = self
            .lines
            .iter()
            .enumerate()
            .skip(from)
            .find(|(_, l)| good(l));
        let Some((at, line)) = next else {
            return self.all_saved(cx);
        };
        self.saving = Some(at);
        let input = input(&line.cells, cx).0;
        vec![Effect::Ask(Ask::Write(Write::Save {
            form: FORM.into(),
            id: None,
            parent: None,
            input,
            draft: None,
            seen: crate::domain::record::Seen::new(),
            then: None,
        }))]
    }

    pub(super) fn all_saved(&mut self, cx: &Cx) -> Vec<Effect> {
        self.saving = None;
        let left = self.lines.iter().filter(|l| !l.is_blank()).count();
        let saved = std::mem::take(&mut self.run.saved);
        self.dirty = true;
        self.go(self.at.0, 0, cx);
        let (n, left_text) = (saved.to_string(), left.to_string());
        let words = [("n", n.as_str()), ("left", left_text.as_str())];
        let toast = match (saved, left) {
            (0, 0) => Toast::warn(cx.say("quick-nothing")),
            (_, 0) => Toast::good(cx.say_with("quick-saved", &words)),
            _ => Toast::warn(cx.say_with("quick-left", &words)),
        };
        if left > 0 {
            self.next_wrong(cx);
        }
        let mut effects = vec![Effect::Say(toast)];
        effects.extend(self.keep(cx));
        effects
    }

    pub(super) fn saved_one(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(at) = self.saving.take() else {
            return Vec::new();
        };
        self.run.saved += 1;
        if at < self.lines.len() {
            self.lines.remove(at);
            if self.at.0 > at {
                self.at.0 -= 1;
            }
        }
        // What is saved must not come back with the draft.
        self.dirty = true;
        let mut effects = self.keep(cx);
        effects.extend(self.save_next(at, cx));
        effects
    }

    /// Goes on with the next line, unless the person wants to go.
    pub(super) fn save_next(&mut self, from: usize, cx: &Cx) -> Vec<Effect> {
        if std::mem::take(&mut self.run.going) {
            let mut effects = self.all_saved(cx);
            effects.push(Effect::Back);
            return effects;
        }
        self.save_from(from, cx)
    }

    pub(super) fn refused(&mut self, fault: Fault, cx: &Cx) -> Vec<Effect> {
        if !self.loaded {
            return self.aside(cx);
        }
        if fault.notes.iter().any(|n| n.code == DRAFT_UNKEPT) {
            self.dirty = true;
            return vec![Effect::Fault(fault)];
        }
        if let Some(at) = self.saving.take() {
            if let (Some(line), Some(note)) = (self.lines.get_mut(at), fault.notes.first()) {
                line.wrong = Some(said(note, cx));
            }
            return self.save_next(at + 1, cx);
        }
        if self.asked.take().is_some() {
            return Vec::new();
        }
        self.dirty = true;
        vec![Effect::Fault(fault)]
    }
}
