//! Bringing records in from an office table: a column for each field, a row for each
//! record. Every row takes the road of a person's save; a row that is refused is named
//! with its reasons, the others come in together and one undo takes them back.

mod columns;
mod read;
mod value;

use std::collections::BTreeMap;

pub use self::columns::Column;
pub use self::read::{Cell, Sheet, read};

use super::batch::Saver;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::{Field, Form, Kind, Object, read_input};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::value::{Patch, Value};
use crate::text::fold::fold_code;

/// How a table is read.
#[derive(Debug, Clone, Default)]
pub struct Bringing {
    /// The form of the records.
    pub form: String,
    /// Columns that the person assigned: heading and field. An empty field leaves the
    /// column out.
    pub map: Vec<(String, String)>,
    /// Fields that are the same in every row and stand in no column.
    pub set: Vec<(String, String)>,
    /// Whether nothing is to be saved.
    pub dry_run: bool,
}

impl Bringing {
    fn sets(&self, field: &str) -> bool {
        self.set.iter().any(|(set, _)| set == field)
    }
}

/// Digits of a village's code.
const VILLAGE: usize = 12;

/// What came of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// It was recorded, or would be.
    In(RecordId),
    /// It was here before, or stands in an earlier row.
    Known(RecordId),
    /// It was refused.
    Refused,
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its line in the table, from 1, as office programs count.
    pub line: usize,
    /// What it is called: the first field of the form's title.
    pub name: String,
    /// What came of it.
    pub came: Came,
    /// Why it was refused, or what is odd.
    pub notes: Vec<Note>,
}

/// What came of a table.
#[derive(Debug)]
pub struct Brought {
    /// The columns, and what each was taken for.
    pub columns: Vec<Column>,
    /// The line of the headings.
    pub headings: usize,
    /// Every row that is not empty.
    pub rows: Vec<Row>,
    /// What is odd about the table as a whole.
    pub notes: Vec<Note>,
}

impl Brought {
    /// How many rows came in.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.count(|c| matches!(c, Came::In(_)))
    }

    /// How many were here before.
    #[must_use]
    pub fn known(&self) -> usize {
        self.count(|c| matches!(c, Came::Known(_)))
    }

    /// How many were refused.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.count(|c| matches!(c, Came::Refused))
    }

    /// Whether a column of the table holds a field.
    fn has(&self, field: &str) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|c| c.field.as_deref() == Some(field))
    }

    fn count(&self, which: impl Fn(&Came) -> bool) -> usize {
        self.rows.iter().filter(|r| which(&r.came)).count()
    }
}

impl Workspace {
    /// Records the rows of a table. Rows that are refused or known don't keep the others
    /// out; a fault of the disk or the database keeps all out.
    pub fn bring(&mut self, world: &mut World, sheet: &Sheet, how: &Bringing) -> Result<Brought> {
        let forms = self.forms();
        let form = forms.need(&how.form)?;
        let (headings, columns) = columns::propose(form, &sheet.rows, &how.map)?;
        for (field, _) in &how.set {
            columns::need_field(form, field)?;
        }
        let mut brought = Brought {
            columns,
            headings: headings + 1,
            rows: Vec::new(),
            notes: sheet.notes.clone(),
        };
        let mut how = how.clone();
        brought
            .notes
            .extend(self.own_village(form, &brought, &mut how));
        let how = &how;
        self.one_step(!how.dry_run, |saver| {
            let mut lines = BTreeMap::new();
            for (i, cells) in sheet.rows.iter().enumerate().skip(headings + 1) {
                if cells.iter().all(|c| c.text.trim().is_empty()) {
                    continue;
                }
                let row = one(
                    saver,
                    world,
                    form,
                    (i + 1, cells),
                    how,
                    (&brought.columns, &lines),
                )?;
                if let Came::In(id) = row.came {
                    lines.insert(id, row.line);
                }
                brought.rows.push(row);
            }
            Ok(())
        })?;
        brought.notes.extend(columns_lacking(form, &brought, how));
        Ok(brought)
    }
}

impl Workspace {
    /// Where the table has no column for the place of its rows, and nobody said which it
    /// is, it is the village of this workspace, as in the grid on the screen. That is told.
    fn own_village(&self, form: &Form, brought: &Brought, how: &mut Bringing) -> Option<Note> {
        let field = form.place.as_ref().and_then(|id| form.field(id))?;
        let own = &self.me.place;
        if brought.has(&field.id) || how.sets(&field.id) || own.len() != VILLAGE {
            return None;
        }
        how.set.push((field.id.clone(), own.clone()));
        let place = self.reference.places.full_name(own);
        let note = Note::new("W_OWN_VILLAGE")
            .with("zh", &field.label.zh)
            .with("en", &field.label.en);
        Some(note.with("place", place.unwrap_or_else(|| own.clone())))
    }
}

