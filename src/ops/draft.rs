//! From what a person or a script gave to the records it is about, not yet saved.

use std::collections::{BTreeMap, BTreeSet};

use fractional_index::FractionalIndex;
use serde_json::Value as Json;

use super::step::fresh_place;
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::{Form, Forms, Kind, Object, POS, VOID, WORKER, read_input};
use crate::domain::id::{DeviceId, Dot, PersonId, RecordId, Scope};
use crate::domain::record::{Place, Record, Seen};
use crate::domain::value::{Patch, Value};
use crate::storage::Tx;

/// One record that the input is about.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Where it is, or will be.
    pub place: Place,
    /// As it stood; `None` for a new one.
    pub before: Option<Record>,
    /// What was given, typed and folded.
    pub patch: Patch,
    /// What stands before its fields in remarks: `attendees[2].`
    pub path: String,
    /// The field of rows it is in, for a row.
    pub rows_field: Option<String>,
}

impl Draft {
    /// Fields that somebody else changed since the person saw them: both values stay.
    #[must_use]
    pub fn meanwhile(&self, seen: &Seen, here: DeviceId) -> Vec<Note> {
        let (Some(seen), Some(before)) = (seen.get(&self.place.id), &self.before) else {
            return Vec::new();
        };
        let newer = |field: &&String| {
            let unseen = |dots: &Vec<Dot>| {
                let mut now = before.heads_of(field).iter();
                // What was written here the same person wrote.
                now.any(|dot| dot.device != here && !dots.contains(dot))
            };
            seen.get(*field).is_some_and(unseen)
        };
        let fields = self.patch.keys().filter(newer);
        let note = |field| beneath(&self.path, Note::new("W_CHANGED_MEANWHILE").at(field));
        fields.map(note).collect()
    }

    /// The fields as they will be.
    #[must_use]
    pub fn after(&self) -> Patch {
        let mut values = self
            .before
            .as_ref()
            .map(|b| b.fields.clone())
            .unwrap_or_default();
        values.extend(self.patch.clone());
        values
    }

    /// Whether it takes a row away.
    #[must_use]
    pub fn voids(&self) -> bool {
        self.patch.get(VOID).is_some_and(Value::is_true)
    }
}

/// A record and its rows, read from input.
#[derive(Debug, Default)]
pub struct Drafts {
    /// The record first, then its rows, then records elsewhere that it edits.
    pub all: Vec<Draft>,
    /// What was wrong or odd.
    pub notes: Vec<Note>,
}

/// What an input is about.
pub enum At<'a> {
    /// A new record, below this one if its form hangs on another.
    New(Option<&'a Record>),
    /// A record as it stands.
    There(Box<Record>),
}

/// What reading needs.
pub struct Reader<'a, 's> {
    /// The database.
    pub tx: &'a Tx<'s>,
    /// Code lists, places and who is who.
    pub reference: &'a super::reference::Reference,
    /// The person here.
    pub me: &'a super::workspace::Me,
    /// Clock and chance.
    pub world: &'a mut World,
}

impl Reader<'_, '_> {
    /// Reads the input for a record and its rows: a new one or one that is there.
    pub fn read(&mut self, form: &Form, at: At, input: &Object) -> Result<Drafts> {
        let mut drafts = Drafts::default();
        let today = self.world.today().to_string();
        let known = match &at {
            At::There(before) => before.fields.clone(),
            At::New(_) => Patch::new(),
        };
        let input = self.resolve(form, None, input)?;
        let read = read_input(form, &input, &known, &today, self.reference);
        drafts.notes.extend(read.notes);
        let (place, before) = match at {
            At::There(before) => (before.place(), Some(*before)),
            At::New(above) => (self.new_place(form, above, &read.patch)?, None),
        };
        let record = place.clone();
        drafts.all.push(Draft {
            place,
            before,
            patch: read.patch,
            path: String::new(),
            rows_field: None,
        });
        for (field, items) in read.rows {
            let kind = form.field(&field).map(|f| f.kind.clone());
            match kind {
                Some(Kind::Rows { form: row_form }) => {
                    self.rows(&mut drafts, form, &record, (&field, &row_form), &items)?;
                }
                Some(Kind::Edits { form: other, set }) => {
                    self.edits(&mut drafts, (&field, &other), &set, &items)?;
                }
                _ => {}
            }
        }
        link_rows(&mut drafts, self.tx.forms());
        Ok(drafts)
    }

