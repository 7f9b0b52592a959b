//! What may be filled in: the forms, their fields and the codes that fields take.

use serde_json::{Value as Json, json};

use super::args;
use super::desk::{Desk, label};
use super::{Answer, input, json, table};
use crate::domain::fault::Result;
use crate::domain::form::{Choice, Field, Form, Forms, Kind};
use crate::ops::reference::Reference;
use crate::ops::workspace;

/// Lists of more codes don't stand in the text.
const MANY: usize = 40;

pub(super) fn forms(desk: &Desk, args: &args::Forms) -> Result<Answer> {
    // Forms hold no secrets: no passphrase is asked, and a workspace need not exist.
    let home = desk.home()?;
    let reference = workspace::read_reference(&home)?;
    let forms = workspace::read_forms(&home, &reference)?;
    match &args.form {
        None => Ok(all(desk, &forms)),
        Some(id) => Ok(one(desk, &forms, &reference, input::form(&forms, id)?)),
    }
}

fn all(desk: &Desk, forms: &Forms) -> Answer {
    let above = |form: &Form| forms.above(form).map(|f| f.id.clone());
    let json = || {
        let items = forms.iter().map(|f| {
            json!({
                "form": f.id, "version": f.version, "noun": f.noun, "class": f.class.word(),
                "zh": f.label.zh, "en": f.label.en, "parent": above(f),
                "rows_of": f.rows_of.as_ref().map(|r| format!("{}.{}", r.form, r.field)),
            })
        });
        json::page(items.collect(), None)
    };
    desk.answer(json, || {
        let headings = ["word-form", "word-name", "word-above"].map(|id| desk.say(id, &[]));
        let rows = forms.iter().map(|f| {
            vec![
                f.id.clone(),
                f.label.text(desk.lang.is_chinese()).to_owned(),
                above(f).unwrap_or_default(),
            ]
        });
        table::table(&headings, &rows.collect::<Vec<_>>())
    })
}

fn one(desk: &Desk, forms: &Forms, reference: &Reference, form: &Form) -> Answer {
    let json = || {
        let fields = form.visible().map(|f| field_json(reference, f));
        let states = form.state.as_ref().map(|m| {
            let moves = m.moves.iter().map(|w| json!({"from": w.from, "to": w.to, "roles": w.roles}));
            json!({"field": m.field, "order": m.order, "start": m.start, "moves": moves.collect::<Vec<_>>()})
        });
        json!({
            "form": form.id, "version": form.version, "zh": form.label.zh, "en": form.label.en,
            "parent": forms.above(form).map(|f| &f.id), "states": states,
            "fields": fields.collect::<Vec<_>>(),
        })
    };
    desk.answer(json, || {
        let headings =
            ["word-field", "word-name", "word-kind", "word-note"].map(|id| desk.say(id, &[]));
        let rows = form.visible().map(|f| {
            vec![
                f.id.clone(),
                label(desk.lang, form, &f.id),
                f.kind.word().text(desk.lang.is_chinese()).to_owned(),
                marks(desk, f),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let name = form.label.text(desk.lang.is_chinese());
        let table = table::table(&headings, &rows);
        let codes = form.visible().filter_map(|f| {
            let codes = codes_line(desk, reference, form, f)?;
            Some((f.id.clone(), codes))
        });
        let codes = table::pairs(&codes.collect::<Vec<_>>());
        format!("{} {name}\n\n{table}\n{codes}", form.id)
    })
}

/// The codes of a field with their names; long lists of standards are for `--json`.
fn codes_line(desk: &Desk, reference: &Reference, form: &Form, field: &Field) -> Option<String> {
    let (_, codes) = kind_json(reference, &field.kind);
    let codes = codes?;
    let codes = codes.as_array()?;
    if codes.len() > MANY {
        let count = codes.len().to_string();
        let words = [("count", count.as_str()), ("form", &form.id)];
        return Some(desk.say("out-many-codes", &words));
    }
    let tag = if desk.lang.is_chinese() { "zh" } else { "en" };
    let named = codes.iter().map(|c| {
        let word = |key: &str| c.get(key).and_then(Json::as_str).unwrap_or_default();
        format!("{} {}", word("code"), word(tag))
    });
    let named: Vec<String> = named.collect();
    Some(named.join(if desk.lang.is_chinese() { "；" } else { "; " }))
}

fn marks(desk: &Desk, field: &Field) -> String {
    let marks = [
        (field.required, "word-required"),
        (field.required_if.is_some(), "word-sometimes"),
        (field.is_made(), "word-made"),
        (field.indexed, "word-indexed"),
    ];
    let marks = marks.iter().filter(|(holds, _)| *holds);
    let marks: Vec<String> = marks.map(|(_, id)| desk.say(id, &[])).collect();
    marks.join(if desk.lang.is_chinese() { "、" } else { ", " })
}

fn field_json(reference: &Reference, field: &Field) -> Json {
    let (kind, codes) = kind_json(reference, &field.kind);
    json!({
        "field": field.id, "zh": field.label.zh, "en": field.label.en, "type": kind,
        "required": field.required, "required_sometimes": field.required_if.is_some(),
        "made": field.is_made(), "indexed": field.indexed, "sensitive": field.sensitive,
        "protected": field.protected, "codes": codes,
    })
}

/// The type as one word and, for a choice, its codes.
fn kind_json(reference: &Reference, kind: &Kind) -> (String, Option<Json>) {
    let choices = |of: &[Choice]| {
        let of = of
            .iter()
            .map(|c| json!({"code": c.code, "zh": c.label.zh, "en": c.label.en}));
        Json::from(of.collect::<Vec<_>>())
    };
    let list = |id: &str| {
        let list = reference.codes.list(id)?;
        let codes = list
            .codes
            .iter()
            .map(|c| json!({"code": c.code, "zh": c.zh, "en": c.en}));
        Some(Json::from(codes.collect::<Vec<_>>()))
    };
    let word = match kind {
        Kind::Text { max } => format!("text{max}"),
        Kind::Int { .. } => "int".to_owned(),
        Kind::Decimal1 => "decimal1".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Time => "time".to_owned(),
        Kind::DateTime => "datetime".to_owned(),
        Kind::Money => "money".to_owned(),
        Kind::Phone => "phone".to_owned(),
        Kind::Id => "id".to_owned(),
        Kind::Uscc => "uscc".to_owned(),
        Kind::Sha256 => "sha256".to_owned(),
        Kind::Division { .. } => "division".to_owned(),
        Kind::Auto => "auto".to_owned(),
        Kind::Code { list: id } => return (format!("code:{id}"), list(id)),
        Kind::Multi { list: id } => return (format!("multi:{id}"), list(id)),
        Kind::Choice { of } => return ("choice".to_owned(), Some(choices(of))),
        Kind::Ref { to } => format!("ref:{to}"),
        Kind::Rows { form } => format!("rows:{form}"),
        Kind::Edits { form, .. } => format!("edits:{form}"),
        Kind::Grid { rows, cols } => {
            let cells = rows.iter().flat_map(|r| {
                cols.iter().map(move |c| {
                    json!({
                        "code": format!("{}_{}", r.code, c.code),
                        "zh": format!("{}{}", r.label.zh, c.label.zh),
                        "en": format!("{} {}", r.label.en, c.label.en),
                    })
                })
            });
            return ("grid".to_owned(), Some(cells.collect::<Vec<_>>().into()));
        }
    };
    (word, None)
}