/// Which required fields kept rows out because they stand in no column.
fn columns_lacking(form: &Form, brought: &Brought, how: &Bringing) -> Vec<Note> {
    let mut lacking: BTreeMap<&str, usize> = BTreeMap::new();
    let refused = brought.rows.iter().filter(|row| row.came == Came::Refused);
    for note in refused.flat_map(|row| &row.notes) {
        let field = note.field.as_deref().filter(|_| note.code == "E_REQUIRED");
        let told = |field: &&str| brought.has(field) || how.sets(field);
        if let Some(field) = field.filter(|field| !told(field)) {
            *lacking.entry(field).or_default() += 1;
        }
    }
    let note = |(id, rows): (&str, usize)| {
        let field = form.field(id)?;
        let note = Note::new("W_NO_COLUMN")
            .with("zh", &field.label.zh)
            .with("en", &field.label.en);
        Some(note.with("field", id).with("count", rows))
    };
    lacking.into_iter().filter_map(note).collect()
}

/// Records one row, unless it is known or refused.
fn one(
    saver: &Saver,
    world: &mut World,
    form: &Form,
    (line, cells): (usize, &[Cell]),
    how: &Bringing,
    (columns, lines): (&[Column], &BTreeMap<RecordId, usize>),
) -> Result<Row> {
    let mut input = Object::new();
    let mut notes = Vec::new();
    for (field, text) in &how.set {
        put(saver, form, &mut input, field, text);
    }
    for (column, cell) in columns.iter().zip(cells) {
        let Some(field) = &column.field else { continue };
        if cell.text.trim().is_empty() {
            continue;
        }
        if cell.rounded {
            notes.push(Note::new("E_CELL_ROUNDED").at(field));
        }
        put(saver, form, &mut input, field, &cell.text);
    }
    assume_document(form, &mut input);
    let name = form
        .title
        .first()
        .and_then(|f| input.get(f)?.as_str())
        .unwrap_or_default()
        .to_owned();
    let mut row = Row {
        line,
        name,
        came: Came::Refused,
        notes,
    };
    if !row.notes.is_empty() {
        return Ok(row);
    }
    let (known, odd) = known(saver, form, &input, lines)?;
    match known {
        Some(Twin::Same(id, note)) => {
            row.came = Came::Known(id);
            row.notes = vec![note];
            return Ok(row);
        }
        Some(Twin::Other(note)) => {
            row.notes = vec![note];
            return Ok(row);
        }
        None => {}
    }
    match saver
        .tx
        .attempt(|| saver.new_record(world, &form.id, None, &input))
    {
        Ok(done) => {
            row.came = Came::In(done.view.record.id);
            row.notes = done.warnings;
            row.notes.extend(odd);
        }
        // A fault with a cause below it is the machine's, not the row's.
        Err(fault) if fault.source.is_some() => return Err(fault),
        Err(fault) => row.notes = fault.notes,
    }
    Ok(row)
}

fn put(saver: &Saver, form: &Form, input: &mut Object, field: &str, text: &str) {
    if let Some(known) = form.field(field) {
        let json = value::read(known, text, saver.reference);
        input.insert(field.to_owned(), json);
    }
}

/// A table without a column for the kind of document holds resident numbers: one that
/// looks like one is read as one.
fn assume_document(form: &Form, input: &mut Object) {
    let numbers = form.fields.iter().filter(|f| f.kind == Kind::Id);
    for field in numbers {
        let beside = match field.id.rsplit_once('.') {
            Some((group, _)) => format!("{group}.id_type"),
            None => "id_type".to_owned(),
        };
        let number = input.get(&field.id).and_then(|v| v.as_str());
        let is_resident = number.is_some_and(looks_resident);
        if is_resident && form.field(&beside).is_some() && !input.contains_key(&beside) {
            input.insert(beside, "resident_id".into());
        }
    }
}

/// 17 digits and a check character, right or wrong: what is wrong is told of the number.
fn looks_resident(number: &str) -> bool {
    let folded = fold_code(number);
    let digits = folded.bytes().filter(u8::is_ascii_digit).count();
    folded.chars().count() == 18 && digits >= 17
}

