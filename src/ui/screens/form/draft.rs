//! The draft that a form is opened with.

use super::{Body, FormScreen};
use crate::ui::kit::ask::{Ask, Look};
use crate::ui::kit::{Cx, Effect, Toast};

impl FormScreen {
    /// The draft was read, or there is none: now the record, or the one above.
    pub(super) fn with_draft(&mut self, body: Option<String>, cx: &Cx) -> Vec<Effect> {
        let mut effects = Vec::new();
        // A form that comes next waits with nothing in it.
        self.waits = body.as_ref().is_some_and(String::is_empty);
        if self.waits {
            self.drafted = true;
            self.about_key();
        }
        let body = body.filter(|b| !b.is_empty());
        match body.map(|b| serde_json::from_str::<Body>(&b)) {
            Some(Ok(body)) => {
                let id = |text: &Option<String>| text.as_ref().and_then(|t| t.parse().ok());
                self.opening.id = id(&body.id).or(self.opening.id);
                self.opening.parent = id(&body.parent).or(self.opening.parent);
                if self.opening.then.is_none() {
                    self.opening.then.clone_from(&body.then);
                }
                self.waits = body.waits;
                for (id, name) in &body.names {
                    self.name(id, name);
                }
                effects.push(Effect::Say(Toast::good(
                    cx.say_with("form-restored", &[("at", body.at.as_str())]),
                )));
                self.body = Some(body);
                self.drafted = true;
            }
            Some(Err(_)) => {
                self.elsewhere(cx);
                effects.push(Effect::Say(Toast::warn(cx.say("form-draft-unread"))));
            }
            None => {}
        }
        let ask = |id, reveal| Effect::Ask(Ask::Look(Look::Record { id, reveal }));
        match (self.opening.id, self.opening.parent) {
            (Some(id), _) => effects.push(ask(id, true)),
            (None, Some(parent)) => effects.push(ask(parent, false)),
            (None, None) => effects.extend(self.begin(None, cx)),
        }
        effects
    }

    /// A draft that cannot be read may be read by another version: what is typed now is
    /// kept beside it. Its key still says what it was about.
    fn elsewhere(&mut self, cx: &Cx) {
        self.about_key();
        let key = format!("{}~{}", self.key, cx.now);
        self.unread = Some(std::mem::replace(&mut self.key, key));
    }

    /// The key of a draft says what it is about.
    fn about_key(&mut self) {
        let about = self.key.strip_prefix(&self.opening.form);
        let id = |sign: char| about.and_then(|a| a.strip_prefix(sign)?.get(..36)?.parse().ok());
        self.opening.id = self.opening.id.or(id(':'));
        self.opening.parent = self.opening.parent.or(id('+'));
    }
}
