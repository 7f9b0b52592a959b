//! Lists: the columns that a form names, as headings and cells. Paper, CSV and office
//! tables take the same ones.

use super::pen::{Filled, Pen};
use super::sheet::{Block, Layout, Sheet, Table};
use crate::domain::form::{Form, VOID};

/// The headings of a list.
#[must_use]
pub fn headings(pen: &Pen, form: &Form) -> Vec<String> {
    let above = pen.forms.above(form);
    let heading = |column: &String| match column.strip_prefix("parent.") {
        Some(field) => above.map_or_else(String::new, |f| pen.label(f, field)),
        None => pen.label(form, column),
    };
    form.list.iter().map(heading).collect()
}

/// One line of a list, a cell for each heading.
#[must_use]
pub fn cells(pen: &Pen, form: &Form, filled: &Filled) -> Vec<String> {
    let cell = |column: &String| match column.strip_prefix("parent.") {
        Some(field) => match (filled.parent, pen.forms.above(form)) {
            (Some(parent), Some(above)) => pen.of(above, parent, field),
            _ => String::new(),
        },
        None => form
            .field(column)
            .filter(|f| f.id != VOID)
            .map(|f| pen.value(f, filled.value(column)))
            .unwrap_or_default(),
    };
    form.list.iter().map(cell).collect()
}

/// A list on paper.
#[must_use]
pub fn sheet(pen: &Pen, form: &Form, rows: Vec<Vec<String>>, day: &str) -> Sheet {
    let count = rows.len().to_string();
    let mut all = vec![pen.word("paper-no")];
    all.extend(headings(pen, form));
    let numbered = rows
        .into_iter()
        .zip(1_usize..)
        .map(|(row, no)| std::iter::once(no.to_string()).chain(row).collect());
    let rows: Vec<Vec<String>> = numbered.collect();
    let words = [("form", pen.form(form)), ("day", pen.day(day))];
    let words = words.each_ref().map(|(name, word)| (*name, word.as_str()));
    Sheet {
        layout: Layout::Wide,
        blocks: vec![
            Block::Title(pen.say("paper-list-title", &words)),
            Block::Under(pen.say(
                "paper-list-count",
                &[("count", &count), ("day", &pen.day(day))],
            )),
            Block::Table(Table {
                headings: all,
                rows,
                by_hand: false,
            }),
        ],
    }
}