    /// The place of a new record of `form`: below `above`, or as a root where its own
    /// place field says, else where this person works.
    fn new_place(&mut self, form: &Form, above: Option<&Record>, patch: &Patch) -> Result<Place> {
        match (self.tx.forms().above(form), above) {
            (Some(of), Some(parent)) if parent.form == of.id => {
                if parent.void {
                    return Err(Fault::new("E_PARENT_VOID").at("parent"));
                }
                let above = Some((parent.id, parent.root));
                self.place(&form.id, above, &parent.scope)
            }
            (Some(of), _) => Err(Fault::new("E_PARENT")
                .with("zh", &of.label.zh)
                .with("en", &of.label.en)
                .with("form", &of.id)
                .at("parent")),
            (None, Some(_)) => Err(Fault::new("E_NO_PARENT").at("parent")),
            (None, None) => {
                let given = form.place.as_ref().and_then(|f| patch.get(f));
                let given = given.and_then(Value::text).filter(|t| !t.is_empty());
                let scope = Scope::new(given.unwrap_or(&self.me.place), form.class)?;
                self.place(&form.id, None, &scope)
            }
        }
    }

    fn place(
        &mut self,
        form: &str,
        above: Option<(RecordId, RecordId)>,
        scope: &Scope,
    ) -> Result<Place> {
        fresh_place(self.tx, self.world, self.me.device, (form, above, scope))
    }

    fn rows(
        &mut self,
        drafts: &mut Drafts,
        form: &Form,
        record: &Place,
        (field, row_form): (&str, &str),
        items: &[Object],
    ) -> Result<()> {
        let forms = std::sync::Arc::clone(self.tx.forms());
        let row_form = forms.need(row_form)?;
        let today = self.world.today().to_string();
        let mut pos = self.last_pos(record.id, &row_form.id)?;
        for (i, item) in items.iter().enumerate() {
            let path = format!("{field}[{i}].");
            let mut item = item.clone();
            let id = item.remove("id");
            let void = item.remove("void");
            item.remove("no");
            let id = id.filter(|id| !id.is_null());
            let before = match &id {
                Some(id) => self.row(id, record.id, &row_form.id)?,
                None => None,
            };
            if id.is_some() && before.is_none() {
                let note = Note::new("E_ROW_MISSING").at(format!("{path}id"));
                drafts.notes.push(note);
                continue;
            }
            let item = self.resolve(row_form, Some(form), &item)?;
            let known = before
                .as_ref()
                .map(|b| b.fields.clone())
                .unwrap_or_default();
            let mut read = read_input(row_form, &item, &known, &today, self.reference);
            drafts
                .notes
                .extend(read.notes.into_iter().map(|n| beneath(&path, n)));
            if void == Some(Json::Bool(true)) && before.is_some() {
                read.patch.insert(VOID.to_owned(), Value::Bool(true));
            }
            let place = if let Some(row) = &before {
                row.place()
            } else {
                let key = next_pos(pos.as_deref());
                read.patch.insert(POS.to_owned(), key.as_str().into());
                pos = Some(key);
                let above = Some((record.id, record.root));
                self.place(&row_form.id, above, &record.scope)?
            };
            let rows_field = Some(field.to_owned());
            drafts.all.push(Draft {
                place,
                before,
                patch: read.patch,
                path,
                rows_field,
            });
        }
        Ok(())
    }

