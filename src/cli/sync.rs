//! Handing over and taking in: export, verify, import.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::args;
use super::counter::counter;
use super::desk::Desk;
use super::workspace::megabytes;
use super::{Answer, table};
use crate::domain::control::FORM;
use crate::domain::fault::Result;
use crate::i18n::Lang;
use crate::ops::sync::{Exported, Imported, Verified};
use crate::ops::world::clock_at;
use crate::storage::Tally;

fn ticker(lang: Lang, wanted: bool) -> impl FnMut(u64, Option<u64>) -> bool {
    counter(lang, wanted, "out-progress")
}

pub(super) fn export(desk: &mut Desk, args: &args::Export) -> Result<Answer> {
    let mut ws = desk.open()?;
    let mut progress = ticker(desk.lang, !desk.json);
    let made = ws.export(&mut desk.world, &args.to, &args.out, &mut progress)?;
    desk.warn(&made.warnings);
    Ok(desk.answer(|| exported_json(&made), || exported_text(desk, &made)))
}

fn exported_json(made: &Exported) -> Json {
    let files = made.files.iter().map(|f| f.display().to_string());
    json!({
        "to": made.to, "number": made.number, "files": files.collect::<Vec<_>>(),
        "bytes": made.bytes, "changes": made.changes, "segments": made.segments,
        "acknowledged": made.acknowledged, "withheld": made.withheld,
    })
}

fn exported_text(desk: &Desk, made: &Exported) -> String {
    let (number, changes) = (made.number.to_string(), made.changes.to_string());
    let size = megabytes(made.bytes);
    let words = [
        ("to", made.to.as_str()),
        ("number", &number),
        ("changes", &changes),
        ("size", &size),
    ];
    let sentence = if made.is_receipt() {
        "out-exported-word"
    } else {
        "out-exported"
    };
    let mut text = format!("{}\n", desk.say(sentence, &words));
    for file in &made.files {
        table::add(
            &mut text,
            &format!(
                "  {}",
                crate::text::fold::visible(&file.display().to_string())
            ),
        );
    }
    if made.withheld > 0 {
        let count = made.withheld.to_string();
        table::add(&mut text, &desk.say("out-withheld", &[("count", &count)]));
    }
    text
}

pub(super) fn verify(desk: &mut Desk, file: &Path) -> Result<Answer> {
    let mut ws = desk.open()?;
    let said = ws.verify(file)?;
    desk.warn(&said.warnings);
    Ok(desk.answer(
        || verified_json(&said),
        || verified_text(desk, &said, ("out-verified", "out-verified-word")),
    ))
}

fn verified_json(said: &Verified) -> Json {
    json!({
        "from": said.from, "person": said.person, "for_me": said.for_me, "number": said.number,
        "volume": {"n": said.volume.0, "last": said.volume.1}, "made": said.made,
        "changes": said.changes, "segments": said.segments, "bytes": said.bytes,
    })
}

/// What a file says of itself: the sentence for one with changes, or the one for a receipt.
fn verified_text(desk: &Desk, said: &Verified, (file, receipt): (&str, &str)) -> String {
    let unknown = desk.say("word-someone", &[]);
    let (number, changes) = (said.number.to_string(), said.changes.to_string());
    let volume = match said.volume {
        (1, true) => String::new(),
        (n, last) => {
            let id = if last {
                "came-volume-last"
            } else {
                "came-volume"
            };
            let text = desk.say(id, &[("n", &n.to_string())]);
            desk.say("out-volume", &[("text", &text)])
        }
    };
    let words = [
        ("from", said.from.as_deref().unwrap_or(&unknown)),
        ("number", &number),
        ("volume", &volume),
        ("made", &said.made),
        ("changes", &changes),
    ];
    let sentence = if said.is_receipt() { receipt } else { file };
    let mut text = desk.say(sentence, &words);
    if !said.for_me {
        text.push('\n');
        text.push_str(&desk.say("out-not-for-me", &[]));
    }
    text
}

