//! Which column holds which field: proposed from its heading, or told by the person.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::read::Cell;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{Field, Form};
use crate::domain::toml_text::{Text, parse};
use crate::text::{fold, pinyin};

/// A title may stand above the headings; they are looked for in so many lines.
const HEADINGS: usize = 10;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// The field that it is taken for; none if it is left out.
    pub field: Option<String>,
}

/// Other words for fields, by form and field.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Words(BTreeMap<String, BTreeMap<String, Vec<String>>>);

/// The line of the headings and what each column is. What the person said comes first.
pub(super) fn propose(
    form: &Form,
    rows: &[Vec<Cell>],
    told: &[(String, String)],
) -> Result<(usize, Vec<Column>)> {
    let words: Words = parse(Text {
        file: "columns.toml",
        text: include_str!("../../../config/columns.toml"),
    })?;
    let words = words.0.get(&form.id).cloned().unwrap_or_default();
    for (_, field) in told.iter().filter(|(_, field)| !field.is_empty()) {
        need_field(form, field)?;
    }
    let known = |heading: &str| is_told(heading, told) || guess(form, &words, heading).is_some();
    let count = |row: &Vec<Cell>| row.iter().filter(|c| known(&c.text)).count();
    // Of lines that tell as much the first is meant.
    let best = rows.iter().take(HEADINGS).enumerate().rev();
    let best = best.max_by_key(|(_, row)| count(row));
    let Some((line, row)) = best.filter(|(_, row)| count(row) > 0) else {
        return Err(Fault::new("E_NO_HEADINGS").with("form", &form.id));
    };
    for (heading, _) in told {
        if !row.iter().any(|c| plain(&c.text) == plain(heading)) {
            return Err(Fault::new("E_NO_COLUMN").with("heading", heading));
        }
    }
    let mut columns: Vec<Column> = Vec::new();
    for cell in row {
        let heading = cell.text.trim().to_owned();
        let said = told.iter().find(|(h, _)| plain(h) == plain(&heading));
        let field = match said {
            Some((_, field)) => Some(field.clone()).filter(|f| !f.is_empty()),
            // A column that the person gave to a field leaves no guess for it.
            None => guess(form, &words, &heading)
                .filter(|f| !told.iter().any(|(_, t)| t == f))
                .map(str::to_owned),
        };
        // Of two columns for one field the first is taken.
        let taken = |f: &String| columns.iter().any(|c| c.field.as_ref() == Some(f));
        if let (Some((_, field)), true) = (said, field.as_ref().is_some_and(taken)) {
            return Err(Fault::new("E_COLUMN_TWICE").with("field", field));
        }
        columns.push(Column {
            heading,
            field: field.filter(|f| !taken(f)),
        });
    }
    Ok((line, columns))
}

/// A field that a column may fill.
pub(super) fn need_field<'a>(form: &'a Form, id: &str) -> Result<&'a Field> {
    let field = form.field(id).filter(|f| fills(form, f));
    field.ok_or_else(|| {
        Fault::new("E_UNKNOWN_FIELD")
            .with("field", id)
            .with("form", &form.id)
            .at(id)
    })
}

/// Rows and computed fields stand in no column, and a state is changed by a move.
fn fills(form: &Form, field: &Field) -> bool {
    !field.is_rows()
        && !field.hidden
        && !field.off
        && field.computed.is_none()
        && !form.is_gate(&field.id)
}

fn is_told(heading: &str, told: &[(String, String)]) -> bool {
    told.iter().any(|(h, _)| plain(h) == plain(heading))
}

/// The field that a heading means: its id or label, another word for it, its pinyin; then
/// the only label that is part of the heading.
fn guess<'a>(
    form: &'a Form,
    words: &BTreeMap<String, Vec<String>>,
    heading: &str,
) -> Option<&'a str> {
    let heading = plain(heading);
    if heading.is_empty() {
        return None;
    }
    let fields: Vec<(&Field, Vec<String>)> = form
        .fields
        .iter()
        .filter(|f| fills(form, f))
        .map(|f| (f, names(form, f, words)))
        .collect();
    let only = |fits: &dyn Fn(&[String]) -> bool| {
        let mut fitting = fields.iter().filter(|(_, names)| fits(names));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.0.id.as_str())
    };
    let spelt = |name: &String| pinyin::keys(name).contains(&heading);
    only(&|names| names.contains(&heading))
        .or_else(|| {
            only(&|names| heading.len() > 1 && heading.is_ascii() && names.iter().any(spelt))
        })
        .or_else(|| {
            only(&|names| {
                names
                    .iter()
                    .any(|n| long(n) && heading.contains(n.as_str()))
            })
        })
}

