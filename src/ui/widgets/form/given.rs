//! What is handed over to be saved: of a known record only what differs.

use serde_json::Value as Json;

use super::refresh::row_place;
use super::{Filling, RowFill};
use crate::domain::form::{Form, Kind, Object};
use crate::domain::id::RecordId;
use crate::domain::record::{Record, Seen};
use crate::domain::value::Value;
use crate::ui::kit::Cx;

impl Filling {
    /// What was filled in.
    #[must_use]
    pub fn input(&self, cx: &Cx) -> Object {
        let Some(form) = self.form(&cx.forms) else {
            return Object::new();
        };
        let mut input = self.own_input(form, &|field, at| self.sent_at(field, at));
        for (field, rows) in &self.rows {
            let dirty = |r: &RowFill| r.void || r.id.is_none() || r.fill.is_touched();
            let sent = self.sent(field);
            if sent.is_empty() || !rows.iter().any(dirty) {
                continue;
            }
            let edits = form.field(field).and_then(|f| match &f.kind {
                Kind::Edits { form, .. } => Some(form.as_str()),
                _ => None,
            });
            let items = sent.iter().filter_map(|at| rows.get(*at));
            let items = items
                .filter_map(|row| self.item(row, edits, cx))
                .map(Json::Object);
            input.insert(field.clone(), Json::Array(items.collect()));
        }
        input
    }

    /// Remembers what stands on the screen of a record; also where nothing was written.
    pub(super) fn saw(&mut self, form: &Form, record: &Record) {
        self.seen = record.saw(form);
    }

    /// What stood on the screen of this record, of its rows and of records elsewhere.
    #[must_use]
    pub fn seen(&self, id: RecordId) -> Seen {
        let rows = self.rows.values().flatten();
        let rows = rows.filter_map(|r| Some((r.id?, r.fill.seen.clone())));
        std::iter::once((id, self.seen.clone()))
            .chain(rows)
            .collect()
    }

    fn item(&self, row: &RowFill, edits: Option<&str>, cx: &Cx) -> Option<Object> {
        let form = row.fill.form(&cx.forms)?;
        let mut item = row
            .fill
            .own_input(form, &|field, at| self.sent_at(field, at));
        if let (Some(only), Some(other)) = (&row.fill.only, edits) {
            let named =
                |(field, name): &(String, String)| Some((name.clone(), item.get(field)?.clone()));
            let mut item: Object = only.iter().filter_map(named).collect();
            item.insert(other.to_owned(), row.id?.to_string().into());
            return Some(item);
        }
        if let Some(id) = row.id {
            if row.void {
                item = Object::new();
                item.insert("void".into(), true.into());
            }
            item.insert("id".into(), id.to_string().into());
        }
        Some(item)
    }

    fn own_input(&self, form: &Form, place: &dyn Fn(&str, usize) -> Option<Json>) -> Object {
        let mut input = Object::new();
        for field in form
            .visible()
            .filter(|f| !f.is_rows() && f.computed.is_none())
        {
            if !self.offers(&field.id) {
                continue;
            }
            let Some(value) = self.saved_value(&field.id) else {
                continue;
            };
            let before = self.before.get(&field.id).cloned().unwrap_or_default();
            if value == before || (value.is_empty() && before.is_empty()) {
                continue;
            }
            let json = match value.text().and_then(row_place) {
                Some((rows, at)) if matches!(field.kind, Kind::Ref { .. }) => {
                    place(&rows, at).unwrap_or(Json::Null)
                }
                _ => value.to_json(),
            };
            // Tenths are given as they are written, and kept as whole numbers.
            let json = match (&field.kind, &value) {
                (Kind::Decimal1, Value::Int(_)) => match self.cells.get(&field.id) {
                    Some(super::Cell::Line(entry)) => entry.text().trim().into(),
                    _ => json,
                },
                _ => json,
            };
            input.insert(field.id.clone(), json);
        }
        input
    }

    /// The value of a field as read; a reference to a row as it was chosen.
    fn saved_value(&self, field: &str) -> Option<Value> {
        match self.cells.get(field)? {
            super::Cell::Pick(value) if value.text().and_then(row_place).is_some() => {
                Some(value.clone())
            }
            _ => Some(self.values.get(field).cloned().unwrap_or_default()),
        }
    }

    /// The places of the rows that are handed over, in the order they are.
    #[must_use]
    pub(super) fn sent(&self, field: &str) -> Vec<usize> {
        let rows = self.rows.get(field).into_iter().flatten().enumerate();
        let sent = rows.filter(|(_, r)| r.id.is_some() || !r.void);
        let sent = sent.filter(|(_, r)| r.fill.only.is_none() || !r.void);
        sent.map(|(at, _)| at).collect()
    }

    /// A row as a reference hands it over: its id, or its place among those sent.
    fn sent_at(&self, field: &str, at: usize) -> Option<Json> {
        let row = self.rows.get(field)?.get(at).filter(|r| !r.void)?;
        if let Some(id) = row.id {
            return Some(id.to_string().into());
        }
        let place = self.sent(field).iter().position(|p| *p == at)?;
        Some(format!("{field}[{place}]").into())
    }
}
