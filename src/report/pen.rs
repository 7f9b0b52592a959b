//! How values, labels and sentences are written on paper.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::codes::Codes;
use crate::domain::form::{Field, Form, Forms};
use crate::domain::places::Places;
use crate::domain::record::{Open, Record};
use crate::domain::value::{Patch, Value};
use crate::i18n::values::{Names, Show};
use crate::i18n::{Lang, say};

/// What stands for a sensitive value that was not asked for.
const HIDDEN: &str = "****";

/// A record with all that stands on its paper.
#[derive(Clone, Copy)]
pub struct Filled<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its computed fields.
    pub computed: &'a Patch,
    /// Its rows by field, in their order.
    pub rows: &'a BTreeMap<String, Vec<Record>>,
    /// The record above.
    pub parent: Option<&'a Record>,
}

impl Filled<'_> {
    /// The value of a field, computed or stored.
    #[must_use]
    pub fn value(&self, field: &str) -> &Value {
        self.computed
            .get(field)
            .unwrap_or_else(|| self.record.get(field))
    }

    /// The rows of a field.
    #[must_use]
    pub fn rows(&self, field: &str) -> &[Record] {
        self.rows.get(field).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Writes in one language.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    /// The language.
    pub lang: Lang,
    /// The forms in use.
    pub forms: &'a Forms,
    /// The code lists.
    pub codes: &'a Codes,
    /// The places.
    pub places: &'a Places,
    /// What references lead to.
    pub names: &'a Names,
    /// Whether protected and sensitive values are written whole.
    pub reveal: bool,
}

impl Pen<'_> {
    /// A sentence.
    #[must_use]
    pub fn say(&self, id: &str, words: &[(&str, &str)]) -> String {
        say(self.lang, id, words)
    }

    /// A word.
    #[must_use]
    pub fn word(&self, id: &str) -> String {
        say(self.lang, id, &[])
    }

    /// How values are shown.
    #[must_use]
    pub fn show(&self) -> Show<'_> {
        Show {
            lang: self.lang,
            codes: self.codes,
            places: self.places,
            names: self.names,
            reveal: self.reveal,
        }
    }

    /// A value of a field. A sheet leaves the house: what is sensitive is masked on it
    /// as what is protected is, until it is asked for.
    #[must_use]
    pub fn value(&self, field: &Field, value: &Value) -> String {
        if field.sensitive && !self.reveal && !value.is_empty() {
            return HIDDEN.to_owned();
        }
        // On paper a tab is only space; anything else that nobody sees is marked.
        self.show().value(field, value).replace('\t', "    ")
    }

    /// A value by the id of its field; nothing for a field that the form lacks.
    #[must_use]
    pub fn of(&self, form: &Form, record: &Record, field: &str) -> String {
        form.field(field)
            .map(|f| self.value(f, record.get(field)))
            .unwrap_or_default()
    }

    /// A value, with a mark if two people differ on it or part of it has not come.
    #[must_use]
    pub fn marked(&self, field: &Field, filled: &Filled) -> String {
        let mut text = self.value(field, filled.value(&field.id));
        match filled.record.open.get(&field.id) {
            Some(Open::Conflict) => text.push_str(&self.word("word-conflict")),
            Some(Open::Waiting) => text.push_str(&self.word("word-waiting")),
            None => {}
        }
        text
    }

    /// What stands before a field: its group's name and its own.
    #[must_use]
    pub fn label(&self, form: &Form, id: &str) -> String {
        let Some(field) = form.field(id) else {
            return id.to_owned();
        };
        let chinese = self.lang.is_chinese();
        let own = field.label.text(chinese);
        let group = id
            .split_once('.')
            .and_then(|(group, _)| form.groups.iter().find(|g| g.id == group));
        match group {
            Some(group) if chinese => format!("{}{own}", group.label.zh),
            Some(group) => format!("{}: {own}", group.label.en),
            None => own.to_owned(),
        }
    }

    /// What a form is called.
    #[must_use]
    pub fn form(&self, form: &Form) -> String {
        form.label.text(self.lang.is_chinese()).to_owned()
    }

    /// A day in words; what is none stays as it is.
    #[must_use]
    pub fn day(&self, text: &str) -> String {
        let Ok(day) = text.parse::<Date>() else {
            return text.to_owned();
        };
        let pattern = if self.lang.is_chinese() {
            "%-Y年%-m月%-d日"
        } else {
            "%-d %B %-Y"
        };
        day.strftime(pattern).to_string()
    }

    /// Several things in one line.
    #[must_use]
    pub fn joined(&self, items: &[String]) -> String {
        items.join(if self.lang.is_chinese() { "、" } else { ", " })
    }
}
