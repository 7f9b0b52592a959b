//! What a record is told: `--set field=value` or a JSON object on standard input.

use std::io::{self, IsTerminal, Read};

use serde_json::Value as Json;

use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::{Field, Form, Forms, Kind, Object, WORKER, read_input};
use crate::domain::value::{Patch, Value};
use crate::ops::workspace::Workspace;

/// A record is never longer, in bytes.
const INPUT: u64 = 4 << 20;

/// The form of this id, in any case of its letters if only one fits.
pub(super) fn form<'a>(forms: &'a Forms, id: &str) -> Result<&'a Form> {
    let alike: Vec<&Form> = forms
        .iter()
        .filter(|f| f.id.eq_ignore_ascii_case(id))
        .collect();
    match (forms.get(id), alike.as_slice()) {
        (Some(form), _) => Ok(form),
        (None, [only]) => Ok(only),
        (None, _) => forms.need(id),
    }
}

/// The input for a record of this form: the pairs, or else what stands on standard input.
pub(super) fn read(
    workspace: &mut Workspace,
    form: &Form,
    pairs: &[(String, String)],
) -> Result<Object> {
    if pairs.is_empty() {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return Err(Fault::new("E_NO_INPUT"));
        }
        return Ok(unwrap(form, object(&read_capped(stdin.lock())?)?));
    }
    from_pairs(workspace, form, pairs)
}

/// The values of `--set`, each as its field's kind writes it.
pub(super) fn from_pairs(
    workspace: &mut Workspace,
    form: &Form,
    pairs: &[(String, String)],
) -> Result<Object> {
    let mut input = Object::new();
    let mut notes = Vec::new();
    for (field, text) in pairs {
        let kind = form.field(field).map(|f| &f.kind);
        let value = match kind {
            Some(Kind::Rows { .. } | Kind::Edits { .. }) => {
                notes.push(Note::new("E_ROWS_BY_JSON").at(field));
                continue;
            }
            Some(Kind::Ref { to }) if to != WORKER => reference(workspace, text),
            Some(kind) => typed(kind, text),
            None => text.as_str().into(),
        };
        input.insert(field.clone(), value);
    }
    if notes.is_empty() {
        Ok(input)
    } else {
        Err(notes.into())
    }
}

/// A record by id, beginning of an id or own number; what is none stays as it is.
fn reference(workspace: &mut Workspace, text: &str) -> Json {
    match workspace.find(text.trim()) {
        Ok(id) => id.to_string().into(),
        Err(_) => text.into(),
    }
}

fn typed(kind: &Kind, text: &str) -> Json {
    let plain = || Json::from(text);
    let trimmed = text.trim();
    match kind {
        _ if trimmed.is_empty() => Json::Null,
        Kind::Int { .. } | Kind::Money => {
            trimmed.parse::<i64>().map_or_else(|_| plain(), Json::from)
        }
        Kind::Bool => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "yes" | "是" => true.into(),
            "false" | "no" | "否" => false.into(),
            _ => plain(),
        },
        Kind::Multi { .. } | Kind::Grid { .. } => {
            let codes = trimmed.split([',', '，', '、']).map(str::trim);
            codes.filter(|c| !c.is_empty()).collect()
        }
        _ => plain(),
    }
}

fn read_capped(from: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(INPUT + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Fault::new("E_NO_INPUT").because(e))?;
    if bytes.len() as u64 > INPUT {
        return Err(Fault::new("E_INPUT_SIZE").with("max", INPUT >> 20));
    }
    Ok(bytes)
}

fn object(bytes: &[u8]) -> Result<Object> {
    // Some editors put a mark before the first character.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::new("E_NO_INPUT"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Json::Object(object)) => Ok(object),
        Ok(_) => Err(Fault::new("E_JSON_OBJECT")),
        Err(e) => Err(Fault::new("E_JSON")
            .with("line", e.line())
            .with("column", e.column())
            .because(e)),
    }
}

