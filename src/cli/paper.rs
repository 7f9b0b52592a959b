//! Records as people read them: labels for codes, names for references, protected
//! values masked.

use std::sync::Arc;

use super::desk::label;
use super::table;
use crate::domain::form::{APPROVED, Field, Form, Forms, Kind, POS, VOID_REASON};
use crate::domain::id::RecordId;
use crate::domain::record::{Open, Record};
use crate::domain::value::Value;
use crate::i18n::values::{Names, Show, void_reason};
use crate::i18n::{Lang, say};
use crate::ops::look::{Referred, ReferredById};
use crate::ops::reference::Reference;
use crate::ops::view::{Past, View};
use crate::ops::workspace::Workspace;

/// Characters of an id that stand in tables: enough to tell records apart.
const ID: usize = 18;

/// Writes records in one language.
pub(super) struct Paper<'a> {
    pub(super) lang: Lang,
    pub(super) forms: Arc<Forms>,
    pub(super) reference: &'a Reference,
    names: Names,
    pub(super) reveal: bool,
}

impl<'a> Paper<'a> {
    /// Paper for these views.
    pub(super) fn new(
        lang: Lang,
        workspace: &'a mut Workspace,
        views: &[View],
        reveal: bool,
    ) -> crate::domain::fault::Result<Self> {
        let referred = workspace.referred(views)?;
        let paper = Self {
            lang,
            forms: workspace.forms(),
            reference: &workspace.reference,
            names: Names::new(),
            reveal,
        };
        Ok(paper.knowing(referred))
    }

    /// The same, where this is referred to too.
    pub(super) fn knowing(mut self, referred: ReferredById) -> Self {
        for (id, to) in referred {
            let name = match to {
                Referred::Person(name) => name,
                Referred::Record(record) => self.title(&record, None),
            };
            self.names.insert(id, name);
        }
        self
    }

    /// What one change of a record of this form, or of a row of it, made other: names and
    /// what is said of them.
    pub(super) fn changed(&self, form: &str, past: &Past) -> Vec<(String, String)> {
        let arrow = "→";
        if let Some(row) = &past.row {
            let Some(form) = self.forms.get(&row.form) else {
                return Vec::new();
            };
            let step = (row.step, &row.says);
            let text = self.show().past_row(form, step, &past.fields, arrow);
            return vec![(self.form_name(&row.form), text)];
        }
        let Some(form) = self.forms.get(form) else {
            return Vec::new();
        };
        let said = past.fields.iter().filter_map(|(id, before, after)| {
            let field = form.field(id).filter(|f| f.id != POS)?;
            let text = self.show().change(field, (before, after), arrow);
            Some((label(self.lang, form, id), text))
        });
        said.collect()
    }

