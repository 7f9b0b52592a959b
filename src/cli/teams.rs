//! The coordinator's board of teams.

use serde_json::{Value as Json, json};

use super::args;
use super::desk::Desk;
use super::{Answer, json as shape, table};
use crate::domain::fault::Result;
use crate::ops::board::Row;

pub(super) fn teams(desk: &mut Desk, args: &args::Teams) -> Result<Answer> {
    let mut ws = desk.open()?;
    let board = ws.board(&desk.world, args.after.as_deref(), args.limit)?;
    let json = || {
        let items = board.rows.iter().map(row_json);
        shape::page(items.collect(), board.next.clone())
    };
    Ok(desk.answer(json, || {
        if board.rows.is_empty() {
            return desk.say("out-no-keys", &[]);
        }
        let headings = [
            "word-name",
            "word-team",
            "word-device",
            "word-last-file",
            "word-silent",
            "word-lacking",
            "word-review",
            "word-held",
        ];
        let headings = headings.map(|id| desk.say(id, &[]));
        let rows = board.rows.iter().map(|row| cells(desk, row));
        let mut text = table::table(&headings, &rows.collect::<Vec<_>>());
        if let Some(next) = &board.next {
            let more = desk.say("out-more", &[("cursor", next)]);
            table::add(&mut text, &format!("\n{more}"));
        }
        text
    }))
}

fn cells(desk: &Desk, row: &Row) -> Vec<String> {
    let silent = match row.silent_days {
        Some(days) => desk.say("team-days", &[("n", &days.to_string())]),
        None => desk.say("team-never", &[]),
    };
    let state = if row.revoked {
        desk.say("team-revoked", &[])
    } else {
        silent
    };
    vec![
        row.called.clone(),
        row.card.team.clone(),
        row.card.letter.clone(),
        row.last.map_or(String::new(), |n| n.to_string()),
        state,
        missing(desk, row),
        row.review.to_string(),
        row.held.to_string(),
    ]
}

/// What is missing, by name.
fn missing(desk: &Desk, row: &Row) -> String {
    let mut parts = Vec::new();
    let say = |id: &str, n: String| desk.say(id, &[("n", &n)]);
    parts.extend(row.files.iter().map(|n| say("team-file", n.to_string())));
    let volume = |(n, v): &(u64, u32)| say("team-volume", format!("{n}-{v}"));
    parts.extend(row.volumes.iter().map(volume));
    parts.extend(
        row.segments
            .iter()
            .map(|s| say("team-segments", s.segments.clone())),
    );
    parts.join(" ")
}

fn row_json(row: &Row) -> Json {
    let volumes = row.volumes.iter();
    let segments = row.segments.iter();
    json!({
        "person": row.peer.person.to_string(), "name": row.peer.name, "device": row.id(),
        "called": row.called, "team": row.card.team, "place": row.card.place,
        "role": row.card.role.code(), "letter": row.card.letter, "revoked": row.revoked,
        "last_file": row.last, "silent_days": row.silent_days,
        "missing": {
            "files": row.files,
            "volumes": volumes
                .map(|(number, volume)| json!({"number": number, "volume": volume}))
                .collect::<Vec<_>>(),
            "segments": segments
                .map(|s| json!({"channel": s.channel, "segments": s.segments}))
                .collect::<Vec<_>>(),
        },
        "review": row.review, "held": row.held,
    })
}
