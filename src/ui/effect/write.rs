//! Filled in by its own branch.

use super::Bench;
use crate::domain::fault::{Fault, Result};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::Write;

impl Bench {
    pub(super) fn write(&mut self, ask: Write) -> Result<Answer> {
        Err(Fault::new("E_NOT_YET").with("what", format!("{ask:?}")))
    }
}