    fn show(&self) -> Show<'_> {
        Show {
            lang: self.lang,
            codes: &self.reference.codes,
            places: &self.reference.places,
            names: &self.names,
            reveal: self.reveal,
        }
    }

    /// One value of a field.
    pub(super) fn value(&self, field: &Field, value: &Value) -> String {
        self.show().value(field, value)
    }

    pub(super) fn say(&self, id: &str) -> String {
        say(self.lang, id, &[])
    }

    /// One record whole.
    pub(super) fn record(&self, view: &View) -> String {
        let record = &view.record;
        let Some(form) = self.forms.get(&record.form) else {
            let words = [("form", record.form.as_str())];
            return format!("{}\n", say(self.lang, "out-form-unknown", &words));
        };
        let mut text = format!("{}\n\n", self.heading(view));
        text.push_str(&table::pairs(&self.facts(form, view)));
        for page in &form.pages {
            text.push_str(&self.page(
                form,
                &page.id,
                page.label.text(self.lang.is_chinese()),
                view,
            ));
        }
        if !view.children.is_empty() {
            table::add(&mut text, &format!("\n[{}]", self.say("word-below")));
            let rows: Vec<Vec<String>> = view
                .children
                .iter()
                .map(|c| self.child(c, record))
                .collect();
            text.push_str(
                &table::table(&["", "", ""].map(str::to_owned), &rows).replacen('\n', "", 1),
            );
        }
        text
    }

    /// Form and title in one line.
    pub(super) fn heading(&self, view: &View) -> String {
        let title = self.title(&view.record, view.parent.as_ref());
        let title = crate::text::fold::visible(&title);
        format!("{} {title}", self.form_name(&view.record.form))
            .trim_end()
            .to_owned()
    }

    /// What a form is called.
    pub(super) fn form_name(&self, form: &str) -> String {
        let form_label = self
            .forms
            .get(form)
            .map(|f| f.label.text(self.lang.is_chinese()));
        crate::text::fold::visible(form_label.unwrap_or(form))
    }

    fn facts(&self, form: &Form, view: &View) -> Vec<(String, String)> {
        let record = &view.record;
        let mut facts = vec![(self.say("word-id"), record.id.to_string())];
        facts.push((
            self.say("word-place"),
            self.show().place(record.scope.place()),
        ));
        if let Some(machine) = &form.state
            && let Some(state) = &record.state
        {
            let name = self.show().code(&machine.list, state);
            facts.push((self.say("word-state"), format!("{name} ({state})")));
        }
        if let Some(parent) = &view.parent {
            let title = self.title(parent, None);
            let text = format!("{} {title} ({})", self.form_name(&parent.form), parent.id);
            facts.push((self.say("word-above"), text));
        }
        if record.approved {
            facts.push((label(self.lang, form, APPROVED), self.say("word-yes")));
        }
        if let Some(reason) = record.returned() {
            facts.push((self.say("word-returned"), reason.to_owned()));
        }
        if record.void {
            let reason = record.get(VOID_REASON).text().unwrap_or_default();
            let reason = void_reason(self.lang, reason);
            facts.push((self.say("word-void"), reason));
        }
        facts
    }

    fn page(&self, form: &Form, page: &str, name: &str, view: &View) -> String {
        let mut filled = Vec::new();
        let mut tables = String::new();
        for field in form.on_page(page) {
            if let Kind::Rows { form: rows } = &field.kind {
                if let Some(list) = view.rows.get(&field.id) {
                    tables.push_str(&self.rows((form, field), rows, list, view));
                }
                continue;
            }
            // The state stands at the top, with its code.
            if form.state.as_ref().is_some_and(|m| m.field == field.id) {
                continue;
            }
            let value = view
                .computed
                .get(&field.id)
                .unwrap_or(view.record.get(&field.id));
            let open = view.record.open.get(&field.id);
            if value.is_empty() && open.is_none() {
                continue;
            }
            let mut text = self.value(field, value);
            if let Some(open) = open {
                text.push_str(&match open {
                    Open::Conflict => self.say("word-conflict"),
                    Open::Waiting => self.say("word-waiting"),
                });
            }
            filled.push((label(self.lang, form, &field.id), text));
        }
        if filled.is_empty() && tables.is_empty() {
            return String::new();
        }
        format!("\n[{name}]\n{}{tables}", table::pairs(&filled))
    }

    fn rows(
        &self,
        (form, field): (&Form, &Field),
        row_form: &str,
        rows: &[Record],
        view: &View,
    ) -> String {
        let Some(row_form) = self.forms.get(row_form) else {
            return String::new();
        };
        let columns: Vec<&String> = row_form
            .list
            .iter()
            .filter(|c| row_form.field(c).is_some())
            .collect();
        let mut headings = vec![label(self.lang, form, &field.id)];
        headings.extend(columns.iter().map(|c| label(self.lang, row_form, c)));
        let lines = rows.iter().map(|row| {
            let no = view.numbers.get(&row.id).copied().unwrap_or_default();
            let cells = columns.iter().map(|c| self.cell(row_form, row.get(c), c));
            std::iter::once(no.to_string()).chain(cells).collect()
        });
        let lines: Vec<Vec<String>> = lines.collect();
        format!(
            "\n{}{}",
            table::table(&headings, &lines),
            self.beside(row_form, rows, view)
        )
    }

    /// What rows say outside the columns of their table: long text above all.
    fn beside(&self, form: &Form, rows: &[Record], view: &View) -> String {
        let mut lines = Vec::new();
        for row in rows {
            let no = view.numbers.get(&row.id).copied().unwrap_or_default();
            let fields = form.visible().filter(|f| !form.list.contains(&f.id));
            for field in fields.filter(|f| !row.get(&f.id).is_empty()) {
                let name = format!("{no} {}", label(self.lang, form, &field.id));
                lines.push((name, self.value(field, row.get(&field.id))));
            }
        }
        table::pairs(&lines)
    }

    fn child(&self, child: &Record, parent: &Record) -> Vec<String> {
        vec![
            self.form_name(&child.form),
            self.title(child, Some(parent)),
            child.id.to_string(),
        ]
    }

    /// A page of a list below its headings.
    pub(super) fn list(&self, form: &Form, views: &[View]) -> String {
        let above = self.forms.above(form);
        let mut headings = vec![self.say("word-id")];
        headings.extend(
            form.list
                .iter()
                .map(|column| match column.strip_prefix("parent.") {
                    Some(field) => above.map_or_else(String::new, |f| label(self.lang, f, field)),
                    None => label(self.lang, form, column),
                }),
        );
        let rows = views.iter().map(|view| {
            let cells = form.list.iter().map(|c| self.column(form, view, c));
            std::iter::once(short(view.record.id))
                .chain(cells)
                .collect()
        });
        table::table(&headings, &rows.collect::<Vec<Vec<String>>>())
    }

    fn column(&self, form: &Form, view: &View, column: &str) -> String {
        if let Some(field) = column.strip_prefix("parent.") {
            let (Some(parent), Some(above)) = (&view.parent, self.forms.above(form)) else {
                return String::new();
            };
            return self.cell(above, parent.get(field), field);
        }
        let value = view.computed.get(column).unwrap_or(view.record.get(column));
        self.cell(form, value, column)
    }

    fn cell(&self, form: &Form, value: &Value, column: &str) -> String {
        self.show().cell(form, value, column)
    }

    /// The record's one line.
    pub(super) fn title(&self, record: &Record, parent: Option<&Record>) -> String {
        self.show().title(&self.forms, record, parent)
    }
}

/// The beginning of an id.
pub(super) fn short(id: RecordId) -> String {
    id.to_string().chars().take(ID).collect()
}
