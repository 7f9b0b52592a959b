//! Empty forms: every field that people fill in, with the codes to tick.

use super::pen::Pen;
use super::record::{columns, page_name};
use super::sheet::{Block, Table};
use crate::domain::codes::CodeList;
use crate::domain::form::{Field, Form, Kind};

/// A list with more codes than this is not printed out to be ticked.
const TICKS: usize = 24;
/// Rows left open in a table.
const ROWS: usize = 4;
const BOX: &str = "□";

/// The pages of an empty form.
pub(super) fn pages(pen: &Pen, form: &Form, of: Option<&str>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for page in &form.pages {
        let mut facts = Vec::new();
        let mut below = Vec::new();
        for field in form.on_page(&page.id).filter(|f| !by_program(form, f)) {
            match &field.kind {
                Kind::Rows { form: rows } => below.extend(table(pen, form, field, rows)),
                _ => facts.push((pen.label(form, &field.id), ticks(pen, field))),
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

fn by_program(form: &Form, field: &Field) -> bool {
    let state = form.state.as_ref().is_some_and(|m| m.field == field.id);
    state || field.computed.is_some() || matches!(field.kind, Kind::Edits { .. })
}

fn table(pen: &Pen, form: &Form, field: &Field, rows: &str) -> Option<Block> {
    let row_form = pen.forms.get(rows)?;
    let mut columns = columns(row_form);
    columns.retain(|c| !by_program(row_form, c));
    let mut headings = vec![pen.label(form, &field.id)];
    headings.extend(columns.iter().map(|c| pen.label(row_form, &c.id)));
    let row = |no: usize| {
        let empty = columns.iter().map(|_| String::new());
        std::iter::once(no.to_string()).chain(empty).collect()
    };
    Some(Block::Table(Table {
        rows: (1..=ROWS).map(row).collect(),
        headings,
        by_hand: true,
    }))
}

/// The codes of a field with boxes to tick; nothing where one writes.
fn ticks(pen: &Pen, field: &Field) -> String {
    let chinese = pen.lang.is_chinese();
    let named: Vec<String> = match &field.kind {
        Kind::Bool => vec![pen.word("word-yes"), pen.word("word-no")],
        Kind::Choice { of } => {
            let labels = of.iter().map(|c| c.label.text(chinese).to_owned());
            labels.collect()
        }
        Kind::Code { list } | Kind::Multi { list } => {
            let list = pen.codes.list(list);
            let codes = list.into_iter().flat_map(CodeList::offered);
            codes.map(|c| c.label(pen.lang.tag()).to_owned()).collect()
        }
        Kind::Grid { rows, cols } => {
            let lines = rows.iter().map(|row| {
                let cols = cols
                    .iter()
                    .map(|c| format!("{BOX}{}", c.label.text(chinese)));
                let cols: Vec<String> = cols.collect();
                format!("{} {}", row.label.text(chinese), cols.join(" "))
            });
            return lines.collect::<Vec<_>>().join("\n");
        }
        _ => return String::new(),
    };
    if named.len() > TICKS {
        return String::new();
    }
    let boxes: Vec<String> = named.iter().map(|n| format!("{BOX}{n}")).collect();
    boxes.join("  ")
}
