//! What must not stand in two records of a form.

use super::Form;
use crate::domain::fault::Note;
use crate::domain::value::{Patch, Value};

/// What must not stand in two records that are not void.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unique {
    /// The fields that must differ together; an empty one never collides.
    pub fields: Vec<String>,
    /// A date field: only records of one year are compared.
    pub year_of: Option<String>,
    /// The states in which a record takes part; all of them if none is named.
    pub states: Vec<String>,
    /// Whether a second one is only warned of when it is saved: then it may be right.
    pub warn: bool,
}

/// What two records agree in that collide: the values, and the year.
pub type Key = (Vec<Value>, Option<String>);

impl Unique {
    /// What of a record must not stand in another one; `None` if it collides with none.
    #[must_use]
    pub fn key(&self, form: &Form, values: &Patch) -> Option<Key> {
        let machine = form.state.as_ref().filter(|_| !self.states.is_empty());
        if let Some(machine) = machine {
            let state = values.get(&machine.field).and_then(Value::text);
            let state = state.unwrap_or(&machine.start);
            if !self.states.iter().any(|s| s == state) {
                return None;
            }
        }
        let value = |field: &String| values.get(field).filter(|v| !v.is_empty()).cloned();
        let fields = self.fields.iter().map(value).collect::<Option<_>>()?;
        let date = self.year_of.as_ref().and_then(|f| values.get(f)?.text());
        Some((fields, date.map(|d| d.chars().take(4).collect())))
    }

    /// With the value as it may be shown.
    fn note(&self, code: &'static str, form: &Form, values: &Patch) -> Note {
        let note = Note::new(code)
            .with("zh", &form.label.zh)
            .with("en", &form.label.en);
        let Some(field) = self.fields.first().and_then(|f| form.field(f)) else {
            return note;
        };
        let value = values.get(&field.id).cloned().unwrap_or_default();
        note.with("value", field.unless_protected(&value))
    }

    /// The remark for whoever saves a second record.
    #[must_use]
    pub fn remark(&self, form: &Form, values: &Patch) -> Note {
        let code = if self.warn { "W_UNIQUE" } else { "E_UNIQUE" };
        self.note(code, form, values)
    }

    /// The finding about records that collide.
    #[must_use]
    pub fn finding(&self, form: &Form, values: &Patch) -> Note {
        let code = if self.warn {
            "F_VALUE_TWICE"
        } else {
            "F_NUMBER_TWICE"
        };
        self.note(code, form, values)
    }
}
