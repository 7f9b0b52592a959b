//! What of a paper has to be saved: only what a person changed since it was opened.
//! What colleagues wrote meanwhile, and conflicts nobody looked at, stay as they are.

use serde_json::{Value as Json, json};

use super::rows::Placed;
use crate::domain::form::Object;

/// All fields of rows.
const ROWS: [&str; 5] = ["attendees", "topics", "votes", "decisions", "actions"];
/// References in rows: the field of rows, the reference, the rows it leads to.
const REFS: [(&str, &str, &str); 4] = [
    ("decisions", "topic", "topics"),
    ("decisions", "vote", "votes"),
    ("votes", "topic", "topics"),
    ("actions", "decision", "decisions"),
];
/// References of the minutes themselves: both to an attendee.
const WHO: [&str; 2] = ["chair", "recorder"];

fn list<'a>(input: &'a Object, field: &str) -> &'a [Json] {
    let rows = input.get(field).and_then(Json::as_array);
    rows.map_or(&[], Vec::as_slice)
}

fn id_of(row: &Json) -> Option<&str> {
    row.get("id").and_then(Json::as_str)
}

/// Changes every reference to rows of `to` by what `change` makes of its number.
fn refer(input: &mut Object, to: &str, change: &dyn Fn(usize) -> Option<Json>) {
    let new = |value: &Json| -> Option<Json> {
        let number: usize = value.as_str()?.strip_prefix('#')?.parse().ok()?;
        change(number.checked_sub(1)?)
    };
    if to == "attendees" {
        for field in WHO {
            if let Some(value) = input.get_mut(field)
                && let Some(new) = new(value)
            {
                *value = new;
            }
        }
    }
    for (rows, field, _) in REFS.iter().filter(|(_, _, leads)| *leads == to) {
        let rows = input.get_mut(*rows).and_then(Json::as_array_mut);
        for row in rows.into_iter().flatten() {
            if let Some(value) = row.get_mut(*field)
                && let Some(new) = new(value)
            {
                *value = new;
            }
        }
    }
}

/// Rows that are saved are named by their record, not by their number.
fn name(input: &mut Object) {
    for field in ROWS {
        let ids: Vec<Option<String>> = list(input, field)
            .iter()
            .map(|r| id_of(r).map(str::to_owned))
            .collect();
        refer(input, field, &|at| Some(ids.get(at)?.clone()?.into()));
    }
}

fn is_blank(value: Option<&Json>) -> bool {
    value.is_none_or(|v| v.is_null() || v.as_str().is_some_and(|t| t.trim().is_empty()))
}

fn same(a: Option<&Json>, b: Option<&Json>) -> bool {
    a == b || (is_blank(a) && is_blank(b))
}

/// What of a row differs from how it was; `None` if nothing does.
fn row_change(row: &Json, base: &[Json]) -> Option<Json> {
    let id = id_of(row);
    let before = base.iter().find(|b| id.is_some() && id_of(b) == id);
    let (Some(before), Json::Object(object)) = (before, row) else {
        return Some(row.clone());
    };
    let mut object = object.clone();
    object.retain(|key, value| key == "id" || !same(Some(value), before.get(key)));
    (object.len() > 1).then_some(Json::Object(object))
}

/// Whether a row that is not sent would be missed: another one refers to it.
fn is_needed(input: &Object, field: &str, at: usize) -> bool {
    let word = format!("#{}", at + 1);
    let mut refs = REFS.iter().filter(|(_, _, to)| *to == field);
    refs.any(|(rows, key, _)| {
        let mut rows = list(input, rows).iter();
        rows.any(|r| r.get(*key).and_then(Json::as_str) == Some(&word))
    })
}

/// Leaves of the input what differs from `base`, the input of the paper as it was
/// opened, and tells of each row where it stands in what is left.
pub fn since(mut base: Object, mut now: Object, rows: &mut [Placed]) -> Object {
    name(&mut base);
    name(&mut now);
    now.retain(|key, value| ROWS.contains(&key.as_str()) || !same(Some(value), base.get(key)));
    // Those that refer come before those that are referred to.
    for field in ROWS.into_iter().rev() {
        let old = list(&base, field);
        let mut left: Vec<Json> = Vec::new();
        let mut to: Vec<Option<usize>> = Vec::new();
        for (at, row) in list(&now, field).iter().enumerate() {
            // A place for rows without a topic is none that a person wrote.
            let empty = id_of(row).is_none() && field == "topics" && old.contains(row);
            let change = if empty && !is_needed(&now, field, at) {
                None
            } else {
                row_change(row, old)
            };
            to.push(change.as_ref().map(|_| left.len()));
            left.extend(change);
        }
        for placed in rows.iter_mut().filter(|p| p.field == field) {
            placed.at = to.get(placed.number).copied().flatten();
        }
        let here = list(&now, field);
        let gone = old.iter().filter_map(id_of);
        let gone = gone.filter(|id| !here.iter().any(|r| id_of(r) == Some(id)));
        left.extend(gone.map(|id| json!({"id": id, "void": true})));
        if left.is_empty() {
            now.remove(field);
        } else {
            now.insert(field.to_owned(), left.into());
        }
        refer(&mut now, field, &|at| {
            let to = to.get(at).copied().flatten()?;
            Some(format!("#{}", to + 1).into())
        });
    }
    now
}
