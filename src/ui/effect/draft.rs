//! What was typed and is not saved.

use super::Bench;
use crate::domain::fault::{Fault, Result};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::Draft;

impl Bench {
    pub(super) fn draft(&mut self, draft: Draft) -> Result<Answer> {
        Err(Fault::new("E_NOT_YET").with("what", format!("{draft:?}")))
    }
}
