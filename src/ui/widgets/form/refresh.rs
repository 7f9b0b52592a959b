//! After each key: what the fields say now, what fills itself, what is shown, what needs
//! mending. The rules are the form's own, those that a save will be held to.

use std::collections::BTreeSet;

use super::{Cell, Filling, RowFill};
use crate::domain::fault::Note;
use crate::domain::form::{
    Facts, Field, Form, Kind, Object, Row, Rows, check_record, computed, fill_new, read_input,
};
use crate::domain::id::RecordId;
use crate::domain::value::{Patch, Value};
use crate::i18n::values::Names;
use crate::ui::kit::Cx;

impl Filling {
    /// This form and all its rows.
    pub fn refresh_all(&mut self, cx: &Cx) {
        self.refresh(cx);
        let (values, siblings, strict) = (self.values.clone(), self.siblings.clone(), self.strict);
        for row in self.rows.values_mut().flatten().filter(|r| !r.void) {
            if row.fill.only.is_none() {
                row.fill.above = Some(values.clone());
                row.fill.siblings.clone_from(&siblings);
            }
            row.fill.strict |= strict;
            row.fill.refresh_all(cx);
        }
        // Computed fields and rules of this form look at rows.
        self.refresh(cx);
    }

    /// This form, and the row that is open in it.
    pub fn refresh(&mut self, cx: &Cx) {
        let Some(form) = self.form(&cx.forms) else {
            return;
        };
        if self.open.is_some() {
            let (values, siblings) = (self.values.clone(), self.siblings.clone());
            let row = self.inner();
            if row.only.is_none() {
                row.above = Some(values);
                row.siblings = siblings;
            }
            row.refresh(cx);
        }
        let today = cx.today_text();
        self.fill_itself(form, &today, cx);
        let (mut values, mut notes) = self.read(form, &today, cx);
        let rows = self.facts_rows();
        // What is not shown does not count; that may hide another field in turn.
        for _ in 0..2 {
            (self.shown, self.needed) = self.shown_now(form, &values, &rows, &today, cx);
            let hidden = |id: &String| form.field(id).is_some_and(|f| !f.hidden && !f.off);
            let shown = &self.shown;
            values.retain(|id, _| shown.contains(id) || !hidden(id));
        }
        for (field, value) in &mut values {
            Self::own_rows(form, field, value);
        }
        let facts = Facts {
            forms: &cx.forms,
            form,
            values: &values,
            rows: &rows,
            parent: self.above.as_ref(),
            today: &today,
        };
        let refused: BTreeSet<String> = notes.iter().filter_map(|n| n.field.clone()).collect();
        let checked = check_record(&facts, &*cx.reference)
            .into_iter()
            .filter(|n| {
                // A field that could not be read is not missing too.
                n.code != "E_REQUIRED" || n.field.as_ref().is_none_or(|f| !refused.contains(f))
            });
        notes.extend(checked);
        notes.retain(|n| n.field.as_ref().is_none_or(|f| self.offers(f)));
        let more = computed(&facts);
        self.values = values;
        self.values.extend(more);
        self.notes = notes;
        self.name_rows(form, cx);
    }

    /// Whether a field can be filled here at all.
    pub(super) fn offers(&self, field: &str) -> bool {
        let shown = self.shown.contains(field);
        shown
            && self
                .only
                .as_ref()
                .is_none_or(|only| only.iter().any(|(f, _)| f == field))
    }

    fn read(&self, form: &Form, today: &str, cx: &Cx) -> (Patch, Vec<Note>) {
        let mut json = Object::new();
        let mut notes: Vec<Note> = self.loose.values().cloned().collect();
        notes.extend(self.refused.iter().cloned());
        for (id, cell) in &self.cells {
            let Some(field) = form
                .field(id)
                .filter(|f| !f.is_rows() && f.computed.is_none())
            else {
                continue;
            };
            match cell.input(field, cx) {
                Ok(value) => {
                    json.insert(id.clone(), value);
                }
                Err(note) => notes.push(note),
            }
        }
        let read = read_input(form, &json, &self.before, today, &*cx.reference);
        notes.extend(read.notes);
        let mut values = self.before.clone();
        values.extend(read.patch);
        for field in notes
            .iter()
            .filter(|n| !n.is_warning())
            .filter_map(|n| n.field.as_ref())
        {
            values.remove(field);
        }
        values.retain(|_, value| !value.is_empty());
        (values, notes)
    }

