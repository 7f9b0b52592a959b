//! From saved minutes to the paper.

use super::paper::{Guest, Kept, Paper, Topic};
use super::rows::{day, fields};
use super::said;
use crate::domain::date::parse_date;
use crate::domain::meeting::VOTE_RULES;
use crate::domain::meeting::live::{self, Action, Row, Vote};
use crate::domain::meeting::vote::rule_of;
use crate::domain::record::Record;
use crate::ui::kit::Cx;
use crate::ui::kit::answer::Sheet;
use crate::ui::widgets::area::Area;
use crate::ui::widgets::entry::Entry;

/// The paper of minutes that are saved: rows stand behind the text of their topic.
pub fn of_sheet(sheet: &Sheet, cx: &Cx) -> Paper {
    let mut paper = Paper::default();
    fields(&mut paper, &sheet.record, cx);
    let rows = |field: &str| sheet.rows.get(field).map_or(&[][..], Vec::as_slice);
    let word = |r: &Record, f: &str| r.get(f).text().unwrap_or_default().to_owned();
    paper.people = rows("attendees")
        .iter()
        .map(|r| Guest {
            id: Some(r.id.to_string()),
            name: word(r, "name"),
            unit: word(r, "unit"),
            post: word(r, "post"),
            role: word(r, "role"),
            attendance: word(r, "attendance"),
        })
        .collect();
    let who = |field: &str| {
        let id = word(&sheet.record, field);
        rows("attendees")
            .iter()
            .position(|r| r.id.to_string() == id)
    };
    paper.chair = who("chair");
    paper.recorder = who("recorder");
    let from = day(&paper, cx);
    let mut done: Vec<String> = Vec::new();
    let topics = rows("topics");
    let placed = |r: &Record| {
        let topic = word(r, "topic");
        topics.iter().any(|t| t.id.to_string() == topic)
    };
    for (at, row) in topics.iter().enumerate() {
        let last = at + 1 == topics.len();
        let id = row.id.to_string();
        let mut topic = Topic {
            id: Some(id.clone()),
            title: Entry::with(&word(row, "title")),
            kind: Some(word(row, "kind")),
            presenter: word(row, "presenter"),
            ..Topic::default()
        };
        let mut lines: Vec<String> = Vec::new();
        let discussion = word(row, "discussion");
        if !discussion.is_empty() {
            let like_row = |l: &&str| live::any_row(l, &paper.names(), from).is_some();
            let plain = discussion.split('\n').filter(like_row);
            topic.plain = plain.map(str::to_owned).collect();
            lines.extend([discussion, String::new()]);
        }
        let mut add = |field: &str, r: &Record, row: &Row, done: &mut Vec<String>| {
            let id = r.id.to_string();
            if done.contains(&id) {
                return;
            }
            // A row is one line here; it is sent only if a person changes that line.
            let line = live::line_of(row, cx.marks.row(), cx.lang.is_chinese(), from);
            let line = line.replace(['\r', '\n'], " ");
            let field = field.to_owned();
            topic.kept.push(Kept {
                id: id.clone(),
                field,
                line: line.clone(),
            });
            lines.push(line);
            done.push(id);
        };
        // What hangs on no topic of these stands on the last one.
        let here = |r: &Record| word(r, "topic") == id || (last && !placed(r));
        let rests = |v: &Record| {
            let id = v.id.to_string();
            rows("decisions").iter().any(|d| word(d, "vote") == id)
        };
        let free = rows("votes").iter().any(|v| here(v) && !rests(v));
        for decision in rows("decisions").iter().filter(|d| here(d)) {
            let text = decided(decision, free, cx);
            add("decisions", decision, &Row::Decision(text), &mut done);
            let vote = word(decision, "vote");
            for vote in rows("votes").iter().filter(|v| v.id.to_string() == vote) {
                add("votes", vote, &vote_row(vote, &paper, cx), &mut done);
            }
            let of = decision.id.to_string();
            for action in rows("actions").iter().filter(|a| word(a, "decision") == of) {
                add("actions", action, &action_row(action, &paper), &mut done);
            }
        }
        for vote in rows("votes").iter().filter(|v| here(v)) {
            add("votes", vote, &vote_row(vote, &paper, cx), &mut done);
        }
        if last {
            for action in rows("actions") {
                add("actions", action, &action_row(action, &paper), &mut done);
            }
        }
        topic.area = Area::with(&lines.join("\n"));
        paper.topics.push(topic);
    }
    paper.settle();
    paper.seen = sheet.seen(&cx.forms);
    paper
}

/// A decision as its line says it: how it came about where that is not what the line
/// would be taken for.
fn decided(r: &Record, free_vote: bool, cx: &Cx) -> String {
    let word = |f: &str| r.get(f).text().unwrap_or_default();
    let (kind, text) = (word("kind"), word("text"));
    let plain = match kind {
        "vote" | "rejected" => !word("vote").is_empty(),
        said::AGREED => !free_vote && word("vote").is_empty(),
        _ => false,
    };
    let list = cx.reference.codes.list("enum.decision_kind");
    let code = list.and_then(|l| l.get(kind)).filter(|_| !plain);
    match (code, cx.lang.is_chinese()) {
        (None, _) => text.to_owned(),
        (Some(code), true) => format!("（{}）{text}", code.zh),
        (Some(code), false) => format!("({}) {text}", code.en),
    }
}

fn vote_row(r: &Record, paper: &Paper, cx: &Cx) -> Row {
    let mut vote = Vote::default();
    let number = |field: &str| r.get(field).int().unwrap_or(0);
    vote.counts.in_favour = number("in_favour");
    vote.counts.against = number("against");
    vote.counts.abstain = number("abstain");
    vote.counts.invalid = number("invalid");
    let usual = rule_of(paper.field("kind"));
    let other = [
        ("method", "enum.vote_method", said::METHOD),
        ("rule", VOTE_RULES, usual),
    ];
    let other = other.iter().filter_map(|(field, list, usual)| {
        let code = r.get(field).text().filter(|c| c != usual)?;
        let code = cx.reference.codes.list(list)?.get(code)?;
        Some(code.label(cx.lang.tag()))
    });
    vote.rest = other.collect::<Vec<_>>().join(" ");
    Row::Vote(vote)
}

fn action_row(r: &Record, paper: &Paper) -> Row {
    let word = |f: &str| r.get(f).text().unwrap_or_default().to_owned();
    let owner = word("owner");
    let unit = word("owner_unit");
    let known = paper
        .people
        .iter()
        .any(|p| p.name == owner && p.unit == unit);
    Row::Action(Action {
        owner,
        unit: if known { String::new() } else { unit },
        due: parse_date(&word("due")).ok(),
        text: word("text"),
    })
}
