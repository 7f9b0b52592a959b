//! Moving between fields, pages and rows, and to what needs mending.

use super::{Filling, RowFill, Way, way};
use crate::domain::fault::Note;
use crate::domain::form::{Field, Form, Kind, Object};
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::ui::kit::Cx;
use crate::ui::widgets::entry::Entry;

impl Filling {
    /// The fields of a page that are shown, in order.
    #[must_use]
    pub fn fields<'a>(&self, form: &'a Form, page: usize) -> Vec<&'a Field> {
        if self.only.is_some() {
            return form.visible().filter(|f| self.offers(&f.id)).collect();
        }
        let Some(page) = form.pages.get(page) else {
            return Vec::new();
        };
        form.on_page(&page.id)
            .filter(|f| self.offers(&f.id))
            .collect()
    }

    /// The field under the cursor.
    #[must_use]
    pub fn field<'a>(&self, cx: &'a Cx) -> Option<&'a Field> {
        cx.forms.get(&self.form)?.field(&self.at)
    }

    fn stops<'a>(&self, form: &'a Form, page: usize) -> Vec<&'a Field> {
        let mut fields = self.fields(form, page);
        fields.retain(|f| f.computed.is_none());
        fields
    }

    /// To the first field of the first page that has one.
    pub fn first(&mut self, cx: &Cx) {
        self.to_page(0, true, cx);
    }

    /// The cursor on a field that is shown, if the one under it is no more.
    pub fn settle(&mut self, cx: &Cx) {
        let Some(form) = self.form(&cx.forms) else {
            return;
        };
        let stops = self.stops(form, self.page);
        if stops.iter().any(|f| f.id == self.at) {
            return;
        }
        // The nearest one before the field that went.
        let place = |id: &str| form.fields.iter().position(|f| f.id == id);
        let gone = place(&self.at);
        let near = stops
            .iter()
            .rev()
            .find(|f| place(&f.id) < gone)
            .or(stops.first());
        if let Some(field) = near {
            let id = field.id.clone();
            self.arrive(&id);
        }
    }

    fn arrive(&mut self, field: &str) {
        field.clone_into(&mut self.at);
        self.row = 0;
        self.open = None;
        self.menu = None;
        // What fitted no choice is still there to be mended.
        let typed = self.loose.get(field).and_then(unfit);
        self.search = typed.map(Entry::with).unwrap_or_default();
    }

    /// Leaves the field under the cursor: what was typed to find a choice is chosen.
    pub fn leave(&mut self, cx: &Cx) {
        self.choose_typed(cx);
        self.menu = None;
        self.search = Entry::default();
        let at = self.at.clone();
        self.left.insert(at);
        self.refresh(cx);
    }

    /// To the next or the previous field, over the edges of pages; whether there was one.
    pub fn step(&mut self, forward: bool, cx: &Cx) -> bool {
        self.leave(cx);
        let Some(form) = self.form(&cx.forms) else {
            return false;
        };
        let stops = self.stops(form, self.page);
        let at = stops.iter().position(|f| f.id == self.at);
        let next = match (at, forward) {
            (Some(at), true) => stops.get(at + 1),
            (Some(at), false) => at.checked_sub(1).and_then(|at| stops.get(at)),
            (None, _) => stops.first(),
        };
        if let Some(field) = next {
            let (id, rows) = (field.id.clone(), field.is_rows());
            self.arrive(&id);
            if rows && !forward {
                self.row = self.row_places(&id).len().saturating_sub(1);
            }
            return true;
        }
        self.page_step(forward, !forward, cx)
    }

    /// To the next or previous page that has fields, to its first or last field.
    pub fn page_step(&mut self, forward: bool, last: bool, cx: &Cx) -> bool {
        let Some(form) = self.form(&cx.forms) else {
            return false;
        };
        if self.only.is_some() {
            return false;
        }
        let mut page = self.page;
        loop {
            let next = if forward {
                page + 1
            } else {
                page.wrapping_sub(1)
            };
            if next >= form.pages.len() {
                return false;
            }
            page = next;
            if !self.stops(form, page).is_empty() {
                self.to_page(page, !last, cx);
                return true;
            }
        }
    }

    /// To a page.
    pub fn to_page(&mut self, page: usize, first: bool, cx: &Cx) {
        let Some(form) = self.form(&cx.forms) else {
            return;
        };
        let stops = self.stops(form, page);
        let field = if first { stops.first() } else { stops.last() };
        if let Some(field) = field {
            let id = field.id.clone();
            self.page = page;
            self.arrive(&id);
        }
    }

    /// To a field, wherever it is.
    pub fn to_field(&mut self, id: &str, cx: &Cx) -> bool {
        let Some(form) = self.form(&cx.forms) else {
            return false;
        };
        let pages = if self.only.is_some() {
            1
        } else {
            form.pages.len()
        };
        let found = (0..pages).find(|page| self.stops(form, *page).iter().any(|f| f.id == id));
        let Some(page) = found else { return false };
        self.leave(cx);
        self.page = page;
        self.arrive(id);
        true
    }

    /// To the first field that needs mending, wherever the cursor is. From here on all
    /// that is missing is shown. Whether there was one.
    pub fn first_error(&mut self, cx: &Cx) -> bool {
        self.close_row(cx);
        self.leave(cx);
        self.seek_error(0, cx)
    }

    /// To the next field that needs mending, after the one under the cursor; into rows
    /// too. What is missing under the cursor and was not shown yet comes before it. From
    /// here on all that is missing is shown. Whether there was one.
    pub fn next_error(&mut self, cx: &Cx) -> bool {
        let here = self.shown_fill();
        let passed = here.strict || here.left.contains(&here.at);
        self.inner().leave(cx);
        self.strict = true;
        self.refresh_all(cx);
        let Some(form) = self.form(&cx.forms) else {
            return false;
        };
        if let Some(open) = self.open {
            if self.inner().next_below(!passed, cx) {
                return true;
            }
            let id = self.at.clone();
            if self.open_wrong(&id, open + 1, cx) {
                return true;
            }
        }
        let mut all = form.visible().filter(|f| self.offers(&f.id));
        let at = all.position(|f| f.id == self.at);
        // The lines of rows were gone through already, if one of them is open.
        let here = usize::from(passed || self.open.is_some());
        self.seek_error(at.map_or(0, |at| at + here), cx)
    }

    /// To the first field from a place of the form on that needs mending, and round.
    fn seek_error(&mut self, at: usize, cx: &Cx) -> bool {
        self.strict = true;
        self.refresh_all(cx);
        let Some(form) = self.form(&cx.forms) else {
            return false;
        };
        let all: Vec<&Field> = form.visible().filter(|f| self.offers(&f.id)).collect();
        let wrong = |f: &&&Field| {
            self.row_errors(&f.id) > 0 || self.notes_of(&f.id).iter().any(|n| !n.is_warning())
        };
        let later = all.iter().skip(at).find(wrong);
        let Some(field) = later.or_else(|| all.iter().take(at).find(wrong)) else {
            return false;
        };
        let id = field.id.clone();
        self.to_field(&id, cx);
        self.open_wrong(&id, 0, cx);
        true
    }

    /// Opens the first row of a field, from a place on, that needs mending, where it does;
    /// whether there is one.
    fn open_wrong(&mut self, field: &str, from: usize, cx: &Cx) -> bool {
        let places = self.row_places(field);
        let wrong = |at: &usize| {
            let row = self.rows.get(field).and_then(|r| r.get(*at));
            *at >= from && row.is_some_and(|r| r.fill.errors() > 0)
        };
        let Some(at) = places.iter().position(wrong) else {
            return false;
        };
        self.row = at;
        self.open = places.get(at).copied();
        let row = self.inner();
        row.first(cx);
        row.next_below(true, cx)
    }

    /// To the first field behind the cursor that needs mending, or under it if that is to
    /// be counted, without going round.
    fn next_below(&mut self, here: bool, cx: &Cx) -> bool {
        let Some(form) = self.form(&cx.forms) else {
            return false;
        };
        let all: Vec<&Field> = form.visible().filter(|f| self.offers(&f.id)).collect();
        let at = all.iter().position(|f| f.id == self.at).unwrap_or(0);
        let wrong = |f: &&&Field| self.notes_of(&f.id).iter().any(|n| !n.is_warning());
        let from = if here { at } else { at + 1 };
        let found = all.iter().skip(from).find(wrong).map(|f| f.id.clone());
        found.is_some_and(|id| self.to_field(&id, cx))
    }

    /// The places of the rows that are shown.
    #[must_use]
    pub fn row_places(&self, field: &str) -> Vec<usize> {
        let rows = self.rows.get(field).into_iter().flatten().enumerate();
        rows.filter(|(_, r)| !r.void).map(|(at, _)| at).collect()
    }

    /// Adds a row to the field under the cursor and opens it; whether it takes rows.
    pub fn add_row(&mut self, cx: &Cx) -> bool {
        let Some(Kind::Rows { form }) = self.field(cx).map(|f| &f.kind) else {
            return false;
        };
        let Some(form) = cx.forms.get(form) else {
            return false;
        };
        let mut fill = Self::fresh(form, &Object::new(), Some(self.values.clone()), cx);
        fill.siblings.clone_from(&self.siblings);
        let row = RowFill {
            id: None,
            void: false,
            fill,
        };
        let rows = self.rows.entry(self.at.clone()).or_default();
        rows.push(row);
        let at = rows.len() - 1;
        self.row = self.row_places(&self.at).len().saturating_sub(1);
        self.open = Some(at);
        self.refresh_all(cx);
        self.inner().first(cx);
        true
    }

    /// The form of the records elsewhere that the field under the cursor changes.
    #[must_use]
    pub fn edits_form(&self, cx: &Cx) -> Option<String> {
        match &self.field(cx)?.kind {
            Kind::Edits { form, .. } => Some(form.clone()),
            _ => None,
        }
    }

    /// Adds a record elsewhere to the field under the cursor and opens it; one that is
    /// there already is only opened.
    pub fn add_edit(&mut self, record: &Record, cx: &Cx) -> bool {
        let Some(Kind::Edits { form, set }) = self.field(cx).map(|f| &f.kind) else {
            return false;
        };
        let Some(form) = cx.forms.get(form).filter(|f| f.id == record.form) else {
            return false;
        };
        let rows = self.rows.entry(self.at.clone()).or_default();
        let known = rows.iter().position(|r| r.id == Some(record.id));
        let at = known.unwrap_or_else(|| {
            let mut fill = Self::edits(form, &record.fields, set, cx);
            fill.saw(form, record);
            rows.push(RowFill {
                id: Some(record.id),
                void: false,
                fill,
            });
            rows.len() - 1
        });
        if let Some(row) = rows.get_mut(at) {
            row.void = false;
        }
        let places = self.row_places(&self.at);
        self.row = places.iter().position(|p| *p == at).unwrap_or(0);
        self.open = Some(at);
        self.refresh_all(cx);
        self.inner().first(cx);
        true
    }

    /// Takes the row under the cursor away: a saved one is voided on saving.
    pub fn remove_row(&mut self, cx: &Cx) -> bool {
        let places = self.row_places(&self.at);
        let Some(at) = self.open.or_else(|| places.get(self.row).copied()) else {
            return false;
        };
        let field = self.at.clone();
        let Some(row) = self.rows.get_mut(&field).and_then(|r| r.get_mut(at)) else {
            return false;
        };
        row.void = true;
        self.open = None;
        self.row = self.row.min(places.len().saturating_sub(2));
        self.refresh_all(cx);
        true
    }

    /// Opens the row under the cursor; whether there is one.
    pub fn open_row(&mut self, cx: &Cx) -> bool {
        let Some(at) = self.row_places(&self.at).get(self.row).copied() else {
            return false;
        };
        self.open = Some(at);
        self.inner().first(cx);
        true
    }

    /// Closes the row that is open; whether one was.
    pub fn close_row(&mut self, cx: &Cx) -> bool {
        if self.open.is_none() {
            return false;
        }
        self.inner().leave(cx);
        self.open = None;
        self.refresh_all(cx);
        true
    }

    /// Whether the cursor is where text is typed: letters are no commands there.
    #[must_use]
    pub fn is_long(&self, cx: &Cx) -> bool {
        self.field(cx).is_some_and(|f| way(f) == Way::Long)
    }

    /// Empties the choice under the cursor.
    pub(super) fn clear_pick(&mut self, field: &Field) {
        self.put(field, &Value::Empty);
    }
}

/// What was typed and fitted no choice.
pub(super) fn unfit(note: &Note) -> Option<&str> {
    let value = note.args.iter().find(|(name, _)| *name == "value");
    value.map(|(_, text)| text.as_str())
}
