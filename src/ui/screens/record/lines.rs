//! A record as lines: what it is, its fields by page, its rows, what hangs on it; or its
//! history.

use crate::domain::form::{Field, Form, Kind, VOID_REASON, WORKER};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::i18n::values::{label, void_reason};
use crate::ui::kit::Cx;
use crate::ui::kit::answer::{Past, Sheet};
use crate::ui::widgets::paint;

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The name of a part.
    Head,
    /// A field and its value.
    Plain,
    /// Something to look at: a conflict, a void record.
    Warn,
    /// What is beside the point.
    Quiet,
    /// Nothing.
    Blank,
}

/// What Enter does on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opens {
    /// Another record.
    Record(RecordId),
    /// The desk where a value is kept.
    Conflicts,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What stands before it: a field's name.
    pub label: String,
    /// What it says.
    pub text: String,
    /// How it looks.
    pub look: Look,
    /// What Enter does on it.
    pub opens: Option<Opens>,
}

impl Line {
    fn new(label: impl Into<String>, text: impl Into<String>, look: Look) -> Self {
        Self {
            label: label.into(),
            text: text.into(),
            look,
            opens: None,
        }
    }

    fn opening(mut self, opens: Opens) -> Self {
        self.opens = Some(opens);
        self
    }
}

/// No name of a field takes more cells.
const LABEL: u16 = 20;
/// What stands left of the names.
pub const LEFT: u16 = 2;

/// Builds the lines for one width.
pub struct Lines<'a> {
    cx: &'a Cx,
    /// Cells for what it says.
    room: u16,
    all: Vec<Line>,
}

impl<'a> Lines<'a> {
    fn new(width: u16, cx: &'a Cx) -> Self {
        let label = Self::label_width(width);
        Self {
            cx,
            room: width.saturating_sub(LEFT + label + 3),
            all: Vec::new(),
        }
    }

    /// The width of the names at this width of the screen.
    pub fn label_width(width: u16) -> u16 {
        LABEL.min(width / 4)
    }

    fn head(&mut self, text: impl Into<String>) {
        if !self.all.is_empty() {
            self.all.push(Line::new("", "", Look::Blank));
        }
        self.all.push(Line::new("", text, Look::Head));
    }

    /// A name and what it says, over as many lines as it takes.
    fn fact(&mut self, name: &str, text: &str, look: Look, opens: Option<&Opens>) {
        let mut name = name.to_owned();
        for line in paint::wrap(text, self.room, self.cx) {
            let mut line = Line::new(std::mem::take(&mut name), line, look);
            line.opens = opens.cloned();
            self.all.push(line);
        }
    }

    /// A record.
    pub fn record(sheet: &Sheet, width: u16, cx: &'a Cx) -> Vec<Line> {
        let mut lines = Self::new(width, cx);
        let record = &sheet.record;
        let Some(form) = cx.forms.get(&record.form) else {
            let text = cx.say_with("out-form-unknown", &[("form", record.form.as_str())]);
            lines.fact("", &text, Look::Warn, None);
            return lines.all;
        };
        lines.facts(form, sheet);
        for page in &form.pages {
            lines.page(form, sheet, &page.id, page.label.text(cx.lang.is_chinese()));
        }
        if !sheet.children.is_empty() {
            lines.head(cx.say("word-below"));
            for (id, name, title) in &sheet.children {
                let opens = Opens::Record(*id);
                let line = Line::new(name.clone(), title.clone(), Look::Plain);
                lines.all.push(line.opening(opens));
            }
        }
        lines.all
    }

    /// What the record is: void, approved, its state, the record above.
    fn facts(&mut self, form: &Form, sheet: &Sheet) {
        let cx = self.cx;
        let record = &sheet.record;
        if record.void {
            let reason = record.get(VOID_REASON).text().unwrap_or_default();
            let reason = void_reason(cx.lang, reason);
            self.fact(&cx.say("word-void"), &reason, Look::Warn, None);
        }
        if let Some(reason) = record.returned() {
            self.fact(&cx.say("word-returned"), reason, Look::Warn, None);
        }
        if let (Some(machine), Some(state)) = (&form.state, &record.state) {
            let show = cx.show(&sheet.names, false);
            let mut text = show.code(&machine.list, state);
            let ways: Vec<String> = super::moves(form, record, cx)
                .map(|to| show.code(&machine.list, to))
                .collect();
            if !ways.is_empty() {
                let sep = if cx.lang.is_chinese() { "、" } else { ", " };
                let ways = ways.join(sep);
                let next = cx.say_with("record-ways", &[("ways", ways.as_str())]);
                text = format!("{text}   {next}");
            }
            self.fact(&cx.say("word-state"), &text, Look::Plain, None);
        }
        if record.approved {
            let text = cx.say("record-approved");
            self.fact("", &text, Look::Plain, None);
        }
        if let Some(parent) = &sheet.parent {
            let name = cx.forms.get(&parent.form);
            let name = name.map_or("", |f| f.label.text(cx.lang.is_chinese()));
            let title = cx.show(&sheet.names, false).title(&cx.forms, parent, None);
            let opens = Opens::Record(parent.id);
            self.fact(name, &title, Look::Plain, Some(&opens));
        }
    }

    fn page(&mut self, form: &Form, sheet: &Sheet, page: &str, name: &str) {
        let before = self.all.len();
        self.head(name);
        let begun = self.all.len();
        for field in form.on_page(page) {
            if let Kind::Rows { form: rows } = &field.kind {
                if let Some(list) = sheet.rows.get(&field.id) {
                    self.rows(form, field, rows, list, sheet);
                }
                continue;
            }
            if form.state.as_ref().is_some_and(|m| m.field == field.id) {
                continue;
            }
            self.field(form, field, sheet);
        }
        if self.all.len() == begun {
            self.all.truncate(before);
        }
    }

