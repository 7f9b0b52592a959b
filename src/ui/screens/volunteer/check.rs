//! What a line of the grid says, and what of it has to be mended.

use serde_json::Value as Json;

use super::lines::{Cells, FIELDS};
use super::quick::FORM;
use crate::domain::fault::Note;
use crate::domain::form::{Facts, Object, Rows, check_record, fill_new, read_input};
use crate::domain::value::Patch;
use crate::text::pinyin;
use crate::ui::kit::Cx;

/// What has to be mended in a line, and in which cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wrong {
    /// The sentence.
    pub text: String,
    /// The cell.
    pub cell: usize,
}

impl Wrong {
    /// Something about a field.
    pub fn at(field: &str, text: String) -> Self {
        // Birthday and kind of document have no cell: the number tells them.
        let field = match field {
            "birth_date" | "id_type" => "id_no",
            field => field,
        };
        let cell = FIELDS.iter().position(|f| *f == field).unwrap_or(0);
        Self { text, cell }
    }

    /// A remark.
    pub fn of(note: &Note, cx: &Cx) -> Self {
        Self::at(note.field.as_deref().unwrap_or_default(), said(note, cx))
    }
}

/// What is said of a line.
#[derive(Debug, Default)]
pub struct Judged {
    /// What has to be mended.
    pub wrong: Option<Wrong>,
    /// What is only odd.
    pub odd: Option<Wrong>,
    /// The sex that the document number tells where none was typed.
    pub sex: String,
}

/// The remarks that a line contradicts its own number.
const CONTRADICTS: [&str; 2] = ["W_SEX", "W_BIRTH"];

/// Whether a remark is made of a line: besides contradictions, what the form's own rules
/// say of a cell. Others, as that of an area that is no more, wait until there is a form
/// to look at.
fn concerns(note: &Note) -> bool {
    let cell = |field: &str| FIELDS.contains(&field);
    let rule = note.code == "W_RULE" && note.field.as_deref().is_some_and(cell);
    rule || CONTRADICTS.contains(&note.code)
}

/// What has to be mended in a line, what is only odd and what its number tells, as the
/// form says all three.
pub fn judge(cells: &Cells, cx: &Cx) -> Judged {
    let (input, unknown) = input(cells, cx);
    let Some(form) = cx.forms.get(FORM) else {
        return Judged::default();
    };
    let today = cx.today_text();
    let read = read_input(form, &input, &Patch::new(), &today, &*cx.reference);
    let mut notes = read.notes;
    let mut values = read.patch;
    let rows = Rows::new();
    let facts = |values: &Patch| -> Vec<Note> {
        let facts = Facts {
            forms: &cx.forms,
            form,
            values,
            rows: &rows,
            parent: None,
            today: &today,
        };
        check_record(&facts, &*cx.reference)
    };
    let filled = fill_new(
        &Facts {
            forms: &cx.forms,
            form,
            values: &values,
            rows: &rows,
            parent: None,
            today: &today,
        },
        &*cx.reference,
    );
    let told = form.field("gender").zip(filled.get("gender"));
    let sex = told.map_or_else(String::new, |(field, value)| cx.value(field, value));
    if let Some(word) = unknown {
        let text = cx.say_with("quick-unknown", &[("word", word.as_str())]);
        return Judged {
            wrong: Some(Wrong::at("skills", text)),
            odd: None,
            sex,
        };
    }
    values.extend(filled);
    notes.extend(facts(&values));
    let state = form.state.as_ref().map(|m| m.field.as_str());
    // A value that was refused is not missing too.
    let refused: Vec<Option<String>> = notes
        .iter()
        .filter(|n| !n.is_warning() && n.code != "E_REQUIRED")
        .map(|n| n.field.clone())
        .collect();
    let counts = |n: &&Note| {
        !n.is_warning()
            && n.field.as_deref() != state
            && (n.code != "E_REQUIRED" || !refused.contains(&n.field))
    };
    // Gender and birthday need no word while the number that tells both is missing or wrong.
    let number = |n: &&Note| counts(n) && n.field.as_deref() == Some("id_no");
    let first = notes.iter().find(number);
    let first = first.or_else(|| notes.iter().find(counts));
    let odd = notes.iter().find(|n| concerns(n));
    let of = |n: &Note| Wrong::of(n, cx);
    Judged {
        wrong: first.map(of),
        odd: odd.map(of),
        sex,
    }
}

fn said(note: &Note, cx: &Cx) -> String {
    let form = cx.forms.get(FORM);
    let field = note
        .field
        .as_deref()
        .and_then(|id| form.and_then(|f| f.field(id)));
    let text = cx.sentence(note);
    let label = field.map(|f| f.label.text(cx.lang.is_chinese()));
    match label.filter(|label| !text.contains(label)) {
        Some(label) => cx.say_with("out-labelled", &[("label", label), ("text", &text)]),
        None => text,
    }
}

/// The input of a line, and the first word of the skills that names none.
pub fn input(cells: &Cells, cx: &Cx) -> (Object, Option<String>) {
    let [name, gender, phone, id_no, skills] = cells;
    let mut input = Object::new();
    let mut put = |field: &str, text: &str| {
        if !text.trim().is_empty() {
            input.insert(field.to_owned(), text.trim().into());
        }
    };
    put("name", name);
    put("phone", phone);
    put("id_no", id_no);
    put("id_type", "resident_id");
    let me = &cx.me.place;
    if me.len() == 12 {
        put("village_code", me);
    }
    let code = match gender.trim().to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" | "1" => "1",
        "女" | "女性" | "f" | "female" | "2" => "2",
        _ => gender,
    };
    put("gender", code);
    let mut codes: Vec<Json> = Vec::new();
    let mut unknown = None;
    let parts =
        skills.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；'));
    for word in parts.filter(|w| !w.is_empty()) {
        match skill(word, cx) {
            Some(code) if !codes.contains(&code.as_str().into()) => codes.push(code.into()),
            Some(_) => {}
            None => {
                unknown.get_or_insert_with(|| word.to_owned());
            }
        }
    }
    if !codes.is_empty() {
        input.insert("skills".into(), codes.into());
    }
    (input, unknown)
}

/// The skill that a word names or begins, in Chinese, pinyin or English.
fn skill(word: &str, cx: &Cx) -> Option<String> {
    let list = cx.reference.codes.list("enum.volunteer_skill")?;
    let lower = word.to_lowercase();
    let named = |c: &&crate::domain::codes::Code| {
        c.zh.starts_with(word) || c.en.to_lowercase().starts_with(&lower) || c.code == lower
    };
    let query = pinyin::query(&lower);
    let sounds = |c: &&crate::domain::codes::Code| {
        let keys = pinyin::keys(&c.zh);
        query
            .as_ref()
            .is_some_and(|q| keys.iter().any(|k| k.starts_with(q)))
    };
    let found = list.codes.iter().find(named);
    found
        .or_else(|| list.codes.iter().find(sounds))
        .map(|c| c.code.clone())
}
