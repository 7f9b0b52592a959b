//! The board of teams, one device of it, and its revocation, in words.

use super::Bench;
use super::show::minute;
use crate::domain::fault::Result;
use crate::domain::id::Channel;
use crate::domain::places::Places;
use crate::i18n::{Lang, say, sentence};
use crate::ops::board::Row;
use crate::ops::revoke::Revocation;
use crate::ui::kit::answer::{Answer, Press, Team, TeamRow, Teams};

/// Devices to a page.
const PAGE: u32 = 40;
/// Days after which silence is pressing: a week's file and a week's grace.
const LONG: u64 = 14;
/// The most numbers that are told one by one.
const NUMBERS: usize = 12;

impl Bench {
    pub(super) fn teams(&mut self, after: Option<&str>) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let board = workspace.board(world, after, PAGE)?;
        Ok(Answer::Teams(Teams {
            rows: board.rows.iter().map(|row| line(lang, row)).collect(),
            next: board.next,
            all: board.all,
        }))
    }

    pub(super) fn team(&mut self, id: &str) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let row = workspace.board_row(world, id)?;
        let may_revoke = workspace.me.role == crate::domain::role::Role::Coordinator
            && !row.peer.pinned
            && !row.revoked;
        Ok(Answer::Team(Box::new(Team {
            lines: about(lang, &workspace.reference.places, &row),
            revoked: row.revoked,
            may_revoke,
        })))
    }

    pub(super) fn revoke(&mut self, id: &str, sure: bool) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let row = workspace.board_row(world, id)?;
        if sure {
            let done = workspace.revoke(world, id, &[])?;
            // Names of places that the lost device gave count no more.
            self.tell_surroundings();
            return Ok(Answer::Revoked(done_lines(lang, &row, &done)));
        }
        let looked = workspace.would_revoke(world, id, &[])?;
        let places = &workspace.reference.places;
        Ok(Answer::WouldRevoke(would_lines(
            lang, places, &row, &looked,
        )))
    }
}

fn line(lang: Lang, row: &Row) -> TeamRow {
    let lacks = !(row.files.is_empty() && row.volumes.is_empty() && row.segments.is_empty());
    let quiet = row.silent_days.is_none_or(|days| days >= LONG);
    let count = |n: u64| n.to_string();
    let file = row
        .last
        .map(|n| say(lang, "team-file", &[("n", &count(n))]));
    let silence = match row.silent_days {
        _ if row.revoked => say(lang, "team-revoked", &[]),
        Some(days) => say(lang, "team-days", &[("n", &count(days))]),
        None => say(lang, "team-never", &[]),
    };
    TeamRow {
        id: row.id(),
        name: row.called.clone(),
        team: row.card.team.clone(),
        file: file.unwrap_or_default(),
        silence,
        missing: missing(lang, row),
        review: row.review,
        held: row.held,
        revoked: row.revoked,
        press: match (row.revoked, lacks, quiet) {
            (true, ..) => Press::Calm,
            (_, true, _) => Press::Overdue,
            (_, _, true) => Press::Soon,
            _ => Press::Calm,
        },
    }
}

/// What is missing, by name, the first of it.
fn missing(lang: Lang, row: &Row) -> String {
    let file = |n: &u64| say(lang, "team-file", &[("n", &n.to_string())]);
    let volume = |(n, v): &(u64, u32)| say(lang, "team-volume", &[("n", &format!("{n}-{v}"))]);
    let segments =
        |s: &crate::ops::sync::Missing| say(lang, "team-segments", &[("n", s.segments.as_str())]);
    let all = row.files.iter().map(file);
    let all = all.chain(row.volumes.iter().map(volume));
    let all = all.chain(row.segments.iter().map(segments));
    let words: Vec<String> = all.take(NUMBERS).collect();
    words.join(if lang.is_chinese() { "、" } else { ", " })
}

