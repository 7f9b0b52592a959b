//! What two people did apart: conflicts and broken rules.

use serde_json::json;

use super::args;
use super::desk::{Desk, label};
use super::paper::Paper;
use super::record::printed;
use super::{Answer, json, table};
use crate::domain::fault::Result;
use crate::domain::id::RecordId;
use crate::domain::record::Open;
use crate::i18n::sentence;
use crate::ops::conflict::{Conflict, Side};
use crate::ops::view::View;
use crate::ops::workspace::Workspace;
use crate::ops::world::clock_at;

pub(super) fn minute(ms: u64) -> String {
    clock_at(ms).strftime("%Y-%m-%d %H:%M").to_string()
}

pub(super) fn list(desk: &mut Desk, reveal: bool) -> Result<Answer> {
    let mut ws = desk.open()?;
    let conflicts = ws.conflicts()?;
    if (reveal || desk.json) && !conflicts.is_empty() {
        ws.log_look(&desk.world, "reveal", &records_of(&conflicts))?;
    }
    if desk.json {
        let forms = ws.forms();
        let items = conflicts.iter().map(|c| {
            let sides = c.sides.iter().map(|s| {
                let value = s.value.as_ref();
                json!({
                    "change": s.dot.to_string(),
                    "author": s.author,
                    "at": minute(s.stamp.ms()).replace(' ', "T"),
                    "value": value.map(|v| json::value(forms.get(&c.form), &c.field, v)),
                })
            });
            let waits = c
                .waits_for
                .iter()
                .map(|(dot, author)| json!({"change": dot.to_string(), "author": author}));
            json!({
                "conflict": c.id(),
                "record": c.record.to_string(),
                "form": c.form,
                "field": c.field,
                "open": if c.open == Open::Conflict { "conflict" } else { "waiting" },
                "sides": sides.collect::<Vec<_>>(),
                "waits_for": waits.collect::<Vec<_>>(),
            })
        });
        return Ok(Answer::Json(json::page(items.collect(), None)));
    }
    if conflicts.is_empty() {
        return Ok(desk.line("out-no-conflicts", &[]));
    }
    let views = views_of(desk, &mut ws, &conflicts)?;
    let paper = Paper::new(desk.lang, &mut ws, &views, reveal)?;
    let texts = conflicts.iter().map(|c| {
        let view = views.iter().find(|v| v.record.id == c.record);
        conflict_text(desk, &paper, view, c)
    });
    Ok(Answer::Text(texts.collect::<Vec<_>>().join("\n")))
}

/// Each record once.
fn records_of(conflicts: &[Conflict]) -> Vec<RecordId> {
    let mut ids: Vec<_> = conflicts.iter().map(|c| c.record).collect();
    ids.dedup();
    ids
}

fn views_of(desk: &Desk, ws: &mut Workspace, conflicts: &[Conflict]) -> Result<Vec<View>> {
    let records = records_of(conflicts)
        .into_iter()
        .map(|id| ws.record(id))
        .collect::<Result<_>>()?;
    ws.views(&desk.world, records)
}

fn conflict_text(desk: &Desk, paper: &Paper, view: Option<&View>, conflict: &Conflict) -> String {
    let form = paper.forms.get(&conflict.form);
    let field = form.map_or(conflict.field.clone(), |f| {
        label(desk.lang, f, &conflict.field)
    });
    let heading = view.map_or(String::new(), |v| paper.heading(v));
    let mut text = format!(
        "{heading} · {field}\n  {}\n",
        crate::text::fold::visible(&conflict.id())
    );
    let unknown = desk.say("word-someone", &[]);
    for side in &conflict.sides {
        let value = side_value(desk, paper, conflict, side);
        let author = side.author.as_deref().unwrap_or(&unknown);
        let (time, dot) = (minute(side.stamp.ms()), side.dot.to_string());
        let words = [("author", author), ("time", &time), ("value", &value)];
        table::add(
            &mut text,
            &format!("  {}\n    {dot}", desk.say("out-side", &words)),
        );
    }
    for (_, author) in &conflict.waits_for {
        let author = author.as_deref().unwrap_or(&unknown);
        table::add(
            &mut text,
            &format!("  {}", desk.say("out-waits", &[("author", author)])),
        );
    }
    if let Some(side) = conflict.sides.iter().find(|s| s.value.is_some()) {
        let change = side.dot.to_string();
        let words = [("conflict", conflict.id()), ("change", change)];
        let words = words.each_ref().map(|(name, word)| (*name, word.as_str()));
        table::add(&mut text, &format!("  {}", desk.say("out-settle", &words)));
    }
    text
}

fn side_value(desk: &Desk, paper: &Paper, conflict: &Conflict, side: &Side) -> String {
    let field = paper
        .forms
        .get(&conflict.form)
        .and_then(|f| f.field(&conflict.field));
    match (&side.value, field) {
        (None, _) => desk.say("word-missing", &[]),
        (Some(value), _) if value.is_empty() => desk.say("word-empty", &[]),
        (Some(value), Some(field)) => paper.value(field, value),
        (Some(value), None) => value.to_json().to_string(),
    }
}

pub(super) fn keep(desk: &mut Desk, args: &args::Keep) -> Result<Answer> {
    let mut ws = desk.open()?;
    let view = ws.keep(&mut desk.world, &args.conflict, &args.change)?;
    printed(desk, &mut ws, &view, "out-kept")
}

pub(super) fn findings(desk: &mut Desk) -> Result<Answer> {
    let mut ws = desk.open()?;
    if desk.json {
        let items = ws.findings()?.into_iter().map(|f| {
            let records = f.records.iter().map(ToString::to_string);
            json!({
                "code": f.note.code,
                "message": sentence(desk.lang, &f.note),
                "records": records.collect::<Vec<_>>(),
            })
        });
        return Ok(Answer::Json(json::page(items.collect(), None)));
    }
    let mut none = true;
    ws.each_finding(|f| {
        none = false;
        let mut text = sentence(desk.lang, &f.note) + "\n";
        for record in &f.records {
            table::add(&mut text, &format!("  {record}"));
        }
        desk.tell(&text)
    })?;
    Ok(if none {
        desk.line("out-no-findings", &[])
    } else {
        Answer::Text(String::new())
    })
}
