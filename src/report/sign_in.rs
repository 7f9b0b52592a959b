//! The sign-in sheet of a meeting: who was asked to come, and room for those who come
//! besides.

use super::pen::{Filled, Pen};
use super::sheet::{Block, Layout, Sheet, Table};
use crate::domain::form::Form;
use crate::domain::record::Record;

/// At least so many lines stand on a sheet, and so many are free behind the names.
const LINES: usize = 20;
const FREE: usize = 5;
const ATTENDEES: &str = "attendees";
const COLUMNS: [&str; 3] = ["name", "unit", "post"];

/// The form whose records have sign-in sheets.
pub const FORM: &str = "minutes";

/// A sign-in sheet, for a meeting or an empty one.
#[must_use]
pub fn sheet(pen: &Pen, form: &Form, filled: Option<&Filled>) -> Sheet {
    let fact = |id: &str| {
        let text = filled.map(|f| pen.of(form, f.record, id));
        (pen.label(form, id), text.unwrap_or_default())
    };
    let row_form = pen.forms.get("attendee");
    let label = |id: &&str| row_form.map_or_else(String::new, |f| pen.label(f, id));
    let mut headings = vec![pen.word("paper-no")];
    headings.extend(COLUMNS.iter().map(label));
    headings.push(pen.word("paper-signature"));
    let people = filled.map(|f| f.rows(ATTENDEES)).unwrap_or_default();
    // Who said beforehand that they would not come has no line.
    let coming = people
        .iter()
        .filter(|p| p.get("attendance").text() != Some("leave"));
    let mut rows: Vec<Vec<String>> = coming.map(|p| line(pen, row_form, p)).collect();
    let count = LINES.max(rows.len() + FREE);
    rows.resize(count, vec![String::new(); COLUMNS.len() + 1]);
    let rows = rows
        .into_iter()
        .zip(1_usize..)
        .map(|(row, no)| std::iter::once(no.to_string()).chain(row).collect());
    Sheet {
        layout: Layout::Form,
        blocks: vec![
            Block::Title(pen.word("paper-sign-in")),
            Block::Facts(["title", "body", "date", "start", "place"].map(fact).into()),
            Block::Table(Table {
                headings,
                rows: rows.collect(),
                by_hand: true,
            }),
        ],
    }
}

fn line(pen: &Pen, form: Option<&Form>, person: &Record) -> Vec<String> {
    let cell = |id: &&str| form.map_or_else(String::new, |f| pen.of(f, person, id));
    let mut cells: Vec<String> = COLUMNS.iter().map(cell).collect();
    cells.push(String::new());
    cells
}
