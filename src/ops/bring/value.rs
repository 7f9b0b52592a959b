//! A cell as the form reads it: codes by their labels, dates as people write them. What
//! can't be read stays as it is, and the form says what is wrong with it.

use serde_json::Value as Json;

use crate::domain::codes::Code;
use crate::domain::form::{Choice, Field, Kind};
use crate::ops::reference::Reference;
use crate::text::fold::fold_code;

/// The value of a cell for a field.
pub(super) fn read(field: &Field, text: &str, reference: &Reference) -> Json {
    let text = text.trim();
    match &field.kind {
        Kind::Int { .. } => {
            let digits = fold_code(text);
            digits
                .parse::<i64>()
                .map_or_else(|_| text.into(), Json::from)
        }
        Kind::Money => fen(text).map_or_else(|| text.into(), Json::from),
        Kind::Bool => match fold_code(text).to_lowercase().as_str() {
            "是" | "有" | "yes" | "y" | "true" | "1" | "√" | "✓" => true.into(),
            "否" | "无" | "no" | "n" | "false" | "0" | "×" => false.into(),
            _ => text.into(),
        },
        Kind::Date => date(text).unwrap_or_else(|| text.to_owned()).into(),
        Kind::Code { list } => code(list, text, reference).into(),
        Kind::Choice { of } => choice(of, text).unwrap_or(text).into(),
        Kind::Multi { list } => parts(text)
            .map(|part| Json::from(code(list, part, reference)))
            .collect(),
        Kind::Grid { rows, cols } => parts(text)
            .map(|part| Json::from(grid(rows, cols, part).unwrap_or_else(|| part.to_owned())))
            .collect(),
        Kind::Division { digits } => place(text, digits, reference).into(),
        _ => text.into(),
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', '，', '、', ';', '；', '/', '|', '\n']);
    parts.map(str::trim).filter(|p| !p.is_empty())
}

/// Yuan as people write them, as fen.
fn fen(text: &str) -> Option<i64> {
    let folded = fold_code(text).replace(',', "");
    let plain = folded.trim_end_matches('元').trim_start_matches('¥');
    let (yuan, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    let part: i64 = format!("{part:0<2}").parse().ok().filter(|_| digits)?;
    let yuan: i64 = yuan.parse().ok().filter(|y| *y >= 0)?;
    yuan.checked_mul(100)?.checked_add(part)
}

/// `1990-08-22`, `1990/8/22`, `1990.8.22`, `1990年8月22日` and `19900822`.
fn date(text: &str) -> Option<String> {
    let folded = fold_code(text);
    let parts: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .collect();
    let strange = |c: char| !c.is_ascii_digit() && !"-/.年月日".contains(c);
    if folded.contains(strange) {
        return None;
    }
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => Some(format!("{year}-{month:0>2}-{day:0>2}")),
        [all] if all.len() == 8 => {
            let (year, rest) = all.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            Some(format!("{year}-{month}-{day}"))
        }
        _ => None,
    }
}

/// A code by itself or by its label; `男` means the only label that begins with it.
fn code(list: &str, text: &str, reference: &Reference) -> String {
    let Some(list) = reference.codes.list(list) else {
        return text.to_owned();
    };
    let wanted = fold_code(text).to_lowercase();
    let labels = |c: &Code| [&c.code, &c.zh, &c.en].map(|t| fold_code(t).to_lowercase());
    let exact = list.codes.iter().find(|c| labels(c).contains(&wanted));
    let begins = |c: &&Code| labels(c).iter().any(|l| l.starts_with(&wanted));
    let mut alike = list.offered().filter(begins);
    let only = match (alike.next(), alike.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    exact
        .or(only)
        .map_or_else(|| text.to_owned(), |c| c.code.clone())
}

fn choice<'a>(of: &'a [Choice], text: &str) -> Option<&'a str> {
    let wanted = fold_code(text).to_lowercase();
    let is = |c: &&Choice| {
        [&c.code, &c.label.zh, &c.label.en]
            .iter()
            .any(|t| fold_code(t).to_lowercase() == wanted)
    };
    of.iter().find(is).map(|c| c.code.as_str())
}

/// `周六上午` or `sat_am`.
fn grid(rows: &[Choice], cols: &[Choice], text: &str) -> Option<String> {
    let wanted = fold_code(text).to_lowercase();
    let cells = rows.iter().flat_map(|r| cols.iter().map(move |c| (r, c)));
    let named = |(row, col): &(&Choice, &Choice)| {
        [
            format!("{}_{}", row.code, col.code),
            format!("{}{}", row.label.zh, col.label.zh),
            format!("{}{}", row.label.en, col.label.en),
        ]
        .iter()
        .any(|t| fold_code(t).to_lowercase() == wanted)
    };
    let mut cells = cells.filter(named);
    cells.next().map(|(r, c)| format!("{}_{}", r.code, c.code))
}

/// A place by its code, or by the end of its full name if only one has it.
fn place(text: &str, digits: &[usize], reference: &Reference) -> String {
    let folded = fold_code(text);
    if folded.bytes().all(|b| b.is_ascii_digit()) {
        return folded;
    }
    let known = reference.places.under(&reference.city);
    let named = known.filter(|p| {
        let full = reference.places.full_name(&p.code).unwrap_or_default();
        digits.contains(&p.code.len()) && (p.name == folded || full.ends_with(&folded))
    });
    let named: Vec<_> = named.collect();
    match named.as_slice() {
        [only] => only.code.clone(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Codes;
    use crate::domain::form::{BUILT_IN, Forms};
    use crate::domain::places::Places;

    #[test]
    fn cells_are_read_as_people_fill_them() {
        let mut places = Places::built_in().unwrap();
        places.add("320585101201", "印溪村").unwrap();
        let reference = Reference {
            codes: Codes::built_in(None).unwrap(),
            places,
            city: "3205".to_owned(),
        };
        let forms = Forms::read(BUILT_IN).unwrap();
        let form = forms.get("volunteer").unwrap();
        let value = |field: &str, text: &str| read(form.field(field).unwrap(), text, &reference);
        assert_eq!(value("gender", "女"), "2");
        assert_eq!(value("gender", "female"), "2");
        assert_eq!(value("gender", "中"), "中");
        assert_eq!(value("id_type", "居民身份证"), "resident_id");
        for text in ["1990/8/22", "1990.08.22", "1990年8月22日", "19900822"] {
            assert_eq!(value("birth_date", text), "1990-08-22", "{text}");
        }
        assert_eq!(value("birth_date", "九零年"), "九零年");
        assert_eq!(value("village_code", "印溪村"), "320585101201");
        assert_eq!(value("village_code", "320585101201"), "320585101201");
        assert_eq!(value("village_code", "无此村"), "无此村");
        assert_eq!(value("max_hours_week", "４"), 4);
        assert_eq!(
            value("available", "周六上午、周日下午"),
            serde_json::json!(["sat_am", "sun_pm"])
        );
        assert_eq!(fen("1,234.5元"), Some(123_450));
        assert_eq!(fen("-1"), None);
    }
}
