//! What stands in one field while it is filled: typed text, a long text, or a choice;
//! and how each is read as the value that the form keeps.

use serde_json::Value as Json;

use crate::domain::date::{show_time, typed_date, typed_time};
use crate::domain::fault::Note;
use crate::domain::form::{Field, Kind, Lookup, ONE_LINE};
use crate::domain::value::Value;
use crate::ui::kit::Cx;
use crate::ui::widgets::area::Area;
use crate::ui::widgets::entry::Entry;

/// What stands in a field.
#[derive(Debug, Clone)]
pub enum Cell {
    /// One line that is typed.
    Line(Entry),
    /// A text of many lines; boxed, it carries its own history.
    Long(Box<Area>),
    /// A choice: yes or no, codes, a place, a reference.
    Pick(Value),
}

/// How a field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One line.
    Line,
    /// Many lines.
    Long,
    /// Yes or no.
    YesNo,
    /// One of a list.
    One,
    /// Several of a list.
    Many,
    /// Records of their own.
    Rows,
}

/// How this field is filled.
#[must_use]
pub fn way(field: &Field) -> Way {
    match &field.kind {
        Kind::Text { max } if *max > ONE_LINE => Way::Long,
        Kind::Bool => Way::YesNo,
        Kind::Code { .. } | Kind::Choice { .. } | Kind::Division { .. } | Kind::Ref { .. } => {
            Way::One
        }
        Kind::Multi { .. } | Kind::Grid { .. } => Way::Many,
        Kind::Rows { .. } | Kind::Edits { .. } => Way::Rows,
        _ => Way::Line,
    }
}

impl Cell {
    /// A field with this value, ready to be changed.
    #[must_use]
    pub fn of(field: &Field, value: &Value) -> Self {
        match way(field) {
            Way::Long => Self::Long(Box::new(Area::with(value.text().unwrap_or_default()))),
            Way::Line => Self::Line(Entry::with(&typed(field, value))),
            _ => Self::Pick(value.clone()),
        }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Line(entry) => entry.text().trim().is_empty(),
            Self::Long(area) => area.is_empty(),
            Self::Pick(value) => value.is_empty(),
        }
    }

    /// As a draft keeps it.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Line(entry) => entry.text().into(),
            Self::Long(area) => area.text().into(),
            Self::Pick(value) => value.to_json(),
        }
    }

    /// As a draft kept it.
    #[must_use]
    pub fn from_json(field: &Field, json: &Json) -> Self {
        match (way(field), json) {
            (Way::Long, Json::String(text)) => Self::Long(Box::new(Area::with(text))),
            (Way::Line, Json::String(text)) => Self::Line(Entry::with(text)),
            (Way::Long | Way::Line, _) => Self::of(field, &Value::Empty),
            (_, json) => {
                let value = serde_json::from_value(json.clone());
                Self::Pick(value.unwrap_or_default())
            }
        }
    }

    /// What was filled in, as input is given to a form. What a person types in a hurry
    /// becomes the one way of writing it; what cannot be read goes on as it is and is
    /// refused with the field's own sentence.
    pub fn input(&self, field: &Field, cx: &Cx) -> Result<Json, Note> {
        let text = match self {
            Self::Pick(value) => return Ok(value.to_json()),
            Self::Long(area) => return Ok(area.text().into()),
            Self::Line(entry) => entry.text().trim(),
        };
        if text.is_empty() {
            return Ok(Json::Null);
        }
        let clean = cx.reference.clean_code(text);
        Ok(match &field.kind {
            Kind::Int { .. } => clean
                .parse::<i64>()
                .map_or_else(|_| text.into(), Json::from),
            Kind::Money => fen(&clean)
                .map(Json::from)
                .ok_or_else(|| Note::new("E_MONEY").with("text", text).at(&field.id))?,
            Kind::Date => day(text, cx).into(),
            Kind::Time => typed_time(text)
                .map_or_else(|| text.to_owned(), show_time)
                .into(),
            Kind::DateTime => moment(text, cx).into(),
            _ => text.into(),
        })
    }
}

fn day(text: &str, cx: &Cx) -> String {
    typed_date(text, cx.today).map_or_else(|| text.to_owned(), |d| d.to_string())
}

/// `明天 1430`, `12-05 9:30`: a day, a space, a time; a time alone is today.
fn moment(text: &str, cx: &Cx) -> String {
    let spaced = text.replace(['T', '\u{3000}'], " ");
    let read = match spaced.trim().rsplit_once(' ') {
        Some((day, time)) => typed_date(day, cx.today).zip(typed_time(time)),
        None => typed_time(&spaced).map(|time| (cx.today, time)),
    };
    read.map_or_else(
        || text.to_owned(),
        |(day, time)| format!("{day}T{}", show_time(time)),
    )
}

/// Yuan as typed (`12`, `12.5`, `1,200.00`, `12元`) as whole fen.
fn fen(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    let plain = plain.trim_end_matches('元').trim_start_matches(['¥', '￥']);
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain),
    };
    let (yuan, parts) = digits.split_once('.').unwrap_or((digits, ""));
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !number(yuan) || !(parts.is_empty() || number(parts)) || parts.len() > 2 {
        return None;
    }
    let whole: i64 = format!("{yuan}{parts:0<2}").parse().ok()?;
    Some(sign * whole)
}

/// A value as a person would type it.
fn typed(field: &Field, value: &Value) -> String {
    match (&field.kind, value) {
        (Kind::Money, Value::Int(n)) => parts(*n, 100, 2),
        (Kind::Decimal1, Value::Int(n)) => parts(*n, 10, 1),
        (Kind::DateTime, Value::Text(t)) => t.replace('T', " "),
        (_, Value::Text(t)) => t.clone(),
        (_, Value::Int(n)) => n.to_string(),
        _ => String::new(),
    }
}

fn parts(number: i64, whole: u64, digits: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = number.unsigned_abs();
    format!("{sign}{}.{:0digits$}", number / whole, number % whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_typed_and_fen_are_kept() {
        for (typed, want) in [
            ("12", Some(1200)),
            ("12.5", Some(1250)),
            ("12.05", Some(1205)),
            ("1,200.00", Some(120_000)),
            ("80元", Some(8000)),
            ("-3.2", Some(-320)),
            ("12.345", None),
            ("1.", Some(100)),
            ("", None),
            ("十二", None),
        ] {
            assert_eq!(fen(typed), want, "{typed}");
        }
        assert_eq!(parts(1205, 100, 2), "12.05");
        assert_eq!(parts(-15, 10, 1), "-1.5");
    }
}
