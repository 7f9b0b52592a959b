//! Writing: new records, edits, moves, voiding, approving, undo.

use serde_json::json;

use super::args;
use super::desk::Desk;
use super::paper::Paper;
use super::{Answer, input, json, table};
use crate::domain::fault::Result;
use crate::domain::form::{Form, Object};
use crate::domain::id::RecordId;
use crate::ops::undo::Undone;
use crate::ops::view::View;
use crate::ops::workspace::Workspace;
use crate::ops::world::clock_at;

pub(super) fn new(desk: &mut Desk, args: &args::New) -> Result<Answer> {
    let mut ws = desk.open()?;
    let forms = ws.forms();
    let form = input::form(&forms, &args.form)?;
    desk.about(&ws, &form.id);
    let parent = args.parent.as_deref().map(|p| ws.find(p)).transpose();
    let parent = parent.map_err(|f| f.at("parent"))?;
    let given = input::read(&mut ws, form, &args.set)?;
    let saved = ws.new_record(&mut desk.world, &form.id, parent, &given)?;
    desk.warn(&saved.warnings);
    printed(desk, &mut ws, &saved.view, "out-saved")
}

pub(super) fn set(desk: &mut Desk, args: &args::Set) -> Result<Answer> {
    let (mut ws, id, form) = at(desk, &args.id)?;
    let given = input::read(&mut ws, &form, &args.set)?;
    let saved = ws.set(&mut desk.world, id, &given)?;
    desk.warn(&saved.warnings);
    printed(desk, &mut ws, &saved.view, "out-saved")
}

pub(super) fn move_to(desk: &mut Desk, args: &args::Move) -> Result<Answer> {
    let (mut ws, id, form) = at(desk, &args.id)?;
    let given = if args.set.is_empty() {
        Object::new()
    } else {
        input::from_pairs(&mut ws, &form, &args.set)?
    };
    let view = ws.move_to(&mut desk.world, id, &args.state, &given)?;
    printed(desk, &mut ws, &view, "out-moved")
}

pub(super) fn void(desk: &mut Desk, args: &args::Void) -> Result<Answer> {
    let (mut ws, id, _) = at(desk, &args.id)?;
    let view = ws.void(&mut desk.world, id, &args.reason)?;
    printed(desk, &mut ws, &view, "out-voided")
}

pub(super) fn unvoid(desk: &mut Desk, args: &args::One) -> Result<Answer> {
    let (mut ws, id, _) = at(desk, &args.id)?;
    let view = ws.restore_record(&mut desk.world, id)?;
    printed(desk, &mut ws, &view, "out-unvoided")
}

pub(super) fn approve(desk: &mut Desk, args: &args::One) -> Result<Answer> {
    let (mut ws, id, _) = at(desk, &args.id)?;
    let view = ws.approve(&mut desk.world, id)?;
    printed(desk, &mut ws, &view, "out-approved")
}

pub(super) fn give_back(desk: &mut Desk, args: &args::Void) -> Result<Answer> {
    let (mut ws, id, _) = at(desk, &args.id)?;
    let view = ws.give_back(&mut desk.world, id, &args.reason)?;
    printed(desk, &mut ws, &view, "out-returned")
}

pub(super) fn hand_in(desk: &mut Desk, args: &args::One) -> Result<Answer> {
    let (mut ws, id, _) = at(desk, &args.id)?;
    let view = ws.hand_in(&mut desk.world, id)?;
    printed(desk, &mut ws, &view, "out-handed-in")
}

pub(super) fn undo(desk: &mut Desk, skip: bool) -> Result<Answer> {
    let mut ws = desk.open()?;
    let undone = if skip {
        ws.undo_skipping(&mut desk.world)?
    } else {
        ws.undo(&mut desk.world)?
    };
    if desk.json {
        return Ok(Answer::Json(undone_json(&undone)));
    }
    let records = undone.records.iter().map(|(id, _, _)| ws.record(*id));
    let records = records.collect::<Result<_>>()?;
    let views = ws.views(&desk.world, records)?;
    let paper = Paper::new(desk.lang, &mut ws, &views, false)?;
    Ok(Answer::Text(undone_text(desk, &paper, &views, &undone)))
}

/// The open workspace, the record meant and its form.
fn at(desk: &mut Desk, id: &str) -> Result<(Workspace, RecordId, Form)> {
    let mut ws = desk.open()?;
    let id = ws.find(id)?;
    let record = ws.record(id)?;
    let form = ws.forms().need(&record.form)?.clone();
    desk.about(&ws, &form.id);
    Ok((ws, id, form))
}

/// A sentence and the record as it stands now.
pub(super) fn printed(
    desk: &Desk,
    ws: &mut Workspace,
    view: &View,
    sentence: &str,
) -> Result<Answer> {
    if desk.json {
        return Ok(Answer::Json(json::record(&ws.forms(), view)));
    }
    let paper = Paper::new(desk.lang, ws, std::slice::from_ref(view), false)?;
    let text = format!("{}\n\n{}", desk.say(sentence, &[]), paper.record(view));
    Ok(Answer::Text(text))
}

fn undone_json(undone: &Undone) -> serde_json::Value {
    let records = undone
        .records
        .iter()
        .map(|(id, form, made)| json!({"id": id.to_string(), "form": form, "voided": made}));
    let left = undone
        .left
        .iter()
        .map(|(id, field)| json!({"id": id.to_string(), "field": field}));
    json!({
        "at": clock_at(undone.at.ms()).strftime("%Y-%m-%dT%H:%M").to_string(),
        "records": records.collect::<Vec<_>>(),
        "left": left.collect::<Vec<_>>(),
    })
}

fn undone_text(desk: &Desk, paper: &Paper, views: &[View], undone: &Undone) -> String {
    let at = clock_at(undone.at.ms())
        .strftime("%Y-%m-%d %H:%M")
        .to_string();
    let mut text = format!("{}\n", desk.say("out-undone", &[("at", &at)]));
    for (id, _, made) in &undone.records {
        let view = views.iter().find(|v| v.record.id == *id);
        let heading = view.map_or_else(|| id.to_string(), |v| paper.heading(v));
        let words = [("record", heading.as_str())];
        let sentence = if *made {
            "out-undone-made"
        } else {
            "out-undone-changed"
        };
        table::add(&mut text, &desk.say(sentence, &words));
    }
    if !undone.left.is_empty() {
        let count = undone.left.len().to_string();
        table::add(
            &mut text,
            &desk.say("out-undone-left", &[("count", &count)]),
        );
    }
    text
}
