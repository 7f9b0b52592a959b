//! Townships and villages by code.

use std::path::Path;

use serde_json::json;

use super::args;
use super::desk::Desk;
use super::{Answer, json, table};
use crate::domain::fault::Result;
use crate::domain::places::Place;
use crate::ops::files;

/// No table of places is longer, in bytes.
const TABLE: u64 = 4 << 20;

pub(super) fn list(desk: &mut Desk, under: &str) -> Result<Answer> {
    let ws = desk.open()?;
    let places: Vec<&Place> = ws.reference.places.under(under).collect();
    let json = || {
        let items = places.iter().map(
            |p| json!({"code": p.code, "name": p.name, "english": p.english, "added": p.added}),
        );
        json::page(items.collect(), None)
    };
    Ok(desk.answer(json, || {
        let headings = ["word-code", "word-name"].map(|id| desk.say(id, &[]));
        let rows = places.iter().map(|p| {
            let english = p.english.as_ref().filter(|_| !desk.lang.is_chinese());
            vec![p.code.clone(), english.unwrap_or(&p.name).clone()]
        });
        table::table(&headings, &rows.collect::<Vec<_>>())
    }))
}

pub(super) fn import(desk: &mut Desk, file: &Path) -> Result<Answer> {
    let mut ws = desk.open()?;
    let bytes = files::read_capped(file, TABLE)?;
    let came = ws.import_places(&bytes)?;
    let (taken, known) = (came.rows.len().to_string(), came.unchanged.to_string());
    let refused = came.refused.len().to_string();
    let json = || {
        let refused = came.refused.iter().map(|n| desk.note_json(n));
        json!({
            "taken": came.rows.len(), "unchanged": came.unchanged,
            "refused": refused.collect::<Vec<_>>(),
        })
    };
    Ok(desk.answer(json, || {
        let words = [
            ("taken", taken.as_str()),
            ("known", &known),
            ("refused", &refused),
        ];
        let lines = came
            .refused
            .iter()
            .map(|n| format!("{}\n", crate::i18n::sentence(desk.lang, n)));
        format!(
            "{}\n{}",
            desk.say("out-places", &words),
            lines.collect::<String>()
        )
    }))
}

pub(super) fn add(desk: &mut Desk, args: &args::Place) -> Result<Answer> {
    let mut ws = desk.open()?;
    let (changed, warnings) = ws.add_place(&mut desk.world, &args.code, &args.name)?;
    desk.warn(&warnings);
    let words = [("code", args.code.as_str()), ("name", args.name.as_str())];
    Ok(desk.answer(
        || json!({"code": args.code, "name": args.name, "changed": changed}),
        || {
            desk.say(
                if changed {
                    "out-place-added"
                } else {
                    "out-place-known"
                },
                &words,
            )
        },
    ))
}
