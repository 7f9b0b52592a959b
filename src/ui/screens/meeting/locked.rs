//! Approved minutes: they are read here, not written.

use super::paper::Paper;
use super::{Minutes, Panel};
use crate::ui::kit::{Cx, Effect, Toast};

/// What stands on a paper; a field that was only looked at is none.
fn said(paper: &Paper) -> String {
    let mut paper = paper.clone();
    paper
        .fields
        .retain(|_, v| !v.as_str().is_some_and(|t| t.trim().is_empty()));
    paper.content()
}

impl Minutes {
    /// Why nothing can be written.
    pub(super) fn say_locked(&self, cx: &Cx) -> Vec<Effect> {
        let id = if self.stale {
            "minutes-draft-late"
        } else {
            "minutes-approved"
        };
        vec![Effect::Say(Toast::warn(cx.say(id)))]
    }

    /// Takes back whatever was changed on approved minutes, and says why.
    pub(super) fn unwrite(&mut self, before: Paper, effects: Vec<Effect>, cx: &Cx) -> Vec<Effect> {
        self.kept.dirty = false;
        if said(&before) == said(&self.paper) {
            return effects;
        }
        self.paper = before;
        self.complete.shut();
        if let Some(Panel::Head(head)) = &mut self.panel {
            head.load(&self.paper, cx);
        }
        self.say_locked(cx)
    }
}
