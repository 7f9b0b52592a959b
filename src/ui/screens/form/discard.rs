//! Throwing away what was typed: because a person says so, or because it says nothing new.

use super::FormScreen;
use crate::ui::kit::ask::{Ask, Draft};
use crate::ui::kit::{Cx, Effect, Route, Toast};

impl FormScreen {
    pub(super) fn ask_to_drop(&mut self, cx: &Cx) -> Vec<Effect> {
        self.dropping = true;
        let text = cx.say("form-drop-ask");
        vec![Effect::Go(Route::Confirm { text })]
    }

    /// A person said yes.
    pub(super) fn drop_all(&mut self, cx: &Cx) -> Vec<Effect> {
        self.done = true;
        self.unkept = None;
        self.dirty = false;
        let keys = std::iter::once(self.key.clone()).chain(self.unread.take());
        let drop = |key| Effect::Ask(Ask::Draft(Draft::Drop(key)));
        let mut effects: Vec<Effect> = keys.map(drop).collect();
        effects.push(Effect::Say(Toast::good(cx.say("form-dropped"))));
        effects.push(Effect::Back);
        effects
    }

    /// A draft that says what is saved anyhow would wait on the home screen for ever.
    pub(super) fn drop_idle(&mut self, cx: &Cx) -> Vec<Effect> {
        let same = self.fill.as_ref().is_some_and(|fill| !fill.differs(cx));
        if !same || self.done || self.saving {
            return Vec::new();
        }
        self.dirty = false;
        self.dirty_since = None;
        self.unkept = None;
        self.kept_at = None;
        if self.waits && self.drafted {
            return vec![Effect::Ask(Ask::Draft(Draft::Keep {
                key: self.key.clone(),
                form: self.opening.form.clone(),
                title: self.about.clone(),
                body: String::new(),
            }))];
        }
        if !std::mem::take(&mut self.drafted) {
            return Vec::new();
        }
        vec![Effect::Ask(Ask::Draft(Draft::Drop(self.key.clone())))]
    }
}
