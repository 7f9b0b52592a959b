//! The rules of a filled form: what must be filled, what must hold, what is filled
//! by itself.

use super::lookup::Lookup;
use super::vars::Facts;
use super::{Field, Fixed, Form, Kind, Rows};
use crate::domain::fault::Note;
use crate::domain::value::{Patch, Value};

/// The document type whose numbers have rules.
const RESIDENT: &str = "resident_id";

/// All errors and warnings of a record. Its rows are checked apart, each with this
/// record as its parent.
#[must_use]
pub fn check_record(facts: &Facts, lookup: &dyn Lookup) -> Vec<Note> {
    let values = with_computed(facts);
    let facts = &Facts {
        values: &values,
        ..*facts
    };
    let vars = facts.vars();
    let mut notes = Vec::new();
    for field in facts.form.visible() {
        let shown = field
            .shown_if
            .as_ref()
            .is_none_or(|e| e.holds(&vars) == Some(true));
        if is_empty(facts, field) {
            let needed = field.required
                || field
                    .required_if
                    .as_ref()
                    .is_some_and(|e| e.holds(&vars) == Some(true));
            if shown && needed && !field.is_made() {
                notes.push(
                    Note::new("E_REQUIRED")
                        .with("zh", &field.label.zh)
                        .with("en", &field.label.en)
                        .at(&field.id),
                );
            }
            continue;
        }
        for check in &field.checks {
            if check.expr.holds(&vars) == Some(false) {
                notes.push(rule(check).at(&field.id));
            }
        }
    }
    for check in &facts.form.checks {
        if check.expr.holds(&vars) == Some(false) {
            notes.push(rule(check));
        }
    }
    notes.extend(against_number(facts.form, facts.values, lookup));
    notes
}

fn rule(check: &super::Check) -> Note {
    Note::new(if check.warn { "W_RULE" } else { "E_RULE" })
        .with("zh", &check.message.zh)
        .with("en", &check.message.en)
}

fn is_empty(facts: &Facts, field: &Field) -> bool {
    if field.is_rows() {
        return facts.rows.get(&field.id).is_none_or(Vec::is_empty);
    }
    facts.values.get(&field.id).is_none_or(Value::is_empty)
}

/// A birth date or a sex that differs from the resident number: the person decides.
fn against_number(form: &Form, values: &Patch, lookup: &dyn Lookup) -> Vec<Note> {
    let Some(number) = resident_number(form, values) else {
        return Vec::new();
    };
    let given = |field: &str| {
        form.field(field)?;
        values
            .get(field)
            .and_then(Value::text)
            .filter(|t| !t.is_empty())
    };
    lookup
        .resident_differs(number, given("gender"), given("birth_date"))
        .into_iter()
        .map(|note| {
            let sex = note.code == "W_SEX";
            note.at(if sex { "gender" } else { "birth_date" })
        })
        .collect()
}

/// The document number, if it is a resident number: only those have rules.
fn resident_number<'a>(form: &Form, values: &'a Patch) -> Option<&'a str> {
    let number = form.field("id_no").filter(|f| f.kind == Kind::Id)?;
    let kind = values.get("id_type").and_then(Value::text);
    if kind == Some(RESIDENT) {
        values.get(&number.id)?.text()
    } else {
        None
    }
}

/// What a new record gets besides what was given: defaults, the state it starts in,
/// birth date and sex from a resident number. Only fields that are still empty.
#[must_use]
pub fn fill_new(facts: &Facts, lookup: &dyn Lookup) -> Patch {
    let mut filled = Patch::new();
    let empty = |id: &str| facts.values.get(id).is_none_or(Value::is_empty);
    let says = resident_number(facts.form, facts.values).and_then(|n| lookup.resident_facts(n));
    if let Some(says) = says {
        for (field, value) in [("birth_date", says.birth), ("gender", says.gender)] {
            if facts.form.field(field).is_some() && empty(field) {
                filled.insert(field.to_owned(), value.into());
            }
        }
    }
    let mut values = facts.values.clone();
    values.extend(filled.clone());
    for field in facts.form.fields.iter().filter(|f| !f.off) {
        if !empty(&field.id) || filled.contains_key(&field.id) {
            continue;
        }
        let value = match &field.default {
            Some(Fixed::Literal(value)) => value.clone(),
            // A default may build on those before it.
            Some(Fixed::Expr(expr)) => expr.value(
                &Facts {
                    values: &values,
                    ..*facts
                }
                .vars(),
            ),
            None => Value::Empty,
        };
        if !value.is_empty() {
            values.insert(field.id.clone(), value.clone());
            filled.insert(field.id.clone(), value);
        }
    }
    filled
}

/// The computed fields of a record. They are read anew whenever a record is shown or
/// indexed and never stand in a change: two people's edits could not agree on them.
#[must_use]
pub fn computed(facts: &Facts) -> Patch {
    let mut computed = Patch::new();
    if facts.form.fields.iter().all(|f| f.computed.is_none()) {
        return computed;
    }
    let mut values = facts.values.clone();
    for field in &facts.form.fields {
        if let Some(expr) = &field.computed {
            let now = Facts {
                values: &values,
                ..*facts
            };
            let value = expr.value(&now.vars());
            values.insert(field.id.clone(), value.clone());
            computed.insert(field.id.clone(), value);
        }
    }
    computed
}

/// The same record with its computed fields filled in, for rules that look at them.
#[must_use]
pub fn with_computed(facts: &Facts) -> Patch {
    let mut values = facts.values.clone();
    values.extend(computed(facts));
    values
}

/// Rows of a record that has none.
#[must_use]
pub fn no_rows() -> Rows {
    Rows::new()
}
