//! Values as people read them: labels for codes, names for references, masks for what is
//! protected.

use std::collections::BTreeMap;

use super::{Lang, say};
use crate::domain::codes::Codes;
use crate::domain::form::{Choice, Field, Form, Forms, Kind, MENDED, UNDONE, VOID_REASON, WORKER};
use crate::domain::id::RecordId;
use crate::domain::places::Places;
use crate::domain::record::{Record, RowStep};
use crate::domain::value::{Patch, Value};

/// What references lead to, by id: one line for each.
pub type Names = BTreeMap<RecordId, String>;

/// So many signs of an unknown id are shown.
const END: usize = 4;

/// How values are shown.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    /// The language.
    pub lang: Lang,
    /// The code lists.
    pub codes: &'a Codes,
    /// The places.
    pub places: &'a Places,
    /// What references lead to.
    pub names: &'a Names,
    /// Whether protected values are shown whole.
    pub reveal: bool,
}

impl Show<'_> {
    /// One value of a field; an empty one is an empty text.
    #[must_use]
    pub fn value(&self, field: &Field, value: &Value) -> String {
        if value.is_empty() {
            return String::new();
        }
        if field.protected && !self.reveal {
            return field.masked(value);
        }
        match (&field.kind, value) {
            (_, Value::Text(why)) if field.id == VOID_REASON => void_reason(self.lang, why),
            // It names changes, which is nothing for people to read.
            (_, Value::Text(_)) if field.id == MENDED => say(self.lang, "word-yes", &[]),
            (Kind::Code { list }, Value::Text(code)) => self.code(list, code),
            (Kind::Multi { list }, Value::Codes(codes)) => {
                self.joined(codes, |c| self.code(list, c))
            }
            (Kind::Choice { of }, Value::Text(code)) => self.choice(of, code),
            (Kind::Grid { rows, cols }, Value::Codes(codes)) => self.joined(codes, |cell| {
                let (row, col) = cell.split_once('_').unwrap_or((cell, ""));
                let space = if self.lang.is_chinese() { "" } else { " " };
                format!(
                    "{}{space}{}",
                    self.choice(rows, row),
                    self.choice(cols, col)
                )
            }),
            (Kind::Money, Value::Int(fen)) => say(
                self.lang,
                "out-money",
                &[("amount", &decimal(*fen, 100, 2))],
            ),
            (Kind::Decimal1, Value::Int(tenths)) => decimal(*tenths, 10, 1),
            (Kind::Division { .. }, Value::Text(code)) => self.place(code),
            (Kind::Ref { to }, Value::Text(id)) => self.name(to, id),
            (Kind::DateTime, Value::Text(text)) => text.replace('T', " "),
            (_, Value::Bool(true)) => say(self.lang, "word-yes", &[]),
            (_, Value::Bool(false)) => say(self.lang, "word-no", &[]),
            (_, Value::Text(text)) => text.clone(),
            (_, Value::Int(number)) => number.to_string(),
            (_, Value::Codes(codes)) => codes.join(" "),
            (_, other) => other.to_json().to_string(),
        }
    }

    /// Several things in one line.
    fn joined(&self, codes: &[String], name: impl Fn(&str) -> String) -> String {
        let names: Vec<String> = codes.iter().map(|c| name(c)).collect();
        names.join(if self.lang.is_chinese() { "、" } else { ", " })
    }

    /// The label of a code of a list; an unknown one by itself.
    #[must_use]
    pub fn code(&self, list: &str, code: &str) -> String {
        let known = self.codes.list(list).and_then(|l| l.get(code));
        known.map_or(code, |c| c.label(self.lang.tag())).to_owned()
    }

    fn choice(&self, of: &[Choice], code: &str) -> String {
        let known = of.iter().find(|c| c.code == code);
        known
            .map_or(code, |c| c.label.text(self.lang.is_chinese()))
            .to_owned()
    }

    /// A division by name, with its code.
    #[must_use]
    pub fn place(&self, code: &str) -> String {
        self.places
            .full_name(code)
            .map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
    }

    /// One column of a record's list or title: a field's own id.
    #[must_use]
    pub fn cell(&self, form: &Form, value: &Value, column: &str) -> String {
        form.field(column)
            .map_or_else(String::new, |f| self.value(f, value))
    }

    /// A record's one line; `parent` is the record above, for what the form takes of it.
    #[must_use]
    pub fn title(&self, forms: &Forms, record: &Record, parent: Option<&Record>) -> String {
        let Some(form) = forms.get(&record.form) else {
            return record.id.to_string().chars().take(18).collect();
        };
        let parts = form
            .title
            .iter()
            .map(|column| match column.strip_prefix("parent.") {
                Some(field) => match (parent, forms.above(form)) {
                    (Some(parent), Some(above)) => self.cell(above, parent.get(field), field),
                    _ => String::new(),
                },
                None => self.cell(form, record.get(column), column),
            });
        let parts: Vec<String> = parts.filter(|p| !p.is_empty()).collect();
        parts.join(" ")
    }

    /// What a change made of a value: what stood there before, if anything did, and what
    /// stands there now.
    #[must_use]
    pub fn change(&self, field: &Field, (before, after): (&Value, &Value), arrow: &str) -> String {
        let said = |value: &Value| {
            if value.is_empty() {
                say(self.lang, "word-empty", &[])
            } else {
                self.value(field, value)
            }
        };
        if before.is_empty() {
            said(after)
        } else {
            format!("{} {arrow} {}", said(before), said(after))
        }
    }

    /// What a row says, in one line: the columns of its list, then the rest by name.
    #[must_use]
    pub fn row(&self, form: &Form, says: &Patch) -> String {
        let filled = |field: &Field| says.get(&field.id).filter(|v| !v.is_empty());
        let listed = form.list.iter().filter_map(|column| form.field(column));
        let mut parts: Vec<String> = listed
            .filter_map(|field| Some(self.value(field, filled(field)?)))
            .collect();
        let rest = form.visible().filter(|f| !form.list.contains(&f.id));
        parts.extend(rest.filter_map(|field| {
            let value = self.value(field, filled(field)?);
            Some(format!("{} {value}", label(self.lang, form, &field.id)))
        }));
        parts.join("  ")
    }

    /// What a change did to a row: which one it is and what it says, or which of its
    /// fields are other.
    #[must_use]
    pub fn past_row(
        &self,
        form: &Form,
        (step, says): (RowStep, &Patch),
        fields: &[(String, Value, Value)],
        arrow: &str,
    ) -> String {
        let (row, why) = if step == RowStep::Changed {
            let cells = form.title.iter();
            let cells = cells.filter_map(|c| Some(self.cell(form, says.get(c)?, c)));
            let cells: Vec<String> = cells.filter(|c| !c.is_empty()).collect();
            let state = form.state.as_ref().map(|machine| machine.field.as_str());
            let shown = fields.iter().filter_map(|(id, before, after)| {
                let field = form.field(id)?;
                let shown = !field.hidden || state == Some(id.as_str());
                let text = shown.then(|| self.change(field, (before, after), arrow))?;
                Some(format!("{} {text}", label(self.lang, form, id)))
            });
            let between = if self.lang.is_chinese() { "；" } else { "; " };
            (cells.join(" "), shown.collect::<Vec<_>>().join(between))
        } else {
            let why = says.get(VOID_REASON).and_then(Value::text);
            let why = why.filter(|_| step == RowStep::Removed);
            let why = why.map(|why| void_reason(self.lang, why));
            (self.row(form, says), why.unwrap_or_default())
        };
        let words = [("row", row.as_str())];
        let text = say(self.lang, &format!("past-row-{}", step.word()), &words);
        if why.is_empty() {
            text
        } else {
            let words = [("text", text.as_str()), ("why", &why)];
            say(self.lang, "past-row-why", &words)
        }
    }

    fn name(&self, to: &str, id: &str) -> String {
        let known = id.parse::<RecordId>().ok();
        let known = known.and_then(|id| self.names.get(&id).cloned());
        known.unwrap_or_else(|| unknown(self.lang, to == WORKER, id))
    }
}

