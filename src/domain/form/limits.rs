//! How far a workspace's own copy of a form may go. A field id never changes its
//! meaning, a removed field stays hidden, flags that protect people are never
//! lowered, and what code rests on (states, approval, scope) is not data.

use super::{Check, Choice, Field, Form, Kind};
use crate::domain::fault::Note;

/// What ids of a town's own forms, fields, pages and codes begin with.
pub const OWN: &str = "x_";

/// A workspace's form in the place of the built-in one of the same id, or all the
/// limits it breaks. Parts that the copy leaves out are taken from the built-in form.
pub fn within(built_in: Option<&Form>, own: Form) -> Result<Form, Vec<Note>> {
    let mut notes = Vec::new();
    let mut own = own;
    let file = own.file.clone();
    let mut refuse = |code: &'static str, name: &str, line: usize| {
        notes.push(
            Note::new(code)
                .with("name", name)
                .with("file", &file)
                .with("line", line.max(1)),
        );
    };
    let Some(base) = built_in else {
        if !own.id.starts_with(OWN) {
            refuse("E_FORM_LIMIT_NEW_FORM", &own.id, 1);
        }
        return if notes.is_empty() {
            Ok(own)
        } else {
            Err(notes)
        };
    };
    if own.version <= base.version {
        refuse("E_FORM_LIMIT_VERSION", &base.version.to_string(), 1);
    }
    if own.class != base.class {
        refuse("E_FORM_LIMIT_CLASS", base.class.word(), 1);
    }
    if own.noun != base.noun {
        refuse("E_FORM_LIMIT_FIXED", "noun", 1);
    }
    for (name, same) in fixed(base, &mut own) {
        if !same {
            refuse("E_FORM_LIMIT_FIXED", name, 1);
        }
    }
    for field in &own.fields {
        match base.field(&field.id) {
            None if field.id.starts_with(OWN) => {}
            None => refuse("E_FORM_LIMIT_OWN_FIELD", &field.id, field.line),
            Some(before) => {
                for (code, kept) in kept(before, field) {
                    if !kept {
                        refuse(code, &field.id, field.line);
                    }
                }
            }
        }
    }
    if !notes.is_empty() {
        return Err(notes);
    }
    for field in &mut own.fields {
        if let Some(before) = base.field(&field.id) {
            keep_checks(&before.checks, &mut field.checks);
            // Numbers, unique values and neighbours are looked up by index.
            field.indexed |= before.indexed;
            if base.is_gate(&field.id) {
                field.default.clone_from(&before.default);
            }
        }
    }
    keep_checks(&base.checks, &mut own.checks);
    for field in &base.fields {
        if own.field(&field.id).is_none() {
            let mut hidden = field.clone();
            hidden.hidden = true;
            hidden.required = false;
            hidden.required_if = None;
            own.fields.push(hidden);
        }
    }
    Ok(own)
}

/// The parts that are code's, each with whether the copy left it as it is. What the
/// copy does not name is filled in first.
fn fixed(base: &Form, own: &mut Form) -> [(&'static str, bool); 10] {
    fn same<T: Clone + PartialEq>(base: Option<&T>, own: &mut Option<T>) -> bool {
        if own.is_none() {
            *own = base.cloned();
        }
        own.as_ref() == base
    }
    fn same_list<T: Clone + PartialEq>(base: &[T], own: &mut Vec<T>) -> bool {
        if own.is_empty() {
            *own = base.to_vec();
        }
        own == base
    }
    // A copy from before states had an order.
    if let (Some(base), Some(own)) = (&base.state, &mut own.state) {
        same(base.by.as_ref(), &mut own.by);
    }
    [
        ("parent", same(base.parent.as_ref(), &mut own.parent)),
        (
            "parent_field",
            same(base.parent_field.as_ref(), &mut own.parent_field),
        ),
        ("rows_of", same(base.rows_of.as_ref(), &mut own.rows_of)),
        ("number", same(base.number.as_ref(), &mut own.number)),
        ("place", same(base.place.as_ref(), &mut own.place)),
        ("state", same(base.state.as_ref(), &mut own.state)),
        ("roles", same_list(&base.roles, &mut own.roles)),
        ("approve", same_list(&base.approve, &mut own.approve)),
        (
            "open_after_approval",
            same_list(&base.open_after_approval, &mut own.open_after_approval),
        ),
        ("unique", same_list(&base.unique, &mut own.unique)),
    ]
}

fn kept(before: &Field, now: &Field) -> [(&'static str, bool); 4] {
    [
        ("E_FORM_LIMIT_KIND", same_kind(&before.kind, &now.kind)),
        ("E_FORM_LIMIT_SENSITIVE", now.sensitive || !before.sensitive),
        ("E_FORM_LIMIT_PROTECTED", now.protected || !before.protected),
        ("E_FORM_LIMIT_COMPUTED", now.computed == before.computed),
    ]
}

/// Whether values keep their meaning. Text and numbers may be bounded more tightly,
/// and a town may add codes of its own to a choice.
fn same_kind(before: &Kind, now: &Kind) -> bool {
    match (before, now) {
        (Kind::Text { max: old }, Kind::Text { max: new }) => new <= old,
        (Kind::Int { min: a, max: b }, Kind::Int { min: c, max: d }) => {
            a.is_none_or(|a| c.is_some_and(|c| a <= c))
                && b.is_none_or(|b| d.is_some_and(|d| d <= b))
        }
        (Kind::Choice { of: old }, Kind::Choice { of: new }) => {
            let has = |list: &[Choice], code: &str| list.iter().any(|c| c.code == code);
            old.iter().all(|c| has(new, &c.code))
                && new
                    .iter()
                    .all(|c| has(old, &c.code) || c.code.starts_with(OWN))
        }
        (Kind::Grid { rows: a, cols: b }, Kind::Grid { rows: c, cols: d }) => {
            let codes = |list: &[Choice]| list.iter().map(|c| c.code.clone()).collect::<Vec<_>>();
            codes(a) == codes(c) && codes(b) == codes(d)
        }
        _ => before == now,
    }
}

/// Built-in rules stay; a copy may only add some.
fn keep_checks(before: &[Check], now: &mut Vec<Check>) {
    for check in before {
        let same = |c: &Check| c.expr == check.expr && c.warn == check.warn;
        if !now.iter().any(same) {
            now.push(check.clone());
        }
    }
}