pub(super) fn import(desk: &mut Desk, args: &args::Import) -> Result<Answer> {
    let mut ws = desk.open()?;
    if args.files.len() > 1 {
        // A damaged file among several is refused before the first one changes anything.
        for file in &args.files {
            ws.verify(file)?;
        }
    }
    let mut done: Vec<Imported> = Vec::new();
    for file in &args.files {
        let mut progress = ticker(desk.lang, !desk.json);
        let came = ws.import(&mut desk.world, file, args.dry_run, &mut progress);
        drop(progress);
        match came {
            Ok(came) => {
                desk.warn(&came.file.warnings);
                done.push(came);
            }
            Err(fault) => {
                if !done.is_empty() {
                    let answer = imported(desk, &ws, &done, args.dry_run);
                    desk.leave(answer);
                }
                return Err(fault.at(file.display().to_string()));
            }
        }
    }
    Ok(imported(desk, &ws, &done, args.dry_run))
}

fn imported(
    desk: &Desk,
    ws: &crate::ops::workspace::Workspace,
    done: &[Imported],
    dry: bool,
) -> Answer {
    let json = || {
        let items = done.iter().map(|i| imported_json(i, dry));
        super::json::page(items.collect(), None)
    };
    desk.answer(json, || {
        let texts = done.iter().map(|i| imported_text(desk, ws, i, dry));
        texts.collect::<Vec<_>>().join("\n")
    })
}

fn imported_json(came: &Imported, dry: bool) -> Json {
    let tally = |t: &Tally| json!({"new": t.new, "changed": t.changed, "conflicts": t.conflicts, "held": t.held});
    let forms = came
        .came
        .forms
        .iter()
        .map(|(form, t)| (form.clone(), tally(t)));
    let conflicts = came
        .came
        .conflicts
        .iter()
        .map(|(id, field)| format!("{id}.{field}"));
    let overruled = came.came.overruled.iter().map(|o| {
        json!({
            "record": o.record.to_string(), "field": o.field, "mine": o.mine.to_json(),
            "kept": o.kept.to_json(), "by": o.by.to_string(),
        })
    });
    let missing = came
        .missing
        .iter()
        .map(|m| json!({"channel": m.channel, "author": m.author, "segments": m.segments}));
    json!({
        "dry_run": dry,
        "file": verified_json(&came.file),
        "changes": came.came.changes, "known": came.came.known, "bodies": came.came.bodies,
        "forked": came.came.forked.iter().map(|(c, s)| format!("{c}/{s}")).collect::<Vec<_>>(),
        "forms": forms.collect::<serde_json::Map<_, _>>(),
        "conflicts": conflicts.collect::<Vec<_>>(),
        "overruled": overruled.collect::<Vec<_>>(),
        "unknown_forms": came.came.unknown_forms, "unknown_fields": came.came.unknown_fields,
        "known_segments": came.known_segments, "admitted": came.admitted, "withdrawn": came.withdrawn,
        "decisions": came.came.decisions, "erased": came.came.decided.erased, "roster": came.roster,
        "rosters_below": came.rosters_below,
        "files_missing": came.files_missing,
        "volumes_missing": came.volumes_missing.iter()
            .map(|(number, volume)| json!({"number": number, "volume": volume}))
            .collect::<Vec<_>>(),
        "missing": missing.collect::<Vec<_>>(),
        "receipt": {"have": came.receipt.0, "made": came.receipt.1},
    })
}

