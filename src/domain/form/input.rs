//! Typed reading of what a person or a script gave: JSON by field id in, a patch out.
//!
//! Groups may be given nested or with dotted ids; records are always printed with
//! dotted ids. Rows come back as they were given: each is a record of its own and is
//! read with its own form. A reference to a row that is saved in the same step may be
//! given by its place, as `attendees[0]`; who saves replaces it by the row's id.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::lookup::Lookup;
use super::{Field, Form, Kind, ONE_LINE};
use crate::domain::fault::Note;
use crate::domain::value::{Patch, Value};

/// A JSON object, as records are given.
pub type Object = Map<String, Json>;

/// What was read.
#[derive(Debug, Default)]
pub struct Input {
    /// The fields of the record itself, folded and typed.
    pub patch: Patch,
    /// The rows and edits given, by field, in the order of the form.
    pub rows: Vec<(String, Vec<Object>)>,
    /// Errors (`E_…`, nothing may be saved) and warnings (`W_…`).
    pub notes: Vec<Note>,
}

impl Input {
    /// Whether something was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.notes.iter().any(|n| !n.is_warning())
    }
}

/// Nested groups as dotted ids; everything else as it is.
#[must_use]
pub fn flatten(form: &Form, json: &Object) -> Object {
    let mut flat = Object::new();
    for (key, value) in json {
        match value {
            Json::Object(parts) if form.groups.iter().any(|g| g.id == *key) => {
                for (part, value) in parts {
                    flat.insert(format!("{key}.{part}"), value.clone());
                }
            }
            Json::Null if form.groups.iter().any(|g| g.id == *key) => {
                let begins = format!("{key}.");
                for field in form.fields.iter().filter(|f| f.id.starts_with(&begins)) {
                    flat.insert(field.id.clone(), Json::Null);
                }
            }
            _ => {
                flat.insert(key.clone(), value.clone());
            }
        }
    }
    flat
}

/// Reads what was given for a record of this form. `before` holds the fields the
/// record already has (empty for a new one), `today` is `YYYY-MM-DD`.
#[must_use]
pub fn read_input(
    form: &Form,
    json: &Object,
    before: &Patch,
    today: &str,
    lookup: &dyn Lookup,
) -> Input {
    let flat = flatten(form, json);
    let mut input = Input::default();
    // The type of a document decides how its number is read, so numbers come last.
    let (numbers, others): (Vec<_>, Vec<_>) = flat
        .iter()
        .partition(|(id, _)| form.field(id).is_some_and(|f| f.kind == Kind::Id));
    for (id, value) in others.into_iter().chain(numbers) {
        match writable(form, id) {
            Err(note) => input.notes.push(note.at(id)),
            Ok(field) if field.is_rows() => match objects(value) {
                Some(rows) => input.rows.push((id.clone(), rows)),
                None => input.notes.push(type_note(field)),
            },
            Ok(field) => {
                let read = Reading {
                    field,
                    today,
                    lookup,
                    document: document_type(id, &input.patch, before),
                };
                match read.value(value) {
                    Ok((value, warnings)) => {
                        input.notes.extend(warnings.into_iter().map(|n| n.at(id)));
                        input.patch.insert(id.clone(), value);
                    }
                    Err(notes) => input.notes.extend(notes.into_iter().map(|n| n.at(id))),
                }
            }
        }
    }
    let place = |id: &str| form.fields.iter().position(|f| f.id == id);
    input.rows.sort_by_key(|(id, _)| place(id));
    input
}

fn writable<'a>(form: &'a Form, id: &str) -> Result<&'a Field, Note> {
    let Some(field) = form.field(id) else {
        return Err(Note::new("E_UNKNOWN_FIELD")
            .with("field", id)
            .with("form", &form.id));
    };
    if form.is_gate(id) && field.hidden {
        return Err(Note::new("E_GATE_FIELD").with("field", id));
    }
    if field.hidden {
        return Err(Note::new("E_UNKNOWN_FIELD")
            .with("field", id)
            .with("form", &form.id));
    }
    if field.off {
        return Err(Note::new("E_FIELD_OFF").with("field", id));
    }
    if field.computed.is_some() {
        return Err(Note::new("E_COMPUTED").with("field", id));
    }
    Ok(field)
}