    fn field(&mut self, form: &Form, field: &Field, sheet: &Sheet) {
        let cx = self.cx;
        let value = sheet.computed.get(&field.id);
        let value = value.unwrap_or_else(|| sheet.record.get(&field.id));
        let name = label(cx.lang, form, &field.id);
        let open = sheet.record.open.contains_key(&field.id);
        if value.is_empty() && !open {
            return;
        }
        let show = cx.show(&sheet.names, sheet.revealed);
        let text = show.value(field, value);
        if open {
            self.conflict(&name, sheet);
            return;
        }
        let opens = leads(field, value).map(Opens::Record);
        self.fact(&name, &text, Look::Plain, opens.as_ref());
    }

    /// Both values of a field, marked, each with who and when.
    fn conflict(&mut self, name: &str, sheet: &Sheet) {
        let cx = self.cx;
        let mut name = name.to_owned();
        let Some(conflict) = sheet.conflicts.iter().find(|c| c.field == name) else {
            return;
        };
        for side in &conflict.sides {
            let words = [
                ("value", side.value.as_str()),
                ("who", side.who.as_str()),
                ("when", side.when.as_str()),
            ];
            let text = cx.say_with("record-side", &words);
            let text = format!("{} {text}", cx.marks.row());
            self.fact(
                &std::mem::take(&mut name),
                &text,
                Look::Warn,
                Some(&Opens::Conflicts),
            );
        }
        let text = if conflict.waits.is_empty() {
            cx.say("record-conflict")
        } else {
            let who = conflict.waits.join(" ");
            cx.say_with("out-waits", &[("author", who.as_str())])
        };
        self.fact(&name, &text, Look::Quiet, Some(&Opens::Conflicts));
    }

    /// Rows as a table; long text of a row stands below it.
    fn rows(&mut self, form: &Form, field: &Field, rows: &str, list: &[Record], sheet: &Sheet) {
        let cx = self.cx;
        let Some(row_form) = cx.forms.get(rows) else {
            return;
        };
        let show = cx.show(&sheet.names, sheet.revealed);
        let n = list.len().to_string();
        let name = label(cx.lang, form, &field.id);
        let words = [("name", name.as_str()), ("n", n.as_str())];
        self.fact("", &cx.say_with("record-rows", &words), Look::Quiet, None);
        let columns: Vec<&Field> = row_form
            .list
            .iter()
            .filter_map(|c| row_form.field(c))
            .collect();
        for (row, no) in list.iter().zip(1_usize..) {
            let cells = columns.iter().map(|f| show.value(f, row.get(&f.id)));
            let cells: Vec<String> = cells.filter(|c| !c.is_empty()).collect();
            let opens = Opens::Record(row.id);
            let mark = if row.open.is_empty() {
                String::new()
            } else {
                cx.say("word-conflict")
            };
            let text = format!("{no}  {}{mark}", cells.join("  "));
            let look = if row.open.is_empty() {
                Look::Plain
            } else {
                Look::Warn
            };
            self.fact("", &text, look, Some(&opens));
            for beside in row_form.visible() {
                let value = row.get(&beside.id);
                if columns.iter().any(|c| c.id == beside.id) || value.is_empty() {
                    continue;
                }
                let name = label(cx.lang, row_form, &beside.id);
                let text = format!("   {name} {}", show.value(beside, value));
                self.fact("", &text, Look::Quiet, Some(&opens));
            }
        }
    }

    /// Who changed what, and when; the newest first.
    pub fn history(sheet: &Sheet, past: &[Past], width: u16, cx: &'a Cx) -> Vec<Line> {
        let mut lines = Self::new(width, cx);
        for change in past.iter().rev() {
            let words = [
                ("time", change.when.as_str()),
                ("author", change.who.as_str()),
            ];
            let id = if change.undo {
                "out-past-undo"
            } else {
                "out-past"
            };
            lines.head(cx.say_with(id, &words));
            if let Some(why) = &change.held {
                lines.fact("", why, Look::Warn, None);
            }
            for (field, before, after) in &change.fields {
                lines.change(sheet, field, before, after);
            }
        }
        lines.all
    }

    fn change(&mut self, sheet: &Sheet, field: &str, before: &Value, after: &Value) {
        let cx = self.cx;
        let own = cx.forms.get(&sheet.record.form);
        let rows = own.into_iter().flat_map(Form::row_fields);
        let rows = rows.filter_map(|(_, rows)| cx.forms.get(rows));
        let known = own
            .into_iter()
            .chain(rows)
            .find_map(|form| form.field(field).map(|f| (form, f)));
        let Some((form, known)) = known else {
            self.fact(field, &after.to_json().to_string(), Look::Quiet, None);
            return;
        };
        let show = cx.show(&sheet.names, sheet.revealed);
        let said = |value: &Value| {
            if value.is_empty() {
                cx.say("word-empty")
            } else {
                show.value(known, value)
            }
        };
        let text = if before.is_empty() {
            said(after)
        } else {
            format!("{} {} {}", said(before), cx.marks.arrow(), said(after))
        };
        self.fact(&label(cx.lang, form, &known.id), &text, Look::Plain, None);
    }
}

/// The record that a reference leads to.
fn leads(field: &Field, value: &Value) -> Option<RecordId> {
    match &field.kind {
        Kind::Ref { to } if to != WORKER => value.text()?.parse().ok(),
        _ => None,
    }
}
