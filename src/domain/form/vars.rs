//! A record as an expression sees it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::Value as Cel;
use cel::objects::Map;

use super::expr::Vars;
use super::{Form, Forms, Kind};
use crate::domain::id::RecordId;
use crate::domain::value::{Patch, Value};

/// A row of a record, as its checks see it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The row's record id.
    pub id: RecordId,
    /// Its fields.
    pub values: Patch,
}

/// The rows of a record: field of rows → rows in order, void ones left out.
pub type Rows = BTreeMap<String, Vec<Row>>;

/// What a record's rules look at.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// All forms.
    pub forms: &'a Forms,
    /// The record's form.
    pub form: &'a Form,
    /// The record's fields.
    pub values: &'a Patch,
    /// Its rows.
    pub rows: &'a Rows,
    /// The fields of the record above, if there is one.
    pub parent: Option<&'a Patch>,
    /// Today, `YYYY-MM-DD`.
    pub today: &'a str,
}

impl Facts<'_> {
    /// The variables of this record's expressions.
    #[must_use]
    pub fn vars(&self) -> Vars {
        let mut vars = record(self.form, &|f, _| self.values.get(f).map(to_cel));
        let parent = self.forms.above(self.form).map(|form| {
            map(record(form, &|f, _| {
                self.parent.and_then(|p| p.get(f)).map(to_cel)
            }))
        });
        vars.insert(
            "parent".to_owned(),
            parent.unwrap_or_else(|| map(HashMap::new())),
        );
        let mut rows = HashMap::new();
        for (field, row_form) in self.form.row_fields() {
            let items: Vec<Cel> = match (self.rows.get(&field.id), self.forms.get(row_form)) {
                (Some(items), Some(form)) => items.iter().map(|row| one_row(form, row)).collect(),
                _ => Vec::new(),
            };
            rows.insert(field.id.clone(), Cel::List(Arc::new(items)));
        }
        vars.insert("rows".to_owned(), map(rows));
        vars.insert("today".to_owned(), self.today.into());
        Vars(vars, self.forms.rules())
    }
}

fn one_row(form: &Form, row: &Row) -> Cel {
    let mut fields = record(form, &|f, _| row.values.get(f).map(to_cel));
    fields.insert("id".to_owned(), row.id.to_string().into());
    map(fields)
}

/// The variables of a record in which everything is filled, to rehearse expressions.
pub(super) fn sample(forms: &Forms, form: &Form) -> Vars {
    let filled = |form: &Form| record(form, &|_, kind| Some(sample_of(kind)));
    let mut vars = filled(form);
    vars.insert(
        "parent".to_owned(),
        map(forms.above(form).map(filled).unwrap_or_default()),
    );
    let mut rows = HashMap::new();
    for (field, row_form) in form.row_fields() {
        let mut row = forms.get(row_form).map(filled).unwrap_or_default();
        row.insert("id".to_owned(), "x".into());
        rows.insert(field.id.clone(), Cel::List(Arc::new(vec![map(row)])));
    }
    vars.insert("rows".to_owned(), map(rows));
    vars.insert("today".to_owned(), "2026-01-31".into());
    Vars(vars, forms.rules())
}

/// All fields of a form by name, groups as maps, missing ones as `null`, `false` or empty.
fn record(form: &Form, get: &dyn Fn(&str, &Kind) -> Option<Cel>) -> HashMap<String, Cel> {
    let mut all: HashMap<String, Cel> = HashMap::new();
    let mut groups: HashMap<&str, HashMap<String, Cel>> = HashMap::new();
    for field in form.fields.iter().filter(|f| !f.is_rows()) {
        let value = get(&field.id, &field.kind)
            .filter(|v| *v != Cel::Null)
            .unwrap_or_else(|| missing(&field.kind));
        match field.id.split_once('.') {
            Some((group, part)) => {
                groups
                    .entry(group)
                    .or_default()
                    .insert(part.to_owned(), value);
            }
            None => {
                all.insert(field.id.clone(), value);
            }
        }
    }
    all.extend(
        groups
            .into_iter()
            .map(|(g, parts)| (g.to_owned(), map(parts))),
    );
    all
}

fn map(entries: HashMap<String, Cel>) -> Cel {
    Cel::Map(Map::from(entries))
}

fn missing(kind: &Kind) -> Cel {
    match kind {
        Kind::Bool => false.into(),
        kind if kind.is_list() => Cel::List(Arc::new(Vec::new())),
        _ => Cel::Null,
    }
}

fn to_cel(value: &Value) -> Cel {
    match value {
        Value::Bool(b) => (*b).into(),
        Value::Int(n) => (*n).into(),
        Value::Text(t) if !t.is_empty() => t.as_str().into(),
        Value::Codes(c) => c.clone().into(),
        Value::Empty | Value::Text(_) | Value::Other(_) => Cel::Null,
    }
}

fn sample_of(kind: &Kind) -> Cel {
    match kind {
        Kind::Int { .. } | Kind::Decimal1 | Kind::Money => 1.into(),
        Kind::Bool => true.into(),
        Kind::Date => "2026-01-31".into(),
        Kind::Time => "09:30".into(),
        Kind::DateTime => "2026-01-31T09:30".into(),
        kind if kind.is_list() => vec!["x".to_owned()].into(),
        _ => "x".into(),
    }
}
