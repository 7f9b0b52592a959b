//! Opening, making and closing the workspace.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::Bench;
use super::sync::said;
use crate::domain::fault::Result;
use crate::ops::drives;
use crate::ops::workspace::{Setup, Workspace};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Door, FirstRun};

impl Bench {
    pub(super) fn door(&mut self, door: Door) -> Result<Answer> {
        match door {
            Door::Unlock(secret) => {
                let ticket = self.ticket;
                let Self {
                    home,
                    world,
                    say: tell,
                    cancel,
                    ..
                } = self;
                let mut progress = |done: u64, of: Option<u64>| {
                    said(&**tell, ticket, "ui-renewing", done, of);
                    !cancel.load(Ordering::Relaxed)
                };
                let opened = Workspace::open_watched(home, &secret.0, world, &mut progress);
                Ok(self.opened(opened?))
            }
            Door::Sticks => {
                let sticks = drives::folders().into_iter().filter(|f| f.stick);
                let paths = sticks.map(|f| f.path.display().to_string());
                Ok(Answer::Sticks(paths.collect()))
            }
            Door::Init(run) => {
                let FirstRun {
                    person,
                    team,
                    place,
                    place_name,
                    role,
                    secret,
                    recovery_out,
                } = *run;
                let setup = Setup {
                    person,
                    team,
                    place: place.clone(),
                    role: role.parse()?,
                    letter: "A".into(),
                    recovery_out: recovery_out.map(PathBuf::from),
                };
                let mut made = Workspace::init(&self.home, &setup, &secret.0, &mut self.world)?;
                if let Some(name) = place_name {
                    // The workspace is made: what is wrong with the name is said in it.
                    let added = made.add_place(&mut self.world, &place, &name);
                    match added.and_then(|(_, warnings)| made.begun().map(|()| warnings)) {
                        Ok(warnings) => made.notices.extend(warnings),
                        Err(fault) => made.notices.extend(fault.notes),
                    }
                }
                Ok(self.opened(made))
            }
            Door::Lock => {
                self.workspace = None;
                Ok(Answer::Closed)
            }
        }
    }

    fn opened(&mut self, mut workspace: Workspace) -> Answer {
        let notices = std::mem::take(&mut workspace.notices);
        self.workspace = Some(workspace);
        self.tell_surroundings();
        self.tell_unsent();
        Answer::Opened(notices)
    }
}
