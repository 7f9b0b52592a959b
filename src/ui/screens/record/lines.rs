//! A record as lines: what it is, its fields by page, its rows, what hangs on it; or its
//! history.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::form::{Field, Form, Kind, VOID_REASON, WORKER};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::i18n::values::{Names, Show, label, void_reason};
use crate::ui::kit::Cx;
use crate::ui::kit::answer::{Past, PastRow, Sheet};
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

/// No name of a field takes more cells, in Chinese and in English.
const LABEL: [u16; 2] = [20, 26];
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
        let label = Self::label_width(width, cx.lang.is_chinese());
        Self {
            cx,
            room: width.saturating_sub(LEFT + label + 3),
            all: Vec::new(),
        }
    }

    /// The width of the names at this width of the screen.
    pub fn label_width(width: u16, chinese: bool) -> u16 {
        let [zh, en] = LABEL;
        if chinese {
            zh.min(width / 4)
        } else {
            en.min(width / 3)
        }
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
        let below = Below::among(form, sheet, cx);
        for page in &form.pages {
            let name = page.label.text(cx.lang.is_chinese());
            lines.page(form, sheet, &below, (&page.id, name));
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

    fn page(&mut self, form: &Form, sheet: &Sheet, below: &Below, (page, name): (&str, &str)) {
        let before = self.all.len();
        self.head(name);
        let begun = self.all.len();
        for field in form.on_page(page) {
            if let Kind::Rows { form: rows } = &field.kind {
                self.rows(form, field, rows, sheet, below);
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

    /// Rows as a table, without those that stand below another row.
    fn rows(&mut self, form: &Form, field: &Field, rows: &str, sheet: &Sheet, below: &Below) {
        let cx = self.cx;
        let (Some(row_form), Some(list)) = (cx.forms.get(rows), sheet.rows.get(&field.id)) else {
            return;
        };
        let own = list.iter().zip(1_usize..);
        let own: Vec<_> = own.filter(|(r, _)| !below.has(r.id)).collect();
        if own.is_empty() {
            return;
        }
        let n = own.len().to_string();
        let name = label(cx.lang, form, &field.id);
        let words = [("name", name.as_str()), ("n", n.as_str())];
        self.fact("", &cx.say_with("record-rows", &words), Look::Quiet, None);
        for (row, no) in own {
            self.row(row_form, (row, no, 0), None, sheet, below);
        }
    }

    /// One row; its long text stands below it, and then the rows that hang on it.
    fn row(
        &mut self,
        form: &Form,
        (row, no, deep): (&Record, usize, usize),
        hangs: Option<&str>,
        sheet: &Sheet,
        below: &Below,
    ) {
        let cx = self.cx;
        let show = cx.show(&sheet.names, sheet.revealed);
        let opens = Opens::Record(row.id);
        let listed = |id: &str| form.list.iter().any(|l| l == id);
        let columns = form.list.iter().filter_map(|c| form.field(c));
        let cells = columns.map(|f| show.value(f, row.get(&f.id)));
        let cells: Vec<String> = cells.filter(|c| !c.is_empty()).collect();
        let mark = if row.open.is_empty() {
            String::new()
        } else {
            cx.say("word-conflict")
        };
        let name = if hangs.is_some() {
            format!("{} ", form.label.text(cx.lang.is_chinese()))
        } else {
            String::new()
        };
        let text = format!("{name}{no}  {}{mark}", cells.join("  "));
        let look = if row.open.is_empty() {
            Look::Plain
        } else {
            Look::Warn
        };
        self.inside(deep, &text, look, &opens);
        for beside in form.visible() {
            let value = row.get(&beside.id);
            if listed(&beside.id) || hangs == Some(beside.id.as_str()) || value.is_empty() {
                continue;
            }
            let name = label(cx.lang, form, &beside.id);
            let text = format!("{name} {}", show.value(beside, value));
            self.inside(deep + 1, &text, Look::Quiet, &opens);
        }
        for (by, row, no) in below.of(row.id) {
            if let Some(form) = cx.forms.get(&row.form) {
                self.row(form, (row, *no, deep + 1), Some(by), sheet, below);
            }
        }
    }

    /// A text moved in by a depth, over as many lines as it takes; those below the first
    /// stand a little further in.
    fn inside(&mut self, deep: usize, text: &str, look: Look, opens: &Opens) {
        let mut left = " ".repeat(deep.saturating_mul(3));
        let hangs = "   ";
        let room = paint::cells(&left, self.cx) + paint::cells(hangs, self.cx);
        let room = self.room.saturating_sub(room);
        for (n, line) in paint::wrap(text, room, self.cx).into_iter().enumerate() {
            if n == 1 {
                left.push_str(hangs);
            }
            let line = Line::new("", format!("{left}{line}"), look);
            self.all.push(line.opening(opens.clone()));
        }
    }

    /// Who changed what, and when; the newest step first, its changes as they were made.
    pub fn history(
        sheet: &Sheet,
        (past, names): (&[Past], &Names),
        width: u16,
        cx: &'a Cx,
    ) -> Vec<Line> {
        let mut lines = Self::new(width, cx);
        let show = cx.show(names, sheet.revealed);
        let steps: Vec<&[Past]> = past.chunk_by(|a, b| a.step == b.step).collect();
        for step in steps.into_iter().rev() {
            let Some(first) = step.first() else { continue };
            let words = [
                ("time", first.when.as_str()),
                ("author", first.who.as_str()),
            ];
            let id = if first.undo {
                "out-past-undo"
            } else {
                "out-past"
            };
            lines.head(cx.say_with(id, &words));
            for change in step {
                if let Some(why) = &change.held {
                    lines.fact("", why, Look::Warn, None);
                }
                if let Some(row) = &change.row {
                    lines.past_row(&show, row, &change.fields);
                    continue;
                }
                for (field, before, after) in &change.fields {
                    lines.change(&show, &sheet.record.form, field, (before, after));
                }
            }
        }
        lines.all
    }

    fn past_row(&mut self, show: &Show, row: &PastRow, fields: &[(String, Value, Value)]) {
        let cx = self.cx;
        let Some(form) = cx.forms.get(&row.form) else {
            let text = cx.say_with("out-form-unknown", &[("form", row.form.as_str())]);
            self.fact("", &text, Look::Quiet, None);
            return;
        };
        let name = form.label.text(cx.lang.is_chinese());
        let text = show.past_row(form, (row.step, &row.says), fields, cx.marks.arrow());
        self.fact(name, &text, Look::Plain, None);
    }

    fn change(&mut self, show: &Show, form: &str, field: &str, both: (&Value, &Value)) {
        let cx = self.cx;
        let form = cx.forms.get(form);
        let Some((form, known)) = form.and_then(|form| Some((form, form.field(field)?))) else {
            self.fact(field, &both.1.to_json().to_string(), Look::Quiet, None);
            return;
        };
        let text = show.change(known, both, cx.marks.arrow());
        self.fact(&label(cx.lang, form, &known.id), &text, Look::Plain, None);
    }
}

/// Rows that name another row of the same record hang on it, as decisions on their topic:
/// they are read where they belong, in the order of the paper.
#[derive(Default)]
struct Below<'a>(
    BTreeMap<RecordId, Vec<(&'a str, &'a Record, usize)>>,
    BTreeSet<RecordId>,
);

impl<'a> Below<'a> {
    /// The rows of a record by the row they hang on: the first that they name and that
    /// stands in a list before theirs.
    fn among(form: &Form, sheet: &'a Sheet, cx: &'a Cx) -> Self {
        let mut all = Self::default();
        let mut before: Vec<(&str, BTreeSet<RecordId>)> = Vec::new();
        for (field, rows) in form.row_fields() {
            let (Some(rows), Some(list)) = (cx.forms.get(rows), sheet.rows.get(&field.id)) else {
                continue;
            };
            let names = rows.fields.iter().filter_map(|f| match &f.kind {
                Kind::Ref { to } => Some((f.id.as_str(), to.as_str())),
                _ => None,
            });
            let names: Vec<_> = names.collect();
            for (row, no) in list.iter().zip(1_usize..) {
                let on = names.iter().find_map(|(by, to)| {
                    let id: RecordId = row.get(by).text()?.parse().ok()?;
                    let known = before.iter().any(|(f, ids)| f == to && ids.contains(&id));
                    known.then_some((*by, id))
                });
                if let Some((by, id)) = on {
                    all.0.entry(id).or_default().push((by, row, no));
                    all.1.insert(row.id);
                }
            }
            before.push((&rows.id, list.iter().map(|r| r.id).collect()));
        }
        all
    }

    /// Whether this row hangs on another.
    fn has(&self, row: RecordId) -> bool {
        self.1.contains(&row)
    }

    /// What hangs on a row: by which field, the row, its number.
    fn of(&self, row: RecordId) -> &[(&'a str, &'a Record, usize)] {
        self.0.get(&row).map_or(&[], Vec::as_slice)
    }
}

/// The record that a reference leads to.
fn leads(field: &Field, value: &Value) -> Option<RecordId> {
    match &field.kind {
        Kind::Ref { to } if to != WORKER => value.text()?.parse().ok(),
        _ => None,
    }
}
