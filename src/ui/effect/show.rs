//! From what `ops` found to what screens show.

use std::sync::Arc;

use super::Bench;
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms};
use crate::domain::record::Record;
use crate::domain::reference::Reference;
use crate::i18n::Lang;
use crate::i18n::values::{Names, Show};
use crate::ops::look::Referred;
use crate::ops::view::View;
use crate::ops::workspace::Workspace;
use crate::ui::kit::answer::Sheet;

/// What turns values into words.
pub(super) struct Words<'a> {
    /// The language.
    pub(super) lang: Lang,
    /// The forms.
    pub(super) forms: Arc<Forms>,
    reference: &'a Reference,
    names: Names,
}

impl<'a> Words<'a> {
    /// The words for these views and for what they refer to.
    pub(super) fn of(lang: Lang, workspace: &'a mut Workspace, views: &[View]) -> Result<Self> {
        let referred = workspace.referred(views)?;
        let mut words = Self {
            lang,
            forms: workspace.forms(),
            reference: &workspace.reference,
            names: Names::new(),
        };
        words.names = referred
            .into_iter()
            .map(|(id, to)| match to {
                Referred::Person(name) => (id, name),
                Referred::Record(record) => (id, words.title(&record, None)),
            })
            .collect();
        Ok(words)
    }

    /// How values are shown.
    pub(super) fn show(&self, reveal: bool) -> Show<'_> {
        Show {
            lang: self.lang,
            codes: &self.reference.codes,
            places: &self.reference.places,
            names: &self.names,
            reveal,
        }
    }

    /// A record's one line.
    pub(super) fn title(&self, record: &Record, parent: Option<&Record>) -> String {
        let Some(form) = self.forms.get(&record.form) else {
            return String::new();
        };
        let above = self.forms.above(form);
        let part = |id: &String| -> Option<String> {
            let (of, record, id): (&Form, &Record, &str) = match id.strip_prefix("parent.") {
                Some(id) => (above?, parent?, id),
                None => (form, record, id),
            };
            let text = self.show(false).value(of.field(id)?, record.get(id));
            (!text.is_empty()).then_some(text)
        };
        form.title
            .iter()
            .filter_map(part)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What a form is called.
    pub(super) fn form_name(&self, form: &str) -> String {
        let known = self.forms.get(form);
        known
            .map_or(form, |f| f.label.text(self.lang.is_chinese()))
            .to_owned()
    }
}

impl Bench {
    /// A record as screens show it.
    pub(super) fn sheet(&mut self, view: View, revealed: bool) -> Result<Box<Sheet>> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let views = [view];
        let words = Words::of(lang, workspace, &views)?;
        let [view] = views;
        let title = words.title(&view.record, view.parent.as_ref());
        let children = view.children.iter().map(|child| {
            let line = words.title(child, Some(&view.record));
            (child.id, words.form_name(&child.form), line)
        });
        Ok(Box::new(Sheet {
            title,
            children: children.collect(),
            names: words.names,
            record: view.record,
            computed: view.computed,
            rows: view.rows,
            parent: view.parent,
            revealed,
        }))
    }
}
