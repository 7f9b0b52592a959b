//! Who may be known already, and records elsewhere that a form changes: what a person
//! chose of what lay over the form.

use super::FormScreen;
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::ui::kit::ask::{AlikeAsk, Ask, Look};
use crate::ui::kit::{Cx, Effect, Route};
use crate::ui::widgets::form::Turn;

impl FormScreen {
    /// Looks for people who may be this one, when name or numbers changed.
    pub(super) fn alike(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(fill) = &self.fill else {
            return Vec::new();
        };
        let person = self.form(cx).is_some_and(|f| {
            let has = |id: &str| f.field(id).is_some_and(|f| f.search.is_some());
            f.parent.is_none() && f.rows_of.is_none() && has("name") && has("phone")
        });
        if !person {
            return Vec::new();
        }
        let ask = AlikeAsk {
            form: self.opening.form.clone(),
            but: self.opening.id,
            name: fill.typed("name").trim().to_owned(),
            id_no: fill.typed("id_no").trim().to_owned(),
            phone: fill.typed("phone").trim().to_owned(),
        };
        if ask == self.asked {
            return Vec::new();
        }
        self.asked = ask.clone();
        vec![Effect::Ask(Ask::Look(Look::Alike(ask)))]
    }

    pub(super) fn compare(&mut self, cx: &Cx) -> Vec<Effect> {
        let link = self.opening.form == "client" && self.opening.id.is_none();
        let mut of = Vec::new();
        for alike in &self.alike {
            // The list may be another one when the answer comes: the record itself is named.
            let id = alike.id;
            let words = [("title", alike.title.as_str()), ("why", alike.why.as_str())];
            of.push((format!("open {id}"), cx.say_with("form-alike-open", &words)));
            if link {
                of.push((format!("link {id}"), cx.say_with("form-alike-link", &words)));
            }
        }
        if of.is_empty() {
            return Vec::new();
        }
        of.push(("on".to_owned(), cx.say("form-alike-on")));
        vec![Effect::Go(Route::Pick {
            title: cx.say("form-alike-title"),
            of,
        })]
    }

    /// A record elsewhere was read: its row is added and opened.
    pub(super) fn edit_elsewhere(&mut self, record: &Record, cx: &Cx) -> Vec<Effect> {
        let field = self.editing.take();
        let (Some(fill), Some(field)) = (&mut self.fill, field) else {
            return Vec::new();
        };
        if fill.at != field || !fill.add_edit(record, cx) {
            return Vec::new();
        }
        self.after(Some(Turn::Changed), cx)
    }

    pub(super) fn chosen(&mut self, result: &str, cx: &Cx) -> Vec<Effect> {
        if let (Some(_), Ok(id)) = (&self.editing, result.parse()) {
            let reveal = false;
            return vec![Effect::Ask(Ask::Look(Look::Record { id, reveal }))];
        }
        let Some((what, id)) = result.split_once(' ') else {
            return Vec::new();
        };
        let Ok(id) = id.parse::<RecordId>() else {
            return Vec::new();
        };
        if what == "open" {
            return vec![Effect::Go(Route::Record(id))];
        }
        // The person is known: what was typed of them stays as a draft, the case goes on.
        let form = self.opening.then.clone().unwrap_or_else(|| "F1".to_owned());
        self.dirty = true;
        let mut effects = self.keep(cx);
        effects.push(Effect::Swap(Route::Form {
            form,
            id: None,
            parent: Some(id),
            given: serde_json::Map::new(),
            draft: None,
        }));
        effects
    }
}
