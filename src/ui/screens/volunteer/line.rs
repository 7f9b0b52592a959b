//! One line of the grid: what was typed, and what is said of it.

use serde::{Deserialize, Serialize};

use super::check::{Judged, Wrong, judge};
use super::lines::{Cells, FIELDS};
use crate::domain::id::RecordId;
use crate::ui::kit::Cx;

/// One line of the grid.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Line {
    /// The cells.
    pub(super) cells: Cells,
    /// What has to be mended.
    #[serde(skip)]
    pub(super) wrong: Option<Wrong>,
    /// What is odd in it, though it can be saved so.
    #[serde(skip)]
    pub(super) odd: Option<Wrong>,
    /// What its document number says of the sex, as people read it; empty while it says
    /// nothing.
    #[serde(skip)]
    pub(super) sex: String,
    /// Who may be the same person, and why.
    #[serde(skip)]
    pub(super) alike: Option<(RecordId, String)>,
    /// Whether matches were looked for since it changed.
    #[serde(skip)]
    pub(super) looked: bool,
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|c| c.trim().is_empty())
    }

    /// Says anew what has to be mended, what is odd and what its number tells.
    pub(super) fn judge(&mut self, cx: &Cx) {
        let judged = if self.is_blank() {
            Judged::default()
        } else {
            judge(&self.cells, cx)
        };
        (self.wrong, self.odd, self.sex) = (judged.wrong, judged.odd, judged.sex);
    }

    /// What its number puts into an empty cell when the line is saved.
    pub(super) fn told(&self, column: usize) -> Option<&str> {
        let empty = self.cells.get(column).is_some_and(|c| c.trim().is_empty());
        let sex = FIELDS.get(column) == Some(&"gender") && !self.sex.is_empty();
        (empty && sex).then_some(&self.sex)
    }
}
