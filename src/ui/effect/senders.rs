//! Whose the files are that may be received, in words.

use super::Bench;
use crate::domain::fault::Result;
use crate::i18n::say;
use crate::ops::sync::Front;
use crate::ui::kit::answer::Answer;

impl Bench {
    pub(super) fn senders(&mut self, paths: Vec<String>) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let fronts = workspace.fronts(&paths)?;
        let said = |front: Result<Front>| match front {
            Ok(front) => {
                let stranger = || say(lang, "sync-of-stranger", &[]);
                let who = front.from.clone().unwrap_or_else(stranger);
                let n = front.number.to_string();
                let id = match front {
                    Front { own: true, .. } => "sync-of-me",
                    Front { receipt: true, .. } => "sync-of-word",
                    Front { received: true, .. } => "sync-of-received",
                    Front { .. } => "sync-of",
                };
                say(lang, id, &[("who", &who), ("n", &n)])
            }
            Err(fault) if fault.code() == "E_FILE_NOT_FOR_YOU" => say(lang, "sync-of-others", &[]),
            // Why, opening it says.
            Err(_) => say(lang, "sync-of-nothing", &[]),
        };
        let said: Vec<String> = fronts.into_iter().map(said).collect();
        Ok(Answer::Senders(paths.into_iter().zip(said).collect()))
    }
}
