//! The files that may be received: whose each of those on the screen is, and how one is
//! opened.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::{Asked, Part, Post, Stage};
use crate::ui::kit::answer::Choices;
use crate::ui::kit::ask::Sync as Work;
use crate::ui::kit::{Cx, Effect};

/// Whose the files are, as far as it was asked.
pub struct Senders {
    known: BTreeMap<String, String>,
    asked: Vec<String>,
    /// The rows that were drawn last.
    pub(super) rows: Cell<usize>,
}

impl Default for Senders {
    fn default() -> Self {
        Self {
            known: BTreeMap::new(),
            asked: Vec::new(),
            rows: Cell::new(20),
        }
    }
}

impl Senders {
    /// The files may be others under the same names.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        self.asked.clear();
    }

    pub(super) fn take(&mut self, all: Vec<(String, String)>) {
        self.known.extend(all);
    }

    /// Whose this one is; empty while nobody knows.
    pub(super) fn of(&self, path: &str) -> &str {
        self.known.get(path).map_or("", String::as_str)
    }
}

impl Post {
    /// Asks whose the files are that stand on the screen, once.
    pub(super) fn ask_whose(&mut self) -> Vec<Effect> {
        let (Stage::Open, Part::Receive, Some(choices)) = (&self.stage, self.part, &self.choices)
        else {
            return Vec::new();
        };
        let rows = self.senders.rows.get().max(1);
        let shown = choices
            .files
            .iter()
            .skip((self.at + 1).saturating_sub(rows));
        let shown = shown.take(rows).map(|file| &file.path);
        let new = shown.filter(|path| !self.senders.known.contains_key(*path));
        let new: Vec<String> = new.cloned().collect();
        if new.is_empty() || new == self.senders.asked {
            return Vec::new();
        }
        self.senders.asked.clone_from(&new);
        Self::ask(Work::Senders(new))
    }

    /// Keeps the cursor on what it stood at when the list of files comes anew: somebody may
    /// be about to press Enter.
    pub(super) fn stay(&mut self, new: &Choices) {
        let (Stage::Open, Part::Receive, Some(old)) = (&self.stage, self.part, &self.choices)
        else {
            return;
        };
        self.at = match old.files.get(self.at) {
            Some(here) => new.files.iter().position(|file| file.path == here.path),
            None => None,
        }
        .unwrap_or(new.files.len());
    }

    pub(super) fn enter_receive(&mut self, cx: &Cx) -> Vec<Effect> {
        let file = self.choices.as_ref().and_then(|c| c.files.get(self.at));
        if let Some(file) = file {
            return self.look_into(file.path.clone());
        }
        let typed = self.typed.clone();
        self.prompt(Asked::TypedFile, cx.say("sync-other-file"), typed)
    }

    pub(super) fn look_into(&mut self, path: String) -> Vec<Effect> {
        self.path.clone_from(&path);
        self.stage = Stage::Working(None);
        Self::ask(Work::Look { path, reveal: None })
    }
}
