//! Bringing volunteers in from an office table.

use serde_json::{Value as Json, json};

use super::args;
use super::desk::{Desk, label};
use super::{Answer, table};
use crate::domain::fault::Result;
use crate::domain::form::Form;
use crate::ops::bring::{Bringing, Brought, Came, Row, need_some, read};

const FORM: &str = "volunteer";

pub(super) fn volunteers(desk: &mut Desk, args: &args::ImportVolunteers) -> Result<Answer> {
    let mut ws = desk.open()?;
    let forms = ws.forms();
    let form = forms.need(FORM)?;
    desk.about(&ws, FORM);
    let sheet = read(&args.file)?;
    let how = Bringing {
        form: FORM.to_owned(),
        map: args.map.clone(),
        set: args.set.clone(),
        dry_run: args.dry_run,
    };
    let brought = ws.bring(&mut desk.world, &sheet, &how)?;
    desk.warn(&brought.notes);
    let answer = desk.answer(
        || as_json(desk, &brought, args.dry_run),
        || as_text(desk, form, &brought, args.dry_run),
    );
    match need_some(&brought) {
        Ok(()) => Ok(answer),
        Err(fault) => {
            desk.leave(answer);
            Err(fault)
        }
    }
}

fn as_json(desk: &Desk, brought: &Brought, dry_run: bool) -> Json {
    let columns = brought.columns.iter();
    let columns = columns.map(|c| json!({"heading": c.heading, "field": c.field}));
    let rows = brought.rows.iter().map(|row| {
        let (came, id) = match &row.came {
            Came::In(id) => ("in", (!dry_run).then(|| id.to_string())),
            Came::Known(id) => ("known", Some(id.to_string())),
            Came::Refused => ("refused", None),
        };
        let notes: Vec<Json> = row.notes.iter().map(|n| desk.note_json(n)).collect();
        json!({"line": row.line, "name": row.name, "came": came, "id": id, "notes": notes})
    });
    json!({
        "saved": !dry_run && brought.taken() > 0,
        "headings": brought.headings,
        "columns": columns.collect::<Vec<_>>(),
        "taken": brought.taken(),
        "known": brought.known(),
        "refused": brought.refused(),
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn as_text(desk: &Desk, form: &Form, brought: &Brought, dry_run: bool) -> String {
    let line = brought.headings.to_string();
    let mut text = format!("{}\n", desk.say("out-columns", &[("line", &line)]));
    let columns = brought.columns.iter().filter(|c| !c.heading.is_empty());
    let columns = columns.map(|column| {
        let field = match &column.field {
            Some(field) => format!("{} ({field})", label(desk.lang, form, field)),
            None => desk.say("out-no-field", &[]),
        };
        vec![column.heading.clone(), field]
    });
    let headings = ["word-column", "word-field"].map(|id| desk.say(id, &[]));
    text.push_str(&table::table(&headings, &columns.collect::<Vec<_>>()));
    text.push('\n');
    // A dry run shows every row; afterwards only what needs a look is of interest.
    let rows = brought.rows.iter();
    let rows = rows.filter(|r| dry_run || !r.notes.is_empty());
    let lines: Vec<Vec<String>> = rows.map(|r| outcome(desk, r)).collect();
    if !lines.is_empty() {
        let headings = ["word-line", "word-name", "word-outcome", "word-reason"];
        let headings = headings.map(|id| desk.say(id, &[]));
        // Reasons are whole sentences: they stand last and are not cut.
        text.push_str(&reasons(&headings, &lines));
        text.push('\n');
    }
    let [taken, known, refused] =
        [brought.taken(), brought.known(), brought.refused()].map(|n| n.to_string());
    let words = [
        ("taken", taken.as_str()),
        ("known", &known),
        ("refused", &refused),
    ];
    let sentence = if dry_run {
        "out-would-bring"
    } else {
        "out-brought"
    };
    table::add(&mut text, &desk.say(sentence, &words));
    // With nothing brought in, the last step is an earlier one.
    if !dry_run && brought.taken() > 0 {
        table::add(&mut text, &desk.say("out-brought-undo", &[]));
    }
    text
}

fn outcome(desk: &Desk, row: &Row) -> Vec<String> {
    let came = match row.came {
        Came::In(_) => "word-taken",
        Came::Known(_) => "word-known",
        Came::Refused => "word-refused",
    };
    let notes: Vec<String> = row.notes.iter().map(|n| desk.note_line(n)).collect();
    vec![
        row.line.to_string(),
        row.name.clone(),
        desk.say(came, &[]),
        notes.join("\n"),
    ]
}

/// A table whose last column is written whole behind the aligned others.
fn reasons(headings: &[String], rows: &[Vec<String>]) -> String {
    let front = |row: &[String]| row.iter().take(3).cloned().collect::<Vec<_>>();
    let fronts: Vec<Vec<String>> = rows.iter().map(|r| front(r)).collect();
    let aligned = table::table(&front(headings), &fronts);
    let widest = aligned
        .lines()
        .map(|l| crate::text::width::cells(l, crate::text::width::Ambiguous::One))
        .max()
        .unwrap_or(0);
    let all = std::iter::once(headings).chain(rows.iter().map(Vec::as_slice));
    let pairs: Vec<(String, String)> = aligned
        .lines()
        .zip(all)
        .map(|(front, row)| {
            let front =
                crate::text::width::pad_to(front, widest, crate::text::width::Ambiguous::One);
            (front, row.last().cloned().unwrap_or_default())
        })
        .collect();
    table::pairs(&pairs)
}