    /// Items that change records standing elsewhere: the actions of the last meeting.
    fn edits(
        &mut self,
        drafts: &mut Drafts,
        (field, other): (&str, &str),
        set: &[(String, String)],
        items: &[Object],
    ) -> Result<()> {
        let forms = std::sync::Arc::clone(self.tx.forms());
        let form = forms.need(other)?;
        let today = self.world.today().to_string();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{field}[{i}].");
            let target = item
                .get(other)
                .and_then(Json::as_str)
                .and_then(|t| t.parse().ok());
            let record = match target {
                Some(id) => self
                    .tx
                    .record(id)?
                    .filter(|r: &Record| r.form == other && !r.void),
                None => None,
            };
            let Some(record) = record else {
                drafts
                    .notes
                    .push(Note::new("E_ROW_MISSING").at(format!("{path}{other}")));
                continue;
            };
            let unknown = |key: &&String| *key != other && !set.iter().any(|(_, m)| m == *key);
            for key in item.keys().filter(unknown) {
                let note = Note::new("E_UNKNOWN_FIELD")
                    .with("field", key)
                    .with("form", field);
                drafts.notes.push(note.at(format!("{path}{key}")));
            }
            let values: Object = set
                .iter()
                .filter_map(|(into, from)| Some((into.clone(), item.get(from)?.clone())))
                .collect();
            let mut read = read_input(form, &values, &record.fields, &today, self.reference);
            drafts
                .notes
                .extend(read.notes.into_iter().map(|n| beneath(&path, n)));
            let done = read.patch.get("status").and_then(Value::text) == Some("done");
            if done && form.field("done_on").is_some() && record.get("done_on").is_empty() {
                read.patch
                    .entry("done_on".to_owned())
                    .or_insert_with(|| today.as_str().into());
            }
            drafts.all.push(Draft {
                place: record.place(),
                before: Some(record),
                patch: read.patch,
                path,
                rows_field: None,
            });
        }
        Ok(())
    }

    fn row(&self, id: &Json, parent: RecordId, form: &str) -> Result<Option<Record>> {
        let Some(id) = id.as_str().and_then(|t| t.parse().ok()) else {
            return Ok(None);
        };
        let row = self.tx.record(id)?;
        Ok(row.filter(|r| r.parent == Some(parent) && r.form == form))
    }

    fn last_pos(&self, record: RecordId, form: &str) -> Result<Option<String>> {
        self.tx.last_pos(record, form)
    }

    /// References as people write them: `#2` for the second row of the same input,
    /// `me` or a name for a person.
    fn resolve(&self, form: &Form, above: Option<&Form>, input: &Object) -> Result<Object> {
        let mut out = input.clone();
        for (key, value) in &mut out {
            let Some(Kind::Ref { to }) = form.field(key).map(|f| &f.kind) else {
                continue;
            };
            let Some(text) = value.as_str().map(str::trim) else {
                continue;
            };
            if to == WORKER {
                if let Some(person) = self.person(text)? {
                    *value = person.to_string().into();
                }
            } else if let Some(number) = text.strip_prefix('#').and_then(|n| n.parse::<u32>().ok())
            {
                let rows = [Some(form), above].into_iter().flatten();
                let field = rows
                    .flat_map(Form::row_fields)
                    .find(|(_, rows)| rows == to)
                    .map(|(field, _)| field.id.clone());
                if let (Some(field), Some(index)) = (field, number.checked_sub(1)) {
                    *value = format!("{field}[{index}]").into();
                }
            }
        }
        Ok(out)
    }

    /// The person of this id or name: `me`, this person's name, or one trusted card's.
    fn person(&self, text: &str) -> Result<Option<PersonId>> {
        if matches!(text, "me" | "我") || text == self.me.name {
            return Ok(Some(self.me.person));
        }
        let named = self.tx.peers()?.into_iter().filter(|p| p.name == text);
        let named: BTreeSet<PersonId> = named.map(|p| p.person).collect();
        Ok(named.first().filter(|_| named.len() == 1).copied())
    }
}

/// Puts the ids of rows in the place of `topics[1]` in references.
fn link_rows(drafts: &mut Drafts, forms: &Forms) {
    let mut ids: BTreeMap<String, RecordId> = BTreeMap::new();
    for draft in drafts.all.iter().filter(|d| d.rows_field.is_some()) {
        ids.insert(draft.path.trim_end_matches('.').to_owned(), draft.place.id);
    }
    for draft in &mut drafts.all {
        let form = forms.get(&draft.place.form);
        for (field, value) in &mut draft.patch {
            let kind = form.and_then(|f| f.field(field)).map(|f| &f.kind);
            let (Some(Kind::Ref { .. }), Value::Text(text)) = (kind, &*value) else {
                continue;
            };
            if !text.ends_with(']') {
                continue;
            }
            if let Some(id) = ids.get(text) {
                *value = id.to_string().into();
            } else {
                let note = Note::new("E_ROW_MISSING");
                drafts.notes.push(note.at(format!("{}{field}", draft.path)));
            }
        }
    }
}

/// A field whose value was refused is not missing too.
pub fn drop_echoes(notes: &mut Vec<Note>) {
    let refused: Vec<Option<String>> = notes
        .iter()
        .filter(|n| !n.is_warning() && n.code != "E_REQUIRED")
        .map(|n| n.field.clone())
        .collect();
    notes.retain(|n| n.code != "E_REQUIRED" || !refused.contains(&n.field));
}

/// A remark about a row or a record elsewhere, as one about this input.
pub(super) fn beneath(path: &str, note: Note) -> Note {
    if path.is_empty() {
        return note;
    }
    let field = note.field.clone().unwrap_or_default();
    note.at(format!("{path}{field}"))
}

/// The order key behind `last`.
fn next_pos(last: Option<&str>) -> String {
    let last = last.and_then(|text| FractionalIndex::from_string(text).ok());
    let next = last.map_or_else(FractionalIndex::default, |l| FractionalIndex::new_after(&l));
    next.to_string()
}
