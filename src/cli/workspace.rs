//! The workspace itself: set-up, health, copies, passphrase.

use std::path::Path;

use serde_json::json;

use super::args;
use super::counter::counter;
use super::desk::Desk;
use super::{Answer, table};
use crate::domain::fault::Result;
use crate::i18n::{role, sentence};
use crate::ops::health::{Checking, Checkup};
use crate::ops::recovery;
use crate::ops::workspace::{Setup, Workspace};

pub(super) fn init(desk: &mut Desk, args: args::Init) -> Result<Answer> {
    let home = desk.home()?;
    let setup = Setup {
        person: args.person,
        team: args.team,
        place: args.place,
        role: args.role.parse()?,
        letter: args.device,
        recovery_out: args.recovery_out,
    };
    Workspace::may_init(&home)?;
    let passphrase = desk.first_passphrase()?;
    desk.progress("out-making-keys");
    let ws = Workspace::init(&home, &setup, &passphrase, &mut desk.world)?;
    let me = &ws.me;
    let path = home.display().to_string();
    let mut told = ws.notices.iter();
    let told = told.find(|n| [recovery::KEPT, recovery::NONE].contains(&n.code));
    let kept = told.filter(|n| n.code == recovery::KEPT);
    let file = kept.and_then(|n| n.args.first());
    let file = file.map(|(_, path)| path);
    let json = || {
        json!({
            "home": path, "person": me.person.to_string(), "name": me.name, "team": me.team,
            "unit": me.unit, "place": me.place, "role": me.role.code(), "letter": me.letter,
            "device": me.device.to_string(), "recovery": file,
        })
    };
    Ok(desk.answer(json, || {
        let role = role(desk.lang, me.role.code());
        let words = [
            ("path", path.as_str()),
            ("name", &me.name),
            ("role", &role),
            ("place", &me.place),
        ];
        let made = desk.say("out-made", &words);
        let next = told.map_or_else(String::new, |note| sentence(desk.lang, note));
        format!("{made}\n{next}")
    }))
}

pub(super) fn check(desk: &mut Desk, args: &args::Check) -> Result<Answer> {
    let mut ws = desk.open()?;
    let mut count = None;
    let found = ws.check_watched(args.rebuild, &mut |part| {
        let sentence = match part {
            Checking::Rebuilding(done, of) => {
                let begin = || counter(desk.lang, !desk.json, "out-checking-rebuild");
                let count = count.get_or_insert_with(begin);
                count(done, of);
                return;
            }
            Checking::Pages => "out-checking-pages",
            Checking::Tables => "out-checking-tables",
            Checking::Log => "out-checking-log",
            Checking::Records => "out-checking-records",
        };
        // The line of the count is free again before another is begun.
        count = None;
        desk.progress(sentence);
    })?;
    let text = desk.answer(|| check_json(&found), || check_text(desk, &ws, &found));
    if found.is_good() {
        return Ok(text);
    }
    // What was found is printed; the status says that it is not well.
    desk.leave(text);
    Err(crate::domain::fault::Fault::new("E_CHECK_FAILED"))
}

fn check_json(found: &Checkup) -> serde_json::Value {
    let channels = found.channels.iter().map(|c| {
        json!({
            "channel": c.channel.to_string(), "changes": c.changes, "tip": c.tip, "hash": c.hash,
        })
    });
    let scopes = found
        .scopes
        .iter()
        .map(|s| json!({"scope": s.scope.to_string(), "records": s.records, "hash": s.hash}));
    let rebuilt = found
        .rebuilt
        .as_ref()
        .map(|h| json!({"changes": h.changes, "records": h.records, "differed": h.differed}));
    let census = found
        .census
        .iter()
        .map(|(form, n)| (form.clone(), (*n).into()));
    json!({
        "good": found.is_good(),
        "complaints": found.complaints,
        "rebuilt": rebuilt,
        "channels": channels.collect::<Vec<_>>(),
        "scopes": scopes.collect::<Vec<_>>(),
        "records": census.collect::<serde_json::Map<_, _>>(),
    })
}

fn check_text(desk: &Desk, ws: &Workspace, found: &Checkup) -> String {
    let mut text = String::new();
    for complaint in &found.complaints {
        table::add(&mut text, &crate::text::fold::visible(complaint));
    }
    if let Some(health) = &found.rebuilt {
        let (changes, records) = (health.changes.to_string(), health.records.to_string());
        let words = [("changes", changes.as_str()), ("records", &records)];
        table::add(&mut text, &desk.say("out-rebuilt", &words));
        if !health.differed.is_empty() {
            let names = health.differed.join(" ");
            table::add(
                &mut text,
                &desk.say("out-rebuilt-differed", &[("names", &names)]),
            );
        }
    }
    if found.is_good() {
        table::add(&mut text, &desk.say("out-check-good", &[]));
    }
    let forms = ws.forms();
    let rows = found.census.iter().map(|(form, count)| {
        let label = forms
            .get(form)
            .map_or(form.as_str(), |f| f.label.text(desk.lang.is_chinese()));
        vec![label.to_owned(), count.to_string()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        let headings = ["word-form", "word-count"].map(|id| desk.say(id, &[]));
        text.push('\n');
        text.push_str(&table::table(&headings, &rows));
    }
    text
}

pub(super) fn backup(desk: &mut Desk, out: &Path) -> Result<Answer> {
    let mut ws = desk.open()?;
    desk.progress("out-copying");
    let bytes = ws.backup(&desk.world, out)?;
    let path = out.display().to_string();
    Ok(desk.answer(
        || json!({"out": path, "bytes": bytes}),
        || {
            let size = megabytes(bytes);
            desk.say("out-backup", &[("path", &path), ("size", &size)])
        },
    ))
}

/// A size as people read it, rounded up.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = (bytes.saturating_mul(10)).div_ceil(1 << 20);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

pub(super) fn restore(desk: &mut Desk, from: &Path) -> Result<Answer> {
    let home = desk.home()?;
    desk.progress("out-copying");
    Workspace::restore(&home, from)?;
    let path = home.display().to_string();
    Ok(desk.answer(
        || json!({"home": path}),
        || desk.say("out-restored", &[("path", &path)]),
    ))
}

pub(super) fn passphrase(desk: &mut Desk, args: &args::Passphrase) -> Result<Answer> {
    let mut ws = desk.open()?;
    let new = desk.chosen_passphrase(args.new_passphrase_file.as_deref())?;
    let file = ws.change_passphrase(&new, args.recovery_out.as_deref())?;
    if let Some(file) = file {
        desk.warn(&[recovery::kept(&file)]);
    }
    Ok(desk.line("out-passphrase", &[]))
}

pub(super) fn recover(desk: &mut Desk, args: &args::Recover) -> Result<Answer> {
    let home = desk.home()?;
    let new = desk.chosen_passphrase(args.new_passphrase_file.as_deref())?;
    Workspace::recover(&home, &args.recovery, &new)?;
    Ok(desk.line("out-passphrase", &[]))
}