fn about(lang: Lang, places: &Places, row: &Row) -> Vec<String> {
    let say = |id: &str, words: &[(&str, &str)]| say(lang, id, words);
    let card = &row.card;
    let words = [("name", row.called.as_str()), ("team", card.team.as_str())];
    let mut lines = vec![say("team-title", &words), String::new()];
    if row.revoked {
        lines.push(say("team-is-revoked", &[]));
    }
    let place = places.full_name(&card.place);
    let place = place.unwrap_or_else(|| card.place.clone());
    lines.push(say("team-place", &[("place", place.as_str())]));
    lines.push(say("team-print", &[("print", row.fingerprint.as_str())]));
    lines.push(String::new());
    lines.push(match (row.last, row.peer.heard_at, row.silent_days) {
        (Some(n), Some(at), Some(days)) => {
            let (n, at, days) = (n.to_string(), minute(at), days.to_string());
            let words = [
                ("n", n.as_str()),
                ("at", at.as_str()),
                ("days", days.as_str()),
            ];
            say("team-heard", &words)
        }
        _ => say("team-silent", &[]),
    });
    lines.push(match row.peer.sent_at {
        Some(at) => {
            let (n, at) = (row.peer.sent.to_string(), minute(at));
            say("team-sent", &[("n", n.as_str()), ("at", at.as_str())])
        }
        None => say("team-unsent", &[]),
    });
    lines.push(String::new());
    lines.extend(lacking(lang, places, row));
    if row.review > 0 {
        lines.push(say(
            "team-review",
            &[("n", row.review.to_string().as_str())],
        ));
    }
    if row.held > 0 {
        lines.push(say("team-held", &[("n", row.held.to_string().as_str())]));
    }
    lines
}

fn lacking(lang: Lang, places: &Places, row: &Row) -> Vec<String> {
    let say = |id: &str, words: &[(&str, &str)]| say(lang, id, words);
    let mut lines = Vec::new();
    if !row.files.is_empty() {
        let files: Vec<String> = row.files.iter().map(u64::to_string).collect();
        let files = files.join(if lang.is_chinese() { "、" } else { ", " });
        lines.push(say("team-lack-files", &[("n", files.as_str())]));
    }
    for (n, volume) in &row.volumes {
        let (n, volume) = (n.to_string(), volume.to_string());
        let words = [("n", n.as_str()), ("volume", volume.as_str())];
        lines.push(say("team-lack-volume", &words));
    }
    for one in &row.segments {
        let channel = scope_of(lang, places, &one.channel);
        let words = [("channel", channel.as_str()), ("n", one.segments.as_str())];
        lines.push(say("team-lack-segments", &words));
    }
    if lines.is_empty() {
        lines.push(say("team-complete", &[]));
    }
    lines
}

/// Place and class of a channel by name, which tell people more than its device does.
fn scope_of(lang: Lang, places: &Places, channel: &str) -> String {
    let parsed: Option<Channel> = channel.parse().ok();
    let Some(scope) = parsed.map(|c| c.scope) else {
        return channel.to_owned();
    };
    let place = places.full_name(scope.place());
    let place = place.unwrap_or_else(|| scope.place().to_owned());
    let class = say(lang, &format!("class-{}", scope.class().word()), &[]);
    format!("{place} {class}")
}

fn would_lines(lang: Lang, places: &Places, row: &Row, would: &Revocation) -> Vec<String> {
    let say = |id: &str, words: &[(&str, &str)]| say(lang, id, words);
    let mut lines = vec![
        say("revoke-title", &[("name", row.called.as_str())]),
        String::new(),
    ];
    if would.good.is_empty() {
        lines.push(say("revoke-none", &[]));
    } else {
        lines.push(say("revoke-keep", &[]));
        lines.push(String::new());
    }
    for (channel, n) in &would.good {
        let (channel, n) = (scope_of(lang, places, channel), n.to_string());
        let words = [("channel", channel.as_str()), ("n", n.as_str())];
        lines.push(say("revoke-good", &words));
    }
    lines.push(String::new());
    if would.judged.withdrawn > 0 {
        let n = would.judged.withdrawn.to_string();
        lines.push(say("revoke-withdrawn", &[("n", n.as_str())]));
    }
    lines.push(say("revoke-sure", &[]));
    lines
}

fn done_lines(lang: Lang, row: &Row, done: &Revocation) -> Vec<String> {
    let say = |id: &str, words: &[(&str, &str)]| say(lang, id, words);
    let n = done.roster.to_string();
    let mut lines = vec![say("revoke-done", &[("n", n.as_str())]), String::new()];
    if done.judged.withdrawn > 0 {
        let n = done.judged.withdrawn.to_string();
        lines.push(say("revoke-withdrawn", &[("n", n.as_str())]));
    }
    lines.extend(done.warnings.iter().map(|note| sentence(lang, note)));
    if !done.needs.is_empty() {
        let names = done.needs.join(if lang.is_chinese() { "、" } else { ", " });
        lines.push(say("revoke-then", &[("names", names.as_str())]));
    }
    let person = row.peer.person.to_string();
    lines.push(say("revoke-new", &[("person", person.as_str())]));
    lines
}