/// What stands for a colleague whose card is not here, or for a record that is not: the
/// end of the id tells one from another.
#[must_use]
pub fn unknown(lang: Lang, person: bool, id: &str) -> String {
    let Ok(id) = id.parse::<RecordId>() else {
        return id.to_owned();
    };
    let hex = id.simple().to_string();
    let end: String = hex.chars().skip(hex.len() - END).collect();
    let word = if person {
        "word-colleague-unknown"
    } else {
        "word-record-unknown"
    };
    say(lang, word, &[("end", &end)])
}

/// Why a record is void, in words.
#[must_use]
pub fn void_reason(lang: Lang, why: &str) -> String {
    if UNDONE.contains(&why) {
        return say(lang, "word-undone", &[]);
    }
    why.to_owned()
}

/// What stands before a field: its group's name and its own.
#[must_use]
pub fn label(lang: Lang, form: &Form, id: &str) -> String {
    let Some(field) = form.field(id) else {
        return crate::text::fold::visible(id);
    };
    let own = field.label.text(lang.is_chinese());
    let group = id
        .split_once('.')
        .and_then(|(group, _)| form.groups.iter().find(|g| g.id == group));
    match group {
        Some(group) if lang.is_chinese() => format!("{}{own}", group.label.zh),
        Some(group) => format!("{}: {own}", group.label.en),
        None => own.to_owned(),
    }
}

/// A whole number of parts as a decimal number.
fn decimal(parts: i64, whole: u64, digits: usize) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let parts = parts.unsigned_abs();
    format!("{sign}{}.{:0digits$}", parts / whole, parts % whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_in_yuan() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-150, "-1.50"),
            (123_456, "1234.56"),
        ] {
            assert_eq!(decimal(fen, 100, 2), text);
        }
        assert_eq!(decimal(-15, 10, 1), "-1.5");
    }
}
