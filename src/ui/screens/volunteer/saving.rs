//! Saving the lines of the grid, one after the other.

use super::super::check::{Wrong, input};
use super::{FORM, Line, Quick, Wish};
use crate::domain::fault::{DRAFT_UNKEPT, Fault};
use crate::ui::kit::ask::{Ask, Write};
use crate::ui::kit::{Cx, Effect, Route, Toast};

/// What is done with lines whose person may be registered already.
const ALL: &str = "all";
const OTHERS: &str = "others";
const LOOK: &str = "look";

impl Quick {
    /// Saves, as soon as every line was looked at and, if somebody may be registered
    /// already, a person has said what to do with them.
    pub(super) fn wish(&mut self, cx: &Cx) -> Vec<Effect> {
        self.check(cx);
        self.wish = Wish::Looking;
        if self.asked.is_some() {
            return Vec::new();
        }
        self.look_on(cx)
    }

    /// The next line that was not looked at; once all were, what was wished.
    pub(super) fn look_on(&mut self, cx: &Cx) -> Vec<Effect> {
        let effects = self.look();
        if !effects.is_empty() || self.wish != Wish::Looking {
            return effects;
        }
        let known = self.lines.iter().filter(|l| good(l) && l.alike.is_some());
        let known = known.count();
        if known == 0 {
            self.wish = Wish::None;
            return self.save_all(false, cx);
        }
        self.wish = Wish::Asked;
        let n = known.to_string();
        let of = [LOOK, OTHERS, ALL].map(|id| {
            let words = cx.say(&format!("quick-known-{id}"));
            (id.to_owned(), words)
        });
        vec![Effect::Go(Route::Pick {
            title: cx.say_with("quick-known", &[("n", n.as_str())]),
            of: of.to_vec(),
        })]
    }

    /// What a person said of those who may be registered already.
    pub(super) fn answered(&mut self, answer: &str, cx: &Cx) -> Vec<Effect> {
        self.wish = Wish::None;
        match answer {
            ALL => self.save_all(false, cx),
            OTHERS => self.save_all(true, cx),
            _ => {
                let known = |l: &Line| good(l) && l.alike.is_some();
                if let Some(row) = self.lines.iter().position(known) {
                    self.go(row, 0, cx);
                }
                Vec::new()
            }
        }
    }

    fn save_all(&mut self, but_known: bool, cx: &Cx) -> Vec<Effect> {
        self.run.but_known = but_known;
        self.save_from(0, cx)
    }

    /// Saves the next line that has nothing to be mended, from `from` on.
    pub(super) fn save_from(&mut self, from: usize, cx: &Cx) -> Vec<Effect> {
        let but_known = self.run.but_known;
        let goes = |l: &Line| good(l) && !(but_known && l.alike.is_some());
        let mut lines = self.lines.iter().enumerate().skip(from);
        let next = lines.find(|(_, l)| goes(l));
        let Some((at, line)) = next else {
            let mut effects = self.all_saved(cx);
            effects.extend(self.look());
            return effects;
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
        let but_known = std::mem::take(&mut self.run.but_known);
        let known = |l: &&Line| but_known && good(l) && l.alike.is_some();
        let known = self.lines.iter().filter(known).count();
        let saved = std::mem::take(&mut self.run.saved);
        if saved > 0 {
            // Who was just saved may be the person of a line that is left.
            self.lines.iter_mut().for_each(|l| l.looked = false);
        }
        self.dirty = true;
        self.go(self.at.0, 0, cx);
        let (n, left_text) = (saved.to_string(), left.to_string());
        let words = [("n", n.as_str()), ("left", left_text.as_str())];
        let toast = match (saved, left) {
            (0, 0) => Toast::warn(cx.say("quick-nothing")),
            _ if known > 0 && known == left => Toast::warn(cx.say_with("quick-known-left", &words)),
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
            self.unkept = Some(fault.notes.clone());
            return vec![Effect::Fault(fault)];
        }
        if let Some(at) = self.saving.take() {
            if let (Some(line), Some(note)) = (self.lines.get_mut(at), fault.notes.first()) {
                line.wrong = Some(Wrong::of(note, cx));
            }
            return self.save_next(at + 1, cx);
        }
        if self.asked.take().is_some() {
            // That line could not be looked at; the others are, and nothing is held up.
            return self.look_on(cx);
        }
        self.dirty = true;
        vec![Effect::Fault(fault)]
    }
}

/// Whether a line can be saved.
fn good(line: &Line) -> bool {
    !line.is_blank() && line.wrong.is_none()
}