fn objects(value: &Json) -> Option<Vec<Object>> {
    match value {
        Json::Null => Some(Vec::new()),
        Json::Array(items) => items.iter().map(|i| i.as_object().cloned()).collect(),
        _ => None,
    }
}

/// The document type beside a document number: `id_type`, in the same group.
fn document_type(id: &str, patch: &Patch, before: &Patch) -> Option<String> {
    let beside = match id.rsplit_once('.') {
        Some((group, _)) => format!("{group}.id_type"),
        None => "id_type".to_owned(),
    };
    patch
        .get(&beside)
        .or_else(|| before.get(&beside))
        .and_then(Value::text)
        .map(str::to_owned)
}

fn type_note(field: &Field) -> Note {
    let word = field.kind.word();
    Note::new("E_TYPE")
        .with("zh", word.zh)
        .with("en", word.en)
        .at(&field.id)
}

struct Reading<'a> {
    field: &'a Field,
    today: &'a str,
    lookup: &'a dyn Lookup,
    document: Option<String>,
}

type Read = Result<(Value, Vec<Note>), Vec<Note>>;

impl Reading<'_> {
    fn wrong_type(&self) -> Vec<Note> {
        vec![type_note(self.field)]
    }

    fn value(&self, json: &Json) -> Read {
        match json {
            Json::Null => return Ok((Value::Empty, Vec::new())),
            Json::String(s) if s.trim().is_empty() => return Ok((Value::Empty, Vec::new())),
            _ => {}
        }
        match &self.field.kind {
            Kind::Bool => json
                .as_bool()
                .map(|b| (Value::Bool(b), Vec::new()))
                .ok_or_else(|| self.wrong_type()),
            Kind::Int { min, max } => self.int(json, *min, *max),
            Kind::Money => self.int(json, None, None),
            Kind::Decimal1 => self.tenths(json),
            Kind::Multi { .. } | Kind::Grid { .. } => self.codes(json),
            Kind::Rows { .. } | Kind::Edits { .. } => Err(self.wrong_type()),
            _ => match json.as_str() {
                Some(text) => self.text(text),
                None => Err(self.wrong_type()),
            },
        }
    }

    fn int(&self, json: &Json, min: Option<i64>, max: Option<i64>) -> Read {
        let number = json.as_i64().ok_or_else(|| self.wrong_type())?;
        if min.is_some_and(|m| number < m) || max.is_some_and(|m| number > m) {
            return Err(vec![match (min, max) {
                (Some(min), Some(max)) => Note::new("E_RANGE").with("min", min).with("max", max),
                (Some(min), None) => Note::new("E_MIN").with("min", min),
                (None, max) => Note::new("E_MAX").with("max", max.unwrap_or_default()),
            }]);
        }
        Ok((Value::Int(number), Vec::new()))
    }

    /// A number with one decimal, read from its digits: no binary fractions.
    fn tenths(&self, json: &Json) -> Read {
        let written = match json {
            Json::Number(n) => n.to_string(),
            Json::String(s) => self.lookup.clean_code(s),
            _ => return Err(self.wrong_type()),
        };
        let (sign, digits) = match written.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, written.as_str()),
        };
        let (whole, tenth) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let value = (plain(whole) && plain(tenth) && tenth.len() == 1)
            .then(|| format!("{whole}{tenth}").parse::<i64>().ok())
            .flatten()
            .ok_or_else(|| self.wrong_type())?;
        Ok((Value::Int(sign * value), Vec::new()))
    }

    /// A code and its place in its list.
    fn code(&self, text: &str) -> Result<(usize, String), Vec<Note>> {
        let code = self.lookup.clean_code(text);
        let place = match &self.field.kind {
            Kind::Code { list } | Kind::Multi { list } => self.lookup.code_place(list, &code),
            Kind::Choice { of } => of.iter().position(|c| c.code == code),
            Kind::Grid { rows, cols } => rows
                .iter()
                .flat_map(|r| cols.iter().map(move |c| format!("{}_{}", r.code, c.code)))
                .position(|cell| cell == code),
            _ => None,
        };
        place
            .map(|place| (place, code))
            .ok_or_else(|| vec![Note::new("E_CODE").with("value", text)])
    }

    /// Several codes in the order of their list, each once: the same choice made in
    /// another order is the same value.
    fn codes(&self, json: &Json) -> Read {
        let items = json.as_array().ok_or_else(|| self.wrong_type())?;
        let mut codes = Vec::new();
        for item in items {
            codes.push(self.code(item.as_str().ok_or_else(|| self.wrong_type())?)?);
        }
        codes.sort();
        codes.dedup();
        let value = if codes.is_empty() {
            Value::Empty
        } else {
            Value::Codes(codes.into_iter().map(|(_, code)| code).collect())
        };
        Ok((value, Vec::new()))
    }

    fn text(&self, text: &str) -> Read {
        let lookup = self.lookup;
        let one = |code: &'static str| vec![Note::new(code).with("value", text)];
        let (folded, warnings) = match &self.field.kind {
            Kind::Text { max } => {
                let clean = if *max > ONE_LINE {
                    lookup.clean_text(text)?
                } else {
                    lookup.clean_line(text)?
                };
                let count = clean.0.chars().count();
                if count > *max {
                    return Err(vec![
                        Note::new("E_TOO_LONG")
                            .with("max", max)
                            .with("count", count),
                    ]);
                }
                clean
            }
            Kind::Auto => {
                let number = lookup.clean_line(&lookup.clean_code(text))?;
                if number.0.chars().count() > 60 {
                    return Err(vec![Note::new("E_TOO_LONG").with("max", 60)]);
                }
                number
            }
            Kind::Date => lookup.date(text)?,
            Kind::Time => lookup.time(text)?,
            Kind::DateTime => lookup.date_time(text)?,
            Kind::Phone => lookup.phone(text)?,
            Kind::Uscc => lookup.uscc(text)?,
            Kind::Id => self.document_number(text)?,
            Kind::Sha256 => {
                let digest = lookup.clean_code(text).to_ascii_lowercase();
                if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(one("E_DIGEST"));
                }
                (digest, Vec::new())
            }
            Kind::Division { digits } => lookup.division(text, digits)?,
            Kind::Code { .. } | Kind::Choice { .. } => (self.code(text)?.1, Vec::new()),
            Kind::Ref { .. } => (reference(text).ok_or_else(|| one("E_REF"))?, Vec::new()),
            _ => return Err(self.wrong_type()),
        };
        Ok((Value::Text(folded), warnings))
    }

    /// Only a resident number has rules; other documents are one clean line.
    fn document_number(&self, text: &str) -> super::Folded {
        if self.document.as_deref() == Some("resident_id") {
            return self.lookup.resident(text, self.today);
        }
        let number = self.lookup.clean_line(&self.lookup.clean_code(text))?;
        if number.0.chars().count() > 40 {
            return Err(vec![Note::new("E_TOO_LONG").with("max", 40)]);
        }
        Ok(number)
    }
}

/// A record's id, or the place of a row that is saved in the same step: `topics[1]`.
fn reference(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(id) = Uuid::try_parse(text) {
        return Some(id.to_string());
    }
    let (field, place) = text.strip_suffix(']')?.split_once('[')?;
    let named = !field.is_empty() && field.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let place: u32 = place.parse().ok()?;
    named.then(|| format!("{field}[{place}]"))
}