    /// Defaults and what an identity number says, in fields that nobody touched.
    fn fill_itself(&mut self, form: &Form, today: &str, cx: &Cx) {
        let (mut values, _) = self.read(form, today, cx);
        let auto = std::mem::take(&mut self.auto);
        values.retain(|id, _| !auto.contains(id));
        let rows = Rows::new();
        let filled = fill_new(
            &Facts {
                forms: &cx.forms,
                form,
                values: &values,
                rows: &rows,
                parent: self.above.as_ref(),
                today,
            },
            &*cx.reference,
        );
        for field in form
            .visible()
            .filter(|f| !f.is_rows() && f.computed.is_none())
        {
            let id = &field.id;
            let wanted = self.fresh || field.default.is_none();
            match filled
                .get(id)
                .filter(|_| wanted && !self.touched.contains(id))
            {
                Some(value) => {
                    // A word that fits nothing leaves the field empty: it gives way.
                    if self.cells.get(id).is_none_or(Cell::is_empty) {
                        self.loose.remove(id);
                    }
                    self.cells.insert(id.clone(), Cell::of(field, value));
                    self.auto.insert(id.clone());
                }
                None if auto.contains(id) && !self.touched.contains(id) => {
                    self.cells
                        .insert(id.clone(), Cell::of(field, &Value::Empty));
                }
                None => {}
            }
        }
    }

    fn shown_now(
        &self,
        form: &Form,
        values: &Patch,
        rows: &Rows,
        today: &str,
        cx: &Cx,
    ) -> (BTreeSet<String>, BTreeSet<String>) {
        let vars = Facts {
            forms: &cx.forms,
            form,
            values,
            rows,
            parent: self.above.as_ref(),
            today,
        }
        .vars();
        let shown = |f: &&Field| {
            f.shown_if
                .as_ref()
                .is_none_or(|e| e.holds(&vars) == Some(true))
        };
        let needed = |f: &&Field| {
            f.required_if
                .as_ref()
                .is_some_and(|e| e.holds(&vars) == Some(true))
        };
        let ids = |wanted: &dyn Fn(&&Field) -> bool| {
            form.visible()
                .filter(|f| wanted(f))
                .map(|f| f.id.clone())
                .collect()
        };
        (ids(&shown), ids(&needed))
    }

    fn facts_rows(&self) -> Rows {
        let row = |(at, r): (usize, &RowFill)| Row {
            id: r.id.unwrap_or_else(|| stand_in(at)),
            values: r.fill.values.clone(),
        };
        let rows = |list: &Vec<RowFill>| {
            let there = list.iter().enumerate().filter(|(_, r)| !r.void);
            there.map(row).collect()
        };
        self.rows
            .iter()
            .map(|(field, list)| (field.clone(), rows(list)))
            .collect()
    }

    /// A reference to a row that is not saved yet, as the rules see it.
    fn own_rows(form: &Form, field: &str, value: &mut Value) {
        let is_ref = form
            .field(field)
            .is_some_and(|f| matches!(f.kind, Kind::Ref { .. }));
        if is_ref && let Some((_, at)) = value.text().and_then(row_place) {
            *value = stand_in(at).to_string().into();
        }
    }

    fn name_rows(&mut self, form: &Form, cx: &Cx) {
        let names = Names::new();
        for (field, row_form) in form.row_fields() {
            let rows = self.rows.get(&field.id).into_iter().flatten().enumerate();
            let called = rows.filter(|(_, r)| !r.void).map(|(at, row)| {
                let value = row
                    .id
                    .map_or_else(|| format!("{}[{at}]", field.id), |id| id.to_string());
                (value, row.fill.title(&names, cx))
            });
            let called = called.collect();
            self.siblings.insert(row_form.to_owned(), called);
        }
    }