/// Whom a row's numbers lead to, and what is said of the row.
enum Twin {
    /// The record that the row is about.
    Same(RecordId, Note),
    /// A person of another name: one of the two has the wrong number.
    Other(Note),
}

/// The record that this row is about, if it is here: the same document number, or the
/// same own number, or the same name and telephone. With a document or own number of
/// somebody else it can't come in; somebody else's telephone is only odd.
fn known(
    saver: &Saver,
    form: &Form,
    input: &Object,
    lines: &BTreeMap<RecordId, usize>,
) -> Result<(Option<Twin>, Vec<Note>)> {
    let mut odd = Vec::new();
    let Some(title) = form.title.first() else {
        return Ok((None, odd));
    };
    let own = form.number.as_ref().map(|n| n.field.as_str());
    let telling = form.visible().filter(|f| {
        f.indexed && (matches!(f.kind, Kind::Id | Kind::Phone) || Some(f.id.as_str()) == own)
    });
    for field in telling {
        let given: Object = [&field.id, title]
            .into_iter()
            .chain(form.field("id_type").map(|f| &f.id))
            .filter_map(|f| Some((f.clone(), input.get(f)?.clone())))
            .collect();
        // Folded as it would be stored: what can't be read is refused later.
        let read = read_input(form, &given, &Patch::new(), "9999-12-31", saver.reference);
        let Some(value) = read.patch.get(&field.id).filter(|v| !v.is_empty()) else {
            continue;
        };
        let same = saver.tx.having(&form.id, &field.id, value, 50)?;
        let mut all = same.iter().filter(|r| !r.void);
        let Some(first) = all.clone().next() else {
            continue;
        };
        let name = read.patch.get(title);
        let by_phone = field.kind == Kind::Phone;
        // Without a name a number still tells whose row it is.
        let nameless = name.is_none() && !by_phone;
        let named = |r: &Record| name.is_some_and(|name| same_name(name, r.get(title)));
        let twin = all.find(|r| nameless || named(r));
        if let Some(twin) = twin {
            let note = twin_note(form, &field.id, twin, lines);
            return Ok((Some(Twin::Same(twin.id, note)), odd));
        }
        if by_phone {
            odd.push(
                Note::new("W_SAME_PHONE")
                    .with("no", own_number(form, first))
                    .at(&field.id),
            );
            continue;
        }
        let note = other_note(form, field, first, lines);
        let note = note.with("value", field.unless_protected(value));
        return Ok((Some(Twin::Other(note)), odd));
    }
    Ok((None, odd))
}

/// Whether two names are one: short ones are often set wide in tables, as `王 芳`.
fn same_name(one: &Value, other: &Value) -> bool {
    let signs = |value: &Value| -> String {
        let text = value.text().unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    signs(one) == signs(other)
}

/// The own number of a record; its id where it has none.
fn own_number(form: &Form, record: &Record) -> String {
    let own = form.number.as_ref().map(|n| n.field.as_str());
    let no = own.and_then(|f| record.get(f).text());
    no.map_or_else(|| record.id.to_string(), str::to_owned)
}

fn twin_note(form: &Form, field: &str, twin: &Record, lines: &BTreeMap<RecordId, usize>) -> Note {
    if let Some(line) = lines.get(&twin.id) {
        return Note::new("W_ROW_TWICE").with("row", line).at(field);
    }
    Note::new("W_ROW_KNOWN")
        .with("no", own_number(form, twin))
        .at(field)
}

/// That a number is already that of another name, in which row or under which number.
fn other_note(
    form: &Form,
    field: &Field,
    other: &Record,
    lines: &BTreeMap<RecordId, usize>,
) -> Note {
    let name = form.title.first().and_then(|f| other.get(f).text());
    let note = match lines.get(&other.id) {
        Some(line) => Note::new("E_ROW_OTHER").with("row", line),
        None => Note::new("E_KNOWN_OTHER").with("no", own_number(form, other)),
    };
    note.with("name", name.unwrap_or_default())
        .with("zh", &field.label.zh)
        .with("en", &field.label.en)
        .at(&field.id)
}

/// Refuses a table that brought nothing and was refused: nothing changed.
pub fn need_some(brought: &Brought) -> Result<()> {
    if brought.taken() == 0 && brought.refused() > 0 {
        return Err(Fault::new("E_NOTHING_BROUGHT").with("count", brought.refused()));
    }
    Ok(())
}
