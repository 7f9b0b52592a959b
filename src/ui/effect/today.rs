//! What waits for me.

use super::Bench;
use crate::domain::fault::Result;
use crate::ui::kit::answer::{Answer, Today};

impl Bench {
    pub(super) fn today(&mut self) -> Result<Answer> {
        let (workspace, _) = self.open()?;
        let unsent = workspace.unsent()?.iter().map(|(_, n)| n).sum();
        Ok(Answer::Today(Today {
            unsent,
            ..Today::default()
        }))
    }
}