    /// What the server of rules said on saving, by field; `attendees[1].name` goes to
    /// that row.
    pub fn refuse(&mut self, notes: &[Note], cx: &Cx) {
        for note in notes {
            let path = note.field.clone().unwrap_or_default();
            let row = path.split_once("].").and_then(|(place, inner)| {
                let (field, at) = row_place(&format!("{place}]"))?;
                Some((field, at, inner.to_owned()))
            });
            match row {
                Some((field, at, inner)) => {
                    let places = self.sent(&field);
                    let at = places.get(at).copied().unwrap_or(at);
                    if let Some(row) = self.rows.get_mut(&field).and_then(|r| r.get_mut(at)) {
                        row.fill.refuse(&[note.clone().at(inner)], cx);
                    }
                }
                None => self.refused.push(note.clone()),
            }
        }
        self.strict = true;
        self.refresh_all(cx);
    }

    /// To the field of a remark, `attendees[1].name` in its row; whether it is shown.
    pub fn to_note(&mut self, note: &Note, cx: &Cx) -> bool {
        let Some(path) = &note.field else {
            return false;
        };
        let Some((place, inner)) = path.split_once("].") else {
            return self.to_field(path, cx);
        };
        let Some((field, at)) = row_place(&format!("{place}]")) else {
            return false;
        };
        let at = self.sent(&field).get(at).copied();
        let row = at.and_then(|at| self.row_places(&field).iter().position(|p| *p == at));
        let Some(row) = row.filter(|_| self.to_field(&field, cx)) else {
            return false;
        };
        self.row = row;
        self.open_row(cx) && self.inner().to_field(inner, cx)
    }

    /// What was refused is asked anew.
    pub fn forget_refused(&mut self) {
        self.refused.clear();
        for row in self.rows.values_mut().flatten() {
            row.fill.forget_refused();
        }
    }

    /// Whether something is typed to find a choice and nothing is chosen yet.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        !self.shown_fill().search.text().is_empty()
    }

    /// What needs mending or is odd in a field, as far as it should be shown now.
    #[must_use]
    pub fn notes_of(&self, field: &str) -> Vec<&Note> {
        let due = self.strict || self.left.contains(field);
        let here = self
            .notes
            .iter()
            .filter(|n| n.field.as_deref() == Some(field));
        here.filter(|n| due || self.refused.contains(n)).collect()
    }

    /// Remarks about the form as a whole.
    #[must_use]
    pub fn loose_notes(&self) -> Vec<&Note> {
        self.notes.iter().filter(|n| n.field.is_none()).collect()
    }

    /// Whether a condition makes the field a must just now.
    #[must_use]
    pub fn is_needed_now(&self, field: &str) -> bool {
        self.needed.contains(field)
    }

    /// Whether a person here wrote what stands in the field: it is shown unmasked.
    #[must_use]
    pub fn was_typed_here(&self, field: &str) -> bool {
        self.fresh || self.touched.contains(field)
    }

    /// How many fields of a field's rows need mending.
    #[must_use]
    pub fn row_errors(&self, field: &str) -> usize {
        let rows = self.rows.get(field).into_iter().flatten();
        rows.filter(|r| !r.void).map(|r| r.fill.errors()).sum()
    }

    /// How many remarks refuse, in rows too.
    #[must_use]
    pub fn errors(&self) -> usize {
        let own = self.notes.iter().filter(|n| !n.is_warning()).count();
        own + self.rows.keys().map(|f| self.row_errors(f)).sum::<usize>()
    }

    /// `(to be mended and shown, to be mended at all)` on one page.
    #[must_use]
    pub fn on_page(&self, form: &Form, page: &str) -> (usize, usize) {
        let mut count = (0, 0);
        for field in form.on_page(page) {
            let refuses = |n: &&Note| !n.is_warning();
            count.0 += self
                .notes_of(&field.id)
                .into_iter()
                .filter(|n| refuses(n))
                .count();
            let all = self
                .notes
                .iter()
                .filter(|n| n.field.as_deref() == Some(&field.id));
            count.1 += all.filter(refuses).count();
            let rows = self.row_errors(&field.id);
            count.1 += rows;
            if self.strict || self.left.contains(&field.id) {
                count.0 += rows;
            }
        }
        count
    }
}

/// `attendees[2]`: the field and the place.
pub(super) fn row_place(text: &str) -> Option<(String, usize)> {
    let (field, place) = text.strip_suffix(']')?.split_once('[')?;
    Some((field.to_owned(), place.parse().ok()?))
}

/// An id for a row that has none yet, so that rules can tell rows apart.
fn stand_in(at: usize) -> RecordId {
    RecordId::from_u128(at as u128 + 1)
}
