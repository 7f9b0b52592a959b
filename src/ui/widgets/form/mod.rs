//! A form that is being filled, from its form file alone: what stands in each field,
//! what is shown, what needs mending, and where the cursor is.

mod cell;
mod choosing;
mod cursor;
mod draft;
pub mod draw;
mod given;
mod keys;
mod pick;
mod refresh;

pub use cell::{Cell, Way, way};
pub use draft::Kept;
pub use keys::Turn;
pub use pick::{Choice, Menu};

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::fault::Note;
use crate::domain::form::{Field, Form, Forms, Kind, Object, WORKER};
use crate::domain::id::{Dot, RecordId};
use crate::domain::record::Record;
use crate::domain::value::{Patch, Value};
use crate::i18n::values::Names;
use crate::ui::kit::Cx;
use crate::ui::widgets::entry::Entry;

/// A row, or a record elsewhere that the form changes.
#[derive(Debug, Clone)]
pub struct RowFill {
    /// The record; none for a new row.
    pub id: Option<RecordId>,
    /// Taken away.
    pub void: bool,
    /// What stands in it.
    pub fill: Filling,
}

/// A form that is being filled.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// The form.
    pub form: String,
    /// Whether the record is new.
    pub fresh: bool,
    /// The fields as they stand saved.
    pub before: Patch,
    /// The fields of the record above.
    pub above: Option<Patch>,
    /// Rows by field, in their order; those taken away too, so that places stay.
    pub rows: BTreeMap<String, Vec<RowFill>>,
    /// Whether everything that needs mending is shown, not only where the cursor was.
    pub strict: bool,
    /// The fields of a record elsewhere that may be changed: `(its field, name in input)`.
    pub only: Option<Vec<(String, String)>>,
    /// What the cursor is on.
    pub at: String,
    /// The page.
    pub page: usize,
    /// The row under the cursor of a field of rows.
    pub row: usize,
    /// The row that is open in place, of the field under the cursor.
    pub open: Option<usize>,
    /// What is typed to find a choice.
    pub search: Entry,
    /// The list under the cursor.
    pub menu: Option<Menu>,
    /// What the rows of this form, or of the form above, are called: for references to
    /// them. By form: `(value, title)`.
    pub siblings: BTreeMap<String, Vec<(String, String)>>,
    chosen: Vec<(String, String)>,
    chose: bool,
    /// The heads of each saved field, as they were read for the screen.
    seen: BTreeMap<String, Vec<Dot>>,
    cells: BTreeMap<String, Cell>,
    touched: BTreeSet<String>,
    auto: BTreeSet<String>,
    left: BTreeSet<String>,
    values: Patch,
    shown: BTreeSet<String>,
    needed: BTreeSet<String>,
    notes: Vec<Note>,
    loose: BTreeMap<String, Note>,
    refused: Vec<Note>,
}

/// Whether the place of work may stand in this field as it is.
fn fits_here(field: &Field, cx: &Cx) -> bool {
    matches!(&field.kind, Kind::Division { digits } if digits.contains(&cx.me.place.len()))
}

impl Filling {
    /// A new record that begins with these values. Who works here stands in the fields
    /// for people that must be filled.
    #[must_use]
    pub fn fresh(form: &Form, given: &Object, above: Option<Patch>, cx: &Cx) -> Self {
        let mut fill = Self {
            form: form.id.clone(),
            fresh: true,
            above,
            ..Self::default()
        };
        for field in form.visible() {
            let given = given
                .get(&field.id)
                .map(|json| Cell::from_json(field, json));
            let me = field.required && matches!(&field.kind, Kind::Ref { to } if to == WORKER);
            let cell = match given {
                Some(cell) => {
                    fill.touched.insert(field.id.clone());
                    cell
                }
                None if me => Cell::Pick(cx.me.id.as_str().into()),
                None if form.place.as_ref() == Some(&field.id) && fits_here(field, cx) => {
                    Cell::Pick(cx.me.place.as_str().into())
                }
                None => Cell::of(field, &Value::Empty),
            };
            fill.cells.insert(field.id.clone(), cell);
        }
        fill.refresh(cx);
        fill.first(cx);
        fill
    }

    /// A record as it stands.
    #[must_use]
    pub fn of(
        form: &Form,
        record: &Record,
        rows: &BTreeMap<String, Vec<Record>>,
        above: Option<Patch>,
        cx: &Cx,
    ) -> Self {
        let mut fill = Self::known(form, &record.fields, above);
        fill.saw(form, record);
        for (field, row_form) in form.row_fields() {
            let Some(row_form) = cx.forms.get(row_form) else {
                continue;
            };
            let there = rows.get(&field.id).into_iter().flatten();
            let row = |r: &Record| {
                let mut fill = Self::known(row_form, &r.fields, Some(record.fields.clone()));
                fill.saw(row_form, r);
                RowFill {
                    id: Some(r.id),
                    void: false,
                    fill,
                }
            };
            fill.rows.insert(field.id.clone(), there.map(row).collect());
        }
        fill.refresh_all(cx);
        fill.first(cx);
        fill
    }