fn imported_text(
    desk: &Desk,
    ws: &crate::ops::workspace::Workspace,
    came: &Imported,
    dry: bool,
) -> String {
    let sentence = if dry {
        ("out-would-import", "out-would-import-word")
    } else {
        ("out-imported", "out-imported-word")
    };
    let mut lines = vec![verified_text(desk, &came.file, sentence)];
    let mut add = |id: &str, words: &[(&str, &str)]| lines.push(desk.say(id, words));
    if came.is_nothing_new() && came.file.is_receipt() {
        add("came-word", &[]);
    } else if came.is_nothing_new() {
        add("out-import-nothing", &[]);
        if let Some(at) = came.again {
            let at = clock_at(at).strftime("%Y-%m-%d %H:%M").to_string();
            add("out-import-again", &[("at", &at)]);
        }
    } else {
        let (new, known) = (came.came.changes.to_string(), came.came.known.to_string());
        add("out-import-changes", &[("new", &new), ("known", &known)]);
    }
    if let Some(version) = came.roster {
        let admitted = came.admitted.to_string();
        let withdrawn = came.withdrawn.to_string();
        add(
            "out-import-roster",
            &[
                ("version", &version.to_string()),
                ("admitted", &admitted),
                ("withdrawn", &withdrawn),
            ],
        );
    }
    let counts = [
        ("out-import-rosters-below", came.rosters_below),
        ("out-import-conflicts", came.came.conflicts.len() as u64),
        ("out-import-overruled", came.came.overruled.len() as u64),
        (
            "out-import-held",
            came.came.forms.values().map(|t| t.held).sum(),
        ),
        ("out-import-forked", came.came.forked.len() as u64),
        ("out-import-decisions", came.came.decisions),
        ("out-import-erased", came.came.decided.erased),
        ("out-import-refused-bodies", came.came.refused_bodies),
        (
            "out-import-unknown",
            came.came.unknown_forms + came.came.unknown_fields,
        ),
    ];
    for (id, count) in counts.iter().filter(|(_, count)| *count > 0) {
        add(id, &[("count", &count.to_string())]);
    }
    if !came.files_missing.is_empty() {
        let numbers: Vec<String> = came.files_missing.iter().map(u64::to_string).collect();
        add(
            "out-import-files-missing",
            &[("numbers", &numbers.join(" "))],
        );
    }
    for (number, volume) in &came.volumes_missing {
        let (number, volume) = (number.to_string(), volume.to_string());
        let words = [("number", number.as_str()), ("volume", &volume)];
        add("out-import-volume-missing", &words);
    }
    for missing in &came.missing {
        let unknown = desk.say("word-someone", &[]);
        let author = missing.author.as_deref().unwrap_or(&unknown);
        add(
            "out-import-missing",
            &[("author", author), ("segments", &missing.segments)],
        );
    }
    let (have, made) = (came.receipt.0.to_string(), came.receipt.1.to_string());
    if came.receipt.1 > 0 {
        add("out-import-receipt", &[("have", &have), ("made", &made)]);
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text.push_str(&tallies(desk, ws, came));
    text
}

fn tallies(desk: &Desk, ws: &crate::ops::workspace::Workspace, came: &Imported) -> String {
    // Changes that end where the record stood already make no row.
    let moved = |t: &Tally| t.new + t.changed + t.conflicts + t.held > 0;
    let tallies = came.came.forms.iter().filter(|(_, t)| moved(t));
    if tallies.clone().next().is_none() {
        return String::new();
    }
    let forms = ws.forms();
    let headings = [
        "word-form",
        "word-new",
        "word-changed",
        "word-conflicts",
        "word-held",
    ]
    .map(|id| desk.say(id, &[]));
    let rows = tallies.map(|(form, t)| {
        let label = match forms.get(form) {
            Some(known) => known.label.text(desk.lang.is_chinese()).to_owned(),
            None if form == FORM => desk.say("word-decision", &[]),
            None => form.clone(),
        };
        let counts = [t.new, t.changed, t.conflicts, t.held].map(|n| n.to_string());
        std::iter::once(label).chain(counts).collect()
    });
    format!(
        "\n{}",
        table::table(&headings, &rows.collect::<Vec<Vec<String>>>())
    )
}
