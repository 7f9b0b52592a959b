//! Records as programs read them.

use serde_json::{Map, Value as Json, json};

use crate::domain::form::{Form, Forms, Kind, Object, POS};
use crate::domain::record::{Open, Record};
use crate::domain::value::{Patch, Value};
use crate::ops::view::View;

/// A record with its rows and computed fields.
pub(super) fn record(forms: &Forms, view: &View) -> Json {
    let record = &view.record;
    let form = forms.get(&record.form);
    let mut fields = field_values(form, &record.fields);
    fields.extend(field_values(form, &view.computed));
    let number = form.and_then(|f| f.number.as_ref());
    let number = number.map(|n| record.get(&n.field).to_json());
    let rows = view.rows.iter().map(|(field, rows)| {
        let rows: Vec<Json> = rows
            .iter()
            .map(|r| row(forms, r, view.numbers.get(&r.id).copied()))
            .collect();
        (field.clone(), rows.into())
    });
    let mut printed = json!({
        "id": record.id.to_string(),
        "form": record.form,
        "no": number,
        "state": record.state,
        "parent": record.parent.map(|p| p.to_string()),
        "place": record.scope.place(),
        "fields": fields,
        "rows": rows.collect::<Object>(),
    });
    if let (Some(open), Some(object)) = (open(record), printed.as_object_mut()) {
        object.insert("open".to_owned(), open);
    }
    printed
}

fn row(forms: &Forms, row: &Record, no: Option<usize>) -> Json {
    let mut printed = Map::new();
    printed.insert("id".to_owned(), row.id.to_string().into());
    printed.insert("no".to_owned(), no.into());
    printed.extend(field_values(forms.get(&row.form), &row.fields));
    if let Some(open) = open(row) {
        printed.insert("open".to_owned(), open);
    }
    printed.into()
}

/// The fields that have no single value, and why.
fn open(record: &Record) -> Option<Json> {
    let open = record.open.iter().map(|(field, why)| {
        let why = match why {
            Open::Conflict => "conflict",
            Open::Waiting => "waiting",
        };
        (field.clone(), why.into())
    });
    let open: Object = open.collect();
    (!open.is_empty()).then(|| open.into())
}

fn field_values(form: Option<&Form>, values: &Patch) -> Object {
    let shown = values
        .iter()
        .filter(|(id, value)| *id != POS && !value.is_empty());
    shown
        .map(|(id, v)| (id.clone(), value(form, id, v)))
        .collect()
}

/// One value as input would give it.
pub(super) fn value(form: Option<&Form>, field: &str, value: &Value) -> Json {
    let kind = form.and_then(|f| f.field(field)).map(|f| &f.kind);
    match (kind, value) {
        (Some(Kind::Decimal1), Value::Int(tenths)) => {
            let sign = if *tenths < 0 { "-" } else { "" };
            let tenths = tenths.unsigned_abs();
            let text = format!("{sign}{}.{}", tenths / 10, tenths % 10);
            serde_json::from_str(&text).unwrap_or_default()
        }
        _ => value.to_json(),
    }
}

/// One page of anything.
pub(super) fn page(items: Vec<Json>, next: Option<String>) -> Json {
    let next = next.map_or(Json::Null, Json::from);
    Object::from_iter([
        ("items".to_owned(), Json::Array(items)),
        ("next".to_owned(), next),
    ])
    .into()
}