/// Words too short to be looked for inside others.
fn long(name: &str) -> bool {
    name.chars().count() >= if name.is_ascii() { 5 } else { 2 }
}

/// All that a field is called, folded.
fn names(form: &Form, field: &Field, words: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let group = field.id.split_once('.').map(|(group, _)| group);
    let group = group.and_then(|id| form.groups.iter().find(|g| g.id == id));
    let (zh, en) = match group {
        Some(group) => (&group.label.zh, &group.label.en),
        None => (&String::new(), &String::new()),
    };
    let mut names = vec![
        field.id.clone(),
        format!("{zh}{}", field.label.zh),
        format!("{en}{}", field.label.en),
    ];
    names.extend(words.get(&field.id).into_iter().flatten().cloned());
    names.iter().map(|n| plain(n)).collect()
}

/// A heading without what people put around its words: `*姓名（必填）` is `姓名`.
fn plain(text: &str) -> String {
    let folded = fold::fold_code(text).to_lowercase();
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in folded.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 && c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() {
        folded.chars().filter(|c| c.is_alphanumeric()).collect()
    } else {
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{BUILT_IN, Forms};

    fn proposed(headings: &[&str], told: &[(&str, &str)]) -> Result<Vec<Option<String>>> {
        let forms = Forms::read(BUILT_IN).unwrap();
        let row = headings.iter().map(|h| Cell {
            text: (*h).to_owned(),
            rounded: false,
        });
        let told: Vec<_> = told
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let (_, columns) = propose(forms.get("volunteer").unwrap(), &[row.collect()], &told)?;
        Ok(columns.into_iter().map(|c| c.field).collect())
    }

    #[test]
    fn headings_are_known_as_people_write_them() {
        for (heading, field) in [
            ("姓名", "name"),
            ("*姓名（必填）", "name"),
            ("志愿者姓名", "name"),
            ("Name", "name"),
            ("xingming", "name"),
            ("性别", "gender"),
            ("身份证号", "id_no"),
            ("身份证号码", "id_no"),
            ("证件号码", "id_no"),
            ("手机", "phone"),
            ("手机号码", "phone"),
            ("联系电话", "phone"),
            ("Phone", "phone"),
            ("所属村", "village_code"),
            ("出生年月", "birth_date"),
            ("紧急联系人电话", "emergency_contact.phone"),
            ("紧急联系人", "emergency_contact.name"),
            ("max_hours_week", "max_hours_week"),
            ("特长", "skills"),
        ] {
            let found = proposed(&[heading], &[]).unwrap();
            assert_eq!(found, [Some(field.to_owned())], "{heading}");
        }
        for strange in ["状态", "序号", "备注", "培训情况", ""] {
            assert_eq!(
                proposed(&["姓名", strange], &[]).unwrap()[1],
                None,
                "{strange}"
            );
        }
    }

    #[test]
    fn what_the_person_says_comes_first() {
        let found = proposed(&["姓名", "备注", "电话"], &[("备注", "phone")]).unwrap();
        assert_eq!(found, [Some("name".into()), Some("phone".into()), None]);
        let found = proposed(&["姓名", "电话"], &[("电话", "")]).unwrap();
        assert_eq!(found, [Some("name".into()), None]);
        for (told, code) in [
            (("没有", "phone"), "E_NO_COLUMN"),
            (("姓名", "nothing"), "E_UNKNOWN_FIELD"),
            (("姓名", "status"), "E_UNKNOWN_FIELD"),
        ] {
            assert_eq!(proposed(&["姓名"], &[told]).unwrap_err().code(), code);
        }
        assert_eq!(proposed(&["甲"], &[]).unwrap_err().code(), "E_NO_HEADINGS");
    }

    /// The file of words names fields that there are, and no word stands for two.
    #[test]
    fn the_words_fit_the_forms() {
        let forms = Forms::read(BUILT_IN).unwrap();
        let words: Words = toml::from_str(include_str!("../../../config/columns.toml")).unwrap();
        for (id, fields) in &words.0 {
            let form = forms.get(id).unwrap();
            for (field, list) in fields {
                need_field(form, field).unwrap();
                for word in list {
                    assert_eq!(guess(form, fields, word), Some(field.as_str()), "{word}");
                }
            }
        }
    }
}