    fn known(form: &Form, fields: &Patch, above: Option<Patch>) -> Self {
        let cell = |f: &Field| {
            let value = fields.get(&f.id).cloned().unwrap_or_default();
            (f.id.clone(), Cell::of(f, &value))
        };
        Self {
            form: form.id.clone(),
            before: fields.clone(),
            above,
            cells: form.visible().map(cell).collect(),
            ..Self::default()
        }
    }

    /// A record elsewhere of which these fields may be changed.
    #[must_use]
    pub fn edits(form: &Form, record: &Patch, only: &[(String, String)], cx: &Cx) -> Self {
        let mut fill = Self::known(form, record, None);
        fill.only = Some(only.to_vec());
        fill.refresh(cx);
        fill.first(cx);
        fill
    }

    /// Its form.
    #[must_use]
    pub fn form<'a>(&self, forms: &'a Forms) -> Option<&'a Form> {
        forms.get(&self.form)
    }

    /// What stands in a field.
    #[must_use]
    pub fn cell(&self, field: &str) -> Option<&Cell> {
        self.cells.get(field)
    }

    /// The long text under the cursor.
    pub fn area(&mut self) -> Option<&mut crate::ui::widgets::area::Area> {
        match self.cells.get_mut(&self.at)? {
            Cell::Long(area) => Some(area),
            _ => None,
        }
    }

    /// The fields as they would be saved, computed ones too.
    #[must_use]
    pub fn values(&self) -> &Patch {
        &self.values
    }

    /// The text of a field as it would be saved.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.values.get(field).and_then(Value::text).unwrap_or("")
    }

    /// What was typed into one line, read or not.
    #[must_use]
    pub fn typed(&self, field: &str) -> &str {
        match self.cells.get(field) {
            Some(Cell::Line(entry)) => entry.text(),
            _ => "",
        }
    }

    /// What was typed to find a choice of a field and fitted none.
    #[must_use]
    pub fn wrong(&self, field: &str) -> Option<&str> {
        self.loose.get(field).and_then(cursor::unfit)
    }

    /// Whether a person changed anything, rows too.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        let row = |r: &RowFill| r.void || r.id.is_none() || r.fill.is_touched();
        !self.touched.is_empty() || !self.loose.is_empty() || self.rows.values().flatten().any(row)
    }

    /// Puts a value into a field, as if a person had chosen it.
    pub fn put(&mut self, field: &Field, value: &Value) {
        self.cells.insert(field.id.clone(), Cell::of(field, value));
        self.touched.insert(field.id.clone());
        self.auto.remove(&field.id);
        self.loose.remove(&field.id);
        self.refused
            .retain(|n| n.field.as_deref() != Some(&field.id));
    }

    /// The row that is open; this form itself if none is.
    pub fn inner(&mut self) -> &mut Self {
        let field = self.at.clone();
        let open = self.open.filter(|at| {
            let rows = self.rows.get(&field);
            rows.is_some_and(|r| *at < r.len())
        });
        if open.is_none() {
            return self;
        }
        let rows = self.rows.entry(field).or_default();
        let at = open.unwrap_or_default();
        &mut rows[at].fill
    }

    /// The row that is open, or this form.
    #[must_use]
    pub fn shown_fill(&self) -> &Self {
        let open = self.open.and_then(|at| self.rows.get(&self.at)?.get(at));
        open.map_or(self, |row| &row.fill)
    }

    /// A record's one line: the fields that its form names.
    #[must_use]
    pub fn title(&self, names: &Names, cx: &Cx) -> String {
        let Some(form) = self.form(&cx.forms) else {
            return String::new();
        };
        let show = cx.show(names, true);
        let part = |id: &String| {
            let (values, of, id) = match id.strip_prefix("parent.") {
                Some(id) => (self.above.as_ref()?, cx.forms.above(form)?, id),
                None => (&self.values, form, id.as_str()),
            };
            let field = of.field(id)?;
            let value = values.get(id)?;
            if let (Kind::Ref { to }, Some(text)) = (&field.kind, value.text())
                && let Some(title) = self.sibling(to, text)
            {
                return Some(title.to_owned());
            }
            let text = show.value(field, value);
            (!text.is_empty()).then_some(text)
        };
        let parts: Vec<String> = form.title.iter().filter_map(part).collect();
        parts.join(" ")
    }

    /// What a row of this form or the one above is called.
    #[must_use]
    pub fn sibling(&self, form: &str, value: &str) -> Option<&str> {
        let rows = self.siblings.get(form)?;
        let found = rows.iter().find(|(v, _)| v == value);
        found.map(|(_, title)| title.as_str())
    }
}
