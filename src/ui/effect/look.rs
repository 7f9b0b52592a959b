//! Reading.

use super::Bench;
use crate::domain::fault::{Fault, Result};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::Look;

impl Bench {
    pub(super) fn look(&mut self, ask: Look) -> Result<Answer> {
        match ask {
            Look::Record { id, reveal } => {
                let (workspace, world) = self.open()?;
                let view = workspace.show(world, id)?;
                if reveal {
                    workspace.log_look(world, "reveal", &[id])?;
                }
                Ok(Answer::Sheet(self.sheet(view, reveal)?))
            }
            Look::Names { form, typed } => self.names(&form, &typed),
            Look::Alike(ask) => self.alike(&ask),
            // Wired by the branch that builds it.
            other => Err(Fault::new("E_NOT_YET").with("what", format!("{other:?}"))),
        }
    }
}
