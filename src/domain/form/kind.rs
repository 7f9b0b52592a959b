//! The words for kinds of fields in a form file, and literals of a kind.

use super::{Choice, Kind, Label};
use crate::domain::value::Value;

/// Reads a type word: `text50`, `int`, `int1-5`, `int0+`, `code:gender`, `ref:worker`,
/// `rows:attendee`, `edits:action`, `grid` … `None` if it is none of them.
pub(super) fn read(
    word: &str,
    choices: &[Choice],
    rows: &[Choice],
    set: &[(String, String)],
) -> Option<Kind> {
    let id = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let unique = |of: &[Choice]| {
        !of.is_empty() && (1..of.len()).all(|i| of[..i].iter().all(|c| c.code != of[i].code))
    };
    let kind = match word.split_once(':') {
        Some(("code", list)) => Kind::Code { list: id(list)? },
        Some(("multi", list)) => Kind::Multi { list: id(list)? },
        Some(("ref", to)) => Kind::Ref { to: id(to)? },
        Some(("rows", form)) => Kind::Rows { form: id(form)? },
        Some(("edits", form)) if !set.is_empty() => Kind::Edits {
            form: id(form)?,
            set: set.to_vec(),
        },
        Some(_) => return None,
        None => match word {
            "decimal1" => Kind::Decimal1,
            "bool" => Kind::Bool,
            "date" => Kind::Date,
            "time" => Kind::Time,
            "datetime" => Kind::DateTime,
            "money" => Kind::Money,
            "phone" => Kind::Phone,
            "id" => Kind::Id,
            "uscc" => Kind::Uscc,
            "sha256" => Kind::Sha256,
            "auto" => Kind::Auto,
            "division" => Kind::Division {
                digits: vec![6, 9, 12],
            },
            "division12" => Kind::Division { digits: vec![12] },
            "choice" if unique(choices) => Kind::Choice {
                of: choices.to_vec(),
            },
            "grid" if unique(choices) && unique(rows) => Kind::Grid {
                rows: rows.to_vec(),
                cols: choices.to_vec(),
            },
            _ => sized(word)?,
        },
    };
    let fits = match kind {
        Kind::Choice { .. } => rows.is_empty() && set.is_empty(),
        Kind::Grid { .. } => set.is_empty(),
        Kind::Edits { .. } => rows.is_empty() && choices.is_empty(),
        _ => rows.is_empty() && choices.is_empty() && set.is_empty(),
    };
    fits.then_some(kind)
}

fn sized(word: &str) -> Option<Kind> {
    if let Some(max) = word.strip_prefix("text") {
        let max: usize = max.parse().ok()?;
        return (1..=20_000).contains(&max).then_some(Kind::Text { max });
    }
    let bounds = word.strip_prefix("int")?;
    let number = |t: &str| t.parse::<u32>().ok().map(i64::from);
    let (min, max) = if bounds.is_empty() {
        (None, None)
    } else if let Some(min) = bounds.strip_suffix('+') {
        (Some(number(min)?), None)
    } else {
        let (min, max) = bounds.split_once('-')?;
        (Some(number(min)?), Some(number(max)?))
    };
    (max.is_none() || min <= max).then_some(Kind::Int { min, max })
}

/// A literal of a form file as a value of this kind.
pub(super) fn literal(kind: &Kind, literal: &toml::Value) -> Option<Value> {
    match (kind, literal) {
        (Kind::Bool, toml::Value::Boolean(b)) => Some(Value::Bool(*b)),
        (Kind::Int { min, max }, toml::Value::Integer(n)) => {
            (min.is_none_or(|m| m <= *n) && max.is_none_or(|m| *n <= m)).then_some(Value::Int(*n))
        }
        (Kind::Money | Kind::Decimal1, toml::Value::Integer(n)) => Some(Value::Int(*n)),
        (Kind::Choice { of }, toml::Value::String(s)) => of
            .iter()
            .any(|c| c.code == *s)
            .then(|| Value::Text(s.clone())),
        (
            Kind::Text { .. } | Kind::Code { .. } | Kind::Time | Kind::Date,
            toml::Value::String(s),
        ) => Some(Value::Text(s.clone())),
        (Kind::Multi { .. }, toml::Value::Array(items)) => items
            .iter()
            .map(|i| i.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .map(Value::Codes),
        _ => None,
    }
}

impl Kind {
    /// What a person is asked for, in both languages, for messages about types.
    #[must_use]
    pub fn word(&self) -> Label {
        let (zh, en) = match self {
            Self::Text { .. } | Self::Auto => ("文字", "text"),
            Self::Int { .. } => ("整数", "a whole number"),
            Self::Decimal1 => ("最多一位小数的数", "a number with at most one decimal"),
            Self::Bool => ("true 或 false", "true or false"),
            Self::Date => ("日期，例如 2026-03-01", "a date such as 2026-03-01"),
            Self::Time => ("时间，例如 14:30", "a time such as 14:30"),
            Self::DateTime => (
                "日期和时间，例如 2026-03-01T14:30",
                "a date and time such as 2026-03-01T14:30",
            ),
            Self::Money => ("整数分（1 元写作 100）", "whole fen (1 yuan is 100)"),
            Self::Phone => ("电话号码，写成文字", "a phone number, as text"),
            Self::Id => ("证件号码，写成文字", "a document number, as text"),
            Self::Uscc => ("18 位统一社会信用代码", "an 18-character credit code"),
            Self::Sha256 => ("64 位十六进制摘要", "a digest of 64 hex digits"),
            Self::Division { .. } => ("区划代码，写成文字", "a division code, as text"),
            Self::Code { .. } | Self::Choice { .. } => ("一个代码，写成文字", "one code, as text"),
            Self::Multi { .. } | Self::Grid { .. } => (
                "代码的列表，例如 [\"a\", \"b\"]",
                "a list of codes such as [\"a\", \"b\"]",
            ),
            Self::Ref { .. } => ("一条记录的编号（UUID）", "the id (UUID) of a record"),
            Self::Rows { .. } | Self::Edits { .. } => (
                "若干行的列表，每行一个对象",
                "a list of rows, each an object",
            ),
        };
        Label {
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }

    /// Whether values keep several codes.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Multi { .. } | Self::Grid { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_words_are_read_exactly() {
        let plain = |w: &str| read(w, &[], &[], &[]);
        assert_eq!(plain("text50"), Some(Kind::Text { max: 50 }));
        assert_eq!(
            plain("int"),
            Some(Kind::Int {
                min: None,
                max: None
            })
        );
        assert_eq!(
            plain("int1-5"),
            Some(Kind::Int {
                min: Some(1),
                max: Some(5)
            })
        );
        assert_eq!(
            plain("int0+"),
            Some(Kind::Int {
                min: Some(0),
                max: None
            })
        );
        assert_eq!(
            plain("ref:worker"),
            Some(Kind::Ref {
                to: "worker".into()
            })
        );
        assert_eq!(
            plain("division12"),
            Some(Kind::Division { digits: vec![12] })
        );
        for word in [
            "",
            "text",
            "text0",
            "text-1",
            "int5-1",
            "int5",
            "code:",
            "choice",
            "grid",
            "edits:action",
            "list",
            "Bool",
            "ref",
            "x:y",
            "text50 ",
        ] {
            assert_eq!(plain(word), None, "{word}");
        }
        assert_eq!(read("bool", &[], &[], &[("a".into(), "b".into())]), None);
    }
}
