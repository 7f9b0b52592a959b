//! After a save: the paper learns which records its rows are.

use serde_json::Value as Json;

use super::paper::{Guest, Kept, Paper};
use super::rows::{Sent, fields};
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::record::Seen;
use crate::ui::kit::Cx;
use crate::ui::kit::answer::Sheet;

/// Takes over the records that a save made. What was typed since it was sent stays, and
/// differs from what the paper is compared with next time.
pub fn adopt(paper: &mut Paper, sheet: &Sheet, made: &[(String, RecordId)], sent: Sent, cx: &Cx) {
    let mut known = sent.paper;
    for topic in &mut known.topics {
        topic.kept.clear();
    }
    for placed in sent.rows {
        let path = placed.at.map(|at| format!("{}[{at}]", placed.field));
        let new = made.iter().find(|(p, _)| Some(p) == path.as_ref());
        let Some(id) = placed.id.or_else(|| new.map(|(_, id)| id.to_string())) else {
            continue;
        };
        if placed.field == "attendees" {
            if let Some(guest) = known.people.get_mut(placed.topic) {
                guest.id = Some(id);
            }
            continue;
        }
        let Some(topic) = known.topics.get_mut(placed.topic) else {
            continue;
        };
        if placed.field == "topics" {
            topic.id = Some(id);
            continue;
        }
        let line = topic.area.lines().get(placed.line).cloned();
        topic.kept.push(Kept {
            id,
            field: placed.field.to_owned(),
            line: line.unwrap_or_default(),
        });
    }
    people(paper, &known);
    // Topics are only ever added behind the others.
    for (topic, known) in paper.topics.iter_mut().zip(&known.topics) {
        topic.id.clone_from(&known.id);
        topic.kept.clone_from(&known.kept);
    }
    for (earlier, known) in paper.earlier.iter_mut().zip(&mut known.earlier) {
        if let Some(now) = &known.now {
            known.status.clone_from(now);
            earlier.status.clone_from(now);
        }
    }
    let before = known.fields.clone();
    fields(&mut known, &sheet.record, cx);
    let mut shown: Vec<&str> = Vec::new();
    for (field, value) in &known.fields {
        if paper.fields.get(field) == before.get(field) {
            paper.fields.insert(field.clone(), value.clone());
            shown.push(field);
        }
    }
    paper.seen = seen(&paper.seen, sheet, &sent.input, &shown, cx);
    known.settle();
    paper.base = known.base;
}

/// What stands on the paper now: what was sent, and of the minutes themselves what is
/// `shown` anew. A value that came beside one of these, or to a row that was not sent, is
/// not on it.
fn seen(old: &Seen, sheet: &Sheet, sent: &Object, shown: &[&str], cx: &Cx) -> Seen {
    let rows = sent.values().filter_map(Json::as_array).flatten();
    let rows: Vec<&Json> = rows.collect();
    let in_row = |id: RecordId, field: &str| {
        let id = id.to_string();
        let own = |r: &&&Json| r.get("id").and_then(Json::as_str) == Some(&id);
        rows.iter()
            .find(own)
            .is_some_and(|r| r.get(field).is_some())
    };
    let all = std::iter::once(&sheet.record).chain(sheet.rows.values().flatten());
    let mut seen = old.clone();
    for record in all {
        let Some(form) = cx.forms.get(&record.form) else {
            continue;
        };
        let mut saw = record.saw(form);
        if let Some(before) = old.get(&record.id) {
            let own = record.id == sheet.record.id;
            for (field, dots) in &mut saw {
                let here = if own {
                    sent.contains_key(field) || shown.contains(&field.as_str())
                } else {
                    in_row(record.id, field)
                };
                if (!here || record.open.contains_key(field))
                    && let Some(before) = before.get(field)
                {
                    dots.clone_from(before);
                }
            }
        }
        seen.insert(record.id, saw);
    }
    seen
}

/// Guests may have come and gone while it was saved: the same name is the same guest,
/// and in a list as long as it was the same place is.
fn people(paper: &mut Paper, known: &Paper) {
    let whole = paper.people.len() == known.people.len();
    let mut free: Vec<Option<&Guest>> = known.people.iter().map(Some).collect();
    for guest in paper.people.iter().filter(|g| g.id.is_some()) {
        for slot in &mut free {
            if slot.is_some_and(|k| k.id == guest.id) {
                *slot = None;
            }
        }
    }
    for (at, guest) in paper.people.iter_mut().enumerate() {
        if guest.id.is_some() {
            continue;
        }
        let named = |k: Option<&Guest>| k.is_some_and(|k| k.name == guest.name);
        let there = whole.then_some(at);
        let found = there.filter(|at| named(free.get(*at).copied().flatten()));
        let found = found.or_else(|| free.iter().position(|k| named(*k)));
        let found = found.or(there);
        let known = found.and_then(|at| free.get_mut(at)?.take());
        guest.id = known.and_then(|k| k.id.clone());
    }
}