/// A record as `show --json` prints it is input too: its fields and rows, without what
/// the program makes or only other commands change.
fn unwrap(form: &Form, mut input: Object) -> Object {
    let printed = ["fields", "rows"]
        .iter()
        .any(|key| form.field(key).is_none() && input.get(*key).is_some_and(Json::is_object));
    if !printed {
        return input;
    }
    let mut plain = Object::new();
    if let Some(Json::Object(fields)) = input.remove("fields") {
        let given = fields.into_iter().filter(|(id, _)| {
            let made = form
                .field(id)
                .is_some_and(|f| f.computed.is_some() || f.hidden);
            !made && !form.is_gate(id)
        });
        plain.extend(given);
    }
    if let Some(Json::Object(rows)) = input.remove("rows") {
        plain.extend(rows);
    }
    plain
}

/// The value of one filter of a list.
pub(super) fn filter(
    workspace: &mut Workspace,
    form: &Form,
    (field, text): &(String, String),
    today: &str,
) -> Result<Value> {
    need_kept(form, field)?;
    let Some(known) = form.field(field) else {
        return Err(Fault::new("E_UNKNOWN_FIELD")
            .with("field", field)
            .with("form", &form.id)
            .at(field));
    };
    let json = match &known.kind {
        Kind::Ref { to } if to == WORKER && matches!(text.as_str(), "me" | "我") => {
            workspace.me.person.to_string().into()
        }
        Kind::Ref { to } if to != WORKER => reference(workspace, text),
        kind => typed(kind, text),
    };
    let given = Object::from_iter([(field.clone(), json)]);
    let read = read_input(form, &given, &Patch::new(), today, &workspace.reference);
    read.patch.get(field).cloned().ok_or_else(|| {
        let errors = read.notes.into_iter().filter(|n| !n.is_warning());
        errors.collect::<Vec<_>>().into()
    })
}

/// What is computed or only a gate stands in no index: a filter would find nothing.
pub(super) fn need_kept(form: &Form, field: &str) -> Result<()> {
    let found = |f: &Field| f.indexed && f.computed.is_none() && !f.hidden;
    match form.field(field) {
        Some(known) if known.computed.is_some() || known.hidden => {
            let fields = form
                .fields
                .iter()
                .filter(|f| found(f))
                .map(|f| f.id.as_str());
            let fields: Vec<&str> = fields.collect();
            Err(Fault::new("E_NOT_INDEXED")
                .with("fields", fields.join(" "))
                .at(field))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::BUILT_IN;

    #[test]
    fn a_broken_object_is_named_by_line_and_column() {
        for (text, code) in [
            ("", "E_NO_INPUT"),
            (" \n\t", "E_NO_INPUT"),
            ("[1]", "E_JSON_OBJECT"),
            ("{\"a\":1,\n \"b\" 2}", "E_JSON"),
            ("{\"a\":1} x", "E_JSON"),
        ] {
            assert_eq!(object(text.as_bytes()).unwrap_err().code(), code, "{text}");
        }
        let fault = object(b"{\"a\":1,\n \"b\" 2}").unwrap_err();
        assert_eq!(
            fault.notes[0].args,
            [("line", "2".into()), ("column", "6".into())]
        );
        assert_eq!(object("\u{feff}{\"a\":1}".as_bytes()).unwrap()["a"], 1);
        assert_eq!(object(b"{\"a\":\"\xff\"}").unwrap_err().code(), "E_JSON");
    }

    #[test]
    fn a_printed_record_is_input_without_what_the_program_makes() {
        let forms = Forms::read(BUILT_IN).unwrap();
        let printed = serde_json::json!({
            "id": "x", "no": null,
            "fields": {"title": "t", "minutes": 5, "status": "recorded", "void": false},
            "rows": {"extra": []},
        });
        let Json::Object(printed) = printed else {
            panic!()
        };
        let plain = unwrap(forms.get("hours").unwrap(), printed);
        assert_eq!(plain.keys().collect::<Vec<_>>(), ["extra", "title"]);
        let flat = Object::from_iter([("title".to_owned(), Json::from("t"))]);
        assert_eq!(unwrap(forms.get("hours").unwrap(), flat.clone()), flat);
    }

    #[test]
    fn forms_are_found_in_any_case() {
        let forms = Forms::read(BUILT_IN).unwrap();
        assert_eq!(form(&forms, "f1").unwrap().id, "F1");
        assert_eq!(form(&forms, "HOURS").unwrap().id, "hours");
        assert_eq!(form(&forms, "f").unwrap_err().code(), "E_FORM_UNKNOWN");
    }
}
