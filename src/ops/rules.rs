//! Rules that look at other records when one is saved.

use super::workspace::Me;
use crate::domain::case;
use crate::domain::date::parse_date;
use crate::domain::fault::{Note, Result};
use crate::domain::id::RecordId;
use crate::domain::meeting::rhythm::Round;
use crate::domain::record::{Place, Record};
use crate::domain::value::{Patch, Value};
use crate::domain::volunteer::HoursEntry;
use crate::storage::{Query, Tx};

/// Minutes of service in one day above which a second person must confirm.
const LONG_DAY: u32 = 8 * 60;
/// Nobody serves as often in one day: entries have at least a minute and don't overlap.
const ENTRIES: u32 = 24 * 60;

/// What the neighbours of a record forbid or make odd; `me` is the person who saves.
pub fn check(tx: &Tx, me: &Me, place: &Place, after: &Patch) -> Result<Vec<Note>> {
    match place.form.as_str() {
        "F1" => one_open_case(tx, place),
        "hours" => hours(tx, me, place, after),
        "minutes" => second_of_round(tx, place, after),
        _ => Ok(Vec::new()),
    }
}

/// One open case per client.
fn one_open_case(tx: &Tx, place: &Place) -> Result<Vec<Note>> {
    let Some(client) = place.parent else {
        return Ok(Vec::new());
    };
    let is_new = tx.record(place.id)?.is_none();
    let siblings = tx.children(client, Some(&place.form))?;
    let open = siblings.iter().find(|r| {
        let state = r.state.as_deref().unwrap_or_default();
        r.id != place.id && !r.void && case::OPEN.contains(&state)
    });
    Ok(match open {
        Some(other) if is_new => {
            let no = other.get("case_no").text().unwrap_or_default();
            vec![Note::new("E_OPEN_CASE").with("no", no)]
        }
        _ => Vec::new(),
    })
}

/// A regular meeting is held once in its week, month or quarter. No rule forbids another
/// one, but minutes that were begun twice look like that; so it is only remarked, and only
/// when kind, place or day are written.
fn second_of_round(tx: &Tx, place: &Place, after: &Patch) -> Result<Vec<Note>> {
    let asked = ["kind", "scope_code", "date"];
    let word = |field: &str| after.get(field).and_then(Value::text);
    let [Some(kind), Some(code), Some(day)] = asked.map(word) else {
        return Ok(Vec::new());
    };
    let Ok(day) = parse_date(day) else {
        return Ok(Vec::new());
    };
    let round = Round::of(code, day);
    let before = tx.record(place.id)?;
    let same = |r: &Record| asked.iter().all(|f| r.get(f).text() == word(f));
    if kind != round.kind || before.as_ref().is_some_and(same) {
        return Ok(Vec::new());
    }
    let (from, to) = (round.from.to_string(), round.to.to_string());
    let with = [("scope_code", code), ("kind", kind)];
    let others = tx.between("minutes", ("date", &from, &to), &with, 2)?;
    let other = others.iter().find(|r| r.id != place.id);
    let note = other.map(|other| {
        let text = |field: &str| other.get(field).text().unwrap_or_default();
        Note::new("W_SECOND_MEETING")
            .with("from", &from)
            .with("to", &to)
            .with("date", text("date"))
            .with("title", text("title"))
            .at("date")
    });
    Ok(note.into_iter().collect())
}

/// Nobody records their own hours, no two entries of a person overlap, and a long day
/// needs a second look.
fn hours(tx: &Tx, me: &Me, place: &Place, after: &Patch) -> Result<Vec<Note>> {
    let (Some(volunteer), Some(entry)) = (place.parent, HoursEntry::read(place.id, after)) else {
        return Ok(Vec::new());
    };
    let mut notes = Vec::new();
    if records_own_hours(tx, me, volunteer, after)? {
        notes.push(Note::new("E_RECORDER_IS_VOLUNTEER").at("recorder"));
    }
    let day = Query {
        form: place.form.clone(),
        filters: vec![
            ("volunteer".into(), volunteer.to_string().into()),
            ("date".into(), entry.date.as_str().into()),
        ],
        limit: ENTRIES,
        ..Query::default()
    };
    let others = tx.list(&day)?.items;
    let here = |r: &&Record| r.parent == Some(volunteer) && r.scope == place.scope;
    let others = others.iter().filter(here).filter(|r| r.id != place.id);
    let others: Vec<HoursEntry> = others
        .filter_map(|r| HoursEntry::read(r.id, &r.fields))
        .collect();
    if let Some(other) = others.iter().find(|o| o.overlap(&entry) > 0) {
        let shared = other.overlap(&entry);
        notes.push(
            Note::new("E_HOURS_OVERLAP")
                .with("minutes", shared)
                .at("start"),
        );
    }
    let same_day = others.iter().filter(|o| o.date == entry.date);
    let day: u32 =
        same_day.map(|o| u32::from(o.minutes())).sum::<u32>() + u32::from(entry.minutes());
    if day > LONG_DAY {
        notes.push(Note::new("W_LONG_DAY").with("minutes", day).at("end"));
    }
    Ok(notes)
}

/// Whether recorder and volunteer are one person. A person and a record never share an
/// id, so the names are compared; a recorder whose card is not here has none to compare.
fn records_own_hours(tx: &Tx, me: &Me, volunteer: RecordId, after: &Patch) -> Result<bool> {
    let recorder = after.get("recorder").and_then(Value::text);
    let Some(recorder) = recorder.and_then(|id| id.parse().ok()) else {
        return Ok(false);
    };
    let recorder = if tx.person_now(recorder)? == me.person {
        Some(me.name.clone())
    } else {
        tx.person_name(recorder)?
    };
    let volunteer = tx.record(volunteer)?;
    let volunteer = volunteer.as_ref().and_then(|v| v.get("name").text());
    Ok(recorder.is_some() && recorder.as_deref() == volunteer)
}
