//! From what `ops` found to what screens show.

use std::sync::Arc;

use jiff::civil::Date;

use super::Bench;
use crate::domain::date::{age, parse_date};
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms, Kind};
use crate::domain::record::Record;
use crate::domain::reference::Reference;
use crate::domain::value::Value;
use crate::i18n::values::{Names, Show, label};
use crate::i18n::{Lang, say};
use crate::ops::conflict;
use crate::ops::look::{Referred, ReferredById};
use crate::ops::view::View;
use crate::ops::workspace::Workspace;
use crate::ops::world::clock_at;
use crate::ui::kit::answer::{Conflict, Sheet, Side};

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
        Ok(Self::about(lang, workspace, referred))
    }

    /// The words where this is referred to.
    pub(super) fn about(lang: Lang, workspace: &'a Workspace, referred: ReferredById) -> Self {
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
        words
    }

    /// The names alone.
    pub(super) fn into_names(self) -> Names {
        self.names
    }

    /// These views refer to each other too: what a file brings is in no table while it is
    /// only looked at.
    pub(super) fn among(mut self, views: &[View]) -> Self {
        for view in views {
            let title = self.title(&view.record, view.parent.as_ref());
            self.names.entry(view.record.id).or_insert(title);
        }
        self
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

    /// The words of this id.
    pub(super) fn say(&self, id: &str, words: &[(&str, &str)]) -> String {
        say(self.lang, id, words)
    }

    /// A record's one line.
    pub(super) fn title(&self, record: &Record, parent: Option<&Record>) -> String {
        self.show(false).title(&self.forms, record, parent)
    }

    /// What a form is called.
    pub(super) fn form_name(&self, form: &str) -> String {
        if form == crate::domain::control::FORM {
            return self.say("word-decision", &[]);
        }
        let known = self.forms.get(form);
        let name = known.map_or(form, |f| f.label.text(self.lang.is_chinese()));
        crate::text::fold::visible(name)
    }

    /// A place by its own name alone, as there is room for in a list.
    pub(super) fn place(&self, code: &str) -> String {
        let own = self.reference.places.name_of(code).map(str::to_owned);
        own.or_else(|| self.reference.places.full_name(code))
            .unwrap_or_else(|| code.to_owned())
    }

    /// What tells two people of one name apart: sex, age, place; none for what is no
    /// person.
    pub(super) fn person(&self, record: &Record, today: Date) -> Option<String> {
        let form = self.forms.get(&record.form)?;
        let field = |id: &str| form.field(id).filter(|f| !f.protected);
        let birth = field("birth_date")?;
        let sex = field("gender").map(|f| self.show(false).value(f, record.get(&f.id)));
        let born = record.get(&birth.id).text();
        let age = born.and_then(|b| parse_date(b).ok()).map(|born| {
            let n = age(born, today).to_string();
            self.say("word-age", &[("n", n.as_str())])
        });
        let place = form
            .visible()
            .find(|f| matches!(f.kind, Kind::Division { .. }));
        let place = place.and_then(|f| Some(self.place(record.get(&f.id).text()?)));
        let parts = [sex, age, place].into_iter().flatten();
        let parts: Vec<String> = parts.filter(|p| !p.is_empty()).collect();
        Some(parts.join(" "))
    }

    /// Form and one line.
    pub(super) fn heading(&self, view: &View) -> String {
        let title = self.title(&view.record, view.parent.as_ref());
        format!("{} {title}", self.form_name(&view.record.form))
    }

    /// A field's name and its value.
    pub(super) fn said(
        &self,
        form: Option<&Form>,
        field: &str,
        value: &Value,
        reveal: bool,
    ) -> (String, String) {
        let known = form.and_then(|f| Some((f, f.field(field)?)));
        match known {
            Some((form, known)) if value.is_empty() => {
                let empty = self.say("word-empty", &[]);
                (label(self.lang, form, &known.id), empty)
            }
            Some((form, known)) => {
                let shown = self.show(reveal).value(known, value);
                (label(self.lang, form, &known.id), shown)
            }
            None => (field.to_owned(), value.to_json().to_string()),
        }
    }

    /// A conflict with the record it is in; `reveal` shows what is masked.
    pub(super) fn conflict(
        &self,
        view: &View,
        conflict: &conflict::Conflict,
        reveal: bool,
    ) -> Conflict {
        let form = self.forms.get(&conflict.form);
        let someone = self.say("word-someone", &[]);
        let sides = conflict.sides.iter().map(|side| {
            let value = side.value.as_ref().map_or_else(
                || self.say("word-missing", &[]),
                |value| self.said(form, &conflict.field, value, reveal).1,
            );
            let hidden = |field: &str| {
                let known = form.and_then(|f| f.field(field));
                known.is_none_or(|f| f.hidden)
            };
            let beside = side.beside.iter().filter(|(field, _)| !hidden(field));
            Side {
                change: side.dot.to_string(),
                value,
                who: side.author.clone().unwrap_or_else(|| someone.clone()),
                when: minute(side.stamp.ms()),
                beside: beside.map(|(f, v)| self.said(form, f, v, reveal)).collect(),
            }
        });
        let protected = |field: &str| {
            form.and_then(|f| f.field(field))
                .is_some_and(|f| f.protected)
        };
        let beside = conflict.sides.iter().flat_map(|s| &s.beside);
        let masked = protected(&conflict.field) || beside.into_iter().any(|(f, _)| protected(f));
        let waits = conflict.waits_for.iter();
        let waits = waits.map(|(_, who)| who.clone().unwrap_or_else(|| someone.clone()));
        Conflict {
            id: conflict.id(),
            record: conflict.record,
            title: self.heading(view),
            field: form.map_or_else(
                || conflict.field.clone(),
                |form| label(self.lang, form, &conflict.field),
            ),
            waits: waits.collect(),
            sides: sides.collect(),
            masked,
            revealed: masked && reveal,
        }
    }
}

impl Bench {
    /// A record as screens show it.
    pub(super) fn sheet(&mut self, view: View, revealed: bool) -> Result<Box<Sheet>> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let open = workspace.conflicts_in(view.record.id)?;
        let views = [view];
        let words = Words::of(lang, workspace, &views)?;
        let conflicts = open
            .iter()
            .map(|c| words.conflict(&views[0], c, revealed))
            .collect();
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
            conflicts,
        }))
    }
}

/// Day and time to the minute.
pub(super) fn minute(ms: u64) -> String {
    clock_at(ms).strftime("%Y-%m-%d %H:%M").to_string()
}
