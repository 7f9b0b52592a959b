//! Identities: cards given, cards trusted, the lists for public tools.

use std::path::Path;

use serde_json::json;

use super::args;
use super::desk::Desk;
use super::{Answer, json, table};
use crate::domain::fault::Result;
use crate::i18n::role;
use crate::ops::keys::{Acquaintance, is_above};

pub(super) fn card(desk: &mut Desk, out: &Path) -> Result<Answer> {
    let mut ws = desk.open()?;
    let fingerprint = ws.write_card(&desk.world, out)?;
    let path = out.display().to_string();
    Ok(desk.answer(
        || json!({"fingerprint": fingerprint, "out": path}),
        || {
            desk.say(
                "out-card",
                &[("path", &path), ("fingerprint", &fingerprint)],
            )
        },
    ))
}

pub(super) fn trust(desk: &mut Desk, args: &args::Trust) -> Result<Answer> {
    let mut ws = desk.open()?;
    let person = args.person.as_deref();
    let (file, print) = (&args.file, &args.fingerprint);
    let trusted = ws.trust_as(&mut desk.world, file, print, &args.grant, person)?;
    desk.warn(&trusted.warnings);
    let card = trusted.card;
    let who = &card.identity;
    let role = role(desk.lang, who.role.code());
    let words = [
        ("name", who.name.as_str()),
        ("role", &role),
        ("place", &who.place),
    ];
    let coordinator = |role| role == crate::domain::role::Role::Coordinator;
    // A worker's own coordinator looks after a wider place too, and gets all records of it.
    let said = if coordinator(who.role) && !coordinator(ws.me.role) {
        "out-pinned"
    } else if is_above(who, &ws.me) {
        "out-pinned-above"
    } else {
        "out-trusted"
    };
    Ok(desk.answer(
        || {
            json!({
                "person": who.person, "name": who.name, "team": who.team, "place": who.place,
                "role": who.role.code(), "letter": who.letter, "fingerprint": card.fingerprint(),
            })
        },
        || desk.say(said, &words),
    ))
}

pub(super) fn revoke(desk: &mut Desk, args: &args::Revoke) -> Result<Answer> {
    let mut ws = desk.open()?;
    let done = ws.revoke(&mut desk.world, &args.device, &args.last_good)?;
    desk.warn(&done.warnings);
    let roster = done.roster.to_string();
    let withdrawn = done.judged.withdrawn.to_string();
    let words = [
        ("name", done.name.as_str()),
        ("version", &roster),
        ("withdrawn", &withdrawn),
    ];
    Ok(desk.answer(
        || {
            json!({
                "name": done.name, "roster": done.roster, "last_good": done.good,
                "withdrawn": done.judged.withdrawn, "admitted": done.judged.admitted,
            })
        },
        || desk.say("out-revoked", &words),
    ))
}

pub(super) fn list(desk: &mut Desk) -> Result<Answer> {
    let mut ws = desk.open()?;
    let known = ws.acquaintances()?;
    let json = || json::page(known.iter().map(device_json).collect(), None);
    Ok(desk.answer(json, || {
        if known.is_empty() {
            return desk.say("out-no-keys", &[]);
        }
        let headings = [
            "word-name",
            "word-role",
            "word-team",
            "word-place",
            "word-device",
            "word-grants",
            "word-fingerprint",
        ]
        .map(|id| desk.say(id, &[]));
        let rows = known.iter().map(|a| {
            vec![
                a.peer.name.clone(),
                role(desk.lang, a.entry.role.code()),
                a.entry.team.clone(),
                a.entry.place.clone(),
                a.entry.letter.clone(),
                a.entry.grants.join(" "),
                a.fingerprint.clone(),
            ]
        });
        table::table(&headings, &rows.collect::<Vec<_>>())
    }))
}

fn device_json(of: &Acquaintance) -> serde_json::Value {
    let entry = &of.entry;
    json!({
        "person": of.peer.person.to_string(),
        "name": of.peer.name,
        "device": of.id(),
        "pinned": of.peer.pinned,
        "files_sent": of.peer.sent,
        "role": entry.role.code(),
        "team": entry.team,
        "place": entry.place,
        "letter": entry.letter,
        "grants": entry.grants,
        "revoked": entry.revoked.is_some(),
        "fingerprint": of.fingerprint,
    })
}

pub(super) fn export(desk: &mut Desk, out: &Path) -> Result<Answer> {
    let mut ws = desk.open()?;
    ws.export_keys(out)?;
    let path = out.display().to_string();
    Ok(desk.answer(
        || json!({"out": path}),
        || desk.say("out-key-lists", &[("path", &path)]),
    ))
}
