//! A record on paper: its form, page by page, as it was filled in, or empty.

use super::blank;
use super::pen::{Filled, Pen};
use super::sheet::{Block, Layout, Sheet, Table};
use crate::domain::form::{Field, Form, Kind, VOID_REASON};
use crate::domain::record::Record;
use crate::i18n::values::void_reason;

/// A filled form. The record above it comes first on the same paper: an intake form
/// begins with the client.
#[must_use]
pub fn sheet(pen: &Pen, form: &Form, filled: &Filled, above: Option<&Filled>) -> Sheet {
    let mut blocks = vec![Block::Title(pen.form(form))];
    blocks.push(Block::Facts(standing(pen, form, filled)));
    if let Some(above) = above
        && let Some(form) = pen.forms.get(&above.record.form)
    {
        blocks.extend(pages(pen, form, above, Some(&pen.form(form))));
    }
    blocks.extend(pages(pen, form, filled, None));
    blocks.extend(signatures(pen, form));
    Sheet {
        layout: Layout::Form,
        blocks,
    }
}

/// An empty form to fill in by hand, that of the record above it first.
#[must_use]
pub fn empty(pen: &Pen, form: &Form) -> Sheet {
    let mut blocks = vec![Block::Title(pen.form(form))];
    if let Some(above) = form.parent.as_ref().and_then(|id| pen.forms.get(id)) {
        blocks.extend(blank::pages(pen, above, Some(&pen.form(above))));
    }
    blocks.extend(blank::pages(pen, form, None));
    blocks.extend(signatures(pen, form));
    Sheet {
        layout: Layout::Form,
        blocks,
    }
}

/// The name of a page, behind the name of its form where two stand on one paper.
pub(super) fn page_name(of: Option<&str>, page: &str) -> String {
    match of {
        Some(of) if of != page => format!("{of} · {page}"),
        _ => page.to_owned(),
    }
}

/// Who signs the papers of a case.
fn signatures(pen: &Pen, form: &Form) -> Option<Block> {
    let who = [
        "paper-sign-worker",
        "paper-sign-client",
        "paper-sign-supervisor",
    ];
    let signed = form.noun == "case" && form.rows_of.is_none();
    signed.then(|| Block::Sign(who.iter().map(|id| pen.word(id)).collect()))
}

/// Where the record belongs and where it stands.
fn standing(pen: &Pen, form: &Form, filled: &Filled) -> Vec<(String, String)> {
    let record = filled.record;
    let mut facts = vec![(
        pen.word("word-place"),
        pen.show().place(record.scope.place()),
    )];
    if let (Some(machine), Some(state)) = (&form.state, &record.state) {
        facts.push((
            pen.word("word-state"),
            pen.show().code(&machine.list, state),
        ));
    }
    if record.approved {
        facts.push((pen.word("paper-approved"), pen.word("word-yes")));
    }
    if record.void {
        let reason = record.get(VOID_REASON).text().unwrap_or_default();
        facts.push((pen.word("word-void"), void_reason(pen.lang, reason)));
    }
    facts
}

fn pages(pen: &Pen, form: &Form, filled: &Filled, of: Option<&str>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for page in &form.pages {
        let mut facts = Vec::new();
        let mut below = Vec::new();
        for field in form.on_page(&page.id) {
            if let Kind::Rows { form: rows } = &field.kind {
                below.extend(rows_of(pen, form, field, rows, filled));
                continue;
            }
            // The state stands at the top.
            if form.state.as_ref().is_some_and(|m| m.field == field.id) {
                continue;
            }
            let text = pen.marked(field, filled);
            if !text.is_empty() {
                facts.push((pen.label(form, &field.id), text));
            }
        }
        if facts.is_empty() && below.is_empty() {
            continue;
        }
        let name = page.label.text(pen.lang.is_chinese());
        blocks.push(Block::Heading(page_name(of, name)));
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
        blocks.extend(below);
    }
    blocks
}

/// The rows of one field: short values in a table, long ones below it.
fn rows_of(pen: &Pen, form: &Form, field: &Field, rows: &str, filled: &Filled) -> Vec<Block> {
    let list = filled.rows(&field.id);
    let (Some(row_form), false) = (pen.forms.get(rows), list.is_empty()) else {
        return Vec::new();
    };
    let name = pen.label(form, &field.id);
    if field.sensitive && !pen.reveal {
        return vec![Block::Facts(vec![(name, "****".to_owned())])];
    }
    let columns = columns(row_form);
    let mut headings = vec![name];
    headings.extend(columns.iter().map(|c| pen.label(row_form, &c.id)));
    let line = |(row, no): (&Record, usize)| {
        let cells = columns.iter().map(|c| pen.value(c, row.get(&c.id)));
        std::iter::once(no.to_string()).chain(cells).collect()
    };
    let mut blocks = vec![Block::Table(Table {
        headings,
        rows: list.iter().zip(1..).map(line).collect(),
        by_hand: false,
    })];
    let mut beside = Vec::new();
    for (row, no) in list.iter().zip(1_usize..) {
        let others = row_form
            .visible()
            .filter(|f| !row_form.list.contains(&f.id));
        for other in others.filter(|f| !row.get(&f.id).is_empty()) {
            let name = format!("{no} {}", pen.label(row_form, &other.id));
            beside.push((name, pen.value(other, row.get(&other.id))));
        }
    }
    if !beside.is_empty() {
        blocks.push(Block::Facts(beside));
    }
    blocks
}

/// The fields that make the columns of a table of rows.
pub(super) fn columns(form: &Form) -> Vec<&Field> {
    form.list.iter().filter_map(|c| form.field(c)).collect()
}
